#pragma once

#include "crow-test-window.h"

G_BEGIN_DECLS

/* Everything that the program can show without a server, one after the other: empty states, pages,
 * popovers, dialogs, errors. */

/* @root: what is shown: a window, a dialog, or an open popover. It lives until the return. */
typedef void (*CrowTestVisit) (const char *name, GtkWidget *root, gpointer data);

/* Shows each scene whose name starts with @prefix (nullable: all) at @width x @height and calls
 * @visit; returns how many there were. */
guint crow_test_gallery_walk (CrowApplication *application,
                              const char *prefix,
                              int width,
                              int height,
                              CrowTestVisit visit,
                              gpointer data);
/* A picture of @widget as it is drawn on the screen. */
void crow_test_gallery_save_png (GtkWidget *widget, const char *path);

G_END_DECLS
