#include "crow-file-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define PREFIX ".crowsfoot-"
#define SUFFIX ".tmp"

/* What is in the unfinished folder of a migration. */
static void
remove_folder (const char *path)
{
  const char *const names[] = { "migration.sql", "down.sql" };

  crow_file_sweep (path);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (path, names[i], NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

static void
sweep (const char *path)
{
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);
  int fd;

  if (!is_folder && !g_str_has_suffix (path, SUFFIX))
    return;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      if (is_folder)
        remove_folder (path);
      else
        g_unlink (path);
    }
  close (fd);
}

/**
 * crow_file_sweep:
 * @folder: a folder in which we write
 *
 * Removes the new contents that a killed program never put in their place. Every living program
 * holds a lock on its own. Blocking; any thread.
 */
void
crow_file_sweep (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;

      if (!g_str_has_prefix (name, PREFIX))
        continue;
      path = g_build_filename (folder, name, NULL);
      sweep (path);
    }
}
