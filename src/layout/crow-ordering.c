#include "crow-columns-private.h"
#include "crow-sort-private.h"

#include <math.h>
#include <string.h>

/* Order of the elements in their columns and their y. Barycentre sweeps over real row positions
 * find the order (the one with the fewest crossings is kept), weighted isotonic regression (pool
 * adjacent violators; Barlow et al. 1972) the y. */

#define SWEEPS 16
#define PATIENCE 4   /* sweeps without a better order after which there are no more */
#define FEW_BOXES 60 /* for which all sweeps are made */
#define SETTLING 6
#define LONG_SETTLING 8     /* of up to FEW_BOXES */
#define SIDE_WEIGHT 0.3     /* of a link within a column */
#define STRAIGHT_WEIGHT 4.0 /* of a link between two passes */
#define IDLE_WEIGHT 0.05    /* an element without links keeps its place */

typedef struct
{
  guint element; /* at the other end */
  double reach;  /* px from our top to the other's top where the link is level */
  double offset; /* px below the other's top */
  double weight;
  int way;           /* where the other lies: 1: left of us, -1: right, 0: in our column */
  gboolean is_relay; /* between two passes */
} Arm;

/* A link between columns. */
typedef struct
{
  guint from; /* elements */
  guint to;
  double from_offset; /* px below their tops */
  double to_offset;
  double weight;
} Strand;

typedef struct
{
  double from;
  double to;
  guint strand;
} Wire;

typedef struct
{
  double y;
  double weight;
} Pull;

typedef struct
{
  double y;
  double weight;
} WireEnd;

typedef struct
{
  CrowColumns *columns;
  guint *arm_starts; /* by element */
  Arm *arms;
  double height;   /* px that no column may exceed, unless its boxes do */
  double *keys;    /* by element */
  double *kept;    /* by element: y of the best order so far */
  double *anchors; /* (nullable) by element: y that the placement gave it. Sweeps alone would trade
                      a crossing less for lines as long as the diagram is high */
  guint *strand_starts; /* by channel */
  Strand *strands;
  guint *sorted;   /* strands of each channel by their ends' y when last counted: nearly still so */
  Wire *wires;     /* scratch */
  Pull *pulls;     /* scratch */
  WireEnd *ends;   /* scratch */
  WireEnd *spare;  /* scratch */
  double *place;   /* scratch: block's y */
  double *mass;    /* scratch */
  double *offsets; /* scratch */
  guint *counts;   /* scratch */
} Sorter;

static void
add_arm (Sorter *sorter, guint *fill, const CrowTerminal *at, const CrowTerminal *other, double w)
{
  Arm *arm = &sorter->arms[fill[at->element]++];
  const CrowElement *own = crow_columns_element (sorter->columns, at->element);
  const CrowElement *far = crow_columns_element (sorter->columns, other->element);

  arm->way = far->column == own->column ? 0 : far->column < own->column ? 1 : -1;
  arm->is_relay = far->box == CROW_NONE && own->box == CROW_NONE;
  arm->element = other->element;
  arm->reach = at->offset - other->offset;
  arm->offset = other->offset;
  arm->weight = w;
}

static void
init_arms (Sorter *sorter)
{
  CrowColumns *self = sorter->columns;
  guint n = self->elements->len;
  g_autofree guint *fill = g_new (guint, n + 1);

  sorter->arm_starts = g_new0 (guint, n + 2);
  sorter->arms = g_new (Arm, 2 * (gsize) self->links->len + 1);
  for (guint i = 0; i < self->links->len; i++)
    {
      CrowLink *link = &g_array_index (self->links, CrowLink, i);

      sorter->arm_starts[crow_columns_terminal (self, link->from)->element + 1]++;
      sorter->arm_starts[crow_columns_terminal (self, link->to)->element + 1]++;
    }
  for (guint i = 0; i < n; i++)
    sorter->arm_starts[i + 1] += sorter->arm_starts[i];
  memcpy (fill, sorter->arm_starts, (n + 1) * sizeof (guint));
  for (guint i = 0; i < self->links->len; i++)
    {
      CrowLink *link = &g_array_index (self->links, CrowLink, i);
      CrowTerminal *from = crow_columns_terminal (self, link->from);
      CrowTerminal *to = crow_columns_terminal (self, link->to);

      add_arm (sorter, fill, from, to, link->weight);
      add_arm (sorter, fill, to, from, link->weight);
    }
}

static guint
get_channel (const CrowColumns *self, const CrowLink *link)
{
  const CrowTerminal *from = crow_columns_terminal (self, link->from);
  const CrowTerminal *to = crow_columns_terminal (self, link->to);

  return from->bank == to->bank ? CROW_NONE : crow_columns_net (self, from->net)->channel;
}

static void
init_strands (Sorter *sorter)
{
  CrowColumns *self = sorter->columns;
  guint n = self->n_columns + 1;
  g_autofree guint *fill = g_new0 (guint, n + 1);

  sorter->strand_starts = g_new0 (guint, n + 1);
  sorter->strands = g_new (Strand, self->links->len + 1);
  sorter->sorted = g_new (guint, self->links->len + 1);
  for (guint i = 0; i < self->links->len; i++)
    {
      guint channel = get_channel (self, &g_array_index (self->links, CrowLink, i));

      if (channel != CROW_NONE)
        sorter->strand_starts[channel + 1]++;
    }
  for (guint i = 0; i < n; i++)
    sorter->strand_starts[i + 1] += sorter->strand_starts[i];
  memcpy (fill, sorter->strand_starts, (n + 1) * sizeof (guint));
  for (guint i = 0; i < self->links->len; i++)
    {
      const CrowLink *link = &g_array_index (self->links, CrowLink, i);
      const CrowTerminal *from = crow_columns_terminal (self, link->from);
      const CrowTerminal *to = crow_columns_terminal (self, link->to);
      guint channel = get_channel (self, link);

      if (channel == CROW_NONE)
        continue;
      sorter->sorted[fill[channel]] = fill[channel];
      sorter->strands[fill[channel]++] = (Strand){ from->element, to->element, from->offset,
                                                   to->offset, link->weight };
    }
}

static void
init_sorter (Sorter *sorter, CrowColumns *self)
{
  guint n = self->elements->len + 1, n_links = self->links->len + 1;

  sorter->columns = self;
  init_arms (sorter);
  init_strands (sorter);
  sorter->keys = g_new0 (double, n);
  sorter->kept = g_new0 (double, n);
  sorter->wires = g_new (Wire, n_links);
  sorter->pulls = g_new (Pull, n_links);
  sorter->ends = g_new (WireEnd, n_links);
  sorter->spare = g_new (WireEnd, n_links);
  sorter->place = g_new (double, n);
  sorter->mass = g_new (double, n);
  sorter->offsets = g_new (double, n);
  sorter->counts = g_new (guint, n);
}

static void
clear_sorter (Sorter *sorter)
{
  g_free (sorter->arm_starts);
  g_free (sorter->arms);
  g_free (sorter->keys);
  g_free (sorter->kept);
  g_free (sorter->strand_starts);
  g_free (sorter->strands);
  g_free (sorter->sorted);
  g_free (sorter->wires);
  g_free (sorter->pulls);
  g_free (sorter->ends);
  g_free (sorter->spare);
  g_free (sorter->place);
  g_free (sorter->mass);
  g_free (sorter->offsets);
  g_free (sorter->counts);
}

static inline gboolean
precedes_key (const guint *i, const guint *j, gconstpointer keys)
{
  const double *k = keys;

  return k[*i] != k[*j] ? k[*i] < k[*j] : *i < *j;
}

CROW_DEFINE_SORT (sort_elements, guint, precedes_key)

static void
sort_column (Sorter *sorter, guint column)
{
  CrowColumns *self = sorter->columns;
  guint start = self->column_starts[column];

  sort_elements (self->order + start, self->column_starts[column + 1] - start, sorter->keys);
}

/* Where the column's elements would like to be. @way: links to the left (1), to the right (-1) or
 * to both sides (0) count. */
static void
find_wishes (Sorter *sorter, guint column, int way, double straight)
{
  CrowColumns *self = sorter->columns;

  for (guint i = self->column_starts[column]; i < self->column_starts[column + 1]; i++)
    {
      guint index = self->order[i];
      CrowElement *e = crow_columns_element (self, index);
      double sum = 0, weight = 0;

      for (guint k = sorter->arm_starts[index]; k < sorter->arm_starts[index + 1]; k++)
        {
          const Arm *arm = &sorter->arms[k];
          const CrowElement *other = crow_columns_element (self, arm->element);
          double w = arm->weight;

          if (arm->element == index)
            continue;
          if (arm->way == 0)
            w *= SIDE_WEIGHT;
          else if (way != 0 && arm->way != way)
            continue;
          if (arm->is_relay)
            w *= straight;
          sum += w * (other->y - arm->reach);
          weight += w;
        }
      if (sorter->anchors != NULL && e->box != CROW_NONE)
        {
          sum += self->hold * weight * sorter->anchors[index];
          weight += self->hold * weight;
        }
      e->wish = weight > 0 ? sum / weight : e->y;
      e->weight = weight > 0 ? weight : IDLE_WEIGHT;
    }
}

static inline gboolean
precedes_wire (const Wire *v, const Wire *w, gconstpointer unused)
{
  return v->from != w->from ? v->from < w->from : v->to < w->to;
}

CROW_DEFINE_SORT (sort_wires, Wire, precedes_wire)

static inline gboolean
precedes_pull (const Pull *a, const Pull *b, gconstpointer unused)
{
  return a->y != b->y ? a->y < b->y : a->weight < b->weight;
}

CROW_DEFINE_SORT (sort_pulls, Pull, precedes_pull)

/* As find_wishes(), but the weighted median of all links: one of them becomes straight. */
static void
find_straight_wishes (Sorter *sorter, guint column)
{
  CrowColumns *self = sorter->columns;

  for (guint i = self->column_starts[column]; i < self->column_starts[column + 1]; i++)
    {
      guint index = self->order[i], n = 0;
      CrowElement *e = crow_columns_element (self, index);
      double sum = 0, half = 0;

      for (guint k = sorter->arm_starts[index]; k < sorter->arm_starts[index + 1]; k++)
        {
          const Arm *arm = &sorter->arms[k];
          const CrowElement *other = crow_columns_element (self, arm->element);
          double weight = arm->weight * (arm->is_relay ? STRAIGHT_WEIGHT : 1);

          if (arm->way == 0)
            continue;
          sorter->pulls[n++] = (Pull){ other->y - arm->reach, weight };
          sum += weight;
        }
      e->wish = e->y;
      e->weight = MAX (sum, IDLE_WEIGHT);
      sort_pulls (sorter->pulls, n, NULL);
      for (guint k = 0; k < n && half <= sum / 2; k++)
        {
          half += sorter->pulls[k].weight;
          e->wish = sorter->pulls[k].y;
        }
    }
}

/* Moves the column's elements as near to their wishes as their order and gaps allow. */
static void
settle_column (Sorter *sorter, guint column)
{
  CrowColumns *self = sorter->columns;
  const guint *order = self->order + self->column_starts[column];
  guint n = self->column_starts[column + 1] - self->column_starts[column];
  double *place = sorter->place, *mass = sorter->mass;
  double y = 0;
  guint n_blocks = 0;

  for (guint i = 0; i < n; i++)
    {
      const CrowElement *e = crow_columns_element (self, order[i]);

      if (i > 0)
        y += crow_columns_get_gap (crow_columns_element (self, order[i - 1]), e);
      sorter->offsets[i] = y;
      y += e->height;
      place[n_blocks] = e->wish - sorter->offsets[i];
      mass[n_blocks] = e->weight;
      sorter->counts[n_blocks++] = 1;
      for (; n_blocks > 1 && place[n_blocks - 2] > place[n_blocks - 1]; n_blocks--)
        {
          double both = mass[n_blocks - 2] + mass[n_blocks - 1];

          place[n_blocks - 2] = (place[n_blocks - 2] * mass[n_blocks - 2] +
                                 place[n_blocks - 1] * mass[n_blocks - 1]) /
                                both;
          mass[n_blocks - 2] = both;
          sorter->counts[n_blocks - 2] += sorter->counts[n_blocks - 1];
        }
    }
  for (guint b = 0, i = 0; b < n_blocks; b++)
    {
      double at = MAX (MIN (place[b], sorter->height - y), 0); /* optimal within bounds too */

      for (guint k = 0; k < sorter->counts[b]; k++, i++)
        crow_columns_element (self, order[i])->y = at + sorter->offsets[i];
    }
}

/* Pairs in the wrong order, each the product of its weights; sorts @values (merge sort from below).
 */
static double
count_inversions (WireEnd *values, WireEnd *spare, guint n)
{
  double count = 0;

  for (guint low = 0; low < n; low += CROW_SORT_RUN)
    {
      for (guint i = low + 1; i < MIN (low + CROW_SORT_RUN, n); i++)
        {
          WireEnd value = values[i];
          guint k = i;

          for (; k > low && values[k - 1].y > value.y; k--)
            {
              count += values[k - 1].weight * value.weight;
              values[k] = values[k - 1];
            }
          values[k] = value;
        }
    }
  for (guint width = CROW_SORT_RUN; width < n; width *= 2)
    {
      for (guint low = 0; low + width < n; low += 2 * width)
        {
          guint middle = low + width, high = MIN (low + 2 * width, n);
          guint i = low, j = middle, k = low;
          double left = 0;

          if (values[middle - 1].y <= values[middle].y)
            continue;
          for (guint l = low; l < middle; l++)
            left += values[l].weight;
          while (i < middle && j < high)
            {
              if (values[i].y <= values[j].y)
                {
                  left -= values[i].weight;
                  spare[k++] = values[i++];
                }
              else
                {
                  count += left * values[j].weight;
                  spare[k++] = values[j++];
                }
            }
          while (i < middle)
            spare[k++] = values[i++];
          memcpy (values + low, spare + low, (k - low) * sizeof (WireEnd));
        }
    }
  return count;
}

/* Crossings of the edges of links between neighbouring columns (Barth, Juenger and Mutzel 2002). */
static double
count_crossings (Sorter *sorter)
{
  CrowColumns *self = sorter->columns;
  const CrowElement *elements = crow_columns_element (self, 0);
  double count = 0;

  for (guint channel = 0; channel <= self->n_columns; channel++)
    {
      guint *sorted = sorter->sorted + sorter->strand_starts[channel];
      guint n = sorter->strand_starts[channel + 1] - sorter->strand_starts[channel];

      for (guint i = 0; i < n; i++)
        {
          const Strand *strand = &sorter->strands[sorted[i]];

          sorter->wires[i] = (Wire){ elements[strand->from].y + strand->from_offset,
                                     elements[strand->to].y + strand->to_offset, sorted[i] };
        }
      sort_wires (sorter->wires, n, NULL);
      for (guint i = 0; i < n; i++)
        {
          sorted[i] = sorter->wires[i].strand;
          sorter->ends[i] = (WireEnd){ sorter->wires[i].to, sorter->strands[sorted[i]].weight };
        }
      count += count_inversions (sorter->ends, sorter->spare, n);
    }
  return count;
}

static void
fill_columns (CrowColumns *self)
{
  g_autofree guint *fill = NULL;

  self->column_starts = g_new0 (guint, self->n_columns + 1);
  self->order = g_new (guint, self->elements->len + 1);
  for (guint i = 0; i < self->elements->len; i++)
    self->column_starts[crow_columns_element (self, i)->column + 1]++;
  for (guint i = 0; i < self->n_columns; i++)
    self->column_starts[i + 1] += self->column_starts[i];
  fill = g_memdup2 (self->column_starts, (self->n_columns + 1) * sizeof (guint));
  for (guint i = 0; i < self->elements->len; i++)
    self->order[fill[crow_columns_element (self, i)->column]++] = i;
}

/* Height of the highest column, gaps counted. */
static double
get_full_height (CrowColumns *self)
{
  double highest = 0;

  for (guint c = 0; c < self->n_columns; c++)
    {
      double height = 0;

      for (guint i = self->column_starts[c]; i < self->column_starts[c + 1]; i++)
        {
          const CrowElement *e = crow_columns_element (self, self->order[i]);

          height += e->height + (e->box != CROW_NONE ? CROW_BOX_GAP : CROW_PASS_GAP);
        }
      highest = MAX (highest, height);
    }
  return highest;
}

/* A pass starts between the ends of its first link that has a y. */
static double
guess_pass_place (Sorter *sorter, guint pass, const CrowPoint *places)
{
  CrowColumns *self = sorter->columns;
  double sum = 0;
  guint n = 0, at = pass;

  for (guint k = sorter->arm_starts[pass]; k < sorter->arm_starts[pass + 1]; k++)
    {
      guint box = crow_columns_element (self, sorter->arms[k].element)->box;

      if (box == CROW_NONE)
        continue;
      sum += places[box].y;
      n++;
    }
  for (guint steps = 0; n == 0 && steps < self->n_columns; steps++) /* along the bundle */
    {
      at = sorter->arms[sorter->arm_starts[at]].element;
      if (crow_columns_element (self, at)->box != CROW_NONE)
        return places[crow_columns_element (self, at)->box].y;
    }
  return n > 0 ? sum / n : 0;
}

static void
start_from_places (Sorter *sorter, const CrowPoint *places)
{
  CrowColumns *self = sorter->columns;
  double low = G_MAXDOUBLE, high = -G_MAXDOUBLE;
  double full = get_full_height (self);

  sorter->height = full * self->slack + CROW_BOX_GAP;
  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      low = MIN (low, places[i].y);
      high = MAX (high, places[i].y);
    }
  for (guint i = 0; i < self->elements->len; i++)
    {
      CrowElement *e = crow_columns_element (self, i);
      double y = e->box != CROW_NONE ? places[e->box].y : guess_pass_place (sorter, i, places);

      sorter->keys[i] = y;
      e->wish = (y - low) / MAX (high - low, 1e-9) * full;
      e->weight = 1;
    }
  for (guint c = 0; c < self->n_columns; c++)
    {
      sort_column (sorter, c);
      settle_column (sorter, c);
    }
}

static void
keep_order (Sorter *sorter)
{
  for (guint i = 0; i < sorter->columns->elements->len; i++)
    sorter->kept[i] = crow_columns_element (sorter->columns, i)->y;
}

static void
sweep (Sorter *sorter, guint round)
{
  CrowColumns *self = sorter->columns;
  int way = round % 4 >= 2 ? 0 : round % 2 ? -1 : 1;

  for (guint i = 0; i < self->n_columns; i++)
    {
      guint column = way >= 0 ? i : self->n_columns - 1 - i;

      find_wishes (sorter, column, way, way != 0 ? 1 : STRAIGHT_WEIGHT);
      for (guint k = self->column_starts[column]; k < self->column_starts[column + 1]; k++)
        {
          CrowElement *e = crow_columns_element (self, self->order[k]);

          sorter->keys[self->order[k]] = e->wish + e->height / 2;
        }
      sort_column (sorter, column);
      settle_column (sorter, column);
    }
}

/* Crossings of the links of @a and @b that go if @b comes to lie above @a. */
static double
count_switch_gain (Sorter *sorter, guint a, guint b)
{
  CrowColumns *self = sorter->columns;
  guint column = crow_columns_element (self, a)->column;
  double gain = 0;

  for (guint i = sorter->arm_starts[a]; i < sorter->arm_starts[a + 1]; i++)
    {
      const Arm *p = &sorter->arms[i];
      const CrowElement *at = crow_columns_element (self, p->element);
      double y = at->y + p->offset;

      if (at->column == column)
        continue;
      for (guint k = sorter->arm_starts[b]; k < sorter->arm_starts[b + 1]; k++)
        {
          const Arm *q = &sorter->arms[k];
          const CrowElement *to = crow_columns_element (self, q->element);

          if (to->column != at->column || to == at)
            continue;
          gain += y > to->y + q->offset ? p->weight * q->weight : -p->weight * q->weight;
        }
    }
  return gain;
}

static gboolean
switch_neighbours (Sorter *sorter)
{
  CrowColumns *self = sorter->columns;
  gboolean changed = FALSE;

  for (guint c = 0; c < self->n_columns; c++)
    {
      for (guint i = self->column_starts[c]; i + 1 < self->column_starts[c + 1]; i++)
        {
          guint a = self->order[i], b = self->order[i + 1];
          CrowElement *above = crow_columns_element (self, a);
          CrowElement *below = crow_columns_element (self, b);
          double top = above->y, bottom = below->y + below->height;

          if ((sorter->arm_starts[a + 1] - sorter->arm_starts[a]) *
                      (guint64) (sorter->arm_starts[b + 1] - sorter->arm_starts[b]) >
                  10000 ||
              count_switch_gain (sorter, a, b) <= 0)
            continue;
          self->order[i] = b;
          self->order[i + 1] = a;
          below->y = top;
          above->y = bottom - above->height;
          changed = TRUE;
        }
    }
  return changed;
}

static void
restore_order (Sorter *sorter)
{
  CrowColumns *self = sorter->columns;

  for (guint i = 0; i < self->elements->len; i++)
    {
      crow_columns_element (self, i)->y = sorter->kept[i];
      sorter->keys[i] = sorter->kept[i];
    }
  for (guint c = 0; c < self->n_columns; c++)
    sort_column (sorter, c);
}

/* Whole pixels, order and gaps kept. */
static void
round_places (CrowColumns *self)
{
  for (guint c = 0; c < self->n_columns; c++)
    {
      const CrowElement *before = NULL;

      for (guint i = self->column_starts[c]; i < self->column_starts[c + 1]; i++)
        {
          CrowElement *e = crow_columns_element (self, self->order[i]);

          e->y = round (e->y);
          if (before != NULL)
            e->y = MAX (e->y, ceil (before->y + before->height + crow_columns_get_gap (before, e)));
          before = e;
        }
    }
}

/* Orders the columns and gives every element its y, whole px. */
void
crow_columns_order (CrowColumns *self, const CrowPoint *places)
{
  Sorter sorter = { 0 };
  guint patience = self->graph->n_boxes > FEW_BOXES ? PATIENCE : SWEEPS;
  guint settling = self->graph->n_boxes > FEW_BOXES ? SETTLING : LONG_SETTLING;
  double best;
  guint since = 0;

  init_sorter (&sorter, self);
  fill_columns (self);
  start_from_places (&sorter, places);
  best = count_crossings (&sorter);
  keep_order (&sorter);
  if (self->hold > 0)
    sorter.anchors = g_memdup2 (sorter.kept, (self->elements->len + 1) * sizeof (double));
  for (guint i = 0; i < SWEEPS && since < patience && best > 0; i++, since++)
    {
      double crossings;

      if (g_cancellable_is_cancelled (self->cancellable))
        break;
      sweep (&sorter, i);
      crossings = count_crossings (&sorter);
      if (crossings < best)
        {
          best = crossings;
          since = 0;
          keep_order (&sorter);
        }
    }
  g_clear_pointer (&sorter.anchors, g_free);
  restore_order (&sorter);
  for (guint i = 0; i < 6 && switch_neighbours (&sorter); i++)
    ;
  sorter.height = get_full_height (self) * self->slack + CROW_BOX_GAP;
  for (guint round = 0; round < settling && !g_cancellable_is_cancelled (self->cancellable);
       round++)
    {
      for (guint i = 0; i < self->n_columns; i++)
        {
          guint column = round % 2 ? self->n_columns - 1 - i : i;

          if (round < settling / 2)
            find_wishes (&sorter, column, round % 2 ? -1 : 1, STRAIGHT_WEIGHT);
          else if (round < 3 * settling / 4)
            find_wishes (&sorter, column, 0, STRAIGHT_WEIGHT);
          else
            find_straight_wishes (&sorter, column);
          settle_column (&sorter, column);
        }
    }
  round_places (self);
  crow_columns_level (self, sorter.height);
  self->crossings = (guint) MIN (count_crossings (&sorter), (double) G_MAXUINT);
  clear_sorter (&sorter);
}
