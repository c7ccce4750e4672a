#include "crow-window-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "crow-library-words.h"

enum { DISK_RELOAD = 1, DISK_KEEP = 2, DISK_MERGE = 3 };
enum { RECOVERED_DISCARD = 1, RECOVERED_KEEP = 2, RECOVERED_SHOW = 3 };

/* Goes on with what the question about unsaved edits had interrupted. */
static void
do_then (CrowWindow *self)
{
  CrowThen then = self->then;
  g_autofree char *source = g_steal_pointer (&self->then_source);
  CrowConnectRequest *request = g_steal_pointer (&self->then_request);

  self->then = CROW_THEN_NOTHING;
  if (then == CROW_THEN_CONNECT)
    {
      self->may_open = TRUE;
      crow_window_run_request (self, request);
    }
  g_clear_pointer (&request, crow_connect_request_unref);
  if (then == CROW_THEN_OPEN)
    crow_window_open_now (self, source);
  else if (then == CROW_THEN_CLOSE)
    {
      self->may_close = TRUE;
      gtk_window_close (GTK_WINDOW (self));
    }
}

static void
forget_then (CrowWindow *self)
{
  self->then = CROW_THEN_NOTHING;
  g_clear_pointer (&self->then_source, g_free);
  g_clear_pointer (&self->then_request, crow_connect_request_unref);
}

static void
merge_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_merged = crow_document_load_finish (self->document, result, &error);

  if (self->pages == NULL)
    return;
  if (!is_merged)
    {
      crow_window_show_error (self, _ ("The changes could not be merged"), error);
      return;
    }
  gtk_info_bar_set_revealed (self->disk_bar, FALSE);
  crow_window_show_toast (self,
                          crow_document_is_modified (self->document)
                              ? _ ("Both changes are here; save to write them")
                              : _ ("The file has your changes already"),
                          NULL, NULL);
}

/**
 * crow_window_merge:
 * @self: a window
 *
 * Another program has changed the files: reads them, and makes the unsaved edits again on them.
 */
void
crow_window_merge (CrowWindow *self)
{
  crow_document_merge_async (self->document, NULL, merge_cb, g_object_ref (self));
}

static void
reloaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_read = crow_document_load_finish (self->document, result, &error);

  /* The window is gone, or something else is being opened. */
  if (self->pages == NULL || self->loading != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->loading);
  crow_window_show_page (self);
  if (is_read)
    {
      gtk_info_bar_set_revealed (self->disk_bar, FALSE);
      if (!crow_document_can_undo (self->document))
        return; /* the file has it all */
      crow_document_undo (self->document);
      crow_window_show_toast (self, _ ("Read anew, without what was not saved"), _ ("_Undo"),
                              "win.redo");
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    crow_window_open_now (self, crow_document_get_source (self->document));
}

/* What is not saved is dropped, so that redo brings it again: as if it had been made again on what
 * another program wrote, and undone. Where it cannot be made again it is lost. */
static void
reload (CrowWindow *self)
{
  if (!crow_document_is_modified (self->document))
    {
      crow_window_open_now (self, crow_document_get_source (self->document));
      return;
    }
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  crow_window_show_page (self);
  crow_document_merge_async (self->document, self->loading, reloaded_cb, g_object_ref (self));
}

static void
conflict_cb (CrowWindow *self, const char *response)
{
  if (g_str_equal (response, "overwrite"))
    crow_window_save (self, TRUE);
  else if (g_str_equal (response, "merge"))
    {
      forget_then (self);
      crow_window_merge (self);
    }
  else
    {
      forget_then (self);
      if (g_str_equal (response, "reload"))
        reload (self);
    }
}

static void
ask_about_conflict (CrowWindow *self, const GError *error)
{
  g_autofree char *reason = crow_library_words_say (error->message);
  CrowAlert *dialog = crow_compat_new_alert (_ ("The schema was changed by another program"), NULL);

  crow_alert_format_body (dialog,
                          /* Translators: %s is the reason, with the file's name */
                          _ ("%s\n\nMerging reads the other program’s changes and makes "
                             "yours again on them. Overwriting replaces them by yours. "
                             "Reloading drops yours."),
                          reason);
  crow_alert_add_responses (dialog, "cancel", _ ("_Cancel"), "reload", _ ("_Reload"), "overwrite",
                            _ ("_Overwrite"), "merge", _ ("_Merge"), NULL);
  crow_alert_set_response_appearance (dialog, "merge", ADW_RESPONSE_SUGGESTED);
  crow_alert_set_response_appearance (dialog, "reload", ADW_RESPONSE_DESTRUCTIVE);
  crow_alert_set_response_appearance (dialog, "overwrite", ADW_RESPONSE_DESTRUCTIVE);
  crow_alert_set_default_response (dialog, "cancel");
  crow_alert_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (conflict_cb), self, G_CONNECT_SWAPPED);
  crow_compat_present_alert (dialog, GTK_WINDOW (self));
}

static void
tell_saved (CrowWindow *self)
{
  g_autofree char *title = crow_document_get_title (self->document);
  /* Translators: %s is a file's name */
  g_autofree char *text = g_strdup_printf (_ ("%s saved"), title);

  gtk_info_bar_set_revealed (self->disk_bar, FALSE);
  gtk_info_bar_set_revealed (self->recovered_bar, FALSE);
  crow_window_show_toast (self, text, NULL, NULL);
}

static void
save_error_cb (CrowWindow *self, const char *response)
{
  if (g_str_equal (response, "copy"))
    g_action_group_activate_action (G_ACTION_GROUP (self), "save-copy", NULL);
}

/* Where the place is gone, or full, another one helps. */
static void
show_save_error (CrowWindow *self, const GError *error)
{
  g_autofree char *reason = crow_library_words_say (error->message);
  CrowAlert *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  dialog = crow_compat_new_alert (_ ("The schema could not be saved"), reason);
  crow_alert_add_responses (dialog, "close", _ ("_Close"), "copy", _ ("_Save a Copy As…"), NULL);
  crow_alert_set_default_response (dialog, "copy");
  crow_alert_set_close_response (dialog, "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_error_cb), self, G_CONNECT_SWAPPED);
  crow_compat_present_alert (dialog, GTK_WINDOW (self));
}

static void
save_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_saved = crow_document_save_finish (self->document, result, &error);

  self->is_saving = FALSE;
  if (self->pages == NULL)
    return;
  crow_window_end_work (self);
  crow_window_update (self);
  if (is_saved)
    {
      tell_saved (self);
      do_then (self);
    }
  else if (g_error_matches (error, CROW_ERROR, CROW_ERROR_CHANGED))
    ask_about_conflict (self, error);
  else
    {
      forget_then (self);
      show_save_error (self, error);
    }
}

/**
 * crow_window_save:
 * @self: a window
 * @overwrite: whether another program's changes may be lost
 *
 * Saves the schema in a worker, then does what waits for it.
 */
void
crow_window_save (CrowWindow *self, gboolean overwrite)
{
  if (self->is_saving || crow_document_is_database (self->document) ||
      !crow_document_is_modified (self->document))
    return;

  self->is_saving = TRUE;
  crow_window_begin_work (self);
  crow_window_update (self);
  crow_document_save_async (self->document, overwrite, NULL, save_cb, g_object_ref (self));
}

static void
unsaved_cb (CrowWindow *self, const char *response)
{
  if (g_str_equal (response, "save"))
    crow_window_save (self, FALSE);
  else if (g_str_equal (response, "discard"))
    do_then (self);
  else
    forget_then (self);
}

static void
describe_unsaved (CrowAlert *message, const char *title)
{
  crow_alert_set_heading (message, _ ("Save Changes?"));
  /* Translators: %s is a file's name */
  crow_alert_format_body (message,
                          _ ("%s holds changes that are not saved. Discarded changes are lost."),
                          title);
  crow_alert_add_responses (message, "cancel", _ ("_Cancel"), "discard", _ ("_Discard"), "save",
                            _ ("_Save"), NULL);
  crow_alert_set_response_appearance (message, "save", ADW_RESPONSE_SUGGESTED);
  crow_alert_set_default_response (message, "save");
}

/* A database has nothing to save: what is pending is applied, exported, or lost. */
static void
describe_unapplied (CrowAlert *message, const char *title)
{
  crow_alert_set_heading (message, _ ("Discard Changes?"));
  crow_alert_format_body (message,
                          /* Translators: %s is "shop on db.example.org" */
                          _ ("There are changes that have not been applied to %s. The "
                             "database does not have them; discarded, they are lost."),
                          title);
  crow_alert_add_responses (message, "cancel", _ ("_Cancel"), "discard", _ ("_Discard"), NULL);
  crow_alert_set_default_response (message, "cancel");
}

/**
 * crow_window_ask_to_save:
 * @self: a window with unsaved edits
 * @then: what to do when they are saved or given up
 * @source: (nullable): what to open, for %CROW_THEN_OPEN
 *
 * Asks whether to save, to discard, or to stay.
 */
void
crow_window_ask_to_save (CrowWindow *self, CrowThen then, const char *source)
{
  g_autofree char *title = crow_document_get_title (self->document);
  CrowAlert *dialog;

  /* One question at a time. */
  if (self->then != CROW_THEN_NOTHING || self->is_saving)
    return;
  self->then = then;
  self->then_source = g_strdup (source);
  dialog = crow_compat_new_alert (NULL, NULL);
  if (crow_document_is_database (self->document))
    describe_unapplied (dialog, title);
  else
    describe_unsaved (dialog, title);
  crow_alert_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  crow_alert_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (unsaved_cb), self, G_CONNECT_SWAPPED);
  crow_compat_present_alert (dialog, GTK_WINDOW (self));
}

/**
 * crow_window_ask_before_request:
 * @self: a window with unsaved edits
 * @request: (transfer full): a database to open
 *
 * As crow_window_ask_to_save(), for a database.
 */
void
crow_window_ask_before_request (CrowWindow *self, CrowConnectRequest *request)
{
  if (self->then != CROW_THEN_NOTHING || self->is_saving)
    {
      crow_connect_request_unref (request);
      return;
    }
  self->then_request = request;
  crow_window_ask_to_save (self, CROW_THEN_CONNECT, NULL);
}

/**
 * crow_window_show_disk_bar:
 * @self: a window
 *
 * Tells that another program has changed or removed the schema.
 */
void
crow_window_show_disk_bar (CrowWindow *self)
{
  g_autofree char *title = crow_document_get_title (self->document);
  gboolean is_modified = crow_document_is_modified (self->document);
  g_autofree char *text = NULL;

  if (crow_document_is_database (self->document))
    return;
  if (!g_file_test (crow_document_get_source (self->document), G_FILE_TEST_EXISTS))
    /* Translators: %s is a file's name */
    text = g_strdup_printf (is_modified
                                ? _ ("%s is no longer on the disk. Saving can write it anew.")
                                : _ ("%s is no longer on the disk."),
                            title);
  else if (g_access (crow_document_get_source (self->document), R_OK) != 0)
    /* Translators: %s is a file's name */
    text = g_strdup_printf (_ ("%s cannot be read any more. What is shown is what was read."),
                            title);
  else
    /* Translators: %s is a file's name */
    text = g_strdup_printf (is_modified ? _ ("%s changed on disk. Reloading drops what you have "
                                             "not saved.")
                                        : _ ("%s changed on disk."),
                            title);
  gtk_widget_set_visible (self->disk_merge, is_modified);
  gtk_label_set_label (self->disk_text, text);
  gtk_info_bar_set_revealed (self->disk_bar, TRUE);
}

/**
 * crow_window_answer_disk_bar:
 * @self: a window
 * @response: which of the bar's buttons was pressed
 *
 * Reloads, or keeps what is open; saving asks again before it overwrites.
 */
void
crow_window_answer_disk_bar (CrowWindow *self, int response)
{
  gtk_info_bar_set_revealed (self->disk_bar, FALSE);
  if (response == DISK_RELOAD)
    reload (self);
  else if (response == DISK_MERGE)
    crow_window_merge (self);
}

static void
reveal_recovered (CrowWindow *self, const char *text, gboolean is_here)
{
  gtk_widget_set_visible (self->recovered_discard, is_here);
  gtk_widget_set_visible (self->recovered_keep, is_here);
  gtk_label_set_label (self->recovered_text, text);
  gtk_info_bar_set_revealed (self->recovered_bar, TRUE);
}

/**
 * crow_window_tell_refused:
 * @self: a window
 * @journal: path of what a crash left of what is open, and cannot be brought to it
 *
 * Offers to show it.
 */
void
crow_window_tell_refused (CrowWindow *self, const char *journal)
{
  g_autofree char *title = crow_document_get_title (self->document);
  /* Translators: %s is a file's name */
  g_autofree char
      *text = g_strdup_printf (_ ("Crowsfoot ended before changes of %s were saved, and "
                                  "the same lines have been changed since. The changes "
                                  "are kept."),
                               title);

  g_free (self->refused);
  self->refused = g_strdup (journal);
  reveal_recovered (self, text, FALSE);
}

/**
 * crow_window_show_recovered_bar:
 * @self: a window
 *
 * Tells that edits which a crash had left unsaved are back. The bar goes with the next change, so
 * that they are the step that undo would undo.
 */
void
crow_window_show_recovered_bar (CrowWindow *self)
{
  g_autofree char *title = crow_document_get_title (self->document);
  const char *words =
      crow_document_is_database (self->document)
          /* Translators: %s is a database's name */
          ? _ ("Crowsfoot ended before changes of %s were applied. They are back; the database has "
               "none of them until you apply.")
          /* Translators: %s is a file's name */
          : _ ("Crowsfoot ended before changes of %s were saved. They are back; nothing is written "
               "until you save.");
  g_autofree char *text = g_strdup_printf (words, title);

  g_clear_pointer (&self->refused, g_free);
  reveal_recovered (self, text, TRUE);
}

/**
 * crow_window_answer_recovered_bar:
 * @self: a window
 * @response: which of the bar's buttons was pressed
 *
 * Keeps what a crash had left unsaved, or takes it back; redo brings it again. Showing it leaves
 * the question open.
 */
void
crow_window_answer_recovered_bar (CrowWindow *self, int response)
{
  if (response == RECOVERED_SHOW)
    {
      if (self->refused != NULL)
        crow_window_show_unsaved (self, self->refused);
      else
        g_action_group_change_action_state (G_ACTION_GROUP (self), "show-changes",
                                            g_variant_new_boolean (TRUE));
      return;
    }
  gtk_info_bar_set_revealed (self->recovered_bar, FALSE);
  if (response == RECOVERED_DISCARD)
    {
      crow_document_undo (self->document);
      crow_window_show_toast (self, _ ("Discarded the unsaved edits"), _ ("_Undo"), "win.redo");
    }
}

static void
save_action_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_save (data, FALSE);
}

/**
 * crow_window_add_save_actions:
 * @self: a window
 *
 * Adds the action that saves.
 */
void
crow_window_add_save_actions (CrowWindow *self)
{
  const GActionEntry entries[] = { { "save", save_action_cb } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
