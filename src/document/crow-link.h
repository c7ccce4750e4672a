#pragma once

#include "crow-introspection.h"

G_BEGIN_DECLS

/* A database as it was read, and the session that read it. */
typedef struct
{
  CrowConnection *connection; /* (owned) */
  char **namespaces;          /* (owned) (nullable) only these were read */
  CrowSession *session;       /* (owned) (nullable) held open only to notice its loss */
  gboolean is_lost;           /* what was read may not be so any more */
  char *encryption;           /* (owned) (nullable) English */
  CrowSchema *schema;         /* (owned) */
  guint watch;                /* id of the source that notices the loss, or 0 */
  GFunc lost_func;
  gpointer lost_data;
} CrowLink;

void crow_link_free (CrowLink *self);

/* Opens a session and reads. Blocking; any thread. Errors: crow_session_open(), crow_introspect().
 */
CrowLink *crow_link_new (CrowConnection *connection,
                         const char *const *namespaces,
                         CrowProgressFunc progress,
                         gpointer progress_data,
                         GCancellable *cancellable,
                         GError **error);
/* From now on @func (link, data) is called, once, in this thread's main context when the session is
 * lost. */
void crow_link_watch (CrowLink *self, GFunc func, gpointer data);
void crow_link_unwatch (CrowLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowLink, crow_link_free)

G_END_DECLS
