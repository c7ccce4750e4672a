#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* A schema as its database sees it: tables (join tables too, views not), columns with the types
 * and defaults that the provider gives them, keys and indexes. Two things are the same to the
 * database exactly if their texts here are equal, except as crow_column_types_match() says. */

typedef struct
{
  char *name;          /* (owned) */
  char *type;          /* (owned) `VarChar(50)`, `enum Role` */
  char *default_value; /* (owned) (nullable) NULL: none that the database has */
  gboolean is_open;    /* the database's default is not known: dbgenerated() */
  CrowArity arity;
  int model; /* index into the schema's models, or -1: of a join table */
  int field; /* index into the model's fields, or -1 */
} CrowColumn;

typedef struct
{
  char *name; /* (owned) "" where the database has no name for it */
  char *what; /* (owned) kind, columns and details: `unique index (a, b)` */
} CrowIndex;

typedef struct
{
  char *label;        /* (owned) `blog.posts`, for people */
  char *id;           /* (owned) namespace and name */
  GPtrArray *columns; /* (owned) (element-type CrowColumn) as declared */
  GPtrArray *indexes; /* (owned) (element-type CrowIndex) as declared */
} CrowTable;

/* (transfer full) (element-type CrowTable): models as declared, then join tables. */
GPtrArray *crow_schema_list_tables (const CrowSchema *schema);

/* Namespace and name in one text that no other pair gives. What has no namespace lies in the
 * provider's own: "public". */
char *crow_make_table_id (CrowProvider provider, const char *namespace_, const char *table);

/* Whether a column of type @before need not be altered to be one of type @after. */
gboolean crow_column_types_match (CrowProvider provider, const char *before, const char *after);

G_END_DECLS
