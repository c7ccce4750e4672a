#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-announce.h"
#include "crow-library-words.h"

/**
 * crow_window_show_error:
 * @self: a window
 * @heading: what could not be done
 * @error: why, and what to do
 *
 * Tells the user in a dialog; a cancelled operation is not told.
 */
void
crow_window_show_error (CrowWindow *self, const char *heading, const GError *error)
{
  g_autofree char *reason = crow_library_words_say (error->message);
  CrowAlert *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  dialog = crow_compat_new_alert (heading, reason);
  crow_alert_add_response (dialog, "close", _ ("_Close"));
  crow_alert_set_close_response (dialog, "close");
  crow_alert_set_default_response (dialog, "close");
  crow_compat_present_alert (dialog, GTK_WINDOW (self));
}

static void
toast_gone_cb (gpointer data, GObject *toast)
{
  CrowWindow *self = data;

  if ((GObject *) self->toast == toast)
    self->toast = NULL;
}

/**
 * crow_window_forget_toast:
 * @self: a window
 *
 * Takes the last toast away: what it offers is no longer so.
 */
void
crow_window_forget_toast (CrowWindow *self)
{
  AdwToast *toast = g_steal_pointer (&self->toast);

  if (toast == NULL)
    return;
  g_object_weak_unref (G_OBJECT (toast), toast_gone_cb, self);
  adw_toast_dismiss (toast);
}

/* libadwaita lays a toast over the lower edge of the window, and so on the panel that stands there
 * and that it is about. */
static void
lift_toasts (CrowWindow *self)
{
  GtkWidget *overlay = GTK_WIDGET (self->toasts), *panel = GTK_WIDGET (self->changes);
  int height = gtk_widget_get_height (overlay), margin = 0;
  graphene_rect_t bounds;

  if (gtk_widget_get_mapped (panel) && gtk_widget_compute_bounds (panel, overlay, &bounds))
    margin = height - (int) bounds.origin.y;
  for (GtkWidget *child = gtk_widget_get_first_child (overlay); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (gtk_widget_get_css_name (child), "toast"))
      gtk_widget_set_margin_bottom (child, margin < height * 2 / 3 ? margin : 0);
}

static gboolean
lift_idle_cb (gpointer data)
{
  lift_toasts (data);
  return G_SOURCE_REMOVE;
}

/* Not at once: this comes from within an allocation. */
static void
panel_moved_cb (AdwToast *toast, GParamSpec *pspec, GtkWidget *middle)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, lift_idle_cb,
                   g_object_ref (gtk_widget_get_root (middle)), g_object_unref);
}

/**
 * crow_window_show_toast:
 * @self: a window
 * @text: what happened; not markup
 * @label: (nullable): a button
 * @action: (nullable): what the button activates
 *
 * Shows @text for a few seconds, in place of what was said before.
 */
void
crow_window_show_toast (CrowWindow *self, const char *text, const char *label, const char *action)
{
  g_autofree char *quoted = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (quoted);

  crow_window_forget_toast (self);
  if (label != NULL)
    {
      adw_toast_set_button_label (toast, label);
      adw_toast_set_action_name (toast, action);
    }
  crow_announce (GTK_WIDGET (self), text);
  self->toast = toast;
  g_object_weak_ref (G_OBJECT (toast), toast_gone_cb, self);
  adw_toast_overlay_add_toast (self->toasts, toast);
  lift_toasts (self);
  /* For as long as the toast is there. */
  g_signal_connect_object (self->middle, "notify::position", G_CALLBACK (panel_moved_cb), toast,
                           G_CONNECT_SWAPPED);
}

/**
 * crow_window_choose_file:
 * @self: a window
 * @question: what is asked
 * @callback: for the answer; its source is @self
 * @data: for @callback
 *
 * Lets the user choose a file. The dialog goes with the window, and with the next one.
 */
void
crow_window_choose_file (CrowWindow *self,
                         const CrowFileQuestion *question,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_cancellable_cancel (self->choosing);
  g_clear_object (&self->choosing);
  self->choosing = g_cancellable_new ();
  crow_compat_choose_file_async (GTK_WINDOW (self), question, self->choosing, callback, data);
}
