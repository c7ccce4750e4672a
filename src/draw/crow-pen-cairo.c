#include "crow-pen-private.h"

typedef struct
{
  CrowPen pen;
  cairo_t *cr; /* (owned) */
} CairoPen;

static void
set_color (CairoPen *self, const CrowColor *color, double opacity)
{
  CrowColor resolved = crow_pen_resolve_color (&self->pen, color);

  cairo_set_source_rgba (self->cr, resolved.red, resolved.green, resolved.blue,
                         resolved.alpha * opacity);
}

static void
draw_path (CrowPen *pen, const CrowInk *ink)
{
  CairoPen *self = (CairoPen *) pen;

  if (ink->is_ghost)
    {
      cairo_new_path (self->cr);
      return;
    }
  if (ink->fill != NULL)
    {
      set_color (self, ink->fill, 1);
      if (ink->stroke != NULL)
        cairo_fill_preserve (self->cr);
      else
        cairo_fill (self->cr);
    }
  if (ink->stroke == NULL)
    return;

  set_color (self, ink->stroke, ink->stroke_opacity > 0 ? ink->stroke_opacity : 1);
  cairo_set_line_width (self->cr, ink->width);
  cairo_set_dash (self->cr, ink->dashes, ink->n_dashes, ink->dash_start);
  cairo_set_line_cap (self->cr, ink->is_round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_set_line_join (self->cr, ink->is_round ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
  cairo_stroke (self->cr);
}

static void
add_rounded_rect (cairo_t *cr, const CrowRect *rect, double radius)
{
  double right = rect->x + rect->width;
  double bottom = rect->y + rect->height;

  radius = MIN (radius, MIN (rect->width, rect->height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, right - radius, rect->y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI_2);
  cairo_arc (cr, rect->x + radius, bottom - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, rect->x + radius, rect->y + radius, radius, G_PI, G_PI + G_PI_2);
  cairo_close_path (cr);
}

static void
draw_rect (CrowPen *pen, const CrowRect *rect, double radius, const CrowInk *ink)
{
  CairoPen *self = (CairoPen *) pen;

  if (ink->is_ghost || (ink->fill == NULL && ink->stroke == NULL))
    return;
  if (radius > 0)
    add_rounded_rect (self->cr, rect, radius);
  else
    cairo_rectangle (self->cr, rect->x, rect->y, rect->width, rect->height);
  draw_path (pen, ink);
}

/* A square of @depth px, its corner at (@x, @y) rounded, reaching to the inside by the signs. */
static void
add_corner (cairo_t *cr, double x, double y, double radius, double depth, int right, int down)
{
  double start = right > 0 ? (down > 0 ? G_PI : G_PI_2) : (down > 0 ? G_PI + G_PI_2 : 0);

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + right * radius, y + down * radius, radius, start, start + G_PI_2);
  if (right == down)
    {
      cairo_line_to (cr, x + right * depth, y);
      cairo_line_to (cr, x + right * depth, y + down * depth);
      cairo_line_to (cr, x, y + down * depth);
    }
  else
    {
      cairo_line_to (cr, x, y + down * depth);
      cairo_line_to (cr, x + right * depth, y + down * depth);
      cairo_line_to (cr, x + right * depth, y);
    }
  cairo_close_path (cr);
}

/* Four strips, which cairo fills as they are, and four small corners: a translucent shape with one
 * long outline would cost many times as much. */
static void
draw_rim (CrowPen *pen, const CrowRect *rect, double radius, double depth, const CrowColor *color)
{
  cairo_t *cr = ((CairoPen *) pen)->cr;
  CrowInk ink = { .fill = color };
  double right = rect->x + rect->width;
  double bottom = rect->y + rect->height;
  double width = rect->width - 2 * depth;
  double height = rect->height - 2 * depth;

  if (width <= 0 || height <= 0)
    {
      draw_rect (pen, rect, radius, &ink);
      return;
    }
  cairo_rectangle (cr, rect->x + depth, rect->y, width, depth);
  cairo_rectangle (cr, rect->x + depth, bottom - depth, width, depth);
  cairo_rectangle (cr, rect->x, rect->y + depth, depth, height);
  cairo_rectangle (cr, right - depth, rect->y + depth, depth, height);
  draw_path (pen, &ink);
  add_corner (cr, rect->x, rect->y, radius, depth, 1, 1);
  add_corner (cr, right, rect->y, radius, depth, -1, 1);
  add_corner (cr, right, bottom, radius, depth, -1, -1);
  add_corner (cr, rect->x, bottom, radius, depth, 1, -1);
  draw_path (pen, &ink);
}

static void
draw_circle (CrowPen *pen, CrowPoint center, double radius, const CrowInk *ink)
{
  CairoPen *self = (CairoPen *) pen;

  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, center.x, center.y, radius, 0, 2 * G_PI);
  cairo_close_path (self->cr);
  draw_path (pen, ink);
}

static void
move_to (CrowPen *pen, double x, double y)
{
  cairo_move_to (((CairoPen *) pen)->cr, x, y);
}

static void
line_to (CrowPen *pen, double x, double y)
{
  cairo_line_to (((CairoPen *) pen)->cr, x, y);
}

static void
curve_to (CrowPen *pen, CrowPoint control, double x, double y)
{
  cairo_t *cr = ((CairoPen *) pen)->cr;
  double x0 = 0;
  double y0 = 0;

  cairo_get_current_point (cr, &x0, &y0);
  cairo_curve_to (cr, x0 + (control.x - x0) * 2 / 3, y0 + (control.y - y0) * 2 / 3,
                  x + (control.x - x) * 2 / 3, y + (control.y - y) * 2 / 3, x, y);
}

static void
close_path (CrowPen *pen)
{
  cairo_close_path (((CairoPen *) pen)->cr);
}

static void
draw_text (CrowPen *pen, CrowPoint at, CrowAnchor anchor, const CrowTextRun *run)
{
  CairoPen *self = (CairoPen *) pen;

  if (anchor == CROW_ANCHOR_END)
    at.x -= crow_text_get_width (run->font, run->text);
  set_color (self, run->color, 1);
  crow_text_show (self->cr, run->font, run->text, at.x, at.y);
  cairo_new_path (self->cr);
}

static void
draw_runs (CrowPen *pen, CrowPoint at, const CrowTextRun *runs, guint n_runs, double width)
{
  for (guint i = 0; i < n_runs; i++)
    {
      draw_text (pen, at, CROW_ANCHOR_START, &runs[i]);
      at.x += crow_text_get_width (runs[i].font, runs[i].text);
    }
}

static void
set_crisp (CrowPen *pen, gboolean is_crisp)
{
  cairo_set_antialias (((CairoPen *) pen)->cr,
                       is_crisp ? CAIRO_ANTIALIAS_NONE : CAIRO_ANTIALIAS_DEFAULT);
}

static void
free_pen (CrowPen *pen)
{
  CairoPen *self = (CairoPen *) pen;

  cairo_restore (self->cr);
  cairo_destroy (self->cr);
  g_free (self);
}

static const CrowPenClass cairo_pen_class = {
  .has_markup = FALSE,
  .rect = draw_rect,
  .rim = draw_rim,
  .circle = draw_circle,
  .move_to = move_to,
  .line_to = line_to,
  .curve_to = curve_to,
  .close = close_path,
  .draw_path = draw_path,
  .text = draw_text,
  .runs = draw_runs,
  .set_crisp = set_crisp,
  .free = free_pen,
};

/**
 * crow_pen_new_cairo:
 * @cr: where to draw
 *
 * A pen for the screen, an image or a PDF page. @cr gets its state back when the pen is freed.
 * Any thread, one at a time.
 *
 * Returns: (transfer full): a pen
 */
CrowPen *
crow_pen_new_cairo (cairo_t *cr)
{
  CairoPen *self = g_new0 (CairoPen, 1);

  crow_pen_init (&self->pen, &cairo_pen_class);
  self->cr = cairo_reference (cr);
  cairo_save (cr);
  cairo_new_path (cr);
  return &self->pen;
}
