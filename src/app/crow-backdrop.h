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
  double width, height;   /* of the widget, in its pixels */
  int scale;              /* device pixels per pixel of the widget */
  gboolean with_models;   /* boxes and labels too: an overview without widgets; else their shells */
  gboolean takes_texture; /* the renderer keeps textures: not the one that draws with cairo */
  GBytes *without; /* (unowned) (nullable) a byte by model: leave it out, with its relations */
} CrowScene;

/* The canvas's ground: paper, edges and, in an overview, boxes, painted by a thread into an image
 * larger than the view and blitted from there while the view moves. Before the margin is used up
 * the next image is painted, of which only what the last one does not have is new. While the zoom
 * changes the last image is scaled. Where even that shows too little, an image of the whole diagram
 * lies under it. What takes a small part of a frame is painted at once.
 *
 * Signals: "changed" (): a better image is there, or can be asked for */
#define CROW_TYPE_BACKDROP (crow_backdrop_get_type ())
G_DECLARE_FINAL_TYPE (CrowBackdrop, crow_backdrop, CROW, BACKDROP, GObject)

CrowBackdrop *crow_backdrop_new (void);
void crow_backdrop_prepare (CrowBackdrop *self, const CrowScene *scene);
void crow_backdrop_snapshot (CrowBackdrop *self, const CrowScene *scene, GtkSnapshot *snapshot);
/* What the image leaves out that is shown now: its scene's. (nullable) (transfer none) */
GBytes *crow_backdrop_get_missing (CrowBackdrop *self);
gboolean crow_backdrop_is_ready (CrowBackdrop *self, const CrowDiagram *diagram);
void crow_backdrop_clear (CrowBackdrop *self);

G_END_DECLS
