#pragma once

#include "crow-connection.h"

G_BEGIN_DECLS

/* A session with a server. One thread at a time, but any; every function blocks and heeds its
 * GCancellable at once, also while the server never answers.
 * Errors: CROW_ERROR_PASSWORD (one is needed, or it is wrong), CROW_ERROR_CONNECTION (none could be
 * opened, or it is lost), CROW_ERROR_BUSY (55P03: a lock was not to be had), CROW_ERROR_QUERY (the
 * server refused), G_IO_ERROR_CANCELLED. Messages have the server's words, `SQLSTATE 42501` and
 * what to do, and no password. */
typedef struct _CrowSession CrowSession;

typedef enum {
  CROW_SESSION_READ,  /* hardened: read-only, timeouts, empty search_path */
  CROW_SESSION_WRITE, /* to rehearse and apply; no statement_timeout of ours */
} CrowSessionMode;

CrowSession *crow_session_open (CrowConnection *connection,
                                CrowSessionMode mode,
                                GCancellable *cancellable,
                                GError **error);
void crow_session_free (CrowSession *self);

int crow_session_get_version (CrowSession *self);             /* 150018 */
const char *crow_session_get_server_name (CrowSession *self); /* `PostgreSQL 15.18`, a relative's */
gboolean crow_session_is_readonly (CrowSession *self);        /* a relative of PostgreSQL */
/* `TLS 1.3 (TLS_AES_256_GCM_SHA384)`, `unix socket`, `not encrypted`. (transfer full) */
char *crow_session_describe_encryption (CrowSession *self);
int crow_session_get_backend_pid (CrowSession *self);
/* To notice the loss of an idle session: the socket to watch for G_IO_IN and G_IO_HUP, and, when it
 * stirs, whether the session still stands. */
int crow_session_get_socket (CrowSession *self);
gboolean crow_session_is_alive (CrowSession *self);
/* Is a connection that was given up still being made, in a thread of its own? Then the process must
 * end by _exit(). */
gboolean crow_session_has_stragglers (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSession, crow_session_free)

G_END_DECLS
