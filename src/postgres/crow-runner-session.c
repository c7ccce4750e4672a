#include "crow-runner-private.h"

#include "crow-session-private.h"

/* Reference of the product, 2.2 (backoff, tries) and 2.3 (rehearsing for 1 s at most). */
const CrowRunLimits crow_run_limits = {
  .rehearsal_lock = 1,
  .rehearsal_statement = 5,
  .backoff = 1,
  .tries = 6,
  .countdown = 1,
  .watch_after = 0.3,
  .watch_every = 0.5,
  .reconnect = 15,
  .linger = 3,
  .grace = 0.5,
  .patience = 30,
  .count = 5,
};

/**
 * crow_run_init:
 * @self: (out caller-allocates): a run
 * @connection: where
 * @script: what
 * @limits: how long; must outlive @self
 * @func: (nullable): told of what happens, in this thread
 * @user_data: for @func
 * @cancellable: (nullable): stops the run
 *
 * Everything is borrowed from the caller, who blocks until the run is over.
 */
void
crow_run_init (CrowRun *self,
               CrowConnection *connection,
               CrowScript *script,
               const CrowRunLimits *limits,
               CrowRunFunc func,
               gpointer user_data,
               GCancellable *cancellable)
{
  *self = (CrowRun){ .connection = connection,
                     .script = script,
                     .limits = limits,
                     .func = func,
                     .user_data = user_data,
                     .cancellable = cancellable,
                     .attempt = 1 };
  self->report = crow_run_report_new (script);
}

/**
 * crow_run_clear:
 * @self: a run, whose report is freed too where nobody took it
 */
void
crow_run_clear (CrowRun *self)
{
  g_clear_pointer (&self->watch, crow_run_watch_free);
  g_clear_pointer (&self->session, crow_session_free);
  g_clear_pointer (&self->report, crow_run_report_free);
  g_clear_pointer (&self->backend_start, g_free);
  g_clear_pointer (&self->blocker, g_free);
  g_clear_pointer (&self->message, g_free);
}

/**
 * crow_run_tell:
 * @self: a run
 * @kind: what happens
 * @statement: index into the script's statements
 * @seconds: see the kind
 * @message: (nullable): see the kind
 */
void
crow_run_tell (CrowRun *self,
               CrowRunEventKind kind,
               guint statement,
               double seconds,
               const char *message)
{
  CrowRunEvent event = { kind, statement, self->attempt, seconds, message };

  if (self->func != NULL)
    self->func (&event, self->user_data);
}

static CrowRunResult
refuse_cancelled (CrowRun *self)
{
  g_free (self->message);
  self->message = g_strdup ("Cancelled");
  return CROW_RUN_CANCELLED;
}

/**
 * crow_run_query:
 * @self: a run
 * @sql: one query of ours
 * @n_parameters: of @parameters
 * @parameters: (nullable): as text
 * @result: (out) (transfer full): where it is done
 *
 * Returns: how it went; `message` and `sqlstate` say why not
 */
CrowRunResult
crow_run_query (CrowRun *self,
                const char *sql,
                guint n_parameters,
                const char *const *parameters,
                PGresult **result)
{
  double patience = self->is_over ? self->limits->grace : self->limits->patience;
  gint64 deadline = g_get_monotonic_time () + (gint64) (patience * G_USEC_PER_SEC);

  if (!self->is_over && g_cancellable_is_cancelled (self->cancellable))
    return refuse_cancelled (self);
  return crow_run_execute_until (self, sql, -1, n_parameters, parameters, deadline,
                                 self->is_over ? NULL : self->cancellable, result);
}

/* A COMMIT is a COMMIT only if its answer says so: in a transaction that failed it is a ROLLBACK
 * without an error. */
static CrowRunResult
check_commit (CrowRun *self, const char *sql, const PGresult *result)
{
  if (!g_str_has_prefix (sql, "COMMIT") ||
      g_str_equal (PQcmdStatus ((PGresult *) result), "COMMIT"))
    return CROW_RUN_DONE;
  g_free (self->message);
  self->message = g_strdup ("The server rolled the transaction back at COMMIT");
  return CROW_RUN_REFUSED;
}

/**
 * crow_run_execute:
 * @self: a run
 * @sql: one statement
 * @statement: its index in the script, whose blockers are then named; or -1
 *
 * On cancellation the server is asked to stop; what it then says counts, so that a statement that
 * was quicker is done.
 *
 * Returns: how it went; `message` and `sqlstate` say why not
 */
CrowRunResult
crow_run_execute (CrowRun *self, const char *sql, int statement)
{
  g_autoptr (PGresult) result = NULL;
  CrowRunResult how;

  if (g_cancellable_is_cancelled (self->cancellable))
    return refuse_cancelled (self);
  how = crow_run_execute_until (self, sql, statement, 0, NULL, 0, self->cancellable, &result);
  return how == CROW_RUN_DONE ? check_commit (self, sql, result) : how;
}

static gboolean
excludes_all (const CrowStatement *statement)
{
  for (guint i = 0; i < statement->locks->len; i++)
    if (((CrowLockClaim *) g_ptr_array_index (statement->locks, i))->mode ==
        CROW_LOCK_ACCESS_EXCLUSIVE)
      return TRUE;
  return FALSE;
}

static void
note_unlocked (CrowRun *self)
{
  double seconds = (double) (g_get_monotonic_time () - self->locked_since) / G_USEC_PER_SEC;

  if (self->locked_since != 0)
    self->report->locked_seconds = MAX (self->report->locked_seconds, seconds);
  self->locked_since = 0;
}

/* The statement that asked for the lock ended as @how: did it wait in vain? Where nobody looked,
 * the time counts as locked. */
static void
note_in_vain (CrowRun *self, CrowRunResult how)
{
  double seconds = (double) (g_get_monotonic_time () - self->locked_since) / G_USEC_PER_SEC;

  /* read_only_sql_transaction, syntax_error: refused before it looks for a table */
  if (how == CROW_RUN_REFUSED &&
      (g_str_equal (self->sqlstate, "25006") || g_str_equal (self->sqlstate, "42601")))
    self->locked_since = 0;
  if (self->locked_since == 0 || how == CROW_RUN_DONE ||
      (how != CROW_RUN_BUSY && !self->was_blocked))
    return;
  self->report->in_vain_seconds = MAX (self->report->in_vain_seconds, seconds);
  self->locked_since = 0;
}

/**
 * crow_run_statement:
 * @self: a run
 * @statement: index of the script's statement to run
 *
 * Returns: how it went; `message` and `sqlstate` say why not
 */
CrowRunResult
crow_run_statement (CrowRun *self, guint statement)
{
  const CrowStatement *what = g_ptr_array_index (self->script->statements, statement);
  CrowRunStep *step = crow_run_report_add_step (self->report, statement);
  gboolean is_first;
  gint64 started;
  CrowRunResult how;

  crow_run_tell (self, CROW_RUN_STATEMENT, statement, 0, NULL);
  started = g_get_monotonic_time ();
  is_first = self->locked_since == 0 && excludes_all (what);
  if (is_first)
    self->locked_since = started;
  how = crow_run_execute (self, what->sql, (int) statement);
  step->seconds = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
  if (how != CROW_RUN_DONE)
    step->error = g_strdup (self->message);
  if (is_first)
    note_in_vain (self, how);
  if (self->session == NULL ||
      PQtransactionStatus (crow_session_get_pgconn (self->session)) == PQTRANS_IDLE)
    note_unlocked (self);
  if (how == CROW_RUN_DONE)
    crow_run_tell (self, CROW_RUN_FINISHED, statement, step->seconds, NULL);
  return how;
}

/**
 * crow_run_roll_back:
 * @self: a run, maybe in a transaction, maybe lost
 *
 * Keeps `message` and `sqlstate`. A server that does not answer at once loses its session, and
 * rolls back when it notices.
 */
void
crow_run_roll_back (CrowRun *self)
{
  g_autofree char *message = g_steal_pointer (&self->message);
  char sqlstate[sizeof self->sqlstate];
  gint64 deadline = g_get_monotonic_time () + (gint64) (self->limits->grace * G_USEC_PER_SEC / 2);

  memcpy (sqlstate, self->sqlstate, sizeof sqlstate);
  if (self->session != NULL &&
      PQtransactionStatus (crow_session_get_pgconn (self->session)) != PQTRANS_IDLE)
    crow_run_execute_until (self, "ROLLBACK", -1, 0, NULL, deadline, NULL, NULL);
  note_unlocked (self);
  g_free (self->message);
  self->message = g_steal_pointer (&message);
  memcpy (self->sqlstate, sqlstate, sizeof sqlstate);
}

/**
 * crow_run_sleep:
 * @self: a run
 * @seconds: how long
 *
 * Returns: %FALSE: cancelled
 */
gboolean
crow_run_sleep (CrowRun *self, double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  gint64 left;

  while (!g_cancellable_is_cancelled (self->cancellable) &&
         (left = until - g_get_monotonic_time ()) > 0)
    {
      GPollFD fd = { 0 };
      guint n_fds = g_cancellable_make_pollfd (self->cancellable, &fd) ? 1 : 0;

      g_poll (&fd, n_fds, (int) (left / 1000) + 1);
      if (n_fds > 0)
        g_cancellable_release_fd (self->cancellable);
    }
  return !g_cancellable_is_cancelled (self->cancellable);
}

static void
remember_backend (CrowRun *self)
{
  static const char query[] = "SELECT backend_start::pg_catalog.text FROM"
                              " pg_catalog.pg_stat_get_activity (pg_catalog.pg_backend_pid ())";
  g_autoptr (PGresult) result = NULL;

  self->pid = crow_session_get_backend_pid (self->session);
  g_clear_pointer (&self->backend_start, g_free);
  if (crow_run_query (self, query, 0, NULL, &result) == CROW_RUN_DONE && PQntuples (result) == 1)
    self->backend_start = g_strdup (PQgetvalue (result, 0, 0));
}

/**
 * crow_run_open:
 * @self: a run without a session
 * @cancellable: (nullable): instead of the run's
 * @error: why not
 *
 * Returns: whether there is a session now
 */
gboolean
crow_run_open (CrowRun *self, GCancellable *cancellable, GError **error)
{
  self->session = crow_session_open (self->connection, CROW_SESSION_WRITE, cancellable, error);
  if (self->session == NULL)
    return FALSE;
  if (crow_session_is_readonly (self->session))
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
                   "%s is only read: how it changes constraints was never tried.",
                   crow_session_get_server_name (self->session));
      g_clear_pointer (&self->session, crow_session_free);
      return FALSE;
    }
  g_clear_pointer (&self->watch, crow_run_watch_free);
  remember_backend (self);
  return TRUE;
}
