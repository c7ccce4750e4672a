#pragma once

#include "crow-prisma.h"

G_BEGIN_DECLS

/* The schema made of the files at @paths (element-type utf8), in this order, named as below
 * @folder. */
CrowPrisma *crow_test_open (GPtrArray *paths, const char *folder);
CrowPrisma *crow_test_open_text (const char *text);

G_END_DECLS
