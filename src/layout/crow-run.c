#include "crow-arrange-private.h"

/**
 * crow_layout_run:
 * @graph: what to lay out
 * @cancellable: (nullable): stops the work between its steps
 * @progress: (nullable) (scope call): told how far it is, in this thread
 * @user_data: for @progress
 * @error: %G_IO_ERROR_CANCELLED, nothing else
 *
 * Places all boxes and routes all edges. The same graph gives the same layout, in any thread.
 * Boxes that are not pinned lie on no other box; routes run at right angles, enter no table and
 * end in the middle of their rows' borders.
 *
 * Returns: (transfer full): the layout, or %NULL
 */
CrowLayout *
crow_layout_run (const CrowLayoutGraph *graph,
                 GCancellable *cancellable,
                 CrowLayoutProgress progress,
                 gpointer user_data,
                 GError **error)
{
  g_autoptr (CrowLayout) layout = crow_arrange (graph, cancellable, progress, user_data, error);

  if (layout == NULL)
    return NULL;
  crow_layout_measure (layout, graph);
  if (progress != NULL)
    progress (1, user_data);
  return g_steal_pointer (&layout);
}
