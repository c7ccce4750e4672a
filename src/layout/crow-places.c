#include "crow-places-private.h"

#include <math.h>

/* Places for what a changed graph has new, so that all else stays. */

#define SIDE_GAP 60.0    /* px at least between a new box and those beside it: both ends' feet */
#define LARGEST_GAP 96.0 /* px between two boxes of a column that are kept when the upper grows */
/* px farther away that a free place may be before others are pushed down */
#define PUSH_COST 400.0

typedef struct
{
  const CrowLayoutGraph *graph;
  const CrowLayout *previous;
  const guint *known; /* by box: index in @previous, CROW_NONE: new */
  CrowRect *boxes;
  guint8 *is_placed;
  guint *starts;     /* n_boxes + 1: into @neighbours */
  guint *neighbours; /* boxes joined to a box by an edge, not itself */
} Places;

typedef struct
{
  double cost;
  guint index;
  CrowPoint at;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Candidate *s = a, *t = b;

  if (s->cost != t->cost)
    return s->cost < t->cost ? -1 : 1;
  return s->index < t->index ? -1 : s->index > t->index;
}

static void
find_neighbours (Places *self)
{
  const CrowLayoutGraph *graph = self->graph;
  guint *at = g_new0 (guint, graph->n_boxes + 2);

  for (guint i = 0; i < graph->n_edges; i++)
    {
      at[graph->edges[i].source + 2]++;
      at[graph->edges[i].target + 2]++;
    }
  for (guint i = 2; i < graph->n_boxes + 2; i++)
    at[i] += at[i - 1];
  self->neighbours = g_new (guint, 2 * (gsize) graph->n_edges + 1);
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowLayoutEdge *e = &graph->edges[i];

      self->neighbours[at[e->source + 1]++] = e->target;
      self->neighbours[at[e->target + 1]++] = e->source;
    }
  self->starts = at;
}

static gboolean
is_lone (const Places *self, guint box)
{
  for (guint i = self->starts[box]; i < self->starts[box + 1]; i++)
    {
      if (self->neighbours[i] != box)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_beside (const CrowRect *a, const CrowRect *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width;
}

/* How far below @upper a box must begin: as far as it did, if that was not a hole. */
static double
get_gap (const Places *self, guint upper, guint lower)
{
  const CrowRect *a, *b;

  if (self->known[upper] == CROW_NONE || self->known[lower] == CROW_NONE)
    return CROW_BOX_GAP;
  a = &self->previous->boxes[self->known[upper]];
  b = &self->previous->boxes[self->known[lower]];
  return CLAMP (b->y - a->y - a->height, CROW_BOX_GAP, LARGEST_GAP);
}

/* Moves down what lies below @box in its column and now is too near, then what lies below that.
 * Pinned boxes stay: others are put below them. */
static void
push_below (Places *self, guint box)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (queue, box);
  for (guint next = 0; next < queue->len; next++)
    {
      guint a = g_array_index (queue, guint, next);

      for (guint b = 0; b < self->graph->n_boxes; b++)
        {
          const CrowRect *upper = &self->boxes[a];
          CrowRect *lower = &self->boxes[b];
          guint moved = b;
          double y;

          if (a == b || !self->is_placed[b] || !is_beside (upper, lower) ||
              lower->y + lower->height <= upper->y || lower->y < upper->y)
            continue;
          y = upper->y + upper->height + get_gap (self, a, b);
          if (lower->y >= y)
            continue;
          if (!self->graph->boxes[b].is_pinned)
            lower->y = y;
          else if (a != box && crow_rect_intersects (upper, lower))
            {
              self->boxes[a].y = lower->y + lower->height + CROW_BOX_GAP;
              moved = a;
            }
          else
            continue;
          g_array_append_val (queue, moved);
        }
    }
}

static gboolean
is_free (const Places *self, guint box, CrowPoint at, double gap)
{
  CrowRect room = { at.x - gap + 1, at.y - CROW_BOX_GAP + 1, self->boxes[box].width + 2 * gap - 2,
                    self->boxes[box].height + 2 * CROW_BOX_GAP - 2 };

  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      if (i != box && self->is_placed[i] && crow_rect_intersects (&room, &self->boxes[i]))
        return FALSE;
    }
  return TRUE;
}

/* Do only boxes of @below's column lie where a box would go? */
static gboolean
is_in_column (const Places *self, guint box, guint below, CrowPoint at)
{
  CrowRect room = { at.x - SIDE_GAP, at.y, self->boxes[box].width + 2 * SIDE_GAP,
                    self->boxes[box].height };

  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      if (i != box && self->is_placed[i] && crow_rect_intersects (&room, &self->boxes[i]) &&
          (self->graph->boxes[i].is_pinned || !is_beside (&self->boxes[below], &self->boxes[i]) ||
           self->boxes[i].y < self->boxes[below].y))
        return FALSE;
    }
  return TRUE;
}

/* (transfer full) (element-type Candidate): places below, above and, of lone boxes, right of those
 * there are, nearest to @wish first. */
static GArray *
list_candidates (const Places *self, guint box, CrowPoint wish, gboolean is_single)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  const CrowRect *size = &self->boxes[box];

  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      const CrowRect *other = &self->boxes[i];

      if (!self->is_placed[i] || is_single != is_lone (self, i))
        continue;
      for (guint k = 0; k < (is_single ? 3 : 2); k++)
        {
          Candidate candidate = { 0, 3 * i + k, { other->x, other->y } };

          if (k == 0)
            candidate.at.y += other->height + CROW_BOX_GAP;
          else if (k == 1)
            candidate.at.y -= size->height + CROW_BOX_GAP;
          else
            candidate.at.x += other->width + CROW_BOX_GAP;
          candidate.cost = fabs (candidate.at.x + size->width / 2 - wish.x) +
                           fabs (candidate.at.y + size->height / 2 - wish.y);
          g_array_append_val (candidates, candidate);
        }
    }
  g_qsort_with_data (candidates->data, (int) candidates->len, sizeof (Candidate),
                     compare_candidates, NULL);
  return candidates;
}

static void
put (Places *self, guint box, CrowPoint at)
{
  self->boxes[box].x = at.x;
  self->boxes[box].y = at.y;
  self->is_placed[box] = TRUE;
}

/* Where nothing of the diagram is near. */
static CrowPoint
find_ground (const Places *self)
{
  CrowRect bounds = self->previous->bounds;

  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      if (self->is_placed[i])
        bounds = crow_rect_union (&bounds, &self->boxes[i]);
    }
  return (CrowPoint){ bounds.x, ceil (bounds.y + bounds.height + CROW_BLOCK_GAP) };
}

/* Puts @box at the nearest free place to @wish; below one of its column that is much nearer, others
 * give way. */
static void
place_near (Places *self, guint box, CrowPoint wish, gboolean is_single)
{
  g_autoptr (GArray) candidates = list_candidates (self, box, wish, is_single);
  const Candidate *pushing = NULL;

  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);

      if (pushing != NULL && candidate->cost > pushing->cost + PUSH_COST)
        {
          put (self, box, pushing->at);
          push_below (self, box);
          return;
        }
      if (is_free (self, box, candidate->at, is_single ? CROW_BOX_GAP : SIDE_GAP))
        {
          put (self, box, candidate->at);
          return;
        }
      if (pushing == NULL && !is_single && candidate->index % 3 == 0 &&
          is_in_column (self, box, candidate->index / 3, candidate->at))
        pushing = candidate;
    }
  put (self, box, find_ground (self));
}

/* Middle of the neighbours that have a place. FALSE: there are none. */
static gboolean
find_wish (const Places *self, guint box, CrowPoint *wish)
{
  guint n = 0;

  *wish = (CrowPoint){ 0, 0 };
  for (guint i = self->starts[box]; i < self->starts[box + 1]; i++)
    {
      const CrowRect *other = &self->boxes[self->neighbours[i]];

      if (self->neighbours[i] == box || !self->is_placed[self->neighbours[i]])
        continue;
      wish->x += other->x + other->width / 2;
      wish->y += other->y + other->height / 2;
      n++;
    }
  if (n > 0)
    *wish = (CrowPoint){ wish->x / n, wish->y / n };
  return n > 0;
}

/* Those with neighbours, neighbour after neighbour. */
static void
place_joined (Places *self)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *is_queued = g_new0 (guint8, self->graph->n_boxes + 1);
  guint next = 0, first = 0;
  CrowPoint wish;

  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      if (!self->is_placed[i] && find_wish (self, i, &wish))
        {
          g_array_append_val (queue, i);
          is_queued[i] = TRUE;
        }
    }
  for (;;)
    {
      guint box;

      for (; next == queue->len && first < self->graph->n_boxes; first++)
        {
          if (!self->is_placed[first] && !is_lone (self, first))
            g_array_append_val (queue, first); /* of a component that is all new */
        }
      if (next == queue->len)
        return;
      box = g_array_index (queue, guint, next++);
      is_queued[box] = TRUE;
      if (find_wish (self, box, &wish))
        place_near (self, box, wish, FALSE);
      else
        put (self, box, find_ground (self));
      for (guint i = self->starts[box]; i < self->starts[box + 1]; i++)
        {
          guint other = self->neighbours[i];

          if (self->is_placed[other] || is_queued[other])
            continue;
          is_queued[other] = TRUE;
          g_array_append_val (queue, other);
        }
    }
}

/* Lone boxes go to the others, into their grid. */
static void
place_lone (Places *self)
{
  for (guint box = 0; box < self->graph->n_boxes; box++)
    {
      CrowPoint middle = { 0, 0 };
      guint n = 0;

      if (self->is_placed[box])
        continue;
      for (guint i = 0; i < self->graph->n_boxes; i++)
        {
          if (!self->is_placed[i] || !is_lone (self, i))
            continue;
          middle.x += self->boxes[i].x + self->boxes[i].width / 2;
          middle.y += self->boxes[i].y + self->boxes[i].height / 2;
          n++;
        }
      if (n > 0)
        place_near (self, box, (CrowPoint){ middle.x / n, middle.y / n }, TRUE);
      else
        put (self, box, find_ground (self));
    }
}

/* One that has become wider may now reach those beside it: then it gives way itself. */
static void
keep_apart (Places *self, guint box)
{
  const CrowRect *before = &self->previous->boxes[self->known[box]];
  CrowRect *now = &self->boxes[box];
  CrowPoint at = { before->x - (now->width - before->width), before->y };
  CrowPoint wish = { before->x + before->width / 2, before->y + before->height / 2 };

  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      CrowRect room = { now->x - SIDE_GAP, now->y, now->width + 2 * SIDE_GAP, before->height };

      if (i == box || !self->is_placed[i] || is_beside (before, &self->boxes[i]) ||
          !crow_rect_intersects (&room, &self->boxes[i]))
        continue;
      self->is_placed[box] = FALSE;
      if (is_free (self, box, at, SIDE_GAP))
        put (self, box, at);
      else
        place_near (self, box, wish, FALSE);
      return;
    }
}

static int
compare_heights (gconstpointer a, gconstpointer b, gpointer boxes)
{
  guint i = *(const guint *) a, k = *(const guint *) b;
  const CrowRect *s = &((const CrowRect *) boxes)[i], *t = &((const CrowRect *) boxes)[k];

  if (s->y != t->y)
    return s->y < t->y ? -1 : 1;
  return i < k ? -1 : i > k;
}

static void
let_grow (Places *self)
{
  g_autoptr (GArray) grown = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      const CrowRect *before;

      if (self->known[i] == CROW_NONE || !self->is_placed[i])
        continue;
      before = &self->previous->boxes[self->known[i]];
      if (self->boxes[i].width > before->width && !self->graph->boxes[i].is_pinned)
        keep_apart (self, i);
      if (self->boxes[i].height > before->height)
        g_array_append_val (grown, i);
    }
  g_qsort_with_data (grown->data, (int) grown->len, sizeof (guint), compare_heights, self->boxes);
  for (guint i = 0; i < grown->len; i++)
    push_below (self, g_array_index (grown, guint, i));
}

/* Boxes that lie where one is pinned that was not there before go below it. */
static void
clear_pins (Places *self)
{
  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      const CrowRect *before;

      if (!self->graph->boxes[i].is_pinned)
        continue;
      before = self->known[i] != CROW_NONE ? &self->previous->boxes[self->known[i]] : NULL;
      if (before != NULL && before->x == self->boxes[i].x && before->y == self->boxes[i].y)
        continue;
      for (guint k = 0; k < self->graph->n_boxes; k++)
        {
          if (self->graph->boxes[k].is_pinned || !self->is_placed[k] ||
              !crow_rect_intersects (&self->boxes[i], &self->boxes[k]))
            continue;
          self->boxes[k].y = self->boxes[i].y + self->boxes[i].height + CROW_BOX_GAP;
          push_below (self, k);
        }
    }
}

/* Finds a place for each of @graph's boxes. @known: by box, its index in @previous, whose place it
 * keeps, or CROW_NONE. @boxes: (out) (array): sizes and places. */
void
crow_places_find (const CrowLayout *previous,
                  const CrowLayoutGraph *graph,
                  const guint *known,
                  CrowRect *boxes)
{
  g_autofree guint8 *is_placed = g_new0 (guint8, graph->n_boxes + 1);
  Places self = { graph, previous, known, boxes, is_placed, NULL, NULL };

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const CrowLayoutBox *box = &graph->boxes[i];
      CrowPoint at = box->position;

      boxes[i] = (CrowRect){ 0, 0, box->width, crow_box_get_height (box) };
      if (!box->is_pinned && known[i] != CROW_NONE)
        at = (CrowPoint){ previous->boxes[known[i]].x, previous->boxes[known[i]].y };
      if (box->is_pinned || known[i] != CROW_NONE)
        put (&self, i, at);
    }
  find_neighbours (&self);
  let_grow (&self);
  clear_pins (&self);
  place_joined (&self);
  place_lone (&self);
  g_free (self.starts);
  g_free (self.neighbours);
}
