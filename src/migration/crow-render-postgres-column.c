#include "crow-render-steps-private.h"

#include "crow-sql-text.h"

#include <string.h>

static void
append_arguments (GString *sql, const CrowColumnType *type)
{
  for (guint i = 0; i < type->n_arguments; i++)
    g_string_append_printf (sql, "%c%s", i == 0 ? '(' : ',', type->arguments[i]);
  if (type->n_arguments > 0)
    g_string_append_c (sql, ')');
}

/* The type that makes its own sequence; (nullable): an OID has none. */
static const char *
get_serial (const char *name)
{
  static const char *const names[][2] = {
    { "SmallInt", "SMALLSERIAL" },
    { "Integer", "SERIAL" },
    { "BigInt", "BIGSERIAL" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i][0]) == 0)
      return names[i][1];
  return NULL;
}

static void
append_native_type (GString *sql, const CrowDatabase *database, const CrowColumn *column)
{
  const char *name = column->type.name;
  const char *serial = NULL;
  g_autofree char *upper = NULL;

  if (column->is_auto_increment && database->provider == CROW_PROVIDER_POSTGRESQL)
    serial = get_serial (name);
  if (serial != NULL)
    {
      g_string_append (sql, serial);
      return;
    }
  if (strcmp (name, "DoublePrecision") == 0)
    upper = g_strdup ("DOUBLE PRECISION");
  else if (strcmp (name, "CatalogSingleChar") == 0)
    upper = g_strdup ("\"char\"");
  else
    upper = g_ascii_strup (name, -1);
  g_string_append (sql, upper);
  append_arguments (sql, &column->type);
}

/**
 * crow_postgres_append_type:
 * @sql: to append to
 * @database: that the column belongs to
 * @column: a column
 *
 * Appends `VARCHAR(20)[]`, `"blog"."Role"`, `BIGSERIAL`.
 */
void
crow_postgres_append_type (GString *sql, const CrowDatabase *database, const CrowColumn *column)
{
  const CrowColumnType *type = &column->type;

  if (type->family == CROW_FAMILY_ENUM)
    {
      const CrowDatabaseEnum *self = crow_database_get_enum (database, (guint) type->enumeration);

      crow_sql_append_table (sql, self->namespace_, self->name);
    }
  else if (type->family == CROW_FAMILY_UNSUPPORTED)
    g_string_append (sql, type->name);
  else
    append_native_type (sql, database, column);
  if (column->arity == CROW_ARITY_LIST)
    g_string_append (sql, "[]");
}

static void
append_list (GString *sql, const CrowDatabase *database, const CrowColumn *column)
{
  const GPtrArray *values = column->value->values;

  g_string_append (sql, "ARRAY[");
  for (guint i = 0; i < values->len; i++)
    {
      if (i > 0)
        g_string_append (sql, ", ");
      crow_render_append_value (sql, database->provider, &column->type,
                                g_ptr_array_index (values, i));
    }
  g_string_append (sql, "]::");
  crow_postgres_append_type (sql, database, column);
}

/**
 * crow_postgres_append_default:
 * @sql: to append to
 * @database: that the column belongs to
 * @column: a column
 *
 * Appends the expression behind DEFAULT; nothing where there is none, or none that is told.
 */
void
crow_postgres_append_default (GString *sql, const CrowDatabase *database, const CrowColumn *column)
{
  const CrowDefault *value = column->value;

  if (!crow_column_has_default (column))
    return;
  switch (value->kind)
    {
    case CROW_DEFAULT_VALUE:
      if (value->is_list)
        append_list (sql, database, column);
      else if (value->values->len > 0)
        crow_render_append_value (sql, database->provider, &column->type,
                                  g_ptr_array_index (value->values, 0));
      break;
    case CROW_DEFAULT_NOW:
      g_string_append (sql, "CURRENT_TIMESTAMP");
      break;
    case CROW_DEFAULT_AUTOINCREMENT:
      if (database->provider == CROW_PROVIDER_COCKROACHDB)
        g_string_append (sql, "unique_rowid()");
      break;
    case CROW_DEFAULT_DBGENERATED:
      if (value->expression != NULL)
        g_string_append (sql, value->expression);
      break;
    case CROW_DEFAULT_SEQUENCE:
    case CROW_DEFAULT_CLIENT:
    case CROW_DEFAULT_NONE:
    default:
      break;
    }
}

/**
 * crow_postgres_append_column:
 * @sql: to append to
 * @database: that the column belongs to
 * @column: a column
 *
 * Appends the column's line of a table: `    "id" SERIAL NOT NULL`.
 */
void
crow_postgres_append_column (GString *sql, const CrowDatabase *database, const CrowColumn *column)
{
  gsize at;

  g_string_append (sql, CROW_SQL_INDENT);
  crow_sql_append_identifier (sql, column->name);
  g_string_append_c (sql, ' ');
  crow_postgres_append_type (sql, database, column);
  if (column->arity == CROW_ARITY_REQUIRED)
    g_string_append (sql, " NOT NULL");
  g_string_append (sql, " DEFAULT ");
  at = sql->len;
  crow_postgres_append_default (sql, database, column);
  if (sql->len == at)
    g_string_truncate (sql, at - strlen (" DEFAULT "));
  if (database->provider == CROW_PROVIDER_COCKROACHDB && crow_column_has_default (column) &&
      column->value->kind == CROW_DEFAULT_SEQUENCE)
    crow_cockroach_append_identity (sql, &column->value->sequence);
}

/**
 * crow_postgres_append_create_table:
 * @sql: to append to
 * @database: that the table belongs to
 * @table: a table
 * @name: what it is called, not necessarily its own name
 *
 * Appends the statement without its end.
 */
void
crow_postgres_append_create_table (GString *sql,
                                   const CrowDatabase *database,
                                   const CrowTable *table,
                                   const char *name)
{
  g_string_append (sql, "CREATE TABLE ");
  crow_sql_append_table (sql, table->namespace_, name);
  g_string_append (sql, " (\n");
  for (guint i = 0; i < table->columns->len; i++)
    {
      if (i > 0)
        g_string_append (sql, ",\n");
      crow_postgres_append_column (sql, database, crow_table_get_column (table, i));
    }
  if (table->primary != NULL)
    {
      g_string_append (sql, ",\n\n" CROW_SQL_INDENT "CONSTRAINT ");
      crow_sql_append_identifier (sql, table->primary->name);
      g_string_append (sql, " PRIMARY KEY (");
      crow_render_append_index_columns (sql, table, table->primary->columns, ",");
      g_string_append_c (sql, ')');
    }
  g_string_append (sql, "\n)");
}
