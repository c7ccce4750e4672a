#pragma once

#include "crow-layout-file.h"
#include "crow-revision.h"

G_BEGIN_DECLS

/* One table that a step moves, or paints. */
typedef struct
{
  char *key;
  CrowPosition from;  /* where @had_place */
  CrowPosition to;    /* where @has_place */
  gboolean had_place; /* of its own; else the layout had placed it */
  gboolean has_place;
  gboolean is_painted; /* it stays where it is */
  guint color_before;  /* crow_document_set_colors() */
  guint color_after;
} CrowUndoMove;

/* One step: what was open before and after it (files that it does not touch are shared), or the
 * places of tables, or the colour of one. */
typedef struct
{
  char *label;              /* (owned) English, for people */
  CrowRevision *before;     /* (owned) (nullable) */
  CrowRevision *after;      /* (owned) (nullable) */
  GArray *moves;            /* (owned) (nullable) (element-type CrowUndoMove) */
  guint arrangement_before; /* with moves: crow_document_get_arrangement() */
  guint arrangement_after;
} CrowUndoStep;

CrowUndoStep *crow_undo_step_new_edit (char *label, CrowRevision *before, CrowRevision *after);
CrowUndoStep *crow_undo_step_new_moves (char *label);
void crow_undo_step_add_move (CrowUndoStep *self,
                              const char *key,
                              const CrowPosition *from,
                              const CrowPosition *to);
void crow_undo_step_add_color (CrowUndoStep *self, const char *key, guint before, guint after);
void crow_undo_step_free (CrowUndoStep *self);

typedef struct _CrowUndoStack CrowUndoStack;

CrowUndoStack *crow_undo_stack_new (void);
void crow_undo_stack_free (CrowUndoStack *self);
void crow_undo_stack_clear (CrowUndoStack *self);
/* Forgets the edits; moves stay. */
void crow_undo_stack_drop_edits (CrowUndoStack *self);
void crow_undo_stack_push (CrowUndoStack *self, CrowUndoStep *step); /* @step: (transfer full) */

/* What the next undo and redo would bring about; NULL: nothing to. */
const CrowUndoStep *crow_undo_stack_peek_undo (const CrowUndoStack *self);
const CrowUndoStep *crow_undo_stack_peek_redo (const CrowUndoStack *self);
/* The same, and the stack moves by it. */
const CrowUndoStep *crow_undo_stack_undo (CrowUndoStack *self);
const CrowUndoStep *crow_undo_stack_redo (CrowUndoStack *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowUndoStep, crow_undo_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowUndoStack, crow_undo_stack_free)

G_END_DECLS
