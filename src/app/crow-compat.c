#include "crow-compat.h"

#include <glib/gi18n.h>

#define HAS_FILE_DIALOG GTK_CHECK_VERSION (4, 10, 0)
#define HAS_ANNOUNCE GTK_CHECK_VERSION (4, 14, 0)
#define HAS_DIALOGS ADW_CHECK_VERSION (1, 5, 0)

/* How large preferences would like to be, in pixels. */
#define PREFERENCES_WIDTH 560
#define PREFERENCES_HEIGHT 720

/* A question that is open. */
typedef struct
{
  GtkNativeDialog *dialog; /* (owned) (nullable) of the older kind, until it is answered */
  GtkFileChooserAction action;
  gboolean has_choice;
  char *option; /* (owned) (nullable) what was chosen beside the file */
} Asked;

static void
asked_free (Asked *self)
{
  g_clear_object (&self->dialog);
  g_free (self->option);
  g_free (self);
}

/* @file: (transfer full) (nullable): none was chosen */
static void
end_asking (GTask *task, GFile *file)
{
  g_task_return_pointer (task, file, g_object_unref);
  g_object_unref (task);
}

static void
response_cb (GTask *task, int response)
{
  Asked *asked = g_task_get_task_data (task);
  g_autoptr (GtkNativeDialog) dialog = g_steal_pointer (&asked->dialog);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GFile *file = NULL;

  if (dialog == NULL)
    return;
  g_signal_handlers_disconnect_by_data (dialog, task);
  if (cancellable != NULL)
    g_signal_handlers_disconnect_by_data (cancellable, task);
  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      if (asked->has_choice)
        asked->option = g_strdup (gtk_file_chooser_get_choice (GTK_FILE_CHOOSER (dialog),
                                                               "choice"));
    }
  gtk_native_dialog_destroy (dialog);
  end_asking (task, file);
}

static void
cancelled_cb (GTask *task)
{
  response_cb (task, GTK_RESPONSE_CANCEL);
}

static void
fill_chooser (GtkFileChooser *chooser, const CrowFileQuestion *question)
{
  guint n_filters = question->filters != NULL ? g_list_model_get_n_items (question->filters) : 0;

  for (guint i = 0; i < n_filters; i++)
    {
      g_autoptr (GtkFileFilter) filter = g_list_model_get_item (question->filters, i);

      gtk_file_chooser_add_filter (chooser, filter);
    }
  if (question->name != NULL)
    gtk_file_chooser_set_current_name (chooser, question->name);
  if (question->choice == NULL)
    return;
  gtk_file_chooser_add_choice (chooser, "choice", question->choice,
                               (const char **) question->options, (const char **) question->labels);
  gtk_file_chooser_set_choice (chooser, "choice", question->chosen);
}

static void
ask_with_chooser (GtkWindow *parent, const CrowFileQuestion *question, GTask *task)
{
  Asked *asked = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  asked->dialog = GTK_NATIVE_DIALOG (gtk_file_chooser_native_new (question->title, parent,
                                                                  question->action,
                                                                  question->accept, _ ("_Cancel")));
  fill_chooser (GTK_FILE_CHOOSER (asked->dialog), question);
  g_signal_connect_swapped (asked->dialog, "response", G_CALLBACK (response_cb), task);
  if (cancellable != NULL)
    g_signal_connect_swapped (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
  gtk_native_dialog_set_modal (asked->dialog, TRUE);
  gtk_native_dialog_show (asked->dialog);
}

#if HAS_FILE_DIALOG
static void
chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GtkFileDialog *dialog = GTK_FILE_DIALOG (object);
  const Asked *asked = g_task_get_task_data (data);
  GFile *file;

  if (asked->action == GTK_FILE_CHOOSER_ACTION_SAVE)
    file = gtk_file_dialog_save_finish (dialog, result, NULL);
  else if (asked->action == GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER)
    file = gtk_file_dialog_select_folder_finish (dialog, result, NULL);
  else
    file = gtk_file_dialog_open_finish (dialog, result, NULL);
  end_asking (data, file);
}

static void
ask_with_dialog (GtkWindow *parent, const CrowFileQuestion *question, GTask *task)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *accept = g_strdup (question->accept);
  GCancellable *cancellable = g_task_get_cancellable (task);

  gtk_file_dialog_set_title (dialog, question->title);
  gtk_file_dialog_set_accept_label (dialog, accept);
  if (question->name != NULL)
    gtk_file_dialog_set_initial_name (dialog, question->name);
  if (question->filters != NULL)
    gtk_file_dialog_set_filters (dialog, question->filters);
  if (question->action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_dialog_save (dialog, parent, cancellable, chosen_cb, task);
  else if (question->action == GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER)
    gtk_file_dialog_select_folder (dialog, parent, cancellable, chosen_cb, task);
  else
    gtk_file_dialog_open (dialog, parent, cancellable, chosen_cb, task);
}
#endif

/**
 * crow_compat_choose_file_async:
 * @parent: the window that asks; the callback's source, alive until then
 * @question: what is asked
 * @cancellable: (nullable): takes the dialog away; cancelled by the main thread only
 * @callback: to be called with the answer
 * @data: for @callback
 *
 * Lets the user choose a file or a folder: with GtkFileDialog where GTK has it. That one knows no
 * further choices (GTK 4.18); a question that has one gets the older dialog.
 */
void
crow_compat_choose_file_async (GtkWindow *parent,
                               const CrowFileQuestion *question,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  GTask *task = g_task_new (parent, cancellable, callback, data);
  Asked *asked = g_new0 (Asked, 1);

  g_return_if_fail (GTK_IS_WINDOW (parent));

  asked->action = question->action;
  asked->has_choice = question->choice != NULL;
  g_task_set_task_data (task, asked, (GDestroyNotify) asked_free);
#if HAS_FILE_DIALOG
  if (!asked->has_choice)
    {
      ask_with_dialog (parent, question, task);
      return;
    }
#endif
  ask_with_chooser (parent, question, task);
}

/**
 * crow_compat_choose_file_finish:
 * @result: what the callback got
 * @option: (out) (optional) (nullable) (transfer full): what was chosen beside the file
 *
 * Returns: (transfer full) (nullable): the file; %NULL: none was chosen
 */
GFile *
crow_compat_choose_file_finish (GAsyncResult *result, char **option)
{
  Asked *asked = g_task_get_task_data (G_TASK (result));

  if (option != NULL)
    *option = g_steal_pointer (&asked->option);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * crow_compat_new_alert:
 * @heading: (nullable): what it is about
 * @body: (nullable): what to know
 *
 * Returns: (transfer none): a question or an error, not yet presented; its signal "response" has
 *   the answer
 */
CrowAlert *
crow_compat_new_alert (const char *heading, const char *body)
{
  return g_object_new (CROW_TYPE_ALERT, "heading", heading != NULL ? heading : "", "body",
                       body != NULL ? body : "", NULL);
}

/**
 * crow_compat_present_alert:
 * @alert: what is asked or told
 * @parent: (nullable): the window that it stands over
 *
 * Shows @alert, until it is answered.
 */
void
crow_compat_present_alert (CrowAlert *alert, GtkWindow *parent)
{
#if HAS_DIALOGS
  GObject *heading = gtk_widget_get_template_child (GTK_WIDGET (alert), ADW_TYPE_ALERT_DIALOG,
                                                    "heading_label");

  /* It would be measured for less than its one line needs, about which GTK complains (1.7). */
  if (GTK_IS_LABEL (heading))
    {
      gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (heading), PANGO_WRAP_WORD_CHAR);
    }
  adw_dialog_present (ADW_DIALOG (alert), GTK_WIDGET (parent));
#else
  gtk_window_set_transient_for (GTK_WINDOW (alert), parent);
  gtk_window_set_modal (GTK_WINDOW (alert), TRUE);
  gtk_window_present (GTK_WINDOW (alert));
#endif
}

/**
 * crow_compat_show_about:
 * @parent: (nullable): the window that it is about
 * @notes: what is new, in the markup of the metainfo
 * @website: address
 * @issues: address for problems
 *
 * Shows what the program is: within @parent where libadwaita can.
 */
void
crow_compat_show_about (GtkWindow *parent,
                        const char *notes,
                        const char *website,
                        const char *issues)
{
#if HAS_DIALOGS
  adw_show_about_dialog (
      GTK_WIDGET (parent),
#else
  adw_show_about_window (
      parent,
#endif
      "application-name", "Crowsfoot", "application-icon", CROW_APP_ID, "version", CROW_VERSION,
      "developer-name", _ ("The Crowsfoot contributors"), "license-type", GTK_LICENSE_GPL_3_0,
      "website", website, "issue-url", issues, "release-notes-version", CROW_VERSION,
      "release-notes", notes,
      /* Translators: your names, a line each, each with an address if you like */
      "translator-credits", _ ("translator-credits"), "comments",
      _ ("See, change and prove what happens to the children when a row is deleted."), NULL);
}

/**
 * crow_compat_present_preferences:
 * @page: (transfer floating): what can be chosen
 * @title: of the dialog
 * @parent: (nullable): the window that it stands over
 *
 * Shows @page in a dialog: within @parent where libadwaita can.
 */
void
crow_compat_present_preferences (AdwPreferencesPage *page, const char *title, GtkWindow *parent)
{
#if HAS_DIALOGS
  AdwDialog *dialog = adw_preferences_dialog_new ();

  adw_dialog_set_title (dialog, title);
  adw_dialog_set_content_width (dialog, PREFERENCES_WIDTH);
  adw_dialog_set_content_height (dialog, PREFERENCES_HEIGHT);
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog), page);
  adw_dialog_present (dialog, GTK_WIDGET (parent));
#else
  GtkWidget *dialog = adw_preferences_window_new ();

  gtk_window_set_title (GTK_WINDOW (dialog), title);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (dialog), PREFERENCES_WIDTH, PREFERENCES_HEIGHT);
  gtk_widget_set_size_request (dialog, 320, -1);
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (dialog), FALSE);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (dialog), page);
  gtk_window_present (GTK_WINDOW (dialog));
#endif
}

/**
 * crow_compat_add_toast:
 * @page: what crow_compat_present_preferences() shows
 * @toast: (transfer full): what has happened
 *
 * Shows @toast at the foot of the dialog.
 */
void
crow_compat_add_toast (AdwPreferencesPage *page, AdwToast *toast)
{
#if HAS_DIALOGS
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (page), ADW_TYPE_PREFERENCES_DIALOG);

  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), toast);
#else
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (page), ADW_TYPE_PREFERENCES_WINDOW);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (dialog), toast);
#endif
}

/**
 * crow_compat_announce:
 * @widget: where something happened
 * @text: what
 *
 * Lets a screen reader say @text.
 *
 * Returns: %FALSE: this GTK cannot
 */
gboolean
crow_compat_announce (GtkWidget *widget, const char *text)
{
#if HAS_ANNOUNCE
  g_autoptr (GtkATContext) context = gtk_accessible_get_at_context (GTK_ACCESSIBLE (widget));

  /* That of GTK_A11Y=test has no such function, which is called all the same (4.18). */
  if (context == NULL || g_str_equal (G_OBJECT_TYPE_NAME (context), "GtkTestATContext"))
    return TRUE;
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  return TRUE;
#else
  return FALSE;
#endif
}
