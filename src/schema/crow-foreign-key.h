#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* A foreign key as the database has it or would get it: what `relations` lists and SQL speaks of.
 * A relation has one, an implicit many-to-many two. Database names throughout. */
typedef struct
{
  const char *relation_id; /* `Category.posts` for column A, `Post.categories` for B */
  guint relation;          /* index into the schema's relations */
  const char *namespace_;  /* (nullable) of the table */
  const char *table;
  GPtrArray *columns;        /* (owned) (element-type utf8) names belong to the schema */
  const char *ref_namespace; /* (nullable) */
  const char *ref_table;
  GPtrArray *ref_columns; /* (owned) */
  CrowClause clauses[CROW_N_EVENTS];
  const char *constraint; /* (nullable) NULL: emulated, not in the database */
} CrowForeignKey;

/* (transfer full): in schema order, implicit many-to-many last, two each; without views. The
 * strings belong to @schema. */
GPtrArray *crow_schema_list_foreign_keys (CrowSchema *schema);

G_END_DECLS
