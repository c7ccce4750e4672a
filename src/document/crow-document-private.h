#pragma once

#include "crow-document.h"
#include "crow-file-watch.h"
#include "crow-layout-file.h"
#include "crow-recovery.h"
#include "crow-undo-stack.h"

G_BEGIN_DECLS

struct _CrowDocument
{
  GObject parent_instance;

  char *source;         /* (owned) (nullable) NULL: nothing is open */
  GPtrArray *texts;     /* (owned) (element-type CrowSourceText) as on the disk; never changed */
  CrowPrisma *baseline; /* (owned) as opened */
  CrowPrisma *current;  /* (owned) as edited */
  CrowUndoStack *stack; /* (owned) */

  char *layout_path;      /* (owned) (nullable) NULL: there is no place for the positions */
  GHashTable *positions;  /* (owned) (element-type utf8 CrowPosition) */
  GHashTable *kept;       /* (owned) (element-type utf8 CrowPosition) as written or read last */
  guint positions_source; /* id, or 0 */
  gboolean has_failed;    /* the last attempt to write them; it is told once */

  CrowFileWatch *watch; /* (owned) (nullable) */
  char *reported;       /* (owned) (nullable) the state of the disk that was told */
  gboolean is_checking;
  guint n_saving; /* saves that run in a worker */

  char *recovery_folder;      /* (owned) (nullable) NULL: unsaved edits are not kept */
  CrowRecovery *recovery;     /* (owned) (nullable) of the open source, once there were edits */
  GCancellable *recovery_job; /* (owned) (nullable) of the worker that writes it */

  /* What the listeners know. */
  gboolean was_modified;
  gboolean could_undo;
  gboolean could_redo;
};

void crow_document_update_properties (CrowDocument *self);
void crow_document_clear (CrowDocument *self);
void crow_document_place_model (CrowDocument *self, const char *key, const CrowPosition *position);
void crow_document_flush_positions (CrowDocument *self);
void crow_document_tell_positions_failed (CrowDocument *self, const char *message);

void crow_document_keep_edits (CrowDocument *self);
void crow_document_give_edits_up (CrowDocument *self);

G_END_DECLS
