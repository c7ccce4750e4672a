#include "crow-canvas-private.h"

#include <glib/gi18n.h>

#include "crow-proxy.h"

/* A relation never has a widget, a model has none in an overview or far outside the view. What is
 * selected of these is a child of the canvas all the same, without a drawing: there are two, in
 * turns, because a screen reader speaks when the focus comes to another widget. */

static gboolean
needs_proxy (CrowCanvas *self)
{
  if (self->diagram == NULL || self->selection.kind == CROW_SELECTION_NONE)
    return FALSE;
  return self->selection.kind == CROW_SELECTION_RELATION ||
         !g_hash_table_contains (self->boxes, GUINT_TO_POINTER (self->selection.index + 1));
}

static GtkWidget *
take_proxy (CrowCanvas *self)
{
  self->proxy = 1 - self->proxy;
  if (self->proxies[self->proxy] == NULL)
    {
      self->proxies[self->proxy] = crow_proxy_new ();
      gtk_widget_insert_before (self->proxies[self->proxy], GTK_WIDGET (self), self->minimap);
    }
  return self->proxies[self->proxy];
}

/* What a relation says stands in its label, which is smaller than the way that it takes. */
static CrowRect
get_rect (CrowCanvas *self)
{
  if (self->selection.kind == CROW_SELECTION_RELATION)
    {
      CrowRect label = crow_diagram_get_label (self->diagram, self->selection.index);

      if (label.width > 0)
        return label;
    }
  return crow_canvas_get_selection_rect (self);
}

/* Where the selection is seen: the focus' ring is there, for those who see it and those who follow
 * it with a magnifier. */
static GtkAllocation
get_place (CrowCanvas *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  CrowRect rect = get_rect (self);
  CrowRect seen = crow_view_rect_to_widget (&self->view, &rect);
  double left = CLAMP (seen.x, 0, width - 1);
  double top = CLAMP (seen.y, 0, height - 1);
  double right = CLAMP (seen.x + seen.width, left + 1, width);
  double bottom = CLAMP (seen.y + seen.height, top + 1, height);

  return (GtkAllocation){ (int) left, (int) top, MAX ((int) (right - left), 1),
                          MAX ((int) (bottom - top), 1) };
}

static void
name_proxy (CrowCanvas *self, GtkWidget *proxy)
{
  g_autofree char *sentence = NULL;

  if (self->selection.kind == CROW_SELECTION_MODEL)
    {
      crow_canvas_name_box (self, proxy, self->selection.index);
      return;
    }
  sentence = crow_schema_describe_relation (self->diagram->schema, self->selection.index);
  gtk_accessible_update_property (GTK_ACCESSIBLE (proxy), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ ("Relation"), -1);
}

/**
 * crow_canvas_get_proxy:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): what stands for the selection and can have the focus; %NULL
 *   where nothing is selected or the model has a box
 */
GtkWidget *
crow_canvas_get_proxy (CrowCanvas *self)
{
  GtkWidget *other, *proxy;

  if (!needs_proxy (self))
    return NULL;
  if (self->has_proxy)
    return self->proxies[self->proxy];
  other = self->proxies[self->proxy];
  proxy = take_proxy (self);
  name_proxy (self, proxy);
  gtk_widget_set_visible (proxy, TRUE);
  self->has_proxy = TRUE;
  if (other != NULL && gtk_widget_get_visible (other))
    {
      if (gtk_widget_has_focus (other))
        gtk_widget_grab_focus (proxy);
      gtk_widget_set_visible (other, FALSE);
    }
  return proxy;
}

/**
 * crow_canvas_forget_proxy:
 * @self: a canvas of which something else is selected
 */
void
crow_canvas_forget_proxy (CrowCanvas *self)
{
  self->has_proxy = FALSE;
  crow_canvas_sync_proxy (self);
}

/**
 * crow_canvas_sync_proxy:
 * @self: a canvas of which other models may have boxes
 *
 * What is selected has either a box or what stands for it.
 */
void
crow_canvas_sync_proxy (CrowCanvas *self)
{
  GtkWidget *proxy = self->minimap != NULL ? crow_canvas_get_proxy (self) : NULL;

  /* the box that had it is gone */
  if (proxy != NULL && gtk_widget_has_focus (GTK_WIDGET (self)))
    gtk_widget_grab_focus (proxy);
  if (proxy != NULL)
    return;
  self->has_proxy = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->proxies); i++)
    if (self->proxies[i] != NULL && gtk_widget_get_visible (self->proxies[i]))
      {
        if (gtk_widget_has_focus (self->proxies[i]))
          gtk_widget_grab_focus (GTK_WIDGET (self));
        gtk_widget_set_visible (self->proxies[i], FALSE);
      }
}

/**
 * crow_canvas_allocate_proxy:
 * @self: a canvas
 *
 * Puts what stands for the selection where that is seen.
 */
void
crow_canvas_allocate_proxy (CrowCanvas *self)
{
  GtkAllocation place;

  if (!self->has_proxy || !needs_proxy (self))
    return;
  place = get_place (self);
  gtk_widget_size_allocate (self->proxies[self->proxy], &place, -1);
}

/**
 * crow_canvas_snapshot_proxy:
 * @self: a canvas
 * @snapshot: to draw on
 *
 * Draws the ring around the selection that has no widget of its own, while it has the focus.
 */
void
crow_canvas_snapshot_proxy (CrowCanvas *self, GtkSnapshot *snapshot)
{
  if (self->has_proxy && gtk_widget_get_visible (self->proxies[self->proxy]))
    gtk_widget_snapshot_child (GTK_WIDGET (self), self->proxies[self->proxy], snapshot);
}
