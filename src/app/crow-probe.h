#pragma once

#include "crow-introspection.h"

G_BEGIN_DECLS

/* What a first, short session with a server has found out. */
typedef struct
{
  char *server;          /* (owned) `PostgreSQL 15.18` */
  char *encryption;      /* (owned) English: crow_session_describe_encryption() */
  gboolean is_encrypted; /* or a socket of this machine */
  gboolean is_readonly;  /* a relative of PostgreSQL: nothing can be applied there */
  double opened;         /* seconds until the server was ready */
  double answered;       /* seconds that it took to count the tables, the second time */
  GPtrArray *namespaces; /* (owned) (element-type CrowNamespaceCount) by name */
  guint n_tables;
} CrowProbe;

void crow_probe_free (CrowProbe *self);

/* Errors: crow-session.h. */
void crow_probe_async (CrowConnection *connection,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
CrowProbe *crow_probe_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowProbe, crow_probe_free)

G_END_DECLS
