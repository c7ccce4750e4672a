#include <string.h>

#include "crow-apply-dialog.h"
#include "crow-script-page.h"
#include "crow-test-server.h"
#include "crow-test-window.h"

/* A real window on a real, throw-away server: an action is changed on an edge, rehearsed, applied,
 * and the way back; somebody blocks; a schema file is held against the database. With
 * CROW_PHOTO_DIR every state is photographed there. */

static const char shop[] =
    "CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);"
    "CREATE TABLE orders (id int PRIMARY KEY, customer_id int, placed_at date DEFAULT now(),"
    "  total numeric(12,2) DEFAULT 0,"
    "  CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id)"
    "    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);"
    "CREATE INDEX ON orders (customer_id);"
    "CREATE TABLE items (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders (id)"
    "    ON DELETE CASCADE, product text, amount int NOT NULL DEFAULT 1);"
    "CREATE TABLE payments (id int PRIMARY KEY, order_id int NOT NULL);"
    "CREATE TABLE notes (id int PRIMARY KEY, order_id int, body text);"
    "ALTER TABLE notes ADD CONSTRAINT notes_order_id_fkey FOREIGN KEY (order_id)"
    "  REFERENCES orders (id) NOT VALID;"
    "COMMENT ON TABLE orders IS 'What customers have ordered';"
    "COMMENT ON CONSTRAINT orders_customer_id_fkey ON orders IS 'kept for the auditors';"
    "INSERT INTO customers (name) SELECT 'c' || i FROM generate_series (1, 50) i;"
    "INSERT INTO orders SELECT i, 1 + i % 50 FROM generate_series (1, 500) i;"
    "ANALYZE;";

static const char shop_schema[] =
    "datasource db {\n  provider = \"postgresql\"\n}\n\n"
    "model customers {\n  id     Int      @id @default(autoincrement())\n  name   String\n"
    "  orders orders[]\n}\n\n"
    "model orders {\n  id          Int        @id\n  customer_id Int?\n"
    "  placed_at   DateTime?  @db.Date\n  total       Decimal?   @db.Decimal(12, 2)\n"
    "  customer    customers? @relation(fields: [customer_id], references: [id], "
    "onDelete: SetNull, onUpdate: NoAction)\n"
    "  items       items[]\n  payments    payments[]\n\n  @@index([customer_id])\n}\n\n"
    "model items {\n  id       Int     @id\n  order_id Int\n  product  String?\n  amount   Int\n"
    "  order    orders  @relation(fields: [order_id], references: [id], onDelete: Restrict, "
    "onUpdate: NoAction)\n}\n\n"
    "model payments {\n  id       Int    @id\n  order_id Int\n"
    "  order    orders @relation(fields: [order_id], references: [id])\n}\n";

typedef struct
{
  CrowApplication *application;
  CrowTestServer *server;
} Fixture;

/* What @widget has drawn; NULL: nothing yet. (transfer full) */
static GskRenderNode *
take_node (gpointer widget, GdkPaintable *paintable)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  return gtk_snapshot_free_to_node (snapshot);
}

/* A photograph of @widget, for people to look at. */
static void
photograph (gpointer widget, const char *name)
{
  const char *folder = g_getenv ("CROW_PHOTO_DIR");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL;

  if (folder == NULL)
    return;
  path = g_strdup_printf ("%s/%s.png", folder, name);
  paintable = gtk_widget_paintable_new (widget);
  for (guint i = 0; i < 50 && node == NULL; i++)
    {
      crow_test_iterate (200);
      node = take_node (widget, paintable);
    }
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                         node,
                                         &GRAPHENE_RECT_INIT (0, 0,
                                                              (float) gtk_widget_get_width (widget),
                                                              (float)
                                                                  gtk_widget_get_height (widget)));
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

typedef struct
{
  gboolean is_done;
  GError *error;
} Wait;

static gboolean
is_done (gpointer data)
{
  return ((Wait *) data)->is_done;
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  crow_document_connect_finish (CROW_DOCUMENT (object), result, &wait->error);
  wait->is_done = TRUE;
}

static void
compared_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  crow_document_compare_finish (CROW_DOCUMENT (object), result, &wait->error);
  wait->is_done = TRUE;
}

static CrowConnection *
make_connection (const char *uri)
{
  g_autoptr (GError) error = NULL;
  CrowConnection *connection = crow_connection_parse (uri, &error);

  g_assert_no_error (error);
  return connection;
}

/* As large as people have it; a second look at a small one: CROW_PHOTO_SIZE=900x700. */
static CrowWindow *
open_window (const Fixture *fixture, const char *path)
{
  const char *size = g_getenv ("CROW_PHOTO_SIZE");
  CrowWindow *window = crow_test_open_window (fixture->application, path);
  int width = 1520;
  int height = 960;

  if (size != NULL)
    sscanf (size, "%dx%d", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  crow_test_iterate (100);
  return window;
}

static gboolean
is_seen (gpointer widget)
{
  return gtk_widget_get_visible (widget);
}

/* A window on a new database that holds what @sql makes. */
static CrowWindow *
open_database (const Fixture *fixture, const char *name, const char *sql, char **uri)
{
  CrowWindow *window = open_window (fixture, NULL);
  g_autoptr (CrowConnection) connection = NULL;
  Wait wait = { FALSE, NULL };

  *uri = crow_test_server_add_database (fixture->server, name, sql);
  connection = make_connection (*uri);
  crow_document_connect_async (crow_window_get_document (window), connection, NULL, NULL,
                               connected_cb, &wait);
  crow_test_wait (is_done, &wait);
  g_assert_no_error (wait.error);
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_template_child (GTK_WIDGET (window),
                                                                              CROW_TYPE_WINDOW,
                                                                              "pages")),
                                    "document");
  crow_test_wait_idle (window);
  return window;
}

static gboolean
has_script (gpointer window)
{
  return crow_changes_panel_get_script (crow_window_get_changes (window)) != NULL;
}

static gboolean
has_no_script (gpointer window)
{
  return !has_script (window);
}

static CrowApplyDialog *
find_dialog (gpointer window)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) one = g_list_model_get_item (all, i);

      if (CROW_IS_APPLY_DIALOG (one) && gtk_window_get_transient_for (one) == window)
        return CROW_APPLY_DIALOG (one);
    }
  return NULL;
}

static gboolean
has_dialog (gpointer window)
{
  return find_dialog (window) != NULL;
}

static gboolean
has_no_dialog (gpointer window)
{
  return !has_dialog (window);
}

static gboolean
has_ended (gpointer dialog)
{
  return !crow_apply_dialog_is_running (dialog);
}

/* As the buttons of the panel do. */
static CrowApplyDialog *
open_dialog (CrowWindow *window, const char *action)
{
  CrowApplyDialog *dialog;

  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), action + 4));
  gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
  crow_test_wait (has_dialog, window);
  dialog = find_dialog (window);
  crow_test_iterate (100);
  return dialog;
}

static void
close_dialog (CrowWindow *window)
{
  crow_apply_dialog_cancel (find_dialog (window));
  crow_test_wait (has_no_dialog, window);
}

/* On its label, which is part of the edge. */
static void
click_relation (CrowWindow *window, const char *relation)
{
  CrowCanvas *canvas = crow_window_get_canvas (window);
  CrowDiagram *diagram = crow_canvas_get_diagram (canvas);
  int index = crow_schema_find_relation (diagram->schema, relation);
  const CrowRect *label;
  CrowPoint at;

  g_assert_cmpint (index, >=, 0);
  label = &diagram->labels[index];
  at = (CrowPoint){ label->x + label->width / 2, label->y + label->height / 2 };
  crow_test_click (window, crow_canvas_to_widget (canvas, at));
  g_assert_cmpuint (crow_canvas_get_selection (canvas).kind, ==, CROW_SELECTION_RELATION);
}

/* Clicks the edge and chooses, as a user does. */
static void
change_action (CrowWindow *window, const char *relation, const char *action)
{
  click_relation (window, relation);
  crow_test_choose_action (window, CROW_EVENT_DELETE, action);
  crow_test_wait (has_script, window);
}

static void
assert_definition (const char *uri, const char *constraint, const char *wanted)
{
  g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);
  g_autofree char *query = g_strdup_printf ("SELECT pg_catalog.pg_get_constraintdef (oid)"
                                            " FROM pg_catalog.pg_constraint WHERE conname = '%s'",
                                            constraint);
  g_autoptr (GPtrArray) lines = crow_test_fetch_lines (connection, query);

  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (lines, 0), wanted));
}

static CrowAction
get_drawn_action (CrowWindow *window, const char *relation)
{
  CrowSchema *schema = crow_canvas_get_diagram (crow_window_get_canvas (window))->schema;
  int index = crow_schema_find_relation (schema, relation);

  g_assert_cmpint (index, >=, 0);
  return crow_schema_get_relation (schema, (guint) index)->clauses[CROW_EVENT_DELETE].action;
}

static char *
get_text (CrowWindow *window, CrowChangesPage page)
{
  return crow_changes_panel_dup_text (crow_window_get_changes (window), page);
}

static void
assert_contains (char *text, const char *part)
{
  g_autofree char *owned = text;

  g_assert_nonnull (text);
  if (strstr (text, part) == NULL)
    g_error ("no “%s” in:\n%s", part, text);
}

static void
export_is_what_is_shown (CrowWindow *window, const char *shown)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "up.sql", NULL);
  g_autofree char *written = NULL;

  crow_window_export_sql (window, path, FALSE);
  crow_test_wait_idle (window);
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, shown);
}

static void
test_change_rehearse_apply (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *uri = NULL;
  CrowWindow *window;
  CrowApplyDialog *dialog;
  g_autofree char *shown = NULL;
  g_autofree char *asked = NULL;

  if (fixture->server == NULL)
    return;
  window = open_database (fixture, "shop", shop, &uri);
  photograph (window, "01-database");
  change_action (window, "orders.orders_customer_id_fkey", "SetNull");
  crow_changes_panel_show_page (crow_window_get_changes (window), CROW_CHANGES_UP);
  crow_test_iterate (60);
  photograph (window, "02-changed");
  shown = get_text (window, CROW_CHANGES_UP);
  assert_contains (g_strdup (shown), "ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID");
  assert_contains (g_strdup (shown), "-- ACCESS EXCLUSIVE on \"public\".\"orders\"");
  assert_contains (g_strdup (shown), "COMMENT ON CONSTRAINT");
  assert_contains (get_text (window, CROW_CHANGES_DOWN), "ON DELETE CASCADE");

  export_is_what_is_shown (window, shown);
  dialog = open_dialog (window, "win.rehearse");
  photograph (dialog, "03-rehearse-asks");
  crow_apply_dialog_run (dialog);
  crow_test_wait (has_ended, dialog);
  photograph (dialog, "04-rehearsed");
  g_assert_cmpstr (crow_run_view_get_status (crow_apply_dialog_get_view (dialog)), ==,
                   "It works; nothing was kept");
  assert_definition (uri, "orders_customer_id_fkey", "ON DELETE CASCADE");
  close_dialog (window);

  dialog = open_dialog (window, "win.apply");
  photograph (dialog, "05-apply-asks");
  asked = crow_apply_dialog_dup_text (dialog);
  g_assert_cmpstr (asked, ==, shown);
  crow_apply_dialog_run (dialog);
  crow_test_wait (has_ended, dialog);
  photograph (dialog, "06-applied");
  g_assert_cmpstr (crow_run_view_get_status (crow_apply_dialog_get_view (dialog)), ==,
                   "Applied; the database is as promised");
  close_dialog (window);

  assert_definition (uri, "orders_customer_id_fkey",
                     "ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED");
  g_assert_cmpint (get_drawn_action (window, "orders.orders_customer_id_fkey"), ==,
                   CROW_ACTION_SET_NULL);
  crow_test_wait (has_no_script, window);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "apply"));
  crow_changes_panel_show_page (crow_window_get_changes (window), CROW_CHANGES_LOG);
  photograph (window, "07-log");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-model", "s", "public.orders");
  crow_test_iterate (100);
  g_assert_cmpuint (crow_canvas_get_selection (crow_window_get_canvas (window)).kind, ==,
                    CROW_SELECTION_MODEL);
  photograph (window, "08-table");
  assert_contains (get_text (window, CROW_CHANGES_LOG), "VALIDATE CONSTRAINT");
  assert_contains (get_text (window, CROW_CHANGES_LOG), "Applied; the database is as promised");
  crow_test_close_window (window);
}

static gboolean
is_blocked (gpointer dialog)
{
  return crow_run_view_get_blocker (crow_apply_dialog_get_view (dialog)) != NULL;
}

static gboolean
counts_down (gpointer dialog)
{
  return strstr (crow_run_view_get_status (crow_apply_dialog_get_view (dialog)),
                 "Trying again in") != NULL;
}

static void
test_blocked_waits_and_is_cancelled (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *uri = NULL;
  g_autoptr (PGconn) other = NULL;
  CrowWindow *window;
  CrowApplyDialog *dialog;

  if (fixture->server == NULL)
    return;
  window = open_database (fixture, "blocked", shop, &uri);
  change_action (window, "items.items_order_id_fkey", "Restrict");
  other = crow_test_connect (uri, NULL);
  crow_test_execute (other, "SET application_name = 'nightly report'");
  crow_test_execute (other, "BEGIN");
  crow_test_execute (other, "SELECT count (*) FROM orders");
  /* Given up before the second is over after which it would give up by itself. */
  dialog = open_dialog (window, "win.rehearse");
  crow_apply_dialog_run (dialog);
  crow_test_iterate (150);
  crow_apply_dialog_cancel (dialog);
  crow_test_wait (has_ended, dialog);
  g_assert_cmpstr (crow_run_view_get_status (crow_apply_dialog_get_view (dialog)), ==,
                   "Cancelled; nothing was kept");
  close_dialog (window);

  dialog = open_dialog (window, "win.apply");
  crow_apply_dialog_run (dialog);
  crow_test_wait (is_blocked, dialog);
  photograph (dialog, "10-blocked");
  crow_test_wait (counts_down, dialog);
  photograph (dialog, "11-countdown");
  crow_apply_dialog_cancel (dialog);
  crow_test_wait (has_ended, dialog);
  photograph (dialog, "12-cancelled");
  g_assert_true (has_dialog (window));
  assert_definition (uri, "items_order_id_fkey", "ON DELETE CASCADE");
  crow_test_wait (has_script, window); /* still pending */
  close_dialog (window);

  /* And once the way is free. */
  dialog = open_dialog (window, "win.apply");
  crow_apply_dialog_run (dialog);
  crow_test_wait (is_blocked, dialog);
  crow_test_execute (other, "COMMIT");
  crow_test_wait (has_ended, dialog);
  assert_definition (uri, "items_order_id_fkey", "ON DELETE RESTRICT");
  close_dialog (window);
  crow_test_close_window (window);
}

static CrowWindow *
open_comparison (const Fixture *fixture, const char *name, char **uri, char **path)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-schema-XXXXXX", NULL);
  g_autoptr (CrowConnection) connection = NULL;
  CrowWindow *window;
  Wait wait = { FALSE, NULL };

  *path = g_build_filename (folder, "schema.prisma", NULL);
  g_assert_true (g_file_set_contents (*path, shop_schema, -1, NULL));
  *uri = crow_test_server_add_database (fixture->server, name, shop);
  window = open_window (fixture, *path);
  connection = make_connection (*uri);
  crow_document_compare_async (crow_window_get_document (window), connection, NULL, NULL,
                               compared_cb, &wait);
  crow_test_wait (is_done, &wait);
  g_assert_no_error (wait.error);
  crow_test_wait_idle (window);
  return window;
}

static guint
find_item (CrowWindow *window, CrowDriftKind kind)
{
  const CrowDrift *drift = crow_document_get_drift (crow_window_get_document (window));

  for (guint i = 0; i < drift->items->len; i++)
    if (((CrowDriftItem *) g_ptr_array_index (drift->items, i))->kind == kind)
      return i;
  g_assert_not_reached ();
}

static void
test_drift_is_taken_both_ways (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *uri = NULL;
  g_autofree char *path = NULL;
  CrowWindow *window;
  CrowApplyDialog *dialog;
  CrowDocument *document;
  CrowSchema *picture;
  guint n;

  if (fixture->server == NULL)
    return;
  window = open_comparison (fixture, "drift", &uri, &path);
  document = crow_window_get_document (window);
  picture = crow_canvas_get_diagram (crow_window_get_canvas (window))->schema;
  g_assert_cmpint (crow_schema_get_relation (picture,
                                             (guint) crow_schema_find_relation (picture,
                                                                                "orders.customer"))
                       ->mark,
                   ==, CROW_MARK_DIFFERS);
  crow_changes_panel_show_page (crow_window_get_changes (window), CROW_CHANGES_DRIFT);
  crow_test_iterate (100);
  photograph (window, "20-drift");
  n = crow_drift_count (crow_document_get_drift (document), CROW_DRIFT_DIFFERS);
  g_assert_cmpuint (n, ==, 2);

  /* The database's into the file: one step, which undo takes back. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.take-database", "u",
                              find_item (window, CROW_DRIFT_DIFFERS));
  crow_test_iterate (100);
  g_assert_cmpuint (crow_drift_count (crow_document_get_drift (document), CROW_DRIFT_DIFFERS), ==,
                    n - 1);
  g_assert_true (crow_document_is_modified (document));
  photograph (window, "21-took-the-databases");

  /* The schema's into the database: its SQL, shown, then applied. */
  crow_test_wait (has_script, window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.take-schema", "u",
                              find_item (window, CROW_DRIFT_DIFFERS));
  crow_test_iterate (100);
  g_assert_cmpint (crow_changes_panel_get_page (crow_window_get_changes (window)), ==,
                   CROW_CHANGES_UP);
  g_assert_true (gtk_text_buffer_get_has_selection (
      gtk_text_view_get_buffer (GTK_TEXT_VIEW (gtk_widget_get_template_child (
          GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (crow_window_get_changes (window)),
                                                     CROW_TYPE_CHANGES_PANEL, "up_script")),
          CROW_TYPE_SCRIPT_PAGE, "view")))));
  photograph (window, "22-take-the-schemas");
  assert_contains (get_text (window, CROW_CHANGES_UP), "items_order_id_fkey");
  dialog = open_dialog (window, "win.rehearse");
  crow_apply_dialog_run (dialog);
  crow_test_wait (has_ended, dialog);
  photograph (dialog, "23-drift-rehearsed");
  close_dialog (window);
  click_relation (window, "items.order");
  photograph (window, "24-selected");
  crow_document_undo (document);
  crow_test_iterate (60);
  g_assert_cmpuint (crow_drift_count (crow_document_get_drift (document), CROW_DRIFT_DIFFERS), ==,
                    n);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* What was added is there, what was proved is not: the rows are counted, the query is at hand. */
static void
test_orphans_are_told (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *uri = NULL;
  g_autofree char *path = NULL;
  g_autoptr (PGconn) other = NULL;
  CrowWindow *window;
  CrowApplyDialog *dialog;

  if (fixture->server == NULL)
    return;
  window = open_comparison (fixture, "orphans", &uri, &path);
  other = crow_test_connect (uri, NULL);
  crow_test_execute (other,
                     "INSERT INTO payments SELECT i, 9000 + i FROM generate_series (1, 3) i");
  crow_test_wait (has_script, window);
  crow_changes_panel_show_page (crow_window_get_changes (window), CROW_CHANGES_UP);
  dialog = open_dialog (window, "win.apply");
  crow_apply_dialog_run (dialog);
  crow_test_wait (has_ended, dialog);
  photograph (dialog, "30-orphans");
  g_assert_cmpstr (crow_run_view_get_status (crow_apply_dialog_get_view (dialog)), ==,
                   "Applied in part");
  close_dialog (window);
  assert_contains (get_text (window, CROW_CHANGES_LOG), "3 rows have no parent");
  assert_definition (uri, "payments_order_id_fkey", "NOT VALID");
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static const char partitioned
    [] = "CREATE TABLE accounts (id int PRIMARY KEY);"
         "CREATE TABLE entries (account_id int REFERENCES accounts (id), day date NOT NULL)"
         "  PARTITION BY RANGE (day);"
         "CREATE TABLE entries_2026 PARTITION OF entries"
         "  FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');";

/* Below version 18 a partitioned child cannot take NOT VALID: said so, and another plan offered. */
static void
test_refused_plan_says_why (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *uri = NULL;
  CrowWindow *window;
  GtkWidget *note;

  if (fixture->server == NULL)
    return;
  window = open_database (fixture, "ledger", partitioned, &uri);
  click_relation (window, "entries.entries_account_id_fkey");
  crow_test_choose_action (window, CROW_EVENT_DELETE, "Restrict");
  crow_changes_panel_show_page (crow_window_get_changes (window), CROW_CHANGES_UP);
  crow_test_iterate (500);
  photograph (window, "31-refused-plan");
  note = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (crow_window_get_changes (window)),
                                                    CROW_TYPE_CHANGES_PANEL, "note"));
  crow_test_wait (is_seen, note);
  g_assert_false (has_script (window));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "apply"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.set-plan", "s", "simple");
  crow_test_wait (has_script, window);
  crow_test_iterate (60);
  photograph (window, "32-simple-plan");
  g_assert_false (gtk_widget_get_visible (note));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "apply"));
  crow_test_close_window (window);
}

int
main (int argc, char **argv)
{
  Fixture fixture = { .application = crow_test_window_init (&argc, &argv) };
  const struct
  {
    const char *name;
    GTestDataFunc function;
  } tests[] = {
    { "/apply/change-rehearse-apply", test_change_rehearse_apply },
    { "/apply/blocked-waits-and-is-cancelled", test_blocked_waits_and_is_cancelled },
    { "/apply/drift-is-taken-both-ways", test_drift_is_taken_both_ways },
    { "/apply/orphans-are-told", test_orphans_are_told },
    { "/apply/refused-plan-says-why", test_refused_plan_says_why },
  };
  int status;

  fixture.server = crow_test_server_start (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].name, &fixture, tests[i].function);
  status = crow_test_run_windows ();
  g_clear_pointer (&fixture.server, crow_test_server_stop);
  g_object_unref (fixture.application);
  return status;
}
