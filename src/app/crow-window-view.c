#include "crow-window-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define ZOOM_STEP 1.25

static void
zoom_in_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_canvas_set_zoom (self->canvas, crow_canvas_get_zoom (self->canvas) * ZOOM_STEP);
}

static void
zoom_out_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_canvas_set_zoom (self->canvas, crow_canvas_get_zoom (self->canvas) / ZOOM_STEP);
}

static void
zoom_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_canvas_set_zoom (self->canvas, g_variant_get_double (parameter));
}

static void
zoom_fit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_canvas_zoom_to_fit (self->canvas);
}

static void
zoom_selection_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_canvas_zoom_to_selection (self->canvas);
}

static void
lay_out_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_lay_out (data);
}

static void
change_labels_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  const char *name = g_variant_get_string (state, NULL);

  if (g_str_equal (name, "written"))
    self->labels = CROW_LABELS_WRITTEN;
  else
    self->labels = g_str_equal (name, "none") ? CROW_LABELS_NONE : CROW_LABELS_ALL;
  crow_canvas_set_labels (self->canvas, self->labels);
  g_simple_action_set_state (action, state);
}

static void
change_show_overview_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;

  crow_canvas_show_overview (self->canvas, g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

static void
toggle_start_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_panes_set_show_start (self->panes, !crow_panes_get_show_start (self->panes));
}

static void
toggle_end_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_panes_set_show_end (self->panes, !crow_panes_get_show_end (self->panes));
}

static void
change_show_changes_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;

  gtk_widget_set_visible (GTK_WIDGET (self->changes), g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

static void
show_changes (CrowWindow *self, CrowChangesPage page)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-changes",
                                      g_variant_new_boolean (TRUE));
  crow_changes_panel_show_page (self->changes, page);
}

static void
focus_canvas_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  GtkWidget *canvas = GTK_WIDGET (self->canvas);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  /* what is selected in it has the focus then */
  if (focus == NULL || (focus != canvas && !gtk_widget_is_ancestor (focus, canvas)))
    gtk_widget_child_focus (canvas, GTK_DIR_TAB_FORWARD);
}

static void
show_problems_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_changes (data, CROW_CHANGES_PROBLEMS);
}

static void
show_place (CrowWindow *self, guint file, guint32 offset)
{
  CrowSchema *schema = crow_document_get_schema (self->document);
  guint line;

  if (schema == NULL || file >= schema->files->len)
    return;
  crow_source_file_locate (g_ptr_array_index (schema->files, file), offset, &line, NULL);
  show_changes (self, CROW_CHANGES_SCHEMA);
  crow_changes_panel_show_source (self->changes, file, line);
}

static void
show_source_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  guint32 file;
  guint32 offset;

  g_variant_get (parameter, "(uu)", &file, &offset);
  show_place (data, file, offset);
}

static void
show_problem_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowSchema *schema = crow_document_get_schema (self->document);
  guint index = g_variant_get_uint32 (parameter);
  CrowDiagnostic *diagnostic;

  if (schema == NULL || index >= schema->diagnostics->len)
    return;
  self->problem = (int) index;
  diagnostic = g_ptr_array_index (schema->diagnostics, index);
  if (diagnostic->relation >= 0)
    crow_window_select (self, CROW_SELECTION_RELATION,
                        crow_schema_get_relation (schema, (guint) diagnostic->relation)->id, TRUE);
  else if (diagnostic->model >= 0)
    crow_window_select (self, CROW_SELECTION_MODEL,
                        crow_schema_get_model (schema, (guint) diagnostic->model)->key, TRUE);
  show_place (self, diagnostic->location.file, diagnostic->location.span.start);
}

static gboolean
show_zoom_cb (gpointer data)
{
  CrowWindow *self = data;
  /* Translators: a zoom in per cent */
  g_autofree char *text = g_strdup_printf (_ ("%.0f %%"),
                                           round (crow_canvas_get_zoom (self->canvas) * 100));

  self->zoom_source = 0;
  gtk_menu_button_set_label (self->zoom_button, text);
  return G_SOURCE_REMOVE;
}

/**
 * crow_window_show_zoom:
 * @self: a window
 *
 * Shows the canvas's zoom in the header bar: soon, because the canvas may fit the diagram while it
 * is given its size, when no label may change its own.
 */
void
crow_window_show_zoom (CrowWindow *self)
{
  if (self->zoom_source == 0)
    self->zoom_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, show_zoom_cb, self, NULL);
}

/**
 * crow_window_add_view_actions:
 * @self: a window
 *
 * Adds the actions that change what is seen, and nothing else.
 */
void
crow_window_add_view_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "zoom-in", zoom_in_cb },
    { "zoom-out", zoom_out_cb },
    { "zoom-to", zoom_to_cb, "d" },
    { "zoom-fit", zoom_fit_cb },
    { "zoom-selection", zoom_selection_cb },
    { "lay-out", lay_out_cb },
    { "labels", NULL, "s", "'all'", change_labels_cb },
    { "show-overview", NULL, NULL, "true", change_show_overview_cb },
    { "toggle-start", toggle_start_cb },
    { "toggle-end", toggle_end_cb },
    { "show-changes", NULL, NULL, "true", change_show_changes_cb },
    { "focus-canvas", focus_canvas_cb },
    { "show-problems", show_problems_cb },
    { "show-problem", show_problem_cb, "u" },
    { "show-source", show_source_cb, "(uu)" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
