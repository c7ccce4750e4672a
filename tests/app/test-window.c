#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#include "crow-action-choice.h"
#include "crow-chip.h"
#include "crow-code-view.h"
#include "crow-drift-list.h"
#include "crow-empty-state.h"
#include "crow-fold.h"
#include "crow-migration-dialog.h"
#include "crow-model-page.h"
#include "crow-models-list.h"
#include "crow-panes.h"

#include "crow-problems-list.h"
#include "crow-relations-list.h"
#include "crow-run-view.h"
#include "crow-script-page.h"
#include "crow-statement-row.h"
#include "crow-sidebar.h"
#include "crow-summary-page.h"
#include "crow-test-window.h"

/* Warnings are fatal: a template with a mistake ends the test. */
static void
test_templates (gconstpointer data)
{
  const GType types[] = {
    CROW_TYPE_CHIP,           CROW_TYPE_CODE_VIEW,     CROW_TYPE_EMPTY_STATE,
    CROW_TYPE_INSPECTOR,      CROW_TYPE_MODEL_PAGE,    CROW_TYPE_MODELS_LIST,
    CROW_TYPE_PANES,          CROW_TYPE_PROBLEMS_LIST, CROW_TYPE_RELATION_PAGE,
    CROW_TYPE_RELATIONS_LIST, CROW_TYPE_SIDEBAR,       CROW_TYPE_SUMMARY_PAGE,
    CROW_TYPE_CHANGES_PANEL,  CROW_TYPE_ACTION_ROW,    CROW_TYPE_SCRIPT_PAGE,
    CROW_TYPE_DRIFT_LIST,     CROW_TYPE_RUN_VIEW,      CROW_TYPE_STATEMENT_ROW,
  };
  g_autoptr (GtkBuilder) builder = NULL;
  GObject *overlay;
  CrowAlert *dialog = CROW_ALERT (crow_migration_dialog_new ());
  GtkWidget *window = gtk_window_new ();

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));

      g_test_message ("%s", g_type_name (types[i]));
      gtk_window_set_child (GTK_WINDOW (window), widget);
      gtk_window_present (GTK_WINDOW (window));
      crow_test_iterate (10);
      gtk_window_set_child (GTK_WINDOW (window), NULL);
      crow_test_iterate (100);
      g_assert_finalize_object (widget);
    }
  crow_compat_present_alert (dialog, NULL);
  crow_test_iterate (100);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (dialog))));
  gtk_window_destroy (GTK_WINDOW (window));
  builder = gtk_builder_new_from_resource ("/io/github/crowsfoot/Crowsfoot/gtk/help-overlay.ui");
  overlay = gtk_builder_get_object (builder, "help_overlay");
  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (overlay));
  gtk_window_destroy (GTK_WINDOW (overlay));
}

static char *
run_cli (const char *const *arguments)
{
  g_autofree char *program = crow_test_build ("src/cli/crowsfoot-cli");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  char *output = NULL;
  g_autofree char *message = NULL;
  int status;

  g_ptr_array_add (argv, program);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  status = crow_test_run ((const char *const *) argv->pdata, NULL, &output, &message);
  if (message != NULL)
    g_test_message ("%s", message);
  g_assert_cmpint (status, ==, 0);
  return output;
}

static void
assert_exports_as_the_cli (CrowWindow *window, const char *before, const char *saved)
{
  g_autofree char *folder = g_path_get_dirname (saved);
  g_autofree char *svg_path = g_build_filename (folder, "diagram.svg", NULL);
  g_autofree char *up_path = g_build_filename (folder, "up.sql", NULL);
  g_autofree char *down_path = g_build_filename (folder, "down.sql", NULL);
  g_autofree char *svg = run_cli ((const char *[]){ "export", saved, "-o", "-", NULL });
  g_autofree char *up = run_cli ((const char *[]){ "diff", before, saved, NULL });
  g_autofree char *down = run_cli ((const char *[]){ "diff", before, saved, "--down", NULL });
  g_autofree char *our_svg = NULL;
  g_autofree char *our_up = NULL;
  g_autofree char *our_down = NULL;

  crow_window_export_diagram (window, svg_path, CROW_FORMAT_SVG, CROW_THEME_LIGHT);
  crow_window_export_sql (window, up_path, FALSE);
  crow_window_export_sql (window, down_path, TRUE);
  crow_test_wait_idle (window);
  g_assert_false (crow_test_has_dialog (window));
  our_svg = crow_test_read (svg_path, NULL);
  our_up = crow_test_read (up_path, NULL);
  our_down = crow_test_read (down_path, NULL);
  g_assert_cmpstr (our_up, ==, up);
  g_assert_cmpstr (our_down, ==, down);
  g_assert_true (g_str_equal (our_svg, svg));
}

static gboolean
is_modified (gpointer document)
{
  return crow_document_is_modified (document);
}

/* Opens, selects the edge by a click where it is drawn, changes it in the drop-down, reads the SQL
 * on screen, undoes, redoes, saves, exports, and compares with the command line. */
static void
walk (CrowApplication *application, const char *before, const char *relation)
{
  g_autofree char *saved = crow_test_copy (before);
  g_autofree char *original = crow_test_read (before, NULL);
  CrowWindow *window = crow_test_open_window (application, saved);
  CrowDocument *document = crow_window_get_document (window);
  g_autofree char *up = NULL;
  g_autofree char *written = NULL;
  const char *old;
  const char *new;
  CrowSelection selection;

  crow_test_click (window, crow_test_find_edge (window, relation));
  selection = crow_canvas_get_selection (crow_window_get_canvas (window));
  g_assert_cmpint (selection.kind, ==, CROW_SELECTION_RELATION);
  g_assert_cmpint (selection.index, ==,
                   crow_schema_find_relation (crow_document_get_schema (document), relation));

  old = crow_test_get_action (window, CROW_EVENT_DELETE);
  new = g_str_equal (old, "Cascade") ? "Restrict" : "Cascade";
  g_test_message ("%s: %s to %s", relation, old, new);
  crow_test_choose_action (window, CROW_EVENT_DELETE, new);
  crow_test_wait (is_modified, document);
  g_assert_true (strstr (gtk_window_get_title (GTK_WINDOW (window)), "•") != NULL);
  crow_changes_panel_show_page (crow_window_get_changes (window), CROW_CHANGES_UP);
  up = crow_changes_panel_dup_text (crow_window_get_changes (window), CROW_CHANGES_UP);
  g_assert_nonnull (strstr (up, g_str_equal (new, "Restrict") ? "ON DELETE RESTRICT"
                                                              : "ON DELETE CASCADE"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL));
  crow_test_iterate (20);
  g_assert_false (crow_document_is_modified (document));
  g_assert_cmpstr (crow_test_get_action (window, CROW_EVENT_DELETE), ==, old);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL));
  crow_test_iterate (20);
  g_assert_cmpstr (crow_test_get_action (window, CROW_EVENT_DELETE), ==, new);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.save", NULL));
  crow_test_wait_idle (window);
  g_assert_false (crow_test_has_dialog (window));
  g_assert_false (crow_document_is_modified (document));
  written = crow_test_read (saved, NULL);
  g_assert_cmpstr (written, !=, original);
  assert_exports_as_the_cli (window, before, saved);
  crow_test_close_window (window);
  crow_test_delete_copy (saved);
}

static void
test_walk (gconstpointer application)
{
  g_autofree char *path = crow_test_source ("data/examples/blog.prisma");

  walk ((CrowApplication *) application, path, "Article.status");
}

/* A real schema of the corpus: PostgreSQL, of middling size. */
static void
test_walk_on_a_real_schema (gconstpointer application)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = folder != NULL ? crow_test_walk (folder, ".prisma") : NULL;
  guint n = 0;

  for (guint i = 0; paths != NULL && i < paths->len && n == 0; i++)
    {
      g_autoptr (CrowDocument) document = crow_document_new ();
      CrowSchema *schema;

      if (!crow_document_load (document, g_ptr_array_index (paths, i), NULL, NULL))
        continue;
      schema = crow_document_get_schema (document);
      if (schema->provider != CROW_PROVIDER_POSTGRESQL || schema->models->len < 8 ||
          schema->models->len > 30 || schema->relations->len < 8 ||
          schema->relation_mode != CROW_RELATION_MODE_FOREIGN_KEYS ||
          crow_schema_count_diagnostics (schema, CROW_SEVERITY_ERROR) > 0)
        continue;
      g_test_message ("%s", (char *) g_ptr_array_index (paths, i));
      walk ((CrowApplication *) application, g_ptr_array_index (paths, i),
            crow_schema_get_relation (schema, 0)->id);
      n++;
    }
  if (paths != NULL)
    g_assert_cmpuint (n, ==, 1);
}

static void
test_empty_offers_only_to_open (gconstpointer application)
{
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, NULL);
  const char *const dead[] = { "save", "undo", "redo", "export-svg", "edit-action", "zoom-in" };
  const char *const alive[] = { "open", "open-folder", "open-example" };

  g_assert_true (crow_window_is_empty (window));
  for (guint i = 0; i < G_N_ELEMENTS (dead); i++)
    g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), dead[i]));
  for (guint i = 0; i < G_N_ELEMENTS (alive); i++)
    g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), alive[i]));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.open-example", NULL));
  crow_test_wait_idle (window);
  g_assert_false (crow_window_is_empty (window));
  g_assert_cmpuint (crow_document_get_schema (crow_window_get_document (window))->models->len, ==,
                    11);
  /* a copy, for the shipped one is not everybody's to write */
  g_assert_true (g_str_has_prefix (crow_document_get_source (crow_window_get_document (window)),
                                   g_get_user_data_dir ()));
  crow_test_close_window (window);
}

/* What the list of choices holds, default first; what is refused says why and cannot be chosen. */
static void
test_refused_actions_say_why (gconstpointer application)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-schema-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "schema.prisma", NULL);
  CrowWindow *window;
  CrowActionRow *row;
  GListModel *choices;
  guint n_refused = 0;

  g_assert_true (g_file_set_contents (
      path,
      "datasource db {\n  provider = \"sqlserver\"\n}\nmodel A {\n  id Int @id\n  bs B[]\n}\n"
      "model B {\n  id Int @id\n  a A @relation(fields: [aId], references: [id])\n  aId Int\n}\n",
      -1, NULL));
  window = crow_test_open_window ((CrowApplication *) application, path);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-relation", "s", "B.a");
  row = crow_relation_page_get_row (
      crow_inspector_get_relation_page (crow_window_get_inspector (window)), CROW_EVENT_DELETE);
  choices = adw_combo_row_get_model (ADW_COMBO_ROW (row));
  g_assert_cmpuint (g_list_model_get_n_items (choices), ==, 6);
  g_assert_cmpint (crow_action_row_find (row, "default"), ==, 0);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (CrowActionChoice) choice = g_list_model_get_item (choices, i);

      n_refused += crow_action_choice_get_refusal (choice) != NULL;
    }
  g_assert_cmpuint (n_refused, ==, 2); /* Restrict: the provider; SetNull: the key is required */
  crow_test_choose_action (window, CROW_EVENT_DELETE, "Restrict");
  crow_test_answer (window, "close");
  g_assert_cmpstr (crow_test_get_action (window, CROW_EVENT_DELETE), ==, "default");
  g_assert_false (crow_document_is_modified (crow_window_get_document (window)));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_selection_is_everywhere (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowSchema *schema = crow_document_get_schema (crow_window_get_document (window));
  CrowCanvas *canvas = crow_window_get_canvas (window);
  CrowSelection selection;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-model", "s", "Tag");
  selection = crow_canvas_get_selection (canvas);
  g_assert_cmpint (selection.kind, ==, CROW_SELECTION_MODEL);
  g_assert_cmpint (selection.index, ==, crow_schema_find_model (schema, "Tag"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.next-relation", NULL);
  selection = crow_canvas_get_selection (canvas);
  g_assert_cmpint (selection.kind, ==, CROW_SELECTION_RELATION);
  g_assert_cmpint (selection.index, ==, 0);
  /* It is kept by name when the document is read again. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-relation", "s", "Note.bookmark");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.reload", NULL);
  crow_test_wait_idle (window);
  schema = crow_document_get_schema (crow_window_get_document (window));
  selection = crow_canvas_get_selection (canvas);
  g_assert_cmpint (selection.kind, ==, CROW_SELECTION_RELATION);
  g_assert_cmpint (selection.index, ==, crow_schema_find_relation (schema, "Note.bookmark"));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* Types into the filter and presses Enter there. */
static void
find (CrowWindow *window, const char *text)
{
  GtkWidget *focus, *entry;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.filter-lists", NULL);
  focus = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_nonnull (focus);
  entry = gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static void
test_enter_goes_to_the_first_match (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowSchema *schema = crow_document_get_schema (crow_window_get_document (window));
  CrowCanvas *canvas = crow_window_get_canvas (window);

  find (window, "profil");
  g_assert_cmpint (crow_canvas_get_selection (canvas).kind, ==, CROW_SELECTION_MODEL);
  g_assert_cmpint (crow_canvas_get_selection (canvas).index, ==,
                   crow_schema_find_model (schema, "Profile"));
  find (window, "note.book");
  g_assert_cmpint (crow_canvas_get_selection (canvas).kind, ==, CROW_SELECTION_RELATION);
  g_assert_cmpint (crow_canvas_get_selection (canvas).index, ==,
                   crow_schema_find_relation (schema, "Note.bookmark"));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_problem_jumps_and_is_fixed (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowDocument *document = crow_window_get_document (window);
  CrowSchema *schema = crow_document_get_schema (document);
  CrowSelection selection;
  guint n = schema->diagnostics->len;
  int problem = -1;

  for (guint i = 0; i < n; i++)
    if (((CrowDiagnostic *) g_ptr_array_index (schema->diagnostics, i))->fix == CROW_FIX_ADD_INDEX)
      problem = (int) i;
  g_assert_cmpint (problem, >=, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-problem", "u", (guint32) problem);
  selection = crow_canvas_get_selection (crow_window_get_canvas (window));
  g_assert_cmpint (selection.index, ==, crow_schema_find_relation (schema, "Comment.author"));
  g_assert_cmpint (crow_changes_panel_get_page (crow_window_get_changes (window)), ==,
                   CROW_CHANGES_SCHEMA);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.add-index", "s", "Comment.author");
  crow_test_wait_idle (window);
  g_assert_cmpuint (crow_document_get_schema (document)->diagnostics->len, ==, n - 1);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* As if somebody had dragged it. */
static void
move_box (CrowCanvas *canvas, const char *key, double x, double y)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  CrowPoint at = { x, y };

  g_hash_table_insert (places, g_strdup (key), g_memdup2 (&at, sizeof at));
  g_signal_emit_by_name (canvas, "boxes-moved", places);
}

static void
assert_same_routes (const CrowDiagram *a, const CrowDiagram *b)
{
  for (guint i = 0; i < a->graph->n_edges; i++)
    {
      const CrowPoint *points[2];
      guint n_points = crow_layout_get_route (a->layout, i, &points[0]);

      g_assert_cmpuint (crow_layout_get_route (b->layout, i, &points[1]), ==, n_points);
      g_assert_cmpmem (points[1], n_points * sizeof *points[1], points[0],
                       n_points * sizeof *points[0]);
    }
}

static void
test_a_moved_box_can_be_undone (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowCanvas *canvas = crow_window_get_canvas (window);
  CrowDiagram *diagram = crow_canvas_get_diagram (canvas);
  guint model = (guint) crow_schema_find_model (diagram->schema, "Tag");
  g_autoptr (CrowDiagram) first = crow_diagram_ref (diagram);
  g_autoptr (CrowDiagram) moved = NULL;
  CrowRect before = diagram->layout->boxes[model];

  move_box (canvas, crow_schema_get_model (diagram->schema, model)->key, before.x + 40,
            before.y + 600);
  crow_test_wait_idle (window);
  diagram = crow_canvas_get_diagram (canvas);
  g_assert_cmpfloat (diagram->layout->boxes[model].y, ==, before.y + 600);
  moved = crow_diagram_ref (diagram);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  crow_test_wait_idle (window);
  diagram = crow_canvas_get_diagram (canvas);
  g_assert_cmpfloat_with_epsilon (diagram->layout->boxes[model].x, before.x, 0.01);
  g_assert_cmpfloat_with_epsilon (diagram->layout->boxes[model].y, before.y, 0.01);
  assert_same_routes (diagram, first);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  crow_test_wait_idle (window);
  diagram = crow_canvas_get_diagram (canvas);
  g_assert_cmpfloat_with_epsilon (diagram->layout->boxes[model].y, before.y + 600, 0.01);
  assert_same_routes (diagram, moved);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
assert_same_boxes (const CrowDiagram *a, const CrowDiagram *b)
{
  g_assert_cmpuint (a->layout->n_boxes, ==, b->layout->n_boxes);
  for (guint i = 0; i < a->layout->n_boxes; i++)
    {
      g_assert_cmpfloat (a->layout->boxes[i].x, ==, b->layout->boxes[i].x);
      g_assert_cmpfloat (a->layout->boxes[i].y, ==, b->layout->boxes[i].y);
    }
}

static void
assert_no_overlaps (const CrowDiagram *diagram)
{
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    for (guint k = 0; k < i; k++)
      g_assert_false (crow_rect_intersects (&diagram->layout->boxes[i],
                                            &diagram->layout->boxes[k]));
}

static void
test_tidying_up_can_be_undone (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("shop.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowCanvas *canvas = crow_window_get_canvas (window);
  GHashTable *positions = crow_document_get_positions (crow_window_get_document (window));
  CrowDiagram *diagram = crow_canvas_get_diagram (canvas);
  g_autoptr (CrowDiagram) fresh = crow_diagram_ref (diagram);
  g_autoptr (CrowDiagram) moved = NULL;

  move_box (canvas, crow_schema_get_model (diagram->schema, 0)->key, 3000, 40);
  move_box (canvas, crow_schema_get_model (diagram->schema, 2)->key, 3000, 900);
  crow_test_wait_idle (window);
  moved = crow_diagram_ref (crow_canvas_get_diagram (canvas));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.tidy-up", NULL);
  crow_test_wait_idle (window);
  g_assert_cmpuint (g_hash_table_size (positions), ==, 0);
  assert_same_boxes (crow_canvas_get_diagram (canvas), fresh);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  crow_test_wait_idle (window);
  g_assert_cmpuint (g_hash_table_size (positions), ==, 2);
  assert_same_boxes (crow_canvas_get_diagram (canvas), moved);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  crow_test_wait_idle (window);
  assert_same_boxes (crow_canvas_get_diagram (canvas), fresh);
  for (guint i = 0; i < 3; i++)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  crow_test_wait_idle (window);
  g_assert_cmpuint (g_hash_table_size (positions), ==, 0);
  assert_same_boxes (crow_canvas_get_diagram (canvas), fresh);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_a_part_can_be_tidied_up (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("shop.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowDocument *document = crow_window_get_document (window);
  CrowCanvas *canvas = crow_window_get_canvas (window);
  g_autoptr (CrowDiagram) before = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  CrowDiagram *diagram;

  crow_canvas_select (canvas, (CrowSelection){ CROW_SELECTION_MODEL, 1 }, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-related", NULL);
  keys = crow_canvas_list_selected (canvas);
  before = crow_diagram_ref (crow_canvas_get_diagram (canvas));
  g_assert_cmpuint (keys->len, >, 1);
  g_assert_cmpuint (keys->len, <, before->layout->n_boxes);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.tidy-up", NULL);
  crow_test_wait_idle (window);
  diagram = crow_canvas_get_diagram (canvas);
  assert_no_overlaps (diagram);
  g_assert_cmpuint (g_hash_table_size (crow_document_get_positions (document)), ==, keys->len);
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    if (!g_ptr_array_find_with_equal_func (keys, crow_schema_get_model (diagram->schema, i)->key,
                                           g_str_equal, NULL))
      g_assert_cmpfloat (diagram->layout->boxes[i].x, ==, before->layout->boxes[i].x);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  crow_test_wait_idle (window);
  assert_same_boxes (crow_canvas_get_diagram (canvas), before);
  g_assert_false (crow_document_can_undo (document));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
edit (CrowWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.edit-action", "(sus)", "Article.author",
                              (guint32) CROW_EVENT_DELETE, "Restrict");
  g_assert_true (crow_document_is_modified (crow_window_get_document (window)));
}

static void
test_asks_before_edits_are_lost (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  g_autofree char *other = crow_test_copy_example ("shop.prisma");
  g_autofree char *original = crow_test_read (path, NULL);
  g_autofree char *saved = NULL;
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);

  edit (window);
  gtk_window_close (GTK_WINDOW (window));
  crow_test_answer (window, "cancel");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));
  crow_window_open (window, other);
  crow_test_answer (window, "save");
  crow_test_wait_idle (window);
  saved = crow_test_read (path, NULL);
  g_assert_cmpstr (saved, !=, original);
  g_assert_cmpstr (crow_document_get_source (crow_window_get_document (window)), ==, other);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.next-relation", NULL);
  gtk_widget_activate_action (
      GTK_WIDGET (window), "win.edit-action", "(sus)",
      crow_schema_get_relation (crow_document_get_schema (crow_window_get_document (window)), 0)
          ->id,
      (guint32) CROW_EVENT_UPDATE, "Restrict");
  gtk_window_close (GTK_WINDOW (window));
  crow_test_answer (window, "discard");
  crow_test_wait_closed (window);
  crow_test_delete_copy (path);
  crow_test_delete_copy (other);
}

static void
replace (const char *path, const char *comment)
{
  g_autofree char *text = crow_test_read (path, NULL);
  g_autofree char *other = g_strconcat (comment, text, NULL);

  g_assert_true (g_file_set_contents (path, other, -1, NULL));
}

/* A file replaced while it is edited: never overwritten unasked, neither side lost unasked. */
static void
test_conflict_is_asked_about (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowDocument *document = crow_window_get_document (window);
  g_autofree char *kept = NULL;
  g_autofree char *overwritten = NULL;

  edit (window);
  replace (path, "// another program\n");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.save", NULL);
  crow_test_answer (window, "cancel");
  kept = crow_test_read (path, NULL);
  g_assert_true (g_str_has_prefix (kept, "// another program\n"));
  g_assert_true (crow_document_is_modified (document));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.save", NULL);
  crow_test_answer (window, "overwrite");
  crow_test_wait_idle (window);
  overwritten = crow_test_read (path, NULL);
  g_assert_false (g_str_has_prefix (overwritten, "// another program\n"));
  g_assert_false (crow_document_is_modified (document));

  replace (path, "// once more\n");
  crow_test_iterate (50);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.edit-action", "(sus)", "Article.author",
                              (guint32) CROW_EVENT_DELETE, "NoAction");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.save", NULL);
  crow_test_answer (window, "reload");
  crow_test_wait_idle (window);
  g_assert_false (crow_document_is_modified (document));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static gboolean
says_removed (gpointer window)
{
  GtkLabel *text = GTK_LABEL (gtk_widget_get_template_child (window, CROW_TYPE_WINDOW,
                                                             "disk_text"));

  return strstr (gtk_label_get_label (text), "no longer on the disk") != NULL;
}

/* The edits outlive their file, and can be saved to where it was. */
static void
test_removed_file_is_written_anew (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);

  edit (window);
  g_assert_cmpint (g_unlink (path), ==, 0);
  crow_test_wait (says_removed, window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.save", NULL);
  crow_test_answer (window, "overwrite");
  crow_test_wait_idle (window);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (crow_document_is_modified (crow_window_get_document (window)));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
assert_refused (CrowWindow *window, const char *path, const char *named)
{
  CrowAlert *dialog;

  crow_window_open (window, path);
  dialog = crow_test_wait_dialog (window);
  g_test_message ("%s: %s", crow_alert_get_heading (dialog), crow_alert_get_body (dialog));
  g_assert_nonnull (strstr (crow_alert_get_body (dialog), named));
  crow_test_answer (window, "close");
  g_assert_true (crow_window_is_idle (window));
}

/* What was open stays open when something else cannot be. */
static void
test_bad_input_is_told (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *missing = g_build_filename (folder, "missing.prisma", NULL);
  g_autofree char *binary = g_build_filename (folder, "binary.prisma", NULL);
  g_autofree char *empty = g_build_filename (folder, "empty", NULL);
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);

  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
  g_assert_true (g_file_set_contents (binary,
                                      "\x7f"
                                      "ELF\0\0\1\2",
                                      8, NULL));
  edit (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  assert_refused (window, missing, "missing.prisma");
  assert_refused (window, binary, "binary.prisma");
  assert_refused (window, empty, "empty");
  g_assert_cmpstr (crow_document_get_source (crow_window_get_document (window)), ==, path);
  g_assert_true (crow_document_can_redo (crow_window_get_document (window)));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* A damaged schema opens, with what could be read. */
static void
test_damaged_schema_opens (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window;
  CrowSchema *schema;

  replace (path, "model Broken {\n  id Int @id(\n  x\n}\n");
  window = crow_test_open_window ((CrowApplication *) application, path);
  schema = crow_document_get_schema (crow_window_get_document (window));
  g_assert_cmpuint (crow_schema_count_diagnostics (schema, CROW_SEVERITY_ERROR), >, 0);
  g_assert_cmpuint (schema->models->len, >=, 11);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-problems", NULL);
  g_assert_cmpint (crow_changes_panel_get_page (crow_window_get_changes (window)), ==,
                   CROW_CHANGES_PROBLEMS);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static CrowPanes *
find_panes (GtkWidget *widget)
{
  for (; widget != NULL && !CROW_IS_PANES (widget); widget = gtk_widget_get_parent (widget))
    ;
  return CROW_PANES (widget);
}

static gboolean
is_narrow (gpointer panes)
{
  return crow_panes_get_narrow (panes);
}

static gboolean
is_wide (gpointer panes)
{
  return !crow_panes_get_narrow (panes);
}

static void
test_narrow_window_hides_its_sides (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowPanes *panes = find_panes (GTK_WIDGET (crow_window_get_canvas (window)));

  g_assert_false (crow_panes_get_narrow (panes));
  g_assert_true (crow_panes_get_show_start (panes));
  gtk_window_set_default_size (GTK_WINDOW (window), 700, 600);
  crow_test_wait (is_narrow, panes);
  g_assert_false (crow_panes_get_show_start (panes));
  g_assert_false (crow_panes_get_show_end (panes));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toggle-start", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toggle-end", NULL);
  g_assert_false (crow_panes_get_show_start (panes)); /* one at a time */
  g_assert_true (crow_panes_get_show_end (panes));
  crow_test_iterate (100);
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 700);
  crow_test_wait (is_wide, panes);
  g_assert_true (crow_panes_get_show_start (panes));
  g_assert_true (crow_panes_get_show_end (panes));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static GtkWidget *
find_below (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_below (child, type);
  return found;
}

/* Has the header bar room for what it shows? */
static gboolean
fits_header (gpointer window)
{
  GtkWidget *fold = find_below (window, CROW_TYPE_FOLD);
  GtkWidget *header = gtk_widget_get_first_child (fold);
  int width = gtk_widget_get_width (fold);
  int minimum;

  gtk_widget_measure (header, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return width == gtk_widget_get_width (window) && minimum <= width;
}

static guint
count_folded (CrowWindow *window)
{
  guint n_folded;

  g_object_get (find_below (GTK_WIDGET (window), CROW_TYPE_FOLD), "n-folded", &n_folded, NULL);
  return n_folded;
}

static void
test_narrow_window_folds_its_header (gconstpointer application)
{
  const int widths[] = { 1200, 820, 700, 560, 460, 380, 700, 1200 };
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  GMenu *menu = G_MENU (gtk_widget_get_template_child (GTK_WIDGET (window), CROW_TYPE_WINDOW,
                                                       "folded"));
  guint former = 0;

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      guint n_folded;

      gtk_window_set_default_size (GTK_WINDOW (window), widths[i], 600);
      crow_test_iterate (300);
      crow_test_wait (fits_header, window);
      n_folded = count_folded (window);
      g_test_message ("%d px: %u folded", widths[i], n_folded);
      /* Without a window manager, the window may keep its shadow's room. */
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, widths[i]);
      g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0, ==, n_folded > 0);
      if (i > 0 && widths[i] < widths[i - 1])
        g_assert_cmpuint (n_folded, >=, former);
      former = n_folded;
    }
  g_assert_cmpuint (former, ==, 0);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* Closed while it reads: nothing is left behind, and nothing is touched any more. */
static void
test_closes_while_reading (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("shop.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, NULL);

  crow_window_open (window, path);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_migration_folder_is_written (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  g_autofree char *folder = g_path_get_dirname (path);
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  g_autoptr (GPtrArray) found = NULL;

  edit (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.export-migration", NULL);
  crow_test_answer (window, "create");
  crow_test_wait_idle (window);
  g_assert_false (crow_test_has_dialog (window));
  found = crow_test_walk (folder, "migration.sql");
  g_assert_cmpuint (found->len, ==, 1);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static gboolean
has_recovery (gpointer folder)
{
  g_autoptr (GPtrArray) found = crow_test_walk (folder, ".recovery");

  return found->len == 1;
}

/* Edits of @path as a killed program leaves them. */
static void
leave_edits (gconstpointer application, const char *path)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "crowsfoot", NULL);
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *kept = NULL;
  gsize length;

  edit (window);
  crow_test_wait (has_recovery, folder);
  found = crow_test_walk (folder, ".recovery");
  kept = crow_test_read (found->pdata[0], &length);
  crow_test_close_window (window);
  g_assert_false (g_file_test (found->pdata[0], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (found->pdata[0], kept, (gssize) length, NULL));
}

static void
test_recovered_edits_can_be_discarded (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window;
  CrowDocument *document;
  GtkInfoBar *bar;

  leave_edits (application, path);
  window = crow_test_open_window ((CrowApplication *) application, path);
  document = crow_window_get_document (window);
  bar = GTK_INFO_BAR (gtk_widget_get_template_child (GTK_WIDGET (window), CROW_TYPE_WINDOW,
                                                     "recovered_bar"));
  g_assert_true (gtk_info_bar_get_revealed (bar));
  g_assert_true (crow_document_is_modified (document));
  gtk_info_bar_response (bar, 1);
  g_assert_false (gtk_info_bar_get_revealed (bar));
  g_assert_false (crow_document_is_modified (document));
  g_assert_true (crow_document_can_redo (document));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL); /* the toast's button */
  g_assert_true (crow_document_is_modified (document));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

int
main (int argc, char **argv)
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  const struct
  {
    const char *name;
    GTestDataFunc function;
  } tests[] = {
    { "/window/templates", test_templates },
    { "/window/walk", test_walk },
    { "/window/walk-on-a-real-schema", test_walk_on_a_real_schema },
    { "/window/empty-offers-only-to-open", test_empty_offers_only_to_open },
    { "/window/refused-actions-say-why", test_refused_actions_say_why },
    { "/window/selection-is-everywhere", test_selection_is_everywhere },
    { "/window/enter-goes-to-the-first-match", test_enter_goes_to_the_first_match },
    { "/window/problem-jumps-and-is-fixed", test_problem_jumps_and_is_fixed },
    { "/window/a-moved-box-can-be-undone", test_a_moved_box_can_be_undone },
    { "/window/tidying-up-can-be-undone", test_tidying_up_can_be_undone },
    { "/window/a-part-can-be-tidied-up", test_a_part_can_be_tidied_up },
    { "/window/asks-before-edits-are-lost", test_asks_before_edits_are_lost },
    { "/window/conflict-is-asked-about", test_conflict_is_asked_about },
    { "/window/removed-file-is-written-anew", test_removed_file_is_written_anew },
    { "/window/bad-input-is-told", test_bad_input_is_told },
    { "/window/damaged-schema-opens", test_damaged_schema_opens },
    { "/window/narrow-window-hides-its-sides", test_narrow_window_hides_its_sides },
    { "/window/narrow-window-folds-its-header", test_narrow_window_folds_its_header },
    { "/window/closes-while-reading", test_closes_while_reading },
    { "/window/migration-folder-is-written", test_migration_folder_is_written },
    { "/window/recovered-edits-can-be-discarded", test_recovered_edits_can_be_discarded },
  };
  int status;

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].name, application, tests[i].function);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
