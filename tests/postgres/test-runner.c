#include "crow-test-runner.h"

static void
test_applies (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) up = NULL;
  g_autoptr (CrowScript) down = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autofree char *start = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *back = NULL;

  if (self->uri == NULL)
    return;
  start = crow_test_runner_fetch_keys (self);
  up = crow_test_runner_make_script (self, data);
  report = crow_test_runner_apply (self, up, 0, NULL, NULL);
  crow_test_runner_assert_applied (self, report);
  changed = crow_test_runner_fetch_keys (self);
  g_assert_cmpstr (changed, ==,
                   "child_pid_fkey FOREIGN KEY (pid) REFERENCES app.parent(id) ON DELETE SET NULL "
                   "it's a\\comment\n");
  g_assert_cmpfloat (report->locked_seconds, >, 0);
  g_assert_cmpfloat (report->locked_seconds, <, report->seconds);
  g_assert_cmpuint (report->steps->len, ==, up->statements->len);
  crow_run_report_free (g_steal_pointer (&report));

  down = crow_test_script_new (data, self->after, self->before, crow_test_runner_read_oid (self));
  report = crow_test_runner_apply (self, down, 0, NULL, NULL);
  crow_test_runner_assert_applied (self, report);
  back = crow_test_runner_fetch_keys (self);
  g_assert_cmpstr (back, ==, start);
}

static void
test_rehearses (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (self->uri == NULL)
    return;
  start = crow_test_runner_fetch_all (self);
  script = crow_test_runner_make_script (self, data);
  report = crow_test_runner_rehearse (self, script, NULL, NULL);
  g_assert_cmpstr (report->error, ==, NULL);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_REHEARSED);
  g_assert_cmpstr (g_ptr_array_index (report->differences, 0), ==, NULL);
  crow_test_assert_contains (report->state, "as before");
  crow_test_runner_assert_true (self, report);
  end = crow_test_runner_fetch_all (self);
  g_assert_cmpstr (start, ==, end);
}

static void
test_shows_the_rehearsal (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autofree char *text = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, data);
  text = crow_runner_build_rehearsal_text (script);
  crow_test_assert_contains (text, "BEGIN;\nSET LOCAL lock_timeout = '1000ms';\n"
                                   "SET LOCAL statement_timeout = '5000ms';\nSET standard");
  g_assert_true (g_str_has_suffix (text, "\nROLLBACK;\n"));
  g_assert_null (strstr (text, "VALIDATE"));
  g_assert_null (strstr (text, "COMMIT;"));
  crow_test_assert_contains (text, "ON DELETE SET NULL");
  crow_test_assert_contains (text, "COMMENT ON CONSTRAINT");
}

/* --- Nothing runs that was not on screen ------------------------------------------------------ */

static CrowTestServer *the_server;

/* What our sessions sent, by the server's own log: a statement each, without blanks at its ends. */
static GPtrArray *
read_log (gsize start)
{
  g_autofree char *path = g_build_filename (the_server->dir, "log", NULL);
  g_autofree char *text = crow_test_read (path, NULL);
  g_auto (GStrv) lines = g_strsplit (text + start, "\n", -1);
  GPtrArray *statements = g_ptr_array_new_with_free_func (g_free);
  GString *last = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *at = strstr (lines[i], "execute <unnamed>: ");

      if (lines[i][0] == '\t' && last != NULL)
        g_string_append_printf (last, "\n%s", lines[i] + 1);
      else if (last != NULL)
        g_ptr_array_add (statements, g_strstrip (g_string_free (g_steal_pointer (&last), FALSE)));
      if (g_str_has_prefix (lines[i], "crowsfoot|"))
        g_assert_null (strstr (lines[i], "LOG:  statement: "));
      if (at != NULL && g_str_has_prefix (lines[i], "crowsfoot|"))
        last = g_string_new (at + strlen ("execute <unnamed>: "));
    }
  return statements;
}

static gsize
measure_log (void)
{
  g_autofree char *path = g_build_filename (the_server->dir, "log", NULL);
  gsize length;
  g_autofree char *text = crow_test_read (path, &length);

  return length;
}

static gboolean
is_question (const char *sql)
{
  return g_str_equal (sql, "ROLLBACK") || g_str_has_prefix (sql, "SELECT pg_catalog.version()") ||
         g_str_equal (sql, "SELECT FROM ONLY \"app\".\"child\" WHERE false") ||
         (g_str_has_prefix (sql, "SELECT ") && strstr (sql, "FROM pg_catalog.pg_") != NULL);
}

static void
assert_shown (const GPtrArray *statements, const char *shown)
{
  guint n_shown = 0;

  for (guint i = 0; i < statements->len; i++)
    {
      const char *sql = g_ptr_array_index (statements, i);
      gboolean is_shown = strstr (shown, sql) != NULL;

      n_shown += is_shown;
      if (!is_shown && !is_question (sql))
        g_error ("was not on screen: %s", sql);
    }
  g_assert_cmpuint (n_shown, >=, 5);
}

static void
test_runs_what_is_shown (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) rehearsed = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autofree char *rehearsal = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize start;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, data);
  rehearsal = crow_runner_build_rehearsal_text (script);
  text = crow_script_build_text (script);
  start = measure_log ();
  rehearsed = crow_runner_rehearse (self->connection, script, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  first = read_log (start);
  assert_shown (first, rehearsal);
  start = measure_log ();
  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  crow_test_runner_assert_applied (self, report);
  second = read_log (start);
  assert_shown (second, text);
}

/* --- Somebody else changes it ---------------------------------------------------------------- */

#define REMAKE(rest)                                                                               \
  "ALTER TABLE app.child DROP CONSTRAINT child_pid_fkey,"                                          \
  " ADD CONSTRAINT child_pid_fkey FOREIGN KEY (pid) REFERENCES app.parent (id) " rest ";"
#define COMMENT "COMMENT ON CONSTRAINT child_pid_fkey ON app.child IS 'it''s a\\comment';"

static const struct
{
  const char *name;
  const char *sql;
  const char *words;
} changes[] = {
  { "action", REMAKE ("ON DELETE RESTRICT") COMMENT, "on delete is RESTRICT, not CASCADE" },
  { "same-again", REMAKE ("ON DELETE CASCADE") COMMENT, "was dropped and made again" },
  { "dropped", "ALTER TABLE app.child DROP CONSTRAINT child_pid_fkey", "does not exist any more" },
  { "comment", "COMMENT ON CONSTRAINT child_pid_fkey ON app.child IS 'new'",
    "the comment is another" },
  { "deferral", "ALTER TABLE app.child ALTER CONSTRAINT child_pid_fkey DEFERRABLE",
    "the deferral is DEFERRABLE, not NOT DEFERRABLE" },
  { "renamed", "ALTER TABLE app.child RENAME CONSTRAINT child_pid_fkey TO other",
    "is \"other\" on \"app\".\"child\" now" },
  { "table-renamed", "ALTER TABLE app.child RENAME TO \"Kind\"",
    "is \"child_pid_fkey\" on \"app\".\"Kind\" now" },
  { "column-renamed", "ALTER TABLE app.child RENAME pid TO parent_id",
    "the key is (\"parent_id\"), not (\"pid\")" },
};

static void
test_notices_changes (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "online");
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (CrowRunReport) applied = NULL;
      g_autoptr (CrowRunReport) rehearsed = NULL;
      g_autofree char *start = NULL;
      g_autofree char *end = NULL;

      crow_test_runner_tear_down (self, NULL);
      crow_test_runner_set_up (self, NULL);
      crow_script_unref (script);
      script = crow_test_runner_make_script (self, "online");
      g_test_message ("%s", changes[i].name);
      crow_test_execute (self->other, changes[i].sql);
      start = crow_test_runner_fetch_all (self);
      rehearsed = crow_test_runner_rehearse (self, script, NULL, NULL);
      g_assert_cmpint (rehearsed->stop, ==, CROW_RUN_STOP_CHANGED);
      crow_test_assert_contains (rehearsed->error, changes[i].words);
      applied = crow_test_runner_apply (self, script, 0, NULL, NULL);
      g_assert_cmpint (applied->outcome, ==, CROW_RUN_OUTCOME_UNCHANGED);
      g_assert_cmpint (applied->stop, ==, CROW_RUN_STOP_CHANGED);
      crow_test_assert_contains (applied->error, changes[i].words);
      end = crow_test_runner_fetch_all (self);
      g_assert_cmpstr (start, ==, end);
    }
}

static void
change_it (gpointer data)
{
  CrowTestRunner *self = data;

  crow_test_execute (self->other, REMAKE ("ON DELETE RESTRICT") COMMENT);
}

/* Between the first look and BEGIN. */
static void
test_notices_a_change_at_begin (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "online");
  crow_test_hook_init (&hook, script, CROW_RUN_STATEMENT, "BEGIN", change_it, self);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  g_assert_cmpuint (hook.n_seen, ==, 1);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_CHANGED,
                                   "on delete is RESTRICT, not CASCADE");
}

static void
try_to_change_it (gpointer data)
{
  CrowTestRunner *self = data;
  g_autoptr (PGresult) result = NULL;

  crow_test_execute (self->other, "SET lock_timeout = '100ms'");
  result = PQexec (self->other, "ALTER TABLE app.child ALTER CONSTRAINT child_pid_fkey DEFERRABLE");
  g_assert_cmpstr (PQresultErrorField (result, PG_DIAG_SQLSTATE), ==, "55P03");
}

/* Between the second look and ALTER nobody can. */
static void
test_leaves_no_moment (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, data);
  crow_test_hook_init (&hook, script, CROW_RUN_STATEMENT, "DROP CONSTRAINT", try_to_change_it,
                       self);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  g_assert_cmpuint (hook.n_seen, ==, 1);
  crow_test_runner_assert_applied (self, report);
}

static void
commit_it (gpointer data)
{
  CrowTestRunner *self = data;

  crow_test_execute (self->other, "COMMIT");
}

/* A change that is on its way when we look: we wait for it and see it. */
static void
test_waits_for_a_change (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "simple");
  crow_test_script_set_timeout (script, "2s");
  crow_test_execute (self->other, "BEGIN; " REMAKE ("ON DELETE RESTRICT") COMMENT);
  crow_test_hook_init (&hook, script, CROW_RUN_BLOCKED, NULL, commit_it, self);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  g_assert_cmpuint (hook.n_seen, >=, 1);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_CHANGED,
                                   "on delete is RESTRICT, not CASCADE");
}

static void
drop_it (gpointer data)
{
  CrowTestRunner *self = data;

  crow_test_execute (self->other, "ALTER TABLE app.child DROP CONSTRAINT child_pid_fkey");
}

static void
test_notices_a_drop_in_between (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "online");
  crow_test_hook_init (&hook, script, CROW_RUN_FINISHED, "COMMIT", drop_it, self);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_PARTIAL, CROW_RUN_STOP_CHANGED,
                                   "is not there any more");
  g_assert_cmpuint (report->resume_at, ==, 0);
}

/* --- Rows without a parent ------------------------------------------------------------------- */

#define SNEAK_ORPHANS                                                                              \
  "SET session_replication_role = replica;"                                                        \
  "INSERT INTO app.child SELECT 1000 + i, 1000 + i FROM generate_series (1, 3) i;"                 \
  "RESET session_replication_role;"

static guint64
count_children (const CrowTestRunner *self)
{
  g_autoptr (GPtrArray)
      lines = crow_test_fetch_lines (self->other, "SELECT count(*) FROM app.child");

  return g_ascii_strtoull (g_ptr_array_index (lines, 0), NULL, 10);
}

static void
assert_orphans (const CrowRunReport *report)
{
  g_assert_cmpuint (report->n_orphans, ==, 3);
  g_assert_false (report->has_more_orphans);
  crow_test_assert_contains (report->orphan_query, "LEFT JOIN \"app\".\"parent\"");
}

static void
test_reports_orphans (CrowTestRunner *self, gconstpointer data)
{
  gboolean is_simple = g_str_equal (data, "simple");
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) rehearsed = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) rest = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;
  const CrowConstraint *now;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, data);
  crow_test_execute (self->other, SNEAK_ORPHANS);
  start = crow_test_runner_fetch_all (self);
  rehearsed = crow_test_runner_rehearse (self, script, NULL, NULL);
  crow_test_runner_assert_stopped (self, rehearsed, CROW_RUN_OUTCOME_UNCHANGED,
                                   CROW_RUN_STOP_ORPHANS, "23503");
  assert_orphans (rehearsed);
  end = crow_test_runner_fetch_all (self);
  g_assert_cmpstr (start, ==, end);

  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  crow_test_runner_assert_stopped (self, report,
                                   is_simple ? CROW_RUN_OUTCOME_UNCHANGED
                                             : CROW_RUN_OUTCOME_PARTIAL,
                                   CROW_RUN_STOP_ORPHANS, "23503");
  assert_orphans (report);
  g_assert_cmpuint (count_children (self), ==, 103);
  now = g_ptr_array_index (report->now, 0);
  g_assert_cmpint (now->is_validated, ==, !g_str_equal (data, "online"));
  g_assert_cmpint (now->actions[CROW_EVENT_DELETE], ==,
                   g_str_equal (data, "online") ? CROW_ACTION_SET_NULL : CROW_ACTION_CASCADE);
  if (g_str_equal (data, "swap"))
    crow_test_assert_contains (report->state,
                               "Beside it stands the new one: \"child_pid_fkey_new\"");
  if (is_simple)
    return;

  crow_test_execute (self->other, "DELETE FROM app.child WHERE pid > 1000");
  g_assert_cmpuint (report->resume_at, ==,
                    crow_test_find_statement (script, CROW_STATEMENT_VALIDATE));
  rest = crow_test_runner_apply (self, script, report->resume_at, NULL, NULL);
  crow_test_runner_assert_applied (self, rest);
}

/* A key that was NOT VALID stays so, and no row is lost. */
static void
test_keeps_orphans (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) rehearsed = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  crow_test_execute (self->other, SNEAK_ORPHANS REMAKE ("ON DELETE CASCADE NOT VALID") COMMENT);
  self->before->is_validated = FALSE;
  self->after->is_validated = FALSE;
  self->oid = crow_test_runner_read_oid (self);
  script = crow_test_runner_make_script (self, data);
  rehearsed = crow_test_runner_rehearse (self, script, NULL, NULL);
  g_assert_cmpint (rehearsed->outcome, ==, CROW_RUN_OUTCOME_REHEARSED);
  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  crow_test_runner_assert_applied (self, report);
  g_assert_false (((CrowConstraint *) g_ptr_array_index (report->now, 0))->is_validated);
  g_assert_cmpuint (count_children (self), ==, 103);
}

static void
test_counts_orphans (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  const CrowPromise *promise;
  g_autoptr (GError) error = NULL;
  guint64 count = 0;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "online");
  promise = g_ptr_array_index (script->promises, 0);
  crow_test_execute (self->other, SNEAK_ORPHANS);
  g_assert_true (crow_runner_count_orphans (self->connection, promise->orphan_query, 100, &count,
                                            NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 3);
  g_assert_true (crow_runner_count_orphans (self->connection, promise->orphan_query, 2, &count,
                                            NULL, &error));
  g_assert_cmpuint (count, ==, 2);
  g_assert_false (crow_runner_count_orphans (self->connection, "DELETE FROM app.child RETURNING *",
                                             2, &count, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_QUERY);
  g_assert_cmpuint (count_children (self), ==, 103);
}

/* Somebody else validates it before we go on. */
static void
test_finds_it_done (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) rest = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "online");
  crow_test_execute (self->other, SNEAK_ORPHANS);
  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_PARTIAL);
  crow_test_execute (self->other, "DELETE FROM app.child WHERE pid > 1000;"
                                  "ALTER TABLE app.child VALIDATE CONSTRAINT child_pid_fkey");
  rest = crow_test_runner_apply (self, script, report->resume_at, NULL, NULL);
  crow_test_runner_assert_applied (self, rest);
  for (guint i = 0; i < rest->steps->len; i++)
    g_assert_cmpuint (((CrowRunStep *) g_ptr_array_index (rest->steps, i))->statement, !=,
                      crow_test_find_statement (script, CROW_STATEMENT_VALIDATE));
}

/* --- The server refuses ---------------------------------------------------------------------- */

static CrowConnection *
connect_as (const CrowTestRunner *self, const char *user)
{
  return crow_connection_with (self->connection, "user", user);
}

static void
set_user (CrowTestRunner *self, const char *user)
{
  CrowConnection *connection = connect_as (self, user);

  crow_connection_unref (self->connection);
  self->connection = connection;
}

static void
test_is_not_the_owner (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) rehearsed = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (self->uri == NULL)
    return;
  crow_test_execute (self->other, "DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN;"
                                  "GRANT USAGE ON SCHEMA app TO guest");
  start = crow_test_runner_fetch_all (self);
  set_user (self, "guest");
  script = crow_test_runner_make_script (self, data);
  rehearsed = crow_test_runner_rehearse (self, script, NULL, NULL);
  crow_test_runner_assert_stopped (self, rehearsed, CROW_RUN_OUTCOME_UNCHANGED,
                                   CROW_RUN_STOP_REFUSED, "42501");
  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_REFUSED,
                                   "42501");
  end = crow_test_runner_fetch_all (self);
  g_assert_cmpstr (start, ==, end);
  crow_test_execute (self->other, "DROP OWNED BY guest; DROP ROLE guest");
}

/* An owner who may not read the rows may change the key all the same. */
static void
test_owner_need_not_read (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  crow_test_execute (self->other, "CREATE ROLE keeper LOGIN; GRANT ALL ON SCHEMA app TO keeper;"
                                  "ALTER TABLE app.child OWNER TO keeper; ALTER TABLE app.parent "
                                  "OWNER TO keeper;"
                                  "REVOKE SELECT ON app.child FROM keeper");
  set_user (self, "keeper");
  script = crow_test_runner_make_script (self, "swap");
  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  crow_test_execute (self->other, "REASSIGN OWNED BY keeper TO sandbox; DROP OWNED BY keeper;"
                                  "DROP ROLE keeper");
  crow_test_runner_assert_applied (self, report);
}

static void
test_statement_timeout (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "online");
  crow_test_execute (self->other, "DO $$ BEGIN EXECUTE format ('ALTER ROLE sandbox IN DATABASE %I"
                                  " SET statement_timeout = 1500', current_database ()); END $$");
  crow_test_hook_init (&hook, script, CROW_RUN_FINISHED, "COMMIT", crow_test_runner_block_validate,
                       self);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  crow_test_execute (self->other, "COMMIT");
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_PARTIAL, CROW_RUN_STOP_REFUSED,
                                   "57014");
  g_assert_cmpuint (report->resume_at, ==,
                    crow_test_find_statement (script, CROW_STATEMENT_VALIDATE));
}

/* Refused only at COMMIT. */
static void
test_commit_fails (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (self->uri == NULL)
    return;
  crow_test_execute (self->other,
                     "CREATE TABLE app.audit (at timestamptz DEFAULT now ());"
                     "CREATE FUNCTION app.refuse () RETURNS trigger LANGUAGE plpgsql AS"
                     " $$ BEGIN RAISE 'not on a Friday'; END $$;"
                     "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON app.audit DEFERRABLE"
                     " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.refuse ();"
                     "CREATE FUNCTION app.note () RETURNS event_trigger LANGUAGE plpgsql AS"
                     " $$ BEGIN INSERT INTO app.audit DEFAULT VALUES; END $$;");
  start = crow_test_runner_fetch_all (self);
  crow_test_execute (self->other, "CREATE EVENT TRIGGER noting ON ddl_command_end"
                                  " WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION app.note ();");
  script = crow_test_runner_make_script (self, data);
  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_REFUSED,
                                   "not on a Friday");
  end = crow_test_runner_fetch_all (self);
  g_assert_cmpstr (start, ==, end);
}

int
main (int argc, char *argv[])
{
  const char *const options[] = { "--conf", "log_statement=all", "--conf", "log_line_prefix=%a|",
                                  NULL };
  int status;

  g_test_init (&argc, &argv, NULL);
  the_server = crow_test_server_start (options);
  crow_test_runner_set_server (the_server);
  crow_test_runner_add_plans ("applies-up-and-down", test_applies);
  crow_test_runner_add_plans ("rehearses-without-a-trace", test_rehearses);
  crow_test_runner_add_plans ("shows-what-it-rehearses", test_shows_the_rehearsal);
  crow_test_runner_add_plans ("runs-what-is-shown", test_runs_what_is_shown);
  crow_test_runner_add ("stops-where-it-is-not-what-was-drawn", test_notices_changes);
  crow_test_runner_add ("stops-at-a-change-before-begin", test_notices_a_change_at_begin);
  crow_test_runner_add_plans ("leaves-no-moment-for-a-change", test_leaves_no_moment);
  crow_test_runner_add ("waits-for-a-change-and-sees-it", test_waits_for_a_change);
  crow_test_runner_add ("stops-at-a-drop-in-between", test_notices_a_drop_in_between);
  crow_test_runner_add_plans ("reports-orphans", test_reports_orphans);
  crow_test_runner_add_plans ("keeps-orphans-of-a-key-that-was-not-valid", test_keeps_orphans);
  crow_test_runner_add ("counts-orphans", test_counts_orphans);
  crow_test_runner_add ("finds-it-done", test_finds_it_done);
  crow_test_runner_add_plans ("is-not-the-owner", test_is_not_the_owner);
  crow_test_runner_add ("owner-need-not-read", test_owner_need_not_read);
  crow_test_runner_add ("statement-timeout-of-the-role", test_statement_timeout);
  crow_test_runner_add_plans ("commit-fails", test_commit_fails);
  status = g_test_run ();
  g_clear_pointer (&the_server, crow_test_server_stop);
  return status;
}
