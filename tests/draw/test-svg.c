#include "crow-draw-samples.h"
#include "crow-export.h"
#include "crow-svg-reader.h"
#include "crow-test.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>

static GBytes *
export_svg (CrowDiagram *diagram, CrowThemeKind theme, CrowLabels labels)
{
  CrowExportOptions options = {
    .format = CROW_FORMAT_SVG, .theme = theme, .labels = labels, .scale = 1
  };
  g_autoptr (GError) error = NULL;
  GBytes *svg = crow_export (diagram, &options, &error);

  g_assert_no_error (error);
  return svg;
}

static GPtrArray *
read_svg (CrowDiagram *diagram, CrowLabels labels)
{
  g_autoptr (GBytes) svg = export_svg (diagram, CROW_THEME_LIGHT, labels);

  return crow_svg_read (svg);
}

static const CrowSvgElement *
get_element (GPtrArray *elements, int index)
{
  g_assert_cmpint (index, >=, 0);
  return g_ptr_array_index (elements, (guint) index);
}

static int
find_element (GPtrArray *elements, const char *name, int parent)
{
  for (guint i = 0; i < elements->len; i++)
    {
      const CrowSvgElement *element = g_ptr_array_index (elements, i);

      if (strcmp (element->name, name) == 0 && element->parent == parent)
        return (int) i;
    }
  return -1;
}

static void
assert_attribute (const CrowSvgElement *element, const char *name, const char *value)
{
  g_assert_cmpstr (crow_svg_get (element, name), ==, value);
}

static void
test_root_describes_itself (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) elements = read_svg (diagram, CROW_LABELS_ALL);
  const CrowSvgElement *root = get_element (elements, 0);
  g_auto (GStrv) box = g_strsplit (crow_svg_get (root, "viewBox"), " ", -1);
  const CrowRect *bounds = &diagram->layout->bounds;

  g_assert_cmpstr (root->name, ==, "svg");
  assert_attribute (root, "data-diagram", "er");
  g_assert_cmpuint (g_strv_length (box), ==, 4);
  assert_attribute (root, "width", box[2]);
  assert_attribute (root, "height", box[3]);
  g_assert_cmpfloat (g_ascii_strtod (box[0], NULL), <=, bounds->x - 24);
  g_assert_cmpfloat (g_ascii_strtod (box[1], NULL), <=, bounds->y - 24);
  g_assert_cmpfloat (crow_svg_get_number (root, "width"), >=, bounds->width + 48);
  g_assert_cmpfloat (crow_svg_get_number (root, "height"), >=, bounds->height + 48);
  g_assert_cmpstr (get_element (elements, find_element (elements, "title", 0))->text->str, ==,
                   "Entity-relationship diagram");
  g_assert_cmpstr (get_element (elements, find_element (elements, "desc", 0))->text->str, ==,
                   "Entity-relationship diagram of 6 models and 8 relations. On delete: 3 Cascade, "
                   "1 Restrict, 1 NoAction, 2 SetNull, 1 SetDefault.");
}

static void
test_relations_tell_their_actions (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) elements = read_svg (diagram, CROW_LABELS_ALL);

  g_assert_cmpuint (crow_svg_count (elements, "data-relation", NULL), ==, 8);
  for (guint i = 0; i < diagram->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (diagram->schema, i);
      int group = crow_svg_find (elements, -1, "data-relation", relation->id);
      const CrowSvgElement *element = get_element (elements, group);
      const CrowModel *child = crow_schema_get_model (diagram->schema, relation->child);
      const CrowModel *parent = crow_schema_get_model (diagram->schema, relation->parent);
      guint field = g_array_index (relation->child_fields, guint, 0);
      g_autofree char *title = crow_schema_describe_relation (diagram->schema, i);

      assert_attribute (element, "data-source", child->name);
      assert_attribute (element, "data-target", parent->name);
      assert_attribute (element, "data-source-field", crow_model_get_field (child, field)->name);
      assert_attribute (element, "data-target-field", "id");
      assert_attribute (element, "data-on-delete",
                        crow_action_get_name (relation->clauses[CROW_EVENT_DELETE].action));
      assert_attribute (element, "data-on-update",
                        crow_action_get_name (relation->clauses[CROW_EVENT_UPDATE].action));
      assert_attribute (element, "data-on-delete-why",
                        crow_reason_get_name (relation->clauses[CROW_EVENT_DELETE].reason));
      assert_attribute (element, "data-on-update-why",
                        crow_reason_get_name (relation->clauses[CROW_EVENT_UPDATE].reason));
      g_assert_cmpstr (get_element (elements, find_element (elements, "title", group))->text->str,
                       ==, title);
      g_assert_cmpint (crow_svg_find (elements, group, "data-part", "marker"), >=, 0);
      g_assert_cmpint (crow_svg_find (elements, group, "data-part", "label"), >=, 0);
    }
}

static void
test_composite_keys_are_listed (void)
{
  CrowSchema *schema = crow_schema_new ();
  g_autoptr (CrowDiagram) diagram = NULL;
  g_autoptr (GPtrArray) elements = NULL;
  const CrowSvgElement *relation;

  crow_sample_add_model (schema, "P", "P", NULL, "a:Int:pk b:Int");
  crow_sample_add_model (schema, "C", "C", NULL, "id:Int:pk x:Int y:Int");
  crow_sample_add_relation (schema, "C", "p", "x|y", "P", "a|b");
  crow_schema_seal (schema);
  diagram = crow_sample_diagram (schema, CROW_LABELS_ALL);
  elements = read_svg (diagram, CROW_LABELS_ALL);
  relation = get_element (elements, crow_svg_find (elements, -1, "data-relation", "C.p"));
  assert_attribute (relation, "data-source-field", "x,y");
  assert_attribute (relation, "data-target-field", "a,b");
}

/* The letters of a path, and its first point. */
static char *
list_commands (const char *path, CrowPoint *start)
{
  GString *commands = g_string_new (NULL);
  char *end;

  g_assert_cmpint (*path, ==, 'M');
  start->x = g_ascii_strtod (path + 1, &end);
  start->y = g_ascii_strtod (end, NULL);
  for (const char *at = path; *at != '\0'; at++)
    {
      g_assert_true (g_ascii_isdigit (*at) || strchr ("MLHVQ. -", *at) != NULL);
      if (g_ascii_isalpha (*at))
        g_string_append_c (commands, *at);
    }
  return g_string_free (commands, FALSE);
}

static void
test_edges_are_one_open_path_from_the_key (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) elements = read_svg (diagram, CROW_LABELS_ALL);

  for (guint i = 0; i < diagram->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (diagram->schema, i);
      int group = crow_svg_find (elements, -1, "data-relation", relation->id);
      const CrowSvgElement *edge = get_element (elements, crow_svg_find (elements, group,
                                                                         "data-part", "edge"));
      CrowPoint start;
      g_autofree char *commands = list_commands (crow_svg_get (edge, "d"), &start);
      CrowRect row = crow_layout_get_row (diagram->layout, diagram->graph, relation->child,
                                          diagram->graph->edges[i].source_row);

      g_assert_cmpuint (strcspn (commands + 1, "M"), ==, strlen (commands + 1));
      g_assert_cmpstr (crow_svg_get (edge, "fill"), ==, "none");
      g_assert_cmpfloat (start.y, >=, row.y);
      g_assert_cmpfloat (start.y, <=, row.y + row.height);
      g_assert_cmpfloat (MIN (fabs (start.x - row.x), fabs (start.x - row.x - row.width)), <, 0.01);
    }
  g_assert_cmpuint (crow_svg_count (elements, "data-part", "edge"), ==, 8);
}

static void
test_edges_wear_their_action (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) elements = read_svg (diagram, CROW_LABELS_ALL);
  static const struct
  {
    const char *relation;
    const char *stroke;
    const char *dashes;
    const char *width;
  } cases[] = { { "User.address", "#9a5b00", "8 4", "1.6" },
                { "User.manager", "#5e5c64", "1.5 4", "1.8" },
                { "Article.author", "#c01c28", NULL, "2.2" },
                { "Comment.author", "#1a5fb4", NULL, "1.4" },
                { "Comment.status", "#813d9c", "9 3 2 3", "1.6" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int group = crow_svg_find (elements, -1, "data-relation", cases[i].relation);
      const CrowSvgElement *edge = get_element (elements, crow_svg_find (elements, group,
                                                                         "data-part", "edge"));

      assert_attribute (edge, "stroke", cases[i].stroke);
      assert_attribute (edge, "stroke-dasharray", cases[i].dashes);
      assert_attribute (edge, "stroke-width", cases[i].width);
    }
}

static void
test_models_and_rows_are_where_the_layout_says (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) elements = read_svg (diagram, CROW_LABELS_ALL);

  for (guint i = 0; i < diagram->schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (diagram->schema, i);
      const CrowRect *rect = &diagram->layout->boxes[i];
      int group = crow_svg_find (elements, -1, "data-model", model->name);
      const CrowSvgElement *box = get_element (elements,
                                               crow_svg_find (elements, group, "data-part", "box"));

      g_assert_cmpfloat (fabs (crow_svg_get_number (box, "x") - rect->x), <=, 0.005);
      g_assert_cmpfloat (fabs (crow_svg_get_number (box, "y") - rect->y), <=, 0.005);
      g_assert_cmpfloat (fabs (crow_svg_get_number (box, "width") - rect->width), <=, 0.005);
      g_assert_cmpfloat (fabs (crow_svg_get_number (box, "height") - rect->height), <=, 0.005);
      for (guint k = 0; k < model->fields->len; k++)
        {
          int field = crow_svg_find (elements, group, "data-field",
                                     crow_model_get_field (model, k)->name);
          const CrowSvgElement *row = get_element (elements, crow_svg_find (elements, field,
                                                                            "data-part", "row"));

          g_assert_cmpfloat (fabs (crow_svg_get_number (row, "y") - (rect->y + 34 + 24.0 * k)), <=,
                             0.005);
          g_assert_cmpfloat (crow_svg_get_number (row, "height"), ==, 24);
        }
    }
}

static void
test_texts_are_texts (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), CROW_LABELS_ALL);
  g_autoptr (GBytes) svg = export_svg (diagram, CROW_THEME_DARK, CROW_LABELS_ALL);
  const char *text = g_bytes_get_data (svg, NULL);
  static const char *const expected[] = { ">User</text>",        ">users</text>",
                                          ">createdAt</text>",   ">DateTime</text>",
                                          ">onDelete: </tspan>", ">SetDefault</tspan>",
                                          ">Restrict</text>",    ">zero or one</text>",
                                          "Padlock: fixed",      "data-theme=\"dark\"" };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_nonnull (strstr (text, expected[i]));
}

static gboolean
has_text (GPtrArray *elements, const char *beginning)
{
  for (guint i = 0; i < elements->len; i++)
    {
      const CrowSvgElement *element = g_ptr_array_index (elements, i);

      if (strcmp (element->name, "text") == 0 && g_str_has_prefix (element->text->str, beginning))
        return TRUE;
    }
  return FALSE;
}

static void
test_labels_follow_the_density (void)
{
  static const struct
  {
    CrowLabels labels;
    guint n;
  } cases[] = { { CROW_LABELS_ALL, 8 }, { CROW_LABELS_WRITTEN, 4 }, { CROW_LABELS_NONE, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_blog (), cases[i].labels);
      g_autoptr (GPtrArray) elements = read_svg (diagram, cases[i].labels);

      g_assert_cmpuint (crow_svg_count (elements, "data-part", "label"), ==, cases[i].n);
      g_assert_cmpint (has_text (elements, "Bold: "), ==, cases[i].n > 0);
      g_assert_cmpint (has_text (elements, "Padlock: "), ==, cases[i].labels == CROW_LABELS_ALL);
    }
}

static void
test_hostile_names_stay_well_formed (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_hostile (), CROW_LABELS_ALL);
  g_autoptr (GPtrArray) elements = read_svg (diagram, CROW_LABELS_ALL);

  g_assert_cmpuint (crow_svg_count (elements, "data-model", NULL), ==,
                    diagram->schema->models->len);
  g_assert_cmpint (crow_svg_find (elements, -1, "data-model", "<&\">'"), >=, 0);
  g_assert_cmpint (crow_svg_find (elements, -1, "data-model", "ab c d"), >=, 0);
  g_assert_cmpint (crow_svg_find (elements, -1, "data-model", "]]>--><!--"), >=, 0);
  g_assert_cmpint (crow_svg_find (elements, -1, "data-target",
                                  crow_schema_get_model (diagram->schema, 0)->name),
                   >=, 0);
}

static void
test_long_names_are_cut_and_told (void)
{
  CrowSchema *schema = crow_schema_new ();
  g_autofree char *type = g_strnfill (1500, 'x');
  g_autoptr (CrowDiagram) diagram = NULL;
  g_autoptr (GPtrArray) elements = NULL;
  CrowModel *model = crow_sample_add_model (schema, "A", "A", NULL, "id:Int:pk");
  int row;
  const CrowSvgElement *title;

  crow_sample_add_field (model, "field", type);
  crow_schema_seal (schema);
  diagram = crow_sample_diagram (schema, CROW_LABELS_ALL);
  elements = read_svg (diagram, CROW_LABELS_ALL);
  row = crow_svg_find (elements, -1, "data-field", "field");
  title = get_element (elements, find_element (elements, "title", row));

  g_assert_cmpfloat (diagram->layout->boxes[0].width, <=, 420);
  g_assert_nonnull (strstr (title->text->str, type));
  for (guint i = 0; i < elements->len; i++)
    {
      const CrowSvgElement *element = g_ptr_array_index (elements, i);

      if (strcmp (element->name, "text") == 0)
        g_assert_cmpuint (element->text->len, <, 120);
    }
}

static void
test_same_names_in_two_namespaces_stay_apart (void)
{
  CrowSchema *schema = crow_schema_new ();
  g_autoptr (CrowDiagram) diagram = NULL;
  g_autoptr (GPtrArray) elements = NULL;

  crow_sample_add_model (schema, "users", "users", "auth", "id:Int:pk");
  crow_sample_add_model (schema, "users", "users", "shop", "id:Int:pk");
  crow_schema_seal (schema);
  diagram = crow_sample_diagram (schema, CROW_LABELS_ALL);
  elements = read_svg (diagram, CROW_LABELS_ALL);
  g_assert_cmpint (crow_svg_find (elements, -1, "data-model", "auth.users"), >=, 0);
  g_assert_cmpint (crow_svg_find (elements, -1, "data-model", "shop.users"), >=, 0);
}

static void
test_empty_schema_is_a_picture (void)
{
  CrowSchema *schema = crow_schema_new ();
  g_autoptr (CrowDiagram) diagram = NULL;
  g_autoptr (GPtrArray) elements = NULL;

  crow_schema_seal (schema);
  diagram = crow_sample_diagram (schema, CROW_LABELS_ALL);
  elements = read_svg (diagram, CROW_LABELS_ALL);
  g_assert_cmpstr (get_element (elements, find_element (elements, "desc", 0))->text->str, ==,
                   "Entity-relationship diagram of 0 models and 0 relations.");
  g_assert_cmpfloat (crow_svg_get_number (get_element (elements, 0), "width"), >, 48);
}

static gpointer
export_in_thread (gpointer unused)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_many (60), CROW_LABELS_ALL);

  return export_svg (diagram, CROW_THEME_LIGHT, CROW_LABELS_ALL);
}

static void
test_same_bytes_in_runs_and_threads (void)
{
  GThread *threads[2];
  g_autoptr (GBytes) here = export_in_thread (NULL);
  g_autoptr (GBytes) again = export_in_thread (NULL);

  g_assert_true (g_bytes_equal (here, again));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("export", export_in_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GBytes) there = g_thread_join (threads[i]);

      g_assert_true (g_bytes_equal (here, there));
    }
}

/* A locale with a decimal comma: an installed one, or one made for the test. */
static const char *
enter_comma_locale (const char *folder)
{
  static const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "tr_TR.UTF-8" };
  g_autofree char *tool = g_find_program_in_path ("localedef");
  g_autofree char *target = g_build_filename (folder, locales[0], NULL);
  const char *locale = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (locales) && locale == NULL; i++)
    locale = setlocale (LC_ALL, locales[i]);
  if (locale != NULL || tool == NULL)
    return locale;

  crow_test_run ((const char *[]){ tool, "--no-archive", "-i", "de_DE", "-f", "UTF-8", target,
                                   NULL },
                 NULL, NULL, NULL);
  g_setenv ("LOCPATH", folder, TRUE);
  return setlocale (LC_ALL, locales[0]);
}

static void
remove_folder (const char *folder)
{
  g_autofree char *tool = g_find_program_in_path ("rm");

  crow_test_run ((const char *[]){ tool, "-rf", folder, NULL }, NULL, NULL, NULL);
}

static void
test_same_bytes_in_any_locale (void)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-locale-XXXXXX", NULL);
  g_autoptr (GBytes) expected = export_in_thread (NULL);
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  const char *locale = enter_comma_locale (folder);

  if (locale == NULL)
    g_test_skip ("no locale with a decimal comma is installed or can be made");
  else
    {
      g_autofree char *number = g_strdup_printf ("%.1f", 0.5);
      g_autoptr (GBytes) found = export_in_thread (NULL);

      g_assert_cmpstr (number, ==, "0,5");
      g_assert_true (g_bytes_equal (expected, found));
    }
  setlocale (LC_ALL, before);
  remove_folder (folder);
}

static double
get_score (const char *report, const char *metric)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":", metric);
  const char *at = strstr (report, key);

  g_assert_nonnull (at);
  return g_ascii_strtod (at + strlen (key), NULL);
}

static void
test_layout_score_reads_it (void)
{
  g_autofree char *tool = crow_test_shared_or_skip ("bench/layout-score.mjs");
  g_autofree char *node = g_find_program_in_path ("node");
  g_autoptr (CrowDiagram) diagram = NULL;
  g_autoptr (GBytes) svg = NULL;
  g_autofree char *path = NULL;
  g_autofree char *report = NULL;
  int fd;

  if (tool == NULL)
    return;
  if (node == NULL)
    {
      g_test_skip ("node is not installed");
      return;
    }
  diagram = crow_sample_diagram (crow_sample_many (60), CROW_LABELS_ALL);
  svg = export_svg (diagram, CROW_THEME_LIGHT, CROW_LABELS_ALL);
  fd = g_file_open_tmp ("crow-XXXXXX.svg", &path, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (svg, NULL),
                                      (gssize) g_bytes_get_size (svg), NULL));
  g_assert_cmpint (crow_test_run ((const char *[]){ node, tool, path, NULL }, NULL, &report, NULL),
                   ==, 0);
  g_unlink (path);
  g_assert_cmpfloat (get_score (report, "nodes"), ==, diagram->schema->models->len);
  g_assert_cmpfloat (get_score (report, "edges"), ==, diagram->schema->relations->len);
  g_assert_cmpfloat (get_score (report, "labels"), ==, diagram->schema->relations->len);
  g_assert_cmpfloat (get_score (report, "missing"), ==, 0);
  g_assert_cmpfloat (get_score (report, "curved"), ==, 0);
  g_assert_cmpfloat (get_score (report, "portMiss"), ==, 0);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/svg/root-describes-itself", test_root_describes_itself);
  g_test_add_func ("/svg/relations-tell-their-actions", test_relations_tell_their_actions);
  g_test_add_func ("/svg/composite-keys-are-listed", test_composite_keys_are_listed);
  g_test_add_func ("/svg/edges-are-one-open-path-from-the-key",
                   test_edges_are_one_open_path_from_the_key);
  g_test_add_func ("/svg/edges-wear-their-action", test_edges_wear_their_action);
  g_test_add_func ("/svg/models-and-rows-are-where-the-layout-says",
                   test_models_and_rows_are_where_the_layout_says);
  g_test_add_func ("/svg/texts-are-texts", test_texts_are_texts);
  g_test_add_func ("/svg/labels-follow-the-density", test_labels_follow_the_density);
  g_test_add_func ("/svg/hostile-names-stay-well-formed", test_hostile_names_stay_well_formed);
  g_test_add_func ("/svg/long-names-are-cut-and-told", test_long_names_are_cut_and_told);
  g_test_add_func ("/svg/same-names-in-two-namespaces-stay-apart",
                   test_same_names_in_two_namespaces_stay_apart);
  g_test_add_func ("/svg/empty-schema-is-a-picture", test_empty_schema_is_a_picture);
  g_test_add_func ("/svg/same-bytes-in-runs-and-threads", test_same_bytes_in_runs_and_threads);
  g_test_add_func ("/svg/same-bytes-in-any-locale", test_same_bytes_in_any_locale);
  g_test_add_func ("/svg/layout-score-reads-it", test_layout_score_reads_it);
  return g_test_run ();
}
