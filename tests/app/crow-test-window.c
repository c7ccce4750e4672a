#include "crow-test-window.h"

#include <glib/gstdio.h>
#include <locale.h>

#include "crow-action-choice.h"
#include "crow-pick.h"

#define DEADLINE (30 * G_USEC_PER_SEC)

CrowApplication *
crow_test_window_init (int *argc, char ***argv)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-window-XXXXXX", NULL);
  g_autofree char *data = crow_test_source ("data");
  CrowApplication *application;
  g_autoptr (GError) error = NULL;

  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("CROW_DATA_DIR", data, TRUE);
  /* Unset, GLib would start a bus of its own. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  gtk_test_init (argc, argv, NULL);
  application = crow_application_new ();
  g_application_set_flags (G_APPLICATION (application),
                           G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  return application;
}

void
crow_test_iterate (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

int
crow_test_run_windows (void)
{
  int status = g_test_run ();

  crow_test_iterate (700);
  return status;
}

void
crow_test_wait (CrowTestCondition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      crow_test_iterate (5);
    }
}

char *
crow_test_copy (const char *path)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-schema-XXXXXX", NULL);
  g_autofree char *name = g_path_get_basename (path);
  char *copy = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  content = crow_test_read (path, &length);
  g_file_set_contents (copy, content, (gssize) length, &error);
  g_assert_no_error (error);
  return copy;
}

char *
crow_test_copy_example (const char *name)
{
  g_autofree char *relative = g_build_filename ("data", "examples", name, NULL);
  g_autofree char *path = crow_test_source (relative);

  return crow_test_copy (path);
}

void
crow_test_delete_copy (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  const char *argv[] = { "rm", "-rf", folder, NULL };

  g_assert_true (g_str_has_prefix (folder, g_get_tmp_dir ()));
  g_assert_cmpint (crow_test_run (argv, NULL, NULL, NULL), ==, 0);
}

static gboolean
is_idle (gpointer data)
{
  return crow_window_is_idle (data);
}

void
crow_test_wait_idle (CrowWindow *window)
{
  crow_test_wait (is_idle, window);
  crow_test_iterate (60);
}

CrowWindow *
crow_test_open_window (CrowApplication *application, const char *path)
{
  CrowWindow *window = g_object_ref_sink (crow_window_new (GTK_APPLICATION (application)));

  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  if (path != NULL)
    crow_window_open (window, path);
  crow_test_wait_idle (window);
  return window;
}

static gboolean
is_ours_alone (gpointer object)
{
  return G_OBJECT (object)->ref_count == 1;
}

void
crow_test_wait_closed (CrowWindow *window)
{
  crow_test_wait (is_ours_alone, window); /* its workers may still be at it */
  g_assert_finalize_object (window);
}

void
crow_test_close_window (CrowWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  crow_test_wait_closed (window);
}

GtkWidget *
crow_test_find_inner_dialog (GtkWidget *window)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwDialog *dialog = NULL;

  if (ADW_IS_APPLICATION_WINDOW (window))
    dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  return dialog != NULL ? GTK_WIDGET (dialog) : NULL;
#else
  return NULL;
#endif
}

static CrowAlert *
find_dialog (CrowWindow *window)
{
  GListModel *all = gtk_window_get_toplevels ();
  GtkWidget *inner = crow_test_find_inner_dialog (GTK_WIDGET (window));

  if (inner != NULL && g_type_is_a (G_OBJECT_TYPE (inner), CROW_TYPE_ALERT))
    return CROW_ALERT (inner);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) one = g_list_model_get_item (all, i);

      if (g_type_is_a (G_OBJECT_TYPE (one), CROW_TYPE_ALERT) &&
          gtk_widget_get_visible (GTK_WIDGET (one)) &&
          gtk_window_get_transient_for (one) == GTK_WINDOW (window))
        return CROW_ALERT (one);
    }
  return NULL;
}

gboolean
crow_test_has_dialog (CrowWindow *window)
{
  return find_dialog (window) != NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return crow_test_has_dialog (data);
}

CrowAlert *
crow_test_wait_dialog (CrowWindow *window)
{
  crow_test_wait (has_dialog, window);
  return find_dialog (window);
}

#if ADW_CHECK_VERSION(1, 5, 0)
static void
press (CrowAlert *dialog, const char *response)
{
  const char *label = adw_alert_dialog_get_response_label (dialog, response);
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  g_ptr_array_add (left, dialog);
  while (left->len > 0)
    {
      GtkWidget *one = g_ptr_array_steal_index (left, left->len - 1);

      if (GTK_IS_BUTTON (one) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (one)), label) == 0)
        {
          g_signal_emit_by_name (one, "clicked");
          return;
        }
      for (GtkWidget *child = gtk_widget_get_first_child (one); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        g_ptr_array_add (left, child);
    }
  g_error ("no button %s", response);
}
#else
/* As a button does: the answer, then the dialog goes. */
static void
press (CrowAlert *dialog, const char *response)
{
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}
#endif

static gboolean
is_answered (gpointer data)
{
  return !gtk_widget_get_mapped (data);
}

void
crow_test_answer (CrowWindow *window, const char *response)
{
  CrowAlert *dialog = g_object_ref (crow_test_wait_dialog (window));

  press (dialog, response);
  crow_test_wait (is_answered, dialog);
  g_object_unref (dialog);
  crow_test_iterate (30);
}

/* (nullable) */
static gpointer
find_widget (gpointer root, GType type)
{
  GtkWidget *child = gtk_widget_get_first_child (root);

  /* In the order of the tree, without a stack: down, beside, or up and beside. */
  while (child != NULL && !g_type_is_a (G_OBJECT_TYPE (child), type))
    {
      GtkWidget *next = gtk_widget_get_first_child (child);

      while (next == NULL && child != root)
        {
          next = gtk_widget_get_next_sibling (child);
          child = next != NULL ? child : gtk_widget_get_parent (child);
        }
      child = next;
    }
  return child;
}

gpointer
crow_test_find_widget (gpointer root, GType type)
{
  gpointer widget = find_widget (root, type);

  g_assert_nonnull (widget);
  return widget;
}

gpointer
crow_test_find_shown (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  gpointer widget = NULL;

  for (guint i = 0; widget == NULL && i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      widget = find_widget (window, type);
    }
  return widget;
}

static double
get_distance (const CrowRect *box, CrowPoint at)
{
  double dx = MAX (MAX (box->x - at.x, at.x - box->x - box->width), 0);
  double dy = MAX (MAX (box->y - at.y, at.y - box->y - box->height), 0);

  return MAX (dx, dy);
}

/* Is nothing but that relation near the place, where it crosses others too? */
static gboolean
is_alone (const CrowDiagram *diagram, CrowPoint at, guint relation)
{
  static const CrowPoint steps[] = { { 0, 0 }, { 7, 0 }, { -7, 0 }, { 0, 7 }, { 0, -7 } };
  CrowPaintStyle style = { .labels = CROW_LABELS_NONE, .zoom = 1 };
  gboolean is_hit = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      CrowPoint near = { at.x + steps[i].x, at.y + steps[i].y };
      CrowSelection found = crow_pick_at (diagram, &style, near, 6, -1);

      if (found.kind == CROW_SELECTION_NONE)
        continue;
      if (found.kind != CROW_SELECTION_RELATION || found.index != relation)
        return FALSE;
      is_hit = TRUE;
    }
  return is_hit;
}

/* The middle of a stretch of the route that no other edge and no box comes near. */
CrowPoint
crow_test_find_edge (CrowWindow *window, const char *relation)
{
  CrowCanvas *canvas = crow_window_get_canvas (window);
  CrowDiagram *diagram = crow_canvas_get_diagram (canvas);
  int index = crow_schema_find_relation (diagram->schema, relation);
  const CrowPoint *points;
  guint n;

  g_assert_cmpint (index, >=, 0);
  n = crow_layout_get_route (diagram->layout, (guint) index, &points);
  for (guint i = 0; i + 1 < n; i++)
    for (double part = 0.5; part < 0.95; part += 0.05)
      {
        CrowPoint at = { points[i].x + (points[i + 1].x - points[i].x) * part,
                         points[i].y + (points[i + 1].y - points[i].y) * part };
        gboolean is_free = is_alone (diagram, at, (guint) index);

        for (guint j = 0; j < diagram->layout->n_boxes; j++)
          is_free = is_free && get_distance (&diagram->layout->boxes[j], at) > 8;
        for (guint j = 0; j < diagram->layout->n_edges; j++)
          is_free = is_free && get_distance (&diagram->layout->labels[j], at) > 8;
        if (is_free)
          return crow_canvas_to_widget (canvas, at);
      }
  g_assert_not_reached ();
}

CrowPoint
crow_test_find_box (CrowWindow *window, const char *model)
{
  CrowCanvas *canvas = crow_window_get_canvas (window);
  CrowDiagram *diagram = crow_canvas_get_diagram (canvas);
  int index = crow_schema_find_model (diagram->schema, model);
  CrowRect box;

  g_assert_cmpint (index, >=, 0);
  box = diagram->layout->boxes[index];
  return crow_canvas_to_widget (canvas, (CrowPoint){ box.x + box.width / 2, box.y + 14 });
}

static gpointer
find_controller (gpointer widget, GType type)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) one = g_list_model_get_item (all, i);

      if (G_OBJECT_TYPE (one) == type &&
          gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (one)) == GDK_BUTTON_PRIMARY)
        return one;
    }
  g_assert_not_reached ();
}

void
crow_test_click (CrowWindow *window, CrowPoint at)
{
  CrowCanvas *canvas = crow_window_get_canvas (window);
  GtkGesture *click = find_controller (canvas, GTK_TYPE_GESTURE_CLICK);
  GtkGesture *drag = find_controller (canvas, GTK_TYPE_GESTURE_DRAG);

  g_signal_emit_by_name (click, "pressed", 1, at.x, at.y);
  g_signal_emit_by_name (drag, "drag-begin", at.x, at.y);
  g_signal_emit_by_name (drag, "drag-end", 0.0, 0.0);
  g_signal_emit_by_name (click, "released", 1, at.x, at.y);
  crow_test_iterate (20);
}

static CrowActionRow *
get_row (CrowWindow *window, CrowEvent event)
{
  CrowInspector *inspector = crow_window_get_inspector (window);

  return crow_relation_page_get_row (crow_inspector_get_relation_page (inspector), event);
}

const char *
crow_test_get_action (CrowWindow *window, CrowEvent event)
{
  AdwComboRow *row = ADW_COMBO_ROW (get_row (window, event));

  return crow_action_choice_get_name (adw_combo_row_get_selected_item (row));
}

void
crow_test_choose_action (CrowWindow *window, CrowEvent event, const char *name)
{
  CrowActionRow *row = get_row (window, event);
  int position = crow_action_row_find (row, name);

  g_assert_cmpint (position, >=, 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), (guint) position);
  crow_test_iterate (30);
}
