#include "crow-minimap.h"

#include <glib/gi18n.h>

#include "crow-view.h"

#define WIDTH 160
#define HEIGHT 92
#define MARGIN 10
#define RADIUS 8
/* Smaller boxes would be invisible, in pixels. */
#define SMALLEST 1.5

struct _CrowMinimap
{
  GtkWidget parent_instance;
  CrowDiagram *diagram;   /* (owned) (nullable) */
  const CrowTheme *theme; /* (nullable) */
  CrowRect area;          /* what the canvas shows */
  GskRenderNode *boxes;   /* (owned) (nullable) drawn once a diagram */
  CrowPoint grip;         /* from the frame's middle to the pointer, in diagram pixels */
  CrowPoint start;        /* of the drag, in our pixels */
};

enum { LOOK_AT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrowMinimap, crow_minimap, GTK_TYPE_WIDGET)

static CrowView
get_view (CrowMinimap *self)
{
  const CrowRect *bounds = &self->diagram->layout->bounds;
  double across = (WIDTH - 2.0 * MARGIN) / MAX (bounds->width, 1);
  double down = (HEIGHT - 2.0 * MARGIN) / MAX (bounds->height, 1);
  CrowView view = { MIN (across, down), { 0, 0 } };

  return crow_view_center_on (&view, bounds, WIDTH, HEIGHT);
}

static GdkRGBA
get_rgba (const CrowColor *color, double alpha)
{
  return (GdkRGBA){ (float) color->red, (float) color->green, (float) color->blue,
                    (float) (color->alpha * alpha) };
}

static void
paint_boxes (CrowMinimap *self, const CrowView *view, cairo_t *cr)
{
  GdkRGBA grey = get_rgba (&self->theme->dim, 0.45);

  gdk_cairo_set_source_rgba (cr, &grey);
  for (guint i = 0; i < self->diagram->layout->n_boxes; i++)
    {
      CrowRect box = crow_view_rect_to_widget (view, &self->diagram->layout->boxes[i]);

      cairo_rectangle (cr, box.x, box.y, MAX (box.width, SMALLEST), MAX (box.height, SMALLEST));
    }
  cairo_fill (cr);
}

/* An image: thousands of boxes are not filled again in each frame. */
static GskRenderNode *
draw_boxes (CrowMinimap *self, const CrowView *view)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH * scale,
                                                       HEIGHT * scale);
  cairo_t *cr;

  cairo_surface_set_device_scale (image, scale, scale);
  cr = cairo_create (image);
  paint_boxes (self, view, cr);
  cairo_destroy (cr);
  cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (image);
  return node;
}

static void
forget_boxes (CrowMinimap *self)
{
  g_clear_pointer (&self->boxes, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
append_frame (CrowMinimap *self, const CrowView *view, GtkSnapshot *snapshot)
{
  CrowRect frame = crow_view_rect_to_widget (view, &self->area);
  double left = CLAMP (frame.x, 2, WIDTH - 4);
  double top = CLAMP (frame.y, 2, HEIGHT - 4);
  double right = CLAMP (frame.x + frame.width, left + 2, WIDTH - 2);
  double bottom = CLAMP (frame.y + frame.height, top + 2, HEIGHT - 2);
  GdkRGBA line = get_rgba (&self->theme->selection, 1);
  GdkRGBA fill = get_rgba (&self->theme->selection, 0.08);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float) left, (float) top,
                                                        (float) (right - left),
                                                        (float) (bottom - top)),
                                   2);
  gtk_snapshot_append_color (snapshot, &fill, &outline.bounds);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1.5f, 1.5f, 1.5f, 1.5f },
                              (GdkRGBA[4]){ line, line, line, line });
}

static void
crow_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrowMinimap *self = CROW_MINIMAP (widget);
  GskRoundedRect card;
  GdkRGBA ground, border;
  CrowView view;

  if (self->diagram == NULL || self->theme == NULL)
    return;
  view = get_view (self);
  ground = get_rgba (&self->theme->box, 0.94);
  border = get_rgba (&self->theme->border, 1);
  gsk_rounded_rect_init_from_rect (&card, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &ground, &card.bounds);
  if (self->boxes == NULL)
    self->boxes = draw_boxes (self, &view);
  gtk_snapshot_append_node (snapshot, self->boxes);
  append_frame (self, &view, snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &card, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ border, border, border, border });
}

static void
crow_minimap_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
look_at (CrowMinimap *self, double x, double y)
{
  CrowView view;
  CrowPoint at;

  if (self->diagram == NULL)
    return;
  view = get_view (self);
  at = crow_view_to_diagram (&view, (CrowPoint){ x, y });
  g_signal_emit (self, signals[LOOK_AT], 0, at.x - self->grip.x, at.y - self->grip.y);
}

/* Pressed within the frame: it is dragged by where it was taken. Beside it: it jumps there. */
static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, CrowMinimap *self)
{
  CrowView view;
  CrowPoint at;

  if (self->diagram == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  view = get_view (self);
  at = crow_view_to_diagram (&view, (CrowPoint){ x, y });
  self->start = (CrowPoint){ x, y };
  self->grip = (CrowPoint){ 0, 0 };
  if (crow_rect_contains (&self->area, at))
    self->grip = (CrowPoint){ at.x - self->area.x - self->area.width / 2,
                              at.y - self->area.y - self->area.height / 2 };
  else
    look_at (self, x, y);
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, CrowMinimap *self)
{
  look_at (self, self->start.x + dx, self->start.y + dy);
}

static void
crow_minimap_finalize (GObject *object)
{
  CrowMinimap *self = CROW_MINIMAP (object);

  g_clear_pointer (&self->diagram, crow_diagram_unref);
  g_clear_pointer (&self->boxes, gsk_render_node_unref);

  G_OBJECT_CLASS (crow_minimap_parent_class)->finalize (object);
}

static void
crow_minimap_class_init (CrowMinimapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = crow_minimap_finalize;
  widget_class->measure = crow_minimap_measure;
  widget_class->snapshot = crow_minimap_snapshot;

  signals[LOOK_AT] = g_signal_new ("look-at", CROW_TYPE_MINIMAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
crow_minimap_init (CrowMinimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (forget_boxes), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Overview of the Diagram"), -1);
}

/**
 * crow_minimap_new:
 *
 * Returns: (transfer floating): an empty overview
 */
GtkWidget *
crow_minimap_new (void)
{
  return g_object_new (CROW_TYPE_MINIMAP, NULL);
}

/**
 * crow_minimap_set_diagram:
 * @self: an overview
 * @diagram: (nullable): what to show
 */
void
crow_minimap_set_diagram (CrowMinimap *self, CrowDiagram *diagram)
{
  g_return_if_fail (CROW_IS_MINIMAP (self));

  if (self->diagram == diagram)
    return;
  if (diagram != NULL)
    crow_diagram_ref (diagram);
  g_clear_pointer (&self->diagram, crow_diagram_unref);
  self->diagram = diagram;
  forget_boxes (self);
}

/**
 * crow_minimap_set_theme:
 * @self: an overview
 * @theme: its colours
 */
void
crow_minimap_set_theme (CrowMinimap *self, const CrowTheme *theme)
{
  g_return_if_fail (CROW_IS_MINIMAP (self));

  if (self->theme == theme)
    return;
  self->theme = theme;
  forget_boxes (self);
}

/**
 * crow_minimap_set_area:
 * @self: an overview
 * @area: what the canvas shows, in diagram pixels
 */
void
crow_minimap_set_area (CrowMinimap *self, const CrowRect *area)
{
  g_return_if_fail (CROW_IS_MINIMAP (self));

  self->area = *area;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
