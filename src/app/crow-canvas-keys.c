#include "crow-canvas-private.h"

#include <math.h>

#include "crow-pick.h"

/* One press of an arrow key, in the widget's pixels. */
#define PAN_STEP 64.0
#define ZOOM_STEP 1.25
/* One press of Shift and an arrow key, in diagram pixels; with Ctrl too. */
#define MOVE_STEP 24.0
#define FINE_STEP 2.0
/* Something that lies this much more to the side than ahead does not lie in that direction. */
#define WIDEST_ANGLE 1.5

static const CrowSelection nothing = { CROW_SELECTION_NONE, 0 };

/* The direction of an arrow key, or FALSE. */
static gboolean
get_arrow (guint keyval, CrowPoint *direction)
{
  *direction = (CrowPoint){ 0, 0 };
  if (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left)
    direction->x = -1;
  else if (keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right)
    direction->x = 1;
  else if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    direction->y = -1;
  else if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    direction->y = 1;
  else
    return FALSE;
  return TRUE;
}

static guint
get_other_end (const CrowRelation *relation, guint model)
{
  return relation->child == model ? relation->parent : relation->child;
}

static double
get_middle (CrowCanvas *self, guint model)
{
  const CrowRect *box = &self->diagram->layout->boxes[model];

  return box->x + box->width / 2;
}

/* The next relation of @model after @from in the direction of @step, round and round; -1: none. */
static int
find_next_relation (CrowCanvas *self, guint model, int from, int step)
{
  guint n;
  const guint *relations = crow_canvas_get_relations (self, model, &n);
  int at = step > 0 ? -1 : (int) n;

  for (guint i = 0; i < n; i++)
    if (from >= 0 && relations[i] == (guint) from)
      at = (int) i;
  return n > 0 ? (int) relations[(at + step + (int) n) % (int) n] : -1;
}

/* The first relation of @model whose other end lies to that side; -1: none. */
static int
find_relation_towards (CrowCanvas *self, guint model, double side)
{
  guint n;
  const guint *relations = crow_canvas_get_relations (self, model, &n);

  for (guint i = 0; i < n; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->diagram->schema, relations[i]);
      guint other = get_other_end (relation, model);

      if ((get_middle (self, other) - get_middle (self, model)) * side > 0)
        return (int) relations[i];
    }
  return -1;
}

/* How far @to is from @from in that direction; what lies aside counts as farther. INFINITY: it is
 * not there. */
static double
measure_way (const CrowRect *from, const CrowRect *to, CrowPoint direction)
{
  double dx = to->x + to->width / 2 - from->x - from->width / 2;
  double dy = to->y + to->height / 2 - from->y - from->height / 2;
  double ahead = dx * direction.x + dy * direction.y;
  double aside = fabs (dx * direction.y) + fabs (dy * direction.x);

  if (ahead <= 0 || aside > ahead * WIDEST_ANGLE)
    return INFINITY;
  return ahead + 2 * aside;
}

/* The nearest model in that direction, related or not; -1: none. */
static int
find_model_towards (CrowCanvas *self, guint model, CrowPoint direction)
{
  const CrowLayout *layout = self->diagram->layout;
  double nearest = INFINITY;
  int found = -1;

  for (guint i = 0; i < layout->n_boxes; i++)
    {
      double way = measure_way (&layout->boxes[model], &layout->boxes[i], direction);

      if (i != model && way < nearest)
        {
          nearest = way;
          found = (int) i;
        }
    }
  return found;
}

/* What the keys select comes into view, and the zoom stays: whoever walks through an overview goes
 * on doing so. */
static void
select_by_key (CrowCanvas *self, CrowSelectionKind kind, int index)
{
  if (index < 0)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  crow_canvas_drop_several (self);
  crow_canvas_select (self, (CrowSelection){ kind, (guint) index }, FALSE);
  self->is_walking = kind == CROW_SELECTION_RELATION;
  crow_canvas_reveal (self, 0);
}

/* Left and right follow a relation to the end that lies there, up and down go through the
 * relations of the model that one came from. */
static void
walk_from_relation (CrowCanvas *self, CrowPoint direction)
{
  const CrowRelation *relation = crow_schema_get_relation (self->diagram->schema,
                                                           self->selection.index);
  guint model = (guint) self->context;
  guint other = get_other_end (relation, model);
  gboolean is_there = (get_middle (self, other) - get_middle (self, model)) * direction.x > 0;

  if (direction.y != 0)
    select_by_key (self, CROW_SELECTION_RELATION,
                   find_next_relation (self, model, (int) self->selection.index,
                                       (int) direction.y));
  else
    select_by_key (self, CROW_SELECTION_MODEL, (int) (is_there ? other : model));
}

/* Left and right take a relation that leads there, up and down the model's first and last one. To
 * where no relation leads, the nearest model. */
static void
walk_from_model (CrowCanvas *self, CrowPoint direction)
{
  guint model = self->selection.index;
  int relation = direction.y != 0 ? find_next_relation (self, model, -1, (int) direction.y)
                                  : find_relation_towards (self, model, direction.x);

  if (relation >= 0)
    select_by_key (self, CROW_SELECTION_RELATION, relation);
  else
    select_by_key (self, CROW_SELECTION_MODEL, find_model_towards (self, model, direction));
}

static void
nudge (CrowCanvas *self, CrowPoint direction, double step)
{
  if (crow_canvas_nudge (self, direction.x * step, direction.y * step))
    crow_canvas_reveal (self, 0);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static gboolean
handle_arrow (CrowCanvas *self, CrowPoint direction, GdkModifierType modifiers)
{
  if (modifiers == GDK_SHIFT_MASK || modifiers == (GDK_CONTROL_MASK | GDK_SHIFT_MASK))
    nudge (self, direction, modifiers == GDK_SHIFT_MASK ? MOVE_STEP : FINE_STEP);
  else if (modifiers == GDK_CONTROL_MASK ||
           (modifiers == 0 && self->selection.kind == CROW_SELECTION_NONE))
    crow_canvas_pan (self, -direction.x * PAN_STEP, -direction.y * PAN_STEP);
  else if (modifiers == 0 && self->selection.kind == CROW_SELECTION_RELATION)
    walk_from_relation (self, direction);
  else if (modifiers == 0)
    walk_from_model (self, direction);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static gboolean
handle_zoom (CrowCanvas *self, guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      crow_canvas_zoom_by (self, ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_underscore:
    case GDK_KEY_KP_Subtract:
      crow_canvas_zoom_by (self, 1 / ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      crow_canvas_set_zoom (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      crow_canvas_zoom_to_fit (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* One step back each: a move, a drag, the relation that one walked to, several to one, the
 * selection; then it is somebody else's. */
static gboolean
handle_escape (CrowCanvas *self)
{
  if (crow_canvas_end_nudge (self, FALSE))
    return GDK_EVENT_STOP;
  if (self->drag.kind != CROW_DRAG_NONE && self->drag.kind != CROW_DRAG_CANCELLED)
    crow_canvas_cancel_drag (self);
  else if (self->selection.kind == CROW_SELECTION_RELATION && self->is_walking)
    select_by_key (self, CROW_SELECTION_MODEL, self->context);
  else if (self->several != NULL)
    crow_canvas_drop_several (self);
  else if (self->selection.kind != CROW_SELECTION_NONE)
    crow_canvas_select (self, nothing, FALSE);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* Ctrl+Tab leaves, however many models there are. */
static gboolean
leave (CrowCanvas *self, GtkDirectionType direction)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  self->is_leaving = TRUE;
  gtk_widget_child_focus (GTK_WIDGET (root), direction);
  self->is_leaving = FALSE;
  return GDK_EVENT_STOP;
}

static void
hold_space (CrowCanvas *self, gboolean is_held)
{
  if (self->is_space_held == is_held)
    return;
  self->is_space_held = is_held;
  crow_canvas_update_hover (self);
}

/* Keys that do not depend on what is selected; FALSE: another one. */
static gboolean
handle_command (CrowCanvas *self, guint keyval, GdkModifierType modifiers)
{
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && modifiers == GDK_SHIFT_MASK))
    crow_canvas_open_menu (self);
  else if ((keyval == GDK_KEY_a || keyval == GDK_KEY_A) && modifiers == GDK_CONTROL_MASK)
    crow_canvas_select_all (self);
  else if (keyval == GDK_KEY_space && modifiers == 0)
    hold_space (self, TRUE);
  else
    return FALSE;
  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                CrowCanvas *self)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  CrowPoint direction;

  if (self->diagram == NULL || modifiers & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;
  crow_canvas_stop_flick (self);
  if (get_arrow (keyval, &direction))
    return handle_arrow (self, direction, modifiers);
  if (handle_command (self, keyval, modifiers))
    return GDK_EVENT_STOP;
  switch (keyval)
    {
    case GDK_KEY_Escape:
      return handle_escape (self);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      crow_canvas_activate (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      if (modifiers & GDK_CONTROL_MASK)
        return leave (self,
                      modifiers & GDK_SHIFT_MASK ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
      return GDK_EVENT_PROPAGATE;
    default:
      return handle_zoom (self, keyval);
    }
}

/* With Shift the burst of moves ends, with space the hand goes. */
static void
key_released_cb (GtkEventControllerKey *controller,
                 guint keyval,
                 guint keycode,
                 GdkModifierType state,
                 CrowCanvas *self)
{
  if (keyval == GDK_KEY_Shift_L || keyval == GDK_KEY_Shift_R)
    crow_canvas_end_nudge (self, TRUE);
  else if (keyval == GDK_KEY_space)
    hold_space (self, FALSE);
}

static void
focus_left_cb (GtkEventControllerFocus *controller, CrowCanvas *self)
{
  crow_canvas_end_nudge (self, TRUE);
  hold_space (self, FALSE);
}

/**
 * crow_canvas_add_key_input:
 * @self: a canvas being made
 *
 * Every key but Tab, which goes through crow_canvas_move_focus().
 */
void
crow_canvas_add_key_input (CrowCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/* Where in the reading order the selection stands, or -1. */
static int
find_place (CrowCanvas *self)
{
  guint n = self->diagram->layout->n_boxes;

  if (self->order == NULL)
    self->order = crow_pick_reading_order (self->diagram);
  for (guint i = 0; self->context >= 0 && i < n; i++)
    if (self->order[i] == (guint) self->context)
      return (int) i;
  return -1;
}

/**
 * crow_canvas_move_focus:
 * @widget: a canvas
 * @direction: where the focus goes
 *
 * The canvas's focus function. Tab goes through all models in reading order, whether they are in
 * view or not, selects and reveals each; after the last it leaves.
 *
 * Returns: whether the focus is still in the canvas
 */
gboolean
crow_canvas_move_focus (GtkWidget *widget, GtkDirectionType direction)
{
  CrowCanvas *self = CROW_CANVAS (widget);
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
  int step = direction == GTK_DIR_TAB_BACKWARD ? -1 : 1;
  int next;

  if (!crow_canvas_has_focus_inside (self))
    {
      if (!gtk_widget_grab_focus (widget))
        return FALSE;
      crow_canvas_focus_selection (self);
      return TRUE;
    }
  if (!is_tab || self->is_leaving || self->diagram == NULL)
    return FALSE;
  next = find_place (self) + step;
  if (self->context < 0 && step < 0)
    return FALSE;
  if (next < 0 || next >= (int) self->diagram->layout->n_boxes)
    return FALSE;
  select_by_key (self, CROW_SELECTION_MODEL, (int) self->order[next]);
  return TRUE;
}
