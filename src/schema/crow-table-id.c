#include "crow-schema-private.h"

/**
 * crow_make_table_id:
 * @provider: whose tables
 * @namespace_: (nullable): database schema
 * @table: table, enum …
 *
 * Namespace and name in one text that no other pair gives. What has no namespace lies in the
 * provider's own: "public".
 *
 * Returns: (transfer full): one text for the two
 */
char *
crow_make_table_id (CrowProvider provider, const char *namespace_, const char *table)
{
  if (namespace_ == NULL &&
      (provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB))
    namespace_ = "public";
  return g_strdup_printf ("%s\x1f%s", namespace_ != NULL ? namespace_ : "", table);
}
