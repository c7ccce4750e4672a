#pragma once

#include "crow-script.h"

G_BEGIN_DECLS

/* Locks in plain words of the user's language, with SQL's own names. Pure functions. */

/* "ACCESS EXCLUSIVE on orders and users: reads and writes wait", a line a lock mode, strongest
 * first. (transfer full) (element-type utf8) */
GPtrArray *crow_lock_words_list (const GPtrArray *claims);
/* Locks of @seen that @promised does not have, or has weaker; NULL: none. (transfer full) */
char *crow_lock_words_compare (const GPtrArray *promised, const GPtrArray *seen);

G_END_DECLS
