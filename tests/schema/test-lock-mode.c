#include "crow-script.h"

/* PostgreSQL manual, table 13.2, its rows and columns as they are printed there. */
static void
test_lock_mode_conflicts_are_the_manuals (void)
{
  static const char *const table[] = {
    "       X", /* ACCESS SHARE */
    "      XX", /* ROW SHARE */
    "    XXXX", /* ROW EXCLUSIVE */
    "   XXXXX", /* SHARE UPDATE EXCLUSIVE */
    "  XX XXX", /* SHARE */
    "  XXXXXX", /* SHARE ROW EXCLUSIVE */
    " XXXXXXX", /* EXCLUSIVE */
    "XXXXXXXX", /* ACCESS EXCLUSIVE */
  };

  for (guint i = 0; i < 8; i++)
    for (guint j = 0; j < 8; j++)
      {
        CrowLockMode a = (CrowLockMode) (CROW_LOCK_ACCESS_SHARE + i);
        CrowLockMode b = (CrowLockMode) (CROW_LOCK_ACCESS_SHARE + j);

        g_test_message ("%s, %s", crow_lock_mode_get_name (a), crow_lock_mode_get_name (b));
        g_assert_cmpint (crow_lock_modes_conflict (a, b), ==, table[i][j] == 'X');
        g_assert_false (crow_lock_modes_conflict (CROW_LOCK_NONE, b));
      }
}

static void
test_lock_mode_reads_the_catalogue (void)
{
  CrowLockMode mode = CROW_LOCK_NONE;

  g_assert_true (crow_lock_mode_from_catalog ("ShareRowExclusiveLock", &mode));
  g_assert_cmpint (mode, ==, CROW_LOCK_SHARE_ROW_EXCLUSIVE);
  g_assert_false (crow_lock_mode_from_catalog ("SIReadLock", &mode));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lock-mode/conflicts-are-the-manuals",
                   test_lock_mode_conflicts_are_the_manuals);
  g_test_add_func ("/lock-mode/reads-the-catalogue", test_lock_mode_reads_the_catalogue);
  return g_test_run ();
}
