#include <glib/gstdio.h>

#include "crow-error.h"
#include "crow-layout-file.h"
#include "crow-test-folder.h"

static void
place (GHashTable *positions, const char *key, double x, double y)
{
  g_hash_table_insert (positions, g_strdup (key), crow_position_new (x, y));
}

static void
assert_at (GHashTable *positions, const char *key, double x, double y)
{
  const CrowPosition *position = g_hash_table_lookup (positions, key);

  g_assert_nonnull (position);
  g_assert_cmpfloat (position->x, ==, x);
  g_assert_cmpfloat (position->y, ==, y);
}

static void
test_round_trip (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, CROW_LAYOUT_FILE_NAME, NULL);
  g_autoptr (GHashTable) before = crow_positions_new ();
  g_autoptr (GHashTable) after = crow_positions_new ();
  g_autoptr (GHashTable) read = NULL;
  g_autoptr (GError) error = NULL;

  place (after, "public.Post", 1.0 / 3, -0.001);
  place (after, "User", 100, 20.5);
  place (after, "a\tb\nc\\d\re", 7, 8);
  g_assert_true (crow_layout_file_write (path, before, after, NULL, NULL, &error));
  g_assert_no_error (error);
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\n"
                                         "User\t100\t20.5\n"
                                         "a\\tb\\nc\\\\d\\re\t7\t8\n"
                                         "public.Post\t0.33\t0\n");
  read = crow_layout_file_read (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (read), ==, 3);
  assert_at (read, "public.Post", 0.33, 0);
  assert_at (read, "User", 100, 20.5);
  assert_at (read, "a\tb\nc\\d\re", 7, 8);
}

static void
test_others_lines_stay (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, CROW_LAYOUT_FILE_NAME,
                                                  "crowsfoot-layout 1\r\n"
                                                  "# a remark\n"
                                                  "Other\t1\t2\n"
                                                  "Bad\tx\t2\n"
                                                  "Mine\t3\t4\n"
                                                  "Gone\t5\t6\n"
                                                  "Twice\t1\t1\n"
                                                  "Twice\t2\t2\n",
                                                  -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) before = crow_layout_file_read (path, NULL, &error);
  g_autoptr (GHashTable) after = NULL;
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (before), ==, 4);
  assert_at (before, "Twice", 2, 2);
  after = crow_positions_copy (before);
  place (after, "Mine", 30, 40);
  g_hash_table_remove (after, "Gone");
  /* Meanwhile somebody moves another table. */
  again = crow_test_folder_write (folder, CROW_LAYOUT_FILE_NAME,
                                  "crowsfoot-layout 1\n# a remark\nOther\t9\t9\nBad\tx\t2\n"
                                  "Mine\t3\t4\nGone\t5\t6\nTwice\t2\t2\n",
                                  -1);
  g_assert_true (crow_layout_file_write (path, before, after, NULL, NULL, &error));
  g_assert_no_error (error);
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\n# a remark\nBad\tx\t2\nMine\t30\t40\n"
                                         "Other\t9\t9\nTwice\t2\t2\n");
}

static void
test_later_version_is_left_alone (void)
{
  static const char *const text = "crowsfoot-layout 2\nA\t1\t2\t3\n";
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, CROW_LAYOUT_FILE_NAME, text, -1);
  g_autoptr (GHashTable) before = crow_positions_new ();
  g_autoptr (GHashTable) after = crow_positions_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_layout_file_read (path, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_clear_error (&error);
  place (after, "A", 1, 1);
  g_assert_false (crow_layout_file_write (path, before, after, NULL, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  crow_test_folder_assert_content (path, text);
}

static void
test_binary_is_left_alone (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, CROW_LAYOUT_FILE_NAME, "A\t1\t2\n\0x", 8);
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_layout_file_read (path, NULL, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
}

static void
test_nothing_moved_writes_nothing (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, CROW_LAYOUT_FILE_NAME, NULL);
  g_autoptr (GHashTable) none = crow_positions_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (crow_layout_file_write (path, none, none, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_odd_numbers_are_no_positions (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, CROW_LAYOUT_FILE_NAME,
                                                  "A\tnan\t1\nB\tinf\t1\nC\t1e99\t1\nD\t1\nE\t1\t\n"
                                                  "F\t-inf\t1\n\t1\t1\nG\\x\t1\t1\nH\t1\t1 \n",
                                                  -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) read = crow_layout_file_read (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (read), ==, 0);
}

static void
paint (GHashTable *colors, const char *key, guint color)
{
  g_hash_table_insert (colors, g_strdup (key), GUINT_TO_POINTER (color));
}

static guint
get_color (GHashTable *colors, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (colors, key));
}

static void
test_colors_round_trip (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, CROW_LAYOUT_FILE_NAME, NULL);
  g_autoptr (GHashTable) none = crow_positions_new ();
  g_autoptr (GHashTable) places = crow_positions_new ();
  g_autoptr (GHashTable) before = crow_colors_new ();
  g_autoptr (GHashTable) after = crow_colors_new ();
  g_autoptr (GHashTable) read = NULL;
  g_autoptr (GHashTable) colors = NULL;
  g_autoptr (GError) error = NULL;

  place (places, "User", 1, 2);
  paint (after, "User", 1);
  paint (after, "12", 3);
  paint (after, "color\t1", CROW_N_COLORS);
  g_assert_true (crow_layout_file_write (path, none, places, before, after, &error));
  g_assert_no_error (error);
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\n"
                                         "12\tcolor\torange\n"
                                         "User\t1\t2\n"
                                         "User\tcolor\tblue\n"
                                         "color\\t1\tcolor\tbrown\n");
  read = crow_layout_file_read (path, &colors, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (read), ==, 1);
  g_assert_cmpuint (g_hash_table_size (colors), ==, 3);
  g_assert_cmpuint (get_color (colors, "color\t1"), ==, CROW_N_COLORS);
  g_assert_cmpuint (get_color (colors, "12"), ==, 3);
}

/* A colour of a later version, and what somebody else painted meanwhile. */
static void
test_others_colors_stay (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, CROW_LAYOUT_FILE_NAME,
                                                  "crowsfoot-layout 1\n"
                                                  "A\tcolor\tultraviolet\n"
                                                  "B\tcolor\tpink\n"
                                                  "C\tcolor\tteal\n"
                                                  "D\tcolor\t\n",
                                                  -1);
  g_autoptr (GHashTable) none = crow_positions_new ();
  g_autoptr (GHashTable) before = crow_colors_new ();
  g_autoptr (GHashTable) after = crow_colors_new ();
  g_autoptr (GError) error = NULL;

  paint (before, "C", crow_color_from_word ("teal"));
  paint (after, "E", crow_color_from_word ("slate"));
  g_assert_true (crow_layout_file_write (path, none, none, before, after, &error));
  g_assert_no_error (error);
  crow_test_folder_assert_content (path, "crowsfoot-layout 1\n"
                                         "A\tcolor\tultraviolet\n"
                                         "D\tcolor\t\n"
                                         "B\tcolor\tpink\n"
                                         "E\tcolor\tslate\n");
}

static void
test_color_words (void)
{
  for (guint color = 1; color <= CROW_N_COLORS; color++)
    g_assert_cmpuint (crow_color_from_word (crow_color_to_word (color)), ==, color);
  g_assert_cmpuint (crow_color_from_word ("Blue"), ==, 0);
  g_assert_cmpuint (crow_color_from_word (""), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout-file/round-trip", test_round_trip);
  g_test_add_func ("/layout-file/colors-round-trip", test_colors_round_trip);
  g_test_add_func ("/layout-file/others-colors-stay", test_others_colors_stay);
  g_test_add_func ("/layout-file/color-words", test_color_words);
  g_test_add_func ("/layout-file/others-lines-stay", test_others_lines_stay);
  g_test_add_func ("/layout-file/later-version-is-left-alone", test_later_version_is_left_alone);
  g_test_add_func ("/layout-file/binary-is-left-alone", test_binary_is_left_alone);
  g_test_add_func ("/layout-file/nothing-moved-writes-nothing", test_nothing_moved_writes_nothing);
  g_test_add_func ("/layout-file/odd-numbers-are-no-positions", test_odd_numbers_are_no_positions);
  return g_test_run ();
}
