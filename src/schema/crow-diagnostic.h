#pragma once

#include "crow-source-file.h"

G_BEGIN_DECLS

typedef enum {
  CROW_SEVERITY_ERROR,
  CROW_SEVERITY_WARNING,
  CROW_SEVERITY_HINT,
} CrowSeverity;

#define CROW_RULE_PRISMA "prisma" /* reported by Prisma itself, in its very words */

/* A fix that one click applies. */
typedef enum {
  CROW_FIX_NONE,
  CROW_FIX_ADD_INDEX, /* add @@index over the key of the diagnostic's relation */
} CrowFix;

/* A problem in the user's schema. Not a GError: all of them are listed and reading goes on. */
typedef struct
{
  CrowLocation location;
  CrowSeverity severity;
  char *rule;          /* (owned) CROW_RULE_PRISMA or one of our ids, "RA006" */
  char *message;       /* (owned) in English */
  const char *variant; /* (nullable) which of the rule's sentences @message is: "delete" */
  char **words;        /* (owned) (nullable) the names that are in it */
  int relation;        /* index into the schema's relations that it is about, or -1 */
  int model;           /* index into the schema's models that it is about, or -1 */
  CrowFix fix;
} CrowDiagnostic;

CrowDiagnostic *crow_diagnostic_new (CrowSeverity severity,
                                     const char *rule,
                                     guint file,
                                     CrowSpan span,
                                     char *message); /* @message: (transfer full) */
/* What @message says, for who says it in another language; the names end with NULL. */
void
crow_diagnostic_set_words (CrowDiagnostic *self, const char *variant, ...) G_GNUC_NULL_TERMINATED;
void crow_diagnostic_free (CrowDiagnostic *self);
const char *crow_severity_get_name (CrowSeverity severity); /* "error" "warning" "hint" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowDiagnostic, crow_diagnostic_free)

G_END_DECLS
