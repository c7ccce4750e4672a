#include "crow-test-cli.h"

#include <string.h>

#include "crow-test.h"

static GSubprocess *
spawn (const char *folder, const char *const *environment, const char *const *arguments)
{
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                            G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                            G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, crow_test_build ("src/cli/crowsfoot-cli"));
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (arguments[i]));
  g_ptr_array_add (argv, NULL);
  if (folder != NULL)
    g_subprocess_launcher_set_cwd (launcher, folder);
  for (guint i = 0; environment != NULL && environment[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (environment[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
    }
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* No bytes have no address, but they are a text. */
static char *
dup_text (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length > 0 ? g_strndup (data, length) : g_strdup ("");
}

CrowTestRun *
crow_test_cli_run (const char *folder,
                   const char *const *environment,
                   const char *const *arguments,
                   const char *input)
{
  CrowTestRun *self = g_new0 (CrowTestRun, 1);
  g_autoptr (GSubprocess) process = spawn (folder, environment, arguments);
  g_autoptr (GBytes) in = g_bytes_new (input, input != NULL ? strlen (input) : 0);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;

  /* A program that does not read its input closes it: no error of ours. */
  if (!g_subprocess_communicate (process, in, NULL, &out, &err, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  self->status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  self->output = dup_text (out);
  self->errors = dup_text (err);
  return self;
}

void
crow_test_cli_run_free (CrowTestRun *self)
{
  g_free (self->output);
  g_free (self->errors);
  g_free (self);
}
