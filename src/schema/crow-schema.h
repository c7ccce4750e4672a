#pragma once

#include "crow-arena.h"
#include "crow-default.h"
#include "crow-diagnostic.h"
#include "crow-provider.h"
#include "crow-rules.h"
#include "crow-source-file.h"

G_BEGIN_DECLS

/* The model that every room speaks. A front end (Prisma text, a server's catalogue) fills a new
 * CrowSchema and calls crow_schema_seal(); from then on it is read-only and may be shared by any
 * threads. Everything below is owned by the schema and lives as long as it does. */

/* How something in a picture of two sources stands in both. */
typedef enum {
  CROW_MARK_NONE, /* equal, or there is only one source */
  /* A schema file and its database: relations. */
  CROW_MARK_DIFFERS,
  CROW_MARK_ONLY_SCHEMA,
  CROW_MARK_ONLY_DATABASE,
  /* Before and after: models, fields, relations. */
  CROW_MARK_ADDED,
  CROW_MARK_REMOVED,
  CROW_MARK_CHANGED,
} CrowMark;

#define CROW_N_MARKS (CROW_MARK_CHANGED + 1)

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
  CrowDefault *value;  /* (owned) (nullable) the same, read; NULL for a database's */
  CrowTypeKind kind;
  CrowArity arity;
  int row;                  /* which row of the model's box shows it, from 0; -1: none (seal) */
  guint is_primary_key : 1; /* member of the primary key (seal) */
  guint is_unique : 1;      /* alone a unique key (seal) */
  guint is_foreign_key : 1; /* member of a relation's key (seal) */
  guint is_updated_at : 1;
  guint is_ignored : 1;
  char identity;  /* a database: 'a' GENERATED ALWAYS AS IDENTITY, 'd' BY DEFAULT; else 0 */
  char generated; /* a database: 's' stored, 'v' virtual generated column; else 0 */
  char *comment;  /* (nullable) a database's */
  CrowMark mark;
  char *change; /* (owned) (nullable) of a changed one: what is shown for the type, `Int → Int?` */
  CrowLocation location;
} CrowField;

typedef enum { CROW_SORT_NONE, CROW_SORT_ASCENDING, CROW_SORT_DESCENDING } CrowSort;

/* What a key says of one of its fields; zeroed: nothing. */
typedef struct
{
  CrowSort sort;
  guint length;         /* mysql's prefix; 0: all */
  char *operator_class; /* (owned) (nullable) as Prisma writes it: `JsonbPathOps`; raw("…"): its
                           text */
  gboolean is_raw_class;
} CrowKeyColumn;

typedef enum { CROW_KEY_PRIMARY, CROW_KEY_UNIQUE, CROW_KEY_INDEX, CROW_KEY_FULLTEXT } CrowKeyKind;

typedef struct
{
  CrowKeyKind kind;
  char *name;     /* (nullable) database name of constraint or index, default or written */
  GArray *fields; /* (element-type guint) indexes into the model's fields, in key order */
  char *detail;   /* (nullable) what else the database sees (type, sort, operator class, length,
                     clustered, predicate), canonical: equal text means equal index; `type:Gin`,
                     `where:…` as words of their own */
  /* A schema file's; nothing of a database's. */
  GArray *columns;      /* (owned) (nullable) (element-type CrowKeyColumn) by place in fields; NULL:
                           nothing is said of any */
  char *algorithm;      /* (owned) (nullable) as written: `Gin` */
  gboolean is_of_field; /* `@unique`, not `@@unique` */
  gboolean is_clustered; /* in force: sqlserver's keys are where nothing says otherwise */
  char *predicate;       /* (owned) (nullable) SQL of a partial index */
  CrowLocation location;
} CrowKey;

typedef enum { CROW_MODEL_TABLE, CROW_MODEL_VIEW } CrowModelKind;

/* What only a server's catalogue knows of a table. */
typedef struct
{
  guint32 oid;
  char kind;             /* pg_class.relkind: 'r' table, 'p' partitioned, 'f' foreign, 'v' view,
                            'm' materialized view */
  char persistence;      /* 'p' permanent, 'u' unlogged, 't' temporary */
  char *owner;           /* (owned) a role */
  char *comment;         /* (owned) (nullable) */
  char *partition_key;   /* (owned) (nullable) `RANGE (day)` */
  guint n_partitions;    /* all levels; they are folded into this table */
  double estimated_rows; /* -1: unknown */
  guint can_select : 1;
  guint is_owner : 1;
  guint can_reference : 1;
  guint has_row_security : 1;
  guint has_children : 1; /* plain inheritance: rows there are neither checked nor cascaded */
} CrowTableFacts;

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
  CrowTableFacts *facts; /* (owned) (nullable) NULL: not from a database */
  CrowMark mark;
  char *change;     /* (owned) (nullable) of a changed one: `was Person` */
  CrowArena *arena; /* (owned) (nullable) where the fields lie with all their texts; NULL: each is
                       allocated and owns its own */
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

/* In which state the triggers are that enforce a foreign key (pg_trigger.tgenabled). */
typedef enum {
  CROW_TRIGGERS_ORIGIN,   /* as usual */
  CROW_TRIGGERS_DISABLED, /* nothing is checked, nothing cascades */
  CROW_TRIGGERS_REPLICA,  /* only on a replica */
  CROW_TRIGGERS_ALWAYS,
  CROW_TRIGGERS_MIXED,   /* some of them */
  CROW_TRIGGERS_UNKNOWN, /* could not be read */
} CrowTriggerState;

/* What only a server's catalogue knows of a foreign key. */
typedef struct
{
  guint32 oid;
  char *comment; /* (owned) (nullable) */
  char *codes;   /* (owned) (nullable) letters of the catalogue that this version does not know,
                    for people: `on delete x` */
  char *partition_namespace; /* (owned) (nullable) */
  char *partition;           /* (owned) (nullable) name of the one partition that has it: SQL must
                                speak of it and not of the root, which the relation's child is */
  char *ref_partition_namespace; /* (owned) (nullable) */
  char *ref_partition; /* (owned) (nullable) the one partition that it refers to, likewise */
  GPtrArray *operator_namespaces; /* (owned) (nullable) (element-type utf8) where the `=` lies that
                                     compares each pair of columns (conpfeqop); NULL: pg_catalog */
  char *first_trigger; /* (owned) (nullable) name of the trigger that fires on delete of a parent:
                          its text order is the firing order */
  CrowTriggerState triggers;
  guint is_indexed : 1;    /* that one partition has an index for it (RA006) */
  guint has_raw_names : 1; /* names in it are not UTF-8 and shown otherwise than they are */
} CrowKeyFacts;

/* One edge of the diagram. */
typedef struct
{
  char *id; /* unique: `Model.field`; a database: `table.constraint`, the table as the command line
               writes it (`namespace.table` outside public, `.` and `,` in a name behind `\`); an
               implicit many-to-many: the list field of its alphabetically first model (join
               column A) */
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
  gboolean is_enforced; /* FALSE: NOT ENFORCED (PostgreSQL 18) */
  gboolean is_temporal; /* the last column is a PERIOD (PostgreSQL 18) */
  GArray *set_columns; /* (owned) (nullable) (element-type guint) fields of the child that ON DELETE
                          SET NULL or SET DEFAULT sets; NULL: the whole key */
  CrowKeyFacts *facts; /* (owned) (nullable) NULL: not from a database */
  CrowMark mark;
  CrowAction before[CROW_N_EVENTS]; /* of a changed one: what was in force */
  char *change;          /* (owned) (nullable) of a changed one: what else, `columns a → b` */
  CrowLocation location; /* the relation field's line */
} CrowRelation;

/* Kinds of things that could not be read; nothing may be said of their absence. */
typedef enum {
  CROW_UNREAD_INDEXES = 1 << 0,
  CROW_UNREAD_DEFAULTS = 1 << 1,
} CrowUnread;

/* A database's extension, as a schema file names it. */
typedef struct
{
  char *name;    /* (owned) database name */
  char *schema;  /* (owned) (nullable) */
  char *version; /* (owned) (nullable) */
} CrowExtension;

typedef struct _CrowSchema CrowSchema;

struct _CrowSchema
{
  CrowProvider provider;
  CrowRelationMode relation_mode;
  CrowRules rules;        /* what omitted clauses mean; a database: CROW_RULES_DEFAULT */
  GPtrArray *files;       /* (element-type CrowSourceFile) empty for a database */
  GPtrArray *namespaces;  /* (element-type utf8) as written in `schemas`, or the database's */
  GPtrArray *extensions;  /* (element-type CrowExtension) as written; empty for a database */
  GPtrArray *models;      /* (element-type CrowModel) as declared */
  GPtrArray *composites;  /* (element-type CrowModel) Prisma's `type` blocks: fields, no keys */
  GPtrArray *enums;       /* (element-type CrowEnum) */
  GPtrArray *relations;   /* (element-type CrowRelation) by model, then relation field, as declared;
                             implicit many-to-many last */
  GPtrArray *diagnostics; /* (element-type CrowDiagnostic) Prisma's errors, its warnings, ours */
  /* A database; else NULL and 0. */
  char *server;         /* (owned) (nullable) for people: `PostgreSQL 15.18` */
  int server_version;   /* as PQserverVersion(): 150018 */
  gboolean is_readonly; /* a relative of PostgreSQL whose changes we do not know: to be looked at */
  GPtrArray *notes;     /* (element-type utf8) what could not be read, and why; sentences */
  guint unread;         /* CrowUnread */
  char *home;           /* (owned) (nullable) the namespace that the connection is about: the only
                           one asked for, or the first of its search_path; a schema file: what its
                           url says; NULL: not said */
  /*< private >*/
  GHashTable *model_by_name;
  GHashTable *relation_by_id;
  GPtrArray *aliases;    /* (element-type utf8) what relation_by_id knows beside the ids */
  gpointer search_index; /* (owned) (nullable) what crow_search_run() keeps; atomic */
};

/* Building: for the front ends. The *_new functions return zeroed structs whose arrays exist. */
CrowSchema *crow_schema_new (void);
CrowModel *crow_model_new (void);
CrowField *crow_field_new (void);
/* A model whose fields and all their texts lie in @arena. */
CrowModel *crow_model_new_in (CrowArena *arena, guint n_fields);
CrowField *crow_field_new_in (CrowArena *arena); /* for such a model */
CrowKey *crow_key_new (CrowKeyKind kind);
void crow_key_column_clear (CrowKeyColumn *self);
CrowEnum *crow_enum_new (void);
/* @name: (transfer full); the others (transfer full) (nullable). */
CrowExtension *crow_extension_new (char *name, char *schema, char *version);
CrowExtension *crow_extension_copy (const CrowExtension *self);
void crow_extension_free (CrowExtension *self);
CrowRelation *crow_relation_new (CrowRelationKind kind);
CrowTableFacts *crow_table_facts_new (void); /* unknown rows, no rights */
CrowKeyFacts *crow_key_facts_new (void);
void crow_schema_seal (CrowSchema *self); /* fills what is marked (seal), builds the look-ups */

/* Is it a server's catalogue, and not a text? */
gboolean crow_schema_is_database (const CrowSchema *self);

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
CrowAction crow_schema_get_default_action_by (const CrowSchema *self,
                                              const CrowRelation *relation,
                                              CrowEvent event,
                                              CrowRules rules); /* instead of the schema's own */
/* Whether the database fills the column: not uuid() and the like, which run in the client. */
gboolean crow_field_has_database_default (const CrowField *self);
int crow_schema_find_model (const CrowSchema *self, const char *name);       /* index or -1 */
int crow_schema_find_model_by_key (const CrowSchema *self, const char *key); /* linear; or -1 */
int crow_schema_find_relation (const CrowSchema *self, const char *id);      /* index or -1; either
                                                   list field of an implicit many-to-many is found */
guint crow_schema_count_diagnostics (const CrowSchema *self, CrowSeverity severity);

/* By relation: TRUE where a warning or an error is about it; hints are no problems. (transfer full)
 */
guint8 *crow_schema_find_problems (const CrowSchema *self);

/* The row of its model's box that a problem is about; -1: the head, -2: none, it is an edge's. */
int crow_schema_find_row_of_problem (const CrowSchema *self, const CrowDiagnostic *diagnostic);

/* The rows that an edge joins: first field of the key and of what it refers to; a many-to-many:
 * the two ids. -1: no such row, join the head. */
void crow_schema_get_relation_rows (const CrowSchema *self,
                                    guint relation,
                                    int *child_row,
                                    int *parent_row);

/* "Post.author to User: on delete Cascade, on update Cascade (default)"; English. */
char *crow_schema_describe_relation (const CrowSchema *self, guint relation);

/* The same database with other actions: what an edit of @edits (element-type CrowActionEdit) makes
 * of it; models are shared, our diagnostics are new. CROW_CLAUSE_DEFAULT means NO ACTION.
 * CROW_ERROR_UNKNOWN: no such relation. CROW_ERROR_INVALID: the server would refuse it; why. */
CrowSchema *crow_schema_edit_actions (CrowSchema *self, GPtrArray *edits, GError **error);
/* Why a server would refuse @action there: NULL: it would not; else (transfer full) a sentence. */
char *crow_schema_explain_refusal (const CrowSchema *self,
                                   const CrowRelation *relation,
                                   CrowEvent event,
                                   CrowAction action);

/* A schema file as it lies in @database: one that names no namespaces lies in the database's home,
 * else in its own, else in `public`; indexes, ids and keys stay. (transfer full) */
CrowSchema *crow_schema_place (CrowSchema *self, const CrowSchema *database);

/* The part of a schema that lies within @hops relations of @models (names). NULL @models: all.
 * CROW_ERROR_UNKNOWN names a model that does not exist. Locations and files are kept. */
CrowSchema *
crow_schema_subset (CrowSchema *self, const char *const *models, guint hops, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSchema, crow_schema_unref)

G_END_DECLS
