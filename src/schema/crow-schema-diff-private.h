#pragma once

#include "crow-matching-private.h"
#include "crow-schema-diff.h"

G_BEGIN_DECLS

/* A change about no foreign key and no column yet. @name: (transfer full). */
CrowChange *crow_schema_diff_add (CrowSchemaDiff *self, CrowChangeKind kind, char *name);

void crow_foreign_keys_match (CrowMatching *matching,
                              const GPtrArray *before,
                              const GPtrArray *after,
                              CrowProvider provider);
char *crow_foreign_key_make_place (const CrowForeignKey *key, CrowProvider provider);

/* crow-foreign-key-diff.c, crow-table-diff.c: append what differs to the changes. */
void crow_schema_diff_foreign_keys (CrowSchemaDiff *self);
void crow_schema_diff_tables (CrowSchemaDiff *self);

G_END_DECLS
