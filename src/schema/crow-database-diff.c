#include "crow-database-diff-private.h"

#include <string.h>

static void
free_step (gpointer data)
{
  CrowStep *step = data;

  g_clear_pointer (&step->changes, g_array_unref);
  g_clear_pointer (&step->added_values, g_ptr_array_unref);
  g_clear_pointer (&step->removed_values, g_ptr_array_unref);
  g_clear_pointer (&step->usages, g_array_unref);
  g_clear_pointer (&step->redefined, g_ptr_array_unref);
  g_free (step);
}

/**
 * crow_differ_add_step:
 * @self: a difference in the making
 * @kind: what is to be done
 *
 * Returns: (transfer none): a step that speaks of nothing yet
 */
CrowStep *
crow_differ_add_step (CrowDiffer *self, CrowStepKind kind)
{
  CrowStep *step = g_new0 (CrowStep, 1);

  step->kind = kind;
  step->table_before = step->table_after = -1;
  step->before = step->after = -1;
  g_ptr_array_add (self->steps, step);
  return step;
}

static int
compare_numbers (int a, int b)
{
  return a < b ? -1 : a > b;
}

/* By kind, then by what a step speaks of, as it stands before, else as it stands after. */
static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const CrowStep *first = *(CrowStep *const *) a;
  const CrowStep *second = *(CrowStep *const *) b;
  int order = compare_numbers ((int) first->kind, (int) second->kind);

  if (order == 0)
    order = compare_numbers (first->table_before, second->table_before);
  if (order == 0)
    order = compare_numbers (first->before, second->before);
  if (order == 0)
    order = compare_numbers (first->table_after, second->table_after);
  if (order == 0)
    order = compare_numbers (first->after, second->after);
  return order;
}

static const CrowIndex *
get_dropped_unique (const CrowDatabaseDiff *diff, const CrowStep *step)
{
  const CrowTable *table;
  const CrowIndex *index;

  if (step->kind != CROW_STEP_DROP_INDEX)
    return NULL;
  table = crow_database_get_table (diff->before, (guint) step->table_before);
  index = g_ptr_array_index (table->indexes, step->before);
  return index->kind == CROW_KEY_UNIQUE && table->primary == NULL ? index : NULL;
}

static gboolean
holds_column (const CrowIndex *index, int column)
{
  for (guint i = 0; i < index->columns->len; i++)
    if ((int) g_array_index (index->columns, CrowIndexColumn, i).column == column)
      return TRUE;
  return FALSE;
}

/* Does the step make a primary key of the very columns of @index, which it leaves alone? */
static gboolean
replaces_index (const CrowDatabaseDiff *diff, const CrowStep *step, const CrowIndex *index)
{
  const CrowTable *before = crow_database_get_table (diff->before, (guint) step->table_before);
  const CrowTable *after = crow_database_get_table (diff->after, (guint) step->table_after);
  gboolean adds_key = FALSE;

  for (guint i = 0; i < step->changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (step->changes, CrowTableChange, i);

      adds_key |= change->kind == CROW_TABLE_CHANGE_ADD_PRIMARY_KEY;
      if ((change->kind == CROW_TABLE_CHANGE_DROP_COLUMN ||
           change->kind == CROW_TABLE_CHANGE_RECREATE_COLUMN) &&
          holds_column (index, change->before))
        return FALSE;
    }
  if (!adds_key || after->primary == NULL || after->primary->columns->len != index->columns->len)
    return FALSE;
  for (guint i = 0; i < index->columns->len; i++)
    {
      guint a = g_array_index (index->columns, CrowIndexColumn, i).column;
      guint b = g_array_index (after->primary->columns, CrowIndexColumn, i).column;

      if (strcmp (crow_table_get_column (before, a)->name,
                  crow_table_get_column (after, b)->name) != 0)
        return FALSE;
    }
  return TRUE;
}

/* By table before: 1 + the position of the step that alters it, 0: none. (transfer full) */
static guint *
find_alterations (const CrowDatabaseDiff *diff)
{
  guint *positions = g_new0 (guint, diff->before->tables->len + 1);

  for (guint i = 0; i < diff->steps->len; i++)
    {
      const CrowStep *step = g_ptr_array_index (diff->steps, i);

      if (step->kind == CROW_STEP_ALTER_TABLE)
        positions[step->table_before] = i + 1;
    }
  return positions;
}

/* A unique index that a primary key takes over is dropped only once the key is there, so that no
 * foreign key ever lacks both: behind the step that alters its table, the last first. */
static void
delay_dropped_indexes (CrowDatabaseDiff *diff)
{
  g_autofree guint *alterations = find_alterations (diff);
  guint n = diff->steps->len;
  g_autofree gpointer *steps = g_new0 (gpointer, n + 1);
  g_autofree guint *delayed = g_new0 (guint, n + 1); /* by step: 1 + the one to follow it */
  g_autofree gboolean *is_delayed = g_new0 (gboolean, n + 1);
  guint length = 0;

  for (guint i = 0; i < n; i++)
    {
      const CrowIndex *index = get_dropped_unique (diff, g_ptr_array_index (diff->steps, i));
      guint alteration = index != NULL ? alterations[index->table] : 0;

      if (alteration == 0 ||
          !replaces_index (diff, g_ptr_array_index (diff->steps, alteration - 1), index))
        continue;
      delayed[i] = delayed[alteration - 1];
      delayed[alteration - 1] = i + 1;
      is_delayed[i] = TRUE;
    }
  for (guint i = 0; i < n; i++)
    {
      if (is_delayed[i])
        continue;
      steps[length++] = g_ptr_array_index (diff->steps, i);
      for (guint j = delayed[i]; j > 0; j = delayed[j - 1])
        steps[length++] = g_ptr_array_index (diff->steps, j - 1);
    }
  for (guint i = 0; i < n; i++)
    diff->steps->pdata[i] = steps[i];
}

static void
clear_differ (CrowDiffer *self)
{
  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  g_clear_pointer (&self->of_before, g_free);
  g_clear_pointer (&self->of_after, g_free);
}

/**
 * crow_database_diff_new:
 * @before: a database
 * @after: another of the same provider
 *
 * Finds what takes one database to the other, in the order in which Prisma's engine does it:
 * by kind of step; drops in the order before, the rest in the order after, but renames, altered
 * tables and indexes of tables that stay in the order before.
 *
 * Returns: (transfer full): the difference; both databases must outlive it
 */
CrowDatabaseDiff *
crow_database_diff_new (const CrowDatabase *before, const CrowDatabase *after)
{
  CrowDatabaseDiff *diff = g_new0 (CrowDatabaseDiff, 1);
  CrowDiffer differ = { 0 };

  diff->before = differ.before = before;
  diff->after = differ.after = after;
  differ.provider = after->provider;
  differ.diff = diff;
  diff->steps = differ.steps = g_ptr_array_new_with_free_func (free_step);
  crow_differ_pair_tables (&differ);
  crow_differ_find_redefined (&differ);
  crow_differ_add_tables (&differ);
  crow_differ_add_schemas (&differ);
  crow_differ_add_extensions (&differ);
  crow_differ_add_enums (&differ);
  crow_differ_add_sequences (&differ);
  g_ptr_array_sort (diff->steps, compare_steps);
  delay_dropped_indexes (diff);
  clear_differ (&differ);
  return diff;
}

/**
 * crow_database_diff_free:
 * @self: (transfer full): a difference
 */
void
crow_database_diff_free (CrowDatabaseDiff *self)
{
  g_ptr_array_unref (self->steps);
  g_free (self);
}
