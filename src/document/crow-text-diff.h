#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends the unified diff (three lines of context) that takes @before to @after, as `diff -u`
 * prints it, with @name behind `--- a/` and `+++ b/`; nothing where the two are equal. */
void crow_text_diff_append (GString *diff, const char *name, GBytes *before, GBytes *after);

/* A run of lines that differs: bytes of the text before, and what stands there after. */
typedef struct
{
  gsize start; /* in the text before */
  gsize end;
  gsize new_start; /* in the text after */
  gsize new_end;
} CrowTextHunk;

/* (transfer full) (element-type CrowTextHunk): in their order; none where the two are equal. */
GArray *crow_text_diff_list (GBytes *before, GBytes *after);

/* What two people made of @base, in one text: NULL where both changed the same lines to something
 * else. (transfer full) */
GBytes *crow_text_merge (GBytes *base, GBytes *ours, GBytes *theirs);

G_END_DECLS
