#pragma once

#include <gio/gio.h>

#include "crow-prisma.h"

G_BEGIN_DECLS

/* Unsaved edits of one source, kept in a file of the user's own until they are saved or given up,
 * so that a crash loses none. */

/* Path of the file in @folder for @source. */
char *crow_recovery_find (const char *folder, const char *source);

/* Writes what @prisma has and @texts (element-type CrowSourceText), the disk, have not. */
gboolean
crow_recovery_write (const char *path, CrowPrisma *prisma, GPtrArray *texts, GError **error);

/* The edits in @path brought to @prisma, which was read from @texts: NULL where there are none, or
 * they were made to another version of the files. */
CrowPrisma *crow_recovery_read (const char *path, CrowPrisma *prisma, GPtrArray *texts);

void crow_recovery_remove (const char *path);

G_END_DECLS
