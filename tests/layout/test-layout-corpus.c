#include "crow-layout-check.h"
#include "crow-prisma.h"
#include "crow-schema-graph.h"
#include "crow-test.h"

#include <string.h>

/* Every schema of the corpus, file by file, with sizes near those of a real font. */

static CrowSchema *
read_schema (const char *path)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (CrowPrisma) prisma = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  char *text = crow_test_read (path, &length);

  bytes = g_bytes_new_take (text, length);
  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", bytes));
  prisma = crow_prisma_new (files);
  return crow_schema_ref (crow_prisma_get_schema (prisma));
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

static void
check_file (const char *path)
{
  g_autoptr (CrowSchema) schema = read_schema (path);
  CrowTextSizes sizes;
  g_autoptr (CrowLayoutGraph) graph = NULL;
  g_autoptr (CrowLayout) layout = NULL;
  g_autofree char *fault = NULL;

  measure (schema, &sizes);
  graph = crow_layout_graph_new_for_schema (schema, &sizes, NULL);
  g_assert_cmpuint (graph->n_boxes, ==, schema->models->len);
  g_assert_cmpuint (graph->n_edges, ==, schema->relations->len);
  layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  fault = crow_layout_check (graph, layout, CROW_CHECK_ALL);
  if (fault != NULL)
    {
      g_test_message ("%s: %s", path, fault);
      g_test_fail ();
    }
  g_free (sizes.box_widths);
  g_free (sizes.label_widths);
}

static void
test_layout_corpus (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  g_assert_cmpuint (paths->len, >, 0);
  for (guint i = 0; i < paths->len; i++)
    check_file (g_ptr_array_index (paths, i));
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
  g_test_add_func ("/layout-corpus/kept-places-pin-their-models", test_layout_positions);
  return g_test_run ();
}
