#pragma once

#include <gtk/gtk.h>

#include "crow-filter.h"

G_BEGIN_DECLS

/* Says what of the schema is not shown, and why: a chip for each part of the filter, which takes it
 * back. Hidden while everything is shown. */
#define CROW_TYPE_FILTER_BAR (crow_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (CrowFilterBar, crow_filter_bar, CROW, FILTER_BAR, GtkWidget)

/* @shown: (nullable) what @filter leaves of @whole; NULL: not known yet. */
void crow_filter_bar_refresh (CrowFilterBar *self,
                              const CrowFilter *filter,
                              const CrowShown *shown,
                              CrowSchema *whole);
/* What is selected though it is not shown, in words; NULL: nothing. */
void crow_filter_bar_set_missed (CrowFilterBar *self, const char *missed);
void crow_filter_bar_set_history (CrowFilterBar *self, gboolean can_go);

G_END_DECLS
