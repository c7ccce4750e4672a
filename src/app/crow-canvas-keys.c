#include "crow-canvas-private.h"

#include "crow-pick.h"

/* One press of an arrow key, in the widget's pixels. */
#define PAN_STEP 64.0
#define ZOOM_STEP 1.25
/* One press of Ctrl+Shift and an arrow key, in diagram pixels. */
#define MOVE_STEP 24.0

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

static gboolean
has_end (const CrowRelation *relation, guint model)
{
  return relation->child == model || relation->parent == model;
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
  const CrowSchema *schema = self->diagram->schema;
  int n = (int) schema->relations->len;
  int at = from < 0 && step < 0 ? n : from;

  for (int i = 0; i < n; i++)
    {
      at = (at + step + n) % n;
      if (has_end (crow_schema_get_relation (schema, (guint) at), model))
        return at;
    }
  return -1;
}

/* The first relation of @model whose other end lies to that side, else the first; -1: none. */
static int
find_relation_towards (CrowCanvas *self, guint model, double side)
{
  const CrowSchema *schema = self->diagram->schema;

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (has_end (relation, model) &&
          (get_middle (self, get_other_end (relation, model)) - get_middle (self, model)) * side >
              0)
        return (int) i;
    }
  return find_next_relation (self, model, -1, 1);
}

static void
select_by_key (CrowCanvas *self, CrowSelectionKind kind, int index)
{
  if (index >= 0)
    crow_canvas_select (self, (CrowSelection){ kind, (guint) index }, TRUE);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
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

static void
walk (CrowCanvas *self, CrowPoint direction)
{
  guint model = self->selection.index;

  if (self->selection.kind == CROW_SELECTION_RELATION)
    walk_from_relation (self, direction);
  else if (direction.y != 0)
    select_by_key (self, CROW_SELECTION_RELATION,
                   find_next_relation (self, model, -1, (int) direction.y));
  else
    select_by_key (self, CROW_SELECTION_RELATION, find_relation_towards (self, model, direction.x));
}

static void
nudge (CrowCanvas *self, CrowPoint direction)
{
  gboolean is_other = self->is_settling && !crow_canvas_is_lifted (self, self->selection.index);

  if (self->selection.kind != CROW_SELECTION_MODEL || self->drag.kind != CROW_DRAG_NONE || is_other)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  crow_canvas_move_boxes (self, self->selection.index, self->shift.x + direction.x * MOVE_STEP,
                          self->shift.y + direction.y * MOVE_STEP);
  crow_canvas_drop_moved (self, TRUE);
  crow_canvas_select (self, self->selection, TRUE);
}

static gboolean
handle_arrow (CrowCanvas *self, CrowPoint direction, GdkModifierType modifiers)
{
  if (modifiers == (GDK_CONTROL_MASK | GDK_SHIFT_MASK))
    nudge (self, direction);
  else if (modifiers == GDK_CONTROL_MASK ||
           (modifiers == 0 && self->selection.kind == CROW_SELECTION_NONE))
    crow_canvas_pan (self, -direction.x * PAN_STEP, -direction.y * PAN_STEP);
  else if (modifiers == 0)
    walk (self, direction);
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

/* First ends a drag, then lets go of the selection, then is somebody else's. */
static gboolean
handle_escape (CrowCanvas *self)
{
  if (self->drag.kind != CROW_DRAG_NONE && self->drag.kind != CROW_DRAG_CANCELLED)
    crow_canvas_cancel_drag (self);
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
  if (get_arrow (keyval, &direction))
    return handle_arrow (self, direction, modifiers);
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

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
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
  crow_canvas_select (self, (CrowSelection){ CROW_SELECTION_MODEL, self->order[next] }, TRUE);
  return TRUE;
}
