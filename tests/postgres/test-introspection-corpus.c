#include "crow-constraint.h"
#include "crow-test-read.h"
#include "crow-test-sql-corpus.h"

#include <string.h>

/* Real databases: every foreign key that the catalogue has, as the corpus lists them. */

typedef struct
{
  CrowTestServer *server; /* (nullable) */
  GPtrArray *corpus;      /* (nullable) */
} World;

static World world;

/* The corpus has names as quote_ident() prints them; ours are plain. */
static void
append_unquoted (GString *line, const char *cell)
{
  gboolean is_quoted = FALSE;

  for (const char *at = cell; *at != '\0'; at++)
    {
      if (*at == '"' && is_quoted && at[1] == '"')
        g_string_append_c (line, *at++);
      else if (*at == '"')
        is_quoted = !is_quoted;
      else
        g_string_append_c (line, *at);
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_sorted (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* Without its head, quotes undone, sorted. */
static char *
read_expected (const char *path)
{
  g_autofree char *text = crow_test_read (path, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) plain = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
      GString *line = g_string_new (NULL);

      g_assert_cmpuint (g_strv_length (cells), ==, 11);
      for (guint j = 0; j < 11; j++)
        {
          if (j > 0)
            g_string_append_c (line, '\t');
          append_unquoted (line, cells[j]);
        }
      g_ptr_array_add (plain, g_string_free (line, FALSE));
    }
  return join_sorted (plain);
}

static void
append_columns (GString *line, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? "," : "\t",
                            (const char *) g_ptr_array_index (columns, i));
}

/* The same line, of what we read. */
static char *
print_key (CrowSchema *schema, const CrowForeignKey *key)
{
  g_autoptr (CrowConstraint) constraint = crow_constraint_new_for_key (schema, key);
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%s\t%s\t%s", constraint->namespace_, constraint->table,
                          constraint->name);
  append_columns (line, constraint->columns);
  g_string_append_printf (line, "\t%s\t%s", constraint->ref_namespace, constraint->ref_table);
  append_columns (line, constraint->ref_columns);
  g_string_append_printf (line, "\t%s\t%s\t%s%s\t%c",
                          crow_action_get_sql (constraint->actions[CROW_EVENT_DELETE]),
                          crow_action_get_sql (constraint->actions[CROW_EVENT_UPDATE]),
                          constraint->is_deferrable ? "deferrable" : "",
                          constraint->is_initially_deferred ? " initially deferred" : "",
                          constraint->match == CROW_MATCH_FULL ? 'f' : 's');
  return g_string_free (line, FALSE);
}

static char *
print_keys (CrowSchema *schema)
{
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (lines, print_key (schema, g_ptr_array_index (keys, i)));
  return join_sorted (lines);
}

/* By namespace, table, constraint as bytes, which no corpus row could tell from its sorted self. */
static void
check_order (CrowSchema *schema)
{
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (keys->len, ==, schema->relations->len);
  for (guint i = 0; i < keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (keys, i);
      const CrowForeignKey *last = i > 0 ? g_ptr_array_index (keys, i - 1) : NULL;
      int order = last != NULL ? strcmp (last->namespace_, key->namespace_) : -1;

      if (order == 0)
        order = strcmp (last->table, key->table);
      if (order == 0)
        order = strcmp (last->constraint, key->constraint);
      g_assert_cmpint (order, <, 0);
      g_assert_true (g_hash_table_add (ids, (gpointer) key->relation_id));
      g_assert_cmpint (crow_schema_find_relation (schema, key->relation_id), ==, (int) i);
    }
}

static void
test_file (gconstpointer data)
{
  const CrowTestSqlFile *file = data;
  g_autofree char *uri = crow_test_sql_corpus_load (world.server, file);
  g_autoptr (CrowSchema) schema = crow_test_read_database (uri);
  g_autofree char *expected = read_expected (file->expected);
  g_autofree char *found = print_keys (schema);

  g_assert_cmpuint (schema->notes->len, ==, 0);
  g_assert_cmpstr (found, ==, expected);
  check_order (schema);
}

static void
test_nothing (void)
{
  if (world.server == NULL)
    g_test_skip ("there is no server or no corpus");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  world.corpus = crow_test_sql_corpus_list ();
  if (world.corpus != NULL)
    world.server = crow_test_server_start (NULL);
  g_test_add_func ("/introspection/corpus/is-here", test_nothing);
  for (guint i = 0; world.server != NULL && i < world.corpus->len; i++)
    {
      const CrowTestSqlFile *file = g_ptr_array_index (world.corpus, i);
      g_autofree char *path = g_strconcat ("/introspection/corpus/", file->name, NULL);

      g_test_add_data_func (path, file, test_file);
    }
  status = g_test_run ();
  g_clear_pointer (&world.server, crow_test_server_stop);
  g_clear_pointer (&world.corpus, g_ptr_array_unref);
  return status;
}
