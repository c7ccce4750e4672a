#include "crow-plan-private.h"

G_GNUC_PRINTF (2, 3)
static void
warn (CrowScript *script, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (script->warnings, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* `app.child.child_pid_fkey`. */
static char *
make_label (const CrowConstraint *key)
{
  return g_strdup_printf ("%s.%s.%s", key->namespace_, key->table, key->name);
}

static void
warn_of_state (const CrowKeyChange *change, CrowScript *script)
{
  g_autofree char *label = make_label (change->before);

  if (!change->before->is_enforced && !change->after->is_enforced)
    warn (script, "%s is NOT ENFORCED and stays so: its actions never happen.", label);
  else if (!change->before->is_validated && !change->after->is_validated)
    warn (script,
          "%s is NOT VALID and stays so: old rows are not checked, there may be some without a "
          "parent.",
          label);
}

static void
warn_of_triggers (const CrowKeyChange *change, CrowScript *script)
{
  const CrowKeyFacts *facts = change->relation->facts;
  g_autofree char *label = make_label (change->before);

  if (facts == NULL || facts->triggers == CROW_TRIGGERS_ORIGIN ||
      facts->triggers == CROW_TRIGGERS_UNKNOWN)
    return;
  warn (script,
        "The triggers that enforce %s are not in their usual state (ALTER TABLE … DISABLE or "
        "ENABLE TRIGGER): a new constraint's are enabled, so from then on it is enforced.",
        label);
}

static void
warn_of_rights (const CrowKeyChange *change, CrowScript *script)
{
  const CrowModel *child = change->child;
  const CrowModel *parent = change->parent;

  if (child != NULL && child->facts != NULL && !child->facts->is_owner)
    warn (script,
          "This role does not own %s (its owner is %s): the server will refuse the change, "
          "SQLSTATE 42501.",
          child->key, child->facts->owner != NULL ? child->facts->owner : "not known");
  if (parent != NULL && parent->facts != NULL && !parent->facts->can_reference)
    warn (script,
          "This role has no REFERENCES right on %s: the server will refuse the change, SQLSTATE "
          "42501.",
          parent->key);
}

/**
 * crow_planner_warn:
 * @self: a plan
 * @script: its script
 *
 * Appends sentences about what the change does beside its promise. Reference of the product,
 * sections 2.2 and 3.2.
 */
void
crow_planner_warn (const CrowPlanner *self, CrowScript *script)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const CrowKeyChange *change = g_ptr_array_index (self->changes, i);

      warn_of_rights (change, script);
      if (!change->is_recreated)
        continue;
      warn_of_state (change, script);
      warn_of_triggers (change, script);
    }
}
