#include "crow-sql-text.h"

#include <string.h>

#define MAX_REMARK 200 /* characters: names may be long, and comments are for people */

/**
 * crow_sql_append_identifier:
 * @sql: to append to
 * @name: a database name, not empty
 *
 * The only way that a name gets into SQL: in quotes, every `"` doubled. Prisma itself does not
 * double them and so writes broken SQL; this is a difference on purpose. Always quoted, because
 * which words need it depends on the server.
 */
void
crow_sql_append_identifier (GString *sql, const char *name)
{
  g_string_append_c (sql, '"');
  for (; *name != '\0'; name++)
    {
      if (*name == '"')
        g_string_append_c (sql, '"');
      g_string_append_c (sql, *name);
    }
  g_string_append_c (sql, '"');
}

/**
 * crow_sql_append_table:
 * @sql: to append to
 * @namespace_: (nullable): database schema
 * @table: a table's name
 *
 * Appends `"blog"."posts"`, or `"posts"` where there is no namespace.
 */
void
crow_sql_append_table (GString *sql, const char *namespace_, const char *table)
{
  if (namespace_ != NULL)
    {
      crow_sql_append_identifier (sql, namespace_);
      g_string_append_c (sql, '.');
    }
  crow_sql_append_identifier (sql, table);
}

/**
 * crow_sql_append_columns:
 * @sql: to append to
 * @columns: (element-type utf8): names
 *
 * Appends `("a", "b")`.
 */
void
crow_sql_append_columns (GString *sql, const GPtrArray *columns)
{
  g_string_append_c (sql, '(');
  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append (sql, ", ");
      crow_sql_append_identifier (sql, g_ptr_array_index (columns, i));
    }
  g_string_append_c (sql, ')');
}

/**
 * crow_sql_append_literal:
 * @sql: to append to
 * @text: any text
 *
 * Appends a string constant that means @text whatever standard_conforming_strings says: `'…'`, or
 * `E'…'` with doubled backslashes where there is one (PostgreSQL manual, 4.1.2).
 */
void
crow_sql_append_literal (GString *sql, const char *text)
{
  if (strchr (text, '\\') != NULL)
    g_string_append_c (sql, 'E');
  g_string_append_c (sql, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '\'' || *text == '\\')
        g_string_append_c (sql, *text);
      g_string_append_c (sql, *text);
    }
  g_string_append_c (sql, '\'');
}

/* What ends a line somewhere, or makes an editor show it in another order. */
static gboolean
is_unfit (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || (c >= 0x200e && c <= 0x200f) ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/**
 * crow_sql_make_remark:
 * @text: a name or a message, from anywhere
 *
 * psql obeys a `\!` at the start of a line, so nothing that ends a line may get into a remark.
 *
 * Returns: (transfer full): @text fit to stand behind `-- `: valid UTF-8, one line, at most 200
 * characters
 */
char *
crow_sql_make_remark (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *remark = g_string_new (NULL);
  guint n = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (n++ == MAX_REMARK)
        {
          g_string_append (remark, "…");
          break;
        }
      g_string_append_unichar (remark, is_unfit (c) ? ' ' : c);
    }
  return g_string_free (remark, FALSE);
}
