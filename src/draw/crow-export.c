#include "crow-export.h"

#include "crow-error.h"
#include "crow-painter-private.h"

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

/* Around the picture; px. */
#define MARGIN 24.0
/* Of a line above it, with the gap; px. */
#define HEADING_HEIGHT 40.0
/* Cairo's limit for the sides of an image. */
#define MAX_IMAGE_SIDE 32767.0
/* 1 GiB of pixels: more would end the program rather than fail. */
#define MAX_IMAGE_AREA (256.0 * 1024 * 1024)
/* The format's limit for the sides of a PDF page: 14,400 units of user space, 1/72 inch each. */
#define MAX_PAGE_SIDE 14400.0

/* What is exported, with the ground around it. */
typedef struct
{
  const CrowDiagram *diagram;
  const CrowExportOptions *options;
  CrowPaintStyle style;
  CrowRect area; /* in whole px */
} Export;

static void
init_export (Export *self, const CrowDiagram *diagram, const CrowExportOptions *options)
{
  CrowRect legend = crow_legend_get_rect (diagram, options->labels, options->note);
  CrowRect area = crow_rect_union (&diagram->layout->bounds, &legend);

  if (options->heading != NULL)
    {
      area.y -= HEADING_HEIGHT;
      area.height += HEADING_HEIGHT;
      area.width = MAX (area.width, crow_text_get_width (CROW_FONT_NAME, options->heading));
    }
  area = crow_rect_inset (&area, -MARGIN);
  self->diagram = diagram;
  self->options = options;
  self->style.theme = crow_theme_get (options->theme, FALSE);
  self->style.labels = options->labels;
  self->style.zoom = 1;
  self->style.legend = TRUE;
  self->style.note = options->note;
  self->style.cancellable = options->cancellable;
  self->area.x = floor (area.x);
  self->area.y = floor (area.y);
  self->area.width = ceil (area.x + area.width) - self->area.x;
  self->area.height = ceil (area.y + area.height) - self->area.y;
}

static void
paint_export (const Export *self, CrowPen *pen)
{
  CrowInk ground = { .fill = &self->style.theme->canvas };

  crow_pen_rect (pen, &self->area, 0, &ground);
  if (self->options->heading != NULL)
    crow_pen_text (pen, (CrowPoint){ self->area.x + MARGIN, self->area.y + MARGIN + 14 },
                   CROW_ANCHOR_START, CROW_FONT_NAME, &self->style.theme->text,
                   self->options->heading);
  crow_paint_diagram (pen, self->diagram, NULL, &self->style);
}

static const char *
get_title (const Export *self)
{
  return self->options->title != NULL ? self->options->title : "Entity-relationship diagram";
}

/* "Entity-relationship diagram of 2 models and 1 relation. On delete: 1 Cascade." */
static char *
describe (const CrowSchema *schema)
{
  GString *text = g_string_new (NULL);
  guint counts[CROW_N_ACTIONS + 1] = { 0 };
  const char *separator = " On delete: ";

  g_string_append_printf (text, "Entity-relationship diagram of %u model%s and %u relation%s.",
                          schema->models->len, schema->models->len == 1 ? "" : "s",
                          schema->relations->len, schema->relations->len == 1 ? "" : "s");
  for (guint i = 0; i < schema->relations->len; i++)
    counts[crow_schema_get_relation (schema, i)->clauses[CROW_EVENT_DELETE].action]++;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      if (counts[i] == 0)
        continue;
      g_string_append_printf (text, "%s%u %s", separator, counts[i],
                              crow_action_get_name ((CrowAction) i));
      separator = ", ";
    }
  if (schema->relations->len > 0)
    g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}

static void
append_numbers (GString *svg, const double *numbers, guint n_numbers)
{
  for (guint i = 0; i < n_numbers; i++)
    {
      if (i > 0)
        g_string_append_c (svg, ' ');
      crow_svg_append_number (svg, numbers[i]);
    }
}

static void
append_svg_head (const Export *self, GString *svg)
{
  const CrowRect *area = &self->area;
  double box[] = { area->x, area->y, area->width, area->height };
  g_autofree char *description = describe (self->diagram->schema);

  g_string_append (svg, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
  append_numbers (svg, &area->width, 1);
  g_string_append (svg, "\" height=\"");
  append_numbers (svg, &area->height, 1);
  g_string_append (svg, "\" viewBox=\"");
  append_numbers (svg, box, G_N_ELEMENTS (box));
  g_string_append_printf (svg,
                          "\" data-diagram=\"er\" data-theme=\"%s\" role=\"img\" font-family=\"",
                          self->style.theme->name);
  crow_svg_append_escaped (svg, CROW_FONT_FAMILIES);
  g_string_append (svg, "\">\n<title>");
  crow_svg_append_escaped (svg, get_title (self));
  g_string_append (svg, "</title>\n<desc>");
  crow_svg_append_escaped (svg, description);
  if (self->options->heading != NULL)
    {
      g_string_append_c (svg, ' ');
      crow_svg_append_escaped (svg, self->options->heading);
      g_string_append_c (svg, '.');
    }
  if (self->options->note != NULL)
    {
      g_string_append_c (svg, ' ');
      crow_svg_append_escaped (svg, self->options->note);
    }
  g_string_append (svg, "</desc>\n");
}

static GBytes *
export_svg (const Export *self)
{
  GString *svg = g_string_new (NULL);
  CrowPen *pen = crow_pen_new_svg (svg);

  append_svg_head (self, svg);
  paint_export (self, pen);
  g_string_append (svg, "</svg>\n");
  crow_pen_free (pen);
  return g_string_free_to_bytes (svg);
}

/* Where cairo writes to. */
typedef struct
{
  GByteArray *bytes;
  GCancellable *cancellable; /* (nullable) */
} Sink;

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  Sink *sink = closure;

  if (sink->cancellable != NULL && g_cancellable_is_cancelled (sink->cancellable))
    return CAIRO_STATUS_WRITE_ERROR;
  g_byte_array_append (sink->bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
check_status (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE, "The image could not be made: %s",
               cairo_status_to_string (status));
  return FALSE;
}

/* A scale that fits, rounded down to two decimals. */
static double
get_largest_scale (const CrowRect *area)
{
  double side = MIN (MAX_IMAGE_SIDE / area->width, MAX_IMAGE_SIDE / area->height);
  double scale = MIN (side, sqrt (MAX_IMAGE_AREA / (area->width * area->height)));

  return scale >= 0.01 ? floor (scale * 100) / 100 : scale;
}

static gboolean
check_image_size (const Export *self, GError **error)
{
  double width = ceil (self->area.width * self->options->scale);
  double height = ceil (self->area.height * self->options->scale);
  char scale[G_ASCII_DTOSTR_BUF_SIZE];
  char largest[G_ASCII_DTOSTR_BUF_SIZE];

  if (width <= MAX_IMAGE_SIDE && height <= MAX_IMAGE_SIDE && width * height <= MAX_IMAGE_AREA)
    return TRUE;

  g_ascii_formatd (scale, sizeof scale, "%.6g", self->options->scale);
  g_ascii_formatd (largest, sizeof largest, "%.4g", get_largest_scale (&self->area));
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "At scale %s the image would be %.0f × %.0f pixels, which is too large for a PNG "
               "file; "
               "a scale of %s fits",
               scale, width, height, largest);
  return FALSE;
}

static void
paint_on_surface (const Export *self, cairo_surface_t *surface, double scale)
{
  cairo_t *cr = cairo_create (surface);
  CrowPen *pen;

  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -self->area.x, -self->area.y);
  pen = crow_pen_new_cairo (cr);
  paint_export (self, pen);
  crow_pen_free (pen);
  cairo_destroy (cr);
}

static GBytes *
export_png (const Export *self, GError **error)
{
  Sink sink = { NULL, self->options->cancellable };
  cairo_surface_t *surface;
  cairo_status_t status;

  if (!check_image_size (self, error))
    return NULL;

  sink.bytes = g_byte_array_new ();
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                        (int) ceil (self->area.width * self->options->scale),
                                        (int) ceil (self->area.height * self->options->scale));
  status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    {
      paint_on_surface (self, surface, self->options->scale);
      status = cairo_surface_write_to_png_stream (surface, append_bytes, &sink);
    }
  cairo_surface_destroy (surface);
  if (!check_status (status, error))
    {
      g_byte_array_unref (sink.bytes);
      return NULL;
    }
  return g_byte_array_free_to_bytes (sink.bytes);
}

/* Cairo dates every document, which would make each run's bytes differ. The date that it was given
 * is made blank; its entry may be left out, and nothing moves. */
static void
remove_date (GByteArray *pdf, const char *entry)
{
  gsize length = strlen (entry);
  guint8 *found = memmem (pdf->data, pdf->len, entry, length);

  if (found != NULL)
    memset (found, ' ', length);
}

/* One px is 0.75 points, as for a browser; less where the page would be larger than the format
 * allows. */
static GBytes *
export_pdf (const Export *self, GError **error)
{
  double side = MAX (self->area.width, self->area.height);
  double scale = MIN (0.75, MAX_PAGE_SIDE / side);
  GByteArray *pdf = g_byte_array_new ();
  Sink sink = { pdf, self->options->cancellable };
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, &sink,
                                                                  self->area.width * scale,
                                                                  self->area.height * scale);
  g_autofree char *title = crow_text_clean (get_title (self));
  cairo_status_t status;

  /* Since 1.5 objects may be compressed, as cairo 1.18 does: the date could not be found. */
  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_4);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Crowsfoot");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  paint_on_surface (self, surface, scale);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (!check_status (status, error))
    {
      g_byte_array_unref (pdf);
      return NULL;
    }
  remove_date (pdf, "/CreationDate (20000101000000Z)"); /* cairo 1.16 leaves out the "D:" */
  remove_date (pdf, "/CreationDate (D:20000101000000Z)");
  return g_byte_array_free_to_bytes (pdf);
}

/**
 * crow_format_from_path:
 * @path: name of a file
 * @format: (out): the format that its ending says
 *
 * Capitals do not matter. Any thread.
 *
 * Returns: %FALSE where the ending is none of ours
 */
gboolean
crow_format_from_path (const char *path, CrowFormat *format)
{
  static const struct
  {
    const char *ending;
    CrowFormat format;
  } formats[] = { { ".svg", CROW_FORMAT_SVG },
                  { ".png", CROW_FORMAT_PNG },
                  { ".pdf", CROW_FORMAT_PDF } };
  gsize length = strlen (path);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (length > 4 && g_ascii_strcasecmp (path + length - 4, formats[i].ending) == 0)
      {
        *format = formats[i].format;
        return TRUE;
      }
  return FALSE;
}

static GBytes *
export_as (const Export *self, GError **error)
{
  switch (self->options->format)
    {
    case CROW_FORMAT_PNG:
      return export_png (self, error);
    case CROW_FORMAT_PDF:
      return export_pdf (self, error);
    case CROW_FORMAT_SVG:
      break;
    }
  return export_svg (self);
}

/**
 * crow_export_find_scale:
 * @diagram: a diagram
 * @options: what to draw it as
 *
 * Returns: the scale of @options, or the largest that a PNG file of @diagram can have where that is
 *   less; rounded down to two decimals. Any thread.
 */
double
crow_export_find_scale (const CrowDiagram *diagram, const CrowExportOptions *options)
{
  Export self;

  g_return_val_if_fail (diagram != NULL, 1);
  g_return_val_if_fail (options != NULL, 1);

  init_export (&self, diagram, options);
  if (options->format != CROW_FORMAT_PNG || check_image_size (&self, NULL))
    return options->scale;
  return get_largest_scale (&self.area);
}

/**
 * crow_export:
 * @diagram: a diagram
 * @options: format, theme, density, scale, title
 * @error: return location for an error, or %NULL
 *
 * Draws the whole diagram with its legend and a margin. The same diagram and options give the same
 * bytes, on every run, in every thread and locale. Blocks: call it in a worker for anything big.
 * %CROW_ERROR_SOURCE: an image cannot be that large; the message says which scale fits.
 * %G_IO_ERROR_CANCELLED: the options' cancellable was cancelled.
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *
crow_export (CrowDiagram *diagram, const CrowExportOptions *options, GError **error)
{
  Export self;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) failed = NULL;

  g_return_val_if_fail (diagram != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (options->format != CROW_FORMAT_PNG || options->scale > 0, NULL);

  init_export (&self, diagram, options);
  bytes = export_as (&self, &failed);
  /* Half a picture may have been drawn without an error, or the end of the writing be one. */
  if (g_cancellable_set_error_if_cancelled (options->cancellable, error))
    return NULL;
  if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  return g_steal_pointer (&bytes);
}
