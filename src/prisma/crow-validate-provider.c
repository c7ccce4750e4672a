#include "crow-validate-private.h"

#define LENGTH_GUIDE                                                                               \
  " Please use the `length` argument to the field in the index definition to allow this."

/* `Native type `Text` cannot be unique in MySQL.` and its like. */
static void
tell_native_key (CrowCheck *self,
                 const CrowCheckKey *key,
                 const CrowNative *native,
                 const char *guide,
                 CrowSpan span)
{
  g_autofree char *name = crow_native_print (native);
  const char *connector = crow_check_connector_name (self);

  if (key->kind == CROW_KEY_PRIMARY)
    crow_check_error (self, span,
                      "Native type `%s` of %s cannot be used on a field that is `@id` or `@@id`.%s",
                      name, connector, guide);
  else if (key->kind == CROW_KEY_UNIQUE)
    crow_check_error (self, span, "Native type `%s` cannot be unique in %s.%s", name, connector,
                      guide);
  else
    crow_check_error (self, span,
                      "You cannot define an index on fields with native type `%s` of %s.%s", name,
                      connector, guide);
}

static guint
get_field (const CrowCheckKey *key, guint position)
{
  return g_array_index (key->fields, guint, position);
}

/* XML stands in no index. */
static void
check_postgresql_xml (CrowCheck *self, const CrowCheckKey *key)
{
  CrowNative native;

  for (guint i = 0; i < key->fields->len; i++)
    if (crow_check_native (self, get_field (key, i), &native) && native.type != NULL &&
        native.type->class == CROW_NATIVE_XML)
      {
        tell_native_key (self, key, &native, "", crow_check_field (self, get_field (key, i))->span);
        return;
      }
}

static void
check_postgresql_index (CrowCheck *self, const CrowCheckKey *key)
{
  check_postgresql_xml (self, key);
  crow_check_operator_classes (self, key);
  if (key->algorithm == CROW_CHECK_SP_GIST && key->fields->len != 1)
    crow_check_key_error (self, key, "SpGist does not support multi-column indices.");
}

static void
check_cockroachdb_autoincrement (CrowCheck *self, const CrowCheckModel *model)
{
  for (guint i = model->first_field; i < model->first_field + model->n_fields; i++)
    if (crow_check_field (self, i)->scalar == CROW_SCALAR_INT &&
        crow_check_default_is (self, i, "autoincrement"))
      crow_check_error (self,
                        crow_check_attribute_span (self, crow_check_field (self, i)
                                                             ->extra->default_attribute),
                        "Error parsing attribute \"default\": The `autoincrement()` default "
                        "function is defined only on BigInt fields on CockroachDB. Use sequence() "
                        "if you want an autoincrementing Int field.");
}

static void
check_cockroachdb_index (CrowCheck *self, const CrowCheckKey *key)
{
  if (key->algorithm != CROW_CHECK_GIN)
    return;
  for (guint i = 0; i < key->fields->len; i++)
    {
      const CrowCheckField *field = crow_check_field (self, get_field (key, i));

      if (crow_check_option (key, i)->class != NULL)
        {
          crow_check_key_error (self, key,
                                "Custom operator classes are not supported with the current "
                                "connector.");
          return;
        }
      if (!crow_check_algorithm_takes (CROW_CHECK_GIN, field))
        crow_check_key_error (self, key,
                              "The Gin index type does not support the type of the field `%s`.",
                              field->name);
      if (field->scalar == CROW_SCALAR_JSON && i + 1 < key->fields->len)
        crow_check_key_error (self, key,
                              "A `Json` column is only allowed as the last column of an inverted "
                              "index.");
    }
}

/* Texts and blobs stand in a key only with a length. */
static void
check_mysql_key (CrowCheck *self, const CrowCheckKey *key)
{
  CrowNative native;

  for (guint i = 0; i < key->fields->len; i++)
    if (key->kind != CROW_KEY_FULLTEXT &&
        crow_check_option (key, i)->length == CROW_CHECK_NO_LENGTH &&
        crow_check_native (self, get_field (key, i), &native) &&
        native.type->class == CROW_NATIVE_HEAP)
      {
        tell_native_key (self, key, &native, LENGTH_GUIDE,
                         crow_check_attribute_span (self, key->attribute));
        return;
      }
}

static void
check_sqlserver_key (CrowCheck *self, const CrowCheckKey *key)
{
  CrowSpan span = crow_check_attribute_span (self, key->attribute);
  CrowNative native;

  for (guint i = 0; i < key->fields->len; i++)
    if (crow_check_native (self, get_field (key, i), &native) &&
        (native.is_max || native.type->class == CROW_NATIVE_HEAP))
      {
        tell_native_key (self, key, &native, "", span);
        return;
      }
    else if (key->kind == CROW_KEY_PRIMARY &&
             crow_check_field (self, get_field (key, i))->scalar == CROW_SCALAR_BYTES)
      {
        crow_check_error (self, span,
                          "Invalid model: Using Bytes type is not allowed in the model's id.");
        return;
      }
}

/* What only the schema's database wants of a model. */
void
crow_check_provider_model (CrowCheck *self, guint index)
{
  static void (*const check_index[]) (CrowCheck *, const CrowCheckKey *) = {
    [CROW_PROVIDER_NONE] = NULL,
    [CROW_PROVIDER_POSTGRESQL] = check_postgresql_index,
    [CROW_PROVIDER_COCKROACHDB] = check_cockroachdb_index,
    [CROW_PROVIDER_MYSQL] = check_mysql_key,
    [CROW_PROVIDER_SQLITE] = NULL,
    [CROW_PROVIDER_SQLSERVER] = check_sqlserver_key,
    [CROW_PROVIDER_MONGODB] = NULL,
  };
  const CrowCheckModel *model = crow_check_model (self, index);

  if (self->provider == CROW_PROVIDER_COCKROACHDB)
    check_cockroachdb_autoincrement (self, model);
  if (self->provider == CROW_PROVIDER_MONGODB)
    crow_check_mongodb_model (self, index);
  if (check_index[self->provider] == NULL)
    return;
  for (guint i = 0; i < model->keys->len; i++)
    check_index[self->provider](self, &g_array_index (model->keys, CrowCheckKey, i));
  if (model->has_id &&
      (self->provider == CROW_PROVIDER_MYSQL || self->provider == CROW_PROVIDER_SQLSERVER))
    check_index[self->provider](self, &model->id);
}
