#include "crow-script.h"

#include "crow-sql-text.h"

#include <string.h>

#define LINE 92 /* characters of a remark's line, where its words allow */
#define EMPTY_SCRIPT "-- This is an empty migration.\n"

/**
 * crow_lock_claim_new:
 * @namespace_: of the table
 * @table: a table
 * @mode: how it is locked
 *
 * Returns: (transfer full): the claim, of the table alone
 */
CrowLockClaim *
crow_lock_claim_new (const char *namespace_, const char *table, CrowLockMode mode)
{
  CrowLockClaim *self = g_new0 (CrowLockClaim, 1);

  self->namespace_ = g_strdup (namespace_);
  self->table = g_strdup (table);
  self->mode = mode;
  return self;
}

/**
 * crow_lock_claim_free:
 * @self: (transfer full): a claim
 */
void
crow_lock_claim_free (CrowLockClaim *self)
{
  g_free (self->namespace_);
  g_free (self->table);
  g_free (self);
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
  statement->locks = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_lock_claim_free);
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
  for (guint i = 0; i < self->locks->len; i++)
    {
      CrowLockClaim *claim = g_ptr_array_index (self->locks, i);

      if (g_str_equal (claim->table, table) && g_str_equal (claim->namespace_, namespace_))
        {
          claim->mode = MAX (claim->mode, mode);
          return;
        }
    }
  g_ptr_array_add (self->locks, crow_lock_claim_new (namespace_, table, mode));
}

/**
 * crow_statement_set_partitions:
 * @self: a statement of a script that is being built
 * @namespace_: of the table
 * @table: a partitioned table that it locks
 * @n_partitions: how many partitions, of all levels, it locks in the same way
 */
void
crow_statement_set_partitions (CrowStatement *self,
                               const char *namespace_,
                               const char *table,
                               guint n_partitions)
{
  for (guint i = 0; i < self->locks->len; i++)
    {
      CrowLockClaim *claim = g_ptr_array_index (self->locks, i);

      if (g_str_equal (claim->table, table) && g_str_equal (claim->namespace_, namespace_))
        claim->n_partitions = MAX (claim->n_partitions, n_partitions);
    }
}

/**
 * crow_script_add_promise:
 * @self: a script that is being built
 *
 * Returns: (transfer none): the new last promise, to be filled
 */
CrowPromise *
crow_script_add_promise (CrowScript *self)
{
  CrowPromise *promise = g_new0 (CrowPromise, 1);

  g_ptr_array_add (self->promises, promise);
  return promise;
}

static void
append_addition (GString *text, const CrowConstraint *key)
{
  g_string_append_printf (text, "new, to %s.%s, on delete %s, on update %s", key->ref_namespace,
                          key->ref_table, crow_action_get_name (key->actions[CROW_EVENT_DELETE]),
                          crow_action_get_name (key->actions[CROW_EVENT_UPDATE]));
}

/**
 * crow_promise_describe:
 * @promise: what a script promises of a foreign key
 *
 * Returns: (transfer full): an English line; names as they are, not fit for a remark
 */
char *
crow_promise_describe (const CrowPromise *promise)
{
  const CrowConstraint *key = promise->before != NULL ? promise->before : promise->after;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s.%s.%s: ", key->namespace_, key->table, key->name);
  if (promise->before == NULL)
    append_addition (text, promise->after);
  else if (promise->after == NULL)
    g_string_append (text, "removed");
  else
    {
      g_autofree char *change = crow_constraint_describe_change (promise->before, promise->after);

      g_string_append (text, change != NULL ? change : "unchanged");
    }
  return g_string_free (text, FALSE);
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

/* `"app"."child" and its 3 partitions`. */
static char *
make_table_remark (const CrowLockClaim *claim)
{
  g_autoptr (GString) table = g_string_new (NULL);
  g_autofree char *remark = NULL;

  crow_sql_append_table (table, claim->namespace_, claim->table);
  remark = crow_sql_make_remark (table->str);
  if (claim->n_partitions == 0)
    return g_steal_pointer (&remark);
  return g_strdup_printf ("%s and its %u partition%s", remark, claim->n_partitions,
                          claim->n_partitions > 1 ? "s" : "");
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
      g_autofree char *table = make_table_remark (claim);

      g_ptr_array_add (lines,
                       g_strdup_printf ("%s on %s: %s.", crow_lock_mode_get_name (claim->mode),
                                        table, get_waits (claim->mode)));
    }
  if (statement->scans)
    g_ptr_array_add (lines, g_strdup ("Reads the whole child table while it holds them."));
  return lines;
}

/* The end of the line that goes on with @text after @used bytes: its last blank before the limit.
 */
static const char *
find_break (const char *text, gsize used)
{
  const char *last = NULL;
  const char *at = text;

  for (gsize n = used; *at != '\0' && (n < LINE || last == NULL); n++)
    {
      if (*at == ' ' && at > text)
        last = at;
      at = g_utf8_next_char (at);
    }
  return *at == '\0' || last == NULL ? at : last;
}

/* @text as remarks of a readable width. It may hold names as they are: crow_sql_make_remark() makes
 * each line fit. */
static void
append_remark (GString *text, const char *head, const char *sentence)
{
  g_autofree char *valid = g_utf8_make_valid (sentence, -1);
  const char *at = valid;

  do
    {
      const char *end = find_break (at, at == valid ? strlen (head) : 2);
      g_autofree char *line = g_strndup (at, (gsize) (end - at));
      g_autofree char *remark = crow_sql_make_remark (line);

      g_string_append_printf (text, "-- %s%s\n", at == valid ? head : "  ", remark);
      at = *end == ' ' ? end + 1 : end;
    }
  while (*at != '\0');
}

static void
append_remarks (GString *text, const char *head, const GPtrArray *sentences)
{
  for (guint i = 0; i < sentences->len; i++)
    append_remark (text, head, g_ptr_array_index (sentences, i));
}

static const char *
get_plan_remark (const char *plan)
{
  if (g_strcmp0 (plan, "online") == 0)
    return "Plan online: a short exclusive lock, no scan under it; new rows are checked at every "
           "moment.";
  if (g_strcmp0 (plan, "simple") == 0)
    return "Plan simple: one statement, which checks the old rows under its exclusive lock.";
  if (g_strcmp0 (plan, "swap") == 0)
    return "Plan swap: both constraints for a while, the old one acts first; the exclusive lock "
           "comes last. In psql set ON_ERROR_STOP, so that it does not come after an error.";
  return NULL;
}

static void
append_head (GString *text, const CrowScript *self)
{
  const char *remark = get_plan_remark (self->plan);

  if (remark != NULL && self->statements->len > 0)
    append_remark (text, "", remark);
  append_remarks (text, "Warning: ", self->warnings);
  if (self->statements->len == 0)
    g_string_append (text, EMPTY_SCRIPT);
}

/* Does a new paragraph begin with statement @index? With each transaction, its settings with it. */
static gboolean
is_paragraph (const CrowScript *self, guint index)
{
  const CrowStatement *statement = g_ptr_array_index (self->statements, index);
  const CrowStatement *last = index > 0 ? g_ptr_array_index (self->statements, index - 1) : NULL;

  if (last == NULL)
    return TRUE;
  if (last->transaction == 0)
    return last->promise != statement->promise;
  return statement->transaction != last->transaction;
}

static void
append_title (GString *text, const CrowScript *self, int promise, int *titled)
{
  g_autofree char *title = NULL;

  if (promise < 0 || promise == *titled || (guint) promise >= self->promises->len)
    return;
  *titled = promise;
  title = crow_promise_describe (g_ptr_array_index (self->promises, (guint) promise));
  append_remark (text, "", title);
}

/* What lists the rows that would make the statement fail. */
static void
append_query (GString *text, const CrowScript *self, const CrowStatement *statement)
{
  const CrowPromise *promise = NULL;

  if (statement->scans && statement->promise >= 0 &&
      (guint) statement->promise < self->promises->len)
    promise = g_ptr_array_index (self->promises, (guint) statement->promise);
  if (promise != NULL && promise->orphan_query != NULL)
    append_remark (text, "Rows that would stop it: ", promise->orphan_query);
}

/**
 * crow_script_build_text:
 * @self: a script
 *
 * Returns: (transfer full): what a file of it holds, ending in a newline: plan and warnings, then a
 * paragraph a transaction, each statement under what it locks
 */
char *
crow_script_build_text (const CrowScript *self)
{
  GString *text = g_string_new (NULL);
  int titled = -1;

  append_head (text, self);
  for (guint i = 0; i < self->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (self->statements, i);
      g_autoptr (GPtrArray) locks = crow_statement_describe_locks (statement);

      if (text->len > 0 && is_paragraph (self, i))
        g_string_append_c (text, '\n');
      append_title (text, self, statement->promise, &titled);
      append_remarks (text, "", locks);
      append_query (text, self, statement);
      g_string_append_printf (text, "%s\n", statement->sql);
    }
  return g_string_free (text, FALSE);
}
