#pragma once

#include <gtk/gtk.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* The inspector of a model: what refers to it, what it refers to, its fields. */
#define CROW_TYPE_MODEL_PAGE (crow_model_page_get_type ())
G_DECLARE_FINAL_TYPE (CrowModelPage, crow_model_page, CROW, MODEL_PAGE, GtkWidget)

void crow_model_page_show (CrowModelPage *self, CrowSchema *schema, guint model);

G_END_DECLS
