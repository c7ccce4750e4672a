#include "crow-validate-private.h"

#include <string.h>

/* Arguments of cockroachdb's `sequence(…)`. */
static void
check_sequence (CrowCheck *self, const CrowAstExpression *function)
{
  static const char *const numbers[] = { "cache", "increment", "minValue", "maxValue", "start" };
  const CrowAst *ast = crow_check_ast (self);

  for (guint i = function->first_argument; i != CROW_AST_NONE;
       i = g_array_index (ast->arguments, CrowAstArgument, i).next_sibling)
    {
      const CrowAstArgument *argument = &g_array_index (ast->arguments, CrowAstArgument, i);
      gboolean is_number = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (numbers); j++)
        is_number |= crow_ast_equals (ast, argument->name, numbers[j]);
      if (is_number)
        crow_check_is_integer (self, argument->value);
      else if (crow_ast_equals (ast, argument->name, "virtual"))
        crow_check_is_boolean (self, argument->value);
      else
        crow_check_error (self, argument->span,
                          "Unexpected argument in `sequence()` function call");
    }
}

/* Functions in @default that Prisma does not know, but for cockroachdb's `sequence()`. */
void
crow_check_unknown_defaults (CrowCheck *self)
{
  for (guint i = 0; i < self->unknown_defaults->len; i++)
    {
      guint index = g_array_index (self->unknown_defaults, guint, i);
      const CrowAstExpression *function;
      g_autofree char *name = NULL;

      crow_check_at (self, crow_check_field (self, index)->model, index);
      function = crow_ast_get_expression (crow_check_ast (self),
                                          crow_check_field (self, index)->extra->default_value);
      name = crow_ast_dup (crow_check_ast (self), function->name);
      if (self->provider == CROW_PROVIDER_COCKROACHDB && g_str_equal (name, "sequence"))
        check_sequence (self, function);
      else
        crow_check_error (self, function->span,
                          "Unknown function in @default(): `%s` is not known. You can read about "
                          "the available functions here: https://pris.ly/d/attribute-functions",
                          name);
    }
}

static void
tell_type (CrowCheck *self, const CrowCheckField *field, const char *type, const char *feature)
{
  const CrowCheckModel *model = crow_check_model (self, field->model);
  const char *container = crow_check_container (model);

  crow_check_error (self, field->span,
                    "Error validating field `%s` in %s `%s`: Field `%s` in %s `%s` can't be of "
                    "type %s. The current connector does not support the %s type.",
                    field->name, container, model->name, field->name, container, model->name, type,
                    feature);
}

/* What the database has no type for. */
void
crow_check_scalar_type (CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  gboolean is_list = field->arity == CROW_AST_LIST;

  if (field->scalar == CROW_SCALAR_JSON)
    {
      if (!crow_provider_can (self->provider, CROW_CAN_JSON))
        tell_type (self, field, "Json", "Json");
      if (is_list && !crow_provider_can (self->provider, CROW_CAN_JSON_LISTS))
        tell_type (self, field, "Json[]", "Json List");
    }
  else if (field->scalar == CROW_SCALAR_DECIMAL &&
           !crow_provider_can (self->provider, CROW_CAN_DECIMAL))
    tell_type (self, field, "Decimal", "Decimal");
  if (is_list && !crow_provider_can (self->provider, CROW_CAN_LISTS))
    crow_check_error (self, field->span,
                      "Field \"%s\" in %s \"%s\" can't be a list. The current connector does not "
                      "support lists of primitive types.",
                      field->name, crow_check_container (crow_check_model (self, field->model)),
                      crow_check_model (self, field->model)->name);
}

/* What is wrong with one literal. (transfer full) (nullable) */
static char *
judge_value (CrowScalar scalar, CrowAstExpressionKind kind, const char *text, const char **what)
{
  gboolean is_string = kind == CROW_AST_STRING;

  switch (scalar)
    {
    case CROW_SCALAR_JSON:
      *what = "JSON string";
      return is_string ? crow_value_check_json (text) : NULL;
    case CROW_SCALAR_BYTES:
      *what = "base64 string";
      return is_string && !crow_value_is_base64 (text)
                 ? g_strdup ("Could not convert from `base64 encoded bytes` to "
                             "`PrismaValue::Bytes`")
                 : NULL;
    case CROW_SCALAR_DATE_TIME:
      *what = "rfc3339 datetime string";
      return is_string ? g_strdup (crow_value_check_date_time (text)) : NULL;
    case CROW_SCALAR_INT:
    case CROW_SCALAR_BIG_INT:
      *what = "integer";
      return kind == CROW_AST_NUMBER ? g_strdup (crow_value_check_integer (text)) : NULL;
    case CROW_SCALAR_DECIMAL:
      *what = "decimal";
      return is_string ? g_strdup (crow_value_check_decimal (text)) : NULL;
    default:
      return NULL;
    }
}

static void
check_value (CrowCheck *self, CrowScalar scalar, guint value)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *node = crow_ast_get_expression (ast, value);
  g_autofree char *text = NULL, *problem = NULL;
  const char *what;

  if (node->kind != CROW_AST_STRING && node->kind != CROW_AST_NUMBER)
    return;
  text = node->kind == CROW_AST_STRING ? crow_ast_string_value (ast, node->span)
                                       : crow_ast_dup (ast, node->span);
  problem = judge_value (scalar, node->kind, text, &what);
  if (problem != NULL)
    crow_check_error (self, node->span,
                      "Error parsing attribute \"%s\": Parse error: \"%s\" is not a valid %s. (%s)",
                      scalar == CROW_SCALAR_DECIMAL ? "default" : "@default", text, what, problem);
}

gboolean
crow_check_default_is (const CrowCheck *self, guint index, const char *function)
{
  const CrowCheckField *field = crow_check_field (self, index);
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *node;

  if (field->extra->default_value == CROW_AST_NONE)
    return FALSE;
  node = crow_ast_get_expression (ast, field->extra->default_value);
  return node->kind == CROW_AST_FUNCTION && crow_ast_equals (ast, node->name, function);
}

/* The values in @default of a field of a built-in type. */
static void
check_values (CrowCheck *self, const CrowCheckField *field)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *node = crow_ast_get_expression (ast, field->extra->default_value);

  if (field->scalar == CROW_SCALAR_NONE)
    return;
  if (node->kind != CROW_AST_ARRAY)
    check_value (self, field->scalar, field->extra->default_value);
  else
    for (guint i = node->first_element; i != CROW_AST_NONE;
         i = crow_ast_get_expression (ast, i)->next_sibling)
      check_value (self, field->scalar, i);
}

/* @default of a field of a model or a composite type. */
void
crow_check_default_value (CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  const CrowCheckModel *model = crow_check_model (self, field->model);
  CrowSpan span;

  if (field->extra->default_value == CROW_AST_NONE)
    return;
  span = crow_check_attribute_span (self, field->extra->default_attribute);
  if (field->extra->default_name != NULL &&
      !crow_provider_can (self->provider, CROW_CAN_NAME_DEFAULTS))
    crow_check_error (self, span,
                      "Error parsing attribute \"@default\": You defined a database name for the "
                      "default value of a field on the model. This is not supported by the "
                      "provider.");
  crow_check_name_length (self, field->model, field->extra->default_name, "@default", span);
  check_values (self, field);
  if (model->kind != CROW_AST_TYPE && !crow_provider_can (self->provider, CROW_CAN_AUTO) &&
      crow_check_default_is (self, index, "auto"))
    crow_check_error (self,
                      crow_ast_get_expression (crow_check_ast (self), field->extra->default_value)
                          ->span,
                      "Error parsing attribute \"@default\": The current connector does not "
                      "support the `auto()` function.");
}

/* The name of a default has its own constraint on sqlserver. */
void
crow_check_default_name (CrowCheck *self, CrowCheckNames *names, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  CrowSpan span = field->span;
  const char *name;

  if (field->extra->default_value == CROW_AST_NONE || self->provider != CROW_PROVIDER_SQLSERVER)
    return;
  name = crow_check_default_constraint (self, index);
  crow_check_argument_span (self, field->extra->default_attribute, "map", &span);
  crow_check_name_clashes (self, names, CROW_CHECK_NAME_DEFAULT, field->model, name, "@default",
                           span);
}

static void
tell_autoincrement (CrowCheck *self, CrowSpan span, const char *problem)
{
  crow_check_error (self, span,
                    "Error parsing attribute \"@default\": The `autoincrement()` default value is "
                    "used %s",
                    problem);
}

/* Whether the field begins a key or index of its model. */
static gboolean
is_indexed (const CrowCheckModel *model, guint field)
{
  if (model->has_id && model->id.fields->len > 0 &&
      g_array_index (model->id.fields, guint, 0) == field)
    return TRUE;
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowCheckKey *key = &g_array_index (model->keys, CrowCheckKey, i);

      if (key->fields->len > 0 && g_array_index (key->fields, guint, 0) == field)
        return TRUE;
    }
  return FALSE;
}

static void
check_autoincrement (CrowCheck *self, const CrowCheckModel *model, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  gboolean is_id = model->has_id && model->id.fields->len == 1 &&
                   g_array_index (model->id.fields, guint, 0) == index;

  crow_check_at (self, field->model, index);
  if (!is_id && !crow_provider_can (self->provider, CROW_CAN_AUTOINCREMENT_OFF_ID))
    tell_autoincrement (self, field->span,
                        "on a non-id field even though the datasource does not support this.");
  if (!crow_provider_can (self->provider, CROW_CAN_AUTOINCREMENT_OFF_INDEX) &&
      !is_indexed (model, index))
    tell_autoincrement (self, field->span,
                        "on a non-indexed field even though the datasource does not support this.");
}

/* The fields of a model that count by themselves. */
void
crow_check_autoincrement (CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);
  gboolean can = crow_provider_can (self->provider, CROW_CAN_AUTOINCREMENT);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = model->first_field; i < model->first_field + model->n_fields; i++)
    if (crow_check_field (self, i)->extra->default_value != CROW_AST_NONE &&
        crow_check_default_is (self, i, "autoincrement"))
      g_array_append_val (fields, i);
  for (guint i = 0; i < fields->len && !can; i++)
    tell_autoincrement (self,
                        crow_check_attribute_span (self,
                                                   crow_check_field (self, g_array_index (fields,
                                                                                          guint, i))
                                                       ->extra->default_attribute),
                        "with a datasource that does not support it.");
  if (!can)
    return;
  if (fields->len > 1 && !crow_provider_can (self->provider, CROW_CAN_AUTOINCREMENT_OFTEN))
    tell_autoincrement (self, crow_check_block (self, model->block).span,
                        "multiple times on this model even though the underlying datasource only "
                        "supports one instance per table.");
  for (guint i = 0; i < fields->len; i++)
    check_autoincrement (self, model, g_array_index (fields, guint, i));
  crow_check_at (self, index, CROW_AST_NONE);
}
