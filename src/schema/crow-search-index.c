#include "crow-search-private.h"

#include <string.h>

/* What a hit in a name is worth beside one in a model's. */
#define WEIGHT_MODEL 1.0
#define WEIGHT_TABLE 0.95
#define WEIGHT_SCHEMA 0.4
#define WEIGHT_FIELD 0.85
#define WEIGHT_COLUMN 0.8
#define WEIGHT_RELATION 0.7
#define WEIGHT_BACK_FIELD 0.6
#define WEIGHT_CONSTRAINT 0.6
#define WEIGHT_KEY_FIELD 0.4

typedef struct
{
  CrowSearchIndex *index;
  const CrowSchema *schema;
  guint *first_relation; /* by model: the first relation whose child it is, or G_MAXUINT */
  guint *next_relation;  /* by relation: the next one of the same child, or G_MAXUINT */
} Builder;

static void
add_name (Builder *builder, const char *name, CrowPlace place, double weight)
{
  CrowPlacedName placed = { .place = place, .weight = weight };

  if (name == NULL || *name == '\0')
    return;
  placed.name = crow_name_pool_add (builder->index->pool, name);
  g_array_append_val (builder->index->names, placed);
}

/* A second name, where it is another. */
static void
add_other_name (Builder *builder,
                const char *name,
                const char *first,
                CrowPlace place,
                double weight)
{
  if (g_strcmp0 (name, first) != 0)
    add_name (builder, name, place, weight);
}

/* Most constraints begin with their table's name, which is not what makes them be found. */
static void
add_constraint (Builder *builder, const char *name, const CrowModel *model)
{
  guint n = builder->index->names->len;
  CrowPlacedName *placed;

  add_name (builder, name, CROW_PLACE_CONSTRAINT, WEIGHT_CONSTRAINT);
  if (builder->index->names->len == n)
    return;
  placed = &g_array_index (builder->index->names, CrowPlacedName, n);
  if (g_str_has_prefix (name, model->table))
    {
      g_autofree char *folded = crow_search_fold (model->table);

      placed->name.skip = (guint32) strlen (folded);
    }
}

static void
begin_thing (Builder *builder, CrowThingKind kind, guint model, guint index)
{
  CrowThing thing = { kind, model, index, builder->index->names->len, 0 };

  g_array_append_val (builder->index->things, thing);
}

static void
end_thing (Builder *builder)
{
  CrowSearchIndex *index = builder->index;
  CrowThing *thing = &g_array_index (index->things, CrowThing, index->things->len - 1);

  thing->n_names = index->names->len - thing->first;
}

static void
add_model (Builder *builder, guint i)
{
  const CrowModel *model = crow_schema_get_model (builder->schema, i);

  builder->index->model_things[i] = builder->index->things->len;
  begin_thing (builder, CROW_THING_MODEL, i, i);
  add_name (builder, model->name, CROW_PLACE_MODEL, WEIGHT_MODEL);
  add_other_name (builder, model->table, model->name, CROW_PLACE_MODEL, WEIGHT_TABLE);
  add_name (builder, model->namespace_, CROW_PLACE_SCHEMA, WEIGHT_SCHEMA);
  for (guint k = 0; k < model->keys->len; k++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, k);

      if (key->fields->len == 0)
        add_constraint (builder, key->name, model);
    }
  end_thing (builder);
}

/* The keys whose first field each field is, chained: heads by field, nexts by key. */
static void
chain_keys (const CrowModel *model, guint *heads, guint *nexts)
{
  for (guint i = 0; i < model->fields->len; i++)
    heads[i] = G_MAXUINT;
  for (guint k = model->keys->len; k-- > 0;)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, k);
      guint first = key->fields->len > 0 ? g_array_index (key->fields, guint, 0) : G_MAXUINT;

      nexts[k] = G_MAXUINT;
      if (first >= model->fields->len)
        continue;
      nexts[k] = heads[first];
      heads[first] = k;
    }
}

static void
add_fields (Builder *builder, guint i)
{
  const CrowModel *model = crow_schema_get_model (builder->schema, i);
  g_autofree guint *heads = g_new (guint, model->fields->len + 1);
  g_autofree guint *nexts = g_new (guint, model->keys->len + 1);

  chain_keys (model, heads, nexts);
  for (guint f = 0; f < model->fields->len; f++)
    {
      const CrowField *field = crow_model_get_field (model, f);

      /* A relation's field is found as the relation. */
      if (field->kind == CROW_TYPE_MODEL && field->row < 0)
        continue;
      begin_thing (builder, CROW_THING_FIELD, i, f);
      add_name (builder, field->name, CROW_PLACE_FIELD, WEIGHT_FIELD);
      add_other_name (builder, field->column, field->name, CROW_PLACE_FIELD, WEIGHT_COLUMN);
      for (guint k = heads[f]; k != G_MAXUINT; k = nexts[k])
        add_constraint (builder, ((CrowKey *) g_ptr_array_index (model->keys, k))->name, model);
      end_thing (builder);
    }
}

static void
add_field_name (Builder *builder, const CrowModel *model, int field, CrowPlace place, double weight)
{
  const CrowField *found;

  if (field < 0 || (guint) field >= model->fields->len)
    return;
  found = crow_model_get_field (model, (guint) field);
  add_name (builder, found->name, place, weight);
  if (place == CROW_PLACE_KEY_FIELD)
    add_other_name (builder, found->column, found->name, place, weight);
}

static void
add_relation (Builder *builder, guint r)
{
  const CrowRelation *relation = crow_schema_get_relation (builder->schema, r);
  const CrowModel *child = crow_schema_get_model (builder->schema, relation->child);
  const CrowModel *parent = crow_schema_get_model (builder->schema, relation->parent);

  builder->index->relation_things[r] = builder->index->things->len;
  begin_thing (builder, CROW_THING_RELATION, relation->child, r);
  add_field_name (builder, child, relation->child_field, CROW_PLACE_FIELD, WEIGHT_RELATION);
  add_field_name (builder, parent, relation->parent_field, CROW_PLACE_FIELD, WEIGHT_BACK_FIELD);
  add_name (builder, relation->name, CROW_PLACE_RELATION, WEIGHT_RELATION);
  add_name (builder, relation->join_table, CROW_PLACE_RELATION, WEIGHT_BACK_FIELD);
  add_constraint (builder, relation->constraint, child);
  for (guint i = 0; i < G_N_ELEMENTS (relation->join_constraints); i++)
    add_constraint (builder, relation->join_constraints[i], child);
  for (guint i = 0; i < relation->child_fields->len; i++)
    add_field_name (builder, child, (int) g_array_index (relation->child_fields, guint, i),
                    CROW_PLACE_KEY_FIELD, WEIGHT_KEY_FIELD);
  end_thing (builder);
}

static void
chain_relations (Builder *builder)
{
  const CrowSchema *schema = builder->schema;

  builder->first_relation = g_new (guint, schema->models->len + 1);
  builder->next_relation = g_new (guint, schema->relations->len + 1);
  for (guint i = 0; i < schema->models->len; i++)
    builder->first_relation[i] = G_MAXUINT;
  for (guint r = schema->relations->len; r-- > 0;)
    {
      guint child = crow_schema_get_relation (schema, r)->child;

      builder->next_relation[r] = builder->first_relation[child];
      builder->first_relation[child] = r;
    }
}

/* By model: the relations that refer to it from elsewhere. */
static void
list_parents (CrowSearchIndex *index, const CrowSchema *schema)
{
  guint *fill;

  index->parent_starts = g_new0 (guint, schema->models->len + 2);
  index->parent_things = g_new0 (guint, schema->relations->len + 1);
  for (guint r = 0; r < schema->relations->len; r++)
    index->parent_starts[crow_schema_get_relation (schema, r)->parent + 2]++;
  for (guint i = 0; i < schema->models->len; i++)
    index->parent_starts[i + 2] += index->parent_starts[i + 1];
  /* The entry before its place counts up to its own start. */
  fill = index->parent_starts + 1;
  for (guint r = 0; r < schema->relations->len; r++)
    index->parent_things
        [fill[crow_schema_get_relation (schema, r)->parent]++] = index->relation_things[r];
}

static void
mark_problems (CrowSearchIndex *index, const CrowSchema *schema)
{
  index->has_problem = g_new0 (guint8, schema->relations->len + 1);
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (diagnostic->relation >= 0 && (guint) diagnostic->relation < schema->relations->len &&
          diagnostic->severity != CROW_SEVERITY_HINT)
        index->has_problem[diagnostic->relation] = 1;
    }
}

static CrowSearchIndex *
build_index (const CrowSchema *schema)
{
  CrowSearchIndex *index = g_new0 (CrowSearchIndex, 1);
  Builder builder = { index, schema, NULL, NULL };

  index->pool = crow_name_pool_new ();
  index->names = g_array_new (FALSE, FALSE, sizeof (CrowPlacedName));
  index->things = g_array_new (FALSE, FALSE, sizeof (CrowThing));
  index->model_things = g_new0 (guint, schema->models->len + 1);
  index->relation_things = g_new0 (guint, schema->relations->len + 1);
  chain_relations (&builder);
  for (guint i = 0; i < schema->models->len; i++)
    {
      add_model (&builder, i);
      add_fields (&builder, i);
      for (guint r = builder.first_relation[i]; r != G_MAXUINT; r = builder.next_relation[r])
        add_relation (&builder, r);
    }
  index->model_things[schema->models->len] = index->things->len;
  list_parents (index, schema);
  mark_problems (index, schema);
  g_free (builder.first_relation);
  g_free (builder.next_relation);
  return index;
}

/**
 * crow_search_index_free:
 * @self: (transfer full) (nullable): an index
 */
void
crow_search_index_free (CrowSearchIndex *self)
{
  if (self == NULL)
    return;
  crow_name_pool_free (self->pool);
  g_array_unref (self->names);
  g_array_unref (self->things);
  g_free (self->model_things);
  g_free (self->relation_things);
  g_free (self->parent_starts);
  g_free (self->parent_things);
  g_free (self->has_problem);
  g_free (self);
}

/**
 * crow_search_index_get:
 * @schema: a sealed schema
 *
 * The first who asks builds it; of two threads that ask at once one throws its own away.
 *
 * Returns: (transfer none): the schema's index, which lives as long as the schema
 */
const CrowSearchIndex *
crow_search_index_get (const CrowSchema *schema)
{
  gpointer *place = (gpointer *) &((CrowSchema *) schema)->search_index;
  CrowSearchIndex *index = g_atomic_pointer_get (place);

  if (index != NULL)
    return index;
  index = build_index (schema);
  if (g_atomic_pointer_compare_and_exchange (place, NULL, index))
    return index;
  crow_search_index_free (index);
  return g_atomic_pointer_get (place);
}
