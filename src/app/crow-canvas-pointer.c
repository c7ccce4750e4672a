#include "crow-canvas-private.h"

#include <glib/gi18n.h>
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
                       CROW_CANVAS_TOLERANCE / self->view.zoom, after);
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
  else if (self->drag.kind == CROW_DRAG_BAND)
    name = "crosshair";
  else if (self->hover.kind != CROW_SELECTION_NONE)
    name = "pointer";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
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

  if (is_on_minimap (self, (CrowPoint){ x, y }))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (state & GDK_SHIFT_MASK)
    return;
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

static void
released_cb (GtkGestureClick *click, int n_press, double x, double y, CrowCanvas *self)
{
  CrowPoint at = { x, y };

  if (self->drag.is_started || is_on_minimap (self, at))
    return;
  if (pick (self, at, -1).kind == CROW_SELECTION_NONE)
    crow_canvas_select (self, nothing, FALSE);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, CrowCanvas *self)
{
  GdkModifierType
      state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  CrowPoint at = { x, y };
  gboolean is_middle = gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (gesture)) ==
                       GDK_BUTTON_MIDDLE;

  self->drag = (CrowDrag){ CROW_DRAG_PENDING, at, at, self->view };
  if (self->diagram == NULL || is_on_minimap (self, at))
    self->drag.kind = CROW_DRAG_CANCELLED;
  else if (!is_middle)
    {
      self->drag.is_band = (state & GDK_SHIFT_MASK) != 0;
      self->drag.picked = pick (self, at, -1);
    }
}

static void
start_drag (CrowCanvas *self)
{
  self->drag.is_started = TRUE;
  if (self->drag.is_band)
    self->drag.kind = CROW_DRAG_BAND;
  else if (self->drag.picked.kind == CROW_SELECTION_MODEL)
    self->drag.kind = self->is_settling ? CROW_DRAG_CANCELLED : CROW_DRAG_MOVE;
  else
    self->drag.kind = CROW_DRAG_PAN;
  crow_canvas_set_hover (self, nothing);
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
  self->drag.at = (CrowPoint){ self->drag.start.x + dx, self->drag.start.y + dy };
  if (self->drag.kind == CROW_DRAG_PAN)
    crow_canvas_pan (self, view->offset.x + dx - self->view.offset.x,
                     view->offset.y + dy - self->view.offset.y);
  else if (self->drag.kind == CROW_DRAG_MOVE)
    crow_canvas_move_boxes (self, self->drag.picked.index, dx / self->view.zoom,
                            dy / self->view.zoom);
  else if (self->drag.kind == CROW_DRAG_BAND)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, CrowCanvas *self)
{
  CrowDrag drag = self->drag;

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

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, CrowCanvas *self)
{
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
      *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *click = add_click (self);

  add_drag (self, GDK_BUTTON_PRIMARY, click);
  add_drag (self, GDK_BUTTON_MIDDLE, NULL);
  add_pinch (self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
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
  if (self->drag.kind == CROW_DRAG_PAN)
    crow_canvas_set_view (self, self->drag.view);
  else if (self->drag.kind == CROW_DRAG_MOVE)
    crow_canvas_drop_moved (self, FALSE);
  self->drag.kind = CROW_DRAG_CANCELLED;
  update_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
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
                     !is_on_minimap (self, self->pointer);

  crow_canvas_set_hover (self, is_over ? pick (self, self->pointer, -1) : nothing);
  update_cursor (self);
}

static void
append_problems (GString *text, const CrowSchema *schema, CrowSelection about)
{
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *problem = g_ptr_array_index (schema->diagnostics, i);
      int index = about.kind == CROW_SELECTION_MODEL ? problem->model : problem->relation;

      if (index == (int) about.index &&
          (about.kind == CROW_SELECTION_RELATION || problem->relation < 0))
        g_string_append_printf (text, "\n⚠ %s", problem->message);
    }
}

static void
append_field (GString *text, const CrowField *field)
{
  const char *arity = "";

  if (field->arity != CROW_ARITY_REQUIRED)
    arity = field->arity == CROW_ARITY_LIST ? "[]" : "?";
  g_string_append_printf (text, "\n%s %s%s", field->name, field->type, arity);
  if (field->native_type != NULL)
    g_string_append_printf (text, ", %s", field->native_type);
}

/* The table's name over the head, the row's full text over a row, which may be cut off. */
static void
append_model (GString *text, const CrowDiagram *diagram, guint index, CrowPoint at)
{
  const CrowModel *model = crow_schema_get_model (diagram->schema, index);
  int row = crow_pick_row (diagram, index, at);

  g_string_append (text, model->name);
  if (row >= 0 && row < (int) model->n_rows)
    append_field (text, crow_model_get_row_field (model, (guint) row));
  else if (g_strcmp0 (model->name, model->key) != 0)
    {
      g_string_append_c (text, '\n');
      /* Translators: %s is a database table's name */
      g_string_append_printf (text, _ ("Table %s"), model->key);
    }
}

/**
 * crow_canvas_query_tooltip:
 * @widget: a canvas
 * @x: the pointer's place, in the widget's pixels
 * @y: likewise
 * @keyboard_tooltip: whether the keyboard asked for it
 * @tooltip: to fill
 *
 * The canvas's query_tooltip function: what a relation does and its problems, a model's table, a
 * field's full text.
 *
 * Returns: whether there is something to say
 */
gboolean
crow_canvas_query_tooltip (GtkWidget *widget,
                           int x,
                           int y,
                           gboolean keyboard_tooltip,
                           GtkTooltip *tooltip)
{
  CrowCanvas *self = CROW_CANVAS (widget);
  CrowSelection about = keyboard_tooltip ? self->selection : self->hover;
  g_autoptr (GString) text = g_string_new (NULL);
  CrowPoint at = crow_canvas_to_diagram (self, (CrowPoint){ x, y });
  GdkRectangle near = { x - 2, y - 2, 5, 5 };

  if (self->diagram == NULL || about.kind == CROW_SELECTION_NONE || is_dragging (self))
    return FALSE;
  if (about.kind == CROW_SELECTION_MODEL)
    append_model (text, self->diagram, about.index, at);
  else
    {
      g_autofree char *sentence = crow_schema_describe_relation (self->diagram->schema,
                                                                 about.index);

      g_string_append (text, sentence);
    }
  append_problems (text, self->diagram->schema, about);
  gtk_tooltip_set_text (tooltip, text->str);
  if (!keyboard_tooltip)
    gtk_tooltip_set_tip_area (tooltip, &near);
  return TRUE;
}
