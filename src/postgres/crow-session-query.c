#include "crow-session-struct-private.h"

#define CANCEL_TIME (G_TIME_SPAN_MILLISECOND * 600) /* a cancelled call is back in a second */

typedef enum {
  PUMP_READY, /* PQgetResult() does not block */
  PUMP_CANCELLED,
  PUMP_SILENT, /* nothing came for as long as the server itself would have waited */
} Pump;

static gint64
compute_deadline (CrowSession *self)
{
  return self->patience > 0 ? g_get_monotonic_time () + self->patience : 0;
}

/* PQgetResult() adds to the message what a lost connection means for its own working. */
static void
keep_last_words (CrowSession *self)
{
  g_free (self->last_words);
  self->last_words = g_strdup (PQerrorMessage (self->conn));
}

/* Sends what is left to send and reads until PQgetResult() has something to say, be it that the
 * connection is lost. */
static Pump
pump (CrowSession *self, gint64 deadline, GCancellable *cancellable)
{
  gboolean is_given = deadline != 0;

  if (!is_given)
    deadline = compute_deadline (self);
  while (TRUE)
    {
      int flushed = PQflush (self->conn);
      GIOCondition events = G_IO_IN;

      if (!PQisBusy (self->conn) || PQstatus (self->conn) != CONNECTION_OK)
        return PUMP_READY;
      if (flushed == 1)
        events |= G_IO_OUT;
      switch (crow_session_wait (PQsocket (self->conn), events, deadline, cancellable))
        {
        case CROW_WAIT_CANCELLED:
          return PUMP_CANCELLED;
        case CROW_WAIT_TIMEOUT:
          return PUMP_SILENT;
        case CROW_WAIT_READY:
          break;
        }
      if (!PQconsumeInput (self->conn))
        {
          keep_last_words (self);
          return PUMP_READY;
        }
      if (!is_given)
        deadline = compute_deadline (self);
    }
}

/* PQgetResult(), which does not block now. A server may send more syncs than were asked for. */
static PGresult *
take_result (CrowSession *self)
{
  PGresult *result = PQgetResult (self->conn);

  if (PQresultStatus (result) == PGRES_PIPELINE_SYNC && self->n_syncs > 0)
    self->n_syncs--;
  return result;
}

static gboolean
is_copy (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/* Everything that is still to come, up to the last sync of a pipeline, dropped; one NULL ends a
 * statement's results, two mean that nothing more comes. Returns whether the session is idle again.
 */
static gboolean
drain (CrowSession *self, gint64 deadline, GCancellable *cancellable)
{
  for (guint n_nulls = 0; n_nulls < 2 && PQstatus (self->conn) == CONNECTION_OK;)
    {
      g_autoptr (PGresult) result = NULL;

      if (pump (self, deadline, cancellable) != PUMP_READY)
        return FALSE;
      result = take_result (self);
      n_nulls = result == NULL ? n_nulls + 1 : 0;
      if (is_copy (result))
        return FALSE;
      if (result == NULL && self->n_syncs == 0)
        break;
    }
  if (PQpipelineStatus (self->conn) != PQ_PIPELINE_OFF && !PQexitPipelineMode (self->conn))
    return FALSE;
  return PQstatus (self->conn) == CONNECTION_OK;
}

/* Tells the server to stop and waits a little for it. A server that does not answer, or may still
 * have the request before it, is given up: the next statement could be hit. */
static void
cancel_statement (CrowSession *self)
{
  gint64 deadline = g_get_monotonic_time () + CANCEL_TIME;
  CrowCancelRequest *request = crow_cancel_request_send (self->conn);
  gboolean is_idle = FALSE, is_taken = FALSE;

  if (PQpipelineStatus (self->conn) != PQ_PIPELINE_OFF && self->has_unsynced &&
      PQpipelineSync (self->conn))
    self->n_syncs++;
  is_idle = drain (self, deadline, NULL);
  is_taken = crow_cancel_request_finish (request, deadline);
  if (!is_idle || !is_taken)
    self->is_given_up = TRUE;
}

static void
set_lost_error (CrowSession *self, const char *words, GError **error)
{
  g_set_error (error, CROW_ERROR, CROW_ERROR_CONNECTION,
               "The connection to %s is lost: %s. Connect again.", self->title, words);
}

/**
 * crow_session_get_sqlstate:
 * @self: a session
 *
 * Returns: (transfer none): the SQLSTATE of its last failure; "" without one. A lost connection
 *   has mostly none: the error's code tells.
 */
const char *
crow_session_get_sqlstate (CrowSession *self)
{
  return self->sqlstate;
}

static int
choose_code (CrowSession *self, const CrowFailure *failure)
{
  if (PQstatus (self->conn) != CONNECTION_OK || failure->is_fatal)
    return CROW_ERROR_CONNECTION;
  return strcmp (failure->sqlstate, "55P03") == 0 ? CROW_ERROR_BUSY : CROW_ERROR_QUERY;
}

/**
 * crow_session_set_error:
 * @self: a session
 * @result: (nullable): what the server said; %NULL where libpq itself refused
 * @error: %CROW_ERROR_BUSY for 55P03, %CROW_ERROR_CONNECTION where the session is lost (a killed
 *   server sends no SQLSTATE, so PQstatus() is asked), else %CROW_ERROR_QUERY
 *
 * Keeps the SQLSTATE for crow_session_get_sqlstate().
 */
void
crow_session_set_error (CrowSession *self, const PGresult *result, GError **error)
{
  g_auto (CrowFailure) failure = { "", FALSE, NULL };
  g_autofree char *message = NULL;
  const char *advice = NULL;
  int code = 0;

  if (result != NULL)
    crow_failure_read_result (&failure, result);
  if (failure.sqlstate[0] == '\0' && self->last_words != NULL)
    crow_failure_read_message (&failure, self->last_words);
  else if (result == NULL)
    crow_failure_read_message (&failure, PQerrorMessage (self->conn));
  if (*failure.words == '\0')
    crow_failure_set_words (&failure, PQstatus (self->conn) == CONNECTION_OK
                                          ? "The server refuses, and gives no reason"
                                          : "The connection ended without a word");
  g_strlcpy (self->sqlstate, failure.sqlstate, sizeof self->sqlstate);

  code = choose_code (self, &failure);
  advice = crow_advise_query (failure.sqlstate);
  if (advice == NULL && code == CROW_ERROR_CONNECTION)
    advice = "The connection is lost. Connect again.";
  message = crow_failure_format (&failure, self->connection, self->conn, advice);
  g_set_error_literal (error, CROW_ERROR, code, message);
}

/* What it is that ended the session, where the server said so. */
static gboolean
repeat_farewell (CrowSession *self, GError **error)
{
  if (self->farewell == NULL)
    return FALSE;
  g_strlcpy (self->sqlstate, self->farewell_state, sizeof self->sqlstate);
  g_propagate_error (error, g_error_copy (self->farewell));
  return TRUE;
}

/**
 * crow_session_keep_farewell:
 * @self: a session
 * @result: an error, or a notice
 *
 * A server that ends the session says why, and is gone with the next reading: the why is what
 * matters then. It says so with FATAL, which is a notice where nothing was asked, or with a WARNING
 * of 57P02 after a crash.
 */
void
crow_session_keep_farewell (CrowSession *self, const PGresult *result)
{
  g_auto (CrowFailure) failure = { "", FALSE, NULL };
  const char *severity = PQresultErrorField (result, PG_DIAG_SEVERITY_NONLOCALIZED);
  g_autofree char *message = NULL;

  if (self->farewell != NULL || severity == NULL)
    return;
  crow_failure_read_result (&failure, result);
  if (strcmp (severity, "FATAL") != 0 && strcmp (severity, "PANIC") != 0 &&
      strcmp (failure.sqlstate, "57P02") != 0)
    return;
  message = crow_failure_format (&failure, self->connection, self->conn,
                                 crow_advise_query (failure.sqlstate));
  self->farewell = g_error_new_literal (CROW_ERROR, CROW_ERROR_CONNECTION, message);
  g_strlcpy (self->farewell_state, failure.sqlstate, sizeof self->farewell_state);
}

static gboolean
check_usable (CrowSession *self, GError **error)
{
  self->sqlstate[0] = '\0';
  if (repeat_farewell (self, error))
    return FALSE;
  if (self->is_given_up)
    set_lost_error (self, "it was given up while the server did not answer", error);
  else if (PQstatus (self->conn) != CONNECTION_OK)
    set_lost_error (self, "the server ended it", error);
  else
    return TRUE;
  return FALSE;
}

/* What ended the waiting for a result, other than the result. */
static void
set_wait_error (CrowSession *self, Pump ended, GCancellable *cancellable, GError **error)
{
  if (ended == PUMP_CANCELLED)
    {
      cancel_statement (self);
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return;
    }
  self->is_given_up = TRUE;
  set_lost_error (self, "the server does not answer any more", error);
}

/**
 * crow_session_next_result:
 * @self: a session that was sent something
 * @result: (out) (transfer full) (nullable): what PQgetResult() gives
 * @cancellable: (nullable): tells the server to stop, reads away what still comes, leaves a
 *   pipeline, and is back within a second: where the server did not answer, the session is given up
 *   and only good for crow_session_free()
 * @error: %G_IO_ERROR_CANCELLED, %CROW_ERROR_CONNECTION
 *
 * Waits for the next result without blocking in libpq. A server that sends nothing for 15 s longer
 * than its own statement_timeout is taken for lost (sessions for reading).
 *
 * Returns: %FALSE where no result can come any more; an error that the server sent is a result
 */
gboolean
crow_session_next_result (CrowSession *self,
                          PGresult **result,
                          GCancellable *cancellable,
                          GError **error)
{
  Pump ended = PUMP_READY;

  *result = NULL;
  if (self->is_given_up)
    return check_usable (self, error);
  ended = pump (self, 0, cancellable);
  if (ended == PUMP_READY && g_cancellable_is_cancelled (cancellable))
    ended = PUMP_CANCELLED;
  if (ended != PUMP_READY)
    {
      set_wait_error (self, ended, cancellable, error);
      return FALSE;
    }
  *result = take_result (self);
  crow_session_keep_farewell (self, *result);
  if (PQstatus (self->conn) != CONNECTION_OK)
    {
      if (!repeat_farewell (self, error))
        crow_session_set_error (self, *result, error);
      g_clear_pointer (result, PQclear);
      return FALSE;
    }
  return TRUE;
}

/**
 * crow_session_send:
 * @self: a session that is idle, or in a pipeline
 * @sql: one statement
 * @n_values: how many parameters
 * @values: (nullable): the parameters, as text
 * @error: %CROW_ERROR_CONNECTION
 *
 * Puts @sql in the queue; nothing waits here. In a pipeline its results come after those of what
 * was sent before.
 *
 * Returns: whether it is on its way
 */
gboolean
crow_session_send (CrowSession *self,
                   const char *sql,
                   guint n_values,
                   const char *const *values,
                   GError **error)
{
  if (!check_usable (self, error))
    return FALSE;
  if (!PQsendQueryParams (self->conn, sql, (int) n_values, NULL, values, NULL, NULL, 0))
    {
      crow_session_set_error (self, NULL, error);
      return FALSE;
    }
  self->has_unsynced = TRUE;
  return TRUE;
}

/**
 * crow_session_query:
 * @self: an idle session
 * @sql: one statement; the server refuses more (the extended protocol)
 * @n_values: how many parameters
 * @values: (nullable) (array length=n_values): the parameters, as text; %NULL elements are NULL
 * @cancellable: (nullable): see crow_session_next_result()
 * @error: as in crow-session.h
 *
 * Returns: (transfer full) (nullable): the result, PGRES_COMMAND_OK or PGRES_TUPLES_OK
 */
PGresult *
crow_session_query (CrowSession *self,
                    const char *sql,
                    guint n_values,
                    const char *const *values,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (PGresult) first = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !crow_session_send (self, sql, n_values, values, error))
    return NULL;
  while (TRUE)
    {
      g_autoptr (PGresult) next = NULL;

      if (!crow_session_next_result (self, &next, cancellable, error))
        return NULL;
      if (next == NULL)
        break;
      if (is_copy (next))
        {
          self->is_given_up = TRUE;
          set_lost_error (self, "COPY is not spoken here", error);
          return NULL;
        }
      if (first == NULL)
        first = g_steal_pointer (&next);
    }
  if (PQresultStatus (first) != PGRES_COMMAND_OK && PQresultStatus (first) != PGRES_TUPLES_OK &&
      PQresultStatus (first) != PGRES_EMPTY_QUERY)
    {
      crow_session_set_error (self, first, error);
      return NULL;
    }
  return g_steal_pointer (&first);
}

/**
 * crow_session_begin_pipeline:
 * @self: an idle session
 * @error: %CROW_ERROR_CONNECTION
 *
 * Returns: whether crow_session_send() may now be called any number of times
 */
gboolean
crow_session_begin_pipeline (CrowSession *self, GError **error)
{
  if (!check_usable (self, error))
    return FALSE;
  if (!PQenterPipelineMode (self->conn))
    {
      crow_session_set_error (self, NULL, error);
      return FALSE;
    }
  self->n_syncs = 0;
  self->has_unsynced = FALSE;
  return TRUE;
}

/**
 * crow_session_sync:
 * @self: a session in a pipeline
 * @error: %CROW_ERROR_CONNECTION
 *
 * Ends what fails together: after an error everything up to here comes back as
 * PGRES_PIPELINE_ABORTED.
 *
 * Returns: whether it is on its way
 */
gboolean
crow_session_sync (CrowSession *self, GError **error)
{
  if (!check_usable (self, error))
    return FALSE;
  if (!PQpipelineSync (self->conn))
    {
      crow_session_set_error (self, NULL, error);
      return FALSE;
    }
  self->n_syncs++;
  self->has_unsynced = FALSE;
  return TRUE;
}

/**
 * crow_session_end_pipeline:
 * @self: a session in a pipeline, or not any more
 * @cancellable: (nullable): see crow_session_next_result()
 * @error: %G_IO_ERROR_CANCELLED, %CROW_ERROR_CONNECTION
 *
 * Drops the results that nobody read, and leaves the pipeline. What was sent after the last sync is
 * synced first.
 *
 * Returns: whether the session is idle again
 */
gboolean
crow_session_end_pipeline (CrowSession *self, GCancellable *cancellable, GError **error)
{
  if (!check_usable (self, error))
    return FALSE;
  if (PQpipelineStatus (self->conn) == PQ_PIPELINE_OFF)
    return TRUE;
  if (self->has_unsynced && !crow_session_sync (self, error))
    return FALSE;
  if (drain (self, 0, cancellable))
    return TRUE;
  if (g_cancellable_is_cancelled (cancellable))
    set_wait_error (self, PUMP_CANCELLED, cancellable, error);
  else if (PQstatus (self->conn) != CONNECTION_OK && !repeat_farewell (self, error))
    crow_session_set_error (self, NULL, error);
  else if (PQstatus (self->conn) == CONNECTION_OK)
    set_wait_error (self, PUMP_SILENT, cancellable, error);
  return FALSE;
}
