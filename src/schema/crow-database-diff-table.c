#include "crow-database-diff-private.h"

#include <string.h>

/* A table's or an enum's place in a database. */
typedef struct
{
  const char *namespace_;
  const char *name;
} Place;

static guint
hash_place (gconstpointer key)
{
  const Place *place = key;

  return g_str_hash (place->namespace_) * 31 + g_str_hash (place->name);
}

static gboolean
places_equal (gconstpointer a, gconstpointer b)
{
  const Place *first = a, *second = b;

  return strcmp (first->name, second->name) == 0 &&
         strcmp (first->namespace_, second->namespace_) == 0;
}

/**
 * crow_differ_get_namespace:
 * @self: a difference in the making
 * @namespace_: (nullable): as a table has it
 *
 * Returns: (transfer none): the namespace in which a thing lies, also where none is written
 */
const char *
crow_differ_get_namespace (const CrowDiffer *self, const char *namespace_)
{
  if (namespace_ != NULL)
    return namespace_;
  switch (self->provider)
    {
    case CROW_PROVIDER_POSTGRESQL:
    case CROW_PROVIDER_COCKROACHDB:
      return "public";
    case CROW_PROVIDER_SQLSERVER:
      return "dbo";
    default:
      return "";
    }
}

/* Tables of PostGIS, and Prisma's own: not the schema's. */
static gboolean
is_ignored_table (const CrowDiffer *self, const CrowTable *table)
{
  static const char *const names[] = { "spatial_ref_sys", "geometry_columns", "geography_columns",
                                       "raster_columns", "raster_overviews" };

  if (strcmp (table->name, "_prisma_migrations") == 0)
    return TRUE;
  if (self->provider != CROW_PROVIDER_POSTGRESQL && self->provider != CROW_PROVIDER_COCKROACHDB)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (table->name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static int
compare_column_names (gconstpointer a, gconstpointer b, gpointer columns)
{
  const CrowColumn *first = g_ptr_array_index ((const GPtrArray *) columns, *(const guint *) a);
  const CrowColumn *second = g_ptr_array_index ((const GPtrArray *) columns, *(const guint *) b);

  return strcmp (first->name, second->name);
}

/* Indexes of the columns, by name. (transfer full) */
static guint *
sort_columns (const GPtrArray *columns)
{
  guint *order = g_new (guint, columns->len + 1);

  for (guint i = 0; i < columns->len; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) columns->len, sizeof *order, compare_column_names,
                     (gpointer) columns);
  return order;
}

static CrowTableChange *
add_change (GArray *changes, CrowTableChangeKind kind, int before, int after)
{
  CrowTableChange change = { 0 };

  change.kind = kind;
  change.before = before;
  change.after = after;
  g_array_append_val (changes, change);
  return &g_array_index (changes, CrowTableChange, changes->len - 1);
}

static gboolean
has_autoincrement_change (const CrowDiffer *self, const CrowColumn *before, const CrowColumn *after)
{
  if (self->provider == CROW_PROVIDER_COCKROACHDB || self->provider == CROW_PROVIDER_SQLITE)
    return FALSE;
  return (before->is_auto_increment != FALSE) != (after->is_auto_increment != FALSE);
}

static void
compare_columns (const CrowDiffer *self,
                 CrowTableChange *change,
                 const CrowColumn *before,
                 const CrowColumn *after)
{
  change->cast = crow_columns_cast (self, before, after);
  if (change->cast != CROW_CAST_NONE)
    change->differences |= CROW_COLUMN_TYPE;
  if (before->arity != after->arity)
    change->differences |= CROW_COLUMN_ARITY;
  if (!crow_column_defaults_match (self->provider, before, after))
    change->differences |= CROW_COLUMN_DEFAULT;
  if (has_autoincrement_change (self, before, after))
    change->differences |= CROW_COLUMN_AUTO_INCREMENT;
}

/* A value that Prisma's client makes: uuid() and the like. */
static gboolean
has_client_default (const CrowDiffer *self, const CrowColumn *column)
{
  const CrowField *field;

  if (column->model < 0 || column->field < 0 || self->after->schema == NULL)
    return FALSE;
  field = crow_model_get_field (crow_schema_get_model (self->after->schema, (guint) column->model),
                                (guint) column->field);
  return field->default_value != NULL && column->value == NULL && !column->is_auto_increment &&
         !crow_field_has_database_default (field);
}

static void
add_dropped_columns (CrowTablePair *pair, const guint *order, guint n)
{
  for (guint i = 0; i < n; i++)
    if (pair->changes_of_before[order[i]] < 0)
      add_change (pair->changes, CROW_TABLE_CHANGE_DROP_COLUMN, (int) order[i], -1);
  pair->n_dropped = pair->changes->len;
}

static void
add_added_columns (const CrowDiffer *self,
                   CrowTablePair *pair,
                   const guint *order,
                   const guint8 *is_paired)
{
  const CrowTable *table = crow_database_get_table (self->after, pair->after);

  for (guint i = 0; i < table->columns->len; i++)
    if (!is_paired[order[i]])
      add_change (pair->changes, CROW_TABLE_CHANGE_ADD_COLUMN, -1, (int) order[i])
          ->has_client_default = has_client_default (self, crow_table_get_column (table, order[i]));
  pair->n_added = pair->changes->len - pair->n_dropped;
}

/* Walks both lists of names at once. changes_of_before holds partners for now. */
static void
find_partners (const CrowDiffer *self,
               CrowTablePair *pair,
               const guint *order_before,
               const guint *order_after,
               guint8 *is_paired)
{
  const GPtrArray *before = crow_database_get_table (self->before, pair->before)->columns;
  const GPtrArray *after = crow_database_get_table (self->after, pair->after)->columns;
  guint i = 0, j = 0;

  while (i < before->len && j < after->len)
    {
      const CrowColumn *first = g_ptr_array_index (before, order_before[i]);
      const CrowColumn *second = g_ptr_array_index (after, order_after[j]);
      int order = strcmp (first->name, second->name);

      if (order == 0)
        {
          pair->changes_of_before[order_before[i]] = (int) order_after[j];
          is_paired[order_after[j]] = TRUE;
        }
      i += order <= 0;
      j += order >= 0;
    }
}

static void
add_column_pairs (const CrowDiffer *self, CrowTablePair *pair, const guint *order)
{
  const CrowTable *before = crow_database_get_table (self->before, pair->before);
  const CrowTable *after = crow_database_get_table (self->after, pair->after);

  for (guint i = 0; i < before->columns->len; i++)
    {
      int partner = pair->changes_of_before[order[i]];
      CrowTableChange *change;

      if (partner < 0)
        continue;
      pair->changes_of_before[order[i]] = (int) pair->changes->len;
      change = add_change (pair->changes, CROW_TABLE_CHANGE_ALTER_COLUMN, (int) order[i], partner);
      compare_columns (self, change, crow_table_get_column (before, order[i]),
                       crow_table_get_column (after, (guint) partner));
    }
}

static void
pair_columns (const CrowDiffer *self, CrowTablePair *pair)
{
  const CrowTable *before = crow_database_get_table (self->before, pair->before);
  const CrowTable *after = crow_database_get_table (self->after, pair->after);
  g_autofree guint *order_before = sort_columns (before->columns);
  g_autofree guint *order_after = sort_columns (after->columns);
  g_autofree guint8 *is_paired = g_new0 (guint8, after->columns->len + 1);

  pair->changes = g_array_sized_new (FALSE, FALSE, sizeof (CrowTableChange), before->columns->len);
  pair->changes_of_before = g_new (int, before->columns->len + 1);
  for (guint i = 0; i < before->columns->len; i++)
    pair->changes_of_before[i] = -1;
  find_partners (self, pair, order_before, order_after, is_paired);
  add_dropped_columns (pair, order_before, before->columns->len);
  add_added_columns (self, pair, order_after, is_paired);
  add_column_pairs (self, pair, order_before);
}

static void
free_pair (gpointer data)
{
  CrowTablePair *pair = data;

  g_array_unref (pair->changes);
  g_free (pair->changes_of_before);
  crow_item_matching_clear (&pair->keys);
  crow_item_matching_clear (&pair->indexes);
  g_free (pair);
}

static CrowTablePair *
make_pair (const CrowDiffer *self, guint before, guint after)
{
  CrowTablePair *pair = g_new0 (CrowTablePair, 1);

  pair->before = before;
  pair->after = after;
  pair_columns (self, pair);
  crow_differ_match_keys (self, pair);
  crow_differ_match_indexes (self, pair);
  return pair;
}

static void
fill_place (const CrowDiffer *self, Place *place, const CrowTable *table)
{
  place->namespace_ = crow_differ_get_namespace (self, table->namespace_);
  place->name = table->name;
}

/* Places of the tables after, to their indexes + 1; @places: as many as tables. */
static GHashTable *
index_tables_after (CrowDiffer *self, Place *places)
{
  GHashTable *tables = g_hash_table_new (hash_place, places_equal);

  for (guint i = 0; i < self->after->tables->len; i++)
    {
      const CrowTable *table = crow_database_get_table (self->after, i);

      self->of_after[i] = CROW_TABLE_ALONE;
      fill_place (self, &places[i], table);
      if (is_ignored_table (self, table))
        self->of_after[i] = CROW_TABLE_IGNORED;
      else
        g_hash_table_insert (tables, &places[i], GUINT_TO_POINTER (i + 1));
    }
  return tables;
}

/**
 * crow_differ_pair_tables:
 * @self: a difference in the making, with both databases
 *
 * Finds the tables that both have, and in them the columns, indexes and keys.
 */
void
crow_differ_pair_tables (CrowDiffer *self)
{
  g_autofree Place *places = g_new (Place, self->after->tables->len + 1);
  g_autoptr (GHashTable) tables = NULL;

  self->pairs = g_ptr_array_new_with_free_func (free_pair);
  self->of_before = g_new (int, self->before->tables->len + 1);
  self->of_after = g_new (int, self->after->tables->len + 1);
  tables = index_tables_after (self, places);
  for (guint i = 0; i < self->before->tables->len; i++)
    {
      const CrowTable *table = crow_database_get_table (self->before, i);
      Place place;
      guint after;

      self->of_before[i] = CROW_TABLE_IGNORED;
      if (is_ignored_table (self, table))
        continue;
      fill_place (self, &place, table);
      after = GPOINTER_TO_UINT (g_hash_table_lookup (tables, &place));
      self->of_before[i] = CROW_TABLE_ALONE;
      if (after == 0 || self->of_after[after - 1] >= 0)
        continue;
      self->of_before[i] = self->of_after[after - 1] = (int) self->pairs->len;
      g_ptr_array_add (self->pairs, make_pair (self, i, after - 1));
    }
}

static const CrowIndex *
get_primary (const CrowDatabase *database, guint table)
{
  return crow_database_get_table (database, table)->primary;
}

static gboolean
has_cast (const CrowDiffer *self, const CrowTablePair *pair, const CrowIndex *index, CrowCast least)
{
  for (guint i = 0; i < index->columns->len; i++)
    {
      guint column = g_array_index (index->columns, CrowIndexColumn, i).column;
      int change = pair->changes_of_before[column];

      if (change >= 0 && g_array_index (pair->changes, CrowTableChange, change).cast >= least)
        return TRUE;
    }
  return FALSE;
}

/**
 * crow_differ_primary_key_changed:
 * @self: a difference in the making
 * @pair: a table of both
 *
 * Returns: whether both have a primary key, and not the same: a column's type counts too
 */
gboolean
crow_differ_primary_key_changed (const CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowIndex *before = get_primary (self->before, pair->before);
  const CrowIndex *after = get_primary (self->after, pair->after);

  if (before == NULL || after == NULL)
    return FALSE;
  if (before->columns->len != after->columns->len)
    return TRUE;
  for (guint i = 0; i < before->columns->len; i++)
    {
      const CrowIndexColumn *a = &g_array_index (before->columns, CrowIndexColumn, i);
      const CrowIndexColumn *b = &g_array_index (after->columns, CrowIndexColumn, i);
      const CrowTable *old = crow_database_get_table (self->before, pair->before);
      const CrowTable *new = crow_database_get_table (self->after, pair->after);

      if (strcmp (crow_table_get_column (old, a->column)->name,
                  crow_table_get_column (new, b->column)->name) != 0 ||
          (a->sort == CROW_SORT_DESCENDING) != (b->sort == CROW_SORT_DESCENDING) ||
          a->length != b->length)
        return TRUE;
    }
  if (has_cast (self, pair, before, CROW_CAST_SAFE))
    return TRUE;
  return self->provider == CROW_PROVIDER_SQLSERVER && before->is_clustered != after->is_clustered;
}

static gboolean
must_redefine_sqlite (const CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowTable *after = crow_database_get_table (self->after, pair->after);
  gboolean had_key = get_primary (self->before, pair->before) != NULL;

  if (had_key != (after->primary != NULL) || crow_differ_primary_key_changed (self, pair) ||
      pair->n_dropped > 0 || pair->keys.has_changes)
    return TRUE;
  for (guint i = pair->n_dropped; i < pair->changes->len; i++)
    {
      const CrowTableChange *change = &g_array_index (pair->changes, CrowTableChange, i);

      if (change->differences != 0)
        return TRUE;
      if (change->kind == CROW_TABLE_CHANGE_ADD_COLUMN &&
          crow_table_get_column (after, (guint) change->after)->arity == CROW_ARITY_REQUIRED)
        return TRUE;
    }
  return FALSE;
}

/* Its only id would be dropped. */
static gboolean
must_redefine_cockroach (const CrowDiffer *self, const CrowTablePair *pair)
{
  const CrowIndex *primary = get_primary (self->before, pair->before);
  guint column;

  if (primary == NULL || primary->columns->len != 1)
    return FALSE;
  column = g_array_index (primary->columns, CrowIndexColumn, 0).column;
  return pair->changes_of_before[column] < 0 ||
         has_cast (self, pair, primary, CROW_CAST_IMPOSSIBLE);
}

/* A column that begins or ceases to count cannot be altered. */
static gboolean
must_redefine_sqlserver (const CrowTablePair *pair)
{
  for (guint i = pair->n_dropped + pair->n_added; i < pair->changes->len; i++)
    if (g_array_index (pair->changes, CrowTableChange, i).differences & CROW_COLUMN_AUTO_INCREMENT)
      return TRUE;
  return pair->n_dropped + pair->n_added == pair->changes->len;
}

/**
 * crow_differ_find_redefined:
 * @self: a difference in the making, its tables paired
 *
 * Marks the tables that the provider cannot alter: they are created anew and filled from the old.
 */
void
crow_differ_find_redefined (CrowDiffer *self)
{
  for (guint i = 0; i < self->pairs->len; i++)
    {
      CrowTablePair *pair = g_ptr_array_index (self->pairs, i);

      switch (self->provider)
        {
        case CROW_PROVIDER_SQLITE:
          pair->is_redefined = must_redefine_sqlite (self, pair);
          break;
        case CROW_PROVIDER_COCKROACHDB:
          pair->is_redefined = must_redefine_cockroach (self, pair);
          break;
        case CROW_PROVIDER_SQLSERVER:
          pair->is_redefined = must_redefine_sqlserver (pair);
          break;
        default:
          break;
        }
    }
}
