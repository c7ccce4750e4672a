#pragma once

#include "crow-database.h"

G_BEGIN_DECLS

/* A database that is being made of a schema. */
typedef struct
{
  CrowDatabase *database; /* not owned */
  CrowSchema *schema;     /* not owned */
  GHashTable *enums;      /* (owned) Prisma's name (not owned) -> index into the schema's enums */
  int *tables;            /* (owned) by model: into the database's tables, or -1 */
  GPtrArray *columns;     /* (owned) (element-type GArray of int) by model: by field: into its
                             table's columns, or -1 */
} CrowDatabaseBuilder;

/* crow-database.c */
CrowTable *crow_database_add_table (CrowDatabase *self, const char *namespace_, const char *name);
CrowIndex *crow_index_new (CrowKeyKind kind, const char *name, guint table);
CrowTableKey *crow_table_key_new (const char *name, guint table, guint ref_table);
void crow_index_free (CrowIndex *self);

/* crow-database-type.c: @column has its table, model and field. */
void
crow_column_set_type (CrowColumn *column, CrowDatabaseBuilder *builder, const CrowField *field);
void crow_column_type_set_native (CrowColumnType *type, const char *text);
void crow_column_type_copy (CrowColumnType *copy, const CrowColumnType *type);
const CrowEnum *crow_database_builder_find_enum (CrowDatabaseBuilder *builder,
                                                 const CrowField *field,
                                                 guint *index);

/* crow-database-default.c */
void
crow_column_set_default (CrowColumn *column, CrowDatabaseBuilder *builder, const CrowField *field);

/* crow-database-index.c */
void crow_database_add_indexes (CrowDatabaseBuilder *builder, guint model);

/* crow-database-join.c */
void crow_database_add_join_table (CrowDatabaseBuilder *builder, guint relation);

/* crow-database-order.c: makes @self's things stand as a server lists them. */
void crow_database_sort (CrowDatabase *self);

/* crow-database-read-back.c */
void crow_database_read_back (CrowDatabase *self);

/* crow-database-read-default.c */
void crow_column_read_default_back (CrowColumn *column,
                                    const CrowTable *table,
                                    const CrowDatabase *database);

G_END_DECLS
