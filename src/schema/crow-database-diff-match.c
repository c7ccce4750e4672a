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

typedef guint (*HashFunc) (const CrowDatabase *database, gconstpointer item);
typedef gboolean (*SameFunc) (const CrowDatabase *database,
                              gconstpointer item,
                              const CrowDatabase *other,
                              gconstpointer item_of_other);
typedef gboolean (*MatchFunc) (const CrowDiffer *self,
                               const CrowTablePair *pair,
                               gconstpointer before,
                               gconstpointer after);

/* How items of one sort are compared. */
typedef struct
{
  HashFunc hash; /* equal for items that match */
  SameFunc same; /* so alike that each matches whatever the other does */
  MatchFunc match;
  gboolean is_exclusive; /* each after at most once; only items that are the same match */
} Comparison;

/* Items that are the same, in their order. */
typedef struct
{
  guint hash;
  guint first, last;
} Group;

typedef struct
{
  GArray *groups; /* (owned) (element-type Group) by hash */
  guint *next;    /* (owned) by item: the next of its group, or NO_ITEM */
  guint64 n_comparisons;
} Grouping;

#define NO_ITEM G_MAXUINT

static void
clear_grouping (Grouping *self)
{
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->next, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grouping, clear_grouping)

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

/* Puts an item behind those from group @start on that are the same. */
static void
add_to_groups (Grouping *self,
               guint start,
               const Slot *slot,
               const CrowDatabase *database,
               const GPtrArray *items,
               SameFunc same)
{
  gconstpointer item = g_ptr_array_index (items, slot->index);
  Group group = { slot->hash, slot->index, slot->index };

  self->next[slot->index] = NO_ITEM;
  for (guint i = start; i < self->groups->len; i++)
    {
      Group *known = &g_array_index (self->groups, Group, i);

      self->n_comparisons++;
      if (!same (database, g_ptr_array_index (items, known->first), database, item))
        continue;
      self->next[known->last] = slot->index;
      known->last = slot->index;
      return;
    }
  g_array_append_val (self->groups, group);
}

/* n log n, as long as few items of one hash are not the same. */
static void
group_items (Grouping *self,
             const CrowDatabase *database,
             const GPtrArray *items,
             HashFunc hash,
             SameFunc same)
{
  g_autofree Slot *slots = make_slots (database, items, hash);
  guint start = 0;

  self->groups = g_array_new (FALSE, FALSE, sizeof (Group));
  self->next = g_new (guint, items->len + 1);
  for (guint i = 0; i < items->len; i++)
    {
      if (i > 0 && slots[i].hash != slots[i - 1].hash)
        start = self->groups->len;
      add_to_groups (self, start, &slots[i], database, items, same);
    }
}

/* The first group with the hash, or the number of groups. */
static guint
find_group (const Grouping *self, guint hash)
{
  guint low = 0, high = self->groups->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->groups, Group, middle).hash < hash)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
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

/* All of one group match all of the other. */
static void
pair_groups (CrowItemMatching *matching,
             const Grouping *before,
             const Group *old,
             const Grouping *after,
             const Group *new,
             gboolean is_exclusive)
{
  guint partner = new->first;

  for (guint i = new->first; i != NO_ITEM; i = after->next[i])
    matching->is_created[i] = FALSE;
  for (guint i = old->first; i != NO_ITEM; i = before->next[i])
    {
      int *of_before = &matching->of_before[i];

      matching->is_dropped[i] = FALSE;
      if (partner != NO_ITEM && (*of_before < 0 || partner < (guint) *of_before))
        *of_before = (int) partner;
      if (is_exclusive && partner != NO_ITEM)
        partner = after->next[partner];
    }
}

/* n log n, as long as few of one hash do not match. Pairs what is alike: first with first where
 * that is exclusive; else each before with the first that is like it. */
static void
match_items (const CrowDiffer *self,
             const CrowTablePair *pair,
             CrowItemMatching *matching,
             const GPtrArray *before,
             const GPtrArray *after,
             const Comparison *comparison)
{
  g_auto (Grouping) groups_before = { 0 };
  g_auto (Grouping) groups_after = { 0 };

  group_items (&groups_before, self->before, before, comparison->hash, comparison->same);
  group_items (&groups_after, self->after, after, comparison->hash, comparison->same);
  self->diff->n_comparisons += groups_before.n_comparisons + groups_after.n_comparisons;
  init_matching (matching, before->len, after->len);
  for (guint i = 0; i < groups_before.groups->len; i++)
    {
      const Group *old = &g_array_index (groups_before.groups, Group, i);

      for (guint j = find_group (&groups_after, old->hash); j < groups_after.groups->len; j++)
        {
          const Group *new = &g_array_index (groups_after.groups, Group, j);

          if (new->hash != old->hash)
            break;
          self->diff->n_comparisons++;
          if (comparison->match (self, pair, g_ptr_array_index (before, old->first),
                                 g_ptr_array_index (after, new->first)))
            pair_groups (matching, &groups_before, old, &groups_after, new,
                         comparison->is_exclusive);
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
names_equal (const CrowDatabase *database,
             guint table,
             const GArray *columns,
             const CrowDatabase *other,
             guint other_table,
             const GArray *other_columns)
{
  if (columns->len != other_columns->len)
    return FALSE;
  for (guint i = 0; i < columns->len; i++)
    if (strcmp (get_column_name (database, table, g_array_index (columns, guint, i)),
                get_column_name (other, other_table, g_array_index (other_columns, guint, i))) != 0)
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
same_key (const CrowDatabase *database,
          gconstpointer item,
          const CrowDatabase *other,
          gconstpointer item_of_other)
{
  const CrowTableKey *a = item, *b = item_of_other;

  return strcmp (crow_database_get_table (database, a->ref_table)->name,
                 crow_database_get_table (other, b->ref_table)->name) == 0 &&
         memcmp (a->actions, b->actions, sizeof a->actions) == 0 &&
         names_equal (database, a->table, a->columns, other, b->table, b->columns) &&
         names_equal (database, a->ref_table, a->ref_columns, other, b->ref_table, b->ref_columns);
}

static gboolean
keys_match (const CrowDiffer *self, const CrowTablePair *pair, gconstpointer a, gconstpointer b)
{
  return same_key (self->before, a, self->after, b) && survives_column_changes (self, pair, a);
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
  static const Comparison comparison = { hash_key, same_key, keys_match, TRUE };

  match_items (self, pair, &pair->keys, crow_database_get_table (self->before, pair->before)->keys,
               crow_database_get_table (self->after, pair->after)->keys, &comparison);
}

static guint
hash_columns (const CrowDatabase *database, gconstpointer item)
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
              gconstpointer item,
              const CrowDatabase *other,
              gconstpointer item_of_other)
{
  const CrowIndex *a = item, *b = item_of_other;

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
has_classes (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB;
}

static gboolean
same_details (const CrowDiffer *self, const CrowIndex *before, const CrowIndex *after)
{
  for (guint i = 0; i < before->columns->len; i++)
    {
      const CrowIndexColumn *a = &g_array_index (before->columns, CrowIndexColumn, i);
      const CrowIndexColumn *b = &g_array_index (after->columns, CrowIndexColumn, i);

      if (a->length != b->length ||
          (a->sort == CROW_SORT_DESCENDING) != (b->sort == CROW_SORT_DESCENDING) ||
          (has_classes (self->provider) && !classes_match (before, a, after, b)))
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

/* By classes_match(). */
static guint
hash_class (const CrowIndex *index, const CrowIndexColumn *column)
{
  if (column->operator_class == NULL || is_default_class (index, column))
    return 0;
  return combine (g_str_hash (column->operator_class), column->is_raw_class != FALSE);
}

/* By predicates_match(). */
static guint
hash_predicate (CrowProvider provider, const CrowIndex *index)
{
  if (provider == CROW_PROVIDER_COCKROACHDB || index->predicate == NULL)
    return 0;
  return provider == CROW_PROVIDER_POSTGRESQL ? crow_predicate_hash (index->predicate)
                                              : g_str_hash (index->predicate);
}

static guint
hash_index (const CrowDatabase *database, gconstpointer item)
{
  const CrowIndex *index = item;
  guint hash = combine (hash_columns (database, item), index->is_clustered != FALSE);

  hash = combine (hash, g_str_hash (index->algorithm != NULL ? index->algorithm : "BTree"));
  hash = combine (hash, hash_predicate (database->provider, index));
  for (guint i = 0; i < index->columns->len; i++)
    {
      const CrowIndexColumn *column = &g_array_index (index->columns, CrowIndexColumn, i);

      hash = combine (combine (hash, column->length), column->sort == CROW_SORT_DESCENDING);
      if (has_classes (database->provider))
        hash = combine (hash, hash_class (index, column));
    }
  return hash;
}

static gboolean
same_index (const CrowDatabase *database,
            gconstpointer item,
            const CrowDatabase *other,
            gconstpointer item_of_other)
{
  const CrowIndex *a = item, *b = item_of_other;

  if (!same_columns (database, a, other, b) || g_strcmp0 (a->algorithm, b->algorithm) != 0 ||
      (a->is_clustered != FALSE) != (b->is_clustered != FALSE) ||
      g_strcmp0 (a->predicate, b->predicate) != 0)
    return FALSE;
  for (guint i = 0; i < a->columns->len; i++)
    {
      const CrowIndexColumn *first = &g_array_index (a->columns, CrowIndexColumn, i);
      const CrowIndexColumn *second = &g_array_index (b->columns, CrowIndexColumn, i);

      if (first->length != second->length || first->sort != second->sort ||
          (first->is_raw_class != FALSE) != (second->is_raw_class != FALSE) ||
          g_strcmp0 (first->operator_class, second->operator_class) != 0)
        return FALSE;
    }
  return TRUE;
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
  g_auto (Grouping) grouping = { 0 };

  group_items (&grouping, self->before, before, hash_columns, same_columns);
  self->diff->n_comparisons += grouping.n_comparisons;
  for (guint i = 0; i < grouping.groups->len; i++)
    {
      const Group *group = &g_array_index (grouping.groups, Group, i);

      for (guint j = group->first; group->last != group->first && j != NO_ITEM;
           j = grouping.next[j])
        matching->of_before[j] = -1;
    }
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
  static const Comparison comparison = { hash_index, same_index, indexes_match, FALSE };
  const GPtrArray *before = crow_database_get_table (self->before, pair->before)->indexes;
  const GPtrArray *after = crow_database_get_table (self->after, pair->after)->indexes;

  match_items (self, pair, &pair->indexes, before, after, &comparison);
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
