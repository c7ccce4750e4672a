#include <glib/gi18n.h>

#include "crow-window-private.h"

static void
append_zoom (CrowWindow *self)
{
  g_autoptr (GMenu) steps = g_menu_new ();
  g_autoptr (GMenu) zoom = g_menu_new ();

  g_menu_append (steps, _ ("Zoom _In"), "win.zoom-in");
  g_menu_append (steps, _ ("Zoom _Out"), "win.zoom-out");
  g_menu_append_section (zoom, NULL, G_MENU_MODEL (steps));
  g_menu_append_section (zoom, NULL, gtk_menu_button_get_menu_model (self->zoom_button));
  g_menu_append_submenu (self->folded, _ ("_Zoom and Labels"), G_MENU_MODEL (zoom));
}

/* What the header bar has no room for is in the main menu. */
static void
update_menu (CrowWindow *self)
{
  g_menu_remove_all (self->folded);
  if (crow_fold_is_folded (self->fold, self->connect_button))
    g_menu_append (self->folded, _ ("_Connect…"), "win.connect");
  if (crow_fold_is_folded (self->fold, self->history_box))
    {
      g_menu_append (self->folded, _ ("_Undo"), "win.undo");
      g_menu_append (self->folded, _ ("R_edo"), "win.redo");
    }
  if (crow_fold_is_folded (self->fold, self->search_button))
    g_menu_append (self->folded, _ ("_Find in the Diagram"), "win.find");
  if (crow_fold_is_folded (self->fold, self->zoom_box))
    append_zoom (self);
  if (crow_fold_is_folded (self->fold, self->show_end))
    g_menu_append (self->folded, _ ("_Inspector"), "win.toggle-end");
  if (crow_fold_is_folded (self->fold, self->show_start))
    g_menu_append (self->folded, _ ("_Models and Relations"), "win.toggle-start");
}

/**
 * crow_window_set_up_fold:
 * @self: a window being made
 *
 * A narrow header bar has fewer buttons, and the main menu more entries.
 */
void
crow_window_set_up_fold (CrowWindow *self)
{
  crow_fold_add (self->fold, self->zoom_box);
  crow_fold_add (self->fold, self->connect_button);
  crow_fold_add (self->fold, self->history_box);
  crow_fold_add (self->fold, self->search_button);
  crow_fold_add (self->fold, self->show_end);
  crow_fold_add (self->fold, self->show_start);
  g_signal_connect_object (self->fold, "notify::n-folded", G_CALLBACK (update_menu), self,
                           G_CONNECT_SWAPPED);
}
