#pragma once

#include "crow-source.h"

G_BEGIN_DECLS

/* Every `.prisma` below @folder: paths relative to it (element-type filename), sorted as bytes. */
GPtrArray *crow_source_list_folder (const char *folder, GCancellable *cancellable, GError **error);

/* Is @content text that a schema may be? CROW_ERROR_SOURCE says what it is instead, where, and
 * what to do; the message starts with @name. */
gboolean crow_source_check_text (const char *name, GBytes *content, GError **error);

G_END_DECLS
