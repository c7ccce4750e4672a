#include "crow-test-prisma.h"
#include "crow-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define GOLDEN "tests/prisma/golden-validate"
#define ENDING ".expected.json"    /* recorded: offsets are UTF-16 units */
#define BYTES_ENDING ".bytes.json" /* by hand: offsets are bytes, as ours */

/* One line a diagnostic, as Prisma's answers are put here: "file 10-14 6:14-6:18 error message". */
static void
append_line (GString *text,
             const char *file,
             const guint *numbers, /* start, end, line, column, endLine, endColumn */
             gboolean is_warning,
             const char *message)
{
  g_string_append_printf (text, "%s %u-%u %u:%u-%u:%u %s %s\n", file, numbers[0], numbers[1],
                          numbers[2], numbers[3], numbers[4], numbers[5],
                          is_warning ? "warning" : "error", message);
}

static char *
describe_expected (const char *path)
{
  static const char *const members[] = { "start", "end", "line", "column", "endLine", "endColumn" };
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  JsonArray *diagnostics;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  diagnostics = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                              "diagnostics");
  for (guint i = 0; i < json_array_get_length (diagnostics); i++)
    {
      JsonObject *diagnostic = json_array_get_object_element (diagnostics, i);
      guint numbers[G_N_ELEMENTS (members)];

      for (guint j = 0; j < G_N_ELEMENTS (members); j++)
        numbers[j] = (guint) json_object_get_int_member (diagnostic, members[j]);
      append_line (text, json_object_get_string_member (diagnostic, "file"), numbers,
                   json_object_get_boolean_member (diagnostic, "warning"),
                   json_object_get_string_member (diagnostic, "message"));
    }
  return g_string_free (text, FALSE);
}

/* UTF-16 units before byte @offset. */
static guint32
count_utf16 (const CrowSourceFile *file, guint32 offset)
{
  gsize length;
  const char *text = crow_source_file_get_text (file, &length);
  guint32 n = 0;

  g_assert_cmpuint (offset, <=, length);
  for (const char *at = text; at < text + offset; at = g_utf8_next_char (at))
    n += g_utf8_get_char (at) > 0xffff ? 2 : 1;
  return n;
}

/* Lines and columns were recorded of the offsets, whatever these count. */
static char *
describe_found (CrowPrisma *prisma, gboolean is_utf16)
{
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);
      CrowSpan span = diagnostic->location.span;
      guint numbers[6];
      CrowSourceFile *file;

      if (!g_str_equal (diagnostic->rule, CROW_RULE_PRISMA))
        continue;
      file = g_ptr_array_index (crow_prisma_get_files (prisma), diagnostic->location.file);
      numbers[0] = is_utf16 ? count_utf16 (file, span.start) : span.start;
      numbers[1] = is_utf16 ? count_utf16 (file, span.end) : span.end;
      crow_source_file_locate (file, numbers[0], &numbers[2], &numbers[3]);
      crow_source_file_locate (file, numbers[1], &numbers[4], &numbers[5]);
      append_line (text, crow_source_file_get_name (file), numbers,
                   diagnostic->severity == CROW_SEVERITY_WARNING, diagnostic->message);
    }
  return g_string_free (text, FALSE);
}

/* NAME.prisma, or every schema file below the folder NAME. */
static CrowPrisma *
open_case (const char *folder, const char *name)
{
  g_autofree char *below = g_build_filename (folder, name, NULL);
  g_autofree char *file = g_strconcat (below, ".prisma", NULL);
  g_autoptr (GPtrArray) paths = NULL;

  if (g_file_test (below, G_FILE_TEST_IS_DIR))
    {
      paths = crow_test_walk (below, ".prisma");
      return crow_test_open (paths, below);
    }
  paths = g_ptr_array_new ();
  g_ptr_array_add (paths, file);
  return crow_test_open (paths, folder);
}

/* The datasource's url, directUrl and shadowDatabaseUrl are accepted, as Prisma 6 did: the one
 * answer that is not ours. */
static void
check_answer (const char *name, const char *found, const char *expected)
{
  if (!g_str_equal (name, "datasource-url"))
    {
      g_assert_cmpstr (found, ==, expected);
      return;
    }
  g_assert_nonnull (strstr (expected, "is no longer supported in schema files"));
  g_assert_cmpstr (found, ==, "");
}

/* Returns: cases whose answer has @ending */
static guint
check_cases (const char *ending, gboolean is_utf16)
{
  g_autofree char *folder = crow_test_source (GOLDEN);
  g_autoptr (GPtrArray) answers = crow_test_walk (folder, ending);

  for (guint i = 0; i < answers->len; i++)
    {
      const char *path = g_ptr_array_index (answers, i);
      g_autofree char *base = g_path_get_basename (path);
      g_autofree char *name = g_strndup (base, strlen (base) - strlen (ending));
      g_autofree char *expected = describe_expected (path);
      g_autoptr (CrowPrisma) prisma = open_case (folder, name);
      g_autofree char *found = describe_found (prisma, is_utf16);

      g_test_message ("%s", name);
      check_answer (name, found, expected);
    }
  return answers->len;
}

static void
test_equals_prisma (void)
{
  g_assert_cmpuint (check_cases (ENDING, TRUE), >=, 105);
}

static void
test_spans_are_bytes (void)
{
  g_assert_cmpuint (check_cases (BYTES_ENDING, FALSE), >=, 2);
}

/* Files of the corpus by the name of their row file: see test-prisma-corpus.c. */
static GPtrArray *
find_files (const char *folder, const char *row_file)
{
  g_autofree char *base = g_path_get_basename (row_file);
  g_autofree char *name = g_strndup (base, strlen (base) - strlen (".tsv"));
  char *dashes = strstr (name, "--");
  g_autofree char *below = NULL;
  g_autoptr (GPtrArray) all = NULL;
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  *dashes = '\0';
  below = g_build_filename (folder, name, NULL);
  all = crow_test_walk (below, ".prisma");
  for (guint i = 0; i < all->len; i++)
    {
      const char *path = g_ptr_array_index (all, i);
      g_autofree char *flat = g_strndup (path + strlen (below) + 1,
                                         strlen (path) - strlen (below) - 1 - strlen (".prisma"));

      g_strdelimit (flat, "/", '_');
      if (g_str_equal (dashes + 2, "all") || g_str_equal (flat, dashes + 2))
        g_ptr_array_add (files, g_strdup (path));
    }
  return files;
}

/* Prisma 6 takes these schemas; only a preview feature that Prisma 7 dropped may be told. */
static void
test_valid_schemas_have_no_errors (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autofree char *row_folder = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (folder == NULL)
    return;
  row_folder = g_build_filename (folder, "expected-fks", NULL);
  rows = crow_test_walk (row_folder, ".tsv");
  g_assert_cmpuint (rows->len, >, 40);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GPtrArray) files = find_files (folder, g_ptr_array_index (rows, i));
      g_autoptr (CrowPrisma) prisma = crow_test_open (files, folder);
      CrowSchema *schema = crow_prisma_get_schema (prisma);

      g_test_message ("%s", (const char *) g_ptr_array_index (rows, i));
      g_assert_cmpuint (files->len, >, 0);
      g_assert_true (crow_prisma_is_valid (prisma));
      for (guint j = 0; j < schema->diagnostics->len; j++)
        {
          const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, j);

          if (diagnostic->severity == CROW_SEVERITY_ERROR)
            g_assert_true (g_str_has_prefix (diagnostic->message, "The preview feature "));
        }
    }
}

static const CrowDiagnostic *
get_only_error (CrowPrisma *prisma)
{
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  const CrowDiagnostic *found = NULL;

  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (diagnostic->severity != CROW_SEVERITY_ERROR)
        continue;
      g_assert_null (found);
      found = diagnostic;
    }
  g_assert_nonnull (found);
  return found;
}

static void
test_names_relation_and_model (void)
{
  g_autoptr (CrowPrisma) prisma =
      crow_test_open_text ("datasource db {\n  provider = \"sqlserver\"\n}\n"
                           "model A {\n  id Int @id\n  bs B[]\n}\n"
                           "model B {\n  id Int @id\n  aId Int\n"
                           "  a A @relation(fields: [aId], references: [id], onDelete: Restrict)\n"
                           "}\n");
  const CrowDiagnostic *error = get_only_error (prisma);

  g_assert_cmpstr (error->rule, ==, CROW_RULE_PRISMA);
  g_assert_cmpint (error->relation, ==, 0);
  g_assert_cmpint (error->model, ==, 1);
}

/* A preview feature that is gone is told, and what comes after it is told too. */
static void
test_unknown_feature_stops_nothing (void)
{
  g_autoptr (CrowPrisma)
      prisma = crow_test_open_text ("generator client {\n  provider = \"prisma-client-js\"\n"
                                    "  previewFeatures = [\"metrics\"]\n}\n"
                                    "datasource db {\n  provider = \"postgresql\"\n}\n"
                                    "model A {\n  x Int\n}\n");
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  const CrowDiagnostic *first = g_ptr_array_index (schema->diagnostics, 0);
  const CrowDiagnostic *second = g_ptr_array_index (schema->diagnostics, 1);

  g_assert_true (g_str_has_prefix (first->message, "The preview feature \"metrics\" is not known"));
  g_assert_true (g_str_has_prefix (second->message, "Error validating model \"A\": Each model"));
  g_assert_false (crow_prisma_is_valid (prisma));
}

/* Prisma counts a byte order mark as text and refuses what it stands before; we read on. */
static void
test_byte_order_mark_is_told (void)
{
  g_autoptr (CrowPrisma)
      prisma = crow_test_open_text ("\xEF\xBB\xBF"
                                    "datasource db {\n  provider = \"postgresql\"\n}\n"
                                    "model A {\n  id Int @id\n}\n");
  g_autofree char *found = describe_found (prisma, FALSE);
  static const char line[] = "error Error validating: This line is invalid. It does not start with "
                             "any known Prisma schema keyword.\n";
  g_autofree char *expected = g_strconcat ("schema.prisma 0-19 1:1-2:1 ", line,
                                           "schema.prisma 21-45 2:3-3:1 ", line,
                                           "schema.prisma 45-47 3:1-4:1 ", line, NULL);

  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpuint (crow_prisma_get_schema (prisma)->models->len, ==, 1);
}

/* @n_models models, each with a key to the next one and to itself, on SQL Server, where every
 * relation is an error: nothing recurses, and time grows with the square at most. */
static void
test_long_cycle (void)
{
  g_autoptr (GString) text = g_string_new ("datasource db {\n  provider = \"sqlserver\"\n}\n");
  const guint n_models = 400;
  g_autoptr (CrowPrisma) prisma = NULL;

  for (guint i = 0; i < n_models; i++)
    g_string_append_printf (text,
                            "model M%u {\n  id Int @id\n  nextId Int\n"
                            "  next M%u @relation(fields: [nextId], references: [id])\n"
                            "  before M%u[]\n}\n",
                            i, (i + 1) % n_models, (i + n_models - 1) % n_models);
  prisma = crow_test_open_text (text->str);
  g_assert_cmpuint (crow_schema_count_diagnostics (crow_prisma_get_schema (prisma),
                                                   CROW_SEVERITY_ERROR),
                    ==, n_models);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validate/equals-prisma", test_equals_prisma);
  g_test_add_func ("/validate/spans-are-bytes", test_spans_are_bytes);
  g_test_add_func ("/validate/valid-schemas-have-no-errors", test_valid_schemas_have_no_errors);
  g_test_add_func ("/validate/names-relation-and-model", test_names_relation_and_model);
  g_test_add_func ("/validate/unknown-feature-stops-nothing", test_unknown_feature_stops_nothing);
  g_test_add_func ("/validate/byte-order-mark-is-told", test_byte_order_mark_is_told);
  g_test_add_func ("/validate/long-cycle", test_long_cycle);
  return g_test_run ();
}
