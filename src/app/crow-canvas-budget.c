#include "crow-canvas-private.h"

/* Microseconds of a frame that go into drawing texts that were not seen before: shaping them is
 * what makes a gesture stutter. */
#define BUDGET 4000

/**
 * crow_canvas_has_budget:
 * @self: a canvas
 *
 * Returns: whether this frame has time left to draw texts
 */
gboolean
crow_canvas_has_budget (CrowCanvas *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  gint64 frame = clock != NULL ? gdk_frame_clock_get_frame_counter (clock) : 0;

  if (frame != self->drawn_frame || clock == NULL)
    self->draw_time = 0;
  self->drawn_frame = frame;
  return self->draw_time < BUDGET;
}

/**
 * crow_canvas_spend:
 * @self: a canvas
 * @start: when drawing a text began, by g_get_monotonic_time()
 *
 * Takes the time since then from the frame's budget.
 */
void
crow_canvas_spend (CrowCanvas *self, gint64 start)
{
  self->draw_time += g_get_monotonic_time () - start;
}

static gboolean
draw_more_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CrowCanvas *self = CROW_CANVAS (widget);

  self->drawing = 0;
  crow_canvas_draw_boxes (self);
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

/**
 * crow_canvas_draw_later:
 * @self: a canvas
 *
 * The next frame draws texts for which this one had no time.
 */
void
crow_canvas_draw_later (CrowCanvas *self)
{
  if (self->drawing == 0)
    self->drawing = gtk_widget_add_tick_callback (GTK_WIDGET (self), draw_more_cb, NULL, NULL);
}

/**
 * crow_canvas_stop_drawing:
 * @self: a canvas
 *
 * For dispose.
 */
void
crow_canvas_stop_drawing (CrowCanvas *self)
{
  if (self->drawing != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drawing);
  self->drawing = 0;
}
