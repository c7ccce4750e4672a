#pragma once

#include "crow-error.h"
#include "crow-schema-diff.h"

G_BEGIN_DECLS

/* How a change is brought to a database. */
typedef enum {
  CROW_PLAN_PRISMA,      /* the bytes of `prisma migrate diff --script` */
  CROW_PLAN_MIGRATE_DEV, /* the bytes of `prisma migrate dev --create-only`: its order, warnings */
} CrowPlan;

/* SQL that takes @before (NULL: an empty database) to @after, ending in a newline;
 * `-- This is an empty migration.` where nothing differs (CROW_PLAN_MIGRATE_DEV: without the
 * newline, as Prisma does). The down script is the same call with the two exchanged.
 * CROW_ERROR_UNCOVERED names the difference that we cannot express yet. */
char *
crow_migration_build_sql (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error);

/* `my_change_e` for "My change é!", at most 200 bytes, as Prisma's command line makes it. */
char *crow_migration_make_slug (const char *name);
/* `20261122105110_my_change_e`: UTC, then the slug. */
char *crow_migration_make_folder_name (GDateTime *now, const char *name);
/* The text of migration_lock.toml for a provider. */
char *crow_migration_make_lock (CrowProvider provider);

/* `"name"` with every `"` doubled: the only way an identifier gets into SQL. */
void crow_sql_append_identifier (GString *sql, const char *name);

G_END_DECLS
