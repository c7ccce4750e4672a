#pragma once

#include "crow-backdrop.h"

G_BEGIN_DECLS

/* A painted part of the backdrop. Painted once, by any thread, and then read-only; shown and freed
 * by the main thread. */
typedef struct
{
  CrowScene scene;          /* what it points at is owned by us */
  CrowRect area;            /* what the image covers, in whole pixels of the scene's widget */
  cairo_surface_t *surface; /* (owned) (nullable) until it is painted */
  GskRenderNode *node;      /* (owned) (nullable) the image at 0, 0 */
  gint64 cost;              /* microseconds to paint */
  double n_painted;         /* pixels that were painted, and not taken over */
} CrowBackdropImage;

CrowBackdropImage *crow_backdrop_image_new (const CrowScene *scene, const CrowRect *area);
CrowBackdropImage *crow_backdrop_image_ref (CrowBackdropImage *self);
void crow_backdrop_image_unref (CrowBackdropImage *self);

/* @from: (nullable): pixels of the same picture are taken from there. */
void crow_backdrop_image_paint (CrowBackdropImage *self, const CrowBackdropImage *from);
/* Where it is seen under @view, in the widget's pixels. */
CrowRect crow_backdrop_image_get_place (const CrowBackdropImage *self, const CrowView *view);
void
crow_backdrop_image_append (CrowBackdropImage *self, const CrowView *view, GtkSnapshot *snapshot);

/* Do the two show the same thing in the same size, wherever the view is? */
gboolean crow_scene_shows_same (const CrowScene *a, const CrowScene *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowBackdropImage, crow_backdrop_image_unref)

G_END_DECLS
