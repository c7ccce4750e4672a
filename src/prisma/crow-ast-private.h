#pragma once

#include "crow-diagnostic.h"
#include "crow-token-private.h"

#include <string.h>

G_BEGIN_DECLS

/* The syntax of one file. Nodes live in one GArray a kind and refer to one another by index;
 * CROW_AST_NONE is "no such node". Names are spans into the file's text. Nothing here is resolved:
 * a type is a name, an argument an expression. */
#define CROW_AST_NONE G_MAXUINT

typedef enum {
  CROW_AST_STRING, /* span with quotes; crow_ast_string_value() unescapes */
  CROW_AST_NUMBER,
  CROW_AST_CONSTANT, /* Cascade, true, a.b (dotted path) */
  CROW_AST_FUNCTION, /* name(…): arguments are CrowAstArgument children */
  CROW_AST_ARRAY,
  CROW_AST_OBJECT, /* { name: value, … }: its members are CrowAstArgument children */
} CrowAstExpressionKind;

/* Expressions form trees through indexes, built with an explicit stack: no recursion on input. */
typedef struct
{
  CrowAstExpressionKind kind;
  CrowSpan span;
  CrowSpan name;        /* CROW_AST_FUNCTION: its name; CROW_AST_CONSTANT: same as span */
  guint first_argument; /* function, object: into arguments; its children are linked by next_sibling
                         */
  guint first_element;  /* array: into expressions; linked by next_sibling */
  guint next_sibling;   /* into expressions: next element of the same array */
  CrowSpan trailing_comma; /* function: `(a,)`, as in CrowAstAttribute */
} CrowAstExpression;

typedef struct
{
  CrowSpan span;      /* `fields: [a]` */
  CrowSpan name;      /* empty where unnamed */
  guint value;        /* into expressions; CROW_AST_NONE: the value is missing (`onDelete:`) */
  guint next_sibling; /* into arguments: next argument of the same list */
} CrowAstArgument;

typedef struct
{
  CrowSpan span;        /* from `@` to the closing parenthesis or the name's end */
  CrowSpan name;        /* `relation`, `db.VarChar`, `map` */
  CrowSpan parentheses; /* `( … )` with them; empty where there are none */
  guint first_argument; /* into arguments */
  guint n_arguments;
  CrowSpan reported;       /* as Prisma's messages span it: with the blanks after a name that has no
                              parentheses; @@: with the comment after it */
  CrowSpan trailing_comma; /* `(a,)`: grammatical, an error of validation; empty where none */
  gboolean is_recovered;   /* as in CrowAstField */
} CrowAstAttribute;

typedef enum { CROW_AST_REQUIRED, CROW_AST_OPTIONAL, CROW_AST_LIST } CrowAstArity;

/* A field of a model, view or type; an enum's value (no type); a property of a datasource or
 * generator (value instead of type). */
typedef struct
{
  CrowSpan span; /* the line from the name through its newline, as Prisma's spans run */
  CrowSpan name;
  CrowSpan type; /* `Int`, `Unsupported("…")`; empty where there is none */
  CrowAstArity arity;
  guint value;           /* property: into expressions, or CROW_AST_NONE */
  guint first_attribute; /* into attributes: n_attributes in a row */
  guint n_attributes;
  gboolean is_recovered; /* Prisma rejects this line (a syntax error tells) and knows no such field;
                            here is what could be read of it */
} CrowAstField;

typedef enum {
  CROW_AST_MODEL,
  CROW_AST_VIEW,
  CROW_AST_TYPE,
  CROW_AST_ENUM,
  CROW_AST_DATASOURCE,
  CROW_AST_GENERATOR,
} CrowAstBlockKind;

typedef struct
{
  CrowAstBlockKind kind;
  CrowSpan span; /* keyword to closing brace */
  CrowSpan name;
  guint first_field; /* into fields: n_fields in a row */
  guint n_fields;
  guint first_attribute; /* block attributes (@@…): n_attributes in a row */
  guint n_attributes;
  gboolean is_closed; /* the `}` was found */
  guint seen_as; /* Prisma's reading, into blocks: itself; the unclosed block before it, to which
                    Prisma counts these fields; CROW_AST_NONE: Prisma reads no block here (every
                    line of it has its syntax error) */
} CrowAstBlock;

typedef struct
{
  CrowSourceFile *file; /* (owned) */
  const char *text;     /* (not owned) the file's */
  guint file_index;
  GArray *blocks;         /* (element-type CrowAstBlock) in order of the text */
  GArray *fields;         /* (element-type CrowAstField) */
  GArray *attributes;     /* (element-type CrowAstAttribute) */
  GArray *arguments;      /* (element-type CrowAstArgument) */
  GArray *expressions;    /* (element-type CrowAstExpression) */
  GPtrArray *diagnostics; /* (element-type CrowDiagnostic) syntax errors, in order */
  /*< private >*/
  gpointer tokens; /* atomic; what crow_ast_get_tokens() gives */
} CrowAst;

/* Reads one file; recovers at the end of the line or block and reports every problem. */
CrowAst *crow_ast_parse (CrowSourceFile *file, guint file_index);
void crow_ast_free (CrowAst *self);

/* (element-type CrowToken): split when first asked for: only edits want them. */
const GArray *crow_ast_get_tokens (const CrowAst *self);
char *crow_ast_dup (const CrowAst *self, CrowSpan span);          /* the text of a span */
char *crow_ast_string_value (const CrowAst *self, CrowSpan span); /* unquoted, unescaped */

/* Is the text of @span @text? Here so that the length of a constant costs nothing. */
static inline gboolean
crow_ast_equals (const CrowAst *self, CrowSpan span, const char *text)
{
  gsize length = strlen (text);

  return span.end - span.start == length && memcmp (self->text + span.start, text, length) == 0;
}

/* First attribute of that name among @n from @first, or NULL. */
CrowAstAttribute *
crow_ast_find_attribute (const CrowAst *self, guint first, guint n, const char *name);
/* The argument named @name; @unnamed: also the first one without a name. NULL: none. */
CrowAstArgument *crow_ast_find_argument (const CrowAst *self,
                                         const CrowAstAttribute *attribute,
                                         const char *name,
                                         gboolean unnamed);
CrowAstExpression *crow_ast_get_expression (const CrowAst *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowAst, crow_ast_free)

G_END_DECLS
