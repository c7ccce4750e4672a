#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A widget without a drawing that can have the focus: stands for something that its parent paints,
 * since only widgets are seen by a screen reader. */
#define CROW_TYPE_PROXY (crow_proxy_get_type ())
G_DECLARE_FINAL_TYPE (CrowProxy, crow_proxy, CROW, PROXY, GtkWidget)

GtkWidget *crow_proxy_new (void);

G_END_DECLS
