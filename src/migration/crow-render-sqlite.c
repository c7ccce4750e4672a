#include "crow-render-steps-private.h"

#include "crow-sql-text.h"

#include <string.h>

/**
 * crow_sqlite_append_type:
 * @sql: to append to
 * @column: a column
 *
 * Appends the type that the engine gives its family.
 */
void
crow_sqlite_append_type (GString *sql, const CrowColumn *column)
{
  static const char *const names[] = {
    [CROW_FAMILY_INT] = "INTEGER",       [CROW_FAMILY_BIGINT] = "BIGINT",
    [CROW_FAMILY_FLOAT] = "REAL",        [CROW_FAMILY_DECIMAL] = "DECIMAL",
    [CROW_FAMILY_BOOLEAN] = "BOOLEAN",   [CROW_FAMILY_STRING] = "TEXT",
    [CROW_FAMILY_DATETIME] = "DATETIME", [CROW_FAMILY_BYTES] = "BLOB",
    [CROW_FAMILY_JSON] = "JSONB",        [CROW_FAMILY_ENUM] = "TEXT",
  };

  if (column->type.family == CROW_FAMILY_UNSUPPORTED)
    g_string_append (sql, column->type.name);
  else
    g_string_append (sql, names[column->type.family]);
}

/**
 * crow_sqlite_append_default:
 * @sql: to append to
 * @column: a column
 *
 * Appends the expression behind DEFAULT; nothing where there is none, or none that is told.
 */
void
crow_sqlite_append_default (GString *sql, const CrowColumn *column)
{
  const CrowDefault *value = column->value;

  if (!crow_column_has_default (column))
    return;
  if (value->kind == CROW_DEFAULT_NOW)
    g_string_append (sql, "CURRENT_TIMESTAMP");
  else if (value->kind == CROW_DEFAULT_DBGENERATED && value->expression != NULL)
    g_string_append (sql, value->expression);
  else if (value->kind == CROW_DEFAULT_VALUE && value->values->len > 0)
    crow_render_append_value (sql, CROW_PROVIDER_SQLITE, &column->type,
                              g_ptr_array_index (value->values, 0));
}

/* The key of one column stands in that column's line. */
static gboolean
is_single_primary_key (const CrowTable *table, const CrowColumn *column)
{
  const GArray *columns = table->primary != NULL ? table->primary->columns : NULL;

  return columns != NULL && columns->len == 1 &&
         crow_table_get_column (table, g_array_index (columns, CrowIndexColumn, 0).column) ==
             column;
}

/**
 * crow_sqlite_append_column:
 * @sql: to append to
 * @table: that has the column
 * @column: a column
 *
 * Appends `"id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT`.
 */
void
crow_sqlite_append_column (GString *sql, const CrowTable *table, const CrowColumn *column)
{
  gsize at;

  crow_sql_append_identifier (sql, column->name);
  g_string_append_c (sql, ' ');
  crow_sqlite_append_type (sql, column);
  if (column->arity != CROW_ARITY_OPTIONAL)
    g_string_append (sql, " NOT NULL");
  if (is_single_primary_key (table, column))
    {
      g_string_append (sql, " PRIMARY KEY");
      if (column->type.family == CROW_FAMILY_INT)
        g_string_append (sql, " AUTOINCREMENT");
    }
  g_string_append (sql, " DEFAULT ");
  at = sql->len;
  crow_sqlite_append_default (sql, column);
  if (sql->len == at)
    g_string_truncate (sql, at - strlen (" DEFAULT "));
}

static void
append_key (GString *sql, const CrowDatabase *database, const CrowTableKey *key)
{
  const CrowTable *ref_table = crow_database_get_table (database, key->ref_table);

  if (key->name != NULL)
    {
      g_string_append (sql, "CONSTRAINT ");
      crow_sql_append_identifier (sql, key->name);
      g_string_append_c (sql, ' ');
    }
  g_string_append (sql, "FOREIGN KEY ");
  crow_render_append_key_columns (sql, crow_database_get_table (database, key->table),
                                  key->columns);
  g_string_append (sql, " REFERENCES ");
  crow_sql_append_identifier (sql, ref_table->name);
  g_string_append_c (sql, ' ');
  crow_render_append_key_columns (sql, ref_table, key->ref_columns);
  crow_render_append_actions (sql, key);
}

/**
 * crow_sqlite_append_create_table:
 * @sql: to append to
 * @database: that the table belongs to
 * @table: a table
 * @name: what it is called, not necessarily its own name
 *
 * Appends the statement without its end; foreign keys stand in it, SQLite adds none later.
 */
void
crow_sqlite_append_create_table (GString *sql,
                                 const CrowDatabase *database,
                                 const CrowTable *table,
                                 const char *name)
{
  g_string_append (sql, "CREATE TABLE ");
  crow_sql_append_identifier (sql, name);
  g_string_append (sql, " (\n");
  for (guint i = 0; i < table->columns->len; i++)
    {
      g_string_append (sql, i > 0 ? ",\n" CROW_SQL_INDENT : CROW_SQL_INDENT);
      crow_sqlite_append_column (sql, table, crow_table_get_column (table, i));
    }
  if (table->primary != NULL && table->primary->columns->len > 1)
    {
      g_string_append (sql, ",\n\n" CROW_SQL_INDENT "PRIMARY KEY (");
      crow_render_append_index_columns (sql, table, table->primary->columns, ", ");
      g_string_append_c (sql, ')');
    }
  for (guint i = 0; i < table->keys->len; i++)
    {
      g_string_append (sql, ",\n" CROW_SQL_INDENT);
      append_key (sql, database, crow_table_get_key (table, (int) i));
    }
  g_string_append (sql, "\n)");
}

static void
append_create_index (GString *sql, const CrowTable *table, const CrowIndex *index)
{
  g_string_append (sql, index->kind == CROW_KEY_UNIQUE ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
  crow_sql_append_identifier (sql, index->name);
  g_string_append (sql, " ON ");
  crow_sql_append_identifier (sql, table->name);
  g_string_append_c (sql, '(');
  for (guint i = 0; i < index->columns->len; i++)
    {
      const CrowIndexColumn *column = &g_array_index (index->columns, CrowIndexColumn, i);

      if (i > 0)
        g_string_append (sql, ", ");
      crow_sql_append_identifier (sql, crow_table_get_column (table, column->column)->name);
      crow_render_append_sort (sql, column->sort);
    }
  g_string_append_c (sql, ')');
  if (index->predicate != NULL)
    g_string_append_printf (sql, " WHERE %s", index->predicate);
}

/* Names that begin so are SQLite's own, and it must be asked to let them pass. */
static void
write_index (GString *sql, const CrowTable *table, const CrowIndex *index)
{
  gboolean is_reserved = g_str_has_prefix (index->name, "sqlite_");

  if (is_reserved)
    g_string_append (sql, "Pragma writable_schema=1;\n");
  append_create_index (sql, table, index);
  g_string_append (sql, is_reserved ? ";\nPragma writable_schema=0;\n" : ";\n");
}

static void
write_create_index (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_after (self, step);

  write_index (self->sql, table, crow_table_get_index (table, step->after));
}

static void
write_drop_index (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_before (self, step);

  g_string_append (self->sql, "DROP INDEX ");
  crow_sql_append_identifier (self->sql, crow_table_get_index (table, step->before)->name);
  g_string_append (self->sql, ";\n");
}

static void
write_redefine_index (CrowRendering *self, const CrowStep *step)
{
  write_drop_index (self, step);
  write_create_index (self, step);
}

static void
write_create_table (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_after (self, step);

  crow_sqlite_append_create_table (self->sql, self->after, table, table->name);
  g_string_append (self->sql, ";\n");
}

static void
write_drop_table (CrowRendering *self, const CrowStep *step)
{
  g_string_append (self->sql, "PRAGMA foreign_keys=off;\nDROP TABLE ");
  crow_sql_append_identifier (self->sql, crow_rendering_get_before (self, step)->name);
  g_string_append (self->sql, ";\nPRAGMA foreign_keys=on;\n");
}

/* ALTER TABLE adds columns here and does nothing else. */
static void
write_alter_table (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *before = crow_rendering_get_before (self, step);
  const CrowTable *after = crow_rendering_get_after (self, step);

  for (guint i = 0; i < step->changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (step->changes, CrowTableChange, i);

      if (change->kind != CROW_TABLE_CHANGE_ADD_COLUMN)
        continue;
      g_string_append (self->sql, "ALTER TABLE ");
      crow_sql_append_identifier (self->sql, before->name);
      g_string_append (self->sql, " ADD COLUMN ");
      crow_sqlite_append_column (self->sql, after,
                                 crow_table_get_column (after, (guint) change->after));
      g_string_append (self->sql, ";\n");
    }
}

/* Where the column has become required its default takes the place of NULL; one that the schema
 * does not tell (`dbgenerated()`, at which the engine gives up) cannot. */
static void
append_copied_column (GString *sql,
                      const CrowTableChange *change,
                      const CrowColumn *before,
                      const CrowColumn *after)
{
  g_autoptr (GString) value = g_string_new (NULL);

  if (change->differences & CROW_COLUMN_ARITY && after->arity == CROW_ARITY_REQUIRED)
    crow_sqlite_append_default (value, after);
  if (value->len > 0)
    g_string_append (sql, "coalesce(");
  crow_sql_append_identifier (sql, before->name);
  if (value->len == 0)
    return;
  g_string_append_printf (sql, ", %s) AS ", value->str);
  crow_sql_append_identifier (sql, before->name);
}

static void
copy_rows (GString *sql,
           const CrowRedefinedTable *redefined,
           const CrowTable *before,
           const CrowTable *after,
           const char *name)
{
  g_autoptr (GString) targets = g_string_new (NULL);
  g_autoptr (GString) sources = g_string_new (NULL);

  for (guint i = 0; i < redefined->changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (redefined->changes, CrowTableChange, i);
      const char *separator = targets->len > 0 ? ", " : "";
      const CrowColumn *column;

      if (change->before < 0 || change->after < 0)
        continue;
      column = crow_table_get_column (after, (guint) change->after);
      g_string_append (targets, separator);
      crow_sql_append_identifier (targets, column->name);
      g_string_append (sources, separator);
      append_copied_column (sources, change, crow_table_get_column (before, (guint) change->before),
                            column);
    }
  if (targets->len == 0)
    return;
  g_string_append (sql, "INSERT INTO ");
  crow_sql_append_identifier (sql, name);
  g_string_append_printf (sql, " (%s) SELECT %s FROM ", targets->str, sources->str);
  crow_sql_append_identifier (sql, before->name);
  g_string_append (sql, ";\n");
}

static void
redefine_table (CrowRendering *self, const CrowRedefinedTable *redefined)
{
  GString *sql = self->sql;
  const CrowTable *before = crow_database_get_table (self->before, redefined->before);
  const CrowTable *after = crow_database_get_table (self->after, redefined->after);
  g_autofree char *name = g_strconcat ("new_", after->name, NULL);

  crow_sqlite_append_create_table (sql, self->after, after, name);
  g_string_append (sql, ";\n");
  copy_rows (sql, redefined, before, after, name);
  g_string_append (sql, "DROP TABLE ");
  crow_sql_append_identifier (sql, before->name);
  g_string_append (sql, ";\nALTER TABLE ");
  crow_sql_append_identifier (sql, name);
  g_string_append (sql, " RENAME TO ");
  crow_sql_append_identifier (sql, after->name);
  g_string_append (sql, ";\n");
  for (guint i = 0; i < after->indexes->len; i++)
    write_index (sql, after, crow_table_get_index (after, (int) i));
}

static void
write_redefine_tables (CrowRendering *self, const CrowStep *step)
{
  g_string_append (self->sql, "PRAGMA defer_foreign_keys=ON;\nPRAGMA foreign_keys=OFF;\n");
  for (guint i = 0; i < step->redefined->len; i++)
    redefine_table (self, g_ptr_array_index (step->redefined, i));
  g_string_append (self->sql, "PRAGMA foreign_keys=ON;\nPRAGMA defer_foreign_keys=OFF;\n");
}

const CrowDialect crow_dialect_sqlite = {
  {
      [CROW_STEP_DROP_INDEX] = write_drop_index,
      [CROW_STEP_ALTER_TABLE] = write_alter_table,
      [CROW_STEP_DROP_TABLE] = write_drop_table,
      [CROW_STEP_CREATE_TABLE] = write_create_table,
      [CROW_STEP_REDEFINE_TABLES] = write_redefine_tables,
      [CROW_STEP_CREATE_INDEX] = write_create_index,
      [CROW_STEP_REDEFINE_INDEX] = write_redefine_index,
  },
  NULL,
  NULL,
};
