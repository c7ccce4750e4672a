#pragma once

#include <libpq-fe.h>

#include "crow-introspection.h"

G_BEGIN_DECLS

/* --- the query set (crow-introspection-queries.c) --------------------------------------------- */

/* In the order in which they are sent: what a result speaks of has been read before it. */
typedef enum {
  CROW_QUERY_NAMESPACES,
  CROW_QUERY_RELATIONS,
  CROW_QUERY_INHERITANCE,
  CROW_QUERY_OWNERS,
  CROW_QUERY_MEMBERS,
  CROW_QUERY_DOMAINS,
  CROW_QUERY_ENUMS,
  CROW_QUERY_COLUMNS,
  CROW_QUERY_CONSTRAINTS,
  CROW_QUERY_INDEXES,
  CROW_QUERY_DEFAULTS,
  CROW_QUERY_TRIGGERS,
  CROW_QUERY_OPERATORS,
  CROW_QUERY_PARTITION_KEYS,
  CROW_QUERY_COMMENTS,
  CROW_N_QUERIES
} CrowQuery;

#define CROW_QUERY_BIT(query) (1u << (query))

/* Whether nothing can be drawn without it. */
gboolean crow_query_is_essential (CrowQuery query);
/* "indexes": what is missing without it, for people. */
const char *crow_query_get_subject (CrowQuery query);
/* How many columns its result has. */
int crow_query_count_columns (CrowQuery query);

/* Which tables are asked about. */
typedef enum {
  CROW_SCOPE_ALL,      /* every one that is not the system's */
  CROW_SCOPE_RELATIVE, /* the same, of a relative of PostgreSQL: by their namespaces */
  CROW_SCOPE_CHOSEN,   /* of the namespaces in $1, and what their keys refer to */
} CrowQueryScope;

/* Whether its text speaks of $1 in CROW_SCOPE_CHOSEN. */
gboolean crow_query_has_choice (CrowQuery query);
/* (nullable): NULL: this server has no such thing. @skipped: CROW_QUERY_BITs of the queries that
 * are left out. */
char *
crow_query_build_sql (CrowQuery query, int server_version, guint skipped, CrowQueryScope scope);

/* --- cells (crow-introspection-cells.c) ------------------------------------------------------- */

/* One cell: NULL where the server has none, which a server that lies may say anywhere. */
static inline const char *
crow_cell (const PGresult *result, int row, int column)
{
  return PQgetisnull (result, row, column) ? NULL : PQgetvalue (result, row, column);
}

static inline gboolean
crow_cell_is_true (const PGresult *result, int row, int column)
{
  return *PQgetvalue (result, row, column) == 't';
}

static inline char
crow_cell_letter (const PGresult *result, int row, int column)
{
  return *PQgetvalue (result, row, column);
}

guint32 crow_cell_oid (const PGresult *result, int row, int column);
/* The numbers of `{2,3}` or `2 3`, appended to @numbers (element-type guint32). How many. */
guint crow_cell_numbers (const PGresult *result, int row, int column, GArray *numbers);

/* --- the catalogue while it is read (crow-introspection-catalog.c) ---------------------------- */

typedef struct
{
  guint32 oid;
  char *name; /* (owned) valid UTF-8 */
  guint is_raw : 1;
  guint is_wanted : 1; /* its tables are asked for */
  guint is_member : 1; /* of an extension */
  guint is_shown : 1;  /* has a table in the picture */
} CrowCatalogNamespace;

typedef struct _CrowCatalogTable CrowCatalogTable;

struct _CrowCatalogTable
{
  guint32 oid;
  guint32 owner;
  CrowCatalogNamespace *namespace_;
  CrowModel *model;         /* (owned) until the schema takes it */
  CrowCatalogTable *parent; /* (nullable) what it is a partition of */
  CrowCatalogTable *root;   /* the table that shows it: itself, save for a partition */
  int index;                /* into the schema's models, or -1 */
  guint rank;               /* among all tables, sorted by namespace and name */
  guint first_attnum;       /* into the catalogue's attnums: one for each field */
  guint n_columns;          /* as many as the catalogue has of it */
  double leaf_rows;         /* of its partitions, all levels; -1: one of them is unknown */
  guint is_raw : 1;         /* its name or a column's is not UTF-8 */
  guint is_partition : 1;
  guint is_member : 1;
  guint is_referenced : 1; /* by a table in the picture */
  guint is_visited : 1;
};

typedef struct
{
  char *name; /* (owned) as format_type() prints it, without `public.` */
  CrowTypeKind kind;
  guint is_not_null : 1;     /* a domain */
  const char *default_value; /* (nullable) a domain's */
} CrowCatalogType;

typedef struct
{
  guint32 base;
  char *default_value; /* (owned) (nullable) */
  guint is_not_null : 1;
} CrowCatalogDomain;

typedef struct
{
  char *name; /* (owned) */
  guint is_ours : 1;
} CrowCatalogOwner;

/* A span of the catalogue's numbers. */
typedef struct
{
  guint start;
  guint length;
} CrowCatalogSpan;

typedef struct
{
  guint32 oid;
  guint32 parent; /* constraint that it is a partition's copy of, or 0 */
  guint32 child_oid;
  guint32 parent_oid;
  char *name;    /* (owned) valid UTF-8 */
  char *comment; /* (owned) (nullable) */
  char type;     /* pg_constraint.contype */
  char actions[CROW_N_EVENTS];
  char match;
  CrowCatalogSpan columns;
  CrowCatalogSpan ref_columns;
  CrowCatalogSpan set_columns;
  CrowCatalogSpan operators;
  char *first_trigger; /* (owned) (nullable) */
  guint n_triggers;
  guint n_disabled;
  guint n_replica;
  guint n_always;
  guint is_raw : 1;
  guint is_deferrable : 1;
  guint is_deferred : 1;
  guint is_validated : 1;
  guint is_enforced : 1;
  guint is_temporal : 1;
} CrowCatalogKey;

typedef struct
{
  int server_version;
  guint skipped;             /* CROW_QUERY_BITs: what could not be read */
  GHashTable *namespaces;    /* (owned) oid to CrowCatalogNamespace */
  GHashTable *table_by_oid;  /* (owned) oid to CrowCatalogTable */
  GPtrArray *tables;         /* (owned) (element-type CrowCatalogTable) */
  GHashTable *owners;        /* (owned) oid to CrowCatalogOwner */
  GHashTable *members;       /* (owned) oids of relations and types that belong to an extension */
  GHashTable *domains;       /* (owned) oid to CrowCatalogDomain */
  GHashTable *types;         /* (owned) (type, modifier) to CrowCatalogType */
  GHashTable *enum_by_oid;   /* (owned) oid to CrowEnum */
  CrowSchema *enum_owner;    /* (owned) holds them until the schema takes them */
  GArray *attnums;           /* (owned) (element-type guint16) */
  GArray *numbers;           /* (owned) (element-type guint32) of the keys */
  GHashTable *key_by_oid;    /* (owned) oid to CrowCatalogKey */
  GPtrArray *keys;           /* (owned) (element-type CrowCatalogKey) */
  GHashTable *operators;     /* (owned) oid to the name of its namespace */
  gboolean is_informational; /* a relative that enforces no foreign key (Redshift) */
  guint n_broken;            /* rows that contradict the rest */
  char *raw_name;            /* (owned) (nullable) the first name that is not UTF-8, made valid */
  guint n_raw;
} CrowCatalog;

CrowCatalog *crow_catalog_new (int server_version, guint skipped);
void crow_catalog_free (CrowCatalog *self);
/* A name that can be shown, never empty; notes those that are not UTF-8. (transfer full) */
char *crow_catalog_take_name (CrowCatalog *self, const char *raw, gboolean *is_raw);
/* Any other text, made valid. (transfer full) (nullable) */
char *crow_catalog_take_text (const char *raw);
CrowCatalogTable *crow_catalog_find_table (const CrowCatalog *self, guint32 oid);
/* The field of a column number, or -1. */
int
crow_catalog_find_field (const CrowCatalog *self, const CrowCatalogTable *table, guint32 attnum);

/* Takes what @result says of @query. */
void crow_catalog_read (CrowCatalog *self, CrowQuery query, const PGresult *result);
void crow_catalog_read_tables (CrowCatalog *self, CrowQuery query, const PGresult *result);
void crow_catalog_read_columns (CrowCatalog *self, CrowQuery query, const PGresult *result);
void crow_catalog_read_keys (CrowCatalog *self, CrowQuery query, const PGresult *result);
void crow_catalog_read_indexes (CrowCatalog *self, const PGresult *result);

/* --- joining (crow-introspection-join.c, -relations.c) ---------------------------------------- */

/* Moves everything into @schema: tables, enums, namespaces, relations, notes. Unsealed. */
void crow_catalog_join (CrowCatalog *self, CrowSchema *schema);
void crow_catalog_join_relations (CrowCatalog *self, CrowSchema *schema);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCatalog, crow_catalog_free)

/* Oids of types that most columns have, for the query, and the names that format_type() gives them
 * without a modifier. They are the same in every version (pg_type.dat) and below 16384, where no
 * other type can be. */
#define CROW_KNOWN_TYPES                                                                           \
  "16,17,20,21,23,25,114,700,701,1042,1043,1082,1083,1114,1184,1186,1700,2950,3802"

const char *crow_type_name_find (guint32 oid); /* (nullable) */

G_END_DECLS
