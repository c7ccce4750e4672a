#include "crow-edge-path-private.h"

#include <math.h>
#include <string.h>

static const CrowPoint route[] = { { 0, 0 }, { 100, 0 }, { 100, 50 }, { 200, 50 } };

static void
assert_point (CrowPoint point, double x, double y)
{
  g_assert_cmpfloat (fabs (point.x - x), <, 1e-6);
  g_assert_cmpfloat (fabs (point.y - y), <, 1e-6);
}

static void
test_places_are_measured_from_the_end (void)
{
  CrowEdgePlace place;

  g_assert_cmpfloat (crow_edge_path_get_length (route, 4), ==, 250);
  place = crow_edge_path_get_place (route, 4, 0);
  assert_point (place.at, 200, 50);
  assert_point (place.way, -1, 0);
  place = crow_edge_path_get_place (route, 4, 120);
  assert_point (place.at, 100, 30);
  assert_point (place.way, 0, -1);
  place = crow_edge_path_get_place (route, 4, 250);
  assert_point (place.at, 0, 0);
  assert_point (place.way, -1, 0);
}

static void
test_cuts_meet_without_a_gap (void)
{
  for (double at = 1; at < 250; at += 7)
    {
      CrowPoint near_part[5], far_part[5];
      guint n_near = crow_edge_path_cut (route, 4, 0, at, near_part);
      guint n_far = crow_edge_path_cut (route, 4, at, 250, far_part);

      g_assert_cmpuint (n_near, >=, 2);
      g_assert_cmpuint (n_far, >=, 2);
      assert_point (far_part[0], 0, 0);
      assert_point (near_part[n_near - 1], 200, 50);
      assert_point (far_part[n_far - 1], near_part[0].x, near_part[0].y);
      g_assert_cmpfloat (fabs (crow_edge_path_get_length (near_part, n_near) - at), <, 1e-6);
      g_assert_cmpfloat (fabs (crow_edge_path_get_length (far_part, n_far) - 250 + at), <, 1e-6);
    }
}

static char *
trace (const CrowPoint *points, guint n, double radius)
{
  GString *svg = g_string_new (NULL);
  CrowPen *pen = crow_pen_new_svg (svg);
  CrowColor black = { 0, 0, 0, 1 };
  CrowInk ink = { .stroke = &black, .width = 1 };
  char *start, *end;
  char *path;

  crow_edge_path_trace (pen, points, n, radius);
  crow_pen_draw_path (pen, &ink);
  crow_pen_free (pen);
  start = strstr (svg->str, "d=\"") + 3;
  end = strchr (start, '"');
  path = g_strndup (start, (gsize) (end - start));
  g_string_free (svg, TRUE);
  return path;
}

static void
test_corners_are_round_and_fit (void)
{
  static const CrowPoint narrow[] = { { 0, 0 }, { 100, 0 }, { 100, 6 }, { 200, 6 } };
  g_autofree char *wide_path = trace (route, 4, 8);
  g_autofree char *narrow_path = trace (narrow, 4, 8);
  g_autofree char *sharp_path = trace (route, 4, 0);

  g_assert_cmpstr (wide_path, ==, "M0 0H92Q100 0 100 8V42Q100 50 108 50H200");
  g_assert_cmpstr (narrow_path, ==, "M0 0H97Q100 0 100 3Q100 6 103 6H200");
  g_assert_cmpstr (sharp_path, ==, "M0 0H100V50H200");
}

static void
test_room_avoids_corner_label_and_foot (void)
{
  CrowRect label = { 28, -10, 60, 20 };

  /* Free: the last piece. */
  g_assert_cmpfloat (crow_edge_path_find_room (route, 4, 0, 14, 23, NULL), ==, 0);
  g_assert_cmpfloat (crow_edge_path_find_room (route, 4, 30, 14, 23, NULL), ==, 30);
  /* Too near the corner at 100: behind it and its curve. */
  g_assert_cmpfloat (crow_edge_path_find_room (route, 4, 90, 14, 23, NULL), ==, 108);
  /* The first piece, from 150 on, has its label at 12 to 72 px from its corner: neither side has
   * room for 14 px, so the longer is taken. */
  g_assert_cmpfloat (crow_edge_path_find_room (route, 4, 150, 14, 23, &label), ==, 222);
  label.width = 50;
  g_assert_cmpfloat (crow_edge_path_find_room (route, 4, 150, 14, 23, &label), ==, 158);
}

/* Routes into one port from the left: the trunk runs along y = 0, branches join it. */
static CrowLayout *
create_bundle (guint n, const double *joins)
{
  CrowLayout *layout = g_atomic_rc_box_new0 (CrowLayout);

  layout->n_edges = n;
  layout->route_starts = g_new0 (guint, n + 1);
  layout->points = g_new0 (CrowPoint, n * 3);
  for (guint i = 0; i < n; i++)
    {
      CrowPoint *points = &layout->points[i * 3];

      layout->route_starts[i + 1] = (i + 1) * 3;
      points[0] = (CrowPoint){ -joins[i], i % 2 == 0 ? -100 : 100 };
      points[1] = (CrowPoint){ -joins[i], 0 };
      points[2] = (CrowPoint){ 0, 0 };
    }
  return layout;
}

/* Every pair, as the definition says; O(n²). */
static double
measure_slowly (const double *joins, const guint *kinds, guint n, guint edge)
{
  double mixed = 0;

  for (guint i = 0; i < n; i++)
    {
      double common = MIN (joins[i], joins[edge]);

      if (i == edge || kinds[i] == kinds[edge])
        continue;
      if (joins[i] == joins[edge] && i % 2 == edge % 2)
        common += 100;
      mixed = MAX (mixed, common);
    }
  return mixed;
}

static void
test_mixed_ends_are_as_by_definition (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 200; round++)
    {
      double joins[12];
      guint kinds[12];
      guint n = (guint) g_rand_int_range (random, 1, 13);
      g_autoptr (CrowLayoutGraph) graph = crow_layout_graph_new (1, n);
      g_autofree double *mixed = NULL;
      CrowLayout *layout;

      for (guint i = 0; i < n; i++)
        {
          joins[i] = 10 * g_rand_int_range (random, 1, 6);
          kinds[i] = (guint) g_rand_int_range (random, 0, 3);
        }
      layout = create_bundle (n, joins);
      mixed = crow_edge_path_measure_mixed (layout, graph, kinds, FALSE);
      for (guint i = 0; i < n; i++)
        g_assert_cmpfloat (mixed[i], ==, measure_slowly (joins, kinds, n, i));
      g_free (layout->route_starts);
      g_free (layout->points);
      g_atomic_rc_box_release (layout);
    }
}

/* A quarter turn is shorter than its corner, but longer than the diagonal. */
static void
test_round_corners_are_shorter (void)
{
  const double radius = CROW_CORNER_RADIUS;
  double length = crow_edge_path_measure (route, 4, radius);

  g_assert_cmpfloat (crow_edge_path_measure (route, 4, 0), ==, 250);
  g_assert_cmpfloat (length, <, 250 - 2 * (2 * radius - M_PI / 2 * radius - 1));
  g_assert_cmpfloat (length, >, 250 - 2 * (2 - M_SQRT2) * radius);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edge-path/places-are-measured-from-the-end",
                   test_places_are_measured_from_the_end);
  g_test_add_func ("/edge-path/cuts-meet-without-a-gap", test_cuts_meet_without_a_gap);
  g_test_add_func ("/edge-path/corners-are-round-and-fit", test_corners_are_round_and_fit);
  g_test_add_func ("/edge-path/round-corners-are-shorter", test_round_corners_are_shorter);
  g_test_add_func ("/edge-path/room-avoids-corner-label-and-foot",
                   test_room_avoids_corner_label_and_foot);
  g_test_add_func ("/edge-path/mixed-ends-are-as-by-definition",
                   test_mixed_ends_are_as_by_definition);
  return g_test_run ();
}
