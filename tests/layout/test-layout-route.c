#include "crow-layout-check.h"
#include "crow-tracks-private.h"

#include <math.h>

/* The parts that route between tables whose columns are given: tracks of a channel, straight lines.
 */

/* One channel whose nets each have one terminal on either bank. */
typedef struct
{
  CrowColumns columns;
  CrowChannel channel;
  guint *starts;
  double *ends;
  guint *nets;
} Banks;

/* @ends: y of each net's terminal on the left bank, then on the right one. */
static void
init_banks (Banks *banks, const double *ends, guint n)
{
  *banks = (Banks){ 0 };
  banks->columns.nets = g_array_new (FALSE, TRUE, sizeof (CrowNet));
  g_array_set_size (banks->columns.nets, n);
  banks->starts = g_new (guint, 2 * n + 1);
  banks->ends = g_memdup2 (ends, 2 * n * sizeof (double));
  banks->nets = g_new (guint, n);
  banks->channel = (CrowChannel){ &banks->columns,
                                  banks->starts,
                                  banks->ends,
                                  banks->nets,
                                  n,
                                  g_array_new (FALSE, FALSE, sizeof (CrowTrunk)) };
  for (guint i = 0; i <= 2 * n; i++)
    banks->starts[i] = i;
  for (guint i = 0; i < n; i++)
    {
      CrowNet *net = crow_columns_net (&banks->columns, i);
      CrowTrunk trunk = { i, TRUE, TRUE, 0, 0, 0, 0, 0 };

      banks->nets[i] = i;
      net->low = trunk.low = MIN (ends[2 * i], ends[2 * i + 1]);
      net->high = trunk.high = MAX (ends[2 * i], ends[2 * i + 1]);
      g_array_append_val (banks->channel.trunks, trunk);
    }
}

static void
clear_banks (Banks *banks)
{
  g_array_unref (banks->columns.nets);
  g_array_unref (banks->channel.trunks);
  g_free (banks->starts);
  g_free (banks->ends);
  g_free (banks->nets);
}

static const CrowTrunk *
get_trunk (const Banks *banks, guint at)
{
  return &g_array_index (banks->channel.trunks, CrowTrunk, at);
}

/* y of the level line that leads to the trunk from the left bank, or to the right one. */
static double
get_line (const Banks *banks, const CrowTrunk *trunk, CrowSide side)
{
  const CrowNet *net = crow_columns_net (&banks->columns, trunk->net);

  if (side == CROW_SIDE_LEFT)
    return trunk->has_left ? banks->ends[2 * trunk->net] : net->level;
  return trunk->has_right ? banks->ends[2 * trunk->net + 1] : net->level;
}

/* No upright line may lie on another, no line from the left bank on one to the right bank. */
static void
check_trunks (const Banks *banks)
{
  guint n = banks->channel.trunks->len;

  for (guint i = 0; i < n; i++)
    {
      const CrowTrunk *a = get_trunk (banks, i);

      for (guint k = 0; k < n; k++)
        {
          const CrowTrunk *b = get_trunk (banks, k);

          if (a->net == b->net)
            continue;
          if (a->track == b->track)
            g_assert_true (a->high < b->low || b->high < a->low);
          if (a->has_left && b->has_right &&
              fabs (get_line (banks, a, CROW_SIDE_LEFT) - get_line (banks, b, CROW_SIDE_RIGHT)) < 1)
            g_assert_cmpuint (a->track, <, b->track);
        }
    }
}

/* Steps, each beside the next: as many tracks as lie beside each other, however many steps. */
static void
test_few_tracks (void)
{
  g_autofree double *ends = g_new (double, 400);
  Banks banks;
  guint density, n_tracks;

  for (guint i = 0; i < 200; i++)
    {
      ends[2 * i] = 53 * i;
      ends[2 * i + 1] = 53 * i + 400;
    }
  init_banks (&banks, ends, 200);
  density = crow_tracks_measure_density (&banks.channel);
  g_assert_cmpuint (density, ==, 8);
  n_tracks = crow_tracks_assign (&banks.channel, density);
  g_assert_cmpuint (n_tracks, <=, density + 2);
  g_assert_cmpuint (banks.channel.trunks->len, ==, 200);
  check_trunks (&banks);
  clear_banks (&banks);
}

/* Nested lines need not cross, whichever comes first. */
static void
test_nested_lines_do_not_cross (void)
{
  const double ends[] = { 300, 320, 200, 420, 100, 520, 0, 620 };
  Banks banks;

  init_banks (&banks, ends, 4);
  crow_tracks_assign (&banks.channel, 4);
  check_trunks (&banks);
  for (guint i = 0; i < 4; i++)
    {
      for (guint k = 0; k < 4; k++)
        {
          const CrowTrunk *a = get_trunk (&banks, i), *b = get_trunk (&banks, k);

          /* a's line from the left must not cross b's trunk, nor a's to the right */
          if (b->track < a->track)
            g_assert_false (ends[2 * a->net] > b->low && ends[2 * a->net] < b->high &&
                            ends[2 * b->net + 1] > a->low && ends[2 * b->net + 1] < a->high);
        }
    }
  clear_banks (&banks);
}

/* Each of two nets must run left of the other: one is split. */
static void
test_contrary_nets_are_split (void)
{
  const double ends[] = { 100, 200, 200, 100 };
  Banks banks;

  init_banks (&banks, ends, 2);
  crow_tracks_assign (&banks.channel, 2);
  g_assert_cmpuint (banks.channel.trunks->len, ==, 3);
  g_assert_cmpint (crow_columns_net (&banks.columns, 0)->is_split, !=,
                   crow_columns_net (&banks.columns, 1)->is_split);
  check_trunks (&banks);
  clear_banks (&banks);
}

/* Rings of nets that wait for each other, by the hundred. */
static void
test_many_nets_are_sound (void)
{
  g_autofree double *ends = g_new (double, 600);
  guint32 random = 3;

  for (guint round = 0; round < 40; round++)
    {
      Banks banks;

      for (guint i = 0; i < 300; i++) /* no bank has two terminals at one y */
        ends[2 * i] = ends[2 * i + 1] = 12 * i;
      for (guint i = 0; i < 300; i++)
        {
          guint k;
          double y = ends[2 * i + 1];

          random = random * 1664525u + 1013904223u;
          k = (random >> 8) % 300;
          ends[2 * i + 1] = ends[2 * k + 1];
          ends[2 * k + 1] = y;
        }
      init_banks (&banks, ends, 300);
      crow_tracks_assign (&banks.channel, crow_tracks_measure_density (&banks.channel) + 5);
      check_trunks (&banks);
      clear_banks (&banks);
    }
}

/* @n boxes in a row, one a column, each referring to the next. */
static CrowLayoutGraph *
make_chain (guint n)
{
  CrowLayoutGraph *graph = crow_layout_graph_new (n, n - 1);

  graph->end_length = 26;
  for (guint i = 0; i < n; i++)
    graph->boxes[i] = (CrowLayoutBox){
      .width = 150, .head_height = 34, .row_height = 24, .n_rows = 3 + i % 5
    };
  for (guint i = 0; i + 1 < n; i++)
    graph->edges[i] = (CrowLayoutEdge){ .source = i, .target = i + 1, .source_row = 1 + i % 2 };
  return graph;
}

/* Every edge of a chain can run straight, so it does. */
static void
test_chains_run_straight (void)
{
  g_autoptr (CrowLayoutGraph) graph = make_chain (12);
  g_autofree guint *numbers = g_new (guint, graph->n_boxes);
  g_autofree CrowPoint *places = g_new (CrowPoint, graph->n_boxes);
  g_autoptr (CrowColumns) columns = NULL;
  g_autoptr (CrowLayout) layout = NULL;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      numbers[i] = i;
      places[i] = (CrowPoint){ i * 300.0, i % 3 * 70.0 };
    }
  columns = crow_columns_new (graph, numbers);
  columns->slack = 6; /* each box lies a row or two lower than the one before */
  crow_columns_order (columns, places);
  layout = crow_columns_route (columns);
  for (guint i = 0; i < graph->n_edges; i++)
    g_assert_cmpuint (crow_layout_get_route (layout, i, NULL), ==, 2);
}

/* A long bundle crosses the columns between on one line. */
static void
test_bundles_run_straight (void)
{
  guint n = 10;
  g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new (3 * n, n);
  g_autofree guint *numbers = g_new (guint, graph->n_boxes);
  g_autofree CrowPoint *places = g_new (CrowPoint, graph->n_boxes);
  g_autoptr (CrowColumns) columns = NULL;
  g_autoptr (CrowLayout) layout = NULL;
  guint bends = 0;

  graph->end_length = 26;
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      graph->boxes[i] = (CrowLayoutBox){
        .width = 150, .head_height = 34, .row_height = 24, .n_rows = 4
      };
      numbers[i] = i % 3;
      places[i] = (CrowPoint){ i % 3 * 300.0, i / 3 * 160.0 };
    }
  for (guint i = 0; i < n; i++) /* from the left column to one box of the right one */
    graph->edges[i] = (CrowLayoutEdge){ .source = 3 * i, .target = 17, .source_row = 1 };
  columns = crow_columns_new (graph, numbers);
  columns->slack = 1.3;
  crow_columns_order (columns, places);
  layout = crow_columns_route (columns);
  for (guint i = 0; i < n; i++)
    bends += crow_layout_get_route (layout, i, NULL) - 2;
  g_assert_cmpuint (bends, <=, 2 * n); /* one step each, beside its source */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout-route/few-tracks-hold-a-staircase", test_few_tracks);
  g_test_add_func ("/layout-route/nested-lines-do-not-cross", test_nested_lines_do_not_cross);
  g_test_add_func ("/layout-route/contrary-nets-are-split", test_contrary_nets_are_split);
  g_test_add_func ("/layout-route/many-nets-are-sound", test_many_nets_are_sound);
  g_test_add_func ("/layout-route/chains-run-straight", test_chains_run_straight);
  g_test_add_func ("/layout-route/bundles-run-straight", test_bundles_run_straight);
  return g_test_run ();
}
