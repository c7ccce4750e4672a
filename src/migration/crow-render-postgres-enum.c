#include "crow-render-steps-private.h"

#include "crow-sql-text.h"

#define MANY_VALUES                                                                                \
  "-- This migration adds more than one value to an enum.\n"                                       \
  "-- With PostgreSQL versions 11 and earlier, this is not possible\n"                             \
  "-- in a single migration. This can be worked around by creating\n"                              \
  "-- multiple migrations, each migration adding only one value to\n"                              \
  "-- the enum.\n\n\n"

/**
 * crow_postgres_append_create_type:
 * @sql: to append to
 * @self: an enum
 * @name: what the type is called, not necessarily its own name
 *
 * Appends the statement without its end. A `'` in a value is doubled, which the engine forgets.
 */
void
crow_postgres_append_create_type (GString *sql, const CrowDatabaseEnum *self, const char *name)
{
  g_string_append (sql, "CREATE TYPE ");
  crow_sql_append_table (sql, self->namespace_, name);
  g_string_append (sql, " AS ENUM (");
  for (guint i = 0; i < self->values->len; i++)
    {
      if (i > 0)
        g_string_append (sql, ", ");
      crow_render_append_string (sql, g_ptr_array_index (self->values, i));
    }
  g_string_append_c (sql, ')');
}

/**
 * crow_postgres_append_altered_type:
 * @sql: to append to
 * @before: an enum
 * @after: the same enum as it is to be
 *
 * Appends `ALTER TYPE "E"`.
 */
void
crow_postgres_append_altered_type (GString *sql,
                                   const CrowDatabaseEnum *before,
                                   const CrowDatabaseEnum *after)
{
  g_string_append (sql, "ALTER TYPE ");
  crow_sql_append_table (sql, after->namespace_, before->name);
}

/* What is read back from a server has its namespace written here, and only here. */
static const char *
get_namespace_before (const CrowRendering *self, const char *namespace_)
{
  return namespace_ == NULL && self->before->is_read_back ? "public" : namespace_;
}

static void
append_column_start (GString *sql, const char *namespace_, const char *table, const char *column)
{
  g_string_append (sql, "ALTER TABLE ");
  crow_sql_append_table (sql, namespace_, table);
  g_string_append (sql, " ALTER COLUMN ");
  crow_sql_append_identifier (sql, column);
}

static void
add_values (GString *sql,
            const GPtrArray *values,
            const CrowDatabaseEnum *before,
            const CrowDatabaseEnum *after)
{
  if (values->len > 1)
    g_string_append (sql, MANY_VALUES);
  for (guint i = 0; i < values->len; i++)
    {
      crow_postgres_append_altered_type (sql, before, after);
      g_string_append (sql, " ADD VALUE ");
      crow_render_append_string (sql, g_ptr_array_index (values, i));
      g_string_append (sql, ";\n");
    }
}

static void
drop_defaults (CrowRendering *self, const GArray *usages)
{
  for (guint i = 0; usages != NULL && i < usages->len; i++)
    {
      const CrowEnumUsage *usage = &g_array_index (usages, CrowEnumUsage, i);
      const CrowTable *table = crow_database_get_table (self->before, usage->table_before);

      append_column_start (self->sql, get_namespace_before (self, table->namespace_), table->name,
                           crow_table_get_column (table, usage->before)->name);
      g_string_append (self->sql, " DROP DEFAULT;\n");
    }
}

static void
restore_defaults (CrowRendering *self, const GArray *usages)
{
  for (guint i = 0; usages != NULL && i < usages->len; i++)
    {
      const CrowEnumUsage *usage = &g_array_index (usages, CrowEnumUsage, i);
      const CrowTable *before = crow_database_get_table (self->before, usage->table_before);
      const CrowTable *after;

      if (usage->table_after < 0)
        continue;
      after = crow_database_get_table (self->after, (guint) usage->table_after);
      append_column_start (self->sql, after->namespace_, before->name,
                           crow_table_get_column (before, usage->before)->name);
      g_string_append (self->sql, " SET DEFAULT ");
      crow_postgres_append_default (self->sql, self->after,
                                    crow_table_get_column (after, (guint) usage->after));
      g_string_append (self->sql, ";\n");
    }
}

static void
convert_column (GString *sql, const CrowTable *table, const CrowColumn *column, const char *type)
{
  const char *list = column->arity == CROW_ARITY_LIST ? "[]" : "";

  append_column_start (sql, table->namespace_, table->name, column->name);
  g_string_append_printf (sql, " TYPE %s%s USING (", type, list);
  crow_sql_append_identifier (sql, column->name);
  g_string_append_printf (sql, "::text::%s%s);\n", type, list);
}

/* Every column that is of the enum after. */
static void
convert_columns (CrowRendering *self, int enumeration, const char *type)
{
  for (guint i = 0; i < self->after->tables->len; i++)
    {
      const CrowTable *table = crow_database_get_table (self->after, i);

      for (guint j = 0; j < table->columns->len; j++)
        {
          const CrowColumn *column = crow_table_get_column (table, j);

          if (column->type.family == CROW_FAMILY_ENUM && column->type.enumeration == enumeration)
            convert_column (self->sql, table, column, type);
        }
    }
}

/* The type before makes room for the one after. */
static void
exchange_types (CrowRendering *self,
                const CrowDatabaseEnum *before,
                const CrowDatabaseEnum *after,
                const char *new_type)
{
  GString *sql = self->sql;
  g_autofree char *old_name = g_strconcat (before->name, "_old", NULL);

  crow_postgres_append_altered_type (sql, before, after);
  g_string_append (sql, " RENAME TO ");
  crow_sql_append_identifier (sql, old_name);
  g_string_append_printf (sql, ";\nALTER TYPE %s RENAME TO ", new_type);
  crow_sql_append_identifier (sql, after->name);
  g_string_append (sql, ";\nDROP TYPE ");
  crow_sql_append_table (sql, get_namespace_before (self, before->namespace_), old_name);
  g_string_append (sql, ";\n");
}

/**
 * crow_postgres_write_alter_enum:
 * @self: a script of postgresql
 * @step: an enum's values that come and go
 *
 * PostgreSQL takes values in but gives none up: then a new type takes the place of the old one, in
 * a transaction of its own.
 */
void
crow_postgres_write_alter_enum (CrowRendering *self, const CrowStep *step)
{
  const CrowDatabaseEnum *before = crow_database_get_enum (self->before, (guint) step->before);
  const CrowDatabaseEnum *after = crow_database_get_enum (self->after, (guint) step->after);
  g_autofree char *new_name = g_strconcat (after->name, "_new", NULL);
  g_autoptr (GString) new_type = g_string_new (NULL);

  if (step->removed_values == NULL || step->removed_values->len == 0)
    {
      add_values (self->sql, step->added_values, before, after);
      return;
    }
  crow_sql_append_table (new_type, after->namespace_, new_name);
  g_string_append (self->sql, "BEGIN;\n");
  crow_postgres_append_create_type (self->sql, after, new_name);
  g_string_append (self->sql, ";\n");
  drop_defaults (self, step->usages);
  convert_columns (self, step->after, new_type->str);
  exchange_types (self, before, after, new_type->str);
  restore_defaults (self, step->usages);
  g_string_append (self->sql, "COMMIT;\n");
}
