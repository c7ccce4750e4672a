#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Children one beside the other, each as wide as it likes, on as many lines as it takes. */
#define CROW_TYPE_WRAP_LAYOUT (crow_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (CrowWrapLayout, crow_wrap_layout, CROW, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
