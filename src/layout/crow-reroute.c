#include "crow-reroute-private.h"
#include "crow-wire-private.h"

#include <math.h>
#include <string.h>

/* Routes again what moved boxes touch, all else stays. */

#define SAME 0.01      /* px */
#define FAR 700.0      /* px that a box may move for its old routes to be of use */
#define MOST_RIPPED 60 /* routes that may be taken away for others, besides one for each */
#define MARGIN 160.0   /* px about a moved box within which routes change */

typedef struct
{
  const CrowLayout *base;
  const CrowLayoutGraph *graph;
  const CrowRect *boxes;
  GArray *moved;   /* (element-type guint) boxes */
  GArray *touched; /* (element-type guint) edges to route anew */
  guint8 *is_touched;
} Rerouting;

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
      CrowPoint a = p[k - 1], b = p[k];

      if (MAX (a.x, b.x) > box->x && MIN (a.x, b.x) < box->x + box->width &&
          MAX (a.y, b.y) > box->y && MIN (a.y, b.y) < box->y + box->height)
        return TRUE;
    }
  return FALSE;
}

/* Does an edge's label lie beside its route, not on it? Where there was no room left it does, until
 * there is. */
static gboolean
is_label_off (const CrowLayout *base, guint edge)
{
  const CrowRect *label = &base->labels[edge];
  const CrowPoint *p;
  guint n = crow_layout_get_route (base, edge, &p);
  double x = label->x + label->width / 2, y = label->y + label->height / 2;

  for (guint k = 1; k < n && label->width > 0; k++)
    {
      if (x > MIN (p[k].x, p[k - 1].x) - 1 && x < MAX (p[k].x, p[k - 1].x) + 1 &&
          y > MIN (p[k].y, p[k - 1].y) - 1 && y < MAX (p[k].y, p[k - 1].y) + 1)
        return FALSE;
    }
  return label->width > 0;
}

/* Which edges are to be routed anew. */
static void
find_touched (Rerouting *self)
{
  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      const CrowLayoutEdge *e = &self->graph->edges[i];
      gboolean is_touched = !is_complete (self->base, self->graph, self->boxes, i) ||
                            is_label_off (self->base, i);

      for (guint k = 0; k < self->moved->len && !is_touched; k++)
        {
          guint box = g_array_index (self->moved, guint, k);
          gboolean is_own = box == e->source || box == e->target;
          CrowRect wall = crow_rect_inset (&self->boxes[box], is_own ? 1 : -2);

          is_touched = is_in_the_way (self->base, i, &wall);
        }
      self->is_touched[i] = is_touched;
      if (is_touched)
        g_array_append_val (self->touched, i);
    }
}

static double
get_distance (const Rerouting *self, guint edge)
{
  const CrowLayoutEdge *e = &self->graph->edges[edge];
  const CrowRect *from = &self->boxes[e->source], *to = &self->boxes[e->target];

  return fabs (from->x + from->width / 2 - to->x - to->width / 2) +
         fabs (from->y + from->height / 2 - to->y - to->height / 2);
}

/* By target row, those nearest to it first, so that the farther ones can join them. */
static int
compare_targets (gconstpointer a, gconstpointer b, gpointer data)
{
  const Rerouting *self = data;
  guint i = *(const guint *) a, k = *(const guint *) b;
  const CrowLayoutEdge *e = &self->graph->edges[i], *f = &self->graph->edges[k];
  double y = crow_box_get_row_middle (&self->graph->boxes[e->target], e->target_row);
  double z = crow_box_get_row_middle (&self->graph->boxes[f->target], f->target_row);
  double far, farther;

  if (e->target != f->target)
    return e->target < f->target ? -1 : 1;
  if (y != z)
    return y < z ? -1 : 1;
  far = get_distance (self, i);
  farther = get_distance (self, k);
  if (far != farther)
    return far < farther ? -1 : 1;
  return i < k ? -1 : i > k;
}

/* Where something happens about a moved box. *@is_far: too far for old routes to be of use. */
static CrowRect
get_zone (const Rerouting *self, guint box, gboolean *is_far)
{
  const CrowRect *before = &self->base->boxes[box], *now = &self->boxes[box];
  CrowRect zone = *now;

  if (before->width > 0 && fabs (before->x - now->x) + fabs (before->y - now->y) <= FAR)
    zone = crow_rect_union (&zone, before);
  else if (is_far != NULL)
    *is_far = TRUE;
  return crow_rect_inset (&zone, -MARGIN);
}

/* The rectangle outside of which @edge's route can stay. FALSE: nothing can. */
static gboolean
find_zone (const Rerouting *self, guint edge, CrowRect *zone)
{
  const CrowLayoutEdge *e = &self->graph->edges[edge];
  gboolean is_far = FALSE, is_first = TRUE;

  for (guint k = 0; k < self->moved->len; k++)
    {
      guint box = g_array_index (self->moved, guint, k);
      gboolean is_own = box == e->source || box == e->target;
      CrowRect wall = crow_rect_inset (&self->boxes[box], -2);
      CrowRect at;

      if (!is_own && !is_in_the_way (self->base, edge, &wall))
        continue;
      at = get_zone (self, box, is_own ? &is_far : NULL);
      *zone = is_first ? at : crow_rect_union (zone, &at);
      is_first = FALSE;
    }
  return !is_first && !is_far;
}

static gboolean
is_in (const CrowRect *zone, CrowPoint at)
{
  return at.x > zone->x && at.x < zone->x + zone->width && at.y > zone->y &&
         at.y < zone->y + zone->height;
}

/* Where a stretch from outside the zone enters it. */
static gboolean
find_entry (const CrowRect *zone, CrowPoint from, CrowPoint to, CrowPoint *entry)
{
  double right = zone->x + zone->width, bottom = zone->y + zone->height;

  *entry = to;
  if (from.y == to.y)
    {
      if (from.y <= zone->y || from.y >= bottom || MAX (from.x, to.x) <= zone->x ||
          MIN (from.x, to.x) >= right)
        return FALSE;
      entry->x = from.x < to.x ? zone->x : right;
      return TRUE;
    }
  if (from.x <= zone->x || from.x >= right || MAX (from.y, to.y) <= zone->y ||
      MIN (from.y, to.y) >= bottom)
    return FALSE;
  entry->y = from.y < to.y ? zone->y : bottom;
  return TRUE;
}

/* (transfer full) (nullable): the part of a route up to where it enters the zone, from its
 * beginning or, @is_back, from its end; in the order of the route from there. */
static GArray *
cut_route (const CrowPoint *p, guint n, gboolean is_back, const CrowRect *zone)
{
  GArray *part = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
  gboolean has_entry = FALSE;

  if (!is_in (zone, is_back ? p[n - 1] : p[0]))
    {
      g_array_append_val (part, p[is_back ? n - 1 : 0]);
      for (guint k = 1; k < n && !has_entry; k++)
        {
          CrowPoint from = p[is_back ? n - k : k - 1], to = p[is_back ? n - 1 - k : k], entry;

          has_entry = find_entry (zone, from, to, &entry);
          g_array_append_val (part, entry);
        }
    }
  if (!has_entry || part->len < 2)
    {
      g_array_unref (part);
      return NULL;
    }
  return part;
}

static double
measure (const GArray *part)
{
  double length = 0;

  for (guint i = 1; i < part->len; i++)
    {
      CrowPoint a = g_array_index (part, CrowPoint, i - 1), b = g_array_index (part, CrowPoint, i);

      length += fabs (a.x - b.x) + fabs (a.y - b.y);
    }
  return length;
}

/* Is the last stretch long enough to be left sideways, and the first for a foot? */
static gboolean
is_useful (const CrowLayoutGraph *graph, const GArray *part)
{
  CrowPoint a = g_array_index (part, CrowPoint, 0), b = g_array_index (part, CrowPoint, 1);

  return measure (part) > graph->end_length + 4 &&
         (part->len > 2 || fabs (a.x - b.x) > graph->end_length + 3);
}

/* Does the label lie on a kept part, with room at its far end? */
static gboolean
has_label (const GArray *part, const CrowRect *label)
{
  double x = label->x + label->width / 2, y = label->y + label->height / 2;

  for (guint i = 1; i < part->len; i++)
    {
      CrowPoint a = g_array_index (part, CrowPoint, i - 1), b = g_array_index (part, CrowPoint, i);
      double across = fabs (a.y == b.y ? a.y - y : a.x - x);
      double low = a.y == b.y ? MIN (a.x, b.x) : MIN (a.y, b.y);
      double high = a.y == b.y ? MAX (a.x, b.x) : MAX (a.y, b.y);
      double from = a.y == b.y ? label->x : label->y;
      double to = a.y == b.y ? label->x + label->width : label->y + label->height;

      if (across < SAME && from - 4 >= low && to + 4 <= high)
        return TRUE;
    }
  return FALSE;
}

/* The beginning of a route up to beyond its label, which lies beside the source. (nullable) */
static GArray *
cut_at_label (const CrowPoint *p, guint n, const CrowRect *label)
{
  double line = label->y + label->height / 2;
  double end, beyond = CROW_LABEL_GAP + 4;
  GArray *part = NULL;

  for (guint k = 1; k < n && k < 4; k += 2)
    {
      gboolean is_right = p[k].x > p[k - 1].x;

      end = is_right ? label->x + label->width + beyond : label->x - beyond;
      if (fabs (p[k].y - line) > SAME || p[k].y != p[k - 1].y ||
          (is_right ? end > p[k].x || label->x < p[k - 1].x
                    : end < p[k].x || label->x > p[k - 1].x))
        continue;
      part = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
      g_array_append_vals (part, p, k);
      g_array_append_val (part, ((CrowPoint){ end, p[k].y }));
      return part;
    }
  return part;
}

/* Does nothing that has moved come near to @part and its label? */
static gboolean
is_left_alone (const Rerouting *self, const GArray *part, const CrowRect *label)
{
  for (guint k = 0; k < self->moved->len; k++)
    {
      CrowRect wall = crow_rect_inset (&self->boxes[g_array_index (self->moved, guint, k)], -8);

      if (crow_rect_intersects (&wall, label))
        return FALSE;
      for (guint i = 1; i < part->len; i++)
        {
          CrowPoint a = g_array_index (part, CrowPoint, i - 1);
          CrowPoint b = g_array_index (part, CrowPoint, i);

          if (MAX (a.x, b.x) > wall.x && MIN (a.x, b.x) < wall.x + wall.width &&
              MAX (a.y, b.y) > wall.y && MIN (a.y, b.y) < wall.y + wall.height)
            return FALSE;
        }
    }
  return TRUE;
}

/* What of the old route can be kept. */
static void
cut_wire (const Rerouting *self, CrowWire *wire)
{
  const CrowLayoutEdge *e = &self->graph->edges[wire->edge];
  const CrowRect *label = &self->base->labels[wire->edge];
  const CrowPoint *p;
  guint n = crow_layout_get_route (self->base, wire->edge, &p);
  gboolean has_zone = find_zone (self, wire->edge, &wire->near);
  GArray *part = NULL;

  if (!has_zone)
    wire->near = (CrowRect){ 0, 0, 0, 0 };
  if (n < 2)
    return;
  if (has_source (self->base, self->graph, self->boxes, wire->edge))
    {
      if (has_zone)
        part = cut_route (p, n, FALSE, &wire->near);
      if (part != NULL &&
          (!is_useful (self->graph, part) || (label->width > 0 && !has_label (part, label))))
        g_clear_pointer (&part, g_array_unref);
      if (part == NULL && label->width > 0)
        part = cut_at_label (p, n, label);
      if (part != NULL && !is_left_alone (self, part, label))
        g_clear_pointer (&part, g_array_unref);
      wire->head = g_steal_pointer (&part);
      if (wire->head != NULL)
        wire->label = *label;
    }
  if (has_zone && is_at_row (self->graph, self->boxes, e->target, e->target_row, p[n - 1]))
    {
      part = cut_route (p, n, TRUE, &wire->near);
      if (part != NULL &&
          (!is_useful (self->graph, part) || (label->width > 0 && has_label (part, label))))
        g_clear_pointer (&part, g_array_unref);
      for (guint i = 0; part != NULL && i < part->len / 2; i++)
        {
          CrowPoint *a = &g_array_index (part, CrowPoint, i);
          CrowPoint *b = &g_array_index (part, CrowPoint, part->len - 1 - i);
          CrowPoint swap = *a;

          *a = *b;
          *b = swap;
        }
      wire->tail = g_steal_pointer (&part);
    }
}

/* Room that others must leave: what is kept, then labels beside rows, then feet. */
static void
reserve (CrowTangle *tangle, GArray *wires)
{
  for (guint i = 0; i < wires->len; i++)
    {
      const CrowWire *wire = &g_array_index (wires, CrowWire, i);
      GArray *parts[2] = { wire->head, wire->tail };

      for (guint k = 0; k < 2; k++)
        {
          if (parts[k] != NULL)
            crow_tangle_reserve_lines (tangle, wire->edge,
                                       (const CrowPoint *) (const void *) parts[k]->data,
                                       parts[k]->len);
        }
      if (wire->head != NULL)
        crow_tangle_reserve_port (tangle, wire->edge, 0, g_array_index (wire->head, CrowPoint, 0));
      if (wire->tail != NULL)
        crow_tangle_reserve_port (tangle, wire->edge, 1,
                                  g_array_index (wire->tail, CrowPoint, wire->tail->len - 1));
      crow_tangle_reserve_label (tangle, wire->edge, &wire->label);
      crow_tangle_reserve_feet (tangle, wire->edge);
    }
  for (guint i = 0; i < wires->len; i++)
    {
      const CrowWire *wire = &g_array_index (wires, CrowWire, i);
      CrowRect label;

      if (wire->label.width <= 0 && tangle->graph->edges[wire->edge].label_width > 0 &&
          crow_wire_find_label (tangle, wire->edge, &label))
        crow_tangle_reserve_label (tangle, wire->edge, &label);
    }
}

/* Where what is kept of an edge's beginning ends, on its way to a row. */
typedef struct
{
  guint64 row;
  CrowPoint at;
  CrowPoint from; /* what it comes from lies there */
} Joint;

static guint
hash_joint (gconstpointer data)
{
  const Joint *joint = data;

  return g_int64_hash (&joint->row) ^ g_double_hash (&joint->at.x) * 31 ^
         g_double_hash (&joint->at.y);
}

static gboolean
is_same_joint (gconstpointer a, gconstpointer b)
{
  const Joint *i = a, *j = b;

  return i->row == j->row && i->at.x == j->at.x && i->at.y == j->at.y &&
         (i->from.x == i->at.x) == (j->from.x == j->at.x) &&
         (i->from.x < i->at.x) == (j->from.x < j->at.x) &&
         (i->from.y < i->at.y) == (j->from.y < j->at.y);
}

static Joint
get_joint (const CrowTangle *tangle, const CrowWire *wire)
{
  const GArray *head = wire->head;

  return (Joint){ tangle->rows[2 * wire->edge + 1], g_array_index (head, CrowPoint, head->len - 1),
                  g_array_index (head, CrowPoint, head->len - 2) };
}

/* (transfer full) (nullable): what follows the kept beginning in the edge's new route, if the route
 * begins so. */
static GArray *
copy_rest (const CrowTangle *tangle, const CrowWire *wire)
{
  const CrowPoint *p = &g_array_index (tangle->points, CrowPoint, tangle->starts[wire->edge]);
  const CrowPoint *head = (const CrowPoint *) (const void *) wire->head->data;
  guint n = tangle->counts[wire->edge], m = wire->head->len;
  GArray *rest;

  if (n < m || memcmp (p, head, (m - 1) * sizeof (CrowPoint)) != 0)
    return NULL;
  if (p[m - 1].x != head[m - 1].x && p[m - 1].y != head[m - 1].y)
    return NULL;
  rest = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
  g_array_append_vals (rest, p + m - 1, n - m + 1);
  return rest;
}

/* Routes a wire. @rests: (element-type Joint GArray): how those before it went on; edges that came
 * into a moved box along one line do so again, and only the first of them looks for a way. */
static void
route_wire (CrowTangle *tangle,
            const CrowWire *wire,
            gboolean may_rip,
            GArray *ripped,
            GHashTable *rests)
{
  gboolean is_joined = wire->head != NULL && wire->tail == NULL;
  Joint joint = { 0 };
  const GArray *known = NULL;
  GArray *rest;

  if (is_joined)
    {
      joint = get_joint (tangle, wire);
      known = g_hash_table_lookup (rests, &joint);
    }
  if (known != NULL && crow_wire_follow (tangle, wire, known))
    return;
  crow_wire_route (tangle, wire, may_rip, ripped);
  if (!is_joined || known != NULL)
    return;
  rest = copy_rest (tangle, wire);
  if (rest != NULL)
    g_hash_table_insert (rests, g_memdup2 (&joint, sizeof joint), rest);
}

/* Routes the wires, then those that had to give way to them, and so on. FALSE: cancelled. */
static gboolean
route_wires (CrowTangle *tangle, GArray *wires, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) ripped = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) rests = g_hash_table_new_full (hash_joint, is_same_joint, g_free,
                                                        (GDestroyNotify) g_array_unref);
  guint most = wires->len + MOST_RIPPED;

  for (guint i = 0; i < wires->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      route_wire (tangle, &g_array_index (wires, CrowWire, i), ripped->len < most, ripped, rests);
    }
  for (guint i = 0; i < ripped->len; i++)
    {
      CrowWire wire = { g_array_index (ripped, guint, i) };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (tangle->counts[wire.edge] == 0)
        crow_wire_route (tangle, &wire, ripped->len < most, ripped);
    }
  return TRUE;
}

static void
find_moved (Rerouting *self)
{
  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      if (is_moved (&self->base->boxes[i], &self->boxes[i]))
        g_array_append_val (self->moved, i);
    }
}

static void
clear_wire (gpointer data)
{
  crow_wire_clear (data);
}

/* @base with its boxes at @boxes: routes and labels that this touches are made anew, others kept
 * unless they must give way. (transfer full); fails only with G_IO_ERROR_CANCELLED. */
CrowLayout *
crow_reroute (const CrowLayout *base,
              const CrowLayoutGraph *graph,
              const CrowRect *boxes,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) touched = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) wires = g_array_new (FALSE, FALSE, sizeof (CrowWire));
  g_autofree guint8 *is_touched = g_new0 (guint8, graph->n_edges + 1);
  Rerouting self = { base, graph, boxes, moved, touched, is_touched };
  CrowLayout *layout = NULL;
  CrowTangle tangle;

  g_array_set_clear_func (wires, clear_wire);
  find_moved (&self);
  find_touched (&self);
  crow_tangle_init (&tangle, base, graph, boxes, is_touched);
  g_qsort_with_data (touched->data, (int) touched->len, sizeof (guint), compare_targets, &self);
  for (guint i = 0; i < touched->len; i++)
    {
      CrowWire wire = { g_array_index (touched, guint, i) };

      cut_wire (&self, &wire);
      g_array_append_val (wires, wire);
    }
  reserve (&tangle, wires);
  if (route_wires (&tangle, wires, cancellable, error))
    layout = crow_tangle_finish (&tangle);
  crow_tangle_clear (&tangle);
  return layout;
}
