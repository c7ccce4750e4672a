#pragma once

#include "crow-migration.h"
#include "crow-test-server.h"

G_BEGIN_DECLS

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
} CrowTestProof;

CrowTestProof *crow_test_proof_new (const CrowTestServer *server);
void crow_test_proof_free (CrowTestProof *self);
/* Makes @before of nothing, goes up to @after and down again, and compares the catalogues. Fails
 * the running test with @name; what cannot be run is told in a message, with the reason. */
void crow_test_proof_check (CrowTestProof *self,
                            const char *name,
                            CrowSchema *before,
                            CrowSchema *after);
void crow_test_proof_report (const CrowTestProof *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestProof, crow_test_proof_free)

G_END_DECLS
