#include "crow-arrange-private.h"
#include "crow-reroute-private.h"

#include <math.h>

static gboolean
has_pins (const CrowLayoutGraph *graph)
{
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      if (graph->boxes[i].is_pinned)
        return TRUE;
    }
  return FALSE;
}

/* Nearest free y for a box among all others: its own, or above or below one in its way. */
static double
find_free_y (const CrowRect *boxes, guint n, guint box)
{
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (CrowRect));
  const CrowRect *self = &boxes[box];
  double best = self->y;
  double nearest = G_MAXDOUBLE;

  for (guint i = 0; i < n; i++)
    {
      if (i != box && boxes[i].x < self->x + self->width + CROW_BOX_GAP &&
          boxes[i].x + boxes[i].width > self->x - CROW_BOX_GAP)
        g_array_append_val (near, boxes[i]);
    }
  for (guint i = 0; i < 2 * near->len; i++)
    {
      const CrowRect *other = &g_array_index (near, CrowRect, i / 2);
      double y = i % 2 ? other->y - CROW_BOX_GAP - self->height
                       : other->y + other->height + CROW_BOX_GAP;
      CrowRect room = { self->x, y - CROW_BOX_GAP + 1, self->width,
                        self->height + 2 * CROW_BOX_GAP - 2 };
      gboolean is_free = fabs (y - self->y) < nearest;

      for (guint k = 0; k < near->len && is_free; k++)
        is_free = !crow_rect_intersects (&room, &g_array_index (near, CrowRect, k));
      if (is_free)
        {
          nearest = fabs (y - self->y);
          best = y;
        }
    }
  return best;
}

/* Puts pinned boxes where they are to be; others that they lie on give way within their column. */
static void
pin_boxes (const CrowLayoutGraph *graph, CrowRect *boxes)
{
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      if (!graph->boxes[i].is_pinned)
        continue;
      boxes[i].x = graph->boxes[i].position.x;
      boxes[i].y = graph->boxes[i].position.y;
    }
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      gboolean is_hit = FALSE;

      for (guint k = 0; k < graph->n_boxes && !is_hit && !graph->boxes[i].is_pinned; k++)
        is_hit = graph->boxes[k].is_pinned && crow_rect_intersects (&boxes[i], &boxes[k]);
      if (is_hit)
        boxes[i].y = find_free_y (boxes, graph->n_boxes, i);
    }
}

/**
 * crow_layout_run:
 * @graph: what to lay out
 * @cancellable: (nullable): stops the work between its steps
 * @progress: (nullable) (scope call): told how far it is, in this thread
 * @user_data: for @progress
 * @error: %G_IO_ERROR_CANCELLED, nothing else
 *
 * Places all boxes and routes all edges. The same graph gives the same layout, in any thread.
 * Boxes that are not pinned lie on no other box; routes run at right angles, enter no table and
 * end in the middle of their rows' borders.
 *
 * Returns: (transfer full): the layout, or %NULL
 */
CrowLayout *
crow_layout_run (const CrowLayoutGraph *graph,
                 GCancellable *cancellable,
                 CrowLayoutProgress progress,
                 gpointer user_data,
                 GError **error)
{
  g_autoptr (CrowLayout) layout = crow_arrange (graph, cancellable, progress, user_data, error);

  if (layout == NULL)
    return NULL;
  if (has_pins (graph))
    {
      g_autofree CrowRect *boxes = g_memdup2 (layout->boxes, layout->n_boxes * sizeof (CrowRect));
      CrowLayout *pinned;

      pin_boxes (graph, boxes);
      pinned = crow_reroute (layout, graph, boxes, cancellable, error);
      if (pinned == NULL)
        return NULL;
      crow_layout_unref (layout);
      layout = pinned;
    }
  else
    crow_layout_measure (layout, graph);
  if (progress != NULL)
    progress (1, user_data);
  return g_steal_pointer (&layout);
}

/**
 * crow_layout_move_boxes:
 * @layout: a layout
 * @graph: the graph that it was made from
 * @n: number of boxes to move
 * @moved: (array length=n): their indices, each once
 * @positions: (array length=n): where their top left corners shall be
 *
 * Moves boxes and routes anew what is joined to them or was where they now are, all at once. Any
 * thread.
 *
 * Returns: (transfer full): a layout
 */
CrowLayout *
crow_layout_move_boxes (const CrowLayout *layout,
                        const CrowLayoutGraph *graph,
                        guint n,
                        const guint *moved,
                        const CrowPoint *positions)
{
  g_autofree CrowRect *boxes = NULL;

  g_return_val_if_fail (graph->n_boxes == layout->n_boxes && graph->n_edges == layout->n_edges,
                        NULL);

  boxes = g_memdup2 (layout->boxes, layout->n_boxes * sizeof (CrowRect));
  for (guint i = 0; i < n; i++)
    {
      g_return_val_if_fail (moved[i] < layout->n_boxes, NULL);
      boxes[moved[i]].x = positions[i].x;
      boxes[moved[i]].y = positions[i].y;
    }
  return crow_reroute (layout, graph, boxes, NULL, NULL);
}

/**
 * crow_layout_move_box:
 * @layout: a layout
 * @graph: the graph that it was made from
 * @box: index of a box
 * @position: where its top left corner shall be
 *
 * Moves one box and routes anew what is joined to it or was where it now is. Any thread.
 *
 * Returns: (transfer full): a layout
 */
CrowLayout *
crow_layout_move_box (const CrowLayout *layout,
                      const CrowLayoutGraph *graph,
                      guint box,
                      CrowPoint position)
{
  return crow_layout_move_boxes (layout, graph, 1, &box, &position);
}
