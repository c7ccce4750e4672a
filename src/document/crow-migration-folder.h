#pragma once

#include <gio/gio.h>

#include "crow-migration.h"
#include "crow-prisma.h"

G_BEGIN_DECLS

/* The folder that `migrations` lies in: that of the file with the datasource; without one, the
 * opened folder or that of the first file. NULL: standard input. @texts: (element-type
 * CrowSourceText), those of @prisma's files. */
char *crow_migration_folder_find_parent (const char *source, GPtrArray *texts, CrowPrisma *prisma);

/* Writes @parent/migrations/<time>_<slug of @name>/migration.sql, which takes @before (NULL:
 * nothing) to @after,
 * with down.sql on request, and migration_lock.toml where there is none. Returns the new folder's
 * path. @cancellable: (nullable). Errors: crow_migration_build_sql(), crow_file_write();
 * CROW_ERROR_CHANGED: it exists; G_IO_ERROR_CANCELLED: nothing was written. */
char *crow_migration_folder_write (const char *parent,
                                   const char *name,
                                   CrowSchema *before,
                                   CrowSchema *after,
                                   gboolean with_down,
                                   GCancellable *cancellable,
                                   GError **error);

/* The same with SQL of another plan, for a database of @provider. @down: (nullable). */
char *crow_migration_folder_write_sql (const char *parent,
                                       const char *name,
                                       CrowProvider provider,
                                       const char *up,
                                       const char *down,
                                       GError **error);

G_END_DECLS
