#include "crow-list-util.h"

/**
 * crow_list_label_new:
 *
 * Returns: a label for the cell of a list; of one line, whatever a name holds
 */
GtkWidget *
crow_list_label_new (void)
{
  return g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END,
                       "single-line-mode", TRUE, NULL);
}

static void
item_changed_cb (GtkListItem *list_item)
{
  void (*refresh) (GtkListItem *, gpointer) = g_object_get_data (G_OBJECT (list_item), "refresh");

  refresh (list_item, g_object_get_data (G_OBJECT (list_item), "refresh-data"));
}

/**
 * crow_list_item_watch:
 * @list_item: a row whose item is a #CrowSchemaItem
 * @refresh: `void (*) (GtkListItem *, gpointer)`: shows the item; is called at once too
 * @user_data: for @refresh; must outlive the row
 *
 * To be called when a factory binds @list_item.
 */
void
crow_list_item_watch (GtkListItem *list_item, GCallback refresh, gpointer user_data)
{
  GObject *item = gtk_list_item_get_item (list_item);

  g_object_set_data (G_OBJECT (list_item), "refresh", refresh);
  g_object_set_data (G_OBJECT (list_item), "refresh-data", user_data);
  g_signal_connect_object (item, "notify::schema", G_CALLBACK (item_changed_cb), list_item,
                           G_CONNECT_SWAPPED);
  item_changed_cb (list_item);
}

/**
 * crow_list_item_unwatch:
 * @list_item: a row
 *
 * To be called when a factory unbinds @list_item.
 */
void
crow_list_item_unwatch (GtkListItem *list_item)
{
  GObject *item = gtk_list_item_get_item (list_item);

  if (item != NULL)
    g_signal_handlers_disconnect_by_func (item, item_changed_cb, list_item);
}

static gboolean
query_tooltip_cb (GtkWidget *widget,
                  int x,
                  int y,
                  gboolean keyboard_tooltip,
                  GtkTooltip *tooltip,
                  GtkListItem *list_item)
{
  CrowListTooltip make_text = g_object_get_data (G_OBJECT (widget), "make-tooltip");
  g_autofree char *text = gtk_list_item_get_item (list_item) != NULL ? make_text (list_item) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/**
 * crow_list_add_tooltip:
 * @widget: in a row that a factory sets up
 * @list_item: the row
 * @make_text: makes the tooltip of what the row shows then
 *
 * Gives @widget a tooltip that is made when it is asked for. gtk_widget_set_tooltip_text() asks the
 * display server where the pointer is and waits for the answer, every time: with the hundreds of
 * rows that a list keeps the window stands still.
 */
void
crow_list_add_tooltip (GtkWidget *widget, GtkListItem *list_item, CrowListTooltip make_text)
{
  g_object_set_data (G_OBJECT (widget), "make-tooltip", (gpointer) make_text);
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect_object (widget, "query-tooltip", G_CALLBACK (query_tooltip_cb), list_item, 0);
}

/**
 * crow_list_find:
 * @model: a list of #CrowSchemaItem, in any order
 * @index: index in the schema, or less than 0 for none
 *
 * Returns: the position, or %GTK_INVALID_LIST_POSITION
 */
guint
crow_list_find (GListModel *model, int index)
{
  guint n = index >= 0 ? g_list_model_get_n_items (model) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrowSchemaItem) item = g_list_model_get_item (model, i);

      if (crow_schema_item_get_index (item) == (guint) index)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/**
 * crow_list_scroll_to:
 * @view: a #GtkListView or #GtkColumnView
 * @position: in its model; %GTK_INVALID_LIST_POSITION does nothing
 *
 * Scrolls @view until @position can be seen.
 */
void
crow_list_scroll_to (GtkWidget *view, guint position)
{
  GtkWidget *list = view;

  if (GTK_IS_COLUMN_VIEW (view))
    for (list = gtk_widget_get_first_child (view); list != NULL && !GTK_IS_LIST_VIEW (list);)
      list = gtk_widget_get_next_sibling (list);
  if (list != NULL && position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
}

/**
 * crow_action_get_css_class:
 * @action: an action
 *
 * Returns: the style class with the action's colour
 */
const char *
crow_action_get_css_class (CrowAction action)
{
  switch (action)
    {
    case CROW_ACTION_CASCADE:
      return "action-cascade";
    case CROW_ACTION_RESTRICT:
      return "action-restrict";
    case CROW_ACTION_NO_ACTION:
      return "action-no-action";
    case CROW_ACTION_SET_NULL:
      return "action-set-null";
    case CROW_ACTION_SET_DEFAULT:
      return "action-set-default";
    default:
      return "action-unknown";
    }
}

/**
 * crow_list_show_clause:
 * @label: where to show it
 * @clause: an action and its reason
 *
 * Written actions are bold and coloured, all others light.
 */
void
crow_list_show_clause (GtkLabel *label, const CrowClause *clause)
{
  gboolean is_strong = clause->reason == CROW_REASON_WRITTEN ||
                       clause->reason == CROW_REASON_DATABASE;
  const char *strong[] = { "written", crow_action_get_css_class (clause->action), NULL };
  const char *light[] = { "dim-label", NULL };

  gtk_label_set_label (label, crow_action_get_name (clause->action));
  gtk_widget_set_css_classes (GTK_WIDGET (label), is_strong ? strong : light);
}
