#include "crow-panes.h"

/* Below this width, in px, the sides lie over the content. */
#define NARROW_WIDTH 900
#define MINIMUM_WIDTH 360
/* A side takes at most this part of the width at first. */
#define MOST_OF_WIDTH 0.29
#define START_WIDTH 352
#define END_WIDTH 348

struct _CrowPanes
{
  GtkWidget parent_instance;
  GtkOverlay *overlay;
  GtkPaned *outer;
  GtkPaned *inner;
  GtkRevealer *revealers[2]; /* narrow: start, end */
  GtkWidget *sides[2];       /* (owned) (nullable) start, end */
  GtkWidget *content;        /* (unowned) (nullable) child of @inner */
  gboolean is_shown[2];
  gboolean was_shown[2]; /* before the window became narrow */
  int widths[2];         /* px */
  gboolean is_narrow;
  gboolean is_placed; /* the handles stand where the widths want them */
  guint mode_source;  /* idle that changes the mode, or 0 */
};

enum { SIDE_START, SIDE_END };

enum {
  PROP_0,
  PROP_START,
  PROP_CONTENT,
  PROP_END,
  PROP_SHOW_START,
  PROP_SHOW_END,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CrowPanes, crow_panes, GTK_TYPE_WIDGET)

static void
take_sides_out (CrowPanes *self)
{
  if (gtk_paned_get_start_child (self->outer) != NULL)
    self->widths[SIDE_START] = gtk_paned_get_position (self->outer);
  if (gtk_paned_get_end_child (self->inner) != NULL && gtk_widget_get_width (self->sides[SIDE_END]))
    self->widths[SIDE_END] = gtk_widget_get_width (self->sides[SIDE_END]);
  gtk_paned_set_start_child (self->outer, NULL);
  gtk_paned_set_end_child (self->inner, NULL);
  gtk_revealer_set_child (self->revealers[SIDE_START], NULL);
  gtk_revealer_set_child (self->revealers[SIDE_END], NULL);
}

/* The right pane keeps its width, so its paned is set from the other side. */
static void
place_end_handle (CrowPanes *self, int width)
{
  int most = width > 0 ? (int) (width * MOST_OF_WIDTH) : G_MAXINT;
  int start = MIN (self->widths[SIDE_START], most);
  int end = MIN (self->widths[SIDE_END], most);

  gtk_paned_set_position (self->outer, start);
  if (!self->is_shown[SIDE_START] || self->is_narrow)
    start = 0;
  if (width > 0)
    gtk_paned_set_position (self->inner, MAX (width - start - end, 100));
}

static void
show_sides (CrowPanes *self)
{
  for (guint i = 0; i < 2; i++)
    {
      if (self->sides[i] == NULL)
        continue;
      gtk_widget_set_visible (self->sides[i], self->is_narrow || self->is_shown[i]);
      gtk_revealer_set_reveal_child (self->revealers[i], self->is_narrow && self->is_shown[i]);
      gtk_widget_set_visible (GTK_WIDGET (self->revealers[i]),
                              self->is_narrow && self->is_shown[i]);
    }
}

static void
place_sides (CrowPanes *self)
{
  take_sides_out (self);
  if (self->is_narrow)
    {
      for (guint i = 0; i < 2; i++)
        gtk_revealer_set_child (self->revealers[i], self->sides[i]);
    }
  else
    {
      gtk_paned_set_start_child (self->outer, self->sides[SIDE_START]);
      gtk_paned_set_end_child (self->inner, self->sides[SIDE_END]);
      place_end_handle (self, gtk_widget_get_width (GTK_WIDGET (self)));
    }
  show_sides (self);
}

static void
set_shown (CrowPanes *self, guint side, gboolean is_shown)
{
  if (self->is_shown[side] == is_shown)
    return;

  self->is_shown[side] = is_shown;
  if (self->is_narrow && is_shown && self->is_shown[1 - side])
    set_shown (self, 1 - side, FALSE);
  show_sides (self);
  g_object_notify_by_pspec (G_OBJECT (self),
                            properties[side == SIDE_START ? PROP_SHOW_START : PROP_SHOW_END]);
}

static void
change_mode (CrowPanes *self)
{
  gboolean was_shown[2] = { self->is_shown[0], self->is_shown[1] };

  self->is_narrow = !self->is_narrow;
  place_sides (self);
  for (guint i = 0; i < 2; i++)
    set_shown (self, i, !self->is_narrow && self->was_shown[i]);
  if (self->is_narrow)
    {
      self->was_shown[0] = was_shown[0];
      self->was_shown[1] = was_shown[1];
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static gboolean
change_mode_cb (gpointer data)
{
  CrowPanes *self = data;

  self->mode_source = 0;
  change_mode (self);
  return G_SOURCE_REMOVE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                CrowPanes *self)
{
  if (keyval != GDK_KEY_Escape || !self->is_narrow ||
      !(self->is_shown[SIDE_START] || self->is_shown[SIDE_END]))
    return FALSE;

  set_shown (self, SIDE_START, FALSE);
  set_shown (self, SIDE_END, FALSE);
  return TRUE;
}

/* A press on the content, beside an open side. */
static void
content_pressed_cb (GtkGestureClick *click, int n_press, double x, double y, CrowPanes *self)
{
  if (!self->is_narrow)
    return;

  set_shown (self, SIDE_START, FALSE);
  set_shown (self, SIDE_END, FALSE);
}

static void
crow_panes_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  CrowPanes *self = CROW_PANES (widget);

  gtk_widget_measure (GTK_WIDGET (self->overlay), orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN (*minimum, MINIMUM_WIDTH);
      *natural = MAX (*natural, *minimum);
    }
}

/* Is there no room for the sides beside the content? Independent of which are shown, so that
 * showing one does not change the mode. */
static gboolean
needs_overlays (CrowPanes *self, int width)
{
  int needed = 0;
  int minimum;

  for (guint i = 0; i < 2; i++)
    if (self->sides[i] != NULL)
      {
        gtk_widget_get_size_request (self->sides[i], &minimum, NULL);
        needed += MAX (minimum, 0);
      }
  if (self->content != NULL)
    {
      gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                          NULL);
      needed += minimum;
    }
  return width < MAX (needed, NARROW_WIDTH);
}

/* Changing the mode moves widgets, which an allocation must not do. */
static void
crow_panes_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrowPanes *self = CROW_PANES (widget);
  int minimum;

  if (needs_overlays (self, width) != self->is_narrow && self->mode_source == 0)
    self->mode_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, change_mode_cb, self, NULL);
  if (!self->is_placed)
    {
      self->is_placed = TRUE;
      place_end_handle (self, width);
    }
  gtk_widget_measure (GTK_WIDGET (self->overlay), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->overlay), MAX (width, minimum), height, baseline, NULL);
}

static void
crow_panes_dispose (GObject *object)
{
  CrowPanes *self = CROW_PANES (object);

  g_clear_handle_id (&self->mode_source, g_source_remove);
  if (self->overlay != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->overlay)));
  g_clear_object (&self->sides[SIDE_START]);
  g_clear_object (&self->sides[SIDE_END]);

  G_OBJECT_CLASS (crow_panes_parent_class)->dispose (object);
}

static void
crow_panes_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CrowPanes *self = CROW_PANES (object);

  switch (id)
    {
    case PROP_START:
      g_value_set_object (value, self->sides[SIDE_START]);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;
    case PROP_END:
      g_value_set_object (value, self->sides[SIDE_END]);
      break;
    case PROP_SHOW_START:
      g_value_set_boolean (value, self->is_shown[SIDE_START]);
      break;
    case PROP_SHOW_END:
      g_value_set_boolean (value, self->is_shown[SIDE_END]);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crow_panes_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CrowPanes *self = CROW_PANES (object);

  switch (id)
    {
    case PROP_START:
      g_set_object (&self->sides[SIDE_START], g_value_get_object (value));
      place_sides (self);
      break;
    case PROP_CONTENT:
      self->content = g_value_get_object (value);
      gtk_paned_set_start_child (self->inner, self->content);
      break;
    case PROP_END:
      g_set_object (&self->sides[SIDE_END], g_value_get_object (value));
      place_sides (self);
      break;
    case PROP_SHOW_START:
      crow_panes_set_show_start (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_END:
      crow_panes_set_show_end (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crow_panes_class_init (CrowPanesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = crow_panes_dispose;
  object_class->get_property = crow_panes_get_property;
  object_class->set_property = crow_panes_set_property;
  widget_class->measure = crow_panes_measure;
  widget_class->size_allocate = crow_panes_size_allocate;

  properties[PROP_START] = g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_END] = g_param_spec_object ("end", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_SHOW_START] = g_param_spec_boolean ("show-start", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_END] = g_param_spec_boolean ("show-end", NULL, NULL, TRUE, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "crow-panes");
}

static GtkRevealer *
add_revealer (CrowPanes *self, GtkAlign align, GtkRevealerTransitionType transition)
{
  GtkWidget *revealer = gtk_revealer_new ();

  gtk_widget_set_halign (revealer, align);
  gtk_widget_set_visible (revealer, FALSE);
  gtk_widget_add_css_class (revealer, "crow-side-overlay");
  gtk_revealer_set_transition_type (GTK_REVEALER (revealer), transition);
  gtk_overlay_add_overlay (self->overlay, revealer);
  return GTK_REVEALER (revealer);
}

static void
crow_panes_init (CrowPanes *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->is_shown[SIDE_START] = self->is_shown[SIDE_END] = TRUE;
  self->was_shown[SIDE_START] = self->was_shown[SIDE_END] = TRUE;
  self->widths[SIDE_START] = START_WIDTH;
  self->widths[SIDE_END] = END_WIDTH;
  self->overlay = GTK_OVERLAY (gtk_overlay_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->overlay), GTK_WIDGET (self));
  self->outer = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_HORIZONTAL));
  self->inner = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_overlay_set_child (self->overlay, GTK_WIDGET (self->outer));
  gtk_paned_set_end_child (self->outer, GTK_WIDGET (self->inner));
  gtk_paned_set_resize_start_child (self->outer, FALSE);
  gtk_paned_set_shrink_start_child (self->outer, FALSE);
  gtk_paned_set_shrink_start_child (self->inner, FALSE);
  gtk_paned_set_resize_end_child (self->inner, FALSE);
  gtk_paned_set_shrink_end_child (self->inner, FALSE);
  self->revealers[SIDE_START] = add_revealer (self, GTK_ALIGN_START,
                                              GTK_REVEALER_TRANSITION_TYPE_SLIDE_RIGHT);
  self->revealers[SIDE_END] = add_revealer (self, GTK_ALIGN_END,
                                            GTK_REVEALER_TRANSITION_TYPE_SLIDE_LEFT);

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (click, "pressed", G_CALLBACK (content_pressed_cb), self, 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->outer), GTK_EVENT_CONTROLLER (click));
}

/**
 * crow_panes_get_narrow:
 * @self: the panes
 *
 * Returns: whether the sides lie over the content
 */
gboolean
crow_panes_get_narrow (CrowPanes *self)
{
  g_return_val_if_fail (CROW_IS_PANES (self), FALSE);

  return self->is_narrow;
}

/**
 * crow_panes_set_show_start:
 * @self: the panes
 * @show: whether the first side is to be seen
 *
 * Shows or hides the first side. Narrow, only one side is open at a time.
 */
void
crow_panes_set_show_start (CrowPanes *self, gboolean show)
{
  g_return_if_fail (CROW_IS_PANES (self));

  set_shown (self, SIDE_START, show);
}

/**
 * crow_panes_set_show_end:
 * @self: the panes
 * @show: whether the second side is to be seen
 *
 * Shows or hides the second side. Narrow, only one side is open at a time.
 */
void
crow_panes_set_show_end (CrowPanes *self, gboolean show)
{
  g_return_if_fail (CROW_IS_PANES (self));

  set_shown (self, SIDE_END, show);
}

/**
 * crow_panes_get_show_start:
 * @self: the panes
 *
 * Returns: whether the first side is to be seen
 */
gboolean
crow_panes_get_show_start (CrowPanes *self)
{
  g_return_val_if_fail (CROW_IS_PANES (self), FALSE);

  return self->is_shown[SIDE_START];
}

/**
 * crow_panes_get_show_end:
 * @self: the panes
 *
 * Returns: whether the second side is to be seen
 */
gboolean
crow_panes_get_show_end (CrowPanes *self)
{
  g_return_val_if_fail (CROW_IS_PANES (self), FALSE);

  return self->is_shown[SIDE_END];
}

static int
get_side_width (CrowPanes *self, guint side)
{
  int width = self->sides[side] != NULL ? gtk_widget_get_width (self->sides[side]) : 0;

  return !self->is_narrow && self->is_shown[side] && width > 0 ? width : self->widths[side];
}

/**
 * crow_panes_get_start_width:
 * @self: the panes
 *
 * Returns: the first side's width beside the content, in px
 */
int
crow_panes_get_start_width (CrowPanes *self)
{
  g_return_val_if_fail (CROW_IS_PANES (self), 0);

  return get_side_width (self, SIDE_START);
}

/**
 * crow_panes_get_end_width:
 * @self: the panes
 *
 * Returns: the second side's width beside the content, in px
 */
int
crow_panes_get_end_width (CrowPanes *self)
{
  g_return_val_if_fail (CROW_IS_PANES (self), 0);

  return get_side_width (self, SIDE_END);
}

/**
 * crow_panes_expect_width:
 * @self: the panes
 * @width: in px
 *
 * Tells which width the panes are about to get, so that they need not change when they get it.
 */
void
crow_panes_expect_width (CrowPanes *self, int width)
{
  g_return_if_fail (CROW_IS_PANES (self));

  if (needs_overlays (self, width) != self->is_narrow)
    change_mode (self);
}

/**
 * crow_panes_set_widths:
 * @self: the panes
 * @start: the first side's width in px; 0 or less keeps it
 * @end: the second side's
 *
 * Sets the widths of the sides where they stand beside the content.
 */
void
crow_panes_set_widths (CrowPanes *self, int start, int end)
{
  g_return_if_fail (CROW_IS_PANES (self));

  if (start > 0)
    self->widths[SIDE_START] = start;
  if (end > 0)
    self->widths[SIDE_END] = end;
  if (!self->is_narrow)
    place_end_handle (self, gtk_widget_get_width (GTK_WIDGET (self)));
}
