#include "crow-foreign-key.h"

static void
free_foreign_key (gpointer data)
{
  CrowForeignKey *key = data;

  g_ptr_array_unref (key->columns);
  g_ptr_array_unref (key->ref_columns);
  g_free (key);
}

/* A relation field has no column; only a damaged schema puts one into a key. */
static char *
get_column (const CrowField *field)
{
  return field->column != NULL ? field->column : field->name;
}

static GPtrArray *
list_columns (const CrowModel *model, const GArray *fields)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++)
    g_ptr_array_add (columns,
                     get_column (crow_model_get_field (model, g_array_index (fields, guint, i))));
  return columns;
}

static GPtrArray *
list_primary_columns (const CrowModel *model)
{
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      if (key->kind == CROW_KEY_PRIMARY)
        return list_columns (model, key->fields);
    }
  return g_ptr_array_new ();
}

/* The partition, where the relation is drawn at the root. */
static void
take_partitions (CrowForeignKey *key, const CrowKeyFacts *facts)
{
  if (facts->partition != NULL)
    {
      key->namespace_ = facts->partition_namespace;
      key->table = facts->partition;
    }
  if (facts->ref_partition != NULL)
    {
      key->ref_namespace = facts->ref_partition_namespace;
      key->ref_table = facts->ref_partition;
    }
}

static CrowForeignKey *
make_plain_key (CrowSchema *schema, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  const CrowModel *parent = crow_schema_get_model (schema, relation->parent);
  CrowForeignKey *key = g_new0 (CrowForeignKey, 1);

  key->relation_id = relation->id;
  key->relation = index;
  key->namespace_ = child->namespace_;
  key->table = child->table;
  key->columns = list_columns (child, relation->child_fields);
  key->ref_namespace = parent->namespace_;
  key->ref_table = parent->table;
  key->ref_columns = list_columns (parent, relation->parent_fields);
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    key->clauses[i] = relation->clauses[i];
  key->constraint = relation->constraint;
  if (relation->facts != NULL)
    take_partitions (key, relation->facts);
  return key;
}

/* The list field that column A (@side 0) or B (1) stands for. The schema's look-up owns the id of
 * B; a relation with one list field only has no other name than its id. */
static const char *
get_side_id (CrowSchema *schema, const CrowRelation *relation, guint side)
{
  const CrowModel *parent = crow_schema_get_model (schema, relation->parent);
  g_autofree char *id = NULL;
  gpointer owned = NULL;

  if (side == 0 || relation->parent_field < 0)
    return relation->id;
  id = g_strconcat (parent->name, ".",
                    crow_model_get_field (parent, (guint) relation->parent_field)->name, NULL);
  if (!g_hash_table_lookup_extended (schema->relation_by_id, id, &owned, NULL))
    return relation->id;
  return owned;
}

static CrowForeignKey *
make_join_key (CrowSchema *schema, guint index, guint side)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  const CrowModel *referenced = crow_schema_get_model (schema, side == 0 ? relation->child
                                                                         : relation->parent);
  CrowForeignKey *key = g_new0 (CrowForeignKey, 1);

  key->relation_id = get_side_id (schema, relation, side);
  key->relation = index;
  key->namespace_ = relation->join_namespace;
  key->table = relation->join_table;
  key->columns = g_ptr_array_new ();
  g_ptr_array_add (key->columns, (gpointer) (side == 0 ? "A" : "B"));
  key->ref_namespace = referenced->namespace_;
  key->ref_table = referenced->table;
  key->ref_columns = list_primary_columns (referenced);
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    key->clauses[i] = relation->clauses[i];
  key->constraint = relation->join_constraints[side];
  return key;
}

static gboolean
is_in_database (CrowSchema *schema, const CrowRelation *relation)
{
  if (crow_schema_get_model (schema, relation->child)->kind == CROW_MODEL_VIEW ||
      crow_schema_get_model (schema, relation->parent)->kind == CROW_MODEL_VIEW)
    return FALSE;
  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    return relation->join_table != NULL;
  return relation->child_fields->len > 0;
}

/**
 * crow_schema_list_foreign_keys:
 * @schema: a sealed schema
 *
 * The foreign keys as the database has them or would get them. Relations of views, and relations
 * of a damaged schema that name no columns, have none.
 *
 * Returns: (transfer full) (element-type CrowForeignKey): in schema order, implicit many-to-many
 * last, two each (column A, then B); the strings belong to @schema
 */
GPtrArray *
crow_schema_list_foreign_keys (CrowSchema *schema)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (free_foreign_key);

  g_return_val_if_fail (schema->relation_by_id != NULL, keys);

  for (guint is_many = 0; is_many < 2; is_many++)
    for (guint i = 0; i < schema->relations->len; i++)
      {
        const CrowRelation *relation = crow_schema_get_relation (schema, i);

        if ((relation->kind == CROW_RELATION_MANY_TO_MANY) != is_many ||
            !is_in_database (schema, relation))
          continue;
        if (!is_many)
          {
            g_ptr_array_add (keys, make_plain_key (schema, i));
            continue;
          }
        g_ptr_array_add (keys, make_join_key (schema, i, 0));
        g_ptr_array_add (keys, make_join_key (schema, i, 1));
      }
  return keys;
}
