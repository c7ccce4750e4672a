#include "crow-validate-private.h"

#include <string.h>

static void
check_id (CrowCheck *self, const CrowCheckModel *model)
{
  const CrowCheckField *field;
  g_autofree char *found = NULL;

  if (!model->has_id)
    {
      crow_check_error (self, crow_check_block (self, model->block).span,
                        "Invalid model: MongoDB models require exactly one identity field "
                        "annotated "
                        "with @id");
      return;
    }
  if (model->id.fields->len != 1)
    return;
  field = crow_check_field (self, g_array_index (model->id.fields, guint, 0));
  if (g_str_equal (crow_check_column (field), "_id"))
    return;
  if (field->mapped != NULL)
    found = g_strdup_printf (", found @map(\"%s\")", field->mapped);
  crow_check_error (self, field->span,
                    "Error validating field `%s` in %s `%s`: MongoDB model IDs must have an "
                    "@map(\"_id\") annotation%s.",
                    field->name, crow_check_container (model), model->name,
                    found != NULL ? found : "");
}

static void
check_column (CrowCheck *self, const CrowCheckField *field)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstField *node = &g_array_index (ast->fields, CrowAstField, field->node);
  const CrowAstAttribute *map;

  if (field->mapped == NULL || field->kind == CROW_CHECK_RELATION)
    return;
  map = crow_ast_find_attribute (ast, node->first_attribute, node->n_attributes, "map");
  if (map != NULL && *field->mapped == '$')
    crow_check_error (self, map->reported,
                      "Error parsing attribute \"@map\": The field name cannot start with a `$` "
                      "character");
  if (map != NULL && strchr (field->mapped, '.') != NULL)
    crow_check_error (self, map->reported,
                      "Error parsing attribute \"@map\": The field name cannot contain a `.` "
                      "character");
}

/* What makes two indexes the same: their fields, each with its root, in order. (transfer full) */
static char *
make_fields_key (const CrowCheckKey *key)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < key->fields->len; i++)
    g_string_append_printf (text, "%u ", g_array_index (key->fields, guint, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check_key (CrowCheck *self, const CrowCheckModel *model, const CrowCheckKey *key, guint n_same)
{
  CrowSpan span = crow_check_attribute_span (self, key->attribute);
  g_autofree char *name = crow_ast_dup (crow_check_ast (self),
                                        g_array_index (crow_check_ast (self)->attributes,
                                                       CrowAstAttribute, key->attribute)
                                            .name);

  if (n_same > 1)
    crow_check_error (self, span,
                      "Error parsing attribute \"@@%s\": Index already exists in the model.", name);
  if (key->kind == CROW_KEY_UNIQUE && key->fields->len == 1 && model->has_id &&
      model->id.fields->len == 1 &&
      g_array_index (key->fields, guint, 0) == g_array_index (model->id.fields, guint, 0))
    crow_check_error (self, span,
                      "Error parsing attribute \"%s%s\": The same field cannot be an id and unique "
                      "on MongoDB.",
                      key->is_field ? "@" : "@@", name);
}

static void
check_keys (CrowCheck *self, const CrowCheckModel *model)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < model->keys->len; i++)
    {
      char *name = make_fields_key (&g_array_index (model->keys, CrowCheckKey, i));
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name)) + 1;

      g_ptr_array_add (names, name);
      g_hash_table_replace (counts, g_strdup (name), GUINT_TO_POINTER (n));
    }
  for (guint i = 0; i < model->keys->len; i++)
    check_key (self, model, &g_array_index (model->keys, CrowCheckKey, i),
               GPOINTER_TO_UINT (g_hash_table_lookup (counts, names->pdata[i])));
}

/* What MongoDB asks of a model. */
void
crow_check_mongodb_model (CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);

  check_id (self, model);
  for (guint i = 0; i < model->n_fields; i++)
    check_column (self, crow_check_field (self, model->first_field + i));
  check_keys (self, model);
}
