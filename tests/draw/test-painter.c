#include "crow-draw-samples.h"
#include "crow-export.h"
#include "crow-painter.h"

#include <math.h>
#include <string.h>

typedef struct
{
  cairo_surface_t *surface; /* (owned) */
  CrowRect area;
  double scale;
} Picture;

typedef void (*Paint) (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style);

static CrowPaintStyle
get_style (double zoom)
{
  return (CrowPaintStyle){ crow_theme_get (CROW_THEME_LIGHT, FALSE), CROW_LABELS_ALL, zoom, FALSE };
}

/* On a ground of the canvas's colour, with some px around. */
static void
paint_picture (Picture *self, const CrowDiagram *diagram, const CrowPaintStyle *style, Paint paint)
{
  cairo_t *cr;
  CrowPen *pen;

  self->area = crow_rect_inset (&diagram->layout->bounds, -20);
  self->scale = style->zoom;
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                              (int) ceil (self->area.width * style->zoom),
                                              (int) ceil (self->area.height * style->zoom));
  cr = cairo_create (self->surface);
  cairo_set_source_rgb (cr, style->theme->canvas.red, style->theme->canvas.green,
                        style->theme->canvas.blue);
  cairo_paint (cr);
  cairo_scale (cr, style->zoom, style->zoom);
  cairo_translate (cr, -self->area.x, -self->area.y);
  pen = crow_pen_new_cairo (cr);
  paint (pen, diagram, style);
  crow_pen_free (pen);
  cairo_destroy (cr);
  cairo_surface_flush (self->surface);
}

static guint32
get_pixel (const Picture *self, double x, double y)
{
  int column = (int) floor ((x - self->area.x) * self->scale);
  int row = (int) floor ((y - self->area.y) * self->scale);
  const guint8 *data = cairo_image_surface_get_data (self->surface);

  g_assert_cmpint (column, >=, 0);
  g_assert_cmpint (row, >=, 0);
  g_assert_cmpint (column, <, cairo_image_surface_get_width (self->surface));
  g_assert_cmpint (row, <, cairo_image_surface_get_height (self->surface));
  data += row * cairo_image_surface_get_stride (self->surface) + column * 4;
  return *(const guint32 *) (const void *) data & 0xffffff;
}

static int
get_difference (guint32 a, guint32 b)
{
  return ABS ((int) (a >> 16 & 0xff) - (int) (b >> 16 & 0xff)) +
         ABS ((int) (a >> 8 & 0xff) - (int) (b >> 8 & 0xff)) +
         ABS ((int) (a & 0xff) - (int) (b & 0xff));
}

static guint32
to_pixel (CrowColor color)
{
  return (guint32) lround (color.red * 255) << 16 | (guint32) lround (color.green * 255) << 8 |
         (guint32) lround (color.blue * 255);
}

/* Pixels within @rect that differ from @ground. */
static guint
count_ink (const Picture *self, CrowRect rect, CrowColor ground)
{
  guint32 paper = to_pixel (ground);
  guint n = 0;

  for (double y = rect.y + 0.5; y < rect.y + rect.height; y++)
    for (double x = rect.x + 0.5; x < rect.x + rect.width; x++)
      n += get_difference (get_pixel (self, x, y), paper) > 40 ? 1 : 0;
  return n;
}

/* Two tables and one relation; its line has a long straight piece. */
static CrowDiagram *
create_pair (CrowAction action, CrowReason reason)
{
  CrowSchema *schema = crow_schema_new ();
  CrowRelation *relation;

  crow_sample_add_model (schema, "Parent", "Parent", NULL, "id:Int:pk");
  crow_sample_add_model (schema, "Child", "Child", NULL, "id:Int:pk parentId:Int?");
  relation = crow_sample_add_relation (schema, "Child", "parent", "parentId", "Parent", "id");
  crow_sample_set_actions (relation, action, reason, CROW_ACTION_CASCADE, CROW_REASON_DEFAULT);
  crow_schema_seal (schema);
  return crow_sample_diagram (schema, CROW_LABELS_NONE);
}

/* The horizontal piece of @diagram's first route with room for several dashes, without the ends. */
static gboolean
find_straight_piece (const CrowDiagram *diagram, CrowPoint *from, double *length)
{
  const CrowPoint *points;
  guint n = crow_layout_get_route (diagram->layout, 0, &points);

  for (guint i = 1; i < n; i++)
    {
      double left = MIN (points[i - 1].x, points[i].x);
      double piece = fabs (points[i].x - points[i - 1].x);

      if (points[i].y == points[i - 1].y && piece > 110)
        {
          *from = (CrowPoint){ left + 35, points[i].y };
          *length = piece - 70;
          return TRUE;
        }
    }
  return FALSE;
}

static CrowDiagram *
create_far_pair (CrowAction action)
{
  g_autoptr (CrowDiagram) near = create_pair (action, CROW_REASON_WRITTEN);
  CrowRect parent = near->layout->boxes[0];
  CrowPoint target = { parent.x + 500, parent.y };
  guint child = 1;

  return crow_diagram_with_boxes_at (near, 1, &child, &target, TRUE);
}

static void
paint_everything (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style)
{
  crow_paint_diagram (pen, diagram, NULL, style);
}

/* How often the line is interrupted per 100 px, from the pattern's own length. */
static void
test_dashes_tell_the_action (void)
{
  for (int action = 0; action < CROW_N_ACTIONS; action++)
    {
      g_autoptr (CrowDiagram) diagram = create_far_pair ((CrowAction) action);
      CrowPaintStyle style = get_style (1);
      int n_dashes;
      const double *dashes = crow_action_get_dashes ((CrowAction) action, &n_dashes);
      double period = 0;
      guint n_gaps = 0;
      gboolean was_ink = TRUE;
      Picture picture;
      CrowPoint from;
      double length;

      style.labels = CROW_LABELS_NONE;
      g_assert_true (find_straight_piece (diagram, &from, &length));
      paint_picture (&picture, diagram, &style, paint_everything);
      for (double x = 0; x < length; x++)
        {
          guint32 pixel = get_pixel (&picture, from.x + x, from.y);
          gboolean is_ink = get_difference (pixel, to_pixel (style.theme->canvas)) >
                            get_difference (pixel, to_pixel (style.theme->actions[action]));

          n_gaps += was_ink && !is_ink ? 1 : 0;
          was_ink = is_ink;
        }
      for (int i = 0; i < n_dashes; i++)
        period += dashes[i];
      if (n_dashes == 0)
        g_assert_cmpuint (n_gaps, ==, 0);
      else
        g_assert_cmpfloat (fabs (n_gaps - length * n_dashes / 2 / period), <=,
                           1.5 + length / period * 0.15);
      cairo_surface_destroy (picture.surface);
    }
}

static void
test_required_and_optional_ends_differ (void)
{
  static const char *const types[] = { "Int", "Int?" };
  guint ink[2];

  for (guint i = 0; i < 2; i++)
    {
      CrowSchema *schema = crow_schema_new ();
      g_autofree char *fields = g_strdup_printf ("id:Int:pk parentId:%s", types[i]);
      g_autoptr (CrowDiagram) diagram = NULL;
      CrowPaintStyle style = get_style (1);
      const CrowPoint *points;
      guint n;
      Picture picture;
      CrowRect end;

      crow_sample_add_model (schema, "Parent", "Parent", NULL, "id:Int:pk");
      crow_sample_add_model (schema, "Child", "Child", NULL, fields);
      crow_sample_add_relation (schema, "Child", "parent", "parentId", "Parent", "id");
      crow_schema_seal (schema);
      diagram = crow_sample_diagram (schema, CROW_LABELS_NONE);
      style.labels = CROW_LABELS_NONE;
      paint_picture (&picture, diagram, &style, paint_everything);
      n = crow_layout_get_route (diagram->layout, 0, &points);
      end = (CrowRect){ points[n - 1].x - 20, points[n - 1].y - 7, 40, 14 };
      ink[i] = count_ink (&picture, end, style.theme->canvas);
      cairo_surface_destroy (picture.surface);
    }
  g_assert_cmpuint (ink[0], !=, ink[1]);
}

static void
paint_selected_relation (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style)
{
  crow_paint_relation (pen, diagram, 0, CROW_STATE_SELECTED, style);
}

static void
paint_relation (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style)
{
  crow_paint_relation (pen, diagram, 0, 0, style);
}

static void
paint_faded_relation (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style)
{
  crow_paint_relation (pen, diagram, 0, CROW_STATE_FADED, style);
}

static void
test_selection_has_a_halo (void)
{
  g_autoptr (CrowDiagram) diagram = create_far_pair (CROW_ACTION_CASCADE);
  CrowPaintStyle style = get_style (1);
  guint32 ground = to_pixel (style.theme->canvas);
  Picture plain, selected;
  CrowPoint from;
  double length;

  g_assert_true (find_straight_piece (diagram, &from, &length));
  paint_picture (&plain, diagram, &style, paint_relation);
  paint_picture (&selected, diagram, &style, paint_selected_relation);
  for (int side = -1; side <= 1; side += 2)
    {
      double y = from.y + (side < 0 ? -3.5 : 2.5);

      g_assert_cmphex (get_pixel (&plain, from.x, y), ==, ground);
      g_assert_cmpint (get_difference (get_pixel (&selected, from.x, y), ground), >, 30);
      g_assert_cmphex (get_pixel (&selected, from.x, from.y + side * 6), ==, ground);
    }
  cairo_surface_destroy (plain.surface);
  cairo_surface_destroy (selected.surface);
}

static void
test_faded_is_a_quarter_never_nothing (void)
{
  g_autoptr (CrowDiagram) diagram = create_far_pair (CROW_ACTION_CASCADE);
  CrowPaintStyle style = get_style (1);
  guint32 ground = to_pixel (style.theme->canvas);
  Picture plain, faded;
  CrowPoint from;
  double length, ratio;

  g_assert_true (find_straight_piece (diagram, &from, &length));
  paint_picture (&plain, diagram, &style, paint_relation);
  paint_picture (&faded, diagram, &style, paint_faded_relation);
  ratio = (double) get_difference (get_pixel (&faded, from.x, from.y), ground) /
          get_difference (get_pixel (&plain, from.x, from.y), ground);
  g_assert_cmpfloat (fabs (ratio - 0.25), <, 0.02);
  cairo_surface_destroy (plain.surface);
  cairo_surface_destroy (faded.surface);
}

static void
paint_first_label (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style)
{
  crow_paint_label (pen, diagram, 0, 0, style);
}

static void
paint_first_label_selected (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style)
{
  crow_paint_label (pen, diagram, 0, CROW_STATE_SELECTED, style);
}

static guint
count_all_ink (const CrowDiagram *diagram, const CrowPaintStyle *style, Paint paint)
{
  Picture picture;
  guint n = 0;
  guint32 ground = to_pixel (style->theme->canvas);

  paint_picture (&picture, diagram, style, paint);
  for (int y = 0; y < cairo_image_surface_get_height (picture.surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (picture.surface); x++)
      n += get_pixel (&picture, picture.area.x + (x + 0.5) / picture.scale,
                      picture.area.y + (y + 0.5) / picture.scale) != ground
               ? 1
               : 0;
  cairo_surface_destroy (picture.surface);
  return n;
}

static void
test_labels_go_when_they_cannot_be_read (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  CrowPaintStyle full = get_style (1);
  CrowPaintStyle compact = get_style (0.5);
  CrowPaintStyle far = get_style (0.4);

  g_assert_true (crow_paint_style_shows_label (&full, diagram->schema, 0));
  g_assert_true (crow_paint_style_shows_label (&compact, diagram->schema, 0));
  g_assert_false (crow_paint_style_shows_label (&far, diagram->schema, 0));
  g_assert_cmpuint (count_all_ink (diagram, &full, paint_first_label), >, 1000);
  g_assert_cmpuint (count_all_ink (diagram, &compact, paint_first_label), >, 300);
  g_assert_cmpuint (count_all_ink (diagram, &far, paint_first_label), ==, 0);
}

static void
test_density_hides_labels_but_the_selected (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  CrowPaintStyle style = get_style (1);

  style.labels = CROW_LABELS_WRITTEN;
  g_assert_false (crow_paint_style_shows_label (&style, diagram->schema, 0)); /* User.address */
  g_assert_true (crow_paint_style_shows_label (&style, diagram->schema, 1));  /* User.manager */
  style.labels = CROW_LABELS_NONE;
  g_assert_false (crow_paint_style_shows_label (&style, diagram->schema, 1));
  g_assert_cmpuint (count_all_ink (diagram, &style, paint_first_label), ==, 0);
  g_assert_cmpuint (count_all_ink (diagram, &style, paint_first_label_selected), >, 1000);
}

/* From afar the boxes and the edges' colours are still there. */
static void
test_far_view_keeps_boxes_and_colours (void)
{
  g_autoptr (CrowDiagram) diagram = create_far_pair (CROW_ACTION_CASCADE);
  CrowPaintStyle style = get_style (0.1);
  guint32 red = to_pixel (style.theme->actions[CROW_ACTION_CASCADE]);
  const CrowRect *box = &diagram->layout->boxes[0];
  Picture picture;
  CrowPoint from;
  double length;
  int nearest = G_MAXINT;

  g_assert_true (find_straight_piece (diagram, &from, &length));
  paint_picture (&picture, diagram, &style, paint_everything);
  for (int dy = -10; dy <= 10; dy += 10)
    nearest = MIN (nearest,
                   get_difference (get_pixel (&picture, from.x + length / 2, from.y + dy), red));
  g_assert_cmpint (nearest, <, 60);
  g_assert_cmphex (get_pixel (&picture, box->x + box->width / 2, box->y + box->height / 2), !=,
                   to_pixel (style.theme->canvas));
  cairo_surface_destroy (picture.surface);
}

/* Dark pixels inside the first table, away from its border. */
static guint
count_name_ink (const CrowDiagram *diagram, double zoom)
{
  CrowPaintStyle style = get_style (zoom);
  CrowRect inside = crow_rect_inset (&diagram->layout->boxes[0], 2 / zoom);
  guint n = 0;
  Picture picture;

  paint_picture (&picture, diagram, &style, paint_everything);
  for (double y = inside.y; y < inside.y + inside.height; y += 1 / zoom)
    for (double x = inside.x; x < inside.x + inside.width; x += 1 / zoom)
      n += get_difference (get_pixel (&picture, x, y), 0) < 300 ? 1 : 0;
  cairo_surface_destroy (picture.surface);
  return n;
}

/* Nobody sees a nameless box as long as letters 7 px high fit. */
static void
test_names_grow_as_one_goes_away (void)
{
  g_autoptr (CrowDiagram) diagram = create_far_pair (CROW_ACTION_CASCADE);

  for (double zoom = 0.55; zoom > 0.15; zoom -= 0.03)
    g_assert_cmpuint (count_name_ink (diagram, zoom), >, 10);
  g_assert_cmpuint (count_name_ink (diagram, 0.06), ==, 0);
}

/* Screen pixels between the highest and the lowest ink of the first table's name. */
static double
measure_name_height (const CrowDiagram *diagram, double zoom)
{
  CrowPaintStyle style = get_style (zoom);
  CrowRect inside = crow_rect_inset (&diagram->layout->boxes[0], 2 / zoom);
  double top = G_MAXDOUBLE;
  double bottom = -G_MAXDOUBLE;
  Picture picture;

  paint_picture (&picture, diagram, &style, paint_everything);
  for (double y = inside.y; y < inside.y + inside.height; y += 1 / zoom)
    for (double x = inside.x; x < inside.x + inside.width; x += 1 / zoom)
      if (get_difference (get_pixel (&picture, x, y), 0) < 300)
        {
          top = MIN (top, y);
          bottom = MAX (bottom, y);
        }
  cairo_surface_destroy (picture.surface);
  return (bottom - top) * zoom;
}

/* A name too long for its box in letters that can be read stands on several lines. */
static void
test_long_names_break_into_lines (void)
{
  CrowSchema *schema = crow_schema_new ();
  g_autoptr (CrowDiagram) diagram = NULL;

  crow_sample_add_model (schema, "ConversationParticipant", "participant", NULL,
                         "id:Int:pk name:String email:String role:String since:DateTime "
                         "description:AnUnusuallyLongTypeName");
  crow_schema_seal (schema);
  diagram = crow_sample_diagram (schema, CROW_LABELS_NONE);
  g_assert_cmpfloat (measure_name_height (diagram, 0.4), <, 10);
  g_assert_cmpfloat (measure_name_height (diagram, 0.2), >, 12);
}

static void
test_clip_gives_the_same_pixels (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  CrowPaintStyle style = get_style (1);
  CrowRect clip = crow_rect_inset (&diagram->layout->bounds, diagram->layout->bounds.height / 4);
  cairo_surface_t *surfaces[2];
  gsize length;

  for (guint i = 0; i < 2; i++)
    {
      cairo_t *cr;
      CrowPen *pen;

      surfaces[i] = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) clip.width,
                                                (int) clip.height);
      cr = cairo_create (surfaces[i]);
      cairo_translate (cr, -floor (clip.x), -floor (clip.y));
      pen = crow_pen_new_cairo (cr);
      crow_paint_canvas (pen, &clip, &style);
      crow_paint_diagram (pen, diagram, i == 0 ? NULL : &clip, &style);
      crow_pen_free (pen);
      cairo_destroy (cr);
      cairo_surface_flush (surfaces[i]);
    }
  length = (gsize) cairo_image_surface_get_stride (surfaces[0]) *
           (gsize) cairo_image_surface_get_height (surfaces[0]);
  g_assert_cmpint (memcmp (cairo_image_surface_get_data (surfaces[0]),
                           cairo_image_surface_get_data (surfaces[1]), length),
                   ==, 0);
  cairo_surface_destroy (surfaces[0]);
  cairo_surface_destroy (surfaces[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/painter/dashes-tell-the-action", test_dashes_tell_the_action);
  g_test_add_func ("/painter/required-and-optional-ends-differ",
                   test_required_and_optional_ends_differ);
  g_test_add_func ("/painter/selection-has-a-halo", test_selection_has_a_halo);
  g_test_add_func ("/painter/faded-is-a-quarter-never-nothing",
                   test_faded_is_a_quarter_never_nothing);
  g_test_add_func ("/painter/labels-go-when-they-cannot-be-read",
                   test_labels_go_when_they_cannot_be_read);
  g_test_add_func ("/painter/density-hides-labels-but-the-selected",
                   test_density_hides_labels_but_the_selected);
  g_test_add_func ("/painter/far-view-keeps-boxes-and-colours",
                   test_far_view_keeps_boxes_and_colours);
  g_test_add_func ("/painter/names-grow-as-one-goes-away", test_names_grow_as_one_goes_away);
  g_test_add_func ("/painter/long-names-break-into-lines", test_long_names_break_into_lines);
  g_test_add_func ("/painter/clip-gives-the-same-pixels", test_clip_gives_the_same_pixels);
  return g_test_run ();
}
