#include "crow-database-private.h"

/* In which order Prisma's engine lists what a model declares: fields' keys, then the block's, all
 * of a kind together. */
typedef enum {
  GROUP_FIELD,
  GROUP_INDEX,
  GROUP_UNIQUE,
  GROUP_FULLTEXT,
  N_GROUPS,
} Group;

static Group
get_group (const CrowKey *key)
{
  if (key->is_of_field)
    return GROUP_FIELD;
  if (key->kind == CROW_KEY_UNIQUE)
    return GROUP_UNIQUE;
  return key->kind == CROW_KEY_FULLTEXT ? GROUP_FULLTEXT : GROUP_INDEX;
}

/* A field without a column stands only in a key of a damaged schema. */
static void
add_columns (CrowIndex *self, const GArray *columns, const CrowKey *key)
{
  for (guint i = 0; i < key->fields->len; i++)
    {
      int column = g_array_index (columns, int, g_array_index (key->fields, guint, i));
      CrowIndexColumn added = { .column = (guint) column };

      if (column < 0)
        continue;
      if (key->columns != NULL)
        {
          const CrowKeyColumn *said = &g_array_index (key->columns, CrowKeyColumn, i);

          added.sort = said->sort;
          added.length = said->length;
          added.operator_class = g_strdup (said->operator_class);
          added.is_raw_class = said->is_raw_class;
        }
      g_array_append_val (self->columns, added);
    }
}

/* What a server's catalogue knows of an index beside its columns is one text, compared as a whole.
 */
static char *
dup_predicate (const CrowSchema *schema, const CrowKey *key)
{
  return g_strdup (crow_schema_is_database (schema) ? key->detail : key->predicate);
}

static CrowIndex *
make_index (CrowDatabaseBuilder *builder, guint model, const CrowKey *key)
{
  CrowProvider provider = builder->database->provider;
  gboolean is_nameless = key->kind == CROW_KEY_PRIMARY &&
                         (provider == CROW_PROVIDER_SQLITE || provider == CROW_PROVIDER_MYSQL);
  CrowIndex *index = crow_index_new (key->kind, is_nameless ? NULL : key->name,
                                     (guint) builder->tables[model]);

  index->algorithm = g_strcmp0 (key->algorithm, "BTree") != 0 ? g_strdup (key->algorithm) : NULL;
  index->is_clustered = key->is_clustered;
  index->predicate = dup_predicate (builder->schema, key);
  add_columns (index, g_ptr_array_index (builder->columns, model), key);
  return index;
}

static void
add_index (CrowTable *table, CrowIndex *index)
{
  if (index->columns->len == 0)
    crow_index_free (index);
  else if (index->kind != CROW_KEY_PRIMARY)
    g_ptr_array_add (table->indexes, index);
  else if (table->primary == NULL)
    table->primary = index;
  else
    crow_index_free (index);
}

/**
 * crow_database_add_indexes:
 * @builder: a database whose tables have their columns
 * @model: one of the schema's models, with a table
 *
 * Gives the model's table its primary key and indexes, in the engine's order.
 */
void
crow_database_add_indexes (CrowDatabaseBuilder *builder, guint model)
{
  const CrowModel *source = crow_schema_get_model (builder->schema, model);
  CrowTable *table = crow_database_get_table (builder->database, (guint) builder->tables[model]);

  for (guint group = 0; group < N_GROUPS; group++)
    for (guint i = 0; i < source->keys->len; i++)
      {
        const CrowKey *key = g_ptr_array_index (source->keys, i);

        if (get_group (key) == group)
          add_index (table, make_index (builder, model, key));
      }
}
