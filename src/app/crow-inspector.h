#pragma once

#include "crow-canvas.h"
#include "crow-prisma.h"
#include "crow-relation-page.h"

G_BEGIN_DECLS

/* The right pane: what is selected. */
#define CROW_TYPE_INSPECTOR (crow_inspector_get_type ())
G_DECLARE_FINAL_TYPE (CrowInspector, crow_inspector, CROW, INSPECTOR, GtkWidget)

/* @selection indexes @prisma's schema. */
void crow_inspector_show (CrowInspector *self, CrowDocument *document, CrowSelection selection);
CrowRelationPage *crow_inspector_get_relation_page (CrowInspector *self);

G_END_DECLS
