#include "crow-migration.h"

#include "crow-render-private.h"
#include "crow-sql-private.h"

/* Between two schema files; only Prisma's own scripts alter more than foreign keys. */
static gboolean
can_lose (const CrowSchema *before, const CrowSchema *after, CrowPlan plan)
{
  return before != NULL && plan < CROW_PLAN_ONLINE && !crow_schema_is_database (before) &&
         !crow_schema_is_database (after);
}

/* What @sql, the way down, cannot bring back, as a comment; "": nothing. */
static char *
make_comment (CrowSchema *before, CrowSchema *after)
{
  CrowProvider provider = after->provider != CROW_PROVIDER_NONE ? after->provider
                                                                : before->provider;
  g_autoptr (CrowDatabase) bottom = crow_database_new (before, provider);
  g_autoptr (CrowDatabase) top = crow_database_new (after, provider);
  g_autoptr (CrowDatabaseDiff) up = crow_database_diff_new (bottom, top);
  g_autoptr (CrowDatabaseDiff) down = crow_database_diff_new (top, bottom);
  g_autoptr (GPtrArray) losses = crow_list_losses (up, down);

  return crow_render_comment ("This script cannot bring back", losses);
}

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
 * The script of the two exchanged, but for the names of sequences: see
 * crow_migration_build_way_back(). Where the way up takes data with it, a comment before it says
 * which; else there is none. Any thread.
 *
 * Returns: (transfer full) (nullable): SQL that ends in a newline
 */
char *
crow_migration_build_down_sql (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  g_autoptr (CrowSchema) target = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *comment = NULL;

  g_return_val_if_fail (after != NULL, NULL);

  target = before != NULL ? crow_schema_ref (before) : make_empty (after);
  sql = crow_migration_build_way_back (after, target, plan, error);
  if (sql == NULL || !can_lose (before, after, plan))
    return g_steal_pointer (&sql);
  comment = make_comment (before, after);
  return g_strconcat (comment, sql, NULL);
}
