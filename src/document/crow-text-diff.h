#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends the unified diff (three lines of context) that takes @before to @after, as `diff -u`
 * prints it, with @name behind `--- a/` and `+++ b/`; nothing where the two are equal. */
void crow_text_diff_append (GString *diff, const char *name, GBytes *before, GBytes *after);

G_END_DECLS
