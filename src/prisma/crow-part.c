#include <string.h>

#include "crow-resolve-private.h"

#define ELSEWHERE "(elsewhere)"

/* A model that some relation leads to and that no file has. */
typedef struct
{
  char *name;       /* (owned) */
  GHashTable *seen; /* (owned) (element-type utf8) names of its fields */
  GString *fields;  /* (owned) their lines */
} Missing;

/* What is missing, in the order in which it is asked for. */
typedef struct
{
  GPtrArray *models;   /* (owned) (element-type Missing) */
  GHashTable *by_name; /* (owned) (element-type utf8 Missing) */
} Search;

static void
free_missing (gpointer data)
{
  Missing *self = data;

  g_free (self->name);
  g_hash_table_unref (self->seen);
  g_string_free (self->fields, TRUE);
  g_free (self);
}

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->models, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static GHashTable *
list_declared (CrowPrisma *prisma)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < prisma->asts->len; i++)
    {
      const CrowAst *ast = g_ptr_array_index (prisma->asts, i);

      for (guint j = 0; j < ast->blocks->len; j++)
        g_hash_table_add (names,
                          crow_ast_dup (ast, g_array_index (ast->blocks, CrowAstBlock, j).name));
    }
  return names;
}

static Missing *
get_missing (Search *self, const char *name)
{
  Missing *missing = g_hash_table_lookup (self->by_name, name);

  if (missing != NULL)
    return missing;
  missing = g_new0 (Missing, 1);
  missing->name = g_strdup (name);
  missing->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  missing->fields = g_string_new (NULL);
  g_ptr_array_add (self->models, missing);
  g_hash_table_insert (self->by_name, missing->name, missing);
  return missing;
}

/* The type of the field called @name, which refers to the one that is missing: they are the same.
 * (transfer full) */
static char *
dup_type (const CrowAst *ast, const CrowAstBlock *block, const char *name)
{
  for (guint i = 0; i < block->n_fields; i++)
    {
      const CrowAstField *field = &g_array_index (ast->fields, CrowAstField,
                                                  block->first_field + i);

      if (crow_ast_equals (ast, field->name, name) && field->type.end > field->type.start)
        return crow_ast_dup (ast, field->type);
    }
  return g_strdup ("Int");
}

/* The names in a list, `[a, b]`; others than plain ones are left out. (transfer full) */
static GPtrArray *
list_names (const CrowAst *ast, const CrowAstExpression *list)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = list != NULL && list->kind == CROW_AST_ARRAY ? list->first_element : CROW_AST_NONE;
       i != CROW_AST_NONE; i = crow_ast_get_expression (ast, i)->next_sibling)
    {
      const CrowAstExpression *element = crow_ast_get_expression (ast, i);
      g_autofree char *name = crow_ast_dup (ast, element->span);

      if (element->kind == CROW_AST_CONSTANT && strchr (name, '.') == NULL)
        g_ptr_array_add (names, g_steal_pointer (&name));
    }
  return names;
}

/* @field may lead to a model that is not here. */
static void
search_field (Search *self,
              GHashTable *declared,
              const CrowAst *ast,
              const CrowAstBlock *block,
              const CrowAstField *field)
{
  const CrowAstAttribute *attribute = crow_ast_find_attribute (ast, field->first_attribute,
                                                               field->n_attributes, "relation");
  g_autofree char *type = crow_ast_dup (ast, field->type);
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GPtrArray) references = NULL;
  Missing *missing;

  if (attribute == NULL || !crow_prisma_is_name (type) || g_hash_table_contains (declared, type))
    return;
  keys = list_names (ast, crow_resolve_find_value (ast, attribute, "fields", FALSE));
  references = list_names (ast, crow_resolve_find_value (ast, attribute, "references", FALSE));
  if (keys->len == 0 || keys->len != references->len)
    return;
  missing = get_missing (self, type);
  for (guint i = 0; i < references->len; i++)
    {
      const char *name = g_ptr_array_index (references, i);
      g_autofree char *key_type = NULL;

      if (!g_hash_table_add (missing->seen, g_strdup (name)))
        continue;
      key_type = dup_type (ast, block, g_ptr_array_index (keys, i));
      g_string_append_printf (missing->fields, "  %s %s\n", name, key_type);
    }
}

static void
search_files (Search *self, CrowPrisma *prisma)
{
  g_autoptr (GHashTable) declared = list_declared (prisma);

  for (guint i = 0; i < prisma->asts->len; i++)
    {
      const CrowAst *ast = g_ptr_array_index (prisma->asts, i);

      for (guint j = 0; j < ast->blocks->len; j++)
        {
          const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, j);

          if (block->kind != CROW_AST_MODEL && block->kind != CROW_AST_VIEW)
            continue;
          for (guint k = 0; k < block->n_fields; k++)
            search_field (self, declared, ast, block,
                          &g_array_index (ast->fields, CrowAstField, block->first_field + k));
        }
    }
}

/* The missing models that @prisma does not declare, as text. */
static char *
write_models (const Search *self, CrowPrisma *prisma)
{
  g_autoptr (GHashTable) declared = list_declared (prisma);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->models->len; i++)
    {
      const Missing *missing = g_ptr_array_index (self->models, i);

      if (!g_hash_table_contains (declared, missing->name))
        g_string_append_printf (text, "model %s {\n%s}\n", missing->name, missing->fields->str);
    }
  return g_string_free (text, FALSE);
}

/**
 * crow_prisma_complete:
 * @self: a schema, perhaps only a part of one
 * @other: (nullable): another, which it is compared with
 *
 * One file of several has relations to models that others declare, and by itself it has none of
 * these. For each such model that @self or @other asks for a stand-in is added, in a file of its
 * own, with the fields that are referred to and nothing else, so that the relations can be read;
 * what @self says itself stays. Any thread.
 *
 * Returns: (transfer full): the schema with its stand-ins; @self where nothing is missing
 */
CrowPrisma *
crow_prisma_complete (CrowPrisma *self, CrowPrisma *other)
{
  g_auto (Search) search = { NULL, NULL };
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GBytes) content = NULL;

  search.models = g_ptr_array_new_with_free_func (free_missing);
  search.by_name = g_hash_table_new (g_str_hash, g_str_equal);
  search_files (&search, self);
  if (other != NULL)
    search_files (&search, other);
  text = write_models (&search, self);
  if (*text == '\0')
    return crow_prisma_ref (self);
  files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (files, crow_source_file_ref (g_ptr_array_index (self->files, i)));
  content = g_bytes_new (text, strlen (text));
  g_ptr_array_add (files, crow_source_file_new (ELSEWHERE, content));
  return crow_prisma_new_with_rules (files, self->schema->rules);
}
