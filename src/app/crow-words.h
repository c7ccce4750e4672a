#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether sentences bend the names of models as English does. */
gboolean crow_words_are_english (void);

/* A model's name in a sentence. English only: translations use the name as it is. */
char *crow_words_plural (const char *name);           /* "Categories" for "Category" */
char *crow_words_with_article (const char *name);     /* "an Article", "a User" */
char *crow_words_join (GPtrArray *words, guint most); /* "A, B and C"; "A, B and 3 more" */
/* Facts in a row: "PostgreSQL 15 · encrypted · 34 tables". */
char *crow_words_list (const char *const *facts);
/* What stands before a name that begins a line, so that the line runs as the language does. */
const char *crow_words_get_mark (void);
/* What crow_session_describe_encryption() says, in the user's language. */
const char *crow_words_say_encryption (const char *encryption);

G_END_DECLS
