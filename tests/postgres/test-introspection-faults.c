#include <glib/gstdio.h>
#include <malloc.h>
#include <string.h>

#include "crow-error.h"
#include "crow-test-kill.h"
#include "crow-test-read.h"
#include "crow-test-relay.h"

/* Reading where something is in the way: rights, refusals, encodings, a slow wire, a dead server.
 */

#define MANY 1500           /* tables: enough that reading them takes a while */
#define BYTES_A_TABLE 10000 /* at most, PQ results included */

typedef struct
{
  CrowTestServer *server; /* (owned) (nullable) logs every statement */
  char *hostile;          /* (owned) URI */
  char *many;             /* (owned) URI */
} World;

static World world;

static gboolean
is_here (void)
{
  if (world.server == NULL)
    g_test_skip ("there is no server");
  return world.server != NULL;
}

static void
load_file (const char *uri, const char *path)
{
  g_autofree char *message = NULL;

  if (crow_test_psql (uri, path, TRUE, &message) != 0)
    g_error ("%s", message);
}

static void
load_world (void)
{
  g_autofree char *hostile = crow_test_source ("tests/postgres/sql/hostile.sql");
  g_autofree char *tool = crow_test_shared_or_skip ("tools/pg-generate");
  g_autofree char *number = g_strdup_printf ("%u", MANY);
  g_autofree char *path = g_build_filename (world.server->dir, "many.sql", NULL);
  g_autofree char *sql = NULL;
  const char *const argv[] = { tool, "--tables", number, "--bad", "5", NULL };

  world.hostile = crow_test_server_add_database (world.server, "hostile", NULL);
  load_file (world.hostile, hostile);
  world.many = crow_test_server_add_database (world.server, "many", NULL);
  g_assert_cmpint (crow_test_run (argv, NULL, &sql, NULL), ==, 0);
  g_assert_true (g_file_set_contents (path, sql, -1, NULL));
  load_file (world.many, path);
}

/* As another role. (transfer full) */
static char *
make_role_uri (const char *uri, const char *role)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, NULL);
  g_autoptr (CrowConnection) other = crow_connection_with (connection, "user", role);

  return crow_connection_build_uri (other);
}

static CrowSession *
open_session (const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, NULL);
  CrowSession *session = crow_session_open (connection, CROW_SESSION_READ, NULL, &error);

  g_assert_no_error (error);
  return session;
}

/* --- rights --------------------------------------------------------------------------------- */

static void
test_no_privilege_sees_all (void)
{
  g_autofree char *stranger = NULL;
  g_autofree char *by_owner = NULL;
  g_autofree char *by_stranger = NULL;
  g_autoptr (CrowSchema) ours = NULL;
  g_autoptr (CrowSchema) theirs = NULL;
  g_autoptr (PGconn) connection = NULL;

  if (!is_here ())
    return;
  connection = crow_test_connect (world.hostile, NULL);
  crow_test_execute (connection, "CREATE ROLE stranger LOGIN; CREATE ROLE reader LOGIN;"
                                 "GRANT SELECT ON shop.parent TO reader");
  stranger = make_role_uri (world.hostile, "stranger");
  ours = crow_test_read_database (world.hostile);
  theirs = crow_test_read_database (stranger);
  by_owner = crow_test_print_schema (ours, FALSE);
  by_stranger = crow_test_print_schema (theirs, FALSE);
  g_assert_cmpstr (by_stranger, ==, by_owner);
  for (guint i = 0; i < theirs->models->len; i++)
    {
      const CrowTableFacts *facts = crow_schema_get_model (theirs, i)->facts;

      g_assert_false (facts->can_select || facts->is_owner || facts->can_reference);
    }
}

static void
test_single_privileges (void)
{
  g_autofree char *uri = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *all = NULL;
  g_autoptr (PGconn) connection = NULL;
  static const struct
  {
    const char *role;
    const char *table;
    const char *rights; /* s select, o owner, r references */
  } rows[] = {
    { "owning", "public.plain", "sor" },    { "owning", "public.revoked", "o" },
    { "owning", "public.foreign", "" },     { "owning", "public.granted", "s" },
    { "member", "public.plain", "sor" },    { "member", "public.foreign", "" },
    { "knowing", "public.plain", "s" },     { "knowing", "public.revoked", "s" },
    { "knowing", "public.granted", "s" },   { "sandbox", "public.revoked", "sor" },
    { "sandbox", "public.foreign", "sor" },
  };

  if (!is_here ())
    return;
  uri = crow_test_server_add_database (world.server, "rights", NULL);
  connection = crow_test_connect (uri, NULL);
  crow_test_execute (
      connection,
      "CREATE ROLE owning LOGIN; CREATE ROLE member LOGIN IN ROLE owning;"
      "CREATE ROLE knowing LOGIN IN ROLE pg_read_all_data;"
      "CREATE TABLE plain (i int); CREATE TABLE revoked (i int); CREATE TABLE \"foreign\" (i int);"
      "CREATE TABLE granted (i int);"
      "ALTER TABLE plain OWNER TO owning; ALTER TABLE revoked OWNER TO owning;"
      "REVOKE SELECT, REFERENCES ON revoked FROM owning; GRANT SELECT ON granted TO PUBLIC");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *as = make_role_uri (uri, rows[i].role);
      g_autoptr (CrowSchema) schema = crow_test_read_database (as);
      const CrowTableFacts *facts = crow_test_get_table (schema, rows[i].table)->facts;
      g_autofree char *rights = g_strconcat (facts->can_select ? "s" : "",
                                             facts->is_owner ? "o" : "",
                                             facts->can_reference ? "r" : "", NULL);

      g_test_message ("%s %s", rows[i].role, rows[i].table);
      g_assert_cmpstr (rights, ==, rows[i].rights);
    }
}

/* --- what can be refused -------------------------------------------------------------------- */

/* An administrator took parts of the catalogue away: all else is drawn, with a note for each. */
static void
test_degrades_piece_by_piece (void)
{
  static const struct
  {
    const char *catalogue;
    const char *subject;
  } rows[] = {
    { "pg_trigger", "states of triggers" },
    { "pg_description", "comments" },
    { "pg_index", "indexes" },
    { "pg_attrdef", "default values" },
    { "pg_inherits", "partitions and inheritance" },
    { "pg_enum", "enums" },
    { "pg_partitioned_table", "partition keys" },
    { "pg_depend", "members of extensions" },
  };
  g_autoptr (PGconn) connection = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *path = NULL;
  g_autofree char *role_uri = NULL;

  if (!is_here ())
    return;
  path = crow_test_source ("tests/postgres/sql/hostile.sql");
  uri = crow_test_server_add_database (world.server, "refused", NULL);
  load_file (uri, path);
  connection = crow_test_connect (uri, NULL);
  crow_test_execute (connection, "CREATE ROLE refused LOGIN");
  role_uri = make_role_uri (uri, "refused");
  for (guint n = 1; n <= G_N_ELEMENTS (rows); n++)
    {
      g_autofree char *revoke = g_strdup_printf ("REVOKE SELECT ON pg_catalog.%s FROM PUBLIC",
                                                 rows[n - 1].catalogue);
      g_autoptr (CrowSchema) schema = NULL;

      crow_test_execute (connection, revoke);
      schema = crow_test_read_database (role_uri);
      g_assert_cmpuint (schema->notes->len, ==, n);
      for (guint i = 0; i < n; i++)
        {
          guint found = 0;

          for (guint j = 0; j < n; j++)
            found += strstr (g_ptr_array_index (schema->notes, j), rows[i].subject) != NULL &&
                     strstr (g_ptr_array_index (schema->notes, j), "42501") != NULL;
          g_assert_cmpuint (found, ==, 1);
        }
      g_assert_cmpint (crow_schema_find_relation (schema, "shop.child.child_some"), >=, 0);
      if (n >= 3) /* nothing is said of indexes that nobody saw, and keys are still known */
        {
          const CrowModel *parent = crow_test_get_table (schema, "shop.parent");

          for (guint i = 0; i < schema->diagnostics->len; i++)
            g_assert_cmpstr (((const CrowDiagnostic *) g_ptr_array_index (schema->diagnostics, i))
                                 ->rule,
                             !=, "RA006");
          g_assert_cmpuint (parent->keys->len, ==, 3);
          g_assert_true (crow_test_get_column (parent, "id")->is_primary_key);
          g_assert_cmpuint (schema->unread & CROW_UNREAD_INDEXES, !=, 0);
        }
      if (n >= 4)
        g_assert_cmpuint (schema->unread & CROW_UNREAD_DEFAULTS, !=, 0);
      g_assert_cmpint (crow_test_get_relation (schema, "shop.child.child_some")->facts->triggers,
                       ==, CROW_TRIGGERS_UNKNOWN);
    }
}

static void
test_essential_refused (void)
{
  g_autofree char *uri = NULL;
  g_autofree char *role_uri = NULL;
  g_autoptr (PGconn) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (CrowSchema) schema = NULL;

  if (!is_here ())
    return;
  uri = crow_test_server_add_database (world.server, "essential", "CREATE TABLE t (i int)");
  connection = crow_test_connect (uri, NULL);
  crow_test_execute (connection, "CREATE ROLE blind LOGIN;"
                                 "REVOKE SELECT ON pg_catalog.pg_constraint FROM PUBLIC");
  role_uri = make_role_uri (uri, "blind");
  session = open_session (role_uri);
  g_assert_null (crow_introspect (session, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_QUERY);
  g_assert_nonnull (strstr (error->message, "pg_constraint"));
  g_assert_nonnull (strstr (error->message, "42501"));
  g_clear_error (&error);
  /* The session stands, and reads when it may. */
  crow_test_execute (connection, "GRANT SELECT ON pg_catalog.pg_constraint TO PUBLIC");
  schema = crow_introspect (session, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (schema->models->len, ==, 1);
}

static void
test_statement_timeout (void)
{
  g_autoptr (PGconn) connection = NULL;
  g_autoptr (CrowConnection) base = NULL;
  g_autoptr (CrowConnection) hasty = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_here ())
    return;
  /* Somebody rewrites a catalogue: our query waits until statement_timeout or lock_timeout. */
  connection = crow_test_connect (world.hostile, NULL);
  base = crow_connection_parse (world.hostile, NULL);
  hasty = crow_connection_with (base, "options", "-c lock_timeout=300 -c statement_timeout=500");
  uri = crow_connection_build_uri (hasty);
  crow_test_execute (connection,
                     "BEGIN; LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE");
  {
    g_autoptr (CrowSchema) schema = crow_test_try_read (uri, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (schema->notes->len, ==, 1);
    g_assert_nonnull (strstr (g_ptr_array_index (schema->notes, 0), "comments"));
    g_assert_cmpint (crow_schema_find_relation (schema, "shop.child.child_some"), >=, 0);
  }
  crow_test_execute (connection, "ROLLBACK");
}

/* --- traces --------------------------------------------------------------------------------- */

static char *
read_log (void)
{
  g_autofree char *path = g_build_filename (world.server->dir, "log", NULL);

  return crow_test_read (path, NULL);
}

/* Every statement that the server logged of a session for reading is one that only reads. */
static void
test_log_holds_no_write (void)
{
  g_autoptr (CrowSchema) schema = NULL;
  g_autofree char *log = NULL;
  g_autofree char *uri = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_statements = 0;

  if (!is_here ())
    return;
  uri = g_strdup_printf ("%s&application_name=only-reads", world.hostile);
  schema = crow_test_read_database (uri);
  log = read_log ();
  lines = g_strsplit (log, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *text = strstr (lines[i], "execute <unnamed>: ");

      g_assert_null (g_str_has_prefix (lines[i], "only-reads|") ? strstr (lines[i], "statement: ")
                                                                : NULL);
      if (text == NULL || !g_str_has_prefix (lines[i], "only-reads|"))
        continue;
      text += strlen ("execute <unnamed>: ");
      n_statements++;
      g_assert_true (g_str_has_prefix (text, "SELECT ") || g_str_has_prefix (text, "COMMIT") ||
                     g_str_has_prefix (text, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
      g_assert_null (strstr (text, "FOR UPDATE"));
      g_assert_null (strstr (text, "set_config"));
      g_assert_null (strstr (text, "nextval"));
    }
  g_assert_cmpuint (n_statements, >=, 15);
}

typedef struct
{
  char *uri;
  gint is_done;
} Reading;

static gpointer
read_again_and_again (gpointer data)
{
  Reading *reading = data;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *uri = g_strdup_printf ("%s&application_name=seen-reading", reading->uri);
      g_autoptr (CrowSchema) schema = crow_test_read_database (uri);

      g_assert_cmpuint (schema->models->len, ==, MANY);
    }
  g_atomic_int_set (&reading->is_done, TRUE);
  return NULL;
}

/* A second session looks at the locks of the one that reads, again and again. */
static void
test_locks_nothing_above_access_share (void)
{
  Reading reading = { 0 };
  g_autoptr (PGconn) watcher = NULL;
  GThread *thread;
  guint n_locks = 0;
  guint n_looks = 0;

  if (!is_here ())
    return;
  reading.uri = world.many;
  watcher = crow_test_connect (world.many, NULL);
  thread = g_thread_new ("reads", read_again_and_again, &reading);
  while (!g_atomic_int_get (&reading.is_done))
    {
      g_autoptr (GPtrArray) lines = crow_test_fetch_lines (
          watcher, "SELECT l.mode FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                   " WHERE a.application_name = 'seen-reading' AND l.locktype = 'relation'");

      n_looks++;
      n_locks += lines->len;
      for (guint i = 0; i < lines->len; i++)
        g_assert_cmpstr (g_ptr_array_index (lines, i), ==, "AccessShareLock");
      g_usleep (2000);
    }
  g_thread_join (thread);
  g_test_message ("%u locks in %u looks", n_locks, n_looks);
  g_assert_cmpuint (n_locks, >, 20);
}

/* --- the wire ------------------------------------------------------------------------------- */

/* With 40 ms added to each trip: reading costs one, whatever is read. */
static void
test_round_trips (void)
{
  g_autoptr (CrowTestRelay) relay = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (CrowSchema) schema = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_here ())
    return;
  relay = crow_test_relay_start (world.many, 20000);
  uri = crow_test_relay_make_uri (relay, world.many);
  session = open_session (uri);
  crow_test_relay_reset_trips (relay);
  schema = crow_introspect (session, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (schema->models->len, ==, MANY);
  g_test_message ("%u trips to read", crow_test_relay_count_trips (relay));
  g_assert_cmpuint (crow_test_relay_count_trips (relay), ==, 1);
}

/* After the server is ready: who it is, and all that it has. A trip more for each refusal. */
static void
test_round_trips_from_ready (void)
{
  g_autoptr (CrowTestRelay) relay = NULL;
  g_autofree char *uri = NULL;
  guint n_to_ready;

  if (!is_here ())
    return;
  relay = crow_test_relay_start (world.hostile, 20000);
  uri = crow_test_relay_make_uri (relay, world.hostile);
  {
    g_autoptr (PGconn) plain = crow_test_connect (uri, NULL);

    n_to_ready = crow_test_relay_count_trips (relay);
  }
  g_usleep (200000); /* the goodbye is a message of its own */
  crow_test_relay_reset_trips (relay);
  {
    g_autoptr (CrowSession) session = open_session (uri);
    g_autoptr (CrowSchema) schema = crow_introspect (session, NULL, NULL, NULL, NULL, NULL);

    g_assert_nonnull (schema);
    g_test_message ("%u trips, %u of them to be ready", crow_test_relay_count_trips (relay),
                    n_to_ready);
    g_assert_cmpuint (crow_test_relay_count_trips (relay) - n_to_ready, <=, 2);
  }
}

static void
cancel_at (double fraction, gpointer user_data)
{
  if (fraction > 0.3)
    g_cancellable_cancel (user_data);
}

static void
cut_at (double fraction, gpointer user_data)
{
  if (fraction > 0.3)
    crow_test_relay_cut (user_data, TRUE);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (CrowSchema) schema = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_here ())
    return;
  session = open_session (world.many);
  g_assert_null (crow_introspect (session, NULL, cancel_at, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  /* The same session reads on. */
  schema = crow_introspect (session, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (schema->models->len, ==, MANY);
}

static void
test_cut_wire (void)
{
  g_autoptr (CrowTestRelay) relay = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_here ())
    return;
  relay = crow_test_relay_start (world.many, 0);
  uri = crow_test_relay_make_uri (relay, world.many);
  session = open_session (uri);
  g_assert_null (crow_introspect (session, NULL, cut_at, relay, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
}

/* --- encodings ------------------------------------------------------------------------------ */

static const char *
find_note (CrowSchema *schema, const char *words)
{
  for (guint i = 0; i < schema->notes->len; i++)
    if (strstr (g_ptr_array_index (schema->notes, i), words) != NULL)
      return g_ptr_array_index (schema->notes, i);
  return NULL;
}

static char *
add_encoded_database (const char *name, const char *encoding, const char *sql)
{
  g_autoptr (PGconn) admin = crow_test_connect (world.server->uri, NULL);
  g_autofree char
      *create = g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0 ENCODING '%s' LOCALE 'C'",
                                 name, encoding);
  char *uri;
  g_autoptr (PGconn) connection = NULL;

  crow_test_execute (admin, create);
  uri = crow_test_server_make_uri (world.server, name);
  connection = crow_test_connect (uri, NULL);
  g_assert_cmpint (PQsetClientEncoding (connection, encoding), ==, 0);
  crow_test_execute (connection, sql);
  return uri;
}

static void
test_sql_ascii (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CrowSchema) schema = NULL;
  const CrowRelation *raw;
  const CrowRelation *plain;
  g_autofree char *refused = NULL;
  g_autofree char *allowed = NULL;

  if (!is_here ())
    return;
  uri = add_encoded_database ("raw", "SQL_ASCII",
                              "CREATE TABLE \"caf\xe9\" (id int PRIMARY KEY); CREATE TABLE "
                              "\"caf\xe8\" (id int PRIMARY KEY);"
                              "CREATE TABLE \"caf\xc3\xa9\" (id int PRIMARY KEY, up int CONSTRAINT "
                              "fk REFERENCES \"caf\xc3\xa9\");"
                              "CREATE TABLE c (a int CONSTRAINT raw REFERENCES \"caf\xe9\");"
                              "COMMENT ON TABLE c IS 'na\xefve'");
  schema = crow_test_read_database (uri);
  g_assert_cmpuint (schema->models->len, ==, 4);
  g_assert_nonnull (find_note (schema, "names are not valid UTF-8"));
  g_assert_cmpstr (crow_test_get_table (schema, "public.c")->facts->comment, ==,
                   "na\xef\xbf\xbdve");
  raw = crow_test_get_relation (schema, "c.raw");
  plain = crow_test_get_relation (schema, "caf\xc3\xa9.fk");
  refused = crow_schema_explain_refusal (schema, raw, CROW_EVENT_DELETE, CROW_ACTION_CASCADE);
  allowed = crow_schema_explain_refusal (schema, plain, CROW_EVENT_DELETE, CROW_ACTION_CASCADE);
  g_assert_true (raw->facts->has_raw_names);
  g_assert_nonnull (refused);
  g_assert_null (allowed);
  for (guint i = 0; i < schema->models->len; i++)
    g_assert_true (g_utf8_validate (crow_schema_get_model (schema, i)->key, -1, NULL));
}

static void
test_latin1 (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CrowSchema) schema = NULL;

  if (!is_here ())
    return;
  uri = add_encoded_database ("latin", "LATIN1",
                              "CREATE TABLE \"caf\xe9\" (id int PRIMARY KEY,"
                              " up int CONSTRAINT \"cl\xe9\" REFERENCES \"caf\xe9\")");
  schema = crow_test_read_database (uri);
  g_assert_cmpuint (schema->notes->len, ==, 0);
  g_assert_cmpint (crow_schema_find_relation (schema, "caf\xc3\xa9.cl\xc3\xa9"), >=, 0);
}

/* --- size ----------------------------------------------------------------------------------- */

typedef struct
{
  gsize before;
  gsize most;
} Heap;

static gsize
measure_heap (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
note_heap (double fraction, gpointer user_data)
{
  Heap *heap = user_data;

  heap->most = MAX (heap->most, measure_heap ());
}

static void
test_memory (void)
{
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (CrowSchema) schema = NULL;
  Heap heap = { 0 };

  if (!is_here ())
    return;
  heap.before = measure_heap ();
  if (heap.before == 0)
    {
      g_test_skip ("this allocator does not say what it has given");
      return;
    }
  session = open_session (world.many);
  schema = crow_introspect (session, NULL, note_heap, &heap, NULL, NULL);
  g_assert_nonnull (schema);
  note_heap (1, &heap);
  g_test_message ("%" G_GSIZE_FORMAT " bytes a table at most, %" G_GSIZE_FORMAT " kept",
                  (heap.most - heap.before) / MANY, (measure_heap () - heap.before) / MANY);
  g_assert_cmpuint ((heap.most - heap.before) / MANY, <=, BYTES_A_TABLE);
}

/* --- the end of a server -------------------------------------------------------------------- */

static void
kill_at (double fraction, gpointer user_data)
{
  if (fraction > 0.3 && world.server != NULL)
    crow_test_server_kill (world.server);
}

static void
test_killed_server (void)
{
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (CrowSchema) schema = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_here ())
    return;
  session = open_session (world.many);
  g_assert_null (crow_introspect (session, NULL, kill_at, NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  crow_test_server_restart (world.server);
  schema = crow_test_read_database (world.hostile);
  g_assert_cmpuint (schema->notes->len, ==, 0);
}

int
main (int argc, char **argv)
{
  const char *const options[] = { "--conf", "log_statement=all", "--conf", "log_line_prefix=%a|",
                                  NULL };
  int status;

  g_test_init (&argc, &argv, NULL);
  world.server = crow_test_server_start (options);
  if (world.server != NULL)
    load_world ();
  g_test_add_func ("/introspection/rights/a-stranger-sees-all", test_no_privilege_sees_all);
  g_test_add_func ("/introspection/rights/each-table", test_single_privileges);
  g_test_add_func ("/introspection/degrades-piece-by-piece", test_degrades_piece_by_piece);
  g_test_add_func ("/introspection/essential-refused", test_essential_refused);
  g_test_add_func ("/introspection/timeout-of-one-query", test_statement_timeout);
  g_test_add_func ("/introspection/log-holds-no-write", test_log_holds_no_write);
  g_test_add_func ("/introspection/locks-nothing-above-access-share",
                   test_locks_nothing_above_access_share);
  g_test_add_func ("/introspection/one-round-trip", test_round_trips);
  g_test_add_func ("/introspection/two-round-trips-from-ready", test_round_trips_from_ready);
  g_test_add_func ("/introspection/cancel", test_cancel);
  g_test_add_func ("/introspection/cut-wire", test_cut_wire);
  g_test_add_func ("/introspection/encodings/sql-ascii", test_sql_ascii);
  g_test_add_func ("/introspection/encodings/latin1", test_latin1);
  g_test_add_func ("/introspection/memory", test_memory);
  g_test_add_func ("/introspection/killed-server", test_killed_server);
  status = g_test_run ();
  g_clear_pointer (&world.server, crow_test_server_stop);
  g_free (world.hostile);
  g_free (world.many);
  return status;
}
