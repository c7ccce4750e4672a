#include "crow-draw-samples.h"
#include "crow-export.h"
#include "crow-painter-private.h"
#include "crow-svg-reader.h"
#include "crow-test.h"

#include <string.h>

/* The picture of two sources: which relations they disagree on is told by words and by the shape of
 * a band, never by colour alone. */

static CrowDiagram *
create_marked (CrowLabels density)
{
  CrowSchema *schema = crow_sample_blog ();

  for (guint i = 0; i < schema->relations->len; i++)
    crow_schema_get_relation (schema, i)->mark = (CrowMark) (i % 4);
  return crow_sample_diagram (schema, density);
}

static GPtrArray *
read_svg (CrowDiagram *diagram, CrowLabels labels)
{
  CrowExportOptions options = { .format = CROW_FORMAT_SVG, .labels = labels, .scale = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) svg = crow_export (diagram, &options, &error);

  g_assert_no_error (error);
  return crow_svg_read (svg);
}

static void
test_svg_tells_the_drift (void)
{
  static const char *const values[] = { NULL, "differs", "only-schema", "only-database" };
  static const char *const badges[] = { NULL, "differs", "only schema", "only database" };
  static const char *const titles[] = { "", "differ", "only in the schema",
                                        "only in the database" };
  g_autoptr (CrowDiagram) diagram = create_marked (CROW_LABELS_ALL);
  g_autoptr (GPtrArray) elements = read_svg (diagram, CROW_LABELS_ALL);

  for (guint i = 0; i < diagram->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (diagram->schema, i);
      int group = crow_svg_find (elements, -1, "data-relation", relation->id);
      int band = crow_svg_find (elements, group, "data-part", "band");
      int badge = crow_svg_find (elements, group, "data-part", "badge");
      const CrowSvgElement *element = g_ptr_array_index (elements, (guint) group);
      const CrowSvgElement *title = g_ptr_array_index (elements, (guint) group + 1);

      g_assert_cmpstr (crow_svg_get (element, "data-drift"), ==, values[relation->mark]);
      g_assert_nonnull (strstr (title->text->str, titles[relation->mark]));
      g_assert_cmpint (band >= 0, ==, relation->mark != CROW_MARK_NONE);
      g_assert_cmpint (badge >= 0, ==, relation->mark != CROW_MARK_NONE);
      if (badge >= 0)
        {
          const CrowSvgElement *word = g_ptr_array_index (elements, (guint) badge + 1);

          g_assert_cmpstr (word->text->str, ==, badges[relation->mark]);
        }
    }
}

/* In grey, too: no two marks have the same pattern. */
static void
test_bands_differ_in_shape (void)
{
  for (guint a = CROW_MARK_DIFFERS; a <= CROW_MARK_ONLY_DATABASE; a++)
    for (guint b = a + 1; b <= CROW_MARK_ONLY_DATABASE; b++)
      {
        int n_a;
        int n_b;
        const double *first = crow_mark_get_dashes ((CrowMark) a, &n_a);
        const double *second = crow_mark_get_dashes ((CrowMark) b, &n_b);

        g_assert_true (n_a != n_b || first[0] != second[0]);
      }
}

/* The badge lies within its pill, and the layout has made room for it. */
static void
test_badge_has_room (void)
{
  g_autoptr (CrowDiagram) diagram = create_marked (CROW_LABELS_ALL);
  g_autoptr (GPtrArray) elements = read_svg (diagram, CROW_LABELS_ALL);

  for (guint i = 0; i < diagram->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (diagram->schema, i);
      int group = crow_svg_find (elements, -1, "data-relation", relation->id);
      int label = crow_svg_find (elements, group, "data-part", "label");
      int badge = crow_svg_find (elements, group, "data-part", "badge");
      const CrowSvgElement *outer;
      const CrowSvgElement *inner;

      if (relation->mark == CROW_MARK_NONE)
        continue;
      g_assert_cmpint (label, >=, 0);
      g_assert_cmpint (badge, >=, 0);
      outer = g_ptr_array_index (elements, (guint) label);
      inner = g_ptr_array_index (elements, (guint) badge);
      g_assert_cmpfloat (crow_svg_get_number (inner, "x"), >=, crow_svg_get_number (outer, "x"));
      g_assert_cmpfloat (crow_svg_get_number (inner, "x") + crow_svg_get_number (inner, "width"), <,
                         crow_svg_get_number (outer, "x") + crow_svg_get_number (outer, "width"));
      g_assert_cmpfloat (crow_svg_get_number (outer, "width"), ==, diagram->labels[i].width);
    }
}

/* Also where labels stand only on what is written. */
static void
test_marked_relations_keep_their_label (void)
{
  g_autoptr (CrowSchema) schema = crow_sample_blog ();
  CrowRelation *relation = crow_schema_get_relation (schema, 0);

  crow_sample_set_actions (relation, CROW_ACTION_RESTRICT, CROW_REASON_DEFAULT, CROW_ACTION_CASCADE,
                           CROW_REASON_DEFAULT);
  g_assert_false (crow_labels_include (CROW_LABELS_WRITTEN, relation));
  relation->mark = CROW_MARK_DIFFERS;
  g_assert_true (crow_labels_include (CROW_LABELS_WRITTEN, relation));
  g_assert_false (crow_labels_include (CROW_LABELS_NONE, relation));
}

static gboolean
has_text (GPtrArray *elements, const char *text)
{
  for (guint i = 0; i < elements->len; i++)
    {
      const CrowSvgElement *element = g_ptr_array_index (elements, i);

      if (g_str_equal (element->text->str, text))
        return TRUE;
    }
  return FALSE;
}

static void
test_legend_explains_what_there_is (void)
{
  g_autoptr (CrowDiagram) marked = create_marked (CROW_LABELS_ALL);
  g_autoptr (CrowDiagram) plain = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) with = read_svg (marked, CROW_LABELS_ALL);
  g_autoptr (GPtrArray) without = read_svg (plain, CROW_LABELS_ALL);
  static const char *const texts[] = { "schema and database differ", "only in the schema",
                                       "only in the database" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (has_text (with, texts[i]));
      g_assert_false (has_text (without, texts[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/marks/svg-tells-the-drift", test_svg_tells_the_drift);
  g_test_add_func ("/marks/bands-differ-in-shape", test_bands_differ_in_shape);
  g_test_add_func ("/marks/badge-has-room", test_badge_has_room);
  g_test_add_func ("/marks/marked-relations-keep-their-label",
                   test_marked_relations_keep_their_label);
  g_test_add_func ("/marks/legend-explains-what-there-is", test_legend_explains_what_there_is);
  return g_test_run ();
}
