#include "crow-test-read.h"

#include <string.h>

/**
 * crow_test_try_read:
 * @uri: of a database
 * @namespaces: (nullable) (array zero-terminated=1): only these
 * @error: what went wrong
 *
 * Returns: (transfer full) (nullable): its schema
 */
CrowSchema *
crow_test_try_read (const char *uri, const char *const *namespaces, GError **error)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, error);
  g_autoptr (CrowSession) session = NULL;

  if (connection != NULL)
    session = crow_session_open (connection, CROW_SESSION_READ, NULL, error);
  if (session == NULL)
    return NULL;
  return crow_introspect (session, namespaces, NULL, NULL, NULL, error);
}

/**
 * crow_test_read_database:
 * @uri: of a database
 *
 * Returns: (transfer full): all of its schema
 */
CrowSchema *
crow_test_read_database (const char *uri)
{
  g_autoptr (GError) error = NULL;
  CrowSchema *schema = crow_test_try_read (uri, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (schema);
  return schema;
}

/**
 * crow_test_get_table:
 * @schema: a schema
 * @key: `namespace.table`
 *
 * Returns: (transfer none): the table
 */
const CrowModel *
crow_test_get_table (CrowSchema *schema, const char *key)
{
  for (guint i = 0; i < schema->models->len; i++)
    if (strcmp (crow_schema_get_model (schema, i)->key, key) == 0)
      return crow_schema_get_model (schema, i);
  g_error ("no table %s", key);
}

/**
 * crow_test_get_column:
 * @model: a table
 * @name: of a column
 *
 * Returns: (transfer none): the column
 */
const CrowField *
crow_test_get_column (const CrowModel *model, const char *name)
{
  for (guint i = 0; i < model->fields->len; i++)
    if (strcmp (crow_model_get_field (model, i)->column, name) == 0)
      return crow_model_get_field (model, i);
  g_error ("%s has no column %s", model->table, name);
}

/**
 * crow_test_get_key:
 * @model: a table
 * @name: of a key or index
 *
 * Returns: (transfer none): the key
 */
const CrowKey *
crow_test_get_key (const CrowModel *model, const char *name)
{
  for (guint i = 0; i < model->keys->len; i++)
    if (strcmp (((const CrowKey *) g_ptr_array_index (model->keys, i))->name, name) == 0)
      return g_ptr_array_index (model->keys, i);
  g_error ("%s has no index %s", model->table, name);
}

/**
 * crow_test_get_relation:
 * @schema: a schema
 * @id: of a relation
 *
 * Returns: (transfer none): the relation
 */
const CrowRelation *
crow_test_get_relation (CrowSchema *schema, const char *id)
{
  int index = crow_schema_find_relation (schema, id);

  if (index < 0)
    g_error ("no relation %s", id);
  return crow_schema_get_relation (schema, (guint) index);
}

static void
print_fields (GString *text, const CrowModel *model, const GArray *fields)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : " ",
                            crow_model_get_field (model, g_array_index (fields, guint, i))->column);
}

static void
print_table (GString *text, const CrowModel *model, gboolean with_rights)
{
  const CrowTableFacts *facts = model->facts;

  g_string_append_printf (text,
                          "%s kind %c%d persistence %c owner %s rows %g partitions %u by %s "
                          "children %d security %d comment %s\n",
                          model->key, facts->kind, model->kind, facts->persistence, facts->owner,
                          facts->estimated_rows, facts->n_partitions, facts->partition_key,
                          facts->has_children, facts->has_row_security, facts->comment);
  if (with_rights)
    g_string_append_printf (text, "  rights %d%d%d\n", facts->can_select, facts->is_owner,
                            facts->can_reference);
  for (guint i = 0; i < model->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, i);

      g_string_append_printf (text, "  %s %s kind %d arity %d default %s %d %d comment %s\n",
                              field->column, field->type, field->kind, field->arity,
                              field->default_value, field->identity, field->generated,
                              field->comment);
    }
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      g_string_append_printf (text, "  key %d %s (", key->kind, key->name);
      print_fields (text, model, key->fields);
      g_string_append_printf (text, ") %s\n", key->detail);
    }
}

static void
print_relation (GString *text, const CrowSchema *schema, const CrowRelation *relation)
{
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  const CrowModel *parent = crow_schema_get_model (schema, relation->parent);

  g_string_append_printf (text, "%s: %s", relation->id, child->key);
  print_fields (text, child, relation->child_fields);
  g_string_append_printf (text, " to %s", parent->key);
  print_fields (text, parent, relation->parent_fields);
  g_string_append_printf (text, " %s %s match %d %d%d%d%d%d set",
                          crow_action_get_sql (relation->clauses[CROW_EVENT_DELETE].action),
                          crow_action_get_sql (relation->clauses[CROW_EVENT_UPDATE].action),
                          relation->match, relation->is_deferrable, relation->is_initially_deferred,
                          relation->is_validated, relation->is_enforced, relation->is_temporal);
  print_fields (text, child, relation->set_columns);
  g_string_append_printf (text, " oid %u %s %s %s.%s %s.%s %s %d %d\n", relation->facts->oid,
                          relation->facts->comment, relation->facts->codes,
                          relation->facts->partition_namespace, relation->facts->partition,
                          relation->facts->ref_partition_namespace, relation->facts->ref_partition,
                          relation->facts->first_trigger, relation->facts->triggers,
                          relation->facts->has_raw_names);
}

/**
 * crow_test_print_schema:
 * @schema: a schema of a database
 * @with_rights: whether to say what the role may do
 *
 * Returns: (transfer full): all that was read, as lines
 */
char *
crow_test_print_schema (CrowSchema *schema, gboolean with_rights)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < schema->namespaces->len; i++)
    g_string_append_printf (text, "namespace %s\n",
                            (const char *) g_ptr_array_index (schema->namespaces, i));
  for (guint i = 0; i < schema->models->len; i++)
    print_table (text, crow_schema_get_model (schema, i), with_rights);
  for (guint i = 0; i < schema->enums->len; i++)
    {
      const CrowEnum *enumeration = g_ptr_array_index (schema->enums, i);

      g_string_append_printf (text, "enum %s %s.%s", enumeration->name, enumeration->namespace_,
                              enumeration->database_name);
      for (guint j = 0; j < enumeration->values->len; j++)
        g_string_append_printf (text, " %s",
                                (const char *) g_ptr_array_index (enumeration->values, j));
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < schema->relations->len; i++)
    print_relation (text, schema, crow_schema_get_relation (schema, i));
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      g_string_append_printf (text, "%s %s\n", diagnostic->rule, diagnostic->message);
    }
  for (guint i = 0; i < schema->notes->len; i++)
    g_string_append_printf (text, "note %s\n", (const char *) g_ptr_array_index (schema->notes, i));
  return g_string_free (text, FALSE);
}
