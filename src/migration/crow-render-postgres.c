#include "crow-render-steps-private.h"

#include "crow-sql-text.h"

static void
end_statement (CrowRendering *self)
{
  g_string_append (self->sql, ";\n");
}

static void
write_create_schema (CrowRendering *self, const CrowStep *step)
{
  g_string_append (self->sql, "CREATE SCHEMA IF NOT EXISTS ");
  crow_sql_append_identifier (self->sql,
                              g_ptr_array_index (self->after->namespaces, (guint) step->after));
  end_statement (self);
}

static void
write_create_extension (CrowRendering *self, const CrowStep *step)
{
  const CrowExtension *extension = g_ptr_array_index (self->after->extensions, (guint) step->after);

  g_string_append (self->sql, "CREATE EXTENSION IF NOT EXISTS ");
  crow_sql_append_identifier (self->sql, extension->name);
  if (extension->schema != NULL || extension->version != NULL)
    g_string_append (self->sql, " WITH");
  if (extension->schema != NULL)
    {
      g_string_append (self->sql, " SCHEMA ");
      crow_sql_append_identifier (self->sql, extension->schema);
    }
  if (extension->version != NULL)
    {
      g_string_append (self->sql, " VERSION ");
      crow_sql_append_identifier (self->sql, extension->version);
    }
  end_statement (self);
}

static void
write_drop_extension (CrowRendering *self, const CrowStep *step)
{
  const CrowExtension *extension = g_ptr_array_index (self->before->extensions,
                                                      (guint) step->before);

  g_string_append (self->sql, "DROP EXTENSION ");
  crow_sql_append_identifier (self->sql, extension->name);
  end_statement (self);
}

static void
write_extension_change (CrowRendering *self,
                        const CrowExtension *extension,
                        const char *words,
                        const char *before,
                        const char *after)
{
  if (after == NULL || g_strcmp0 (before, after) == 0)
    return;
  g_string_append (self->sql, "ALTER EXTENSION ");
  crow_sql_append_identifier (self->sql, extension->name);
  g_string_append (self->sql, words);
  crow_sql_append_identifier (self->sql, after);
  end_statement (self);
}

static void
write_alter_extension (CrowRendering *self, const CrowStep *step)
{
  const CrowExtension *before = g_ptr_array_index (self->before->extensions, (guint) step->before);
  const CrowExtension *after = g_ptr_array_index (self->after->extensions, (guint) step->after);

  write_extension_change (self, before, " UPDATE TO ", before->version, after->version);
  write_extension_change (self, before, " SET SCHEMA ", before->schema, after->schema);
}

static void
write_create_enum (CrowRendering *self, const CrowStep *step)
{
  const CrowDatabaseEnum *created = crow_database_get_enum (self->after, (guint) step->after);

  crow_postgres_append_create_type (self->sql, created, created->name);
  end_statement (self);
}

static void
write_drop_enum (CrowRendering *self, const CrowStep *step)
{
  const CrowDatabaseEnum *dropped = crow_database_get_enum (self->before, (guint) step->before);

  g_string_append (self->sql, "DROP TYPE ");
  crow_sql_append_table (self->sql, dropped->namespace_, dropped->name);
  end_statement (self);
}

static void
write_drop_foreign_key (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_before (self, step);

  g_string_append (self->sql, "ALTER TABLE ");
  crow_sql_append_table (self->sql, table->namespace_, table->name);
  g_string_append (self->sql, " DROP CONSTRAINT ");
  crow_sql_append_identifier (self->sql, crow_table_get_key (table, step->before)->name);
  end_statement (self);
}

/**
 * crow_postgres_append_add_key:
 * @sql: to append to
 * @database: that the key belongs to
 * @key: a foreign key
 *
 * Appends the statement without its end.
 */
void
crow_postgres_append_add_key (GString *sql, const CrowDatabase *database, const CrowTableKey *key)
{
  const CrowTable *table = crow_database_get_table (database, key->table);
  const CrowTable *ref_table = crow_database_get_table (database, key->ref_table);

  g_string_append (sql, "ALTER TABLE ");
  crow_sql_append_table (sql, table->namespace_, table->name);
  g_string_append (sql, " ADD CONSTRAINT ");
  crow_sql_append_identifier (sql, key->name);
  g_string_append (sql, " FOREIGN KEY ");
  crow_render_append_key_columns (sql, table, key->columns);
  g_string_append (sql, " REFERENCES ");
  crow_sql_append_table (sql, ref_table->namespace_, ref_table->name);
  crow_render_append_key_columns (sql, ref_table, key->ref_columns);
  crow_render_append_actions (sql, key);
}

static void
write_add_foreign_key (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_after (self, step);

  crow_postgres_append_add_key (self->sql, self->after, crow_table_get_key (table, step->after));
  end_statement (self);
}

static void
write_rename_foreign_key (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *before = crow_rendering_get_before (self, step);
  const CrowTable *after = crow_rendering_get_after (self, step);

  g_string_append (self->sql, "ALTER TABLE ");
  crow_sql_append_table (self->sql, after->namespace_, before->name);
  g_string_append (self->sql, " RENAME CONSTRAINT ");
  crow_sql_append_identifier (self->sql, crow_table_get_key (before, step->before)->name);
  g_string_append (self->sql, " TO ");
  crow_sql_append_identifier (self->sql, crow_table_get_key (after, step->after)->name);
  end_statement (self);
}

static void
write_create_table (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_after (self, step);

  crow_postgres_append_create_table (self->sql, self->after, table, table->name);
  end_statement (self);
}

/**
 * crow_postgres_append_drop_table:
 * @sql: to append to
 * @table: a table
 *
 * Appends the statement without its end.
 */
void
crow_postgres_append_drop_table (GString *sql, const CrowTable *table)
{
  g_string_append (sql, "DROP TABLE ");
  crow_sql_append_table (sql, table->namespace_, table->name);
}

static void
write_drop_table (CrowRendering *self, const CrowStep *step)
{
  crow_postgres_append_drop_table (self->sql, crow_rendering_get_before (self, step));
  end_statement (self);
}

static void
write_create_index (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_after (self, step);

  crow_postgres_append_create_index (self->sql, table, crow_table_get_index (table, step->after));
  end_statement (self);
}

static void
write_drop_index (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_before (self, step);

  crow_postgres_append_drop_index (self->sql, table, crow_table_get_index (table, step->before));
  end_statement (self);
}

static void
write_redefine_index (CrowRendering *self, const CrowStep *step)
{
  write_drop_index (self, step);
  write_create_index (self, step);
}

static void
write_rename_index (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *before = crow_rendering_get_before (self, step);
  const CrowTable *after = crow_rendering_get_after (self, step);

  g_string_append (self->sql, "ALTER INDEX ");
  crow_sql_append_table (self->sql, before->namespace_,
                         crow_table_get_index (before, step->before)->name);
  g_string_append (self->sql, " RENAME TO ");
  crow_sql_append_identifier (self->sql, crow_table_get_index (after, step->after)->name);
  end_statement (self);
}

/* What both dialects write the same way. */
/* clang-format off */
#define SHARED_WRITERS \
  [CROW_STEP_CREATE_SCHEMA] = write_create_schema, \
  [CROW_STEP_CREATE_ENUM] = write_create_enum, \
  [CROW_STEP_DROP_FOREIGN_KEY] = write_drop_foreign_key, \
  [CROW_STEP_DROP_INDEX] = write_drop_index, \
  [CROW_STEP_ALTER_TABLE] = crow_postgres_write_alter_table, \
  [CROW_STEP_DROP_TABLE] = write_drop_table, \
  [CROW_STEP_DROP_ENUM] = write_drop_enum, \
  [CROW_STEP_CREATE_TABLE] = write_create_table, \
  [CROW_STEP_REDEFINE_TABLES] = crow_cockroach_write_redefine_tables, \
  [CROW_STEP_CREATE_INDEX] = write_create_index, \
  [CROW_STEP_RENAME_FOREIGN_KEY] = write_rename_foreign_key, \
  [CROW_STEP_ADD_FOREIGN_KEY] = write_add_foreign_key, \
  [CROW_STEP_RENAME_INDEX] = write_rename_index, \
  [CROW_STEP_REDEFINE_INDEX] = write_redefine_index
/* clang-format on */

const CrowDialect crow_dialect_postgres = {
  {
      SHARED_WRITERS,
      [CROW_STEP_DROP_EXTENSION] = write_drop_extension,
      [CROW_STEP_CREATE_EXTENSION] = write_create_extension,
      [CROW_STEP_ALTER_EXTENSION] = write_alter_extension,
      [CROW_STEP_ALTER_ENUM] = crow_postgres_write_alter_enum,
  },
  NULL,
  NULL,
};

const CrowDialect crow_dialect_cockroach = {
  {
      SHARED_WRITERS,
      [CROW_STEP_ALTER_SEQUENCE] = crow_cockroach_write_alter_sequence,
      [CROW_STEP_ALTER_ENUM] = crow_cockroach_write_alter_enum,
      [CROW_STEP_ALTER_PRIMARY_KEY] = crow_cockroach_write_alter_primary_key,
  },
  NULL,
  NULL,
};
