#include "crow-columns-private.h"

#include <math.h>
#include <string.h>

/* Which box stands in which column. */

#define LOOP_COST 2.2   /* of an edge within a column, where one between neighbours costs 1 */
#define SPAN_COST 1.3   /* of each further column */
#define UNEVEN_COST 2.0 /* of a column twice as high as the mean */
#define MOVE_PASSES 12

typedef struct
{
  guint box;
  double x;
} Place;

/* Boxes on the move between columns. */
typedef struct
{
  guint *columns; /* by box */
  guint *starts;  /* by box: its neighbours are others[starts[i]] to others[starts[i+1] - 1] */
  guint *others;
  double *sizes;   /* by box: height with its gap, px */
  double *heights; /* by column */
  double mean;     /* of @heights */
} Mover;

static int
compare_places (gconstpointer a, gconstpointer b, gpointer graph)
{
  const Place *p = a, *q = b;
  const CrowLayoutGraph *g = graph;

  if (p->x != q->x)
    return p->x < q->x ? -1 : 1;
  if (g->boxes[p->box].key != NULL && g->boxes[q->box].key != NULL)
    return strcmp (g->boxes[p->box].key, g->boxes[q->box].key);
  return p->box < q->box ? -1 : p->box > q->box;
}

/* Cuts the boxes, sorted by x, into columns of equal height. */
static void
cut_columns (const CrowLayoutGraph *graph, const CrowPoint *places, guint n_columns, guint *columns)
{
  guint n = graph->n_boxes;
  g_autofree Place *sorted = g_new (Place, n);
  double total = 0, above = 0;

  for (guint i = 0; i < n; i++)
    {
      sorted[i] = (Place){ i, places[i].x };
      total += crow_box_get_height (&graph->boxes[i]) + CROW_BOX_GAP;
    }
  g_qsort_with_data (sorted, (int) n, sizeof (Place), compare_places, (gpointer) graph);
  for (guint i = 0; i < n; i++)
    {
      double height = crow_box_get_height (&graph->boxes[sorted[i].box]) + CROW_BOX_GAP;
      double column = floor ((above + height / 2) / total * n_columns);

      columns[sorted[i].box] = (guint) CLAMP (column, 0, n_columns - 1);
      above += height;
    }
}

/* What an edge costs that spans @span columns: side by side is best, within a column it is a loop.
 */
static double
get_span_cost (guint from, guint to)
{
  guint span = MAX (from, to) - MIN (from, to);

  return span == 0 ? LOOP_COST : 1 + SPAN_COST * (span - 1);
}

/* Gain of moving a box to @column: shorter edges, less uneven columns. */
static double
get_move_gain (const Mover *mover, guint box, guint column)
{
  guint now = mover->columns[box];
  double height = mover->sizes[box];
  double uneven = mover->heights[column] + height - mover->heights[now];
  double gain = -UNEVEN_COST * 2 * height * uneven / (mover->mean * mover->mean);

  for (guint k = mover->starts[box]; k < mover->starts[box + 1]; k++)
    {
      guint other = mover->columns[mover->others[k]];

      if (mover->others[k] != box)
        gain += get_span_cost (now, other) - get_span_cost (column, other);
    }
  return gain;
}

static void
init_mover (Mover *mover, const CrowLayoutGraph *graph, guint n_columns, guint *columns)
{
  g_autofree guint *fill = NULL;

  mover->columns = columns;
  mover->starts = g_new0 (guint, graph->n_boxes + 2);
  mover->others = g_new (guint, 2 * (gsize) graph->n_edges + 1);
  mover->sizes = g_new (double, graph->n_boxes);
  mover->heights = g_new0 (double, n_columns);
  for (guint i = 0; i < graph->n_edges; i++)
    {
      mover->starts[graph->edges[i].source + 1]++;
      mover->starts[graph->edges[i].target + 1]++;
    }
  for (guint i = 0; i < graph->n_boxes; i++)
    mover->starts[i + 1] += mover->starts[i];
  fill = g_memdup2 (mover->starts, (graph->n_boxes + 1) * sizeof (guint));
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowLayoutEdge *edge = &graph->edges[i];

      mover->others[fill[edge->source]++] = edge->target;
      mover->others[fill[edge->target]++] = edge->source;
    }
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      mover->sizes[i] = crow_box_get_height (&graph->boxes[i]) + CROW_BOX_GAP;
      mover->heights[columns[i]] += mover->sizes[i];
      mover->mean += mover->sizes[i] / n_columns;
    }
}

/* Moves boxes to neighbouring columns while that makes edges better. */
static void
improve_columns (const CrowLayoutGraph *graph, guint n_columns, guint *columns)
{
  Mover mover = { 0 };
  gboolean changed = TRUE;

  init_mover (&mover, graph, n_columns, columns);
  for (guint pass = 0; pass < MOVE_PASSES && changed; pass++)
    {
      changed = FALSE;
      for (guint i = 0; i < graph->n_boxes; i++)
        {
          guint now = columns[i], best = now;
          double most = 1e-6;

          for (int step = -1; step <= 1; step += 2)
            {
              guint column = now + (guint) step; /* past 0 it wraps to a large number */
              double gain;

              if (column >= n_columns)
                continue;
              gain = get_move_gain (&mover, i, column);
              if (gain > most)
                {
                  most = gain;
                  best = column;
                }
            }
          if (best == now)
            continue;
          mover.heights[now] -= mover.sizes[i];
          mover.heights[best] += mover.sizes[i];
          columns[i] = best;
          changed = TRUE;
        }
    }
  g_free (mover.starts);
  g_free (mover.others);
  g_free (mover.sizes);
  g_free (mover.heights);
}

/* Puts the boxes of a connected graph into @n_columns columns of about equal height, by @places' x.
 * @improves: boxes may leave their x for a neighbouring column. @columns: (out) (array
 * length=n_boxes): by box. */
void
crow_columns_assign (const CrowLayoutGraph *graph,
                     const CrowPoint *places,
                     guint n_columns,
                     gboolean improves,
                     guint *columns)
{
  cut_columns (graph, places, n_columns, columns);
  if (improves)
    improve_columns (graph, n_columns, columns);
}
