#include "crow-undo-stack.h"

struct _CrowUndoStack
{
  GPtrArray *steps; /* (element-type CrowUndoStep) oldest first */
  guint at;         /* steps before it are done, those from it on undone */
};

/**
 * crow_undo_step_new_text:
 * @label: (transfer full): what the step does
 * @before: the schema before it
 * @after: the schema after it
 *
 * Returns: (transfer full): a step that edits the text
 */
CrowUndoStep *
crow_undo_step_new_text (char *label, CrowPrisma *before, CrowPrisma *after)
{
  CrowUndoStep *self = g_new0 (CrowUndoStep, 1);

  self->label = label;
  self->before = crow_prisma_ref (before);
  self->after = crow_prisma_ref (after);
  return self;
}

/**
 * crow_undo_step_new_move:
 * @key: of the table
 * @from: (nullable): where it was; %NULL: it was placed by the layout
 * @to: where it is
 *
 * Returns: (transfer full): a step that moves a table
 */
CrowUndoStep *
crow_undo_step_new_move (const char *key, const CrowPosition *from, const CrowPosition *to)
{
  CrowUndoStep *self = g_new0 (CrowUndoStep, 1);

  self->label = g_strdup_printf ("move %s", key);
  self->key = g_strdup (key);
  self->from = g_memdup2 (from, from != NULL ? sizeof *from : 0);
  self->to = g_memdup2 (to, sizeof *to);
  return self;
}

/**
 * crow_undo_step_free:
 * @self: (transfer full): a step
 */
void
crow_undo_step_free (CrowUndoStep *self)
{
  g_free (self->label);
  g_clear_pointer (&self->before, crow_prisma_unref);
  g_clear_pointer (&self->after, crow_prisma_unref);
  g_free (self->key);
  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

/**
 * crow_undo_stack_new:
 *
 * Returns: (transfer full): with nothing to undo
 */
CrowUndoStack *
crow_undo_stack_new (void)
{
  CrowUndoStack *self = g_new0 (CrowUndoStack, 1);

  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_undo_step_free);
  return self;
}

/**
 * crow_undo_stack_free:
 * @self: (transfer full): a stack
 */
void
crow_undo_stack_free (CrowUndoStack *self)
{
  g_ptr_array_unref (self->steps);
  g_free (self);
}

/**
 * crow_undo_stack_clear:
 * @self: a stack
 */
void
crow_undo_stack_clear (CrowUndoStack *self)
{
  g_ptr_array_set_size (self->steps, 0);
  self->at = 0;
}

/**
 * crow_undo_stack_push:
 * @self: a stack
 * @step: (transfer full): what was just done
 *
 * What was undone before cannot be redone any more.
 */
void
crow_undo_stack_push (CrowUndoStack *self, CrowUndoStep *step)
{
  g_ptr_array_set_size (self->steps, (int) self->at);
  g_ptr_array_add (self->steps, step);
  self->at++;
}

/**
 * crow_undo_stack_peek_undo:
 * @self: a stack
 *
 * Returns: (transfer none) (nullable): the step that the next undo would undo
 */
const CrowUndoStep *
crow_undo_stack_peek_undo (const CrowUndoStack *self)
{
  return self->at > 0 ? g_ptr_array_index (self->steps, self->at - 1) : NULL;
}

/**
 * crow_undo_stack_peek_redo:
 * @self: a stack
 *
 * Returns: (transfer none) (nullable): the step that the next redo would do again
 */
const CrowUndoStep *
crow_undo_stack_peek_redo (const CrowUndoStack *self)
{
  return self->at < self->steps->len ? g_ptr_array_index (self->steps, self->at) : NULL;
}

/**
 * crow_undo_stack_undo:
 * @self: a stack
 *
 * Returns: (transfer none) (nullable): the step that the caller is to undo
 */
const CrowUndoStep *
crow_undo_stack_undo (CrowUndoStack *self)
{
  const CrowUndoStep *step = crow_undo_stack_peek_undo (self);

  if (step != NULL)
    self->at--;
  return step;
}

/**
 * crow_undo_stack_redo:
 * @self: a stack
 *
 * Returns: (transfer none) (nullable): the step that the caller is to do again
 */
const CrowUndoStep *
crow_undo_stack_redo (CrowUndoStack *self)
{
  const CrowUndoStep *step = crow_undo_stack_peek_redo (self);

  if (step != NULL)
    self->at++;
  return step;
}
