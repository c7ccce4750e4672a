#include "crow-validate-private.h"

#define FEW_KEYS 8u /* so many are tried one by one */

/* A key of a model, under one of its fields. */
static void
add (GHashTable *table, guint field, guint model, guint key)
{
  GArray *places = g_hash_table_lookup (table, GUINT_TO_POINTER (field));
  CrowCheckKeyPlace place = { model, key };

  if (places == NULL)
    {
      places = g_array_new (FALSE, FALSE, sizeof (CrowCheckKeyPlace));
      g_hash_table_insert (table, GUINT_TO_POINTER (field), places);
    }
  g_array_append_val (places, place);
}

static guint
find_least (const CrowCheckList *fields)
{
  guint least = G_MAXUINT;

  for (guint i = 0; i < fields->len; i++)
    least = MIN (least, g_array_index (fields, guint, i));
  return least;
}

/* Lists the keys of models that have many, but primary ones, under their first and their least
 * field: who looks for a key with given fields need not try every key of the model. */
void
crow_check_index_keys (CrowCheck *self)
{
  self->keys_by_first = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->keys_by_least = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < self->models->len; i++)
    {
      const GArray *keys = crow_check_model (self, i)->keys;

      for (guint j = 0; keys->len > FEW_KEYS && j < keys->len; j++)
        {
          const CrowCheckList *fields = g_array_index (keys, CrowCheckKey, j).fields;

          if (fields->len == 0)
            continue;
          add (self->keys_by_first, g_array_index (fields, guint, 0), i, j);
          add (self->keys_by_least, find_least (fields), i, j);
        }
    }
}

/* Is there a key of @model, a unique one if @is_unique, of which @compare says so of its fields and
 * @fields? With @is_set, @compare takes the fields in any order; else it wants at least the first
 * of
 * @fields to be the key's first. */
gboolean
crow_check_find_key (const CrowCheck *self,
                     guint model,
                     const CrowCheckList *fields,
                     gboolean is_unique,
                     gboolean is_set,
                     gboolean (*compare) (const CrowCheckList *key, const CrowCheckList *fields))
{
  const GArray *keys = crow_check_model (self, model)->keys;
  GArray *places;

  if (fields->len == 0 || keys->len <= FEW_KEYS)
    {
      for (guint i = 0; i < keys->len; i++)
        {
          const CrowCheckKey *key = &g_array_index (keys, CrowCheckKey, i);

          if ((!is_unique || key->kind == CROW_KEY_UNIQUE) && compare (key->fields, fields))
            return TRUE;
        }
      return FALSE;
    }
  places = g_hash_table_lookup (is_set ? self->keys_by_least : self->keys_by_first,
                                GUINT_TO_POINTER (is_set ? find_least (fields)
                                                         : g_array_index (fields, guint, 0)));
  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      const CrowCheckKeyPlace *place = &g_array_index (places, CrowCheckKeyPlace, i);
      const CrowCheckKey *key = &g_array_index (keys, CrowCheckKey, place->key);

      if (place->model == model && (!is_unique || key->kind == CROW_KEY_UNIQUE) &&
          compare (key->fields, fields))
        return TRUE;
    }
  return FALSE;
}

/* Are these the same fields in the same order? */
gboolean
crow_check_same_list (const CrowCheckList *left, const CrowCheckList *right)
{
  return left->len == right->len && crow_check_begins (left, right);
}
