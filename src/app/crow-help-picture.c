#include "crow-help-picture.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "crow-painter.h"
#include "crow-prisma.h"

struct _CrowHelpPicture
{
  GtkWidget parent_instance;

  CrowDiagram *diagram; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CrowHelpPicture, crow_help_picture, GTK_TYPE_WIDGET)

static const CrowRect *
get_bounds (CrowHelpPicture *self)
{
  return self->diagram != NULL ? &self->diagram->layout->bounds : NULL;
}

static void
crow_help_picture_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  const CrowRect *bounds = get_bounds (CROW_HELP_PICTURE (widget));

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (bounds == NULL)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = (int) ceil (bounds->width);
  else if (for_size < 0 || for_size >= bounds->width)
    *minimum = *natural = (int) ceil (bounds->height);
  else
    *minimum = *natural = (int) ceil (bounds->height * for_size / bounds->width);
}

static void
crow_help_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrowHelpPicture *self = CROW_HELP_PICTURE (widget);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  CrowThemeKind kind = adw_style_manager_get_dark (manager) ? CROW_THEME_DARK : CROW_THEME_LIGHT;
  CrowPaintStyle style = { crow_theme_get (kind, adw_style_manager_get_high_contrast (manager)),
                           CROW_LABELS_ALL, 1 };
  const CrowRect *bounds = get_bounds (self);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  g_autoptr (CrowPen) pen = NULL;
  double zoom;
  cairo_t *cr;

  if (bounds == NULL)
    return;
  zoom = MIN (1, width / bounds->width);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, (width - bounds->width * zoom) / 2, 0);
  cairo_scale (cr, zoom, zoom);
  cairo_translate (cr, -bounds->x, -bounds->y);
  pen = crow_pen_new_cairo (cr);
  crow_paint_diagram (pen, self->diagram, NULL, &style);
  cairo_destroy (cr);
}

static GtkSizeRequestMode
crow_help_picture_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
crow_help_picture_finalize (GObject *object)
{
  CrowHelpPicture *self = CROW_HELP_PICTURE (object);

  g_clear_pointer (&self->diagram, crow_diagram_unref);

  G_OBJECT_CLASS (crow_help_picture_parent_class)->finalize (object);
}

static void
crow_help_picture_class_init (CrowHelpPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = crow_help_picture_finalize;
  widget_class->measure = crow_help_picture_measure;
  widget_class->snapshot = crow_help_picture_snapshot;
  widget_class->get_request_mode = crow_help_picture_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
crow_help_picture_init (CrowHelpPicture *self)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/* Read aloud: "Post.author on delete Cascade; …". (transfer full) */
static char *
describe (CrowSchema *schema)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      CrowRelation *relation = crow_schema_get_relation (schema, i);
      CrowAction action = relation->clauses[CROW_EVENT_DELETE].action;

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "; " : "", relation->id,
                              crow_action_get_name (action));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * crow_help_picture_new:
 * @schema: models in Prisma's language; few, for they are laid out at once
 *
 * Returns: (transfer floating): the picture
 */
GtkWidget *
crow_help_picture_new (const char *schema)
{
  CrowHelpPicture *self = g_object_new (CROW_TYPE_HELP_PICTURE, NULL);
  g_autofree char *text = g_strconcat ("datasource db {\n  provider = \"postgresql\"\n}\n", schema,
                                       "\n", NULL);
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  CrowDiagramOptions options = { .labels = CROW_LABELS_ALL };
  g_autoptr (CrowPrisma) prisma = NULL;
  g_autofree char *words = NULL;

  g_ptr_array_add (files, crow_source_file_new ("help.prisma", content));
  prisma = crow_prisma_new (files);
  self->diagram = crow_diagram_new (crow_prisma_get_schema (prisma), &options, NULL, NULL, NULL,
                                    NULL);
  words = describe (crow_prisma_get_schema (prisma));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return GTK_WIDGET (self);
}
