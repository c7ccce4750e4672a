#include "crow-migration.h"

#include "crow-render-private.h"
#include "crow-sql-private.h"

#define EMPTY_MIGRATION "-- This is an empty migration."

static char *
build_plan (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  g_autoptr (CrowScript) script = crow_migration_build_script (before, after, plan, error);

  return script != NULL ? crow_script_build_text (script) : NULL;
}

static char *
build_for_database (CrowSchema *before, CrowSchema *after, GError **error)
{
  g_autofree char *sql = crow_migration_build_key_sql (before, after, error);

  if (sql != NULL && *sql == '\0')
    return g_strdup (EMPTY_MIGRATION "\n");
  return g_steal_pointer (&sql);
}

/* A file that says no provider, as an empty one, goes with the other's. */
static CrowProvider
find_provider (const CrowSchema *before, const CrowSchema *after)
{
  if (after->provider != CROW_PROVIDER_NONE || before == NULL)
    return after->provider;
  return before->provider;
}

static gboolean
check_providers (const CrowSchema *before, const CrowSchema *after, GError **error)
{
  if (before == NULL || before->provider == after->provider ||
      before->provider == CROW_PROVIDER_NONE || after->provider == CROW_PROVIDER_NONE)
    return TRUE;
  g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
               "No SQL takes a database from %s to %s: the provider is another",
               crow_provider_get_display_name (before->provider),
               crow_provider_get_display_name (after->provider));
  return FALSE;
}

/* `migrate dev` compares with what a server lists, and says what may go wrong. */
static char *
build_between_files (CrowSchema *before,
                     CrowSchema *after,
                     gboolean is_dev,
                     gboolean is_way_back,
                     GError **error)
{
  CrowProvider provider = find_provider (before, after);
  g_autoptr (CrowDatabase) from = NULL;
  g_autoptr (CrowDatabase) to = NULL;
  g_autoptr (CrowDatabaseDiff) diff = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autofree char *comment = NULL;
  g_autofree char *script = NULL;

  if (!check_providers (before, after, error))
    return NULL;
  from = is_dev ? crow_database_new_read_back (before, provider)
                : crow_database_new (before, provider);
  to = crow_database_new (after, provider);
  diff = crow_database_diff_new (from, to);
  diff->is_way_back = is_way_back;
  script = crow_render_script (diff, error);
  if (script == NULL)
    return NULL;
  if (diff->steps->len == 0)
    return g_strdup (is_dev ? EMPTY_MIGRATION : EMPTY_MIGRATION "\n");
  if (!is_dev)
    return g_steal_pointer (&script);
  warnings = crow_list_warnings (diff);
  comment = crow_render_comment ("Warnings", warnings);
  return g_strconcat (comment, script, NULL);
}

static char *
build_sql (CrowSchema *before,
           CrowSchema *after,
           CrowPlan plan,
           gboolean is_way_back,
           GError **error)
{
  if (plan >= CROW_PLAN_ONLINE)
    return build_plan (before, after, plan, error);
  if ((before != NULL && crow_schema_is_database (before)) || crow_schema_is_database (after))
    return build_for_database (before, after, error);
  return build_between_files (before, after, plan == CROW_PLAN_MIGRATE_DEV, is_way_back, error);
}

/**
 * crow_migration_build_sql:
 * @before: (nullable): a sealed schema; %NULL: an empty database
 * @after: a sealed schema
 * @plan: how the change is brought to the database
 * @error: %CROW_ERROR_UNCOVERED names the differences that we cannot express yet
 *
 * Between two schema files everything that differs, the very bytes of Prisma's engine, on
 * PostgreSQL, CockroachDB and SQLite; on MySQL and SQL Server foreign keys, and all else is refused
 * by name, so that no script leaves anything out. Where one of the two is a database only foreign
 * keys are looked at, and Prisma's statements are refused where they would lose what Prisma cannot
 * say. Any thread.
 *
 * Returns: (transfer full) (nullable): SQL that ends in a newline; where the database sees no
 * difference a comment that says so (which `migrate dev` leaves without its newline)
 */
char *
crow_migration_build_sql (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  g_return_val_if_fail (after != NULL, NULL);

  return build_sql (before, after, plan, FALSE, error);
}

/**
 * crow_migration_build_way_back:
 * @before: a sealed schema: what the way up led to
 * @after: a sealed schema: where it began
 * @plan: how the change is brought to the database
 * @error: %CROW_ERROR_UNCOVERED names the differences that we cannot express yet
 *
 * crow_migration_build_sql(), but for the sequences that the way up made: they are dropped by the
 * names that it gave them, which Prisma's engine does not know. Any thread.
 *
 * Returns: (transfer full) (nullable): SQL that ends in a newline
 */
char *
crow_migration_build_way_back (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  return build_sql (before, after, plan, TRUE, error);
}
