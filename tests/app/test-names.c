/* Whoever does not see the window is told what everything in it is. */
#include <adwaita.h>

#include "crow-test-names.h"
#include "crow-test-window.h"

static CrowApplication *application;

static CrowWindow *
open_example (char **path)
{
  *path = crow_test_copy_example ("blog.prisma");
  return crow_test_open_window (application, *path);
}

static void
close_example (CrowWindow *window, char *path)
{
  crow_test_close_window (window);
  crow_test_delete_copy (path);
  g_free (path);
}

static void
test_empty_window_is_named (void)
{
  CrowWindow *window = crow_test_open_window (application, NULL);

  crow_test_assert_named (GTK_WIDGET (window), "empty window");
  crow_test_close_window (window);
}

static void
test_document_is_named (void)
{
  char *path;
  CrowWindow *window = open_example (&path);

  crow_test_assert_named (GTK_WIDGET (window), "document");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-model", "s", "Article");
  crow_test_iterate (50);
  crow_test_assert_named (GTK_WIDGET (window), "model");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-relation", "s", "Article.author");
  crow_test_iterate (50);
  crow_test_assert_named (GTK_WIDGET (window), "relation");
  crow_test_choose_action (window, CROW_EVENT_DELETE, "Cascade");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-changes", NULL);
  crow_test_wait_idle (window);
  crow_test_assert_named (GTK_WIDGET (window), "pending change");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.find", NULL);
  crow_test_iterate (50);
  crow_test_assert_named (GTK_WIDGET (window), "find");
  close_example (window, path);
}

/* Another window than ours, once there is one. */
static GtkWidget *
find_other_window (CrowWindow *window)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWidget) one = g_list_model_get_item (all, i);

      if (one != GTK_WIDGET (window) && gtk_widget_get_visible (one))
        return one;
    }
  return NULL;
}

static gboolean
has_other_window (gpointer window)
{
  return find_other_window (window) != NULL;
}

/* Everything that an action opens beside the window. */
static void
test_dialogs_are_named (void)
{
  static const char *const actions[] = {
    "win.connect",
    "app.about",
    "win.upgrade-report",
    "win.export-migration",
  };
  char *path;
  CrowWindow *window = open_example (&path);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-relation", "s", "Article.author");
  crow_test_choose_action (window, CROW_EVENT_DELETE, "Cascade");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      GtkWidget *dialog;

      g_test_message ("%s", actions[i]);
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), actions[i], NULL));
      crow_test_wait (has_other_window, window);
      crow_test_iterate (50);
      dialog = find_other_window (window);
      crow_test_assert_named (dialog, actions[i]);
      gtk_window_destroy (GTK_WINDOW (dialog));
      crow_test_iterate (50);
    }
  gtk_window_close (GTK_WINDOW (window));
  crow_test_assert_named (GTK_WIDGET (crow_test_wait_dialog (window)), "a question");
  crow_test_answer (window, "cancel");
  close_example (window, path);
}

int
main (int argc, char **argv)
{
  application = crow_test_window_init (&argc, &argv);
  g_test_add_func ("/names/empty-window-is-named", test_empty_window_is_named);
  g_test_add_func ("/names/document-is-named", test_document_is_named);
  g_test_add_func ("/names/dialogs-are-named", test_dialogs_are_named);
  return crow_test_run_windows ();
}
