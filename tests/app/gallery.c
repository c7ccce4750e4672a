/* gallery FOLDER [PREFIX [WIDTH HEIGHT]]: photographs of every scene, for people to look at. The
 * style is the environment's: ADW_DEBUG_COLOR_SCHEME=prefer-dark, ADW_DEBUG_HIGH_CONTRAST=1,
 * LANGUAGE. */
#include <glib/gi18n.h>
#include <locale.h>

#include "crow-test-gallery.h"

static void
photograph (const char *name, GtkWidget *root, gpointer folder)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  crow_test_gallery_save_png (root, path);
  g_print ("%s\n", path);
}

/* The language is the environment's, as in the program; gtk_test_init() takes the United States'.
 */
static void
take_language (const char *locale_dir)
{
  setlocale (LC_ALL, "");
  bindtextdomain ("crowsfoot", locale_dir);
  bind_textdomain_codeset ("crowsfoot", "UTF-8");
  textdomain ("crowsfoot");
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("CROW_LOCALE_DIR");
  CrowApplication *application;
  int width = argc > 4 ? atoi (argv[3]) : 1280, height = argc > 4 ? atoi (argv[4]) : 800;
  guint n;

  if (argc < 2)
    {
      g_printerr ("usage: gallery FOLDER [PREFIX [WIDTH HEIGHT]]\n");
      return 2;
    }
  if (locale_dir != NULL)
    take_language (locale_dir);
  application = crow_test_window_init (&argc, &argv);
  if (locale_dir != NULL)
    take_language (locale_dir);
  g_mkdir_with_parents (argv[1], 0777);
  n = crow_test_gallery_walk (application, argc > 2 ? argv[2] : NULL, width, height, photograph,
                              argv[1]);
  g_object_unref (application);
  return n > 0 ? 0 : 1;
}
