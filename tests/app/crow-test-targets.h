#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whatever can be pressed below @root is large enough for a finger, or the test fails and says
 * what is not; returns how many there are. */
guint crow_test_assert_touchable (GtkWidget *root, const char *place);

G_END_DECLS
