#include <math.h>

#include "crow-view.h"

static void
assert_near (double a, double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, 1e-9 * MAX (1, fabs (a)));
}

static void
test_conversions_are_inverse (void)
{
  CrowView view = { 0.37, { -12.5, 88 } };
  CrowPoint at = { 123.25, -456.5 };
  CrowPoint back = crow_view_to_diagram (&view, crow_view_to_widget (&view, at));

  assert_near (back.x, at.x);
  assert_near (back.y, at.y);
}

static void
test_zoom_keeps_the_anchor (void)
{
  CrowView view = { 1, { 17, -33 } };
  CrowPoint anchor = { 311, 207 };
  CrowPoint fixed = crow_view_to_diagram (&view, anchor);

  for (guint i = 0; i < 200; i++)
    {
      CrowPoint now;

      view = crow_view_zoom_at (&view, view.zoom * (i % 40 < 20 ? 1.1 : 1 / 1.1), anchor);
      now = crow_view_to_widget (&view, fixed);
      g_assert_cmpfloat_with_epsilon (now.x, anchor.x, 1e-6);
      g_assert_cmpfloat_with_epsilon (now.y, anchor.y, 1e-6);
    }
}

static void
test_zoom_stays_in_bounds (void)
{
  CrowView view = { 1, { 0, 0 } };

  assert_near (crow_view_zoom_at (&view, 1000, (CrowPoint){ 5, 5 }).zoom, CROW_VIEW_MAX_ZOOM);
  assert_near (crow_view_zoom_at (&view, 0, (CrowPoint){ 5, 5 }).zoom, CROW_VIEW_MIN_ZOOM);
}

static void
test_fit_shows_all_in_the_middle (void)
{
  CrowRect bounds = { -300, 50, 4000, 1000 };
  CrowView view = crow_view_fit (&bounds, 800, 600, 20, 1);
  CrowRect seen = crow_view_rect_to_widget (&view, &bounds);

  g_assert_true (crow_view_shows_all (&view, &bounds, 800, 600));
  assert_near (seen.width, 760);
  g_assert_cmpfloat_with_epsilon (seen.x + seen.width / 2, 400, 1);
  g_assert_cmpfloat_with_epsilon (seen.y + seen.height / 2, 300, 1);
}

static void
test_fit_enlarges_nothing (void)
{
  CrowRect bounds = { 0, 0, 50, 50 };

  assert_near (crow_view_fit (&bounds, 800, 600, 20, 1).zoom, 1);
}

/* A diagram of thousands of tables is seen as a whole, below the zoom at which a wheel ends. */
static void
test_fit_goes_below_the_smallest_zoom (void)
{
  CrowRect bounds = { 0, 0, 40000, 20000 };
  CrowView view = crow_view_fit (&bounds, 800, 600, 0, 1);
  CrowPoint middle = { 400, 300 };

  assert_near (view.zoom, 0.02);
  g_assert_true (crow_view_shows_all (&view, &bounds, 800, 600));
  assert_near (crow_view_zoom_at (&view, 0.01, middle).zoom, 0.02);
  assert_near (crow_view_zoom_at (&view, 0.025, middle).zoom, 0.025);
}

static void
test_fit_survives_nothing (void)
{
  CrowRect bounds = { 0, 0, 0, 0 };
  CrowView view = crow_view_fit (&bounds, 0, 0, 20, 1);

  g_assert_true (isfinite (view.zoom) && view.zoom > 0);
  g_assert_true (isfinite (view.offset.x) && isfinite (view.offset.y));
}

static void
test_reveal_moves_as_little_as_needed (void)
{
  CrowView view = { 1, { 0, 0 } };
  CrowRect inside = { 100, 100, 50, 50 };
  CrowRect right = { 900, 100, 50, 50 };
  CrowView moved = crow_view_reveal (&view, &right, 800, 600, 20);

  assert_near (crow_view_reveal (&view, &inside, 800, 600, 20).offset.x, 0);
  assert_near (moved.offset.x, 780 - 950);
  assert_near (moved.offset.y, 0);
}

static void
test_pan_never_loses_the_diagram (void)
{
  CrowRect bounds = { 0, 0, 300, 200 };
  CrowView view = { 1, { 5000, -5000 } };
  CrowView kept = crow_view_keep_near (&view, &bounds, 800, 600, 48);
  CrowRect seen = crow_view_rect_to_widget (&kept, &bounds);

  assert_near (seen.x, 800 - 48);
  assert_near (seen.y + seen.height, 48);
}

static void
test_mix_goes_from_one_to_the_other (void)
{
  CrowView from = { 0.1, { 30, 40 } };
  CrowView to = { 2, { -900, -300 } };
  CrowView start = crow_view_mix (&from, &to, 0, 800, 600);
  CrowView end = crow_view_mix (&from, &to, 1, 800, 600);
  double last = 0;

  assert_near (start.zoom, from.zoom);
  assert_near (start.offset.x, from.offset.x);
  assert_near (end.offset.y, to.offset.y);
  for (double t = 0; t <= 1; t += 0.1)
    {
      CrowView now = crow_view_mix (&from, &to, t, 800, 600);

      g_assert_cmpfloat (now.zoom, >, last);
      last = now.zoom;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view/conversions-are-inverse", test_conversions_are_inverse);
  g_test_add_func ("/view/zoom-keeps-the-anchor", test_zoom_keeps_the_anchor);
  g_test_add_func ("/view/zoom-stays-in-bounds", test_zoom_stays_in_bounds);
  g_test_add_func ("/view/fit-shows-all-in-the-middle", test_fit_shows_all_in_the_middle);
  g_test_add_func ("/view/fit-enlarges-nothing", test_fit_enlarges_nothing);
  g_test_add_func ("/view/fit-goes-below-the-smallest-zoom", test_fit_goes_below_the_smallest_zoom);
  g_test_add_func ("/view/fit-survives-nothing", test_fit_survives_nothing);
  g_test_add_func ("/view/reveal-moves-as-little-as-needed", test_reveal_moves_as_little_as_needed);
  g_test_add_func ("/view/pan-never-loses-the-diagram", test_pan_never_loses_the_diagram);
  g_test_add_func ("/view/mix-goes-from-one-to-the-other", test_mix_goes_from_one_to_the_other);
  return g_test_run ();
}
