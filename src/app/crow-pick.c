#include "crow-pick.h"

#include "crow-diagram-index.h"

#include <math.h>

/* Boxes whose tops differ by less are read from left to right. */
#define READING_BAND 160.0
/* Routes this close to each other, in diagram pixels, are one line to the eye. */
#define SAME_LINE 0.5

static double
get_distance_to_segment (CrowPoint at, CrowPoint a, CrowPoint b)
{
  double dx = b.x - a.x;
  double dy = b.y - a.y;
  double length = dx * dx + dy * dy;
  double t = length > 0 ? ((at.x - a.x) * dx + (at.y - a.y) * dy) / length : 0;

  t = CLAMP (t, 0, 1);
  return hypot (at.x - (a.x + t * dx), at.y - (a.y + t * dy));
}

static double
get_distance_to_route (const CrowDiagram *diagram, guint relation, CrowPoint at)
{
  const CrowPoint *points;
  guint n_points = crow_layout_get_route (diagram->layout, relation, &points);
  double nearest = INFINITY;

  for (guint i = 1; i < n_points; i++)
    nearest = MIN (nearest, get_distance_to_segment (at, points[i - 1], points[i]));
  return nearest;
}

/* (element-type guint): the relations within @tolerance of @at. */
static GArray *
list_near (const CrowDiagram *diagram, CrowPoint at, double tolerance)
{
  GArray *near = g_array_new (FALSE, FALSE, sizeof (guint));
  CrowRect area = { at.x - tolerance, at.y - tolerance, 2 * tolerance, 2 * tolerance };

  crow_diagram_find_relations (diagram, &area, near);
  return near;
}

static int
find_label (const CrowDiagram *diagram,
            const CrowPaintStyle *style,
            CrowPoint at,
            const GArray *near)
{
  for (guint i = near->len; i > 0; i--)
    {
      guint relation = g_array_index (near, guint, i - 1);
      const CrowRect *label = &diagram->layout->labels[relation];

      if (label->width > 0 && crow_rect_contains (label, at) &&
          crow_paint_style_shows_label (style, diagram->schema, relation))
        return (int) relation;
    }
  return -1;
}

/* Where several routes share a stretch, the one that comes after @after. */
static int
find_route (const CrowDiagram *diagram,
            CrowPoint at,
            double tolerance,
            int after,
            const GArray *near)
{
  double nearest = INFINITY;
  int first = -1;

  for (guint i = 0; i < near->len; i++)
    nearest = MIN (nearest, get_distance_to_route (diagram, g_array_index (near, guint, i), at));
  if (nearest > tolerance)
    return -1;
  for (guint i = 0; i < near->len; i++)
    {
      int relation = (int) g_array_index (near, guint, i);

      if (get_distance_to_route (diagram, (guint) relation, at) > nearest + SAME_LINE)
        continue;
      if (relation > after)
        return relation;
      if (first < 0)
        first = relation;
    }
  return first;
}

/**
 * crow_pick_at:
 * @diagram: a diagram
 * @style: how it is drawn: labels that it hides are not found
 * @at: in diagram pixels
 * @tolerance: how far from an edge still counts, in diagram pixels
 * @after: of several edges on one line the next after this one is taken; -1: the first
 *
 * Labels lie above boxes, boxes above edges.
 *
 * Returns: what is seen at @at
 */
CrowSelection
crow_pick_at (const CrowDiagram *diagram,
              const CrowPaintStyle *style,
              CrowPoint at,
              double tolerance,
              int after)
{
  g_autoptr (GArray) near = list_near (diagram, at, tolerance + SAME_LINE);
  int found = find_label (diagram, style, at, near);

  if (found >= 0)
    return (CrowSelection){ CROW_SELECTION_RELATION, (guint) found };
  found = crow_diagram_find_box_at (diagram, at);
  if (found >= 0)
    return (CrowSelection){ CROW_SELECTION_MODEL, (guint) found };
  found = find_route (diagram, at, tolerance, after, near);
  if (found >= 0)
    return (CrowSelection){ CROW_SELECTION_RELATION, (guint) found };
  return (CrowSelection){ CROW_SELECTION_NONE, 0 };
}

/**
 * crow_pick_row:
 * @diagram: a diagram
 * @model: index into the schema's models
 * @at: in diagram pixels, in the model's box
 *
 * Returns: the row at @at, or -1 for the head
 */
int
crow_pick_row (const CrowDiagram *diagram, guint model, CrowPoint at)
{
  const CrowLayoutBox *box = &diagram->graph->boxes[model];
  double below = at.y - diagram->layout->boxes[model].y - box->head_height;

  if (below < 0 || box->row_height <= 0 || below >= box->row_height * box->n_rows)
    return -1;
  return (int) (below / box->row_height);
}

/**
 * crow_pick_route_bounds:
 * @diagram: a diagram
 * @relation: index into the schema's relations
 *
 * Returns: the rectangle around the route and its label, in diagram pixels
 */
CrowRect
crow_pick_route_bounds (const CrowDiagram *diagram, guint relation)
{
  const CrowPoint *points;
  const CrowRect *label = &diagram->layout->labels[relation];
  guint n_points = crow_layout_get_route (diagram->layout, relation, &points);
  CrowRect bounds = { n_points > 0 ? points[0].x : 0, n_points > 0 ? points[0].y : 0, 0, 0 };

  for (guint i = 1; i < n_points; i++)
    {
      CrowRect point = { points[i].x, points[i].y, 0, 0 };

      bounds = crow_rect_union (&bounds, &point);
    }
  return label->width > 0 ? crow_rect_union (&bounds, label) : bounds;
}

static int
compare_in_reading_order (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const CrowDiagram *diagram = user_data;
  const CrowRect *left = &diagram->layout->boxes[*(const guint *) a];
  const CrowRect *right = &diagram->layout->boxes[*(const guint *) b];
  double band = floor (left->y / READING_BAND) - floor (right->y / READING_BAND);

  if (band != 0)
    return band < 0 ? -1 : 1;
  if (left->x != right->x)
    return left->x < right->x ? -1 : 1;
  return left->y < right->y ? -1 : left->y > right->y;
}

/**
 * crow_pick_reading_order:
 * @diagram: a diagram
 *
 * Returns: (transfer full) (nullable): the models' indexes, row by row from the top, each row from
 *   the left; %NULL where there are none
 */
guint *
crow_pick_reading_order (const CrowDiagram *diagram)
{
  guint n = diagram->layout->n_boxes;
  guint *order = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  if (n > 0)
    g_qsort_with_data (order, (int) n, sizeof (guint), compare_in_reading_order,
                       (gpointer) diagram);
  return order;
}
