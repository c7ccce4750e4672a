#include "crow-render-steps-private.h"

#define MAX_NAMED 3 /* steps that an error lists */

static const char *const titles[CROW_N_STEP_KINDS] = {
  [CROW_STEP_CREATE_SCHEMA] = "CreateSchema",
  [CROW_STEP_DROP_EXTENSION] = "DropExtension",
  [CROW_STEP_CREATE_EXTENSION] = "CreateExtension",
  [CROW_STEP_ALTER_EXTENSION] = "AlterExtension",
  [CROW_STEP_ALTER_SEQUENCE] = "AlterSequence",
  [CROW_STEP_CREATE_ENUM] = "CreateEnum",
  [CROW_STEP_ALTER_ENUM] = "AlterEnum",
  [CROW_STEP_DROP_FOREIGN_KEY] = "DropForeignKey",
  [CROW_STEP_DROP_INDEX] = "DropIndex",
  [CROW_STEP_ALTER_TABLE] = "AlterTable",
  [CROW_STEP_ALTER_PRIMARY_KEY] = "AlterPrimaryKey",
  [CROW_STEP_DROP_TABLE] = "DropTable",
  [CROW_STEP_DROP_ENUM] = "DropEnum",
  [CROW_STEP_CREATE_TABLE] = "CreateTable",
  [CROW_STEP_REDEFINE_TABLES] = "RedefineTables",
  [CROW_STEP_CREATE_INDEX] = "CreateIndex",
  [CROW_STEP_RENAME_FOREIGN_KEY] = "RenameForeignKey",
  [CROW_STEP_ADD_FOREIGN_KEY] = "AddForeignKey",
  [CROW_STEP_RENAME_INDEX] = "RenameIndex",
  [CROW_STEP_REDEFINE_INDEX] = "RedefineIndex",
};

/**
 * crow_rendering_get_before:
 * @self: a script
 * @step: a step of a table that there is
 *
 * Returns: (transfer none): the table as it is
 */
CrowTable *
crow_rendering_get_before (const CrowRendering *self, const CrowStep *step)
{
  return crow_database_get_table (self->before, (guint) step->table_before);
}

/**
 * crow_rendering_get_after:
 * @self: a script
 * @step: a step of a table that there will be
 *
 * Returns: (transfer none): the table as it is to be
 */
CrowTable *
crow_rendering_get_after (const CrowRendering *self, const CrowStep *step)
{
  return crow_database_get_table (self->after, (guint) step->table_after);
}

/**
 * crow_table_get_index:
 * @self: a table
 * @index: which
 *
 * Returns: (transfer none): one of its indexes and unique constraints
 */
CrowIndex *
crow_table_get_index (const CrowTable *self, int index)
{
  return g_ptr_array_index (self->indexes, (guint) index);
}

/**
 * crow_table_get_key:
 * @self: a table
 * @key: which
 *
 * Returns: (transfer none): one of its foreign keys
 */
CrowTableKey *
crow_table_get_key (const CrowTable *self, int key)
{
  return g_ptr_array_index (self->keys, (guint) key);
}

/**
 * crow_render_append_actions:
 * @sql: to append to
 * @key: a foreign key
 *
 * Appends ` ON DELETE CASCADE ON UPDATE NO ACTION`: both are always written.
 */
void
crow_render_append_actions (GString *sql, const CrowTableKey *key)
{
  g_string_append_printf (sql, " ON DELETE %s ON UPDATE %s",
                          crow_action_get_sql (key->actions[CROW_EVENT_DELETE]),
                          crow_action_get_sql (key->actions[CROW_EVENT_UPDATE]));
}

static const CrowDialect *
find_dialect (CrowProvider provider)
{
  switch (provider)
    {
    case CROW_PROVIDER_POSTGRESQL:
      return &crow_dialect_postgres;
    case CROW_PROVIDER_COCKROACHDB:
      return &crow_dialect_cockroach;
    case CROW_PROVIDER_SQLITE:
      return &crow_dialect_sqlite;
    case CROW_PROVIDER_MYSQL:
      return &crow_dialect_mysql;
    case CROW_PROVIDER_SQLSERVER:
      return &crow_dialect_sqlserver;
    case CROW_PROVIDER_MONGODB:
    case CROW_PROVIDER_NONE:
    default:
      return NULL;
    }
}

static void
set_uncovered (GError **error, CrowProvider provider, const char *names)
{
  if (provider == CROW_PROVIDER_NONE)
    g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
                 "No SQL can be written for a schema without a provider: %s", names);
  else if (provider == CROW_PROVIDER_MONGODB)
    g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED, "MongoDB has no SQL: %s", names);
  else
    g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
                 "No SQL can be written yet for %s: %s; let `prisma migrate dev` or `prisma "
                 "migrate diff "
                 "--script` write it",
                 crow_provider_get_display_name (provider), names);
}

/* Names the first steps that the dialect does not write. */
static gboolean
check_coverage (const CrowDatabaseDiff *diff, const CrowDialect *dialect, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_uncovered = 0;

  for (guint i = 0; i < diff->steps->len; i++)
    {
      const CrowStep *step = g_ptr_array_index (diff->steps, i);
      g_autofree char *name = NULL;

      if (dialect != NULL && dialect->writers[step->kind] != NULL)
        continue;
      if (n_uncovered++ >= MAX_NAMED)
        continue;
      name = crow_step_describe (diff, step);
      g_string_append_printf (names, "%s%s", names->len > 0 ? "; " : "", name);
    }
  if (n_uncovered == 0)
    return TRUE;
  if (n_uncovered > MAX_NAMED)
    g_string_append_printf (names, "; and %u more", n_uncovered - MAX_NAMED);
  set_uncovered (error, diff->after->provider, names->str);
  return FALSE;
}

/**
 * crow_render_script:
 * @diff: what differs
 * @error: %CROW_ERROR_UNCOVERED names steps that the provider's SQL is not written for
 *
 * The bytes are those of Prisma's engine, but for names and enum values, whose quotes are doubled,
 * and sequences with names that need quotes. Any thread.
 *
 * Returns: (transfer full) (nullable): the script; "": nothing differs
 */
char *
crow_render_script (const CrowDatabaseDiff *diff, GError **error)
{
  const CrowDialect *dialect = find_dialect (diff->after->provider);
  g_autoptr (GString) body = g_string_new (NULL);
  CrowRendering rendering = { diff, diff->before, diff->after, body, -1 };
  GString *script;
  gboolean is_first = TRUE;

  if (!check_coverage (diff, dialect, error))
    return NULL;
  script = g_string_new (NULL);
  if (diff->steps->len > 0 && dialect->begin != NULL)
    g_string_append (script, dialect->begin);
  for (guint i = 0; i < diff->steps->len; i++)
    {
      const CrowStep *step = g_ptr_array_index (diff->steps, i);

      g_string_truncate (body, 0);
      dialect->writers[step->kind](&rendering, step);
      if (body->len == 0)
        continue;
      g_string_append_printf (script, "%s-- %s\n", is_first ? "" : "\n", titles[step->kind]);
      g_string_append_len (script, body->str, (gssize) body->len);
      is_first = FALSE;
    }
  if (diff->steps->len > 0 && dialect->commit != NULL)
    g_string_append (script, dialect->commit);
  return g_string_free (script, FALSE);
}
