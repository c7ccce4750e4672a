#include "crow-action-edit.h"

#include "crow-error.h"

#include <string.h>

/* `onDelete=Cascade` or `onUpdate=default`. */
static gboolean
parse_clause (CrowActionEdit *self, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      const char *name = crow_event_get_argument (event);

      if (equals == NULL || (gsize) (equals - text) != strlen (name) ||
          !g_str_has_prefix (text, name))
        continue;
      if (self->edits[event] != CROW_CLAUSE_KEEP)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "%s is given twice", name);
          return FALSE;
        }
      if (g_str_equal (equals + 1, "default"))
        {
          self->edits[event] = CROW_CLAUSE_DEFAULT;
          return TRUE;
        }
      self->edits[event] = CROW_CLAUSE_SET;
      if (crow_action_from_name (equals + 1, &self->actions[event]))
        return TRUE;
      g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN,
                   "“%s” is no action: it is Cascade, Restrict, NoAction, SetNull, SetDefault or "
                   "default",
                   equals + 1);
      return FALSE;
    }
  g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN,
               "“%s” is no change: write onDelete=ACTION or onUpdate=ACTION", text);
  return FALSE;
}

/**
 * crow_action_edit_new:
 * @relation: a relation's id, `Model.field`
 *
 * Returns: (transfer full): an edit that keeps both clauses as they are
 */
CrowActionEdit *
crow_action_edit_new (const char *relation)
{
  CrowActionEdit *self = g_new0 (CrowActionEdit, 1);

  self->relation = g_strdup (relation);
  return self;
}

/**
 * crow_action_edit_free:
 * @self: (nullable) (transfer full): an edit
 */
void
crow_action_edit_free (CrowActionEdit *self)
{
  if (self == NULL)
    return;
  g_free (self->relation);
  g_free (self);
}

/**
 * crow_action_edit_parse:
 * @text: `Model.field:onDelete=Cascade,onUpdate=default`, one clause or both
 * @error: %CROW_ERROR_UNKNOWN where @text is none
 *
 * Reads an edit as the command line takes it. Whether there is such a relation, and whether it
 * takes the action, is for crow_prisma_edit_actions() to say.
 *
 * Returns: (transfer full) (nullable): the edit
 */
CrowActionEdit *
crow_action_edit_parse (const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *relation = colon != NULL ? g_strndup (text, colon - text) : NULL;
  g_autoptr (CrowActionEdit) self = NULL;
  g_auto (GStrv) clauses = NULL;

  if (relation == NULL || strchr (relation, '.') == NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN,
                   "“%s” is no change: write Model.field:onDelete=ACTION,onUpdate=ACTION", text);
      return NULL;
    }
  self = crow_action_edit_new (relation);
  clauses = g_strsplit (colon + 1, ",", -1);
  if (clauses[0] == NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "“%s” changes nothing", text);
      return NULL;
    }
  for (guint i = 0; clauses[i] != NULL; i++)
    if (!parse_clause (self, clauses[i], error))
      {
        g_prefix_error (error, "%s: ", relation);
        return NULL;
      }
  return g_steal_pointer (&self);
}
