#include "crow-connect-dialog-private.h"

#include <glib/gi18n.h>

#include "crow-secrets.h"

/* More only on request: the form is to stay in sight. */
#define N_SHOWN 3

static char *
describe_age (gint64 used)
{
  gint64 days = (g_get_real_time () - used) / G_TIME_SPAN_DAY;
  g_autoptr (GDateTime) then = NULL;

  if (days < 1)
    return g_strdup (_ ("today"));
  if (days < 30)
    return g_strdup_printf (ngettext ("%u day ago", "%u days ago", (gulong) days), (guint) days);
  then = g_date_time_new_from_unix_local (used / G_USEC_PER_SEC);
  return then != NULL ? g_date_time_format (then, "%x") : g_strdup ("");
}

static char *
describe (const CrowRecentConnection *recent, CrowConnection *connection)
{
  g_autofree char *user = crow_connection_resolve (connection, "user");
  g_autofree char *age = describe_age (recent->used);
  g_autofree char *schemas = recent->namespaces != NULL ? g_strjoinv (", ", recent->namespaces)
                                                        : NULL;
  g_autofree char *text = NULL;

  if (schemas != NULL)
    /* Translators: a user, names of schemas, "3 days ago" */
    text = g_strdup_printf (_ ("%s · %s · %s"), user != NULL ? user : "", schemas, age);
  else
    /* Translators: a user, "3 days ago" */
    text = g_strdup_printf (_ ("%s · %s"), user != NULL ? user : "", age);
  return g_markup_escape_text (text, -1);
}

static const CrowRecentConnection *
get_recent (gpointer widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);

  return g_object_get_data (G_OBJECT (row), "recent");
}

static void
forgotten_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowConnectDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!crow_secrets_forget_finish (result, &error))
    crow_connect_dialog_set_status (self, CROW_STATUS_CAUTION,
                                    _ ("The keyring still has the password"), error->message);
}

/**
 * crow_connect_dialog_forget:
 * @self: the dialog
 * @widget: a row of the list, or something in it
 *
 * Takes the row's database off the list, and its password out of the keyring.
 */
void
crow_connect_dialog_forget (CrowConnectDialog *self, GtkWidget *widget)
{
  const CrowRecentConnection *recent = get_recent (widget);
  g_autoptr (CrowConnection) connection = crow_connection_parse (recent->uri, NULL);
  g_autoptr (GError) error = NULL;

  if (recent->is_remembered && connection != NULL)
    crow_secrets_forget_async (connection, NULL, forgotten_cb, g_object_ref (self));
  if (!crow_recent_connections_remove (recent->uri, &error))
    crow_connect_dialog_set_status (self, CROW_STATUS_ERROR,
                                    _ ("The connection could not be forgotten"), error->message);
  /* The focus must not go with the row. */
  gtk_widget_child_focus (GTK_WIDGET (self->recent_group), GTK_DIR_TAB_FORWARD);
  crow_connect_dialog_update_recent (self);
}

static void
edit_clicked_cb (CrowConnectDialog *self, GtkWidget *button)
{
  crow_connect_dialog_fill (self, get_recent (button), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->uri));
}

static void
row_activated_cb (CrowConnectDialog *self, GtkWidget *row)
{
  crow_connect_dialog_fill (self, get_recent (row), TRUE);
}

static void
add_button (CrowConnectDialog *self,
            GtkWidget *row,
            const char *icon,
            const char *label,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_keyring_mark (GtkWidget *row)
{
  GtkWidget *image = gtk_image_new_from_icon_name ("dialog-password-symbolic");

  gtk_widget_set_tooltip_text (image, _ ("The keyring has its password"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The keyring has its password"), -1);
  gtk_widget_add_css_class (image, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), image);
}

/* @recent: (transfer full) */
static GtkWidget *
make_row (CrowConnectDialog *self, CrowRecentConnection *recent)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (recent->uri, NULL);
  g_autofree char *title = crow_connection_build_title (connection);
  g_autofree char *subtitle = describe (recent, connection);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_set_tooltip_text (row, recent->uri);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (recent->is_remembered)
    add_keyring_mark (row);
  add_button (self, row, "document-edit-symbolic", _ ("Edit before connecting"),
              G_CALLBACK (edit_clicked_cb));
  add_button (self, row, "user-trash-symbolic", _ ("Forget this connection"),
              G_CALLBACK (crow_connect_dialog_forget));
  g_object_set_data_full (G_OBJECT (row), "recent", recent,
                          (GDestroyNotify) crow_recent_connection_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
show_all_cb (CrowConnectDialog *self)
{
  self->shows_all_recent = TRUE;
  crow_connect_dialog_update_recent (self);
}

static GtkWidget *
make_more_row (CrowConnectDialog *self, guint n)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name ("pan-down-symbolic");
  g_autofree char *title = g_strdup_printf (ngettext ("Show %u More", "Show %u More", n), n);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), image);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (show_all_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
add_row (CrowConnectDialog *self, GtkWidget *row)
{
  adw_preferences_group_add (self->recent_group, row);
  g_ptr_array_add (self->recent_rows, row);
}

/**
 * crow_connect_dialog_update_recent:
 * @self: the dialog
 *
 * Lists the databases that were opened last.
 */
void
crow_connect_dialog_update_recent (CrowConnectDialog *self)
{
  g_autoptr (GPtrArray) all = crow_recent_connections_load ();
  guint n = self->shows_all_recent || all->len == N_SHOWN + 1 ? all->len : MIN (all->len, N_SHOWN);

  for (guint i = 0; i < self->recent_rows->len; i++)
    adw_preferences_group_remove (self->recent_group, g_ptr_array_index (self->recent_rows, i));
  g_ptr_array_set_size (self->recent_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), all->len > 0);
  for (guint i = 0; i < n; i++)
    add_row (self, make_row (self, g_ptr_array_steal_index (all, 0)));
  if (all->len > 0)
    add_row (self, make_more_row (self, all->len));
}
