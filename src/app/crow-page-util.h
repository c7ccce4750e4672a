#pragma once

#include <gtk/gtk.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* Removes every child of a box. */
void crow_page_clear (GtkWidget *box);
/* "schema.prisma, line 41" on a button that goes there; hidden where there is no file. */
void crow_page_show_place (GtkActionable *button,
                           GtkLabel *text,
                           CrowSchema *schema,
                           const CrowLocation *location);
char *crow_page_count_models (guint n);    /* (transfer full) "6 models" */
char *crow_page_count_relations (guint n); /* (transfer full) "8 relations" */

G_END_DECLS
