#pragma once

#include <gtk/gtk.h>

#include "crow-painter.h"
#include "crow-view.h"

G_BEGIN_DECLS

/* What the backdrop shows and how. */
typedef struct
{
  CrowDiagram *diagram; /* (unowned) */
  CrowPaintStyle style;
  CrowView view;
  double width, height; /* of the widget, in its pixels */
  int scale;            /* device pixels per pixel of the widget */
  gboolean with_models; /* boxes and labels too: an overview without widgets */
  GBytes *without;      /* (unowned) (nullable) a byte by model: leave it out, with its relations */
} CrowScene;

/* The canvas's ground: paper, edges and, in an overview, boxes, painted once into an image larger
 * than the view and blitted from there while the view moves. Where painting anew takes longer than
 * a frame, a thread does it and the last image is shown, moved and scaled, until it is done.
 *
 * Signals: "changed" (): a better image is there */
#define CROW_TYPE_BACKDROP (crow_backdrop_get_type ())
G_DECLARE_FINAL_TYPE (CrowBackdrop, crow_backdrop, CROW, BACKDROP, GObject)

CrowBackdrop *crow_backdrop_new (void);
void crow_backdrop_snapshot (CrowBackdrop *self, const CrowScene *scene, GtkSnapshot *snapshot);
gboolean crow_backdrop_is_painting (CrowBackdrop *self);
void crow_backdrop_clear (CrowBackdrop *self);

G_END_DECLS
