#pragma once

#include <gio/gio.h>

#include "crow-prisma.h"

G_BEGIN_DECLS

/* Unsaved edits of one source, kept in a file of the user's own until they are saved or given up,
 * so that a crash loses none. Each document has its own file: two windows, or two programs, may
 * edit one source, and neither takes the other's living edits for the leavings of a crash.
 * Reference counted; any thread. */
typedef struct _CrowRecovery CrowRecovery;

/* A file in @folder for @source that nobody else writes; NULL: there is no place for it. */
CrowRecovery *crow_recovery_new (const char *folder, const char *source);
CrowRecovery *crow_recovery_ref (CrowRecovery *self);
void crow_recovery_unref (CrowRecovery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRecovery, crow_recovery_unref)

/* Writes what @prisma has and @texts (element-type CrowSourceText), the disk, have not. */
gboolean
crow_recovery_write (CrowRecovery *self, CrowPrisma *prisma, GPtrArray *texts, GError **error);

/* What a crash left in @folder for @source, brought to @prisma, which was read from @texts: NULL
 * where there is nothing, or it was made to another version of the files. @left: where it lies. */
CrowPrisma *crow_recovery_read (const char *folder,
                                const char *source,
                                CrowPrisma *prisma,
                                GPtrArray *texts,
                                CrowRecovery **left);

void crow_recovery_remove (CrowRecovery *self);

G_END_DECLS
