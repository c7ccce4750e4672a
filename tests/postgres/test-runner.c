#include "crow-runner-private.h"
#include "crow-test-script.h"
#include "crow-test-server.h"

static const char
    schema[] = "CREATE SCHEMA app;"
               "CREATE TABLE app.parent (id integer PRIMARY KEY);"
               "CREATE TABLE app.child (id integer PRIMARY KEY, pid integer);"
               "ALTER TABLE app.child ADD CONSTRAINT child_pid_fkey FOREIGN KEY (pid)"
               " REFERENCES app.parent (id) ON DELETE CASCADE;"
               "COMMENT ON CONSTRAINT child_pid_fkey ON app.child IS 'it''s a\\comment';"
               "INSERT INTO app.parent SELECT generate_series (1, 100);"
               "INSERT INTO app.child SELECT i, i FROM generate_series (1, 100) i;";

static const char *const plans[] = { "online", "simple", "swap" };

/* Short, so that a test of six tries takes a second. */
static const CrowRunLimits quick = {
  .rehearsal_lock = 0.8,
  .rehearsal_statement = 5,
  .backoff = 0.05,
  .tries = 6,
  .countdown = 0.02,
  .watch_after = 0.1,
  .watch_every = 0.05,
  .reconnect = 10,
  .linger = 1,
  .grace = 0.5,
  .count = 5,
};

static CrowTestServer *server;
static guint n_databases;

/* A database of its own for each test. */
typedef struct
{
  char *uri;
  PGconn *other; /* somebody else */
  CrowConnection *connection;
  CrowConstraint *before;
  CrowConstraint *after;
  guint32 oid;
} Fixture;

static guint32
read_oid (PGconn *connection)
{
  g_autoptr (GPtrArray)
      lines = crow_test_fetch_lines (connection, "SELECT oid FROM pg_constraint WHERE conname = "
                                                 "'child_pid_fkey'");

  g_assert_cmpuint (lines->len, ==, 1);
  return (guint32) g_ascii_strtoull (g_ptr_array_index (lines, 0), NULL, 10);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("test_%u", n_databases++);
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    {
      g_test_skip ("no PostgreSQL here");
      return;
    }
  self->uri = crow_test_server_add_database (server, name, schema);
  self->other = crow_test_connect (self->uri, NULL);
  self->connection = crow_connection_parse (self->uri, &error);
  g_assert_no_error (error);
  self->before = crow_test_constraint_new (CROW_ACTION_CASCADE);
  self->before->comment = g_strdup ("it's a\\comment");
  self->after = crow_constraint_copy (self->before);
  self->after->actions[CROW_EVENT_DELETE] = CROW_ACTION_SET_NULL;
  self->oid = read_oid (self->other);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->uri == NULL)
    return;
  PQfinish (self->other);
  crow_connection_unref (self->connection);
  crow_constraint_free (self->before);
  crow_constraint_free (self->after);
  g_free (self->uri);
}

static CrowScript *
make_script (const Fixture *self, const char *plan)
{
  return crow_test_script_new (plan, self->before, self->after, self->oid);
}

/* Who changed what would show: everything that a script could leave, and its transactions. */
static char *
fetch_all (const Fixture *self)
{
  g_autofree char *catalogue = crow_test_fetch_catalogue (self->other);
  g_autofree char *rows = crow_test_fetch_sorted (
      self->other, "SELECT oid, xmin, ctid, conname FROM pg_constraint WHERE contype = 'f'");

  return g_strconcat (catalogue, rows, NULL);
}

static char *
fetch_definition (const Fixture *self)
{
  return crow_test_fetch_sorted (self->other, "SELECT conname, pg_get_constraintdef (oid), "
                                              "obj_description (oid, 'pg_constraint')"
                                              " FROM pg_constraint WHERE contype = 'f'");
}

static void
assert_applied (const CrowRunReport *report)
{
  g_assert_cmpstr (report->error, ==, NULL);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  g_assert_cmpint (report->stop, ==, CROW_RUN_STOP_NONE);
  g_assert_cmpstr (g_ptr_array_index (report->differences, 0), ==, NULL);
  g_assert_nonnull (g_ptr_array_index (report->now, 0));
  g_assert_nonnull (strstr (report->state, "as promised"));
}

static void
test_applies (Fixture *self, gconstpointer data)
{
  g_autoptr (CrowScript) up = NULL;
  g_autoptr (CrowScript) down = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *start = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *back = NULL;

  if (self->uri == NULL)
    return;
  start = fetch_definition (self);
  up = make_script (self, data);
  report = crow_runner_apply_within (&quick, self->connection, up, 0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_applied (report);
  changed = fetch_definition (self);
  g_assert_cmpstr (changed, ==,
                   "child_pid_fkey FOREIGN KEY (pid) REFERENCES app.parent(id) ON DELETE SET NULL "
                   "it's a\\comment\n");
  g_assert_cmpfloat (report->locked_seconds, >, 0);
  g_assert_cmpfloat (report->locked_seconds, <, report->seconds);
  crow_run_report_free (g_steal_pointer (&report));

  down = crow_test_script_new (data, self->after, self->before, read_oid (self->other));
  report = crow_runner_apply_within (&quick, self->connection, down, 0, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_applied (report);
  back = fetch_definition (self);
  g_assert_cmpstr (back, ==, start);
}

static void
test_rehearses (Fixture *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (self->uri == NULL)
    return;
  start = fetch_all (self);
  script = make_script (self, data);
  report = crow_runner_rehearse_within (&quick, self->connection, script, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report->error, ==, NULL);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_REHEARSED);
  g_assert_cmpstr (g_ptr_array_index (report->differences, 0), ==, NULL);
  g_assert_nonnull (strstr (report->state, "as before"));
  end = fetch_all (self);
  g_assert_cmpstr (start, ==, end);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *path = g_strdup_printf ("/runner/%s/%s", plans[i], name);

      g_test_add (path, Fixture, plans[i], set_up, test, tear_down);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (NULL);
  add ("applies-up-and-down", test_applies);
  add ("rehearses-without-a-trace", test_rehearses);
  status = g_test_run ();
  g_clear_pointer (&server, crow_test_server_stop);
  return status;
}
