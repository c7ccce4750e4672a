#include "crow-maze-private.h"

#include <math.h>
#include <string.h>

/* The cheapest orthogonal way for an edge among boxes, labels and other edges' lines: A* over a
 * sparse grid whose lines run beside what is there, after Wybrow, Marriott and Stuckey, Orthogonal
 * Connector Routing (2009). What lies on the grid is found out where the search comes by. */

#define BEND 40.0f     /* px of length that a bend costs */
#define CROSSING 14.0f /* px that crossing a line costs */
#define ALONG 0.45f    /* times the length along a line into the same row */
#define ON_TOP 30.0f   /* times the length on another's line or label */
#define HASTE 1.35f    /* a way may be this much longer than the best, to be found soon */
#define BESIDE 6.0     /* px from a line to the grid line beside it */
#define PITCH 64.0     /* px between grid lines where there is nothing */
#define MOST_LINES 700 /* of either direction */
#define ENCLOSURE 80   /* nodes that are looked at about a goal */
#define SPAN 64        /* stretches of a grid line that are looked at together */
#define START 0x80000000u

typedef struct
{
  double at;
  gboolean is_needed;
} GridLine;

/* What is on a span of a grid line, by stretch. */
typedef struct
{
  guint64 is_known, blocked, dear, crossed, own;
} Span;

typedef struct
{
  guint key; /* 1 + state, 0: none */
  guint before;
  float cost;
  gboolean is_done;
} Entry;

typedef struct
{
  float total;
  guint state; /* 4 * node + way */
} Wait;

typedef struct
{
  const CrowMazeTask *task;
  GArray *lines[2]; /* (element-type double) x of upright, y of level lines */
  Span *spans[2];   /* by line and span; 0: upright lines */
  guint n_spans[2]; /* of each upright, each level line */
  Entry *table;
  guint table_size, n_entries;
  Wait *heap;
  guint heap_length, heap_size;
} Maze;

static int
compare_lines (gconstpointer a, gconstpointer b, gpointer unused)
{
  const GridLine *s = a, *t = b;

  if (s->at != t->at)
    return s->at < t->at ? -1 : 1;
  return t->is_needed - s->is_needed;
}

static void
add_line (GArray *lines, double at, gboolean is_needed)
{
  GridLine line = { at, is_needed };

  g_array_append_val (lines, line);
}

/* May the line be run along? It is the edge's own, or ends in the same row. */
static gboolean
is_own_line (const CrowMazeTask *task, const CrowThing *thing)
{
  CrowPoint port;

  if (thing->owner == task->edge)
    return TRUE;
  if (!crow_tangle_shares_target (task->tangle, thing->owner, task->edge))
    return FALSE;
  port = task->tangle->ports[2 * thing->owner + 1];
  return !task->has_port || (port.x == task->port.x && port.y == task->port.y);
}

static void
add_thing_lines (const CrowMazeTask *task, const CrowThing *thing, GArray *xs, GArray *ys)
{
  const CrowRect *area = &task->area;
  double beside = thing->kind == CROW_THING_LINE ? BESIDE : task->rules.wall + 2;
  double near = task->rules.gap + 0.5;
  gboolean is_own = thing->kind == CROW_THING_LINE && is_own_line (task, thing);

  for (guint i = 0; i < 2; i++)
    {
      double x = i == 0 ? thing->left : thing->right, y = i == 0 ? thing->top : thing->bottom;
      double sign = i == 0 ? -1 : 1;
      gboolean is_upright = thing->left == thing->right, is_level = thing->top == thing->bottom;

      if (thing->kind == CROW_THING_FOOT && i == 0)
        continue;
      if (x > area->x && x < area->x + area->width && !(is_level && thing->kind == CROW_THING_LINE))
        {
          add_line (xs, is_own ? x : x + sign * beside, is_own);
          if (is_upright && near < BESIDE - 1 && !is_own)
            add_line (xs, x + sign * near, FALSE);
        }
      if (y > area->y && y < area->y + area->height &&
          !(is_upright && thing->kind == CROW_THING_LINE))
        {
          add_line (ys, is_own ? y : y + sign * beside, is_own);
          if (is_level && near < BESIDE - 1 && !is_own)
            add_line (ys, y + sign * near, FALSE);
        }
    }
}

/* Sorts, drops what is too near to another; (transfer full) (element-type double). */
static GArray *
thin_lines (GArray *lines)
{
  GArray *kept = g_array_sized_new (FALSE, FALSE, sizeof (double), lines->len);

  g_qsort_with_data (lines->data, (int) lines->len, sizeof (GridLine), compare_lines, NULL);
  for (double apart = 0.75; apart == 0.75 || (kept->len > MOST_LINES && apart < 200); apart *= 1.6)
    {
      double last = -G_MAXDOUBLE;

      g_array_set_size (kept, 0);
      for (guint i = 0; i < lines->len; i++)
        {
          const GridLine *line = &g_array_index (lines, GridLine, i);

          if (line->at - last < (line->is_needed ? 1e-9 : apart))
            continue;
          g_array_append_val (kept, line->at);
          last = line->at;
        }
    }
  return kept;
}

static void
lay_lines (Maze *self)
{
  const CrowMazeTask *task = self->task;
  const CrowRect *area = &task->area;
  GArray *ends[2] = { task->starts, task->goals };
  g_autoptr (GArray) xs = g_array_new (FALSE, FALSE, sizeof (GridLine));
  g_autoptr (GArray) ys = g_array_new (FALSE, FALSE, sizeof (GridLine));
  guint n;
  const guint *things = crow_ground_find (task->tangle->ground, area->x, area->y,
                                          area->x + area->width, area->y + area->height, &n);

  for (guint i = 0; i < n; i++)
    add_thing_lines (task, crow_ground_get (task->tangle->ground, things[i]), xs, ys);
  for (guint k = 0; k < 2; k++)
    {
      for (guint i = 0; i < ends[k]->len; i++)
        {
          add_line (xs, g_array_index (ends[k], CrowMazeEnd, i).at.x, TRUE);
          add_line (ys, g_array_index (ends[k], CrowMazeEnd, i).at.y, TRUE);
        }
    }
  for (double x = area->x; x <= area->x + area->width; x += MAX (PITCH, area->width / 100))
    add_line (xs, x, FALSE);
  for (double y = area->y; y <= area->y + area->height; y += MAX (PITCH, area->height / 100))
    add_line (ys, y, FALSE);
  self->lines[0] = thin_lines (xs);
  self->lines[1] = thin_lines (ys);
}

static double
get_line (const Maze *self, guint direction, guint line)
{
  return g_array_index (self->lines[direction], double, line);
}

/* Index of the first grid line at or beyond @at. */
static guint
find_line (const Maze *self, guint direction, double at)
{
  guint first = 0, end = self->lines[direction]->len;

  while (first < end)
    {
      guint middle = (first + end) / 2;

      if (get_line (self, direction, middle) < at)
        first = middle + 1;
      else
        end = middle;
    }
  return first;
}

/* Bits of the stretches of a span, whose ends are the other direction's lines, that overlap the
 * open interval; @inside: that lie within the closed one. */
static guint64
get_bits (const Maze *self, guint other, guint first, double low, double high, gboolean inside)
{
  guint n = self->lines[other]->len, start, end;
  guint64 bits;

  if (inside)
    {
      start = find_line (self, other, low - 0.001);
      end = find_line (self, other, high + 0.001);
      end = end > 0 ? end - 1 : 0; /* the last stretch ends there */
    }
  else
    {
      start = find_line (self, other, low);
      if (start == n || get_line (self, other, start) > low)
        start = start > 0 ? start - 1 : 0;
      end = find_line (self, other, high);
    }
  start = MAX (start, first);
  end = MIN (end, first + SPAN);
  if (start >= end)
    return 0;
  bits = end - start >= SPAN ? G_MAXUINT64 : (((guint64) 1 << (end - start)) - 1);
  return bits << (start - first);
}

typedef struct
{
  double low, high; /* along the grid line */
  double from, to;  /* across it */
} Extent;

static void
mark_thing (const Maze *self,
            guint direction,
            double at,
            guint first,
            const CrowThing *thing,
            Span *span)
{
  const CrowMazeTask *task = self->task;
  const CrowMazeRules *rules = &task->rules;
  guint other = 1 - direction;
  Extent e = { thing->left, thing->right, thing->top, thing->bottom };
  gboolean is_other = thing->owner != task->edge;

  if (direction == 0)
    e = (Extent){ thing->top, thing->bottom, thing->left, thing->right };
  if (thing->kind == CROW_THING_BOX)
    {
      if (at > e.from - rules->wall && at < e.to + rules->wall)
        {
          guint64 bits = get_bits (self, other, first, e.low - rules->wall, e.high + rules->wall,
                                   FALSE);

          *(rules->tolerates_boxes ? &span->dear : &span->blocked) |= bits;
        }
    }
  else if (thing->kind == CROW_THING_LABEL && is_other)
    {
      if (at > e.from - rules->clear && at < e.to + rules->clear)
        {
          guint64 bits = get_bits (self, other, first, e.low - rules->clear, e.high + rules->clear,
                                   FALSE);

          *(rules->tolerates_lines ? &span->dear : &span->blocked) |= bits;
        }
    }
  else if (thing->kind == CROW_THING_FOOT && is_other)
    {
      double across = direction == 1 ? rules->foot : 0.5,
             along = direction == 1 ? 0.5 : rules->foot;

      if (at > e.from - across && at < e.to + across)
        {
          guint64 bits = get_bits (self, other, first, e.low - along, e.high + along, FALSE);

          *(rules->tolerates_lines ? &span->dear : &span->blocked) |= bits;
        }
    }
  else if (thing->kind == CROW_THING_LINE && e.from < e.to) /* across */
    {
      if (at > e.from && at < e.to)
        span->crossed |= get_bits (self, other, first, e.low - 0.001, e.high + 0.001, FALSE);
    }
  else if (thing->kind == CROW_THING_LINE)
    {
      gboolean is_own = is_own_line (task, thing);

      if (is_own && fabs (at - e.from) < 0.001)
        span->own |= get_bits (self, other, first, e.low, e.high, TRUE);
      else if (fabs (at - e.from) < rules->gap)
        {
          guint64 bits = get_bits (self, other, first, e.low - rules->gap, e.high + rules->gap,
                                   FALSE);

          *(rules->tolerates_lines && (task->lies_on || task->tangle->n_ripped[thing->owner] < 3)
                ? &span->dear
                : &span->blocked) |= bits;
        }
    }
}

static const Span *
look_at (Maze *self, guint direction, guint line, guint stretch)
{
  const CrowMazeTask *task = self->task;
  guint other = 1 - direction, first = stretch / SPAN * SPAN;
  guint last = MIN (first + SPAN, self->lines[other]->len - 1);
  Span *span = &self->spans[direction][(gsize) line * self->n_spans[direction] + stretch / SPAN];
  double at = get_line (self, direction, line), low, high, reach;
  guint64 walls;
  const guint *things;
  guint n;

  if (span->is_known)
    return span;
  span->is_known = 1;
  reach = MAX (MAX (task->rules.gap, task->rules.wall), MAX (task->rules.clear, task->rules.foot));
  low = get_line (self, other, first) - reach;
  high = get_line (self, other, last) + reach;
  if (direction == 0)
    things = crow_ground_find (task->tangle->ground, at - reach, low, at + reach, high, &n);
  else
    things = crow_ground_find (task->tangle->ground, low, at - reach, high, at + reach, &n);
  for (guint i = 0; i < n; i++)
    {
      const CrowThing *thing = crow_ground_get (task->tangle->ground, things[i]);

      if (thing->kind != CROW_THING_BOX && thing->kind != CROW_THING_LABEL)
        mark_thing (self, direction, at, first, thing, span);
    }
  span->blocked &= ~span->own;
  span->dear &= ~span->own;
  walls = span->blocked;
  for (guint i = 0; i < n; i++)
    {
      const CrowThing *thing = crow_ground_get (task->tangle->ground, things[i]);

      if (thing->kind == CROW_THING_BOX || thing->kind == CROW_THING_LABEL)
        mark_thing (self, direction, at, first, thing, span);
    }
  span->blocked |= walls;
  return span;
}

/* Neighbour of @node on @way, unless something lies between; *@cost: px. */
static gboolean
step (Maze *self, guint node, CrowWay way, guint *to, float *cost)
{
  guint n = self->lines[0]->len, column = node % n, row = node / n;
  gboolean is_level = way == CROW_WAY_LEFT || way == CROW_WAY_RIGHT;
  guint direction = is_level ? 1 : 0;
  guint line = is_level ? row : column, stretch = is_level ? column : row;
  const Span *span;
  guint64 bit;

  if (way == CROW_WAY_LEFT || way == CROW_WAY_UP)
    {
      if (stretch == 0)
        return FALSE;
      stretch--;
      *to = is_level ? node - 1 : node - n;
    }
  else
    {
      if (stretch + 1 >= self->lines[1 - direction]->len)
        return FALSE;
      *to = is_level ? node + 1 : node + n;
    }
  span = look_at (self, direction, line, stretch);
  bit = (guint64) 1 << (stretch % SPAN);
  if (span->blocked & bit)
    return FALSE;
  *cost = (float) (get_line (self, 1 - direction, stretch + 1) -
                   get_line (self, 1 - direction, stretch));
  if (span->dear & bit)
    *cost = *cost * ON_TOP + 60;
  else if (span->own & bit)
    *cost *= ALONG;
  if (span->crossed & bit)
    *cost += CROSSING;
  return TRUE;
}

static void
put_entry (Entry *table, guint size, const Entry *entry)
{
  guint at = (entry->key * 2654435761u) & (size - 1);

  while (table[at].key != 0)
    at = (at + 1) & (size - 1);
  table[at] = *entry;
}

/* The entry of a state, made if it is not there; valid until the next is made. */
static Entry *
get_entry (Maze *self, guint state)
{
  guint key = state + 1, at;

  if (2 * self->n_entries >= self->table_size)
    {
      guint size = 2 * self->table_size;
      Entry *table = g_new0 (Entry, size);

      for (guint i = 0; i < self->table_size; i++)
        {
          if (self->table[i].key != 0)
            put_entry (table, size, &self->table[i]);
        }
      g_free (self->table);
      self->table = table;
      self->table_size = size;
    }
  at = (key * 2654435761u) & (self->table_size - 1);
  while (self->table[at].key != 0 && self->table[at].key != key)
    at = (at + 1) & (self->table_size - 1);
  if (self->table[at].key == 0)
    {
      self->table[at] = (Entry){ key, 0, G_MAXFLOAT, FALSE };
      self->n_entries++;
    }
  return &self->table[at];
}

static void
push (Maze *self, float total, guint state)
{
  guint at = self->heap_length++;

  if (self->heap_length > self->heap_size)
    {
      self->heap_size = MAX (1024, 2 * self->heap_size);
      self->heap = g_renew (Wait, self->heap, self->heap_size);
    }
  while (at > 0 && self->heap[(at - 1) / 2].total > total)
    {
      self->heap[at] = self->heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
  self->heap[at] = (Wait){ total, state };
}

static Wait
pop (Maze *self)
{
  Wait top = self->heap[0], last = self->heap[--self->heap_length];
  guint at = 0;

  for (;;)
    {
      guint child = 2 * at + 1;

      if (child >= self->heap_length)
        break;
      if (child + 1 < self->heap_length && self->heap[child + 1].total < self->heap[child].total)
        child++;
      if (self->heap[child].total >= last.total)
        break;
      self->heap[at] = self->heap[child];
      at = child;
    }
  self->heap[at] = last;
  return top;
}

static CrowWay
get_opposite (CrowWay way)
{
  return (CrowWay) (way ^ 1);
}

/* px that are at least to go, hastened. */
static float
get_rest (const Maze *self, guint node)
{
  guint n = self->lines[0]->len;
  double x = get_line (self, 0, node % n), y = get_line (self, 1, node / n);
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < self->task->goals->len; i++)
    {
      const CrowMazeEnd *goal = &g_array_index (self->task->goals, CrowMazeEnd, i);
      double dx = fabs (goal->at.x - x), dy = fabs (goal->at.y - y);

      best = MIN (best, dx + dy + goal->cost + (dx > 0 && dy > 0 ? BEND : 0));
    }
  return (float) best * HASTE;
}

static void
reach (Maze *self, guint node, CrowWay way, float cost, guint before)
{
  guint state = 4 * node + way;
  Entry *entry = get_entry (self, state);

  if (entry->is_done || cost >= entry->cost)
    return;
  entry->cost = cost;
  entry->before = before;
  push (self, cost + get_rest (self, node), state);
}

static guint
find_node (const Maze *self, CrowPoint at)
{
  guint column = find_line (self, 0, at.x), row = find_line (self, 1, at.y);

  if (column == self->lines[0]->len || row == self->lines[1]->len ||
      get_line (self, 0, column) != at.x || get_line (self, 1, row) != at.y)
    return CROW_NONE;
  return row * self->lines[0]->len + column;
}

/* Is there a way out of the nodes about @node? FALSE: something encloses it, which would cost a
 * search of all else to find out. */
static gboolean
is_open (Maze *self, guint node)
{
  guint seen[ENCLOSURE];
  guint n = 1;

  seen[0] = node;
  for (guint at = 0; at < n; at++)
    {
      for (CrowWay way = CROW_WAY_LEFT; way <= CROW_WAY_DOWN; way++)
        {
          guint to, i;
          float cost;

          if (!step (self, seen[at], way, &to, &cost))
            continue;
          for (i = 0; i < n && seen[i] != to; i++)
            ;
          if (i < n)
            continue;
          if (n == ENCLOSURE)
            return TRUE;
          seen[n++] = to;
        }
    }
  return FALSE;
}

static void
expand (Maze *self, guint state, float cost)
{
  CrowWay before = (CrowWay) (state % 4);

  for (CrowWay way = CROW_WAY_LEFT; way <= CROW_WAY_DOWN; way++)
    {
      guint to;
      float length;

      if (way != get_opposite (before) && step (self, state / 4, way, &to, &length))
        reach (self, to, way, cost + length + (way != before ? BEND : 0), state);
    }
}

static void
trace (Maze *self, guint state, GArray *points, guint *start)
{
  guint n = self->lines[0]->len;
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (CrowPoint));

  for (;;)
    {
      guint node = state / 4;
      CrowPoint point = { get_line (self, 0, node % n), get_line (self, 1, node / n) };
      guint before = get_entry (self, state)->before;

      g_array_append_val (back, point);
      if (before & START)
        {
          *start = before & ~START;
          break;
        }
      state = before;
    }
  for (guint i = back->len; i > 0; i--)
    g_array_append_val (points, g_array_index (back, CrowPoint, i - 1));
}

/* The search proper. *@best: state in which the goal is reached. */
static gboolean
search (Maze *self, const guint *nodes, guint *best, guint *goal)
{
  const CrowMazeTask *task = self->task;
  float least = G_MAXFLOAT;
  guint n_seen = 0;

  while (self->heap_length > 0 && n_seen++ < task->n_limit)
    {
      Wait top = pop (self);
      Entry *entry = get_entry (self, top.state);
      float cost = entry->cost;

      if (top.total >= least)
        break;
      if (entry->is_done)
        continue;
      entry->is_done = TRUE;
      for (guint i = 0; i < task->goals->len; i++)
        {
          const CrowMazeEnd *end = &g_array_index (task->goals, CrowMazeEnd, i);
          CrowWay way = (CrowWay) (top.state % 4);
          float total = cost + HASTE * (float) end->cost + (way != end->way ? BEND : 0);

          if (nodes[i] != top.state / 4 || way == get_opposite (end->way) || total >= least)
            continue;
          least = total;
          *best = top.state;
          *goal = i;
        }
      expand (self, top.state, cost);
    }
  self->task->tangle->n_states += n_seen;
  return least < G_MAXFLOAT;
}

static gboolean
find_way (Maze *self, GArray *points, guint *start, guint *goal)
{
  const CrowMazeTask *task = self->task;
  g_autofree guint *nodes = g_new (guint, task->goals->len + 1);
  gboolean is_any_open = FALSE;
  guint best = 0;

  for (guint i = 0; i < task->goals->len; i++)
    {
      nodes[i] = find_node (self, g_array_index (task->goals, CrowMazeEnd, i).at);
      is_any_open = is_any_open || (nodes[i] != CROW_NONE && is_open (self, nodes[i]));
    }
  if (!is_any_open)
    return FALSE;
  for (guint i = 0; i < task->starts->len; i++)
    {
      const CrowMazeEnd *end = &g_array_index (task->starts, CrowMazeEnd, i);
      guint node = find_node (self, end->at);

      if (node != CROW_NONE && is_open (self, node))
        reach (self, node, end->way, (float) end->cost, START | i);
    }
  if (!search (self, nodes, &best, goal))
    return FALSE;
  trace (self, best, points, start);
  return TRUE;
}

/* Finds a way from one of @task's starts to one of its goals. @points: (element-type CrowPoint):
 * its nodes are appended. */
gboolean
crow_maze_find (const CrowMazeTask *task, GArray *points, guint *start, guint *goal)
{
  Maze self = { task };
  gboolean is_found;

  if (task->starts->len == 0 || task->goals->len == 0)
    return FALSE;
  lay_lines (&self);
  for (guint i = 0; i < 2; i++)
    {
      self.n_spans[i] = self.lines[1 - i]->len / SPAN + 1;
      self.spans[i] = g_new0 (Span, (gsize) self.lines[i]->len * self.n_spans[i]);
    }
  self.table_size = 4096;
  self.table = g_new0 (Entry, self.table_size);
  is_found = find_way (&self, points, start, goal);
  for (guint i = 0; i < 2; i++)
    {
      g_array_unref (self.lines[i]);
      g_free (self.spans[i]);
    }
  g_free (self.table);
  g_free (self.heap);
  return is_found;
}
