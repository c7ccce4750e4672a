#include "crow-render-steps-private.h"

/* Foreign keys only, as the engine's source has them: no engine that runs here writes SQL for SQL
 * Server. */

#define DEFAULT_NAMESPACE "dbo"

static void
append_name (GString *sql, const char *name)
{
  crow_render_append_quoted (sql, name, '[', ']');
}

static const char *
get_namespace (const CrowTable *table)
{
  return table->namespace_ != NULL ? table->namespace_ : DEFAULT_NAMESPACE;
}

static void
append_table (GString *sql, const CrowTable *table)
{
  append_name (sql, get_namespace (table));
  g_string_append_c (sql, '.');
  append_name (sql, table->name);
}

static void
append_columns (GString *sql, const CrowTable *table, const GArray *columns, const char *separator)
{
  g_string_append_c (sql, '(');
  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append (sql, separator);
      append_name (sql, crow_table_get_column (table, g_array_index (columns, guint, i))->name);
    }
  g_string_append_c (sql, ')');
}

static void
write_drop_foreign_key (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_before (self, step);

  g_string_append (self->sql, "ALTER TABLE ");
  append_table (self->sql, table);
  g_string_append (self->sql, " DROP CONSTRAINT ");
  append_name (self->sql, crow_table_get_key (table, step->before)->name);
  g_string_append (self->sql, ";\n");
}

static void
write_add_foreign_key (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_after (self, step);
  const CrowTableKey *key = crow_table_get_key (table, step->after);
  const CrowTable *ref_table = crow_database_get_table (self->after, key->ref_table);

  g_string_append (self->sql, "ALTER TABLE ");
  append_table (self->sql, table);
  g_string_append (self->sql, " ADD CONSTRAINT ");
  append_name (self->sql, key->name);
  g_string_append (self->sql, " FOREIGN KEY ");
  append_columns (self->sql, table, key->columns, ", ");
  g_string_append (self->sql, " REFERENCES ");
  append_table (self->sql, ref_table);
  append_columns (self->sql, ref_table, key->ref_columns, ",");
  crow_render_append_actions (self->sql, key);
  g_string_append (self->sql, ";\n");
}

static void
write_rename_foreign_key (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *before = crow_rendering_get_before (self, step);
  const CrowTable *after = crow_rendering_get_after (self, step);
  g_autofree char *name = g_strconcat (get_namespace (before), ".",
                                       crow_table_get_key (before, step->before)->name, NULL);

  g_string_append (self->sql, "EXEC sp_rename ");
  crow_render_append_string (self->sql, name);
  g_string_append (self->sql, ", ");
  crow_render_append_string (self->sql, crow_table_get_key (after, step->after)->name);
  g_string_append (self->sql, ", 'OBJECT';\n");
}

const CrowDialect crow_dialect_sqlserver = {
  {
      [CROW_STEP_DROP_FOREIGN_KEY] = write_drop_foreign_key,
      [CROW_STEP_RENAME_FOREIGN_KEY] = write_rename_foreign_key,
      [CROW_STEP_ADD_FOREIGN_KEY] = write_add_foreign_key,
  },
  "BEGIN TRY\n\nBEGIN TRAN;\n\n",
  "\nCOMMIT TRAN;\n\nEND TRY\nBEGIN CATCH\n\nIF @@TRANCOUNT > 0\nBEGIN\n    ROLLBACK TRAN;\nEND;\n"
  "THROW\n\nEND CATCH\n",
};
