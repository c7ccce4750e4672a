#pragma once

#include "crow-ast-private.h"
#include "crow-scan-private.h"

G_BEGIN_DECLS

/* Prisma's grammar is a PEG: alternatives in order, and whatever does not fit makes its whole line
 * an error. The parser follows it alternative by alternative, so that it rejects the same lines;
 * beside that it keeps what can be read of a rejected line ("recovered"). */

/* What a block may hold, and `name {` without a keyword, which may hold anything. */
typedef enum {
  CROW_BODY_FIELDS,
  CROW_BODY_VALUES,
  CROW_BODY_PROPERTIES,
  CROW_BODY_ANYTHING,
  CROW_N_BODIES,
} CrowParserBody;

typedef enum {
  CROW_LIST_FIRST,       /* nothing read yet */
  CROW_LIST_AFTER_ITEM,  /* a comma or the end may follow */
  CROW_LIST_AFTER_COMMA, /* an item must follow; after arguments also the end */
  CROW_LIST_AT_END,      /* `(,`: nothing but the end */
} CrowListState;

/* A list of arguments, an array or an object that is being read. */
typedef struct
{
  guint owner; /* array or function: into expressions; CROW_AST_NONE: the attribute itself */
  guint last;  /* its last child: into expressions (array) or arguments; or CROW_AST_NONE */
  gboolean is_array;
  gboolean is_object; /* its arguments have names and values, and no comma trails */
  CrowListState state;
} CrowParserFrame;

/* What a rejected line or block takes back. */
typedef struct
{
  guint32 at;
  guint blocks, fields, attributes, arguments, expressions, diagnostics, block_attributes;
} CrowParserMark;

typedef struct
{
  CrowAst *ast; /* not owned */
  CrowScanner scanner;
  guint32 at;                  /* what comes next */
  GArray *stack;               /* (element-type CrowParserFrame) instead of recursion */
  CrowAstAttribute *attribute; /* not owned: the one being read */

  guint block;              /* into blocks: what fields go to; or CROW_AST_NONE */
  guint seen_as;            /* into blocks: what Prisma takes it for; or CROW_AST_NONE */
  GArray *block_attributes; /* (element-type CrowAstAttribute) its @@… so far */
  guint32 unclosed_body[CROW_N_BODIES]; /* one that starts at or after it is never closed */

  gboolean is_lenient;     /* recovering: arguments may hold newlines and comments */
  gboolean is_broken;      /* a list broke off while recovering */
  guint32 recovered_until; /* a recovered field reaches to here, over the lines that it covers */
} CrowParser;

/* crow-parser-state.c */
void crow_parser_skip_trivia (CrowParser *self);
gboolean crow_parser_accept_newline (CrowParser *self);
gboolean crow_parser_accept_line_end (CrowParser *self);
void crow_parser_report (CrowParser *self, CrowSpan span, char *message);
CrowParserMark crow_parser_mark (const CrowParser *self);
void crow_parser_roll_back (CrowParser *self, CrowParserMark mark);
void crow_parser_open_block (CrowParser *self, const CrowAstBlock *block);
void crow_parser_close_block (CrowParser *self, gboolean is_closed, guint32 end);
CrowAstBlock *crow_parser_get_block (CrowParser *self);
CrowParserBody crow_parser_get_body (CrowAstBlockKind kind);

/* Skips blanks; in the lists of a line that is being recovered also newlines and comments. */
static inline void
crow_parser_skip_blanks (CrowParser *self)
{
  self->at = crow_scan_blanks (&self->scanner, self->at);
  if (self->is_lenient && self->stack->len > 0)
    crow_parser_skip_trivia (self);
}

/* Whether @c came next; then it is read. */
static inline gboolean
crow_parser_accept (CrowParser *self, char c)
{
  gboolean is_there = crow_scan_is (&self->scanner, self->at, c);

  self->at += is_there;
  return is_there;
}

/* crow-parser-expression.c */
gboolean crow_parser_read_string (CrowParser *self, CrowSpan *span);
gboolean crow_parser_read_expression (CrowParser *self, guint *expression);
gboolean
crow_parser_read_attribute (CrowParser *self, const char *sign, CrowAstAttribute *attribute);

/* crow-parser-field.c: one line of a body, with its newline; FALSE: not one, nothing is read */
gboolean crow_parser_read_field (CrowParser *self, CrowAstBlockKind kind, CrowSpan block_name);
gboolean crow_parser_read_enum_value (CrowParser *self);
gboolean crow_parser_read_property (CrowParser *self);
gboolean crow_parser_read_block_attribute (CrowParser *self, CrowAstBlockKind kind);
/* … and pieces of it, of which nothing is taken back on failure */
gboolean crow_parser_read_base_type (CrowParser *self, CrowSpan *type);
gboolean crow_parser_read_type (CrowParser *self, CrowAstField *field, const char **problem);
gboolean crow_parser_read_field_attributes (CrowParser *self, CrowAstField *field);

/* crow-parser-recovery.c: what can be read of the line [start, end), which Prisma rejects */
gboolean crow_parser_read_header (CrowParser *self, CrowAstBlock *block);
void crow_parser_recover_body_line (CrowParser *self, guint32 start, guint32 end);
void crow_parser_recover_top_line (CrowParser *self, guint32 start, guint32 end);
void crow_parser_recover_rest_of_header (CrowParser *self, guint32 start, guint32 end);

G_END_DECLS
