#include "crow-test-kill.h"
#include "crow-test-relay.h"
#include "crow-test-runner.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static CrowTestServer *server;

static void
assert_stopped (const CrowTestRunner *self,
                const CrowRunReport *report,
                CrowRunOutcome outcome,
                CrowRunStop stop)
{
  g_assert_cmpint (report->outcome, ==, outcome);
  g_assert_cmpint (report->stop, ==, stop);
  g_assert_nonnull (report->error);
  crow_test_runner_assert_true (self, report);
}

static void
assert_applied (const CrowTestRunner *self, const CrowRunReport *report)
{
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  g_assert_cmpstr (report->error, ==, NULL);
  g_assert_cmpstr (g_ptr_array_index (report->differences, 0), ==, NULL);
  crow_test_runner_assert_true (self, report);
}

static const CrowStatement *
get_next (const CrowScript *script, const CrowRunReport *report)
{
  return g_ptr_array_index (script->statements, report->resume_at);
}

/* By way of @relay. */
static void
go_through (CrowTestRunner *self, CrowTestRelay *relay)
{
  g_autofree char *uri = crow_test_relay_make_uri (relay, self->uri);
  g_autoptr (GError) error = NULL;

  crow_connection_unref (self->connection);
  self->connection = crow_connection_parse (uri, &error);
  g_assert_no_error (error);
}

/* --- The server is killed -------------------------------------------------------------------- */

static void
kill_and_restart (gpointer data)
{
  crow_test_server_kill (server);
  crow_test_server_restart (server);
}

static void
kill_only (gpointer data)
{
  crow_test_server_kill (server);
}

static void
test_killed_while_connecting (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowTestRelay) relay = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (GError) error = NULL;

  if (self->uri == NULL)
    return;
  relay = crow_test_relay_start (self->uri, 0);
  go_through (self, relay);
  script = crow_test_runner_make_script (self, "online");
  crow_test_relay_cut_at (relay, "sandbox", CROW_TEST_CUT_AFTER);
  g_assert_null (crow_runner_apply_within (&crow_test_limits, self->connection, script, 0, NULL,
                                           NULL, NULL, &error));
  g_assert_true (crow_test_relay_has_cut (relay));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
}

static void
test_killed_while_rehearsing (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (self->uri == NULL)
    return;
  start = crow_test_runner_fetch_all (self);
  script = crow_test_runner_make_script (self, data);
  crow_test_hook_init (&hook, script, CROW_RUN_STATEMENT, "COMMENT", kill_and_restart, NULL);
  report = crow_test_runner_rehearse (self, script, &hook, NULL);
  g_assert_cmpuint (hook.n_seen, ==, 1);
  crow_test_runner_reconnect (self);
  assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_LOST);
  end = crow_test_runner_fetch_all (self);
  g_assert_cmpstr (start, ==, end);
}

typedef struct
{
  const char *name;
  const char *plan;
  CrowRunEventKind kind;
  const char *sql; /* the event's statement */
  CrowRunOutcome outcome;
  const char *next; /* (nullable) where to go on */
} Kill;

static const Kill kills[] = {
  { "online-before-alter", "online", CROW_RUN_STATEMENT, "DROP CONSTRAINT",
    CROW_RUN_OUTCOME_UNCHANGED, NULL },
  { "online-before-commit", "online", CROW_RUN_STATEMENT, "COMMIT", CROW_RUN_OUTCOME_UNCHANGED,
    NULL },
  { "online-between", "online", CROW_RUN_FINISHED, "COMMIT", CROW_RUN_OUTCOME_PARTIAL, "VALIDATE" },
  { "online-before-validate", "online", CROW_RUN_STATEMENT, "VALIDATE", CROW_RUN_OUTCOME_PARTIAL,
    "VALIDATE" },
  { "online-after-validate", "online", CROW_RUN_FINISHED, "VALIDATE", CROW_RUN_OUTCOME_APPLIED,
    NULL },
  { "simple-before-commit", "simple", CROW_RUN_STATEMENT, "COMMIT", CROW_RUN_OUTCOME_UNCHANGED,
    NULL },
  { "simple-after-commit", "simple", CROW_RUN_FINISHED, "COMMIT", CROW_RUN_OUTCOME_APPLIED, NULL },
  { "swap-before-add", "swap", CROW_RUN_STATEMENT, "ADD CONSTRAINT", CROW_RUN_OUTCOME_UNCHANGED,
    NULL },
  { "swap-after-add", "swap", CROW_RUN_FINISHED, "ADD CONSTRAINT", CROW_RUN_OUTCOME_PARTIAL,
    "VALIDATE" },
  { "swap-after-validate", "swap", CROW_RUN_FINISHED, "VALIDATE", CROW_RUN_OUTCOME_PARTIAL,
    "BEGIN" },
  { "swap-before-commit", "swap", CROW_RUN_STATEMENT, "COMMIT", CROW_RUN_OUTCOME_PARTIAL, "BEGIN" },
};

static void
test_killed_while_applying (CrowTestRunner *self, gconstpointer data)
{
  const Kill *what = data;
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) rest = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, what->plan);
  crow_test_hook_init (&hook, script, what->kind, what->sql, kill_and_restart, NULL);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  g_assert_cmpuint (hook.n_seen, ==, 1);
  crow_test_runner_reconnect (self);
  if (what->outcome == CROW_RUN_OUTCOME_APPLIED)
    {
      assert_applied (self, report);
      return;
    }
  assert_stopped (self, report, what->outcome, CROW_RUN_STOP_LOST);
  if (what->next == NULL)
    {
      g_assert_cmpuint (report->resume_at, ==, 0);
      g_assert_cmpuint (crow_test_runner_read_oid (self), ==, self->oid);
      return;
    }
  crow_test_assert_contains (get_next (script, report)->sql, what->next);
  rest = crow_test_runner_apply (self, script, report->resume_at, NULL, NULL);
  assert_applied (self, rest);
}

/* And stays away: what cannot be known is said. */
static void
test_killed_for_good (CrowTestRunner *self, gconstpointer data)
{
  CrowRunLimits limits = crow_test_limits;
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (self->uri == NULL)
    return;
  limits.reconnect = 0.5;
  script = crow_test_runner_make_script (self, "simple");
  crow_test_hook_init (&hook, script, CROW_RUN_STATEMENT, data, kill_only, NULL);
  report = crow_runner_apply_within (&limits, self->connection, script, 0, crow_test_hook_cb, &hook,
                                     NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s\n%s", report->error, report->state);
  g_assert_cmpint (report->stop, ==, CROW_RUN_STOP_LOST);
  if (g_str_equal (data, "COMMIT"))
    {
      g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_UNKNOWN);
      crow_test_assert_contains (report->state, "is not known");
    }
  else
    g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_UNCHANGED);
  crow_test_assert_contains (report->state, "conrelid = '\"app\".\"child\"'::regclass");
  g_assert_cmpfloat (report->seconds, <, 20);
  crow_test_server_restart (server);
  crow_test_runner_reconnect (self);
  g_assert_cmpuint (crow_test_runner_read_oid (self), ==, self->oid);
}

/* --- The connection is cut ------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *plan;
  const char *text;
  CrowTestCut when;
  CrowRunOutcome outcome;
  const char *next; /* (nullable) */
} Cut;

static const Cut cuts[] = {
  { "online-commit-unheard", "online", "COMMIT", CROW_TEST_CUT_BEFORE, CROW_RUN_OUTCOME_UNCHANGED,
    NULL },
  { "online-answer-unheard", "online", "COMMIT", CROW_TEST_CUT_AFTER, CROW_RUN_OUTCOME_PARTIAL,
    "VALIDATE" },
  { "online-validate-unheard", "online", "VALIDATE", CROW_TEST_CUT_BEFORE, CROW_RUN_OUTCOME_PARTIAL,
    "VALIDATE" },
  { "online-validated-unheard", "online", "VALIDATE", CROW_TEST_CUT_AFTER, CROW_RUN_OUTCOME_APPLIED,
    NULL },
  { "simple-commit-unheard", "simple", "COMMIT", CROW_TEST_CUT_BEFORE, CROW_RUN_OUTCOME_UNCHANGED,
    NULL },
  { "simple-answer-unheard", "simple", "COMMIT", CROW_TEST_CUT_AFTER, CROW_RUN_OUTCOME_APPLIED,
    NULL },
  { "simple-in-the-middle", "simple", "DROP CONSTRAINT", CROW_TEST_CUT_AFTER,
    CROW_RUN_OUTCOME_UNCHANGED, NULL },
  { "swap-add-unheard", "swap", "ADD CONSTRAINT", CROW_TEST_CUT_BEFORE, CROW_RUN_OUTCOME_UNCHANGED,
    NULL },
  { "swap-added-unheard", "swap", "ADD CONSTRAINT", CROW_TEST_CUT_AFTER, CROW_RUN_OUTCOME_PARTIAL,
    "VALIDATE" },
  { "swap-validated-unheard", "swap", "VALIDATE", CROW_TEST_CUT_AFTER, CROW_RUN_OUTCOME_PARTIAL,
    "BEGIN" },
  { "swap-commit-unheard", "swap", "COMMIT", CROW_TEST_CUT_BEFORE, CROW_RUN_OUTCOME_PARTIAL,
    "BEGIN" },
  { "swap-answer-unheard", "swap", "COMMIT", CROW_TEST_CUT_AFTER, CROW_RUN_OUTCOME_APPLIED, NULL },
};

static void
test_cut (CrowTestRunner *self, gconstpointer data)
{
  const Cut *what = data;
  g_autoptr (CrowTestRelay) relay = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) rest = NULL;

  if (self->uri == NULL)
    return;
  relay = crow_test_relay_start (self->uri, 0);
  go_through (self, relay);
  script = crow_test_runner_make_script (self, what->plan);
  crow_test_relay_cut_at (relay, what->text, what->when);
  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  g_assert_true (crow_test_relay_has_cut (relay));
  g_assert_cmpint (report->outcome, ==, what->outcome);
  g_assert_cmpint (report->stop, ==, CROW_RUN_STOP_LOST);
  crow_test_runner_assert_true (self, report);
  if (what->outcome == CROW_RUN_OUTCOME_UNCHANGED)
    g_assert_cmpuint (crow_test_runner_read_oid (self), ==, self->oid);
  if (what->outcome == CROW_RUN_OUTCOME_APPLIED)
    assert_applied (self, report);
  g_assert_cmpint (report->resume_at != 0, ==, what->next != NULL);
  if (what->next == NULL)
    return;
  crow_test_assert_contains (get_next (script, report)->sql, what->next);
  rest = crow_test_runner_apply (self, script, report->resume_at, NULL, NULL);
  assert_applied (self, rest);
}

static void
refuse_everybody (gpointer data)
{
  crow_test_relay_cut (data, TRUE);
}

/* The answer to COMMIT is lost, and nobody can be asked. */
static void
test_cut_for_good (CrowTestRunner *self, gconstpointer data)
{
  CrowRunLimits limits = crow_test_limits;
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowTestRelay) relay = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (self->uri == NULL)
    return;
  limits.reconnect = 0.5;
  relay = crow_test_relay_start (self->uri, 0);
  go_through (self, relay);
  script = crow_test_runner_make_script (self, "simple");
  crow_test_hook_init (&hook, script, CROW_RUN_CONNECTING, NULL, refuse_everybody, relay);
  hook.nth = 1;
  crow_test_relay_cut_at (relay, "COMMIT", CROW_TEST_CUT_AFTER);
  report = crow_runner_apply_within (&limits, self->connection, script, 0, crow_test_hook_cb, &hook,
                                     NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_UNKNOWN);
  crow_test_assert_contains (report->state, "Whether the last transaction was committed is not");
  crow_test_assert_contains (report->state, "conrelid = '\"app\".\"child\"'::regclass");
  g_assert_null (g_ptr_array_index (report->now, 0));
}

/* --- A black hole ---------------------------------------------------------------------------- */

typedef struct
{
  CrowTestRelay *relay;
  GCancellable *cancellable;
  gint64 cancelled; /* when */
} Hole;

static gpointer
cancel_in_a_hole (gpointer data)
{
  Hole *hole = data;

  g_usleep (300 * 1000);
  hole->cancelled = g_get_monotonic_time ();
  g_cancellable_cancel (hole->cancellable);
  return NULL;
}

static void
fall_in (gpointer data)
{
  Hole *hole = data;

  crow_test_relay_freeze (hole->relay, TRUE);
  g_thread_unref (g_thread_new ("canceller", cancel_in_a_hole, hole));
}

static void
test_black_hole (CrowTestRunner *self, gconstpointer data)
{
  Hole hole = { 0 };
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowTestRelay) relay = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  gint64 ended;

  if (self->uri == NULL)
    return;
  relay = hole.relay = crow_test_relay_start (self->uri, 0);
  hole.cancellable = cancellable;
  go_through (self, relay);
  script = crow_test_runner_make_script (self, "simple");
  crow_test_hook_init (&hook, script, CROW_RUN_STATEMENT, data, fall_in, &hole);
  report = crow_test_runner_apply (self, script, 0, &hook, cancellable);
  ended = g_get_monotonic_time ();
  g_test_message ("%.0f ms after the cancellation", (double) (ended - hole.cancelled) / 1000);
  g_assert_cmpint (ended - hole.cancelled, <, G_USEC_PER_SEC);
  g_assert_cmpint (report->outcome, ==,
                   g_str_equal (data, "COMMIT") ? CROW_RUN_OUTCOME_UNKNOWN
                                                : CROW_RUN_OUTCOME_UNCHANGED);
  g_assert_cmpint (report->stop, ==, CROW_RUN_STOP_CANCELLED);
  crow_test_assert_contains (report->state, "To look yourself:");
  crow_test_relay_cut (relay, TRUE);
  g_assert_cmpuint (crow_test_runner_read_oid (self), ==, self->oid);
}

/* --- The server ends the session ------------------------------------------------------------- */

static void
terminate_it (gpointer data)
{
  CrowTestRunner *self = data;

  crow_test_execute (self->other,
                     "SELECT pg_terminate_backend (pid) FROM pg_stat_activity"
                     " WHERE datname = current_database () AND pid <> pg_backend_pid ()");
}

static void
test_terminated (CrowTestRunner *self, gconstpointer data)
{
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  script = crow_test_runner_make_script (self, "simple");
  crow_test_hook_init (&hook, script, CROW_RUN_STATEMENT, data, terminate_it, self);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_LOST);
  crow_test_assert_contains (report->error, "57P01");
  g_assert_cmpuint (crow_test_runner_read_oid (self), ==, self->oid);
}

static void
dawdle (gpointer data)
{
  g_usleep (600 * 1000);
}

static void
test_idles_too_long (CrowTestRunner *self, gconstpointer data)
{
  g_autoptr (CrowConnection) patient = NULL;
  g_auto (CrowTestHook) hook = { 0 };
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->uri == NULL)
    return;
  patient = self->connection;
  self->connection = crow_connection_with (patient, "options",
                                           "-c idle_in_transaction_session_timeout=200");
  script = crow_test_runner_make_script (self, "online");
  crow_test_hook_init (&hook, script, CROW_RUN_STATEMENT, "COMMIT", dawdle, NULL);
  report = crow_test_runner_apply (self, script, 0, &hook, NULL);
  assert_stopped (self, report, CROW_RUN_OUTCOME_UNCHANGED, CROW_RUN_STOP_LOST);
  crow_test_assert_contains (report->error, "25P03");
  g_assert_cmpuint (crow_test_runner_read_oid (self), ==, self->oid);
}

/* --- The server's disk is full --------------------------------------------------------------- */

static gboolean
mount_tiny (const char *folder)
{
  g_autofree char *data = g_build_filename (server->dir, "data", NULL);
  struct stat owner;

  g_assert_cmpint (stat (data, &owner), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  if (mount ("none", folder, "tmpfs", 0, "size=256k,mode=0700") != 0)
    return FALSE;
  g_assert_cmpint (chown (folder, owner.st_uid, owner.st_gid), ==, 0);
  return TRUE;
}

static void
test_disk_full (CrowTestRunner *self, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  gboolean is_simple = g_str_equal (data, "simple");

  if (self->uri == NULL)
    return;
  folder = g_strdup_printf ("%s/tiny-%s", server->dir, (const char *) data);
  if (!mount_tiny (folder))
    {
      g_test_skip ("NOT RUN: no file system of a chosen size can be mounted here");
      return;
    }
  /* The scan has more to sort or hash than memory, and spills into a folder that is too small. */
  sql = g_strdup_printf ("CREATE TABLESPACE \"tiny_%s\" LOCATION '%s'", (const char *) data,
                         folder);
  crow_test_execute (self->other,
                     "SET session_replication_role = replica;"
                     "INSERT INTO app.parent SELECT generate_series (101, 200000);"
                     "INSERT INTO app.child SELECT i, i FROM"
                     " generate_series (101, 200000) i; ANALYZE app.parent, app.child;");
  crow_test_execute (self->other, sql);
  g_free (sql);
  sql = g_strdup_printf ("DO $$ BEGIN EXECUTE format ('ALTER DATABASE %%I SET temp_tablespaces ="
                         " \"tiny_%s\"', current_database ()); EXECUTE format ('ALTER DATABASE %%I"
                         " SET maintenance_work_mem = ''1MB''', current_database ()); END $$",
                         (const char *) data);
  crow_test_execute (self->other, sql);
  script = crow_test_runner_make_script (self, data);
  report = crow_test_runner_apply (self, script, 0, NULL, NULL);
  assert_stopped (self, report, is_simple ? CROW_RUN_OUTCOME_UNCHANGED : CROW_RUN_OUTCOME_PARTIAL,
                  CROW_RUN_STOP_REFUSED);
  crow_test_assert_contains (report->error, "53100");
  if (!is_simple)
    crow_test_assert_contains (get_next (script, report)->sql, "VALIDATE");
  g_assert_cmpint (umount2 (folder, MNT_DETACH), ==, 0);
}

/* A file that takes all that is left. */
static void
fill (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "filler", NULL);
  static const char zeros[64 * 1024];
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  while (write (fd, zeros, sizeof zeros) > 0)
    ;
  g_assert_cmpint (errno, ==, ENOSPC);
  close (fd);
}

/* There and back, until the catalogue's tables have no page left and cannot get another one. */
static CrowRunReport *
apply_until_full (CrowTestRunner *self)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (CrowScript) script = NULL;
      g_autoptr (CrowRunReport) report = NULL;
      CrowConstraint *before = self->before;

      self->oid = crow_test_runner_read_oid (self);
      script = crow_test_runner_make_script (self, "online");
      report = crow_test_runner_apply (self, script, 0, NULL, NULL);
      if (report->error != NULL)
        return g_steal_pointer (&report);
      assert_applied (self, report);
      self->before = self->after;
      self->after = before;
    }
  g_assert_not_reached ();
}

/* The whole server on a file system without a byte left. */
static void
test_disk_full_everywhere (void)
{
  g_autofree char *folder = g_strdup_printf ("/tmp/crow-full-%d", (int) getpid ());
  const char *const options[] = { "--dir", folder, NULL };
  g_autoptr (CrowRunReport) report = NULL;
  CrowTestServer *tiny = NULL;
  CrowTestRunner self = { 0 };

  if (server == NULL)
    {
      g_test_skip ("no PostgreSQL here");
      return;
    }
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  if (mount ("none", folder, "tmpfs", 0, "size=128m,mode=0755") != 0)
    {
      g_rmdir (folder);
      g_test_skip ("NOT RUN: no file system of a chosen size can be mounted here");
      return;
    }
  tiny = crow_test_server_start (options);
  crow_test_runner_set_server (tiny);
  crow_test_runner_set_up (&self, NULL);
  fill (folder);
  report = apply_until_full (&self);
  crow_test_assert_contains (report->error, "No space left on device");
  /* Which of the transactions it was depends on where the last page was needed. */
  g_assert_cmpint (report->outcome, ==,
                   crow_test_runner_read_oid (&self) == self.oid ? CROW_RUN_OUTCOME_UNCHANGED
                                                                 : CROW_RUN_OUTCOME_PARTIAL);
  crow_test_runner_assert_true (&self, report);
  crow_test_runner_tear_down (&self, NULL);
  crow_test_runner_set_server (server);
  crow_test_server_stop (tiny);
  g_assert_cmpint (umount2 (folder, MNT_DETACH), ==, 0);
  g_rmdir (folder);
}

static void
add (const char *name, void (*test) (CrowTestRunner *, gconstpointer), gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/runner/%s", name);

  g_test_add (path, CrowTestRunner, data, crow_test_runner_set_up, test,
              crow_test_runner_tear_down);
}

static void
add_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kills); i++)
    {
      g_autofree char *name = g_strdup_printf ("killed-while-applying/%s", kills[i].name);

      add (name, test_killed_while_applying, &kills[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *name = g_strdup_printf ("cut/%s", cuts[i].name);

      add (name, test_cut, &cuts[i]);
    }
}

int
main (int argc, char *argv[])
{
  /* What was acknowledged must outlive a kill. */
  const char *const options[] = { "--conf", "synchronous_commit=on", NULL };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (options);
  crow_test_runner_set_server (server);
  add ("killed-while-connecting", test_killed_while_connecting, NULL);
  add ("killed-while-rehearsing/online", test_killed_while_rehearsing, "online");
  add ("killed-while-rehearsing/swap", test_killed_while_rehearsing, "swap");
  add_cases ();
  add ("killed-for-good/before-commit", test_killed_for_good, "DROP CONSTRAINT");
  add ("killed-for-good/at-commit", test_killed_for_good, "COMMIT");
  add ("cut-for-good", test_cut_for_good, NULL);
  add ("black-hole/in-the-middle", test_black_hole, "DROP CONSTRAINT");
  add ("black-hole/at-commit", test_black_hole, "COMMIT");
  add ("terminated/in-the-middle", test_terminated, "COMMENT");
  add ("terminated/at-commit", test_terminated, "COMMIT");
  add ("idles-too-long", test_idles_too_long, NULL);
  add ("disk-full/online", test_disk_full, "online");
  add ("disk-full/simple", test_disk_full, "simple");
  add ("disk-full/swap", test_disk_full, "swap");
  g_test_add_func ("/runner/disk-full/everywhere", test_disk_full_everywhere);
  status = g_test_run ();
  g_clear_pointer (&server, crow_test_server_stop);
  return status;
}
