#include <gdk/x11/gdkx.h>

#include "crow-palette.h"
#include "crow-test-window.h"

/* A real mouse and a real keyboard, through the X server, on the real window. */

static void
finished_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean *is_finished = data;

  g_subprocess_wait_check_finish (G_SUBPROCESS (object), result, &error);
  g_assert_no_error (error);
  *is_finished = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

/* @command: what xdotool is to do; blanks part its words. The window draws on meanwhile. */
static void
xdotool (const char *command)
{
  g_autofree char *line = g_strconcat ("xdotool ", command, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
      process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_NONE, &error);
  gboolean is_finished = FALSE;

  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, finished_cb, &is_finished);
  crow_test_wait (is_set, &is_finished);
  crow_test_iterate (150);
}

static gulong
get_xid (CrowWindow *window)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
}

static void
move_mouse (CrowWindow *window, CrowPoint at, const char *then)
{
  double x;
  double y;
  double dx;
  double dy;
  g_autofree char *command = NULL;

  g_assert_true (gtk_widget_translate_coordinates (GTK_WIDGET (crow_window_get_canvas (window)),
                                                   GTK_WIDGET (window), at.x, at.y, &x, &y));
  gtk_native_get_surface_transform (GTK_NATIVE (window), &dx, &dy);
  command = g_strdup_printf ("mousemove --window %lu %d %d%s", get_xid (window), (int) (x + dx),
                             (int) (y + dy), then);
  xdotool (command);
}

static CrowWindow *
open_blog (CrowApplication *application, char **path)
{
  CrowWindow *window;
  g_autofree char *focus = NULL;

  *path = crow_test_copy_example ("blog.prisma");
  window = crow_test_open_window (application, *path);
  focus = g_strdup_printf ("windowfocus --sync %lu", get_xid (window));
  xdotool (focus);
  return window;
}

static void
close_blog (CrowWindow *window, const char *path)
{
  xdotool ("mousemove 0 0");
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static gboolean
has_selected_relation (gpointer window)
{
  return crow_canvas_get_selection (crow_window_get_canvas (window)).kind ==
         CROW_SELECTION_RELATION;
}

static gboolean
has_moved_tag (gpointer window)
{
  CrowDocument *document = crow_window_get_document (window);

  return g_hash_table_contains (crow_document_get_positions (document), "tags");
}

static gboolean
has_not_moved_tag (gpointer window)
{
  return !has_moved_tag (window);
}

static gboolean
has_cascade (gpointer window)
{
  return g_str_equal (crow_test_get_action (window, CROW_EVENT_DELETE), "Cascade");
}

static gboolean
has_default (gpointer window)
{
  return g_str_equal (crow_test_get_action (window, CROW_EVENT_DELETE), "default");
}

static gboolean
is_saved (gpointer window)
{
  return crow_window_is_idle (window) &&
         !crow_document_is_modified (crow_window_get_document (window));
}

typedef struct
{
  CrowCanvas *canvas;
  double zoom;
} Zoom;

static gboolean
is_nearer (gpointer data)
{
  Zoom *before = data;

  return crow_canvas_get_zoom (before->canvas) > before->zoom * 1.05;
}

static void
test_click_selects_an_edge (gconstpointer application)
{
  g_autofree char *path = NULL;
  CrowWindow *window = open_blog ((CrowApplication *) application, &path);
  CrowSchema *schema = crow_document_get_schema (crow_window_get_document (window));
  CrowSelection selection;

  move_mouse (window, crow_test_find_edge (window, "Article.status"), " click 1");
  crow_test_wait (has_selected_relation, window);
  selection = crow_canvas_get_selection (crow_window_get_canvas (window));
  g_assert_cmpint (selection.kind, ==, CROW_SELECTION_RELATION);
  g_assert_cmpint (selection.index, ==, crow_schema_find_relation (schema, "Article.status"));
  g_assert_cmpstr (crow_test_get_action (window, CROW_EVENT_DELETE), ==, "SetDefault");
  close_blog (window, path);
}

static void
test_drag_moves_a_box (gconstpointer application)
{
  g_autofree char *path = NULL;
  CrowWindow *window = open_blog ((CrowApplication *) application, &path);
  CrowPoint from = crow_test_find_box (window, "Tag");
  CrowPoint to = { from.x + 30, from.y + 24 };
  CrowPoint at;

  move_mouse (window, from, " mousedown 1");
  move_mouse (window, (CrowPoint){ from.x + 15, from.y + 12 }, "");
  move_mouse (window, to, " mouseup 1");
  crow_test_wait (has_moved_tag, window);
  at = crow_test_find_box (window, "Tag");
  g_assert_cmpfloat_with_epsilon (at.x, to.x, 2);
  g_assert_cmpfloat_with_epsilon (at.y, to.y, 2);
  xdotool ("key ctrl+z");
  crow_test_wait (has_not_moved_tag, window);
  at = crow_test_find_box (window, "Tag");
  g_assert_cmpfloat_with_epsilon (at.x, from.x, 2);
  close_blog (window, path);
}

static void
test_wheel_zooms_around_the_pointer (gconstpointer application)
{
  g_autofree char *path = NULL;
  CrowWindow *window = open_blog ((CrowApplication *) application, &path);
  CrowCanvas *canvas = crow_window_get_canvas (window);
  CrowPoint pointer = crow_test_find_box (window, "Article");
  Zoom before = { canvas, crow_canvas_get_zoom (canvas) };
  CrowPoint under;
  CrowPoint after;

  pointer = (CrowPoint){ (int) pointer.x, (int) pointer.y };
  under = crow_canvas_to_diagram (canvas, pointer);
  move_mouse (window, pointer, " keydown ctrl click 4 click 4 keyup ctrl");
  crow_test_wait (is_nearer, &before);
  crow_test_iterate (300);
  after = crow_canvas_to_diagram (canvas, pointer);
  g_assert_cmpfloat_with_epsilon (after.x, under.x, 3 / before.zoom);
  g_assert_cmpfloat_with_epsilon (after.y, under.y, 3 / before.zoom);
  close_blog (window, path);
}

/* By keys alone: select a relation, go to its drop-down, choose, save, undo, save. */
static void
test_keys_edit_and_save (gconstpointer application)
{
  g_autofree char *path = NULL;
  CrowWindow *window = open_blog ((CrowApplication *) application, &path);
  g_autofree char *original = crow_test_read (path, NULL);
  g_autofree char *saved = NULL;
  g_autofree char *restored = NULL;

  xdotool ("key ctrl+l");
  xdotool ("key alt+Next");
  crow_test_wait (has_selected_relation, window);
  g_assert_true (has_default (window));
  xdotool ("key Return"); /* to the inspector */
  crow_test_iterate (200);
  xdotool ("key Return"); /* opens the drop-down */
  crow_test_iterate (300);
  xdotool ("key Down");
  xdotool ("key Return");
  crow_test_wait (has_cascade, window);
  crow_test_iterate (500); /* the drop-down closes */
  xdotool ("key ctrl+s");
  crow_test_wait (is_saved, window);
  saved = crow_test_read (path, NULL);
  g_assert_cmpstr (saved, !=, original);
  xdotool ("key ctrl+z");
  crow_test_wait (has_default, window);
  xdotool ("key ctrl+s");
  crow_test_wait (is_saved, window);
  restored = crow_test_read (path, NULL);
  g_assert_cmpstr (restored, ==, original);
  close_blog (window, path);
}

static gboolean
has_palette (gpointer window)
{
  return crow_palette_is_open (crow_test_find_widget (window, CROW_TYPE_PALETTE));
}

static gboolean
has_no_palette (gpointer window)
{
  return !has_palette (window);
}

static void
assert_model (CrowWindow *window, const char *key)
{
  CrowSchema *schema = crow_document_get_schema (crow_window_get_document (window));
  CrowSelection selection = crow_canvas_get_selection (crow_window_get_canvas (window));

  g_assert_cmpint (selection.kind, ==, CROW_SELECTION_MODEL);
  g_assert_cmpstr (crow_schema_get_model (schema, selection.index)->key, ==, key);
}

/* The middle of a row of the palette's list, on the canvas. */
static CrowPoint
find_row (CrowWindow *window, guint position)
{
  GtkWidget *list = crow_test_find_widget (crow_test_find_widget (window, CROW_TYPE_PALETTE),
                                           GTK_TYPE_LIST_VIEW);
  GtkWidget *row = gtk_widget_get_first_child (list);
  CrowPoint at;

  for (; position > 0; position--)
    row = gtk_widget_get_next_sibling (row);
  g_assert_true (gtk_widget_translate_coordinates (row,
                                                   GTK_WIDGET (crow_window_get_canvas (window)),
                                                   gtk_widget_get_width (row) / 2.0,
                                                   gtk_widget_get_height (row) / 2.0, &at.x,
                                                   &at.y));
  return at;
}

static GListModel *
get_items (CrowWindow *window)
{
  return crow_palette_get_items (crow_test_find_widget (window, CROW_TYPE_PALETTE));
}

/* The pointer lies where the list comes to be; Return goes to what is on top. */
static void
test_resting_pointer_chooses_nothing (gconstpointer application)
{
  g_autofree char *path = NULL;
  CrowWindow *window = open_blog ((CrowApplication *) application, &path);
  CrowPoint middle;

  xdotool ("key ctrl+k");
  crow_test_wait (has_palette, window);
  crow_test_iterate (300);
  g_assert_cmpuint (g_list_model_get_n_items (get_items (window)), >, 4);
  middle = find_row (window, 2);
  xdotool ("key Escape");
  crow_test_wait (has_no_palette, window);
  for (guint i = 0; i < 3; i++)
    {
      move_mouse (window, (CrowPoint){ middle.x + i, middle.y }, "");
      xdotool ("key ctrl+k");
      crow_test_wait (has_palette, window);
      crow_test_iterate (300);
      xdotool ("key a");
      crow_test_iterate (200);
      g_assert_cmpuint (g_list_model_get_n_items (get_items (window)), >, 3);
      xdotool ("key r t i");
      crow_test_iterate (200);
      xdotool ("key BackSpace BackSpace BackSpace BackSpace t a g");
      crow_test_iterate (200);
      xdotool ("key Return");
      crow_test_wait (has_no_palette, window);
      crow_test_wait_idle (window);
      assert_model (window, "tags");
    }
  close_blog (window, path);
}

/* When the button is let go, on the row that it was pressed on. */
static void
test_click_chooses_in_the_palette (gconstpointer application)
{
  g_autofree char *path = NULL;
  CrowWindow *window = open_blog ((CrowApplication *) application, &path);
  g_autoptr (CrowPaletteItem) item = NULL;

  xdotool ("key ctrl+k");
  crow_test_wait (has_palette, window);
  crow_test_iterate (300);
  item = g_list_model_get_item (get_items (window), 2);
  move_mouse (window, find_row (window, 1), " mousedown 1");
  g_assert_true (has_palette (window));
  move_mouse (window, find_row (window, 2), " mouseup 1");
  g_assert_true (has_palette (window));
  move_mouse (window, find_row (window, 2), " click 1");
  crow_test_wait (has_no_palette, window);
  crow_test_wait_idle (window);
  assert_model (window, crow_palette_item_get_name (item));
  close_blog (window, path);
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
    { "/window-input/click-selects-an-edge", test_click_selects_an_edge },
    { "/window-input/drag-moves-a-box", test_drag_moves_a_box },
    { "/window-input/wheel-zooms-around-the-pointer", test_wheel_zooms_around_the_pointer },
    { "/window-input/keys-edit-and-save", test_keys_edit_and_save },
    { "/window-input/resting-pointer-chooses-nothing", test_resting_pointer_chooses_nothing },
    { "/window-input/click-chooses-in-the-palette", test_click_chooses_in_the_palette },
  };
  g_autofree char *tool = g_find_program_in_path ("xdotool");
  int status = 77;

  if (tool != NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
        g_test_add_data_func (tests[i].name, application, tests[i].function);
      status = crow_test_run_windows ();
    }
  else
    g_print ("1..0 # SKIP no xdotool\n");
  g_object_unref (application);
  return tool != NULL ? status : 0;
}
