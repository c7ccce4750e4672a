#include "crow-arrange-private.h"
#include "crow-bodies-private.h"
#include "crow-force-private.h"
#include "crow-layout-check.h"
#include "crow-layout-shapes.h"
#include "crow-pack-private.h"

#include <math.h>
#include <string.h>

/* The parts that decide where tables go before routes are made. */

static guint32
get_random (guint32 *state, guint32 n)
{
  *state = *state * 1664525u + 1013904223u;
  return (*state >> 8) % n;
}

static void
set_box (CrowLayoutBox *box, const char *key, guint n_rows, guint group)
{
  *box = (CrowLayoutBox){
    .key = key, .group = group, .width = 180, .head_height = 34, .row_height = 24, .n_rows = n_rows
  };
}

/* @n_modules times @size boxes; a box refers to one of its module, every fourth to another one's.
 */
static CrowLayoutGraph *
make_modules (guint n_modules, guint size, gboolean has_groups)
{
  guint n = n_modules * size, n_edges = 0;
  CrowLayoutGraph *graph = crow_layout_graph_new (n, 2 * n);
  guint32 random = 7;

  graph->end_length = 26;
  for (guint i = 0; i < n; i++)
    {
      guint module = i % n_modules, before = i / n_modules;

      set_box (&graph->boxes[i], NULL, 3 + get_random (&random, 9), has_groups ? module : 0);
      if (before > 0)
        graph->edges[n_edges++] = (CrowLayoutEdge){
          .source = i, .target = module + n_modules * get_random (&random, before), .source_row = 1
        };
      if (i > 0 && i % 4 == 0)
        graph->edges[n_edges++] = (CrowLayoutEdge){ .source = i,
                                                    .target = get_random (&random, i),
                                                    .source_row = 2 };
    }
  graph->n_edges = n_edges;
  return graph;
}

static void
ignore_progress (double fraction, gpointer user_data)
{
}

static double
get_distance (CrowPoint a, CrowPoint b)
{
  return hypot (a.x - b.x, a.y - b.y);
}

static void
test_place_neighbours (void)
{
  g_autoptr (CrowLayoutGraph) graph = make_modules (8, 25, FALSE);
  g_autofree CrowPoint *places = g_new (CrowPoint, graph->n_boxes);
  double near = 0, far = 0;
  guint n_pairs = 0;

  g_assert_true (crow_force_place (graph, places, NULL, ignore_progress, NULL, NULL));
  for (guint i = 0; i < graph->n_edges; i++)
    near += get_distance (places[graph->edges[i].source], places[graph->edges[i].target]) /
            graph->n_edges;
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      for (guint k = 0; k < i; k++, n_pairs++)
        far += get_distance (places[i], places[k]);
    }
  g_assert_cmpfloat (near, <, 0.5 * far / n_pairs);
}

static double
get_middle (double start, double size)
{
  return start + size / 2;
}

/* Share of boxes whose nearest box is of their own group. */
static double
get_group_share (const CrowLayoutGraph *graph, const CrowLayout *layout)
{
  guint n_own = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      double nearest = G_MAXDOUBLE;
      guint best = i;

      for (guint k = 0; k < graph->n_boxes; k++)
        {
          const CrowRect *a = &layout->boxes[i], *b = &layout->boxes[k];
          double apart = hypot (get_middle (a->x, a->width) - get_middle (b->x, b->width),
                                get_middle (a->y, a->height) - get_middle (b->y, b->height));

          if (k == i || apart >= nearest)
            continue;
          nearest = apart;
          best = k;
        }
      n_own += graph->boxes[best].group == graph->boxes[i].group;
    }
  return (double) n_own / graph->n_boxes;
}

static void
test_place_groups (void)
{
  g_autoptr (CrowLayoutGraph) graph = make_modules (5, 30, TRUE);
  g_autoptr (CrowLayout) layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);

  g_assert_cmpfloat (get_group_share (graph, layout), >, 0.85);
}

/* The push of all bodies on each, against the sum over all pairs. */
static void
test_place_bodies (void)
{
  enum { N = 700 };
  float x[N], y[N], mass[N], dx[N], dy[N];
  double error = 0, size = 0;
  guint32 random = 3;
  g_autoptr (CrowBodies) bodies = NULL;

  for (guint i = 0; i < N; i++)
    {
      x[i] = get_random (&random, 1000) / 10.0F;
      y[i] = get_random (&random, 1000) / 15.0F;
      mass[i] = 1 + get_random (&random, 5);
    }
  bodies = crow_bodies_new (mass, N, 0.9F);
  crow_bodies_sort (bodies, x, y);
  crow_bodies_push (bodies, x, y, dx, dy);
  for (guint i = 0; i < N; i++)
    {
      double sum_x = 0, sum_y = 0;

      for (guint k = 0; k < N; k++)
        {
          double away_x = x[i] - x[k], away_y = y[i] - y[k];
          double squared = away_x * away_x + away_y * away_y;

          if (squared == 0)
            continue;
          sum_x += mass[k] * away_x / squared;
          sum_y += mass[k] * away_y / squared;
        }
      error += hypot (dx[i] - sum_x, dy[i] - sum_y);
      size += hypot (sum_x, sum_y);
    }
  g_assert_cmpfloat (error, <, 0.05 * size);
}

static void
test_place_blocks (void)
{
  enum { N = 120 };
  CrowRect blocks[N];
  guint32 random = 11;

  for (guint round = 0; round < 20; round++)
    {
      for (guint i = 0; i < N; i++)
        blocks[i] = (CrowRect){ 0, 0, 160 + get_random (&random, 900),
                                100 + get_random (&random, 700) };
      crow_pack_blocks (blocks, N, 3000 + 700 * round);
      for (guint i = 0; i < N; i++)
        {
          CrowRect clear = crow_rect_inset (&blocks[i], 1 - CROW_BLOCK_GAP);

          g_assert_cmpfloat (blocks[i].x, >=, 0);
          g_assert_cmpfloat (blocks[i].y, >=, 0);
          for (guint k = 0; k < i; k++)
            g_assert_false (crow_rect_intersects (&clear, &blocks[k]));
        }
    }
}

/* Without relations: rows with one top, columns with one left edge, names ascending in what is of
 * like height. */
static void
test_place_grid (void)
{
  enum { N = 60 };
  g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new (N, 0);
  g_autoptr (CrowLayout) layout = NULL;
  g_autoptr (GHashTable) lefts = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) tops = g_hash_table_new (NULL, NULL);
  char keys[N][8];

  for (guint i = 0; i < N; i++)
    {
      g_snprintf (keys[i], sizeof keys[i], "t%02u", (i * 37) % N);
      set_box (&graph->boxes[i], keys[i], i % 2 ? 4 : 20, 0);
    }
  layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  for (guint i = 0; i < N; i++)
    {
      g_hash_table_add (lefts, GINT_TO_POINTER ((int) layout->boxes[i].x));
      g_hash_table_add (tops, GINT_TO_POINTER ((int) layout->boxes[i].y));
      for (guint k = 0; k < N; k++)
        {
          const CrowRect *a = &layout->boxes[i], *b = &layout->boxes[k];
          gboolean is_before = a->y < b->y || (a->y == b->y && a->x < b->x);

          if (i % 2 == k % 2 && i != k)
            g_assert_true ((strcmp (keys[i], keys[k]) < 0) == is_before);
        }
    }
  g_assert_cmpuint (g_hash_table_size (lefts) * g_hash_table_size (tops), <, N + 2 * 20);
}

typedef struct
{
  GCancellable *cancellable;
  double stop_at;
  double last;
  double widest;
  guint n_after; /* reports after it was cancelled */
} Watch;

static void
watch (double fraction, gpointer user_data)
{
  Watch *self = user_data;

  g_assert_cmpfloat (fraction, >=, self->last);
  g_assert_cmpfloat (fraction, <=, 1);
  self->widest = MAX (self->widest, fraction - self->last);
  self->last = fraction;
  self->n_after += g_cancellable_is_cancelled (self->cancellable);
  if (fraction >= self->stop_at)
    g_cancellable_cancel (self->cancellable);
}

static void
test_place_progress (void)
{
  g_autoptr (CrowLayoutGraph) graph = make_modules (40, 25, FALSE);
  g_autoptr (CrowLayout) layout = NULL;
  Watch self = { .stop_at = 2 };

  self.cancellable = g_cancellable_new ();
  layout = crow_layout_run (graph, self.cancellable, watch, &self, NULL);
  g_assert_nonnull (layout);
  g_assert_cmpfloat (self.last, ==, 1);
  g_assert_cmpfloat (self.widest, <, 0.3);
  g_object_unref (self.cancellable);
}

static void
test_place_cancel (void)
{
  static const double stops[] = { 0, 0.1, 0.3, 0.45, 0.6, 0.8 };
  g_autoptr (CrowLayoutGraph) graph = make_modules (40, 25, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrowLayout) layout = NULL;
      Watch self = { .stop_at = stops[i] };

      self.cancellable = g_cancellable_new ();
      layout = crow_layout_run (graph, self.cancellable, watch, &self, &error);
      g_assert_null (layout);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (self.n_after, <=, 1);
      g_object_unref (self.cancellable);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/place/neighbours-end-nearer-than-strangers", test_place_neighbours);
  g_test_add_func ("/layout/place/groups-stay-together", test_place_groups);
  g_test_add_func ("/layout/place/bodies-push-like-the-exact-sum", test_place_bodies);
  g_test_add_func ("/layout/place/packed-blocks-keep-their-gaps", test_place_blocks);
  g_test_add_func ("/layout/place/tables-without-relations-make-a-grid", test_place_grid);
  g_test_add_func ("/layout/place/progress-moves-evenly", test_place_progress);
  g_test_add_func ("/layout/place/cancels-at-every-stage", test_place_cancel);
  return g_test_run ();
}
