#include "crow-predicate-private.h"
#include "crow-database-diff-private.h"

#include <string.h>

/* Two nodes that are to be the same. */
typedef struct
{
  int first, second;
  gboolean is_exact;
} Pair;

typedef struct
{
  const GArray *first, *second; /* nodes */
  GArray *pairs;                /* (element-type Pair) still to be compared */
} Comparison;

static const CrowSqlNode *
get_node (const GArray *nodes, int index)
{
  return &g_array_index (nodes, CrowSqlNode, index);
}

static void
add_pair (Comparison *self, int first, int second, gboolean is_exact)
{
  Pair pair = { first, second, is_exact };

  g_array_append_val (self->pairs, pair);
}

static void
add_children (Comparison *self, const CrowSqlNode *a, const CrowSqlNode *b, gboolean is_exact)
{
  int first = a->first_child;
  int second = b->first_child;

  for (guint i = 0; i < a->n_children; i++)
    {
      add_pair (self, first, second, is_exact);
      first = get_node (self->first, first)->next_sibling;
      second = get_node (self->second, second)->next_sibling;
    }
}

/* Quoted or not, as long as it could go without. */
static gboolean
names_match (const char *a, const char *b)
{
  while (*a != '\0' && *b != '\0')
    {
      gsize length = strcspn (a, "\x1f");

      if (length != strcspn (b, "\x1f") || strncmp (a + 1, b + 1, length - 1) != 0)
        return FALSE;
      a += length + 1;
      b += length + 1;
    }
  return *a == *b;
}

static gboolean
is_double_cast (const GArray *nodes, const CrowSqlNode *node)
{
  return node->kind == CROW_SQL_NODE_CAST &&
         get_node (nodes, node->first_child)->kind == CROW_SQL_NODE_CAST;
}

static gboolean
is_cast_of (const GArray *nodes, const CrowSqlNode *node, const CrowSqlNode *value)
{
  const CrowSqlNode *child;

  if (node->kind != CROW_SQL_NODE_CAST || value->kind != CROW_SQL_NODE_VALUE)
    return FALSE;
  child = get_node (nodes, node->first_child);
  return child->kind == CROW_SQL_NODE_VALUE && strcmp (child->text, value->text) == 0;
}

static gboolean
compare_pair (Comparison *self, Pair pair)
{
  const CrowSqlNode *a = get_node (self->first, pair.first);
  const CrowSqlNode *b = get_node (self->second, pair.second);
  gboolean is_same = a->kind == b->kind && a->n_children == b->n_children &&
                     strcmp (a->text, b->text) == 0;
  gboolean is_exact = pair.is_exact || a->kind == CROW_SQL_NODE_EXACT;

  if (!is_exact)
    {
      /* What a server adds to a text when it lists it: the type of a constant, a second cast. */
      if (is_cast_of (self->first, a, b) || is_cast_of (self->second, b, a))
        return TRUE;
      if (is_double_cast (self->second, b) && !(is_same && is_double_cast (self->first, a)))
        {
          add_pair (self, pair.first, b->first_child, FALSE);
          return TRUE;
        }
      if (is_double_cast (self->first, a) && !is_same)
        {
          add_pair (self, a->first_child, pair.second, FALSE);
          return TRUE;
        }
      if (a->kind == CROW_SQL_NODE_NAME && b->kind == CROW_SQL_NODE_NAME)
        return names_match (a->text, b->text);
    }
  if (is_same)
    add_children (self, a, b, is_exact);
  return is_same;
}

static gboolean
trees_match (const GArray *first, int first_root, const GArray *second, int second_root)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  Comparison comparison = { first, second, pairs };

  add_pair (&comparison, first_root, second_root, FALSE);
  while (pairs->len > 0)
    {
      Pair pair = g_array_index (pairs, Pair, pairs->len - 1);

      g_array_set_size (pairs, pairs->len - 1);
      if (!compare_pair (&comparison, pair))
        return FALSE;
    }
  return TRUE;
}

/* The text of a name without what tells whether it was quoted. */
static guint
hash_name (const char *text, guint hash)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\x1f");

      for (gsize i = 1; i < length; i++)
        hash = hash * 31 + (guchar) text[i];
      hash = hash * 31 + '.';
      text += length + (text[length] != '\0');
    }
  return hash;
}

/* Casts, which a server adds as it likes, do not count. */
static guint
hash_tree (const GArray *nodes, int root)
{
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (int));
  guint hash = 1;

  g_array_append_val (left, root);
  while (left->len > 0)
    {
      const CrowSqlNode *node = get_node (nodes, g_array_index (left, int, left->len - 1));
      int child = node->first_child;

      g_array_set_size (left, left->len - 1);
      if (node->kind == CROW_SQL_NODE_NAME)
        hash = hash_name (node->text, hash);
      else if (node->kind != CROW_SQL_NODE_CAST)
        hash = hash * 31 + g_str_hash (node->text);
      for (guint i = 0; i < node->n_children; i++, child = get_node (nodes, child)->next_sibling)
        g_array_append_val (left, child);
    }
  return hash;
}

static guint
hash_tokens (const GArray *tokens)
{
  guint hash = 2;

  for (guint i = 0; i < tokens->len; i++)
    {
      const CrowSqlToken *token = &g_array_index (tokens, CrowSqlToken, i);

      hash = hash * 31 + (guint) token->kind;
      if (token->text != NULL)
        hash = hash * 31 + g_str_hash (token->text);
    }
  return hash;
}

/**
 * crow_predicate_hash:
 * @text: a condition in PostgreSQL's SQL
 *
 * Returns: a number that is the same for all conditions that crow_predicates_match() each other
 */
guint
crow_predicate_hash (const char *text)
{
  g_autoptr (GArray) tokens = crow_sql_tokenize (text);
  g_autoptr (GArray) tree = NULL;
  int root;

  if (tokens == NULL)
    return g_str_hash (text);
  tree = crow_sql_parse (tokens, &root);
  return tree != NULL ? hash_tree (tree, root) : hash_tokens (tokens);
}

static gboolean
tokens_equal (const GArray *first, const GArray *second)
{
  if (first->len != second->len)
    return FALSE;
  for (guint i = 0; i < first->len; i++)
    {
      const CrowSqlToken *a = &g_array_index (first, CrowSqlToken, i);
      const CrowSqlToken *b = &g_array_index (second, CrowSqlToken, i);

      if (a->kind != b->kind || strcmp (a->text, b->text) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * crow_predicates_match:
 * @a: a condition in PostgreSQL's SQL
 * @b: another
 *
 * Whether both say the same to Prisma's engine, which looks through blanks, parentheses, quotes of
 * plain names and what a server adds when it lists a condition. Of what is not understood here,
 * only blanks.
 */
gboolean
crow_predicates_match (const char *a, const char *b)
{
  g_autoptr (GArray) first = NULL;
  g_autoptr (GArray) second = NULL;
  g_autoptr (GArray) first_tree = NULL;
  g_autoptr (GArray) second_tree = NULL;
  int first_root, second_root;

  if (strcmp (a, b) == 0)
    return TRUE;
  first = crow_sql_tokenize (a);
  second = crow_sql_tokenize (b);
  if (first == NULL || second == NULL)
    return FALSE;
  first_tree = crow_sql_parse (first, &first_root);
  second_tree = crow_sql_parse (second, &second_root);
  if (first_tree == NULL || second_tree == NULL)
    return first_tree == second_tree && tokens_equal (first, second);
  return trees_match (first_tree, first_root, second_tree, second_root);
}
