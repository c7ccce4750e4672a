#pragma once

#include "crow-migration.h"
#include "crow-test-server.h"

G_BEGIN_DECLS

#define CROW_TEST_N_PAIRS (CROW_N_ACTIONS * CROW_N_ACTIONS)

/* A foreign key of some kind, as plain DDL that no code of ours wrote: what the plans must leave
 * when they change its actions. */
typedef struct
{
  const char *name;
  const char *tables;     /* DDL and rows; without the foreign key */
  const char *child;      /* `app.child` as SQL writes it */
  const char *constraint; /* likewise */
  const char *key;        /* `FOREIGN KEY … REFERENCES … [MATCH …]` */
  const char *set;        /* (nullable) `(b)`, behind ON DELETE SET NULL and SET DEFAULT */
  const char *end;        /* (nullable) `DEFERRABLE … NOT VALID` */
  const char *comment;    /* (nullable) a literal */
  const char *copies;     /* (nullable) lines of the catalogue with this are about copies of the key
                             for the parent's partitions, which VALIDATE leaves marked as they are
                             before PostgreSQL 18: compared after plan simple only */
  guint n_plans;          /* how many of the plans can change it: 3, or simple only: 1 */
} CrowTestKind;

extern const CrowTestKind crow_test_kinds[];
extern const guint crow_test_n_kinds;

/* One kind in a database of its own; what the catalogue says of each of the 25 pairs of actions
 * when plain DDL has made it. */
typedef struct
{
  const CrowTestKind *kind;
  char *uri;
  PGconn *connection;
  char *catalogues[CROW_TEST_N_PAIRS];
  CrowSchema *schemas[CROW_TEST_N_PAIRS]; /* read once, then edited */
  char *rows;
  guint n_scripts;
  guint n_parsed;
} CrowTestMatrix;

CrowTestMatrix *crow_test_matrix_new (const CrowTestServer *server, const CrowTestKind *kind);
void crow_test_matrix_free (CrowTestMatrix *self);
/* Makes the pair by plain DDL. */
void crow_test_matrix_set (CrowTestMatrix *self, guint pair);
/* From the one, in which the database is, to the other: the catalogue must be as plain DDL made it,
 * and the rows as they were. */
void crow_test_matrix_change (CrowTestMatrix *self, guint from, guint to, CrowPlan plan);

/* All of a database that a script could touch, as text. (transfer full) */
char *crow_test_fetch_whole_catalogue (PGconn *connection);
/* Reads it as the program does. (transfer full) */
CrowSchema *crow_test_read_server (const char *uri);
/* Statement by statement, by plain libpq; any error ends the test. */
void crow_test_run_script (PGconn *connection, const CrowScript *script);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestMatrix, crow_test_matrix_free)

G_END_DECLS
