#include "crow-draw-samples.h"
#include "crow-table-private.h"
#include "crow-text-private.h"

#include <math.h>

static void
test_widths_hold_their_texts (void)
{
  CrowSchema *schema = crow_sample_blog ();
  g_autoptr (CrowTextSizes) sizes = crow_text_sizes_new (schema, CROW_LABELS_ALL);

  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);

      g_assert_cmpfloat (sizes->box_widths[i], >=, 140);
      g_assert_cmpfloat (fmod (sizes->box_widths[i], 2), ==, 0);
      for (guint k = 0; k < model->fields->len; k++)
        {
          const CrowField *field = crow_model_get_field (model, k);
          g_autofree char *type = crow_table_get_type (field);

          g_assert_cmpfloat (32 +
                                 crow_text_get_width (crow_table_get_field_font (field),
                                                      field->name) +
                                 24 + crow_text_get_width (CROW_FONT_TYPE, type) + 12,
                             <=, sizes->box_widths[i]);
        }
    }
  for (guint i = 0; i < schema->relations->len; i++)
    g_assert_cmpfloat (sizes->label_widths[i], >, 200);
  /* The same words: bold is wider than light, a padlock and a warning take room. */
  g_assert_cmpfloat (sizes->label_widths[2], >, 0);
  g_assert_cmpfloat (sizes->label_widths[7], !=, sizes->label_widths[4]);
  crow_schema_unref (schema);
}

/* Only some rows are shaped; the widest must be among them. */
static void
test_width_is_the_widest_rows (void)
{
  static const char *const names[] = { "AVAVAVAVAVAVAVAVAVAV",
                                       "WAWAWAWAWAWAWAWA",
                                       "fifififififififififififififi",
                                       "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
                                       "mmmmmmmmmmmmm",
                                       "To_Ta_Te_Vo_Wa",
                                       "çéñüöäß" };

  for (guint a = 0; a < G_N_ELEMENTS (names); a++)
    for (guint b = 0; b < G_N_ELEMENTS (names); b++)
      {
        CrowSchema *schema = crow_schema_new ();
        CrowModel *model = crow_sample_add_model (schema, "M", "M", NULL, "id:Int:pk");
        double expected = 140;

        crow_sample_add_field (model, names[a], "String?");
        crow_sample_add_field (model, names[b], "Int[]");
        crow_schema_seal (schema);
        for (guint i = 0; i < model->fields->len; i++)
          {
            const CrowField *field = crow_model_get_field (model, i);
            g_autofree char *type = crow_table_get_type (field);

            expected = MAX (expected, 68 +
                                          crow_text_get_width (crow_table_get_field_font (field),
                                                               field->name) +
                                          crow_text_get_width (CROW_FONT_TYPE, type));
          }
        g_assert_cmpfloat (crow_table_measure_width (model), ==, ceil (expected / 2) * 2);
        crow_schema_unref (schema);
      }
}

static void
test_absurd_texts_stay_within_the_limit (void)
{
  CrowSchema *schema = crow_schema_new ();
  g_autofree char *name = g_strnfill (1500, 'n');
  g_autofree char *type = g_strnfill (1500, 't');
  CrowModel *model = crow_sample_add_model (schema, name, "t", NULL, "id:Int:pk");
  g_autofree char *cut = NULL;

  crow_sample_add_field (model, name, type);
  crow_schema_seal (schema);
  g_assert_cmpfloat (crow_table_measure_width (model), ==, 420);
  cut = crow_text_fit (CROW_FONT_FIELD, name, 200);
  g_assert_true (g_str_has_suffix (cut, "…"));
  g_assert_cmpfloat (crow_text_get_width (CROW_FONT_FIELD, cut), <=, 200);
  g_assert_cmpfloat (crow_text_get_width (CROW_FONT_FIELD, cut), >, 180);
  g_assert_null (crow_text_fit (CROW_FONT_FIELD, "short", 200));
  crow_schema_unref (schema);
}

static void
test_density_decides_who_gets_room (void)
{
  CrowSchema *schema = crow_sample_blog ();
  static const guint expected[] = { 8, 4, 0 };

  for (guint labels = CROW_LABELS_ALL; labels <= CROW_LABELS_NONE; labels++)
    {
      g_autoptr (CrowTextSizes) sizes = crow_text_sizes_new (schema, (CrowLabels) labels);
      guint n = 0;

      for (guint i = 0; i < schema->relations->len; i++)
        n += sizes->label_widths[i] > 0 ? 1 : 0;
      g_assert_cmpuint (n, ==, expected[labels]);
    }
  crow_schema_unref (schema);
}

static void
test_pills_lie_in_their_room (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_many (60), CROW_LABELS_ALL);

  for (guint i = 0; i < diagram->layout->n_edges; i++)
    {
      const CrowRect *room = &diagram->layout->labels[i];
      const CrowRect *pill = &diagram->labels[i];

      g_assert_cmpfloat (pill->width, >, 200);
      g_assert_cmpfloat (pill->height, ==, 20);
      g_assert_cmpfloat (pill->x, >=, room->x - 0.01);
      g_assert_cmpfloat (pill->x + pill->width, <=, room->x + room->width + 0.01);
    }
}

static void
test_edited_action_moves_nothing (void)
{
  g_autoptr (CrowDiagram) before = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  CrowSchema *edited = crow_sample_blog ();
  g_autoptr (CrowDiagram) after = NULL;

  crow_sample_set_actions (crow_schema_get_relation (edited, 3), CROW_ACTION_SET_DEFAULT,
                           CROW_REASON_WRITTEN, CROW_ACTION_SET_DEFAULT, CROW_REASON_WRITTEN);
  after = crow_diagram_with_schema (before, edited);
  g_assert_nonnull (after);
  g_assert_true (after->schema == edited);
  crow_schema_unref (edited);

  g_assert_cmpmem (before->layout->boxes, sizeof (CrowRect) * before->layout->n_boxes,
                   after->layout->boxes, sizeof (CrowRect) * after->layout->n_boxes);
  g_assert_cmpmem (before->layout->points,
                   sizeof (CrowPoint) * before->layout->route_starts[before->layout->n_edges],
                   after->layout->points,
                   sizeof (CrowPoint) * after->layout->route_starts[after->layout->n_edges]);
  g_assert_cmpfloat (after->labels[3].width, >, before->labels[3].width);
  g_assert_cmpmem (&before->labels[2], sizeof (CrowRect), &after->labels[2], sizeof (CrowRect));
}

static void
test_another_shape_is_laid_out_afresh (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  CrowSchema *other = crow_sample_many (6);
  CrowSchema *wider = crow_schema_new ();
  g_autoptr (CrowDiagram) single = NULL;

  g_assert_null (crow_diagram_with_schema (diagram, other));
  crow_schema_unref (other);

  crow_sample_add_model (wider, "A", "A", NULL, "id:Int:pk");
  crow_schema_seal (wider);
  single = crow_sample_diagram (wider, CROW_LABELS_ALL);
  wider = crow_schema_new ();
  crow_sample_add_model (wider, "A", "A", NULL, "id:Int:pk name:String");
  crow_schema_seal (wider);
  g_assert_null (crow_diagram_with_schema (single, wider));
  crow_schema_unref (wider);
}

static void
test_written_label_appears_beside_its_row (void)
{
  g_autoptr (CrowDiagram) before = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_WRITTEN);
  CrowSchema *edited = crow_sample_blog ();
  g_autoptr (CrowDiagram) after = NULL;
  const CrowPoint *points;

  g_assert_cmpfloat (before->layout->labels[3].width, ==, 0);
  crow_sample_set_actions (crow_schema_get_relation (edited, 3), CROW_ACTION_CASCADE,
                           CROW_REASON_WRITTEN, CROW_ACTION_CASCADE, CROW_REASON_DEFAULT);
  after = crow_diagram_with_schema (before, edited);
  crow_schema_unref (edited);
  g_assert_nonnull (after);
  g_assert_cmpfloat (after->layout->labels[3].width, >, 0);
  crow_layout_get_route (after->layout, 3, &points);
  g_assert_cmpfloat (fabs (after->labels[3].y + 10 - points[0].y), <, 0.01);
  g_assert_cmpfloat (MIN (fabs (after->labels[3].x - points[0].x),
                          fabs (after->labels[3].x + after->labels[3].width - points[0].x)),
                     <=, 29);
}

static void
test_dragged_table_is_where_it_was_dropped (void)
{
  g_autoptr (CrowDiagram) before = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  CrowPoint target = { before->layout->bounds.x - 700, before->layout->bounds.y - 300 };
  guint model = 0;
  g_autoptr (CrowDiagram) after = crow_diagram_with_boxes_at (before, 1, &model, &target, TRUE);

  g_assert_cmpfloat (after->layout->boxes[0].x, ==, target.x);
  g_assert_cmpfloat (after->layout->boxes[0].y, ==, target.y);
  g_assert_true (after->graph->boxes[0].is_pinned);
  g_assert_false (before->graph->boxes[0].is_pinned);
  for (guint i = 1; i < after->layout->n_boxes; i++)
    g_assert_cmpmem (&before->layout->boxes[i], sizeof (CrowRect), &after->layout->boxes[i],
                     sizeof (CrowRect));
}

static void
test_namespaces_give_the_groups (void)
{
  g_autoptr (CrowDiagram) blog = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_NONE);
  g_autoptr (CrowDiagram) plain = crow_sample_diagram (crow_sample_many (3), CROW_LABELS_NONE);
  static const guint expected[] = { 0, 0, 1, 1, 1, 2 };

  g_assert_cmpuint (blog->n_groups, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (blog->groups[i], ==, expected[i]);
  g_assert_cmpuint (plain->n_groups, ==, 1);
}

static void
test_cancelled_is_the_only_failure (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  CrowSchema *schema = crow_sample_many (200);

  g_cancellable_cancel (cancellable);
  g_assert_null (crow_diagram_new (schema, NULL, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  crow_schema_unref (schema);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diagram/widths-hold-their-texts", test_widths_hold_their_texts);
  g_test_add_func ("/diagram/width-is-the-widest-rows", test_width_is_the_widest_rows);
  g_test_add_func ("/diagram/absurd-texts-stay-within-the-limit",
                   test_absurd_texts_stay_within_the_limit);
  g_test_add_func ("/diagram/density-decides-who-gets-room", test_density_decides_who_gets_room);
  g_test_add_func ("/diagram/pills-lie-in-their-room", test_pills_lie_in_their_room);
  g_test_add_func ("/diagram/edited-action-moves-nothing", test_edited_action_moves_nothing);
  g_test_add_func ("/diagram/another-shape-is-laid-out-afresh",
                   test_another_shape_is_laid_out_afresh);
  g_test_add_func ("/diagram/written-label-appears-beside-its-row",
                   test_written_label_appears_beside_its_row);
  g_test_add_func ("/diagram/dragged-table-is-where-it-was-dropped",
                   test_dragged_table_is_where_it_was_dropped);
  g_test_add_func ("/diagram/namespaces-give-the-groups", test_namespaces_give_the_groups);
  g_test_add_func ("/diagram/cancelled-is-the-only-failure", test_cancelled_is_the_only_failure);
  return g_test_run ();
}
