#include "crow-database-diff-private.h"

#include <string.h>

static gboolean
can_alter_primary_keys (const CrowDiffer *self)
{
  return self->provider == CROW_PROVIDER_COCKROACHDB;
}

static gboolean
is_sqlite (const CrowDiffer *self)
{
  return self->provider == CROW_PROVIDER_SQLITE;
}

static void
add_key_step (CrowDiffer *self,
              CrowStepKind kind,
              int table_before,
              int before,
              int table_after,
              int after)
{
  CrowStep *step = crow_differ_add_step (self, kind);

  step->table_before = table_before;
  step->before = before;
  step->table_after = table_after;
  step->after = after;
}

/* SQLite's foreign keys stand in the table; MySQL's indexes do. */
static void
add_created_table (CrowDiffer *self, guint table)
{
  const CrowTable *after = crow_database_get_table (self->after, table);

  add_key_step (self, CROW_STEP_CREATE_TABLE, -1, -1, (int) table, -1);
  for (guint i = 0; i < after->keys->len && !is_sqlite (self); i++)
    add_key_step (self, CROW_STEP_ADD_FOREIGN_KEY, -1, -1, (int) table, (int) i);
  for (guint i = 0; i < after->indexes->len && self->provider != CROW_PROVIDER_MYSQL; i++)
    {
      const CrowIndex *index = g_ptr_array_index (after->indexes, i);

      if (self->provider == CROW_PROVIDER_SQLSERVER && index->kind == CROW_KEY_UNIQUE)
        continue;
      add_key_step (self, CROW_STEP_CREATE_INDEX, -1, -1, (int) table, (int) i);
    }
}

static gboolean
has_redefined_tables (const CrowDiffer *self)
{
  for (guint i = 0; i < self->pairs->len; i++)
    if (((const CrowTablePair *) g_ptr_array_index (self->pairs, i))->is_redefined)
      return TRUE;
  return FALSE;
}

static void
add_dropped_table (CrowDiffer *self, guint table, gboolean drops_indexes)
{
  const CrowTable *before = crow_database_get_table (self->before, table);

  add_key_step (self, CROW_STEP_DROP_TABLE, (int) table, -1, -1, -1);
  for (guint i = 0; i < before->keys->len && !is_sqlite (self); i++)
    add_key_step (self, CROW_STEP_DROP_FOREIGN_KEY, (int) table, (int) i, -1, -1);
  for (guint i = 0; i < before->indexes->len && drops_indexes; i++)
    add_key_step (self, CROW_STEP_DROP_INDEX, (int) table, (int) i, -1, -1);
}

static GArray *
copy_changes (const CrowTablePair *pair)
{
  GArray *changes = g_array_sized_new (FALSE, FALSE, sizeof (CrowTableChange), pair->changes->len);

  g_array_append_vals (changes, pair->changes->data, pair->changes->len);
  return changes;
}

static void
free_redefined (gpointer data)
{
  CrowRedefinedTable *redefined = data;

  g_array_unref (redefined->changes);
  g_free (redefined);
}

static void
add_redefined_tables (CrowDiffer *self)
{
  CrowStep *step = crow_differ_add_step (self, CROW_STEP_REDEFINE_TABLES);

  step->redefined = g_ptr_array_new_with_free_func (free_redefined);
  for (guint i = 0; i < self->pairs->len; i++)
    {
      const CrowTablePair *pair = g_ptr_array_index (self->pairs, i);
      CrowRedefinedTable *redefined;

      if (!pair->is_redefined)
        continue;
      redefined = g_new0 (CrowRedefinedTable, 1);
      redefined->before = pair->before;
      redefined->after = pair->after;
      redefined->changes = copy_changes (pair);
      redefined->is_primary_key_dropped = crow_differ_drops_primary_key (self, pair);
      g_ptr_array_add (step->redefined, redefined);
    }
}

/**
 * crow_differ_add_tables:
 * @self: a difference in the making, with redefined tables marked
 *
 * Adds the steps for tables, and for what they hold.
 */
void
crow_differ_add_tables (CrowDiffer *self)
{
  gboolean has_redefined = has_redefined_tables (self);

  for (guint i = 0; i < self->after->tables->len; i++)
    if (self->of_after[i] == CROW_TABLE_ALONE)
      add_created_table (self, i);
  for (guint i = 0; i < self->before->tables->len; i++)
    if (self->of_before[i] == CROW_TABLE_ALONE)
      add_dropped_table (self, i, has_redefined && is_sqlite (self));
  for (guint i = 0; i < self->pairs->len; i++)
    {
      const CrowTablePair *pair = g_ptr_array_index (self->pairs, i);

      if (!pair->is_redefined)
        crow_differ_add_table_changes (self, pair);
    }
  if (has_redefined)
    add_redefined_tables (self);
}

static gboolean
is_recreated (const CrowTablePair *pair, guint column)
{
  int change = pair->changes_of_before[column];

  return change >= 0 &&
         g_array_index (pair->changes, CrowTableChange, change).cast == CROW_CAST_IMPOSSIBLE;
}

/* An index goes with a column that is dropped, though it is recreated. */
static gboolean
loses_column (const CrowTablePair *pair, const CrowIndex *index)
{
  for (guint i = 0; i < index->columns->len; i++)
    if (is_recreated (pair, g_array_index (index->columns, CrowIndexColumn, i).column))
      return TRUE;
  return FALSE;
}

static void
add_index_pair (CrowDiffer *self, const CrowTablePair *pair, guint before, guint after)
{
  const CrowIndex *old = g_ptr_array_index (crow_database_get_table (self->before, pair->before)
                                                ->indexes,
                                            before);
  const CrowIndex
      *new = g_ptr_array_index (crow_database_get_table (self->after, pair->after)->indexes, after);

  if (g_strcmp0 (old->name, new->name) != 0)
    add_key_step (self, is_sqlite (self) ? CROW_STEP_REDEFINE_INDEX : CROW_STEP_RENAME_INDEX,
                  (int) pair->before, (int) before, (int) pair->after, (int) after);
  if ((self->provider == CROW_PROVIDER_POSTGRESQL || self->provider == CROW_PROVIDER_COCKROACHDB) &&
      loses_column (pair, old))
    {
      add_key_step (self, CROW_STEP_CREATE_INDEX, (int) pair->before, -1, (int) pair->after,
                    (int) after);
      ((CrowStep *) g_ptr_array_index (self->steps, self->steps->len - 1))->is_recreated = TRUE;
    }
}

static void
add_index_steps (CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowItemMatching *indexes = &pair->indexes;

  for (guint i = 0; i < indexes->n_before; i++)
    if (indexes->is_dropped[i])
      add_key_step (self, CROW_STEP_DROP_INDEX, (int) pair->before, (int) i, -1, -1);
    else if (indexes->of_before[i] >= 0)
      add_index_pair (self, pair, i, (guint) indexes->of_before[i]);
  for (guint i = 0; i < indexes->n_after; i++)
    if (indexes->is_created[i])
      add_key_step (self, CROW_STEP_CREATE_INDEX, (int) pair->before, -1, (int) pair->after,
                    (int) i);
}

/* Two columns called A and B: names of an implicit many-to-many's keys are not compared, as older
 * versions gave them none. */
static gboolean
is_join_table (const CrowTable *table)
{
  gboolean has_a = FALSE, has_b = FALSE;

  if (table->columns->len != 2)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      has_a = has_a || strcmp (crow_table_get_column (table, i)->name, "A") == 0;
      has_b = has_b || strcmp (crow_table_get_column (table, i)->name, "B") == 0;
    }
  return has_a && has_b;
}

static gboolean
is_table_redefined (const CrowDiffer *self, guint table_before)
{
  int pair = self->of_before[table_before];

  return pair >= 0 && ((const CrowTablePair *) g_ptr_array_index (self->pairs, pair))->is_redefined;
}

static void
replace_key (CrowDiffer *self, const CrowTablePair *pair, guint before, guint after)
{
  add_key_step (self, CROW_STEP_DROP_FOREIGN_KEY, (int) pair->before, (int) before, -1, -1);
  add_key_step (self, CROW_STEP_ADD_FOREIGN_KEY, -1, -1, (int) pair->after, (int) after);
}

static void
add_key_pair (CrowDiffer *self, const CrowTablePair *pair, guint before, guint after)
{
  const CrowTable *table_before = crow_database_get_table (self->before, pair->before);
  const CrowTable *table_after = crow_database_get_table (self->after, pair->after);
  const CrowTableKey *old = g_ptr_array_index (table_before->keys, before);
  const CrowTableKey *new = g_ptr_array_index (table_after->keys, after);

  if (is_sqlite (self))
    return;
  if (is_table_redefined (self, old->ref_table))
    {
      replace_key (self, pair, before, after);
      return;
    }
  if (old->name == NULL || new->name == NULL || strcmp (old->name, new->name) == 0 ||
      (is_join_table (table_before) && is_join_table (table_after)))
    return;
  if (self->provider == CROW_PROVIDER_MYSQL)
    replace_key (self, pair, before, after);
  else
    add_key_step (self, CROW_STEP_RENAME_FOREIGN_KEY, (int) pair->before, (int) before,
                  (int) pair->after, (int) after);
}

static void
add_key_steps (CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowItemMatching *keys = &pair->keys;

  for (guint i = 0; i < keys->n_before; i++)
    if (keys->is_dropped[i])
      add_key_step (self, CROW_STEP_DROP_FOREIGN_KEY, (int) pair->before, (int) i, -1, -1);
    else if (keys->of_before[i] >= 0)
      add_key_pair (self, pair, i, (guint) keys->of_before[i]);
  for (guint i = 0; i < keys->n_after; i++)
    if (keys->is_created[i])
      add_key_step (self, CROW_STEP_ADD_FOREIGN_KEY, -1, -1, (int) pair->after, (int) i);
}

static const CrowIndex *
get_primary (const CrowDatabase *database, guint table)
{
  return crow_database_get_table (database, table)->primary;
}

/* SQL Server: dropping a column of the primary key needs the key dropped first. */
static gboolean
recreates_primary_column (const CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowIndex *primary = get_primary (self->before, pair->before);

  return self->provider == CROW_PROVIDER_SQLSERVER && primary != NULL &&
         loses_column (pair, primary);
}

static gboolean
keeps_primary_key (const CrowDiffer *self, const CrowIndex *before, const CrowIndex *after)
{
  return before != NULL && after != NULL && can_alter_primary_keys (self);
}

/**
 * crow_differ_drops_primary_key:
 * @self: a difference in the making
 * @pair: a table of both
 *
 * Returns: whether its primary key is dropped, be it to be added again
 */
gboolean
crow_differ_drops_primary_key (const CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowIndex *before = get_primary (self->before, pair->before);
  const CrowIndex *after = get_primary (self->after, pair->after);

  if (keeps_primary_key (self, before, after))
    return FALSE;
  return (before != NULL && after == NULL) || crow_differ_primary_key_changed (self, pair) ||
         recreates_primary_column (self, pair);
}

static gboolean
adds_primary_key (const CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowIndex *before = get_primary (self->before, pair->before);
  const CrowIndex *after = get_primary (self->after, pair->after);

  if (keeps_primary_key (self, before, after))
    return FALSE;
  return (before == NULL && after != NULL) || crow_differ_primary_key_changed (self, pair) ||
         recreates_primary_column (self, pair);
}

static void
add_change (GArray *changes, CrowTableChangeKind kind)
{
  CrowTableChange change = { 0 };

  change.kind = kind;
  change.before = change.after = -1;
  g_array_append_val (changes, change);
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const CrowTableChange *first = a, *second = b;

  return first->before < second->before ? -1 : first->before > second->before;
}

/* In the order of the columns before. */
static void
add_altered_columns (GArray *changes, const CrowTablePair *pair)
{
  guint start = changes->len;

  for (guint i = pair->n_dropped + pair->n_added; i < pair->changes->len; i++)
    {
      CrowTableChange change = g_array_index (pair->changes, CrowTableChange, i);

      if (change.differences == 0)
        continue;
      if (change.cast == CROW_CAST_IMPOSSIBLE)
        change.kind = CROW_TABLE_CHANGE_RECREATE_COLUMN;
      g_array_append_val (changes, change);
    }
  if (changes->len > start)
    qsort (&g_array_index (changes, CrowTableChange, start), changes->len - start,
           sizeof (CrowTableChange), compare_changes);
}

static GArray *
list_changes (const CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowIndex *before = get_primary (self->before, pair->before);
  const CrowIndex *after = get_primary (self->after, pair->after);
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (CrowTableChange));

  if (crow_differ_drops_primary_key (self, pair))
    add_change (changes, CROW_TABLE_CHANGE_DROP_PRIMARY_KEY);
  if (before != NULL && after != NULL && g_strcmp0 (before->name, after->name) != 0)
    add_change (changes, CROW_TABLE_CHANGE_RENAME_PRIMARY_KEY);
  g_array_append_vals (changes, pair->changes->data, pair->n_dropped + pair->n_added);
  add_altered_columns (changes, pair);
  if (adds_primary_key (self, pair))
    add_change (changes, CROW_TABLE_CHANGE_ADD_PRIMARY_KEY);
  return changes;
}

/* The same columns in the same order. */
static gboolean
primary_columns_equal (const CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowTable *before = crow_database_get_table (self->before, pair->before);
  const CrowTable *after = crow_database_get_table (self->after, pair->after);

  if (before->primary->columns->len != after->primary->columns->len)
    return FALSE;
  for (guint i = 0; i < before->primary->columns->len; i++)
    {
      guint a = g_array_index (before->primary->columns, CrowIndexColumn, i).column;
      guint b = g_array_index (after->primary->columns, CrowIndexColumn, i).column;

      if (strcmp (crow_table_get_column (before, a)->name,
                  crow_table_get_column (after, b)->name) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
add_altered_primary_key (CrowDiffer *self, const CrowTablePair *pair)
{
  if (keeps_primary_key (self, get_primary (self->before, pair->before),
                         get_primary (self->after, pair->after)) &&
      !primary_columns_equal (self, pair))
    add_key_step (self, CROW_STEP_ALTER_PRIMARY_KEY, (int) pair->before, -1, (int) pair->after, -1);
}

/* SQL Server alters no column that an index holds. */
static void
add_replaced_indexes (CrowDiffer *self, const CrowTablePair *pair)
{
  const GPtrArray *indexes = crow_database_get_table (self->before, pair->before)->indexes;

  for (guint i = 0; i < indexes->len; i++)
    {
      const CrowIndex *index = g_ptr_array_index (indexes, i);
      gboolean is_altered = FALSE;

      for (guint j = 0; j < index->columns->len && pair->indexes.of_before[i] >= 0; j++)
        {
          guint column = g_array_index (index->columns, CrowIndexColumn, j).column;
          int change = pair->changes_of_before[column];

          if (change >= 0)
            is_altered |= g_array_index (pair->changes, CrowTableChange, change).cast !=
                          CROW_CAST_NONE;
        }
      if (!is_altered)
        continue;
      add_key_step (self, CROW_STEP_DROP_INDEX, (int) pair->before, (int) i, -1, -1);
      add_key_step (self, CROW_STEP_CREATE_INDEX, -1, -1, (int) pair->after,
                    pair->indexes.of_before[i]);
    }
}

/**
 * crow_differ_add_table_changes:
 * @self: a difference in the making
 * @pair: a table of both that is not redefined
 *
 * Adds the steps for what changes in it.
 */
void
crow_differ_add_table_changes (CrowDiffer *self, const CrowTablePair *pair)
{
  g_autoptr (GArray) changes = list_changes (self, pair);
  CrowStep *step;

  add_key_steps (self, pair);
  add_index_steps (self, pair);
  add_altered_primary_key (self, pair);
  if (changes->len == 0)
    return;
  if (self->provider == CROW_PROVIDER_SQLSERVER)
    add_replaced_indexes (self, pair);
  step = crow_differ_add_step (self, CROW_STEP_ALTER_TABLE);
  step->table_before = (int) pair->before;
  step->table_after = (int) pair->after;
  step->changes = g_steal_pointer (&changes);
}
