#include "crow-resolve-private.h"

#include <string.h>

#define FEW_FIELDS 16 /* so many are looked through as they are */

static CrowAst *
get_ast (CrowResolver *self, guint file)
{
  return g_ptr_array_index (self->prisma->asts, file);
}

static const CrowAstBlock *
get_block (CrowResolver *self, CrowAstPlace place)
{
  return &g_array_index (get_ast (self, place.file)->blocks, CrowAstBlock, place.block);
}

/* Calls @function for every block of the kinds of @mask, files in order. */
static void
for_each_block (CrowResolver *self, guint mask, void (*function) (CrowResolver *, CrowAstPlace))
{
  for (guint i = 0; i < self->prisma->asts->len; i++)
    for (guint j = 0; j < get_ast (self, i)->blocks->len; j++)
      {
        CrowAstPlace place = { i, j, CROW_AST_NONE };

        if (mask & 1u << get_block (self, place)->kind)
          function (self, place);
      }
}

/* The last one counts, as to Prisma. */
static const CrowAstExpression *
find_property (const CrowAst *ast, const CrowAstBlock *block, const char *name)
{
  for (guint i = block->n_fields; i > 0; i--)
    {
      const CrowAstField *field = &g_array_index (ast->fields, CrowAstField,
                                                  block->first_field + i - 1);

      if (crow_ast_equals (ast, field->name, name))
        return crow_ast_get_expression (ast, field->value);
    }
  return NULL;
}

static char *
dup_string_property (const CrowAst *ast, const CrowAstBlock *block, const char *name)
{
  const CrowAstExpression *value = find_property (ast, block, name);

  if (value == NULL || value->kind != CROW_AST_STRING)
    return g_strdup ("");
  return crow_ast_string_value (ast, value->span);
}

static void
add_namespaces (CrowResolver *self, const CrowAst *ast, const CrowAstExpression *list)
{
  const CrowAstExpression *element;

  for (element = crow_resolve_get_first (ast, list); element != NULL;
       element = crow_ast_get_expression (ast, element->next_sibling))
    if (element->kind == CROW_AST_STRING)
      g_ptr_array_add (self->schema->namespaces, crow_ast_string_value (ast, element->span));
}

/* The `app` of `url = "postgresql://…?schema=app"`; NULL: it says none, as any env("…"). */
static char *
dup_home (const CrowAst *ast, const CrowAstBlock *block)
{
  g_autofree char *url = dup_string_property (ast, block, "url");
  const char *query = strchr (url, '?');
  g_auto (GStrv) parameters = g_strsplit (query != NULL ? query + 1 : "", "&", -1);

  for (guint i = 0; parameters[i] != NULL; i++)
    if (g_str_has_prefix (parameters[i], "schema=") && parameters[i][strlen ("schema=")] != '\0')
      return g_uri_unescape_string (parameters[i] + strlen ("schema="), NULL);
  return NULL;
}

/* The first one counts; a second is an error anyway. */
static void
resolve_datasource (CrowResolver *self, CrowAstPlace place)
{
  const CrowAst *ast = get_ast (self, place.file);
  const CrowAstBlock *block = get_block (self, place);
  g_autofree char *provider = dup_string_property (ast, block, "provider");
  g_autofree char *mode = dup_string_property (ast, block, "relationMode");

  if (self->has_datasource)
    return;
  self->has_datasource = TRUE;
  if (!crow_provider_from_name (provider, &self->schema->provider))
    self->schema->provider = CROW_PROVIDER_NONE;
  if (self->schema->provider == CROW_PROVIDER_MONGODB || g_str_equal (mode, "prisma"))
    self->schema->relation_mode = CROW_RELATION_MODE_PRISMA;
  add_namespaces (self, ast, find_property (ast, block, "schemas"));
  crow_resolve_extensions (ast, find_property (ast, block, "extensions"), self->schema->extensions);
  self->schema->home = dup_home (ast, block);
}

/* `@@map("…")` or the name itself. */
static char *
dup_database_name (const CrowAst *ast, guint first, guint n, CrowSpan name)
{
  char *mapped = crow_resolve_dup_string (ast, crow_ast_find_attribute (ast, first, n, "map"),
                                          "name", TRUE);

  return mapped != NULL ? mapped : crow_ast_dup (ast, name);
}

static char *
dup_namespace (const CrowAst *ast, const CrowAstBlock *block)
{
  return crow_resolve_dup_string (ast,
                                  crow_ast_find_attribute (ast, block->first_attribute,
                                                           block->n_attributes, "schema"),
                                  "map", TRUE);
}

static void
add_type_name (CrowResolver *self, const char *name, gsize length, CrowResolverType type)
{
  g_string_truncate (self->scratch, 0);
  g_string_append_len (self->scratch, name, (gssize) length);
  if (g_hash_table_contains (self->types, self->scratch->str))
    return;
  g_hash_table_insert (self->types,
                       crow_arena_dup (self->arena, self->scratch->str, self->scratch->len),
                       memcpy (crow_arena_alloc (self->arena, sizeof type), &type, sizeof type));
}

/* Whoever has a name first keeps it. */
static void
add_type (CrowResolver *self, CrowAstPlace place, CrowTypeKind kind, guint index)
{
  CrowSpan name = get_block (self, place)->name;

  add_type_name (self,
                 crow_source_file_get_text (get_ast (self, place.file)->file, NULL) + name.start,
                 name.end - name.start, (CrowResolverType){ kind, index });
}

static void
declare_model (CrowResolver *self, CrowAstPlace place)
{
  const CrowAst *ast = get_ast (self, place.file);
  const CrowAstBlock *block = get_block (self, place);
  CrowModel *model = crow_model_new_in (self->arena, block->n_fields);

  model->kind = block->kind == CROW_AST_VIEW ? CROW_MODEL_VIEW : CROW_MODEL_TABLE;
  model->name = crow_ast_dup (ast, block->name);
  model->table = dup_database_name (ast, block->first_attribute, block->n_attributes, block->name);
  model->namespace_ = dup_namespace (ast, block);
  model->is_ignored = crow_ast_find_attribute (ast, block->first_attribute, block->n_attributes,
                                               "ignore") != NULL;
  model->location = (CrowLocation){ place.file, block->span };
  add_type (self, place, CROW_TYPE_MODEL, self->schema->models->len);
  g_ptr_array_add (self->schema->models, model);
  g_array_append_val (self->prisma->model_places, place);
}

static void
declare_enum (CrowResolver *self, CrowAstPlace place)
{
  const CrowAst *ast = get_ast (self, place.file);
  const CrowAstBlock *block = get_block (self, place);
  CrowEnum *enumeration = crow_enum_new ();

  enumeration->name = crow_ast_dup (ast, block->name);
  enumeration->database_name = dup_database_name (ast, block->first_attribute, block->n_attributes,
                                                  block->name);
  enumeration->namespace_ = dup_namespace (ast, block);
  enumeration->location = (CrowLocation){ place.file, block->span };
  for (guint i = 0; i < block->n_fields; i++)
    {
      const CrowAstField *value = &g_array_index (ast->fields, CrowAstField,
                                                  block->first_field + i);

      g_ptr_array_add (enumeration->names, crow_ast_dup (ast, value->name));
      g_ptr_array_add (enumeration->values, dup_database_name (ast, value->first_attribute,
                                                               value->n_attributes, value->name));
    }
  add_type (self, place, CROW_TYPE_ENUM, 0);
  g_ptr_array_add (self->schema->enums, enumeration);
}

static void
declare_composite (CrowResolver *self, CrowAstPlace place)
{
  add_type (self, place, CROW_TYPE_COMPOSITE, 0);
}

/* Scalars stand among the types from the start, so that no model takes their names. */
static void
add_scalars (CrowResolver *self)
{
  static const char *const scalars[] = { "String",  "Boolean",  "Int",  "BigInt", "Float",
                                         "Decimal", "DateTime", "Json", "Bytes" };

  for (guint i = 0; i < G_N_ELEMENTS (scalars); i++)
    add_type_name (self, scalars[i], strlen (scalars[i]),
                   (CrowResolverType){ CROW_TYPE_SCALAR, 0 });
}

/* The field's type: a known one's name is shared. */
static void
take_type (CrowResolver *self, CrowField *field, const char *text, gsize length)
{
  gpointer name, known;

  g_string_truncate (self->scratch, 0);
  g_string_append_len (self->scratch, text, (gssize) length);
  if (g_hash_table_lookup_extended (self->types, self->scratch->str, &name, &known))
    {
      field->type = name;
      field->kind = ((const CrowResolverType *) known)->kind;
      return;
    }
  field->type = crow_arena_dup (self->arena, text, length);
  field->kind = g_str_has_prefix (field->type, "Unsupported(") ? CROW_TYPE_UNSUPPORTED
                                                               : CROW_TYPE_UNKNOWN;
}

/* `@db.VarChar(50)` without the datasource's name. */
static char *
dup_native_type (const CrowAst *ast, const CrowAstField *field)
{
  for (guint i = 0; i < field->n_attributes; i++)
    {
      const CrowAstAttribute *attribute = &g_array_index (ast->attributes, CrowAstAttribute,
                                                          field->first_attribute + i);
      const char *name = ast->text + attribute->name.start;
      guint length = attribute->name.end - attribute->name.start;
      const char *dot = memchr (name, '.', length);
      g_autofree char *arguments = NULL;

      if (dot == NULL)
        continue;
      arguments = crow_resolve_dup_arguments (ast, attribute->first_argument);
      return g_strdup_printf ("%.*s%s", (int) (name + length - dot - 1), dot + 1, arguments);
    }
  return NULL;
}

static void
take_default (CrowField *self, CrowArena *arena, const CrowAst *ast, const CrowAstField *field)
{
  const CrowAstAttribute *attribute = crow_ast_find_attribute (ast, field->first_attribute,
                                                               field->n_attributes, "default");
  const CrowAstArgument *value = attribute != NULL
                                     ? crow_ast_find_argument (ast, attribute, "value", TRUE)
                                     : NULL;

  if (value == NULL || value->value == CROW_AST_NONE)
    return;
  self->default_value = crow_arena_take (arena, crow_resolve_dup_expression (ast, value->value));
  self->value = crow_resolve_make_default (ast, value->value);
  self->value->constraint = crow_resolve_dup_string (ast, attribute, "map", FALSE);
}

static gboolean
has_attribute (const CrowAst *ast, const CrowAstField *field, const char *name)
{
  return crow_ast_find_attribute (ast, field->first_attribute, field->n_attributes, name) != NULL;
}

/* What the attributes say; most fields have none. */
static void
take_attributes (CrowResolver *self,
                 CrowField *field,
                 const CrowAst *ast,
                 const CrowAstField *syntax)
{
  const CrowAstAttribute *map = crow_ast_find_attribute (ast, syntax->first_attribute,
                                                         syntax->n_attributes, "map");
  char *mapped = crow_resolve_take_string (ast, self->arena, map, "name", TRUE);

  if (field->kind != CROW_TYPE_MODEL && mapped != NULL)
    field->column = mapped;
  field->native_type = crow_arena_take (self->arena, dup_native_type (ast, syntax));
  take_default (field, self->arena, ast, syntax);
  field->is_updated_at = has_attribute (ast, syntax, "updatedAt");
  field->is_ignored = has_attribute (ast, syntax, "ignore");
}

static CrowField *
make_field (CrowResolver *self, guint file, const CrowAstField *syntax)
{
  static const CrowArity arities[] = { CROW_ARITY_REQUIRED, CROW_ARITY_OPTIONAL, CROW_ARITY_LIST };
  const CrowAst *ast = get_ast (self, file);
  const char *text = ast->text;
  CrowField *field = crow_field_new_in (self->arena);

  field->name = crow_arena_dup (self->arena, text + syntax->name.start,
                                syntax->name.end - syntax->name.start);
  take_type (self, field, text + syntax->type.start, syntax->type.end - syntax->type.start);
  field->arity = arities[syntax->arity];
  if (field->kind != CROW_TYPE_MODEL)
    field->column = field->name;
  if (syntax->n_attributes > 0)
    take_attributes (self, field, ast, syntax);
  field->location = (CrowLocation){ file, syntax->span };
  return field;
}

/* A line that Prisma rejects counts as a field only if its type is one. */
static gboolean
is_invented (const CrowField *field, const CrowAstField *syntax)
{
  return syntax->is_recovered && field->kind == CROW_TYPE_UNKNOWN && *field->type != '\0';
}

/* The index of a model's fields by name; the first of a name counts. */
static GHashTable *
index_fields (const CrowModel *model)
{
  GHashTable *names;

  if (model->fields->len <= FEW_FIELDS)
    return NULL;
  names = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = model->fields->len; i > 0; i--)
    g_hash_table_insert (names, crow_model_get_field (model, i - 1)->name,
                         GUINT_TO_POINTER (i - 1));
  return names;
}

/**
 * crow_resolve_find_field:
 * @self: a resolver that knows all fields
 * @model: index of a model
 * @name: a name, not necessarily NUL-terminated
 * @length: of @name, in bytes
 * @index: (out): the first field of that name; untouched where there is none
 *
 * Returns: whether the model has such a field
 */
gboolean
crow_resolve_find_field (CrowResolver *self,
                         guint model,
                         const char *name,
                         gsize length,
                         guint *index)
{
  const GPtrArray *fields = crow_schema_get_model (self->schema, model)->fields;
  GHashTable *names = g_ptr_array_index (self->field_index, model);
  g_autofree char *key = names != NULL ? g_strndup (name, length) : NULL;
  gpointer found;

  if (names != NULL && g_hash_table_lookup_extended (names, key, NULL, &found))
    {
      *index = GPOINTER_TO_UINT (found);
      return TRUE;
    }
  for (guint i = 0; names == NULL && i < fields->len; i++)
    {
      const char *known = ((const CrowField *) g_ptr_array_index (fields, i))->name;

      if (strlen (known) == length && memcmp (known, name, length) == 0)
        {
          *index = i;
          return TRUE;
        }
    }
  return FALSE;
}

static void
free_index (gpointer names)
{
  g_clear_pointer ((GHashTable **) &names, g_hash_table_unref);
}

static void
resolve_model_fields (CrowResolver *self, guint index)
{
  CrowAstPlace place = g_array_index (self->prisma->model_places, CrowAstPlace, index);
  const CrowAst *ast = get_ast (self, place.file);
  const CrowAstBlock *block = get_block (self, place);
  CrowModel *model = crow_schema_get_model (self->schema, index);
  GArray *places = g_array_sized_new (FALSE, FALSE, sizeof (guint), block->n_fields);

  g_ptr_array_add (self->field_places, places);
  for (guint i = block->first_field; i < block->first_field + block->n_fields; i++)
    {
      const CrowAstField *syntax = &g_array_index (ast->fields, CrowAstField, i);
      CrowField *field = make_field (self, place.file, syntax);

      g_ptr_array_add (model->fields, field);
      if (is_invented (field, syntax))
        {
          g_ptr_array_set_size (model->fields, model->fields->len - 1);
          continue;
        }
      g_array_append_val (places, i);
    }
  g_ptr_array_add (self->field_index, index_fields (model));
}

static void
resolve_composite (CrowResolver *self, CrowAstPlace place)
{
  const CrowAst *ast = get_ast (self, place.file);
  const CrowAstBlock *block = get_block (self, place);
  CrowModel *composite = crow_model_new_in (self->arena, block->n_fields);

  composite->name = crow_ast_dup (ast, block->name);
  composite->location = (CrowLocation){ place.file, block->span };
  for (guint i = block->first_field; i < block->first_field + block->n_fields; i++)
    g_ptr_array_add (composite->fields,
                     make_field (self, place.file, &g_array_index (ast->fields, CrowAstField, i)));
  g_ptr_array_add (self->schema->composites, composite);
}

static void
init_resolver (CrowResolver *self, CrowPrisma *prisma)
{
  self->prisma = prisma;
  self->schema = prisma->schema;
  self->arena = crow_arena_new ();
  self->scratch = g_string_new (NULL);
  self->types = g_hash_table_new (g_str_hash, g_str_equal);
  add_scalars (self);
  self->field_index = g_ptr_array_new_with_free_func (free_index);
  self->field_places = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
}

static void
clear_resolver (CrowResolver *self)
{
  g_hash_table_unref (self->types);
  g_string_free (self->scratch, TRUE);
  crow_arena_unref (self->arena);
  g_ptr_array_unref (self->field_index);
  g_ptr_array_unref (self->field_places);
}

/**
 * crow_prisma_resolve:
 * @self: a schema whose files are parsed and whose arrays exist, empty
 *
 * Turns syntax into meaning: provider, models, enums and relations, with the actions in force and
 * the names that a database gets. Reports nothing, invents nothing: what cannot be resolved (a
 * key over a field that does not exist) is left out. Fills the schema, which it does not seal.
 */
void
crow_prisma_resolve (CrowPrisma *self)
{
  CrowResolver resolver = { 0 };

  init_resolver (&resolver, self);
  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (self->schema->files, crow_source_file_ref (self->files->pdata[i]));
  for_each_block (&resolver, 1u << CROW_AST_DATASOURCE, resolve_datasource);
  for_each_block (&resolver, 1u << CROW_AST_MODEL | 1u << CROW_AST_VIEW, declare_model);
  for_each_block (&resolver, 1u << CROW_AST_ENUM, declare_enum);
  for_each_block (&resolver, 1u << CROW_AST_TYPE, declare_composite);

  for (guint i = 0; i < self->schema->models->len; i++)
    resolve_model_fields (&resolver, i);
  for_each_block (&resolver, 1u << CROW_AST_TYPE, resolve_composite);
  for (guint i = 0; i < self->schema->models->len; i++)
    crow_resolve_keys (&resolver, i);
  crow_resolve_relations (&resolver);
  clear_resolver (&resolver);
}
