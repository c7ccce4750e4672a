#include "crow-database-diff.h"

#include <string.h>

static void
append_name (GString *text, const char *namespace_, const char *name)
{
  if (namespace_ != NULL)
    g_string_append_printf (text, "%s.", namespace_);
  g_string_append (text, name);
}

static const char *
get_family_name (CrowTypeFamily family)
{
  static const char *const names[] = { "Int",    "BigInt",   "Float", "Decimal", "Boolean",
                                       "String", "DateTime", "Bytes", "Json" };

  return family < G_N_ELEMENTS (names) ? names[family] : "Unsupported";
}

static void
append_type (GString *text, const CrowDatabase *database, const CrowColumn *column)
{
  const CrowColumnType *type = &column->type;

  if (type->family == CROW_FAMILY_ENUM && type->enumeration >= 0)
    g_string_append (text, crow_database_get_enum (database, (guint) type->enumeration)->name);
  else
    g_string_append (text, type->name != NULL ? type->name : get_family_name (type->family));
  for (guint i = 0; i < type->n_arguments; i++)
    g_string_append_printf (text, "%s%s%s", i == 0 ? "(" : ", ", type->arguments[i],
                            i + 1 == type->n_arguments ? ")" : "");
  if (column->arity == CROW_ARITY_LIST)
    g_string_append (text, "[]");
}

/* MySQL's enums lie in the column's type: their names are the same when only the values change. */
static void
append_types (GString *text,
              const CrowDatabaseDiff *diff,
              const CrowColumn *before,
              const CrowColumn *after)
{
  gsize start;

  g_string_append (text, "type ");
  start = text->len;
  append_type (text, diff->before, before);
  g_string_append (text, " to ");
  append_type (text, diff->after, after);
  if (before->type.family == CROW_FAMILY_ENUM && after->type.family == CROW_FAMILY_ENUM &&
      diff->after->provider == CROW_PROVIDER_MYSQL)
    {
      g_string_truncate (text, start);
      append_type (text, diff->after, after);
      g_string_append (text, " with other values");
    }
}

static void
append_values (GString *text, const CrowDefault *value)
{
  if (value->is_list)
    g_string_append_c (text, '[');
  for (guint i = 0; i < value->values->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            ((const CrowValue *) g_ptr_array_index (value->values, i))->text);
  if (value->is_list)
    g_string_append_c (text, ']');
}

static void
append_default (GString *text, const CrowColumn *column)
{
  const CrowDefault *value = column->value;

  if (value == NULL)
    {
      g_string_append (text, column->is_auto_increment ? "autoincrement()" : "(none)");
      return;
    }
  switch (value->kind)
    {
    case CROW_DEFAULT_VALUE:
      append_values (text, value);
      break;
    case CROW_DEFAULT_NOW:
      g_string_append (text, "now()");
      break;
    case CROW_DEFAULT_AUTOINCREMENT:
      g_string_append (text, "autoincrement()");
      break;
    case CROW_DEFAULT_SEQUENCE:
      g_string_append (text, "sequence()");
      break;
    case CROW_DEFAULT_DBGENERATED:
      g_string_append_printf (text, "dbgenerated(%s)",
                              value->expression != NULL ? value->expression : "");
      break;
    default:
      g_string_append (text, "(none)");
    }
  if (value->constraint != NULL)
    g_string_append_printf (text, " (%s)", value->constraint);
}

static void
append_separator (GString *text, gsize start, const char *separator)
{
  if (text->len > start)
    g_string_append (text, separator);
}

static void
append_column_differences (GString *text,
                           const CrowDatabaseDiff *diff,
                           const CrowColumn *before,
                           const CrowColumn *after,
                           guint differences)
{
  static const char *const arities[] = { "required", "optional", "list" };
  gsize start = text->len;

  if (differences & CROW_COLUMN_TYPE)
    append_types (text, diff, before, after);
  if (differences & CROW_COLUMN_ARITY)
    {
      append_separator (text, start, ", ");
      g_string_append_printf (text, "%s to %s", arities[before->arity], arities[after->arity]);
    }
  if (differences & CROW_COLUMN_DEFAULT)
    {
      append_separator (text, start, ", ");
      g_string_append (text, "default ");
      append_default (text, before);
      g_string_append (text, " to ");
      append_default (text, after);
    }
  if (differences & CROW_COLUMN_AUTO_INCREMENT)
    {
      append_separator (text, start, ", ");
      g_string_append_printf (text, "autoincrement %s",
                              after->is_auto_increment ? "added" : "removed");
    }
}

static const CrowColumn *
get_column (const CrowDatabase *database, int table, int column)
{
  return crow_table_get_column (crow_database_get_table (database, (guint) table), (guint) column);
}

static void
append_change (GString *text,
               const CrowDatabaseDiff *diff,
               const CrowTableChange *change,
               int table_before,
               int table_after)
{
  switch (change->kind)
    {
    case CROW_TABLE_CHANGE_DROP_PRIMARY_KEY:
      g_string_append (text, "primary key removed");
      break;
    case CROW_TABLE_CHANGE_RENAME_PRIMARY_KEY:
      g_string_append (text, "primary key renamed");
      break;
    case CROW_TABLE_CHANGE_ADD_PRIMARY_KEY:
      g_string_append (text, "primary key added");
      break;
    case CROW_TABLE_CHANGE_DROP_COLUMN:
      g_string_append_printf (text, "column %s removed",
                              get_column (diff->before, table_before, change->before)->name);
      break;
    case CROW_TABLE_CHANGE_ADD_COLUMN:
      g_string_append_printf (text, "column %s added",
                              get_column (diff->after, table_after, change->after)->name);
      break;
    default:
      g_string_append_printf (text, "column %s: ",
                              get_column (diff->after, table_after, change->after)->name);
      append_column_differences (text, diff,
                                 get_column (diff->before, table_before, change->before),
                                 get_column (diff->after, table_after, change->after),
                                 change->differences);
    }
}

static void
append_changes (GString *text,
                const CrowDatabaseDiff *diff,
                const GArray *changes,
                int table_before,
                int table_after)
{
  gsize start = text->len;

  for (guint i = 0; i < changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (changes, CrowTableChange, i);

      if (change->kind == CROW_TABLE_CHANGE_ALTER_COLUMN && change->differences == 0)
        continue;
      append_separator (text, start, "; ");
      append_change (text, diff, change, table_before, table_after);
    }
}

static void
append_table (GString *text, const CrowDatabase *database, int table)
{
  const CrowTable *item = crow_database_get_table (database, (guint) table);

  if (item->is_composite)
    {
      g_string_append_printf (text, "type %s", item->name);
      return;
    }
  g_string_append (text, "table ");
  append_name (text, item->namespace_, item->name);
}

static void
append_redefined (GString *text, const CrowDatabaseDiff *diff, const CrowStep *step)
{
  for (guint i = 0; i < step->redefined->len; i++)
    {
      const CrowRedefinedTable *redefined = g_ptr_array_index (step->redefined, i);
      gsize length;

      g_string_append (text, i > 0 ? "; " : "");
      append_table (text, diff->before, (int) redefined->before);
      length = text->len;
      g_string_append (text, ": ");
      append_changes (text, diff, redefined->changes, (int) redefined->before,
                      (int) redefined->after);
      if (text->len == length + 2)
        g_string_append (text, "keys changed");
    }
}

static const char *
get_index_word (const CrowIndex *index)
{
  switch (index->kind)
    {
    case CROW_KEY_UNIQUE:
      return "unique index";
    case CROW_KEY_FULLTEXT:
      return "full-text index";
    default:
      return "index";
    }
}

static const char *
get_shown_name (const char *name)
{
  return name != NULL ? name : "(unnamed)";
}

static void
append_index (GString *text, const CrowDatabase *database, int table, int index, const char *what)
{
  const CrowIndex
      *item = g_ptr_array_index (crow_database_get_table (database, (guint) table)->indexes, index);

  append_table (text, database, table);
  g_string_append_printf (text, ": %s %s %s", get_index_word (item), get_shown_name (item->name),
                          what);
}

static void
append_key (GString *text, const CrowDatabase *database, int table, int key, const char *what)
{
  const CrowTableKey
      *item = g_ptr_array_index (crow_database_get_table (database, (guint) table)->keys, key);

  append_table (text, database, table);
  g_string_append_printf (text, ": foreign key %s %s", get_shown_name (item->name), what);
}

static void
append_new_name (GString *text, const CrowDatabaseDiff *diff, const CrowStep *step)
{
  const CrowTable *table = crow_database_get_table (diff->after, (guint) step->table_after);
  const char *name;

  if (step->kind == CROW_STEP_RENAME_FOREIGN_KEY)
    name = ((const CrowTableKey *) g_ptr_array_index (table->keys, step->after))->name;
  else
    name = ((const CrowIndex *) g_ptr_array_index (table->indexes, step->after))->name;
  g_string_append (text, get_shown_name (name));
}

static void
append_enum (GString *text, const CrowDatabase *database, int index, const char *what)
{
  const CrowDatabaseEnum *item = crow_database_get_enum (database, (guint) index);

  g_string_append (text, "enum ");
  append_name (text, item->namespace_, item->name);
  g_string_append (text, what);
}

static void
append_altered_enum (GString *text, const CrowDatabaseDiff *diff, const CrowStep *step)
{
  gsize start;

  append_enum (text, diff->before, step->before, ": ");
  start = text->len;
  for (guint i = 0; i < step->added_values->len; i++)
    {
      append_separator (text, start, ", ");
      g_string_append_printf (text, "value %s added",
                              (const char *) g_ptr_array_index (step->added_values, i));
    }
  for (guint i = 0; i < step->removed_values->len; i++)
    {
      append_separator (text, start, ", ");
      g_string_append_printf (text, "value %s removed",
                              (const char *) g_ptr_array_index (step->removed_values, i));
    }
}

static void
append_extension (GString *text, const CrowDatabase *database, int index, const char *what)
{
  const CrowExtension *item = g_ptr_array_index (database->extensions, index);

  g_string_append_printf (text, "extension %s %s", item->name, what);
}

/* Steps about keys and indexes. */
static void
append_item_step (GString *text, const CrowDatabaseDiff *diff, const CrowStep *step)
{
  switch (step->kind)
    {
    case CROW_STEP_DROP_FOREIGN_KEY:
      append_key (text, diff->before, step->table_before, step->before, "removed");
      break;
    case CROW_STEP_ADD_FOREIGN_KEY:
      append_key (text, diff->after, step->table_after, step->after, "added");
      break;
    case CROW_STEP_RENAME_FOREIGN_KEY:
      append_key (text, diff->before, step->table_before, step->before, "renamed to ");
      append_new_name (text, diff, step);
      break;
    case CROW_STEP_DROP_INDEX:
      append_index (text, diff->before, step->table_before, step->before, "removed");
      break;
    case CROW_STEP_CREATE_INDEX:
      append_index (text, diff->after, step->table_after, step->after, "added");
      break;
    default:
      append_index (text, diff->before, step->table_before, step->before, "renamed to ");
      append_new_name (text, diff, step);
    }
}

/* Steps about tables. */
static void
append_table_step (GString *text, const CrowDatabaseDiff *diff, const CrowStep *step)
{
  switch (step->kind)
    {
    case CROW_STEP_CREATE_TABLE:
      append_table (text, diff->after, step->table_after);
      g_string_append (text, " added");
      break;
    case CROW_STEP_DROP_TABLE:
      append_table (text, diff->before, step->table_before);
      g_string_append (text, " removed");
      break;
    case CROW_STEP_ALTER_PRIMARY_KEY:
      append_table (text, diff->before, step->table_before);
      g_string_append (text, ": primary key altered");
      break;
    case CROW_STEP_ALTER_SEQUENCE:
      append_table (text, diff->before, step->table_before);
      g_string_append_printf (text, ": column %s: sequence altered",
                              get_column (diff->after, step->table_after, step->after)->name);
      break;
    case CROW_STEP_ALTER_TABLE:
      append_table (text, diff->before, step->table_before);
      g_string_append (text, ": ");
      append_changes (text, diff, step->changes, step->table_before, step->table_after);
      break;
    default:
      append_redefined (text, diff, step);
    }
}

/**
 * crow_step_describe:
 * @diff: a difference
 * @step: a step of it
 *
 * What the step does, in English: `table User: column email: type VarChar(50) to Text`.
 *
 * Returns: (transfer full): a sentence without a full stop
 */
char *
crow_step_describe (const CrowDatabaseDiff *diff, const CrowStep *step)
{
  GString *text = g_string_new (NULL);

  switch (step->kind)
    {
    case CROW_STEP_CREATE_SCHEMA:
      g_string_append_printf (text, "schema %s added",
                              (const char *) g_ptr_array_index (diff->after->namespaces,
                                                                step->after));
      break;
    case CROW_STEP_DROP_EXTENSION:
      append_extension (text, diff->before, step->before, "removed");
      break;
    case CROW_STEP_CREATE_EXTENSION:
      append_extension (text, diff->after, step->after, "added");
      break;
    case CROW_STEP_ALTER_EXTENSION:
      append_extension (text, diff->after, step->after, "altered");
      break;
    case CROW_STEP_CREATE_ENUM:
      append_enum (text, diff->after, step->after, " added");
      break;
    case CROW_STEP_ALTER_ENUM:
      append_altered_enum (text, diff, step);
      break;
    case CROW_STEP_DROP_ENUM:
      append_enum (text, diff->before, step->before, " removed");
      break;
    case CROW_STEP_DROP_FOREIGN_KEY:
    case CROW_STEP_ADD_FOREIGN_KEY:
    case CROW_STEP_RENAME_FOREIGN_KEY:
    case CROW_STEP_DROP_INDEX:
    case CROW_STEP_CREATE_INDEX:
    case CROW_STEP_RENAME_INDEX:
    case CROW_STEP_REDEFINE_INDEX:
      append_item_step (text, diff, step);
      break;
    default:
      append_table_step (text, diff, step);
    }
  return g_string_free (text, FALSE);
}

/**
 * crow_table_change_describe:
 * @diff: a difference
 * @table_before: a table before
 * @table_after: the same table after
 * @change: one of its changes
 *
 * Returns: (transfer full): a sentence without a full stop
 */
char *
crow_table_change_describe (const CrowDatabaseDiff *diff,
                            int table_before,
                            int table_after,
                            const CrowTableChange *change)
{
  GString *text = g_string_new (NULL);

  append_table (text, diff->before, table_before);
  g_string_append (text, ": ");
  append_change (text, diff, change, table_before, table_after);
  return g_string_free (text, FALSE);
}
