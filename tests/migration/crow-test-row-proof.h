#pragma once

#include "crow-test-proof.h"

G_BEGIN_DECLS

/* Runs what `migrate dev` writes on tables with rows: what is lost, and what cannot work, it has to
 * say; and what it says cannot work must not. */
typedef struct
{
  CrowTestProof *proof;   /* (unowned) */
  guint n_run;            /* scripts that ran on rows */
  guint n_run_and_warned; /* of these, scripts with warnings */
  guint n_stopped;        /* scripts that rows stop */
  guint n_untold;         /* of these, scripts that Prisma's engine does not warn of */
  guint n_lost;           /* columns of which values were lost, as told */
  guint n_not_filled;     /* pairs whose tables take no rows of ours */
} CrowTestRowProof;

/* From @before with rows to @after: once without a NULL, once with NULLs. Fails the running test
 * with @name. */
void crow_test_row_proof_check (CrowTestRowProof *self,
                                const char *name,
                                CrowSchema *before,
                                CrowSchema *after);
void crow_test_row_proof_report (const CrowTestRowProof *self);

G_END_DECLS
