#include "crow-layout-check.h"

#include <math.h>
#include <string.h>

#define EXACT 0.001 /* px */
#define ON_TOP 1.0  /* px within which lines count as one */

typedef struct
{
  CrowPoint from; /* left or upper end */
  CrowPoint to;
  guint edge;
} Line;

typedef struct
{
  const CrowLayoutGraph *graph;
  const CrowLayout *layout;
  GArray *lines; /* (element-type Line) by x of their left ends */
} Check;

static double
get_row_y (const Check *check, guint box, int row)
{
  CrowRect rect = crow_layout_get_row (check->layout, check->graph, box, row);

  return rect.y + rect.height / 2;
}

static char *
check_end (const Check *check, guint edge, gboolean is_target)
{
  const CrowLayoutEdge *e = &check->graph->edges[edge];
  guint box = is_target ? e->target : e->source;
  const CrowRect *rect = &check->layout->boxes[box];
  const CrowPoint *p;
  guint n = crow_layout_get_route (check->layout, edge, &p);
  CrowPoint at = is_target ? p[n - 1] : p[0], next = is_target ? p[n - 2] : p[1];
  double y = get_row_y (check, box, is_target ? e->target_row : e->source_row);

  if (fabs (at.y - y) > EXACT || fabs (next.y - y) > EXACT)
    return g_strdup_printf ("edge %u is not in the middle of its row", edge);
  if (!(fabs (at.x - rect->x) < EXACT && next.x < at.x) &&
      !(fabs (at.x - rect->x - rect->width) < EXACT && next.x > at.x))
    return g_strdup_printf ("edge %u does not leave its row's border outwards", edge);
  return NULL;
}

static char *
check_route (const Check *check, guint edge)
{
  const CrowPoint *p;
  guint n = crow_layout_get_route (check->layout, edge, &p);

  if (n < 2)
    return g_strdup_printf ("edge %u has no route", edge);
  for (guint k = 0; k < n; k++)
    {
      if (!isfinite (p[k].x) || !isfinite (p[k].y))
        return g_strdup_printf ("edge %u has a point that is no number", edge);
    }
  for (guint k = 1; k < n; k++)
    {
      if ((p[k].x == p[k - 1].x) == (p[k].y == p[k - 1].y))
        return g_strdup_printf ("edge %u has a slanting or empty stretch", edge);
      if (k > 1 && (p[k].x == p[k - 1].x) == (p[k - 1].x == p[k - 2].x))
        return g_strdup_printf ("edge %u has a point that is no corner", edge);
    }
  return NULL;
}

static gboolean
is_same_row (const Check *check, guint box_a, int row_a, guint box_b, int row_b)
{
  return box_a == box_b &&
         fabs (get_row_y (check, box_a, row_a) - get_row_y (check, box_b, row_b)) < EXACT;
}

static gboolean
shares_row (const Check *check, guint a, guint b)
{
  const CrowLayoutEdge *e = &check->graph->edges[a], *f = &check->graph->edges[b];

  return is_same_row (check, e->target, e->target_row, f->target, f->target_row) ||
         is_same_row (check, e->source, e->source_row, f->source, f->source_row) ||
         is_same_row (check, e->source, e->source_row, f->target, f->target_row) ||
         is_same_row (check, e->target, e->target_row, f->source, f->source_row);
}

/* Does the line run inside the rectangle, by more than EXACT? */
static gboolean
is_inside (const Line *line, const CrowRect *rect, double by)
{
  return MAX (line->from.x, line->to.x) > rect->x + by &&
         MIN (line->from.x, line->to.x) < rect->x + rect->width - by &&
         MAX (line->from.y, line->to.y) > rect->y + by &&
         MIN (line->from.y, line->to.y) < rect->y + rect->height - by;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const Line *s = a, *t = b;

  if (s->from.x != t->from.x)
    return s->from.x < t->from.x ? -1 : 1;
  if (s->from.y != t->from.y)
    return s->from.y < t->from.y ? -1 : 1;
  return s->edge < t->edge ? -1 : s->edge > t->edge;
}

static void
collect_lines (Check *check)
{
  for (guint i = 0; i < check->layout->n_edges; i++)
    {
      const CrowPoint *p;
      guint n = crow_layout_get_route (check->layout, i, &p);

      for (guint k = 1; k < n; k++)
        {
          Line line = { { MIN (p[k].x, p[k - 1].x), MIN (p[k].y, p[k - 1].y) },
                        { MAX (p[k].x, p[k - 1].x), MAX (p[k].y, p[k - 1].y) },
                        i };

          g_array_append_val (check->lines, line);
        }
    }
  g_array_sort (check->lines, compare_lines);
}

static gboolean
is_on_top (const Line *a, const Line *b)
{
  gboolean a_level = a->from.y == a->to.y, b_level = b->from.y == b->to.y;

  if (a_level != b_level)
    return FALSE;
  if (a_level)
    return fabs (a->from.y - b->from.y) < ON_TOP &&
           MIN (a->to.x, b->to.x) - MAX (a->from.x, b->from.x) > ON_TOP;
  return fabs (a->from.x - b->from.x) < ON_TOP &&
         MIN (a->to.y, b->to.y) - MAX (a->from.y, b->from.y) > ON_TOP;
}

static char *
check_lines (const Check *check)
{
  const Line *lines = (const Line *) (const void *) check->lines->data;

  for (guint i = 0; i < check->lines->len; i++)
    {
      for (guint k = i + 1; k < check->lines->len && lines[k].from.x <= lines[i].to.x + ON_TOP; k++)
        {
          if (lines[i].edge != lines[k].edge && is_on_top (&lines[i], &lines[k]) &&
              !shares_row (check, lines[i].edge, lines[k].edge))
            return g_strdup_printf ("edges %u and %u lie on each other at %g, %g", lines[i].edge,
                                    lines[k].edge, lines[k].from.x, lines[k].from.y);
        }
    }
  return NULL;
}

static char *
check_boxes_and_lines (const Check *check)
{
  for (guint i = 0; i < check->layout->n_boxes; i++)
    {
      for (guint k = 0; k < check->lines->len; k++)
        {
          const Line *line = &g_array_index (check->lines, Line, k);

          if (is_inside (line, &check->layout->boxes[i], EXACT))
            return g_strdup_printf ("edge %u runs through box %u", line->edge, i);
        }
    }
  return NULL;
}

static char *
check_boxes (const Check *check)
{
  for (guint i = 0; i < check->layout->n_boxes; i++)
    {
      for (guint k = i + 1; k < check->layout->n_boxes; k++)
        {
          CrowRect a = crow_rect_inset (&check->layout->boxes[i], EXACT);

          if ((!check->graph->boxes[i].is_pinned || !check->graph->boxes[k].is_pinned) &&
              crow_rect_intersects (&a, &check->layout->boxes[k]))
            return g_strdup_printf ("boxes %u and %u lie on each other", i, k);
        }
    }
  return NULL;
}

static char *
check_label_and_rest (const Check *check, guint edge, CrowCheckFlags flags)
{
  CrowRect label = crow_rect_inset (&check->layout->labels[edge], EXACT);

  for (guint i = 0; i < check->layout->n_boxes; i++)
    {
      if (crow_rect_intersects (&label, &check->layout->boxes[i]))
        return g_strdup_printf ("label %u lies on box %u", edge, i);
    }
  for (guint i = edge + 1; i < check->layout->n_edges; i++)
    {
      if (check->layout->labels[i].width > 0 &&
          crow_rect_intersects (&label, &check->layout->labels[i]))
        return g_strdup_printf ("labels %u and %u lie on each other", edge, i);
    }
  for (guint i = 0; i < check->lines->len && !(flags & CROW_CHECK_LOOSE_LINES); i++)
    {
      const Line *line = &g_array_index (check->lines, Line, i);

      if (line->edge != edge && is_inside (line, &label, 0))
        return g_strdup_printf ("label %u lies on edge %u", edge, line->edge);
    }
  return NULL;
}

static char *
check_label (const Check *check, guint edge, CrowCheckFlags flags)
{
  const CrowLayoutEdge *e = &check->graph->edges[edge];
  const CrowRect *label = &check->layout->labels[edge];
  double x = label->x + label->width / 2, y = label->y + label->height / 2;

  if (e->label_width <= 0)
    return label->width == 0 ? NULL : g_strdup_printf ("edge %u has a label unasked", edge);
  if (label->width != e->label_width || label->height != e->label_height)
    return g_strdup_printf ("label %u has not the size it needs", edge);
  for (guint i = 0; !(flags & CROW_CHECK_LOOSE_LINES); i++)
    {
      const Line *line;

      if (i == check->lines->len)
        return g_strdup_printf ("label %u does not lie on its edge", edge);
      line = &g_array_index (check->lines, Line, i);
      if (line->edge == edge && line->from.x < x + EXACT && line->to.x > x - EXACT &&
          line->from.y < y + EXACT && line->to.y > y - EXACT)
        break;
    }
  return check_label_and_rest (check, edge, flags);
}

/* The stubs at both ends must be bare of other edges, or crow's feet cannot be read. */
static char *
check_stub (const Check *check, guint edge, gboolean is_target)
{
  const CrowPoint *p;
  guint n = crow_layout_get_route (check->layout, edge, &p);
  CrowPoint at = is_target ? p[n - 1] : p[0], next = is_target ? p[n - 2] : p[1];
  double length = check->graph->end_length;
  CrowRect stub = { next.x < at.x ? at.x - length : at.x, at.y - 3, length, 6 };

  if (fabs (next.x - at.x) < length - EXACT)
    return g_strdup_printf ("edge %u has no room for its foot", edge);
  for (guint i = 0; i < check->lines->len; i++)
    {
      const Line *line = &g_array_index (check->lines, Line, i);

      if (line->edge != edge && is_inside (line, &stub, EXACT) &&
          !shares_row (check, edge, line->edge))
        return g_strdup_printf ("edge %u runs across the foot of edge %u", line->edge, edge);
    }
  return NULL;
}

static char *
check_extent (const Check *check)
{
  CrowRect room = crow_rect_inset (&check->layout->bounds, -EXACT);

  for (guint i = 0; i < check->layout->n_boxes; i++)
    {
      const CrowRect *box = &check->layout->boxes[i];

      if (box->x < room.x || box->y < room.y || box->x + box->width > room.x + room.width ||
          box->y + box->height > room.y + room.height)
        return g_strdup_printf ("box %u is out of bounds", i);
    }
  for (guint i = 0; i < check->layout->n_edges; i++)
    {
      const CrowPoint *p;
      guint n = crow_layout_get_route (check->layout, i, &p);
      double length = 0;

      for (guint k = 0; k < n; k++)
        {
          if (!crow_rect_contains (&room, p[k]))
            return g_strdup_printf ("edge %u is out of bounds", i);
          if (k > 0)
            length += fabs (p[k].x - p[k - 1].x) + fabs (p[k].y - p[k - 1].y);
        }
      if (!(check->layout->shared_lengths[i] >= 0 &&
            check->layout->shared_lengths[i] <= length + EXACT))
        return g_strdup_printf ("edge %u shares more than it has", i);
    }
  return NULL;
}

static char *
check_form (const Check *check)
{
  char *fault = NULL;

  if (check->layout->n_boxes != check->graph->n_boxes ||
      check->layout->n_edges != check->graph->n_edges)
    return g_strdup ("not the graph's layout");
  for (guint i = 0; i < check->graph->n_edges && fault == NULL; i++)
    {
      fault = check_route (check, i);
      if (fault == NULL)
        fault = check_end (check, i, FALSE);
      if (fault == NULL)
        fault = check_end (check, i, TRUE);
    }
  for (guint i = 0; i < check->graph->n_boxes && fault == NULL; i++)
    {
      const CrowLayoutBox *box = &check->graph->boxes[i];
      const CrowRect *rect = &check->layout->boxes[i];

      if (box->is_pinned && (rect->x != box->position.x || rect->y != box->position.y))
        fault = g_strdup_printf ("pinned box %u has moved", i);
      else if (rect->width != box->width ||
               fabs (rect->height - box->head_height - box->n_rows * box->row_height) > EXACT)
        fault = g_strdup_printf ("box %u has not the size it needs", i);
    }
  return fault;
}

/* Looks for the first thing in @layout that breaks what the layout promises. (transfer full)
 * (nullable): what is wrong, NULL: nothing. */
char *
crow_layout_check (const CrowLayoutGraph *graph, const CrowLayout *layout, CrowCheckFlags flags)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  Check check = { graph, layout, lines };
  char *fault = check_form (&check);

  if (fault != NULL)
    return fault;
  collect_lines (&check);
  fault = check_extent (&check);
  if (fault != NULL || (flags & CROW_CHECK_PINNED))
    return fault;
  fault = check_boxes (&check);
  if (fault == NULL)
    fault = check_boxes_and_lines (&check);
  if (fault == NULL && !(flags & CROW_CHECK_LOOSE_LINES))
    fault = check_lines (&check);
  for (guint i = 0; i < graph->n_edges && fault == NULL; i++)
    {
      fault = check_label (&check, i, flags);
      for (guint k = 0; k < 2 && fault == NULL && !(flags & CROW_CHECK_LOOSE_LINES); k++)
        fault = check_stub (&check, i, k == 1);
    }
  return fault;
}
