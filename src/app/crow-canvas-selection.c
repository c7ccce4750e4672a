#include "crow-canvas-private.h"

#include <glib/gi18n.h>

#include "crow-pick.h"

#define REVEAL_MARGIN 48.0

static const CrowSelection nothing = { CROW_SELECTION_NONE, 0 };

static gboolean
is_same (CrowSelection a, CrowSelection b)
{
  return a.kind == b.kind && (a.kind == CROW_SELECTION_NONE || a.index == b.index);
}

gboolean
crow_canvas_is_marked (GBytes *models, guint model)
{
  const guint8 *marks = models != NULL ? g_bytes_get_data (models, NULL) : NULL;

  return marks != NULL && model < g_bytes_get_size (models) && marks[model] != 0;
}

void
crow_canvas_update_accessible (CrowCanvas *self)
{
  CrowSchema *schema = self->diagram != NULL ? self->diagram->schema : NULL;
  g_autofree char *text = NULL;

  if (schema == NULL)
    text = g_strdup (_ ("No diagram"));
  else if (self->selection.kind == CROW_SELECTION_RELATION)
    text = crow_schema_describe_relation (schema, self->selection.index);
  else if (self->selection.kind == CROW_SELECTION_MODEL)
    /* Translators: %s is the name of a model, the selected one */
    text = g_strdup_printf (_ ("%s is selected"),
                            crow_schema_get_model (schema, self->selection.index)->name);
  else
    text = g_strdup (_ ("Nothing is selected"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
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

gboolean
crow_canvas_has_focus_inside (CrowCanvas *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL &&
         (focus == GTK_WIDGET (self) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

static CrowRect
get_selection_rect (CrowCanvas *self)
{
  const CrowLayout *layout = self->diagram->layout;
  guint index = self->selection.index;
  CrowView target = crow_canvas_get_target (self);
  CrowRect route;

  if (self->selection.kind == CROW_SELECTION_MODEL)
    return crow_canvas_get_box (self, index);
  route = crow_pick_route_bounds (self->diagram, index);
  if (layout->labels[index].width > 0 &&
      (route.width * target.zoom > gtk_widget_get_width (GTK_WIDGET (self)) - 2 * REVEAL_MARGIN ||
       route.height * target.zoom > gtk_widget_get_height (GTK_WIDGET (self)) - 2 * REVEAL_MARGIN))
    return layout->labels[index];
  return route;
}

static void
reveal_selection (CrowCanvas *self)
{
  CrowView target = crow_canvas_get_target (self);
  CrowRect rect;

  if (self->selection.kind == CROW_SELECTION_NONE || !crow_canvas_has_size (self))
    return;
  rect = get_selection_rect (self);
  crow_canvas_go_to (self,
                     crow_view_reveal (&target, &rect, gtk_widget_get_width (GTK_WIDGET (self)),
                                       gtk_widget_get_height (GTK_WIDGET (self)), REVEAL_MARGIN));
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

CrowStateFlags
crow_canvas_get_model_state (CrowCanvas *self, guint model)
{
  CrowSelection asked = { CROW_SELECTION_MODEL, model };
  CrowStateFlags state = 0;

  if (is_same (self->selection, asked) || crow_canvas_is_marked (self->banded, model))
    state |= CROW_STATE_SELECTED;
  if (is_same (self->hover, asked))
    state |= CROW_STATE_HOVERED;
  return state;
}

CrowStateFlags
crow_canvas_get_relation_state (CrowCanvas *self, guint relation)
{
  CrowSelection asked = { CROW_SELECTION_RELATION, relation };
  CrowStateFlags state = 0;

  if (is_same (self->selection, asked))
    state |= CROW_STATE_SELECTED;
  if (is_same (self->hover, asked))
    state |= CROW_STATE_HOVERED;
  return state;
}

/* Is the model being dragged? */
gboolean
crow_canvas_is_lifted (CrowCanvas *self, guint model)
{
  return crow_canvas_is_marked (self->lifted, model);
}

void
crow_canvas_set_hover (CrowCanvas *self, CrowSelection hover)
{
  if (is_same (self->hover, hover))
    return;
  self->hover = hover;
  crow_canvas_update_box_states (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The boxes that @band, in the widget's pixels, touches are taken; the first of them is selected.
 * %NULL: lets go of them. */
void
crow_canvas_take_band (CrowCanvas *self, const CrowRect *band)
{
  CrowSelection first = nothing;

  g_clear_pointer (&self->banded, g_bytes_unref);
  if (band != NULL && self->diagram != NULL)
    {
      const CrowLayout *layout = self->diagram->layout;
      guint8 *marks = g_new0 (guint8, layout->n_boxes + 1);

      for (guint i = 0; i < layout->n_boxes; i++)
        {
          CrowRect seen = crow_view_rect_to_widget (&self->view, &layout->boxes[i]);

          marks[i] = crow_rect_intersects (&seen, band);
          if (marks[i] && first.kind == CROW_SELECTION_NONE)
            first = (CrowSelection){ CROW_SELECTION_MODEL, i };
        }
      self->banded = g_bytes_new_take (marks, layout->n_boxes + 1);
      crow_canvas_select (self, first, FALSE);
    }
  crow_canvas_update_box_states (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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
 * @reveal: whether to bring it into view
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
  if (is_change && self->banded != NULL &&
      (valid.kind != CROW_SELECTION_MODEL || !crow_canvas_is_marked (self->banded, valid.index)))
    g_clear_pointer (&self->banded, g_bytes_unref);
  self->selection = valid;
  crow_canvas_update_context (self);
  if (reveal)
    reveal_selection (self);
  if (!is_change)
    return;
  if (valid.kind != CROW_SELECTION_NONE)
    self->is_fitted = FALSE;
  crow_canvas_update_box_states (self);
  crow_canvas_update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (crow_canvas_has_focus_inside (self))
    crow_canvas_focus_selection (self);
  g_signal_emit_by_name (self, "selection-changed");
}
