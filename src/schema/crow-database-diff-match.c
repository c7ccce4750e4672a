#include "crow-database-diff-private.h"

#include <string.h>

/* An item of a list by what it must share with its like. */
typedef struct
{
  guint hash;
  guint index;
} Slot;

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  const Slot *first = a, *second = b;

  if (first->hash != second->hash)
    return first->hash < second->hash ? -1 : 1;
  return first->index < second->index ? -1 : first->index > second->index;
}

/* The first of @n sorted slots with the hash, or @n. */
static guint
find_slot (const Slot *slots, guint n, guint hash)
{
  guint low = 0;

  while (low < n)
    {
      guint middle = low + (n - low) / 2;

      if (slots[middle].hash < hash)
        low = middle + 1;
      else
        n = middle;
    }
  return low;
}

typedef guint (*HashFunc) (const CrowDatabase *database, gconstpointer item);
typedef gboolean (*MatchFunc) (const CrowDiffer *self,
                               const CrowTablePair *pair,
                               gconstpointer before,
                               gconstpointer after);

static Slot *
make_slots (const CrowDatabase *database, const GPtrArray *items, HashFunc hash)
{
  Slot *slots = g_new (Slot, items->len + 1);

  for (guint i = 0; i < items->len; i++)
    {
      slots[i].hash = hash (database, g_ptr_array_index (items, i));
      slots[i].index = i;
    }
  qsort (slots, items->len, sizeof *slots, compare_slots);
  return slots;
}

static void
init_matching (CrowItemMatching *matching, guint n_before, guint n_after)
{
  matching->n_before = n_before;
  matching->n_after = n_after;
  matching->of_before = g_new (int, n_before + 1);
  matching->is_dropped = g_new (guint8, n_before + 1);
  matching->is_created = g_new (guint8, n_after + 1);
  for (guint i = 0; i < n_before; i++)
    matching->of_before[i] = -1;
  memset (matching->is_dropped, TRUE, n_before);
  memset (matching->is_created, TRUE, n_after);
}

static gboolean
has_any (const guint8 *flags, guint n)
{
  return n > 0 && memchr (flags, TRUE, n) != NULL;
}

/* Pairs what is alike. @is_exclusive: each after at most once, first with first; else each before
 * with the first that is like it. */
static void
match_items (const CrowDiffer *self,
             const CrowTablePair *pair,
             CrowItemMatching *matching,
             const GPtrArray *before,
             const GPtrArray *after,
             HashFunc hash,
             MatchFunc match,
             gboolean is_exclusive)
{
  g_autofree Slot *slots = make_slots (self->after, after, hash);
  g_autofree guint8 *is_taken = g_new0 (guint8, after->len + 1);

  init_matching (matching, before->len, after->len);
  for (guint i = 0; i < before->len; i++)
    {
      gconstpointer item = g_ptr_array_index (before, i);
      guint of_item = hash (self->before, item);

      for (guint j = find_slot (slots, after->len, of_item);
           j < after->len && slots[j].hash == of_item; j++)
        {
          guint index = slots[j].index;

          if (!match (self, pair, item, g_ptr_array_index (after, index)))
            continue;
          matching->is_dropped[i] = matching->is_created[index] = FALSE;
          if (matching->of_before[i] >= 0 || (is_exclusive && is_taken[index]))
            continue;
          matching->of_before[i] = (int) index;
          is_taken[index] = TRUE;
        }
    }
  matching->has_changes = has_any (matching->is_dropped, before->len) ||
                          has_any (matching->is_created, after->len);
}

static guint
combine (guint hash, guint more)
{
  return hash * 31 + more;
}

static const char *
get_column_name (const CrowDatabase *database, guint table, guint column)
{
  return crow_table_get_column (crow_database_get_table (database, table), column)->name;
}

static guint
hash_key (const CrowDatabase *database, gconstpointer item)
{
  const CrowTableKey *key = item;
  guint hash = g_str_hash (crow_database_get_table (database, key->ref_table)->name);

  for (guint i = 0; i < CROW_N_EVENTS; i++)
    hash = combine (hash, (guint) key->actions[i]);
  for (guint i = 0; i < key->columns->len; i++)
    hash = combine (hash, g_str_hash (get_column_name (database, key->table,
                                                       g_array_index (key->columns, guint, i))));
  for (guint i = 0; i < key->ref_columns->len; i++)
    hash = combine (hash,
                    g_str_hash (get_column_name (database, key->ref_table,
                                                 g_array_index (key->ref_columns, guint, i))));
  return hash;
}

static gboolean
names_equal (const CrowDiffer *self,
             guint table_before,
             const GArray *before,
             guint table_after,
             const GArray *after)
{
  if (before->len != after->len)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    if (strcmp (get_column_name (self->before, table_before, g_array_index (before, guint, i)),
                get_column_name (self->after, table_after, g_array_index (after, guint, i))) != 0)
      return FALSE;
  return TRUE;
}

/* MySQL needs a new key when a column of it becomes required. */
static gboolean
survives_column_changes (const CrowDiffer *self,
                         const CrowTablePair *pair,
                         const CrowTableKey *before)
{
  const CrowTable *table = crow_database_get_table (self->after, pair->after);

  for (guint i = 0; i < before->columns->len; i++)
    {
      int index = pair->changes_of_before[g_array_index (before->columns, guint, i)];
      const CrowTableChange *change;

      if (index < 0)
        continue;
      change = &g_array_index (pair->changes, CrowTableChange, index);
      if (change->differences & CROW_COLUMN_TYPE)
        return FALSE;
      if (self->provider == CROW_PROVIDER_MYSQL && (change->differences & CROW_COLUMN_ARITY) &&
          crow_table_get_column (table, (guint) change->after)->arity != CROW_ARITY_OPTIONAL)
        return FALSE;
    }
  return TRUE;
}

/* The namespace of the table referred to does not count. */
static gboolean
keys_match (const CrowDiffer *self, const CrowTablePair *pair, gconstpointer a, gconstpointer b)
{
  const CrowTableKey *before = a, *after = b;

  return strcmp (crow_database_get_table (self->before, before->ref_table)->name,
                 crow_database_get_table (self->after, after->ref_table)->name) == 0 &&
         memcmp (before->actions, after->actions, sizeof before->actions) == 0 &&
         names_equal (self, before->table, before->columns, after->table, after->columns) &&
         names_equal (self, before->ref_table, before->ref_columns, after->ref_table,
                      after->ref_columns) &&
         survives_column_changes (self, pair, before);
}

/**
 * crow_differ_match_keys:
 * @self: a difference in the making
 * @pair: a table of both, its columns paired
 *
 * Finds the foreign keys that stay, whatever their names are. One whose column changes its type
 * does not.
 */
void
crow_differ_match_keys (const CrowDiffer *self, CrowTablePair *pair)
{
  match_items (self, pair, &pair->keys, crow_database_get_table (self->before, pair->before)->keys,
               crow_database_get_table (self->after, pair->after)->keys, hash_key, keys_match,
               TRUE);
}

static guint
hash_index (const CrowDatabase *database, gconstpointer item)
{
  const CrowIndex *index = item;
  guint hash = (guint) index->kind;

  for (guint i = 0; i < index->columns->len; i++)
    hash = combine (hash,
                    g_str_hash (get_column_name (database, index->table,
                                                 g_array_index (index->columns, CrowIndexColumn, i)
                                                     .column)));
  return hash;
}

/* Classes that PostgreSQL takes of itself: as if none were written. */
static gboolean
is_default_class (const CrowIndex *index, const CrowIndexColumn *column)
{
  static const char *const others[] = { "JsonbPathOps", "BpcharBloomOps" };
  const char *name = column->operator_class;

  if (column->is_raw_class)
    return FALSE;
  if (strcmp (name, "InetOps") == 0)
    return g_strcmp0 (index->algorithm, "SpGist") == 0;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (name, others[i]) == 0)
      return FALSE;
  return !g_str_has_suffix (name, "BloomOps") && !g_str_has_suffix (name, "MinMaxMultiOps");
}

static gboolean
classes_match (const CrowIndex *before,
               const CrowIndexColumn *a,
               const CrowIndex *after,
               const CrowIndexColumn *b)
{
  if (a->operator_class == NULL)
    return b->operator_class == NULL || is_default_class (after, b);
  if (b->operator_class == NULL)
    return is_default_class (before, a);
  return (a->is_raw_class != FALSE) == (b->is_raw_class != FALSE) &&
         strcmp (a->operator_class, b->operator_class) == 0;
}

static gboolean
same_columns (const CrowDatabase *database,
              const CrowIndex *a,
              const CrowDatabase *other,
              const CrowIndex *b)
{
  if (a->kind != b->kind || a->columns->len != b->columns->len)
    return FALSE;
  for (guint i = 0; i < a->columns->len; i++)
    if (strcmp (get_column_name (database, a->table,
                                 g_array_index (a->columns, CrowIndexColumn, i).column),
                get_column_name (other, b->table,
                                 g_array_index (b->columns, CrowIndexColumn, i).column)) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
same_details (const CrowDiffer *self, const CrowIndex *before, const CrowIndex *after)
{
  gboolean has_classes = self->provider == CROW_PROVIDER_POSTGRESQL ||
                         self->provider == CROW_PROVIDER_COCKROACHDB;

  for (guint i = 0; i < before->columns->len; i++)
    {
      const CrowIndexColumn *a = &g_array_index (before->columns, CrowIndexColumn, i);
      const CrowIndexColumn *b = &g_array_index (after->columns, CrowIndexColumn, i);

      if (a->length != b->length ||
          (a->sort == CROW_SORT_DESCENDING) != (b->sort == CROW_SORT_DESCENDING) ||
          (has_classes && !classes_match (before, a, after, b)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
predicates_match (const CrowDiffer *self, const CrowIndex *before, const CrowIndex *after)
{
  if (self->provider == CROW_PROVIDER_COCKROACHDB ||
      g_strcmp0 (before->predicate, after->predicate) == 0)
    return TRUE;
  return self->provider == CROW_PROVIDER_POSTGRESQL && before->predicate != NULL &&
         after->predicate != NULL && crow_predicates_match (before->predicate, after->predicate);
}

/* `BTree` written out is the usual one. */
static gboolean
algorithms_match (const CrowIndex *before, const CrowIndex *after)
{
  const char *a = before->algorithm != NULL ? before->algorithm : "BTree";
  const char *b = after->algorithm != NULL ? after->algorithm : "BTree";

  return strcmp (a, b) == 0;
}

static gboolean
indexes_match (const CrowDiffer *self, const CrowTablePair *pair, gconstpointer a, gconstpointer b)
{
  const CrowIndex *before = a, *after = b;

  return same_columns (self->before, before, self->after, after) &&
         same_details (self, before, after) && algorithms_match (before, after) &&
         (before->is_clustered != FALSE) == (after->is_clustered != FALSE) &&
         predicates_match (self, before, after);
}

/* Of indexes that share columns and kind, nobody knows which one is renamed to which. */
static void
unpair_twins (const CrowDiffer *self, CrowItemMatching *matching, const GPtrArray *before)
{
  g_autofree Slot *slots = make_slots (self->before, before, hash_index);

  for (guint i = 0; i < before->len; i++)
    for (guint j = i + 1; j < before->len && slots[j].hash == slots[i].hash; j++)
      if (same_columns (self->before, g_ptr_array_index (before, slots[i].index), self->before,
                        g_ptr_array_index (before, slots[j].index)))
        matching->of_before[slots[i].index] = matching->of_before[slots[j].index] = -1;
}

/**
 * crow_differ_match_indexes:
 * @self: a difference in the making
 * @pair: a table of both, its columns paired
 *
 * Finds the indexes that stay, whatever their names are. of_before pairs those whose name can be
 * compared.
 */
void
crow_differ_match_indexes (const CrowDiffer *self, CrowTablePair *pair)
{
  const GPtrArray *before = crow_database_get_table (self->before, pair->before)->indexes;
  const GPtrArray *after = crow_database_get_table (self->after, pair->after)->indexes;

  match_items (self, pair, &pair->indexes, before, after, hash_index, indexes_match, FALSE);
  unpair_twins (self, &pair->indexes, before);
}

/**
 * crow_item_matching_clear:
 * @self: a matching
 */
void
crow_item_matching_clear (CrowItemMatching *self)
{
  g_clear_pointer (&self->of_before, g_free);
  g_clear_pointer (&self->is_dropped, g_free);
  g_clear_pointer (&self->is_created, g_free);
}
