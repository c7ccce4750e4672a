#pragma once

#include "crow-connection.h"

G_BEGIN_DECLS

#define CROW_RECENT_CONNECTIONS_MAX 20

/* A database that was opened. No secret in it. */
typedef struct
{
  char *uri;              /* (owned) crow_connection_build_uri() */
  char **namespaces;      /* (owned) (nullable) what was chosen of it */
  gboolean is_remembered; /* the user asked the keyring to keep its password */
  gint64 used;            /* microseconds since 1970, UTC */
} CrowRecentConnection;

void crow_recent_connection_free (CrowRecentConnection *self);

/* (element-type CrowRecentConnection), last used first. */
GPtrArray *crow_recent_connections_load (void);
/* (transfer full) (nullable) */
CrowRecentConnection *crow_recent_connections_find (const char *uri);
gboolean crow_recent_connections_add (CrowConnection *connection,
                                      const char *const *namespaces,
                                      gboolean is_remembered,
                                      GError **error);
gboolean crow_recent_connections_remove (const char *uri, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRecentConnection, crow_recent_connection_free)

G_END_DECLS
