#pragma once

#include "crow-source-file.h"

G_BEGIN_DECLS

/* Every byte of a file lies in exactly one token; trivia (blanks, newlines, comments) are tokens.
 */
typedef enum {
  CROW_TOKEN_BLANK,         /* spaces, tabs, no-break spaces; never a newline */
  CROW_TOKEN_NEWLINE,       /* LF, CRLF or CR */
  CROW_TOKEN_COMMENT,       /* `// …`, without its newline */
  CROW_TOKEN_DOC_COMMENT,   /* `/// …` */
  CROW_TOKEN_BLOCK_COMMENT, /* slash-star … star-slash, over any number of lines */
  CROW_TOKEN_BOM,           /* U+FEFF at offset 0 */
  CROW_TOKEN_IDENTIFIER,    /* also keywords: `model` may be a field's name */
  CROW_TOKEN_NUMBER,
  CROW_TOKEN_STRING,      /* with its quotes */
  CROW_TOKEN_AT,          /* `@` */
  CROW_TOKEN_AT_AT,       /* `@@` */
  CROW_TOKEN_PUNCTUATION, /* one byte of { } ( ) [ ] , : = ? . ! */
  CROW_TOKEN_ERROR,       /* bytes that Prisma's grammar has no name for */
  CROW_TOKEN_EOF,         /* empty, last */
} CrowTokenKind;

typedef struct
{
  CrowTokenKind kind;
  CrowSpan span;
} CrowToken;

/* (transfer full) (element-type CrowToken). Never fails; the spans cover every byte once. */
GArray *crow_lex (const char *source, gsize length);

G_END_DECLS
