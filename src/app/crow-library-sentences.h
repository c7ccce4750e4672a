#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The sentences of the libraries, in English, with %s for what changes. */
const char *const *crow_library_sentences_get (guint *n);

G_END_DECLS
