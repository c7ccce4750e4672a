#include "crow-introspection-private.h"

#include <string.h>

static CrowCatalogSpan
read_span (CrowCatalog *self, const PGresult *result, int row, int column)
{
  CrowCatalogSpan span = { self->numbers->len, 0 };

  span.length = crow_cell_numbers (result, row, column, self->numbers);
  return span;
}

static CrowCatalogKey *
make_key (CrowCatalog *self, const PGresult *result, int row)
{
  CrowCatalogKey *key = g_new0 (CrowCatalogKey, 1);
  gboolean is_raw = FALSE;

  key->oid = crow_cell_oid (result, row, 0);
  key->name = crow_catalog_take_name (self, crow_cell (result, row, 1), &is_raw);
  key->is_raw = is_raw;
  key->type = crow_cell_letter (result, row, 2);
  key->child_oid = crow_cell_oid (result, row, 3);
  key->parent_oid = crow_cell_oid (result, row, 4);
  key->columns = read_span (self, result, row, 5);
  key->ref_columns = read_span (self, result, row, 6);
  key->actions[CROW_EVENT_DELETE] = crow_cell_letter (result, row, 7);
  key->actions[CROW_EVENT_UPDATE] = crow_cell_letter (result, row, 8);
  key->match = crow_cell_letter (result, row, 9);
  key->is_deferrable = crow_cell_is_true (result, row, 10);
  key->is_deferred = crow_cell_is_true (result, row, 11);
  key->is_validated = crow_cell_is_true (result, row, 12);
  key->parent = crow_cell_oid (result, row, 13);
  key->operators = read_span (self, result, row, 14);
  key->set_columns = read_span (self, result, row, 15);
  key->is_enforced = crow_cell_is_true (result, row, 16);
  key->is_temporal = crow_cell_is_true (result, row, 17);
  return key;
}

static void
read_constraints (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowCatalogKey *key;

      if (g_hash_table_contains (self->key_by_oid, GUINT_TO_POINTER (crow_cell_oid (result, i, 0))))
        {
          self->n_broken++;
          continue;
        }
      key = make_key (self, result, i);
      g_ptr_array_add (self->keys, key);
      g_hash_table_insert (self->key_by_oid, GUINT_TO_POINTER (key->oid), key);
    }
}

/* The key of the root, of which @key is a partition's copy. */
static CrowCatalogKey *
find_root_key (const CrowCatalog *self, CrowCatalogKey *key)
{
  /* Partitions are nested a few levels deep; a server that lies may send a ring. */
  for (guint n = 0; key != NULL && key->parent != 0 && n < 64; n++)
    {
      CrowCatalogKey *parent = g_hash_table_lookup (self->key_by_oid,
                                                    GUINT_TO_POINTER (key->parent));

      if (parent == NULL)
        return key;
      key = parent;
    }
  return key;
}

/* The first in text order fires first. */
static void
take_delete_trigger (CrowCatalogKey *key, const char *name)
{
  if (name == NULL || (key->first_trigger != NULL && strcmp (key->first_trigger, name) <= 0))
    return;
  g_free (key->first_trigger);
  key->first_trigger = crow_catalog_take_text (name);
}

static void
read_triggers (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      gpointer oid = GUINT_TO_POINTER (crow_cell_oid (result, i, 0));
      CrowCatalogKey *key = find_root_key (self, g_hash_table_lookup (self->key_by_oid, oid));
      char state = crow_cell_letter (result, i, 2);

      if (key == NULL)
        continue;
      key->n_triggers++;
      key->n_disabled += state == 'D';
      key->n_replica += state == 'R';
      key->n_always += state == 'A';
      if (crow_cell_is_true (result, i, 3))
        take_delete_trigger (key, crow_cell (result, i, 1));
    }
}

static void
read_operators (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      gboolean is_raw = FALSE;

      g_hash_table_insert (self->operators, GUINT_TO_POINTER (crow_cell_oid (result, i, 0)),
                           crow_catalog_take_name (self, crow_cell (result, i, 1), &is_raw));
    }
}

/**
 * crow_catalog_read_keys:
 * @self: a catalogue
 * @query: what was asked about constraints
 * @result: the answer
 *
 * The part of crow_catalog_read() for constraints and what enforces them.
 */
void
crow_catalog_read_keys (CrowCatalog *self, CrowQuery query, const PGresult *result)
{
  if (query == CROW_QUERY_CONSTRAINTS)
    read_constraints (self, result);
  else if (query == CROW_QUERY_TRIGGERS)
    read_triggers (self, result);
  else
    read_operators (self, result);
}
