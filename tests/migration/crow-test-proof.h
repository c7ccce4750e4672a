#pragma once

#include "crow-migration.h"
#include "crow-test-server.h"

G_BEGIN_DECLS

/* Why a script that Prisma's engine writes is not run as it is. */
typedef enum {
  CROW_TEST_REASON_SEQUENCE_NAME,
  CROW_TEST_REASON_VECTOR,
  CROW_TEST_REASON_NOT_HERE,
  CROW_TEST_REASON_SERIAL,
  CROW_TEST_REASON_OLD_ENUM,
  CROW_TEST_REASON_SEQUENCE_NAMESPACE,
  CROW_TEST_REASON_CAST,
  CROW_TEST_REASON_PRIMARY_KEY,
  CROW_TEST_N_REASONS,
} CrowTestReason;

/* Runs scripts of ours on a real PostgreSQL server: what they make of a database must be what the
 * schema's own script makes of an empty one. */
typedef struct
{
  const CrowTestServer *server; /* (unowned) */
  PGconn *connection;           /* (owned) an empty database: all in it is rolled back */
  PGconn *admin;                /* (owned) */
  guint n_run;                  /* pairs that went up and down */
  guint n_not_created;          /* pairs of which one schema is not for this server */
  guint n_by_statement;         /* scripts that no one transaction can take */
  guint n_refused;              /* scripts that PostgreSQL refuses by their nature */
  guint n_checked;              /* pairs */
  gboolean is_sample;           /* not all that there is: a reason need not be met */
  guint n_reasons[CROW_TEST_N_REASONS];
  GPtrArray *refusals; /* (owned) (element-type utf8) `NAME<tab>MESSAGE` of each reason met */
} CrowTestProof;

CrowTestProof *crow_test_proof_new (const CrowTestServer *server);
void crow_test_proof_free (CrowTestProof *self);
/* Makes @before of nothing, goes up to @after and down again, and compares the catalogues. Fails
 * the running test with @name; what cannot be run is told in a message, with the reason. */
void crow_test_proof_check (CrowTestProof *self,
                            const char *name,
                            CrowSchema *before,
                            CrowSchema *after);
/* A database that @schema's script makes of nothing; NULL: it cannot be, and is told. Its URI; one
 * at a time. (transfer full) (nullable) */
char *crow_test_proof_make_database (CrowTestProof *self, const char *name, CrowSchema *schema);
void crow_test_proof_drop_database (CrowTestProof *self);
/* The same of a script, which must run. (transfer full) */
char *crow_test_proof_add_database (CrowTestProof *self, const char *create);
/* The script that makes @before of an empty database, and what @after takes for there. NULL: one of
 * the two cannot be, and is told. (transfer full) (nullable) */
char *crow_test_proof_build_creation (CrowTestProof *self,
                                      const char *name,
                                      CrowSchema *before,
                                      CrowSchema *after);
/* Runs @sql as Prisma does; statement by statement where an enum's new value wants it, if @uri
 * (nullable) names the database. FALSE: refused; SQLSTATE and message. */
gboolean crow_test_proof_run (PGconn *connection,
                              const char *uri,
                              const char *sql,
                              char **code,
                              char **message);
/* Tells the figures. @expected: bits 1 << CrowTestReason; fails the running test where another was
 * met, or one of them never, unless only a sample was tried. */
void crow_test_proof_report (const CrowTestProof *self, guint expected);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestProof, crow_test_proof_free)

G_END_DECLS
