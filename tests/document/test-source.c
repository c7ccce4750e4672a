#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crow-error.h"
#include "crow-source.h"
#include "crow-test-folder.h"

static GPtrArray *
read_all (const char *source)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *texts = crow_source_read (source, NULL, &error);

  g_assert_no_error (error);
  return texts;
}

static const CrowSourceText *
get (GPtrArray *texts, guint i)
{
  return g_ptr_array_index (texts, i);
}

static void
assert_names (GPtrArray *texts, const char *names)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", get (texts, i)->name);
  g_assert_cmpstr (found->str, ==, names);
}

/* Reading @source fails, and the message has all of the words. */
static void
assert_refused (const char *source, ...)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *texts = crow_source_read (source, NULL, &error);
  const char *word;
  va_list words;

  g_assert_null (texts);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_test_message ("%s", error->message);
  va_start (words, source);
  while ((word = va_arg (words, const char *)) != NULL)
    if (strstr (error->message, word) == NULL)
      g_error ("\"%s\" is not in: %s", word, error->message);
  va_end (words);
}

static void
assert_content_refused (const char *content, gssize length, const char *a, const char *b)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "schema.prisma", content, length);

  assert_refused (path, path, a, b, NULL);
  assert_refused (folder, path, a, b, NULL);
}

static void
test_file (void)
{
  static const char *const text = "\xef\xbb\xbfmodel A {\r\n} // é";
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "any name", text, -1);
  g_autoptr (GPtrArray) texts = read_all (path);

  g_assert_cmpuint (texts->len, ==, 1);
  g_assert_cmpstr (get (texts, 0)->name, ==, "any name");
  g_assert_cmpstr (get (texts, 0)->path, ==, path);
  g_assert_nonnull (get (texts, 0)->etag);
  g_assert_cmpmem (g_bytes_get_data (get (texts, 0)->content, NULL),
                   g_bytes_get_size (get (texts, 0)->content), text, strlen (text));
}

static void
test_empty_file (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "a.prisma", "", 0);
  g_autoptr (GPtrArray) texts = read_all (path);

  g_assert_cmpuint (g_bytes_get_size (get (texts, 0)->content), ==, 0);
}

static void
test_folder_is_sorted (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  const char *const names[] = {
    "b.prisma",          "a/z.prisma", "a.prisma",    ".hidden/h.prisma", "node_modules/n.prisma",
    "x.prisma/y.prisma", "B.prisma",   "ignored.txt", "ä.prisma",
  };
  g_autoptr (GPtrArray) texts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (crow_test_folder_write (folder, names[i], names[i], -1));
  texts = read_all (folder);
  assert_names (texts,
                ".hidden/h.prisma B.prisma a.prisma a/z.prisma b.prisma node_modules/n.prisma "
                "x.prisma/y.prisma ä.prisma");
  g_assert_cmpmem (g_bytes_get_data (get (texts, 3)->content, NULL),
                   g_bytes_get_size (get (texts, 3)->content), "a/z.prisma", strlen ("a/z.prisma"));
}

static void
test_link_circles_end (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "sub/a.prisma", "", 0);
  g_autofree char *up = g_build_filename (folder, "sub", "0up", NULL);
  g_autofree char *alias = g_build_filename (folder, "0alias.prisma", NULL);
  g_autofree char *lock = g_build_filename (folder, ".#a.prisma", NULL);
  g_autofree char *side = g_build_filename (folder, "0side", NULL);
  g_autoptr (GPtrArray) texts = NULL;

  g_assert_cmpint (symlink ("..", up), ==, 0);
  g_assert_cmpint (symlink ("sub/a.prisma", alias), ==, 0);
  g_assert_cmpint (symlink ("me@host.1", lock), ==, 0);
  g_assert_cmpint (symlink ("sub", side), ==, 0);
  texts = read_all (folder);
  assert_names (texts, "sub/a.prisma");
}

static void
test_links_are_followed (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (CrowTestFolder) other = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (other, "deep/a.prisma", "", 0);
  g_autofree char *b = crow_test_folder_write (other, "b.prisma", "", 0);
  g_autofree char *inner = g_build_filename (other, "deep", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *file = g_build_filename (folder, "c.prisma", NULL);
  g_autoptr (GPtrArray) texts = NULL;

  g_assert_cmpint (symlink (inner, link), ==, 0);
  g_assert_cmpint (symlink (b, file), ==, 0);
  texts = read_all (folder);
  assert_names (texts, "c.prisma link/a.prisma");
}

static void
test_dead_link_is_told (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *link = g_build_filename (folder, "a.prisma", NULL);

  g_assert_cmpint (symlink ("nowhere.prisma", link), ==, 0);
  assert_refused (folder, link, "symbolic link to nowhere.prisma", NULL);
  assert_refused (link, link, "does not exist", NULL);
}

static void
test_missing_file (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *near = crow_test_folder_write (folder, "schema.prisma", "", 0);
  g_autofree char *path = g_build_filename (folder, "shcema.prisma", NULL);
  g_autofree char *far = g_build_filename (folder, "none", "schema.prisma", NULL);

  assert_refused (path, path, "no such file", "did you mean \"schema.prisma\"?", NULL);
  assert_refused (far, far, "no such file", "its folder", "does not exist either", NULL);
  assert_refused ("", "empty", NULL);
}

static void
test_folder_without_schemas (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *text = crow_test_folder_write (folder, "x.prisma/readme.txt", "", 0);
  g_autofree char *inner = g_path_get_dirname (text);

  assert_refused (folder, folder, "no .prisma file", NULL);
  assert_refused (inner, inner, "no .prisma file in this folder", NULL);
}

static void
test_binary (void)
{
  assert_content_refused ("model A {\n  b\0c\n}", 16, ":2:4: a NUL byte (byte 13)", "binary");
  assert_content_refused ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "a PNG image",
                          "choose a .prisma file");
  assert_content_refused ("\x7f"
                          "ELF\2\1\1\0\0\0\0\0",
                          12, "a program (ELF)", "not a Prisma schema");
  assert_content_refused ("SQLite format 3\0\x10\0\1\1", 20, "an SQLite database", "not a Prisma");
}

static void
test_invalid_utf8 (void)
{
  assert_content_refused ("model Ä {\n  // caf\xe9\n}", -1, ":2:9: the byte 0xE9 (byte 19)",
                          "iconv");
  assert_content_refused ("\xc3", 1, ":1:1: the byte 0xC3 (byte 0)", "not valid UTF-8");
}

static void
test_wide_text (void)
{
  assert_content_refused ("\xff\xfem\0o\0d\0", 8, "UTF-16 text", "iconv -f UTF-16 -t UTF-8");
  assert_content_refused ("\xfe\xff\0m\0o\0d", 8, "UTF-16 text", "iconv -f UTF-16 -t UTF-8");
  assert_content_refused ("m\0o\0d\0e\0", 8, "UTF-16LE text", "iconv -f UTF-16LE");
  assert_content_refused ("\0m\0o\0d\0e", 8, "UTF-16BE text", "iconv -f UTF-16BE");
  assert_content_refused ("\xff\xfe\0\0m\0\0\0", 8, "UTF-32 text", "iconv -f UTF-32");
}

static void
test_all_problems_at_once (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *a = crow_test_folder_write (folder, "a.prisma", "\xff", 1);
  g_autofree char *b = crow_test_folder_write (folder, "b.prisma", "ok", 2);
  g_autofree char *c = crow_test_folder_write (folder, "c.prisma", "x\0", 2);

  assert_refused (folder, a, c, NULL);
}

static void
test_unreadable (void)
{
  g_autoptr (CrowTestFolder) folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *inner = NULL;

  if (!crow_test_become_nobody ())
    return;
  folder = crow_test_folder_new ();
  path = crow_test_folder_write (folder, "sub/a.prisma", "", 0);
  inner = g_path_get_dirname (path);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  assert_refused (path, path, "permission denied", "chmod u+r", NULL);
  assert_refused (folder, path, "permission denied", NULL);
  g_assert_cmpint (g_chmod (inner, 0), ==, 0);
  assert_refused (folder, inner, "permission denied", "chmod u+rx", NULL);
  g_assert_cmpint (g_chmod (inner, 0755), ==, 0);
}

static void
test_pipe (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *fifo = g_build_filename (folder, "pipe.prisma", NULL);
  g_autofree char *file = crow_test_folder_write (folder, "a.prisma", "", 0);
  g_autoptr (GPtrArray) texts = NULL;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  texts = read_all (folder); /* nobody writes to it: not opened */
  assert_names (texts, "a.prisma");
}

static void
test_cancelled (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *file = crow_test_folder_write (folder, "a.prisma", "x", 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (crow_source_read (folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crow_source_read (file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_name_is_no_utf8 (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "\xe9.prisma", "x", 1);
  g_autoptr (GPtrArray) texts = read_all (folder);

  assert_names (texts, "\xef\xbf\xbd.prisma");
  g_assert_cmpstr (get (texts, 0)->path, ==, path);
}

static void
test_title (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "shop/a.prisma", "x", 1);
  g_autofree char *inner = g_build_filename (folder, "shop", ".", NULL);
  g_autoptr (GPtrArray) texts = read_all (path);
  g_autofree char *of_file = crow_source_build_title (path, texts);
  g_autofree char *of_folder = crow_source_build_title (inner, texts);

  g_assert_cmpstr (of_file, ==, "a.prisma");
  g_assert_cmpstr (of_folder, ==, "shop");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/source/file-byte-for-byte", test_file);
  g_test_add_func ("/source/empty-file", test_empty_file);
  g_test_add_func ("/source/folder-is-sorted", test_folder_is_sorted);
  g_test_add_func ("/source/link-circles-end", test_link_circles_end);
  g_test_add_func ("/source/links-are-followed", test_links_are_followed);
  g_test_add_func ("/source/dead-link-is-told", test_dead_link_is_told);
  g_test_add_func ("/source/missing-file", test_missing_file);
  g_test_add_func ("/source/folder-without-schemas", test_folder_without_schemas);
  g_test_add_func ("/source/binary", test_binary);
  g_test_add_func ("/source/invalid-utf8", test_invalid_utf8);
  g_test_add_func ("/source/wide-text", test_wide_text);
  g_test_add_func ("/source/all-problems-at-once", test_all_problems_at_once);
  g_test_add_func ("/source/unreadable", test_unreadable);
  g_test_add_func ("/source/pipe-in-a-folder", test_pipe);
  g_test_add_func ("/source/cancelled", test_cancelled);
  g_test_add_func ("/source/name-is-no-utf8", test_name_is_no_utf8);
  g_test_add_func ("/source/title", test_title);
  return g_test_run ();
}
