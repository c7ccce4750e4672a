#include "crow-canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "crow-minimap.h"
#include "crow-pick.h"

#define FIT_MARGIN 32.0
#define REVEAL_MARGIN 48.0
/* How long the view takes to go somewhere, in microseconds. */
#define GLIDE 180000
#define MINIMAP_MARGIN 12
/* A smaller canvas has no room for the overview, in pixels. */
#define MINIMAP_MIN_WIDTH 520
#define MINIMAP_MIN_HEIGHT 320

enum { PROP_0, PROP_ZOOM, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { SELECTION_CHANGED, BOX_MOVED, ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrowCanvas, crow_canvas, GTK_TYPE_WIDGET)

static const CrowSelection nothing = { CROW_SELECTION_NONE, 0 };

static gboolean
is_same (CrowSelection a, CrowSelection b)
{
  return a.kind == b.kind && (a.kind == CROW_SELECTION_NONE || a.index == b.index);
}

static gboolean
is_marked (GBytes *models, guint model)
{
  const guint8 *marks = models != NULL ? g_bytes_get_data (models, NULL) : NULL;

  return marks != NULL && model < g_bytes_get_size (models) && marks[model] != 0;
}

static gboolean
has_size (CrowCanvas *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) > 0 &&
         gtk_widget_get_height (GTK_WIDGET (self)) > 0;
}

static void
update_minimap (CrowCanvas *self)
{
  CrowDiagram *diagram = crow_canvas_get_shown (self);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  gboolean is_useful = diagram != NULL && width >= MINIMAP_MIN_WIDTH &&
                       height >= MINIMAP_MIN_HEIGHT &&
                       !crow_view_shows_all (&self->view, &diagram->layout->bounds, width, height);

  gtk_widget_set_child_visible (self->minimap, is_useful);
  if (is_useful)
    {
      CrowRect area = crow_view_get_area (&self->view, width, height);

      crow_minimap_set_area (CROW_MINIMAP (self->minimap), &area);
    }
}

static void
apply_view (CrowCanvas *self, CrowView view)
{
  self->view = view;
  crow_canvas_sync_boxes (self);
  update_minimap (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
stop_gliding (CrowCanvas *self)
{
  if (self->animation != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->animation);
  self->animation = 0;
}

static gboolean
glide_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CrowCanvas *self = CROW_CANVAS (widget);
  double t = (double) (gdk_frame_clock_get_frame_time (clock) - self->animation_start) / GLIDE;
  double eased = 1 - pow (1 - CLAMP (t, 0, 1), 3);
  CrowView view = crow_view_mix (&self->from, &self->to, eased, gtk_widget_get_width (widget),
                                 gtk_widget_get_height (widget));

  if (t >= 1)
    self->animation = 0;
  apply_view (self, view);
  if (t >= 1)
    crow_canvas_update_hover (self);
  return t >= 1 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static CrowView
get_fitting_view (CrowCanvas *self)
{
  return crow_view_fit (&self->diagram->layout->bounds, gtk_widget_get_width (GTK_WIDGET (self)),
                        gtk_widget_get_height (GTK_WIDGET (self)), FIT_MARGIN, 1);
}

static void
update_accessible (CrowCanvas *self)
{
  CrowSchema *schema = self->diagram != NULL ? self->diagram->schema : NULL;
  g_autofree char *text = NULL;

  if (schema == NULL)
    text = g_strdup (_ ("No diagram"));
  else if (self->selection.kind == CROW_SELECTION_RELATION)
    text = crow_schema_describe_relation (schema, self->selection.index);
  else if (self->selection.kind == CROW_SELECTION_MODEL)
    /* Translators: %s is the name of a model, the selected one */
    text = g_strdup_printf (_ ("%s is selected"),
                            crow_schema_get_model (schema, self->selection.index)->name);
  else
    text = g_strdup (_ ("Nothing is selected"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static CrowSelection
get_valid (CrowCanvas *self, CrowSelection selection)
{
  guint n = 0;

  if (self->diagram != NULL && selection.kind == CROW_SELECTION_MODEL)
    n = self->diagram->schema->models->len;
  else if (self->diagram != NULL && selection.kind == CROW_SELECTION_RELATION)
    n = self->diagram->schema->relations->len;
  return selection.index < n ? selection : nothing;
}

static gboolean
has_focus_inside (CrowCanvas *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL &&
         (focus == GTK_WIDGET (self) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

static CrowRect
get_selection_rect (CrowCanvas *self)
{
  const CrowLayout *layout = crow_canvas_get_shown (self)->layout;
  guint index = self->selection.index;
  CrowView target = crow_canvas_get_target (self);
  CrowRect route;

  if (self->selection.kind == CROW_SELECTION_MODEL)
    return layout->boxes[index];
  route = crow_pick_route_bounds (crow_canvas_get_shown (self), index);
  if (layout->labels[index].width > 0 &&
      (route.width * target.zoom > gtk_widget_get_width (GTK_WIDGET (self)) - 2 * REVEAL_MARGIN ||
       route.height * target.zoom > gtk_widget_get_height (GTK_WIDGET (self)) - 2 * REVEAL_MARGIN))
    return layout->labels[index];
  return route;
}

static void
reveal_selection (CrowCanvas *self)
{
  CrowView target = crow_canvas_get_target (self);
  CrowRect rect;

  if (self->selection.kind == CROW_SELECTION_NONE || !has_size (self))
    return;
  rect = get_selection_rect (self);
  crow_canvas_go_to (self,
                     crow_view_reveal (&target, &rect, gtk_widget_get_width (GTK_WIDGET (self)),
                                       gtk_widget_get_height (GTK_WIDGET (self)), REVEAL_MARGIN));
}

/* Where the arrow keys start from: the selected model, or an end of the selected relation. */
static void
update_context (CrowCanvas *self)
{
  const CrowRelation *relation;

  if (self->selection.kind == CROW_SELECTION_NONE)
    self->context = -1;
  else if (self->selection.kind == CROW_SELECTION_MODEL)
    self->context = (int) self->selection.index;
  else
    {
      relation = crow_schema_get_relation (self->diagram->schema, self->selection.index);
      if (self->context != (int) relation->child && self->context != (int) relation->parent)
        self->context = (int) relation->child;
    }
}

/* The selection in another diagram: what has the same name there. */
static CrowSelection
carry_over (const CrowDiagram *from, CrowSelection selection, const CrowDiagram *to)
{
  int found = -1;

  if (from == NULL || to == NULL)
    return nothing;
  if (selection.kind == CROW_SELECTION_MODEL)
    found = crow_schema_find_model (to->schema,
                                    crow_schema_get_model (from->schema, selection.index)->name);
  else if (selection.kind == CROW_SELECTION_RELATION)
    found = crow_schema_find_relation (to->schema,
                                       crow_schema_get_relation (from->schema, selection.index)
                                           ->id);
  return found >= 0 ? (CrowSelection){ selection.kind, (guint) found } : nothing;
}

static gboolean
has_same_models (const CrowDiagram *a, const CrowDiagram *b)
{
  if (a == NULL || b == NULL || a->schema->models->len != b->schema->models->len)
    return FALSE;
  for (guint i = 0; i < a->schema->models->len; i++)
    if (crow_schema_find_model (b->schema, crow_schema_get_model (a->schema, i)->name) < 0)
      return FALSE;
  return TRUE;
}

static void
replace_diagram (CrowCanvas *self, CrowDiagram *diagram)
{
  if (diagram != NULL)
    crow_diagram_ref (diagram);
  g_clear_pointer (&self->diagram, crow_diagram_unref);
  self->diagram = diagram;
  g_clear_pointer (&self->order, g_free);
  crow_canvas_forget_labels (self);
  crow_minimap_set_diagram (CROW_MINIMAP (self->minimap), diagram);
}

static void
update_theme_cb (CrowCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->theme = crow_theme_get (adw_style_manager_get_dark (manager) ? CROW_THEME_DARK
                                                                     : CROW_THEME_LIGHT,
                                adw_style_manager_get_high_contrast (manager));
  crow_canvas_forget_labels (self);
  crow_minimap_set_theme (CROW_MINIMAP (self->minimap), self->theme);
  apply_view (self, self->view);
}

static void
look_at_cb (CrowCanvas *self, double x, double y)
{
  CrowRect point = { x, y, 0, 0 };

  crow_canvas_set_view (self, crow_view_center_on (&self->view, &point,
                                                   gtk_widget_get_width (GTK_WIDGET (self)),
                                                   gtk_widget_get_height (GTK_WIDGET (self))));
}

static void
crow_canvas_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  gboolean is_across = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = is_across ? 160 : 120;
  *natural = is_across ? 640 : 480;
}

static void
allocate_minimap (CrowCanvas *self, int width, int height)
{
  int across, down;

  if (!gtk_widget_should_layout (self->minimap))
    return;
  gtk_widget_measure (self->minimap, GTK_ORIENTATION_HORIZONTAL, -1, &across, NULL, NULL, NULL);
  gtk_widget_measure (self->minimap, GTK_ORIENTATION_VERTICAL, -1, &down, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->minimap,
                            &(GtkAllocation){ width - across - MINIMAP_MARGIN,
                                              height - down - MINIMAP_MARGIN, across, down },
                            -1);
}

static void
crow_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrowCanvas *self = CROW_CANVAS (widget);

  if (self->is_fit_pending && self->diagram != NULL && width > 0 && height > 0)
    {
      self->is_fit_pending = FALSE;
      self->view = get_fitting_view (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
    }
  crow_canvas_sync_boxes (self);
  update_minimap (self);
  crow_canvas_allocate_boxes (self);
  allocate_minimap (self, width, height);
}

static void
crow_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CrowCanvas *self = CROW_CANVAS (object);

  if (id == PROP_ZOOM)
    g_value_set_double (value, crow_canvas_get_zoom (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
crow_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CrowCanvas *self = CROW_CANVAS (object);

  if (id == PROP_ZOOM)
    crow_canvas_set_zoom (self, g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
crow_canvas_dispose (GObject *object)
{
  CrowCanvas *self = CROW_CANVAS (object);

  stop_gliding (self);
  crow_canvas_unparent_boxes (self);
  g_clear_pointer (&self->minimap, gtk_widget_unparent);
  g_clear_object (&self->backdrop);

  G_OBJECT_CLASS (crow_canvas_parent_class)->dispose (object);
}

static void
crow_canvas_finalize (GObject *object)
{
  CrowCanvas *self = CROW_CANVAS (object);

  g_clear_pointer (&self->diagram, crow_diagram_unref);
  g_clear_pointer (&self->moving, crow_diagram_unref);
  g_clear_pointer (&self->banded, g_bytes_unref);
  g_clear_pointer (&self->lifted, g_bytes_unref);
  g_clear_pointer (&self->boxes, g_hash_table_unref);
  g_clear_pointer (&self->spare_boxes, g_ptr_array_unref);
  g_clear_pointer (&self->label_nodes, g_ptr_array_unref);
  g_clear_pointer (&self->order, g_free);

  G_OBJECT_CLASS (crow_canvas_parent_class)->finalize (object);
}

static void
add_signals (CrowCanvasClass *klass)
{
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                             0);
  signals[BOX_MOVED] = g_signal_new ("box-moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE,
                                     G_TYPE_DOUBLE);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
crow_canvas_class_init (CrowCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = crow_canvas_get_property;
  object_class->set_property = crow_canvas_set_property;
  object_class->dispose = crow_canvas_dispose;
  object_class->finalize = crow_canvas_finalize;
  widget_class->measure = crow_canvas_measure;
  widget_class->size_allocate = crow_canvas_size_allocate;
  widget_class->snapshot = crow_canvas_snapshot;
  widget_class->focus = crow_canvas_move_focus;
  widget_class->query_tooltip = crow_canvas_query_tooltip;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, CROW_VIEW_MIN_ZOOM,
                                               CROW_VIEW_MAX_ZOOM, 1,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                   G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  add_signals (klass);

  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
follow_style_manager (CrowCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update_theme_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (update_theme_cb), self,
                           G_CONNECT_SWAPPED);
  update_theme_cb (self);
}

static void
crow_canvas_init (CrowCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->view.zoom = 1;
  self->context = -1;
  self->boxes = g_hash_table_new (NULL, NULL);
  self->spare_boxes = g_ptr_array_new ();
  self->backdrop = crow_backdrop_new ();
  self->minimap = crow_minimap_new ();
  gtk_widget_set_parent (self->minimap, widget);
  gtk_widget_set_child_visible (self->minimap, FALSE);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Diagram"), -1);
  update_accessible (self);
  crow_canvas_add_pointer_input (self);
  crow_canvas_add_key_input (self);
  g_signal_connect_object (self->minimap, "look-at", G_CALLBACK (look_at_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->backdrop, "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (gtk_widget_queue_draw), NULL);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_draw), NULL);
  follow_style_manager (self);
}

/**
 * crow_canvas_new:
 *
 * Returns: (transfer floating): an empty canvas
 */
GtkWidget *
crow_canvas_new (void)
{
  return g_object_new (CROW_TYPE_CANVAS, NULL);
}

/* The diagram as it is on the screen: during a drag not the one that was given. (nullable) */
CrowDiagram *
crow_canvas_get_shown (CrowCanvas *self)
{
  return self->moving != NULL ? self->moving : self->diagram;
}

/* The view on whole device pixels, so that lines stay sharp; at most half a pixel beside
 * the exact one that points are converted with. */
CrowView
crow_canvas_get_drawn_view (CrowCanvas *self)
{
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return (CrowView){ self->view.zoom,
                     { round (self->view.offset.x * scale) / scale,
                       round (self->view.offset.y * scale) / scale } };
}

/* Where the view is, or goes to. */
CrowView
crow_canvas_get_target (CrowCanvas *self)
{
  return self->animation != 0 ? self->to : self->view;
}

CrowPaintStyle
crow_canvas_get_style (CrowCanvas *self)
{
  return (CrowPaintStyle){
    .theme = self->theme, .labels = self->labels, .zoom = self->view.zoom, .legend = FALSE
  };
}

CrowStateFlags
crow_canvas_get_model_state (CrowCanvas *self, guint model)
{
  CrowSelection asked = { CROW_SELECTION_MODEL, model };
  CrowStateFlags state = 0;

  if (is_same (self->selection, asked) || is_marked (self->banded, model))
    state |= CROW_STATE_SELECTED;
  if (is_same (self->hover, asked))
    state |= CROW_STATE_HOVERED;
  return state;
}

CrowStateFlags
crow_canvas_get_relation_state (CrowCanvas *self, guint relation)
{
  CrowSelection asked = { CROW_SELECTION_RELATION, relation };
  CrowStateFlags state = 0;

  if (is_same (self->selection, asked))
    state |= CROW_STATE_SELECTED;
  if (is_same (self->hover, asked))
    state |= CROW_STATE_HOVERED;
  return state;
}

/* Is the model being dragged? */
gboolean
crow_canvas_is_lifted (CrowCanvas *self, guint model)
{
  return is_marked (self->lifted, model);
}

/* Goes there at once. */
void
crow_canvas_set_view (CrowCanvas *self, CrowView view)
{
  double zoom = crow_canvas_get_zoom (self);

  stop_gliding (self);
  self->is_fit_pending = FALSE;
  apply_view (self, view);
  if (view.zoom != zoom)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
  crow_canvas_update_hover (self);
}

/* By whole device pixels, so that what was sharp stays sharp; never out of sight. */
void
crow_canvas_pan (CrowCanvas *self, double dx, double dy)
{
  CrowView view;

  if (self->diagram == NULL)
    return;
  view = crow_view_pan (&self->view, dx, dy);
  crow_canvas_set_view (self,
                        crow_view_keep_near (&view, &crow_canvas_get_shown (self)->layout->bounds,
                                             gtk_widget_get_width (GTK_WIDGET (self)),
                                             gtk_widget_get_height (GTK_WIDGET (self)),
                                             CROW_CANVAS_KEEP));
}

/* Glides there, or jumps where the user wants no animations. */
void
crow_canvas_go_to (CrowCanvas *self, CrowView view)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  double zoom = crow_canvas_get_zoom (self);

  if (clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !adw_get_enable_animations (GTK_WIDGET (self)))
    {
      crow_canvas_set_view (self, view);
      return;
    }
  stop_gliding (self);
  self->is_fit_pending = FALSE;
  self->from = self->view;
  self->to = view;
  self->animation_start = gdk_frame_clock_get_frame_time (clock);
  self->animation = gtk_widget_add_tick_callback (GTK_WIDGET (self), glide_cb, NULL, NULL);
  if (view.zoom != zoom)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

/* Around the middle. */
void
crow_canvas_zoom_by (CrowCanvas *self, double factor)
{
  crow_canvas_set_zoom (self, crow_canvas_get_zoom (self) * factor);
}

void
crow_canvas_set_hover (CrowCanvas *self, CrowSelection hover)
{
  if (is_same (self->hover, hover))
    return;
  self->hover = hover;
  crow_canvas_update_box_states (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The boxes that @band, in the widget's pixels, touches are taken; the first of them is selected.
 * %NULL: lets go of them. */
void
crow_canvas_take_band (CrowCanvas *self, const CrowRect *band)
{
  CrowSelection first = nothing;

  g_clear_pointer (&self->banded, g_bytes_unref);
  if (band != NULL && self->diagram != NULL)
    {
      const CrowLayout *layout = self->diagram->layout;
      guint8 *marks = g_new0 (guint8, layout->n_boxes + 1);

      for (guint i = 0; i < layout->n_boxes; i++)
        {
          CrowRect seen = crow_view_rect_to_widget (&self->view, &layout->boxes[i]);

          marks[i] = crow_rect_intersects (&seen, band);
          if (marks[i] && first.kind == CROW_SELECTION_NONE)
            first = (CrowSelection){ CROW_SELECTION_MODEL, i };
        }
      self->banded = g_bytes_new_take (marks, layout->n_boxes + 1);
      crow_canvas_select (self, first, FALSE);
    }
  crow_canvas_update_box_states (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GBytes *
lift (CrowCanvas *self, guint model)
{
  guint n = self->diagram->layout->n_boxes;
  guint8 *marks;

  if (is_marked (self->banded, model))
    return g_bytes_ref (self->banded);
  marks = g_new0 (guint8, n + 1);
  marks[model] = 1;
  return g_bytes_new_take (marks, n + 1);
}

/* Shows @model, and what the rubber band took with it, moved by so many diagram pixels from where
 * they were when the drag began. */
void
crow_canvas_move_boxes (CrowCanvas *self, guint model, double dx, double dy)
{
  CrowDiagram *moved = crow_diagram_ref (self->diagram);

  if (self->lifted == NULL)
    self->lifted = lift (self, model);
  for (guint i = 0; i < self->diagram->layout->n_boxes; i++)
    if (crow_canvas_is_lifted (self, i))
      {
        const CrowRect *box = &self->diagram->layout->boxes[i];
        CrowPoint to = { round (box->x + dx), round (box->y + dy) };
        CrowDiagram *next = crow_diagram_with_box_at (moved, i, to);

        crow_diagram_unref (moved);
        moved = next;
      }
  g_clear_pointer (&self->moving, crow_diagram_unref);
  self->moving = moved;
  apply_view (self, self->view);
}

/* Ends the move. @keep: the boxes stay and are reported; otherwise they go back. */
void
crow_canvas_drop_moved (CrowCanvas *self, gboolean keep)
{
  g_autoptr (CrowDiagram) moved = g_steal_pointer (&self->moving);
  g_autoptr (GBytes) lifted = g_steal_pointer (&self->lifted);

  if (moved == NULL)
    return;
  if (keep)
    replace_diagram (self, moved);
  apply_view (self, self->view);
  for (guint i = 0; keep && i < moved->layout->n_boxes; i++)
    if (is_marked (lifted, i))
      {
        const CrowRect *box = &moved->layout->boxes[i];

        g_signal_emit (self, signals[BOX_MOVED], 0, i, box->x, box->y);
      }
}

/* Double click or Enter. */
void
crow_canvas_activate (CrowCanvas *self)
{
  if (self->selection.kind != CROW_SELECTION_NONE)
    g_signal_emit (self, signals[ACTIVATED], 0);
}

/**
 * crow_canvas_set_diagram:
 * @self: a canvas
 * @diagram: (nullable): what to show; %NULL: nothing
 *
 * The view stays where the new diagram has the same models, otherwise it fits. What was selected
 * stays so where the new diagram has something of that name. A drag in progress ends without
 * effect.
 */
void
crow_canvas_set_diagram (CrowCanvas *self, CrowDiagram *diagram)
{
  CrowSelection selection;
  gboolean is_kin;

  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->diagram == diagram && self->moving == NULL)
    return;
  crow_canvas_cancel_drag (self);
  is_kin = has_same_models (self->diagram, diagram);
  selection = carry_over (self->diagram, self->selection, diagram);
  self->hover = nothing;
  g_clear_pointer (&self->banded, g_bytes_unref);
  if (!is_kin)
    {
      stop_gliding (self);
      crow_canvas_release_boxes (self);
      crow_backdrop_clear (self->backdrop);
      self->is_fit_pending = diagram != NULL;
    }
  replace_diagram (self, diagram);
  if (self->is_fit_pending && has_size (self))
    crow_canvas_set_view (self, get_fitting_view (self));
  if (!is_same (selection, self->selection))
    crow_canvas_select (self, selection, FALSE);
  update_context (self);
  update_accessible (self);
  apply_view (self, self->view);
}

/**
 * crow_canvas_get_diagram:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): the diagram, with boxes where the user dropped them
 */
CrowDiagram *
crow_canvas_get_diagram (CrowCanvas *self)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), NULL);

  return self->diagram;
}

/**
 * crow_canvas_set_labels:
 * @self: a canvas
 * @labels: which labels to show; the selected and the pointed-at relation always has its own
 */
void
crow_canvas_set_labels (CrowCanvas *self, CrowLabels labels)
{
  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->labels == labels)
    return;
  self->labels = labels;
  crow_canvas_forget_labels (self);
  apply_view (self, self->view);
}

/**
 * crow_canvas_get_selection:
 * @self: a canvas
 *
 * Returns: what is selected
 */
CrowSelection
crow_canvas_get_selection (CrowCanvas *self)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), nothing);

  return self->selection;
}

/**
 * crow_canvas_select:
 * @self: a canvas
 * @selection: what to select; what the diagram does not have counts as nothing
 * @reveal: whether to bring it into view
 *
 * The focus goes along if the canvas has it; it is taken from nobody else.
 */
void
crow_canvas_select (CrowCanvas *self, CrowSelection selection, gboolean reveal)
{
  CrowSelection valid;
  gboolean is_change;

  g_return_if_fail (CROW_IS_CANVAS (self));

  valid = get_valid (self, selection);
  is_change = !is_same (self->selection, valid);
  if (is_change && self->banded != NULL &&
      (valid.kind != CROW_SELECTION_MODEL || !is_marked (self->banded, valid.index)))
    g_clear_pointer (&self->banded, g_bytes_unref);
  self->selection = valid;
  update_context (self);
  if (reveal)
    reveal_selection (self);
  if (!is_change)
    return;
  crow_canvas_update_box_states (self);
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (has_focus_inside (self))
    crow_canvas_focus_selection (self);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/**
 * crow_canvas_get_zoom:
 * @self: a canvas
 *
 * Returns: the zoom that is shown or being gone to, 1 is 100 %
 */
double
crow_canvas_get_zoom (CrowCanvas *self)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), 1);

  return crow_canvas_get_target (self).zoom;
}

/**
 * crow_canvas_set_zoom:
 * @self: a canvas
 * @zoom: clamped to 0.05 and 4
 *
 * Zooms around the middle of the view.
 */
void
crow_canvas_set_zoom (CrowCanvas *self, double zoom)
{
  CrowView target;
  CrowPoint middle;

  g_return_if_fail (CROW_IS_CANVAS (self));

  target = crow_canvas_get_target (self);
  middle.x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  middle.y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  crow_canvas_go_to (self, crow_view_zoom_at (&target, zoom, middle));
}

/**
 * crow_canvas_zoom_to_fit:
 * @self: a canvas
 *
 * Shows the whole diagram, at 100 % at most.
 */
void
crow_canvas_zoom_to_fit (CrowCanvas *self)
{
  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->diagram != NULL && has_size (self))
    crow_canvas_go_to (self, get_fitting_view (self));
  else
    self->is_fit_pending = self->diagram != NULL;
}

/**
 * crow_canvas_to_widget:
 * @self: a canvas
 * @at: in diagram pixels
 *
 * Returns: where it is seen, in the widget's pixels
 */
CrowPoint
crow_canvas_to_widget (CrowCanvas *self, CrowPoint at)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), at);

  return crow_view_to_widget (&self->view, at);
}

/**
 * crow_canvas_to_diagram:
 * @self: a canvas
 * @at: in the widget's pixels
 *
 * Returns: what is seen there, in diagram pixels
 */
CrowPoint
crow_canvas_to_diagram (CrowCanvas *self, CrowPoint at)
{
  g_return_val_if_fail (CROW_IS_CANVAS (self), at);

  return crow_view_to_diagram (&self->view, at);
}
