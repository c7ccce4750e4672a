#include "crow-introspection-private.h"

#include "crow-lint.h"

#include <string.h>

/* A foreign key and the tables at its ends. */
typedef struct
{
  const CrowCatalogKey *key;
  const CrowCatalogTable *child;  /* as the catalogue has it: maybe a partition */
  const CrowCatalogTable *parent; /* likewise */
} End;

/* `.` and `,` separate names on the command line, so they stand behind `\` inside one. */
static void
append_name (GString *text, const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at == '.' || *at == ',' || *at == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
}

static char *
make_id (const char *namespace_, const char *table, const char *constraint)
{
  GString *id = g_string_sized_new (64);

  if (strcmp (namespace_, "public") != 0)
    {
      append_name (id, namespace_);
      g_string_append_c (id, '.');
    }
  append_name (id, table);
  g_string_append_c (id, '.');
  append_name (id, constraint);
  return g_string_free (id, FALSE);
}

/* Only names that were not UTF-8 can be the same twice. (transfer full) */
static char *
make_unique_id (const End *end, GHashTable *ids)
{
  char *id = make_id (end->child->namespace_->name, end->child->model->table, end->key->name);

  if (g_hash_table_contains (ids, id))
    {
      char *longer = g_strdup_printf ("%s#%u", id, end->key->oid);

      g_free (id);
      id = longer;
    }
  g_hash_table_add (ids, id);
  return id;
}

/* The field of the root that stands for one of its partition's: names are the same, numbers need
 * not be. */
static int
find_in_root (const CrowCatalogTable *table, int field)
{
  const GPtrArray *fields = table->root->model->fields;
  const char *name;

  if (field < 0 || table->root == table)
    return field;
  name = crow_model_get_field (table->model, (guint) field)->column;
  for (guint i = 0; i < fields->len; i++)
    if (strcmp (((const CrowField *) g_ptr_array_index (fields, i))->column, name) == 0)
      return (int) i;
  return -1;
}

/* Appends the fields of a span of column numbers. FALSE: one does not exist. */
static gboolean
append_fields (const CrowCatalog *self,
               const CrowCatalogTable *table,
               CrowCatalogSpan span,
               GArray *fields)
{
  for (guint i = 0; i < span.length; i++)
    {
      guint32 number = g_array_index (self->numbers, guint32, span.start + i);
      int found = find_in_root (table, crow_catalog_find_field (self, table, number));
      guint field = (guint) found;

      if (found < 0)
        return FALSE;
      g_array_append_val (fields, field);
    }
  return TRUE;
}

static void
append_code (GString **codes, const char *what, char letter)
{
  gboolean is_plain = g_ascii_isgraph (letter);

  if (*codes == NULL)
    *codes = g_string_new (NULL);
  g_string_append_printf (*codes, "%s%s ", (*codes)->len > 0 ? ", " : "", what);
  if (is_plain)
    g_string_append_c (*codes, letter);
  else
    g_string_append_printf (*codes, "code %d", (guchar) letter);
}

static CrowAction
get_action (char letter, const char *what, GString **codes)
{
  CrowAction action = crow_action_from_catalog (letter);

  if (action == CROW_ACTION_UNKNOWN)
    append_code (codes, what, letter);
  return action;
}

/* MATCH PARTIAL has its letter and was never built; nothing could write it anew. */
static CrowMatch
get_match (char letter, GString **codes)
{
  if (letter == 's')
    return CROW_MATCH_SIMPLE;
  if (letter == 'f')
    return CROW_MATCH_FULL;
  append_code (codes, "match", letter);
  return letter == 'p' ? CROW_MATCH_PARTIAL : CROW_MATCH_SIMPLE;
}

static CrowTriggerState
get_trigger_state (const CrowCatalog *self, const CrowCatalogKey *key)
{
  guint n = key->n_triggers;

  if ((self->skipped & CROW_QUERY_BIT (CROW_QUERY_TRIGGERS)) != 0)
    return CROW_TRIGGERS_UNKNOWN;
  if (!key->is_enforced) /* it has none */
    return CROW_TRIGGERS_ORIGIN;
  if (n == 0)
    return CROW_TRIGGERS_UNKNOWN;
  if (key->n_disabled == n)
    return CROW_TRIGGERS_DISABLED;
  if (key->n_replica == n)
    return CROW_TRIGGERS_REPLICA;
  if (key->n_always == n)
    return CROW_TRIGGERS_ALWAYS;
  return key->n_disabled + key->n_replica > 0 ? CROW_TRIGGERS_MIXED : CROW_TRIGGERS_ORIGIN;
}

/* NULL: all of pg_catalog. Those have numbers of the first 16,383; the others were asked for. */
static GPtrArray *
list_operator_namespaces (const CrowCatalog *self, CrowCatalogSpan span)
{
  GPtrArray *names = NULL;

  for (guint i = 0; i < span.length && names == NULL; i++)
    if (g_hash_table_contains (self->operators,
                               GUINT_TO_POINTER (g_array_index (self->numbers, guint32,
                                                                span.start + i))))
      names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < span.length && names != NULL; i++)
    {
      const char *name = g_hash_table_lookup (self->operators,
                                              GUINT_TO_POINTER (g_array_index (self->numbers,
                                                                               guint32,
                                                                               span.start + i)));

      g_ptr_array_add (names, g_strdup (name != NULL ? name : "pg_catalog"));
    }
  return names;
}

/* Whether the partition itself has an index for its key. */
static gboolean
is_partition_indexed (const CrowCatalog *self, const End *end)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < end->key->columns.length; i++)
    {
      guint32 number = g_array_index (self->numbers, guint32, end->key->columns.start + i);
      int found = crow_catalog_find_field (self, end->child, number);
      guint field = (guint) found;

      if (found < 0)
        return FALSE;
      g_array_append_val (fields, field);
    }
  return crow_lint_has_index (end->child->model, fields, end->key->is_temporal);
}

static void
take_partitions (const CrowCatalog *self, CrowKeyFacts *facts, const End *end)
{
  if (end->child->root != end->child)
    {
      facts->partition_namespace = g_strdup (end->child->namespace_->name);
      facts->partition = g_strdup (end->child->model->table);
      facts->is_indexed = is_partition_indexed (self, end);
    }
  if (end->parent->root != end->parent)
    {
      facts->ref_partition_namespace = g_strdup (end->parent->namespace_->name);
      facts->ref_partition = g_strdup (end->parent->model->table);
    }
}

static CrowKeyFacts *
make_facts (const CrowCatalog *self, const End *end)
{
  CrowKeyFacts *facts = crow_key_facts_new ();

  facts->oid = end->key->oid;
  facts->comment = g_strdup (end->key->comment);
  facts->first_trigger = g_strdup (end->key->first_trigger);
  facts->triggers = get_trigger_state (self, end->key);
  facts->has_raw_names = end->key->is_raw || end->child->is_raw || end->parent->is_raw;
  facts->operator_namespaces = list_operator_namespaces (self, end->key->operators);
  take_partitions (self, facts, end);
  return facts;
}

static void
take_properties (const CrowCatalog *self, CrowRelation *relation, const CrowCatalogKey *key)
{
  static const char *const words[] = { "on delete", "on update" };
  GString *codes = NULL;

  for (guint i = 0; i < CROW_N_EVENTS; i++)
    {
      relation->clauses[i].action = get_action (key->actions[i], words[i], &codes);
      relation->clauses[i].reason = CROW_REASON_DATABASE;
    }
  relation->match = get_match (key->match, &codes);
  relation->is_deferrable = key->is_deferrable;
  relation->is_initially_deferred = key->is_deferred;
  relation->is_validated = key->is_validated;
  relation->is_enforced = key->is_enforced && !self->is_informational;
  relation->is_temporal = key->is_temporal;
  relation->facts->codes = codes != NULL ? g_string_free (codes, FALSE) : NULL;
}

/* FALSE: the catalogue contradicts itself. */
static gboolean
take_columns (const CrowCatalog *self, CrowRelation *relation, const End *end)
{
  const CrowCatalogKey *key = end->key;

  if (key->columns.length == 0 || key->columns.length != key->ref_columns.length ||
      !append_fields (self, end->child, key->columns, relation->child_fields) ||
      !append_fields (self, end->parent, key->ref_columns, relation->parent_fields))
    return FALSE;
  if (key->set_columns.length == 0)
    return TRUE;
  relation->set_columns = g_array_new (FALSE, FALSE, sizeof (guint));
  return append_fields (self, end->child, key->set_columns, relation->set_columns);
}

static void
add_relation (CrowCatalog *self, CrowSchema *schema, const End *end, GHashTable *ids)
{
  CrowRelation *relation = crow_relation_new (CROW_RELATION_FOREIGN_KEY);

  g_ptr_array_add (schema->relations, relation); /* whatever comes, it is owned */
  relation->child = (guint) end->child->root->index;
  relation->parent = (guint) end->parent->root->index;
  if (!take_columns (self, relation, end))
    {
      g_ptr_array_remove_index (schema->relations, schema->relations->len - 1);
      self->n_broken++;
      return;
    }
  relation->id = make_unique_id (end, ids);
  relation->constraint = g_strdup (end->key->name);
  relation->facts = make_facts (self, end);
  take_properties (self, relation, end->key);
}

/* A copy that a partition has of its root's key, and those that stand for the partitions of the
 * table referred to, are the root's row: they are not drawn again. */
static gboolean
is_copy (const CrowCatalog *self, const CrowCatalogKey *key)
{
  return key->parent != 0 &&
         g_hash_table_contains (self->key_by_oid, GUINT_TO_POINTER (key->parent));
}

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const End *x = a;
  const End *y = b;
  int order = (x->child->rank > y->child->rank) - (x->child->rank < y->child->rank);

  if (order == 0)
    order = strcmp (x->key->name, y->key->name);
  return order != 0 ? order : (x->key->oid > y->key->oid) - (x->key->oid < y->key->oid);
}

/* Foreign keys between tables that are shown; an extension's own are its business, and another
 * session's temporary tables are not among those that were read. */
static GArray *
list_ends (CrowCatalog *self)
{
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (End));

  for (guint i = 0; i < self->keys->len; i++)
    {
      const CrowCatalogKey *key = g_ptr_array_index (self->keys, i);
      End end = { key, crow_catalog_find_table (self, key->child_oid),
                  crow_catalog_find_table (self, key->parent_oid) };

      if (key->type != 'f' || is_copy (self, key))
        continue;
      if (end.child == NULL || end.child->root->index < 0 || end.child->is_member)
        continue;
      if (end.parent == NULL && end.child->namespace_->is_wanted)
        self->n_broken++;
      if (end.parent == NULL || end.parent->root->index < 0)
        continue;
      g_array_append_val (ends, end);
    }
  return ends;
}

/**
 * crow_catalog_join_relations:
 * @self: a catalogue whose tables have found their places in the schema
 * @schema: to add the foreign keys to
 *
 * The part of crow_catalog_join() for foreign keys, sorted by namespace, table and name.
 */
void
crow_catalog_join_relations (CrowCatalog *self, CrowSchema *schema)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) ends = list_ends (self);

  g_array_sort (ends, compare_ends);
  for (guint i = 0; i < ends->len; i++)
    add_relation (self, schema, &g_array_index (ends, End, i), ids);
}
