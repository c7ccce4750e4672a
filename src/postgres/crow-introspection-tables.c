#include "crow-introspection-private.h"

static void
read_namespaces (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      guint32 oid = crow_cell_oid (result, i, 0);
      gboolean is_raw = FALSE;
      CrowCatalogNamespace *namespace_;

      if (g_hash_table_contains (self->namespaces, GUINT_TO_POINTER (oid)))
        continue;
      namespace_ = g_new0 (CrowCatalogNamespace, 1);
      namespace_->oid = oid;
      namespace_->name = crow_catalog_take_name (self, crow_cell (result, i, 1), &is_raw);
      namespace_->is_raw = is_raw;
      namespace_->is_wanted = TRUE;
      g_hash_table_insert (self->namespaces, GUINT_TO_POINTER (oid), namespace_);
    }
}

/* Before 14 a table that was never analysed says 0, like an empty one. */
static double
read_rows (const CrowCatalog *self, const char *text)
{
  double rows = text != NULL ? g_ascii_strtod (text, NULL) : -1;

  if (rows == 0 && self->server_version < 140000)
    return -1;
  return rows >= 0 ? rows : -1;
}

/* A letter that can be shown. */
static char
read_letter (const PGresult *result, int row, int column)
{
  char letter = crow_cell_letter (result, row, column);

  return g_ascii_isgraph (letter) ? letter : '?';
}

static CrowModel *
make_model (CrowCatalog *self, CrowCatalogTable *table, const PGresult *result, int row)
{
  CrowModel *model = crow_model_new ();
  CrowTableFacts *facts = crow_table_facts_new ();
  gboolean is_raw = FALSE;

  model->table = crow_catalog_take_name (self, crow_cell (result, row, 2), &is_raw);
  model->name = g_strdup (model->table);
  model->namespace_ = g_strdup (table->namespace_->name);
  table->is_raw = is_raw || table->namespace_->is_raw;
  facts->oid = table->oid;
  facts->kind = read_letter (result, row, 3);
  facts->persistence = read_letter (result, row, 4);
  facts->estimated_rows = read_rows (self, crow_cell (result, row, 6));
  facts->has_row_security = crow_cell_is_true (result, row, 7);
  facts->can_select = crow_cell_is_true (result, row, 9);
  facts->can_reference = crow_cell_is_true (result, row, 10);
  model->kind = facts->kind == 'v' || facts->kind == 'm' ? CROW_MODEL_VIEW : CROW_MODEL_TABLE;
  model->facts = facts;
  return model;
}

static void
read_relations (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      guint32 oid = crow_cell_oid (result, i, 0);
      guint32 namespace_ = crow_cell_oid (result, i, 1);
      CrowCatalogTable *table;

      if (!g_hash_table_contains (self->namespaces, GUINT_TO_POINTER (namespace_)))
        continue; /* the system's */
      if (crow_catalog_find_table (self, oid) != NULL)
        {
          self->n_broken++;
          continue;
        }
      table = g_new0 (CrowCatalogTable, 1);
      table->oid = oid;
      table->index = -1;
      table->namespace_ = g_hash_table_lookup (self->namespaces, GUINT_TO_POINTER (namespace_));
      table->is_partition = crow_cell_is_true (result, i, 5);
      table->owner = crow_cell_oid (result, i, 8);
      table->model = make_model (self, table, result, i);
      g_ptr_array_add (self->tables, table);
      g_hash_table_insert (self->table_by_oid, GUINT_TO_POINTER (oid), table);
    }
}

/* Indexes are there too; they are not among the tables. */
static void
read_inheritance (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowCatalogTable *child = crow_catalog_find_table (self, crow_cell_oid (result, i, 0));
      CrowCatalogTable *parent = crow_catalog_find_table (self, crow_cell_oid (result, i, 1));

      if (child == NULL || parent == NULL || child == parent)
        continue;
      if (child->is_partition)
        child->parent = parent;
      else
        parent->model->facts->has_children = TRUE;
    }
}

static void
read_owners (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowCatalogOwner *owner = g_new0 (CrowCatalogOwner, 1);

      owner->name = crow_catalog_take_text (PQgetvalue (result, i, 1));
      owner->is_ours = crow_cell_is_true (result, i, 2);
      g_hash_table_insert (self->owners, GUINT_TO_POINTER (crow_cell_oid (result, i, 0)), owner);
    }
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowCatalogTable *table = g_ptr_array_index (self->tables, i);
      const CrowCatalogOwner *owner = g_hash_table_lookup (self->owners,
                                                           GUINT_TO_POINTER (table->owner));

      if (owner == NULL)
        continue;
      table->model->facts->owner = g_strdup (owner->name);
      table->model->facts->is_owner = owner->is_ours;
    }
}

static void
read_members (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      gpointer oid = GUINT_TO_POINTER (crow_cell_oid (result, i, 1));
      CrowCatalogTable *table = g_hash_table_lookup (self->table_by_oid, oid);
      CrowCatalogNamespace *namespace_ = g_hash_table_lookup (self->namespaces, oid);

      if (crow_cell_letter (result, i, 0) != 'n')
        g_hash_table_add (self->members, oid);
      if (crow_cell_letter (result, i, 0) == 'n' && namespace_ != NULL)
        namespace_->is_member = TRUE;
      if (crow_cell_letter (result, i, 0) != 'n' && table != NULL)
        table->is_member = TRUE;
    }
}

static void
read_partition_keys (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowCatalogTable *table = crow_catalog_find_table (self, crow_cell_oid (result, i, 0));

      if (table == NULL || table->model->facts->partition_key != NULL)
        continue;
      table->model->facts->partition_key = crow_catalog_take_text (crow_cell (result, i, 1));
    }
}

static char **
find_column_comment (const CrowCatalog *self, const CrowCatalogTable *table, guint32 attnum)
{
  int field = crow_catalog_find_field (self, table, attnum);

  return field >= 0 ? &crow_model_get_field (table->model, (guint) field)->comment : NULL;
}

/* Whose comment it is, or NULL. */
static char **
find_comment (const CrowCatalog *self, const PGresult *result, int row)
{
  guint32 oid = crow_cell_oid (result, row, 1);
  guint32 attnum = crow_cell_oid (result, row, 2);
  CrowCatalogTable *table;

  if (crow_cell_letter (result, row, 0) == 'k')
    {
      CrowCatalogKey *key = g_hash_table_lookup (self->key_by_oid, GUINT_TO_POINTER (oid));

      return key != NULL ? &key->comment : NULL;
    }
  table = crow_catalog_find_table (self, oid);
  if (table == NULL)
    return NULL;
  return attnum > 0 ? find_column_comment (self, table, attnum) : &table->model->facts->comment;
}

static void
read_comments (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      char **comment = find_comment (self, result, i);

      if (comment != NULL && *comment == NULL)
        *comment = crow_catalog_take_text (crow_cell (result, i, 3));
    }
}

/**
 * crow_catalog_read_tables:
 * @self: a catalogue
 * @query: what was asked about namespaces and tables
 * @result: the answer
 *
 * The part of crow_catalog_read() for tables as a whole.
 */
void
crow_catalog_read_tables (CrowCatalog *self, CrowQuery query, const PGresult *result)
{
  if (query == CROW_QUERY_NAMESPACES)
    read_namespaces (self, result);
  else if (query == CROW_QUERY_RELATIONS)
    read_relations (self, result);
  else if (query == CROW_QUERY_INHERITANCE)
    read_inheritance (self, result);
  else if (query == CROW_QUERY_OWNERS)
    read_owners (self, result);
  else if (query == CROW_QUERY_MEMBERS)
    read_members (self, result);
  else if (query == CROW_QUERY_PARTITION_KEYS)
    read_partition_keys (self, result);
  else
    read_comments (self, result);
}
