#pragma once

#include "crow-error.h"
#include "crow-schema-diff.h"
#include "crow-script.h"
#include "crow-sql-text.h"

G_BEGIN_DECLS

/* How a change is brought to a database. */
typedef enum {
  CROW_PLAN_PRISMA,      /* the bytes of `prisma migrate diff --script` */
  CROW_PLAN_MIGRATE_DEV, /* the bytes of `prisma migrate dev --create-only`: its order, warnings */
  /* PostgreSQL, foreign keys only, nothing of them lost (reference of the product, section 2.2): */
  CROW_PLAN_ONLINE, /* A: a short exclusive lock, no scan under it, never unprotected */
  CROW_PLAN_SIMPLE, /* B: one statement that scans under its lock */
  CROW_PLAN_SWAP,   /* C: both constraints for a while; the exclusive lock comes last */
} CrowPlan;

gboolean crow_plan_from_name (const char *name, CrowPlan *plan); /* prisma online simple swap */
const char *crow_plan_get_name (CrowPlan plan);

/* SQL that takes @before (NULL: an empty database) to @after, ending in a newline;
 * `-- This is an empty migration.` where nothing differs (CROW_PLAN_MIGRATE_DEV: without the
 * newline, as Prisma does).
 * CROW_ERROR_UNCOVERED names the difference that we cannot express yet. */
char *
crow_migration_build_sql (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error);
/* The way down from @after to @before (NULL: an empty database): the script of the two exchanged,
 * under a comment that says which data of before it cannot bring back. */
char *crow_migration_build_down_sql (CrowSchema *before,
                                     CrowSchema *after,
                                     CrowPlan plan,
                                     GError **error);

/* Join tables of @database (PostgreSQL) that have Prisma 5's unique index where a model of @schema
 * has its primary key: the SQL that exchanges them; "": there is none. (transfer full) */
char *crow_migration_build_join_keys (const CrowSchema *database,
                                      const CrowSchema *schema,
                                      gboolean is_down);

/* The same as a script that can be rehearsed and applied; @plan: ONLINE, SIMPLE or SWAP. Only
 * foreign keys are looked at: the SQL for the foreign keys of two databases, of a schema file and a
 * database, or of a database and its edit. What the database has and @after cannot say is kept.
 * CROW_ERROR_UNCOVERED: the difference that this plan cannot make on this server, why, and which
 * plan can. (transfer full) */
CrowScript *
crow_migration_build_script (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error);

/* `my_change_e` for "My change é!", at most 200 bytes, as Prisma's command line makes it. */
char *crow_migration_make_slug (const char *name);
/* `20261122105110_my_change_e`: UTC, then the slug. */
char *crow_migration_make_folder_name (GDateTime *now, const char *name);
/* The text of migration_lock.toml for a provider. */
char *crow_migration_make_lock (CrowProvider provider);

G_END_DECLS
