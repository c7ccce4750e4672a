#pragma once

#include "crow-prisma-private.h"

G_BEGIN_DECLS

/* The schema made of the files at @paths (element-type utf8), in this order, named as below
 * @folder. */
CrowPrisma *crow_test_open (GPtrArray *paths, const char *folder);
CrowPrisma *crow_test_open_text (const char *text);

/* A line for each syntax error, block, field and attribute; `~` marks what was recovered. */
char *crow_test_describe_syntax (const CrowAst *ast);
/* Everything that a schema says, a line for each thing; no diagnostics. */
char *crow_test_describe_schema (CrowSchema *schema);

/* For each NAME.prisma in tests/prisma/@folder, what @describe makes of it must be the text of
 * NAME.expected. */
void crow_test_compare_folder (const char *folder, char *(*describe) (CrowPrisma *prisma));

G_END_DECLS
