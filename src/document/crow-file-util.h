#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Atomic replacement of @path, symbolic links followed, mode kept. @etag: (nullable) refuse with
 * CROW_ERROR_CHANGED if the file is no longer the one read. @new_etag: (out) (optional).
 * CROW_ERROR_SOURCE names the file, the cause and what to do; the old content is whole. */
gboolean crow_file_write (const char *path,
                          GBytes *content,
                          const char *etag,
                          char **new_etag,
                          GError **error);

/* The same, of what only the user is to read: mode 0600. */
gboolean crow_file_write_private (const char *path, GBytes *content, GError **error);

G_END_DECLS
