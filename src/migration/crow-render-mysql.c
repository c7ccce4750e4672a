#include "crow-render-steps-private.h"

/* Foreign keys only, as the engine's source has them: no engine that runs here writes SQL for
 * MySQL. It knows no schemas, and renames no foreign key. */

static void
append_name (GString *sql, const char *name)
{
  crow_render_append_quoted (sql, name, '`', '`');
}

static void
append_columns (GString *sql, const CrowTable *table, const GArray *columns)
{
  g_string_append_c (sql, '(');
  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append (sql, ", ");
      append_name (sql, crow_table_get_column (table, g_array_index (columns, guint, i))->name);
    }
  g_string_append_c (sql, ')');
}

static void
write_drop_foreign_key (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *table = crow_rendering_get_before (self, step);

  g_string_append (self->sql, "ALTER TABLE ");
  append_name (self->sql, table->name);
  g_string_append (self->sql, " DROP FOREIGN KEY ");
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
  append_name (self->sql, table->name);
  g_string_append (self->sql, " ADD CONSTRAINT ");
  append_name (self->sql, key->name);
  g_string_append (self->sql, " FOREIGN KEY ");
  append_columns (self->sql, table, key->columns);
  g_string_append (self->sql, " REFERENCES ");
  append_name (self->sql, ref_table->name);
  append_columns (self->sql, ref_table, key->ref_columns);
  crow_render_append_actions (self->sql, key);
  g_string_append (self->sql, ";\n");
}

const CrowDialect crow_dialect_mysql = {
  {
      [CROW_STEP_DROP_FOREIGN_KEY] = write_drop_foreign_key,
      [CROW_STEP_ADD_FOREIGN_KEY] = write_add_foreign_key,
  },
  NULL,
  NULL,
};
