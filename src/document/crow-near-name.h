#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The names of @candidates (element-type utf8) that somebody who typed @name may have meant, best
 * first, at most three: ` (did you mean "Post.author" or "Post.editor"?)`; "" where none is near.
 * (transfer full), to be put behind a message. */
char *crow_near_names_build_hint (const char *name, GPtrArray *candidates);

G_END_DECLS
