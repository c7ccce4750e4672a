#include "crow-foreign-key.h"
#include "crow-test-cases.h"
#include "crow-test.h"

#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

/* Everything that a script of ours could leave behind, a line each. */
static const char catalogue_query
    [] = "SELECT 'constraint', n.nspname || '.' || c.relname, k.conname,"
         "       pg_catalog.pg_get_constraintdef (k.oid), k.convalidated, k.condeferrable,"
         "       k.condeferred"
         "  FROM pg_catalog.pg_constraint k"
         "  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
         "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
         " WHERE n.nspname !~ '^(pg_|information_schema)'"
         " UNION ALL "
         "SELECT 'column', n.nspname || '.' || c.relname, a.attname,"
         "       pg_catalog.format_type (a.atttypid, a.atttypmod)"
         "       || ' ' || coalesce (pg_catalog.pg_get_expr (d.adbin, d.adrelid), '-'),"
         "       a.attnotnull, a.atthasdef, NULL"
         "  FROM pg_catalog.pg_attribute a"
         "  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'"
         "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
         "  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
         " WHERE a.attnum > 0 AND NOT a.attisdropped"
         "   AND n.nspname !~ '^(pg_|information_schema)'"
         " UNION ALL "
         "SELECT 'index', schemaname || '.' || tablename, indexname, indexdef, NULL, NULL, NULL"
         "  FROM pg_catalog.pg_indexes WHERE schemaname !~ '^(pg_|information_schema)'"
         " ORDER BY 1, 2, 3";

/* One line a foreign key, as make_expected_keys() writes them. */
static const char keys_query[] =
    "SELECT n.nspname || '.' || c.relname || ' ' || k.conname || ' ('"
    "       || (SELECT string_agg (a.attname, ', ' ORDER BY x.i)"
    "             FROM unnest (k.conkey) WITH ORDINALITY x (num, i)"
    "             JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.num)"
    "       || ') to ' || rn.nspname || '.' || r.relname || ' ('"
    "       || (SELECT string_agg (a.attname, ', ' ORDER BY x.i)"
    "             FROM unnest (k.confkey) WITH ORDINALITY x (num, i)"
    "             JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.num)"
    "       || ') ' || k.confdeltype::text || k.confupdtype::text"
    "  FROM pg_catalog.pg_constraint k"
    "  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
    "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    "  JOIN pg_catalog.pg_class r ON r.oid = k.confrelid"
    "  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace"
    " WHERE k.contype = 'f'";

static char *
run_sandbox (const char *tool, const char *command, const char *argument, char **error)
{
  g_autofree char *owner = g_strdup_printf ("%d", (int) getpid ());
  const char *const start[] = { tool, command, "--owner", owner, NULL };
  const char *const stop[] = { tool, command, argument, NULL };
  g_autofree char *output = NULL;

  if (crow_test_run (argument != NULL ? stop : start, NULL, &output, error) != 0)
    return NULL;
  return output != NULL ? g_strdup (g_strstrip (output)) : g_strdup ("");
}

/* URI of a fresh server, or NULL and the test is skipped: there is no PostgreSQL here. */
static char *
start_server (const char *tool)
{
  g_autofree char *error = NULL;
  char *uri = run_sandbox (tool, "start", NULL, &error);

  if (uri != NULL)
    return uri;
  if (strstr (error, "no PostgreSQL server programs found") == NULL)
    g_error ("pg-sandbox: %s", error);
  g_test_skip (error);
  return NULL;
}

static void
ignore_notice (void *user_data, const char *message)
{
}

/* The URI first, so that a later database name wins over the one in it. */
static PGconn *
connect_to (const char *uri, const char *database)
{
  const char *keywords[] = { "dbname", database != NULL ? "dbname" : NULL, NULL };
  const char *values[] = { uri, database, NULL };
  PGconn *connection = PQconnectdbParams (keywords, values, 1);

  if (PQstatus (connection) != CONNECTION_OK)
    g_error ("%s", PQerrorMessage (connection));
  PQsetNoticeProcessor (connection, ignore_notice, NULL);
  return connection;
}

static void
execute (PGconn *connection, const char *sql)
{
  g_autoptr (PGresult) result = PQexec (connection, sql);

  ExecStatusType status = PQresultStatus (result);

  /* An empty migration is a comment only. */
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    g_error ("%s\n%s", PQresultErrorMessage (result), sql);
}

static GPtrArray *
fetch_lines (PGconn *connection, const char *query)
{
  g_autoptr (PGresult) result = PQexec (connection, query);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  if (PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s", PQresultErrorMessage (result));
  for (int i = 0; i < PQntuples (result); i++)
    {
      GString *line = g_string_new (NULL);

      for (int j = 0; j < PQnfields (result); j++)
        g_string_append_printf (line, "%s%s", j > 0 ? " " : "", PQgetvalue (result, i, j));
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
  return lines;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_sorted (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (lines, i));
  return g_string_free (text, FALSE);
}

static char *
fetch_text (PGconn *connection, const char *query)
{
  g_autoptr (GPtrArray) lines = fetch_lines (connection, query);

  return join_sorted (lines);
}

static char *
join_columns (GPtrArray *columns)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_copy (columns, NULL, NULL);

  g_ptr_array_add (strings, NULL);
  return g_strjoinv (", ", (char **) strings->pdata);
}

/* What the catalogue must say of @schema's foreign keys. */
static char *
make_expected_keys (CrowSchema *schema)
{
  static const char letters[] = "crand"; /* confdeltype, by CrowAction */
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (keys, i);
      g_autofree char *columns = join_columns (key->columns);
      g_autofree char *ref_columns = join_columns (key->ref_columns);

      if (key->constraint == NULL)
        continue;
      g_ptr_array_add (lines,
                       g_strdup_printf ("%s.%s %s (%s) to %s.%s (%s) %c%c",
                                        key->namespace_ != NULL ? key->namespace_ : "public",
                                        key->table, key->constraint, columns,
                                        key->ref_namespace != NULL ? key->ref_namespace : "public",
                                        key->ref_table, ref_columns,
                                        letters[key->clauses[CROW_EVENT_DELETE].action],
                                        letters[key->clauses[CROW_EVENT_UPDATE].action]));
    }
  return join_sorted (lines);
}

static void
run_migration (PGconn *connection, CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = crow_migration_build_sql (before, after, plan, &error);

  g_assert_no_error (error);
  execute (connection, sql);
}

/* Up, where the catalogue must say what @after does, and down again, to where it was. */
static void
check_round_trip (PGconn *connection, CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autofree char *catalogue_before = fetch_text (connection, catalogue_query);
  g_autofree char *catalogue_after = NULL;
  g_autofree char *keys = NULL;
  g_autofree char *expected_keys = make_expected_keys (after);

  run_migration (connection, before, after, plan);
  keys = fetch_text (connection, keys_query);
  g_assert_cmpstr (keys, ==, expected_keys);
  run_migration (connection, after, before, plan);
  catalogue_after = fetch_text (connection, catalogue_query);
  g_assert_cmpstr (catalogue_after, ==, catalogue_before);
}

static void
check_case (const char *uri, const char *folder, const char *tables)
{
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE \"%s\"", name);
  g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
  g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");
  g_autoptr (PGconn) admin = connect_to (uri, NULL);
  g_autoptr (PGconn) connection = NULL;

  execute (admin, create);
  connection = connect_to (uri, name);
  execute (connection, tables);
  check_round_trip (connection, before, after, CROW_PLAN_PRISMA);
  check_round_trip (connection, before, after, CROW_PLAN_MIGRATE_DEV);
}

/* The cases below @folder that have tables for PostgreSQL. */
static guint
check_cases (const char *uri, const char *folder)
{
  g_autofree char *root = crow_test_source (folder);
  g_autoptr (GPtrArray) cases = crow_test_list_cases (root);
  guint n_run = 0;

  for (guint i = 0; i < cases->len; i++)
    {
      g_autofree char *tables = crow_test_read_case (g_ptr_array_index (cases, i), "before.sql");

      if (tables == NULL)
        continue;
      g_test_message ("%s", (const char *) g_ptr_array_index (cases, i));
      check_case (uri, g_ptr_array_index (cases, i), tables);
      n_run++;
    }
  return n_run;
}

static void
test_server_up_then_down_leaves_no_trace (void)
{
  g_autofree char *tool = crow_test_shared_or_skip ("tools/pg-sandbox");
  g_autofree char *uri = tool != NULL ? start_server (tool) : NULL;
  g_autofree char *stopped = NULL;

  if (uri == NULL)
    return;
  /* Tables as the engine makes them; tables with names that it cannot write. */
  g_assert_cmpuint (check_cases (uri, "tests/migration/golden"), >=, 30);
  g_assert_cmpuint (check_cases (uri, "tests/migration/server"), >=, 1);
  stopped = run_sandbox (tool, "stop", uri, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/up-then-down-leaves-no-trace",
                   test_server_up_then_down_leaves_no_trace);
  return g_test_run ();
}
