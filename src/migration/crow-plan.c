#include "crow-migration.h"

static const char *const names[] = {
  [CROW_PLAN_PRISMA] = "prisma", [CROW_PLAN_MIGRATE_DEV] = "migrate-dev",
  [CROW_PLAN_ONLINE] = "online", [CROW_PLAN_SIMPLE] = "simple",
  [CROW_PLAN_SWAP] = "swap",
};

/**
 * crow_plan_get_name:
 * @plan: a plan
 *
 * Returns: its name on the command line: "online"
 */
const char *
crow_plan_get_name (CrowPlan plan)
{
  g_return_val_if_fail ((guint) plan < G_N_ELEMENTS (names), "");

  return names[plan];
}

/**
 * crow_plan_from_name:
 * @name: what somebody chose
 * @plan: (out): the plan
 *
 * Returns: whether @name is a plan that can be chosen: `prisma`, `online`, `simple` or `swap`
 */
gboolean
crow_plan_from_name (const char *name, CrowPlan *plan)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (i != CROW_PLAN_MIGRATE_DEV && g_str_equal (name, names[i]))
      {
        *plan = (CrowPlan) i;
        return TRUE;
      }
  return FALSE;
}
