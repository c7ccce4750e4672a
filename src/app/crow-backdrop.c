#include "crow-backdrop-image.h"

#include <math.h>

/* Painted on each side beyond the view, as a share of the view. */
#define MARGIN 0.25
/* The image is moved by so many frames' worth of the view's motion, to where the view goes. */
#define LEAD_FRAMES 10.0
/* The next one is painted when the view would leave the image within so many frames. */
#define RESERVE_FRAMES 8.0
/* What takes longer, in microseconds, is painted by the thread, the frame waiting for nothing. */
#define FRAME_BUDGET 4000
/* A diagram with fewer parts is painted at once the first time. */
#define SMALL_DIAGRAM 250
/* An image is scaled by this factor at most before a sharper one is painted. */
#define MAX_STRETCH 1.25
/* ms without another zoom after which the image is painted anew. */
#define SETTLE 70
/* The whole diagram's image, in pixels. */
#define WHOLE_WIDTH 1200.0
#define WHOLE_HEIGHT 800.0
#define WHOLE_MAX_ZOOM 0.3

struct _CrowBackdrop
{
  GObject parent_instance;
  CrowBackdropImage *image; /* (owned) (nullable) of the view and what lies around it */
  CrowBackdropImage *whole; /* (owned) (nullable) of the whole diagram */
  GThreadPool *painter; /* (owned) (nullable) one thread, which keeps the letters it has shaped */
  gboolean is_painting;
  guint generation; /* counts what makes a painting in progress worthless */
  guint settling;   /* source, or 0 */
  CrowView last;    /* asked for */
  CrowPoint motion; /* of the view from one frame to the next, in pixels */
};

/* What the thread paints. */
typedef struct
{
  CrowBackdrop *backdrop;   /* (owned) */
  CrowBackdropImage *image; /* (owned) */
  CrowBackdropImage *from;  /* (owned) (nullable) */
  gboolean is_whole;
  guint generation; /* the backdrop's when it was asked for */
} Job;

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrowBackdrop, crow_backdrop, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  crow_backdrop_image_unref (job->image);
  g_clear_pointer (&job->from, crow_backdrop_image_unref);
  g_object_unref (job->backdrop);
  g_free (job);
}

static void
take_image (CrowBackdropImage **place, CrowBackdropImage *image)
{
  g_clear_pointer (place, crow_backdrop_image_unref);
  *place = crow_backdrop_image_ref (image);
}

/* In the main thread. */
static gboolean
painted_cb (gpointer data)
{
  Job *job = data;
  CrowBackdrop *self = job->backdrop;

  self->is_painting = FALSE;
  if (job->generation == self->generation)
    take_image (job->is_whole ? &self->whole : &self->image, job->image);
  g_signal_emit (self, signals[CHANGED], 0);
  job_free (job);
  return G_SOURCE_REMOVE;
}

/* In the painter's thread, which is done with the job as soon as the main loop has it. */
static void
paint_worker (gpointer data, gpointer user_data)
{
  Job *job = data;

  crow_backdrop_image_paint (job->image, job->from);
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, painted_cb, job, NULL);
}

static void
start_job (CrowBackdrop *self, CrowBackdropImage *image, CrowBackdropImage *from, gboolean is_whole)
{
  Job *job = g_new0 (Job, 1);

  job->backdrop = g_object_ref (self);
  job->image = image;
  job->from = from != NULL ? crow_backdrop_image_ref (from) : NULL;
  job->is_whole = is_whole;
  job->generation = self->generation;
  if (self->painter == NULL)
    self->painter = g_thread_pool_new (paint_worker, NULL, 1, TRUE, NULL);
  self->is_painting = TRUE;
  g_thread_pool_push (self->painter, job, NULL);
}

/* The view with its margins, those in the direction of its motion larger. */
static CrowRect
get_area (CrowBackdrop *self, const CrowScene *scene)
{
  double mx = ceil (scene->width * MARGIN);
  double my = ceil (scene->height * MARGIN);
  double lead_x = round (CLAMP (self->motion.x * LEAD_FRAMES, -mx, mx));
  double lead_y = round (CLAMP (self->motion.y * LEAD_FRAMES, -my, my));

  return (CrowRect){ -mx - lead_x, -my - lead_y, scene->width + 2 * mx, scene->height + 2 * my };
}

static gboolean
covers (const CrowBackdropImage *image, const CrowScene *scene, const CrowView *view)
{
  CrowRect place = crow_backdrop_image_get_place (image, view);

  return place.x <= 0 && place.y <= 0 && place.x + place.width >= scene->width &&
         place.y + place.height >= scene->height;
}

/* Microseconds that a new image takes in the frame, judged by the last one; @share of it is new. */
static double
guess_cost (CrowBackdrop *self, const CrowScene *scene, double share)
{
  const CrowLayout *layout = scene->diagram->layout;
  double n_pixels = scene->width * scene->height * (1 + 2 * MARGIN) * (1 + 2 * MARGIN);

  if (self->image == NULL || self->image->n_painted < n_pixels / 100)
    return layout->n_boxes + layout->n_edges <= SMALL_DIAGRAM ? 0 : G_MAXDOUBLE;
  return (double) self->image->cost / self->image->n_painted * n_pixels * share;
}

static void
paint_now (CrowBackdrop *self, const CrowScene *scene)
{
  CrowRect area = get_area (self, scene);
  g_autoptr (CrowBackdropImage) image = crow_backdrop_image_new (scene, &area);

  crow_backdrop_image_paint (image, self->image);
  take_image (&self->image, image);
  /* What the thread is at is older. */
  self->generation++;
}

static void
paint_soon (CrowBackdrop *self, const CrowScene *scene)
{
  CrowRect area = get_area (self, scene);

  if (!self->is_painting)
    start_job (self, crow_backdrop_image_new (scene, &area), self->image, FALSE);
}

static gboolean
settle_cb (gpointer data)
{
  CrowBackdrop *self = data;

  self->settling = 0;
  self->motion = (CrowPoint){ 0, 0 };
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* The same picture but for the zoom: may the image go on being scaled? */
static gboolean
is_stretch_fine (CrowBackdrop *self, const CrowScene *scene)
{
  CrowScene as_it_was = *scene;
  double ratio = scene->view.zoom / self->image->scene.view.zoom;

  as_it_was.view.zoom = self->image->scene.view.zoom;
  as_it_was.style.zoom = self->image->scene.style.zoom;
  return crow_scene_shows_same (&as_it_was, &self->image->scene) && ratio < MAX_STRETCH &&
         ratio > 1 / MAX_STRETCH && covers (self->image, scene, &scene->view);
}

/* The image is of the right zoom: does it reach as far as the view goes? */
static void
ensure_reach (CrowBackdrop *self, const CrowScene *scene)
{
  CrowView next = crow_view_pan (&scene->view, self->motion.x * RESERVE_FRAMES,
                                 self->motion.y * RESERVE_FRAMES);

  if (!covers (self->image, scene, &scene->view) &&
      guess_cost (self, scene, 2 * MARGIN) < FRAME_BUDGET)
    paint_now (self, scene);
  else if (!covers (self->image, scene, &scene->view) || !covers (self->image, scene, &next))
    paint_soon (self, scene);
}

/* An image in the making does not count: the view has moved on since it was asked for. */
static void
ensure_image (CrowBackdrop *self, const CrowScene *scene)
{
  gboolean is_zooming = self->last.zoom != scene->view.zoom;

  if (self->image != NULL && crow_scene_shows_same (&self->image->scene, scene))
    {
      ensure_reach (self, scene);
      return;
    }
  /* Never two themes in one picture. */
  if (guess_cost (self, scene, 1) < FRAME_BUDGET ||
      (self->image != NULL && self->image->scene.style.theme != scene->style.theme))
    paint_now (self, scene);
  else if (self->image != NULL && is_zooming && is_stretch_fine (self, scene))
    {
      if (self->settling == 0)
        self->settling = g_timeout_add (SETTLE, settle_cb, self);
    }
  else
    paint_soon (self, scene);
}

static gboolean
is_whole_of (const CrowBackdropImage *whole, const CrowScene *scene)
{
  return whole != NULL && whole->scene.diagram == scene->diagram &&
         whole->scene.style.theme == scene->style.theme &&
         whole->scene.takes_texture == scene->takes_texture;
}

/* When there is nothing more urgent. */
static void
ensure_whole (CrowBackdrop *self, const CrowScene *scene)
{
  const CrowRect *bounds = &scene->diagram->layout->bounds;
  CrowScene all = *scene;
  CrowRect area;

  if (self->is_painting || self->painter == NULL || scene->without != NULL ||
      is_whole_of (self->whole, scene))
    return;
  all.view = crow_view_fit (bounds, WHOLE_WIDTH, WHOLE_HEIGHT, 0, WHOLE_MAX_ZOOM);
  all.style.zoom = all.view.zoom;
  all.scale = 1;
  all.with_models = TRUE;
  area = crow_view_rect_to_widget (&all.view, bounds);
  area = (CrowRect){ floor (area.x), floor (area.y), MIN (ceil (area.width) + 1, WHOLE_WIDTH),
                     MIN (ceil (area.height) + 1, WHOLE_HEIGHT) };
  start_job (self, crow_backdrop_image_new (&all, &area), NULL, TRUE);
}

static void
note_motion (CrowBackdrop *self, const CrowView *view)
{
  if (self->last.zoom == view->zoom)
    self->motion = (CrowPoint){ view->offset.x - self->last.offset.x,
                                view->offset.y - self->last.offset.y };
  else
    self->motion = (CrowPoint){ 0, 0 };
}

static void
crow_backdrop_dispose (GObject *object)
{
  CrowBackdrop *self = CROW_BACKDROP (object);

  g_clear_handle_id (&self->settling, g_source_remove);

  G_OBJECT_CLASS (crow_backdrop_parent_class)->dispose (object);
}

static void
crow_backdrop_finalize (GObject *object)
{
  CrowBackdrop *self = CROW_BACKDROP (object);

  if (self->painter != NULL)
    g_thread_pool_free (self->painter, FALSE, TRUE);
  g_clear_pointer (&self->image, crow_backdrop_image_unref);
  g_clear_pointer (&self->whole, crow_backdrop_image_unref);

  G_OBJECT_CLASS (crow_backdrop_parent_class)->finalize (object);
}

static void
crow_backdrop_class_init (CrowBackdropClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crow_backdrop_dispose;
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
 * crow_backdrop_prepare:
 * @self: a backdrop
 * @scene: what the widget shows now
 *
 * Main thread, at the beginning of a frame. Paints what the last image lacks where that is quick,
 * and has the thread paint it where it is not; see the type.
 */
void
crow_backdrop_prepare (CrowBackdrop *self, const CrowScene *scene)
{
  g_return_if_fail (CROW_IS_BACKDROP (self));

  note_motion (self, &scene->view);
  ensure_image (self, scene);
  ensure_whole (self, scene);
  self->last = scene->view;
}

/**
 * crow_backdrop_snapshot:
 * @self: a backdrop that is prepared for @scene
 * @scene: what the widget shows now
 * @snapshot: the widget's, at its 0, 0
 *
 * Main thread.
 */
void
crow_backdrop_snapshot (CrowBackdrop *self, const CrowScene *scene, GtkSnapshot *snapshot)
{
  g_return_if_fail (CROW_IS_BACKDROP (self));

  if ((self->image == NULL || !covers (self->image, scene, &scene->view)) &&
      is_whole_of (self->whole, scene))
    crow_backdrop_image_append (self->whole, &scene->view, snapshot);
  if (self->image != NULL)
    crow_backdrop_image_append (self->image, &scene->view, snapshot);
}

/**
 * crow_backdrop_get_missing:
 * @self: a backdrop that is prepared
 *
 * Until an image is painted that has them, somebody else must draw them.
 *
 * Returns: (transfer none) (nullable): what the image that is shown leaves out, a byte by model
 */
GBytes *
crow_backdrop_get_missing (CrowBackdrop *self)
{
  g_return_val_if_fail (CROW_IS_BACKDROP (self), NULL);

  return self->image != NULL ? self->image->scene.without : NULL;
}

/**
 * crow_backdrop_is_ready:
 * @self: a backdrop that is prepared
 * @diagram: what it is to show
 *
 * Returns: whether it shows @diagram, as the last scene asked for, everywhere
 */
gboolean
crow_backdrop_is_ready (CrowBackdrop *self, const CrowDiagram *diagram)
{
  g_return_val_if_fail (CROW_IS_BACKDROP (self), FALSE);

  return self->image != NULL && self->image->scene.diagram == diagram &&
         self->image->scene.view.zoom == self->last.zoom &&
         covers (self->image, &self->image->scene, &self->last);
}

/**
 * crow_backdrop_clear:
 * @self: a backdrop
 *
 * Forgets the images: for a diagram that has nothing to do with the one before.
 */
void
crow_backdrop_clear (CrowBackdrop *self)
{
  g_return_if_fail (CROW_IS_BACKDROP (self));

  self->generation++;
  g_clear_pointer (&self->image, crow_backdrop_image_unref);
  g_clear_pointer (&self->whole, crow_backdrop_image_unref);
}
