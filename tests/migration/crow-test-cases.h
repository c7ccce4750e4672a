#pragma once

#include "crow-migration.h"

G_BEGIN_DECLS

/* Cases of two schemas, a folder each: before.prisma, after.prisma, and what is expected of them.
 */

/* The schema of one or several files (element-type utf8), whatever is wrong with it. */
CrowSchema *crow_test_read_schema (GPtrArray *paths);
/* Folders below @root that hold a before.prisma, sorted. */
GPtrArray *crow_test_list_cases (const char *root);
/* Text of a file of a case, or NULL where it has none. */
char *crow_test_read_case (const char *folder, const char *name);
CrowSchema *crow_test_read_case_schema (const char *folder, const char *name);

G_END_DECLS
