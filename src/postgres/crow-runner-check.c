#include "crow-runner-private.h"

#include "crow-sql-text.h"

#include <string.h>

static const CrowStatement *
get_statement (const CrowScript *script, guint index)
{
  return g_ptr_array_index (script->statements, index);
}

static const CrowPromise *
get_promise (const CrowScript *script, guint index)
{
  return g_ptr_array_index (script->promises, index);
}

/* Does a statement of @kind in [@start, @end) serve the promise? */
static gboolean
has_kind (const CrowScript *script, guint promise, CrowStatementKind kind, guint start, guint end)
{
  for (guint i = start; i < end; i++)
    if (get_statement (script, i)->kind == kind &&
        get_statement (script, i)->promise == (int) promise)
      return TRUE;
  return FALSE;
}

/**
 * crow_run_is_served:
 * @script: a script
 * @promise: index of a promise
 * @start: index of a statement
 * @end: index behind the last one
 *
 * Returns: whether one of these statements is there for the promise
 */
gboolean
crow_run_is_served (const CrowScript *script, guint promise, guint start, guint end)
{
  return has_kind (script, promise, CROW_STATEMENT_CHANGE, start, end) ||
         has_kind (script, promise, CROW_STATEMENT_VALIDATE, start, end);
}

static gboolean
is_named (const CrowScript *script, guint promise, const char *name)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  crow_sql_append_identifier (quoted, name);
  for (guint i = 0; i < script->statements->len; i++)
    if (get_statement (script, i)->promise == (int) promise &&
        strstr (get_statement (script, i)->sql, quoted->str) != NULL)
      return TRUE;
  return FALSE;
}

/* The same but for what a plan brings in its last steps: name, validity, comment. */
static gboolean
is_almost (const CrowConstraint *promised, const CrowConstraint *found)
{
  g_autoptr (CrowConstraint) expected = crow_constraint_copy (promised);
  g_autofree char *difference = NULL;

  g_free (expected->name);
  expected->name = g_strdup (found->name);
  g_free (expected->comment);
  expected->comment = g_strdup (found->comment);
  expected->is_validated = found->is_validated;
  difference = crow_constraint_describe_difference (expected, found);
  return difference == NULL;
}

/**
 * crow_run_find_helper:
 * @script: a script
 * @promise: index of a promise
 * @keys: (element-type CrowRunKey): what is there now
 *
 * The plan `swap` has both keys for a while: the new one under a name of its own.
 *
 * Returns: (transfer none) (nullable): that key
 */
const CrowRunKey *
crow_run_find_helper (const CrowScript *script, guint promise, const GPtrArray *keys)
{
  const CrowPromise *self = get_promise (script, promise);

  if (self->before == NULL || self->after == NULL)
    return NULL;
  for (guint i = 0; i < keys->len; i++)
    {
      const CrowRunKey *key = g_ptr_array_index (keys, i);

      if (!g_str_equal (key->key->name, self->before->name) &&
          !g_str_equal (key->key->name, self->after->name) && is_almost (self->after, key->key) &&
          is_named (script, promise, key->key->name))
        return key;
    }
  return NULL;
}

/* @before, but under the name that a statement before gave it for this script's own reasons: two
 * keys that exchange their names have others for a while. */
static CrowConstraint *
expect_before (const CrowScript *script, guint promise, const CrowConstraint *found)
{
  const CrowConstraint *before = get_promise (script, promise)->before;
  CrowConstraint *expected = crow_constraint_copy (before);

  if (!g_str_equal (before->name, found->name) && is_named (script, promise, found->name))
    {
      g_free (expected->name);
      expected->name = g_strdup (found->name);
    }
  return expected;
}

/* Where is it now, what was drawn? */
static char *
describe_move (const CrowConstraint *before, const CrowConstraint *found)
{
  g_autofree char *old_name = crow_run_describe_name (before);
  g_autofree char *new_name = crow_run_describe_name (found);

  if (g_str_equal (old_name, new_name))
    return NULL;
  return g_strdup_printf ("%s is %s now", old_name, new_name);
}

static char *
check_before (const CrowScript *script, guint promise, const GPtrArray *keys)
{
  const CrowPromise *self = get_promise (script, promise);
  const CrowRunKey *named = crow_run_find_name (keys, self->before, self->before->name);
  const CrowRunKey *found = self->oid != 0 ? crow_run_find_oid (keys, self->oid) : named;
  g_autofree char *name = crow_run_describe_name (self->before);
  g_autofree char *difference = NULL;
  g_autoptr (CrowConstraint) expected = NULL;

  if (found == NULL && named == NULL)
    return g_strdup_printf ("%s does not exist any more", name);
  if (found == NULL)
    {
      difference = crow_constraint_describe_difference (self->before, named->key);
      return g_strdup_printf ("%s was dropped and made again%s%s", name,
                              difference != NULL ? ": " : "", difference != NULL ? difference : "");
    }
  expected = expect_before (script, promise, found->key);
  difference = describe_move (expected, found->key);
  if (difference != NULL)
    return g_steal_pointer (&difference);
  difference = crow_constraint_describe_difference (expected, found->key);
  if (difference == NULL)
    return NULL;
  return g_strdup_printf ("%s is not what was drawn: %s", name, difference);
}

static char *
check_first (const CrowScript *script, guint promise, const GPtrArray *keys)
{
  const CrowPromise *self = get_promise (script, promise);
  g_autofree char *name = NULL;

  if (self->before != NULL)
    return check_before (script, promise, keys);
  if (crow_run_find_name (keys, self->after, self->after->name) == NULL)
    return NULL;
  name = crow_run_describe_name (self->after);
  return g_strdup_printf ("%s exists already", name);
}

/* A transaction before this one has changed something for the promise already: either the new key
 * is in its place (`online`), or both are there (`swap`). */
static char *
check_later (const CrowScript *script, guint promise, guint start, guint end, const GPtrArray *keys)
{
  const CrowPromise *self = get_promise (script, promise);
  const CrowRunKey *found;
  const CrowRunKey *helper = crow_run_find_helper (script, promise, keys);
  g_autofree char *name = NULL;

  if (self->after == NULL)
    return NULL;
  name = crow_run_describe_name (self->after);
  found = crow_run_find_name (keys, self->after, self->after->name);
  if (helper == NULL && found != NULL && is_almost (self->after, found->key))
    return NULL;
  if (helper == NULL)
    return g_strdup_printf ("the new %s, which an earlier transaction made, is not there any more",
                            name);
  if (has_kind (script, promise, CROW_STATEMENT_CHANGE, start, end) &&
      has_kind (script, promise, CROW_STATEMENT_VALIDATE, 0, start) && !helper->key->is_validated)
    return g_strdup_printf ("the new %s was not validated yet", name);
  return check_before (script, promise, keys);
}

/**
 * crow_run_check_promise:
 * @script: a script
 * @promise: index of a promise
 * @start: index of the first statement of a transaction that serves it
 * @end: index behind its last one
 * @keys: (element-type CrowRunKey): what is there now
 *
 * Returns: (transfer full) (nullable): why the transaction must not run, a clause; %NULL: all is as
 * it was drawn, or as the transactions before this one left it
 */
char *
crow_run_check_promise (const CrowScript *script,
                        guint promise,
                        guint start,
                        guint end,
                        const GPtrArray *keys)
{
  if (has_kind (script, promise, CROW_STATEMENT_CHANGE, 0, start))
    return check_later (script, promise, start, end, keys);
  return check_first (script, promise, keys);
}

/**
 * crow_run_check_outcome:
 * @script: a script
 * @promise: index of a promise
 * @end: index behind the last statement that ran
 * @is_rehearsal: nothing is validated
 * @keys: (element-type CrowRunKey): what is there now
 *
 * Returns: (transfer full) (nullable): how the key differs from what it should be now; %NULL: not
 * at all, or there is more to come than VALIDATE
 */
char *
crow_run_check_outcome (const CrowScript *script,
                        guint promise,
                        guint end,
                        gboolean is_rehearsal,
                        const GPtrArray *keys)
{
  const CrowPromise *self = get_promise (script, promise);
  const CrowConstraint *like = self->after != NULL ? self->after : self->before;
  guint start = is_rehearsal ? 0 : end;
  g_autoptr (CrowConstraint) expected = NULL;
  const CrowRunKey *found;

  if (has_kind (script, promise, CROW_STATEMENT_CHANGE, end, script->statements->len))
    return NULL;
  found = crow_run_find_name (keys, like, like->name);
  if (self->after == NULL)
    return found != NULL ? g_strdup ("it is still there") : NULL;
  if (found == NULL)
    return g_strdup ("it is not there");
  expected = crow_constraint_copy (self->after);
  if (has_kind (script, promise, CROW_STATEMENT_VALIDATE, start, script->statements->len))
    expected->is_validated = FALSE;
  return crow_constraint_describe_difference (expected, found->key);
}

static gboolean
is_promised (const CrowScript *script, const CrowRunKey *key)
{
  for (guint i = 0; i < script->promises->len; i++)
    {
      const CrowPromise *promise = get_promise (script, i);

      if ((promise->oid != 0 && promise->oid == key->oid) || is_named (script, i, key->key->name))
        return TRUE;
    }
  return FALSE;
}

/**
 * crow_run_check_others:
 * @script: a script
 * @promise: index of a promise
 * @before: (element-type CrowRunKey): what was there
 * @now: (element-type CrowRunKey): what is there now
 *
 * Returns: (transfer full) (nullable): which of the other keys of the promise's table is not what
 * it was, a clause; %NULL: none
 */
char *
crow_run_check_others (const CrowScript *script,
                       guint promise,
                       const GPtrArray *before,
                       const GPtrArray *now)
{
  for (guint i = 0; i < before->len; i++)
    {
      const CrowRunKey *old = g_ptr_array_index (before, i);
      const CrowRunKey *found = crow_run_find_oid (now, old->oid);
      g_autofree char *name = NULL;
      g_autofree char *difference = NULL;

      if (is_promised (script, old))
        continue;
      name = crow_run_describe_name (old->key);
      if (found == NULL)
        return g_strdup_printf ("%s is gone", name);
      difference = crow_constraint_describe_difference (old->key, found->key);
      if (difference != NULL)
        return g_strdup_printf ("%s is another: %s", name, difference);
    }
  return NULL;
}

/**
 * crow_run_is_fulfilled:
 * @script: a script
 * @promise: index of a promise
 * @keys: (element-type CrowRunKey): what is there now
 *
 * Returns: whether nothing is left to do for it
 */
gboolean
crow_run_is_fulfilled (const CrowScript *script, guint promise, const GPtrArray *keys)
{
  g_autofree char *difference = crow_run_check_outcome (script, promise, script->statements->len,
                                                        FALSE, keys);

  return difference == NULL && crow_run_find_helper (script, promise, keys) == NULL;
}
