#include "crow-edit-private.h"

/* The line after which the index goes. */
typedef struct
{
  CrowSpan span;     /* of the attribute or field that stands there */
  gboolean is_field; /* a field: no block attribute stands in the model yet */
} Neighbour;

/* The model holds a relation field, so there is always one. */
static void
find_neighbour (const CrowAst *ast, const CrowAstBlock *block, Neighbour *neighbour)
{
  neighbour->is_field = block->n_attributes == 0;
  if (neighbour->is_field)
    neighbour->span = g_array_index (ast->fields, CrowAstField,
                                     block->first_field + block->n_fields - 1)
                          .span;
  else
    neighbour->span = g_array_index (ast->attributes, CrowAstAttribute,
                                     block->first_attribute + block->n_attributes - 1)
                          .span;
}

/* Does a blank line stand in front of the line that holds @offset? */
static gboolean
has_blank_line_before (const CrowAst *ast, guint32 offset)
{
  guint n_newlines = 0;

  for (guint i = crow_edit_find_token (ast, offset); i > 0; i--)
    {
      const CrowToken *token = &g_array_index (crow_ast_get_tokens (ast), CrowToken, i - 1);

      if (token->kind == CROW_TOKEN_NEWLINE)
        n_newlines++;
      else if (token->kind != CROW_TOKEN_BLANK)
        break;
    }
  return n_newlines >= 2;
}

/* Do the models of this file set their block attributes off by a blank line? */
static gboolean
sets_attributes_off (const CrowAst *ast)
{
  int balance = 0;

  for (guint i = 0; i < ast->blocks->len; i++)
    {
      const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, i);
      const CrowAstAttribute *attribute;

      if (block->n_attributes == 0 || block->n_fields == 0)
        continue;
      attribute = &g_array_index (ast->attributes, CrowAstAttribute, block->first_attribute);
      balance += has_blank_line_before (ast, attribute->span.start) ? 1 : -1;
    }
  return balance > 0;
}

/* `@@index([a, b])`: field names, not columns. (transfer full) */
static char *
write_attribute (const CrowSchema *schema, const CrowRelation *relation)
{
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  g_autoptr (GString) text = g_string_new ("@@index([");

  for (guint i = 0; i < relation->child_fields->len; i++)
    {
      guint field = g_array_index (relation->child_fields, guint, i);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              crow_model_get_field (child, field)->name);
    }
  g_string_append (text, "])");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Does some key or index of the child begin with exactly the relation's fields? */
static gboolean
is_indexed (const CrowSchema *schema, const CrowRelation *relation)
{
  const CrowModel *child = crow_schema_get_model (schema, relation->child);

  for (guint i = 0; i < child->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (child->keys, i);
      guint n_same = 0;

      if (key->kind == CROW_KEY_FULLTEXT || key->fields->len < relation->child_fields->len)
        continue;
      while (n_same < relation->child_fields->len &&
             g_array_index (key->fields, guint, n_same) ==
                 g_array_index (relation->child_fields, guint, n_same))
        n_same++;
      if (n_same == relation->child_fields->len)
        return TRUE;
    }
  return FALSE;
}

static const char *
explain_no_index (const CrowSchema *schema, const CrowRelation *relation)
{
  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    return "an implicit many-to-many relation has its index in the hidden join table";
  if (crow_schema_get_model (schema, relation->child)->kind == CROW_MODEL_VIEW)
    return "a view has no index";
  if (relation->child_fields->len == 0)
    return "the relation has no key";
  if (is_indexed (schema, relation))
    return "its key has an index already";
  return NULL;
}

/* The edit that puts the index into the model. */
static CrowTextEdit *
write_index (CrowPrisma *self, const CrowRelation *relation, CrowAstPlace place)
{
  const CrowAst *ast = g_ptr_array_index (self->asts, place.file);
  g_autofree char *indent = NULL, *newline = NULL, *text = NULL;
  g_autofree char *attribute = write_attribute (self->schema, relation);
  Neighbour neighbour;
  guint32 at;

  find_neighbour (ast, &g_array_index (ast->blocks, CrowAstBlock, place.block), &neighbour);
  at = crow_edit_line_end (ast, neighbour.span.start);
  indent = crow_edit_dup_indent (ast, neighbour.span.start);
  newline = crow_edit_dup_newline (ast, at);
  text = g_strconcat (neighbour.is_field && sets_attributes_off (ast) ? newline : "", newline,
                      indent, attribute, NULL);
  return crow_text_edit_new (place.file, (CrowSpan){ at, at }, text);
}

/**
 * crow_prisma_edit_add_index:
 * @self: a schema
 * @id: a relation's id
 * @error: %CROW_ERROR_UNKNOWN, no such relation; %CROW_ERROR_INVALID, there is nothing to index
 *
 * One line `@@index([…])` over the relation's key, after the model's block attributes, else after
 * its last field (behind a blank line where the file sets its attributes off so), with the
 * neighbour's indent and newline. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type CrowTextEdit): the one edit
 */
GPtrArray *
crow_prisma_edit_add_index (CrowPrisma *self, const char *id, GError **error)
{
  g_autoptr (GPtrArray)
      text_edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_text_edit_free);
  g_autoptr (CrowPrisma) after = NULL;
  int index = crow_schema_find_relation (self->schema, id);
  const CrowRelation *relation;
  const char *reason;

  if (index < 0)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "There is no relation %s", id);
      return NULL;
    }
  relation = crow_schema_get_relation (self->schema, (guint) index);
  reason = explain_no_index (self->schema, relation);
  if (reason != NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID, "%s: %s", id, reason);
      return NULL;
    }
  g_ptr_array_add (text_edits,
                   write_index (self, relation,
                                g_array_index (self->relation_places, CrowAstPlace, index)));
  after = crow_edit_try (self, text_edits, error);
  return after != NULL ? g_steal_pointer (&text_edits) : NULL;
}
