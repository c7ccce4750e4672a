#include "crow-window-private.h"

#include "crow-look.h"
#include "crow-settings.h"
#include "crow-state.h"

/* A group of the state file is what was looked at in one source, under a hash of its name. */
#define PREFIX "look "
/* As many sources are remembered; then the one that was left longest ago is forgotten. */
#define N_LOOKS 100

/* (transfer full) (nullable): the group of what is open */
static char *
find_group (CrowWindow *self)
{
  const char *source = crow_document_get_source (self->document);
  g_autofree char *title = NULL;
  g_autofree char *path = NULL;
  g_autofree char *hash = NULL;

  if (source != NULL && !crow_document_is_database (self->document))
    path = g_canonicalize_filename (source, NULL);
  else
    title = crow_document_get_title (self->document);
  if (path == NULL && title == NULL)
    return NULL;
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path != NULL ? path : title, -1);
  return g_strconcat (PREFIX, hash, NULL);
}

static double
get_distance (const CrowRect *box, CrowPoint at)
{
  double dx = box->x + box->width / 2 - at.x;
  double dy = box->y + box->height / 2 - at.y;

  return dx * dx + dy * dy;
}

/* The model that is nearest to the middle of what is seen. */
static guint
find_nearest (const CrowDiagram *diagram, CrowPoint middle)
{
  guint nearest = 0;

  for (guint i = 1; i < diagram->layout->n_boxes; i++)
    if (get_distance (&diagram->layout->boxes[i], middle) <
        get_distance (&diagram->layout->boxes[nearest], middle))
      nearest = i;
  return nearest;
}

/* By a model and the way from it: other models may have come when the source is opened again. */
static void
keep_place (CrowWindow *self, GKeyFile *state, const char *group)
{
  CrowView view;
  CrowPoint middle = { gtk_widget_get_width (GTK_WIDGET (self->canvas)) / 2.0,
                       gtk_widget_get_height (GTK_WIDGET (self->canvas)) / 2.0 };
  const CrowRect *box;
  guint nearest;

  if (self->diagram->layout->n_boxes == 0 || middle.x <= 0 ||
      !crow_canvas_get_view (self->canvas, &view))
    return;
  middle = crow_view_to_diagram (&view, middle);
  nearest = find_nearest (self->diagram, middle);
  box = &self->diagram->layout->boxes[nearest];
  g_key_file_set_string (state, group, "near",
                         crow_schema_get_model (self->diagram->schema, nearest)->key);
  g_key_file_set_double (state, group, "x", middle.x - box->x);
  g_key_file_set_double (state, group, "y", middle.y - box->y);
  g_key_file_set_double (state, group, "zoom", view.zoom);
}

static void
keep_labels (CrowWindow *self, GKeyFile *state, const char *group)
{
  g_autoptr (GVariant) labels = g_action_group_get_action_state (G_ACTION_GROUP (self), "labels");
  const char *chosen = g_variant_get_string (labels, NULL);
  const char *usual = crow_settings_get_choice (crow_settings_get_default (), CROW_SETTINGS_LABELS);

  if (!g_str_equal (chosen, usual))
    g_key_file_set_string (state, group, "labels", chosen);
}

static void
keep_selection (CrowWindow *self, GKeyFile *state, const char *group)
{
  if (self->selected == NULL || self->selected_kind == CROW_SELECTION_NONE)
    return;
  g_key_file_set_string (state, group,
                         self->selected_kind == CROW_SELECTION_RELATION ? "relation" : "table",
                         self->selected);
}

/**
 * crow_window_keep_look:
 * @self: a window whose document is about to be left
 *
 * Remembers what is seen of it, what is selected and left out, and how dense its labels are;
 * nothing, where that is everything and as the preferences say. What was searched for is not kept:
 * nobody would know any more why the rest is faint.
 */
void
crow_window_keep_look (CrowWindow *self)
{
  g_autoptr (GKeyFile) state = NULL;
  g_autofree char *group = find_group (self);

  if (group == NULL || self->diagram == NULL || self->is_fresh || crow_window_is_empty (self) ||
      crow_document_get_drift (self->document) != NULL)
    return;
  state = crow_state_load ();
  g_key_file_remove_group (state, group, NULL);
  if (crow_look_write_filter (state, group, self->filter))
    keep_place (self, state, group);
  keep_selection (self, state, group);
  keep_labels (self, state, group);
  if (g_key_file_has_group (state, group))
    g_key_file_set_int64 (state, group, "used", g_get_real_time ());
  crow_look_forget_oldest (state, PREFIX, N_LOOKS);
  crow_state_save (state);
}

/**
 * crow_window_recall_filter:
 * @self: a window in which something was opened
 *
 * Returns: (transfer full): what was left out of it when it was left
 */
CrowFilter *
crow_window_recall_filter (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);
  g_autofree char *group = find_group (self);
  g_autoptr (GKeyFile) state = NULL;

  if (group == NULL || picture == NULL || crow_document_get_drift (self->document) != NULL)
    return crow_filter_new ();
  state = crow_state_load ();
  return crow_look_read_filter (state, group, picture);
}

static void
go_to_look (CrowWindow *self)
{
  CrowView view = { self->look_zoom, { 0, 0 } };

  crow_canvas_show_view (self->canvas,
                         crow_view_center_on (&view, &self->look,
                                              gtk_widget_get_width (GTK_WIDGET (self->canvas)),
                                              gtk_widget_get_height (GTK_WIDGET (self->canvas))));
}

static gboolean
go_to_look_cb (GtkWidget *canvas, GdkFrameClock *clock, gpointer data)
{
  CrowWindow *self = data;

  if (gtk_widget_get_width (canvas) <= 0)
    return G_SOURCE_CONTINUE;
  self->look_source = 0;
  go_to_look (self);
  return G_SOURCE_REMOVE;
}

static void
restore_place (CrowWindow *self, GKeyFile *state, const char *group)
{
  g_autofree char *key = g_key_file_get_string (state, group, "near", NULL);
  double zoom = g_key_file_get_double (state, group, "zoom", NULL);
  int model = key != NULL ? crow_schema_find_model_by_key (self->diagram->schema, key) : -1;
  const CrowRect *box;

  if (model < 0 || !(zoom >= CROW_VIEW_FIT_MIN_ZOOM && zoom <= CROW_VIEW_MAX_ZOOM))
    return;
  box = &self->diagram->layout->boxes[model];
  self->look = (CrowRect){ box->x + g_key_file_get_double (state, group, "x", NULL),
                           box->y + g_key_file_get_double (state, group, "y", NULL), 0, 0 };
  self->look_zoom = zoom;
  if (gtk_widget_get_width (GTK_WIDGET (self->canvas)) > 0)
    go_to_look (self);
  else
    self->look_source = gtk_widget_add_tick_callback (GTK_WIDGET (self->canvas), go_to_look_cb,
                                                      self, NULL);
}

/* Those of another source are not this one's. */
static void
restore_labels (CrowWindow *self, GKeyFile *state, const char *group)
{
  g_autofree char *labels = g_key_file_get_string (state, group, "labels", NULL);
  const char *const *choices = crow_settings_list_choices (CROW_SETTINGS_LABELS);
  gboolean is_known = labels != NULL && g_strv_contains (choices, labels);
  const char *wanted = labels;

  if (!is_known && !self->has_own_labels)
    return;
  if (!is_known)
    wanted = crow_settings_get_choice (crow_settings_get_default (), CROW_SETTINGS_LABELS);
  self->has_own_labels = is_known;
  g_action_group_change_action_state (G_ACTION_GROUP (self), "labels",
                                      g_variant_new_string (wanted));
}

/* What is not there any more is not selected. */
static void
restore_selection (CrowWindow *self, GKeyFile *state, const char *group)
{
  CrowSchema *schema = crow_document_get_picture (self->document);
  g_autofree char *relation = g_key_file_get_string (state, group, "relation", NULL);
  g_autofree char *table = g_key_file_get_string (state, group, "table", NULL);

  if (relation != NULL && crow_schema_find_relation (schema, relation) >= 0)
    crow_window_select (self, CROW_SELECTION_RELATION, relation, FALSE);
  else if (table != NULL && (crow_schema_find_model_by_key (schema, table) >= 0 ||
                             crow_schema_find_model (schema, table) >= 0))
    crow_window_select (self, CROW_SELECTION_MODEL, table, FALSE);
}

/**
 * crow_window_restore_look:
 * @self: a window in which something was opened and is laid out
 *
 * Shows what was seen of it when it was left, and what was selected; everything, where the model
 * that was looked at is there no more. Nothing of it where something was asked for meanwhile.
 */
void
crow_window_restore_look (CrowWindow *self)
{
  g_autoptr (GKeyFile) state = crow_state_load ();
  g_autofree char *group = find_group (self);

  crow_window_forget_look (self);
  if (group == NULL || self->diagram == NULL || crow_document_get_drift (self->document) != NULL)
    return;
  restore_labels (self, state, group);
  if (self->selected != NULL)
    return;
  restore_place (self, state, group);
  restore_selection (self, state, group);
}

/**
 * crow_window_forget_look:
 * @self: a window
 *
 * Goes nowhere any more.
 */
void
crow_window_forget_look (CrowWindow *self)
{
  if (self->look_source != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->canvas), self->look_source);
  self->look_source = 0;
}
