#include "crow-test-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "crow-test.h"

char *
crow_test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("crowsfoot-test-XXXXXX", &error);

  g_assert_no_error (error);
  /* Somebody else may look in: the tests about rights run as another user. */
  g_assert_cmpint (g_chmod (folder, 0777), ==, 0);
  return folder;
}

void
crow_test_folder_remove (char *folder)
{
  const char *const argv[] = { "rm", "-rf", "--", folder, NULL };

  crow_test_run (argv, NULL, NULL, NULL);
  g_free (folder);
}

char *
crow_test_folder_write (const char *folder, const char *name, const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0777), ==, 0);
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
  return path;
}

void
crow_test_folder_assert_content (const char *path, const char *text)
{
  g_autofree char *content = crow_test_read (path, NULL);

  g_assert_cmpstr (content, ==, text);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
crow_test_folder_list (const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

/* The words that run @program as nobody; NULL: there is no way. */
static GPtrArray *
build_nobody_command (const char *program)
{
  g_autofree char *setpriv = g_find_program_in_path ("setpriv");
  GPtrArray *argv;

  if (program == NULL || setpriv == NULL)
    return NULL;
  argv = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (argv, g_steal_pointer (&setpriv));
  g_ptr_array_add (argv, g_strdup ("--reuid=65534"));
  g_ptr_array_add (argv, g_strdup ("--regid=65534"));
  g_ptr_array_add (argv, g_strdup ("--clear-groups"));
  g_ptr_array_add (argv, g_strdup ("--"));
  g_ptr_array_add (argv, g_strdup (program));
  return argv;
}

/* The checkout may lie in a folder that only the superuser may enter. */
static gboolean
may_nobody_run (const char *program)
{
  g_autoptr (GPtrArray) argv = build_nobody_command ("test");

  if (argv == NULL)
    return FALSE;
  g_ptr_array_add (argv, g_strdup ("-x"));
  g_ptr_array_add (argv, g_strdup (program));
  g_ptr_array_add (argv, NULL);
  return crow_test_run ((const char *const *) argv->pdata, NULL, NULL, NULL) == 0;
}

gboolean
crow_test_become_nobody (void)
{
  g_autofree char *self = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GPtrArray) argv = NULL;
  int status;

  if (geteuid () != 0)
    return TRUE;
  self = g_file_read_link ("/proc/self/exe", NULL);
  argv = build_nobody_command (self);
  if (argv == NULL || !may_nobody_run (self))
    {
      g_test_skip ("SKIPPED: this is the superuser, to whom no file is read-only, and there is no "
                   "way to run this test as somebody else");
      return FALSE;
    }
  g_ptr_array_add (argv, g_strdup ("-p"));
  g_ptr_array_add (argv, g_strdup (g_test_get_path ()));
  g_ptr_array_add (argv, NULL);
  status = crow_test_run ((const char *const *) argv->pdata, NULL, &output, &errors);
  if (status != 0)
    g_test_message ("%s%s", output, errors);
  g_assert_cmpint (status, ==, 0);
  /* GLib since 2.78 indents what a test within a test says. */
  g_assert_true (g_regex_match_simple ("^ *ok ", output, G_REGEX_MULTILINE, 0));
  return FALSE;
}
