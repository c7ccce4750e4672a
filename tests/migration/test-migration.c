#include "crow-migration.h"
#include "crow-test-schema.h"

#include <string.h>

#define EMPTY "-- This is an empty migration.\n"

static char *
build (CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  char *sql = crow_migration_build_sql (before, after, plan, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (sql, "\n"));
  return sql;
}

static void
test_migration_changed_action (void)
{
  g_autoptr (CrowSchema) before = crow_test_make_blog ();
  g_autoptr (CrowSchema) after = crow_test_build_blog ();
  g_autofree char *up = NULL;
  g_autofree char *down = NULL;

  crow_schema_get_relation (after, 1)->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_NO_ACTION;
  crow_schema_seal (after);
  up = build (before, after, CROW_PLAN_PRISMA);
  down = build (after, before, CROW_PLAN_PRISMA);
  g_assert_cmpstr (up, ==,
                   "-- DropForeignKey\n"
                   "ALTER TABLE \"Post\" DROP CONSTRAINT \"Post_authorId_fkey\";\n"
                   "\n"
                   "-- AddForeignKey\n"
                   "ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY "
                   "(\"authorId\") REFERENCES \"User\"(\"id\") ON DELETE NO ACTION ON UPDATE "
                   "CASCADE;\n");
  g_assert_nonnull (strstr (down, "ON DELETE RESTRICT ON UPDATE CASCADE;\n"));
}

static void
test_migration_without_difference (void)
{
  for (guint i = CROW_PROVIDER_NONE; i <= CROW_PROVIDER_MONGODB; i++)
    {
      g_autoptr (CrowSchema) before = crow_test_build_blog ();
      g_autoptr (CrowSchema) after = crow_test_build_blog ();
      g_autofree char *sql = NULL;

      before->provider = after->provider = (CrowProvider) i;
      crow_schema_seal (before);
      crow_schema_seal (after);
      sql = build (before, after, CROW_PLAN_PRISMA);
      g_assert_cmpstr (sql, ==, EMPTY);
    }
}

static CrowSchema *
make_evil (CrowAction on_delete, CrowArity arity)
{
  CrowSchema *schema = crow_test_build_blog ();
  CrowModel *post = crow_schema_get_model (schema, 2);

  g_free (post->table);
  post->table = g_strdup ("a\"; DROP TABLE x; -- */ /*");
  post->namespace_ = g_strdup ("n\"s");
  crow_model_get_field (post, 3)->arity = arity;
  crow_schema_get_relation (schema, 1)->clauses[CROW_EVENT_DELETE].action = on_delete;
  crow_schema_seal (schema);
  return schema;
}

/* What the rest of a statement would be if a name could leave its quotes or its comment. */
static void
test_migration_escapes_names (void)
{
  g_autoptr (CrowSchema) before = make_evil (CROW_ACTION_RESTRICT, CROW_ARITY_OPTIONAL);
  g_autoptr (CrowSchema) after = make_evil (CROW_ACTION_CASCADE, CROW_ARITY_REQUIRED);
  g_autofree char *sql = build (before, after, CROW_PLAN_MIGRATE_DEV);

  g_assert_nonnull (strstr (sql, "on table `a\"; DROP TABLE x; -- * / / *` required"));
  g_assert_nonnull (strstr (sql, "ALTER TABLE \"n\"\"s\".\"a\"\"; DROP TABLE x; -- */ /*\" DROP "
                                 "CONSTRAINT \""));
}

static void
check_uncovered (CrowSchema *before, CrowSchema *after, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_migration_build_sql (before, after, CROW_PLAN_PRISMA, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
  g_assert_nonnull (strstr (error->message, name));
}

/* @n_added: tables beside those of the blog */
static CrowSchema *
make_mysql (CrowAction on_delete, guint n_added)
{
  CrowSchema *schema = crow_test_build_blog ();

  schema->provider = CROW_PROVIDER_MYSQL;
  crow_schema_get_relation (schema, 1)->clauses[CROW_EVENT_DELETE].action = on_delete;
  for (guint i = 0; i < n_added; i++)
    {
      g_autofree char *name = g_strdup_printf ("T%u", i);

      crow_test_add_model (schema, name);
    }
  crow_schema_seal (schema);
  return schema;
}

static void
test_migration_refuses_by_name (void)
{
  g_autoptr (CrowSchema) postgres = crow_test_make_blog ();
  g_autoptr (CrowSchema) before = make_mysql (CROW_ACTION_RESTRICT, 0);
  g_autoptr (CrowSchema) after = make_mysql (CROW_ACTION_CASCADE, 9);
  g_autoptr (CrowSchema) unknown = crow_test_build_blog ();

  unknown->provider = CROW_PROVIDER_NONE;
  crow_schema_seal (unknown);
  check_uncovered (before, after,
                   "No SQL can be written yet for MySQL: table T0 added; table T1 added; table T2 "
                   "added; and 6 more; let `prisma migrate dev` or `prisma migrate diff --script` "
                   "write it");
  check_uncovered (postgres, after, "from PostgreSQL to MySQL");
  check_uncovered (NULL, before, "table User added");
  check_uncovered (NULL, unknown, "without a provider: table User added");
}

/* A foreign key of MySQL and SQL Server, whose names are quoted by other marks. */
static void
test_migration_quotes_by_dialect (void)
{
  g_autoptr (CrowSchema) before = make_mysql (CROW_ACTION_RESTRICT, 0);
  g_autoptr (CrowSchema) after = make_mysql (CROW_ACTION_CASCADE, 0);
  g_autofree char *sql = build (before, after, CROW_PLAN_PRISMA);

  g_assert_cmpstr (sql, ==,
                   "-- DropForeignKey\n"
                   "ALTER TABLE `Post` DROP FOREIGN KEY `Post_authorId_fkey`;\n"
                   "\n"
                   "-- AddForeignKey\n"
                   "ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY "
                   "(`authorId`) REFERENCES `User`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;\n");
}

static void
test_migration_of_nothing (void)
{
  g_autoptr (CrowSchema) after = crow_schema_new ();
  g_autofree char *sql = NULL;

  after->provider = CROW_PROVIDER_POSTGRESQL;
  crow_schema_seal (after);
  sql = build (NULL, after, CROW_PLAN_PRISMA);
  g_assert_cmpstr (sql, ==, EMPTY);
}

static void
test_migration_slug (void)
{
  static const char *const rows[][2] = {
    /* Asked of the library itself. */
    { "My change é!", "my_change_e" },
    { "addUserField", "add_user_field" },
    { "ÄÖ ß", "ae_oe_ss" },
    { "漢字", "" },
    { "", "" },
    { "  __ a--b  ", "a_b" },
    { "XMLHttpRequest2", "xml_http_request2" },
    { "ABC123def", "abc_123def" },
    { "fooBAR", "foo_bar" },
    { "Łódź & Ångström", "lodz_and_angstroem" },
    { "e\xcc\x81t\xc3\xa9", "ete" }, /* a combining accent */
    { "Привет мир", "privet_mir" },
    { "объект", "obekt" },
    { "a\\b/c.d", "a_b_c_d" },
    { "I ♥ 🦄", "i_love_unicorn" },
    { "ﬁx 1½", "x_1" },
    { "Ελλάδα", "ellada" },
    { "it's 100%", "it_s_100" },
    { "aBcDEfgHIJ12kL", "a_bc_d_efg_hij_12k_l" },
  };
  g_autofree char *many = g_strnfill (300, 'x');
  g_autofree char *cut = crow_migration_make_slug (many);
  g_autofree char *invalid = crow_migration_make_slug ("a\xff"
                                                       "b");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *slug = crow_migration_make_slug (rows[i][0]);

      g_assert_cmpstr (slug, ==, rows[i][1]);
    }
  g_assert_cmpuint (strlen (cut), ==, 200);
  g_assert_cmpstr (invalid, ==, "a_b");
}

static void
test_migration_folder_and_lock (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (2 * 60 * 60);
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2026, 1, 1, 1, 2, 3.9);
  g_autofree char *folder = crow_migration_make_folder_name (now, "My change é!");
  g_autofree char *bare = crow_migration_make_folder_name (now, "");
  g_autofree char *lock = crow_migration_make_lock (CROW_PROVIDER_COCKROACHDB);

  g_assert_cmpstr (folder, ==, "20251231230203_my_change_e");
  g_assert_cmpstr (bare, ==, "20251231230203_");
  g_assert_cmpstr (lock, ==,
                   "# Please do not edit this file manually\n"
                   "# It should be added in your version-control system (e.g., Git)\n"
                   "provider = \"cockroachdb\"\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migration/changed-action", test_migration_changed_action);
  g_test_add_func ("/migration/without-difference", test_migration_without_difference);
  g_test_add_func ("/migration/escapes-names", test_migration_escapes_names);
  g_test_add_func ("/migration/refuses-by-name", test_migration_refuses_by_name);
  g_test_add_func ("/migration/quotes-by-dialect", test_migration_quotes_by_dialect);
  g_test_add_func ("/migration/of-nothing", test_migration_of_nothing);
  g_test_add_func ("/migration/slug", test_migration_slug);
  g_test_add_func ("/migration/folder-and-lock", test_migration_folder_and_lock);
  return g_test_run ();
}
