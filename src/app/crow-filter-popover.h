#pragma once

#include <gtk/gtk.h>

#include "crow-filter.h"

G_BEGIN_DECLS

/* The filters, behind the funnel in the header bar. What it holds activates the window's actions;
 * it changes no filter itself. */
#define CROW_TYPE_FILTER_POPOVER (crow_filter_popover_get_type ())
G_DECLARE_FINAL_TYPE (CrowFilterPopover, crow_filter_popover, CROW, FILTER_POPOVER, GtkPopover)

/* Lists the schema's namespaces and the tables that are hidden by hand. */
void
crow_filter_popover_refresh (CrowFilterPopover *self, const CrowFilter *filter, CrowSchema *schema);

G_END_DECLS
