#pragma once

#include <gtk/gtk.h>

#include "crow-action-row.h"
#include "crow-document.h"

G_BEGIN_DECLS

/* The inspector of a relation. */
#define CROW_TYPE_RELATION_PAGE (crow_relation_page_get_type ())
G_DECLARE_FINAL_TYPE (CrowRelationPage, crow_relation_page, CROW, RELATION_PAGE, GtkWidget)

/* @relation: index in the document's picture */
void crow_relation_page_show (CrowRelationPage *self, CrowDocument *document, guint relation);
CrowActionRow *crow_relation_page_get_row (CrowRelationPage *self, CrowEvent event);

G_END_DECLS
