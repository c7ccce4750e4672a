#include "crow-layout-check.h"

#include "crow-check-private.h"

#include <math.h>

/* What counts as lying on something, px. */
typedef struct
{
  double border;      /* this far inside a box's or a label's border nothing counts yet */
  double foreign;     /* length of an edge in a box that is not its own, more than */
  double own;         /* the same for its own boxes */
  double own_end;     /* the same where the end itself lies in the box */
  double in_label;    /* the same for labels */
  double apart;       /* lines so far apart or less are one line */
  double same_line;   /* length of it, this or more */
  double line_length; /* shorter lines are not looked at */
  double port;        /* ends so near are one */
} Tolerance;

static const Tolerance ours = { CROW_CHECK_EXACT, 0, 0, 0, 0, 1, 1, 0, 0.01 };
static const Tolerance scorers = { 1, 0.5, 4, 12, 1, 1, 2, 8, 2 };

static const Tolerance *
get_tolerance (const CrowCheck *check)
{
  return check->flags & CROW_CHECK_SCORED ? &scorers : &ours;
}

static gboolean
is_near (CrowPoint a, CrowPoint b, double by)
{
  return fabs (a.x - b.x) < by && fabs (a.y - b.y) < by;
}

static CrowPoint
get_end (const CrowCheck *check, guint edge, gboolean is_target)
{
  const CrowPoint *p;
  guint n = crow_layout_get_route (check->layout, edge, &p);

  return p[is_target ? n - 1 : 0];
}

/* Do two edges end in one point? Only then may they share a line. */
static gboolean
shares_port (const CrowCheck *check, guint a, guint b)
{
  double by = get_tolerance (check)->port;

  for (guint i = 0; i < 4; i++)
    {
      if (is_near (get_end (check, a, i & 1), get_end (check, b, i >> 1), by))
        return TRUE;
    }
  return FALSE;
}

/* Length of a line inside a rectangle. */
static double
get_length_inside (const CrowRect *line, const CrowRect *rect)
{
  double width = MIN (line->x + line->width, rect->x + rect->width) - MAX (line->x, rect->x);
  double height = MIN (line->y + line->height, rect->y + rect->height) - MAX (line->y, rect->y);

  if (rect->width <= 0 || rect->height <= 0 || width < 0 || height < 0)
    return 0;
  /* along the very border is outside */
  if (line->width == 0 && (line->x <= rect->x || line->x >= rect->x + rect->width))
    return 0;
  if (line->height == 0 && (line->y <= rect->y || line->y >= rect->y + rect->height))
    return 0;
  return MAX (width, height);
}

static gboolean
is_on_top (const CrowRect *a, const CrowRect *b)
{
  return MIN (a->x + a->width, b->x + b->width) - MAX (a->x, b->x) > 0 &&
         MIN (a->y + a->height, b->y + b->height) - MAX (a->y, b->y) > 0;
}

/* The length that two lines of one direction have in common where they are one to the eye. */
static double
get_common_length (const CrowRect *a, const CrowRect *b, double apart)
{
  if (a->height == 0)
    return fabs (a->y - b->y) > apart ? 0
                                      : MIN (a->x + a->width, b->x + b->width) - MAX (a->x, b->x);
  return fabs (a->x - b->x) > apart ? 0
                                    : MIN (a->y + a->height, b->y + b->height) - MAX (a->y, b->y);
}

static gboolean
is_pinned (const CrowCheck *check, guint box)
{
  return check->graph->boxes[box].is_pinned;
}

static void
check_boxes (CrowCheck *check)
{
  double border = get_tolerance (check)->border;

  for (guint i = 0; i < check->layout->n_boxes; i++)
    {
      CrowRect box = crow_rect_inset (&check->layout->boxes[i], border);
      guint n;
      const guint *found = crow_check_grid_find (check->boxes, &box, &n);

      for (guint k = 0; k < n; k++)
        {
          if (found[k] > i && !(is_pinned (check, i) && is_pinned (check, found[k])) &&
              is_on_top (&box, &check->layout->boxes[found[k]]))
            crow_check_note (check, CROW_FAULT_BOX_BOX, "boxes %u and %u lie on each other", i,
                             found[k]);
        }
    }
}

static gboolean
is_own (const CrowCheck *check, guint edge, guint box)
{
  return check->graph->edges[edge].source == box || check->graph->edges[edge].target == box;
}

static void
note_box_hit (CrowCheck *check, guint edge, guint box, double length)
{
  const Tolerance *tolerance = get_tolerance (check);
  CrowRect inside = crow_rect_inset (&check->layout->boxes[box], tolerance->border);
  const CrowLayoutEdge *e = &check->graph->edges[edge];
  gboolean ends_in = (e->source == box &&
                      crow_rect_contains (&inside, get_end (check, edge, FALSE))) ||
                     (e->target == box &&
                      crow_rect_contains (&inside, get_end (check, edge, TRUE)));

  if (!is_own (check, edge, box))
    crow_check_note (check, CROW_FAULT_FOREIGN_BOX, "edge %u runs through box %u", edge, box);
  else if (length > (ends_in ? tolerance->own_end : tolerance->own))
    crow_check_note (check, CROW_FAULT_OWN_BOX, "edge %u runs through its own box %u", edge, box);
}

static void
check_boxes_and_lines (CrowCheck *check)
{
  const Tolerance *tolerance = get_tolerance (check);
  g_autofree double *lengths = g_new0 (double, check->layout->n_edges);
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < check->layout->n_boxes; i++)
    {
      CrowRect box = crow_rect_inset (&check->layout->boxes[i], tolerance->border);

      for (guint d = 0; d < 2; d++)
        {
          guint n;
          const guint *found = crow_check_grid_find (check->lines[d].grid, &box, &n);

          for (guint k = 0; k < n; k++)
            {
              guint edge = crow_check_get_edge (check, d, found[k]);
              double length = get_length_inside (crow_check_get_line (check, d, found[k]), &box);

              if (length <= tolerance->foreign)
                continue;
              if (lengths[edge] == 0)
                g_array_append_val (edges, edge);
              lengths[edge] += length;
            }
        }
      for (guint k = 0; k < edges->len; k++)
        {
          guint edge = g_array_index (edges, guint, k);

          note_box_hit (check, edge, i, lengths[edge]);
          lengths[edge] = 0;
        }
      g_array_set_size (edges, 0);
    }
}

static void
note_overlap (CrowCheck *check, GHashTable *pairs, guint a, guint b, const CrowRect *at)
{
  gint64 pair = (gint64) MIN (a, b) * check->layout->n_edges + MAX (a, b);

  if (g_hash_table_add (pairs, g_memdup2 (&pair, sizeof pair)))
    crow_check_note (check, CROW_FAULT_OVERLAP, "edges %u and %u lie on each other at %g, %g", a, b,
                     at->x, at->y);
}

static void
check_lines (CrowCheck *check)
{
  const Tolerance *tolerance = get_tolerance (check);
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint d = 0; d < 2; d++)
    {
      for (guint i = 0; i < check->lines[d].rects->len; i++)
        {
          const CrowRect *line = crow_check_get_line (check, d, i);
          CrowRect near = crow_rect_inset (line, -tolerance->apart);
          guint n, edge = crow_check_get_edge (check, d, i);
          const guint *found = crow_check_grid_find (check->lines[d].grid, &near, &n);

          for (guint k = 0; k < n; k++)
            {
              guint other_edge = crow_check_get_edge (check, d, found[k]);
              const CrowRect *other = crow_check_get_line (check, d, found[k]);

              if (found[k] > i && edge != other_edge &&
                  MIN (line->width + line->height, other->width + other->height) >=
                      tolerance->line_length &&
                  get_common_length (line, other, tolerance->apart) >= tolerance->same_line &&
                  !shares_port (check, edge, other_edge))
                note_overlap (check, pairs, edge, other_edge, other);
            }
        }
    }
}

/* The stubs at both ends must be bare of other edges, or crow's feet cannot be read. */
static void
check_foot (CrowCheck *check, guint edge, gboolean is_target)
{
  const CrowPoint *p;
  guint n = crow_layout_get_route (check->layout, edge, &p);
  CrowPoint at = is_target ? p[n - 1] : p[0], next = is_target ? p[n - 2] : p[1];
  double length = check->graph->end_length;
  CrowRect stub = { next.x < at.x ? at.x - length : at.x, at.y - 3, length, 6 };

  if (fabs (next.x - at.x) < length - CROW_CHECK_EXACT)
    crow_check_note (check, CROW_FAULT_FOOT, "edge %u has no room for its foot", edge);
  stub = crow_rect_inset (&stub, CROW_CHECK_EXACT);
  for (guint d = 0; d < 2; d++)
    {
      const guint *found = crow_check_grid_find (check->lines[d].grid, &stub, &n);

      for (guint k = 0; k < n; k++)
        {
          guint other = crow_check_get_edge (check, d, found[k]);

          if (other != edge &&
              get_length_inside (crow_check_get_line (check, d, found[k]), &stub) > 0 &&
              !shares_port (check, edge, other))
            crow_check_note (check, CROW_FAULT_FOOT, "edge %u runs across the foot of edge %u",
                             other, edge);
        }
    }
}

static void
check_label_place (CrowCheck *check, guint edge)
{
  const CrowRect *label = &check->layout->labels[edge];
  CrowPoint middle = { label->x + label->width / 2, label->y + label->height / 2 };
  const CrowPoint *p;
  guint n = crow_layout_get_route (check->layout, edge, &p);

  for (guint i = 1; i < n; i++)
    {
      if (middle.x > MIN (p[i].x, p[i - 1].x) - CROW_CHECK_EXACT &&
          middle.x < MAX (p[i].x, p[i - 1].x) + CROW_CHECK_EXACT &&
          middle.y > MIN (p[i].y, p[i - 1].y) - CROW_CHECK_EXACT &&
          middle.y < MAX (p[i].y, p[i - 1].y) + CROW_CHECK_EXACT)
        return;
    }
  crow_check_note (check, CROW_FAULT_LABEL_PLACE, "label %u does not lie on its edge", edge);
}

static void
check_label_and_lines (CrowCheck *check, guint edge)
{
  const Tolerance *tolerance = get_tolerance (check);
  CrowRect label = crow_rect_inset (&check->layout->labels[edge], tolerance->border);
  g_autoptr (GHashTable) edges = g_hash_table_new (NULL, NULL);

  for (guint d = 0; d < 2; d++)
    {
      guint n;
      const guint *found = crow_check_grid_find (check->lines[d].grid, &label, &n);

      for (guint k = 0; k < n; k++)
        {
          guint other = crow_check_get_edge (check, d, found[k]);

          if (other != edge &&
              get_length_inside (crow_check_get_line (check, d, found[k]), &label) >
                  tolerance->in_label &&
              g_hash_table_add (edges, GUINT_TO_POINTER (other)))
            crow_check_note (check, CROW_FAULT_LABEL_EDGE, "label %u lies on edge %u", edge, other);
        }
    }
}

static void
check_label (CrowCheck *check, guint edge)
{
  double border = get_tolerance (check)->border;
  CrowRect label = crow_rect_inset (&check->layout->labels[edge], border);
  guint n;
  const guint *found = crow_check_grid_find (check->boxes, &label, &n);

  for (guint i = 0; i < n; i++)
    {
      if (is_on_top (&label, &check->layout->boxes[found[i]]))
        crow_check_note (check, CROW_FAULT_LABEL_BOX, "label %u lies on box %u", edge, found[i]);
    }
  found = crow_check_grid_find (check->labels, &label, &n);
  for (guint i = 0; i < n; i++)
    {
      if (found[i] > edge && check->layout->labels[found[i]].width > 0 &&
          is_on_top (&label, &check->layout->labels[found[i]]))
        crow_check_note (check, CROW_FAULT_LABEL_LABEL, "labels %u and %u lie on each other", edge,
                         found[i]);
    }
  if (check->flags & CROW_CHECK_LOOSE_LINES)
    return;
  check_label_place (check, edge);
  check_label_and_lines (check, edge);
}

/**
 * crow_layout_find_faults:
 * @graph: a graph
 * @layout: its layout
 * @flags: what to overlook
 * @faults: (out): what is wrong; crow_faults_clear() it
 *
 * Counts what breaks what the layout promises. Where its very form is broken (FAULT_SHAPE and
 * FAULT_ROUTE) nothing else is looked at. O(n log n) for drawings that cross little.
 */
void
crow_layout_find_faults (const CrowLayoutGraph *graph,
                         const CrowLayout *layout,
                         CrowCheckFlags flags,
                         CrowFaults *faults)
{
  CrowCheck check = { .graph = graph, .layout = layout, .flags = flags, .faults = faults };

  *faults = (CrowFaults){ 0 };
  crow_check_form (&check);
  if (faults->counts[CROW_FAULT_SHAPE] > 0 || faults->counts[CROW_FAULT_ROUTE] > 0 ||
      (flags & CROW_CHECK_PINNED))
    return;
  crow_check_collect (&check);
  check_boxes (&check);
  check_boxes_and_lines (&check);
  if (!(flags & CROW_CHECK_LOOSE_LINES))
    check_lines (&check);
  for (guint i = 0; i < graph->n_edges; i++)
    {
      if (layout->labels[i].width > 0)
        check_label (&check, i);
      for (guint k = 0; k < 2 && !(flags & (CROW_CHECK_LOOSE_LINES | CROW_CHECK_SCORED)); k++)
        check_foot (&check, i, k == 1);
    }
  crow_check_clear (&check);
}

void
crow_faults_clear (CrowFaults *self)
{
  g_clear_pointer (&self->first, g_free);
}

/* Looks for the first thing in @layout that breaks what the layout promises. (transfer full)
 * (nullable): what is wrong, NULL: nothing. */
char *
crow_layout_check (const CrowLayoutGraph *graph, const CrowLayout *layout, CrowCheckFlags flags)
{
  g_auto (CrowFaults) faults = { 0 };

  crow_layout_find_faults (graph, layout, flags, &faults);
  return g_steal_pointer (&faults.first);
}
