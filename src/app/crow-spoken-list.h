#pragma once

#include <gtk/gtk.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* All relations of a large schema by name, for screen readers: GTK 4.8 makes widgets for some 200
 * rows of a list, and only widgets are seen by them. Nothing is drawn and nothing takes the focus.
 */
#define CROW_TYPE_SPOKEN_LIST (crow_spoken_list_get_type ())
G_DECLARE_FINAL_TYPE (CrowSpokenList, crow_spoken_list, CROW, SPOKEN_LIST, GtkWidget)

GtkWidget *crow_spoken_list_new (void);
void crow_spoken_list_set_schema (CrowSpokenList *self, CrowSchema *schema);
gboolean crow_spoken_list_dismantle (CrowSpokenList *self);

G_END_DECLS
