#include "crow-validate-config-private.h"

#include <string.h>

/* Properties of a datasource that are read elsewhere, or belong to Prisma 6 and are accepted. */
static const char *const silent_properties[] = {
  "provider",        "url",
  "directUrl",       "shadowDatabaseUrl",
  "relationMode",    "referentialIntegrity",
  "extensions",      "schemas",
  "previewFeatures", NULL,
};

/* The provider, or CROW_PROVIDER_NONE with the reason told. */
static CrowProvider
read_provider (CrowCheck *self, const CrowConfig *config)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstField *property = crow_config_find (self, &config->block, "provider");
  const CrowAstExpression *value = property != NULL ? crow_config_value (self, property) : NULL;
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
read_relation_mode (CrowCheck *self, const CrowConfig *config)
{
  const CrowAstField *mode = crow_config_find (self, &config->block, "relationMode");
  const CrowAstField *old = crow_config_find (self, &config->block, "referentialIntegrity");
  const CrowAstField *property = mode != NULL ? mode : old;
  g_autofree char *name = NULL;

  if (old != NULL)
    crow_check_warning (self, crow_config_span (self, old),
                        "The `referentialIntegrity` attribute is deprecated. Please use "
                        "`relationMode` instead. Learn more at https://pris.ly/d/relation-mode");
  if (property == NULL)
    return;
  if (mode != NULL && old != NULL)
    crow_check_error (self, crow_config_span (self, old),
                      "The `referentialIntegrity` and `relationMode` attributes cannot be used "
                      "together. Please use only `relationMode` instead.");
  else if (crow_config_value (self, property)->kind != CROW_AST_STRING)
    crow_check_mismatch (self, "string", property->value);
  else
    name = crow_config_dup (self, property->value);
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
    crow_check_error (self, crow_config_value (self, property)->span,
                      "Error validating datasource `relationMode`: Invalid relation mode setting: "
                      "\"foreignKeys\". Supported values: \"prisma\"");
}

static gboolean
has_namespaces (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB ||
         provider == CROW_PROVIDER_SQLSERVER;
}

typedef struct
{
  const char *name; /* interned */
  guint expression;
} Namespace;

static int
compare_namespaces (gconstpointer a, gconstpointer b)
{
  const Namespace *left = a, *right = b;
  int order = strcmp (left->name, right->name);

  if (order != 0)
    return order;
  return left->expression < right->expression ? -1 : left->expression > right->expression;
}

/* Prisma sorts them by name and tells of two equal ones that stand side by side at the first. */
static void
tell_duplicate_schemas (CrowCheck *self, GArray *expressions)
{
  g_autoptr (GArray) namespaces = g_array_new (FALSE, FALSE, sizeof (Namespace));

  for (guint i = 0; i < expressions->len; i++)
    {
      Namespace namespace = { NULL, g_array_index (expressions, guint, i) };
      g_autofree char *name = crow_config_dup (self, namespace.expression);

      namespace.name = crow_check_intern (self, name);
      g_hash_table_add (self->schemas, (gpointer) namespace.name);
      g_array_append_val (namespaces, namespace);
    }
  g_array_sort (namespaces, compare_namespaces);
  for (guint i = 0; i + 1 < namespaces->len; i++)
    {
      const Namespace *namespace = &g_array_index (namespaces, Namespace, i);

      if (namespace[0].name == namespace[1].name)
        crow_check_error (self,
                          crow_ast_get_expression (crow_check_ast (self), namespace->expression)
                              ->span,
                          "Duplicated schema names are not allowed");
    }
}

static void
read_schemas (CrowCheck *self, const CrowAstBlock *block)
{
  const CrowAstField *property = crow_config_find (self, block, "schemas");
  g_autoptr (GArray) names = NULL;
  gboolean is_valid;

  if (property == NULL)
    return;
  names = crow_config_strings (self, property, &is_valid);
  if (!is_valid)
    return;
  if (!has_namespaces (self->provider))
    {
      crow_check_error (self, crow_config_value (self, property)->span,
                        "The `schemas` property is not supported on the current connector.");
      return;
    }
  if (names->len == 0)
    {
      crow_check_error (self, crow_config_value (self, property)->span,
                        "If provided, the schemas array can not be empty.");
      return;
    }
  self->has_schemas = TRUE;
  tell_duplicate_schemas (self, names);
}

/* Arguments of one extension, by name: the expressions, those first that Prisma knows. */
static void
check_extension_arguments (CrowCheck *self, const CrowAstExpression *extension)
{
  static const char *const known[] = { "map", "schema", "version", NULL };
  const CrowAst *ast = crow_check_ast (self);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL); /* interned name to argument + 1 */
  g_autoptr (GArray) unknown = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = extension->first_argument; i != CROW_AST_NONE;
       i = g_array_index (ast->arguments, CrowAstArgument, i).next_sibling)
    {
      const CrowAstArgument *argument = &g_array_index (ast->arguments, CrowAstArgument, i);
      const char *name = crow_check_intern_span (self, argument->name);

      if (argument->value == CROW_AST_NONE)
        continue;
      if (*name == '\0')
        crow_check_error (self, argument->span, "Error validating: The argument must have a name");
      else if (g_hash_table_contains (seen, name))
        crow_check_error (self, argument->span,
                          "Error validating: The argument `%s` can only be defined once", name);
      else
        {
          g_hash_table_insert (seen, (gpointer) name, GUINT_TO_POINTER (i + 1));
          if (crow_ast_get_expression (ast, argument->value)->kind != CROW_AST_STRING)
            crow_check_mismatch (self, "string", argument->value);
          if (!g_strv_contains (known, name))
            g_array_append_val (unknown, i);
        }
    }
  for (guint i = 0; known[i] != NULL; i++)
    {
      guint found = GPOINTER_TO_UINT (g_hash_table_lookup (seen,
                                                           crow_check_intern (self, known[i])));
      const CrowAstArgument *argument;

      if (found == 0)
        continue;
      argument = &g_array_index (ast->arguments, CrowAstArgument, found - 1);
      if (crow_ast_get_expression (ast, argument->value)->kind != CROW_AST_STRING)
        crow_check_error (self, argument->span,
                          "Error validating: The `%s` argument must be a string literal", known[i]);
    }
  for (guint i = 0; i < unknown->len; i++)
    {
      const CrowAstArgument *argument = &g_array_index (ast->arguments, CrowAstArgument,
                                                        g_array_index (unknown, guint, i));
      g_autofree char *name = crow_ast_dup (ast, argument->name);

      crow_check_error (self, argument->span, "Argument not known: \"%s\".", name);
    }
}

/* `[citext, uuid_ossp(map: "uuid-ossp")]`: names, or functions of that name. */
static void
read_extensions (CrowCheck *self, const CrowAstField *property)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *value = crow_config_value (self, property);
  gboolean is_array = value->kind == CROW_AST_ARRAY;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean is_valid = TRUE;

  for (guint i = is_array ? value->first_element : property->value; i != CROW_AST_NONE;
       i = is_array ? crow_ast_get_expression (ast, i)->next_sibling : CROW_AST_NONE)
    {
      CrowAstExpressionKind kind = crow_ast_get_expression (ast, i)->kind;

      g_array_append_val (found, i);
      if (kind == CROW_AST_CONSTANT || kind == CROW_AST_FUNCTION)
        continue;
      crow_check_mismatch (self, "constant or function", i);
      is_valid = FALSE;
    }
  if (!is_valid)
    return;
  self->extensions_span = crow_config_span (self, property);
  g_array_append_vals (self->extensions, found->data, found->len);
  for (guint i = 0; i < found->len; i++)
    check_extension_arguments (self,
                               crow_ast_get_expression (ast, g_array_index (found, guint, i)));
}

/* Of several with one name the last one is told. */
static void
tell_unknown_properties (CrowCheck *self, const CrowAstBlock *block)
{
  g_autoptr (GHashTable) last = g_hash_table_new (NULL, NULL); /* interned name to place */

  for (guint i = 0; i < block->n_fields; i++)
    {
      const CrowAstField *property = crow_config_property (self, block, i);

      if (!property->is_recovered)
        g_hash_table_replace (last, (gpointer) crow_check_intern_span (self, property->name),
                              GUINT_TO_POINTER (i));
    }
  for (guint i = 0; i < block->n_fields; i++)
    {
      const CrowAstField *property = crow_config_property (self, block, i);
      const char *name = crow_check_intern_span (self, property->name);
      gboolean is_known = g_strv_contains (silent_properties, name) &&
                          (!g_str_equal (name, "extensions") ||
                           self->provider == CROW_PROVIDER_POSTGRESQL);

      if (!property->is_recovered && !is_known &&
          GPOINTER_TO_UINT (g_hash_table_lookup (last, name)) == i)
        crow_check_error (self, crow_config_span (self, property), "Property not known: \"%s\".",
                          name);
    }
}

static void
check_properties (CrowCheck *self, const CrowAstBlock *block)
{
  const CrowAstField *previews = crow_config_find (self, block, "previewFeatures");
  const CrowAstField *extensions = crow_config_find (self, block, "extensions");

  if (extensions != NULL && self->provider == CROW_PROVIDER_POSTGRESQL)
    read_extensions (self, extensions);
  if (previews != NULL)
    crow_check_error (self, crow_config_span (self, previews),
                      "Preview features are only supported in the generator block. Please move "
                      "this "
                      "field to the generator block.");
  read_schemas (self, block);
  tell_unknown_properties (self, block);
}

/* A datasource. FALSE: it is too wrong to be one. */
gboolean
crow_check_datasource_block (CrowCheck *self, const CrowConfig *config)
{
  CrowProvider provider;

  if (!crow_config_is_complete (self, config, "datasource"))
    return FALSE;
  provider = read_provider (self, config);
  if (provider == CROW_PROVIDER_NONE)
    return FALSE;
  self->provider = provider;
  self->datasource_name = config->name;
  self->datasource_file = self->file;
  read_relation_mode (self, config);
  if (provider == CROW_PROVIDER_MONGODB)
    self->mode = CROW_RELATION_MODE_PRISMA;
  check_properties (self, &config->block);
  return TRUE;
}
