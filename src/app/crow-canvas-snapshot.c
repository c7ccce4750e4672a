#include "crow-canvas-private.h"
#include "crow-diagram-index.h"
#include "crow-pick.h"

#include <math.h>

/* How far beyond its route a relation draws (crow's feet, halo), in diagram pixels. */
#define ROUTE_REACH 20.0
/* The halo of a selected edge, in the widget's pixels. */
#define HALO_REACH 4.0
/* How far beyond its rectangle a label draws (selection's outline), in diagram pixels. */
#define LABEL_REACH 4.0
/* So many labels are kept wherever they lie; beyond it those that are so many screens away go. */
#define MAX_LABEL_NODES 1000
#define FAR_SCREENS 2

typedef struct
{
  CrowCanvas *self;
  CrowDiagram *diagram;
  CrowPaintStyle style;
  CrowView view;
  CrowRect area; /* in view, in diagram pixels */
  GtkSnapshot *snapshot;
  GBytes *missing; /* (unowned) (nullable) a byte by model: the backdrop does not have it */
} Frame;

static GdkRGBA
get_rgba (const CrowColor *color, double alpha)
{
  return (GdkRGBA){ (float) color->red, (float) color->green, (float) color->blue,
                    (float) (color->alpha * alpha) };
}

static graphene_rect_t
to_graphene (const CrowRect *rect)
{
  return GRAPHENE_RECT_INIT ((float) rect->x, (float) rect->y, (float) rect->width,
                             (float) rect->height);
}

/* The common part; width 0: none. */
static CrowRect
intersect (const CrowRect *a, const CrowRect *b)
{
  double left = MAX (a->x, b->x);
  double top = MAX (a->y, b->y);
  double right = MIN (a->x + a->width, b->x + b->width);
  double bottom = MIN (a->y + a->height, b->y + b->height);

  if (right <= left || bottom <= top)
    return (CrowRect){ left, top, 0, 0 };
  return (CrowRect){ left, top, right - left, bottom - top };
}

static gboolean
has_cairo_renderer (CrowCanvas *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));

  return native == NULL || GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native));
}

static void
append_backdrop (Frame *frame)
{
  CrowCanvas *self = frame->self;
  CrowScene scene = {
    .diagram = frame->diagram,
    .style = frame->style,
    .view = frame->view,
    .width = gtk_widget_get_width (GTK_WIDGET (self)),
    .height = gtk_widget_get_height (GTK_WIDGET (self)),
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .with_models = frame->view.zoom < CROW_CANVAS_WIDGET_ZOOM,
    .takes_texture = !has_cairo_renderer (self),
  };

  /* While boxes are dragged the image without them stays as it is: only they are painted anew. */
  scene.without = self->lifted;
  crow_backdrop_prepare (self->backdrop, &scene);
  crow_backdrop_snapshot (self->backdrop, &scene, frame->snapshot);
  frame->missing = crow_backdrop_get_missing (self->backdrop);
}

/* A pen for what lies in @bounds and in view, in diagram coordinates; NULL: nothing of it does. */
static CrowPen *
begin_paint (Frame *frame, const CrowRect *bounds, cairo_t **cr)
{
  CrowRect seen = intersect (bounds, &frame->area);
  CrowRect rect;
  graphene_rect_t outline;

  if (seen.width <= 0)
    return NULL;
  rect = crow_view_rect_to_widget (&frame->view, &seen);
  outline = to_graphene (&rect);
  *cr = gtk_snapshot_append_cairo (frame->snapshot, &outline);
  cairo_translate (*cr, frame->view.offset.x, frame->view.offset.y);
  cairo_scale (*cr, frame->view.zoom, frame->view.zoom);
  return crow_pen_new_cairo (*cr);
}

static void
end_paint (CrowPen *pen, cairo_t *cr)
{
  crow_pen_free (pen);
  cairo_destroy (cr);
}

/* Being dragged, or dropped and not yet in the backdrop. */
static gboolean
is_loose (Frame *frame, guint model)
{
  return crow_canvas_is_lifted (frame->self, model) ||
         crow_canvas_is_marked (frame->missing, model);
}

static gboolean
is_pulled (Frame *frame, guint relation)
{
  const CrowLayoutEdge *edge = &frame->diagram->graph->edges[relation];

  return is_loose (frame, edge->source) || is_loose (frame, edge->target);
}

/* The diagram that has the relation where it is seen: a dragged box pulls its own along. */
static CrowDiagram *
get_routes (Frame *frame, guint relation)
{
  CrowDiagram *routed = frame->self->routed;

  return routed != NULL && is_pulled (frame, relation) ? routed : frame->diagram;
}

static CrowStateFlags
get_state (Frame *frame, guint relation)
{
  CrowStateFlags state = crow_canvas_get_relation_state (frame->self, relation);

  if (crow_canvas_is_route_stale (frame->self) && is_pulled (frame, relation))
    state |= CROW_STATE_FADED;
  return state;
}

static void
append_relation (Frame *frame, guint relation)
{
  CrowDiagram *routes = get_routes (frame, relation);
  CrowRect bounds = crow_pick_route_bounds (routes, relation);
  CrowRect reach = crow_rect_inset (&bounds, -ROUTE_REACH - HALO_REACH / frame->view.zoom);
  cairo_t *cr;
  CrowPen *pen = begin_paint (frame, &reach, &cr);

  if (pen == NULL)
    return;
  crow_paint_relation (pen, routes, relation, get_state (frame, relation), &frame->style);
  end_paint (pen, cr);
}

static void
append_pulled_relations (Frame *frame)
{
  cairo_t *cr;
  CrowPen *pen = begin_paint (frame, &frame->area, &cr);

  for (guint i = 0; i < frame->diagram->layout->n_edges; i++)
    if (is_pulled (frame, i) && crow_diagram_is_route_in (get_routes (frame, i), i, &frame->area))
      crow_paint_relation (pen, get_routes (frame, i), i, get_state (frame, i), &frame->style);
  end_paint (pen, cr);
}

/* What changes with every move of the pointer lies above the backdrop's image. */
static void
append_lively_relations (Frame *frame)
{
  CrowCanvas *self = frame->self;

  if (self->lifted != NULL || frame->missing != NULL)
    append_pulled_relations (frame);
  for (guint i = 0; i < frame->diagram->layout->n_edges; i++)
    if (crow_canvas_get_relation_state (self, i) != 0 && !is_pulled (frame, i))
      append_relation (frame, i);
}

static void
append_lively_model (Frame *frame, guint model)
{
  CrowRect box = crow_canvas_get_box (frame->self, model);
  CrowRect reach = crow_rect_inset (&box, -ROUTE_REACH);
  cairo_t *cr;
  CrowPen *pen = begin_paint (frame, &reach, &cr);

  if (pen == NULL)
    return;
  cairo_translate (cr, box.x - frame->diagram->layout->boxes[model].x,
                   box.y - frame->diagram->layout->boxes[model].y);
  crow_paint_model (pen, frame->diagram, model, crow_canvas_get_model_state (frame->self, model),
                    &frame->style);
  end_paint (pen, cr);
}

/* In an overview boxes are part of the backdrop: those that look different are painted over it. */
static void
append_lively_models (Frame *frame)
{
  CrowCanvas *self = frame->self;

  for (guint i = 0; i < frame->diagram->layout->n_boxes; i++)
    if (crow_canvas_get_model_state (self, i) != 0 || is_loose (frame, i))
      append_lively_model (frame, i);
}

static void
append_boxes (Frame *frame)
{
  CrowCanvas *self = frame->self;
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (child != self->minimap && child != self->menu)
      gtk_widget_snapshot_child (GTK_WIDGET (self), child, frame->snapshot);
}

static GskRenderNode *
draw_label (Frame *frame, guint relation, CrowStateFlags state)
{
  CrowRect label = crow_diagram_get_label (get_routes (frame, relation), relation);
  CrowRect reach = crow_rect_inset (&label, -LABEL_REACH);
  graphene_rect_t bounds = to_graphene (&reach);
  GskRenderNode *node = gsk_cairo_node_new (&bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  CrowPen *pen = crow_pen_new_cairo (cr);
  CrowPaintStyle style = crow_canvas_get_part_style (frame->self);

  crow_paint_label (pen, get_routes (frame, relation), relation, state, &style);
  end_paint (pen, cr);
  return node;
}

/* (nullable): what was drawn before, where the frame has no time left. */
static GskRenderNode *
get_label_node (Frame *frame, guint relation)
{
  CrowCanvas *self = frame->self;
  double zoom = crow_canvas_get_part_style (self).zoom;
  CrowLabelNode *kept;
  gint64 start;

  if (self->label_nodes->len <= relation)
    g_array_set_size (self->label_nodes, frame->diagram->layout->n_edges);
  kept = &g_array_index (self->label_nodes, CrowLabelNode, relation);
  if (kept->node != NULL && kept->zoom == zoom)
    return kept->node;
  if (!crow_canvas_has_budget (self))
    {
      crow_canvas_draw_later (self);
      return kept->node;
    }
  start = g_get_monotonic_time ();
  self->n_label_nodes += kept->node == NULL;
  g_clear_pointer (&kept->node, gsk_render_node_unref);
  *kept = (CrowLabelNode){ draw_label (frame, relation, 0), zoom };
  crow_canvas_spend (self, start);
  return kept->node;
}

static void
append_label (Frame *frame, guint relation)
{
  CrowStateFlags state = get_state (frame, relation);

  if (state != 0 || is_pulled (frame, relation))
    {
      g_autoptr (GskRenderNode) node = draw_label (frame, relation, state);

      gtk_snapshot_append_node (frame->snapshot, node);
    }
  else
    {
      GskRenderNode *node = get_label_node (frame, relation);

      if (node != NULL)
        gtk_snapshot_append_node (frame->snapshot, node);
    }
}

/* Labels that lie more than two screens away are forgotten. */
static void
forget_far_labels (Frame *frame)
{
  GArray *nodes = frame->self->label_nodes;
  CrowRect near = crow_rect_inset (&frame->area,
                                   -FAR_SCREENS * MAX (frame->area.width, frame->area.height));

  if (frame->self->n_label_nodes <= MAX_LABEL_NODES)
    return;
  frame->self->n_label_nodes = 0;
  for (guint i = 0; i < nodes->len; i++)
    {
      CrowLabelNode *kept = &g_array_index (nodes, CrowLabelNode, i);
      CrowRect label = crow_diagram_get_label (frame->diagram, i);

      if (kept->node != NULL && !crow_rect_intersects (&label, &near))
        g_clear_pointer (&kept->node, gsk_render_node_unref);
      frame->self->n_label_nodes += kept->node != NULL;
    }
}

/* In an overview labels are part of the backdrop, as far as they are readable at all. */
static gboolean
shows_label (Frame *frame, guint relation)
{
  if (crow_canvas_get_relation_state (frame->self, relation) != 0)
    return TRUE;
  return frame->view.zoom >= CROW_CANVAS_WIDGET_ZOOM &&
         crow_paint_style_shows_label (&frame->style, frame->diagram->schema, relation);
}

/* Those in view; in an overview all, of which only those that are pointed at or selected count. */
static GArray *
list_labelled (Frame *frame)
{
  gboolean is_near = frame->view.zoom >= CROW_CANVAS_WIDGET_ZOOM && frame->self->lifted == NULL;

  return crow_diagram_list_relations (frame->diagram, is_near ? &frame->area : NULL);
}

static void
append_labels (Frame *frame)
{
  g_autoptr (GArray) relations = list_labelled (frame);

  forget_far_labels (frame);
  gtk_snapshot_save (frame->snapshot);
  gtk_snapshot_translate (frame->snapshot, &GRAPHENE_POINT_INIT ((float) frame->view.offset.x,
                                                                 (float) frame->view.offset.y));
  gtk_snapshot_scale (frame->snapshot, (float) frame->view.zoom, (float) frame->view.zoom);
  for (guint i = 0; i < relations->len; i++)
    {
      guint relation = g_array_index (relations, guint, i);

      if (shows_label (frame, relation))
        {
          CrowRect label = crow_diagram_get_label (get_routes (frame, relation), relation);

          if (crow_rect_intersects (&label, &frame->area))
            append_label (frame, relation);
        }
    }
  gtk_snapshot_restore (frame->snapshot);
}

static void
append_outline (GtkSnapshot *snapshot, const CrowRect *rect, const GdkRGBA *color, float width)
{
  GskRoundedRect outline;
  graphene_rect_t bounds = to_graphene (rect);

  gsk_rounded_rect_init_from_rect (&outline, &bounds, 2);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

static void
append_band (Frame *frame)
{
  const CrowDrag *drag = &frame->self->drag;
  CrowRect band = { MIN (drag->start.x, drag->at.x), MIN (drag->start.y, drag->at.y),
                    fabs (drag->at.x - drag->start.x), fabs (drag->at.y - drag->start.y) };
  GdkRGBA fill = get_rgba (&frame->style.theme->selection, 0.12);
  GdkRGBA line = get_rgba (&frame->style.theme->selection, 1);
  graphene_rect_t bounds = to_graphene (&band);

  gtk_snapshot_append_color (frame->snapshot, &fill, &bounds);
  append_outline (frame->snapshot, &band, &line, 1);
}

static void
append_diagram (Frame *frame)
{
  append_backdrop (frame);
  append_lively_relations (frame);
  if (frame->view.zoom < CROW_CANVAS_WIDGET_ZOOM)
    append_lively_models (frame);
  else
    append_boxes (frame);
  crow_canvas_snapshot_light (frame->self, frame->snapshot, &frame->view);
  append_labels (frame);
  crow_canvas_append_marks (frame->self, frame->snapshot, &frame->view, &frame->area);
  if (frame->self->drag.kind == CROW_DRAG_BAND)
    append_band (frame);
}

/* The frame in which nothing was missing any more has been shown. */
static void
complete_cb (GdkFrameClock *clock, CrowCanvas *self)
{
  g_signal_handlers_disconnect_by_func (clock, complete_cb, self);
  g_log ("crowsfoot", G_LOG_LEVEL_DEBUG, "the picture is complete");
}

/* For those who measure: said once a diagram. */
static void
note_complete (Frame *frame)
{
  CrowCanvas *self = frame->self;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (self->is_complete || self->drawing != 0 || clock == NULL ||
      !crow_backdrop_is_ready (self->backdrop, frame->diagram))
    return;
  self->is_complete = TRUE;
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (complete_cb), self, 0);
}

/**
 * crow_canvas_snapshot:
 * @widget: a canvas
 * @snapshot: to draw on
 *
 * The canvas's snapshot function. From below: paper and edges (an image that moves with the view),
 * edges that are selected or on the move, boxes (widgets that keep their drawing), labels (drawn
 * once each), the rubber band, the focus' ring around what has no widget, the overview.
 */
void
crow_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrowCanvas *self = CROW_CANVAS (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  CrowRect all = { 0, 0, width, height };
  graphene_rect_t bounds = to_graphene (&all);
  GdkRGBA paper = get_rgba (&self->theme->canvas, 1);

  gtk_snapshot_push_clip (snapshot, &bounds);
  gtk_snapshot_append_color (snapshot, &paper, &bounds);
  if (self->diagram != NULL && width > 0 && height > 0)
    {
      CrowView view = crow_canvas_get_drawn_view (self);
      Frame frame = { self,
                      self->diagram,
                      crow_canvas_get_style (self),
                      view,
                      crow_view_get_area (&view, width, height),
                      snapshot };

      append_diagram (&frame);
      note_complete (&frame);
    }
  crow_canvas_snapshot_proxy (self, snapshot);
  gtk_widget_snapshot_child (widget, self->minimap, snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
clear_label (gpointer data)
{
  CrowLabelNode *label = data;

  g_clear_pointer (&label->node, gsk_render_node_unref);
}

/**
 * crow_canvas_forget_labels:
 * @self: a canvas
 *
 * Labels are drawn anew: the diagram or the theme is another.
 */
void
crow_canvas_forget_labels (CrowCanvas *self)
{
  g_clear_pointer (&self->label_nodes, g_array_unref);
  self->label_nodes = g_array_new (FALSE, TRUE, sizeof (CrowLabelNode));
  g_array_set_clear_func (self->label_nodes, clear_label);
  self->n_label_nodes = 0;
}
