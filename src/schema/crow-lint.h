#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* Our own rules that a schema alone can break (RA001, RA006, RA013; of a database also those that
 * its catalogue decides), appended to @schema's diagnostics in the order file, start, rule. Call
 * after crow_schema_seal() and before the schema is shared. */
void crow_lint_schema (CrowSchema *schema);

/* Whether some index of @model, of a database, finds rows by @fields (element-type guint). */
gboolean crow_lint_has_index (const CrowModel *model, const GArray *fields, gboolean is_temporal);

G_END_DECLS
