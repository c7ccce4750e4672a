#pragma once

#include "crow-canvas.h"

G_BEGIN_DECLS

/* The left pane: a filter, the models, the relations. */
#define CROW_TYPE_SIDEBAR (crow_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (CrowSidebar, crow_sidebar, CROW, SIDEBAR, GtkWidget)

void crow_sidebar_set_schema (CrowSidebar *self, CrowSchema *schema, const guint *groups);
void crow_sidebar_select (CrowSidebar *self, CrowSelection selection);
void crow_sidebar_focus_filter (CrowSidebar *self);
gboolean crow_sidebar_dismantle (CrowSidebar *self);

G_END_DECLS
