#include "crow-columns-private.h"
#include "crow-cost-private.h"
#include "crow-force-private.h"
#include "crow-part-private.h"

#include <math.h>
#include <string.h>

/* Lays out one connected part: places its boxes as points, then tries several numbers of columns
 * and keeps the best layout. */

#define SMALL 60     /* boxes for which every sensible number of columns is tried */
#define POLISH 11000 /* boxes and edges times layouts that small graphs are polished with */
#define POLISHED                                                                                   \
  400 /* boxes of a graph; the parts of a larger one get less of that, by the square */
#define MOST_COLUMNS 16
#define MOST_TRIES 4   /* numbers of columns that are tried for a larger part */
#define MEDIUM 500     /* boxes of a part that is ordered in two ways, in all of its trials */
#define LARGE 1200     /* boxes of a part whose real crossings are not counted any more */
#define HUGE_PART 3000 /* boxes of a part that gets fewer trials and less room */

typedef struct
{
  CrowWork *work;
  CrowPart *part;
  CrowPoint *places;
  GHashTable *tried; /* (nullable) (element-type GBytes): columns that were tried, see is_new() */
} Search;

/* Columns that give about the wanted shape, if they were all filled and as wide as the mean. */
static double
estimate_columns (const CrowLayoutGraph *graph)
{
  double height = 0, width = 0, label = 0, lane;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      height += crow_box_get_height (&graph->boxes[i]) + CROW_BOX_GAP;
      width += graph->boxes[i].width / graph->n_boxes;
    }
  for (guint i = 0; i < graph->n_edges; i++)
    label = MAX (label, graph->edges[i].label_width);
  lane = 2 * (label + graph->end_length) + 0.15 * graph->n_edges / sqrt (graph->n_boxes) * 12 + 60;
  return sqrt (CROW_ASPECT * height * 1.3 / (width + lane));
}

static void
report (CrowWork *work, double share)
{
  work->done += share;
  if (work->progress != NULL)
    work->progress (MIN (work->done, 1), work->user_data);
}

static void
report_placement (double fraction, gpointer user_data)
{
  CrowWork *work = user_data;

  if (work->progress != NULL)
    work->progress (MIN (work->done + work->stage * fraction, 1), work->user_data);
}

/* Numbers columns from 0 again. */
static void
close_columns (guint *columns, guint n)
{
  guint least = G_MAXUINT;

  for (guint i = 0; i < n; i++)
    least = MIN (least, columns[i]);
  for (guint i = 0; i < n; i++)
    columns[i] -= least;
}

/* Height of a part to that of its fullest column: room to make lines straight, where the area has
 * it. Small parts are polished, which straightens their lines without. */
static double
get_slack (guint n_boxes)
{
  if (n_boxes <= SMALL)
    return 1.03;
  if (n_boxes > HUGE_PART)
    return 1.06;
  return n_boxes > LARGE ? 1.08 : 1.13;
}

/* How boxes hold to the y of their placement, of their relations' weight: crossings count where one
 * can still see them all, length where there is too much of it. */
static double
get_hold (guint n_boxes)
{
  return n_boxes > LARGE ? 3 : 0.6;
}

/* Were these columns never tried before, but for their numbers? Polishing comes by the same ones
 * again and again. */
static gboolean
is_new (Search *self, const guint *columns)
{
  guint n = self->part->graph->n_boxes, most = 0, n_used = 0;
  g_autofree guint8 *name = g_new (guint8, n);
  g_autofree guint8 *numbers = NULL;

  for (guint i = 0; i < n; i++)
    most = MAX (most, columns[i]);
  numbers = g_new0 (guint8, most + 1);
  for (guint i = 0; i < n; i++)
    numbers[columns[i]] = 1;
  for (guint i = 0; i <= most; i++)
    numbers[i] = numbers[i] ? n_used++ : 0;
  for (guint i = 0; i < n; i++)
    name[i] = numbers[columns[i]];
  return g_hash_table_add (self->tried, g_bytes_new_take (g_steal_pointer (&name), n));
}

/* Lays out with @columns; keeps the layout, and returns TRUE, if it is the best so far. @aspect:
 * (nullable): its width to its height. */
static gboolean
try_columns (Search *self, const guint *columns, double hold, double *aspect)
{
  CrowPart *part = self->part;
  g_autoptr (CrowColumns) trial = crow_columns_new (part->graph, columns);
  g_autoptr (CrowLayout) layout = NULL;
  double cost, crossings;

  trial->cancellable = self->work->cancellable;
  trial->hold = hold;
  trial->slack = get_slack (part->graph->n_boxes);
  crow_columns_order (trial, self->places);
  crossings = trial->crossings;
  layout = crow_columns_route (trial);
  if (g_cancellable_is_cancelled (self->work->cancellable))
    return FALSE; /* it was left half done */
  crow_layout_measure_bounds (layout);
  if (part->graph->n_boxes <= LARGE)
    crossings = crow_cost_count_crossings (part->graph, layout);
  cost = crow_cost_measure (layout, crossings);
  if (aspect != NULL)
    *aspect = layout->bounds.width / MAX (layout->bounds.height, 1);
  if (part->layout != NULL && cost >= part->cost)
    return FALSE;
  part->cost = cost;
  g_clear_pointer (&part->layout, crow_layout_unref);
  part->layout = g_steal_pointer (&layout);
  memcpy (part->columns, columns, part->graph->n_boxes * sizeof (guint));
  return TRUE;
}

/* Moves single boxes to other columns, as long as that makes the layout itself better. Numbers of
 * columns leave room for a new one at either end. */
static gboolean
polish_columns (Search *self, GError **error)
{
  CrowPart *part = self->part;
  guint n = part->graph->n_boxes, since = 0;
  double share = MIN (1, (double) POLISHED / self->work->n_boxes);
  guint tries = MIN ((guint) (share * share * POLISH / (n + part->graph->n_edges)),
                     n * MOST_COLUMNS);
  g_autofree guint *columns = g_new (guint, n);

  for (guint i = 0; tries > 0 && since <= n; i = (i + 1) % n, since++)
    {
      for (int step = -1; step <= 1 && tries > 0; step += 2)
        {
          if (g_cancellable_set_error_if_cancelled (self->work->cancellable, error))
            return FALSE;
          for (guint k = 0; k < n; k++)
            columns[k] = part->columns[k] + 1;
          columns[i] += (guint) step;
          if (!is_new (self, columns))
            continue;
          tries--;
          if (try_columns (self, columns, 0, NULL))
            {
              since = 0;
              close_columns (part->columns, n);
            }
        }
    }
  return TRUE;
}

/* Small parts: every sensible number of columns, with boxes at their x or moved to better columns.
 */
static gboolean
try_all_columns (Search *self, double share, GError **error)
{
  const CrowPart *part = self->part;
  g_autofree guint *columns = g_new (guint, part->graph->n_boxes);
  double most = MIN (part->graph->n_boxes, 1.6 * estimate_columns (part->graph) + 1);
  guint n = CLAMP ((guint) ceil (most), 1, MOST_COLUMNS);

  for (guint i = 0; i < 2 * n; i++)
    {
      if (g_cancellable_set_error_if_cancelled (self->work->cancellable, error))
        return FALSE;
      crow_columns_assign (part->graph, self->places, 1 + i / 2, i % 2 == 1, columns);
      if (is_new (self, columns))
        try_columns (self, columns, 0, NULL);
      report (self->work, share / (2 * n));
    }
  return polish_columns (self, error);
}

/* The number of columns to try next: what would have given the wanted shape, had all columns the
 * mean width; then those around the best. 0: none is left. */
static guint
choose_next (const guint *tried, guint n_tried, guint best, double aspect, guint n_boxes)
{
  double wish = tried[n_tried - 1] * sqrt (CROW_ASPECT / MAX (aspect, 1e-3));
  guint step = MAX (1, best / 16);
  guint options[] = { (guint) CLAMP (round (wish), 1, n_boxes), best - MIN (step, best - 1),
                      MIN (best + step, n_boxes) };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      gboolean is_new = TRUE;

      for (guint k = 0; k < n_tried; k++)
        is_new = is_new && tried[k] != options[i];
      if (is_new)
        return options[i];
    }
  return 0;
}

/* Large parts: numbers of columns, each chosen by the shapes of those before. */
static gboolean
search_columns (Search *self, double share, GError **error)
{
  const CrowPart *part = self->part;
  g_autofree guint *columns = g_new (guint, part->graph->n_boxes);
  guint tried[MOST_TRIES], best = 0;
  guint n = part->graph->n_boxes, tries = MOST_TRIES - (n > MEDIUM) - (n > HUGE_PART);
  guint next = (guint) MAX (1, round (estimate_columns (part->graph)));

  for (guint i = 0; i < tries && next > 0; i++)
    {
      double aspect = CROW_ASPECT;

      if (g_cancellable_set_error_if_cancelled (self->work->cancellable, error))
        return FALSE;
      crow_columns_assign (part->graph, self->places, next, FALSE, columns);
      tried[i] = next;
      if (try_columns (self, columns, get_hold (n), &aspect) || i == 0)
        best = next;
      if (n <= MEDIUM && try_columns (self, columns, 0, NULL))
        best = next;
      next = choose_next (tried, i + 1, best, aspect, n);
      report (self->work, next > 0 ? share / tries : share * (tries - i) / tries);
    }
  return TRUE;
}

/* The placement on its side: as good as it was, but columns cut it elsewhere. */
static void
turn_places (CrowPoint *places, guint n)
{
  for (guint i = 0; i < n; i++)
    places[i] = (CrowPoint){ places[i].y, places[i].x };
}

/* A part whose graph, boxes and edges are to be filled: there is room for so many. */
void
crow_part_init (CrowPart *self, guint n_boxes, guint n_edges, double end_length)
{
  self->graph = crow_layout_graph_new (n_boxes, n_edges);
  self->graph->end_length = end_length;
  self->graph->n_boxes = self->graph->n_edges = 0; /* counted up again while filling */
  self->boxes = g_new (guint, n_boxes);
  self->edges = g_new (guint, n_edges);
  self->layout = NULL;
  self->columns = g_new0 (guint, n_boxes);
  self->cost = 0;
}

void
crow_part_clear (CrowPart *self)
{
  crow_layout_graph_free (self->graph);
  g_free (self->boxes);
  g_free (self->edges);
  g_free (self->columns);
  g_clear_pointer (&self->layout, crow_layout_unref);
}

/* Finds the part's layout. Fails only with G_IO_ERROR_CANCELLED. */
gboolean
crow_part_lay_out (CrowPart *self, CrowWork *work, GError **error)
{
  guint n = self->graph->n_boxes;
  g_autofree CrowPoint *places = g_new (CrowPoint, n);
  g_autoptr (GHashTable) tried = NULL;
  Search search = { work, self, places, NULL };
  double share = 0.9 * n / work->n_boxes;

  work->stage = share * 0.4;
  if (!crow_force_place (self->graph, places, work->cancellable, report_placement, work, error))
    return FALSE;
  report (work, work->stage);
  if (n <= SMALL)
    {
      tried = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                     NULL);
      search.tried = tried;
      return try_all_columns (&search, share * 0.6, error);
    }
  if (n > MEDIUM)
    return search_columns (&search, share * 0.6, error);
  if (!search_columns (&search, share * 0.3, error))
    return FALSE;
  turn_places (places, n);
  return search_columns (&search, share * 0.3, error);
}
