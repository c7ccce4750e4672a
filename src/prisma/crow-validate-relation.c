#include "crow-validate-private.h"

#include <string.h>

/* The names of an array of fields, sorted by what is wrong with them. */
typedef struct
{
  GArray *fields;    /* (element-type guint) into fields: what could be found; the scratch list */
  GString *unknown;  /* (owned) (nullable) names joined by `, `; NULL: none */
  GString *relation; /* (owned) (nullable) names of relation fields */
} FieldList;

static void
append_name (GString **names, const char *name)
{
  if (*names == NULL)
    *names = g_string_new (name);
  else
    g_string_append_printf (*names, ", %s", name);
}

static gboolean
contains (GArray *fields, guint field)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_array_index (fields, guint, i) == field)
      return TRUE;
  return FALSE;
}

/* One name. FALSE: the field is named twice, which is told. */
static gboolean
add_name (CrowCheck *self, FieldList *list, guint model, const char *name, CrowSpan attribute)
{
  guint field = strchr (name, '.') == NULL ? crow_check_find_field (self, model, name)
                                           : CROW_AST_NONE;

  if (field == CROW_AST_NONE)
    append_name (&list->unknown, name);
  else if (crow_check_field (self, field)->kind == CROW_CHECK_RELATION ||
           crow_check_field (self, field)->kind == CROW_CHECK_UNKNOWN)
    append_name (&list->relation, name);
  else if (contains (list->fields, field))
    {
      crow_check_error (self, attribute,
                        "Error validating model \"%s\": The unique index definition refers to the "
                        "field %s multiple times.",
                        crow_check_model (self, model)->name, name);
      return FALSE;
    }
  else
    g_array_append_val (list->fields, field);
  return TRUE;
}

/* FALSE: no name, which is told. */
static gboolean
check_constant (CrowCheck *self, guint expression)
{
  if (crow_ast_get_expression (crow_check_ast (self), expression)->kind == CROW_AST_CONSTANT)
    return TRUE;
  crow_check_mismatch (self, "constant", expression);
  return FALSE;
}

/* Whether the values from @first are names; each that is none is told. */
static gboolean
check_constants (CrowCheck *self, guint first)
{
  const CrowAst *ast = crow_check_ast (self);
  gboolean is_valid = TRUE;

  for (guint i = first; i != CROW_AST_NONE; i = crow_ast_get_expression (ast, i)->next_sibling)
    is_valid &= check_constant (self, i);
  return is_valid;
}

/* The fields of @model that @argument names, `[a, b]` or `a` alone; unknown and relation fields are
 * left in @list. FALSE: it is no such list, or names one twice, which is told. */
static gboolean
resolve_names (CrowVisit *visit, FieldList *list, guint model, const CrowAstArgument *argument)
{
  CrowCheck *self = visit->check;
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *node = crow_ast_get_expression (ast, argument->value);
  guint first = node->kind == CROW_AST_ARRAY ? node->first_element : argument->value;

  if (node->kind == CROW_AST_ARRAY ? !check_constants (self, first) : !check_constant (self, first))
    return FALSE;
  for (guint i = first; i != CROW_AST_NONE; i = node->next_sibling)
    {
      node = crow_ast_get_expression (ast, i);
      if (!add_name (self, list, model, crow_check_intern_span (self, node->span),
                     visit->attribute->reported))
        return FALSE;
    }
  return TRUE;
}

static void
tell_wrong_fields (CrowCheck *self, const FieldList *list, CrowSpan span)
{
  if (list->unknown != NULL)
    crow_check_error (self, span,
                      "Error validating: The argument fields must refer only to existing fields. "
                      "The following fields do not exist in this model: %s",
                      list->unknown->str);
  if (list->relation != NULL)
    crow_check_error (self, span,
                      "Error validating: The argument fields must refer only to scalar fields. But "
                      "it is referencing the following relation fields: %s",
                      list->relation->str);
}

static void
tell_wrong_references (CrowCheck *self, const FieldList *list, const char *model, CrowSpan span)
{
  if (list->unknown != NULL)
    crow_check_error (self, span,
                      "Error validating: The argument `references` must refer only to existing "
                      "fields in the related model `%s`. The following fields do not exist in the "
                      "related model: %s",
                      model, list->unknown->str);
  if (list->relation != NULL)
    crow_check_error (self, span,
                      "Error validating: The argument `references` must refer only to scalar "
                      "fields "
                      "in the related model `%s`. But it is referencing the following relation "
                      "fields: %s",
                      model, list->relation->str);
}

/* `fields:` (of the field's own model) or `references:`. Wrong lists count as empty ones.
 * (nullable) (element-type guint) */
static const CrowCheckList *
read_field_list (CrowVisit *visit, const char *name, guint model, gboolean is_references)
{
  CrowCheck *self = visit->check;
  const CrowAstArgument *argument = crow_visit_argument (visit, name);
  FieldList list = { 0 };

  if (argument == NULL)
    return NULL;
  list.fields = self->scratch_fields;
  g_array_set_size (list.fields, 0);
  if (!resolve_names (visit, &list, model, argument))
    g_array_set_size (list.fields, 0);
  else if (list.unknown != NULL || list.relation != NULL)
    {
      if (is_references)
        tell_wrong_references (self, &list, crow_check_model (self, model)->name,
                               visit->attribute->reported);
      else
        tell_wrong_fields (self, &list,
                           crow_ast_get_expression (crow_check_ast (self), argument->value)->span);
      g_array_set_size (list.fields, 0);
    }
  if (list.unknown != NULL)
    g_string_free (list.unknown, TRUE);
  if (list.relation != NULL)
    g_string_free (list.relation, TRUE);
  return crow_check_keep (self, list.fields, sizeof (guint));
}

static void
read_name (CrowVisit *visit, CrowCheckField *field)
{
  const CrowAstArgument *argument = crow_visit_default (visit, "name", FALSE);
  const char *name = argument != NULL ? crow_visit_string (visit, argument) : NULL;

  if (name != NULL && *name == '\0')
    crow_visit_error (visit, "A relation cannot have an empty name.");
  else
    field->ends->relation_name = name;
}

static void
read_action (CrowVisit *visit, CrowCheckField *field, CrowEvent event)
{
  const CrowAstArgument *argument = crow_visit_argument (visit, crow_event_get_argument (event));
  const char *name = argument != NULL ? crow_visit_constant (visit, argument) : NULL;
  CrowCheckAction *action = &field->ends->actions[event];

  if (name == NULL)
    return;
  action->span = crow_ast_get_expression (crow_check_ast (visit->check), argument->value)->span;
  action->is_set = crow_action_from_name (name, &action->action);
  if (!action->is_set)
    crow_check_error (visit->check, action->span,
                      "Error parsing attribute \"@relation\": Invalid referential action: `%s`",
                      name);
}

/* Reads the current attribute, a @relation, into @field. */
void
crow_check_relation_attribute (CrowVisit *visit, guint index)
{
  CrowCheckField *field = crow_check_field (visit->check, index);

  field->attribute = visit->attribute_index;
  field->ends = crow_arena_alloc (visit->check->arena, sizeof (CrowCheckEnds));
  field->ends->fields = read_field_list (visit, "fields", field->model, FALSE);
  field->ends->references = read_field_list (visit, "references", field->target, TRUE);
  read_name (visit, field);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    read_action (visit, field, event);
  field->ends->constraint = crow_visit_map (visit);
}
