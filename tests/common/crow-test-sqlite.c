#include "crow-test-sqlite.h"

#include <sqlite3.h>
#include <string.h>

struct _CrowTestSqlite
{
  sqlite3 *database;
};

static const char catalogue_query[] =
    "WITH t AS (SELECT name, sql FROM sqlite_schema WHERE type = 'table'"
    "                AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\')"
    "SELECT 'column', t.name, c.name, c.type, c.\"notnull\", coalesce (c.dflt_value, '-'), c.pk"
    "  FROM t JOIN pragma_table_xinfo (t.name) c"
    " UNION ALL "
    "SELECT 'counter', t.name, '', '', '', '', '' FROM t WHERE t.sql LIKE '% AUTOINCREMENT%'"
    " UNION ALL "
    "SELECT 'key', t.name,"
    "       group_concat (k.\"from\" || ' to ' || k.\"to\", ', '), k.\"table\", k.on_delete,"
    "       k.on_update, k.match"
    "  FROM t JOIN (SELECT * FROM t, pragma_foreign_key_list (t.name) ORDER BY seq) k"
    "    ON k.name = t.name GROUP BY t.name, k.id"
    " UNION ALL "
    "SELECT 'index', t.name, i.name,"
    "       (SELECT group_concat (x.name || CASE x.desc WHEN 1 THEN ' DESC' ELSE '' END, ', ')"
    "          FROM pragma_index_xinfo (i.name) x WHERE x.key), i.\"unique\", i.origin, i.partial"
    "  FROM t JOIN pragma_index_list (t.name) i";

CrowTestSqlite *
crow_test_sqlite_new (void)
{
  CrowTestSqlite *self = g_new0 (CrowTestSqlite, 1);

  g_assert_cmpint (sqlite3_open (":memory:", &self->database), ==, SQLITE_OK);
  return self;
}

void
crow_test_sqlite_free (CrowTestSqlite *self)
{
  g_assert_cmpint (sqlite3_close (self->database), ==, SQLITE_OK);
  g_free (self);
}

char *
crow_test_sqlite_run (CrowTestSqlite *self, const char *sql)
{
  char *error = NULL;
  char *message = NULL;

  if (sqlite3_exec (self->database, sql, NULL, NULL, &error) != SQLITE_OK)
    message = g_strdup (error);
  sqlite3_free (error);
  return message;
}

static int
add_row_cb (void *data, int n_columns, char **cells, char **names)
{
  GString *line = g_string_new (NULL);

  for (int i = 0; i < n_columns; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? " " : "", cells[i] != NULL ? cells[i] : "NULL");
  g_ptr_array_add (data, g_string_free (line, FALSE));
  return 0;
}

GPtrArray *
crow_test_sqlite_fetch (CrowTestSqlite *self, const char *query)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  if (sqlite3_exec (self->database, query, add_row_cb, lines, NULL) != SQLITE_OK)
    g_error ("%s\n%s", sqlite3_errmsg (self->database), query);
  return lines;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
crow_test_sqlite_fetch_catalogue (CrowTestSqlite *self)
{
  g_autoptr (GPtrArray) lines = crow_test_sqlite_fetch (self, catalogue_query);

  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
