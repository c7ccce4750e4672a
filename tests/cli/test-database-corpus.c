/* The program on real databases: every file of the corpus, loaded into a throw-away server. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-sql-corpus.h"

/* --- what the catalogue has: expected-fks ---------------------------------------------------- */

/* A list as psql shows it, `id,"userId","a""b"`, without its quotes. */
static char *
unquote (const char *list)
{
  GString *text = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  for (const char *at = list; *at != '\0'; at++)
    {
      if (*at != '"')
        g_string_append_c (text, *at);
      else if (is_quoted && at[1] == '"')
        g_string_append_c (text, *at++);
      else
        is_quoted = !is_quoted;
    }
  return g_string_free (text, FALSE);
}

static char *
expect_row (const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  g_autofree char *columns = NULL;
  g_autofree char *ref_columns = NULL;

  g_assert_cmpuint (g_strv_length (cells), ==, 11);
  columns = unquote (cells[3]);
  ref_columns = unquote (cells[6]);
  return g_strdup_printf ("%s.%s %s (%s) %s.%s (%s) %s %s %s %s", cells[0], cells[1], cells[2],
                          columns, cells[4], cells[5], ref_columns, cells[7], cells[8], cells[9],
                          cells[10]);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_sorted (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (rows, compare_texts);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (rows, i));
  return g_string_free (text, FALSE);
}

static char *
read_expected (const char *path)
{
  g_autofree char *text = crow_test_read (path, NULL);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; lines[i] != NULL; i++)
    g_ptr_array_add (rows, expect_row (lines[i]));
  return join_sorted (rows);
}

/* --- what the program says -------------------------------------------------------------------- */

/* `blog.posts`, or `posts` in `public`; `\` hides a dot that belongs to a name. */
static char *
qualify (const char *table)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  gboolean is_qualified = FALSE;

  for (const char *at = table; *at != '\0'; at++)
    {
      if (*at == '\\' && at[1] != '\0')
        at++;
      else if (*at == '.')
        is_qualified = TRUE;
      g_string_append_c (plain, *at);
    }
  return g_strconcat (is_qualified ? "" : "public.", plain->str, NULL);
}

static char *
join_columns (JsonObject *row, const char *member)
{
  JsonArray *array = json_object_get_array_member (row, member);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            json_array_get_string_element (array, i));
  return g_string_free (text, FALSE);
}

static const char *
get_sql_action (JsonObject *row, const char *member)
{
  static const char *const actions[][2] = {
    { "Cascade", "CASCADE" },  { "Restrict", "RESTRICT" },      { "NoAction", "NO ACTION" },
    { "SetNull", "SET NULL" }, { "SetDefault", "SET DEFAULT" },
  };
  const char *name = json_object_get_string_member (row, member);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i][0], name) == 0)
      return actions[i][1];
  g_error ("no such action: %s", name);
}

static char *
print_row (JsonObject *row)
{
  g_autofree char *table = qualify (json_object_get_string_member (row, "table"));
  g_autofree char *ref_table = qualify (json_object_get_string_member (row, "ref_table"));
  g_autofree char *columns = join_columns (row, "columns");
  g_autofree char *ref_columns = join_columns (row, "ref_columns");

  g_assert_cmpstr (json_object_get_string_member (row, "on_delete_why"), ==, "database");
  g_assert_cmpstr (json_object_get_string_member (row, "on_update_why"), ==, "database");
  return g_strdup_printf ("%s %s (%s) %s (%s) %s %s %s %c", table,
                          json_object_get_string_member (row, "constraint"), columns, ref_table,
                          ref_columns, get_sql_action (row, "on_delete"),
                          get_sql_action (row, "on_update"),
                          json_object_get_boolean_member (row, "deferrable") ? "deferrable" : "",
                          *json_object_get_string_member (row, "match"));
}

static JsonNode *
parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

static char *
print_rows (const char *json)
{
  g_autoptr (JsonNode) root = parse_json (json);
  JsonArray *array = json_node_get_array (root);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (rows, print_row (json_array_get_object_element (array, i)));
  return join_sorted (rows);
}

/* `relation` of JSON is the first cell of TSV, and stands in the order of bytes. */
static void
check_tsv (const char *tsv, const char *json)
{
  g_autoptr (JsonNode) root = parse_json (json);
  JsonArray *array = json_node_get_array (root);
  g_auto (GStrv) lines = g_strsplit (tsv, "\n", -1);

  g_assert_true (g_str_has_prefix (lines[0], "relation\ttable\tcolumns\tref_table\t"));
  g_assert_cmpuint (g_strv_length (lines), ==, json_array_get_length (array) + 2);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *row = json_array_get_object_element (array, i);
      g_auto (GStrv) cells = g_strsplit (lines[i + 1], "\t", -1);
      g_autofree char *relation = NULL;

      g_assert_cmpuint (g_strv_length (cells), ==, 10);
      g_assert_cmpstr (cells[0], ==, json_object_get_string_member (row, "relation"));
      relation = g_strdup_printf ("%s.%s", cells[1], cells[9]);
      g_assert_cmpstr (cells[0], ==, relation);
      g_assert_cmpstr (cells[1], ==, json_object_get_string_member (row, "table"));
    }
}

static CrowTestRun *
run_relations (const char *uri, const char *format)
{
  const char *const arguments[] = { "relations", uri, "--format", format, NULL };
  CrowTestRun *run = crow_test_cli_run (NULL, NULL, arguments, NULL);

  g_assert_cmpstr (run->errors, ==, "");
  g_assert_cmpint (run->status, ==, 0);
  return run;
}

/* --- the other commands, which must cope with every one of them ------------------------------- */

static void
check_status (const char *const *arguments, int expected)
{
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);

  if (run->status != expected)
    g_test_message ("%s: %s", arguments[0], run->errors);
  g_assert_cmpint (run->status, ==, expected);
  g_assert_cmpuint (strlen (run->output), >, 0);
}

static void
check_empty_diff (const char *uri)
{
  const char *const arguments[] = { "diff", uri, uri, NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->output, ==, "-- This is an empty migration.\n");
}

/* Whatever it finds: each has a rule of ours, says what it is about, and has no place in a text. */
static void
check_check (const char *uri)
{
  const char *const arguments[] = { "check", uri, "--format=json", NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);
  g_autoptr (JsonNode) root = parse_json (run->output);
  JsonObject *object = json_node_get_object (root);
  JsonArray *array = json_object_get_array_member (object, "diagnostics");
  gboolean has_error = FALSE;

  g_assert_true (json_object_get_boolean_member (object, "valid"));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *row = json_array_get_object_element (array, i);

      g_assert_true (g_str_has_prefix (json_object_get_string_member (row, "rule"), "RA0"));
      g_assert_true (json_object_get_null_member (row, "file"));
      g_assert_true (json_object_get_null_member (row, "start"));
      g_assert_false (json_object_get_null_member (row, "relation") &&
                      json_object_get_null_member (row, "table"));
      has_error |= strcmp (json_object_get_string_member (row, "severity"), "error") == 0;
    }
  g_assert_cmpint (run->status, ==, has_error ? 1 : 0);
}

static void
check_drift (const char *schema, const char *uri)
{
  const char *const as_text[] = { "drift", schema, uri, NULL };
  const char *const as_json[] = { "drift", schema, uri, "--format=json", NULL };
  g_autoptr (CrowTestRun) text = crow_test_cli_run (NULL, NULL, as_text, NULL);
  g_autoptr (CrowTestRun) json = crow_test_cli_run (NULL, NULL, as_json, NULL);
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  if (text->status != 0)
    g_test_message ("%s%s", text->output, text->errors);
  g_assert_cmpint (text->status, ==, 0);
  g_assert_nonnull (strstr (text->output, " equal, 0 differ, 0 only in the schema, 0 only in the "
                                          "database\n"));
  g_assert_cmpint (json->status, ==, 0);
  root = parse_json (json->output);
  object = json_node_get_object (root);
  g_assert_cmpint (json_object_get_int_member (object, "equal"), >, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "items")), ==, 0);
}

static void
check_file (const CrowTestServer *server, const CrowTestSqlFile *file)
{
  g_autofree char *uri = crow_test_sql_corpus_load (server, file);
  g_autofree char *schema = crow_test_sql_corpus_find_prisma (file);
  g_autoptr (CrowTestRun) json = run_relations (uri, "json");
  g_autoptr (CrowTestRun) tsv = run_relations (uri, "tsv");
  g_autofree char *found = print_rows (json->output);
  g_autofree char *expected = read_expected (file->expected);
  const char *const export[] = { "export", uri, "-o", "-", NULL };

  g_assert_cmpstr (found, ==, expected);
  check_tsv (tsv->output, json->output);
  check_empty_diff (uri);
  check_check (uri);
  check_status (export, 0);
  if (schema != NULL)
    check_drift (schema, uri);
}

static void
test_relations_and_drift_are_the_catalogue (void)
{
  g_autoptr (GPtrArray) corpus = crow_test_sql_corpus_list ();
  g_autoptr (CrowTestServer) server = NULL;
  guint n_schemas = 0;

  if (corpus == NULL)
    return;
  server = crow_test_server_start (NULL);
  for (guint i = 0; server != NULL && i < corpus->len; i++)
    {
      const CrowTestSqlFile *file = g_ptr_array_index (corpus, i);

      g_test_message ("%s", file->name);
      check_file (server, file);
      n_schemas += g_str_has_prefix (file->name, "prisma-");
    }
  g_assert_true (server == NULL || n_schemas > 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/database/relations-and-drift-are-the-catalogue",
                   test_relations_and_drift_are_the_catalogue);
  return g_test_run ();
}
