#pragma once

#include <gtk/gtk.h>

#include "crow-diagram.h"
#include "crow-theme.h"

G_BEGIN_DECLS

/* The whole diagram as grey rectangles with a frame where the canvas looks.
 *
 * Signals: "look-at" (double x, double y): the view's middle shall go there, in diagram pixels */
#define CROW_TYPE_MINIMAP (crow_minimap_get_type ())
G_DECLARE_FINAL_TYPE (CrowMinimap, crow_minimap, CROW, MINIMAP, GtkWidget)

GtkWidget *crow_minimap_new (void);
void crow_minimap_set_diagram (CrowMinimap *self, CrowDiagram *diagram); /* (nullable) */
void crow_minimap_set_theme (CrowMinimap *self, const CrowTheme *theme);
void crow_minimap_set_selection (CrowMinimap *self, GBytes *several, int model, int relation);
void crow_minimap_set_folded (CrowMinimap *self, gboolean is_folded);
void crow_minimap_set_area (CrowMinimap *self, const CrowRect *area); /* in diagram pixels */

G_END_DECLS
