#pragma once

#include "crow-schema-diff.h"

G_BEGIN_DECLS

/* A change about no foreign key and no column yet. @name: (transfer full). */
CrowChange *crow_schema_diff_add (CrowSchemaDiff *self, CrowChangeKind kind, char *name);

/* crow-foreign-key-diff.c, crow-table-diff.c: append what differs to the changes. */
void crow_schema_diff_foreign_keys (CrowSchemaDiff *self);
void crow_schema_diff_tables (CrowSchemaDiff *self);
void crow_schema_diff_enums (CrowSchemaDiff *self);

G_END_DECLS
