#include "crow-foreign-key.h"
#include "crow-test-cases.h"
#include "crow-test-proof.h"
#include "crow-test-server.h"

#include <string.h>

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
join_columns (GPtrArray *columns)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_copy (columns, NULL, NULL);

  g_ptr_array_add (strings, NULL);
  return g_strjoinv (", ", (char **) strings->pdata);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_lines (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (lines, i));
  return g_string_free (text, FALSE);
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
  g_ptr_array_sort (lines, compare_lines);
  return join_lines (lines);
}

static void
run_migration (PGconn *connection, CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = crow_migration_build_sql (before, after, plan, &error);

  g_assert_no_error (error);
  crow_test_execute (connection, sql);
}

/* Up, where the catalogue must say what @after does, and down again, to where it was. */
static void
check_round_trip (PGconn *connection, CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autofree char *catalogue_before = crow_test_fetch_catalogue (connection);
  g_autofree char *catalogue_after = NULL;
  g_autofree char *keys = NULL;
  g_autofree char *expected_keys = make_expected_keys (after);

  run_migration (connection, before, after, plan);
  keys = crow_test_fetch_sorted (connection, keys_query);
  g_assert_cmpstr (keys, ==, expected_keys);
  run_migration (connection, after, before, plan);
  catalogue_after = crow_test_fetch_catalogue (connection);
  g_assert_cmpstr (catalogue_after, ==, catalogue_before);
}

static void
check_case (const CrowTestServer *server, const char *folder, const char *tables)
{
  g_autofree char *name = g_path_get_basename (folder);
  g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
  g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");
  g_autofree char *uri = crow_test_server_add_database (server, name, tables);
  g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);

  check_round_trip (connection, before, after, CROW_PLAN_PRISMA);
  check_round_trip (connection, before, after, CROW_PLAN_MIGRATE_DEV);
}

/* The cases below @folder that have tables for PostgreSQL. */
static guint
check_cases (const CrowTestServer *server, const char *folder)
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
      check_case (server, g_ptr_array_index (cases, i), tables);
      n_run++;
    }
  return n_run;
}

static void
test_server_up_then_down_leaves_no_trace (void)
{
  g_autoptr (CrowTestServer) server = crow_test_server_start (NULL);

  if (server == NULL)
    return;
  /* Tables as the engine makes them; tables with names that it cannot write. */
  g_assert_cmpuint (check_cases (server, "tests/migration/golden"), >=, 30);
  g_assert_cmpuint (check_cases (server, "tests/migration/server"), >=, 1);
}

/* The pairs below @root that are for PostgreSQL. */
static guint
prove_cases (CrowTestProof *proof, const char *root)
{
  g_autoptr (GPtrArray) cases = crow_test_list_cases (root);
  guint n = 0;

  for (guint i = 0; i < cases->len; i++)
    {
      const char *folder = g_ptr_array_index (cases, i);
      g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
      g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");

      if (before->provider != CROW_PROVIDER_POSTGRESQL ||
          after->provider != CROW_PROVIDER_POSTGRESQL)
        continue;
      crow_test_proof_check (proof, folder, before, after);
      n++;
    }
  return n;
}

static void
test_server_scripts_make_what_the_schema_says (void)
{
  g_autofree char *own = crow_test_source ("tests/migration/golden");
  g_autofree char *shared = crow_test_shared_or_skip ("golden/diff");
  g_autoptr (CrowTestServer) server = crow_test_server_start (NULL);
  g_autoptr (CrowTestProof) proof = NULL;

  if (server == NULL || shared == NULL)
    return;
  proof = crow_test_proof_new (server);
  g_assert_cmpuint (prove_cases (proof, own), >=, 30);
  g_assert_cmpuint (prove_cases (proof, shared), >=, 31);
  crow_test_proof_report (proof, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/server/scripts-make-what-the-schema-says",
                   test_server_scripts_make_what_the_schema_says);
  g_test_add_func ("/server/up-then-down-leaves-no-trace",
                   test_server_up_then_down_leaves_no_trace);
  return g_test_run ();
}
