#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tab takes the focus through everything below @root (a window or an open popover) that can have
 * it, in reading order; Shift+Tab takes it back the same way; and nothing keeps it. The test fails
 * with what is otherwise. */
void crow_test_assert_tab_order (GtkWidget *root, const char *place);
/* (transfer full) (element-type GtkWidget): what has the focus at each of Tab's stops below @root,
 * in order: of a list, the canvas and a text that which Tab enters it at. */
GPtrArray *crow_test_list_focus (GtkWidget *root);
/* (transfer full): what it is and where, for people. */
char *crow_test_describe (GtkWidget *widget);
/* Nothing is cut off or shortened that says what a control is, at these sizes of the text. */
void crow_test_assert_large_text (GtkWidget *root, const char *place);

G_END_DECLS
