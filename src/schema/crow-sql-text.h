#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How names, values and remarks get into SQL: through these functions and no others. */

/* `"name"` with every `"` doubled. */
void crow_sql_append_identifier (GString *sql, const char *name);
/* `"blog"."posts"`; @namespace_: (nullable) */
void crow_sql_append_table (GString *sql, const char *namespace_, const char *table);
/* `("a", "b")`; @columns: (element-type utf8) */
void crow_sql_append_columns (GString *sql, const GPtrArray *columns);
/* `'it''s'`, and `E'…'` where it holds a backslash. */
void crow_sql_append_literal (GString *sql, const char *text);
/* A name or message for a `-- ` remark: every control character and line separator a blank, at most
 * 200 characters, no mark of direction. (transfer full) */
char *crow_sql_make_remark (const char *text);

G_END_DECLS
