#include "crow-resolve-private.h"

#include <string.h>

static const struct
{
  const char *attribute;
  CrowKeyKind kind;
  const char *suffix;
} known_keys[] = {
  { "id", CROW_KEY_PRIMARY, "_pkey" },
  { "unique", CROW_KEY_UNIQUE, "_key" },
  { "index", CROW_KEY_INDEX, "_idx" },
  { "fulltext", CROW_KEY_FULLTEXT, "_idx" },
};

/* The field of the model that @name starts with; `address.street` is in field `address`. */
static gboolean
find_field (CrowResolver *self, guint model, const CrowAst *ast, CrowSpan name, guint *field)
{
  const char *path = ast->text + name.start;
  gsize length = name.end - name.start;
  const char *dot = memchr (path, '.', length);

  return crow_resolve_find_field (self, model, path, dot != NULL ? (gsize) (dot - path) : length,
                                  field);
}

/**
 * crow_resolve_fields:
 * @self: a resolver that knows all fields
 * @model: index of a model
 * @ast: the syntax that @list is in
 * @list: (nullable): `[a, b(sort: Desc)]`, or `a`
 * @fields: (element-type guint): gets the fields' indexes
 *
 * Returns: whether @list is a list of one or more fields of the model, all of them known
 */
gboolean
crow_resolve_fields (CrowResolver *self,
                     guint model,
                     const CrowAst *ast,
                     const CrowAstExpression *list,
                     GArray *fields)
{
  const CrowAstExpression *element;

  for (element = crow_resolve_get_first (ast, list); element != NULL;
       element = crow_ast_get_expression (ast, element->next_sibling))
    {
      guint field;

      if ((element->kind != CROW_AST_CONSTANT && element->kind != CROW_AST_FUNCTION) ||
          !find_field (self, model, ast, element->name, &field))
        return FALSE;
      g_array_append_val (fields, field);
    }
  return fields->len > 0;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* `sort: Asc` and so on say nothing. */
static gboolean
is_default (CrowKeyKind kind, const char *name, const char *value)
{
  if (strcmp (name, "sort") == 0)
    return strcmp (value, "Asc") == 0;
  if (strcmp (name, "type") == 0)
    return strcmp (value, "BTree") == 0;
  if (strcmp (name, "clustered") == 0)
    return strcmp (value, kind == CROW_KEY_PRIMARY ? "true" : "false") == 0;
  return strcmp (name, "fields") == 0 || strcmp (name, "map") == 0 || strcmp (name, "name") == 0 ||
         *name == '\0' || *value == '\0';
}

/* Arguments that the database sees, by name: `sort:Desc`. */
static GPtrArray *
list_options (const CrowAst *ast, CrowKeyKind kind, guint first_argument)
{
  GPtrArray *options = g_ptr_array_new_with_free_func (g_free);
  const CrowAstArgument *argument;

  for (guint next = first_argument; next != CROW_AST_NONE; next = argument->next_sibling)
    {
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      argument = &g_array_index (ast->arguments, CrowAstArgument, next);
      if (argument->value == CROW_AST_NONE)
        continue;
      name = crow_ast_dup (ast, argument->name);
      value = crow_resolve_dup_expression (ast, argument->value);
      if (!is_default (kind, name, value))
        g_ptr_array_add (options, g_strconcat (name, ":", value, NULL));
    }
  g_ptr_array_sort (options, compare_strings);
  return options;
}

static void
append_joined (GString *text, GPtrArray *options, const char *separator)
{
  for (guint i = 0; i < options->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? separator : "",
                            (const char *) g_ptr_array_index (options, i));
}

/* `b(length:10,sort:Desc)`, for the fields that have anything to tell. */
static void
append_field_options (const CrowAst *ast,
                      const CrowModel *model,
                      const CrowKey *key,
                      const CrowAstExpression *list,
                      GString *text)
{
  const CrowAstExpression *element = list != NULL
                                         ? crow_ast_get_expression (ast, list->first_element)
                                         : NULL;

  for (guint i = 0; element != NULL && i < key->fields->len; i++)
    {
      CrowField *field = crow_model_get_field (model, g_array_index (key->fields, guint, i));
      g_autoptr (GPtrArray) options = list_options (ast, key->kind, element->first_argument);
      g_autofree char *path = crow_ast_dup (ast, element->name);
      const char *inner = strchr (path, '.');

      element = crow_ast_get_expression (ast, element->next_sibling);
      if (options->len == 0 && inner == NULL)
        continue;
      g_string_append_printf (text, "%s%s%s(", text->len > 0 ? " " : "",
                              field->column != NULL ? field->column : field->name,
                              inner != NULL ? inner : "");
      append_joined (text, options, ",");
      g_string_append_c (text, ')');
    }
}

static gboolean
is_path (const CrowAst *ast, CrowSpan name)
{
  return memchr (ast->text + name.start, '.', name.end - name.start) != NULL;
}

/* Whether there is anything but the list of fields. */
static gboolean
has_options (const CrowAst *ast, const CrowAstAttribute *attribute, const CrowAstExpression *list)
{
  const CrowAstExpression *element;

  if (list == NULL || attribute->n_arguments != 1)
    return attribute->n_arguments > 0;
  for (element = crow_resolve_get_first (ast, list); element != NULL;
       element = crow_ast_get_expression (ast, element->next_sibling))
    if (element->kind == CROW_AST_FUNCTION || is_path (ast, element->name))
      return TRUE;
  return FALSE;
}

/* What makes two keys over the same columns differ, or NULL. */
static char *
make_detail (const CrowAst *ast,
             const CrowModel *model,
             const CrowKey *key,
             const CrowAstAttribute *attribute,
             const CrowAstExpression *list)
{
  g_autoptr (GPtrArray) options = NULL;
  GString *text;

  if (!has_options (ast, attribute, list))
    return NULL;
  options = list_options (ast, key->kind, attribute->first_argument);
  text = g_string_new (NULL);
  append_joined (text, options, " ");
  append_field_options (ast, model, key, list, text);
  return g_string_free (text, text->len == 0);
}

static gboolean
has_named_primary_keys (CrowProvider provider)
{
  return provider != CROW_PROVIDER_MYSQL && provider != CROW_PROVIDER_SQLITE &&
         provider != CROW_PROVIDER_MONGODB;
}

/* Default names are made of columns; @list may name a part of one. */
static char *
make_default_name (CrowResolver *self, const CrowModel *model, const CrowKey *key)
{
  CrowProvider provider = self->schema->provider;
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  if (key->kind == CROW_KEY_PRIMARY)
    return has_named_primary_keys (provider)
               ? crow_resolve_make_name (provider, model->table, NULL, "_pkey")
               : NULL;
  for (guint i = 0; i < key->fields->len; i++)
    {
      CrowField *field = crow_model_get_field (model, g_array_index (key->fields, guint, i));

      g_ptr_array_add (columns, field->column != NULL ? field->column : field->name);
    }
  return crow_resolve_make_name (provider, model->table, columns, known_keys[key->kind].suffix);
}

/* A view has none in the database. `name:` of an index is an old word for `map:`; of a key it is
 * the client's. */
static char *
make_name (CrowResolver *self,
           const CrowModel *model,
           const CrowKey *key,
           const CrowAst *ast,
           const CrowAstAttribute *attribute)
{
  char *name;

  if (model->kind == CROW_MODEL_VIEW)
    return NULL;
  name = crow_resolve_dup_string (ast, attribute, "map", FALSE);
  if (name == NULL && key->kind == CROW_KEY_INDEX)
    name = crow_resolve_dup_string (ast, attribute, "name", FALSE);
  return name != NULL ? name : make_default_name (self, model, key);
}

static const CrowAst *
get_ast (CrowResolver *self, guint file)
{
  return g_ptr_array_index (self->prisma->asts, file);
}

/* The key that an attribute declares over fields that are all known; anything else is none. */
static void
add_key (CrowResolver *self,
         guint index,
         guint file,
         const CrowAstAttribute *attribute,
         int only_field)
{
  CrowModel *model = crow_schema_get_model (self->schema, index);
  const CrowAst *ast = get_ast (self, file);
  const CrowAstExpression *list = NULL;
  CrowKey *key;
  guint kind = 0;

  while (kind < G_N_ELEMENTS (known_keys) &&
         !crow_ast_equals (ast, attribute->name, known_keys[kind].attribute))
    kind++;
  if (kind == G_N_ELEMENTS (known_keys) || (only_field >= 0 && kind > CROW_KEY_UNIQUE))
    return;

  key = crow_key_new (known_keys[kind].kind);
  key->is_of_field = only_field >= 0;
  if (key->is_of_field)
    g_array_append_val (key->fields, only_field);
  else
    {
      list = crow_resolve_find_value (ast, attribute, "fields", TRUE);
      if (!crow_resolve_fields (self, index, ast, list, key->fields))
        g_array_set_size (key->fields, 0);
    }
  key->location = (CrowLocation){ file, attribute->span };
  g_ptr_array_add (model->keys, key);
  if (key->fields->len == 0)
    {
      g_ptr_array_set_size (model->keys, model->keys->len - 1);
      return;
    }
  key->name = make_name (self, model, key, ast, attribute);
  key->detail = make_detail (ast, model, key, attribute, list);
  crow_resolve_key_options (self, index, ast, key, attribute, list);
}

/**
 * crow_resolve_keys:
 * @self: a resolver that knows all fields
 * @model: index of a model
 *
 * Fills the model's keys: those of fields, then those of the block, as declared.
 */
void
crow_resolve_keys (CrowResolver *self, guint model)
{
  CrowAstPlace place = g_array_index (self->prisma->model_places, CrowAstPlace, model);
  const CrowAst *ast = get_ast (self, place.file);
  const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, place.block);
  const GArray *fields = g_ptr_array_index (self->field_places, model);

  for (guint i = 0; i < fields->len; i++)
    {
      const CrowAstField *field = &g_array_index (ast->fields, CrowAstField,
                                                  g_array_index (fields, guint, i));

      for (guint j = 0; j < field->n_attributes; j++)
        add_key (self, model, place.file,
                 &g_array_index (ast->attributes, CrowAstAttribute, field->first_attribute + j),
                 (int) i);
    }
  for (guint i = 0; i < block->n_attributes; i++)
    add_key (self, model, place.file,
             &g_array_index (ast->attributes, CrowAstAttribute, block->first_attribute + i), -1);
}
