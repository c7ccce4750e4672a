#include "crow-render-private.h"

#include <string.h>

/* What the way up takes away and no way down has: looked for in the way up, but for columns that
 * only the way down cannot cast. */
typedef struct
{
  const CrowDatabaseDiff *diff;
  GPtrArray *losses; /* (element-type utf8) */
} Losses;

G_GNUC_PRINTF (2, 3)
static void
add_loss (Losses *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->losses, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
is_type (const CrowColumnType *type, const char *const *names)
{
  return type->name != NULL && g_strv_contains (names, type->name);
}

/* Digits of a second that it keeps. */
static int
get_precision (const CrowColumnType *type)
{
  return type->n_arguments > 0 ? (int) g_ascii_strtoll (type->arguments[0], NULL, 10) : 6;
}

/* Casts of points in time never fail, but shorten: the day without the time, the time without the
 * day, fewer digits of a second. */
static gboolean
shortens_time (const CrowColumnType *before, const CrowColumnType *after)
{
  static const char *const stamps[] = { "Timestamp", "Timestamptz", NULL };
  static const char *const times[] = { "Time", "Timetz", NULL };
  static const char *const days[] = { "Date", NULL };
  gboolean was_stamp = is_type (before, stamps);
  gboolean was_time = is_type (before, times);

  if (was_stamp && (is_type (after, days) || is_type (after, times)))
    return TRUE;
  return ((was_stamp && is_type (after, stamps)) || (was_time && is_type (after, times))) &&
         get_precision (after) < get_precision (before);
}

static char *
make_type_words (const CrowColumn *column)
{
  g_autofree char *name = crow_make_type_name (&column->type);

  return g_strconcat (name, column->arity == CROW_ARITY_LIST ? "[]" : "", NULL);
}

static void
list_cast (Losses *self,
           const CrowTable *table,
           const CrowTableChange *change,
           const CrowColumn *before,
           const CrowColumn *after)
{
  g_autofree char *from = make_type_words (before);
  g_autofree char *to = make_type_words (after);

  if (change->cast == CROW_CAST_RISKY || change->cast == CROW_CAST_IMPOSSIBLE ||
      (change->cast == CROW_CAST_SAFE && shortens_time (&before->type, &after->type)))
    add_loss (self, "what the cast from `%s` to `%s` changed in the column `%s` of the table `%s`",
              from, to, before->name, table->name);
}

/* @is_copied: the table is built anew, and NULL becomes the default on the way */
static void
list_altered_column (Losses *self,
                     const CrowTable *table,
                     const CrowTableChange *change,
                     const CrowColumn *before,
                     const CrowColumn *after,
                     gboolean is_copied)
{
  list_cast (self, table, change, before, after);
  if (is_copied && before->arity == CROW_ARITY_OPTIONAL && after->arity == CROW_ARITY_REQUIRED &&
      after->value != NULL)
    add_loss (self, "which values of the column `%s` of the table `%s` were NULL", before->name,
              table->name);
  if (!is_copied && before->is_auto_increment && !after->is_auto_increment)
    add_loss (self, "how far the sequence of the column `%s` of the table `%s` had counted",
              before->name, table->name);
}

static void
list_changes (Losses *self,
              guint table_before,
              guint table_after,
              GArray *changes,
              gboolean is_copied)
{
  const CrowTable *before = crow_database_get_table (self->diff->before, table_before);
  const CrowTable *after = crow_database_get_table (self->diff->after, table_after);

  for (guint i = 0; i < changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (changes, CrowTableChange, i);

      if (change->before < 0)
        continue;
      if (change->kind == CROW_TABLE_CHANGE_DROP_COLUMN ||
          change->kind == CROW_TABLE_CHANGE_RECREATE_COLUMN)
        add_loss (self, "the values of the column `%s` of the table `%s`",
                  crow_table_get_column (before, (guint) change->before)->name, before->name);
      else if (change->kind == CROW_TABLE_CHANGE_ALTER_COLUMN && change->after >= 0)
        list_altered_column (self, before, change,
                             crow_table_get_column (before, (guint) change->before),
                             crow_table_get_column (after, (guint) change->after), is_copied);
    }
}

static void
list_enum (Losses *self, const CrowStep *step)
{
  const CrowDatabaseEnum *enumeration = crow_database_get_enum (self->diff->before,
                                                                (guint) step->before);

  for (guint i = 0; step->removed_values != NULL && i < step->removed_values->len; i++)
    add_loss (self, "which rows had the value `%s` of the enum `%s`",
              (const char *) g_ptr_array_index (step->removed_values, i), enumeration->name);
}

static void
list_step (Losses *self, const CrowStep *step)
{
  if (step->kind == CROW_STEP_DROP_TABLE)
    add_loss (self, "the rows of the table `%s`",
              crow_database_get_table (self->diff->before, (guint) step->table_before)->name);
  else if (step->kind == CROW_STEP_ALTER_TABLE)
    list_changes (self, (guint) step->table_before, (guint) step->table_after, step->changes,
                  FALSE);
  else if (step->kind == CROW_STEP_ALTER_ENUM)
    list_enum (self, step);
  for (guint i = 0; step->kind == CROW_STEP_REDEFINE_TABLES && i < step->redefined->len; i++)
    {
      const CrowRedefinedTable *table = g_ptr_array_index (step->redefined, i);

      list_changes (self, table->before, table->after, table->changes, TRUE);
    }
}

/* The way up cast the column and kept all; the way down drops it. */
static void
list_recreated (Losses *self, const CrowStep *step, GHashTable *known)
{
  const CrowTable *table;

  if (step->kind != CROW_STEP_ALTER_TABLE)
    return;
  table = crow_database_get_table (self->diff->before, (guint) step->table_before);
  for (guint i = 0; i < step->changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (step->changes, CrowTableChange, i);
      g_autofree char *loss = NULL;

      if (change->kind != CROW_TABLE_CHANGE_RECREATE_COLUMN)
        continue;
      loss = g_strdup_printf ("the values of the column `%s` of the table `%s`",
                              crow_table_get_column (table, (guint) change->before)->name,
                              table->name);
      if (!g_hash_table_contains (known, loss))
        add_loss (self, "%s", loss);
    }
}

/**
 * crow_list_losses:
 * @up: the way up
 * @down: the way down, of the same two databases exchanged
 *
 * What @down cannot bring back of what there was before @up. New tables and columns, which it
 * drops, are no part of that.
 *
 * Returns: (transfer full) (element-type utf8): for people: `the rows of the table …`
 */
GPtrArray *
crow_list_losses (const CrowDatabaseDiff *up, const CrowDatabaseDiff *down)
{
  GPtrArray *losses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  Losses upward = { up, losses };
  Losses downward = { down, losses };

  for (guint i = 0; i < up->steps->len; i++)
    list_step (&upward, g_ptr_array_index (up->steps, i));
  for (guint i = 0; i < losses->len; i++)
    g_hash_table_add (known, g_ptr_array_index (losses, i));
  for (guint i = 0; i < down->steps->len; i++)
    list_recreated (&downward, g_ptr_array_index (down->steps, i), known);
  return losses;
}
