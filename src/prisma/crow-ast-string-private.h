#pragma once

#include "crow-ast-private.h"

G_BEGIN_DECLS

/* An escape that Prisma does not know. */
typedef struct
{
  CrowSpan span;
  const char *message; /* static, Prisma's own */
} CrowEscapeProblem;

/* Appends the value of the quoted string at @span of @text to @value (nullable), and what is wrong
 * with it to @problems (nullable) (element-type CrowEscapeProblem). */
void crow_ast_unescape (const char *text, CrowSpan span, GString *value, GArray *problems);

G_END_DECLS
