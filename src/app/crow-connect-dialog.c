#include "crow-connect-dialog-private.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (CrowConnectDialog, crow_connect_dialog, ADW_TYPE_WINDOW)

enum { SIGNAL_READY, N_SIGNALS };
static guint signals[N_SIGNALS];

/**
 * crow_connect_dialog_update:
 * @self: the dialog
 *
 * What can be pressed follows what is in the form and what is under way.
 */
void
crow_connect_dialog_update (CrowConnectDialog *self)
{
  gboolean is_busy = self->busy != NULL;
  gboolean is_ready = !is_busy && self->connection != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.connect", is_ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.test", is_ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.choose", is_ready);
  gtk_widget_set_sensitive (self->form, !is_busy);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_busy);
  gtk_widget_set_visible (self->stop_button, is_busy);
  gtk_widget_set_visible (self->test_button, !is_busy);
}

/* First what is under way, then the dialog. */
static void
cancel_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CrowConnectDialog *self = CROW_CONNECT_DIALOG (widget);

  if (self->busy == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  crow_connect_dialog_stop (self);
}

static void
connect_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  crow_connect_dialog_run (CROW_CONNECT_DIALOG (widget), CROW_INTENT_CONNECT);
}

static void
test_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  crow_connect_dialog_run (CROW_CONNECT_DIALOG (widget), CROW_INTENT_TEST);
}

static void
choose_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  crow_connect_dialog_run (CROW_CONNECT_DIALOG (widget), CROW_INTENT_CHOOSE);
}

static gboolean
crow_connect_dialog_close_request (GtkWindow *window)
{
  crow_connect_dialog_stop (CROW_CONNECT_DIALOG (window));
  return GTK_WINDOW_CLASS (crow_connect_dialog_parent_class)->close_request (window);
}

static void
crow_connect_dialog_dispose (GObject *object)
{
  CrowConnectDialog *self = CROW_CONNECT_DIALOG (object);

  if (self->busy != NULL)
    g_cancellable_cancel (self->busy);
  g_clear_object (&self->busy);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_clear_weak_pointer (&self->focus_before);
  g_clear_handle_id (&self->complain_source, g_source_remove);
  g_cancellable_cancel (self->choosing);
  g_clear_object (&self->choosing);

  G_OBJECT_CLASS (crow_connect_dialog_parent_class)->dispose (object);
}

/* Once it is closed: work that still goes on in a thread holds the dialog, and its window may be
 * gone before it. */
static void
crow_connect_dialog_unrealize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (crow_connect_dialog_parent_class)->unrealize (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
crow_connect_dialog_finalize (GObject *object)
{
  CrowConnectDialog *self = CROW_CONNECT_DIALOG (object);

  g_clear_pointer (&self->connection, crow_connection_unref);
  g_clear_pointer (&self->key_password, crow_connection_input_wipe);
  g_clear_pointer (&self->namespaces, g_strfreev);
  g_clear_pointer (&self->complaint, g_free);
  g_clear_pointer (&self->recent_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (crow_connect_dialog_parent_class)->finalize (object);
}

#define BIND(name)                                                                                 \
  gtk_widget_class_bind_template_child_full (widget_class, #name, FALSE,                           \
                                             G_STRUCT_OFFSET (CrowConnectDialog, name))
#define BIND_FIELD(name, field)                                                                    \
  gtk_widget_class_bind_template_child_full (widget_class, name, FALSE,                            \
                                             G_STRUCT_OFFSET (CrowConnectDialog, fields[field]))

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (connect_button);
  BIND (title);
  BIND (scroll);
  BIND (form);
  BIND (recent_group);
  BIND (uri);
  BIND (password);
  BIND (remember);
  BIND (sslmode);
  BIND (caution);
  BIND (verify_button);
  BIND (certificate_button);
  BIND (namespaces_row);
  BIND (all_button);
  BIND (more);
  BIND (progress);
  BIND (status_icon);
  BIND (status_image);
  BIND (spinner);
  BIND (status_title);
  BIND (status_text);
  BIND (test_button);
  BIND (stop_button);
  BIND_FIELD ("host", CROW_CONNECT_FIELD_HOST);
  BIND_FIELD ("port", CROW_CONNECT_FIELD_PORT);
  BIND_FIELD ("dbname", CROW_CONNECT_FIELD_DATABASE);
  BIND_FIELD ("user", CROW_CONNECT_FIELD_USER);
  BIND_FIELD ("sslrootcert", CROW_CONNECT_FIELD_SSLROOTCERT);
  BIND_FIELD ("service", CROW_CONNECT_FIELD_SERVICE);
  BIND_FIELD ("connect_timeout", CROW_CONNECT_FIELD_TIMEOUT);
  BIND_FIELD ("application_name", CROW_CONNECT_FIELD_APPLICATION);
  BIND_FIELD ("options", CROW_CONNECT_FIELD_OPTIONS);
  BIND_FIELD ("others", CROW_CONNECT_FIELD_OTHERS);
}

static void
crow_connect_dialog_class_init (CrowConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_WIDGET_CLASS (klass)->unrealize = crow_connect_dialog_unrealize;
  G_OBJECT_CLASS (klass)->dispose = crow_connect_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_connect_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = crow_connect_dialog_close_request;
  signals[SIGNAL_READY] = g_signal_new ("ready", CROW_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-connect-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "connect.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "connect.connect", NULL, connect_cb);
  gtk_widget_class_install_action (widget_class, "connect.test", NULL, test_cb);
  gtk_widget_class_install_action (widget_class, "connect.choose", NULL, choose_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "connect.cancel", NULL);
}

static void
crow_connect_dialog_init (CrowConnectDialog *self)
{
  self->recent_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  crow_connect_dialog_init_sslmode (self);
  crow_connect_dialog_init_form (self);
  crow_connect_dialog_update_recent (self);
  crow_connect_dialog_update (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->uri));
}

/**
 * crow_connect_dialog_new:
 * @parent: (nullable): the window that asks
 * @purpose: what the database is wanted for
 *
 * Returns: (transfer none): a dialog, not yet presented
 */
CrowConnectDialog *
crow_connect_dialog_new (GtkWindow *parent, CrowConnectPurpose purpose)
{
  CrowConnectDialog *self = g_object_new (CROW_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);

  self->purpose = purpose;
  if (purpose == CROW_CONNECT_COMPARE)
    {
      gtk_window_set_title (GTK_WINDOW (self), _ ("Compare with a Database"));
      gtk_button_set_label (GTK_BUTTON (self->connect_button), _ ("C_ompare"));
    }
  adw_window_title_set_title (self->title, gtk_window_get_title (GTK_WINDOW (self)));
  return self;
}

/**
 * crow_connect_dialog_set_connection:
 * @self: the dialog
 * @connection: what to fill the form with
 * @namespaces: (nullable): the schemas to read
 *
 * Fills the form. A password is not taken over: nobody gets one out of a connection.
 */
void
crow_connect_dialog_set_connection (CrowConnectDialog *self,
                                    CrowConnection *connection,
                                    const char *const *namespaces)
{
  g_autofree char *uri = NULL;

  g_return_if_fail (CROW_IS_CONNECT_DIALOG (self));
  g_return_if_fail (connection != NULL);

  uri = crow_connection_build_uri (connection);
  crow_connect_dialog_set_uri (self, uri);
  gtk_editable_set_position (self->uri, 0);
  gtk_editable_set_text (self->password, "");
  g_clear_pointer (&self->key_password, crow_connection_input_wipe);
  crow_connect_dialog_take_namespaces (self, g_strdupv ((char **) namespaces));
}

/**
 * crow_connect_dialog_set_uri:
 * @self: the dialog
 * @text: what somebody might paste
 *
 * Puts @text into the entry for the URI.
 */
void
crow_connect_dialog_set_uri (CrowConnectDialog *self, const char *text)
{
  g_return_if_fail (CROW_IS_CONNECT_DIALOG (self));
  g_return_if_fail (text != NULL);

  gtk_editable_set_text (self->uri, text);
}

/**
 * crow_connect_dialog_set_password:
 * @self: the dialog
 * @password: a password
 *
 * Puts @password into its entry.
 */
void
crow_connect_dialog_set_password (CrowConnectDialog *self, const char *password)
{
  g_return_if_fail (CROW_IS_CONNECT_DIALOG (self));
  g_return_if_fail (password != NULL);

  gtk_editable_set_text (self->password, password);
}

/**
 * crow_connect_dialog_connect:
 * @self: the dialog
 *
 * Connects, as its button does.
 */
void
crow_connect_dialog_connect (CrowConnectDialog *self)
{
  g_return_if_fail (CROW_IS_CONNECT_DIALOG (self));

  crow_connect_dialog_run (self, CROW_INTENT_CONNECT);
}

/**
 * crow_connect_dialog_is_busy:
 * @self: the dialog
 *
 * Returns: whether a server or the keyring is being asked
 */
gboolean
crow_connect_dialog_is_busy (CrowConnectDialog *self)
{
  g_return_val_if_fail (CROW_IS_CONNECT_DIALOG (self), FALSE);

  return self->busy != NULL;
}

/**
 * crow_connect_dialog_build_connection:
 * @self: the dialog
 *
 * Returns: (transfer full) (nullable): what the form says, with the password; %NULL: it is not a
 *   connection
 */
CrowConnection *
crow_connect_dialog_build_connection (CrowConnectDialog *self)
{
  g_autoptr (CrowConnection) connection = NULL;
  const char *password;

  g_return_val_if_fail (CROW_IS_CONNECT_DIALOG (self), NULL);

  if (self->connection == NULL)
    return NULL;
  connection = self->key_password != NULL
                   ? crow_connection_with (self->connection, "sslpassword", self->key_password)
                   : crow_connection_ref (self->connection);
  password = gtk_editable_get_text (self->password);
  if (*password == '\0')
    return g_steal_pointer (&connection);
  return crow_connection_with_password (connection, password);
}

/**
 * crow_connect_dialog_get_password:
 * @self: the dialog
 *
 * Returns: (transfer none): what is in the entry for the password
 */
const char *
crow_connect_dialog_get_password (CrowConnectDialog *self)
{
  g_return_val_if_fail (CROW_IS_CONNECT_DIALOG (self), "");

  return gtk_editable_get_text (self->password);
}

/**
 * crow_connect_dialog_get_namespaces:
 * @self: the dialog
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the schemas to read; %NULL: all
 */
const char *const *
crow_connect_dialog_get_namespaces (CrowConnectDialog *self)
{
  g_return_val_if_fail (CROW_IS_CONNECT_DIALOG (self), NULL);

  return (const char *const *) self->namespaces;
}

/**
 * crow_connect_dialog_get_remember:
 * @self: the dialog
 *
 * Returns: whether the keyring is to remember the password
 */
gboolean
crow_connect_dialog_get_remember (CrowConnectDialog *self)
{
  g_return_val_if_fail (CROW_IS_CONNECT_DIALOG (self), FALSE);

  return gtk_switch_get_active (self->remember);
}

/**
 * crow_connect_dialog_set_remember:
 * @self: the dialog
 * @remember: whether the keyring is to remember the password
 *
 * Sets the switch.
 */
void
crow_connect_dialog_set_remember (CrowConnectDialog *self, gboolean remember)
{
  g_return_if_fail (CROW_IS_CONNECT_DIALOG (self));

  gtk_switch_set_active (self->remember, remember);
}

/**
 * crow_connect_dialog_get_purpose:
 * @self: the dialog
 *
 * Returns: what the database is wanted for
 */
CrowConnectPurpose
crow_connect_dialog_get_purpose (CrowConnectDialog *self)
{
  g_return_val_if_fail (CROW_IS_CONNECT_DIALOG (self), CROW_CONNECT_OPEN);

  return self->purpose;
}
