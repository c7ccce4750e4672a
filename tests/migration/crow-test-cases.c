#include "crow-test-cases.h"

#include "crow-prisma.h"
#include "crow-test.h"

static CrowSourceFile *
read_file (const char *path)
{
  gsize length = 0;
  char *text = crow_test_read (path, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);

  return crow_source_file_new (path, bytes);
}

CrowSchema *
crow_test_read_schema (GPtrArray *paths)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (CrowPrisma) prisma = NULL;

  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (files, read_file (g_ptr_array_index (paths, i)));
  prisma = crow_prisma_new (files);
  return crow_schema_ref (crow_prisma_get_schema (prisma));
}

GPtrArray *
crow_test_list_cases (const char *root)
{
  g_autoptr (GPtrArray) files = crow_test_walk (root, "before.prisma");
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (folders, g_path_get_dirname (g_ptr_array_index (files, i)));
  return folders;
}

char *
crow_test_read_case (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? crow_test_read (path, NULL) : NULL;
}

CrowSchema *
crow_test_read_case_schema (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  g_ptr_array_add (paths, path);
  return crow_test_read_schema (paths);
}
