#pragma once

#include "crow-migration.h"

G_BEGIN_DECLS

/* How full the tables are on which a script runs. */
typedef enum {
  CROW_TEST_ROWS_WITH_NULLS,
  CROW_TEST_ROWS_WITHOUT_NULLS,
  CROW_TEST_ROWS_NONE,
  CROW_TEST_N_ROWS,
} CrowTestRows;

/* Runs scripts of ours with SQLite itself, on tables with rows wherever rows let them run. */
typedef struct
{
  guint n_run[CROW_TEST_N_ROWS]; /* pairs that went up and down */
  guint n_orphaned;              /* scripts that make a lost table anew, whose rows others name */
  guint n_bare;                  /* pairs with a function as a default, without parentheses */
  guint n_foreign;               /* pairs with a type that SQLite cannot read */
} CrowTestSqliteProof;

/* Makes @before of nothing, puts rows in, goes up to @after and down again; compares the schemas
 * and the rows. A script that rows stop must warn of it, a way down that brings something not back
 * must say so. Fails the running test with @name. */
void crow_test_sqlite_proof_check (CrowTestSqliteProof *self,
                                   const char *name,
                                   CrowSchema *before,
                                   CrowSchema *after);
void crow_test_sqlite_proof_report (const CrowTestSqliteProof *self);

G_END_DECLS
