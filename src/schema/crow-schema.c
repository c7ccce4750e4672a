#include "crow-schema-private.h"
#include "crow-search-private.h"

static void
free_field (gpointer data)
{
  CrowField *field = data;

  g_free (field->name);
  g_free (field->column);
  g_free (field->type);
  g_free (field->native_type);
  g_free (field->default_value);
  crow_default_free (field->value);
  g_free (field->comment);
  g_free (field->change);
  g_free (field);
}

/* Of a field in an arena only what lies elsewhere. */
static void
clear_field (gpointer data)
{
  CrowField *field = data;

  crow_default_free (field->value);
}

static void
free_key (gpointer data)
{
  CrowKey *key = data;

  g_free (key->name);
  g_array_unref (key->fields);
  g_free (key->detail);
  g_clear_pointer (&key->columns, g_array_unref);
  g_free (key->algorithm);
  g_free (key->predicate);
  g_free (key);
}

static void
free_model (gpointer data)
{
  CrowModel *model = data;

  g_free (model->name);
  g_free (model->table);
  g_free (model->namespace_);
  g_free (model->key);
  g_ptr_array_unref (model->fields);
  g_ptr_array_unref (model->keys);
  crow_table_facts_free (model->facts);
  g_free (model->change);
  g_clear_pointer (&model->arena, crow_arena_unref);
  g_free (model);
}

static void
free_enum (gpointer data)
{
  CrowEnum *enumeration = data;

  g_free (enumeration->name);
  g_free (enumeration->database_name);
  g_free (enumeration->namespace_);
  g_ptr_array_unref (enumeration->values);
  g_ptr_array_unref (enumeration->names);
  g_free (enumeration);
}

static void
free_relation (gpointer data)
{
  CrowRelation *relation = data;

  g_free (relation->id);
  g_free (relation->name);
  g_array_unref (relation->child_fields);
  g_array_unref (relation->parent_fields);
  g_free (relation->constraint);
  g_free (relation->join_table);
  g_free (relation->join_namespace);
  g_free (relation->join_constraints[0]);
  g_free (relation->join_constraints[1]);
  g_clear_pointer (&relation->set_columns, g_array_unref);
  crow_key_facts_free (relation->facts);
  g_free (relation->change);
  g_free (relation);
}

static void
clear_schema (gpointer data)
{
  CrowSchema *self = data;

  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->namespaces);
  g_ptr_array_unref (self->extensions);
  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->composites);
  g_ptr_array_unref (self->enums);
  g_ptr_array_unref (self->relations);
  g_ptr_array_unref (self->diagnostics);
  g_ptr_array_unref (self->notes);
  g_free (self->server);
  g_free (self->home);
  g_clear_pointer (&self->model_by_name, g_hash_table_unref);
  g_clear_pointer (&self->relation_by_id, g_hash_table_unref);
  g_clear_pointer (&self->aliases, g_ptr_array_unref);
  crow_search_index_free (self->search_index);
}

/**
 * crow_schema_new:
 *
 * Returns: (transfer full): an empty schema for a front end to fill and to seal
 */
CrowSchema *
crow_schema_new (void)
{
  CrowSchema *self = g_atomic_rc_box_new0 (CrowSchema);

  self->rules = CROW_RULES_DEFAULT;
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  self->namespaces = g_ptr_array_new_with_free_func (g_free);
  self->extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_extension_free);
  self->models = g_ptr_array_new_with_free_func (free_model);
  self->composites = g_ptr_array_new_with_free_func (free_model);
  self->enums = g_ptr_array_new_with_free_func (free_enum);
  self->relations = g_ptr_array_new_with_free_func (free_relation);
  self->diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_diagnostic_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * crow_model_new:
 *
 * Returns: (transfer full): a table without a name, fields or keys; a schema's models free it
 */
CrowModel *
crow_model_new (void)
{
  CrowModel *model = g_new0 (CrowModel, 1);

  model->fields = g_ptr_array_new_with_free_func (free_field);
  model->keys = g_ptr_array_new_with_free_func (free_key);
  return model;
}

/**
 * crow_model_new_in:
 * @arena: what the model's fields, made by crow_field_new_in(), and all their texts lie in
 * @n_fields: about so many will come
 *
 * Returns: (transfer full): a table without a name, fields or keys; a schema's models free it
 */
CrowModel *
crow_model_new_in (CrowArena *arena, guint n_fields)
{
  CrowModel *model = g_new0 (CrowModel, 1);

  model->arena = crow_arena_ref (arena);
  model->fields = g_ptr_array_new_full (n_fields, clear_field);
  model->keys = g_ptr_array_new_with_free_func (free_key);
  return model;
}

/**
 * crow_field_new_in:
 * @arena: a model's
 *
 * Returns: (transfer none): a required scalar without a name, for a model of that arena; its texts
 *   are to lie there too, or be static, and two of them may be one
 */
CrowField *
crow_field_new_in (CrowArena *arena)
{
  CrowField *field = crow_arena_alloc (arena, sizeof (CrowField));

  field->row = -1;
  return field;
}

/**
 * crow_field_new:
 *
 * Returns: (transfer full): a required scalar without a name; a model's fields free it
 */
CrowField *
crow_field_new (void)
{
  CrowField *field = g_new0 (CrowField, 1);

  field->row = -1;
  return field;
}

/**
 * crow_key_new:
 * @kind: what kind of key or index
 *
 * Returns: (transfer full): a key of no fields; a model's keys free it
 */
CrowKey *
crow_key_new (CrowKeyKind kind)
{
  CrowKey *key = g_new0 (CrowKey, 1);

  key->kind = kind;
  key->fields = g_array_new (FALSE, FALSE, sizeof (guint));
  return key;
}

/**
 * crow_key_column_clear:
 * @self: what a key says of a field
 *
 * Frees what it owns: for the arrays that hold it.
 */
void
crow_key_column_clear (CrowKeyColumn *self)
{
  g_clear_pointer (&self->operator_class, g_free);
}

/**
 * crow_enum_new:
 *
 * Returns: (transfer full): an enum without values; a schema's enums free it
 */
CrowEnum *
crow_enum_new (void)
{
  CrowEnum *enumeration = g_new0 (CrowEnum, 1);

  enumeration->values = g_ptr_array_new_with_free_func (g_free);
  enumeration->names = g_ptr_array_new_with_free_func (g_free);
  return enumeration;
}

/**
 * crow_relation_new:
 * @kind: one foreign key, or an implicit many-to-many
 *
 * Returns: (transfer full): a relation without relation fields (-1) and key, validated, MATCH
 * SIMPLE; a schema's relations free it
 */
CrowRelation *
crow_relation_new (CrowRelationKind kind)
{
  CrowRelation *relation = g_new0 (CrowRelation, 1);

  relation->kind = kind;
  relation->child_field = -1;
  relation->parent_field = -1;
  relation->child_fields = g_array_new (FALSE, FALSE, sizeof (guint));
  relation->parent_fields = g_array_new (FALSE, FALSE, sizeof (guint));
  relation->is_validated = TRUE;
  relation->is_enforced = TRUE;
  return relation;
}

/* (transfer full): not private to one schema: indexes are kept as they are. */
CrowRelation *
crow_relation_copy (const CrowRelation *relation)
{
  CrowRelation *copy = g_memdup2 (relation, sizeof *relation);

  copy->id = g_strdup (relation->id);
  copy->name = g_strdup (relation->name);
  copy->change = g_strdup (relation->change);
  copy->child_fields = g_array_copy (relation->child_fields);
  copy->parent_fields = g_array_copy (relation->parent_fields);
  copy->constraint = g_strdup (relation->constraint);
  copy->join_table = g_strdup (relation->join_table);
  copy->join_namespace = g_strdup (relation->join_namespace);
  for (guint i = 0; i < G_N_ELEMENTS (relation->join_constraints); i++)
    copy->join_constraints[i] = g_strdup (relation->join_constraints[i]);
  if (relation->set_columns != NULL)
    copy->set_columns = g_array_copy (relation->set_columns);
  copy->facts = crow_key_facts_copy (relation->facts);
  return copy;
}

/**
 * crow_schema_is_database:
 * @self: a schema
 *
 * Returns: whether it was read from a server's catalogue
 */
gboolean
crow_schema_is_database (const CrowSchema *self)
{
  return self->server != NULL;
}

/**
 * crow_schema_ref:
 * @self: a schema
 *
 * Returns: (transfer full): @self; any thread
 */
CrowSchema *
crow_schema_ref (CrowSchema *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_schema_unref:
 * @self: (transfer full): a schema; any thread
 */
void
crow_schema_unref (CrowSchema *self)
{
  g_atomic_rc_box_release_full (self, clear_schema);
}

/**
 * crow_schema_get_model:
 * @self: a schema
 * @index: below the number of models
 *
 * Returns: (transfer none): the model
 */
CrowModel *
crow_schema_get_model (const CrowSchema *self, guint index)
{
  g_return_val_if_fail (index < self->models->len, NULL);

  return g_ptr_array_index (self->models, index);
}

/**
 * crow_schema_get_relation:
 * @self: a schema
 * @index: below the number of relations
 *
 * Returns: (transfer none): the relation
 */
CrowRelation *
crow_schema_get_relation (const CrowSchema *self, guint index)
{
  g_return_val_if_fail (index < self->relations->len, NULL);

  return g_ptr_array_index (self->relations, index);
}

/**
 * crow_model_get_field:
 * @self: a model
 * @index: below the number of fields
 *
 * Returns: (transfer none): the field
 */
CrowField *
crow_model_get_field (const CrowModel *self, guint index)
{
  g_return_val_if_fail (index < self->fields->len, NULL);

  return g_ptr_array_index (self->fields, index);
}

/* One required scalar makes the whole key required; only then the relation field's `?` counts. */
static gboolean
has_only_optional_fields (const CrowModel *child, const CrowRelation *relation)
{
  for (guint i = 0; i < relation->child_fields->len; i++)
    if (crow_model_get_field (child, g_array_index (relation->child_fields, guint, i))->arity ==
        CROW_ARITY_REQUIRED)
      return FALSE;
  return relation->child_field < 0 ||
         crow_model_get_field (child, (guint) relation->child_field)->arity == CROW_ARITY_OPTIONAL;
}

/**
 * crow_schema_get_default_action_by:
 * @self: a schema
 * @relation: one of its relations, with a key
 * @event: delete of a parent, or change of what the key refers to
 * @rules: a version of Prisma
 *
 * Returns: the action in force by @rules where the schema's text leaves it out
 */
CrowAction
crow_schema_get_default_action_by (const CrowSchema *self,
                                   const CrowRelation *relation,
                                   CrowEvent event,
                                   CrowRules rules)
{
  const CrowModel *child = crow_schema_get_model (self, relation->child);

  if (crow_rules_omit_to_no_action (rules))
    return CROW_ACTION_NO_ACTION;
  return crow_provider_get_default_action (self->provider, self->relation_mode, event,
                                           has_only_optional_fields (child, relation));
}

/**
 * crow_schema_get_default_action:
 * @self: a schema
 * @relation: one of its relations, with a key
 * @event: delete of a parent, or change of what the key refers to
 *
 * Returns: the action in force where the schema's text leaves it out, by the schema's own rules
 */
CrowAction
crow_schema_get_default_action (const CrowSchema *self,
                                const CrowRelation *relation,
                                CrowEvent event)
{
  return crow_schema_get_default_action_by (self, relation, event, self->rules);
}

/* Generators that run in Prisma's client, so that the column has no default; those of MongoDB are
 * the server's and no part of its schema. */
static gboolean
is_made_by_client (const char *text)
{
  static const char *const generators[] = { "uuid(", "cuid(", "nanoid(", "ulid(", "auto(" };

  for (guint i = 0; i < G_N_ELEMENTS (generators); i++)
    if (g_str_has_prefix (text, generators[i]))
      return TRUE;
  return FALSE;
}

/**
 * crow_field_has_database_default:
 * @self: a field
 *
 * Returns: whether its default value is one of the column's, and not made by the client
 */
gboolean
crow_field_has_database_default (const CrowField *self)
{
  return self->default_value != NULL && !is_made_by_client (self->default_value);
}

/**
 * crow_model_get_row_field:
 * @self: a model of a sealed schema
 * @row: a row of its box
 *
 * O(fields); whoever wants all rows walks the fields.
 *
 * Returns: (transfer none) (nullable): the field that the row shows, or %NULL
 */
CrowField *
crow_model_get_row_field (const CrowModel *self, guint row)
{
  /* Rows are handed out in field order, so the field of a row never stands before it. */
  for (guint i = row; i < self->fields->len; i++)
    {
      CrowField *field = crow_model_get_field (self, i);

      if (field->row == (int) row)
        return field;
    }
  return NULL;
}

static int
find_name (GHashTable *table, const char *name)
{
  gpointer index;

  if (!g_hash_table_lookup_extended (table, name, NULL, &index))
    return -1;
  return (int) GPOINTER_TO_UINT (index);
}

/**
 * crow_schema_find_model:
 * @self: a sealed schema
 * @name: a model's name; else its key, `namespace.table`
 *
 * Returns: index of the first such model, or -1
 */
int
crow_schema_find_model (const CrowSchema *self, const char *name)
{
  g_return_val_if_fail (self->model_by_name != NULL, -1);

  return find_name (self->model_by_name, name);
}

/**
 * crow_schema_find_model_by_key:
 * @self: a sealed schema
 * @key: a model's stable name, which is unique; two tables of a database may share their name
 *
 * Returns: index of the model, or -1; it looks at each
 */
int
crow_schema_find_model_by_key (const CrowSchema *self, const char *key)
{
  for (guint i = 0; i < self->models->len; i++)
    if (g_str_equal (crow_schema_get_model (self, i)->key, key))
      return (int) i;
  return -1;
}

/**
 * crow_schema_find_relation:
 * @self: a sealed schema
 * @id: a relation's id; either list field of an implicit many-to-many
 *
 * Returns: index of the relation, or -1
 */
int
crow_schema_find_relation (const CrowSchema *self, const char *id)
{
  g_return_val_if_fail (self->relation_by_id != NULL, -1);

  return find_name (self->relation_by_id, id);
}

/**
 * crow_schema_count_diagnostics:
 * @self: a schema
 * @severity: how bad
 *
 * Returns: how many of the schema's problems are exactly that bad
 */
guint
crow_schema_count_diagnostics (const CrowSchema *self, CrowSeverity severity)
{
  guint count = 0;

  for (guint i = 0; i < self->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (self->diagnostics, i);

      count += diagnostic->severity == severity;
    }
  return count;
}

static int
get_primary_row (const CrowModel *model)
{
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      if (key->kind == CROW_KEY_PRIMARY && key->fields->len > 0)
        return crow_model_get_field (model, g_array_index (key->fields, guint, 0))->row;
    }
  return -1;
}

static int
get_first_row (const CrowModel *model, const GArray *fields)
{
  if (fields->len == 0)
    return -1;
  return crow_model_get_field (model, g_array_index (fields, guint, 0))->row;
}

/**
 * crow_schema_find_problems:
 * @self: a sealed schema
 *
 * Any thread.
 *
 * Returns: (transfer full) (array): by relation: %TRUE where a warning or an error is about it;
 *   hints are no problems
 */
guint8 *
crow_schema_find_problems (const CrowSchema *self)
{
  guint8 *problems = g_new0 (guint8, self->relations->len + 1);

  for (guint i = 0; i < self->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (self->diagnostics, i);

      if (diagnostic->relation >= 0 && (guint) diagnostic->relation < self->relations->len &&
          diagnostic->severity != CROW_SEVERITY_HINT)
        problems[diagnostic->relation] = TRUE;
    }
  return problems;
}

/* The row of the field whose line holds @offset, or -1. Fields stand in the order of the text. */
static int
find_row_at (const CrowModel *model, const CrowLocation *location)
{
  guint low = 0, high = model->fields->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      const CrowField *field = crow_model_get_field (model, middle);

      if (field->location.span.end <= location->span.start)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == model->fields->len ||
      crow_model_get_field (model, low)->location.file != location->file ||
      crow_model_get_field (model, low)->location.span.start > location->span.start)
    return -1;
  return crow_model_get_field (model, low)->row;
}

/**
 * crow_schema_find_row_of_problem:
 * @self: a sealed schema
 * @diagnostic: one of its
 *
 * Any thread; logarithmic.
 *
 * Returns: the row of its model's box that a warning or an error is about; -1: the head; -2: it is
 *   about no box: a hint, or a relation's
 */
int
crow_schema_find_row_of_problem (const CrowSchema *self, const CrowDiagnostic *diagnostic)
{
  if (diagnostic->severity == CROW_SEVERITY_HINT || diagnostic->relation >= 0 ||
      diagnostic->model < 0 || (guint) diagnostic->model >= self->models->len)
    return -2;
  if (crow_schema_is_database (self))
    return -1;
  return find_row_at (crow_schema_get_model (self, (guint) diagnostic->model),
                      &diagnostic->location);
}

/**
 * crow_schema_get_relation_rows:
 * @self: a sealed schema
 * @relation: index of a relation
 * @child_row: (out): row in the child's box that the edge leaves, or -1: its head
 * @parent_row: (out): row in the parent's box that it ends at, or -1: its head
 *
 * The first field of the key and what it refers to; the two ids of a many-to-many.
 */
void
crow_schema_get_relation_rows (const CrowSchema *self,
                               guint relation,
                               int *child_row,
                               int *parent_row)
{
  const CrowRelation *edge = crow_schema_get_relation (self, relation);
  const CrowModel *child = crow_schema_get_model (self, edge->child);
  const CrowModel *parent = crow_schema_get_model (self, edge->parent);

  if (edge->kind == CROW_RELATION_MANY_TO_MANY)
    {
      *child_row = get_primary_row (child);
      *parent_row = get_primary_row (parent);
      return;
    }
  *child_row = get_first_row (child, edge->child_fields);
  *parent_row = get_first_row (parent, edge->parent_fields);
}

static const char *
get_reason_suffix (CrowReason reason)
{
  switch (reason)
    {
    case CROW_REASON_DEFAULT:
      return " (default)";
    case CROW_REASON_FIXED:
      return " (fixed)";
    case CROW_REASON_WRITTEN:
    case CROW_REASON_DATABASE:
    default:
      return "";
    }
}

static const char *
get_mark_suffix (CrowMark mark)
{
  switch (mark)
    {
    case CROW_MARK_DIFFERS:
      return "; schema and database differ";
    case CROW_MARK_ONLY_SCHEMA:
      return "; only in the schema";
    case CROW_MARK_ONLY_DATABASE:
      return "; only in the database";
    case CROW_MARK_ADDED:
      return "; added";
    case CROW_MARK_REMOVED:
      return "; removed";
    case CROW_MARK_CHANGED:
      return "; changed";
    case CROW_MARK_NONE:
    default:
      return "";
    }
}

/* ": on delete Restrict to Cascade", of a changed relation. */
static char *
describe_change (const CrowRelation *edge)
{
  GString *text = g_string_new (NULL);

  if (edge->mark != CROW_MARK_CHANGED)
    return g_string_free (text, FALSE);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    if (edge->before[event] != edge->clauses[event].action)
      g_string_append_printf (text, "%s on %s was %s", text->len > 0 ? "," : ":",
                              event == CROW_EVENT_DELETE ? "delete" : "update",
                              crow_action_get_name (edge->before[event]));
  if (edge->change != NULL)
    g_string_append_printf (text, "%s %s", text->len > 0 ? "," : ":", edge->change);
  return g_string_free (text, FALSE);
}

/**
 * crow_schema_describe_relation:
 * @self: a schema
 * @relation: index of a relation
 *
 * Returns: (transfer full): one English line, "Post.author to User: on delete Cascade, on update
 * Cascade (default)"; of a picture of two sources also whether they disagree on it
 */
char *
crow_schema_describe_relation (const CrowSchema *self, guint relation)
{
  const CrowRelation *edge = crow_schema_get_relation (self, relation);
  const CrowClause *on_delete = &edge->clauses[CROW_EVENT_DELETE];
  const CrowClause *on_update = &edge->clauses[CROW_EVENT_UPDATE];
  g_autofree char *change = describe_change (edge);

  return g_strdup_printf ("%s to %s: on delete %s%s, on update %s%s%s%s", edge->id,
                          crow_schema_get_model (self, edge->parent)->name,
                          crow_action_get_name (on_delete->action),
                          get_reason_suffix (on_delete->reason),
                          crow_action_get_name (on_update->action),
                          get_reason_suffix (on_update->reason), get_mark_suffix (edge->mark),
                          change);
}
