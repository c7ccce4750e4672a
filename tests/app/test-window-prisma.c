/* Join tables that become models, Prisma's rules, and problems in the Schema tab. */
#include <string.h>

#include "crow-code-view.h"
#include "crow-explicit-dialog.h"
#include "crow-settings.h"
#include "crow-test-window.h"
#include "crow-upgrade-dialog.h"

#define HEAD "datasource db {\n  provider = \"postgresql\"\n}\n\n"
#define FEW                                                                                        \
  HEAD "model User {\n  id    Int    @id\n  posts Post[]\n}\n\n"                                   \
       "model Post {\n  id       Int   @id\n  authorId Int\n"                                      \
       "  author   User  @relation(fields: [authorId], references: [id])\n  tags     Tag[]\n\n"    \
       "  @@index([authorId])\n}\n\n"                                                              \
       "model Tag {\n  id    Int    @id\n  posts Post[]\n}\n"

static CrowApplication *application;

/* A folder with @text as schema.prisma and @package (nullable) as package.json; its schema. */
static char *
write_schema (const char *text, const char *package)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-prisma-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "package.json", NULL);
  char *schema = g_build_filename (folder, "schema.prisma", NULL);

  g_assert_true (g_file_set_contents (schema, text, -1, NULL));
  if (package != NULL)
    g_assert_true (g_file_set_contents (path, package, -1, NULL));
  return schema;
}

static char *
dup_text (CrowWindow *window)
{
  CrowPrisma *prisma = crow_document_get_prisma (crow_window_get_document (window));
  gsize length;
  const char *text = crow_source_file_get_text (g_ptr_array_index (crow_prisma_get_files (prisma),
                                                                   0),
                                                &length);

  return g_strndup (text, length);
}

static gpointer
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

static void
act (CrowWindow *window, const char *action, const char *parameter)
{
  if (parameter != NULL)
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, "s", parameter));
  else
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
}

static void
test_join_table_becomes_a_model (void)
{
  g_autofree char *path = write_schema (FEW, NULL);
  CrowWindow *window = crow_test_open_window (application, path);
  CrowDocument *document = crow_window_get_document (window);
  CrowExplicitDialog *dialog;
  g_autofree char *text = NULL, *up = NULL, *undone = NULL;

  crow_test_wait_idle (window);
  act (window, "win.make-explicit", "Post.tags");
  dialog = CROW_EXPLICIT_DIALOG (crow_test_wait_dialog (window));
  g_assert_cmpstr (crow_explicit_dialog_get_model (dialog), ==, "PostOnTag");
  crow_explicit_dialog_set_model (dialog, "User");
  g_assert_false (crow_alert_get_response_enabled (CROW_ALERT (dialog), "make"));
  crow_explicit_dialog_set_model (dialog, "9");
  g_assert_false (crow_alert_get_response_enabled (CROW_ALERT (dialog), "make"));
  crow_explicit_dialog_set_model (dialog, "PostTag");
  g_assert_true (crow_alert_get_response_enabled (CROW_ALERT (dialog), "make"));
  crow_test_answer (window, "make");
  crow_test_wait_idle (window);
  text = dup_text (window);
  g_assert_nonnull (strstr (text, "model PostTag {"));
  g_assert_cmpint (crow_schema_find_relation (crow_document_get_schema (document), "PostTag.tag"),
                   >=, 0);
  g_assert_cmpint (crow_changes_panel_get_page (crow_window_get_changes (window)), ==,
                   CROW_CHANGES_UP);
  up = crow_changes_panel_dup_text (crow_window_get_changes (window), CROW_CHANGES_UP);
  g_assert_cmpstr (up, ==, "-- This is an empty migration.\n");
  act (window, "win.undo", NULL);
  crow_test_wait_idle (window);
  undone = dup_text (window);
  g_assert_cmpstr (undone, ==, FEW);
  g_assert_false (crow_document_is_modified (document));
  act (window, "win.redo", NULL);
  crow_test_wait_idle (window);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_defaults_are_written_out (void)
{
  g_autofree char *path = write_schema (FEW, NULL);
  CrowWindow *window = crow_test_open_window (application, path);
  CrowUpgradeDialog *dialog;
  GListModel *rows;
  g_autofree char *text = NULL, *undone = NULL;

  crow_test_wait_idle (window);
  act (window, "win.upgrade-report", NULL);
  crow_test_iterate (50);
  dialog = find_window (CROW_TYPE_UPGRADE_DIALOG);
  g_assert_nonnull (dialog);
  rows = crow_upgrade_dialog_get_rows (dialog);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 1);
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (rows), 0), ==,
                   "Post.author\non delete Restrict → NoAction, on update Cascade → NoAction");
  act (window, "win.pin-defaults", NULL);
  text = dup_text (window);
  g_assert_nonnull (strstr (text, "references: [id], onDelete: Restrict, onUpdate: Cascade)"));
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 0);
  gtk_window_close (GTK_WINDOW (dialog));
  act (window, "win.undo", NULL);
  undone = dup_text (window);
  g_assert_cmpstr (undone, ==, FEW);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static const char *
get_subtitle (CrowWindow *window)
{
  return adw_window_title_get_subtitle (crow_test_find_widget (window, ADW_TYPE_WINDOW_TITLE));
}

static CrowAction
get_on_delete (CrowWindow *window)
{
  CrowSchema *schema = crow_document_get_schema (crow_window_get_document (window));
  int index = crow_schema_find_relation (schema, "Post.author");

  return crow_schema_get_relation (schema, (guint) index)->clauses[CROW_EVENT_DELETE].action;
}

static void
test_rules_are_the_projects_or_chosen (void)
{
  g_autofree char *path = write_schema (FEW, "{\"devDependencies\": {\"prisma\": \"~6.19.0\"}}");
  CrowWindow *window = crow_test_open_window (application, path);
  CrowDocument *document = crow_window_get_document (window);
  CrowSettings *settings = crow_settings_get_default ();
  g_autofree char *text = NULL;

  crow_test_wait_idle (window);
  g_assert_nonnull (strstr (get_subtitle (window), "Prisma 6 rules"));
  g_assert_true (g_str_has_suffix (crow_document_get_package (document), "package.json"));
  g_assert_cmpint (get_on_delete (window), ==, CROW_ACTION_RESTRICT);
  act (window, "win.pin-defaults", NULL);
  act (window, "win.rules", "8");
  crow_test_wait_idle (window);
  g_assert_nonnull (strstr (get_subtitle (window), "Prisma 8 rules"));
  g_assert_cmpint (get_on_delete (window), ==, CROW_ACTION_RESTRICT);
  /* What is undone was read by other rules, and is read by these. */
  act (window, "win.undo", NULL);
  g_assert_cmpint (get_on_delete (window), ==, CROW_ACTION_NO_ACTION);
  g_assert_false (crow_document_is_modified (document));
  text = dup_text (window);
  g_assert_cmpstr (text, ==, FEW);
  g_assert_cmpstr (crow_settings_get_choice (settings, CROW_SETTINGS_RULES), ==, "8");
  act (window, "win.rules", "project");
  g_assert_nonnull (strstr (get_subtitle (window), "Prisma 6 rules"));
  g_assert_cmpint (get_on_delete (window), ==, CROW_ACTION_RESTRICT);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

#define DAMAGED                                                                                    \
  HEAD "// é 漢 😀\nmodel User {\n  id   Int   @id\n  name Strin\n}\n\n"                       \
       "model Other {\n  id  Int @id\n  bad Nobody\n}\n"

/* The text under squiggles, piece by piece. */
static char *
list_underlined (GtkTextBuffer *buffer)
{
  g_autoptr (GString) found = g_string_new (NULL);
  GtkTextIter at;

  gtk_text_buffer_get_start_iter (buffer, &at);
  while (!gtk_text_iter_is_end (&at))
    {
      GSList *tags = gtk_text_iter_get_tags (&at);
      GtkTextIter next = at;

      gtk_text_iter_forward_to_tag_toggle (&next, NULL);
      for (GSList *tag = tags; tag != NULL; tag = tag->next)
        {
          PangoUnderline underline;
          g_autofree char *piece = gtk_text_iter_get_slice (&at, &next);

          g_object_get (tag->data, "underline", &underline, NULL);
          if (underline == PANGO_UNDERLINE_ERROR)
            g_string_append_printf (found, "[%s]", piece);
        }
      g_slist_free (tags);
      at = next;
    }
  return g_string_free (g_steal_pointer (&found), FALSE);
}

static char *
dup_selected (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  if (!gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    return g_strdup ("");
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static gboolean
has_text (gpointer data)
{
  return gtk_text_buffer_get_char_count (data) > 0;
}

static void
test_problems_are_underlined (void)
{
  static const char *const lines[] = { "  name Strin", "  bad Nobody", "  name Strin" };
  g_autofree char *path = write_schema (DAMAGED, NULL);
  CrowWindow *window = crow_test_open_window (application, path);
  GtkTextView *view;
  GtkTextBuffer *buffer;
  g_autofree char *underlined = NULL, *back = NULL;

  crow_test_wait_idle (window);
  view = crow_test_find_widget (crow_window_get_changes (window), CROW_TYPE_CODE_VIEW);
  buffer = gtk_text_view_get_buffer (view);
  crow_test_wait (has_text, buffer);
  underlined = list_underlined (buffer);
  g_assert_cmpstr (underlined, ==, "[Strin][Nobody]");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *selected = NULL;

      act (window, "win.next-problem", NULL);
      selected = dup_selected (buffer);
      g_assert_cmpstr (selected, ==, lines[i]);
    }
  act (window, "win.previous-problem", NULL);
  back = dup_selected (buffer);
  g_assert_cmpstr (back, ==, lines[1]);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_problems_are_marked_on_their_rows (void)
{
  static const guint8 expected[] = { FALSE, FALSE, TRUE, FALSE, FALSE, TRUE }; /* head, id, … */
  g_autofree char *path = write_schema (DAMAGED, NULL);
  CrowWindow *window = crow_test_open_window (application, path);
  CrowDiagram *diagram;

  crow_test_wait_idle (window);
  diagram = crow_canvas_get_diagram (crow_window_get_canvas (window));
  g_assert_cmpuint (diagram->row_starts[2], ==, G_N_ELEMENTS (expected));
  g_assert_cmpmem (diagram->row_problems, G_N_ELEMENTS (expected), expected,
                   G_N_ELEMENTS (expected));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_dialogs_have_names (void)
{
  g_autofree char *path = write_schema (FEW, NULL);
  CrowWindow *window = crow_test_open_window (application, path);
  GtkWidget *dialog;
  GtkWidget *view;

  crow_test_wait_idle (window);
  act (window, "win.make-explicit", "Tag.posts");
  dialog = GTK_WIDGET (crow_test_wait_dialog (window));
  view = crow_test_find_widget (dialog, CROW_TYPE_CODE_VIEW);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "What is written");
  crow_test_answer (window, "cancel");
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

int
main (int argc, char **argv)
{
  application = crow_test_window_init (&argc, &argv);
  g_test_add_func ("/window-prisma/join-table-becomes-a-model", test_join_table_becomes_a_model);
  g_test_add_func ("/window-prisma/defaults-are-written-out", test_defaults_are_written_out);
  g_test_add_func ("/window-prisma/rules-are-the-projects-or-chosen",
                   test_rules_are_the_projects_or_chosen);
  g_test_add_func ("/window-prisma/problems-are-underlined", test_problems_are_underlined);
  g_test_add_func ("/window-prisma/problems-are-marked-on-their-rows",
                   test_problems_are_marked_on_their_rows);
  g_test_add_func ("/window-prisma/dialogs-have-names", test_dialogs_have_names);
  return crow_test_run_windows ();
}
