#include "crow-migration.h"

static CrowSchema *
make_empty (const CrowSchema *like)
{
  CrowSchema *schema = crow_schema_new ();

  schema->provider = like->provider;
  schema->relation_mode = like->relation_mode;
  crow_schema_seal (schema);
  return schema;
}

/**
 * crow_migration_build_down_sql:
 * @before: (nullable): a sealed schema, where the way down leads; %NULL: an empty database
 * @after: a sealed schema, where it begins
 * @plan: how the change is brought to the database
 * @error: %CROW_ERROR_UNCOVERED
 *
 * The script of the two exchanged. Any thread.
 *
 * Returns: (transfer full) (nullable): SQL that ends in a newline
 */
char *
crow_migration_build_down_sql (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  g_autoptr (CrowSchema) target = NULL;

  g_return_val_if_fail (after != NULL, NULL);

  target = before != NULL ? crow_schema_ref (before) : make_empty (after);
  return crow_migration_build_sql (after, target, plan, error);
}
