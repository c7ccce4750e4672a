#include "crow-model-box.h"

#include <math.h>

/* How far beyond its rectangle a box draws (shadow, outline, focus), in diagram pixels. */
#define REACH 12.0
#define FOCUS_GAP 3.0
#define FOCUS_WIDTH 2.0
#define RADIUS 8.0

struct _CrowModelBox
{
  GtkWidget parent_instance;
  CrowDiagram *diagram; /* (owned) (nullable) */
  guint model;
  CrowPaintStyle style;
  CrowStateFlags state;
  GskRenderNode *node; /* (owned) (nullable) the model, drawn */
  gboolean is_stale;   /* that was another diagram's */
  CrowPaintStyle drawn_style;
  CrowStateFlags drawn_state;
};

G_DEFINE_FINAL_TYPE (CrowModelBox, crow_model_box, GTK_TYPE_WIDGET)

static gboolean
is_same_style (const CrowPaintStyle *a, const CrowPaintStyle *b)
{
  return a->theme == b->theme && a->labels == b->labels && a->zoom == b->zoom &&
         a->legend == b->legend;
}

/* Was it, in the last diagram, the same table of the same size? */
static gboolean
is_same_table (CrowModelBox *self, const CrowDiagram *diagram, guint model)
{
  const CrowRect *was = &self->diagram->layout->boxes[self->model];
  const CrowRect *now = &diagram->layout->boxes[model];
  const CrowModel *old = crow_schema_get_model (self->diagram->schema, self->model);

  return was->width == now->width && was->height == now->height &&
         g_str_equal (old->key, crow_schema_get_model (diagram->schema, model)->key);
}

static void
paint_focus (CrowModelBox *self, cairo_t *cr, const CrowRect *box)
{
  const CrowColor *color = &self->style.theme->selection;
  CrowRect ring = crow_rect_inset (box, -FOCUS_GAP - FOCUS_WIDTH / 2);
  double radius = RADIUS + FOCUS_GAP;

  cairo_new_sub_path (cr);
  cairo_arc (cr, ring.x + ring.width - radius, ring.y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, ring.x + ring.width - radius, ring.y + ring.height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, ring.x + radius, ring.y + ring.height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, ring.x + radius, ring.y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, 1);
  cairo_set_line_width (cr, FOCUS_WIDTH);
  cairo_stroke (cr);
}

static graphene_rect_t
get_reach (const CrowRect *box)
{
  return GRAPHENE_RECT_INIT ((float) -REACH, (float) -REACH, (float) (box->width + 2 * REACH),
                             (float) (box->height + 2 * REACH));
}

static void
append_focus (CrowModelBox *self, GtkSnapshot *snapshot)
{
  CrowRect box = self->diagram->layout->boxes[self->model];
  graphene_rect_t reach = get_reach (&box);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &reach);

  box.x = 0;
  box.y = 0;
  paint_focus (self, cr, &box);
  cairo_destroy (cr);
}

/* As CSS has it for every other widget: also in a window that is not the active one. */
static gboolean
shows_focus (GtkWidget *widget)
{
  const GtkStateFlags both = GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE;

  return (gtk_widget_get_state_flags (widget) & both) == both;
}

static void
crow_model_box_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrowModelBox *self = CROW_MODEL_BOX (widget);

  if (self->diagram == NULL)
    return;
  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
  if (shows_focus (widget))
    append_focus (self, snapshot);
}

static void
crow_model_box_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  CrowModelBox *self = CROW_MODEL_BOX (widget);
  double size = 0;

  if (self->diagram != NULL)
    {
      const CrowRect *box = &self->diagram->layout->boxes[self->model];

      size = orientation == GTK_ORIENTATION_HORIZONTAL ? box->width : box->height;
    }
  *minimum = *natural = (int) ceil (size);
}

/* The ring around the focus comes and goes with the keyboard's use. */
static void
crow_model_box_state_flags_changed (GtkWidget *widget, GtkStateFlags was)
{
  if ((gtk_widget_get_state_flags (widget) ^ was) &
      (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE))
    gtk_widget_queue_draw (widget);

  GTK_WIDGET_CLASS (crow_model_box_parent_class)->state_flags_changed (widget, was);
}

static void
crow_model_box_finalize (GObject *object)
{
  CrowModelBox *self = CROW_MODEL_BOX (object);

  g_clear_pointer (&self->diagram, crow_diagram_unref);
  g_clear_pointer (&self->node, gsk_render_node_unref);

  G_OBJECT_CLASS (crow_model_box_parent_class)->finalize (object);
}

static void
crow_model_box_class_init (CrowModelBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = crow_model_box_finalize;
  widget_class->measure = crow_model_box_measure;
  widget_class->snapshot = crow_model_box_snapshot;
  widget_class->state_flags_changed = crow_model_box_state_flags_changed;

  gtk_widget_class_set_css_name (widget_class, "modelbox");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
crow_model_box_init (CrowModelBox *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/**
 * crow_model_box_new:
 *
 * Returns: (transfer floating): a box that shows nothing yet
 */
GtkWidget *
crow_model_box_new (void)
{
  return g_object_new (CROW_TYPE_MODEL_BOX, NULL);
}

/**
 * crow_model_box_show:
 * @self: a box
 * @diagram: holds the model
 * @model: index into the schema's models
 * @style: how to draw it
 * @state: selected, hovered
 *
 * Shows another model, or the same one anew. It is drawn by crow_model_box_draw(); until then the
 * same model is seen as it was, another one not at all.
 *
 * Returns: whether it must be named anew: another model, or perhaps another schema
 */
gboolean
crow_model_box_show (CrowModelBox *self,
                     CrowDiagram *diagram,
                     guint model,
                     const CrowPaintStyle *style,
                     CrowStateFlags state)
{
  gboolean is_other, is_kin;

  g_return_val_if_fail (CROW_IS_MODEL_BOX (self), FALSE);
  g_return_val_if_fail (diagram != NULL && model < diagram->layout->n_boxes, FALSE);

  is_other = self->diagram != diagram || self->model != model;
  if (!is_other && self->state == state && is_same_style (&self->style, style))
    return FALSE;
  is_kin = is_other && self->diagram != NULL && is_same_table (self, diagram, model);
  crow_diagram_ref (diagram);
  g_clear_pointer (&self->diagram, crow_diagram_unref);
  self->diagram = diagram;
  self->model = model;
  self->style = *style;
  self->state = state;
  if (!is_other)
    return FALSE;
  self->is_stale = TRUE;
  if (!is_kin)
    g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  return TRUE;
}

/**
 * crow_model_box_needs_drawing:
 * @self: a box
 *
 * Returns: how urgently: 2: nothing is seen of the model, 1: it is seen for another zoom or state,
 * 0
 */
guint
crow_model_box_needs_drawing (CrowModelBox *self)
{
  g_return_val_if_fail (CROW_IS_MODEL_BOX (self), 0);

  if (self->diagram == NULL)
    return 0;
  if (self->node == NULL)
    return 2;
  return self->is_stale || self->drawn_state != self->state ||
         !is_same_style (&self->drawn_style, &self->style);
}

/**
 * crow_model_box_draw:
 * @self: a box that shows a model
 *
 * Draws the model; shaping its texts may take a millisecond.
 */
void
crow_model_box_draw (CrowModelBox *self)
{
  const CrowRect *box;
  graphene_rect_t reach;
  CrowPen *pen;
  cairo_t *cr;

  g_return_if_fail (CROW_IS_MODEL_BOX (self));
  g_return_if_fail (self->diagram != NULL);

  box = &self->diagram->layout->boxes[self->model];
  reach = get_reach (box);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = gsk_cairo_node_new (&reach);
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_translate (cr, -box->x, -box->y);
  pen = crow_pen_new_cairo (cr);
  crow_paint_model (pen, self->diagram, self->model, self->state, &self->style);
  crow_pen_free (pen);
  cairo_destroy (cr);
  self->is_stale = FALSE;
  self->drawn_style = self->style;
  self->drawn_state = self->state;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * crow_model_box_get_model:
 * @self: a box
 *
 * Returns: index into the schema's models
 */
guint
crow_model_box_get_model (CrowModelBox *self)
{
  g_return_val_if_fail (CROW_IS_MODEL_BOX (self), 0);

  return self->model;
}

/**
 * crow_model_box_set_state:
 * @self: a box
 * @state: selected, hovered
 */
void
crow_model_box_set_state (CrowModelBox *self, CrowStateFlags state)
{
  g_return_if_fail (CROW_IS_MODEL_BOX (self));

  if (self->state == state)
    return;
  self->state = state;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED,
                               (state & CROW_STATE_SELECTED) != 0, -1);
  if (self->node != NULL)
    crow_model_box_draw (self);
}
