#include "crow-empty-state.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-recovery.h"
#include "crow-words.h"

/* So many of each are offered: the menu of Open has the others. */
#define N_SHOWN 5

struct _CrowEmptyState
{
  GtkWidget parent_instance;

  GMenuModel *files;     /* (owned) (nullable) */
  GMenuModel *databases; /* (owned) (nullable) */
  guint fill_source;     /* fills the list soon, or 0 */
  GtkWidget *page;
  AdwPreferencesGroup *unsaved;
  GPtrArray *rows; /* (owned) (element-type GtkWidget, unowned) of the unsaved */
  GtkWidget *recent;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (CrowEmptyState, crow_empty_state, GTK_TYPE_WIDGET)

/* The folder as the user knows it. (transfer full) */
static char *
describe_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown = g_filename_display_name (folder);
  const char *home = g_get_home_dir ();

  if (g_str_has_prefix (shown, home))
    return g_strconcat ("~", shown + strlen (home), NULL);
  return g_steal_pointer (&shown);
}

static char *
get_target (GMenuModel *menu, int index)
{
  char *target = NULL;

  g_menu_model_get_item_attribute (menu, index, G_MENU_ATTRIBUTE_TARGET, "s", &target);
  return target;
}

static GtkWidget *
create_row (const char *title, const char *subtitle, const char *icon)
{
  g_autofree char *name = g_markup_escape_text (title, -1);
  g_autofree char *place = g_markup_escape_text (subtitle, -1);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", name, "subtitle", place,
                                 "title-lines", 1, "subtitle-lines", 1, "icon-name", icon,
                                 "activatable", TRUE, NULL);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}

static void
add_rows (CrowEmptyState *self, GMenuModel *menu, gboolean are_files)
{
  int n = menu != NULL ? MIN (g_menu_model_get_n_items (menu), N_SHOWN) : 0;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *target = get_target (menu, i);
      g_autofree char *label = NULL;
      g_autofree char *name = NULL;
      g_autofree char *place = NULL;
      GtkWidget *row;

      if (target == NULL)
        continue;
      g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
      name = are_files ? g_filename_display_basename (target) : g_strdup (label);
      place = are_files ? describe_folder (target) : NULL;
      if (!are_files)
        {
          g_auto (GStrv) parts = g_strsplit (name, "__", -1);

          g_free (name);
          name = g_strjoinv ("_", parts);
        }
      row = create_row (name, place != NULL ? place : "PostgreSQL",
                        are_files ? "text-x-generic-symbolic" : "network-server-symbolic");
      g_object_set_data_full (G_OBJECT (row), "target", g_steal_pointer (&target), g_free);
      g_object_set_data (G_OBJECT (row), "action",
                         (gpointer) (are_files ? "win.open-path" : "win.connect-to"));
      gtk_list_box_append (self->list, row);
    }
}

static gboolean
fill_cb (gpointer data)
{
  CrowEmptyState *self = data;
  GtkListBoxRow *row;

  self->fill_source = 0;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  add_rows (self, self->files, TRUE);
  add_rows (self, self->databases, FALSE);
  gtk_widget_set_visible (self->recent, gtk_list_box_get_row_at_index (self->list, 0) != NULL);
  return G_SOURCE_REMOVE;
}

/* A menu is emptied and filled item by item: once is enough. */
static void
items_changed_cb (CrowEmptyState *self)
{
  if (self->fill_source == 0)
    self->fill_source = g_idle_add (fill_cb, self);
}

static void
row_activated_cb (CrowEmptyState *self, GtkListBoxRow *row)
{
  const char *action = g_object_get_data (G_OBJECT (row), "action");
  const char *target = g_object_get_data (G_OBJECT (row), "target");

  gtk_widget_activate_action (GTK_WIDGET (self), action, "s", target);
}

static void
crow_empty_state_dispose (GObject *object)
{
  CrowEmptyState *self = CROW_EMPTY_STATE (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_object (&self->files);
  g_clear_object (&self->databases);
  g_clear_pointer (&self->page, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_empty_state_parent_class)->dispose (object);
}

static void
crow_empty_state_class_init (CrowEmptyStateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_empty_state_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-empty-state.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowEmptyState, page);
  gtk_widget_class_bind_template_child (widget_class, CrowEmptyState, unsaved);
  gtk_widget_class_bind_template_child (widget_class, CrowEmptyState, recent);
  gtk_widget_class_bind_template_child (widget_class, CrowEmptyState, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_empty_state_init (CrowEmptyState *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* "~/shop/schema.prisma · 3 edits · 23 Nov, 14:05" */
static char *
make_subtitle (const CrowRecoveryItem *item)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (item->time);
  /* Translators: when something was edited, for strftime: "23 Nov, 14:05" */
  g_autofree char *when = time != NULL ? g_date_time_format (time, _ ("%-d %b, %H:%M"))
                                       : g_strdup ("");
  g_autofree char *count = g_strdup_printf (ngettext ("%u edit", "%u edits", item->n_edits),
                                            item->n_edits);
  g_autofree char *shown = g_filename_display_name (item->source);
  g_autofree char *place = NULL;
  g_autofree char *text = NULL;

  if (g_str_has_prefix (shown, g_get_home_dir ()))
    place = g_strconcat ("~", shown + strlen (g_get_home_dir ()), NULL);
  else
    place = g_strdup (shown);
  text = crow_words_list ((const char *[]){
      count, when, place, item->is_there || item->is_database ? NULL : _ ("no longer there"),
      NULL });
  return g_markup_escape_text (text, -1);
}

static GtkWidget *
make_button (const char *label, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  return button;
}

static GtkWidget *
make_row (const CrowRecoveryItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = item->is_database ? g_strdup (item->source)
                                            : g_filename_display_basename (item->source);
  g_autofree char *title = g_markup_escape_text (name, -1);
  g_autofree char *subtitle = make_subtitle (item);
  GtkWidget *discard = make_button (_ ("_Discard…"), "win.discard-unsaved", item->path);
  GtkWidget *open;

  if (item->is_database)
    open = make_button (_ ("_Open"), "win.connect-to", item->source);
  else if (item->is_there)
    open = make_button (_ ("_Open"), "win.open-path", item->source);
  else
    open = make_button (_ ("_Show…"), "win.show-unsaved", item->path);
  gtk_widget_add_css_class (discard, "flat");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), discard);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), open);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), open);
  return row;
}

/**
 * crow_empty_state_set_unsaved:
 * @self: an empty state
 * @items: (element-type CrowRecoveryItem): what crashes left unsaved, newest first
 *
 * Lists it, to be opened or discarded; without any, nothing is seen of it.
 */
void
crow_empty_state_set_unsaved (CrowEmptyState *self, GPtrArray *items)
{
  g_return_if_fail (CROW_IS_EMPTY_STATE (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->unsaved, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < items->len; i++)
    {
      GtkWidget *row = make_row (g_ptr_array_index (items, i));

      adw_preferences_group_add (self->unsaved, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->unsaved), items->len > 0);
}

/**
 * crow_empty_state_set_recent:
 * @self: what a window shows before anything is open
 * @files: items whose target is a path
 * @databases: items whose target is a connection, and whose label names it
 *
 * Lists what was opened last, as the menus do, and follows them.
 */
void
crow_empty_state_set_recent (CrowEmptyState *self, GMenuModel *files, GMenuModel *databases)
{
  g_return_if_fail (CROW_IS_EMPTY_STATE (self));
  g_return_if_fail (self->files == NULL);

  self->files = g_object_ref (files);
  self->databases = g_object_ref (databases);
  g_signal_connect_object (files, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (databases, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  fill_cb (self);
}
