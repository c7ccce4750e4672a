#pragma once

#include "crow-geometry.h"

G_BEGIN_DECLS

#define CROW_VIEW_MIN_ZOOM 0.05
/* To show the whole of a diagram that is too large for that; nobody zooms out farther. */
#define CROW_VIEW_FIT_MIN_ZOOM 0.01
#define CROW_VIEW_MAX_ZOOM 4.0

/* Where the diagram stands in the widget: widget = diagram * zoom + offset. A plain value. */
typedef struct
{
  double zoom;      /* widget pixels per diagram pixel, more than 0 */
  CrowPoint offset; /* widget position of the diagram's 0, 0 */
} CrowView;

CrowPoint crow_view_to_widget (const CrowView *self, CrowPoint at);
CrowPoint crow_view_to_diagram (const CrowView *self, CrowPoint at);
CrowRect crow_view_rect_to_widget (const CrowView *self, const CrowRect *rect);
CrowRect crow_view_get_area (const CrowView *self, double width, double height);

CrowView crow_view_pan (const CrowView *self, double dx, double dy);
CrowView crow_view_zoom_at (const CrowView *self, double zoom, CrowPoint anchor);
CrowView
crow_view_fit (const CrowRect *bounds, double width, double height, double margin, double max_zoom);
CrowView
crow_view_center_on (const CrowView *self, const CrowRect *rect, double width, double height);
CrowView crow_view_reveal (const CrowView *self,
                           const CrowRect *rect,
                           double width,
                           double height,
                           double margin);
CrowView crow_view_keep_near (const CrowView *self,
                              const CrowRect *bounds,
                              double width,
                              double height,
                              double margin);
CrowView
crow_view_mix (const CrowView *from, const CrowView *to, double t, double width, double height);

gboolean
crow_view_shows_all (const CrowView *self, const CrowRect *bounds, double width, double height);

G_END_DECLS
