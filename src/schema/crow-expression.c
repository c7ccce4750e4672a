#include "crow-database-private.h"

#include <string.h>

/* Whether a server prints an expression as it was written. PostgreSQL keeps no text of a default
 * but a tree, and prints that: every string with its type, every operation and what is cast in
 * parentheses, and no others; type names in full. */

typedef enum {
  TOKEN_WORD, /* a name or keyword; `pg_catalog.now` too */
  TOKEN_NUMBER,
  TOKEN_STRING,
  TOKEN_OPERATOR, /* `+`, `||` … */
  TOKEN_CAST,     /* `::` and the type after it */
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_COMMA,
  TOKEN_OTHER,
} TokenKind;

typedef struct
{
  TokenKind kind;
  const char *start;
  gsize length;
} Token;

/* A pair of parentheses that is open. */
typedef struct
{
  gboolean is_call;   /* of a function: its arguments are apart anyway */
  gboolean takes_any; /* … that leaves the types of its arguments open */
  gboolean has_operation;
} Level;

static gboolean
is_word_byte (char byte)
{
  return g_ascii_isalnum (byte) || byte == '_' || byte == '.' || (guchar) byte >= 0x80;
}

static gsize
measure_string (const char *text, char quote)
{
  gsize length = 1;

  for (; text[length] != '\0'; length++)
    {
      if (text[length] != quote)
        continue;
      if (text[length + 1] != quote)
        return length + 1;
      length++;
    }
  return length;
}

/* `::character varying(3)[]` */
static gsize
measure_cast (const char *text)
{
  static const char *const tails[] = { " varying", " precision", " without time zone",
                                       " with time zone" };
  gsize length = 2;

  length += text[length] == '"' ? measure_string (text + length, '"') : 0;
  while (is_word_byte (text[length]))
    length++;
  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    if (g_str_has_prefix (text + length, tails[i]))
      length += strlen (tails[i]);
  if (text[length] == '(')
    length += strcspn (text + length, ")") + 1;
  while (g_str_has_prefix (text + length, "[]"))
    length += 2;
  return length;
}

static Token
read_token (const char *text)
{
  Token token = { TOKEN_OTHER, text, 1 };

  if (*text == '\'')
    token = (Token){ TOKEN_STRING, text, measure_string (text, '\'') };
  else if (*text == '"')
    token = (Token){ TOKEN_WORD, text, measure_string (text, '"') };
  else if (g_str_has_prefix (text, "::"))
    token = (Token){ TOKEN_CAST, text, measure_cast (text) };
  else if (g_ascii_isdigit (*text))
    token = (Token){ TOKEN_NUMBER, text, strspn (text, "0123456789.eE") };
  else if (is_word_byte (*text))
    {
      token.kind = TOKEN_WORD;
      while (is_word_byte (text[token.length]))
        token.length++;
    }
  else if (strchr ("+-*/%|<>=!~^&#@", *text) != NULL)
    token = (Token){ TOKEN_OPERATOR, text, strspn (text, "+-*/%|<>=!~^&#@") };
  else if (*text == '(')
    token.kind = TOKEN_OPEN;
  else if (*text == ')')
    token.kind = TOKEN_CLOSE;
  else if (*text == ',')
    token.kind = TOKEN_COMMA;
  return token;
}

static GArray *
read_tokens (const char *text)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));

  while (*text != '\0')
    {
      Token token;

      if (g_ascii_isspace (*text))
        {
          text++;
          continue;
        }
      token = read_token (text);
      token.length = MIN (token.length, strlen (text));
      g_array_append_val (tokens, token);
      text += token.length;
    }
  return tokens;
}

static gboolean
is_text (const Token *token, const char *const *names)
{
  g_autofree char *text = g_ascii_strdown (token->start, (gssize) token->length);

  return g_strv_contains (names, text);
}

/* Names that the server replaces. */
static gboolean
is_nickname (const Token *cast)
{
  static const char *const names[] = { "::int",       "::int2",        "::int4",    "::int8",
                                       "::bool",      "::char",        "::varchar", "::float4",
                                       "::float8",    "::decimal",     "::time",    "::timetz",
                                       "::timestamp", "::timestamptz", "::bpchar",  NULL };

  return is_text (cast, names);
}

static gboolean
takes_any (const Token *name)
{
  static const char *const names[] = { "concat",
                                       "concat_ws",
                                       "json_build_object",
                                       "jsonb_build_object",
                                       "json_build_array",
                                       "jsonb_build_array",
                                       NULL };

  return name != NULL && is_text (name, names);
}

static gboolean
is_word_operator (const Token *token)
{
  static const char *const names[] = { "at", "and", "or", "is", "in", "like", NULL };

  return token->kind == TOKEN_WORD && is_text (token, names);
}

/* As the server sets blanks: after a comma, around an operator, between words. */
static gboolean
has_plain_blanks (const char *text, const GArray *tokens)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    {
      const Token *token = &g_array_index (tokens, Token, i);
      const Token *last = i > 0 ? token - 1 : NULL;
      gboolean is_apart = last != NULL && token->kind != TOKEN_CLOSE && token->kind != TOKEN_CAST &&
                          token->kind != TOKEN_COMMA && last->kind != TOKEN_OPEN &&
                          !(token->kind == TOKEN_OPEN && last->kind == TOKEN_WORD &&
                            !is_word_operator (last));

      if (is_apart)
        g_string_append_c (plain, ' ');
      g_string_append_len (plain, token->start, (gssize) token->length);
    }
  return strcmp (plain->str, text) == 0;
}

/* Where a pair of parentheses ends: whether the server would set it. */
static gboolean
is_needed (const Level *level, const Token *next)
{
  return level->is_call || level->has_operation || (next != NULL && next->kind == TOKEN_CAST);
}

static gboolean
check_token (GArray *levels, const Token *last, const Token *token, const Token *next)
{
  Level *level = levels->len > 0 ? &g_array_index (levels, Level, levels->len - 1) : NULL;
  Level opened = { FALSE, FALSE, FALSE };

  switch (token->kind)
    {
    case TOKEN_OPEN:
      opened.is_call = last != NULL && last->kind == TOKEN_WORD && !is_word_operator (last);
      opened.takes_any = opened.is_call && takes_any (last);
      g_array_append_val (levels, opened);
      return TRUE;
    case TOKEN_CLOSE:
      if (level == NULL || !is_needed (level, next))
        return FALSE;
      if (level->is_call && next != NULL && next->kind == TOKEN_CAST)
        return FALSE;
      g_array_set_size (levels, levels->len - 1);
      return TRUE;
    case TOKEN_STRING:
      return (next != NULL && next->kind == TOKEN_CAST) || (level != NULL && level->takes_any);
    case TOKEN_CAST:
      return last != NULL && (last->kind == TOKEN_STRING || last->kind == TOKEN_CLOSE) &&
             !is_nickname (token);
    case TOKEN_OPERATOR:
      if (level == NULL || level->is_call)
        return FALSE;
      level->has_operation = TRUE;
      return TRUE;
    case TOKEN_WORD:
      if (!is_word_operator (token))
        return TRUE;
      if (level == NULL || level->is_call)
        return FALSE;
      level->has_operation = TRUE;
      return TRUE;
    case TOKEN_NUMBER:
    case TOKEN_COMMA:
      return TRUE;
    case TOKEN_OTHER:
    default:
      return FALSE;
    }
}

/**
 * crow_expression_is_plain:
 * @expression: SQL of a default
 *
 * Returns: whether PostgreSQL prints it, but for the case of its letters, as it is written; an
 *   expression with anything unusual in it counts as printed otherwise
 */
gboolean
crow_expression_is_plain (const char *expression)
{
  g_autoptr (GArray) tokens = read_tokens (expression);
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (Level));

  for (guint i = 0; i < tokens->len; i++)
    {
      const Token *token = &g_array_index (tokens, Token, i);

      if (!check_token (levels, i > 0 ? token - 1 : NULL, token,
                        i + 1 < tokens->len ? token + 1 : NULL))
        return FALSE;
    }
  return levels->len == 0 && has_plain_blanks (expression, tokens);
}

/**
 * crow_expression_dup_literal:
 * @expression: SQL of a default
 *
 * Returns: (transfer full) (nullable): the text of a string that is all of it, but for casts;
 * %NULL: it is anything else
 */
char *
crow_expression_dup_literal (const char *expression)
{
  g_autoptr (GArray) tokens = read_tokens (expression);
  const Token *first = tokens->len > 0 ? &g_array_index (tokens, Token, 0) : NULL;
  GString *text;

  if (first == NULL || first->kind != TOKEN_STRING || first->length < 2)
    return NULL;
  for (guint i = 1; i < tokens->len; i++)
    if (g_array_index (tokens, Token, i).kind != TOKEN_CAST)
      return NULL;
  text = g_string_new (NULL);
  for (gsize i = 1; i + 1 < first->length; i++)
    {
      g_string_append_c (text, first->start[i]);
      i += first->start[i] == '\'';
    }
  return g_string_free (text, FALSE);
}
