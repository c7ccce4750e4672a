#include "crow-fuzz-input.h"

#include <string.h>

#define MAX_BOXES 14
#define MAX_EDGES 26

/* A number below @below (up to 65536), from one byte or two. */
guint
crow_fuzz_pick (CrowFuzzInput *self, guint below)
{
  guint number = self->at < self->size ? self->data[self->at] : 0;

  self->at++;
  if (below > 256)
    {
      number = number << 8 | (self->at < self->size ? self->data[self->at] : 0);
      self->at++;
    }
  return below == 0 ? 0 : number % below;
}

static CrowPoint
pick_point (CrowFuzzInput *self)
{
  CrowPoint point;

  point.x = (double) crow_fuzz_pick (self, 6000) - 1000;
  point.y = (double) crow_fuzz_pick (self, 6000) - 1000;
  return point;
}

/* Each box that is ever made has a key of its own, so that changed graphs know it again. */
static void
fill_box (CrowFuzzInput *self, CrowLayoutBox *box, guint number)
{
  static const double widths[] = { 200, 1, 12, 40, 160, 333, 900, 4000 };
  static const double heads[] = { 34, 20, 60, 300 };
  static const double rows[] = { 24, 20, 40, 24 };
  static const guint counts[] = { 4, 0, 1, 2, 7, 12, 30, 300 };
  guint shape = crow_fuzz_pick (self, 256), flags = crow_fuzz_pick (self, 256);
  g_autofree char *key = g_strdup_printf ("t%u", number);

  box->key = g_intern_string (key);
  box->width = widths[shape % 8];
  box->n_rows = counts[shape / 8 % 8];
  box->head_height = heads[shape / 64];
  box->row_height = rows[flags % 4];
  box->group = flags / 4 % 4;
  box->is_pinned = flags / 16 == 15;
  if (box->is_pinned)
    box->position = pick_point (self);
}

/* Mostly rows that there are, the head, and now and then a row that there is not. */
static int
pick_row (CrowFuzzInput *self, const CrowLayoutBox *box)
{
  return (int) crow_fuzz_pick (self, box->n_rows + 2) - 1;
}

static void
fill_edge (CrowFuzzInput *self, const CrowLayoutGraph *graph, CrowLayoutEdge *edge)
{
  static const double widths[] = { 0, 100, 236, 1, 30, 1200, 180, 0 };
  guint label = crow_fuzz_pick (self, 64);

  edge->source = crow_fuzz_pick (self, graph->n_boxes);
  edge->target = crow_fuzz_pick (self, graph->n_boxes);
  edge->source_row = pick_row (self, &graph->boxes[edge->source]);
  edge->target_row = label >= 48 ? pick_row (self, &graph->boxes[edge->target]) : 0;
  edge->label_width = widths[label % 8];
  edge->label_height = label / 8 % 2 == 0 ? 20 : 16;
}

/* (transfer full) */
CrowLayoutGraph *
crow_fuzz_new_graph (CrowFuzzInput *self)
{
  static const double end_lengths[] = { 26, 26, 8, 50 };
  guint n_boxes = crow_fuzz_pick (self, MAX_BOXES + 1);
  guint n_edges = n_boxes > 0 ? crow_fuzz_pick (self, MAX_EDGES + 1) : 0;
  CrowLayoutGraph *graph = crow_layout_graph_new (n_boxes, n_edges);

  graph->end_length = end_lengths[crow_fuzz_pick (self, 4)];
  for (guint i = 0; i < n_boxes; i++)
    fill_box (self, &graph->boxes[i], i);
  for (guint i = 0; i < n_edges; i++)
    fill_edge (self, graph, &graph->edges[i]);
  return graph;
}

/* Copies edges, but not those of box @gone, whose place the last box takes. */
static void
copy_edges (const CrowLayoutGraph *graph, CrowLayoutGraph *changed, guint gone)
{
  guint last = graph->n_boxes - 1;

  for (guint i = 0; i < graph->n_edges; i++)
    {
      CrowLayoutEdge edge = graph->edges[i];

      if (edge.source == gone || edge.target == gone)
        continue;
      if (gone < graph->n_boxes)
        {
          edge.source = edge.source == last ? gone : edge.source;
          edge.target = edge.target == last ? gone : edge.target;
        }
      changed->edges[changed->n_edges++] = edge;
    }
}

/* (transfer full): @graph with a box or an edge more or less, or a box that has other rows. */
CrowLayoutGraph *
crow_fuzz_change_graph (CrowFuzzInput *self, const CrowLayoutGraph *graph)
{
  guint n = graph->n_boxes, what = crow_fuzz_pick (self, 8), box = crow_fuzz_pick (self, n);
  gboolean is_more = what < 3 || n == 0, is_less = what == 3 && n > 0;
  CrowLayoutGraph *changed = crow_layout_graph_new (n + 1, graph->n_edges + 2);

  changed->end_length = graph->end_length;
  changed->n_boxes = n + is_more - is_less;
  changed->n_edges = 0;
  if (n > 0)
    memcpy (changed->boxes, graph->boxes, n * sizeof (CrowLayoutBox));
  if (is_more)
    fill_box (self, &changed->boxes[n], 1000 + (guint) self->at);
  else if (is_less)
    changed->boxes[box] = changed->boxes[n - 1];
  else if (what >= 6)
    changed->boxes[box].n_rows = crow_fuzz_pick (self, 20);
  copy_edges (graph, changed, is_less ? box : G_MAXUINT);
  for (guint i = 0; i < 2 && changed->n_boxes > 0 && (what < 3 || what == 4); i++)
    fill_edge (self, changed, &changed->edges[changed->n_edges++]);
  return changed;
}
