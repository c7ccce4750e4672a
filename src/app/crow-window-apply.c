#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-apply-dialog.h"

static void
set_plan_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowPlan plan;

  if (!crow_plan_from_name (g_variant_get_string (parameter, NULL), &plan))
    return;
  crow_document_set_plan (self->document, plan);
  crow_changes_panel_update_plan (self->changes);
}

static void
logged_cb (CrowWindow *self, const char *text)
{
  crow_changes_panel_append_log (self->changes, text);
}

static void
open_dialog (CrowWindow *self, gboolean is_rehearsal)
{
  CrowScript *script = crow_changes_panel_get_script (self->changes);
  CrowApplyDialog *dialog;

  if (script == NULL)
    return;
  crow_window_forget_toast (self);
  dialog = crow_apply_dialog_new (GTK_WINDOW (self), self->document, script,
                                  crow_changes_panel_get_down_script (self->changes), is_rehearsal);
  g_signal_connect_object (dialog, "logged", G_CALLBACK (logged_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
rehearse_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  open_dialog (data, TRUE);
}

static void
apply_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  open_dialog (data, FALSE);
}

/* Bringing the database to the schema file is what the script does: it is shown, and runs when it
 * is applied. */
static void
take_schema_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-changes",
                                      g_variant_new_boolean (TRUE));
  crow_changes_panel_show_item (self->changes, g_variant_get_uint32 (parameter));
}

static void
take_database_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  const CrowDrift *drift = crow_document_get_drift (self->document);
  guint item = g_variant_get_uint32 (parameter);
  g_autoptr (GError) error = NULL;

  if (drift == NULL || item >= drift->items->len)
    return;
  if (!crow_document_take_database (self->document, item, &error))
    {
      crow_window_show_error (self, _ ("The schema file was not changed"), error);
      return;
    }
  crow_window_show_toast (self, _ ("The schema file has the database’s actions"), _ ("_Undo"),
                          "win.undo");
}

/**
 * crow_window_update_apply:
 * @self: a window
 *
 * Rehearsing and applying need a script that changes something, and a database that is what it was
 * read as.
 */
void
crow_window_update_apply (CrowWindow *self)
{
  gboolean can = self->loading == NULL && !crow_document_is_stale (self->document) &&
                 crow_changes_panel_get_script (self->changes) != NULL;

  crow_window_set_action_enabled (self, "rehearse", can);
  crow_window_set_action_enabled (self, "apply", can);
}

/**
 * crow_window_add_apply_actions:
 * @self: a window
 *
 * Adds the actions that bring changes to a database.
 */
void
crow_window_add_apply_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "set-plan", set_plan_cb, "s" },
    { "rehearse", rehearse_cb },
    { "apply", apply_cb },
    { "take-schema", take_schema_cb, "u" },
    { "take-database", take_database_cb, "u" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
