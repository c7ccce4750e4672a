#pragma once

#include "crow-schema.h"
#include "crow-session.h"

G_BEGIN_DECLS

/* A namespace with its tables, for a choice before a large database is read. */
typedef struct
{
  char *name; /* (owned) */
  guint n_tables;
} CrowNamespaceCount;

#define CROW_INTROSPECTION_ASK_ABOVE 20000 /* tables: a choice of namespaces comes first */

/* 0…1; in the thread that reads. */
typedef void (*CrowProgressFunc) (double fraction, gpointer user_data);

/* The whole catalogue as a sealed and linted schema, without files. @namespaces: (nullable) only
 * these; NULL: all but the system's. What cannot be read is left out and in the schema's notes.
 * Errors: crow-session.h; CROW_ERROR_UNKNOWN names a namespace that does not exist. */
CrowSchema *crow_introspect (CrowSession *session,
                             const char *const *namespaces,
                             CrowProgressFunc progress,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);

/* (transfer full) (element-type CrowNamespaceCount), by name. */
GPtrArray *
crow_introspect_namespaces (CrowSession *session, GCancellable *cancellable, GError **error);

G_END_DECLS
