#include "crow-validate-config-private.h"

const CrowAstField *
crow_config_property (CrowCheck *self, const CrowAstBlock *block, guint index)
{
  return &g_array_index (crow_check_ast (self)->fields, CrowAstField, block->first_field + index);
}

/* The last property of that name, or NULL. */
const CrowAstField *
crow_config_find (CrowCheck *self, const CrowAstBlock *block, const char *name)
{
  for (guint i = block->n_fields; i > 0; i--)
    {
      const CrowAstField *property = crow_config_property (self, block, i - 1);

      if (!property->is_recovered && property->value != CROW_AST_NONE &&
          crow_ast_equals (crow_check_ast (self), property->name, name))
        return property;
    }
  return NULL;
}

/* Property lines end with their newline; what Prisma reports does not. */
CrowSpan
crow_config_span (CrowCheck *self, const CrowAstField *property)
{
  const CrowAst *ast = crow_check_ast (self);

  return (CrowSpan){ property->name.start,
                     crow_ast_get_expression (ast, property->value)->span.end };
}

const CrowAstExpression *
crow_config_value (CrowCheck *self, const CrowAstField *property)
{
  return crow_ast_get_expression (crow_check_ast (self), property->value);
}

/* Has every property of the block a value? The first that has none is told. */
gboolean
crow_config_is_complete (CrowCheck *self, const CrowConfig *config, const char *kind)
{
  for (guint i = 0; i < config->block.n_fields; i++)
    {
      const CrowAstField *property = crow_config_property (self, &config->block, i);
      g_autofree char *name = NULL;

      if (property->is_recovered || property->value != CROW_AST_NONE)
        continue;
      name = crow_ast_dup (crow_check_ast (self), property->name);
      crow_check_error (self, config->block.span,
                        "Property %s in %s %s needs to be assigned a value", name, kind,
                        config->name);
      return FALSE;
    }
  return TRUE;
}

/* The strings in a property's `["a", "b"]`, or "a" alone; what is none is told and left out.
 * (transfer full) (element-type guint): expressions */
GArray *
crow_config_strings (CrowCheck *self, const CrowAstField *property, gboolean *is_valid)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *value = crow_config_value (self, property);
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

char *
crow_config_dup (CrowCheck *self, guint expression)
{
  const CrowAst *ast = crow_check_ast (self);

  return crow_ast_string_value (ast, crow_ast_get_expression (ast, expression)->span);
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

static CrowConfig
get_config (CrowCheck *self, guint index)
{
  CrowAstBlock block = crow_check_block (self, index);

  return (CrowConfig){ block, crow_check_intern_span (self, block.name) };
}

static void
check_datasources (CrowCheck *self)
{
  g_autoptr (GArray) blocks = list_blocks (self, CROW_AST_DATASOURCE);
  guint n_read = 0;

  for (guint i = 0; i < blocks->len; i++)
    {
      CrowConfig config = get_config (self, g_array_index (blocks, guint, i));

      if (crow_check_datasource_block (self, &config))
        n_read++;
    }
  self->has_datasource |= n_read > 0;
  for (guint i = 0; n_read > 1 && i < blocks->len; i++)
    {
      CrowConfig config = get_config (self, g_array_index (blocks, guint, i));

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
          CrowConfig config = get_config (self, g_array_index (blocks, guint, i));
          const CrowAstField *property = crow_config_find (self, &config.block, "provider");
          g_autofree char *name = NULL;

          if (property == NULL || crow_config_value (self, property)->kind != CROW_AST_STRING)
            continue;
          name = crow_config_dup (self, property->value);
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
          CrowConfig config = get_config (self, g_array_index (generators, guint, i));

          crow_check_generator (self, &config);
        }
    }
}
