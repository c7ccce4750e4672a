#include "crow-predicate-private.h"

#include <string.h>

static void
clear_token (gpointer data)
{
  g_clear_pointer (&((CrowSqlToken *) data)->text, g_free);
}

static void
add_token (GArray *tokens, CrowSqlTokenKind kind, char *text)
{
  CrowSqlToken token = { kind, text };

  g_array_append_val (tokens, token);
}

/* Blanks and comments. NULL: a comment that does not end. */
static const char *
skip_blanks (const char *at)
{
  for (;;)
    {
      while (g_ascii_isspace (*at))
        at++;
      if (at[0] == '-' && at[1] == '-')
        at += strcspn (at, "\n");
      else if (at[0] == '/' && at[1] == '*')
        {
          at = strstr (at + 2, "*/");
          if (at == NULL)
            return NULL;
          at += 2;
        }
      else
        return at;
    }
}

/* A text between two of the same quote, which is doubled inside. (transfer full) (nullable) */
static char *
read_quoted (const char **at)
{
  char quote = *(*at)++;
  GString *text = g_string_new (NULL);

  for (; **at != '\0'; (*at)++)
    {
      if (**at == quote && (*at)[1] != quote)
        {
          (*at)++;
          return g_string_free (text, FALSE);
        }
      if (**at == quote)
        (*at)++;
      g_string_append_c (text, **at);
    }
  g_string_free (text, TRUE);
  return NULL;
}

static gboolean
is_word_start (char letter)
{
  return g_ascii_isalpha (letter) || letter == '_' || (guchar) letter >= 0x80;
}

static gsize
measure_word (const char *at)
{
  gsize n = 0;

  while (is_word_start (at[n]) || g_ascii_isdigit (at[n]) || at[n] == '$')
    n++;
  return n;
}

static gsize
measure_number (const char *at)
{
  gsize n = strspn (at, "0123456789.");

  if (at[n] == 'e' || at[n] == 'E')
    {
      gsize sign = at[n + 1] == '+' || at[n + 1] == '-';

      if (g_ascii_isdigit (at[n + 1 + sign]))
        n += 1 + sign + strspn (at + n + 1 + sign, "0123456789");
    }
  return n;
}

static gsize
measure_operator (const char *at)
{
  static const char *const operators[] = {
    "!~~*", "#>>", "->>", "!~~", "!~*", "~~*", "::", "->", "#>", "@>", "<@", "||", "<=",
    ">=",   "<>",  "!=",  "!~",  "~~",  "~*",  "&&", "<<", ">>", "?|", "?&", "@@", "^@",
  };

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (at, operators[i]))
      return strlen (operators[i]);
  return strchr ("+-*/%^<>=~!@#&|?(),.", *at) != NULL ? 1 : 0;
}

/* TRUE: one more token. */
static gboolean
read_token (GArray *tokens, const char **at)
{
  CrowSqlTokenKind kind = CROW_SQL_TOKEN_OPERATOR;
  gsize length;
  char *text;

  if (**at == '"' || **at == '\'')
    {
      kind = **at == '"' ? CROW_SQL_TOKEN_QUOTED : CROW_SQL_TOKEN_STRING;
      text = read_quoted (at);
      if (text == NULL)
        return FALSE;
      add_token (tokens, kind, text);
      return TRUE;
    }
  length = measure_operator (*at);
  if (is_word_start (**at))
    {
      kind = CROW_SQL_TOKEN_WORD;
      length = measure_word (*at);
    }
  else if (g_ascii_isdigit (**at) || (**at == '.' && g_ascii_isdigit ((*at)[1])))
    {
      kind = CROW_SQL_TOKEN_NUMBER;
      length = measure_number (*at);
    }
  /* E'…' and its kin mean something else than '…'. */
  if (length == 0 || (kind == CROW_SQL_TOKEN_WORD && (*at)[length] == '\''))
    return FALSE;
  text = g_strndup (*at, length);
  *at += length;
  if (strcmp (text, "!=") == 0)
    memcpy (text, "<>", 2);
  add_token (tokens, kind, text);
  return TRUE;
}

/**
 * crow_sql_tokenize:
 * @text: a condition in SQL
 *
 * Returns: (transfer full) (nullable) (element-type CrowSqlToken): its tokens, the last one END;
 *   %NULL: it holds something that is none
 */
GArray *
crow_sql_tokenize (const char *text)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (CrowSqlToken));
  const char *at = text;

  g_array_set_clear_func (tokens, clear_token);
  while ((at = skip_blanks (at)) != NULL && *at != '\0')
    if (!read_token (tokens, &at))
      return NULL;
  if (at == NULL)
    return NULL;
  add_token (tokens, CROW_SQL_TOKEN_END, g_strdup (""));
  return g_steal_pointer (&tokens);
}
