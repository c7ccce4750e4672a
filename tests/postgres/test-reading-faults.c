#include "crow-test-read.h"
#include "crow-test-relay.h"

#include <signal.h>
#include <string.h>

/* One server, one database, and a relay before it that can be told to fail or to lie. */
typedef struct
{
  CrowTestServer *server; /* (owned) */
  CrowTestRelay *relay;   /* (owned) */
  char *direct;           /* (owned) URI */
  char *uri;              /* (owned) by way of the relay */
  char *truth;            /* (owned) what is read when nothing is wrong */
} World;

static World world;

static const char database[] =
    "CREATE SCHEMA other;"
    "CREATE TYPE mood AS ENUM ('good', 'bad');"
    "CREATE DOMAIN word AS text NOT NULL;"
    "CREATE TABLE parent (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name word,"
    "  email text UNIQUE, feeling mood DEFAULT 'good', twice int GENERATED ALWAYS AS (1 + 1) "
    "STORED);"
    "CREATE TABLE other.child (id int PRIMARY KEY, pid int DEFAULT 7, pa int, pb int,"
    "  FOREIGN KEY (pid) REFERENCES parent ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TABLE pair (a int, b int, PRIMARY KEY (b, a));"
    "ALTER TABLE other.child ADD FOREIGN KEY (pa, pb) REFERENCES pair (a, b) MATCH FULL"
    "  ON UPDATE CASCADE ON DELETE SET NULL (pa) NOT VALID;"
    "CREATE INDEX ON other.child (pid) WHERE pid IS NOT NULL;"
    "CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self ON DELETE CASCADE);"
    "CREATE TABLE parted (id int PRIMARY KEY, pid int REFERENCES parent) PARTITION BY RANGE (id);"
    "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);"
    "CREATE TABLE heir () INHERITS (self);"
    "CREATE VIEW seen AS SELECT * FROM parent;"
    "CREATE FUNCTION noop () RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN old; END';"
    "CREATE TRIGGER look BEFORE DELETE ON parent FOR EACH ROW EXECUTE FUNCTION noop ();"
    "COMMENT ON TABLE parent IS 'the parent';"
    "COMMENT ON COLUMN parent.name IS 'its name';"
    "COMMENT ON CONSTRAINT self_up_fkey ON self IS 'upwards';"
    "INSERT INTO parent (name) VALUES ('x'); ANALYZE";

static CrowSession *
open_session (const char *uri, const char *options)
{
  g_autoptr (CrowConnection) base = crow_connection_parse (uri, NULL);
  g_autoptr (CrowConnection) connection = crow_connection_with (base, "options", options);
  g_autoptr (GError) error = NULL;
  CrowSession *session = crow_session_open (connection, CROW_SESSION_READ, NULL, &error);

  g_assert_no_error (error);
  return session;
}

/* Reads anew and finds all as it was: a fault leaves nothing behind. */
static void
assert_reads_well (CrowSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowSchema) schema = crow_introspect (session, NULL, NULL, NULL, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = crow_test_print_schema (schema, TRUE);
  g_assert_cmpstr (text, ==, world.truth);
}

/* --- The wire ------------------------------------------------------------------------------- */

static void
test_a_cut_is_a_lost_connection (void)
{
  static const char *const places[] = { "BEGIN", "pg_constraint", "pg_description" };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (places); i++)
    {
      g_autoptr (CrowSession) session = open_session (world.uri, NULL);
      g_autoptr (GError) error = NULL;

      crow_test_relay_cut_at (world.relay, places[i / 2],
                              i % 2 == 0 ? CROW_TEST_CUT_BEFORE : CROW_TEST_CUT_AFTER);
      g_assert_null (crow_introspect (session, NULL, NULL, NULL, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
      g_assert_true (crow_test_relay_has_cut (world.relay));
      g_assert_false (crow_session_is_alive (session));
      g_clear_error (&error);
      g_assert_null (crow_introspect (session, NULL, NULL, NULL, NULL, &error));
      g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
    }
}

/* A filter that stops at a row, and says so. */
typedef struct
{
  guint row;        /* of all rows, from 1 */
  guint n_rows;     /* that came */
  gboolean is_deaf; /* from that row on nothing comes through */
  GCancellable *cancellable;
  gint64 tripped; /* when */
} Stop;

static void
stop_at_row (GByteArray *message, gpointer user_data)
{
  Stop *stop = user_data;

  if (message->data[0] == 'D' && ++stop->n_rows == stop->row)
    {
      stop->tripped = g_get_monotonic_time ();
      g_cancellable_cancel (stop->cancellable);
    }
  if (stop->is_deaf && stop->n_rows >= stop->row)
    g_byte_array_set_size (message, 0);
}

static void
test_reading_is_cancelled_anywhere (void)
{
  for (guint row = 1; row < 100; row += row < 10 ? 3 : 30)
    for (guint deaf = 0; deaf < 2; deaf++)
      {
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        g_autoptr (CrowSession) session = open_session (world.uri, NULL);
        Stop stop = { row, 0, deaf == 1, cancellable, 0 };
        g_autoptr (GError) error = NULL;
        g_autoptr (CrowSchema) schema = NULL;

        crow_test_relay_set_filter (world.relay, stop_at_row, &stop);
        schema = crow_introspect (session, NULL, NULL, NULL, cancellable, &error);
        g_assert_cmpint (stop.tripped, >, 0);
        g_assert_cmpint (g_get_monotonic_time () - stop.tripped, <, G_TIME_SPAN_SECOND);
        if (schema == NULL) /* else the rest was here already */
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        else
          g_assert_cmpuint (deaf, ==, 0);
        crow_test_relay_set_filter (world.relay, NULL, NULL);
        g_assert_cmpint (crow_session_is_alive (session), ==, deaf == 0);
        if (deaf == 0)
          assert_reads_well (session);
      }
}

/* --- The server ----------------------------------------------------------------------------- */

/* A server that gets stuck at one catalogue, as somebody holds a lock on it. */
static PGconn *
lock_catalogue (const char *table)
{
  PGconn *holder = crow_test_connect (world.direct, NULL);
  g_autofree char *sql = g_strdup_printf ("BEGIN; LOCK TABLE pg_catalog.%s", table);

  crow_test_execute (holder, sql);
  return holder;
}

static gpointer
end_backend (gpointer data)
{
  g_usleep (300 * 1000);
  kill ((pid_t) GPOINTER_TO_INT (data), SIGTERM);
  return NULL;
}

static gpointer
kill_backend (gpointer data)
{
  g_usleep (300 * 1000);
  kill ((pid_t) GPOINTER_TO_INT (data), SIGKILL);
  return NULL;
}

static void
assert_lost_while_reading (GThreadFunc how, const char *word)
{
  g_autoptr (PGconn) holder = lock_catalogue ("pg_description");
  g_autoptr (CrowSession) session = open_session (world.direct, NULL);
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("end", how,
                                  GINT_TO_POINTER (crow_session_get_backend_pid (session)));

  g_assert_null (crow_introspect (session, NULL, NULL, NULL, NULL, &error));
  g_thread_join (thread);
  g_test_message ("%s", error->message);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_a_terminated_backend (void)
{
  assert_lost_while_reading (end_backend, "57P01");
}

/* One try to open and to read; the server may be going down or coming back. */
static gboolean
reads_again (void)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (world.direct, NULL);
  g_autoptr (CrowSession) session = crow_session_open (connection, CROW_SESSION_READ, NULL, NULL);
  g_autoptr (CrowSchema)
      schema = session != NULL ? crow_introspect (session, NULL, NULL, NULL, NULL, NULL) : NULL;

  return schema != NULL;
}

/* The postmaster takes everybody down, when it has noticed, and comes back. */
static void
test_a_killed_backend (void)
{
  g_autoptr (CrowSession) bystander = open_session (world.direct, NULL);
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (GError) error = NULL;

  assert_lost_while_reading (kill_backend, "lost");
  for (guint i = 0; i < 1000 && crow_session_is_alive (bystander); i++)
    g_usleep (20 * 1000);
  g_assert_null (crow_introspect (bystander, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "57P02"));
  g_assert_nonnull (strstr (error->message, "in a moment"));

  for (guint i = 0; i < 500 && !reads_again (); i++)
    g_usleep (50 * 1000);
  session = open_session (world.direct, NULL);
  assert_reads_well (session);
}

static void
assert_degrades (const char *options, const char *sqlstate)
{
  g_autoptr (PGconn) holder = lock_catalogue ("pg_description");
  g_autoptr (CrowSession) session = open_session (world.direct, options);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowSchema) schema = crow_introspect (session, NULL, NULL, NULL, NULL, &error);
  gboolean is_noted = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < schema->notes->len; i++)
    is_noted |= strstr (g_ptr_array_index (schema->notes, i), sqlstate) != NULL;
  g_assert_true (is_noted);
  g_assert_nonnull (crow_test_get_relation (schema, "self.self_up_fkey"));
  crow_test_execute (holder, "ROLLBACK");
  assert_reads_well (session);
}

static void
test_a_lock_costs_a_kind (void)
{
  assert_degrades ("-c lock_timeout=200", "55P03");
}

static void
test_statement_timeout_costs_a_kind (void)
{
  assert_degrades ("-c statement_timeout=400 -c lock_timeout=0", "57014");
}

/* What nothing can be read without. */
static void
test_statement_timeout_is_told (void)
{
  g_autoptr (CrowSession)
      session = open_session (world.direct, "-c statement_timeout=400 -c lock_timeout=0");
  g_autoptr (PGconn) holder = lock_catalogue ("pg_inherits");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowSchema) schema = crow_introspect (session, NULL, NULL, NULL, NULL, &error);

  if (schema == NULL)
    {
      g_assert_error (error, CROW_ERROR, CROW_ERROR_QUERY);
      g_assert_nonnull (strstr (error->message, "57014"));
    }
  else
    g_assert_cmpuint (schema->notes->len, >, 0);
  crow_test_execute (holder, "ROLLBACK");
  assert_reads_well (session);
}

/* --- Lies ----------------------------------------------------------------------------------- */

/* What to do to the cells of every row. */
typedef struct
{
  guint query;       /* the how manieth answer with rows is lied in, from 0; G_MAXUINT: all */
  guint column;      /* G_MAXUINT: any, with one chance in @odds */
  const char *value; /* NULL: NULL */
  GRand *random;     /* (nullable) for a random kind of lie each */
  guint odds;

  guint n_answers; /* seen on this connection */
  guint n_lies;
  guint n_columns; /* of the answer */
} Lie;

static void
append_number (GByteArray *bytes, guint32 value, guint n)
{
  for (guint i = n; i > 0; i--)
    {
      guint8 byte = (guint8) (value >> (8 * (i - 1)));

      g_byte_array_append (bytes, &byte, 1);
    }
}

static guint32
read_number (const guint8 *data, guint n)
{
  guint32 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | data[i];
  return value;
}

static const char *
pick_value (Lie *lie, const char *old)
{
  static const char *const values[] = {
    NULL,
    "",
    "z",
    "?",
    "-1",
    "0",
    "4294967295",
    "99999999999999999999",
    "{",
    "{}",
    "{1,2",
    "{0}",
    "{-5,99999}",
    "{{1}}",
    "0 0 0",
    "9 9",
    "t",
    "f",
    "NaN",
    "x\xff\xfe",
    "a\nb",
    "\"",
    "{\"a",
    "999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999",
  };
  guint i = (guint) g_rand_int_range (lie->random, 0, G_N_ELEMENTS (values) + 1);

  return i < G_N_ELEMENTS (values) ? values[i] : old;
}

static gboolean
is_lied_in (Lie *lie, guint column)
{
  if (lie->n_answers == 0 || (lie->query != G_MAXUINT && lie->query != lie->n_answers - 1))
    return FALSE;
  if (lie->column != G_MAXUINT)
    return lie->column == column;
  return g_rand_int_range (lie->random, 0, (gint32) lie->odds) == 0;
}

static void
append_cell (GByteArray *row, Lie *lie, guint column, const guint8 *cell, guint32 length)
{
  g_autofree char *old = length != G_MAXUINT32 ? g_strndup ((const char *) cell, length) : NULL;
  const char *value = old;

  if (is_lied_in (lie, column))
    {
      value = lie->random != NULL ? pick_value (lie, old) : lie->value;
      lie->n_lies++;
    }
  append_number (row, value != NULL ? (guint32) strlen (value) : G_MAXUINT32, 4);
  if (value != NULL)
    g_byte_array_append (row, (const guint8 *) value, (guint) strlen (value));
}

static void
lie_in_row (GByteArray *message, gpointer user_data)
{
  Lie *lie = user_data;
  g_autoptr (GByteArray) row = g_byte_array_new ();
  guint at = 7, n_columns = 0;

  if (message->data[0] == 'T')
    {
      lie->n_answers++;
      if (lie->n_answers - 1 == lie->query)
        lie->n_columns = read_number (message->data + 5, 2);
    }
  if (message->data[0] != 'D')
    return;
  n_columns = read_number (message->data + 5, 2);
  append_number (row, n_columns, 2);
  for (guint i = 0; i < n_columns; i++)
    {
      guint32 length = read_number (message->data + at, 4);

      at += 4;
      append_cell (row, lie, i, message->data + at, length);
      at += length != G_MAXUINT32 ? length : 0;
    }
  g_byte_array_set_size (message, 1);
  append_number (message, row->len + 4, 4);
  g_byte_array_append (message, row->data, row->len);
  if (lie->random != NULL && lie->n_answers > 1 && g_rand_int_range (lie->random, 0, 60) == 0)
    g_byte_array_set_size (message, 0); /* and a row that is kept back */
}

/* Reads what is lied about: a schema, whole and printable, or an error. */
static gboolean
read_lies (Lie *lie)
{
  g_autoptr (CrowSession) session = open_session (world.uri, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowSchema) schema = NULL;

  crow_test_relay_set_filter (world.relay, lie_in_row, lie);
  schema = crow_introspect (session, NULL, NULL, NULL, NULL, &error);
  crow_test_relay_set_filter (world.relay, NULL, NULL);
  g_assert_true ((schema == NULL) == (error != NULL));
  if (schema != NULL)
    {
      g_autofree char *text = crow_test_print_schema (schema, TRUE);

      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
  else
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (crow_session_is_alive (session))
    assert_reads_well (session);
  return schema != NULL;
}

/* Every column of every answer, for all rows at once. */
static void
test_each_column_lies (gconstpointer value)
{
  guint n_lies = 0, n_read = 0;

  for (guint query = 0, n_columns = 1; n_columns > 0; query++)
    for (guint column = 0, first = 1; first || column < n_columns; column++, first = 0)
      {
        Lie lie = { .query = query, .column = column, .value = value };

        n_read += read_lies (&lie);
        n_columns = lie.n_columns;
        n_lies += lie.n_lies > 0;
      }
  g_test_message ("%u lies, %u of them give a schema all the same", n_lies, n_read);
  g_assert_cmpuint (n_lies, >, 60);
}

static void
test_all_lie (void)
{
  guint n_read = 0, n_lies = 0;

  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Lie lie = {
        .query = G_MAXUINT, .column = G_MAXUINT, .random = random, .odds = seed % 3 == 0 ? 4 : 60
      };

      n_read += read_lies (&lie);
      n_lies += lie.n_lies;
    }
  g_test_message ("%u lies; %u of 60 give a schema all the same", n_lies, n_read);
  g_assert_cmpuint (n_lies, >, 500);
}

/* -------------------------------------------------------------------------------------------- */

static void
run_in_world (gconstpointer test)
{
  if (world.server == NULL)
    g_test_skip ("no server");
  else
    ((GTestFunc) test) ();
}

static void
add (const char *path, GTestFunc test)
{
  g_test_add_data_func (path, (gconstpointer) test, run_in_world);
}

static void
add_lies (const char *path, const char *value)
{
  if (world.server != NULL)
    g_test_add_data_func (path, value, test_each_column_lies);
}

static void
test_a_server_starts (void)
{
  if (world.server == NULL)
    crow_test_shared_or_skip ("tools/pg-sandbox");
}

static void
begin_world (void)
{
  g_autoptr (CrowSchema) schema = NULL;

  world.server = crow_test_server_start (NULL);
  if (world.server == NULL)
    return;
  world.direct = crow_test_server_add_database (world.server, "faults", database);
  world.relay = crow_test_relay_start (world.direct, 0);
  world.uri = crow_test_relay_make_uri (world.relay, world.direct);
  schema = crow_test_read_database (world.direct);
  world.truth = crow_test_print_schema (schema, TRUE);
}

static void
end_world (void)
{
  g_clear_pointer (&world.relay, crow_test_relay_stop);
  g_clear_pointer (&world.server, crow_test_server_stop);
  g_free (world.direct);
  g_free (world.uri);
  g_free (world.truth);
}

int
main (int argc, char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  begin_world ();
  g_test_add_func ("/reading/a-server-starts", test_a_server_starts);
  add ("/reading/a-cut-is-a-lost-connection", test_a_cut_is_a_lost_connection);
  add ("/reading/is-cancelled-anywhere-within-a-second", test_reading_is_cancelled_anywhere);
  add ("/reading/a-terminated-backend", test_a_terminated_backend);
  add ("/reading/a-lock-costs-a-kind", test_a_lock_costs_a_kind);
  add ("/reading/statement-timeout-costs-a-kind", test_statement_timeout_costs_a_kind);
  add ("/reading/statement-timeout-is-told", test_statement_timeout_is_told);
  add_lies ("/reading/nulls-where-none-should-be", NULL);
  add_lies ("/reading/unknown-codes", "z");
  add_lies ("/reading/numbers-too-large", "99999999999999999999");
  add_lies ("/reading/broken-arrays", "{1,");
  add_lies ("/reading/names-that-are-no-text", "a\xff\"b");
  add ("/reading/a-server-that-lies-everywhere", test_all_lie);
  add ("/reading/a-killed-backend", test_a_killed_backend);
  status = g_test_run ();
  end_world ();
  return status;
}
