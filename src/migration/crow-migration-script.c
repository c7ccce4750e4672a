#include "crow-plan-private.h"

/* Of two schema files: a script names every table's namespace, and a file without `schemas` lies
 * where a url says, its own or else the other's. */
static CrowSchemaDiff *
diff_files (CrowSchema *before, CrowSchema *after)
{
  const CrowSchema *home = after->home != NULL || before == NULL ? after : before;
  g_autoptr (CrowSchema) placed_before = NULL;
  g_autoptr (CrowSchema) placed_after = NULL;

  if (home->home == NULL)
    return crow_schema_diff_new (before, after);
  placed_before = before != NULL ? crow_schema_place (before, home) : NULL;
  placed_after = crow_schema_place (after, home);
  return crow_schema_diff_new (placed_before, placed_after);
}

/**
 * crow_migration_build_script:
 * @before: (nullable): a sealed schema; %NULL: an empty database
 * @after: a sealed schema
 * @plan: %CROW_PLAN_ONLINE, %CROW_PLAN_SIMPLE or %CROW_PLAN_SWAP
 * @error: %CROW_ERROR_UNCOVERED names what this plan cannot do here, why, and which plan can
 *
 * Where one of the two is a database only foreign keys are looked at. Between two schema files
 * every other difference is refused by name, so that no script leaves anything out. Any thread.
 *
 * Returns: (transfer full) (nullable): the script; without statements: the keys are the same
 */
CrowScript *
crow_migration_build_script (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  g_autoptr (CrowSchemaDiff) diff = NULL;
  g_auto (CrowPlanner) planner = { plan };
  CrowScript *script;

  g_return_val_if_fail (after != NULL, NULL);
  g_return_val_if_fail (plan >= CROW_PLAN_ONLINE && plan <= CROW_PLAN_SWAP, NULL);

  if ((before != NULL && crow_schema_is_database (before)) || crow_schema_is_database (after))
    diff = crow_schema_diff_new_for_keys (before, after);
  else
    diff = diff_files (before, after);
  if (!crow_planner_init (&planner, diff, plan, error))
    return NULL;
  crow_planner_collect_names (&planner);
  crow_planner_order (&planner);
  script = crow_script_new (crow_plan_get_name (plan));
  crow_planner_write (&planner, script);
  crow_planner_warn (&planner, script);
  return script;
}
