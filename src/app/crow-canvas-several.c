#include "crow-canvas-private.h"

static guint8 *
copy_marks (CrowCanvas *self)
{
  guint n = self->diagram->layout->n_boxes;
  guint8 *marks = g_new0 (guint8, n + 1);

  for (guint i = 0; i < n; i++)
    marks[i] = crow_canvas_is_marked (self->several, i);
  if (self->several == NULL && self->selection.kind == CROW_SELECTION_MODEL)
    marks[self->selection.index] = TRUE;
  return marks;
}

static guint
count_marks (const guint8 *marks, guint n, guint *first)
{
  guint count = 0;

  for (guint i = n; i > 0; i--)
    if (marks[i - 1])
      {
        count++;
        *first = i - 1;
      }
  return count;
}

/* @marks: (transfer full). @wanted: which of them is the selection; another where it is none. */
static void
take_marks (CrowCanvas *self, guint8 *marks, guint wanted)
{
  guint n = self->diagram->layout->n_boxes;
  guint first = 0;
  guint count = count_marks (marks, n, &first);
  CrowSelection selection = { CROW_SELECTION_NONE, 0 };
  CrowSelection was = self->selection;

  if (count > 0)
    selection = (CrowSelection){ CROW_SELECTION_MODEL,
                                 wanted < n && marks[wanted] ? wanted : first };
  g_clear_pointer (&self->several, g_bytes_unref);
  if (count > 1)
    self->several = g_bytes_new_take (marks, n + 1);
  else
    g_free (marks);
  crow_canvas_select (self, selection, FALSE);
  crow_canvas_update_box_states (self);
  crow_canvas_update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  /* More or fewer are selected, though the first of them is the same. */
  if (was.kind == selection.kind && was.index == selection.index)
    g_signal_emit_by_name (self, "selection-changed");
}

/**
 * crow_canvas_take_band:
 * @self: a canvas with a diagram
 * @band: in the widget's pixels
 *
 * Selects all boxes that @band touches.
 */
void
crow_canvas_take_band (CrowCanvas *self, const CrowRect *band)
{
  const CrowLayout *layout = self->diagram->layout;
  guint8 *marks = g_new0 (guint8, layout->n_boxes + 1);

  for (guint i = 0; i < layout->n_boxes; i++)
    {
      CrowRect seen = crow_view_rect_to_widget (&self->view, &layout->boxes[i]);

      marks[i] = crow_rect_intersects (&seen, band);
    }
  take_marks (self, marks, self->selection.index);
}

/**
 * crow_canvas_toggle_model:
 * @self: a canvas with a diagram
 * @model: index of a model
 *
 * Adds a model to those that are selected, or takes it from them.
 */
void
crow_canvas_toggle_model (CrowCanvas *self, guint model)
{
  guint8 *marks = copy_marks (self);

  marks[model] = !marks[model];
  take_marks (self, marks, marks[model] ? model : self->selection.index);
}

/**
 * crow_canvas_drop_several:
 * @self: a canvas
 *
 * Leaves only the selection selected.
 */
void
crow_canvas_drop_several (CrowCanvas *self)
{
  if (self->several == NULL)
    return;
  g_clear_pointer (&self->several, g_bytes_unref);
  crow_canvas_update_box_states (self);
  crow_canvas_update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit_by_name (self, "selection-changed");
}

/**
 * crow_canvas_select_all:
 * @self: a canvas
 *
 * Selects every model.
 */
void
crow_canvas_select_all (CrowCanvas *self)
{
  guint n;
  guint8 *marks;

  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->diagram == NULL || self->diagram->layout->n_boxes == 0)
    return;
  n = self->diagram->layout->n_boxes;
  marks = g_new0 (guint8, n + 1);
  for (guint i = 0; i < n; i++)
    marks[i] = TRUE;
  take_marks (self, marks,
              self->selection.kind == CROW_SELECTION_MODEL ? self->selection.index : 0);
}

/**
 * crow_canvas_select_related:
 * @self: a canvas
 *
 * Selects, beside the selected models, those that a relation joins to one of them; of a relation
 * both its ends.
 */
void
crow_canvas_select_related (CrowCanvas *self)
{
  g_autofree guint8 *marks = NULL;
  guint8 *all;
  guint n;

  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->diagram == NULL || self->selection.kind == CROW_SELECTION_NONE)
    return;
  n = self->diagram->layout->n_boxes;
  marks = copy_marks (self);
  all = g_memdup2 (marks, n + 1);
  for (guint i = 0; i < self->diagram->layout->n_edges; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->diagram->schema, i);
      gboolean is_selected = self->selection.kind == CROW_SELECTION_RELATION &&
                             self->selection.index == i;

      if (is_selected || marks[relation->child] || marks[relation->parent])
        all[relation->child] = all[relation->parent] = TRUE;
    }
  take_marks (self, all, self->selection.kind == CROW_SELECTION_MODEL ? self->selection.index : n);
}

/**
 * crow_canvas_list_selected:
 * @self: a canvas
 *
 * Returns: (transfer container) (element-type utf8): the keys of the selected models, of the
 *   schema that is shown, in its order; none where a relation or nothing is selected
 */
GPtrArray *
crow_canvas_list_selected (CrowCanvas *self)
{
  GPtrArray *keys = g_ptr_array_new ();

  g_return_val_if_fail (CROW_IS_CANVAS (self), keys);

  if (self->diagram == NULL || self->selection.kind != CROW_SELECTION_MODEL)
    return keys;
  for (guint i = 0; i < self->diagram->layout->n_boxes; i++)
    if (self->several != NULL ? crow_canvas_is_marked (self->several, i)
                              : i == self->selection.index)
      g_ptr_array_add (keys, crow_schema_get_model (self->diagram->schema, i)->key);
  return keys;
}

/**
 * crow_canvas_carry_several:
 * @from: (nullable): a diagram
 * @several: (nullable): which of its models are selected together
 * @to: (nullable): another diagram
 *
 * Returns: (transfer full) (nullable): the same models in @to; %NULL where fewer than two are left
 */
GBytes *
crow_canvas_carry_several (const CrowDiagram *from, GBytes *several, const CrowDiagram *to)
{
  g_autofree guint8 *marks = NULL;
  guint count = 0;

  if (from == NULL || several == NULL || to == NULL)
    return NULL;
  marks = g_new0 (guint8, to->layout->n_boxes + 1);
  for (guint i = 0; i < from->layout->n_boxes; i++)
    {
      int found = -1;

      if (crow_canvas_is_marked (several, i))
        found = crow_schema_find_model_by_key (to->schema,
                                               crow_schema_get_model (from->schema, i)->key);
      if (found >= 0)
        {
          marks[found] = TRUE;
          count++;
        }
    }
  if (count < 2)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&marks), to->layout->n_boxes + 1);
}
