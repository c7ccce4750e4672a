#include "crow-validate-private.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "Error parsing attribute \"@relation\": "

/* A relation with its ends at hand: forward holds the key. */
typedef struct
{
  const CrowCheckRelation *relation;
  const CrowCheckField *forward, *back;   /* (nullable) */
  const char *forward_model, *back_model; /* names of the models that hold them; (nullable) */
} Ends;

static gboolean
is_empty (const CrowCheckList *fields)
{
  return fields == NULL || fields->len == 0;
}

static gboolean
has_action (const CrowCheckField *field)
{
  return field->ends->actions[CROW_EVENT_DELETE].is_set ||
         field->ends->actions[CROW_EVENT_UPDATE].is_set;
}

/* The next diagnostics are about this end. */
static void
turn_to (CrowCheck *self, const CrowCheckField *field)
{
  guint index = (guint) (field - (const CrowCheckField *) (void *) self->fields->data);

  crow_check_at (self, field->model, index);
}

/* The action in force: as written, else by Prisma's default. A relation field that is required
 * counts as one whatever its key is, which is an error of its own. */
CrowAction
crow_check_get_action (const CrowCheck *self, const CrowCheckRelation *relation, CrowEvent event)
{
  const CrowCheckField *field = crow_check_field (self, relation->field_a);
  gboolean all_optional = field->arity != CROW_AST_REQUIRED;

  if (field->ends->actions[event].is_set)
    return field->ends->actions[event].action;
  if (crow_rules_omit_to_no_action (self->schema->rules))
    return CROW_ACTION_NO_ACTION;
  for (guint i = 0; field->ends->fields != NULL && i < field->ends->fields->len; i++)
    all_optional &= crow_check_field (self, g_array_index (field->ends->fields, guint, i))->arity !=
                    CROW_AST_REQUIRED;
  return crow_provider_get_default_action (self->provider, self->mode, event, all_optional);
}

static int
compare_indexes (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a, right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

static GArray *
dup_sorted (const CrowCheckList *fields)
{
  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (guint), fields->len);

  g_array_append_vals (sorted, fields->data, fields->len);
  g_array_sort (sorted, compare_indexes);
  return sorted;
}

/* Are the two lists of fields the same, in any order? */
static gboolean
are_same_set (const CrowCheckList *left, const CrowCheckList *right)
{
  g_autoptr (GArray) a = NULL, b = NULL;

  if (left->len != right->len)
    return FALSE;
  if (left->len <= 1)
    return crow_check_begins (left, right);
  a = dup_sorted (left);
  b = dup_sorted (right);
  return crow_check_begins (CROW_CHECK_LIST (a), CROW_CHECK_LIST (b));
}

/* Is @fields, in any order if @is_set, the primary or a unique key of @model? */
static gboolean
is_key (const CrowCheck *self, guint index, const CrowCheckList *fields, gboolean is_set)
{
  const CrowCheckModel *model = crow_check_model (self, index);
  gboolean (*compare) (const CrowCheckList *,
                       const CrowCheckList *) = is_set ? are_same_set : crow_check_same_list;

  if (model->has_id && compare (model->id.fields, fields))
    return TRUE;
  return crow_check_find_key (self, index, fields, TRUE, is_set, compare);
}

static void
check_references (CrowCheck *self, const Ends *ends)
{
  const CrowCheckList *references = ends->forward != NULL ? ends->forward->ends->references : NULL;
  const char *target;
  gboolean is_unique;
  g_autofree char *names = NULL;

  if (is_empty (references))
    return;
  is_unique = is_key (self, ends->relation->model_b, references, TRUE);
  if (is_unique && (references->len == 1 || self->provider != CROW_PROVIDER_SQLSERVER))
    return;
  target = crow_check_model (self, ends->relation->model_b)->name;
  names = crow_check_join (self, references, ", ");
  if (is_unique)
    {
      if (!is_key (self, ends->relation->model_b, references, FALSE))
        crow_check_error (self, ends->forward->span,
                          "Error validating: The argument `references` must refer to a unique "
                          "criterion in the related model `%s` using the same order of fields. "
                          "Please check the ordering in the following fields: `%s`.",
                          target, names);
    }
  else if (references->len == 1)
    crow_check_error (self, ends->forward->span,
                      PREFIX "The argument `references` must refer to a unique criterion in the "
                             "related model. Consider adding an `@unique` attribute to the field "
                             "`%s` in the model `%s`.",
                      names, target);
  else
    crow_check_error (self, ends->forward->span,
                      PREFIX "The argument `references` must refer to a unique criterion in the "
                             "related model. Consider adding an `@@unique([%s])` attribute to the "
                             "model `%s`.",
                      names, target);
}

static void
check_same_length (CrowCheck *self, const Ends *ends)
{
  const CrowCheckField *field = ends->forward;

  if (field != NULL && field->ends->fields != NULL && field->ends->references != NULL &&
      field->ends->fields->len != field->ends->references->len)
    crow_check_error (self, crow_check_attribute_span (self, field->attribute),
                      "Error validating: You must specify the same number of fields in `fields` "
                      "and "
                      "`references`.");
}

static void
check_arity (CrowCheck *self, const Ends *ends)
{
  const CrowCheckField *field = ends->forward;
  gboolean has_optional = FALSE;
  g_autofree char *names = NULL;

  if (field == NULL || field->arity != CROW_AST_REQUIRED || field->ends->fields == NULL)
    return;
  for (guint i = 0; i < field->ends->fields->len; i++)
    has_optional |= crow_check_field (self, g_array_index (field->ends->fields, guint, i))->arity ==
                    CROW_AST_OPTIONAL;
  if (!has_optional)
    return;
  names = crow_check_join (self, field->ends->fields, ", ");
  crow_check_error (self, field->span,
                    "Error validating: The relation field `%s` uses the scalar fields %s. At least "
                    "one of those fields is optional. Hence the relation field must be optional as "
                    "well.",
                    field->name, names);
}

/* Have the two fields one type? Lists are not told from single values. */
gboolean
crow_check_same_type (const CrowCheckField *left, const CrowCheckField *right)
{
  if (left->kind != right->kind)
    return FALSE;
  if (left->kind == CROW_CHECK_ENUM || left->kind == CROW_CHECK_COMPOSITE)
    return left->target == right->target;
  return left->type == right->type;
}

static void
check_types (CrowCheck *self, const Ends *ends)
{
  const CrowCheckField *field = ends->forward;

  if (field == NULL || field->ends->fields == NULL || field->ends->references == NULL)
    return;
  for (guint i = 0; i < MIN (field->ends->fields->len, field->ends->references->len); i++)
    {
      const CrowCheckField *own = crow_check_field (self,
                                                    g_array_index (field->ends->fields, guint, i));
      const CrowCheckField *other = crow_check_field (self, g_array_index (field->ends->references,
                                                                           guint, i));

      if (!crow_check_same_type (own, other))
        crow_check_error (self, field->span,
                          PREFIX "The type of the field `%s` in the model `%s` is not matching the "
                                 "type of the referenced field `%s` in model `%s`.",
                          own->name, crow_check_model (self, own->model)->name, other->name,
                          crow_check_model (self, other->model)->name);
    }
}

static void
check_name (CrowCheck *self, const Ends *ends, CrowCheckNames *names)
{
  const char *name = ends->relation->in_database;
  CrowSpan span;

  if (ends->forward != NULL)
    {
      span = ends->forward->span;
      if (ends->forward->attribute != CROW_AST_NONE)
        crow_check_argument_span (self, ends->forward->attribute, "map", &span);
    }
  else
    {
      const CrowCheckModel *target = crow_check_model (self, ends->relation->model_b);

      span = g_array_index (crow_check_ast (self)->blocks, CrowAstBlock, target->block).span;
    }
  crow_check_name_clashes (self, names, CROW_CHECK_NAME_RELATION, ends->relation->model_a, name,
                           "@relation", span);
}

/* SetNull needs fields that take NULL; PostgreSQL lets it pass. */
static void
check_set_null (CrowCheck *self, const Ends *ends)
{
  const CrowCheckField *field = ends->forward;
  gboolean is_warning = self->provider == CROW_PROVIDER_POSTGRESQL &&
                        self->mode == CROW_RELATION_MODE_FOREIGN_KEYS;
  gboolean has_required = FALSE;

  if (field == NULL)
    return;
  for (guint i = 0; field->ends->fields != NULL && i < field->ends->fields->len; i++)
    has_required |= crow_check_field (self, g_array_index (field->ends->fields, guint, i))->arity ==
                    CROW_AST_REQUIRED;
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      if ((field->ends->fields != NULL && !has_required) || !field->ends->actions[event].is_set ||
          field->ends->actions[event].action != CROW_ACTION_SET_NULL)
        continue;
      if (is_warning)
        crow_check_warning (self, field->span,
                            "The `%s` referential action of a relation should not be set to "
                            "`SetNull` when a referenced field is required. We recommend either to "
                            "choose another referential action, or to make the referenced fields "
                            "optional. Read more at https://pris.ly/d/postgres-set-null ",
                            crow_event_get_argument (event));
      else
        crow_check_error (self, field->span,
                          PREFIX "The `%s` referential action of a relation must not be set to "
                                 "`SetNull` when a referenced field is required.\nEither choose "
                                 "another referential action, or make the referenced fields "
                                 "optional.\n",
                          crow_event_get_argument (event));
    }
}

static void
tell_missing_opposite (CrowCheck *self, const CrowCheckField *field)
{
  const CrowCheckModel *model = crow_check_model (self, field->model);
  const char *container = crow_check_container (model);

  turn_to (self, field);
  crow_check_error (self, field->span,
                    "Error validating field `%s` in %s `%s`: The relation field `%s` on %s `%s` is "
                    "missing an opposite relation field on the model `%s`. Either run `prisma "
                    "format` or add it manually.",
                    field->name, container, model->name, field->name, container, model->name,
                    crow_check_model (self, field->target)->name);
}

/* A message about both ends of a one-to-one, told at @first in its words and at @second in its. */
static void
tell_pair (CrowCheck *self,
           const Ends *ends,
           const CrowCheckField *first,
           const CrowCheckField *second,
           const char *what)
{
  turn_to (self, first);
  crow_check_error (self, first->span,
                    PREFIX "The relation fields `%s` on Model `%s` and `%s` on Model `%s` %s",
                    first->name, crow_check_model (self, first->model)->name, second->name,
                    crow_check_model (self, second->model)->name, what);
}

static void
check_pair_defined (CrowCheck *self, const Ends *ends, gboolean has_none, const char *argument)
{
  g_autofree char *what = g_strdup_printf ("do not provide the `%s` argument in the @relation "
                                           "attribute. You have to "
                                           "provide it on one of the two fields.",
                                           argument);

  if (!has_none)
    return;
  tell_pair (self, ends, ends->forward, ends->back, what);
  tell_pair (self, ends, ends->back, ends->forward, what);
}

static void
check_pair_once (CrowCheck *self, const Ends *ends, gboolean has_both, const char *argument)
{
  const CrowCheckField *told[] = { ends->forward, ends->back };

  for (guint i = 0; has_both && i < G_N_ELEMENTS (told); i++)
    {
      turn_to (self, told[i]);
      crow_check_error (self, told[i]->span,
                        PREFIX "The relation fields `%s` on Model `%s` and `%s` on Model `%s` both "
                               "provide the `%s` argument in the @relation attribute. You have to "
                               "provide it only on one of the two fields.",
                        ends->forward->name, ends->forward_model, ends->back->name,
                        ends->back_model, argument);
    }
}

static void
check_pair_actions (CrowCheck *self, const Ends *ends)
{
  static const char both[] = "both provide the `onDelete` or `onUpdate` argument in the @relation "
                             "attribute. You have to provide it only on one of the two fields.";

  if (!has_action (ends->back))
    return;
  if (has_action (ends->forward))
    {
      tell_pair (self, ends, ends->back, ends->forward, both);
      tell_pair (self, ends, ends->forward, ends->back, both);
      return;
    }
  turn_to (self, ends->back);
  crow_check_error (self, ends->back->span,
                    PREFIX
                    "The relation field `%s` on Model `%s` must not specify the `onDelete` or "
                    "`onUpdate` argument in the @relation attribute. You must only specify it "
                    "on the opposite field `%s` on model `%s`.",
                    ends->back->name, ends->back_model, ends->forward->name, ends->forward_model);
}

static void
check_pair_unique (CrowCheck *self, const Ends *ends)
{
  const CrowCheckField *field = ends->forward;
  g_autofree char *names = NULL;

  if (field->ends->fields == NULL ||
      is_key (self, ends->relation->model_a, field->ends->fields, FALSE))
    return;
  turn_to (self, field);
  names = crow_check_join (self, field->ends->fields, ", ");
  if (field->ends->fields->len == 1)
    crow_check_error (self, field->span,
                      PREFIX "A one-to-one relation must use unique fields on the defining side. "
                             "Either add an `@unique` attribute to the field `%s`, or change the "
                             "relation to one-to-many.",
                      names);
  else
    crow_check_error (self, field->span,
                      PREFIX "A one-to-one relation must use unique fields on the defining side. "
                             "Either add an `@@unique([%s])` attribute to the model, or change the "
                             "relation to one-to-many.",
                      names);
}

static void
tell_mixup (CrowCheck *self,
            const Ends *ends,
            const CrowCheckField *at,
            const char *own,
            const char *other)
{
  turn_to (self, at);
  crow_check_error (self, at->span,
                    PREFIX
                    "The relation field `%s` on Model `%s` provides the `%s` argument in the "
                    "@relation attribute. And the related field `%s` on Model `%s` provides "
                    "the `%s` argument. You must provide both arguments on the same side.",
                    ends->forward->name, ends->forward_model, own, ends->back->name,
                    ends->back_model, other);
}

/* Each of these three is looked at only while the whole schema has no error. */
static void
check_pair_sides (CrowCheck *self, const Ends *ends)
{
  const CrowCheckField *forward = ends->forward, *back = ends->back;

  if (self->n_stopping == 0 && !is_empty (forward->ends->fields) &&
      !is_empty (back->ends->references))
    {
      tell_mixup (self, ends, forward, "fields", "references");
      tell_mixup (self, ends, back, "fields", "references");
      if (!is_empty (forward->ends->references) && !is_empty (back->ends->fields))
        tell_mixup (self, ends, forward, "references", "fields");
    }
  else if (self->n_stopping == 0 && !is_empty (forward->ends->references) &&
           !is_empty (back->ends->fields))
    tell_mixup (self, ends, forward, "references", "fields");
  turn_to (self, back);
  if (self->n_stopping == 0 && back->arity == CROW_AST_REQUIRED)
    crow_check_error (self, back->span,
                      PREFIX "The relation field `%s` on Model `%s` is required. This is not valid "
                             "because it's not possible to enforce this constraint on the database "
                             "level. Please change the field type from `%s` to `%s?` to fix this.",
                      back->name, ends->back_model, ends->forward_model, ends->forward_model);
  if (self->n_stopping == 0 && forward->arity == CROW_AST_REQUIRED &&
      (back->ends->fields != NULL || back->ends->references != NULL))
    crow_check_error (self, back->span,
                      PREFIX
                      "The relation field `%s.%s` defines the `fields` and/or `references` "
                      "argument. You must set them on the required side of the relation "
                      "(`%s.%s`) in order for the constraints to be enforced. Alternatively, "
                      "you can change this field to be required and the opposite optional, or "
                      "make both sides of the relation optional.",
                      ends->back_model, back->name, ends->forward_model, forward->name);
}

static void
check_one_to_one (CrowCheck *self, const Ends *ends)
{
  const CrowCheckField *forward = ends->forward, *back = ends->back;

  if (back == NULL)
    tell_missing_opposite (self, forward);
  else
    {
      check_pair_defined (self, ends,
                          is_empty (forward->ends->fields) && is_empty (back->ends->fields),
                          "fields");
      check_pair_defined (self, ends,
                          is_empty (forward->ends->references) && is_empty (back->ends->references),
                          "references");
      check_pair_once (self, ends,
                       !is_empty (forward->ends->references) && !is_empty (back->ends->references),
                       "references");
      check_pair_once (self, ends,
                       !is_empty (forward->ends->fields) && !is_empty (back->ends->fields),
                       "fields");
      check_pair_actions (self, ends);
    }
  check_pair_unique (self, ends);
  if (back != NULL)
    check_pair_sides (self, ends);
}

static void
check_one_to_many (CrowCheck *self, const Ends *ends)
{
  const CrowCheckField *forward = ends->forward, *back = ends->back;

  if (forward == NULL || back == NULL)
    {
      tell_missing_opposite (self, forward != NULL ? forward : back);
      return;
    }
  if (is_empty (forward->ends->fields))
    crow_check_error (self, forward->span,
                      PREFIX "The relation field `%s` on Model `%s` must specify the `fields` "
                             "argument in the @relation attribute. You can run `prisma format` to "
                             "fix this automatically.",
                      forward->name, ends->forward_model);
  if (is_empty (forward->ends->references))
    crow_check_error (self, forward->span,
                      PREFIX "The relation field `%s` on Model `%s` must specify the `references` "
                             "argument in the @relation attribute.",
                      forward->name, ends->forward_model);
  turn_to (self, back);
  if (!is_empty (back->ends->fields) || !is_empty (back->ends->references))
    crow_check_error (self, back->span,
                      PREFIX
                      "The relation field `%s` on Model `%s` must not specify the `fields` or "
                      "`references` argument in the @relation attribute. You must only "
                      "specify it on the opposite field `%s` on model `%s`.",
                      back->name, ends->back_model, forward->name, ends->forward_model);
  if (has_action (back))
    crow_check_error (self, back->span,
                      PREFIX
                      "The relation field `%s` on Model `%s` must not specify the `onDelete` "
                      "or `onUpdate` argument in the @relation attribute. You must only "
                      "specify it on the opposite field `%s` on model `%s`, or in case of a "
                      "many to many relation, in an explicit join table.",
                      back->name, ends->back_model, forward->name, ends->forward_model);
}

static Ends
get_ends (const CrowCheck *self, const CrowCheckRelation *relation)
{
  Ends ends = { .relation = relation };

  if (relation->field_a != CROW_AST_NONE)
    {
      ends.forward = crow_check_field (self, relation->field_a);
      ends.forward_model = crow_check_model (self, ends.forward->model)->name;
    }
  if (relation->field_b != CROW_AST_NONE)
    {
      ends.back = crow_check_field (self, relation->field_b);
      ends.back_model = crow_check_model (self, ends.back->model)->name;
    }
  return ends;
}

static void
check_inline (CrowCheck *self, CrowCheckGraph *graph, CrowCheckNames *names, guint index)
{
  Ends ends = get_ends (self, &g_array_index (self->relations, CrowCheckRelation, index));

  turn_to (self, ends.forward != NULL ? ends.forward : ends.back);
  if (ends.forward != NULL && ends.back != NULL)
    {
      crow_check_cycles (graph, index);
      crow_check_paths (graph, index);
    }
  check_references (self, &ends);
  check_same_length (self, &ends);
  check_arity (self, &ends);
  check_types (self, &ends);
  check_name (self, &ends, names);
  check_set_null (self, &ends);
  if (ends.relation->kind == CROW_CHECK_ONE_TO_ONE)
    check_one_to_one (self, &ends);
  else
    check_one_to_many (self, &ends);
}

/* What each relation means, in the order in which they were found. */
void
crow_check_relations (CrowCheck *self, CrowCheckNames *names)
{
  g_autoptr (CrowCheckGraph) graph = crow_check_graph_new (self);

  for (guint i = 0; i < self->relations->len; i++)
    {
      const CrowCheckRelation *relation = &g_array_index (self->relations, CrowCheckRelation, i);

      if (relation->kind == CROW_CHECK_IMPLICIT)
        crow_check_implicit (self, relation);
      else if (relation->kind == CROW_CHECK_EMBEDDED)
        crow_check_embedded (self, relation);
      else
        check_inline (self, graph, names, i);
    }
}
