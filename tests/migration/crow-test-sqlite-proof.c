#include "crow-test-sqlite-proof.h"

#include "crow-test-sqlite.h"

#include <string.h>

#define N_ROWS 3

/* What a pair needs. */
typedef struct
{
  const char *name;
  char *create;      /* (owned) makes the schema before */
  char *up;          /* (owned) */
  char *down;        /* (owned) */
  char *warned_up;   /* (owned) as `migrate dev` writes it */
  char *warned_down; /* (owned) */
  char *after;       /* (owned) the catalogue that the schema after makes */
} Trip;

static void
trip_clear (Trip *self)
{
  g_free (self->create);
  g_free (self->up);
  g_free (self->down);
  g_free (self->warned_up);
  g_free (self->warned_down);
  g_free (self->after);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trip, trip_clear)

static char *
build_script (const char *name, CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  char *sql = crow_migration_build_sql (before, after, plan, &error);

  if (sql == NULL)
    g_test_fail_printf ("%s: %s", name, error->message);
  return sql;
}

/* The engine quotes a JSON default on its other databases only. */
static gboolean
has_bare_json (const char *sql)
{
  return g_regex_match_simple ("JSONB( NOT NULL)? DEFAULT [^']", sql, 0, 0);
}

static char *
create_catalogue (CrowTestSqliteProof *self, const char *name, const char *sql)
{
  g_autoptr (CrowTestSqlite) database = crow_test_sqlite_new ();
  g_autofree char *error = crow_test_sqlite_run (database, sql);

  if (error == NULL)
    return crow_test_sqlite_fetch_catalogue (database);
  if (g_regex_match_simple ("near \"[.]\": syntax error", error, 0, 0) &&
      strstr (sql, " \"public\".geography") != NULL)
    {
      g_test_message ("%s: not run: a type of PostGIS is none of SQLite's (%s)", name, error);
      self->n_foreign++;
    }
  else if (g_str_has_prefix (error, "near \"(\": syntax error") &&
           g_regex_match_simple (" DEFAULT [a-z_]+[(][)]", sql, 0, 0))
    {
      g_test_message ("%s: not run: Prisma's engine writes dbgenerated() without the parentheses "
                      "that SQLite wants (%s)",
                      name, error);
      self->n_bare++;
    }
  else if (has_bare_json (sql))
    g_test_message ("%s: not run: Prisma's engine writes a JSON default without quotes (%s)", name,
                    error);
  else
    {
      g_test_message ("%s", sql);
      g_test_fail_printf ("%s: %s", name, error);
    }
  return NULL;
}

static gboolean
prepare (CrowTestSqliteProof *self, Trip *trip, CrowSchema *before, CrowSchema *after)
{
  g_autofree char *create_after = build_script (trip->name, NULL, after, CROW_PLAN_PRISMA);
  g_autofree char *before_alone = NULL;

  trip->create = build_script (trip->name, NULL, before, CROW_PLAN_PRISMA);
  trip->up = build_script (trip->name, before, after, CROW_PLAN_PRISMA);
  trip->down = crow_migration_build_down_sql (before, after, CROW_PLAN_PRISMA, NULL);
  trip->warned_up = build_script (trip->name, before, after, CROW_PLAN_MIGRATE_DEV);
  trip->warned_down = build_script (trip->name, after, before, CROW_PLAN_MIGRATE_DEV);
  if (create_after == NULL || trip->create == NULL || trip->up == NULL || trip->down == NULL ||
      trip->warned_up == NULL || trip->warned_down == NULL)
    return FALSE;
  before_alone = create_catalogue (self, trip->name, trip->create);
  if (before_alone != NULL)
    trip->after = create_catalogue (self, trip->name, create_after);
  return trip->after != NULL;
}

/* A row a number, the same in every column: so that each foreign key finds its parent. NULL, where
 * it may stand, in the last row. */
static void
fill_tables (CrowTestSqlite *database, CrowTestRows rows)
{
  static const char query
      [] = "SELECT 'INSERT INTO \"' || replace (t.name, '\"', '\"\"') || '\" (' ||"
           "       group_concat ('\"' || replace (c.name, '\"', '\"\"') || '\"') || ') VALUES (' ||"
           "       group_concat (CASE WHEN c.\"notnull\" OR c.pk THEN '%d' ELSE '%s' END) || ');'"
           "  FROM sqlite_schema t JOIN pragma_table_info (t.name) c"
           " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%%' ESCAPE '\\' GROUP BY t.name";
  g_autofree char *off = crow_test_sqlite_run (database, "PRAGMA foreign_keys=OFF");

  for (guint i = 1; rows != CROW_TEST_ROWS_NONE && i <= N_ROWS; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *list = g_strdup_printf (query, i,
                                               rows == CROW_TEST_ROWS_WITH_NULLS && i == N_ROWS
                                                   ? "NULL"
                                                   : number);
      g_autoptr (GPtrArray) statements = crow_test_sqlite_fetch (database, list);

      for (guint k = 0; k < statements->len; k++)
        {
          g_autofree char *error = crow_test_sqlite_run (database,
                                                         g_ptr_array_index (statements, k));

          if (error != NULL)
            g_error ("%s\n%s", error, (char *) g_ptr_array_index (statements, k));
        }
    }
  g_assert_null (off);
}

/* (element-type utf8): table, column, type and nullability, between unit separators, by table. */
static GPtrArray *
fetch_columns (CrowTestSqlite *database)
{
  return crow_test_sqlite_fetch (
      database, "SELECT t.name || char (31) || c.name || char (31) || c.type || c.\"notnull\""
                "  FROM sqlite_schema t JOIN pragma_table_info (t.name) c"
                " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                " ORDER BY t.name, c.name");
}

/* The columns of @a that are the same in @b. */
static GPtrArray *
list_common (GPtrArray *a, GPtrArray *b)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *common = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < b->len; i++)
    g_hash_table_add (known, g_ptr_array_index (b, i));
  for (guint i = 0; i < a->len; i++)
    if (g_hash_table_contains (known, g_ptr_array_index (a, i)))
      g_ptr_array_add (common, g_strdup (g_ptr_array_index (a, i)));
  return common;
}

static char *
quote_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  return g_strdup_printf ("\"%s\"", doubled);
}

static void
append_rows (CrowTestSqlite *database, const char *table, const char *cells, GString *text)
{
  g_autofree char *quoted = quote_name (table);
  g_autofree char *query = g_strdup_printf ("SELECT %s FROM %s ORDER BY 1", cells, quoted);
  g_autoptr (GPtrArray) rows = crow_test_sqlite_fetch (database, query);

  g_string_append_printf (text, "%s\n", table);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "  %s\n", (char *) g_ptr_array_index (rows, i));
}

/* What stands in @columns, as text to compare. */
static char *
fetch_rows (CrowTestSqlite *database, GPtrArray *columns)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GString) cells = g_string_new (NULL);

  for (guint i = 0; i < columns->len; i++)
    {
      const char *line = g_ptr_array_index (columns, i);
      const char *next = i + 1 < columns->len ? g_ptr_array_index (columns, i + 1) : "";
      g_auto (GStrv) parts = g_strsplit (line, "\x1f", -1);
      g_autofree char *quoted = quote_name (parts[1]);

      g_string_append_printf (cells, "%squote (%s)", cells->len > 0 ? " || ' ' || " : "", quoted);
      if (strncmp (line, next, strlen (parts[0]) + 1) == 0)
        continue;
      append_rows (database, parts[0], cells->str, text);
      g_string_truncate (cells, 0);
    }
  return g_string_free (text, FALSE);
}

static void
compare (const char *name, const char *what, const char *found, const char *expected)
{
  if (strcmp (found, expected) != 0)
    {
      g_test_message ("--- there is\n%s\n--- there should be\n%s", found, expected);
      g_test_fail_printf ("%s: %s", name, what);
    }
}

/* A script that drops a table and makes one anew, or makes one anew without the old key, leaves
 * rows elsewhere that name what is lost. Prisma's script is the same, and its warnings, or the
 * comment on the way down, told. */
static gboolean
is_orphan_of_loss (const char *parent, const char *sql, const char *warned)
{
  g_autofree char *quoted = quote_name (parent);
  g_autofree char *made = g_strdup_printf ("CREATE TABLE %s (", quoted);
  g_autofree char *told = g_strdup_printf ("on the `%s` table", parent);

  if (strstr (sql, made) == NULL)
    return strstr (warned, told) != NULL;
  return g_str_has_prefix (sql, "/*\n  This script cannot bring back:") ||
         g_str_has_prefix (warned, "/*\n  Warnings:");
}

static void
check_orphans (CrowTestSqliteProof *self,
               CrowTestSqlite *database,
               const char *name,
               const char *sql,
               const char *warned)
{
  g_autoptr (GPtrArray)
      parents = crow_test_sqlite_fetch (database,
                                        "SELECT DISTINCT parent FROM pragma_foreign_key_check");

  for (guint i = 0; i < parents->len; i++)
    {
      const char *parent = g_ptr_array_index (parents, i);

      if (is_orphan_of_loss (parent, sql, warned))
        {
          g_test_message ("%s: leaves orphans of %s, whose rows are lost, as it told", name,
                          parent);
          self->n_orphaned++;
        }
      else
        g_test_fail_printf ("%s: the script leaves orphans of %s", name, parent);
    }
}

/* Whether the script ran. One that rows stop has to have said so. */
static gboolean
go (CrowTestSqliteProof *self,
    CrowTestSqlite *database,
    const Trip *trip,
    const char *sql,
    const char *warned,
    CrowTestRows rows)
{
  g_autofree char *error = crow_test_sqlite_run (database, sql);

  if (error == NULL)
    {
      check_orphans (self, database, trip->name, sql, warned);
      return TRUE;
    }
  if (rows == CROW_TEST_ROWS_NONE || !g_str_has_prefix (warned, "/*\n  Warnings:"))
    {
      g_test_message ("%s", warned);
      g_test_fail_printf ("%s: %s", trip->name, error);
    }
  return FALSE;
}

/* Whether both ways ran on tables with such @rows. */
static gboolean
travel (CrowTestSqliteProof *self, const Trip *trip, CrowTestRows rows)
{
  g_autoptr (CrowTestSqlite) database = crow_test_sqlite_new ();
  g_autofree char *error = crow_test_sqlite_run (database, trip->create);
  g_autofree char *before = crow_test_sqlite_fetch_catalogue (database);
  g_autoptr (CrowTestSqlite) other = crow_test_sqlite_new ();
  g_autoptr (GPtrArray) columns_before = fetch_columns (database);
  g_autoptr (GPtrArray) columns_after = NULL;
  g_autoptr (GPtrArray) common = NULL;
  g_autofree char *rows_before = NULL;
  g_autofree char *rows_top = NULL;
  g_autofree char *rows_bottom = NULL;
  g_autofree char *all_before = NULL;
  g_autofree char *all_bottom = NULL;
  g_autofree char *top = NULL;
  g_autofree char *bottom = NULL;

  g_assert_null (error);
  fill_tables (database, rows);
  if (!go (self, database, trip, trip->up, trip->warned_up, rows))
    return FALSE;
  top = crow_test_sqlite_fetch_catalogue (database);
  compare (trip->name, "the way up", top, trip->after);
  columns_after = fetch_columns (database);
  common = list_common (columns_before, columns_after);
  rows_top = fetch_rows (database, common);
  if (!go (self, database, trip, trip->down, trip->warned_down, rows))
    return FALSE;
  bottom = crow_test_sqlite_fetch_catalogue (database);
  compare (trip->name, "the way down", bottom, before);
  rows_bottom = fetch_rows (database, common);
  compare (trip->name, "rows on the way down", rows_bottom, rows_top);
  error = crow_test_sqlite_run (other, trip->create);
  g_assert_null (error);
  fill_tables (other, rows);
  rows_before = fetch_rows (other, common);
  compare (trip->name, "rows on the way up", rows_top, rows_before);
  if (!g_str_has_prefix (trip->down, "/*\n  This script cannot bring back:"))
    {
      all_before = fetch_rows (other, columns_before);
      all_bottom = fetch_rows (database, columns_before);
      compare (trip->name, "a loss that the way down does not tell of", all_bottom, all_before);
    }
  return TRUE;
}

void
crow_test_sqlite_proof_check (CrowTestSqliteProof *self,
                              const char *name,
                              CrowSchema *before,
                              CrowSchema *after)
{
  g_auto (Trip) trip = { name, NULL, NULL, NULL, NULL, NULL, NULL };

  if (!prepare (self, &trip, before, after))
    return;
  for (guint rows = 0; rows < CROW_TEST_N_ROWS; rows++)
    if (travel (self, &trip, (CrowTestRows) rows))
      {
        self->n_run[rows]++;
        return;
      }
}

void
crow_test_sqlite_proof_report (const CrowTestSqliteProof *self)
{
  g_test_message ("%u pairs up and down on rows with NULLs, %u on rows without, %u on empty "
                  "tables; %u "
                  "scripts leave orphans of a lost table, %u pairs with a type of PostGIS, "
                  "%u with a function as a default",
                  self->n_run[CROW_TEST_ROWS_WITH_NULLS], self->n_run[CROW_TEST_ROWS_WITHOUT_NULLS],
                  self->n_run[CROW_TEST_ROWS_NONE], self->n_orphaned, self->n_foreign,
                  self->n_bare);
}
