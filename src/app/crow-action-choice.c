#include "crow-action-choice.h"

#include <glib/gi18n.h>

struct _CrowActionChoice
{
  GObject parent_instance;
  CrowAction action;
  gboolean is_default;
  char *refusal; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CrowActionChoice, crow_action_choice, G_TYPE_OBJECT)

static void
crow_action_choice_finalize (GObject *object)
{
  CrowActionChoice *self = CROW_ACTION_CHOICE (object);

  g_clear_pointer (&self->refusal, g_free);

  G_OBJECT_CLASS (crow_action_choice_parent_class)->finalize (object);
}

static void
crow_action_choice_class_init (CrowActionChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crow_action_choice_finalize;
}

static void
crow_action_choice_init (CrowActionChoice *self)
{
}

/**
 * crow_action_choice_new:
 * @action: the action that would be in force
 * @is_default: whether it is so by leaving the argument out
 * @refusal: (transfer full) (nullable): why it cannot be chosen
 *
 * Returns: (transfer full): a line for the drop-down
 */
CrowActionChoice *
crow_action_choice_new (CrowAction action, gboolean is_default, char *refusal)
{
  CrowActionChoice *self = g_object_new (CROW_TYPE_ACTION_CHOICE, NULL);

  self->action = action;
  self->is_default = is_default;
  self->refusal = refusal;
  return self;
}

/**
 * crow_action_choice_get_action:
 * @self: a choice
 *
 * Returns: the action that it puts in force
 */
CrowAction
crow_action_choice_get_action (CrowActionChoice *self)
{
  g_return_val_if_fail (CROW_IS_ACTION_CHOICE (self), CROW_ACTION_UNKNOWN);

  return self->action;
}

/**
 * crow_action_choice_is_default:
 * @self: a choice
 *
 * Returns: whether it leaves the argument out
 */
gboolean
crow_action_choice_is_default (CrowActionChoice *self)
{
  g_return_val_if_fail (CROW_IS_ACTION_CHOICE (self), FALSE);

  return self->is_default;
}

/**
 * crow_action_choice_get_refusal:
 * @self: a choice
 *
 * Returns: (nullable): why it cannot be chosen
 */
const char *
crow_action_choice_get_refusal (CrowActionChoice *self)
{
  g_return_val_if_fail (CROW_IS_ACTION_CHOICE (self), NULL);

  return self->refusal;
}

/**
 * crow_action_choice_get_name:
 * @self: a choice
 *
 * Returns: the action's name as a schema has it, or "default"
 */
const char *
crow_action_choice_get_name (CrowActionChoice *self)
{
  g_return_val_if_fail (CROW_IS_ACTION_CHOICE (self), NULL);

  return self->is_default ? "default" : crow_action_get_name (self->action);
}

/**
 * crow_action_choice_get_label:
 * @self: a choice
 *
 * Returns: (transfer full): "Cascade", "Default (Restrict)"
 */
char *
crow_action_choice_get_label (CrowActionChoice *self)
{
  g_return_val_if_fail (CROW_IS_ACTION_CHOICE (self), NULL);

  if (self->is_default)
    /* Translators: %s is an action: "Default (Restrict)" */
    return g_strdup_printf (_ ("Default (%s)"), crow_action_get_name (self->action));
  return g_strdup (crow_action_get_name (self->action));
}
