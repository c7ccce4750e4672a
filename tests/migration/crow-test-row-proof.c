#include "crow-test-row-proof.h"

#include <string.h>

#define N_ROWS 2
#define SEPARATOR "\x1f"
#define WARNINGS "/*\n  Warnings:\n"

/* Row i has in every column what its type makes of the number i, so that each foreign key finds its
 * parent. %s: whether the last row has NULL wherever it may stand; a list is never NULL to Prisma,
 * and its engine does not warn where one that is becomes required. */
static const char fill_query[] =
    "SELECT format ('INSERT INTO %%s (%%s) SELECT %%s FROM generate_series (1, 2) i;', "
    "c.oid::regclass,"
    "  string_agg (quote_ident (a.attname), ', ' ORDER BY a.attnum),"
    "  string_agg (CASE WHEN a.attnotnull OR t.typcategory = 'A' OR NOT %s THEN v.value"
    "              ELSE format ('CASE WHEN i < 2 THEN %%s END', v.value) END, ', '"
    "              ORDER BY a.attnum))"
    "  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    "  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    "  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
    "  JOIN pg_catalog.pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem"
    "                                       WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END"
    "  CROSS JOIN LATERAL (SELECT CASE"
    "    WHEN e.typcategory = 'B' THEN '(i %% 2 = 0)::text'"
    "    WHEN e.typcategory = 'E' THEN format ('(enum_range (NULL::%%s))[1 + (i - 1) %%%% "
    "%%s]::text',"
    "      format_type (e.oid, NULL),"
    "      (SELECT count (*) FROM pg_catalog.pg_enum l WHERE l.enumtypid = e.oid))"
    "    WHEN e.typcategory = 'D' THEN CASE WHEN e.typname LIKE 'time%%' AND e.typname NOT LIKE"
    "      'timestamp%%' THEN '''00:00:0'' || i' ELSE '''2020-01-0'' || i' END"
    "    WHEN e.typcategory = 'T' THEN 'i || '' days'''"
    "    WHEN e.typcategory = 'I' THEN '''10.0.0.'' || i'"
    "    WHEN e.typcategory = 'R' THEN '''empty'''"
    "    WHEN e.typcategory = 'V' THEN format ('lpad ((i - 1)::text, %%s, ''0'')', greatest "
    "(a.atttypmod, 1))"
    "    WHEN e.typname = 'uuid' THEN '''00000000-0000-0000-0000-00000000000'' || i'"
    "    WHEN e.typname = 'bytea' THEN '''\\x0'' || i'"
    "    WHEN e.typname = 'xml' THEN '''<a>'' || i || ''</a>'''"
    "    WHEN e.typname = 'point' THEN '''('' || i || '','' || i || '')'''"
    "    ELSE 'i::text' END AS text) l"
    "  CROSS JOIN LATERAL (SELECT format (CASE WHEN t.typcategory = 'A' THEN 'ARRAY[%%s]::%%s'"
    "    ELSE '(%%s)::%%s' END, l.text, format_type (a.atttypid, a.atttypmod)) AS value) v"
    " WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)' GROUP BY c.oid";

/* What stands in a column: how many rows, how many of them not NULL, the values, sorted. */
static const char cells_function[] =
    "CREATE OR REPLACE FUNCTION pg_temp.cells (relation regclass, name text) RETURNS text LANGUAGE "
    "plpgsql AS $$"
    "DECLARE text text; BEGIN EXECUTE format ('SELECT concat_ws (chr (31), count (*), count (%1$I),"
    "  coalesce (string_agg (%1$I::text, ''|'' ORDER BY %1$I::text), ''''))"
    "  FROM %2$s', name, relation) INTO text; RETURN text; END $$";

/* Table, column, type, rows, values that are not NULL, values: see Cell. */
static const char rows_query[] =
    "SELECT concat_ws (chr (31), c.oid::regclass, c.relname, a.attname,"
    "  format_type (a.atttypid, a.atttypmod), pg_temp.cells (c.oid, a.attname::text))"
    "  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    "  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)'";

typedef enum {
  CELL_PLACE, /* the table with its namespace */
  CELL_TABLE,
  CELL_COLUMN,
  CELL_TYPE,
  CELL_N_ROWS,
  CELL_N_VALUES,
  CELL_VALUES,
  N_CELLS,
} Cell;

/* What of a script a row may stop, and which words of its warnings tell so. */
static const struct
{
  const char *code;
  const char *words;
} stops[] = {
  { "23502", "required" },          /* NULL in a required column */
  { "23505", "unique constraint" }, /* a value twice */
  { "23505", "primary key" },
  { "22P02", "will be removed" }, /* a value that an enum loses */
  { "22P02", "could be lost" },   /* a cast */
  { "22001", "could be lost" },
  { "22003", "could be lost" },
  { "22P02", "cast" },
  { "42804", "cast" },
  { "42804", "list field" },
  { "23503",
    "You are about to drop the `" }, /* a parent table that is made anew, without its rows */
  { "23503", "dropped and recreated" },
  { "2BP01", "primary key" }, /* see CROW_TEST_REASON_PRIMARY_KEY */
};

/* What cannot work on a table with rows. */
static const char *const impossible[] = {
  "This is not possible if the table is not empty",
  "which cannot be done if there is data",
};

/* One way of a pair. */
typedef struct
{
  const char *name;
  const char *create;
  const char *script;   /* with its warnings */
  const char *warnings; /* the lines of them */
  gboolean has_nulls;
} Trip;

/* GLib tells the last reason only. */
static void
fail (const Trip *trip, const char *what)
{
  g_test_message ("%s: %s\n%s", trip->name, what, trip->script);
  g_test_fail_printf ("%s: %s", trip->name, what);
}

static gboolean
fill_tables (PGconn *connection, const Trip *trip, char **message)
{
  g_autofree char *query = g_strdup_printf (fill_query, trip->has_nulls ? "true" : "false");
  g_autoptr (GPtrArray) inserts = crow_test_fetch_lines (connection, query);
  g_autoptr (GString) sql = g_string_new ("SET session_replication_role = replica;\n");
  g_autofree char *code = NULL;

  for (guint i = 0; i < inserts->len; i++)
    g_string_append_printf (sql, "%s\n", (const char *) g_ptr_array_index (inserts, i));
  g_string_append (sql, "SET session_replication_role = origin;\n");
  return crow_test_proof_run (connection, NULL, sql->str, &code, message);
}

/* Does a line of the warnings name both? @column: (nullable) */
static gboolean
is_told (const char *warnings, const char *table, const char *column)
{
  g_auto (GStrv) lines = g_strsplit (warnings, "\n", -1);
  g_autofree char *table_name = g_strdup_printf ("`%s`", table);
  g_autofree char *column_name = g_strdup_printf ("`%s`", column != NULL ? column : table);

  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], table_name) != NULL && strstr (lines[i], column_name) != NULL)
      return TRUE;
  return FALSE;
}

/* Cells by table and column; tables alone are there too. (element-type utf8 GStrv) */
static GHashTable *
index_rows (const GPtrArray *lines)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) g_strfreev);

  for (guint i = 0; i < lines->len; i++)
    {
      char **cells = g_strsplit (g_ptr_array_index (lines, i), SEPARATOR, N_CELLS);

      g_assert_cmpuint (g_strv_length (cells), ==, N_CELLS);
      g_hash_table_insert (rows, g_strdup (cells[CELL_PLACE]), g_strdupv (cells));
      g_hash_table_insert (rows, g_strjoin (SEPARATOR, cells[CELL_PLACE], cells[CELL_COLUMN], NULL),
                           cells);
    }
  return rows;
}

/* Whether the column has still what it had, as far as a change of its type lets it be compared. */
static gboolean
is_kept (char **before, char **after)
{
  if (after == NULL || strcmp (before[CELL_N_ROWS], after[CELL_N_ROWS]) != 0 ||
      strcmp (before[CELL_N_VALUES], after[CELL_N_VALUES]) != 0)
    return FALSE;
  return strcmp (before[CELL_TYPE], after[CELL_TYPE]) != 0 ||
         strcmp (before[CELL_VALUES], after[CELL_VALUES]) == 0;
}

/* What of @before @after has not, the warnings name. */
static void
check_losses (CrowTestRowProof *self,
              const Trip *trip,
              const GPtrArray *before,
              const GPtrArray *after)
{
  g_autoptr (GHashTable) rows = index_rows (after);

  for (guint i = 0; i < before->len; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_ptr_array_index (before, i), SEPARATOR, N_CELLS);
      g_autofree char *key = g_strjoin (SEPARATOR, cells[CELL_PLACE], cells[CELL_COLUMN], NULL);
      gboolean is_table_lost = !g_hash_table_contains (rows, cells[CELL_PLACE]);

      if (is_kept (cells, g_hash_table_lookup (rows, key)))
        continue;
      self->n_lost++;
      if (!is_told (trip->warnings, cells[CELL_TABLE], is_table_lost ? NULL : cells[CELL_COLUMN]))
        {
          g_autofree char *what = g_strdup_printf ("values of %s.%s are lost, and no warning tells",
                                                   cells[CELL_TABLE], cells[CELL_COLUMN]);

          fail (trip, what);
        }
    }
}

/* Prisma's engine does not look whether the rows of a table fit a table that the script makes: what
 * refers to it has no parent yet. */
static gboolean
has_new_parent (const char *message, const char *script)
{
  g_autoptr (GRegex) regex = g_regex_new ("violates foreign key constraint (\".*\")", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *name = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *pattern = NULL;

  if (!g_regex_match (regex, message, 0, &match))
    return FALSE;
  name = g_match_info_fetch (match, 1);
  escaped = g_regex_escape_string (name, -1);
  pattern = g_strdup_printf ("CREATE TABLE (\"[^\n]*\") [(]\n(?s:.*)ADD CONSTRAINT %s FOREIGN KEY "
                             "[(][^\n]*[)] REFERENCES \\1[(]",
                             escaped);
  return g_regex_match_simple (pattern, script, 0, 0);
}

static gboolean
is_stop_told (const char *code, const char *warnings)
{
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    if (strcmp (code, stops[i].code) == 0 && strstr (warnings, stops[i].words) != NULL)
      return TRUE;
  return FALSE;
}

static void
go (CrowTestRowProof *self, const Trip *trip, PGconn *connection, const char *uri)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *code = NULL;
  g_autofree char *message = NULL;
  g_autofree char *what = NULL;

  crow_test_execute (connection, cells_function);
  before = crow_test_fetch_lines (connection, rows_query);
  if (!crow_test_proof_run (connection, uri, trip->script, &code, &message))
    {
      self->n_stopped++;
      if (is_stop_told (code, trip->warnings))
        return;
      if (strcmp (code, "23503") == 0 && has_new_parent (message, trip->script))
        {
          g_test_message ("%s: rows stop it, and Prisma's engine does not warn: %s", trip->name,
                          message);
          self->n_untold++;
          return;
        }
      what = g_strdup_printf ("rows stop it, and no warning tells: %s %s", code, message);
      fail (trip, what);
      return;
    }
  self->n_run++;
  self->n_run_and_warned += *trip->warnings != '\0';
  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    if (strstr (trip->warnings, impossible[i]) != NULL)
      fail (trip, "it ran on rows, and warns that it cannot");
  after = crow_test_fetch_lines (connection, rows_query);
  check_losses (self, trip, before, after);
}

static void
fill_and_go (CrowTestRowProof *self, const Trip *trip, PGconn *connection, const char *uri)
{
  g_autofree char *message = NULL;

  if (fill_tables (connection, trip, &message))
    {
      go (self, trip, connection, uri);
      return;
    }
  g_test_message ("%s: not filled: %s", trip->name, message);
  self->n_not_filled++;
}

static void
travel (CrowTestRowProof *self, const Trip *trip)
{
  PGconn *connection = self->proof->connection;
  g_autofree char *uri = NULL;

  if (strstr (trip->script, "-- AlterEnum") == NULL)
    {
      crow_test_execute (connection, "BEGIN");
      crow_test_execute (connection, trip->create);
      fill_and_go (self, trip, connection, NULL);
      crow_test_execute (connection, "ROLLBACK");
      return;
    }
  uri = crow_test_proof_add_database (self->proof, trip->create);
  connection = crow_test_connect (uri, NULL);
  fill_and_go (self, trip, connection, uri);
  PQfinish (connection);
  crow_test_proof_drop_database (self->proof);
}

/* The lines of a script's warnings; "": it has none. */
static char *
dup_warnings (const char *script)
{
  const char *end = strstr (script, "\n*/\n");

  if (!g_str_has_prefix (script, WARNINGS) || end == NULL)
    return g_strdup ("");
  return g_strndup (script + strlen (WARNINGS), (gsize) (end - script) - strlen (WARNINGS));
}

void
crow_test_row_proof_check (CrowTestRowProof *self,
                           const char *name,
                           CrowSchema *before,
                           CrowSchema *after)
{
  g_autofree char *create = crow_test_proof_build_creation (self->proof, name, before, after);
  g_autoptr (GError) error = NULL;
  g_autofree char *script = NULL;
  g_autofree char *warnings = NULL;

  if (create == NULL)
    return;
  script = crow_migration_build_sql (before, after, CROW_PLAN_MIGRATE_DEV, &error);
  g_assert_no_error (error);
  warnings = dup_warnings (script);
  for (guint i = 0; i < N_ROWS; i++)
    {
      Trip trip = { name, create, script, warnings, i == 1 };

      travel (self, &trip);
    }
}

void
crow_test_row_proof_report (const CrowTestRowProof *self)
{
  g_test_message ("%u scripts on rows, %u of them with warnings; %u that rows stop, %u of them "
                  "untold; "
                  "%u columns lost, as told; %u times the tables took no rows",
                  self->n_run, self->n_run_and_warned, self->n_stopped, self->n_untold,
                  self->n_lost, self->n_not_filled);
}
