#pragma once

#include "crow-lint.h"
#include "crow-schema-private.h"

G_BEGIN_DECLS

/* One run of the rules over a schema. */
typedef struct
{
  CrowSchema *schema;
  GHashTable *keys_by_field; /* (owned) */
  GPtrArray *found;          /* (owned) (element-type CrowDiagnostic) */
  gboolean *is_told_null;    /* (owned) by relation: Prisma speaks of its SetNull */
  gboolean *is_told_index;   /* (owned) by relation: Prisma speaks of its missing index */
  gboolean is_database;      /* no files: the schema is a server's catalogue */
} CrowLinter;

/* @message: (transfer full). */
CrowDiagnostic *crow_linter_report (CrowLinter *self,
                                    guint relation,
                                    CrowSeverity severity,
                                    const char *rule,
                                    char *message);

/* `a`, `b` with @quote on both sides. (transfer full) */
char *crow_linter_list_names (const CrowModel *model, const GArray *fields, const char *quote);

/* The columns that @event writes in the child: those of SET NULL (…) where it has a list. */
const GArray *crow_relation_get_set_columns (const CrowRelation *relation, CrowEvent event);

/* Whether an index finds rows of the child by @fields (RA006). */
gboolean crow_key_finds (const CrowKey *key,
                         const CrowModel *model,
                         const GArray *fields,
                         gboolean is_temporal);

/* Rules that only a catalogue's facts can break: RA002, RA004, RA005, RA014 to RA019. */
void crow_linter_check_catalog (CrowLinter *self, guint relation);
/* RA017, over all relations. */
void crow_linter_check_duplicates (CrowLinter *self);
/* RA009, over all relations. */
void crow_linter_check_cycles (CrowLinter *self);

G_END_DECLS
