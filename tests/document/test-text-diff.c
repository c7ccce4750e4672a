#include <string.h>

#include "crow-test-folder.h"
#include "crow-test.h"
#include "crow-text-diff.h"

static char *
build_diff (const char *before, const char *after)
{
  g_autoptr (GBytes) a = g_bytes_new (before, strlen (before));
  g_autoptr (GBytes) b = g_bytes_new (after, strlen (after));
  GString *diff = g_string_new (NULL);

  crow_text_diff_append (diff, "f", a, b);
  return g_string_free (diff, FALSE);
}

static void
test_equal (void)
{
  g_autofree char *diff = build_diff ("a\nb", "a\nb");

  g_assert_cmpstr (diff, ==, "");
}

static void
test_hunk (void)
{
  g_autofree char *diff = build_diff ("1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                                      "1\n2\n3\n4\nfive\n6\n7\n8\n9\n");

  g_assert_cmpstr (diff, ==,
                   "--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

static void
test_final_newline (void)
{
  g_autofree char *diff = build_diff ("a\nb", "a\nb\n");

  g_assert_cmpstr (diff, ==,
                   "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
}

static void
test_carriage_returns_stay (void)
{
  g_autofree char *diff = build_diff ("a\r\n", "b\r\n");

  g_assert_cmpstr (diff, ==, "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\r\n+b\r\n");
}

static char *
build_random_text (GRand *rand, guint max_lines)
{
  GString *text = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (rand, 0, (gint32) max_lines + 1);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%d\n", g_rand_int_range (rand, 0, 6));
  if (n > 0 && g_rand_int_range (rand, 0, 4) == 0)
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

/* patch(1) is the judge: the diff takes one text to the other, whatever they are. */
static void
assert_patches (const char *folder, const char *before, const char *after)
{
  g_autofree char *path = crow_test_folder_write (folder, "f", before, -1);
  g_autofree char *diff = build_diff (before, after);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  const char *const argv[] = { "patch", "--quiet", "--force", "-p1", "-d", folder, NULL };

  if (*diff == '\0')
    {
      g_assert_cmpstr (before, ==, after);
      return;
    }
  if (crow_test_run (argv, diff, &output, &errors) != 0)
    g_error ("patch: %s%s\n%s", output, errors, diff);
  if (*after == '\0' && !g_file_test (path, G_FILE_TEST_EXISTS))
    return; /* patch removes what it emptied */
  crow_test_folder_assert_content (path, after);
}

static void
test_patch_agrees (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree char *patch = g_find_program_in_path ("patch");

  if (patch == NULL)
    {
      g_test_skip ("SKIPPED: no patch program");
      return;
    }
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *before = build_random_text (rand, 40);
      g_autofree char *after = build_random_text (rand, 40);

      assert_patches (folder, before, after);
    }
}

/* Beyond the limit on edits the diff is long but right, and soon there. */
static void
test_all_different (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);
  g_autofree char *diff = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_string_append_printf (before, "a%u\n", i);
      g_string_append_printf (after, "b%u\n", i);
    }
  diff = build_diff (before->str, after->str);
  g_assert_true (g_str_has_prefix (diff, "--- a/f\n+++ b/f\n@@ -1,5000 +1,5000 @@\n-a0\n"));
  g_assert_true (g_str_has_suffix (diff, "+b4999\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-diff/equal-texts-have-none", test_equal);
  g_test_add_func ("/text-diff/hunk-has-three-lines-of-context", test_hunk);
  g_test_add_func ("/text-diff/final-newline", test_final_newline);
  g_test_add_func ("/text-diff/carriage-returns-stay", test_carriage_returns_stay);
  g_test_add_func ("/text-diff/patch-agrees", test_patch_agrees);
  g_test_add_func ("/text-diff/all-different", test_all_different);
  return g_test_run ();
}
