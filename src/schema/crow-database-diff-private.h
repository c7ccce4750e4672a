#pragma once

#include "crow-database-diff.h"

G_BEGIN_DECLS

/* Which of two tables' foreign keys or indexes are one. */
typedef struct
{
  int *of_before;     /* (owned) by index before: the one after that it is paired with, or -1 */
  guint8 *is_dropped; /* (owned) by index before: nothing after is like it */
  guint8 *is_created; /* (owned) by index after: nothing before is like it */
  guint n_before, n_after;
  gboolean has_changes; /* anything dropped or created */
} CrowItemMatching;

/* One table of both databases. */
typedef struct
{
  guint before, after;
  GArray *changes; /* (owned) (element-type CrowTableChange) dropped columns, added ones, pairs
                      (ALTER_COLUMN, changed or not), each kind by name */
  guint n_dropped, n_added;
  int *changes_of_before; /* (owned) by column before: index of its pair in changes, or -1 */
  CrowItemMatching keys, indexes;
  gboolean is_redefined;
} CrowTablePair;

/* A difference in the making. */
typedef struct
{
  const CrowDatabase *before, *after;
  CrowProvider provider;
  GPtrArray *pairs;       /* (owned) (element-type CrowTablePair) in the order before */
  int *of_before;         /* (owned) by table before: index of its pair, or a CROW_TABLE_* */
  int *of_after;          /* (owned) by table after, likewise */
  GPtrArray *steps;       /* (owned) (element-type CrowStep) */
  CrowDatabaseDiff *diff; /* (unowned) what it becomes */
} CrowDiffer;

enum { CROW_TABLE_ALONE = -1, CROW_TABLE_IGNORED = -2 };

/* What two columns differ in, as far as their types tell. */
CrowCast
crow_columns_cast (const CrowDiffer *self, const CrowColumn *before, const CrowColumn *after);
CrowCast crow_postgres_cast (const CrowColumn *before, const CrowColumn *after);
gboolean crow_column_types_equal (const CrowColumnType *a, const CrowColumnType *b);
guint crow_column_type_get_number (const CrowColumnType *self, guint argument, guint fallback);
gboolean crow_column_defaults_match (CrowProvider provider,
                                     const CrowColumn *before,
                                     const CrowColumn *after);
gboolean crow_json_texts_match (const char *a, const char *b);
gboolean crow_predicates_match (const char *a, const char *b);
guint crow_predicate_hash (const char *text);

void crow_differ_pair_tables (CrowDiffer *self);
void crow_differ_match_keys (const CrowDiffer *self, CrowTablePair *pair);
void crow_differ_match_indexes (const CrowDiffer *self, CrowTablePair *pair);
void crow_item_matching_clear (CrowItemMatching *self);
gboolean crow_differ_primary_key_changed (const CrowDiffer *self, const CrowTablePair *pair);
void crow_differ_find_redefined (CrowDiffer *self);

CrowStep *crow_differ_add_step (CrowDiffer *self, CrowStepKind kind);
void crow_differ_add_tables (CrowDiffer *self);
void crow_differ_add_table_changes (CrowDiffer *self, const CrowTablePair *pair);
gboolean crow_differ_drops_primary_key (const CrowDiffer *self, const CrowTablePair *pair);
void crow_differ_add_schemas (CrowDiffer *self);
void crow_differ_add_extensions (CrowDiffer *self);
void crow_differ_add_enums (CrowDiffer *self);
void crow_differ_add_sequences (CrowDiffer *self);

/* The namespace that SQL means where none is written; "": the provider has none. */
const char *crow_differ_get_namespace (const CrowDiffer *self, const char *namespace_);

G_END_DECLS
