#include "crow-session-private.h"

#include "crow-test-fake.h"

#include <dlfcn.h>
#include <netdb.h>
#include <string.h>

#define PASSWORD "sehrgeheim"

static int n_lookups; /* names that are being looked up for ever */

/* A cancellable that another thread trips. */
typedef struct
{
  GCancellable *cancellable;
  gint64 delay;
} Trip;

static gpointer
trip (gpointer data)
{
  Trip *self = data;

  g_usleep ((gulong) self->delay);
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

static CrowConnection *
connection_to (CrowTestFake *fake, const char *more)
{
  g_autofree char *text = g_strdup_printf ("host=127.0.0.1 port=%u user=anna password=" PASSWORD
                                           " dbname=shop gssencmode=disable %s",
                                           crow_test_fake_get_port (fake), more);
  g_autoptr (GError) error = NULL;
  CrowConnection *connection = crow_connection_parse (text, &error);

  g_assert_no_error (error);
  return connection;
}

/* Opens a session, which must fail with @code and these words, and without the password. */
static void
assert_refused (CrowTestFake *fake, const char *more, int code, const char *const *words)
{
  g_autoptr (CrowConnection) connection = connection_to (fake, more);
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_session_open (connection, CROW_SESSION_READ, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CROW_ERROR, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strstr (error->message, PASSWORD));
  for (const char *c = error->message; *c != '\0'; c++)
    g_assert_true (!g_ascii_iscntrl (*c) || *c == '\n' || *c == '\t');
  for (guint i = 0; words[i] != NULL; i++)
    g_assert_nonnull (strstr (error->message, words[i]));
}

/* --- Black holes --------------------------------------------------------------------------- */

static void
assert_cancelled_in_time (CrowConnection *connection)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Trip tripping = { cancellable, 150 * G_TIME_SPAN_MILLISECOND };
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("trip", trip, &tripping);
  gint64 start = g_get_monotonic_time ();

  g_assert_null (crow_session_open (connection, CROW_SESSION_READ, cancellable, &error));
  g_assert_cmpint (g_get_monotonic_time () - start - tripping.delay, <, 1 * G_TIME_SPAN_SECOND);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
welcome_and_sleep (int fd, gpointer user_data)
{
  g_autofree char *startup = crow_test_fake_read_startup (fd);

  if (startup == NULL)
    return;
  crow_test_fake_welcome (fd, "15.1");
  while (crow_test_fake_read (fd, NULL) != 0)
    ;
}

/* Speaks @user_data bytes of AuthenticationOk and goes silent. */
static void
begin_and_sleep (int fd, gpointer user_data)
{
  g_autofree char *startup = crow_test_fake_read_startup (fd);
  gsize n = GPOINTER_TO_SIZE (user_data);

  crow_test_fake_write (fd, "R\0\0\0\10\0\0\0\0", n);
  while (crow_test_fake_read (fd, NULL) != 0)
    ;
}

static void
test_black_holes_are_cancelled (void)
{
  static const char *const modes[] = { "sslmode=disable", "sslmode=require", "sslmode=prefer",
                                       "connect_timeout=0" };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (CrowTestFake) silent = crow_test_fake_start (NULL, NULL);
      g_autoptr (CrowTestFake) full = crow_test_fake_start_full ();
      g_autoptr (CrowConnection) to_silent = connection_to (silent, modes[i]);
      g_autoptr (CrowConnection) to_full = connection_to (full, modes[i]);

      assert_cancelled_in_time (to_silent);
      assert_cancelled_in_time (to_full);
    }
  for (gsize n = 0; n <= 9; n += 3)
    {
      g_autoptr (CrowTestFake) fake = crow_test_fake_start (begin_and_sleep, GSIZE_TO_POINTER (n));
      g_autoptr (CrowConnection) connection = connection_to (fake, "sslmode=disable");

      assert_cancelled_in_time (connection);
    }
}

/* In the first query of ours: the server has let us in and says no more. */
static void
test_silence_after_the_welcome_is_cancelled (void)
{
  g_autoptr (CrowTestFake) fake = crow_test_fake_start (welcome_and_sleep, NULL);
  g_autoptr (CrowConnection) connection = connection_to (fake, "sslmode=disable");

  assert_cancelled_in_time (connection);
}

static void
test_a_cancelled_one_is_not_begun (void)
{
  g_autoptr (CrowTestFake) fake = crow_test_fake_start (welcome_and_sleep, NULL);
  g_autoptr (CrowConnection) connection = connection_to (fake, "sslmode=disable");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (crow_session_open (connection, CROW_SESSION_READ, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (crow_test_fake_count (fake), ==, 0);
}

static void
test_black_holes_time_out (void)
{
  g_autoptr (CrowTestFake) silent = crow_test_fake_start (NULL, NULL);
  g_autoptr (CrowTestFake) full = crow_test_fake_start_full ();
  const char *const words[] = { "127.0.0.1", "did not answer within 1 s", "firewall", NULL };

  assert_refused (silent, "sslmode=disable connect_timeout=1", CROW_ERROR_CONNECTION, words);
  assert_refused (full, "sslmode=disable connect_timeout=1", CROW_ERROR_CONNECTION, words);
}

/* --- Servers that answer -------------------------------------------------------------------- */

/* What a fake server says of itself. */
typedef struct
{
  const char *version;        /* version() */
  const char *server_version; /* the parameter */
  const char *refusal;        /* (nullable) words against `options`, once */
  const char *sqlstate;       /* of the refusal */
  gboolean ignores_options;   /* takes them and drops them */
  const char *dislikes;       /* (nullable) queries with this text fail */
  GString *heard;             /* (nullable) the startup packets */
  GMutex lock;
} Server;

static gboolean
says (GBytes *body, const char *text)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (body, &length);

  return memmem (data, length, text, strlen (text)) != NULL;
}

static void
answer_query (int fd, const Server *server, GBytes *query, gboolean has_options)
{
  const char *const whole[] = { server->version, has_options ? "pg_catalog" : "\"$user\", public",
                                has_options ? "on" : "off", has_options ? "30s" : "0", NULL };
  const char *const one[] = { server->version, NULL };

  if (server->dislikes != NULL && says (query, server->dislikes))
    {
      crow_test_fake_send_error (fd, "ERROR", "42883", "unknown function");
      crow_test_fake_send (fd, 'Z', "I", 1);
    }
  else
    crow_test_fake_answer (fd, says (query, "current_setting") ? whole : one);
}

static void
serve (int fd, gpointer user_data)
{
  Server *server = user_data;
  g_autofree char *startup = crow_test_fake_read_startup (fd);
  gboolean has_options = startup != NULL && strstr (startup, "options=") != NULL;
  g_autoptr (GBytes) query = NULL;

  if (startup == NULL)
    return;
  g_mutex_lock (&server->lock);
  if (server->heard != NULL)
    g_string_append_printf (server->heard, "%s\n", startup);
  g_mutex_unlock (&server->lock);
  if (has_options && server->refusal != NULL)
    {
      crow_test_fake_send_error (fd, "FATAL", server->sqlstate, server->refusal);
      return;
    }
  crow_test_fake_welcome (fd, server->server_version);
  while (TRUE)
    {
      g_autoptr (GBytes) body = NULL;
      char type = crow_test_fake_read (fd, &body);

      if (type == 0)
        return;
      if (type == 'P')
        {
          g_clear_pointer (&query, g_bytes_unref);
          query = g_bytes_ref (body);
        }
      if (type == 'S' && query != NULL)
        answer_query (fd, server, query, has_options && !server->ignores_options);
    }
}

static const char debian[] = "PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, "
                             "compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit";

static CrowSession *
open_at (Server *server,
         CrowSessionMode mode,
         const char *more,
         CrowTestFake **fake,
         GError **error)
{
  g_autoptr (CrowConnection) connection = NULL;

  *fake = crow_test_fake_start (serve, server);
  connection = connection_to (*fake, more);
  return crow_session_open (connection, mode, NULL, error);
}

static void
test_relatives_are_named_and_only_read (void)
{
  static const struct
  {
    const char *version;
    const char *server_version;
    const char *name;
    gboolean is_relative;
  } cases[] = {
    { debian, "15.18 (Debian 15.18-0+deb12u1)", "PostgreSQL 15.18", FALSE },
    { "PostgreSQL 18.1 on x86_64-linux, compiled by gcc-14.2.0, 64-bit", "18.1", "PostgreSQL 18.1",
      FALSE },
    { "PostgreSQL 17beta2 (Ubuntu 17~beta2-1.pgdg24.04+1) on x86_64-pc-linux-gnu, compiled by gcc",
      "17beta2 (Ubuntu 17~beta2)", "PostgreSQL 17beta2", FALSE },
    { "PostgreSQL 19devel on aarch64-unknown-linux-gnu, compiled by gcc", "19devel",
      "PostgreSQL 19devel", FALSE },
    { "PostgreSQL 9.6.24 on x86_64-pc-linux-gnu, compiled by gcc", "9.6.24", "PostgreSQL 9.6.24",
      FALSE },
    { "PostgreSQL 14.5, compiled by Visual C++ build 1914, 64-bit", "14.5", "PostgreSQL 14.5",
      FALSE },
    { "PostgreSQL 16.9 (22b3f3d) on aarch64-unknown-linux-gnu, compiled by gcc", "16.9",
      "PostgreSQL 16.9", FALSE },
    { "PostgreSQL 16.3 - Percona Distribution on x86_64-pc-linux-gnu, compiled by gcc",
      "16.3 - Percona", "PostgreSQL 16.3", FALSE },
    { "CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27, go1.19)", "13.0.0",
      "CockroachDB 23.1.11", TRUE },
    { "PostgreSQL 11.2-YB-2.19.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang",
      "11.2-YB-2.19.0.0-b0", "YugabyteDB 2.19.0.0", TRUE },
    { "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017, Redshift "
      "1.0.12103",
      "8.0.2", "Redshift 1.0.12103", TRUE },
    { "PostgreSQL 9.4.24 (Greenplum Database 6.19.0 build x) on x86_64, compiled by gcc", "9.4.24",
      "Greenplum 6.19.0", TRUE },
    { "PostgreSQL 15.4 (EnterpriseDB Advanced Server 15.4.0) on x86_64, compiled by gcc", "15.4",
      "EDB Postgres 15.4.0", TRUE },
    { "PostgreSQL 9.5.0 on x86_64 (Materialize v0.27.0)", "9.5.0", "Materialize 0.27.0", TRUE },
    { "PostgreSQL 12.3, compiled by Visual C++ build 1914, 64-bit, QuestDB", "12.3", "QuestDB",
      TRUE },
    { "Grundgesetz 1.0 (nobody knows)", "14.0", "Grundgesetz 1.0", TRUE },
    { "PostgreSQL 14.1-Neuland on x, compiled by gcc", "14.1", "PostgreSQL 14.1-Neuland on x",
      TRUE },
    { "\x1b[31mred\nserver", "15.0", "red server", TRUE },
    { "", "15.0", "an unknown server", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Server server = { .version = cases[i].version, .server_version = cases[i].server_version };
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) refusal = NULL;
      CrowTestFake *fake = NULL;
      CrowSession *session = open_at (&server, CROW_SESSION_READ, "sslmode=disable", &fake, &error);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (crow_session_get_server_name (session), cases[i].name));
      g_assert_cmpint (crow_session_is_readonly (session), ==, cases[i].is_relative);
      crow_session_free (session);
      crow_test_fake_stop (fake);

      session = open_at (&server, CROW_SESSION_WRITE, "sslmode=disable", &fake, &refusal);
      g_assert_cmpint (session == NULL, ==, cases[i].is_relative);
      if (cases[i].is_relative)
        g_assert_error (refusal, CROW_ERROR, CROW_ERROR_CONNECTION);
      crow_session_free (session);
      crow_test_fake_stop (fake);
    }
}

static void
test_old_servers_are_refused (void)
{
  Server server = { .version = "PostgreSQL 9.5.25 on x86_64-pc-linux-gnu, compiled by gcc",
                    .server_version = "9.5.25" };
  g_autoptr (GError) error = NULL;
  CrowTestFake *fake = NULL;

  g_assert_null (open_at (&server, CROW_SESSION_READ, "sslmode=disable", &fake, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_assert_nonnull (strstr (error->message, "PostgreSQL 9.5.25 is too old"));
  g_assert_nonnull (strstr (error->message, "9.6"));
  crow_test_fake_stop (fake);
}

/* A relative that knows half of what we ask. */
static void
test_a_poor_relative_is_still_named (void)
{
  Server server = { .version = "CockroachDB CCL v1.0",
                    .server_version = "9.5.0",
                    .dislikes = "current_setting" };
  g_autoptr (GError) error = NULL;
  CrowTestFake *fake = NULL;
  CrowSession *session = open_at (&server, CROW_SESSION_READ, "sslmode=disable", &fake, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (crow_session_get_server_name (session), ==, "CockroachDB 1.0");
  crow_session_free (session);
  crow_test_fake_stop (fake);
}

static void
test_poolers_that_refuse_options (void)
{
  static const struct
  {
    const char *sqlstate;
    const char *words;
  } cases[] = {
    { "08P01", "unsupported startup parameter: options" },
    { "08P01", "unsupported startup parameter in options: default_transaction_read_only" },
    { "0A000", "Feature not supported: RDS Proxy currently doesn't support command-line options." },
    { "42704", "unrecognized configuration parameter \"idle_in_transaction_session_timeout\"" },
    { NULL, NULL }, /* takes them, and drops them */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Server server = { .version = debian,
                        .server_version = "15.18",
                        .refusal = cases[i].words,
                        .sqlstate = cases[i].sqlstate,
                        .ignores_options = cases[i].words == NULL };
      g_autoptr (GError) error = NULL;
      CrowTestFake *fake = NULL;
      CrowSession *session = open_at (&server, CROW_SESSION_READ,
                                      i == 0
                                          ? "sslmode=disable options='-c search_path=\"a\\\\ b\"'"
                                          : "sslmode=disable",
                                      &fake, &error);
      const char *settings = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (crow_test_fake_count (fake), ==, cases[i].words != NULL ? 2 : 1);
      settings = crow_session_get_local_settings (session);
      g_assert_nonnull (settings);
      g_assert_nonnull (strstr (settings, "'search_path', 'pg_catalog', true"));
      g_assert_nonnull (strstr (settings, "'statement_timeout', '30000', true"));
      crow_session_free (session);
      crow_test_fake_stop (fake);
    }
}

/* With the user's own options in between, and these alone where ours are refused. */
static void
test_the_users_options_are_kept (void)
{
  Server server = { .version = debian, .server_version = "15.18", .heard = g_string_new (NULL) };
  g_autoptr (GError) error = NULL;
  CrowTestFake *fake = NULL;
  CrowSession
      *session = open_at (&server, CROW_SESSION_READ,
                          "sslmode=disable options='-c geqo=off -c statement_timeout=5min\\\\' "
                          "application_name=meins client_encoding=LATIN1 replication=database",
                          &fake, &error);

  g_assert_no_error (error);
  crow_session_free (session);
  crow_test_fake_stop (fake);
  g_test_message ("%s", server.heard->str);
  g_assert_nonnull (strstr (server.heard->str,
                            "options=-c statement_timeout=30000 -c lock_timeout=3000 -c "
                            "idle_in_transaction_session_timeout=60000 -c geqo=off -c "
                            "statement_timeout=5min -c default_transaction_read_only=on -c "
                            "search_path=pg_catalog\n"));
  g_assert_nonnull (strstr (server.heard->str, "application_name=meins\n"));
  g_assert_nonnull (strstr (server.heard->str, "client_encoding=UTF8\n"));
  g_assert_null (strstr (server.heard->str, "replication"));
  g_assert_null (strstr (server.heard->str, PASSWORD));

  server.refusal = "unsupported startup parameter: options";
  server.sqlstate = "08P01";
  g_string_truncate (server.heard, 0);
  session = open_at (&server, CROW_SESSION_READ, "sslmode=disable options='-c geqo=off'", &fake,
                     &error);
  g_assert_null (session);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_assert_nonnull (strstr (server.heard->str, "options=-c geqo=off\n"));
  crow_test_fake_stop (fake);
  g_string_free (server.heard, TRUE);
}

/* --- Servers that refuse -------------------------------------------------------------------- */

/* A refusal as a server says it. */
typedef struct
{
  const char *sqlstate;
  const char *words;
  gboolean after_password; /* asks for one first */
  int code;
  const char *advice;
} Refusal;

static void
refuse (int fd, gpointer user_data)
{
  const Refusal *refusal = user_data;
  g_autofree char *startup = crow_test_fake_read_startup (fd);

  if (startup == NULL)
    return;
  if (refusal->after_password)
    {
      crow_test_fake_send (fd, 'R', "\0\0\0\3", 4); /* cleartext */
      if (crow_test_fake_read (fd, NULL) != 'p')
        return;
    }
  crow_test_fake_send_error (fd, "FATAL", refusal->sqlstate, refusal->words);
}

static void
test_refusals_say_what_to_do (void)
{
  static const Refusal cases[] = {
    { "28P01", "password authentication failed for user \"anna\"", TRUE, CROW_ERROR_PASSWORD,
      "Check the user name and the password" },
    { "28P01", "password authentication failed for \"" PASSWORD "\"", TRUE, CROW_ERROR_PASSWORD,
      "***" },
    { "28000", "LDAP authentication failed for user \"anna\"", TRUE, CROW_ERROR_PASSWORD,
      "user name" },
    { "08P01", "password authentication failed", TRUE, CROW_ERROR_PASSWORD, "the password" },
    { "08P01", "unsupported startup parameter: options", FALSE, CROW_ERROR_CONNECTION,
      "PGOPTIONS" },
    { "08P01", "database \"shop\" does not exist", FALSE, CROW_ERROR_CONNECTION,
      "name of the database" },
    { "08P01", "client_login_timeout", FALSE, CROW_ERROR_CONNECTION, "a pooler" },
    { "28000", "role \"anna\" is not permitted to log in", TRUE, CROW_ERROR_CONNECTION,
      "without a login" },
    { "28000",
      "no pg_hba.conf entry for host \"1.2.3.4\", user \"anna\", database \"shop\", no encryption",
      FALSE, CROW_ERROR_CONNECTION, "sslmode=require" },
    { "28000", "no pg_hba.conf entry for host \"1.2.3.4\", user \"anna\", database \"shop\"", FALSE,
      CROW_ERROR_CONNECTION, "administrator" },
    { "28000", "role \"anna\" does not exist", FALSE, CROW_ERROR_CONNECTION, "user name" },
    { "28000", "Peer authentication failed for user \"anna\"", FALSE, CROW_ERROR_CONNECTION,
      "own account" },
    { "28000", "Rolle »anna« existiert nicht", FALSE, CROW_ERROR_CONNECTION, "user name" },
    { "3D000", "database \"shop\" does not exist", TRUE, CROW_ERROR_CONNECTION,
      "name of the database" },
    { "42501", "permission denied for database \"shop\"", TRUE, CROW_ERROR_CONNECTION,
      "GRANT CONNECT" },
    { "53300", "sorry, too many clients already", FALSE, CROW_ERROR_CONNECTION, "max_connections" },
    { "57P03", "the database system is starting up", FALSE, CROW_ERROR_CONNECTION, "in a moment" },
    { "55000", "database \"shop\" is not currently accepting connections", FALSE,
      CROW_ERROR_CONNECTION, "another" },
    { "XX000", "could not open relation mapping file", FALSE, CROW_ERROR_CONNECTION, "log" },
    { "22P02", "bad \x1b[31m\x07 bytes \xff\xfe and password=" PASSWORD, FALSE,
      CROW_ERROR_CONNECTION, "bad" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrowTestFake) fake = crow_test_fake_start (refuse, (gpointer) &cases[i]);
      g_autofree char *code = g_strdup_printf ("(SQLSTATE %s)", cases[i].sqlstate);
      const char *const words[] = { code, cases[i].advice, NULL };

      assert_refused (fake, "sslmode=disable", cases[i].code, words);
    }
}

static void
test_a_wanted_password_is_asked_for (void)
{
  static const Refusal refusal = { "28P01", "no", TRUE, 0, NULL };
  g_autoptr (CrowTestFake) fake = crow_test_fake_start (refuse, (gpointer) &refusal);
  g_autoptr (CrowConnection) with = connection_to (fake, "sslmode=disable");
  g_autoptr (CrowConnection) without = crow_connection_with_password (with, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_session_open (without, CROW_SESSION_READ, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_PASSWORD);
  g_assert_nonnull (strstr (error->message, "wants a password"));
}

/* --- Servers that lie ----------------------------------------------------------------------- */

/* Bytes instead of an answer: to the startup packet, or to the first query. */
typedef struct
{
  const char *bytes;
  gsize length;
  gboolean after_welcome;
  gboolean stays; /* does not hang up after them */
} Lie;

static void
lie (int fd, gpointer user_data)
{
  const Lie *self = user_data;
  g_autofree char *startup = crow_test_fake_read_startup (fd);

  if (startup == NULL)
    return;
  if (self->after_welcome)
    {
      crow_test_fake_welcome (fd, "15.1");
      if (!crow_test_fake_await_sync (fd))
        return;
    }
  crow_test_fake_write (fd, self->bytes, self->length);
  while (self->stays && crow_test_fake_read (fd, NULL) != 0)
    ;
}

#define LIE(bytes, after, stays)                                                                   \
  {                                                                                                \
    bytes, sizeof bytes - 1, after, stays                                                          \
  }

static const Lie lies[] = {
  LIE ("", FALSE, FALSE),
  LIE ("HTTP/1.1 400 Bad Request\r\n\r\n", FALSE, FALSE),
  LIE ("SSH-2.0-OpenSSH_9.2\r\n", FALSE, FALSE),
  LIE ("\0\0\0\0\0\0\0\0\0\0\0\0", FALSE, FALSE),
  LIE ("\xff\xff\xff\xff\xff\xff\xff\xff", FALSE, FALSE),
  LIE ("E\x7f\xff\xff\xffSFATAL", FALSE, FALSE),
  LIE ("E\0\0\0\5", FALSE, FALSE),
  LIE ("E\0\0\0\4", FALSE, FALSE),
  LIE ("E\0\0\0\7Sx", FALSE, FALSE),
  LIE ("Eunterminated old error", FALSE, FALSE),
  LIE ("R\0\0\0\0", FALSE, FALSE),
  LIE ("R\0\0\0\4", FALSE, FALSE),
  LIE ("R\0\0\0\10\0\0\0\x63", FALSE, FALSE),
  LIE ("R\0\0\0\14\0\0\0\12SCRAM-XYZ\0\0", FALSE, FALSE),
  LIE ("R\0\0\0\11\0\0\0\13x", FALSE, FALSE),
  LIE ("R\0\0\0\10\0\0\0\0Z\x7f\xff\xff\xffI", FALSE, FALSE),
  LIE ("R\0\0\0\10\0\0\0\0K\0\0\0\5x", FALSE, FALSE),
  LIE ("R\0\0\0\10\0\0\0\0S\0\0\0\10none", FALSE, FALSE),
  LIE ("", TRUE, FALSE),
  LIE ("garbage in the middle of it all", TRUE, FALSE),
  LIE ("\0\0\0\0\0\0\0\0\0\0", TRUE, FALSE),
  LIE ("1\0\0\0\4T\x7f\xff\xff\xff\0\1", TRUE, FALSE),
  LIE ("1\0\0\0\0042\0\0\0\4T\0\0\0\6\xff\xff", TRUE, FALSE),
  LIE ("1\0\0\0\0042\0\0\0\4T\0\0\0\6\0\0D\0\0\0\12\0\1\x7f\xff\xff\xff", TRUE, FALSE),
  LIE ("1\0\0\0\0042\0\0\0\4D\0\0\0\6\0\0C\0\0\0\15SELECT 1\0Z\0\0\0\5I", TRUE, FALSE),
  LIE ("1\0\0\0\0042\0\0\0\4C\0\0\0\15SELECT 1\0Z\0\0\0\5IZ\0\0\0\5I", TRUE, FALSE),
  LIE ("E\0\0\0\6S\0Z\0\0\0\5I", TRUE, FALSE),
  LIE ("G\0\0\0\7\0\0\0", TRUE, FALSE),
  LIE ("H\0\0\0\7\0\0\0", TRUE, FALSE),
  LIE ("W\0\0\0\7\0\0\0", TRUE, FALSE),
  LIE ("N\0\0\0\5\0A\0\0\0\5\0S\0\0\0\6x\0", TRUE, FALSE),
  LIE ("V\0\0\0\10\xff\xff\xff\xff", TRUE, FALSE),
};

static void
test_lies_are_errors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (CrowTestFake) fake = crow_test_fake_start (lie, (gpointer) &lies[i]);
      g_autoptr (CrowConnection)
          connection = connection_to (fake, "sslmode=disable connect_timeout=2");
      g_autoptr (GError) error = NULL;
      CrowSession *session = crow_session_open (connection, CROW_SESSION_READ, NULL, &error);

      g_test_message ("%u: %s", i, error != NULL ? error->message : "opened");
      /* A few answer nothing that is not allowed: then nobody knows who it is. */
      if (session != NULL)
        g_assert_true (crow_session_is_readonly (session));
      else
        {
          g_assert_true (g_error_matches (error, CROW_ERROR, CROW_ERROR_CONNECTION) ||
                         g_error_matches (error, CROW_ERROR, CROW_ERROR_QUERY));
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          g_assert_null (strstr (error->message, "invalid socket"));
        }
      crow_session_free (session);
    }
}

static void
test_lies_that_stay_are_cancelled (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lies); i += 3)
    {
      Lie staying = { lies[i].bytes, lies[i].length, lies[i].after_welcome, TRUE };
      g_autoptr (CrowTestFake) fake = crow_test_fake_start (lie, &staying);
      g_autoptr (CrowConnection) connection = connection_to (fake, "sslmode=disable");
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Trip tripping = { cancellable, 100 * G_TIME_SPAN_MILLISECOND };
      GThread *thread = g_thread_new ("trip", trip, &tripping);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CrowSession)
          session = crow_session_open (connection, CROW_SESSION_READ, cancellable, &error);

      g_assert_true (session != NULL || error != NULL);
      g_assert_cmpint (g_get_monotonic_time () - start - tripping.delay, <, G_TIME_SPAN_SECOND);
      g_thread_join (thread);
    }
}

/* --- Several hosts -------------------------------------------------------------------------- */

static void
test_the_next_host_is_tried (void)
{
  Server server = { .version = debian, .server_version = "15.18" };
  g_autoptr (CrowTestFake) alive = crow_test_fake_start (serve, &server);
  g_autoptr (CrowTestFake) silent = crow_test_fake_start (NULL, NULL);
  g_autoptr (CrowTestFake) full = crow_test_fake_start_full ();
  g_autofree char *text = g_strdup_printf ("host=127.0.0.1,localhost,127.0.0.1 "
                                           "hostaddr=127.0.0.1,127.0.0.1, port=%u,%u,%u user=anna "
                                           "connect_timeout=1 sslmode=disable gssencmode=disable",
                                           crow_test_fake_get_port (silent),
                                           crow_test_fake_get_port (full),
                                           crow_test_fake_get_port (alive));
  g_autofree char *dead = g_strdup_printf ("host=127.0.0.1,localhost port=%u,1 user=anna "
                                           "connect_timeout=1 sslmode=disable gssencmode=disable",
                                           crow_test_fake_get_port (silent));
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection) connection = crow_connection_parse (text, NULL);
  g_autoptr (CrowConnection) hopeless = crow_connection_parse (dead, NULL);
  g_autoptr (CrowSession) session = crow_session_open (connection, CROW_SESSION_READ, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (crow_session_get_server_name (session), ==, "PostgreSQL 15.18");

  g_assert_null (crow_session_open (hopeless, CROW_SESSION_READ, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "did not answer within 1 s"));
  g_assert_nonnull (strstr (error->message, "Is the server running"));
}

/* --- Names ---------------------------------------------------------------------------------- */

/* One more address, in front of @next. */
static struct addrinfo *
make_address (const char *address, const char *service, struct addrinfo *next)
{
  struct addrinfo hints = { .ai_family = AF_INET,
                            .ai_socktype = SOCK_STREAM,
                            .ai_flags = AI_NUMERICHOST };
  struct addrinfo *result = NULL;
  int (*original) (const char *, const char *, const struct addrinfo *,
                   struct addrinfo **) = dlsym (RTLD_NEXT, "getaddrinfo");

  g_assert_cmpint (original (address, service, &hints, &result), ==, 0);
  result->ai_next = next;
  return result;
}

/* In place of the C library's, for libpq too: a name that takes for ever, and one with two
 * addresses. */
int
getaddrinfo (const char *node,
             const char *service,
             const struct addrinfo *hints,
             struct addrinfo **result)
{
  int (*original) (const char *, const char *, const struct addrinfo *,
                   struct addrinfo **) = dlsym (RTLD_NEXT, "getaddrinfo");

  if (g_strcmp0 (node, "slow.example.org") == 0)
    {
      g_atomic_int_inc (&n_lookups);
      g_usleep (3 * G_USEC_PER_SEC);
      g_atomic_int_add (&n_lookups, -1);
      return EAI_AGAIN;
    }
  if (g_strcmp0 (node, "two.example.org") == 0)
    {
      *result = make_address ("127.0.0.1", service, make_address ("127.0.0.2", service, NULL));
      return 0;
    }
  return original (node, service, hints, result);
}

static void
test_a_lookup_without_end (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection)
      connection = crow_connection_parse ("host=slow.example.org user=anna", NULL);
  g_autoptr (CrowConnection) patient = crow_connection_with (connection, "connect_timeout", "1");

  assert_cancelled_in_time (connection);
  g_assert_cmpint (g_atomic_int_get (&n_lookups), ==, 1); /* it is still looking */
  g_assert_null (crow_session_open (patient, CROW_SESSION_READ, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_assert_nonnull (strstr (error->message, "looking up its name"));
  while (g_atomic_int_get (&n_lookups) > 0)
    g_usleep (10000);
}

static void
test_the_next_address_is_tried (void)
{
  Server server = { .version = debian, .server_version = "15.18" };
  g_autoptr (CrowTestFake) silent = crow_test_fake_start (NULL, NULL);
  g_autoptr (CrowTestFake)
      alive = crow_test_fake_start_beside (silent, "127.0.0.2", serve, &server);
  g_autofree char *text = g_strdup_printf ("host=two.example.org port=%u user=anna "
                                           "connect_timeout=1 sslmode=disable gssencmode=disable",
                                           crow_test_fake_get_port (silent));
  g_autoptr (CrowConnection) connection = crow_connection_parse (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowSession) session = crow_session_open (connection, CROW_SESSION_READ, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (crow_test_fake_count (alive), ==, 1);
}

static void
test_nobody_there (void)
{
  static const struct
  {
    const char *text;
    const char *advice;
  } cases[] = {
    { "host=127.0.0.1 port=1", "Is the server running there" },
    { "host=/nowhere/at/all", "There is no server's socket" },
    { "host=nothing.invalid", "no host of that name" },
    { "service=nothing", "name of the service" },
    { "host=127.0.0.1 port=1 sslmode=maybe", "sslmode" },
    { "host=a,b port=1,2,3", "port" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrowConnection) connection = crow_connection_parse (cases[i].text, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (crow_session_open (connection, CROW_SESSION_READ, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
      g_assert_nonnull (strstr (error->message, cases[i].advice));
    }
}

int
main (int argc, char *argv[])
{
  /* Nobody's own settings. */
  static const char *const variables[] = { "PGHOST",    "PGPORT",     "PGUSER",    "PGDATABASE",
                                           "PGSERVICE", "PGHOSTADDR", "PGOPTIONS", "PGPASSWORD",
                                           "PGSSLMODE", "PGAPPNAME" };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  g_setenv ("PGPASSFILE", "/nowhere/pgpass", TRUE);
  g_setenv ("PGSERVICEFILE", "/nowhere/services", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connecting/black-holes-are-cancelled-within-a-second",
                   test_black_holes_are_cancelled);
  g_test_add_func ("/connecting/silence-after-the-welcome-is-cancelled",
                   test_silence_after_the_welcome_is_cancelled);
  g_test_add_func ("/connecting/a-cancelled-one-is-not-begun", test_a_cancelled_one_is_not_begun);
  g_test_add_func ("/connecting/black-holes-time-out", test_black_holes_time_out);
  g_test_add_func ("/connecting/relatives-are-named-and-only-read",
                   test_relatives_are_named_and_only_read);
  g_test_add_func ("/connecting/old-servers-are-refused", test_old_servers_are_refused);
  g_test_add_func ("/connecting/a-poor-relative-is-still-named",
                   test_a_poor_relative_is_still_named);
  g_test_add_func ("/connecting/poolers-that-refuse-options", test_poolers_that_refuse_options);
  g_test_add_func ("/connecting/the-users-options-are-kept", test_the_users_options_are_kept);
  g_test_add_func ("/connecting/refusals-say-what-to-do", test_refusals_say_what_to_do);
  g_test_add_func ("/connecting/a-wanted-password-is-asked-for",
                   test_a_wanted_password_is_asked_for);
  g_test_add_func ("/connecting/lies-are-errors", test_lies_are_errors);
  g_test_add_func ("/connecting/lies-that-stay-are-cancelled", test_lies_that_stay_are_cancelled);
  g_test_add_func ("/connecting/the-next-host-is-tried", test_the_next_host_is_tried);
  g_test_add_func ("/connecting/a-lookup-without-end", test_a_lookup_without_end);
  g_test_add_func ("/connecting/the-next-address-is-tried", test_the_next_address_is_tried);
  g_test_add_func ("/connecting/nobody-there", test_nobody_there);
  return g_test_run ();
}
