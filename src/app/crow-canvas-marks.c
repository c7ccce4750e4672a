#include "crow-canvas-private.h"

/* Lengths in the widget's pixels. */
#define RING_GAP 3.0
#define RING_WIDTH 2.5f
#define MIN_STRIP 3.0
#define SPOT 9.0
/* More than the search bar is high, which lies over the top corner. */
#define REVEAL_MARGIN 72.0
/* Below, nothing can be read: who goes to a match gets nearer. */
#define READABLE_ZOOM 0.6
#define NEAR_ZOOM 1.0
/* So many marks tell no more than fewer: a frame draws no more. */
#define MAX_MARKS 3000

/* Marker pen, and a line that stands out from white (3 : 1) or from black. */
static const GdkRGBA pens[] = { { 0.96f, 0.76f, 0.07f, 0.4f }, { 0.98f, 0.80f, 0.20f, 0.3f } };
static const GdkRGBA lines[] = { { 0.76f, 0.50f, 0, 1 }, { 0.98f, 0.80f, 0.20f, 1 } };

typedef struct
{
  CrowCanvas *self;
  GtkSnapshot *snapshot;
  const CrowView *view;
  const CrowRect *area;
  const GdkRGBA *pen;
  const GdkRGBA *line;
} Marker;

static graphene_rect_t
to_widget (const Marker *marker, const CrowRect *rect)
{
  CrowRect seen = crow_view_rect_to_widget (marker->view, rect);

  return GRAPHENE_RECT_INIT ((float) seen.x, (float) seen.y, (float) seen.width,
                             (float) seen.height);
}

static void
append_ring (const Marker *marker, graphene_rect_t rect, float radius, float width)
{
  GskRoundedRect ring;

  graphene_rect_inset (&rect, (float) -RING_GAP - width, (float) -RING_GAP - width);
  gsk_rounded_rect_init_from_rect (&ring, &rect, radius);
  gtk_snapshot_append_border (marker->snapshot, &ring, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ *marker->line, *marker->line, *marker->line,
                                            *marker->line });
}

static void
mark_model (const Marker *marker, guint model)
{
  CrowRect box = crow_canvas_get_box (marker->self, model);
  graphene_rect_t rect = to_widget (marker, &box);

  if (!crow_rect_intersects (&box, marker->area))
    return;
  /* In an overview a ring alone is thin. */
  if (marker->view->zoom < CROW_CANVAS_WIDGET_ZOOM)
    gtk_snapshot_append_color (marker->snapshot, marker->pen, &rect);
  append_ring (marker, rect, (float) (8 * marker->view->zoom + RING_GAP), RING_WIDTH);
}

static CrowRect
get_row (CrowCanvas *self, guint model, int row)
{
  CrowRect box = crow_canvas_get_box (self, model);
  const CrowLayoutBox *shape = &self->diagram->graph->boxes[model];

  if (row < 0 || (guint) row >= shape->n_rows)
    return box;
  return (CrowRect){ box.x, box.y + shape->head_height + row * shape->row_height, box.width,
                     shape->row_height };
}

/* A strip of the pen over the row, with a bar before it where it is the one that was gone to. */
static void
mark_row (const Marker *marker, guint model, int row, gboolean is_current)
{
  CrowRect box = get_row (marker->self, model, row);
  graphene_rect_t rect = to_widget (marker, &box);
  graphene_rect_t bar;

  if (!crow_rect_intersects (&box, marker->area))
    return;
  if (rect.size.height < MIN_STRIP)
    {
      rect.origin.y -= (float) (MIN_STRIP - rect.size.height) / 2;
      rect.size.height = (float) MIN_STRIP;
    }
  gtk_snapshot_append_color (marker->snapshot, marker->pen, &rect);
  bar = rect;
  bar.size.width = is_current ? 5 : 3;
  gtk_snapshot_append_color (marker->snapshot, marker->line, &bar);
  if (is_current)
    append_ring (marker, rect, 4, 2);
}

/* Around its label; where that cannot be read, a spot in its place. */
static void
mark_relation (const Marker *marker, guint relation)
{
  CrowRect label = crow_diagram_get_label (marker->self->diagram, relation);
  graphene_rect_t rect = to_widget (marker, &label);
  GskRoundedRect spot;

  if (label.width <= 0 || !crow_rect_intersects (&label, marker->area))
    return;
  if (marker->view->zoom >= CROW_CANVAS_WIDGET_ZOOM)
    {
      append_ring (marker, rect, (float) (6 * marker->view->zoom + RING_GAP), 2);
      return;
    }
  rect.origin.x += rect.size.width / 2 - (float) SPOT / 2;
  rect.origin.y += rect.size.height / 2 - (float) SPOT / 2;
  rect.size.width = rect.size.height = (float) SPOT;
  gsk_rounded_rect_init_from_rect (&spot, &rect, (float) SPOT / 2);
  gtk_snapshot_push_rounded_clip (marker->snapshot, &spot);
  gtk_snapshot_append_color (marker->snapshot, marker->line, &rect);
  gtk_snapshot_pop (marker->snapshot);
}

static int
get_field_row (CrowCanvas *self, guint model, guint field)
{
  return crow_model_get_field (crow_schema_get_model (self->diagram->schema, model), field)->row;
}

static void
mark_match (const Marker *marker, const CrowSearchMatch *match)
{
  CrowCanvas *self = marker->self;

  if (match->kind == CROW_MATCH_MODEL)
    mark_model (marker, match->model);
  else if (match->kind == CROW_MATCH_RELATION)
    mark_relation (marker, match->relation);
  else
    mark_row (marker, match->model, get_field_row (self, match->model, match->field), FALSE);
}

/**
 * crow_canvas_append_marks:
 * @self: a canvas with a diagram
 * @snapshot: to draw on, above the diagram
 * @view: where the diagram stands
 * @area: what of it is in view, in diagram pixels
 *
 * Draws what marks the matches of a search and the row that was gone to.
 */
void
crow_canvas_append_marks (CrowCanvas *self,
                          GtkSnapshot *snapshot,
                          const CrowView *view,
                          const CrowRect *area)
{
  guint dark = self->theme->canvas.red < 0.5;
  Marker marker = { self, snapshot, view, area, &pens[dark], &lines[dark] };

  if (self->found != NULL && self->found_in == self->diagram->schema)
    for (guint i = 0; i < MIN (self->found->len, MAX_MARKS); i++)
      mark_match (&marker, &g_array_index (self->found, CrowSearchMatch, i));
  if (self->lit_row >= 0 && self->selection.kind == CROW_SELECTION_MODEL &&
      self->selection.index == self->lit_model)
    mark_row (&marker, self->lit_model, self->lit_row, TRUE);
}

/**
 * crow_canvas_set_found:
 * @self: a canvas
 * @matches: (nullable) (transfer none) (element-type CrowSearchMatch): what a search has found in
 *   the schema of the canvas's diagram
 *
 * Marks the matches, until another diagram or %NULL is set.
 */
void
crow_canvas_set_found (CrowCanvas *self, GArray *matches)
{
  g_return_if_fail (CROW_IS_CANVAS (self));

  g_clear_pointer (&self->found, g_array_unref);
  g_clear_pointer (&self->found_in, crow_schema_unref);
  if (matches != NULL && self->diagram != NULL)
    {
      self->found = g_array_ref (matches);
      self->found_in = crow_schema_ref (self->diagram->schema);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * crow_canvas_light_row:
 * @self: a canvas
 * @model: index in its diagram's schema
 * @row: a row of its box, or -1: none
 *
 * Lights the row while the model is selected.
 */
void
crow_canvas_light_row (CrowCanvas *self, guint model, int row)
{
  g_return_if_fail (CROW_IS_CANVAS (self));

  self->lit_model = model;
  self->lit_row = row;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * crow_canvas_go_near:
 * @self: a canvas
 *
 * Brings what is selected, or its lit row, into view where it can be read.
 */
void
crow_canvas_go_near (CrowCanvas *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  CrowView target;
  CrowRect rect;

  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->diagram == NULL || self->selection.kind == CROW_SELECTION_NONE ||
      !crow_canvas_has_size (self))
    return;
  if (self->selection.kind == CROW_SELECTION_RELATION)
    rect = crow_diagram_get_label (self->diagram, self->selection.index);
  else if (self->lit_row >= 0 && self->lit_model == self->selection.index)
    rect = get_row (self, self->lit_model, self->lit_row);
  else
    rect = crow_canvas_get_box (self, self->selection.index);
  target = crow_canvas_get_target (self);
  if (target.zoom < READABLE_ZOOM)
    {
      target.zoom = NEAR_ZOOM;
      target = crow_view_center_on (&target, &rect, width, height);
    }
  else
    target = crow_view_reveal (&target, &rect, width, height, REVEAL_MARGIN);
  crow_canvas_go_to (self, target);
}
