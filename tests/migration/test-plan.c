#include "crow-migration.h"
#include "crow-test-meaning.h"
#include "crow-test-plan.h"
#include "crow-test.h"

#include <string.h>

static const CrowPlan plans[] = { CROW_PLAN_ONLINE, CROW_PLAN_SIMPLE, CROW_PLAN_SWAP };

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? crow_test_read (path, NULL) : NULL;
}

static CrowSchema *
read_schema (const char *folder, const char *name)
{
  g_autofree char *text = read_file (folder, name);

  g_assert_nonnull (text);
  return crow_test_read_plan_schema (text);
}

/* Every statement whole, in its transaction, for its promise; what is locked is locked once. */
static void
check_shape (const CrowScript *script)
{
  guint transaction = 0;
  gboolean is_open = FALSE;

  for (guint i = 0; i < script->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (script->statements, i);

      g_assert_true (g_str_has_suffix (statement->sql, ";"));
      g_assert_cmpint (statement->promise, <, (int) script->promises->len);
      if (statement->kind == CROW_STATEMENT_SETTING)
        {
          g_assert_cmpuint (statement->transaction, ==, 0);
          g_assert_false (is_open);
          continue;
        }
      g_assert_cmpuint (statement->transaction, ==, is_open ? transaction : transaction + 1);
      transaction = statement->transaction;
      if (statement->kind == CROW_STATEMENT_BEGIN || statement->kind == CROW_STATEMENT_COMMIT)
        is_open = statement->kind == CROW_STATEMENT_BEGIN;
    }
  g_assert_false (is_open);
}

static void
check_meaning (const CrowScript *script, const char *text)
{
  if (script->statements->len > 0 && !crow_test_check_meaning (script, text))
    g_test_message ("not parsed: no libpg_query, or words that it is too old for");
  for (guint i = 0; i < script->orphan_queries->len; i++)
    crow_test_check_query (g_ptr_array_index (script->orphan_queries, i));
}

static void
append_expected (GString *all, CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowScript) script = crow_migration_build_script (before, after, plan, &error);
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;

  if (script == NULL)
    {
      g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
      g_string_append_printf (all, "%s\n", error->message);
      return;
    }
  text = crow_script_build_text (script);
  same = crow_migration_build_sql (before, after, plan, NULL);
  g_assert_cmpstr (text, ==, same);
  check_shape (script);
  check_meaning (script, text);
  g_string_append (all, text);
  for (guint i = 0; i < script->orphan_queries->len; i++)
    g_string_append_printf (all, "? %s\n",
                            (const char *) g_ptr_array_index (script->orphan_queries, i));
}

/* Prisma's own statements, which know less. */
static void
append_prisma (GString *all, CrowSchema *before, CrowSchema *after)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = crow_migration_build_sql (before, after, CROW_PLAN_PRISMA, &error);

  if (sql == NULL)
    g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
  g_string_append_printf (all, "%s%s", sql != NULL ? sql : error->message, sql != NULL ? "" : "\n");
}

/* `expected`: what each plan says, up and then down. */
static void
check_case (const char *folder)
{
  g_autoptr (CrowSchema) before = read_schema (folder, "before");
  g_autoptr (CrowSchema) after = read_schema (folder, "after");
  g_autofree char *expected = read_file (folder, "expected");
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    for (guint is_down = 0; is_down < 2; is_down++)
      {
        g_string_append_printf (all, "=== %s %s\n", crow_plan_get_name (plans[i]),
                                is_down ? "down" : "up");
        append_expected (all, is_down ? after : before, is_down ? before : after, plans[i]);
      }
  g_string_append (all, "=== prisma up\n");
  append_prisma (all, before, after);
  g_string_append (all, "=== prisma down\n");
  append_prisma (all, after, before);
  if (expected == NULL) /* a new case: look at what it gives, and keep it if it is right */
    g_print ("%s", all->str);
  g_assert_cmpstr (all->str, ==, expected);
}

static void
test_plan_cases (void)
{
  g_autofree char *root = crow_test_source ("tests/migration/plans");
  g_autoptr (GPtrArray) files = crow_test_walk (root, "before");

  g_assert_cmpuint (files->len, >=, 20);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *folder = g_path_get_dirname (g_ptr_array_index (files, i));

      g_test_message ("%s", folder);
      check_case (folder);
    }
}

static void
test_plan_names (void)
{
  static const char *const names[] = { "prisma", "online", "simple", "swap" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrowPlan plan;

      g_assert_true (crow_plan_from_name (names[i], &plan));
      g_assert_cmpstr (crow_plan_get_name (plan), ==, names[i]);
    }
  g_assert_false (crow_plan_from_name ("Online", &(CrowPlan){ 0 }));
  g_assert_false (crow_plan_from_name ("migrate-dev", &(CrowPlan){ 0 }));
}

/* @n tables that all refer to one, and to each other in a row. */
static CrowSchema *
make_large (guint n, CrowAction on_delete)
{
  g_autoptr (GString) text = g_string_new ("database 150018\n"
                                           "table app root\ncolumn id integer\nprimary id\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "table app t%u\ncolumn id integer\ncolumn r integer?\n"
                            "primary id\nfk r%u r app root id delete=%s trigger=RI_%06u\n"
                            "fk n%u id app t%u id delete=Cascade trigger=RI_%06u\n",
                            i, i, crow_action_get_name (on_delete), i, i, (i * 7 + 1) % n, n + i);
  return crow_test_read_plan_schema (text->str);
}

static double
measure (guint n)
{
  g_autoptr (CrowSchema) before = make_large (n, CROW_ACTION_RESTRICT);
  g_autoptr (CrowSchema) after = make_large (n, CROW_ACTION_CASCADE);
  double start = crow_test_cpu_seconds ();
  g_autoptr (CrowScript) script = crow_migration_build_script (before, after, CROW_PLAN_SWAP, NULL);
  g_autofree char *text = crow_script_build_text (script);
  double seconds = crow_test_cpu_seconds () - start;

  g_assert_cmpuint (script->promises->len, ==, n);
  g_test_message ("%u changed keys: %u statements, %u warnings, %.3f s", n, script->statements->len,
                  script->warnings->len, seconds);
  return seconds;
}

static void
test_plan_is_linear (void)
{
  double small = measure (500);
  double large = measure (2000);

  g_assert_cmpfloat (large, <, small * 12 + 0.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/names", test_plan_names);
  g_test_add_func ("/plan/cases", test_plan_cases);
  g_test_add_func ("/plan/is-linear", test_plan_is_linear);
  return g_test_run ();
}
