#include "crow-edit-private.h"

/* Does the provider take SetNull on a key with a required field? Only PostgreSQL with foreign keys
 * does, and warns (reference of the product, "SetNull with any required scalar"). */
static gboolean
takes_null_in_required_key (const CrowSchema *schema)
{
  return schema->provider == CROW_PROVIDER_POSTGRESQL &&
         schema->relation_mode == CROW_RELATION_MODE_FOREIGN_KEYS;
}

static gboolean
has_required_field (const CrowSchema *schema, const CrowRelation *relation)
{
  const CrowModel *child = crow_schema_get_model (schema, relation->child);

  for (guint i = 0; i < relation->child_fields->len; i++)
    {
      guint field = g_array_index (relation->child_fields, guint, i);

      if (crow_model_get_field (child, field)->arity == CROW_ARITY_REQUIRED)
        return TRUE;
    }
  return FALSE;
}

static char *
explain_provider (const CrowSchema *schema, CrowAction action, const char *allowed)
{
  const char *name = crow_provider_get_display_name (schema->provider);

  if (schema->relation_mode == CROW_RELATION_MODE_PRISMA &&
      schema->provider != CROW_PROVIDER_MONGODB)
    return g_strdup_printf ("%s with relationMode = \"prisma\" does not take %s; it takes %s", name,
                            crow_action_get_name (action), allowed);
  return g_strdup_printf ("%s does not take %s; it takes %s", name, crow_action_get_name (action),
                          allowed);
}

/* May @action be written on @relation, as far as provider and key alone tell? */
gboolean
crow_edit_allows (CrowPrisma *self, const CrowRelation *relation, CrowAction action)
{
  const CrowSchema *schema = self->schema;

  if (relation->kind == CROW_RELATION_MANY_TO_MANY || action >= CROW_ACTION_UNKNOWN)
    return FALSE;
  if (!crow_provider_allows_action (schema->provider, schema->relation_mode, action))
    return FALSE;
  return action != CROW_ACTION_SET_NULL || takes_null_in_required_key (schema) ||
         !has_required_field (schema, relation);
}

/* The actions that crow_edit_allows(): "Cascade, Restrict". (transfer full) */
char *
crow_edit_list_allowed (CrowPrisma *self, const CrowRelation *relation)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint action = 0; action < CROW_N_ACTIONS; action++)
    if (crow_edit_allows (self, relation, action))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                              crow_action_get_name (action));
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* Why @action may not be written on @relation; NULL if it may. (transfer full) (nullable) */
char *
crow_edit_explain (CrowPrisma *self,
                   const CrowRelation *relation,
                   CrowEvent event,
                   CrowAction action)
{
  g_autofree char *allowed = NULL;

  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    return g_strdup_printf ("an implicit many-to-many relation has its actions fixed: Cascade on "
                            "delete and on update, in the hidden join table %s; an explicit join "
                            "model lets one choose them",
                            relation->join_table != NULL ? relation->join_table : "");
  if (crow_edit_allows (self, relation, action))
    return NULL;
  allowed = crow_edit_list_allowed (self, relation);
  if (!crow_provider_allows_action (self->schema->provider, self->schema->relation_mode, action))
    return explain_provider (self->schema, action, allowed);
  return g_strdup_printf ("%s cannot be SetNull: the key has a required field; allowed are %s",
                          crow_event_get_argument (event), allowed);
}

/**
 * crow_prisma_explain_refusal:
 * @self: a schema
 * @id: a relation's id
 * @event: the clause
 * @action: the action that would be written
 *
 * Says what provider and key alone forbid. What only the whole schema shows, a cycle on SQL Server
 * or MongoDB, is found by crow_prisma_edit_actions().
 *
 * Returns: (transfer full) (nullable): a sentence without a full stop; %NULL if the action may be
 *   written, or there is no such relation
 */
char *
crow_prisma_explain_refusal (CrowPrisma *self, const char *id, CrowEvent event, CrowAction action)
{
  int index = crow_schema_find_relation (self->schema, id);

  if (index < 0)
    return NULL;
  return crow_edit_explain (self, crow_schema_get_relation (self->schema, (guint) index), event,
                            action);
}
