/* Every folder of tests/cli/cases is a test:
 *   cmd               the arguments, a line each
 *   input             (optional) standard input
 *   expected.stdout   (optional) standard output; without it there is none
 *   expected.stderr   (optional) standard error; without it there is none if the status is 0
 *   expected.status   exit status
 *   expected/         (optional) files that are so afterwards; a name with .absent: no such file
 * and all else is copied to the folder in which the program runs. With CROW_TEST_UPDATE set the
 * three expected files are written anew. */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test.h"

static char *
read_optional (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? crow_test_read (path, NULL) : NULL;
}

static void
copy_case (const char *from, const char *to)
{
  g_autofree char *all = g_strconcat (from, "/.", NULL);
  g_autofree char *expected = g_build_filename (to, "expected", NULL);
  const char *const copy[] = { "cp", "-R", "--", all, to, NULL };
  const char *const remove[] = { "rm", "-rf", "--", expected, NULL };

  g_assert_cmpint (crow_test_run (copy, NULL, NULL, NULL), ==, 0);
  g_assert_cmpint (crow_test_run (remove, NULL, NULL, NULL), ==, 0);
}

static void
update (const char *folder, const CrowTestRun *run)
{
  g_autofree char *status = g_strdup_printf ("%d\n", run->status);

  g_free (crow_test_folder_write (folder, "expected.status", status, -1));
  if (*run->output != '\0')
    g_free (crow_test_folder_write (folder, "expected.stdout", run->output, -1));
  if (*run->errors != '\0')
    g_free (crow_test_folder_write (folder, "expected.stderr", run->errors, -1));
}

static void
check_files (const char *folder, const char *copy)
{
  g_autofree char *expected = g_build_filename (folder, "expected", NULL);
  g_autoptr (GPtrArray) files = crow_test_walk (expected, "");

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autofree char *found = g_build_filename (copy, path + strlen (expected) + 1, NULL);
      g_autofree char *text = NULL;

      if (g_str_has_suffix (found, ".absent"))
        {
          found[strlen (found) - strlen (".absent")] = '\0';
          g_assert_false (g_file_test (found, G_FILE_TEST_EXISTS));
          continue;
        }
      text = crow_test_read (path, NULL);
      crow_test_folder_assert_content (found, text);
    }
}

static void
check (const char *folder, const char *copy, const CrowTestRun *run)
{
  g_autofree char *output = read_optional (folder, "expected.stdout");
  g_autofree char *errors = read_optional (folder, "expected.stderr");
  g_autofree char *status = read_optional (folder, "expected.status");

  g_assert_nonnull (status);
  if (run->status != atoi (status))
    g_test_message ("%s%s", run->output, run->errors);
  g_assert_cmpint (run->status, ==, atoi (status));
  g_assert_cmpstr (run->output, ==, output != NULL ? output : "");
  if (errors != NULL || run->status == 0)
    g_assert_cmpstr (run->errors, ==, errors != NULL ? errors : "");
  check_files (folder, copy);
}

static void
test_case (gconstpointer data)
{
  const char *folder = data;
  g_autoptr (CrowTestFolder) copy = crow_test_folder_new ();
  g_autofree char *command = read_optional (folder, "cmd");
  g_autofree char *input = read_optional (folder, "input");
  g_auto (GStrv) arguments = NULL;
  g_autoptr (CrowTestRun) run = NULL;

  g_assert_nonnull (command);
  copy_case (folder, copy);
  arguments = g_strsplit (g_strchomp (command), "\n", -1);
  run = crow_test_cli_run (copy, NULL, (const char *const *) arguments, input);
  if (g_getenv ("CROW_TEST_UPDATE") != NULL)
    update (folder, run);
  check (folder, copy, run);
}

int
main (int argc, char **argv)
{
  g_autofree char *cases = crow_test_source ("tests/cli/cases");
  g_autoptr (GPtrArray) commands = NULL;

  g_test_init (&argc, &argv, NULL);
  commands = crow_test_walk (cases, "cmd");
  g_assert_cmpuint (commands->len, >, 0);
  for (guint i = 0; i < commands->len; i++)
    {
      char *folder = g_path_get_dirname (g_ptr_array_index (commands, i));
      g_autofree char *name = g_path_get_basename (folder);
      g_autofree char *path = g_strconcat ("/cli/case/", name, NULL);

      g_test_add_data_func_full (path, folder, test_case, g_free);
    }
  return g_test_run ();
}
