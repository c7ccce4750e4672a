#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crow-error.h"
#include "crow-file-private.h"
#include "crow-file-util.h"
#include "crow-test-folder.h"
#include "crow-test.h"

static gboolean
write_text (const char *path, const char *text, const char *etag, char **new_etag, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return crow_file_write (path, bytes, etag, new_etag, error);
}

static char *
get_etag (const char *path)
{
  struct stat state;

  g_assert_cmpint (stat (path, &state), ==, 0);
  return crow_file_make_etag (&state);
}

static void
assert_only (const char *folder, const char *names)
{
  g_autofree char *found = crow_test_folder_list (folder);

  g_assert_cmpstr (found, ==, names);
}

static void
test_creates (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "new", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *found = NULL;
  struct stat state;
  mode_t mask = umask (027);

  g_assert_true (write_text (path, "text", NULL, &etag, &error));
  umask (mask);
  g_assert_no_error (error);
  crow_test_folder_assert_content (path, "text");
  assert_only (folder, "new");
  g_assert_cmpint (stat (path, &state), ==, 0);
  g_assert_cmpuint (state.st_mode & 07777, ==, 0640);
  found = get_etag (path);
  g_assert_cmpstr (etag, ==, found);
}

static void
test_keeps_mode (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "a", "old", -1);
  g_autoptr (GError) error = NULL;
  struct stat state;

  g_assert_cmpint (g_chmod (path, 0751), ==, 0);
  g_assert_true (write_text (path, "new", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (path, &state), ==, 0);
  g_assert_cmpuint (state.st_mode & 07777, ==, 0751);
  crow_test_folder_assert_content (path, "new");
}

static void
test_follows_links (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "deep/file", "old", -1);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *links = g_build_filename (folder, "links", NULL);
  g_autofree char *target = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("deep/file", link), ==, 0);
  g_assert_cmpint (symlink (link, links), ==, 0);
  g_assert_true (write_text (links, "new", NULL, NULL, &error));
  g_assert_no_error (error);
  crow_test_folder_assert_content (path, "new");
  target = g_file_read_link (link, NULL);
  g_assert_cmpstr (target, ==, "deep/file");
  g_assert_true (g_file_test (links, G_FILE_TEST_IS_SYMLINK));
  assert_only (folder, "deep link links");
}

static void
test_link_to_nowhere_is_filled (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("file", link), ==, 0);
  g_assert_true (write_text (link, "new", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  crow_test_folder_assert_content (path, "new");
}

static void
test_refuses_changed (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "a", "read", -1);
  g_autofree char *etag = get_etag (path);
  g_autofree char *other = crow_test_folder_write (folder, "a", "else", -1);
  g_autoptr (GError) error = NULL;

  g_assert_false (write_text (path, "mine", etag, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
  crow_test_folder_assert_content (path, "else");
  assert_only (folder, "a");

  g_clear_error (&error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_false (write_text (path, "mine", etag, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_CHANGED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_writes_what_it_wrote (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "a", "one", -1);
  g_autofree char *etag = get_etag (path);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *next = NULL;

      g_assert_true (write_text (path, "two", etag, &next, &error));
      g_assert_no_error (error);
      g_free (etag);
      etag = g_steal_pointer (&next);
    }
}

/* Runs as somebody whom rights bind. */
static void
test_read_only_file (void)
{
  g_autoptr (CrowTestFolder) folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (!crow_test_become_nobody ())
    return;
  folder = crow_test_folder_new ();
  path = crow_test_folder_write (folder, "a", "old", -1);
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  g_assert_false (write_text (path, "new", NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, "permission denied"));
  g_assert_nonnull (strstr (error->message, "chmod u+w"));
  crow_test_folder_assert_content (path, "old");
  assert_only (folder, "a");
}

static void
test_read_only_folder (void)
{
  g_autoptr (CrowTestFolder) folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *inner = NULL;
  g_autoptr (GError) error = NULL;

  if (!crow_test_become_nobody ())
    return;
  folder = crow_test_folder_new ();
  path = crow_test_folder_write (folder, "sub/a", "old", -1);
  inner = g_path_get_dirname (path);
  g_assert_cmpint (g_chmod (inner, 0555), ==, 0);
  g_assert_false (write_text (path, "new", NULL, NULL, &error));
  g_assert_cmpint (g_chmod (inner, 0755), ==, 0);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "its folder"));
  g_assert_nonnull (strstr (error->message, "read-only"));
  crow_test_folder_assert_content (path, "old");
}

/* --- a full disk ---------------------------------------------------------------------------- */

static char *
build_big_text (gsize length)
{
  char *text = g_malloc (length + 1);

  memset (text, 'x', length);
  text[length] = '\0';
  return text;
}

/* In the child: the disk has room for less than what is to be written. */
static void
test_full_disk_child (void)
{
  const char *folder = g_getenv ("CROW_FULL_DISK_FOLDER");
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autofree char *text = build_big_text (100000);
  g_autoptr (GError) error = NULL;

  g_setenv ("CROW_FULL_DISK", "1", TRUE);
  g_assert_false (write_text (path, text, NULL, NULL, &error));
  g_unsetenv ("CROW_FULL_DISK");
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, "the disk is full"));
  crow_test_folder_assert_content (path, "old");
  assert_only (folder, "a");
}

static void
run_on_full_disk (const char *room)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "a", "old", -1);
  g_autofree char *shim = crow_test_build ("tests/document/libcrow-full-disk.so");
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *self = crow_test_build ("tests/document/test-document-file-util");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const char *old = g_getenv ("LD_PRELOAD");
  g_autofree char *preload = g_strconcat (old != NULL ? old : "", old != NULL ? ":" : "", shim,
                                          NULL);

  g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", preload, TRUE);
  g_subprocess_launcher_setenv (launcher, "CROW_FULL_DISK_ROOM", room, TRUE);
  g_subprocess_launcher_setenv (launcher, "CROW_FULL_DISK_FOLDER", folder, TRUE);
  /* The sanitizer's run-time library wants to be the first. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "verify_asan_link_order=0", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, self, "-p", "/file/full-disk/child",
                                         NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_full_disk (void)
{
  run_on_full_disk ("0");
  run_on_full_disk ("50000");
}

/* The real thing, where mounting is allowed. */
static void
test_full_tmpfs (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autofree char *text = build_big_text (200000);
  g_autoptr (GError) error = NULL;

  if (mount ("none", folder, "tmpfs", 0, "size=64k") < 0)
    {
      g_test_skip ("SKIPPED: no file system may be mounted here; the preloaded full disk ran");
      return;
    }
  g_assert_true (write_text (path, "old", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (write_text (path, text, NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "the disk is full"));
  crow_test_folder_assert_content (path, "old");
  assert_only (folder, "a");
  g_assert_cmpint (umount (folder), ==, 0);
}

static void
test_folder_and_missing_folder (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "none", "a", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (write_text (folder, "new", NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "it is a folder"));
  g_clear_error (&error);
  g_assert_false (write_text (path, "new", NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "create the folder first"));
}

static void
test_device (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (write_text ("/dev/null", "text", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test ("/dev/null", G_FILE_TEST_IS_REGULAR));
  g_assert_false (write_text ("/dev/full", "text", NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
}

static void
test_stage_discarded (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "a", "old", -1);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("new", 3);
  g_autoptr (GError) error = NULL;
  CrowFileStage *stage = crow_file_stage_new (path, bytes, NULL, &error);

  g_assert_no_error (error);
  crow_file_stage_free (stage);
  crow_test_folder_assert_content (path, "old");
  assert_only (folder, "a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("CROW_FULL_DISK_FOLDER") != NULL)
    {
      g_test_add_func ("/file/full-disk/child", test_full_disk_child);
      return g_test_run ();
    }
  g_test_add_func ("/file/creates", test_creates);
  g_test_add_func ("/file/keeps-mode", test_keeps_mode);
  g_test_add_func ("/file/follows-links", test_follows_links);
  g_test_add_func ("/file/link-to-nowhere-is-filled", test_link_to_nowhere_is_filled);
  g_test_add_func ("/file/refuses-changed", test_refuses_changed);
  g_test_add_func ("/file/writes-what-it-wrote", test_writes_what_it_wrote);
  g_test_add_func ("/file/read-only-file", test_read_only_file);
  g_test_add_func ("/file/read-only-folder", test_read_only_folder);
  g_test_add_func ("/file/full-disk", test_full_disk);
  g_test_add_func ("/file/full-tmpfs", test_full_tmpfs);
  g_test_add_func ("/file/folder-and-missing-folder", test_folder_and_missing_folder);
  g_test_add_func ("/file/device", test_device);
  g_test_add_func ("/file/stage-discarded", test_stage_discarded);
  return g_test_run ();
}
