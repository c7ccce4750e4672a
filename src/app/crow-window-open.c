#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-data-dir.h"
#include "crow-layout-file.h"
#include "crow-recent-connections.h"

#define N_RECENT 10
#define N_RECENT_DATABASES 5
#define RECENT_GROUP "Crowsfoot"

/* A source being read. */
typedef struct
{
  CrowWindow *window;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  char *source;              /* (owned) */
} OpenRequest;

static void
open_request_free (OpenRequest *self)
{
  g_object_unref (self->window);
  g_object_unref (self->cancellable);
  g_free (self->source);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpenRequest, open_request_free)

/**
 * crow_window_show_page:
 * @self: a window
 *
 * Shows what is open, that something is being read, or what could be opened.
 */
void
crow_window_show_page (CrowWindow *self)
{
  gboolean is_loading = self->loading != NULL && !self->is_refreshing;

  gtk_spinner_set_spinning (self->spinner, is_loading);
  if (is_loading)
    gtk_stack_set_visible_child_name (self->pages, "loading");
  else
    gtk_stack_set_visible_child_name (self->pages,
                                      crow_window_is_empty (self) ? "empty" : "document");
  crow_window_update (self);
}

/* As the package of MIME types that is installed with the program has it. */
static const char *
find_mime_type (const char *source)
{
  if (g_file_test (source, G_FILE_TEST_IS_DIR))
    return "inode/directory";
  return g_str_has_suffix (source, ".prisma") ? "text/x-prisma" : "text/plain";
}

static void
add_recent (CrowWindow *self)
{
  const char *source = crow_document_get_source (self->document);
  g_autoptr (GFile) file = g_file_new_for_path (source);
  g_autofree char *uri = g_file_get_uri (file);
  char *groups[] = { (char *) RECENT_GROUP, NULL };
  GtkRecentData recent = {
    .mime_type = (char *) find_mime_type (source),
    .app_name = (char *) "Crowsfoot",
    .app_exec = (char *) "crowsfoot %f",
    .groups = groups,
  };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &recent);
}

/**
 * crow_window_tell_problems:
 * @self: a window in which something was just opened
 *
 * Says that it has errors, if it has.
 */
void
crow_window_tell_problems (CrowWindow *self)
{
  CrowSchema *schema = crow_document_get_schema (self->document);
  guint n = crow_schema_count_diagnostics (schema, CROW_SEVERITY_ERROR);
  g_autofree char *text = NULL;

  if (n == 0)
    return;
  text = g_strdup_printf (ngettext ("%u error: what could be read is shown",
                                    "%u errors: what could be read is shown", n),
                          n);
  crow_window_show_toast (self, text, _ ("_Show"), "win.show-problems");
}

/* A source that was open before: the diagram's view and selection may stay. */
static gboolean
is_reload (CrowWindow *self, const char *source)
{
  return g_strcmp0 (crow_document_get_source (self->document), source) == 0;
}

static void
load_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OpenRequest) request = data;
  CrowWindow *self = request->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *name = NULL;
  gboolean was_fresh = self->is_fresh;

  /* Read anew, the diagram keeps its places. */
  self->is_fresh = was_fresh || !is_reload (self, request->source);
  if (crow_document_load_finish (self->document, result, &error))
    {
      g_clear_object (&self->loading);
      gtk_info_bar_set_revealed (self->disk_bar, FALSE);
      crow_window_show_page (self);
      crow_window_update_link (self);
      add_recent (self);
      crow_window_tell_problems (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
      crow_window_compare_then (self);
      return;
    }
  /* Superseded by another: that one will show its own end. */
  self->is_fresh = was_fresh;
  if (request->cancellable != self->loading)
    return;
  g_clear_object (&self->loading);
  g_clear_pointer (&self->then_compare, crow_connect_request_unref);
  crow_window_show_page (self);
  name = g_filename_display_basename (request->source);
  /* Translators: %s is a file's name */
  heading = g_strdup_printf (_ ("“%s” could not be opened"), name);
  crow_window_show_error (self, heading, error);
}

/**
 * crow_window_open_now:
 * @self: a window
 * @source: a file or folder
 *
 * Opens @source in place of what is open, whose unsaved edits are lost when it could be read.
 */
void
crow_window_open_now (CrowWindow *self, const char *source)
{
  OpenRequest *request = g_new0 (OpenRequest, 1);
  g_autofree char *name = g_filename_display_basename (source);
  g_autofree char *text = NULL;

  request->window = g_object_ref (self);
  request->source = g_strdup (source);
  request->cancellable = g_cancellable_new ();
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_set_object (&self->loading, request->cancellable);
  if (!is_reload (self, source))
    {
      crow_window_keep_look (self);
      crow_window_select (self, CROW_SELECTION_NONE, NULL, FALSE);
    }
  /* Translators: %s is a file's name */
  text = g_strdup_printf (_ ("Reading %s"), name);
  gtk_label_set_label (self->loading_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->loading_progress), FALSE);
  crow_window_show_page (self);
  g_log ("crowsfoot", G_LOG_LEVEL_DEBUG, "reading begins, the window is %s",
         gtk_widget_get_mapped (GTK_WIDGET (self)) ? "there" : "not there yet");
  crow_document_load_async (self->document, request->source, request->cancellable, load_cb,
                            request);
}

/**
 * crow_window_open:
 * @self: a window
 * @source: a file or folder; a `crowsfoot.layout` stands for the folder that it lies in
 *
 * Opens @source; asks first where unsaved edits would be lost.
 */
void
crow_window_open (CrowWindow *self, const char *source)
{
  g_autofree char *name = g_path_get_basename (source);
  g_autofree char *folder = NULL;

  g_return_if_fail (CROW_IS_WINDOW (self));
  g_return_if_fail (source != NULL);

  if (g_str_equal (name, CROW_LAYOUT_FILE_NAME))
    source = folder = g_path_get_dirname (source);

  if (crow_document_is_modified (self->document))
    crow_window_ask_to_save (self, CROW_THEN_OPEN, source);
  else
    crow_window_open_now (self, source);
}

/* Both may be written in several ways. */
static gboolean
is_same_file (const char *a, const char *b)
{
  g_autoptr (GFile) one = g_file_new_for_path (a);
  g_autoptr (GFile) other = g_file_new_for_path (b);

  return g_file_equal (one, other);
}

/**
 * crow_window_present_open:
 * @application: the program
 * @source: (nullable): a file or folder
 *
 * What is open already comes to the front: nobody wants to edit one file in two places.
 *
 * Returns: whether a window was there
 */
gboolean
crow_window_present_open (GtkApplication *application, const char *source)
{
  GList *at = application != NULL ? gtk_application_get_windows (application) : NULL;

  for (; source != NULL && at != NULL; at = at->next)
    {
      CrowWindow *window = CROW_IS_WINDOW (at->data) ? at->data : NULL;
      const char *open = window != NULL ? crow_document_get_source (window->document) : NULL;

      if (open != NULL && !crow_document_is_database (window->document) &&
          is_same_file (open, source))
        {
          gtk_window_present (GTK_WINDOW (window));
          return TRUE;
        }
    }
  return FALSE;
}

/* As the user asks for it: where another window has it, that one. */
static void
open_or_present (CrowWindow *self, const char *path)
{
  const char *open = crow_document_get_source (self->document);
  gboolean is_here = open != NULL && is_same_file (open, path);

  if (is_here || !crow_window_present_open (gtk_window_get_application (GTK_WINDOW (self)), path))
    crow_window_open (self, path);
}

static void
open_file (CrowWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;

  if (path != NULL)
    {
      open_or_present (self, path);
      return;
    }
  error = g_error_new_literal (CROW_ERROR, CROW_ERROR_SOURCE,
                               _ ("It is not on this computer. Copy it to a folder here."));
  crow_window_show_error (self, _ ("The file could not be opened"), error);
}

static void
chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GFile) file = crow_compat_choose_file_finish (result, NULL);

  if (file != NULL)
    open_file (CROW_WINDOW (object), file);
}

/* (transfer full) */
static GListModel *
build_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) schemas = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (schemas, _ ("Prisma schemas"));
  gtk_file_filter_add_suffix (schemas, "prisma");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, schemas);
  g_list_store_append (filters, all);
  return G_LIST_MODEL (filters);
}

static void
choose (CrowWindow *self, GtkFileChooserAction action, const char *title)
{
  g_autoptr (GListModel) filters = action == GTK_FILE_CHOOSER_ACTION_OPEN ? build_filters () : NULL;
  const CrowFileQuestion question = {
    .action = action, .title = title, .accept = _ ("_Open"), .filters = filters
  };

  crow_window_choose_file (self, &question, chosen_cb, NULL);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  choose (data, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open a Schema"));
}

static void
open_folder_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  choose (data, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("Open a Folder of Schemas"));
}

static void
open_example_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *path = crow_data_dir_find_own ("examples/blog.prisma");

  crow_window_open (data, path);
}

static void
open_path_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  open_or_present (data, g_variant_get_string (parameter, NULL));
}

static void
reload_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  const char *source = crow_document_get_source (self->document);

  if (crow_document_is_database (self->document))
    crow_window_reconnect (self);
  else if (source != NULL)
    crow_window_open (self, source);
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  else if (self->layout_task != NULL)
    g_cancellable_cancel (g_task_get_cancellable (self->layout_task));
  else
    crow_window_cancel_work (self);
}

static int
compare_recent (gconstpointer a, gconstpointer b)
{
  return -g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) a),
                               gtk_recent_info_get_modified ((GtkRecentInfo *) b));
}

/* A single underscore in a menu's label marks its key. */
static char *
escape_mnemonics (const char *text)
{
  GString *escaped = g_string_new (text);

  g_string_replace (escaped, "_", "__", 0);
  return g_string_free (escaped, FALSE);
}

static void
update_recent_databases (CrowWindow *self)
{
  g_autoptr (GPtrArray) all = crow_recent_connections_load ();

  g_menu_remove_all (self->recent_databases);
  for (guint i = 0; i < MIN (all->len, N_RECENT_DATABASES); i++)
    {
      const CrowRecentConnection *recent = g_ptr_array_index (all, i);
      g_autoptr (CrowConnection) connection = crow_connection_parse (recent->uri, NULL);
      g_autofree char *title = crow_connection_build_title (connection);
      g_autofree char *escaped = escape_mnemonics (title);
      g_autoptr (GMenuItem) item = g_menu_item_new (escaped, NULL);

      g_menu_item_set_action_and_target (item, "win.connect-to", "s", recent->uri);
      g_menu_append_item (self->recent_databases, item);
    }
}

/**
 * crow_window_update_recent:
 * @self: a window
 *
 * Fills the Open menu with what was opened last and is still there.
 */
void
crow_window_update_recent (CrowWindow *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint n = 0;

  update_recent_databases (self);
  items = g_list_sort (items, compare_recent);
  g_menu_remove_all (self->recent);
  for (GList *at = items; at != NULL && n < N_RECENT; at = at->next)
    {
      g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (at->data), NULL, NULL);
      g_autofree char *label = NULL;
      g_autofree char *shown = NULL;
      g_autoptr (GMenuItem) item = NULL;

      if (!gtk_recent_info_has_group (at->data, RECENT_GROUP) || path == NULL)
        continue;
      shown = g_filename_display_name (path);
      if (g_str_has_prefix (shown, g_get_home_dir ()))
        label = g_strconcat ("~", shown + strlen (g_get_home_dir ()), NULL);
      else
        label = g_strdup (shown);
      {
        g_autofree char *escaped = escape_mnemonics (label);

        item = g_menu_item_new (escaped, NULL);
      }
      g_menu_item_set_action_and_target (item, "win.open-path", "s", path);
      g_menu_append_item (self->recent, item);
      n++;
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

static gboolean
drop_cb (CrowWindow *self, const GValue *value, double x, double y)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  open_file (self, files->data);
  return TRUE;
}

/**
 * crow_window_add_drop_target:
 * @self: a window
 *
 * Lets files and folders be dropped anywhere on @self.
 */
void
crow_window_add_drop_target (CrowWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * crow_window_add_open_actions:
 * @self: a window
 *
 * Adds the actions that open something.
 */
void
crow_window_add_open_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "open", open_cb },
    { "open-folder", open_folder_cb },
    { "open-example", open_example_cb },
    { "open-path", open_path_cb, "s" },
    { "reload", reload_cb },
    { "cancel", cancel_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
