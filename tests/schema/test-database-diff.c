#include "crow-database-diff-private.h"
#include "crow-prisma.h"
#include "crow-test.h"

#include <string.h>

/* Cases are in tests/schema/database-diff: the schema before, the one after and the steps, parted
 * by lines of `---`. What SQL cannot show: how risky a cast is, which defaults an enum's change
 * meets, steps of providers whose SQL is not written. */

static CrowDatabase *
read_database (const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (CrowPrisma) prisma = NULL;
  CrowSchema *schema;

  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", content));
  prisma = crow_prisma_new (files);
  g_assert_true (crow_prisma_is_valid (prisma));
  schema = crow_prisma_get_schema (prisma);
  return crow_database_new (schema, schema->provider);
}

static void
append_casts (GString *text, const CrowDatabaseDiff *diff, const GArray *changes, guint table)
{
  static const char *const casts[] = { NULL, "safe", "risky", "impossible" };

  for (guint i = 0; i < changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (changes, CrowTableChange, i);

      if (change->cast != CROW_CAST_NONE)
        g_string_append_printf (text, "  %s: %s\n",
                                crow_table_get_column (crow_database_get_table (diff->after, table),
                                                       (guint) change->after)
                                    ->name,
                                casts[change->cast]);
    }
}

static void
append_usages (GString *text, const CrowDatabaseDiff *diff, const GArray *usages)
{
  for (guint i = 0; i < usages->len; i++)
    {
      const CrowEnumUsage *usage = &g_array_index (usages, CrowEnumUsage, i);
      const CrowTable *table = crow_database_get_table (diff->before, usage->table_before);

      g_string_append_printf (text, "  default of %s.%s %s\n", table->name,
                              crow_table_get_column (table, usage->before)->name,
                              usage->after >= 0 ? "comes back" : "goes");
    }
}

static char *
list_steps (const CrowDatabaseDiff *diff)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < diff->steps->len; i++)
    {
      const CrowStep *step = g_ptr_array_index (diff->steps, i);
      g_autofree char *line = crow_step_describe (diff, step);

      g_string_append_printf (text, "%s\n", line);
      if (step->kind == CROW_STEP_ALTER_TABLE)
        append_casts (text, diff, step->changes, (guint) step->table_after);
      if (step->kind == CROW_STEP_ALTER_SEQUENCE)
        g_string_append_printf (text, "  differences %#x\n",
                                g_array_index (step->changes, CrowTableChange, 0).differences);
      if (step->usages != NULL)
        append_usages (text, diff, step->usages);
      for (guint j = 0; step->redefined != NULL && j < step->redefined->len; j++)
        {
          const CrowRedefinedTable *redefined = g_ptr_array_index (step->redefined, j);

          append_casts (text, diff, redefined->changes, redefined->after);
        }
    }
  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  g_autofree char *content = crow_test_read (data, NULL);
  g_auto (GStrv) parts = g_strsplit (content, "---\n", 3);
  g_autoptr (CrowDatabase) before = NULL;
  g_autoptr (CrowDatabase) after = NULL;
  g_autoptr (CrowDatabaseDiff) diff = NULL;
  g_autofree char *steps = NULL;

  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  before = read_database (parts[0]);
  after = read_database (parts[1]);
  diff = crow_database_diff_new (before, after);
  steps = list_steps (diff);
  g_assert_cmpstr (steps, ==, parts[2]);
}

/* Nothing differs from itself, and everything is added to nothing. */
static void
test_case_with_itself (gconstpointer data)
{
  g_autofree char *content = crow_test_read (data, NULL);
  g_auto (GStrv) parts = g_strsplit (content, "---\n", 3);
  g_autoptr (CrowDatabase) database = read_database (parts[0]);
  g_autoptr (CrowDatabase) empty = crow_database_new (NULL, database->provider);
  g_autoptr (CrowDatabaseDiff) same = crow_database_diff_new (database, database);
  g_autoptr (CrowDatabaseDiff) all = crow_database_diff_new (empty, database);
  guint n_created = 0;

  g_assert_cmpuint (same->steps->len, ==, 0);
  for (guint i = 0; i < all->steps->len; i++)
    {
      const CrowStep *step = g_ptr_array_index (all->steps, i);

      g_assert_cmpint (step->table_before, ==, -1);
      g_assert_cmpint (step->before, ==, -1);
      n_created += step->kind == CROW_STEP_CREATE_TABLE;
    }
  if (strstr (data, "not-ours") == NULL)
    g_assert_cmpuint (n_created, ==, database->tables->len);
}

static void
test_json (void)
{
  static const char *const same[][2] = {
    { "{\"a\":1,\"b\":[2]}", " {\"b\" : [ 2 ], \"a\" : 1}" },
    { "{\"a\":1,\"a\":2}", "{\"a\":2}" },
    { "\"\\u0041\\ud83d\\ude00\\/\"", "\"A\xf0\x9f\x98\x80/\"" },
    { "1e2", "100.0" },
    { "1.50", "1.5" },
    { "0.0", "-0" },
    { "[]", "[ ]" },
    { "{", "[]" }, /* what is no JSON is not compared */
    { "[1,]", "[1, 2]" },
  };
  static const char *const other[][2] = {
    { "1", "1.0" },
    { "[1,2]", "[2,1]" },
    { "{}", "[]" },
    { "\"1\"", "1" },
    { "null", "false" },
    { "{\"a\":null}", "{}" },
    { "\"\\u0000\"", "\"\"" },
    { "[[1],2]", "[[1,2]]" },
    { "12345678901234567890", "12345678901234567890.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    g_assert_true (crow_json_texts_match (same[i][0], same[i][1]));
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (crow_json_texts_match (other[i][0], other[i][1]));
}

/* Deeper than the engine reads: taken as the same, and no stack is spent on it. */
static void
test_json_depth (void)
{
  g_autofree char *open = g_strnfill (200000, '[');
  g_autofree char *few = g_strnfill (127, '[');
  g_autofree char *few_closed = g_strnfill (127, ']');
  g_autofree char *one = g_strconcat (few, "1", few_closed, NULL);
  g_autofree char *two = g_strconcat (few, "2", few_closed, NULL);

  g_assert_true (crow_json_texts_match (open, "1"));
  g_assert_false (crow_json_texts_match (one, two));
}

static void
test_predicates (void)
{
  static const char *const same[][2] = {
    { "a > 1", "(a  >  1)" },
    { "a > 1", "\"a\" > 1 -- why" },
    { "a > 1 AND b = 'x'", "(a > 1) and ((b) = 'x')" },
    { "a = 1 OR b = 2 AND c = 3", "a = 1 OR (b = 2 AND c = 3)" },
    { "a + 1 * 2 > 3", "a + (1 * 2) > 3" },
    { "b = 'x'", "b = 'x'::text" },
    { "a IS NOT NULL", "(a) is not null" },
    { "a <> 1", "a != 1" },
    { "NOT a", "not (a)" },
    { "a BETWEEN 1 AND 2 AND b", "((a) between (1) and 2) and b" },
    { "f((a), b)", "f(a, b)" },
    { "a IN (1,2)", "a in (1, 2)" },
    { "-a > 1", "-(a) > 1" },
    { "x.a = 1", "x.\"a\" = 1" },
    { "CASE WHEN a THEN b END", "CASE  WHEN a THEN b END" },
  };
  static const char *const other[][2] = {
    { "a > 1", "a > 2" },
    { "a > 1", "A > 1" },
    { "(a = 1 OR b = 2) AND c = 3", "a = 1 OR b = 2 AND c = 3" },
    { "(a + 1) * 2 > 3", "a + 1 * 2 > 3" },
    { "a IS NULL", "a IS NOT NULL" },
    { "lower(b) = 'x'", "LOWER(b) = 'x'" },
    { "a = 'x'::text", "a = 'x'::citext" },
    { "a > 1", "a > 1.0" },
    { "a IN (1)", "a NOT IN (1)" },
    { "a =", "a" },
    { "a > (1", "a > 1" },
    { "b = 'it''s'", "b = 'its'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_assert_true (crow_predicates_match (same[i][0], same[i][1]));
      g_assert_true (crow_predicates_match (same[i][1], same[i][0]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (crow_predicates_match (other[i][0], other[i][1]));
}

/* Parentheses and NOTs very deep spend no stack. */
static void
test_predicate_depth (void)
{
  g_autofree char *open = g_strnfill (200000, '(');
  g_autofree char *close = g_strnfill (200000, ')');
  g_autofree char *minus = g_strnfill (200000, '+');
  g_autofree char *deep = g_strconcat (open, "a", close, NULL);
  g_autofree char *signs = g_strconcat (minus, "a", NULL);

  g_assert_true (crow_predicates_match (deep, "a"));
  g_assert_false (crow_predicates_match (signs, "a"));
  g_assert_false (crow_predicates_match (open, "a"));
}

/* Whatever matches has the same hash: each text as people, Prisma and a server write it. */
static void
test_predicate_hashes (void)
{
  static const char *const same[][3] = {
    { "x = 1", "(x = 1)", "\"x\"=1" },
    { "status = 'a'", "(status = 'a'::text)", "((status)::text = 'a'::text)" },
    { "a > 0 AND b IS NULL", "((a > 0) AND (b IS NULL))", "(a>0) AND (b IS NULL)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    for (guint j = 1; j < G_N_ELEMENTS (same[i]); j++)
      if (crow_predicates_match (same[i][0], same[i][j]))
        g_assert_cmpuint (crow_predicate_hash (same[i][0]), ==, crow_predicate_hash (same[i][j]));
  g_assert_true (crow_predicates_match (same[0][0], same[0][2]));
  g_assert_true (crow_predicates_match (same[1][0], same[1][1]));
  g_assert_true (crow_predicates_match (same[2][0], same[2][1]));
  g_assert_cmpuint (crow_predicate_hash ("x = 1"), !=, crow_predicate_hash ("x = 2"));
}

/* One table with @n of what @format writes; `%u` is another number in each. */
static CrowDatabase *
make_wide (const char *format, guint n, guint first)
{
  GString *text = g_string_new ("datasource db {\n  provider = \"postgresql\"\n}\n"
                                "generator client {\n  provider = \"prisma-client-js\"\n"
                                "  previewFeatures = [\"partialIndexes\"]\n}\n"
                                "model Hub {\n  id Int @id\n  hub Int\n  self Hub @relation(\"a\", "
                                "fields: [hub], references: "
                                "[id])\n  back Hub[] @relation(\"a\")\n  x Int\n");
  g_autofree char *whole = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", first + i);
      g_autofree char *place = g_strdup_printf ("%u", i);
      g_auto (GStrv) parts = g_strsplit (format, "%u", -1);
      g_autofree char *line = g_strjoinv (number, parts);
      g_auto (GStrv) places = g_strsplit (line, "%p", -1);
      g_autofree char *all = g_strjoinv (place, places);

      g_string_append (text, all);
    }
  g_string_append (text, "}\n");
  whole = g_string_free (text, FALSE);
  return read_database (whole);
}

/* Foreign keys and indexes that are alike in all but one thing: the work is counted, not timed. */
static void
test_work_is_linear (void)
{
  static const char *const formats[] = {
    "  r%p Hub @relation(\"r%p\", fields: [x], references: [id], map: \"fk%u\")\n"
    "  b%p Hub[] @relation(\"r%p\")\n",
    "  x%u Int\n  r%p Hub @relation(\"r%p\", fields: [x%u], references: [id])\n"
    "  b%p Hub[] @relation(\"r%p\")\n",
    "  @@index([x], map: \"ix%u\")\n",
    "  @@index([x], where: { x: %u }, map: \"ix%p\")\n",
    "  @@index([x(ops: raw(\"o%u\"))], type: Gin, map: \"ix%p\")\n",
  };
  const guint n = 2000;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint shift = 0; shift <= 100000; shift += 100000)
      {
        g_autoptr (CrowDatabase) before = make_wide (formats[i], n, 0);
        g_autoptr (CrowDatabase) after = make_wide (formats[i], n, shift);
        g_autoptr (CrowDatabaseDiff) diff = crow_database_diff_new (before, after);

        g_test_message ("%u of %s  %" G_GUINT64_FORMAT " comparisons, %u steps", n, formats[i],
                        diff->n_comparisons, diff->steps->len);
        if (shift == 0)
          {
            g_assert_cmpuint (diff->steps->len, ==, 0);
            g_assert_cmpuint (diff->n_comparisons, >=, n);
          }
        else if (i != 2) /* of twins nobody knows which is renamed */
          g_assert_cmpuint (diff->steps->len, >=, n);
        g_assert_cmpuint (diff->n_comparisons, <=, 10 * n);
      }
}

static void
add_cases (void)
{
  g_autofree char *folder = crow_test_source ("tests/schema/database-diff");
  g_autoptr (GPtrArray) cases = crow_test_walk (folder, ".case");

  g_assert_cmpuint (cases->len, >, 0);
  for (guint i = 0; i < cases->len; i++)
    {
      const char *path = g_ptr_array_index (cases, i);
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *steps = g_strconcat ("/database-diff/steps/", name, NULL);
      g_autofree char *itself = g_strconcat ("/database-diff/itself-and-nothing/", name, NULL);

      g_test_add_data_func_full (steps, g_strdup (path), test_case, g_free);
      g_test_add_data_func_full (itself, g_strdup (path), test_case_with_itself, g_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ();
  g_test_add_func ("/database-diff/json-is-compared-by-what-it-says", test_json);
  g_test_add_func ("/database-diff/json-of-any-depth", test_json_depth);
  g_test_add_func ("/database-diff/predicates-are-compared-by-what-they-say", test_predicates);
  g_test_add_func ("/database-diff/predicates-of-any-depth", test_predicate_depth);
  g_test_add_func ("/database-diff/predicates-that-match-hash-alike", test_predicate_hashes);
  g_test_add_func ("/database-diff/work-is-linear", test_work_is_linear);
  return g_test_run ();
}
