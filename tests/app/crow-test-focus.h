#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tab takes the focus through everything below @root (a window or an open popover) that can have
 * it, in reading order; Shift+Tab takes it back the same way; and nothing keeps it. The test fails
 * with what is otherwise. */
void crow_test_assert_tab_order (GtkWidget *root, const char *place);
/* Nothing is cut off or shortened that says what a control is, at these sizes of the text. */
void crow_test_assert_large_text (GtkWidget *root, const char *place);

G_END_DECLS
