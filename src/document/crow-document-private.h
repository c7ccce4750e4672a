#pragma once

#include "crow-document.h"
#include "crow-file-watch.h"
#include "crow-layout-file.h"
#include "crow-loaded.h"
#include "crow-package.h"
#include "crow-recovery.h"
#include "crow-undo-stack.h"

G_BEGIN_DECLS

/* What a worker is to write to the journal. */
typedef struct _CrowRecoveryJob CrowRecoveryJob;

struct _CrowDocument
{
  GObject parent_instance;

  char *source;           /* (owned) (nullable) NULL: nothing is open */
  GPtrArray *texts;       /* (owned) (nullable) (element-type CrowSourceText) as on the disk; never
                             changed; NULL: a database */
  CrowRevision *baseline; /* (owned) as opened */
  CrowRevision *current;  /* (owned) as edited */
  CrowPackage *package;   /* (owned) (nullable) which Prisma the project uses */
  guint wanted_rules;     /* a CrowRules that the user has chosen; 0: the project's */
  CrowUndoStack *stack;   /* (owned) */

  CrowLink *link;      /* (owned) (nullable) the database that is open, or compared with */
  CrowPlan plan;       /* how changes are brought to it */
  CrowDrift *drift;    /* (owned) (nullable) of a comparison, once it was asked for */
  CrowSchema *picture; /* (owned) (nullable) likewise */

  char *layout_path;       /* (owned) (nullable) NULL: there is no place for the positions */
  GHashTable *positions;   /* (owned) (element-type utf8 CrowPosition) */
  GHashTable *kept;        /* (owned) (element-type utf8 CrowPosition) as written or read last */
  GHashTable *colors;      /* (owned) (element-type utf8 guint) bands chosen by hand */
  GHashTable *kept_colors; /* (owned) (element-type utf8 guint) as written or read last */
  guint positions_source;  /* id, or 0 */
  guint n_moves;           /* counts what changes places and colours */
  guint n_kept_moves;      /* as of @kept: what is not on the disk is the difference */
  guint arrangement;       /* which of those that were; counts what forgot every place */
  guint n_arrangements;    /* the last number that was given */
  gboolean has_failed;     /* the last attempt to write them; it is told once */

  CrowFileWatch *watch; /* (owned) (nullable) */
  char *reported;       /* (owned) (nullable) the state of the disk that was told */
  gboolean is_checking;
  guint n_saving;    /* saves that run in a worker */
  GPtrArray *saving; /* (owned) (element-type CrowPrisma) what they write to the open source */

  char *recovery_id;           /* (owned) (nullable) of the open source */
  char *recovery_folder;       /* (owned) (nullable) NULL: unsaved edits are not kept */
  CrowRecovery *recovery;      /* (owned) (nullable) of the open source, once there were edits */
  gboolean has_failed_keeping; /* the last attempt to write it; it is told once */
  GCancellable *recovery_job;  /* (owned) (nullable) of the worker that writes it */
  guint recovery_serial;       /* of what was last given to a worker */

  /* What the listeners know. */
  gboolean was_modified;
  gboolean could_undo;
  gboolean could_redo;
  gboolean was_stale;
};

void crow_document_update_properties (CrowDocument *self);
void crow_document_clear (CrowDocument *self);
void crow_document_forget_drift (CrowDocument *self);
/* crow-document-rules.c: @revision by the document's rules. (transfer full) */
CrowRevision *crow_document_adapt (CrowDocument *self, CrowRevision *revision);
gboolean crow_document_has_same_text (CrowPrisma *one, CrowPrisma *other);
/* crow-document-load.c: what a worker read is open from now on. */
void crow_document_adopt (CrowDocument *self, CrowLoaded *loaded);
void crow_document_take_link (CrowDocument *self, CrowLink *link);
void crow_document_tell_lost (CrowDocument *self, GPtrArray *lost);
/* crow-document-database.c, crow-document-compare.c */
void crow_document_rebase (CrowDocument *self, CrowLink *link);
void crow_document_tell_compared (CrowDocument *self);

void crow_document_take_moves (CrowDocument *self, const CrowUndoStep *step, gboolean is_undo);
void crow_document_flush_positions (CrowDocument *self);
void crow_document_tell_positions_failed (CrowDocument *self, const char *message);

void crow_document_schedule_positions (CrowDocument *self);

/* What is unsaved now; (transfer full). */
CrowRecoveryContent *crow_document_collect_unsaved (CrowDocument *self);
void crow_document_keep_edits (CrowDocument *self);
/* What is to be in the journal now, for a worker; (transfer full) (nullable): it needs none. */
CrowRecoveryJob *crow_document_prepare_journal (CrowDocument *self);
/* Any thread. */
gboolean crow_recovery_job_run (const CrowRecoveryJob *self, GError **error);
void crow_recovery_job_free (CrowRecoveryJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRecoveryJob, crow_recovery_job_free)

void crow_document_keep_places (CrowDocument *self);
void crow_document_give_edits_up (CrowDocument *self);

G_END_DECLS
