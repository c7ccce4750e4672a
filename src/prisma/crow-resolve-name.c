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
  GString *name = g_string_new (table);

  for (guint i = 0; columns != NULL && i < columns->len; i++)
    {
      g_string_append_c (name, '_');
      g_string_append (name, g_ptr_array_index (columns, i));
    }
  if (limit > 0 && name->len + strlen (suffix) > limit)
    {
      gsize keep = limit - strlen (suffix);

      while (keep > 0 && ((guchar) name->str[keep] & 0xc0) == 0x80)
        keep--;
      g_string_truncate (name, keep);
    }
  g_string_append (name, suffix);
  return g_string_free (name, FALSE);
}
