#pragma once

#include "crow-introspection.h"
#include "crow-foreign-key.h"
#include "crow-test-server.h"

G_BEGIN_DECLS

/* Opens, reads and closes; any error ends the test. */
CrowSchema *crow_test_read_database (const char *uri);
/* The same, NULL and @error where it fails; @namespaces: (nullable). */
CrowSchema *crow_test_try_read (const char *uri, const char *const *namespaces, GError **error);

/* A table by its key, `namespace.table`; its field, its key, a relation by id: else the test ends.
 */
const CrowModel *crow_test_get_table (CrowSchema *schema, const char *key);
const CrowField *crow_test_get_column (const CrowModel *model, const char *name);
const CrowKey *crow_test_get_key (const CrowModel *model, const char *name);
const CrowRelation *crow_test_get_relation (CrowSchema *schema, const char *id);

/* Everything in a schema that a reader may fill, as text to compare; without @with_rights nothing
 * that depends on the role. (transfer full) */
char *crow_test_print_schema (CrowSchema *schema, gboolean with_rights);

G_END_DECLS
