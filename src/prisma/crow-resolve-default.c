#include "crow-resolve-private.h"

#include <string.h>

static char *
dup_value (const CrowAst *ast, const CrowAstExpression *value)
{
  return value->kind == CROW_AST_STRING ? crow_ast_string_value (ast, value->span)
                                        : crow_ast_dup (ast, value->span);
}

/* A constant; a list in a list or a function in one is none, and says nothing. */
static void
add_value (CrowDefault *self, const CrowAst *ast, const CrowAstExpression *value)
{
  CrowValueKind kind;
  g_autofree char *text = NULL;

  if (value->kind == CROW_AST_STRING)
    kind = CROW_VALUE_STRING;
  else if (value->kind == CROW_AST_NUMBER)
    kind = CROW_VALUE_NUMBER;
  else if (value->kind == CROW_AST_CONSTANT)
    kind = CROW_VALUE_CONSTANT;
  else
    return;
  text = dup_value (ast, value);
  crow_default_add_value (self, kind, text);
}

static CrowDefault *
make_constants (const CrowAst *ast, const CrowAstExpression *value)
{
  CrowDefault *self = crow_default_new (CROW_DEFAULT_VALUE);

  self->is_list = value->kind == CROW_AST_ARRAY;
  for (value = crow_resolve_get_first (ast, value); value != NULL;
       value = crow_ast_get_expression (ast, value->next_sibling))
    add_value (self, ast, value);
  return self;
}

static void
read_sequence_argument (CrowSequence *self, const char *name, const char *value)
{
  gint64 number = g_ascii_strtoll (value, NULL, 10);

#define TAKE(member, result) (self->has_##member = TRUE, self->member = (result))
  if (strcmp (name, "virtual") == 0)
    {
      self->has_virtual = TRUE;
      self->is_virtual = strcmp (value, "true") == 0;
    }
  else if (strcmp (name, "cache") == 0)
    TAKE (cache, number);
  else if (strcmp (name, "increment") == 0)
    TAKE (increment, number);
  else if (strcmp (name, "minValue") == 0)
    TAKE (min, number);
  else if (strcmp (name, "maxValue") == 0)
    TAKE (max, number);
  else if (strcmp (name, "start") == 0)
    TAKE (start, number);
#undef TAKE
}

static CrowDefault *
make_sequence (const CrowAst *ast, const CrowAstExpression *function)
{
  CrowDefault *self = crow_default_new (CROW_DEFAULT_SEQUENCE);
  const CrowAstArgument *argument;

  for (guint next = function->first_argument; next != CROW_AST_NONE; next = argument->next_sibling)
    {
      const CrowAstExpression *value;
      g_autofree char *name = NULL;
      g_autofree char *text = NULL;

      argument = &g_array_index (ast->arguments, CrowAstArgument, next);
      value = crow_ast_get_expression (ast, argument->value);
      if (value == NULL)
        continue;
      name = crow_ast_dup (ast, argument->name);
      text = dup_value (ast, value);
      read_sequence_argument (&self->sequence, name, text);
    }
  return self;
}

static CrowDefault *
make_expression (const CrowAst *ast, const CrowAstExpression *function)
{
  CrowDefault *self = crow_default_new (CROW_DEFAULT_DBGENERATED);

  self->expression = crow_resolve_dup_function_string (ast, function);
  return self;
}

static CrowDefault *
make_function (const CrowAst *ast, const CrowAstExpression *function)
{
  if (crow_ast_equals (ast, function->name, "now"))
    return crow_default_new (CROW_DEFAULT_NOW);
  if (crow_ast_equals (ast, function->name, "autoincrement"))
    return crow_default_new (CROW_DEFAULT_AUTOINCREMENT);
  if (crow_ast_equals (ast, function->name, "sequence"))
    return make_sequence (ast, function);
  if (crow_ast_equals (ast, function->name, "dbgenerated"))
    return make_expression (ast, function);
  return crow_default_new (CROW_DEFAULT_CLIENT);
}

/**
 * crow_resolve_make_default:
 * @ast: a syntax tree
 * @expression: index of the value of an `@default`
 *
 * Returns: (transfer full): what it says
 */
CrowDefault *
crow_resolve_make_default (const CrowAst *ast, guint expression)
{
  const CrowAstExpression *value = crow_ast_get_expression (ast, expression);

  return value->kind == CROW_AST_FUNCTION ? make_function (ast, value)
                                          : make_constants (ast, value);
}
