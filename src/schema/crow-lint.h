#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* Our own rules that a schema alone can break (RA001, RA006, RA013), appended to
 * @schema's diagnostics in the order file, start, rule. Call after crow_schema_seal() and before
 * the schema is shared. */
void crow_lint_schema (CrowSchema *schema);

G_END_DECLS
