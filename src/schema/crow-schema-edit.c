#include "crow-schema-private.h"

#include "crow-action-edit.h"
#include "crow-error.h"
#include "crow-lint.h"

/* Only actions that change a column of the child. */
static gboolean
writes_key (CrowEvent event, CrowAction action)
{
  if (action == CROW_ACTION_SET_NULL || action == CROW_ACTION_SET_DEFAULT)
    return TRUE;
  return event == CROW_EVENT_UPDATE && action == CROW_ACTION_CASCADE;
}

static const CrowField *
find_generated_field (const CrowSchema *self, const CrowRelation *relation)
{
  const CrowModel *child = crow_schema_get_model (self, relation->child);

  for (guint i = 0; i < relation->child_fields->len; i++)
    {
      guint index = g_array_index (relation->child_fields, guint, i);
      const CrowField *field = crow_model_get_field (child, index);

      if (field->generated != 0)
        return field;
    }
  return NULL;
}

/* Why the foreign key as a whole cannot be written anew without a loss. */
static char *
explain_fixed (const CrowSchema *self, const CrowRelation *relation)
{
  if (self->is_readonly)
    return g_strdup_printf ("%s is not PostgreSQL itself: how it changes a foreign key is not "
                            "known, so it is only shown.",
                            self->server);
  if (relation->kind != CROW_RELATION_FOREIGN_KEY || relation->constraint == NULL)
    return g_strdup ("The database has no foreign key for it.");
  if (relation->facts != NULL && relation->facts->has_raw_names)
    return g_strdup ("Its names are not UTF-8, so no script can spell them.");
  if (relation->facts != NULL && relation->facts->codes != NULL)
    return g_strdup_printf ("The catalogue says something of it that this version does not know "
                            "(%s); writing it anew would lose that.",
                            relation->facts->codes);
  return NULL;
}

/**
 * crow_schema_explain_refusal:
 * @self: a sealed schema of a database
 * @relation: one of its relations
 * @event: delete of a parent, or change of what the key refers to
 * @action: what is wanted
 *
 * What PostgreSQL itself refuses: anything but NO ACTION on a temporal key (0A000), an action that
 * writes a generated column (42601). Reference of the product, sections 1.4 and 2.2.
 *
 * Returns: (transfer full) (nullable): why not, a sentence; %NULL: it may
 */
char *
crow_schema_explain_refusal (const CrowSchema *self,
                             const CrowRelation *relation,
                             CrowEvent event,
                             CrowAction action)
{
  const CrowField *generated = find_generated_field (self, relation);
  char *fixed = explain_fixed (self, relation);

  if (fixed != NULL)
    return fixed;
  if (relation->is_temporal && action != CROW_ACTION_NO_ACTION)
    return g_strdup ("A temporal foreign key (PERIOD) can only have NO ACTION (SQLSTATE 0A000).");
  if (generated != NULL && writes_key (event, action))
    return g_strdup_printf ("The column “%s” is generated, so the database cannot write it "
                            "(SQLSTATE 42601).",
                            generated->name);
  return NULL;
}

static gboolean
edit_clause (CrowSchema *schema,
             CrowRelation *relation,
             CrowEvent event,
             CrowAction action,
             GError **error)
{
  g_autofree char *reason = crow_schema_explain_refusal (schema, relation, event, action);

  if (reason != NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID, "%s: %s cannot be %s. %s", relation->id,
                   crow_event_get_argument (event), crow_action_get_name (action), reason);
      return FALSE;
    }
  relation->clauses[event].action = action;
  return TRUE;
}

static gboolean
edit_relation (CrowSchema *schema, const CrowActionEdit *edit, GError **error)
{
  int index = crow_schema_find_relation (schema, edit->relation);

  if (index < 0)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "The database has no relation `%s`",
                   edit->relation);
      return FALSE;
    }
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      CrowAction action = edit->edits[event] == CROW_CLAUSE_DEFAULT ? CROW_ACTION_NO_ACTION
                                                                    : edit->actions[event];

      if (edit->edits[event] != CROW_CLAUSE_KEEP &&
          !edit_clause (schema, crow_schema_get_relation (schema, (guint) index), (CrowEvent) event,
                        action, error))
        return FALSE;
    }
  return TRUE;
}

/* A schema of its own relations and problems; all else is shared with @self. */
static CrowSchema *
copy_sharing_models (CrowSchema *self)
{
  CrowSchema *copy = crow_schema_new ();

  crow_schema_copy_properties (copy, self);
  for (guint i = 0; i < self->relations->len; i++)
    g_ptr_array_add (copy->relations, crow_relation_copy (crow_schema_get_relation (self, i)));
  g_ptr_array_unref (copy->namespaces);
  copy->namespaces = g_ptr_array_ref (self->namespaces);
  g_ptr_array_unref (copy->models);
  copy->models = g_ptr_array_ref (self->models);
  g_ptr_array_unref (copy->enums);
  copy->enums = g_ptr_array_ref (self->enums);
  g_ptr_array_unref (copy->notes);
  copy->notes = g_ptr_array_ref (self->notes);
  copy->model_by_name = g_hash_table_ref (self->model_by_name);
  copy->relation_by_id = g_hash_table_ref (self->relation_by_id);
  return copy;
}

/**
 * crow_schema_edit_actions:
 * @self: a sealed schema of a database
 * @edits: (element-type CrowActionEdit): %CROW_CLAUSE_DEFAULT means NO ACTION, which is what SQL
 *   without the clause means
 * @error: %CROW_ERROR_UNKNOWN, %CROW_ERROR_INVALID
 *
 * All edits together or none. What else the foreign keys have stays; the columns of SET NULL are
 * kept even while another action is in force, so that setting it back restores all.
 *
 * Returns: (transfer full) (nullable): the database as it would be
 */
CrowSchema *
crow_schema_edit_actions (CrowSchema *self, GPtrArray *edits, GError **error)
{
  g_autoptr (CrowSchema) copy = NULL;

  g_return_val_if_fail (self->relation_by_id != NULL, NULL);

  copy = copy_sharing_models (self);
  for (guint i = 0; i < edits->len; i++)
    if (!edit_relation (copy, g_ptr_array_index (edits, i), error))
      return NULL;
  crow_lint_schema (copy);
  return g_steal_pointer (&copy);
}
