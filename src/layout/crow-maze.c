#include "crow-maze-private.h"

#include <math.h>
#include <string.h>

/* Orthogonal routes among boxes anywhere: one search from a row outwards finds the cheapest way to
 * all edges that end there, so that they share what they can. After Wybrow, Marriott and Stuckey,
 * Orthogonal Connector Routing (2009), with a grid in place of a visibility graph. */

#define TOO_CLOSE 5.0 /* px that parallel lines of different rows keep apart */
#define BEND 40.0     /* px of length that a bend costs */
#define CROSSING 16.0
#define ON_TOP 20.0        /* times the length that a line costs on another's */
#define HASTE 1.4          /* a way may be this much longer than the best, to be found soon */
#define MAX_POPPED 1000000 /* states of a search; what is farther is not looked for */
#define UNSEEN G_MAXFLOAT
#define ENCLOSURE 96 /* nodes that are looked at about an end */

typedef enum { WAY_LEFT, WAY_RIGHT, WAY_UP, WAY_DOWN } Way;

enum {
  FREE = 0,
  WALL = 1 << 0,
  FOREIGN = 1 << 1,
};

typedef struct
{
  float total; /* so far and at least to go */
  guint state; /* 4 * node + way */
} Entry;

struct _CrowMaze
{
  CrowRect area;
  gboolean is_tolerant; /* along another's line one may go, at a price */
  GArray *xs;           /* (element-type double) ascending once sealed */
  GArray *ys;
  guint8 *level;   /* by node: what lies between it and its right neighbour */
  guint8 *upright; /* by node: what lies between it and its lower neighbour */
  float *costs;    /* by state */
  guint8 *from;    /* by state: way by which the state before was reached; 0xff: a start */
  Entry *heap;
  guint heap_length, heap_size;
  double goal_left, goal_top, goal_right, goal_bottom;
};

/* An empty maze whose grid covers @area at every @pitch px. @is_tolerant: where there is no other
 * way, lines may lie on each other. */
CrowMaze *
crow_maze_new (const CrowRect *area, double pitch, gboolean is_tolerant)
{
  CrowMaze *self = g_new0 (CrowMaze, 1);

  self->area = *area;
  self->is_tolerant = is_tolerant;
  self->xs = g_array_new (FALSE, FALSE, sizeof (double));
  self->ys = g_array_new (FALSE, FALSE, sizeof (double));
  for (double x = area->x; x <= area->x + area->width; x += pitch)
    g_array_append_val (self->xs, x);
  for (double y = area->y; y <= area->y + area->height; y += pitch)
    g_array_append_val (self->ys, y);
  return self;
}

void
crow_maze_free (CrowMaze *self)
{
  g_array_unref (self->xs);
  g_array_unref (self->ys);
  g_free (self->heap);
  g_free (self->level);
  g_free (self->upright);
  g_free (self->costs);
  g_free (self->from);
  g_free (self);
}

/* One more upright line of the grid; before sealing. */
void
crow_maze_add_column (CrowMaze *self, double x)
{
  g_array_append_val (self->xs, x);
}

/* One more level line of the grid; before sealing. */
void
crow_maze_add_row (CrowMaze *self, double y)
{
  g_array_append_val (self->ys, y);
}

static int
compare_doubles (gconstpointer a, gconstpointer b, gpointer unused)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
sort_lines (GArray *lines)
{
  guint n = 0;

  g_qsort_with_data (lines->data, (int) lines->len, sizeof (double), compare_doubles, NULL);
  for (guint i = 0; i < lines->len; i++)
    {
      double at = g_array_index (lines, double, i);

      if (n == 0 || at > g_array_index (lines, double, n - 1))
        g_array_index (lines, double, n++) = at;
    }
  g_array_set_size (lines, n);
}

/* Closes the grid: from now on walls and lines can be put into it. */
void
crow_maze_seal (CrowMaze *self)
{
  gsize n;

  sort_lines (self->xs);
  sort_lines (self->ys);
  n = (gsize) self->xs->len * self->ys->len;
  self->level = g_new0 (guint8, n);
  self->upright = g_new0 (guint8, n);
  self->costs = g_new (float, 4 * n);
  self->from = g_new (guint8, 4 * n);
}

static double
get_x (const CrowMaze *self, guint column)
{
  return g_array_index (self->xs, double, column);
}

static double
get_y (const CrowMaze *self, guint row)
{
  return g_array_index (self->ys, double, row);
}

/* Index of the first line at or beyond @at. */
static guint
find_line (const GArray *lines, double at)
{
  guint first = 0, end = lines->len;

  while (first < end)
    {
      guint middle = (first + end) / 2;

      if (g_array_index (lines, double, middle) < at)
        first = middle + 1;
      else
        end = middle;
    }
  return first;
}

/* Marks all stretches of level lines that run strictly inside the rectangle. */
static void
mark_level (CrowMaze *self, double left, double top, double right, double bottom, guint8 mark)
{
  guint first = find_line (self->xs, left), end = find_line (self->xs, right);

  first = first > 0 ? first - 1 : 0;
  for (guint row = find_line (self->ys, top); row < self->ys->len; row++)
    {
      guint8 *cells = self->level + (gsize) row * self->xs->len;

      if (get_y (self, row) <= top)
        continue;
      if (get_y (self, row) >= bottom)
        break;
      for (guint i = first; i < end && i + 1 < self->xs->len; i++)
        cells[i] |= mark;
    }
}

static void
mark_upright (CrowMaze *self, double left, double top, double right, double bottom, guint8 mark)
{
  guint first = find_line (self->ys, top), end = find_line (self->ys, bottom);
  guint from = find_line (self->xs, left), to = from;

  first = first > 0 ? first - 1 : 0;
  if (from < self->xs->len && get_x (self, from) <= left)
    from++;
  for (to = from; to < self->xs->len && get_x (self, to) < right; to++)
    ;
  for (guint row = first; row < end && row + 1 < self->ys->len; row++)
    {
      guint8 *cells = self->upright + (gsize) row * self->xs->len;

      for (guint i = from; i < to; i++)
        cells[i] |= mark;
    }
}

/* No line may run inside @rect; along its border it may. Unless @is_firm a tolerant maze lets lines
 * through, at a price. */
void
crow_maze_block (CrowMaze *self, const CrowRect *rect, gboolean is_firm)
{
  double right = rect->x + rect->width, bottom = rect->y + rect->height;

  if (!crow_rect_intersects (rect, &self->area))
    return;
  mark_level (self, rect->x, rect->y, right, bottom, is_firm ? WALL : FOREIGN);
  mark_upright (self, rect->x, rect->y, right, bottom, is_firm ? WALL : FOREIGN);
}

static void
unmark_own (CrowMaze *self, CrowPoint from, CrowPoint to)
{
  double left = MIN (from.x, to.x), right = MAX (from.x, to.x);
  double top = MIN (from.y, to.y), bottom = MAX (from.y, to.y);
  guint column = find_line (self->xs, left), row = find_line (self->ys, top);

  if (top == bottom && row < self->ys->len && get_y (self, row) == top)
    {
      for (; column + 1 < self->xs->len && get_x (self, column + 1) <= right; column++)
        self->level[(gsize) row * self->xs->len + column] &= (guint8) ~FOREIGN;
    }
  else if (left == right && column < self->xs->len && get_x (self, column) == left)
    {
      for (; row + 1 < self->ys->len && get_y (self, row + 1) <= bottom; row++)
        self->upright[(gsize) row * self->xs->len + column] &= (guint8) ~FOREIGN;
    }
}

/* A line that is there: nothing may run along it, unless it @is_own (ends in the same row). Own
 * lines are to be added last. */
void
crow_maze_add_line (CrowMaze *self, CrowPoint from, CrowPoint to, gboolean is_own)
{
  double left = MIN (from.x, to.x) - TOO_CLOSE, right = MAX (from.x, to.x) + TOO_CLOSE;
  double top = MIN (from.y, to.y) - TOO_CLOSE, bottom = MAX (from.y, to.y) + TOO_CLOSE;

  if (left > self->area.x + self->area.width || right < self->area.x ||
      top > self->area.y + self->area.height || bottom < self->area.y)
    return;
  if (from.y == to.y)
    mark_level (self, left, top, right, bottom, FOREIGN);
  else
    mark_upright (self, left, top, right, bottom, FOREIGN);
  if (is_own)
    unmark_own (self, from, to);
}

static void
push (CrowMaze *self, float total, guint state)
{
  guint at = self->heap_length++;

  if (self->heap_length > self->heap_size)
    {
      self->heap_size = MAX (1024, 2 * self->heap_size);
      self->heap = g_renew (Entry, self->heap, self->heap_size);
    }
  while (at > 0)
    {
      guint above = (at - 1) / 2;

      if (self->heap[above].total <= total)
        break;
      self->heap[at] = self->heap[above];
      at = above;
    }
  self->heap[at] = (Entry){ total, state };
}

static Entry
pop (CrowMaze *self)
{
  Entry *heap = self->heap;
  Entry top = heap[0], last = heap[--self->heap_length];
  guint n = self->heap_length, at = 0;

  for (guint below = 1; below < n; below = 2 * at + 1)
    {
      if (below + 1 < n && heap[below + 1].total < heap[below].total)
        below++;
      if (heap[below].total >= last.total)
        break;
      heap[at] = heap[below];
      at = below;
    }
  heap[at] = last;
  return top;
}

/* Node at a place where two lines of the grid meet, CROW_NONE: none. */
static guint
find_node (const CrowMaze *self, CrowPoint at)
{
  guint column = find_line (self->xs, at.x), row = find_line (self->ys, at.y);

  if (column == self->xs->len || row == self->ys->len || get_x (self, column) != at.x ||
      get_y (self, row) != at.y)
    return CROW_NONE;
  return row * self->xs->len + column;
}

static float
get_rest (const CrowMaze *self, guint node)
{
  double x = get_x (self, node % self->xs->len), y = get_y (self, node / self->xs->len);
  double dx = MAX (MAX (self->goal_left - x, x - self->goal_right), 0);
  double dy = MAX (MAX (self->goal_top - y, y - self->goal_bottom), 0);

  return (float) (HASTE * (dx + dy + (dx > 0 && dy > 0 ? BEND : 0)));
}

static void
reach (CrowMaze *self, guint node, Way way, float cost, guint8 from)
{
  guint state = 4 * node + way;

  if (cost >= self->costs[state])
    return;
  self->costs[state] = cost;
  self->from[state] = from;
  push (self, cost + get_rest (self, node), state);
}

/* Does another edge's line run across @node? */
static gboolean
is_crossed (const CrowMaze *self, guint node, Way way)
{
  guint n = self->xs->len;

  if (way == WAY_LEFT || way == WAY_RIGHT)
    return ((self->upright[node] | (node >= n ? self->upright[node - n] : 0)) & FOREIGN) != 0;
  return ((self->level[node] | (node > 0 ? self->level[node - 1] : 0)) & FOREIGN) != 0;
}

/* Neighbour of @node on @way, unless something lies between; *@cost: px. */
static gboolean
step (const CrowMaze *self, guint node, Way way, guint *to, double *cost)
{
  guint n = self->xs->len, column = node % n, row = node / n;
  guint first;
  guint8 between;

  if ((way == WAY_LEFT && column == 0) || (way == WAY_RIGHT && column + 1 == n) ||
      (way == WAY_UP && row == 0) || (way == WAY_DOWN && row + 1 == self->ys->len))
    return FALSE;
  if (way == WAY_LEFT || way == WAY_RIGHT)
    {
      first = way == WAY_LEFT ? column - 1 : column;
      *to = way == WAY_LEFT ? node - 1 : node + 1;
      *cost = get_x (self, first + 1) - get_x (self, first);
      between = self->level[MIN (node, *to)];
    }
  else
    {
      first = way == WAY_UP ? row - 1 : row;
      *to = way == WAY_UP ? node - n : node + n;
      *cost = get_y (self, first + 1) - get_y (self, first);
      between = self->upright[MIN (node, *to)];
    }
  if ((between & FOREIGN) && self->is_tolerant)
    *cost *= ON_TOP;
  return between == FREE || (between == FOREIGN && self->is_tolerant);
}

static Way
get_opposite (Way way)
{
  return (Way) (way ^ 1);
}

static void
expand (CrowMaze *self, guint state)
{
  Way before = (Way) (state % 4);

  for (Way way = WAY_LEFT; way <= WAY_DOWN; way++)
    {
      guint to;
      double length;

      if (way == get_opposite (before) || !step (self, state / 4, way, &to, &length))
        continue;
      reach (self, to, way,
             self->costs[state] + (float) (length + (way != before ? BEND : 0) +
                                           (is_crossed (self, to, way) ? CROSSING : 0)),
             (guint8) before);
    }
}

/* Cheapest state in which the search reached a source's end at @node; it must not come out of the
 * box. */
static float
get_end_cost (const CrowMaze *self, const CrowMazeEnd *end, guint node, guint *state)
{
  Way outwards = end->side == CROW_SIDE_LEFT ? WAY_LEFT : WAY_RIGHT;
  float best = UNSEEN;

  if (node == CROW_NONE)
    return UNSEEN;
  for (Way way = WAY_LEFT; way <= WAY_DOWN; way++)
    {
      float cost = self->costs[4 * node + way];

      if (way == outwards || cost == UNSEEN)
        continue;
      cost += (float) (end->cost + (way > WAY_RIGHT ? BEND : 0));
      if (cost < best)
        {
          best = cost;
          *state = 4 * node + way;
        }
    }
  return best;
}

static void
start_search (CrowMaze *self,
              const CrowMazeEnd *targets,
              guint n_targets,
              const CrowMazeEnd *sources,
              guint n_sources)
{
  gsize n = 4 * (gsize) self->xs->len * self->ys->len;

  for (gsize i = 0; i < n; i++)
    self->costs[i] = UNSEEN;
  self->goal_left = self->goal_top = G_MAXDOUBLE;
  self->goal_right = self->goal_bottom = -G_MAXDOUBLE;
  for (guint i = 0; i < n_sources; i++)
    {
      self->goal_left = MIN (self->goal_left, sources[i].at.x);
      self->goal_right = MAX (self->goal_right, sources[i].at.x);
      self->goal_top = MIN (self->goal_top, sources[i].at.y);
      self->goal_bottom = MAX (self->goal_bottom, sources[i].at.y);
    }
  self->heap_length = 0;
  for (guint i = 0; i < n_targets; i++)
    {
      guint node = find_node (self, targets[i].at);

      if (node != CROW_NONE)
        reach (self, node, targets[i].side == CROW_SIDE_LEFT ? WAY_LEFT : WAY_RIGHT,
               (float) targets[i].cost, 0xff);
    }
}

/* Is there a way out of the nodes about @end? FALSE: a wall or lines enclose it, which would cost a
 * search of all else to find out. */
static gboolean
is_open (const CrowMaze *self, const CrowMazeEnd *end)
{
  guint seen[ENCLOSURE];
  guint n = 0;

  seen[n] = find_node (self, end->at);
  if (seen[n++] == CROW_NONE)
    return FALSE;
  for (guint at = 0; at < n; at++)
    {
      for (Way way = WAY_LEFT; way <= WAY_DOWN; way++)
        {
          gboolean is_new;
          double length;
          guint to, i;

          if (!step (self, seen[at], way, &to, &length))
            continue;
          for (i = 0; i < n && seen[i] != to; i++)
            ;
          is_new = i == n;
          if (is_new && n == ENCLOSURE)
            return TRUE;
          if (is_new)
            seen[n++] = to;
        }
    }
  return FALSE;
}

/* Finds the cheapest ways from any of @targets to each edge; an edge may have several ends in
 * @sources. @chosen: (out) (array length=n_edges): by edge, the source that is reached best, or
 * CROW_NONE where there is no way. */
void
crow_maze_search (CrowMaze *self,
                  const CrowMazeEnd *targets,
                  guint n_targets,
                  const CrowMazeEnd *sources,
                  guint n_sources,
                  guint n_edges,
                  guint *chosen)
{
  g_autofree float *best = g_new (float, n_edges);
  g_autofree guint *nodes = g_new (guint, n_sources + 1);
  guint popped = 0, interval = 64 + 4 * n_sources;

  for (guint i = 0; i < n_edges; i++)
    {
      best[i] = 0; /* not waited for */
      chosen[i] = CROW_NONE;
    }
  for (guint i = 0; i < n_sources; i++)
    {
      nodes[i] = find_node (self, sources[i].at);
      if (best[sources[i].edge] == 0 && is_open (self, &sources[i]))
        best[sources[i].edge] = UNSEEN;
    }
  start_search (self, targets, n_targets, sources, n_sources);
  while (self->heap_length > 0)
    {
      Entry top = pop (self);
      float worst = 0;

      if (top.total > self->costs[top.state] + get_rest (self, top.state / 4) + 0.5f)
        continue;
      expand (self, top.state);
      if (popped++ % interval != 0)
        continue;
      for (guint i = 0; i < n_sources; i++)
        {
          guint state;
          float cost = get_end_cost (self, &sources[i], nodes[i], &state);

          best[sources[i].edge] = MIN (best[sources[i].edge], cost);
        }
      for (guint i = 0; i < n_edges; i++)
        worst = MAX (worst, best[i]);
      if (top.total >= worst || popped > MAX_POPPED)
        break;
    }
  for (guint i = 0; i < n_edges; i++)
    best[i] = UNSEEN;
  for (guint i = 0; i < n_sources; i++)
    {
      guint state;
      float cost = get_end_cost (self, &sources[i], nodes[i], &state);

      if (cost < best[sources[i].edge])
        {
          best[sources[i].edge] = cost;
          chosen[sources[i].edge] = i;
        }
    }
}

/* Appends the way from @source, which the last search reached, to the target's end, both
 * included. */
void
crow_maze_trace (CrowMaze *self, const CrowMazeEnd *source, GArray *points)
{
  guint start = points->len, n = self->xs->len, state = 0;

  if (get_end_cost (self, source, find_node (self, source->at), &state) == UNSEEN)
    return;
  for (;;)
    {
      guint node = state / 4;
      guint8 before = self->from[state];

      crow_route_append (points, start, get_x (self, node % n), get_y (self, node / n));
      if (before == 0xff)
        break;
      switch ((Way) (state % 4))
        {
        case WAY_LEFT:
          node += 1;
          break;
        case WAY_RIGHT:
          node -= 1;
          break;
        case WAY_UP:
          node += n;
          break;
        case WAY_DOWN:
        default:
          node -= n;
          break;
        }
      state = 4 * node + before;
    }
}
