#pragma once

#include "crow-migration.h"

G_BEGIN_DECLS

/* Steps: a comment that names the kind, the statement, a newline. */
char *crow_sql_drop_foreign_key (const CrowForeignKey *key);
char *crow_sql_add_foreign_key (const CrowForeignKey *key);
char *crow_sql_rename_foreign_key (const CrowForeignKey *before, const CrowForeignKey *after);

/* (nullable): no SQL of ours says it. */
char *crow_sql_make_default (const CrowField *field);

G_END_DECLS
