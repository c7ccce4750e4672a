#include "crow-migration.h"
#include "crow-test-oracle.h"
#include "crow-test.h"

#include <string.h>

/* Every schema of the corpus, against corpus.json. */

/* `main.prisma 10-14 6:14-6:18 error message` */
static char *
describe_expected (JsonObject *diagnostic)
{
#define INT(name) ((int) json_object_get_int_member (diagnostic, name))
  return g_strdup_printf ("%s %d-%d %d:%d-%d:%d %s %s",
                          json_object_get_string_member (diagnostic, "file"), INT ("start"),
                          INT ("end"), INT ("line"), INT ("column"), INT ("endLine"),
                          INT ("endColumn"),
                          json_object_get_boolean_member (diagnostic, "warning") ? "warning"
                                                                                 : "error",
                          json_object_get_string_member (diagnostic, "message"));
#undef INT
}

static char *
describe_found (CrowSchema *schema, const CrowDiagnostic *diagnostic)
{
  CrowSourceFile *file = g_ptr_array_index (schema->files, diagnostic->location.file);
  CrowSpan span = diagnostic->location.span;
  guint line, column, end_line, end_column;

  crow_source_file_locate (file, span.start, &line, &column);
  crow_source_file_locate (file, span.end, &end_line, &end_column);
  return g_strdup_printf ("%s %u-%u %u:%u-%u:%u %s %s", crow_source_file_get_name (file),
                          span.start, span.end, line, column, end_line, end_column,
                          crow_severity_get_name (diagnostic->severity), diagnostic->message);
}

static GPtrArray *
list_found (CrowSchema *schema)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (g_str_equal (diagnostic->rule, CROW_RULE_PRISMA))
        g_ptr_array_add (lines, describe_found (schema, diagnostic));
    }
  return lines;
}

static void
check_diagnostics (JsonObject *record, CrowSchema *schema)
{
  JsonArray *expected = json_object_get_array_member (record, "diagnostics");
  g_autoptr (GPtrArray) found = list_found (schema);

  for (guint i = 0; i < MAX (found->len, json_array_get_length (expected)); i++)
    {
      g_autofree char *line = i < json_array_get_length (expected)
                                  ? describe_expected (json_array_get_object_element (expected, i))
                                  : g_strdup ("nothing");
      const char *ours = i < found->len ? found->pdata[i] : "nothing";

      if (g_str_equal (line, ours))
        continue;
      crow_test_oracle_fail ("%s: problem %u\nexpected %s\nfound    %s",
                             json_object_get_string_member (record, "schema"), i + 1, line, ours);
      return;
    }
}

static void
check_sql (JsonObject *record, CrowSchema *schema)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = crow_migration_build_sql (NULL, schema, CROW_PLAN_PRISMA, &error);

  if (sql == NULL)
    crow_test_oracle_fail ("%s: %s", json_object_get_string_member (record, "schema"),
                           error->message);
  else
    crow_test_oracle_check_script (record, "sql", sql);
}

typedef void (*CheckFunc) (JsonObject *record, CrowSchema *schema);

/* Returns how many records it was called for. */
static guint
check_each (const char *member, CheckFunc check)
{
  g_autoptr (JsonNode) root = crow_test_oracle_load ("corpus.json");
  JsonArray *records = json_node_get_array (root);
  guint n_checked = 0;

  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *record = json_array_get_object_element (records, i);
      g_autoptr (GPtrArray) files = NULL;
      g_autoptr (CrowPrisma) prisma = NULL;

      if (!json_object_has_member (record, member))
        continue;
      files = crow_test_oracle_read (record);
      if (files == NULL)
        return n_checked;
      prisma = crow_prisma_new (files);
      check (record, crow_prisma_get_schema (prisma));
      n_checked++;
    }
  return n_checked;
}

static void
test_problems_are_prismas (void)
{
  guint n = check_each ("diagnostics", check_diagnostics);

  if (n > 0)
    g_assert_cmpuint (n, >, 150);
  g_test_message ("%u schemas", n);
}

static void
test_sql_from_empty_is_prismas (void)
{
  guint n = check_each ("sql", check_sql);

  if (n > 0)
    g_assert_cmpuint (n, >, 50);
  g_test_message ("%u schemas", n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/oracle/corpus/problems-are-prismas", test_problems_are_prismas);
  g_test_add_func ("/oracle/corpus/sql-from-empty-is-prismas", test_sql_from_empty_is_prismas);
  return g_test_run ();
}
