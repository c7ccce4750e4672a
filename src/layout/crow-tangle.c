#include "crow-tangle-private.h"

#include <math.h>
#include <string.h>

#define TOO_CLOSE 5.0   /* px that parallel lines of different rows keep apart */
#define LABEL_STEP 12.0 /* px between places that are tried for a label */
#define MAX_TURNS 400   /* places that are tried round about, when none on the route is free */

/* A copy of @base, whose boxes are at @boxes. */
void
crow_tangle_init (CrowTangle *self,
                  const CrowLayout *base,
                  const CrowLayoutGraph *graph,
                  const CrowRect *boxes)
{
  self->graph = graph;
  self->layout = crow_layout_alloc (base->n_boxes, base->n_edges);
  self->points = g_array_sized_new (FALSE, FALSE, sizeof (CrowPoint),
                                    base->route_starts[base->n_edges] + 64);
  self->starts = g_new (guint, base->n_edges + 1);
  self->counts = g_new (guint, base->n_edges + 1);
  if (base->n_boxes > 0)
    memcpy (self->layout->boxes, boxes, base->n_boxes * sizeof (CrowRect));
  if (base->n_edges > 0)
    memcpy (self->layout->labels, base->labels, base->n_edges * sizeof (CrowRect));
  if (base->route_starts[base->n_edges] > 0)
    g_array_append_vals (self->points, base->points, base->route_starts[base->n_edges]);
  for (guint i = 0; i < base->n_edges; i++)
    {
      self->starts[i] = base->route_starts[i];
      self->counts[i] = base->route_starts[i + 1] - base->route_starts[i];
    }
}

void
crow_tangle_clear (CrowTangle *self)
{
  g_clear_pointer (&self->layout, crow_layout_unref);
  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->counts, g_free);
}

/* (transfer full): the layout with all its routes, measured. */
CrowLayout *
crow_tangle_finish (CrowTangle *self)
{
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (CrowPoint), self->points->len);

  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      if (self->counts[i] > 0)
        g_array_append_vals (points, &g_array_index (self->points, CrowPoint, self->starts[i]),
                             self->counts[i]);
      self->layout->route_starts[i + 1] = points->len;
    }
  crow_layout_take_points (self->layout, points);
  crow_layout_measure (self->layout, self->graph);
  return g_steal_pointer (&self->layout);
}

/* Takes an edge's route and label away. */
void
crow_tangle_drop (CrowTangle *self, guint edge)
{
  self->counts[edge] = 0;
  self->layout->labels[edge] = (CrowRect){ 0, 0, 0, 0 };
}

void
crow_tangle_set_route (CrowTangle *self, guint edge, const CrowPoint *points, guint n)
{
  self->starts[edge] = self->points->len;
  self->counts[edge] = n;
  g_array_append_vals (self->points, points, n);
}

/* (transfer full) (element-type CrowStretch): what runs through @area. */
GArray *
crow_tangle_list_stretches (const CrowTangle *self, const CrowRect *area)
{
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (CrowStretch));

  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      const CrowPoint *p = &g_array_index (self->points, CrowPoint, self->starts[i]);

      for (guint k = 1; k < self->counts[i]; k++)
        {
          CrowStretch s = { p[k - 1], p[k], i };

          if (MIN (s.from.x, s.to.x) <= area->x + area->width &&
              MAX (s.from.x, s.to.x) >= area->x &&
              MIN (s.from.y, s.to.y) <= area->y + area->height && MAX (s.from.y, s.to.y) >= area->y)
            g_array_append_val (stretches, s);
        }
    }
  return stretches;
}

/* y of the middle of a row. */
double
crow_tangle_get_row_y (const CrowTangle *self, guint box, int row)
{
  return self->layout->boxes[box].y + crow_box_get_row_middle (&self->graph->boxes[box], row);
}

double
crow_tangle_get_border (const CrowTangle *self, guint box, CrowSide side)
{
  const CrowRect *rect = &self->layout->boxes[box];

  return side == CROW_SIDE_LEFT ? rect->x : rect->x + rect->width;
}

/* Do both edges end in the same row? */
gboolean
crow_tangle_is_same_target (const CrowTangle *self, guint a, guint b)
{
  const CrowLayoutEdge *e = &self->graph->edges[a], *f = &self->graph->edges[b];

  return e->target == f->target && crow_tangle_get_row_y (self, e->target, e->target_row) ==
                                       crow_tangle_get_row_y (self, f->target, f->target_row);
}

static gboolean
shares_row (const CrowTangle *self, guint a, guint b)
{
  const CrowLayoutEdge *edges[2] = { &self->graph->edges[a], &self->graph->edges[b] };
  guint boxes[2][2];
  double ys[2][2];

  for (guint i = 0; i < 2; i++)
    {
      boxes[i][0] = edges[i]->source;
      boxes[i][1] = edges[i]->target;
      ys[i][0] = crow_tangle_get_row_y (self, edges[i]->source, edges[i]->source_row);
      ys[i][1] = crow_tangle_get_row_y (self, edges[i]->target, edges[i]->target_row);
    }
  for (guint i = 0; i < 2; i++)
    {
      for (guint k = 0; k < 2; k++)
        {
          if (boxes[0][i] == boxes[1][k] && ys[0][i] == ys[1][k])
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
hits_box_or_label (const CrowTangle *self, const CrowRect *rect, guint edge)
{
  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      if (crow_rect_intersects (rect, &self->layout->boxes[i]))
        return TRUE;
    }
  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      if (i != edge && self->layout->labels[i].width > 0 &&
          crow_rect_intersects (rect, &self->layout->labels[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_line_in (const CrowStretch *s, const CrowRect *rect)
{
  return MAX (s->from.x, s->to.x) > rect->x && MIN (s->from.x, s->to.x) < rect->x + rect->width &&
         MAX (s->from.y, s->to.y) > rect->y && MIN (s->from.y, s->to.y) < rect->y + rect->height;
}

/* May @edge's label be at @label: on no box, no other label, no other edge? */
gboolean
crow_tangle_is_label_free (const CrowTangle *self,
                           const GArray *stretches,
                           const CrowRect *label,
                           guint edge)
{
  CrowRect rect = crow_rect_inset (label, -CROW_LABEL_CLEAR);

  for (guint i = 0; i < stretches->len; i++)
    {
      const CrowStretch *s = &g_array_index (stretches, CrowStretch, i);

      if (s->edge != edge && is_line_in (s, &rect))
        return FALSE;
    }
  return !hits_box_or_label (self, &rect, edge);
}

/* May @edge run straight from @from to @to: through no box and label, along no other line except
 * those of its own rows? */
gboolean
crow_tangle_is_stub_free (const CrowTangle *self,
                          const GArray *stretches,
                          guint edge,
                          CrowPoint from,
                          CrowPoint to)
{
  CrowRect line = { MIN (from.x, to.x), MIN (from.y, to.y), fabs (to.x - from.x),
                    fabs (to.y - from.y) };
  CrowRect rect = crow_rect_inset (&line, -1);

  /* not the end itself: it may be on the border of a box */
  if (from.y == to.y)
    rect = (CrowRect){ line.x, line.y - 1, line.width, 2 };
  if (hits_box_or_label (self, &rect, edge))
    return FALSE;
  rect = crow_rect_inset (&line, -TOO_CLOSE);
  for (guint i = 0; i < stretches->len; i++)
    {
      const CrowStretch *s = &g_array_index (stretches, CrowStretch, i);

      if (s->edge != edge && (s->from.y == s->to.y) == (from.y == to.y) && is_line_in (s, &rect) &&
          !shares_row (self, edge, s->edge))
        return FALSE;
    }
  return TRUE;
}

static gboolean
try_label (CrowTangle *self, const GArray *stretches, guint edge, double x, double y)
{
  const CrowLayoutEdge *e = &self->graph->edges[edge];
  CrowRect label = { x - e->label_width / 2, y - e->label_height / 2, e->label_width,
                     e->label_height };

  if (!crow_tangle_is_label_free (self, stretches, &label, edge))
    return FALSE;
  self->layout->labels[edge] = label;
  return TRUE;
}

/* On a stretch of the route from @from to @to; on a level one the line goes on at both ends. */
static gboolean
try_label_along (CrowTangle *self,
                 const GArray *stretches,
                 guint edge,
                 CrowPoint from,
                 CrowPoint to)
{
  const CrowLayoutEdge *e = &self->graph->edges[edge];
  double length = fabs (to.x - from.x) + fabs (to.y - from.y);
  double half = (from.y == to.y ? e->label_width : e->label_height) / 2 + CROW_LABEL_GAP;

  for (double at = half; at <= length - half; at += LABEL_STEP)
    {
      double x = from.x + (to.x - from.x) * at / length;
      double y = from.y + (to.y - from.y) * at / length;

      if (try_label (self, stretches, edge, x, y))
        return TRUE;
    }
  return FALSE;
}

/* In ever wider turns round the route's middle: somewhere there is room. */
static gboolean
try_label_around (CrowTangle *self, const GArray *stretches, guint edge)
{
  const CrowPoint *p = &g_array_index (self->points, CrowPoint, self->starts[edge]);
  CrowPoint middle = p[self->counts[edge] / 2];

  for (guint turn = 1; turn < MAX_TURNS; turn++)
    {
      double reach = turn * LABEL_STEP;

      for (guint i = 0; i < 16; i++)
        {
          double angle = i * G_PI / 8;

          if (try_label (self, stretches, edge, round (middle.x + 2 * reach * cos (angle)),
                         round (middle.y + reach * sin (angle))))
            return TRUE;
        }
    }
  return FALSE;
}

/* Finds a place for a routed edge's label: on its level stretches, then on upright ones; where
 * there is none, where no other line is minded; at last beside the route. */
void
crow_tangle_place_label (CrowTangle *self, const GArray *stretches, guint edge)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (CrowStretch));
  const CrowPoint *p = &g_array_index (self->points, CrowPoint, self->starts[edge]);

  for (guint strict = 2; strict > 0; strict--)
    {
      for (guint upright = 0; upright < 2; upright++)
        {
          for (guint k = 1; k < self->counts[edge]; k++)
            {
              if ((p[k].x == p[k - 1].x) == (upright == 1) &&
                  try_label_along (self, strict == 2 ? stretches : none, edge, p[k - 1], p[k]))
                return;
            }
        }
    }
  if (!try_label_around (self, stretches, edge))
    try_label_around (self, none, edge);
}
