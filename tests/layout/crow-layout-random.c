#include "crow-layout-random.h"

#include "crow-layout-shapes.h"

/* Graphs of any shape, the same for the same numbers on any machine. */

typedef struct
{
  const CrowRandomGraph *what;
  CrowLayoutGraph *graph;
  GArray *edges; /* (element-type CrowLayoutEdge) */
  guint32 random;
} Maker;

static guint
pick (Maker *maker, guint below)
{
  return below == 0 ? 0 : crow_test_random (&maker->random, below);
}

static gboolean
is_once_in (Maker *maker, guint times)
{
  return pick (maker, times) == 0;
}

static guint
pick_n_rows (Maker *maker, CrowBoxes kind)
{
  switch (kind)
    {
    case CROW_BOXES_ONE_ROW:
      return 1;
    case CROW_BOXES_HEADS:
      return 0;
    case CROW_BOXES_TALL:
      return is_once_in (maker, 5) ? 300 : 1 + pick (maker, 10);
    default:
      return is_once_in (maker, 8) ? pick (maker, 40) : 1 + pick (maker, 12);
    }
}

static double
pick_width (Maker *maker, CrowBoxes kind)
{
  switch (kind)
    {
    case CROW_BOXES_NARROW:
      return 8 + pick (maker, 40);
    case CROW_BOXES_WIDE:
      return 900 + pick (maker, 3000);
    case CROW_BOXES_ODD:
      return 100 + pick (maker, 30000) / 97.0;
    default:
      return 160 + pick (maker, 180);
    }
}

static void
fill_boxes (Maker *maker)
{
  for (guint i = 0; i < maker->graph->n_boxes; i++)
    {
      CrowLayoutBox *box = &maker->graph->boxes[i];
      CrowBoxes kind = maker->what->boxes;
      g_autofree char *key = g_strdup_printf ("table%u", i);

      if (kind == CROW_BOXES_MIXED)
        kind = pick (maker, CROW_BOXES_MIXED);
      box->key = g_intern_string (key);
      box->width = pick_width (maker, kind);
      box->head_height = kind == CROW_BOXES_ODD ? 20 + pick (maker, 3000) / 131.0 : 34;
      box->row_height = kind == CROW_BOXES_ODD ? 23.7 : 24;
      box->n_rows = pick_n_rows (maker, kind);
      box->group = maker->what->groups > 0 ? pick (maker, maker->what->groups) : 0;
    }
}

static double
pick_label_width (Maker *maker)
{
  static const double mixed[] = { 0, 4, 60, 236, 900 };

  switch (maker->what->tags)
    {
    case CROW_TAGS_NONE:
      return 0;
    case CROW_TAGS_FULL:
      return 236;
    case CROW_TAGS_HUGE:
      return 700 + pick (maker, 1500);
    case CROW_TAGS_MIXED:
      return mixed[pick (maker, G_N_ELEMENTS (mixed))];
    default:
      return is_once_in (maker, 4) ? 0 : 90 + pick (maker, 160);
    }
}

/* Mostly some row below the key, now and then any row or the head. */
static int
pick_row (Maker *maker, guint box)
{
  guint n = maker->graph->boxes[box].n_rows;

  if (is_once_in (maker, 6) || n < 2)
    return (int) pick (maker, n + 1) - 1;
  return 1 + (int) pick (maker, n - 1);
}

static void
add_edge (Maker *maker, guint source, guint target)
{
  CrowLayoutEdge edge = { .source = source, .target = target };

  edge.source_row = pick_row (maker, source);
  edge.target_row = is_once_in (maker, 6) ? pick_row (maker, target) : 0;
  if (maker->graph->boxes[target].n_rows == 0)
    edge.target_row = -1;
  edge.label_width = pick_label_width (maker);
  edge.label_height = edge.label_width > 0 || is_once_in (maker, 2) ? 20 : 0;
  g_array_append_val (maker->edges, edge);
}

static void
link_dense (Maker *maker, guint first, guint n)
{
  for (guint i = 0; i < 4 * n; i++)
    add_edge (maker, first + pick (maker, n), first + pick (maker, n));
}

static void
link_clique (Maker *maker, guint first, guint n)
{
  for (guint i = 0; i < MIN (n, 12); i++)
    {
      for (guint k = 0; k < i; k++)
        add_edge (maker, first + i, first + k);
    }
}

static void
link_parallel (Maker *maker, guint first, guint n)
{
  for (guint i = 0; i + 1 < MIN (n, 4); i += 2)
    {
      for (guint k = 0; k < 40; k++)
        add_edge (maker, first + i + (k % 7 == 6), first + i + (k % 7 != 6));
    }
  for (guint i = 4; i < n; i++)
    add_edge (maker, first + i, first + pick (maker, 4));
}

static void
link_modules (Maker *maker, guint first, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      guint begin = i / 12 * 12;

      add_edge (maker, first + i, first + begin + pick (maker, i - begin + 1));
      if (is_once_in (maker, 3))
        add_edge (maker, first + i, first + pick (maker, 1 + n / 20));
    }
}

static void
link_chords (Maker *maker, guint first, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      add_edge (maker, first + i, first + i - 1);
      if (is_once_in (maker, 4))
        add_edge (maker, first + i, first + pick (maker, n));
    }
}

/* One edge a table, or two, by the shape's rule. */
static void
link_each (Maker *maker, CrowNet net, guint first, guint n)
{
  guint side = MAX (2, n / 4);

  for (guint i = 0; i < n; i++)
    {
      guint at = first + i;

      if (net == CROW_NET_STAR_IN && i > 0)
        add_edge (maker, at, first);
      else if (net == CROW_NET_STAR_OUT && i > 0)
        add_edge (maker, first, at);
      else if (net == CROW_NET_CHAIN && i > 0)
        add_edge (maker, at, at - 1);
      else if (net == CROW_NET_CYCLE)
        add_edge (maker, at, first + (i + 1) % n);
      else if (net == CROW_NET_TREE && i > 0)
        add_edge (maker, at, first + pick (maker, i));
      else if (net == CROW_NET_BINARY_TREE && i > 0)
        add_edge (maker, at, first + (i - 1) / 2);
      else if (net == CROW_NET_BIPARTITE && i >= n / 3)
        add_edge (maker, at, first + pick (maker, MAX (1, n / 3)));
      else if (net == CROW_NET_HUBS && i >= 3)
        add_edge (maker, at, first + pick (maker, 3));
      else if (net == CROW_NET_PIECES && i % 4 > 0)
        add_edge (maker, at, at - 1 - pick (maker, i % 4));
      else if (net == CROW_NET_LATTICE && i >= side)
        add_edge (maker, at, at - side);
      if ((net == CROW_NET_BIPARTITE && i >= n / 3) || (net == CROW_NET_HUBS && i >= 3))
        add_edge (maker, at, first + pick (maker, MAX (1, n / 3)));
      else if (net == CROW_NET_LATTICE && i % side > 0)
        add_edge (maker, at, at - 1);
      else if (net == CROW_NET_SELF)
        add_edge (maker, at, at);
      if (net == CROW_NET_SELF && is_once_in (maker, 3))
        add_edge (maker, at, at);
    }
}

static void
link_net (Maker *maker, CrowNet net, guint first, guint n)
{
  if (net == CROW_NET_CLIQUE)
    link_clique (maker, first, n);
  else if (net == CROW_NET_PARALLEL)
    link_parallel (maker, first, n);
  else if (net == CROW_NET_DENSE)
    link_dense (maker, first, n);
  else if (net == CROW_NET_MODULES)
    link_modules (maker, first, n);
  else if (net == CROW_NET_CHORDS)
    link_chords (maker, first, n);
  else
    link_each (maker, net, first, n);
}

/* Three shapes beside each other, joined by a few edges or not at all. */
static void
link_composite (Maker *maker)
{
  guint n = maker->graph->n_boxes, first = 0;
  guint n_joints = pick (maker, 4);

  for (guint part = 0; part < 3; part++)
    {
      guint size = part == 2 ? n - first : n / 3;

      link_net (maker, pick (maker, CROW_NET_COMPOSITE), first, size);
      first += size;
    }
  for (guint i = 0; i < n_joints; i++)
    add_edge (maker, pick (maker, n), pick (maker, n));
}

/* What graph number @seed is like: nets and tables in turn, the rest by chance. */
void
crow_random_graph_init (CrowRandomGraph *self, guint32 seed)
{
  guint32 random = seed * 2654435761u + 12345;

  self->seed = seed;
  self->net = seed % CROW_N_NETS;
  self->boxes = seed / CROW_N_NETS % CROW_N_BOXES;
  self->tags = crow_test_random (&random, CROW_N_TAGS);
  self->groups = crow_test_random (&random, 3) == 0 ? 1 + crow_test_random (&random, 8) : 0;
  self->n = 1 + crow_test_random (&random, 30);
  if (crow_test_random (&random, 12) == 0)
    self->n += crow_test_random (&random, 90);
}

/* (transfer full): the graph, without pins. */
CrowLayoutGraph *
crow_layout_graph_new_random (const CrowRandomGraph *what)
{
  static const double end_lengths[] = { 26, 26, 26, 0, 12, 60 };
  Maker maker = { .what = what, .random = what->seed * 7919 + what->net * 104729 };

  maker.edges = g_array_new (FALSE, FALSE, sizeof (CrowLayoutEdge));
  maker.graph = crow_layout_graph_new (what->n, 0);
  maker.graph->end_length = end_lengths[pick (&maker, G_N_ELEMENTS (end_lengths))];
  fill_boxes (&maker);
  if (what->net == CROW_NET_COMPOSITE)
    link_composite (&maker);
  else
    link_net (&maker, what->net, 0, what->n);
  g_free (maker.graph->edges);
  maker.graph->n_edges = maker.edges->len;
  maker.graph->edges = (CrowLayoutEdge *) (void *) g_array_free (maker.edges, FALSE);
  return maker.graph;
}

/* (transfer full): what it takes to make it again. */
char *
crow_random_graph_to_string (const CrowRandomGraph *self)
{
  return g_strdup_printf ("random graph %u (net %d, boxes %d, tags %d, %u groups, n %u)",
                          self->seed, self->net, self->boxes, self->tags, self->groups, self->n);
}
