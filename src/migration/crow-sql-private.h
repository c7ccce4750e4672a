#pragma once

#include "crow-migration.h"

G_BEGIN_DECLS

/* Steps: a comment that names the kind, the statement, a newline. */
char *crow_sql_drop_foreign_key (const CrowForeignKey *key);
char *crow_sql_add_foreign_key (const CrowForeignKey *key);
char *crow_sql_rename_foreign_key (const CrowForeignKey *before, const CrowForeignKey *after);

/* The steps for the foreign keys of two schemas of which one is a database. (transfer full)
 * (nullable) */
char *crow_migration_build_key_sql (CrowSchema *before, CrowSchema *after, GError **error);

/* crow_migration_build_sql() of the two exchanged, for crow_migration_build_down_sql(). (transfer
 * full) (nullable) */
char *crow_migration_build_way_back (CrowSchema *before,
                                     CrowSchema *after,
                                     CrowPlan plan,
                                     GError **error);

G_END_DECLS
