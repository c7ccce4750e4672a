#include "crow-connect-dialog-private.h"

#include <glib/gi18n.h>

#include "crow-compat.h"

/* In the order of what they protect from (PostgreSQL manual, 34.19.3, table 34.1). */
static const struct
{
  const char *mode; /* "": none given */
  const char *title;
  const char *words;
} modes[] = {
  { "", N_ ("Default"), NULL },
  { "disable", N_ ("disable"), N_ ("Never encrypted. Whoever is on the way can read everything.") },
  { "allow", N_ ("allow"), N_ ("Encrypted only if the server insists on it.") },
  { "prefer", N_ ("prefer"),
    N_ ("Encrypted if the server can; else silently not. Nobody’s identity is checked.") },
  { "require", N_ ("require"),
    N_ ("Always encrypted, but whoever answers is taken for the server.") },
  { "verify-ca", N_ ("verify-ca"),
    N_ ("Always encrypted, and the server’s certificate is from an authority you trust.") },
  { "verify-full", N_ ("verify-full"),
    N_ ("Always encrypted, and the certificate is the one of this very host. The safe choice.") },
};

#define VERIFY_FULL (G_N_ELEMENTS (modes) - 1)

/* Where distributions keep the authorities that browsers trust. */
static const char *const bundles[] = {
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
};

static guint
find_mode (const char *mode)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (modes[i].mode, mode))
      return i;
  return 0;
}

/**
 * crow_connect_dialog_get_sslmode:
 * @self: the dialog
 *
 * Returns: (transfer none): the value that is chosen; "" for none
 */
const char *
crow_connect_dialog_get_sslmode (CrowConnectDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->sslmode);

  return selected < G_N_ELEMENTS (modes) ? modes[selected].mode : "";
}

/**
 * crow_connect_dialog_set_sslmode:
 * @self: the dialog
 * @mode: a value of libpq's, or ""
 *
 * Chooses @mode.
 */
void
crow_connect_dialog_set_sslmode (CrowConnectDialog *self, const char *mode)
{
  adw_combo_row_set_selected (self->sslmode, find_mode (mode));
}

/**
 * crow_connect_dialog_update_sslmode:
 * @self: the dialog
 *
 * Says in words what the value in force does, and cautions where it leaves the way open to others.
 */
void
crow_connect_dialog_update_sslmode (CrowConnectDialog *self)
{
  g_autofree char *mode = NULL;
  gboolean is_local;
  guint index;

  gtk_widget_set_visible (GTK_WIDGET (self->caution), FALSE);
  if (self->connection == NULL)
    return;
  mode = crow_connection_resolve (self->connection, "sslmode");
  index = find_mode (mode != NULL ? mode : "prefer");
  is_local = crow_connection_is_local (self->connection);
  if (adw_combo_row_get_selected (self->sslmode) == 0 && index > 0)
    {
      g_autofree char *text = NULL;

      /* Translators: a value such as "prefer", then what it does */
      text = g_strdup_printf (C_ ("a value, what it does", "%s: %s"), modes[index].mode,
                              _ (modes[index].words));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->sslmode), text);
    }
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->sslmode),
                                 index > 0 ? _ (modes[index].words) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->caution), !is_local && index < VERIFY_FULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->caution),
                                 index < find_mode ("require")
                                     ? _ ("Others could read what is sent")
                                     : _ ("Others could pass for the server"));
  adw_action_row_set_subtitle (self->caution,
                               _ ("The host is not this computer. verify-full rules that out."));
}

/* The row's own label would give way to its subtitle, down to "…". */
static void
setup_chosen_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_chosen_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *title = GTK_STRING_OBJECT (gtk_list_item_get_item (item));

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (title));
}

static void
setup_item_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *words = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (words), 44);
  gtk_widget_add_css_class (words, "caption");
  gtk_widget_add_css_class (words, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_set_margin_top (box, 4);
  gtk_widget_set_margin_bottom (box, 4);
  gtk_list_item_set_child (item, box);
}

static void
bind_item_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *words = gtk_widget_get_next_sibling (title);
  guint index = gtk_list_item_get_position (item);

  gtk_label_set_label (GTK_LABEL (title), _ (modes[index].title));
  gtk_label_set_label (GTK_LABEL (words),
                       modes[index].words != NULL
                           ? _ (modes[index].words)
                           : _ ("From the service, PGSSLMODE, or libpq’s own: prefer."));
}

static const char *
find_bundle (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bundles); i++)
    if (g_file_test (bundles[i], G_FILE_TEST_IS_REGULAR))
      return bundles[i];
  return NULL;
}

/* Without ~/.postgresql/root.crt libpq before 16 has no authority at all: those of the system will
 * do for most hosted servers. */
static void
verify_clicked_cb (CrowConnectDialog *self)
{
  GtkEditable *certificate = self->fields[CROW_CONNECT_FIELD_SSLROOTCERT];
  g_autofree char *own = g_build_filename (g_get_home_dir (), ".postgresql", "root.crt", NULL);
  const char *bundle = find_bundle ();

  adw_combo_row_set_selected (self->sslmode, VERIFY_FULL);
  if (*gtk_editable_get_text (certificate) == '\0' && bundle != NULL &&
      !g_file_test (own, G_FILE_TEST_EXISTS))
    {
      gtk_editable_set_text (certificate, bundle);
      crow_connect_dialog_set_note (self->notes[CROW_CONNECT_FIELD_SSLROOTCERT],
                                    _ ("The authorities that this computer trusts. A server with a "
                                       "certificate of its own needs the file that signed it."),
                                    FALSE);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->sslmode));
}

static void
chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowConnectDialog *self = CROW_CONNECT_DIALOG (object);
  g_autoptr (GFile) file = crow_compat_choose_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    gtk_editable_set_text (self->fields[CROW_CONNECT_FIELD_SSLROOTCERT], path);
}

static void
certificate_clicked_cb (CrowConnectDialog *self)
{
  const CrowFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                      .title = _ ("Choose a Root Certificate"),
                                      .accept = _ ("_Choose") };

  g_cancellable_cancel (self->choosing);
  g_clear_object (&self->choosing);
  self->choosing = g_cancellable_new ();
  crow_compat_choose_file_async (GTK_WINDOW (self), &question, self->choosing, chosen_cb, NULL);
}

/**
 * crow_connect_dialog_init_sslmode:
 * @self: the dialog, its template just made
 *
 * Fills the choice of modes.
 */
void
crow_connect_dialog_init_sslmode (CrowConnectDialog *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) chosen = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    gtk_string_list_append (list, _ (modes[i].title));
  adw_combo_row_set_model (self->sslmode, G_LIST_MODEL (list));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_item_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item_cb), NULL);
  g_signal_connect (chosen, "setup", G_CALLBACK (setup_chosen_cb), NULL);
  g_signal_connect (chosen, "bind", G_CALLBACK (bind_chosen_cb), NULL);
  adw_combo_row_set_factory (self->sslmode, chosen);
  adw_combo_row_set_list_factory (self->sslmode, factory);
  g_signal_connect_object (self->verify_button, "clicked", G_CALLBACK (verify_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->certificate_button, "clicked", G_CALLBACK (certificate_clicked_cb),
                           self, G_CONNECT_SWAPPED);
}
