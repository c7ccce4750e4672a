#include "crow-canvas-private.h"

/* Of more relations than this at one row (a hub's key) only the lines are lit, without labels. */
#define MOST_LIT 40
/* Lines that are lit faintly: width in the widget's pixels, opacity. */
#define FAINT_WIDTH 3.0
#define FAINT_ALPHA 0.30
/* A lit row: opacity of its ground, width in diagram pixels of the bar at either end. */
#define ROW_ALPHA 0.12
#define ROW_BAR 3.0

/* What is lit up: what the pointer is on, else what the keyboard is on. */
static CrowSelection
get_source (CrowCanvas *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->hover.kind != CROW_SELECTION_NONE)
    return self->hover;
  if (self->selection.kind == CROW_SELECTION_RELATION)
    return self->selection;
  if (GTK_IS_WINDOW (root) && gtk_window_get_focus_visible (GTK_WINDOW (root)) &&
      crow_canvas_has_focus_inside (self))
    return self->selection;
  return (CrowSelection){ CROW_SELECTION_NONE, 0 };
}

static gboolean
has_field_in_row (const CrowModel *model, const GArray *fields, int row)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const CrowField *field = g_ptr_array_index (model->fields, g_array_index (fields, guint, i));

      if (field->row == row)
        return TRUE;
    }
  return FALSE;
}

/* Does the relation leave or refer to that row of the model? */
static gboolean
is_at_row (CrowCanvas *self, guint index, guint model, int row)
{
  const CrowSchema *schema = self->diagram->schema;
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  const CrowModel *table = crow_schema_get_model (schema, model);

  return (relation->child == model && has_field_in_row (table, relation->child_fields, row)) ||
         (relation->parent == model && has_field_in_row (table, relation->parent_fields, row));
}

static void
light_row (CrowCanvas *self, guint model, int row)
{
  guint n;
  const guint *relations = crow_canvas_get_relations (self, model, &n);

  for (guint i = 0; i < n; i++)
    if (is_at_row (self, relations[i], model, row))
      g_array_append_val (self->lit, relations[i]);
}

static void
mark_lit (CrowCanvas *self)
{
  if (self->lit->len == 0)
    return;
  self->lit_marks = g_new0 (guint8, self->diagram->layout->n_edges + 1);
  for (guint i = 0; i < self->lit->len; i++)
    self->lit_marks[g_array_index (self->lit, guint, i)] = TRUE;
}

/**
 * crow_canvas_update_light:
 * @self: a canvas of which something else is hovered, selected or focused
 *
 * Finds the relations that are lit up: the hovered one; those of the hovered row; faintly those of
 * the hovered model. Where the pointer is on nothing, the same for what is selected.
 */
void
crow_canvas_update_light (CrowCanvas *self)
{
  CrowSelection source = { CROW_SELECTION_NONE, 0 };

  g_array_set_size (self->lit, 0);
  g_clear_pointer (&self->lit_marks, g_free);
  self->faint_model = -1;
  if (self->diagram != NULL)
    source = get_source (self);
  if (source.kind == CROW_SELECTION_RELATION)
    g_array_append_val (self->lit, source.index);
  else if (source.kind == CROW_SELECTION_MODEL)
    {
      if (self->hover.kind == CROW_SELECTION_MODEL && self->hover_row >= 0)
        light_row (self, source.index, self->hover_row);
      if (self->lit->len == 0 || self->lit->len > MOST_LIT)
        self->faint_model = (int) source.index;
    }
  if (self->lit->len > MOST_LIT)
    g_array_set_size (self->lit, 0);
  mark_lit (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * crow_canvas_is_lit:
 * @self: a canvas
 * @relation: index of a relation
 *
 * Returns: whether it is drawn as the one that the pointer is on
 */
gboolean
crow_canvas_is_lit (CrowCanvas *self, guint relation)
{
  return self->lit_marks != NULL && self->lit_marks[relation] != 0;
}

/**
 * crow_canvas_set_hover:
 * @self: a canvas
 * @hover: what the pointer is on
 * @row: of a model: which row; -1: none
 */
void
crow_canvas_set_hover (CrowCanvas *self, CrowSelection hover, int row)
{
  gboolean is_same = self->hover.kind == hover.kind &&
                     (hover.kind == CROW_SELECTION_NONE || self->hover.index == hover.index);

  if (is_same && self->hover_row == row)
    return;
  self->hover = hover;
  self->hover_row = row;
  if (!is_same)
    crow_canvas_update_box_states (self);
  crow_canvas_update_light (self);
}

/* One line for all relations of the model, which takes no longer for a hub than for a leaf. */
static void
stroke_model (CrowCanvas *self, cairo_t *cr, const CrowView *view)
{
  const CrowColor *color = &self->theme->selection;
  guint n;
  const guint *relations = crow_canvas_get_relations (self, (guint) self->faint_model, &n);

  for (guint i = 0; i < n; i++)
    {
      const CrowPoint *points;
      guint n_points = crow_layout_get_route (self->diagram->layout, relations[i], &points);

      for (guint k = 0; k < n_points; k++)
        {
          CrowPoint at = crow_view_to_widget (view, points[k]);

          if (k == 0)
            cairo_move_to (cr, at.x, at.y);
          else
            cairo_line_to (cr, at.x, at.y);
        }
    }
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, FAINT_ALPHA);
  cairo_set_line_width (cr, FAINT_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
}

static void
append_model_light (CrowCanvas *self, GtkSnapshot *snapshot, const CrowView *view)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width,
                                                                          (float) height));

  stroke_model (self, cr, view);
  cairo_destroy (cr);
}

static void
append_row (CrowCanvas *self, GtkSnapshot *snapshot, const CrowView *view, guint model, int row)
{
  const CrowColor *color = &self->theme->selection;
  GdkRGBA ground = { (float) color->red, (float) color->green, (float) color->blue, ROW_ALPHA };
  GdkRGBA bar = { (float) color->red, (float) color->green, (float) color->blue, 1 };
  CrowRect in_diagram = crow_layout_get_row (self->diagram->layout, self->diagram->graph, model,
                                             row);
  CrowRect rect = crow_view_rect_to_widget (view, &in_diagram);
  float width = (float) (ROW_BAR * view->zoom);

  gtk_snapshot_append_color (snapshot, &ground,
                             &GRAPHENE_RECT_INIT ((float) rect.x, (float) rect.y,
                                                  (float) rect.width, (float) rect.height));
  gtk_snapshot_append_color (snapshot, &bar,
                             &GRAPHENE_RECT_INIT ((float) rect.x, (float) rect.y, width,
                                                  (float) rect.height));
  gtk_snapshot_append_color (snapshot, &bar,
                             &GRAPHENE_RECT_INIT ((float) (rect.x + rect.width) - width,
                                                  (float) rect.y, width, (float) rect.height));
}

static void
append_rows (CrowCanvas *self,
             GtkSnapshot *snapshot,
             const CrowView *view,
             guint model,
             const GArray *fields,
             GHashTable *done)
{
  const CrowModel *table = crow_schema_get_model (self->diagram->schema, model);

  for (guint i = 0; i < fields->len; i++)
    {
      const CrowField *field = g_ptr_array_index (table->fields, g_array_index (fields, guint, i));

      if (field->row >= 0 && g_hash_table_add (done, (gpointer) field))
        append_row (self, snapshot, view, model, field->row);
    }
}

/**
 * crow_canvas_snapshot_light:
 * @self: a canvas with a diagram
 * @snapshot: to draw on
 * @view: as the rest is drawn with
 *
 * Draws, above the boxes, the rows at both ends of each relation that is lit up, and the faint
 * lines of a model. The relations themselves are drawn by whoever draws hovered ones.
 */
void
crow_canvas_snapshot_light (CrowCanvas *self, GtkSnapshot *snapshot, const CrowView *view)
{
  g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);

  if (self->lifted != NULL)
    return;
  if (self->faint_model >= 0)
    append_model_light (self, snapshot, view);
  for (guint i = 0; i < self->lit->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->diagram->schema,
                                                               g_array_index (self->lit, guint, i));

      append_rows (self, snapshot, view, relation->child, relation->child_fields, done);
      append_rows (self, snapshot, view, relation->parent, relation->parent_fields, done);
    }
}
