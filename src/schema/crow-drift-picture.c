#include "crow-drift.h"

#include <string.h>

#include "crow-database-table-private.h"
#include "crow-schema-private.h"

#define PRISMA_OWN_TABLE "_prisma_migrations"

/* What is being drawn together. */
typedef struct
{
  const CrowDrift *drift;
  CrowSchema *schema;      /* the picture */
  GHashTable *model_by_id; /* (element-type utf8 guint) its models, by table */
  GHashTable *ids;         /* (element-type utf8) of relations, taken */
  GHashTable **columns;    /* (nullable elements) by model: (element-type utf8 guint) its fields */
  int *model_of_database;  /* by the database's model: the picture's, or -1 */
} Picture;

static char *
make_id (const Picture *self, const char *namespace_, const char *table)
{
  return crow_make_table_id (self->drift->database->provider, namespace_, table);
}

static void
add_model (Picture *self, CrowModel *model)
{
  guint index = self->schema->models->len;
  char *id = make_id (self, model->namespace_, model->table);

  g_ptr_array_add (self->schema->models, model);
  if (g_hash_table_contains (self->model_by_id, id)) /* a damaged schema: the first one has it */
    g_free (id);
  else
    g_hash_table_insert (self->model_by_id, id, GUINT_TO_POINTER (index));
}

static void
add_schema (Picture *self)
{
  const CrowSchema *schema = self->drift->schema;

  for (guint i = 0; i < schema->models->len; i++)
    add_model (self, crow_model_copy (crow_schema_get_model (schema, i)));
  for (guint i = 0; i < schema->relations->len; i++)
    {
      CrowRelation *relation = crow_relation_copy (crow_schema_get_relation (schema, i));

      g_ptr_array_add (self->schema->relations, relation);
      g_hash_table_add (self->ids, relation->id);
    }
  for (guint i = 0; i < schema->enums->len; i++)
    g_ptr_array_add (self->schema->enums, crow_enum_copy (g_ptr_array_index (schema->enums, i)));
  for (guint i = 0; i < schema->diagnostics->len; i++)
    g_ptr_array_add (self->schema->diagnostics,
                     crow_diagnostic_copy (g_ptr_array_index (schema->diagnostics, i)));
}

/* Tables that the edges of implicit many-to-many relations stand for. */
static GHashTable *
list_join_tables (const Picture *self)
{
  const CrowSchema *schema = self->drift->schema;
  GHashTable *tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (relation->kind == CROW_RELATION_MANY_TO_MANY && relation->join_table != NULL)
        g_hash_table_add (tables, make_id (self, relation->join_namespace, relation->join_table));
    }
  return tables;
}

/* Only the database has this foreign key; NULL: the schema has its edge. */
static const CrowRelation *
get_new_relation (const CrowDrift *drift, const CrowDriftItem *item)
{
  const CrowForeignKey *key;

  if (item->kind != CROW_DRIFT_ONLY_DATABASE || item->schema_key >= 0)
    return NULL;
  key = g_ptr_array_index (drift->database_keys, (guint) item->database_key);
  return crow_schema_get_relation (drift->database, key->relation);
}

/* Of the database's models those that must be there, for an edge ends at them. */
static gboolean *
mark_ends (const CrowDrift *drift)
{
  gboolean *is_end = g_new0 (gboolean, drift->database->models->len + 1);

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowRelation *relation = get_new_relation (drift, g_ptr_array_index (drift->items, i));

      if (relation != NULL)
        is_end[relation->child] = is_end[relation->parent] = TRUE;
    }
  return is_end;
}

/* Named as the schema's own models are: without the namespace where these have none. */
static CrowModel *
copy_database_model (const CrowDrift *drift, const CrowModel *model)
{
  CrowModel *copy = crow_model_copy (model);
  gboolean is_home = crow_schema_covers (drift->schema, model->namespace_);

  g_clear_pointer (&copy->key, g_free);
  if (drift->schema->namespaces->len == 0 && is_home)
    g_clear_pointer (&copy->namespace_, g_free);
  return copy;
}

static void
add_database_models (Picture *self)
{
  const CrowSchema *database = self->drift->database;
  g_autoptr (GHashTable) join_tables = list_join_tables (self);
  g_autofree gboolean *is_end = mark_ends (self->drift);

  for (guint i = 0; i < database->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (database, i);
      g_autofree char *id = make_id (self, model->namespace_, model->table);
      gpointer found = NULL;

      self->model_of_database[i] = -1;
      if (g_hash_table_lookup_extended (self->model_by_id, id, NULL, &found))
        {
          self->model_of_database[i] = (int) GPOINTER_TO_UINT (found);
          continue;
        }
      if (!is_end[i] &&
          (model->kind == CROW_MODEL_VIEW ||
           !crow_schema_covers (self->drift->schema, model->namespace_) ||
           g_hash_table_contains (join_tables, id) || strcmp (model->table, PRISMA_OWN_TABLE) == 0))
        continue;
      self->model_of_database[i] = (int) self->schema->models->len;
      add_model (self, copy_database_model (self->drift, model));
    }
}

/* What an implicit many-to-many has two of. */
static CrowMark
join_marks (CrowMark a, CrowMark b)
{
  return a == b ? a : CROW_MARK_DIFFERS;
}

static CrowMark
get_mark (const CrowDriftItem *item)
{
  static const CrowMark marks[] = {
    [CROW_DRIFT_EQUAL] = CROW_MARK_NONE,
    [CROW_DRIFT_DIFFERS] = CROW_MARK_DIFFERS,
    [CROW_DRIFT_ONLY_SCHEMA] = CROW_MARK_ONLY_SCHEMA,
    [CROW_DRIFT_ONLY_DATABASE] = CROW_MARK_ONLY_DATABASE,
  };

  return marks[item->kind];
}

static void
set_marks (Picture *self)
{
  const CrowDrift *drift = self->drift;
  g_autofree gboolean *is_marked = g_new0 (gboolean, drift->schema->relations->len + 1);

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (drift->items, i);
      const CrowForeignKey *key;
      CrowRelation *relation;

      if (item->schema_key < 0)
        continue;
      key = g_ptr_array_index (drift->schema_keys, (guint) item->schema_key);
      relation = crow_schema_get_relation (self->schema, key->relation);
      relation->mark = is_marked[key->relation] ? join_marks (relation->mark, get_mark (item))
                                                : get_mark (item);
      is_marked[key->relation] = TRUE;
    }
}

static GHashTable *
index_columns (const CrowModel *model)
{
  GHashTable *columns = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < model->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, i);

      if (field->column != NULL && !g_hash_table_contains (columns, field->column))
        g_hash_table_insert (columns, field->column, GUINT_TO_POINTER (i));
    }
  return columns;
}

/* The field of the same column; one that the schema's model lacks is added to its end, so that the
 * edge has a row to meet. */
static guint
map_field (Picture *self, guint model, const CrowField *field)
{
  CrowModel *into = crow_schema_get_model (self->schema, model);
  gpointer found = NULL;
  CrowField *copy;

  if (self->columns[model] == NULL)
    self->columns[model] = index_columns (into);
  if (g_hash_table_lookup_extended (self->columns[model], field->column, NULL, &found))
    return GPOINTER_TO_UINT (found);
  copy = crow_field_copy (field);
  g_ptr_array_add (into->fields, copy);
  g_hash_table_insert (self->columns[model], copy->column,
                       GUINT_TO_POINTER (into->fields->len - 1));
  return into->fields->len - 1;
}

static void
map_fields (Picture *self, guint database_model, GArray *fields)
{
  const CrowModel *from = crow_schema_get_model (self->drift->database, database_model);
  guint model = (guint) self->model_of_database[database_model];

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      guint *field = &g_array_index (fields, guint, i);

      *field = map_field (self, model, crow_model_get_field (from, *field));
    }
}

static void
add_relation (Picture *self, const CrowRelation *relation)
{
  CrowRelation *copy = crow_relation_copy (relation);

  map_fields (self, relation->child, copy->child_fields);
  map_fields (self, relation->child, copy->set_columns);
  map_fields (self, relation->parent, copy->parent_fields);
  copy->child = (guint) self->model_of_database[relation->child];
  copy->parent = (guint) self->model_of_database[relation->parent];
  copy->mark = CROW_MARK_ONLY_DATABASE;
  while (g_hash_table_contains (self->ids, copy->id)) /* `Model.field` and `table.constraint` */
    {
      char *id = g_strconcat (copy->id, "#", NULL);

      g_free (copy->id);
      copy->id = id;
    }
  g_hash_table_add (self->ids, copy->id);
  g_ptr_array_add (self->schema->relations, copy);
}

static void
add_database_relations (Picture *self)
{
  self->columns = g_new0 (GHashTable *, self->schema->models->len + 1);
  for (guint i = 0; i < self->drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (self->drift->items, i);
      const CrowRelation *relation = get_new_relation (self->drift, item);

      if (relation != NULL)
        add_relation (self, relation);
    }
  for (guint i = 0; i < self->schema->models->len; i++)
    g_clear_pointer (&self->columns[i], g_hash_table_unref);
  g_free (self->columns);
}

/**
 * crow_drift_build_picture:
 * @self: a drift
 *
 * The models and relations of the schema file come first, with the same indexes, ids and keys; then
 * the tables that only the database has (of the namespaces that the file covers; not Prisma's own
 * table, nor those that stand behind a many-to-many edge), and its relations. A column that a
 * relation needs and the schema's model lacks is added to that model. Files and problems are the
 * schema's. Linear; any thread.
 *
 * Returns: (transfer full): sealed
 */
CrowSchema *
crow_drift_build_picture (const CrowDrift *self)
{
  g_autofree int *model_of_database = g_new (int, self->database->models->len + 1);
  g_autoptr (GHashTable)
      model_by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  Picture picture = { .drift = self,
                      .schema = crow_schema_copy_head (self->schema),
                      .model_by_id = model_by_id,
                      .ids = ids,
                      .model_of_database = model_of_database };

  add_schema (&picture);
  add_database_models (&picture);
  set_marks (&picture);
  add_database_relations (&picture);
  crow_schema_seal (picture.schema);
  return picture.schema;
}
