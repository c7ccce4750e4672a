#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void crow_announce (GtkWidget *window, const char *text);

G_END_DECLS
