#include "crow-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-filter-edit.h"

/* How far a focus reaches at first, and at most. */
#define FIRST_HOPS 1
#define MOST_HOPS 99

static const char *const rows_names[] = { "all", "keys", "none" };
static const char *const rest_names[] = { "hidden", "faded" };
static const char *const event_names[] = { "on-delete", "on-update" };

static gboolean
is_ready (CrowWindow *self)
{
  return crow_document_get_picture (self->document) != NULL;
}

/* Can something of it be missing from the picture, and not only be faint there? */
static gboolean
may_hide (const CrowFilter *filter)
{
  return !crow_filter_is_plain (filter) &&
         (filter->rest == CROW_REST_HIDDEN || filter->rows != CROW_ROWS_ALL ||
          filter->hidden_models->len > 0 || filter->hidden_namespaces->len > 0);
}

static void
set_state (CrowWindow *self, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

static void
show_action_states (CrowWindow *self)
{
  const CrowFilter *filter = self->filter;

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    for (guint action = 0; action < CROW_N_ACTIONS; action++)
      {
        g_autofree char *name = g_strconcat (event_names[event], "-",
                                             crow_action_get_name ((CrowAction) action), NULL);

        set_state (self, name,
                   g_variant_new_boolean ((filter->actions[event] & (1u << action)) != 0));
      }
  set_state (self, "only-problems", g_variant_new_boolean (filter->only_problems));
  set_state (self, "rows", g_variant_new_string (rows_names[filter->rows]));
  set_state (self, "rest", g_variant_new_string (rest_names[filter->rest]));
}

static void
enable_actions (CrowWindow *self)
{
  gboolean has_focus = self->filter->focus->len > 0;
  gboolean has_selection = is_ready (self) && self->selected_kind != CROW_SELECTION_NONE;

  crow_window_set_action_enabled (self, "leave-focus", has_focus);
  crow_window_set_action_enabled (self, "widen-focus", has_focus && self->filter->hops < MOST_HOPS);
  crow_window_set_action_enabled (self, "narrow-focus", has_focus && self->filter->hops > 0);
  crow_window_set_action_enabled (self, "filter-back", self->back->len > 0);
  crow_window_set_action_enabled (self, "filter-forward", self->forward->len > 0);
  crow_window_set_action_enabled (self, "reset-filter", !crow_filter_is_plain (self->filter));
  crow_window_set_action_enabled (self, "focus-selection", has_selection);
  crow_window_set_action_enabled (self, "hide-selection",
                                  has_selection && self->selected_kind == CROW_SELECTION_MODEL);
}

static void
mark_button (CrowWindow *self)
{
  gboolean is_filtered = !crow_filter_is_plain (self->filter);
  const char *text = is_filtered ? _ ("Filters: something is left out (F8)") : _ ("Filters (F8)");

  if (is_filtered)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_button), "crow-filtered");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_button), "crow-filtered");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->filter_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->filter_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* In the canvas's place where there is nothing to draw. */
static void
show_nothing (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);
  gboolean is_empty = self->shown != NULL && self->shown->schema->models->len == 0;
  gboolean is_database = crow_document_is_database (self->document);

  gtk_widget_set_visible (GTK_WIDGET (self->nothing_page), is_empty && picture != NULL);
  if (!is_empty || picture == NULL)
    return;
  gtk_widget_set_visible (self->nothing_button, picture->models->len > 0);
  if (picture->models->len == 0)
    {
      adw_status_page_set_title (self->nothing_page,
                                 is_database ? _ ("No Tables") : _ ("No Models"));
      adw_status_page_set_description (self->nothing_page,
                                       is_database
                                           ? _ ("The database has no tables, or none that this "
                                                "user may see.")
                                           : _ ("The schema declares no models yet."));
      return;
    }
  adw_status_page_set_title (self->nothing_page, _ ("Nothing to Show"));
  adw_status_page_set_description (self->nothing_page,
                                   _ ("No table or relation is left by the filter."));
}

/* The key of what has gone would be lost with it. */
static void
keep_key_focus (CrowWindow *self)
{
  if (is_ready (self) && gtk_widget_get_mapped (GTK_WIDGET (self->canvas)) &&
      gtk_root_get_focus (GTK_ROOT (self)) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/**
 * crow_window_update_filter:
 * @self: a window
 *
 * Everything that speaks of the filter speaks of it as it is.
 */
void
crow_window_update_filter (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);

  enable_actions (self);
  show_action_states (self);
  mark_button (self);
  show_nothing (self);
  if (picture == NULL)
    return;
  crow_filter_bar_set_history (self->filter_bar, self->back->len + self->forward->len > 0);
  crow_filter_bar_refresh (self->filter_bar, self->filter,
                           self->layout_task == NULL ? self->shown : NULL, picture);
  crow_filter_popover_refresh (self->filter_popover, self->filter, picture);
  crow_window_tell_hidden (self);
  keep_key_focus (self);
}

/**
 * crow_window_shows_all:
 * @self: a window
 *
 * Returns: whether the diagram is that of everything, though some of it may be faint
 */
gboolean
crow_window_shows_all (CrowWindow *self)
{
  return self->diagram != NULL && self->whole != NULL &&
         self->diagram->schema == self->whole->schema;
}

/**
 * crow_window_get_whole:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): everything laid out, as the document has it now
 */
CrowDiagram *
crow_window_get_whole (CrowWindow *self)
{
  return self->whole != NULL && self->whole->schema == crow_document_get_picture (self->document)
             ? self->whole
             : NULL;
}

/**
 * crow_window_fade_diagram:
 * @diagram: (inout): a diagram of what is shown
 * @shown: which of it is faint
 *
 * Makes it so. Any thread.
 */
void
crow_window_fade_diagram (CrowDiagram **diagram, const CrowShown *shown)
{
  CrowDiagram *faded;

  if (shown->faded_models == NULL && shown->faded_relations == NULL &&
      (*diagram)->faded_models == NULL && (*diagram)->faded_relations == NULL)
    return;
  faded = crow_diagram_with_fading (*diagram, shown->faded_models, shown->faded_relations);
  crow_diagram_unref (*diagram);
  *diagram = faded;
}

/* What was looked at in everything, when everything is left. */
static void
keep_view (CrowWindow *self)
{
  self->has_whole_view = crow_canvas_get_view (self->canvas, &self->whole_view);
  g_free (self->whole_selected);
  self->whole_selected = g_strdup (self->selected);
}

/* A part is fitted to the window; everything is looked at where it was left, unless something else
 * has been selected, which would be out of view there. */
static void
look_at_shown (CrowWindow *self)
{
  gboolean is_back = crow_window_shows_all (self) && self->has_whole_view;

  if (is_back)
    crow_canvas_show_view (self->canvas, self->whole_view);
  else
    crow_canvas_zoom_to_fit (self->canvas);
  crow_window_show_selection (self,
                              is_back && g_strcmp0 (self->selected, self->whole_selected) != 0);
}

static gboolean
leaves_all (const CrowShown *shown)
{
  return shown->n_hidden_models == 0 && shown->n_hidden_relations == 0 && shown->n_hidden_rows == 0;
}

/* Do the same tables lie in the same places? */
static gboolean
has_same_places (const CrowDiagram *a, const CrowDiagram *b)
{
  if (a->layout->n_boxes != b->layout->n_boxes || a->layout->n_edges != b->layout->n_edges)
    return FALSE;
  for (guint i = 0; i < a->layout->n_boxes; i++)
    if (memcmp (&a->layout->boxes[i], &b->layout->boxes[i], sizeof (CrowRect)) != 0 ||
        strcmp (a->graph->boxes[i].key, b->graph->boxes[i].key) != 0)
      return FALSE;
  return TRUE;
}

/* Another part of the schema, and not only the same part as it is now? */
static gboolean
is_other_picture (CrowWindow *self, const CrowShown *shown, const CrowDiagram *diagram)
{
  if (self->shown == NULL || self->diagram == NULL ||
      (leaves_all (self->shown) && leaves_all (shown)))
    return FALSE;
  return !has_same_places (self->diagram, diagram);
}

/**
 * crow_window_take_shown:
 * @self: a window
 * @shown: (transfer full): what the filter leaves
 * @diagram: (transfer full): its diagram
 *
 * Shows it: where it was, if its tables are the same; else fitted to the window, and everything as
 * it was left.
 */
void
crow_window_take_shown (CrowWindow *self, CrowShown *shown, CrowDiagram *diagram)
{
  gboolean is_other = is_other_picture (self, shown, diagram);

  if (is_other && leaves_all (self->shown))
    keep_view (self);
  g_clear_pointer (&self->shown, crow_shown_free);
  self->shown = shown;
  /* Another picture: nothing of the old one's places means anything in it. */
  if (is_other)
    crow_canvas_set_diagram (self->canvas, NULL);
  crow_window_take_diagram (self, diagram);
  if (is_other)
    look_at_shown (self);
  crow_window_update_filter (self);
}

/* At once where everything is laid out and nothing is missing. */
static void
show_filtered (CrowWindow *self)
{
  CrowDiagram *whole = crow_window_get_whole (self);
  CrowShown *shown;
  CrowDiagram *diagram;

  if (!is_ready (self))
    return;
  if (whole == NULL || may_hide (self->filter))
    {
      crow_window_lay_out_shown (self);
      return;
    }
  crow_window_cancel_layout (self);
  shown = crow_filter_apply (self->filter, whole->schema);
  diagram = crow_diagram_ref (whole);
  crow_window_fade_diagram (&diagram, shown);
  crow_window_take_shown (self, shown, diagram);
  crow_window_place_boxes (self); /* the layout given up may have been to do that */
}

static void
change_filter (CrowWindow *self, CrowFilter *filter)
{
  crow_filter_free (self->filter);
  self->filter = filter;
  show_filtered (self);
  crow_window_update_filter (self);
}

static gboolean
has_same_focus (const CrowFilter *a, const CrowFilter *b)
{
  if (a->focus->len != b->focus->len)
    return FALSE;
  for (guint i = 0; i < a->focus->len; i++)
    if (!crow_filter_names_contain (b->focus, g_ptr_array_index (a->focus, i)))
      return FALSE;
  return TRUE;
}

/* Shows what @filter (transfer full) leaves. Another focus is a step that can be gone back from;
 * what else is changed belongs to the step that it is changed in. */
static void
set_filter (CrowWindow *self, CrowFilter *filter)
{
  g_autoptr (CrowFilter) owned = filter;

  if (crow_filter_equal (self->filter, filter))
    return;
  if (!has_same_focus (self->filter, filter))
    {
      g_ptr_array_add (self->back, crow_filter_copy (self->filter));
      g_ptr_array_set_size (self->forward, 0);
    }
  change_filter (self, g_steal_pointer (&owned));
}

/**
 * crow_window_meet_document:
 * @self: a window whose document was just read
 *
 * Another document starts with everything; the same, read anew, stays as it was filtered.
 */
void
crow_window_meet_document (CrowWindow *self)
{
  g_autofree char *title = crow_document_get_title (self->document);
  const char *source = crow_document_get_source (self->document);

  if (source == NULL)
    source = title;
  if (g_strcmp0 (source, self->filtered) == 0)
    return;
  g_free (self->filtered);
  self->filtered = g_strdup (source);
  self->has_whole_view = FALSE;
  g_ptr_array_set_size (self->back, 0);
  g_ptr_array_set_size (self->forward, 0);
  crow_filter_free (self->filter);
  self->filter = crow_filter_new ();
  g_clear_pointer (&self->shown, crow_shown_free);
  crow_window_update_filter (self);
}

/* What is selected, in the whole; -1: nothing. */
static int
find_selected (CrowWindow *self, CrowSchema *schema)
{
  int found = -1;

  if (schema == NULL || self->selected == NULL)
    return -1;
  if (self->selected_kind == CROW_SELECTION_RELATION)
    return crow_schema_find_relation (schema, self->selected);
  found = crow_schema_find_model_by_key (schema, self->selected);
  return found >= 0 ? found : crow_schema_find_model (schema, self->selected);
}

/* Is something selected that the picture does not have? */
static gboolean
is_selection_hidden (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);
  int found = find_selected (self, picture);

  if (found < 0 || self->shown == NULL || self->layout_task != NULL)
    return FALSE;
  return self->selected_kind == CROW_SELECTION_RELATION ? !self->shown->has_relation[found]
                                                        : !self->shown->has_model[found];
}

/**
 * crow_window_list_selected:
 * @self: a window
 *
 * Returns: (transfer full) (element-type utf8): keys of the selected models, of a selected relation
 *   those at its ends; copies
 */
GPtrArray *
crow_window_list_selected (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) several = NULL;
  int found = find_selected (self, picture);

  if (found < 0)
    return keys;
  if (self->selected_kind == CROW_SELECTION_RELATION)
    {
      const CrowRelation *relation = crow_schema_get_relation (picture, (guint) found);

      crow_filter_names_add (keys, crow_schema_get_model (picture, relation->child)->key);
      crow_filter_names_add (keys, crow_schema_get_model (picture, relation->parent)->key);
      return keys;
    }
  several = crow_canvas_list_selected (self->canvas);
  crow_filter_names_add (keys, crow_schema_get_model (picture, (guint) found)->key);
  if (crow_filter_names_contain (several, g_ptr_array_index (keys, 0)))
    for (guint i = 0; i < several->len; i++)
      crow_filter_names_add (keys, g_ptr_array_index (several, i));
  return keys;
}

/**
 * crow_window_tell_hidden:
 * @self: a window
 *
 * Says so where what is selected is not shown, and offers to show it.
 */
void
crow_window_tell_hidden (CrowWindow *self)
{
  g_autofree char *text = NULL;

  if (is_selection_hidden (self))
    /* Translators: %s is a table or a relation, selected in a list, that the filter hides */
    text = g_strdup_printf (_ ("%s is hidden"), self->selected);
  crow_filter_bar_set_missed (self->filter_bar, text);
  crow_window_update_color (self);
  crow_window_set_action_enabled (self, "show-selected", text != NULL);
  enable_actions (self);
}

static void
show_selected_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowSchema *picture = crow_document_get_picture (self->document);
  int found = find_selected (self, picture);

  if (found < 0)
    return;
  if (self->selected_kind == CROW_SELECTION_RELATION)
    set_filter (self, crow_filter_with_relation (self->filter, picture, (guint) found));
  else
    set_filter (self, crow_filter_with_model (self->filter, picture, (guint) found));
}

static void
show_model_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);

  crow_filter_names_remove (filter->hidden_models, g_variant_get_string (parameter, NULL));
  set_filter (self, filter);
}

static void
focus_selection_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  g_autoptr (GPtrArray) models = crow_window_list_selected (self);

  if (models->len > 0)
    set_filter (self,
                crow_filter_with_focus (self->filter, crow_document_get_picture (self->document),
                                        models, FIRST_HOPS));
}

static void
remove_part (CrowWindow *self, const char *part)
{
  CrowFilter *filter = crow_filter_copy (self->filter);

  crow_filter_remove_part (filter, part);
  set_filter (self, filter);
}

static void
leave_focus_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  remove_part (data, "focus");
}

static void
remove_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  remove_part (data, g_variant_get_string (parameter, NULL));
}

static void
set_hops (CrowWindow *self, guint hops)
{
  CrowFilter *filter = crow_filter_copy (self->filter);

  filter->hops = MIN (hops, MOST_HOPS);
  set_filter (self, filter);
}

static void
widen_focus_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_hops (data, CROW_WINDOW (data)->filter->hops + 1);
}

static void
narrow_focus_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_hops (data, CROW_WINDOW (data)->filter->hops - 1);
}

/* Begins to look at what is selected, or looks further from what is looked at. */
static void
focus_hops_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  if (self->filter->focus->len == 0)
    focus_selection_cb (action, NULL, data);
  if (self->filter->focus->len > 0)
    set_hops (self, g_variant_get_uint32 (parameter));
}

static void
hide_selection_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  g_autoptr (GPtrArray) models = crow_window_list_selected (self);
  CrowFilter *filter;

  if (models->len == 0 || self->selected_kind != CROW_SELECTION_MODEL)
    return;
  filter = crow_filter_without (self->filter, models);
  crow_window_select (self, CROW_SELECTION_NONE, NULL, FALSE);
  set_filter (self, filter);
}

static void
reset_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *plain = crow_filter_new ();

  plain->rest = self->filter->rest;
  set_filter (self, plain);
}

/* Takes the last of @from, and leaves what is shown on @to. */
static void
go (CrowWindow *self, GPtrArray *from, GPtrArray *to)
{
  if (from->len == 0)
    return;
  g_ptr_array_add (to, crow_filter_copy (self->filter));
  change_filter (self, g_ptr_array_steal_index (from, from->len - 1));
}

static void
filter_back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  go (self, self->back, self->forward);
}

static void
filter_forward_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  go (self, self->forward, self->back);
}

static void
toggle_namespace_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);
  const char *name = g_variant_get_string (parameter, NULL);

  if (!crow_filter_names_remove (filter->hidden_namespaces, name))
    crow_filter_names_add (filter->hidden_namespaces, name);
  set_filter (self, filter);
}

static void
change_only_problems_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);

  filter->only_problems = g_variant_get_boolean (state);
  set_filter (self, filter);
}

/* Index of the state's word; the first for any other. */
static guint
find_word (GVariant *state, const char *const *words, guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    if (g_str_equal (words[i], g_variant_get_string (state, NULL)))
      return i;
  return 0;
}

static void
change_rows_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);

  filter->rows = (CrowRows) find_word (state, rows_names, G_N_ELEMENTS (rows_names));
  set_filter (self, filter);
}

static void
change_rest_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);

  filter->rest = (CrowRest) find_word (state, rest_names, G_N_ELEMENTS (rest_names));
  set_filter (self, filter);
}

static void
change_action_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  const char *name = g_action_get_name (G_ACTION (action));
  CrowFilter *filter = crow_filter_copy (self->filter);

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    for (guint i = 0; i < CROW_N_ACTIONS; i++)
      if (g_str_has_prefix (name, event_names[event]) &&
          g_str_has_suffix (name, crow_action_get_name ((CrowAction) i)))
        {
          if (g_variant_get_boolean (state))
            filter->actions[event] |= 1u << i;
          else
            filter->actions[event] &= ~(1u << i);
        }
  set_filter (self, filter);
}

static void
show_filters_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  if (gtk_widget_get_visible (GTK_WIDGET (self->filter_button)))
    gtk_menu_button_popup (self->filter_button);
}

static void
add_relation_actions (CrowWindow *self)
{
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    for (guint i = 0; i < CROW_N_ACTIONS; i++)
      {
        g_autofree char *name = g_strconcat (event_names[event], "-",
                                             crow_action_get_name ((CrowAction) i), NULL);
        const GActionEntry entry = { name, NULL, NULL, "false", change_action_cb };

        g_action_map_add_action_entries (G_ACTION_MAP (self), &entry, 1, self);
      }
}

/* Escape, once neither the canvas nor a list has a use for it. */
static void
add_escape (CrowWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_named_action_new ("win.leave-focus")));
  gtk_widget_add_controller (gtk_widget_get_parent (GTK_WIDGET (self->filter_bar)), controller);
}

/**
 * crow_window_add_filter_actions:
 * @self: a window
 *
 * Adds the actions that choose what is shown of the schema.
 */
void
crow_window_add_filter_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "focus-selection", focus_selection_cb },
    { "leave-focus", leave_focus_cb },
    { "focus-hops", focus_hops_cb, "u" },
    { "widen-focus", widen_focus_cb },
    { "narrow-focus", narrow_focus_cb },
    { "filter-back", filter_back_cb },
    { "filter-forward", filter_forward_cb },
    { "hide-selection", hide_selection_cb },
    { "show-model", show_model_cb, "s" },
    { "show-selected", show_selected_cb },
    { "remove-filter", remove_filter_cb, "s" },
    { "reset-filter", reset_filter_cb },
    { "toggle-namespace", toggle_namespace_cb, "s" },
    { "only-problems", NULL, NULL, "false", change_only_problems_cb },
    { "rows", NULL, "s", "'all'", change_rows_cb },
    { "rest", NULL, "s", "'hidden'", change_rest_cb },
    { "show-filters", show_filters_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_relation_actions (self);
  add_escape (self);
}
