#include "crow-window-private.h"

#include "crow-settings.h"

/* The first window's size, in px, where the monitor has room for it. */
#define WIDTH 1520
#define HEIGHT 960
/* How much of the monitor the first window takes at most. */
#define MONITOR_SHARE 0.92
/* Height of the header bar, in px, before it can be asked. */
#define HEADER_HEIGHT 47

/* A window smaller than this was none. */
#define LEAST 100

/* The size of a window that nobody has sized yet. */
static void
get_first_size (CrowWindow *self, int *width, int *height)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle area = { 0, 0, WIDTH, HEIGHT };

  if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &area);
  *width = MIN (WIDTH, (int) (area.width * MONITOR_SHARE));
  *height = MIN (HEIGHT, (int) (area.height * MONITOR_SHARE));
}

/* In px; @otherwise where none is kept. */
static int
get_length (const char *key, int otherwise)
{
  int length = crow_settings_get_int (crow_settings_get_default (), key);

  return length >= LEAST ? length : otherwise;
}

/**
 * crow_window_restore_state:
 * @self: a new window
 *
 * Gives @self the size and the panes of the last one.
 */
void
crow_window_restore_state (CrowWindow *self)
{
  CrowSettings *settings = crow_settings_get_default ();
  gboolean shows_changes = crow_settings_get_flag (settings, CROW_SETTINGS_SHOW_CHANGES);
  int width;
  int height;

  get_first_size (self, &width, &height);
  width = get_length (CROW_SETTINGS_WIDTH, width);
  height = get_length (CROW_SETTINGS_HEIGHT, height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  height -= HEADER_HEIGHT;
  gtk_paned_set_position (self->middle,
                          MAX (height - get_length (CROW_SETTINGS_CHANGES_HEIGHT, LEAST),
                               height / 2));
  crow_panes_set_widths (self->panes, get_length (CROW_SETTINGS_START_WIDTH, 0),
                         get_length (CROW_SETTINGS_END_WIDTH, 0));
  crow_panes_set_show_start (self->panes,
                             crow_settings_get_flag (settings, CROW_SETTINGS_SHOW_START));
  crow_panes_set_show_end (self->panes, crow_settings_get_flag (settings, CROW_SETTINGS_SHOW_END));
  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-changes",
                                      g_variant_new_boolean (shows_changes));
  if (crow_settings_get_flag (settings, CROW_SETTINGS_MAXIMIZED))
    gtk_window_maximize (GTK_WINDOW (self));
  else
    crow_panes_expect_width (self->panes, width);
}

/**
 * crow_window_keep_state:
 * @self: a window that is closed
 *
 * Remembers its size and its panes.
 */
void
crow_window_keep_state (CrowWindow *self)
{
  CrowSettings *settings = crow_settings_get_default ();
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  crow_settings_set_int (settings, CROW_SETTINGS_WIDTH, width);
  crow_settings_set_int (settings, CROW_SETTINGS_HEIGHT, height);
  crow_settings_set_flag (settings, CROW_SETTINGS_MAXIMIZED,
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  crow_settings_set_flag (settings, CROW_SETTINGS_SHOW_CHANGES,
                          gtk_widget_get_visible (GTK_WIDGET (self->changes)));
  height = gtk_widget_get_height (GTK_WIDGET (self->changes));
  if (height > 0)
    crow_settings_set_int (settings, CROW_SETTINGS_CHANGES_HEIGHT, height);
  if (crow_panes_get_narrow (self->panes))
    return;
  crow_settings_set_int (settings, CROW_SETTINGS_START_WIDTH,
                         crow_panes_get_start_width (self->panes));
  crow_settings_set_int (settings, CROW_SETTINGS_END_WIDTH, crow_panes_get_end_width (self->panes));
  crow_settings_set_flag (settings, CROW_SETTINGS_SHOW_START,
                          crow_panes_get_show_start (self->panes));
  crow_settings_set_flag (settings, CROW_SETTINGS_SHOW_END, crow_panes_get_show_end (self->panes));
}
