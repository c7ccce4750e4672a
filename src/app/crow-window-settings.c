#include "crow-window-private.h"

#include "crow-settings.h"

/* A preference that is a choice of every window too: @key is also the name of its action. Each
 * window may choose otherwise until the preference changes again. */
static void
follow_action (CrowWindow *self, CrowSettings *settings, const char *key)
{
  const char *choice = crow_settings_get_choice (settings, key);
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), key);

  if (!g_str_equal (g_variant_get_string (state, NULL), choice))
    g_action_group_change_action_state (G_ACTION_GROUP (self), key, g_variant_new_string (choice));
}

static void
follow_choice_cb (CrowWindow *self, GParamSpec *pspec, CrowSettings *settings)
{
  follow_action (self, settings, pspec->name);
}

static void
follow_plan_cb (CrowWindow *self, GParamSpec *pspec, CrowSettings *settings)
{
  CrowPlan plan;

  if (!crow_plan_from_name (crow_settings_get_choice (settings, CROW_SETTINGS_PLAN), &plan))
    return;
  crow_document_set_plan (self->document, plan);
  crow_changes_panel_update_plan (self->changes);
}

/**
 * crow_window_follow_settings:
 * @self: a new window that has its actions
 *
 * Takes the preferences, now and whenever they change.
 */
void
crow_window_follow_settings (CrowWindow *self)
{
  CrowSettings *settings = crow_settings_get_default ();

  follow_action (self, settings, CROW_SETTINGS_RULES);
  follow_action (self, settings, CROW_SETTINGS_LABELS);
  follow_plan_cb (self, NULL, settings);
  g_signal_connect_object (settings, "notify::" CROW_SETTINGS_RULES, G_CALLBACK (follow_choice_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::" CROW_SETTINGS_LABELS, G_CALLBACK (follow_choice_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::" CROW_SETTINGS_PLAN, G_CALLBACK (follow_plan_cb),
                           self, G_CONNECT_SWAPPED);
}
