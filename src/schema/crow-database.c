#include "crow-database-private.h"

#include <string.h>

#define COMPOSITES "type" /* their namespace: MongoDB has none that could be called so */

static void
clear_index_column (gpointer data)
{
  g_clear_pointer (&((CrowIndexColumn *) data)->operator_class, g_free);
}

static void
free_column (gpointer data)
{
  CrowColumn *column = data;

  g_free (column->name);
  g_free (column->type.name);
  for (guint i = 0; i < G_N_ELEMENTS (column->type.arguments); i++)
    g_free (column->type.arguments[i]);
  crow_default_free (column->value);
  g_free (column);
}

static void
free_key (gpointer data)
{
  CrowTableKey *key = data;

  g_free (key->name);
  g_array_unref (key->columns);
  g_array_unref (key->ref_columns);
  g_free (key);
}

static void
free_table (gpointer data)
{
  CrowTable *table = data;

  g_free (table->namespace_);
  g_free (table->name);
  g_ptr_array_unref (table->columns);
  crow_index_free (table->primary);
  g_ptr_array_unref (table->indexes);
  g_ptr_array_unref (table->keys);
  g_free (table);
}

static void
free_enum (gpointer data)
{
  CrowDatabaseEnum *enumeration = data;

  g_free (enumeration->namespace_);
  g_free (enumeration->name);
  g_ptr_array_unref (enumeration->values);
  g_free (enumeration);
}

static CrowDatabase *
make_database (CrowProvider provider)
{
  CrowDatabase *self = g_new0 (CrowDatabase, 1);

  self->provider = provider;
  self->namespaces = g_ptr_array_new_with_free_func (g_free);
  self->known_namespaces = g_ptr_array_new_with_free_func (g_free);
  self->extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_extension_free);
  self->enums = g_ptr_array_new_with_free_func (free_enum);
  self->tables = g_ptr_array_new_with_free_func (free_table);
  return self;
}

/* The namespace that goes without saying; NULL: the provider has none at all. */
static const char *
get_usual_namespace (CrowProvider provider)
{
  if (provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB)
    return "public";
  return provider == CROW_PROVIDER_SQLSERVER ? "dbo" : NULL;
}

static char *
dup_namespace (CrowProvider provider, const char *namespace_)
{
  return g_strcmp0 (namespace_, get_usual_namespace (provider)) != 0 ? g_strdup (namespace_) : NULL;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static int
compare_extensions (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(CrowExtension *const *) a)->name, (*(CrowExtension *const *) b)->name);
}

static void
add_extensions (CrowDatabase *self, const CrowSchema *schema)
{
  for (guint i = 0; i < schema->extensions->len; i++)
    g_ptr_array_add (self->extensions,
                     crow_extension_copy (g_ptr_array_index (schema->extensions, i)));
  g_ptr_array_sort (self->extensions, compare_extensions);
}

/* As declared; of one name several times in a damaged schema the first. MySQL's are made for each
 * column, SQLite and SQL Server have none. */
static void
add_enums (CrowDatabaseBuilder *builder)
{
  CrowDatabase *self = builder->database;
  const GPtrArray *enums = builder->schema->enums;

  for (guint i = 0; i < enums->len; i++)
    {
      const CrowEnum *source = g_ptr_array_index (enums, i);
      CrowDatabaseEnum *enumeration;

      if (!g_hash_table_contains (builder->enums, source->name))
        g_hash_table_insert (builder->enums, source->name, GUINT_TO_POINTER (i));
      if (self->provider == CROW_PROVIDER_MYSQL || self->provider == CROW_PROVIDER_SQLITE)
        continue;
      enumeration = g_new0 (CrowDatabaseEnum, 1);
      enumeration->namespace_ = dup_namespace (self->provider, source->namespace_);
      enumeration->name = g_strdup (source->database_name);
      enumeration->values = g_ptr_array_new_with_free_func (g_free);
      for (guint j = 0; j < source->values->len; j++)
        g_ptr_array_add (enumeration->values, g_strdup (g_ptr_array_index (source->values, j)));
      g_ptr_array_add (self->enums, enumeration);
    }
}

static void
add_field_column (CrowDatabaseBuilder *builder,
                  guint table,
                  const CrowField *field,
                  int model,
                  int index)
{
  CrowColumn *column = g_new0 (CrowColumn, 1);

  column->name = g_strdup (field->column);
  column->arity = field->arity;
  column->table = table;
  column->model = model;
  column->field = index;
  g_ptr_array_add (crow_database_get_table (builder->database, table)->columns, column);
  crow_column_set_type (column, builder, field);
  crow_column_set_default (column, builder, field);
}

/* The index of the field's column, or -1. */
static int
add_column (CrowDatabaseBuilder *builder, guint model, guint index)
{
  const CrowField *field = crow_model_get_field (crow_schema_get_model (builder->schema, model),
                                                 index);
  guint table = (guint) builder->tables[model];

  if (field->column == NULL)
    return -1;
  add_field_column (builder, table, field, (int) model, (int) index);
  return (int) crow_database_get_table (builder->database, table)->columns->len - 1;
}

static void
add_model_table (CrowDatabaseBuilder *builder, guint model)
{
  const CrowModel *source = crow_schema_get_model (builder->schema, model);
  GArray *columns = g_array_sized_new (FALSE, FALSE, sizeof (int), source->fields->len);
  CrowTable *table;

  g_ptr_array_add (builder->columns, columns);
  builder->tables[model] = -1;
  if (source->kind == CROW_MODEL_VIEW)
    return;
  builder->tables[model] = (int) builder->database->tables->len;
  table = crow_database_add_table (builder->database, source->namespace_, source->table);
  table->model = (int) model;
  for (guint i = 0; i < source->fields->len; i++)
    {
      int column = add_column (builder, model, i);

      g_array_append_val (columns, column);
    }
  crow_database_add_indexes (builder, model);
}

/* FALSE: a field of it has no column. */
static gboolean
map_columns (const GArray *columns, const GArray *fields, GArray *mapped)
{
  for (guint i = 0; i < fields->len; i++)
    {
      int column = g_array_index (columns, int, g_array_index (fields, guint, i));

      if (column < 0)
        return FALSE;
      g_array_append_val (mapped, column);
    }
  return fields->len > 0;
}

/* What MongoDB nests in a document, no table of its own: it differs as one. */
static void
add_composite (CrowDatabaseBuilder *builder, const CrowModel *composite)
{
  CrowTable *table = crow_database_add_table (builder->database, COMPOSITES, composite->name);

  table->is_composite = TRUE;
  for (guint i = 0; i < composite->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (composite, i);

      if (field->column != NULL)
        add_field_column (builder, builder->database->tables->len - 1, field, -1, -1);
    }
}

static void
add_foreign_key (CrowDatabaseBuilder *builder, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (builder->schema, index);
  int table = builder->tables[relation->child];
  int ref_table = builder->tables[relation->parent];
  CrowTableKey *key;

  if (table < 0 || ref_table < 0)
    return;
  key = crow_table_key_new (relation->constraint, (guint) table, (guint) ref_table);
  key->relation = index;
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    key->actions[i] = relation->clauses[i].action;
  if (map_columns (g_ptr_array_index (builder->columns, relation->child), relation->child_fields,
                   key->columns) &&
      map_columns (g_ptr_array_index (builder->columns, relation->parent), relation->parent_fields,
                   key->ref_columns))
    g_ptr_array_add (crow_database_get_table (builder->database, (guint) table)->keys, key);
  else
    free_key (key);
}

static void
add_relations (CrowDatabaseBuilder *builder)
{
  const CrowSchema *schema = builder->schema;

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (relation->kind == CROW_RELATION_MANY_TO_MANY)
        crow_database_add_join_table (builder, i);
      else if (schema->relation_mode == CROW_RELATION_MODE_FOREIGN_KEYS)
        add_foreign_key (builder, i);
    }
}

static void
add_namespace (GPtrArray *namespaces, GHashTable *seen, const char *name)
{
  if (g_hash_table_add (seen, (gpointer) name))
    g_ptr_array_add (namespaces, g_strdup (name));
}

/* Those that something lies in, and those that the schema knows. */
static void
add_namespaces (CrowDatabase *self, const CrowSchema *schema)
{
  const char *usual = get_usual_namespace (self->provider);
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  if (usual == NULL)
    return;
  for (guint i = 0; i < self->tables->len; i++)
    {
      const char *name = crow_database_get_table (self, i)->namespace_;

      add_namespace (self->namespaces, used, name != NULL ? name : usual);
    }
  for (guint i = 0; i < self->enums->len; i++)
    {
      const char *name = crow_database_get_enum (self, i)->namespace_;

      add_namespace (self->namespaces, used, name != NULL ? name : usual);
    }
  for (guint i = 0; i < schema->namespaces->len; i++)
    add_namespace (self->known_namespaces, known, g_ptr_array_index (schema->namespaces, i));
  if (schema->namespaces->len == 0)
    add_namespace (self->known_namespaces, known, usual);
  g_ptr_array_sort (self->namespaces, compare_strings);
  g_ptr_array_sort (self->known_namespaces, compare_strings);
}

static void
build (CrowDatabase *self, CrowSchema *schema)
{
  CrowDatabaseBuilder builder = { self, schema };

  builder.enums = g_hash_table_new (g_str_hash, g_str_equal);
  builder.tables = g_new (int, schema->models->len);
  builder.columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  add_extensions (self, schema);
  add_enums (&builder);
  for (guint i = 0; i < schema->models->len; i++)
    add_model_table (&builder, i);
  for (guint i = 0; self->provider == CROW_PROVIDER_MONGODB && i < schema->composites->len; i++)
    add_composite (&builder, g_ptr_array_index (schema->composites, i));
  add_relations (&builder);
  add_namespaces (self, schema);
  g_hash_table_unref (builder.enums);
  g_free (builder.tables);
  g_ptr_array_unref (builder.columns);
}

/**
 * crow_database_add_table:
 * @self: a database that is being made
 * @namespace_: (nullable): its namespace, as a schema says it
 * @name: its name
 *
 * Returns: (transfer none): a table without columns, of no model, the last one
 */
CrowTable *
crow_database_add_table (CrowDatabase *self, const char *namespace_, const char *name)
{
  CrowTable *table = g_new0 (CrowTable, 1);

  table->namespace_ = dup_namespace (self->provider, namespace_);
  table->name = g_strdup (name);
  table->columns = g_ptr_array_new_with_free_func (free_column);
  table->indexes = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_index_free);
  table->keys = g_ptr_array_new_with_free_func (free_key);
  table->model = -1;
  g_ptr_array_add (self->tables, table);
  return table;
}

/**
 * crow_index_new:
 * @kind: what kind
 * @name: (nullable): its name
 * @table: index of its table
 *
 * Returns: (transfer full): an index over no columns
 */
CrowIndex *
crow_index_new (CrowKeyKind kind, const char *name, guint table)
{
  CrowIndex *self = g_new0 (CrowIndex, 1);

  self->kind = kind;
  self->name = g_strdup (name);
  self->columns = g_array_new (FALSE, FALSE, sizeof (CrowIndexColumn));
  g_array_set_clear_func (self->columns, clear_index_column);
  self->table = table;
  return self;
}

/**
 * crow_index_free:
 * @self: (transfer full) (nullable): an index
 */
void
crow_index_free (CrowIndex *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_array_unref (self->columns);
  g_free (self->algorithm);
  g_free (self->predicate);
  g_free (self);
}

/**
 * crow_table_key_new:
 * @name: (nullable): its name
 * @table: index of its table
 * @ref_table: index of the table that it refers to
 *
 * Returns: (transfer full): a foreign key over no columns
 */
CrowTableKey *
crow_table_key_new (const char *name, guint table, guint ref_table)
{
  CrowTableKey *self = g_new0 (CrowTableKey, 1);

  self->name = g_strdup (name);
  self->columns = g_array_new (FALSE, FALSE, sizeof (guint));
  self->table = table;
  self->ref_table = ref_table;
  self->ref_columns = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

/**
 * crow_database_new:
 * @schema: (nullable): a sealed schema; %NULL: an empty database
 * @provider: whose types, names and rules hold
 *
 * What the database has, or would get, of @schema. Of a damaged schema what makes sense: a key or a
 * foreign key over fields that have no column is left out. MongoDB's collections are its tables,
 * and so are composite types.
 * Linear; any thread.
 *
 * Returns: (transfer full): the database, which keeps a reference to @schema
 */
CrowDatabase *
crow_database_new (CrowSchema *schema, CrowProvider provider)
{
  CrowDatabase *self = make_database (provider);

  if (schema == NULL)
    return self;
  self->schema = crow_schema_ref (schema);
  build (self, schema);
  return self;
}

/**
 * crow_database_new_read_back:
 * @schema: (nullable): a sealed schema; %NULL: an empty database
 * @provider: whose types, names and rules hold
 *
 * The same as crow_database_new(), after the SQL from empty has run on a server and Prisma's engine
 * has read that server's catalogue: what `migrate dev` takes for the state before.
 *
 * Returns: (transfer full): the database
 */
CrowDatabase *
crow_database_new_read_back (CrowSchema *schema, CrowProvider provider)
{
  CrowDatabase *self = crow_database_new (schema, provider);

  self->is_read_back = TRUE;
  crow_database_read_back (self);
  crow_database_sort (self);
  return self;
}

/**
 * crow_database_free:
 * @self: (transfer full) (nullable): a database
 */
void
crow_database_free (CrowDatabase *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->schema, crow_schema_unref);
  g_ptr_array_unref (self->namespaces);
  g_ptr_array_unref (self->known_namespaces);
  g_ptr_array_unref (self->extensions);
  g_ptr_array_unref (self->enums);
  g_ptr_array_unref (self->tables);
  g_free (self);
}

/**
 * crow_database_get_table:
 * @self: a database
 * @index: below the number of tables
 *
 * Returns: (transfer none): the table
 */
CrowTable *
crow_database_get_table (const CrowDatabase *self, guint index)
{
  g_return_val_if_fail (index < self->tables->len, NULL);

  return g_ptr_array_index (self->tables, index);
}

/**
 * crow_table_get_column:
 * @self: a table
 * @index: below the number of columns
 *
 * Returns: (transfer none): the column
 */
CrowColumn *
crow_table_get_column (const CrowTable *self, guint index)
{
  g_return_val_if_fail (index < self->columns->len, NULL);

  return g_ptr_array_index (self->columns, index);
}

/**
 * crow_database_get_enum:
 * @self: a database
 * @index: below the number of enums
 *
 * Returns: (transfer none): the enum
 */
CrowDatabaseEnum *
crow_database_get_enum (const CrowDatabase *self, guint index)
{
  g_return_val_if_fail (index < self->enums->len, NULL);

  return g_ptr_array_index (self->enums, index);
}
