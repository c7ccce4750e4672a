#include "crow-draw-samples.h"
#include "crow-error.h"
#include "crow-export.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

static GBytes *
export_as (CrowDiagram *diagram, CrowFormat format, double scale)
{
  CrowExportOptions options = {
    .format = format, .labels = CROW_LABELS_ALL, .scale = scale, .title = "Blog <1>"
  };
  g_autoptr (GError) error = NULL;
  GBytes *file = crow_export (diagram, &options, &error);

  g_assert_no_error (error);
  return file;
}

static void
test_cancelled_gives_nothing (void)
{
  static const CrowFormat formats[] = { CROW_FORMAT_SVG, CROW_FORMAT_PNG, CROW_FORMAT_PDF };
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      CrowExportOptions options = { .format = formats[i], .scale = 1, .cancellable = cancellable };
      g_autoptr (GError) error = NULL;

      g_assert_null (crow_export (diagram, &options, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_scale_is_found_that_fits (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  CrowExportOptions options = { .format = CROW_FORMAT_PNG, .scale = 2 };
  g_autoptr (GError) error = NULL;
  double scale;

  g_assert_cmpfloat (crow_export_find_scale (diagram, &options), ==, 2);
  options.scale = 1000;
  scale = crow_export_find_scale (diagram, &options);
  g_assert_cmpfloat (scale, >, 2);
  g_assert_cmpfloat (scale, <, 1000);
  g_assert_null (crow_export (diagram, &options, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_cmpfloat (scale * diagram->layout->bounds.width, <, 32767);
  g_assert_cmpfloat (scale * diagram->layout->bounds.height, <, 32767);
  options.format = CROW_FORMAT_SVG;
  g_assert_cmpfloat (crow_export_find_scale (diagram, &options), ==, 1000);
}

static guint32
read_number (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

/* Size of the picture in px, as the SVG has it. */
static void
get_size (CrowDiagram *diagram, double *width, double *height)
{
  g_autoptr (GBytes) svg = export_as (diagram, CROW_FORMAT_SVG, 1);
  const char *text = g_bytes_get_data (svg, NULL);

  *width = g_ascii_strtod (strstr (text, " width=\"") + 8, NULL);
  *height = g_ascii_strtod (strstr (text, " height=\"") + 9, NULL);
}

static cairo_status_t
read_bytes (void *closure, unsigned char *data, unsigned int length)
{
  GByteArray *rest = closure;

  if (rest->len < length)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, rest->data, length);
  g_byte_array_remove_range (rest, 0, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
test_png_has_the_size_and_the_scale (void)
{
  static const double scales[] = { 0.5, 1, 2, 3.25 };
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  double width, height;

  get_size (diagram, &width, &height);
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      g_autoptr (GBytes) png = export_as (diagram, CROW_FORMAT_PNG, scales[i]);
      const guint8 *data = g_bytes_get_data (png, NULL);
      g_autoptr (GByteArray) rest = g_byte_array_new ();
      cairo_surface_t *image;

      g_assert_cmpmem (data, 8, "\x89PNG\r\n\x1a\n", 8);
      g_assert_cmpfloat (read_number (data + 16), ==, ceil (width * scales[i]));
      g_assert_cmpfloat (read_number (data + 20), ==, ceil (height * scales[i]));
      g_byte_array_append (rest, data, (guint) g_bytes_get_size (png));
      image = cairo_image_surface_create_from_png_stream (read_bytes, rest);
      g_assert_cmpint (cairo_surface_status (image), ==, CAIRO_STATUS_SUCCESS);
      cairo_surface_destroy (image);
    }
}

static void
test_pdf_has_the_size_and_no_date (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GBytes) pdf = export_as (diagram, CROW_FORMAT_PDF, 1);
  gsize length;
  const char *data = g_bytes_get_data (pdf, &length);
  const char *box = memmem (data, length, "/MediaBox", 9);
  double width, height;
  char *end;

  get_size (diagram, &width, &height);
  g_assert_cmpmem (data, 5, "%PDF-", 5);
  g_assert_nonnull (box);
  box = strchr (box, '[') + 1;
  g_assert_cmpfloat (g_ascii_strtod (box, &end), ==, 0);
  g_assert_cmpfloat (g_ascii_strtod (end, &end), ==, 0);
  g_assert_cmpfloat (fabs (g_ascii_strtod (end, &end) - width * 0.75), <, 0.01);
  g_assert_cmpfloat (fabs (g_ascii_strtod (end, &end) - height * 0.75), <, 0.01);
  g_assert_nonnull (memmem (data, length, "Blog <1>", 8));
  g_assert_null (memmem (data, length, "CreationDate", 12));
}

static gpointer
export_all_in_thread (gpointer diagram)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint format = CROW_FORMAT_SVG; format <= CROW_FORMAT_PDF; format++)
    g_ptr_array_add (files, export_as (diagram, (CrowFormat) format, 1));
  return files;
}

static void
test_files_are_the_same_each_time (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) first = export_all_in_thread (diagram);
  GThread *threads[2];

  g_usleep (1100000); /* a date would have seconds */
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("export", export_all_in_thread, diagram);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GPtrArray) files = g_thread_join (threads[i]);

      for (guint k = 0; k < files->len; k++)
        g_assert_true (g_bytes_equal (first->pdata[k], files->pdata[k]));
    }
}

static void
test_too_large_an_image_names_a_scale_that_fits (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  CrowExportOptions options = { .format = CROW_FORMAT_PNG,
                                .labels = CROW_LABELS_ALL,
                                .scale = 1000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) none = crow_export (diagram, &options, &error);
  const char *scale;
  double width, height;

  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_null (none);
  scale = strstr (error->message, "a scale of ");
  g_assert_nonnull (scale);
  get_size (diagram, &width, &height);
  options.scale = g_ascii_strtod (scale + strlen ("a scale of "), NULL);
  g_assert_cmpfloat (options.scale, >, 1);
  g_assert_cmpfloat (options.scale * width, <=, 32767);
  g_assert_cmpfloat (options.scale * width * options.scale * height, <=, 256.0 * 1024 * 1024);
}

static void
test_format_follows_the_ending (void)
{
  CrowFormat format;

  g_assert_true (crow_format_from_path ("a/b.svg", &format));
  g_assert_cmpint (format, ==, CROW_FORMAT_SVG);
  g_assert_true (crow_format_from_path ("B.PNG", &format));
  g_assert_cmpint (format, ==, CROW_FORMAT_PNG);
  g_assert_true (crow_format_from_path ("x.y.pdf", &format));
  g_assert_cmpint (format, ==, CROW_FORMAT_PDF);
  g_assert_false (crow_format_from_path ("svg", &format));
  g_assert_false (crow_format_from_path (".svg", &format));
  g_assert_false (crow_format_from_path ("x.svgz", &format));
  g_assert_false (crow_format_from_path ("-", &format));
}

static void
test_hostile_names_draw_everywhere (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_hostile (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) files = export_all_in_thread (diagram);

  for (guint i = 0; i < files->len; i++)
    g_assert_cmpuint (g_bytes_get_size (files->pdata[i]), >, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/cancelled-gives-nothing", test_cancelled_gives_nothing);
  g_test_add_func ("/export/scale-is-found-that-fits", test_scale_is_found_that_fits);
  g_test_add_func ("/export/png-has-the-size-and-the-scale", test_png_has_the_size_and_the_scale);
  g_test_add_func ("/export/pdf-has-the-size-and-no-date", test_pdf_has_the_size_and_no_date);
  g_test_add_func ("/export/files-are-the-same-each-time", test_files_are_the_same_each_time);
  g_test_add_func ("/export/too-large-an-image-names-a-scale-that-fits",
                   test_too_large_an_image_names_a_scale_that_fits);
  g_test_add_func ("/export/format-follows-the-ending", test_format_follows_the_ending);
  g_test_add_func ("/export/hostile-names-draw-everywhere", test_hostile_names_draw_everywhere);
  return g_test_run ();
}
