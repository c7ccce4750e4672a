#include "crow-database-private.h"

#include <string.h>

/* A thing and where it stood. */
typedef struct
{
  const char *namespace_; /* (nullable) */
  const char *name;
  guint index;
} Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *one = a;
  const Place *other = b;
  int order = g_strcmp0 (one->namespace_, other->namespace_);

  if (order == 0)
    order = g_strcmp0 (one->name, other->name);
  return order != 0 ? order : (one->index > other->index) - (one->index < other->index);
}

static const char *
get_namespace (const CrowDatabase *self, const char *namespace_)
{
  if (namespace_ != NULL)
    return namespace_;
  return self->provider == CROW_PROVIDER_SQLSERVER ? "dbo" : "public";
}

/* Puts @things into the order of @places. Returns: (transfer full): by where a thing stood: where
 * it stands. */
static guint *
apply (GPtrArray *things, GArray *places)
{
  g_autofree gpointer *old = g_memdup2 (things->pdata, things->len * sizeof (gpointer));
  guint *moved = g_new (guint, things->len + 1);

  g_array_sort (places, compare_places);
  for (guint i = 0; i < things->len; i++)
    {
      guint from = g_array_index (places, Place, i).index;

      things->pdata[i] = old[from];
      moved[from] = i;
    }
  return moved;
}

static guint *
sort_tables (CrowDatabase *self)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < self->tables->len; i++)
    {
      const CrowTable *table = crow_database_get_table (self, i);
      Place place = { get_namespace (self, table->namespace_), table->name, i };

      g_array_append_val (places, place);
    }
  return apply (self->tables, places);
}

static guint *
sort_enums (CrowDatabase *self)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < self->enums->len; i++)
    {
      const CrowDatabaseEnum *enumeration = crow_database_get_enum (self, i);
      Place place = { get_namespace (self, enumeration->namespace_), enumeration->name, i };

      g_array_append_val (places, place);
    }
  return apply (self->enums, places);
}

/* SQLite lists the last one first. */
static void
reverse_indexes (CrowTable *table)
{
  GPtrArray *indexes = table->indexes;

  for (guint i = 0; i < indexes->len / 2; i++)
    {
      gpointer first = indexes->pdata[i];

      indexes->pdata[i] = indexes->pdata[indexes->len - 1 - i];
      indexes->pdata[indexes->len - 1 - i] = first;
    }
}

static void
sort_indexes (CrowTable *table)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < table->indexes->len; i++)
    {
      const CrowIndex *index = g_ptr_array_index (table->indexes, i);
      Place place = { NULL, index->name, i };

      g_array_append_val (places, place);
    }
  g_free (apply (table->indexes, places));
}

static void
sort_keys (CrowTable *table)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < table->keys->len; i++)
    {
      const CrowTableKey *key = g_ptr_array_index (table->keys, i);
      Place place = { NULL, key->name, i };

      g_array_append_val (places, place);
    }
  g_free (apply (table->keys, places));
}

/* What refers to tables and enums by index refers to where they stand now. */
static void
move_references (CrowTable *table, const guint *tables, const guint *enums)
{
  for (guint i = 0; i < table->columns->len; i++)
    {
      CrowColumn *column = crow_table_get_column (table, i);

      column->table = tables[column->table];
      if (column->type.enumeration >= 0)
        column->type.enumeration = (int) enums[column->type.enumeration];
    }
  if (table->primary != NULL)
    table->primary->table = tables[table->primary->table];
  for (guint i = 0; i < table->indexes->len; i++)
    {
      CrowIndex *index = g_ptr_array_index (table->indexes, i);

      index->table = tables[index->table];
    }
  for (guint i = 0; i < table->keys->len; i++)
    {
      CrowTableKey *key = g_ptr_array_index (table->keys, i);

      key->table = tables[key->table];
      key->ref_table = tables[key->ref_table];
    }
}

/**
 * crow_database_sort:
 * @self: a database that nobody else knows yet
 *
 * Puts tables and enums in the order of their namespaces and names, a table's indexes and foreign
 * keys in that of theirs. Columns stand as they are: the server keeps their order.
 */
void
crow_database_sort (CrowDatabase *self)
{
  g_autofree guint *tables = sort_tables (self);
  g_autofree guint *enums = sort_enums (self);

  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowTable *table = crow_database_get_table (self, i);

      move_references (table, tables, enums);
      if (self->provider == CROW_PROVIDER_SQLITE)
        reverse_indexes (table);
      else
        sort_indexes (table);
      sort_keys (table);
    }
}
