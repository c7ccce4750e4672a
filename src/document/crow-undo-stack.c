#include "crow-undo-stack.h"

struct _CrowUndoStack
{
  GPtrArray *steps; /* (element-type CrowUndoStep) oldest first */
  guint at;         /* steps before it are done, those from it on undone */
};

/**
 * crow_undo_step_new_edit:
 * @label: (transfer full): what the step does
 * @before: what was open before it
 * @after: what is open after it
 *
 * Returns: (transfer full): a step that edits
 */
CrowUndoStep *
crow_undo_step_new_edit (char *label, CrowRevision *before, CrowRevision *after)
{
  CrowUndoStep *self = g_new0 (CrowUndoStep, 1);

  self->label = label;
  self->before = crow_revision_ref (before);
  self->after = crow_revision_ref (after);
  return self;
}

static void
clear_move (gpointer data)
{
  CrowUndoMove *move = data;

  g_free (move->key);
}

/**
 * crow_undo_step_new_moves:
 * @label: (transfer full): what the step does
 *
 * Returns: (transfer full): a step that moves tables, none yet
 */
CrowUndoStep *
crow_undo_step_new_moves (char *label)
{
  CrowUndoStep *self = g_new0 (CrowUndoStep, 1);

  self->label = label;
  self->moves = g_array_new (FALSE, TRUE, sizeof (CrowUndoMove));
  g_array_set_clear_func (self->moves, clear_move);
  return self;
}

/**
 * crow_undo_step_add_move:
 * @self: a step that moves tables
 * @key: of a table that it does not move yet
 * @from: (nullable): where it was; %NULL: it was placed by the layout
 * @to: (nullable): where it is; %NULL: it is placed by the layout
 */
void
crow_undo_step_add_move (CrowUndoStep *self,
                         const char *key,
                         const CrowPosition *from,
                         const CrowPosition *to)
{
  CrowUndoMove move = { .key = g_strdup (key), .had_place = from != NULL, .has_place = to != NULL };

  if (from != NULL)
    move.from = *from;
  if (to != NULL)
    move.to = *to;
  g_array_append_val (self->moves, move);
}

/**
 * crow_undo_step_add_color:
 * @self: a step that moves tables
 * @key: of a table that it does not paint yet
 * @before: its colour; 0: none
 * @after: what it becomes; 0: none
 */
void
crow_undo_step_add_color (CrowUndoStep *self, const char *key, guint before, guint after)
{
  CrowUndoMove move = {
    .key = g_strdup (key), .is_painted = TRUE, .color_before = before, .color_after = after
  };

  g_array_append_val (self->moves, move);
}

/**
 * crow_undo_step_free:
 * @self: (transfer full) (nullable): a step
 */
void
crow_undo_step_free (CrowUndoStep *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_clear_pointer (&self->before, crow_revision_unref);
  g_clear_pointer (&self->after, crow_revision_unref);
  g_clear_pointer (&self->moves, g_array_unref);
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
 * crow_undo_stack_drop_edits:
 * @self: a stack
 *
 * What is open was read anew and may be another: no edit of what was can be undone in it. Moves
 * stay, done and undone ones.
 */
void
crow_undo_stack_drop_edits (CrowUndoStack *self)
{
  g_autoptr (GPtrArray) steps = g_steal_pointer (&self->steps);
  guint at = self->at;

  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_undo_step_free);
  self->at = 0;
  for (guint i = 0; i < steps->len; i++)
    {
      CrowUndoStep *step = g_ptr_array_index (steps, i);

      if (step->before != NULL)
        continue;
      steps->pdata[i] = NULL;
      g_ptr_array_add (self->steps, step);
      if (i < at)
        self->at = self->steps->len;
    }
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
