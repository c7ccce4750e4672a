/* Whoever does not see the window is told what everything in it is: in every scene that there is.
 */
#include "crow-test-gallery.h"
#include "crow-test-names.h"

static void
visit (const char *name, GtkWidget *root, gpointer data)
{
  crow_test_assert_named (root, name);
}

static void
test_everything_has_a_name (gconstpointer application)
{
  guint n = crow_test_gallery_walk ((CrowApplication *) application, NULL, 1280, 800, visit, NULL);

  g_assert_cmpuint (n, >, 30);
}

int
main (int argc, char **argv)
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  int status;

  g_test_add_data_func ("/names/everything-has-a-name", application, test_everything_has_a_name);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
