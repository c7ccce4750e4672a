#include "crow-validate-private.h"

/* The preview features that Prisma 7 knows, in its order; the first one on postgresql only. */
static const char *const known_features[] = {
  "fullTextSearchPostgres",
  "nativeDistinct",
  "partialIndexes",
  "postgresqlExtensions",
  "relationJoins",
  "schemaEngineDriverAdapters",
  "shardKeys",
  "strictUndefinedChecks",
  "typedSql",
  "views",
  NULL,
};

/* Those that have become part of the language: a warning. */
static const char *const deprecated_features[] = {
  "aggregateApi",
  "atomicNumberOperations",
  "clientExtensions",
  "cockroachdb",
  "connectOrCreate",
  "createMany",
  "dataProxy",
  "deno",
  "distinct",
  "driverAdapters",
  "extendedIndexes",
  "extendedWhereUnique",
  "fieldReference",
  "filteredRelationCount",
  "filterJson",
  "fullTextIndex",
  "fullTextSearch",
  "groupBy",
  "improvedQueryRaw",
  "interactiveTransactions",
  "jsonProtocol",
  "microsoftSqlServer",
  "middlewares",
  "mongoDb",
  "mongodb",
  "multiSchema",
  "namedConstraints",
  "nApi",
  "nativeTypes",
  "omitApi",
  "orderByAggregateGroup",
  "orderByNulls",
  "orderByRelation",
  "prismaSchemaFolder",
  "queryCompiler",
  "referentialActions",
  "referentialIntegrity",
  "selectRelationCount",
  "tracing",
  "transactionApi",
  "uncheckedScalarInputs",
  NULL,
};

/* Properties of a datasource that are read elsewhere, or belong to Prisma 6 and are accepted. */
static const char *const silent_properties[] = {
  "provider",        "url",
  "directUrl",       "shadowDatabaseUrl",
  "relationMode",    "referentialIntegrity",
  "extensions",      "schemas",
  "previewFeatures", NULL,
};

typedef struct
{
  CrowAstBlock block; /* as Prisma sees it */
  const char *name;
} Config;

static const CrowAstField *
get_property (CrowCheck *self, const CrowAstBlock *block, guint index)
{
  return &g_array_index (crow_check_ast (self)->fields, CrowAstField, block->first_field + index);
}

/* The last property of that name, or NULL. */
static const CrowAstField *
find_property (CrowCheck *self, const CrowAstBlock *block, const char *name)
{
  for (guint i = block->n_fields; i > 0; i--)
    {
      const CrowAstField *property = get_property (self, block, i - 1);

      if (!property->is_recovered && property->value != CROW_AST_NONE &&
          crow_ast_equals (crow_check_ast (self), property->name, name))
        return property;
    }
  return NULL;
}

/* Property lines end with their newline; what Prisma reports does not. */
static CrowSpan
get_property_span (CrowCheck *self, const CrowAstField *property)
{
  const CrowAst *ast = crow_check_ast (self);

  return (CrowSpan){ property->name.start,
                     crow_ast_get_expression (ast, property->value)->span.end };
}

static const CrowAstExpression *
get_value (CrowCheck *self, const CrowAstField *property)
{
  return crow_ast_get_expression (crow_check_ast (self), property->value);
}

static gboolean
have_all_values (CrowCheck *self, const Config *config, const char *kind)
{
  gboolean have_all = TRUE;

  for (guint i = 0; i < config->block.n_fields; i++)
    {
      const CrowAstField *property = get_property (self, &config->block, i);
      g_autofree char *name = NULL;

      if (property->is_recovered || property->value != CROW_AST_NONE)
        continue;
      name = crow_ast_dup (crow_check_ast (self), property->name);
      crow_check_error (self, config->block.span,
                        "Property %s in %s %s needs to be assigned a value", name, kind,
                        config->name);
      have_all = FALSE;
    }
  return have_all;
}

/* The strings in a property's `["a", "b"]`, or "a" alone; what is none is told and left out.
 * (transfer full) (element-type guint): expressions */
static GArray *
read_strings (CrowCheck *self, const CrowAstField *property, gboolean *is_valid)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *value = get_value (self, property);
  gboolean is_array = value->kind == CROW_AST_ARRAY;
  GArray *strings = g_array_new (FALSE, FALSE, sizeof (guint));

  *is_valid = TRUE;
  for (guint i = is_array ? value->first_element : property->value; i != CROW_AST_NONE;
       i = is_array ? crow_ast_get_expression (ast, i)->next_sibling : CROW_AST_NONE)
    if (crow_ast_get_expression (ast, i)->kind == CROW_AST_STRING)
      g_array_append_val (strings, i);
    else
      {
        crow_check_mismatch (self, "string", i);
        *is_valid = FALSE;
      }
  return strings;
}

static char *
dup_string (CrowCheck *self, guint expression)
{
  const CrowAst *ast = crow_check_ast (self);

  return crow_ast_string_value (ast, crow_ast_get_expression (ast, expression)->span);
}

static void
tell_unknown_feature (CrowCheck *self, const char *feature, CrowSpan span)
{
  gboolean is_postgresql = self->provider == CROW_PROVIDER_POSTGRESQL;
  g_autofree char *expected = g_strjoinv (", ", (char **) known_features + (is_postgresql ? 0 : 1));

  crow_check_error (self, span, "The preview feature \"%s\" is not known. Expected one of: %s",
                    feature, expected);
  /* Schemas of older releases have such features; nothing but this message comes of it. */
  self->n_stopping--;
}

static void
check_feature (CrowCheck *self, const char *feature, CrowSpan span)
{
  gboolean is_postgresql = self->provider == CROW_PROVIDER_POSTGRESQL;

  if (is_postgresql && g_str_equal (feature, "fullTextSearch"))
    crow_check_warning (self, span,
                        "On `provider = \"postgresql\"`, preview feature \"fullTextSearch\" has "
                        "been renamed to \"fullTextSearchPostgres\". Learn more at "
                        "https://pris.ly/d/fts-postgres.");
  else if (g_strv_contains (deprecated_features, feature))
    crow_check_warning (self, span,
                        "Preview feature \"%s\" is deprecated. The functionality can be used "
                        "without specifying it as a preview feature.",
                        feature);
  else if (g_strv_contains (known_features + (is_postgresql ? 0 : 1), feature))
    g_hash_table_add (self->preview_features, (gpointer) crow_check_intern (self, feature));
  else
    tell_unknown_feature (self, feature, span);
}

static void
check_features (CrowCheck *self, const CrowAstBlock *block)
{
  const CrowAstField *property = find_property (self, block, "previewFeatures");
  g_autoptr (GArray) features = NULL;
  gboolean is_valid;

  if (property == NULL)
    return;
  features = read_strings (self, property, &is_valid);
  for (guint i = 0; is_valid && i < features->len; i++)
    {
      g_autofree char *feature = dup_string (self, g_array_index (features, guint, i));

      check_feature (self, feature, get_value (self, property)->span);
    }
}

static void
check_generator (CrowCheck *self, const Config *config)
{
  const CrowAstField *engine_type;

  if (!have_all_values (self, config, "generator"))
    return;
  engine_type = find_property (self, &config->block, "engineType");
  if (engine_type != NULL && get_value (self, engine_type)->kind != CROW_AST_STRING)
    crow_check_mismatch (self, "String", engine_type->value);
  if (find_property (self, &config->block, "provider") == NULL)
    crow_check_error (self, config->block.span,
                      "Argument \"provider\" is missing in generator block \"%s\".", config->name);
  else
    check_features (self, &config->block);
}

/* The provider, or CROW_PROVIDER_NONE with the reason told. */
static CrowProvider
read_provider (CrowCheck *self, const Config *config)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstField *property = find_property (self, &config->block, "provider");
  const CrowAstExpression *value = property != NULL ? get_value (self, property) : NULL;
  CrowProvider provider = CROW_PROVIDER_NONE;
  g_autofree char *name = NULL;

  if (value == NULL)
    crow_check_error (self, config->block.span,
                      "Argument \"provider\" is missing in data source block \"%s\".",
                      config->name);
  else if (value->kind == CROW_AST_FUNCTION && crow_ast_equals (ast, value->name, "env"))
    crow_check_error (self, config->block.span,
                      "A datasource must not use the env() function in the provider argument.");
  else if (value->kind != CROW_AST_STRING)
    crow_check_error (self, value->span,
                      "Error validating datasource `%s`: The provider argument in a datasource "
                      "must "
                      "be a string literal",
                      config->name);
  else
    name = crow_ast_string_value (ast, value->span);
  if (name != NULL && *name == '\0')
    crow_check_error (self, value->span,
                      "Error validating datasource `%s`: The provider argument in a datasource "
                      "must "
                      "not be empty",
                      config->name);
  else if (name != NULL && !crow_provider_from_name (name, &provider))
    crow_check_error (self, value->span, "Datasource provider not known: \"%s\".", name);
  return provider;
}

static void
read_relation_mode (CrowCheck *self, const Config *config)
{
  const CrowAstField *mode = find_property (self, &config->block, "relationMode");
  const CrowAstField *old = find_property (self, &config->block, "referentialIntegrity");
  const CrowAstField *property = mode != NULL ? mode : old;
  g_autofree char *name = NULL;

  if (old != NULL)
    crow_check_warning (self, get_property_span (self, old),
                        "The `referentialIntegrity` attribute is deprecated. Please use "
                        "`relationMode` instead. Learn more at https://pris.ly/d/relation-mode");
  if (property == NULL)
    return;
  if (mode != NULL && old != NULL)
    crow_check_error (self, get_property_span (self, old),
                      "The `referentialIntegrity` and `relationMode` attributes cannot be used "
                      "together. Please use only `relationMode` instead.");
  else if (get_value (self, property)->kind != CROW_AST_STRING)
    crow_check_mismatch (self, "string", property->value);
  else
    name = dup_string (self, property->value);
  if (name == NULL)
    return;
  if (g_str_equal (name, "prisma"))
    self->mode = CROW_RELATION_MODE_PRISMA;
  else if (!g_str_equal (name, "foreignKeys"))
    crow_check_error (self, config->block.span,
                      "Error validating datasource `relationMode`: Invalid relation mode setting: "
                      "\"%s\". Supported values: \"prisma\", \"foreignKeys\"",
                      name);
  else if (self->provider == CROW_PROVIDER_MONGODB)
    crow_check_error (self, get_value (self, property)->span,
                      "Error validating datasource `relationMode`: Invalid relation mode setting: "
                      "\"foreignKeys\". Supported values: \"prisma\"");
}

static gboolean
has_namespaces (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB ||
         provider == CROW_PROVIDER_SQLSERVER;
}

static void
read_schemas (CrowCheck *self, const CrowAstBlock *block)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstField *property = find_property (self, block, "schemas");
  g_autoptr (GArray) names = NULL;
  gboolean is_valid;

  if (property == NULL)
    return;
  names = read_strings (self, property, &is_valid);
  if (!is_valid)
    return;
  if (!has_namespaces (self->provider))
    {
      crow_check_error (self, get_value (self, property)->span,
                        "The `schemas` property is not supported on the current connector.");
      return;
    }
  if (names->len == 0)
    {
      crow_check_error (self, get_value (self, property)->span,
                        "If provided, the schemas array can not be empty.");
      return;
    }
  self->has_schemas = TRUE;
  for (guint i = 0; i < names->len; i++)
    {
      guint expression = g_array_index (names, guint, i);
      g_autofree char *name = dup_string (self, expression);

      if (!g_hash_table_add (self->schemas, (gpointer) crow_check_intern (self, name)))
        crow_check_error (self, crow_ast_get_expression (ast, expression)->span,
                          "Duplicated schema names are not allowed");
    }
}

/* `[citext, uuid_ossp(map: "uuid-ossp")]`: names, or functions of that name. */
static void
check_extensions (CrowCheck *self, const CrowAstField *property)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *value = get_value (self, property);
  gboolean is_array = value->kind == CROW_AST_ARRAY;

  for (guint i = is_array ? value->first_element : property->value; i != CROW_AST_NONE;
       i = is_array ? crow_ast_get_expression (ast, i)->next_sibling : CROW_AST_NONE)
    {
      CrowAstExpressionKind kind = crow_ast_get_expression (ast, i)->kind;

      if (kind != CROW_AST_CONSTANT && kind != CROW_AST_FUNCTION)
        crow_check_mismatch (self, "constant or function", i);
    }
}

static void
check_properties (CrowCheck *self, const CrowAstBlock *block)
{
  const CrowAstField *previews = find_property (self, block, "previewFeatures");
  const CrowAstField *extensions = find_property (self, block, "extensions");

  if (extensions != NULL)
    {
      self->extensions_span = get_property_span (self, extensions);
      check_extensions (self, extensions);
    }
  if (previews != NULL)
    crow_check_error (self, get_property_span (self, previews),
                      "Preview features are only supported in the generator block. Please move "
                      "this "
                      "field to the generator block.");
  read_schemas (self, block);
  for (guint i = 0; i < block->n_fields; i++)
    {
      const CrowAstField *property = get_property (self, block, i);
      g_autofree char *name = NULL;

      if (property->is_recovered || property->value == CROW_AST_NONE)
        continue;
      name = crow_ast_dup (crow_check_ast (self), property->name);
      if (!g_strv_contains (silent_properties, name) ||
          (g_str_equal (name, "extensions") && self->provider != CROW_PROVIDER_POSTGRESQL))
        crow_check_error (self, get_property_span (self, property), "Property not known: \"%s\".",
                          name);
    }
}

static gboolean
check_datasource (CrowCheck *self, const Config *config)
{
  CrowProvider provider;

  if (!have_all_values (self, config, "datasource"))
    return FALSE;
  provider = read_provider (self, config);
  if (provider == CROW_PROVIDER_NONE)
    return FALSE;
  self->provider = provider;
  self->datasource_file = self->file;
  read_relation_mode (self, config);
  if (provider == CROW_PROVIDER_MONGODB)
    self->mode = CROW_RELATION_MODE_PRISMA;
  check_properties (self, &config->block);
  return TRUE;
}

/* Blocks of @kind in the current file that Prisma reads as such. (transfer full) (element-type
 * guint) */
static GArray *
list_blocks (CrowCheck *self, CrowAstBlockKind kind)
{
  const CrowAst *ast = crow_check_ast (self);
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < ast->blocks->len; i++)
    {
      const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, i);

      if (block->kind == kind && block->seen_as == i)
        g_array_append_val (blocks, i);
    }
  return blocks;
}

static Config
get_config (CrowCheck *self, guint index)
{
  CrowAstBlock block = crow_check_block (self, index);

  return (Config){ block, crow_check_intern_span (self, block.name) };
}

static void
check_datasources (CrowCheck *self)
{
  g_autoptr (GArray) blocks = list_blocks (self, CROW_AST_DATASOURCE);
  guint n_read = 0;

  for (guint i = 0; i < blocks->len; i++)
    {
      Config config = get_config (self, g_array_index (blocks, guint, i));

      if (check_datasource (self, &config))
        n_read++;
    }
  self->has_datasource |= n_read > 0;
  for (guint i = 0; n_read > 1 && i < blocks->len; i++)
    {
      Config config = get_config (self, g_array_index (blocks, guint, i));

      crow_check_error (self, config.block.span,
                        "Error validating datasource `%s`: You defined more than one datasource. "
                        "This is not allowed yet because support for multiple databases has not "
                        "been implemented yet.",
                        config.name);
    }
}

/* The provider that the first datasource names, whatever else is wrong and in whatever file it
 * stands: preview features depend on it. */
static void
peek_provider (CrowCheck *self)
{
  for (self->file = 0; self->file < self->prisma->asts->len; self->file++)
    {
      g_autoptr (GArray) blocks = list_blocks (self, CROW_AST_DATASOURCE);

      for (guint i = 0; i < blocks->len; i++)
        {
          Config config = get_config (self, g_array_index (blocks, guint, i));
          const CrowAstField *property = find_property (self, &config.block, "provider");
          g_autofree char *name = NULL;

          if (property == NULL || get_value (self, property)->kind != CROW_AST_STRING)
            continue;
          name = dup_string (self, property->value);
          crow_provider_from_name (name, &self->provider);
          return;
        }
    }
}

/* Stage four: datasources and generators, file by file. */
void
crow_check_configuration (CrowCheck *self)
{
  crow_check_at (self, CROW_AST_NONE, CROW_AST_NONE);
  peek_provider (self);
  for (self->file = 0; self->file < self->prisma->asts->len; self->file++)
    {
      g_autoptr (GArray) generators = list_blocks (self, CROW_AST_GENERATOR);

      check_datasources (self);
      for (guint i = 0; i < generators->len; i++)
        {
          Config config = get_config (self, g_array_index (generators, guint, i));

          check_generator (self, &config);
        }
    }
}
