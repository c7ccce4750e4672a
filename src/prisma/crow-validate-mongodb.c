#include "crow-validate-private.h"

#include <string.h>

static guint
get_field (const CrowCheckKey *key, guint position)
{
  return g_array_index (key->fields, guint, position);
}

static void
tell_field (CrowCheck *self, const CrowCheckField *field, const char *problem)
{
  const CrowCheckModel *model = crow_check_model (self, field->model);

  crow_check_error (self, field->span, "Error validating field `%s` in %s `%s`: %s", field->name,
                    crow_check_container (model), model->name, problem);
}

static void
check_id (CrowCheck *self, const CrowCheckModel *model)
{
  const CrowCheckField *field;
  g_autofree char *problem = NULL;

  if (!model->has_id)
    crow_check_error (self, crow_check_block (self, model->block).span,
                      "Invalid model: MongoDB models require exactly one identity field annotated "
                      "with @id");
  if (!model->has_id || model->id.fields->len != 1)
    return;
  field = crow_check_field (self, get_field (&model->id, 0));
  if (g_strcmp0 (field->mapped, "_id") == 0 || g_str_equal (field->name, "_id"))
    return;
  if (field->mapped != NULL)
    problem = g_strdup_printf ("MongoDB model IDs must have an @map(\"_id\") annotation, found "
                               "@map(\"%s\").",
                               field->mapped);
  tell_field (self, field,
              problem != NULL ? problem
                              : "MongoDB model IDs must have an @map(\"_id\") "
                                "annotation.");
}

static gboolean
is_in_id (const CrowCheckModel *model, guint field)
{
  for (guint i = 0; model->has_id && i < model->id.fields->len; i++)
    if (get_field (&model->id, i) == field)
      return TRUE;
  return FALSE;
}

static void
check_map (CrowCheck *self, const CrowCheckField *field)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstField *node = &g_array_index (ast->fields, CrowAstField, field->node);
  const CrowAstAttribute *map = crow_ast_find_attribute (ast, node->first_attribute,
                                                         node->n_attributes, "map");

  if (field->mapped == NULL || map == NULL)
    return;
  if (field->mapped[0] == '$')
    crow_check_error (self, map->reported,
                      "Error parsing attribute \"@map\": The field name cannot start with a `$` "
                      "character");
  if (strchr (field->mapped, '.') != NULL)
    crow_check_error (self, map->reported,
                      "Error parsing attribute \"@map\": The field name cannot contain a `.` "
                      "character");
}

static void
check_field (CrowCheck *self, const CrowCheckModel *model, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);

  if (field->kind == CROW_CHECK_RELATION)
    return;
  if (crow_check_default_is (self, index, "auto"))
    {
      if (g_strcmp0 (field->extra->native_name, "ObjectId") != 0)
        tell_field (self, field,
                    "MongoDB `@default(auto())` fields must have `ObjectId` native type.");
      if (!is_in_id (model, index))
        tell_field (self, field,
                    "MongoDB `@default(auto())` fields must have the `@id` attribute.");
    }
  else if (crow_check_default_is (self, index, "dbgenerated"))
    tell_field (self, field,
                "The `dbgenerated()` function is not allowed with MongoDB. Please use `auto()` "
                "instead.");
  check_map (self, field);
}

/* What makes an index of mongodb another than its neighbour. (transfer full) */
static char *
make_fingerprint (const CrowCheckKey *key)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < key->options->len; i++)
    {
      const CrowCheckOption *option = crow_check_option (key, i);

      g_string_append_printf (text, "%s %u %" G_GUINT64_FORMAT "\n", option->path, option->sort,
                              option->length);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check_indexes (CrowCheck *self, const CrowCheckModel *model)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < model->keys->len; i++)
    {
      char *print = make_fingerprint (&g_array_index (model->keys, CrowCheckKey, i));
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, print)) + 1;

      g_hash_table_replace (counts, print, GUINT_TO_POINTER (count));
    }
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowCheckKey *key = &g_array_index (model->keys, CrowCheckKey, i);
      g_autofree char *print = make_fingerprint (key);
      const char *attribute = crow_check_key_attribute (key);

      if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, print)) > 1)
        crow_check_error (self, crow_check_attribute_span (self, key->attribute),
                          "Error parsing attribute \"@%s\": Index already exists in the model.",
                          key->is_field ? attribute : attribute + 1);
      if (key->kind == CROW_KEY_UNIQUE && key->fields->len == 1 && model->has_id &&
          model->id.fields->len == 1 && get_field (&model->id, 0) == get_field (key, 0))
        crow_check_key_error (self, key, "The same field cannot be an id and unique on MongoDB.");
    }
}

/* What to do about two related fields of which one is of another native type. (transfer full) */
static char *
advise_native (CrowCheck *self, const CrowCheckField *child, const CrowCheckField *parent)
{
  const char *child_model = crow_check_model (self, child->model)->name;
  const char *parent_model = crow_check_model (self, parent->model)->name;

  if (child->extra->native_name != NULL && parent->extra->native_name != NULL)
    return g_strdup_printf ("updating those fields to either use '@%s.%s' or '@%s.%s'.",
                            child->extra->native_prefix, child->extra->native_name,
                            parent->extra->native_prefix, parent->extra->native_name);
  if (parent->extra->native_name != NULL)
    return g_strdup_printf ("either removing %s.%s's native type attribute or adding '@%s.%s' to "
                            "%s.%s.",
                            parent_model, parent->name, parent->extra->native_prefix,
                            parent->extra->native_name, child_model, child->name);
  return g_strdup_printf ("either removing %s.%s's native type attribute or adding '@%s.%s' to "
                          "%s.%s.",
                          child_model, child->name, child->extra->native_prefix,
                          child->extra->native_name, parent_model, parent->name);
}

static void
check_pair (CrowCheck *self,
            const CrowCheckField *relation,
            const CrowCheckField *child,
            const CrowCheckField *parent)
{
  g_autofree char *advice = NULL;
  const char *model = crow_check_model (self, relation->model)->name;

  if (child->extra->native_name == parent->extra->native_name &&
      child->extra->native_prefix == parent->extra->native_prefix)
    return;
  advice = advise_native (self, child, parent);
  crow_check_warning (self, child->span,
                      "Warning validating field `%s` in model `%s`: Field %s.%s and %s.%s must "
                      "have the same native type for MongoDB to join those collections correctly. "
                      "Consider %s Beware that this will become an error in the future.",
                      relation->name, model, crow_check_model (self, child->model)->name,
                      child->name, crow_check_model (self, parent->model)->name, parent->name,
                      advice);
}

/* mongodb joins only fields of one native type. */
void
crow_check_mongodb_relation (CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);

  if (self->provider != CROW_PROVIDER_MONGODB || field->ends->fields == NULL ||
      field->ends->references == NULL)
    return;
  for (guint i = 0; i < MIN (field->ends->fields->len, field->ends->references->len); i++)
    check_pair (self, field, crow_check_field (self, g_array_index (field->ends->fields, guint, i)),
                crow_check_field (self, g_array_index (field->ends->references, guint, i)));
}

/* What MongoDB asks of a model. */
void
crow_check_mongodb_model (CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);

  check_id (self, model);
  for (guint i = model->first_field; i < model->first_field + model->n_fields; i++)
    check_field (self, model, i);
  check_indexes (self, model);
}

/* What MongoDB asks of a view: names that it can have. */
void
crow_check_mongodb_view (CrowCheck *self, guint index)
{
  const CrowCheckModel *view = crow_check_model (self, index);

  for (guint i = view->first_field; i < view->first_field + view->n_fields; i++)
    if (crow_check_field (self, i)->kind != CROW_CHECK_RELATION)
      check_map (self, crow_check_field (self, i));
}
