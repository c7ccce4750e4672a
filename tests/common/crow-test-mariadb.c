#include "crow-test-mariadb.h"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define START_TRIES 600 /* of 0.1 s: until the server answers */

struct _CrowTestMariadb
{
  char *client; /* (owned) path of `mariadb` */
  char *folder; /* (owned) data, socket, log */
  char *socket; /* (owned) path */
  GSubprocess *server;
};

/* The server refuses to run as root. */
typedef struct
{
  gboolean is_root;
  uid_t user;
  gid_t group;
} Account;

static char *
find_program (const char *name)
{
  char *path = g_find_program_in_path (name);
  g_autofree char *system = g_strconcat ("/usr/sbin/", name, NULL);

  if (path == NULL && g_file_test (system, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&system);
  return path;
}

static void
become_server_cb (gpointer data)
{
  const Account *account = data;

  if (account->is_root &&
      (setgroups (0, NULL) != 0 || setgid (account->group) != 0 || setuid (account->user) != 0))
    _exit (126);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
choose_account (Account *account, const char *folder)
{
  const struct passwd *nobody = getpwnam ("nobody");

  account->is_root = geteuid () == 0;
  if (!account->is_root)
    return;
  g_assert_nonnull (nobody);
  account->user = nobody->pw_uid;
  account->group = nobody->pw_gid;
  g_assert_cmpint (chown (folder, account->user, account->group), ==, 0);
}

/* No grant tables: they would have to be made first, and nobody but us can reach the socket. */
static GSubprocess *
spawn (const CrowTestMariadb *self, const char *program)
{
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                            G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *data = g_strconcat ("--datadir=", self->folder, NULL);
  g_autofree char *socket = g_strconcat ("--socket=", self->socket, NULL);
  g_autoptr (GError) error = NULL;
  Account account = { FALSE, 0, 0 };
  GSubprocess *server;

  choose_account (&account, self->folder);
  g_subprocess_launcher_set_child_setup (launcher, become_server_cb, &account, NULL);
  server = g_subprocess_launcher_spawn (launcher, &error, program, "--no-defaults", data, socket,
                                        "--skip-networking", "--skip-grant-tables",
                                        "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0",
                                        "--innodb-log-file-size=8M",
                                        "--innodb-buffer-pool-size=16M",
                                        "--character-set-server=utf8mb4", NULL);
  g_assert_no_error (error);
  return server;
}

static void
wait_until_ready (const CrowTestMariadb *self)
{
  for (guint i = 0; i < START_TRIES; i++)
    {
      g_autofree char *error = NULL;
      g_autofree char *answer = crow_test_mariadb_run (self, NULL, "SELECT 1", &error);

      if (answer != NULL)
        return;
      g_usleep (G_USEC_PER_SEC / 10);
    }
  g_error ("the MariaDB server in %s does not answer", self->folder);
}

static void
remove_folder (const char *folder)
{
  const char *const argv[] = { "rm", "-rf", "--", folder, NULL };
  g_autofree char *output = NULL;
  g_autofree char *error = NULL;

  g_assert_cmpint (crow_test_run (argv, NULL, &output, &error), ==, 0);
}

CrowTestMariadb *
crow_test_mariadb_start (void)
{
  g_autofree char *program = find_program ("mariadbd");
  g_autofree char *client = find_program ("mariadb");
  CrowTestMariadb *self;

  if (program == NULL || client == NULL)
    {
      g_test_skip ("no MariaDB here (packages mariadb-server-core and mariadb-client-core)");
      return NULL;
    }
  self = g_new0 (CrowTestMariadb, 1);
  self->client = g_steal_pointer (&client);
  self->folder = g_dir_make_tmp ("crow-mariadb-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->socket = g_build_filename (self->folder, "s", NULL);
  self->server = spawn (self, program);
  wait_until_ready (self);
  return self;
}

void
crow_test_mariadb_stop (CrowTestMariadb *self)
{
  g_subprocess_force_exit (self->server);
  g_assert_true (g_subprocess_wait (self->server, NULL, NULL));
  g_object_unref (self->server);
  remove_folder (self->folder);
  g_free (self->socket);
  g_free (self->folder);
  g_free (self->client);
  g_free (self);
}

char *
crow_test_mariadb_run (const CrowTestMariadb *self,
                       const char *database,
                       const char *sql,
                       char **error)
{
  const char *const argv[] = { self->client,  "--no-defaults",
                               "--batch",     "--skip-column-names",
                               "--user=root", "--socket",
                               self->socket,  "--default-character-set=utf8mb4",
                               database,      NULL };
  char *output = NULL;

  if (crow_test_run (argv, sql, &output, error) == 0)
    return output;
  g_free (output);
  return NULL;
}
