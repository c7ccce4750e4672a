#pragma once

#include "crow-constraint.h"

G_BEGIN_DECLS

/* PostgreSQL's table locks, weakest first (manual, 13.3.1). */
typedef enum {
  CROW_LOCK_NONE,
  CROW_LOCK_ACCESS_SHARE,
  CROW_LOCK_ROW_SHARE,
  CROW_LOCK_ROW_EXCLUSIVE,
  CROW_LOCK_SHARE_UPDATE_EXCLUSIVE,
  CROW_LOCK_SHARE,
  CROW_LOCK_SHARE_ROW_EXCLUSIVE,
  CROW_LOCK_EXCLUSIVE,
  CROW_LOCK_ACCESS_EXCLUSIVE,
} CrowLockMode;

const char *crow_lock_mode_get_name (CrowLockMode mode); /* "ACCESS EXCLUSIVE" */
gboolean crow_lock_mode_from_catalog (const char *name, CrowLockMode *mode); /* AccessShareLock */
gboolean crow_lock_modes_conflict (CrowLockMode a, CrowLockMode b);

/* What a statement takes until its transaction ends. */
typedef struct
{
  char *namespace_; /* (owned) */
  char *table;      /* (owned) */
  CrowLockMode mode;
  guint n_partitions; /* so many partitions of it are locked in the same way */
} CrowLockClaim;

CrowLockClaim *crow_lock_claim_new (const char *namespace_, const char *table, CrowLockMode mode);
void crow_lock_claim_free (CrowLockClaim *self);

typedef enum {
  CROW_STATEMENT_SETTING, /* SET …: for this session only */
  CROW_STATEMENT_BEGIN,
  CROW_STATEMENT_COMMIT,
  CROW_STATEMENT_CHANGE,   /* ALTER TABLE, COMMENT */
  CROW_STATEMENT_VALIDATE, /* VALIDATE CONSTRAINT: the only one that a retry may find done */
} CrowStatementKind;

/* One statement: what is on the screen is what runs. */
typedef struct
{
  CrowStatementKind kind;
  char *sql;         /* (owned) with its `;`, without a newline at its end */
  guint transaction; /* from 1, by number; 0: none of its own (SETTING between transactions). A
                        statement alone in its transaction has no BEGIN and COMMIT */
  int promise;       /* index of the promise that it serves, or -1 */
  GPtrArray *locks;  /* (owned) (element-type CrowLockClaim) what it takes anew */
  gboolean scans;    /* reads the whole child table */
} CrowStatement;

/* What becomes of one foreign key. */
typedef struct
{
  char *relation;         /* (owned) (nullable) its id in the schema, for selection */
  CrowConstraint *before; /* (owned) (nullable) NULL: it is new */
  CrowConstraint *after;  /* (owned) (nullable) NULL: it goes */
  guint32 oid;            /* of the constraint that the picture was drawn from; 0: not known */
  char *orphan_query;     /* (owned) (nullable) SELECT … that lists child rows without a parent,
                             which would stop it; NULL: it checks no old rows */
} CrowPromise;

/* A plan for a PostgreSQL server, statement by statement. Immutable once built, atomically
 * reference counted; safe in any thread. */
typedef struct
{
  const char *plan;      /* (static) "online" "simple" "swap" "prisma" */
  GPtrArray *statements; /* (element-type CrowStatement) */
  GPtrArray *promises;   /* (element-type CrowPromise) */
  GPtrArray *warnings;   /* (element-type utf8) sentences: firing order, disabled triggers, … */
  GPtrArray *orphan_queries; /* (element-type utf8) those of the promises that have one */
} CrowScript;

CrowScript *crow_script_new (const char *plan);
CrowScript *crow_script_ref (CrowScript *self);
void crow_script_unref (CrowScript *self);
CrowStatement *
crow_script_add (CrowScript *self, CrowStatementKind kind, guint transaction, char *sql);
void crow_statement_add_lock (CrowStatement *self,
                              const char *namespace_,
                              const char *table,
                              CrowLockMode mode);
/* So many partitions of a table that @self has a lock on are locked in the same way. */
void crow_statement_set_partitions (CrowStatement *self,
                                    const char *namespace_,
                                    const char *table,
                                    guint n_partitions);
CrowPromise *crow_script_add_promise (CrowScript *self); /* the new last one, empty */

/* `app.child.child_pid_fkey: on delete Restrict to SetNull`: what becomes of it. (transfer full) */
char *crow_promise_describe (const CrowPromise *promise);

/* Sentences for people, English: what @statement locks, whom it waits for and who waits for it.
 * (transfer full) (element-type utf8); empty: nothing worth telling. */
GPtrArray *crow_statement_describe_locks (const CrowStatement *statement);

/* The whole script: warnings and, before each statement, its locks as `-- ` remarks; runs in psql
 * as it stands. A script without statements says that it is empty. */
char *crow_script_build_text (const CrowScript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowScript, crow_script_unref)

G_END_DECLS
