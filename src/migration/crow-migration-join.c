#include "crow-migration.h"

#include <string.h>

/* What the key of a join table of Prisma 5 was called, behind the table's name. */
#define OLD_SUFFIX "_AB_unique"

static const char *
get_namespace (const CrowModel *model, const CrowSchema *database)
{
  if (model->namespace_ != NULL)
    return model->namespace_;
  return database->home != NULL ? database->home : "public";
}

static char *
make_place (const char *namespace_, const char *table)
{
  return g_strdup_printf ("%s\n%s", namespace_, table);
}

/* Is @key over the columns A and B, and nothing else? */
static gboolean
is_over_ab (const CrowModel *model, const CrowKey *key)
{
  static const char *const columns[] = { "A", "B" };

  if (key->fields->len != G_N_ELEMENTS (columns))
    return FALSE;
  for (guint i = 0; i < key->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, g_array_index (key->fields, guint, i));

      if (g_strcmp0 (field->column, columns[i]) != 0)
        return FALSE;
    }
  return TRUE;
}

static const CrowKey *
find_key (const CrowModel *model, CrowKeyKind kind)
{
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      if (key->kind == kind && key->name != NULL && is_over_ab (model, key))
        return key;
    }
  return NULL;
}

static gboolean
has_primary_key (const CrowModel *model)
{
  for (guint i = 0; i < model->keys->len; i++)
    if (((CrowKey *) g_ptr_array_index (model->keys, i))->kind == CROW_KEY_PRIMARY)
      return TRUE;
  return FALSE;
}

static void
append_step (GString *sql, const char *title)
{
  g_string_append_printf (sql, "%s-- %s\n", sql->len > 0 ? "\n" : "", title);
}

/* The index gives way to the key, or the other way round; never is there neither. */
static void
append_change (GString *sql,
               const CrowModel *table,
               const CrowKey *index,
               const CrowKey *primary,
               gboolean is_down)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GString) old = g_string_new (NULL);
  g_autoptr (GString) new = g_string_new (NULL);
  gboolean is_public = g_strcmp0 (table->namespace_, "public") == 0;

  crow_sql_append_table (name, is_public ? NULL : table->namespace_, table->table);
  crow_sql_append_table (old, is_public ? NULL : table->namespace_, index->name);
  crow_sql_append_identifier (new, primary->name);
  if (!is_down)
    {
      append_step (sql, "AlterTable");
      g_string_append_printf (sql, "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY (\"A\", \"B\");\n",
                              name->str, new->str);
      append_step (sql, "DropIndex");
      g_string_append_printf (sql, "DROP INDEX %s;\n", old->str);
      return;
    }
  append_step (sql, "CreateIndex");
  g_string_truncate (old, 0);
  crow_sql_append_identifier (old, index->name);
  g_string_append_printf (sql, "CREATE UNIQUE INDEX %s ON %s(\"A\", \"B\");\n", old->str,
                          name->str);
  append_step (sql, "AlterTable");
  g_string_append_printf (sql, "ALTER TABLE %s DROP CONSTRAINT %s;\n", name->str, new->str);
}

/**
 * crow_migration_build_join_keys:
 * @database: a PostgreSQL database
 * @schema: a Prisma schema for it
 * @is_down: the way back
 *
 * Join tables that Prisma 5 made have a unique index where a model written since then has a primary
 * key over the same columns. This brings them to what @schema says: the key first, then the index
 * goes, so that no row is doubled meanwhile and none is lost. Linear; any thread.
 *
 * Returns: (transfer full): SQL as Prisma writes it; "" where there is no such table
 */
char *
crow_migration_build_join_keys (const CrowSchema *database,
                                const CrowSchema *schema,
                                gboolean is_down)
{
  g_autoptr (GHashTable) tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < database->models->len; i++)
    {
      CrowModel *table = crow_schema_get_model (database, i);

      g_hash_table_insert (tables, make_place (get_namespace (table, database), table->table),
                           table);
    }
  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);
      const CrowKey *primary = find_key (model, CROW_KEY_PRIMARY);
      g_autofree char *place = make_place (get_namespace (model, database), model->table);
      const CrowModel *table = g_hash_table_lookup (tables, place);
      const CrowKey *index = table != NULL ? find_key (table, CROW_KEY_UNIQUE) : NULL;

      if (primary != NULL && index != NULL && !has_primary_key (table) &&
          g_str_has_suffix (index->name, OLD_SUFFIX))
        append_change (sql, table, index, primary, is_down);
    }
  return g_string_free (sql, FALSE);
}
