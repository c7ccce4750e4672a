#include "crow-layout-check.h"
#include "crow-layout-shapes.h"

#include <string.h>

static const guint sizes[] = { 0, 1, 2, 3, 5, 12, 50, 200 };

static void
assert_sound (const CrowLayoutGraph *graph,
              const CrowLayout *layout,
              CrowCheckFlags flags,
              const char *what,
              guint shape,
              guint n,
              guint seed)
{
  g_autofree char *fault = crow_layout_check (graph, layout, flags);

  if (fault != NULL)
    {
      g_test_message ("%s: shape %u, %u boxes, seed %u: %s", what, shape, n, seed, fault);
      g_test_fail ();
    }
}

/* Of pinned and moved boxes it can only be asked that lines keep off tables and labels off each
 * other; that nothing lies on anything is counted: 1 for a flaw that is not *@known, which it
 * becomes. */
static guint
count_flaw (const CrowLayoutGraph *graph,
            const CrowLayout *layout,
            char **known,
            const char *what,
            guint shape,
            guint n,
            guint seed)
{
  g_autofree char *before = g_steal_pointer (known);

  assert_sound (graph, layout, CROW_CHECK_LOOSE_LINES, what, shape, n, seed);
  *known = crow_layout_check (graph, layout, CROW_CHECK_ALL);
  if (*known == NULL || g_strcmp0 (before, *known) == 0)
    return 0;
  g_test_message ("%s: shape %u, %u boxes, seed %u: %s", what, shape, n, seed, *known);
  return 1;
}

static void
check_shape (CrowShape shape, guint n, guint32 seed)
{
  g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (shape, n, seed);
  g_autoptr (CrowLayout) layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);

  g_assert_nonnull (layout);
  assert_sound (graph, layout, CROW_CHECK_ALL, "run", shape, n, seed);
}

static void
test_layout_shapes (void)
{
  for (CrowShape shape = 0; shape < CROW_N_SHAPES; shape++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          for (guint32 seed = 1; seed <= (sizes[i] < 100 ? 12 : 2); seed++)
            check_shape (shape, sizes[i], seed);
        }
    }
}

static void
test_layout_large (void)
{
  check_shape (CROW_SHAPE_MIXED, 1000, 1);
  check_shape (CROW_SHAPE_STAR, 1000, 1);
}

/* Five hundred relations between the same two rows, then on one row. */
static void
test_layout_parallel (void)
{
  for (guint n_boxes = 1; n_boxes <= 2; n_boxes++)
    {
      g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new (n_boxes, 500);
      g_autoptr (CrowLayout) layout = NULL;

      graph->end_length = 26;
      for (guint i = 0; i < n_boxes; i++)
        graph->boxes[i] = (CrowLayoutBox){
          .width = 200, .head_height = 34, .row_height = 24, .n_rows = 2
        };
      for (guint i = 0; i < 500; i++)
        graph->edges[i] = (CrowLayoutEdge){ .source = n_boxes - 1,
                                            .source_row = (int) (i % 3) - 1,
                                            .label_width = 120,
                                            .label_height = 20 };
      layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
      assert_sound (graph, layout, CROW_CHECK_ALL, "parallel", 0, n_boxes, 0);
    }
}

static gboolean
is_same_layout (const CrowLayout *a, const CrowLayout *b)
{
  return a->n_boxes == b->n_boxes && a->n_edges == b->n_edges &&
         memcmp (a->boxes, b->boxes, a->n_boxes * sizeof (CrowRect)) == 0 &&
         memcmp (a->labels, b->labels, a->n_edges * sizeof (CrowRect)) == 0 &&
         memcmp (a->shared_lengths, b->shared_lengths, a->n_edges * sizeof (double)) == 0 &&
         memcmp (a->route_starts, b->route_starts, (a->n_edges + 1) * sizeof (guint)) == 0 &&
         memcmp (a->points, b->points, a->route_starts[a->n_edges] * sizeof (CrowPoint)) == 0;
}

static gpointer
run_layout (gpointer graph)
{
  return crow_layout_run (graph, NULL, NULL, NULL, NULL);
}

static void
test_layout_deterministic (void)
{
  for (CrowShape shape = 0; shape < CROW_SHAPE_LONE; shape++)
    {
      g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (shape, 60, 7);
      g_autoptr (CrowLayout) first = NULL;
      GThread *threads[2];

      graph->boxes[3].is_pinned = graph->boxes[30].is_pinned = TRUE;
      graph->boxes[30].position = (CrowPoint){ 700, 300 };
      first = crow_layout_run (graph, NULL, NULL, NULL, NULL);
      for (guint i = 0; i < 2; i++)
        threads[i] = g_thread_new ("layout", run_layout, graph);
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (CrowLayout) again = g_thread_join (threads[i]);

          g_assert_true (is_same_layout (first, again));
        }
    }
}

static void
cancel_midway (double fraction, gpointer cancellable)
{
  g_assert_cmpfloat (fraction, >=, 0);
  g_assert_cmpfloat (fraction, <=, 1);
  if (fraction > 0.4)
    g_cancellable_cancel (cancellable);
}

static void
test_layout_cancel (void)
{
  g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (CROW_SHAPE_DENSE, 100, 1);
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) midway = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (before);
  g_assert_null (crow_layout_run (graph, before, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crow_layout_run (graph, midway, cancel_midway, midway, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
note_progress (double fraction, gpointer last)
{
  g_assert_cmpfloat (fraction, >=, *(double *) last);
  *(double *) last = fraction;
}

static void
test_layout_progress (void)
{
  g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (CROW_SHAPE_MIXED, 100, 1);
  g_autoptr (CrowLayout) layout = NULL;
  double last = 0;

  layout = crow_layout_run (graph, NULL, note_progress, &last, NULL);
  g_assert_cmpfloat (last, ==, 1);
}

static gboolean
lies_on_another (const CrowLayout *layout, guint box, CrowRect at)
{
  CrowRect room = crow_rect_inset (&at, -60);

  for (guint i = 0; i < layout->n_boxes; i++)
    {
      if (i != box && crow_rect_intersects (&room, &layout->boxes[i]))
        return TRUE;
    }
  return FALSE;
}

/* Boxes dragged about at random, to where there is room. */
static void
test_layout_moves (void)
{
  guint n_moves = 0, n_flaws = 0;

  for (CrowShape shape = 0; shape < CROW_N_SHAPES; shape++)
    {
      g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (shape, 40, 5);
      g_autoptr (CrowLayout) layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
      g_autofree char *known = NULL;
      guint32 random = 99 + shape;

      for (guint i = 0; i < 30; i++)
        {
          guint box = crow_test_random (&random, graph->n_boxes);
          CrowRect at = layout->boxes[box];
          CrowLayout *moved;

          at.x = crow_test_random (&random, (guint) layout->bounds.width);
          at.y = crow_test_random (&random, (guint) layout->bounds.height);
          if (lies_on_another (layout, box, at))
            continue;
          moved = crow_layout_move_box (layout, graph, box, (CrowPoint){ at.x, at.y });
          for (guint k = 0; k < layout->n_boxes; k++)
            g_assert_true (k == box ||
                           memcmp (&layout->boxes[k], &moved->boxes[k], sizeof at) == 0);
          g_assert_cmpfloat (moved->boxes[box].x, ==, at.x);
          crow_layout_unref (layout);
          layout = moved;
          n_flaws += count_flaw (graph, layout, &known, "move", shape, 40, i);
          n_moves++;
        }
    }
  g_test_message ("%u of %u moves leave a flaw", n_flaws, n_moves);
  g_assert_cmpuint (n_flaws, <=, n_moves / 4);
}

/* Boxes dropped on others: no line may be asked to avoid them, but all must end in its row. */
static void
test_layout_drops (void)
{
  g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (CROW_SHAPE_MIXED, 30, 5);
  g_autoptr (CrowLayout) layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);

  for (guint i = 1; i < graph->n_boxes; i++)
    {
      CrowLayout *moved = crow_layout_move_box (layout, graph, i,
                                                (CrowPoint){ layout->boxes[0].x + i,
                                                             layout->boxes[0].y + 2 * i });

      crow_layout_unref (layout);
      layout = moved;
      assert_sound (graph, layout, CROW_CHECK_PINNED, "drop", 0, 30, i);
    }
}

static void
test_layout_pins (void)
{
  guint n_flaws = 0;

  for (CrowShape shape = 0; shape < CROW_N_SHAPES; shape++)
    {
      for (guint32 seed = 1; seed <= 6; seed++)
        {
          g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (shape, 24, seed);
          g_autoptr (CrowLayout) layout = NULL;
          g_autofree char *known = NULL;
          guint32 random = seed;

          for (guint i = 0; i < graph->n_boxes; i++)
            {
              if (seed < 6 && crow_test_random (&random, 4) > 0)
                continue;
              graph->boxes[i].is_pinned = TRUE;
              graph->boxes[i].position = (CrowPoint){ (i % 5) * 900.0, (i / 5) * 500.0 };
            }
          layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
          n_flaws += count_flaw (graph, layout, &known, "pins", shape, 24, seed);
        }
    }
  g_test_message ("%u layouts have a flaw", n_flaws);
  g_assert_cmpuint (n_flaws, <=, 18);
}

/* All boxes pinned where they are anyway: nothing may change. */
static void
test_layout_kept_places (void)
{
  g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (CROW_SHAPE_MIXED, 100, 3);
  g_autoptr (CrowLayout) first = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  g_autoptr (CrowLayout) again = NULL;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      graph->boxes[i].is_pinned = TRUE;
      graph->boxes[i].position = (CrowPoint){ first->boxes[i].x, first->boxes[i].y };
    }
  again = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  g_assert_true (is_same_layout (first, again));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/shapes-are-sound", test_layout_shapes);
  g_test_add_func ("/layout/large-graphs-are-sound", test_layout_large);
  g_test_add_func ("/layout/parallel-relations-stay-apart", test_layout_parallel);
  g_test_add_func ("/layout/same-graph-same-layout", test_layout_deterministic);
  g_test_add_func ("/layout/stops-when-cancelled", test_layout_cancel);
  g_test_add_func ("/layout/progress-rises-to-one", test_layout_progress);
  g_test_add_func ("/layout/moved-boxes-are-avoided", test_layout_moves);
  g_test_add_func ("/layout/dropped-boxes-keep-their-lines", test_layout_drops);
  g_test_add_func ("/layout/pinned-boxes-stay", test_layout_pins);
  g_test_add_func ("/layout/kept-places-change-nothing", test_layout_kept_places);
  return g_test_run ();
}
