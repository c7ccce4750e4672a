#include "crow-test-kill.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static pid_t
read_postmaster (const CrowTestServer *self)
{
  g_autofree char *path = g_build_filename (self->dir, "data", "postmaster.pid", NULL);
  g_autofree char *text = crow_test_read (path, NULL);

  return (pid_t) g_ascii_strtoll (text, NULL, 10);
}

/* State and parent of process @name of /proc: `S 4711 …`; NULL: no process. */
static char *
read_state (const char *name)
{
  g_autofree char *path = g_build_filename ("/proc", name, "stat", NULL);
  g_autofree char *text = NULL;
  const char *end;

  if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  end = strrchr (text, ')');
  return end != NULL && strlen (end) > 4 ? g_strdup (end + 2) : NULL;
}

static pid_t
read_parent (const char *name)
{
  g_autofree char *state = read_state (name);

  return state != NULL ? (pid_t) g_ascii_strtoll (state + 2, NULL, 10) : 0;
}

/* Until nothing of it runs; that nobody may have buried it is no matter. */
static void
wait_for_end (pid_t process)
{
  g_autofree char *name = g_strdup_printf ("%d", (int) process);

  while (TRUE)
    {
      g_autofree char *state = read_state (name);

      if (state == NULL || state[0] == 'Z' || state[0] == 'X')
        return;
      g_usleep (5 * 1000);
    }
}

/**
 * crow_test_server_kill:
 * @self: a server that runs
 */
void
crow_test_server_kill (const CrowTestServer *self)
{
  pid_t postmaster = read_postmaster (self);
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  g_autoptr (GArray) children = g_array_new (FALSE, FALSE, sizeof (pid_t));
  const char *name;

  g_assert_cmpint (postmaster, >, 1);
  kill (postmaster, SIGSTOP);
  while ((name = g_dir_read_name (processes)) != NULL)
    if (read_parent (name) == postmaster)
      {
        pid_t child = (pid_t) g_ascii_strtoll (name, NULL, 10);

        g_array_append_val (children, child);
      }
  g_assert_cmpint (kill (postmaster, SIGKILL), ==, 0);
  for (guint i = 0; i < children->len; i++)
    kill (g_array_index (children, pid_t, i), SIGKILL);
  for (guint i = 0; i < children->len; i++)
    wait_for_end (g_array_index (children, pid_t, i));
  wait_for_end (postmaster);
}

/* Beside the program that `postmaster.opts` names. */
static char *
find_pg_ctl (const CrowTestServer *self)
{
  g_autofree char *path = g_build_filename (self->dir, "data", "postmaster.opts", NULL);
  g_autofree char *text = crow_test_read (path, NULL);
  g_auto (GStrv) words = NULL;
  g_autofree char *folder = NULL;

  g_assert_true (g_shell_parse_argv (text, NULL, &words, NULL));
  folder = g_path_get_dirname (words[0]);
  return g_build_filename (folder, "pg_ctl", NULL);
}

/* Where nobody buries the dead, their numbers seem alive to the server. */
static void
remove_locks (const CrowTestServer *self)
{
  g_autofree char *process = g_build_filename (self->dir, "data", "postmaster.pid", NULL);
  g_autofree char *folder = g_build_filename (self->dir, "s", NULL);
  g_autoptr (GDir) sockets = g_dir_open (folder, 0, NULL);
  const char *name;

  unlink (process);
  while ((name = g_dir_read_name (sockets)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      unlink (path);
    }
}

/**
 * crow_test_server_restart:
 * @self: a server that was killed
 */
void
crow_test_server_restart (const CrowTestServer *self)
{
  g_autofree char *data = g_build_filename (self->dir, "data", NULL);
  g_autofree char *log = g_build_filename (self->dir, "log", NULL);
  g_autofree char *program = find_pg_ctl (self);
  g_autofree char *user = NULL;
  g_autofree char *group = NULL;
  g_autofree char *error = NULL;
  g_autofree char *output = NULL;
  struct stat owner;

  g_assert_cmpint (stat (data, &owner), ==, 0);
  remove_locks (self);
  user = g_strdup_printf ("--reuid=%u", owner.st_uid);
  group = g_strdup_printf ("--regid=%u", owner.st_gid);
  {
    const char *const argv[] = { "setpriv", user, group,     "--init-groups",
                                 "env",     "-C", self->dir, program,
                                 "-D",      data, "-l",      log,
                                 "-w",      "-t", "60",      "-s",
                                 "start",   NULL };

    if (crow_test_run (getuid () == 0 ? argv : argv + 4, NULL, &output, &error) != 0)
      {
        g_autofree char *text = crow_test_read (log, NULL);
        g_error ("the server did not start again: %s%s", error, text);
      }
  }
}
