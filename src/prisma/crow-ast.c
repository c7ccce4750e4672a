#include "crow-ast-private.h"

#include "crow-ast-string-private.h"

#include <string.h>

/**
 * crow_ast_free:
 * @self: a syntax tree
 *
 * Frees @self and lets go of its file.
 */
void
crow_ast_free (CrowAst *self)
{
  g_clear_pointer ((GArray **) &self->tokens, g_array_unref);
  g_array_unref (self->blocks);
  g_array_unref (self->fields);
  g_array_unref (self->attributes);
  g_array_unref (self->arguments);
  g_array_unref (self->expressions);
  g_ptr_array_unref (self->diagnostics);
  crow_source_file_unref (self->file);
  g_free (self);
}

/**
 * crow_ast_get_tokens:
 * @self: a syntax tree
 *
 * Splits the text when it is first called. Any thread.
 *
 * Returns: (transfer none) (element-type CrowToken): the text's tokens, which cover every byte
 */
const GArray *
crow_ast_get_tokens (const CrowAst *self)
{
  gpointer *place = (gpointer *) &self->tokens;
  GArray *tokens = g_atomic_pointer_get (place);
  gsize length;
  const char *text;

  if (tokens != NULL)
    return tokens;
  text = crow_source_file_get_text (self->file, &length);
  tokens = crow_lex (text, length);
  if (g_atomic_pointer_compare_and_exchange (place, NULL, tokens))
    return tokens;
  g_array_unref (tokens);
  return g_atomic_pointer_get (place);
}

/**
 * crow_ast_dup:
 * @self: a syntax tree
 * @span: a span of its text
 *
 * Returns: (transfer full): the text of @span
 */
char *
crow_ast_dup (const CrowAst *self, CrowSpan span)
{
  return g_strndup (self->text + span.start, span.end - span.start);
}

static gboolean
equals (const CrowAst *self, CrowSpan span, const char *text, gsize length)
{
  return span.end - span.start == length && memcmp (self->text + span.start, text, length) == 0;
}

/**
 * crow_ast_string_value:
 * @self: a syntax tree
 * @span: a string with its quotes
 *
 * Returns: (transfer full): its value; escapes that Prisma does not know are left out
 */
char *
crow_ast_string_value (const CrowAst *self, CrowSpan span)
{
  const char *text = self->text;
  gsize length = span.end - span.start - 2;
  GString *value;

  if (memchr (text + span.start + 1, '\\', length) == NULL)
    return g_strndup (text + span.start + 1, length);
  value = g_string_sized_new (length);
  crow_ast_unescape (text, span, value, NULL);
  return g_string_free (value, FALSE);
}

/**
 * crow_ast_find_attribute:
 * @self: a syntax tree
 * @first: index of an attribute
 * @n: how many attributes to look at
 * @name: `relation`, `map`
 *
 * Returns: (transfer none) (nullable): the first attribute of that name
 */
CrowAstAttribute *
crow_ast_find_attribute (const CrowAst *self, guint first, guint n, const char *name)
{
  gsize length = strlen (name);

  for (guint i = first; i < first + n; i++)
    {
      CrowAstAttribute *attribute = &g_array_index (self->attributes, CrowAstAttribute, i);

      if (equals (self, attribute->name, name, length))
        return attribute;
    }
  return NULL;
}

/**
 * crow_ast_find_argument:
 * @self: a syntax tree
 * @attribute: an attribute of it
 * @name: name of an argument
 * @unnamed: whether the argument may also be given without its name
 *
 * Returns: (transfer none) (nullable): the argument named @name, else with @unnamed the first one
 *   that has no name
 */
CrowAstArgument *
crow_ast_find_argument (const CrowAst *self,
                        const CrowAstAttribute *attribute,
                        const char *name,
                        gboolean unnamed)
{
  CrowAstArgument *found = NULL;
  guint next = attribute->first_argument;
  gsize length = strlen (name);

  while (next != CROW_AST_NONE)
    {
      CrowAstArgument *argument = &g_array_index (self->arguments, CrowAstArgument, next);

      if (equals (self, argument->name, name, length))
        return argument;
      if (unnamed && found == NULL && argument->name.end == argument->name.start)
        found = argument;
      next = argument->next_sibling;
    }
  return found;
}

/**
 * crow_ast_get_expression:
 * @self: a syntax tree
 * @index: index of an expression, or %CROW_AST_NONE
 *
 * Returns: (transfer none) (nullable): the expression; %NULL for %CROW_AST_NONE
 */
CrowAstExpression *
crow_ast_get_expression (const CrowAst *self, guint index)
{
  if (index == CROW_AST_NONE)
    return NULL;
  return &g_array_index (self->expressions, CrowAstExpression, index);
}
