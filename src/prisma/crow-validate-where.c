#include "crow-validate-private.h"

#define WRONG_ARGUMENT                                                                             \
  "The `where` argument must be either a raw() function call or an object literal, e.g. `where: "  \
  "raw(\"status = 'active'\")` or `where: { active: true }`."
#define EXPECTED "Expected true, false, null, a string, a number, or an object like { not: null }."

/* What a member of the object says. */
typedef enum {
  VALUE_NULL,
  VALUE_BOOLEAN,
  VALUE_STRING,
  VALUE_NUMBER,
  VALUE_WRONG, /* told */
} Value;

static const CrowAstArgument *
get_member (const CrowAst *ast, guint index)
{
  return &g_array_index (ast->arguments, CrowAstArgument, index);
}

static Value
read_constant (CrowVisit *visit, const CrowAstExpression *node)
{
  const CrowAst *ast = crow_check_ast (visit->check);
  g_autofree char *text = NULL;

  if (crow_ast_equals (ast, node->span, "null"))
    return VALUE_NULL;
  if (crow_ast_equals (ast, node->span, "true") || crow_ast_equals (ast, node->span, "false"))
    return VALUE_BOOLEAN;
  text = crow_ast_dup (ast, node->span);
  crow_visit_error (visit, "Invalid value '%s' in where clause. " EXPECTED, text);
  return VALUE_WRONG;
}

static Value
read_plain_value (CrowVisit *visit, const CrowAstExpression *node)
{
  switch (node->kind)
    {
    case CROW_AST_STRING:
      return VALUE_STRING;
    case CROW_AST_NUMBER:
      return VALUE_NUMBER;
    case CROW_AST_CONSTANT:
      return read_constant (visit, node);
    default:
      crow_visit_error (visit, "Invalid value in where clause. " EXPECTED);
      return VALUE_WRONG;
    }
}

/* `"x"`, or `{ not: "x" }`. */
static Value
read_value (CrowVisit *visit, guint expression)
{
  const CrowAst *ast = crow_check_ast (visit->check);
  const CrowAstExpression *node = crow_ast_get_expression (ast, expression);
  const CrowAstArgument *member;

  if (node->kind != CROW_AST_OBJECT)
    return read_plain_value (visit, node);
  member = node->first_argument != CROW_AST_NONE ? get_member (ast, node->first_argument) : NULL;
  if (member == NULL || member->next_sibling != CROW_AST_NONE)
    {
      crow_visit_error (visit, "Nested object in where clause must have exactly one key. Use `{ "
                               "not: null }` or `{ not: \"value\" }`.");
      return VALUE_WRONG;
    }
  if (!crow_ast_equals (ast, member->name, "not"))
    {
      g_autofree char *name = crow_ast_dup (ast, member->name);

      crow_visit_error (visit,
                        "Unknown key '%s' in nested where clause object. Only 'not' is supported.",
                        name);
      return VALUE_WRONG;
    }
  return read_plain_value (visit, crow_ast_get_expression (ast, member->value));
}

static gboolean
takes (CrowScalar scalar, Value value)
{
  switch (scalar)
    {
    case CROW_SCALAR_STRING:
    case CROW_SCALAR_DATE_TIME:
      return value == VALUE_STRING;
    case CROW_SCALAR_BOOLEAN:
      return value == VALUE_BOOLEAN;
    case CROW_SCALAR_JSON:
    case CROW_SCALAR_BYTES:
      return FALSE;
    default:
      return value == VALUE_NUMBER;
    }
}

/* FALSE: the field cannot be compared with such a value, which is told. */
static gboolean
check_value (CrowVisit *visit, const CrowCheckField *field, Value value)
{
  static const char *const names[] = { "", "Boolean", "a String", "a Number", "" };

  if (value == VALUE_NULL || value == VALUE_WRONG)
    return value == VALUE_NULL;
  if (field->kind == CROW_CHECK_UNSUPPORTED || field->kind == CROW_CHECK_COMPOSITE)
    crow_visit_error (visit,
                      "Field '%s' is %s type and cannot be used in the object syntax of a where "
                      "clause. Use raw() instead.",
                      field->name,
                      field->kind == CROW_CHECK_COMPOSITE ? "a composite" : "an unsupported");
  else if (field->kind == CROW_CHECK_ENUM && value != VALUE_STRING)
    crow_visit_error (visit,
                      "Type mismatch: field '%s' is an Enum and only accepts String values in the "
                      "where clause.",
                      field->name);
  else if (field->kind == CROW_CHECK_SCALAR && !takes (field->scalar, value))
    crow_visit_error (visit, "Type mismatch: field '%s' is of type %s, but the value is %s.",
                      field->name, crow_scalar_get_name (field->scalar), names[value]);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_member (CrowVisit *visit, guint model, const CrowAstArgument *member)
{
  CrowCheck *self = visit->check;
  const char *name = crow_check_intern_span (self, member->name);
  guint field = crow_check_find_field (self, model, name);

  if (field == CROW_AST_NONE)
    {
      crow_visit_error (visit, "Field '%s' does not exist in model '%s'.", name,
                        crow_check_model (self, model)->name);
      return FALSE;
    }
  if (crow_check_field (self, field)->kind == CROW_CHECK_RELATION ||
      crow_check_field (self, field)->kind == CROW_CHECK_UNKNOWN)
    {
      crow_visit_error (visit,
                        "Field '%s' is a relation field. Only scalar fields can be used in the "
                        "where clause.",
                        name);
      return FALSE;
    }
  return check_value (visit, crow_check_field (self, field), read_value (visit, member->value));
}

/* The first wrong member is told. */
static gboolean
check_object (CrowVisit *visit, guint model, const CrowAstExpression *object)
{
  const CrowAst *ast = crow_check_ast (visit->check);

  if (object->first_argument == CROW_AST_NONE)
    {
      crow_visit_error (visit, "The `where` argument cannot be an empty object.");
      return FALSE;
    }
  for (guint i = object->first_argument; i != CROW_AST_NONE; i = get_member (ast, i)->next_sibling)
    if (get_member (ast, i)->value != CROW_AST_NONE &&
        !check_member (visit, model, get_member (ast, i)))
      return FALSE;
  return TRUE;
}

static gboolean
check_raw (CrowVisit *visit, const CrowAstExpression *function)
{
  const CrowAst *ast = crow_check_ast (visit->check);
  const char *text = NULL;

  if (function->first_argument != CROW_AST_NONE &&
      get_member (ast, function->first_argument)->value != CROW_AST_NONE)
    text = crow_visit_string (visit, get_member (ast, function->first_argument));
  if (text == NULL)
    crow_visit_error (visit,
                      "The `where` argument must be a raw() function with a string argument, e.g. "
                      "`where: raw(\"status = 'active'\")`.");
  else if (*text == '\0')
    crow_visit_error (visit, "The `where` argument cannot contain an empty string.");
  else
    return TRUE;
  return FALSE;
}

/* Takes the `where:` of an index of @model. Returns: whether there is one that can be read. */
gboolean
crow_check_where (CrowVisit *visit, guint model)
{
  const CrowAst *ast = crow_check_ast (visit->check);
  const CrowAstArgument *argument = crow_visit_argument (visit, "where");
  const CrowAstExpression *node;

  if (argument == NULL)
    return FALSE;
  node = crow_ast_get_expression (ast, argument->value);
  if (node->kind == CROW_AST_OBJECT)
    return check_object (visit, model, node);
  if (node->kind == CROW_AST_FUNCTION && crow_ast_equals (ast, node->name, "raw"))
    return check_raw (visit, node);
  if (node->kind != CROW_AST_FUNCTION)
    crow_check_mismatch (visit->check, "function", argument->value);
  crow_visit_error (visit, WRONG_ARGUMENT);
  return FALSE;
}
