#include "crow-empty-state.h"

#include <glib/gi18n.h>

#include "crow-recovery.h"

struct _CrowEmptyState
{
  GtkWidget parent_instance;
  GtkWidget *page;
  AdwPreferencesGroup *unsaved;
  GPtrArray *rows; /* (owned) (element-type GtkWidget, unowned) of the unsaved */
};

G_DEFINE_FINAL_TYPE (CrowEmptyState, crow_empty_state, GTK_TYPE_WIDGET)

static void
crow_empty_state_dispose (GObject *object)
{
  CrowEmptyState *self = CROW_EMPTY_STATE (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
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
  text = g_strjoin (" · ", count, when, place,
                    item->is_there || item->is_database ? NULL : _ ("no longer there"), NULL);
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
