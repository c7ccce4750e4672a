#include "crow-edit-private.h"

static gboolean
is_trivia (CrowTokenKind kind)
{
  return kind <= CROW_TOKEN_BOM;
}

/* Index of the token that holds the byte at @offset. O(log tokens). */
guint
crow_edit_find_token (const CrowAst *ast, guint32 offset)
{
  guint low = 0, high = crow_ast_get_tokens (ast)->len - 1;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (crow_ast_get_tokens (ast), CrowToken, middle).span.end <= offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* End of the last token within @span that is no blank, newline or comment; the span's start where
 * there is none. */
guint32
crow_edit_trim_end (const CrowAst *ast, CrowSpan span)
{
  guint32 end = span.start;

  for (guint i = crow_edit_find_token (ast, span.start); i < crow_ast_get_tokens (ast)->len; i++)
    {
      const CrowToken *token = &g_array_index (crow_ast_get_tokens (ast), CrowToken, i);

      if (token->span.start >= span.end)
        break;
      if (!is_trivia (token->kind))
        end = MIN (token->span.end, span.end);
    }
  return end;
}

/* Where the line that holds @offset ends: the start of its newline, or of the file's end. A comment
 * over several lines belongs to the line it begins in. */
guint32
crow_edit_line_end (const CrowAst *ast, guint32 offset)
{
  guint i = crow_edit_find_token (ast, offset);

  while (TRUE)
    {
      const CrowToken *token = &g_array_index (crow_ast_get_tokens (ast), CrowToken, i);

      if (token->kind == CROW_TOKEN_NEWLINE || token->kind == CROW_TOKEN_EOF)
        return token->span.start;
      i++;
    }
}

/* The blanks that the line of @offset begins with. (transfer full) */
char *
crow_edit_dup_indent (const CrowAst *ast, guint32 offset)
{
  guint i = crow_edit_find_token (ast, offset);
  CrowSpan indent = { offset, offset };

  while (i > 0 &&
         g_array_index (crow_ast_get_tokens (ast), CrowToken, i - 1).kind == CROW_TOKEN_BLANK)
    indent.start = g_array_index (crow_ast_get_tokens (ast), CrowToken, --i).span.start;
  return crow_ast_dup (ast, indent);
}

/* The newline that ends the line of @offset, or the file's first one, or LF. (transfer full) */
char *
crow_edit_dup_newline (const CrowAst *ast, guint32 offset)
{
  const CrowToken *token = &g_array_index (crow_ast_get_tokens (ast), CrowToken,
                                           crow_edit_find_token (ast, offset));

  if (token->kind == CROW_TOKEN_NEWLINE)
    return crow_ast_dup (ast, token->span);
  for (guint i = 0; i < crow_ast_get_tokens (ast)->len; i++)
    {
      token = &g_array_index (crow_ast_get_tokens (ast), CrowToken, i);
      if (token->kind == CROW_TOKEN_NEWLINE)
        return crow_ast_dup (ast, token->span);
    }
  return g_strdup ("\n");
}
