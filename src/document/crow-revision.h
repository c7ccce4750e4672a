#pragma once

#include "crow-prisma.h"

G_BEGIN_DECLS

/* What is open, at one moment: a Prisma schema with its text, or a database's. Immutable and
 * atomically reference counted; any thread. */
typedef struct _CrowRevision CrowRevision;

CrowRevision *crow_revision_new_prisma (CrowPrisma *prisma);
CrowRevision *crow_revision_new_database (CrowSchema *schema);
CrowRevision *crow_revision_ref (CrowRevision *self);
void crow_revision_unref (CrowRevision *self);

CrowSchema *crow_revision_get_schema (CrowRevision *self); /* (transfer none) */
CrowPrisma *crow_revision_get_prisma (CrowRevision *self); /* (transfer none) (nullable) */

/* The next revision; @self itself where the edits change nothing. (transfer full) Errors:
 * crow_prisma_edit_actions(), crow_schema_edit_actions(). */
CrowRevision *crow_revision_edit_actions (CrowRevision *self, GPtrArray *edits, GError **error);
/* CROW_ERROR_INVALID: a database; the message has the statement that makes the index. */
CrowRevision *crow_revision_make_explicit (CrowRevision *self,
                                           const char *relation,
                                           const char *model,
                                           GError **error);
/* The same text by other rules; @self itself where it is read by these already, or a database. */
CrowRevision *crow_revision_read_by (CrowRevision *self, CrowRules rules);
CrowRevision *crow_revision_add_index (CrowRevision *self, const char *relation, GError **error);

/* What takes @before to @after, two revisions of one reading of a database. (transfer full)
 * (element-type CrowActionEdit) */
gboolean crow_revision_is_edited (CrowRevision *before, CrowRevision *after);
GPtrArray *crow_revision_list_edits (CrowRevision *before, CrowRevision *after);
/* Makes @edits of another reading on this database, as far as they still make sense. @lost:
 * (element-type utf8) gets a sentence for each that does not. (transfer full) */
CrowRevision *crow_revision_remake (CrowRevision *self, GPtrArray *edits, GPtrArray *lost);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRevision, crow_revision_unref)

G_END_DECLS
