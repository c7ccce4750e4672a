#include "crow-layout.h"

/**
 * crow_layout_with_labels:
 * @self: a layout
 * @labels: (array): a rectangle for each edge; width 0: none
 *
 * The same boxes and routes with other labels, as an edited action needs: nothing moves, the bounds
 * grow where a label reaches out of them. Any thread.
 *
 * Returns: (transfer full): a layout
 */
CrowLayout *
crow_layout_with_labels (const CrowLayout *self, const CrowRect *labels)
{
  CrowLayout *copy = g_atomic_rc_box_new0 (CrowLayout);
  gsize n_boxes = self->n_boxes;
  gsize n_edges = self->n_edges;

  copy->n_boxes = self->n_boxes;
  copy->boxes = g_memdup2 (self->boxes, sizeof (CrowRect) * n_boxes);
  copy->n_edges = self->n_edges;
  copy->route_starts = g_memdup2 (self->route_starts, sizeof (guint) * (n_edges + 1));
  copy->points = g_memdup2 (self->points, sizeof (CrowPoint) * self->route_starts[n_edges]);
  copy->labels = g_memdup2 (labels, sizeof (CrowRect) * n_edges);
  copy->shared_lengths = g_memdup2 (self->shared_lengths, sizeof (double) * n_edges);
  copy->bounds = self->bounds;
  for (gsize i = 0; i < n_edges; i++)
    if (labels[i].width > 0)
      copy->bounds = crow_rect_union (&copy->bounds, &labels[i]);
  return copy;
}
