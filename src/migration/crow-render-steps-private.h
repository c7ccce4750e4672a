#pragma once

#include "crow-render-private.h"

G_BEGIN_DECLS

#define CROW_N_STEP_KINDS (CROW_STEP_REDEFINE_INDEX + 1)
#define CROW_SQL_INDENT "    "

/* A script in the making. */
typedef struct
{
  const CrowDatabaseDiff *diff;
  const CrowDatabase *before; /* the difference's */
  const CrowDatabase *after;
  GString *sql;             /* (owned) statements of one step, each ended by `;\n` */
  int n_autoincrement_left; /* columns of the side after that have one; -1: not yet counted */
} CrowRendering;

typedef void (*CrowStepWriter) (CrowRendering *self, const CrowStep *step);

/* One dialect: who writes a step of each kind. NULL: nobody yet. */
typedef struct
{
  CrowStepWriter writers[CROW_N_STEP_KINDS];
  const char *begin;  /* (nullable) what stands before all steps */
  const char *commit; /* (nullable) and after them */
} CrowDialect;

extern const CrowDialect crow_dialect_postgres;
extern const CrowDialect crow_dialect_cockroach;
extern const CrowDialect crow_dialect_sqlite;
extern const CrowDialect crow_dialect_mysql;
extern const CrowDialect crow_dialect_sqlserver;

/* crow-render.c: what dialects share */
CrowTable *crow_rendering_get_before (const CrowRendering *self, const CrowStep *step);
CrowTable *crow_rendering_get_after (const CrowRendering *self, const CrowStep *step);
CrowIndex *crow_table_get_index (const CrowTable *self, int index);
CrowTableKey *crow_table_get_key (const CrowTable *self, int key);
void crow_render_append_actions (GString *sql, const CrowTableKey *key);

/* crow-render-name.c: names of columns, joined by @separator, no brackets around */
void crow_render_append_index_columns (GString *sql,
                                       const CrowTable *table,
                                       const GArray *columns,
                                       const char *separator);
void crow_render_append_key_columns (GString *sql, const CrowTable *table, const GArray *columns);
void crow_render_append_sort (GString *sql, CrowSort sort);
/* A name as other dialects quote it. */
void crow_render_append_quoted (GString *sql, const char *name, char open, char close);

/* crow-render-value.c */
gboolean crow_column_has_default (const CrowColumn *self);
void crow_render_append_string (GString *sql, const char *text);
void crow_render_append_value (GString *sql,
                               CrowProvider provider,
                               const CrowColumnType *type,
                               const CrowValue *value);
void crow_render_append_number (GString *sql, const char *text);
void crow_render_append_date_time (GString *sql, const char *text);

/* crow-render-postgres-column.c: postgresql and cockroachdb */
void
crow_postgres_append_type (GString *sql, const CrowDatabase *database, const CrowColumn *column);
void
crow_postgres_append_default (GString *sql, const CrowDatabase *database, const CrowColumn *column);
void
crow_postgres_append_column (GString *sql, const CrowDatabase *database, const CrowColumn *column);
void crow_postgres_append_create_table (GString *sql,
                                        const CrowDatabase *database,
                                        const CrowTable *table,
                                        const char *name);

/* crow-render-postgres-index.c */
void
crow_postgres_append_create_index (GString *sql, const CrowTable *table, const CrowIndex *index);
void crow_postgres_append_drop_index (GString *sql, const CrowTable *table, const CrowIndex *index);

/* crow-render-postgres-alter.c */
void crow_postgres_write_alter_table (CrowRendering *self, const CrowStep *step);

/* crow-render-postgres.c */
void
crow_postgres_append_add_key (GString *sql, const CrowDatabase *database, const CrowTableKey *key);
void crow_postgres_append_drop_table (GString *sql, const CrowTable *table);

/* crow-render-postgres-enum.c */
void
crow_postgres_append_create_type (GString *sql, const CrowDatabaseEnum *self, const char *name);
void crow_postgres_append_altered_type (GString *sql,
                                        const CrowDatabaseEnum *before,
                                        const CrowDatabaseEnum *after);
void crow_postgres_write_alter_enum (CrowRendering *self, const CrowStep *step);

/* crow-render-cockroach.c */
void crow_cockroach_append_identity (GString *sql, const CrowSequence *sequence);
void crow_cockroach_write_alter_enum (CrowRendering *self, const CrowStep *step);
void crow_cockroach_write_alter_sequence (CrowRendering *self, const CrowStep *step);
void crow_cockroach_write_alter_primary_key (CrowRendering *self, const CrowStep *step);
void crow_cockroach_write_redefine_tables (CrowRendering *self, const CrowStep *step);

/* crow-render-sqlite.c */
void crow_sqlite_append_type (GString *sql, const CrowColumn *column);
void crow_sqlite_append_default (GString *sql, const CrowColumn *column);
void crow_sqlite_append_column (GString *sql, const CrowTable *table, const CrowColumn *column);
void crow_sqlite_append_create_table (GString *sql,
                                      const CrowDatabase *database,
                                      const CrowTable *table,
                                      const char *name);

G_END_DECLS
