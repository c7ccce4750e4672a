#include "crow-test-prisma.h"
#include "crow-test.h"

#include <string.h>

static char *
describe (CrowPrisma *prisma)
{
  return crow_test_describe_syntax (g_ptr_array_index (prisma->asts, 0));
}

static void
test_reads_and_recovers (void)
{
  crow_test_compare_folder ("syntax", describe);
}

/* Fields of a block lie within it, attributes within their field, one after the other. */
static void
assert_nested (const CrowAst *ast, gsize length)
{
  for (guint i = 0; i < ast->blocks->len; i++)
    {
      const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, i);

      g_assert_cmpuint (block->span.start, <, block->name.start);
      g_assert_cmpuint (block->name.end, <=, block->span.end);
      g_assert_cmpuint (block->span.end, <=, length);
      g_assert_cmpuint (block->first_field + block->n_fields, <=, ast->fields->len);
      g_assert_cmpuint (block->first_attribute + block->n_attributes, <=, ast->attributes->len);
      for (guint j = 0; j < block->n_fields; j++)
        {
          const CrowAstField *field = &g_array_index (ast->fields, CrowAstField,
                                                      block->first_field + j);

          g_assert_cmpuint (block->span.start, <, field->span.start);
          g_assert_cmpuint (field->span.start, <=, field->name.start);
          g_assert_cmpuint (field->name.start, <, field->name.end);
          g_assert_cmpuint (field->name.end, <=, field->span.end);
          g_assert_cmpuint (field->span.end, <=, length);
          g_assert_cmpuint (field->first_attribute + field->n_attributes, <=, ast->attributes->len);
        }
    }
}

static void
open_bytes (const char *text, gsize length)
{
  g_autoptr (GBytes) content = g_bytes_new (text, length);
  g_autoptr (CrowSourceFile) file = crow_source_file_new ("schema.prisma", content);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (CrowPrisma) prisma = NULL;

  g_ptr_array_add (files, file);
  prisma = crow_prisma_new (files);
  assert_nested (g_ptr_array_index (prisma->asts, 0), length);
}

/* Bytes at random places are replaced, doubled or dropped; now and then the end is cut off. */
static void
mutate (GString *text)
{
  static const char bits[] = "{}[]()@\"\\/*\n\r:,=.?! \t\377\302model";
  guint n = g_test_rand_int_range (1, 8);

  for (guint i = 0; i < n && text->len > 1; i++)
    {
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) text->len);

      switch (g_test_rand_int_range (0, 5))
        {
        case 0:
          g_string_truncate (text, at);
          break;
        case 1:
          g_string_erase (text, (gssize) at, 1);
          break;
        case 2:
          g_string_insert_len (text, (gssize) at, bits + g_test_rand_int_range (0, 20), 1);
          break;
        case 3:
          text->str[at] = (char) g_test_rand_int_range (0, 256);
          break;
        default:
          text->str[at] = bits[g_test_rand_int_range (0, (gint32) sizeof bits - 1)];
          break;
        }
    }
}

static void
test_survives_damage (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  for (guint i = 0; i < paths->len; i++)
    {
      gsize length;
      g_autofree char *source = crow_test_read (paths->pdata[i], &length);

      for (guint round = 0; round < (length < 20000 ? 20 : 3); round++)
        {
          g_autoptr (GString) text = g_string_new_len (source, (gssize) length);

          mutate (text);
          open_bytes (text->str, text->len);
        }
    }
}

typedef struct
{
  const char *before, *again, *middle, *back, *after;
} DeepCase;

static char *
make_deep (const DeepCase *deep)
{
  GString *text = g_string_new (deep->before);
  guint n = 1000000 / (guint) strlen (deep->again);

  for (guint i = 0; i < n; i++)
    g_string_append (text, deep->again);
  g_string_append (text, deep->middle);
  for (guint i = 0; i < n; i++)
    g_string_append (text, deep->back);
  g_string_append (text, deep->after);
  return g_string_free (text, FALSE);
}

/* A million bytes of everything that nests or stays open. Recursion or quadratic time would show.
 */
static void
test_depth_is_no_danger (void)
{
  static const DeepCase cases[] = {
    { "model A {\n  id Int @a(", "[", "1", "]", ")\n}\n" },
    { "model A {\n  id Int @a(", "f(", "1", ")", ")\n}\n" },
    { "model A {\n  id Int @a(", "[", "", "", "\n}\n" },
    { "model A {\n  id Int @a(", "f(x:[", "", "", "\n}\n" },
    { "", "model A {\n", "", "", "" },
    { "", "model A { id Int }\n", "", "", "" },
    { "", "enum A {\nmodel A {\n", "", "", "" },
    { "", "model A\n{\n", "", "", "" },
    { "", "foo {\n", "", "", "" },
    { "model A {\n", "x Int @a(/*\n", "", "", "}\n" },
    { "model A {\n", "x Int @a(\n", "", "", "}\n" },
    { "model A {\n", "x Int @a([\n[\n", "", "", "}\n" },
    { "model A {\n  x Int @a(", "'x', ", "", "", "\n}\n" },
    { "", "/*\n", "", "", "" },
    { "", "@", "", "", "" },
    { "", "\"\\\n", "", "", "" },
    { "model A {\n", "x Int @a(\"", "", "", "\n}\n" },
    { "type A = Int ", "@a ", "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = make_deep (&cases[i]);
      gsize length = strlen (text);
      g_autoptr (GBytes) content = g_bytes_new (text, length);
      g_autoptr (CrowSourceFile) file = crow_source_file_new ("schema.prisma", content);
      double start = crow_test_cpu_seconds ();
      g_autoptr (CrowAst) ast = crow_ast_parse (file, 0);

      g_test_message ("%s: %.2f s", cases[i].again, crow_test_cpu_seconds () - start);
      assert_nested (ast, length);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/syntax/reads-and-recovers", test_reads_and_recovers);
  g_test_add_func ("/syntax/survives-damage", test_survives_damage);
  g_test_add_func ("/syntax/depth-is-no-danger", test_depth_is_no_danger);
  return g_test_run ();
}
