#include "crow-layout-check.h"
#include "crow-layout-random.h"
#include "crow-layout-shapes.h"
#include "crow-test.h"

#include <string.h>

/* Boxes dragged about at random: what a layout promises holds after every move. */

#define MARGIN 60.0 /* px to the next box: as many as feet need */

static int n_moves = 25; /* of each graph */
static const char *only = NULL;

static gboolean
lies_near_another (const CrowLayout *layout, guint box, CrowPoint at)
{
  CrowRect room = layout->boxes[box];

  room.x = at.x;
  room.y = at.y;
  room = crow_rect_inset (&room, -MARGIN);
  for (guint i = 0; i < layout->n_boxes; i++)
    {
      if (i != box && crow_rect_intersects (&room, &layout->boxes[i]))
        return TRUE;
    }
  return FALSE;
}

/* Mostly not far, as a hand would; sometimes anywhere, sometimes far out. */
static CrowPoint
pick_place (const CrowLayout *layout, guint box, guint32 *random)
{
  CrowRect bounds = layout->bounds;
  CrowPoint at = { layout->boxes[box].x, layout->boxes[box].y };

  switch (crow_test_random (random, 4))
    {
    case 0:
      at.x = bounds.x + crow_test_random (random, (guint) bounds.width + 1);
      at.y = bounds.y + crow_test_random (random, (guint) bounds.height + 1);
      break;
    case 1:
      at.x += crow_test_random (random, 2001) - 1000.0;
      at.y += crow_test_random (random, 2001) - 1000.0;
      break;
    default:
      at.x += crow_test_random (random, 301) - 150.0;
      at.y += crow_test_random (random, 301) - 150.0;
    }
  return at;
}

typedef struct
{
  guint n_moves, n_flawed;
  guint counts[CROW_N_FAULTS];
} Tally;

static gboolean
check_move (const CrowLayoutGraph *graph,
            const CrowLayout *before,
            const CrowLayout *after,
            guint box,
            const char *what,
            Tally *tally)
{
  g_auto (CrowFaults) faults = { { 0 } };

  for (guint i = 0; i < before->n_boxes; i++)
    g_assert_true (i == box ||
                   memcmp (&before->boxes[i], &after->boxes[i], sizeof (CrowRect)) == 0);
  crow_layout_find_faults (graph, after, CROW_CHECK_ALL, &faults);
  tally->n_moves++;
  if (faults.first == NULL)
    return TRUE;
  tally->n_flawed++;
  for (guint i = 0; i < CROW_N_FAULTS; i++)
    tally->counts[i] += faults.counts[i];
  g_test_message ("%s: %s", what, faults.first);
  return FALSE;
}

/* After a flaw it begins anew, so that each flaw is a move's own. */
static void
move_about (const CrowLayoutGraph *graph, const char *what, guint32 seed, Tally *tally)
{
  g_autoptr (CrowLayout) first = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  g_autoptr (CrowLayout) layout = crow_layout_ref (first);
  g_auto (CrowFaults) faults = { { 0 } };
  guint32 random = seed;

  crow_layout_find_faults (graph, first, CROW_CHECK_ALL, &faults);
  if (graph->n_boxes == 0 || faults.first != NULL)
    return; /* what was wrong before is another test's */
  for (int i = 0; i < n_moves; i++)
    {
      guint box = crow_test_random (&random, graph->n_boxes);
      CrowPoint at = pick_place (layout, box, &random);
      g_autofree char *name = g_strdup_printf ("%s: move %d, box %u to %g, %g", what, i, box, at.x,
                                               at.y);
      CrowLayout *moved;

      if (lies_near_another (layout, box, at))
        continue;
      moved = crow_layout_move_box (layout, graph, box, at);
      if (!check_move (graph, layout, moved, box, name, tally))
        {
          crow_layout_unref (moved);
          moved = crow_layout_ref (first);
        }
      crow_layout_unref (layout);
      layout = moved;
    }
}

static void
report (const char *what, const Tally *tally)
{
  static const char *const names[CROW_N_FAULTS] = {
    "shape",     "route",       "end",         "pin",        "bounds", "shared",
    "box/box",   "foreign box", "own box",     "overlap",    "foot",   "label size",
    "label off", "label/box",   "label/label", "label/edge",
  };

  g_test_message ("%s: %u of %u moves leave a flaw", what, tally->n_flawed, tally->n_moves);
  for (guint i = 0; i < CROW_N_FAULTS; i++)
    {
      if (tally->counts[i] > 0)
        g_test_message ("  %s: %u", names[i], tally->counts[i]);
    }
}

static void
test_layout_moves_shapes (void)
{
  Tally tally = { 0 };

  for (CrowShape shape = 0; shape < CROW_SHAPE_LONE; shape++)
    {
      for (guint n = 10; n <= 70; n += 30)
        {
          g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new_shape (shape, n, 5);
          g_autofree char *what = g_strdup_printf ("shape %d, %u boxes", shape, n);

          if (only == NULL || strcmp (only, what) == 0)
            move_about (graph, what, 99 + shape, &tally);
        }
    }
  report ("shapes", &tally);
  g_assert_cmpuint (tally.n_flawed, <=, tally.n_moves / 80);
}

static void
test_layout_moves_random (void)
{
  Tally tally = { 0 };

  for (guint32 seed = 1; seed <= 20; seed++)
    {
      CrowRandomGraph kind;
      g_autoptr (CrowLayoutGraph) graph = NULL;
      g_autofree char *what = NULL;

      crow_random_graph_init (&kind, seed);
      kind.n = MIN (kind.n, 60);
      graph = crow_layout_graph_new_random (&kind);
      what = crow_random_graph_to_string (&kind);
      if (only == NULL || strcmp (only, what) == 0)
        move_about (graph, what, seed, &tally);
    }
  report ("random graphs", &tally);
  g_assert_cmpuint (tally.n_flawed, <=, tally.n_moves / 40);
}

/* Arguments of our own, for long runs by hand: moves of each graph, name of one graph. */
int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (argc > 1)
    n_moves = atoi (argv[1]);
  if (argc > 2)
    only = argv[2];
  g_test_add_func ("/layout-moves/shapes-stay-sound", test_layout_moves_shapes);
  g_test_add_func ("/layout-moves/random-graphs-stay-sound", test_layout_moves_random);
  return g_test_run ();
}
