#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Of two colours, 0xrrggbb: WCAG 2.1's contrast, from 1 to 21. */
double crow_test_get_contrast (guint32 a, guint32 b);
/* @root as it looks now; waits until it is drawn. (transfer full) */
GskRenderNode *crow_test_draw (GtkWidget *root);
/* (transfer full) (nullable): what lies in @bounds (in pixels of @node, @scale times as large) of
 * @root's drawing, 0xaarrggbb row by row; NULL: nothing does. */
guint32 *crow_test_get_pixels (GtkWidget *root,
                               GskRenderNode *node,
                               const graphene_rect_t *bounds,
                               float scale,
                               int *width,
                               int *height);

G_END_DECLS
