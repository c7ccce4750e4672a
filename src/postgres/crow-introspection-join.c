#include "crow-introspection-private.h"

#include <string.h>

/* Where a partition is shown: at the top of its tree. Each step is taken once; a server that lies
 * may send a ring, which ends where it was entered. */
static void
find_root (CrowCatalogTable *table, GPtrArray *path)
{
  CrowCatalogTable *root = table;

  g_ptr_array_set_size (path, 0);
  while (root->root == NULL && root->parent != NULL && !root->is_visited)
    {
      root->is_visited = TRUE;
      g_ptr_array_add (path, root);
      root = root->parent;
    }
  root = root->root != NULL ? root->root : root;
  root->root = root;
  for (guint i = 0; i < path->len; i++)
    ((CrowCatalogTable *) g_ptr_array_index (path, i))->root = root;
}

static void
find_roots (CrowCatalog *self)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();

  for (guint i = 0; i < self->tables->len; i++)
    find_root (g_ptr_array_index (self->tables, i), path);
}

/* Its rows are its own, or those of its partitions. */
static gboolean
is_leaf (const CrowCatalogTable *table)
{
  return table->model->facts->kind != 'p';
}

/* Counts every level, and adds up what the last one holds. */
static void
fold_partitions (CrowCatalog *self)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowCatalogTable *table = g_ptr_array_index (self->tables, i);
      CrowTableFacts *facts = table->root->model->facts;
      double rows = table->model->facts->estimated_rows;

      if (table->root == table)
        continue;
      facts->n_partitions++;
      if (is_leaf (table))
        table->root->leaf_rows = rows < 0 || table->root->leaf_rows < 0
                                     ? -1
                                     : table->root->leaf_rows + rows;
    }
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowCatalogTable *table = g_ptr_array_index (self->tables, i);
      CrowTableFacts *facts = table->model->facts;

      if (facts->n_partitions > 0 && facts->estimated_rows < 0)
        facts->estimated_rows = table->leaf_rows;
    }
}

static gboolean
is_wanted (const CrowCatalogTable *table)
{
  return table->namespace_->is_wanted && !table->is_member;
}

/* A table outside the choice, or of an extension, is shown where a key inside refers to it, and a
 * root where one of its partitions is inside. */
static void
mark_referenced (CrowCatalog *self)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      const CrowCatalogTable *table = g_ptr_array_index (self->tables, i);

      if (table->root != table && is_wanted (table))
        table->root->is_referenced = TRUE;
    }
  for (guint i = 0; i < self->keys->len; i++)
    {
      const CrowCatalogKey *key = g_ptr_array_index (self->keys, i);
      const CrowCatalogTable *child = crow_catalog_find_table (self, key->child_oid);
      const CrowCatalogTable *parent = crow_catalog_find_table (self, key->parent_oid);

      if (key->type == 'f' && child != NULL && parent != NULL && is_wanted (child))
        parent->root->is_referenced = TRUE;
    }
}

static int
compare_tables (gconstpointer a, gconstpointer b)
{
  const CrowCatalogTable *x = *(CrowCatalogTable *const *) a;
  const CrowCatalogTable *y = *(CrowCatalogTable *const *) b;
  int order = x->namespace_ == y->namespace_ ? 0
                                             : strcmp (x->namespace_->name, y->namespace_->name);

  if (order == 0)
    order = strcmp (x->model->table, y->model->table);
  return order != 0 ? order : (x->oid > y->oid) - (x->oid < y->oid);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const CrowKey *x = *(CrowKey *const *) a;
  const CrowKey *y = *(CrowKey *const *) b;
  int order = (int) (x->kind == CROW_KEY_PRIMARY) - (int) (y->kind == CROW_KEY_PRIMARY);

  return order != 0 ? -order : g_strcmp0 (x->name, y->name);
}

/* Sorts all tables, and gives those that are shown to the schema. */
static void
join_tables (CrowCatalog *self, CrowSchema *schema)
{
  g_ptr_array_sort (self->tables, compare_tables);
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowCatalogTable *table = g_ptr_array_index (self->tables, i);

      table->rank = i;
      g_ptr_array_sort (table->model->keys, compare_keys);
      if (table->root != table || (!is_wanted (table) && !table->is_referenced))
        continue;
      table->index = (int) schema->models->len;
      table->namespace_->is_shown = TRUE;
      g_ptr_array_add (schema->models, table->model);
    }
}

/* Without the indexes, the constraints say which keys there are. */
static void
join_plain_keys (CrowCatalog *self)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      const CrowCatalogKey *key = g_ptr_array_index (self->keys, i);
      const CrowCatalogTable *table = crow_catalog_find_table (self, key->child_oid);
      CrowKey *added;

      if ((key->type != 'p' && key->type != 'u') || table == NULL)
        continue;
      added = crow_key_new (key->type == 'p' ? CROW_KEY_PRIMARY : CROW_KEY_UNIQUE);
      added->name = g_strdup (key->name);
      for (guint j = 0; j < key->columns.length; j++)
        {
          guint32 number = g_array_index (self->numbers, guint32, key->columns.start + j);
          int found = crow_catalog_find_field (self, table, number);
          guint field = (guint) found;

          if (found >= 0)
            g_array_append_val (added->fields, field);
        }
      g_ptr_array_add (table->model->keys, added);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
join_namespaces (CrowCatalog *self, CrowSchema *schema)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->namespaces);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CrowCatalogNamespace *namespace_ = value;

      if (namespace_->is_shown || (namespace_->is_wanted && !namespace_->is_member))
        g_ptr_array_add (schema->namespaces, g_strdup (namespace_->name));
    }
  g_ptr_array_sort (schema->namespaces, compare_names);
}

static int
compare_enums (gconstpointer a, gconstpointer b)
{
  const CrowEnum *x = *(CrowEnum *const *) a;
  const CrowEnum *y = *(CrowEnum *const *) b;
  int order = g_strcmp0 (x->namespace_, y->namespace_);

  return order != 0 ? order : strcmp (x->database_name, y->database_name);
}

/* Those of namespaces that are shown and of no extension; the types of columns say the others'
 * names well enough. */
static gboolean
is_shown_enum (const CrowCatalog *self, guint32 oid, const CrowEnum *enumeration, GHashTable *shown)
{
  return enumeration->namespace_ != NULL &&
         !g_hash_table_contains (self->members, GUINT_TO_POINTER (oid)) &&
         g_hash_table_contains (shown, enumeration->namespace_);
}

static void
join_enums (CrowCatalog *self, CrowSchema *schema)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer oid;
  gpointer value;

  for (guint i = 0; i < schema->namespaces->len; i++)
    g_hash_table_add (shown, g_ptr_array_index (schema->namespaces, i));
  g_hash_table_iter_init (&iter, self->enum_by_oid);
  while (g_hash_table_iter_next (&iter, &oid, &value))
    if (is_shown_enum (self, GPOINTER_TO_UINT (oid), value, shown))
      {
        guint index = 0;

        g_ptr_array_find (self->enum_owner->enums, value, &index);
        g_ptr_array_add (schema->enums,
                         g_ptr_array_steal_index_fast (self->enum_owner->enums, index));
      }
  g_ptr_array_sort (schema->enums, compare_enums);
}

static void
add_note (CrowSchema *schema, char *note)
{
  g_ptr_array_add (schema->notes, note);
}

static void
join_notes (CrowCatalog *self, CrowSchema *schema)
{
  if (self->n_raw > 0)
    add_note (schema,
              g_strdup_printf ("%u %s not valid UTF-8 and shown with replacement characters, as "
                               "“%s”; what has such a name cannot be changed or exported.",
                               self->n_raw, self->n_raw == 1 ? "name is" : "names are",
                               self->raw_name));
  if (self->n_broken > 0)
    add_note (schema,
              g_strdup_printf ("%u %s of the catalogue contradict the rest and are left out.",
                               self->n_broken, self->n_broken == 1 ? "row" : "rows"));
}

/**
 * crow_catalog_join:
 * @self: a catalogue into which everything was read; only good to be freed afterwards
 * @schema: a new schema
 *
 * Moves tables, enums, namespaces, relations and notes into @schema, sorted as bytes, with
 * partitions folded into their roots. What could not be read is not noted here.
 */
void
crow_catalog_join (CrowCatalog *self, CrowSchema *schema)
{
  find_roots (self);
  fold_partitions (self);
  mark_referenced (self);
  if ((self->skipped & CROW_QUERY_BIT (CROW_QUERY_INDEXES)) != 0)
    join_plain_keys (self);
  join_tables (self, schema);
  join_namespaces (self, schema);
  join_enums (self, schema);
  crow_catalog_join_relations (self, schema);
  join_notes (self, schema);
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowCatalogTable *table = g_ptr_array_index (self->tables, i);

      if (table->index >= 0)
        table->model = NULL; /* the schema's */
    }
}
