#include "crow-view.h"

#include <math.h>

/**
 * crow_view_to_widget:
 * @self: a view
 * @at: a point, in diagram pixels
 *
 * Returns: where @at is seen, in the widget's pixels
 */
CrowPoint
crow_view_to_widget (const CrowView *self, CrowPoint at)
{
  return (CrowPoint){ at.x * self->zoom + self->offset.x, at.y * self->zoom + self->offset.y };
}

/**
 * crow_view_to_diagram:
 * @self: a view
 * @at: a point, in the widget's pixels
 *
 * Returns: what is seen at @at, in diagram pixels
 */
CrowPoint
crow_view_to_diagram (const CrowView *self, CrowPoint at)
{
  return (CrowPoint){ (at.x - self->offset.x) / self->zoom, (at.y - self->offset.y) / self->zoom };
}

/**
 * crow_view_rect_to_widget:
 * @self: a view
 * @rect: in diagram pixels
 *
 * Returns: where @rect is seen, in the widget's pixels
 */
CrowRect
crow_view_rect_to_widget (const CrowView *self, const CrowRect *rect)
{
  CrowPoint corner = crow_view_to_widget (self, (CrowPoint){ rect->x, rect->y });

  return (CrowRect){ corner.x, corner.y, rect->width * self->zoom, rect->height * self->zoom };
}

/**
 * crow_view_get_area:
 * @self: a view
 * @width: the widget's, in pixels
 * @height: the widget's, in pixels
 *
 * Returns: the part of the diagram's plane that the widget shows, in diagram pixels
 */
CrowRect
crow_view_get_area (const CrowView *self, double width, double height)
{
  CrowPoint corner = crow_view_to_diagram (self, (CrowPoint){ 0, 0 });

  return (CrowRect){ corner.x, corner.y, width / self->zoom, height / self->zoom };
}

/**
 * crow_view_pan:
 * @self: a view
 * @dx: how far the diagram goes to the right, in the widget's pixels
 * @dy: how far it goes down
 *
 * Returns: the moved view
 */
CrowView
crow_view_pan (const CrowView *self, double dx, double dy)
{
  return (CrowView){ self->zoom, { self->offset.x + dx, self->offset.y + dy } };
}

/**
 * crow_view_zoom_at:
 * @self: a view
 * @zoom: the zoom to reach, clamped to %CROW_VIEW_MIN_ZOOM (or the present one, where that is less)
 *   and %CROW_VIEW_MAX_ZOOM
 * @anchor: in the widget's pixels: the diagram's point that is seen here stays here
 *
 * Returns: the zoomed view
 */
CrowView
crow_view_zoom_at (const CrowView *self, double zoom, CrowPoint anchor)
{
  double to = CLAMP (zoom, MIN (CROW_VIEW_MIN_ZOOM, self->zoom), CROW_VIEW_MAX_ZOOM);
  CrowPoint fixed = crow_view_to_diagram (self, anchor);

  return (CrowView){ to, { anchor.x - fixed.x * to, anchor.y - fixed.y * to } };
}

/**
 * crow_view_center_on:
 * @self: a view
 * @rect: in diagram pixels
 * @width: the widget's, in pixels
 * @height: the widget's, in pixels
 *
 * Returns: the view of the same zoom that has @rect's middle in its middle, on whole pixels
 */
CrowView
crow_view_center_on (const CrowView *self, const CrowRect *rect, double width, double height)
{
  double x = (rect->x + rect->width / 2) * self->zoom;
  double y = (rect->y + rect->height / 2) * self->zoom;

  return (CrowView){ self->zoom, { round (width / 2 - x), round (height / 2 - y) } };
}

/**
 * crow_view_fit:
 * @bounds: what to show, in diagram pixels
 * @width: the widget's, in pixels
 * @height: the widget's, in pixels
 * @margin: to leave free on each side, in the widget's pixels
 * @max_zoom: a small diagram is not shown larger than this
 *
 * Returns: the view that shows all of @bounds in its middle; for a diagram too large for
 *   %CROW_VIEW_FIT_MIN_ZOOM, its middle
 */
CrowView
crow_view_fit (const CrowRect *bounds, double width, double height, double margin, double max_zoom)
{
  double across = MAX (width - 2 * margin, 1) / MAX (bounds->width, 1);
  double down = MAX (height - 2 * margin, 1) / MAX (bounds->height, 1);
  double zoom = MIN (across, down);
  CrowView view = { CLAMP (zoom, CROW_VIEW_FIT_MIN_ZOOM, MIN (max_zoom, CROW_VIEW_MAX_ZOOM)) };

  return crow_view_center_on (&view, bounds, width, height);
}

/* How far the range [start, end) must go to lie in [low, high); one that is too long shows its
 * start, unless it fills the room already. */
static double
get_shift_into (double start, double end, double low, double high)
{
  if (end - start > high - low)
    return start <= low && end >= high ? 0 : low - start;
  if (start < low)
    return low - start;
  return end > high ? high - end : 0;
}

/**
 * crow_view_reveal:
 * @self: a view
 * @rect: what to show, in diagram pixels
 * @width: the widget's, in pixels
 * @height: the widget's, in pixels
 * @margin: between @rect and the edge of the widget, in the widget's pixels
 *
 * Returns: the view nearest to @self, of the same zoom, that shows @rect
 */
CrowView
crow_view_reveal (const CrowView *self,
                  const CrowRect *rect,
                  double width,
                  double height,
                  double margin)
{
  CrowRect seen = crow_view_rect_to_widget (self, rect);
  double mx = MIN (margin, width / 4);
  double my = MIN (margin, height / 4);
  double dx = get_shift_into (seen.x, seen.x + seen.width, mx, width - mx);
  double dy = get_shift_into (seen.y, seen.y + seen.height, my, height - my);

  return crow_view_pan (self, round (dx), round (dy));
}

/* The shift that leaves at least @margin of [start, end) within [0, length). */
static double
get_shift_near (double start, double end, double length, double margin)
{
  double keep = MIN (MIN (margin, end - start), length);

  if (end < keep)
    return keep - end;
  return start > length - keep ? length - keep - start : 0;
}

/**
 * crow_view_keep_near:
 * @self: a view
 * @bounds: of the diagram, in diagram pixels
 * @width: the widget's, in pixels
 * @height: the widget's, in pixels
 * @margin: how much of @bounds must be seen, in the widget's pixels
 *
 * Nobody can pan a diagram out of sight.
 *
 * Returns: the view nearest to @self that still shows a strip of @bounds
 */
CrowView
crow_view_keep_near (const CrowView *self,
                     const CrowRect *bounds,
                     double width,
                     double height,
                     double margin)
{
  CrowRect seen = crow_view_rect_to_widget (self, bounds);
  double dx = get_shift_near (seen.x, seen.x + seen.width, width, margin);
  double dy = get_shift_near (seen.y, seen.y + seen.height, height, margin);

  return crow_view_pan (self, dx, dy);
}

/**
 * crow_view_mix:
 * @from: the view at @t 0
 * @to: the view at @t 1
 * @t: 0 to 1
 * @width: the widget's, in pixels
 * @height: the widget's, in pixels
 *
 * A step of an animation: the zoom changes by equal factors, the middle goes straight on the
 * screen.
 *
 * Returns: the view between the two
 */
CrowView
crow_view_mix (const CrowView *from, const CrowView *to, double t, double width, double height)
{
  double zoom = from->zoom * pow (to->zoom / from->zoom, t);
  double span = 1 / to->zoom - 1 / from->zoom;
  double share = fabs (span) < 1e-9 ? t : (1 / zoom - 1 / from->zoom) / span;
  CrowPoint middle = { width / 2, height / 2 };
  CrowPoint a = crow_view_to_diagram (from, middle);
  CrowPoint b = crow_view_to_diagram (to, middle);
  CrowPoint at = { a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share };

  if (t >= 1)
    return *to;
  return (CrowView){ zoom, { middle.x - at.x * zoom, middle.y - at.y * zoom } };
}

/**
 * crow_view_shows_all:
 * @self: a view
 * @bounds: of the diagram, in diagram pixels
 * @width: the widget's, in pixels
 * @height: the widget's, in pixels
 *
 * Returns: whether nothing of @bounds lies outside the widget
 */
gboolean
crow_view_shows_all (const CrowView *self, const CrowRect *bounds, double width, double height)
{
  CrowRect seen = crow_view_rect_to_widget (self, bounds);

  return seen.x >= 0 && seen.y >= 0 && seen.x + seen.width <= width &&
         seen.y + seen.height <= height;
}
