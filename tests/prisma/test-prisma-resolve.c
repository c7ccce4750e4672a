#include "crow-test-prisma.h"
#include "crow-test.h"

#include <string.h>

static char *
describe (CrowPrisma *prisma)
{
  return crow_test_describe_schema (prisma->schema);
}

static void
test_means_what_prisma_means (void)
{
  crow_test_compare_folder ("resolve", describe);
}

/* Each thing of the schema knows its syntax: whoever edits goes by that. */
static void
test_places_point_at_syntax (void)
{
  g_autoptr (CrowPrisma) prisma =
      crow_test_open_text ("model B {\n  id Int @id\n  as A[]\n  c A? @relation(\"c\", fields: "
                           "[id], references: [id])\n}\n"
                           "model A {\n  id Int @id\n  bs B[]\n  c B? @relation(\"c\")\n}\n");
  CrowSchema *schema = prisma->schema;
  static const char *const relation_fields[] = { "c", "bs" };

  g_assert_cmpuint (prisma->model_places->len, ==, schema->models->len);
  g_assert_cmpuint (prisma->relation_places->len, ==, schema->relations->len);
  g_assert_cmpuint (schema->relations->len, ==, G_N_ELEMENTS (relation_fields));
  for (guint i = 0; i < schema->relations->len; i++)
    {
      CrowAstPlace place = g_array_index (prisma->relation_places, CrowAstPlace, i);
      const CrowAst *ast = g_ptr_array_index (prisma->asts, place.file);
      const CrowAstField *field = &g_array_index (ast->fields, CrowAstField, place.field);

      g_assert_true (crow_ast_equals (ast, field->name, relation_fields[i]));
    }
}

static void
test_names_end_at_characters (void)
{
  static const struct
  {
    const char *character;
    guint n;
    guint expected_bytes;
  } cases[] = { { "x", 58, 63 },
                { "\346\274\242", 19, 63 },
                { "\346\274\242", 20, 62 },
                { "\360\237\230\200", 15, 61 },
                { "\303\251", 28, 63 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text =
          g_string_new ("datasource db {\n  provider = \"postgresql\"\n}\nmodel P {\n  id Int @id\n"
                        "  cs C[]\n}\nmodel C {\n  id Int @id\n  x Int\n  p P @relation(fields: "
                        "[x], references: [id])\n  @@map(\"");
      g_autoptr (CrowPrisma) prisma = NULL;
      const char *constraint;

      for (guint j = 0; j < cases[i].n; j++)
        g_string_append (text, cases[i].character);
      g_string_append (text, "\")\n}\n");
      prisma = crow_test_open_text (text->str);
      constraint = crow_schema_get_relation (prisma->schema, 0)->constraint;
      g_assert_true (g_str_has_suffix (constraint, "_fkey"));
      g_assert_true (g_utf8_validate (constraint, -1, NULL));
      g_assert_cmpuint (strlen (constraint), ==, cases[i].expected_bytes);
    }
}

static void
test_apply_shares_untouched_files (void)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_text_edit_free);
  g_autoptr (GBytes) one = g_bytes_new_static ("model A {\r\n  id Int @id\r\n}", 26);
  g_autoptr (GBytes) two = g_bytes_new_static ("// two\n", 7);
  g_autoptr (CrowSourceFile) a = crow_source_file_new ("a.prisma", one);
  g_autoptr (CrowSourceFile) b = crow_source_file_new ("b.prisma", two);
  g_autoptr (CrowPrisma) prisma = NULL;
  g_autoptr (CrowPrisma) edited = NULL;
  CrowSourceFile *changed;

  g_ptr_array_add (files, a);
  g_ptr_array_add (files, b);
  prisma = crow_prisma_new (files);
  g_ptr_array_add (edits, crow_text_edit_new (0, (CrowSpan){ 6, 7 }, "Bee"));
  g_ptr_array_add (edits, crow_text_edit_new (0, (CrowSpan){ 20, 20 }, "/* x */ "));
  edited = crow_prisma_apply (prisma, edits);
  changed = g_ptr_array_index (crow_prisma_get_files (edited), 0);
  g_assert_cmpstr (crow_source_file_get_text (changed, NULL), ==,
                   "model Bee {\r\n  id Int /* x */ @id\r\n}");
  g_assert_cmpstr (crow_source_file_get_name (changed), ==, "a.prisma");
  g_assert_true (g_ptr_array_index (crow_prisma_get_files (edited), 1) == b);
  g_assert_cmpint (crow_schema_find_model (crow_prisma_get_schema (edited), "Bee"), ==, 0);
  g_assert_cmpint (crow_schema_find_model (crow_prisma_get_schema (prisma), "A"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resolve/means-what-prisma-means", test_means_what_prisma_means);
  g_test_add_func ("/resolve/places-point-at-syntax", test_places_point_at_syntax);
  g_test_add_func ("/resolve/names-end-at-characters", test_names_end_at_characters);
  g_test_add_func ("/resolve/apply-shares-untouched-files", test_apply_shares_untouched_files);
  return g_test_run ();
}
