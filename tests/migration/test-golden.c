#include "crow-test-cases.h"
#include "crow-test.h"

#include <string.h>

#define EMPTY "-- This is an empty migration."

static void
check_sql (CrowSchema *before, CrowSchema *after, CrowPlan plan, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = crow_migration_build_sql (before, after, plan, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sql, ==, expected);
}

/* What the engine wrote: `migrate diff` up and down, `migrate dev`. */
static void
check_case (const char *folder)
{
  g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
  g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");
  g_autoptr (CrowSchema) before_again = crow_test_read_case_schema (folder, "before.prisma");
  g_autofree char *up = crow_test_read_case (folder, "expected.sql");
  g_autofree char *down = crow_test_read_case (folder, "expected.down.sql");
  g_autofree char *dev = crow_test_read_case (folder, "expected.migration.sql");

  check_sql (before, after, CROW_PLAN_PRISMA, up);
  check_sql (after, before, CROW_PLAN_PRISMA, down);
  if (dev != NULL)
    check_sql (before, after, CROW_PLAN_MIGRATE_DEV, dev);
  check_sql (before, before_again, CROW_PLAN_PRISMA, EMPTY "\n");
}

static void
test_golden_bytes_are_prismas (void)
{
  g_autofree char *root = crow_test_source ("tests/migration/golden");
  g_autoptr (GPtrArray) cases = crow_test_list_cases (root);

  g_assert_cmpuint (cases->len, >=, 104);
  for (guint i = 0; i < cases->len; i++)
    {
      g_test_message ("%s", (const char *) g_ptr_array_index (cases, i));
      check_case (g_ptr_array_index (cases, i));
    }
}

/* The engine names no sequence that it drops, and takes a new default away again: between two
 * files, yes; but the way back goes where it began. */
static void
test_golden_way_back_knows_the_sequence (void)
{
  static const struct
  {
    const char *folder;
    const char *down;
  } cases[] = {
    { "tests/migration/golden/own-autoincrement",
      "-- AlterTable\nALTER TABLE \"M\" ALTER COLUMN \"id\" DROP DEFAULT;\n"
      "DROP SEQUENCE m_id_seq;\n" },
    { "tests/migration/golden/own-sequence-added",
      "-- AlterTable\nALTER TABLE \"A\" ALTER COLUMN \"id\" DROP DEFAULT,\n"
      "ALTER COLUMN \"n\" SET DEFAULT 4;\n"
      "DROP SEQUENCE a_id_seq;\nDROP SEQUENCE a_n_seq;\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = crow_test_source (cases[i].folder);
      g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
      g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");
      g_autoptr (GError) error = NULL;
      g_autofree char *down = crow_migration_build_down_sql (before, after, CROW_PLAN_PRISMA,
                                                             &error);

      g_assert_no_error (error);
      g_assert_cmpstr (down, ==, cases[i].down);
    }
}

static void
check_refused (CrowSchema *before, CrowSchema *after)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = crow_migration_build_sql (before, after, CROW_PLAN_PRISMA, &error);

  g_assert_null (sql);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
  g_test_message ("%s", error->message);
}

/* Providers for which no engine writes SQL here: foreign keys, and nothing in silence. */
static void
test_golden_uncovered_is_refused (void)
{
  g_autofree char *root = crow_test_source ("tests/migration/uncovered");
  g_autoptr (GPtrArray) cases = crow_test_list_cases (root);

  g_assert_cmpuint (cases->len, >=, 16);
  for (guint i = 0; i < cases->len; i++)
    {
      const char *folder = g_ptr_array_index (cases, i);
      g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
      g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");

      g_test_message ("%s", folder);
      check_refused (before, after);
      check_refused (after, before);
    }
}

/* MySQL and SQL Server as the engine's source has them. */
static void
test_golden_keys_are_as_the_source_says (void)
{
  g_autofree char *root = crow_test_source ("tests/migration/by-source");
  g_autoptr (GPtrArray) cases = crow_test_list_cases (root);

  g_assert_cmpuint (cases->len, >=, 5);
  for (guint i = 0; i < cases->len; i++)
    {
      const char *folder = g_ptr_array_index (cases, i);
      g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
      g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");
      g_autofree char *expected = crow_test_read_case (folder, "expected.sql");

      g_test_message ("%s", folder);
      check_sql (before, after, CROW_PLAN_PRISMA, expected);
      check_sql (before, after, CROW_PLAN_MIGRATE_DEV, expected);
    }
}

/* No database comes from one provider to another. */
static void
test_golden_another_provider_is_refused (void)
{
  g_autofree char *mysql = crow_test_source ("tests/migration/by-source/mysql-action");
  g_autofree char *sqlserver = crow_test_source ("tests/migration/by-source/sqlserver-action");
  g_autoptr (CrowSchema) before = crow_test_read_case_schema (mysql, "before.prisma");
  g_autoptr (CrowSchema) after = crow_test_read_case_schema (sqlserver, "before.prisma");

  check_refused (before, after);
}

/* All the engine's answers that there are. */
static void
test_golden_shared_bytes_are_prismas (void)
{
  g_autofree char *root = crow_test_shared_or_skip ("golden/diff");
  g_autoptr (GPtrArray) cases = NULL;

  if (root == NULL)
    return;
  cases = crow_test_list_cases (root);
  g_assert_cmpuint (cases->len, >=, 40);
  for (guint i = 0; i < cases->len; i++)
    {
      const char *folder = g_ptr_array_index (cases, i);
      g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
      g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");
      g_autofree char *expected = crow_test_read_case (folder, "expected.sql");
      g_autofree char *dev = crow_test_read_case (folder, "expected.migration.sql");

      g_test_message ("%s", folder);
      check_sql (before, after, CROW_PLAN_PRISMA, expected);
      if (dev != NULL)
        check_sql (before, after, CROW_PLAN_MIGRATE_DEV, dev);
    }
}

/* Files that only lie together have tables that are called the same: no one schema. */
static gboolean
is_one_schema (const CrowSchema *schema)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < schema->models->len; i++)
    if (!g_hash_table_add (names, crow_schema_get_model (schema, i)->table))
      return FALSE;
  return TRUE;
}

/* The files from @first on that lie in one folder: one schema of several files. */
static GPtrArray *
take_folder (GPtrArray *files, guint first)
{
  g_autofree char *folder = g_path_get_dirname (g_ptr_array_index (files, first));
  GPtrArray *taken = g_ptr_array_new ();

  for (guint i = first; i < files->len; i++)
    {
      g_autofree char *other = g_path_get_dirname (g_ptr_array_index (files, i));

      if (strcmp (folder, other) != 0)
        break;
      g_ptr_array_add (taken, g_ptr_array_index (files, i));
    }
  return taken;
}

static void
check_same (GPtrArray *paths)
{
  g_autoptr (CrowSchema) before = crow_test_read_schema (paths);
  g_autoptr (CrowSchema) after = crow_test_read_schema (paths);

  if (!is_one_schema (before))
    return;
  g_test_message ("%s", (const char *) g_ptr_array_index (paths, 0));
  check_sql (before, after, CROW_PLAN_PRISMA, EMPTY "\n");
}

static void
test_golden_corpus_does_not_differ_from_itself (void)
{
  g_autofree char *root = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) files = NULL;

  if (root == NULL)
    return;
  files = crow_test_walk (root, ".prisma");
  g_assert_cmpuint (files->len, >, 0);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GPtrArray) alone = g_ptr_array_new ();

      g_ptr_array_add (alone, g_ptr_array_index (files, i));
      check_same (alone);
    }
  for (guint i = 0; i < files->len;)
    {
      g_autoptr (GPtrArray) folder = take_folder (files, i);

      if (folder->len > 1)
        check_same (folder);
      i += folder->len;
    }
}

static void
check_subset (CrowSchema *schema)
{
  g_autoptr (CrowSchema) part = NULL;
  g_autoptr (CrowSchema) again = NULL;
  g_autoptr (GError) error = NULL;
  const char *names[] = { NULL, NULL };

  if (schema->models->len == 0)
    return;
  names[0] = crow_schema_get_model (schema, schema->models->len / 2)->name;
  part = crow_schema_subset (schema, names, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (part->models->len, >=, 1);
  g_assert_cmpuint (part->models->len, <=, schema->models->len);
  again = crow_schema_subset (schema, names, 1, NULL);
  check_sql (part, again, CROW_PLAN_PRISMA, EMPTY "\n");
}

/* Damaged schemas too: two that have nothing to do with one another give SQL or a refusal. */
static void
check_neighbours (GPtrArray *files)
{
  g_autoptr (CrowSchema) last = NULL;

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GPtrArray) paths = g_ptr_array_new ();
      g_autoptr (CrowSchema) schema = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *sql = NULL;

      g_ptr_array_add (paths, g_ptr_array_index (files, i));
      g_test_message ("%s", (const char *) g_ptr_array_index (files, i));
      schema = crow_test_read_schema (paths);
      check_subset (schema);
      sql = crow_migration_build_sql (last, schema, CROW_PLAN_MIGRATE_DEV, &error);
      if (sql == NULL)
        g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
      g_clear_pointer (&last, crow_schema_unref);
      last = g_steal_pointer (&schema);
    }
}

static void
test_golden_any_pair_is_safe (void)
{
  static const char *const roots[] = { "golden/validate", "corpus/prisma" };

  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      g_autofree char *root = crow_test_shared_or_skip (roots[i]);
      g_autoptr (GPtrArray) files = NULL;

      if (root == NULL)
        return;
      files = crow_test_walk (root, ".prisma");
      g_assert_cmpuint (files->len, >, 1);
      check_neighbours (files);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden/bytes-are-prismas", test_golden_bytes_are_prismas);
  g_test_add_func ("/golden/way-back-knows-the-sequence", test_golden_way_back_knows_the_sequence);
  g_test_add_func ("/golden/uncovered-is-refused", test_golden_uncovered_is_refused);
  g_test_add_func ("/golden/keys-are-as-the-source-says", test_golden_keys_are_as_the_source_says);
  g_test_add_func ("/golden/another-provider-is-refused", test_golden_another_provider_is_refused);
  g_test_add_func ("/golden/shared-bytes-are-prismas", test_golden_shared_bytes_are_prismas);
  g_test_add_func ("/golden/corpus-does-not-differ-from-itself",
                   test_golden_corpus_does_not_differ_from_itself);
  g_test_add_func ("/golden/any-pair-is-safe", test_golden_any_pair_is_safe);
  return g_test_run ();
}
