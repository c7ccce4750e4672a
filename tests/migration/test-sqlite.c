#include "crow-test-cases.h"
#include "crow-test-sqlite-proof.h"
#include "crow-test.h"

static guint
check_cases (CrowTestSqliteProof *proof, const char *root)
{
  g_autoptr (GPtrArray) cases = crow_test_list_cases (root);
  guint n = 0;

  for (guint i = 0; i < cases->len; i++)
    {
      const char *folder = g_ptr_array_index (cases, i);
      g_autoptr (CrowSchema) before = crow_test_read_case_schema (folder, "before.prisma");
      g_autoptr (CrowSchema) after = crow_test_read_case_schema (folder, "after.prisma");

      if (before->provider != CROW_PROVIDER_SQLITE || after->provider != CROW_PROVIDER_SQLITE)
        continue;
      crow_test_sqlite_proof_check (proof, folder, before, after);
      n++;
    }
  return n;
}

static void
test_sqlite_own_scripts_keep_rows (void)
{
  CrowTestSqliteProof proof = { { 0 } };
  g_autofree char *own = crow_test_source ("tests/migration/golden");

  g_assert_cmpuint (check_cases (&proof, own), >=, 1);
  crow_test_sqlite_proof_report (&proof);
}

static void
test_sqlite_shared_scripts_keep_rows (void)
{
  CrowTestSqliteProof proof = { { 0 } };
  g_autofree char *root = crow_test_shared_or_skip ("golden/diff");

  if (root == NULL)
    return;
  g_assert_cmpuint (check_cases (&proof, root), >=, 6);
  crow_test_sqlite_proof_report (&proof);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/sqlite/own-scripts-keep-rows", test_sqlite_own_scripts_keep_rows);
  g_test_add_func ("/sqlite/shared-scripts-keep-rows", test_sqlite_shared_scripts_keep_rows);
  return g_test_run ();
}
