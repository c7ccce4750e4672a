#include "crow-runner-private.h"

#include "crow-session-private.h"
#include "crow-sql-text.h"

/* The statements of one transaction, or one setting between two. */
typedef struct
{
  guint start;
  guint end;
  guint transaction; /* 0: a setting */
  gboolean has_begin;
} Group;

/* An application on its way. */
typedef struct
{
  CrowRun run;
  gboolean has_committed;    /* a transaction of the script, now or in the run that this one
                                continues */
  gboolean may_be_committed; /* the connection was lost when nobody can know */
  GPtrArray *before; /* (owned) (element-type GPtrArray) (nullable elements) the keys of each
                        promise that the transaction serves, when it began */
  GPtrArray *inside; /* (owned) the same just before its COMMIT; empty: not read */
} Apply;

static const CrowStatement *
get_statement (const Apply *self, guint index)
{
  return g_ptr_array_index (self->run.script->statements, index);
}

static Group
find_group (const Apply *self, guint start)
{
  guint n = self->run.script->statements->len;
  Group group = { start, start + 1, get_statement (self, start)->transaction, FALSE };

  if (group.transaction == 0)
    return group;
  while (group.start > 0 && get_statement (self, group.start - 1)->transaction == group.transaction)
    group.start--;
  while (group.end < n && get_statement (self, group.end)->transaction == group.transaction)
    group.end++;
  group.has_begin = get_statement (self, group.start)->kind == CROW_STATEMENT_BEGIN;
  return group;
}

static void
free_keys (gpointer data)
{
  if (data != NULL)
    g_ptr_array_unref (data);
}

static CrowRunResult
read_all (Apply *self, const Group *group, GPtrArray *lists)
{
  const CrowScript *script = self->run.script;
  CrowRunResult how = CROW_RUN_DONE;

  g_ptr_array_set_size (lists, 0);
  for (guint i = 0; i < script->promises->len && how == CROW_RUN_DONE; i++)
    {
      GPtrArray *keys = NULL;

      if (crow_run_is_served (script, i, group->start, group->end))
        how = crow_run_read_keys (&self->run, g_ptr_array_index (script->promises, i), &keys);
      if (how == CROW_RUN_DONE)
        g_ptr_array_add (lists, keys);
    }
  return how;
}

static CrowRunResult
refuse (Apply *self, CrowRunResult how, const char *head, const char *reason, const char *advice)
{
  g_free (self->run.message);
  self->run.message = g_strdup_printf ("%s: %s. %s", head, reason, advice);
  return how;
}

static CrowRunResult
check_all (Apply *self, const Group *group)
{
  for (guint i = 0; i < self->before->len; i++)
    {
      const GPtrArray *keys = g_ptr_array_index (self->before, i);
      g_autofree char *reason = NULL;

      if (keys != NULL)
        reason = crow_run_check_promise (self->run.script, i, group->start, group->end, keys);
      if (reason != NULL)
        return refuse (self, CROW_RUN_CHANGED, "What the database has is not what was drawn",
                       reason, "Read the database again before you change it.");
    }
  return CROW_RUN_DONE;
}

/* Reads no row of @table, but leaves ACCESS SHARE on it to the end of our transaction. */
static CrowRunResult
hold_table (Apply *self, const CrowConstraint *like, guint statement)
{
  g_autoptr (GString) sql = g_string_new ("SELECT FROM ONLY ");

  crow_sql_append_table (sql, like->namespace_, like->table);
  g_string_append (sql, " WHERE false");
  return crow_run_execute (&self->run, sql->str, (int) statement);
}

/* Between what we read here and our own ALTER, nobody may put another constraint in the place of
 * the one that was drawn: DROP, RENAME and ALTER CONSTRAINT want ACCESS EXCLUSIVE on the child
 * table, and so wait for anybody who reads it. So we read it, though none of its rows, before we
 * look at the catalogue; if such a change is on its way, this waits for it and we then see what it
 * made. (A lock of ours would do the same, but nothing runs that is not on the screen.) Whoever may
 * not read the table has the look alone, which leaves the moment until the ALTER. */
static CrowRunResult
hold_and_check (Apply *self, const Group *group)
{
  CrowRunResult how = CROW_RUN_DONE;

  for (guint i = 0; i < self->before->len && how == CROW_RUN_DONE; i++)
    {
      const CrowPromise *promise = g_ptr_array_index (self->run.script->promises, i);
      const GPtrArray *keys = g_ptr_array_index (self->before, i);
      const CrowRunKey *key = NULL;

      if (keys != NULL && promise->before != NULL)
        key = crow_run_find_name (keys, promise->before, promise->before->name);
      if (key != NULL && key->is_readable)
        how = hold_table (self, key->key, MIN (group->start + 1, group->end - 1));
    }
  if (how == CROW_RUN_DONE)
    how = read_all (self, group, self->before);
  return how == CROW_RUN_DONE ? check_all (self, group) : how;
}

/* Before COMMIT: is it what was promised, and is every other key of these tables what it was? */
static CrowRunResult
check_made (Apply *self, const Group *group)
{
  CrowRunResult how = read_all (self, group, self->inside);

  for (guint i = 0; i < self->inside->len && how == CROW_RUN_DONE; i++)
    {
      const GPtrArray *keys = g_ptr_array_index (self->inside, i);
      g_autofree char *reason = NULL;

      if (keys != NULL)
        reason = crow_run_check_outcome (self->run.script, i, group->end, FALSE, keys);
      if (keys != NULL && reason == NULL)
        reason = crow_run_check_others (self->run.script, i, g_ptr_array_index (self->before, i),
                                        keys);
      if (reason != NULL)
        how = refuse (self, CROW_RUN_REFUSED, "The server made something else of it", reason,
                      "It was rolled back.");
    }
  return how;
}

static CrowRunResult
run_one (Apply *self, const Group *group, guint index)
{
  const CrowStatement *statement = get_statement (self, index);
  CrowRunResult how = CROW_RUN_DONE;

  if (statement->kind == CROW_STATEMENT_COMMIT)
    how = check_made (self, group);
  if (how != CROW_RUN_DONE)
    return how;
  how = crow_run_statement (&self->run, index);
  self->may_be_committed = how == CROW_RUN_LOST &&
                           (statement->kind == CROW_STATEMENT_COMMIT || !group->has_begin);
  if (how == CROW_RUN_DONE && statement->kind == CROW_STATEMENT_BEGIN)
    how = hold_and_check (self, group);
  return how;
}

static CrowRunResult
run_once (Apply *self, const Group *group)
{
  CrowRunResult how;

  crow_run_tell (&self->run, CROW_RUN_CHECKING, group->start, 0, NULL);
  g_ptr_array_set_size (self->inside, 0);
  how = read_all (self, group, self->before);
  if (how == CROW_RUN_DONE)
    how = check_all (self, group);
  for (guint i = group->start; i < group->end && how == CROW_RUN_DONE; i++)
    how = run_one (self, group, i);
  crow_run_roll_back (&self->run);
  return how;
}

/* 1, 2, 4, 8, 8 seconds, and up to a quarter more, so that two who met do not meet again. */
static gboolean
count_down (Apply *self, const Group *group)
{
  const CrowRunLimits *limits = self->run.limits;
  double pause = limits->backoff * (1u << MIN (self->run.attempt - 1, 3));
  gint64 until;

  pause *= 1 + g_random_double () / 4;
  until = g_get_monotonic_time () + (gint64) (pause * G_USEC_PER_SEC);
  self->run.attempt++;
  while (TRUE)
    {
      double left = (double) (until - g_get_monotonic_time ()) / G_USEC_PER_SEC;

      if (left <= 0)
        return TRUE;
      crow_run_tell (&self->run, CROW_RUN_WAITING, group->start, left, self->run.blocker);
      if (!crow_run_sleep (&self->run, MIN (left, limits->countdown)))
        return FALSE;
    }
}

static CrowRunResult
run_group (Apply *self, const Group *group)
{
  CrowRunResult how;

  self->run.attempt = 1;
  g_clear_pointer (&self->run.blocker, g_free);
  while ((how = run_once (self, group)) == CROW_RUN_BUSY &&
         self->run.attempt < self->run.limits->tries)
    if (!count_down (self, group))
      {
        g_free (self->run.message);
        self->run.message = g_strdup ("Cancelled");
        return CROW_RUN_CANCELLED;
      }
  return how;
}

/* A run that goes on after a loss may find done what it came for. */
static gboolean
is_done (Apply *self, const Group *group)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func (free_keys);
  guint n_served = 0;

  if (group->transaction == 0 || read_all (self, group, lists) != CROW_RUN_DONE)
    return FALSE;
  for (guint i = 0; i < lists->len; i++)
    {
      const GPtrArray *keys = g_ptr_array_index (lists, i);

      if (keys == NULL)
        continue;
      n_served++;
      if (!crow_run_is_fulfilled (self->run.script, i, keys))
        return FALSE;
    }
  return n_served > 0;
}

static gboolean
lists_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const GPtrArray *one = g_ptr_array_index (a, i);
      const GPtrArray *other = g_ptr_array_index (b, i);

      if (one != NULL && other != NULL && !crow_run_keys_equal (one, other))
        return FALSE;
    }
  return TRUE;
}

typedef enum { FATE_UNCHANGED, FATE_COMMITTED, FATE_UNKNOWN } Fate;

static Fate
compare_fate (Apply *self, const Group *group)
{
  g_autoptr (GPtrArray) now = g_ptr_array_new_with_free_func (free_keys);

  if (read_all (self, group, now) != CROW_RUN_DONE)
    return FATE_UNKNOWN;
  if (lists_equal (self->before, now))
    return FATE_UNCHANGED;
  /* Alone in its transaction: what changed the table is taken to be the statement itself; what the
   * table has is told in any case. */
  if (self->inside->len == 0 || lists_equal (self->inside, now))
    return FATE_COMMITTED;
  for (guint i = 0; i < now->len; i++)
    {
      const GPtrArray *keys = g_ptr_array_index (now, i);
      g_autofree char *difference = NULL;

      if (keys != NULL)
        difference = crow_run_check_outcome (self->run.script, i, group->end, FALSE, keys);
      if (difference != NULL)
        return FATE_UNCHANGED;
    }
  return FATE_COMMITTED;
}

/* The connection is lost: what became of the transaction? */
static Fate
find_fate (Apply *self, const Group *group, GString *state)
{
  int pid = self->run.pid;
  g_autofree char *backend_start = g_strdup (self->run.backend_start);
  Fate fate = self->may_be_committed ? FATE_UNKNOWN : FATE_UNCHANGED;

  if (g_cancellable_is_cancelled (self->run.cancellable) || !crow_run_reconnect (&self->run))
    return fate;
  if (backend_start != NULL && !crow_run_outlive (&self->run, pid, backend_start) &&
      self->run.session != NULL)
    g_string_append_printf (state,
                            "The server has not noticed the loss yet: until it does, process %d of "
                            "the lost connection may hold its locks%s.",
                            pid,
                            self->may_be_committed ? " and still commit what it was doing" : "");
  return self->may_be_committed ? compare_fate (self, group) : fate;
}

static void
conclude_loss (Apply *self, const Group *group, GString *state)
{
  CrowRunReport *report = self->run.report;
  Fate fate = find_fate (self, group, state);
  gboolean is_last = group->end == self->run.script->statements->len;

  if (fate == FATE_COMMITTED)
    {
      self->has_committed = TRUE;
      if (state->len > 0)
        g_string_append_c (state, ' ');
      g_string_append (state,
                       "The connection was lost while the answer to the last transaction was "
                       "on its way; the database has what it made, so it was committed.");
    }
  report->outcome = fate == FATE_UNKNOWN                ? CROW_RUN_OUTCOME_UNKNOWN
                    : fate == FATE_COMMITTED && is_last ? CROW_RUN_OUTCOME_APPLIED
                    : self->has_committed               ? CROW_RUN_OUTCOME_PARTIAL
                                                        : CROW_RUN_OUTCOME_UNCHANGED;
  /* Nothing stopped an application that came to its end. */
  if (report->outcome == CROW_RUN_OUTCOME_APPLIED)
    g_clear_pointer (&report->error, g_free);
  if (report->outcome == CROW_RUN_OUTCOME_PARTIAL)
    report->resume_at = fate == FATE_COMMITTED ? find_group (self, group->end).start : group->start;
}

/* Settings are run again anyway: where to go on is a transaction. */
static guint
skip_settings (const Apply *self, guint statement)
{
  while (statement + 1 < self->run.script->statements->len &&
         get_statement (self, statement)->transaction == 0)
    statement++;
  return statement;
}

static void
conclude_stop (Apply *self, const Group *group, CrowRunResult how)
{
  CrowRunReport *report = self->run.report;
  int promise = -1;

  for (guint i = group->start; i < group->end; i++)
    if (get_statement (self, i)->promise >= 0 && report->steps->len > 0 &&
        ((CrowRunStep *) g_ptr_array_index (report->steps, report->steps->len - 1))->statement == i)
      promise = get_statement (self, i)->promise;
  if (how == CROW_RUN_REFUSED && g_str_equal (self->run.sqlstate, "23503"))
    crow_run_report_orphans (&self->run, promise);
  report->outcome = self->has_committed ? CROW_RUN_OUTCOME_PARTIAL : CROW_RUN_OUTCOME_UNCHANGED;
  if (self->has_committed && how != CROW_RUN_CHANGED)
    report->resume_at = group->start;
}

static const char *
introduce (const Apply *self)
{
  switch (self->run.report->outcome)
    {
    case CROW_RUN_OUTCOME_APPLIED:
      return "All of it was applied.";
    case CROW_RUN_OUTCOME_PARTIAL:
      return "A part of it was applied.";
    case CROW_RUN_OUTCOME_UNKNOWN:
      return "Whether the last transaction was committed is not known: the connection was lost "
             "while the answer was on its way, and no other could be had.";
    case CROW_RUN_OUTCOME_REHEARSED:
    case CROW_RUN_OUTCOME_UNCHANGED:
      break;
    }
  return "Nothing was applied.";
}

static gboolean
has_difference (const CrowRunReport *report)
{
  for (guint i = 0; i < report->differences->len; i++)
    if (g_ptr_array_index (report->differences, i) != NULL)
      return TRUE;
  return FALSE;
}

/* The last look: what has the database now? */
static void
conclude (Apply *self, GString *state)
{
  CrowRunReport *report = self->run.report;
  g_autoptr (GString) found = g_string_new (NULL);
  gboolean is_known;

  self->run.is_over = g_cancellable_is_cancelled (self->run.cancellable);
  crow_run_tell (&self->run, CROW_RUN_COMPARING, 0, 0, NULL);
  /* After a loss another connection was sought already. */
  is_known = crow_run_look (&self->run, report->stop != CROW_RUN_STOP_LOST, found);
  if (is_known && report->outcome == CROW_RUN_OUTCOME_APPLIED && has_difference (report))
    report->outcome = CROW_RUN_OUTCOME_PARTIAL;
  g_string_prepend (state, state->len > 0 ? " " : "");
  g_string_prepend (state, introduce (self));
  g_string_append (state, is_known ? "\n" : " What the database has now could not be read.");
  if (is_known)
    g_string_append (state, found->str);
  else
    crow_run_append_advice (&self->run, state);
  report->state = g_strdup (g_strchomp (state->str));
}

/* Settings that stand before the place where a run goes on. */
static CrowRunResult
repeat_settings (Apply *self, guint first)
{
  CrowRunResult how = CROW_RUN_DONE;

  for (guint i = 0; i < first && how == CROW_RUN_DONE; i++)
    if (get_statement (self, i)->kind == CROW_STATEMENT_SETTING &&
        get_statement (self, i)->transaction == 0)
      how = crow_run_statement (&self->run, i);
  return how;
}

static void
apply (Apply *self, guint first)
{
  guint n = self->run.script->statements->len;
  guint at = first > 0 ? find_group (self, first).start : 0;
  g_autoptr (GString) state = g_string_new (NULL);
  Group group = { at, at, 0, FALSE };
  CrowRunResult how = repeat_settings (self, at);

  self->has_committed = first > 0;
  while (how == CROW_RUN_DONE && at < n)
    {
      group = find_group (self, at);
      if (first == 0 || !is_done (self, &group))
        how = run_group (self, &group);
      if (how == CROW_RUN_DONE && group.transaction != 0)
        self->has_committed = TRUE;
      at = group.end;
    }
  crow_run_set_stop (&self->run, how);
  if (how == CROW_RUN_DONE)
    self->run.report->outcome = CROW_RUN_OUTCOME_APPLIED;
  else if (how == CROW_RUN_LOST)
    conclude_loss (self, &group, state);
  else
    conclude_stop (self, &group, how);
  if (self->run.report->resume_at != 0)
    self->run.report->resume_at = skip_settings (self, self->run.report->resume_at);
  conclude (self, state);
}

/**
 * crow_runner_apply_within:
 * @limits: how long things may take
 *
 * crow_runner_apply() with other limits.
 */
CrowRunReport *
crow_runner_apply_within (const CrowRunLimits *limits,
                          CrowConnection *connection,
                          CrowScript *script,
                          guint first,
                          CrowRunFunc func,
                          gpointer user_data,
                          GCancellable *cancellable,
                          GError **error)
{
  gint64 started = g_get_monotonic_time ();
  CrowRunReport *report = NULL;
  Apply self = { 0 };

  g_return_val_if_fail (first == 0 || first < script->statements->len, NULL);

  crow_run_init (&self.run, connection, script, limits, func, user_data, cancellable);
  self.before = g_ptr_array_new_with_free_func (free_keys);
  self.inside = g_ptr_array_new_with_free_func (free_keys);
  crow_run_tell (&self.run, CROW_RUN_CONNECTING, first, 0, NULL);
  if (crow_run_open (&self.run, cancellable, error))
    {
      apply (&self, first);
      self.run.report->seconds = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
      report = g_steal_pointer (&self.run.report);
    }
  g_ptr_array_unref (self.before);
  g_ptr_array_unref (self.inside);
  crow_run_clear (&self.run);
  return report;
}

/**
 * crow_runner_apply:
 * @connection: where
 * @script: what
 * @first: 0, or the `resume_at` of the report of a run that was cut off
 * @func: (nullable): told what happens, in this thread
 * @user_data: for @func
 * @cancellable: (nullable): stops it within a second; what is open is rolled back
 * @error: why nothing was even begun: no session
 *
 * Runs the statements of @script as they stand, and beside them nothing but reads: the catalogue,
 * and of each child table no row (see hold_and_check()). A transaction that finds no lock in time
 * is repeated as a whole (reference of the product, sections 2.2 and 2.3). Whatever happens, the
 * catalogue is read at the end, over another connection if need be. Blocks; any thread.
 *
 * Returns: (transfer full) (nullable): how it went, and what the database has now
 */
CrowRunReport *
crow_runner_apply (CrowConnection *connection,
                   CrowScript *script,
                   guint first,
                   CrowRunFunc func,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  return crow_runner_apply_within (&crow_run_limits, connection, script, first, func, user_data,
                                   cancellable, error);
}
