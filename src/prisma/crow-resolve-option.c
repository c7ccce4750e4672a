#include "crow-resolve-private.h"

#include <string.h>

/* The value of an argument among those from @first, by its name. */
static const CrowAstExpression *
find_argument (const CrowAst *ast, guint first, const char *name)
{
  const CrowAstArgument *argument;

  for (guint next = first; next != CROW_AST_NONE; next = argument->next_sibling)
    {
      argument = &g_array_index (ast->arguments, CrowAstArgument, next);
      if (crow_ast_equals (ast, argument->name, name))
        return crow_ast_get_expression (ast, argument->value);
    }
  return NULL;
}

static char *
dup_constant (const CrowAst *ast, guint first, const char *name)
{
  const CrowAstExpression *value = find_argument (ast, first, name);

  return value != NULL && value->kind == CROW_AST_CONSTANT ? crow_ast_dup (ast, value->span) : NULL;
}

/* `raw("…")`, else NULL. */
static char *
dup_raw (const CrowAst *ast, const CrowAstExpression *value)
{
  if (value == NULL || value->kind != CROW_AST_FUNCTION ||
      !crow_ast_equals (ast, value->name, "raw"))
    return NULL;
  return crow_resolve_dup_function_string (ast, value);
}

static CrowSort
read_sort (const CrowAst *ast, guint first)
{
  g_autofree char *sort = dup_constant (ast, first, "sort");

  if (g_strcmp0 (sort, "Asc") == 0)
    return CROW_SORT_ASCENDING;
  return g_strcmp0 (sort, "Desc") == 0 ? CROW_SORT_DESCENDING : CROW_SORT_NONE;
}

static guint
read_length (const CrowAst *ast, guint first)
{
  const CrowAstExpression *value = find_argument (ast, first, "length");
  g_autofree char *text = NULL;

  if (value == NULL || value->kind != CROW_AST_NUMBER)
    return 0;
  text = crow_ast_dup (ast, value->span);
  return (guint) MIN (g_ascii_strtoull (text, NULL, 10), G_MAXUINT);
}

static CrowKeyColumn
read_column (const CrowAst *ast, guint first)
{
  CrowKeyColumn column = { .sort = read_sort (ast, first), .length = read_length (ast, first) };

  column.operator_class = dup_raw (ast, find_argument (ast, first, "ops"));
  column.is_raw_class = column.operator_class != NULL;
  if (column.operator_class == NULL)
    column.operator_class = dup_constant (ast, first, "ops");
  return column;
}

/* A column that says something makes the array, for as many as the key has. */
static void
set_column (CrowKey *key, guint place, CrowKeyColumn column)
{
  if (column.sort == CROW_SORT_NONE && column.length == 0 && column.operator_class == NULL)
    return;
  if (key->columns == NULL)
    {
      key->columns = g_array_sized_new (FALSE, TRUE, sizeof (CrowKeyColumn), key->fields->len);
      g_array_set_clear_func (key->columns, (GDestroyNotify) crow_key_column_clear);
      g_array_set_size (key->columns, key->fields->len);
    }
  g_array_index (key->columns, CrowKeyColumn, place) = column;
}

static gboolean
read_clustered (const CrowAst *ast, guint first, CrowProvider provider, CrowKeyKind kind)
{
  g_autofree char *written = dup_constant (ast, first, "clustered");

  if (written != NULL)
    return strcmp (written, "true") == 0;
  return provider == CROW_PROVIDER_SQLSERVER && kind == CROW_KEY_PRIMARY;
}

/**
 * crow_resolve_key_options:
 * @self: a resolver that knows all fields
 * @model: index of the key's model
 * @ast: the syntax that @attribute is in
 * @key: a key whose kind and fields are known
 * @attribute: its attribute
 * @list: (nullable): the list of its fields; %NULL: the attribute is one field's
 *
 * Takes over what the attribute and each field in its list say of order, length, operator class,
 * algorithm, clustering and rows. Anything that is not such a value says nothing.
 */
void
crow_resolve_key_options (CrowResolver *self,
                          guint model,
                          const CrowAst *ast,
                          CrowKey *key,
                          const CrowAstAttribute *attribute,
                          const CrowAstExpression *list)
{
  guint first = attribute->first_argument;
  const CrowAstExpression *element = crow_resolve_get_first (ast, list);

  key->is_clustered = read_clustered (ast, first, self->schema->provider, key->kind);
  if (attribute->n_arguments > (list != NULL ? 1 : 0))
    {
      key->algorithm = dup_constant (ast, first, "type");
      key->predicate = crow_resolve_make_predicate (self, model, ast,
                                                    find_argument (ast, first, "where"));
    }
  if (list == NULL && attribute->n_arguments > 0)
    set_column (key, 0, read_column (ast, first));
  for (guint i = 0; element != NULL && i < key->fields->len; i++)
    {
      if (element->kind == CROW_AST_FUNCTION)
        set_column (key, i, read_column (ast, element->first_argument));
      element = crow_ast_get_expression (ast, element->next_sibling);
    }
}
