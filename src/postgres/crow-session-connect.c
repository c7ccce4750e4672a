#include "crow-session-private.h"

#include <string.h>

#define DEFAULT_TIMEOUT 10 /* seconds: reference of the product, section 5 */
#define LOOKUP_GRACE (G_TIME_SPAN_MILLISECOND * 300) /* for the thread to say so itself */

/* Reference of the product, section 5. The user's own options stand in between: they may give other
 * timeouts, but not make a reading session write or look names up elsewhere. */
#define READ_BEFORE                                                                                \
  "-c statement_timeout=30000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000"
#define READ_AFTER "-c default_transaction_read_only=on -c search_path=pg_catalog"
#define WRITE_BEFORE "-c idle_in_transaction_session_timeout=60000"
#define WRITE_AFTER "-c search_path=pg_catalog"

/* One call of crow_session_connect(): shared by its thread and the caller, who may leave. */
typedef struct
{
  CrowConnection *connection; /* (owned) */
  CrowSessionMode mode;
  GCancellable *stop; /* (owned) the caller has left: only clean up */

  GMutex lock;
  GCond stirred; /* finished, or the caller's own cancellable */
  gboolean is_finished;
  gint64 deadline; /* of the host that is tried now; 0: none */
  CrowOpened opened;
  GError *error; /* (owned) (nullable) */
} Attempt;

/* How one PGconn went. */
typedef enum {
  GONE_WELL,
  GONE_WRONG,
  GONE_LATE,    /* the host did not answer in time */
  GONE_STOPPED, /* nobody waits for it any more */
} Outcome;

static void
clear_attempt (gpointer data)
{
  Attempt *self = data;

  crow_connection_unref (self->connection);
  g_object_unref (self->stop);
  g_clear_pointer (&self->opened.conn, PQfinish);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->stirred);
}

static void
release_attempt (Attempt *self)
{
  g_atomic_rc_box_release_full (self, clear_attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, release_attempt)

static Attempt *
new_attempt (CrowConnection *connection, CrowSessionMode mode)
{
  Attempt *self = g_atomic_rc_box_new0 (Attempt);

  self->connection = crow_connection_ref (connection);
  self->mode = mode;
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->stirred);
  return self;
}

/* connect_timeout in seconds; 0: without end, as libpq has it for 0 and less. */
static gint64
read_timeout (PGconn *probe)
{
  g_autofree char *text = crow_connection_read_option (probe, "connect_timeout");
  gint64 seconds = text != NULL ? g_ascii_strtoll (text, NULL, 10) : DEFAULT_TIMEOUT;

  return CLAMP (seconds, 0, G_MAXINT32);
}

/* A new host has its whole time. */
static gint64
begin_host (Attempt *self, gint64 timeout)
{
  gint64 deadline = timeout > 0 ? g_get_monotonic_time () + timeout * G_TIME_SPAN_SECOND : 0;

  g_mutex_lock (&self->lock);
  self->deadline = deadline;
  g_cond_broadcast (&self->stirred);
  g_mutex_unlock (&self->lock);
  return deadline;
}

static void
drop_notice (void *user_data, const PGresult *result)
{
}

/* Which of several hosts and addresses libpq is at. */
static char *
name_place (PGconn *conn)
{
  return g_strjoin ("\n", PQhost (conn) != NULL ? PQhost (conn) : "",
                    PQport (conn) != NULL ? PQport (conn) : "",
                    PQhostaddr (conn) != NULL ? PQhostaddr (conn) : "", NULL);
}

/* PQconnectPoll() to its end. The socket may be another one after each call. */
static Outcome
poll_connection (Attempt *self, PGconn *conn, gint64 timeout, gint64 deadline)
{
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  g_autofree char *place = name_place (conn);

  while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED)
    {
      GIOCondition events = status == PGRES_POLLING_READING ? G_IO_IN : G_IO_OUT;
      g_autofree char *now_at = NULL;

      switch (crow_session_wait (PQsocket (conn), events, deadline, self->stop))
        {
        case CROW_WAIT_CANCELLED:
          return GONE_STOPPED;
        case CROW_WAIT_TIMEOUT:
          return GONE_LATE;
        case CROW_WAIT_READY:
          break;
        }
      status = PQconnectPoll (conn);
      now_at = name_place (conn);
      if (strcmp (place, now_at) != 0)
        {
          g_free (place);
          place = g_steal_pointer (&now_at);
          deadline = begin_host (self, timeout);
        }
    }
  return status == PGRES_POLLING_OK ? GONE_WELL : GONE_WRONG;
}

static Outcome
run_connection (Attempt *self, CrowParameters *parameters, gint64 timeout, PGconn **conn)
{
  gint64 deadline = begin_host (self, timeout);

  *conn = crow_parameters_start (parameters);
  if (g_cancellable_is_cancelled (self->stop))
    return GONE_STOPPED;
  if (PQstatus (*conn) == CONNECTION_BAD)
    return GONE_WRONG;
  PQsetErrorVerbosity (*conn, PQERRORS_VERBOSE); /* for the SQLSTATE */
  PQsetNoticeReceiver (*conn, drop_notice, NULL);
  return poll_connection (self, *conn, timeout, deadline);
}

/* The user's options between ours. A backslash at the very end would take our blank away; the
 * server drops it (pg_split_opts()). */
static char *
merge_options (const char *before, const char *users, const char *after)
{
  g_autofree char *middle = g_strdup (users != NULL ? users : "");
  gsize length = strlen (middle), n_backslashes = 0;

  while (n_backslashes < length && middle[length - 1 - n_backslashes] == '\\')
    n_backslashes++;
  if (n_backslashes % 2 == 1)
    middle[length - 1] = '\0';
  return g_strjoin (" ", before, middle, after, NULL);
}

/* A pooler that does not take `options`: pgbouncer says `unsupported startup parameter: options`,
 * RDS Proxy `doesn't support command-line options`; a relative may not know one of the settings. */
static gboolean
refuses_options (const CrowFailure *failure)
{
  static const char *const other[] = { "28", "3D", "53", "57" };
  g_autofree char *words = g_ascii_strdown (failure->words, -1);

  if (failure->sqlstate[0] == '\0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    if (g_str_has_prefix (failure->sqlstate, other[i]))
      return FALSE;
  return strstr (words, "option") != NULL || strstr (words, "parameter") != NULL ||
         strstr (words, "setting") != NULL || strstr (words, "argument") != NULL;
}

/* With what libpq had to say of the hosts before it. */
static char *
describe_lateness (Attempt *self, PGconn *conn, gint64 timeout)
{
  const char *host = PQhost (conn) != NULL && *PQhost (conn) != '\0' ? PQhost (conn) : "The server";
  g_auto (CrowFailure) others = { "", FALSE, NULL };
  g_autofree char *before = NULL;

  crow_failure_read_message (&others, PQerrorMessage (conn));
  before = crow_failure_format (&others, self->connection, conn, NULL);
  return g_strdup_printf ("%s%s%s, port %s, did not answer within %" G_GINT64_FORMAT
                          " s. Check host and port, and whether a firewall lets it through; "
                          "connect_timeout gives it more time.",
                          before, *before != '\0' ? "\n" : "", host, PQport (conn), timeout);
}

/* 28P01, or a 28000 of LDAP, PAM or RADIUS, or a 08P01 of an old pgbouncer; but not a role that may
 * not log in, or a missing entry of pg_hba.conf. */
static gboolean
refuses_password (const CrowFailure *failure)
{
  if (strcmp (failure->sqlstate, "28P01") == 0)
    return TRUE;
  return (g_str_has_prefix (failure->sqlstate, "28") || strcmp (failure->sqlstate, "08P01") == 0) &&
         (strstr (failure->words, "uthentication") != NULL ||
          strstr (failure->words, "auth failed") != NULL);
}

static void
set_connect_error (Attempt *self, PGconn *conn, const CrowFailure *failure, const char *late)
{
  g_autofree char *advice = crow_advise_connect (self->connection, conn, failure);
  g_autofree char *message = crow_failure_format (failure, self->connection, conn, advice);
  gboolean wants_password = PQconnectionNeedsPassword (conn) ||
                            (PQconnectionUsedPassword (conn) && refuses_password (failure));

  self->error = g_error_new (CROW_ERROR,
                             wants_password ? CROW_ERROR_PASSWORD : CROW_ERROR_CONNECTION, "%s%s%s",
                             late != NULL ? late : "", late != NULL ? "\n" : "", message);
}

/* From host to host, as far as they do not answer. What is NULL at the end has an error, or nobody
 * who waits. @texts keeps what @parameters borrows; @failure is what a server said. */
static PGconn *
connect_to_any (Attempt *self,
                CrowParameters *parameters,
                gint64 timeout,
                GPtrArray *texts,
                CrowFailure *failure)
{
  g_autofree char *late = NULL;
  g_autoptr (PGconn) conn = NULL;

  while (TRUE)
    {
      g_autofree char *before = g_steal_pointer (&late);

      g_clear_pointer (&conn, PQfinish);
      switch (run_connection (self, parameters, timeout, &conn))
        {
        case GONE_WELL:
          return g_steal_pointer (&conn);
        case GONE_STOPPED:
          return NULL;
        case GONE_WRONG:
          crow_failure_read_message (failure, PQerrorMessage (conn));
          if (*failure->words == '\0')
            crow_failure_set_words (failure, "The server gives no reason for not letting us in.");
          set_connect_error (self, conn, failure, before);
          return NULL;
          case GONE_LATE: {
            g_autofree char *words = describe_lateness (self, conn, timeout);

            late = before != NULL ? g_strjoin ("\n", before, words, NULL) : g_strdup (words);
            break;
          }
        }
      begin_host (self, timeout); /* the next lookup has its time too */
      if (!crow_places_drop (parameters, conn, texts))
        break;
    }
  self->error = g_error_new (CROW_ERROR, CROW_ERROR_CONNECTION, "%s", late);
  return NULL;
}

static void
set_where_absent (CrowParameters *parameters, PGconn *probe, const char *keyword, const char *value)
{
  g_autofree char *present = crow_connection_read_option (probe, keyword);

  if (present == NULL)
    crow_parameters_set (parameters, keyword, value);
}

/* @options: (nullable) what stands in for the user's. */
static PGconn *
connect_with_options (Attempt *self, PGconn *probe, const char *options, CrowFailure *failure)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CrowParameters) parameters = crow_connection_build_parameters (self->connection);

  crow_parameters_set (parameters, "client_encoding", "UTF8");
  crow_parameters_set (parameters, "replication", NULL);
  set_where_absent (parameters, probe, "fallback_application_name", "crowsfoot");
  set_where_absent (parameters, probe, "keepalives_idle", "30");
  set_where_absent (parameters, probe, "tcp_user_timeout", "15000");
  if (options != NULL)
    crow_parameters_set (parameters, "options", options);
  return connect_to_any (self, parameters, read_timeout (probe), texts, failure);
}

/* Is @options nothing but a `-c search_path=…`, as Prisma's `schema=` becomes? Nothing is looked up
 * by it here, so behind a pooler it can be left out. */
static gboolean
sets_only_search_path (const char *options)
{
  static const char prefix[] = "-c search_path=";

  if (options == NULL || !g_str_has_prefix (options, prefix))
    return FALSE;
  for (const char *at = options + strlen (prefix); *at != '\0'; at++)
    {
      if (g_ascii_isspace (*at))
        return FALSE;
      if (*at == '\\' && at[1] != '\0')
        at++;
    }
  return TRUE;
}

static void
connect_attempt (Attempt *self)
{
  g_autoptr (PGconn) probe = crow_connection_probe (self->connection);
  g_auto (CrowFailure) failure = { "", FALSE, NULL };
  g_autofree char *users = crow_connection_read_option (probe, "options");
  g_autofree char *options = self->mode == CROW_SESSION_READ
                                 ? merge_options (READ_BEFORE, users, READ_AFTER)
                                 : merge_options (WRITE_BEFORE, users, WRITE_AFTER);

  self->opened.conn = connect_with_options (self, probe, options, &failure);
  self->opened.has_settings = self->opened.conn != NULL;
  if (self->error != NULL && failure.words != NULL && refuses_options (&failure))
    {
      g_clear_error (&self->error);
      self->opened.conn = connect_with_options (self, probe,
                                                sets_only_search_path (users) ? "" : NULL,
                                                &failure);
    }
}

/* Threads that connect. Of the process, for what they are in the way of is its end. */
static int n_attempts;

static gpointer
run_attempt (gpointer data)
{
  Attempt *self = data;

  connect_attempt (self);
  g_mutex_lock (&self->lock);
  self->is_finished = TRUE;
  g_cond_broadcast (&self->stirred);
  g_mutex_unlock (&self->lock);
  release_attempt (self);
  g_atomic_int_add (&n_attempts, -1);
  return NULL;
}

static void
stir_cb (GCancellable *cancellable, gpointer user_data)
{
  Attempt *self = user_data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->stirred);
  g_mutex_unlock (&self->lock);
}

/* Until the thread is through, the user does not want it any more, or it hangs somewhere where no
 * deadline of its own can reach it (the lookup of a name). Returns whether it is through. */
static gboolean
await_attempt (Attempt *self, GCancellable *cancellable)
{
  gulong handler = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (stir_cb), self, NULL)
                       : 0;
  gboolean is_finished = FALSE;

  g_mutex_lock (&self->lock);
  while (!self->is_finished && !g_cancellable_is_cancelled (cancellable))
    {
      gint64 limit = self->deadline + LOOKUP_GRACE;

      if (self->deadline == 0)
        g_cond_wait (&self->stirred, &self->lock);
      else if (!g_cond_wait_until (&self->stirred, &self->lock, limit) &&
               g_get_monotonic_time () >= self->deadline + LOOKUP_GRACE)
        break;
    }
  is_finished = self->is_finished;
  g_mutex_unlock (&self->lock);
  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  return is_finished;
}

/**
 * crow_session_connect:
 * @connection: where to
 * @mode: what for
 * @opened: (out): the connection; PQfinish() is the caller's
 * @cancellable: (nullable): gives up at once
 * @error: %CROW_ERROR_PASSWORD, %CROW_ERROR_CONNECTION or %G_IO_ERROR_CANCELLED
 *
 * libpq blocks in places that nothing can interrupt (name lookups, of the second host too;
 * Kerberos; service files on a network), and ignores connect_timeout when it is polled. So all of
 * it runs in a thread that the caller waits for only as long as it likes; a thread that is left
 * behind closes what it may still have opened. Each host has connect_timeout seconds, 10 if nobody
 * says so.
 *
 * Returns: whether it is connected
 */
gboolean
crow_session_connect (CrowConnection *connection,
                      CrowSessionMode mode,
                      CrowOpened *opened,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (Attempt) attempt = NULL;
  GThread *thread = NULL;
  gboolean is_finished = FALSE;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  attempt = new_attempt (connection, mode);
  g_atomic_int_inc (&n_attempts);
  thread = g_thread_try_new ("crow-connect", run_attempt, g_atomic_rc_box_acquire (attempt), error);
  if (thread == NULL)
    {
      g_atomic_int_add (&n_attempts, -1);
      release_attempt (attempt);
      return FALSE;
    }
  g_thread_unref (thread);

  is_finished = await_attempt (attempt, cancellable);
  g_cancellable_cancel (attempt->stop);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!is_finished)
    {
      g_autofree char *title = crow_connection_build_title (connection);

      g_set_error (error, CROW_ERROR, CROW_ERROR_CONNECTION,
                   "The server of %s could not be found in time: looking up its name takes too "
                   "long. Check the host, and the network.",
                   title);
      return FALSE;
    }
  if (attempt->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&attempt->error));
      return FALSE;
    }
  *opened = attempt->opened;
  attempt->opened.conn = NULL;
  return TRUE;
}

/**
 * crow_session_has_stragglers:
 *
 * A connection that was given up may still be busy in one of libpq's libraries (Kerberos, the
 * resolver), which exit() would take down under it: with some, the process then aborts. Whoever
 * ends the process while there are any does so by _exit(). Any thread.
 *
 * Returns: whether a thread still tries to connect
 */
gboolean
crow_session_has_stragglers (void)
{
  return g_atomic_int_get (&n_attempts) > 0;
}
