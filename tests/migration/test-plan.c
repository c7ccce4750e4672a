#include "crow-migration.h"
#include "crow-test-schema.h"

#include <string.h>

/* The blog as a server has it. */
static CrowSchema *
build_database (void)
{
  CrowSchema *schema = crow_test_build_blog ();

  schema->server = g_strdup ("PostgreSQL 15.18");
  schema->server_version = 150018;
  return schema;
}

static CrowScript *
build_script (CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  CrowScript *script = crow_migration_build_script (before, after, plan, &error);

  g_assert_no_error (error);
  return script;
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

static void
test_plan_text (void)
{
  g_autoptr (CrowSchema) before = build_database ();
  g_autoptr (CrowSchema) after = build_database ();

  crow_schema_seal (before);
  crow_schema_get_relation (after, 1)->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_CASCADE;
  crow_schema_seal (after);
  for (CrowPlan plan = CROW_PLAN_ONLINE; plan <= CROW_PLAN_SWAP; plan++)
    {
      g_autoptr (CrowScript) script = build_script (before, after, plan);
      g_autofree char *text = crow_script_build_text (script);

      g_test_message ("%s", text);
      g_assert_cmpuint (script->promises->len, ==, 1);
      g_assert_cmpuint (script->orphan_queries->len, ==, 1);
      g_assert_true (g_str_has_prefix (text, "-- Plan "));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/names", test_plan_names);
  g_test_add_func ("/plan/text", test_plan_text);
  return g_test_run ();
}
