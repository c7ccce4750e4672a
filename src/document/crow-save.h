#pragma once

#include <gio/gio.h>

#include "crow-prisma.h"

G_BEGIN_DECLS

/* Is the text of @prisma that of @texts (element-type CrowSourceText), file by file? */
gboolean crow_save_is_needed (CrowPrisma *prisma, GPtrArray *texts);

/* Writes the files of @prisma that differ from @texts, the ones on the disk as far as we know: all
 * or none. Returns the texts as they are then (transfer full). */
GPtrArray *crow_save_run (CrowPrisma *prisma,
                          GPtrArray *texts,
                          gboolean overwrite,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
