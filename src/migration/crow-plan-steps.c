#include "crow-plan-private.h"

/* The statements, change by change: each change is a transaction of its own (swap: three), so that
 * an exclusive lock is held on one child and one parent only, for as short as it can be, and no two
 * transactions that lock the same tables in another order can wait for each other. */
typedef struct
{
  CrowScript *script;
  const CrowKeyChange *change;
  int promise;
  guint transaction;     /* number of the last one */
  gboolean is_patient;   /* lock_timeout is 0 */
  gboolean is_impatient; /* lock_timeout is 3 s */
} Writer;

static CrowStatement *
add (Writer *writer, CrowStatementKind kind, guint transaction, char *sql)
{
  CrowStatement *statement = crow_script_add (writer->script, kind, transaction, sql);

  statement->promise = writer->promise;
  return statement;
}

/* What waits for an exclusive lock makes everybody wait behind it: never for long. VALIDATE lets
 * readers and writers through while it waits. */
static void
set_timeout (Writer *writer, gboolean is_patient)
{
  if (is_patient ? writer->is_patient : writer->is_impatient)
    return;
  add (writer, CROW_STATEMENT_SETTING, 0,
       g_strdup (is_patient ? "SET lock_timeout = 0;" : "SET lock_timeout = '3s';"));
  writer->is_patient = is_patient;
  writer->is_impatient = !is_patient;
}

static void
begin (Writer *writer)
{
  set_timeout (writer, FALSE);
  add (writer, CROW_STATEMENT_BEGIN, ++writer->transaction, g_strdup ("BEGIN;"));
}

static void
commit (Writer *writer)
{
  add (writer, CROW_STATEMENT_COMMIT, writer->transaction, g_strdup ("COMMIT;"));
}

static guint
count_partitions (const CrowModel *model)
{
  return model != NULL && model->facts != NULL && model->facts->kind == 'p'
             ? model->facts->n_partitions
             : 0;
}

/* Has the statement's transaction as much on the table already? */
static gboolean
is_held (const Writer *writer, const CrowStatement *statement, const CrowLockClaim *wanted)
{
  const GPtrArray *statements = writer->script->statements;

  for (guint i = statements->len; i > 0; i--)
    {
      const CrowStatement *other = g_ptr_array_index (statements, i - 1);

      if (other->transaction != statement->transaction)
        return FALSE;
      for (guint j = 0; j < other->locks->len; j++)
        {
          const CrowLockClaim *claim = g_ptr_array_index (other->locks, j);

          if (claim->mode >= wanted->mode && claim->n_partitions >= wanted->n_partitions &&
              g_str_equal (claim->table, wanted->table) &&
              g_str_equal (claim->namespace_, wanted->namespace_))
            return TRUE;
        }
    }
  return FALSE;
}

static void
add_lock (Writer *writer,
          CrowStatement *statement,
          const char *namespace_,
          const char *table,
          CrowLockMode mode,
          guint n_partitions)
{
  CrowLockClaim wanted = { (char *) namespace_, (char *) table, mode, n_partitions };

  if (is_held (writer, statement, &wanted))
    return;
  crow_statement_add_lock (statement, namespace_, table, mode);
  if (n_partitions > 0)
    crow_statement_set_partitions (statement, namespace_, table, n_partitions);
}

static void
lock_child (Writer *writer, CrowStatement *statement, const CrowConstraint *key, CrowLockMode mode)
{
  const CrowKeyChange *change = writer->change;

  add_lock (writer, statement, key->namespace_, key->table, mode,
            change->is_of_partition ? 0 : count_partitions (change->child));
}

static void
lock_parent (Writer *writer, CrowStatement *statement, const CrowConstraint *key, CrowLockMode mode)
{
  add_lock (writer, statement, key->ref_namespace, key->ref_table, mode,
            writer->change->is_to_partition ? 0 : count_partitions (writer->change->parent));
}

static GString *
start_alter (const CrowConstraint *key)
{
  GString *sql = g_string_new ("ALTER TABLE ");

  crow_sql_append_table (sql, key->namespace_, key->table);
  return sql;
}

static void
append_drop (GString *sql, const char *name)
{
  g_string_append (sql, " DROP CONSTRAINT ");
  crow_sql_append_identifier (sql, name);
}

/* @is_checked: old rows as well, at once. */
static void
append_add (GString *sql, const CrowConstraint *key, const char *name, gboolean is_checked)
{
  g_autoptr (CrowConstraint) copy = crow_constraint_copy (key);
  g_autofree char *definition = NULL;

  copy->is_validated = is_checked && key->is_validated;
  definition = crow_constraint_build_definition (copy);
  g_string_append (sql, "ADD CONSTRAINT ");
  crow_sql_append_identifier (sql, name);
  g_string_append_printf (sql, " %s;", definition);
}

/* Are rows read that were there before? */
static gboolean
checks_rows (const CrowConstraint *key)
{
  return key->is_validated && key->is_enforced;
}

static void
write_comment (Writer *writer, const CrowConstraint *key)
{
  GString *sql = g_string_new ("COMMENT ON CONSTRAINT ");
  CrowStatement *statement;

  crow_sql_append_identifier (sql, key->name);
  g_string_append (sql, " ON ");
  crow_sql_append_table (sql, key->namespace_, key->table);
  g_string_append (sql, " IS ");
  if (key->comment != NULL)
    crow_sql_append_literal (sql, key->comment);
  else
    g_string_append (sql, "NULL");
  g_string_append_c (sql, ';');
  statement = add (writer, CROW_STATEMENT_CHANGE, writer->transaction, g_string_free (sql, FALSE));
  add_lock (writer, statement, key->namespace_, key->table, CROW_LOCK_ACCESS_SHARE, 0);
}

static void
write_rename (Writer *writer, const CrowConstraint *key, const char *name, const char *new_name)
{
  GString *sql = start_alter (key);
  CrowStatement *statement;

  g_string_append (sql, " RENAME CONSTRAINT ");
  crow_sql_append_identifier (sql, name);
  g_string_append (sql, " TO ");
  crow_sql_append_identifier (sql, new_name);
  g_string_append_c (sql, ';');
  statement = add (writer, CROW_STATEMENT_CHANGE, writer->transaction, g_string_free (sql, FALSE));
  add_lock (writer, statement, key->namespace_, key->table, CROW_LOCK_ACCESS_EXCLUSIVE, 0);
}

static void
write_validate (Writer *writer, const CrowConstraint *key, const char *name)
{
  GString *sql = start_alter (key);
  CrowStatement *statement;

  g_string_append (sql, " VALIDATE CONSTRAINT ");
  crow_sql_append_identifier (sql, name);
  g_string_append_c (sql, ';');
  set_timeout (writer, TRUE);
  statement = add (writer, CROW_STATEMENT_VALIDATE, ++writer->transaction,
                   g_string_free (sql, FALSE));
  statement->scans = TRUE;
  lock_child (writer, statement, key, CROW_LOCK_SHARE_UPDATE_EXCLUSIVE);
  lock_parent (writer, statement, key, CROW_LOCK_ROW_SHARE);
}

static void
write_drop (Writer *writer, const CrowConstraint *key, const char *name)
{
  GString *sql = start_alter (key);
  CrowStatement *statement;

  append_drop (sql, name);
  g_string_append_c (sql, ';');
  statement = add (writer, CROW_STATEMENT_CHANGE, writer->transaction, g_string_free (sql, FALSE));
  lock_child (writer, statement, key, CROW_LOCK_ACCESS_EXCLUSIVE);
  lock_parent (writer, statement, key, CROW_LOCK_ACCESS_EXCLUSIVE);
}

static void
write_add (Writer *writer, guint transaction, const char *name, gboolean is_checked)
{
  const CrowConstraint *key = writer->change->after;
  GString *sql = start_alter (key);
  CrowStatement *statement;

  g_string_append (sql, "\n  ");
  append_add (sql, key, name, is_checked);
  statement = add (writer, CROW_STATEMENT_CHANGE, transaction, g_string_free (sql, FALSE));
  statement->scans = is_checked && checks_rows (key);
  lock_child (writer, statement, key, CROW_LOCK_SHARE_ROW_EXCLUSIVE);
  lock_parent (writer, statement, key, CROW_LOCK_SHARE_ROW_EXCLUSIVE);
}

/* Forms A and B: DROP and ADD in one statement, so that no moment is unprotected. */
static void
write_replacement (Writer *writer, gboolean is_checked)
{
  const CrowKeyChange *change = writer->change;
  GString *sql = start_alter (change->before);
  CrowStatement *statement;

  append_drop (sql, change->name);
  g_string_append (sql, ",\n  ");
  append_add (sql, change->after, change->after->name, is_checked);
  begin (writer);
  statement = add (writer, CROW_STATEMENT_CHANGE, writer->transaction, g_string_free (sql, FALSE));
  statement->scans = is_checked && checks_rows (change->after);
  lock_child (writer, statement, change->before, CROW_LOCK_ACCESS_EXCLUSIVE);
  lock_parent (writer, statement, change->before, CROW_LOCK_ACCESS_EXCLUSIVE);
  lock_parent (writer, statement, change->after, CROW_LOCK_SHARE_ROW_EXCLUSIVE);
  if (change->after->comment != NULL)
    write_comment (writer, change->after);
  commit (writer);
  if (!is_checked && checks_rows (change->after))
    write_validate (writer, change->after, change->after->name);
}

/* Form C: the old constraint acts first, by its trigger's name, until the third transaction. The
 * new one gets its name there in any case: where it was not made, RENAME fails and the old one
 * stays. */
static void
write_swap (Writer *writer, CrowPlanner *planner)
{
  const CrowKeyChange *change = writer->change;
  g_autofree char *name = crow_planner_make_name (planner, change->after, "_new");

  set_timeout (writer, FALSE);
  write_add (writer, ++writer->transaction, name, FALSE);
  if (checks_rows (change->after))
    write_validate (writer, change->after, name);
  begin (writer);
  write_drop (writer, change->before, change->name);
  write_rename (writer, change->after, name, change->after->name);
  if (change->after->comment != NULL)
    write_comment (writer, change->after);
  commit (writer);
}

static void
write_new (Writer *writer, CrowPlan plan)
{
  const CrowConstraint *key = writer->change->after;
  gboolean is_checked = plan == CROW_PLAN_SIMPLE;

  if (key->comment == NULL)
    {
      set_timeout (writer, FALSE);
      write_add (writer, ++writer->transaction, key->name, is_checked);
    }
  else
    {
      begin (writer);
      write_add (writer, writer->transaction, key->name, is_checked);
      write_comment (writer, key);
      commit (writer);
    }
  if (!is_checked && checks_rows (key))
    write_validate (writer, key, key->name);
}

static gboolean
has_other_deferral (const CrowConstraint *a, const CrowConstraint *b)
{
  return a->is_deferrable != b->is_deferrable ||
         a->is_initially_deferred != b->is_initially_deferred;
}

/* ALTER CONSTRAINT knows deferral: the constraint keeps its place in the firing order. */
static void
write_deferral (Writer *writer)
{
  const CrowKeyChange *change = writer->change;
  const CrowConstraint *key = change->after;
  GString *sql = start_alter (key);
  CrowStatement *statement;

  g_string_append (sql, " ALTER CONSTRAINT ");
  crow_sql_append_identifier (sql, change->name);
  g_string_append (sql, !key->is_deferrable          ? " NOT DEFERRABLE;"
                        : key->is_initially_deferred ? " DEFERRABLE INITIALLY DEFERRED;"
                                                     : " DEFERRABLE INITIALLY IMMEDIATE;");
  statement = add (writer, CROW_STATEMENT_CHANGE, writer->transaction, g_string_free (sql, FALSE));
  lock_child (writer, statement, key, CROW_LOCK_ACCESS_EXCLUSIVE);
}

/* What needs no new constraint: deferral, name, comment, and that old rows are checked at last. */
static void
write_alteration (Writer *writer)
{
  const CrowKeyChange *change = writer->change;
  const CrowConstraint *before = change->before;
  const CrowConstraint *after = change->after;
  gboolean is_renamed = !g_str_equal (change->name, after->name);
  gboolean is_commented = g_strcmp0 (before->comment, after->comment) != 0;

  if (is_renamed || is_commented || has_other_deferral (before, after))
    {
      begin (writer);
      if (has_other_deferral (before, after))
        write_deferral (writer);
      if (is_renamed)
        write_rename (writer, after, change->name, after->name);
      if (is_commented)
        write_comment (writer, after);
      commit (writer);
    }
  if (!before->is_validated && checks_rows (after))
    write_validate (writer, after, after->name);
}

static void
write_removal (Writer *writer)
{
  begin (writer);
  write_drop (writer, writer->change->before, writer->change->name);
  commit (writer);
}

static void
write_change (Writer *writer, CrowPlanner *planner)
{
  const CrowKeyChange *change = writer->change;

  if (change->after == NULL)
    write_removal (writer);
  else if (change->before == NULL)
    write_new (writer, planner->plan);
  else if (!change->is_recreated)
    write_alteration (writer);
  else if (planner->plan == CROW_PLAN_SWAP)
    write_swap (writer, planner);
  else
    write_replacement (writer, planner->plan == CROW_PLAN_SIMPLE);
}

static gboolean
scans (const CrowScript *script, guint first)
{
  for (guint i = first; i < script->statements->len; i++)
    if (((const CrowStatement *) g_ptr_array_index (script->statements, i))->scans)
      return TRUE;
  return FALSE;
}

static void
write_promise (Writer *writer, CrowPlanner *planner, CrowPromise *promise)
{
  const CrowKeyChange *change = writer->change;
  guint first = writer->script->statements->len;

  write_change (writer, planner);
  promise->relation = g_strdup (change->id);
  if (change->before != NULL)
    promise->before = crow_constraint_copy (change->before);
  if (change->after != NULL)
    promise->after = crow_constraint_copy (change->after);
  if (change->relation != NULL && change->relation->facts != NULL)
    promise->oid = change->relation->facts->oid;
  if (!scans (writer->script, first))
    return;
  promise->orphan_query = crow_plan_make_orphan_query (change);
  if (promise->orphan_query != NULL)
    g_ptr_array_add (writer->script->orphan_queries, g_strdup (promise->orphan_query));
}

/* Out of the way of a key that takes the name. */
static void
write_step_aside (Writer *writer)
{
  const CrowKeyChange *change = writer->change;

  if (change->before == NULL || g_str_equal (change->name, change->before->name))
    return;
  begin (writer);
  write_rename (writer, change->before, change->before->name, change->name);
  commit (writer);
}

/**
 * crow_planner_write:
 * @self: a plan, its changes in the order of their turn
 * @script: an empty script
 *
 * Appends all statements and promises. A script that does nothing stays empty.
 */
void
crow_planner_write (CrowPlanner *self, CrowScript *script)
{
  Writer writer = { script, NULL, -1, 0, FALSE, FALSE };

  if (self->changes->len == 0)
    return;
  add (&writer, CROW_STATEMENT_SETTING, 0, g_strdup ("SET standard_conforming_strings = on;"));
  add (&writer, CROW_STATEMENT_SETTING, 0, g_strdup ("SET client_encoding = 'UTF8';"));
  for (guint i = 0; i < self->changes->len; i++)
    {
      writer.change = g_ptr_array_index (self->changes, i);
      writer.promise = (int) i;
      write_step_aside (&writer);
    }
  for (guint i = 0; i < self->changes->len; i++)
    {
      CrowPromise *promise = crow_script_add_promise (script);

      writer.change = g_ptr_array_index (self->changes, i);
      writer.promise = (int) i;
      write_promise (&writer, self, promise);
    }
}
