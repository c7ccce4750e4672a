#include "crow-picture-private.h"

#include <string.h>

#include "crow-schema-private.h"

#define PRISMA_OWN_TABLE "_prisma_migrations"

static char *
make_id (const CrowPicture *self, const char *namespace_, const char *table)
{
  return crow_make_table_id (self->provider, namespace_, table);
}

static void
add_model (CrowPicture *self, CrowModel *model)
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
add_first (CrowPicture *self)
{
  const CrowSchema *schema = self->first;

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

/**
 * crow_picture_init:
 * @self: (out): a picture
 * @first: a sealed schema, which outlives it
 * @second: another
 * @provider: by whose rules tables of both are the same
 *
 * Begins with all that @first has: models, relations and fields keep their indexes.
 */
void
crow_picture_init (CrowPicture *self,
                   const CrowSchema *first,
                   const CrowSchema *second,
                   CrowProvider provider)
{
  *self = (CrowPicture){ .first = first, .second = second, .provider = provider };
  self->schema = crow_schema_copy_head (first);
  self->model_by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->model_of_second = g_new (int, second->models->len + 1);
  add_first (self);
}

/**
 * crow_picture_clear:
 * @self: a picture
 */
void
crow_picture_clear (CrowPicture *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_clear_pointer (&self->columns[i], g_hash_table_unref);
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->model_by_id, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->model_of_second, g_free);
  g_clear_pointer (&self->schema, crow_schema_unref);
}

/* Tables that the edges of implicit many-to-many relations stand for. */
static GHashTable *
list_join_tables (const CrowPicture *self)
{
  const CrowSchema *schema = self->first;
  GHashTable *tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (relation->kind == CROW_RELATION_MANY_TO_MANY && relation->join_table != NULL)
        g_hash_table_add (tables, make_id (self, relation->join_namespace, relation->join_table));
    }
  return tables;
}

/* Named as the first's own models are: without the namespace where these have none. */
static CrowModel *
copy_second_model (const CrowPicture *self, const CrowModel *model)
{
  CrowModel *copy = crow_model_copy (model);
  gboolean is_home = crow_schema_covers (self->first, model->namespace_);

  g_clear_pointer (&copy->key, g_free);
  if (self->first->namespaces->len == 0 && is_home)
    g_clear_pointer (&copy->namespace_, g_free);
  return copy;
}

/**
 * crow_picture_add_second_models:
 * @self: a picture
 * @is_end: by the second's model: an edge that only it has ends there
 *
 * Adds the tables that the first source lacks. Of a database beside a schema file those that the
 * file does not cover, views, Prisma's own table and those that stand behind a many-to-many edge
 * stay away, unless an edge ends there.
 */
void
crow_picture_add_second_models (CrowPicture *self, const gboolean *is_end)
{
  const CrowSchema *second = self->second;
  g_autoptr (GHashTable) join_tables = list_join_tables (self);
  gboolean is_mixed = crow_schema_is_database (second) && !crow_schema_is_database (self->first);

  for (guint i = 0; i < second->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (second, i);
      g_autofree char *id = make_id (self, model->namespace_, model->table);
      gpointer found = NULL;

      self->model_of_second[i] = -1;
      if (g_hash_table_lookup_extended (self->model_by_id, id, NULL, &found))
        {
          self->model_of_second[i] = (int) GPOINTER_TO_UINT (found);
          continue;
        }
      if (is_mixed && !is_end[i] &&
          (model->kind == CROW_MODEL_VIEW || !crow_schema_covers (self->first, model->namespace_) ||
           g_hash_table_contains (join_tables, id) || strcmp (model->table, PRISMA_OWN_TABLE) == 0))
        continue;
      self->model_of_second[i] = (int) self->schema->models->len;
      add_model (self, copy_second_model (self, model));
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

/**
 * crow_picture_map_field:
 * @self: a picture with all its models
 * @model: one of them
 * @field: of the second source; it has a column
 *
 * The field of the same column; one that the model lacks is added to its end, so that an edge has a
 * row to meet.
 *
 * Returns: index of the field in @model
 */
guint
crow_picture_map_field (CrowPicture *self, guint model, const CrowField *field)
{
  CrowModel *into = crow_schema_get_model (self->schema, model);
  gpointer found = NULL;
  CrowField *copy;

  if (self->columns == NULL)
    {
      self->n_columns = self->schema->models->len;
      self->columns = g_new0 (GHashTable *, self->n_columns + 1);
    }
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
map_fields (CrowPicture *self, guint second_model, GArray *fields)
{
  const CrowModel *from = crow_schema_get_model (self->second, second_model);
  guint model = (guint) self->model_of_second[second_model];

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      guint *field = &g_array_index (fields, guint, i);

      *field = crow_picture_map_field (self, model, crow_model_get_field (from, *field));
    }
}

/**
 * crow_picture_add_relation:
 * @self: a picture with all its models
 * @relation: of the second source, between models that are in the picture
 * @mark: what is to be said of it
 *
 * Returns: (transfer none): its copy in the picture
 */
CrowRelation *
crow_picture_add_relation (CrowPicture *self, const CrowRelation *relation, CrowMark mark)
{
  CrowRelation *copy = crow_relation_copy (relation);

  map_fields (self, relation->child, copy->child_fields);
  map_fields (self, relation->child, copy->set_columns);
  map_fields (self, relation->parent, copy->parent_fields);
  copy->child = (guint) self->model_of_second[relation->child];
  copy->parent = (guint) self->model_of_second[relation->parent];
  copy->mark = mark;
  while (g_hash_table_contains (self->ids, copy->id)) /* `Model.field` and `table.constraint` */
    {
      char *id = g_strconcat (copy->id, "#", NULL);

      g_free (copy->id);
      copy->id = id;
    }
  g_hash_table_add (self->ids, copy->id);
  copy->child_field = copy->parent_field = -1;
  g_ptr_array_add (self->schema->relations, copy);
  return copy;
}

/**
 * crow_picture_finish:
 * @self: a picture
 *
 * Returns: (transfer full): the schema, sealed
 */
CrowSchema *
crow_picture_finish (CrowPicture *self)
{
  crow_schema_seal (self->schema);
  return g_steal_pointer (&self->schema);
}
