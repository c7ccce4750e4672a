#include <string.h>
#include <unistd.h>

#include "crow-document-private.h"
#include "crow-test-folder.h"
#include "crow-test-server.h"

/* A document and a real server. */

static const char
    tables[] = "CREATE TABLE users (id integer PRIMARY KEY);"
               "CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL,"
               "  CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id)"
               "  ON UPDATE CASCADE ON DELETE RESTRICT);"
               "CREATE TABLE notes (id integer PRIMARY KEY, user_id integer NOT NULL,"
               "  CONSTRAINT notes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)"
               "  ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE);"
               "COMMENT ON CONSTRAINT posts_author_id_fkey ON posts IS 'kept';"
               "INSERT INTO users SELECT generate_series (1, 10);"
               "INSERT INTO posts SELECT i, i FROM generate_series (1, 10) i;";

static CrowTestServer *server;
static guint n_databases;

/* A database of its own for each test, open in a document. */
typedef struct
{
  char *uri;
  PGconn *other; /* somebody else */
  CrowDocument *document;
  guint n_changed, n_stale;
  char *lost; /* (nullable) */
} Fixture;

static void
count_cb (gpointer object, gpointer counter)
{
  (*(guint *) counter)++;
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer counter)
{
  (*(guint *) counter)++;
}

static void
lost_cb (CrowDocument *document, const char *lines, Fixture *self)
{
  g_free (self->lost);
  self->lost = g_strdup (lines);
}

static void
result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Runs the main loop until *@result is there; a test that hangs ends. */
static void
wait_for (GAsyncResult **result)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (*result == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static void
iterate_until_stale (CrowDocument *document)
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (!crow_document_is_stale (document))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static gboolean
connect_document (CrowDocument *document, const char *uri, GError **error)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  crow_document_connect_async (document, connection, NULL, NULL, result_cb, &result);
  wait_for (&result);
  return crow_document_connect_finish (document, result, error);
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
  self->uri = crow_test_server_add_database (server, name, tables);
  self->other = crow_test_connect (self->uri, NULL);
  self->document = crow_document_new ();
  connect_document (self->document, self->uri, &error);
  g_assert_no_error (error);
  g_signal_connect (self->document, "changed", G_CALLBACK (count_cb), &self->n_changed);
  g_signal_connect (self->document, "notify::stale", G_CALLBACK (notify_cb), &self->n_stale);
  g_signal_connect (self->document, "edits-lost", G_CALLBACK (lost_cb), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->document != NULL)
    g_assert_finalize_object (self->document);
  g_clear_pointer (&self->other, PQfinish);
  g_free (self->uri);
  g_free (self->lost);
}

static void
edit (CrowDocument *document, const char *text)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (edits, crow_action_edit_parse (text, &error));
  crow_document_edit_actions (document, edits, &error);
  g_assert_no_error (error);
}

static CrowAction
get_on_delete (CrowDocument *document, const char *relation)
{
  CrowSchema *schema = crow_document_get_schema (document);
  int index = crow_schema_find_relation (schema, relation);

  g_assert_cmpint (index, >=, 0);
  return crow_schema_get_relation (schema, (guint) index)->clauses[CROW_EVENT_DELETE].action;
}

static void
assert_on_delete (PGconn *connection, const char *constraint, const char *code)
{
  g_autofree char *query = g_strdup_printf ("SELECT confdeltype FROM pg_constraint WHERE conname = "
                                            "'%s'",
                                            constraint);
  g_autoptr (GPtrArray) lines = crow_test_fetch_lines (connection, query);

  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (lines, 0), ==, code);
}

/* As if the network or an administrator ended the document's session. */
static void
end_sessions (PGconn *connection)
{
  g_ptr_array_unref (crow_test_fetch_lines (connection, "SELECT pg_terminate_backend (pid) FROM "
                                                        "pg_stat_activity"
                                                        " WHERE datname = current_database ()"
                                                        " AND pid <> pg_backend_pid ()"));
}

/* What was heard of a run, in the main thread. */
typedef struct
{
  CrowDocument *document;
  GThread *thread;
  GString *kinds;
  const char *edit_meanwhile; /* (nullable) */
  GCancellable *cancellable;  /* (nullable) cancelled when something blocks */
  gboolean is_over;
} Heard;

static void
run_cb (const CrowRunEvent *event, gpointer user_data)
{
  static const char letters[] = "ocsfbwp";
  Heard *heard = user_data;

  g_assert_true (g_thread_self () == heard->thread);
  g_assert_false (heard->is_over);
  g_string_append_c (heard->kinds, letters[event->kind]);
  if (event->kind == CROW_RUN_STATEMENT && heard->edit_meanwhile != NULL)
    edit (heard->document, g_steal_pointer (&heard->edit_meanwhile));
  if ((event->kind == CROW_RUN_BLOCKED || event->kind == CROW_RUN_WAITING) &&
      heard->cancellable != NULL)
    g_cancellable_cancel (heard->cancellable);
}

static void
heard_init (Heard *heard, CrowDocument *document)
{
  *heard = (Heard){ .document = document, .thread = g_thread_self () };
  heard->kinds = g_string_new (NULL);
}

static void
heard_clear (Heard *heard)
{
  g_string_free (heard->kinds, TRUE);
  g_clear_object (&heard->cancellable);
}

static CrowRunReport *
run (CrowDocument *document, CrowScript *script, gboolean is_rehearsal, Heard *heard)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrowRunReport *report;

  if (is_rehearsal)
    crow_document_rehearse_async (document, script, run_cb, heard, heard->cancellable, result_cb,
                                  &result);
  else
    crow_document_apply_async (document, script, 0, run_cb, heard, heard->cancellable, result_cb,
                               &result);
  wait_for (&result);
  heard->is_over = TRUE;
  report = is_rehearsal ? crow_document_rehearse_finish (document, result, &error)
                        : crow_document_apply_finish (document, result, &error);
  g_assert_no_error (error);
  return report;
}

static void
progress_cb (CrowDocument *document, double fraction, double *last)
{
  g_assert_cmpfloat (fraction, >=, 0);
  g_assert_cmpfloat (fraction, <=, 1);
  g_assert_cmpfloat (fraction, >=, *last);
  *last = fraction;
}

static void
test_connects (Fixture *self, gconstpointer data)
{
  CrowDocument *document = self->document;
  g_autoptr (CrowDocument) other = NULL;
  g_autoptr (GError) error = NULL;
  double last = 0;

  if (server == NULL)
    return;
  g_assert_true (crow_document_is_database (document));
  g_assert_false (crow_document_is_stale (document));
  g_assert_false (crow_document_is_modified (document));
  g_assert_nonnull (crow_document_get_encryption (document));
  g_assert_cmpuint (crow_document_get_schema (document)->models->len, ==, 3);
  g_assert_cmpuint (crow_document_get_schema (document)->relations->len, ==, 2);
  g_assert_cmpint (get_on_delete (document, "posts.posts_author_id_fkey"), ==,
                   CROW_ACTION_RESTRICT);

  /* The same by the name of the source alone, in one blocking call. */
  other = crow_document_new ();
  g_assert_true (crow_document_load (other, self->uri, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (crow_document_get_source (other), ==, crow_document_get_source (document));
  edit (other, "posts.posts_author_id_fkey:onDelete=Cascade");
  g_assert_true (crow_document_load (other, crow_document_get_source (other), NULL, &error));
  g_assert_false (crow_document_is_modified (other));
  g_signal_connect (other, "progress", G_CALLBACK (progress_cb), &last);
  g_assert_true (connect_document (other, self->uri, &error));
  g_assert_cmpfloat (last, >, 0);
}

static void
test_failed_connection_touches_nothing (Fixture *self, gconstpointer data)
{
  g_autofree char *nowhere = NULL;
  g_autoptr (GError) error = NULL;
  CrowSchema *before;

  if (server == NULL)
    return;
  edit (self->document, "posts.posts_author_id_fkey:onDelete=Cascade");
  before = crow_document_get_schema (self->document);
  nowhere = crow_test_server_make_uri (server, "nowhere");
  g_assert_false (connect_document (self->document, nowhere, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_assert_true (crow_document_get_schema (self->document) == before);
  g_assert_true (crow_document_is_modified (self->document));
  g_assert_false (crow_document_is_stale (self->document));
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* A host that takes the connection and never says a word. */
static void
test_cancels_a_black_hole (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *uri = g_strdup_printf ("postgresql://ann@127.0.0.1:%u/shop", port);
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, NULL);
  g_autoptr (CrowDocument) document = crow_document_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_no_error (error);
  crow_document_connect_async (document, connection, NULL, cancellable, result_cb, &result);
  g_timeout_add (100, cancel_cb, cancellable);
  wait_for (&result);
  g_assert_false (crow_document_connect_finish (document, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  g_assert_null (crow_document_get_source (document));
}

/* Nobody waits for it any more: the document goes when the worker is done. */
static void
test_closes_while_it_connects (Fixture *self, gconstpointer data)
{
  g_autoptr (CrowConnection) connection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  CrowDocument *document = crow_document_new ();
  gpointer weak = document;

  if (server != NULL)
    {
      connection = crow_connection_parse (self->uri, NULL);
      g_object_add_weak_pointer (G_OBJECT (document), &weak);
      crow_document_connect_async (document, connection, NULL, NULL, result_cb, &result);
      g_object_unref (document);
      wait_for (&result);
      g_clear_object (&result);
      while (weak != NULL)
        g_main_context_iteration (NULL, FALSE);
    }
  else
    g_object_unref (document);
}

static void
test_rehearses_and_applies (Fixture *self, gconstpointer data)
{
  CrowDocument *document = self->document;
  g_autofree char *before = NULL;
  g_autofree char *rehearsed = NULL;
  g_autofree char *applied = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowScript) down = NULL;
  g_autoptr (CrowRunReport) rehearsal = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (CrowRunReport) back = NULL;
  g_autoptr (GError) error = NULL;
  Heard heard;

  if (server == NULL)
    return;
  before = crow_test_fetch_catalogue (self->other);
  edit (document, "posts.posts_author_id_fkey:onDelete=Cascade");
  script = crow_document_build_script (document, FALSE, &error);
  down = crow_document_build_script (document, TRUE, &error);
  g_assert_no_error (error);

  heard_init (&heard, document);
  rehearsal = run (document, script, TRUE, &heard);
  g_assert_cmpint (rehearsal->outcome, ==, CROW_RUN_OUTCOME_REHEARSED);
  g_assert_true (g_str_has_prefix (heard.kinds->str, "o"));
  g_assert_nonnull (strstr (heard.kinds->str, "sf"));
  heard_clear (&heard);
  rehearsed = crow_test_fetch_catalogue (self->other);
  g_assert_cmpstr (rehearsed, ==, before);
  g_assert_true (crow_document_is_modified (document));

  heard_init (&heard, document);
  report = run (document, script, FALSE, &heard);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  g_assert_nonnull (strstr (heard.kinds->str, "sf"));
  heard_clear (&heard);
  assert_on_delete (self->other, "posts_author_id_fkey", "c");
  g_assert_false (crow_document_is_modified (document));
  g_assert_false (crow_document_can_undo (document));
  g_assert_cmpint (get_on_delete (document, "posts.posts_author_id_fkey"), ==, CROW_ACTION_CASCADE);
  g_assert_true (crow_document_get_baseline (document) == crow_document_get_schema (document));
  g_assert_false (crow_document_is_stale (document));
  g_assert_null (self->lost);

  /* And back, to the last attribute. */
  edit (document, "posts.posts_author_id_fkey:onDelete=Restrict");
  g_clear_pointer (&script, crow_script_unref);
  script = crow_document_build_script (document, FALSE, &error);
  g_assert_no_error (error);
  heard_init (&heard, document);
  back = run (document, script, FALSE, &heard);
  heard_clear (&heard);
  g_assert_cmpint (back->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  applied = crow_test_fetch_catalogue (self->other);
  g_assert_cmpstr (applied, ==, before);
}

static void
test_edits_meanwhile_stay_pending (Fixture *self, gconstpointer data)
{
  CrowDocument *document = self->document;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  Heard heard;

  if (server == NULL)
    return;
  edit (document, "posts.posts_author_id_fkey:onDelete=Cascade");
  script = crow_document_build_script (document, FALSE, NULL);
  heard_init (&heard, document);
  heard.edit_meanwhile = "notes.notes_user_id_fkey:onDelete=SetNull";
  report = run (document, script, FALSE, &heard);
  heard_clear (&heard);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  assert_on_delete (self->other, "posts_author_id_fkey", "c");
  assert_on_delete (self->other, "notes_user_id_fkey", "r");
  g_assert_true (crow_document_is_modified (document));
  g_assert_cmpint (get_on_delete (document, "notes.notes_user_id_fkey"), ==, CROW_ACTION_SET_NULL);
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "pending changes");
  crow_document_undo (document);
  g_assert_false (crow_document_is_modified (document));
  g_assert_cmpint (get_on_delete (document, "posts.posts_author_id_fkey"), ==, CROW_ACTION_CASCADE);
}

/* One of two changes finds its table locked, and the user gives up. */
static void
test_what_was_not_applied_stays_pending (Fixture *self, gconstpointer data)
{
  CrowDocument *document = self->document;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  PGconn *blocker;
  Heard heard;

  if (server == NULL)
    return;
  blocker = crow_test_connect (self->uri, NULL);
  crow_test_execute (blocker, "BEGIN; LOCK TABLE posts IN ACCESS SHARE MODE");
  edit (document, "notes.notes_user_id_fkey:onDelete=Cascade");
  edit (document, "posts.posts_author_id_fkey:onDelete=Cascade");
  script = crow_document_build_script (document, FALSE, NULL);
  heard_init (&heard, document);
  heard.cancellable = g_cancellable_new ();
  report = run (document, script, FALSE, &heard);
  heard_clear (&heard);
  crow_test_execute (blocker, "ROLLBACK");
  PQfinish (blocker);
  g_assert_cmpint (report->outcome, !=, CROW_RUN_OUTCOME_APPLIED);
  g_assert_nonnull (report->state);
  assert_on_delete (self->other, "posts_author_id_fkey", "r");
  g_assert_true (crow_document_is_modified (document));
  g_assert_cmpint (get_on_delete (document, "posts.posts_author_id_fkey"), ==, CROW_ACTION_CASCADE);
  g_assert_cmpint (get_on_delete (document, "notes.notes_user_id_fkey"), ==, CROW_ACTION_CASCADE);
  g_clear_pointer (&report, crow_run_report_free);
  g_clear_pointer (&script, crow_script_unref);

  /* What is left can be applied then. */
  script = crow_document_build_script (document, FALSE, NULL);
  heard_init (&heard, document);
  report = run (document, script, FALSE, &heard);
  heard_clear (&heard);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  assert_on_delete (self->other, "posts_author_id_fkey", "c");
  assert_on_delete (self->other, "notes_user_id_fkey", "c");
  g_assert_false (crow_document_is_modified (document));
}

static void
reconnect (CrowDocument *document)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crow_document_reconnect_async (document, NULL, result_cb, &result);
  wait_for (&result);
  crow_document_reconnect_finish (document, result, &error);
  g_assert_no_error (error);
}

static void
test_loss_is_noticed (Fixture *self, gconstpointer data)
{
  CrowDocument *document = self->document;
  CrowSchema *picture;

  if (server == NULL)
    return;
  edit (document, "posts.posts_author_id_fkey:onDelete=Cascade");
  edit (document, "notes.notes_user_id_fkey:onDelete=SetNull");
  picture = crow_document_get_picture (document);
  end_sessions (self->other);
  iterate_until_stale (document);
  g_assert_cmpuint (self->n_stale, ==, 1);
  g_assert_true (crow_document_get_picture (document) == picture);
  g_assert_true (crow_document_is_modified (document));
  crow_document_undo (document); /* it is still there to be worked on */
  crow_document_redo (document);

  crow_test_execute (self->other, "ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;"
                                  "CREATE TABLE tags (id integer PRIMARY KEY)");
  reconnect (document);
  g_assert_false (crow_document_is_stale (document));
  g_assert_cmpuint (self->n_stale, ==, 2);
  g_assert_cmpuint (crow_document_get_schema (document)->models->len, ==, 4);
  g_assert_cmpuint (crow_document_get_schema (document)->relations->len, ==, 1);
  g_assert_cmpint (get_on_delete (document, "notes.notes_user_id_fkey"), ==, CROW_ACTION_SET_NULL);
  g_assert_nonnull (self->lost);
  g_assert_nonnull (strstr (self->lost, "posts_author_id_fkey"));
  g_assert_null (strstr (self->lost, "notes_user_id_fkey"));

  end_sessions (self->other); /* the new session is watched, too */
  iterate_until_stale (document);
}

/* Without a server there is nothing to reconnect to; the picture stays. */
static void
test_reconnect_fails (Fixture *self, gconstpointer data)
{
  CrowDocument *document = self->document;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *drop = NULL;
  g_autofree char *name = NULL;
  PGconn *admin;

  if (server == NULL)
    return;
  name = g_strdup (PQdb (self->other));
  edit (document, "posts.posts_author_id_fkey:onDelete=Cascade");
  g_clear_pointer (&self->other, PQfinish);
  admin = crow_test_connect (server->uri, NULL);
  drop = g_strdup_printf ("DROP DATABASE %s WITH (FORCE)", name);
  crow_test_execute (admin, drop);
  PQfinish (admin);
  iterate_until_stale (document);
  crow_document_reconnect_async (document, NULL, result_cb, &result);
  wait_for (&result);
  g_assert_false (crow_document_reconnect_finish (document, result, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_assert_true (crow_document_is_stale (document));
  g_assert_true (crow_document_is_modified (document));
  g_assert_cmpuint (crow_document_get_schema (document)->relations->len, ==, 2);
}

/* --- a crash ---------------------------------------------------------------- */

static void
test_crash_child (void)
{
  CrowDocument *document = crow_document_new ();

  crow_document_set_recovery_folder (document, g_getenv ("CROW_CRASH_FOLDER"));
  g_assert_true (crow_document_load (document, g_getenv ("CROW_CRASH_SOURCE"), NULL, NULL));
  edit (document, "posts.posts_author_id_fkey:onDelete=Cascade");
  while (document->recovery_job != NULL)
    g_main_context_iteration (NULL, TRUE);
  edit (document, "notes.notes_user_id_fkey:onDelete=SetNull");
  while (document->recovery_job != NULL)
    g_main_context_iteration (NULL, TRUE);
  _exit (7);
}

/* A worker lets go of a file a little after it told so. */
static void
wait_until_empty (const char *folder)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  for (;;)
    {
      g_autofree char *names = crow_test_folder_list (folder);

      if (*names == '\0')
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (5000);
    }
}

static void
test_crash_loses_no_edit (Fixture *self, gconstpointer data)
{
  g_autofree char *program = crow_test_build ("tests/document/test-document-server");
  const char *const argv[] = { program, "-p", "/document-server/crash-child", NULL };
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (GError) error = NULL;
  guint n_recovered = 0;

  if (server == NULL)
    return;
  g_setenv ("CROW_CRASH_SOURCE", self->uri, TRUE);
  g_setenv ("CROW_CRASH_FOLDER", folder, TRUE);
  g_assert_cmpint (crow_test_run (argv, NULL, NULL, NULL), ==, 7);
  g_unsetenv ("CROW_CRASH_SOURCE");
  crow_test_execute (self->other, "ALTER TABLE notes RENAME CONSTRAINT notes_user_id_fkey TO n");

  g_assert_finalize_object (g_steal_pointer (&self->document));
  self->document = crow_document_new ();
  crow_document_set_recovery_folder (self->document, folder);
  g_signal_connect (self->document, "recovered", G_CALLBACK (count_cb), &n_recovered);
  g_signal_connect (self->document, "edits-lost", G_CALLBACK (lost_cb), self);
  g_assert_true (connect_document (self->document, self->uri, &error));
  g_assert_cmpuint (n_recovered, ==, 1);
  g_assert_cmpint (get_on_delete (self->document, "posts.posts_author_id_fkey"), ==,
                   CROW_ACTION_CASCADE);
  g_assert_nonnull (strstr (self->lost, "notes_user_id_fkey"));
  crow_document_undo (self->document);
  g_assert_false (crow_document_is_modified (self->document));
  while (self->document->recovery_job != NULL)
    g_main_context_iteration (NULL, TRUE);
  wait_until_empty (folder);
}

/* --- beside a schema file ----------------------------------------------------- */

#define FILE_TEXT                                                                                  \
  "datasource db {\n  provider = \"postgresql\"\n}\n\n"                                            \
  "model users {\n  id Int @id\n  posts posts[]\n  notes notes[]\n}\n\n"                           \
  "model posts {\n  id Int @id\n  author_id Int\n"                                                 \
  "  author users @relation(fields: [author_id], references: [id], onDelete: Cascade)\n}\n\n"      \
  "model notes {\n  id Int @id\n  user_id Int\n"                                                   \
  "  user users @relation(fields: [user_id], references: [id], onDelete: NoAction)\n}\n"

static void
compare (CrowDocument *document, const char *uri)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crow_document_compare_async (document, connection, NULL, NULL, result_cb, &result);
  wait_for (&result);
  crow_document_compare_finish (document, result, &error);
  g_assert_no_error (error);
}

static guint
find_item (CrowDocument *document, const char *relation)
{
  CrowDrift *drift = crow_document_get_drift (document);

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (drift->items, i);
      const CrowForeignKey *key = g_ptr_array_index (drift->schema_keys, (guint) item->schema_key);

      if (strcmp (key->relation_id, relation) == 0)
        return i;
    }
  g_assert_not_reached ();
}

/* One difference is taken from the database, the other brought to it: none is left. */
static void
test_drift_ends (Fixture *self, gconstpointer data)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "schema.prisma", FILE_TEXT, -1);
  CrowDocument *document = self->document;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (CrowRunReport) report = NULL;
  g_autoptr (GError) error = NULL;
  CrowDrift *drift;
  Heard heard;

  if (server == NULL)
    return;
  g_assert_true (crow_document_load (document, path, NULL, &error));
  g_assert_null (crow_document_get_connection (document));
  compare (document, self->uri);
  drift = crow_document_get_drift (document);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_DIFFERS), ==, 2);
  g_assert_cmpuint (drift->items->len, ==, 2);

  crow_document_take_database (document, find_item (document, "notes.user"), &error);
  g_assert_no_error (error);
  drift = crow_document_get_drift (document);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_DIFFERS), ==, 1);
  script = crow_document_build_script (document, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (script->promises->len, ==, 1);
  heard_init (&heard, document);
  report = run (document, script, FALSE, &heard);
  heard_clear (&heard);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_APPLIED);
  drift = crow_document_get_drift (document);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_EQUAL), ==, 2);
  assert_on_delete (self->other, "posts_author_id_fkey", "c");
  assert_on_delete (self->other, "notes_user_id_fkey", "r"); /* and still DEFERRABLE */
  g_assert_cmpuint (((CrowDriftItem *) g_ptr_array_index (drift->items,
                                                          find_item (document, "notes.user")))
                        ->unsayable->len,
                    ==, 1);
  g_assert_true (crow_document_can_undo (document)); /* the file's edit is no change of a database
                                                      */
  g_assert_true (crow_document_save (document, FALSE, NULL, &error));

  end_sessions (self->other);
  iterate_until_stale (document);
  reconnect (document);
  g_assert_true (crow_document_can_undo (document));
  crow_document_undo (document);
  drift = crow_document_get_drift (document);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_DIFFERS), ==, 1);
}

/* A file that covers one namespace leaves the keys of the others alone. */
static void
test_other_namespaces_stay (Fixture *self, gconstpointer data)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "schema.prisma", FILE_TEXT, -1);
  CrowDocument *document = self->document;
  g_autofree char *uri = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (GError) error = NULL;
  CrowDrift *drift;

  if (server == NULL)
    return;
  crow_test_execute (self->other,
                     "CREATE SCHEMA app;"
                     "CREATE TABLE app.users (id integer PRIMARY KEY);"
                     "CREATE TABLE app.posts (id integer PRIMARY KEY, author_id integer NOT NULL"
                     "  CONSTRAINT posts_author_id_fkey REFERENCES app.users (id)"
                     "  ON UPDATE CASCADE ON DELETE CASCADE);"
                     "CREATE TABLE app.notes (id integer PRIMARY KEY, user_id integer NOT NULL"
                     "  CONSTRAINT notes_user_id_fkey REFERENCES app.users (id)"
                     "  ON UPDATE CASCADE)");
  g_assert_true (crow_document_load (document, path, NULL, &error));
  compare (document, self->uri);
  drift = crow_document_get_drift (document);
  g_assert_cmpuint (drift->items->len, ==, 2);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_DIFFERS), ==, 2);
  g_assert_cmpuint (drift->notes->len, ==, 1);
  g_assert_cmpuint (crow_document_get_picture (document)->models->len, ==, 3);
  script = crow_document_build_script (document, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (script->promises->len, ==, 2);

  /* The other one by the url that a Prisma project has: there nothing differs. */
  uri = g_strconcat (self->uri, "&schema=app", NULL);
  compare (document, uri);
  drift = crow_document_get_drift (document);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_EQUAL), ==, 2);
  g_assert_cmpuint (drift->items->len, ==, 2);
  g_clear_pointer (&script, crow_script_unref);
  script = crow_document_build_script (document, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (script->statements->len, ==, 0);
}

static void
test_other_provider_is_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "schema.prisma",
                                                  "datasource db {\n  provider = \"mysql\"\n}\n"
                                                  "model users {\n  id Int @id\n}\n",
                                                  -1);
  g_autoptr (CrowConnection) connection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  connection = crow_connection_parse (self->uri, NULL);
  g_assert_true (crow_document_load (self->document, path, NULL, &error));
  crow_document_compare_async (self->document, connection, NULL, NULL, result_cb, &result);
  wait_for (&result);
  g_assert_false (crow_document_compare_finish (self->document, result, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
  g_assert_null (crow_document_get_drift (self->document));
  g_assert_null (crow_document_get_connection (self->document));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/document-server/connects", test_connects },
    { "/document-server/failed-connection-touches-nothing",
      test_failed_connection_touches_nothing },
    { "/document-server/closes-while-it-connects", test_closes_while_it_connects },
    { "/document-server/rehearses-and-applies", test_rehearses_and_applies },
    { "/document-server/edits-meanwhile-stay-pending", test_edits_meanwhile_stay_pending },
    { "/document-server/what-was-not-applied-stays-pending",
      test_what_was_not_applied_stays_pending },
    { "/document-server/loss-is-noticed", test_loss_is_noticed },
    { "/document-server/reconnect-fails", test_reconnect_fails },
    { "/document-server/crash-loses-no-edit", test_crash_loses_no_edit },
    { "/document-server/drift-ends", test_drift_ends },
    { "/document-server/other-namespaces-stay", test_other_namespaces_stay },
    { "/document-server/other-provider-is-refused", test_other_provider_is_refused },
  };
  g_autoptr (CrowTestFolder) home = crow_test_folder_new ();
  int status;

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("CROW_CRASH_SOURCE") != NULL)
    {
      g_test_add_func ("/document-server/crash-child", test_crash_child);
      return g_test_run ();
    }
  server = crow_test_server_start (NULL);
  g_test_add_func ("/document-server/cancels-a-black-hole", test_cancels_a_black_hole);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  status = g_test_run ();
  if (server != NULL)
    crow_test_server_stop (server);
  return status;
}
