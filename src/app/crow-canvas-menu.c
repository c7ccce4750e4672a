#include "crow-canvas-private.h"

#define MENUS "/io/github/crowsfoot/Crowsfoot/crow-canvas-menu.ui"

static const char *
get_menu_name (CrowSelectionKind kind)
{
  if (kind == CROW_SELECTION_MODEL)
    return "model_menu";
  return kind == CROW_SELECTION_RELATION ? "relation_menu" : "canvas_menu";
}

/* The focus goes back to where it was taken from. */
static void
closed_cb (CrowCanvas *self)
{
  if (self->diagram != NULL)
    crow_canvas_focus_selection (self);
}

static void
open_menu (CrowCanvas *self, CrowSelectionKind kind, const GdkRectangle *at)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (MENUS);
  GMenuModel *model = G_MENU_MODEL (gtk_builder_get_object (builder, get_menu_name (kind)));

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_insert_before (self->menu, GTK_WIDGET (self), self->minimap);
      g_signal_connect_object (self->menu, "closed", G_CALLBACK (closed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_widget_set_halign (self->menu,
                         gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL
                             ? GTK_ALIGN_END
                             : GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
}

/**
 * crow_canvas_open_menu_at:
 * @self: a canvas
 * @at: in the widget's pixels
 *
 * Selects what is there, unless it is among several that are, and opens its menu.
 */
void
crow_canvas_open_menu_at (CrowCanvas *self, CrowPoint at)
{
  CrowSelection picked;
  GdkRectangle here = { (int) at.x, (int) at.y, 1, 1 };

  if (self->diagram == NULL)
    return;
  crow_canvas_stop_flick (self);
  crow_canvas_end_nudge (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  picked = crow_canvas_pick_at (self, at);
  if (picked.kind != CROW_SELECTION_NONE)
    crow_canvas_select (self, picked, FALSE);
  crow_canvas_focus_selection (self);
  open_menu (self, picked.kind, &here);
}

/**
 * crow_canvas_open_menu:
 * @self: a canvas
 *
 * Opens the menu of what is selected, beside it; of nothing the canvas's own, in the middle.
 */
void
crow_canvas_open_menu (CrowCanvas *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  GdkRectangle at = { width / 2, height / 2, 1, 1 };

  if (self->diagram == NULL)
    return;
  crow_canvas_end_nudge (self, TRUE);
  if (self->selection.kind != CROW_SELECTION_NONE)
    {
      CrowRect rect = crow_canvas_get_selection_rect (self);
      CrowRect seen = crow_view_rect_to_widget (&self->view, &rect);

      at.x = (int) CLAMP (seen.x + MIN (seen.width, 40), 0, width - 1);
      at.y = (int) CLAMP (seen.y + MIN (seen.height, 34 * self->view.zoom), 0, height - 1);
    }
  open_menu (self, self->selection.kind, &at);
}
