#include "crow-session-struct-private.h"

#include <string.h>
#include <sys/socket.h>

#define OLDEST_VERSION 90600
#define PATIENCE 15 /* seconds beyond statement_timeout */

/* What READ_BEFORE and READ_AFTER of crow-session-connect.c set for a session, for one transaction.
 */
#define LOCAL_READ                                                                                 \
  "SELECT pg_catalog.set_config('statement_timeout', '30000', true), "                             \
  "pg_catalog.set_config('lock_timeout', '3000', true), "                                          \
  "pg_catalog.set_config('idle_in_transaction_session_timeout', '60000', true), "                  \
  "pg_catalog.set_config('search_path', 'pg_catalog', true)"
#define LOCAL_WRITE                                                                                \
  "SELECT pg_catalog.set_config('idle_in_transaction_session_timeout', '60000', true), "           \
  "pg_catalog.set_config('search_path', 'pg_catalog', true)"

static void
log_notice (void *user_data, const PGresult *result)
{
  CrowSession *self = user_data;
  g_auto (CrowFailure) notice = { "", FALSE, NULL };
  g_autofree char *text = NULL;

  crow_failure_read_result (&notice, result);
  text = crow_failure_format (&notice, self->connection, self->conn, NULL);
  g_debug ("The server notes: %s", text);
  crow_session_keep_farewell (self, result);
}

/* `30s`, `500ms`, `1min` as current_setting() writes them, in microseconds; 0: none, or unreadable.
 */
static gint64
parse_interval (const char *text)
{
  char *unit = NULL;
  gint64 number = g_ascii_strtoll (text, &unit, 10);
  gint64 factor = 0;

  if (strcmp (unit, "ms") == 0 || *unit == '\0')
    factor = G_TIME_SPAN_MILLISECOND;
  else if (strcmp (unit, "s") == 0)
    factor = G_TIME_SPAN_SECOND;
  else if (strcmp (unit, "min") == 0)
    factor = G_TIME_SPAN_MINUTE;
  else if (strcmp (unit, "h") == 0)
    factor = G_TIME_SPAN_HOUR;
  else if (strcmp (unit, "d") == 0)
    factor = G_TIME_SPAN_DAY;
  return number > 0 && number < G_MAXINT32 ? number * factor : 0;
}

static const char *
peek_cell (const PGresult *result, int column)
{
  if (PQntuples (result) < 1 || PQnfields (result) <= column)
    return "";
  return PQgetvalue (result, 0, column);
}

static char *
name_server (CrowSession *self, const char *version)
{
  g_autofree char *relative = crow_session_name_relative (version);
  const char *number = PQparameterStatus (self->conn, "server_version");
  g_autofree char *clean = NULL;

  self->is_relative = relative != NULL;
  if (relative != NULL)
    clean = g_utf8_make_valid (relative, -1);
  else
    clean = g_strdup_printf ("PostgreSQL %.*s", (int) strcspn (number != NULL ? number : "", " "),
                             number != NULL ? number : "");
  for (char *at = clean; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return g_strchomp (g_steal_pointer (&clean));
}

/* Who answers, and whether our settings are in force: a pooler may take `options` and drop them. A
 * relative may know only half of this. */
static gboolean
identify (CrowSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autoptr (PGresult)
      result = crow_session_query (self,
                                   "SELECT pg_catalog.version(), "
                                   "pg_catalog.current_setting('search_path'), "
                                   "pg_catalog.current_setting('default_transaction_read_only'), "
                                   "pg_catalog.current_setting('statement_timeout')",
                                   0, NULL, cancellable, &refusal);

  if (result == NULL && !g_error_matches (refusal, CROW_ERROR, CROW_ERROR_QUERY))
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
  if (result == NULL)
    result = crow_session_query (self, "SELECT version()", 0, NULL, cancellable, error);
  if (result == NULL)
    return FALSE;

  self->server_name = name_server (self, peek_cell (result, 0));
  if (strcmp (peek_cell (result, 1), "pg_catalog") != 0 ||
      (self->mode == CROW_SESSION_READ && strcmp (peek_cell (result, 2), "on") != 0))
    self->has_settings = FALSE;
  if (self->mode == CROW_SESSION_READ && self->has_settings)
    self->patience = parse_interval (peek_cell (result, 3));
  else if (self->mode == CROW_SESSION_READ)
    self->patience = 30 * G_TIME_SPAN_SECOND;
  if (self->patience > 0)
    self->patience += PATIENCE * G_TIME_SPAN_SECOND;
  return TRUE;
}

/* Reference of the product, section 5, encodings: a SQL_ASCII database with other bytes in a name
 * fails the whole query under UTF8; a pooler may not have passed the encoding on. */
static gboolean
set_encoding (CrowSession *self, GCancellable *cancellable, GError **error)
{
  const char *server = PQparameterStatus (self->conn, "server_encoding");
  const char *wanted = "UTF8";
  g_autofree char *sql = NULL;
  g_autoptr (PGresult) result = NULL;
  g_autoptr (GError) refusal = NULL;

  if (g_strcmp0 (server, "SQL_ASCII") == 0)
    {
      self->has_raw = TRUE;
      wanted = "SQL_ASCII";
    }
  if (strcmp (pg_encoding_to_char (PQclientEncoding (self->conn)), wanted) == 0)
    return TRUE;
  sql = g_strdup_printf ("SET client_encoding TO '%s'", wanted);
  result = crow_session_query (self, sql, 0, NULL, cancellable, &refusal);
  if (result == NULL && g_error_matches (refusal, CROW_ERROR, CROW_ERROR_QUERY))
    self->has_raw = TRUE; /* a relative: its texts may be anything */
  else if (result == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_server (CrowSession *self, GError **error)
{
  if (self->is_relative && self->mode == CROW_SESSION_WRITE)
    g_set_error (error, CROW_ERROR, CROW_ERROR_CONNECTION,
                 "%s is not PostgreSQL itself, so it is only read. Export the script and run it "
                 "with that server's own tools.",
                 self->server_name);
  else if (!self->is_relative && self->version < OLDEST_VERSION)
    g_set_error (error, CROW_ERROR, CROW_ERROR_CONNECTION,
                 "%s is too old: PostgreSQL 9.6 is the oldest that can be read, and 10 and newer "
                 "are what is supported. Restore a dump of it in a newer server to see it.",
                 self->server_name);
  else
    return TRUE;
  return FALSE;
}

/**
 * crow_session_open:
 * @connection: where to, and as whom
 * @mode: %CROW_SESSION_READ for a session that is read-only, with timeouts, and finds no names but
 *   the catalogue's; %CROW_SESSION_WRITE for one that runs a script
 * @cancellable: (nullable): gives up at once, at every stage
 * @error: %CROW_ERROR_PASSWORD, %CROW_ERROR_CONNECTION, %CROW_ERROR_QUERY, %G_IO_ERROR_CANCELLED
 *
 * Blocks; any thread. What @connection leaves out libpq finds: service files, PG* variables,
 * ~/.pgpass. After the server is ready one round trip asks who it is.
 *
 * Returns: (transfer full) (nullable): the session
 */
CrowSession *
crow_session_open (CrowConnection *connection,
                   CrowSessionMode mode,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (CrowSession) self = NULL;
  CrowOpened opened = { NULL, FALSE };

  g_return_val_if_fail (connection != NULL, NULL);

  if (!crow_session_connect (connection, mode, &opened, cancellable, error))
    return NULL;
  self = g_new0 (CrowSession, 1);
  self->connection = crow_connection_ref (connection);
  self->mode = mode;
  self->conn = opened.conn;
  self->has_settings = opened.has_settings;
  self->version = PQserverVersion (self->conn);
  self->backend_pid = PQbackendPID (self->conn);
  self->title = crow_format_place (PQdb (self->conn), PQhost (self->conn), PQport (self->conn));
  self->patience = (30 + PATIENCE) * G_TIME_SPAN_SECOND;
  PQsetErrorVerbosity (self->conn, PQERRORS_DEFAULT);
  PQsetNoticeReceiver (self->conn, log_notice, self);
  PQsetnonblocking (self->conn, 1);

  if (!set_encoding (self, cancellable, error) || !identify (self, cancellable, error) ||
      !check_server (self, error))
    return NULL;
  if (mode == CROW_SESSION_WRITE)
    self->patience = 0; /* a lock or a scan may take its time; the user can cancel */
  return g_steal_pointer (&self);
}

/**
 * crow_session_free:
 * @self: (transfer full) (nullable): a session; an open transaction is rolled back by the server
 */
void
crow_session_free (CrowSession *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->conn, PQfinish);
  g_clear_pointer (&self->connection, crow_connection_unref);
  g_free (self->title);
  g_free (self->last_words);
  g_clear_error (&self->farewell);
  g_free (self->server_name);
  g_free (self);
}

/**
 * crow_session_get_version:
 * @self: a session
 *
 * Returns: the server's version as libpq counts: 150018 for 15.18, 90624 for 9.6.24
 */
int
crow_session_get_version (CrowSession *self)
{
  return self->version;
}

/**
 * crow_session_get_server_name:
 * @self: a session
 *
 * Returns: (transfer none): `PostgreSQL 15.18`, or what a relative calls itself
 */
const char *
crow_session_get_server_name (CrowSession *self)
{
  return self->server_name;
}

/**
 * crow_session_is_readonly:
 * @self: a session
 *
 * Returns: whether the server is a relative of PostgreSQL, or unknown: it is only ever read
 */
gboolean
crow_session_is_readonly (CrowSession *self)
{
  return self->is_relative;
}

static gboolean
is_unix_socket (PGconn *conn)
{
  struct sockaddr_storage address = { 0 };
  socklen_t length = sizeof address;

  return getsockname (PQsocket (conn), (struct sockaddr *) &address, &length) == 0 &&
         address.ss_family == AF_UNIX;
}

/**
 * crow_session_describe_encryption:
 * @self: a session
 *
 * Returns: (transfer full): how safe the way to the server is: `TLS 1.3 (TLS_AES_256_GCM_SHA384)`,
 *   `GSSAPI`, `unix socket` or `not encrypted`
 */
char *
crow_session_describe_encryption (CrowSession *self)
{
  const char *protocol = NULL, *cipher = NULL;

  if (PQgssEncInUse (self->conn))
    return g_strdup ("GSSAPI");
  if (!PQsslInUse (self->conn))
    return g_strdup (is_unix_socket (self->conn) ? "unix socket" : "not encrypted");
  protocol = PQsslAttribute (self->conn, "protocol");
  cipher = PQsslAttribute (self->conn, "cipher");
  if (protocol == NULL || cipher == NULL)
    return g_strdup ("TLS");
  return g_strdup_printf ("TLS %s (%s)",
                          g_str_has_prefix (protocol, "TLSv") ? protocol + 4 : protocol, cipher);
}

/**
 * crow_session_get_backend_pid:
 * @self: a session
 *
 * Returns: the server's process, for pg_locks and pg_blocking_pids()
 */
int
crow_session_get_backend_pid (CrowSession *self)
{
  return self->backend_pid;
}

/**
 * crow_session_get_socket:
 * @self: a session
 *
 * Returns: the socket, to watch while the session is idle; -1 where it is closed
 */
int
crow_session_get_socket (CrowSession *self)
{
  return PQsocket (self->conn);
}

/**
 * crow_session_is_alive:
 * @self: an idle session
 *
 * Reads what has come, without blocking: a last word of the server and the end of the stream are
 * two readings.
 *
 * Returns: whether the session still stands, as far as this side can know
 */
gboolean
crow_session_is_alive (CrowSession *self)
{
  if (self->is_given_up)
    return FALSE;
  while (PQstatus (self->conn) == CONNECTION_OK)
    {
      if (crow_session_wait (PQsocket (self->conn), G_IO_IN, 1, NULL) != CROW_WAIT_READY)
        return TRUE;
      if (!PQconsumeInput (self->conn))
        break;
      (void) PQisBusy (self->conn); /* parses notices and changed parameters */
    }
  return PQstatus (self->conn) == CONNECTION_OK;
}

/**
 * crow_session_get_pgconn:
 * @self: a session
 *
 * Returns: (transfer none): libpq's connection, non-blocking
 */
PGconn *
crow_session_get_pgconn (CrowSession *self)
{
  return self->conn;
}

/**
 * crow_session_get_connection:
 * @self: a session
 *
 * Returns: (transfer none): what it was opened with
 */
CrowConnection *
crow_session_get_connection (CrowSession *self)
{
  return self->connection;
}

/**
 * crow_session_has_raw_bytes:
 * @self: a session
 *
 * Returns: whether texts come as bytes of unknown encoding (SQL_ASCII)
 */
gboolean
crow_session_has_raw_bytes (CrowSession *self)
{
  return self->has_raw;
}

/**
 * crow_session_get_local_settings:
 * @self: a session
 *
 * Behind a pooler a setting of the session would stay with the server's connection and hit others,
 * so there it is one of each transaction (reference of the product, section 5).
 *
 * Returns: (transfer none) (nullable): the statement to run after each BEGIN; %NULL where none is
 *   needed
 */
const char *
crow_session_get_local_settings (CrowSession *self)
{
  if (self->has_settings)
    return NULL;
  return self->mode == CROW_SESSION_READ ? LOCAL_READ : LOCAL_WRITE;
}
