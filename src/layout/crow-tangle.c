#include "crow-tangle-private.h"

#include <math.h>
#include <string.h>

#define LABEL_STEP 12.0 /* px between places that are tried for a label */
#define SAME 0.01       /* px */
#define FOOT 3.0        /* px above and below a foot that no other line may run through */
#define ON_TOP 1.0      /* px within which parallel lines count as one */
#define CLOSE 2.5       /* px that stubs keep from parallel lines */

static guint64
get_row_number (const CrowLayoutGraph *graph, guint box, int row)
{
  gboolean is_head = row < 0 || (guint) row >= graph->boxes[box].n_rows;

  return ((guint64) box << 32) | (is_head ? 0 : (guint) row + 1);
}

static void
add_thing (CrowTangle *self, guint edge, CrowThingKind kind, CrowPoint a, CrowPoint b, guint8 end)
{
  CrowThing thing = { .left = MIN (a.x, b.x),
                      .top = MIN (a.y, b.y),
                      .right = MAX (a.x, b.x),
                      .bottom = MAX (a.y, b.y),
                      .owner = edge,
                      .next = self->first_thing[edge],
                      .kind = (guint8) kind,
                      .at_target = end };

  self->first_thing[edge] = crow_ground_add (self->ground, &thing);
}

/* Keeps a way for @edge, whose route is not there yet. */
void
crow_tangle_reserve_lines (CrowTangle *self, guint edge, const CrowPoint *points, guint n)
{
  for (guint i = 1; i < n; i++)
    add_thing (self, edge, CROW_THING_LINE, points[i - 1], points[i], 0);
}

void
crow_tangle_reserve_label (CrowTangle *self, guint edge, const CrowRect *label)
{
  self->layout->labels[edge] = *label;
  if (label->width > 0)
    add_thing (self, edge, CROW_THING_LABEL, (CrowPoint){ label->x, label->y },
               (CrowPoint){ label->x + label->width, label->y + label->height }, 0);
}

/* Keeps room at either side of both rows of @edge. */
void
crow_tangle_reserve_feet (CrowTangle *self, guint edge)
{
  const CrowLayoutEdge *e = &self->graph->edges[edge];
  double length = self->graph->end_length;

  for (guint8 end = 0; end < 2; end++)
    {
      guint box = end == 0 ? e->source : e->target;
      double y = crow_tangle_get_row_y (self, box, end == 0 ? e->source_row : e->target_row);
      double left = crow_tangle_get_border (self, box, CROW_SIDE_LEFT);
      double right = crow_tangle_get_border (self, box, CROW_SIDE_RIGHT);

      add_thing (self, edge, CROW_THING_FOOT, (CrowPoint){ left - length, y },
                 (CrowPoint){ left, y }, end);
      add_thing (self, edge, CROW_THING_FOOT, (CrowPoint){ right, y },
                 (CrowPoint){ right + length, y }, end);
    }
}

static void
add_foot (CrowTangle *self, guint edge, CrowPoint at, CrowPoint next, guint8 end)
{
  double length = self->graph->end_length;

  add_thing (self, edge, CROW_THING_FOOT, at,
             (CrowPoint){ next.x < at.x ? at.x - length : at.x + length, at.y }, end);
}

/* Tells where @edge will end before it is routed. @end: 0: at its source, 1: at its target. */
void
crow_tangle_reserve_port (CrowTangle *self, guint edge, guint end, CrowPoint port)
{
  self->ports[2 * edge + end] = port;
}

static void
add_route (CrowTangle *self, guint edge)
{
  const CrowPoint *p = &g_array_index (self->points, CrowPoint, self->starts[edge]);
  guint n = self->counts[edge];

  self->ports[2 * edge] = p[0];
  self->ports[2 * edge + 1] = p[n - 1];
  crow_tangle_reserve_lines (self, edge, p, n);
  add_foot (self, edge, p[0], p[1], 0);
  add_foot (self, edge, p[n - 1], p[n - 2], 1);
}

static CrowRect
get_extent (const CrowLayout *base, const CrowRect *boxes)
{
  CrowRect extent = { 0, 0, 0, 0 };

  for (guint i = 0; i < base->n_boxes; i++)
    extent = i == 0 ? boxes[0] : crow_rect_union (&extent, &boxes[i]);
  for (guint i = 0; i < base->route_starts[base->n_edges]; i++)
    {
      CrowRect point = { base->points[i].x, base->points[i].y, 0, 0 };

      extent = crow_rect_union (&extent, &point);
    }
  return crow_rect_inset (&extent, -400);
}

static void
add_boxes (CrowTangle *self)
{
  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      const CrowRect *box = &self->layout->boxes[i];
      CrowThing thing = { .left = box->x,
                          .top = box->y,
                          .right = box->x + box->width,
                          .bottom = box->y + box->height,
                          .owner = i,
                          .next = CROW_NONE,
                          .kind = CROW_THING_BOX };

      crow_ground_add (self->ground, &thing);
    }
}

/* A copy of @base, whose boxes are at @boxes, without the routes and labels that are touched. */
void
crow_tangle_init (CrowTangle *self,
                  const CrowLayout *base,
                  const CrowLayoutGraph *graph,
                  const CrowRect *boxes,
                  const guint8 *is_touched)
{
  guint n = base->n_edges;
  CrowRect extent = get_extent (base, boxes);

  self->graph = graph;
  self->n_states = 0;
  self->layout = crow_layout_alloc (base->n_boxes, n);
  self->points = g_array_sized_new (FALSE, FALSE, sizeof (CrowPoint), base->route_starts[n] + 64);
  self->starts = g_new0 (guint, n + 1);
  self->counts = g_new0 (guint, n + 1);
  self->rows = g_new (guint64, 2 * (gsize) n + 1);
  self->n_ripped = g_new0 (guint8, n + 1);
  self->ports = g_new (CrowPoint, 2 * (gsize) n + 1);
  self->first_thing = g_new (guint, n + 1);
  self->ground = crow_ground_new (&extent, base->n_boxes + base->route_starts[n] + 3 * n);
  if (base->n_boxes > 0)
    memcpy (self->layout->boxes, boxes, base->n_boxes * sizeof (CrowRect));
  if (base->route_starts[n] > 0)
    g_array_append_vals (self->points, base->points, base->route_starts[n]);
  add_boxes (self);
  for (guint i = 0; i < n; i++)
    {
      self->first_thing[i] = CROW_NONE;
      self->rows[2 * i] = get_row_number (graph, graph->edges[i].source,
                                          graph->edges[i].source_row);
      self->rows[2 * i + 1] = get_row_number (graph, graph->edges[i].target,
                                              graph->edges[i].target_row);
      self->ports[2 * i] = self->ports[2 * i + 1] = (CrowPoint){ NAN, NAN };
      if (is_touched[i])
        continue;
      self->starts[i] = base->route_starts[i];
      self->counts[i] = base->route_starts[i + 1] - base->route_starts[i];
      add_route (self, i);
      crow_tangle_reserve_label (self, i, &base->labels[i]);
    }
}

void
crow_tangle_clear (CrowTangle *self)
{
  g_clear_pointer (&self->layout, crow_layout_unref);
  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->counts, g_free);
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->n_ripped, g_free);
  g_clear_pointer (&self->ports, g_free);
  g_clear_pointer (&self->first_thing, g_free);
  g_clear_pointer (&self->ground, crow_ground_free);
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

/* Takes an edge's route, label and what was reserved for it away. */
void
crow_tangle_drop (CrowTangle *self, guint edge)
{
  for (guint i = self->first_thing[edge]; i != CROW_NONE;
       i = crow_ground_get (self->ground, i)->next)
    crow_ground_get (self->ground, i)->is_gone = TRUE;
  self->first_thing[edge] = CROW_NONE;
  self->ports[2 * edge] = self->ports[2 * edge + 1] = (CrowPoint){ NAN, NAN };
  self->counts[edge] = 0;
  self->layout->labels[edge] = (CrowRect){ 0, 0, 0, 0 };
}

/* In place of what was reserved. */
void
crow_tangle_set_route (CrowTangle *self,
                       guint edge,
                       const CrowPoint *points,
                       guint n,
                       const CrowRect *label)
{
  crow_tangle_drop (self, edge);
  self->starts[edge] = self->points->len;
  self->counts[edge] = n;
  g_array_append_vals (self->points, points, n);
  add_route (self, edge);
  crow_tangle_reserve_label (self, edge, label);
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
crow_tangle_shares_target (const CrowTangle *self, guint a, guint b)
{
  return self->rows[2 * a + 1] == self->rows[2 * b + 1];
}

static gboolean
is_same_point (CrowPoint a, CrowPoint b)
{
  return fabs (a.x - b.x) < SAME && fabs (a.y - b.y) < SAME;
}

/* Does @edge end at either of the points? Only then may it lie on a route between them. */
static gboolean
has_port (const CrowTangle *self, guint edge, CrowPoint from, CrowPoint to)
{
  const CrowPoint *ports = &self->ports[2 * edge];

  return is_same_point (ports[0], from) || is_same_point (ports[0], to) ||
         is_same_point (ports[1], from) || is_same_point (ports[1], to);
}

/* Have both a row in common? */
static gboolean
shares_row (const CrowTangle *self, guint a, guint b)
{
  const guint64 *s = &self->rows[2 * a], *t = &self->rows[2 * b];

  return s[0] == t[0] || s[0] == t[1] || s[1] == t[0] || s[1] == t[1];
}

/* Is it the foot of a row of @edge, at the same side, if that is known? */
static gboolean
is_own_foot (const CrowTangle *self, const CrowThing *foot, guint edge, const CrowPoint *ports)
{
  if (self->counts[foot->owner] > 0)
    return has_port (self, foot->owner, ports[0], ports[1]);
  return shares_row (self, foot->owner, edge);
}

/* Does a line of other edges keep @edge's label from lying at @rect, which is a little larger? */
static gboolean
bars_label (const CrowTangle *self, const CrowThing *thing, const CrowRect *rect, guint edge)
{
  double margin = thing->kind == CROW_THING_FOOT ? FOOT : 0;

  if (thing->kind != CROW_THING_BOX && thing->owner == edge)
    return FALSE;
  return thing->right + margin > rect->x && thing->left - margin < rect->x + rect->width &&
         thing->bottom + margin > rect->y && thing->top - margin < rect->y + rect->height;
}

/* May @edge's label be at @label: on no box, no other label, no other edge, no foot? */
gboolean
crow_tangle_is_label_free (const CrowTangle *self, const CrowRect *label, guint edge)
{
  CrowRect rect = crow_rect_inset (label, -CROW_LABEL_CLEAR);
  guint n;
  const guint *things = crow_ground_find (self->ground, rect.x - FOOT, rect.y - FOOT,
                                          rect.x + rect.width + FOOT, rect.y + rect.height + FOOT,
                                          &n);

  for (guint i = 0; i < n; i++)
    {
      if (bars_label (self, crow_ground_get (self->ground, things[i]), &rect, edge))
        return FALSE;
    }
  return TRUE;
}

/* Does a thing keep @edge from running straight from @from to @to? @close: px that parallel lines
 * keep apart, unless they end at one of two @ports. */
static gboolean
bars_line (const CrowTangle *self,
           const CrowThing *thing,
           guint edge,
           const CrowPoint *ports,
           CrowPoint from,
           CrowPoint to,
           double close)
{
  double left = MIN (from.x, to.x), right = MAX (from.x, to.x);
  double top = MIN (from.y, to.y), bottom = MAX (from.y, to.y);
  gboolean is_level = from.y == to.y;
  double margin = 0;

  if (thing->kind != CROW_THING_BOX && thing->owner == edge)
    return FALSE;
  if (thing->kind == CROW_THING_FOOT)
    {
      if (is_own_foot (self, thing, edge, ports))
        return FALSE;
      return right > thing->left && left < thing->right && bottom > thing->top - FOOT &&
             top < thing->bottom + FOOT;
    }
  if (thing->kind == CROW_THING_LINE)
    {
      if ((thing->top == thing->bottom) != is_level ||
          has_port (self, thing->owner, ports[0], ports[1]) ||
          /* kept for one into the same row, which will find out itself whether it may be here */
          (self->counts[thing->owner] == 0 && crow_tangle_shares_target (self, thing->owner, edge)))
        return FALSE;
      margin = close;
    }
  return right > thing->left - margin && left < thing->right + margin &&
         bottom > thing->top - margin && top < thing->bottom + margin;
}

/* May @edge run straight from @from to @to: through no box and label, along no other line except
 * those that end at @port, too? */
gboolean
crow_tangle_is_stub_free (const CrowTangle *self,
                          guint edge,
                          CrowPoint port,
                          CrowPoint from,
                          CrowPoint to)
{
  CrowPoint ports[2] = { port, port };
  guint n;
  const guint *things = crow_ground_find (self->ground, MIN (from.x, to.x) - FOOT,
                                          MIN (from.y, to.y) - FOOT, MAX (from.x, to.x) + FOOT,
                                          MAX (from.y, to.y) + FOOT, &n);

  for (guint i = 0; i < n; i++)
    {
      if (bars_line (self, crow_ground_get (self->ground, things[i]), edge, ports, from, to, CLOSE))
        return FALSE;
    }
  return TRUE;
}

static void
note_conflict (const CrowThing *thing, GArray *edges)
{
  for (guint i = 0; i < edges->len; i++)
    {
      if (g_array_index (edges, guint, i) == thing->owner)
        return;
    }
  g_array_append_val (edges, thing->owner);
}

/* What @edge with this route and label would lie on. FALSE: on a box, too. @edges: (element-type
 * guint): those in its way are appended. */
gboolean
crow_tangle_find_conflicts (const CrowTangle *self,
                            guint edge,
                            const GArray *route,
                            const CrowRect *label,
                            GArray *edges)
{
  const CrowPoint *p = (const CrowPoint *) (const void *) route->data;
  CrowPoint ports[2] = { p[0], p[route->len - 1] };
  gboolean is_off_boxes = TRUE;
  guint n;

  for (guint k = 1; k < route->len; k++)
    {
      gboolean is_end = k == 1 || k + 1 == route->len;
      const guint *things = crow_ground_find (self->ground, MIN (p[k].x, p[k - 1].x) - FOOT,
                                              MIN (p[k].y, p[k - 1].y) - FOOT,
                                              MAX (p[k].x, p[k - 1].x) + FOOT,
                                              MAX (p[k].y, p[k - 1].y) + FOOT, &n);

      for (guint i = 0; i < n; i++)
        {
          const CrowThing *thing = crow_ground_get (self->ground, things[i]);
          CrowPoint foot[2] = { k == 1 ? p[0] : p[k], k == 1 ? p[1] : p[k - 1] };
          double length = self->graph->end_length;
          gboolean bars = bars_line (self, thing, edge, ports, p[k - 1], p[k], ON_TOP + 0.05);

          if (is_end && thing->kind == CROW_THING_LINE && thing->owner != edge && !bars)
            {
              double end = foot[0].x + (foot[1].x < foot[0].x ? -length : length);

              bars = thing->right > MIN (foot[0].x, end) && thing->left < MAX (foot[0].x, end) &&
                     thing->bottom > foot[0].y - FOOT && thing->top < foot[0].y + FOOT &&
                     !has_port (self, thing->owner, ports[0], ports[1]) &&
                     self->counts[thing->owner] > 0;
            }
          if (bars && thing->kind == CROW_THING_BOX)
            is_off_boxes = FALSE;
          else if (bars)
            note_conflict (thing, edges);
        }
    }
  if (label->width > 0)
    {
      CrowRect rect = crow_rect_inset (label, 0.01);
      const guint *things = crow_ground_find (self->ground, rect.x, rect.y, rect.x + rect.width,
                                              rect.y + rect.height, &n);

      for (guint i = 0; i < n; i++)
        {
          const CrowThing *thing = crow_ground_get (self->ground, things[i]);

          if (thing->kind == CROW_THING_FOOT || !bars_label (self, thing, &rect, edge))
            continue;
          if (thing->kind == CROW_THING_BOX)
            is_off_boxes = FALSE;
          else
            note_conflict (thing, edges);
        }
    }
  return is_off_boxes;
}

/* Is there a box other than @box (CROW_NONE: any) at @rect? */
gboolean
crow_tangle_is_on_other (const CrowTangle *self, guint box, const CrowRect *rect)
{
  guint n;
  const guint *things = crow_ground_find (self->ground, rect->x - 1, rect->y - 1,
                                          rect->x + rect->width + 1, rect->y + rect->height + 1,
                                          &n);

  for (guint i = 0; i < n; i++)
    {
      const CrowThing *thing = crow_ground_get (self->ground, things[i]);

      if (thing->kind == CROW_THING_BOX && thing->owner != box)
        return TRUE;
    }
  return FALSE;
}

static gboolean
try_label_along (const CrowTangle *self,
                 guint edge,
                 CrowPoint from,
                 CrowPoint to,
                 gboolean is_strict,
                 CrowRect *label)
{
  const CrowLayoutEdge *e = &self->graph->edges[edge];
  double length = fabs (to.x - from.x) + fabs (to.y - from.y);
  double half = (from.y == to.y ? e->label_width : e->label_height) / 2 + CROW_LABEL_GAP;

  for (double at = half; at <= length - half; at += LABEL_STEP)
    {
      double x = from.x + (to.x - from.x) * at / length;
      double y = from.y + (to.y - from.y) * at / length;

      *label = (CrowRect){ x - e->label_width / 2, y - e->label_height / 2, e->label_width,
                           e->label_height };
      if (is_strict ? crow_tangle_is_label_free (self, label, edge)
                    : !crow_tangle_is_on_other (self, CROW_NONE, label))
        return TRUE;
    }
  return FALSE;
}

/* Finds a place for the label of an edge with this route: on its level stretches, then on upright
 * ones. Unless @is_strict only boxes are minded. */
gboolean
crow_tangle_place_label (const CrowTangle *self,
                         guint edge,
                         const GArray *route,
                         gboolean is_strict,
                         CrowRect *label)
{
  const CrowPoint *p = (const CrowPoint *) (const void *) route->data;
  double length = self->graph->end_length;

  for (guint upright = 0; upright < 2; upright++)
    {
      for (guint k = 1; k < route->len; k++)
        {
          CrowPoint from = p[k - 1], to = p[k];

          if ((from.x == to.x) != (upright == 1))
            continue;
          if (k == 1) /* beyond the foot */
            from.x += to.x < from.x ? -length : length;
          if (k + 1 == route->len)
            to.x += from.x < to.x ? -length : length;
          if ((from.x < to.x) == (p[k - 1].x < p[k].x) &&
              try_label_along (self, edge, from, to, is_strict, label))
            return TRUE;
        }
    }
  *label = (CrowRect){ 0, 0, 0, 0 };
  return FALSE;
}
