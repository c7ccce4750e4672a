#include "crow-bundle-private.h"

#include <math.h>
#include <string.h>

/* Routes for boxes anywhere: all edges into one row are searched together, so that they share what
 * they can, and get their labels beside their rows where there is room. */

#define WALL 8.0         /* px that lines keep from boxes */
#define AROUND 240.0     /* px about the boxes that are joined where a way is looked for first */
#define FINEST 12.0      /* px between the lines of the grid */
#define CORRIDOR 3.0     /* px beyond a stub where lines may turn before the labels begin */
#define TRACK 6.0        /* px from a line to the grid line beside it */
#define LONG 240.0       /* px of a level line that others may want to run beside */
#define CROWD 600        /* stretches of lines, with more not all get tracks beside them */
#define NEARBY 300.0     /* px from an end within which they do */
#define MAX_LOOKED_AT 24 /* ends */
#define FEW_NODES 20000.0
#define MANY_NODES 120000.0
#define MOST_NODES 400000.0
#define NEAR_COST 400.0  /* px: what a label beside its row is worth */
#define TURN_COST 100.0  /* px: what a label on its row's own line is worth */
#define TURN_STEP 6.0    /* px between lines that are tried for a label */
#define MAX_TURN 40      /* lines that are tried above and below */
#define SHORT_COST 240.0 /* px: what room for the crow's foot is worth */
#define MAX_ROUNDS 6

typedef struct
{
  CrowTangle *tangle;
  const CrowMazeEnd *heads; /* by the graph's edge */
  const guint *edges;       /* into one row, to be routed */
  guint n;
  CrowRect area;
  gboolean heeds_lines;  /* runs along no other line and across no stub */
  gboolean heeds_labels; /* runs through no label */
  GArray *stretches;     /* (element-type CrowStretch) in @area, new ones appended */
  GArray *sources;       /* (element-type CrowMazeEnd) */
  GArray *targets;       /* (element-type CrowMazeEnd) */
} Group;

static double
get_way (CrowSide side)
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

/* Can the label lie on the line at @y, its edge turning to it close to the source? */
static gboolean
can_turn (const CrowTangle *tangle, const GArray *stretches, guint edge, CrowSide side, double y)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  CrowRect label = get_label_beside (tangle, edge, side, y);
  CrowPoint from = { crow_tangle_get_border (tangle, e->source, side),
                     crow_tangle_get_row_y (tangle, e->source, e->source_row) };
  CrowPoint turn = { from.x + get_way (side) * (tangle->graph->end_length + CORRIDOR), y };
  CrowPoint corner = { turn.x, from.y };
  CrowPoint end = { turn.x + get_way (side) * (e->label_width + 3 * CROW_LABEL_GAP), y };

  if (!crow_tangle_is_label_free (tangle, stretches, &label, edge))
    return FALSE;
  return y == from.y || (crow_tangle_is_stub_free (tangle, stretches, edge, from, corner) &&
                         crow_tangle_is_stub_free (tangle, stretches, edge, corner, turn) &&
                         crow_tangle_is_stub_free (tangle, stretches, edge, turn, end));
}

/* Finds the line nearest to the row where the label has room. */
static gboolean
find_label_line (const CrowTangle *tangle,
                 const GArray *stretches,
                 guint edge,
                 CrowSide side,
                 double *line)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  double row = crow_tangle_get_row_y (tangle, e->source, e->source_row);

  for (guint i = 0; i < 2 * MAX_TURN; i++)
    {
      *line = row + (i % 2 ? -TURN_STEP : TURN_STEP) * ((i + 1) / 2);
      if (can_turn (tangle, stretches, edge, side, *line))
        return TRUE;
    }
  return FALSE;
}

/* An end @length px from a row; NULL @ends: only looks whether it is free. */
static void
add_end (Group *group,
         GArray *ends,
         guint slot,
         guint box,
         int row,
         CrowSide side,
         double length,
         double cost)
{
  CrowTangle *tangle = group->tangle;
  CrowPoint from = { crow_tangle_get_border (tangle, box, side),
                     crow_tangle_get_row_y (tangle, box, row) };
  CrowMazeEnd end = { slot, from, side, cost, 0 };

  end.at.x += get_way (side) * length;
  if (crow_tangle_is_stub_free (tangle, group->stretches, group->edges[slot], from, end.at))
    g_array_append_val (ends, end);
}

/* The end beyond a label beside the row, or on a line near it. */
static void
add_labelled_end (Group *group, guint slot, CrowSide side)
{
  CrowTangle *tangle = group->tangle;
  const CrowLayoutEdge *e = &tangle->graph->edges[group->edges[slot]];
  double length = tangle->graph->end_length + 2 * CROW_LABEL_GAP + e->label_width + 4;
  double row = crow_tangle_get_row_y (tangle, e->source, e->source_row);
  double border = crow_tangle_get_border (tangle, e->source, side);
  double line;

  if (!find_label_line (tangle, group->stretches, group->edges[slot], side, &line))
    return;
  if (line == row)
    add_end (group, group->sources, slot, e->source, e->source_row, side, length, 0);
  else
    {
      CrowMazeEnd end = { slot, { border + get_way (side) * length, line }, side, TURN_COST, 0 };

      end.turn = border + get_way (side) * (tangle->graph->end_length + CORRIDOR);
      g_array_append_val (group->sources, end);
    }
}

static void
add_source_ends (Group *group, guint slot)
{
  const CrowTangle *tangle = group->tangle;
  const CrowLayoutEdge *e = &tangle->graph->edges[group->edges[slot]];
  double label_cost = e->label_width > 0 ? NEAR_COST : 0;
  const CrowMazeEnd *head = &group->heads[group->edges[slot]];
  guint n = group->sources->len;

  if (head->edge != CROW_NONE && group->heeds_lines)
    {
      CrowMazeEnd end = *head;

      end.edge = slot;
      g_array_append_val (group->sources, end);
      return;
    }
  for (CrowSide side = CROW_SIDE_LEFT; e->label_width > 0 && side <= CROW_SIDE_RIGHT; side++)
    add_labelled_end (group, slot, side);
  if (group->sources->len > n && group->heeds_lines)
    return;
  for (CrowSide side = CROW_SIDE_LEFT; side <= CROW_SIDE_RIGHT; side++)
    {
      add_end (group, group->sources, slot, e->source, e->source_row, side,
               tangle->graph->end_length + CORRIDOR, label_cost);
      add_end (group, group->sources, slot, e->source, e->source_row, side, WALL + 2,
               label_cost + SHORT_COST);
    }
}

static void
add_target_ends (Group *group)
{
  CrowTangle *tangle = group->tangle;
  const CrowLayoutEdge *e = &tangle->graph->edges[group->edges[0]];

  for (CrowSide side = CROW_SIDE_LEFT; side <= CROW_SIDE_RIGHT; side++)
    {
      add_end (group, group->targets, 0, e->target, e->target_row, side,
               tangle->graph->end_length + CORRIDOR, 0);
      add_end (group, group->targets, 0, e->target, e->target_row, side, WALL + 2, SHORT_COST);
    }
}

/* In a crowd only the lines about the ends get grid lines beside them. */
static gboolean
needs_tracks (const Group *group, const CrowStretch *s)
{
  const GArray *ends[2] = { group->sources, group->targets };

  if (group->stretches->len <= CROWD)
    return TRUE;
  for (guint k = 0; k < 2; k++)
    {
      for (guint i = 0; i < ends[k]->len && i < MAX_LOOKED_AT; i++)
        {
          CrowPoint at = g_array_index (ends[k], CrowMazeEnd, i).at;

          if (fabs (CLAMP (at.x, MIN (s->from.x, s->to.x), MAX (s->from.x, s->to.x)) - at.x) <
                  NEARBY &&
              fabs (CLAMP (at.y, MIN (s->from.y, s->to.y), MAX (s->from.y, s->to.y)) - at.y) <
                  NEARBY)
            return TRUE;
        }
    }
  return FALSE;
}

static void
add_grid_lines (Group *group, CrowMaze *maze)
{
  GArray *ends[2] = { group->sources, group->targets };

  for (guint k = 0; k < 2; k++)
    {
      for (guint i = 0; i < ends[k]->len; i++)
        {
          crow_maze_add_column (maze, g_array_index (ends[k], CrowMazeEnd, i).at.x);
          crow_maze_add_row (maze, g_array_index (ends[k], CrowMazeEnd, i).at.y);
        }
    }
  for (guint i = 0; i < group->stretches->len; i++)
    {
      CrowStretch *s = &g_array_index (group->stretches, CrowStretch, i);

      gboolean is_own = crow_tangle_is_same_target (group->tangle, s->edge, group->edges[0]);

      for (int side = -1; side <= 1; side++) /* its own line, or those beside it */
        {
          if ((side == 0) != is_own || (!is_own && !needs_tracks (group, s)))
            continue;
          if (s->from.x == s->to.x)
            crow_maze_add_column (maze, s->from.x + side * TRACK);
          else if (is_own || fabs (s->from.x - s->to.x) > LONG)
            crow_maze_add_row (maze, s->from.y + side * TRACK);
        }
    }
}

/* Keeps the stub beside a row free for its crow's foot or bars. */
static void
block_stub (Group *group, CrowMaze *maze, guint edge, guint box, int row, const CrowPoint *ends)
{
  CrowTangle *tangle = group->tangle;
  double length = tangle->graph->end_length;
  double y = crow_tangle_get_row_y (tangle, box, row);

  for (CrowSide side = CROW_SIDE_LEFT; side <= CROW_SIDE_RIGHT; side++)
    {
      double x = crow_tangle_get_border (tangle, box, side);
      CrowRect stub = { side == CROW_SIDE_LEFT ? x - length : x, y - WALL, length, 2 * WALL };

      if (ends == NULL || fabs (ends->x - x) < 0.01)
        crow_maze_block (maze, &stub, FALSE);
    }
}

static gboolean
is_in_group (const Group *group, guint edge)
{
  for (guint i = 0; i < group->n; i++)
    {
      if (group->edges[i] == edge)
        return TRUE;
    }
  return FALSE;
}

static void
block_stubs (Group *group, CrowMaze *maze)
{
  CrowTangle *tangle = group->tangle;

  for (guint i = 0; i < tangle->graph->n_edges; i++)
    {
      const CrowLayoutEdge *e = &tangle->graph->edges[i];
      const CrowPoint *p = &g_array_index (tangle->points, CrowPoint, tangle->starts[i]);
      guint n = tangle->counts[i];

      if (n == 0 && is_in_group (group, i))
        continue;
      block_stub (group, maze, i, e->source, e->source_row, n > 0 ? &p[0] : NULL);
      if (!crow_tangle_is_same_target (tangle, i, group->edges[0]))
        block_stub (group, maze, i, e->target, e->target_row, n > 0 ? &p[n - 1] : NULL);
    }
}

static CrowMaze *
build_maze (Group *group, double n_nodes)
{
  CrowTangle *tangle = group->tangle;
  double pitch = MAX (FINEST, sqrt (group->area.width * group->area.height / n_nodes));
  CrowMaze *maze = crow_maze_new (&group->area, ceil (pitch), !group->heeds_lines);

  add_grid_lines (group, maze);
  crow_maze_seal (maze);
  for (guint i = 0; i < tangle->graph->n_boxes; i++)
    {
      CrowRect wall = crow_rect_inset (&tangle->layout->boxes[i], -WALL);

      crow_maze_block (maze, &wall, TRUE);
    }
  for (guint i = 0; i < tangle->graph->n_edges; i++)
    {
      CrowRect wall = crow_rect_inset (&tangle->layout->labels[i], -4);

      if (tangle->layout->labels[i].width > 0)
        crow_maze_block (maze, &wall, group->heeds_labels);
    }
  block_stubs (group, maze);
  for (guint own = 0; own < 2; own++)
    {
      for (guint i = 0; i < group->stretches->len; i++)
        {
          CrowStretch *s = &g_array_index (group->stretches, CrowStretch, i);
          gboolean is_own = crow_tangle_is_same_target (tangle, s->edge, group->edges[0]);

          if (is_own == (own == 1))
            crow_maze_add_line (maze, s->from, s->to, is_own);
        }
    }
  return maze;
}

static gboolean
hits_labels (const CrowTangle *tangle, guint edge, const GArray *route)
{
  for (guint i = 0; i < tangle->graph->n_edges; i++)
    {
      const CrowRect *label = &tangle->layout->labels[i];

      if (i == edge || label->width == 0)
        continue;
      for (guint k = 1; k < route->len; k++)
        {
          CrowPoint a = g_array_index (route, CrowPoint, k - 1);
          CrowPoint b = g_array_index (route, CrowPoint, k);
          CrowRect line = { MIN (a.x, b.x) - 0.5, MIN (a.y, b.y) - 0.5, fabs (a.x - b.x) + 1,
                            fabs (a.y - b.y) + 1 };

          if (crow_rect_intersects (&line, label))
            return TRUE;
        }
    }
  return FALSE;
}

static void
keep_stretches (Group *group, guint edge)
{
  const CrowTangle *tangle = group->tangle;
  const CrowPoint *p = &g_array_index (tangle->points, CrowPoint, tangle->starts[edge]);

  for (guint k = 1; k < tangle->counts[edge]; k++)
    {
      CrowStretch stretch = { p[k - 1], p[k], edge };

      g_array_append_val (group->stretches, stretch);
    }
}

static gboolean
has_room_for_label (const Group *group, guint edge, const CrowMazeEnd *source)
{
  CrowTangle *tangle = group->tangle;
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  double border = crow_tangle_get_border (tangle, e->source, source->side);

  return e->label_width > 0 && fabs (source->at.x - border) > e->label_width;
}

/* Takes the way that the maze found, if what was taken since leaves it free. */
static gboolean
take_way (Group *group, CrowMaze *maze, guint edge, const CrowMazeEnd *source)
{
  CrowTangle *tangle = group->tangle;
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  g_autoptr (GArray) route = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
  CrowRect label = get_label_beside (tangle, edge, source->side, source->at.y);
  gboolean is_kept = group->heads[edge].edge != CROW_NONE && group->heeds_lines;
  gboolean is_beside = is_kept || has_room_for_label (group, edge, source);
  double row = crow_tangle_get_row_y (tangle, e->source, e->source_row);
  CrowPoint last;

  if (is_kept)
    label = tangle->layout->labels[edge];

  crow_route_append (route, 0, crow_tangle_get_border (tangle, e->source, source->side), row);
  if (row != source->at.y)
    {
      crow_route_append (route, 0, source->turn, row);
      crow_route_append (route, 0, source->turn, source->at.y);
    }
  {
    g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (CrowPoint));

    crow_maze_trace (maze, source, way);
    for (guint i = 0; i < way->len; i++)
      {
        last = g_array_index (way, CrowPoint, i);
        crow_route_append (route, 0, last.x, last.y);
      }
    if (way->len == 0)
      return FALSE;
  }
  crow_route_append (route, 0,
                     crow_tangle_get_border (tangle, e->target,
                                             last.x < tangle->layout->boxes[e->target].x
                                                 ? CROW_SIDE_LEFT
                                                 : CROW_SIDE_RIGHT),
                     crow_tangle_get_row_y (tangle, e->target, e->target_row));
  if ((group->heeds_labels && hits_labels (tangle, edge, route)) ||
      (is_beside && !crow_tangle_is_label_free (tangle, group->stretches, &label, edge)))
    return FALSE;
  crow_tangle_set_route (tangle, edge, (CrowPoint *) (void *) route->data, route->len);
  if (is_beside)
    tangle->layout->labels[edge] = label;
  else if (e->label_width > 0)
    crow_tangle_place_label (tangle, group->stretches, edge);
  keep_stretches (group, edge);
  return TRUE;
}

/* One search for all of the group that have no route yet. FALSE: nothing was found. */
static gboolean
route_round (Group *group, double n_nodes)
{
  g_autoptr (CrowMaze) maze = NULL;
  g_autofree guint *chosen = g_new (guint, group->n);
  gboolean found = FALSE;

  g_array_set_size (group->sources, 0);
  g_array_set_size (group->targets, 0);
  for (guint i = 0; i < group->n; i++)
    {
      if (group->tangle->counts[group->edges[i]] == 0)
        add_source_ends (group, i);
    }
  add_target_ends (group);
  maze = build_maze (group, n_nodes);
  crow_maze_search (maze, (const CrowMazeEnd *) (const void *) group->targets->data,
                    group->targets->len, (const CrowMazeEnd *) (const void *) group->sources->data,
                    group->sources->len, group->n, chosen);
  for (guint i = 0; i < group->n; i++)
    {
      if (chosen[i] != CROW_NONE &&
          take_way (group, maze, group->edges[i],
                    &g_array_index (group->sources, CrowMazeEnd, chosen[i])))
        found = TRUE;
    }
  return found;
}

static gboolean
is_done (const Group *group)
{
  for (guint i = 0; i < group->n; i++)
    {
      if (group->tangle->counts[group->edges[i]] == 0)
        return FALSE;
    }
  return TRUE;
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
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (CrowStretch));
  double start = from->x + from->width, end = to->x, middle = (start + end) / 2;

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
  crow_tangle_set_route (tangle, edge, (CrowPoint *) (void *) route->data, route->len);
  if (e->label_width > 0)
    crow_tangle_place_label (tangle, none, edge);
}

static CrowRect
get_near_area (const CrowTangle *tangle, const guint *edges, guint n)
{
  CrowRect area = tangle->layout->boxes[tangle->graph->edges[edges[0]].target];
  double widest = 0;

  for (guint i = 0; i < n; i++)
    {
      area = crow_rect_union (&area, &tangle->layout->boxes[tangle->graph->edges[edges[i]].source]);
      widest = MAX (widest, tangle->graph->edges[edges[i]].label_width);
    }
  return crow_rect_inset (&area, -(AROUND + widest));
}

static CrowRect
get_whole_area (const CrowTangle *tangle)
{
  CrowRect area = tangle->layout->boxes[0];

  for (guint i = 1; i < tangle->graph->n_boxes; i++)
    area = crow_rect_union (&area, &tangle->layout->boxes[i]);
  return crow_rect_inset (&area, -2 * AROUND - 400);
}

/* Routes @edges, which end in one row. @heads: (array): by the graph's edge, the end of what is to
 * be kept of its beginning; its @edge is CROW_NONE where nothing is. */
void
crow_bundle_route (CrowTangle *tangle, const CrowMazeEnd *heads, const guint *edges, guint n)
{
  for (guint attempt = 0; attempt < 6; attempt++)
    {
      gboolean is_near = attempt % 2 == 0;
      Group group = { tangle, heads, edges, n };

      group.area = is_near ? get_near_area (tangle, edges, n) : get_whole_area (tangle);
      group.heeds_lines = attempt < 2;
      group.heeds_labels = attempt < 4;
      group.stretches = crow_tangle_list_stretches (tangle, &group.area);
      group.sources = g_array_new (FALSE, FALSE, sizeof (CrowMazeEnd));
      group.targets = g_array_new (FALSE, FALSE, sizeof (CrowMazeEnd));
      for (guint round = 0; round < MAX_ROUNDS && !is_done (&group); round++)
        {
          if (!route_round (&group, is_near ? FEW_NODES : attempt < 5 ? MANY_NODES : MOST_NODES))
            break;
        }
      g_array_unref (group.stretches);
      g_array_unref (group.sources);
      g_array_unref (group.targets);
      if (is_done (&group))
        return;
    }
  for (guint i = 0; i < n; i++)
    {
      if (tangle->counts[edges[i]] == 0)
        route_straight (tangle, edges[i]);
    }
}

/* Puts a label beside its row, towards the target if there is room, before any line is drawn there.
 */
static void
reserve_label (CrowTangle *tangle, const GArray *stretches, guint edge)
{
  const CrowLayoutEdge *e = &tangle->graph->edges[edge];
  const CrowRect *from = &tangle->layout->boxes[e->source];
  const CrowRect *to = &tangle->layout->boxes[e->target];
  CrowSide first = to->x + to->width / 2 < from->x + from->width / 2 ? CROW_SIDE_LEFT
                                                                     : CROW_SIDE_RIGHT;

  if (e->label_width <= 0)
    return;
  for (guint i = 0; i < 2; i++)
    {
      CrowSide side = i == 0 ? first : 1 - first;
      double line;

      if (!find_label_line (tangle, stretches, edge, side, &line))
        continue;
      tangle->layout->labels[edge] = get_label_beside (tangle, edge, side, line);
      return;
    }
}

/* Gives labels places before lines are drawn: first those that keep theirs, then those of @edges
 * that need one. */
void
crow_bundle_reserve_labels (CrowTangle *tangle,
                            const CrowLayout *base,
                            const CrowMazeEnd *heads,
                            const guint *edges,
                            guint n)
{
  CrowRect everything = { -G_MAXDOUBLE / 4, -G_MAXDOUBLE / 4, G_MAXDOUBLE / 2, G_MAXDOUBLE / 2 };
  g_autoptr (GArray) stretches = crow_tangle_list_stretches (tangle, &everything);

  for (guint i = 0; i < n; i++)
    {
      if (heads[edges[i]].edge != CROW_NONE)
        tangle->layout->labels[edges[i]] = base->labels[edges[i]];
    }
  for (guint i = 0; i < n; i++)
    {
      if (heads[edges[i]].edge == CROW_NONE)
        reserve_label (tangle, stretches, edges[i]);
    }
}
