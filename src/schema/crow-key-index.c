#include "crow-schema-private.h"

#include <string.h>

#define FEW_KEYS 8 /* so many are looked through as they are */

/**
 * crow_schema_index_keys:
 * @self: a schema, sealed or about to be
 *
 * Returns: (transfer full): what crow_schema_find_keys() needs
 */
GHashTable *
crow_schema_index_keys (const CrowSchema *self)
{
  GHashTable *index = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < self->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (self, i);

      for (guint j = 0; model->keys->len > FEW_KEYS && j < model->keys->len; j++)
        {
          CrowKey *key = g_ptr_array_index (model->keys, j);
          CrowField *first;
          GPtrArray *keys;

          if (key->fields->len == 0)
            continue;
          first = crow_model_get_field (model, g_array_index (key->fields, guint, 0));
          keys = g_hash_table_lookup (index, first);
          if (keys == NULL)
            {
              keys = g_ptr_array_new ();
              g_hash_table_insert (index, first, keys);
            }
          g_ptr_array_add (keys, key);
        }
    }
  return index;
}

/**
 * crow_schema_find_keys:
 * @index: of crow_schema_index_keys()
 * @model: a model of that schema
 * @field: one of its fields
 *
 * Returns: (transfer none) (nullable) (element-type CrowKey): the keys and indexes that begin with
 * @field, among few others
 */
const GPtrArray *
crow_schema_find_keys (GHashTable *index, const CrowModel *model, CrowField *field)
{
  return model->keys->len > FEW_KEYS ? g_hash_table_lookup (index, field) : model->keys;
}

/**
 * crow_key_starts_within:
 * @key: a key or index
 * @fields: (element-type guint): indexes into the same model's fields
 *
 * Returns: whether the first fields of @key, as many as the shorter of the two has, are all in
 * @fields, in any order
 */
gboolean
crow_key_starts_within (const CrowKey *key, const GArray *fields)
{
  guint n = MIN (key->fields->len, fields->len);

  for (guint i = 0; i < n; i++)
    {
      gboolean is_found = FALSE;

      for (guint j = 0; j < fields->len && !is_found; j++)
        is_found = g_array_index (key->fields, guint, i) == g_array_index (fields, guint, j);
      if (!is_found)
        return FALSE;
    }
  return n > 0;
}

/**
 * crow_key_has_option:
 * @key: a key or index
 * @option: `name:value`, or `name:` for any value
 *
 * Returns: whether the key's detail has it, at its beginning or after a blank
 */
gboolean
crow_key_has_option (const CrowKey *key, const char *option)
{
  gsize length = strlen (option);
  const char *at = key->detail;

  for (at = at != NULL ? strstr (at, option) : NULL; at != NULL; at = strstr (at + 1, option))
    {
      gboolean is_start = at == key->detail || at[-1] == ' ';
      gboolean is_end = option[length - 1] == ':' || at[length] == '\0' || at[length] == ' ';

      if (is_start && is_end)
        return TRUE;
    }
  return FALSE;
}
