#include "crow-validate-private.h"

#include <string.h>

/* What an array of fields, with arguments or paths, names. */
typedef struct
{
  CrowCheckKey *key;
  GPtrArray *unknown; /* (owned) (nullable) (element-type utf8) NULL: none, as below */
  GArray *relation;   /* (owned) (nullable) (element-type guint) into fields */
  GHashTable *seen;   /* (owned) (nullable) (element-type utf8) interned paths, if several */
} KeyFields;

static gboolean
is_relation (const CrowCheck *self, guint field)
{
  return crow_check_field (self, field)->kind == CROW_CHECK_RELATION ||
         crow_check_field (self, field)->kind == CROW_CHECK_UNKNOWN;
}

static void
add_unknown (KeyFields *list, char *name)
{
  if (list->unknown == NULL)
    list->unknown = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (list->unknown, name);
}

static void
add_relation (KeyFields *list, guint field)
{
  if (list->relation == NULL)
    list->relation = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (list->relation, field);
}

/* FALSE: @path is in the key already. The paths are hashed from the second one on. */
static gboolean
add_seen (KeyFields *list, const GArray *options, const char *path)
{

  if (options->len == 0)
    return TRUE;
  if (list->seen == NULL)
    {
      list->seen = g_hash_table_new (NULL, NULL);
      g_hash_table_add (list->seen, (gpointer) g_array_index (options, CrowCheckOption, 0).path);
    }
  return g_hash_table_add (list->seen, (gpointer) path);
}

/* Follows `a.b.c` from the model into its composite types: the last field, or CROW_AST_NONE. */
static guint
follow_path (CrowCheck *self, KeyFields *list, guint model, const char *path)
{
  guint field = crow_check_find_field (self, model, path);
  g_auto (GStrv) parts = NULL;

  if (field != CROW_AST_NONE && !is_relation (self, field))
    return field;
  parts = g_strsplit (path, ".", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      field = crow_check_find_field (self, model, crow_check_intern (self, parts[i]));
      if (field == CROW_AST_NONE && i > 0)
        add_unknown (list, g_strdup_printf ("%s in type %s", parts[i],
                                            crow_check_model (self, model)->name));
      else if (field == CROW_AST_NONE)
        add_unknown (list, g_strdup (parts[i]));
      else if (is_relation (self, field))
        add_relation (list, field);
      else if (parts[i + 1] == NULL)
        return field;
      else if (crow_check_field (self, field)->kind != CROW_CHECK_COMPOSITE)
        add_unknown (list, g_strdup (path));
      else
        {
          model = crow_check_field (self, field)->target;
          continue;
        }
      return CROW_AST_NONE;
    }
  return field;
}

/* FALSE: named twice, which is told. */
static gboolean
add_path (CrowVisit *visit,
          KeyFields *list,
          guint model,
          const CrowCheckOption *option,
          gboolean follows)
{
  CrowCheck *self = visit->check;
  const char *path = option->path;
  guint field;

  if (strchr (path, '.') != NULL && !follows)
    {
      add_unknown (list, g_strdup (path));
      return TRUE;
    }
  field = follow_path (self, list, model, path);
  if (field == CROW_AST_NONE)
    return TRUE;
  if (!add_seen (list, self->scratch_options, path))
    {
      crow_check_error (self, visit->attribute->reported,
                        "Error validating model \"%s\": The unique index definition refers to the "
                        "field %s multiple times.",
                        crow_check_model (self, model)->name, path);
      return FALSE;
    }
  g_array_append_val (self->scratch_fields, field);
  g_array_append_val (self->scratch_options, *option);
  list->key->is_optional |= crow_check_field (self, field)->arity == CROW_AST_OPTIONAL;
  list->key->is_unsupported |= crow_check_field (self, field)->kind == CROW_CHECK_UNSUPPORTED;
  return TRUE;
}

/* One element, its path NULL where it is none. */
static CrowCheckOption
read_element (CrowCheck *self, guint expression)
{
  const CrowAstExpression *node = crow_ast_get_expression (crow_check_ast (self), expression);
  CrowCheckOption option = crow_check_no_option ();

  if (node->kind == CROW_AST_CONSTANT)
    option.path = crow_check_intern_span (self, node->span);
  else if (node->kind == CROW_AST_FUNCTION)
    {
      option = crow_check_read_option (self, node);
      option.path = crow_check_intern_span (self, node->name);
    }
  else
    crow_check_mismatch (self, "constant literal", expression);
  return option;
}

/* Fills @list from `[a, b(sort: Desc)]` or `a`. FALSE: what is wrong has been told. */
static gboolean
read_paths (CrowVisit *visit, KeyFields *list, guint model, guint expression, gboolean follows)
{
  CrowCheck *self = visit->check;
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *node = crow_ast_get_expression (ast, expression);
  gboolean is_array = node->kind == CROW_AST_ARRAY;
  g_autoptr (GArray) options = g_array_new (FALSE, FALSE, sizeof (CrowCheckOption));
  gboolean is_valid = TRUE;

  for (guint i = is_array ? node->first_element : expression; i != CROW_AST_NONE;
       i = is_array ? crow_ast_get_expression (ast, i)->next_sibling : CROW_AST_NONE)
    {
      CrowCheckOption option = read_element (self, i);

      is_valid &= option.path != NULL;
      g_array_append_val (options, option);
    }
  for (guint i = 0; is_valid && i < options->len; i++)
    is_valid = add_path (visit, list, model, &g_array_index (options, CrowCheckOption, i), follows);
  return is_valid;
}

static char *
join_names (GPtrArray *names, const char *quote)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (joined, "%s%s%s%s", i > 0 ? ", " : "", quote,
                            (const char *) g_ptr_array_index (names, i), quote);
  return g_string_free (g_steal_pointer (&joined), FALSE);
}

static void
init_key_fields (KeyFields *list, CrowCheckKey *key)
{
  list->key = key;
  list->unknown = NULL;
  list->relation = NULL;
  list->seen = NULL;
}

static void
clear_key_fields (KeyFields *list)
{
  g_clear_pointer (&list->unknown, g_ptr_array_unref);
  g_clear_pointer (&list->relation, g_array_unref);
  g_clear_pointer (&list->seen, g_hash_table_unref);
}

/* The scalar fields under relation fields: what one may have meant. (transfer full) */
static char *
suggest_fields (CrowCheck *self, GArray *relation_fields, const char *attribute)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *names = NULL;

  for (guint i = 0; i < relation_fields->len; i++)
    {
      const CrowCheckList *
          fields = crow_check_field (self, g_array_index (relation_fields, guint, i))->ends->fields;

      if (fields != NULL)
        g_array_append_vals (all, fields->data, fields->len);
    }
  if (all->len == 0)
    return g_strdup ("");
  names = crow_check_join (self, CROW_CHECK_LIST (all), ", ");
  return g_strdup_printf (" Did you mean `@@%s([%s])`?", attribute, names);
}

static void
tell_wrong_index (CrowVisit *visit, const KeyFields *list, guint model, gboolean is_unique)
{
  CrowCheck *self = visit->check;
  const char *name = crow_check_model (self, model)->name;
  const char *prefix = is_unique ? "unique " : "";

  if (list->unknown != NULL)
    {
      g_autofree char *names = join_names (list->unknown, "");

      crow_check_error (self, visit->attribute->reported,
                        "Error validating model \"%s\": The %sindex definition refers to the "
                        "unknown fields: %s.",
                        name, prefix, names);
    }
  if (list->relation != NULL)
    {
      g_autofree char *names = crow_check_join (self, CROW_CHECK_LIST (list->relation), ", ");
      g_autofree char *suggestion = suggest_fields (self, list->relation,
                                                    is_unique ? "unique" : "index");

      crow_check_error (self, visit->attribute->reported,
                        "Error validating model \"%s\": The %sindex definition refers to the "
                        "relation fields %s. Index definitions must reference only scalar "
                        "fields.%s",
                        name, prefix, names, suggestion);
    }
}

static void
empty_lists (CrowCheck *self)
{
  g_array_set_size (self->scratch_fields, 0);
  g_array_set_size (self->scratch_options, 0);
}

static void
read_index_fields (CrowVisit *visit, CrowCheckKey *key, guint model)
{
  const CrowAstArgument *argument = crow_visit_default (visit, "fields", TRUE);
  KeyFields list;

  if (argument == NULL)
    return;
  init_key_fields (&list, key);
  if (!read_paths (visit, &list, model, argument->value, TRUE))
    {
      empty_lists (visit->check);
    }
  else if (list.unknown != NULL || list.relation != NULL)
    {
      tell_wrong_index (visit, &list, model, key->kind == CROW_KEY_UNIQUE);
      empty_lists (visit->check);
    }
  clear_key_fields (&list);
}

static const char *
read_name (CrowVisit *visit)
{
  const CrowAstArgument *argument = crow_visit_argument (visit, "name");
  const char *name = argument != NULL ? crow_visit_string (visit, argument) : NULL;

  if (name == NULL || *name != '\0')
    return name;
  crow_visit_error (visit, "The `name` argument cannot be an empty string.");
  return NULL;
}

static void
check_client_name (CrowVisit *visit, const char *name, guint model, const char *attribute)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      {
        crow_check_error (visit->check, visit->attribute->reported,
                          "Error validating model \"%s\": The `name` property within the `%s` "
                          "attribute only allows for the following characters: `_a-zA-Z0-9`.",
                          crow_check_model (visit->check, model)->name, attribute);
        return;
      }
}

static CrowCheckSwitch
read_clustered (CrowVisit *visit)
{
  const CrowAstArgument *argument = crow_visit_argument (visit, "clustered");

  return argument != NULL ? crow_check_is_boolean (visit->check, argument->value)
                          : CROW_CHECK_UNSET;
}

static CrowCheckAlgorithm
read_algorithm (CrowVisit *visit)
{
  const CrowAstArgument *argument = crow_visit_argument (visit, "type");
  const char *type = argument != NULL ? crow_visit_constant (visit, argument) : NULL;
  CrowCheckAlgorithm algorithm = type != NULL ? crow_check_find_algorithm (type)
                                              : CROW_CHECK_NO_ALGORITHM;

  if (type != NULL && algorithm == CROW_CHECK_NO_ALGORITHM)
    crow_visit_error (visit, "Unknown index type: %s.", type);
  return algorithm;
}

/* An @@index may call its `map` `name`. */
static void
read_index_name (CrowVisit *visit, CrowCheckKey *key)
{
  const char *name = read_name (visit);

  key->mapped = crow_visit_map (visit);
  if (name != NULL && key->mapped != NULL)
    {
      crow_visit_error (visit,
                        "The `@@index` attribute accepts the `name` argument as an alias for the "
                        "`map` argument for legacy reasons. It does not accept both though. Please "
                        "use the `map` argument to specify the database name of the index.");
      key->mapped = NULL;
    }
  else if (name != NULL)
    key->mapped = name;
}

/* A key in the making: what it is of is in the scratch lists, one key at a time. */
static CrowCheckKey
make_key (const CrowVisit *visit, CrowKeyKind kind, gboolean is_field)
{
  empty_lists (visit->check);
  return (CrowCheckKey){ .kind = kind,
                         .attribute = visit->attribute_index,
                         .is_field = is_field,
                         .algorithm = CROW_CHECK_NO_ALGORITHM };
}

/* The key is made. */
static void
keep_lists (CrowCheck *self, CrowCheckKey *key)
{
  key->fields = crow_check_keep (self, self->scratch_fields, sizeof (guint));
  key->options = crow_check_keep (self, self->scratch_options, sizeof (CrowCheckOption));
}

static void
add_key (CrowCheck *self, guint index, CrowCheckKey *key)
{
  CrowCheckModel *model = crow_check_model (self, index);

  keep_lists (self, key);
  g_array_append_val (model->keys, *key);
  model->n_clustered += key->clustered == CROW_CHECK_TRUE;
}

/* Reads the current attribute, @@index, @@unique or @@fulltext, of @model. */
void
crow_check_model_index (CrowVisit *visit, guint model, CrowKeyKind kind)
{
  CrowCheckKey key = make_key (visit, kind, FALSE);

  read_index_fields (visit, &key, model);
  if (kind == CROW_KEY_INDEX)
    {
      read_index_name (visit, &key);
      key.algorithm = read_algorithm (visit);
      key.clustered = read_clustered (visit);
    }
  else if (kind == CROW_KEY_UNIQUE)
    {
      key.name = read_name (visit);
      key.mapped = crow_visit_map (visit);
      if (key.name != NULL)
        check_client_name (visit, key.name, model, "@@unique");
      key.clustered = read_clustered (visit);
    }
  else
    key.mapped = crow_visit_map (visit);
  if (kind != CROW_KEY_FULLTEXT)
    key.is_partial = crow_check_where (visit, model);
  add_key (visit->check, model, &key);
}

static void
fill_from_field (CrowVisit *visit, CrowCheckKey *key, guint field)
{
  const CrowCheckField *source = crow_check_field (visit->check, field);

  g_array_append_val (visit->check->scratch_fields, field);
  key->is_optional = source->arity == CROW_AST_OPTIONAL;
  key->is_unsupported = source->kind == CROW_CHECK_UNSUPPORTED;
}

static void
read_field_option (CrowVisit *visit, CrowCheckKey *key)
{
  CrowCheck *self = visit->check;
  const CrowCheckField *field = crow_check_field (self,
                                                  g_array_index (self->scratch_fields, guint, 0));
  CrowCheckOption option = crow_check_read_field_option (visit);

  option.path = field->name;
  g_array_append_val (self->scratch_options, option);
  key->clustered = read_clustered (visit);
}

/* @unique. */
void
crow_check_field_unique (CrowVisit *visit, guint field)
{
  CrowCheckKey key = make_key (visit, CROW_KEY_UNIQUE, TRUE);
  guint model = crow_check_field (visit->check, field)->model;

  fill_from_field (visit, &key, field);
  key.mapped = crow_visit_map (visit);
  read_field_option (visit, &key);
  key.is_partial = crow_check_where (visit, model);
  add_key (visit->check, model, &key);
}

/* @id. */
void
crow_check_field_id (CrowVisit *visit, guint field)
{
  CrowCheck *self = visit->check;
  CrowCheckModel *model = crow_check_model (self, crow_check_field (self, field)->model);

  if (model->has_id)
    {
      crow_check_error (self, crow_check_block (self, model->block).span,
                        "Error validating model \"%s\": At most one field must be marked as the id "
                        "field with the `@id` attribute.",
                        model->name);
      return;
    }
  model->has_id = TRUE;
  model->id = make_key (visit, CROW_KEY_PRIMARY, TRUE);
  fill_from_field (visit, &model->id, field);
  model->id.mapped = crow_visit_map (visit);
  read_field_option (visit, &model->id);
  keep_lists (self, &model->id);
}

static void
tell_wrong_id (CrowVisit *visit, const KeyFields *list, const char *model, CrowSpan fields)
{
  if (list->unknown != NULL)
    {
      g_autofree char *names = join_names (list->unknown, "`");

      crow_check_error (visit->check, fields,
                        "Error validating model \"%s\": The multi field id declaration refers to "
                        "the unknown field%s %s.",
                        model, list->unknown->len > 1 ? "s" : "", names);
    }
  if (list->relation != NULL)
    {
      g_autofree char *names = crow_check_join (visit->check, CROW_CHECK_LIST (list->relation),
                                                "`, `");

      crow_check_error (visit->check, visit->attribute->reported,
                        "Error validating model \"%s\": The id definition refers to the relation "
                        "field%s `%s`. ID definitions must reference only scalar fields.",
                        model, list->relation->len > 1 ? "s" : "", names);
    }
}

/* FALSE: the key is no key. */
static gboolean
read_id_fields (CrowVisit *visit, CrowCheckKey *key, guint model)
{
  CrowCheck *self = visit->check;
  const CrowAstArgument *argument = crow_visit_default (visit, "fields", TRUE);
  gboolean is_valid;
  KeyFields list;

  if (argument == NULL)
    return FALSE;
  init_key_fields (&list, key);
  is_valid = read_paths (visit, &list, model, argument->value, FALSE);
  if (is_valid && (list.unknown != NULL || list.relation != NULL))
    {
      is_valid = FALSE;
      tell_wrong_id (visit, &list, crow_check_model (self, model)->name,
                     crow_ast_get_expression (crow_check_ast (self), argument->value)->span);
    }
  clear_key_fields (&list);
  return is_valid;
}

static void
check_id_required (CrowVisit *visit, const CrowCheckKey *key, const char *model)
{
  CrowCheck *self = visit->check;
  g_autoptr (GArray) wrong = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *names = NULL;

  for (guint i = 0; i < key->fields->len; i++)
    {
      guint field = g_array_index (key->fields, guint, i);

      if (crow_check_field (self, field)->arity != CROW_AST_REQUIRED)
        g_array_append_val (wrong, field);
    }
  if (wrong->len == 0)
    return;
  names = crow_check_join (self, CROW_CHECK_LIST (wrong), "`, `");
  crow_check_error (self, visit->attribute->reported,
                    "Error validating model \"%s\": The id definition refers to the optional "
                    "field%s `%s`. ID definitions must reference only required fields.",
                    model, wrong->len > 1 ? "s" : "", names);
}

/* @@id. */
void
crow_check_model_id (CrowVisit *visit, guint index)
{
  CrowCheck *self = visit->check;
  CrowCheckModel *model = crow_check_model (self, index);
  CrowCheckKey key = make_key (visit, CROW_KEY_PRIMARY, FALSE);

  if (!read_id_fields (visit, &key, index))
    return;
  keep_lists (self, &key);
  if (!model->is_ignored)
    check_id_required (visit, &key, model->name);
  if (model->has_id)
    crow_check_error (self, crow_check_block (self, model->block).span,
                      "Error validating model \"%s\": Each model must have at most one id "
                      "criteria. You can't have `@id` and `@@id` at the same time.",
                      model->name);
  key.mapped = crow_visit_map (visit);
  key.name = read_name (visit);
  if (key.name != NULL)
    check_client_name (visit, key.name, index, "@@id");
  key.clustered = read_clustered (visit);
  model->has_id = TRUE;
  model->id = key;
}

/* An @id on a field that may be missing, or is many. */
void
crow_check_id_arity (CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);
  guint field;

  if (model->is_ignored || !model->has_id || !model->id.is_field)
    return;
  field = g_array_index (model->id.fields, guint, 0);
  if (crow_check_field (self, field)->arity == CROW_AST_REQUIRED)
    return;
  crow_check_error (
      self,
      g_array_index (crow_check_ast (self)->attributes, CrowAstAttribute, model->id.attribute)
          .reported,
      "Error parsing attribute \"@id\": Fields that are marked as id must be required.");
}
