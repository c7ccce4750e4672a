#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory for many small things that live and die together: nothing is freed on its own. Filled by
 * one thread; then any thread may read, and hold it. */
typedef struct _CrowArena CrowArena;

CrowArena *crow_arena_new (void);
CrowArena *crow_arena_ref (CrowArena *self);
void crow_arena_unref (CrowArena *self);
gpointer crow_arena_alloc (CrowArena *self, gsize size); /* zeroed */
char *crow_arena_dup (CrowArena *self, const char *text, gsize length);
char *crow_arena_take (CrowArena *self, char *text); /* (transfer full) (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowArena, crow_arena_unref)

G_END_DECLS
