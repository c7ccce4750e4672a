#include "crow-diagram-check.h"

#include "crow-diagram.h"
#include "crow-layout-check.h"

/* Width to height, and the drawing's area in areas of its tables. */
static void
print_figures (const CrowDiagram *diagram, const char *name, CrowLabels labels)
{
  static const char *const densities[] = { "all labels", "written labels", "no labels" };
  const CrowLayout *layout = diagram->layout;
  double area = 0;

  for (guint i = 0; i < layout->n_boxes; i++)
    area += layout->boxes[i].width * layout->boxes[i].height;
  g_test_message ("%s, %s: %u tables, %u relations, %.0f x %.0f, w:h %.2f, area %.2f", name,
                  densities[labels], layout->n_boxes, layout->n_edges, layout->bounds.width,
                  layout->bounds.height, layout->bounds.width / MAX (1, layout->bounds.height),
                  layout->bounds.width * layout->bounds.height / MAX (1, area));
}

/**
 * crow_test_check_diagrams:
 * @schema: a schema
 * @name: for messages
 *
 * Lays it out as the program does, with every density of labels; the running test fails where a
 * layout breaks what it promises. Prints what each is like.
 */
void
crow_test_check_diagrams (CrowSchema *schema, const char *name)
{
  for (CrowLabels labels = CROW_LABELS_ALL; labels <= CROW_LABELS_NONE; labels++)
    {
      CrowDiagramOptions options = { .labels = labels };
      g_autoptr (CrowDiagram) diagram = crow_diagram_new (schema, &options, NULL, NULL, NULL, NULL);
      g_autofree char *fault = NULL;

      g_assert_cmpuint (diagram->layout->n_boxes, ==, schema->models->len);
      g_assert_cmpuint (diagram->layout->n_edges, ==, schema->relations->len);
      fault = crow_layout_check (diagram->graph, diagram->layout, CROW_CHECK_ALL);
      if (fault != NULL)
        {
          g_test_message ("%s: %s", name, fault);
          g_test_fail ();
        }
      print_figures (diagram, name, labels);
    }
}
