#include "crow-layout-check.h"
#include "crow-layout-random.h"

/* Graphs of every shape: all that a layout promises holds in each.
 * CROW_LAYOUT_FIRST and CROW_LAYOUT_COUNT choose others. */

#define N_GRAPHS 864 /* each net with each kind of boxes, six times */

static guint
get_number (const char *variable, guint otherwise)
{
  const char *text = g_getenv (variable);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
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
