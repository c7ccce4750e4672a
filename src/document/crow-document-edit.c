#include "crow-document-private.h"

#include <string.h>

static char *
describe_edits (GPtrArray *edits)
{
  static const char *const words[CROW_N_EVENTS] = { "on delete", "on update" };
  const CrowActionEdit *edit = g_ptr_array_index (edits, 0);
  g_autoptr (GString) label = NULL;

  if (edits->len > 1)
    return g_strdup_printf ("change %u relations", edits->len);
  label = g_string_new (edit->relation);
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    if (edit->edits[i] != CROW_CLAUSE_KEEP)
      g_string_append_printf (label, "%s %s %s", strchr (label->str, ':') != NULL ? "," : ":",
                              words[i],
                              edit->edits[i] == CROW_CLAUSE_DEFAULT
                                  ? "default"
                                  : crow_action_get_name (edit->actions[i]));
  return g_string_free (g_steal_pointer (&label), FALSE);
}

/* Nobody is told. */
static void
set_current (CrowDocument *self, CrowRevision *revision)
{
  CrowRevision *adapted = crow_document_adapt (self, revision);

  crow_revision_unref (self->current);
  self->current = adapted;
  crow_document_forget_drift (self);
}

/* One undo step to @after, unless nothing changed. @label: (transfer full): what the edit does. */
static void
take_step (CrowDocument *self, CrowRevision *after, char *label)
{
  if (after == self->current)
    {
      g_free (label);
      return;
    }
  crow_undo_stack_push (self->stack, crow_undo_step_new_edit (label, self->current, after));
  set_current (self, after);
  crow_document_update_properties (self);
  g_signal_emit_by_name (self, "changed");
}

/**
 * crow_document_edit_actions:
 * @self: a document in which something is open
 * @edits: (element-type CrowActionEdit): at least one; judged together
 * @error: as crow_prisma_edit_actions() and crow_schema_edit_actions()
 *
 * Changes actions: one undo step, none where they are already so.
 *
 * Returns: whether the schema has these actions now
 */
gboolean
crow_document_edit_actions (CrowDocument *self, GPtrArray *edits, GError **error)
{
  g_autoptr (CrowRevision) after = NULL;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (self->current != NULL, FALSE);
  g_return_val_if_fail (edits != NULL && edits->len > 0, FALSE);

  after = crow_revision_edit_actions (self->current, edits, error);
  if (after == NULL)
    return FALSE;
  take_step (self, after, describe_edits (edits));
  return TRUE;
}

/**
 * crow_document_add_index:
 * @self: a document in which something is open
 * @relation: id of a relation
 * @error: as crow_prisma_edit_add_index(); %CROW_ERROR_INVALID: a database
 *
 * Adds the line that %CROW_FIX_ADD_INDEX promises: one undo step.
 *
 * Returns: whether the index is there now
 */
gboolean
crow_document_add_index (CrowDocument *self, const char *relation, GError **error)
{
  g_autoptr (CrowRevision) after = NULL;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (self->current != NULL, FALSE);

  after = crow_revision_add_index (self->current, relation, error);
  if (after == NULL)
    return FALSE;
  take_step (self, after, g_strdup_printf ("%s: add an index", relation));
  return TRUE;
}

/**
 * crow_document_make_explicit:
 * @self: a document in which a schema file is open
 * @relation: id of an implicit many-to-many relation
 * @model: what the model of its join table is to be called
 * @error: as crow_prisma_edit_explicit()
 *
 * Makes the hidden join table a model: one undo step.
 *
 * Returns: whether it is one now
 */
gboolean
crow_document_make_explicit (CrowDocument *self,
                             const char *relation,
                             const char *model,
                             GError **error)
{
  g_autoptr (CrowRevision) after = NULL;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (self->current != NULL, FALSE);

  after = crow_revision_make_explicit (self->current, relation, model, error);
  if (after == NULL)
    return FALSE;
  take_step (self, after, g_strdup_printf ("%s: join table as model %s", relation, model));
  return TRUE;
}

/**
 * crow_document_pin_defaults:
 * @self: a document in which something is open
 * @error: as crow_prisma_edit_actions()
 *
 * Writes out what every clause that is left out means by the rules in force: one undo step, none
 * where there is none or a database is open.
 *
 * Returns: whether no clause is left out now
 */
gboolean
crow_document_pin_defaults (CrowDocument *self, GError **error)
{
  CrowPrisma *prisma = crow_document_get_prisma (self);
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (CrowRevision) after = NULL;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);

  if (prisma == NULL)
    return TRUE;
  edits = crow_prisma_list_defaults (prisma);
  after = crow_revision_edit_actions (self->current, edits, error);
  if (after == NULL)
    return FALSE;
  take_step (self, after, g_strdup ("write the defaults out"));
  return TRUE;
}

/**
 * crow_document_can_undo:
 * @self: a document
 *
 * Returns: whether crow_document_undo() would do something
 */
gboolean
crow_document_can_undo (CrowDocument *self)
{
  return crow_document_get_undo_label (self) != NULL;
}

/**
 * crow_document_can_redo:
 * @self: a document
 *
 * Returns: whether crow_document_redo() would do something
 */
gboolean
crow_document_can_redo (CrowDocument *self)
{
  return crow_document_get_redo_label (self) != NULL;
}

/**
 * crow_document_get_undo_label:
 * @self: a document
 *
 * Returns: (nullable): `Post.author: on delete Cascade`, English; until the document changes
 */
const char *
crow_document_get_undo_label (CrowDocument *self)
{
  const CrowUndoStep *step;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  step = crow_undo_stack_peek_undo (self->stack);
  return step != NULL ? step->label : NULL;
}

/**
 * crow_document_get_redo_label:
 * @self: a document
 *
 * Returns: (nullable): as crow_document_get_undo_label()
 */
const char *
crow_document_get_redo_label (CrowDocument *self)
{
  const CrowUndoStep *step;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  step = crow_undo_stack_peek_redo (self->stack);
  return step != NULL ? step->label : NULL;
}

/* The document becomes what one side of a step was. */
static void
take_side (CrowDocument *self, const CrowUndoStep *step, gboolean is_undo)
{
  if (step->moves != NULL)
    crow_document_take_moves (self, step, is_undo);
  else
    set_current (self, is_undo ? step->before : step->after);
  crow_document_update_properties (self);
  g_signal_emit_by_name (self, step->moves != NULL ? "moved" : "changed");
}

/**
 * crow_document_undo:
 * @self: a document
 *
 * Takes the last step back: every byte, every table is where it was.
 */
void
crow_document_undo (CrowDocument *self)
{
  const CrowUndoStep *step;

  g_return_if_fail (CROW_IS_DOCUMENT (self));

  step = crow_undo_stack_undo (self->stack);
  if (step != NULL)
    take_side (self, step, TRUE);
}

/**
 * crow_document_redo:
 * @self: a document
 *
 * Does the step that was last undone again.
 */
void
crow_document_redo (CrowDocument *self)
{
  const CrowUndoStep *step;

  g_return_if_fail (CROW_IS_DOCUMENT (self));

  step = crow_undo_stack_redo (self->stack);
  if (step != NULL)
    take_side (self, step, FALSE);
}
