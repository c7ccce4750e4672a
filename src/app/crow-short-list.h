#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The beginning of a list that a filter changes with every key. GTK keeps 200 rows as widgets and
 * would make and bind most of them anew each time: while the filter is in use the list ends early,
 * and goes on as soon as somebody scrolls there. */
#define CROW_TYPE_SHORT_LIST (crow_short_list_get_type ())
G_DECLARE_FINAL_TYPE (CrowShortList, crow_short_list, CROW, SHORT_LIST, GObject)

CrowShortList *crow_short_list_new (GListModel *all, GtkAdjustment *adjustment);
GListModel *crow_short_list_get_model (CrowShortList *self); /* (transfer none) */
/* Somebody may type soon, or does not any more. @selected: a row that must stay, or
 * GTK_INVALID_LIST_POSITION. */
void crow_short_list_expect (CrowShortList *self, gboolean is_expected, guint selected);
void crow_short_list_begin (CrowShortList *self); /* right before the filter changes */
void crow_short_list_end (CrowShortList *self, gboolean is_filtered); /* and right after */
void crow_short_list_show_all (CrowShortList *self);
void crow_short_list_refill (CrowShortList *self); /* right before other rows come */
gboolean crow_short_list_dismantle (CrowShortList *self);

G_END_DECLS
