#include "crow-pen-private.h"

#include <math.h>
#include <string.h>

typedef struct
{
  CrowPen pen;
  GString *svg;  /* (unowned) */
  GString *path; /* (owned) the path so far */
  CrowPoint at;  /* where it ends */
} SvgPen;

static void
append_attribute (GString *svg, const char *name, const char *value)
{
  g_string_append_c (svg, ' ');
  g_string_append (svg, name);
  g_string_append (svg, "=\"");
  crow_svg_append_escaped (svg, value);
  g_string_append_c (svg, '"');
}

static void
append_number_attribute (GString *svg, const char *name, double value)
{
  g_string_append_printf (svg, " %s=\"", name);
  crow_svg_append_number (svg, value);
  g_string_append_c (svg, '"');
}

static void
append_color (SvgPen *self, const char *name, const CrowColor *color, double opacity)
{
  CrowColor resolved;

  if (color == NULL)
    {
      g_string_append_printf (self->svg, " %s=\"none\"", name);
      return;
    }
  resolved = crow_pen_resolve_color (&self->pen, color);
  g_string_append_printf (self->svg, " %s=\"#%02x%02x%02x\"", name,
                          (guint) lround (resolved.red * 255),
                          (guint) lround (resolved.green * 255),
                          (guint) lround (resolved.blue * 255));
  opacity *= resolved.alpha;
  if (opacity < 1)
    {
      g_string_append_printf (self->svg, " %s-opacity=\"", name);
      crow_svg_append_number (self->svg, opacity);
      g_string_append_c (self->svg, '"');
    }
}

static void
append_dashes (GString *svg, const double *dashes, int n_dashes)
{
  g_string_append (svg, " stroke-dasharray=\"");
  for (int i = 0; i < n_dashes; i++)
    {
      if (i > 0)
        g_string_append_c (svg, ' ');
      crow_svg_append_number (svg, dashes[i]);
    }
  g_string_append_c (svg, '"');
}

static void
append_ink (SvgPen *self, const CrowInk *ink)
{
  double opacity = ink->stroke_opacity > 0 ? ink->stroke_opacity : 1;

  append_color (self, "fill", ink->fill, 1);
  if (ink->stroke == NULL)
    return;
  append_color (self, "stroke", ink->stroke, ink->is_ghost ? 0 : opacity);
  append_number_attribute (self->svg, "stroke-width", ink->width);
  if (ink->n_dashes > 0)
    append_dashes (self->svg, ink->dashes, ink->n_dashes);
  if (ink->n_dashes > 0 && ink->dash_start > 0)
    append_number_attribute (self->svg, "stroke-dashoffset", ink->dash_start);
  if (ink->is_round)
    g_string_append (self->svg, " stroke-linecap=\"round\" stroke-linejoin=\"round\"");
}

static void
open_shape (SvgPen *self, const char *element, const CrowInk *ink)
{
  g_string_append_c (self->svg, '<');
  g_string_append (self->svg, element);
  if (ink->part != NULL)
    append_attribute (self->svg, "data-part", ink->part);
}

static void
begin_group (CrowPen *pen, const char *const *attributes)
{
  SvgPen *self = (SvgPen *) pen;

  g_string_append (self->svg, "<g");
  for (guint i = 0; attributes[i] != NULL; i += 2)
    append_attribute (self->svg, attributes[i], attributes[i + 1]);
  g_string_append (self->svg, ">\n");
}

static void
end_group (CrowPen *pen)
{
  g_string_append (((SvgPen *) pen)->svg, "</g>\n");
}

static void
write_title (CrowPen *pen, const char *text)
{
  SvgPen *self = (SvgPen *) pen;

  g_string_append (self->svg, "<title>");
  crow_svg_append_escaped (self->svg, text);
  g_string_append (self->svg, "</title>\n");
}

static void
draw_rect (CrowPen *pen, const CrowRect *rect, double radius, const CrowInk *ink)
{
  SvgPen *self = (SvgPen *) pen;

  open_shape (self, "rect", ink);
  append_number_attribute (self->svg, "x", rect->x);
  append_number_attribute (self->svg, "y", rect->y);
  append_number_attribute (self->svg, "width", rect->width);
  append_number_attribute (self->svg, "height", rect->height);
  if (radius > 0)
    append_number_attribute (self->svg, "rx", radius);
  append_ink (self, ink);
  g_string_append (self->svg, "/>\n");
}

/* The whole rectangle: it is shorter to say. */
static void
draw_rim (CrowPen *pen, const CrowRect *rect, double radius, double depth, const CrowColor *color)
{
  CrowInk ink = { .fill = color };

  draw_rect (pen, rect, radius, &ink);
}

static void
draw_circle (CrowPen *pen, CrowPoint center, double radius, const CrowInk *ink)
{
  SvgPen *self = (SvgPen *) pen;

  open_shape (self, "circle", ink);
  append_number_attribute (self->svg, "cx", center.x);
  append_number_attribute (self->svg, "cy", center.y);
  append_number_attribute (self->svg, "r", radius);
  append_ink (self, ink);
  g_string_append (self->svg, "/>\n");
}

static void
append_command (SvgPen *self, char command, double x, double y)
{
  g_string_append_c (self->path, command);
  crow_svg_append_number (self->path, x);
  g_string_append_c (self->path, ' ');
  crow_svg_append_number (self->path, y);
  self->at = (CrowPoint){ x, y };
}

static void
move_to (CrowPen *pen, double x, double y)
{
  append_command ((SvgPen *) pen, 'M', x, y);
}

static void
line_to (CrowPen *pen, double x, double y)
{
  SvgPen *self = (SvgPen *) pen;

  if (x == self->at.x && y == self->at.y)
    return;
  if (y == self->at.y)
    {
      g_string_append_c (self->path, 'H');
      crow_svg_append_number (self->path, x);
    }
  else if (x == self->at.x)
    {
      g_string_append_c (self->path, 'V');
      crow_svg_append_number (self->path, y);
    }
  else
    append_command (self, 'L', x, y);
  self->at = (CrowPoint){ x, y };
}

static void
curve_to (CrowPen *pen, CrowPoint control, double x, double y)
{
  SvgPen *self = (SvgPen *) pen;

  append_command (self, 'Q', control.x, control.y);
  append_command (self, ' ', x, y);
}

static void
close_path (CrowPen *pen)
{
  g_string_append_c (((SvgPen *) pen)->path, 'Z');
}

static void
draw_path (CrowPen *pen, const CrowInk *ink)
{
  SvgPen *self = (SvgPen *) pen;

  if (self->path->len == 0)
    return;
  open_shape (self, "path", ink);
  g_string_append (self->svg, " d=\"");
  g_string_append_len (self->svg, self->path->str, (gssize) self->path->len);
  g_string_append_c (self->svg, '"');
  append_ink (self, ink);
  g_string_append (self->svg, "/>\n");
  g_string_truncate (self->path, 0);
}

static void
append_run_style (SvgPen *self, const CrowTextRun *run)
{
  if (crow_font_is_bold (run->font))
    g_string_append (self->svg, " font-weight=\"700\"");
  append_color (self, "fill", run->color, 1);
}

static void
append_run_text (SvgPen *self, const char *text)
{
  g_autofree char *clean = crow_text_clean (text);

  crow_svg_append_escaped (self->svg, clean);
}

static void
open_text (SvgPen *self, CrowPoint at, CrowFont font)
{
  g_string_append (self->svg, "<text");
  append_number_attribute (self->svg, "x", at.x);
  append_number_attribute (self->svg, "y", at.y);
  append_number_attribute (self->svg, "font-size", crow_font_get_size (font));
}

static void
draw_text (CrowPen *pen, CrowPoint at, CrowAnchor anchor, const CrowTextRun *run)
{
  SvgPen *self = (SvgPen *) pen;

  open_text (self, at, run->font);
  if (anchor == CROW_ANCHOR_END)
    g_string_append (self->svg, " text-anchor=\"end\"");
  append_run_style (self, run);
  g_string_append_c (self->svg, '>');
  append_run_text (self, run->text);
  g_string_append (self->svg, "</text>\n");
}

/* textLength: another machine's fonts must not push the words out of their pill. */
static void
draw_runs (CrowPen *pen, CrowPoint at, const CrowTextRun *runs, guint n_runs, double width)
{
  SvgPen *self = (SvgPen *) pen;

  open_text (self, at, runs[0].font);
  append_number_attribute (self->svg, "textLength", width);
  g_string_append (self->svg, " lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">");
  for (guint i = 0; i < n_runs; i++)
    {
      g_string_append (self->svg, "<tspan");
      append_run_style (self, &runs[i]);
      g_string_append_c (self->svg, '>');
      append_run_text (self, runs[i].text);
      g_string_append (self->svg, "</tspan>");
    }
  g_string_append (self->svg, "</text>\n");
}

static void
free_pen (CrowPen *pen)
{
  SvgPen *self = (SvgPen *) pen;

  g_string_free (self->path, TRUE);
  g_free (self);
}

static const CrowPenClass svg_pen_class = {
  .has_markup = TRUE,
  .begin = begin_group,
  .end = end_group,
  .title = write_title,
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
  .free = free_pen,
};

/**
 * crow_pen_new_svg:
 * @svg: (not nullable): the text to append to; must outlive the pen
 *
 * A pen that writes SVG elements, without the document around them. Any thread, one at a time.
 *
 * Returns: (transfer full): a pen
 */
CrowPen *
crow_pen_new_svg (GString *svg)
{
  SvgPen *self = g_new0 (SvgPen, 1);

  crow_pen_init (&self->pen, &svg_pen_class);
  self->svg = svg;
  self->path = g_string_new (NULL);
  return &self->pen;
}

/**
 * crow_svg_append_number:
 * @svg: the text to append to
 * @number: any number; what is not finite becomes 0
 *
 * Appends @number with at most two decimals, none of them a trailing zero, in the form of the C
 * locale.
 */
void
crow_svg_append_number (GString *svg, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gsize length;

  if (!isfinite (number))
    number = 0;
  number = CLAMP (number, -1e12, 1e12);
  g_ascii_formatd (buffer, sizeof buffer, "%.2f", number);
  length = strlen (buffer);
  while (buffer[length - 1] == '0')
    length--;
  if (buffer[length - 1] == '.')
    length--;
  buffer[length] = '\0';
  g_string_append (svg, strcmp (buffer, "-0") == 0 ? "0" : buffer);
}

/**
 * crow_svg_append_escaped:
 * @svg: the text to append to
 * @text: any bytes
 *
 * Appends @text as XML 1.0 may hold it, in an element or a double-quoted attribute: escaped, valid
 * UTF-8, blanks for tabs and line ends, no other control character.
 */
void
crow_svg_append_escaped (GString *svg, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '&')
        g_string_append (svg, "&amp;");
      else if (c == '<')
        g_string_append (svg, "&lt;");
      else if (c == '>')
        g_string_append (svg, "&gt;");
      else if (c == '"')
        g_string_append (svg, "&quot;");
      else if (c == '\t' || c == '\n' || c == '\r')
        g_string_append_c (svg, ' ');
      else if (c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xfffe && c != 0xffff)
        g_string_append_len (svg, at, g_utf8_next_char (at) - at);
    }
}
