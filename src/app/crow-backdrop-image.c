#include "crow-backdrop-image.h"

#include "crow-diagram-index.h"

#include <math.h>
#include <string.h>

/* How far beyond its rectangle a box draws (shadow, outline), in diagram pixels. */
#define BOX_REACH 8.0
/* A part is painted so much larger, and cut off, in diagram pixels: no seam between parts. */
#define OVERLAP 1.0

/**
 * crow_backdrop_image_new:
 * @scene: what to show
 * @area: of it, in whole pixels of the scene's widget
 *
 * Returns: (transfer full): an image, still to be painted
 */
CrowBackdropImage *
crow_backdrop_image_new (const CrowScene *scene, const CrowRect *area)
{
  CrowBackdropImage *self = g_atomic_rc_box_new0 (CrowBackdropImage);

  self->scene = *scene;
  self->scene.diagram = crow_diagram_ref (scene->diagram);
  if (scene->without != NULL)
    g_bytes_ref (scene->without);
  self->area = *area;
  return self;
}

/**
 * crow_backdrop_image_ref:
 * @self: an image
 *
 * Returns: (transfer full): @self
 */
CrowBackdropImage *
crow_backdrop_image_ref (CrowBackdropImage *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_image (gpointer data)
{
  CrowBackdropImage *self = data;

  crow_diagram_unref (self->scene.diagram);
  g_clear_pointer (&self->scene.without, g_bytes_unref);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
}

/**
 * crow_backdrop_image_unref:
 * @self: (transfer full): an image
 *
 * Main thread.
 */
void
crow_backdrop_image_unref (CrowBackdropImage *self)
{
  g_atomic_rc_box_release_full (self, clear_image);
}

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

/* Tables that have a widget above get their shells: until it is drawn, and after it has gone, the
 * table is not missing. */
static void
paint_models (CrowPen *pen, const CrowScene *scene, const CrowRect *area)
{
  CrowRect reach = crow_rect_inset (area, -BOX_REACH);
  g_autoptr (GArray) seen = crow_diagram_list_boxes (scene->diagram, &reach);

  for (guint i = 0; i < seen->len; i++)
    {
      guint model = g_array_index (seen, guint, i);

      if (is_left_out (scene, model))
        continue;
      if (scene->with_models)
        crow_paint_model (pen, scene->diagram, model, 0, &scene->style);
      else
        crow_paint_model_shell (pen, scene->diagram, model, &scene->style);
    }
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
paint_scene (CrowPen *pen, const CrowScene *scene, const CrowRect *area)
{
  crow_paint_canvas (pen, area, &scene->style);
  if (scene->with_models && scene->without == NULL)
    {
      crow_paint_diagram (pen, scene->diagram, area, &scene->style);
      return;
    }
  paint_relations (pen, scene, area);
  paint_models (pen, scene, area);
  if (scene->with_models)
    paint_labels (pen, scene, area);
}

/* @part: in device pixels of the image. */
static void
paint_part (CrowBackdropImage *self, cairo_t *cr, const cairo_rectangle_int_t *part)
{
  const CrowScene *scene = &self->scene;
  double scale = scene->scale;
  CrowPoint corner = { self->area.x + part->x / scale, self->area.y + part->y / scale };
  CrowPoint at = crow_view_to_diagram (&scene->view, corner);
  CrowRect area = { at.x, at.y, part->width / scale / scene->view.zoom,
                    part->height / scale / scene->view.zoom };
  CrowPen *pen;

  if (part->width <= 0 || part->height <= 0)
    return;
  area = crow_rect_inset (&area, -OVERLAP / scene->view.zoom);
  cairo_save (cr);
  cairo_rectangle (cr, part->x / scale, part->y / scale, part->width / scale, part->height / scale);
  cairo_clip (cr);
  cairo_translate (cr, scene->view.offset.x - self->area.x, scene->view.offset.y - self->area.y);
  cairo_scale (cr, scene->view.zoom, scene->view.zoom);
  pen = crow_pen_new_cairo (cr);
  paint_scene (pen, scene, &area);
  crow_pen_free (pen);
  cairo_restore (cr);
  self->n_painted += (double) part->width * part->height / (scale * scale);
}

/* Device pixels from the image's corner to the diagram's. */
static CrowPoint
get_origin (const CrowBackdropImage *self)
{
  return (CrowPoint){ (self->scene.view.offset.x - self->area.x) * self->scene.scale,
                      (self->scene.view.offset.y - self->area.y) * self->scene.scale };
}

/* What @self has in common with @from, in device pixels of @self; FALSE: nothing that may be
 * copied. */
static gboolean
find_common (const CrowBackdropImage *self,
             const CrowBackdropImage *from,
             cairo_rectangle_int_t *common,
             int *shift_x,
             int *shift_y)
{
  int width = cairo_image_surface_get_width (self->surface);
  int height = cairo_image_surface_get_height (self->surface);
  CrowPoint here, there;

  if (from == NULL || !crow_scene_shows_same (&self->scene, &from->scene))
    return FALSE;
  here = get_origin (self);
  there = get_origin (from);
  *shift_x = (int) round (here.x - there.x);
  *shift_y = (int) round (here.y - there.y);
  if (fabs (here.x - there.x - *shift_x) > 1e-3 || fabs (here.y - there.y - *shift_y) > 1e-3)
    return FALSE;
  common->x = MAX (0, *shift_x);
  common->y = MAX (0, *shift_y);
  common->width = MIN (width, *shift_x + cairo_image_surface_get_width (from->surface)) - common->x;
  common->height = MIN (height, *shift_y + cairo_image_surface_get_height (from->surface)) -
                   common->y;
  return common->width > 0 && common->height > 0;
}

/* Both are image surfaces that nobody draws on now. */
static void
copy_pixels (cairo_surface_t *to,
             cairo_surface_t *from,
             const cairo_rectangle_int_t *common,
             int shift_x,
             int shift_y)
{
  int to_stride = cairo_image_surface_get_stride (to);
  int from_stride = cairo_image_surface_get_stride (from);
  guchar *to_pixels = cairo_image_surface_get_data (to);
  const guchar *from_pixels = cairo_image_surface_get_data (from);

  for (int y = common->y; y < common->y + common->height; y++)
    memcpy (to_pixels + (gsize) y * to_stride + (gsize) common->x * 4,
            from_pixels + (gsize) (y - shift_y) * from_stride + (gsize) (common->x - shift_x) * 4,
            (gsize) common->width * 4);
  cairo_surface_mark_dirty (to);
}

static void
paint_around (CrowBackdropImage *self, cairo_t *cr, const cairo_rectangle_int_t *done)
{
  int width = cairo_image_surface_get_width (self->surface);
  int height = cairo_image_surface_get_height (self->surface);
  int right = done->x + done->width;
  int bottom = done->y + done->height;
  const cairo_rectangle_int_t parts[] = {
    { 0, 0, width, done->y },
    { 0, bottom, width, height - bottom },
    { 0, done->y, done->x, done->height },
    { right, done->y, width - right, done->height },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    paint_part (self, cr, &parts[i]);
}

/**
 * crow_backdrop_image_paint:
 * @self: an image, new
 * @from: (nullable): another one, painted: what it has in common with @self is copied
 *
 * Any thread.
 */
void
crow_backdrop_image_paint (CrowBackdropImage *self, const CrowBackdropImage *from)
{
  gint64 start = g_get_monotonic_time ();
  int scale = self->scene.scale;
  cairo_rectangle_int_t all = { 0, 0, (int) self->area.width * scale,
                                (int) self->area.height * scale };
  cairo_rectangle_int_t common;
  int shift_x, shift_y;
  cairo_t *cr;

  self->surface = cairo_image_surface_create (self->scene.takes_texture ? CAIRO_FORMAT_ARGB32
                                                                        : CAIRO_FORMAT_RGB24,
                                              all.width, all.height);
  if (find_common (self, from, &common, &shift_x, &shift_y))
    copy_pixels (self->surface, from->surface, &common, shift_x, shift_y);
  else
    common = (cairo_rectangle_int_t){ 0, 0, all.width, 0 };
  cairo_surface_set_device_scale (self->surface, scale, scale);
  cr = cairo_create (self->surface);
  paint_around (self, cr, &common);
  cairo_destroy (cr);
  cairo_surface_flush (self->surface);
  self->cost = g_get_monotonic_time () - start;
}

/* For renderers that draw with a GPU: the image goes up once. */
static GskRenderNode *
create_texture_node (CrowBackdropImage *self, const graphene_rect_t *bounds)
{
  int stride = cairo_image_surface_get_stride (self->surface);
  int width = cairo_image_surface_get_width (self->surface);
  int height = cairo_image_surface_get_height (self->surface);
  g_autoptr (GBytes)
      pixels = g_bytes_new_with_free_func (cairo_image_surface_get_data (self->surface),
                                           (gsize) stride * (gsize) height,
                                           (GDestroyNotify) cairo_surface_destroy,
                                           cairo_surface_reference (self->surface));
  g_autoptr (GdkTexture)
      texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, pixels, (gsize) stride);

  return gsk_texture_node_new (texture, bounds);
}

/* For the renderer that draws with cairo: nothing is copied, however often it is blitted. */
static GskRenderNode *
create_cairo_node (CrowBackdropImage *self, const graphene_rect_t *bounds)
{
  GskRenderNode *node = gsk_cairo_node_new (bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

static GskRenderNode *
get_node (CrowBackdropImage *self)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) self->area.width,
                                               (float) self->area.height);

  if (self->node == NULL)
    self->node = self->scene.takes_texture ? create_texture_node (self, &bounds)
                                           : create_cairo_node (self, &bounds);
  return self->node;
}

/**
 * crow_backdrop_image_get_place:
 * @self: an image
 * @view: a view of the same diagram
 *
 * Returns: where the image is seen, in the widget's pixels: moved and scaled
 */
CrowRect
crow_backdrop_image_get_place (const CrowBackdropImage *self, const CrowView *view)
{
  const CrowView *was = &self->scene.view;
  double ratio = view->zoom / was->zoom;

  return (CrowRect){ view->offset.x + (self->area.x - was->offset.x) * ratio,
                     view->offset.y + (self->area.y - was->offset.y) * ratio,
                     self->area.width * ratio, self->area.height * ratio };
}

/**
 * crow_backdrop_image_append:
 * @self: a painted image
 * @view: a view of the same diagram
 * @snapshot: the widget's, at its 0, 0
 *
 * Main thread.
 */
void
crow_backdrop_image_append (CrowBackdropImage *self, const CrowView *view, GtkSnapshot *snapshot)
{
  CrowRect place = crow_backdrop_image_get_place (self, view);
  double ratio = view->zoom / self->scene.view.zoom;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) place.x, (float) place.y));
  if (ratio != 1)
    gtk_snapshot_scale (snapshot, (float) ratio, (float) ratio);
  gtk_snapshot_append_node (snapshot, get_node (self));
  gtk_snapshot_restore (snapshot);
}

/**
 * crow_scene_shows_same:
 * @a: a scene
 * @b: another
 *
 * Any thread.
 *
 * Returns: whether they differ in nothing but the place of the view
 */
gboolean
crow_scene_shows_same (const CrowScene *a, const CrowScene *b)
{
  return a->diagram == b->diagram && a->style.theme == b->style.theme &&
         a->style.labels == b->style.labels && a->style.zoom == b->style.zoom &&
         a->view.zoom == b->view.zoom && a->scale == b->scale && a->with_models == b->with_models &&
         a->without == b->without && a->takes_texture == b->takes_texture;
}
