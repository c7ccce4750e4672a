#pragma once

#include <gtk/gtk.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* The relations of a schema with their actions: the diagram as text. Selecting one activates
 * "win.select-relation". */
#define CROW_TYPE_RELATIONS_LIST (crow_relations_list_get_type ())
G_DECLARE_FINAL_TYPE (CrowRelationsList, crow_relations_list, CROW, RELATIONS_LIST, GtkWidget)

void crow_relations_list_set_schema (CrowRelationsList *self, CrowSchema *schema);
void crow_relations_list_expect_filter (CrowRelationsList *self, gboolean is_expected);
void crow_relations_list_set_filter (CrowRelationsList *self, const char *text);
void crow_relations_list_select (CrowRelationsList *self, int relation); /* -1: none */
guint crow_relations_list_get_n_shown (CrowRelationsList *self);
void crow_relations_list_activate_first (CrowRelationsList *self);
gboolean crow_relations_list_dismantle (CrowRelationsList *self);

G_END_DECLS
