#include "crow-arrange-private.h"
#include "crow-columns-private.h"
#include "crow-force-private.h"
#include "crow-pack-private.h"
#include "crow-sort-private.h"

#include <math.h>
#include <string.h>

/* Lays out a graph without heeding pins: components one by one, then packed; boxes without
 * relations in a grid. */

#define ASPECT 1.25  /* width to height that suits a screen, and leaves room on either side */
#define AT_EASE 1.4  /* shapes this much wider or higher than that are as good */
#define SMALL 60     /* boxes for which every sensible number of columns is tried */
#define POLISH 11000 /* boxes and edges times layouts that small graphs are polished with */
#define POLISHED 400 /* boxes of a graph; the parts of a larger one get less of that */
#define MOST_COLUMNS 16
#define MOST_TRIES 4   /* numbers of columns that are tried for a larger part */
#define MEDIUM 500     /* boxes of a part that is ordered in two ways, in all of its trials */
#define LARGE 1200     /* boxes of a part whose real crossings are not counted any more */
#define HUGE_PART 3000 /* boxes of a part that gets fewer trials and less room */
#define BEND_COST 60.0 /* px of length that a bend is worth */
#define CROSSING_COST 600.0
#define FEW_CROSSING_COST 400.0 /* in a small part, whose lines are easily told apart */

/* A connected part with its own indexes. */
typedef struct
{
  CrowLayoutGraph *graph; /* (owned) */
  guint *boxes;           /* (owned) index in the whole graph, by own index */
  guint *edges;           /* (owned) */
  CrowLayout *layout;     /* (owned) (nullable) best so far */
  guint *columns;         /* (owned) its columns, by own index */
  double cost;            /* of the best */
} Part;

typedef struct
{
  const CrowLayoutGraph *graph;
  GArray *parts;   /* (element-type Part) */
  GArray *singles; /* (element-type guint) boxes without relations */
  GCancellable *cancellable;
  CrowLayoutProgress progress;
  gpointer user_data;
  double done;  /* share of the work */
  double stage; /* what of it the present placement is */
} Arranger;

static guint
find_root (guint *parents, guint box)
{
  while (parents[box] != box)
    {
      parents[box] = parents[parents[box]];
      box = parents[box];
    }
  return box;
}

static void
clear_part (gpointer data)
{
  Part *part = data;

  crow_layout_graph_free (part->graph);
  g_free (part->boxes);
  g_free (part->edges);
  g_free (part->columns);
  g_clear_pointer (&part->layout, crow_layout_unref);
}

/* Number of the component of each box, CROW_NONE for boxes without edges; counts boxes and edges.
 */
static guint
number_components (const CrowLayoutGraph *graph, guint *numbers)
{
  g_autofree guint *parents = g_new (guint, graph->n_boxes + 1);
  g_autofree guint *roots = g_new (guint, graph->n_boxes + 1);
  guint n = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      parents[i] = i;
      roots[i] = numbers[i] = CROW_NONE;
    }
  for (guint i = 0; i < graph->n_edges; i++)
    {
      guint a = find_root (parents, graph->edges[i].source);
      guint b = find_root (parents, graph->edges[i].target);

      parents[MAX (a, b)] = MIN (a, b);
      numbers[graph->edges[i].source] = numbers[graph->edges[i].target] = 0;
    }
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      guint root = find_root (parents, i);

      if (numbers[i] == CROW_NONE)
        continue;
      if (roots[root] == CROW_NONE)
        roots[root] = n++;
      numbers[i] = roots[root];
    }
  return n;
}

/* Boxes of like height, the higher first, by name among themselves. */
static int
compare_singles (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrowLayoutGraph *graph = data;
  const guint *i = a, *j = b;
  const CrowLayoutBox *p = &graph->boxes[*i], *q = &graph->boxes[*j];
  guint high = g_bit_storage (p->n_rows), low = g_bit_storage (q->n_rows);

  if (p->group != q->group)
    return p->group < q->group ? -1 : 1;
  if (high != low)
    return high > low ? -1 : 1;
  if (p->key != NULL && q->key != NULL && strcmp (p->key, q->key) != 0)
    return strcmp (p->key, q->key);
  return *i < *j ? -1 : 1;
}

static void
add_part (Arranger *self, guint n_boxes, guint n_edges)
{
  Part part = { crow_layout_graph_new (n_boxes, n_edges),
                g_new (guint, n_boxes),
                g_new (guint, n_edges),
                NULL,
                g_new0 (guint, n_boxes),
                0 };

  part.graph->end_length = self->graph->end_length;
  part.graph->n_boxes = part.graph->n_edges = 0; /* counted up again while filling */
  g_array_append_val (self->parts, part);
}

static void
find_parts (Arranger *self)
{
  const CrowLayoutGraph *graph = self->graph;
  g_autofree guint *numbers = g_new (guint, graph->n_boxes + 1);
  g_autofree guint *local = g_new (guint, graph->n_boxes + 1);
  guint n = number_components (graph, numbers);
  g_autofree guint *n_boxes = g_new0 (guint, n + 1);
  g_autofree guint *n_edges = g_new0 (guint, n + 1);

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      if (numbers[i] == CROW_NONE)
        g_array_append_val (self->singles, i);
      else
        n_boxes[numbers[i]]++;
    }
  g_qsort_with_data (self->singles->data, (int) self->singles->len, sizeof (guint), compare_singles,
                     (gpointer) graph);
  for (guint i = 0; i < graph->n_edges; i++)
    n_edges[numbers[graph->edges[i].source]]++;
  for (guint i = 0; i < n; i++)
    add_part (self, n_boxes[i], n_edges[i]);
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      Part *part;

      if (numbers[i] == CROW_NONE)
        continue;
      part = &g_array_index (self->parts, Part, numbers[i]);
      local[i] = part->graph->n_boxes;
      part->boxes[local[i]] = i;
      part->graph->boxes[part->graph->n_boxes++] = graph->boxes[i];
    }
  for (guint i = 0; i < graph->n_edges; i++)
    {
      Part *part = &g_array_index (self->parts, Part, numbers[graph->edges[i].source]);
      CrowLayoutEdge *edge = &part->graph->edges[part->graph->n_edges];

      part->edges[part->graph->n_edges++] = i;
      *edge = graph->edges[i];
      edge->source = local[edge->source];
      edge->target = local[edge->target];
    }
}

/* How far a covered rectangle is from small and well-shaped: its area, more where it is a strip. */
static double
get_misfit (const CrowRect *bounds)
{
  double aspect = bounds->width / MAX (bounds->height, 1) / ASPECT;
  double strip = MAX (1, MAX (aspect, 1 / MAX (aspect, 1e-9)) / AT_EASE);

  return bounds->width * bounds->height * strip * strip;
}

typedef struct
{
  double x;
  double low;
  double high;
  guint edge;
} Upright;

static inline gboolean
precedes_upright (const Upright *u, const Upright *v, gconstpointer unused)
{
  return u->x != v->x ? u->x < v->x : u->low < v->low;
}

CROW_DEFINE_SORT (sort_uprights, Upright, precedes_upright)

static GArray *
list_uprights (const CrowLayout *layout)
{
  GArray *uprights = g_array_new (FALSE, FALSE, sizeof (Upright));

  for (guint i = 0; i < layout->n_edges; i++)
    {
      for (guint k = layout->route_starts[i] + 1; k < layout->route_starts[i + 1]; k++)
        {
          const CrowPoint *a = &layout->points[k - 1], *b = &layout->points[k];
          Upright upright = { a->x, MIN (a->y, b->y), MAX (a->y, b->y), i };

          if (a->y != b->y)
            g_array_append_val (uprights, upright);
        }
    }
  sort_uprights ((Upright *) (void *) uprights->data, uprights->len, NULL);
  return uprights;
}

/* Index of the first upright right of @x. */
static guint
find_upright (const GArray *uprights, double x)
{
  guint low = 0, high = uprights->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (uprights, Upright, middle).x <= x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Crossings between routes to different tables. */
static double
count_crossings (const CrowLayoutGraph *graph, const CrowLayout *layout)
{
  g_autoptr (GArray) uprights = list_uprights (layout);
  guint n = 0;

  for (guint i = 0; i < layout->n_edges; i++)
    {
      for (guint k = layout->route_starts[i] + 1; k < layout->route_starts[i + 1]; k++)
        {
          const CrowPoint *a = &layout->points[k - 1], *b = &layout->points[k];
          double right = MAX (a->x, b->x);

          for (guint u = find_upright (uprights, MIN (a->x, b->x)); u < uprights->len; u++)
            {
              const Upright *upright = &g_array_index (uprights, Upright, u);

              if (upright->x >= right)
                break;
              n += upright->low < a->y && upright->high > a->y &&
                   graph->edges[upright->edge].target != graph->edges[i].target;
            }
        }
    }
  return n;
}

/* How bad a layout is, in no unit: long, bent, crossing lines, empty space, an odd shape. */
static double
get_cost (const CrowLayout *layout, double crossings)
{
  double length = 0, area = 0, bends = 0;
  double each = layout->n_boxes <= SMALL ? FEW_CROSSING_COST : CROSSING_COST;

  for (guint i = 0; i < layout->n_edges; i++)
    {
      guint start = layout->route_starts[i], end = layout->route_starts[i + 1];

      for (guint k = start + 1; k < end; k++)
        length += fabs (layout->points[k].x - layout->points[k - 1].x) +
                  fabs (layout->points[k].y - layout->points[k - 1].y);
      bends += MAX (end - start, 2) - 2;
    }
  for (guint i = 0; i < layout->n_boxes; i++)
    area += layout->boxes[i].width * layout->boxes[i].height;
  return (length + BEND_COST * bends + each * crossings) *
         sqrt (get_misfit (&layout->bounds) / MAX (area, 1));
}

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
  return sqrt (ASPECT * height * 1.3 / (width + lane));
}

static void
report (Arranger *self, double share)
{
  self->done += share;
  if (self->progress != NULL)
    self->progress (MIN (self->done, 1), self->user_data);
}

static void
report_placement (double fraction, gpointer user_data)
{
  Arranger *self = user_data;

  if (self->progress != NULL)
    self->progress (MIN (self->done + self->stage * fraction, 1), self->user_data);
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
  if (n_boxes > LARGE)
    return 3;
  return n_boxes > MEDIUM ? 1 : 0.6;
}

/* Lays out with @columns; keeps the layout, and returns TRUE, if it is the best so far. @aspect:
 * (nullable): its width to its height. */
static gboolean
try_columns (Arranger *self,
             Part *part,
             const CrowPoint *places,
             const guint *columns,
             double hold,
             double *aspect)
{
  g_autoptr (CrowColumns) trial = crow_columns_new (part->graph, columns);
  g_autoptr (CrowLayout) layout = NULL;
  double cost, crossings;

  trial->cancellable = self->cancellable;
  trial->hold = hold;
  trial->slack = get_slack (part->graph->n_boxes);
  crow_columns_order (trial, places);
  crossings = trial->crossings;
  layout = crow_columns_route (trial);
  if (g_cancellable_is_cancelled (self->cancellable))
    return FALSE; /* it was left half done */
  crow_layout_measure_bounds (layout);
  if (part->graph->n_boxes <= LARGE)
    crossings = count_crossings (part->graph, layout);
  cost = get_cost (layout, crossings);
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
polish_columns (Arranger *self, Part *part, const CrowPoint *places, GError **error)
{
  guint n = part->graph->n_boxes, since = 0;
  double share = MIN (1, (double) POLISHED / self->graph->n_boxes);
  guint tries = MIN ((guint) (share * POLISH / (n + part->graph->n_edges)), n * MOST_COLUMNS);
  g_autofree guint *columns = g_new (guint, n);

  for (guint i = 0; tries > 0 && since < 2 * n; i = (i + 1) % n, since++)
    {
      for (int step = -1; step <= 1 && tries > 0; step += 2)
        {
          if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
            return FALSE;
          for (guint k = 0; k < n; k++)
            columns[k] = part->columns[k] + 1;
          columns[i] += (guint) step;
          tries--;
          if (try_columns (self, part, places, columns, 0, NULL))
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
try_all_columns (Arranger *self, Part *part, const CrowPoint *places, double share, GError **error)
{
  g_autofree guint *columns = g_new (guint, part->graph->n_boxes);
  double most = MIN (part->graph->n_boxes, 1.6 * estimate_columns (part->graph) + 1);
  guint n = CLAMP ((guint) ceil (most), 1, MOST_COLUMNS);

  for (guint i = 0; i < 2 * n; i++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      crow_columns_assign (part->graph, places, 1 + i / 2, i % 2 == 1, columns);
      try_columns (self, part, places, columns, 0, NULL);
      report (self, share / (2 * n));
    }
  return polish_columns (self, part, places, error);
}

/* The number of columns to try next: what would have given the wanted shape, had all columns the
 * mean width; then those around the best. 0: none is left. */
static guint
choose_next (const guint *tried, guint n_tried, guint best, double aspect, guint n_boxes)
{
  double wish = tried[n_tried - 1] * sqrt (ASPECT / MAX (aspect, 1e-3));
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
search_columns (Arranger *self, Part *part, const CrowPoint *places, double share, GError **error)
{
  g_autofree guint *columns = g_new (guint, part->graph->n_boxes);
  guint tried[MOST_TRIES], best = 0;
  guint n = part->graph->n_boxes, tries = MOST_TRIES - (n > MEDIUM) - (n > HUGE_PART);
  guint next = (guint) MAX (1, round (estimate_columns (part->graph)));

  for (guint i = 0; i < tries && next > 0; i++)
    {
      double aspect = ASPECT;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      crow_columns_assign (part->graph, places, next, FALSE, columns);
      tried[i] = next;
      if (try_columns (self, part, places, columns, get_hold (n), &aspect) || i == 0)
        best = next;
      if (n <= MEDIUM && try_columns (self, part, places, columns, 0, NULL))
        best = next;
      next = choose_next (tried, i + 1, best, aspect, n);
      report (self, next > 0 ? share / tries : share * (tries - i) / tries);
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

static gboolean
lay_out_part (Arranger *self, Part *part, GError **error)
{
  g_autofree CrowPoint *places = g_new (CrowPoint, part->graph->n_boxes);
  double share = 0.9 * part->graph->n_boxes / self->graph->n_boxes;

  self->stage = share * 0.4;
  if (!crow_force_place (part->graph, places, self->cancellable, report_placement, self, error))
    return FALSE;
  report (self, self->stage);
  if (part->graph->n_boxes <= SMALL)
    return try_all_columns (self, part, places, share * 0.6, error);
  if (part->graph->n_boxes > MEDIUM)
    return search_columns (self, part, places, share * 0.6, error);
  if (!search_columns (self, part, places, share * 0.3, error))
    return FALSE;
  turn_places (places, part->graph->n_boxes);
  return search_columns (self, part, places, share * 0.3, error);
}

/* Finds places for the parts' blocks and, last, the grid of singles; tries several widths. */
static void
pack (Arranger *self, CrowRect *blocks, CrowRect *singles)
{
  guint n = self->parts->len, n_singles = self->singles->len;
  g_autofree CrowRect *trial = g_new (CrowRect, n + 1);
  g_autofree CrowRect *grid = g_new (CrowRect, n_singles + 1);
  double area = 0, widest = 0, best = G_MAXDOUBLE;
  guint most = MAX (1, (guint) ceil (3 * sqrt (n_singles)));

  for (guint i = 0; i < n; i++)
    {
      area += (blocks[i].width + CROW_BLOCK_GAP) * (blocks[i].height + CROW_BLOCK_GAP);
      widest = MAX (widest, blocks[i].width);
    }
  for (guint i = 0; i < n_singles; i++)
    area += (singles[i].width + CROW_BOX_GAP) * (singles[i].height + CROW_BOX_GAP);
  for (guint columns = 1; columns <= most; columns += 1 + columns / 4)
    {
      CrowRect covered;

      memcpy (grid, singles, n_singles * sizeof (CrowRect));
      covered = crow_pack_grid (grid, n_singles, columns);
      for (double scale = 0.7; scale < 2; scale *= 1.07)
        {
          double width = MAX (widest, sqrt (area * ASPECT) * scale);
          CrowRect bounds;

          memcpy (trial, blocks, n * sizeof (CrowRect));
          trial[n] = covered;
          bounds = crow_pack_blocks (trial, n_singles > 0 ? n + 1 : n, width);
          if (get_misfit (&bounds) >= best)
            continue;
          best = get_misfit (&bounds);
          memcpy (blocks, trial, n * sizeof (CrowRect));
          for (guint i = 0; i < n_singles; i++)
            singles[i] = (CrowRect){ grid[i].x + trial[n].x, grid[i].y + trial[n].y, grid[i].width,
                                     grid[i].height };
        }
    }
}

static void
copy_boxes (const Part *part, CrowLayout *layout, double dx, double dy)
{
  for (guint i = 0; i < part->graph->n_boxes; i++)
    {
      CrowRect *box = &layout->boxes[part->boxes[i]];

      *box = part->layout->boxes[i];
      box->x += dx;
      box->y += dy;
    }
  for (guint i = 0; i < part->graph->n_edges; i++)
    {
      CrowRect *label = &layout->labels[part->edges[i]];

      *label = part->layout->labels[i];
      if (label->width > 0)
        {
          label->x += dx;
          label->y += dy;
        }
    }
}

/* Points of all parts in the order of the whole graph's edges. */
static void
copy_routes (Arranger *self, const CrowRect *blocks, CrowLayout *layout)
{
  g_autofree guint *parts = g_new (guint, layout->n_edges + 1);
  g_autofree guint *local = g_new (guint, layout->n_edges + 1);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (CrowPoint));

  for (guint p = 0; p < self->parts->len; p++)
    {
      Part *part = &g_array_index (self->parts, Part, p);

      for (guint i = 0; i < part->graph->n_edges; i++)
        {
          parts[part->edges[i]] = p;
          local[part->edges[i]] = i;
        }
    }
  for (guint i = 0; i < layout->n_edges; i++)
    {
      Part *part = &g_array_index (self->parts, Part, parts[i]);
      const CrowPoint *route;
      guint n = crow_layout_get_route (part->layout, local[i], &route);

      for (guint k = 0; k < n; k++)
        {
          CrowPoint point = { route[k].x + blocks[parts[i]].x - part->layout->bounds.x,
                              route[k].y + blocks[parts[i]].y - part->layout->bounds.y };

          g_array_append_val (points, point);
        }
      layout->route_starts[i + 1] = points->len;
    }
  crow_layout_take_points (layout, points);
}

static CrowLayout *
join_parts (Arranger *self)
{
  CrowLayout *layout = crow_layout_alloc (self->graph->n_boxes, self->graph->n_edges);
  g_autofree CrowRect *blocks = g_new0 (CrowRect, self->parts->len + 1);
  g_autofree CrowRect *singles = g_new0 (CrowRect, self->singles->len + 1);

  for (guint i = 0; i < self->parts->len; i++)
    {
      CrowRect bounds = g_array_index (self->parts, Part, i).layout->bounds;

      blocks[i] = (CrowRect){ 0, 0, ceil (bounds.width), ceil (bounds.height) };
    }
  for (guint i = 0; i < self->singles->len; i++)
    {
      const CrowLayoutBox *box = &self->graph->boxes[g_array_index (self->singles, guint, i)];

      singles[i].width = box->width;
      singles[i].height = crow_box_get_height (box);
    }
  pack (self, blocks, singles);
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);

      copy_boxes (part, layout, blocks[i].x - part->layout->bounds.x,
                  blocks[i].y - part->layout->bounds.y);
    }
  for (guint i = 0; i < self->singles->len; i++)
    layout->boxes[g_array_index (self->singles, guint, i)] = singles[i];
  copy_routes (self, blocks, layout);
  return layout;
}

/* Lays out @graph as if nothing were pinned. shared_lengths and bounds are not filled. Fails only
 * with G_IO_ERROR_CANCELLED. */
CrowLayout *
crow_arrange (const CrowLayoutGraph *graph,
              GCancellable *cancellable,
              CrowLayoutProgress progress,
              gpointer user_data,
              GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_autoptr (GArray) singles = g_array_new (FALSE, FALSE, sizeof (guint));
  Arranger self = { graph, parts, singles, cancellable, progress, user_data, 0, 0 };

  g_array_set_clear_func (parts, clear_part);
  find_parts (&self);
  for (guint i = 0; i < parts->len; i++)
    {
      if (!lay_out_part (&self, &g_array_index (parts, Part, i), error) ||
          g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }
  return join_parts (&self);
}
