#include "crow-test.h"

#include <string.h>
#include <time.h>

static const char *
get_environment (const char *name)
{
  const char *value = g_getenv (name);

  if (value == NULL)
    g_error ("%s is not set: run the tests through meson", name);
  return value;
}

const char *
crow_test_get_shared (void)
{
  static char *shared;
  static gsize is_looked_up;

  if (g_once_init_enter (&is_looked_up))
    {
      const char *given = g_getenv ("CROW_TEST_SHARED");

      shared = given != NULL
                   ? g_strdup (given)
                   : g_build_filename (get_environment ("CROW_TEST_SOURCE"), "..", "shared", NULL);
      if (!g_file_test (shared, G_FILE_TEST_IS_DIR))
        g_clear_pointer (&shared, g_free);
      g_once_init_leave (&is_looked_up, 1);
    }
  return shared;
}

char *
crow_test_shared_or_skip (const char *relative)
{
  const char *shared = crow_test_get_shared ();
  g_autofree char *path = NULL;

  if (shared != NULL)
    path = g_build_filename (shared, relative, NULL);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *reason = g_strdup_printf ("no ../shared/%s beside the project", relative);

      g_test_skip (reason);
      return NULL;
    }
  return g_steal_pointer (&path);
}

char *
crow_test_source (const char *relative)
{
  return g_build_filename (get_environment ("CROW_TEST_SOURCE"), relative, NULL);
}

char *
crow_test_build (const char *relative)
{
  return g_build_filename (get_environment ("CROW_TEST_BUILD"), relative, NULL);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
crow_test_walk (const char *folder, const char *suffix)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) pending = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (pending, g_strdup (folder));
  while (pending->len > 0)
    {
      g_autofree char *at = g_ptr_array_steal_index (pending, pending->len - 1);
      g_autoptr (GDir) dir = g_dir_open (at, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (at, name, NULL);

          if (g_file_test (path, G_FILE_TEST_IS_DIR))
            g_ptr_array_add (pending, g_steal_pointer (&path));
          else if (g_str_has_suffix (name, suffix))
            g_ptr_array_add (found, g_steal_pointer (&path));
        }
    }
  g_ptr_array_sort (found, compare_paths);
  return found;
}

char *
crow_test_read (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *content = NULL;

  g_file_get_contents (path, &content, length, &error);
  g_assert_no_error (error);
  return content;
}

/* Never NULL: bytes of length 0 have no data. */
static char *
dup_text (GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return length > 0 ? g_strndup (data, length) : g_strdup ("");
}

int
crow_test_run (const char *const *argv, const char *input, char **output, char **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GSubprocess)
      process = g_subprocess_newv (argv,
                                   G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                       G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                   &failure);
  g_autoptr (GBytes)
      in = g_bytes_new (input != NULL ? input : "", input != NULL ? strlen (input) : 0);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;

  g_assert_no_error (failure);
  g_subprocess_communicate (process, in, NULL, &out, &err, &failure);
  /* It ended before it read: what it said is not told (GLib 2.84), how it ended is. */
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) &&
      g_subprocess_wait (process, NULL, NULL))
    g_clear_error (&failure);
  g_assert_no_error (failure);
  if (output != NULL)
    *output = dup_text (out);
  if (error != NULL)
    *error = dup_text (err);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

double
crow_test_cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}
