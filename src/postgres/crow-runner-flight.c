#include "crow-runner-private.h"

#include "crow-session-private.h"

#define TICK (G_USEC_PER_SEC / 10) /* how often a waiting statement's watch is asked */

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

/**
 * crow_run_execute_until:
 * @self: a run
 * @sql: one statement
 * @statement: its index in the script, whose blockers are then named; or -1
 * @n_parameters: of @parameters
 * @parameters: (nullable): as text
 * @deadline: of g_get_monotonic_time(), when the session is given up; 0: none
 * @cancellable: (nullable): asks the server to stop; what it then says counts
 * @result: (out) (optional) (transfer full): where it is done
 *
 * Sends one statement and waits for its end without blocking in libpq.
 *
 * Returns: how it went; `message` and `sqlstate` say why not
 */
CrowRunResult
crow_run_execute_until (CrowRun *self,
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
