#include "crow-action-edit.h"
#include "crow-migration.h"
#include "crow-test-read.h"
#include "crow-test-runner.h"

/* The planner's own scripts for several keys at once, from reading the database to reading it
 * again.
 */

static const char several[] =
    "CREATE SCHEMA app; CREATE TABLE app.parent (id integer PRIMARY KEY);"
    "INSERT INTO app.parent SELECT generate_series (1, 10);"
    "CREATE TABLE app.a (id integer PRIMARY KEY, pid integer CONSTRAINT a_key REFERENCES app.parent"
    " ON DELETE CASCADE);"
    "CREATE TABLE app.b (id integer PRIMARY KEY, pid integer CONSTRAINT b_key REFERENCES app.parent"
    " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TABLE app.c (id integer PRIMARY KEY, pid integer CONSTRAINT c_key REFERENCES app.parent"
    " ON DELETE CASCADE);"
    "COMMENT ON CONSTRAINT c_key ON app.c IS 'kept';";

static const CrowPlan plans[] = { CROW_PLAN_ONLINE, CROW_PLAN_SIMPLE, CROW_PLAN_SWAP };

static CrowTestServer *server;
static guint n_databases;

typedef struct
{
  char *uri;
  PGconn *other;
  CrowConnection *connection;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("plans_%u", n_databases++);
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    {
      g_test_skip ("no PostgreSQL here");
      return;
    }
  self->uri = crow_test_server_add_database (server, name, several);
  self->other = crow_test_connect (self->uri, NULL);
  self->connection = crow_connection_parse (self->uri, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->uri == NULL)
    return;
  PQfinish (self->other);
  crow_connection_unref (self->connection);
  g_free (self->uri);
}

static CrowSchema *
edit_all (CrowSchema *before)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GError) error = NULL;
  CrowSchema *after;

  for (guint i = 0; i < before->relations->len; i++)
    {
      CrowActionEdit *edit = crow_action_edit_new (crow_schema_get_relation (before, i)->id);

      edit->edits[CROW_EVENT_DELETE] = CROW_CLAUSE_SET;
      edit->actions[CROW_EVENT_DELETE] = CROW_ACTION_SET_NULL;
      g_ptr_array_add (edits, edit);
    }
  after = crow_schema_edit_actions (before, edits, &error);
  g_assert_no_error (error);
  return after;
}

static CrowScript *
build_script (CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  CrowScript *script = crow_migration_build_script (before, after, plan, &error);

  g_assert_no_error (error);
  return script;
}

static char *
fetch_keys (const Fixture *self)
{
  return crow_test_fetch_sorted (self->other,
                                 "SELECT conrelid::regclass, conname, pg_get_constraintdef (oid),"
                                 " coalesce (obj_description (oid, 'pg_constraint'), '-')"
                                 " FROM pg_constraint WHERE contype = 'f'");
}

static CrowRunReport *
apply (const Fixture *self, CrowScript *script, guint first, CrowTestHook *hook)
{
  g_autoptr (GError) error = NULL;
  CrowRunReport *report = crow_runner_apply_within (&crow_test_limits, self->connection, script,
                                                    first, hook != NULL ? crow_test_hook_cb : NULL,
                                                    hook, NULL, &error);

  g_assert_no_error (error);
  g_test_message ("%s\n%s", report->error != NULL ? report->error : "no error", report->state);
  return report;
}

static void
assert_applied (const CrowRunReport *report)
{
  g_assert_cmpstr (report->error, ==, NULL);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  for (guint i = 0; i < report->differences->len; i++)
    g_assert_cmpstr (g_ptr_array_index (report->differences, i), ==, NULL);
}

static void
test_up_and_down (Fixture *self, gconstpointer data)
{
  CrowPlan plan = (CrowPlan) GPOINTER_TO_UINT (data);
  g_autoptr (CrowSchema) before = NULL;
  g_autoptr (CrowSchema) after = NULL;
  g_autoptr (CrowSchema) now = NULL;
  g_autoptr (CrowScript) up = NULL;
  g_autoptr (CrowScript) down = NULL;
  g_autoptr (CrowRunReport) rehearsed = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) undone = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (self->uri == NULL)
    return;
  start = fetch_keys (self);
  before = crow_test_read_database (self->uri);
  after = edit_all (before);
  up = build_script (before, after, plan);
  g_assert_cmpuint (up->promises->len, ==, 3);
  rehearsed = crow_runner_rehearse (self->connection, up, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rehearsed->error, ==, NULL);
  g_assert_cmpint (rehearsed->outcome, ==, CROW_RUN_OUTCOME_REHEARSED);
  report = apply (self, up, 0, NULL);
  assert_applied (report);

  now = crow_test_read_database (self->uri);
  down = build_script (now, before, plan);
  undone = apply (self, down, 0, NULL);
  assert_applied (undone);
  end = fetch_keys (self);
  g_assert_cmpstr (start, ==, end);
}

/* Each key says what became of it: the first is done, the second stopped it, the third is as it
 * was. */
static void
test_stops_in_the_middle (Fixture *self, gconstpointer data)
{
  CrowPlan plan = (CrowPlan) GPOINTER_TO_UINT (data);
  g_autoptr (CrowSchema) before = NULL;
  g_autoptr (CrowSchema) after = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) rest = NULL;

  if (self->uri == NULL)
    return;
  before = crow_test_read_database (self->uri);
  after = edit_all (before);
  script = build_script (before, after, plan);
  crow_test_execute (self->other, "SET session_replication_role = replica;"
                                  "INSERT INTO app.b VALUES (1, 77), (2, 78);"
                                  "RESET session_replication_role");
  report = apply (self, script, 0, NULL);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_PARTIAL);
  g_assert_cmpint (report->stop, ==, CROW_RUN_STOP_ORPHANS);
  g_assert_cmpuint (report->n_orphans, ==, 2);
  crow_test_assert_contains (report->orphan_query, "\"b\"");
  crow_test_assert_contains (report->state, "\"a_key\" on \"app\".\"a\" has ON DELETE SET NULL");
  crow_test_assert_contains (report->state, "\"c_key\" on \"app\".\"c\" has ON DELETE CASCADE, "
                                            "ON UPDATE NO ACTION, validated, as before");
  g_assert_cmpuint (report->resume_at, >, 0);

  crow_test_execute (self->other, "DELETE FROM app.b WHERE pid > 10");
  rest = apply (self, script, report->resume_at, NULL);
  assert_applied (rest);
}

/* Both tables' keys get the names of the other's: each has a third name for a while. */
static void
test_exchanges_names (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = NULL;
  g_autoptr (PGconn) model = NULL;
  g_autoptr (CrowSchema) before = NULL;
  g_autoptr (CrowSchema) after = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) rehearsed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  static const char
      twins[] = "CREATE SCHEMA app; CREATE TABLE app.parent (id integer PRIMARY KEY);"
                "CREATE TABLE app.t (id integer PRIMARY KEY,"
                " x integer CONSTRAINT one REFERENCES app.parent ON DELETE CASCADE,"
                " y integer CONSTRAINT two REFERENCES app.parent ON DELETE RESTRICT);";
  static const char rename[] = "ALTER TABLE app.t RENAME CONSTRAINT one TO three;"
                               "ALTER TABLE app.t RENAME CONSTRAINT two TO one;"
                               "ALTER TABLE app.t RENAME CONSTRAINT three TO two;";
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;

  if (self->uri == NULL)
    return;
  crow_test_execute (self->other, "DROP SCHEMA app CASCADE");
  crow_test_execute (self->other, twins);
  uri = crow_test_server_add_database (server, "twins", twins);
  model = crow_test_connect (uri, NULL);
  crow_test_execute (model, rename);
  before = crow_test_read_database (self->uri);
  after = crow_test_read_database (uri);
  script = build_script (before, after, CROW_PLAN_ONLINE);
  g_assert_cmpuint (script->statements->len, >, 0);
  rehearsed = crow_runner_rehearse (self->connection, script, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rehearsed->error, ==, NULL);
  report = apply (self, script, 0, NULL);
  assert_applied (report);
  found = fetch_keys (self);
  PQfinish (self->other);
  self->other = g_steal_pointer (&model);
  expected = fetch_keys (self);
  g_assert_cmpstr (found, ==, expected);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *up = g_strdup_printf ("/runner/plans/several-keys-up-and-down/%s",
                                             crow_plan_get_name (plans[i]));
      g_autofree char *stop = g_strdup_printf ("/runner/plans/stops-in-the-middle/%s",
                                               crow_plan_get_name (plans[i]));

      g_test_add (up, Fixture, GUINT_TO_POINTER (plans[i]), set_up, test_up_and_down, tear_down);
      g_test_add (stop, Fixture, GUINT_TO_POINTER (plans[i]), set_up, test_stops_in_the_middle,
                  tear_down);
    }
  g_test_add ("/runner/plans/exchanges-names", Fixture, NULL, set_up, test_exchanges_names,
              tear_down);
  status = g_test_run ();
  g_clear_pointer (&server, crow_test_server_stop);
  return status;
}
