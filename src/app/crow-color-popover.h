#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The palette for the bands of tables: activates "win.color" with a colour's word. */
#define CROW_TYPE_COLOR_POPOVER (crow_color_popover_get_type ())
G_DECLARE_FINAL_TYPE (CrowColorPopover, crow_color_popover, CROW, COLOR_POPOVER, GtkPopover)

const char *crow_color_get_word (guint color); /* 0: "default"; 1…: as crowsfoot.layout has it */
guint crow_color_find_word (const char *word); /* 0 for any other */

G_END_DECLS
