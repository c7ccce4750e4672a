#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* Keys by their first field, so that a search for the keys over some fields looks only at those
 * that can match. */
GHashTable *crow_schema_index_keys (const CrowSchema *self);

/* Whether the first fields of @key, as many as the shorter has, are all in @fields. */
gboolean crow_key_starts_within (const CrowKey *key, const GArray *fields);

/* Whether @option stands in the key's detail: `type:Gin`; `where:` with any value. */
gboolean crow_key_has_option (const CrowKey *key, const char *option);

G_END_DECLS
