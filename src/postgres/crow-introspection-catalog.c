#include "crow-introspection-private.h"

#include <string.h>

static void
free_namespace (gpointer data)
{
  CrowCatalogNamespace *namespace_ = data;

  g_free (namespace_->name);
  g_free (namespace_);
}

/* A model that the schema did not take goes the way that a schema's models go. */
static void
free_models (GPtrArray *tables)
{
  g_autoptr (CrowSchema) owner = crow_schema_new ();

  for (guint i = 0; i < tables->len; i++)
    {
      CrowCatalogTable *table = g_ptr_array_index (tables, i);

      if (table->model != NULL)
        g_ptr_array_add (owner->models, table->model);
    }
}

static void
free_owner (gpointer data)
{
  CrowCatalogOwner *owner = data;

  g_free (owner->name);
  g_free (owner);
}

static void
free_domain (gpointer data)
{
  CrowCatalogDomain *domain = data;

  g_free (domain->default_value);
  g_free (domain);
}

static void
free_type (gpointer data)
{
  CrowCatalogType *type = data;

  g_free (type->name);
  g_free (type);
}

static void
free_key (gpointer data)
{
  CrowCatalogKey *key = data;

  g_free (key->name);
  g_free (key->comment);
  g_free (key->first_trigger);
  g_free (key);
}

/**
 * crow_catalog_new:
 * @server_version: as PQserverVersion() has it
 * @skipped: CROW_QUERY_BIT() of what is not asked for
 *
 * Returns: (transfer full): an empty catalogue, to be filled query by query in the order of
 * #CrowQuery
 */
CrowCatalog *
crow_catalog_new (int server_version, guint skipped)
{
  CrowCatalog *self = g_new0 (CrowCatalog, 1);

  self->server_version = server_version;
  self->skipped = skipped;
  self->namespaces = g_hash_table_new_full (NULL, NULL, NULL, free_namespace);
  self->table_by_oid = g_hash_table_new (NULL, NULL);
  self->tables = g_ptr_array_new_with_free_func (g_free);
  self->owners = g_hash_table_new_full (NULL, NULL, NULL, free_owner);
  self->members = g_hash_table_new (NULL, NULL);
  self->domains = g_hash_table_new_full (NULL, NULL, NULL, free_domain);
  self->types = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_type);
  self->enum_by_oid = g_hash_table_new (NULL, NULL);
  self->attnums = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->key_by_oid = g_hash_table_new (NULL, NULL);
  self->keys = g_ptr_array_new_with_free_func (free_key);
  self->operators = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->enum_owner = crow_schema_new ();
  return self;
}

/**
 * crow_catalog_free:
 * @self: (transfer full): a catalogue
 */
void
crow_catalog_free (CrowCatalog *self)
{
  free_models (self->tables);
  g_hash_table_unref (self->namespaces);
  g_hash_table_unref (self->table_by_oid);
  g_ptr_array_unref (self->tables);
  g_hash_table_unref (self->owners);
  g_hash_table_unref (self->members);
  g_hash_table_unref (self->domains);
  g_hash_table_unref (self->types);
  g_hash_table_unref (self->enum_by_oid);
  g_array_unref (self->attnums);
  g_array_unref (self->numbers);
  g_hash_table_unref (self->key_by_oid);
  g_ptr_array_unref (self->keys);
  g_hash_table_unref (self->operators);
  crow_schema_unref (self->enum_owner);
  g_free (self->raw_name);
  g_free (self);
}

/**
 * crow_catalog_take_text:
 * @raw: (nullable): bytes of a server that may not know their encoding
 *
 * Returns: (transfer full) (nullable): valid UTF-8
 */
char *
crow_catalog_take_text (const char *raw)
{
  if (raw == NULL)
    return NULL;
  return g_utf8_validate (raw, -1, NULL) ? g_strdup (raw) : g_utf8_make_valid (raw, -1);
}

/**
 * crow_catalog_take_name:
 * @self: a catalogue
 * @raw: (nullable): a name as the server has it
 * @is_raw: (out): set to %TRUE where the result is not that name; else left alone
 *
 * Returns: (transfer full): a name that can be shown, never empty
 */
char *
crow_catalog_take_name (CrowCatalog *self, const char *raw, gboolean *is_raw)
{
  char *name;

  if (raw != NULL && *raw != '\0' && g_utf8_validate (raw, -1, NULL))
    return g_strdup (raw);
  name = raw != NULL && *raw != '\0' ? g_utf8_make_valid (raw, -1) : g_strdup ("(no name)");
  *is_raw = TRUE;
  self->n_raw++;
  if (self->raw_name == NULL)
    self->raw_name = g_strdup (name);
  return name;
}

/**
 * crow_catalog_find_table:
 * @self: a catalogue
 * @oid: of a relation
 *
 * Returns: (transfer none) (nullable): the table
 */
CrowCatalogTable *
crow_catalog_find_table (const CrowCatalog *self, guint32 oid)
{
  return g_hash_table_lookup (self->table_by_oid, GUINT_TO_POINTER (oid));
}

/**
 * crow_catalog_find_field:
 * @self: a catalogue whose columns are read
 * @table: one of its tables
 * @attnum: number of a column, from 1
 *
 * Returns: index of the column's field, or -1: there is none
 */
int
crow_catalog_find_field (const CrowCatalog *self, const CrowCatalogTable *table, guint32 attnum)
{
  const guint16 *attnums = &g_array_index (self->attnums, guint16, table->first_attnum);
  guint low = 0;
  guint high = table->model->fields->len;

  /* Nothing was ever dropped from most tables. */
  if (attnum > 0 && attnum <= high && attnums[attnum - 1] == attnum)
    return (int) attnum - 1;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (attnums[middle] == attnum)
        return (int) middle;
      if (attnums[middle] < attnum)
        low = middle + 1;
      else
        high = middle;
    }
  return -1;
}

/**
 * crow_catalog_read:
 * @self: a catalogue into which all earlier queries were read
 * @query: what was asked
 * @result: the answer, with as many columns as the query has
 *
 * Takes what the answer says. Rows that contradict the rest are left out and counted.
 */
void
crow_catalog_read (CrowCatalog *self, CrowQuery query, const PGresult *result)
{
  switch (query)
    {
    case CROW_QUERY_NAMESPACES:
    case CROW_QUERY_RELATIONS:
    case CROW_QUERY_INHERITANCE:
    case CROW_QUERY_OWNERS:
    case CROW_QUERY_MEMBERS:
    case CROW_QUERY_PARTITION_KEYS:
    case CROW_QUERY_COMMENTS:
      crow_catalog_read_tables (self, query, result);
      break;
    case CROW_QUERY_ENUMS:
    case CROW_QUERY_DOMAINS:
    case CROW_QUERY_COLUMNS:
    case CROW_QUERY_DEFAULTS:
      crow_catalog_read_columns (self, query, result);
      break;
    case CROW_QUERY_CONSTRAINTS:
    case CROW_QUERY_TRIGGERS:
    case CROW_QUERY_OPERATORS:
      crow_catalog_read_keys (self, query, result);
      break;
    case CROW_QUERY_INDEXES:
      crow_catalog_read_indexes (self, result);
      break;
    case CROW_N_QUERIES:
      break;
    }
}
