#pragma once

#include "crow-foreign-key.h"

G_BEGIN_DECLS

/* Keys by their first field, so that a search for the keys over some fields looks only at those
 * that can match, and few others. */
GHashTable *crow_schema_index_keys (const CrowSchema *self);
const GPtrArray *
crow_schema_find_keys (GHashTable *index, const CrowModel *model, CrowField *field);

/* Whether the first fields of @key, as many as the shorter has, are all in @fields. */
gboolean crow_key_starts_within (const CrowKey *key, const GArray *fields);

/* Whether @option stands in the key's detail: `type:Gin`; `where:` with any value. */
gboolean crow_key_has_option (const CrowKey *key, const char *option);

CrowTableFacts *crow_table_facts_copy (const CrowTableFacts *facts);
void crow_table_facts_free (CrowTableFacts *facts);
CrowKeyFacts *crow_key_facts_copy (const CrowKeyFacts *facts);
void crow_key_facts_free (CrowKeyFacts *facts);

/* crow-schema-copy.c: what one schema takes over from another. */
GPtrArray *crow_strings_copy (const GPtrArray *strings);
CrowField *crow_field_copy (const CrowField *field);
CrowModel *crow_model_copy (const CrowModel *model);
CrowEnum *crow_enum_copy (const CrowEnum *enumeration);
CrowDiagnostic *crow_diagnostic_copy (const CrowDiagnostic *diagnostic);
void crow_schema_copy_properties (CrowSchema *copy, const CrowSchema *self);
CrowSchema *crow_schema_copy_head (const CrowSchema *self);

/* crow-table-id.c */
char *crow_make_table_id (CrowProvider provider, const char *namespace_, const char *table);

/* crow-schema-subset.c: a part of a schema. */
CrowSchema *
crow_schema_copy_part (const CrowSchema *self, const guint8 *models, const guint8 *relations);
void crow_schema_mark_neighbours (const CrowSchema *self,
                                  GArray *queue,
                                  guint hops,
                                  const guint8 *relations,
                                  guint8 *models);

/* crow-schema-place.c: a schema file beside a database. */
gboolean crow_schema_covers (const CrowSchema *self, const char *namespace_);
gboolean crow_schema_can_have_key (const CrowSchema *self,
                                   const CrowSchema *database,
                                   const CrowForeignKey *key);
void crow_schema_keep_keys (const CrowSchema *self, const CrowSchema *database, GPtrArray *keys);

/* A relation with everything it has, in a schema whose models have the same indexes. */
CrowRelation *crow_relation_copy (const CrowRelation *relation);

G_END_DECLS
