#include "crow-data-dir.h"

/* (transfer full) (nullable): below a folder of XDG_DATA_DIRS: a tree that was moved after its
 * installation says there where it is. */
static char *
find_moved (const char *relative)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (; *folders != NULL; folders++)
    {
      g_autofree char *path = g_build_filename (*folders, relative, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* (transfer full): @installed, unless it is only to be had elsewhere */
static char *
find_installed (const char *installed, const char *relative)
{
  char *moved = g_file_test (installed, G_FILE_TEST_EXISTS) ? NULL : find_moved (relative);

  return moved != NULL ? moved : g_strdup (installed);
}

/**
 * crow_data_dir_find:
 * @relative: "examples/blog.prisma"
 *
 * Returns: (transfer full): the path of a file that comes with the program; CROW_DATA_DIR, where it
 *   is set, takes the place of the folder that it is installed in
 */
char *
crow_data_dir_find (const char *relative)
{
  const char *given = g_getenv ("CROW_DATA_DIR");
  g_autofree char *installed = g_build_filename (CROW_PKGDATADIR, relative, NULL);
  g_autofree char *below = g_build_filename ("crowsfoot", relative, NULL);

  if (given != NULL)
    return g_build_filename (given, relative, NULL);
  return find_installed (installed, below);
}

/**
 * crow_data_dir_find_own:
 * @relative: "examples/blog.prisma"
 *
 * The user's own copy of a file that comes with the program, below XDG_DATA_HOME, where it can be
 * saved and migrations can be written beside it; made when it is not there. Blocking.
 *
 * Returns: (transfer full): its path; the shipped file's where there can be no copy
 */
char *
crow_data_dir_find_own (const char *relative)
{
  char *shipped = crow_data_dir_find (relative);
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "crowsfoot", relative, NULL);
  g_autofree char *folder = g_path_get_dirname (own);
  g_autofree char *content = NULL;
  gsize length;

  if (!g_file_test (own, G_FILE_TEST_EXISTS) &&
      (!g_file_get_contents (shipped, &content, &length, NULL) ||
       g_mkdir_with_parents (folder, 0700) != 0 ||
       !g_file_set_contents (own, content, (gssize) length, NULL)))
    return shipped;
  g_free (shipped);
  return g_steal_pointer (&own);
}

/**
 * crow_data_dir_find_locale:
 *
 * Returns: (transfer full): the folder that holds the translations, as de/LC_MESSAGES/crowsfoot.mo;
 *   CROW_LOCALE_DIR, where it is set, takes the place of it
 */
char *
crow_data_dir_find_locale (void)
{
  /* Other programs have a folder of that name: ours is known by its examples. */
  g_autofree char *examples = crow_data_dir_find ("examples");
  g_autofree char *data = g_build_filename (examples, "..", "..", "locale", NULL);

  if (g_getenv ("CROW_LOCALE_DIR") != NULL)
    return g_strdup (g_getenv ("CROW_LOCALE_DIR"));
  if (g_getenv ("CROW_DATA_DIR") != NULL || g_file_test (CROW_PKGDATADIR, G_FILE_TEST_IS_DIR) ||
      !g_file_test (data, G_FILE_TEST_IS_DIR))
    return g_strdup (CROW_LOCALEDIR);
  return g_steal_pointer (&data);
}
