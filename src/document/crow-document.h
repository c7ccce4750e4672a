#pragma once

#include <gio/gio.h>

#include "crow-error.h"
#include "crow-prisma.h"
#include "crow-schema-diff.h"

G_BEGIN_DECLS

/* What is open: the source, the schema as opened (baseline), the schema as edited, the undo stack
 * and the positions. Window and command line both work on it. Main thread only, except that
 * loading and saving do their input and output in a worker.
 *
 * Properties: "title", "modified", "can-undo", "can-redo".
 * Signals:    "changed" (schema or baseline), "moved" (positions), "disk-changed" (a file of the
 *             source is not on disk what it was when read; once for each such state),
 *             "positions-failed" (const char *message: they could not be read or kept on disk, and
 *             hold for this session only), "recovered" (edits that a crash left unsaved are back,
 *             as one undo step). */
#define CROW_TYPE_DOCUMENT (crow_document_get_type ())
G_DECLARE_FINAL_TYPE (CrowDocument, crow_document, CROW, DOCUMENT, GObject)

CrowDocument *crow_document_new (void);
/* Where unsaved edits are kept against a crash; NULL, the default: nowhere. Before loading. */
void crow_document_set_recovery_folder (CrowDocument *self, const char *folder);

/* @source: as cli.md: a .prisma file, a folder, "-". Replaces what was open, if all went well;
 * else nothing is touched. CROW_ERROR_SOURCE names the file and what to do. */
gboolean crow_document_load (CrowDocument *self,
                             const char *source,
                             GCancellable *cancellable,
                             GError **error);
void crow_document_load_async (CrowDocument *self,
                               const char *source,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean crow_document_load_finish (CrowDocument *self, GAsyncResult *result, GError **error);

const char *crow_document_get_source (CrowDocument *self);   /* (nullable) as given */
char *crow_document_get_title (CrowDocument *self);          /* (transfer full) `schema.prisma` */
CrowSchema *crow_document_get_baseline (CrowDocument *self); /* (transfer none) (nullable) */
CrowSchema *crow_document_get_schema (CrowDocument *self);   /* (transfer none) (nullable) */
CrowPrisma *crow_document_get_prisma (CrowDocument *self);   /* (transfer none) (nullable) edited */
CrowPrisma *crow_document_get_baseline_prisma (CrowDocument *self);

/* Edits: each is one undo step. Errors: crow_prisma_edit_actions(). */
gboolean crow_document_edit_actions (CrowDocument *self, GPtrArray *edits, GError **error);
gboolean crow_document_add_index (CrowDocument *self, const char *relation, GError **error);
gboolean crow_document_can_undo (CrowDocument *self);
gboolean crow_document_can_redo (CrowDocument *self);
void crow_document_undo (CrowDocument *self);
void crow_document_redo (CrowDocument *self);
const char *crow_document_get_undo_label (CrowDocument *self); /* (nullable) English: what */
const char *crow_document_get_redo_label (CrowDocument *self); /* (nullable) undo would undo */
gboolean crow_document_is_modified (CrowDocument *self); /* text differs from what is on disk */

/* What is pending against the baseline (the schema as opened: saving does not move it, so that the
 * migration can still be exported). */
CrowSchemaDiff *crow_document_diff (CrowDocument *self); /* (transfer full) */
char *crow_document_build_up (CrowDocument *self, GError **error);
char *crow_document_build_down (CrowDocument *self, GError **error);
char *crow_document_build_text_diff (CrowDocument *self); /* unified diff of the files */

/* Writes the changed files, atomically, each only if it is still what was read (etag):
 * CROW_ERROR_CHANGED otherwise, unless @overwrite. A failure leaves every file whole. */
gboolean crow_document_save (CrowDocument *self,
                             gboolean overwrite,
                             GCancellable *cancellable,
                             GError **error);
void crow_document_save_async (CrowDocument *self,
                               gboolean overwrite,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean crow_document_save_finish (CrowDocument *self, GAsyncResult *result, GError **error);

/* Writes migrations/<time>_<slug>/migration.sql (and down.sql) beside the file that holds the
 * datasource, migration_lock.toml where there is none. Returns the folder's path. */
char *crow_document_write_migration (CrowDocument *self,
                                     const char *name,
                                     gboolean with_down,
                                     GError **error);

/* Positions: model key -> CrowPoint, kept in `crowsfoot.layout` beside the schema once the user has
 * moved something: by itself, soon after the last move and at the latest with the document's end. A
 * move is an undo step. */
GHashTable *crow_document_get_positions (CrowDocument *self); /* (transfer none) */
void crow_document_move_model (CrowDocument *self, const char *key, double x, double y);
gboolean crow_document_save_positions (CrowDocument *self, GError **error); /* now; blocking */

G_END_DECLS
