#include "crow-canvas-private.h"

#include <math.h>

#include "crow-pick.h"

/* The pointer must go this far, in pixels, before a press becomes a drag. */
#define DRAG_THRESHOLD 4.0
/* One click of a wheel, in pixels and as a factor. */
#define WHEEL_STEP 60.0
#define WHEEL_ZOOM 1.2
/* A touchpad's scroll that doubles the zoom, in pixels. */
#define PAD_ZOOM 120.0

static const CrowSelection nothing = { CROW_SELECTION_NONE, 0 };

static CrowSelection
pick (CrowCanvas *self, CrowPoint at, int after)
{
  CrowDiagram *diagram = self->diagram;
  CrowPaintStyle style = crow_canvas_get_style (self);

  if (diagram == NULL)
    return nothing;
  return crow_pick_at (diagram, &style, crow_canvas_to_diagram (self, at),
                       self->tolerance / self->view.zoom, after);
}

/* A finger is not as sharp as a pointer. */
static void
note_device (CrowCanvas *self, gpointer controller)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (controller);

  crow_canvas_set_touch (self, device != NULL &&
                                   gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN);
}

static gboolean
is_on_minimap (CrowCanvas *self, CrowPoint at)
{
  graphene_rect_t bounds;

  return gtk_widget_get_child_visible (self->minimap) &&
         gtk_widget_compute_bounds (self->minimap, GTK_WIDGET (self), &bounds) &&
         graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float) at.x, (float) at.y));
}

static gboolean
is_dragging (CrowCanvas *self)
{
  return self->drag.kind == CROW_DRAG_PAN || self->drag.kind == CROW_DRAG_MOVE ||
         self->drag.kind == CROW_DRAG_BAND;
}

static void
update_cursor (CrowCanvas *self)
{
  const char *name = NULL;

  if (self->drag.kind == CROW_DRAG_PAN || self->drag.kind == CROW_DRAG_MOVE)
    name = "grabbing";
  else if (self->is_space_held)
    name = "grab";
  else if (self->drag.kind == CROW_DRAG_BAND)
    name = "crosshair";
  else if (self->hover.kind != CROW_SELECTION_NONE)
    name = "pointer";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

/* With Ctrl a model joins those that are selected, or leaves them. */
static void
toggle_at (CrowCanvas *self, CrowPoint at)
{
  CrowSelection picked = pick (self, at, -1);

  if (picked.kind == CROW_SELECTION_MODEL)
    crow_canvas_toggle_model (self, picked.index);
  crow_canvas_focus_selection (self);
}

/* Of relations that share the stretch under the pointer each further click takes the next. */
static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, CrowCanvas *self)
{
  GdkModifierType
      state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  CrowSelection was = self->selection;
  int after = was.kind == CROW_SELECTION_RELATION && n_press == 1 ? (int) was.index : -1;
  CrowSelection picked;

  note_device (self, click);
  if (is_on_minimap (self, (CrowPoint){ x, y }))
    return;
  crow_canvas_stop_flick (self);
  crow_canvas_end_nudge (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (state & GDK_SHIFT_MASK || self->is_space_held)
    return;
  if (state & GDK_CONTROL_MASK)
    {
      toggle_at (self, (CrowPoint){ x, y });
      return;
    }
  if (n_press == 2)
    {
      crow_canvas_activate (self);
      return;
    }
  picked = pick (self, (CrowPoint){ x, y }, after);
  if (picked.kind != CROW_SELECTION_NONE)
    crow_canvas_select (self, picked, FALSE);
  crow_canvas_focus_selection (self);
}

/* A click, not a drag: beside everything it lets go of the selection, on one of several selected
 * models it leaves only that one. */
static void
released_cb (GtkGestureClick *click, int n_press, double x, double y, CrowCanvas *self)
{
  GdkModifierType
      state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  CrowPoint at = { x, y };

  if (self->drag.is_started || is_on_minimap (self, at) || self->is_space_held ||
      state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK))
    return;
  if (pick (self, at, -1).kind == CROW_SELECTION_NONE)
    crow_canvas_select (self, nothing, FALSE);
  else if (self->several != NULL)
    crow_canvas_drop_several (self);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, CrowCanvas *self)
{
  GdkModifierType
      state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  CrowPoint at = { x, y };
  gboolean is_middle = gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (gesture)) ==
                       GDK_BUTTON_MIDDLE;

  note_device (self, gesture);
  crow_canvas_stop_flick (self);
  crow_canvas_stop_gliding (self);
  crow_canvas_end_nudge (self, TRUE);
  self->drag = (CrowDrag){ CROW_DRAG_PENDING, at, at, at, crow_canvas_to_diagram (self, at),
                           self->view };
  self->drag.is_pan = is_middle || self->is_space_held;
  if (self->diagram == NULL || is_on_minimap (self, at))
    self->drag.kind = CROW_DRAG_CANCELLED;
  else if (!self->drag.is_pan)
    {
      self->drag.is_band = (state & GDK_SHIFT_MASK) != 0;
      self->drag.picked = pick (self, at, -1);
    }
}

static void
start_drag (CrowCanvas *self)
{
  self->drag.is_started = TRUE;
  if (self->drag.is_pan)
    self->drag.kind = CROW_DRAG_PAN;
  else if (self->drag.is_band)
    self->drag.kind = CROW_DRAG_BAND;
  else if (self->drag.picked.kind == CROW_SELECTION_MODEL)
    self->drag.kind = self->is_settling ? CROW_DRAG_CANCELLED : CROW_DRAG_MOVE;
  else
    self->drag.kind = CROW_DRAG_PAN;
  if (self->drag.kind == CROW_DRAG_MOVE || self->drag.kind == CROW_DRAG_BAND)
    crow_canvas_start_edge_scroll (self);
  crow_canvas_set_hover (self, nothing, -1);
  update_cursor (self);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, CrowCanvas *self)
{
  CrowView *view = &self->drag.view;

  if (self->drag.kind == CROW_DRAG_PENDING && hypot (dx, dy) >= DRAG_THRESHOLD)
    {
      start_drag (self);
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  self->drag.at = (CrowPoint){ self->drag.pressed.x + dx, self->drag.pressed.y + dy };
  if (self->drag.kind == CROW_DRAG_PAN)
    crow_canvas_pan (self, view->offset.x + dx - self->view.offset.x,
                     view->offset.y + dy - self->view.offset.y);
  else
    crow_canvas_follow_drag (self);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, CrowCanvas *self)
{
  CrowDrag drag = self->drag;

  crow_canvas_stop_edge_scroll (self);
  self->drag.kind = CROW_DRAG_NONE;
  if (drag.kind == CROW_DRAG_MOVE)
    crow_canvas_drop_moved (self, TRUE);
  else if (drag.kind == CROW_DRAG_BAND)
    {
      CrowRect band = { MIN (drag.start.x, drag.at.x), MIN (drag.start.y, drag.at.y),
                        fabs (drag.at.x - drag.start.x), fabs (drag.at.y - drag.start.y) };

      crow_canvas_take_band (self, &band);
    }
  crow_canvas_update_hover (self);
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, CrowCanvas *self)
{
  crow_canvas_cancel_drag (self);
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, CrowCanvas *self)
{
  GdkModifierType
      state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  gboolean is_wheel = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL;
  double step = is_wheel ? WHEEL_STEP : 1;

  if (self->diagram == NULL)
    return GDK_EVENT_PROPAGATE;
  crow_canvas_stop_flick (self);
  if (state & GDK_CONTROL_MASK)
    {
      double factor = is_wheel ? pow (WHEEL_ZOOM, -dy) : pow (2, -dy / PAD_ZOOM);

      crow_canvas_set_view (self, crow_view_zoom_at (&self->view, self->view.zoom * factor,
                                                     self->pointer));
    }
  else if (state & GDK_SHIFT_MASK && dx == 0)
    crow_canvas_pan (self, -dy * step, 0);
  else
    crow_canvas_pan (self, -dx * step, -dy * step);
  return GDK_EVENT_STOP;
}

/* Fingers have left the touchpad in motion, so many pixels a second. */
static void
decelerate_cb (GtkEventControllerScroll *scroll, double vx, double vy, CrowCanvas *self)
{
  GdkModifierType
      state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));

  if (!(state & GDK_CONTROL_MASK) && self->drag.kind == CROW_DRAG_NONE)
    crow_canvas_flick (self, -vx, -vy);
}

/* A finger has left the screen in motion. */
static void
swipe_cb (GtkGestureSwipe *swipe, double vx, double vy, CrowCanvas *self)
{
  if (self->drag.is_started && self->drag.picked.kind != CROW_SELECTION_MODEL)
    crow_canvas_flick (self, vx, vy);
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, CrowCanvas *self)
{
  crow_canvas_stop_flick (self);
  self->pinch_zoom = self->view.zoom;
  crow_canvas_cancel_drag (self);
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, CrowCanvas *self)
{
  CrowPoint middle = { gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                       gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 };

  if (self->diagram == NULL)
    return;
  if (gtk_gesture_is_recognized (GTK_GESTURE (gesture)))
    gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &middle.x, &middle.y);
  else if (self->has_pointer)
    middle = self->pointer;
  crow_canvas_set_view (self, crow_view_zoom_at (&self->view, self->pinch_zoom * scale, middle));
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, CrowCanvas *self)
{
  note_device (self, motion);
  self->pointer = (CrowPoint){ x, y };
  self->has_pointer = TRUE;
  crow_canvas_update_hover (self);
}

static void
leave_cb (GtkEventControllerMotion *motion, CrowCanvas *self)
{
  self->has_pointer = FALSE;
  crow_canvas_update_hover (self);
}

static void
menu_pressed_cb (GtkGestureClick *click, int n_press, double x, double y, CrowCanvas *self)
{
  note_device (self, click);
  if (is_on_minimap (self, (CrowPoint){ x, y }))
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  crow_canvas_open_menu_at (self, (CrowPoint){ x, y });
}

static void
long_pressed_cb (GtkGestureLongPress *press, double x, double y, CrowCanvas *self)
{
  note_device (self, press);
  if (is_on_minimap (self, (CrowPoint){ x, y }))
    return;
  crow_canvas_cancel_drag (self);
  gtk_gesture_set_state (GTK_GESTURE (press), GTK_EVENT_SEQUENCE_CLAIMED);
  crow_canvas_open_menu_at (self, (CrowPoint){ x, y });
}

static void
add_drag (CrowCanvas *self, guint button, GtkGesture *group)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), button);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  if (group != NULL)
    gtk_gesture_group (drag, group);
}

static GtkGesture *
add_click (CrowCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  return click;
}

static void
add_touch (CrowCanvas *self, GtkGesture *group)
{
  GtkGesture *swipe = gtk_gesture_swipe_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (swipe), TRUE);
  g_signal_connect (swipe, "swipe", G_CALLBACK (swipe_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (swipe));
  gtk_gesture_group (swipe, group);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

static void
add_menu_click (CrowCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
add_pinch (CrowCanvas *self)
{
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
}

/**
 * crow_canvas_add_pointer_input:
 * @self: a canvas being made
 *
 * Everything that a mouse, a touchpad or fingers do.
 */
void
crow_canvas_add_pointer_input (CrowCanvas *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController
      *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES |
                                                 GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  GtkGesture *click = add_click (self);

  crow_canvas_set_touch (self, FALSE);
  add_drag (self, GDK_BUTTON_PRIMARY, click);
  add_drag (self, GDK_BUTTON_MIDDLE, NULL);
  add_touch (self, click);
  add_menu_click (self);
  add_pinch (self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (scroll, "decelerate", G_CALLBACK (decelerate_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

/**
 * crow_canvas_cancel_drag:
 * @self: a canvas
 *
 * Whatever the pointer drags goes back; until the button is released it does nothing more.
 */
void
crow_canvas_cancel_drag (CrowCanvas *self)
{
  if (self->drag.kind == CROW_DRAG_NONE)
    return;
  crow_canvas_stop_edge_scroll (self);
  if (self->drag.kind == CROW_DRAG_PAN)
    crow_canvas_set_view (self, self->drag.view);
  else if (self->drag.kind == CROW_DRAG_MOVE)
    crow_canvas_drop_moved (self, FALSE);
  self->drag.kind = CROW_DRAG_CANCELLED;
  update_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * crow_canvas_set_touch:
 * @self: a canvas
 * @is_touch: whether a finger points, and not a mouse or a pen
 *
 * What lies beside a finger counts as under it: 34 px across are the least that GNOME's guidelines
 * ask for.
 */
void
crow_canvas_set_touch (CrowCanvas *self, gboolean is_touch)
{
  self->tolerance = is_touch ? CROW_CANVAS_TOUCH_TOLERANCE : CROW_CANVAS_TOLERANCE;
}

/**
 * crow_canvas_pick_at:
 * @self: a canvas
 * @at: in the widget's pixels
 *
 * Returns: what is seen there
 */
CrowSelection
crow_canvas_pick_at (CrowCanvas *self, CrowPoint at)
{
  return pick (self, at, -1);
}

/**
 * crow_canvas_update_hover:
 * @self: a canvas whose view or pointer has moved
 *
 * Something else may lie under the pointer now.
 */
void
crow_canvas_update_hover (CrowCanvas *self)
{
  gboolean is_over = self->has_pointer && !is_dragging (self) && self->animation == 0 &&
                     !self->is_space_held && !is_on_minimap (self, self->pointer);
  CrowSelection hover = is_over ? pick (self, self->pointer, -1) : nothing;
  int row = -1;

  if (hover.kind == CROW_SELECTION_MODEL && self->view.zoom >= CROW_CANVAS_WIDGET_ZOOM)
    row = crow_pick_row (self->diagram, hover.index, crow_canvas_to_diagram (self, self->pointer));
  crow_canvas_set_hover (self, hover, row);
  update_cursor (self);
}
