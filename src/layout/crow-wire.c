#include "crow-wire-private.h"

#include <math.h>
#include <string.h>

/* Routes one edge: first near what is kept of its old route, then anywhere, then more closely
 * beside others, then through others, which must be routed anew. */

#define AROUND 260.0    /* px about the ends where a way is looked for first */
#define FAR 900.0       /* px, where it is looked for next */
#define CORRIDOR 3.0    /* px beyond a foot where lines may turn */
#define NEAR_COST 400.0 /* px: what a label beside its row is worth */
#define TURN_COST 100.0 /* px: what a label on its row's own line is worth */
#define RIP_COST 1500.0 /* px: what not having to route others anew for a label is worth */
#define TURN_STEP 6.0   /* px between lines that are tried for a label */
#define MAX_TURN 24     /* lines that are tried above and below */
#define LABEL_STEP 12.0 /* px between places that are tried for a label beside the route */
#define MAX_TURNS 300
#define FEW_STATES 6000
#define MOST_STATES 4000000 /* of all searches together, before they become hasty */
#define LEAST_STATES 12000
#define MANY_STATES 150000
#define ALL_STATES 2000000

typedef struct
{
  CrowPoint points[4]; /* from the row to where the search begins */
  guint n;
  CrowRect label; /* width 0: not beside the row */
} Stub;

typedef struct
{
  CrowTangle *tangle;
  const CrowWire *wire;
  guint edge;
  GArray *stubs; /* (element-type Stub) of starts and goals */
  CrowMazeTask task;
  gboolean is_found;    /* there was a way, whether it could be taken or not */
  gboolean lacks_label; /* there was a way, but no room for the label along it */
} Wiring;

typedef struct
{
  gboolean keeps_old; /* head and tail */
  double around;
  guint n_limit;
  CrowMazeRules rules;
  gboolean lies_on; /* what is tolerated is not taken away */
} Attempt;

static const Attempt attempts[] = {
  { TRUE, AROUND, FEW_STATES, { 5, 8, 4, 8, FALSE, FALSE } },
  { TRUE, AROUND, FEW_STATES, { 2.5, 4, 2, 4, FALSE, FALSE } },
  { FALSE, AROUND, FEW_STATES, { 5, 8, 4, 8, FALSE, FALSE } },
  { FALSE, FAR, MANY_STATES, { 2.5, 4, 2, 4, FALSE, FALSE } },
  { FALSE, G_MAXDOUBLE, MANY_STATES, { 1.2, 1.5, 0.5, 3.2, FALSE, FALSE } },
  { FALSE, FAR, MANY_STATES, { 2.5, 4, 1, 3.2, TRUE, FALSE } },
  { FALSE, G_MAXDOUBLE, MANY_STATES, { 1.2, 1.5, 0.5, 3.2, TRUE, FALSE } },
  { FALSE, G_MAXDOUBLE, ALL_STATES, { 1.2, 1.5, 0.5, 3.2, TRUE, FALSE }, TRUE },
  { FALSE, FAR, MANY_STATES, { 2.5, 4, 1, 3.2, TRUE, TRUE }, TRUE },
};

/* Frees what is kept. */
void
crow_wire_clear (CrowWire *self)
{
  g_clear_pointer (&self->head, g_array_unref);
  g_clear_pointer (&self->tail, g_array_unref);
}

static double
get_sign (CrowSide side)
{
  return side == CROW_SIDE_LEFT ? -1 : 1;
}

/* Where @edge's label lies beside its source, on the line at @y. */
static CrowRect
get_label_beside (const CrowTangle *tangle, guint edge, CrowSide side, double y)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  double x = crow_tangle_get_border (tangle, e->source, side);
  double near = tangle->graph->end_length + CROW_LABEL_GAP;

  return (CrowRect){ side == CROW_SIDE_LEFT ? x - near - e->label_width : x + near,
                     y - e->label_height / 2, e->label_width, e->label_height };
}

/* Unless @is_strict only boxes are minded. */
static gboolean
is_stub_free (const CrowTangle *tangle,
              guint edge,
              CrowPoint port,
              CrowPoint from,
              CrowPoint to,
              gboolean is_strict)
{
  CrowRect rect = { MIN (from.x, to.x), MIN (from.y, to.y), fabs (to.x - from.x),
                    fabs (to.y - from.y) };

  if (is_strict)
    return crow_tangle_is_stub_free (tangle, edge, port, from, to);
  return !crow_tangle_is_on_other (tangle, tangle->graph->edges[edge].source, &rect);
}

/* The stub with the label on the line at @y. FALSE: there is no room for it. */
static gboolean
make_labelled_stub (const CrowTangle *tangle,
                    guint edge,
                    CrowSide side,
                    double y,
                    gboolean is_strict,
                    Stub *stub)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  double border = crow_tangle_get_border (tangle, e->source, side);
  double row = crow_tangle_get_row_y (tangle, e->source, e->source_row);
  double turn = border + get_sign (side) * (tangle->graph->end_length + CORRIDOR);
  double end = border + get_sign (side) *
                            (tangle->graph->end_length + 2 * CROW_LABEL_GAP + e->label_width + 4);

  stub->label = get_label_beside (tangle, edge, side, y);
  if (is_strict ? !crow_tangle_is_label_free (tangle, &stub->label, edge)
                : crow_tangle_is_on_other (tangle, CROW_NONE, &stub->label))
    return FALSE;
  stub->n = 0;
  stub->points[stub->n++] = (CrowPoint){ border, row };
  if (y != row)
    {
      stub->points[stub->n++] = (CrowPoint){ turn, row };
      stub->points[stub->n++] = (CrowPoint){ turn, y };
    }
  stub->points[stub->n++] = (CrowPoint){ end, y };
  for (guint i = 1; i < stub->n; i++)
    {
      if (!is_stub_free (tangle, edge, stub->points[0], stub->points[i - 1], stub->points[i],
                         is_strict))
        return FALSE;
    }
  return TRUE;
}

/* The labelled stub on the line nearest to the row. Unless @is_strict only boxes are minded. */
static gboolean
find_labelled_stub (const CrowTangle *tangle,
                    guint edge,
                    CrowSide side,
                    gboolean is_strict,
                    Stub *stub)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  double row = crow_tangle_get_row_y (tangle, e->source, e->source_row);
  double border = crow_tangle_get_border (tangle, e->source, side);
  CrowPoint from = { border, row };
  CrowPoint to = { border + get_sign (side) * (tangle->graph->end_length + CORRIDOR), row };

  if (!is_stub_free (tangle, edge, from, from, to, is_strict))
    return FALSE;
  for (guint i = 0; i < 2 * MAX_TURN; i++)
    {
      double y = row + (i % 2 ? -TURN_STEP : TURN_STEP) * ((i + 1) / 2);

      if (make_labelled_stub (tangle, edge, side, y, is_strict, stub))
        return TRUE;
    }
  return FALSE;
}

/* A free place for @edge's label beside its row, towards the target if there is room. */
gboolean
crow_wire_find_label (const CrowTangle *tangle, guint edge, CrowRect *label)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  const CrowRect *from = &tangle->layout->boxes[e->source];
  const CrowRect *to = &tangle->layout->boxes[e->target];
  gboolean is_left = to->x + to->width / 2 < from->x + from->width / 2;
  CrowSide first = is_left ? CROW_SIDE_LEFT : CROW_SIDE_RIGHT;
  Stub stub;

  for (guint i = 0; i < 2; i++)
    {
      if (find_labelled_stub (tangle, edge, i == 0 ? first : 1 - first, TRUE, &stub))
        {
          *label = stub.label;
          return TRUE;
        }
    }
  return FALSE;
}

static void
add_stub (Wiring *self, const Stub *stub, gboolean is_goal, double cost)
{
  CrowPoint last = stub->points[stub->n - 1], before = stub->points[stub->n - 2];
  CrowMazeEnd end = { last, CROW_WAY_LEFT, cost, self->stubs->len };

  if (last.y == before.y)
    end.way = (last.x > before.x) != is_goal ? CROW_WAY_RIGHT : CROW_WAY_LEFT;
  else
    end.way = (last.y > before.y) != is_goal ? CROW_WAY_DOWN : CROW_WAY_UP;
  g_array_append_vals (self->stubs, stub, 1);
  g_array_append_vals (is_goal ? self->task.goals : self->task.starts, &end, 1);
}

/* Ends at either side of a row, without a label. */
static void
add_row_stubs (Wiring *self, gboolean is_goal, double cost)
{
  const CrowTangle *tangle = self->tangle;
  const CrowLayoutEdge *e = &tangle->graph->edges[self->edge];
  guint box = is_goal ? e->target : e->source;
  double y = crow_tangle_get_row_y (tangle, box, is_goal ? e->target_row : e->source_row);
  gboolean is_tolerant = self->task.rules.tolerates_lines || self->task.rules.tolerates_boxes;

  for (CrowSide side = CROW_SIDE_LEFT; side <= CROW_SIDE_RIGHT; side++)
    {
      double border = crow_tangle_get_border (tangle, box, side);
      double reach = tangle->graph->end_length + (self->task.rules.gap > 2 ? CORRIDOR : 1);
      Stub stub = { { { border, y }, { border + get_sign (side) * reach, y } }, 2 };

      if (crow_tangle_is_stub_free (tangle, self->edge, stub.points[0], stub.points[0],
                                    stub.points[1]))
        add_stub (self, &stub, is_goal, cost);
      else if (is_tolerant)
        add_stub (self, &stub, is_goal, cost + 3000);
    }
}

static void
add_kept_stub (Wiring *self, const GArray *points, gboolean is_goal)
{
  guint n = points->len;
  Stub stub = { { { 0, 0 } }, 2 };

  stub.points[1] = g_array_index (points, CrowPoint, is_goal ? 0 : n - 1);
  stub.points[0] = g_array_index (points, CrowPoint, is_goal ? 1 : n - 2);
  add_stub (self, &stub, is_goal, 0);
}

static void
add_ends (Wiring *self, const Attempt *attempt)
{
  const CrowLayoutEdge *e = &self->tangle->graph->edges[self->edge];
  Stub stub;

  if (attempt->keeps_old && self->wire->head != NULL)
    add_kept_stub (self, self->wire->head, FALSE);
  else
    {
      for (CrowSide side = CROW_SIDE_LEFT; e->label_width > 0 && side <= CROW_SIDE_RIGHT; side++)
        {
          double row = crow_tangle_get_row_y (self->tangle, e->source, e->source_row);

          if (find_labelled_stub (self->tangle, self->edge, side, TRUE, &stub))
            add_stub (self, &stub, FALSE, stub.points[stub.n - 1].y == row ? 0 : TURN_COST);
          else if (attempt->rules.tolerates_lines && !attempt->lies_on &&
                   find_labelled_stub (self->tangle, self->edge, side, FALSE, &stub))
            add_stub (self, &stub, FALSE, RIP_COST);
        }
      if (self->task.starts->len == 0 || attempt->rules.gap < 5)
        add_row_stubs (self, FALSE, e->label_width > 0 ? NEAR_COST : 0);
    }
  if (attempt->keeps_old && self->wire->tail != NULL)
    add_kept_stub (self, self->wire->tail, TRUE);
  else
    add_row_stubs (self, TRUE, 0);
}

static CrowRect
get_extent (const Wiring *self)
{
  CrowRect extent = { 0, 0, -1, 0 };
  GArray *ends[2] = { self->task.starts, self->task.goals };

  for (guint k = 0; k < 2; k++)
    {
      for (guint i = 0; i < ends[k]->len; i++)
        {
          CrowPoint at = g_array_index (ends[k], CrowMazeEnd, i).at;
          CrowRect point = { at.x, at.y, 0, 0 };

          extent = extent.width < 0 ? point : crow_rect_union (&extent, &point);
        }
    }
  return extent;
}

static CrowRect
get_everything (const CrowTangle *tangle)
{
  CrowRect extent = tangle->layout->boxes[0];

  for (guint i = 1; i < tangle->graph->n_boxes; i++)
    extent = crow_rect_union (&extent, &tangle->layout->boxes[i]);
  for (guint i = 0; i < tangle->graph->n_edges; i++)
    {
      const CrowPoint *p = &g_array_index (tangle->points, CrowPoint, tangle->starts[i]);

      for (guint k = 0; k < tangle->counts[i]; k++)
        {
          CrowRect point = { p[k].x, p[k].y, 0, 0 };

          extent = crow_rect_union (&extent, &point);
        }
    }
  return extent;
}

static CrowRect
get_area (const Wiring *self, const Attempt *attempt)
{
  CrowRect area = get_extent (self);

  if (attempt->keeps_old && self->wire->near.width > 0)
    area = crow_rect_union (&area, &self->wire->near);
  if (attempt->around < G_MAXDOUBLE)
    return crow_rect_inset (&area, -attempt->around);
  area = get_everything (self->tangle);
  return crow_rect_inset (&area, -AROUND - 500);
}

static void
append_points (GArray *route, const CrowPoint *points, guint n)
{
  for (guint i = 0; i < n; i++)
    crow_route_append (route, 0, points[i].x, points[i].y);
}

/* (transfer full): the whole route by the way that the search has found. */
static GArray *
join_route (const Wiring *self, const Attempt *attempt, const GArray *way, guint start, guint goal)
{
  GArray *route = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
  const Stub *first = &g_array_index (self->stubs, Stub,
                                      g_array_index (self->task.starts, CrowMazeEnd, start).stub);
  const Stub *last = &g_array_index (self->stubs, Stub,
                                     g_array_index (self->task.goals, CrowMazeEnd, goal).stub);

  if (attempt->keeps_old && self->wire->head != NULL)
    append_points (route, (const CrowPoint *) (const void *) self->wire->head->data,
                   self->wire->head->len);
  else
    append_points (route, first->points, first->n);
  append_points (route, (const CrowPoint *) (const void *) way->data, way->len);
  if (attempt->keeps_old && self->wire->tail != NULL)
    append_points (route, (const CrowPoint *) (const void *) self->wire->tail->data,
                   self->wire->tail->len);
  else
    {
      for (guint i = last->n; i > 0; i--)
        append_points (route, &last->points[i - 1], 1);
    }
  return route;
}

/* Do two stretches in a row go there and back, or is a foot cut short? */
static gboolean
is_sound (const CrowTangle *tangle, const GArray *route)
{
  const CrowPoint *p = (const CrowPoint *) (const void *) route->data;
  guint n = route->len;

  if (n < 2 || fabs (p[0].x - p[1].x) < tangle->graph->end_length ||
      fabs (p[n - 1].x - p[n - 2].x) < tangle->graph->end_length)
    return FALSE;
  for (guint i = 1; i < n; i++)
    {
      if ((p[i].x == p[i - 1].x) == (p[i].y == p[i - 1].y))
        return FALSE;
      if (i > 1 && (p[i].x == p[i - 1].x) == (p[i - 1].x == p[i - 2].x))
        return FALSE;
    }
  return TRUE;
}

/* In ever wider turns round the route's middle: somewhere there is room. */
static gboolean
place_label_beside (const CrowTangle *tangle, guint edge, const GArray *route, CrowRect *label)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  CrowPoint middle = g_array_index (route, CrowPoint, route->len / 2);

  for (guint turn = 1; turn < MAX_TURNS; turn++)
    {
      for (guint i = 0; i < 16; i++)
        {
          double angle = i * G_PI / 8, reach = turn * LABEL_STEP;

          *label = (CrowRect){ round (middle.x + 2 * reach * cos (angle)) - e->label_width / 2,
                               round (middle.y + reach * sin (angle)) - e->label_height / 2,
                               e->label_width, e->label_height };
          if (crow_tangle_is_label_free (tangle, label, edge))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
find_label (const Wiring *self,
            const Attempt *attempt,
            const GArray *route,
            guint start,
            CrowRect *label)
{
  const CrowTangle *tangle = self->tangle;
  const Stub *stub = &g_array_index (self->stubs, Stub,
                                     g_array_index (self->task.starts, CrowMazeEnd, start).stub);

  *label = stub->label;
  if (attempt->keeps_old && self->wire->head != NULL)
    *label = self->wire->label;
  if (label->width > 0 || tangle->graph->edges[self->edge].label_width <= 0)
    return TRUE;
  if (crow_tangle_place_label (tangle, self->edge, route, TRUE, label))
    return TRUE;
  if (attempt->lies_on && place_label_beside (tangle, self->edge, route, label))
    return TRUE;
  return attempt->rules.tolerates_lines &&
         crow_tangle_place_label (tangle, self->edge, route, FALSE, label);
}

/* Takes the route if nothing is in its way; where lines are tolerated, takes those away. */
static gboolean
take_route (Wiring *self,
            const Attempt *attempt,
            const GArray *route,
            const CrowRect *label,
            GArray *ripped)
{
  g_autoptr (GArray) conflicts = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean is_off_boxes = crow_tangle_find_conflicts (self->tangle, self->edge, route, label,
                                                      conflicts);

  if ((!is_off_boxes && !attempt->rules.tolerates_boxes) ||
      (conflicts->len > 0 && !attempt->rules.tolerates_lines))
    return FALSE;
  for (guint i = 0; i < conflicts->len && !attempt->lies_on; i++)
    {
      guint other = g_array_index (conflicts, guint, i);

      if (self->tangle->counts[other] > 0)
        g_array_append_val (ripped, other);
      if (self->tangle->n_ripped[other] < G_MAXUINT8)
        self->tangle->n_ripped[other]++;
      crow_tangle_drop (self->tangle, other);
    }
  crow_tangle_set_route (self->tangle, self->edge, (const CrowPoint *) (const void *) route->data,
                         route->len, label);
  return TRUE;
}

static gboolean
search (Wiring *self, const Attempt *attempt, GArray *ripped)
{
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
  g_autoptr (GArray) route = NULL;
  CrowRect label;
  guint start, goal;

  self->lacks_label = FALSE;
  self->is_found = crow_maze_find (&self->task, way, &start, &goal);
  if (!self->is_found)
    return FALSE;
  route = join_route (self, attempt, way, start, goal);
  if (!is_sound (self->tangle, route))
    return FALSE;
  self->lacks_label = !find_label (self, attempt, route, start, &label);
  return !self->lacks_label && take_route (self, attempt, route, &label, ripped);
}

static gboolean
has_label_beside (const Wiring *self, guint start)
{
  guint stub = g_array_index (self->task.starts, CrowMazeEnd, start).stub;

  return g_array_index (self->stubs, Stub, stub).label.width > 0;
}

/* Leaves only starts with a label beside the row. FALSE: there are none, or no others. */
static gboolean
drop_bare_starts (Wiring *self)
{
  guint n = self->task.starts->len, n_labelled = 0;

  for (guint i = 0; i < n; i++)
    n_labelled += has_label_beside (self, i) ? 1 : 0;
  if (n_labelled == 0 || n_labelled == n)
    return FALSE;
  for (guint i = n; i > 0; i--)
    {
      if (!has_label_beside (self, i - 1))
        g_array_remove_index (self->task.starts, i - 1);
    }
  return TRUE;
}

/* Once for either side of the target at a time: a way to one side must not run along lines to the
 * other. */
static gboolean
try_attempt (Wiring *self, const Attempt *attempt, GArray *ripped)
{
  CrowMazeEnd goals[2];
  guint n_goals;

  g_array_set_size (self->stubs, 0);
  g_array_set_size (self->task.starts, 0);
  g_array_set_size (self->task.goals, 0);
  self->task.rules = attempt->rules;
  /* where much has been in vain already, no more than a little is tried */
  self->task.n_limit = self->tangle->n_states < MOST_STATES || attempt->n_limit == ALL_STATES
                           ? attempt->n_limit
                           : LEAST_STATES;
  self->task.lies_on = attempt->lies_on;
  add_ends (self, attempt);
  self->task.area = get_area (self, attempt);
  self->task.has_port = FALSE;
  if (search (self, attempt, ripped) ||
      (self->lacks_label && drop_bare_starts (self) && search (self, attempt, ripped)))
    return TRUE;
  n_goals = self->is_found ? MIN (self->task.goals->len, 2) : 0;
  for (guint i = 0; i < n_goals; i++)
    goals[i] = g_array_index (self->task.goals, CrowMazeEnd, i);
  for (guint i = 0; i < n_goals && n_goals == 2; i++)
    {
      g_array_set_size (self->task.goals, 0);
      g_array_append_val (self->task.goals, goals[i]);
      self->task.has_port = TRUE;
      self->task.port = g_array_index (self->stubs, Stub, goals[i].stub).points[0];
      if (search (self, attempt, ripped))
        return TRUE;
    }
  return FALSE;
}

/* Without regard to anything: where boxes lie on each other there may be no other way. */
static void
route_straight (CrowTangle *tangle, guint edge)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  const CrowRect *from = &tangle->layout->boxes[e->source], *to = &tangle->layout->boxes[e->target];
  double length = tangle->graph->end_length + CROW_LABEL_GAP;
  double y = crow_tangle_get_row_y (tangle, e->source, e->source_row);
  double z = crow_tangle_get_row_y (tangle, e->target, e->target_row);
  g_autoptr (GArray) route = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
  double start = from->x + from->width, end = to->x, middle = (start + end) / 2;
  CrowRect label = { 0, 0, 0, 0 };

  if (end < start + 2)
    {
      end = to->x + to->width;
      middle = MAX (start, end) + length;
    }
  crow_route_append (route, 0, start, y);
  if (y == z && end != to->x) /* there and back on one line: with a loop */
    {
      crow_route_append (route, 0, middle + length, y);
      crow_route_append (route, 0, middle + length, y - length);
      crow_route_append (route, 0, middle, y - length);
    }
  else
    crow_route_append (route, 0, middle, y);
  crow_route_append (route, 0, middle, z);
  crow_route_append (route, 0, end, z);
  if (e->label_width > 0 && !crow_tangle_place_label (tangle, edge, route, TRUE, &label) &&
      !place_label_beside (tangle, edge, route, &label))
    label = (CrowRect){ middle - e->label_width / 2, z - e->label_height / 2, e->label_width,
                        e->label_height };
  crow_tangle_set_route (tangle, edge, (const CrowPoint *) (const void *) route->data, route->len,
                         &label);
}

/* Do other boxes lie at both sides of a row, so that no line can reach it but through them? */
static gboolean
is_row_buried (const CrowTangle *tangle, guint edge, guint end)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  guint box = end == 0 ? e->source : e->target;
  double y = crow_tangle_get_row_y (tangle, box, end == 0 ? e->source_row : e->target_row);
  double length = tangle->graph->end_length + 1;

  for (CrowSide side = CROW_SIDE_LEFT; side <= CROW_SIDE_RIGHT; side++)
    {
      double x = crow_tangle_get_border (tangle, box, side);
      CrowRect foot = { side == CROW_SIDE_LEFT ? x - length : x, y, length, 0 };

      if (!crow_tangle_is_on_other (tangle, box, &foot))
        return FALSE;
    }
  return TRUE;
}

/* Routes the edge by what is kept of its beginning and then @rest, by which another edge into the
 * same row goes on from there. FALSE: that lies on something; nothing is changed then. */
gboolean
crow_wire_follow (CrowTangle *tangle, const CrowWire *wire, const GArray *rest)
{
  g_autoptr (GArray) route = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
  g_autoptr (GArray) conflicts = g_array_new (FALSE, FALSE, sizeof (guint));

  if (wire->label.width <= 0 && tangle->graph->edges[wire->edge].label_width > 0)
    return FALSE;
  append_points (route, (const CrowPoint *) (const void *) wire->head->data, wire->head->len);
  append_points (route, (const CrowPoint *) (const void *) rest->data, rest->len);
  if (!is_sound (tangle, route) ||
      !crow_tangle_find_conflicts (tangle, wire->edge, route, &wire->label, conflicts) ||
      conflicts->len > 0)
    return FALSE;
  crow_tangle_set_route (tangle, wire->edge, (const CrowPoint *) (const void *) route->data,
                         route->len, &wire->label);
  return TRUE;
}

/* Routes the edge. @may_rip: others may have to give way. @ripped: (element-type guint): edges
 * whose routes had to be taken away for it are appended. */
void
crow_wire_route (CrowTangle *tangle, const CrowWire *wire, gboolean may_rip, GArray *ripped)
{
  Wiring self = { tangle, wire, wire->edge };
  gboolean has_old = wire->head != NULL || wire->tail != NULL;
  gboolean is_buried = is_row_buried (tangle, wire->edge, 0) ||
                       is_row_buried (tangle, wire->edge, 1);
  gboolean is_done = FALSE;

  self.task.tangle = tangle;
  self.task.edge = wire->edge;
  self.stubs = g_array_new (FALSE, FALSE, sizeof (Stub));
  self.task.starts = g_array_new (FALSE, FALSE, sizeof (CrowMazeEnd));
  self.task.goals = g_array_new (FALSE, FALSE, sizeof (CrowMazeEnd));
  for (guint i = 0; i < G_N_ELEMENTS (attempts) && !is_done; i++)
    {
      const Attempt *attempt = &attempts[i];

      if ((attempt->keeps_old && !has_old) || (is_buried && !attempt->rules.tolerates_boxes) ||
          (attempt->rules.tolerates_lines && !attempt->lies_on && !may_rip))
        continue;
      if (has_old && !attempt->keeps_old)
        {
          crow_tangle_drop (tangle, wire->edge);
          has_old = FALSE;
        }
      is_done = try_attempt (&self, attempt, ripped);
    }
  if (!is_done)
    route_straight (tangle, wire->edge);
  g_array_unref (self.stubs);
  g_array_unref (self.task.starts);
  g_array_unref (self.task.goals);
}
