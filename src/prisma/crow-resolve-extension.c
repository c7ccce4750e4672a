#include "crow-resolve-private.h"

/* `schema: "x"` of `postgis(schema: "x")`. */
static char *
dup_argument (const CrowAst *ast, const CrowAstExpression *extension, const char *name)
{
  const CrowAstArgument *argument;

  for (guint next = extension->first_argument; next != CROW_AST_NONE; next = argument->next_sibling)
    {
      const CrowAstExpression *value;

      argument = &g_array_index (ast->arguments, CrowAstArgument, next);
      value = crow_ast_get_expression (ast, argument->value);
      if (value != NULL && value->kind == CROW_AST_STRING &&
          crow_ast_equals (ast, argument->name, name))
        return crow_ast_string_value (ast, value->span);
    }
  return NULL;
}

/**
 * crow_resolve_extensions:
 * @ast: a syntax tree
 * @list: (nullable): value of a datasource's `extensions`
 * @extensions: (element-type CrowExtension): gets them, as written
 */
void
crow_resolve_extensions (const CrowAst *ast, const CrowAstExpression *list, GPtrArray *extensions)
{
  const CrowAstExpression *element;

  for (element = crow_resolve_get_first (ast, list); element != NULL;
       element = crow_ast_get_expression (ast, element->next_sibling))
    {
      char *name;

      if (element->kind != CROW_AST_CONSTANT && element->kind != CROW_AST_FUNCTION)
        continue;
      name = dup_argument (ast, element, "map");
      if (name == NULL)
        name = crow_ast_dup (ast, element->name);
      g_ptr_array_add (extensions, crow_extension_new (name, dup_argument (ast, element, "schema"),
                                                       dup_argument (ast, element, "version")));
    }
}
