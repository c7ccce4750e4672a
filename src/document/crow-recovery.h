#pragma once

#include <gio/gio.h>

#include "crow-action-edit.h"
#include "crow-prisma.h"

G_BEGIN_DECLS

/* Unsaved edits of one source, kept in a file of the user's own until they are saved, applied or
 * given up, so that a crash loses none. Each document has its own file: two windows, or two
 * programs, may edit one source, and neither takes the other's living edits for the leavings of a
 * crash. Reference counted; any thread. */
typedef struct _CrowRecovery CrowRecovery;

/* What names a file or folder among the sources; a database is named by its own id. */
char *crow_recovery_make_id (const char *source);

/* A file in @folder for the source @id that nobody else writes; NULL: there is no place for it. */
CrowRecovery *crow_recovery_new (const char *folder, const char *id);
CrowRecovery *crow_recovery_ref (CrowRecovery *self);
void crow_recovery_unref (CrowRecovery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRecovery, crow_recovery_unref)

/* Writes what @prisma has and @texts (element-type CrowSourceText), the disk, have not. */
gboolean
crow_recovery_write_text (CrowRecovery *self, CrowPrisma *prisma, GPtrArray *texts, GError **error);
/* What a crash left in @folder for the source @id, brought to @prisma, which was read from @texts:
 * NULL where there is nothing, or it was made to another version of the files. @left: where it
 * lies. */
CrowPrisma *crow_recovery_read_text (const char *folder,
                                     const char *id,
                                     CrowPrisma *prisma,
                                     GPtrArray *texts,
                                     CrowRecovery **left);

/* Writes changes of a database that are not applied. @uri: of the database, without a password, for
 * who looks into the file; @edits: (element-type CrowActionEdit) of CROW_CLAUSE_SET. */
gboolean
crow_recovery_write_edits (CrowRecovery *self, const char *uri, GPtrArray *edits, GError **error);
/* (transfer full) (nullable) (element-type CrowActionEdit) */
GPtrArray *crow_recovery_read_edits (const char *folder, const char *id, CrowRecovery **left);

void crow_recovery_remove (CrowRecovery *self);

G_END_DECLS
