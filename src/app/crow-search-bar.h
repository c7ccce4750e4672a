#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A bar to find things in the diagram with, over its top corner. It knows no schema: it says what
 * is typed and is told what was found.
 *
 * Signals: "search-changed" (): another text
 *          "step" (int): to the next (1) or previous (-1) match
 *          "closed" () */
#define CROW_TYPE_SEARCH_BAR (crow_search_bar_get_type ())
G_DECLARE_FINAL_TYPE (CrowSearchBar, crow_search_bar, CROW, SEARCH_BAR, GtkWidget)

void crow_search_bar_open (CrowSearchBar *self); /* with the cursor in it */
void crow_search_bar_close (CrowSearchBar *self);
gboolean crow_search_bar_is_open (CrowSearchBar *self);
const char *crow_search_bar_get_text (CrowSearchBar *self);
/* @at: from 0; @n 0: nothing is found. */
void crow_search_bar_show_count (CrowSearchBar *self, guint at, guint n);
/* A sentence below the entry. */
void crow_search_bar_show_note (CrowSearchBar *self, const char *note); /* (nullable) */

G_END_DECLS
