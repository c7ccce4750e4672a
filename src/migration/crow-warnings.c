#include "crow-render-private.h"

/* What is lost comes first, then what may not work at all: two lists, each in the order of the
 * script. */
typedef struct
{
  const CrowDatabaseDiff *diff;
  GPtrArray *losses;   /* (element-type utf8) */
  GPtrArray *failures; /* (element-type utf8) */
} Warnings;

/* The two ends of one changed column. */
typedef struct
{
  const CrowTable *table; /* as it is before */
  const CrowColumn *before;
  const CrowColumn *after;
  const CrowTableChange *change;
} Pair;

G_GNUC_PRINTF (2, 3)
static void
add_sentence (GPtrArray *list, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (list, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static Pair
get_pair (const Warnings *self,
          guint table_before,
          guint table_after,
          const CrowTableChange *change)
{
  const CrowTable *before = crow_database_get_table (self->diff->before, table_before);
  const CrowTable *after = crow_database_get_table (self->diff->after, table_after);
  Pair pair = { before, NULL, NULL, change };

  if (change->before >= 0)
    pair.before = crow_table_get_column (before, (guint) change->before);
  if (change->after >= 0)
    pair.after = crow_table_get_column (after, (guint) change->after);
  return pair;
}

/* As Prisma's engine names a kind of type where no native type says more. */
static char *
make_family_name (const CrowColumnType *type)
{
  static const char *const names[] = {
    [CROW_FAMILY_INT] = "Int",           [CROW_FAMILY_BIGINT] = "BigInt",
    [CROW_FAMILY_FLOAT] = "Float",       [CROW_FAMILY_DECIMAL] = "Decimal",
    [CROW_FAMILY_BOOLEAN] = "Boolean",   [CROW_FAMILY_STRING] = "String",
    [CROW_FAMILY_DATETIME] = "DateTime", [CROW_FAMILY_BYTES] = "Binary",
    [CROW_FAMILY_JSON] = "Json",
  };

  if (type->family == CROW_FAMILY_UNSUPPORTED)
    return g_strdup_printf ("Unsupported(\"%s\")", type->name);
  if (type->family == CROW_FAMILY_ENUM)
    return g_strdup_printf ("Enum(EnumId(%d))", type->enumeration);
  return g_strdup (names[type->family]);
}

/**
 * crow_make_type_name:
 * @type: a column's type
 *
 * Returns: (transfer full): `VarChar(50)`, as Prisma's engine calls it in a warning
 */
char *
crow_make_type_name (const CrowColumnType *type)
{
  if (type->family == CROW_FAMILY_UNSUPPORTED || type->name == NULL)
    return make_family_name (type);
  if (type->n_arguments == 0)
    return g_strdup (type->name);
  return g_strdup_printf ("%s(%s%s%s)", type->name, type->arguments[0],
                          type->n_arguments > 1 ? "," : "",
                          type->n_arguments > 1 ? type->arguments[1] : "");
}

static gboolean
is_required_without_default (const CrowColumn *column)
{
  return column->arity == CROW_ARITY_REQUIRED && column->value == NULL;
}

static gboolean
was_made_required (const Pair *pair)
{
  return pair->before->arity == CROW_ARITY_OPTIONAL && pair->after->arity == CROW_ARITY_REQUIRED;
}

static void
warn_of_added_column (Warnings *self, const Pair *pair)
{
  const char *column = pair->after->name;
  const char *table = pair->table->name;

  if (!is_required_without_default (pair->after))
    return;
  if (pair->change->has_client_default)
    add_sentence (
        self->failures,
        "The required column `%s` was added to the `%s` table with a prisma-level default "
        "value. This is not possible if the table is not empty. Please add this column as "
        "optional, then populate it before making it required.",
        column, table);
  else
    add_sentence (self->failures,
                  "Added the required column `%s` to the `%s` table without a default value. This "
                  "is not possible if the table is not empty.",
                  column, table);
}

static void
warn_of_dropped_column (Warnings *self, const Pair *pair)
{
  add_sentence (self->losses,
                "You are about to drop the column `%s` on the `%s` table. All the data in the "
                "column will be lost.",
                pair->before->name, pair->table->name);
}

static void
warn_of_nulls (Warnings *self, const Pair *pair)
{
  add_sentence (self->failures,
                "Made the column `%s` on table `%s` required. This step will fail if there are "
                "existing NULL values in that column.",
                pair->before->name, pair->table->name);
}

/* @make_name: how the provider's checker calls a type */
static void
warn_of_cast (Warnings *self, const Pair *pair, char *(*make_name) (const CrowColumnType *type))
{
  g_autofree char *before = make_name (&pair->before->type);
  g_autofree char *after = make_name (&pair->after->type);

  if (pair->change->cast == CROW_CAST_RISKY)
    add_sentence (self->losses,
                  "You are about to alter the column `%s` on the `%s` table. The data in that "
                  "column could be lost. The data in that column will be cast from `%s` to `%s`.",
                  pair->before->name, pair->table->name, before, after);
  else if (pair->change->cast == CROW_CAST_IMPOSSIBLE)
    add_sentence (self->losses,
                  "You are about to alter the column `%s` on the `%s` table. The data in that "
                  "column will be cast from `%s` to `%s`. This cast may fail. Please make sure the "
                  "data in the column can be cast.",
                  pair->before->name, pair->table->name, before, after);
}

static void
warn_of_altered_column (Warnings *self, const Pair *pair)
{
  if (was_made_required (pair))
    warn_of_nulls (self, pair);
  if (pair->before->arity != CROW_ARITY_LIST && pair->after->arity == CROW_ARITY_LIST)
    add_sentence (self->failures,
                  "Changed the column `%s` on the `%s` table from a scalar field to a list field. "
                  "If there are non-null values in that column, this step will fail.",
                  pair->before->name, pair->table->name);
  warn_of_cast (self, pair, crow_make_type_name);
}

static void
warn_of_recreated_column (Warnings *self, const Pair *pair)
{
  const char *column = pair->before->name;
  const char *table = pair->table->name;

  if (!is_required_without_default (pair->after))
    add_sentence (self->losses,
                  "The `%s` column on the `%s` table would be dropped and recreated. This will "
                  "lead to data loss if there is data in the column.",
                  column, table);
  else if (was_made_required (pair))
    add_sentence (self->failures,
                  "Added the required column `%s` to the `%s` table without a default value. This "
                  "is not possible if the table is not empty.",
                  column, table);
  else
    add_sentence (self->failures,
                  "Changed the type of `%s` on the `%s` table. No cast exists, the column would be "
                  "dropped and recreated, which cannot be done if there is data, since the column "
                  "is required.",
                  column, table);
}

static void
warn_of_primary_key (Warnings *self, guint table)
{
  add_sentence (self->losses,
                "The primary key for the `%s` table will be changed. If it partially fails, the "
                "table could be left without primary key constraint.",
                crow_database_get_table (self->diff->before, table)->name);
}

static void
warn_of_altered_table (Warnings *self, const CrowStep *step)
{
  guint before = (guint) step->table_before;
  guint after = (guint) step->table_after;

  for (guint i = 0; i < step->changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (step->changes, CrowTableChange, i);
      Pair pair = get_pair (self, before, after, change);

      switch (change->kind)
        {
        case CROW_TABLE_CHANGE_DROP_PRIMARY_KEY:
          warn_of_primary_key (self, before);
          break;
        case CROW_TABLE_CHANGE_DROP_COLUMN:
          warn_of_dropped_column (self, &pair);
          break;
        case CROW_TABLE_CHANGE_ADD_COLUMN:
          warn_of_added_column (self, &pair);
          break;
        case CROW_TABLE_CHANGE_ALTER_COLUMN:
          warn_of_altered_column (self, &pair);
          break;
        case CROW_TABLE_CHANGE_RECREATE_COLUMN:
          warn_of_recreated_column (self, &pair);
          break;
        case CROW_TABLE_CHANGE_RENAME_PRIMARY_KEY:
        case CROW_TABLE_CHANGE_ADD_PRIMARY_KEY:
        default:
          break;
        }
    }
}

/* A pair of columns in a table that is built anew: its rows are copied. */
static void
warn_of_copied_column (Warnings *self, const Pair *pair)
{
  if (was_made_required (pair) && pair->after->value == NULL)
    warn_of_nulls (self, pair);
  if ((pair->change->differences & CROW_COLUMN_TYPE) != 0 || was_made_required (pair))
    warn_of_cast (self, pair, make_family_name);
}

static void
warn_of_redefined_table (Warnings *self, const CrowRedefinedTable *table)
{
  static const CrowTableChangeKind order[] = { CROW_TABLE_CHANGE_ADD_COLUMN,
                                               CROW_TABLE_CHANGE_DROP_COLUMN,
                                               CROW_TABLE_CHANGE_ALTER_COLUMN };
  static void (*const warn[]) (Warnings *, const Pair *) = { warn_of_added_column,
                                                             warn_of_dropped_column,
                                                             warn_of_copied_column };

  if (table->is_primary_key_dropped)
    warn_of_primary_key (self, table->before);
  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < table->changes->len; i++)
      {
        const CrowTableChange *change = &g_array_index (table->changes, CrowTableChange, i);
        Pair pair;

        if (change->kind != order[k])
          continue;
        pair = get_pair (self, table->before, table->after, change);
        warn[k](self, &pair);
      }
}

static void
warn_of_index (Warnings *self, const CrowStep *step)
{
  const CrowTable *table = crow_database_get_table (self->diff->after, (guint) step->table_after);
  const CrowIndex *index = g_ptr_array_index (table->indexes, (guint) step->after);
  g_autoptr (GString) columns = g_string_new (NULL);

  if (step->table_before < 0 || step->is_recreated || index->kind != CROW_KEY_UNIQUE)
    return;
  for (guint i = 0; i < index->columns->len; i++)
    {
      guint column = g_array_index (index->columns, CrowIndexColumn, i).column;

      g_string_append_printf (columns, "%s%s", i > 0 ? "," : "",
                              crow_table_get_column (table, column)->name);
    }
  add_sentence (self->losses,
                "A unique constraint covering the columns `[%s]` on the table `%s` will be added. "
                "If there are existing duplicate values, this will fail.",
                columns->str, table->name);
}

static void
warn_of_enum (Warnings *self, const CrowStep *step)
{
  g_autoptr (GPtrArray) values = NULL;
  g_autofree char *list = NULL;

  if (step->removed_values == NULL || step->removed_values->len == 0)
    return;
  values = g_ptr_array_copy (step->removed_values, NULL, NULL);
  g_ptr_array_set_free_func (values, NULL);
  g_ptr_array_add (values, NULL);
  list = g_strjoinv (",", (char **) values->pdata);
  add_sentence (self->losses,
                "The values [%s] on the enum `%s` will be removed. If these variants are still "
                "used in the database, this will fail.",
                list, crow_database_get_enum (self->diff->after, (guint) step->after)->name);
}

static void
warn_of_step (Warnings *self, const CrowStep *step)
{
  switch (step->kind)
    {
    case CROW_STEP_ALTER_ENUM:
      warn_of_enum (self, step);
      break;
    case CROW_STEP_ALTER_TABLE:
      warn_of_altered_table (self, step);
      break;
    case CROW_STEP_DROP_TABLE:
      add_sentence (self->losses,
                    "You are about to drop the `%s` table. If the table is not empty, all the data "
                    "it contains will be lost.",
                    crow_database_get_table (self->diff->before, (guint) step->table_before)->name);
      break;
    case CROW_STEP_REDEFINE_TABLES:
      for (guint i = 0; i < step->redefined->len; i++)
        warn_of_redefined_table (self, g_ptr_array_index (step->redefined, i));
      break;
    case CROW_STEP_CREATE_INDEX:
      warn_of_index (self, step);
      break;
    case CROW_STEP_ALTER_SEQUENCE:
    case CROW_STEP_DROP_EXTENSION:
    case CROW_STEP_CREATE_SCHEMA:
    case CROW_STEP_CREATE_EXTENSION:
    case CROW_STEP_ALTER_EXTENSION:
    case CROW_STEP_CREATE_ENUM:
    case CROW_STEP_DROP_FOREIGN_KEY:
    case CROW_STEP_DROP_INDEX:
    case CROW_STEP_DROP_ENUM:
    case CROW_STEP_CREATE_TABLE:
    case CROW_STEP_RENAME_FOREIGN_KEY:
    case CROW_STEP_ADD_FOREIGN_KEY:
    case CROW_STEP_ALTER_PRIMARY_KEY:
    case CROW_STEP_RENAME_INDEX:
    case CROW_STEP_REDEFINE_INDEX:
    default:
      break;
    }
}

/**
 * crow_list_warnings:
 * @diff: what differs
 *
 * Prisma's destructive change checker, which `migrate dev` asks without a look at any row: first
 * what loses data or is at risk, then steps that cannot work on a table with rows; each in the
 * order of the script. Names stand as they are: crow_render_comment() makes them safe.
 *
 * Returns: (transfer full) (element-type utf8): Prisma's sentences
 */
GPtrArray *
crow_list_warnings (const CrowDatabaseDiff *diff)
{
  GPtrArray *losses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) failures = g_ptr_array_new ();
  Warnings self = { diff, losses, failures };

  for (guint i = 0; i < diff->steps->len; i++)
    warn_of_step (&self, g_ptr_array_index (diff->steps, i));
  for (guint i = 0; i < failures->len; i++)
    g_ptr_array_add (losses, g_ptr_array_index (failures, i));
  return losses;
}
