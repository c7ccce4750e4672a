#include "crow-help-window.h"

#include <glib/gi18n.h>

#include "crow-help-picture.h"
#include "crow-help-text.h"

struct _CrowHelpWindow
{
  AdwWindow parent_instance;

  GPtrArray
      *visited; /* (owned) (element-type utf8) pages, the one shown last; none: the contents */
  GtkStack *stack;
  GtkStack *found;
  GtkSearchEntry *search;
  GtkListBox *contents;
  GtkWidget *back;
  GtkScrolledWindow *scroller;
  GtkBox *page;
  AdwWindowTitle *title;
};

G_DEFINE_FINAL_TYPE (CrowHelpWindow, crow_help_window, ADW_TYPE_WINDOW)

static gboolean
link_cb (GtkLabel *label, const char *uri, CrowHelpWindow *self)
{
  g_autofree char *page = g_strdup (uri);

  crow_help_window_show_page (self, page);
  return TRUE;
}

static GtkWidget *
create_label (CrowHelpWindow *self, const char *markup, const char *class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", markup, "use-markup", TRUE, "wrap",
                                   TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0,
                                   "selectable", TRUE, NULL);

  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  g_signal_connect_object (label, "activate-link", G_CALLBACK (link_cb), self, 0);
  return label;
}

static GtkWidget *
create_item (CrowHelpWindow *self, const char *markup)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *dot = gtk_label_new ("•");
  GtkWidget *label = create_label (self, markup, NULL);

  gtk_widget_set_valign (dot, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
create_code (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "selectable", TRUE, NULL);

  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "crow-help-code");
  gtk_widget_add_css_class (label, "card");
  return label;
}

static GtkWidget *
create_block (CrowHelpWindow *self, const CrowHelpBlock *block)
{
  switch (block->kind)
    {
    case CROW_HELP_TITLE:
      return create_label (self, block->text, "title-1");
    case CROW_HELP_HEADING:
      return create_label (self, block->text, "title-4");
    case CROW_HELP_ITEM:
      return create_item (self, block->text);
    case CROW_HELP_CODE:
      return create_code (block->text);
    case CROW_HELP_DIAGRAM:
      return crow_help_picture_new (block->text);
    case CROW_HELP_PARAGRAPH:
    default:
      return create_label (self, block->text, NULL);
    }
}

static void
fill_page (CrowHelpWindow *self, const char *source)
{
  g_autoptr (GPtrArray) blocks = crow_help_parse (source);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->page))) != NULL)
    gtk_box_remove (self->page, child);
  for (guint i = 0; i < blocks->len; i++)
    gtk_box_append (self->page, create_block (self, g_ptr_array_index (blocks, i)));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* The one visited last, or the contents. */
static void
show_current (CrowHelpWindow *self)
{
  const char *page = crow_help_window_get_page (self);
  g_autofree char *source = page != NULL ? crow_help_read_page (page) : NULL;

  if (source != NULL)
    fill_page (self, source);
  gtk_stack_set_visible_child_name (self->stack, source != NULL ? "page" : "contents");
  gtk_widget_set_visible (self->back, source != NULL);
  if (source != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->scroller));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CrowHelpWindow *self = CROW_HELP_WINDOW (widget);

  if (self->visited->len > 0)
    g_ptr_array_set_size (self->visited, (int) self->visited->len - 1);
  show_current (self);
}

static void
activated_cb (CrowHelpWindow *self, GtkListBoxRow *row)
{
  crow_help_window_show_page (self, g_object_get_data (G_OBJECT (row), "page"));
}

static gboolean
filter_row (GtkListBoxRow *row, gpointer data)
{
  CrowHelpWindow *self = data;

  return crow_help_matches (g_object_get_data (G_OBJECT (row), "source"),
                            gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
search_changed_cb (CrowHelpWindow *self)
{
  GtkListBoxRow *row;
  gboolean is_any = FALSE;

  gtk_list_box_invalidate_filter (self->contents);
  for (int i = 0; !is_any && (row = gtk_list_box_get_row_at_index (self->contents, i)) != NULL; i++)
    is_any = filter_row (row, self);
  gtk_stack_set_visible_child_name (self->found, is_any ? "some" : "none");
}

/* Enter: the first page that was found. */
static void
search_activated_cb (CrowHelpWindow *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->contents, i)) != NULL; i++)
    if (filter_row (row, self))
      {
        activated_cb (self, row);
        return;
      }
}

static void
add_row (CrowHelpWindow *self, const char *page)
{
  char *source = crow_help_read_page (page);
  g_autoptr (GPtrArray) blocks = crow_help_parse (source != NULL ? source : "");
  GtkWidget *row;

  if (blocks->len == 0)
    {
      g_free (source);
      return;
    }
  row = g_object_new (ADW_TYPE_ACTION_ROW, "title",
                      ((CrowHelpBlock *) g_ptr_array_index (blocks, 0))->text, "activatable", TRUE,
                      NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "page", g_strdup (page), g_free);
  g_object_set_data_full (G_OBJECT (row), "source", source, g_free);
  gtk_list_box_append (self->contents, row);
}

static void
crow_help_window_finalize (GObject *object)
{
  g_ptr_array_unref (CROW_HELP_WINDOW (object)->visited);

  G_OBJECT_CLASS (crow_help_window_parent_class)->finalize (object);
}

static void
crow_help_window_class_init (CrowHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = crow_help_window_finalize;
  gtk_widget_class_install_action (widget_class, "help.back", NULL, back_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "help.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowHelpWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CrowHelpWindow, found);
  gtk_widget_class_bind_template_child (widget_class, CrowHelpWindow, search);
  gtk_widget_class_bind_template_child (widget_class, CrowHelpWindow, contents);
  gtk_widget_class_bind_template_child (widget_class, CrowHelpWindow, back);
  gtk_widget_class_bind_template_child (widget_class, CrowHelpWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, CrowHelpWindow, page);
  gtk_widget_class_bind_template_child (widget_class, CrowHelpWindow, title);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
}

static void
crow_help_window_init (CrowHelpWindow *self)
{
  g_auto (GStrv) pages = crow_help_list_pages ();
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();

  /* Of its own: it can be read while a dialog waits. */
  gtk_window_group_add_window (group, GTK_WINDOW (self));
  self->visited = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; pages[i] != NULL; i++)
    add_row (self, pages[i]);
  gtk_list_box_set_filter_func (self->contents, filter_row, self, NULL);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->contents));
  show_current (self);
}

/**
 * crow_help_window_new:
 *
 * Returns: (transfer none): the manual's contents, not yet presented
 */
CrowHelpWindow *
crow_help_window_new (void)
{
  return g_object_new (CROW_TYPE_HELP_WINDOW, NULL);
}

/**
 * crow_help_window_show_page:
 * @self: the manual
 * @page: (nullable): a page's name
 *
 * Shows @page; the page before it comes back by Alt+Left. Where there is none, the contents.
 */
void
crow_help_window_show_page (CrowHelpWindow *self, const char *page)
{
  g_autofree char *source = page != NULL ? crow_help_read_page (page) : NULL;

  g_return_if_fail (CROW_IS_HELP_WINDOW (self));

  if (source == NULL)
    g_ptr_array_set_size (self->visited, 0);
  else if (g_strcmp0 (page, crow_help_window_get_page (self)) != 0)
    g_ptr_array_add (self->visited, g_strdup (page));
  show_current (self);
}

/**
 * crow_help_window_get_page:
 * @self: the manual
 *
 * Returns: (transfer none) (nullable): the page that is shown; NULL: the contents
 */
const char *
crow_help_window_get_page (CrowHelpWindow *self)
{
  g_return_val_if_fail (CROW_IS_HELP_WINDOW (self), NULL);

  return self->visited->len > 0 ? g_ptr_array_index (self->visited, self->visited->len - 1) : NULL;
}
