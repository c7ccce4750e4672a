#include "crow-validate-private.h"

/* A list of which some children have been written. */
typedef struct
{
  guint next; /* the child that comes next: element or argument; CROW_AST_NONE: none */
  CrowAstExpressionKind kind;
  gboolean has_child; /* something has been written of it */
} Frame;

static void
append_string (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *at = value; *at != '\0'; at++)
    switch (*at)
      {
      case '\t':
        g_string_append (text, "\\t");
        break;
      case '\n':
        g_string_append (text, "\\n");
        break;
      case '\r':
        g_string_append (text, "\\r");
        break;
      case '"':
      case '\\':
        g_string_append_printf (text, "\\%c", *at);
        break;
      default:
        if (g_ascii_iscntrl (*at))
          g_string_append_printf (text, "\\u%04x", (guint) *at);
        else
          g_string_append_c (text, *at);
      }
  g_string_append_c (text, '"');
}

/* Begins one value; of a list only its head, and its frame goes on the stack. */
static void
append_head (const CrowAst *ast, GString *text, guint index, GArray *stack)
{
  const CrowAstExpression *node = crow_ast_get_expression (ast, index);
  const char *source = ast->text;
  Frame frame = { node->first_element, node->kind, FALSE };
  g_autofree char *value = NULL;

  switch (node->kind)
    {
    case CROW_AST_STRING:
      value = crow_ast_string_value (ast, node->span);
      append_string (text, value);
      return;
    case CROW_AST_ARRAY:
      g_string_append_c (text, '[');
      break;
    case CROW_AST_FUNCTION:
      g_string_append_len (text, source + node->name.start, node->name.end - node->name.start);
      g_string_append_c (text, '(');
      frame.next = node->first_argument;
      break;
    case CROW_AST_OBJECT:
      g_string_append (text, "{ ");
      frame.next = node->first_argument;
      break;
    case CROW_AST_NUMBER:
    case CROW_AST_CONSTANT:
    default:
      g_string_append_len (text, source + node->span.start, node->span.end - node->span.start);
      return;
    }
  g_array_append_val (stack, frame);
}

/* The next child of the innermost list, or its end. Arguments without a value are left out. */
static void
append_child (const CrowAst *ast, GString *text, GArray *stack)
{
  Frame *frame = &g_array_index (stack, Frame, stack->len - 1);
  const char *source = ast->text;
  const CrowAstArgument *argument = NULL;
  guint value = frame->next;

  if (frame->next == CROW_AST_NONE)
    {
      g_string_append (text, frame->kind == CROW_AST_ARRAY      ? "]"
                             : frame->kind == CROW_AST_FUNCTION ? ")"
                                                                : " }");
      g_array_set_size (stack, stack->len - 1);
      return;
    }
  if (frame->kind == CROW_AST_ARRAY)
    frame->next = crow_ast_get_expression (ast, value)->next_sibling;
  else
    {
      argument = &g_array_index (ast->arguments, CrowAstArgument, frame->next);
      frame->next = argument->next_sibling;
      value = argument->value;
      if (value == CROW_AST_NONE)
        return;
    }
  if (frame->has_child)
    g_string_append (text, frame->kind == CROW_AST_OBJECT ? ", " : ",");
  frame->has_child = TRUE;
  if (argument != NULL && argument->name.end > argument->name.start)
    {
      g_string_append_len (text, source + argument->name.start,
                           argument->name.end - argument->name.start);
      g_string_append (text, ": ");
    }
  append_head (ast, text, value, stack);
}

/**
 * crow_check_render:
 * @self: a check
 * @expression: index of an expression of the current file
 *
 * Writes a value the way Prisma's messages quote it: no blanks but after an argument's colon and in
 * objects, and strings escaped anew, whatever the source looks like.
 *
 * Returns: (transfer full): the text
 */
char *
crow_check_render (const CrowCheck *self, guint expression)
{
  const CrowAst *ast = crow_check_ast (self);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  GString *text = g_string_new (NULL);

  append_head (ast, text, expression, stack);
  while (stack->len > 0)
    append_child (ast, text, stack);
  return g_string_free (text, FALSE);
}
