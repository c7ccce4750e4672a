#include "crow-plan-private.h"

#include <string.h>

/**
 * crow_plan_index_tables:
 * @schema: (nullable): a sealed schema
 *
 * Returns: (transfer full) (element-type CrowModel): its models by table; %NULL as value: a table
 * between two others, which Prisma makes
 */
GHashTable *
crow_plan_index_tables (const CrowSchema *schema)
{
  GHashTable *tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; schema != NULL && i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (relation->join_table != NULL)
        g_hash_table_insert (tables,
                             crow_plan_make_table_id (relation->join_namespace,
                                                      relation->join_table),
                             NULL);
    }
  for (guint i = 0; schema != NULL && i < schema->models->len; i++)
    {
      CrowModel *model = crow_schema_get_model (schema, i);

      if (model->table != NULL)
        g_hash_table_insert (tables, crow_plan_make_table_id (model->namespace_, model->table),
                             model);
    }
  return tables;
}

static gboolean
is_table (const CrowModel *model)
{
  if (model->kind != CROW_MODEL_TABLE)
    return FALSE;
  return model->facts == NULL || model->facts->kind == 'r' || model->facts->kind == 'p';
}

static int
find_column (const CrowModel *model, const char *column)
{
  for (guint i = 0; i < model->fields->len; i++)
    if (g_strcmp0 (crow_model_get_field (model, i)->column, column) == 0)
      return (int) i;
  return -1;
}

/* Does a table with these columns exist? NULL: it does. */
static char *
explain_place (const CrowPlanner *self,
               const char *namespace_,
               const char *table,
               const GPtrArray *columns,
               const CrowModel **model)
{
  g_autofree char *id = crow_plan_make_table_id (namespace_, table);
  gpointer found = NULL;

  *model = NULL;
  if (!g_hash_table_lookup_extended (self->before_tables, id, NULL, &found))
    return g_strdup_printf ("there is no table %s.%s before", namespace_, table);
  *model = found;
  if (found == NULL)
    return NULL;
  if (!is_table (found))
    return g_strdup_printf ("%s.%s is no plain table", namespace_, table);
  for (guint i = 0; i < columns->len; i++)
    if (find_column (found, g_ptr_array_index (columns, i)) < 0)
      return g_strdup_printf ("%s.%s has no column %s before", namespace_, table,
                              (const char *) g_ptr_array_index (columns, i));
  return NULL;
}

static gboolean
is_key_of (const CrowModel *model, const CrowKey *key, const GPtrArray *columns)
{
  gboolean is_partial = key->detail != NULL && (g_str_has_prefix (key->detail, "where:") ||
                                                strstr (key->detail, " where:") != NULL);

  if ((key->kind != CROW_KEY_PRIMARY && key->kind != CROW_KEY_UNIQUE) || is_partial ||
      key->fields->len != columns->len)
    return FALSE;
  for (guint i = 0; i < columns->len; i++)
    {
      int field = find_column (model, g_ptr_array_index (columns, i));
      gboolean is_found = FALSE;

      for (guint j = 0; j < key->fields->len && !is_found; j++)
        is_found = (int) g_array_index (key->fields, guint, j) == field;
      if (!is_found)
        return FALSE;
    }
  return TRUE;
}

/* 42830: a foreign key refers to a primary key or a unique constraint without a predicate. */
static char *
explain_key (const CrowModel *model, const CrowConstraint *key)
{
  g_autoptr (GString) columns = NULL;

  for (guint i = 0; i < model->keys->len; i++)
    if (is_key_of (model, g_ptr_array_index (model->keys, i), key->ref_columns))
      return NULL;
  columns = g_string_new (NULL);
  crow_sql_append_columns (columns, key->ref_columns);
  return g_strdup_printf ("%s.%s has no unique key %s before, SQLSTATE 42830", key->ref_namespace,
                          key->ref_table, columns->str);
}

/**
 * crow_planner_explain_missing:
 * @self: a plan in the making
 * @change: one of its changes, with an @after
 *
 * What a new key needs must be there: this room makes no tables and columns.
 *
 * Returns: (transfer full) (nullable): what is missing; %NULL: nothing
 */
char *
crow_planner_explain_missing (const CrowPlanner *self, const CrowKeyChange *change)
{
  const CrowConstraint *after = change->after;
  const CrowModel *model = NULL;
  char *reason = NULL;

  if (change->before != NULL && crow_constraint_has_same_place (change->before, after))
    return NULL;
  if (!change->is_of_partition) /* whose names the picture does not know */
    reason = explain_place (self, after->namespace_, after->table, after->columns, &model);
  if (reason != NULL || change->is_to_partition)
    return reason;
  reason = explain_place (self, after->ref_namespace, after->ref_table, after->ref_columns, &model);
  if (reason == NULL && model != NULL && (self->diff->before->unread & CROW_UNREAD_INDEXES) == 0)
    reason = explain_key (model, after);
  return reason;
}
