#include "crow-validate-private.h"

#include <string.h>

/* The number at @expression, of 64 bits; FALSE: it is none, which is told. */
static gboolean
read_integer (CrowCheck *self, guint expression, gint64 *value)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *node = crow_ast_get_expression (ast, expression);
  g_autofree char *text = crow_ast_dup (ast, node->span);

  if (node->kind == CROW_AST_NUMBER && crow_value_check_integer (text) == NULL)
    {
      *value = g_ascii_strtoll (text, NULL, 10);
      return TRUE;
    }
  crow_check_mismatch (self, "numeric", expression);
  return FALSE;
}

/* FALSE: @expression is no integer, which is told. */
gboolean
crow_check_is_integer (CrowCheck *self, guint expression)
{
  gint64 value;

  return read_integer (self, expression, &value);
}

/* CROW_CHECK_UNSET: @expression is neither `true` nor `false`, which is told. */
CrowCheckSwitch
crow_check_is_boolean (CrowCheck *self, guint expression)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *node = crow_ast_get_expression (ast, expression);

  if (node->kind == CROW_AST_CONSTANT && crow_ast_equals (ast, node->span, "true"))
    return CROW_CHECK_TRUE;
  if (node->kind == CROW_AST_CONSTANT && crow_ast_equals (ast, node->span, "false"))
    return CROW_CHECK_FALSE;
  crow_check_mismatch (self, "boolean", expression);
  return CROW_CHECK_UNSET;
}

/* The first argument of that name, with a value, or NULL. */
static const CrowAstArgument *
find_argument (const CrowAst *ast, const CrowAstExpression *function, const char *name)
{
  for (guint i = function->first_argument; i != CROW_AST_NONE;
       i = g_array_index (ast->arguments, CrowAstArgument, i).next_sibling)
    {
      const CrowAstArgument *argument = &g_array_index (ast->arguments, CrowAstArgument, i);

      if (argument->value != CROW_AST_NONE && crow_ast_equals (ast, argument->name, name))
        return argument;
    }
  return NULL;
}

static CrowCheckSort
read_sort (CrowCheck *self, const CrowAstArgument *argument)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *value = crow_ast_get_expression (ast, argument->value);

  if (value->kind != CROW_AST_CONSTANT)
    crow_check_mismatch (self, "constant", argument->value);
  else if (crow_ast_equals (ast, value->span, "Asc"))
    return CROW_CHECK_ASC;
  else if (crow_ast_equals (ast, value->span, "Desc"))
    return CROW_CHECK_DESC;
  else
    crow_check_error (self, argument->span, "Unexpected token. Expected one of: Asc, Desc");
  return CROW_CHECK_UNSORTED;
}

static guint
count_values (const CrowAst *ast, const CrowAstExpression *function)
{
  guint n_values = 0;

  for (guint i = function->first_argument; i != CROW_AST_NONE;
       i = g_array_index (ast->arguments, CrowAstArgument, i).next_sibling)
    n_values += g_array_index (ast->arguments, CrowAstArgument, i).value != CROW_AST_NONE;
  return n_values;
}

/* `raw("…")`: "", or NULL with the reason told. */
static const char *
read_raw_class (CrowCheck *self, const CrowAstExpression *function)
{
  const CrowAst *ast = crow_check_ast (self);
  guint n_values = count_values (ast, function), next = function->first_argument;
  const CrowAstArgument *argument;

  if (n_values != 1)
    {
      crow_check_error (self, function->span,
                        "Unexpected token. Expected one of: Wrong number of arguments. Expected: "
                        "1, got: %u",
                        n_values);
      return NULL;
    }
  do
    {
      argument = &g_array_index (ast->arguments, CrowAstArgument, next);
      next = argument->next_sibling;
    }
  while (argument->value == CROW_AST_NONE);
  if (crow_ast_get_expression (ast, argument->value)->kind == CROW_AST_STRING)
    return "";
  crow_check_error (self, function->span,
                    "Unexpected token. Expected one of: Invalid parameter type: expected string");
  return NULL;
}

static const char *
read_class (CrowCheck *self, const CrowAstArgument *argument)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *value = crow_ast_get_expression (ast, argument->value);
  g_autofree char *name = NULL;

  if (value->kind == CROW_AST_FUNCTION)
    return crow_ast_equals (ast, value->name, "raw") ? read_raw_class (self, value) : NULL;
  if (value->kind != CROW_AST_CONSTANT)
    {
      crow_check_error (self, argument->span, "Unexpected token. Expected one of: operator class");
      return NULL;
    }
  name = crow_ast_dup (ast, value->span);
  if (crow_check_is_operator_class (name))
    return crow_check_intern (self, name);
  crow_check_error (self, value->span,
                    "Unexpected token. Expected one of: Invalid operator class: %s", name);
  return NULL;
}

/* An option that says nothing. */
CrowCheckOption
crow_check_no_option (void)
{
  return (CrowCheckOption){ .length = CROW_CHECK_NO_LENGTH };
}

/* `field(sort: Desc, length: 3, ops: TextOps)`. */
CrowCheckOption
crow_check_read_option (CrowCheck *self, const CrowAstExpression *function)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstArgument *sort = find_argument (ast, function, "sort");
  const CrowAstArgument *length = find_argument (ast, function, "length");
  const CrowAstArgument *class = find_argument (ast, function, "ops");
  CrowCheckOption option = crow_check_no_option ();
  gint64 number;

  if (sort != NULL)
    option.sort = read_sort (self, sort);
  if (length != NULL && read_integer (self, length->value, &number) && number >= 0)
    option.length = (guint32) number;
  if (class != NULL)
    option.class = read_class (self, class);
  return option;
}

/* `@id(sort: Desc, length: 3)`: takes both. */
CrowCheckOption
crow_check_read_field_option (CrowVisit *visit)
{
  CrowCheckOption option = crow_check_no_option ();
  const CrowAstArgument *length = crow_visit_argument (visit, "length"), *sort;
  const char *order;
  gint64 number;

  if (length != NULL && read_integer (visit->check, length->value, &number))
    option.length = (guint32) number;
  sort = crow_visit_argument (visit, "sort");
  order = sort != NULL ? crow_visit_constant (visit, sort) : NULL;
  if (order == NULL)
    return option;
  if (g_str_equal (order, "Asc"))
    option.sort = CROW_CHECK_ASC;
  else if (g_str_equal (order, "Desc"))
    option.sort = CROW_CHECK_DESC;
  else
    crow_visit_error (visit, "The `sort` argument can only be `Asc` or `Desc` you provided: %s.",
                      order);
  return option;
}
