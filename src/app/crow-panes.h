#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Two side panes around a content. Wide, they stand beside it and can be resized; narrow, they lie
 * over it and are closed by Escape or a click beside them.
 *
 * Properties: "start", "content", "end" (widgets), "show-start", "show-end", "narrow" (read only),
 * "start-width", "end-width" (px, beside the content). */
#define CROW_TYPE_PANES (crow_panes_get_type ())
G_DECLARE_FINAL_TYPE (CrowPanes, crow_panes, CROW, PANES, GtkWidget)

gboolean crow_panes_get_narrow (CrowPanes *self);
void crow_panes_set_show_start (CrowPanes *self, gboolean show);
void crow_panes_set_show_end (CrowPanes *self, gboolean show);
gboolean crow_panes_get_show_start (CrowPanes *self);
gboolean crow_panes_get_show_end (CrowPanes *self);
int crow_panes_get_start_width (CrowPanes *self);
int crow_panes_get_end_width (CrowPanes *self);
void crow_panes_expect_width (CrowPanes *self, int width);
void crow_panes_set_widths (CrowPanes *self, int start, int end);

G_END_DECLS
