#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a screen reader says of @widget first, as GTK tells it. (transfer full) */
char *crow_test_get_spoken_name (GtkWidget *widget);
/* Everything shown below @root whose name is missing, wrong or that of its neighbour.
 * (transfer full) (element-type utf8): a line each; empty: all is well. */
GPtrArray *crow_test_find_unnamed (GtkWidget *root);
/* The test fails where there is something; @place is told with it. */
void crow_test_assert_named (GtkWidget *root, const char *place);

G_END_DECLS
