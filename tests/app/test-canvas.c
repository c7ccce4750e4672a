#include <adwaita.h>
#include <math.h>

#include "crow-backdrop-image.h"
#include "crow-canvas.h"
#include "crow-model-box.h"
#include "crow-test-diagram.h"

typedef struct
{
  GtkWidget *window;
  CrowCanvas *canvas;
  CrowDiagram *diagram;
  guint n_selections;
  guint n_activations;
  guint n_moves;
  guint n_moved; /* by the last of them; the first is told */
  guint moved_model;
  CrowPoint moved_to;
} Fixture;

static void
iterate (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
selection_changed_cb (CrowCanvas *canvas, Fixture *fixture)
{
  fixture->n_selections++;
}

static void
activated_cb (CrowCanvas *canvas, Fixture *fixture)
{
  fixture->n_activations++;
}

static void
boxes_moved_cb (CrowCanvas *canvas, GHashTable *places, Fixture *fixture)
{
  const CrowSchema *schema = crow_canvas_get_diagram (canvas)->schema;

  fixture->n_moves++;
  fixture->n_moved = 0;
  for (guint i = schema->models->len; i > 0; i--)
    {
      const CrowPoint *at = g_hash_table_lookup (places,
                                                 crow_schema_get_model (schema, i - 1)->key);

      if (at == NULL)
        continue;
      fixture->n_moved++;
      fixture->moved_model = i - 1;
      fixture->moved_to = *at;
    }
}

static void
open_window (Fixture *fixture, CrowDiagram *diagram)
{
  *fixture = (Fixture){ .diagram = diagram };
  fixture->window = g_object_ref_sink (gtk_window_new ());
  fixture->canvas = CROW_CANVAS (crow_canvas_new ());
  g_signal_connect (fixture->canvas, "selection-changed", G_CALLBACK (selection_changed_cb),
                    fixture);
  g_signal_connect (fixture->canvas, "activated", G_CALLBACK (activated_cb), fixture);
  g_signal_connect (fixture->canvas, "boxes-moved", G_CALLBACK (boxes_moved_cb), fixture);
  crow_canvas_set_diagram (fixture->canvas, diagram);
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->canvas));
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
  iterate (30);
}

static void
close_window (Fixture *fixture)
{
  GtkWidget *canvas = g_object_ref (GTK_WIDGET (fixture->canvas));

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (fixture->window);
  g_assert_finalize_object (canvas);
  crow_diagram_unref (fixture->diagram);
  iterate (10);
}

/* The controller of that type, of that button where it is a gesture of one pointer. */
static gpointer
find_controller (gpointer widget, GType type, guint button)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) one = g_list_model_get_item (all, i);

      if (G_OBJECT_TYPE (one) == type &&
          (button == 0 || gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (one)) == button))
        return one;
    }
  g_assert_not_reached ();
}

static void
drag_begin (Fixture *fixture, guint button, CrowPoint at)
{
  g_signal_emit_by_name (find_controller (fixture->canvas, GTK_TYPE_GESTURE_DRAG, button),
                         "drag-begin", at.x, at.y);
}

static void
drag_to (Fixture *fixture, guint button, double dx, double dy)
{
  g_signal_emit_by_name (find_controller (fixture->canvas, GTK_TYPE_GESTURE_DRAG, button),
                         "drag-update", dx, dy);
}

static void
drag_end (Fixture *fixture, guint button, double dx, double dy)
{
  g_signal_emit_by_name (find_controller (fixture->canvas, GTK_TYPE_GESTURE_DRAG, button),
                         "drag-end", dx, dy);
}

static void
click (Fixture *fixture, CrowPoint at)
{
  GtkGesture *gesture = find_controller (fixture->canvas, GTK_TYPE_GESTURE_CLICK, 1);

  g_signal_emit_by_name (gesture, "pressed", 1, at.x, at.y);
  drag_begin (fixture, 1, at);
  drag_end (fixture, 1, 0, 0);
  g_signal_emit_by_name (gesture, "released", 1, at.x, at.y);
}

static void
point_at (Fixture *fixture, CrowPoint at)
{
  g_signal_emit_by_name (find_controller (fixture->canvas, GTK_TYPE_EVENT_CONTROLLER_MOTION, 0),
                         "motion", at.x, at.y);
}

static gboolean
press_key (Fixture *fixture, guint keyval, GdkModifierType state)
{
  gboolean is_handled = FALSE;

  g_signal_emit_by_name (find_controller (fixture->canvas, GTK_TYPE_EVENT_CONTROLLER_KEY, 0),
                         "key-pressed", keyval, 0, state, &is_handled);
  return is_handled;
}

static void
release_key (Fixture *fixture, guint keyval)
{
  g_signal_emit_by_name (find_controller (fixture->canvas, GTK_TYPE_EVENT_CONTROLLER_KEY, 0),
                         "key-released", keyval, 0, 0);
}

/* Routes that take long are found in a thread: the move is reported after that. */
static void
wait_for_move (Fixture *fixture)
{
  for (guint i = 0; i < 500 && fixture->n_moves == 0; i++)
    iterate (20);
  g_assert_cmpuint (fixture->n_moves, ==, 1);
}

static CrowPoint
get_middle_of_box (Fixture *fixture, guint model)
{
  CrowRect box = crow_canvas_get_diagram (fixture->canvas)->layout->boxes[model];

  return crow_canvas_to_widget (fixture->canvas,
                                (CrowPoint){ box.x + box.width / 2, box.y + box.height / 2 });
}

static void
assert_selected (Fixture *fixture, CrowSelectionKind kind, guint index)
{
  CrowSelection selection = crow_canvas_get_selection (fixture->canvas);

  g_assert_cmpint (selection.kind, ==, kind);
  if (kind != CROW_SELECTION_NONE)
    g_assert_cmpuint (selection.index, ==, index);
}

/* A place on the canvas where nothing is. */
static CrowPoint
find_empty (Fixture *fixture)
{
  const CrowRect *bounds = &fixture->diagram->layout->bounds;

  return crow_canvas_to_widget (fixture->canvas, (CrowPoint){ bounds->x - 14, bounds->y - 14 });
}

static CrowModelBox *
find_box (Fixture *fixture, guint model)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->canvas));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (CROW_IS_MODEL_BOX (child) && gtk_widget_get_visible (child) &&
        crow_model_box_get_model (CROW_MODEL_BOX (child)) == model)
      return CROW_MODEL_BOX (child);
  return NULL;
}

static GdkTexture *
take_picture (Fixture *fixture)
{
  GtkWidget *widget = GTK_WIDGET (fixture->canvas);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GskRenderNode) node = NULL;

  /* there is none before a frame was drawn */
  for (guint i = 0; i < 250 && node == NULL; i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      gdk_paintable_snapshot (paintable, snapshot, width, height);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node == NULL)
        iterate (20);
    }
  g_assert_nonnull (node);
  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                      node,
                                      &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

static guint32
get_pixel (GdkTexture *texture, CrowPoint at)
{
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  return pixels[(int) at.y * width + (int) at.x] & 0xffffff;
}

static guint32
get_rgb (const CrowColor *color)
{
  return (guint32) lround (color->red * 255) << 16 | (guint32) lround (color->green * 255) << 8 |
         (guint32) lround (color->blue * 255);
}

static void
test_fits_first (void)
{
  Fixture fixture;
  const CrowRect *bounds;
  CrowPoint low, high;

  open_window (&fixture, crow_test_make_web (60));
  bounds = &fixture.diagram->layout->bounds;
  low = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ bounds->x, bounds->y });
  high = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ bounds->x + bounds->width,
                                                             bounds->y + bounds->height });
  g_assert_cmpfloat (low.x, >=, 0);
  g_assert_cmpfloat (low.y, >=, 0);
  g_assert_cmpfloat (high.x, <=, 1000);
  g_assert_cmpfloat (high.y, <=, 700);
  close_window (&fixture);
}

static gboolean
is_fitting (Fixture *fixture)
{
  const CrowRect *bounds = &fixture->diagram->layout->bounds;
  double width = gtk_widget_get_width (GTK_WIDGET (fixture->canvas));
  double height = gtk_widget_get_height (GTK_WIDGET (fixture->canvas));
  CrowPoint low = crow_canvas_to_widget (fixture->canvas, (CrowPoint){ bounds->x, bounds->y });
  CrowPoint high = crow_canvas_to_widget (fixture->canvas,
                                          (CrowPoint){ bounds->x + bounds->width,
                                                       bounds->y + bounds->height });
  double across = (high.x - low.x) / width;
  double down = (high.y - low.y) / height;

  return across <= 1 && down <= 1 && MAX (across, down) > 0.85 &&
         fabs (low.x + high.x - width) < 1 && fabs (low.y + high.y - height) < 1;
}

static void
resize (Fixture *fixture, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  for (guint i = 0; i < 100 && gtk_widget_get_width (GTK_WIDGET (fixture->canvas)) != width; i++)
    iterate (10);
  iterate (30);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->canvas)), ==, width);
}

static void
test_stays_fitted (void)
{
  Fixture fixture;
  const CrowSelection selected = { CROW_SELECTION_MODEL, 3 };
  double zoom;

  open_window (&fixture, crow_test_make_web (60));
  g_assert_true (is_fitting (&fixture));
  resize (&fixture, 1200, 840);
  g_assert_true (is_fitting (&fixture));
  resize (&fixture, 700, 500);
  g_assert_true (is_fitting (&fixture));
  crow_canvas_set_zoom (fixture.canvas, 0.7);
  iterate (300);
  resize (&fixture, 900, 600);
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), ==, 0.7);
  crow_canvas_zoom_to_fit (fixture.canvas);
  iterate (300);
  g_assert_true (is_fitting (&fixture));
  resize (&fixture, 1200, 840);
  g_assert_true (is_fitting (&fixture));
  zoom = crow_canvas_get_zoom (fixture.canvas);
  crow_canvas_select (fixture.canvas, selected, FALSE);
  resize (&fixture, 900, 600);
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), ==, zoom);
  close_window (&fixture);
}

static void
test_pinch_keeps_the_point (void)
{
  Fixture fixture;
  CrowPoint pointer = { 613, 211 };
  CrowPoint under;
  GtkGesture *pinch;

  open_window (&fixture, crow_test_make_blog_diagram ());
  point_at (&fixture, pointer);
  under = crow_canvas_to_diagram (fixture.canvas, pointer);
  pinch = find_controller (fixture.canvas, GTK_TYPE_GESTURE_ZOOM, 0);
  g_signal_emit_by_name (pinch, "begin", NULL);
  for (double scale = 1; scale < 3; scale *= 1.07)
    {
      CrowPoint now;

      g_signal_emit_by_name (pinch, "scale-changed", scale);
      now = crow_canvas_to_diagram (fixture.canvas, pointer);
      g_assert_cmpfloat_with_epsilon (now.x, under.x, 1e-6);
      g_assert_cmpfloat_with_epsilon (now.y, under.y, 1e-6);
    }
  close_window (&fixture);
}

static void
test_wheel_pans (void)
{
  Fixture fixture;
  CrowPoint before, after;
  gboolean is_handled = FALSE;

  open_window (&fixture, crow_test_make_blog_diagram ());
  before = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_signal_emit_by_name (find_controller (fixture.canvas, GTK_TYPE_EVENT_CONTROLLER_SCROLL, 0),
                         "scroll", -1.0, 1.0, &is_handled);
  after = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_true (is_handled);
  g_assert_cmpfloat (after.x, >, before.x);
  g_assert_cmpfloat (after.y, <, before.y);
  close_window (&fixture);
}

static void
test_click_selects_what_is_there (void)
{
  Fixture fixture;

  open_window (&fixture, crow_test_make_blog_diagram ());
  for (guint i = 0; i < fixture.diagram->layout->n_boxes; i++)
    {
      click (&fixture, get_middle_of_box (&fixture, i));
      assert_selected (&fixture, CROW_SELECTION_MODEL, i);
    }
  for (guint i = 0; i < fixture.diagram->layout->n_edges; i++)
    {
      CrowPoint at = crow_test_point_on_edge (fixture.diagram, i);

      click (&fixture, crow_canvas_to_widget (fixture.canvas, (CrowPoint){ at.x, at.y + 4 }));
      assert_selected (&fixture, CROW_SELECTION_RELATION, i);
    }
  for (guint i = 0; i < fixture.diagram->layout->n_edges; i++)
    {
      CrowRect label = fixture.diagram->layout->labels[i];
      CrowPoint at = { label.x + label.width / 2, label.y + 2 };

      g_assert_cmpfloat (label.width, >, 0);
      click (&fixture, crow_canvas_to_widget (fixture.canvas, at));
      assert_selected (&fixture, CROW_SELECTION_RELATION, i);
    }
  g_assert_cmpuint (fixture.n_selections, ==, 4 + 2 * fixture.diagram->layout->n_edges);
  close_window (&fixture);
}

static void
test_edges_are_taken_within_six_pixels (void)
{
  Fixture fixture;
  CrowPoint at;

  open_window (&fixture, crow_test_make_blog_diagram ());
  crow_canvas_set_zoom (fixture.canvas, 0.6);
  at = crow_canvas_to_widget (fixture.canvas, crow_test_point_on_edge (fixture.diagram, 0));
  click (&fixture, (CrowPoint){ at.x, at.y + 6.5 });
  assert_selected (&fixture, CROW_SELECTION_NONE, 0);
  click (&fixture, (CrowPoint){ at.x, at.y + 5.5 });
  assert_selected (&fixture, CROW_SELECTION_RELATION, 0);
  close_window (&fixture);
}

static void
test_empty_click_clears (void)
{
  Fixture fixture;

  open_window (&fixture, crow_test_make_blog_diagram ());
  click (&fixture, get_middle_of_box (&fixture, 1));
  assert_selected (&fixture, CROW_SELECTION_MODEL, 1);
  click (&fixture, find_empty (&fixture));
  assert_selected (&fixture, CROW_SELECTION_NONE, 0);
  g_assert_cmpuint (fixture.n_selections, ==, 2);
  close_window (&fixture);
}

static void
test_double_click_activates (void)
{
  Fixture fixture;
  CrowPoint at;

  open_window (&fixture, crow_test_make_blog_diagram ());
  at = get_middle_of_box (&fixture, 2);
  click (&fixture, at);
  g_assert_cmpuint (fixture.n_activations, ==, 0);
  g_signal_emit_by_name (find_controller (fixture.canvas, GTK_TYPE_GESTURE_CLICK, 1), "pressed", 2,
                         at.x, at.y);
  g_assert_cmpuint (fixture.n_activations, ==, 1);
  close_window (&fixture);
}

static void
test_drag_pans_the_empty_canvas (guint button, CrowPoint from, Fixture *fixture)
{
  CrowPoint before = crow_canvas_to_widget (fixture->canvas, (CrowPoint){ 0, 0 });
  CrowPoint after;

  drag_begin (fixture, button, from);
  drag_to (fixture, button, 30, -20);
  drag_to (fixture, button, 70, 45);
  drag_end (fixture, button, 70, 45);
  after = crow_canvas_to_widget (fixture->canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat_with_epsilon (after.x, before.x + 70, 1e-6);
  g_assert_cmpfloat_with_epsilon (after.y, before.y + 45, 1e-6);
}

static void
test_drag_pans (void)
{
  Fixture fixture;
  GtkGesture *click_gesture;

  open_window (&fixture, crow_test_make_blog_diagram ());
  click (&fixture, get_middle_of_box (&fixture, 0));
  test_drag_pans_the_empty_canvas (GDK_BUTTON_PRIMARY, find_empty (&fixture), &fixture);
  click_gesture = find_controller (fixture.canvas, GTK_TYPE_GESTURE_CLICK, 1);
  g_signal_emit_by_name (click_gesture, "released", 1, 2.0, 2.0);
  assert_selected (&fixture, CROW_SELECTION_MODEL, 0);
  test_drag_pans_the_empty_canvas (GDK_BUTTON_MIDDLE, get_middle_of_box (&fixture, 0), &fixture);
  g_assert_cmpuint (fixture.n_moves, ==, 0);
  close_window (&fixture);
}

static void
test_drag_moves_a_box (void)
{
  Fixture fixture;
  CrowRect box;
  double zoom;

  open_window (&fixture, crow_test_make_blog_diagram ());
  crow_canvas_set_zoom (fixture.canvas, 0.8);
  zoom = crow_canvas_get_zoom (fixture.canvas);
  box = fixture.diagram->layout->boxes[0];
  drag_begin (&fixture, 1, get_middle_of_box (&fixture, 0));
  drag_to (&fixture, 1, 2, 2);
  drag_to (&fixture, 1, 40, 80);
  iterate (30);
  drag_to (&fixture, 1, 80, 160);
  g_assert_cmpuint (fixture.n_moves, ==, 0);
  drag_end (&fixture, 1, 80, 160);
  wait_for_move (&fixture);
  g_assert_cmpuint (fixture.moved_model, ==, 0);
  g_assert_cmpfloat_with_epsilon (fixture.moved_to.x, box.x + 80 / zoom, 1);
  g_assert_cmpfloat_with_epsilon (fixture.moved_to.y, box.y + 160 / zoom, 1);
  box = crow_canvas_get_diagram (fixture.canvas)->layout->boxes[0];
  g_assert_cmpfloat (box.x, ==, fixture.moved_to.x);
  close_window (&fixture);
}

/* In a large diagram a thread finds the routes: the box is there at once and reported when they
 * are. */
static void
test_drop_settles_in_a_large_diagram (void)
{
  Fixture fixture;
  CrowRect box;
  guint last;

  open_window (&fixture, crow_test_make_web (200));
  last = fixture.diagram->layout->n_boxes - 1;
  box = fixture.diagram->layout->boxes[last];
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, last }, TRUE);
  drag_begin (&fixture, 1, get_middle_of_box (&fixture, last));
  drag_to (&fixture, 1, 6, 6);
  drag_end (&fixture, 1, 6, 6);
  for (guint i = 0; i < 500 && fixture.n_moves == 0; i++)
    iterate (20);
  g_assert_cmpuint (fixture.n_moves, ==, 1);
  g_assert_cmpuint (fixture.moved_model, ==, last);
  g_assert_cmpfloat (fixture.moved_to.x, >, box.x);
  box = crow_canvas_get_diagram (fixture.canvas)->layout->boxes[last];
  g_assert_cmpfloat (box.x, ==, fixture.moved_to.x);
  close_window (&fixture);
}

static void
test_another_diagram_keeps_the_drop (void)
{
  Fixture fixture;
  g_autoptr (CrowDiagram) other = crow_test_make_web (200);
  guint last;

  open_window (&fixture, crow_test_make_web (200));
  last = fixture.diagram->layout->n_boxes - 1;
  drag_begin (&fixture, 1, get_middle_of_box (&fixture, last));
  drag_to (&fixture, 1, 6, 6);
  drag_end (&fixture, 1, 6, 6);
  crow_canvas_set_diagram (fixture.canvas, other);
  iterate (300);
  g_assert_cmpuint (fixture.n_moves, ==, 1);
  g_assert_cmpuint (fixture.moved_model, ==, last);
  close_window (&fixture);
}

static void
test_a_small_drag_moves_nothing (void)
{
  Fixture fixture;

  open_window (&fixture, crow_test_make_blog_diagram ());
  drag_begin (&fixture, 1, get_middle_of_box (&fixture, 0));
  drag_to (&fixture, 1, 2, 3);
  drag_end (&fixture, 1, 2, 3);
  g_assert_cmpuint (fixture.n_moves, ==, 0);
  close_window (&fixture);
}

static void
test_escape_cancels_a_drag (void)
{
  Fixture fixture;
  CrowRect box, after;

  open_window (&fixture, crow_test_make_blog_diagram ());
  box = fixture.diagram->layout->boxes[0];
  click (&fixture, get_middle_of_box (&fixture, 0));
  drag_begin (&fixture, 1, get_middle_of_box (&fixture, 0));
  drag_to (&fixture, 1, 90, 90);
  g_assert_true (press_key (&fixture, GDK_KEY_Escape, 0));
  drag_to (&fixture, 1, 95, 95);
  drag_end (&fixture, 1, 95, 95);
  after = crow_canvas_get_diagram (fixture.canvas)->layout->boxes[0];
  g_assert_cmpuint (fixture.n_moves, ==, 0);
  g_assert_cmpfloat (after.x, ==, box.x);
  g_assert_cmpfloat (after.y, ==, box.y);
  assert_selected (&fixture, CROW_SELECTION_MODEL, 0);
  close_window (&fixture);
}

static void
test_keys_move_a_box (void)
{
  Fixture fixture;
  CrowRect box;

  open_window (&fixture, crow_test_make_blog_diagram ());
  box = fixture.diagram->layout->boxes[1];
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, 1 }, FALSE);
  g_assert_true (press_key (&fixture, GDK_KEY_Left, GDK_SHIFT_MASK));
  g_assert_true (press_key (&fixture, GDK_KEY_Left, GDK_SHIFT_MASK));
  g_assert_true (press_key (&fixture, GDK_KEY_Right, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_cmpuint (fixture.n_moves, ==, 0); /* a burst is one move */
  release_key (&fixture, GDK_KEY_Shift_L);
  wait_for_move (&fixture);
  g_assert_cmpuint (fixture.n_moved, ==, 1);
  g_assert_cmpuint (fixture.moved_model, ==, 1);
  g_assert_cmpfloat_with_epsilon (fixture.moved_to.x, box.x - 46, 1);
  g_assert_cmpfloat_with_epsilon (fixture.moved_to.y, box.y, 1);
  close_window (&fixture);
}

static void
test_keys_zoom_and_pan (void)
{
  Fixture fixture;
  CrowPoint before, after, middle = { 500, 350 };
  double zoom;

  open_window (&fixture, crow_test_make_blog_diagram ());
  zoom = crow_canvas_get_zoom (fixture.canvas);
  before = crow_canvas_to_diagram (fixture.canvas, middle);
  g_assert_true (press_key (&fixture, GDK_KEY_plus, GDK_CONTROL_MASK));
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), >, zoom);
  after = crow_canvas_to_diagram (fixture.canvas, middle);
  g_assert_cmpfloat_with_epsilon (after.x, before.x, 1e-6);
  g_assert_cmpfloat_with_epsilon (after.y, before.y, 1e-6);
  press_key (&fixture, GDK_KEY_minus, 0);
  press_key (&fixture, GDK_KEY_minus, 0);
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), <, zoom);
  press_key (&fixture, GDK_KEY_0, 0);
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), ==, 1);
  before = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_true (press_key (&fixture, GDK_KEY_Right, 0));
  after = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (after.x, <, before.x);
  press_key (&fixture, GDK_KEY_Home, 0);
  after = crow_canvas_to_widget (fixture.canvas,
                                 (CrowPoint){ fixture.diagram->layout->bounds.x, 0 });
  g_assert_cmpfloat (after.x, >=, 0);
  close_window (&fixture);
}

static void
test_tab_visits_every_model (void)
{
  Fixture fixture;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint n;

  open_window (&fixture, crow_test_make_web (60));
  crow_canvas_set_zoom (fixture.canvas, 1);
  gtk_widget_grab_focus (GTK_WIDGET (fixture.canvas));
  n = fixture.diagram->layout->n_boxes;
  for (guint i = 0; i < n; i++)
    {
      CrowSelection selection;
      GtkWidget *focus;

      g_assert_true (gtk_widget_child_focus (GTK_WIDGET (fixture.canvas), GTK_DIR_TAB_FORWARD));
      selection = crow_canvas_get_selection (fixture.canvas);
      focus = gtk_root_get_focus (GTK_ROOT (fixture.window));
      g_assert_cmpint (selection.kind, ==, CROW_SELECTION_MODEL);
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (selection.index)));
      g_assert_true (CROW_IS_MODEL_BOX (focus));
      g_assert_cmpuint (crow_model_box_get_model (CROW_MODEL_BOX (focus)), ==, selection.index);
    }
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (fixture.canvas), GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (fixture.canvas), GTK_DIR_TAB_BACKWARD));
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);
  close_window (&fixture);
}

static gboolean
has_end (Fixture *fixture, guint relation, guint model)
{
  const CrowRelation *self = crow_schema_get_relation (fixture->diagram->schema, relation);

  return self->child == model || self->parent == model;
}

static void
test_arrows_walk_along_relations (void)
{
  Fixture fixture;
  CrowSelection first, second, end;
  guint model;

  open_window (&fixture, crow_test_make_blog_diagram ());
  model = (guint) crow_schema_find_model (fixture.diagram->schema, "Post");
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, model }, TRUE);
  press_key (&fixture, GDK_KEY_Down, 0);
  first = crow_canvas_get_selection (fixture.canvas);
  g_assert_cmpint (first.kind, ==, CROW_SELECTION_RELATION);
  g_assert_true (has_end (&fixture, first.index, model));
  press_key (&fixture, GDK_KEY_Down, 0);
  second = crow_canvas_get_selection (fixture.canvas);
  g_assert_cmpint (second.kind, ==, CROW_SELECTION_RELATION);
  g_assert_cmpuint (second.index, !=, first.index);
  g_assert_true (has_end (&fixture, second.index, model));
  press_key (&fixture, GDK_KEY_Up, 0);
  assert_selected (&fixture, CROW_SELECTION_RELATION, first.index);
  press_key (&fixture, GDK_KEY_Right, 0);
  end = crow_canvas_get_selection (fixture.canvas);
  g_assert_cmpint (end.kind, ==, CROW_SELECTION_MODEL);
  g_assert_true (has_end (&fixture, first.index, end.index));
  press_key (&fixture, GDK_KEY_Return, 0);
  g_assert_cmpuint (fixture.n_activations, ==, 1);
  g_assert_true (press_key (&fixture, GDK_KEY_Escape, 0));
  assert_selected (&fixture, CROW_SELECTION_NONE, 0);
  g_assert_false (press_key (&fixture, GDK_KEY_Escape, 0));
  close_window (&fixture);
}

/* Its relations in words, then what it is. */
static char *
describe_user (const CrowSchema *schema, guint user)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      g_autofree char *sentence = crow_schema_describe_relation (schema, i);
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      g_assert_cmpuint (relation->child, !=, user);
      if (relation->parent == user)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", sentence);
    }
  g_string_append (text, ". Table User. id Int, name String?");
  return g_string_free (text, FALSE);
}

static void
assert_focused (Fixture *fixture, const char *name)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));

  g_assert_true (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (fixture->canvas)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_LABEL, name);
}

/* A relation has no widget, a model in an overview neither: something else has the focus for it,
 * and another widget each time. */
static void
test_what_has_no_widget_is_heard (void)
{
  Fixture fixture;
  g_autofree char *sentence = NULL;
  GtkWidget *first;
  guint user;

  open_window (&fixture, crow_test_make_blog_diagram ());
  user = (guint) crow_schema_find_model (fixture.diagram->schema, "User");
  sentence = crow_schema_describe_relation (fixture.diagram->schema, 0);
  gtk_widget_grab_focus (GTK_WIDGET (fixture.canvas));
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_RELATION, 0 }, FALSE);
  assert_focused (&fixture, sentence);
  first = gtk_root_get_focus (GTK_ROOT (fixture.window));
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_RELATION, 1 }, FALSE);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture.window)) != first);
  g_assert_false (gtk_widget_get_visible (first));
  crow_canvas_set_zoom (fixture.canvas, 0.2);
  iterate (30);
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, user }, FALSE);
  assert_focused (&fixture, "User, table, 2 fields, 3 relations");
  crow_canvas_set_zoom (fixture.canvas, 0.8);
  iterate (30);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture.window)) ==
                 GTK_WIDGET (find_box (&fixture, user)));
  crow_canvas_set_zoom (fixture.canvas, 0.2);
  iterate (30);
  assert_focused (&fixture, "User, table, 2 fields, 3 relations");
  press_key (&fixture, GDK_KEY_Escape, 0);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture.window)) == GTK_WIDGET (fixture.canvas));
  close_window (&fixture);
}

static void
test_is_accessible (void)
{
  Fixture fixture;
  g_autofree char *text = NULL;
  guint user;
  CrowModelBox *box;

  open_window (&fixture, crow_test_make_blog_diagram ());
  user = (guint) crow_schema_find_model (fixture.diagram->schema, "User");
  box = find_box (&fixture, user);
  g_assert_nonnull (box);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "User, table, 2 fields, 3 relations");
  text = describe_user (fixture.diagram->schema, user);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       text);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture.canvas), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture.canvas),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Nothing is selected");
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_RELATION, 0 }, FALSE);
  {
    g_autofree char *sentence = crow_schema_describe_relation (fixture.diagram->schema, 0);

    gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture.canvas),
                                         GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence);
  }
  close_window (&fixture);
}

static void
test_only_models_in_view_have_widgets (void)
{
  Fixture fixture;
  guint n_visible = 0;

  open_window (&fixture, crow_test_make_web (200));
  crow_canvas_set_zoom (fixture.canvas, 1);
  iterate (30);
  for (guint i = 0; i < fixture.diagram->layout->n_boxes; i++)
    n_visible += find_box (&fixture, i) != NULL;
  g_assert_cmpuint (n_visible, >, 0);
  g_assert_cmpuint (n_visible, <, 60);
  crow_canvas_set_zoom (fixture.canvas, 0.2);
  iterate (30);
  for (guint i = 0; i < fixture.diagram->layout->n_boxes; i++)
    g_assert_null (find_box (&fixture, i));
  close_window (&fixture);
}

static void
test_keeps_view_and_selection_by_name (void)
{
  Fixture fixture;
  g_autoptr (CrowDiagram) again = crow_test_make_blog_diagram ();
  g_autoptr (CrowDiagram) other = crow_test_make_web (8);
  CrowPoint before, after;

  open_window (&fixture, crow_test_make_blog_diagram ());
  crow_canvas_set_zoom (fixture.canvas, 1.7);
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_RELATION, 2 }, FALSE);
  before = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  crow_canvas_set_diagram (fixture.canvas, again);
  after = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (after.x, ==, before.x);
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), ==, 1.7);
  assert_selected (&fixture, CROW_SELECTION_RELATION, 2);
  g_assert_cmpuint (fixture.n_selections, ==, 1);
  crow_canvas_set_diagram (fixture.canvas, other);
  assert_selected (&fixture, CROW_SELECTION_NONE, 0);
  g_assert_cmpuint (fixture.n_selections, ==, 2);
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), <=, 1);
  crow_canvas_set_diagram (fixture.canvas, NULL);
  g_assert_null (crow_canvas_get_diagram (fixture.canvas));
  iterate (30);
  close_window (&fixture);
}

static void
test_empty_canvas_survives_everything (void)
{
  Fixture fixture;

  open_window (&fixture, crow_test_make_blog_diagram ());
  crow_canvas_set_diagram (fixture.canvas, NULL);
  click (&fixture, (CrowPoint){ 300, 300 });
  drag_begin (&fixture, 1, (CrowPoint){ 300, 300 });
  drag_to (&fixture, 1, 50, 50);
  drag_end (&fixture, 1, 50, 50);
  point_at (&fixture, (CrowPoint){ 300, 300 });
  press_key (&fixture, GDK_KEY_Right, 0);
  press_key (&fixture, GDK_KEY_Home, 0);
  crow_canvas_zoom_to_fit (fixture.canvas);
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, 3 }, TRUE);
  assert_selected (&fixture, CROW_SELECTION_NONE, 0);
  iterate (30);
  close_window (&fixture);
}

static void
test_follows_the_style (void)
{
  Fixture fixture;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  CrowThemeKind kinds[] = { CROW_THEME_LIGHT, CROW_THEME_DARK };

  open_window (&fixture, crow_test_make_blog_diagram ());
  crow_canvas_set_zoom (fixture.canvas, 1);
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, 0 }, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const CrowTheme *theme = crow_theme_get (kinds[i], FALSE);
      CrowRect box = fixture.diagram->layout->boxes[0];
      CrowPoint in_box = { box.x + 6, box.y + box.height - 4 };
      g_autoptr (GdkTexture) picture = NULL;

      adw_style_manager_set_color_scheme (manager, schemes[i]);
      for (guint k = 0; k < 40; k++)
        {
          iterate (50);
          g_clear_object (&picture);
          picture = take_picture (&fixture);
          if (get_pixel (picture, (CrowPoint){ 2, 2 }) == get_rgb (&theme->canvas))
            break;
        }
      g_assert_cmphex (get_pixel (picture, (CrowPoint){ 2, 2 }), ==, get_rgb (&theme->canvas));
      g_assert_cmphex (get_pixel (picture, crow_canvas_to_widget (fixture.canvas, in_box)), ==,
                       get_rgb (&theme->box));
    }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
  close_window (&fixture);
}

static GtkWidget *
find_minimap (Fixture *fixture)
{
  return gtk_widget_get_last_child (GTK_WIDGET (fixture->canvas));
}

static void
test_minimap_shows_and_pans (void)
{
  Fixture fixture;
  GtkWidget *minimap;
  const CrowRect *bounds;
  CrowPoint middle;
  GtkGesture *drag;

  open_window (&fixture, crow_test_make_web (60));
  minimap = find_minimap (&fixture);
  bounds = &fixture.diagram->layout->bounds;
  g_assert_cmpstr (gtk_widget_get_css_name (minimap), ==, "minimap");
  g_assert_false (gtk_widget_get_child_visible (minimap));
  crow_canvas_set_zoom (fixture.canvas, 1);
  iterate (30);
  g_assert_true (gtk_widget_get_child_visible (minimap));
  drag = find_controller (minimap, GTK_TYPE_GESTURE_DRAG, 1);
  g_signal_emit_by_name (drag, "drag-begin", 30.0, 20.0);
  g_signal_emit_by_name (drag, "drag-end", 0.0, 0.0);
  g_signal_emit_by_name (drag, "drag-begin", 80.0, 46.0);
  g_signal_emit_by_name (drag, "drag-end", 0.0, 0.0);
  middle = crow_canvas_to_diagram (fixture.canvas, (CrowPoint){ 500, 350 });
  g_assert_cmpfloat_with_epsilon (middle.x, bounds->x + bounds->width / 2, bounds->width / 20);
  g_assert_cmpfloat_with_epsilon (middle.y, bounds->y + bounds->height / 2, bounds->height / 20);
  close_window (&fixture);
}

static void
decelerate (Fixture *fixture, double vx, double vy)
{
  g_signal_emit_by_name (find_controller (fixture->canvas, GTK_TYPE_EVENT_CONTROLLER_SCROLL, 0),
                         "decelerate", vx, vy);
}

static void
test_a_flick_slows_down (void)
{
  Fixture fixture;
  CrowPoint before, after;

  open_window (&fixture, crow_test_make_web (60));
  crow_canvas_set_zoom (fixture.canvas, 1);
  before = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  decelerate (&fixture, 0, 400); /* no animations are wanted */
  iterate (100);
  after = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (after.y, ==, before.y);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  decelerate (&fixture, 0, 400);
  iterate (3000);
  after = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (after.y, <, before.y - 20);
  g_assert_cmpfloat (after.y, >, before.y - 110); /* 400 / 4, and no further */
  before = after;
  decelerate (&fixture, 0, -2000);
  g_signal_emit_by_name (find_controller (fixture.canvas, GTK_TYPE_GESTURE_CLICK, 1), "pressed", 1,
                         500.0, 350.0);
  iterate (100);
  after = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (after.y, ==, before.y);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  close_window (&fixture);
}

static void
test_several_are_one_move (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) keys = NULL;
  guint n;

  open_window (&fixture, crow_test_make_blog_diagram ());
  n = fixture.diagram->layout->n_boxes;
  crow_canvas_select_all (fixture.canvas);
  keys = crow_canvas_list_selected (fixture.canvas);
  g_assert_cmpuint (keys->len, ==, n);
  drag_begin (&fixture, 1, get_middle_of_box (&fixture, 0));
  drag_to (&fixture, 1, 40, 30);
  drag_end (&fixture, 1, 40, 30);
  wait_for_move (&fixture);
  g_assert_cmpuint (fixture.n_moved, ==, n);
  click (&fixture, get_middle_of_box (&fixture, 1));
  assert_selected (&fixture, CROW_SELECTION_MODEL, 1);
  g_clear_pointer (&keys, g_ptr_array_unref);
  keys = crow_canvas_list_selected (fixture.canvas);
  g_assert_cmpuint (keys->len, ==, 1); /* a click leaves one of them */
  close_window (&fixture);
}

static void
test_escape_puts_back_what_keys_move (void)
{
  Fixture fixture;
  CrowRect box;

  open_window (&fixture, crow_test_make_blog_diagram ());
  box = fixture.diagram->layout->boxes[1];
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, 1 }, FALSE);
  press_key (&fixture, GDK_KEY_Down, GDK_SHIFT_MASK);
  press_key (&fixture, GDK_KEY_Escape, 0);
  release_key (&fixture, GDK_KEY_Shift_L);
  iterate (50);
  g_assert_cmpuint (fixture.n_moves, ==, 0);
  g_assert_cmpfloat (crow_canvas_get_diagram (fixture.canvas)->layout->boxes[1].y, ==, box.y);
  assert_selected (&fixture, CROW_SELECTION_MODEL, 1);
  close_window (&fixture);
}

static void
test_what_is_gone_to_can_be_read (void)
{
  Fixture fixture;
  CrowPoint before, after;

  open_window (&fixture, crow_test_make_web (200));
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), <, 0.6);
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, 7 }, TRUE);
  g_assert_cmpfloat (crow_canvas_get_zoom (fixture.canvas), >=, 0.6);
  before = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, 7 }, TRUE);
  after = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (after.x, ==, before.x); /* it is in view: nothing moves */
  crow_canvas_zoom_to_fit (fixture.canvas);
  crow_canvas_zoom_to_selection (fixture.canvas);
  after = get_middle_of_box (&fixture, 7);
  g_assert_cmpfloat_with_epsilon (after.x, 500, 2);
  g_assert_cmpfloat_with_epsilon (after.y, 350, 2);
  close_window (&fixture);
}

/* Pixels of the row under the pointer and of the one at the relation's other end change. */
static void
test_hover_lights_both_rows (void)
{
  Fixture fixture;
  CrowPoint ends[2];
  g_autoptr (GdkTexture) dark = NULL;
  g_autoptr (GdkTexture) lit = NULL;
  const CrowRelation *relation;

  open_window (&fixture, crow_test_make_blog_diagram ());
  crow_canvas_set_zoom (fixture.canvas, 0.8);
  iterate (100);
  relation = crow_schema_get_relation (fixture.diagram->schema, 0);
  for (guint i = 0; i < 2; i++)
    {
      guint model = i == 0 ? relation->child : relation->parent;
      const GArray *fields = i == 0 ? relation->child_fields : relation->parent_fields;
      const CrowField *
          field = g_ptr_array_index (crow_schema_get_model (fixture.diagram->schema, model)->fields,
                                     g_array_index (fields, guint, 0));
      CrowRect row = crow_layout_get_row (fixture.diagram->layout, fixture.diagram->graph, model,
                                          field->row);

      ends[i] = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ row.x + 6, row.y + 6 });
    }
  dark = take_picture (&fixture);
  point_at (&fixture, ends[0]);
  iterate (50);
  lit = take_picture (&fixture);
  g_assert_cmphex (get_pixel (dark, ends[0]), !=, get_pixel (lit, ends[0]));
  g_assert_cmphex (get_pixel (dark, ends[1]), !=, get_pixel (lit, ends[1]));
  close_window (&fixture);
}

/* The diagram is the same, the minimap lies in the other corner. */
static void
test_right_to_left (void)
{
  Fixture fixture;
  graphene_rect_t bounds;
  CrowPoint ltr, rtl;

  open_window (&fixture, crow_test_make_web (60));
  crow_canvas_set_zoom (fixture.canvas, 1);
  iterate (30);
  ltr = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  gtk_widget_set_direction (GTK_WIDGET (fixture.canvas), GTK_TEXT_DIR_RTL);
  iterate (50);
  rtl = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (ltr.x, ==, rtl.x);
  g_assert_true (gtk_widget_compute_bounds (find_minimap (&fixture), GTK_WIDGET (fixture.canvas),
                                            &bounds));
  g_assert_cmpfloat (bounds.origin.x, <, 100);
  press_key (&fixture, GDK_KEY_Right, GDK_CONTROL_MASK);
  rtl = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (rtl.x, <, ltr.x); /* the view goes to the right, whatever the language */
  close_window (&fixture);
}

static void
test_minimap_folds (void)
{
  Fixture fixture;
  GtkGesture *drag;
  CrowPoint before, after;

  open_window (&fixture, crow_test_make_web (60));
  crow_canvas_set_zoom (fixture.canvas, 1);
  iterate (30);
  drag = find_controller (find_minimap (&fixture), GTK_TYPE_GESTURE_DRAG, 1);
  before = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_signal_emit_by_name (drag, "drag-begin", 150.0, 8.0);
  g_signal_emit_by_name (drag, "drag-end", 0.0, 0.0);
  for (guint i = 0; i < 60 && gtk_widget_get_width (find_minimap (&fixture)) > 40; i++)
    iterate (50);
  g_assert_cmpint (gtk_widget_get_width (find_minimap (&fixture)), <, 40);
  g_signal_emit_by_name (drag, "drag-begin", 10.0, 8.0);
  g_signal_emit_by_name (drag, "drag-end", 0.0, 0.0);
  for (guint i = 0; i < 60 && gtk_widget_get_width (find_minimap (&fixture)) < 100; i++)
    iterate (50);
  g_assert_cmpint (gtk_widget_get_width (find_minimap (&fixture)), >, 100);
  after = crow_canvas_to_widget (fixture.canvas, (CrowPoint){ 0, 0 });
  g_assert_cmpfloat (after.x, ==, before.x);
  close_window (&fixture);
}

static void
test_select_reveals (void)
{
  Fixture fixture;

  open_window (&fixture, crow_test_make_web (100));
  crow_canvas_set_zoom (fixture.canvas, 1);
  for (guint i = 0; i < fixture.diagram->layout->n_boxes; i += 7)
    {
      CrowPoint at;

      crow_canvas_select (fixture.canvas, (CrowSelection){ CROW_SELECTION_MODEL, i }, TRUE);
      at = get_middle_of_box (&fixture, i);
      g_assert_cmpfloat (at.x, >, 0);
      g_assert_cmpfloat (at.x, <, 1000);
      g_assert_cmpfloat (at.y, >, 0);
      g_assert_cmpfloat (at.y, <, 700);
    }
  close_window (&fixture);
}

static CrowScene
make_scene (CrowDiagram *diagram, double zoom, double x, double y)
{
  return (CrowScene){
    .diagram = diagram,
    .style = { .theme = crow_theme_get (CROW_THEME_LIGHT, FALSE), .zoom = zoom },
    .view = { zoom, { x, y } },
    .width = 400,
    .height = 300,
    .scale = 1,
    .with_models = zoom < 0.4,
  };
}

static guint
get_difference (guint32 a, guint32 b)
{
  guint most = 0;

  for (guint shift = 0; shift < 24; shift += 8)
    most = MAX (most, (guint) ABS ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)));
  return most;
}

/* Cairo shades a line that a clip cuts a few steps lighter or darker beside the cut; nobody sees a
 * pixel of that. */
static void
assert_same_pixels (cairo_surface_t *a, cairo_surface_t *b)
{
  guint n_shaded = 0;

  int width = cairo_image_surface_get_width (a);
  int height = cairo_image_surface_get_height (a);
  int stride = cairo_image_surface_get_stride (a);

  g_assert_cmpint (cairo_image_surface_get_width (b), ==, width);
  g_assert_cmpint (cairo_image_surface_get_height (b), ==, height);
  for (int y = 0; y < height; y++)
    {
      const guint32 *one = (const guint32 *) (gpointer) (cairo_image_surface_get_data (a) +
                                                         (gsize) y * (gsize) stride);
      const guint32 *other = (const guint32 *) (gpointer) (cairo_image_surface_get_data (b) +
                                                           (gsize) y * (gsize) stride);

      for (int x = 0; x < width; x++)
        {
          guint difference = get_difference (one[x], other[x]);

          g_assert_cmpuint (difference, <=, 16);
          n_shaded += difference > 0;
        }
    }
  g_assert_cmpuint (n_shaded, <=, 32);
}

/* What a pan takes over from the last image and what it adds look as if painted in one go. */
static void
test_backdrop_has_no_seams (void)
{
  static const double zooms[] = { 0.08, 0.3, 0.37, 0.5, 1 };
  static const CrowPoint moves[] = {
    { 37, 0 }, { -60, 11 }, { 5, -90 }, { -200, -150 }, { 900, 0 }
  };
  const CrowRect area = { -100, -75, 600, 450 };
  CrowDiagram *diagram = crow_test_make_web (60);

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    for (guint j = 0; j < G_N_ELEMENTS (moves); j++)
      {
        CrowScene before = make_scene (diagram, zooms[i], -80, -40);
        CrowScene after = make_scene (diagram, zooms[i], -80 + moves[j].x, -40 + moves[j].y);
        g_autoptr (CrowBackdropImage) from = crow_backdrop_image_new (&before, &area);
        g_autoptr (CrowBackdropImage) moved = crow_backdrop_image_new (&after, &area);
        g_autoptr (CrowBackdropImage) fresh = crow_backdrop_image_new (&after, &area);

        crow_backdrop_image_paint (from, NULL);
        crow_backdrop_image_paint (moved, from);
        crow_backdrop_image_paint (fresh, NULL);
        g_assert_cmpfloat (fresh->n_painted, ==, area.width * area.height);
        if (fabs (moves[j].x) < area.width)
          g_assert_cmpfloat (moved->n_painted, <, fresh->n_painted);
        assert_same_pixels (moved->surface, fresh->surface);
      }
  crow_diagram_unref (diagram);
}

/* Texts that a frame had no time for are drawn in the next ones. */
static void
test_all_boxes_are_drawn_soon (void)
{
  Fixture fixture;
  guint n_left = 1;

  open_window (&fixture, crow_test_make_web (60));
  crow_canvas_set_zoom (fixture.canvas, 0.45);
  for (guint i = 0; i < 500 && n_left > 0; i++)
    {
      GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture.canvas));
      guint n_boxes = 0;

      n_left = 0;
      iterate (10);
      for (; child != NULL; child = gtk_widget_get_next_sibling (child))
        if (CROW_IS_MODEL_BOX (child) && gtk_widget_get_visible (child))
          {
            n_boxes++;
            n_left += crow_model_box_needs_drawing (CROW_MODEL_BOX (child)) != 0;
          }
      n_left += n_boxes == 0;
    }
  g_assert_cmpuint (n_left, ==, 0);
  close_window (&fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/canvas/backdrop-has-no-seams", test_backdrop_has_no_seams);
  g_test_add_func ("/canvas/all-boxes-are-drawn-soon", test_all_boxes_are_drawn_soon);
  g_test_add_func ("/canvas/fits-first", test_fits_first);
  g_test_add_func ("/canvas/stays-fitted", test_stays_fitted);
  g_test_add_func ("/canvas/pinch-keeps-the-point", test_pinch_keeps_the_point);
  g_test_add_func ("/canvas/wheel-pans", test_wheel_pans);
  g_test_add_func ("/canvas/click-selects-what-is-there", test_click_selects_what_is_there);
  g_test_add_func ("/canvas/edges-are-taken-within-six-pixels",
                   test_edges_are_taken_within_six_pixels);
  g_test_add_func ("/canvas/empty-click-clears", test_empty_click_clears);
  g_test_add_func ("/canvas/double-click-activates", test_double_click_activates);
  g_test_add_func ("/canvas/drag-pans", test_drag_pans);
  g_test_add_func ("/canvas/drag-moves-a-box", test_drag_moves_a_box);
  g_test_add_func ("/canvas/drop-settles-in-a-large-diagram", test_drop_settles_in_a_large_diagram);
  g_test_add_func ("/canvas/another-diagram-keeps-the-drop", test_another_diagram_keeps_the_drop);
  g_test_add_func ("/canvas/a-small-drag-moves-nothing", test_a_small_drag_moves_nothing);
  g_test_add_func ("/canvas/escape-cancels-a-drag", test_escape_cancels_a_drag);
  g_test_add_func ("/canvas/keys-move-a-box", test_keys_move_a_box);
  g_test_add_func ("/canvas/keys-zoom-and-pan", test_keys_zoom_and_pan);
  g_test_add_func ("/canvas/tab-visits-every-model", test_tab_visits_every_model);
  g_test_add_func ("/canvas/arrows-walk-along-relations", test_arrows_walk_along_relations);
  g_test_add_func ("/canvas/is-accessible", test_is_accessible);
  g_test_add_func ("/canvas/what-has-no-widget-is-heard", test_what_has_no_widget_is_heard);
  g_test_add_func ("/canvas/only-models-in-view-have-widgets",
                   test_only_models_in_view_have_widgets);
  g_test_add_func ("/canvas/keeps-view-and-selection-by-name",
                   test_keeps_view_and_selection_by_name);
  g_test_add_func ("/canvas/empty-canvas-survives-everything",
                   test_empty_canvas_survives_everything);
  g_test_add_func ("/canvas/follows-the-style", test_follows_the_style);
  g_test_add_func ("/canvas/minimap-shows-and-pans", test_minimap_shows_and_pans);
  g_test_add_func ("/canvas/select-reveals", test_select_reveals);
  g_test_add_func ("/canvas/a-flick-slows-down", test_a_flick_slows_down);
  g_test_add_func ("/canvas/several-are-one-move", test_several_are_one_move);
  g_test_add_func ("/canvas/escape-puts-back-what-keys-move", test_escape_puts_back_what_keys_move);
  g_test_add_func ("/canvas/what-is-gone-to-can-be-read", test_what_is_gone_to_can_be_read);
  g_test_add_func ("/canvas/hover-lights-both-rows", test_hover_lights_both_rows);
  g_test_add_func ("/canvas/right-to-left", test_right_to_left);
  g_test_add_func ("/canvas/minimap-folds", test_minimap_folds);
  return g_test_run ();
}
