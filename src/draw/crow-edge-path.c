#include "crow-edge-path-private.h"

#include <math.h>
#include <string.h>

/* Of a quarter turn by a parabola that begins and ends at a distance of 1 from the corner. */
#define TURN_LENGTH 1.6232

static double
get_distance (CrowPoint a, CrowPoint b)
{
  return hypot (b.x - a.x, b.y - a.y);
}

static CrowPoint
get_way (CrowPoint from, CrowPoint to)
{
  double length = get_distance (from, to);

  if (length <= 0)
    return (CrowPoint){ 1, 0 };
  return (CrowPoint){ (to.x - from.x) / length, (to.y - from.y) / length };
}

static CrowPoint
move_along (CrowPoint from, CrowPoint way, double distance)
{
  return (CrowPoint){ from.x + way.x * distance, from.y + way.y * distance };
}

/* crow_edge_path_get_length: px along the unrounded corners. */
double
crow_edge_path_get_length (const CrowPoint *points, guint n_points)
{
  double length = 0;

  for (guint i = 1; i < n_points; i++)
    length += get_distance (points[i - 1], points[i]);
  return length;
}

/* crow_edge_path_get_place: the place @distance px before the end; at a corner, the way goes on. */
CrowEdgePlace
crow_edge_path_get_place (const CrowPoint *points, guint n_points, double distance)
{
  CrowEdgePlace place = { points[n_points - 1], { 1, 0 } };

  for (guint i = n_points - 1; i > 0; i--)
    {
      double length = get_distance (points[i - 1], points[i]);

      if (length <= 0)
        continue;
      place.way = get_way (points[i], points[i - 1]);
      if (distance < length)
        {
          place.at = move_along (points[i], place.way, distance);
          return place;
        }
      distance -= length;
      place.at = points[i - 1];
    }
  return place;
}

/* crow_edge_path_cut: the points of a part, start first. */
guint
crow_edge_path_cut (const CrowPoint *points,
                    guint n_points,
                    double near_end,
                    double far_end,
                    CrowPoint *part)
{
  double length = crow_edge_path_get_length (points, n_points);
  double from = MAX (length - far_end, 0); /* distances from the start */
  double to = length - near_end;
  double at = 0;
  guint n = 0;

  for (guint i = 1; i < n_points; i++)
    {
      double step = get_distance (points[i - 1], points[i]);
      CrowPoint way = get_way (points[i - 1], points[i]);

      if (at + step > from && at < to)
        {
          if (n == 0)
            part[n++] = move_along (points[i - 1], way, MAX (from - at, 0));
          part[n++] = to < at + step ? move_along (points[i - 1], way, to - at) : points[i];
        }
      at += step;
    }
  return n;
}

/* How far the corner at @i is cut off on both sides. */
static double
get_corner (const CrowPoint *points, guint n_points, guint i, double radius)
{
  double before = get_distance (points[i - 1], points[i]);
  double after = get_distance (points[i], points[i + 1]);
  double r = MIN (radius,
                  MIN (i == 1 ? before : before / 2, i + 2 == n_points ? after : after / 2));

  return r < 0.5 ? 0 : r;
}

/* crow_edge_path_measure: likewise. */
double
crow_edge_path_measure (const CrowPoint *points, guint n_points, double radius)
{
  double length = crow_edge_path_get_length (points, n_points);

  for (guint i = 1; i + 1 < n_points; i++)
    length -= (2 - TURN_LENGTH) * get_corner (points, n_points, i, radius);
  return length;
}

/* crow_edge_path_trace: straight lines with a quarter turn at each corner, as large as fits. */
void
crow_edge_path_trace (CrowPen *pen, const CrowPoint *points, guint n_points, double radius)
{
  if (n_points == 0)
    return;

  crow_pen_move_to (pen, points[0].x, points[0].y);
  for (guint i = 1; i + 1 < n_points; i++)
    {
      double r = get_corner (points, n_points, i, radius);
      CrowPoint in = move_along (points[i], get_way (points[i], points[i - 1]), r);
      CrowPoint out = move_along (points[i], get_way (points[i], points[i + 1]), r);

      if (r <= 0)
        {
          crow_pen_line_to (pen, points[i].x, points[i].y);
          continue;
        }
      crow_pen_line_to (pen, in.x, in.y);
      crow_pen_curve_to (pen, points[i], out.x, out.y);
    }
  crow_pen_line_to (pen, points[n_points - 1].x, points[n_points - 1].y);
}

/* Takes what @label covers off the interval [*low, *high] of distances from @corner along @way. */
static void
avoid_label (const CrowRect *label, CrowPoint corner, CrowPoint way, double *low, double *high)
{
  CrowPoint a = move_along (corner, way, *low);
  CrowPoint b = move_along (corner, way, *high);
  double first, last;

  if (MAX (a.x, b.x) < label->x || MIN (a.x, b.x) > label->x + label->width ||
      MAX (a.y, b.y) < label->y || MIN (a.y, b.y) > label->y + label->height)
    return;

  if (way.x != 0)
    first = (way.x > 0 ? label->x - corner.x : corner.x - label->x - label->width);
  else
    first = (way.y > 0 ? label->y - corner.y : corner.y - label->y - label->height);
  last = first + (way.x != 0 ? label->width : label->height);
  if (first - *low >= *high - last)
    *high = MAX (first, *low);
  else
    *low = MIN (last, *high);
}

/* crow_edge_path_find_room: the nearest stretch that has room, else the longest there is. */
double
crow_edge_path_find_room (const CrowPoint *points,
                          guint n_points,
                          double from,
                          double length,
                          double reserve,
                          const CrowRect *label)
{
  double at = 0;
  double best = from;
  double best_room = 0;

  for (guint i = n_points - 1; i > 0; i--)
    {
      double step = get_distance (points[i], points[i - 1]);
      double low = MAX (i + 1 < n_points ? CROW_CORNER_RADIUS : 0, from - at);
      double high = step - (i > 1 ? CROW_CORNER_RADIUS : reserve);

      if (low < high && label != NULL && label->width > 0)
        avoid_label (label, points[i], get_way (points[i], points[i - 1]), &low, &high);
      if (high - low > best_room)
        {
          best_room = high - low;
          best = at + low;
        }
      if (best_room >= length)
        break;
      at += step;
    }
  return best;
}

typedef struct
{
  const CrowPoint *points;
  guint n_points;
  guint edge;
  guint box;         /* where it ends */
  gboolean is_start; /* read backwards: this is the child's end */
} EndRoute;

/* A walk along a route from its end. */
typedef struct
{
  const EndRoute *route;
  guint next;  /* index of the point walked towards; G_MAXUINT: arrived */
  double left; /* px to there */
  int way;
} Walk;

static int
get_way_code (CrowPoint from, CrowPoint to)
{
  if (fabs (to.x - from.x) >= fabs (to.y - from.y))
    return to.x < from.x ? 1 : 2;
  return to.y < from.y ? 3 : 4;
}

static void
take_leg (Walk *walk, guint from)
{
  const CrowPoint *points = walk->route->points;

  walk->left = 0;
  walk->way = 0;
  walk->next = G_MAXUINT;
  while (from > 0 && walk->left <= 1e-6)
    {
      walk->next = --from;
      walk->left = get_distance (points[from + 1], points[from]);
      walk->way = get_way_code (points[from + 1], points[from]);
    }
  if (walk->left <= 1e-6)
    {
      walk->way = 0;
      walk->next = G_MAXUINT;
    }
}

/* Order of two routes with the same end, as strings of steps read from there; @common: px that they
 * have in common. Routes next to each other in this order have the most in common. */
static int
compare_routes (const EndRoute *a, const EndRoute *b, double *common)
{
  Walk walks[2] = { { .route = a }, { .route = b } };

  *common = 0;
  take_leg (&walks[0], a->n_points - 1);
  take_leg (&walks[1], b->n_points - 1);
  while (walks[0].way == walks[1].way && walks[0].way != 0)
    {
      double step = MIN (walks[0].left, walks[1].left);

      *common += step;
      for (guint i = 0; i < 2; i++)
        {
          walks[i].left -= step;
          if (walks[i].left <= 1e-6)
            take_leg (&walks[i], walks[i].next);
        }
    }
  return walks[0].way - walks[1].way;
}

static gboolean
end_together (const EndRoute *a, const EndRoute *b)
{
  CrowPoint p = a->points[a->n_points - 1];
  CrowPoint q = b->points[b->n_points - 1];

  return a->box == b->box && p.x == q.x && p.y == q.y;
}

static int
compare_end_routes (gconstpointer first, gconstpointer second)
{
  const EndRoute *a = first;
  const EndRoute *b = second;
  CrowPoint p = a->points[a->n_points - 1];
  CrowPoint q = b->points[b->n_points - 1];
  double common;
  int order;

  if (a->box != b->box)
    return a->box < b->box ? -1 : 1;
  if (p.x != q.x)
    return p.x < q.x ? -1 : 1;
  if (p.y != q.y)
    return p.y < q.y ? -1 : 1;
  order = compare_routes (a, b, &common);
  if (order != 0)
    return order;
  if (a->edge != b->edge)
    return a->edge < b->edge ? -1 : 1;
  return (int) a->is_start - (int) b->is_start;
}

/* A child's end is like no parent's. */
static guint
get_kind (const EndRoute *route, const guint *kinds)
{
  return route->is_start ? G_MAXUINT : kinds[route->edge];
}

/* In sorted order the routes of a bundle are a tree read from left to right: what a route has in
 * common with one further off is the least of the steps between. One pass each way. */
static void
sweep_routes (const GArray *routes, const guint *kinds, int by, double *mixed)
{
  const EndRoute *previous = NULL;
  double shared = 0; /* of @previous with the nearest before it of another kind */
  int n = (int) routes->len;

  for (int i = by > 0 ? 0 : n - 1; i >= 0 && i < n; i += by)
    {
      const EndRoute *route = &g_array_index (routes, EndRoute, i);
      double common = 0;

      if (previous == NULL || !end_together (previous, route))
        shared = 0;
      else
        {
          compare_routes (previous, route, &common);
          if (get_kind (previous, kinds) != get_kind (route, kinds))
            shared = common;
          else
            shared = MIN (shared, common);
        }
      if (!route->is_start)
        mixed[route->edge] = MAX (mixed[route->edge], shared);
      previous = route;
    }
}

static void
add_ends (const CrowLayout *layout, const CrowLayoutGraph *graph, GArray *routes)
{
  for (guint i = 0; i < layout->n_edges; i++)
    {
      EndRoute route = { .edge = i, .box = graph->edges[i].target };

      route.n_points = crow_layout_get_route (layout, i, &route.points);
      if (route.n_points >= 2)
        g_array_append_val (routes, route);
    }
}

/* @reversed: room for all points of the layout. */
static void
add_starts (const CrowLayout *layout,
            const CrowLayoutGraph *graph,
            CrowPoint *reversed,
            GArray *routes)
{
  for (guint i = 0; i < layout->n_edges; i++)
    {
      EndRoute route = { .edge = i, .box = graph->edges[i].source, .is_start = TRUE };
      const CrowPoint *points;

      route.n_points = crow_layout_get_route (layout, i, &points);
      for (guint k = 0; k < route.n_points; k++)
        reversed[k] = points[route.n_points - 1 - k];
      route.points = reversed;
      reversed += route.n_points;
      if (route.n_points >= 2)
        g_array_append_val (routes, route);
    }
}

/* crow_edge_path_measure_mixed: O(n log n) in the number of edges. */
double *
crow_edge_path_measure_mixed (const CrowLayout *layout,
                              const CrowLayoutGraph *graph,
                              const guint *kinds,
                              gboolean with_starts)
{
  g_autoptr (GArray) routes = g_array_new (FALSE, FALSE, sizeof (EndRoute));
  g_autofree CrowPoint *reversed = NULL;
  double *mixed = g_new0 (double, MAX (layout->n_edges, 1));

  add_ends (layout, graph, routes);
  if (with_starts)
    {
      reversed = g_new (CrowPoint, layout->route_starts[layout->n_edges] + 1);
      add_starts (layout, graph, reversed, routes);
    }
  g_array_sort (routes, compare_end_routes);
  sweep_routes (routes, kinds, 1, mixed);
  sweep_routes (routes, kinds, -1, mixed);
  return mixed;
}
