#include "crow-test-prisma.h"

#include "crow-test.h"

#include <string.h>

CrowPrisma *
crow_test_open (GPtrArray *paths, const char *folder)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      const char *name = path + strlen (folder) + 1;
      gsize length;
      char *text = crow_test_read (path, &length);
      g_autoptr (GBytes) content = g_bytes_new_take (text, length);

      g_assert_true (g_str_has_prefix (path, folder));
      g_ptr_array_add (files, crow_source_file_new (name, content));
    }
  return crow_prisma_new (files);
}

CrowPrisma *
crow_test_open_text (const char *text)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", content));
  return crow_prisma_new (files);
}
