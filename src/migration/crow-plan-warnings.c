#include "crow-plan-private.h"

#define MANY_ROWS 100000 /* read so many under a lock and people notice; as in RA006 */

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
  /* Only a key that is made is asked for it: not a RENAME, a DROP or a deferral. */
  if (change->after != NULL && (change->before == NULL || change->is_recreated) && parent != NULL &&
      parent->facts != NULL && !parent->facts->can_reference)
    warn (script,
          "This role has no REFERENCES right on %s: the server will refuse the change, SQLSTATE "
          "42501.",
          parent->key);
}

/* Rows of tables that inherit are neither checked nor cascaded, before and after. */
static void
warn_of_inheritance (const CrowKeyChange *change, CrowScript *script)
{
  const CrowModel *sides[] = { change->child, change->parent };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (sides[i] != NULL && sides[i]->facts != NULL && sides[i]->facts->has_children &&
        (i == 0 || sides[0] != sides[1]))
      warn (script,
            "Other tables inherit from %s: a foreign key does not see their rows, which this "
            "change does not alter.",
            sides[i]->key);
}

static void
warn_of_size (const CrowPlanner *self, const CrowKeyChange *change, CrowScript *script)
{
  const CrowTableFacts *facts = change->child != NULL ? change->child->facts : NULL;

  if (self->plan != CROW_PLAN_SIMPLE || facts == NULL || facts->estimated_rows < MANY_ROWS ||
      !change->after->is_validated || !change->after->is_enforced)
    return;
  warn (script, "%s has about %.0f rows: all of them are read under a lock that %s behind it%s.",
        change->child->key, facts->estimated_rows,
        change->before != NULL ? "makes every reader and writer wait" : "makes writers wait",
        facts->kind == 'p' && self->server->server_version < 180000
            ? ""
            : "; the plan online reads them without it");
}

/* RENAME CONSTRAINT of a partitioned table leaves the partitions' names alone. */
static void
warn_of_copies (const CrowPlanner *self, const CrowKeyChange *change, CrowScript *script)
{
  const CrowTableFacts *facts = change->child != NULL ? change->child->facts : NULL;
  gboolean is_renamed = change->before != NULL && change->after != NULL &&
                        ((self->plan == CROW_PLAN_SWAP && change->is_recreated) ||
                         !g_str_equal (change->before->name, change->after->name));

  if (!is_renamed || facts == NULL || facts->kind != 'p' || change->is_of_partition ||
      (change->is_recreated && self->plan != CROW_PLAN_SWAP))
    return;
  warn (script,
        "%s is partitioned: RENAME CONSTRAINT does not reach the constraint's copies on the "
        "partitions, which keep the name that they have%s.",
        change->child->key,
        self->plan == CROW_PLAN_SWAP && change->is_recreated
            ? ", the temporary one, also in error messages; the plan online renames nothing"
            : "");
}

/* Seen on 15: VALIDATE leaves pg_constraint's rows for the parent's partitions as they were. */
static void
warn_of_parts (const CrowPlanner *self, const CrowKeyChange *change, CrowScript *script)
{
  const CrowTableFacts *facts = change->parent != NULL ? change->parent->facts : NULL;

  if (self->plan == CROW_PLAN_SIMPLE || change->is_to_partition || facts == NULL ||
      facts->kind != 'p' || self->server->server_version >= 180000 ||
      !change->after->is_validated || !change->after->is_enforced)
    return;
  warn (script,
        "%s is partitioned: before PostgreSQL 18 the catalogue's inner entries of the constraint, "
        "one a partition, stay marked as not valid after VALIDATE. Nothing depends on them; the "
        "plan simple leaves none.",
        change->parent->key);
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
      if (change->after == NULL)
        continue;
      warn_of_copies (self, change, script);
      if (change->before != NULL && !change->is_recreated)
        continue;
      warn_of_size (self, change, script);
      warn_of_parts (self, change, script);
      if (change->before == NULL)
        continue;
      warn_of_state (change, script);
      warn_of_triggers (change, script);
      warn_of_inheritance (change, script);
    }
  crow_planner_warn_of_firing (self, script);
}
