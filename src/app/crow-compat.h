#pragma once

/* What a newer GTK or libadwaita than the oldest that we build with (4.8, 1.2) has a better widget
 * for. Callers know nothing of versions: only crow-compat.c asks for them. */

#include <adwaita.h>

G_BEGIN_DECLS

/* What is asked when a file is to be chosen. All of it is read before the call returns. */
typedef struct
{
  GtkFileChooserAction action;
  const char *title;
  const char *accept;         /* label of the button, with its key */
  const char *name;           /* (nullable) suggested, where a file is to be written */
  GListModel *filters;        /* (nullable) (element-type GtkFileFilter) the first holds */
  const char *choice;         /* (nullable) label of one more choice */
  const char *const *options; /* (nullable) its values, */
  const char *const *labels;  /* (nullable) what they are called, */
  const char *chosen;         /* (nullable) and which of them holds */
} CrowFileQuestion;

void crow_compat_choose_file_async (GtkWindow *parent,
                                    const CrowFileQuestion *question,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
GFile *crow_compat_choose_file_finish (GAsyncResult *result, char **option);

/* A question or an error over a window: AdwAlertDialog within it where libadwaita has that one,
 * else AdwMessageDialog. What both can do has the same name. */
#if ADW_CHECK_VERSION(1, 5, 0)
typedef AdwAlertDialog CrowAlert;
typedef AdwAlertDialogClass CrowAlertClass;
#define CROW_TYPE_ALERT ADW_TYPE_ALERT_DIALOG
#define CROW_ALERT ADW_ALERT_DIALOG
#define crow_alert_add_response adw_alert_dialog_add_response
#define crow_alert_add_responses adw_alert_dialog_add_responses
#define crow_alert_format_body adw_alert_dialog_format_body
#define crow_alert_get_body adw_alert_dialog_get_body
#define crow_alert_get_heading adw_alert_dialog_get_heading
#define crow_alert_get_response_enabled adw_alert_dialog_get_response_enabled
#define crow_alert_set_close_response adw_alert_dialog_set_close_response
#define crow_alert_set_default_response adw_alert_dialog_set_default_response
#define crow_alert_set_extra_child adw_alert_dialog_set_extra_child
#define crow_alert_set_heading adw_alert_dialog_set_heading
#define crow_alert_set_response_appearance adw_alert_dialog_set_response_appearance
#define crow_alert_set_response_enabled adw_alert_dialog_set_response_enabled
#else
typedef AdwMessageDialog CrowAlert;
typedef AdwMessageDialogClass CrowAlertClass;
#define CROW_TYPE_ALERT ADW_TYPE_MESSAGE_DIALOG
#define CROW_ALERT ADW_MESSAGE_DIALOG
#define crow_alert_add_response adw_message_dialog_add_response
#define crow_alert_add_responses adw_message_dialog_add_responses
#define crow_alert_format_body adw_message_dialog_format_body
#define crow_alert_get_body adw_message_dialog_get_body
#define crow_alert_get_heading adw_message_dialog_get_heading
#define crow_alert_get_response_enabled adw_message_dialog_get_response_enabled
#define crow_alert_set_close_response adw_message_dialog_set_close_response
#define crow_alert_set_default_response adw_message_dialog_set_default_response
#define crow_alert_set_extra_child adw_message_dialog_set_extra_child
#define crow_alert_set_heading adw_message_dialog_set_heading
#define crow_alert_set_response_appearance adw_message_dialog_set_response_appearance
#define crow_alert_set_response_enabled adw_message_dialog_set_response_enabled
#endif
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowAlert, g_object_unref)

CrowAlert *crow_compat_new_alert (const char *heading, const char *body);
void crow_compat_present_alert (CrowAlert *alert, GtkWindow *parent);

void crow_compat_show_about (GtkWindow *parent,
                             const char *notes,
                             const char *website,
                             const char *issues);

void
crow_compat_present_preferences (AdwPreferencesPage *page, const char *title, GtkWindow *parent);
gboolean crow_compat_announce (GtkWidget *widget, const char *text);

void crow_compat_add_toast (AdwPreferencesPage *page, AdwToast *toast);

G_END_DECLS
