#pragma once

#include <gio/gio.h>

#include "crow-migration.h"

G_BEGIN_DECLS

#define CROW_N_PLANS 3 /* online, simple, swap: in this order */

/* What one plan makes of a change. */
typedef struct
{
  CrowPlan plan;
  CrowScript *scripts[2]; /* (owned) (nullable) up, down; NULL: it cannot */
  char *refusals[2];      /* (owned) (nullable) why it cannot, from the library */
} CrowPlanOffer;

/* A change of a database by every plan. Immutable, atomically reference counted; its scripts are
 * what is shown, rehearsed and applied. */
typedef struct
{
  CrowPlanOffer offers[CROW_N_PLANS];
} CrowPlans;

/* Blocking; any thread. */
CrowPlans *crow_plans_new (CrowSchema *before, CrowSchema *after);
CrowPlans *crow_plans_ref (CrowPlans *self);
void crow_plans_unref (CrowPlans *self);
/* The same in a worker: a large database takes longer than a frame. */
void crow_plans_build_async (CrowSchema *before,
                             CrowSchema *after,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
CrowPlans *crow_plans_build_finish (GAsyncResult *result, GError **error);

/* (transfer none) (nullable): NULL: not one of the three */
const CrowPlanOffer *crow_plans_get (const CrowPlans *self, CrowPlan plan);
/* For people, in their language. */
const char *crow_plan_get_title (CrowPlan plan);
const char *crow_plan_describe (CrowPlan plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowPlans, crow_plans_unref)

G_END_DECLS
