#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "crow-document.h"
#include "crow-layout-file.h"
#include "crow-test-folder.h"
#include "crow-test.h"

/* CRLF, comments, no final newline: what an editor would spoil. */
#define SCHEMA                                                                                     \
  "datasource db {\r\n  provider = \"postgresql\"\r\n}\r\n\r\nmodel User {\r\n  id Int @id // "    \
  "é\r\n"                                                                                         \
  "  posts Post[]\r\n}\r\n"
#define POST_HEAD                                                                                  \
  "model Post {\n  id Int @id\n  authorId Int\n  author User @relation(fields: [authorId], "       \
  "references: [id]"
#define POST_TAIL ") // why\n} // no newline"
#define POST POST_HEAD POST_TAIL

typedef struct
{
  char *folder;
  char *schema; /* path of SCHEMA */
  char *post;   /* path of POST */
  CrowDocument *document;
  guint n_changed, n_moved, n_disk_changed, n_failed;
} Fixture;

static void
changed_cb (CrowDocument *document, Fixture *fixture)
{
  fixture->n_changed++;
}

static void
moved_cb (CrowDocument *document, Fixture *fixture)
{
  fixture->n_moved++;
}

static void
disk_changed_cb (CrowDocument *document, Fixture *fixture)
{
  fixture->n_disk_changed++;
}

static void
positions_failed_cb (CrowDocument *document, const char *message, Fixture *fixture)
{
  g_assert_nonnull (message);
  fixture->n_failed++;
}

static void
open_document (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->document = crow_document_new ();
  g_signal_connect (fixture->document, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->document, "moved", G_CALLBACK (moved_cb), fixture);
  g_signal_connect (fixture->document, "disk-changed", G_CALLBACK (disk_changed_cb), fixture);
  g_signal_connect (fixture->document, "positions-failed", G_CALLBACK (positions_failed_cb),
                    fixture);
  g_assert_true (crow_document_load (fixture->document, fixture->folder, NULL, &error));
  g_assert_no_error (error);
  fixture->n_changed = fixture->n_moved = 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = crow_test_folder_new ();
  fixture->schema = crow_test_folder_write (fixture->folder, "schema.prisma", SCHEMA, -1);
  fixture->post = crow_test_folder_write (fixture->folder, "models/post.prisma", POST, -1);
  open_document (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GObject *document = G_OBJECT (fixture->document);

  /* A worker may still compare it with the disk. */
  for (guint i = 0; i < 1000 && g_atomic_int_get (&document->ref_count) > 1; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (5000);
    }
  g_assert_finalize_object (fixture->document);
  g_free (fixture->schema);
  g_free (fixture->post);
  crow_test_folder_remove (fixture->folder);
}

static gboolean
edit (Fixture *fixture, const char *text, GError **error)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  CrowActionEdit *edit = crow_action_edit_parse (text, error);

  if (edit == NULL)
    return FALSE;
  g_ptr_array_add (edits, edit);
  return crow_document_edit_actions (fixture->document, edits, error);
}

static void
edit_well (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (edit (fixture, text, &error));
  g_assert_no_error (error);
}

static void
save_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (crow_document_save (fixture->document, FALSE, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_files (Fixture *fixture, const char *schema, const char *post)
{
  crow_test_folder_assert_content (fixture->schema, schema);
  crow_test_folder_assert_content (fixture->post, post);
}

static void
assert_text (CrowDocument *document, guint file, const char *text)
{
  GPtrArray *files = crow_prisma_get_files (crow_document_get_prisma (document));
  gsize length;
  const char *found = crow_source_file_get_text (g_ptr_array_index (files, file), &length);

  g_assert_cmpmem (found, length, text, strlen (text));
}

/* Runs the main loop until *@counter is @wanted or some time has passed. */
static void
iterate_until (const guint *counter, guint wanted, guint ms)
{
  gint64 end = g_get_monotonic_time () + (gint64) ms * 1000;

  while (*counter < wanted && g_get_monotonic_time () < end)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (5000);
    }
}

static char *
list_names (const char *folder)
{
  return g_file_test (folder, G_FILE_TEST_IS_DIR) ? crow_test_folder_list (folder) : g_strdup ("");
}

/* Does a recovery file in @folder that is not among @known hold @word? */
static gboolean
has_kept (const char *folder, const char *const *known, const char *word)
{
  g_autofree char *names = list_names (folder);
  g_auto (GStrv) each = g_strsplit (names, " ", -1);

  for (char **name = each; *name != NULL; name++)
    {
      g_autofree char *path = g_build_filename (folder, *name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      if (g_str_has_suffix (*name, ".recovery") && **name != '.' &&
          !g_strv_contains (known, *name) && g_file_get_contents (path, &content, &length, NULL) &&
          memmem (content, length, word, strlen (word)) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Runs the main loop until it does. */
static void
iterate_until_kept (const char *folder, const char *const *known, const char *word)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint never = 0;

  while (!has_kept (folder, known, word))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      iterate_until (&never, 1, 10);
    }
}

static void
test_loads (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autofree char *title = crow_document_get_title (document);
  g_autofree char *name = g_path_get_basename (fixture->folder);

  g_assert_cmpstr (title, ==, name);
  g_assert_cmpstr (crow_document_get_source (document), ==, fixture->folder);
  g_assert_true (crow_document_get_schema (document) == crow_document_get_baseline (document));
  g_assert_cmpuint (crow_document_get_schema (document)->models->len, ==, 2);
  g_assert_false (crow_document_is_modified (document));
  g_assert_false (crow_document_can_undo (document));
  g_assert_null (crow_document_get_undo_label (document));
}

static void
test_failed_load_touches_nothing (Fixture *fixture, gconstpointer data)
{
  CrowPrisma *before = crow_document_get_prisma (fixture->document);
  g_autofree char *none = g_build_filename (fixture->folder, "none.prisma", NULL);
  g_autoptr (GError) error = NULL;

  edit_well (fixture, "Post.author:onDelete=Cascade");
  before = crow_document_get_prisma (fixture->document);
  g_assert_false (crow_document_load (fixture->document, none, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_true (crow_document_get_prisma (fixture->document) == before);
  g_assert_true (crow_document_can_undo (fixture->document));

  g_clear_error (&error);
  g_assert_false (crow_document_load (fixture->document, "postgresql://x/%zz", NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_clear_error (&error);
  g_assert_false (crow_document_load (fixture->document, "postgresql:///y?host=/nowhere", NULL,
                                      &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CONNECTION);
  g_assert_true (crow_document_get_prisma (fixture->document) == before);
}

static void
test_undo_restores_bytes (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;

  edit_well (fixture, "Post.author:onDelete=Cascade");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "Post.author: on delete Cascade");
  assert_text (document, 0, POST_HEAD ", onDelete: Cascade" POST_TAIL);
  edit_well (fixture, "Post.author:onDelete=default,onUpdate=Restrict");
  g_assert_cmpstr (crow_document_get_undo_label (document), ==,
                   "Post.author: on delete default, on update Restrict");
  assert_text (document, 0, POST_HEAD ", onUpdate: Restrict" POST_TAIL);

  crow_document_undo (document);
  assert_text (document, 0, POST_HEAD ", onDelete: Cascade" POST_TAIL);
  g_assert_true (crow_document_can_redo (document));
  crow_document_undo (document);
  assert_text (document, 0, POST);
  assert_text (document, 1, SCHEMA);
  g_assert_false (crow_document_can_undo (document));
  g_assert_false (crow_document_is_modified (document));
  crow_document_undo (document); /* nothing to: no harm */

  crow_document_redo (document);
  crow_document_redo (document);
  crow_document_redo (document);
  assert_text (document, 0, POST_HEAD ", onUpdate: Restrict" POST_TAIL);
  g_assert_false (crow_document_can_redo (document));
  crow_document_undo (document);
  edit_well (fixture, "Post.author:onDelete=NoAction");
  g_assert_false (crow_document_can_redo (document));
}

static void
test_no_change_is_no_step (Fixture *fixture, gconstpointer data)
{
  edit_well (fixture, "Post.author:onDelete=default");
  g_assert_false (crow_document_can_undo (fixture->document));
  g_assert_cmpuint (fixture->n_changed, ==, 0);
}

static void
test_refused_edit_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (edit (fixture, "Post.nobody:onDelete=Cascade", &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN);
  g_assert_false (crow_document_can_undo (fixture->document));
  assert_text (fixture->document, 0, POST);
}

static void
test_add_index (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (crow_document_add_index (fixture->document, "Post.author", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (crow_document_get_undo_label (fixture->document), ==,
                   "Post.author: add an index");
  crow_document_undo (fixture->document);
  assert_text (fixture->document, 0, POST);
}

static void
test_sql_and_text_diff (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autoptr (GError) error = NULL;
  g_autofree char *empty = crow_document_build_text_diff (document);
  g_autofree char *diff = NULL;
  g_autofree char *up = NULL;
  g_autofree char *down = NULL;

  g_assert_cmpstr (empty, ==, "");
  edit_well (fixture, "Post.author:onDelete=Cascade");
  diff = crow_document_build_text_diff (document);
  g_assert_true (g_str_has_prefix (diff, "--- a/models/post.prisma\n+++ b/models/post.prisma\n@@ "
                                         "-1,5 +1,5"));
  g_assert_nonnull (strstr (diff,
                            "\n+  author User @relation(fields: [authorId], references: [id], "
                            "onDelete: Cascade) // why\n"));
  up = crow_document_build_up (document, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (up, "ON DELETE CASCADE ON UPDATE CASCADE;"));
  down = crow_document_build_down (document, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (down, "ON DELETE RESTRICT ON UPDATE CASCADE;"));
}

static void
test_saves_only_what_changed (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autoptr (CrowSchemaDiff) diff = NULL;
  GStatBuf before;
  GStatBuf after;

  g_assert_cmpint (g_stat (fixture->schema, &before), ==, 0);
  edit_well (fixture, "Post.author:onDelete=Cascade");
  g_assert_true (crow_document_is_modified (document));
  save_well (fixture);
  g_assert_false (crow_document_is_modified (document));
  assert_files (fixture, SCHEMA, POST_HEAD ", onDelete: Cascade" POST_TAIL);
  g_assert_cmpint (g_stat (fixture->schema, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino); /* not even replaced by itself */

  diff = crow_document_diff (document); /* the baseline stays */
  g_assert_cmpuint (diff->changes->len, ==, 1);
  crow_document_undo (document);
  g_assert_true (crow_document_is_modified (document));
  save_well (fixture);
  assert_files (fixture, SCHEMA, POST);
}

static void
test_changed_on_disk_is_not_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  edit_well (fixture, "Post.author:onDelete=Cascade");
  g_free (crow_test_folder_write (fixture->folder, "models/post.prisma", "// theirs\n", -1));
  g_assert_false (crow_document_save (fixture->document, FALSE, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
  g_assert_nonnull (strstr (error->message, "models/post.prisma"));
  assert_files (fixture, SCHEMA, "// theirs\n");
  g_assert_true (crow_document_is_modified (fixture->document)); /* ours is not lost either */
  assert_text (fixture->document, 0, POST_HEAD ", onDelete: Cascade" POST_TAIL);

  g_clear_error (&error);
  g_assert_true (crow_document_save (fixture->document, TRUE, NULL, &error));
  g_assert_no_error (error);
  assert_files (fixture, SCHEMA, POST_HEAD ", onDelete: Cascade" POST_TAIL);
}

static void
test_removed_on_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  edit_well (fixture, "Post.author:onDelete=Cascade");
  g_assert_cmpint (g_unlink (fixture->post), ==, 0);
  g_assert_false (crow_document_save (fixture->document, FALSE, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
  g_assert_nonnull (strstr (error->message, "removed"));
}

static void
test_touched_is_not_changed (Fixture *fixture, gconstpointer data)
{
  edit_well (fixture, "Post.author:onDelete=Cascade");
  g_free (crow_test_folder_write (fixture->folder, "models/post.prisma", POST, -1));
  save_well (fixture);
  assert_files (fixture, SCHEMA, POST_HEAD ", onDelete: Cascade" POST_TAIL);
}

/* Two files change and one of them cannot be written: neither is. */
static void
test_all_or_none (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autofree char *group = NULL;
  g_autoptr (GError) error = NULL;

  if (!crow_test_become_nobody ())
    return;
  group = crow_test_folder_write (fixture->folder, "z/group.prisma",
                                  "model Group {\n  id Int @id\n  postId Int\n  post Post "
                                  "@relation(fields: [postId], references: [id])\n}\n",
                                  -1);
  g_free (crow_test_folder_write (fixture->folder, "models/post.prisma",
                                  POST_HEAD ")\n  groups Group[]\n}\n", -1));
  g_assert_true (crow_document_load (fixture->document, fixture->folder, NULL, &error));
  edit_well (fixture, "Post.author:onDelete=Cascade");
  edit_well (fixture, "Group.post:onDelete=Cascade");
  g_assert_cmpint (g_chmod (group, 0444), ==, 0);
  g_assert_false (crow_document_save (fixture->document, FALSE, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "group.prisma"));
  assert_files (fixture, SCHEMA, POST_HEAD ")\n  groups Group[]\n}\n");
  g_assert_true (crow_document_is_modified (fixture->document));

  folder = g_path_get_dirname (fixture->post);
  g_assert_cmpint (g_chmod (group, 0644), ==, 0);
  save_well (fixture);
  assert_files (fixture, SCHEMA, POST_HEAD ", onDelete: Cascade)\n  groups Group[]\n}\n");
  g_clear_pointer (&folder, g_free);
  folder = crow_test_folder_list (fixture->folder);
  g_assert_cmpstr (folder, ==, "models schema.prisma z");
}

static void
test_link_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *real = g_build_filename (fixture->folder, "real.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (fixture->post, real), ==, 0);
  g_assert_cmpint (symlink ("../real.txt", fixture->post), ==, 0);
  g_assert_cmpint (g_chmod (real, 0604), ==, 0);
  g_assert_true (crow_document_load (fixture->document, fixture->folder, NULL, &error));
  edit_well (fixture, "Post.author:onDelete=Cascade");
  save_well (fixture);
  g_assert_true (g_file_test (fixture->post, G_FILE_TEST_IS_SYMLINK));
  crow_test_folder_assert_content (real, POST_HEAD ", onDelete: Cascade" POST_TAIL);
}

/* Nothing is lost: neither the file nor the edit, which is saved once there is room. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (fixture->folder, "disk", NULL);
  g_autofree char *schema = NULL;
  g_autofree char *filler = NULL;
  g_autofree char *names = NULL;
  g_autofree char *zeros = g_malloc0 (1 << 20);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (disk, 0755), ==, 0);
  if (mount ("none", disk, "tmpfs", 0, "size=64k") < 0)
    {
      g_test_skip ("SKIPPED: no file system may be mounted here; the preloaded full disk ran");
      return;
    }
  schema = crow_test_folder_write (disk, "schema.prisma", SCHEMA POST, -1);
  filler = g_build_filename (disk, "filler", NULL);
  g_assert_false (g_file_set_contents_full (filler, zeros, 1 << 20, G_FILE_SET_CONTENTS_NONE, 0644,
                                            NULL));
  g_assert_true (crow_document_load (fixture->document, disk, NULL, &error));
  edit_well (fixture, "Post.author:onDelete=Cascade");
  g_assert_false (crow_document_save (fixture->document, FALSE, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "schema.prisma"));
  g_assert_nonnull (strstr (error->message, "the disk is full"));
  crow_test_folder_assert_content (schema, SCHEMA POST);
  g_assert_true (crow_document_is_modified (fixture->document));
  names = crow_test_folder_list (disk);
  g_assert_cmpstr (names, ==, "filler schema.prisma");

  g_assert_cmpint (g_unlink (filler), ==, 0);
  save_well (fixture);
  crow_test_folder_assert_content (schema, SCHEMA POST_HEAD ", onDelete: Cascade" POST_TAIL);
  g_clear_object (&fixture->document);
  g_assert_cmpint (umount (disk), ==, 0);
  fixture->document = crow_document_new ();
}

/* --- in a worker ---------------------------------------------------------------------------- */

typedef struct
{
  guint n_done;
  gboolean is_well;
  GError *error;
} Outcome;

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->is_well = crow_document_load_finish (CROW_DOCUMENT (object), result, &outcome->error);
  outcome->n_done++;
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->is_well = crow_document_save_finish (CROW_DOCUMENT (object), result, &outcome->error);
  outcome->n_done++;
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = { 0 };

  crow_document_load_async (document, fixture->folder, NULL, loaded_cb, &outcome);
  iterate_until (&outcome.n_done, 1, 10000);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.is_well);

  edit_well (fixture, "Post.author:onDelete=Cascade");
  crow_document_save_async (document, FALSE, NULL, saved_cb, &outcome);
  edit_well (fixture, "Post.author:onDelete=SetDefault"); /* while it is being saved */
  iterate_until (&outcome.n_done, 2, 10000);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.is_well);
  assert_files (fixture, SCHEMA, POST_HEAD ", onDelete: Cascade" POST_TAIL);
  g_assert_true (crow_document_is_modified (document));
  crow_document_undo (document);
  g_assert_false (crow_document_is_modified (document));

  g_cancellable_cancel (cancellable);
  crow_document_load_async (document, fixture->folder, cancellable, loaded_cb, &outcome);
  iterate_until (&outcome.n_done, 3, 10000);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (crow_document_can_undo (document)); /* untouched */
  g_clear_error (&outcome.error);
}

/* --- the disk ------------------------------------------------------------------------------- */

static void
test_tells_of_the_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *beside = g_strconcat (fixture->post, ".new", NULL);
  g_autoptr (GError) error = NULL;
  guint never = 0;

  edit_well (fixture, "Post.author:onDelete=Cascade");
  save_well (fixture);
  iterate_until (&fixture->n_disk_changed, 1, 1000);
  g_assert_cmpuint (fixture->n_disk_changed, ==, 0); /* our own save is none */

  g_free (crow_test_folder_write (fixture->folder, "models/post.prisma.new", "// theirs\n", -1));
  g_assert_cmpint (g_rename (beside, fixture->post), ==, 0); /* as editors do */
  iterate_until (&fixture->n_disk_changed, 1, 10000);
  g_assert_cmpuint (fixture->n_disk_changed, ==, 1);

  g_free (crow_test_folder_write (fixture->folder, "schema.prisma", SCHEMA, -1));
  iterate_until (&never, 1, 700);
  g_assert_cmpuint (fixture->n_disk_changed, ==, 1); /* the same state is told once */

  g_free (crow_test_folder_write (fixture->folder, "new.prisma", "model New {\n}\n", -1));
  iterate_until (&fixture->n_disk_changed, 2, 10000);
  g_assert_cmpuint (fixture->n_disk_changed, ==, 2);

  g_assert_true (crow_document_load (fixture->document,
                                     crow_document_get_source (fixture->document), NULL, &error));
  g_assert_no_error (error);
  assert_text (fixture->document, 0, "// theirs\n");
  iterate_until (&never, 1, 700);
  g_assert_cmpuint (fixture->n_disk_changed, ==, 2);
}

/* --- migrations ----------------------------------------------------------------------------- */

static void
test_migration (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *up_path = NULL;
  g_autofree char *down_path = NULL;
  g_autofree char *lock = g_build_filename (fixture->folder, "migrations", "migration_lock.toml",
                                            NULL);
  g_autofree char *up = NULL;
  g_autofree char *down = NULL;
  g_autofree char *names = NULL;
  g_autofree char *again = NULL;
  g_autofree char *prefix = g_build_filename (fixture->folder, "migrations", "2", NULL);

  edit_well (fixture, "Post.author:onDelete=Cascade");
  path = crow_document_write_migration (fixture->document, "Cascade é!", TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (path, prefix));
  g_assert_true (g_str_has_suffix (path, "_cascade_e"));
  names = crow_test_folder_list (path);
  g_assert_cmpstr (names, ==, "down.sql migration.sql");
  up_path = g_build_filename (path, "migration.sql", NULL);
  down_path = g_build_filename (path, "down.sql", NULL);
  up = crow_document_build_up (fixture->document, NULL);
  down = crow_document_build_down (fixture->document, NULL);
  crow_test_folder_assert_content (up_path, up);
  crow_test_folder_assert_content (down_path, down);
  crow_test_folder_assert_content (lock, "# Please do not edit this file manually\n"
                                         "# It should be added in your version-control system "
                                         "(e.g., Git)\n"
                                         "provider = \"postgresql\"\n");

  g_free (crow_test_folder_write (fixture->folder, "migrations/migration_lock.toml", "mine", -1));
  again = crow_document_write_migration (fixture->document, "another", FALSE, &error);
  g_assert_no_error (error);
  crow_test_folder_assert_content (lock, "mine");
  g_free (g_steal_pointer (&again));

  g_free (crow_test_folder_write (fixture->folder, "migrations/migration_lock.toml",
                                  "# mine\nprovider = \"sqlite\"\n", -1));
  again = crow_document_write_migration (fixture->document, "of another", FALSE, &error);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
  g_assert_nonnull (strstr (error->message, "for sqlite, the schema is for postgresql"));
  g_assert_null (again);
}

static void
test_migration_failure_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *names = NULL;
  g_autoptr (GError) error = NULL;

  if (!crow_test_become_nobody ())
    return;
  edit_well (fixture, "Post.author:onDelete=Cascade");
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  g_assert_null (crow_document_write_migration (fixture->document, "x", FALSE, &error));
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  names = crow_test_folder_list (fixture->folder);
  g_assert_cmpstr (names, ==, "models schema.prisma");
}

/* --- a crash ---------------------------------------------------------------- */

static void
recovered_cb (CrowDocument *document, guint *n_recovered)
{
  (*n_recovered)++;
}

static CrowDocument *
open_with_recovery (const char *source, const char *recovery, guint *n_recovered)
{
  g_autoptr (GError) error = NULL;
  CrowDocument *document = crow_document_new ();

  g_signal_connect (document, "recovered", G_CALLBACK (recovered_cb), n_recovered);
  crow_document_set_recovery_folder (document, recovery);
  g_assert_true (crow_document_load (document, source, NULL, &error));
  g_assert_no_error (error);
  return document;
}

/* In a child that does not live to say goodbye. */
static void
test_crash_child (Fixture *fixture, gconstpointer data)
{
  guint n_recovered = 0;
  const char *folder = g_getenv ("CROW_CRASH_FOLDER");
  g_autofree char *names = list_names (folder);
  g_auto (GStrv) known = g_strsplit (names, " ", -1);

  g_clear_object (&fixture->document);
  fixture->document = open_with_recovery (g_getenv ("CROW_CRASH_SOURCE"), folder, &n_recovered);
  edit_well (fixture, "Post.author:onDelete=Restrict");
  iterate_until_kept (folder, (const char *const *) known, "onDelete: Restrict");
  edit_well (fixture, "Post.author:onDelete=Cascade");
  iterate_until_kept (folder, (const char *const *) known, "onDelete: Cascade");
  crow_test_folder_remove (fixture->folder); /* its own, not the one that is open */
  _exit (7);
}

static void
crash (Fixture *fixture, const char *recovery)
{
  g_autofree char *self = crow_test_build ("tests/document/test-document-document");
  const char *const argv[] = { self, "-p", "/document/crash/child", NULL };

  g_setenv ("CROW_CRASH_SOURCE", fixture->folder, TRUE);
  g_setenv ("CROW_CRASH_FOLDER", recovery, TRUE);
  g_assert_cmpint (crow_test_run (argv, NULL, NULL, NULL), ==, 7);
  g_unsetenv ("CROW_CRASH_SOURCE");
}

static void
test_crash_loses_no_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *recovery = g_build_filename (folder, "made", NULL);
  g_autofree char *names = NULL;
  g_autoptr (CrowDocument) document = NULL;
  guint n_recovered = 0;
  guint never = 0;

  crash (fixture, recovery);
  assert_files (fixture, SCHEMA, POST);
  document = open_with_recovery (fixture->folder, recovery, &n_recovered);
  g_assert_cmpuint (n_recovered, ==, 1);
  assert_text (document, 0, POST_HEAD ", onDelete: Cascade" POST_TAIL);
  g_assert_true (crow_document_is_modified (document));
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "recovered edits");
  crow_document_undo (document);
  assert_text (document, 0, POST);
  crow_document_redo (document);

  /* Reading anew and closing give edits up knowingly. */
  g_assert_true (crow_document_load (document, fixture->folder, NULL, NULL));
  g_assert_cmpuint (n_recovered, ==, 1);
  assert_text (document, 0, POST);
  g_clear_object (&document);
  iterate_until (&never, 1, 300); /* a worker may have been writing */
  names = crow_test_folder_list (recovery);
  g_assert_cmpstr (names, ==, "");
}

static void
test_crash_then_changed_on_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (CrowDocument) document = NULL;
  guint n_recovered = 0;

  crash (fixture, folder);
  g_free (crow_test_folder_write (fixture->folder, "models/post.prisma", "// theirs\n", -1));
  document = open_with_recovery (fixture->folder, folder, &n_recovered);
  g_assert_cmpuint (n_recovered, ==, 0);
  assert_text (document, 0, "// theirs\n");

  /* Not thrown away: with the old text back, so are the edits. */
  g_clear_object (&document);
  g_free (crow_test_folder_write (fixture->folder, "models/post.prisma", POST, -1));
  document = open_with_recovery (fixture->folder, folder, &n_recovered);
  g_assert_cmpuint (n_recovered, ==, 1);
}

static void
test_saved_edits_are_not_kept (Fixture *fixture, gconstpointer data)
{
  const char *const none[] = { NULL };
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *during = NULL;
  g_autofree char *after = NULL;
  guint n_recovered = 0;
  guint never = 0;

  g_clear_object (&fixture->document);
  fixture->document = open_with_recovery (fixture->folder, folder, &n_recovered);
  edit_well (fixture, "Post.author:onDelete=Cascade");
  iterate_until_kept (folder, none, "onDelete: Cascade");
  during = crow_test_folder_list (folder);
  g_assert_nonnull (strstr (during, ".recovery"));
  edit_well (fixture, "Post.author:onDelete=NoAction"); /* a worker may be writing this */
  save_well (fixture);
  iterate_until (&never, 1, 300);
  after = crow_test_folder_list (folder);
  g_assert_cmpstr (after, ==, "");
}

/* Living edits are no leavings of a crash, and a crash of one loses nothing of the other. */
static void
test_two_documents_keep_apart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (CrowDocument) one = NULL;
  g_autoptr (CrowDocument) two = NULL;
  g_autoptr (CrowDocument) three = NULL;
  guint n_recovered = 0;

  crash (fixture, folder);
  one = open_with_recovery (fixture->folder, folder, &n_recovered);
  two = open_with_recovery (fixture->folder, folder, &n_recovered);
  g_assert_cmpuint (n_recovered, ==, 1);
  assert_text (one, 0, POST_HEAD ", onDelete: Cascade" POST_TAIL);
  assert_text (two, 0, POST);

  crash (fixture, folder);
  g_clear_object (&one); /* takes its own away only */
  three = open_with_recovery (fixture->folder, folder, &n_recovered);
  g_assert_cmpuint (n_recovered, ==, 2);
  assert_text (three, 0, POST_HEAD ", onDelete: Cascade" POST_TAIL);
}

static void
test_spoiled_recovery (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = NULL;
  guint never = 0;
  guint n_recovered = 0;

  crash (fixture, folder);
  path = crow_test_folder_list (folder);
  *strchr (path, ' ') = '\0'; /* beside it lies its lock */
  for (guint i = 0; i < 64; i++)
    {
      g_autoptr (CrowTestFolder) copy = crow_test_folder_new ();
      g_autofree char *from = g_build_filename (folder, path, NULL);
      gsize length;
      g_autofree char *content = crow_test_read (from, &length);
      g_autoptr (CrowDocument) document = NULL;

      content[length * i / 64] ^= 0x55;
      g_free (crow_test_folder_write (copy, path, content, (gssize) length - i % 3));
      document = open_with_recovery (fixture->folder, copy, &n_recovered);
      g_assert_nonnull (crow_document_get_schema (document));
      g_clear_object (&document);
      iterate_until (&never, 1, 10); /* a worker may be writing */
    }
}

/* --- positions ------------------------------------------------------------------------------ */

static void
assert_at (CrowDocument *document, const char *key, double x, double y)
{
  const CrowPosition *position = g_hash_table_lookup (crow_document_get_positions (document), key);

  g_assert_nonnull (position);
  g_assert_cmpfloat (position->x, ==, x);
  g_assert_cmpfloat (position->y, ==, y);
}

static void
test_positions (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autofree char *path = g_build_filename (fixture->folder, CROW_LAYOUT_FILE_NAME, NULL);
  g_autoptr (GError) error = NULL;
  guint n_waited = 0;
  guint never = 0;

  crow_document_move_model (document, "Post", 10, 20);
  crow_document_move_model (document, "Post", 30, 40);
  crow_document_move_model (document, "User", 1, 2);
  crow_document_move_model (document, "User", 1, 2); /* no move, no step */
  g_assert_cmpuint (fixture->n_moved, ==, 3);
  g_assert_false (crow_document_is_modified (document)); /* the text is not */
  crow_document_undo (document);
  crow_document_undo (document);
  assert_at (document, "Post", 10, 20);
  g_assert_null (g_hash_table_lookup (crow_document_get_positions (document), "User"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  while (!g_file_test (path, G_FILE_TEST_EXISTS) && n_waited++ < 2000)
    iterate_until (&never, 1, 10); /* by itself, soon after the last move */
  iterate_until (&never, 1, 100);
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\nPost\t10\t20\n");
  crow_document_redo (document);
  g_assert_true (crow_document_save_positions (document, &error));
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\nPost\t30\t40\n");
  crow_document_undo (document);
  crow_document_undo (document);
  g_assert_true (crow_document_save_positions (document, &error));
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\n");

  crow_document_move_model (document, "Post", 5, 6);
  g_assert_true (crow_document_load (document, fixture->folder, NULL, &error)); /* writes before */
  assert_at (document, "Post", 5, 6);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

static GHashTable *
make_places (const char *key, double x, const char *other, double other_x)
{
  GHashTable *places = crow_positions_new ();

  g_hash_table_insert (places, g_strdup (key), crow_position_new (x, 1));
  g_hash_table_insert (places, g_strdup (other), crow_position_new (other_x, 1));
  return places;
}

static void
test_several_moves_are_one_step (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  GHashTable *positions = crow_document_get_positions (document);
  g_autoptr (GHashTable) places = make_places ("Post", 10, "User", 20);
  g_autoptr (GHashTable) others = make_places ("Post", 10, "User", 30);

  crow_document_move_models (document, places);
  g_assert_cmpuint (fixture->n_moved, ==, 1);
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "move 2 tables");
  crow_document_move_models (document, places); /* no move, no step */
  g_assert_cmpuint (fixture->n_moved, ==, 1);
  crow_document_move_models (document, others);
  g_assert_cmpstr (crow_document_get_undo_label (document), ==, "move User");
  crow_document_undo (document);
  assert_at (document, "Post", 10, 1);
  assert_at (document, "User", 20, 1);
  crow_document_undo (document);
  g_assert_cmpuint (g_hash_table_size (positions), ==, 0);
  g_assert_false (crow_document_can_undo (document));
  crow_document_redo (document);
  assert_at (document, "Post", 10, 1);
  assert_at (document, "User", 20, 1);
}

static void
test_tidying_up_is_one_step (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  GHashTable *positions = crow_document_get_positions (document);
  const char *const some[] = { "User", "NoSuchModel", NULL };
  const char *const nobody[] = { "NoSuchModel", NULL };
  g_autoptr (GHashTable) places = make_places ("Post", 10, "User", 20);
  guint first = crow_document_get_arrangement (document);
  guint second;

  crow_document_move_models (document, places);
  crow_document_forget_positions (document, nobody);
  g_assert_cmpuint (fixture->n_moved, ==, 1);
  crow_document_forget_positions (document, some);
  g_assert_cmpuint (g_hash_table_size (positions), ==, 1);
  g_assert_cmpuint (crow_document_get_arrangement (document), ==, first);
  crow_document_undo (document);
  assert_at (document, "User", 20, 1);

  crow_document_forget_positions (document, NULL);
  second = crow_document_get_arrangement (document);
  g_assert_cmpuint (second, !=, first);
  g_assert_cmpuint (g_hash_table_size (positions), ==, 0);
  crow_document_undo (document);
  assert_at (document, "Post", 10, 1);
  assert_at (document, "User", 20, 1);
  g_assert_cmpuint (crow_document_get_arrangement (document), ==, first);
  crow_document_redo (document);
  g_assert_cmpuint (g_hash_table_size (positions), ==, 0);
  g_assert_cmpuint (crow_document_get_arrangement (document), ==, second);
  crow_document_forget_positions (document, NULL); /* none has a place: others may still stand
                                                      otherwise than before */
  g_assert_cmpuint (crow_document_get_arrangement (document), !=, second);
  crow_document_undo (document);
  g_assert_cmpuint (crow_document_get_arrangement (document), ==, second);
}

static void
test_positions_in_a_read_only_folder (Fixture *fixture, gconstpointer data)
{
  CrowDocument *document = fixture->document;
  g_autofree char *path = g_build_filename (fixture->folder, CROW_LAYOUT_FILE_NAME, NULL);
  g_autoptr (GError) error = NULL;

  if (!crow_test_become_nobody ())
    return;
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  crow_document_move_model (document, "Post", 10, 20);
  iterate_until (&fixture->n_failed, 1, 5000);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  assert_at (document, "Post", 10, 20); /* for this session */
  crow_document_move_model (document, "User", 1, 2);
  g_assert_false (crow_document_save_positions (document, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_clear_error (&error);

  g_assert_true (crow_document_load (document, fixture->folder, NULL, &error));
  assert_at (document, "Post", 10, 20); /* reading anew does not lose them */
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  g_assert_true (crow_document_save_positions (document, &error));
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\nPost\t10\t20\nUser\t1\t2\n");
}

static void
test_later_positions_are_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (crow_test_folder_write (fixture->folder, CROW_LAYOUT_FILE_NAME, "crowsfoot-layout 9\n",
                                  -1));
  g_assert_true (crow_document_load (fixture->document, fixture->folder, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/document/loads", test_loads },
    { "/document/failed-load-touches-nothing", test_failed_load_touches_nothing },
    { "/document/undo-restores-bytes", test_undo_restores_bytes },
    { "/document/no-change-is-no-step", test_no_change_is_no_step },
    { "/document/refused-edit-changes-nothing", test_refused_edit_changes_nothing },
    { "/document/add-index", test_add_index },
    { "/document/sql-and-text-diff", test_sql_and_text_diff },
    { "/document/saves-only-what-changed", test_saves_only_what_changed },
    { "/document/changed-on-disk-is-not-overwritten", test_changed_on_disk_is_not_overwritten },
    { "/document/removed-on-disk", test_removed_on_disk },
    { "/document/touched-is-not-changed", test_touched_is_not_changed },
    { "/document/all-files-or-none", test_all_or_none },
    { "/document/link-stays", test_link_stays },
    { "/document/full-disk", test_full_disk },
    { "/document/async", test_async },
    { "/document/tells-of-the-disk", test_tells_of_the_disk },
    { "/document/migration", test_migration },
    { "/document/migration-failure-leaves-nothing", test_migration_failure_leaves_nothing },
    { "/document/crash/loses-no-edit", test_crash_loses_no_edit },
    { "/document/crash/then-changed-on-disk", test_crash_then_changed_on_disk },
    { "/document/crash/saved-edits-are-not-kept", test_saved_edits_are_not_kept },
    { "/document/crash/spoiled-file", test_spoiled_recovery },
    { "/document/crash/two-documents-keep-apart", test_two_documents_keep_apart },
    { "/document/positions", test_positions },
    { "/document/several-moves-are-one-step", test_several_moves_are_one_step },
    { "/document/tidying-up-is-one-step", test_tidying_up_is_one_step },
    { "/document/positions-in-a-read-only-folder", test_positions_in_a_read_only_folder },
    { "/document/later-positions-are-told", test_later_positions_are_told },
  };

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("CROW_CRASH_SOURCE") != NULL)
    g_test_add ("/document/crash/child", Fixture, NULL, set_up, test_crash_child, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
