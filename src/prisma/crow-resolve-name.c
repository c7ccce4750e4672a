#include "crow-resolve-private.h"

#include <string.h>

/**
 * crow_resolve_make_name:
 * @provider: whose limit holds
 * @table: database name of a table
 * @columns: (nullable) (element-type utf8): database names of columns
 * @suffix: `_fkey`, `_pkey`, `_key`, `_idx`
 *
 * The name that Prisma gives a constraint or an index: what stands before the suffix is cut, in
 * bytes, at a character's start, until the whole fits the database's limit.
 *
 * Returns: (transfer full): the name
 */
char *
crow_resolve_make_name (CrowProvider provider,
                        const char *table,
                        const GPtrArray *columns,
                        const char *suffix)
{
  guint limit = crow_provider_get_name_limit (provider);
  guint n_columns = columns != NULL ? columns->len : 0;
  gsize end = strlen (suffix);
  gsize length = strlen (table);
  char *name, *at;

  for (guint i = 0; i < n_columns; i++)
    length += 1 + strlen (g_ptr_array_index (columns, i));
  name = g_malloc (length + end + 1);
  at = g_stpcpy (name, table);
  for (guint i = 0; i < n_columns; i++)
    {
      *at++ = '_';
      at = g_stpcpy (at, g_ptr_array_index (columns, i));
    }
  if (limit > 0 && length + end > limit)
    {
      length = limit - end;
      while (length > 0 && ((guchar) name[length] & 0xc0) == 0x80)
        length--;
    }
  memcpy (name + length, suffix, end + 1);
  return name;
}
