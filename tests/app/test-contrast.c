/* Every text that a scene shows can be read on what lies behind it: WCAG 2.1, 1.4.3. The style is
 * the environment's: ADW_DEBUG_COLOR_SCHEME and ADW_DEBUG_HIGH_CONTRAST.
 *
 * A text's colour is measured, not asked for: opacities of the widgets around it, which CSS does
 * not tell, are part of it. It is drawn four times as large, so that a stem has pixels without the
 * background's share; the background is the colour that most pixels have. */
#include <adwaita.h>

#include "crow-test-gallery.h"
#include "crow-test-pixels.h"

#define SCALE 4
/* From here on a text is large: 18 points, or 14 when bold. */
#define LARGE 18.0
#define LARGE_BOLD 14.0
/* A rounding of 8 bits. */
#define TOLERANCE 0.05

/* The colour that most pixels have; *contrast: the greatest to it of any. */
static guint32
find_ground (const guint32 *pixels, gsize n, guint32 *text, double *contrast)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer color, count;
  guint32 ground = 0;
  guint most = 0;

  for (gsize i = 0; i < n; i++)
    {
      gpointer key = GUINT_TO_POINTER (pixels[i] & 0xffffff);
      guint seen = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1;

      g_hash_table_insert (counts, key, GUINT_TO_POINTER (seen));
      if (seen > most)
        {
          most = seen;
          ground = GPOINTER_TO_UINT (key);
        }
    }
  *contrast = 1;
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &color, &count))
    if (crow_test_get_contrast (GPOINTER_TO_UINT (color), ground) > *contrast)
      {
        *contrast = crow_test_get_contrast (GPOINTER_TO_UINT (color), ground);
        *text = GPOINTER_TO_UINT (color);
      }
  return ground;
}

static double
get_least_contrast (GtkWidget *label)
{
  PangoContext *context = gtk_widget_get_pango_context (label);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;
  gboolean is_bold = pango_font_description_get_weight (font) >= PANGO_WEIGHT_BOLD;

  if (pango_font_description_get_size_is_absolute (font))
    size *= 0.75;
  return size >= (is_bold ? LARGE_BOLD : LARGE) ? 3 : 4.5;
}

/* The drawing of the whole window, where @label lies in it. */
static void
measure (const char *scene, GtkWidget *root, GskRenderNode *all, GtkWidget *label)
{
  g_autofree guint32 *pixels = NULL;
  graphene_rect_t bounds;
  guint32 text = 0, ground;
  double contrast, least = get_least_contrast (label);
  int width, height;

  if (!gtk_widget_compute_bounds (label, root, &bounds))
    return;
  pixels = crow_test_get_pixels (root, all, &bounds, SCALE, &width, &height);
  if (pixels == NULL)
    return;
  ground = find_ground (pixels, (gsize) width * (gsize) height, &text, &contrast);
  if (contrast > 1.05 && contrast < least - TOLERANCE)
    {
      g_test_message ("%s: “%s” (%s) #%06x on #%06x: %.2f : 1", scene,
                      gtk_label_get_text (GTK_LABEL (label)),
                      G_OBJECT_TYPE_NAME (gtk_widget_get_parent (label)), text, ground, contrast);
      g_test_fail ();
    }
}

/* One that nothing covers and that can be used: others need no contrast. */
static gboolean
is_read (GtkWidget *label, GtkWidget *root)
{
  double x, y;
  GtkWidget *top;

  if (!GTK_IS_LABEL (label) || !gtk_widget_is_sensitive (label) ||
      *gtk_label_get_text (GTK_LABEL (label)) == '\0' || gtk_widget_get_width (label) < 4)
    return FALSE;
  /* between two shortcuts; GTK draws it away where there is one only */
  if (g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (label)), "GtkShortcutLabel"))
    return FALSE;

  if (!gtk_widget_translate_coordinates (label, root, gtk_widget_get_width (label) / 2.0,
                                         gtk_widget_get_height (label) / 2.0, &x, &y))
    return FALSE;
  top = gtk_widget_pick (root, x, y, GTK_PICK_INSENSITIVE | GTK_PICK_NON_TARGETABLE);
  return top != NULL && (top == label || gtk_widget_is_ancestor (label, top) ||
                         gtk_widget_is_ancestor (top, label));
}

static void
visit (const char *scene, GtkWidget *root, gpointer data)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();
  g_autoptr (GskRenderNode) all = crow_test_draw (root);

  g_ptr_array_add (stack, root);
  while (stack->len > 0)
    {
      GtkWidget *one = g_ptr_array_steal_index_fast (stack, stack->len - 1);

      if (is_read (one, root))
        {
          measure (scene, root, all, one);
          (*(guint *) data)++;
        }
      for (GtkWidget *child = gtk_widget_get_first_child (one); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (gtk_widget_get_mapped (child) && !GTK_IS_NATIVE (child))
          g_ptr_array_add (stack, child);
    }
}

static void
test_texts_can_be_read (gconstpointer application)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  guint n = 0;

  g_test_message ("%s%s", adw_style_manager_get_dark (style) ? "dark" : "light",
                  adw_style_manager_get_high_contrast (style) ? ", high contrast" : "");
  crow_test_gallery_walk ((CrowApplication *) application, g_getenv ("CROW_TEST_SCENE"), 1280, 800,
                          visit, &n);
  g_test_message ("%u texts", n);
  g_assert_cmpuint (n, >, 20);
}

int
main (int argc, char **argv)
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  int status;

  g_test_add_data_func ("/contrast/texts-can-be-read", application, test_texts_can_be_read);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
