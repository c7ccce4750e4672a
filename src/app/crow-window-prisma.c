#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-explicit-dialog.h"
#include "crow-settings.h"
#include "crow-upgrade-dialog.h"

static void
make_explicit (CrowWindow *self, CrowExplicitDialog *dialog)
{
  const char *relation = crow_explicit_dialog_get_relation (dialog);
  const char *model = crow_explicit_dialog_get_model (dialog);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CrowSchema *schema;
  int index;

  if (!crow_document_make_explicit (self->document, relation, model, &error))
    {
      crow_window_show_error (self, _ ("The join table was not made a model"), error);
      return;
    }
  schema = crow_document_get_picture (self->document);
  index = crow_schema_find_model (schema, model);
  if (index >= 0)
    crow_window_select (self, CROW_SELECTION_MODEL,
                        crow_schema_get_model (schema, (guint) index)->key, TRUE);
  /* The migration of it is the next thing to look at. */
  crow_changes_panel_show_page (self->changes, CROW_CHANGES_UP);
  /* Translators: %s is the name of a model */
  text = g_strdup_printf (_ ("The join table is the model %s"), model);
  crow_window_show_toast (self, text, _ ("_Undo"), "win.undo");
}

static void
explicit_response_cb (CrowExplicitDialog *dialog, const char *response, CrowWindow *self)
{
  if (g_str_equal (response, "make"))
    make_explicit (self, dialog);
}

static void
make_explicit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowPrisma *prisma = crow_document_get_prisma (self->document);
  const char *relation = g_variant_get_string (parameter, NULL);
  CrowExplicitDialog *dialog;

  if (prisma == NULL || crow_schema_find_relation (crow_prisma_get_schema (prisma), relation) < 0)
    return;
  dialog = crow_explicit_dialog_new (prisma, relation);
  g_signal_connect_object (dialog, "response", G_CALLBACK (explicit_response_cb), self, 0);
  crow_compat_present_alert (CROW_ALERT (dialog), GTK_WINDOW (self));
}

static void
pin_defaults_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowPrisma *before = crow_document_get_prisma (self->document);
  g_autoptr (GError) error = NULL;

  if (before == NULL)
    return;
  if (!crow_document_pin_defaults (self->document, &error))
    crow_window_show_error (self, _ ("The defaults were not written out"), error);
  else if (crow_document_get_prisma (self->document) == before)
    crow_window_show_toast (self, _ ("Every clause is written out already"), NULL, NULL);
  else
    crow_window_show_toast (self, _ ("The defaults are written out"), _ ("_Undo"), "win.undo");
}

static void
upgrade_report_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  if (crow_document_get_prisma (self->document) == NULL)
    return;
  gtk_window_present (GTK_WINDOW (crow_upgrade_dialog_new (GTK_WINDOW (self), self->document,
                                                           CROW_RULES_8)));
}

/* "project" or a version; anything else is the project's. */
static guint
read_rules (const char *name)
{
  CrowRules rules = CROW_RULES_DEFAULT;

  return name != NULL && crow_rules_from_name (name, &rules) ? rules : 0;
}

static void
change_rules_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  const char *name = g_variant_get_string (state, NULL);

  g_simple_action_set_state (action, state);
  crow_document_set_rules (self->document, read_rules (name));
  crow_window_update (self);
  /* Every other window follows. */
  crow_settings_set_choice (crow_settings_get_default (), CROW_SETTINGS_RULES, name);
}

static void
step_problem (CrowWindow *self, int step)
{
  CrowSchema *schema = crow_document_get_schema (self->document);
  int n = schema != NULL ? (int) schema->diagnostics->len : 0;

  if (n == 0)
    {
      if (schema != NULL)
        crow_window_show_toast (self, _ ("There are no problems"), NULL, NULL);
      return;
    }
  if (self->problem < 0 || self->problem >= n)
    self->problem = step > 0 ? 0 : n - 1;
  else
    self->problem = (self->problem + step + n) % n;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-problem", "u", (guint) self->problem);
}

static void
next_problem_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step_problem (data, 1);
}

static void
previous_problem_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step_problem (data, -1);
}

/**
 * crow_window_explain_rules:
 * @self: a window in which a schema file is open
 *
 * Returns: (transfer full): "Prisma 7 rules, as package.json asks": in force, and why
 */
char *
crow_window_explain_rules (CrowWindow *self)
{
  CrowRules rules = crow_document_get_rules (self->document);
  const char *name = crow_rules_get_name (rules);
  const char *package = crow_document_get_package (self->document);
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), "rules");
  gboolean is_chosen = !g_str_equal (g_variant_get_string (state, NULL), "project");
  g_autofree char *why = NULL;

  if (package != NULL)
    /* Translators: a version, then the path of a package.json */
    why = g_strdup_printf (_ ("Rules of Prisma %s, which %s asks for"), name, package);
  else if (is_chosen)
    /* Translators: %s is a version */
    why = g_strdup_printf (_ ("Rules of Prisma %s, chosen in the main menu"), name);
  else
    /* Translators: %s is a version */
    why = g_strdup_printf (_ ("Rules of Prisma %s; no package.json says otherwise"), name);
  if (!crow_rules_omit_to_no_action (rules))
    return g_steal_pointer (&why);
  return g_strconcat (why, "\n",
                      _ ("They were read in the documents of its release candidates; no engine of "
                         "it was run."),
                      NULL);
}

/**
 * crow_window_add_prisma_actions:
 * @self: a window
 *
 * Adds the actions about Prisma's rules, and those that go from problem to problem.
 */
void
crow_window_add_prisma_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "make-explicit", make_explicit_cb, "s" },
    { "pin-defaults", pin_defaults_cb },
    { "upgrade-report", upgrade_report_cb },
    { "rules", NULL, "s", "'project'", change_rules_cb },
    { "next-problem", next_problem_cb },
    { "previous-problem", previous_problem_cb },
  };

  self->problem = -1;
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
