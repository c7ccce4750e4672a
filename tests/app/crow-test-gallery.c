#include <stdio.h>

#include "crow-test-gallery.h"

#include <glib/gstdio.h>
#include <libintl.h>

#include "crow-connect-dialog.h"
#include "crow-help-window.h"
#include "crow-introspection.h"
#include "crow-namespace-dialog.h"
#include "crow-recovery.h"
#include "crow-state.h"
#include "crow-window-private.h"

#define DAMAGED                                                                                    \
  "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel User {\n  id    Int    @id\n"          \
  "  name  Strin\n  posts Post[]\n}\n\nmodel Post {\n  id       Int  @id\n  authorId Int\n"        \
  "  author   User @relation(fields: [authorId], references: [id], onDelete: SetNull)\n}\n"

#define MANY                                                                                       \
  "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel Post {\n  id    Int    @id\n"          \
  "  title String\n  tags  Tag[]\n}\n\nmodel Tag {\n  id    Int    @id\n  posts Post[]\n}\n"

typedef struct _Scene Scene;

/* A window on @path, and what shows something in it. */
struct _Scene
{
  const char *name;
  const char *source; /* (nullable): an example's name, or one of prepare_source() */
  void (*show) (CrowWindow *window, const Scene *scene);
  const char *action; /* (nullable) what @show activates, with @parameter (nullable) */
  const char *parameter;
  int width;          /* or 0: as everywhere */
  gboolean is_edited; /* one action is changed first */
};

static void
activate (CrowWindow *window, const char *action, const char *parameter)
{
  gboolean is_there;

  if (parameter != NULL)
    is_there = gtk_widget_activate_action (GTK_WIDGET (window), action, "s", parameter);
  else
    is_there = gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
  if (!is_there)
    g_error ("no action %s", action);
}

static void
show_action (CrowWindow *window, const Scene *scene)
{
  activate (window, scene->action, scene->parameter);
}

static void
show_model (CrowWindow *window, const Scene *scene)
{
  activate (window, "win.select-model", scene->parameter);
}

static void
show_relation (CrowWindow *window, const Scene *scene)
{
  activate (window, "win.select-relation", scene->parameter);
}

static void
show_changes (CrowWindow *window, const Scene *scene)
{
  for (CrowChangesPage page = 0; page <= CROW_CHANGES_PROBLEMS; page++)
    if (page == (CrowChangesPage) scene->parameter[0] - '0')
      crow_changes_panel_show_page (crow_window_get_changes (window), page);
}

/* (nullable): the first below @root, @root included, that @is_it */
static GtkWidget *
find_below (GtkWidget *root,
            gboolean (*is_it) (GtkWidget *widget, const char *name),
            const char *name)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  g_ptr_array_add (left, root);
  while (left->len > 0)
    {
      GtkWidget *one = g_ptr_array_steal_index (left, left->len - 1);

      if (is_it (one, name))
        return one;
      for (GtkWidget *child = gtk_widget_get_last_child (one); child != NULL;
           child = gtk_widget_get_prev_sibling (child))
        g_ptr_array_add (left, child);
    }
  return NULL;
}

static gboolean
has_id (GtkWidget *widget, const char *name)
{
  return g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), name) == 0;
}

static gboolean
is_open_popover (GtkWidget *widget, const char *name)
{
  return GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget);
}

static void
show_popover (CrowWindow *window, const Scene *scene)
{
  gpointer button = find_below (GTK_WIDGET (window), has_id, scene->parameter);

  if (ADW_IS_SPLIT_BUTTON (button))
    adw_split_button_popup (button);
  else
    gtk_menu_button_popup (button);
}

static void
show_search (CrowWindow *window, const Scene *scene)
{
  activate (window, "win.find", NULL);
  crow_test_iterate (50);
  gtk_editable_set_text (crow_test_find_widget (window->search_bar, GTK_TYPE_EDITABLE),
                         scene->parameter);
  crow_test_iterate (300);
}

static void
show_connect_error (CrowWindow *window, const Scene *scene)
{
  CrowConnectDialog *dialog = crow_connect_dialog_new (GTK_WINDOW (window), CROW_CONNECT_OPEN);
  g_autoptr (GError) error = NULL;

  crow_connect_dialog_set_uri (dialog, scene->parameter);
  gtk_window_present (GTK_WINDOW (dialog));
  crow_connect_dialog_connect (dialog);
  for (int i = 0; i < 500 && crow_connect_dialog_is_busy (dialog); i++)
    crow_test_iterate (10);
}

static void
show_namespaces (CrowWindow *window, const Scene *scene)
{
  g_autoptr (GPtrArray) counts = g_ptr_array_new ();
  CrowNamespaceCount all[] = { { "billing", 412 }, { "public", 38 }, { "warehouse", 6031 } };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_ptr_array_add (counts, &all[i]);
  gtk_window_present (GTK_WINDOW (crow_namespace_dialog_new (GTK_WINDOW (window), counts, NULL,
                                                             scene->parameter != NULL)));
}

/* The bars above the canvas come from the disk: another program changes the file, or takes it. */
static void
show_disk (CrowWindow *window, const Scene *scene)
{
  g_autofree char *path = g_strdup (crow_document_get_source (window->document));

  if (scene->parameter != NULL)
    g_file_set_contents (path, scene->parameter, -1, NULL);
  else
    g_unlink (path);
  crow_window_show_disk_bar (window);
}

static void
show_conflict (CrowWindow *window, const Scene *scene)
{
  show_disk (window, scene);
  activate (window, "win.save", NULL);
  crow_test_wait_dialog (window);
}

static void
show_recovered (CrowWindow *window, const Scene *scene)
{
  crow_window_show_recovered_bar (window);
}

/* What a crash left, of a schema that is gone. */
static char *
leave_journal (void)
{
  g_autofree char *folder = crow_state_find ("recovery");
  g_autoptr (CrowRecovery)
      journal = crow_recovery_new (folder, "/home/ada/shop/schema.prisma", NULL);
  g_autoptr (CrowRecoveryContent) content = NULL;
  g_autoptr (GBytes) before = g_bytes_new_static ("  author User @relation\n", 24);
  g_autoptr (GBytes) after = g_bytes_new_static ("  author User? @relation\n", 25);

  content = crow_recovery_content_new ("/home/ada/shop/schema.prisma", FALSE);
  crow_recovery_content_add_file (content, "schema.prisma", before, after);
  content->time = 1800000000;
  g_assert_true (crow_recovery_write (journal, 0, content, NULL));
  return g_strdup (crow_recovery_get_path (journal));
}

static void
show_left (CrowWindow *window, const Scene *scene)
{
  g_autofree char *journal = leave_journal ();
  g_autofree char *folder = g_path_get_dirname (journal);
  g_autoptr (GPtrArray) items = crow_recovery_list (folder);

  if (scene->parameter != NULL)
    crow_window_show_unsaved (window, journal);
  else
    crow_empty_state_set_unsaved (window->empty, items);
  crow_recovery_discard (journal);
}

static void
show_refused (CrowWindow *window, const Scene *scene)
{
  crow_window_tell_refused (window, "");
}

/* GTK 4.8 measures an empty label of that window to -3 pixels, and warns of itself. */
static void
show_shortcuts (CrowWindow *window, const Scene *scene)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);

  activate (window, "win.show-help-overlay", NULL);
  crow_test_iterate (200);
  g_log_set_always_fatal (fatal);
}

/* The manual, on the page that @scene names. */
static void
show_help (CrowWindow *window, const Scene *scene)
{
  CrowHelpWindow *help = crow_help_window_new ();

  crow_help_window_show_page (help, scene->parameter);
  gtk_window_present (GTK_WINDOW (help));
}

/* As an export of many tables shows itself. */
static void
show_progress (CrowWindow *window, const Scene *scene)
{
  crow_window_show_progress (window, gettext (scene->parameter), 0.4);
}

static void
show_unsaved (CrowWindow *window, const Scene *scene)
{
  gtk_window_close (GTK_WINDOW (window));
}

#define AUTHOR "Comment.author"
/* clang-format off: a row is a scene */
static const Scene scenes[] = {
  { "empty", NULL },
  { "empty-narrow", NULL, .width = 360 },
  { "empty-unsaved", NULL, show_left },
  { "empty-unsaved-narrow", NULL, show_left, .width = 360 },
  { "dialog-left", NULL, show_left, NULL, "" },
  { "blog", "blog.prisma" },
  { "blog-narrow", "blog.prisma", .width = 360 },
  { "blog-model", "blog.prisma", show_model, NULL, "Article" },
  { "blog-relation", "blog.prisma", show_relation, NULL, AUTHOR },
  { "blog-several", "blog.prisma", show_action, "win.select-all" },
  { "blog-search", "blog.prisma", show_search, NULL, "onDelete:Cascade" },
  { "blog-search-nothing", "blog.prisma", show_search, NULL, "zzz" },
  { "blog-palette", "blog.prisma", show_action, "win.go-to" },
  { "blog-filters", "blog.prisma", show_action, "win.show-filters" },
  { "blog-focus", "blog.prisma", show_action, "win.only-problems" },
  { "edited-schema", "blog.prisma", show_changes, NULL, "0", .is_edited = TRUE },
  { "edited-up", "blog.prisma", show_changes, NULL, "1", .is_edited = TRUE },
  { "edited-down", "blog.prisma", show_changes, NULL, "2", .is_edited = TRUE },
  { "edited-problems", "blog.prisma", show_changes, NULL, "3", .is_edited = TRUE },
  { "shop", "shop.prisma" },
  { "shop-model", "shop.prisma", show_model, NULL, "Product" },
  { "damaged", "damaged", show_changes, NULL, "3" },
  { "damaged-source", "damaged", show_changes, NULL, "0" },
  { "menu-primary", "blog.prisma", show_popover, NULL, "primary_button" },
  { "menu-open", "blog.prisma", show_popover, NULL, "open_button" },
  { "menu-zoom", "blog.prisma", show_popover, NULL, "zoom_button" },
  { "bar-disk-changed", "blog.prisma", show_disk, NULL, DAMAGED, .is_edited = TRUE },
  { "bar-disk-gone", "blog.prisma", show_disk, NULL, NULL, .is_edited = TRUE },
  { "bar-recovered", "blog.prisma", show_recovered, .is_edited = TRUE },
  { "bar-refused", "blog.prisma", show_refused },
  { "dialog-conflict", "blog.prisma", show_conflict, NULL, DAMAGED, .is_edited = TRUE },
  { "dialog-unsaved", "blog.prisma", show_unsaved, .is_edited = TRUE },
  { "dialog-missing", "missing" },
  { "dialog-text", "text" },
  { "dialog-shortcuts", "blog.prisma", show_shortcuts },
  { "dialog-preferences", NULL, show_action, "app.preferences" },
  { "dialog-about", "blog.prisma", show_action, "app.about" },
  { "dialog-migration", "blog.prisma", show_action, "win.export-migration", .is_edited = TRUE },
  { "dialog-explicit", "many", show_action, "win.make-explicit", "Post.tags" },
  { "dialog-upgrade", "blog.prisma", show_action, "win.upgrade-report" },
  { "dialog-connect", NULL, show_action, "win.connect" },
  { "dialog-connect-error", NULL, show_connect_error, NULL, "postgresql://me@127.0.0.1:1/shop" },
  { "dialog-namespaces", "blog.prisma", show_namespaces },
  { "help", NULL, show_help },
  { "help-page", NULL, show_help, NULL, "picture" },
  { "progress", "blog.prisma", show_progress, NULL, "Exporting" },
  { "dialog-namespaces-forced", "blog.prisma", show_namespaces, NULL, "forced" },
};
/* clang-format on */

/* (transfer full) (nullable) */
static char *
prepare_source (const char *source)
{
  static const struct
  {
    const char *name, *file, *text;
  } own[] = {
    { "damaged", "schema.prisma", DAMAGED },
    { "many", "schema.prisma", MANY },
    { "text", "notes.md", "# Notes\n" },
    { "missing", "schema.prisma", NULL },
  };
  g_autofree char *folder = NULL;
  char *path = NULL;

  if (source == NULL)
    return NULL;
  if (g_str_has_suffix (source, ".prisma"))
    return crow_test_copy_example (source);
  folder = g_dir_make_tmp ("crow-gallery-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (own) && path == NULL; i++)
    if (g_str_equal (source, own[i].name))
      {
        path = g_build_filename (folder, own[i].file, NULL);
        if (own[i].text != NULL)
          g_file_set_contents (path, own[i].text, -1, NULL);
      }
  g_assert_nonnull (path);
  return path;
}

static gboolean
is_above (GtkWidget *candidate, CrowWindow *window)
{
  GtkWindow *behind = gtk_window_get_transient_for (GTK_WINDOW (candidate));

  /* The manual stands by itself. */
  return gtk_widget_get_visible (candidate) &&
         (behind == GTK_WINDOW (window) || CROW_IS_HELP_WINDOW (candidate));
}

/* (nullable): a dialog over @window */
static GtkWidget *
find_dialog (CrowWindow *window)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWidget) one = g_list_model_get_item (all, i);

      if (is_above (one, window))
        return one;
    }
  return NULL;
}

static void
change_action (CrowWindow *window)
{
  activate (window, "win.select-relation", AUTHOR);
  crow_test_iterate (30);
  crow_test_choose_action (window, CROW_EVENT_DELETE, "Cascade");
  crow_test_wait_idle (window);
}

static CrowWindow *
open_window (CrowApplication *application, const char *path, int width, int height)
{
  CrowWindow *window = g_object_ref_sink (crow_window_new (GTK_APPLICATION (application)));

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  if (path != NULL)
    crow_window_open (window, path);
  crow_test_wait_idle (window);
  return window;
}

static void
close_scene (CrowWindow *window)
{
  GtkWidget *popover = find_below (GTK_WIDGET (window), is_open_popover, NULL), *dialog;

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  while ((dialog = find_dialog (window)) != NULL)
    gtk_window_destroy (GTK_WINDOW (dialog));
  crow_test_iterate (50);
  crow_test_close_window (window);
}

static void
show_scene (CrowApplication *application,
            const Scene *scene,
            int width,
            int height,
            CrowTestVisit visit,
            gpointer data)
{
  g_autofree char *path = prepare_source (scene->source);
  CrowWindow *window = open_window (application, path, scene->width > 0 ? scene->width : width,
                                    height);
  GtkWidget *root;

  if (scene->is_edited)
    change_action (window);
  if (scene->show != NULL)
    scene->show (window, scene);
  crow_test_iterate (350);
  root = find_dialog (window);
  root = root != NULL ? root : crow_test_find_inner_dialog (GTK_WIDGET (window));
  root = root != NULL ? root : find_below (GTK_WIDGET (window), is_open_popover, NULL);
  visit (scene->name, root != NULL ? root : GTK_WIDGET (window), data);
  close_scene (window);
  if (path != NULL)
    crow_test_delete_copy (path);
}

/* CROW_TEST_SHARE is "1/4" for every fourth scene from the second on: slow runs share the walk. */
static gboolean
is_in_share (guint scene)
{
  const char *share = g_getenv ("CROW_TEST_SHARE");
  guint which;
  guint n;

  if (share == NULL)
    return TRUE;
  g_assert_cmpint (sscanf (share, "%u/%u", &which, &n), ==, 2);
  g_assert_cmpuint (which, <, n);
  return scene % n == which;
}

guint
crow_test_gallery_walk (CrowApplication *application,
                        const char *prefix,
                        int width,
                        int height,
                        CrowTestVisit visit,
                        gpointer data)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    if (prefix != NULL ? g_str_has_prefix (scenes[i].name, prefix) : is_in_share (i))
      {
        show_scene (application, &scenes[i], width, height, visit, data);
        n++;
      }
  return n;
}

/* (nullable): not drawn yet */
static GdkTexture *
render (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return NULL;
  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                      node, &GRAPHENE_RECT_INIT (0, 0, width, height));
}

void
crow_test_gallery_save_png (GtkWidget *widget, const char *path)
{
  g_autoptr (GdkTexture) texture = NULL;

  for (int i = 0; i < 30 && texture == NULL; i++)
    {
      crow_test_iterate (100);
      texture = render (widget);
    }
  g_assert_nonnull (texture);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
