#pragma once

#include "crow-foreign-key.h"

G_BEGIN_DECLS

/* A schema as its database sees it: schemas, enums, tables (join tables too, views not) with the
 * types, defaults and names that the provider gives them. Database names throughout; indexes
 * instead of pointers. Built from a sealed CrowSchema of Prisma's, immutable from then on. */

typedef enum {
  CROW_FAMILY_INT,
  CROW_FAMILY_BIGINT,
  CROW_FAMILY_FLOAT,
  CROW_FAMILY_DECIMAL,
  CROW_FAMILY_BOOLEAN,
  CROW_FAMILY_STRING,
  CROW_FAMILY_DATETIME,
  CROW_FAMILY_BYTES,
  CROW_FAMILY_JSON,
  CROW_FAMILY_ENUM,
  CROW_FAMILY_UNSUPPORTED,
} CrowTypeFamily;

typedef struct
{
  CrowTypeFamily family;
  char *name;         /* (owned) native type as Prisma writes it after `@db.`: `VarChar`; where the
                         field has none, the provider's own for the scalar (postgresql, String:
                         `Text`); sqlite: NULL, the family says all; UNSUPPORTED: its text; ENUM: NULL */
  guint n_arguments;  /* of the native type */
  char *arguments[2]; /* (owned) as written: `50`, `Max` */
  int enumeration;    /* ENUM: index into the database's enums; else -1 */
} CrowColumnType;

typedef struct
{
  char *name; /* (owned) */
  CrowColumnType type;
  CrowArity arity;
  CrowDefault *value;         /* (owned) (nullable) NULL: none that the database has */
  gboolean is_auto_increment; /* SERIAL, AUTOINCREMENT …; cockroachdb: unique_rowid() too */
  guint table;                /* index into the database's tables */
  int model, field;           /* the schema's, or -1: of a join table, of a composite type */
} CrowColumn;

typedef struct
{
  guint column; /* index into the table's columns */
  CrowSort sort;
  guint length;         /* mysql; 0: all */
  char *operator_class; /* (owned) (nullable) as Prisma writes it: `JsonbPathOps`; raw("…"): its
                           text */
  gboolean is_raw_class;
} CrowIndexColumn;

typedef struct
{
  CrowKeyKind kind;
  char *name;      /* (owned) (nullable) NULL: the database has no name for it (sqlite's key) */
  GArray *columns; /* (owned) (element-type CrowIndexColumn) */
  char *algorithm; /* (owned) (nullable) `Gin`; NULL: the provider's usual (BTree) */
  gboolean is_clustered; /* sqlserver */
  char *predicate;       /* (owned) (nullable) of a partial index */
  guint table;
} CrowIndex;

typedef struct
{
  char *name;      /* (owned) (nullable) sqlite: as it would be */
  GArray *columns; /* (owned) (element-type guint) into the table's */
  guint table;
  guint ref_table;
  GArray *ref_columns; /* (owned) (element-type guint) into that table's */
  CrowAction actions[CROW_N_EVENTS];
  guint relation; /* index into the schema's relations */
} CrowTableKey;

typedef struct
{
  char *namespace_; /* (owned) (nullable) written in SQL; NULL: the usual one (`public`, sqlserver:
                       `dbo`), which goes without saying */
  char *name;       /* (owned) */
  GPtrArray *columns;    /* (owned) (element-type CrowColumn) as declared */
  CrowIndex *primary;    /* (owned) (nullable) */
  GPtrArray *indexes;    /* (owned) (element-type CrowIndex) without the primary key */
  GPtrArray *keys;       /* (owned) (element-type CrowTableKey) foreign keys */
  int model;             /* the schema's, or -1: a join table, a composite type */
  gboolean is_composite; /* mongodb: a composite type, in a namespace of its own */
} CrowTable;

typedef struct
{
  char *namespace_;  /* (owned) (nullable) */
  char *name;        /* (owned) */
  GPtrArray *values; /* (owned) (element-type utf8) database names, in order */
} CrowDatabaseEnum;

typedef struct
{
  CrowProvider provider;
  CrowSchema *schema;          /* (owned) (nullable) that it was made of; NULL: an empty database */
  gboolean is_read_back;       /* in the order in which a server lists it */
  GPtrArray *namespaces;       /* (owned) (element-type utf8) sorted: those that something lies in,
                                  `public` too: what SQL creates where the database before knows none */
  GPtrArray *known_namespaces; /* (owned) (element-type utf8) sorted: those that the schema says it
                                  has, empty or not; none of an empty database */
  GPtrArray *extensions;       /* (owned) (element-type CrowExtension) sorted by name */
  GPtrArray *enums;            /* (owned) (element-type CrowDatabaseEnum) */
  GPtrArray *tables;           /* (owned) (element-type CrowTable) as declared, join tables last */
} CrowDatabase;

/* @schema: (nullable) NULL: an empty database of @provider. Any provider. Linear. */
CrowDatabase *crow_database_new (CrowSchema *schema, CrowProvider provider);
/* The same, listed as Prisma's engine reads it back from a server (`migrate dev`): tables by
 * namespace and name, indexes and foreign keys by name, and so on. */
CrowDatabase *crow_database_new_read_back (CrowSchema *schema, CrowProvider provider);
void crow_database_free (CrowDatabase *self);

CrowTable *crow_database_get_table (const CrowDatabase *self, guint index);
CrowColumn *crow_table_get_column (const CrowTable *self, guint index);
CrowDatabaseEnum *crow_database_get_enum (const CrowDatabase *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowDatabase, crow_database_free)

G_END_DECLS
