#include "crow-validate-private.h"

#include <string.h>

/* Relation fields of one model that refer to one other under one name, what may be opposite, are a
 * group: a chain of fields, of which the table knows the first. */
static guint64
pair_models (guint model, guint target)
{
  return (guint64) model << 32 | target;
}

/* The last field comes first, so that the chain is in the order of the text. */
static void
add_to_group (CrowCheck *self, guint index)
{
  CrowCheckField *field = crow_check_field (self, index);
  guint first = crow_check_table_set (self->groups, pair_models (field->model, field->target),
                                      GPOINTER_TO_SIZE (field->ends->relation_name), index + 1);

  field->next_in_group = first > 0 ? first - 1 : CROW_AST_NONE;
}

static guint
find_group (const CrowCheck *self, guint model, guint target, const char *name)
{
  guint first = crow_check_table_get (self->groups, pair_models (model, target),
                                      GPOINTER_TO_SIZE (name));

  return first > 0 ? first - 1 : CROW_AST_NONE;
}

/* The first relation field of @field's model that refers to the same model under the same name. */
guint
crow_check_get_group (const CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);

  return find_group (self, field->model, field->target, field->ends->relation_name);
}

/* The field at the other end of the relation of @index, or CROW_AST_NONE. */
static guint
find_opposite (const CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  guint opposite = find_group (self, field->target, field->model, field->ends->relation_name);

  return opposite == index ? field->next_in_group : opposite;
}

/* Order of [model, field] names, as Prisma breaks ties. */
static int
compare_sides (const CrowCheck *self, guint left, guint right)
{
  const CrowCheckField *a = crow_check_field (self, left), *b = crow_check_field (self, right);
  int order = strcmp (crow_check_model (self, a->model)->name,
                      crow_check_model (self, b->model)->name);

  return order != 0 ? order : strcmp (a->name, b->name);
}

static void
add_relation (CrowCheck *self, CrowCheckRelationKind kind, guint a, guint b, guint known)
{
  const CrowCheckField *field = crow_check_field (self, known);
  CrowCheckRelation relation = { kind, field->model, field->target, a, b };

  if (a == CROW_AST_NONE)
    {
      relation.model_a = field->target;
      relation.model_b = field->model;
    }
  g_array_append_val (self->relations, relation);
}

/* A many-to-many is met at both ends: it is taken at the first in order of names. */
static void
infer_many (CrowCheck *self, guint index, guint opposite)
{
  const CrowCheckField *field = crow_check_field (self, index);
  const CrowCheckField *other = crow_check_field (self, opposite);
  const char *own_model = crow_check_model (self, field->model)->name;
  const char *other_model = crow_check_model (self, other->model)->name;
  gboolean has_fields = field->ends->fields != NULL || other->ends->fields != NULL;

  if (strcmp (own_model, other_model) > 0 ||
      (field->model == other->model && strcmp (field->name, other->name) > 0))
    return;
  add_relation (self, has_fields ? CROW_CHECK_EMBEDDED : CROW_CHECK_IMPLICIT, index, opposite,
                index);
}

/* Neither end is a list. */
static void
infer_one (CrowCheck *self, guint index, guint opposite)
{
  const CrowCheckField *field = crow_check_field (self, index);
  const CrowCheckField *other = crow_check_field (self, opposite);

  if (field->arity == CROW_AST_OPTIONAL && other->arity == CROW_AST_REQUIRED)
    return;
  if (field->arity == CROW_AST_REQUIRED && other->arity == CROW_AST_REQUIRED &&
      compare_sides (self, index, opposite) > 0)
    return;
  if (field->arity == CROW_AST_OPTIONAL && field->ends->fields == NULL &&
      (other->ends->fields != NULL || compare_sides (self, index, opposite) > 0))
    return;
  add_relation (self, CROW_CHECK_ONE_TO_ONE, index, opposite, index);
}

static void
infer (CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  guint opposite = find_opposite (self, index);
  gboolean is_list = field->arity == CROW_AST_LIST;

  if (opposite == CROW_AST_NONE && is_list)
    add_relation (self, CROW_CHECK_ONE_TO_MANY, CROW_AST_NONE, index, index);
  else if (opposite == CROW_AST_NONE)
    add_relation (self,
                  field->ends->fields != NULL &&
                          crow_check_find_key (self, field->model, field->ends->fields, TRUE, FALSE,
                                               crow_check_same_list)
                      ? CROW_CHECK_ONE_TO_ONE
                      : CROW_CHECK_ONE_TO_MANY,
                  index, CROW_AST_NONE, index);
  else if (is_list && crow_check_field (self, opposite)->arity == CROW_AST_LIST)
    infer_many (self, index, opposite);
  else if (!is_list && crow_check_field (self, opposite)->arity != CROW_AST_LIST)
    infer_one (self, index, opposite);
  else if (!is_list)
    add_relation (self, CROW_CHECK_ONE_TO_MANY, index, opposite, index);
}

/* Pairs relation fields into relations, as Prisma does: by the two models and the name. */
void
crow_check_infer_relations (CrowCheck *self)
{
  self->groups = crow_check_table_new ();
  for (guint i = self->fields->len; i > 0; i--)
    if (crow_check_field (self, i - 1)->kind == CROW_CHECK_RELATION)
      add_to_group (self, i - 1);
  for (guint i = 0; i < self->fields->len; i++)
    if (crow_check_field (self, i)->kind == CROW_CHECK_RELATION)
      infer (self, i);
}
