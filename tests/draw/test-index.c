#include "crow-diagram-index.h"
#include "crow-draw-samples.h"

#define N_AREAS 400

/* Squares and strips of every size, some of them outside the picture. */
static CrowRect
make_area (GRand *random, const CrowRect *bounds)
{
  double width = bounds->width * g_rand_double_range (random, 0, 0.4);
  double height = g_rand_boolean (random) ? width : bounds->height * 0.01;

  return (CrowRect){ bounds->x + bounds->width * g_rand_double_range (random, -0.3, 1.1),
                     bounds->y + bounds->height * g_rand_double_range (random, -0.3, 1.1), width,
                     height };
}

static gboolean
touches (const CrowRect *a, const CrowRect *b)
{
  return a->x <= b->x + b->width && b->x <= a->x + a->width && a->y <= b->y + b->height &&
         b->y <= a->y + a->height;
}

static gboolean
is_relation_in (const CrowDiagram *diagram, guint relation, const CrowRect *area)
{
  const CrowRect *label = &diagram->layout->labels[relation];

  return crow_diagram_is_route_in (diagram, relation, area) ||
         touches (&diagram->labels[relation], area) || (label->width > 0 && touches (label, area));
}

static void
assert_boxes (const CrowDiagram *diagram, const CrowRect *area)
{
  g_autoptr (GArray) found = crow_diagram_list_boxes (diagram, area);
  guint n = 0;

  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    if (crow_rect_intersects (&diagram->layout->boxes[i], area))
      {
        g_assert_cmpuint (n, <, found->len);
        g_assert_cmpuint (g_array_index (found, guint, n), ==, i);
        n++;
      }
  g_assert_cmpuint (found->len, ==, n);
}

static void
assert_relations (const CrowDiagram *diagram, const CrowRect *area)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = 0;

  crow_diagram_find_relations (diagram, area, found);
  for (guint i = 0; i < diagram->layout->n_edges; i++)
    if (is_relation_in (diagram, i, area))
      {
        g_assert_cmpuint (n, <, found->len);
        g_assert_cmpuint (g_array_index (found, guint, n), ==, i);
        n++;
      }
  g_assert_cmpuint (found->len, ==, n);
}

/* The last one at @at, which is drawn above the others, or -1. */
static int
find_box (const CrowLayout *layout, CrowPoint at)
{
  for (guint i = layout->n_boxes; i > 0; i--)
    if (crow_rect_contains (&layout->boxes[i - 1], at))
      return (int) i - 1;
  return -1;
}

static void
test_finds_what_a_scan_finds (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_many (150), CROW_LABELS_ALL);
  GRand *random = g_rand_new_with_seed (3);

  for (guint i = 0; i < N_AREAS; i++)
    {
      CrowRect area = make_area (random, &diagram->layout->bounds);
      CrowPoint at = { area.x, area.y };

      assert_boxes (diagram, &area);
      assert_relations (diagram, &area);
      g_assert_cmpint (crow_diagram_find_box_at (diagram, at), ==, find_box (diagram->layout, at));
    }
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    {
      const CrowRect *box = &diagram->layout->boxes[i];
      CrowPoint middle = { box->x + box->width / 2, box->y + box->height / 2 };

      g_assert_cmpint (crow_diagram_find_box_at (diagram, middle), ==, (int) i);
    }
  g_rand_free (random);
}

static void
test_everywhere_is_all (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_many (20), CROW_LABELS_ALL);
  g_autoptr (GArray) boxes = crow_diagram_list_boxes (diagram, NULL);
  g_autoptr (GArray) relations = crow_diagram_list_relations (diagram, NULL);

  g_assert_cmpuint (boxes->len, ==, diagram->layout->n_boxes);
  g_assert_cmpuint (relations->len, ==, diagram->layout->n_edges);
}

static void
test_nothing_in_an_empty_diagram (void)
{
  CrowSchema *schema = crow_schema_new ();
  g_autoptr (CrowDiagram) diagram = NULL;
  CrowRect area = { -1e6, -1e6, 2e6, 2e6 };

  crow_schema_seal (schema);
  diagram = crow_sample_diagram (schema, CROW_LABELS_ALL);
  assert_boxes (diagram, &area);
  assert_relations (diagram, &area);
  g_assert_cmpint (crow_diagram_find_box_at (diagram, (CrowPoint){ 0, 0 }), ==, -1);
}

static gpointer
look_everywhere (gpointer data)
{
  const CrowDiagram *diagram = data;

  assert_boxes (diagram, &diagram->layout->bounds);
  return NULL;
}

static void
test_several_threads_may_ask_first (void)
{
  g_autoptr (CrowDiagram) diagram = crow_sample_diagram (crow_sample_many (60), CROW_LABELS_ALL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("look", look_everywhere, diagram);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index/finds-what-a-scan-finds", test_finds_what_a_scan_finds);
  g_test_add_func ("/index/everywhere-is-all", test_everywhere_is_all);
  g_test_add_func ("/index/nothing-in-an-empty-diagram", test_nothing_in_an_empty_diagram);
  g_test_add_func ("/index/several-threads-may-ask-first", test_several_threads_may_ask_first);
  return g_test_run ();
}
