#pragma once

#include <libpq-fe.h>

#include "crow-runner.h"

G_BEGIN_DECLS

/* How long things may take, in seconds. The tests shorten them. */
typedef struct
{
  double rehearsal_lock;      /* lock_timeout while rehearsing */
  double rehearsal_statement; /* statement_timeout while rehearsing */
  double backoff;             /* the wait before the second try; then 2, 4, 8 times as long */
  guint tries;                /* of a transaction that found no lock, the first one included */
  double countdown;           /* between two events of a wait */
  double watch_after;         /* a statement that takes longer is looked after */
  double watch_every;
  double reconnect; /* how long another connection is sought once one is lost */
  double linger;    /* how long the session that was lost may go on on the server */
  double grace;     /* how long the server has to answer once the user cancelled */
  double patience;  /* how long the answer to a question about the catalogue may take */
  double count;     /* how long orphans are counted */
} CrowRunLimits;

extern const CrowRunLimits crow_run_limits;

typedef enum {
  CROW_RUN_DONE,
  CROW_RUN_BUSY,      /* a lock was not to be had, or a deadlock: the same may work later */
  CROW_RUN_REFUSED,   /* the server refused; the session stands */
  CROW_RUN_LOST,      /* the session is gone, whatever the reason */
  CROW_RUN_CANCELLED, /* by the user; the session stands */
  CROW_RUN_CHANGED,   /* a constraint is not what was drawn */
} CrowRunResult;

typedef struct _CrowRunWatch CrowRunWatch;

/* One rehearsal or application. One thread. */
typedef struct
{
  CrowConnection *connection;
  CrowScript *script;
  const CrowRunLimits *limits;
  CrowRunFunc func; /* (nullable) */
  gpointer user_data;
  GCancellable *cancellable; /* (nullable) */
  CrowRunReport *report;
  CrowSession *session; /* (owned) (nullable) NULL: lost */
  int pid;              /* of the session's backend, also once it is lost */
  char *backend_start;  /* (owned) (nullable) with the pid: which backend */
  guint attempt;        /* from 1 */
  CrowRunWatch *watch;  /* (owned) (nullable) */
  gboolean is_over;     /* nothing but a last look is left to do: the cancellable is not heeded any
                           more, but everything is quick or given up */
  char *blocker;        /* (owned) (nullable) who was last seen to block this transaction */
  gint64 locked_since;  /* monotonic; 0: no ACCESS EXCLUSIVE lock is held */
  gboolean was_blocked; /* the last statement, when it ended */
  char *message;        /* (owned) (nullable) why the last result was not DONE */
  char sqlstate[6];     /* its SQLSTATE, or "" */
} CrowRun;

/* A foreign key as the catalogue has it. */
typedef struct
{
  guint32 oid;
  gboolean is_readable; /* we may read the child table */
  CrowConstraint *key;  /* (owned) */
} CrowRunKey;

/* crow-runner-report.c */
CrowRunReport *crow_run_report_new (const CrowScript *script);
CrowRunStep *crow_run_report_add_step (CrowRunReport *self, guint statement);
GPtrArray *crow_run_locks_new (void);
char *crow_run_describe_name (const CrowConstraint *key);
char *crow_run_describe_key (const CrowConstraint *key);

/* crow-runner-session.c */
void crow_run_init (CrowRun *self,
                    CrowConnection *connection,
                    CrowScript *script,
                    const CrowRunLimits *limits,
                    CrowRunFunc func,
                    gpointer user_data,
                    GCancellable *cancellable);
void crow_run_clear (CrowRun *self);
void crow_run_tell (CrowRun *self,
                    CrowRunEventKind kind,
                    guint statement,
                    double seconds,
                    const char *message);
gboolean crow_run_open (CrowRun *self, GCancellable *cancellable, GError **error);
/* @statement: of the script, or -1. */
CrowRunResult crow_run_execute (CrowRun *self, const char *sql, int statement);
CrowRunResult crow_run_query (CrowRun *self,
                              const char *sql,
                              guint n_parameters,
                              const char *const *parameters,
                              PGresult **result);
/* One of the script's, with its events and its step in the report. */
CrowRunResult crow_run_statement (CrowRun *self, guint statement);
/* Heeds no cancellable, but is done at once; a session that does not answer is given up. */
void crow_run_roll_back (CrowRun *self);
/* Sleeps; FALSE: cancelled. */
gboolean crow_run_sleep (CrowRun *self, double seconds);

/* crow-runner-flight.c: one statement, from sending it to its result. @deadline: 0: none. */
CrowRunResult crow_run_execute_until (CrowRun *self,
                                      const char *sql,
                                      int statement,
                                      guint n_parameters,
                                      const char *const *parameters,
                                      gint64 deadline,
                                      GCancellable *cancellable,
                                      PGresult **result);

/* crow-runner-watch.c */
CrowRunWatch *crow_run_watch_new (CrowConnection *connection, int pid, double every);
void crow_run_watch_free (CrowRunWatch *self);
void crow_run_watch_set_active (CrowRunWatch *self, gboolean is_active);
char *crow_run_watch_get_message (CrowRunWatch *self);

/* crow-runner-catalog.c */
CrowRunResult crow_run_read_keys (CrowRun *self, const CrowPromise *promise, GPtrArray **keys);
CrowRunResult crow_run_read_locks (CrowRun *self, GPtrArray **locks);
const CrowRunKey *
crow_run_find_name (const GPtrArray *keys, const CrowConstraint *like, const char *name);
const CrowRunKey *crow_run_find_oid (const GPtrArray *keys, guint32 oid);
gboolean crow_run_keys_equal (const GPtrArray *a, const GPtrArray *b);

/* crow-runner-check.c: each of them with the keys that crow_run_read_keys() gave for the promise */
gboolean crow_run_is_served (const CrowScript *script, guint promise, guint start, guint end);
const CrowRunKey *
crow_run_find_helper (const CrowScript *script, guint promise, const GPtrArray *keys);
char *crow_run_check_promise (const CrowScript *script,
                              guint promise,
                              guint start,
                              guint end,
                              const GPtrArray *keys);
char *crow_run_check_outcome (const CrowScript *script,
                              guint promise,
                              guint end,
                              gboolean is_rehearsal,
                              const GPtrArray *keys);
/* A key of the table that no promise speaks of and that is not what it was: a clause; else NULL. */
char *crow_run_check_others (const CrowScript *script,
                             guint promise,
                             const GPtrArray *before,
                             const GPtrArray *now);
gboolean crow_run_is_fulfilled (const CrowScript *script, guint promise, const GPtrArray *keys);

/* crow-runner-look.c */
void crow_run_set_stop (CrowRun *self, CrowRunResult how);
/* Reads what the database has now into the report, and adds it to @state in sentences, over another
 * session if need be. FALSE: it could not be read. */
gboolean crow_run_look (CrowRun *self, gboolean may_reconnect, GString *state);
/* Another session in place of one that was lost. FALSE: none could be had. */
gboolean crow_run_reconnect (CrowRun *self);
/* Waits for the backend of the session that was lost to end; FALSE: it goes on. */
gboolean crow_run_outlive (CrowRun *self, int pid, const char *backend_start);
/* How to look, for somebody else. */
void crow_run_append_advice (CrowRun *self, GString *state);

/* crow-runner-orphans.c */
char *crow_run_build_count (const char *query, guint64 limit);
CrowRunResult
crow_run_count_orphans (CrowRun *self, const char *query, guint64 limit, guint64 *count);
/* After 23503 of a statement that serves @promise: how many rows, and the query. */
void crow_run_report_orphans (CrowRun *self, int promise);

/* The same as the public ones, with other limits. */
CrowRunReport *crow_runner_rehearse_within (const CrowRunLimits *limits,
                                            CrowConnection *connection,
                                            CrowScript *script,
                                            CrowRunFunc func,
                                            gpointer user_data,
                                            GCancellable *cancellable,
                                            GError **error);
CrowRunReport *crow_runner_apply_within (const CrowRunLimits *limits,
                                         CrowConnection *connection,
                                         CrowScript *script,
                                         guint first,
                                         CrowRunFunc func,
                                         gpointer user_data,
                                         GCancellable *cancellable,
                                         GError **error);

G_END_DECLS
