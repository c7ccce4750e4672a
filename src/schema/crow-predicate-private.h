#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A condition in PostgreSQL's SQL, read as far as comparing needs it. */

typedef enum {
  CROW_SQL_TOKEN_WORD,
  CROW_SQL_TOKEN_QUOTED, /* "…": its text without the quotes */
  CROW_SQL_TOKEN_STRING,
  CROW_SQL_TOKEN_NUMBER,
  CROW_SQL_TOKEN_OPERATOR, /* parentheses, commas and dots too */
  CROW_SQL_TOKEN_END,
} CrowSqlTokenKind;

typedef struct
{
  CrowSqlTokenKind kind;
  char *text; /* (owned) */
} CrowSqlToken;

typedef enum {
  CROW_SQL_NODE_NAME,      /* text: its parts, each behind `"` (quoted) or `.` */
  CROW_SQL_NODE_VALUE,     /* a constant */
  CROW_SQL_NODE_OPERATION, /* text: the operator; operands may be written otherwise */
  CROW_SQL_NODE_CAST,      /* text: the type after `::` */
  CROW_SQL_NODE_EXACT,     /* whatever must be the same to the letter: calls, IN, LIKE */
} CrowSqlNodeKind;

typedef struct
{
  CrowSqlNodeKind kind;
  char *text; /* (owned) */
  guint n_children;
  int first_child, next_sibling; /* nodes, or -1 */
} CrowSqlNode;

/* (transfer full) (nullable) (element-type CrowSqlToken) NULL: no SQL. Ends with END. */
GArray *crow_sql_tokenize (const char *text);
/* (transfer full) (nullable) (element-type CrowSqlNode) without parentheses; NULL: not understood.
 * @root: (out): the outermost. */
GArray *crow_sql_parse (const GArray *tokens, int *root);

G_END_DECLS
