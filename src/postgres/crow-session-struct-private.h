#pragma once

#include "crow-session-private.h"

G_BEGIN_DECLS

/* For crow-session.c and crow-session-query.c only. */
struct _CrowSession
{
  CrowConnection *connection; /* (owned) */
  CrowSessionMode mode;
  char *title;            /* (owned) for messages: where it leads */
  PGconn *conn;           /* (owned) non-blocking */
  gint64 patience;        /* microseconds without a byte after which it is lost; 0: no end */
  guint n_syncs;          /* of the pipeline, still to come */
  gboolean is_given_up;   /* the server did not answer a cancellation: only to be closed */
  gboolean has_unsynced;  /* sent in the pipeline after its last sync */
  GError *farewell;       /* (owned) (nullable) what the server said when it ended the session */
  char farewell_state[6]; /* its SQLSTATE */
  char *last_words;       /* (owned) (nullable) how the connection was lost */
  char sqlstate[6];       /* of the last failure */
  char *server_name;      /* (owned) */
  int version;            /* libpq forgets both when the connection is lost */
  int backend_pid;
  gboolean is_relative;  /* not PostgreSQL itself */
  gboolean has_raw;      /* SQL_ASCII */
  gboolean has_settings; /* the settings of a hardened session are in force */
};

void crow_session_keep_farewell (CrowSession *self, const PGresult *result);

G_END_DECLS
