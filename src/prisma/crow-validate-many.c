#include "crow-validate-private.h"

#include <string.h>

#define PREFIX "Error parsing attribute \"@relation\": "
#define HELP " https://pris.ly/d/many-to-many-relations"

/* The next diagnostics are about this end. */
static void
turn_to (CrowCheck *self, const CrowCheckField *field)
{
  guint index = (guint) (field - (const CrowCheckField *) (void *) self->fields->data);

  crow_check_at (self, field->model, index);
}

static gboolean
has_single_id (const CrowCheckModel *model)
{
  return model->has_id && model->id.fields->len == 1;
}

static void
check_singular_id (CrowCheck *self, const CrowCheckField *field)
{
  const CrowCheckModel *model = crow_check_model (self, field->model);
  const CrowCheckModel *target = crow_check_model (self, field->target);
  const char *container = crow_check_container (target);
  g_autofree char *names = NULL;

  turn_to (self, field);
  if (!has_single_id (target))
    {
      crow_check_error (self, field->span,
                        "Error validating field `%s` in %s `%s`: The relation field `%s` on %s "
                        "`%s` "
                        "references `%s` which does not have an `@id` field. Models without `@id` "
                        "cannot be part of a many to many relation. Use an explicit intermediate "
                        "Model to represent this relationship.",
                        field->name, container, model->name, field->name, container, model->name,
                        target->name);
      return;
    }
  if (field->ends->references == NULL ||
      crow_check_same_list (field->ends->references, target->id.fields))
    return;
  names = crow_check_join (self, field->ends->references, ", ");
  crow_check_error (self, field->span,
                    "Error validating: Implicit many-to-many relations must always reference the "
                    "id "
                    "field of the related model. Change the argument `references` to use the id "
                    "field of the related model `%s`. But it is referencing the following fields "
                    "that are not the id: %s",
                    target->name, names);
}

static void
check_implicit_actions (CrowCheck *self, const CrowCheckField *field)
{
  turn_to (self, field);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    if (field->ends->actions[event].is_set)
      crow_check_error (self, field->ends->actions[event].span,
                        "Error validating: Referential actions on implicit many-to-many relations "
                        "are not supported");
}

/* A many-to-many without a model between. */
void
crow_check_implicit (CrowCheck *self, const CrowCheckRelation *relation)
{
  const CrowCheckField *ends[] = { crow_check_field (self, relation->field_a),
                                   crow_check_field (self, relation->field_b) };
  gboolean has_view = crow_check_model (self, relation->model_a)->kind == CROW_AST_VIEW ||
                      crow_check_model (self, relation->model_b)->kind == CROW_AST_VIEW;

  for (guint i = 0; i < 2; i++)
    {
      turn_to (self, ends[i]);
      if (has_view)
        crow_check_error (self, ends[i]->span,
                          "Error validating: Implicit many-to-many relations are not supported for "
                          "views.");
      else if (self->provider == CROW_PROVIDER_MONGODB)
        crow_check_error (self, ends[i]->span,
                          "Error validating: Implicit many-to-many relations are not supported on "
                          "MongoDB. Please use the syntax defined in "
                          "https://pris.ly/d/document-database-many-to-many");
    }
  for (guint i = 0; i < 2; i++)
    check_singular_id (self, ends[i]);
  for (guint i = 0; i < 2; i++)
    check_implicit_actions (self, ends[i]);
  for (guint i = 0; i < 2; i++)
    {
      turn_to (self, ends[i]);
      if (ends[i]->ends->references != NULL)
        crow_check_error (self, ends[i]->span,
                          PREFIX
                          "Implicit many-to-many relation should not have references argument "
                          "defined. Either remove it, or change the relation to one-to-many.");
    }
}

/* Where a message about an argument of the field's @relation points to. */
static CrowSpan
get_argument_span (const CrowCheck *self, const CrowCheckField *field, const char *argument)
{
  CrowSpan span = field->span;

  if (field->attribute == CROW_AST_NONE)
    return span;
  span = crow_check_attribute_span (self, field->attribute);
  crow_check_argument_span (self, field->attribute, argument, &span);
  return span;
}

static void
check_single_field (CrowCheck *self,
                    const CrowCheckField *field,
                    const CrowCheckList *fields,
                    const char *argument)
{
  if (fields != NULL && fields->len == 1)
    return;
  turn_to (self, field);
  crow_check_error (self, get_argument_span (self, field, argument),
                    PREFIX "The `%s` argument must be defined and must point to exactly one scalar "
                           "field." HELP,
                    argument);
}

static const CrowCheckField *
get_first (const CrowCheck *self, const CrowCheckList *fields)
{
  return fields != NULL && fields->len > 0
             ? crow_check_field (self, g_array_index (fields, guint, 0))
             : NULL;
}

static void
check_refers_to_id (CrowCheck *self, const CrowCheckField *field)
{
  const CrowCheckField *referenced = get_first (self, field->ends->references);
  const CrowCheckModel *target;
  CrowSpan span = field->span;

  if (referenced == NULL)
    return;
  target = crow_check_model (self, referenced->model);
  if (has_single_id (target) && get_first (self, target->id.fields) == referenced)
    return;
  turn_to (self, field);
  crow_check_argument_span (self, field->attribute, "references", &span);
  crow_check_error (self, span,
                    PREFIX "The `references` argument must point to a singular `id` field");
}

/* `ObjectId` of `@db.ObjectId`; empty where there is none. */
static CrowSpan
find_native_type (const CrowCheck *self, const CrowCheckField *field)
{
  const CrowAst *ast = g_ptr_array_index (self->prisma->asts,
                                          crow_check_model (self, field->model)->file);
  const CrowAstField *node = &g_array_index (ast->fields, CrowAstField, field->node);
  const char *text = ast->text;

  for (guint i = node->first_attribute + node->n_attributes; i > node->first_attribute; i--)
    {
      CrowSpan name = g_array_index (ast->attributes, CrowAstAttribute, i - 1).name;
      const char *dot = memchr (text + name.start, '.', name.end - name.start);

      if (dot != NULL)
        return (CrowSpan){ (guint32) (dot - text) + 1, name.end };
    }
  return (CrowSpan){ 0, 0 };
}

static gboolean
have_same_native_type (const CrowCheck *self,
                       const CrowCheckField *left,
                       const CrowCheckField *right)
{
  const CrowAst *left_ast = g_ptr_array_index (self->prisma->asts,
                                               crow_check_model (self, left->model)->file);
  const CrowAst *right_ast = g_ptr_array_index (self->prisma->asts,
                                                crow_check_model (self, right->model)->file);
  g_autofree char *left_type = crow_ast_dup (left_ast, find_native_type (self, left));
  g_autofree char *right_type = crow_ast_dup (right_ast, find_native_type (self, right));

  return g_str_equal (left_type, right_type);
}

static void
check_field_type (CrowCheck *self, const CrowCheckField *field)
{
  const CrowCheckField *own = get_first (self, field->ends->fields);
  const CrowCheckField *referenced = get_first (self, field->ends->references);

  if (own == NULL || referenced == NULL)
    return;
  if (own->arity == CROW_AST_LIST && referenced->arity != CROW_AST_LIST &&
      crow_check_same_type (own, referenced) && have_same_native_type (self, own, referenced))
    return;
  turn_to (self, field);
  crow_check_error (self, crow_check_attribute_span (self, field->attribute),
                    PREFIX "The scalar field defined in `fields` argument must be an array of the "
                           "same type defined in `references`");
}

static void
check_embedded_actions (CrowCheck *self, const CrowCheckField *field)
{
  turn_to (self, field);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    if (field->ends->actions[event].is_set)
      crow_check_error (self, field->ends->actions[event].span,
                        "Error validating: Referential actions on two-way embedded many-to-many "
                        "relations are not supported");
}

/* A many-to-many with fields: only mongodb has them. */
void
crow_check_embedded (CrowCheck *self, const CrowCheckRelation *relation)
{
  const CrowCheckField *ends[] = { crow_check_field (self, relation->field_a),
                                   crow_check_field (self, relation->field_b) };
  gboolean is_mongodb = self->provider == CROW_PROVIDER_MONGODB;

  for (guint i = 0; !is_mongodb && i < 2; i++)
    {
      turn_to (self, ends[i]);
      crow_check_error (self, ends[i]->span,
                        "Error validating: Embedded many-to-many relations are not supported on "
                        "%s. Please use the syntax defined in "
                        "https://pris.ly/d/relational-database-many-to-many",
                        crow_check_connector_name (self));
    }
  if (!is_mongodb)
    return;
  for (guint i = 0; i < 2; i++)
    check_single_field (self, ends[i], ends[i]->ends->references, "references");
  for (guint i = 0; i < 2; i++)
    check_single_field (self, ends[i], ends[i]->ends->fields, "fields");
  for (guint i = 0; i < 2; i++)
    check_refers_to_id (self, ends[i]);
  for (guint i = 0; i < 2; i++)
    check_field_type (self, ends[i]);
  for (guint i = 0; i < 2; i++)
    check_embedded_actions (self, ends[i]);
}
