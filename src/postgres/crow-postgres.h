#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* Is @source a connection (a postgresql:// or postgres:// URI, or a libpq key=value string) rather
 * than a file? */
gboolean crow_postgres_is_connection (const char *source);

G_END_DECLS
