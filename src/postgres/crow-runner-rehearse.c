#include "crow-runner-private.h"

#include "crow-session-private.h"

#define COUNTED_ORPHANS 1000 /* one is enough to fail; more are only told */

/* One line of what a rehearsal runs. */
typedef struct
{
  int statement; /* of the script, or -1 */
  char *sql;     /* (owned) */
} Line;

static void
clear_line (gpointer data)
{
  g_free (((Line *) data)->sql);
}

static void
add_line (GArray *lines, int statement, char *sql)
{
  Line line = { statement, sql };

  g_array_append_val (lines, line);
}

static gboolean
is_rehearsed (const CrowStatement *statement)
{
  if (statement->kind == CROW_STATEMENT_SETTING)
    return !g_str_has_prefix (statement->sql, "SET lock_timeout");
  return statement->kind == CROW_STATEMENT_CHANGE;
}

/* One transaction in place of the script's. Settings of ours are for it only. */
static GArray *
list_lines (const CrowScript *script, const CrowRunLimits *limits)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));

  g_array_set_clear_func (lines, clear_line);
  add_line (lines, -1, g_strdup ("BEGIN;"));
  add_line (lines, -1,
            g_strdup_printf ("SET LOCAL lock_timeout = '%dms';",
                             (int) (limits->rehearsal_lock * 1000)));
  add_line (lines, -1,
            g_strdup_printf ("SET LOCAL statement_timeout = '%dms';",
                             (int) (limits->rehearsal_statement * 1000)));
  for (guint i = 0; i < script->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (script->statements, i);

      if (is_rehearsed (statement))
        add_line (lines, (int) i, g_strdup (statement->sql));
    }
  add_line (lines, -1, g_strdup ("ROLLBACK;"));
  return lines;
}

static gboolean
will_validate (const CrowScript *script, guint promise)
{
  for (guint i = 0; i < script->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (script->statements, i);

      if (statement->kind == CROW_STATEMENT_VALIDATE && statement->promise == (int) promise)
        return TRUE;
    }
  return FALSE;
}

static void
append_counts (GString *text, const CrowScript *script)
{
  for (guint i = 0; i < script->promises->len; i++)
    {
      const CrowPromise *promise = g_ptr_array_index (script->promises, i);
      g_autofree char *count = NULL;

      if (promise->orphan_query == NULL || !will_validate (script, i))
        continue;
      count = crow_run_build_count (promise->orphan_query, COUNTED_ORPHANS);
      g_string_append_printf (text,
                              "BEGIN READ ONLY;\nSET LOCAL statement_timeout = %d;\n%s;\n"
                              "ROLLBACK;\n",
                              (int) (crow_run_limits.count * 1000), count);
    }
}

/**
 * crow_runner_build_rehearsal_text:
 * @script: a script
 *
 * Returns: (transfer full): every statement that rehearsing it runs, a line each, but for questions
 * about the catalogue
 */
char *
crow_runner_build_rehearsal_text (const CrowScript *script)
{
  g_autoptr (GArray) lines = list_lines (script, &crow_run_limits);
  GString *text = g_string_new (NULL);

  append_counts (text, script);
  if (text->len > 0)
    {
      g_string_prepend (text, "-- First, rows without a parent are counted:\n");
      g_string_append (text, "\n-- Then, in one transaction:\n");
    }
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", g_array_index (lines, Line, i).sql);
  return g_string_free (text, FALSE);
}

static gboolean
is_same_table (const CrowLockClaim *a, const CrowLockClaim *b)
{
  return g_str_equal (a->table, b->table) && g_str_equal (a->namespace_, b->namespace_);
}

static const CrowLockClaim *
find_strongest (const GPtrArray *locks, const CrowLockClaim *like)
{
  const CrowLockClaim *strongest = NULL;

  for (guint i = 0; i < locks->len; i++)
    {
      const CrowLockClaim *lock = g_ptr_array_index (locks, i);

      if (is_same_table (lock, like) && (strongest == NULL || lock->mode > strongest->mode))
        strongest = lock;
    }
  return strongest;
}

/* What the statement took that is stronger than what the transaction had before it, the strongest
 * on each table. @held: in: before it; out: after it. */
static CrowRunResult
note_locks (CrowRun *self, GPtrArray **held)
{
  CrowRunStep *step = g_ptr_array_index (self->report->steps, self->report->steps->len - 1);
  g_autoptr (GPtrArray) locks = NULL;
  CrowRunResult how = crow_run_read_locks (self, &locks);

  if (how != CROW_RUN_DONE)
    return how;
  for (guint i = 0; i < locks->len; i++)
    {
      const CrowLockClaim *lock = g_ptr_array_index (locks, i);
      const CrowLockClaim *before = find_strongest (*held, lock);
      CrowLockClaim *taken;

      if (find_strongest (locks, lock) != lock || (before != NULL && before->mode >= lock->mode))
        continue;
      taken = crow_lock_claim_new (lock->namespace_, lock->table, lock->mode);
      taken->n_partitions = lock->n_partitions;
      g_ptr_array_add (step->locks, taken);
    }
  g_ptr_array_unref (*held);
  *held = g_steal_pointer (&locks);
  return CROW_RUN_DONE;
}

static CrowRunResult
run_lines (CrowRun *self, const GArray *lines)
{
  g_autoptr (GPtrArray) held = crow_run_locks_new ();
  CrowRunResult how = CROW_RUN_DONE;

  /* The last one is the ROLLBACK, which comes in any case. */
  for (guint i = 0; i + 1 < lines->len && how == CROW_RUN_DONE; i++)
    {
      const Line *line = &g_array_index (lines, Line, i);

      how = line->statement < 0 ? crow_run_execute (self, line->sql, -1)
                                : crow_run_statement (self, (guint) line->statement);
      if (how == CROW_RUN_DONE && line->statement >= 0)
        how = note_locks (self, &held);
    }
  return how;
}

static CrowRunResult
read_all (CrowRun *self, GPtrArray *lists)
{
  CrowRunResult how = CROW_RUN_DONE;

  g_ptr_array_set_size (lists, 0);
  for (guint i = 0; i < self->script->promises->len && how == CROW_RUN_DONE; i++)
    {
      GPtrArray *keys = NULL;

      how = crow_run_read_keys (self, g_ptr_array_index (self->script->promises, i), &keys);
      if (how == CROW_RUN_DONE)
        g_ptr_array_add (lists, keys);
    }
  return how;
}

static CrowRunResult
stop_changed (CrowRun *self, const char *reason)
{
  g_free (self->message);
  self->message = g_strdup_printf ("What the database has is not what was drawn: %s. Read the "
                                   "database again",
                                   reason);
  return CROW_RUN_CHANGED;
}

static CrowRunResult
check_drawn (CrowRun *self, const GPtrArray *lists)
{
  for (guint i = 0; i < lists->len; i++)
    {
      g_autofree char *reason = crow_run_check_promise (self->script, i, 0,
                                                        self->script->statements->len,
                                                        g_ptr_array_index (lists, i));

      if (reason != NULL)
        return stop_changed (self, reason);
    }
  return CROW_RUN_DONE;
}

/* Inside the transaction: is the result what was promised? */
static CrowRunResult
compare (CrowRun *self, GPtrArray *differences)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  CrowRunResult how;

  crow_run_tell (self, CROW_RUN_COMPARING, 0, 0, NULL);
  how = read_all (self, lists);
  for (guint i = 0; i < lists->len && how == CROW_RUN_DONE; i++)
    g_ptr_array_add (differences,
                     crow_run_check_outcome (self->script, i, self->script->statements->len, TRUE,
                                             g_ptr_array_index (lists, i)));
  for (guint i = 0; i < differences->len && how == CROW_RUN_DONE; i++)
    if (g_ptr_array_index (differences, i) != NULL)
      {
        self->message = g_strdup_printf ("The server makes something else of it: %s",
                                         (char *) g_ptr_array_index (differences, i));
        how = CROW_RUN_REFUSED;
      }
  return how;
}

/* Will VALIDATE succeed? Rows are only looked for, before any lock is taken. */
static CrowRunResult
look_for_orphans (CrowRun *self, GString *state)
{
  for (guint i = 0; i < self->script->promises->len; i++)
    {
      const CrowPromise *promise = g_ptr_array_index (self->script->promises, i);
      guint64 count = 0;
      CrowRunResult how;

      if (promise->orphan_query == NULL || !will_validate (self->script, i))
        continue;
      how = crow_run_count_orphans (self, promise->orphan_query, COUNTED_ORPHANS, &count);
      if (how == CROW_RUN_LOST || how == CROW_RUN_CANCELLED)
        return how;
      if (how == CROW_RUN_REFUSED || how == CROW_RUN_BUSY)
        g_string_append_printf (state, "Whether VALIDATE will succeed is not known: %s\n",
                                self->message);
      if (how != CROW_RUN_DONE || count == 0 || self->report->orphan_query != NULL)
        continue;
      self->report->n_orphans = count;
      self->report->has_more_orphans = count == COUNTED_ORPHANS;
      self->report->orphan_query = g_strdup (promise->orphan_query);
    }
  return CROW_RUN_DONE;
}

static CrowRunResult
refuse_orphans (CrowRun *self)
{
  if (self->report->orphan_query == NULL)
    return CROW_RUN_DONE;
  self->report->stop = CROW_RUN_STOP_ORPHANS;
  g_free (self->message);
  self->message = g_strdup_printf (
      "VALIDATE would fail with SQLSTATE 23503: %s%" G_GUINT64_FORMAT " %s no parent. Everything "
      "before it works. List them with the query, and correct or delete them first",
      self->report->has_more_orphans ? "at least " : "", self->report->n_orphans,
      self->report->n_orphans == 1 ? "row has" : "rows have");
  return CROW_RUN_REFUSED;
}

/* Reads again after the ROLLBACK, over another session where this one is lost. */
static void
conclude (CrowRun *self, CrowRunResult how, GString *state)
{
  self->is_over = how == CROW_RUN_CANCELLED || g_cancellable_is_cancelled (self->cancellable);
  g_string_append (state, "Nothing was kept: the transaction was rolled back.");
  if (!crow_run_look (self, TRUE, state))
    g_string_append (state, " That could not be read back, but a server keeps nothing that was "
                            "not committed.");
  self->report->outcome = how == CROW_RUN_DONE ? CROW_RUN_OUTCOME_REHEARSED
                                               : CROW_RUN_OUTCOME_UNCHANGED;
  self->report->state = g_strdup (state->str);
}

/* Did anything stay? @before: read before BEGIN. */
static void
check_kept (CrowRun *self, const GPtrArray *before, GString *state)
{
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  if (read_all (self, after) != CROW_RUN_DONE)
    return;
  for (guint i = 0; i < after->len && i < before->len; i++)
    if (!crow_run_keys_equal (g_ptr_array_index (before, i), g_ptr_array_index (after, i)))
      {
        g_string_append (state, "Somebody else changed these constraints meanwhile.\n");
        return;
      }
}

static CrowRunResult
rehearse (CrowRun *self, GPtrArray *differences, GString *state)
{
  g_autoptr (GPtrArray)
      before = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GArray) lines = list_lines (self->script, self->limits);
  CrowRunResult how;

  crow_run_tell (self, CROW_RUN_CHECKING, 0, 0, NULL);
  how = read_all (self, before);
  if (how == CROW_RUN_DONE)
    how = check_drawn (self, before);
  if (how == CROW_RUN_DONE)
    how = look_for_orphans (self, state);
  if (how != CROW_RUN_DONE)
    return how;
  how = run_lines (self, lines);
  if (how == CROW_RUN_DONE)
    how = compare (self, differences);
  crow_run_roll_back (self);
  if (how == CROW_RUN_REFUSED && g_str_equal (self->sqlstate, "23503"))
    {
      CrowRunStep *step = g_ptr_array_index (self->report->steps, self->report->steps->len - 1);
      const CrowStatement *last = g_ptr_array_index (self->script->statements, step->statement);

      crow_run_report_orphans (self, last->promise);
    }
  if (how == CROW_RUN_DONE)
    check_kept (self, before, state);
  return how == CROW_RUN_DONE ? refuse_orphans (self) : how;
}

/**
 * crow_runner_rehearse_within:
 * @limits: how long things may take
 *
 * crow_runner_rehearse() with other limits.
 */
CrowRunReport *
crow_runner_rehearse_within (const CrowRunLimits *limits,
                             CrowConnection *connection,
                             CrowScript *script,
                             CrowRunFunc func,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error)
{
  gint64 started = g_get_monotonic_time ();
  g_autoptr (GPtrArray) differences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) state = g_string_new (NULL);
  CrowRunReport *report = NULL;
  CrowRunResult how;
  CrowRun run;

  crow_run_init (&run, connection, script, limits, func, user_data, cancellable);
  crow_run_tell (&run, CROW_RUN_CONNECTING, 0, 0, NULL);
  if (crow_run_open (&run, cancellable, error))
    {
      how = rehearse (&run, differences, state);
      crow_run_set_stop (&run, how);
      conclude (&run, how, state);
      /* What it was inside the transaction; what it is now was told. */
      g_ptr_array_set_size (differences, (int) script->promises->len);
      g_ptr_array_unref (run.report->differences);
      run.report->differences = g_steal_pointer (&differences);
      run.report->seconds = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
      report = g_steal_pointer (&run.report);
    }
  crow_run_clear (&run);
  return report;
}

/**
 * crow_runner_rehearse:
 * @connection: where
 * @script: what
 * @func: (nullable): told what happens, in this thread
 * @user_data: for @func
 * @cancellable: (nullable): stops it within a second
 * @error: why nothing was even begun: no session
 *
 * Runs the statements of crow_runner_build_rehearsal_text() in one transaction and rolls it back
 * (reference of the product, section 2.3), and compares what the catalogue had in between with what
 * the script promises: a constraint that VALIDATE would follow is NOT VALID there. Beside that only
 * the catalogue is read, and rows without a parent are counted where VALIDATE would look for them.
 * Blocks; any thread.
 *
 * Returns: (transfer full) (nullable): how it went
 */
CrowRunReport *
crow_runner_rehearse (CrowConnection *connection,
                      CrowScript *script,
                      CrowRunFunc func,
                      gpointer user_data,
                      GCancellable *cancellable,
                      GError **error)
{
  return crow_runner_rehearse_within (&crow_run_limits, connection, script, func, user_data,
                                      cancellable, error);
}
