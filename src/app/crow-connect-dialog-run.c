#include "crow-connect-dialog-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-error.h"
#include "crow-library-words.h"
#include "crow-namespace-dialog.h"
#include "crow-secrets.h"
#include "crow-words.h"

/* How often the bar moves while nobody knows how long it will take, in ms. */
#define PULSE 100

/* A session that is being opened, or a question to the keyring. */
typedef struct
{
  CrowConnectDialog *dialog;  /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  CrowConnection *connection; /* (owned) with the password */
  CrowIntent intent;
  gboolean then_connect;
} Run;

static void
run_free (Run *self)
{
  g_object_unref (self->dialog);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->connection, crow_connection_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static const char *
get_icon (CrowStatus status)
{
  switch (status)
    {
    case CROW_STATUS_FINE:
      return "emblem-ok-symbolic";
    case CROW_STATUS_CAUTION:
      return "dialog-warning-symbolic";
    case CROW_STATUS_ERROR:
      return "dialog-error-symbolic";
    case CROW_STATUS_NONE:
    case CROW_STATUS_BUSY:
    default:
      return NULL;
    }
}

static void
set_class (GtkWidget *widget, const char *name, gboolean is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/**
 * crow_connect_dialog_set_status:
 * @self: the dialog
 * @status: of what kind it is
 * @title: (nullable): in few words
 * @text: (nullable): the rest
 *
 * Says at the bottom how it stands.
 */
void
crow_connect_dialog_set_status (CrowConnectDialog *self,
                                CrowStatus status,
                                const char *title,
                                const char *text)
{
  GtkWidget *image = GTK_WIDGET (self->status_image);

  self->status = status;
  gtk_label_set_label (self->status_title, title != NULL ? title : "");
  gtk_label_set_label (self->status_text, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status_text), text);
  gtk_widget_set_visible (GTK_WIDGET (self->status_title), title != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->status_text), text != NULL);
  gtk_image_set_from_icon_name (self->status_image, get_icon (status));
  set_class (image, "success", status == CROW_STATUS_FINE);
  set_class (image, "warning", status == CROW_STATUS_CAUTION);
  set_class (image, "error", status == CROW_STATUS_ERROR);
  gtk_widget_set_visible (GTK_WIDGET (self->status_icon), status != CROW_STATUS_NONE);
  gtk_stack_set_visible_child_name (self->status_icon,
                                    status == CROW_STATUS_BUSY ? "spinner" : "image");
  gtk_spinner_set_spinning (self->spinner, status == CROW_STATUS_BUSY);
}

static gboolean
pulse_cb (gpointer data)
{
  CrowConnectDialog *self = data;

  gtk_progress_bar_pulse (self->progress);
  return G_SOURCE_CONTINUE;
}

/* What has the focus must not become insensitive. */
static void
lend_focus (CrowConnectDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != self->stop_button)
    g_set_weak_pointer (&self->focus_before, focus);
  gtk_widget_set_visible (self->stop_button, TRUE);
  gtk_widget_grab_focus (self->stop_button);
}

static void
return_focus (CrowConnectDialog *self)
{
  GtkWidget *focus = self->focus_before;

  gtk_widget_set_sensitive (self->form, TRUE);
  if (focus == NULL)
    focus = GTK_WIDGET (gtk_editable_get_delegate (self->uri));
  /* Not as if somebody had come by Tab, which selects all. */
  if (GTK_IS_TEXT (focus))
    gtk_text_grab_focus_without_selecting (GTK_TEXT (focus));
  else
    gtk_widget_grab_focus (focus);
  g_clear_weak_pointer (&self->focus_before);
}

static void
end_busy (CrowConnectDialog *self)
{
  g_clear_object (&self->busy);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  crow_connect_dialog_set_status (self, CROW_STATUS_NONE, NULL, NULL);
  return_focus (self);
  crow_connect_dialog_update (self);
}

static Run *
start (CrowConnectDialog *self, const char *what)
{
  Run *run = g_new0 (Run, 1);

  crow_connect_dialog_stop (self);
  run->dialog = g_object_ref (self);
  run->cancellable = g_cancellable_new ();
  g_set_object (&self->busy, run->cancellable);
  self->pulse_source = g_timeout_add (PULSE, pulse_cb, self);
  crow_connect_dialog_clear_notes (self);
  crow_connect_dialog_set_status (self, CROW_STATUS_BUSY, what, NULL);
  lend_focus (self);
  crow_connect_dialog_update (self);
  return run;
}

/* Is it still this that the dialog waits for? Then it no longer does. */
static gboolean
finish (CrowConnectDialog *self, Run *run)
{
  if (self->busy != run->cancellable)
    return FALSE;
  end_busy (self);
  return TRUE;
}

/**
 * crow_connect_dialog_stop:
 * @self: the dialog
 *
 * Gives up what is under way, at once: what it still brings is dropped.
 */
void
crow_connect_dialog_stop (CrowConnectDialog *self)
{
  if (self->busy == NULL)
    return;
  g_cancellable_cancel (self->busy);
  end_busy (self);
}

static void
focus_row (CrowConnectDialog *self, gpointer row)
{
  if (gtk_widget_is_ancestor (row, GTK_WIDGET (self->more)))
    adw_expander_row_set_expanded (self->more, TRUE);
  gtk_widget_grab_focus (row);
}

static void
show_password_error (CrowConnectDialog *self, const GError *error)
{
  gboolean has_one = *gtk_editable_get_text (self->password) != '\0';
  g_autofree char *reason = crow_library_words_say (error->message);

  crow_connect_dialog_set_status (self, CROW_STATUS_ERROR,
                                  has_one ? _ ("The password was not accepted")
                                          : _ ("The server wants a password"),
                                  reason);
  crow_connect_dialog_set_note (self->password_note,
                                has_one ? _ ("The server did not accept it for this user.")
                                        : _ ("The server wants one. It can also stand in "
                                             "~/.pgpass or in a service file."),
                                TRUE);
  focus_row (self, self->password);
  gtk_editable_select_region (self->password, 0, -1);
}

/* What the server's SQLSTATE or libpq's own words point to. */
static const struct
{
  const char *sign;
  CrowConnectField field;
  const char *words;
} culprits[] = {
  { "SQLSTATE 3D000", CROW_CONNECT_FIELD_DATABASE,
    N_ ("The server has no database of this name.") },
  { "SQLSTATE 28000", CROW_CONNECT_FIELD_USER, N_ ("The server does not let this user in.") },
  { "SQLSTATE 42704", CROW_CONNECT_FIELD_OPTIONS, N_ ("The server knows no such setting.") },
  { "could not translate host name", CROW_CONNECT_FIELD_HOST,
    N_ ("Nobody knows a host of this name.") },
  { "definition of service", CROW_CONNECT_FIELD_SERVICE,
    N_ ("No file of services names this one.") },
  { "root certificate file", CROW_CONNECT_FIELD_SSLROOTCERT,
    N_ ("libpq needs a file here with the authorities to trust.") },
  { "certificate verify failed", CROW_CONNECT_FIELD_SSLROOTCERT,
    N_ ("The server’s certificate is from nobody in this file.") },
};

static void
mark_culprit (CrowConnectDialog *self, const char *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (culprits); i++)
    if (strstr (message, culprits[i].sign) != NULL)
      {
        crow_connect_dialog_set_note (self->notes[culprits[i].field], _ (culprits[i].words), TRUE);
        focus_row (self, self->fields[culprits[i].field]);
        return;
      }
}

/**
 * crow_connect_dialog_show_error:
 * @self: the dialog
 * @error: why no session could be opened
 *
 * Says it at the bottom, and at the row that it is about, which takes the focus.
 */
void
crow_connect_dialog_show_error (CrowConnectDialog *self, const GError *error)
{
  g_autofree char *reason = NULL;

  g_return_if_fail (CROW_IS_CONNECT_DIALOG (self));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, CROW_ERROR, CROW_ERROR_PASSWORD))
    {
      show_password_error (self, error);
      return;
    }
  reason = crow_library_words_say (error->message);
  crow_connect_dialog_set_status (self, CROW_STATUS_ERROR, _ ("The connection failed"), reason);
  mark_culprit (self, error->message);
}

static char *
describe_duration (double seconds)
{
  double ms = seconds * 1000;

  /* Translators: a duration in milliseconds */
  return g_strdup_printf (ms < 10 ? _ ("%.1f ms") : _ ("%.0f ms"), ms);
}

static void
show_probe (CrowConnectDialog *self, const CrowProbe *probe)
{
  g_autofree char *answered = describe_duration (probe->answered);
  g_autofree char *opened = describe_duration (probe->opened);
  g_autofree char *tables = g_strdup_printf (ngettext ("%u table", "%u tables", probe->n_tables),
                                             probe->n_tables);
  g_autofree char *schemas = g_strdup_printf (ngettext ("%u schema", "%u schemas",
                                                        probe->namespaces->len),
                                              probe->namespaces->len);
  /* Translators: "PostgreSQL 15.18 answers in 2 ms" */
  g_autofree char *title = g_strdup_printf (_ ("%s answers in %s"), probe->server, answered);
  /* Translators: "TLS 1.3 · connected in 8 ms · 34 tables in 2 schemas" */
  g_autofree char *text = g_strdup_printf (_ ("%s · connected in %s · %s in %s"),
                                           crow_words_say_encryption (probe->encryption), opened,
                                           tables, schemas);

  crow_connect_dialog_set_status (self,
                                  probe->is_encrypted || crow_connection_is_local (self->connection)
                                      ? CROW_STATUS_FINE
                                      : CROW_STATUS_CAUTION,
                                  title, text);
  if (probe->is_readonly)
    {
      g_autofree char *readonly = g_strconcat (text, "\n",
                                               _ ("It can be looked at; changes cannot be applied "
                                                  "there."),
                                               NULL);

      gtk_label_set_label (self->status_text, readonly);
    }
}

static void
namespaces_chosen_cb (CrowConnectDialog *self, CrowNamespaceDialog *chooser)
{
  crow_connect_dialog_take_namespaces (self, crow_namespace_dialog_dup_chosen (chooser));
  if (crow_namespace_dialog_get_is_forced (chooser))
    g_signal_emit_by_name (self, "ready");
}

static void
choose_namespaces (CrowConnectDialog *self, const CrowProbe *probe, gboolean is_forced)
{
  CrowNamespaceDialog *chooser = crow_namespace_dialog_new (GTK_WINDOW (self), probe->namespaces,
                                                            (const char *const *) self->namespaces,
                                                            is_forced);

  g_signal_connect_object (chooser, "chosen", G_CALLBACK (namespaces_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (chooser));
}

static void
probed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Run) run = data;
  CrowConnectDialog *self = run->dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowProbe) probe = crow_probe_finish (result, &error);

  if (!finish (self, run))
    return;
  if (probe == NULL)
    crow_connect_dialog_show_error (self, error);
  else if (run->intent == CROW_INTENT_TEST)
    show_probe (self, probe);
  else if (run->intent == CROW_INTENT_CHOOSE)
    choose_namespaces (self, probe, FALSE);
  else if (probe->n_tables > CROW_INTROSPECTION_ASK_ABOVE && self->namespaces == NULL)
    choose_namespaces (self, probe, TRUE);
  else
    g_signal_emit_by_name (self, "ready");
}

/**
 * crow_connect_dialog_run:
 * @self: the dialog
 * @intent: what to do once there is a session
 *
 * Opens a session in a worker, with progress and a way to stop it.
 */
void
crow_connect_dialog_run (CrowConnectDialog *self, CrowIntent intent)
{
  g_autoptr (CrowConnection) connection = crow_connect_dialog_build_connection (self);
  g_autofree char *title = NULL;
  g_autofree char *what = NULL;
  Run *run;

  if (connection == NULL)
    return;
  title = crow_connection_build_title (connection);
  /* Translators: %s is "shop on db.example.org" */
  what = g_strdup_printf (_ ("Connecting to %s"), title);
  run = start (self, what);
  run->intent = intent;
  run->connection = g_steal_pointer (&connection);
  crow_probe_async (run->connection, run->cancellable, probed_cb, run);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Run) run = data;
  CrowConnectDialog *self = run->dialog;
  g_autoptr (GError) error = NULL;
  char *password = crow_secrets_lookup_finish (result, &error);

  if (finish (self, run))
    {
      if (password != NULL)
        gtk_editable_set_text (self->password, password);
      if (error != NULL)
        {
          crow_connect_dialog_set_status (self, CROW_STATUS_CAUTION,
                                          _ ("The keyring gave no password"), error->message);
          crow_connect_dialog_set_note (self->password_note,
                                        _ ("Enter it here: the keyring gave none."), FALSE);
          gtk_widget_grab_focus (GTK_WIDGET (self->password));
        }
      else if (run->then_connect)
        crow_connect_dialog_run (self, CROW_INTENT_CONNECT);
    }
  crow_secrets_wipe (password);
}

/**
 * crow_connect_dialog_fill:
 * @self: the dialog
 * @recent: a database that was opened before
 * @then_connect: whether to connect at once
 *
 * Fills the form; a password only if the keyring was asked to remember it.
 */
void
crow_connect_dialog_fill (CrowConnectDialog *self,
                          const CrowRecentConnection *recent,
                          gboolean then_connect)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (recent->uri, NULL);
  Run *run;

  if (connection == NULL)
    return;
  crow_connect_dialog_set_connection (self, connection, (const char *const *) recent->namespaces);
  gtk_switch_set_active (self->remember, recent->is_remembered);
  if (recent->is_remembered)
    {
      run = start (self, _ ("Asking the keyring for the password"));
      run->then_connect = then_connect;
      crow_secrets_lookup_async (connection, run->cancellable, looked_up_cb, run);
    }
  else if (then_connect)
    crow_connect_dialog_run (self, CROW_INTENT_CONNECT);
}
