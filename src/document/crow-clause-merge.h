#pragma once

#include "crow-prisma.h"

G_BEGIN_DECLS

/* Where lines cannot be brought together, what they say perhaps can: the edits of actions that
 * take @base to @ours, made on @theirs. @files: (element-type guint) which files must consist of
 * nothing else. NULL: they do not, or both sides changed one clause. (transfer full) */
CrowPrisma *
crow_clause_merge (CrowPrisma *base, CrowPrisma *ours, CrowPrisma *theirs, GArray *files);

G_END_DECLS
