#pragma once

#include "crow-diagnostic.h"
#include "crow-provider.h"
#include "crow-source-file.h"

G_BEGIN_DECLS

/* The model that every room speaks. A front end (Prisma text, a server's catalogue) fills a new
 * CrowSchema and calls crow_schema_seal(); from then on it is read-only and may be shared by any
 * threads. Everything below is owned by the schema and lives as long as it does. */

typedef enum { CROW_ARITY_REQUIRED, CROW_ARITY_OPTIONAL, CROW_ARITY_LIST } CrowArity;

typedef enum {
  CROW_TYPE_SCALAR,
  CROW_TYPE_ENUM,
  CROW_TYPE_COMPOSITE,   /* a Prisma `type` block */
  CROW_TYPE_UNSUPPORTED, /* Unsupported("…") */
  CROW_TYPE_MODEL,       /* a relation field: no column */
  CROW_TYPE_UNKNOWN,     /* a name that nothing declares */
} CrowTypeKind;

typedef struct
{
  char *name;          /* Prisma's field name; a database: the column's */
  char *column;        /* (nullable) database name; NULL: no column (relation fields) */
  char *type;          /* as shown, without arity: `Int`, `Role`, `Unsupported("tsrange")` */
  char *native_type;   /* (nullable) `VarChar(50)`: without the `@db.` */
  char *default_value; /* (nullable) the expression as text, blanks normalised: `now()` */
  CrowTypeKind kind;
  CrowArity arity;
  int row;                  /* which row of the model's box shows it, from 0; -1: none (seal) */
  guint is_primary_key : 1; /* member of the primary key (seal) */
  guint is_unique : 1;      /* alone a unique key (seal) */
  guint is_foreign_key : 1; /* member of a relation's key (seal) */
  guint is_updated_at : 1;
  guint is_ignored : 1;
  CrowLocation location;
} CrowField;

typedef enum { CROW_KEY_PRIMARY, CROW_KEY_UNIQUE, CROW_KEY_INDEX, CROW_KEY_FULLTEXT } CrowKeyKind;

typedef struct
{
  CrowKeyKind kind;
  char *name;     /* (nullable) database name of constraint or index, default or written */
  GArray *fields; /* (element-type guint) indexes into the model's fields, in key order */
  char *detail;   /* (nullable) what else the database sees (type, sort, operator class, length,
                     clustered, predicate), canonical: equal text means equal index; `type:Gin`,
                     `where:…` as words of their own */
  CrowLocation location;
} CrowKey;

typedef enum { CROW_MODEL_TABLE, CROW_MODEL_VIEW } CrowModelKind;

typedef struct
{
  char *name;       /* Prisma's model name; a database: the table's */
  char *table;      /* database name */
  char *namespace_; /* (nullable) database schema: "auth"; NULL: the only one */
  char *key;        /* (seal) `namespace.table` or `table`: stable name for positions, unique */
  CrowModelKind kind;
  GPtrArray *fields; /* (element-type CrowField) as declared */
  GPtrArray *keys;   /* (element-type CrowKey) */
  guint n_rows;      /* fields that have a row (seal) */
  gboolean is_ignored;
  CrowLocation location;
} CrowModel;

typedef struct
{
  char *name;
  char *database_name;
  char *namespace_;  /* (nullable) */
  GPtrArray *values; /* (element-type utf8) database names, in order */
  GPtrArray *names;  /* (element-type utf8) Prisma's names of the values, which defaults speak of,
                        pairwise; empty: the same as values */
  CrowLocation location;
} CrowEnum;

typedef enum {
  CROW_RELATION_FOREIGN_KEY,
  CROW_RELATION_MANY_TO_MANY, /* implicit: an edge with two foreign keys in a hidden join table */
} CrowRelationKind;

typedef enum { CROW_MATCH_SIMPLE, CROW_MATCH_FULL, CROW_MATCH_PARTIAL } CrowMatch;

typedef struct
{
  CrowAction action; /* in force */
  CrowReason reason;
} CrowClause;

/* One edge of the diagram. */
typedef struct
{
  char *id;   /* unique: `Model.field`; a database: `table.constraint`; an implicit many-to-many:
                 the list field of its alphabetically first model (join column A) */
  char *name; /* (nullable) relation name, @relation("…") */
  CrowRelationKind kind;
  guint child;      /* index into models; many-to-many: the model that join column A refers to */
  guint parent;     /* index into models; many-to-many: the model that B refers to */
  int child_field;  /* relation field in the child's fields, or -1 (a database) */
  int parent_field; /* back field in the parent's fields, or -1 */
  GArray *child_fields;  /* (element-type guint) the key's scalar fields, in the child */
  GArray *parent_fields; /* (element-type guint) what they refer to, in the parent, pairwise */
  CrowClause clauses[CROW_N_EVENTS]; /* by CrowEvent */
  char *constraint;                  /* (nullable) foreign key's name; NULL: the database has none
                                        (relationMode = "prisma", mongodb, a view) */
  gboolean is_optional;      /* the key may be NULL: some scalar field of it is optional (seal) */
  gboolean is_one_to_one;    /* the key is unique in the child (seal) */
  char *join_table;          /* (nullable) many-to-many: `_CategoryToPost` */
  char *join_namespace;      /* (nullable) */
  char *join_constraints[2]; /* (nullable) foreign keys of columns A and B */
  /* What Prisma cannot say and a database can; plain values for Prisma sources. */
  CrowMatch match;
  gboolean is_deferrable;
  gboolean is_initially_deferred;
  gboolean is_validated;
  CrowLocation location; /* the relation field's line */
} CrowRelation;

typedef struct _CrowSchema CrowSchema;

struct _CrowSchema
{
  CrowProvider provider;
  CrowRelationMode relation_mode;
  GPtrArray *files;       /* (element-type CrowSourceFile) empty for a database */
  GPtrArray *namespaces;  /* (element-type utf8) as written in `schemas`, or the database's */
  GPtrArray *models;      /* (element-type CrowModel) as declared */
  GPtrArray *enums;       /* (element-type CrowEnum) */
  GPtrArray *relations;   /* (element-type CrowRelation) by model, then relation field, as declared;
                             implicit many-to-many last */
  GPtrArray *diagnostics; /* (element-type CrowDiagnostic) Prisma's errors, its warnings, ours */
  /*< private >*/
  GHashTable *model_by_name;
  GHashTable *relation_by_id;
};

/* Building: for the front ends. The *_new functions return zeroed structs whose arrays exist. */
CrowSchema *crow_schema_new (void);
CrowModel *crow_model_new (void);
CrowField *crow_field_new (void);
CrowKey *crow_key_new (CrowKeyKind kind);
CrowEnum *crow_enum_new (void);
CrowRelation *crow_relation_new (CrowRelationKind kind);
void crow_schema_seal (CrowSchema *self); /* fills what is marked (seal), builds the look-ups */

CrowSchema *crow_schema_ref (CrowSchema *self);
void crow_schema_unref (CrowSchema *self);

CrowModel *crow_schema_get_model (const CrowSchema *self, guint index);
CrowRelation *crow_schema_get_relation (const CrowSchema *self, guint index);
CrowField *crow_model_get_field (const CrowModel *self, guint index);
CrowField *crow_model_get_row_field (const CrowModel *self, guint row);
/* The action in force where @relation, not a many-to-many, leaves the clause out. */
CrowAction crow_schema_get_default_action (const CrowSchema *self,
                                           const CrowRelation *relation,
                                           CrowEvent event);
/* Whether the database fills the column: not uuid() and the like, which run in the client. */
gboolean crow_field_has_database_default (const CrowField *self);
int crow_schema_find_model (const CrowSchema *self, const char *name);  /* index or -1 */
int crow_schema_find_relation (const CrowSchema *self, const char *id); /* index or -1; either
                                              list field of an implicit many-to-many is found */
guint crow_schema_count_diagnostics (const CrowSchema *self, CrowSeverity severity);

/* The rows that an edge joins: first field of the key and of what it refers to; a many-to-many:
 * the two ids. -1: no such row, join the head. */
void crow_schema_get_relation_rows (const CrowSchema *self,
                                    guint relation,
                                    int *child_row,
                                    int *parent_row);

/* "Post.author to User: on delete Cascade, on update Cascade (default)"; English. */
char *crow_schema_describe_relation (const CrowSchema *self, guint relation);

/* The part of a schema that lies within @hops relations of @models (names). NULL @models: all.
 * CROW_ERROR_UNKNOWN names a model that does not exist. Locations and files are kept. */
CrowSchema *
crow_schema_subset (CrowSchema *self, const char *const *models, guint hops, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSchema, crow_schema_unref)

G_END_DECLS
