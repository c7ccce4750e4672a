#include "crow-sql-private.h"

static GString *
start_step (const char *title, const char *namespace_, const char *table)
{
  GString *sql = g_string_new (title);

  g_string_append (sql, "\nALTER TABLE ");
  crow_sql_append_table (sql, namespace_, table);
  return sql;
}

/**
 * crow_sql_drop_foreign_key:
 * @key: a foreign key that the database has
 *
 * Returns: (transfer full): the step that drops it
 */
char *
crow_sql_drop_foreign_key (const CrowForeignKey *key)
{
  GString *sql = start_step ("-- DropForeignKey", key->namespace_, key->table);

  g_string_append (sql, " DROP CONSTRAINT ");
  crow_sql_append_identifier (sql, key->constraint);
  g_string_append (sql, ";\n");
  return g_string_free (sql, FALSE);
}

/**
 * crow_sql_add_foreign_key:
 * @key: a foreign key that the database is to get; its actions are known ones
 *
 * Returns: (transfer full): the step that adds it, both actions written
 */
char *
crow_sql_add_foreign_key (const CrowForeignKey *key)
{
  GString *sql = start_step ("-- AddForeignKey", key->namespace_, key->table);

  g_string_append (sql, " ADD CONSTRAINT ");
  crow_sql_append_identifier (sql, key->constraint);
  g_string_append (sql, " FOREIGN KEY ");
  crow_sql_append_columns (sql, key->columns);
  g_string_append (sql, " REFERENCES ");
  crow_sql_append_table (sql, key->ref_namespace, key->ref_table);
  crow_sql_append_columns (sql, key->ref_columns);
  g_string_append_printf (sql, " ON DELETE %s ON UPDATE %s;\n",
                          crow_action_get_sql (key->clauses[CROW_EVENT_DELETE].action),
                          crow_action_get_sql (key->clauses[CROW_EVENT_UPDATE].action));
  return g_string_free (sql, FALSE);
}

/**
 * crow_sql_rename_foreign_key:
 * @before: the key as it is
 * @after: the same key with another name
 *
 * Returns: (transfer full): the step that renames it
 */
char *
crow_sql_rename_foreign_key (const CrowForeignKey *before, const CrowForeignKey *after)
{
  GString *sql = start_step ("-- RenameForeignKey", before->namespace_, before->table);

  g_string_append (sql, " RENAME CONSTRAINT ");
  crow_sql_append_identifier (sql, before->constraint);
  g_string_append (sql, " TO ");
  crow_sql_append_identifier (sql, after->constraint);
  g_string_append (sql, ";\n");
  return g_string_free (sql, FALSE);
}
