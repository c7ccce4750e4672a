#include "crow-database-table-private.h"

#include "crow-column-type-private.h"

#include <string.h>

static void
free_column (gpointer data)
{
  CrowColumn *column = data;

  g_free (column->name);
  g_free (column->type);
  g_free (column->default_value);
  g_free (column);
}

static void
free_index (gpointer data)
{
  CrowIndex *index = data;

  g_free (index->name);
  g_free (index->what);
  g_free (index);
}

static void
free_table (gpointer data)
{
  CrowTable *table = data;

  g_free (table->label);
  g_free (table->id);
  g_ptr_array_unref (table->columns);
  g_ptr_array_unref (table->indexes);
  g_free (table);
}

/**
 * crow_make_table_id:
 * @provider: whose tables
 * @namespace_: (nullable): database schema
 * @table: table, enum …
 *
 * Returns: (transfer full): one text for the two
 */
char *
crow_make_table_id (CrowProvider provider, const char *namespace_, const char *table)
{
  if (namespace_ == NULL &&
      (provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB))
    namespace_ = "public";
  return g_strdup_printf ("%s\x1f%s", namespace_ != NULL ? namespace_ : "", table);
}

static CrowTable *
make_table (CrowProvider provider, const char *namespace_, const char *name)
{
  CrowTable *table = g_new0 (CrowTable, 1);

  name = name != NULL ? name : "";
  table->id = crow_make_table_id (provider, namespace_, name);
  table->label = namespace_ != NULL ? g_strconcat (namespace_, ".", name, NULL) : g_strdup (name);
  table->columns = g_ptr_array_new_with_free_func (free_column);
  table->indexes = g_ptr_array_new_with_free_func (free_index);
  return table;
}

static void
add_index (CrowTable *table, const char *name, char *what)
{
  CrowIndex *index = g_new0 (CrowIndex, 1);

  index->name = g_strdup (name != NULL ? name : "");
  index->what = what;
  g_ptr_array_add (table->indexes, index);
}

static void
add_column (CrowTable *table,
            CrowProvider provider,
            const CrowField *field,
            const CrowEnum *enumeration,
            guint model,
            guint index)
{
  CrowColumn *column = g_new0 (CrowColumn, 1);

  column->name = g_strdup (field->column);
  column->type = crow_make_column_type (provider, field, enumeration);
  column->default_value = crow_make_column_default (field, enumeration, &column->is_open);
  column->arity = field->arity;
  column->model = (int) model;
  column->field = (int) index;
  g_ptr_array_add (table->columns, column);
}

static const CrowEnum *
find_enum (GHashTable *enums, const CrowField *field)
{
  return field->kind == CROW_TYPE_ENUM && field->type != NULL
             ? g_hash_table_lookup (enums, field->type)
             : NULL;
}

/* Only these have a name of their own for the primary key. */
static gboolean
has_named_primary_keys (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB ||
         provider == CROW_PROVIDER_SQLSERVER;
}

static char *
describe_key (const CrowModel *model, const CrowKey *key)
{
  static const char *const words[] = { [CROW_KEY_PRIMARY] = "primary key",
                                       [CROW_KEY_UNIQUE] = "unique index",
                                       [CROW_KEY_INDEX] = "index",
                                       [CROW_KEY_FULLTEXT] = "full-text index" };
  GString *text = g_string_new (words[key->kind]);

  g_string_append (text, " (");
  for (guint i = 0; i < key->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, g_array_index (key->fields, guint, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              field->column != NULL ? field->column : field->name);
    }
  g_string_append_c (text, ')');
  if (key->detail != NULL && *key->detail != '\0')
    g_string_append_printf (text, " %s", key->detail);
  return g_string_free (text, FALSE);
}

static CrowTable *
make_model_table (const CrowSchema *schema, guint index, GHashTable *enums)
{
  const CrowModel *model = crow_schema_get_model (schema, index);
  CrowTable *table = make_table (schema->provider, model->namespace_, model->table);

  for (guint i = 0; i < model->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, i);

      if (field->column != NULL && schema->provider != CROW_PROVIDER_MONGODB)
        add_column (table, schema->provider, field, find_enum (enums, field), index, i);
    }
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);
      gboolean is_primary = key->kind == CROW_KEY_PRIMARY;

      if (is_primary && schema->provider == CROW_PROVIDER_MONGODB)
        continue;
      add_index (table, is_primary && !has_named_primary_keys (schema->provider) ? NULL : key->name,
                 describe_key (model, key));
    }
  return table;
}

static const CrowField *
find_id (const CrowModel *model)
{
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      if (key->kind == CROW_KEY_PRIMARY && key->fields->len > 0)
        return crow_model_get_field (model, g_array_index (key->fields, guint, 0));
    }
  return NULL;
}

static void
add_join_column (const CrowSchema *schema,
                 CrowTable *table,
                 const char *name,
                 guint model,
                 GHashTable *enums)
{
  const CrowField *id = find_id (crow_schema_get_model (schema, model));
  CrowColumn *column = g_new0 (CrowColumn, 1);

  column->name = g_strdup (name);
  column->type = id != NULL ? crow_make_column_type (schema->provider, id, find_enum (enums, id))
                            : g_strdup ("");
  column->arity = CROW_ARITY_REQUIRED;
  column->model = -1;
  column->field = -1;
  g_ptr_array_add (table->columns, column);
}

/* As Prisma makes it: columns A and B, together the primary key on PostgreSQL and else unique, and
 * an index over B. */
static CrowTable *
make_join_table (const CrowSchema *schema, const CrowRelation *relation, GHashTable *enums)
{
  CrowTable *table = make_table (schema->provider, relation->join_namespace, relation->join_table);
  gboolean is_primary = schema->provider == CROW_PROVIDER_POSTGRESQL;
  g_autofree char *pair = g_strconcat (relation->join_table, is_primary ? "_AB_pkey" : "_AB_unique",
                                       NULL);
  g_autofree char *single = g_strconcat (relation->join_table, "_B_index", NULL);

  add_join_column (schema, table, "A", relation->child, enums);
  add_join_column (schema, table, "B", relation->parent, enums);
  add_index (table, pair, g_strdup (is_primary ? "primary key (A, B)" : "unique index (A, B)"));
  add_index (table, single, g_strdup ("index (B)"));
  return table;
}

/**
 * crow_schema_list_tables:
 * @schema: a sealed schema
 *
 * Of a MongoDB schema only collections and their indexes: the server knows no columns.
 *
 * Returns: (transfer full) (element-type CrowTable): what the database has or would get
 */
GPtrArray *
crow_schema_list_tables (const CrowSchema *schema)
{
  GPtrArray *tables = g_ptr_array_new_with_free_func (free_table);
  g_autoptr (GHashTable) enums = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < schema->enums->len; i++)
    {
      CrowEnum *enumeration = g_ptr_array_index (schema->enums, i);

      g_hash_table_insert (enums, enumeration->name, enumeration);
    }
  for (guint i = 0; i < schema->models->len; i++)
    if (crow_schema_get_model (schema, i)->kind == CROW_MODEL_TABLE)
      g_ptr_array_add (tables, make_model_table (schema, i, enums));
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (relation->kind == CROW_RELATION_MANY_TO_MANY && relation->join_table != NULL)
        g_ptr_array_add (tables, make_join_table (schema, relation, enums));
    }
  return tables;
}
