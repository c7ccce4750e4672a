#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crow-document-private.h"
#include "crow-recovery-restore.h"
#include "crow-test-folder.h"
#include "crow-test.h"
#include "crow-text-diff.h"

#define TEXT                                                                                       \
  "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel User {\n  id Int @id\n  likes "        \
  "Like[]\n}\n\nmodel Post {\n  id Int @id\n  likes Like[]\n}\n\nmodel Like {\n  id Int @id\n"     \
  "  userId Int\n  postId Int\n"                                                                   \
  "  user User @relation(fields: [userId], references: [id])\n"                                    \
  "  post Post @relation(fields: [postId], references: [id])\n}\n"

typedef struct
{
  char *folder;
  char *path;
  char *journals;
  guint n_recovered, n_refused, n_failed;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = crow_test_folder_new ();
  self->path = crow_test_folder_write (self->folder, "shop/schema.prisma", TEXT, -1);
  self->journals = g_build_filename (self->folder, "journals", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->path);
  g_free (self->journals);
  crow_test_folder_remove (self->folder);
}

static void
count_cb (CrowDocument *document, guint *counter)
{
  (*counter)++;
}

static void
count_text_cb (CrowDocument *document, const char *text, guint *counter)
{
  (*counter)++;
}

static CrowDocument *
open_path (Fixture *self, const char *path)
{
  CrowDocument *document = crow_document_new ();
  g_autoptr (GError) error = NULL;

  g_signal_connect (document, "recovered", G_CALLBACK (count_cb), &self->n_recovered);
  g_signal_connect (document, "recovery-refused", G_CALLBACK (count_text_cb), &self->n_refused);
  g_signal_connect (document, "keeping-failed", G_CALLBACK (count_text_cb), &self->n_failed);
  crow_document_set_recovery_folder (document, self->journals);
  g_assert_true (crow_document_load (document, path, NULL, &error));
  g_assert_no_error (error);
  return document;
}

static void
edit (CrowDocument *document, const char *text)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (edits, crow_action_edit_parse (text, &error));
  g_assert_no_error (error);
  g_assert_true (crow_document_edit_actions (document, edits, &error));
}

static void
settle (CrowDocument *document)
{
  while (document->recovery_job != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static const char *
get_action (CrowDocument *document, const char *id)
{
  CrowSchema *schema = crow_document_get_schema (document);
  int index = crow_schema_find_relation (schema, id);

  g_assert_cmpint (index, >=, 0);
  return crow_action_get_name (crow_schema_get_relation (schema, (guint) index)
                                   ->clauses[CROW_EVENT_DELETE]
                                   .action);
}

/* Leaves what a program leaves that is killed: a journal that nobody has locked. */
static void
crash (Fixture *self, const char *change)
{
  CrowDocument *document = open_path (self, self->path);
  g_autofree char *copy = NULL;
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  gsize length;

  edit (document, change);
  settle (document);
  path = g_strdup (crow_recovery_get_path (document->recovery));
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_object_unref (document);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

static void
test_journal_is_private (Fixture *self, gconstpointer data)
{
  CrowDocument *document = open_path (self, self->path);
  struct stat state;

  edit (document, "Like.user:onDelete=Cascade");
  settle (document);
  g_assert_cmpint (stat (crow_recovery_get_path (document->recovery), &state), ==, 0);
  g_assert_cmpuint (state.st_mode & 07777, ==, 0600);
  g_assert_cmpint (stat (self->journals, &state), ==, 0);
  g_assert_cmpuint (state.st_mode & 0077, ==, 0);
  g_object_unref (document);
}

static void
test_unwritable_journal_is_told_once (Fixture *self, gconstpointer data)
{
  CrowDocument *document = open_path (self, self->path);
  char *path;

  edit (document, "Like.user:onDelete=Cascade");
  settle (document);
  g_assert_cmpuint (self->n_failed, ==, 0);
  path = g_strdup (crow_recovery_get_path (document->recovery));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  edit (document, "Like.user:onDelete=Restrict");
  settle (document);
  edit (document, "Like.user:onDelete=NoAction");
  settle (document);
  g_assert_cmpuint (self->n_failed, ==, 1);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  edit (document, "Like.user:onDelete=Cascade");
  settle (document);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_free (path);
  g_object_unref (document);
}

/* So many crashes that nobody asked after; the next document says that it goes without. */
static void
test_too_many_journals_is_told (Fixture *self, gconstpointer data)
{
  g_autofree char *id = crow_recovery_make_id (self->path);
  g_autoptr (GError) error = NULL;
  CrowRecovery *taken[64];
  CrowDocument *document;
  guint n = 0;

  while (n < G_N_ELEMENTS (taken) &&
         (taken[n] = crow_recovery_new (self->journals, id, &error)) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 32);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "32 times already"));
  document = open_path (self, self->path);
  edit (document, "Like.user:onDelete=Cascade");
  edit (document, "Like.user:onDelete=Restrict");
  g_assert_cmpuint (self->n_failed, ==, 1);
  while (n > 0)
    crow_recovery_unref (taken[--n]);
  edit (document, "Like.user:onDelete=NoAction");
  settle (document);
  g_assert_true (g_file_test (crow_recovery_get_path (document->recovery), G_FILE_TEST_IS_REGULAR));
  g_object_unref (document);
}

static void
test_lists_what_was_left (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) after = NULL;
  const CrowRecoveryItem *item;
  CrowDocument *document;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  crash (self, "Like.user:onDelete=Cascade");
  g_free (crow_test_folder_write (self->journals, ".crowsfoot-1.tmp", "half", -1));
  g_free (crow_test_folder_write (self->journals, "spoiled.recovery", "half", -1));
  items = crow_recovery_list (self->journals);
  g_assert_cmpuint (items->len, ==, 1);
  item = g_ptr_array_index (items, 0);
  g_assert_cmpstr (item->source, ==, self->path);
  g_assert_cmpuint (item->n_edits, ==, 1);
  g_assert_true (item->is_there && !item->is_database);
  g_assert_cmpint (ABS (item->time - now), <, 600);

  /* Whoever opens it has it; it is nobody's leaving meanwhile. */
  document = open_path (self, self->path);
  g_assert_cmpuint (self->n_recovered, ==, 1);
  none = crow_recovery_list (self->journals);
  g_assert_cmpuint (none->len, ==, 0);
  g_object_unref (document);

  crash (self, "Like.user:onDelete=Cascade");
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  after = crow_recovery_list (self->journals);
  g_assert_cmpuint (after->len, ==, 1);
  item = g_ptr_array_index (after, 0);
  g_assert_false (item->is_there);
  g_assert_true (crow_recovery_discard (item->path));
  g_assert_false (g_file_test (item->path, G_FILE_TEST_EXISTS));
}

static void
test_renamed_source (Fixture *self, gconstpointer data)
{
  g_autofree char *renamed = g_build_filename (self->folder, "shop", "new.prisma", NULL);
  g_autofree char *copy = g_build_filename (self->folder, "copy.prisma", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  CrowDocument *document;

  crash (self, "Like.user:onDelete=Cascade");
  g_assert_cmpint (g_rename (self->path, renamed), ==, 0);
  items = crow_recovery_list (self->journals);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_true (crow_recovery_save_copy (((CrowRecoveryItem *) items->pdata[0])->path, copy,
                                          &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (copy, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "references: [id], onDelete: Cascade"));
  g_assert_true (crow_recovery_assign (((CrowRecoveryItem *) items->pdata[0])->path, renamed,
                                       &error));
  g_assert_no_error (error);
  document = open_path (self, renamed);
  g_assert_cmpuint (self->n_recovered, ==, 1);
  g_assert_cmpstr (get_action (document, "Like.user"), ==, "Cascade");
  g_object_unref (document);
}

static void
replace_in_file (const char *path, const char *from, const char *to)
{
  g_autofree char *content = NULL;
  g_autoptr (GString) text = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  text = g_string_new (content);
  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
}

static void
test_changed_in_between (Fixture *self, gconstpointer data)
{
  CrowDocument *document;

  crash (self, "Like.user:onDelete=Cascade");
  /* The line beside it, and one above. */
  replace_in_file (self->path, "  post Post @relation(", "  post Post @relation(name: \"p\", ");
  replace_in_file (self->path, "model Post {\n  id Int @id\n  likes Like[]",
                   "model Post {\n  id Int @id\n  // why\n  likes Like[] @relation(name: \"p\")");
  document = open_path (self, self->path);
  g_assert_cmpuint (self->n_recovered, ==, 1);
  g_assert_cmpstr (get_action (document, "Like.user"), ==, "Cascade");
  g_object_unref (document);

  self->n_recovered = 0;
  crash (self, "Like.user:onDelete=Restrict");
  replace_in_file (self->path, "[userId], references: [id]",
                   "[userId], references: [id], onDelete: SetNull");
  document = open_path (self, self->path);
  g_assert_cmpuint (self->n_recovered, ==, 0);
  g_assert_cmpuint (self->n_refused, ==, 1);
  g_object_unref (document);
}

static void
assert_text (CrowDocument *document, const char *part)
{
  CrowSourceFile
      *file = g_ptr_array_index (crow_prisma_get_files (crow_document_get_prisma (document)), 0);
  const char *text = crow_source_file_get_text (file, NULL);

  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not in:\n%s", part, text);
}

static void
discard_all (Fixture *self)
{
  g_autoptr (GPtrArray) items = crow_recovery_list (self->journals);

  for (guint i = 0; i < items->len; i++)
    crow_recovery_discard (((CrowRecoveryItem *) items->pdata[i])->path);
}

/* Two clauses of one line, by two writers; or one by both. */
static void
test_same_line (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *ours;
    const char *theirs; /* what they made of "[userId], references: [id]" */
    const char *merged; /* NULL: a conflict */
  } rows[] = {
    { "Like.user:onDelete=Cascade", "[userId], references: [id], onUpdate: Restrict",
      "@relation(fields: [userId], references: [id], onDelete: Cascade, onUpdate: Restrict)\n" },
    { "Like.user:onUpdate=NoAction", "[userId], references: [id], onDelete: Cascade",
      "@relation(fields: [userId], references: [id], onDelete: Cascade, onUpdate: NoAction)\n" },
    { "Like.user:onDelete=Cascade", "[userId],   references: [id], map: \"fk\"",
      "@relation(fields: [userId],   references: [id], onDelete: Cascade, map: \"fk\")\n" },
    { "Like.user:onDelete=Cascade,onUpdate=NoAction",
      "[userId], references: [id], onDelete: Cascade, map: \"fk\"",
      "[id], onDelete: Cascade, onUpdate: NoAction, map: \"fk\")\n" },
    { "Like.user:onDelete=Cascade", "[userId], references: [id], onDelete: Restrict", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CrowDocument *document;

      g_assert_true (g_file_set_contents (self->path, TEXT, -1, NULL));
      crash (self, rows[i].ours);
      self->n_recovered = self->n_refused = 0;
      replace_in_file (self->path, "[userId], references: [id]", rows[i].theirs);
      document = open_path (self, self->path);
      g_assert_cmpuint (self->n_recovered, ==, rows[i].merged != NULL);
      g_assert_cmpuint (self->n_refused, ==, rows[i].merged == NULL);
      if (rows[i].merged != NULL)
        assert_text (document, rows[i].merged);
      crow_document_undo (document);
      assert_text (document, rows[i].theirs);
      settle (document);
      g_object_unref (document);
      discard_all (self);
    }
}

/* The save was through, the end of the journal was not. */
static void
test_saved_already (Fixture *self, gconstpointer data)
{
  g_autofree char *names = NULL;
  CrowDocument *document;

  crash (self, "Like.user:onDelete=Cascade");
  replace_in_file (self->path, "[userId], references: [id]",
                   "[userId], references: [id], onDelete: Cascade");
  document = open_path (self, self->path);
  g_assert_cmpuint (self->n_recovered + self->n_refused, ==, 0);
  g_assert_false (crow_document_is_modified (document));
  g_object_unref (document);
  names = crow_test_folder_list (self->journals);
  g_assert_cmpstr (names, ==, "");
}

/* A folder that cannot be written keeps no layout: the journal does. A name that is a folder is
 * what even the superuser cannot write to. */
static void
test_places_survive_where_they_cannot_be_written (Fixture *self, gconstpointer data)
{
  g_autofree char *layout = g_build_filename (self->folder, "shop", "crowsfoot.layout", NULL);
  CrowDocument *document;
  const CrowPosition *place;

  g_assert_cmpint (g_mkdir (layout, 0755), ==, 0);
  document = open_path (self, self->path);
  crow_document_move_model (document, "User", 12, 34);
  settle (document);
  g_object_unref (document);
  g_assert_cmpint (g_rmdir (layout), ==, 0);
  document = open_path (self, self->path);
  place = g_hash_table_lookup (crow_document_get_positions (document), "User");
  g_assert_nonnull (place);
  g_assert_cmpfloat (place->x, ==, 12);
  g_assert_true (crow_document_save_positions (document, NULL));
  g_object_unref (document);
  crow_test_folder_assert_content (layout, "crowsfoot-layout 1\nUser\t12\t34\n");
}

static void
merged_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  if (crow_document_load_finish (CROW_DOCUMENT (object), result, error))
    *error = g_error_new (CROW_ERROR, 1000, "merged");
}

static void
merge (CrowDocument *document, GError **error)
{
  crow_document_merge_async (document, NULL, merged_cb, error);
  while (*error == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Through a link and by its own name: two windows on one file. */
static void
test_two_windows (Fixture *self, gconstpointer data)
{
  g_autofree char *link = g_build_filename (self->folder, "link.prisma", NULL);
  g_autoptr (GError) error = NULL;
  CrowDocument *one = open_path (self, self->path);
  CrowDocument *two;

  g_assert_cmpint (symlink (self->path, link), ==, 0);
  two = open_path (self, link);
  edit (one, "Like.user:onDelete=Cascade");
  edit (two, "Like.post:onDelete=Restrict");
  g_assert_true (crow_document_save (one, FALSE, NULL, &error));
  g_assert_false (crow_document_save (two, FALSE, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
  g_clear_error (&error);
  merge (two, &error);
  g_assert_cmpstr (error->message, ==, "merged");
  g_clear_error (&error);
  g_assert_cmpstr (get_action (two, "Like.user"), ==, "Cascade");
  g_assert_cmpstr (get_action (two, "Like.post"), ==, "Restrict");
  crow_document_undo (two);
  g_assert_cmpstr (get_action (two, "Like.user"), ==, "Cascade");
  g_assert_false (crow_document_is_modified (two));
  crow_document_redo (two);
  g_assert_true (crow_document_save (two, FALSE, NULL, &error));

  /* The same line: nothing is lost, and it is said. */
  edit (one, "Like.user:onDelete=NoAction");
  edit (two, "Like.user:onDelete=Restrict");
  g_assert_true (crow_document_save (two, FALSE, NULL, &error));
  merge (one, &error);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
  g_assert_cmpstr (get_action (one, "Like.user"), ==, "NoAction");
  settle (one);
  settle (two);
  g_object_unref (one);
  g_object_unref (two);
}

/* As git does, or an unmounted disk. */
static void
test_moved_folder_is_told (Fixture *self, gconstpointer data)
{
  g_autofree char *from = g_build_filename (self->folder, "shop", NULL);
  g_autofree char *to = g_build_filename (self->folder, "elsewhere", NULL);
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  CrowDocument *document = open_path (self, self->path);
  guint n_told = 0;

  g_signal_connect (document, "disk-changed", G_CALLBACK (count_cb), &n_told);
  g_assert_cmpint (g_rename (from, to), ==, 0);
  while (n_told == 0 && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
  g_assert_cmpuint (n_told, ==, 1);
  g_object_unref (document);
}

static void
assert_merge (const char *base, const char *ours, const char *theirs, const char *wanted)
{
  g_autoptr (GBytes) a = g_bytes_new_static (base, strlen (base));
  g_autoptr (GBytes) b = g_bytes_new_static (ours, strlen (ours));
  g_autoptr (GBytes) c = g_bytes_new_static (theirs, strlen (theirs));
  GBytes *both[] = { crow_text_merge (a, b, c), crow_text_merge (a, c, b) };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      if (wanted == NULL)
        g_assert_null (both[i]);
      else
        g_assert_cmpmem (g_bytes_get_data (both[i], NULL), g_bytes_get_size (both[i]), wanted,
                         strlen (wanted));
      g_clear_pointer (&both[i], g_bytes_unref);
    }
}

static void
test_merges_texts (Fixture *self, gconstpointer data)
{
  assert_merge ("a\nb\nc\n", "a\nb\nc\n", "a\nx\nc\n", "a\nx\nc\n");
  assert_merge ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n");
  assert_merge ("a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n", "A\nB\nc\n");
  assert_merge ("a\nb\nc\n", "a\nx\nc\n", "a\nx\nc\n", "a\nx\nc\n");
  assert_merge ("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n", NULL);
  assert_merge ("a\nb\nc\n", "a\nx\nb\nc\n", "a\ny\nb\nc\n", NULL);
  assert_merge ("a\nb\nc\n", "a\nx\nb\nc\n", "a\nb\n", "a\nx\nb\n");
  assert_merge ("a\nb\nc\nd\n", "a\nd\n", "a\nb\nx\nd\n", NULL);
  assert_merge ("", "a\n", "", "a\n");
  assert_merge ("a", "a\nb\n", "c", NULL);
}

/* As @crash, of a document that goes on. */
static void
copy_journal (CrowDocument *document, const char *to)
{
  g_autofree char *content = NULL;
  gsize length;

  settle (document);
  g_assert_true (g_file_get_contents (crow_recovery_get_path (document->recovery), &content,
                                      &length, NULL));
  g_assert_true (g_file_set_contents (to, content, (gssize) length, NULL));
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer is_done)
{
  g_assert_true (crow_document_save_finish (CROW_DOCUMENT (object), result, NULL));
  *(gboolean *) is_done = TRUE;
}

/* Killed after a save put its text on the disk, and before the journal says that it has: what was
 * edited meanwhile, on the same line, is not taken for somebody else's change. */
static void
test_edit_while_a_save_runs (Fixture *self, gconstpointer data)
{
  CrowDocument *document = open_path (self, self->path);
  g_autofree char *kept = g_build_filename (self->folder, "kept", NULL);
  g_autofree char *journal = NULL;
  gboolean is_done = FALSE;

  edit (document, "Like.user:onDelete=Cascade");
  settle (document);
  journal = g_strdup (crow_recovery_get_path (document->recovery));
  crow_document_save_async (document, FALSE, NULL, saved_cb, &is_done);
  edit (document, "Like.user:onDelete=Restrict");
  copy_journal (document, kept);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  while (G_OBJECT (document)->ref_count > 1) /* the worker's */
    g_usleep (1000);
  settle (document);
  g_object_unref (document);
  g_assert_cmpint (g_rename (kept, journal), ==, 0);

  document = open_path (self, self->path);
  g_assert_cmpstr (get_action (document, "Like.user"), ==, "Restrict");
  g_assert_cmpuint (self->n_recovered, ==, 1);
  g_assert_cmpuint (self->n_refused, ==, 0);
  g_object_unref (document);
}

/* The one that was written last is brought back, wherever it lies. */
static void
test_newest_journal_first (Fixture *self, gconstpointer data)
{
  g_autofree char *id = crow_recovery_make_id (self->path);
  g_autofree char *elsewhere = g_build_filename (self->folder, "elsewhere", NULL);
  g_autofree char *older = NULL;
  g_autofree char *newer = NULL;
  struct timespec times[2] = { { 2000000000, 5 }, { 2000000000, 5 } };
  g_autoptr (GPtrArray) paths = NULL;
  CrowDocument *document;

  crash (self, "Like.user:onDelete=Cascade");
  paths = crow_recovery_find (self->journals, id);
  g_assert_cmpuint (paths->len, ==, 1);
  older = g_strdup (g_ptr_array_index (paths, 0));
  newer = g_strdup_printf ("%.*s-1.recovery", (int) (strlen (older) - strlen (".recovery")), older);
  g_assert_cmpint (g_rename (older, elsewhere), ==, 0);
  crash (self, "Like.user:onDelete=Restrict");
  g_assert_cmpint (g_rename (older, newer), ==, 0);
  g_assert_cmpint (g_rename (elsewhere, older), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, older, times, 0), ==, 0);
  times[1].tv_nsec++;
  g_assert_cmpint (utimensat (AT_FDCWD, newer, times, 0), ==, 0);
  document = open_path (self, self->path);
  g_assert_cmpstr (get_action (document, "Like.user"), ==, "Restrict");
  g_object_unref (document);
}

/* A slow worker that was given what was true before comes too late. */
static void
test_older_state_replaces_nothing (Fixture *self, gconstpointer data)
{
  CrowRecovery *journal = crow_recovery_new (self->journals, "id", NULL);
  g_autoptr (CrowRecoveryContent) content = crow_recovery_content_new (self->path, FALSE);
  const char *path = crow_recovery_get_path (journal);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before;
  gsize length;

  g_assert_true (crow_recovery_write (journal, 7, content, NULL));
  g_assert_true (g_file_get_contents (path, &before, &length_before, NULL));
  g_hash_table_insert (content->colors, g_strdup ("User"), GUINT_TO_POINTER (3));
  g_assert_true (crow_recovery_write (journal, 6, content, NULL));
  g_assert_true (g_file_get_contents (path, &after, &length, NULL));
  g_assert_cmpmem (before, length_before, after, length);
  g_clear_pointer (&after, g_free);
  g_assert_true (crow_recovery_write (journal, 8, content, NULL));
  g_assert_true (g_file_get_contents (path, &after, &length, NULL));
  g_assert_cmpuint (length, !=, length_before);
  crow_recovery_remove (journal);
  g_assert_true (crow_recovery_write (journal, 9, content, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  crow_recovery_unref (journal);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/recovery/journal-is-private", test_journal_is_private },
    { "/recovery/unwritable-journal-is-told-once", test_unwritable_journal_is_told_once },
    { "/recovery/too-many-journals-is-told", test_too_many_journals_is_told },
    { "/recovery/lists-what-was-left", test_lists_what_was_left },
    { "/recovery/renamed-source", test_renamed_source },
    { "/recovery/changed-in-between", test_changed_in_between },
    { "/recovery/same-line", test_same_line },
    { "/recovery/saved-already", test_saved_already },
    { "/recovery/places-that-cannot-be-written", test_places_survive_where_they_cannot_be_written },
    { "/recovery/two-windows-on-one-file", test_two_windows },
    { "/recovery/moved-folder-is-told", test_moved_folder_is_told },
    { "/recovery/merges-texts", test_merges_texts },
    { "/recovery/edit-while-a-save-runs", test_edit_while_a_save_runs },
    { "/recovery/newest-journal-first", test_newest_journal_first },
    { "/recovery/older-state-replaces-nothing", test_older_state_replaces_nothing },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
