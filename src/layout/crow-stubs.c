#include "crow-columns-private.h"
#include "crow-sort-private.h"

#include <math.h>

/* Decides, side by side of a box, on which line each edge's label lies. A label lies in its own
 * row's line beside the box. Where that line belongs to others too (several keys begin with the
 * same field, a key that is also referred to) the edge forks off and its label takes the line of an
 * unused row or of a slot below the box. */

#define FORK_PITCH 8.0
#define MERGE_ROOM                                                                                 \
  20.0                /* between a label and where its edge may merge with others: their marks     \
                       */
#define MAX_SEARCH 64 /* labels of one side that look for a free row; more go to slots at once */

/* An end of an edge on a side of a box. */
typedef struct
{
  guint face;
  int row;
  double y;
  gboolean is_target;
  guint edge;
} Use;

/* Something on a line beside the box. */
typedef struct
{
  double y;
  double half; /* half a label's height; 0: a bare line */
} Taken;

static inline gboolean
precedes_use (const Use *u, const Use *v, gconstpointer unused)
{
  if (u->face != v->face)
    return u->face < v->face;
  if (u->y != v->y)
    return u->y < v->y;
  return u->is_target != v->is_target ? u->is_target : u->edge < v->edge;
}

CROW_DEFINE_SORT (sort_uses, Use, precedes_use)

static void
add_use (CrowColumns *self,
         GArray *uses,
         guint box,
         CrowSide side,
         int row,
         gboolean target,
         guint edge)
{
  Use use = { 2 * box + side, row, 0, target, edge };

  use.y = crow_box_get_row_middle (&self->graph->boxes[box], row);
  g_array_append_val (uses, use);
}

static GArray *
list_uses (CrowColumns *self)
{
  const CrowLayoutGraph *graph = self->graph;
  GArray *uses = g_array_sized_new (FALSE, FALSE, sizeof (Use), 2 * graph->n_edges);

  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowLayoutEdge *edge = &graph->edges[i];
      const CrowStub *stub = &self->stubs[i];

      add_use (self, uses, edge->source, stub->source_side, edge->source_row, FALSE, i);
      add_use (self, uses, edge->target, stub->target_side, edge->target_row, TRUE, i);
    }
  sort_uses ((Use *) (void *) uses->data, uses->len, NULL);
  return uses;
}

static gboolean
is_free (const GArray *taken, double y, double half)
{
  for (guint i = 0; i < taken->len; i++)
    {
      const Taken *t = &g_array_index (taken, Taken, i);
      double apart = half + t->half + CROW_LABEL_CLEAR;

      if (fabs (t->y - y) < apart)
        return FALSE;
    }
  return TRUE;
}

static void
take (GArray *taken, double y, double half)
{
  Taken t = { y, half };

  g_array_append_val (taken, t);
}

static double
get_label_half (const CrowColumns *self, guint edge)
{
  const CrowLayoutEdge *e = &self->graph->edges[edge];

  return e->label_width > 0 ? e->label_height / 2 : 0;
}

/* Does the use own its row's line: alone there, and with room for its label? */
static gboolean
owns_line (CrowColumns *self, const Use *uses, guint n, guint at, const GArray *taken)
{
  double half = get_label_half (self, uses[at].edge);

  if (at > 0 && uses[at - 1].y == uses[at].y)
    return FALSE;
  for (guint i = at + 1; i < n && uses[i].y - uses[at].y < half + CROW_LABEL_CLEAR; i++)
    {
      if (uses[i].y > uses[at].y)
        return FALSE;
      if (get_label_half (self, uses[i].edge) == 0)
        return FALSE;
    }
  return is_free (taken, uses[at].y, half);
}

/* Nearest line of an unused row where the label has room, or below 0. */
static double
find_free_row (const CrowLayoutBox *box, const GArray *taken, double from, double half)
{
  double best = -1;

  if (half > box->row_height / 2)
    return -1;
  for (guint i = 0; i < box->n_rows; i++)
    {
      double y = crow_box_get_row_middle (box, (int) i);

      if ((best < 0 || fabs (y - from) < fabs (best - from)) && is_free (taken, y, half))
        best = y;
    }
  return best;
}

/* Next line in the slots below the box. */
static double
add_slot (CrowColumns *self, guint box, double *depth, double half)
{
  double y = crow_box_get_height (&self->graph->boxes[box]) + *depth + half + CROW_LABEL_CLEAR;

  *depth += 2 * (half + CROW_LABEL_CLEAR);
  self->pads[box] = MAX (self->pads[box], *depth);
  return y;
}

/* Tracks for the forks of one side: edges of one row share theirs, rows whose uprights overlap do
 * not. @moved: uses in order of rows. */
static guint
assign_forks (CrowColumns *self, const Use *moved, guint n)
{
  g_autofree double *lows = n > 0 ? g_new (double, n) : NULL;
  g_autofree double *highs = n > 0 ? g_new (double, n) : NULL;
  g_autofree guint *tracks = n > 0 ? g_new (guint, n) : NULL;
  guint n_rows = 0, n_tracks = 0;

  for (guint first = 0, end; first < n; first = end)
    {
      double low = moved[first].y, high = low;
      guint track = 0;

      for (end = first; end < n && moved[end].y == moved[first].y; end++)
        {
          low = MIN (low, self->stubs[moved[end].edge].line);
          high = MAX (high, self->stubs[moved[end].edge].line);
        }
      for (guint i = 0; i < n_rows; i++)
        {
          if (tracks[i] == track && lows[i] <= high + FORK_PITCH && low <= highs[i] + FORK_PITCH)
            {
              track++;
              i = CROW_NONE; /* from the start again */
            }
        }
      for (guint i = first; i < end; i++)
        self->stubs[moved[i].edge].fork = track;
      lows[n_rows] = low;
      highs[n_rows] = high;
      tracks[n_rows++] = track;
      n_tracks = MAX (n_tracks, track + 1);
    }
  return n_tracks;
}

static void
move_labels (CrowColumns *self, guint face, GArray *moved, GArray *taken)
{
  const CrowLayoutBox *box = &self->graph->boxes[face / 2];
  double depth = 0;

  for (guint i = 0; i < moved->len; i++)
    {
      const Use *use = &g_array_index (moved, Use, i);
      double half = get_label_half (self, use->edge);
      double line = i < MAX_SEARCH ? find_free_row (box, taken, use->y, half) : -1;

      if (line < 0)
        line = add_slot (self, face / 2, &depth, half);
      else
        take (taken, line, half);
      self->stubs[use->edge].line = line;
    }
}

static void
measure_face (CrowColumns *self, guint face, const Use *uses, guint n)
{
  CrowFace *f = &self->faces[face];
  double widest = 0;

  for (guint i = 0; i < n; i++)
    {
      const CrowLayoutEdge *edge = &self->graph->edges[uses[i].edge];
      double width = edge->label_width;

      if (uses[i].is_target || width <= 0)
        continue;
      if (self->n_referrers[edge->target] > 1)
        width += MERGE_ROOM;
      widest = MAX (widest, width);
    }
  f->label = self->graph->end_length + f->n_forks * FORK_PITCH + CROW_LABEL_GAP;
  f->lane = MAX (widest > 0 ? f->label + widest : self->graph->end_length, CROW_LINE_GAP);
}

/* @uses: all of one face, by row, targets first. @taken (element-type Taken) and @moved
 * (element-type Use): scratch. */
static void
arrange_face (CrowColumns *self, const Use *uses, guint n, GArray *taken, GArray *moved)
{
  g_array_set_size (taken, 0);
  g_array_set_size (moved, 0);
  for (guint i = 0; i < n; i++)
    {
      if (uses[i].is_target || get_label_half (self, uses[i].edge) == 0)
        take (taken, uses[i].y, 0);
    }
  for (guint i = 0; i < n; i++)
    {
      double half = get_label_half (self, uses[i].edge);

      if (uses[i].is_target || half == 0)
        continue;
      if (owns_line (self, uses, n, i, taken))
        take (taken, uses[i].y, half);
      else
        g_array_append_val (moved, uses[i]);
    }
  for (guint i = 0; i < moved->len; i++) /* what forks off begins in its row nevertheless */
    take (taken, g_array_index (moved, Use, i).y, 0);
  move_labels (self, uses[0].face, moved, taken);
  self->faces[uses[0].face].n_forks = assign_forks (self, (const Use *) (const void *) moved->data,
                                                    moved->len);
  measure_face (self, uses[0].face, uses, n);
}

/* Fills lines, forks, faces and pads; the stubs' sides are known. */
void
crow_columns_find_stubs (CrowColumns *self)
{
  g_autoptr (GArray) uses = NULL;
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (Taken));
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (Use));
  const Use *all;

  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      const CrowLayoutEdge *edge = &self->graph->edges[i];
      const CrowLayoutBox *box = &self->graph->boxes[edge->source];

      self->stubs[i].line = crow_box_get_row_middle (box, edge->source_row);
      self->stubs[i].fork = CROW_NONE;
    }
  uses = list_uses (self);
  all = (const Use *) (const void *) uses->data;
  for (guint first = 0, end; first < uses->len; first = end)
    {
      for (end = first; end < uses->len && all[end].face == all[first].face; end++)
        ;
      arrange_face (self, all + first, end - first, taken, moved);
    }
}
