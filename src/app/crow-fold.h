#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Around a header bar: where it lacks room, those of its widgets that can be had elsewhere are
 * hidden, in the order in which they were added, and come back when there is room again.
 *
 * Properties: "child" (a widget), "n-folded" (read only: how many are hidden for want of room). */
#define CROW_TYPE_FOLD (crow_fold_get_type ())
G_DECLARE_FINAL_TYPE (CrowFold, crow_fold, CROW, FOLD, GtkWidget)

void crow_fold_add (CrowFold *self, GtkWidget *widget);
void crow_fold_set_wanted (CrowFold *self, GtkWidget *widget, gboolean is_wanted);
gboolean crow_fold_is_folded (CrowFold *self, GtkWidget *widget);

G_END_DECLS
