#include "crow-session-private.h"

#include "crow-test-relay.h"
#include "crow-test-server.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* One server with passwords for all tests; those who kill one start their own. */
typedef struct
{
  CrowTestServer *server; /* (owned) */
  char *password;         /* (owned) */
  char *port;             /* (owned) */
} World;

static World world;
static GString *logged; /* all that GLib's log was told */

static CrowConnection *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CrowConnection *connection = crow_connection_parse (text, &error);

  g_assert_no_error (error);
  return connection;
}

/* To the common server, by TCP, with @more in place of what is in its URI. */
static CrowConnection *
connection_with (const char *keyword, const char *value)
{
  g_autoptr (CrowConnection) base = parse (world.server->uri);

  return crow_connection_with (base, keyword, value);
}

static CrowSession *
open_uri (const char *uri, CrowSessionMode mode)
{
  g_autoptr (CrowConnection) connection = parse (uri);
  g_autoptr (GError) error = NULL;
  CrowSession *session = crow_session_open (connection, mode, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (session);
  return session;
}

static void
assert_no_password (const char *text)
{
  g_assert_null (strstr (text, world.password));
}

static void
assert_not_opened (CrowConnection *connection, int code, const char *const *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_session_open (connection, CROW_SESSION_READ, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CROW_ERROR, code);
  for (guint i = 0; words[i] != NULL; i++)
    g_assert_nonnull (strstr (error->message, words[i]));
  assert_no_password (error->message);
}

static char *
ask (CrowSession *session, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PGresult) result = crow_session_query (session, sql, 0, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_strdup (PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : "");
}

static void
assert_shows (CrowSession *session, const char *setting, const char *expected)
{
  g_autofree char *sql = g_strconcat ("SHOW ", setting, NULL);
  g_autofree char *value = ask (session, sql);

  g_assert_cmpstr (value, ==, expected);
}

/* @sql fails with these. */
static void
assert_fails (CrowSession *session,
              const char *sql,
              int code,
              const char *sqlstate,
              const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_session_query (session, sql, 0, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CROW_ERROR, code);
  g_assert_cmpstr (crow_session_get_sqlstate (session), ==, sqlstate);
  g_assert_nonnull (strstr (error->message, sqlstate));
  g_assert_nonnull (strstr (error->message, word));
  assert_no_password (error->message);
}

/* --- Sessions ------------------------------------------------------------------------------- */

static void
test_reading_is_hardened (void)
{
  g_autoptr (CrowSession) session = open_uri (world.server->uri, CROW_SESSION_READ);
  g_autofree char *encryption = crow_session_describe_encryption (session);

  assert_shows (session, "default_transaction_read_only", "on");
  assert_shows (session, "transaction_read_only", "on");
  assert_shows (session, "statement_timeout", "30s");
  assert_shows (session, "lock_timeout", "3s");
  assert_shows (session, "idle_in_transaction_session_timeout", "1min");
  assert_shows (session, "search_path", "pg_catalog");
  assert_shows (session, "application_name", "crowsfoot");
  assert_shows (session, "client_encoding", "UTF8");
  g_assert_null (crow_session_get_local_settings (session));
  g_assert_cmpstr (encryption, ==, "not encrypted");
  g_assert_cmpint (crow_session_get_version (session), >=, 90600);
  g_assert_true (g_str_has_prefix (crow_session_get_server_name (session), "PostgreSQL 1"));
  g_assert_false (crow_session_is_readonly (session));
  g_assert_cmpint (crow_session_get_backend_pid (session), >, 0);
  g_assert_cmpint (crow_session_get_socket (session), >=, 0);
  g_assert_true (crow_session_is_alive (session));

  assert_fails (session, "CREATE TABLE public.x ()", CROW_ERROR_QUERY, "25006", "read-only");
  assert_fails (session, "SELECT 1; SELECT 2", CROW_ERROR_QUERY, "42601", "multiple commands");
  assert_fails (session, "SELECT nothing", CROW_ERROR_QUERY, "42703", "does not exist");
  g_assert_true (crow_session_is_alive (session));
}

static void
test_writing_is_not_in_the_way (void)
{
  g_autoptr (CrowSession) session = open_uri (world.server->uri, CROW_SESSION_WRITE);
  g_autoptr (CrowSession) other = open_uri (world.server->uri, CROW_SESSION_WRITE);
  g_autofree char *none = NULL;

  assert_shows (session, "default_transaction_read_only", "off");
  assert_shows (session, "statement_timeout", "0");
  assert_shows (session, "lock_timeout", "0");
  assert_shows (session, "idle_in_transaction_session_timeout", "1min");
  assert_shows (session, "search_path", "pg_catalog");
  none = ask (session, "CREATE TABLE public.locked ()");
  g_free (ask (session, "BEGIN"));
  g_free (ask (session, "LOCK TABLE public.locked"));
  g_free (ask (other, "SET lock_timeout = '50ms'"));
  assert_fails (other, "SELECT FROM public.locked", CROW_ERROR_BUSY, "55P03", "holds a lock");
  g_free (ask (session, "ROLLBACK"));
}

static void
test_values_are_parameters (void)
{
  g_autoptr (CrowSession) session = open_uri (world.server->uri, CROW_SESSION_READ);
  const char *const values[] = { "'; DROP TABLE x; --", NULL, "ünïcödé 🐦" };
  g_autoptr (GError) error = NULL;
  g_autoptr (PGresult) result = crow_session_query (session, "SELECT $1::text, $2::text, $3::text",
                                                    3, values, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (PQgetvalue (result, 0, 0), ==, values[0]);
  g_assert_true (PQgetisnull (result, 0, 1));
  g_assert_cmpstr (PQgetvalue (result, 0, 2), ==, values[2]);
}

static void
test_statement_timeout (void)
{
  g_autoptr (CrowConnection) connection =
      connection_with ("options", "-c statement_timeout=100 -c default_transaction_read_only=off");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowSession) session = crow_session_open (connection, CROW_SESSION_READ, NULL, &error);

  g_assert_no_error (error);
  assert_shows (session, "default_transaction_read_only", "on");
  assert_fails (session, "SELECT pg_sleep (20)", CROW_ERROR_QUERY, "57014", "statement_timeout");
  g_assert_true (crow_session_is_alive (session));
}

static void
test_a_pipeline_fails_piece_by_piece (void)
{
  g_autoptr (CrowSession) session = open_uri (world.server->uri, CROW_SESSION_READ);
  static const struct
  {
    const char *sql;
    ExecStatusType status;
  } parts[] = { { "SELECT 1", PGRES_TUPLES_OK },
                { "SELECT nothing", PGRES_FATAL_ERROR },
                { "SELECT 2", PGRES_PIPELINE_ABORTED } };
  g_autoptr (GError) error = NULL;
  PGresult *result = NULL;

  g_assert_true (crow_session_begin_pipeline (session, &error));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_true (crow_session_send (session, parts[i].sql, 0, NULL, &error));
  g_assert_true (crow_session_sync (session, &error));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_assert_true (crow_session_next_result (session, &result, NULL, &error));
      g_assert_cmpint (PQresultStatus (result), ==, parts[i].status);
      PQclear (result);
      g_assert_true (crow_session_next_result (session, &result, NULL, &error));
      g_assert_null (result);
    }
  g_assert_true (crow_session_next_result (session, &result, NULL, &error));
  g_assert_cmpint (PQresultStatus (result), ==, PGRES_PIPELINE_SYNC);
  PQclear (result);
  g_assert_true (crow_session_end_pipeline (session, NULL, &error));

  /* Left without reading, and without a sync. */
  g_assert_true (crow_session_begin_pipeline (session, &error));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_true (crow_session_send (session, parts[i].sql, 0, NULL, &error));
  g_assert_true (crow_session_end_pipeline (session, NULL, &error));
  g_assert_no_error (error);
  assert_shows (session, "search_path", "pg_catalog");
}

/* --- Who and how ---------------------------------------------------------------------------- */

static void
test_passwords (void)
{
  g_autoptr (CrowConnection) without = connection_with ("password", NULL);
  g_autoptr (CrowConnection) wrong = connection_with ("password", "falschfalsch");
  g_autoptr (CrowConnection) nobody = connection_with ("user", "nobody");
  g_autoptr (CrowConnection) nowhere = connection_with ("dbname", "nowhere");
  const char *const wanted[] = { "wants a password", NULL };
  const char *const refused[] = { "SQLSTATE 28P01", "Check the user name and the password", NULL };
  const char *const absent[] = { "\"nowhere\"", "SQLSTATE 3D000", "Check the name", NULL };

  assert_not_opened (without, CROW_ERROR_PASSWORD, wanted);
  assert_not_opened (wrong, CROW_ERROR_PASSWORD, refused);
  assert_not_opened (nobody, CROW_ERROR_PASSWORD, refused);
  assert_not_opened (nowhere, CROW_ERROR_CONNECTION, absent);
}

/* As psql finds them, and the same rules: a .pgpass that others can read is none. */
static void
test_libpq_finds_the_rest (void)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-XXXXXX", NULL);
  g_autofree char *services = g_build_filename (folder, "services", NULL);
  g_autofree char *pgpass = g_build_filename (folder, "pgpass", NULL);
  g_autofree char *service = g_strdup_printf ("[shop]\nhost=127.0.0.1\nport=%s\nuser="
                                              "sandbox\ndbname=postgres\noptions=-c geqo=off\n",
                                              world.port);
  g_autofree char *entry = g_strdup_printf ("127.0.0.1:%s:*:sandbox:%s\n", world.port,
                                            world.password);
  const char *const wanted[] = { "wants a password", NULL };
  CrowSession *session = NULL;
  g_autoptr (CrowConnection) by_service = parse ("service=shop");
  g_autofree char *secret = NULL;

  g_setenv ("PGSERVICEFILE", services, TRUE);
  g_setenv ("PGPASSFILE", pgpass, TRUE);
  g_file_set_contents (services, service, -1, NULL);
  assert_not_opened (by_service, CROW_ERROR_PASSWORD, wanted);

  g_file_set_contents_full (pgpass, entry, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  session = open_uri ("service=shop", CROW_SESSION_READ);
  assert_shows (session, "geqo", "off");
  assert_shows (session, "search_path", "pg_catalog");
  assert_fails (session, "SELECT 'x' FROM nowhere", CROW_ERROR_QUERY, "42P01", "nowhere");
  crow_session_free (session);

  g_setenv ("PGHOST", "127.0.0.1", TRUE);
  g_setenv ("PGPORT", world.port, TRUE);
  g_setenv ("PGUSER", "sandbox", TRUE);
  g_setenv ("PGDATABASE", "template1", TRUE);
  g_setenv ("PGAPPNAME", "meins", TRUE);
  g_setenv ("PGOPTIONS", "-c enable_sort=off", TRUE);
  g_setenv ("PGCLIENTENCODING", "LATIN1", TRUE);
  session = open_uri ("postgresql://", CROW_SESSION_READ);
  assert_shows (session, "application_name", "meins");
  assert_shows (session, "enable_sort", "off");
  assert_shows (session, "client_encoding", "UTF8");
  assert_shows (session, "default_transaction_read_only", "on");
  crow_session_free (session);

  g_unlink (pgpass);
  g_setenv ("PGPASSWORD", world.password, TRUE);
  session = open_uri ("postgresql://", CROW_SESSION_READ);
  /* The server repeats a password that only libpq knows. */
  secret = g_strdup_printf ("SELECT '%s'::int", world.password);
  assert_fails (session, secret, CROW_ERROR_QUERY, "22P02", "***");
  crow_session_free (session);

  for (const char *const *name =
           (const char *const[]){ "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGAPPNAME",
                                  "PGOPTIONS", "PGCLIENTENCODING", "PGPASSWORD", "PGSERVICEFILE",
                                  "PGPASSFILE", NULL };
       *name != NULL; name++)
    g_unsetenv (*name);
  g_unlink (services);
  g_rmdir (folder);
}

static void
test_a_socket_needs_no_secret (void)
{
  g_autofree char *text = g_strdup_printf ("host=%s/s port=%s user=sandbox dbname=postgres",
                                           world.server->dir, world.port);
  g_autoptr (CrowSession) session = open_uri (text, CROW_SESSION_READ);
  g_autofree char *encryption = crow_session_describe_encryption (session);

  g_assert_cmpstr (encryption, ==, "unix socket");
}

/* --- Encodings ------------------------------------------------------------------------------ */

static void
test_encodings (void)
{
  static const struct
  {
    const char *encoding;
    const char *bytes;    /* of a table's name, in SQL */
    const char *expected; /* what comes of it */
    gboolean is_raw;
  } cases[] = {
    { "LATIN1", "caf\\351", "caf\xc3\xa9", FALSE },
    { "SQL_ASCII", "caf\\351", "caf\xe9", TRUE },
    { "UTF8", "caf\\303\\251", "caf\xc3\xa9", FALSE },
  };
  g_autoptr (PGconn) admin = crow_test_connect (world.server->uri, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("enc_", cases[i].encoding, NULL);
      g_autofree char *create = g_strdup_printf ("CREATE DATABASE \"%s\" TEMPLATE template0 "
                                                 "ENCODING '%s' LC_COLLATE 'C' LC_CTYPE 'C'",
                                                 name, cases[i].encoding);
      g_autofree char
          *fill = g_strdup_printf ("DO $$BEGIN EXECUTE 'CREATE TABLE ' || pg_catalog.quote_ident ("
                                   "pg_catalog.convert_from ('%s'::bytea, '%s')) || ' ()'; END$$",
                                   cases[i].bytes, cases[i].encoding);
      g_autofree char *uri = crow_test_server_make_uri (world.server, name);
      g_autoptr (CrowSession) session = NULL;
      g_autofree char *found = NULL;

      crow_test_execute (admin, create);
      {
        g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);

        crow_test_execute (connection, fill);
      }
      session = open_uri (uri, CROW_SESSION_READ);
      found = ask (session, "SELECT relname FROM pg_catalog.pg_class WHERE relname LIKE 'caf%'");
      g_assert_cmpstr (found, ==, cases[i].expected);
      g_assert_cmpint (crow_session_has_raw_bytes (session), ==, cases[i].is_raw);
    }
}

/* --- Cancelling ----------------------------------------------------------------------------- */

typedef struct
{
  GCancellable *cancellable;
  gint64 tripped; /* when */
} Trip;

static gpointer
trip (gpointer data)
{
  Trip *self = data;

  g_usleep (200 * 1000);
  self->tripped = g_get_monotonic_time ();
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

/* @sql is cancelled while it runs, and that takes less than a second. */
static void
assert_cancels (CrowSession *session, const char *sql)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Trip tripping = { cancellable, 0 };
  GThread *thread = g_thread_new ("trip", trip, &tripping);

  g_assert_null (crow_session_query (session, sql, 0, NULL, cancellable, &error));
  g_thread_join (thread);
  g_assert_cmpint (g_get_monotonic_time () - tripping.tripped, <, G_TIME_SPAN_SECOND);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_runs_nothing (int pid)
{
  g_autoptr (PGconn) admin = crow_test_connect (world.server->uri, NULL);
  g_autofree char
      *sql = g_strdup_printf ("SELECT state FROM pg_catalog.pg_stat_activity WHERE pid = %d", pid);
  g_autoptr (GPtrArray) lines = crow_test_fetch_lines (admin, sql);

  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpstr (lines->pdata[0], ==, "idle");
}

static void
test_a_cancelled_query_leaves_a_session (void)
{
  g_autoptr (CrowSession) session = open_uri (world.server->uri, CROW_SESSION_READ);

  assert_cancels (session, "SELECT pg_sleep (20)");
  g_assert_true (crow_session_is_alive (session));
  assert_shows (session, "search_path", "pg_catalog");
  assert_cancels (session, "SELECT g, pg_sleep (0.001) FROM generate_series (1, 20000) g");
  assert_shows (session, "search_path", "pg_catalog");
  assert_runs_nothing (crow_session_get_backend_pid (session));
}

static void
test_a_cancelled_pipeline_leaves_a_session (void)
{
  g_autoptr (CrowSession) session = open_uri (world.server->uri, CROW_SESSION_READ);

  for (guint with_sync = 0; with_sync < 2; with_sync++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Trip tripping = { cancellable, 0 };
      GThread *thread = NULL;
      gboolean is_on = TRUE;

      g_assert_true (crow_session_begin_pipeline (session, &error));
      g_assert_true (crow_session_send (session, "BEGIN", 0, NULL, &error));
      g_assert_true (crow_session_send (session, "SELECT 1", 0, NULL, &error));
      g_assert_true (crow_session_send (session, "SELECT pg_sleep (20)", 0, NULL, &error));
      g_assert_true (crow_session_send (session, "SELECT 3", 0, NULL, &error));
      if (with_sync == 1)
        g_assert_true (crow_session_sync (session, &error));
      else
        PQsendFlushRequest (crow_session_get_pgconn (session));
      thread = g_thread_new ("trip", trip, &tripping);
      while (is_on)
        {
          g_autoptr (PGresult) result = NULL;

          is_on = crow_session_next_result (session, &result, cancellable, &error);
        }
      g_thread_join (thread);
      g_assert_cmpint (g_get_monotonic_time () - tripping.tripped, <, G_TIME_SPAN_SECOND);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_true (crow_session_is_alive (session));
      g_free (ask (session, "ROLLBACK"));
      assert_shows (session, "search_path", "pg_catalog");
    }
}

/* The postmaster, from its own file. */
static pid_t
find_postmaster (const CrowTestServer *server)
{
  g_autofree char *path = g_build_filename (server->dir, "data", "postmaster.pid", NULL);
  g_autofree char *text = crow_test_read (path, NULL);

  return (pid_t) g_ascii_strtoll (text, NULL, 10);
}

static void
test_a_stopped_server_is_given_up (void)
{
  pid_t postmaster = find_postmaster (world.server);

  /* The backend alone, whose postmaster takes the request; then both. */
  for (guint both = 0; both < 2; both++)
    {
      g_autoptr (CrowSession) session = open_uri (world.server->uri, CROW_SESSION_READ);
      pid_t backend = crow_session_get_backend_pid (session);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (kill (backend, SIGSTOP), ==, 0);
      if (both == 1)
        g_assert_cmpint (kill (postmaster, SIGSTOP), ==, 0);
      assert_cancels (session, "SELECT pg_sleep (1)");
      g_assert_false (crow_session_is_alive (session));
      g_assert_null (crow_session_query (session, "SELECT 1", 0, NULL, NULL, &error));
      g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
      g_assert_nonnull (strstr (error->message, "Connect again"));
      kill (postmaster, SIGCONT);
      kill (backend, SIGCONT);
    }
}

static void
test_a_stopped_postmaster_cancels_connecting (void)
{
  pid_t postmaster = find_postmaster (world.server);
  g_autoptr (CrowConnection) connection = parse (world.server->uri);
  g_autoptr (CrowConnection) patient = crow_connection_with (connection, "connect_timeout", "1");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Trip tripping = { cancellable, 0 };
  GThread *thread = NULL;
  const char *const words[] = { "did not answer within 1 s", NULL };

  g_assert_cmpint (kill (postmaster, SIGSTOP), ==, 0);
  thread = g_thread_new ("trip", trip, &tripping);
  g_assert_null (crow_session_open (connection, CROW_SESSION_READ, cancellable, &error));
  g_thread_join (thread);
  g_assert_cmpint (g_get_monotonic_time () - tripping.tripped, <, G_TIME_SPAN_SECOND);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_not_opened (patient, CROW_ERROR_CONNECTION, words);
  kill (postmaster, SIGCONT);
}

/* The wire goes dead under a running query. */
static void
test_a_dead_wire_is_given_up (void)
{
  g_autoptr (CrowTestRelay) relay = crow_test_relay_start (world.server->uri, 0);
  g_autofree char *uri = crow_test_relay_make_uri (relay, world.server->uri);
  g_autoptr (CrowSession) session = open_uri (uri, CROW_SESSION_READ);

  crow_test_relay_freeze (relay, TRUE);
  assert_cancels (session, "SELECT 1");
  g_assert_false (crow_session_is_alive (session));
}

/* --- Losing it ------------------------------------------------------------------------------ */

static void
test_a_cut_wire_is_a_lost_connection (void)
{
  g_autoptr (CrowTestRelay) relay = crow_test_relay_start (world.server->uri, 0);
  g_autofree char *uri = crow_test_relay_make_uri (relay, world.server->uri);

  for (guint when = 0; when < 2; when++)
    {
      g_autoptr (CrowSession) session = open_uri (uri, CROW_SESSION_READ);
      g_autoptr (GError) error = NULL;

      crow_test_relay_cut_at (relay, "SELECT 'cut'",
                              when == 0 ? CROW_TEST_CUT_BEFORE : CROW_TEST_CUT_AFTER);
      g_assert_null (crow_session_query (session, "SELECT 'cut'", 0, NULL, NULL, &error));
      g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
      g_assert_true (crow_test_relay_has_cut (relay));
      g_assert_false (crow_session_is_alive (session));
    }
}

static gpointer
terminate (gpointer data)
{
  g_autoptr (PGconn) admin = crow_test_connect (world.server->uri, NULL);
  g_autofree char *sql = g_strdup_printf ("SELECT pg_terminate_backend (%d)",
                                          GPOINTER_TO_INT (data));

  g_usleep (200 * 1000);
  crow_test_execute (admin, sql);
  return NULL;
}

static void
test_a_terminated_session_says_so (void)
{
  g_autoptr (CrowSession) session = open_uri (world.server->uri, CROW_SESSION_READ);
  g_autoptr (CrowSession) idle = open_uri (world.server->uri, CROW_SESSION_READ);
  GThread *thread = g_thread_new ("kill", terminate,
                                  GINT_TO_POINTER (crow_session_get_backend_pid (session)));
  GPollFD watched = { crow_session_get_socket (idle), G_IO_IN | G_IO_HUP, 0 };

  assert_fails (session, "SELECT pg_sleep (20)", CROW_ERROR_CONNECTION, "57P01", "administrator");
  g_thread_join (thread);
  g_assert_false (crow_session_is_alive (session));

  g_assert_cmpint (g_poll (&watched, 1, 0), ==, 0);
  g_assert_true (crow_session_is_alive (idle));
  terminate (GINT_TO_POINTER (crow_session_get_backend_pid (idle)));
  g_assert_cmpint (g_poll (&watched, 1, 10000), ==, 1);
  for (guint i = 0; i < 100 && crow_session_is_alive (idle); i++)
    g_usleep (10000);
  g_assert_false (crow_session_is_alive (idle));
}

static gpointer
kill_postmaster (gpointer data)
{
  g_usleep (200 * 1000);
  kill ((pid_t) GPOINTER_TO_INT (data), SIGKILL);
  return NULL;
}

/* Kills a whole server: its processes find each other gone. */
static void
test_a_killed_server (void)
{
  g_autoptr (CrowTestServer) server = crow_test_server_start (NULL);
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (CrowConnection) connection = NULL;
  pid_t postmaster = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) gone = NULL;
  GThread *thread = NULL;
  pid_t backend = 0;

  if (server == NULL)
    return;
  connection = parse (server->uri);
  postmaster = find_postmaster (server);
  session = open_uri (server->uri, CROW_SESSION_READ);
  backend = crow_session_get_backend_pid (session);
  thread = g_thread_new ("kill", kill_postmaster, GINT_TO_POINTER (backend));
  g_assert_null (crow_session_query (session, "SELECT pg_sleep (20)", 0, NULL, NULL, &error));
  g_thread_join (thread);
  g_test_message ("%s", error->message);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_clear_error (&error);

  /* While a session is being opened: it waits in the backlog of a stopped postmaster. */
  kill (postmaster, SIGSTOP);
  thread = g_thread_new ("kill", kill_postmaster, GINT_TO_POINTER (postmaster));
  g_assert_null (crow_session_open (connection, CROW_SESSION_READ, NULL, &error));
  g_thread_join (thread);
  g_test_message ("%s", error->message);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);

  g_assert_null (crow_session_open (connection, CROW_SESSION_READ, NULL, &gone));
  g_test_message ("%s", gone->message);
  g_assert_error (gone, CROW_ERROR, CROW_ERROR_CONNECTION);
}

/* --- TLS ------------------------------------------------------------------------------------ */

static gboolean
make_certificate (const char *folder)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *key = g_build_filename (folder, "server.key", NULL);
  g_autofree char *certificate = g_build_filename (folder, "server.crt", NULL);
  const char *const argv[] = {
    openssl,   "req",      "-new",      "-x509",   "-days", "30",    "-nodes",
    "-text",   "-out",     certificate, "-keyout", key,     "-subj", "/CN=db.example.org",
    "-newkey", "rsa:2048", NULL
  };
  GStatBuf folder_stat = { 0 };
  g_autofree char *output = NULL, *errors = NULL;

  if (openssl == NULL || crow_test_run (argv, NULL, &output, &errors) != 0)
    {
      g_test_skip ("no openssl to make a certificate with");
      return FALSE;
    }
  g_assert_cmpint (g_stat (folder, &folder_stat), ==, 0);
  g_chmod (key, 0600);
  g_assert_cmpint (chown (key, folder_stat.st_uid, folder_stat.st_gid), ==, 0);
  g_assert_cmpint (chown (certificate, folder_stat.st_uid, folder_stat.st_gid), ==, 0);
  return TRUE;
}

static void
turn_tls_on (void)
{
  g_autoptr (PGconn) admin = crow_test_connect (world.server->uri, NULL);

  crow_test_execute (admin, "ALTER SYSTEM SET ssl = on");
  crow_test_execute (admin, "SELECT pg_reload_conf ()");
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (PGconn) later = crow_test_connect (world.server->uri, NULL);

      if (PQsslInUse (later))
        return;
      g_usleep (50 * 1000);
    }
  g_error ("TLS did not come on");
}

static void
test_tls (void)
{
  g_autofree char *data = g_build_filename (world.server->dir, "data", NULL);
  g_autofree char *ca = g_build_filename (data, "server.crt", NULL);
  g_autoptr (CrowConnection) required = connection_with ("sslmode", "require");
  g_autoptr (CrowConnection) full = connection_with ("sslmode", "verify-full");
  g_autoptr (CrowConnection) rootless = crow_connection_with (full, "sslrootcert", "/nowhere.crt");
  g_autoptr (CrowConnection) named = crow_connection_with (full, "sslrootcert", ca);
  g_autoptr (CrowConnection) by_address = crow_connection_with (named, "hostaddr", "127.0.0.1");
  g_autoptr (CrowConnection) right = crow_connection_with (by_address, "host", "db.example.org");
  g_autoptr (CrowConnection) stranger = NULL;
  g_autofree char *folder = g_dir_make_tmp ("crow-XXXXXX", NULL);
  g_autofree char *other_ca = g_build_filename (folder, "server.crt", NULL);
  g_autofree char *other_key = g_build_filename (folder, "server.key", NULL);
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *encryption = NULL;
  const char *const none[] = { "does not support SSL", "sslmode=prefer", NULL };
  const char *const no_root[] = { "/nowhere.crt", "Set sslrootcert", NULL };
  const char *const misnamed[] = { "db.example.org", "connect by the name", NULL };
  const char *const untrusted[] = { "certificate verify failed", "sslrootcert", NULL };

  assert_not_opened (required, CROW_ERROR_CONNECTION, none);
  if (!make_certificate (data) || !make_certificate (folder))
    return;
  turn_tls_on ();

  assert_not_opened (rootless, CROW_ERROR_CONNECTION, no_root);
  assert_not_opened (named, CROW_ERROR_CONNECTION, misnamed);
  stranger = crow_connection_with (right, "sslrootcert", other_ca);
  assert_not_opened (stranger, CROW_ERROR_CONNECTION, untrusted);
  session = crow_session_open (right, CROW_SESSION_READ, NULL, &error);
  g_assert_no_error (error);
  encryption = crow_session_describe_encryption (session);
  g_test_message ("%s", encryption);
  g_assert_true (g_str_has_prefix (encryption, "TLS 1."));
  assert_cancels (session, "SELECT pg_sleep (20)");
  assert_shows (session, "search_path", "pg_catalog");

  g_unlink (other_ca);
  g_unlink (other_key);
  g_rmdir (folder);
}

/* --- At the end ----------------------------------------------------------------------------- */

static void
test_no_password_was_logged (void)
{
  g_assert_cmpuint (logged->len, >, 0);
  assert_no_password (logged->str);
}

static GLogWriterOutput
keep_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (fields[i].length < 0)
      g_string_append_printf (logged, "%s\n", (const char *) fields[i].value);
  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* GLib's tests take what is not structured before a writer sees it (2.84; not 2.74). */
static void
keep_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_string_append_printf (logged, "%s\n", message);
  g_log_default_handler (domain, level, message, data);
}

static gboolean
begin_world (void)
{
  static const char *const options[] = { "--tcp", NULL };
  PQconninfoOption *parsed = NULL;

  world.server = crow_test_server_start (options);
  if (world.server == NULL)
    return FALSE;
  parsed = PQconninfoParse (world.server->uri, NULL);
  for (PQconninfoOption *option = parsed; option->keyword != NULL; option++)
    {
      if (strcmp (option->keyword, "password") == 0)
        world.password = g_strdup (option->val);
      if (strcmp (option->keyword, "port") == 0)
        world.port = g_strdup (option->val);
    }
  PQconninfoFree (parsed);
  return TRUE;
}

/* Only the first test may have to skip all of them. */
static void
run_in_world (gconstpointer test)
{
  if (world.server == NULL)
    g_test_skip ("no server");
  else
    ((GTestFunc) test) ();
}

static void
add (const char *path, GTestFunc test)
{
  g_test_add_data_func (path, (gconstpointer) test, run_in_world);
}

static void
test_a_server_starts (void)
{
  if (begin_world ())
    g_debug ("The server is up");
}

int
main (int argc, char *argv[])
{
  static const char *const variables[] = { "PGHOST",    "PGPORT",     "PGUSER",    "PGDATABASE",
                                           "PGSERVICE", "PGHOSTADDR", "PGOPTIONS", "PGPASSWORD",
                                           "PGSSLMODE", "PGAPPNAME",  "PGPASSFILE" };
  int status = 0;

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);
  g_log_set_default_handler (keep_message, NULL);
  g_test_add_func ("/session/a-server-starts", test_a_server_starts);
  add ("/session/reading-is-hardened", test_reading_is_hardened);
  add ("/session/writing-is-not-in-the-way", test_writing_is_not_in_the_way);
  add ("/session/values-are-parameters", test_values_are_parameters);
  add ("/session/statement-timeout-is-told", test_statement_timeout);
  add ("/session/a-pipeline-fails-piece-by-piece", test_a_pipeline_fails_piece_by_piece);
  add ("/session/passwords", test_passwords);
  add ("/session/libpq-finds-the-rest", test_libpq_finds_the_rest);
  add ("/session/a-socket-needs-no-secret", test_a_socket_needs_no_secret);
  add ("/session/encodings", test_encodings);
  add ("/session/a-cancelled-query-leaves-a-session", test_a_cancelled_query_leaves_a_session);
  add ("/session/a-cancelled-pipeline-leaves-a-session",
       test_a_cancelled_pipeline_leaves_a_session);
  add ("/session/a-stopped-server-is-given-up-within-a-second", test_a_stopped_server_is_given_up);
  add ("/session/a-stopped-postmaster-cancels-connecting",
       test_a_stopped_postmaster_cancels_connecting);
  add ("/session/a-dead-wire-is-given-up-within-a-second", test_a_dead_wire_is_given_up);
  add ("/session/a-cut-wire-is-a-lost-connection", test_a_cut_wire_is_a_lost_connection);
  add ("/session/a-terminated-session-says-so", test_a_terminated_session_says_so);
  add ("/session/a-killed-server", test_a_killed_server);
  add ("/session/tls", test_tls);
  add ("/session/no-password-was-logged", test_no_password_was_logged);
  status = g_test_run ();
  g_clear_pointer (&world.server, crow_test_server_stop);
  g_free (world.password);
  g_free (world.port);
  return status;
}
