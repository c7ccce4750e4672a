#include "crow-window-private.h"

#include <glib/gi18n.h>

/* Nothing that takes less time is told of, in microseconds: it would only flicker. */
#define PATIENCE G_USEC_PER_SEC
/* ms between two looks at it. */
#define INTERVAL 150

/**
 * crow_window_show_progress:
 * @self: a window
 * @text: what it is at
 * @fraction: how much of it is done, 0 to 1; less than 0: nobody knows
 *
 * Shows it above the diagram, with a button that gives it up.
 */
void
crow_window_show_progress (CrowWindow *self, const char *text, double fraction)
{
  gtk_label_set_label (self->progress_text, text);
  gtk_widget_set_visible (self->progress_cancel, TRUE);
  gtk_widget_set_visible (self->progress_box, TRUE);
  if (fraction < 0)
    gtk_progress_bar_pulse (self->progress);
  else
    gtk_progress_bar_set_fraction (self->progress, fraction);
}

/* (nullable): what workers are at besides the layout, which shows itself */
static const char *
find_work (CrowWindow *self)
{
  if (self->exporting != NULL && g_cancellable_is_cancelled (self->exporting))
    return NULL;
  if (self->n_exporting > 0)
    return _ ("Exporting");
  if (self->tidying != NULL)
    return _ ("Tidying up");
  if (self->place_task != NULL)
    return _ ("Finding ways for the lines");
  return self->is_saving ? _ ("Saving") : NULL;
}

/* Of a save some files could be written and others not; boxes that were moved stand where they do
 * already, and undo takes them back. */
static gboolean
can_cancel (CrowWindow *self)
{
  return self->n_exporting > 0 || self->tidying != NULL;
}

static gboolean
show_work_cb (gpointer data)
{
  CrowWindow *self = data;
  const char *text = find_work (self);

  if (text == NULL)
    {
      self->work_source = 0;
      crow_window_end_work (self);
      return G_SOURCE_REMOVE;
    }
  if (self->layout_task != NULL || g_get_monotonic_time () - self->work_began < PATIENCE)
    return G_SOURCE_CONTINUE;
  crow_window_show_progress (self, text, -1);
  gtk_widget_set_visible (self->progress_cancel, can_cancel (self));
  return G_SOURCE_CONTINUE;
}

/**
 * crow_window_begin_work:
 * @self: a window for which a worker has just begun to export, to tidy up or to save
 *
 * Shows it once it has taken a second.
 */
void
crow_window_begin_work (CrowWindow *self)
{
  if (!gtk_widget_get_visible (self->progress_box))
    self->work_began = g_get_monotonic_time ();
  if (self->work_source == 0)
    self->work_source = g_timeout_add (INTERVAL, show_work_cb, self);
}

/**
 * crow_window_end_work:
 * @self: a window for which a worker has ended
 *
 * Shows it no more, unless another is at work.
 */
void
crow_window_end_work (CrowWindow *self)
{
  if (find_work (self) != NULL)
    return;
  crow_window_forget_work (self);
  if (self->layout_task == NULL)
    gtk_widget_set_visible (self->progress_box, FALSE);
}

/**
 * crow_window_cancel_work:
 * @self: a window
 *
 * Gives up what is exported or tidied up: nothing is written, nothing moves.
 */
void
crow_window_cancel_work (CrowWindow *self)
{
  if (self->n_exporting > 0 && self->exporting != NULL)
    g_cancellable_cancel (self->exporting);
  else
    crow_window_cancel_tidying (self);
  crow_window_end_work (self);
}

/**
 * crow_window_forget_work:
 * @self: a window
 *
 * Looks no more at what workers are at.
 */
void
crow_window_forget_work (CrowWindow *self)
{
  g_clear_handle_id (&self->work_source, g_source_remove);
}
