#include "crow-database-private.h"

#include <string.h>

/* Names in a join table are cut at a number of characters, not of bytes. */
static char *
make_name (CrowProvider provider, const char *table, const char *suffix)
{
  guint limit = crow_provider_get_name_limit (provider);
  const char *end = table;

  if (limit == 0)
    return g_strconcat (table, suffix, NULL);
  for (gsize n = strlen (suffix); *end != '\0' && n < limit; n++)
    end = g_utf8_next_char (end);
  return g_strdup_printf ("%.*s%s", (int) (end - table), table, suffix);
}

static const CrowColumn *
find_id (CrowDatabaseBuilder *builder, guint model)
{
  const CrowTable *table;

  if (builder->tables[model] < 0)
    return NULL;
  table = crow_database_get_table (builder->database, (guint) builder->tables[model]);
  if (table->primary == NULL)
    return NULL;
  return crow_table_get_column (table,
                                g_array_index (table->primary->columns, CrowIndexColumn, 0).column);
}

static void
add_column (CrowTable *table, guint index, const char *name, const CrowColumn *id)
{
  CrowColumn *column = g_new0 (CrowColumn, 1);

  column->name = g_strdup (name);
  crow_column_type_copy (&column->type, &id->type);
  column->arity = CROW_ARITY_REQUIRED;
  column->table = index;
  column->model = -1;
  column->field = -1;
  g_ptr_array_add (table->columns, column);
}

static void
add_index (CrowDatabase *database, guint index, CrowKeyKind kind, const char *suffix)
{
  CrowTable *table = crow_database_get_table (database, index);
  g_autofree char *name = make_name (database->provider, table->name, suffix);
  CrowIndex *added = crow_index_new (kind, name, index);
  guint first = kind == CROW_KEY_INDEX ? 1 : 0;

  for (guint i = first; i < 2; i++)
    {
      CrowIndexColumn column = { .column = i };

      g_array_append_val (added->columns, column);
    }
  added->is_clustered = kind == CROW_KEY_PRIMARY && database->provider == CROW_PROVIDER_SQLSERVER;
  if (kind == CROW_KEY_PRIMARY)
    table->primary = added;
  else
    g_ptr_array_add (table->indexes, added);
}

/* SQL Server refuses two paths from a table to itself. */
static CrowAction
get_action (const CrowDatabase *database, const CrowRelation *relation)
{
  return database->provider == CROW_PROVIDER_SQLSERVER && relation->child == relation->parent
             ? CROW_ACTION_NO_ACTION
             : CROW_ACTION_CASCADE;
}

static void
add_key (CrowDatabaseBuilder *builder,
         guint table,
         guint relation,
         guint column,
         guint model,
         const CrowColumn *id)
{
  const CrowRelation *source = crow_schema_get_relation (builder->schema, relation);
  CrowTable *referenced = crow_database_get_table (builder->database, id->table);
  CrowTableKey *key = crow_table_key_new (source->join_constraints[column], table, id->table);
  guint ref_column = g_array_index (referenced->primary->columns, CrowIndexColumn, 0).column;

  g_array_append_val (key->columns, column);
  g_array_append_val (key->ref_columns, ref_column);
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    key->actions[i] = get_action (builder->database, source);
  key->relation = relation;
  g_ptr_array_add (crow_database_get_table (builder->database, table)->keys, key);
}

/**
 * crow_database_add_join_table:
 * @builder: a database whose tables of models are done
 * @relation: one of the schema's relations, an implicit many-to-many
 *
 * Appends the join table: columns A and B of the ids' types, together the primary key on PostgreSQL
 * and else unique, and an index over B. None where a side has no table or no id.
 */
void
crow_database_add_join_table (CrowDatabaseBuilder *builder, guint relation)
{
  const CrowRelation *source = crow_schema_get_relation (builder->schema, relation);
  CrowDatabase *database = builder->database;
  const CrowColumn *a = find_id (builder, source->child);
  const CrowColumn *b = find_id (builder, source->parent);
  gboolean is_primary = database->provider == CROW_PROVIDER_POSTGRESQL;
  guint index = database->tables->len;
  CrowTable *table;

  if (a == NULL || b == NULL || source->join_table == NULL)
    return;
  table = crow_database_add_table (database, source->join_namespace, source->join_table);
  add_column (table, index, "A", a);
  add_column (table, index, "B", b);
  add_index (database, index, is_primary ? CROW_KEY_PRIMARY : CROW_KEY_UNIQUE,
             is_primary ? "_AB_pkey" : "_AB_unique");
  add_index (database, index, CROW_KEY_INDEX, "_B_index");
  if (builder->schema->relation_mode != CROW_RELATION_MODE_FOREIGN_KEYS)
    return;
  add_key (builder, index, relation, 0, source->child, a);
  add_key (builder, index, relation, 1, source->parent, b);
}
