#include "crow-reroute-private.h"
#include "crow-bundle-private.h"

#include <math.h>
#include <string.h>

/* Routes again what moved boxes touch, all else stays. */

#define SAME 0.01 /* px */

static gboolean
is_moved (const CrowRect *before, const CrowRect *after)
{
  return before->x != after->x || before->y != after->y || before->width != after->width ||
         before->height != after->height;
}

/* Does a line between a row and @next begin at @at on its border, where the box now is? */
static gboolean
is_at_row (const CrowLayoutGraph *graph, const CrowRect *boxes, guint box, int row, CrowPoint at)
{
  const CrowRect *rect = &boxes[box];

  return fabs (at.y - rect->y - crow_box_get_row_middle (&graph->boxes[box], row)) < SAME &&
         (fabs (at.x - rect->x) < SAME || fabs (at.x - rect->x - rect->width) < SAME);
}

/* Is there a route that leaves its row, and a label if there is to be one? */
static gboolean
has_source (const CrowLayout *base, const CrowLayoutGraph *graph, const CrowRect *boxes, guint edge)
{
  const CrowLayoutEdge *e = &graph->edges[edge];
  const CrowPoint *p;

  return crow_layout_get_route (base, edge, &p) > 1 &&
         (base->labels[edge].width > 0) == (e->label_width > 0) &&
         is_at_row (graph, boxes, e->source, e->source_row, p[0]);
}

/* Does it reach its row, too? */
static gboolean
is_complete (const CrowLayout *base,
             const CrowLayoutGraph *graph,
             const CrowRect *boxes,
             guint edge)
{
  const CrowLayoutEdge *e = &graph->edges[edge];
  const CrowPoint *p;
  guint n = crow_layout_get_route (base, edge, &p);

  return has_source (base, graph, boxes, edge) &&
         is_at_row (graph, boxes, e->target, e->target_row, p[n - 1]);
}

/* The beginning of an old route up to beyond its label beside the source, which can be kept where
 * the source has not moved and nothing else is there now. @edge is CROW_NONE where it cannot. */
static CrowMazeEnd
find_head (const CrowLayout *base, const CrowLayoutGraph *graph, const CrowRect *boxes, guint edge)
{
  const CrowRect *label = &base->labels[edge];
  const CrowPoint *p;
  guint n = crow_layout_get_route (base, edge, &p);
  double line = label->y + label->height / 2;
  CrowMazeEnd head = { CROW_NONE, { 0, line }, CROW_SIDE_RIGHT, 0, 0 };
  double left, right;

  if (n < 2)
    return head;
  head.turn = p[1].x;
  if (label->width <= 0 || !has_source (base, graph, boxes, edge) ||
      (fabs (line - p[0].y) > 0.01 && (n < 4 || fabs (p[2].y - line) > 0.01)))
    return head;
  head.side = p[1].x < p[0].x ? CROW_SIDE_LEFT : CROW_SIDE_RIGHT;
  head.at.y = fabs (line - p[0].y) > 0.01 ? p[2].y : p[0].y;
  head.at.x = head.side == CROW_SIDE_LEFT ? label->x - CROW_LABEL_GAP - 4
                                          : label->x + label->width + CROW_LABEL_GAP + 4;
  left = MIN (p[0].x, head.at.x);
  right = MAX (p[0].x, head.at.x);
  if (label->x < left || label->x + label->width > right)
    return head;
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      CrowRect wall = crow_rect_inset (&boxes[i], -CROW_LINE_GAP);

      if (is_moved (&base->boxes[i], &boxes[i]) && right > wall.x && left < wall.x + wall.width &&
          MAX (line, p[0].y) + label->height / 2 > wall.y &&
          MIN (line, p[0].y) - label->height / 2 < wall.y + wall.height)
        return head;
    }
  head.edge = edge;
  return head;
}

/* Does an edge's old route or label lie in a rectangle? */
static gboolean
is_in_the_way (const CrowLayout *base, guint edge, const CrowRect *box)
{
  const CrowPoint *p;
  guint n = crow_layout_get_route (base, edge, &p);

  if (base->labels[edge].width > 0 && crow_rect_intersects (box, &base->labels[edge]))
    return TRUE;
  for (guint k = 1; k < n; k++)
    {
      CrowStretch s = { p[k - 1], p[k], edge };

      if (MAX (s.from.x, s.to.x) > box->x && MIN (s.from.x, s.to.x) < box->x + box->width &&
          MAX (s.from.y, s.to.y) > box->y && MIN (s.from.y, s.to.y) < box->y + box->height)
        return TRUE;
    }
  return FALSE;
}

/* (element-type guint): edges to route anew, those into the same row side by side. */
static GArray *
list_touched (const CrowLayout *base, const CrowLayoutGraph *graph, const CrowRect *boxes)
{
  GArray *touched = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      if (is_moved (&base->boxes[i], &boxes[i]))
        g_array_append_val (moved, i);
    }
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowLayoutEdge *e = &graph->edges[i];
      gboolean is_touched = !is_complete (base, graph, boxes, i);

      for (guint k = 0; k < moved->len && !is_touched; k++)
        {
          guint box = g_array_index (moved, guint, k);
          gboolean is_own = box == e->source || box == e->target;
          CrowRect wall = crow_rect_inset (&boxes[box], is_own ? 1 : -2);

          is_touched = is_in_the_way (base, i, &wall);
        }
      if (is_touched)
        g_array_append_val (touched, i);
    }
  return touched;
}

static int
compare_targets (gconstpointer a, gconstpointer b, gpointer graph)
{
  const CrowLayoutGraph *g = graph;
  const CrowLayoutEdge *e = &g->edges[*(const guint *) a], *f = &g->edges[*(const guint *) b];
  double y = crow_box_get_row_middle (&g->boxes[e->target], e->target_row);
  double z = crow_box_get_row_middle (&g->boxes[f->target], f->target_row);

  if (e->target != f->target)
    return e->target < f->target ? -1 : 1;
  if (y != z)
    return y < z ? -1 : 1;
  return *(const guint *) a < *(const guint *) b ? -1 : *(const guint *) a > *(const guint *) b;
}

/* @base with its boxes at @boxes: routes and labels that this touches are made anew, others kept.
 * (transfer full); fails only with G_IO_ERROR_CANCELLED. */
CrowLayout *
crow_reroute (const CrowLayout *base,
              const CrowLayoutGraph *graph,
              const CrowRect *boxes,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GArray) touched = list_touched (base, graph, boxes);
  CrowTangle tangle;
  g_autofree CrowMazeEnd *heads = NULL;
  CrowLayout *layout = NULL;
  const guint *edges;
  guint first, end;

  crow_tangle_init (&tangle, base, graph, boxes);
  g_qsort_with_data (touched->data, (int) touched->len, sizeof (guint), compare_targets,
                     (gpointer) graph);
  edges = (const guint *) (const void *) touched->data;
  for (guint i = 0; i < touched->len; i++)
    crow_tangle_drop (&tangle, edges[i]);
  heads = g_new (CrowMazeEnd, graph->n_edges + 1);
  for (guint i = 0; i < touched->len; i++)
    heads[edges[i]] = find_head (base, graph, boxes, edges[i]);
  crow_bundle_reserve_labels (&tangle, base, heads, edges, touched->len);
  for (first = 0; first < touched->len; first = end)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        break;
      for (end = first + 1;
           end < touched->len && crow_tangle_is_same_target (&tangle, edges[end], edges[first]);
           end++)
        ;
      crow_bundle_route (&tangle, heads, edges + first, end - first);
    }
  if (first >= touched->len)
    layout = crow_tangle_finish (&tangle);
  crow_tangle_clear (&tangle);
  return layout;
}
