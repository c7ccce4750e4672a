#include "crow-resolve-private.h"

#include <string.h>

#include "crow-sql-text.h"

/* The database name of a field, in quotes; a name that no field has stands for itself. */
static void
append_column (CrowResolver *self, guint model, const CrowAst *ast, CrowSpan name, GString *sql)
{
  g_autofree char *text = crow_ast_dup (ast, name);
  const char *column = text;
  guint index;

  if (crow_resolve_find_field (self, model, text, strlen (text), &index))
    {
      const CrowField *field = crow_model_get_field (crow_schema_get_model (self->schema, model),
                                                     index);

      if (field->column != NULL)
        column = field->column;
    }
  crow_sql_append_identifier (sql, column);
}

/* A backslash means itself, as Prisma writes it. */
static void
append_string (const char *text, GString *sql)
{
  g_string_append_c (sql, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '\'')
        g_string_append_c (sql, '\'');
      g_string_append_c (sql, *text);
    }
  g_string_append_c (sql, '\'');
}

/* ` = 1`, ` != 'x'`, ` IS NULL`, ` IS NOT NULL`. */
static void
append_comparison (const CrowAst *ast,
                   const CrowAstExpression *value,
                   gboolean is_negated,
                   GString *sql)
{
  g_autofree char *text = NULL;

  if (value->kind == CROW_AST_CONSTANT && crow_ast_equals (ast, value->span, "null"))
    {
      g_string_append (sql, is_negated ? " IS NOT NULL" : " IS NULL");
      return;
    }
  g_string_append (sql, is_negated ? " != " : " = ");
  if (value->kind == CROW_AST_STRING)
    {
      text = crow_ast_string_value (ast, value->span);
      append_string (text, sql);
      return;
    }
  text = crow_ast_dup (ast, value->span);
  g_string_append (sql, text);
}

static void
append_member (CrowResolver *self,
               guint model,
               const CrowAst *ast,
               const CrowAstArgument *member,
               GString *sql)
{
  const CrowAstExpression *value = crow_ast_get_expression (ast, member->value);
  gboolean is_negated = value != NULL && value->kind == CROW_AST_OBJECT;

  if (is_negated && value->first_argument != CROW_AST_NONE)
    value = crow_ast_get_expression (ast, g_array_index (ast->arguments, CrowAstArgument,
                                                         value->first_argument)
                                              .value);
  if (value == NULL)
    return;
  if (sql->len > 0)
    g_string_append (sql, " AND ");
  append_column (self, model, ast, member->name, sql);
  append_comparison (ast, value, is_negated, sql);
}

/**
 * crow_resolve_make_predicate:
 * @self: a resolver that knows all fields
 * @model: index of a model
 * @ast: the syntax that @value is in
 * @value: (nullable): of a key's `where`: `raw("…")`, or `{ field: value, other: { not: value } }`
 *
 * Returns: (transfer full) (nullable): the condition in SQL, without brackets around it
 */
char *
crow_resolve_make_predicate (CrowResolver *self,
                             guint model,
                             const CrowAst *ast,
                             const CrowAstExpression *value)
{
  GString *sql;
  const CrowAstArgument *member;

  if (value == NULL)
    return NULL;
  if (value->kind == CROW_AST_FUNCTION && crow_ast_equals (ast, value->name, "raw"))
    return crow_resolve_dup_function_string (ast, value);
  if (value->kind != CROW_AST_OBJECT)
    return NULL;

  sql = g_string_new (NULL);
  for (guint next = value->first_argument; next != CROW_AST_NONE; next = member->next_sibling)
    {
      member = &g_array_index (ast->arguments, CrowAstArgument, next);
      append_member (self, model, ast, member, sql);
    }
  return g_string_free (sql, sql->len == 0);
}
