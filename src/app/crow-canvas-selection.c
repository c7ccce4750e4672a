#include "crow-canvas-private.h"

#include "crow-pick.h"

#define REVEAL_MARGIN 48.0
/* From this zoom on a table can be read. */
#define READABLE_ZOOM 0.6

static const CrowSelection nothing = { CROW_SELECTION_NONE, 0 };

static gboolean
is_same (CrowSelection a, CrowSelection b)
{
  return a.kind == b.kind && (a.kind == CROW_SELECTION_NONE || a.index == b.index);
}

/* Is it among @models (nullable), a byte each? */
gboolean
crow_canvas_is_marked (GBytes *models, guint model)
{
  const guint8 *marks = models != NULL ? g_bytes_get_data (models, NULL) : NULL;

  return marks != NULL && model < g_bytes_get_size (models) && marks[model] != 0;
}

static CrowSelection
get_valid (CrowCanvas *self, CrowSelection selection)
{
  guint n = 0;

  if (self->diagram != NULL && selection.kind == CROW_SELECTION_MODEL)
    n = self->diagram->schema->models->len;
  else if (self->diagram != NULL && selection.kind == CROW_SELECTION_RELATION)
    n = self->diagram->schema->relations->len;
  return selection.index < n ? selection : nothing;
}

/* Has the canvas, or a box in it, the keys? */
gboolean
crow_canvas_has_focus_inside (CrowCanvas *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL &&
         (focus == GTK_WIDGET (self) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

static CrowRect
get_several_rect (CrowCanvas *self)
{
  CrowRect all = crow_canvas_get_box (self, self->selection.index);

  for (guint i = 0; i < self->diagram->layout->n_boxes; i++)
    if (crow_canvas_is_marked (self->several, i))
      {
        CrowRect box = crow_canvas_get_box (self, i);

        all = crow_rect_union (&all, &box);
      }
  return all;
}

/* Around what is selected, in diagram pixels. Something must be. */
CrowRect
crow_canvas_get_selection_rect (CrowCanvas *self)
{
  if (self->selection.kind == CROW_SELECTION_RELATION)
    return crow_pick_route_bounds (self->diagram, self->selection.index);
  if (self->several != NULL)
    return get_several_rect (self);
  return crow_canvas_get_box (self, self->selection.index);
}

/* What of the selection must come into view at that zoom: of a relation that is too long its
 * label. */
static CrowRect
get_part_to_reveal (CrowCanvas *self, double zoom)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * REVEAL_MARGIN;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - 2 * REVEAL_MARGIN;
  CrowRect rect;

  if (self->selection.kind == CROW_SELECTION_MODEL)
    return crow_canvas_get_box (self, self->selection.index);
  rect = crow_pick_route_bounds (self->diagram, self->selection.index);
  if (rect.width * zoom > width || rect.height * zoom > height)
    return crow_diagram_get_label (self->diagram, self->selection.index);
  return rect;
}

/* Brings the selection into view. @min_zoom: and zooms in so far, where the zoom is smaller. What
 * is in view at that zoom already moves nothing. */
void
crow_canvas_reveal (CrowCanvas *self, double min_zoom)
{
  CrowView target = crow_canvas_get_target (self);
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  CrowRect rect;

  if (self->selection.kind == CROW_SELECTION_NONE || !crow_canvas_has_size (self))
    return;
  if (target.zoom < min_zoom)
    {
      rect = get_part_to_reveal (self, min_zoom);
      target = crow_view_fit (&rect, width, height, REVEAL_MARGIN, 1);
      target.zoom = MAX (target.zoom, min_zoom);
      target = crow_view_center_on (&target, &rect, width, height);
    }
  rect = get_part_to_reveal (self, target.zoom);
  target = crow_view_reveal (&target, &rect, width, height, REVEAL_MARGIN);
  crow_canvas_go_to (self, target);
}

/* Where the arrow keys start from: the selected model, or an end of the selected relation. */
void
crow_canvas_update_context (CrowCanvas *self)
{
  const CrowRelation *relation;

  if (self->selection.kind == CROW_SELECTION_NONE)
    self->context = -1;
  else if (self->selection.kind == CROW_SELECTION_MODEL)
    self->context = (int) self->selection.index;
  else
    {
      relation = crow_schema_get_relation (self->diagram->schema, self->selection.index);
      if (self->context != (int) relation->child && self->context != (int) relation->parent)
        self->context = (int) relation->child;
    }
}

/* The selection in another diagram: what has the same name there. */
CrowSelection
crow_canvas_carry_over (const CrowDiagram *from, CrowSelection selection, const CrowDiagram *to)
{
  int found = -1;

  if (from == NULL || to == NULL)
    return nothing;
  if (selection.kind == CROW_SELECTION_MODEL)
    found = crow_schema_find_model_by_key (to->schema,
                                           crow_schema_get_model (from->schema, selection.index)
                                               ->key);
  else if (selection.kind == CROW_SELECTION_RELATION)
    found = crow_schema_find_relation (to->schema,
                                       crow_schema_get_relation (from->schema, selection.index)
                                           ->id);
  return found >= 0 ? (CrowSelection){ selection.kind, (guint) found } : nothing;
}

/* How a box is drawn. */
CrowStateFlags
crow_canvas_get_model_state (CrowCanvas *self, guint model)
{
  CrowSelection asked = { CROW_SELECTION_MODEL, model };
  CrowStateFlags state = 0;

  if (is_same (self->selection, asked) || crow_canvas_is_marked (self->several, model))
    state |= CROW_STATE_SELECTED;
  if (is_same (self->hover, asked))
    state |= CROW_STATE_HOVERED;
  return state;
}

/* How an edge is drawn: one on the path under the pointer is as if it were under it. */
CrowStateFlags
crow_canvas_get_relation_state (CrowCanvas *self, guint relation)
{
  CrowSelection asked = { CROW_SELECTION_RELATION, relation };
  CrowStateFlags state = 0;

  if (is_same (self->selection, asked))
    state |= CROW_STATE_SELECTED;
  if (crow_canvas_is_lit (self, relation))
    state |= CROW_STATE_HOVERED;
  return state;
}

/* Is the model being dragged? */
gboolean
crow_canvas_is_lifted (CrowCanvas *self, guint model)
{
  return crow_canvas_is_marked (self->lifted, model);
}

/* Double click or Enter. */
void
crow_canvas_activate (CrowCanvas *self)
{
  if (self->selection.kind != CROW_SELECTION_NONE)
    g_signal_emit_by_name (self, "activated");
}

/**
 * crow_canvas_get_selection:
 * @self: a canvas
 *
 * Returns: what is selected
 */
CrowSelection
crow_canvas_get_selection (CrowCanvas *self)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), nothing);

  return self->selection;
}

/**
 * crow_canvas_select:
 * @self: a canvas
 * @selection: what to select; what the diagram does not have counts as nothing
 * @reveal: whether to bring it into view, large enough to be read
 *
 * The focus goes along if the canvas has it; it is taken from nobody else.
 */
void
crow_canvas_select (CrowCanvas *self, CrowSelection selection, gboolean reveal)
{
  CrowSelection valid;
  gboolean is_change;

  g_return_if_fail (CROW_IS_CANVAS (self));

  valid = get_valid (self, selection);
  is_change = !is_same (self->selection, valid);
  if (self->several != NULL && (reveal || valid.kind != CROW_SELECTION_MODEL ||
                                !crow_canvas_is_marked (self->several, valid.index)))
    {
      g_clear_pointer (&self->several, g_bytes_unref);
      crow_canvas_update_box_states (self);
    }
  if (is_change)
    crow_canvas_end_nudge (self, TRUE);
  self->selection = valid;
  crow_canvas_update_context (self);
  if (reveal)
    crow_canvas_reveal (self, READABLE_ZOOM);
  if (!is_change)
    return;
  self->is_walking = FALSE;
  if (valid.kind != CROW_SELECTION_NONE)
    self->is_fitted = FALSE;
  crow_canvas_update_box_states (self);
  crow_canvas_update_light (self);
  crow_canvas_update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (crow_canvas_has_focus_inside (self))
    crow_canvas_focus_selection (self);
  g_signal_emit_by_name (self, "selection-changed");
}
