#include "crow-arrange-private.h"
#include "crow-cost-private.h"
#include "crow-pack-private.h"
#include "crow-part-private.h"

#include <math.h>
#include <string.h>

/* Lays out a graph without heeding pins: components one by one, then packed; boxes without
 * relations in a grid. */

typedef struct
{
  const CrowLayoutGraph *graph;
  GArray *parts;   /* (element-type CrowPart) */
  GArray *singles; /* (element-type guint) boxes without relations */
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
  crow_part_clear (data);
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
  CrowPart part;

  crow_part_init (&part, n_boxes, n_edges, self->graph->end_length);
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
      CrowPart *part;

      if (numbers[i] == CROW_NONE)
        continue;
      part = &g_array_index (self->parts, CrowPart, numbers[i]);
      local[i] = part->graph->n_boxes;
      part->boxes[local[i]] = i;
      part->graph->boxes[part->graph->n_boxes++] = graph->boxes[i];
    }
  for (guint i = 0; i < graph->n_edges; i++)
    {
      CrowPart *part = &g_array_index (self->parts, CrowPart, numbers[graph->edges[i].source]);
      CrowLayoutEdge *edge = &part->graph->edges[part->graph->n_edges];

      part->edges[part->graph->n_edges++] = i;
      *edge = graph->edges[i];
      edge->source = local[edge->source];
      edge->target = local[edge->target];
    }
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
          double width = MAX (widest, sqrt (area * CROW_ASPECT) * scale);
          CrowRect bounds;

          memcpy (trial, blocks, n * sizeof (CrowRect));
          trial[n] = covered;
          bounds = crow_pack_blocks (trial, n_singles > 0 ? n + 1 : n, width);
          if (crow_cost_get_misfit (&bounds) >= best)
            continue;
          best = crow_cost_get_misfit (&bounds);
          memcpy (blocks, trial, n * sizeof (CrowRect));
          for (guint i = 0; i < n_singles; i++)
            singles[i] = (CrowRect){ grid[i].x + trial[n].x, grid[i].y + trial[n].y, grid[i].width,
                                     grid[i].height };
        }
    }
}

static void
copy_boxes (const CrowPart *part, CrowLayout *layout, double dx, double dy)
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
      CrowPart *part = &g_array_index (self->parts, CrowPart, p);

      for (guint i = 0; i < part->graph->n_edges; i++)
        {
          parts[part->edges[i]] = p;
          local[part->edges[i]] = i;
        }
    }
  for (guint i = 0; i < layout->n_edges; i++)
    {
      CrowPart *part = &g_array_index (self->parts, CrowPart, parts[i]);
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
      CrowRect bounds = g_array_index (self->parts, CrowPart, i).layout->bounds;

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
      CrowPart *part = &g_array_index (self->parts, CrowPart, i);

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
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (CrowPart));
  g_autoptr (GArray) singles = g_array_new (FALSE, FALSE, sizeof (guint));
  Arranger self = { graph, parts, singles };
  CrowWork work = { graph->n_boxes, cancellable, progress, user_data, 0, 0 };

  g_array_set_clear_func (parts, clear_part);
  find_parts (&self);
  for (guint i = 0; i < parts->len; i++)
    {
      if (!crow_part_lay_out (&g_array_index (parts, CrowPart, i), &work, error) ||
          g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }
  return join_parts (&self);
}
