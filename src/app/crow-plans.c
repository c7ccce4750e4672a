#include "crow-plans.h"

#include <glib/gi18n.h>

#include "crow-library-words.h"

static const CrowPlan plans[CROW_N_PLANS] = { CROW_PLAN_ONLINE, CROW_PLAN_SIMPLE, CROW_PLAN_SWAP };

/* What a worker compares. */
typedef struct
{
  CrowSchema *before; /* (owned) */
  CrowSchema *after;  /* (owned) */
} Pair;

static void
pair_free (gpointer data)
{
  Pair *self = data;

  crow_schema_unref (self->before);
  crow_schema_unref (self->after);
  g_free (self);
}

static void
fill_offer (CrowPlanOffer *self, CrowSchema *before, CrowSchema *after, gboolean is_down)
{
  g_autoptr (GError) error = NULL;

  self->scripts[is_down] = crow_migration_build_script (is_down ? after : before,
                                                        is_down ? before : after, self->plan,
                                                        &error);
  if (self->scripts[is_down] == NULL)
    self->refusals[is_down] = crow_library_words_say (error->message);
}

/**
 * crow_plans_new:
 * @before: the database
 * @after: what it is to become
 *
 * Returns: (transfer full): the scripts of all plans, up and down
 */
CrowPlans *
crow_plans_new (CrowSchema *before, CrowSchema *after)
{
  CrowPlans *self = g_atomic_rc_box_new0 (CrowPlans);

  for (guint i = 0; i < CROW_N_PLANS; i++)
    {
      self->offers[i].plan = plans[i];
      fill_offer (&self->offers[i], before, after, FALSE);
      fill_offer (&self->offers[i], before, after, TRUE);
    }
  return self;
}

static void
clear_plans (gpointer data)
{
  CrowPlans *self = data;

  for (guint i = 0; i < CROW_N_PLANS; i++)
    for (guint j = 0; j < 2; j++)
      {
        g_clear_pointer (&self->offers[i].scripts[j], crow_script_unref);
        g_clear_pointer (&self->offers[i].refusals[j], g_free);
      }
}

/**
 * crow_plans_ref:
 * @self: plans
 *
 * Returns: (transfer full): @self; any thread
 */
CrowPlans *
crow_plans_ref (CrowPlans *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_plans_unref:
 * @self: (transfer full): plans; any thread
 */
void
crow_plans_unref (CrowPlans *self)
{
  g_atomic_rc_box_release_full (self, clear_plans);
}

static void
build_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Pair *pair = data;

  g_task_return_pointer (task, crow_plans_new (pair->before, pair->after),
                         (GDestroyNotify) crow_plans_unref);
}

/**
 * crow_plans_build_async:
 * @before: the database
 * @after: what it is to become
 * @cancellable: (nullable): drops the result
 * @callback: called in the main thread
 * @user_data: its data
 *
 * Builds the scripts of all plans in a worker.
 */
void
crow_plans_build_async (CrowSchema *before,
                        CrowSchema *after,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Pair *pair = g_new0 (Pair, 1);

  pair->before = crow_schema_ref (before);
  pair->after = crow_schema_ref (after);
  g_task_set_source_tag (task, crow_plans_build_async);
  g_task_set_task_data (task, pair, pair_free);
  g_task_run_in_thread (task, build_worker);
}

/**
 * crow_plans_build_finish:
 * @result: what the callback was given
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the plans
 */
CrowPlans *
crow_plans_build_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * crow_plans_get:
 * @self: plans
 * @plan: which
 *
 * Returns: (transfer none) (nullable): what @plan makes of the change
 */
const CrowPlanOffer *
crow_plans_get (const CrowPlans *self, CrowPlan plan)
{
  for (guint i = 0; i < CROW_N_PLANS; i++)
    if (self->offers[i].plan == plan)
      return &self->offers[i];
  return NULL;
}

/**
 * crow_plan_get_title:
 * @plan: a plan
 *
 * Returns: (transfer none): its name
 */
const char *
crow_plan_get_title (CrowPlan plan)
{
  switch (plan)
    {
    case CROW_PLAN_ONLINE:
      return _ ("Online");
    case CROW_PLAN_SIMPLE:
      return _ ("Simple");
    case CROW_PLAN_SWAP:
      return _ ("Swap");
    case CROW_PLAN_PRISMA:
    case CROW_PLAN_MIGRATE_DEV:
    default:
      return _ ("As Prisma writes it");
    }
}

/**
 * crow_plan_describe:
 * @plan: a plan
 *
 * Reference of the product, section 2.2.
 *
 * Returns: (transfer none): what it does, and what it costs
 */
const char *
crow_plan_describe (CrowPlan plan)
{
  switch (plan)
    {
    case CROW_PLAN_ONLINE:
      return _ ("Both tables are locked for a moment, in which nothing is read; the old rows are "
                "proved afterwards, while reads and writes go on.");
    case CROW_PLAN_SIMPLE:
      return _ ("One statement. Both tables are locked while it reads the whole child table: for "
                "small tables.");
    case CROW_PLAN_SWAP:
      return _ ("The new constraint is added and proved beside the old one; the lock that stops "
                "everybody comes last and is short. Until then both act, the older first.");
    case CROW_PLAN_PRISMA:
    case CROW_PLAN_MIGRATE_DEV:
    default:
      return _ ("Two statements, as Prisma writes them.");
    }
}
