#include "crow-canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "crow-minimap.h"

#define MINIMAP_MARGIN 12
/* Boxes and labels are drawn anew where the zoom goes past a multiple of this, up to 1. */
#define ZOOM_STEP 0.0625

enum { PROP_0, PROP_ZOOM, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CrowCanvas, crow_canvas, GTK_TYPE_WIDGET)

static const CrowSelection nothing = { CROW_SELECTION_NONE, 0 };

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

/* Without a word about selection and view. */
void
crow_canvas_replace_diagram (CrowCanvas *self, CrowDiagram *diagram)
{
  if (diagram != NULL)
    crow_diagram_ref (diagram);
  g_clear_pointer (&self->diagram, crow_diagram_unref);
  self->diagram = diagram;
  self->is_complete = FALSE;
  g_clear_pointer (&self->order, g_free);
  crow_canvas_forget_labels (self);
  crow_canvas_forget_ends (self);
  crow_canvas_update_light (self);
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
  crow_canvas_apply_view (self, self->view);
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

/* In the corner at the end of a line, whichever side that is. */
static void
allocate_minimap (CrowCanvas *self, int width, int height)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int across, down;

  if (!gtk_widget_should_layout (self->minimap))
    return;
  gtk_widget_measure (self->minimap, GTK_ORIENTATION_HORIZONTAL, -1, &across, NULL, NULL, NULL);
  gtk_widget_measure (self->minimap, GTK_ORIENTATION_VERTICAL, -1, &down, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->minimap,
                            &(GtkAllocation){ is_rtl ? MINIMAP_MARGIN
                                                     : width - across - MINIMAP_MARGIN,
                                              height - down - MINIMAP_MARGIN, across, down },
                            -1);
}

static void
crow_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrowCanvas *self = CROW_CANVAS (widget);

  crow_canvas_fit_again (self, width, height);
  crow_canvas_sync_boxes (self);
  crow_canvas_update_minimap (self);
  crow_canvas_allocate_boxes (self);
  crow_canvas_allocate_proxy (self);
  allocate_minimap (self, width, height);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
crow_canvas_state_flags_changed (GtkWidget *widget, GtkStateFlags was)
{
  if ((gtk_widget_get_state_flags (widget) ^ was) &
      (GTK_STATE_FLAG_FOCUS_VISIBLE | GTK_STATE_FLAG_FOCUS_WITHIN))
    crow_canvas_update_light (CROW_CANVAS (widget));

  GTK_WIDGET_CLASS (crow_canvas_parent_class)->state_flags_changed (widget, was);
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

  crow_canvas_stop_gliding (self);
  crow_canvas_stop_drawing (self);
  crow_canvas_stop_flick (self);
  crow_canvas_stop_edge_scroll (self);
  g_clear_handle_id (&self->nudge_source, g_source_remove);
  g_clear_handle_id (&self->late_report, g_source_remove);
  crow_canvas_unparent_boxes (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->proxies[0], gtk_widget_unparent);
  g_clear_pointer (&self->proxies[1], gtk_widget_unparent);
  g_clear_pointer (&self->minimap, gtk_widget_unparent);
  g_clear_object (&self->backdrop);

  G_OBJECT_CLASS (crow_canvas_parent_class)->dispose (object);
}

static void
crow_canvas_finalize (GObject *object)
{
  CrowCanvas *self = CROW_CANVAS (object);

  g_clear_pointer (&self->diagram, crow_diagram_unref);
  g_clear_pointer (&self->routed, crow_diagram_unref);
  g_clear_pointer (&self->several, g_bytes_unref);
  g_clear_pointer (&self->lifted, g_bytes_unref);
  g_clear_pointer (&self->late_drop, g_hash_table_unref);
  g_clear_pointer (&self->boxes, g_hash_table_unref);
  g_clear_pointer (&self->spare_boxes, g_ptr_array_unref);
  g_clear_pointer (&self->label_nodes, g_array_unref);
  g_clear_pointer (&self->found, g_array_unref);
  g_clear_pointer (&self->found_in, crow_schema_unref);
  g_clear_pointer (&self->order, g_free);
  g_clear_pointer (&self->lit, g_array_unref);
  g_clear_pointer (&self->lit_marks, g_free);
  crow_canvas_forget_ends (self);

  G_OBJECT_CLASS (crow_canvas_parent_class)->finalize (object);
}

static void
add_signals (CrowCanvasClass *klass)
{
  g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                NULL, G_TYPE_NONE, 0);
  g_signal_new ("boxes-moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_HASH_TABLE);
  g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
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
  widget_class->state_flags_changed = crow_canvas_state_flags_changed;
  widget_class->focus = crow_canvas_move_focus;
  widget_class->query_tooltip = crow_canvas_query_tooltip;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, CROW_VIEW_FIT_MIN_ZOOM,
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
  self->lit_row = -1;
  self->hover_row = -1;
  self->faint_model = -1;
  self->lit = g_array_new (FALSE, FALSE, sizeof (guint));
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
  crow_canvas_update_accessible (self);
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

/* As the exact view shows it. */
CrowPaintStyle
crow_canvas_get_style (CrowCanvas *self)
{
  return (CrowPaintStyle){
    .theme = self->theme, .labels = self->labels, .zoom = self->view.zoom, .legend = FALSE
  };
}

/* For boxes and labels, whose drawing is kept: the zoom in steps, fine enough for what it decides
 * (which texts are readable, how thin a line may be). */
CrowPaintStyle
crow_canvas_get_part_style (CrowCanvas *self)
{
  CrowPaintStyle style = crow_canvas_get_style (self);

  style.zoom = CLAMP (floor (style.zoom / ZOOM_STEP) * ZOOM_STEP, ZOOM_STEP, 1);
  return style;
}

/* Fits the new diagram, with what is selected there: the index of what was selected may be beyond
 * its end. */
static void
fit_with (CrowCanvas *self, CrowSelection selection)
{
  CrowSelection was = self->selection;

  self->selection = selection;
  crow_canvas_fit (self);
  self->selection = was;
}

/**
 * crow_canvas_set_diagram:
 * @self: a canvas
 * @diagram: (nullable): what to show; %NULL: nothing
 *
 * The view stays where the new diagram has the same models, otherwise it fits, and goes on fitting
 * when the canvas is given another size, until somebody moves it or selects something. What was
 * selected stays so where the new diagram has something of that name. A drag in progress ends
 * without effect.
 */
void
crow_canvas_set_diagram (CrowCanvas *self, CrowDiagram *diagram)
{
  g_autoptr (GBytes) several = NULL;
  CrowSelection selection;
  gboolean is_kin;

  g_return_if_fail (CROW_IS_CANVAS (self));

  if (self->diagram == diagram && self->lifted == NULL)
    return;
  crow_canvas_postpone_drop (self);
  crow_canvas_cancel_drag (self);
  is_kin = has_same_models (self->diagram, diagram);
  selection = crow_canvas_carry_over (self->diagram, self->selection, diagram);
  several = crow_canvas_carry_several (self->diagram, self->several, diagram);
  g_clear_pointer (&self->several, g_bytes_unref);
  self->hover = nothing;
  self->hover_row = -1;
  if (!is_kin)
    {
      crow_canvas_stop_flick (self);
      crow_canvas_stop_gliding (self);
      crow_canvas_release_boxes (self);
      crow_backdrop_clear (self->backdrop);
      self->is_fit_pending = diagram != NULL;
    }
  crow_canvas_replace_diagram (self, diagram);
  if (self->is_fit_pending && crow_canvas_has_size (self))
    fit_with (self, selection);
  crow_canvas_select (self, selection, FALSE);
  if (self->selection.kind == CROW_SELECTION_MODEL)
    self->several = g_steal_pointer (&several);
  crow_canvas_update_context (self);
  crow_canvas_update_light (self);
  crow_canvas_update_accessible (self);
  crow_canvas_apply_view (self, self->view);
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
  crow_canvas_apply_view (self, self->view);
}

/**
 * crow_canvas_show_overview:
 * @self: a canvas
 * @is_shown: whether the minimap is unfolded where it is of use
 */
void
crow_canvas_show_overview (CrowCanvas *self, gboolean is_shown)
{
  g_return_if_fail (CROW_IS_CANVAS (self));

  crow_minimap_set_folded (CROW_MINIMAP (self->minimap), !is_shown);
}
