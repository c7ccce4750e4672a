/* Whoever does not see the window is told what everything in it is, and whoever has no mouse can
 * press it: in every scene that there is. */
#include "crow-test-gallery.h"
#include "crow-test-names.h"
#include "crow-test-targets.h"

static void
visit (const char *name, GtkWidget *root, gpointer data)
{
  guint *n_targets = data;

  crow_test_assert_named (root, name);
  *n_targets += crow_test_assert_touchable (root, name);
}

static void
test_everything_has_a_name_and_room (gconstpointer application)
{
  guint n_targets = 0;
  guint n = crow_test_gallery_walk ((CrowApplication *) application, NULL, 1280, 800, visit,
                                    &n_targets);

  g_assert_cmpuint (n, >, 30);
  g_assert_cmpuint (n_targets, >, 500);
}

int
main (int argc, char **argv)
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  int status;

  g_test_add_data_func ("/names/everything-has-a-name-and-room", application,
                        test_everything_has_a_name_and_room);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
