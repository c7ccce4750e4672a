#include "crow-resolve-private.h"

#include <string.h>

/* The relation fields of one model to one other under one relation name. A valid schema has one,
 * or two in a self-relation. -1: none; else into the relation fields. */
typedef struct
{
  guint model;
  guint target;
  const char *name; /* not owned; "" for none */
  int key;          /* the first with `fields:` */
  int lists[2];
  int single; /* the first that is neither */
} Group;

/* A field whose type is a model. */
typedef struct
{
  guint model; /* holds the field */
  guint field; /* into its fields */
  CrowAstPlace place;
  const CrowAst *ast;                /* not owned */
  const CrowAstAttribute *attribute; /* not owned; (nullable) @relation */
  const char *name;                  /* not owned; relation name; "" for none */
  guint target;                      /* into models: its type */
  gboolean has_key;                  /* is no list and has `fields:` */
  gboolean is_list;
  Group *group;
  const Group *opposite; /* (nullable) of the fields from target to model */
} RelationField;

typedef struct
{
  CrowResolver *resolver;
  GArray *fields;     /* (owned) (element-type RelationField) as declared */
  CrowArena *arena;   /* (owned) of the groups and the relations' names */
  GHashTable *groups; /* (owned) set of Group, in the arena */
  GHashTable *ids;    /* (owned): set of the ids that are taken, which the relations own */
} Matcher;

static guint
hash_group (gconstpointer data)
{
  const Group *group = data;

  return (group->model * 31 + group->target) * 31 + g_str_hash (group->name);
}

static gboolean
equal_groups (gconstpointer a, gconstpointer b)
{
  const Group *one = a;
  const Group *other = b;

  return one->model == other->model && one->target == other->target &&
         strcmp (one->name, other->name) == 0;
}

static RelationField *
get_field (Matcher *self, int index)
{
  return &g_array_index (self->fields, RelationField, index);
}

static CrowModel *
get_model (Matcher *self, guint index)
{
  return crow_schema_get_model (self->resolver->schema, index);
}

static CrowField *
get_schema_field (Matcher *self, const RelationField *field)
{
  return crow_model_get_field (get_model (self, field->model), field->field);
}

static void
add_field (Matcher *self, guint model, guint index, guint target)
{
  CrowPrisma *prisma = self->resolver->prisma;
  const GArray *places = g_ptr_array_index (self->resolver->field_places, model);
  RelationField field = { model, index, g_array_index (prisma->model_places, CrowAstPlace, model) };
  const CrowAstField *syntax;

  field.place.field = g_array_index (places, guint, index);
  field.ast = g_ptr_array_index (prisma->asts, field.place.file);
  syntax = &g_array_index (field.ast->fields, CrowAstField, field.place.field);
  field.attribute = crow_ast_find_attribute (field.ast, syntax->first_attribute,
                                             syntax->n_attributes, "relation");
  field.name = crow_resolve_take_string (field.ast, self->arena, field.attribute, "name", TRUE);
  if (field.name == NULL)
    field.name = "";
  field.target = target;
  field.is_list = syntax->arity == CROW_AST_LIST;
  field.has_key = !field.is_list && field.attribute != NULL &&
                  crow_ast_find_argument (field.ast, field.attribute, "fields", FALSE) != NULL;
  g_array_append_val (self->fields, field);
}

static void
collect_fields (Matcher *self)
{
  for (guint i = 0; i < self->resolver->schema->models->len; i++)
    {
      CrowModel *model = get_model (self, i);

      for (guint j = 0; j < model->fields->len; j++)
        {
          CrowField *field = crow_model_get_field (model, j);
          const CrowResolverType *type;

          if (field->kind != CROW_TYPE_MODEL)
            continue;
          type = g_hash_table_lookup (self->resolver->types, field->type);
          add_field (self, i, j, type->index);
        }
    }
}

static void
add_to_group (Matcher *self, int index)
{
  RelationField *field = get_field (self, index);
  Group wanted = { field->model, field->target, field->name, -1, { -1, -1 }, -1 };
  Group *group = g_hash_table_lookup (self->groups, &wanted);

  if (group == NULL)
    {
      group = memcpy (crow_arena_alloc (self->arena, sizeof wanted), &wanted, sizeof wanted);
      g_hash_table_add (self->groups, group);
    }
  field->group = group;
  if (field->has_key && group->key < 0)
    group->key = index;
  else if (field->is_list && group->lists[0] < 0)
    group->lists[0] = index;
  else if (field->is_list && group->lists[1] < 0)
    group->lists[1] = index;
  else if (!field->is_list && !field->has_key && group->single < 0)
    group->single = index;
}

static void
find_opposite (Matcher *self, RelationField *field)
{
  Group wanted = { field->target, field->model, field->name };

  field->opposite = g_hash_table_lookup (self->groups, &wanted);
}

/* Gives the relation its id and keeps it; of two with the same id the schema takes the first. */
static void
add_relation (Matcher *self, CrowRelation *relation, const RelationField *field)
{
  CrowResolver *resolver = self->resolver;

  relation->id = g_strconcat (get_model (self, field->model)->name, ".",
                              get_schema_field (self, field)->name, NULL);
  relation->name = *field->name != '\0' ? g_strdup (field->name) : NULL;
  relation->location = get_schema_field (self, field)->location;
  g_ptr_array_add (resolver->schema->relations, relation);
  if (g_hash_table_contains (self->ids, relation->id))
    {
      g_ptr_array_set_size (resolver->schema->relations, resolver->schema->relations->len - 1);
      return;
    }
  g_hash_table_add (self->ids, relation->id);
  g_array_append_val (resolver->prisma->relation_places, field->place);
}

/* The scalar fields of the key. */
static void
resolve_key (Matcher *self, CrowRelation *relation, const RelationField *field)
{
  const CrowAstExpression *list = crow_resolve_find_value (field->ast, field->attribute, "fields",
                                                           FALSE);

  if (!crow_resolve_fields (self->resolver, field->model, field->ast, list, relation->child_fields))
    g_array_set_size (relation->child_fields, 0);
}

/* What they refer to. Fields stand pairwise; one side alone says nothing. */
static void
resolve_references (Matcher *self, CrowRelation *relation, const RelationField *field)
{
  const CrowAstExpression *list = crow_resolve_find_value (field->ast, field->attribute,
                                                           "references", FALSE);
  guint n;

  if (!crow_resolve_fields (self->resolver, field->target, field->ast, list,
                            relation->parent_fields))
    g_array_set_size (relation->parent_fields, 0);
  n = MIN (relation->child_fields->len, relation->parent_fields->len);
  g_array_set_size (relation->child_fields, n);
  g_array_set_size (relation->parent_fields, n);
}

static void
resolve_clauses (Matcher *self, CrowRelation *relation, const RelationField *field)
{
  CrowSchema *schema = self->resolver->schema;

  for (guint i = 0; i < CROW_N_EVENTS; i++)
    {
      CrowClause *clause = &relation->clauses[i];
      const CrowAstExpression *value = crow_resolve_find_value (field->ast, field->attribute,
                                                                crow_event_get_argument ((CrowEvent)
                                                                                             i),
                                                                FALSE);
      g_autofree char *name = value != NULL && value->kind == CROW_AST_CONSTANT
                                  ? crow_ast_dup (field->ast, value->span)
                                  : NULL;

      clause->reason = CROW_REASON_WRITTEN;
      if (name != NULL && crow_action_from_name (name, &clause->action))
        continue;
      clause->reason = CROW_REASON_DEFAULT;
      clause->action = crow_schema_get_default_action (schema, relation, (CrowEvent) i);
    }
}

/* Whether the database gets a foreign key between two models at all. */
static gboolean
has_constraint (Matcher *self, const RelationField *field)
{
  return self->resolver->schema->relation_mode == CROW_RELATION_MODE_FOREIGN_KEYS &&
         get_model (self, field->model)->kind == CROW_MODEL_TABLE &&
         get_model (self, field->target)->kind == CROW_MODEL_TABLE;
}

static char *
make_constraint (Matcher *self, const CrowRelation *relation, const RelationField *field)
{
  const CrowModel *child = get_model (self, field->model);
  char *name = crow_resolve_dup_string (field->ast, field->attribute, "map", FALSE);
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
find_back_field (Matcher *self, const RelationField *field)
{
  const Group *opposite = field->opposite;
  int back = -1;

  if (opposite != NULL)
    back = opposite->lists[0] >= 0 ? opposite->lists[0] : opposite->single;
  return back >= 0 ? (int) get_field (self, back)->field : -1;
}

static void
add_foreign_key (Matcher *self, const RelationField *field)
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
is_damaged_child (Matcher *self, const RelationField *field)
{
  const Group *opposite = field->opposite;
  const RelationField *other;

  if (field->is_list || field->has_key)
    return FALSE;
  if (opposite == NULL)
    return TRUE;
  if (opposite->key >= 0)
    return FALSE;
  if (opposite->lists[0] >= 0)
    return TRUE;
  other = get_field (self, opposite->single);
  return other != field && get_schema_field (self, field)->arity == CROW_ARITY_REQUIRED &&
         get_schema_field (self, other)->arity == CROW_ARITY_OPTIONAL;
}

/* The other list field of an implicit many-to-many whose column A is @index's, or -1. Column A is
 * that of the model whose name comes first; in a self-relation of the field whose name does. */
static int
find_many_to_many (Matcher *self, int index)
{
  const RelationField *field = get_field (self, index);
  const int *lists = field->group->lists;
  gboolean is_self = field->model == field->target;
  const RelationField *other;

  if (!field->is_list || field->opposite == NULL || field->group->key >= 0 ||
      field->opposite->key >= 0 || field->opposite->lists[is_self] < 0 ||
      (index != lists[0] && (!is_self || index != lists[1])))
    return -1;
  if (!is_self)
    return strcmp (get_model (self, field->model)->name, get_model (self, field->target)->name) < 0
               ? field->opposite->lists[0]
               : -1;
  other = get_field (self, index == lists[0] ? lists[1] : lists[0]);
  return strcmp (get_schema_field (self, field)->name, get_schema_field (self, other)->name) < 0
             ? (index == lists[0] ? lists[1] : lists[0])
             : -1;
}

/* Cut at the database's limit, in characters: that is how the engine counts here. */
static char *
make_join_table (Matcher *self, const RelationField *a)
{
  guint limit = crow_provider_get_name_limit (self->resolver->schema->provider);
  char *name = *a->name != '\0' ? g_strconcat ("_", a->name, NULL)
                                : g_strconcat ("_", get_model (self, a->model)->name, "To",
                                               get_model (self, a->target)->name, NULL);

  if (limit > 0 && g_utf8_strlen (name, -1) > limit)
    *g_utf8_offset_to_pointer (name, limit) = '\0';
  return name;
}

static void
add_many_to_many (Matcher *self, const RelationField *a, const RelationField *b)
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
  Matcher self = { resolver, g_array_new (FALSE, FALSE, sizeof (RelationField)), crow_arena_new (),
                   g_hash_table_new (hash_group, equal_groups),
                   g_hash_table_new (g_str_hash, g_str_equal) };
  int n;

  collect_fields (&self);
  n = (int) self.fields->len;
  for (int i = 0; i < n; i++)
    add_to_group (&self, i);
  for (int i = 0; i < n; i++)
    find_opposite (&self, get_field (&self, i));
  for (int i = 0; i < n; i++)
    if (get_field (&self, i)->has_key || is_damaged_child (&self, get_field (&self, i)))
      add_foreign_key (&self, get_field (&self, i));
  for (int i = 0; i < n; i++)
    {
      int other = find_many_to_many (&self, i);

      if (other >= 0)
        add_many_to_many (&self, get_field (&self, i), get_field (&self, other));
    }

  g_hash_table_unref (self.groups);
  g_hash_table_unref (self.ids);
  g_array_unref (self.fields);
  crow_arena_unref (self.arena);
}
