/* test-languages, started by in-language: every scene of the gallery in the language of the
 * environment. Nothing is cut, nothing stays English, and Arabic runs from right to left.
 * CROW_TEST_PICTURES=FOLDER photographs each. en_XA is nobody's language: see make-pseudo. */
#include <libintl.h>
#include <locale.h>

#include "crow-test-gallery.h"
#include "crow-test-words.h"

/* A telephone's width, and the window's own. */
static const int sizes[][2] = { { 1280, 800 }, { 360, 640 } };

typedef struct
{
  CrowTestWords *words;
  int width;
} Visit;

static CrowApplication *application;

static void
visit (const char *name, GtkWidget *root, gpointer data)
{
  const char *pictures = g_getenv ("CROW_TEST_PICTURES");
  Visit *self = data;
  g_autofree char *scene = g_strdup_printf ("%s-%d", name, self->width);

  crow_test_words_judge (self->words, scene, root);
  if (pictures != NULL)
    {
      g_autofree char *file = g_strconcat (scene, ".png", NULL);
      g_autofree char *path = g_build_filename (pictures, file, NULL);

      crow_test_gallery_save_png (root, path);
    }
}

static void
test_scenes (gconstpointer size)
{
  const int *wanted = size;
  g_autoptr (CrowTestWords) words = crow_test_words_new (g_getenv ("LANGUAGE"));
  Visit self = { words, wanted[0] };

  g_assert_cmpuint (crow_test_gallery_walk (application, g_getenv ("CROW_TEST_SCENES"), wanted[0],
                                            wanted[1], visit, &self),
                    >, 0);
  g_test_message ("%u texts", crow_test_words_get_n_texts (words));
  g_assert_cmpuint (crow_test_words_get_n_texts (words), >, 0);
  if (crow_test_words_get_n_faults (words) > 0)
    g_test_fail_printf ("%u faults, told above", crow_test_words_get_n_faults (words));
}

static void
test_direction (void)
{
  GtkTextDirection wanted = g_str_equal (g_getenv ("LANGUAGE"), "ar") ? GTK_TEXT_DIR_RTL
                                                                      : GTK_TEXT_DIR_LTR;

  g_assert_cmpint (gtk_widget_get_default_direction (), ==, wanted);
}

int
main (int argc, char **argv)
{
  int status;

  g_assert_nonnull (setlocale (LC_ALL, ""));
  bindtextdomain ("crowsfoot", g_getenv ("CROW_LOCALE_DIR"));
  bind_textdomain_codeset ("crowsfoot", "UTF-8");
  textdomain ("crowsfoot");
  application = crow_test_window_init (&argc, &argv);
  /* gtk_test_init() may have taken the United States'. */
  setlocale (LC_ALL, "");
  g_test_add_func ("/languages/direction", test_direction);
  g_test_add_data_func ("/languages/default-size", sizes[0], test_scenes);
  g_test_add_data_func ("/languages/narrow", sizes[1], test_scenes);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
