#include "crow-render-private.h"

static char *
replace (const char *text, const char *what, const char *by)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  return g_strjoinv (by, parts);
}

/**
 * crow_render_comment:
 * @title: what the sentences are
 * @sentences: (element-type utf8): with names of any kind in them
 *
 * A name must not end the comment, nor begin another in it (PostgreSQL nests them): a blank goes
 * into what would. Prisma's engine lets it happen.
 *
 * Returns: (transfer full): the comment as Prisma's engine puts it before a script, with a newline
 *   at its end; "": there is nothing to say
 */
char *
crow_render_comment (const char *title, const GPtrArray *sentences)
{
  GString *sql = g_string_new (NULL);

  if (sentences->len == 0)
    return g_string_free (sql, FALSE);
  g_string_append_printf (sql, "/*\n  %s:\n\n", title);
  for (guint i = 0; i < sentences->len; i++)
    {
      g_autofree char *open = replace (g_ptr_array_index (sentences, i), "*/", "* /");
      g_autofree char *safe = replace (open, "/*", "/ *");

      g_string_append_printf (sql, "  - %s\n", safe);
    }
  g_string_append (sql, "\n*/\n");
  return g_string_free (sql, FALSE);
}
