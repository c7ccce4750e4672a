#include "crow-backdrop.h"

#include "crow-diagram-index.h"

#include <math.h>

/* Painted on each side beyond the view, as a share of the view. */
#define MARGIN 0.25
/* Longest that painting may take within a frame, in microseconds. */
#define FRAME_BUDGET 12000
/* How far beyond its rectangle a box draws (shadow, outline), in diagram pixels. */
#define BOX_REACH 8.0

/* An image and what it shows. */
typedef struct
{
  CrowScene scene;        /* what it points at is owned by us */
  CrowRect area;          /* what the image covers, in pixels of the scene's widget */
  GskRenderNode *node;    /* (owned) (nullable) the image at 0, 0 */
  cairo_surface_t *image; /* (owned) (nullable) until it has become a node */
  gint64 cost;            /* microseconds to paint */
  guint generation;       /* the backdrop's when painting started */
} Store;

struct _CrowBackdrop
{
  GObject parent_instance;
  Store *store; /* (owned) (nullable) */
  gboolean is_painting;
  guint generation; /* counts what was forgotten */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrowBackdrop, crow_backdrop, G_TYPE_OBJECT)

static Store *
store_new (const CrowScene *scene, double margin)
{
  Store *store = g_new0 (Store, 1);
  double mx = ceil (scene->width * margin);
  double my = ceil (scene->height * margin);

  store->scene = *scene;
  store->scene.diagram = crow_diagram_ref (scene->diagram);
  if (scene->without != NULL)
    g_bytes_ref (scene->without);
  store->area = (CrowRect){ -mx, -my, scene->width + 2 * mx, scene->height + 2 * my };
  return store;
}

static void
store_free (Store *store)
{
  crow_diagram_unref (store->scene.diagram);
  g_clear_pointer (&store->scene.without, g_bytes_unref);
  g_clear_pointer (&store->node, gsk_render_node_unref);
  g_clear_pointer (&store->image, cairo_surface_destroy);
  g_free (store);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Store, store_free)

static gboolean
is_left_out (const CrowScene *scene, guint model)
{
  const guint8 *without;

  if (scene->without == NULL)
    return FALSE;
  without = g_bytes_get_data (scene->without, NULL);
  return without[model] != 0;
}

static gboolean
is_cut_off (const CrowScene *scene, guint relation)
{
  const CrowLayoutEdge *edge = &scene->diagram->graph->edges[relation];

  return is_left_out (scene, edge->source) || is_left_out (scene, edge->target);
}

static void
paint_relations (CrowPen *pen, const CrowScene *scene, const CrowRect *area)
{
  g_autoptr (GArray) seen = crow_diagram_list_relations (scene->diagram, area);

  for (guint i = 0; i < seen->len; i++)
    if (!is_cut_off (scene, g_array_index (seen, guint, i)))
      crow_paint_relation (pen, scene->diagram, g_array_index (seen, guint, i), 0, &scene->style);
}

static void
paint_models (CrowPen *pen, const CrowScene *scene, const CrowRect *area)
{
  CrowRect reach = crow_rect_inset (area, -BOX_REACH);
  g_autoptr (GArray) seen = crow_diagram_list_boxes (scene->diagram, &reach);

  for (guint i = 0; i < seen->len; i++)
    if (!is_left_out (scene, g_array_index (seen, guint, i)))
      crow_paint_model (pen, scene->diagram, g_array_index (seen, guint, i), 0, &scene->style);
}

static void
paint_labels (CrowPen *pen, const CrowScene *scene, const CrowRect *area)
{
  g_autoptr (GArray) seen = crow_diagram_list_relations (scene->diagram, area);

  for (guint i = 0; i < seen->len; i++)
    {
      guint relation = g_array_index (seen, guint, i);

      if (!is_cut_off (scene, relation) &&
          crow_paint_style_shows_label (&scene->style, scene->diagram->schema, relation))
        crow_paint_label (pen, scene->diagram, relation, 0, &scene->style);
    }
}

static void
paint_parts (CrowPen *pen, const CrowScene *scene, const CrowRect *area)
{
  paint_relations (pen, scene, area);
  if (scene->with_models)
    {
      paint_models (pen, scene, area);
      paint_labels (pen, scene, area);
    }
}

/* Any thread. */
static void
store_paint (Store *store)
{
  const CrowScene *scene = &store->scene;
  gint64 start = g_get_monotonic_time ();
  CrowPoint corner = crow_view_to_diagram (&scene->view,
                                           (CrowPoint){ store->area.x, store->area.y });
  CrowRect area = { corner.x, corner.y, store->area.width / scene->view.zoom,
                    store->area.height / scene->view.zoom };
  cairo_t *cr;
  CrowPen *pen;

  store->image = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                             (int) store->area.width * scene->scale,
                                             (int) store->area.height * scene->scale);
  cairo_surface_set_device_scale (store->image, scene->scale, scene->scale);
  cr = cairo_create (store->image);
  cairo_translate (cr, scene->view.offset.x - store->area.x, scene->view.offset.y - store->area.y);
  cairo_scale (cr, scene->view.zoom, scene->view.zoom);
  pen = crow_pen_new_cairo (cr);
  crow_paint_canvas (pen, &area, &scene->style);
  if (scene->with_models && scene->without == NULL)
    crow_paint_diagram (pen, scene->diagram, &area, &scene->style);
  else
    paint_parts (pen, scene, &area);
  crow_pen_free (pen);
  cairo_destroy (cr);
  cairo_surface_flush (store->image);
  store->cost = g_get_monotonic_time () - start;
}

/* Once a node, the image goes to the renderer a single time, however often it is blitted. */
static GskRenderNode *
store_get_node (Store *store)
{
  if (store->node == NULL)
    {
      graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) store->area.width,
                                                   (float) store->area.height);
      cairo_t *cr;

      store->node = gsk_cairo_node_new (&bounds);
      cr = gsk_cairo_node_get_draw_context (store->node);
      cairo_set_source_surface (cr, store->image, 0, 0);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
      cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
      cairo_paint (cr);
      cairo_destroy (cr);
      g_clear_pointer (&store->image, cairo_surface_destroy);
    }
  return store->node;
}

static gboolean
shows_same (const CrowScene *a, const CrowScene *b)
{
  return a->diagram == b->diagram && a->style.theme == b->style.theme &&
         a->style.labels == b->style.labels && a->style.zoom == b->style.zoom &&
         a->view.zoom == b->view.zoom && a->scale == b->scale && a->with_models == b->with_models &&
         a->without == b->without;
}

/* Does the store have every pixel of @scene, and of @margin pixels around it? */
static gboolean
store_covers (const Store *store, const CrowScene *scene, double margin)
{
  double x = store->area.x + scene->view.offset.x - store->scene.view.offset.x;
  double y = store->area.y + scene->view.offset.y - store->scene.view.offset.y;

  return shows_same (&store->scene, scene) && x <= -margin && y <= -margin &&
         x + store->area.width >= scene->width + margin &&
         y + store->area.height >= scene->height + margin;
}

static void
paint_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  store_paint (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
painted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CrowBackdrop *self = CROW_BACKDROP (source);
  g_autoptr (Store) store = user_data;

  self->is_painting = FALSE;
  if (store->generation == self->generation)
    {
      g_clear_pointer (&self->store, store_free);
      self->store = g_steal_pointer (&store);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
start_painting (CrowBackdrop *self, const CrowScene *scene)
{
  Store *store = store_new (scene, MARGIN);
  g_autoptr (GTask) task = g_task_new (self, NULL, painted_cb, store);

  store->generation = self->generation;
  self->is_painting = TRUE;
  g_task_set_source_tag (task, start_painting);
  g_task_set_task_data (task, store, NULL);
  g_task_run_in_thread (task, paint_worker);
}

static void
paint_now (CrowBackdrop *self, const CrowScene *scene)
{
  Store *store = store_new (scene, MARGIN);

  store_paint (store);
  g_clear_pointer (&self->store, store_free);
  self->store = store;
}

/* A thread's image in the making does not count: the view has moved on since it was asked for. */
static void
ensure_store (CrowBackdrop *self, const CrowScene *scene)
{
  double reserve = MARGIN * MIN (scene->width, scene->height) / 2;
  gboolean is_slow = self->store != NULL && self->store->cost > FRAME_BUDGET;

  if (self->store != NULL && store_covers (self->store, scene, is_slow ? reserve : 0))
    return;
  if (!is_slow)
    paint_now (self, scene);
  else if (!self->is_painting)
    start_painting (self, scene);
}

static void
crow_backdrop_finalize (GObject *object)
{
  CrowBackdrop *self = CROW_BACKDROP (object);

  g_clear_pointer (&self->store, store_free);

  G_OBJECT_CLASS (crow_backdrop_parent_class)->finalize (object);
}

static void
crow_backdrop_class_init (CrowBackdropClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crow_backdrop_finalize;

  signals[CHANGED] = g_signal_new ("changed", CROW_TYPE_BACKDROP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
crow_backdrop_init (CrowBackdrop *self)
{
}

/**
 * crow_backdrop_new:
 *
 * Returns: (transfer full): a backdrop without an image
 */
CrowBackdrop *
crow_backdrop_new (void)
{
  return g_object_new (CROW_TYPE_BACKDROP, NULL);
}

/**
 * crow_backdrop_snapshot:
 * @self: a backdrop
 * @scene: what the widget shows now
 * @snapshot: the widget's, at its 0, 0
 *
 * Main thread. Paints anew what the last image lacks; see the type for when that is put off.
 */
void
crow_backdrop_snapshot (CrowBackdrop *self, const CrowScene *scene, GtkSnapshot *snapshot)
{
  const CrowView *was;
  double ratio;

  g_return_if_fail (CROW_IS_BACKDROP (self));

  ensure_store (self, scene);
  was = &self->store->scene.view;
  ratio = scene->view.zoom / was->zoom;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) (scene->view.offset.x +
                                                         (self->store->area.x - was->offset.x) *
                                                             ratio),
                                                (float) (scene->view.offset.y +
                                                         (self->store->area.y - was->offset.y) *
                                                             ratio)));
  if (ratio != 1)
    gtk_snapshot_scale (snapshot, (float) ratio, (float) ratio);
  gtk_snapshot_append_node (snapshot, store_get_node (self->store));
  gtk_snapshot_restore (snapshot);
}

/**
 * crow_backdrop_is_painting:
 * @self: a backdrop
 *
 * Returns: whether a thread is painting
 */
gboolean
crow_backdrop_is_painting (CrowBackdrop *self)
{
  g_return_val_if_fail (CROW_IS_BACKDROP (self), FALSE);

  return self->is_painting;
}

/**
 * crow_backdrop_clear:
 * @self: a backdrop
 *
 * Forgets the image: the next one is painted at once. For a diagram that has nothing to do with the
 * one before.
 */
void
crow_backdrop_clear (CrowBackdrop *self)
{
  g_return_if_fail (CROW_IS_BACKDROP (self));

  self->generation++;
  g_clear_pointer (&self->store, store_free);
}
