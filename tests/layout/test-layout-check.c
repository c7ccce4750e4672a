#include "crow-layout-check.h"
#include "crow-layout-random.h"
#include "crow-layout-shapes.h"
#include "crow-layout-svg.h"
#include "crow-test.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>

/* Does the checker of layouts find what is wrong? Faults are planted into sound layouts, one kind
 * at a time; and its counts are held against those of layout-score.mjs. */

/* Two tables beside each other and one far below, two labelled edges between the first two:
 *
 *    +---+ --[a]-- +---+
 *    | 0 |         | 1 |        +---+
 *    +---+ --[b]-- +---+        | 2 |
 */
static CrowLayoutGraph *
new_graph (void)
{
  CrowLayoutGraph *graph = crow_layout_graph_new (3, 2);

  graph->end_length = 26;
  for (guint i = 0; i < 3; i++)
    graph->boxes[i] = (CrowLayoutBox){
      .key = "", .width = 200, .head_height = 34, .row_height = 24, .n_rows = 4
    };
  for (guint i = 0; i < 2; i++)
    graph->edges[i] = (CrowLayoutEdge){ .source = 0,
                                        .target = 1,
                                        .source_row = (int) i,
                                        .target_row = (int) i,
                                        .label_width = 100,
                                        .label_height = 20 };
  return graph;
}

/* The layout as in the picture, the edges with a jog: 0 level, 1 upright, 2 level. */
static CrowLayout *
new_layout (const CrowLayoutGraph *graph)
{
  CrowLayout *layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);

  layout->points = g_renew (CrowPoint, layout->points, 8);
  for (guint i = 0; i < 3; i++)
    layout->boxes[i] = (CrowRect){ i * 500.0, i == 1 ? 10 : 0, 200, 130 };
  for (guint i = 0; i < 2; i++)
    {
      double y = 46 + 24 * i, x = 440 + 10 * (1 - i);

      layout->route_starts[i + 1] = 4 * (i + 1);
      layout->points[4 * i] = (CrowPoint){ 200, y };
      layout->points[4 * i + 1] = (CrowPoint){ x, y };
      layout->points[4 * i + 2] = (CrowPoint){ x, y + 10 };
      layout->points[4 * i + 3] = (CrowPoint){ 500, y + 10 };
      layout->labels[i] = (CrowRect){ 240, y - 10, 100, 20 };
      layout->shared_lengths[i] = 0;
    }
  layout->bounds = (CrowRect){ 0, 0, 1200, 140 };
  return layout;
}

typedef void (*Plant) (CrowLayoutGraph *graph, CrowLayout *layout);

static void
plant_infinite_box (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->boxes[2].x = INFINITY;
}

static void
plant_no_number (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[1].x = NAN;
}

static void
plant_other_size (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->boxes[2].height += 1;
}

static void
plant_no_route (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->route_starts[2] = 5;
}

static void
plant_slant (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[1].y += 0.0001;
}

static void
plant_needless_point (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[2].y = layout->points[1].y;
  layout->points[2].x += 10;
}

static void
plant_wrong_row (CrowLayoutGraph *graph, CrowLayout *layout)
{
  graph->edges[0].source_row = 3;
}

static void
plant_end_off_border (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[0].x += 1;
}

static void
plant_end_inwards (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[0].x = 0;
}

static void
plant_moved_pin (CrowLayoutGraph *graph, CrowLayout *layout)
{
  graph->boxes[2].is_pinned = TRUE;
}

static void
plant_small_bounds (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->bounds.width = 1199;
}

static void
plant_label_out_of_bounds (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->labels[0].y = -20;
}

static void
plant_shared_length (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->shared_lengths[1] = 1000;
}

static void
plant_box_on_box (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->boxes[2].x = 699;
}

static void
plant_foreign_box (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->boxes[2].x = 239;
}

static void
plant_grazed_box (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->boxes[2] = (CrowRect){ 439, 55.9, 200, 130 };
}

static void
plant_own_box (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[5].x = layout->points[6].x = 520;
}

static void
plant_overlap (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[5].y = layout->points[4].y = 47;
}

static void
plant_brush (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[5].x = layout->points[6].x = 449.5;
  layout->points[2].y = layout->points[3].y = 72;
}

static void
plant_short_foot (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[5].x = layout->points[6].x = 475;
}

static void
plant_crossed_foot (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->points[1].x = layout->points[2].x = 220;
  layout->points[2].y = layout->points[3].y = 100;
}

static void
plant_lost_label (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->labels[0] = (CrowRect){ 0 };
}

static void
plant_unasked_label (CrowLayoutGraph *graph, CrowLayout *layout)
{
  graph->edges[0].label_width = 0;
}

static void
plant_label_off_edge (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->labels[0].y -= 5;
}

static void
plant_label_on_box (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->labels[0].x = 199;
}

static void
plant_label_on_label (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->labels[1].y = layout->labels[0].y + 19;
}

static void
plant_label_on_edge (CrowLayoutGraph *graph, CrowLayout *layout)
{
  layout->labels[1] = (CrowRect){ 400, 40, 100, 20 };
}

static const struct
{
  const char *name;
  Plant plant;
  CrowFault fault;
} plants[] = {
  { "infinite-box", plant_infinite_box, CROW_FAULT_SHAPE },
  { "other-size", plant_other_size, CROW_FAULT_SHAPE },
  { "no-number", plant_no_number, CROW_FAULT_ROUTE },
  { "no-route", plant_no_route, CROW_FAULT_ROUTE },
  { "slant", plant_slant, CROW_FAULT_ROUTE },
  { "needless-point", plant_needless_point, CROW_FAULT_ROUTE },
  { "wrong-row", plant_wrong_row, CROW_FAULT_END },
  { "end-off-border", plant_end_off_border, CROW_FAULT_END },
  { "end-inwards", plant_end_inwards, CROW_FAULT_END },
  { "moved-pin", plant_moved_pin, CROW_FAULT_PIN },
  { "small-bounds", plant_small_bounds, CROW_FAULT_BOUNDS },
  { "label-out-of-bounds", plant_label_out_of_bounds, CROW_FAULT_BOUNDS },
  { "shared-length", plant_shared_length, CROW_FAULT_SHARED },
  { "box-on-box", plant_box_on_box, CROW_FAULT_BOX_BOX },
  { "foreign-box", plant_foreign_box, CROW_FAULT_FOREIGN_BOX },
  { "grazed-box", plant_grazed_box, CROW_FAULT_FOREIGN_BOX },
  { "own-box", plant_own_box, CROW_FAULT_OWN_BOX },
  { "overlap", plant_overlap, CROW_FAULT_OVERLAP },
  { "brush", plant_brush, CROW_FAULT_OVERLAP },
  { "short-foot", plant_short_foot, CROW_FAULT_FOOT },
  { "crossed-foot", plant_crossed_foot, CROW_FAULT_FOOT },
  { "lost-label", plant_lost_label, CROW_FAULT_LABEL_SIZE },
  { "unasked-label", plant_unasked_label, CROW_FAULT_LABEL_SIZE },
  { "label-off-edge", plant_label_off_edge, CROW_FAULT_LABEL_PLACE },
  { "label-on-box", plant_label_on_box, CROW_FAULT_LABEL_BOX },
  { "label-on-label", plant_label_on_label, CROW_FAULT_LABEL_LABEL },
  { "label-on-edge", plant_label_on_edge, CROW_FAULT_LABEL_EDGE },
};

static void
test_check_sound (void)
{
  g_autoptr (CrowLayoutGraph) graph = new_graph ();
  g_autoptr (CrowLayout) layout = new_layout (graph);
  g_autofree char *fault = crow_layout_check (graph, layout, CROW_CHECK_ALL);

  g_assert_cmpstr (fault, ==, NULL);
}

static void
test_check_plants (void)
{
  guint found[CROW_N_FAULTS] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (plants); i++)
    {
      g_autoptr (CrowLayoutGraph) graph = new_graph ();
      g_autoptr (CrowLayout) layout = new_layout (graph);
      g_auto (CrowFaults) faults = { 0 };

      plants[i].plant (graph, layout);
      crow_layout_find_faults (graph, layout, CROW_CHECK_ALL, &faults);
      g_test_message ("%s: %s", plants[i].name, faults.first);
      g_assert_cmpuint (faults.counts[plants[i].fault], >, 0);
      g_assert_nonnull (faults.first);
      found[plants[i].fault]++;
    }
  for (guint i = 0; i < CROW_N_FAULTS; i++)
    g_assert_cmpuint (found[i], >, 0);
}

/* Pushes boxes, labels and upright stretches about, so that much is wrong. */
static void
disturb (CrowLayout *layout, guint32 *random)
{
  for (guint i = 0; i < layout->n_boxes; i++)
    {
      if (crow_test_random (random, 4) == 0)
        layout->boxes[i].x += crow_test_random (random, 300) + 0.37;
      if (crow_test_random (random, 4) == 0)
        layout->boxes[i].y += crow_test_random (random, 300) + 0.37;
    }
  for (guint i = 0; i < layout->n_edges; i++)
    {
      guint first = layout->route_starts[i], end = layout->route_starts[i + 1];

      if (crow_test_random (random, 3) == 0)
        layout->labels[i].x += crow_test_random (random, 200) + 0.61;
      if (crow_test_random (random, 3) == 0)
        layout->labels[i].y += crow_test_random (random, 200) + 0.61;
      for (guint k = first + 1; k + 2 < end; k++)
        {
          if (layout->points[k].x != layout->points[k + 1].x || crow_test_random (random, 3) > 0)
            continue;
          layout->points[k].x += crow_test_random (random, 90) + 0.73;
          layout->points[k + 1].x = layout->points[k].x;
        }
    }
}

#define N_JUDGED 60

typedef struct
{
  CrowLayoutGraph *graph;
  CrowLayout *layout;
  char *path;
} Judged;

/* Every second one is disturbed. */
static void
init_judged (Judged *self, const char *folder, guint number)
{
  CrowRandomGraph what;
  guint32 random = number;
  g_autofree char *name = g_strdup_printf ("%u.svg", number);
  g_autofree char *svg = NULL;

  crow_random_graph_init (&what, number * 37);
  if (what.boxes == CROW_BOXES_ODD)
    what.boxes = CROW_BOXES_USUAL;
  self->graph = crow_layout_graph_new_random (&what);
  self->graph->end_length = MAX (self->graph->end_length, 8);
  self->layout = crow_layout_run (self->graph, NULL, NULL, NULL, NULL);
  if (number % 2 == 1)
    disturb (self->layout, &random);
  svg = crow_test_layout_to_svg (self->graph, self->layout);
  self->path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (self->path, svg, -1, NULL));
}

static void
clear_judged (Judged *self)
{
  g_unlink (self->path);
  g_free (self->path);
  crow_layout_graph_free (self->graph);
  crow_layout_unref (self->layout);
}

static guint
compare_judgement (const Judged *self, const char *line)
{
  static const struct
  {
    const char *name;
    CrowFault fault;
  } same[] = {
    { "nodeHits", CROW_FAULT_FOREIGN_BOX },   { "ownHits", CROW_FAULT_OWN_BOX },
    { "nodeOverlaps", CROW_FAULT_BOX_BOX },   { "overlapPairs", CROW_FAULT_OVERLAP },
    { "portMiss", CROW_FAULT_END },           { "labelNode", CROW_FAULT_LABEL_BOX },
    { "labelLabel", CROW_FAULT_LABEL_LABEL }, { "labelEdge", CROW_FAULT_LABEL_EDGE },
  };
  g_autoptr (JsonNode) root = json_from_string (line, NULL);
  JsonObject *score = json_node_get_object (root);
  g_auto (CrowFaults) faults = { 0 };
  guint sum = 0;

  crow_layout_find_faults (self->graph, self->layout, CROW_CHECK_SCORED, &faults);
  g_assert_cmpint (json_object_get_int_member (score, "edges"), ==, self->graph->n_edges);
  g_assert_cmpint (json_object_get_int_member (score, "missing"), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      guint theirs = (guint) json_object_get_int_member (score, same[i].name);

      if (theirs != faults.counts[same[i].fault])
        {
          g_test_message ("%s: %s: the scorer counts %u, we %u", self->path, same[i].name, theirs,
                          faults.counts[same[i].fault]);
          g_test_fail ();
        }
      sum += theirs;
    }
  return sum;
}

static void
test_check_beside_scorer (void)
{
  g_autofree char *scorer = crow_test_shared_or_skip ("bench/layout-score.mjs");
  g_autofree char *node = g_find_program_in_path ("node");
  g_autofree char *folder = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  const char *argv[N_JUDGED + 3] = { node, scorer };
  Judged judged[N_JUDGED];
  guint n_faults = 0;

  if (scorer == NULL || node == NULL)
    {
      g_test_skip ("no layout-score.mjs, or no node to run it");
      return;
    }
  folder = g_dir_make_tmp ("crow-check-XXXXXX", NULL);
  for (guint i = 0; i < N_JUDGED; i++)
    {
      init_judged (&judged[i], folder, i);
      argv[i + 2] = judged[i].path;
    }
  g_assert_cmpint (crow_test_run (argv, NULL, &output, NULL), ==, 0);
  lines = g_strsplit (g_strchomp (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_JUDGED);
  for (guint i = 0; i < N_JUDGED; i++)
    {
      guint n = compare_judgement (&judged[i], lines[i]);

      g_assert_true (i % 2 == 1 || n == 0);
      n_faults += n;
      clear_judged (&judged[i]);
    }
  g_test_message ("%u faults found by both", n_faults);
  g_assert_cmpuint (n_faults, >, 1000);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout-check/nothing-wrong-in-a-sound-layout", test_check_sound);
  g_test_add_func ("/layout-check/every-planted-fault-is-found", test_check_plants);
  g_test_add_func ("/layout-check/counts-are-the-scorers", test_check_beside_scorer);
  return g_test_run ();
}
