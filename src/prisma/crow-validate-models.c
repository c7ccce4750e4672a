#include "crow-validate-private.h"

#include <string.h>

static CrowSpan
get_block_span (const CrowCheck *self, const CrowCheckModel *model)
{
  return crow_check_block (self, model->block).span;
}

/* How Prisma's messages call its connector. */
static const char *
get_connector_name (CrowProvider provider)
{
  static const char *const names[] = {
    [CROW_PROVIDER_NONE] = "psl_core::datamodel_connector::empty_connector::"
                           "EmptyDatamodelConnector",
    [CROW_PROVIDER_POSTGRESQL] = "Postgres",
    [CROW_PROVIDER_COCKROACHDB] = "CockroachDB",
    [CROW_PROVIDER_MYSQL] = "MySQL",
    [CROW_PROVIDER_SQLITE] = "sqlite",
    [CROW_PROVIDER_SQLSERVER] = "SQL Server",
    [CROW_PROVIDER_MONGODB] = "MongoDB",
  };

  return names[provider];
}

const char *
crow_check_connector_name (const CrowCheck *self)
{
  return get_connector_name (self->provider);
}

gboolean
crow_check_has_preview (const CrowCheck *self, const char *feature)
{
  return g_hash_table_contains (self->preview_features,
                                crow_check_words_intern (self->words, feature, strlen (feature)));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *const *left = a, *const *right = b;

  return strcmp (*left, *right);
}

/* Extensions' names, in order of the alphabet: a place each, of those that are wrong. */
static void
check_extension_names (CrowCheck *self)
{
  const CrowAst *ast = crow_check_ast (self);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->extensions->len; i++)
    {
      guint expression = g_array_index (self->extensions, guint, i);
      const char *name = crow_check_intern_span (self,
                                                 crow_ast_get_expression (ast, expression)->name);

      if (strchr (name, '-') == NULL)
        continue;
      g_ptr_array_add (names, (gpointer) name);
      g_hash_table_insert (places, (gpointer) name, GUINT_TO_POINTER (expression));
    }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, names->pdata[i]));

      crow_check_error (self, crow_ast_get_expression (ast, place)->span,
                        "Error validating: The character `-` is not allowed in extension names.");
    }
}

void
crow_check_datasource (CrowCheck *self)
{
  if (self->extensions_span.end == 0)
    return;
  crow_check_at (self, CROW_AST_NONE, CROW_AST_NONE);
  self->file = self->datasource_file;
  if (crow_check_has_preview (self, "postgresqlExtensions"))
    check_extension_names (self);
  else
    crow_check_error (self, self->extensions_span,
                      "The `extensions` property is only available with the "
                      "`postgresqlExtensions` preview feature.");
}

/* The block's @@map, which must be there. */
static CrowSpan
find_map_span (const CrowCheck *self, const CrowCheckModel *model)
{
  const CrowAst *ast = g_ptr_array_index (self->prisma->asts, model->file);
  const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, model->block);
  const CrowAstAttribute *attribute = crow_ast_find_attribute (ast, block->first_attribute,
                                                               block->n_attributes, "map");

  return attribute != NULL ? attribute->reported : block->span;
}

static void
check_database_name (CrowCheck *self, GHashTable *names, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index), *blamed = model, *other;
  char *key = g_strdup_printf ("%s\t%s", model->schema != NULL ? model->schema : "",
                               crow_check_table_name (model));
  guint existing = GPOINTER_TO_UINT (g_hash_table_lookup (names, key));

  g_hash_table_replace (names, key, GUINT_TO_POINTER (index + 1));
  if (existing == 0)
    return;
  other = crow_check_model (self, existing - 1);
  crow_check_at (self, index, CROW_AST_NONE);
  if (model->mapped == NULL)
    {
      crow_check_at (self, existing - 1, CROW_AST_NONE);
      blamed = other;
      other = model;
    }
  crow_check_error (self, find_map_span (self, blamed),
                    "The model with database name \"%s\" could not be defined because another "
                    "model "
                    "or view with this name exists: \"%s\"",
                    crow_check_table_name (model), other->name);
}

/* No two tables or views of one schema may have one name in the database. */
void
crow_check_database_names (CrowCheck *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->models->len; i++)
    if (crow_check_model (self, i)->kind == CROW_AST_MODEL)
      check_database_name (self, names, i);
  for (guint i = 0; i < self->models->len; i++)
    if (crow_check_model (self, i)->kind == CROW_AST_VIEW)
      check_database_name (self, names, i);
}

static void
append_criterion (const CrowCheck *self, GString *list, const CrowCheckKey *key)
{
  g_autofree char *names = crow_check_join (self, key->fields, ", ");

  g_string_append_printf (list, "%s- %s", list->len > 0 ? "\n" : "", names);
}

static gboolean
is_strict (const CrowCheckKey *key)
{
  return !key->is_optional && !key->is_unsupported;
}

/* A model needs a key whose fields are all there. */
static void
check_unique_criterion (CrowCheck *self, const CrowCheckModel *model)
{
  g_autoptr (GString) loose = g_string_new (NULL);

  if (model->is_ignored || model->kind == CROW_AST_VIEW)
    return;
  if (model->has_id && is_strict (&model->id))
    return;
  if (model->has_id)
    append_criterion (self, loose, &model->id);
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowCheckKey *key = &g_array_index (model->keys, CrowCheckKey, i);

      if (key->kind != CROW_KEY_UNIQUE)
        continue;
      if (is_strict (key))
        return;
      append_criterion (self, loose, key);
    }
  crow_check_error (self, get_block_span (self, model),
                    "Error validating model \"%s\": Each model must have at least one unique "
                    "criteria that has only required fields. Either mark a single field with "
                    "`@id`, `@unique` or add a multi field criterion with `@@id([])` or "
                    "`@@unique([])` to the model.%s%s",
                    model->name,
                    loose->len > 0 ? " The following unique criterias were not considered as they "
                                     "contain fields that are not required:\n"
                                   : "",
                    loose->str);
}

static CrowSpan
get_name_span (const CrowCheck *self, const CrowCheckKey *key, const char *argument)
{
  CrowSpan span = crow_check_attribute_span (self, key->attribute);

  crow_check_argument_span (self, key->attribute, argument, &span);
  return span;
}

static void
check_custom_name (CrowCheck *self,
                   CrowCheckNames *names,
                   guint index,
                   const CrowCheckKey *key,
                   const char *attribute)
{
  if (key->name == NULL || !crow_check_custom_name_clashes (names, index, key->name))
    return;
  crow_check_error (self, get_name_span (self, key, "name"),
                    "Error parsing attribute \"%s\": The given custom name `%s` has to be unique "
                    "on "
                    "the model. Please provide a different name for the `name` argument.",
                    attribute, key->name);
}

/* The client calls a compound key by its fields joined: no field may be called so. */
static void
check_client_clash (CrowCheck *self, guint index, const CrowCheckKey *key, const char *attribute)
{
  g_autofree char *joined = NULL;
  guint field;

  if (key->fields->len <= 1)
    return;
  joined = crow_check_join (self, key->fields, "_");
  field = crow_check_find_field (self, index, crow_check_intern (self, joined));
  if (field == CROW_AST_NONE || crow_check_field (self, field)->kind == CROW_CHECK_RELATION)
    return;
  crow_check_error (self, crow_check_attribute_span (self, key->attribute),
                    "Error validating %s \"%s\": The field `%s` clashes with the `%s`%s name. "
                    "Please resolve the conflict by providing a custom id name: `%s([...], name: "
                    "\"custom_name\")`",
                    crow_check_container (crow_check_model (self, index)),
                    crow_check_model (self, index)->name, joined, attribute,
                    key->kind == CROW_KEY_PRIMARY ? " attribute's" : "", attribute);
}

static gboolean
has_named_primary_keys (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB ||
         provider == CROW_PROVIDER_SQLSERVER;
}

static void
check_primary_key (CrowCheck *self, CrowCheckNames *names, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);
  const CrowCheckKey *key = &model->id;
  const char *attribute = key->is_field ? "@id" : "@@id";
  CrowSpan span = crow_check_attribute_span (self, key->attribute);
  const char *name = key->in_database;

  if (name != NULL)
    {
      crow_check_name_length (self, index, name, attribute, span);
      crow_check_name_clashes (self, names, CROW_CHECK_NAME_PRIMARY_KEY, index, name, attribute,
                               get_name_span (self, key, "map"));
    }
  check_custom_name (self, names, index, key, attribute);
  if (key->fields->len == 0)
    crow_check_error (self, span,
                      "Error parsing attribute \"%s\": The list of fields in an `@@id()` attribute "
                      "cannot be empty. Please specify at least one field.",
                      attribute);
  check_client_clash (self, index, key, attribute);
  if (key->mapped != NULL && !has_named_primary_keys (self->provider))
    crow_check_error (self, get_block_span (self, model),
                      "Error validating model \"%s\": You defined a database name for the primary "
                      "key on the model. This is not supported by the provider.",
                      model->name);
  if (key->fields->len > 1 && self->provider == CROW_PROVIDER_MONGODB)
    crow_check_error (self, span,
                      "Error validating model \"%s\": The current connector does not support "
                      "compound ids.",
                      model->name);
}

static gboolean
has_namespaces (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB ||
         provider == CROW_PROVIDER_SQLSERVER;
}

/* @@schema, of models and enums. */
static void
check_namespace (CrowCheck *self, const CrowCheckModel *model)
{
  if (!has_namespaces (self->provider))
    {
      if (model->schema != NULL)
        crow_check_error (self, model->schema_span,
                          "@@schema is not supported on the current datasource provider");
    }
  else if (model->schema != NULL && !g_hash_table_contains (self->schemas, model->schema))
    crow_check_error (self, model->schema_span,
                      "This schema is not defined in the datasource. Read more on `@@schema` at "
                      "https://pris.ly/d/multi-schema");
  else if (model->schema == NULL && self->has_schemas && model->kind == CROW_AST_ENUM)
    crow_check_error (self, get_block_span (self, model),
                      "This enum is missing an `@@schema` attribute.");
  else if (model->schema == NULL && self->has_schemas)
    crow_check_error (self, get_block_span (self, model),
                      "Error validating %s \"%s\": This %s is missing an `@@schema` attribute.",
                      crow_check_container (model), model->name, crow_check_container (model));
}

static void
check_view_feature (CrowCheck *self, const CrowCheckModel *model)
{
  if (!crow_check_has_preview (self, "views"))
    crow_check_error (self, get_block_span (self, model),
                      "Error validating: View definitions are only available with the `views` "
                      "preview feature.");
}

static gboolean
has_arguments (const CrowCheckOption *option)
{
  return option->sort != CROW_CHECK_UNSORTED || option->length != CROW_CHECK_NO_LENGTH ||
         option->class != NULL;
}

/* A view has no keys in the database, but may tell what is unique. */
static void
check_view_key (CrowCheck *self, guint index, const CrowCheckKey *key)
{
  CrowSpan span = crow_check_attribute_span (self, key->attribute);

  if (key->kind != CROW_KEY_UNIQUE)
    crow_check_error (self, span, "Error validating: Views cannot have indexes.");
  if (key->mapped != NULL)
    crow_check_error (self, span,
                      "Error validating: @@unique annotations on views are not backed by unique "
                      "indexes in the database and cannot specify a mapped database name.");
  if (key->clustered != CROW_CHECK_UNSET)
    crow_check_error (self, span,
                      "Error validating: @@unique annotations on views are not backed by unique "
                      "indexes in the database and cannot be clustered.");
  for (guint i = 0; i < key->options->len; i++)
    if (has_arguments (crow_check_option (key, i)))
      crow_check_key_error (self, key,
                            "Scalar fields in @@unique attributes in views cannot have "
                            "arguments.");
  if (key->kind == CROW_KEY_UNIQUE)
    check_client_clash (self, index, key, crow_check_key_attribute (key));
}

static void
check_index (CrowCheck *self, CrowCheckNames *names, guint index, const CrowCheckKey *key)
{
  const char *attribute = crow_check_key_attribute (key);
  CrowSpan span = crow_check_attribute_span (self, key->attribute), name_span = span;
  const char *name = key->in_database;

  if (key->fields->len == 0)
    crow_check_error (self, span,
                      "Error parsing attribute \"%s\": The list of fields in an index cannot be "
                      "empty. Please specify at least one field.",
                      attribute);
  if (!crow_check_argument_span (self, key->attribute, "map", &name_span))
    crow_check_argument_span (self, key->attribute, "name", &name_span);
  crow_check_name_clashes (self, names, CROW_CHECK_NAME_INDEX, index, name, attribute, name_span);
  if (key->kind == CROW_KEY_UNIQUE)
    check_client_clash (self, index, key, attribute);
  check_custom_name (self, names, index, key, attribute);
  crow_check_index_options (self, key);
  crow_check_name_length (self, index, key->mapped, attribute, span);
  crow_check_index_clustering (self, index, key);
}

#define NAMES_UNIQUE 1u
#define NAMES_ID 2u

/* What the custom names of a model's keys belong to. (transfer full) (nullable) (element-type utf8
 * guint): interned names to bits; NULL: none has one */
static GHashTable *
list_key_names (const CrowCheckModel *model)
{
  GHashTable *names = NULL;

  for (guint i = 0; i < model->keys->len; i++)
    {
      const char *name = g_array_index (model->keys, CrowCheckKey, i).name;

      if (name == NULL)
        continue;
      if (names == NULL)
        names = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (names, (gpointer) name, GUINT_TO_POINTER (NAMES_UNIQUE));
    }
  if (!model->has_id || model->id.name == NULL)
    return names;
  if (names == NULL)
    names = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (names, (gpointer) model->id.name,
                       GUINT_TO_POINTER (NAMES_ID |
                                         GPOINTER_TO_UINT (g_hash_table_lookup (names,
                                                                                model->id.name))));
  return names;
}

/* Custom names of keys that a field bears already. */
static void
check_field_name_taken (CrowCheck *self, const CrowCheckField *field, GHashTable *key_names)
{
  static const char *const attributes[] = { "@@unique", "@@id" };
  const CrowCheckModel *model = crow_check_model (self, field->model);
  guint taken = key_names != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (key_names, field->name))
                                  : 0;

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    if ((taken & 1u << i) != 0)
      crow_check_error (self, get_block_span (self, model),
                        "Error validating %s \"%s\": The custom name `%s` specified for the "
                        "`%s` "
                        "attribute is already used as a name for a field. Please choose a "
                        "different name.",
                        crow_check_container (model), model->name, field->name, attributes[i]);
}

static void
check_scalar_field (CrowCheck *self,
                    CrowCheckNames *names,
                    guint index,
                    guint field_index,
                    GHashTable *key_names)
{
  const CrowCheckField *field = crow_check_field (self, field_index);

  crow_check_at (self, index, field_index);
  crow_check_scalar_type (self, field_index);
  check_field_name_taken (self, field, key_names);
  crow_check_default_name (self, names, field_index);
  crow_check_native_type (self, field_index);
  crow_check_default_value (self, field_index);
  crow_check_unsupported (self, field_index);
}

/* FALSE: Prisma looks no further. */
static gboolean
check_fields (CrowCheck *self, CrowCheckNames *names, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);
  g_autoptr (GHashTable) key_names = list_key_names (model);

  for (guint i = model->first_field; i < model->first_field + model->n_fields; i++)
    if (crow_check_field (self, i)->kind != CROW_CHECK_RELATION)
      check_scalar_field (self, names, index, i, key_names);
  for (guint i = model->first_field; i < model->first_field + model->n_fields; i++)
    {
      if (crow_check_field (self, i)->kind != CROW_CHECK_RELATION)
        continue;
      crow_check_at (self, index, i);
      if (!crow_check_relation_ambiguity (self, i))
        return FALSE;
      check_field_name_taken (self, crow_check_field (self, i), key_names);
      crow_check_relation_field (self, i);
    }
  crow_check_at (self, index, CROW_AST_NONE);
  return TRUE;
}

/* FALSE: Prisma looks no further. */
static gboolean
check_view (CrowCheck *self, CrowCheckNames *names, guint index)
{
  const CrowCheckModel *view = crow_check_model (self, index);

  crow_check_at (self, index, CROW_AST_NONE);
  check_view_feature (self, view);
  check_namespace (self, view);
  if (self->provider == CROW_PROVIDER_MONGODB)
    crow_check_mongodb_view (self, index);
  if (view->has_id)
    crow_check_error (self, crow_check_attribute_span (self, view->id.attribute),
                      "Error validating: Views cannot have primary keys.");
  if (!check_fields (self, names, index))
    return FALSE;
  for (guint i = 0; i < view->keys->len; i++)
    check_view_key (self, index, &g_array_index (view->keys, CrowCheckKey, i));
  return TRUE;
}

static gboolean
check_model (CrowCheck *self, CrowCheckNames *names, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);

  crow_check_at (self, index, CROW_AST_NONE);
  check_unique_criterion (self, model);
  if (model->has_id)
    check_primary_key (self, names, index);
  crow_check_id_options (self, index);
  crow_check_provider_model (self, index);
  crow_check_mysql_actions (self, index);
  crow_check_autoincrement (self, index);
  check_namespace (self, model);
  crow_check_id_clustering (self, index);
  if (!check_fields (self, names, index))
    return FALSE;
  for (guint i = 0; i < model->keys->len; i++)
    check_index (self, names, index, &g_array_index (model->keys, CrowCheckKey, i));
  return TRUE;
}

/* Models, then views. FALSE: a relation is ambiguous, where Prisma looks no further. */
gboolean
crow_check_models (CrowCheck *self, CrowCheckNames *names)
{
  for (guint i = 0; i < self->models->len; i++)
    if (crow_check_model (self, i)->kind == CROW_AST_MODEL && !check_model (self, names, i))
      return FALSE;
  for (guint i = 0; i < self->models->len; i++)
    if (crow_check_model (self, i)->kind == CROW_AST_VIEW && !check_view (self, names, i))
      return FALSE;
  return TRUE;
}

static void
check_enum_names (CrowCheck *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->models->len; i++)
    {
      const CrowCheckModel *model = crow_check_model (self, i);

      if (model->kind != CROW_AST_ENUM)
        continue;
      crow_check_at (self, i, CROW_AST_NONE);
      if (!g_hash_table_add (names,
                             g_strdup_printf ("%s\t%s", model->schema != NULL ? model->schema : "",
                                              crow_check_table_name (model))))
        crow_check_error (self, get_block_span (self, model),
                          "An enum with the same database name is already defined.");
    }
}

void
crow_check_enums (CrowCheck *self)
{
  if (self->provider != CROW_PROVIDER_SQLSERVER)
    check_enum_names (self);
  for (guint i = 0; i < self->models->len; i++)
    {
      const CrowCheckModel *model = crow_check_model (self, i);

      if (model->kind != CROW_AST_ENUM)
        continue;
      crow_check_at (self, i, CROW_AST_NONE);
      if (self->provider == CROW_PROVIDER_SQLSERVER)
        crow_check_error (self, get_block_span (self, model),
                          "Error validating: You defined the enum `%s`. But the current connector "
                          "does not support enums.",
                          model->name);
      check_namespace (self, model);
    }
}
