#include "crow-window-private.h"

#include "crow-state.h"

#define GROUP "window"
/* Height of the panel at the bottom, in px, as long as the user has not moved it. */
#define CHANGES_HEIGHT 240
/* The first window's size, in px, where the monitor has room for it. */
#define WIDTH 1520
#define HEIGHT 960
/* How much of the monitor the first window takes at most. */
#define MONITOR_SHARE 0.92
/* Height of the header bar, in px, before it can be asked. */
#define HEADER_HEIGHT 47

static int
get_size (GKeyFile *state, const char *key, int otherwise)
{
  int value = g_key_file_get_integer (state, GROUP, key, NULL);

  return value >= 100 && value < 20000 ? value : otherwise;
}

static gboolean
get_flag (GKeyFile *state, const char *key, gboolean otherwise)
{
  g_autoptr (GError) error = NULL;
  gboolean value = g_key_file_get_boolean (state, GROUP, key, &error);

  return error == NULL ? value : otherwise;
}

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

/**
 * crow_window_restore_state:
 * @self: a new window
 *
 * Gives @self the size and the panes of the last one.
 */
void
crow_window_restore_state (CrowWindow *self)
{
  g_autoptr (GKeyFile) state = crow_state_load ();
  int width;
  int height;

  get_first_size (self, &width, &height);
  width = get_size (state, "width", width);
  height = get_size (state, "height", height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  height -= HEADER_HEIGHT;
  gtk_paned_set_position (self->middle,
                          MAX (height - get_size (state, "changes-height", CHANGES_HEIGHT),
                               height / 2));
  crow_panes_set_widths (self->panes, get_size (state, "start-width", 0),
                         get_size (state, "end-width", 0));
  crow_panes_set_show_start (self->panes, get_flag (state, "show-start", TRUE));
  crow_panes_set_show_end (self->panes, get_flag (state, "show-end", TRUE));
  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-changes",
                                      g_variant_new_boolean (get_flag (state, "show-changes",
                                                                       TRUE)));
  if (get_flag (state, "maximized", FALSE))
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
  g_autoptr (GKeyFile) state = crow_state_load ();
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_key_file_set_integer (state, GROUP, "width", width);
  g_key_file_set_integer (state, GROUP, "height", height);
  g_key_file_set_boolean (state, GROUP, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_key_file_set_boolean (state, GROUP, "show-changes",
                          gtk_widget_get_visible (GTK_WIDGET (self->changes)));
  height = gtk_widget_get_height (GTK_WIDGET (self->changes));
  if (height > 0)
    g_key_file_set_integer (state, GROUP, "changes-height", height);
  if (!crow_panes_get_narrow (self->panes))
    {
      g_key_file_set_integer (state, GROUP, "start-width",
                              crow_panes_get_start_width (self->panes));
      g_key_file_set_integer (state, GROUP, "end-width", crow_panes_get_end_width (self->panes));
      g_key_file_set_boolean (state, GROUP, "show-start", crow_panes_get_show_start (self->panes));
      g_key_file_set_boolean (state, GROUP, "show-end", crow_panes_get_show_end (self->panes));
    }
  crow_state_save (state);
}
