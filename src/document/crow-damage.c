#include "crow-damage.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* The same file without its byte order mark; NULL where it has none. */
static CrowSourceFile *
strip_mark (CrowSourceFile *file)
{
  gsize length;
  const char *text = crow_source_file_get_text (file, &length);
  g_autoptr (GBytes) rest = NULL;

  if (length < strlen (BYTE_ORDER_MARK) ||
      memcmp (text, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) != 0)
    return NULL;
  rest = g_bytes_new_from_bytes (crow_source_file_get_content (file), strlen (BYTE_ORDER_MARK),
                                 length - strlen (BYTE_ORDER_MARK));
  return crow_source_file_new (crow_source_file_get_name (file), rest);
}

/**
 * crow_damage_check:
 * @prisma: a schema
 *
 * A byte order mark is an error to Prisma, and hides from it the block behind it, which makes more
 * of them; to us it is three bytes to keep. So a schema with one counts as damaged only if it would
 * be so without. Any thread.
 *
 * Returns: whether the schema is damaged
 */
gboolean
crow_damage_check (CrowPrisma *prisma)
{
  GPtrArray *files = crow_prisma_get_files (prisma);
  g_autoptr (GPtrArray)
      bare = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (CrowPrisma) without = NULL;
  guint n_marks = 0;

  if (crow_prisma_is_valid (prisma))
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    {
      CrowSourceFile *file = g_ptr_array_index (files, i);
      CrowSourceFile *stripped = strip_mark (file);

      n_marks += stripped != NULL;
      g_ptr_array_add (bare, stripped != NULL ? stripped : crow_source_file_ref (file));
    }
  if (n_marks == 0)
    return TRUE;
  without = crow_prisma_new_with_rules (bare, crow_prisma_get_schema (prisma)->rules);
  return !crow_prisma_is_valid (without);
}
