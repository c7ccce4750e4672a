#pragma once

#include <gio/gio.h>

#include "crow-error.h"
#include "crow-connection.h"
#include "crow-drift.h"
#include "crow-introspection.h"
#include "crow-migration.h"
#include "crow-prisma.h"
#include "crow-runner.h"
#include "crow-schema-diff.h"

G_BEGIN_DECLS

/* What is open: the source (schema files, a database, or a schema beside a database), the schema as
 * opened (baseline), the schema as edited, the undo stack and the positions. Window and command
 * line both work on it. Main thread only, except that loading, saving and everything that speaks
 * with a server do their input and output in a worker.
 *
 * Properties: "title", "modified", "can-undo", "can-redo", "stale" (the database may have changed
 *             since it was read, for the connection is lost; its picture is kept), "plan".
 * Signals:    "changed" (schema or baseline), "moved" (positions), "disk-changed" (a file of the
 *             source is not on disk what it was when read; once for each such state),
 *             "progress" (double fraction: a catalogue is being read),
 *             "positions-failed" (const char *message: they could not be read or kept on disk, and
 *             hold for this session only), "recovered" (edits that a crash left unsaved are back,
 *             as one undo step), "edits-lost" (const char *lines: pending changes of a database
 * that was read anew, or left by a crash, and that make no sense any more; what and why),
 *             "keeping-failed" (const char *message: unsaved edits cannot be written to the journal
 *             now, and a crash would lose them), "recovery-refused" (const char *path: of a journal
 *             that a crash left, whose edits cannot be brought to what the files are now). */
#define CROW_TYPE_DOCUMENT (crow_document_get_type ())
G_DECLARE_FINAL_TYPE (CrowDocument, crow_document, CROW, DOCUMENT, GObject)

CrowDocument *crow_document_new (void);
/* Where unsaved edits are kept against a crash; NULL, the default: nowhere. Before loading. */
void crow_document_set_recovery_folder (CrowDocument *self, const char *folder);

/* @source: as cli.md: a .prisma file, a folder, "-", a connection. Replaces what was open, if all
 * went well; else nothing is touched. CROW_ERROR_SOURCE names the file and what to do. */
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

/* Reads files that another program changed, and makes the unsaved edits again on them. */
void crow_document_merge_async (CrowDocument *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

const char *crow_document_get_source (CrowDocument *self);   /* (nullable) as given */
char *crow_document_get_title (CrowDocument *self);          /* (transfer full) `schema.prisma` */
CrowSchema *crow_document_get_baseline (CrowDocument *self); /* (transfer none) (nullable) */
CrowSchema *crow_document_get_schema (CrowDocument *self);   /* (transfer none) (nullable) */
CrowPrisma *crow_document_get_prisma (CrowDocument *self);   /* (transfer none) (nullable) edited;
                                                                NULL: a database */
CrowPrisma *crow_document_get_baseline_prisma (CrowDocument *self);

/* Whose rules schema files are read by: a CrowRules that the user has chosen, or 0: those of the
 * Prisma that the nearest package.json asks for. What is open is read anew. */
void crow_document_set_rules (CrowDocument *self, guint rules);
CrowRules crow_document_get_rules (CrowDocument *self); /* in force */
/* (nullable) the package.json that says so; NULL: none, or the user has chosen */
const char *crow_document_get_package (CrowDocument *self);

/* A database as the source: read-only session, held open while the document lives, so that its loss
 * is noticed. Replaces what was open, if all went well. CROW_ERROR_PASSWORD: ask for one.
 * @namespaces: (nullable) (array zero-terminated=1) only these. */
void crow_document_connect_async (CrowDocument *self,
                                  CrowConnection *connection,
                                  const char *const *namespaces,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean crow_document_connect_finish (CrowDocument *self, GAsyncResult *result, GError **error);
/* Reads the database anew, over a new session; pending edits are made again on what it is now. */
void crow_document_reconnect_async (CrowDocument *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean crow_document_reconnect_finish (CrowDocument *self, GAsyncResult *result, GError **error);
gboolean crow_document_is_database (CrowDocument *self);
gboolean crow_document_is_stale (CrowDocument *self);
/* (transfer none) (nullable): of the database, or of the one compared with */
CrowConnection *crow_document_get_connection (CrowDocument *self);
const char *crow_document_get_encryption (CrowDocument *self); /* (nullable) English */

/* A database beside the open schema file. Its drift is computed anew with each edit. */
void crow_document_compare_async (CrowDocument *self,
                                  CrowConnection *connection,
                                  const char *const *namespaces,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean crow_document_compare_finish (CrowDocument *self, GAsyncResult *result, GError **error);
void crow_document_end_comparison (CrowDocument *self);
CrowDrift *crow_document_get_drift (CrowDocument *self); /* (transfer none) (nullable) */
/* What is drawn: the schema as edited, or of a comparison the picture of both; relations of the
 * schema keep their indexes. (transfer none) (nullable) */
CrowSchema *crow_document_get_picture (CrowDocument *self);
/* "Take the database's": edits the schema file so that the actions of drift item @item are the
 * database's; one undo step. CROW_ERROR_UNCOVERED: more differs than actions; says what. */
gboolean crow_document_take_database (CrowDocument *self, guint item, GError **error);

/* How pending changes are brought to a database; CROW_PLAN_PRISMA for schema files, where it cannot
 * be chosen, unless they are compared with a database. */
CrowPlan crow_document_get_plan (CrowDocument *self);
void crow_document_set_plan (CrowDocument *self, CrowPlan plan);
/* A database: what is pending; a comparison: what brings the database to the schema file. NULL and
 * CROW_ERROR_UNCOVERED where the plan cannot. (transfer full) */
CrowScript *crow_document_build_script (CrowDocument *self, gboolean is_down, GError **error);

/* Runs @script, and nothing else, on the document's server. @func is called in the main thread.
 * After applying, the database is read anew and becomes the baseline; what could not be applied
 * stays pending. (transfer full) */
void crow_document_rehearse_async (CrowDocument *self,
                                   CrowScript *script,
                                   CrowRunFunc func,
                                   gpointer func_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
CrowRunReport *
crow_document_rehearse_finish (CrowDocument *self, GAsyncResult *result, GError **error);
void crow_document_apply_async (CrowDocument *self,
                                CrowScript *script,
                                guint first,
                                CrowRunFunc func,
                                gpointer func_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
CrowRunReport *
crow_document_apply_finish (CrowDocument *self, GAsyncResult *result, GError **error);

/* As if a file system had told of a change: a network's does not. */
void crow_document_look_at_disk (CrowDocument *self);

/* Edits: each is one undo step. Errors: crow_prisma_edit_actions(), crow_schema_edit_actions(). */
gboolean crow_document_edit_actions (CrowDocument *self, GPtrArray *edits, GError **error);
gboolean crow_document_add_index (CrowDocument *self, const char *relation, GError **error);
/* The join table of an implicit many-to-many becomes a model. crow_prisma_edit_explicit(). */
gboolean crow_document_make_explicit (CrowDocument *self,
                                      const char *relation,
                                      const char *model,
                                      GError **error);
/* What left out clauses mean is written; nothing else changes. */
gboolean crow_document_pin_defaults (CrowDocument *self, GError **error);
gboolean crow_document_can_undo (CrowDocument *self);
gboolean crow_document_can_redo (CrowDocument *self);
void crow_document_undo (CrowDocument *self);
void crow_document_redo (CrowDocument *self);
const char *crow_document_get_undo_label (CrowDocument *self); /* (nullable) English: what */
const char *crow_document_get_redo_label (CrowDocument *self); /* (nullable) undo would undo */
/* Would something be lost with it: text that differs from the disk's, changes that no database has?
 */
gboolean crow_document_is_modified (CrowDocument *self);

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
void crow_document_write_migration_async (CrowDocument *self,
                                          const char *name,
                                          gboolean with_down,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
char *
crow_document_write_migration_finish (CrowDocument *self, GAsyncResult *result, GError **error);

/* Positions: model key -> CrowPoint, kept in `crowsfoot.layout` beside the schema once the user has
 * moved something: by itself, soon after the last move and at the latest with the document's end. A
 * move is an undo step. */
GHashTable *crow_document_get_positions (CrowDocument *self); /* (transfer none) */
void crow_document_move_model (CrowDocument *self, const char *key, double x, double y);
/* Several at once: one undo step. @positions: (element-type utf8 CrowPosition) */
void crow_document_move_models (CrowDocument *self, GHashTable *positions);
/* "Tidy up": these, or with NULL all, go back to where the layout puts them; one undo step. */
void crow_document_forget_positions (CrowDocument *self, const char *const *keys);
/* A number that every forgetting of all changes, that undo brings back and redo brings again:
 * tables without a place of their own stand where they stood under it. */
guint crow_document_get_arrangement (CrowDocument *self);
gboolean crow_document_save_positions (CrowDocument *self, GError **error); /* now; blocking */

/* Bands coloured by hand: model key -> 1 + index into the palette (GUINT_TO_POINTER), kept beside
 * the positions. An undo step, "moved" tells. @color 0: the namespace's. */
GHashTable *crow_document_get_colors (CrowDocument *self); /* (transfer none) */
void
crow_document_set_colors (CrowDocument *self, const char *const *keys, guint n_keys, guint color);

G_END_DECLS
