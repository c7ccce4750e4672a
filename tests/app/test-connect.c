#include <glib/gstdio.h>
#include <string.h>

#include "crow-connect-dialog-private.h"
#include "crow-namespace-dialog.h"
#include "crow-recent-connections.h"
#include "crow-test-server.h"
#include "crow-test-window.h"
#include "crow-window-private.h"

static const char
    tables[] = "CREATE SCHEMA sales;"
               "CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL);"
               "CREATE TABLE sales.purchase (id int PRIMARY KEY,"
               "  customer_id int NOT NULL REFERENCES public.customer (id) ON DELETE CASCADE);"
               "CREATE TABLE sales.line (id int PRIMARY KEY,"
               "  purchase_id int NOT NULL REFERENCES sales.purchase (id));";

/* The server, and how to get in. */
typedef struct
{
  CrowApplication *application;
  CrowTestServer *server; /* (nullable) */
  char *uri;              /* of the database `shop`, with the password */
  char *password;
} Fixture;

static char *
take_password (const char *uri)
{
  g_autoptr (CrowConnectionInput) input = crow_connection_input_parse (uri, NULL);

  return g_strdup (input->password);
}

static char *
strip_password (const char *uri)
{
  g_autoptr (CrowConnectionInput) input = crow_connection_input_parse (uri, NULL);

  return g_strdup (input->text);
}

static gboolean
start_server (Fixture *self)
{
  const char *const options[] = { "--tcp", NULL };

  if (self->server != NULL)
    return TRUE;
  self->server = crow_test_server_start (options);
  if (self->server == NULL)
    return FALSE;
  self->uri = crow_test_server_add_database (self->server, "shop", tables);
  self->password = take_password (self->uri);
  g_assert_nonnull (self->password);
  return TRUE;
}

/* Where CROW_PHOTOS says so, for people to look at. */
static void
photograph (gpointer window, const char *name)
{
  const char *folder = g_getenv ("CROW_PHOTOS");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  GtkSnapshot *snapshot;

  crow_test_iterate (150);
  if (folder == NULL)
    return;
  for (int i = 0; i < 20 && node == NULL; i++)
    {
      crow_test_iterate (100);
      g_clear_object (&paintable);
      paintable = gtk_widget_paintable_new (window);
      snapshot = gtk_snapshot_new ();
      gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                              gdk_paintable_get_intrinsic_height (paintable));
      node = gtk_snapshot_free_to_node (snapshot);
    }
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (window), node, NULL);
  path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* So that the photograph shows it. */
static void
scroll_to (CrowConnectDialog *dialog, gpointer row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (dialog->scroll);
  double y;

  crow_test_iterate (100);
  gtk_widget_translate_coordinates (row, dialog->form, 0, 0, NULL, &y);
  gtk_adjustment_set_value (adjustment, y - 60);
}

static void
forget_recent (void)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "crowsfoot", "connections.ini",
                                            NULL);

  g_unlink (path);
}

static void
add_recent (const char *uri, gboolean is_remembered)
{
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, NULL);
  g_autoptr (GError) error = NULL;

  crow_recent_connections_add (connection, NULL, is_remembered, &error);
  g_assert_no_error (error);
}

static CrowConnectDialog *
show_dialog (void)
{
  CrowConnectDialog *dialog = crow_connect_dialog_new (NULL, CROW_CONNECT_OPEN);

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  return g_object_ref (dialog);
}

static void
close_dialog (CrowConnectDialog *dialog)
{
  gtk_window_destroy (GTK_WINDOW (dialog));
  crow_test_iterate (50);
  g_assert_finalize_object (dialog);
}

static void
assert_field (CrowConnectDialog *dialog, CrowConnectField field, const char *text)
{
  g_assert_cmpstr (gtk_editable_get_text (dialog->fields[field]), ==, text);
}

static const char *
get_note (AdwPreferencesRow *note)
{
  GtkWidget *label = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (note));

  return gtk_widget_get_visible (GTK_WIDGET (note)) ? gtk_label_get_label (GTK_LABEL (label))
                                                    : NULL;
}

static gboolean
is_not_busy (gpointer dialog)
{
  return !crow_connect_dialog_is_busy (dialog);
}

static void
test_fields_follow_the_uri (gconstpointer data)
{
  CrowConnectDialog *dialog = show_dialog ();

  photograph (dialog, "empty");
  crow_connect_dialog_set_uri (dialog,
                               "postgresql://ana:s3cret@db.example.org:5433/shop?sslmode=require"
                               "&connect_timeout=7&keepalives_idle=9&options=-c%20a%3Db");
  assert_field (dialog, CROW_CONNECT_FIELD_HOST, "db.example.org");
  assert_field (dialog, CROW_CONNECT_FIELD_PORT, "5433");
  assert_field (dialog, CROW_CONNECT_FIELD_DATABASE, "shop");
  assert_field (dialog, CROW_CONNECT_FIELD_USER, "ana");
  assert_field (dialog, CROW_CONNECT_FIELD_TIMEOUT, "7");
  assert_field (dialog, CROW_CONNECT_FIELD_OPTIONS, "-c a=b");
  assert_field (dialog, CROW_CONNECT_FIELD_OTHERS, "keepalives_idle=9");
  g_assert_cmpstr (crow_connect_dialog_get_sslmode (dialog), ==, "require");
  g_assert_cmpstr (crow_connect_dialog_get_password (dialog), ==, "s3cret");
  g_assert_null (strstr (gtk_editable_get_text (dialog->uri), "s3cret"));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog->caution)));
  photograph (dialog, "filled");
  scroll_to (dialog, dialog->sslmode);
  photograph (dialog, "filled-below");
  close_dialog (dialog);
}

static void
test_uri_follows_the_fields (gconstpointer data)
{
  CrowConnectDialog *dialog = show_dialog ();

  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_HOST], "db");
  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_DATABASE], "sh op");
  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_OTHERS], "keepalives_idle=9");
  g_assert_cmpstr (gtk_editable_get_text (dialog->uri), ==,
                   "postgresql://db/sh%20op?keepalives_idle=9");
  crow_connect_dialog_set_sslmode (dialog, "verify-full");
  g_assert_nonnull (strstr (gtk_editable_get_text (dialog->uri), "sslmode=verify-full"));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (dialog->caution)));
  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_OTHERS], "nonsense");
  g_assert_nonnull (get_note (dialog->notes[CROW_CONNECT_FIELD_OTHERS]));
  g_assert_false (gtk_widget_is_sensitive (dialog->connect_button));
  adw_expander_row_set_expanded (dialog->more, TRUE);
  scroll_to (dialog, dialog->sslmode);
  photograph (dialog, "wrong-keywords");
  scroll_to (dialog, dialog->uri);
  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_OTHERS], "");
  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_PORT], "many");
  g_assert_nonnull (get_note (dialog->notes[CROW_CONNECT_FIELD_PORT]));
  g_assert_false (gtk_widget_is_sensitive (dialog->connect_button));
  photograph (dialog, "wrong-port");
  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_PORT], "5433");
  g_assert_null (get_note (dialog->notes[CROW_CONNECT_FIELD_PORT]));
  g_assert_true (gtk_widget_is_sensitive (dialog->connect_button));
  g_assert_cmpstr (gtk_editable_get_text (dialog->uri), ==,
                   "postgresql://db:5433/sh%20op?sslmode=verify-full");
  close_dialog (dialog);
}

/* Key by key, as it would be written; the password goes as soon as it is whole. */
static void
test_typed_password_leaves_the_uri (gconstpointer data)
{
  const char *typed = "postgresql://ana:s3cret@db/shop";
  CrowConnectDialog *dialog = show_dialog ();

  for (const char *at = typed; *at != '\0'; at++)
    {
      int position = -1;

      gtk_editable_set_position (dialog->uri, -1);
      position = gtk_editable_get_position (dialog->uri);
      gtk_editable_insert_text (dialog->uri, at, 1, &position);
      g_assert_cmpint (position, >, 0);
    }
  g_assert_cmpstr (gtk_editable_get_text (dialog->uri), ==, "postgresql://ana@db/shop");
  g_assert_cmpstr (crow_connect_dialog_get_password (dialog), ==, "s3cret");
  assert_field (dialog, CROW_CONNECT_FIELD_HOST, "db");
  g_assert_false (gtk_editable_get_enable_undo (dialog->uri));
  close_dialog (dialog);
}

static void
test_takes_a_line_of_an_env_file (gconstpointer data)
{
  CrowConnectDialog *dialog = show_dialog ();
  const char *const *namespaces;

  crow_connect_dialog_set_uri (dialog, "DATABASE_URL=\"postgresql://ana:s3cret@db/shop"
                                       "?schema=sales&connection_limit=5&pgbouncer=true\"");
  g_assert_cmpstr (gtk_editable_get_text (dialog->uri), ==, "postgresql://ana@db/shop");
  namespaces = crow_connect_dialog_get_namespaces (dialog);
  g_assert_nonnull (namespaces);
  g_assert_cmpstr (namespaces[0], ==, "sales");
  g_assert_null (namespaces[1]);
  g_assert_nonnull (strstr (get_note (dialog->uri_note), "connection_limit, pgbouncer"));
  photograph (dialog, "env-file");
  close_dialog (dialog);
}

static void
test_says_what_is_wrong_with_a_uri (gconstpointer data)
{
  CrowConnectDialog *dialog = show_dialog ();

  crow_connect_dialog_set_uri (dialog, "postgresql://ana@db/shop?color=blue");
  g_assert_false (gtk_widget_is_sensitive (dialog->connect_button));
  crow_test_iterate (900);
  g_assert_nonnull (strstr (get_note (dialog->uri_note), "color"));
  photograph (dialog, "wrong-uri");
  crow_connect_dialog_set_uri (dialog, "postgresql://ana@db/shop");
  g_assert_null (get_note (dialog->uri_note));
  g_assert_true (gtk_widget_is_sensitive (dialog->connect_button));
  close_dialog (dialog);
}

static void
test_lists_what_was_opened (gconstpointer data)
{
  CrowConnectDialog *dialog;

  forget_recent ();
  add_recent ("postgresql://ana@db.example.org/shop", FALSE);
  add_recent ("postgresql://reader@warehouse.example.org:5433/analytics?sslmode=verify-full", TRUE);
  for (int i = 0; i < 4; i++)
    {
      g_autofree char *uri = g_strdup_printf ("postgresql://postgres@localhost/project_%d", i);

      add_recent (uri, FALSE);
    }
  dialog = show_dialog ();
  g_assert_cmpuint (dialog->recent_rows->len, ==, 4);
  photograph (dialog, "recent");
  gtk_widget_activate (g_ptr_array_index (dialog->recent_rows, 3));
  g_assert_cmpuint (dialog->recent_rows->len, ==, 6);
  photograph (dialog, "recent-all");
  close_dialog (dialog);
  forget_recent ();
}

static GtkWindow *
find_window (GType type)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) one = g_list_model_get_item (all, i);

      if (G_OBJECT_TYPE (one) == type && gtk_widget_get_visible (GTK_WIDGET (one)))
        return one;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_window (CROW_TYPE_CONNECT_DIALOG) != NULL;
}

static gboolean
has_no_dialog (gpointer data)
{
  return find_window (CROW_TYPE_CONNECT_DIALOG) == NULL;
}

static gboolean
has_chooser (gpointer data)
{
  return find_window (CROW_TYPE_NAMESPACE_DIALOG) != NULL;
}

static CrowConnectDialog *
open_dialog (CrowWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
  crow_test_wait (has_dialog, NULL);
  return CROW_CONNECT_DIALOG (find_window (CROW_TYPE_CONNECT_DIALOG));
}

static void
press (CrowConnectDialog *dialog, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), action, NULL));
}

static gboolean
is_stale (gpointer window)
{
  return crow_document_is_stale (crow_window_get_document (window));
}

static void
connect_in_dialog (Fixture *fixture, CrowWindow *window)
{
  CrowConnectDialog *dialog = open_dialog (window, "win.connect");

  crow_connect_dialog_set_uri (dialog, fixture->uri);
  press (dialog, "connect.connect");
  crow_test_wait (has_no_dialog, NULL);
  crow_test_wait_idle (window);
}

static void
kill_sessions (Fixture *fixture)
{
  g_autoptr (PGconn) admin = crow_test_connect (fixture->server->uri, NULL);

  crow_test_execute (admin, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity"
                            " WHERE datname = 'shop' AND pid <> pg_backend_pid ()");
}

static void
test_wrong_then_right_password (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  CrowWindow *window;
  CrowConnectDialog *dialog;
  g_autofree char *bare = NULL;
  GtkWidget *focus;

  if (!start_server (fixture))
    return;
  bare = strip_password (fixture->uri);
  window = crow_test_open_window (fixture->application, NULL);
  dialog = open_dialog (window, "win.connect");

  crow_connect_dialog_set_uri (dialog, bare);
  press (dialog, "connect.connect");
  crow_test_wait (is_not_busy, dialog);
  g_assert_nonnull (get_note (dialog->password_note));
  photograph (dialog, "password-wanted");

  crow_connect_dialog_set_password (dialog, "surely-wrong");
  press (dialog, "connect.connect");
  crow_test_wait (is_not_busy, dialog);
  g_assert_nonnull (get_note (dialog->password_note));
  g_assert_null (strstr (gtk_label_get_label (dialog->status_text), "surely-wrong"));
  focus = gtk_window_get_focus (GTK_WINDOW (dialog));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (dialog->password)));
  photograph (dialog, "password-wrong");

  crow_connect_dialog_set_password (dialog, fixture->password);
  press (dialog, "connect.test");
  crow_test_wait (is_not_busy, dialog);
  g_assert_nonnull (strstr (gtk_label_get_label (dialog->status_title), "PostgreSQL"));
  g_assert_nonnull (strstr (gtk_label_get_label (dialog->status_text), "3 tables"));
  photograph (dialog, "tested");

  press (dialog, "connect.connect");
  crow_test_wait (has_no_dialog, NULL);
  crow_test_wait_idle (window);
  g_assert_true (crow_document_is_database (crow_window_get_document (window)));
  g_assert_nonnull (crow_canvas_get_diagram (crow_window_get_canvas (window)));
  g_assert_cmpuint (crow_document_get_schema (crow_window_get_document (window))->models->len, ==,
                    3);
  g_assert_true (g_str_has_prefix (adw_window_title_get_title (window->title), "shop on "));
  g_assert_nonnull (strstr (adw_window_title_get_subtitle (window->title), "PostgreSQL"));
  g_assert_nonnull (strstr (adw_window_title_get_subtitle (window->title), "not encrypted"));
  photograph (window, "opened");
  crow_test_close_window (window);
}

static void
test_errors_stand_at_their_row (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  CrowConnectDialog *dialog;

  if (!start_server (fixture))
    return;
  dialog = show_dialog ();
  crow_connect_dialog_set_uri (dialog, fixture->uri);
  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_DATABASE], "shopp");
  press (dialog, "connect.test");
  g_assert_true (crow_connect_dialog_is_busy (dialog));
  crow_test_wait (is_not_busy, dialog);
  g_assert_nonnull (get_note (dialog->notes[CROW_CONNECT_FIELD_DATABASE]));
  photograph (dialog, "no-database");
  gtk_editable_set_text (dialog->fields[CROW_CONNECT_FIELD_DATABASE], "shop");
  g_assert_null (get_note (dialog->notes[CROW_CONNECT_FIELD_DATABASE]));
  crow_connect_dialog_set_sslmode (dialog, "require");
  press (dialog, "connect.test");
  crow_test_wait (is_not_busy, dialog);
  g_assert_cmpint (dialog->status, ==, CROW_STATUS_ERROR);
  photograph (dialog, "no-tls");
  close_dialog (dialog);
}

static void
test_schemas_can_be_chosen (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  CrowWindow *window;
  CrowConnectDialog *dialog;
  GtkWindow *chooser;

  if (!start_server (fixture))
    return;
  window = crow_test_open_window (fixture->application, NULL);
  dialog = open_dialog (window, "win.connect");
  crow_connect_dialog_set_uri (dialog, fixture->uri);
  press (dialog, "connect.choose");
  crow_test_wait (has_chooser, NULL);
  chooser = find_window (CROW_TYPE_NAMESPACE_DIALOG);
  photograph (chooser, "schemas");
  gtk_widget_activate_action (GTK_WIDGET (chooser), "namespaces.none", NULL);
  crow_namespace_dialog_set_chosen (CROW_NAMESPACE_DIALOG (chooser), "public");
  gtk_widget_activate_action (GTK_WIDGET (chooser), "namespaces.choose", NULL);
  crow_test_iterate (50);
  g_assert_cmpstr (crow_connect_dialog_get_namespaces (dialog)[0], ==, "public");
  press (dialog, "connect.connect");
  crow_test_wait (has_no_dialog, NULL);
  crow_test_wait_idle (window);
  g_assert_cmpuint (crow_document_get_schema (crow_window_get_document (window))->models->len, ==,
                    1);
  crow_test_close_window (window);
}

static void
free_count (gpointer data)
{
  CrowNamespaceCount *count = data;

  g_free (count->name);
  g_free (count);
}

static gboolean
has_focus_in (gpointer window, GType type)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && gtk_widget_get_ancestor (focus, type) != NULL;
}

static void
test_large_database_asks_first (gconstpointer data)
{
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func (free_count);
  CrowNamespaceDialog *chooser;
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < 60; i++)
    {
      CrowNamespaceCount *count = g_new0 (CrowNamespaceCount, 1);

      count->name = g_strdup_printf ("tenant_%02u", i);
      count->n_tables = 350 + i;
      g_ptr_array_add (counts, count);
    }
  chooser = crow_namespace_dialog_new (NULL, counts, NULL, TRUE);
  gtk_window_present (GTK_WINDOW (chooser));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (chooser));
  g_assert_true (has_focus_in (chooser, GTK_TYPE_SEARCH_ENTRY));
  gtk_widget_child_focus (GTK_WIDGET (chooser), GTK_DIR_TAB_FORWARD);
  g_assert_true (has_focus_in (chooser, GTK_TYPE_LIST_VIEW));
  crow_namespace_dialog_set_chosen (chooser, "tenant_07");
  crow_namespace_dialog_set_chosen (chooser, "tenant_09");
  photograph (chooser, "schemas-forced");
  names = crow_namespace_dialog_dup_chosen (chooser);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[1], ==, "tenant_09");
  gtk_window_destroy (GTK_WINDOW (chooser));
}

/* A server that takes the call and says nothing. */
static void
test_cancels_a_black_hole (gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *uri = g_strdup_printf ("postgresql://ana@127.0.0.1:%u/shop", port);
  CrowConnectDialog *dialog = show_dialog ();
  gint64 start;

  g_assert_no_error (error);
  crow_connect_dialog_set_uri (dialog, uri);
  press (dialog, "connect.connect");
  crow_test_iterate (300);
  g_assert_true (crow_connect_dialog_is_busy (dialog));
  photograph (dialog, "connecting");
  start = g_get_monotonic_time ();
  press (dialog, "connect.cancel");
  crow_test_wait (is_not_busy, dialog);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog)));
  crow_test_iterate (300);
  close_dialog (dialog);
}

/* While it asks how many tables there are, and, where that is known, while it reads. */
static void
cancel_in_window (const Fixture *fixture, const char *const *namespaces)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("postgresql://ana@127.0.0.1:%u/shop", port);
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, NULL);
  CrowWindow *window = crow_test_open_window (fixture->application, NULL);
  gint64 start;

  crow_window_connect (window, connection, namespaces);
  crow_test_iterate (300);
  g_assert_false (crow_window_is_idle (window));
  photograph (window, "loading");
  start = g_get_monotonic_time ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL);
  crow_test_wait ((CrowTestCondition) crow_window_is_idle, window);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_assert_false (crow_test_has_dialog (window));
  g_assert_true (crow_window_is_empty (window));
  crow_test_close_window (window);
}

static void
test_window_cancels_a_black_hole (gconstpointer data)
{
  const char *const namespaces[] = { "public", NULL };

  cancel_in_window (data, NULL);
  cancel_in_window (data, namespaces);
}

static void
test_failure_offers_to_try_again_or_to_edit (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (CrowConnection)
      connection = crow_connection_parse ("postgresql://ana@127.0.0.1:1/shop", NULL);
  CrowWindow *window = crow_test_open_window (fixture->application, NULL);
  GtkWindow *dialog;

  crow_window_connect (window, connection, NULL);
  photograph (crow_test_wait_dialog (window), "failure");
  crow_test_answer (window, "again");
  crow_test_wait_dialog (window);
  crow_test_answer (window, "edit");
  crow_test_wait (has_dialog, NULL);
  dialog = find_window (CROW_TYPE_CONNECT_DIALOG);
  assert_field (CROW_CONNECT_DIALOG (dialog), CROW_CONNECT_FIELD_PORT, "1");
  gtk_window_destroy (dialog);
  crow_test_close_window (window);
}

static void
test_password_is_asked_for_only_when_wanted (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autofree char *bare = NULL;
  g_autoptr (CrowConnection) connection = NULL;
  CrowConnectDialog *dialog;
  CrowWindow *window;

  if (!start_server (fixture))
    return;
  bare = strip_password (fixture->uri);
  connection = crow_connection_parse (bare, NULL);
  window = crow_test_open_window (fixture->application, NULL);
  crow_window_connect (window, connection, NULL);
  crow_test_wait (has_dialog, NULL);
  dialog = CROW_CONNECT_DIALOG (find_window (CROW_TYPE_CONNECT_DIALOG));
  g_assert_nonnull (get_note (dialog->password_note));
  crow_connect_dialog_set_password (dialog, fixture->password);
  press (dialog, "connect.connect");
  crow_test_wait (has_no_dialog, NULL);
  crow_test_wait_idle (window);
  g_assert_false (crow_window_is_empty (window));
  crow_test_close_window (window);
}

static void
test_lost_connection_keeps_the_picture (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  CrowWindow *window;

  if (!start_server (fixture))
    return;
  window = crow_test_open_window (fixture->application, NULL);
  connect_in_dialog (fixture, window);
  g_assert_false (gtk_info_bar_get_revealed (window->link_bar));
  kill_sessions (fixture);
  crow_test_wait (is_stale, window);
  crow_test_iterate (50);
  g_assert_true (gtk_info_bar_get_revealed (window->link_bar));
  g_assert_false (gtk_info_bar_get_revealed (window->disk_bar));
  g_assert_false (crow_window_is_empty (window));
  photograph (window, "stale");
  crow_window_answer_link_bar (window, 1);
  crow_test_wait_idle (window);
  g_assert_false (crow_test_has_dialog (window));
  g_assert_false (is_stale (window));
  g_assert_false (gtk_info_bar_get_revealed (window->link_bar));
  crow_test_close_window (window);
}

static void
test_refresh_reads_anew (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autoptr (PGconn) admin = NULL;
  CrowWindow *window;

  if (!start_server (fixture))
    return;
  window = crow_test_open_window (fixture->application, NULL);
  connect_in_dialog (fixture, window);
  admin = crow_test_connect (fixture->uri, NULL);
  crow_test_execute (admin, "CREATE TABLE public.later (id int PRIMARY KEY)");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.reload", NULL));
  crow_test_wait_idle (window);
  g_assert_cmpuint (crow_document_get_schema (crow_window_get_document (window))->models->len, ==,
                    4);
  crow_test_execute (admin, "DROP TABLE public.later");
  crow_test_close_window (window);
}

static void
test_schema_is_compared_with_a_database (gconstpointer data)
{
  Fixture *fixture = (Fixture *) data;
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowConnectDialog *dialog;
  CrowWindow *window;

  if (!start_server (fixture))
    return;
  window = crow_test_open_window (fixture->application, path);
  dialog = open_dialog (window, "win.compare");
  photograph (dialog, "compare");
  crow_connect_dialog_set_uri (dialog, fixture->uri);
  press (dialog, "connect.connect");
  crow_test_wait (has_no_dialog, NULL);
  crow_test_wait_idle (window);
  g_assert_false (crow_test_has_dialog (window));
  g_assert_nonnull (crow_document_get_drift (crow_window_get_document (window)));
  photograph (window, "compared");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.end-comparison", NULL));
  crow_test_wait_idle (window);
  g_assert_null (crow_document_get_drift (crow_window_get_document (window)));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

#define ADD(path, function) g_test_add_data_func (path, &fixture, function)

int
main (int argc, char **argv)
{
  static Fixture fixture;
  g_autofree char *folder = NULL;
  const char *clean[] = { "rm", "-rf", NULL, NULL };
  int status;

  g_unsetenv ("PGPASSWORD");
  fixture.application = crow_test_window_init (&argc, &argv);
  folder = g_strdup (g_getenv ("XDG_STATE_HOME"));
  ADD ("/connect/fields-follow-the-uri", test_fields_follow_the_uri);
  ADD ("/connect/uri-follows-the-fields", test_uri_follows_the_fields);
  ADD ("/connect/typed-password-leaves-the-uri", test_typed_password_leaves_the_uri);
  ADD ("/connect/takes-a-line-of-an-env-file", test_takes_a_line_of_an_env_file);
  ADD ("/connect/says-what-is-wrong-with-a-uri", test_says_what_is_wrong_with_a_uri);
  ADD ("/connect/lists-what-was-opened", test_lists_what_was_opened);
  ADD ("/connect/large-database-asks-first", test_large_database_asks_first);
  ADD ("/connect/cancels-a-black-hole", test_cancels_a_black_hole);
  ADD ("/connect/window-cancels-a-black-hole", test_window_cancels_a_black_hole);
  ADD ("/connect/failure-offers-to-try-again-or-to-edit",
       test_failure_offers_to_try_again_or_to_edit);
  ADD ("/connect/wrong-then-right-password", test_wrong_then_right_password);
  ADD ("/connect/errors-stand-at-their-row", test_errors_stand_at_their_row);
  ADD ("/connect/schemas-can-be-chosen", test_schemas_can_be_chosen);
  ADD ("/connect/password-is-asked-for-only-when-wanted",
       test_password_is_asked_for_only_when_wanted);
  ADD ("/connect/lost-connection-keeps-the-picture", test_lost_connection_keeps_the_picture);
  ADD ("/connect/refresh-reads-anew", test_refresh_reads_anew);
  ADD ("/connect/schema-is-compared-with-a-database", test_schema_is_compared_with_a_database);
  status = crow_test_run_windows ();
  g_clear_pointer (&fixture.server, crow_test_server_stop);
  g_free (fixture.uri);
  g_free (fixture.password);
  g_object_unref (fixture.application);
  clean[2] = folder;
  crow_test_run (clean, NULL, NULL, NULL);
  return status;
}
