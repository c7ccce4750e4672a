#include "crow-resolve-private.h"

/* An expression whose parts are being written. */
typedef struct
{
  guint next; /* into expressions (array) or arguments (function), or CROW_AST_NONE */
  gboolean is_array;
  gboolean is_first;
} Frame;

static void
append_span (const CrowAst *ast, CrowSpan span, GString *text)
{
  g_string_append_len (text, ast->text + span.start, span.end - span.start);
}

/* Writes a leaf; of a list only its start, and then what it holds is on the stack. */
static void
append_value (const CrowAst *ast, const CrowAstExpression *expression, GArray *stack, GString *text)
{
  gboolean is_array = expression->kind == CROW_AST_ARRAY;
  Frame frame = { is_array ? expression->first_element : expression->first_argument, is_array,
                  TRUE };

  if (!is_array)
    append_span (ast, expression->name, text);
  if (!is_array && expression->kind != CROW_AST_FUNCTION)
    return;
  g_string_append_c (text, is_array ? '[' : '(');
  g_array_append_val (stack, frame);
}

/* The next part of the innermost list: its end, or one more value. */
static void
append_part (const CrowAst *ast, GArray *stack, GString *text)
{
  Frame *frame = &g_array_index (stack, Frame, stack->len - 1);
  guint value = frame->next;

  if (frame->next == CROW_AST_NONE)
    {
      g_string_append_c (text, frame->is_array ? ']' : ')');
      g_array_set_size (stack, stack->len - 1);
      return;
    }
  if (!frame->is_first)
    g_string_append (text, ", ");
  frame->is_first = FALSE;
  if (frame->is_array)
    frame->next = crow_ast_get_expression (ast, value)->next_sibling;
  else
    {
      const CrowAstArgument *argument = &g_array_index (ast->arguments, CrowAstArgument, value);

      frame->next = argument->next_sibling;
      value = argument->value;
      append_span (ast, argument->name, text);
      if (argument->name.end > argument->name.start)
        g_string_append (text, ": ");
    }
  if (value != CROW_AST_NONE)
    append_value (ast, crow_ast_get_expression (ast, value), stack, text);
}

static char *
finish (const CrowAst *ast, GArray *stack, GString *text)
{
  while (stack->len > 0)
    append_part (ast, stack, text);
  return g_string_free (text, FALSE);
}

/**
 * crow_resolve_dup_expression:
 * @ast: a syntax tree
 * @expression: index of an expression of it
 *
 * Returns: (transfer full): its text with the blanks that everybody writes: `now()`, `[1, 2]`
 */
char *
crow_resolve_dup_expression (const CrowAst *ast, guint expression)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  GString *text = g_string_new (NULL);

  append_value (ast, crow_ast_get_expression (ast, expression), stack, text);
  return finish (ast, stack, text);
}

/**
 * crow_resolve_dup_arguments:
 * @ast: a syntax tree
 * @first_argument: index of the first argument of a list, or %CROW_AST_NONE
 *
 * Returns: (transfer full): `(10, 2)`, blanks as in crow_resolve_dup_expression(); without
 *   arguments nothing
 */
char *
crow_resolve_dup_arguments (const CrowAst *ast, guint first_argument)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  Frame frame = { first_argument, FALSE, TRUE };

  if (first_argument == CROW_AST_NONE)
    return g_strdup ("");
  g_array_append_val (stack, frame);
  return finish (ast, stack, g_string_new ("("));
}

/**
 * crow_resolve_find_value:
 * @ast: a syntax tree
 * @attribute: (nullable): an attribute of it
 * @argument: name of an argument
 * @unnamed: whether it may be given without its name
 *
 * Returns: (transfer none) (nullable): the argument's value
 */
const CrowAstExpression *
crow_resolve_find_value (const CrowAst *ast,
                         const CrowAstAttribute *attribute,
                         const char *argument,
                         gboolean unnamed)
{
  CrowAstArgument *found = attribute != NULL
                               ? crow_ast_find_argument (ast, attribute, argument, unnamed)
                               : NULL;

  return found != NULL ? crow_ast_get_expression (ast, found->value) : NULL;
}

/**
 * crow_resolve_get_first:
 * @ast: a syntax tree
 * @list: (nullable): a value that should be a list
 *
 * To Prisma a value where a list should be is a list of one: `@@id(a)`. The others follow by their
 * next_sibling.
 *
 * Returns: (transfer none) (nullable): its first element
 */
const CrowAstExpression *
crow_resolve_get_first (const CrowAst *ast, const CrowAstExpression *list)
{
  if (list != NULL && list->kind == CROW_AST_ARRAY)
    return crow_ast_get_expression (ast, list->first_element);
  return list;
}

/**
 * crow_resolve_dup_string:
 * @ast: a syntax tree
 * @attribute: (nullable): an attribute of it
 * @argument: name of an argument
 * @unnamed: whether it may be given without its name
 *
 * Returns: (transfer full) (nullable): the argument's value, where it is a string that is not empty
 */
char *
crow_resolve_dup_string (const CrowAst *ast,
                         const CrowAstAttribute *attribute,
                         const char *argument,
                         gboolean unnamed)
{
  const CrowAstExpression *value = crow_resolve_find_value (ast, attribute, argument, unnamed);
  g_autofree char *text = NULL;

  if (value == NULL || value->kind != CROW_AST_STRING)
    return NULL;
  text = crow_ast_string_value (ast, value->span);
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/**
 * crow_resolve_take_string:
 * @ast: a syntax tree
 * @arena: where the text is to lie
 * @attribute: (nullable): an attribute of it
 * @argument: name of an argument
 * @unnamed: whether it may be given without its name
 *
 * As crow_resolve_dup_string().
 *
 * Returns: (transfer none) (nullable): the argument's value
 */
char *
crow_resolve_take_string (const CrowAst *ast,
                          CrowArena *arena,
                          const CrowAstAttribute *attribute,
                          const char *argument,
                          gboolean unnamed)
{
  const CrowAstExpression *value = crow_resolve_find_value (ast, attribute, argument, unnamed);
  const char *text = ast->text;
  gsize length;

  if (value == NULL || value->kind != CROW_AST_STRING)
    return NULL;
  length = value->span.end - value->span.start - 2;
  if (memchr (text + value->span.start + 1, '\\', length) != NULL)
    return crow_arena_take (arena, crow_resolve_dup_string (ast, attribute, argument, unnamed));
  return length > 0 ? crow_arena_dup (arena, text + value->span.start + 1, length) : NULL;
}

/**
 * crow_resolve_dup_function_string:
 * @ast: a syntax tree
 * @function: a function
 *
 * Returns: (transfer full) (nullable): its first argument where that is a string: `a` of `raw("a")`
 */
char *
crow_resolve_dup_function_string (const CrowAst *ast, const CrowAstExpression *function)
{
  const CrowAstExpression *value = NULL;

  if (function->first_argument != CROW_AST_NONE)
    value = crow_ast_get_expression (ast, g_array_index (ast->arguments, CrowAstArgument,
                                                         function->first_argument)
                                              .value);
  return value != NULL && value->kind == CROW_AST_STRING ? crow_ast_string_value (ast, value->span)
                                                         : NULL;
}
