#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Appends to @store (element-type CrowPaletteItem) those of the window's commands that can be given
 * now and whose name has the words of @text. */
void crow_palette_add_commands (GtkWidget *widget, const char *text, GListStore *store);

G_END_DECLS
