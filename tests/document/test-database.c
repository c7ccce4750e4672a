#include <string.h>
#include <unistd.h>

#include "crow-document-private.h"
#include "crow-lint.h"
#include "crow-test-folder.h"
#include "crow-test-schema.h"
#include "crow-test.h"

/* A document of a database that was never read from a server: what does not need one. */

#define URI "postgresql://ann:secret@db.example.org:6543/shop"

typedef struct
{
  CrowDocument *document;
  guint n_changed, n_recovered, n_plan, n_stale;
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
lost_cb (CrowDocument *document, const char *lines, Fixture *fixture)
{
  g_free (fixture->lost);
  fixture->lost = g_strdup (lines);
}

/* @without: (nullable): id of a relation that somebody dropped. */
static CrowSchema *
make_database (const char *without, CrowAction author_on_delete)
{
  CrowSchema *schema = crow_test_build_blog ();

  schema->server = g_strdup ("PostgreSQL 15.18");
  schema->server_version = 150018;
  g_ptr_array_add (schema->namespaces, g_strdup ("public"));
  g_ptr_array_set_size (schema->relations, 3); /* no many-to-many in a database */
  for (guint i = 0; i < schema->models->len; i++)
    crow_schema_get_model (schema, i)->namespace_ = g_strdup ("public");
  for (guint i = schema->relations->len; i-- > 0;)
    {
      CrowRelation *relation = crow_schema_get_relation (schema, i);

      relation->facts = crow_key_facts_new ();
      relation->facts->oid = 16400 + i;
      if (strcmp (relation->id, "Post.author") == 0)
        relation->clauses[CROW_EVENT_DELETE].action = author_on_delete;
      if (g_strcmp0 (relation->id, without) == 0)
        g_ptr_array_remove_index (schema->relations, i);
    }
  crow_schema_seal (schema);
  crow_lint_schema (schema);
  return schema;
}

/* @schema: (transfer full) */
static CrowLink *
make_link (CrowConnection *connection, CrowSchema *schema)
{
  CrowLink *link = g_new0 (CrowLink, 1);

  link->connection = crow_connection_ref (connection);
  link->schema = schema;
  return link;
}

static CrowDocument *
open_database (const char *recovery, guint *n_recovered)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection) connection = crow_connection_parse (URI, &error);
  g_autoptr (CrowLoaded) loaded = NULL;
  CrowDocument *document = crow_document_new ();

  g_assert_no_error (error);
  crow_document_set_recovery_folder (document, recovery);
  g_signal_connect (document, "recovered", G_CALLBACK (count_cb), n_recovered);
  loaded = crow_loaded_new_database (make_link (connection,
                                                make_database (NULL, CROW_ACTION_RESTRICT)),
                                     recovery);
  crow_document_adopt (document, loaded);
  return document;
}

static char *
find_layouts (void)
{
  return g_build_filename (g_get_user_data_dir (), "crowsfoot", "layouts", NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  crow_test_folder_remove (find_layouts ()); /* of the test before */
  fixture->document = open_database (NULL, &fixture->n_recovered);
  g_signal_connect (fixture->document, "changed", G_CALLBACK (count_cb), &fixture->n_changed);
  g_signal_connect (fixture->document, "edits-lost", G_CALLBACK (lost_cb), fixture);
  g_signal_connect (fixture->document, "notify::plan", G_CALLBACK (notify_cb), &fixture->n_plan);
  g_signal_connect (fixture->document, "notify::stale", G_CALLBACK (notify_cb), &fixture->n_stale);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->document);
  g_free (fixture->lost);
}

static gboolean
edit (CrowDocument *document, const char *text, GError **error)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);

  g_ptr_array_add (edits, crow_action_edit_parse (text, NULL));
  return crow_document_edit_actions (document, edits, error);
}

static void
edit_well (CrowDocument *document, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (edit (document, text, &error));
  g_assert_no_error (error);
}

static CrowAction
get_action (CrowDocument *document, const char *relation, CrowEvent event)
{
  CrowSchema *schema = crow_document_get_schema (document);
  int index = crow_schema_find_relation (schema, relation);

  g_assert_cmpint (index, >=, 0);
  return crow_schema_get_relation (schema, (guint) index)->clauses[event].action;
}

static void
test_is_a_source (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autofree char *title = crow_document_get_title (document);
  g_autofree char *diff = crow_document_build_text_diff (document);
  g_autoptr (GError) error = NULL;

  g_assert_true (crow_document_is_database (document));
  g_assert_false (crow_document_is_stale (document));
  g_assert_cmpstr (title, ==, "shop on db.example.org:6543");
  g_assert_null (strstr (crow_document_get_source (document), "secret"));
  g_assert_nonnull (strstr (crow_document_get_source (document), "db.example.org"));
  g_assert_null (crow_document_get_prisma (document));
  g_assert_null (crow_document_get_baseline_prisma (document));
  g_assert_null (crow_document_get_drift (document));
  g_assert_true (crow_document_get_picture (document) == crow_document_get_schema (document));
  g_assert_true (crow_document_get_baseline (document) == crow_document_get_schema (document));
  g_assert_cmpint (crow_document_get_plan (document), ==, CROW_PLAN_ONLINE);
  g_assert_cmpstr (diff, ==, "");
  g_assert_false (crow_document_save (document, FALSE, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_clear_error (&error);
  g_assert_null (crow_document_write_migration (document, "x", TRUE, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_clear_error (&error);
  g_assert_false (crow_document_add_index (document, "Post.reviewer", &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "CREATE INDEX CONCURRENTLY ON \"public\".\"Post\" "
                                            "(\"reviewerId\");"));
  g_clear_error (&error);
  g_assert_false (crow_document_add_index (document, "Post.none", &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_assert_false (crow_document_save_finish (CROW_DOCUMENT (object), result, user_data));
}

static void
test_is_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  edit_well (fixture->document, "Post.author:onDelete=Cascade");
  crow_document_save_async (fixture->document, FALSE, NULL, saved_cb, &error);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_true (crow_document_is_modified (fixture->document));
}

static void
test_edits_are_steps (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autoptr (GError) error = NULL;

  edit_well (document, "Post.author:onDelete=Restrict"); /* as it is */
  g_assert_false (crow_document_can_undo (document));
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  edit_well (document, "Post.author:onDelete=Cascade,onUpdate=default");
  edit_well (document, "Profile.user:onDelete=NoAction");
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  g_assert_true (crow_document_is_modified (document));
  g_assert_cmpint (get_action (document, "Post.author", CROW_EVENT_DELETE), ==,
                   CROW_ACTION_CASCADE);
  g_assert_cmpint (get_action (document, "Post.author", CROW_EVENT_UPDATE), ==,
                   CROW_ACTION_NO_ACTION);
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "Profile.user: on delete NoAction");
  crow_document_undo (document);
  g_assert_cmpint (get_action (document, "Profile.user", CROW_EVENT_DELETE), ==,
                   CROW_ACTION_CASCADE);
  crow_document_undo (document);
  g_assert_false (crow_document_is_modified (document));
  crow_document_redo (document);
  g_assert_true (crow_document_is_modified (document));
  edit_well (document, "Post.author:onDelete=Restrict,onUpdate=Cascade"); /* back by hand */
  g_assert_false (crow_document_is_modified (document));
  g_assert_false (edit (document, "Post.none:onDelete=Cascade", &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN);
}

static void
test_scripts_follow_the_plan (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autofree char *none = crow_document_build_up (document, NULL);
  g_autofree char *online = NULL;
  g_autofree char *down = NULL;
  g_autofree char *swap = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (strstr (none, "ALTER"));
  edit_well (document, "Post.author:onDelete=Cascade");
  script = crow_document_build_script (document, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (script->plan, ==, "online");
  g_assert_cmpuint (script->promises->len, ==, 1);
  g_assert_cmpuint (((CrowPromise *) g_ptr_array_index (script->promises, 0))->oid, ==, 16401);
  online = crow_document_build_up (document, &error);
  down = crow_document_build_down (document, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (online, "ON DELETE CASCADE"));
  g_assert_nonnull (strstr (online, "VALIDATE CONSTRAINT"));
  g_assert_nonnull (strstr (down, "ON DELETE RESTRICT"));

  crow_document_set_plan (document, CROW_PLAN_ONLINE);
  g_assert_cmpuint (fixture->n_plan, ==, 0);
  crow_document_set_plan (document, CROW_PLAN_SWAP);
  g_assert_cmpuint (fixture->n_plan, ==, 1);
  swap = crow_document_build_up (document, &error);
  g_assert_nonnull (strstr (swap, "RENAME CONSTRAINT"));
}

static void
rebase (CrowDocument *document, const char *without, CrowAction author_on_delete)
{
  crow_document_rebase (document, make_link (crow_document_get_connection (document),
                                             make_database (without, author_on_delete)));
}

static void
test_pending_edits_outlive_a_new_reading (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;

  crow_document_move_model (document, "public.Post", 1, 2);
  edit_well (document, "Post.author:onDelete=Cascade");
  edit_well (document, "Profile.user:onDelete=NoAction");
  crow_document_move_model (document, "public.User", 3, 4);
  rebase (document, NULL, CROW_ACTION_SET_DEFAULT);
  g_assert_null (fixture->lost);
  g_assert_true (crow_document_is_modified (document));
  g_assert_cmpint (get_action (document, "Post.author", CROW_EVENT_DELETE), ==,
                   CROW_ACTION_CASCADE);
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "pending changes");
  crow_document_undo (document);
  g_assert_cmpint (get_action (document, "Post.author", CROW_EVENT_DELETE), ==,
                   CROW_ACTION_SET_DEFAULT); /* theirs, not what it once was */
  g_assert_cmpint (get_action (document, "Profile.user", CROW_EVENT_DELETE), ==,
                   CROW_ACTION_CASCADE);
  g_assert_false (crow_document_is_modified (document));
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "move public.User");
  crow_document_undo (document);
  crow_document_undo (document);
  g_assert_false (crow_document_can_undo (document));
}

static void
test_applied_edits_are_not_undone (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;

  edit_well (document, "Post.author:onDelete=NoAction");
  edit_well (document, "Post.author:onDelete=Cascade");
  rebase (document, NULL, CROW_ACTION_CASCADE);
  g_assert_false (crow_document_is_modified (document));
  g_assert_false (crow_document_can_undo (document));
  g_assert_false (crow_document_can_redo (document));
  g_assert_null (fixture->lost);
}

static void
test_lost_edits_are_told (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;

  edit_well (document, "Post.author:onDelete=Cascade");
  edit_well (document, "Profile.user:onDelete=NoAction");
  rebase (document, "Post.author", CROW_ACTION_RESTRICT);
  g_assert_nonnull (fixture->lost);
  g_assert_nonnull (strstr (fixture->lost, "Post.author"));
  g_assert_null (strstr (fixture->lost, "Profile.user"));
  g_assert_cmpint (get_action (document, "Profile.user", CROW_EVENT_DELETE), ==,
                   CROW_ACTION_NO_ACTION);
  g_assert_cmpint (crow_schema_find_relation (crow_document_get_schema (document), "Post.author"),
                   ==, -1);
}

static void
test_positions_lie_with_the_user (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autofree char *folder = find_layouts ();
  g_autofree char *names = NULL;
  g_autofree char *path = NULL;
  g_autoptr (CrowDocument) again = NULL;
  g_autoptr (GError) error = NULL;
  const CrowPosition *found;

  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  crow_document_move_model (document, "public.Post", 10, 20);
  g_assert_true (crow_document_save_positions (document, &error));
  g_assert_no_error (error);
  names = crow_test_folder_list (folder);
  g_assert_true (g_str_has_suffix (names, ".layout"));
  g_assert_null (strstr (names, "secret"));
  path = g_build_filename (folder, names, NULL);
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\npublic.Post\t10\t20\n");

  again = open_database (NULL, &fixture->n_recovered);
  found = g_hash_table_lookup (crow_document_get_positions (again), "public.Post");
  g_assert_nonnull (found);
  g_assert_cmpfloat (found->x, ==, 10);
  g_assert_cmpint (unlink (path), ==, 0);
}

static void
iterate_until_kept (const char *folder)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  for (;;)
    {
      g_autofree char *names = crow_test_folder_list (folder);

      if (g_str_has_suffix (names, ".recovery.lock") && strchr (names, ' ') != NULL &&
          *names != '.')
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
}

/* In a child that does not live to say goodbye. */
static void
test_crash_child (void)
{
  const char *folder = g_getenv ("CROW_CRASH_FOLDER");
  guint n_recovered = 0;
  CrowDocument *document = open_database (folder, &n_recovered);

  edit_well (document, "Post.author:onDelete=Cascade");
  edit_well (document, "Profile.user:onDelete=NoAction,onUpdate=Restrict");
  while (document->recovery_job == NULL || document->recovery == NULL)
    g_main_context_iteration (NULL, FALSE);
  while (document->recovery_job != NULL)
    g_main_context_iteration (NULL, FALSE);
  iterate_until_kept (folder);
  _exit (7);
}

static void
crash (const char *folder)
{
  g_autofree char *self = crow_test_build ("tests/document/test-document-database");
  const char *const argv[] = { self, "-p", "/database/crash/child", NULL };

  g_setenv ("CROW_CRASH_FOLDER", folder, TRUE);
  g_assert_cmpint (crow_test_run (argv, NULL, NULL, NULL), ==, 7);
  g_unsetenv ("CROW_CRASH_FOLDER");
}

static void
assert_no_password (const char *folder)
{
  g_autoptr (GPtrArray) paths = crow_test_walk (folder, ".recovery");

  g_assert_cmpuint (paths->len, ==, 1);
  for (guint i = 0; i < paths->len; i++)
    {
      gsize length;
      g_autofree char *content = crow_test_read (g_ptr_array_index (paths, i), &length);

      g_assert_null (g_strstr_len (content, (gssize) length, "secret"));
      g_assert_null (memmem (content, length, "secret", 6));
      g_assert_nonnull (memmem (content, length, "db.example.org", 14));
    }
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
test_crash_loses_no_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  guint n_recovered = 0;
  CrowDocument *document;

  crash (folder);
  assert_no_password (folder);
  document = open_database (folder, &n_recovered);
  g_assert_cmpuint (n_recovered, ==, 1);
  g_assert_true (crow_document_is_modified (document));
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "recovered edits");
  g_assert_cmpint (get_action (document, "Post.author", CROW_EVENT_DELETE), ==,
                   CROW_ACTION_CASCADE);
  g_assert_cmpint (get_action (document, "Profile.user", CROW_EVENT_DELETE), ==,
                   CROW_ACTION_NO_ACTION);
  g_assert_cmpint (get_action (document, "Profile.user", CROW_EVENT_UPDATE), ==,
                   CROW_ACTION_RESTRICT);
  crow_document_undo (document);
  g_assert_false (crow_document_is_modified (document));
  crow_document_redo (document);
  while (document->recovery_job != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (document); /* closing gives them up knowingly */
  wait_until_empty (folder);
}

/* --- beside a schema file ----------------------------------------------------- */

#define FILE_TEXT                                                                                  \
  "datasource db {\n  provider = \"postgresql\"\n}\n\n"                                            \
  "model User {\n  id Int @id\n  posts Post[] @relation(\"a\")\n  profile Profile?\n}\n\n"         \
  "model Profile {\n  id Int @id\n  userId Int @unique\n  user User @relation(fields: [userId], "  \
  "references: [id], onDelete: Cascade)\n}\n\n"                                                    \
  "model Post {\n  id Int @id\n  authorId Int\n"                                                   \
  "  author User @relation(\"a\", fields: [authorId], references: [id], onDelete: Cascade)\n}\n"

static CrowDocument *
open_file (const char *folder)
{
  g_autofree char *path = crow_test_folder_write (folder, "schema.prisma", FILE_TEXT, -1);
  CrowDocument *document = crow_document_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (crow_document_load (document, path, NULL, &error));
  g_assert_no_error (error);
  return document;
}

static void
compare (CrowDocument *document)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (URI, NULL);

  crow_document_take_link (document,
                           make_link (connection, make_database (NULL, CROW_ACTION_RESTRICT)));
  crow_document_tell_compared (document);
}

static guint
find_item (CrowDocument *document, CrowDriftKind kind)
{
  CrowDrift *drift = crow_document_get_drift (document);

  for (guint i = 0; i < drift->items->len; i++)
    if (((CrowDriftItem *) g_ptr_array_index (drift->items, i))->kind == kind)
      return i;
  g_assert_not_reached ();
}

static void
test_comparison (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (CrowDocument) document = open_file (folder);
  CrowSchema *alone = crow_document_get_picture (document);
  CrowDrift *drift;
  CrowSchema *picture;
  guint n_changed = 0;

  g_assert_null (crow_document_get_drift (document));
  g_assert_cmpint (crow_document_get_plan (document), ==, CROW_PLAN_PRISMA);
  g_signal_connect (document, "changed", G_CALLBACK (count_cb), &n_changed);
  compare (document);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_false (crow_document_is_database (document));
  g_assert_nonnull (crow_document_get_connection (document));
  g_assert_cmpint (crow_document_get_plan (document), ==, CROW_PLAN_ONLINE);
  drift = crow_document_get_drift (document);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_EQUAL), ==, 1);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_DIFFERS), ==, 1);
  g_assert_cmpuint (crow_drift_count (drift, CROW_DRIFT_ONLY_DATABASE), ==, 1);
  picture = crow_document_get_picture (document);
  g_assert_true (picture != crow_document_get_schema (document));
  g_assert_cmpuint (picture->models->len, ==, 4);
  g_assert_cmpuint (picture->relations->len, ==, 3);
  g_assert_true (crow_document_get_picture (document) == picture); /* made once */

  crow_document_end_comparison (document);
  g_assert_null (crow_document_get_drift (document));
  g_assert_null (crow_document_get_connection (document));
  g_assert_true (crow_document_get_picture (document) == alone);
  g_assert_cmpuint (n_changed, ==, 2);
}

static void
test_takes_the_database (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (CrowDocument) document = open_file (folder);
  g_autofree char *diff = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (GError) error = NULL;

  compare (document);
  script = crow_document_build_script (document, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (script->statements->len, >, 0);
  g_assert_true (crow_document_take_database (document, find_item (document, CROW_DRIFT_DIFFERS),
                                              &error));
  g_assert_no_error (error);
  g_assert_cmpuint (crow_drift_count (crow_document_get_drift (document), CROW_DRIFT_DIFFERS), ==,
                    0);
  diff = crow_document_build_text_diff (document);
  /* Restrict is the default of a required key, so the argument goes. */
  g_assert_nonnull (strstr (diff, "+  author User @relation(\"a\", fields: [authorId], "
                                  "references: [id])\n"));
  g_assert_true (crow_document_take_database (document, find_item (document, CROW_DRIFT_EQUAL),
                                              &error));
  g_assert_false (crow_document_take_database (document,
                                               find_item (document, CROW_DRIFT_ONLY_DATABASE),
                                               &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
  crow_document_undo (document);
  g_assert_cmpuint (crow_drift_count (crow_document_get_drift (document), CROW_DRIFT_DIFFERS), ==,
                    1);
  g_assert_false (crow_document_can_undo (document));
}

/* Another name cannot be taken over by an edit of actions. */
static void
test_takes_no_more_than_actions (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (CrowDocument) document = open_file (folder);
  g_autoptr (CrowConnection) connection = crow_connection_parse (URI, NULL);
  CrowSchema *database = make_database (NULL, CROW_ACTION_RESTRICT);
  CrowRelation *author = crow_schema_get_relation (database, 1);
  g_autoptr (GError) error = NULL;

  g_free (author->constraint);
  author->constraint = g_strdup ("by_hand");
  crow_document_take_link (document, make_link (connection, database));
  g_assert_false (crow_document_take_database (document, find_item (document, CROW_DRIFT_DIFFERS),
                                               &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
  g_assert_nonnull (strstr (error->message, "by_hand"));
  g_assert_false (crow_document_is_modified (document));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/database/is-a-source", test_is_a_source },
    { "/database/is-not-saved", test_is_not_saved },
    { "/database/edits-are-steps", test_edits_are_steps },
    { "/database/scripts-follow-the-plan", test_scripts_follow_the_plan },
    { "/database/pending-edits-outlive-a-new-reading", test_pending_edits_outlive_a_new_reading },
    { "/database/applied-edits-are-not-undone", test_applied_edits_are_not_undone },
    { "/database/lost-edits-are-told", test_lost_edits_are_told },
    { "/database/positions-lie-with-the-user", test_positions_lie_with_the_user },
    { "/database/crash/loses-no-edit", test_crash_loses_no_edit },
  };
  g_autoptr (CrowTestFolder) home = crow_test_folder_new ();

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("CROW_CRASH_FOLDER") != NULL)
    g_test_add_func ("/database/crash/child", test_crash_child);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/database/compared/both-are-one-picture", test_comparison);
  g_test_add_func ("/database/compared/takes-the-database", test_takes_the_database);
  g_test_add_func ("/database/compared/takes-no-more-than-actions",
                   test_takes_no_more_than_actions);
  return g_test_run ();
}
