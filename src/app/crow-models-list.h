#pragma once

#include <gtk/gtk.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* The models of a schema, by namespace and name. Selecting one activates "win.select-model". */
#define CROW_TYPE_MODELS_LIST (crow_models_list_get_type ())
G_DECLARE_FINAL_TYPE (CrowModelsList, crow_models_list, CROW, MODELS_LIST, GtkWidget)

void crow_models_list_set_schema (CrowModelsList *self, CrowSchema *schema, const guint *groups);
void crow_models_list_expect_filter (CrowModelsList *self, gboolean is_expected);
void crow_models_list_set_filter (CrowModelsList *self, const char *text);
void crow_models_list_select (CrowModelsList *self, int model); /* -1: none */
guint crow_models_list_get_n_shown (CrowModelsList *self);
gboolean crow_models_list_activate_first (CrowModelsList *self);
gboolean crow_models_list_dismantle (CrowModelsList *self);

G_END_DECLS
