/* What takes long is shown and can be given up; what was looked at is looked at again. */
#include "crow-test-large.h"
#include "crow-test-window.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "crow-canvas-private.h"
#include "crow-color-popover.h"
#include "crow-look.h"
#include "crow-preferences.h"
#include "crow-settings.h"
#include "crow-state.h"
#include "crow-window-private.h"

#define SCHEMA "datasource db {\n  provider = \"postgresql\"\n}\n"
#define USER "model User {\n  id Int @id\n  posts Post[]\n}\n"
#define POST                                                                                       \
  "model Post {\n  id Int @id\n  authorId Int\n"                                                   \
  "  author User @relation(fields: [authorId], references: [id])\n}\n"
#define OTHER "model Other {\n  id Int @id\n}\nmodel Else {\n  id Int @id\n}\n"

static CrowApplication *application;

static char *
write_schema (const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-schema-XXXXXX", NULL);
  char *path = g_build_filename (folder, "schema.prisma", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
close_as_user (CrowWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
  crow_test_wait_closed (window);
}

static gboolean
has_box (gpointer window)
{
  return gtk_widget_get_visible (CROW_WINDOW (window)->progress_box);
}

static gboolean
has_no_box (gpointer window)
{
  return !has_box (window);
}

/* Not before a second has gone by; and while nobody knows when it ends it can be given up. */
static void
test_long_work_is_shown (void)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window (application, path);
  gint64 began = g_get_monotonic_time ();

  window->n_exporting++;
  window->exporting = g_cancellable_new ();
  crow_window_begin_work (window);
  crow_test_wait (has_box, window);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, G_USEC_PER_SEC);
  g_assert_cmpstr (gtk_label_get_label (window->progress_text), ==, "Exporting");
  g_assert_true (gtk_widget_get_visible (window->progress_cancel));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL));
  g_assert_true (g_cancellable_is_cancelled (window->exporting));
  crow_test_wait (has_no_box, window);
  window->n_exporting--;
  g_clear_object (&window->exporting);

  window->is_saving = TRUE;
  crow_window_begin_work (window);
  crow_test_wait (has_box, window);
  g_assert_cmpstr (gtk_label_get_label (window->progress_text), ==, "Saving");
  g_assert_false (gtk_widget_get_visible (window->progress_cancel));
  window->is_saving = FALSE;
  crow_window_end_work (window);
  g_assert_true (has_no_box (window));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* Reading and laying out can be given up: nothing is open then, or what is open is not drawn, which
 * can be asked for again. */
static void
test_opening_can_be_cancelled (void)
{
  g_autofree char *path = crow_test_write_large (300, 600);
  CrowWindow *window = crow_test_open_window (application, NULL);

  crow_window_open (window, path);
  g_assert_nonnull (window->loading);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL));
  crow_test_wait_idle (window);
  g_assert_true (crow_window_is_empty (window));
  g_assert_false (crow_test_has_dialog (window));

  crow_window_open (window, path);
  while (window->loading != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (window->layout_task);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL));
  crow_test_wait_idle (window);
  g_assert_null (window->diagram);
  g_assert_nonnull (window->toast);
  g_assert_cmpstr (adw_toast_get_action_name (window->toast), ==, "win.lay-out");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.lay-out", NULL);
  crow_test_wait_idle (window);
  g_assert_nonnull (window->diagram);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Whatever it is at then. */
static void
test_cancelled_export_leaves_no_file (void)
{
  static const CrowFormat formats[] = { CROW_FORMAT_SVG, CROW_FORMAT_PNG, CROW_FORMAT_PDF };
  g_autofree char *path = crow_test_write_large (60, 90);
  g_autofree char *folder = g_dir_make_tmp ("crow-export-XXXXXX", NULL);
  g_autofree char *target = g_build_filename (folder, "diagram", NULL);
  CrowWindow *window = crow_test_open_window (application, path);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      crow_window_export_diagram (window, target, formats[i], CROW_THEME_LIGHT);
      gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL);
      crow_test_wait_idle (window);
      g_assert_cmpuint (count_files (folder), ==, 0);
      g_assert_false (crow_test_has_dialog (window));
    }
  /* The next one is not cancelled with it. */
  crow_window_export_diagram (window, target, CROW_FORMAT_SVG, CROW_THEME_LIGHT);
  crow_test_wait_idle (window);
  g_assert_cmpuint (count_files (folder), ==, 1);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
  g_unlink (target);
  g_rmdir (folder);
}

static void
test_cancelled_migration_leaves_no_folder (void)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *migrations = g_build_filename (folder, "migrations", NULL);
  CrowWindow *window = crow_test_open_window (application, path);
  guint n = count_files (folder);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.pin-defaults", NULL);
  crow_test_wait_idle (window);
  crow_window_export_migration (window, "cascade", TRUE);
  g_assert_false (crow_window_is_idle (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL);
  crow_test_wait_idle (window);
  g_assert_cmpuint (count_files (folder), ==, n);
  g_assert_false (crow_test_has_dialog (window));
  crow_window_export_migration (window, "cascade", TRUE);
  crow_test_wait_idle (window);
  g_assert_cmpuint (count_files (migrations), ==, 2); /* the lock too */
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* The same point in the middle, within a pixel. */
static void
assert_same_place (const CrowView *a, const CrowView *b)
{
  g_assert_cmpfloat_with_epsilon (a->zoom, b->zoom, 1e-6);
  g_assert_cmpfloat_with_epsilon (a->offset.x, b->offset.x, 1.5);
  g_assert_cmpfloat_with_epsilon (a->offset.y, b->offset.y, 1.5);
}

/* Leaves it looked at closely, without labels; returns what was seen. */
static CrowView
look_closely (CrowWindow *window)
{
  CrowPoint at = crow_canvas_to_widget (window->canvas,
                                        (CrowPoint){ window->diagram->layout->boxes[0].x,
                                                     window->diagram->layout->boxes[0].y });
  CrowView view;

  crow_canvas_get_view (window->canvas, &view);
  view = crow_view_zoom_at (&view, 1.7, at);
  crow_canvas_show_view (window->canvas, view);
  g_action_group_change_action_state (G_ACTION_GROUP (window), "labels",
                                      g_variant_new_string ("none"));
  return view;
}

static gboolean
is_looked_at_closely (gpointer window)
{
  CrowView view;

  return crow_canvas_get_view (CROW_WINDOW (window)->canvas, &view);
}

static void
test_second_opening_shows_the_same (void)
{
  g_autofree char *path = write_schema (SCHEMA USER POST OTHER);
  g_autofree char *example = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window (application, path);
  CrowView before = look_closely (window);
  CrowView after;

  close_as_user (window);
  window = crow_test_open_window (application, path);
  crow_test_wait (is_looked_at_closely, window);
  g_assert_true (crow_canvas_get_view (window->canvas, &after));
  assert_same_place (&before, &after);
  g_assert_cmpint (window->labels, ==, CROW_LABELS_NONE);

  /* Another source in the same window has its own look, and this one is kept meanwhile. */
  crow_window_open (window, example);
  crow_test_wait_idle (window);
  g_assert_false (crow_canvas_get_view (window->canvas, &after));
  g_assert_cmpint (window->labels, ==, CROW_LABELS_ALL);
  crow_window_open (window, path);
  crow_test_wait_idle (window);
  crow_test_wait (is_looked_at_closely, window);
  g_assert_true (crow_canvas_get_view (window->canvas, &after));
  assert_same_place (&before, &after);

  /* Left with everything in view, it is opened so. */
  crow_canvas_zoom_to_fit (window->canvas);
  close_as_user (window);
  window = crow_test_open_window (application, path);
  g_assert_false (crow_canvas_get_view (window->canvas, &after));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
  crow_test_delete_copy (example);
}

static void
test_lost_model_is_not_looked_for (void)
{
  g_autofree char *path = write_schema (SCHEMA USER POST OTHER);
  CrowWindow *window = crow_test_open_window (application, path);
  CrowView after;

  look_closely (window);
  close_as_user (window);
  g_assert_true (g_file_set_contents (path, SCHEMA OTHER, -1, NULL));
  window = crow_test_open_window (application, path);
  g_assert_false (crow_canvas_get_view (window->canvas, &after));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_selection_and_filter_come_back (void)
{
  g_autofree char *path = write_schema (SCHEMA USER POST OTHER);
  CrowWindow *window = crow_test_open_window (application, path);
  CrowSchema *picture;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-relation", "s", "Post.author");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.focus-selection", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.find", NULL);
  gtk_editable_set_text (crow_test_find_widget (window->search_bar, GTK_TYPE_EDITABLE), "Post");
  crow_test_wait_idle (window);
  g_assert_cmpuint (window->diagram->schema->models->len, ==, 2);
  close_as_user (window);

  window = crow_test_open_window (application, path);
  g_assert_cmpstr (window->selected, ==, "Post.author");
  g_assert_cmpuint (window->filter->focus->len, ==, 2);
  g_assert_cmpuint (window->diagram->schema->models->len, ==, 2);
  g_assert_cmpstr (gtk_editable_get_text (crow_test_find_widget (window->search_bar,
                                                                 GTK_TYPE_EDITABLE)),
                   ==, "");
  /* The rest is known, too: an edit moves nothing, and the rest comes back at once. */
  picture = crow_document_get_picture (window->document);
  g_assert_nonnull (window->whole);
  g_assert_true (window->whole->schema == picture);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.reset-filter", NULL);
  g_assert_null (window->layout_task);
  g_assert_cmpuint (window->diagram->schema->models->len, ==, 4);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-nothing", NULL);
  close_as_user (window);

  /* Left with nothing selected and nothing left out, it is opened so. */
  window = crow_test_open_window (application, path);
  g_assert_null (window->selected);
  g_assert_true (crow_filter_is_plain (window->filter));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* Names that are gone are no focus; what is asked for on the way is not overruled. */
static void
test_what_is_gone_is_not_asked_for (void)
{
  g_autofree char *path = write_schema (SCHEMA USER POST OTHER);
  CrowWindow *window = crow_test_open_window (application, path);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-relation", "s", "Post.author");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.focus-selection", NULL);
  crow_test_wait_idle (window);
  close_as_user (window);
  g_assert_true (g_file_set_contents (path, SCHEMA OTHER, -1, NULL));
  window = crow_test_open_window (application, path);
  g_assert_null (window->selected);
  g_assert_true (crow_filter_is_plain (window->filter));
  g_assert_cmpuint (window->diagram->schema->models->len, ==, 2);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
assert_filter_survives (const CrowFilter *filter, const CrowSchema *picture)
{
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autoptr (CrowFilter) read = NULL;

  g_assert_true (crow_look_write_filter (state, "a", filter));
  read = crow_look_read_filter (state, "a", picture);
  g_assert_true (crow_filter_equal (filter, read));
}

static void
test_every_part_of_a_filter_survives (void)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window (application, path);
  CrowSchema *picture = crow_document_get_picture (window->document);
  g_autoptr (CrowFilter) filter = crow_filter_new ();
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autoptr (CrowFilter) read = NULL;

  assert_filter_survives (filter, picture);
  crow_filter_names_add (filter->focus, crow_schema_get_model (picture, 0)->key);
  crow_filter_names_add (filter->hidden_models, crow_schema_get_model (picture, 1)->key);
  crow_filter_names_add (filter->hidden_namespaces, "");
  filter->hops = 3;
  filter->actions[CROW_EVENT_DELETE] = 1u << CROW_ACTION_CASCADE;
  filter->actions[CROW_EVENT_UPDATE] = (1u << CROW_N_ACTIONS) - 1;
  filter->only_problems = TRUE;
  filter->rows = CROW_ROWS_KEYS;
  filter->rest = CROW_REST_FADED;
  assert_filter_survives (filter, picture);

  /* Whatever stands in the file, it is a filter. */
  g_key_file_set_integer (state, "a", "rows", 99);
  g_key_file_set_integer (state, "a", "on-delete", -7);
  g_key_file_set_string (state, "a", "rest", "soup");
  g_key_file_set_string (state, "a", "focus", "nobody;");
  read = crow_look_read_filter (state, "a", picture);
  g_assert_true (crow_filter_is_plain (read));

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("table%u", i);

      crow_filter_names_add (filter->hidden_models, name);
    }
  g_assert_false (crow_look_write_filter (state, "b", filter));
  g_assert_false (g_key_file_has_group (state, "b"));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static guint
count_looks (void)
{
  g_autoptr (GKeyFile) state = crow_state_load ();
  g_auto (GStrv) groups = g_key_file_get_groups (state, NULL);
  guint n = 0;

  for (guint i = 0; groups[i] != NULL; i++)
    n += g_str_has_prefix (groups[i], "look ");
  return n;
}

static void
test_oldest_look_is_forgotten (void)
{
  g_autofree char *path = write_schema (SCHEMA USER POST OTHER);
  g_autoptr (GKeyFile) state = crow_state_load ();
  CrowWindow *window = crow_test_open_window (application, path);

  for (int i = 0; i < 130; i++)
    {
      g_autofree char *group = g_strdup_printf ("look %d", i);

      g_key_file_set_int64 (state, group, "used", 1000 + i);
    }
  crow_state_save (state);
  look_closely (window);
  close_as_user (window);
  g_assert_cmpuint (count_looks (), ==, 100);
  g_key_file_unref (g_steal_pointer (&state));
  state = crow_state_load ();
  g_assert_false (g_key_file_has_group (state, "look 29"));
  g_assert_true (g_key_file_has_group (state, "look 129"));
  crow_test_delete_copy (path);
}

static void
test_coloring_can_be_undone (void)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window (application, path);
  GHashTable *colors;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-model", "s", "Article");
  g_assert_null (window->toast);
  g_action_group_change_action_state (G_ACTION_GROUP (window), "color",
                                      g_variant_new_string (crow_color_get_word (2)));
  colors = crow_document_get_colors (window->document);
  g_assert_cmpuint (g_hash_table_size (colors), ==, 1);
  g_assert_nonnull (window->toast);
  g_assert_cmpstr (adw_toast_get_title (window->toast), ==, "Colored 1 table");
  g_assert_cmpstr (adw_toast_get_action_name (window->toast), ==, "win.undo");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpuint (g_hash_table_size (crow_document_get_colors (window->document)), ==, 0);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_dropped_filter_can_be_taken_back (void)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window (application, path);
  g_autoptr (CrowFilter) former = NULL;

  /* Nothing is left out: nothing happens, and nothing is said. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.reset-filter", NULL);
  g_assert_null (window->toast);

  g_action_group_change_action_state (G_ACTION_GROUP (window), "rows",
                                      g_variant_new_string ("keys"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.on-delete-Cascade", NULL);
  crow_test_wait_idle (window);
  former = crow_filter_copy (window->filter);
  g_assert_false (crow_filter_is_plain (former));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.reset-filter", NULL);
  g_assert_true (crow_filter_is_plain (window->filter));
  g_assert_nonnull (window->toast);
  g_assert_cmpstr (adw_toast_get_button_label (window->toast), ==, "_Undo");
  gtk_widget_activate_action (GTK_WIDGET (window), adw_toast_get_action_name (window->toast), NULL);
  crow_test_wait_idle (window);
  g_assert_true (crow_filter_equal (window->filter, former));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* A gesture of @type of the canvas. */
static gpointer
find_gesture (CrowWindow *window, GType type)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (window->canvas));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GObject) one = g_list_model_get_item (all, i);

      if (G_OBJECT_TYPE (one) == type)
        return one;
    }
  g_assert_not_reached ();
}

static void
test_fingers (void)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window (application, path);
  CrowCanvas *canvas = window->canvas;
  CrowPoint edge = crow_test_find_edge (window, "Comment.author");
  double zoom = crow_canvas_get_zoom (canvas);
  gpointer pinch = find_gesture (window, GTK_TYPE_GESTURE_ZOOM);
  guint near = 0, far = 0;

  /* Around the line more is hit by a finger, and nothing less. */
  for (int dx = -16; dx <= 16; dx++)
    for (int dy = -16; dy <= 16; dy++)
      {
        CrowPoint at = { edge.x + dx, edge.y + dy };
        gboolean is_hit;

        crow_canvas_set_touch (canvas, FALSE);
        is_hit = crow_canvas_pick_at (canvas, at).kind != CROW_SELECTION_NONE;
        near += is_hit;
        crow_canvas_set_touch (canvas, TRUE);
        g_assert_true (!is_hit || crow_canvas_pick_at (canvas, at).kind != CROW_SELECTION_NONE);
        far += crow_canvas_pick_at (canvas, at).kind != CROW_SELECTION_NONE;
      }
  g_assert_cmpuint (far, >, near);

  g_signal_emit_by_name (pinch, "begin", NULL);
  g_signal_emit_by_name (pinch, "scale-changed", 2.0);
  g_assert_cmpfloat_with_epsilon (crow_canvas_get_zoom (canvas), 2 * zoom, 1e-6);
  g_signal_emit_by_name (pinch, "scale-changed", 0.5);
  g_assert_cmpfloat_with_epsilon (crow_canvas_get_zoom (canvas), zoom / 2, 1e-6);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static gboolean
is_popover_open (gpointer canvas)
{
  for (GtkWidget *child = gtk_widget_get_first_child (canvas); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
      return TRUE;
  return FALSE;
}

static void
test_long_press_opens_the_menu (void)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window (application, path);
  CrowPoint head = crow_test_find_box (window, "Article");
  gpointer press = find_gesture (window, GTK_TYPE_GESTURE_LONG_PRESS);

  g_assert_false (is_popover_open (window->canvas));
  g_signal_emit_by_name (press, "pressed", head.x, head.y);
  crow_test_wait (is_popover_open, window->canvas);
  g_assert_cmpstr (window->selected, ==, "articles"); /* its table */
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
edit_author (CrowWindow *window)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), "edit-action",
                                  g_variant_new ("(sus)", "Post.author", 0u, "Cascade"));
  crow_test_wait_idle (window);
  g_assert_true (crow_document_is_modified (window->document));
}

static char *
read_picture (CrowWindow *window)
{
  CrowSourceFile *
      file = g_ptr_array_index (crow_prisma_get_files (crow_document_get_prisma (window->document)),
                                0);
  GBytes *content = crow_source_file_get_content (file);

  return g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
}

/* Another program has changed the file: reloading drops what is not saved, until it is undone. */
static void
test_dropped_edits_come_back (void)
{
  g_autofree char *path = write_schema (SCHEMA USER POST OTHER);
  CrowWindow *window = crow_test_open_window (application, path);
  g_autofree char *reloaded = NULL;
  g_autofree char *both = NULL;

  edit_author (window);
  g_assert_true (g_file_set_contents (path, "// theirs\n" SCHEMA USER POST OTHER, -1, NULL));
  crow_window_answer_disk_bar (window, 1);
  crow_test_wait_idle (window);
  reloaded = read_picture (window);
  g_assert_cmpstr (reloaded, ==, "// theirs\n" SCHEMA USER POST OTHER);
  g_assert_false (crow_document_is_modified (window->document));
  g_assert_nonnull (window->toast);
  g_assert_cmpstr (adw_toast_get_button_label (window->toast), ==, "_Undo");
  gtk_widget_activate_action (GTK_WIDGET (window), adw_toast_get_action_name (window->toast), NULL);
  crow_test_wait_idle (window);
  both = read_picture (window);
  g_assert_nonnull (strstr (both, "// theirs\n"));
  g_assert_nonnull (strstr (both, "onDelete: Cascade"));

  /* Where they have written the same lines, theirs is what there is. */
  g_assert_true (g_file_set_contents (path, SCHEMA OTHER, -1, NULL));
  crow_window_answer_disk_bar (window, 1);
  crow_test_wait_idle (window);
  g_assert_false (crow_document_is_modified (window->document));
  g_assert_cmpuint (window->diagram->schema->models->len, ==, 2);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static GtkButton *
find_button (GtkWidget *root, const char *label)
{
  GtkButton *found = NULL;

  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return GTK_BUTTON (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static void
test_reset_of_preferences_can_be_undone (void)
{
  CrowSettings *settings = crow_settings_get_default ();
  GtkWidget *page;
  GtkWindow *dialog;
  GtkButton *undo;

  crow_settings_set_choice (settings, CROW_SETTINGS_LABELS, "written");
  crow_settings_set_choice (settings, CROW_SETTINGS_PLAN, "swap");
  crow_preferences_show (NULL);
  page = crow_test_find_shown (CROW_TYPE_PREFERENCES);
  dialog = GTK_WINDOW (gtk_widget_get_root (page));
  g_signal_emit_by_name (gtk_widget_get_template_child (page, CROW_TYPE_PREFERENCES, "reset"),
                         "clicked");
  g_assert_true (crow_settings_is_reset (settings));
  crow_test_iterate (100);
  undo = find_button (GTK_WIDGET (dialog), "_Undo");
  g_assert_nonnull (undo);
  g_signal_emit_by_name (undo, "clicked");
  g_assert_cmpstr (crow_settings_get_choice (settings, CROW_SETTINGS_LABELS), ==, "written");
  g_assert_cmpstr (crow_settings_get_choice (settings, CROW_SETTINGS_PLAN), ==, "swap");
  crow_settings_reset (settings);
  gtk_window_destroy (dialog);
}

int
main (int argc, char **argv)
{
  int status;

  application = crow_test_window_init (&argc, &argv);
  g_test_add_func ("/look/long-work-is-shown", test_long_work_is_shown);
  g_test_add_func ("/look/opening-can-be-cancelled", test_opening_can_be_cancelled);
  g_test_add_func ("/look/cancelled-export-leaves-no-file", test_cancelled_export_leaves_no_file);
  g_test_add_func ("/look/cancelled-migration-leaves-no-folder",
                   test_cancelled_migration_leaves_no_folder);
  g_test_add_func ("/look/second-opening-shows-the-same", test_second_opening_shows_the_same);
  g_test_add_func ("/look/selection-and-filter-come-back", test_selection_and_filter_come_back);
  g_test_add_func ("/look/what-is-gone-is-not-asked-for", test_what_is_gone_is_not_asked_for);
  g_test_add_func ("/look/every-part-of-a-filter-survives", test_every_part_of_a_filter_survives);
  g_test_add_func ("/look/lost-model-is-not-looked-for", test_lost_model_is_not_looked_for);
  g_test_add_func ("/look/oldest-look-is-forgotten", test_oldest_look_is_forgotten);
  g_test_add_func ("/look/coloring-can-be-undone", test_coloring_can_be_undone);
  g_test_add_func ("/look/dropped-filter-can-be-taken-back", test_dropped_filter_can_be_taken_back);
  g_test_add_func ("/look/dropped-edits-come-back", test_dropped_edits_come_back);
  g_test_add_func ("/look/fingers", test_fingers);
  g_test_add_func ("/look/long-press-opens-the-menu", test_long_press_opens_the_menu);
  g_test_add_func ("/look/reset-of-preferences-can-be-undone",
                   test_reset_of_preferences_can_be_undone);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
