#pragma once

#include "crow-script.h"

G_BEGIN_DECLS

/* PostgreSQL's own parser (libpg_query, of version 15) reads @text, which must be @script's: the
 * same statements, no more, each of the kind that it is said to be, about the constraints of its
 * promise and with all their attributes. FALSE: there is no libpg_query here, or the script says
 * something that its parser is too old for (NOT ENFORCED, PERIOD); nothing was checked. */
gboolean crow_test_check_meaning (const CrowScript *script, const char *text);
/* Is @query one SELECT and nothing else? Checks nothing without libpg_query. */
void crow_test_check_query (const char *query);

G_END_DECLS
