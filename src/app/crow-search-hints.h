#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What could be written in place of the word that the cursor stands behind: filters of a search,
 * then their values. Pure functions of the text. */
typedef struct
{
  gsize start;       /* bytes: that word is [start, end) */
  gsize end;         /* the cursor */
  GPtrArray *labels; /* (owned) (element-type utf8) what to show: `onDelete:`, `Cascade` */
  GPtrArray *texts;  /* (owned) (element-type utf8) what to write there, pairwise */
} CrowSearchHints;

CrowSearchHints *crow_search_hints_new (const char *text, gsize cursor);
void crow_search_hints_free (CrowSearchHints *self);
/* @text with a hint in place of the word; @cursor: (out): behind it, bytes. (transfer full) */
char *
crow_search_hints_apply (const CrowSearchHints *self, const char *text, guint hint, gsize *cursor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSearchHints, crow_search_hints_free)

G_END_DECLS
