#include "crow-window-private.h"

/* The parts of the window, in reading order. (nullable): none */
static GtkWidget *
get_part (CrowWindow *self, CrowPart part)
{
  GtkWidget *parts[CROW_N_PARTS] = {
    [CROW_PART_HEADER] = GTK_WIDGET (self->fold),
    [CROW_PART_DISK_BAR] = GTK_WIDGET (self->disk_bar),
    [CROW_PART_RECOVERED_BAR] = GTK_WIDGET (self->recovered_bar),
    [CROW_PART_LINK_BAR] = GTK_WIDGET (self->link_bar),
    [CROW_PART_EMPTY] = GTK_WIDGET (self->empty),
    [CROW_PART_LISTS] = GTK_WIDGET (self->sidebar),
    [CROW_PART_FILTERS] = GTK_WIDGET (self->filter_bar),
    [CROW_PART_SEARCH] = GTK_WIDGET (self->search_bar),
    [CROW_PART_CANVAS] = GTK_WIDGET (self->canvas),
    [CROW_PART_CHANGES] = GTK_WIDGET (self->changes),
    [CROW_PART_INSPECTOR] = GTK_WIDGET (self->inspector),
  };

  return parts[part];
}

/* -1: in none of them */
static int
find_part (CrowWindow *self, GtkWidget *focus)
{
  for (guint i = 0; focus != NULL && i < CROW_N_PARTS; i++)
    {
      GtkWidget *part = get_part (self, i);

      if (focus == part || gtk_widget_is_ancestor (focus, part))
        return (int) i;
    }
  return -1;
}

/* Where it was when the part was left; else what Tab comes to first. The canvas itself knows what
 * is selected. */
static gboolean
enter_part (CrowWindow *self, CrowPart index)
{
  GtkWidget *part = get_part (self, index);
  GtkWidget *last = self->part_focus[index];

  if (!gtk_widget_get_mapped (part))
    return FALSE;
  if (index != CROW_PART_CANVAS && last != NULL && gtk_widget_get_mapped (last) &&
      gtk_widget_is_ancestor (last, part) && gtk_widget_grab_focus (last))
    return TRUE;
  return gtk_widget_child_focus (part, GTK_DIR_TAB_FORWARD);
}

static void
go_on (CrowWindow *self, int step)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  int at = find_part (self, focus);
  int next = at < 0 && step < 0 ? 0 : at;

  if (at >= 0)
    g_set_weak_pointer (&self->part_focus[at], focus);
  for (guint i = 0; i < CROW_N_PARTS; i++)
    {
      next = (next + step + CROW_N_PARTS) % CROW_N_PARTS;
      if (next == at)
        return;
      if (enter_part (self, (CrowPart) next))
        {
          gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
          return;
        }
    }
}

static void
next_part_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_on (data, 1);
}

static void
previous_part_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_on (data, -1);
}

/**
 * crow_window_forget_focus:
 * @self: a window being disposed of
 *
 * Nothing points to where the focus was in its parts any more.
 */
void
crow_window_forget_focus (CrowWindow *self)
{
  for (guint i = 0; i < CROW_N_PARTS; i++)
    g_clear_weak_pointer (&self->part_focus[i]);
}

/**
 * crow_window_add_focus_actions:
 * @self: a window
 *
 * Adds the actions by which the focus goes from one part of the window to the next.
 */
void
crow_window_add_focus_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "next-part", next_part_cb },
    { "previous-part", previous_part_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
