#include "crow-test-runner.h"

/* Who is in the way is named, waited for, tried again, and given up. */

static void
commit_it (gpointer data)
{
  CrowTestRunner *self = data;

  crow_test_execute (self->other, "COMMIT");
}

static void
test_retries (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autofree char *who = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, data);
  crow_test_script_set_timeout (script, "2s");
  crow_test_runner_block (self, "SELECT count(*), 'a secret' FROM app.parent");
  crow_test_hook_init (&hook, script, CROW_RUN_WAITING, NULL, commit_it, self);
  hook.nth = 1;
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  g_assert_cmpuint (hook.n_seen, >=, 2);
  crow_test_runner_assert_applied (self, report);
  who = g_strdup_printf ("process %d of sandbox (nightly report), idle in transaction, its "
                         "transaction open for ",
                         PQbackendPID (self->other));
  crow_test_assert_contains (hook.events->str, who);
  crow_test_assert_contains (hook.events->str, " s: SELECT count(*), '…' FROM app.parent");
  g_assert_null (strstr (hook.events->str, "secret"));
}

/* Now he wants what we have. */
static void
cross_it (gpointer data)
{
  CrowTestRunner *self = data;

  g_assert_cmpint (PQsendQuery (self->other, "SELECT FROM app.child"), ==, 1);
}

static void
end_it (gpointer data)
{
  CrowTestRunner *self = data;
  PGresult *result;

  while ((result = PQgetResult (self->other)) != NULL)
    {
      g_assert_cmpint (PQresultStatus (result), ==, PGRES_TUPLES_OK);
      PQclear (result);
    }
  crow_test_execute (self->other, "COMMIT");
}

/* We lose a deadlock (the server asks who waits first), and try again. */
static void
test_retries_a_deadlock (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_auto (CrowTestHook) second = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  gboolean has_lost = FALSE;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "simple");
  crow_test_script_set_timeout (script, "30s");
  crow_test_execute (self->other, "SET deadlock_timeout = '1min'");
  crow_test_runner_block (self, "SELECT FROM app.parent");
  crow_test_hook_init (&hook, script, CROW_RUN_BLOCKED, NULL, cross_it, self);
  crow_test_hook_init (&second, script, CROW_RUN_WAITING, NULL, end_it, self);
  hook.next = &second;
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  for (guint i = 0; i < report->steps->len; i++)
    {
      const CrowRunStep *step = g_ptr_array_index (report->steps, i);

      has_lost |= step->error != NULL && strstr (step->error, "40P01") != NULL;
    }
  g_assert_true (has_lost);
  crow_test_runner_assert_applied (self, report);
}

static void
test_gives_up (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;
  guint n_tries = 0;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "online");
  start = crow_test_runner_fetch_all (self);
  crow_test_runner_block (self, "SELECT FROM app.child");
  crow_test_hook_init (&hook, script, CROW_RUN_WAITING, NULL, NULL, NULL);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_BUSY,
                                   "55P03");
  crow_test_assert_contains (report->error, "nightly report");
  for (guint i = 0; i < report->steps->len; i++)
    n_tries += ((CrowRunStep *) g_ptr_array_index (report->steps, i))->error != NULL;
  g_assert_cmpuint (n_tries, ==, 6);
  crow_test_assert_contains (hook.events->str, "waiting 2 6 ");
  crow_test_execute (self->other, "COMMIT");
  end = crow_test_runner_fetch_all (self);
  g_assert_cmpstr (start, ==, end);
}

static void
test_rehearsal_names_who_blocks (CrowTestRunner *self, gconstpointer data)
{
  CrowRunLimits limits = crow_test_limits;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (self->uri == NULL)
    return;
  limits.rehearsal_lock = 2;
  script = crow_test_runner_make_script (self, data);
  crow_test_runner_block (self, "SELECT FROM app.parent");
  report = crow_runner_rehearse_within (&limits, self->connection, script, NULL, NULL, NULL,
                                        &error);
  g_assert_no_error (error);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_BUSY,
                                   "nightly report");
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (200 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
start_canceller (gpointer data)
{
  g_thread_unref (g_thread_new ("canceller", cancel_soon, data));
}

static void
test_cancels_a_countdown (CrowTestRunner *self, gconstpointer data)
{
  CrowRunLimits limits = crow_test_limits;
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (self->uri == NULL)
    return;
  limits.backoff = 60;
  limits.countdown = 30;
  script = crow_test_runner_make_script (self, "online");
  crow_test_runner_block (self, "SELECT FROM app.parent");
  crow_test_hook_init (&hook, script, CROW_RUN_WAITING, NULL, start_canceller, cancellable);
  report = crow_runner_apply_within (&limits, self->connection, script, 0, crow_test_hook_cb, &hook,
                                     cancellable, &error);
  g_assert_no_error (error);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED,
                                   CROW_RUN_STOP_CANCELLED, "Cancelled");
  g_assert_cmpfloat (report->seconds, <, 10);
  g_assert_cmpfloat (report->locked_seconds, ==, 0);
  g_assert_cmpfloat (report->in_vain_seconds, >, 0);
}

/* A VALIDATE that waits without end is cancelled, and gone on with later. */
static void
test_cancels_and_goes_on (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_auto (CrowTestHook) second = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) rest = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "online");
  crow_test_hook_init (&hook, script, CROW_RUN_FINISHED, "COMMIT", crow_test_runner_block_validate,
                       self);
  crow_test_hook_init (&second, script, CROW_RUN_BLOCKED, "VALIDATE", start_canceller, cancellable);
  hook.next = &second;
  report = crow_test_runner_apply (self, script, 0, &hook, cancellable);
  g_assert_cmpuint (second.n_seen, >=, 1);
  crow_test_runner_assert_stopped (self, report, CROW_RUN_OUTCOME_PARTIAL, CROW_RUN_STOP_CANCELLED,
                                   "57014");
  g_assert_cmpuint (report->resume_at, ==,
                    crow_test_find_statement (script, CROW_STATEMENT_VALIDATE));
  crow_test_assert_contains (report->state, "NOT VALID: enforced for new and changed rows");

  crow_test_execute (self->other, "COMMIT");
  rest = crow_test_runner_apply (self, script, report->resume_at, NULL, NULL);
  crow_test_runner_assert_applied (self, rest);
}

int
main (int argc, char *argv[])
{
  CrowTestServer *server;
  int status;

  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (NULL);
  crow_test_runner_set_server (server);
  crow_test_runner_add_plans ("names-who-blocks-and-retries", test_retries);
  crow_test_runner_add ("retries-after-a-deadlock", test_retries_a_deadlock);
  crow_test_runner_add ("gives-up-after-six-tries", test_gives_up);
  crow_test_runner_add_plans ("names-who-blocks-a-rehearsal", test_rehearsal_names_who_blocks);
  crow_test_runner_add ("cancels-a-countdown", test_cancels_a_countdown);
  crow_test_runner_add ("cancels-a-wait-and-goes-on-later", test_cancels_and_goes_on);
  status = g_test_run ();
  g_clear_pointer (&server, crow_test_server_stop);
  return status;
}
