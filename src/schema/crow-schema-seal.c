#include "crow-schema-private.h"

/* A name that no model before it took: damaged schemas hold a model twice. @counts remembers the
 * next number of each name, so that many of the same cost no more than as many different ones. */
static char *
make_unique_key (const CrowModel *model, GHashTable *taken, GHashTable *counts)
{
  g_autofree char *base = model->namespace_ != NULL
                              ? g_strconcat (model->namespace_, ".", model->table, NULL)
                              : g_strdup (model->table != NULL ? model->table : "");
  char *key = g_strdup (base);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (counts, base));

  while (g_hash_table_contains (taken, key))
    {
      number = MAX (number, 1) + 1;
      g_free (key);
      key = g_strdup_printf ("%s#%u", base, number);
    }
  g_hash_table_insert (counts, g_steal_pointer (&base), GUINT_TO_POINTER (number));
  return key;
}

static void
set_keys (CrowSchema *self)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->models->len; i++)
    {
      CrowModel *model = crow_schema_get_model (self, i);

      if (model->key != NULL)
        g_hash_table_add (taken, model->key);
    }
  for (guint i = 0; i < self->models->len; i++)
    {
      CrowModel *model = crow_schema_get_model (self, i);

      if (model->key != NULL) /* kept by a subset */
        continue;
      model->key = make_unique_key (model, taken, counts);
      g_hash_table_add (taken, model->key);
    }
}

static void
mark_key_members (CrowModel *model, const CrowKey *key)
{
  for (guint i = 0; i < key->fields->len; i++)
    {
      CrowField *field = crow_model_get_field (model, g_array_index (key->fields, guint, i));

      if (key->kind == CROW_KEY_PRIMARY)
        field->is_primary_key = TRUE;
      if (key->kind == CROW_KEY_UNIQUE && key->fields->len == 1 &&
          !crow_key_has_option (key, "where:"))
        field->is_unique = TRUE;
    }
}

static void
set_rows (CrowModel *model)
{
  guint n_rows = 0;

  for (guint i = 0; i < model->fields->len; i++)
    {
      CrowField *field = crow_model_get_field (model, i);

      field->row = field->kind == CROW_TYPE_MODEL ? -1 : (int) n_rows++;
    }
  model->n_rows = n_rows;
  for (guint i = 0; i < model->keys->len; i++)
    mark_key_members (model, g_ptr_array_index (model->keys, i));
}

/* Whether a key alone keeps two children from having the same parent: no field of it is outside
 * the relation's. */
static gboolean
is_unique_within (const CrowModel *child, const GArray *fields, GHashTable *keys_by_field)
{
  for (guint i = 0; i < fields->len; i++)
    {
      CrowField *field = crow_model_get_field (child, g_array_index (fields, guint, i));
      const GPtrArray *keys = crow_schema_find_keys (keys_by_field, child, field);

      for (guint j = 0; keys != NULL && j < keys->len; j++)
        {
          const CrowKey *key = g_ptr_array_index (keys, j);

          if ((key->kind == CROW_KEY_PRIMARY || key->kind == CROW_KEY_UNIQUE) &&
              key->fields->len <= fields->len && crow_key_starts_within (key, fields) &&
              !crow_key_has_option (key, "where:"))
            return TRUE;
        }
    }
  return FALSE;
}

static void
set_relation_facts (CrowSchema *self, CrowRelation *relation, GHashTable *keys_by_field)
{
  CrowModel *child = crow_schema_get_model (self, relation->child);

  if (relation->kind != CROW_RELATION_FOREIGN_KEY)
    return;
  for (guint i = 0; i < relation->child_fields->len; i++)
    {
      guint index = g_array_index (relation->child_fields, guint, i);
      CrowField *field = crow_model_get_field (child, index);

      field->is_foreign_key = TRUE;
      if (field->arity == CROW_ARITY_OPTIONAL)
        relation->is_optional = TRUE;
    }
  relation->is_one_to_one = is_unique_within (child, relation->child_fields, keys_by_field);
}

/* Whoever came first keeps the name, which must live as long as the schema. */
static void
add_name (GHashTable *table, char *name, guint index)
{
  if (name != NULL && !g_hash_table_contains (table, name))
    g_hash_table_insert (table, name, GUINT_TO_POINTER (index));
}

static void
build_model_look_up (CrowSchema *self)
{
  self->model_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->models->len; i++)
    add_name (self->model_by_name, crow_schema_get_model (self, i)->name, i);
  for (guint i = 0; i < self->models->len; i++)
    add_name (self->model_by_name, crow_schema_get_model (self, i)->key, i);
}

static void
build_relation_look_up (CrowSchema *self)
{
  self->relation_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->aliases = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->relations->len; i++)
    add_name (self->relation_by_id, crow_schema_get_relation (self, i)->id, i);
  for (guint i = 0; i < self->relations->len; i++)
    {
      CrowRelation *relation = crow_schema_get_relation (self, i);
      CrowModel *parent = crow_schema_get_model (self, relation->parent);
      char *alias;

      if (relation->kind != CROW_RELATION_MANY_TO_MANY || relation->parent_field < 0)
        continue;
      alias = g_strconcat (parent->name, ".",
                           crow_model_get_field (parent, (guint) relation->parent_field)->name,
                           NULL);
      g_ptr_array_add (self->aliases, alias);
      add_name (self->relation_by_id, alias, i);
    }
}

/**
 * crow_schema_seal:
 * @self: a schema whose models, relations and so on are complete
 *
 * Fills what the header marks (seal) and builds the look-ups. Once, before the schema is shared;
 * after it only crow_lint_schema() and the validation of the front end may still append
 * diagnostics. A damaged schema is fine: models and relations may stand twice, keys be empty.
 */
void
crow_schema_seal (CrowSchema *self)
{
  g_autoptr (GHashTable) keys_by_field = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->model_by_name == NULL);

  set_keys (self);
  for (guint i = 0; i < self->models->len; i++)
    set_rows (crow_schema_get_model (self, i));
  keys_by_field = crow_schema_index_keys (self);
  for (guint i = 0; i < self->relations->len; i++)
    set_relation_facts (self, crow_schema_get_relation (self, i), keys_by_field);
  build_model_look_up (self);
  build_relation_look_up (self);
}
