#pragma once

#include "crow-session.h"

#include <libpq-fe.h>

#include "crow-connection-private.h"

G_BEGIN_DECLS

/* For the other files of this folder. All of it belongs to the one thread that uses the session.
 *
 * A query:
 *
 *     result = crow_session_query (session, "SELECT …", 0, NULL, cancellable, error);
 *     if (result == NULL)
 *       return FALSE; // error is set; crow_session_get_sqlstate() has its code
 *
 * Many at once, in one round trip:
 *
 *     crow_session_begin_pipeline (session, error)
 *     crow_session_send (session, "BEGIN …", 0, NULL, error)   // nothing waits here
 *     crow_session_send (session, "SELECT …", 0, NULL, error)  // PQsetSingleRowMode() may follow
 *     crow_session_sync (session, error)
 *     crow_session_next_result (session, &result, cancellable, error)  // once for each send …
 *     crow_session_end_pipeline (session, cancellable, error)
 */

/* Never to be used for what blocks (PQexec, PQgetResult while PQisBusy, PQsetClientEncoding). */
PGconn *crow_session_get_pgconn (CrowSession *self);
CrowConnection *crow_session_get_connection (CrowSession *self);

/* One statement (the extended protocol takes no more), parameters and result as text. @values:
 * (array length=n_values) (element-type utf8) (nullable), NULL elements are SQL's NULL.
 * NULL and @error for everything but PGRES_COMMAND_OK and PGRES_TUPLES_OK. (transfer full) */
PGresult *crow_session_query (CrowSession *self,
                              const char *sql,
                              guint n_values,
                              const char *const *values,
                              GCancellable *cancellable,
                              GError **error);

gboolean crow_session_begin_pipeline (CrowSession *self, GError **error);
gboolean crow_session_send (CrowSession *self,
                            const char *sql,
                            guint n_values,
                            const char *const *values,
                            GError **error);
/* Marks the end of what fails together and sends it off; may be called again and again. */
gboolean crow_session_sync (CrowSession *self, GError **error);
/* Waits for what comes next, in order: *@result is what the server said, PGRES_FATAL_ERROR and
 * PGRES_PIPELINE_ABORTED too (their GError is crow_session_set_error()'s to make), NULL at the end
 * of one statement's results, PGRES_PIPELINE_SYNC at a sync. FALSE and @error: cancelled (the
 * server is told to stop and the pipeline is drained and left) or lost. */
gboolean crow_session_next_result (CrowSession *self,
                                   PGresult **result,
                                   GCancellable *cancellable,
                                   GError **error);
/* Reads to the last sync what is still to come and drops it. */
gboolean crow_session_end_pipeline (CrowSession *self, GCancellable *cancellable, GError **error);

/* A GError of what went wrong: @result's, or where it is NULL or says nothing, the connection's:
 * code as in crow-session.h, words, DETAIL, HINT, SQLSTATE, what to do; redacted. */
void crow_session_set_error (CrowSession *self, const PGresult *result, GError **error);
/* Of the last failure of this session: `55P03`; "" where there was none, or no code came with it
 * (a lost connection). */
const char *crow_session_get_sqlstate (CrowSession *self);

/* Does the server not know its texts' encoding (SQL_ASCII)? Then what comes from it are raw bytes:
 * keep them for SQL, show g_utf8_make_valid(). */
gboolean crow_session_has_raw_bytes (CrowSession *self);
/* One statement (a SELECT of set_config (…, true)) to send right after every BEGIN of a session for
 * reading, where a pooler did not let our settings in at the start; NULL where they are in force.
 * (nullable) */
const char *crow_session_get_local_settings (CrowSession *self);

/* --- Between the crow-session-*.c files ------------------------------------------------------ */

/* A PGconn on its way or connected, and what goes with it. */
typedef struct
{
  PGconn *conn;          /* (owned) (nullable) */
  gboolean has_settings; /* our `options` were sent and not refused */
} CrowOpened;

/* Connects: blocks until there is a session, an error, or @cancellable says so, and no longer, as
 * everything that libpq does is in a thread that is left behind where it has to be. */
gboolean crow_session_connect (CrowConnection *connection,
                               CrowSessionMode mode,
                               CrowOpened *opened,
                               GCancellable *cancellable,
                               GError **error);

/* crow-session-places.c: leaves the hosts behind the one that @conn is at; FALSE: there are none.
 */
gboolean crow_places_drop (CrowParameters *parameters, PGconn *conn, GPtrArray *texts);

typedef enum {
  CROW_WAIT_READY,
  CROW_WAIT_CANCELLED,
  CROW_WAIT_TIMEOUT,
} CrowWait;

/* @deadline: of g_get_monotonic_time(), 0 for none. Returns at once where @fd is gone. */
CrowWait
crow_session_wait (int fd, GIOCondition events, gint64 deadline, GCancellable *cancellable);

/* What the server's and libpq's words mean. */
typedef struct
{
  char sqlstate[6];  /* "" for none */
  gboolean is_fatal; /* the server ended the session with it */
  char *words;       /* (owned) valid UTF-8, no control characters but newlines, not redacted */
} CrowFailure;

void crow_failure_clear (CrowFailure *self);
/* Of libpq's message at PQERRORS_VERBOSE. */
void crow_failure_read_message (CrowFailure *self, const char *message);
void crow_failure_set_words (CrowFailure *self, const char *words);
/* Of a result's fields. */
void crow_failure_read_result (CrowFailure *self, const PGresult *result);
/* (nullable): a sentence for who reads it. */
const char *crow_advise_query (const char *sqlstate);
char *crow_advise_connect (CrowConnection *connection, PGconn *conn, const CrowFailure *failure);
/* words, SQLSTATE and advice, redacted of @connection's and @conn's secrets. (transfer full) */
char *crow_failure_format (const CrowFailure *self,
                           CrowConnection *connection,
                           PGconn *conn,
                           const char *advice);

/* Asks the server to stop what @conn does, in a thread of its own; NULL: @conn is not connected. */
typedef struct _CrowCancelRequest CrowCancelRequest;
CrowCancelRequest *crow_cancel_request_send (PGconn *conn);
/* Waits until @deadline for it to be through, and frees it in any case. */
gboolean crow_cancel_request_finish (CrowCancelRequest *self, gint64 deadline);

/* A relative of PostgreSQL by its version() (reference of the product, section 1.4): its name, or
 * NULL for PostgreSQL itself. (transfer full) (nullable) */
char *crow_session_name_relative (const char *version);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrowFailure, crow_failure_clear)

G_END_DECLS
