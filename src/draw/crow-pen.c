#include "crow-pen-private.h"

/* crow_pen_init: for the back ends. */
void
crow_pen_init (CrowPen *self, const CrowPenClass *klass)
{
  self->klass = klass;
  self->strength = 1;
}

/**
 * crow_pen_free:
 * @self: (transfer full): a pen
 *
 * Ends drawing. What was drawn stays where it is.
 */
void
crow_pen_free (CrowPen *self)
{
  g_return_if_fail (self != NULL);

  self->klass->free (self);
}

/* crow_pen_resolve_color: the colour that reaches the paper. */
CrowColor
crow_pen_resolve_color (const CrowPen *self, const CrowColor *color)
{
  double s = self->strength;
  CrowColor resolved = *color;

  if (s < 1)
    {
      resolved.red = s * color->red + (1 - s) * self->ground.red;
      resolved.green = s * color->green + (1 - s) * self->ground.green;
      resolved.blue = s * color->blue + (1 - s) * self->ground.blue;
    }
  return resolved;
}

/**
 * crow_pen_fade:
 * @self: a pen
 * @strength: 0 to 1
 * @ground: colour of the paper below
 *
 * Draws all that follows as if it had the opacity @strength over @ground: the same as an opacity
 * wherever nothing else lies below, without a buffer per group.
 */
void
crow_pen_fade (CrowPen *self, double strength, const CrowColor *ground)
{
  self->strength = strength;
  self->ground = *ground;
}

/* crow_pen_set_crisp: where a picture of pixels is drawn; nothing elsewhere. */
void
crow_pen_set_crisp (CrowPen *self, gboolean is_crisp)
{
  if (self->klass->set_crisp != NULL)
    self->klass->set_crisp (self, is_crisp);
}

/* crow_pen_has_markup: whether groups and titles are kept, so that they are worth composing. */
gboolean
crow_pen_has_markup (const CrowPen *self)
{
  return self->klass->has_markup;
}

/* crow_pen_begin: opens a group; @attributes is name, value, …, NULL. */
void
crow_pen_begin (CrowPen *self, const char *const *attributes)
{
  if (self->klass->has_markup)
    self->klass->begin (self, attributes);
}

/* crow_pen_end: closes the innermost group. */
void
crow_pen_end (CrowPen *self)
{
  if (self->klass->has_markup)
    self->klass->end (self);
}

/* crow_pen_title: names the innermost group, in words. */
void
crow_pen_title (CrowPen *self, const char *text)
{
  if (self->klass->has_markup)
    self->klass->title (self, text);
}

/* crow_pen_rect: a rectangle whose corners have @radius px. */
void
crow_pen_rect (CrowPen *self, const CrowRect *rect, double radius, const CrowInk *ink)
{
  self->klass->rect (self, rect, radius, ink);
}

/* crow_pen_rim: for shadows, most of which lie under their table. */
void
crow_pen_rim (CrowPen *self,
              const CrowRect *rect,
              double radius,
              double depth,
              const CrowColor *color)
{
  self->klass->rim (self, rect, radius, depth, color);
}

/* crow_pen_circle: a full circle. */
void
crow_pen_circle (CrowPen *self, CrowPoint center, double radius, const CrowInk *ink)
{
  self->klass->circle (self, center, radius, ink);
}

/* crow_pen_move_to: begins a new piece of the path. */
void
crow_pen_move_to (CrowPen *self, double x, double y)
{
  self->klass->move_to (self, x, y);
}

/* crow_pen_line_to: a straight line from where the path ends. */
void
crow_pen_line_to (CrowPen *self, double x, double y)
{
  self->klass->line_to (self, x, y);
}

/* crow_pen_curve_to: a quadratic curve from where the path ends. */
void
crow_pen_curve_to (CrowPen *self, CrowPoint control, double x, double y)
{
  self->klass->curve_to (self, control, x, y);
}

/* crow_pen_close: back to where the piece began. */
void
crow_pen_close (CrowPen *self)
{
  self->klass->close (self);
}

/* crow_pen_draw_path: paints the path and empties it. */
void
crow_pen_draw_path (CrowPen *self, const CrowInk *ink)
{
  self->klass->draw_path (self, ink);
}

/* crow_pen_text: one line; @at is its start or end on the base line. */
void
crow_pen_text (CrowPen *self,
               CrowPoint at,
               CrowAnchor anchor,
               CrowFont font,
               const CrowColor *color,
               const char *text)
{
  CrowTextRun run = { text, font, color };

  self->klass->text (self, at, anchor, &run);
}

/* crow_pen_runs: one line of several fonts and colours; @at is its start on the base line. */
void
crow_pen_runs (CrowPen *self, CrowPoint at, const CrowTextRun *runs, guint n_runs)
{
  double width = 0;

  for (guint i = 0; i < n_runs; i++)
    width += crow_text_get_width (runs[i].font, runs[i].text);
  self->klass->runs (self, at, runs, n_runs, width);
}
