#include "crow-places-private.h"
#include "crow-reroute-private.h"

#include <math.h>
#include <string.h>

/* A changed graph laid out so that what was there stays. */

#define FEW 8 /* boxes: so many new ones are always put among the others */

/* By box of @graph: the index in @previous of what keeps its place, or CROW_NONE. */
static guint *
match_boxes (const CrowLayoutGraph *previous, const CrowLayoutGraph *graph)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  guint *known = g_new (guint, graph->n_boxes + 1);

  for (guint i = 0; i < previous->n_boxes; i++)
    {
      if (previous->boxes[i].key != NULL)
        g_hash_table_insert (numbers, (gpointer) previous->boxes[i].key, GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const char *key = graph->boxes[i].key;
      guint number = key == NULL ? 0 : GPOINTER_TO_UINT (g_hash_table_lookup (numbers, key));

      known[i] = number > 0 ? number - 1 : CROW_NONE;
      if (number > 0 && previous->boxes[number - 1].is_pinned && !graph->boxes[i].is_pinned)
        known[i] = CROW_NONE; /* it was let go */
      if (number > 0)         /* of two boxes of one key the first has it */
        g_hash_table_remove (numbers, key);
    }
  return known;
}

/* What tells an edge, in numbers of the previous graph. */
typedef struct
{
  guint source, target;
  int source_row, target_row;
  double label_width;
  guint edge;
  gboolean is_taken;
} Name;

static int
compare_ends (const Name *s, const Name *t)
{
  if (s->source != t->source)
    return s->source < t->source ? -1 : 1;
  return s->target < t->target ? -1 : s->target > t->target;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Name *s = a, *t = b;
  int ends = compare_ends (s, t);

  if (ends != 0)
    return ends;
  return s->edge < t->edge ? -1 : s->edge > t->edge;
}

/* The first of @names between the same boxes; its length if there is none. */
static guint
find_first (const GArray *names, const Name *name)
{
  guint first = 0, end = names->len;

  while (first < end)
    {
      guint middle = (first + end) / 2;

      if (compare_ends (&g_array_index (names, Name, middle), name) < 0)
        first = middle + 1;
      else
        end = middle;
    }
  return first;
}

/* Finds an edge that is not taken yet between the same boxes, rows from @pass 1 down, with the same
 * label in @pass 0. */
static guint
take_name (GArray *names, const Name *name, guint pass)
{
  for (guint i = find_first (names, name); i < names->len; i++)
    {
      Name *old = &g_array_index (names, Name, i);

      if (compare_ends (old, name) != 0)
        break;
      if (old->is_taken || (pass == 0 && old->label_width != name->label_width) ||
          (pass < 2 &&
           (old->source_row != name->source_row || old->target_row != name->target_row)))
        continue;
      old->is_taken = TRUE;
      return old->edge;
    }
  return CROW_NONE;
}

/* By edge of @graph: its index in @previous, or CROW_NONE. */
static guint *
match_edges (const CrowLayoutGraph *previous, const CrowLayoutGraph *graph, const guint *known)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (Name));
  guint *edges = g_new (guint, graph->n_edges + 1);

  for (guint i = 0; i < previous->n_edges; i++)
    {
      const CrowLayoutEdge *e = &previous->edges[i];
      Name name = { e->source, e->target, e->source_row, e->target_row, e->label_width, i, FALSE };

      g_array_append_val (names, name);
    }
  g_qsort_with_data (names->data, (int) names->len, sizeof (Name), compare_names, NULL);
  for (guint pass = 0; pass < 3; pass++)
    {
      for (guint i = 0; i < graph->n_edges; i++)
        {
          const CrowLayoutEdge *e = &graph->edges[i];
          Name name = { known[e->source],
                        known[e->target],
                        e->source_row,
                        e->target_row,
                        e->label_width,
                        0,
                        FALSE };

          if (pass == 0)
            edges[i] = CROW_NONE;
          if (edges[i] == CROW_NONE && name.source != CROW_NONE && name.target != CROW_NONE)
            edges[i] = take_name (names, &name, pass);
        }
    }
  return edges;
}

/* The old label in the size that it is to have now; its end at the source stays. */
static CrowRect
resize_label (CrowRect label, const CrowLayoutEdge *edge, const CrowPoint *route)
{
  if (label.width <= 0 || edge->label_width <= 0)
    return (CrowRect){ 0, 0, 0, 0 };
  if (route[0].x > label.x + label.width / 2)
    label.x += label.width - edge->label_width;
  label.y += (label.height - edge->label_height) / 2;
  label.width = edge->label_width;
  label.height = edge->label_height;
  return label;
}

/* (transfer full): the old routes and boxes under @graph's numbers; what is new has none. */
static CrowLayout *
carry_over (const CrowLayout *previous,
            const CrowLayoutGraph *graph,
            const guint *boxes,
            const guint *edges)
{
  CrowLayout *base = crow_layout_alloc (graph->n_boxes, graph->n_edges);
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (CrowPoint),
                                      previous->route_starts[previous->n_edges] + 1);

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      if (boxes[i] != CROW_NONE)
        base->boxes[i] = previous->boxes[boxes[i]];
    }
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowPoint *route;
      guint n = 0;

      if (edges[i] != CROW_NONE)
        n = crow_layout_get_route (previous, edges[i], &route);
      if (n > 0 && graph->edges[i].label_width <= previous->labels[edges[i]].width)
        {
          g_array_append_vals (points, route, n);
          base->labels[i] = resize_label (previous->labels[edges[i]], &graph->edges[i], route);
        }
      base->route_starts[i + 1] = points->len;
    }
  crow_layout_take_points (base, points);
  return base;
}

static gboolean
is_other (const CrowLayoutGraph *graph, const guint *known)
{
  guint n_new = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    n_new += known[i] == CROW_NONE ? 1 : 0;
  return n_new == graph->n_boxes || (n_new > FEW && 3 * n_new > graph->n_boxes);
}

/**
 * crow_layout_update:
 * @previous: a layout
 * @previous_graph: the graph that it was made from
 * @graph: what has become of it
 * @cancellable: (nullable): stops the work between its steps
 * @progress: (nullable) (scope call): told how far it is, in this thread
 * @user_data: for @progress
 * @error: %G_IO_ERROR_CANCELLED, nothing else
 *
 * Lays @graph out so that what @previous has stays where it is; boxes are told by their keys. Only
 * routes that are new, whose ends have moved or that something now lies on are routed anew, all
 * others stay point for point. Where more than a third of many boxes is new, all is laid out
 * afresh, as by crow_layout_run().
 *
 * Returns: (transfer full): the layout, or %NULL
 */
CrowLayout *
crow_layout_update (const CrowLayout *previous,
                    const CrowLayoutGraph *previous_graph,
                    const CrowLayoutGraph *graph,
                    GCancellable *cancellable,
                    CrowLayoutProgress progress,
                    gpointer user_data,
                    GError **error)
{
  g_autofree guint *known = match_boxes (previous_graph, graph);
  g_autofree guint *edges = NULL;
  g_autofree CrowRect *boxes = g_new (CrowRect, graph->n_boxes + 1);
  g_autoptr (CrowLayout) base = NULL;
  g_autoptr (CrowLayout) layout = NULL;

  if (is_other (graph, known))
    return crow_layout_run (graph, cancellable, progress, user_data, error);
  edges = match_edges (previous_graph, graph, known);
  crow_places_find (previous, graph, known, boxes);
  base = carry_over (previous, graph, known, edges);
  if (progress != NULL)
    progress (0.1, user_data);
  layout = crow_reroute (base, graph, boxes, cancellable, error);
  if (layout != NULL && progress != NULL)
    progress (1, user_data);
  return g_steal_pointer (&layout);
}
