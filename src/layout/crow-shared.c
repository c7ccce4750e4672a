#include "crow-layout-private.h"

#include <math.h>

/* What all routes have in common: their bounds, and how much of its end each shares. */

#define SAME 0.01 /* px */

typedef struct
{
  const CrowLayout *layout;
  const CrowLayoutGraph *graph;
} Routes;

/* Bends of two routes, followed from their ends: < 0, 0, > 0 by way and length of the first part
 * that differs; *@common: length up to there. */
static int
follow (const Routes *routes, guint a, guint b, double *common)
{
  const CrowPoint *p, *q;
  guint n = crow_layout_get_route (routes->layout, a, &p);
  guint m = crow_layout_get_route (routes->layout, b, &q);

  *common = 0;
  for (guint k = 1; k < n && k < m; k++)
    {
      double px = p[n - 1 - k].x - p[n - k].x, py = p[n - 1 - k].y - p[n - k].y;
      double qx = q[m - 1 - k].x - q[m - k].x, qy = q[m - 1 - k].y - q[m - k].y;
      int way_p = fabs (py) > fabs (px) ? (py < 0 ? 0 : 1) : (px < 0 ? 2 : 3);
      int way_q = fabs (qy) > fabs (qx) ? (qy < 0 ? 0 : 1) : (qx < 0 ? 2 : 3);
      double length_p = fabs (px) + fabs (py), length_q = fabs (qx) + fabs (qy);

      if (way_p != way_q)
        return way_p - way_q;
      *common += MIN (length_p, length_q);
      if (fabs (length_p - length_q) > SAME)
        return length_p < length_q ? -1 : 1;
    }
  return n < m ? -1 : n > m;
}

static double
compare_ends (const Routes *routes, guint a, guint b)
{
  const CrowLayoutEdge *e = &routes->graph->edges[a], *f = &routes->graph->edges[b];
  const CrowPoint *p = &routes->layout->points[routes->layout->route_starts[a + 1] - 1];
  const CrowPoint *q = &routes->layout->points[routes->layout->route_starts[b + 1] - 1];

  if (e->target != f->target)
    return e->target < f->target ? -1 : 1;
  if (fabs (p->y - q->y) > SAME)
    return p->y - q->y;
  return fabs (p->x - q->x) > SAME ? p->x - q->x : 0;
}

static int
compare_routes (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint *i = a, *j = b;
  double ends = compare_ends (data, *i, *j);
  double common;
  int way;

  if (ends != 0)
    return ends < 0 ? -1 : 1;
  way = follow (data, *i, *j, &common);
  if (way != 0)
    return way;
  return *i < *j ? -1 : *i > *j;
}

/* Sorted by how they end, routes share most with a neighbour. */
static void
measure_shared (CrowLayout *self, const CrowLayoutGraph *graph)
{
  g_autofree guint *order = g_new (guint, self->n_edges + 1);
  Routes routes = { self, graph };

  for (guint i = 0; i < self->n_edges; i++)
    {
      order[i] = i;
      self->shared_lengths[i] = 0;
    }
  g_qsort_with_data (order, (int) self->n_edges, sizeof (guint), compare_routes, &routes);
  for (guint i = 1; i < self->n_edges; i++)
    {
      double common;

      if (compare_ends (&routes, order[i - 1], order[i]) != 0)
        continue;
      follow (&routes, order[i - 1], order[i], &common);
      self->shared_lengths[order[i - 1]] = MAX (self->shared_lengths[order[i - 1]], common);
      self->shared_lengths[order[i]] = MAX (self->shared_lengths[order[i]], common);
    }
}

/* Fills bounds from boxes, routes and labels. */
void
crow_layout_measure_bounds (CrowLayout *self)
{
  CrowRect bounds = { 0, 0, 0, 0 };
  gboolean is_first = TRUE;

  for (guint i = 0; i < self->n_boxes; i++)
    {
      bounds = is_first ? self->boxes[i] : crow_rect_union (&bounds, &self->boxes[i]);
      is_first = FALSE;
    }
  for (guint i = 0; i < self->n_edges; i++)
    {
      if (self->labels[i].width > 0)
        bounds = crow_rect_union (&bounds, &self->labels[i]);
    }
  for (guint i = 0; i < self->route_starts[self->n_edges]; i++)
    {
      CrowRect point = { self->points[i].x, self->points[i].y, 0, 0 };

      bounds = crow_rect_union (&bounds, &point);
    }
  self->bounds = bounds;
}

/* Fills bounds and shared_lengths from boxes, routes and labels. */
void
crow_layout_measure (CrowLayout *self, const CrowLayoutGraph *graph)
{
  crow_layout_measure_bounds (self);
  measure_shared (self, graph);
}
