#include "crow-test-runner.h"

static const char
    schema[] = "CREATE SCHEMA app;"
               "CREATE TABLE app.parent (id integer PRIMARY KEY);"
               "CREATE TABLE app.child (id integer PRIMARY KEY, pid integer);"
               "ALTER TABLE app.child ADD CONSTRAINT child_pid_fkey FOREIGN KEY (pid)"
               " REFERENCES app.parent (id) ON DELETE CASCADE;"
               "COMMENT ON CONSTRAINT child_pid_fkey ON app.child IS 'it''s a\\comment';"
               "INSERT INTO app.parent SELECT generate_series (1, 100);"
               "INSERT INTO app.child SELECT i, i FROM generate_series (1, 100) i;";

const CrowRunLimits crow_test_limits = {
  .rehearsal_lock = 0.8,
  .rehearsal_statement = 5,
  .backoff = 0.05,
  .tries = 6,
  .countdown = 0.02,
  .watch_after = 0.1,
  .watch_every = 0.05,
  .reconnect = 20,
  .linger = 1,
  .grace = 0.5,
  .patience = 30,
  .count = 5,
};

static const CrowTestServer *the_server;
static guint n_databases;

/**
 * crow_test_runner_set_server:
 * @server: (nullable): where every test gets its database; %NULL: all are skipped
 */
void
crow_test_runner_set_server (const CrowTestServer *server)
{
  the_server = server;
}

/**
 * crow_test_runner_read_oid:
 * @self: a database
 *
 * Returns: of the foreign key as it is now
 */
guint32
crow_test_runner_read_oid (const CrowTestRunner *self)
{
  g_autoptr (GPtrArray)
      lines = crow_test_fetch_lines (self->other, "SELECT oid FROM pg_constraint WHERE conname = "
                                                  "'child_pid_fkey'");

  g_assert_cmpuint (lines->len, ==, 1);
  return (guint32) g_ascii_strtoull (g_ptr_array_index (lines, 0), NULL, 10);
}

/**
 * crow_test_runner_set_up:
 * @self: (out caller-allocates): a fresh database
 * @data: not used
 */
void
crow_test_runner_set_up (CrowTestRunner *self, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("test_%u", n_databases++);
  g_autoptr (GError) error = NULL;

  if (the_server == NULL)
    {
      g_test_skip ("no PostgreSQL here");
      return;
    }
  self->uri = crow_test_server_add_database (the_server, name, schema);
  self->other = crow_test_connect (self->uri, NULL);
  self->connection = crow_connection_parse (self->uri, &error);
  g_assert_no_error (error);
  self->before = crow_test_constraint_new (CROW_ACTION_CASCADE);
  self->before->comment = g_strdup ("it's a\\comment");
  self->after = crow_constraint_copy (self->before);
  self->after->actions[CROW_EVENT_DELETE] = CROW_ACTION_SET_NULL;
  self->oid = crow_test_runner_read_oid (self);
}

/**
 * crow_test_runner_tear_down:
 * @self: a database, which stays with its server
 * @data: not used
 */
void
crow_test_runner_tear_down (CrowTestRunner *self, gconstpointer data)
{
  if (self->uri == NULL)
    return;
  PQfinish (self->other);
  crow_connection_unref (self->connection);
  crow_constraint_free (self->before);
  crow_constraint_free (self->after);
  g_free (self->uri);
}

/**
 * crow_test_runner_reconnect:
 * @self: a database whose server was away
 */
void
crow_test_runner_reconnect (CrowTestRunner *self)
{
  PQfinish (self->other);
  self->other = crow_test_connect (self->uri, NULL);
}

/**
 * crow_test_runner_make_script:
 * @self: a database
 * @plan: "online", "simple" or "swap"
 *
 * Returns: (transfer full): from CASCADE to SET NULL
 */
CrowScript *
crow_test_runner_make_script (const CrowTestRunner *self, const char *plan)
{
  return crow_test_script_new (plan, self->before, self->after, self->oid);
}

/**
 * crow_test_runner_fetch_keys:
 * @self: a database
 *
 * Returns: (transfer full): its foreign keys
 */
char *
crow_test_runner_fetch_keys (const CrowTestRunner *self)
{
  return crow_test_fetch_sorted (self->other,
                                 "SELECT conname, pg_get_constraintdef (oid),"
                                 " coalesce (obj_description (oid, 'pg_constraint'), '-')"
                                 " FROM pg_constraint WHERE contype = 'f'");
}

/**
 * crow_test_runner_fetch_all:
 * @self: a database
 *
 * Returns: (transfer full): what anybody could see of a change
 */
char *
crow_test_runner_fetch_all (const CrowTestRunner *self)
{
  g_autofree char *catalogue = crow_test_fetch_catalogue (self->other);
  g_autofree char *rows = crow_test_fetch_sorted (
      self->other, "SELECT 'key', oid::text, xmin::text, ctid::text FROM pg_constraint"
                   " WHERE contype = 'f' UNION ALL"
                   " SELECT 'trigger', tgname::text, tgenabled::text, xmin::text FROM pg_trigger"
                   " UNION ALL SELECT 'table', relname::text, relfilenode::text, xmin::text"
                   " FROM pg_class WHERE relnamespace = 'app'::regnamespace");

  return g_strconcat (catalogue, rows, NULL);
}

/**
 * crow_test_hook_init:
 * @self: (out caller-allocates): a hook
 * @script: what will run
 * @kind: of the event
 * @sql: (nullable): in its statement
 * @action: (nullable): what happens then; %NULL: events are only written down
 * @data: for @action
 */
void
crow_test_hook_init (CrowTestHook *self,
                     CrowScript *script,
                     CrowRunEventKind kind,
                     const char *sql,
                     void (*action) (gpointer data),
                     gpointer data)
{
  *self = (CrowTestHook){
    .script = script, .kind = kind, .sql = sql, .action = action, .data = data
  };
  self->events = g_string_new (NULL);
}

/**
 * crow_test_hook_clear:
 * @self: a hook
 */
void
crow_test_hook_clear (CrowTestHook *self)
{
  if (self->events != NULL)
    g_string_free (self->events, TRUE);
}

/**
 * crow_test_hook_cb:
 * @event: what happens
 * @user_data: a #CrowTestHook
 */
void
crow_test_hook_cb (const CrowRunEvent *event, gpointer user_data)
{
  static const char *const names[] = { "connecting", "checking", "statement", "finished",
                                       "blocked",    "waiting",  "comparing" };
  CrowTestHook *self = user_data;
  const CrowStatement *statement = g_ptr_array_index (self->script->statements, event->statement);

  g_string_append_printf (self->events, "%s %u %u %.3f %s\n", names[event->kind], event->statement,
                          event->attempt, event->seconds,
                          event->message != NULL ? event->message : "-");
  if (self->action != NULL && event->kind == self->kind &&
      (self->sql == NULL || strstr (statement->sql, self->sql) != NULL) &&
      self->n_seen++ == self->nth)
    self->action (self->data);
  if (self->next != NULL)
    crow_test_hook_cb (event, self->next);
}

/**
 * crow_test_runner_apply:
 * @self: a database
 * @script: what
 * @first: where to begin
 * @hook: (nullable): told of the events
 * @cancellable: (nullable): stops it
 *
 * Returns: (transfer full): the report
 */
CrowRunReport *
crow_test_runner_apply (const CrowTestRunner *self,
                        CrowScript *script,
                        guint first,
                        CrowTestHook *hook,
                        GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  CrowRunReport *report = crow_runner_apply_within (&crow_test_limits, self->connection, script,
                                                    first, hook != NULL ? crow_test_hook_cb : NULL,
                                                    hook, cancellable, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  g_test_message ("%s\n%s", report->error != NULL ? report->error : "no error", report->state);
  return report;
}

/**
 * crow_test_runner_rehearse:
 * @self: a database
 * @script: what
 * @hook: (nullable): told of the events
 * @cancellable: (nullable): stops it
 *
 * Returns: (transfer full): the report
 */
CrowRunReport *
crow_test_runner_rehearse (const CrowTestRunner *self,
                           CrowScript *script,
                           CrowTestHook *hook,
                           GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  CrowRunReport *report = crow_runner_rehearse_within (&crow_test_limits, self->connection, script,
                                                       hook != NULL ? crow_test_hook_cb : NULL,
                                                       hook, cancellable, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  g_test_message ("%s\n%s", report->error != NULL ? report->error : "no error", report->state);
  return report;
}

/**
 * crow_test_assert_contains:
 * @text: a text
 * @part: what must be in it
 */
void
crow_test_assert_contains (const char *text, const char *part)
{
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("“%s” is not in: %s", part, text != NULL ? text : "(nothing)");
}

/**
 * crow_test_runner_assert_true:
 * @self: a database
 * @report: of a run
 *
 * Asserts that the catalogue has what the report says, field by field that these tests change.
 */
void
crow_test_runner_assert_true (const CrowTestRunner *self, const CrowRunReport *report)
{
  const CrowConstraint *now = g_ptr_array_index (report->now, 0);
  g_autofree char *line = crow_test_fetch_sorted (
      self->other, "SELECT pg_get_constraintdef (oid) FROM pg_constraint"
                   " WHERE conname = 'child_pid_fkey' AND conrelid = 'app.child'::regclass");

  if (now == NULL)
    {
      g_assert_cmpstr (line, ==, "");
      crow_test_assert_contains (report->state, "does not exist");
      return;
    }
  crow_test_assert_contains (line, "FOREIGN KEY");
  g_assert_cmpint (strstr (line, "NOT VALID") == NULL, ==, now->is_validated);
  g_assert_cmpint (strstr (line, "ON DELETE CASCADE") != NULL, ==,
                   now->actions[CROW_EVENT_DELETE] == CROW_ACTION_CASCADE);
  g_assert_cmpint (strstr (line, "ON DELETE SET NULL") != NULL, ==,
                   now->actions[CROW_EVENT_DELETE] == CROW_ACTION_SET_NULL);
  crow_test_assert_contains (report->state,
                             now->actions[CROW_EVENT_DELETE] == CROW_ACTION_CASCADE
                                 ? "\"child_pid_fkey\" on \"app\".\"child\" has ON DELETE CASCADE"
                             : now->actions[CROW_EVENT_DELETE] == CROW_ACTION_SET_NULL
                                 ? "\"child_pid_fkey\" on \"app\".\"child\" has ON DELETE SET NULL"
                                 : "\"child_pid_fkey\" on \"app\".\"child\" has ON DELETE");
  g_assert_cmpint (strstr (report->state, "NOT VALID") != NULL, >=, !now->is_validated);
}

/**
 * crow_test_runner_assert_applied:
 * @self: a database
 * @report: of a run that must have gone to its end
 */
void
crow_test_runner_assert_applied (const CrowTestRunner *self, const CrowRunReport *report)
{
  g_assert_cmpstr (report->error, ==, NULL);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  g_assert_cmpint (report->stop, ==, CROW_RUN_STOP_NONE);
  g_assert_cmpstr (g_ptr_array_index (report->differences, 0), ==, NULL);
  crow_test_assert_contains (report->state, "as promised");
  crow_test_runner_assert_true (self, report);
}

/**
 * crow_test_runner_assert_stopped:
 * @self: a database
 * @report: of a run
 * @outcome: what must have become of it
 * @stop: what must have stopped it
 * @words: in its error
 */
void
crow_test_runner_assert_stopped (const CrowTestRunner *self,
                                 const CrowRunReport *report,
                                 CrowRunOutcome outcome,
                                 CrowRunStop stop,
                                 const char *words)
{
  g_assert_cmpint (report->outcome, ==, outcome);
  g_assert_cmpint (report->stop, ==, stop);
  crow_test_assert_contains (report->error, words);
  crow_test_runner_assert_true (self, report);
}

/**
 * crow_test_find_statement:
 * @script: a script
 * @kind: of a statement
 *
 * Returns: index of the first one
 */
guint
crow_test_find_statement (const CrowScript *script, CrowStatementKind kind)
{
  for (guint i = 0; i < script->statements->len; i++)
    if (((CrowStatement *) g_ptr_array_index (script->statements, i))->kind == kind)
      return i;
  g_assert_not_reached ();
}

/**
 * crow_test_script_set_timeout:
 * @script: a script of these tests
 * @value: `2s`
 */
void
crow_test_script_set_timeout (CrowScript *script, const char *value)
{
  CrowStatement *setting = g_ptr_array_index (script->statements, 1);

  crow_test_assert_contains (setting->sql, "lock_timeout");
  g_free (setting->sql);
  setting->sql = g_strdup_printf ("SET lock_timeout = '%s';", value);
}

/**
 * crow_test_runner_block:
 * @self: a database
 * @sql: what takes the lock
 */
void
crow_test_runner_block (CrowTestRunner *self, const char *sql)
{
  crow_test_execute (self->other, "SET application_name = 'nightly report'; BEGIN;");
  crow_test_execute (self->other, sql);
}

/**
 * crow_test_runner_block_validate:
 * @data: a #CrowTestRunner
 */
void
crow_test_runner_block_validate (gpointer data)
{
  crow_test_runner_block (data, "LOCK TABLE app.child IN SHARE UPDATE EXCLUSIVE MODE");
}

void
crow_test_runner_add (const char *name, void (*test) (CrowTestRunner *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/runner/%s", name);

  g_test_add (path, CrowTestRunner, NULL, crow_test_runner_set_up, test,
              crow_test_runner_tear_down);
}

void
crow_test_runner_add_plans (const char *name, void (*test) (CrowTestRunner *, gconstpointer))
{
  static const char *const plans[] = { "online", "simple", "swap" };

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *path = g_strdup_printf ("/runner/%s/%s", name, plans[i]);

      g_test_add (path, CrowTestRunner, plans[i], crow_test_runner_set_up, test,
                  crow_test_runner_tear_down);
    }
}
