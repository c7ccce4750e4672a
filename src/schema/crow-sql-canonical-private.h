#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a PostgreSQL server would tell the expression @text in these very words. */
gboolean crow_sql_is_canonical (const char *text);

G_END_DECLS
