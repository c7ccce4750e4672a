#include <glib/gstdio.h>
#include <string.h>

#include "crow-connect-dialog-private.h"
#include "crow-recent-connections.h"
#include "crow-secrets.h"
#include "crow-test-server.h"
#include "crow-test-window.h"
#include "crow-window-private.h"

/* Raw, in a URI, and in a key=value string it looks different each time. */
#define PASSWORD "s3%cr:t@/x'y"
#define ENCODED "s3%25cr%3At%40%2Fx'y"
#define DISTINCT "cr:t@/x"
#define DISTINCT_ENCODED "cr%3At%40%2Fx"

static const char
    tables[] = "CREATE TABLE parent (id int PRIMARY KEY);"
               "CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent (id));";

typedef struct
{
  CrowApplication *application;
  CrowTestServer *server; /* (nullable) the parent's */
} Fixture;

/* What a subprocess is told in its environment: an argument would be seen by all. */
static const char *
get_uri (void)
{
  return g_getenv ("CROW_TEST_URI");
}

static gboolean
start_server (Fixture *self)
{
  const char *const options[] = { "--tcp", NULL };
  g_autoptr (PGconn) admin = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *place = NULL;
  g_autofree char *ours = NULL;

  if (self->server != NULL)
    return TRUE;
  self->server = crow_test_server_start (options);
  if (self->server == NULL)
    return FALSE;
  uri = crow_test_server_add_database (self->server, "shop", tables);
  admin = crow_test_connect (self->server->uri, NULL);
  crow_test_execute (admin, "CREATE ROLE ana SUPERUSER LOGIN PASSWORD 's3%cr:t@/x''y'");
  place = g_strdup (strchr (uri, '@'));
  ours = g_strdup_printf ("postgresql://ana:%s%s", ENCODED, place);
  g_setenv ("CROW_TEST_URI", ours, TRUE);
  return TRUE;
}

/* In a process of its own: the keyring's state is one for each. FALSE: this is the parent, and the
 * child is done. */
static gboolean
be_child (Fixture *fixture)
{
  if (g_test_subprocess ())
    return TRUE;
  if (!start_server (fixture))
    return FALSE;
  g_test_trap_subprocess (NULL, 150 * G_USEC_PER_SEC, 0);
  g_test_trap_assert_passed ();
  return FALSE;
}

static CrowConnectDialog *
find_dialog (void)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) one = g_list_model_get_item (all, i);

      if (CROW_IS_CONNECT_DIALOG (one) && gtk_widget_get_visible (GTK_WIDGET (one)))
        return CROW_CONNECT_DIALOG (one);
    }
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

static gboolean
has_no_dialog (gpointer data)
{
  return find_dialog () == NULL;
}

static CrowConnectDialog *
open_dialog (CrowWindow *window)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.connect", NULL));
  crow_test_wait (has_dialog, NULL);
  return find_dialog ();
}

static void
connect_in_dialog (CrowWindow *window, gboolean remember)
{
  CrowConnectDialog *dialog = open_dialog (window);

  crow_connect_dialog_set_uri (dialog, get_uri ());
  g_assert_cmpstr (crow_connect_dialog_get_password (dialog), ==, PASSWORD);
  crow_connect_dialog_set_remember (dialog, remember);
  crow_connect_dialog_connect (dialog);
  crow_test_wait (has_no_dialog, NULL);
  crow_test_wait_idle (window);
  g_assert_false (crow_window_is_empty (window));
}

static CrowRecentConnection *
get_recent (void)
{
  g_autoptr (GPtrArray) all = crow_recent_connections_load ();

  return all->len > 0 ? g_ptr_array_steal_index (all, 0) : NULL;
}

/* What a question to the keyring brought. */
typedef struct
{
  gboolean is_done;
  char *password;
  GError *error;
} Answer;

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->password = crow_secrets_lookup_finish (result, &answer->error);
  answer->is_done = TRUE;
}

static gboolean
is_answered (gpointer data)
{
  return ((Answer *) data)->is_done;
}

static void
ask_keyring (Answer *answer)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (get_uri (), NULL);

  *answer = (Answer){ FALSE, NULL, NULL };
  crow_secrets_lookup_async (connection, NULL, answered_cb, answer);
  crow_test_wait (is_answered, answer);
}

static gboolean
keyring_has_it (gpointer data)
{
  Answer answer;
  gboolean has_it;

  ask_keyring (&answer);
  has_it = g_strcmp0 (answer.password, PASSWORD) == 0;
  crow_secrets_wipe (answer.password);
  g_clear_error (&answer.error);
  return has_it;
}

static gboolean
keyring_has_none (gpointer data)
{
  return !keyring_has_it (data);
}

/* libsecret keeps them in a file of its own where it is told so: enough to see what we ask of it.
 */
static void
use_file_as_keyring (void)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "test.keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the keyring", TRUE);
}

static void
remember_in_keyring (Fixture *fixture)
{
  CrowWindow *window = crow_test_open_window (fixture->application, NULL);
  g_autoptr (CrowRecentConnection) recent = NULL;

  connect_in_dialog (window, TRUE);
  crow_test_wait (keyring_has_it, NULL);
  recent = get_recent ();
  g_assert_true (recent->is_remembered);
  crow_test_close_window (window);
}

static void
test_keyring_remembers (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autoptr (CrowRecentConnection) recent = NULL;
  CrowWindow *window;

  if (!be_child (fixture))
    return;
  use_file_as_keyring ();
  remember_in_keyring (fixture);
  /* From the dialog's list. */
  window = crow_test_open_window (fixture->application, NULL);
  gtk_widget_activate (g_ptr_array_index (open_dialog (window)->recent_rows, 0));
  crow_test_wait (has_no_dialog, NULL);
  crow_test_wait_idle (window);
  g_assert_false (crow_window_is_empty (window));
  crow_test_close_window (window);
  /* From the menu's. */
  window = crow_test_open_window (fixture->application, NULL);
  recent = get_recent ();
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.connect-to", "s",
                                             recent->uri));
  crow_test_wait_idle (window);
  g_assert_null (find_dialog ());
  g_assert_false (crow_window_is_empty (window));
  crow_test_close_window (window);
}

static void
test_keyring_forgets_with_the_entry (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  CrowWindow *window;
  CrowConnectDialog *dialog;

  if (!be_child (fixture))
    return;
  use_file_as_keyring ();
  remember_in_keyring (fixture);
  window = crow_test_open_window (fixture->application, NULL);
  dialog = open_dialog (window);
  crow_connect_dialog_forget (dialog, g_ptr_array_index (dialog->recent_rows, 0));
  crow_test_wait (keyring_has_none, NULL);
  g_assert_null (get_recent ());
  gtk_window_destroy (GTK_WINDOW (dialog));
  crow_test_close_window (window);
}

static void
test_keyring_forgets_with_the_switch (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autoptr (CrowRecentConnection) recent = NULL;
  CrowWindow *window;

  if (!be_child (fixture))
    return;
  use_file_as_keyring ();
  remember_in_keyring (fixture);
  window = crow_test_open_window (fixture->application, NULL);
  connect_in_dialog (window, FALSE);
  crow_test_wait (keyring_has_none, NULL);
  recent = get_recent ();
  g_assert_false (recent->is_remembered);
  crow_test_close_window (window);
}

static void
test_keyring_is_not_asked_unbidden (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  CrowWindow *window;

  if (!be_child (fixture))
    return;
  use_file_as_keyring ();
  window = crow_test_open_window (fixture->application, NULL);
  connect_in_dialog (window, FALSE);
  crow_test_iterate (300);
  crow_test_close_window (window);
  g_assert_false (g_file_test (g_getenv ("SECRET_FILE_TEST_PATH"), G_FILE_TEST_EXISTS));
}

static gboolean
says_not_remembered (gpointer data)
{
  AdwToast *toast = CROW_WINDOW (data)->toast;

  return toast != NULL && strstr (adw_toast_get_title (toast), "not remembered") != NULL;
}

/* No session bus, no keyring: the database opens all the same, and a later time asks. */
static void
test_goes_on_without_a_keyring (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autoptr (CrowRecentConnection) recent = NULL;
  CrowConnectDialog *dialog;
  CrowWindow *window;

  if (!be_child (fixture))
    return;
  window = crow_test_open_window (fixture->application, NULL);
  connect_in_dialog (window, TRUE);
  crow_test_wait (says_not_remembered, window);
  crow_test_close_window (window);

  window = crow_test_open_window (fixture->application, NULL);
  recent = get_recent ();
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.connect-to", "s",
                                             recent->uri));
  crow_test_wait (has_dialog, NULL);
  dialog = find_dialog ();
  crow_connect_dialog_set_password (dialog, PASSWORD);
  crow_connect_dialog_connect (dialog);
  crow_test_wait (has_no_dialog, NULL);
  crow_test_wait_idle (window);
  g_assert_false (crow_window_is_empty (window));
  crow_test_close_window (window);
}

static void
assert_is_clean (const char *what, const char *content, gsize length)
{
  static const char *const forms[] = { DISTINCT, DISTINCT_ENCODED };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (memmem (content, length, forms[i], strlen (forms[i])) != NULL)
      g_error ("%s holds the password", what);
}

/* Every file below @folder; returns how many there were. */
static guint
scan_folder (const char *folder)
{
  g_autoptr (GPtrArray) paths = crow_test_walk (folder, "");

  for (guint i = 0; i < paths->len; i++)
    {
      gsize length;
      g_autofree char *content = crow_test_read (g_ptr_array_index (paths, i), &length);

      assert_is_clean (g_ptr_array_index (paths, i), content, length);
    }
  return paths->len;
}

static void
scan_arguments (void)
{
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents ("/proc/self/cmdline", &content, &length, NULL));
  assert_is_clean ("the command line", content, length);
}

static void
scan_titles (void)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) one = g_list_model_get_item (all, i);
      const char *title = gtk_window_get_title (one);

      if (title != NULL)
        assert_is_clean ("a title", title, strlen (title));
    }
}

static gboolean
is_stale (gpointer window)
{
  return crow_document_is_stale (crow_window_get_document (window));
}

static void
cut_and_reconnect (CrowWindow *window)
{
  g_autoptr (PGconn) admin = crow_test_connect (get_uri (), "postgres");

  crow_test_execute (admin, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity"
                            " WHERE datname = 'shop'");
  crow_test_wait (is_stale, window);
  crow_window_reconnect (window);
  crow_test_wait_idle (window);
  g_assert_false (is_stale (window));
}

static void
edit_and_export (CrowWindow *window)
{
  CrowDocument *document = crow_window_get_document (window);
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autofree char *svg = g_build_filename (g_get_user_state_dir (), "shop.svg", NULL);
  g_autofree char *sql = g_build_filename (g_get_user_state_dir (), "shop.sql", NULL);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (edits,
                   crow_action_edit_parse ("child.child_parent_id_fkey:onDelete=Cascade", &error));
  g_assert_no_error (error);
  crow_document_edit_actions (document, edits, &error);
  g_assert_no_error (error);
  crow_document_move_model (document, "child", 10, 20);
  crow_window_export_diagram (window, svg, CROW_FORMAT_SVG, CROW_THEME_LIGHT);
  crow_window_export_sql (window, sql, FALSE);
  crow_test_wait_idle (window);
  g_assert_true (g_file_test (svg, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (sql, G_FILE_TEST_EXISTS));
}

/* A run of the script on its way. */
typedef struct
{
  gboolean is_rehearsal;
  CrowRunReport *report; /* (owned) (nullable) NULL: not yet */
} Run;

static void
run_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowDocument *document = CROW_DOCUMENT (object);
  Run *run = data;
  g_autoptr (GError) error = NULL;

  run->report = run->is_rehearsal ? crow_document_rehearse_finish (document, result, &error)
                                  : crow_document_apply_finish (document, result, &error);
  g_assert_no_error (error);
}

static gboolean
is_run (gpointer data)
{
  return ((Run *) data)->report != NULL;
}

static void
print_event_cb (const CrowRunEvent *event, gpointer data)
{
  g_print ("# %d %u %s\n", event->kind, event->statement,
           event->message != NULL ? event->message : "");
}

/* Both open sessions of their own, for writing. All that they tell goes to standard output, which
 * is looked through in the end. */
static void
rehearse_and_apply (CrowWindow *window)
{
  CrowDocument *document = crow_window_get_document (window);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowScript) script = crow_document_build_script (document, FALSE, &error);
  Run rehearsal = { TRUE, NULL };
  Run run = { FALSE, NULL };

  g_assert_no_error (error);
  crow_document_rehearse_async (document, script, print_event_cb, NULL, NULL, run_cb, &rehearsal);
  crow_test_wait (is_run, &rehearsal);
  g_print ("# %s\n", rehearsal.report->state);
  g_assert_cmpint (rehearsal.report->outcome, ==, CROW_RUN_OUTCOME_REHEARSED);
  crow_document_apply_async (document, script, 0, print_event_cb, NULL, NULL, run_cb, &run);
  crow_test_wait (is_run, &run);
  g_print ("# %s\n", run.report->state);
  g_assert_cmpint (run.report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  crow_run_report_free (rehearsal.report);
  crow_run_report_free (run.report);
  crow_test_wait_idle (window);
}

static void
run_session (Fixture *fixture)
{
  CrowWindow *window = crow_test_open_window (fixture->application, NULL);
  CrowConnectDialog *dialog = open_dialog (window);
  g_autofree char *wrong = g_strconcat (get_uri (), "x?connect_timeout=5", NULL);
  const char *home = g_getenv ("HOME");

  crow_connect_dialog_set_uri (dialog, wrong);
  crow_connect_dialog_connect (dialog);
  crow_test_iterate (400);
  scan_titles ();
  gtk_window_destroy (GTK_WINDOW (dialog));
  connect_in_dialog (window, FALSE);
  cut_and_reconnect (window);
  edit_and_export (window);
  rehearse_and_apply (window);
  crow_test_iterate (800);
  scan_titles ();
  scan_folder (g_get_user_state_dir ());
  crow_test_close_window (window);
  scan_arguments ();
  g_assert_cmpuint (scan_folder (g_get_user_state_dir ()), >, 2);
  scan_folder (home);
}

static void
test_password_appears_nowhere (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;

  if (g_test_subprocess ())
    {
      run_session (fixture);
      return;
    }
  if (!start_server (fixture))
    return;
  g_test_trap_subprocess (NULL, 150 * G_USEC_PER_SEC, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout_unmatched ("*" DISTINCT "*");
  g_test_trap_assert_stderr_unmatched ("*" DISTINCT "*");
  g_test_trap_assert_stdout_unmatched ("*" DISTINCT_ENCODED "*");
  g_test_trap_assert_stderr_unmatched ("*" DISTINCT_ENCODED "*");
}

/* The program as the shell starts it. */
typedef struct
{
  GSubprocess *process;
  const char *folder;
} Program;

static char *
read_arguments (Program *program)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/cmdline",
                                           g_subprocess_get_identifier (program->process));
  char *content = NULL;
  gsize length = 0;

  g_file_get_contents (path, &content, &length, NULL);
  for (gsize i = 0; i + 1 < length; i++)
    if (content[i] == '\0')
      content[i] = ' ';
  return content;
}

static gboolean
is_hidden (gpointer data)
{
  g_autofree char *arguments = read_arguments (data);

  return arguments != NULL && strstr (arguments, "postgresql://ana:*") != NULL &&
         strstr (arguments, DISTINCT_ENCODED) == NULL;
}

static gboolean
has_recent (gpointer data)
{
  g_autofree char *path = g_build_filename (((Program *) data)->folder, "crowsfoot",
                                            "connections.ini", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* @schema: (nullable): to compare with the database. */
static void
run_program (const char *schema)
{
  g_autofree char *path = crow_test_build ("src/app/crowsfoot");
  g_autofree char *folder = g_dir_make_tmp ("crow-program-XXXXXX", NULL);
  const char *clean[] = { "rm", "-rf", folder, NULL };
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *log = g_build_filename (folder, "log", NULL);
  g_autoptr (GError) error = NULL;
  Program program = { NULL, folder };

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_subprocess_launcher_set_stdout_file_path (launcher, log);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "CROW_TEST_URI");
  program.process = schema == NULL
                        ? g_subprocess_launcher_spawn (launcher, &error, path, get_uri (), NULL)
                        : g_subprocess_launcher_spawn (launcher, &error, path, schema, get_uri (),
                                                       NULL);
  g_assert_no_error (error);
  crow_test_wait (is_hidden, &program);
  crow_test_wait (has_recent, &program);
  crow_test_iterate (300);
  g_subprocess_force_exit (program.process);
  g_subprocess_wait (program.process, NULL, NULL);
  g_object_unref (program.process);
  g_assert_cmpuint (scan_folder (folder), >, 1);
  crow_test_run (clean, NULL, NULL, NULL);
}

static void
test_command_line_hides_the_password (gconstpointer data)
{
  if (start_server ((Fixture *) data))
    run_program (NULL);
}

/* A database is listed once it was read: so the comparison, too, has come about. */
static void
test_command_line_compares (gconstpointer data)
{
  g_autofree char *schema = crow_test_source ("data/examples/blog.prisma");

  if (start_server ((Fixture *) data))
    run_program (schema);
}

#define ADD(path, function) g_test_add_data_func (path, &fixture, function)

int
main (int argc, char **argv)
{
  static Fixture fixture;
  g_autofree char *home = g_dir_make_tmp ("crow-home-XXXXXX", NULL);
  g_autofree char *folder = NULL;
  const char *clean[] = { "rm", "-rf", home, NULL, NULL };
  int status;

  g_unsetenv ("PGPASSWORD");
  g_unsetenv ("SECRET_BACKEND");
  /* The subprocess is to be as talkative as it can. */
  if (g_strv_contains ((const char *const *) argv, "/secrets/password-appears-nowhere"))
    g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_setenv ("HOME", home, TRUE);
  fixture.application = crow_test_window_init (&argc, &argv);
  folder = g_strdup (g_getenv ("XDG_STATE_HOME"));
  ADD ("/secrets/keyring-remembers", test_keyring_remembers);
  ADD ("/secrets/keyring-forgets-with-the-entry", test_keyring_forgets_with_the_entry);
  ADD ("/secrets/keyring-forgets-with-the-switch", test_keyring_forgets_with_the_switch);
  ADD ("/secrets/keyring-is-not-asked-unbidden", test_keyring_is_not_asked_unbidden);
  ADD ("/secrets/goes-on-without-a-keyring", test_goes_on_without_a_keyring);
  ADD ("/secrets/password-appears-nowhere", test_password_appears_nowhere);
  ADD ("/secrets/command-line-hides-the-password", test_command_line_hides_the_password);
  ADD ("/secrets/command-line-compares", test_command_line_compares);
  status = crow_test_run_windows ();
  g_clear_pointer (&fixture.server, crow_test_server_stop);
  g_object_unref (fixture.application);
  clean[3] = folder;
  crow_test_run (clean, NULL, NULL, NULL);
  return status;
}
