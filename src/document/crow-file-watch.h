#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Tells, in the thread's main context, that something happened to files of a source: some time
 * after the last of a burst of events. What it was, the listener finds out by reading. */
typedef struct _CrowFileWatch CrowFileWatch;

typedef void (*CrowFileWatchFunc) (gpointer user_data);

/* @texts: (element-type CrowSourceText) the files of @source. */
CrowFileWatch *crow_file_watch_new (const char *source,
                                    GPtrArray *texts,
                                    CrowFileWatchFunc callback,
                                    gpointer user_data);
void crow_file_watch_free (CrowFileWatch *self);
void crow_file_watch_nudge (CrowFileWatch *self); /* as if something had happened */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowFileWatch, crow_file_watch_free)

G_END_DECLS
