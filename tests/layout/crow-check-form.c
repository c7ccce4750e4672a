#include "crow-check-private.h"

#include <math.h>

/* What can be seen of each box and edge alone. */

static gboolean
is_finite_rect (const CrowRect *rect)
{
  return isfinite (rect->x) && isfinite (rect->y) && isfinite (rect->width) &&
         isfinite (rect->height);
}

static void
check_box (CrowCheck *check, guint box)
{
  const CrowLayoutBox *input = &check->graph->boxes[box];
  const CrowRect *rect = &check->layout->boxes[box];

  if (!is_finite_rect (rect))
    crow_check_note (check, CROW_FAULT_SHAPE, "box %u has a place that is no number", box);
  else if (input->is_pinned && (rect->x != input->position.x || rect->y != input->position.y))
    crow_check_note (check, CROW_FAULT_PIN, "pinned box %u has moved", box);
  else if (rect->width != input->width ||
           fabs (rect->height - input->head_height - input->n_rows * input->row_height) >
               CROW_CHECK_EXACT)
    crow_check_note (check, CROW_FAULT_SHAPE, "box %u has not the size it needs", box);
}

static void
check_label_size (CrowCheck *check, guint edge)
{
  const CrowLayoutEdge *e = &check->graph->edges[edge];
  const CrowRect *label = &check->layout->labels[edge];

  if (!is_finite_rect (label))
    crow_check_note (check, CROW_FAULT_SHAPE, "label %u has a place that is no number", edge);
  else if (e->label_width <= 0 && label->width != 0)
    crow_check_note (check, CROW_FAULT_LABEL_SIZE, "edge %u has a label unasked", edge);
  else if (e->label_width > 0 &&
           (label->width != e->label_width || label->height != e->label_height))
    crow_check_note (check, CROW_FAULT_LABEL_SIZE, "label %u has not the size it needs", edge);
}

static void
check_route (CrowCheck *check, guint edge)
{
  const CrowPoint *p;
  guint n = crow_layout_get_route (check->layout, edge, &p);

  if (n < 2)
    crow_check_note (check, CROW_FAULT_ROUTE, "edge %u has no route", edge);
  for (guint k = 0; k < n; k++)
    {
      if (!isfinite (p[k].x) || !isfinite (p[k].y))
        crow_check_note (check, CROW_FAULT_ROUTE, "edge %u has a point that is no number", edge);
    }
  for (guint k = 1; k < n && !(check->flags & CROW_CHECK_SCORED); k++)
    {
      if ((p[k].x == p[k - 1].x) == (p[k].y == p[k - 1].y))
        crow_check_note (check, CROW_FAULT_ROUTE, "edge %u has a slanting or empty stretch", edge);
      else if (k > 1 && (p[k].x == p[k - 1].x) == (p[k - 1].x == p[k - 2].x))
        crow_check_note (check, CROW_FAULT_ROUTE, "edge %u has a point that is no corner", edge);
    }
}

static void
check_end (CrowCheck *check, guint edge, gboolean is_target)
{
  const CrowLayoutEdge *e = &check->graph->edges[edge];
  guint box = is_target ? e->target : e->source;
  const CrowRect *rect = &check->layout->boxes[box];
  CrowRect row = crow_layout_get_row (check->layout, check->graph, box,
                                      is_target ? e->target_row : e->source_row);
  const CrowPoint *p;
  guint n = crow_layout_get_route (check->layout, edge, &p);
  CrowPoint at = is_target ? p[n - 1] : p[0], next = is_target ? p[n - 2] : p[1];

  if (check->flags & CROW_CHECK_SCORED)
    {
      if ((is_target ? e->target_row : e->source_row) >= 0 &&
          (MIN (fabs (at.x - rect->x), fabs (at.x - rect->x - rect->width)) > 3 ||
           at.y < row.y - 1 || at.y > row.y + row.height + 1))
        crow_check_note (check, CROW_FAULT_END, "edge %u misses its row", edge);
    }
  else if (fabs (at.y - row.y - row.height / 2) > CROW_CHECK_EXACT || next.y != at.y)
    crow_check_note (check, CROW_FAULT_END, "edge %u is not in the middle of its row", edge);
  else if (!(fabs (at.x - rect->x) < CROW_CHECK_EXACT && next.x < at.x) &&
           !(fabs (at.x - rect->x - rect->width) < CROW_CHECK_EXACT && next.x > at.x))
    crow_check_note (check, CROW_FAULT_END, "edge %u does not leave its row's border outwards",
                     edge);
}

static gboolean
is_within (const CrowRect *room, const CrowRect *rect)
{
  return rect->x >= room->x && rect->y >= room->y &&
         rect->x + rect->width <= room->x + room->width &&
         rect->y + rect->height <= room->y + room->height;
}

static void
check_bounds (CrowCheck *check)
{
  CrowRect room = crow_rect_inset (&check->layout->bounds, -CROW_CHECK_EXACT);

  for (guint i = 0; i < check->layout->n_boxes; i++)
    {
      if (!is_within (&room, &check->layout->boxes[i]))
        crow_check_note (check, CROW_FAULT_BOUNDS, "box %u is out of bounds", i);
    }
  for (guint i = 0; i < check->layout->n_edges; i++)
    {
      const CrowPoint *p;
      guint n = crow_layout_get_route (check->layout, i, &p);
      double length = 0;

      if (check->layout->labels[i].width > 0 && !is_within (&room, &check->layout->labels[i]))
        crow_check_note (check, CROW_FAULT_BOUNDS, "label %u is out of bounds", i);
      for (guint k = 0; k < n; k++)
        {
          if (!crow_rect_contains (&room, p[k]))
            crow_check_note (check, CROW_FAULT_BOUNDS, "edge %u is out of bounds", i);
          if (k > 0)
            length += fabs (p[k].x - p[k - 1].x) + fabs (p[k].y - p[k - 1].y);
        }
      if (!(check->layout->shared_lengths[i] >= 0 &&
            check->layout->shared_lengths[i] <= length + CROW_CHECK_EXACT))
        crow_check_note (check, CROW_FAULT_SHARED, "edge %u shares more than it has", i);
    }
}

/* Fills the faults from SHAPE to SHARED and LABEL_SIZE. Stops where points cannot be trusted. */
void
crow_check_form (CrowCheck *self)
{
  const guint *starts = self->layout->route_starts;

  if (self->layout->n_boxes != self->graph->n_boxes ||
      self->layout->n_edges != self->graph->n_edges || !is_finite_rect (&self->layout->bounds))
    {
      crow_check_note (self, CROW_FAULT_SHAPE, "not the graph's layout");
      return;
    }
  for (guint i = 0; i < self->graph->n_boxes; i++)
    check_box (self, i);
  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      check_label_size (self, i);
      if (starts[i] > starts[i + 1])
        crow_check_note (self, CROW_FAULT_SHAPE, "edge %u ends before it begins", i);
      else
        check_route (self, i);
    }
  if (self->faults->counts[CROW_FAULT_SHAPE] > 0 || self->faults->counts[CROW_FAULT_ROUTE] > 0)
    return;
  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      check_end (self, i, FALSE);
      check_end (self, i, TRUE);
    }
  check_bounds (self);
}
