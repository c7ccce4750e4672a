#include "crow-plan-private.h"

#define SET_COLUMNS_FROM 150000  /* ON DELETE SET NULL (columns) */
#define NOT_ENFORCED_FROM 180000 /* NOT ENFORCED, temporal keys */
#define NOT_VALID_PARTITIONED_FROM 180000

static char *
explain_partitioned (const CrowPlanner *self, const CrowKeyChange *change)
{
  const CrowConstraint *after = change->after;
  gboolean adds = after != NULL && (change->before == NULL || change->is_recreated);

  if (!adds || change->is_of_partition || change->child == NULL || change->child->facts == NULL ||
      change->child->facts->kind != 'p' || !after->is_enforced ||
      self->server->server_version >= NOT_VALID_PARTITIONED_FROM)
    return NULL;
  if (!after->is_validated)
    return g_strdup_printf ("%s.%s is partitioned, and only from PostgreSQL 18 on can a foreign "
                            "key of such a table be NOT VALID, SQLSTATE 42809",
                            after->namespace_, after->table);
  if (self->plan == CROW_PLAN_SIMPLE || self->plan == CROW_PLAN_PRISMA)
    return NULL;
  return g_strdup_printf ("%s.%s is partitioned, and only from PostgreSQL 18 on can a foreign key "
                          "of such a table be NOT VALID, SQLSTATE 42809; the plan simple can do it",
                          after->namespace_, after->table);
}

/* What @after has and the server is too old for. */
static char *
explain_version (const CrowPlanner *self, const CrowConstraint *after)
{
  int version = self->server != NULL && self->server == self->diff->before
                    ? self->server->server_version
                    : G_MAXINT;

  if (after->set_columns != NULL && version < SET_COLUMNS_FROM)
    return g_strdup ("columns of SET NULL and SET DEFAULT are known from PostgreSQL 15 on");
  if (!after->is_enforced && version < NOT_ENFORCED_FROM)
    return g_strdup ("NOT ENFORCED is known from PostgreSQL 18 on");
  if (after->is_temporal && version < NOT_ENFORCED_FROM)
    return g_strdup ("temporal foreign keys are known from PostgreSQL 18 on");
  return NULL;
}

/* Does the server refuse an action, or would something be lost that we cannot write? */
static char *
explain_actions (const CrowPlanner *self, const CrowKeyChange *change)
{
  const CrowConstraint *after = change->after;

  for (guint i = 0; i < CROW_N_EVENTS; i++)
    {
      if (after->actions[i] == CROW_ACTION_UNKNOWN)
        return g_strdup ("an action that this version does not know");
      if (change->before != NULL && change->before->actions[i] != after->actions[i] &&
          crow_schema_is_database (self->diff->before))
        {
          char *reason = crow_schema_explain_refusal (self->diff->before, change->relation,
                                                      (CrowEvent) i, after->actions[i]);

          if (reason != NULL)
            return reason;
        }
      if (after->is_temporal && after->actions[i] != CROW_ACTION_NO_ACTION)
        return g_strdup ("a temporal foreign key can only have NO ACTION, SQLSTATE 0A000");
    }
  return NULL;
}

static char *
explain_codes (const CrowKeyChange *change)
{
  if (!change->is_recreated || change->relation == NULL || change->relation->facts == NULL ||
      change->relation->facts->codes == NULL)
    return NULL;
  return g_strdup_printf ("the catalogue says something of it that this version does not know: %s",
                          change->relation->facts->codes);
}

static gboolean
is_valid (const CrowConstraint *key)
{
  const GPtrArray *lists[] = { key->columns, key->ref_columns };
  const char *names[] = { key->namespace_, key->table, key->name, key->ref_namespace,
                          key->ref_table };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!g_utf8_validate (names[i], -1, NULL))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < lists[i]->len; j++)
      if (!g_utf8_validate (g_ptr_array_index (lists[i], j), -1, NULL))
        return FALSE;
  return TRUE;
}

static gboolean
has_raw_names (const CrowKeyChange *change)
{
  return change->relation != NULL && change->relation->facts != NULL &&
         change->relation->facts->has_raw_names;
}

/* CockroachDB takes Prisma's two statements; what else it does with ALTER TABLE is not known. */
static char *
explain_server (const CrowPlanner *self)
{
  CrowProvider provider = self->diff->after->provider;

  if (self->plan == CROW_PLAN_PRISMA && provider == CROW_PROVIDER_COCKROACHDB)
    return NULL;
  if (provider != CROW_PROVIDER_POSTGRESQL)
    return g_strdup_printf ("the plan is for PostgreSQL, not for %s",
                            crow_provider_get_display_name (provider));
  if (self->server != NULL && self->server->is_readonly)
    return g_strdup_printf ("%s is not PostgreSQL itself: how it changes a foreign key is not "
                            "known",
                            self->server->server);
  return NULL;
}

/**
 * crow_planner_explain_refusal:
 * @self: a plan in the making
 * @change: one of its changes
 *
 * Reference of the product, sections 1.4, 2.2 and 5.
 *
 * Returns: (transfer full) (nullable): why the plan cannot make it; %NULL: it can
 */
char *
crow_planner_explain_refusal (const CrowPlanner *self, const CrowKeyChange *change)
{
  char *reason = NULL;

  reason = explain_server (self);
  if (reason != NULL)
    return reason;
  if (has_raw_names (change) || (change->before != NULL && !is_valid (change->before)) ||
      (change->after != NULL && !is_valid (change->after)))
    return g_strdup ("a name is not valid UTF-8, which a script must be");
  if (change->after == NULL)
    return NULL;
  reason = explain_codes (change);
  if (reason == NULL)
    reason = explain_actions (self, change);
  if (reason == NULL)
    reason = crow_planner_explain_missing (self, change);
  if (reason == NULL)
    reason = explain_version (self, change->after);
  if (reason == NULL)
    reason = explain_partitioned (self, change);
  return reason;
}
