#pragma once

#include "crow-script.h"
#include "crow-session.h"

G_BEGIN_DECLS

typedef enum {
  CROW_RUN_CONNECTING,
  CROW_RUN_CHECKING,  /* the constraints are read again and compared with what was drawn */
  CROW_RUN_STATEMENT, /* `statement` begins */
  CROW_RUN_FINISHED,  /* `statement` is done, after `seconds` */
  CROW_RUN_BLOCKED,   /* `statement` waits; `message` names who blocks it */
  CROW_RUN_WAITING,   /* after 55P03: `seconds` are left until try number `attempt` */
  CROW_RUN_COMPARING, /* the result is read back and compared with the promise */
} CrowRunEventKind;

typedef struct
{
  CrowRunEventKind kind;
  guint statement;     /* index into the script's statements */
  guint attempt;       /* from 1 */
  double seconds;      /* see the kind */
  const char *message; /* (nullable) */
} CrowRunEvent;

/* In the thread that runs. */
typedef void (*CrowRunFunc) (const CrowRunEvent *event, gpointer user_data);

typedef enum {
  CROW_RUN_OUTCOME_REHEARSED, /* it works; nothing was kept */
  CROW_RUN_OUTCOME_APPLIED,   /* all of it, and the catalogue is as promised */
  CROW_RUN_OUTCOME_UNCHANGED, /* the database is as it was */
  CROW_RUN_OUTCOME_PARTIAL,   /* some transactions are committed: `state` says what it has now */
  CROW_RUN_OUTCOME_UNKNOWN,   /* the connection was lost at COMMIT and no other could be had to
                                 look; `state` says how to look */
} CrowRunOutcome;

/* Why a run did not go to its end. */
typedef enum {
  CROW_RUN_STOP_NONE,
  CROW_RUN_STOP_BUSY,      /* no lock was to be had, all tries; `error` names who has it */
  CROW_RUN_STOP_CHANGED,   /* a constraint is not what was drawn: read the database again */
  CROW_RUN_STOP_ORPHANS,   /* 23503: rows without a parent; see `n_orphans` */
  CROW_RUN_STOP_REFUSED,   /* the server refused a statement */
  CROW_RUN_STOP_LOST,      /* the connection was lost */
  CROW_RUN_STOP_CANCELLED, /* by the user */
} CrowRunStop;

/* What one statement did. */
typedef struct
{
  guint statement; /* index into the script's statements */
  double seconds;
  GPtrArray *locks; /* (owned) (element-type CrowLockClaim) rehearsal: what pg_locks has after it
                       and had not before, the strongest on each table */
  char *error;      /* (owned) (nullable) */
} CrowRunStep;

/* How a run went. */
typedef struct
{
  CrowRunOutcome outcome;
  GPtrArray *steps; /* (owned) (element-type CrowRunStep) in the order they ran, retries too */
  GPtrArray *now;   /* (owned) (element-type CrowConstraint) (nullable elements) what the
                       database has now, a promise each; NULL: no such constraint */
  GPtrArray *differences; /* (owned) (element-type utf8) (nullable elements) where that is not what
                             was promised (rehearsal: what it was inside the transaction) */
  double seconds;         /* all in all */
  double locked_seconds;  /* the longest time from where a statement asked for an ACCESS EXCLUSIVE
                             lock that it got (everybody else queues behind it) to its
                             transaction's end */
  double in_vain_seconds; /* the longest time that a statement asked for one and did not get it;
                             everybody else queued behind it */
  char *state;            /* (owned) sentences: what the database has now */
  char *error;            /* (owned) (nullable) what stopped it: words, SQLSTATE, what to do */
  CrowRunStop stop;
  guint64 n_orphans; /* rows without a parent, where VALIDATE failed for them (rehearsal: would
                        fail); 0 with an `orphan_query`: they could not be counted */
  gboolean has_more_orphans; /* counting stopped at that number */
  char *orphan_query;        /* (owned) (nullable) lists them */
  guint resume_at; /* index of the statement to go on with, where that makes sense; else 0 */
} CrowRunReport;

void crow_run_report_free (CrowRunReport *self);

/* What a rehearsal runs, ending in a newline: the script's changes between BEGIN and ROLLBACK, not
 * its VALIDATE, which would scan under the locks; whether that will succeed is found out by
 * counting orphans before, read-only and not for long. (transfer full) */
char *crow_runner_build_rehearsal_text (const CrowScript *script);

/* Both open their own session with @connection and close it. A report comes back whenever something
 * ran or could be said of the database; NULL and @error only where nothing was even begun. */
CrowRunReport *crow_runner_rehearse (CrowConnection *connection,
                                     CrowScript *script,
                                     CrowRunFunc func,
                                     gpointer user_data,
                                     GCancellable *cancellable,
                                     GError **error);
/* @first: 0, or the report's `resume_at` of a run that was cut off. */
CrowRunReport *crow_runner_apply (CrowConnection *connection,
                                  CrowScript *script,
                                  guint first,
                                  CrowRunFunc func,
                                  gpointer user_data,
                                  GCancellable *cancellable,
                                  GError **error);

/* Counts what a query of the script's lists, read-only, at most @limit. */
gboolean crow_runner_count_orphans (CrowConnection *connection,
                                    const char *query,
                                    guint64 limit,
                                    guint64 *count,
                                    GCancellable *cancellable,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRunReport, crow_run_report_free)

G_END_DECLS
