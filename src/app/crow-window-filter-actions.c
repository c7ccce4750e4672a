#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-filter-edit.h"

/* How far a focus reaches at first, and at most. */
#define FIRST_HOPS 1
#define MOST_HOPS 99

static const char *const rows_names[] = { "all", "keys", "none" };
static const char *const rest_names[] = { "hidden", "faded" };
static const char *const event_names[] = { "on-delete", "on-update" };

/**
 * crow_window_enable_filter_actions:
 * @self: a window
 *
 * Enables those actions that can do something with the filter and the selection.
 */
void
crow_window_enable_filter_actions (CrowWindow *self)
{
  gboolean has_focus = self->filter->focus->len > 0;
  gboolean has_selection = crow_document_get_picture (self->document) != NULL &&
                           self->selected_kind != CROW_SELECTION_NONE;

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
set_state (CrowWindow *self, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

/**
 * crow_window_show_filter_states:
 * @self: a window
 *
 * The actions that choose what is shown have the filter's state, and those that can do nothing are
 * disabled.
 */
void
crow_window_show_filter_states (CrowWindow *self)
{
  const CrowFilter *filter = self->filter;

  crow_window_enable_filter_actions (self);
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
show_selected_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowSchema *picture = crow_document_get_picture (self->document);
  int found = crow_window_find_selected (self);

  if (found < 0)
    return;
  if (self->selected_kind == CROW_SELECTION_RELATION)
    crow_window_set_filter (self, crow_filter_with_relation (self->filter, picture, (guint) found));
  else
    crow_window_set_filter (self, crow_filter_with_model (self->filter, picture, (guint) found));
}

static void
show_model_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);

  crow_filter_names_remove (filter->hidden_models, g_variant_get_string (parameter, NULL));
  crow_window_set_filter (self, filter);
}

static void
focus_selection_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  g_autoptr (GPtrArray) models = crow_window_list_selected (self);

  if (models->len > 0)
    crow_window_set_filter (self,
                            crow_filter_with_focus (self->filter,
                                                    crow_document_get_picture (self->document),
                                                    models, FIRST_HOPS));
}

static void
remove_part (CrowWindow *self, const char *part)
{
  CrowFilter *filter = crow_filter_copy (self->filter);

  crow_filter_remove_part (filter, part);
  crow_window_set_filter (self, filter);
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
  crow_window_set_filter (self, filter);
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
  crow_window_set_filter (self, filter);
}

static void
reset_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *plain = crow_filter_new ();

  if (crow_document_get_picture (self->document) == NULL || crow_filter_is_plain (self->filter))
    {
      crow_filter_free (plain);
      return;
    }
  plain->rest = self->filter->rest;
  crow_window_drop_filter (self, plain);
  crow_window_show_toast (self, _ ("Everything is shown"), _ ("_Undo"), "win.filter-back");
}

static void
filter_back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_go_through_filters (data, FALSE);
}

static void
filter_forward_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_go_through_filters (data, TRUE);
}

static void
toggle_namespace_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);
  const char *name = g_variant_get_string (parameter, NULL);

  if (!crow_filter_names_remove (filter->hidden_namespaces, name))
    crow_filter_names_add (filter->hidden_namespaces, name);
  crow_window_set_filter (self, filter);
}

static void
change_only_problems_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);

  filter->only_problems = g_variant_get_boolean (state);
  crow_window_set_filter (self, filter);
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
  crow_window_set_filter (self, filter);
}

static void
change_rest_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  CrowFilter *filter = crow_filter_copy (self->filter);

  filter->rest = (CrowRest) find_word (state, rest_names, G_N_ELEMENTS (rest_names));
  crow_window_set_filter (self, filter);
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
  crow_window_set_filter (self, filter);
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
