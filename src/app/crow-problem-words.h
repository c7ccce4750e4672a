#pragma once

#include "crow-diagnostic.h"

G_BEGIN_DECLS

/* What is wrong, in the user's language; Prisma's own words stay. (transfer full) */
char *crow_problem_words_say (const CrowDiagnostic *problem);

G_END_DECLS
