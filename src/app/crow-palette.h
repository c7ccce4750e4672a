#pragma once

#include <gtk/gtk.h>

#include "crow-palette-item.h"

G_BEGIN_DECLS

/* Something to type a name into and to go there, over a window; behind `>` the window's commands.
 *
 * Signals: "chosen" (CrowPaletteItem *): after it has closed; commands it runs itself
 *          "closed" () */
#define CROW_TYPE_PALETTE (crow_palette_get_type ())
G_DECLARE_FINAL_TYPE (CrowPalette, crow_palette, CROW, PALETTE, GtkWidget)

void crow_palette_open (CrowPalette *self, CrowSchema *schema);
void crow_palette_close (CrowPalette *self);
gboolean crow_palette_is_open (CrowPalette *self);
/* What is listed. (transfer none) */
GListModel *crow_palette_get_items (CrowPalette *self);

G_END_DECLS
