#include "crow-minimap.h"

#include <glib/gi18n.h>

#include "crow-view.h"

#define WIDTH 160
#define HEIGHT 92
#define MARGIN 10
#define RADIUS 8
/* The corner that folds it, and its size while it is folded. */
#define FOLD 26
/* Smaller boxes would be invisible, in pixels. */
#define SMALLEST 1.5

struct _CrowMinimap
{
  GtkWidget parent_instance;
  CrowDiagram *diagram;   /* (owned) (nullable) */
  const CrowTheme *theme; /* (nullable) */
  CrowRect area;          /* what the canvas shows */
  GdkTexture *boxes;      /* (owned) (nullable) drawn once a diagram, at @scale */
  GdkTexture *marks;      /* (owned) (nullable) what is selected, likewise, once a selection */
  int scale;
  GBytes *several; /* (owned) (nullable) a byte by model: selected */
  int model;       /* selected; -1: none */
  int relation;    /* selected; -1: none */
  gboolean is_folded;
  gboolean is_folding; /* pressed on the corner */
  CrowPoint grip;      /* from the frame's middle to the pointer, in diagram pixels */
  CrowPoint start;     /* of the drag, in our pixels */
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

/* (transfer full): to draw on in our pixels. An image: thousands of boxes are not filled again in
 * each frame. */
static cairo_surface_t *
make_surface (CrowMinimap *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH * self->scale,
                                                         HEIGHT * self->scale);

  cairo_surface_set_device_scale (surface, self->scale, self->scale);
  return surface;
}

/* @surface: (transfer full) */
static GdkTexture *
make_texture (cairo_surface_t *surface)
{
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;
  GdkTexture *texture;

  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize) height);
  texture = gdk_memory_texture_new (cairo_image_surface_get_width (surface), height,
                                    GDK_MEMORY_DEFAULT, bytes, stride);
  cairo_surface_destroy (surface);
  return texture;
}

static void
add_box (CrowMinimap *self, cairo_t *cr, const CrowView *view, guint model)
{
  CrowRect box = crow_view_rect_to_widget (view, &self->diagram->layout->boxes[model]);

  cairo_rectangle (cr, box.x, box.y, MAX (box.width, SMALLEST), MAX (box.height, SMALLEST));
}

static GdkTexture *
draw_boxes (CrowMinimap *self, const CrowView *view)
{
  cairo_surface_t *surface = make_surface (self);
  cairo_t *cr = cairo_create (surface);
  GdkRGBA grey = get_rgba (&self->theme->dim, self->theme->line_scale > 1 ? 0.6 : 0.45);

  gdk_cairo_set_source_rgba (cr, &grey);
  for (guint i = 0; i < self->diagram->layout->n_boxes; i++)
    add_box (self, cr, view, i);
  cairo_fill (cr);
  cairo_destroy (cr);
  return make_texture (surface);
}

static void
add_route (CrowMinimap *self, cairo_t *cr, const CrowView *view)
{
  const CrowPoint *points;
  guint n = crow_layout_get_route (self->diagram->layout, (guint) self->relation, &points);

  for (guint i = 0; i < n; i++)
    {
      CrowPoint at = crow_view_to_widget (view, points[i]);

      cairo_line_to (cr, at.x, at.y);
    }
}

static GdkTexture *
draw_marks (CrowMinimap *self, const CrowView *view)
{
  const CrowLayout *layout = self->diagram->layout;
  const guint8 *marks = self->several != NULL ? g_bytes_get_data (self->several, NULL) : NULL;
  cairo_surface_t *surface = make_surface (self);
  cairo_t *cr = cairo_create (surface);
  GdkRGBA color = get_rgba (&self->theme->selection, 1);

  gdk_cairo_set_source_rgba (cr, &color);
  for (guint i = 0; marks != NULL && i < layout->n_boxes; i++)
    if (marks[i])
      add_box (self, cr, view, i);
  if (self->model >= 0 && self->model < (int) layout->n_boxes)
    add_box (self, cr, view, (guint) self->model);
  cairo_fill (cr);
  if (self->relation >= 0 && self->relation < (int) layout->n_edges)
    add_route (self, cr, view);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  cairo_destroy (cr);
  return make_texture (surface);
}

static void
forget_drawings (CrowMinimap *self)
{
  g_clear_object (&self->boxes);
  g_clear_object (&self->marks);
}

static gboolean
is_rtl (CrowMinimap *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

/* Is that on the corner that folds it? */
static gboolean
is_on_fold (CrowMinimap *self, double x, double y)
{
  if (self->is_folded)
    return TRUE;
  return y < FOLD && (is_rtl (self) ? x < FOLD : x >= WIDTH - FOLD);
}

/* An arrow to where it folds to, or comes back from. */
static void
append_fold (CrowMinimap *self, GtkSnapshot *snapshot, double width)
{
  double left = self->is_folded || is_rtl (self) ? 0 : width - FOLD;
  double tip = self->is_folded ? -2.5 : 2.5;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot,
                                           &GRAPHENE_RECT_INIT ((float) left, 0, FOLD, FOLD));
  GdkRGBA color = get_rgba (&self->theme->text, 0.8);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 2);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to (cr, left + FOLD / 2.0 - 4, FOLD / 2.0 - tip);
  cairo_line_to (cr, left + FOLD / 2.0, FOLD / 2.0 + tip);
  cairo_line_to (cr, left + FOLD / 2.0 + 4, FOLD / 2.0 - tip);
  cairo_stroke (cr);
  cairo_destroy (cr);
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
append_overview (CrowMinimap *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  CrowView view = get_view (self);

  if (scale != self->scale)
    forget_drawings (self);
  self->scale = scale;
  if (self->boxes == NULL)
    self->boxes = draw_boxes (self, &view);
  if (self->marks == NULL)
    self->marks = draw_marks (self, &view);
  gtk_snapshot_append_texture (snapshot, self->boxes, bounds);
  gtk_snapshot_append_texture (snapshot, self->marks, bounds);
  append_frame (self, &view, snapshot);
}

static void
crow_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrowMinimap *self = CROW_MINIMAP (widget);
  float width = self->is_folded ? FOLD : WIDTH;
  float height = self->is_folded ? FOLD : HEIGHT;
  GskRoundedRect card;
  GdkRGBA ground, border;

  if (self->diagram == NULL || self->theme == NULL)
    return;
  ground = get_rgba (&self->theme->box, 0.94);
  border = get_rgba (&self->theme->border, 1);
  gsk_rounded_rect_init_from_rect (&card, &GRAPHENE_RECT_INIT (0, 0, width, height), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &ground, &card.bounds);
  if (!self->is_folded)
    append_overview (self, snapshot, &card.bounds);
  append_fold (self, snapshot, width);
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
  CrowMinimap *self = CROW_MINIMAP (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
  if (self->is_folded)
    *minimum = *natural = FOLD;
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

/**
 * crow_minimap_set_folded:
 * @self: an overview
 * @is_folded: whether only its corner is there
 */
void
crow_minimap_set_folded (CrowMinimap *self, gboolean is_folded)
{
  g_return_if_fail (CROW_IS_MINIMAP (self));

  if (self->is_folded == is_folded)
    return;
  self->is_folded = is_folded;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* By the window's action, which has a key and remembers it; where there is none, by itself. */
static void
toggle (CrowMinimap *self)
{
  if (!gtk_widget_activate_action (GTK_WIDGET (self), "win.show-overview", NULL))
    crow_minimap_set_folded (self, !self->is_folded);
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
  self->is_folding = is_on_fold (self, x, y);
  if (self->is_folding)
    {
      toggle (self);
      return;
    }
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
  if (!self->is_folding)
    look_at (self, self->start.x + dx, self->start.y + dy);
}

static void
crow_minimap_finalize (GObject *object)
{
  CrowMinimap *self = CROW_MINIMAP (object);

  g_clear_pointer (&self->diagram, crow_diagram_unref);
  g_clear_pointer (&self->several, g_bytes_unref);
  forget_drawings (self);

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

  self->model = self->relation = -1;
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_draw), NULL);
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
  forget_drawings (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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
  forget_drawings (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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

/**
 * crow_minimap_set_selection:
 * @self: an overview
 * @several: (nullable): a byte by model: selected
 * @model: index of a selected model, or -1
 * @relation: index of a selected relation, or -1
 */
void
crow_minimap_set_selection (CrowMinimap *self, GBytes *several, int model, int relation)
{
  g_return_if_fail (CROW_IS_MINIMAP (self));

  g_clear_pointer (&self->several, g_bytes_unref);
  self->several = several != NULL ? g_bytes_ref (several) : NULL;
  self->model = model;
  self->relation = relation;
  g_clear_object (&self->marks);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
