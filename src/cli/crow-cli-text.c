#include "crow-cli-text.h"

#include <string.h>

#define PUBLIC "public" /* the namespace that is never said */

/**
 * crow_cli_append_name:
 * @text: what is being written
 * @name: a name
 * @hidden: characters that separate names there
 *
 * Appends @name so that it can be told from what stands around it.
 */
void
crow_cli_append_name (GString *text, const char *name, const char *hidden)
{
  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at == '\\' || strchr (hidden, *at) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
}

/**
 * crow_cli_append_cell:
 * @text: what is being written
 * @cell: names, written as crow_cli_append_name() does
 *
 * Appends @cell as one cell of one line.
 */
void
crow_cli_append_cell (GString *text, const char *cell)
{
  for (const char *at = cell; *at != '\0'; at++)
    if (*at == '\t')
      g_string_append (text, "\\t");
    else if (*at == '\n')
      g_string_append (text, "\\n");
    else
      g_string_append_c (text, *at);
}

/**
 * crow_cli_append_table:
 * @text: what is being written
 * @schema: a schema
 * @namespace_: (nullable): of the table
 * @table: a table's database name
 *
 * A schema file's only namespace goes without saying; a database's does not, unless it is `public`.
 */
void
crow_cli_append_table (GString *text,
                       const CrowSchema *schema,
                       const char *namespace_,
                       const char *table)
{
  gboolean is_only = !crow_schema_is_database (schema) && schema->namespaces->len == 1;

  if (namespace_ != NULL && strcmp (namespace_, PUBLIC) != 0 && !is_only)
    {
      crow_cli_append_name (text, namespace_, ".,");
      g_string_append_c (text, '.');
    }
  crow_cli_append_name (text, table, ".,");
}

/* A terminal would obey control characters, and show what follows a mark of direction elsewhere. */
static gboolean
is_obeyed (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/**
 * crow_cli_print_visibly:
 * @text: any bytes
 *
 * Returns: (transfer full): @text, what a terminal would obey as `\u001b`
 */
char *
crow_cli_print_visibly (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *visible = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_obeyed (c))
        g_string_append_printf (visible, "\\u%04x", c);
      else
        g_string_append_unichar (visible, c);
    }
  return g_string_free (visible, FALSE);
}

/* Cells of a terminal. */
static guint
measure (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static void
append_row (GString *text, gpointer *cells, const guint *widths, guint n_columns)
{
  guint last = n_columns;

  while (last > 0 && *(const char *) cells[last - 1] == '\0')
    last--;
  for (guint i = 0; i < last; i++)
    {
      g_string_append (text, cells[i]);
      for (guint n = measure (cells[i]); i + 1 < last && n < widths[i] + 2; n++)
        g_string_append_c (text, ' ');
    }
  g_string_append_c (text, '\n');
}

/**
 * crow_cli_append_rows:
 * @text: what is being written
 * @cells: (element-type utf8): valid UTF-8, row by row; their number is a multiple of @n_columns
 * @n_columns: at least 1
 *
 * Appends a table for people; nothing follows the last word of a line.
 */
void
crow_cli_append_rows (GString *text, const GPtrArray *cells, guint n_columns)
{
  g_autofree guint *widths = g_new0 (guint, n_columns);

  for (guint i = 0; i < cells->len; i++)
    widths[i % n_columns] = MAX (widths[i % n_columns], measure (g_ptr_array_index (cells, i)));
  for (guint i = 0; i < cells->len; i += n_columns)
    append_row (text, &cells->pdata[i], widths, n_columns);
}
