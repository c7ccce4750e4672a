#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/* Opaque name of one version of a file's content: equal while nobody wrote or replaced it. */
char *crow_file_make_etag (const struct stat *state);

/* The cause of a failed system call in plain English, without a full stop. */
const char *crow_file_explain_errno (int code);

/* What people can do about it. */
const char *crow_file_advise_errno (int code);

/* A file name as text: what is no UTF-8 in it is replaced. */
char *crow_file_dup_display_name (const char *path);

/* A new content that lies complete on the disk, beside its target, and waits for its turn. Several
 * of them make a save of several files that fails before the first one is touched. */
typedef struct _CrowFileStage CrowFileStage;

CrowFileStage *
crow_file_stage_new (const char *path, GBytes *content, const char *etag, GError **error);
/* Readable for the user alone, whatever was there. */
CrowFileStage *crow_file_stage_new_private (const char *path, GBytes *content, GError **error);
gboolean crow_file_stage_commit (CrowFileStage *self, char **new_etag, GError **error);
void crow_file_stage_free (CrowFileStage *self);

/* Removes what killed programs left in @folder: new contents that never came to their turn. Those
 * of living programs are locked and stay. */
void crow_file_sweep (const char *folder);

/* Makes the names in @folder survive a power cut. */
void crow_file_sync_folder (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowFileStage, crow_file_stage_free)

G_END_DECLS
