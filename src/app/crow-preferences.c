#include "crow-preferences.h"

#include <glib/gi18n.h>

#include "crow-compat.h"
#include "crow-plans.h"
#include "crow-settings.h"

#define N_ROWS 5

/* Rows of the .ui file; their lines stand in the order of the choices. */
static const char *const keys[N_ROWS] = { CROW_SETTINGS_STYLE, CROW_SETTINGS_LABELS,
                                          CROW_SETTINGS_EXPORT_THEME, CROW_SETTINGS_RULES,
                                          CROW_SETTINGS_PLAN };

struct _CrowPreferences
{
  AdwPreferencesPage parent_instance;

  char *former[N_ROWS]; /* (owned) (nullable) what was chosen before it was reset */
  AdwComboRow *style;
  AdwComboRow *labels;
  AdwComboRow *export_theme;
  AdwComboRow *rules;
  AdwComboRow *plan;
  AdwPreferencesGroup *databases;
  GtkWidget *reset;
};

G_DEFINE_FINAL_TYPE (CrowPreferences, crow_preferences, ADW_TYPE_PREFERENCES_PAGE)

static gboolean
choice_to_index (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  const char *const *choices = crow_settings_list_choices (data);

  for (guint i = 0; choices[i] != NULL; i++)
    if (g_strcmp0 (choices[i], g_value_get_string (from)) == 0)
      g_value_set_uint (to, i);
  return TRUE;
}

static gboolean
index_to_choice (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  const char *const *choices = crow_settings_list_choices (data);
  guint index = g_value_get_uint (from);

  if (index >= g_strv_length ((char **) choices))
    return FALSE;
  g_value_set_string (to, choices[index]);
  return TRUE;
}

static void
bind_row (AdwComboRow *row, const char *key)
{
  g_object_bind_property_full (crow_settings_get_default (), key, row, "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, choice_to_index,
                               index_to_choice, (gpointer) key, NULL);
}

/* What the chosen plan costs stands where it is chosen. */
static void
settings_changed_cb (CrowPreferences *self)
{
  CrowSettings *settings = crow_settings_get_default ();
  CrowPlan plan = CROW_PLAN_ONLINE;

  crow_plan_from_name (crow_settings_get_choice (settings, CROW_SETTINGS_PLAN), &plan);
  adw_preferences_group_set_description (self->databases, crow_plan_describe (plan));
  gtk_widget_set_sensitive (self->reset, !crow_settings_is_reset (settings));
}

static void
undo_reset_cb (CrowPreferences *self)
{
  for (guint i = 0; i < N_ROWS; i++)
    if (self->former[i] != NULL)
      crow_settings_set_choice (crow_settings_get_default (), keys[i], self->former[i]);
}

static void
reset_cb (CrowPreferences *self)
{
  CrowSettings *settings = crow_settings_get_default ();
  AdwToast *toast = adw_toast_new (_ ("Preferences were reset"));

  for (guint i = 0; i < N_ROWS; i++)
    {
      g_free (self->former[i]);
      self->former[i] = g_strdup (crow_settings_get_choice (settings, keys[i]));
    }
  crow_settings_reset (settings);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_reset_cb), self,
                           G_CONNECT_SWAPPED);
  crow_compat_add_toast (ADW_PREFERENCES_PAGE (self), toast);
}

static void
crow_preferences_finalize (GObject *object)
{
  CrowPreferences *self = CROW_PREFERENCES (object);

  for (guint i = 0; i < N_ROWS; i++)
    g_free (self->former[i]);

  G_OBJECT_CLASS (crow_preferences_parent_class)->finalize (object);
}

static void
crow_preferences_class_init (CrowPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = crow_preferences_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowPreferences, style);
  gtk_widget_class_bind_template_child (widget_class, CrowPreferences, labels);
  gtk_widget_class_bind_template_child (widget_class, CrowPreferences, export_theme);
  gtk_widget_class_bind_template_child (widget_class, CrowPreferences, rules);
  gtk_widget_class_bind_template_child (widget_class, CrowPreferences, plan);
  gtk_widget_class_bind_template_child (widget_class, CrowPreferences, databases);
  gtk_widget_class_bind_template_child (widget_class, CrowPreferences, reset);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
crow_preferences_init (CrowPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bind_row (self->style, CROW_SETTINGS_STYLE);
  bind_row (self->labels, CROW_SETTINGS_LABELS);
  bind_row (self->export_theme, CROW_SETTINGS_EXPORT_THEME);
  bind_row (self->rules, CROW_SETTINGS_RULES);
  bind_row (self->plan, CROW_SETTINGS_PLAN);
  g_signal_connect_object (crow_settings_get_default (), "notify", G_CALLBACK (settings_changed_cb),
                           self, G_CONNECT_SWAPPED);
  settings_changed_cb (self);
}

/**
 * crow_preferences_new:
 *
 * Returns: (transfer floating): a page for a dialog; what is chosen there holds at once
 */
CrowPreferences *
crow_preferences_new (void)
{
  return g_object_new (CROW_TYPE_PREFERENCES, NULL);
}

/**
 * crow_preferences_show:
 * @parent: (nullable): the window that they stand over
 *
 * Shows the preferences in a dialog.
 */
void
crow_preferences_show (GtkWindow *parent)
{
  crow_compat_present_preferences (ADW_PREFERENCES_PAGE (crow_preferences_new ()),
                                   _ ("Preferences"), parent);
}
