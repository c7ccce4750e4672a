#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-library-words.h"

/* How long reading anew goes unmentioned, in ms: most of the time it is done by then. */
#define MENTION_AFTER 400

enum { LINK_RECONNECT = 1, LINK_STOP = 2 };

static char *
get_title (CrowWindow *self)
{
  CrowConnection *connection = crow_document_get_connection (self->document);

  return connection != NULL ? crow_connection_build_title (connection) : g_strdup ("");
}

/* The time of day; with the day where that was another one. */
static char *
describe_time (GDateTime *then)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean is_today = g_date_time_get_year (now) == g_date_time_get_year (then) &&
                      g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (then);

  /* Translators: a time of day, and a date with a time of day: g_date_time_format() */
  return g_date_time_format (then, is_today ? _ ("%H:%M") : _ ("%H:%M on %x"));
}

static void
show_stale (CrowWindow *self)
{
  g_autofree char *title = get_title (self);
  g_autofree char *time = describe_time (self->read_at);
  g_autofree char *text = NULL;

  if (crow_document_get_drift (self->document) != NULL)
    /* Translators: "shop on db.example.org", then a time of day */
    text = g_strdup_printf (_ ("The connection to %s is lost. The comparison is with what the "
                               "database had at %s."),
                            title, time);
  else
    /* Translators: "shop on db.example.org", then a time of day */
    text = g_strdup_printf (_ ("The connection to %s is lost. This is what the database had at "
                               "%s."),
                            title, time);
  gtk_info_bar_set_message_type (self->link_bar, GTK_MESSAGE_WARNING);
  gtk_label_set_label (self->link_text, text);
}

static void
show_busy (CrowWindow *self)
{
  g_autofree char *title = get_title (self);
  /* Translators: %s is "shop on db.example.org" */
  g_autofree char *text = g_strdup_printf (_ ("Reading %s anew"), title);

  gtk_info_bar_set_message_type (self->link_bar, GTK_MESSAGE_INFO);
  gtk_label_set_label (self->link_text, text);
}

/**
 * crow_window_update_link:
 * @self: a window
 *
 * Tells, or no longer tells, that the connection is lost or that the database is being read anew.
 */
void
crow_window_update_link (CrowWindow *self)
{
  gboolean is_busy = self->is_refreshing && self->mention_source == 0;
  gboolean is_stale = !self->is_refreshing && crow_document_is_stale (self->document) &&
                      self->read_at != NULL;

  gtk_spinner_set_spinning (self->link_spinner, is_busy);
  gtk_widget_set_visible (GTK_WIDGET (self->link_spinner), is_busy);
  gtk_widget_set_visible (self->link_reconnect, !is_busy);
  gtk_widget_set_visible (self->link_stop, is_busy);
  if (is_busy)
    show_busy (self);
  else if (is_stale)
    show_stale (self);
  gtk_info_bar_set_revealed (self->link_bar, is_busy || is_stale);
}

/**
 * crow_window_note_reading:
 * @self: a window whose document has just been read
 *
 * Remembers when, for the case that the connection is lost.
 */
void
crow_window_note_reading (CrowWindow *self)
{
  g_clear_pointer (&self->read_at, g_date_time_unref);
  self->read_at = g_date_time_new_now_local ();
}

static gboolean
mention_cb (gpointer data)
{
  CrowWindow *self = data;

  self->mention_source = 0;
  crow_window_update_link (self);
  return G_SOURCE_REMOVE;
}

static void
failure_cb (CrowWindow *self, const char *response)
{
  if (g_str_equal (response, "again"))
    crow_window_reconnect (self);
  else if (g_str_equal (response, "edit"))
    crow_window_edit_connection (self, NULL);
}

static void
show_failure (CrowWindow *self, const GError *error)
{
  g_autofree char *reason = crow_library_words_say (error->message);
  g_autofree char *title = get_title (self);
  g_autofree char *heading = NULL;
  CrowAlert *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, CROW_ERROR, CROW_ERROR_PASSWORD))
    {
      crow_window_edit_connection (self, error);
      return;
    }
  /* Translators: %s is "shop on db.example.org" */
  heading = g_strdup_printf (_ ("“%s” could not be read anew"), title);
  dialog = crow_compat_new_alert (heading, NULL);
  crow_alert_format_body (dialog,
                          /* Translators: %s is the reason */
                          _ ("%s\n\nWhat was read before stays."), reason);
  crow_alert_add_responses (dialog, "close", _ ("_Close"), "edit", _ ("_Edit Connection…"), "again",
                            _ ("_Try Again"), NULL);
  crow_alert_set_response_appearance (dialog, "again", ADW_RESPONSE_SUGGESTED);
  crow_alert_set_default_response (dialog, "again");
  crow_alert_set_close_response (dialog, "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (failure_cb), self, G_CONNECT_SWAPPED);
  crow_compat_present_alert (dialog, GTK_WINDOW (self));
}

static void
reconnected_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_read = crow_document_reconnect_finish (self->document, result, &error);

  if (self->pages == NULL)
    return;
  g_clear_handle_id (&self->mention_source, g_source_remove);
  self->is_refreshing = FALSE;
  g_clear_object (&self->loading);
  crow_window_update (self);
  crow_window_update_link (self);
  if (is_read)
    crow_window_show_toast (self, _ ("The database is read anew"), NULL, NULL);
  else
    show_failure (self, error);
}

/**
 * crow_window_reconnect:
 * @self: a window in which a database is open or compared with
 *
 * Reads the database anew over a new session. The picture stays until that is done; pending edits
 * are made again on what the database is then.
 */
void
crow_window_reconnect (CrowWindow *self)
{
  if (self->loading != NULL || crow_document_get_connection (self->document) == NULL)
    return;
  self->loading = g_cancellable_new ();
  self->is_refreshing = TRUE;
  self->mention_source = g_timeout_add (MENTION_AFTER, mention_cb, self);
  crow_window_update (self);
  crow_window_update_link (self);
  crow_document_reconnect_async (self->document, self->loading, reconnected_cb,
                                 g_object_ref (self));
}

/**
 * crow_window_answer_link_bar:
 * @self: a window
 * @response: which of the bar's buttons was pressed
 *
 * Reconnects, or gives up doing so.
 */
void
crow_window_answer_link_bar (CrowWindow *self, int response)
{
  if (response == LINK_RECONNECT)
    crow_window_reconnect (self);
  else if (response == LINK_STOP && self->loading != NULL)
    g_cancellable_cancel (self->loading);
}

/**
 * crow_window_show_reading:
 * @self: a window
 * @fraction: how much of the catalogue is read, 0…1
 *
 * Shows how far it is.
 */
void
crow_window_show_reading (CrowWindow *self, double fraction)
{
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  if (self->loading == NULL)
    return;
  if (self->is_refreshing)
    {
      title = get_title (self);
      /* Translators: "shop on db.example.org", then a number */
      text = g_strdup_printf (_ ("Reading %s anew: %.0f %%"), title, fraction * 100);
      gtk_label_set_label (self->link_text, text);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->loading_progress), TRUE);
  gtk_progress_bar_set_fraction (self->loading_progress, fraction);
}
