#include "crow-canvas-private.h"

#include <adwaita.h>
#include <math.h>

#include "crow-minimap.h"

#define FIT_MARGIN 32.0
/* How long the view takes to go somewhere, in microseconds. */
#define GLIDE 180000
/* A smaller canvas has no room for the overview, in pixels. */
#define MINIMAP_MIN_WIDTH 520
#define MINIMAP_MIN_HEIGHT 320

/* A view is fitted into something only then. */
gboolean
crow_canvas_has_size (CrowCanvas *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) > 0 &&
         gtk_widget_get_height (GTK_WIDGET (self)) > 0;
}

/* Shows it where the canvas has room for it and some of the diagram is out of view. */
void
crow_canvas_update_minimap (CrowCanvas *self)
{
  CrowDiagram *diagram = self->diagram;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  gboolean is_useful = diagram != NULL && width >= MINIMAP_MIN_WIDTH &&
                       height >= MINIMAP_MIN_HEIGHT &&
                       !crow_view_shows_all (&self->view, &diagram->layout->bounds, width, height);

  gtk_widget_set_child_visible (self->minimap, is_useful);
  if (is_useful)
    {
      CrowRect area = crow_view_get_area (&self->view, width, height);

      crow_minimap_set_area (CROW_MINIMAP (self->minimap), &area);
    }
}

/* Shows @view at once, without looking for what is under the pointer then. */
void
crow_canvas_apply_view (CrowCanvas *self, CrowView view)
{
  self->view = view;
  crow_canvas_sync_boxes (self);
  crow_canvas_update_minimap (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The view stays where it is just now. */
void
crow_canvas_stop_gliding (CrowCanvas *self)
{
  if (self->animation != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->animation);
  self->animation = 0;
}

static gboolean
glide_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CrowCanvas *self = CROW_CANVAS (widget);
  double t = (double) (gdk_frame_clock_get_frame_time (clock) - self->animation_start) / GLIDE;
  double eased = 1 - pow (1 - CLAMP (t, 0, 1), 3);
  CrowView view = crow_view_mix (&self->from, &self->to, eased, gtk_widget_get_width (widget),
                                 gtk_widget_get_height (widget));

  if (t >= 1)
    self->animation = 0;
  crow_canvas_apply_view (self, view);
  if (t >= 1)
    crow_canvas_update_hover (self);
  return t >= 1 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static CrowView
get_fitting_view (CrowCanvas *self)
{
  return crow_view_fit (&self->diagram->layout->bounds, gtk_widget_get_width (GTK_WIDGET (self)),
                        gtk_widget_get_height (GTK_WIDGET (self)), FIT_MARGIN, 1);
}

/* The view on whole device pixels, so that lines stay sharp; at most half a pixel beside
 * the exact one that points are converted with. */
CrowView
crow_canvas_get_drawn_view (CrowCanvas *self)
{
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return (CrowView){ self->view.zoom,
                     { round (self->view.offset.x * scale) / scale,
                       round (self->view.offset.y * scale) / scale } };
}

/* Where the view is, or goes to. */
CrowView
crow_canvas_get_target (CrowCanvas *self)
{
  return self->animation != 0 ? self->to : self->view;
}

/* Goes there at once. */
void
crow_canvas_set_view (CrowCanvas *self, CrowView view)
{
  double zoom = crow_canvas_get_zoom (self);

  crow_canvas_stop_gliding (self);
  self->is_fit_pending = FALSE;
  self->is_fitted = FALSE;
  crow_canvas_apply_view (self, view);
  if (view.zoom != zoom)
    g_object_notify (G_OBJECT (self), "zoom");
  crow_canvas_update_hover (self);
}

static void
mark_fitted (CrowCanvas *self)
{
  self->is_fitted = TRUE;
  self->fitted_width = gtk_widget_get_width (GTK_WIDGET (self));
  self->fitted_height = gtk_widget_get_height (GTK_WIDGET (self));
}

/* Shows the whole diagram, at once. */
void
crow_canvas_fit (CrowCanvas *self)
{
  crow_canvas_set_view (self, get_fitting_view (self));
  mark_fitted (self);
}

/* The canvas has been given a size: a view that was fitted to another one, or is still to be
 * fitted, fits this one. Not under a pointer that is pressed. */
void
crow_canvas_fit_again (CrowCanvas *self, int width, int height)
{
  gboolean is_other = width != self->fitted_width || height != self->fitted_height;

  if (self->diagram == NULL || width <= 0 || height <= 0 || self->drag.kind != CROW_DRAG_NONE ||
      !(self->is_fit_pending || (self->is_fitted && is_other)))
    return;
  crow_canvas_stop_gliding (self);
  self->is_fit_pending = FALSE;
  self->view = get_fitting_view (self);
  mark_fitted (self);
  g_object_notify (G_OBJECT (self), "zoom");
}

/* By whole device pixels, so that what was sharp stays sharp; never out of sight. */
void
crow_canvas_pan (CrowCanvas *self, double dx, double dy)
{
  CrowView view;

  if (self->diagram == NULL)
    return;
  view = crow_view_pan (&self->view, dx, dy);
  crow_canvas_set_view (self, crow_view_keep_near (&view, &self->diagram->layout->bounds,
                                                   gtk_widget_get_width (GTK_WIDGET (self)),
                                                   gtk_widget_get_height (GTK_WIDGET (self)),
                                                   CROW_CANVAS_KEEP));
}

/* Glides there, or jumps where the user wants no animations. */
void
crow_canvas_go_to (CrowCanvas *self, CrowView view)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  double zoom = crow_canvas_get_zoom (self);
  CrowView at = crow_canvas_get_target (self);

  crow_canvas_stop_flick (self);
  if (view.zoom == at.zoom && view.offset.x == at.offset.x && view.offset.y == at.offset.y)
    return;
  if (clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !adw_get_enable_animations (GTK_WIDGET (self)))
    {
      crow_canvas_set_view (self, view);
      return;
    }
  crow_canvas_stop_gliding (self);
  self->is_fit_pending = FALSE;
  self->is_fitted = FALSE;
  self->from = self->view;
  self->to = view;
  self->animation_start = gdk_frame_clock_get_frame_time (clock);
  self->animation = gtk_widget_add_tick_callback (GTK_WIDGET (self), glide_cb, NULL, NULL);
  if (view.zoom != zoom)
    g_object_notify (G_OBJECT (self), "zoom");
}

/* Around the middle. */
void
crow_canvas_zoom_by (CrowCanvas *self, double factor)
{
  crow_canvas_set_zoom (self, crow_canvas_get_zoom (self) * factor);
}

/**
 * crow_canvas_get_zoom:
 * @self: a canvas
 *
 * Returns: the zoom that is shown or being gone to, 1 is 100 %
 */
double
crow_canvas_get_zoom (CrowCanvas *self)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), 1);

  return crow_canvas_get_target (self).zoom;
}

/**
 * crow_canvas_set_zoom:
 * @self: a canvas
 * @zoom: clamped to 0.05 and 4
 *
 * Zooms around the middle of the view.
 */
void
crow_canvas_set_zoom (CrowCanvas *self, double zoom)
{
  CrowView target;
  CrowPoint middle;

  g_return_if_fail (CROW_IS_CANVAS (self));

  target = crow_canvas_get_target (self);
  middle.x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  middle.y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  crow_canvas_go_to (self, crow_view_zoom_at (&target, zoom, middle));
}

/**
 * crow_canvas_zoom_to_fit:
 * @self: a canvas
 *
 * Shows the whole diagram, at 100 % at most, also after the canvas is given another size, until
 * somebody moves the view or selects something.
 */
void
crow_canvas_zoom_to_fit (CrowCanvas *self)
{
  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->diagram != NULL && crow_canvas_has_size (self))
    {
      crow_canvas_go_to (self, get_fitting_view (self));
      mark_fitted (self);
    }
  else
    self->is_fit_pending = self->diagram != NULL;
}

/**
 * crow_canvas_get_view:
 * @self: a canvas
 * @view: (out): what is seen, or being gone to
 *
 * Returns: %FALSE: the view fits the diagram, and goes on doing so
 */
gboolean
crow_canvas_get_view (CrowCanvas *self, CrowView *view)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), FALSE);

  *view = crow_canvas_get_target (self);
  return !self->is_fitted && !self->is_fit_pending;
}

/**
 * crow_canvas_show_view:
 * @self: a canvas
 * @view: what is to be seen
 *
 * Goes there at once, without gliding.
 */
void
crow_canvas_show_view (CrowCanvas *self, CrowView view)
{
  g_return_if_fail (CROW_IS_CANVAS (self));

  crow_canvas_set_view (self, view);
}

/**
 * crow_canvas_zoom_to_selection:
 * @self: a canvas
 *
 * Shows what is selected as large as the canvas allows, at 100 % at most; the whole diagram where
 * nothing is.
 */
void
crow_canvas_zoom_to_selection (CrowCanvas *self)
{
  CrowRect rect;

  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->diagram == NULL || self->selection.kind == CROW_SELECTION_NONE ||
      !crow_canvas_has_size (self))
    {
      crow_canvas_zoom_to_fit (self);
      return;
    }
  rect = crow_canvas_get_selection_rect (self);
  crow_canvas_go_to (self,
                     crow_view_fit (&rect, gtk_widget_get_width (GTK_WIDGET (self)),
                                    gtk_widget_get_height (GTK_WIDGET (self)), FIT_MARGIN, 1));
}

/**
 * crow_canvas_to_widget:
 * @self: a canvas
 * @at: in diagram pixels
 *
 * Returns: where it is seen, in the widget's pixels
 */
CrowPoint
crow_canvas_to_widget (CrowCanvas *self, CrowPoint at)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), at);

  return crow_view_to_widget (&self->view, at);
}

/**
 * crow_canvas_to_diagram:
 * @self: a canvas
 * @at: in the widget's pixels
 *
 * Returns: what is seen there, in diagram pixels
 */
CrowPoint
crow_canvas_to_diagram (CrowCanvas *self, CrowPoint at)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), at);

  return crow_view_to_diagram (&self->view, at);
}
