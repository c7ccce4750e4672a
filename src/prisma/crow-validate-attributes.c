#include "crow-validate-private.h"

/* `@map` and `@@map`: the name in the database. */
static const char *
read_mapped_name (CrowVisit *visit)
{
  const CrowAstArgument *argument = crow_visit_default (visit, "name", TRUE);

  return argument != NULL ? crow_visit_string (visit, argument) : NULL;
}

static void
check_relation_field_misuse (CrowVisit *visit, const CrowCheckField *field)
{
  if (crow_visit_single (visit, "id"))
    {
      crow_visit_error (visit,
                        "The field `%s` is a relation field and cannot be marked with `@id`. Only "
                        "scalar fields can be declared as id.",
                        field->name);
      crow_visit_discard_arguments (visit);
    }
  if (crow_visit_single (visit, "ignore"))
    {
      crow_check_field (visit->check, visit->check->at_field)->is_ignored = TRUE;
      crow_visit_end_arguments (visit);
    }
  if (crow_visit_single (visit, "default"))
    {
      crow_visit_error (visit, "Cannot set a default value on a relation field.");
      crow_visit_discard_arguments (visit);
    }
  if (crow_visit_single (visit, "map"))
    {
      crow_visit_error (visit, "The attribute `@map` cannot be used on relation fields.");
      crow_visit_default (visit, "name", TRUE);
      crow_visit_discard_arguments (visit);
    }
}

static void
check_relation_field_unique (CrowVisit *visit, const CrowCheckField *field)
{
  g_autofree char *names = NULL, *suggestion = NULL;

  if (!crow_visit_single (visit, "unique"))
    return;
  if (field->ends->fields != NULL)
    names = crow_check_join (visit->check, field->ends->fields, ", ");
  if (field->ends->fields == NULL || field->ends->fields->len == 0)
    suggestion = g_strdup ("");
  else if (field->ends->fields->len == 1)
    suggestion = g_strdup_printf (" Did you mean to put it on `%s`?", names);
  else
    suggestion = g_strdup_printf (" Did you mean to provide `@@unique([%s])`?", names);
  crow_visit_error (visit,
                    "The field `%s` is a relation field and cannot be marked with `unique`. Only "
                    "scalar fields can be made unique.%s",
                    field->name, suggestion);
  crow_visit_discard_arguments (visit);
}

/* FALSE: the field has no attributes, so there is nothing to visit. */
static gboolean
begin_field (CrowVisit *visit, CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  const CrowAstField *node;

  self->file = crow_check_model (self, field->model)->file;
  node = &g_array_index (crow_check_ast (self)->fields, CrowAstField, field->node);
  crow_check_at (self, field->model, index);
  if (node->n_attributes == 0)
    return FALSE;
  crow_visit_begin (visit, self, node->first_attribute, node->n_attributes);
  return TRUE;
}

static void
check_relation_field (CrowCheck *self, guint index)
{
  CrowVisit visit;

  if (!begin_field (&visit, self, index))
    return;
  if (crow_visit_single (&visit, "relation"))
    {
      crow_check_relation_attribute (&visit, index);
      crow_visit_end_arguments (&visit);
    }
  check_relation_field_misuse (&visit, crow_check_field (self, index));
  check_relation_field_unique (&visit, crow_check_field (self, index));
  crow_visit_end (&visit);
}

static void
tell_duplicate (CrowCheck *self, const CrowCheckField *field, const char *name)
{
  const CrowCheckModel *model = crow_check_model (self, field->model);

  crow_check_error (self, field->span, "Field \"%s\" is already defined on %s \"%s\".", name,
                    model->kind == CROW_AST_TYPE ? "composite type" : crow_check_container (model),
                    model->name);
}

/* @map: no two scalar fields of a model may have one column. */
static void
check_field_map (CrowVisit *visit, guint index, GHashTable **mapped_names)
{
  CrowCheck *self = visit->check;
  CrowCheckField *field = crow_check_field (self, index);
  const char *name = read_mapped_name (visit), *mapped;
  gboolean is_composite;
  guint other;

  if (name == NULL)
    return;
  field->mapped = name;
  is_composite = crow_check_model (self, field->model)->kind == CROW_AST_TYPE;
  if (*mapped_names == NULL)
    *mapped_names = g_hash_table_new (NULL, NULL);
  if (!g_hash_table_add (*mapped_names, (gpointer) name))
    tell_duplicate (self, field, is_composite ? name : field->name);
  other = crow_check_find_field (self, field->model, name);
  if (other == CROW_AST_NONE || other == index)
    return;
  mapped = crow_check_field (self, other)->mapped;
  if (crow_check_field (self, other)->kind == CROW_CHECK_RELATION ||
      crow_check_field (self, other)->kind == CROW_CHECK_UNKNOWN ||
      (mapped != NULL && (is_composite || mapped != name)))
    return;
  tell_duplicate (self, field, field->name);
}

static void
check_field_ignore (CrowVisit *visit, CrowCheckField *field)
{
  if (!crow_visit_single (visit, "ignore"))
    return;
  if (field->kind == CROW_CHECK_UNSUPPORTED)
    crow_visit_error (visit,
                      "Fields of type `Unsupported` cannot take an `@ignore` attribute. They are "
                      "already treated as ignored by the client due to their type.");
  else
    field->is_ignored = TRUE;
  crow_visit_end_arguments (visit);
}

static void
check_field_updated_at (CrowVisit *visit, const CrowCheckField *field)
{
  if (!crow_visit_single (visit, "updatedAt"))
    return;
  if (field->kind != CROW_CHECK_SCALAR || !g_str_equal (field->type, "DateTime"))
    crow_visit_error (visit, "Fields that are marked with @updatedAt must be of type DateTime.");
  if (field->arity == CROW_AST_LIST)
    crow_visit_error (visit, "Fields that are marked with @updatedAt cannot be lists.");
  crow_visit_end_arguments (visit);
}

static void
check_field_default (CrowVisit *visit, guint field)
{
  if (!crow_visit_single (visit, "default"))
    return;
  crow_check_default_attribute (visit, field);
  crow_visit_end_arguments (visit);
}

static void
check_native_type (CrowVisit *visit, guint field)
{
  guint attribute;

  if (crow_check_field (visit->check, field)->kind != CROW_CHECK_SCALAR)
    return;
  attribute = crow_visit_native_type (visit);
  if (attribute != CROW_AST_NONE)
    crow_check_native_attribute (visit->check, field, attribute);
}

static void
check_scalar_field (CrowCheck *self, guint index, GHashTable **mapped_names)
{
  CrowCheckField *field = crow_check_field (self, index);
  CrowVisit visit;

  if (!begin_field (&visit, self, index))
    return;
  if (crow_visit_single (&visit, "map"))
    {
      check_field_map (&visit, index, mapped_names);
      crow_visit_end_arguments (&visit);
    }
  check_field_ignore (&visit, field);
  if (crow_visit_single (&visit, "relation"))
    {
      crow_visit_error (&visit, "Invalid field type, not a relation.");
      crow_visit_end_arguments (&visit);
    }
  if (crow_visit_single (&visit, "id"))
    {
      crow_check_field_id (&visit, index);
      crow_visit_end_arguments (&visit);
    }
  check_field_updated_at (&visit, field);
  check_field_default (&visit, index);
  check_native_type (&visit, index);
  if (crow_visit_single (&visit, "unique"))
    {
      crow_check_field_unique (&visit, index);
      crow_visit_end_arguments (&visit);
    }
  if (crow_visit_single (&visit, "shardKey"))
    crow_visit_discard_arguments (&visit);
  crow_visit_end (&visit);
}

/* A field of a `type` block: fewer attributes. */
static void
check_composite_field (CrowCheck *self, guint index, GHashTable **mapped_names)
{
  CrowVisit visit;

  if (!begin_field (&visit, self, index))
    return;
  check_native_type (&visit, index);
  if (crow_visit_single (&visit, "map"))
    {
      check_field_map (&visit, index, mapped_names);
      crow_visit_end_arguments (&visit);
    }
  check_field_default (&visit, index);
  crow_visit_end (&visit);
}

static void
check_model_ignore (CrowVisit *visit, guint index)
{
  CrowCheck *self = visit->check;
  CrowCheckModel *model = crow_check_model (self, index);

  if (!crow_visit_single (visit, "ignore"))
    return;
  for (guint i = 0; i < model->n_fields; i++)
    {
      const CrowCheckField *field = crow_check_field (self, model->first_field + i);

      if (field->is_ignored && field->kind != CROW_CHECK_RELATION)
        crow_check_error (self, field->span,
                          "Error parsing attribute \"@ignore\": Fields on an already ignored Model "
                          "do not need an `@ignore` annotation.");
    }
  model->is_ignored = TRUE;
  crow_visit_end_arguments (visit);
}

static void
check_block_map (CrowVisit *visit, CrowCheckModel *model)
{
  if (!crow_visit_single (visit, "map"))
    return;
  model->mapped = read_mapped_name (visit);
  crow_visit_end_arguments (visit);
}

/* `@@schema("name")`: the argument is called `map`. */
static void
check_block_schema (CrowVisit *visit, CrowCheckModel *model)
{
  const CrowAstArgument *argument;

  if (!crow_visit_single (visit, "schema"))
    return;
  argument = crow_visit_default (visit, "map", TRUE);
  if (argument != NULL)
    {
      model->schema = crow_visit_string (visit, argument);
      model->schema_span = crow_ast_get_expression (crow_check_ast (visit->check), argument->value)
                               ->span;
    }
  crow_visit_end_arguments (visit);
}

static void
begin_block (CrowVisit *visit, CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);
  const CrowAstBlock *block;

  self->file = model->file;
  block = &g_array_index (crow_check_ast (self)->blocks, CrowAstBlock, model->block);
  crow_check_at (self, index, CROW_AST_NONE);
  crow_visit_begin (visit, self, block->first_attribute, block->n_attributes);
  for (guint i = model->block + 1; i < crow_check_ast (self)->blocks->len; i++)
    {
      const CrowAstBlock *other = &g_array_index (crow_check_ast (self)->blocks, CrowAstBlock, i);

      if (other->seen_as != model->block)
        break;
      crow_visit_add (visit, other->first_attribute, other->n_attributes);
    }
}

static void
check_keys (CrowVisit *visit, guint index)
{
  static const struct
  {
    const char *name;
    CrowKeyKind kind;
  } kinds[] = { { "index", CROW_KEY_INDEX },
                { "unique", CROW_KEY_UNIQUE },
                { "fulltext", CROW_KEY_FULLTEXT } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    while (crow_visit_repeated (visit, kinds[i].name))
      {
        crow_check_model_index (visit, index, kinds[i].kind);
        crow_visit_end_arguments (visit);
      }
}

static void
check_model (CrowCheck *self, guint index)
{
  CrowCheckModel *model = crow_check_model (self, index);
  g_autoptr (GHashTable) mapped_names = NULL;
  CrowVisit visit;

  for (guint i = 0; i < model->n_fields; i++)
    if (crow_check_field (self, model->first_field + i)->kind != CROW_CHECK_RELATION &&
        crow_check_field (self, model->first_field + i)->kind != CROW_CHECK_UNKNOWN)
      check_scalar_field (self, model->first_field + i, &mapped_names);
  begin_block (&visit, self, index);
  check_model_ignore (&visit, index);
  if (crow_visit_single (&visit, "id"))
    {
      crow_check_model_id (&visit, index);
      crow_visit_end_arguments (&visit);
    }
  check_block_map (&visit, model);
  check_block_schema (&visit, model);
  check_keys (&visit, index);
  if (crow_visit_single (&visit, "shardKey"))
    crow_visit_discard_arguments (&visit);
  crow_check_id_arity (self, index);
  crow_visit_end (&visit);
}

static void
check_enum (CrowCheck *self, guint index)
{
  CrowCheckModel *model = crow_check_model (self, index);
  CrowAstBlock block;
  CrowVisit visit;

  self->file = model->file;
  block = crow_check_block (self, model->block);
  crow_check_at (self, index, CROW_AST_NONE);
  for (guint i = 0; i < block.n_fields; i++)
    {
      const CrowAstField *value = &g_array_index (crow_check_ast (self)->fields, CrowAstField,
                                                  block.first_field + i);

      if (value->is_recovered)
        continue;
      crow_visit_begin (&visit, self, value->first_attribute, value->n_attributes);
      if (crow_visit_single (&visit, "map"))
        {
          read_mapped_name (&visit);
          crow_visit_end_arguments (&visit);
        }
      crow_visit_end (&visit);
    }
  begin_block (&visit, self, index);
  check_block_map (&visit, model);
  check_block_schema (&visit, model);
  crow_visit_end (&visit);
}

static void
check_type (CrowCheck *self, guint index)
{
  CrowCheckModel *model = crow_check_model (self, index);
  g_autoptr (GHashTable) mapped_names = NULL;

  for (guint i = 0; i < model->n_fields; i++)
    if (crow_check_field (self, model->first_field + i)->kind != CROW_CHECK_UNKNOWN)
      check_composite_field (self, model->first_field + i, &mapped_names);
}

/* Stage three: what the attributes say. Those of relation fields come first, as in Prisma. */
void
crow_check_attributes (CrowCheck *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (crow_check_field (self, i)->kind == CROW_CHECK_RELATION)
      check_relation_field (self, i);
  for (guint i = 0; i < self->models->len; i++)
    switch (crow_check_model (self, i)->kind)
      {
      case CROW_AST_ENUM:
        check_enum (self, i);
        break;
      case CROW_AST_TYPE:
        check_type (self, i);
        break;
      default:
        check_model (self, i);
        break;
      }
}
