#include "crow-script.h"

#include "crow-sql-text.h"

#define EMPTY_SCRIPT "-- This is an empty migration.\n"

static void
free_claim (gpointer data)
{
  CrowLockClaim *claim = data;

  g_free (claim->namespace_);
  g_free (claim->table);
  g_free (claim);
}

static void
free_statement (gpointer data)
{
  CrowStatement *statement = data;

  g_free (statement->sql);
  g_ptr_array_unref (statement->locks);
  g_free (statement);
}

static void
free_promise (gpointer data)
{
  CrowPromise *promise = data;

  g_free (promise->relation);
  g_clear_pointer (&promise->before, crow_constraint_free);
  g_clear_pointer (&promise->after, crow_constraint_free);
  g_free (promise->orphan_query);
  g_free (promise);
}

static void
clear_script (gpointer data)
{
  CrowScript *self = data;

  g_ptr_array_unref (self->statements);
  g_ptr_array_unref (self->promises);
  g_ptr_array_unref (self->warnings);
  g_ptr_array_unref (self->orphan_queries);
}

/**
 * crow_script_new:
 * @plan: (transfer none): name of the plan, a string that lives for ever
 *
 * Returns: (transfer full): a script without statements
 */
CrowScript *
crow_script_new (const char *plan)
{
  CrowScript *self = g_atomic_rc_box_new0 (CrowScript);

  self->plan = plan;
  self->statements = g_ptr_array_new_with_free_func (free_statement);
  self->promises = g_ptr_array_new_with_free_func (free_promise);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->orphan_queries = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * crow_script_ref:
 * @self: a script
 *
 * Returns: (transfer full): @self; any thread
 */
CrowScript *
crow_script_ref (CrowScript *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_script_unref:
 * @self: (transfer full): a script; any thread
 */
void
crow_script_unref (CrowScript *self)
{
  g_atomic_rc_box_release_full (self, clear_script);
}

/**
 * crow_script_add:
 * @self: a script that is being built
 * @kind: what the statement does
 * @transaction: the number of its transaction, from 1; 0: none
 * @sql: (transfer full): one statement with its `;`
 *
 * Returns: (transfer none): the new last statement, without locks and promise
 */
CrowStatement *
crow_script_add (CrowScript *self, CrowStatementKind kind, guint transaction, char *sql)
{
  CrowStatement *statement = g_new0 (CrowStatement, 1);

  statement->kind = kind;
  statement->sql = sql;
  statement->transaction = transaction;
  statement->promise = -1;
  statement->locks = g_ptr_array_new_with_free_func (free_claim);
  g_ptr_array_add (self->statements, statement);
  return statement;
}

/**
 * crow_statement_add_lock:
 * @self: a statement of a script that is being built
 * @namespace_: of the table
 * @table: a table
 * @mode: what the statement takes on it; of two on one table the stronger stays
 */
void
crow_statement_add_lock (CrowStatement *self,
                         const char *namespace_,
                         const char *table,
                         CrowLockMode mode)
{
  CrowLockClaim *claim;

  for (guint i = 0; i < self->locks->len; i++)
    {
      claim = g_ptr_array_index (self->locks, i);
      if (g_str_equal (claim->table, table) && g_str_equal (claim->namespace_, namespace_))
        {
          claim->mode = MAX (claim->mode, mode);
          return;
        }
    }
  claim = g_new0 (CrowLockClaim, 1);
  claim->namespace_ = g_strdup (namespace_);
  claim->table = g_strdup (table);
  claim->mode = mode;
  g_ptr_array_add (self->locks, claim);
}

/* Readers take ACCESS SHARE, writers ROW EXCLUSIVE (manual, 13.3.1). */
static const char *
get_waits (CrowLockMode mode)
{
  if (crow_lock_modes_conflict (mode, CROW_LOCK_ACCESS_SHARE))
    return "waits for everyone who reads or writes it; all of them wait behind it";
  if (crow_lock_modes_conflict (mode, CROW_LOCK_ROW_EXCLUSIVE))
    return "waits for everyone who writes it; writers wait behind it, readers do not";
  if (crow_lock_modes_conflict (mode, CROW_LOCK_SHARE_UPDATE_EXCLUSIVE))
    return "reads and writes go on; waits for other schema changes, VACUUM and ANALYZE";
  return "reads and writes go on";
}

/**
 * crow_statement_describe_locks:
 * @statement: a statement
 *
 * Returns: (transfer full) (element-type utf8): English lines, fit for a remark; empty where it
 * locks nothing
 */
GPtrArray *
crow_statement_describe_locks (const CrowStatement *statement)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < statement->locks->len; i++)
    {
      const CrowLockClaim *claim = g_ptr_array_index (statement->locks, i);
      g_autoptr (GString) table = g_string_new (NULL);
      g_autofree char *remark = NULL;

      crow_sql_append_table (table, claim->namespace_, claim->table);
      remark = crow_sql_make_remark (table->str);
      g_ptr_array_add (lines,
                       g_strdup_printf ("%s on %s: %s.", crow_lock_mode_get_name (claim->mode),
                                        remark, get_waits (claim->mode)));
    }
  if (statement->scans)
    g_ptr_array_add (lines, g_strdup ("Reads the whole child table while it holds them."));
  return lines;
}

static void
append_remarks (GString *text, const GPtrArray *lines, const char *head)
{
  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *remark = crow_sql_make_remark (g_ptr_array_index (lines, i));

      g_string_append_printf (text, "-- %s%s\n", head, remark);
    }
}

/**
 * crow_script_build_text:
 * @self: a script
 *
 * Returns: (transfer full): what a file of it holds, ending in a newline: warnings, then the
 * statements, each under what it locks
 */
char *
crow_script_build_text (const CrowScript *self)
{
  GString *text = g_string_new (NULL);

  append_remarks (text, self->warnings, "Warning: ");
  if (self->statements->len == 0)
    g_string_append (text, EMPTY_SCRIPT);
  for (guint i = 0; i < self->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (self->statements, i);
      g_autoptr (GPtrArray) locks = crow_statement_describe_locks (statement);

      if (text->len > 0 && (locks->len > 0 || statement->kind == CROW_STATEMENT_BEGIN))
        g_string_append_c (text, '\n');
      append_remarks (text, locks, "");
      g_string_append_printf (text, "%s\n", statement->sql);
    }
  return g_string_free (text, FALSE);
}
