/* Disks that fill up, fail, go away or may not be written: what is said, and that nothing is lost.
 * The program runs itself with a disk that fails where it is told to (crow-full-disk.c). */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crow-document-private.h"
#include "crow-file-private.h"
#include "crow-test-folder.h"
#include "crow-test.h"

#define MAIN                                                                                       \
  "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel User {\n  id Int @id\n  posts "        \
  "Post[]\n  likes Like[]\n}\n"
#define POST                                                                                       \
  "model Post {\n  id Int @id\n  authorId Int\n"                                                   \
  "  author User @relation(fields: [authorId], references: [id])\n}\n"
#define LIKE                                                                                       \
  "model Like {\n  id Int @id\n  userId Int\n"                                                     \
  "  user User @relation(fields: [userId], references: [id])\n}\n"

typedef struct
{
  char *folder; /* CrowTestFolder */
  char *disk;   /* what fails: the schema is on it */
  char *journals;
  CrowDocument *document;
  char *told; /* (nullable) by a signal */
} Fixture;

static void
told_cb (CrowDocument *document, const char *message, Fixture *self)
{
  g_free (self->told);
  self->told = g_strdup (message);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = crow_test_folder_new ();
  self->disk = g_build_filename (self->folder, "disk", NULL);
  self->journals = g_build_filename (self->folder, "journals", NULL);
  g_free (crow_test_folder_write (self->disk, "main.prisma", MAIN, -1));
  g_free (crow_test_folder_write (self->disk, "post.prisma", POST, -1));
  g_free (crow_test_folder_write (self->disk, "like.prisma", LIKE, -1));
  self->document = crow_document_new ();
  crow_document_set_recovery_folder (self->document, self->journals);
  g_signal_connect (self->document, "keeping-failed", G_CALLBACK (told_cb), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_unsetenv ("CROW_FAULT");
  g_clear_object (&self->document);
  g_free (self->disk);
  g_free (self->journals);
  g_free (self->told);
  crow_test_folder_remove (self->folder);
}

static void
load (Fixture *self, const char *source)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (crow_document_load (self->document, source, NULL, &error));
  g_assert_no_error (error);
}

static void
settle (Fixture *self)
{
  while (self->document->recovery_job != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
edit (Fixture *self, const char *text)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (edits, crow_action_edit_parse (text, &error));
  g_assert_no_error (error);
  g_assert_true (crow_document_edit_actions (self->document, edits, &error));
  g_assert_no_error (error);
  settle (self);
}

static void
edit_two_files (Fixture *self)
{
  edit (self, "Post.author:onDelete=Cascade");
  edit (self, "Like.user:onDelete=Cascade");
}

/* Every name below @folder with its text. */
static char *
take_picture (const char *folder)
{
  GString *picture = g_string_new (NULL);
  g_autoptr (GPtrArray) paths = crow_test_walk (folder, "");

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *content = crow_test_read (path, NULL);

      g_string_append_printf (picture, "%s:\n%s\n", path, content);
    }
  return g_string_free (picture, FALSE);
}

static void
set_fault (const char *fault, const char *path)
{
  if (fault != NULL)
    g_setenv ("CROW_FAULT", fault, TRUE);
  else
    g_unsetenv ("CROW_FAULT");
  if (path != NULL)
    g_setenv ("CROW_FAULT_PATH", path, TRUE);
}

/* --- what may fail --------------------------------------------------------------------------- */

typedef gboolean (*Deed) (Fixture *self, GError **error);

static gboolean
save (Fixture *self, GError **error)
{
  return crow_document_save (self->document, FALSE, NULL, error);
}

static gboolean
save_layout (Fixture *self, GError **error)
{
  crow_document_move_model (self->document, "User", 12, 34);
  return crow_document_save_positions (self->document, error);
}

static gboolean
write_migration (Fixture *self, GError **error)
{
  g_autofree char *path = crow_document_write_migration (self->document, "a name", TRUE, error);

  return path != NULL;
}

static gboolean
save_copy (Fixture *self, GError **error)
{
  g_autoptr (CrowRecoveryContent) content = crow_document_collect_unsaved (self->document);
  g_autofree char *to = g_build_filename (self->disk, "copy", NULL);

  return crow_recovery_content_save_copy (content, to, error);
}

static const struct
{
  const char *name;
  Deed deed;
  const char *what; /* the message names it */
} deeds[] = {
  { "save", save, ".prisma" },
  { "layout", save_layout, "crowsfoot.layout" },
  { "migration", write_migration, "migration" },
  { "copy", save_copy, "copy" },
};

static const struct
{
  const char *fault;
  const char *cause;
  const char *advice;
} faults[] = {
  { "create:ENOSPC", "the disk is full", "free some space" },
  { "create:EDQUOT", "the disk quota is used up", "free some space" },
  { "create:EROFS", "mounted read-only", "write to another place" },
  { "create:ESTALE", "gone from its server", "mount it again" },
  { "create:EIO", "the disk reports an error", "write to another place" },
  { "write:ENOSPC", "the disk is full", "free some space" },
  { "write:EDQUOT", "the disk quota is used up", "free some space" },
  { "write:EIO", "the disk reports an error", "write to another place" },
  { "write:ESTALE", "gone from its server", "mount it again" },
  { "fsync:ENOSPC", "the disk is full", "free some space" },
  { "fsync:EDQUOT", "the disk quota is used up", "free some space" },
  { "fsync:EIO", "the disk reports an error", "write to another place" },
  { "rename:ENOSPC", "the disk is full", "free some space" },
  { "rename:EDQUOT", "the disk quota is used up", "free some space" },
  { "rename:EIO", "the disk reports an error", "write to another place" },
  { "rename:ESTALE", "gone from its server", "mount it again" },
  { "all:ESTALE", "gone from its server", "mount it again" },
  { "all:EIO", "the disk reports an error", "write to another place" },
};

static void
assert_says (const char *fault, const char *message, const char *part)
{
  if (strstr (message, part) == NULL)
    g_error ("%s: \"%s\" is not in \"%s\"", fault, part, message);
}

/* What is said, that every file is as it was, that the edits are there still, and are written as
 * soon as the disk works. */
static void
test_fault (Fixture *self, gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);

  load (self, self->disk);
  edit_two_files (self);
  g_free (crow_test_folder_write (self->disk, "copy/.keep", "", -1));
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *before = take_picture (self->disk);
      g_autofree char *after = NULL;
      g_autoptr (GError) error = NULL;

      set_fault (faults[i].fault, self->disk);
      g_assert_false (deeds[which].deed (self, &error));
      set_fault (NULL, NULL);
      g_assert_nonnull (error);
      assert_says (faults[i].fault, error->message, deeds[which].what);
      assert_says (faults[i].fault, error->message, faults[i].cause);
      assert_says (faults[i].fault, error->message, faults[i].advice);
      if (!g_str_has_prefix (faults[i].fault, "all:")) /* there nothing can be cleaned up */
        {
          after = take_picture (self->disk);
          g_assert_cmpstr (before, ==, after);
        }
      crow_file_sweep (self->disk);
      g_assert_true (crow_document_is_modified (self->document));
    }
  set_fault (NULL, NULL);
  {
    g_autoptr (GError) error = NULL;

    g_assert_true (deeds[which].deed (self, &error));
    g_assert_no_error (error);
  }
}

/* The second fails when the first is written already. */
static void
test_second_file_fails (Fixture *self, gconstpointer data)
{
  g_autofree char *before = take_picture (self->disk);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  load (self, self->disk);
  edit_two_files (self);
  set_fault ("rename:EIO", "post.prisma");
  g_assert_false (save (self, &error));
  set_fault (NULL, NULL);
  assert_says ("rename", error->message, "post.prisma");
  assert_says ("rename", error->message, "nothing was changed");
  after = take_picture (self->disk);
  g_assert_cmpstr (before, ==, after);
  g_clear_error (&error);
  g_assert_true (save (self, &error));
  g_assert_no_error (error);
}

/* It fails for good in between: what could not be taken back is named. */
static void
test_second_file_fails_for_good (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  load (self, self->disk);
  edit_two_files (self);
  set_fault ("rename2:EIO", self->disk);
  g_assert_false (save (self, &error));
  set_fault (NULL, NULL);
  assert_says ("rename2", error->message, "post.prisma: cannot be written");
  assert_says ("rename2", error->message, "not to be brought back: like.prisma");
  g_assert_null (strstr (error->message, "nothing was changed"));
  g_clear_error (&error);
  g_assert_true (crow_document_is_modified (self->document));
  g_assert_true (crow_document_save (self->document, TRUE, NULL, &error));
  g_assert_no_error (error);
}

/* It is said once, and the next edit is kept as soon as there is room. */
static void
test_journal (Fixture *self, gconstpointer data)
{
  load (self, self->disk);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      set_fault (faults[i].fault, self->journals);
      edit (self, i % 2 == 0 ? "Post.author:onDelete=Cascade" : "Post.author:onDelete=Restrict");
      g_assert_nonnull (self->told);
      if (!g_str_has_prefix (faults[i].fault, "all:"))
        assert_says (faults[i].fault, self->told, faults[i].cause);
      g_clear_pointer (&self->told, g_free);
      edit (self, "Post.author:onUpdate=NoAction");
      edit (self, "Post.author:onUpdate=default");
      g_assert_null (self->told);
      set_fault (NULL, NULL);
      edit (self, "Post.author:onUpdate=Cascade");
      edit (self, "Post.author:onUpdate=default");
      g_assert_null (self->told);
      g_assert_true (g_file_test (crow_recovery_get_path (self->document->recovery),
                                  G_FILE_TEST_IS_REGULAR));
    }
}

/* --- the command line ------------------------------------------------------------------------ */

/* The same code writes what the window exports. */
static void
test_exports (Fixture *self, gconstpointer data)
{
  static const char *const calls[][7] = {
    { "export", "A", "-o", "OUT.svg", NULL },
    { "export", "A", "-o", "OUT.png", NULL },
    { "export", "A", "-o", "OUT.pdf", NULL },
    { "diff", "A", "B", "-o", "OUT.sql", NULL },
    { "diff", "A", "B", "--down", "-o", "OUT.sql", NULL },
    { "diff", "A", "B", "--migration", "name", NULL },
    { "set", "B", "Post.author:onDelete=Restrict", "--write", NULL },
  };
  g_autofree char *cli = crow_test_build ("src/cli/crowsfoot-cli");
  g_autofree char *a = crow_test_folder_write (self->disk, "a/schema.prisma", MAIN POST LIKE, -1);
  g_autofree char *b = g_build_filename (self->disk, "b", NULL);

  g_free (crow_test_folder_write (b, "main.prisma", MAIN LIKE, -1));
  g_free (crow_test_folder_write (b, "post.prisma",
                                  "model Post {\n  id Int @id\n  authorId Int\n  author User "
                                  "@relation(fields: [authorId], references: [id], onDelete: "
                                  "Cascade)\n}\n",
                                  -1));
  for (guint i = 0; i < G_N_ELEMENTS (calls) * 3; i++)
    {
      const char *const *call = calls[i / 3];
      const char *fault = ((const char *const[]){ "create:EDQUOT", "write:ENOSPC",
                                                  "fsync:EIO" })[i % 3];
      const char *cause = ((const char *const[]){ "the disk quota is used up", "the disk is full",
                                                  "the disk reports an error" })[i % 3];
      g_autofree char *before = take_picture (self->disk);
      g_autofree char *after = NULL;
      g_autofree char *errors = NULL;
      g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (argv, g_strdup (cli));
      for (guint n = 0; call[n] != NULL; n++)
        if (g_str_has_prefix (call[n], "OUT"))
          g_ptr_array_add (argv, g_build_filename (self->disk, call[n], NULL));
        else
          g_ptr_array_add (argv, g_strdup (g_str_equal (call[n], "A")   ? a
                                           : g_str_equal (call[n], "B") ? b
                                                                        : call[n]));
      g_ptr_array_add (argv, NULL);
      set_fault (fault, self->disk);
      g_assert_cmpint (crow_test_run ((const char *const *) argv->pdata, NULL, NULL, &errors), ==,
                       3);
      set_fault (NULL, NULL);
      assert_says (fault, errors, self->disk);
      assert_says (fault, errors, cause);
      after = take_picture (self->disk);
      g_assert_cmpstr (before, ==, after);
    }
}

/* --- places ---------------------------------------------------------------------------------- */

static void
assert_edited (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->disk, name, NULL);
  g_autofree char *content = crow_test_read (path, NULL);

  g_assert_nonnull (strstr (content, "onDelete: Cascade"));
}

/* It may be entered and written, but not listed: a file in it is opened and saved as any other; the
 * folder itself cannot be, which is said. */
static void
test_folder_that_may_not_be_listed (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_loaded;

  if (!crow_test_become_nobody ())
    return;
  path = crow_test_folder_write (self->disk, "all/schema.prisma", MAIN POST LIKE, -1);
  g_free (self->disk);
  self->disk = g_path_get_dirname (path);
  g_assert_cmpint (g_chmod (self->disk, 0333), ==, 0);
  load (self, path);
  edit_two_files (self);
  g_assert_true (save (self, &error));
  g_assert_no_error (error);
  g_assert_true (save_layout (self, &error));
  g_assert_true (write_migration (self, &error));
  is_loaded = crow_document_load (self->document, self->disk, NULL, &error);
  g_assert_cmpint (g_chmod (self->disk, 0755), ==, 0);
  g_assert_false (is_loaded);
  assert_says ("0333", error->message, "all");
  assert_says ("0333", error->message, "permission denied");
  assert_says ("0333", error->message, "chmod");
  assert_edited (self, "schema.prisma");
}

/* Nothing is written, and the edits stay in the journal. */
static void
test_read_only (Fixture *self, gconstpointer is_folder)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *file = NULL;
  const char *what;

  if (!crow_test_become_nobody ())
    return;
  file = g_build_filename (self->disk, "post.prisma", NULL);
  what = is_folder != NULL ? self->disk : file;
  load (self, self->disk);
  edit_two_files (self);
  before = take_picture (self->disk);
  g_assert_cmpint (g_chmod (what, is_folder != NULL ? 0555 : 0444), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autoptr (GError) error = NULL;

      if (i > 0 && (is_folder == NULL || deeds[i].deed == save_copy))
        continue;
      g_assert_false (deeds[i].deed (self, &error));
      assert_says ("chmod", error->message, deeds[i].what);
      assert_says ("chmod", error->message,
                   is_folder != NULL && i < 2 ? "read-only" : "permission denied");
      assert_says ("chmod", error->message, "chmod u+w");
    }
  g_assert_cmpint (g_chmod (what, 0755), ==, 0);
  after = take_picture (self->disk);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (crow_document_is_modified (self->document));
  g_assert_true (g_file_test (crow_recovery_get_path (self->document->recovery),
                              G_FILE_TEST_IS_REGULAR));
}

/* The real thing, where mounting is allowed. */
static void
test_vanished_mount (Fixture *self, gconstpointer data)
{
  g_autofree char *point = g_build_filename (self->folder, "point", NULL);
  g_autofree char *empty = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (point, 0755), ==, 0);
  if (mount (self->disk, point, NULL, MS_BIND, NULL) < 0)
    {
      g_test_skip ("SKIPPED: no file system may be mounted here; the preloaded one ran");
      return;
    }
  load (self, point);
  edit_two_files (self);
  g_assert_cmpint (umount2 (point, MNT_DETACH), ==, 0);
  g_assert_false (save (self, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
  assert_says ("umount", error->message, "like.prisma (removed), post.prisma (removed)");
  g_clear_error (&error);
  empty = crow_test_folder_list (point);
  g_assert_cmpstr (empty, ==, "");
  g_assert_true (crow_document_is_modified (self->document));
  g_assert_cmpint (mount (self->disk, point, NULL, MS_BIND, NULL), ==, 0);
  g_assert_true (save (self, &error));
  g_assert_no_error (error);
  g_assert_cmpint (umount2 (point, MNT_DETACH), ==, 0);
  assert_edited (self, "like.prisma");
  assert_edited (self, "post.prisma");
}

/* As many bytes as a name may have; what we write beside it, and for it, has names of its own. */
static void
test_longest_name (Fixture *self, gconstpointer data)
{
  g_autofree char *stem = g_strnfill (255 - strlen (".prisma"), 'a');
  g_autofree char *name = g_strconcat ("all/", stem, ".prisma", NULL);
  g_autofree char *path = g_build_filename (self->disk, name, NULL);
  g_autofree char *short_path = crow_test_folder_write (self->disk, "all/a", MAIN POST LIKE, -1);
  g_autofree char *migration = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (short_path, path), ==, 0);
  load (self, path);
  edit_two_files (self);
  g_assert_null (self->told);
  g_assert_true (save_layout (self, &error));
  g_assert_no_error (error);
  migration = crow_document_write_migration (self->document, stem, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (migration, G_FILE_TEST_IS_DIR));
  g_assert_true (save (self, &error));
  g_assert_no_error (error);
  assert_edited (self, name);
}

static void
replace_by_rename (Fixture *self, const char *name, const char *text)
{
  g_autofree char *new = crow_test_folder_write (self->disk, "git-new", text, -1);
  g_autofree char *path = g_build_filename (self->disk, name, NULL);

  g_assert_cmpint (g_rename (new, path), ==, 0);
}

static void
merged_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  if (crow_document_load_finish (CROW_DOCUMENT (object), result, error))
    *error = g_error_new (CROW_ERROR, 1000, "merged");
}

/* As git does: one of several files is another one, one more is there, one is gone. */
static void
test_checkout_of_another_branch (Fixture *self, gconstpointer data)
{
  g_autofree char *like = g_build_filename (self->disk, "like.prisma", NULL);
  g_autoptr (GError) error = NULL;

  load (self, self->disk);
  edit (self, "Post.author:onDelete=Cascade");
  replace_by_rename (self, "post.prisma", "// theirs\n" POST);
  replace_by_rename (self, "main.prisma",
                     "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel User {\n  id Int "
                     "@id\n  posts Post[]\n}\n");
  replace_by_rename (self, "more.prisma", "model More {\n  id Int @id\n}\n");
  g_assert_cmpint (g_unlink (like), ==, 0);
  g_assert_false (save (self, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
  g_clear_error (&error);
  crow_document_merge_async (self->document, NULL, merged_cb, &error);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (error->message, ==, "merged");
  g_clear_error (&error);
  g_assert_cmpuint (crow_document_get_schema (self->document)->models->len, ==, 3);
  g_assert_true (save (self, &error));
  g_assert_no_error (error);
  assert_edited (self, "post.prisma");
  g_assert_false (g_file_test (like, G_FILE_TEST_EXISTS));

  /* The edited file itself is gone: nothing is lost, and it is said. */
  edit (self, "Post.author:onDelete=Restrict");
  {
    g_autofree char *post = g_build_filename (self->disk, "post.prisma", NULL);

    g_assert_cmpint (g_unlink (post), ==, 0);
    g_assert_false (save (self, &error));
    g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
    assert_says ("unlink", error->message, "post.prisma (removed)");
    g_clear_error (&error);
    g_assert_true (crow_document_save (self->document, TRUE, NULL, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_test (post, G_FILE_TEST_IS_REGULAR));
  }
}

static void
disk_changed_cb (CrowDocument *document, Fixture *self)
{
  told_cb (document, "changed", self);
}

/* Without a file system's events, as on a network's: the next look finds it. */
static void
test_look_at_disk (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->disk, "post.prisma", NULL);
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  set_fault ("inotify:ENOSPC", self->disk);
  load (self, self->disk);
  g_signal_connect (self->document, "disk-changed", G_CALLBACK (disk_changed_cb), self);
  g_assert_true (g_file_set_contents (path, "// theirs\n" POST, -1, NULL));
  crow_document_look_at_disk (self->document);
  while (self->told == NULL && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpstr (self->told, ==, "changed");
}

/* Starts this program again, with the disk that fails. */
static void
run_again (char **argv)
{
  g_autofree char *shim = crow_test_build ("tests/document/libcrow-full-disk.so");
  const char *old = g_getenv ("LD_PRELOAD");
  g_autofree char *preload = old != NULL ? g_strconcat (old, ":", shim, NULL) : g_strdup (shim);
  const char *options = g_getenv ("ASAN_OPTIONS");
  /* The sanitizer's run-time library wants to be the first. */
  g_autofree char *all = g_strconcat (options != NULL ? options : "", options != NULL ? ":" : "",
                                      "verify_asan_link_order=0", NULL);

  g_setenv ("CROW_TEST_DISK", "1", TRUE);
  g_setenv ("LD_PRELOAD", preload, TRUE);
  g_setenv ("ASAN_OPTIONS", all, TRUE);
  execv ("/proc/self/exe", argv);
  g_error ("cannot run again");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    gconstpointer data;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/disk/second-file-fails", NULL, test_second_file_fails },
    { "/disk/second-file-fails-for-good", NULL, test_second_file_fails_for_good },
    { "/disk/journal", NULL, test_journal },
    { "/disk/exports", NULL, test_exports },
    { "/disk/folder-that-may-not-be-listed", NULL, test_folder_that_may_not_be_listed },
    { "/disk/read-only-folder", "", test_read_only },
    { "/disk/read-only-file", NULL, test_read_only },
    { "/disk/vanished-mount", NULL, test_vanished_mount },
    { "/disk/longest-name", NULL, test_longest_name },
    { "/disk/checkout-of-another-branch", NULL, test_checkout_of_another_branch },
    { "/disk/look-without-events", NULL, test_look_at_disk },
  };

  if (g_getenv ("CROW_TEST_DISK") == NULL)
    run_again (argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autofree char *path = g_strconcat ("/disk/fails/", deeds[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_fault, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].data, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
