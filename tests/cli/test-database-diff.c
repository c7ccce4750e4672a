/* What diff writes is run with psql, as people would: there and back, by each plan, and with names
 * that would like to be more than names. */
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test-server.h"

#define EMPTY "-- This is an empty migration.\n"

static const char *const plans[] = { "online", "simple", "swap" };

/* The tests share a server; the first one starts it. NULL: the test is skipped. */
static CrowTestServer *
get_server (gconstpointer data)
{
  CrowTestServer **server = (CrowTestServer **) data;

  if (*server == NULL)
    *server = crow_test_server_start (NULL);
  return *server;
}

static char *
copy_database (const CrowTestServer *server, const char *from, const char *to)
{
  g_autoptr (PGconn) admin = crow_test_connect (server->uri, NULL);
  g_autofree char *drop = g_strdup_printf ("DROP DATABASE IF EXISTS \"%s\"", to);
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE \"%s\" TEMPLATE \"%s\"", to, from);

  crow_test_execute (admin, drop);
  crow_test_execute (admin, create);
  return crow_test_server_make_uri (server, to);
}

static char *
fetch_catalogue (const char *uri)
{
  g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);

  return crow_test_fetch_catalogue (connection);
}

/* Standard output of a run that must go well. */
static char *
run_diff (const char *before, const char *after, const char *plan, gboolean is_down)
{
  const char *const arguments[] = { "diff",   before, after,
                                    "--plan", plan,   is_down ? "--down" : NULL,
                                    NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);

  if (run->status != 0)
    g_test_message ("%s", run->errors);
  g_assert_cmpint (run->status, ==, 0);
  return g_steal_pointer (&run->output);
}

/* In @folder, where whatever a script does beside its work would be seen. */
static void
apply (const char *folder, const char *uri, const char *sql)
{
  g_autofree char *path = crow_test_folder_write (folder, "script.sql", sql, -1);
  const char *const argv[] = {
    "sh", "-c",   "cd \"$1\" && exec psql -X -q -v ON_ERROR_STOP=1 -d \"$2\" -f \"$3\"",
    "sh", folder, uri,
    path, NULL
  };
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autofree char *names = NULL;
  int status = crow_test_run (argv, NULL, &output, &errors);

  if (status != 0)
    g_test_message ("%s\n%s", sql, errors);
  g_assert_cmpint (status, ==, 0);
  names = crow_test_folder_list (folder);
  g_assert_cmpstr (names, ==, "script.sql");
}

/* There by @plan, and nothing is left to do; back, and nothing is left of it. */
static void
check_there_and_back (const CrowTestServer *server, const char *plan)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *start = crow_test_server_make_uri (server, "start");
  g_autofree char *goal = crow_test_server_make_uri (server, "goal");
  g_autofree char *work = copy_database (server, "start", "work");
  g_autofree char *expected_start = fetch_catalogue (start);
  g_autofree char *expected_goal = fetch_catalogue (goal);
  g_autofree char *up = run_diff (work, goal, plan, FALSE);
  g_autofree char *down = run_diff (work, goal, plan, TRUE);
  g_autofree char *there = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *back = NULL;

  g_assert_cmpstr (up, !=, EMPTY);
  g_assert_cmpstr (expected_start, !=, expected_goal);
  apply (folder, work, up);
  there = fetch_catalogue (work);
  g_assert_cmpstr (there, ==, expected_goal);
  rest = run_diff (work, goal, plan, FALSE);
  g_assert_cmpstr (rest, ==, EMPTY);

  apply (folder, work, down);
  back = fetch_catalogue (work);
  g_assert_cmpstr (back, ==, expected_start);
}

static void
make_databases (const CrowTestServer *server,
                const char *tables,
                const char *start,
                const char *goal)
{
  g_autoptr (PGconn) admin = crow_test_connect (server->uri, NULL);
  g_autofree char *start_sql = g_strconcat (tables, start, NULL);
  g_autofree char *goal_sql = g_strconcat (tables, goal, NULL);

  crow_test_execute (admin, "DROP DATABASE IF EXISTS start");
  crow_test_execute (admin, "DROP DATABASE IF EXISTS goal");
  g_free (crow_test_server_add_database (server, "start", start_sql));
  g_free (crow_test_server_add_database (server, "goal", goal_sql));
}

/* Everything that a key can have and an edit of its actions must keep. */
#define TABLES                                                                                     \
  "CREATE SCHEMA \"other side\";"                                                                  \
  "CREATE TABLE p (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));"                              \
  "CREATE TABLE \"other side\".q (id int PRIMARY KEY);"                                            \
  "CREATE TABLE c (id int PRIMARY KEY, up int, p int, a int, b int, q int);"                       \
  "CREATE TABLE parts (id int, p int, PRIMARY KEY (id)) PARTITION BY RANGE (id);"                  \
  "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);"
#define KEYS(composite, self, deferred, elsewhere, narrow, unchecked)                              \
  "ALTER TABLE c ADD CONSTRAINT composite FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH "           \
  "FULL " composite ";"                                                                            \
  "ALTER TABLE c ADD CONSTRAINT self FOREIGN KEY (up) REFERENCES c " self ";"                      \
  "ALTER TABLE c ADD CONSTRAINT deferred FOREIGN KEY (p) REFERENCES p " deferred                   \
  " DEFERRABLE INITIALLY DEFERRED;"                                                                \
  "COMMENT ON CONSTRAINT deferred ON c IS 'it''s \\ kept';"                                        \
  "ALTER TABLE c ADD CONSTRAINT elsewhere FOREIGN KEY (q) REFERENCES \"other side\".q " elsewhere  \
  ";"                                                                                              \
  "ALTER TABLE c ADD CONSTRAINT narrow FOREIGN KEY (a, b) REFERENCES p (a, b) " narrow ";"         \
  "ALTER TABLE c ADD CONSTRAINT unchecked FOREIGN KEY (id) REFERENCES p " unchecked " NOT VALID;"
#define PARTITIONED(action)                                                                        \
  "ALTER TABLE parts ADD CONSTRAINT parted FOREIGN KEY (p) REFERENCES p " action ";"

static void
test_plans (gconstpointer data)
{
  CrowTestServer *server = get_server (data);

  if (server == NULL)
    return;
  make_databases (
      server, TABLES,
      KEYS ("", "ON DELETE CASCADE", "", "ON UPDATE CASCADE", "ON DELETE SET NULL (b)", "")
          PARTITIONED ("") "ALTER TABLE c ADD CONSTRAINT gone FOREIGN KEY (q) REFERENCES p;",
      KEYS ("ON DELETE SET NULL", "ON DELETE RESTRICT", "ON UPDATE CASCADE",
            "ON UPDATE CASCADE ON DELETE SET DEFAULT", "ON DELETE CASCADE", "ON DELETE CASCADE")
          PARTITIONED ("") "ALTER TABLE c ADD CONSTRAINT new FOREIGN KEY (q) REFERENCES p;");
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    check_there_and_back (server, plans[i]);
}

/* NOT VALID over partitions is for 18: the plans that need it are refused, the other one is named.
 */
static void
test_partitions (gconstpointer data)
{
  CrowTestServer *server = get_server (data);
  g_autofree char *start = NULL;
  g_autofree char *goal = NULL;
  g_autoptr (PGconn) connection = NULL;

  if (server == NULL)
    return;
  make_databases (server, TABLES, PARTITIONED (""), PARTITIONED ("ON DELETE CASCADE"));
  check_there_and_back (server, "simple");
  start = crow_test_server_make_uri (server, "start");
  goal = crow_test_server_make_uri (server, "goal");
  connection = crow_test_connect (start, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      const char *const arguments[] = { "diff", start, goal, "--plan", plans[i], NULL };
      g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);
      gboolean is_possible = PQserverVersion (connection) >= 180000 ||
                             strcmp (plans[i], "simple") == 0;

      g_assert_cmpint (run->status, ==, is_possible ? 0 : 4);
      if (!is_possible)
        {
          g_assert_cmpstr (run->output, ==, "");
          g_assert_nonnull (strstr (run->errors, "parted"));
          g_assert_nonnull (strstr (run->errors, "simple"));
        }
    }
}

/* --- a schema file and a database --------------------------------------------------------------
 */

#define SCHEMA(action)                                                                             \
  "datasource db {\n  provider = \"postgresql\"\n}\n"                                              \
  "model User {\n  id Int @id\n  posts Post[]\n}\n"                                                \
  "model Post {\n  id Int @id\n  authorId Int\n"                                                   \
  "  author User @relation(fields: [authorId], references: [id], " action ")\n}\n"

static void
assert_drift (const char *schema, const char *uri, int status, const char *word)
{
  const char *const arguments[] = { "drift", schema, uri, NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);

  if (run->status != status || strstr (run->output, word) == NULL)
    g_error ("status %d, output: %s", run->status, run->output);
  g_assert_cmpstr (run->errors, ==, "");
}

/* The schema file's actions come to the database; what it cannot say stays. */
static void
test_schema_file (gconstpointer data)
{
  CrowTestServer *server = get_server (data);
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (CrowTestFolder) place = crow_test_folder_new ();
  g_autofree char *schema = crow_test_folder_write (folder, "schema.prisma",
                                                    SCHEMA ("onDelete: Cascade"), -1);
  g_autofree char *uri = NULL;
  g_autofree char *before = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *after = NULL;

  if (server == NULL)
    return;
  uri = crow_test_server_add_database (
      server, "blog",
      "CREATE TABLE \"User\" (id int PRIMARY KEY);"
      "CREATE TABLE \"Post\" (id int PRIMARY KEY, \"authorId\" int NOT NULL);"
      "ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") "
      "REFERENCES \"User\" (id) ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE;"
      "COMMENT ON CONSTRAINT \"Post_authorId_fkey\" ON \"Post\" IS 'kept';");
  before = fetch_catalogue (uri);
  assert_drift (schema, uri, 1, "onDelete: Cascade in the schema, Restrict in the database");
  assert_drift (schema, uri, 1, "DEFERRABLE");
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *up = run_diff (uri, schema, plans[i], FALSE);
      g_autofree char *down = run_diff (uri, schema, plans[i], TRUE);
      g_autofree char *there = NULL;
      g_autofree char *back = NULL;

      apply (place, uri, up);
      assert_drift (schema, uri, 0, "1 equal, 0 differ");
      there = fetch_catalogue (uri);
      g_assert_nonnull (strstr (there, "ON DELETE CASCADE DEFERRABLE"));
      g_assert_nonnull (strstr (there, " kept"));
      apply (place, uri, down);
      back = fetch_catalogue (uri);
      g_assert_cmpstr (back, ==, before);
    }
}

/* Two schema files may have the plans of PostgreSQL too. */
static void
test_two_schema_files (gconstpointer data)
{
  CrowTestServer *server = get_server (data);
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (CrowTestFolder) place = crow_test_folder_new ();
  g_autofree char *before = crow_test_folder_write (folder, "before.prisma",
                                                    SCHEMA ("onDelete: Cascade"), -1);
  g_autofree char *after = crow_test_folder_write (folder, "after.prisma",
                                                   SCHEMA ("onDelete: NoAction"), -1);
  g_autofree char *uri = NULL;

  if (server == NULL)
    return;
  uri = crow_test_server_add_database (
      server, "files",
      "CREATE TABLE \"User\" (id int PRIMARY KEY);"
      "CREATE TABLE \"Post\" (id int PRIMARY KEY, \"authorId\" int NOT NULL);"
      "ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") "
      "REFERENCES \"User\" (id) ON UPDATE CASCADE ON DELETE CASCADE;");
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *up = run_diff (before, after, plans[i], FALSE);
      g_autofree char *down = run_diff (before, after, plans[i], TRUE);

      assert_drift (before, uri, 0, "1 equal");
      apply (place, uri, up);
      assert_drift (after, uri, 0, "1 equal");
      apply (place, uri, down);
    }
}

/* --- hostile names ------------------------------------------------------------------------------
 */

/* Proved to run a shell command where it stands raw in a remark of a script. */
#define HOSTILE "a\"; drop table victim; --\n\\! touch pwned\n"
/* What a terminal obeys, what separates cells, what XML and markup mean. */
#define ODD "\033[31m\té.,\\ \342\200\256<b>&amp;%s ' \360\237\220\246"

static char *
build_hostile (const char *action)
{
  g_autoptr (GString) sql = g_string_new (
      "CREATE TABLE victim (id int PRIMARY KEY);"
      "CREATE SCHEMA {o};"
      "CREATE TABLE {h} ({h} int PRIMARY KEY, {o} int UNIQUE);"
      "CREATE TABLE {o}.{h} ({o} int PRIMARY KEY, {h} int);"
      "ALTER TABLE {o}.{h} ADD CONSTRAINT {h} FOREIGN KEY ({h}) REFERENCES {h} ({h}) {a};"
      "ALTER TABLE {h} ADD CONSTRAINT {o} FOREIGN KEY ({o}) REFERENCES {o}.{h} {a};"
      "COMMENT ON CONSTRAINT {h} ON {o}.{h} IS E'x\\n\\\\! touch pwned\\n';"
      "COMMENT ON TABLE {h} IS E'--\\n\\\\! touch pwned\\n';");
  g_auto (GStrv) parts = g_strsplit (HOSTILE, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  g_string_replace (sql, "{h}", "\"{hostile}\"", 0);
  g_string_replace (sql, "{o}", "\"" ODD "\"", 0);
  g_string_replace (sql, "{a}", action, 0);
  g_string_replace (sql, "{hostile}", doubled, 0);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
assert_tame (const CrowTestRun *run)
{
  g_assert_null (strchr (run->errors, '\033'));
  g_assert_true (g_utf8_validate (run->output, -1, NULL));
}

static void
check_reading (const char *folder, const char *uri)
{
  const char *const table[] = { "relations", uri, NULL };
  const char *const tsv[] = { "relations", uri, "--format=tsv", NULL };
  const char *const json[] = { "relations", uri, "--format=json", NULL };
  const char *const check[] = { "check", uri, NULL };
  const char *const svg[] = { "export", uri, "-o", "-", NULL };
  const char *const *const commands[] = { table, tsv, json, check, svg };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CrowTestRun) run = crow_test_cli_run (folder, NULL, commands[i], NULL);
      g_auto (GStrv) lines = g_strsplit (run->output, "\n", -1);

      g_assert_cmpint (run->status, ==, 0);
      assert_tame (run);
      if (commands[i] == table || commands[i] == check || commands[i] == svg)
        g_assert_null (strchr (run->output, '\033'));
      if (commands[i] == table || commands[i] == tsv) /* a head, two keys, the end */
        g_assert_cmpuint (g_strv_length (lines), ==, 4);
    }
}

static void
test_hostile_names (gconstpointer data)
{
  CrowTestServer *server = get_server (data);
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *start = build_hostile ("ON DELETE RESTRICT");
  g_autofree char *goal = build_hostile ("ON DELETE CASCADE ON UPDATE SET NULL");
  g_autofree char *uri = NULL;

  if (server == NULL)
    return;
  make_databases (server, "", start, goal);
  uri = crow_test_server_make_uri (server, "start");
  check_reading (folder, uri);
  /* The catalogue, victim and all, is what it should be after each. */
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    check_there_and_back (server, plans[i]);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrowTestServer) server = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/cli/diff/each-plan-goes-there-and-back", &server, test_plans);
  g_test_add_data_func ("/cli/diff/partitions-have-their-plan", &server, test_partitions);
  g_test_add_data_func ("/cli/diff/a-schema-file-comes-to-a-database", &server, test_schema_file);
  g_test_add_data_func ("/cli/diff/schema-files-have-the-plans-too", &server,
                        test_two_schema_files);
  g_test_add_data_func ("/cli/diff/hostile-names-do-nothing", &server, test_hostile_names);
  return g_test_run ();
}
