#include "crow-cost-private.h"
#include "crow-sort-private.h"

#include <math.h>

/* How bad a layout is, to choose the best of several. */

#define AT_EASE 1.4    /* shapes this much wider or higher than that are as good */
#define SMALL 60       /* boxes of a part whose lines are easily told apart */
#define BEND_COST 60.0 /* px of length that a bend is worth */
#define CROSSING_COST 600.0
#define FEW_CROSSING_COST 400.0 /* in a small part */

/* How far a covered rectangle is from small and well-shaped: its area, more where it is a strip. */
double
crow_cost_get_misfit (const CrowRect *bounds)
{
  double aspect = bounds->width / MAX (bounds->height, 1) / CROW_ASPECT;
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
double
crow_cost_count_crossings (const CrowLayoutGraph *graph, const CrowLayout *layout)
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
double
crow_cost_measure (const CrowLayout *layout, double crossings)
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
         sqrt (crow_cost_get_misfit (&layout->bounds) / MAX (area, 1));
}
