#include "crow-document-private.h"

#include <string.h>

static gboolean
is_comparing (CrowDocument *self)
{
  return self->link != NULL && self->texts != NULL;
}

/**
 * crow_document_tell_compared:
 * @self: a document
 *
 * A comparison began or ended.
 */
void
crow_document_tell_compared (CrowDocument *self)
{
  crow_document_update_properties (self);
  g_object_notify (G_OBJECT (self), "plan");
  g_signal_emit_by_name (self, "changed");
}

/**
 * crow_document_end_comparison:
 * @self: a document
 *
 * The schema file is alone again; the session is closed.
 */
void
crow_document_end_comparison (CrowDocument *self)
{
  g_return_if_fail (CROW_IS_DOCUMENT (self));

  if (!is_comparing (self))
    return;
  g_clear_pointer (&self->link, crow_link_free);
  crow_document_forget_drift (self);
  crow_document_tell_compared (self);
}

/**
 * crow_document_get_drift:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): where the schema file, as edited, and the database disagree;
 *   until the document changes. %NULL: nothing is compared
 */
CrowDrift *
crow_document_get_drift (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  if (self->drift == NULL && is_comparing (self))
    self->drift = crow_drift_new (crow_document_get_schema (self), self->link->schema);
  return self->drift;
}

/**
 * crow_document_get_picture:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): what is to be drawn: the schema as edited; of a comparison
 *   crow_drift_build_picture(); until the document changes
 */
CrowSchema *
crow_document_get_picture (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  if (!is_comparing (self))
    return crow_document_get_schema (self);
  if (self->picture == NULL)
    self->picture = crow_drift_build_picture (crow_document_get_drift (self));
  return self->picture;
}

/* Only actions can be taken over; what else differs is named. */
static gboolean
check_item (const CrowDrift *drift, const CrowDriftItem *item, GError **error)
{
  g_autoptr (GString) others = g_string_new (NULL);

  if (item->kind == CROW_DRIFT_ONLY_SCHEMA || item->kind == CROW_DRIFT_ONLY_DATABASE)
    {
      g_set_error_literal (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
                           item->kind == CROW_DRIFT_ONLY_SCHEMA
                               ? "the database has no such foreign key; remove the relation from "
                                 "the schema file by hand, or let the database be changed"
                               : "the schema file has no such relation; add it by hand or with "
                                 "`prisma db pull`, or let the database be changed");
      return FALSE;
    }
  for (guint i = 0; i < item->differences->len; i++)
    {
      const CrowDriftDifference *difference = g_ptr_array_index (item->differences, i);

      if (strcmp (difference->clause, "onDelete") != 0 &&
          strcmp (difference->clause, "onUpdate") != 0)
        g_string_append_printf (others, "%s%s (%s, in the database %s)",
                                others->len > 0 ? ", " : "", difference->clause, difference->schema,
                                difference->database);
    }
  if (others->len == 0)
    return TRUE;
  g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
               "only actions are taken over, and more differs: %s; change it in the schema file "
               "by hand",
               others->str);
  return FALSE;
}

/* What the database has; an argument that only says the default is left out, as Prisma does. */
static CrowActionEdit *
make_edit (const CrowSchema *schema, const CrowForeignKey *key, const CrowForeignKey *database_key)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, key->relation);
  CrowActionEdit *edit = crow_action_edit_new (key->relation_id);

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      CrowAction action = database_key->clauses[event].action;

      if (key->clauses[event].action == action)
        continue;
      edit->actions[event] = action;
      edit->edits[event] = relation->kind == CROW_RELATION_FOREIGN_KEY &&
                                   action == crow_schema_get_default_action (schema, relation,
                                                                             (CrowEvent) event)
                               ? CROW_CLAUSE_DEFAULT
                               : CROW_CLAUSE_SET;
    }
  return edit;
}

/**
 * crow_document_take_database:
 * @self: a document in which a schema file is compared with a database
 * @item: index into the drift's items
 * @error: as crow_document_edit_actions(); %CROW_ERROR_UNCOVERED: more differs than actions
 *
 * "Take the database's": edits the schema file so that the relation's actions are those that the
 * database has; one undo step, none where they are so already.
 *
 * Returns: whether the actions are the database's now
 */
gboolean
crow_document_take_database (CrowDocument *self, guint item, GError **error)
{
  CrowDrift *drift = crow_document_get_drift (self);
  const CrowDriftItem *what;
  const CrowForeignKey *key;
  const CrowForeignKey *database_key;
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);

  g_return_val_if_fail (drift != NULL && item < drift->items->len, FALSE);

  what = g_ptr_array_index (drift->items, item);
  if (!check_item (drift, what, error))
    return FALSE;
  if (what->kind == CROW_DRIFT_EQUAL)
    return TRUE;
  key = g_ptr_array_index (drift->schema_keys, (guint) what->schema_key);
  database_key = g_ptr_array_index (drift->database_keys, (guint) what->database_key);
  g_ptr_array_add (edits, make_edit (drift->schema, key, database_key));
  return crow_document_edit_actions (self, edits, error);
}
