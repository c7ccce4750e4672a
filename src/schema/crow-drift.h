#pragma once

#include "crow-foreign-key.h"

G_BEGIN_DECLS

typedef enum {
  CROW_DRIFT_EQUAL,
  CROW_DRIFT_DIFFERS,       /* both have it; `differences` says where they disagree */
  CROW_DRIFT_ONLY_SCHEMA,   /* the database has no such foreign key */
  CROW_DRIFT_ONLY_DATABASE, /* the schema file has no such relation */
} CrowDriftKind;

/* One clause that is not the same. */
typedef struct
{
  const char *clause; /* (static) "onDelete" "onUpdate" "columns" "references" "constraint" */
  char *schema;       /* (owned) the value there: `SetNull`, `authorId` */
  char *database;     /* (owned) */
} CrowDriftDifference;

/* One foreign key in both sources. */
typedef struct
{
  CrowDriftKind kind;
  int schema_key;         /* index into the drift's schema_keys, or -1; ONLY_DATABASE: a relation
                             that the schema has and Prisma emulates (relationMode = "prisma") */
  int database_key;       /* index into the drift's database_keys, or -1 */
  GPtrArray *differences; /* (owned) (element-type CrowDriftDifference) */
  GPtrArray *unsayable;   /* (owned) (element-type utf8) what the database has and Prisma cannot
                             express: `DEFERRABLE INITIALLY DEFERRED`, `MATCH FULL`; never a reason
                             to differ */
} CrowDriftItem;

/* Relation by relation, where a schema file and a database disagree. Computed; immutable. */
typedef struct
{
  CrowSchema *schema;       /* (owned) as crow_schema_place() puts it; the same indexes */
  CrowSchema *database;     /* (owned) */
  GPtrArray *schema_keys;   /* (owned) (element-type CrowForeignKey) */
  GPtrArray *database_keys; /* (owned) (element-type CrowForeignKey) those that are compared */
  GPtrArray *items;         /* (owned) (element-type CrowDriftItem) by the schema's order, then what
                               only the database has, by namespace, table, constraint */
  GPtrArray *notes; /* (owned) (element-type utf8) what was not compared, and why; sentences */
} CrowDrift;

/* Can the foreign keys of the two be compared at all? CROW_ERROR_UNCOVERED: not between two
 * providers. */
gboolean crow_drift_check (const CrowSchema *schema, const CrowSchema *database, GError **error);
CrowDrift *crow_drift_new (CrowSchema *schema, CrowSchema *database);
void crow_drift_free (CrowDrift *self);
guint crow_drift_count (const CrowDrift *self, CrowDriftKind kind);

/* One picture of both: the schema's models and relations, and after them those that only the
 * database has; every relation with its mark. The first relations have the indexes that they have
 * in the schema. (transfer full) */
CrowSchema *crow_drift_build_picture (const CrowDrift *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowDrift, crow_drift_free)

G_END_DECLS
