/* The program on the material beside the project: golden answers and the corpus. */
#include <stdlib.h>
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test.h"

#define EMPTY "-- This is an empty migration.\n"

/* Either Prisma's bytes, or a refusal that names what is missing; never anything else. */
static gboolean
check_pair (const char *before, const char *after, const char *expected)
{
  const char *const arguments[] = { "diff", before, after, NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);

  if (run->status == 4)
    {
      g_assert_cmpstr (run->output, ==, "");
      g_assert_true (g_str_has_prefix (run->errors, "crowsfoot-cli: "));
      g_test_message ("%s: %s", after, run->errors);
      return FALSE;
    }
  g_assert_cmpstr (run->errors, ==, "");
  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->output, ==, expected);
  return TRUE;
}

static void
test_golden_diffs (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("golden/diff");
  g_autoptr (GPtrArray) files = NULL;
  guint n_equal = 0;

  if (folder == NULL)
    return;
  files = crow_test_walk (folder, "expected.sql");
  g_assert_cmpuint (files->len, >, 0);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *at = g_path_get_dirname (g_ptr_array_index (files, i));
      g_autofree char *before = g_build_filename (at, "before.prisma", NULL);
      g_autofree char *after = g_build_filename (at, "after.prisma", NULL);
      g_autofree char *expected = crow_test_read (g_ptr_array_index (files, i), NULL);

      n_equal += check_pair (before, after, expected);
      g_assert_true (check_pair (after, after, EMPTY));
    }
  g_test_message ("%u of %u pairs give Prisma's bytes, the others are refused by name", n_equal,
                  files->len);
  g_assert_cmpuint (n_equal, >=, 20);
}

/* The folder beside the schema, and in it what `prisma migrate dev --create-only` would write. */
static gboolean
check_migration (const char *at, const char *expected)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *before = g_build_filename (at, "before.prisma", NULL);
  g_autofree char *after = g_build_filename (at, "after.prisma", NULL);
  g_autofree char *text = crow_test_read (after, NULL);
  g_autofree char *copy = crow_test_folder_write (folder, "after.prisma", text, -1);
  const char *const arguments[] = { "diff", before, copy, "--migration", "It changes", NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);
  g_autofree char *path = NULL;
  g_autofree char *names = crow_test_folder_list (folder);

  if (run->status == 4)
    {
      g_assert_cmpstr (names, ==, "after.prisma");
      return FALSE;
    }
  g_assert_cmpstr (run->errors, ==, "");
  g_assert_cmpint (run->status, ==, 0);
  g_assert_true (g_str_has_suffix (run->output, "_it_changes\n"));
  g_strchomp (run->output);
  path = g_build_filename (run->output, "migration.sql", NULL);
  crow_test_folder_assert_content (path, expected);
  return TRUE;
}

static void
test_golden_migrations (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("golden/diff");
  g_autoptr (GPtrArray) files = NULL;
  guint n_equal = 0;

  if (folder == NULL)
    return;
  files = crow_test_walk (folder, "expected.migration.sql");
  g_assert_cmpuint (files->len, >, 0);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *at = g_path_get_dirname (g_ptr_array_index (files, i));
      g_autofree char *expected = crow_test_read (g_ptr_array_index (files, i), NULL);

      n_equal += check_migration (at, expected);
    }
  g_test_message ("%u of %u migrations have Prisma's bytes, the others are refused by name",
                  n_equal, files->len);
  g_assert_cmpuint (n_equal, >=, 18);
}

/* The source that a list of foreign keys was made from, or NULL. */
static char *
find_source (const char *corpus, const char *list)
{
  g_autofree char *name = g_path_get_basename (list);
  char *dashes = strstr (name, "--");
  g_autofree char *repository = NULL;
  g_autoptr (GPtrArray) files = NULL;

  g_assert_nonnull (dashes);
  repository = g_strdup_printf ("%s/%.*s", corpus, (int) (dashes - name), name);
  *strrchr (name, '.') = '\0';
  if (strcmp (dashes + 2, "all") == 0)
    return g_steal_pointer (&repository);
  files = crow_test_walk (repository, ".prisma");
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autofree char *flat = g_strdup (path + strlen (repository) + 1);

      *strrchr (flat, '.') = '\0';
      g_strdelimit (flat, "/", '_');
      if (strcmp (flat, dashes + 2) == 0)
        return g_strdup (path);
    }
  return NULL;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (lines, i));
  return g_string_free (text, FALSE);
}

/* The lists fill in a default by the `?` of the relation field. Prisma's engine goes by the scalar
 * fields, so that `a A?` over a required key is RESTRICT in its SQL (NO ACTION on SQL Server); so
 * do we. Returns how many rows of @expected differ from @found in this and in nothing else, and
 * makes them equal. */
static guint
settle_defaults (GPtrArray *expected, GPtrArray *found)
{
  guint n = 0;

  for (guint i = 0; i < expected->len && i < found->len; i++)
    {
      const char *row = g_ptr_array_index (found, i);
      const char *listed = g_ptr_array_index (expected, i);
      const char *ours[] = { ") Restrict Cascade ", ") NoAction Cascade " };

      for (guint j = 0; j < G_N_ELEMENTS (ours); j++)
        {
          const char *end = g_str_has_suffix (row, ours[j]) ? strrchr (row, ')') : NULL;
          g_autofree char *filled = end != NULL ? g_strdup_printf ("%.*s) SetNull Cascade ",
                                                                   (int) (end - row), row)
                                                : NULL;

          if (g_strcmp0 (filled, listed) != 0)
            continue;
          g_free (expected->pdata[i]);
          expected->pdata[i] = g_strdup (row);
          n++;
          break;
        }
    }
  return n;
}

/* model field table columns ref_model ref_table ref_columns on_delete on_update written */
static GPtrArray *
read_list (const char *path)
{
  g_autofree char *text = crow_test_read (path, NULL);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 10);
      g_ptr_array_add (rows,
                       g_strdup_printf ("%s.%s %s (%s) %s (%s) %s %s %s%s", cells[0], cells[1],
                                        cells[2], cells[3], cells[5], cells[6], cells[7], cells[8],
                                        strchr (cells[9], 'D') != NULL ? "D" : "",
                                        strchr (cells[9], 'U') != NULL ? "U" : ""));
    }
  g_ptr_array_sort (rows, compare_lines);
  return rows;
}

/* A table without its namespace: the lists have none. */
static const char *
strip_namespace (const char *table)
{
  const char *dot = strchr (table, '.');

  return dot != NULL ? dot + 1 : table;
}

/* relation table columns ref_table ref_columns on_delete on_update why why constraint */
static GPtrArray *
read_output (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 10);
      if (strcmp (cells[7], "fixed") == 0)
        continue;
      g_ptr_array_add (rows,
                       g_strdup_printf ("%s %s (%s) %s (%s) %s %s %s%s", cells[0],
                                        strip_namespace (cells[1]), cells[2],
                                        strip_namespace (cells[3]), cells[4], cells[5], cells[6],
                                        strcmp (cells[7], "written") == 0 ? "D" : "",
                                        strcmp (cells[8], "written") == 0 ? "U" : ""));
    }
  g_ptr_array_sort (rows, compare_lines);
  return rows;
}

/* Returns how many rows the list fills in otherwise. */
static guint
check_list (const char *source, const char *list, guint *n)
{
  const char *const arguments[] = { "relations", source, "--format=tsv", NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);
  g_autoptr (GPtrArray) expected = read_list (list);
  g_autoptr (GPtrArray) found = read_output (run->output);
  guint n_settled = settle_defaults (expected, found);
  g_autofree char *expected_text = join (expected);
  g_autofree char *found_text = join (found);

  g_assert_cmpstr (found_text, ==, expected_text);
  g_assert_cmpint (run->status, ==, 0);
  *n += expected->len;
  return n_settled;
}

static void
test_corpus_relations (void)
{
  g_autofree char *corpus = crow_test_shared_or_skip ("corpus/prisma");
  g_autofree char *lists = NULL;
  g_autoptr (GPtrArray) files = NULL;
  guint n = 0;
  guint n_settled = 0;

  if (corpus == NULL)
    return;
  lists = g_build_filename (corpus, "expected-fks", NULL);
  files = crow_test_walk (lists, ".tsv");
  g_assert_cmpuint (files->len, >, 0);
  for (guint i = 0; i < files->len; i++)
    {
      const char *list = g_ptr_array_index (files, i);
      g_autofree char *source = find_source (corpus, list);

      g_assert_nonnull (source);
      n_settled += check_list (source, list, &n);
    }
  g_test_message ("%u foreign keys in %u lists are as Prisma says, %u of them against the list", n,
                  files->len, n_settled);
  g_assert_cmpuint (n_settled, <=, 10);
}

/* Damaged or not: every schema opens, and says what is wrong with it. */
static void
test_corpus_opens (void)
{
  g_autofree char *corpus = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) files = NULL;
  guint n_damaged = 0;

  if (corpus == NULL)
    return;
  files = crow_test_walk (corpus, ".prisma");
  for (guint i = 0; i < files->len; i++)
    {
      const char *const arguments[] = { "relations", g_ptr_array_index (files, i), NULL };
      g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);

      g_assert_true (g_str_has_prefix (run->output, "RELATION"));
      if (run->status != 0)
        {
          g_assert_cmpint (run->status, ==, 1);
          g_assert_true (g_str_has_prefix (run->errors, "crowsfoot-cli: "));
          n_damaged++;
        }
    }
  g_test_message ("%u schemas open, %u of them damaged", files->len, n_damaged);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/golden-diffs", test_golden_diffs);
  g_test_add_func ("/cli/golden-migrations", test_golden_migrations);
  g_test_add_func ("/cli/corpus-relations", test_corpus_relations);
  g_test_add_func ("/cli/corpus-opens", test_corpus_opens);
  return g_test_run ();
}
