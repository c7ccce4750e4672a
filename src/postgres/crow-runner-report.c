#include "crow-runner-private.h"

#include "crow-sql-text.h"

/**
 * crow_run_report_new:
 * @script: what will run
 *
 * Returns: (transfer full): a report of a run that has not begun: nothing changed, a place for each
 * promise
 */
CrowRunReport *
crow_run_report_new (const CrowScript *script)
{
  CrowRunReport *self = g_new0 (CrowRunReport, 1);

  self->outcome = CROW_RUN_OUTCOME_UNCHANGED;
  self->steps = g_ptr_array_new ();
  self->now = g_ptr_array_new ();
  self->differences = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_set_size (self->now, (int) script->promises->len);
  g_ptr_array_set_size (self->differences, (int) script->promises->len);
  return self;
}

/**
 * crow_run_locks_new:
 *
 * Returns: (transfer full) (element-type CrowLockClaim): no locks
 */
GPtrArray *
crow_run_locks_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) crow_lock_claim_free);
}

/**
 * crow_run_report_add_step:
 * @self: a report
 * @statement: index of the script's statement that begins
 *
 * Returns: (transfer none): its step, without locks
 */
CrowRunStep *
crow_run_report_add_step (CrowRunReport *self, guint statement)
{
  CrowRunStep *step = g_new0 (CrowRunStep, 1);

  step->statement = statement;
  step->locks = crow_run_locks_new ();
  g_ptr_array_add (self->steps, step);
  return step;
}

static void
free_step (CrowRunStep *step)
{
  g_ptr_array_unref (step->locks);
  g_free (step->error);
  g_free (step);
}

/**
 * crow_run_report_free:
 * @self: (transfer full): a report
 */
void
crow_run_report_free (CrowRunReport *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    free_step (g_ptr_array_index (self->steps, i));
  for (guint i = 0; i < self->now->len; i++)
    g_clear_pointer ((CrowConstraint **) &g_ptr_array_index (self->now, i), crow_constraint_free);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->now);
  g_ptr_array_unref (self->differences);
  g_free (self->state);
  g_free (self->error);
  g_free (self->orphan_query);
  g_free (self);
}

/**
 * crow_run_describe_name:
 * @key: a foreign key
 *
 * Returns: (transfer full): `"child_pid_fkey" on "app"."child"`, in one line
 */
char *
crow_run_describe_name (const CrowConstraint *key)
{
  g_autoptr (GString) text = g_string_new (NULL);

  crow_sql_append_identifier (text, key->name);
  g_string_append (text, " on ");
  crow_sql_append_table (text, key->namespace_, key->table);
  return crow_sql_make_remark (text->str);
}

static const char *
get_validity (const CrowConstraint *key)
{
  if (!key->is_enforced)
    return "NOT ENFORCED: the server checks nothing";
  if (!key->is_validated)
    return "NOT VALID: enforced for new and changed rows, old rows were not checked";
  return "validated";
}

/**
 * crow_run_describe_key:
 * @key: a foreign key that the catalogue has
 *
 * Returns: (transfer full): what it does, without a full stop: `"child_pid_fkey" on "app"."child"
 * has ON DELETE SET NULL, ON UPDATE CASCADE, validated`
 */
char *
crow_run_describe_key (const CrowConstraint *key)
{
  g_autofree char *name = crow_run_describe_name (key);

  return g_strdup_printf ("%s has ON DELETE %s, ON UPDATE %s%s, %s", name,
                          crow_action_get_sql (key->actions[CROW_EVENT_DELETE]),
                          crow_action_get_sql (key->actions[CROW_EVENT_UPDATE]),
                          !key->is_deferrable          ? ""
                          : key->is_initially_deferred ? ", DEFERRABLE INITIALLY DEFERRED"
                                                       : ", DEFERRABLE",
                          get_validity (key));
}
