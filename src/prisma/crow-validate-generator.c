#include "crow-validate-config-private.h"

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
  const CrowAstField *property = crow_config_find (self, block, "previewFeatures");
  g_autoptr (GArray) features = NULL;
  gboolean is_valid;

  if (property == NULL)
    return;
  features = crow_config_strings (self, property, &is_valid);
  for (guint i = 0; is_valid && i < features->len; i++)
    {
      g_autofree char *feature = crow_config_dup (self, g_array_index (features, guint, i));

      check_feature (self, feature, crow_config_value (self, property)->span);
    }
}

/* `env("NAME")`. FALSE: it is not well formed, which is told. */
static gboolean
check_env (CrowCheck *self, guint index)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *function = crow_ast_get_expression (ast, index);
  guint value = CROW_AST_NONE, n_values = 0, n_empty = 0;

  for (guint i = function->first_argument; i != CROW_AST_NONE;
       i = g_array_index (ast->arguments, CrowAstArgument, i).next_sibling)
    {
      const CrowAstArgument *argument = &g_array_index (ast->arguments, CrowAstArgument, i);

      if (argument->value == CROW_AST_NONE)
        {
          n_empty++;
          continue;
        }
      n_values++;
      value = argument->value;
      if (argument->name.end > argument->name.start)
        crow_check_warning (self, argument->span,
                            "The env function doesn't expect named arguments");
    }
  if (n_values == 0 && n_empty > 0)
    crow_check_error (self, function->span,
                      "The env function expects a singular, unnamed, string argument.");
  else if (n_values + n_empty != 1 || function->trailing_comma.end > 0)
    crow_check_error (self, function->span,
                      "Exactly one string parameter must be passed to the env function.");
  else if (crow_ast_get_expression (ast, value)->kind != CROW_AST_STRING)
    crow_check_mismatch (self, "string", value);
  else
    return TRUE;
  return FALSE;
}

static gboolean
is_env (const CrowAst *ast, const CrowAstExpression *expression)
{
  return expression->kind == CROW_AST_FUNCTION && crow_ast_equals (ast, expression->name, "env");
}

/* A string or `env("NAME")`; what is neither is told. */
static gboolean
check_string_or_env (CrowCheck *self, guint index)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *expression = crow_ast_get_expression (ast, index);

  if (is_env (ast, expression))
    return check_env (self, index);
  if (expression->kind == CROW_AST_STRING)
    return TRUE;
  crow_check_mismatch (self, "String", index);
  return FALSE;
}

static void
check_binary_targets (CrowCheck *self, const CrowAstField *property)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *value = crow_config_value (self, property);

  if (value->kind != CROW_AST_ARRAY)
    check_string_or_env (self, property->value);
  else
    for (guint i = value->first_element; i != CROW_AST_NONE;
         i = crow_ast_get_expression (ast, i)->next_sibling)
      check_string_or_env (self, i);
}

/* A property that Prisma does not know may hold anything, but env() must be well formed. FALSE: it
 * is not, or this is an object, of which Prisma says nothing: it reads no further property. */
static gboolean
check_any_value (CrowCheck *self, guint index)
{
  const CrowAst *ast = crow_check_ast (self);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  guint next = index;

  while (next != CROW_AST_NONE || stack->len > 0)
    {
      const CrowAstExpression *expression;

      if (next == CROW_AST_NONE)
        {
          next = g_array_index (stack, guint, stack->len - 1);
          g_array_set_size (stack, stack->len - 1);
          continue;
        }
      expression = crow_ast_get_expression (ast, next);
      if (expression->kind == CROW_AST_OBJECT ||
          (is_env (ast, expression) && !check_env (self, next)))
        return FALSE;
      next = expression->next_sibling;
      if (expression->kind == CROW_AST_ARRAY)
        {
          g_array_append_val (stack, next);
          next = expression->first_element;
        }
    }
  return TRUE;
}

static void
check_other_properties (CrowCheck *self, const CrowConfig *config)
{
  static const char *const known[] = { "provider", "output", "binaryTargets", "previewFeatures",
                                       NULL };

  g_autoptr (GHashTable) last = g_hash_table_new (NULL, NULL); /* interned name to place */

  for (guint i = 0; i < config->block.n_fields; i++)
    {
      const CrowAstField *property = crow_config_property (self, &config->block, i);

      if (!property->is_recovered)
        g_hash_table_replace (last, (gpointer) crow_check_intern_span (self, property->name),
                              GUINT_TO_POINTER (i));
    }
  for (guint i = 0; i < config->block.n_fields; i++)
    {
      const CrowAstField *property = crow_config_property (self, &config->block, i);
      const char *name = crow_check_intern_span (self, property->name);

      if (!property->is_recovered && !g_strv_contains (known, name) &&
          GPOINTER_TO_UINT (g_hash_table_lookup (last, name)) == i &&
          !check_any_value (self, property->value))
        return;
    }
}

/* A generator: what it needs, and the features it asks for. */
void
crow_check_generator (CrowCheck *self, const CrowConfig *config)
{
  const CrowAstField *engine_type, *provider, *output, *targets;

  if (!crow_config_is_complete (self, config, "generator"))
    return;
  engine_type = crow_config_find (self, &config->block, "engineType");
  if (engine_type != NULL && crow_config_value (self, engine_type)->kind != CROW_AST_STRING)
    crow_check_mismatch (self, "String", engine_type->value);
  provider = crow_config_find (self, &config->block, "provider");
  if (provider == NULL)
    crow_check_error (self, config->block.span,
                      "Argument \"provider\" is missing in generator block \"%s\".", config->name);
  if (provider == NULL || !check_string_or_env (self, provider->value))
    return;
  output = crow_config_find (self, &config->block, "output");
  if (output != NULL)
    check_string_or_env (self, output->value);
  targets = crow_config_find (self, &config->block, "binaryTargets");
  if (targets != NULL)
    check_binary_targets (self, targets);
  check_features (self, &config->block);
  check_other_properties (self, config);
}
