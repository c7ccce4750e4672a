#include "crow-render-steps-private.h"

#include "crow-sql-text.h"

#include <string.h>

/* `jsonb_path_ops` for JsonbPathOps, `timestamptz_minmax_multi_ops` for TimestampTzMinMaxMultiOps:
 * of the words only these are set off. */
static void
append_operator_class (GString *sql, const char *name)
{
  static const char *const words[] = { "Ops", "Path", "Bloom", "MinMax", "Multi", "Inclusion" };

  for (const char *at = name; *at != '\0'; at++)
    {
      for (guint i = 0; at > name && i < G_N_ELEMENTS (words); i++)
        if (g_str_has_prefix (at, words[i]))
          g_string_append_c (sql, '_');
      g_string_append_c (sql, g_ascii_tolower (*at));
    }
}

static void
append_index_column (GString *sql, const CrowTable *table, const CrowIndexColumn *column)
{
  crow_sql_append_identifier (sql, crow_table_get_column (table, column->column)->name);
  if (column->operator_class != NULL)
    {
      g_string_append_c (sql, ' ');
      if (column->is_raw_class)
        g_string_append (sql, column->operator_class);
      else
        append_operator_class (sql, column->operator_class);
    }
  crow_render_append_sort (sql, column->sort);
}

/* The engine puts brackets around, unless it finds one at each end. */
static void
append_predicate (GString *sql, const char *predicate)
{
  gboolean is_bracketed = g_str_has_prefix (predicate, "(") && g_str_has_suffix (predicate, ")");

  g_string_append_printf (sql, is_bracketed ? " WHERE %s" : " WHERE (%s)", predicate);
}

/**
 * crow_postgres_append_create_index:
 * @sql: to append to
 * @table: that has the index
 * @index: an index or a unique constraint
 *
 * Appends the statement without its end.
 */
void
crow_postgres_append_create_index (GString *sql, const CrowTable *table, const CrowIndex *index)
{
  g_string_append (sql, index->kind == CROW_KEY_UNIQUE ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
  crow_sql_append_identifier (sql, index->name);
  g_string_append (sql, " ON ");
  crow_sql_append_table (sql, table->namespace_, table->name);
  if (index->algorithm != NULL && strcmp (index->algorithm, "BTree") != 0)
    {
      g_autofree char *algorithm = g_ascii_strup (index->algorithm, -1);

      g_string_append_printf (sql, " USING %s ", algorithm);
    }
  g_string_append_c (sql, '(');
  for (guint i = 0; i < index->columns->len; i++)
    {
      if (i > 0)
        g_string_append (sql, ", ");
      append_index_column (sql, table, &g_array_index (index->columns, CrowIndexColumn, i));
    }
  g_string_append_c (sql, ')');
  if (index->predicate != NULL)
    append_predicate (sql, index->predicate);
}

/**
 * crow_postgres_append_drop_index:
 * @sql: to append to
 * @table: that has the index
 * @index: an index or a unique constraint
 *
 * Appends the statement without its end.
 */
void
crow_postgres_append_drop_index (GString *sql, const CrowTable *table, const CrowIndex *index)
{
  g_string_append (sql, "DROP INDEX ");
  crow_sql_append_table (sql, table->namespace_, index->name);
}
