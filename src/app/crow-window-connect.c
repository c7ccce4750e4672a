#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-connect-dialog.h"
#include "crow-connection-input.h"
#include "crow-library-words.h"
#include "crow-namespace-dialog.h"
#include "crow-probe.h"
#include "crow-recent-connections.h"
#include "crow-secrets.h"

/* A database that is to be opened or compared with. */
struct _CrowConnectRequest
{
  gatomicrefcount references;
  CrowWindow *window;         /* (owned) */
  CrowConnection *connection; /* (owned) */
  char **namespaces;          /* (owned) (nullable) */
  char *password;             /* (owned) (nullable) for the keyring to remember */
  gboolean is_remembered;
  gboolean is_asked; /* the namespaces were chosen, or there are few enough tables */
  CrowConnectPurpose purpose;
  GCancellable *cancellable; /* (owned) (nullable) */
};

static CrowConnectRequest *
request_new (CrowWindow *self,
             CrowConnection *connection,
             const char *const *namespaces,
             CrowConnectPurpose purpose)
{
  CrowConnectRequest *request = g_new0 (CrowConnectRequest, 1);

  g_atomic_ref_count_init (&request->references);
  request->window = g_object_ref (self);
  request->connection = crow_connection_ref (connection);
  request->namespaces = g_strdupv ((char **) namespaces);
  request->purpose = purpose;
  return request;
}

static CrowConnectRequest *
request_ref (CrowConnectRequest *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * crow_connect_request_unref:
 * @self: (transfer full): a database that was to be opened
 *
 * Gives up a reference; its password is overwritten with the last.
 */
void
crow_connect_request_unref (CrowConnectRequest *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_object_unref (self->window);
  crow_connection_unref (self->connection);
  g_strfreev (self->namespaces);
  crow_connection_input_wipe (self->password);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/* The windows' Open menus all list what was opened last. */
static void
update_recent (CrowWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  crow_window_update_recent (self);
  for (GList *at = application != NULL ? gtk_application_get_windows (application) : NULL;
       at != NULL; at = at->next)
    if (CROW_IS_WINDOW (at->data) && at->data != self)
      crow_window_update_recent (at->data);
}

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (crow_secrets_store_finish (result, &error) || self->pages == NULL)
    return;
  /* Translators: %s is the reason */
  text = g_strdup_printf (_ ("The password is not remembered. %s"), error->message);
  crow_window_show_toast (self, text, NULL, NULL);
}

static void
forgotten_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (crow_secrets_forget_finish (result, &error) || self->pages == NULL)
    return;
  /* Translators: %s is the reason */
  text = g_strdup_printf (_ ("The keyring still has the password. %s"), error->message);
  crow_window_show_toast (self, text, NULL, NULL);
}

/* What the user decided about the password, and the place in the list, once it has worked. */
static void
remember (CrowConnectRequest *request)
{
  CrowWindow *self = request->window;
  g_autofree char *uri = crow_connection_build_uri (request->connection);
  g_autoptr (CrowRecentConnection) before = crow_recent_connections_find (uri);
  g_autoptr (GError) error = NULL;

  if (!crow_recent_connections_add (request->connection, (const char *const *) request->namespaces,
                                    request->is_remembered, &error))
    g_debug ("The connection is not remembered: %s", error->message);
  if (request->is_remembered && request->password != NULL)
    crow_secrets_store_async (request->connection, request->password, NULL, stored_cb,
                              g_object_ref (self));
  else if (!request->is_remembered && before != NULL && before->is_remembered)
    crow_secrets_forget_async (request->connection, NULL, forgotten_cb, g_object_ref (self));
  update_recent (self);
}

static void
show_stage (CrowWindow *self, const char *format, CrowConnection *connection)
{
  g_autofree char *title = crow_connection_build_title (connection);
  g_autofree char *text = g_strdup_printf (format, title);

  gtk_label_set_label (self->loading_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->loading_progress), FALSE);
}

/* Is it still this that the window waits for? */
static gboolean
is_current (CrowConnectRequest *request)
{
  return request->window->loading != NULL && request->cancellable == request->window->loading;
}

static void
end_loading (CrowConnectRequest *request)
{
  CrowWindow *self = request->window;

  g_clear_object (&self->loading);
  crow_window_show_page (self);
}

static void
dialog_ready_cb (CrowConnectDialog *dialog, CrowWindow *self)
{
  g_autoptr (CrowConnection) connection = crow_connect_dialog_build_connection (dialog);
  CrowConnectPurpose purpose = crow_connect_dialog_get_purpose (dialog);
  CrowConnectRequest *request;

  request = request_new (self, connection, crow_connect_dialog_get_namespaces (dialog), purpose);
  request->is_remembered = crow_connect_dialog_get_remember (dialog);
  request->is_asked = TRUE;
  if (request->is_remembered && *crow_connect_dialog_get_password (dialog) != '\0')
    request->password = g_strdup (crow_connect_dialog_get_password (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  crow_window_run_request (self, request);
  crow_connect_request_unref (request);
}

/* @request: (nullable): what to fill the form with. @error: (nullable): why it is shown again. */
static void
show_dialog (CrowWindow *self,
             CrowConnectPurpose purpose,
             CrowConnectRequest *request,
             const GError *error)
{
  CrowConnectDialog *dialog = crow_connect_dialog_new (GTK_WINDOW (self), purpose);

  if (request != NULL)
    crow_connect_dialog_set_connection (dialog, request->connection,
                                        (const char *const *) request->namespaces);
  if (request != NULL)
    crow_connect_dialog_set_remember (dialog, request->is_remembered);
  g_signal_connect_object (dialog, "ready", G_CALLBACK (dialog_ready_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  if (error != NULL)
    crow_connect_dialog_show_error (dialog, error);
}

static void
failure_cb (CrowAlert *dialog, const char *response, gpointer data)
{
  CrowConnectRequest *request = data;

  if (g_str_equal (response, "again"))
    crow_window_run_request (request->window, request);
  else if (g_str_equal (response, "edit"))
    show_dialog (request->window, request->purpose, request, NULL);
}

static void
unref_request_cb (gpointer request, GClosure *closure)
{
  crow_connect_request_unref (request);
}

/* What to do about it is the form's where the password is at fault, else the user's. */
static void
show_failure (CrowConnectRequest *request, const GError *error)
{
  g_autofree char *reason = crow_library_words_say (error->message);
  CrowWindow *self = request->window;
  g_autofree char *title = NULL;
  g_autofree char *heading = NULL;
  CrowAlert *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, CROW_ERROR, CROW_ERROR_PASSWORD))
    {
      show_dialog (self, request->purpose, request, error);
      return;
    }
  title = crow_connection_build_title (request->connection);
  /* Translators: %s is "shop on db.example.org" */
  heading = g_strdup_printf (_ ("“%s” could not be opened"), title);
  dialog = crow_compat_new_alert (heading, reason);
  crow_alert_add_responses (dialog, "close", _ ("_Close"), "edit", _ ("_Edit Connection…"), "again",
                            _ ("_Try Again"), NULL);
  crow_alert_set_response_appearance (dialog, "again", ADW_RESPONSE_SUGGESTED);
  crow_alert_set_default_response (dialog, "again");
  crow_alert_set_close_response (dialog, "close");
  g_signal_connect_data (dialog, "response", G_CALLBACK (failure_cb), request_ref (request),
                         unref_request_cb, 0);
  crow_compat_present_alert (dialog, GTK_WINDOW (self));
}

static void
fail (CrowConnectRequest *request, const GError *error)
{
  end_loading (request);
  show_failure (request, error);
}

static void
document_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowConnectRequest *request = data;
  CrowWindow *self = request->window;
  g_autoptr (GError) error = NULL;
  gboolean was_fresh = self->is_fresh;
  gboolean is_done;

  self->is_fresh = TRUE;
  is_done = request->purpose == CROW_CONNECT_COMPARE
                ? crow_document_compare_finish (self->document, result, &error)
                : crow_document_connect_finish (self->document, result, &error);
  if (!is_done)
    self->is_fresh = was_fresh;
  if (is_done)
    {
      if (is_current (request))
        g_clear_object (&self->loading);
      gtk_info_bar_set_revealed (self->disk_bar, FALSE);
      crow_window_show_page (self);
      crow_window_update_link (self);
      remember (request);
      crow_window_tell_problems (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
    }
  else if (is_current (request))
    fail (request, error);
  crow_connect_request_unref (request);
}

static void
start_document (CrowConnectRequest *request)
{
  CrowWindow *self = request->window;
  const char *const *namespaces = (const char *const *) request->namespaces;

  /* Translators: %s is "shop on db.example.org" */
  show_stage (self, _ ("Reading %s"), request->connection);
  if (request->purpose == CROW_CONNECT_COMPARE)
    crow_document_compare_async (self->document, request->connection, namespaces,
                                 request->cancellable, document_cb, request_ref (request));
  else
    crow_document_connect_async (self->document, request->connection, namespaces,
                                 request->cancellable, document_cb, request_ref (request));
}

static void
namespaces_chosen_cb (CrowNamespaceDialog *chooser, gpointer data)
{
  CrowConnectRequest *request = data;

  g_strfreev (request->namespaces);
  request->namespaces = crow_namespace_dialog_dup_chosen (chooser);
  request->is_asked = TRUE;
  crow_window_run_request (request->window, request);
}

static void
choose_namespaces (CrowConnectRequest *request, CrowProbe *probe)
{
  CrowNamespaceDialog *chooser = crow_namespace_dialog_new (GTK_WINDOW (request->window),
                                                            probe->namespaces, NULL, TRUE);

  end_loading (request);
  g_signal_connect_data (chooser, "chosen", G_CALLBACK (namespaces_chosen_cb),
                         request_ref (request), unref_request_cb, 0);
  gtk_window_present (GTK_WINDOW (chooser));
}

static void
probed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowConnectRequest *request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowProbe) probe = crow_probe_finish (result, &error);

  if (is_current (request))
    {
      if (probe == NULL)
        fail (request, error);
      else if (probe->n_tables > CROW_INTROSPECTION_ASK_ABOVE)
        choose_namespaces (request, probe);
      else
        start_document (request);
    }
  crow_connect_request_unref (request);
}

/* A database of which nobody has said what to read: not before it is known how large it is. */
static void
start_probe (CrowConnectRequest *request)
{
  if (request->is_asked || request->namespaces != NULL)
    {
      start_document (request);
      return;
    }
  /* Translators: %s is "shop on db.example.org" */
  show_stage (request->window, _ ("Connecting to %s"), request->connection);
  crow_probe_async (request->connection, request->cancellable, probed_cb, request_ref (request));
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowConnectRequest *request = data;
  g_autoptr (GError) error = NULL;
  char *password = crow_secrets_lookup_finish (result, &error);

  if (is_current (request))
    {
      if (password != NULL)
        {
          CrowConnection *with = crow_connection_with_password (request->connection, password);

          crow_connection_unref (request->connection);
          request->connection = with;
        }
      /* Without one: the server may not want any, and says so if it does. */
      start_probe (request);
    }
  crow_secrets_wipe (password);
  crow_connect_request_unref (request);
}

/**
 * crow_window_run_request:
 * @self: a window
 * @request: a database
 *
 * Opens it in place of what is open, or compares with it.
 */
void
crow_window_run_request (CrowWindow *self, CrowConnectRequest *request)
{
  if (request->purpose == CROW_CONNECT_OPEN && crow_document_is_modified (self->document) &&
      !self->may_open)
    {
      crow_window_ask_before_request (self, request_ref (request));
      return;
    }
  self->may_open = FALSE;
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&request->cancellable);
  request->cancellable = g_cancellable_new ();
  g_set_object (&self->loading, request->cancellable);
  crow_window_keep_look (self);
  if (request->purpose == CROW_CONNECT_OPEN)
    crow_window_select (self, CROW_SELECTION_NONE, NULL, FALSE);
  if (request->is_remembered && !crow_connection_has_password (request->connection))
    {
      /* Translators: %s is "shop on db.example.org" */
      show_stage (self, _ ("Asking the keyring for the password of %s"), request->connection);
      crow_secrets_lookup_async (request->connection, request->cancellable, looked_up_cb,
                                 request_ref (request));
    }
  else
    start_probe (request);
  crow_window_show_page (self);
}

static void
start (CrowWindow *self,
       CrowConnection *connection,
       const char *const *namespaces,
       CrowConnectPurpose purpose)
{
  CrowConnectRequest *request = request_new (self, connection, namespaces, purpose);
  g_autofree char *uri = crow_connection_build_uri (connection);
  g_autoptr (CrowRecentConnection) before = crow_recent_connections_find (uri);

  if (before != NULL)
    {
      request->is_remembered = before->is_remembered;
      if (request->namespaces == NULL)
        request->namespaces = g_strdupv (before->namespaces);
    }
  crow_window_run_request (self, request);
  crow_connect_request_unref (request);
}

/**
 * crow_window_connect:
 * @self: a window
 * @connection: where to
 * @namespaces: (nullable): the schemas to read; %NULL: those of the last time, or all
 *
 * Opens a database; asks first where edits would be lost, and for a password where the server wants
 * one.
 */
void
crow_window_connect (CrowWindow *self, CrowConnection *connection, const char *const *namespaces)
{
  g_return_if_fail (CROW_IS_WINDOW (self));
  g_return_if_fail (connection != NULL);

  start (self, connection, namespaces, CROW_CONNECT_OPEN);
}

/**
 * crow_window_compare:
 * @self: a window; a schema file is open in it, or on its way
 * @connection: the database beside it
 * @namespaces: (nullable): the schemas to read; %NULL: all
 *
 * Compares with a database, as soon as the schema file is read.
 */
void
crow_window_compare (CrowWindow *self, CrowConnection *connection, const char *const *namespaces)
{
  g_return_if_fail (CROW_IS_WINDOW (self));
  g_return_if_fail (connection != NULL);

  if (self->loading == NULL)
    {
      start (self, connection, namespaces, CROW_CONNECT_COMPARE);
      return;
    }
  g_clear_pointer (&self->then_compare, crow_connect_request_unref);
  self->then_compare = request_new (self, connection, namespaces, CROW_CONNECT_COMPARE);
}

/**
 * crow_window_compare_then:
 * @self: a window that has just read a schema file
 *
 * Compares with the database that waits for it.
 */
void
crow_window_compare_then (CrowWindow *self)
{
  CrowConnectRequest *request = g_steal_pointer (&self->then_compare);

  if (request == NULL)
    return;
  crow_window_run_request (self, request);
  crow_connect_request_unref (request);
}

static void
connect_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_dialog (data, CROW_CONNECT_OPEN, NULL, NULL);
}

static void
compare_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_dialog (data, CROW_CONNECT_COMPARE, NULL, NULL);
}

static void
connect_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection)
      connection = crow_connection_parse (g_variant_get_string (parameter, NULL), &error);

  if (connection != NULL)
    crow_window_connect (data, connection, NULL);
  else
    crow_window_show_error (data, _ ("This is not a connection"), error);
}

static void
end_comparison_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  self->is_fresh = TRUE;
  crow_document_end_comparison (self->document);
  crow_window_update_link (self);
}

static void
reconnect_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_reconnect (data);
}

/**
 * crow_window_edit_connection:
 * @self: a window in which a database is open or compared with
 * @error: (nullable): why it cannot be reached as it is
 *
 * Shows the connection in the dialog.
 */
void
crow_window_edit_connection (CrowWindow *self, const GError *error)
{
  CrowConnection *connection = crow_document_get_connection (self->document);
  CrowConnectPurpose purpose = crow_document_is_database (self->document) ? CROW_CONNECT_OPEN
                                                                          : CROW_CONNECT_COMPARE;
  CrowConnectRequest *request = request_new (self, connection, NULL, purpose);
  g_autofree char *uri = crow_connection_build_uri (connection);
  g_autoptr (CrowRecentConnection) recent = crow_recent_connections_find (uri);

  if (recent != NULL)
    {
      request->is_remembered = recent->is_remembered;
      request->namespaces = g_strdupv (recent->namespaces);
    }
  show_dialog (self, purpose, request, error);
  crow_connect_request_unref (request);
}

/**
 * crow_window_add_connect_actions:
 * @self: a window
 *
 * Adds the actions that have to do with databases.
 */
void
crow_window_add_connect_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "connect", connect_cb },     { "connect-to", connect_to_cb, "s" },
    { "compare", compare_cb },     { "end-comparison", end_comparison_cb },
    { "reconnect", reconnect_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
