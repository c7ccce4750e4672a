/* Whoever does not see the window, or not well, or has no mouse, gets along with it: in every scene
 * that there is, everything has a name and can be pressed, Tab goes through it as one reads, and
 * large texts fit. */
#include "crow-test-focus.h"
#include "crow-test-gallery.h"
#include "crow-test-names.h"
#include "crow-test-targets.h"

typedef struct
{
  guint n_scenes;
  guint n_targets;
} Walk;

/* Sanitizers are slow: there each scene is tried by one of the two long ways in turn. */
#ifdef __SANITIZE_ADDRESS__
#define N_TURNS 2
#else
#define N_TURNS 1
#endif

static void
visit (const char *name, GtkWidget *root, gpointer data)
{
  Walk *walk = data;
  guint turn = walk->n_scenes++;

  crow_test_assert_named (root, name);
  walk->n_targets += crow_test_assert_touchable (root, name);
  /* libadwaita's own, which loses memory when it is scrolled */
  if (g_str_has_prefix (G_OBJECT_TYPE_NAME (root), "AdwAbout"))
    return;
  if (turn % N_TURNS == 0)
    crow_test_assert_large_text (root, name);
  if ((turn + 1) % N_TURNS == 0)
    crow_test_assert_tab_order (root, name);
}

static void
test_everything_has_a_name_and_room (gconstpointer application)
{
  Walk walk = { 0, 0 };

  crow_test_gallery_walk ((CrowApplication *) application, g_getenv ("CROW_TEST_SCENE"), 1280, 800,
                          visit, &walk);
  g_assert_cmpuint (walk.n_scenes, >, 30);
  g_assert_cmpuint (walk.n_targets, >, 500);
}

/* Does the view go on by itself after that? */
static gboolean
goes_on (CrowWindow *window, const char *action, const char *parameter)
{
  CrowCanvas *canvas = crow_window_get_canvas (window);
  const CrowPoint at = { 100, 100 };
  CrowPoint now, later;

  if (parameter != NULL)
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, "s", parameter));
  else
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
  crow_test_wait_idle (window);
  now = crow_canvas_to_widget (canvas, at);
  crow_test_iterate (400);
  later = crow_canvas_to_widget (canvas, at);
  return now.x != later.x || now.y != later.y;
}

static void
test_nothing_moves_by_itself (gconstpointer application)
{
  static const char *const actions[] = { "win.zoom-in", "win.zoom-out", "win.zoom-selection",
                                         "win.zoom-fit", "win.tidy-up" };
  g_autofree char *path = crow_test_copy_example ("shop.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  GtkSettings *settings = gtk_settings_get_default ();

  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  g_assert_true (goes_on (window, "win.zoom-in", NULL));
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  g_assert_false (goes_on (window, "win.select-model", "Product"));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_assert_false (goes_on (window, actions[i], NULL));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

int
main (int argc, char **argv)
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  int status;

  g_test_add_data_func ("/names/everything-has-a-name-and-room", application,
                        test_everything_has_a_name_and_room);
  g_test_add_data_func ("/names/nothing-moves-by-itself", application,
                        test_nothing_moves_by_itself);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
