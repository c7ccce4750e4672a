/* Who uses the keys sees where the focus is: of everything that Tab comes to in every scene there
 * is a picture with the focus and one without, and their difference is as clear and as large as
 * WCAG 2.2, 2.4.13 wants it: 3 : 1 between the same pixels, and the area of a line around it. The
 * style is the environment's: ADW_DEBUG_COLOR_SCHEME and ADW_DEBUG_HIGH_CONTRAST. */
#include <adwaita.h>

#include "crow-canvas.h"
#include "crow-test-focus.h"
#include "crow-test-gallery.h"
#include "crow-test-pixels.h"

#define LEAST 3.0
/* A rounding of 8 bits. */
#define TOLERANCE 0.05
/* px: so far outside of a control a ring may lie. */
#define REACH 8
/* A ring is two pixels wide, and one of them may lie on a border, in high contrast a dark one;
 * round corners have pixels that are half of what is behind. */
#define SHARE 0.5

typedef struct
{
  GHashTable *seen; /* (element-type utf8): what it is, where: header bars are alike everywhere */
  guint n_stops;
} Walk;

/* The one that shows that @focus has the focus: a field, around its text; the canvas draws what is
 * selected in it. */
static GtkWidget *
find_frame (GtkWidget *focus)
{
  GtkWidget *canvas = gtk_widget_get_ancestor (focus, CROW_TYPE_CANVAS);
  GtkWidget *frame = focus;

  if (canvas != NULL)
    return canvas;
  for (GtkWidget *up = focus; GTK_IS_TEXT (focus) && up != NULL; up = gtk_widget_get_parent (up))
    if (GTK_IS_EDITABLE (up))
      frame = up;
  return frame;
}

/* How many pixels say that it has the focus? */
static guint
count_least (GtkWidget *focus, const graphene_rect_t *seen)
{
  if (gtk_widget_get_ancestor (focus, CROW_TYPE_CANVAS) != NULL)
    return 100; /* what is selected may be small */
  return (guint) (SHARE * 2 * (seen->size.width + seen->size.height));
}

/* How many pixels differ, and by how much at most? */
static guint
count_clear (const guint32 *with, const guint32 *without, gsize n, double *most)
{
  guint clear = 0;

  *most = 1;
  for (gsize i = 0; i < n; i++)
    if (with[i] != without[i])
      {
        double contrast = crow_test_get_contrast (with[i] & 0xffffff, without[i] & 0xffffff);

        *most = MAX (*most, contrast);
        clear += contrast >= LEAST - TOLERANCE;
      }
  return clear;
}

/* (transfer full) (nullable) */
static guint32 *
photograph (GtkWidget *root, const graphene_rect_t *place, int *width, int *height)
{
  g_autoptr (GskRenderNode) all = NULL;

  gtk_test_widget_wait_for_draw (root);
  gtk_test_widget_wait_for_draw (root);
  all = crow_test_draw (root);
  return crow_test_get_pixels (root, all, place, 1, width, height);
}

/* What of @frame is in view, in @root; %FALSE: nothing. *is_whole: all of it is. */
static gboolean
find_place (GtkWidget *frame, GtkWidget *root, graphene_rect_t *place, gboolean *is_whole)
{
  graphene_rect_t all, other;

  *is_whole = FALSE;
  if (!gtk_widget_compute_bounds (frame, root, &all))
    return FALSE;
  *place = all;
  for (GtkWidget *up = frame; up != root; up = gtk_widget_get_parent (up))
    {
      GtkWidget *clip = gtk_widget_get_parent (up);

      if ((GTK_IS_SCROLLED_WINDOW (clip) || clip == root) &&
          (!gtk_widget_compute_bounds (clip, root, &other) ||
           !graphene_rect_intersection (place, &other, place)))
        return FALSE;
    }
  *is_whole = graphene_rect_equal (place, &all);
  return TRUE;
}

/* It may have to be scrolled to. */
static gboolean
wait_until_whole (GtkWidget *root, GtkWidget *frame, graphene_rect_t *seen)
{
  gboolean is_whole = FALSE, is_seen = FALSE;

  for (guint i = 0; i < 20 && !is_whole; i++)
    {
      crow_test_iterate (20);
      is_seen = find_place (frame, root, seen, &is_whole);
    }
  return is_seen;
}

/* The canvas gives the focus to what is selected in it. */
static void
enter (GtkRoot *holder, GtkWidget *focus)
{
  GtkWidget *canvas = gtk_widget_get_ancestor (focus, CROW_TYPE_CANVAS);

  gtk_root_set_focus (holder, canvas != NULL ? NULL : focus);
  if (canvas != NULL)
    g_assert_true (gtk_widget_child_focus (canvas, GTK_DIR_TAB_FORWARD));
}

static void
measure (const char *scene, GtkWidget *root, GtkWidget *focus)
{
  GtkRoot *holder = gtk_widget_get_root (focus);
  GtkWidget *frame = find_frame (focus);
  g_autofree guint32 *with = NULL;
  g_autofree guint32 *without = NULL;
  g_autofree char *path = crow_test_describe (focus);
  graphene_rect_t seen, place;
  int width, height, other_width, other_height;
  guint clear, least;
  gboolean is_seen;
  double most;

  enter (holder, focus);
  gtk_window_set_focus_visible (GTK_WINDOW (holder), TRUE);
  is_seen = wait_until_whole (root, frame, &seen);
  if (!is_seen && gtk_widget_child_focus (root, GTK_DIR_TAB_FORWARD))
    {
      /* What comes from outside of it GTK's viewport does not scroll to. */
      gtk_root_set_focus (holder, focus);
      is_seen = wait_until_whole (root, frame, &seen);
    }
  if (!is_seen)
    {
      g_test_message ("%s: %s has the focus out of view", scene, path);
      g_test_fail ();
      return;
    }
  graphene_rect_inset_r (&seen, -REACH, -REACH, &place);
  graphene_rect_round_extents (&place, &place);
  with = photograph (root, &place, &width, &height);
  gtk_root_set_focus (holder, NULL);
  without = photograph (root, &place, &other_width, &other_height);
  g_assert_nonnull (with);
  g_assert_nonnull (without);
  g_assert_cmpint (width, ==, other_width);
  g_assert_cmpint (height, ==, other_height);
  clear = count_clear (with, without, (gsize) width * (gsize) height, &most);
  least = count_least (focus, &seen);
  if (clear >= least)
    return;
  g_test_message ("%s: %s: of %u pixels %u differ by 3 : 1, the clearest by %.2f : 1", scene, path,
                  least, clear, most);
  g_test_fail ();
}

static gboolean
can_be_measured (GtkWidget *focus, GtkWidget *root)
{
  return gtk_widget_get_mapped (focus) && gtk_widget_get_width (focus) > 0 &&
         gtk_widget_is_ancestor (focus, root);
}

static void
visit (const char *scene, GtkWidget *root, gpointer data)
{
  Walk *walk = data;
  g_autoptr (GPtrArray) stops = crow_test_list_focus (root);

  for (guint i = 0; i < stops->len; i++)
    {
      GtkWidget *focus = g_ptr_array_index (stops, i);

      if (!can_be_measured (focus, root))
        continue; /* the canvas selects while Tab goes through it: the inspector's rows are others
                   */
      if (!g_hash_table_add (walk->seen, crow_test_describe (focus)) &&
          gtk_widget_get_ancestor (focus, CROW_TYPE_CANVAS) == NULL)
        continue;
      measure (scene, root, focus);
      walk->n_stops++;
    }
}

static void
test_focus_is_seen (gconstpointer application)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  Walk walk = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };

  g_test_message ("%s%s", adw_style_manager_get_dark (style) ? "dark" : "light",
                  adw_style_manager_get_high_contrast (style) ? ", high contrast" : "");
  crow_test_gallery_walk ((CrowApplication *) application, g_getenv ("CROW_TEST_SCENE"), 1280, 800,
                          visit, &walk);
  g_test_message ("%u stops", walk.n_stops);
  g_assert_cmpuint (walk.n_stops, >, 20);
  g_hash_table_unref (walk.seen);
}

int
main (int argc, char **argv)
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  int status;

  g_test_add_data_func ("/focus/is-seen", application, test_focus_is_seen);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
