#include "crow-layout.h"

#include <string.h>

/* @graph with the boxes that @previous has pinned to their places there. */
static CrowLayoutGraph *
pin_known (const CrowLayoutGraph *graph,
           const CrowLayout *previous,
           const CrowLayoutGraph *previous_graph)
{
  CrowLayoutGraph *pinned = crow_layout_graph_new (graph->n_boxes, graph->n_edges);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);

  memcpy (pinned->boxes, graph->boxes, sizeof (CrowLayoutBox) * graph->n_boxes);
  memcpy (pinned->edges, graph->edges, sizeof (CrowLayoutEdge) * graph->n_edges);
  pinned->end_length = graph->end_length;
  for (guint i = 0; i < previous_graph->n_boxes; i++)
    g_hash_table_insert (places, (gpointer) previous_graph->boxes[i].key, &previous->boxes[i]);
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const CrowRect *place = g_hash_table_lookup (places, graph->boxes[i].key);

      if (place == NULL || graph->boxes[i].is_pinned)
        continue;
      pinned->boxes[i].is_pinned = TRUE;
      pinned->boxes[i].position = (CrowPoint){ place->x, place->y };
    }
  return pinned;
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
 * Lays @graph out so that what @previous has stays where it is; boxes are told by their keys.
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
  g_autoptr (CrowLayoutGraph) pinned = pin_known (graph, previous, previous_graph);

  return crow_layout_run (pinned, cancellable, progress, user_data, error);
}
