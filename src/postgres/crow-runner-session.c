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

#define TICK (G_USEC_PER_SEC / 10) /* how often a waiting statement's watch is asked */

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

static gboolean
has_result (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* The server says goodbye with FATAL before it closes, and libpq notices only then. */
static gboolean
is_fatal (CrowRun *self, const PGresult *result)
{
  const char *severity = PQresultErrorField (result, PG_DIAG_SEVERITY_NONLOCALIZED);

  if (PQstatus (crow_session_get_pgconn (self->session)) != CONNECTION_OK)
    return TRUE;
  return g_strcmp0 (severity, "FATAL") == 0 || g_strcmp0 (severity, "PANIC") == 0;
}

static CrowRunResult
lose (CrowRun *self, const PGresult *result)
{
  g_autoptr (GError) error = NULL;

  if (self->message == NULL)
    {
      crow_session_set_error (self->session, result, &error);
      self->message = g_strdup (error->message);
    }
  g_clear_pointer (&self->session, crow_session_free);
  return CROW_RUN_LOST;
}

static CrowRunResult
judge_failure (CrowRun *self, const PGresult *result, gboolean is_cancelled)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  g_autoptr (GError) error = NULL;

  g_strlcpy (self->sqlstate, state != NULL ? state : "", sizeof self->sqlstate);
  crow_session_set_error (self->session, result, &error);
  g_free (self->message);
  self->message = g_strdup (error->message);
  if (result == NULL || is_fatal (self, result))
    return lose (self, result);
  if (is_cancelled && g_str_equal (self->sqlstate, "57014")) /* query_canceled */
    {
      /* Its words and what to do are for those who did not ask for it. */
      g_free (self->message);
      self->message = g_strdup ("Cancelled (SQLSTATE 57014)");
      return CROW_RUN_CANCELLED;
    }
  /* lock_not_available, deadlock_detected */
  if (g_str_equal (self->sqlstate, "55P03") || g_str_equal (self->sqlstate, "40P01"))
    return CROW_RUN_BUSY;
  return CROW_RUN_REFUSED;
}

/* A statement on its way. */
typedef struct
{
  CrowRun *run;
  PGconn *conn;
  int statement; /* of the script, or -1 */
  gint64 started;
  gint64 deadline;            /* 0: none */
  GCancellable *cancellable;  /* (nullable) NULL: nothing to heed any more */
  CrowCancelRequest *request; /* (owned) (nullable) the server was asked to stop */
  gboolean has_told;          /* who blocks it */
  gboolean is_blocked;        /* at the last look, when the statement ended */
  gboolean is_haunted;        /* that may still arrive, and stop a statement that it is not for */
} Flight;

/* Blocks the statement somebody? Its name comes from a second session, opened only now. */
static void
look_after (Flight *flight)
{
  CrowRun *run = flight->run;
  double seconds = (double) (g_get_monotonic_time () - flight->started) / G_USEC_PER_SEC;
  g_autofree char *message = NULL;

  if (flight->statement < 0 || seconds < run->limits->watch_after)
    return;
  if (run->watch == NULL)
    run->watch = crow_run_watch_new (run->connection, run->pid, run->limits->watch_every);
  crow_run_watch_set_active (run->watch, TRUE);
  message = crow_run_watch_get_message (run->watch);
  if (message == NULL)
    return;
  if (flight->has_told && g_strcmp0 (message, run->blocker) == 0)
    return;
  flight->has_told = TRUE;
  g_free (run->blocker);
  run->blocker = g_steal_pointer (&message);
  crow_run_tell (run, CROW_RUN_BLOCKED, (guint) flight->statement, seconds, run->blocker);
}

/* FALSE: the time that the server had is over. */
static gboolean
wait_a_little (Flight *flight, GIOCondition events)
{
  gint64 now = g_get_monotonic_time ();
  gint64 until = flight->statement >= 0 ? now + TICK : 0;

  if (flight->deadline != 0 && now >= flight->deadline)
    return FALSE;
  if (flight->deadline != 0 && (until == 0 || flight->deadline < until))
    until = flight->deadline;
  if (crow_session_wait (PQsocket (flight->conn), events, until, flight->cancellable) ==
      CROW_WAIT_CANCELLED)
    {
      flight->request = crow_cancel_request_send (flight->conn);
      flight->cancellable = NULL;
      flight->deadline = g_get_monotonic_time () +
                         (gint64) (flight->run->limits->grace * G_USEC_PER_SEC);
    }
  look_after (flight);
  return TRUE;
}

static gboolean
flush (Flight *flight)
{
  int left;

  while ((left = PQflush (flight->conn)) > 0)
    if (!wait_a_little (flight, G_IO_IN | G_IO_OUT) || PQconsumeInput (flight->conn) == 0)
      return FALSE;
  return left == 0;
}

/* The one result of the statement; NULL: the connection is lost, or the time is over. */
static PGresult *
receive (Flight *flight)
{
  g_autoptr (PGresult) kept = NULL;

  while (TRUE)
    {
      PGresult *result;

      while (PQisBusy (flight->conn))
        if (!wait_a_little (flight, G_IO_IN) || PQconsumeInput (flight->conn) == 0)
          return has_result (kept) ? NULL : g_steal_pointer (&kept);
      result = PQgetResult (flight->conn);
      if (result == NULL)
        return g_steal_pointer (&kept);
      /* A statement alone in its transaction may succeed and then fail to commit. What comes
       * behind an error is the connection's end, which the error explains. */
      if (kept != NULL && !has_result (kept))
        {
          PQclear (result);
          continue;
        }
      PQclear (kept);
      kept = result;
    }
}

/* Returns: (nullable): NULL: lost or given up. */
static PGresult *
fly (Flight *flight, const char *sql, guint n_parameters, const char *const *parameters)
{
  PGresult *result = NULL;

  PQsetnonblocking (flight->conn, 1);
  if (PQsendQueryParams (flight->conn, sql, (int) n_parameters, NULL, parameters, NULL, NULL, 0) &&
      flush (flight))
    result = receive (flight);
  if (flight->request != NULL)
    flight->is_haunted = !crow_cancel_request_finish (flight->request, flight->deadline);
  if (flight->run->watch != NULL)
    {
      g_autofree char *blocker = crow_run_watch_get_message (flight->run->watch);

      flight->is_blocked = blocker != NULL;
      crow_run_watch_set_active (flight->run->watch, FALSE);
    }
  return result;
}

static CrowRunResult
execute_until (CrowRun *self,
               const char *sql,
               int statement,
               guint n_parameters,
               const char *const *parameters,
               gint64 deadline,
               GCancellable *cancellable,
               PGresult **result)
{
  g_autoptr (PGresult) got = NULL;
  Flight flight = { .run = self, .statement = statement, .deadline = deadline };
  CrowRunResult how = CROW_RUN_DONE;

  self->sqlstate[0] = '\0';
  self->was_blocked = FALSE;
  g_free (self->message);
  self->message = g_strdup (self->session == NULL ? "The connection was given up" : NULL);
  if (self->session == NULL)
    return CROW_RUN_LOST;
  flight.conn = crow_session_get_pgconn (self->session);
  flight.started = g_get_monotonic_time ();
  flight.cancellable = cancellable;
  got = fly (&flight, sql, n_parameters, parameters);
  self->was_blocked = flight.is_blocked;
  if (got == NULL && PQstatus (flight.conn) == CONNECTION_OK)
    self->message = g_strdup ("The server did not answer in time; the connection was given up");
  if (got == NULL)
    return lose (self, NULL);
  if (!has_result (got))
    how = judge_failure (self, got, flight.cancellable != cancellable);
  else if (result != NULL)
    *result = g_steal_pointer (&got);
  if (flight.is_haunted)
    g_clear_pointer (&self->session, crow_session_free);
  return how;
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
  return execute_until (self, sql, -1, n_parameters, parameters, deadline,
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
  how = execute_until (self, sql, statement, 0, NULL, 0, self->cancellable, &result);
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
    execute_until (self, "ROLLBACK", -1, 0, NULL, deadline, NULL, NULL);
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
