#include "crow-predicate-private.h"

#include <string.h>

/* How tightly operators bind; PostgreSQL's order. */
enum {
  BINDS_OPEN = 0, /* a parenthesis */
  BINDS_OR = 10,
  BINDS_AND = 20,
  BINDS_NOT = 30,
  BINDS_IS = 40,
  BINDS_COMPARE = 50,
  BINDS_BETWEEN = 60,
  BINDS_OTHER = 70,
  BINDS_SUM = 80,
  BINDS_PRODUCT = 90,
  BINDS_POWER = 100,
};

/* An operator that waits for its right side, or a parenthesis for its end. */
typedef struct
{
  int binds;
  CrowSqlNodeKind kind;
  guint n_operands;    /* a parenthesis: those in it so far */
  gboolean is_waiting; /* BETWEEN: for its AND */
  gboolean has_left;   /* IN: an operand before the parenthesis belongs to it */
  char *text;          /* (owned) (nullable) a parenthesis: NULL: it only groups */
} Pending;

typedef struct
{
  const GArray *tokens;
  guint at;
  GArray *nodes;    /* (owned) */
  GArray *operands; /* (owned) (element-type int) */
  GArray *pending;  /* (owned) (element-type Pending) */
} Parser;

static void
clear_node (gpointer data)
{
  g_clear_pointer (&((CrowSqlNode *) data)->text, g_free);
}

static void
clear_pending (gpointer data)
{
  g_clear_pointer (&((Pending *) data)->text, g_free);
}

static const CrowSqlToken *
get_token (const Parser *parser, guint ahead)
{
  guint index = MIN (parser->at + ahead, parser->tokens->len - 1);

  return &g_array_index (parser->tokens, CrowSqlToken, index);
}

static gboolean
is_word (const CrowSqlToken *token, const char *word)
{
  return token->kind == CROW_SQL_TOKEN_WORD && g_ascii_strcasecmp (token->text, word) == 0;
}

static gboolean
is_operator (const CrowSqlToken *token, const char *text)
{
  return token->kind == CROW_SQL_TOKEN_OPERATOR && strcmp (token->text, text) == 0;
}

static gboolean
take_word (Parser *parser, const char *word)
{
  if (!is_word (get_token (parser, 0), word))
    return FALSE;
  parser->at++;
  return TRUE;
}

/* Makes a node of the last @n operands, which it takes. FALSE: there are not as many. */
static gboolean
push_node (Parser *parser, CrowSqlNodeKind kind, char *text, guint n)
{
  CrowSqlNode node = { kind, text, n, -1, -1 };
  int index = (int) parser->nodes->len;
  guint first;

  if (parser->operands->len < n)
    {
      g_free (text);
      return FALSE;
    }
  first = parser->operands->len - n;
  for (guint i = 0; i < n; i++)
    {
      int child = g_array_index (parser->operands, int, first + i);

      if (i == 0)
        node.first_child = child;
      else
        g_array_index (parser->nodes, CrowSqlNode,
                       g_array_index (parser->operands, int, first + i - 1))
            .next_sibling = child;
    }
  g_array_set_size (parser->operands, first);
  g_array_append_val (parser->nodes, node);
  g_array_append_val (parser->operands, index);
  return TRUE;
}

static Pending *
get_pending (const Parser *parser)
{
  return parser->pending->len > 0
             ? &g_array_index (parser->pending, Pending, parser->pending->len - 1)
             : NULL;
}

static void
push_pending (Parser *parser, int binds, CrowSqlNodeKind kind, guint n_operands, const char *text)
{
  Pending pending = { binds, kind, n_operands, FALSE, FALSE, g_strdup (text) };

  g_array_append_val (parser->pending, pending);
}

/* Ends the operators that bind at least so tightly. */
static gboolean
reduce (Parser *parser, int binds)
{
  Pending *top;

  while ((top = get_pending (parser)) != NULL && top->binds != BINDS_OPEN && top->binds >= binds)
    {
      gboolean is_done = !top->is_waiting &&
                         push_node (parser, top->kind, g_steal_pointer (&top->text),
                                    top->n_operands);

      g_array_set_size (parser->pending, parser->pending->len - 1);
      if (!is_done)
        return FALSE;
    }
  return TRUE;
}

static gboolean
push_binary (Parser *parser, int binds, CrowSqlNodeKind kind, const char *text)
{
  if (!reduce (parser, binds))
    return FALSE;
  push_pending (parser, binds, kind, 2, text);
  return TRUE;
}

static int
find_binding (const char *operator_)
{
  static const char *const compare[] = { "=", "<", ">", "<=", ">=", "<>" };

  for (guint i = 0; i < G_N_ELEMENTS (compare); i++)
    if (strcmp (operator_, compare[i]) == 0)
      return BINDS_COMPARE;
  if (strcmp (operator_, "+") == 0 || strcmp (operator_, "-") == 0)
    return BINDS_SUM;
  if (strcmp (operator_, "*") == 0 || strcmp (operator_, "/") == 0 || strcmp (operator_, "%") == 0)
    return BINDS_PRODUCT;
  return strcmp (operator_, "^") == 0 ? BINDS_POWER : BINDS_OTHER;
}

/* The AND of a BETWEEN that waits for it. */
static gboolean
is_between_and (const Parser *parser)
{
  for (guint i = parser->pending->len; i > 0; i--)
    {
      const Pending *pending = &g_array_index (parser->pending, Pending, i - 1);

      if (pending->binds == BINDS_OPEN)
        return FALSE;
      if (pending->is_waiting)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_and (Parser *parser)
{
  if (!is_between_and (parser))
    return push_binary (parser, BINDS_AND, CROW_SQL_NODE_OPERATION, "AND");
  while (!get_pending (parser)->is_waiting)
    {
      Pending *top = get_pending (parser);
      gboolean is_done = push_node (parser, top->kind, g_steal_pointer (&top->text),
                                    top->n_operands);

      g_array_set_size (parser->pending, parser->pending->len - 1);
      if (!is_done)
        return FALSE;
    }
  get_pending (parser)->is_waiting = FALSE;
  return TRUE;
}

/* After IS. TRUE and *@is_complete: no right side follows. */
static gboolean
read_is (Parser *parser, gboolean *is_complete)
{
  static const char *const words[] = { "NULL", "TRUE", "FALSE", "UNKNOWN" };
  const char *negation = take_word (parser, "NOT") ? "NOT " : "";

  if (!reduce (parser, BINDS_IS))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (take_word (parser, words[i]))
      {
        *is_complete = TRUE;
        return push_node (parser, CROW_SQL_NODE_OPERATION,
                          g_strconcat ("IS ", negation, words[i], NULL), 1);
      }
  if (!take_word (parser, "DISTINCT") || !take_word (parser, "FROM"))
    return FALSE;
  push_pending (parser, BINDS_IS, CROW_SQL_NODE_EXACT, 2,
                *negation != '\0' ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM");
  return TRUE;
}

/* A type: words, lengths in parentheses, brackets are not understood. (transfer full) (nullable) */
static char *
read_type (Parser *parser)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (get_token (parser, 0)->kind == CROW_SQL_TOKEN_WORD &&
         (text->len == 0 || is_word (get_token (parser, 0), "varying") ||
          is_word (get_token (parser, 0), "precision")))
    {
      g_autofree char *word = g_ascii_strdown (get_token (parser, 0)->text, -1);

      g_string_append_printf (text, " %s", word);
      parser->at++;
    }
  if (text->len == 0)
    return NULL;
  if (is_operator (get_token (parser, 0), "("))
    {
      for (; !is_operator (get_token (parser, 0), ")"); parser->at++)
        {
          if (get_token (parser, 0)->kind == CROW_SQL_TOKEN_END)
            return NULL;
          g_string_append (text, get_token (parser, 0)->text);
        }
      parser->at++;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_cast (Parser *parser)
{
  char *type = read_type (parser);

  return type != NULL && push_node (parser, CROW_SQL_NODE_CAST, type, 1);
}

static gboolean
open_list (Parser *parser, const char *text)
{
  if (!is_operator (get_token (parser, 0), "("))
    return FALSE;
  parser->at++;
  if (!reduce (parser, BINDS_BETWEEN))
    return FALSE;
  push_pending (parser, BINDS_OPEN, CROW_SQL_NODE_EXACT, 0, text);
  get_pending (parser)->has_left = TRUE;
  return TRUE;
}

/* IN, LIKE, BETWEEN, with or without a NOT before. */
static gboolean
read_test (Parser *parser)
{
  gboolean is_negated = take_word (parser, "NOT");

  if (take_word (parser, "IN"))
    return open_list (parser, is_negated ? "NOT IN" : "IN");
  if (take_word (parser, "LIKE"))
    return push_binary (parser, BINDS_BETWEEN, CROW_SQL_NODE_EXACT,
                        is_negated ? "NOT LIKE" : "LIKE");
  if (take_word (parser, "ILIKE"))
    return push_binary (parser, BINDS_BETWEEN, CROW_SQL_NODE_EXACT,
                        is_negated ? "NOT ILIKE" : "ILIKE");
  if (!take_word (parser, "BETWEEN") || !reduce (parser, BINDS_BETWEEN))
    return FALSE;
  push_pending (parser, BINDS_BETWEEN, CROW_SQL_NODE_OPERATION, 3,
                is_negated ? "NOT BETWEEN" : "BETWEEN");
  get_pending (parser)->is_waiting = TRUE;
  return TRUE;
}

/* Ends a parenthesis and all in it. */
static gboolean
close_parenthesis (Parser *parser)
{
  Pending *top;
  gboolean is_done;

  if (!reduce (parser, BINDS_OPEN + 1))
    return FALSE;
  top = get_pending (parser);
  if (top == NULL)
    return FALSE;
  if (top->text == NULL)
    is_done = top->n_operands == 0;
  else
    is_done = push_node (parser, CROW_SQL_NODE_EXACT, g_steal_pointer (&top->text),
                         top->n_operands + 1 + top->has_left);
  g_array_set_size (parser->pending, parser->pending->len - 1);
  return is_done;
}

/* After an operand. *@wants_operand: what comes next. */
static gboolean
read_infix (Parser *parser, gboolean *wants_operand)
{
  const CrowSqlToken *token = get_token (parser, 0);
  gboolean is_complete = FALSE;

  *wants_operand = FALSE;
  if (is_operator (token, ")"))
    {
      parser->at++;
      return close_parenthesis (parser);
    }
  if (is_operator (token, "::"))
    {
      parser->at++;
      return read_cast (parser);
    }
  *wants_operand = TRUE;
  if (is_operator (token, ","))
    {
      parser->at++;
      if (!reduce (parser, BINDS_OPEN + 1) || get_pending (parser) == NULL)
        return FALSE;
      get_pending (parser)->n_operands++;
      return TRUE;
    }
  if (token->kind == CROW_SQL_TOKEN_OPERATOR)
    {
      parser->at++;
      return !is_operator (token, "(") && !is_operator (token, ".") &&
             push_binary (parser, find_binding (token->text), CROW_SQL_NODE_OPERATION, token->text);
    }
  if (take_word (parser, "AND"))
    return read_and (parser);
  if (take_word (parser, "OR"))
    return push_binary (parser, BINDS_OR, CROW_SQL_NODE_OPERATION, "OR");
  if (!take_word (parser, "IS"))
    return read_test (parser);
  if (!read_is (parser, &is_complete))
    return FALSE;
  *wants_operand = !is_complete;
  return TRUE;
}

/* Words that begin what is not understood here, or that cannot be a name. */
static gboolean
is_reserved (const CrowSqlToken *token)
{
  static const char *const words[] = {
    "all",      "and",       "any",  "array",  "as",      "between",  "case",  "cast",   "collate",
    "distinct", "else",      "end",  "exists", "extract", "from",     "ilike", "in",     "interval",
    "is",       "like",      "not",  "or",     "overlay", "position", "row",   "select", "similar",
    "some",     "substring", "then", "trim",   "when",    "where",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (is_word (token, words[i]))
      return TRUE;
  return FALSE;
}

/* A name of one or more parts; of a call, when a parenthesis follows: *@wants_operand. */
static gboolean
read_name (Parser *parser, gboolean *wants_operand)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (;; parser->at++)
    {
      const CrowSqlToken *token = get_token (parser, 0);

      if (token->kind != CROW_SQL_TOKEN_QUOTED &&
          (token->kind != CROW_SQL_TOKEN_WORD || is_reserved (token)))
        return FALSE;
      g_string_append_printf (text, "%c%s\x1f", token->kind == CROW_SQL_TOKEN_QUOTED ? '"' : '.',
                              token->text);
      parser->at++;
      if (!is_operator (get_token (parser, 0), "."))
        break;
    }
  if (!is_operator (get_token (parser, 0), "("))
    return push_node (parser, CROW_SQL_NODE_NAME, g_string_free (g_steal_pointer (&text), FALSE),
                      0);
  if (is_operator (get_token (parser, 1), ")"))
    {
      parser->at += 2;
      return push_node (parser, CROW_SQL_NODE_EXACT, g_string_free (g_steal_pointer (&text), FALSE),
                        0);
    }
  parser->at++;
  push_pending (parser, BINDS_OPEN, CROW_SQL_NODE_EXACT, 0, text->str);
  *wants_operand = TRUE;
  return TRUE;
}

static gboolean
push_value (Parser *parser, char mark, const char *text)
{
  parser->at++;
  return push_node (parser, CROW_SQL_NODE_VALUE, g_strdup_printf ("%c%s", mark, text), 0);
}

/* Where an operand must begin. *@wants_operand: one still must. */
static gboolean
read_prefix (Parser *parser, gboolean *wants_operand)
{
  static const char *const constants[] = { "true", "false", "null" };
  const CrowSqlToken *token = get_token (parser, 0);

  *wants_operand = FALSE;
  if (token->kind == CROW_SQL_TOKEN_STRING || token->kind == CROW_SQL_TOKEN_NUMBER)
    return push_value (parser, token->kind == CROW_SQL_TOKEN_STRING ? '\'' : '#', token->text);
  for (guint i = 0; i < G_N_ELEMENTS (constants); i++)
    if (is_word (token, constants[i]))
      return push_value (parser, '=', constants[i]);
  if (token->kind == CROW_SQL_TOKEN_WORD && !is_word (token, "not"))
    return read_name (parser, wants_operand);
  if (token->kind == CROW_SQL_TOKEN_QUOTED)
    return read_name (parser, wants_operand);
  *wants_operand = TRUE;
  parser->at++;
  if (is_word (token, "not"))
    push_pending (parser, BINDS_NOT, CROW_SQL_NODE_OPERATION, 1, "NOT");
  else if (is_operator (token, "-") || is_operator (token, "+"))
    push_pending (parser, BINDS_PRODUCT, CROW_SQL_NODE_OPERATION, 1, token->text);
  else if (is_operator (token, "("))
    push_pending (parser, BINDS_OPEN, CROW_SQL_NODE_EXACT, 0, NULL);
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse (Parser *parser)
{
  gboolean wants_operand = TRUE;

  while (get_token (parser, 0)->kind != CROW_SQL_TOKEN_END)
    if (wants_operand ? !read_prefix (parser, &wants_operand)
                      : !read_infix (parser, &wants_operand))
      return FALSE;
  return !wants_operand && reduce (parser, BINDS_OPEN + 1) && parser->pending->len == 0 &&
         parser->operands->len == 1;
}

/**
 * crow_sql_parse:
 * @tokens: (element-type CrowSqlToken): of a condition
 * @root: (out): index of the outermost node
 *
 * Returns: (transfer full) (nullable) (element-type CrowSqlNode): its tree, in which parentheses
 *   have done their work; %NULL: it is none, or holds what is not understood here (CASE, arrays,
 *   queries)
 */
GArray *
crow_sql_parse (const GArray *tokens, int *root)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (CrowSqlNode));
  g_autoptr (GArray) operands = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));
  Parser parser = { tokens, 0, nodes, operands, pending };

  g_array_set_clear_func (nodes, clear_node);
  g_array_set_clear_func (pending, clear_pending);
  if (!parse (&parser))
    return NULL;
  *root = g_array_index (operands, int, 0);
  return g_steal_pointer (&nodes);
}
