#include "crow-migration.h"
#include "crow-test-oracle.h"
#include "crow-test.h"

/* Schemas of the corpus and the same after a few changes, against pairs.json. */

static void
check_script (JsonObject *record,
              const char *member,
              CrowPrisma *before,
              CrowPrisma *after,
              CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = crow_migration_build_sql (crow_prisma_get_schema (before),
                                                   crow_prisma_get_schema (after), plan, &error);

  if (sql == NULL)
    crow_test_oracle_fail ("%s, %s: %s", json_object_get_string_member (record, "schema"), member,
                           error->message);
  else
    crow_test_oracle_check_script (record, member, sql);
}

/* @n_dev: (inout) pairs of which `migrate dev` was asked too: warnings, and a server's order */
static gboolean
check_pair (JsonObject *record, guint *n_dev)
{
  g_autoptr (GPtrArray) files = crow_test_oracle_read (record);
  g_autoptr (GPtrArray) base = NULL;
  g_autoptr (GPtrArray) edited = NULL;
  g_autoptr (CrowPrisma) before = NULL;
  g_autoptr (CrowPrisma) after = NULL;

  if (files == NULL)
    return FALSE;
  base = crow_test_oracle_edit (files, record, "base");
  edited = crow_test_oracle_edit (base, record, "edits");
  before = crow_prisma_new (base);
  after = crow_prisma_new (edited);
  check_script (record, "up", before, after, CROW_PLAN_PRISMA);
  check_script (record, "down", after, before, CROW_PLAN_PRISMA);
  if (!json_object_has_member (record, "dev"))
    return TRUE;
  check_script (record, "dev", before, after, CROW_PLAN_MIGRATE_DEV);
  (*n_dev)++;
  return TRUE;
}

static void
test_mutated_pairs_equal_prisma (void)
{
  g_autoptr (JsonNode) root = crow_test_oracle_load ("pairs.json");
  JsonArray *records = json_node_get_array (root);
  guint n_dev = 0;

  g_assert_cmpuint (json_array_get_length (records), >=, 300);
  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      g_test_message ("pair %u", i);
      if (!check_pair (json_array_get_object_element (records, i), &n_dev))
        return;
    }
  g_assert_cmpuint (n_dev, >=, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/oracle/pairs/mutated-pairs-equal-prisma", test_mutated_pairs_equal_prisma);
  return g_test_run ();
}
