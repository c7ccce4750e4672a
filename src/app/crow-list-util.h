#pragma once

#include <gtk/gtk.h>

#include "crow-schema-item.h"

G_BEGIN_DECLS

/* A label for a list's cell, ellipsized, or a place of fixed height for one. */
GtkWidget *crow_list_label_new (void);

/* Calls @refresh whenever the item of @list_item is told of another schema, until it is unbound. */
void crow_list_item_watch (GtkListItem *list_item, GCallback refresh, gpointer user_data);
void crow_list_item_unwatch (GtkListItem *list_item);

/* The text, or NULL: no tooltip. (transfer full) */
typedef char *(*CrowListTooltip) (GtkListItem *list_item);
/* A tooltip that is made when it is asked for. */
void crow_list_add_tooltip (GtkWidget *widget, GtkListItem *list_item, CrowListTooltip make_text);

/* Position of the item with @index, or GTK_INVALID_LIST_POSITION. */
guint crow_list_find (GListModel *model, int index);
/* Makes @position visible, in a GtkListView or a GtkColumnView. */
void crow_list_scroll_to (GtkWidget *view, guint position);

/* Shows an action: its word, bold and coloured where @clause is not a default. */
void crow_list_show_clause (GtkLabel *label, const CrowClause *clause);
const char *crow_action_get_css_class (CrowAction action);

G_END_DECLS
