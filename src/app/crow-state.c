#include "crow-state.h"

/**
 * crow_state_find:
 * @name: a file or folder
 *
 * Returns: (transfer full): where @name lies among what the program remembers; it need not exist
 */
char *
crow_state_find (const char *name)
{
  return g_build_filename (g_get_user_state_dir (), "crowsfoot", name, NULL);
}

/**
 * crow_state_load:
 *
 * Returns: (transfer full): what was remembered; empty where there is nothing, or nothing readable
 */
GKeyFile *
crow_state_load (void)
{
  GKeyFile *state = g_key_file_new ();
  g_autofree char *path = crow_state_find ("window.ini");

  g_key_file_load_from_file (state, path, G_KEY_FILE_NONE, NULL);
  return state;
}

/**
 * crow_state_save:
 * @state: what to remember
 *
 * Writes @state. It is a convenience: where it cannot be written, nobody is bothered.
 */
void
crow_state_save (GKeyFile *state)
{
  g_autofree char *path = crow_state_find ("window.ini");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (state, path, &error))
    g_debug ("The window's size is not remembered in %s", path);
}
