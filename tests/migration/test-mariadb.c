#include "crow-foreign-key.h"
#include "crow-test-cases.h"
#include "crow-test-mariadb.h"

#include <string.h>

/* One line a column of a foreign key, as make_expected_keys() writes them. */
static const char keys_query[] =
    "SELECT concat (k.table_name, ' ', k.constraint_name, ' ', k.ordinal_position, ' ',"
    "               k.column_name, ' to ', k.referenced_table_name, ' ', k.referenced_column_name,"
    "               ' ', r.delete_rule, '/', r.update_rule)"
    "  FROM information_schema.key_column_usage k"
    "  JOIN information_schema.referential_constraints r"
    "    ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name"
    "   AND r.constraint_name = k.constraint_name"
    " WHERE k.constraint_schema = database () AND k.referenced_table_name IS NOT NULL";

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted lines, and a NULL. */
static char *
join_sorted (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* What the server must say of @schema's foreign keys. */
static char *
make_expected_keys (CrowSchema *schema)
{
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (keys, i);

      for (guint k = 0; key->constraint != NULL && k < key->columns->len; k++)
        g_ptr_array_add (lines,
                         g_strdup_printf ("%s %s %u %s to %s %s %s/%s", key->table, key->constraint,
                                          k + 1, (char *) g_ptr_array_index (key->columns, k),
                                          key->ref_table,
                                          (char *) g_ptr_array_index (key->ref_columns, k),
                                          crow_action_get_sql (key->clauses[CROW_EVENT_DELETE]
                                                                   .action),
                                          crow_action_get_sql (key->clauses[CROW_EVENT_UPDATE]
                                                                   .action)));
    }
  return join_sorted (lines);
}

static char *
run (const CrowTestMariadb *server, const char *database, const char *sql)
{
  g_autofree char *error = NULL;
  char *output = crow_test_mariadb_run (server, database, sql, &error);

  if (output == NULL)
    g_error ("%s\n%s", error, sql);
  return output;
}

static void
check_keys (const CrowTestMariadb *server, const char *database, CrowSchema *schema)
{
  g_autofree char *output = run (server, database, keys_query);
  g_auto (GStrv) rows = g_strsplit (g_strchomp (output), "\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autofree char *expected = make_expected_keys (schema);
  g_autofree char *found = NULL;

  for (guint i = 0; rows[i] != NULL; i++)
    g_ptr_array_add (lines, rows[i]);
  found = join_sorted (lines);
  g_assert_cmpstr (found, ==, expected);
}

static void
check_case (const CrowTestMariadb *server, const char *folder)
{
  g_autofree char *name = g_path_get_basename (folder);
  g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
  g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");
  g_autofree char *tables = crow_test_read_case (folder, "before.sql");
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE `%s` CHARACTER SET utf8mb4", name);
  g_autofree char *created = run (server, NULL, create);
  g_autofree char *made = run (server, name, tables);
  g_autoptr (GError) error = NULL;
  g_autofree char *up = crow_migration_build_sql (before, after, CROW_PLAN_PRISMA, &error);
  g_autofree char *down = NULL;
  g_autofree char *went_up = NULL;
  g_autofree char *went_down = NULL;

  g_assert_no_error (error);
  down = crow_migration_build_down_sql (before, after, CROW_PLAN_PRISMA, &error);
  g_assert_no_error (error);
  check_keys (server, name, before);
  went_up = run (server, name, up);
  check_keys (server, name, after);
  went_down = run (server, name, down);
  check_keys (server, name, before);
}

static void
test_mariadb_up_then_down_leaves_no_trace (void)
{
  g_autoptr (CrowTestMariadb) server = crow_test_mariadb_start ();
  g_autofree char *root = crow_test_source ("tests/migration/mysql");
  g_autoptr (GPtrArray) cases = crow_test_list_cases (root);

  if (server == NULL)
    return;
  g_assert_cmpuint (cases->len, >=, 5);
  for (guint i = 0; i < cases->len; i++)
    {
      g_test_message ("%s", (const char *) g_ptr_array_index (cases, i));
      check_case (server, g_ptr_array_index (cases, i));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mariadb/up-then-down-leaves-no-trace",
                   test_mariadb_up_then_down_leaves_no_trace);
  return g_test_run ();
}
