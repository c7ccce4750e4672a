#include "crow-diagram-check.h"
#include "crow-prisma.h"
#include "crow-schema-graph.h"
#include "crow-test.h"

#include <string.h>

/* Every schema of the corpus as the program lays it out: file by file, and the files of a folder
 * together where there are several. */

static void
add_file (GPtrArray *files, const char *path)
{
  gsize length;
  char *text = crow_test_read (path, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);

  g_ptr_array_add (files, crow_source_file_new (path, bytes));
}

static void
check_files (GPtrArray *files, const char *name)
{
  g_autoptr (CrowPrisma) prisma = crow_prisma_new (files);

  crow_test_check_diagrams (crow_prisma_get_schema (prisma), name);
}

static GPtrArray *
new_files (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
}

static void
test_layout_corpus (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  g_assert_cmpuint (paths->len, >, 100);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autoptr (GPtrArray) files = new_files ();

      add_file (files, path);
      check_files (files, path + strlen (folder) + 1);
    }
}

static void
test_layout_folders (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;
  guint n_folders = 0;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  for (guint i = 0, next; i < paths->len; i = next)
    {
      g_autofree char *at = g_path_get_dirname (g_ptr_array_index (paths, i));
      g_autoptr (GPtrArray) files = new_files ();

      for (next = i; next < paths->len; next++)
        {
          g_autofree char *here = g_path_get_dirname (g_ptr_array_index (paths, next));

          if (strcmp (here, at) != 0)
            break;
          add_file (files, g_ptr_array_index (paths, next));
        }
      if (files->len > 1)
        {
          check_files (files, at + strlen (folder) + 1);
          n_folders++;
        }
    }
  g_assert_cmpuint (n_folders, >=, 3);
}

static void
measure (const CrowSchema *schema, CrowTextSizes *sizes)
{
  *sizes = (CrowTextSizes){ 34, 24, 20, 26, NULL, NULL };
  sizes->box_widths = g_new0 (double, schema->models->len);
  sizes->label_widths = g_new0 (double, schema->relations->len);
  for (guint i = 0; i < schema->models->len; i++)
    sizes->box_widths[i] = 150 + 8 * (double) strlen (crow_schema_get_model (schema, i)->name);
  for (guint i = 0; i < schema->relations->len; i++)
    sizes->label_widths[i] = 210 + (i % 5) * 10;
}

/* A place kept under the model's key pins its box, any other key pins nothing. */
static void
test_layout_positions (void)
{
  const char *text = "datasource db {\n  provider = \"postgresql\"\n}\n"
                     "model User {\n  id Int @id\n  posts Post[]\n  @@map(\"users\")\n}\n"
                     "model Post {\n  id Int @id\n  userId Int\n"
                     "  user User @relation(fields: [userId], references: [id])\n}\n";
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GHashTable) positions = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (CrowPrisma) prisma = NULL;
  g_autoptr (CrowLayoutGraph) graph = NULL;
  CrowPoint here = { 1234, -56 };
  CrowTextSizes sizes;
  CrowSchema *schema;

  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", bytes));
  prisma = crow_prisma_new (files);
  schema = crow_prisma_get_schema (prisma);
  measure (schema, &sizes);
  g_hash_table_insert (positions, (gpointer) "users", &here);
  g_hash_table_insert (positions, (gpointer) "User", &here);
  graph = crow_layout_graph_new_for_schema (schema, &sizes, positions);
  g_assert_cmpuint (graph->n_boxes, ==, 2);
  g_assert_true (graph->boxes[0].is_pinned);
  g_assert_cmpfloat (graph->boxes[0].position.x, ==, 1234);
  g_assert_false (graph->boxes[1].is_pinned);
  g_assert_cmpuint (graph->n_edges, ==, 1);
  g_assert_cmpuint (graph->edges[0].source, ==, 1);
  g_assert_cmpuint (graph->edges[0].target, ==, 0);
  g_assert_cmpint (graph->edges[0].source_row, ==, 1);
  g_assert_cmpint (graph->edges[0].target_row, ==, 0);
  g_free (sizes.box_widths);
  g_free (sizes.label_widths);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout-corpus/every-schema-is-sound", test_layout_corpus);
  g_test_add_func ("/layout-corpus/every-folder-is-sound", test_layout_folders);
  g_test_add_func ("/layout-corpus/kept-places-pin-their-models", test_layout_positions);
  return g_test_run ();
}
