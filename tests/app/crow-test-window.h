#pragma once

#include "crow-application.h"
#include "crow-compat.h"
#include "crow-test.h"
#include "crow-window.h"

G_BEGIN_DECLS

/* Sets up a display, folders of our own and the application; to be called first in main(). */
CrowApplication *crow_test_window_init (int *argc, char ***argv);

typedef gboolean (*CrowTestCondition) (gpointer data);
/* Runs the main loop until @condition holds; the test fails after 30 s. */
void crow_test_wait (CrowTestCondition condition, gpointer data);
void crow_test_iterate (guint milliseconds);
/* g_test_run(), then GTK may finish what it began: whenever another window of the display selects a
 * text, it asks that one what it has, and leaks the question where the process ends meanwhile. */
int crow_test_run_windows (void);

/* A copy of @path in a new folder, and what to do with it. (transfer full) */
char *crow_test_copy (const char *path);
char *crow_test_copy_example (const char *name);
void crow_test_delete_copy (const char *path);

/* A window with @path open and drawn (NULL: nothing), 1280 x 800. Owned by the caller. */
CrowWindow *crow_test_open_window (CrowApplication *application, const char *path);
void crow_test_wait_idle (CrowWindow *window);
/* Gives up what is unsaved, destroys the window and checks that nothing holds it. */
void crow_test_close_window (CrowWindow *window);
/* The same for one that the user has closed. */
void crow_test_wait_closed (CrowWindow *window);
/* The first widget of that type below @root; there must be one. */
gpointer crow_test_find_widget (gpointer root, GType type);
gpointer crow_test_find_shown (GType type); /* in any window; NULL: nowhere */

/* The dialog over @window, once there is one, and its answer. */
CrowAlert *crow_test_wait_dialog (CrowWindow *window);
gboolean crow_test_has_dialog (CrowWindow *window);
/* (nullable): what stands over @window without a window of its own, where libadwaita has such */
GtkWidget *crow_test_find_inner_dialog (GtkWidget *window);
void crow_test_answer (CrowWindow *window, const char *response);

/* A point on the drawn edge of a relation, in the canvas's pixels, that takes it when clicked. */
CrowPoint crow_test_find_edge (CrowWindow *window, const char *relation);
CrowPoint crow_test_find_box (CrowWindow *window, const char *model); /* its head */
void crow_test_click (CrowWindow *window, CrowPoint at);

/* What the drop-down of @event shows, and a choice in it. */
const char *crow_test_get_action (CrowWindow *window, CrowEvent event);
void crow_test_choose_action (CrowWindow *window, CrowEvent event, const char *name);

G_END_DECLS
