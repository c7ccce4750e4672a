#pragma once

#include "crow-action-edit.h"
#include "crow-error.h"
#include "crow-schema.h"

G_BEGIN_DECLS

/* A Prisma schema: its files, their syntax trees and the CrowSchema they mean. Immutable and
 * atomically reference counted; safe in any thread. */
typedef struct _CrowPrisma CrowPrisma;

/* Bytes of one file to be replaced. */
typedef struct
{
  CrowLocation location;
  char *replacement; /* (owned) */
} CrowTextEdit;

/* @files: (element-type CrowSourceFile), in the order the user sees. Never fails: whatever is
 * wrong is in the schema's diagnostics, and what could be read is in the schema. */
CrowPrisma *crow_prisma_new (GPtrArray *files); /* by CROW_RULES_DEFAULT */
CrowPrisma *crow_prisma_new_with_rules (GPtrArray *files, CrowRules rules);
CrowPrisma *crow_prisma_ref (CrowPrisma *self);
void crow_prisma_unref (CrowPrisma *self);
CrowSchema *crow_prisma_get_schema (CrowPrisma *self); /* (transfer none) */
GPtrArray *crow_prisma_get_files (CrowPrisma *self);   /* (transfer none) */
/* For one file of a schema in several: with a stand-in for every model that its relations, or those
 * of @other (nullable), which it is compared with, lead to and that it lacks. (transfer full) */
CrowPrisma *crow_prisma_complete (CrowPrisma *self, CrowPrisma *other);
/* One of Prisma's errors, but not an unknown preview feature, which stops nothing. */
gboolean crow_prisma_is_error (const CrowDiagnostic *diagnostic);
gboolean crow_prisma_is_valid (CrowPrisma *self);        /* has none of these */
int crow_prisma_find_datasource_file (CrowPrisma *self); /* index into the files, or -1 */

/* All @edits (element-type CrowActionEdit) together. Returns (transfer full) (element-type
 * CrowTextEdit) sorted by place, not overlapping; applied, they give exactly these changes.
 * CROW_ERROR_UNKNOWN: no such relation. CROW_ERROR_INVALID: fixed, refused by the provider (the
 * message names the reason and the allowed actions), or more errors than before. */
GPtrArray *crow_prisma_edit_actions (CrowPrisma *self, GPtrArray *edits, GError **error);

/* The same, and the schema that comes of it, which has been read to judge the edits anyway. */
CrowPrisma *
crow_prisma_edit (CrowPrisma *self, GPtrArray *edits, GPtrArray **text_edits, GError **error);

/* One line `@@index([…])` over the key of relation @id, as CROW_FIX_ADD_INDEX. */
GPtrArray *crow_prisma_edit_add_index (CrowPrisma *self, const char *id, GError **error);

/* Makes the hidden join table of the implicit many-to-many @id a model called @model, keeping
 * table, columns, key, index and constraint names. CROW_ERROR_UNKNOWN: no such relation.
 * CROW_ERROR_INVALID: it is no many-to-many, the name is none or taken, or more errors than before.
 */
CrowPrisma *crow_prisma_edit_explicit (CrowPrisma *self,
                                       const char *id,
                                       const char *model,
                                       GPtrArray **text_edits,
                                       GError **error);
char *crow_prisma_suggest_model (CrowPrisma *self, const char *id); /* (nullable) a name for it */
gboolean crow_prisma_is_name (const char *name);                    /* of a model */
/* Why it is none, to stand after the name; NULL: it is one. */
const char *crow_prisma_explain_name (const char *name);

/* One edit for each relation that leaves a clause out: what it means, written. (transfer full)
 * (element-type CrowActionEdit) */
GPtrArray *crow_prisma_list_defaults (CrowPrisma *self);

/* A new schema with @text_edits applied; files that they do not touch are shared. */
CrowPrisma *crow_prisma_apply (CrowPrisma *self, GPtrArray *text_edits);

/* Why an action may not be written on relation @id: NULL if it may, else (transfer full) a
 * sentence. "mysql …", "the key is required …", "… is fixed". */
char *
crow_prisma_explain_refusal (CrowPrisma *self, const char *id, CrowEvent event, CrowAction action);

CrowTextEdit *crow_text_edit_new (guint file, CrowSpan span, const char *replacement);
void crow_text_edit_free (CrowTextEdit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowPrisma, crow_prisma_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTextEdit, crow_text_edit_free)

G_END_DECLS
