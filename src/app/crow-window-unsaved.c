#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-recovery.h"
#include "crow-state.h"

/* What a worker is to write. */
typedef struct
{
  CrowRecoveryContent *content; /* (nullable) what is open, with all its files */
  char *journal;                /* (nullable) of a crash */
  char *to;
} CopyJob;

static void
copy_job_free (CopyJob *self)
{
  g_clear_pointer (&self->content, crow_recovery_content_free);
  g_free (self->journal);
  g_free (self->to);
  g_free (self);
}

static void
copy_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  CopyJob *job = data;
  GError *error = NULL;
  gboolean is_written = job->content != NULL
                            ? crow_recovery_content_save_copy (job->content, job->to, &error)
                            : crow_recovery_save_copy (job->journal, job->to, &error);

  if (is_written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
copy_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  const CopyJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->pages == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      crow_window_show_error (self, _ ("The copy could not be saved"), error);
      return;
    }
  name = g_filename_display_basename (job->to);
  /* Translators: %s is a file's or folder's name */
  text = g_strdup_printf (_ ("Copy saved as %s"), name);
  crow_window_show_toast (self, text, NULL, NULL);
}

/* Every file as it is now, edited or not. */
static CrowRecoveryContent *
collect_all (CrowDocument *document)
{
  CrowRecoveryContent *content = crow_recovery_content_new (crow_document_get_source (document),
                                                            FALSE);
  GPtrArray *files = crow_prisma_get_files (crow_document_get_prisma (document));

  for (guint i = 0; i < files->len; i++)
    {
      CrowSourceFile *file = g_ptr_array_index (files, i);
      GBytes *text = crow_source_file_get_content (file);

      crow_recovery_content_add_file (content, crow_source_file_get_name (file), text, text);
    }
  return content;
}

static void
copy_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  g_autofree char *journal = data;
  g_autoptr (GFile) file = crow_compat_choose_file_finish (result, NULL);
  g_autoptr (GTask) task = NULL;
  CopyJob *job;

  if (file == NULL || g_file_peek_path (file) == NULL)
    return;
  job = g_new0 (CopyJob, 1);
  job->to = g_file_get_path (file);
  job->journal = g_steal_pointer (&journal);
  if (job->journal == NULL)
    job->content = collect_all (self->document);
  task = g_task_new (self, NULL, copy_cb, NULL);
  g_task_set_task_data (task, job, (GDestroyNotify) copy_job_free);
  g_task_run_in_thread (task, copy_worker);
}

/* @journal: (nullable): NULL: of what is open. */
static void
choose_copy (CrowWindow *self, const char *journal, gboolean is_folder, const char *name)
{
  const CrowFileQuestion question = {
    .action = is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_SAVE,
    .title = is_folder ? _ ("Save a Copy into a Folder") : _ ("Save a Copy"),
    .accept = _ ("_Save"),
    .name = is_folder ? NULL : name,
  };

  crow_window_choose_file (self, &question, copy_chosen_cb, g_strdup (journal));
}

static void
save_copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowPrisma *prisma = crow_document_get_prisma (self->document);
  g_autofree char *title = NULL;

  if (prisma == NULL)
    return;
  title = crow_document_get_title (self->document);
  choose_copy (self, NULL, crow_prisma_get_files (prisma)->len > 1, title);
}

static void
report (CrowWindow *self, const char *heading, GError *error)
{
  if (error != NULL)
    crow_window_show_error (self, heading, error);
}

/* The edits are about a file that has another name now. */
static void
source_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  g_autofree char *journal = data;
  g_autoptr (GFile) file = crow_compat_choose_file_finish (result, NULL);
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  if (crow_recovery_assign (journal, path, &error))
    crow_window_open (self, path);
  report (self, _ ("The edits could not be brought to this file"), error);
}

static void
choose_source (CrowWindow *self, const char *journal, gboolean is_folder)
{
  const CrowFileQuestion question = {
    .action = is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN,
    .title = _ ("Where Is the Schema Now?"),
    .accept = _ ("_Open"),
  };

  crow_window_choose_file (self, &question, source_chosen_cb, g_strdup (journal));
}

/* What the dialog is about. */
typedef struct
{
  CrowWindow *window; /* (unowned) */
  char *journal;
  char *name;
  gboolean is_folder;
} Shown;

static void
shown_free (gpointer data, GClosure *closure)
{
  Shown *self = data;

  g_free (self->journal);
  g_free (self->name);
  g_free (self);
}

static void
show_response_cb (CrowAlert *dialog, const char *response, Shown *shown)
{
  CrowWindow *self = shown->window;

  if (g_str_equal (response, "discard"))
    {
      crow_recovery_discard (shown->journal);
      gtk_info_bar_set_revealed (self->recovered_bar, FALSE);
    }
  else if (g_str_equal (response, "copy"))
    choose_copy (self, shown->journal, shown->is_folder, shown->name);
  else if (g_str_equal (response, "find"))
    choose_source (self, shown->journal, shown->is_folder);
  else if (g_str_equal (response, "patch"))
    {
      g_autoptr (CrowRecoveryContent) content = NULL;
      g_autoptr (CrowRecovery) recovery = crow_recovery_open (shown->journal, &content);
      g_autofree char *text = recovery != NULL ? crow_recovery_content_describe (content) : NULL;

      if (text != NULL)
        gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
      crow_window_show_toast (self, _ ("Copied as a patch"), NULL, NULL);
    }
  crow_window_update_unsaved (self);
}

/* (transfer floating): the edits as text that can be scrolled and selected. */
static GtkWidget *
make_text (const char *text)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *frame = gtk_frame_new (NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 9);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The edits"), -1);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 150);
  gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_frame_set_child (GTK_FRAME (frame), scrolled);
  return frame;
}

/**
 * crow_window_show_unsaved:
 * @self: a window
 * @journal: path of what a crash left
 *
 * Shows edits whose source is gone or was changed in the same lines, and what can be done with
 * them; closing the dialog keeps them.
 */
void
crow_window_show_unsaved (CrowWindow *self, const char *journal)
{
  g_autoptr (CrowRecoveryContent) content = NULL;
  g_autoptr (CrowRecovery) recovery = crow_recovery_open (journal, &content);
  g_autofree char *text = NULL;
  CrowAlert *dialog;
  Shown *shown;

  if (recovery == NULL)
    return;
  text = crow_recovery_content_describe (content);
  shown = g_new0 (Shown, 1);
  shown->window = self;
  shown->journal = g_strdup (journal);
  shown->name = g_path_get_basename (content->source);
  shown->is_folder = content->files->len > 1 || g_file_test (content->source, G_FILE_TEST_IS_DIR) ||
                     !g_str_has_suffix (content->source, ".prisma");
  dialog = crow_compat_new_alert (_ ("Unsaved Edits"), NULL);
  crow_alert_format_body (dialog,
                          /* Translators: %s is a file's path */
                          _ ("They were made to %s, which is gone or was changed in the "
                             "same lines. They stay until you discard them."),
                          content->source);
  crow_alert_set_extra_child (dialog, make_text (text));
  crow_alert_add_responses (dialog, "close", _ ("_Close"), "discard", _ ("_Discard"), "patch",
                            _ ("Copy as _Patch"), NULL);
  if (!content->is_database)
    crow_alert_add_responses (dialog, "find", _ ("_Find the Schema…"), "copy",
                              _ ("_Save a Copy As…"), NULL);
  crow_alert_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  crow_alert_set_default_response (dialog, "close");
  crow_alert_set_close_response (dialog, "close");
  g_signal_connect_data (dialog, "response", G_CALLBACK (show_response_cb), shown, shown_free, 0);
  crow_compat_present_alert (dialog, GTK_WINDOW (self));
}

static void
list_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, crow_recovery_list (data), (GDestroyNotify) g_ptr_array_unref);
}

static void
list_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  g_autoptr (GPtrArray) items = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->pages != NULL && items != NULL)
    crow_empty_state_set_unsaved (self->empty, items);
}

/**
 * crow_window_update_unsaved:
 * @self: a window
 *
 * Has the page of a window in which nothing is open list what crashes left unsaved.
 */
void
crow_window_update_unsaved (CrowWindow *self)
{
  g_autoptr (GTask) task = NULL;

  if (!crow_window_is_empty (self))
    return;
  task = g_task_new (self, NULL, list_cb, NULL);
  g_task_set_task_data (task, crow_state_find ("recovery"), g_free);
  g_task_run_in_thread (task, list_worker);
}

static void
discard_response_cb (CrowWindow *self, const char *response, CrowAlert *dialog)
{
  if (g_str_equal (response, "discard"))
    crow_recovery_discard (g_object_get_data (G_OBJECT (dialog), "crow-journal"));
  crow_window_update_unsaved (self);
}

static void
discard_unsaved_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowAlert *dialog = crow_compat_new_alert (_ ("Discard Unsaved Edits?"),
                                             _ ("They are in no file. Discarded, they are lost."));

  crow_alert_add_responses (dialog, "cancel", _ ("_Cancel"), "discard", _ ("_Discard"), NULL);
  crow_alert_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  crow_alert_set_default_response (dialog, "cancel");
  crow_alert_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "crow-journal", g_variant_dup_string (parameter, NULL),
                          g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_response_cb), data,
                           G_CONNECT_SWAPPED);
  crow_compat_present_alert (dialog, GTK_WINDOW (data));
}

static void
show_unsaved_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_show_unsaved (data, g_variant_get_string (parameter, NULL));
}

/**
 * crow_window_add_unsaved_actions:
 * @self: a window
 *
 * Adds the actions about what is unsaved, and about copies.
 */
void
crow_window_add_unsaved_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "save-copy", save_copy_cb },
    { "show-unsaved", show_unsaved_cb, "s" },
    { "discard-unsaved", discard_unsaved_cb, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
