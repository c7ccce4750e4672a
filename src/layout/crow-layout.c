#include "crow-layout-private.h"

#include <math.h>

/* The reference count lies before the public struct, so that its fields stay plain data. */

/**
 * crow_layout_graph_new:
 * @n_boxes: number of boxes
 * @n_edges: number of edges
 *
 * Returns: (transfer full): a graph with zeroed arrays for the caller to fill; free it with
 * crow_layout_graph_free()
 */
CrowLayoutGraph *
crow_layout_graph_new (guint n_boxes, guint n_edges)
{
  CrowLayoutGraph *self = g_new0 (CrowLayoutGraph, 1);

  /* Never NULL: memcpy() may not be given that, even for nothing. */
  self->n_boxes = n_boxes;
  self->boxes = g_new0 (CrowLayoutBox, MAX (n_boxes, 1));
  self->n_edges = n_edges;
  self->edges = g_new0 (CrowLayoutEdge, MAX (n_edges, 1));
  return self;
}

/**
 * crow_layout_graph_free:
 * @self: (nullable): a graph
 *
 * Frees the graph and its arrays, not the boxes' keys.
 */
void
crow_layout_graph_free (CrowLayoutGraph *self)
{
  if (self == NULL)
    return;

  g_free (self->boxes);
  g_free (self->edges);
  g_free (self);
}

/* Height in px of head and rows. */
double
crow_box_get_height (const CrowLayoutBox *box)
{
  return box->head_height + box->n_rows * box->row_height;
}

/* Middle of a row, px below the box's top. A row that the box does not have is its head. */
double
crow_box_get_row_middle (const CrowLayoutBox *box, int row)
{
  if (row < 0 || (guint) row >= box->n_rows)
    return box->head_height / 2;
  return box->head_height + (row + 0.5) * box->row_height;
}

/* A layout with zeroed arrays, without points. */
CrowLayout *
crow_layout_alloc (guint n_boxes, guint n_edges)
{
  CrowLayout *self = g_atomic_rc_box_new0 (CrowLayout);

  self->n_boxes = n_boxes;
  self->boxes = g_new0 (CrowRect, n_boxes);
  self->n_edges = n_edges;
  self->route_starts = g_new0 (guint, n_edges + 1);
  self->labels = g_new0 (CrowRect, n_edges);
  self->shared_lengths = g_new0 (double, n_edges);
  return self;
}

/* Takes the data of @points (element-type CrowPoint) and frees the array. */
void
crow_layout_take_points (CrowLayout *self, GArray *points)
{
  g_free (self->points);
  self->points = (CrowPoint *) (void *) g_array_free (points, FALSE);
}

/* Appends a corner to the route that began at index @start, dropping points that lie on a straight
 * line, so that what remains are corners. What is level or upright but for rounding is made so. */
void
crow_route_append (GArray *points, guint start, double x, double y)
{
  CrowPoint point = { x, y };
  guint n = points->len - start;
  CrowPoint *last = n > 0 ? &g_array_index (points, CrowPoint, points->len - 1) : NULL;

  if (last != NULL && fabs (last->x - x) < CROW_SAME && fabs (last->y - y) < CROW_SAME)
    return;
  if (last != NULL && fabs (last->y - y) < CROW_SAME)
    point.y = y = last->y;
  else if (last != NULL && fabs (last->x - x) < CROW_SAME)
    point.x = x = last->x;
  if (n > 1)
    {
      CrowPoint *before = last - 1;
      double turn = (last->x - before->x) * (y - last->y) - (last->y - before->y) * (x - last->x);
      double ahead = (last->x - before->x) * (x - last->x) + (last->y - before->y) * (y - last->y);

      if (fabs (turn) < 1e-9 && ahead > 0)
        {
          *last = point;
          return;
        }
    }
  g_array_append_val (points, point);
}

static void
free_layout (gpointer data)
{
  CrowLayout *self = data;

  g_free (self->boxes);
  g_free (self->route_starts);
  g_free (self->points);
  g_free (self->labels);
  g_free (self->shared_lengths);
}

/**
 * crow_layout_ref:
 * @self: a layout
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
CrowLayout *
crow_layout_ref (CrowLayout *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_layout_unref:
 * @self: (transfer full): a layout
 *
 * Any thread.
 */
void
crow_layout_unref (CrowLayout *self)
{
  g_atomic_rc_box_release_full (self, free_layout);
}

/**
 * crow_layout_get_route:
 * @self: a layout
 * @edge: index of an edge
 * @points: (out) (optional) (transfer none) (array): its corners, source first
 *
 * Returns: the number of points, 2 or more
 */
guint
crow_layout_get_route (const CrowLayout *self, guint edge, const CrowPoint **points)
{
  g_return_val_if_fail (edge < self->n_edges, 0);

  if (points != NULL)
    *points = self->points + self->route_starts[edge];
  return self->route_starts[edge + 1] - self->route_starts[edge];
}

/**
 * crow_layout_get_row:
 * @self: a layout
 * @graph: the graph that it was made from
 * @box: index of a box
 * @row: number of a row, -1: the head
 *
 * Returns: the row's rectangle; the head's where there is no such row
 */
CrowRect
crow_layout_get_row (const CrowLayout *self, const CrowLayoutGraph *graph, guint box, int row)
{
  const CrowLayoutBox *input;
  CrowRect rect = { 0, 0, 0, 0 };

  g_return_val_if_fail (box < self->n_boxes, rect);

  input = &graph->boxes[box];
  rect = self->boxes[box];
  rect.height = input->head_height;
  if (row >= 0 && (guint) row < input->n_rows)
    {
      rect.y += input->head_height + row * input->row_height;
      rect.height = input->row_height;
    }
  return rect;
}
