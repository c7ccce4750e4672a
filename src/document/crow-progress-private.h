#pragma once

#include "crow-document-private.h"

G_BEGIN_DECLS

/* What a worker reports while it reads, for CrowDocument::progress in the main thread: as often as
 * the main loop comes round, and no more. Atomically reference counted; any thread. */
typedef struct _CrowProgress CrowProgress;

CrowProgress *crow_progress_new (CrowDocument *document); /* of this thread's main context */
void crow_progress_unref (CrowProgress *self);
/* A CrowProgressFunc: @self is a CrowProgress. */
void crow_progress_report (double fraction, gpointer self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowProgress, crow_progress_unref)

G_END_DECLS
