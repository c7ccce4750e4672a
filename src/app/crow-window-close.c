#include "crow-window-private.h"

/* One step, so that the other windows go on drawing meanwhile. */
static gboolean
dismantle_cb (gpointer data)
{
  CrowWindow *self = data;
  g_autoptr (GApplication) application = NULL;

  if (crow_sidebar_dismantle (self->sidebar))
    return G_SOURCE_CONTINUE;
  if (crow_canvas_get_diagram (self->canvas) != NULL)
    {
      crow_canvas_set_diagram (self->canvas, NULL);
      return G_SOURCE_CONTINUE;
    }
  self->close_source = 0;
  application = g_steal_pointer (&self->left_application);
  gtk_window_destroy (GTK_WINDOW (self));
  if (application != NULL)
    g_application_release (application);
  return G_SOURCE_REMOVE;
}

/**
 * crow_window_dismantle:
 * @self: a window that the user has closed
 *
 * Hides it at once and frees what is in it in small steps: all at once takes long in a large
 * document. The application takes it for gone already, and lives until it is.
 */
void
crow_window_dismantle (CrowWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (self->close_source != 0)
    return;
  crow_window_cancel_layout (self);
  crow_window_cancel_placing (self);
  crow_window_cancel_tidying (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (application != NULL)
    {
      g_application_hold (G_APPLICATION (application));
      self->left_application = g_object_ref (G_APPLICATION (application));
      gtk_window_set_application (GTK_WINDOW (self), NULL);
    }
  self->close_source = g_idle_add (dismantle_cb, self);
}

/**
 * crow_window_end_dismantling:
 * @self: a window that is disposed of, maybe before crow_window_dismantle() was through
 */
void
crow_window_end_dismantling (CrowWindow *self)
{
  g_autoptr (GApplication) application = g_steal_pointer (&self->left_application);

  g_clear_handle_id (&self->close_source, g_source_remove);
  if (application != NULL)
    g_application_release (application);
}
