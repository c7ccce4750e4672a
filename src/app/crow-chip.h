#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small square in the colour of a group of models, as the band on their boxes. */
#define CROW_TYPE_CHIP (crow_chip_get_type ())
G_DECLARE_FINAL_TYPE (CrowChip, crow_chip, CROW, CHIP, GtkWidget)

GtkWidget *crow_chip_new (void);
void crow_chip_set_group (CrowChip *self, guint group);

G_END_DECLS
