#include "crow-render-steps-private.h"

#include "crow-sql-text.h"

/**
 * crow_render_append_quoted:
 * @sql: to append to
 * @name: a database name
 * @open: what opens a quoted name
 * @close: what closes it, and is doubled inside
 *
 * Appends a name as MySQL (`` ` ``) or SQL Server (`[]`) quotes it.
 */
void
crow_render_append_quoted (GString *sql, const char *name, char open, char close)
{
  g_string_append_c (sql, open);
  for (; *name != '\0'; name++)
    {
      if (*name == close)
        g_string_append_c (sql, close);
      g_string_append_c (sql, *name);
    }
  g_string_append_c (sql, close);
}

/**
 * crow_render_append_index_columns:
 * @sql: to append to
 * @table: a table
 * @columns: (element-type CrowIndexColumn): some of its columns
 * @separator: what stands between two
 *
 * Appends the columns' names alone: `"a","b"`.
 */
void
crow_render_append_index_columns (GString *sql,
                                  const CrowTable *table,
                                  const GArray *columns,
                                  const char *separator)
{
  for (guint i = 0; i < columns->len; i++)
    {
      guint column = g_array_index (columns, CrowIndexColumn, i).column;

      if (i > 0)
        g_string_append (sql, separator);
      crow_sql_append_identifier (sql, crow_table_get_column (table, column)->name);
    }
}

/**
 * crow_render_append_key_columns:
 * @sql: to append to
 * @table: a table
 * @columns: (element-type guint): some of its columns
 *
 * Appends `("a", "b")`.
 */
void
crow_render_append_key_columns (GString *sql, const CrowTable *table, const GArray *columns)
{
  g_string_append_c (sql, '(');
  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append (sql, ", ");
      crow_sql_append_identifier (sql,
                                  crow_table_get_column (table, g_array_index (columns, guint, i))
                                      ->name);
    }
  g_string_append_c (sql, ')');
}

/**
 * crow_render_append_sort:
 * @sql: to append to
 * @sort: of a column of an index
 *
 * Appends ` ASC` or ` DESC` where it is written.
 */
void
crow_render_append_sort (GString *sql, CrowSort sort)
{
  if (sort == CROW_SORT_ASCENDING)
    g_string_append (sql, " ASC");
  else if (sort == CROW_SORT_DESCENDING)
    g_string_append (sql, " DESC");
}
