#include "crow-action.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *sql;
  char code; /* as pg_constraint has it */
} ActionWords;

static const ActionWords action_words[] = {
  [CROW_ACTION_CASCADE] = { "Cascade", "CASCADE", 'c' },
  [CROW_ACTION_RESTRICT] = { "Restrict", "RESTRICT", 'r' },
  [CROW_ACTION_NO_ACTION] = { "NoAction", "NO ACTION", 'a' },
  [CROW_ACTION_SET_NULL] = { "SetNull", "SET NULL", 'n' },
  [CROW_ACTION_SET_DEFAULT] = { "SetDefault", "SET DEFAULT", 'd' },
  [CROW_ACTION_UNKNOWN] = { "Unknown", "UNKNOWN", '\0' },
};

static const char *const reason_names[] = {
  [CROW_REASON_WRITTEN] = "written",
  [CROW_REASON_DEFAULT] = "default",
  [CROW_REASON_FIXED] = "fixed",
  [CROW_REASON_DATABASE] = "database",
};

static const char *const event_arguments[] = {
  [CROW_EVENT_DELETE] = "onDelete",
  [CROW_EVENT_UPDATE] = "onUpdate",
};

/**
 * crow_action_get_name:
 * @action: an action
 *
 * Returns: the word that a Prisma schema writes, "SetNull"; %CROW_ACTION_UNKNOWN: "Unknown"
 */
const char *
crow_action_get_name (CrowAction action)
{
  g_return_val_if_fail ((guint) action < G_N_ELEMENTS (action_words), "Unknown");

  return action_words[action].name;
}

/**
 * crow_action_get_sql:
 * @action: an action other than %CROW_ACTION_UNKNOWN, which no SQL may hold
 *
 * Returns: the words that SQL writes after ON DELETE, "SET NULL"
 */
const char *
crow_action_get_sql (CrowAction action)
{
  g_return_val_if_fail ((guint) action < G_N_ELEMENTS (action_words), "UNKNOWN");

  return action_words[action].sql;
}

/**
 * crow_action_from_name:
 * @name: a word, compared exactly: Prisma takes no other spelling
 * @action: (out) (optional): the action; untouched where there is none
 *
 * Returns: whether @name is one of the five actions
 */
gboolean
crow_action_from_name (const char *name, CrowAction *action)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < CROW_N_ACTIONS; i++)
    if (strcmp (action_words[i].name, name) == 0)
      {
        if (action != NULL)
          *action = (CrowAction) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * crow_action_from_catalog:
 * @code: `confdeltype` or `confupdtype` of pg_constraint
 *
 * Returns: the action; %CROW_ACTION_UNKNOWN: a code that no version had so far
 */
CrowAction
crow_action_from_catalog (char code)
{
  for (guint i = 0; i < CROW_N_ACTIONS; i++)
    if (action_words[i].code == code)
      return (CrowAction) i;
  return CROW_ACTION_UNKNOWN;
}

/**
 * crow_reason_get_name:
 * @reason: why an action is in force
 *
 * Returns: "written", "default", "fixed" or "database"
 */
const char *
crow_reason_get_name (CrowReason reason)
{
  g_return_val_if_fail ((guint) reason < G_N_ELEMENTS (reason_names), "");

  return reason_names[reason];
}

/**
 * crow_event_get_argument:
 * @event: what happens to the parent row
 *
 * Returns: the argument of `@relation` that speaks of it, "onDelete" or "onUpdate"
 */
const char *
crow_event_get_argument (CrowEvent event)
{
  g_return_val_if_fail ((guint) event < CROW_N_EVENTS, "");

  return event_arguments[event];
}
