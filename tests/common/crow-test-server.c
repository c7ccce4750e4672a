#include "crow-test-server.h"

#include <string.h>
#include <unistd.h>

static const char catalogue_query[] =
    "SELECT 'constraint', n.nspname || '.' || c.relname, k.conname,"
    "       pg_catalog.pg_get_constraintdef (k.oid), k.convalidated, k.condeferrable,"
    "       k.condeferred, pg_catalog.obj_description (k.oid, 'pg_constraint')"
    "  FROM pg_catalog.pg_constraint k"
    "  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
    "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname !~ '^(pg_|information_schema)'"
    " UNION ALL "
    "SELECT 'column', n.nspname || '.' || c.relname, a.attname,"
    "       pg_catalog.format_type (a.atttypid, a.atttypmod)"
    "       || ' ' || coalesce (pg_catalog.pg_get_expr (d.adbin, d.adrelid), '-'),"
    "       a.attnotnull, a.atthasdef, NULL, NULL"
    "  FROM pg_catalog.pg_attribute a"
    "  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')"
    "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    "  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    " WHERE a.attnum > 0 AND NOT a.attisdropped"
    "   AND n.nspname !~ '^(pg_|information_schema)'"
    " UNION ALL "
    "SELECT 'index', schemaname || '.' || tablename, indexname, indexdef, NULL, NULL, NULL, NULL"
    "  FROM pg_catalog.pg_indexes WHERE schemaname !~ '^(pg_|information_schema)'"
    " ORDER BY 1, 2, 3";

static char *
run_sandbox (const CrowTestServer *self,
             const char *command,
             const char *const *arguments,
             char **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *output = NULL;

  g_ptr_array_add (argv, self->tool);
  g_ptr_array_add (argv, (gpointer) command);
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  if (crow_test_run ((const char *const *) argv->pdata, NULL, &output, error) != 0)
    return NULL;
  return g_strdup (output != NULL ? g_strstrip (output) : "");
}

/* The value of @name in the sandbox's `export NAME=value …`, taken apart as a shell does. */
static char *
take_variable (const char *exports, const char *name)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *prefix = g_strconcat (name, "=", NULL);

  if (!g_shell_parse_argv (exports, NULL, &words, NULL))
    return NULL;
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], prefix))
      return g_strdup (words[i] + strlen (prefix));
  return NULL;
}

static gboolean
start (CrowTestServer *self, const char *const *options)
{
  g_autofree char *owner = g_strdup_printf ("%d", (int) getpid ());
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *error = NULL;
  g_autofree char *exports = NULL;

  g_ptr_array_add (arguments, (gpointer) "--owner");
  g_ptr_array_add (arguments, owner);
  g_ptr_array_add (arguments, (gpointer) "--env");
  for (guint i = 0; options != NULL && options[i] != NULL; i++)
    g_ptr_array_add (arguments, (gpointer) options[i]);
  g_ptr_array_add (arguments, NULL);
  exports = run_sandbox (self, "start", (const char *const *) arguments->pdata, &error);
  if (exports == NULL && strstr (error, "no PostgreSQL server programs found") == NULL)
    g_error ("pg-sandbox: %s", error);
  if (exports == NULL)
    {
      g_test_skip (error);
      return FALSE;
    }
  self->uri = take_variable (exports, "DATABASE_URL");
  self->dir = take_variable (exports, "PG_SANDBOX_DIR");
  g_assert_nonnull (self->uri);
  g_assert_nonnull (self->dir);
  return TRUE;
}

static void
free_server (CrowTestServer *self)
{
  g_free (self->tool);
  g_free (self->uri);
  g_free (self->dir);
  g_free (self);
}

/**
 * crow_test_server_start:
 * @options: (nullable) (array zero-terminated=1): more options for pg-sandbox
 *
 * Returns: (transfer full) (nullable): a fresh server; %NULL: none can be had, and the test skips
 */
CrowTestServer *
crow_test_server_start (const char *const *options)
{
  CrowTestServer *self = g_new0 (CrowTestServer, 1);

  self->tool = crow_test_shared_or_skip ("tools/pg-sandbox");
  if (self->tool != NULL && start (self, options))
    return self;
  free_server (self);
  return NULL;
}

/**
 * crow_test_server_stop:
 * @self: (transfer full): a server
 */
void
crow_test_server_stop (CrowTestServer *self)
{
  const char *const arguments[] = { self->dir, NULL };
  g_autofree char *output = run_sandbox (self, "stop", arguments, NULL);

  free_server (self);
}

/**
 * crow_test_server_make_uri:
 * @self: a server
 * @database: a database's name
 *
 * Returns: (transfer full): the server's URI with @database as its path
 */
char *
crow_test_server_make_uri (const CrowTestServer *self, const char *database)
{
  const char *authority = strstr (self->uri, "://") + 3;
  const char *path = strchr (authority, '/');
  const char *query = strchr (path, '?');
  g_autofree char *head = g_strndup (self->uri, (gsize) (path - self->uri));
  g_autofree char *escaped = g_uri_escape_string (database, NULL, FALSE);

  return g_strconcat (head, "/", escaped, query, NULL);
}

static void
ignore_notice (void *user_data, const char *message)
{
}

/**
 * crow_test_connect:
 * @uri: of a server
 * @database: (nullable): instead of the one in @uri
 *
 * Returns: (transfer full): a connection
 */
PGconn *
crow_test_connect (const char *uri, const char *database)
{
  /* The URI first, so that a later database name wins over the one in it. */
  const char *keywords[] = { "dbname", database != NULL ? "dbname" : NULL, NULL };
  const char *values[] = { uri, database, NULL };
  PGconn *connection = PQconnectdbParams (keywords, values, 1);

  if (PQstatus (connection) != CONNECTION_OK)
    g_error ("%s", PQerrorMessage (connection));
  PQsetNoticeProcessor (connection, ignore_notice, NULL);
  return connection;
}

/**
 * crow_test_execute:
 * @connection: a connection
 * @sql: statements; an error in one ends the test
 */
void
crow_test_execute (PGconn *connection, const char *sql)
{
  g_autoptr (PGresult) result = PQexec (connection, sql);
  ExecStatusType status = PQresultStatus (result);

  /* An empty migration is a comment only. */
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    g_error ("%s\n%s", PQresultErrorMessage (result), sql);
}

/**
 * crow_test_server_add_database:
 * @self: a server
 * @name: of the new database
 * @sql: (nullable): what it holds
 *
 * Returns: (transfer full): the database's URI
 */
char *
crow_test_server_add_database (const CrowTestServer *self, const char *name, const char *sql)
{
  g_autoptr (PGconn) admin = crow_test_connect (self->uri, NULL);
  char *quoted = PQescapeIdentifier (admin, name, strlen (name));
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0", quoted);
  g_autofree char *uri = crow_test_server_make_uri (self, name);

  PQfreemem (quoted);
  crow_test_execute (admin, create);
  if (sql != NULL)
    {
      g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);

      crow_test_execute (connection, sql);
    }
  return g_steal_pointer (&uri);
}

/**
 * crow_test_fetch_lines:
 * @connection: a connection
 * @query: one query
 *
 * Returns: (transfer full) (element-type utf8): its rows
 */
GPtrArray *
crow_test_fetch_lines (PGconn *connection, const char *query)
{
  g_autoptr (PGresult) result = PQexec (connection, query);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  if (PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s\n%s", PQresultErrorMessage (result), query);
  for (int i = 0; i < PQntuples (result); i++)
    {
      GString *line = g_string_new (NULL);

      for (int j = 0; j < PQnfields (result); j++)
        g_string_append_printf (line, "%s%s", j > 0 ? " " : "", PQgetvalue (result, i, j));
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
  return lines;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * crow_test_fetch_sorted:
 * @connection: a connection
 * @query: one query
 *
 * Returns: (transfer full): its rows as text, a line each, sorted as bytes
 */
char *
crow_test_fetch_sorted (PGconn *connection, const char *query)
{
  g_autoptr (GPtrArray) lines = crow_test_fetch_lines (connection, query);
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (lines, i));
  return g_string_free (text, FALSE);
}

/**
 * crow_test_fetch_catalogue:
 * @connection: a connection
 *
 * Returns: (transfer full): what the catalogue holds, as text to compare
 */
char *
crow_test_fetch_catalogue (PGconn *connection)
{
  return crow_test_fetch_sorted (connection, catalogue_query);
}

/**
 * crow_test_psql:
 * @uri: of a database
 * @file: path of a script
 * @stop_on_error: else psql goes on after an error
 * @error: (out) (nullable): its messages
 *
 * Returns: psql's exit status
 */
int
crow_test_psql (const char *uri, const char *file, gboolean stop_on_error, char **error)
{
  const char *const argv[] = {
    "psql", "-X", "-q", "-v", stop_on_error ? "ON_ERROR_STOP=1" : "ON_ERROR_STOP=0",
    "-d",   uri,  "-f", file, NULL
  };
  g_autofree char *output = NULL;

  return crow_test_run (argv, NULL, &output, error);
}
