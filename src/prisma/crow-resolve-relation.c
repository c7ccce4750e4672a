#include "crow-resolve-private.h"

#include <string.h>

/* The relation fields of one model to one other under one relation name. A valid schema has one,
 * or two in a self-relation. -1: none; else into the resolver's relation fields. */
typedef struct
{
  int key; /* the first with `fields:` */
  int lists[2];
  int single; /* the first that is neither */
} Group;

typedef struct
{
  CrowResolver *resolver;
  GHashTable *groups; /* (owned) name (owned) -> Group (owned) */
  GHashTable *ids;    /* (owned) (owned): ids that are taken */
} Matcher;

static CrowResolverField *
get_field (Matcher *self, int index)
{
  return &g_array_index (self->resolver->relation_fields, CrowResolverField, index);
}

static CrowModel *
get_model (Matcher *self, guint index)
{
  return crow_schema_get_model (self->resolver->schema, index);
}

static const CrowAst *
get_ast (CrowResolver *resolver, CrowAstPlace place)
{
  return g_ptr_array_index (resolver->prisma->asts, place.file);
}

static const CrowAstAttribute *
find_attribute (CrowResolver *resolver, CrowAstPlace place)
{
  const CrowAst *ast = get_ast (resolver, place);
  const CrowAstField *field = &g_array_index (ast->fields, CrowAstField, place.field);

  return crow_ast_find_attribute (ast, field->first_attribute, field->n_attributes, "relation");
}

static void
add_relation_field (CrowResolver *resolver, guint model, guint field, guint target)
{
  CrowAstPlace place = g_array_index (resolver->prisma->model_places, CrowAstPlace, model);
  const GArray *places = g_ptr_array_index (resolver->field_places, model);
  const CrowAstAttribute *attribute;
  CrowResolverField found = { model, field, target };

  place.field = g_array_index (places, guint, field);
  attribute = find_attribute (resolver, place);
  found.place = place;
  found.name = crow_resolve_dup_string (get_ast (resolver, place), attribute, "name", TRUE);
  found.is_list = crow_model_get_field (crow_schema_get_model (resolver->schema, model), field)
                      ->arity == CROW_ARITY_LIST;
  found.has_key = !found.is_list && attribute != NULL &&
                  crow_ast_find_argument (get_ast (resolver, place), attribute, "fields", FALSE) !=
                      NULL;
  g_array_append_val (resolver->relation_fields, found);
}

static void
collect_relation_fields (CrowResolver *resolver)
{
  for (guint i = 0; i < resolver->schema->models->len; i++)
    {
      CrowModel *model = crow_schema_get_model (resolver->schema, i);

      for (guint j = 0; j < model->fields->len; j++)
        {
          CrowField *field = crow_model_get_field (model, j);
          const CrowResolverType *type = g_hash_table_lookup (resolver->types, field->type);

          if (field->kind == CROW_TYPE_MODEL)
            add_relation_field (resolver, i, j, type->index);
        }
    }
}

static Group *
find_group (Matcher *self, guint model, guint target, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%u %u %s", model, target, name != NULL ? name : "");

  return g_hash_table_lookup (self->groups, key);
}

static void
add_to_group (Matcher *self, int index)
{
  const CrowResolverField *field = get_field (self, index);
  Group *group = find_group (self, field->model, field->target, field->name);

  if (group == NULL)
    {
      static const Group empty = { -1, { -1, -1 }, -1 };

      group = g_memdup2 (&empty, sizeof empty);
      g_hash_table_insert (self->groups,
                           g_strdup_printf ("%u %u %s", field->model, field->target,
                                            field->name != NULL ? field->name : ""),
                           group);
    }
  if (field->has_key && group->key < 0)
    group->key = index;
  else if (field->is_list && group->lists[0] < 0)
    group->lists[0] = index;
  else if (field->is_list && group->lists[1] < 0)
    group->lists[1] = index;
  else if (!field->is_list && !field->has_key && group->single < 0)
    group->single = index;
}

static Group *
find_opposite (Matcher *self, const CrowResolverField *field)
{
  return find_group (self, field->target, field->model, field->name);
}

static char *
make_id (Matcher *self, const CrowResolverField *field)
{
  const CrowModel *model = get_model (self, field->model);

  return g_strconcat (model->name, ".", crow_model_get_field (model, field->field)->name, NULL);
}

/* Gives the relation its id and keeps it; of two with the same id the schema takes the first. */
static void
add_relation (Matcher *self, CrowRelation *relation, const CrowResolverField *field)
{
  CrowResolver *resolver = self->resolver;

  relation->id = make_id (self, field);
  relation->name = g_strdup (field->name);
  relation->location = crow_model_get_field (get_model (self, field->model), field->field)
                           ->location;
  g_ptr_array_add (resolver->schema->relations, relation);
  if (!g_hash_table_add (self->ids, g_strdup (relation->id)))
    g_ptr_array_set_size (resolver->schema->relations, resolver->schema->relations->len - 1);
  else
    g_array_append_val (resolver->prisma->relation_places, field->place);
}

/* The scalar fields of the key. */
static void
resolve_key (Matcher *self, CrowRelation *relation, const CrowResolverField *field)
{
  const CrowAst *ast = get_ast (self->resolver, field->place);
  const CrowAstAttribute *attribute = find_attribute (self->resolver, field->place);

  if (!crow_resolve_fields (self->resolver, field->model, ast,
                            crow_resolve_find_value (ast, attribute, "fields", FALSE),
                            relation->child_fields))
    g_array_set_size (relation->child_fields, 0);
}

/* What they refer to. Fields stand pairwise; one side alone says nothing. */
static void
resolve_references (Matcher *self, CrowRelation *relation, const CrowResolverField *field)
{
  const CrowAst *ast = get_ast (self->resolver, field->place);
  const CrowAstAttribute *attribute = find_attribute (self->resolver, field->place);
  guint n;

  if (!crow_resolve_fields (self->resolver, field->target, ast,
                            crow_resolve_find_value (ast, attribute, "references", FALSE),
                            relation->parent_fields))
    g_array_set_size (relation->parent_fields, 0);
  n = MIN (relation->child_fields->len, relation->parent_fields->len);
  g_array_set_size (relation->child_fields, n);
  g_array_set_size (relation->parent_fields, n);
}

/* One required scalar makes the whole key required; only then the relation field's `?` counts. */
static gboolean
is_all_optional (const CrowModel *child, const CrowRelation *relation)
{
  for (guint i = 0; i < relation->child_fields->len; i++)
    if (crow_model_get_field (child, g_array_index (relation->child_fields, guint, i))->arity ==
        CROW_ARITY_REQUIRED)
      return FALSE;
  return crow_model_get_field (child, (guint) relation->child_field)->arity == CROW_ARITY_OPTIONAL;
}

static void
resolve_clauses (Matcher *self, CrowRelation *relation, const CrowResolverField *field)
{
  CrowSchema *schema = self->resolver->schema;
  const CrowAst *ast = get_ast (self->resolver, field->place);
  const CrowAstAttribute *attribute = find_attribute (self->resolver, field->place);
  gboolean all_optional = is_all_optional (get_model (self, field->model), relation);

  for (guint i = 0; i < CROW_N_EVENTS; i++)
    {
      CrowClause *clause = &relation->clauses[i];
      const CrowAstExpression *value = crow_resolve_find_value (ast, attribute,
                                                                crow_event_get_argument ((CrowEvent)
                                                                                             i),
                                                                FALSE);
      g_autofree char *name = value != NULL && value->kind == CROW_AST_CONSTANT
                                  ? crow_ast_dup (ast, value->span)
                                  : g_strdup ("");

      clause->reason = CROW_REASON_WRITTEN;
      if (crow_action_from_name (name, &clause->action))
        continue;
      clause->reason = CROW_REASON_DEFAULT;
      clause->action = crow_provider_get_default_action (schema->provider, schema->relation_mode,
                                                         (CrowEvent) i, all_optional);
    }
}

/* Whether the database gets a foreign key between two models at all. */
static gboolean
has_constraint (Matcher *self, const CrowResolverField *field)
{
  return self->resolver->schema->relation_mode == CROW_RELATION_MODE_FOREIGN_KEYS &&
         get_model (self, field->model)->kind == CROW_MODEL_TABLE &&
         get_model (self, field->target)->kind == CROW_MODEL_TABLE;
}

static char *
make_constraint (Matcher *self, const CrowRelation *relation, const CrowResolverField *field)
{
  const CrowModel *child = get_model (self, field->model);
  char *name = crow_resolve_dup_string (get_ast (self->resolver, field->place),
                                        find_attribute (self->resolver, field->place), "map",
                                        FALSE);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  if (name != NULL)
    return name;
  for (guint i = 0; i < relation->child_fields->len; i++)
    {
      CrowField *scalar = crow_model_get_field (child,
                                                g_array_index (relation->child_fields, guint, i));

      g_ptr_array_add (columns, scalar->column != NULL ? scalar->column : scalar->name);
    }
  return crow_resolve_make_name (self->resolver->schema->provider, child->table, columns, "_fkey");
}

/* The field on the other side that belongs to a field with the key, or -1. */
static int
find_back_field (Matcher *self, const CrowResolverField *field)
{
  const Group *opposite = find_opposite (self, field);
  int back;

  if (opposite == NULL)
    return -1;
  back = opposite->lists[0] >= 0 ? opposite->lists[0] : opposite->single;
  return back >= 0 && get_field (self, back) != field ? (int) get_field (self, back)->field : -1;
}

static void
add_foreign_key (Matcher *self, const CrowResolverField *field)
{
  CrowRelation *relation = crow_relation_new (CROW_RELATION_FOREIGN_KEY);

  relation->child = field->model;
  relation->parent = field->target;
  relation->child_field = (int) field->field;
  relation->parent_field = find_back_field (self, field);
  resolve_key (self, relation, field);
  resolve_clauses (self, relation, field);
  resolve_references (self, relation, field);
  if (has_constraint (self, field) && relation->child_fields->len > 0)
    relation->constraint = make_constraint (self, relation, field);
  add_relation (self, relation, field);
}

/* A field without `fields:` may be the other side of one that has them. If nobody has them, the
 * schema is damaged, and only where it can be no other is this the child. */
static gboolean
is_damaged_child (Matcher *self, const CrowResolverField *field)
{
  const Group *opposite = find_opposite (self, field);
  const CrowResolverField *other;

  if (field->is_list || field->has_key)
    return FALSE;
  if (opposite == NULL)
    return TRUE;
  if (opposite->key >= 0)
    return FALSE;
  if (opposite->lists[0] >= 0)
    return TRUE;
  other = get_field (self, opposite->single);
  return other != field &&
         crow_model_get_field (get_model (self, field->model), field->field)->arity ==
             CROW_ARITY_REQUIRED &&
         crow_model_get_field (get_model (self, other->model), other->field)->arity ==
             CROW_ARITY_OPTIONAL;
}

/* The two list fields of an implicit many-to-many, if @index is the one for column A: that of the
 * model whose name comes first, in a self-relation the field whose name does. */
static gboolean
find_many_to_many (Matcher *self, int index, int *other)
{
  const CrowResolverField *field = get_field (self, index);
  const Group *group = find_group (self, field->model, field->target, field->name);
  const Group *opposite = find_opposite (self, field);
  const CrowModel *model = get_model (self, field->model);
  gboolean is_self = field->model == field->target;

  if (opposite == NULL || opposite->key >= 0 || group->key >= 0 ||
      (group->lists[0] != index && !is_self))
    return FALSE;
  *other = is_self && opposite->lists[0] == index ? opposite->lists[1] : opposite->lists[0];
  if (*other < 0 || (is_self && index != group->lists[0] && index != group->lists[1]))
    return FALSE;
  if (is_self)
    return strcmp (crow_model_get_field (model, field->field)->name,
                   crow_model_get_field (model, get_field (self, *other)->field)->name) < 0;
  return strcmp (model->name, get_model (self, field->target)->name) < 0;
}

static char *
make_join_table (Matcher *self, const CrowResolverField *a)
{
  if (a->name != NULL)
    return g_strconcat ("_", a->name, NULL);
  return g_strconcat ("_", get_model (self, a->model)->name, "To",
                      get_model (self, a->target)->name, NULL);
}

static void
add_many_to_many (Matcher *self, const CrowResolverField *a, const CrowResolverField *b)
{
  static const char *const suffixes[] = { "_A_fkey", "_B_fkey" };
  CrowSchema *schema = self->resolver->schema;
  CrowRelation *relation = crow_relation_new (CROW_RELATION_MANY_TO_MANY);

  relation->child = a->model;
  relation->parent = b->model;
  relation->child_field = (int) a->field;
  relation->parent_field = (int) b->field;
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    relation->clauses[i] = (CrowClause){ CROW_ACTION_CASCADE, CROW_REASON_FIXED };
  if (schema->provider != CROW_PROVIDER_MONGODB)
    {
      relation->join_table = make_join_table (self, a);
      relation->join_namespace = g_strdup (get_model (self, a->model)->namespace_);
      for (guint i = 0; i < G_N_ELEMENTS (suffixes) && has_constraint (self, a); i++)
        relation->join_constraints[i] = crow_resolve_make_name (schema->provider,
                                                                relation->join_table, NULL,
                                                                suffixes[i]);
    }
  add_relation (self, relation, a);
}

/**
 * crow_resolve_relations:
 * @resolver: a resolver that knows all models, fields and keys
 *
 * Fills the schema's relations: by model, then relation field, as declared; implicit many-to-many
 * last. Linear in the number of relation fields.
 */
void
crow_resolve_relations (CrowResolver *resolver)
{
  Matcher self = { resolver, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                   g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  int other;

  collect_relation_fields (resolver);
  for (guint i = 0; i < resolver->relation_fields->len; i++)
    add_to_group (&self, (int) i);
  for (guint i = 0; i < resolver->relation_fields->len; i++)
    if (get_field (&self, (int) i)->has_key || is_damaged_child (&self, get_field (&self, (int) i)))
      add_foreign_key (&self, get_field (&self, (int) i));
  for (guint i = 0; i < resolver->relation_fields->len; i++)
    if (get_field (&self, (int) i)->is_list && find_many_to_many (&self, (int) i, &other))
      add_many_to_many (&self, get_field (&self, (int) i), get_field (&self, other));

  g_hash_table_unref (self.groups);
  g_hash_table_unref (self.ids);
}
