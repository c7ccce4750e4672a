#include "crow-bench-tables.h"

#define HEAD 34
#define ROW 24

struct _CrowBenchTables
{
  GtkWidget parent_instance;
  CrowDiagram *diagram;  /* (owned) */
  GskRenderNode **nodes; /* (owned) by model: drawn once */
  double zoom, x, y;
};

G_DEFINE_FINAL_TYPE (CrowBenchTables, crow_bench_tables, GTK_TYPE_WIDGET)

static const GdkRGBA white = { 1, 1, 1, 1 };
static const GdkRGBA head = { 0.2f, 0.35f, 0.6f, 1 };
static const GdkRGBA line = { 0.4f, 0.4f, 0.45f, 1 };
static const GdkRGBA text = { 0.1f, 0.1f, 0.1f, 1 };
static const GdkRGBA rule = { 0.9f, 0.9f, 0.92f, 1 };
static const GdkRGBA edge = { 0.35f, 0.45f, 0.7f, 1 };

static void
append_rect (GtkSnapshot *snapshot,
             const GdkRGBA *color,
             double x,
             double y,
             double width,
             double height)
{
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width,
                                                  (float) height));
}

static void
append_text (CrowBenchTables *self,
             GtkSnapshot *snapshot,
             const GdkRGBA *color,
             double x,
             double y,
             const char *string)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), string);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static GskRenderNode *
draw_table (CrowBenchTables *self, guint index)
{
  const CrowModel *model = crow_schema_get_model (self->diagram->schema, index);
  const CrowRect *box = &self->diagram->layout->boxes[index];
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  append_rect (snapshot, &line, 0, 0, box->width, box->height);
  append_rect (snapshot, &white, 1, 1, box->width - 2, box->height - 2);
  append_rect (snapshot, &head, 1, 1, box->width - 2, HEAD - 1);
  append_text (self, snapshot, &white, 8, 8, model->name);
  for (guint row = 0; row < model->n_rows; row++)
    {
      const CrowField *field = crow_model_get_row_field (model, row);
      double y = HEAD + ROW * row;

      append_rect (snapshot, &rule, 1, y, box->width - 2, 1);
      append_text (self, snapshot, &text, 8, y + 3, field->name);
      append_text (self, snapshot, &line, box->width - 82, y + 3, field->type);
    }
  return gtk_snapshot_free_to_node (snapshot);
}

static void
append_edges (CrowBenchTables *self, GtkSnapshot *snapshot)
{
  const CrowLayout *layout = self->diagram->layout;
  double width = MAX (1.2, 1 / self->zoom);

  for (guint i = 0; i < layout->n_edges; i++)
    {
      const CrowPoint *points;
      guint n_points = crow_layout_get_route (layout, i, &points);

      for (guint j = 1; j < n_points; j++)
        {
          double left = MIN (points[j - 1].x, points[j].x);
          double top = MIN (points[j - 1].y, points[j].y);

          append_rect (snapshot, &edge, left - width / 2, top - width / 2,
                       MAX (points[j - 1].x, points[j].x) - left + width,
                       MAX (points[j - 1].y, points[j].y) - top + width);
        }
    }
}

static void
crow_bench_tables_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrowBenchTables *self = CROW_BENCH_TABLES (widget);
  const CrowLayout *layout = self->diagram->layout;
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  append_rect (snapshot, &white, 0, 0, width, height);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) self->x, (float) self->y));
  gtk_snapshot_scale (snapshot, (float) self->zoom, (float) self->zoom);
  append_edges (self, snapshot);
  for (guint i = 0; i < layout->n_boxes; i++)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) layout->boxes[i].x,
                                                              (float) layout->boxes[i].y));
      if (self->nodes[i] == NULL)
        self->nodes[i] = draw_table (self, i);
      gtk_snapshot_append_node (snapshot, self->nodes[i]);
      gtk_snapshot_restore (snapshot);
    }
  gtk_snapshot_pop (snapshot);
}

static void
crow_bench_tables_finalize (GObject *object)
{
  CrowBenchTables *self = CROW_BENCH_TABLES (object);

  for (guint i = 0; i < self->diagram->layout->n_boxes; i++)
    g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
  g_free (self->nodes);
  crow_diagram_unref (self->diagram);

  G_OBJECT_CLASS (crow_bench_tables_parent_class)->finalize (object);
}

static void
crow_bench_tables_class_init (CrowBenchTablesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crow_bench_tables_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = crow_bench_tables_snapshot;
}

static void
crow_bench_tables_init (CrowBenchTables *self)
{
  self->zoom = 1;
}

/**
 * crow_bench_tables_new:
 * @diagram: what to draw
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
crow_bench_tables_new (CrowDiagram *diagram)
{
  CrowBenchTables *self = g_object_new (CROW_TYPE_BENCH_TABLES, NULL);

  self->diagram = crow_diagram_ref (diagram);
  self->nodes = g_new0 (GskRenderNode *, diagram->layout->n_boxes + 1);
  return GTK_WIDGET (self);
}

/**
 * crow_bench_tables_look:
 * @self: the widget
 * @zoom: widget pixels per diagram pixel
 * @x: where the diagram's 0, 0 is seen
 * @y: likewise
 */
void
crow_bench_tables_look (CrowBenchTables *self, double zoom, double x, double y)
{
  self->zoom = zoom;
  self->x = x;
  self->y = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
