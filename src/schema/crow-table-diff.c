#include "crow-database-diff.h"
#include "crow-schema-diff-private.h"

/* What is told otherwise: foreign keys, by their relations; indexes of new tables, by those. */
static gboolean
is_told (const CrowStep *step)
{
  switch (step->kind)
    {
    case CROW_STEP_DROP_FOREIGN_KEY:
    case CROW_STEP_RENAME_FOREIGN_KEY:
    case CROW_STEP_ADD_FOREIGN_KEY:
      return TRUE;
    case CROW_STEP_CREATE_INDEX:
      return step->table_before < 0 || step->is_recreated;
    default:
      return FALSE;
    }
}

static void
add_table_changes (CrowSchemaDiff *self,
                   const CrowDatabaseDiff *diff,
                   int before,
                   int after,
                   const GArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (changes, CrowTableChange, i);

      if (change->kind != CROW_TABLE_CHANGE_ALTER_COLUMN || change->differences != 0)
        crow_schema_diff_add (self, CROW_CHANGE_OTHER,
                              crow_table_change_describe (diff, before, after, change));
    }
}

/* A redefinition may be about nothing but a foreign key. */
static void
add_redefined (CrowSchemaDiff *self, const CrowDatabaseDiff *diff, const CrowStep *step)
{
  for (guint i = 0; i < step->redefined->len; i++)
    {
      const CrowRedefinedTable *table = g_ptr_array_index (step->redefined, i);
      const CrowTable *before = crow_database_get_table (diff->before, table->before);
      const CrowTable *after = crow_database_get_table (diff->after, table->after);

      if (table->is_primary_key_dropped || (before->primary == NULL) != (after->primary == NULL))
        crow_schema_diff_add (self, CROW_CHANGE_OTHER,
                              g_strdup_printf ("table %s: primary key altered", before->name));
      add_table_changes (self, diff, (int) table->before, (int) table->after, table->changes);
    }
}

/**
 * crow_schema_diff_tables:
 * @self: a difference of two schemas of one provider
 *
 * Appends all that a database sees of them beside foreign keys: tables, columns, keys, indexes,
 * enums, in the order of a script.
 */
void
crow_schema_diff_tables (CrowSchemaDiff *self)
{
  CrowProvider provider = self->after->provider;
  g_autoptr (CrowDatabase) before = crow_database_new (self->before, provider);
  g_autoptr (CrowDatabase) after = crow_database_new (self->after, provider);
  g_autoptr (CrowDatabaseDiff) diff = crow_database_diff_new (before, after);

  for (guint i = 0; i < diff->steps->len; i++)
    {
      const CrowStep *step = g_ptr_array_index (diff->steps, i);

      if (is_told (step))
        continue;
      if (step->kind == CROW_STEP_ALTER_TABLE)
        add_table_changes (self, diff, step->table_before, step->table_after, step->changes);
      else if (step->kind == CROW_STEP_REDEFINE_TABLES)
        add_redefined (self, diff, step);
      else
        crow_schema_diff_add (self, CROW_CHANGE_OTHER, crow_step_describe (diff, step));
    }
}
