#include "crow-validate-private.h"

#include <string.h>

#define UNSUPPORTED "Unsupported"

/* Names that Prisma's client could not spell in JavaScript. */
static const char *const reserved_names[] = {
  "PrismaClient", "async",      "await",    "break",   "case",       "catch",     "class",
  "const",        "continue",   "debugger", "default", "delete",     "do",        "else",
  "enum",         "export",     "extends",  "false",   "finally",    "for",       "function",
  "if",           "implements", "import",   "in",      "instanceof", "interface", "let",
  "new",          "null",       "package",  "private", "protected",  "public",    "return",
  "super",        "switch",     "this",     "throw",   "true",       "try",       "typeof",
  "using",        "var",        "void",     "while",   "with",       "yield",     NULL,
};

static const char *
describe_block (CrowAstBlockKind kind)
{
  switch (kind)
    {
    case CROW_AST_MODEL:
      return "model";
    case CROW_AST_VIEW:
      return "view";
    case CROW_AST_TYPE:
      return "composite type";
    case CROW_AST_ENUM:
      return "enum";
    case CROW_AST_DATASOURCE:
      return "source";
    case CROW_AST_GENERATOR:
    default:
      return "generator";
    }
}

/* How the errors about names speak of a block, and of what stands in it. */
static const char *
describe_item (CrowAstBlockKind kind, gboolean is_field)
{
  switch (kind)
    {
    case CROW_AST_VIEW:
      return is_field ? "field" : "view";
    case CROW_AST_TYPE:
      return "Composite type";
    case CROW_AST_ENUM:
      return is_field ? "Enum Value" : "Enum";
    case CROW_AST_MODEL:
    default:
      return is_field ? "Field" : "Model";
    }
}

static void
check_identifier (CrowCheck *self, CrowSpan span, const char *item)
{
  const CrowAst *ast = crow_check_ast (self);
  gsize length;
  const char *text = crow_source_file_get_text (ast->file, &length) + span.start;

  if (span.start == span.end)
    crow_check_error (self, span, "Error validating: The name of a %s must not be empty.", item);
  else if (!g_ascii_isalpha (*text) &&
           g_unichar_isdigit (g_utf8_get_char_validated (text, span.end - span.start)))
    crow_check_error (self, span,
                      "Error validating: The name of a %s must not start with a number.", item);
  else if (memchr (text, '-', span.end - span.start) != NULL)
    crow_check_error (self, span, "Error validating: The character `-` is not allowed in %s names.",
                      item);
}

/* The first letter tells most names apart. */
static gboolean
is_reserved (const char *name)
{
  for (guint i = 0; reserved_names[i] != NULL; i++)
    if (reserved_names[i][0] == name[0] && strcmp (reserved_names[i], name) == 0)
      return TRUE;
  return FALSE;
}

static void
check_reserved (CrowCheck *self, const CrowAstBlock *block, const char *name)
{
  const char *kind = describe_block (block->kind);

  if (!is_reserved (name))
    return;
  if (block->kind == CROW_AST_ENUM)
    crow_check_error (self, block->span,
                      "Error validating enum `%s`: The enum name `%s` is invalid. It is a reserved "
                      "name. Please change it. Read more at "
                      "https://www.prisma.io/docs/reference/tools-and-interfaces/prisma-schema/"
                      "data-model#naming-enums",
                      name, name);
  else if (block->kind != CROW_AST_TYPE)
    crow_check_error (self, block->span,
                      "Error validating model \"%s\": The %s name `%s` is invalid. It is a "
                      "reserved "
                      "name. Please change it. Read more at https://pris.ly/d/naming-models",
                      name, kind, name);
}

static void
check_attribute_names (CrowCheck *self, guint first, guint n_attributes)
{
  const CrowAst *ast = crow_check_ast (self);

  for (guint i = first; i < first + n_attributes; i++)
    {
      const CrowAstAttribute *attribute = &g_array_index (ast->attributes, CrowAstAttribute, i);

      if (!attribute->is_recovered)
        check_identifier (self, attribute->name, "Attribute");
    }
}

static void
add_field (CrowCheck *self, guint model, guint node)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstField *source = &g_array_index (ast->fields, CrowAstField, node);
  CrowCheckModel *owner = crow_check_model (self, model);
  CrowCheckField field = { .model = model,
                           .node = node,
                           .name = crow_check_intern_span (self, source->name),
                           .arity = source->arity,
                           .span = source->span,
                           .kind = CROW_CHECK_UNKNOWN,
                           .scalar = CROW_SCALAR_NONE,
                           .target = CROW_AST_NONE,
                           .attribute = CROW_AST_NONE,
                           .next_in_group = CROW_AST_NONE,
                           .extra = (CrowCheckExtra *) &crow_check_no_extra,
                           .ends = (CrowCheckEnds *) &crow_check_no_ends };

  crow_check_at (self, model, self->fields->len);
  g_array_append_val (self->fields, field);
  if (owner->kind != CROW_AST_TYPE)
    {
      check_identifier (self, source->name, describe_item (owner->kind, TRUE));
      check_attribute_names (self, source->first_attribute, source->n_attributes);
    }
  if (!crow_check_name_field (self, model, field.name, self->fields->len - 1))
    crow_check_error (self, source->name, "Field \"%s\" is already defined on %s \"%s\".",
                      field.name, describe_block (owner->kind), owner->name);
}

static void
check_enum_value (CrowCheck *self, guint model, guint node)
{
  const CrowAstField *source = &g_array_index (crow_check_ast (self)->fields, CrowAstField, node);
  const char *name = crow_check_intern_span (self, source->name);

  check_identifier (self, source->name, describe_item (CROW_AST_ENUM, TRUE));
  check_attribute_names (self, source->first_attribute, source->n_attributes);
  if (!crow_check_name_field (self, model, name, node))
    crow_check_error (self, source->span, "Value \"%s\" is already defined on enum \"%s\".", name,
                      crow_check_model (self, model)->name);
}

static void
add_fields (CrowCheck *self, guint model, const CrowAstBlock *block)
{
  const CrowAst *ast = crow_check_ast (self);

  for (guint i = 0; i < block->n_fields; i++)
    {
      guint node = block->first_field + i;

      if (g_array_index (ast->fields, CrowAstField, node).is_recovered)
        continue;
      if (crow_check_model (self, model)->kind == CROW_AST_ENUM)
        check_enum_value (self, model, node);
      else
        add_field (self, model, node);
    }
}

static void
check_properties (CrowCheck *self, const CrowAstBlock *block, const char *name)
{
  const CrowAst *ast = crow_check_ast (self);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < block->n_fields; i++)
    {
      const CrowAstField *field = &g_array_index (ast->fields, CrowAstField,
                                                  block->first_field + i);
      const char *key = crow_check_intern_span (self, field->name);

      if (!field->is_recovered && !g_hash_table_add (seen, (gpointer) key))
        crow_check_error (self, field->name, "Key \"%s\" is already defined in %s \"%s\".", key,
                          describe_block (block->kind), name);
    }
}

/* The block's own attributes, those of the blocks that Prisma counts to it included. */
static void
check_block_attribute_names (CrowCheck *self, guint index)
{
  const GArray *blocks = crow_check_ast (self)->blocks;

  for (guint i = index; i < blocks->len; i++)
    {
      const CrowAstBlock *block = &g_array_index (blocks, CrowAstBlock, i);

      if (block->seen_as != index)
        return;
      check_attribute_names (self, block->first_attribute, block->n_attributes);
    }
}

static void
add_model (CrowCheck *self, guint block_index, const char *name)
{
  CrowAstBlock block = crow_check_block (self, block_index);
  CrowCheckModel model = { .kind = block.kind,
                           .file = self->file,
                           .block = block_index,
                           .name = name,
                           .first_field = self->fields->len,
                           .keys = g_array_new (FALSE, FALSE, sizeof (CrowCheckKey)) };
  guint index = self->models->len;

  g_array_append_val (self->models, model);
  crow_check_at (self, index, CROW_AST_NONE);
  check_identifier (self, block.name, describe_item (block.kind, FALSE));
  check_reserved (self, &block, name);
  if (block.kind != CROW_AST_TYPE)
    check_block_attribute_names (self, block_index);
  add_fields (self, index, &block);
  crow_check_model (self, index)->n_fields = self->fields->len -
                                             crow_check_model (self, index)->first_field;
  crow_check_at (self, index, CROW_AST_NONE);
}

/* The kind of the block that bears @name already, or -1; from now on @value bears it. */
static int
take_name (CrowCheck *self, GHashTable *space, const char *name, CrowAstBlockKind kind, guint value)
{
  gpointer existing = g_hash_table_lookup (space, name);

  g_hash_table_insert (space, (gpointer) name, GUINT_TO_POINTER (value));
  if (existing == NULL)
    return -1;
  if (kind == CROW_AST_DATASOURCE || kind == CROW_AST_GENERATOR)
    return (int) kind;
  return (int) crow_check_model (self, GPOINTER_TO_UINT (existing) - 1)->kind;
}

static void
check_block (CrowCheck *self, guint index, GHashTable *datasources, GHashTable *generators)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, index);
  const char *name = crow_check_intern_span (self, block->name);
  GHashTable *space = self->model_by_name;
  int existing;

  crow_check_at (self, CROW_AST_NONE, CROW_AST_NONE);
  if (crow_scalar_find (name, strlen (name)) != CROW_SCALAR_NONE)
    crow_check_error (self, block->name,
                      "\"%s\" is a reserved scalar type name and cannot be used.", name);
  if (block->kind == CROW_AST_DATASOURCE || block->kind == CROW_AST_GENERATOR)
    {
      CrowAstBlock whole = crow_check_block (self, index);

      check_properties (self, &whole, name);
      space = block->kind == CROW_AST_DATASOURCE ? datasources : generators;
    }
  else
    add_model (self, index, name);
  existing = take_name (self, space, name, block->kind, MAX (self->models->len, 1));
  if (existing >= 0)
    crow_check_error (self, block->name,
                      "The %s \"%s\" cannot be defined because a %s with that name already exists.",
                      describe_block (block->kind), name,
                      describe_block ((CrowAstBlockKind) existing));
}

/* Stage one: every block and field gets its name; names that clash or cannot be are told. */
void
crow_check_names (CrowCheck *self)
{
  g_autoptr (GHashTable) datasources = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) generators = g_hash_table_new (NULL, NULL);

  for (self->file = 0; self->file < self->prisma->asts->len; self->file++)
    {
      const CrowAst *ast = crow_check_ast (self);

      for (guint i = 0; i < ast->blocks->len; i++)
        if (g_array_index (ast->blocks, CrowAstBlock, i).seen_as == i)
          check_block (self, i, datasources, generators);
    }
}

/* The name in `Unsupported("name")`, or NULL where the type is none. */
static const char *
find_unsupported (CrowCheck *self, CrowSpan type)
{
  const CrowAst *ast = crow_check_ast (self);
  const char *start = ast->text + type.start;
  g_autofree char *text = NULL;
  const char *open;

  if (type.end - type.start < strlen (UNSUPPORTED) ||
      memcmp (start, UNSUPPORTED, strlen (UNSUPPORTED)) != 0)
    return NULL;
  text = crow_ast_dup (ast, type);
  open = strchr (text, '(');
  return open != NULL ? crow_check_intern (self, open) : NULL;
}

/* The first block of each name as it reads in small letters. */
static void
index_lower_names (CrowCheck *self)
{
  self->model_by_lower_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->models->len; i++)
    {
      char *lower = g_utf8_strdown (crow_check_model (self, i)->name, -1);

      if (g_hash_table_contains (self->model_by_lower_name, lower))
        g_free (lower);
      else
        g_hash_table_insert (self->model_by_lower_name, lower, GUINT_TO_POINTER (i + 1));
    }
}

/* What an unknown type may have been meant to be: a built-in type in whatever case, or a block if
 * it is written all in small letters. (nullable) */
static const char *
suggest_type (CrowCheck *self, const char *type)
{
  guint model;

  for (CrowScalar i = 0; i < CROW_N_SCALARS; i++)
    if (g_ascii_strcasecmp (crow_scalar_get_name (i), type) == 0)
      return crow_scalar_get_name (i);
  if (self->model_by_lower_name == NULL)
    index_lower_names (self);
  model = GPOINTER_TO_UINT (g_hash_table_lookup (self->model_by_lower_name, type));
  return model > 0 ? crow_check_model (self, model - 1)->name : NULL;
}

static void
tell_unknown_type (CrowCheck *self, const CrowCheckModel *owner, const char *type, CrowSpan span)
{
  const char *suggestion = owner->kind != CROW_AST_TYPE ? suggest_type (self, type) : NULL;

  crow_check_error (self, span,
                    "Type \"%s\" is neither a built-in type, nor refers to another model, "
                    "composite type, or enum.%s%s%s",
                    type, suggestion != NULL ? " Did you mean \"" : "",
                    suggestion != NULL ? suggestion : "", suggestion != NULL ? "\"?" : "");
}

static void
resolve_named_type (CrowCheck *self, guint index, CrowSpan span)
{
  CrowCheckField *field = crow_check_field (self, index);
  const CrowCheckModel *owner = crow_check_model (self, field->model);
  guint target = GPOINTER_TO_UINT (g_hash_table_lookup (self->model_by_name, field->type));
  const CrowCheckModel *model = target > 0 ? crow_check_model (self, target - 1) : NULL;

  if (model == NULL)
    {
      tell_unknown_type (self, owner, field->type, span);
      return;
    }
  field->target = target - 1;
  if (model->kind == CROW_AST_ENUM)
    field->kind = CROW_CHECK_ENUM;
  else if (model->kind == CROW_AST_TYPE)
    field->kind = CROW_CHECK_COMPOSITE;
  else if (owner->kind != CROW_AST_TYPE)
    field->kind = CROW_CHECK_RELATION;
  else
    crow_check_error (self, span,
                      "Error validating composite type \"%s\": %s refers to a model, making this a "
                      "relation field. Relation fields inside composite types are not supported.",
                      owner->name, model->name);
}

static void
resolve_type (CrowCheck *self, guint index)
{
  CrowCheckField *field = crow_check_field (self, index);
  const CrowAstField *node = &g_array_index (crow_check_ast (self)->fields, CrowAstField,
                                             field->node);

  crow_check_at (self, field->model, index);
  field->type = find_unsupported (self, node->type);
  if (field->type != NULL)
    {
      field->kind = CROW_CHECK_UNSUPPORTED;
      return;
    }
  field->type = crow_check_intern_span (self, node->type);
  field->scalar = crow_scalar_find (field->type, strlen (field->type));
  if (field->scalar != CROW_SCALAR_NONE)
    field->kind = CROW_CHECK_SCALAR;
  else
    resolve_named_type (self, index, node->type);
}

static gboolean
has_values (const CrowCheck *self, const CrowAstBlock *block)
{
  const CrowAst *ast = crow_check_ast (self);

  for (guint i = block->first_field; i < block->first_field + block->n_fields; i++)
    if (!g_array_index (ast->fields, CrowAstField, i).is_recovered)
      return TRUE;
  return FALSE;
}

/* Stage two: every field gets its type. */
void
crow_check_types (CrowCheck *self)
{
  for (guint i = 0; i < self->models->len; i++)
    {
      const CrowCheckModel *model = crow_check_model (self, i);
      CrowAstBlock block;

      self->file = model->file;
      block = crow_check_block (self, model->block);
      for (guint j = 0; j < model->n_fields; j++)
        resolve_type (self, model->first_field + j);
      crow_check_at (self, i, CROW_AST_NONE);
      if (model->kind == CROW_AST_ENUM && !has_values (self, &block))
        crow_check_error (self, block.span,
                          "Error validating: An enum must have at least one value.");
    }
}
