/* How the program gets to a server: every way to say where it is, every way in which it cannot be
 * had, Ctrl-C, and passwords, which nobody but the server ever sees. */
#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test-server.h"

#define TABLES                                                                                     \
  "CREATE SCHEMA blog; CREATE TABLE users (id int PRIMARY KEY);"                                   \
  "CREATE TABLE blog.posts (id int PRIMARY KEY, author int REFERENCES users ON DELETE CASCADE);"   \
  "CREATE INDEX ON blog.posts (author)"
#define HEADER                                                                                     \
  "relation\ttable\tcolumns\tref_table\tref_columns\ton_delete\ton_update\ton_delete_why"          \
  "\ton_update_why\tconstraint\n"
#define ROW                                                                                        \
  "blog.posts.posts_author_fkey\tblog.posts\tauthor\tusers\tid\tCascade\tNoAction\tdatabase"       \
  "\tdatabase\tposts_author_fkey\n"

/* A server that wants a password, and what is needed to say where it is. */
typedef struct
{
  CrowTestServer *server; /* (owned) (nullable) */
  char *password;         /* (owned) */
  char *port;             /* (owned) */
} Fixture;

/* The tests share it; the first one starts it. FALSE: there is none, and the test is skipped. */
static gboolean
ensure_server (Fixture *self)
{
  static const char *const options[] = { "--tcp", NULL };
  PQconninfoOption *parts;

  if (self->server == NULL)
    self->server = crow_test_server_start (options);
  if (self->server == NULL || self->password != NULL)
    return self->server != NULL;
  g_free (crow_test_server_add_database (self->server, "shop", TABLES));
  parts = PQconninfoParse (self->server->uri, NULL);
  for (PQconninfoOption *part = parts; part->keyword != NULL; part++)
    if (strcmp (part->keyword, "password") == 0)
      self->password = g_strdup (part->val);
    else if (strcmp (part->keyword, "port") == 0)
      self->port = g_strdup (part->val);
  PQconninfoFree (parts);
  g_assert_nonnull (self->password);
  return TRUE;
}

static void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->server, crow_test_server_stop);
  g_free (self->password);
  g_free (self->port);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
assert_no_password (const Fixture *self, const CrowTestRun *run)
{
  g_assert_null (strstr (run->output, self->password));
  g_assert_null (strstr (run->errors, self->password));
}

/* @environment: "NAME=value" pairs joined by blanks, or NULL. */
static CrowTestRun *
run_relations (const Fixture *self, const char *environment, const char *source)
{
  const char *const arguments[] = { "relations", source, "--format=tsv", NULL };
  g_auto (GStrv) pairs = g_strsplit (environment != NULL ? environment : "", " ", -1);
  CrowTestRun *run = crow_test_cli_run (NULL, *pairs != NULL ? (const char *const *) pairs : NULL,
                                        arguments, NULL);

  assert_no_password (self, run);
  return run;
}

static void
assert_reads (const Fixture *self, const char *environment, const char *source)
{
  g_autoptr (CrowTestRun) run = run_relations (self, environment, source);

  g_assert_cmpstr (run->errors, ==, "");
  g_assert_cmpstr (run->output, ==, HEADER ROW);
  g_assert_cmpint (run->status, ==, 0);
}

static void
test_ways (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *uri = NULL;
  g_autofree char *words = NULL;
  g_autofree char *variables = NULL;
  g_autofree char *service = NULL;
  g_autofree char *service_file = NULL;
  g_autofree char *pass = NULL;
  g_autofree char *pass_file = NULL;
  g_autofree char *from_service = NULL;
  g_autofree char *from_pass = NULL;

  if (!ensure_server (self))
    return;
  uri = crow_test_server_make_uri (self->server, "shop");
  assert_reads (self, NULL, uri);
  words = g_strdup_printf ("host=127.0.0.1 port=%s user=sandbox password=%s dbname=shop",
                           self->port, self->password);
  assert_reads (self, NULL, words);

  variables = g_strdup_printf ("PGHOST=127.0.0.1 PGPORT=%s PGUSER=sandbox PGPASSWORD=%s "
                               "PGDATABASE=shop",
                               self->port, self->password);
  assert_reads (self, variables, "postgresql://");
  assert_reads (self, variables, "dbname=shop");

  service = g_strdup_printf ("[shop]\nhost=127.0.0.1\nport=%s\nuser=sandbox\npassword=%s\n"
                             "dbname=shop\n",
                             self->port, self->password);
  service_file = crow_test_folder_write (folder, "services", service, -1);
  from_service = g_strdup_printf ("PGSERVICEFILE=%s", service_file);
  assert_reads (self, from_service, "service=shop");

  pass = g_strdup_printf ("127.0.0.1:%s:shop:sandbox:%s\n", self->port, self->password);
  pass_file = crow_test_folder_write (folder, "pass", pass, -1);
  g_assert_cmpint (g_chmod (pass_file, 0600), ==, 0);
  from_pass = g_strdup_printf ("PGPASSFILE=%s PGHOST=127.0.0.1 PGPORT=%s PGUSER=sandbox", pass_file,
                               self->port);
  assert_reads (self, from_pass, "dbname=shop");
}

/* --- namespaces ------------------------------------------------------------------------------- */

static void
test_namespaces (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  g_autofree char *uri = NULL;

  if (!ensure_server (self))
    return;
  uri = crow_test_server_make_uri (self->server, "shop");
  {
    const char *const one[] = { "relations", uri, "--format=tsv", "--schema", "public", NULL };
    const char *const both[] = { "relations", uri,        "--format=tsv", "--schema",
                                 "public",    "--schema", "blog",         NULL };
    const char *const none[] = { "relations", uri, "--schema", "blgo", NULL };
    g_autoptr (CrowTestRun) alone = crow_test_cli_run (NULL, NULL, one, NULL);
    g_autoptr (CrowTestRun) all = crow_test_cli_run (NULL, NULL, both, NULL);
    g_autoptr (CrowTestRun) unknown = crow_test_cli_run (NULL, NULL, none, NULL);

    g_assert_cmpint (alone->status, ==, 0);
    g_assert_cmpstr (alone->output, ==, HEADER);
    g_assert_cmpint (all->status, ==, 0);
    g_assert_cmpstr (all->output, ==, HEADER ROW);
    g_assert_cmpint (unknown->status, ==, 2);
    g_assert_cmpstr (unknown->output, ==, "");
    g_assert_nonnull (strstr (unknown->errors, "blgo"));
  }
}

/* --- every command ---------------------------------------------------------------------------- */

static void
assert_status (const Fixture *self, const char *const *arguments, int status)
{
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);

  if (run->status != status)
    g_test_message ("%s: %s%s", arguments[0], run->output, run->errors);
  g_assert_cmpint (run->status, ==, status);
  assert_no_password (self, run);
}

static void
test_commands (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *schema = crow_test_folder_write (
      folder, "schema.prisma",
      "datasource db {\n  provider = \"postgresql\"\n  schemas  = [\"public\", \"blog\"]\n}\n"
      "generator g {\n  provider = \"prisma-client-js\"\n  previewFeatures = [\"multiSchema\"]\n}\n"
      "model users {\n  id Int @id\n  posts posts[]\n  @@schema(\"public\")\n}\n"
      "model posts {\n  id Int @id\n  author Int?\n  user users? @relation(fields: [author], "
      "references: [id], onDelete: SetNull, onUpdate: NoAction)\n  @@schema(\"blog\")\n"
      "  @@index([author])\n}\n",
      -1);
  g_autofree char *svg = g_build_filename (folder, "shop.svg", NULL);
  g_autofree char *uri = NULL;

  if (!ensure_server (self))
    return;
  uri = crow_test_server_make_uri (self->server, "shop");
  {
    const char *const relations[] = { "relations", uri, NULL };
    const char *const check[] = { "check", uri, "--fail-on=warning", NULL };
    const char *const sarif[] = { "check", uri, "--format=sarif", NULL };
    const char *const set[] = { "set", uri, "posts.user:onDelete=Cascade", NULL };
    const char *const set_id[] = { "set", uri, "blog.posts.posts_author_fkey:onDelete=Cascade",
                                   NULL };
    const char *const diff[] = { "diff", uri, schema, NULL };
    const char *const down[] = { "diff", uri, schema, "--down", "--plan=swap", NULL };
    const char *const prisma[] = { "diff", uri, schema, "--plan=prisma", NULL };
    const char *const folder_up[] = { "diff",        uri,           schema,   "--migration",
                                      "Set to null", "--plan=swap", "--down", NULL };
    const char *const back[] = { "diff", schema, uri, NULL };
    const char *const empty[] = { "diff", "--from-empty", uri, NULL };
    const char *const homeless[] = { "diff", uri, uri, "--migration", "x", NULL };
    const char *const drift[] = { "drift", schema, uri, NULL };
    const char *const swapped[] = { "drift", uri, schema, NULL };
    const char *const twice[] = { "drift", uri, uri, NULL };
    const char *const export[] = { "export", uri, "-o", svg, "--only", "blog.posts", NULL };
    const char *const stranger[] = { "export", uri, "-o", svg, "--only", "post", NULL };
    g_autofree char *migrations = g_build_filename (folder, "migrations", NULL);
    g_autoptr (GPtrArray) written = NULL;

    assert_status (self, relations, 0);
    assert_status (self, check, 0);
    assert_status (self, sarif, 0);
    assert_status (self, set, 2);
    assert_status (self, set_id, 2);
    assert_status (self, diff, 0);
    assert_status (self, down, 0);
    assert_status (self, prisma, 0);
    assert_status (self, folder_up, 0);
    assert_status (self, back, 0);
    assert_status (self, empty, 2);
    assert_status (self, homeless, 2);
    assert_status (self, drift, 1);
    assert_status (self, swapped, 2);
    assert_status (self, twice, 2);
    assert_status (self, export, 0);
    assert_status (self, stranger, 2);
    written = crow_test_walk (migrations, ".sql");
    g_assert_cmpuint (written->len, ==, 2);
    g_assert_true (g_file_test (svg, G_FILE_TEST_EXISTS));
  }
}

/* --- what cannot be had ------------------------------------------------------------------------
 */

static void
assert_fails (const Fixture *self, const char *environment, const char *source, const char *word)
{
  g_autoptr (CrowTestRun) run = run_relations (self, environment, source);

  g_assert_cmpint (run->status, ==, 3);
  g_assert_cmpstr (run->output, ==, "");
  g_assert_true (g_str_has_prefix (run->errors, "crowsfoot-cli: "));
  if (strstr (run->errors, word) == NULL)
    g_error ("no \"%s\" in: %s", word, run->errors);
}

static void
test_failures (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  g_autofree char *nowhere = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *missing = NULL;
  g_autofree char *wrong_variable = NULL;
  g_autofree char *typo = NULL;
  g_autofree char *scheme = NULL;

  if (!ensure_server (self))
    return;
  nowhere = g_strdup_printf ("host=%s/nowhere password=%s", self->server->dir, self->password);
  assert_fails (self, NULL, nowhere, "No such file");
  unknown = crow_test_server_make_uri (self->server, "shoop");
  assert_fails (self, NULL, unknown, "shoop");
  wrong = g_strdup_printf ("postgresql://sandbox:x%s@127.0.0.1:%s/shop", self->password,
                           self->port);
  assert_fails (self, NULL, wrong, "28P01");
  assert_fails (self, NULL, wrong, "password authentication failed");
  missing = g_strdup_printf ("postgresql://sandbox@127.0.0.1:%s/shop", self->port);
  assert_fails (self, NULL, missing, ".pgpass");
  assert_fails (self, NULL, missing, "PGPASSWORD");
  wrong_variable = g_strdup_printf ("PGPASSWORD=x%s", self->password);
  assert_fails (self, wrong_variable, missing, "28P01");
  typo = g_strdup_printf ("hots=127.0.0.1 password=%s", self->password);
  assert_fails (self, NULL, typo, "invalid connection option");
  scheme = g_strdup_printf ("postgre://sandbox:%s@127.0.0.1:%s/shop", self->password, self->port);
  assert_fails (self, NULL, scheme, "no file or folder");
}

/* The command line is wrong, and holds a password all the same. */
static void
test_usage (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  if (!ensure_server (self))
    return;
  {
    const char *const alone[] = { self->server->uri, NULL };
    const char *const choice[] = { "relations", "--format", self->server->uri, NULL };
    const char *const many[] = { "relations", self->server->uri, self->server->uri, NULL };

    assert_status (self, alone, 2);
    assert_status (self, choice, 2);
    assert_status (self, many, 2);
  }
}

/* --- a server that never answers ----------------------------------------------------------------
 */

/* Listens, and that is all. */
static int
open_black_hole (guint *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (listen (fd, 5), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &length), ==, 0);
  *port = ntohs (address.sin_port);
  return fd;
}

static GSubprocess *
start_relations (const char *source)
{
  g_autofree char *program = crow_test_build ("src/cli/crowsfoot-cli");
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                               G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                               G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                           &error, program, "relations", source, NULL);

  g_assert_no_error (error);
  return process;
}

/* What `ps` shows to everybody; NULs as blanks. */
static char *
read_process (GSubprocess *process, const char *file)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/%s", g_subprocess_get_identifier (process),
                                           file);
  gsize length;
  char *text = crow_test_read (path, &length);

  for (gsize i = 0; i < length; i++)
    if (text[i] == '\0')
      text[i] = ' ';
  return text;
}

static void
test_black_hole (void)
{
  guint port;
  int fd = open_black_hole (&port);
  g_autofree char *source = g_strdup_printf ("postgresql://me:Very%%20Secret@127.0.0.1:%u/shop"
                                             "?application_name=x",
                                             port);
  g_autoptr (GSubprocess) process = start_relations (source);
  int client = accept (fd, NULL, NULL); /* now it waits for our answer */
  g_autofree char *command = read_process (process, "cmdline");
  g_autofree char *children = NULL;
  g_autofree char *path = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GTimer) timer = g_timer_new ();

  g_assert_cmpint (client, >=, 0);
  g_assert_nonnull (strstr (command, "relations"));
  g_assert_nonnull (strstr (command, "127.0.0.1"));
  g_assert_null (strstr (command, "Secret"));
  path = g_strdup_printf ("task/%s/children", g_subprocess_get_identifier (process));
  children = read_process (process, path);
  g_assert_cmpstr (children, ==, ""); /* nobody who could inherit it */

  g_subprocess_send_signal (process, SIGINT);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &errors, NULL));
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 10);
  g_assert_cmpstr (errors, ==, "crowsfoot-cli: cancelled\n");
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 3);
  close (client);
  close (fd);
}

/* --- somebody at a terminal
 * ----------------------------------------------------------------------- */

/* What the terminal shows until @until, or all of it. */
static void
read_screen (int fd, GString *screen, const char *until)
{
  char byte;

  while ((until == NULL || strstr (screen->str, until) == NULL) && read (fd, &byte, 1) == 1)
    g_string_append_c (screen, byte);
}

/* Types @answer when asked; returns the exit status. */
static int
run_at_terminal (const char *source, const char *answer, GString *screen)
{
  g_autofree char *program = crow_test_build ("src/cli/crowsfoot-cli");
  const char *const argv[] = { program, "relations", source, "--format=tsv", NULL };
  struct termios terminal;
  int status;
  int fd;
  pid_t child = forkpty (&fd, NULL, NULL, NULL);

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      execv (program, (char **) argv);
      _exit (127);
    }
  read_screen (fd, screen, "Password for ");
  read_screen (fd, screen, "): ");
  g_assert_cmpint (tcgetattr (fd, &terminal), ==, 0);
  g_assert_false (terminal.c_lflag & ECHO);
  g_assert_cmpint (write (fd, answer, strlen (answer)), ==, (gssize) strlen (answer));
  read_screen (fd, screen, NULL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  close (fd);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static void
test_terminal (gconstpointer data)
{
  Fixture *self = (Fixture *) data;
  g_autoptr (GString) right = g_string_new (NULL);
  g_autoptr (GString) wrong = g_string_new (NULL);
  g_autoptr (GString) interrupted = g_string_new (NULL);
  g_autofree char *source = NULL;
  g_autofree char *answer = NULL;

  if (!ensure_server (self))
    return;
  source = g_strdup_printf ("postgresql://sandbox@127.0.0.1:%s/shop", self->port);
  answer = g_strconcat (self->password, "\n", NULL);
  g_assert_cmpint (run_at_terminal (source, answer, right), ==, 0);
  g_assert_nonnull (strstr (right->str, "blog.posts.posts_author_fkey"));
  g_assert_null (strstr (right->str, self->password));

  g_assert_cmpint (run_at_terminal (source, "wrong\n", wrong), ==, 3);
  g_assert_nonnull (strstr (wrong->str, "28P01"));

  /* What the terminal makes of it: SIGINT. */
  g_assert_cmpint (run_at_terminal (source, "\003", interrupted), ==, 3);
  g_assert_nonnull (strstr (interrupted->str, "cancelled"));
}

int
main (int argc, char **argv)
{
  /* What is tested is what we say, and not what somebody's account says. */
  static const char *const variables[] = { "PGHOST",     "PGPORT",     "PGUSER",    "PGDATABASE",
                                           "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSSLMODE" };
  g_auto (Fixture) fixture = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  g_setenv ("HOME", "/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/session/a-black-hole-can-be-left", test_black_hole);
  g_test_add_data_func ("/cli/session/every-way-to-say-where", &fixture, test_ways);
  g_test_add_data_func ("/cli/session/namespaces-limit-it", &fixture, test_namespaces);
  g_test_add_data_func ("/cli/session/every-command-takes-one", &fixture, test_commands);
  g_test_add_data_func ("/cli/session/failures-say-what-to-do", &fixture, test_failures);
  g_test_add_data_func ("/cli/session/usage-errors-keep-the-password", &fixture, test_usage);
  g_test_add_data_func ("/cli/session/a-terminal-is-asked-without-echo", &fixture, test_terminal);
  return g_test_run ();
}
