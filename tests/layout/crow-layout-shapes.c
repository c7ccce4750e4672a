#include "crow-layout-shapes.h"

/* A number below @below; the same sequence for the same first @state. */
guint
crow_test_random (guint32 *state, guint below)
{
  *state = *state * 1664525u + 1013904223u;
  return (guint) (((guint64) (*state >> 4) * below) >> 28);
}

static guint
pick_target (CrowShape shape, guint source, guint n, guint32 *random)
{
  switch (shape)
    {
    case CROW_SHAPE_STAR:
      return 0;
    case CROW_SHAPE_PARALLEL:
      return crow_test_random (random, MIN (n, 3));
    case CROW_SHAPE_CHAIN:
      return source + 1 < n ? source + 1 : source;
    case CROW_SHAPE_MIXED:
      if (crow_test_random (random, 20) == 0)
        return source;
      if (crow_test_random (random, 5) == 0)
        return crow_test_random (random, 1 + n / 50);
      if (source % 10 == 9) /* a component of its own */
        return source - crow_test_random (random, 2);
      return source / 25 * 25 + crow_test_random (random, 1 + source % 25);
    case CROW_SHAPE_DENSE:
    default:
      return crow_test_random (random, n);
    }
}

static int
pick_row (const CrowLayoutBox *box, CrowShape shape, guint32 *random)
{
  if (shape == CROW_SHAPE_MIXED || shape == CROW_SHAPE_STAR)
    return box->n_rows > 1 ? 1 + (int) crow_test_random (random, box->n_rows - 1) : -1;
  return (int) crow_test_random (random, box->n_rows + 1) - 1;
}

static void
fill_edge (CrowLayoutGraph *graph, CrowShape shape, CrowLayoutEdge *edge, guint32 *random)
{
  guint n = graph->n_boxes;

  edge->source = crow_test_random (random, shape == CROW_SHAPE_PARALLEL ? MIN (n, 3) : n);
  if (shape == CROW_SHAPE_MIXED && edge->source % 12 == 5)
    edge->source = 0; /* leaves some tables alone */
  edge->target = pick_target (shape, edge->source, n, random);
  edge->source_row = pick_row (&graph->boxes[edge->source], shape, random);
  edge->target_row = 0;
  if (shape == CROW_SHAPE_DENSE)
    edge->target_row = pick_row (&graph->boxes[edge->target], shape, random);
  edge->label_width = crow_test_random (random, 4) == 0 ? 0 : 90 + crow_test_random (random, 160);
  edge->label_height = 20;
}

/* (transfer full): a graph of @shape, the same for the same numbers. Keys are NULL. */
CrowLayoutGraph *
crow_layout_graph_new_shape (CrowShape shape, guint n_boxes, guint32 seed)
{
  static const guint edges_per_ten_boxes[CROW_N_SHAPES] = { 16, 10, 10, 40, 10, 0 };
  guint n_edges = n_boxes * edges_per_ten_boxes[shape] / 10;
  CrowLayoutGraph *graph = crow_layout_graph_new (n_boxes, n_edges);
  guint32 random = seed * 7919 + shape * 104729 + n_boxes;

  graph->end_length = 26;
  for (guint i = 0; i < n_boxes; i++)
    {
      CrowLayoutBox *box = &graph->boxes[i];

      box->width = 160 + crow_test_random (&random, 180);
      box->head_height = 34;
      box->row_height = 24;
      box->n_rows = crow_test_random (&random, 3) * crow_test_random (&random, 12);
      box->group = i / 40;
    }
  for (guint i = 0; i < n_edges; i++)
    fill_edge (graph, shape, &graph->edges[i], &random);
  return graph;
}
