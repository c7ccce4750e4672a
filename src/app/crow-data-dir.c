#include "crow-data-dir.h"

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

  return g_build_filename (given != NULL ? given : CROW_PKGDATADIR, relative, NULL);
}
