#include "crow-canvas-private.h"

#include <adwaita.h>
#include <math.h>

/* A flick loses 1 - 1/e of its speed in the inverse of this, in seconds. */
#define FRICTION 4.0
/* Slower than this it stands still, in the widget's pixels a second. */
#define STANDSTILL 20.0
/* And no flick is faster. */
#define FASTEST 12000.0
/* So near the canvas's edge a drag scrolls, in the widget's pixels. */
#define EDGE 28.0
/* At the very edge by so much a second; twice that far beyond it. */
#define EDGE_SPEED 500.0
/* After a pause of the frame clock nothing leaps, in seconds. */
#define LONGEST_FRAME 0.1

static double
get_frame_length (GdkFrameClock *clock, gint64 *last)
{
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double length = MIN ((double) (now - *last) / G_USEC_PER_SEC, LONGEST_FRAME);

  *last = now;
  return length;
}

/* As crow_canvas_pan(), at a place between two pixels where it leads there. */
static gboolean
pan_by (CrowCanvas *self, double dx, double dy)
{
  CrowPoint before = self->view.offset;

  crow_canvas_pan (self, dx, dy);
  return self->view.offset.x != before.x || self->view.offset.y != before.y;
}

static gboolean
flick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CrowCanvas *self = CROW_CANVAS (widget);
  double length = get_frame_length (clock, &self->flick_time);
  double kept = exp (-FRICTION * length);
  /* the way while the speed falls by that */
  double way = (1 - kept) / FRICTION;
  gboolean is_moving = pan_by (self, self->flick_speed.x * way, self->flick_speed.y * way);

  self->flick_speed.x *= kept;
  self->flick_speed.y *= kept;
  if (length == 0 || (is_moving && hypot (self->flick_speed.x, self->flick_speed.y) > STANDSTILL))
    return G_SOURCE_CONTINUE;
  self->flick = 0;
  return G_SOURCE_REMOVE;
}

/**
 * crow_canvas_flick:
 * @self: a canvas
 * @vx: in the widget's pixels a second
 * @vy: likewise
 *
 * The view goes on by itself and slows down, unless the user wants no animations.
 */
void
crow_canvas_flick (CrowCanvas *self, double vx, double vy)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  crow_canvas_stop_flick (self);
  if (self->diagram == NULL || clock == NULL || !adw_get_enable_animations (GTK_WIDGET (self)) ||
      hypot (vx, vy) <= STANDSTILL)
    return;
  self->flick_speed = (CrowPoint){ CLAMP (vx, -FASTEST, FASTEST), CLAMP (vy, -FASTEST, FASTEST) };
  self->flick_time = gdk_frame_clock_get_frame_time (clock);
  self->flick = gtk_widget_add_tick_callback (GTK_WIDGET (self), flick_cb, NULL, NULL);
}

/**
 * crow_canvas_stop_flick:
 * @self: a canvas
 *
 * The view stands still.
 */
void
crow_canvas_stop_flick (CrowCanvas *self)
{
  if (self->flick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->flick);
  self->flick = 0;
}

/**
 * crow_canvas_follow_drag:
 * @self: a canvas on which something is dragged
 *
 * What was taken comes to where the pointer is in the diagram.
 */
void
crow_canvas_follow_drag (CrowCanvas *self)
{
  CrowDrag *drag = &self->drag;
  CrowPoint at = crow_canvas_to_diagram (self, drag->at);

  if (drag->kind == CROW_DRAG_MOVE)
    crow_canvas_move_boxes (self, drag->picked.index, at.x - drag->grip.x, at.y - drag->grip.y);
  else if (drag->kind == CROW_DRAG_BAND)
    {
      drag->start = crow_canvas_to_widget (self, drag->grip);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}

/* By how much the view moves in a second with the pointer at @at of @length. */
static double
get_edge_speed (double at, double length)
{
  if (at < EDGE)
    return MIN ((EDGE - at) / EDGE, 2) * EDGE_SPEED;
  if (at > length - EDGE)
    return -MIN ((at - length + EDGE) / EDGE, 2) * EDGE_SPEED;
  return 0;
}

static gboolean
edge_scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CrowCanvas *self = CROW_CANVAS (widget);
  double length = get_frame_length (clock, &self->edge_time);
  double vx = get_edge_speed (self->drag.at.x, gtk_widget_get_width (widget));
  double vy = get_edge_speed (self->drag.at.y, gtk_widget_get_height (widget));

  if ((vx != 0 || vy != 0) && pan_by (self, round (vx * length), round (vy * length)))
    crow_canvas_follow_drag (self);
  return G_SOURCE_CONTINUE;
}

/**
 * crow_canvas_start_edge_scroll:
 * @self: a canvas on which something is dragged
 *
 * From now on the view moves while the pointer is near the canvas's edge.
 */
void
crow_canvas_start_edge_scroll (CrowCanvas *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (clock == NULL || self->edge_scroll != 0)
    return;
  self->edge_time = gdk_frame_clock_get_frame_time (clock);
  self->edge_scroll = gtk_widget_add_tick_callback (GTK_WIDGET (self), edge_scroll_cb, NULL, NULL);
}

/**
 * crow_canvas_stop_edge_scroll:
 * @self: a canvas
 *
 * The drag is over.
 */
void
crow_canvas_stop_edge_scroll (CrowCanvas *self)
{
  if (self->edge_scroll != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->edge_scroll);
  self->edge_scroll = 0;
}
