#pragma once

#include <gtk/gtk.h>

#include "crow-painter.h"

G_BEGIN_DECLS

/* A model on the canvas: one focusable widget for each box in view, so that a screen reader finds
 * it. It draws its box and remembers the drawing; its size is the box's in diagram pixels, the
 * canvas scales it. */
#define CROW_TYPE_MODEL_BOX (crow_model_box_get_type ())
G_DECLARE_FINAL_TYPE (CrowModelBox, crow_model_box, CROW, MODEL_BOX, GtkWidget)

GtkWidget *crow_model_box_new (void);
gboolean crow_model_box_show (CrowModelBox *self,
                              CrowDiagram *diagram,
                              guint model,
                              const CrowPaintStyle *style,
                              CrowStateFlags state);
guint crow_model_box_needs_drawing (CrowModelBox *self);
void crow_model_box_draw (CrowModelBox *self);
guint crow_model_box_get_model (CrowModelBox *self);
void crow_model_box_set_state (CrowModelBox *self, CrowStateFlags state);

G_END_DECLS
