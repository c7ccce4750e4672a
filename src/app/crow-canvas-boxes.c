#include "crow-canvas-private.h"
#include "crow-diagram-index.h"

/* Boxes this far outside the view, in the widget's pixels, keep their widget. */
#define SLACK 160.0

static CrowModelBox *
take_box (CrowCanvas *self)
{
  GtkWidget *box;

  if (self->spare_boxes->len > 0)
    {
      box = g_ptr_array_steal_index_fast (self->spare_boxes, self->spare_boxes->len - 1);
      gtk_widget_set_visible (box, TRUE);
      return CROW_MODEL_BOX (box);
    }
  box = crow_model_box_new ();
  gtk_widget_insert_before (box, GTK_WIDGET (self), self->minimap);
  return CROW_MODEL_BOX (box);
}

/* The focus stays on the canvas when the box that has it goes out of view. */
static void
release_box (CrowCanvas *self, CrowModelBox *box)
{
  GtkWidget *widget = GTK_WIDGET (box);

  if (gtk_widget_has_focus (widget))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_set_visible (widget, FALSE);
  g_ptr_array_add (self->spare_boxes, box);
}

static void
show_box (CrowCanvas *self, guint model, const CrowPaintStyle *style)
{
  CrowModelBox *box = g_hash_table_lookup (self->boxes, GUINT_TO_POINTER (model + 1));

  if (box == NULL)
    {
      box = take_box (self);
      g_hash_table_insert (self->boxes, GUINT_TO_POINTER (model + 1), box);
    }
  if (crow_model_box_show (box, self->diagram, model, style,
                           crow_canvas_get_model_state (self, model)))
    crow_canvas_name_box (self, GTK_WIDGET (box), model);
  crow_model_box_set_state (box, crow_canvas_get_model_state (self, model));
}

static gboolean
is_box_in (CrowCanvas *self, guint model, const CrowRect *area)
{
  CrowRect box = crow_canvas_get_box (self, model);

  return crow_rect_intersects (&box, area);
}

/* (element-type guint): models in @area, those that have a widget, and those that are being dragged
 * into @area. */
static GArray *
list_seen (CrowCanvas *self, const CrowRect *area)
{
  GArray *seen = crow_diagram_list_boxes (self->diagram, area);
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; self->lifted != NULL && i < self->diagram->layout->n_boxes; i++)
    if (crow_canvas_is_lifted (self, i) && is_box_in (self, i, area))
      g_array_append_val (seen, i);
  g_hash_table_iter_init (&iter, self->boxes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint model = GPOINTER_TO_UINT (key) - 1;

      g_array_append_val (seen, model);
    }
  return seen;
}

static void
release_outside (CrowCanvas *self, const CrowRect *area)
{
  CrowDiagram *diagram = self->diagram;
  GHashTableIter iter;
  gpointer key, box;

  g_hash_table_iter_init (&iter, self->boxes);
  while (g_hash_table_iter_next (&iter, &key, &box))
    {
      guint model = GPOINTER_TO_UINT (key) - 1;

      if (model < diagram->layout->n_boxes && is_box_in (self, model, area))
        continue;
      g_hash_table_iter_remove (&iter);
      release_box (self, box);
    }
}

/* Draws what needs it this much until the frame's time for texts is spent; TRUE: nothing is left.
 */
static gboolean
draw_boxes (CrowCanvas *self, guint need)
{
  GHashTableIter iter;
  gpointer box;

  g_hash_table_iter_init (&iter, self->boxes);
  while (g_hash_table_iter_next (&iter, NULL, &box))
    {
      gint64 start;

      if (crow_model_box_needs_drawing (box) != need)
        continue;
      if (!crow_canvas_has_budget (self))
        return FALSE;
      start = g_get_monotonic_time ();
      crow_model_box_draw (box);
      crow_canvas_spend (self, start);
    }
  return TRUE;
}

/**
 * crow_canvas_draw_boxes:
 * @self: a canvas
 *
 * Draws the models in view that have not been drawn yet, then those that were drawn for another
 * zoom, as far as a frame's budget goes; the next frame does more.
 */
void
crow_canvas_draw_boxes (CrowCanvas *self)
{
  if (!draw_boxes (self, 2) || !draw_boxes (self, 1))
    crow_canvas_draw_later (self);
}

/**
 * crow_canvas_sync_boxes:
 * @self: a canvas
 *
 * Gives each model in view a widget and takes it from those out of view.
 */
void
crow_canvas_sync_boxes (CrowCanvas *self)
{
  CrowDiagram *diagram = self->diagram;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  CrowPaintStyle style;
  CrowRect area, slack;
  g_autoptr (GArray) seen = NULL;

  if (diagram == NULL || width <= 0 || self->view.zoom < CROW_CANVAS_WIDGET_ZOOM)
    {
      crow_canvas_release_boxes (self);
      crow_canvas_sync_proxy (self);
      return;
    }
  style = crow_canvas_get_part_style (self);
  area = crow_view_get_area (&self->view, width, height);
  slack = crow_rect_inset (&area, -SLACK / self->view.zoom);
  release_outside (self, &slack);
  seen = list_seen (self, &area);
  for (guint i = 0; i < seen->len; i++)
    show_box (self, g_array_index (seen, guint, i), &style);
  crow_canvas_draw_boxes (self);
  crow_canvas_sync_proxy (self);
  if (gtk_widget_has_focus (GTK_WIDGET (self)))
    crow_canvas_focus_selection (self);
}

/**
 * crow_canvas_allocate_boxes:
 * @self: a canvas
 *
 * Puts each box where it is seen.
 */
void
crow_canvas_allocate_boxes (CrowCanvas *self)
{
  CrowView view = crow_canvas_get_drawn_view (self);
  GHashTableIter iter;
  gpointer key, box;

  g_hash_table_iter_init (&iter, self->boxes);
  while (g_hash_table_iter_next (&iter, &key, &box))
    {
      CrowRect rect = crow_canvas_get_box (self, GPOINTER_TO_UINT (key) - 1);
      CrowRect seen = crow_view_rect_to_widget (&view, &rect);
      GskTransform *transform = gsk_transform_translate (NULL,
                                                         &GRAPHENE_POINT_INIT ((float) seen.x,
                                                                               (float) seen.y));
      int width, height;

      transform = gsk_transform_scale (transform, (float) view.zoom, (float) view.zoom);
      gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
      gtk_widget_allocate (box, width, height, -1, transform);
    }
}

/**
 * crow_canvas_update_box_states:
 * @self: a canvas whose selection or hovered box is another
 */
void
crow_canvas_update_box_states (CrowCanvas *self)
{
  GHashTableIter iter;
  gpointer key, box;

  g_hash_table_iter_init (&iter, self->boxes);
  while (g_hash_table_iter_next (&iter, &key, &box))
    crow_model_box_set_state (box, crow_canvas_get_model_state (self, GPOINTER_TO_UINT (key) - 1));
}

/**
 * crow_canvas_release_boxes:
 * @self: a canvas
 *
 * Takes the widget from every model.
 */
void
crow_canvas_release_boxes (CrowCanvas *self)
{
  GHashTableIter iter;
  gpointer box;

  g_hash_table_iter_init (&iter, self->boxes);
  while (g_hash_table_iter_next (&iter, NULL, &box))
    {
      g_hash_table_iter_remove (&iter);
      release_box (self, box);
    }
}

/**
 * crow_canvas_unparent_boxes:
 * @self: a canvas
 *
 * For dispose: no box is a child any more.
 */
void
crow_canvas_unparent_boxes (CrowCanvas *self)
{
  GHashTableIter iter;
  gpointer box;

  g_hash_table_iter_init (&iter, self->boxes);
  while (g_hash_table_iter_next (&iter, NULL, &box))
    {
      g_hash_table_iter_remove (&iter);
      gtk_widget_unparent (box);
    }
  for (guint i = 0; i < self->spare_boxes->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->spare_boxes, i));
  g_ptr_array_set_size (self->spare_boxes, 0);
}

/**
 * crow_canvas_focus_selection:
 * @self: a canvas that has the focus, itself or in one of its boxes
 *
 * Moves the focus to the selected model's box or to what stands for the selection, to the canvas
 * where nothing is selected.
 */
void
crow_canvas_focus_selection (CrowCanvas *self)
{
  GtkWidget *box = NULL;

  if (self->selection.kind == CROW_SELECTION_MODEL)
    box = g_hash_table_lookup (self->boxes, GUINT_TO_POINTER (self->selection.index + 1));
  if (box == NULL)
    box = crow_canvas_get_proxy (self);
  if (box == NULL)
    box = GTK_WIDGET (self);
  if (!gtk_widget_has_focus (box))
    gtk_widget_grab_focus (box);
}
