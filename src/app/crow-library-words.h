#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a library says, in the user's language; what is not known stays. (transfer full) */
char *crow_library_words_say (const char *text);

G_END_DECLS
