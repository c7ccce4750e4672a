#include "crow-check-private.h"

/* Counts a fault; the first one's description is kept. */
void
crow_check_note (CrowCheck *self, CrowFault fault, const char *format, ...)
{
  va_list args;

  self->faults->counts[fault]++;
  if (self->faults->first != NULL)
    return;
  va_start (args, format);
  self->faults->first = g_strdup_vprintf (format, args);
  va_end (args);
}

/* Sorts lines, boxes and labels by place; crow_check_clear() frees that. */
void
crow_check_collect (CrowCheck *self)
{
  for (guint d = 0; d < 2; d++)
    {
      self->lines[d].rects = g_array_new (FALSE, FALSE, sizeof (CrowRect));
      self->lines[d].edges = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  for (guint i = 0; i < self->layout->n_edges; i++)
    {
      const CrowPoint *p;
      guint n = crow_layout_get_route (self->layout, i, &p);

      for (guint k = 1; k < n; k++)
        {
          CrowCheckLines *lines = &self->lines[p[k].y == p[k - 1].y ? 0 : 1];
          CrowRect line = { MIN (p[k].x, p[k - 1].x), MIN (p[k].y, p[k - 1].y),
                            ABS (p[k].x - p[k - 1].x), ABS (p[k].y - p[k - 1].y) };

          g_array_append_val (lines->rects, line);
          g_array_append_val (lines->edges, i);
        }
    }
  for (guint d = 0; d < 2; d++)
    self->lines[d]
        .grid = crow_check_grid_new ((const CrowRect *) (void *) self->lines[d].rects->data,
                                     self->lines[d].rects->len);
  self->boxes = crow_check_grid_new (self->layout->boxes, self->layout->n_boxes);
  self->labels = crow_check_grid_new (self->layout->labels, self->layout->n_edges);
}

void
crow_check_clear (CrowCheck *self)
{
  for (guint d = 0; d < 2; d++)
    {
      g_array_unref (self->lines[d].rects);
      g_array_unref (self->lines[d].edges);
      crow_check_grid_free (self->lines[d].grid);
    }
  crow_check_grid_free (self->boxes);
  crow_check_grid_free (self->labels);
}

const CrowRect *
crow_check_get_line (const CrowCheck *self, guint direction, guint line)
{
  return &g_array_index (self->lines[direction].rects, CrowRect, line);
}

guint
crow_check_get_edge (const CrowCheck *self, guint direction, guint line)
{
  return g_array_index (self->lines[direction].edges, guint, line);
}
