#include <json-glib/json-glib.h>

#include "crow-layout-check.h"
#include "crow-layout-svg.h"
#include "crow-layout-text.h"
#include "crow-test.h"

/* Lays out graphs in the JSON of gen-graph.mjs, or in the text of crow-layout-text.c (other names
 * than *.json, quicker to read; with labels as they stand there):
 *     bench-layout [--labels full|plain|none] [--svg FOLDER] [--json FOLDER] [--runs N] [--check]
 *                  [--moves] [--pins] GRAPH...
 * prints the median CPU time of each, and writes the layouts for a scorer. --labels full gives
 * every edge a label as wide as the diagrams' usual text. */

#define FULL_LABEL 236.0

static char *label_mode = NULL;
static char *svg_folder = NULL;
static char *json_folder = NULL;
static int n_runs = 5;
static gboolean is_checking = FALSE;
static gboolean moves = FALSE;
static gboolean pins = FALSE;
static char **files = NULL;

static const GOptionEntry entries[] = {
  { "labels", 0, 0, G_OPTION_ARG_STRING, &label_mode, "full, plain (the graph's) or none", "MODE" },
  { "svg", 0, 0, G_OPTION_ARG_FILENAME, &svg_folder, "Write SVG files there", "FOLDER" },
  { "json", 0, 0, G_OPTION_ARG_FILENAME, &json_folder, "Write JSON files there", "FOLDER" },
  { "check", 0, 0, G_OPTION_ARG_NONE, &is_checking, "Tell what breaks a rule", NULL },
  { "moves", 0, 0, G_OPTION_ARG_NONE, &moves, "Time moving boxes too", NULL },
  { "pins", 0, 0, G_OPTION_ARG_NONE, &pins, "Time a layout of pinned boxes too", NULL },
  { "runs", 0, 0, G_OPTION_ARG_INT, &n_runs, "Runs of each graph", "N" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
  { NULL },
};

static void
read_box (JsonObject *node, CrowLayoutBox *box)
{
  box->key = json_object_get_string_member (node, "id");
  box->width = json_object_get_double_member (node, "w");
  box->head_height = json_object_get_double_member (node, "headH");
  box->row_height = json_object_get_double_member (node, "rowH");
  box->n_rows = json_array_get_length (json_object_get_array_member (node, "rows"));
}

static void
read_edge (JsonObject *json, GHashTable *numbers, CrowLayoutEdge *edge)
{
  const char *source = json_object_get_string_member (json, "source");
  const char *target = json_object_get_string_member (json, "target");
  JsonObject *label = json_object_get_object_member (json, "label");

  edge->source = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, source));
  edge->target = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, target));
  edge->source_row = (int) json_object_get_int_member (json, "sourceRow");
  edge->target_row = (int) json_object_get_int_member (json, "targetRow");
  if (g_strcmp0 (label_mode, "none") == 0)
    return;
  edge->label_height = 20;
  edge->label_width = FULL_LABEL;
  if (g_strcmp0 (label_mode, "plain") == 0)
    edge->label_width = json_object_get_double_member (label, "w");
}

static CrowLayoutGraph *
read_json (JsonObject *root)
{
  JsonArray *nodes = json_object_get_array_member (root, "nodes");
  JsonArray *edges = json_object_get_array_member (root, "edges");
  guint n = json_array_get_length (nodes), m = json_array_get_length (edges);
  CrowLayoutGraph *graph = crow_layout_graph_new (n, m);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);

  graph->end_length = 26;
  for (guint i = 0; i < n; i++)
    {
      read_box (json_array_get_object_element (nodes, i), &graph->boxes[i]);
      g_hash_table_insert (numbers, (gpointer) graph->boxes[i].key, GUINT_TO_POINTER (i));
    }
  for (guint i = 0; i < m; i++)
    read_edge (json_array_get_object_element (edges, i), numbers, &graph->edges[i]);
  return graph;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
write_layout (const char *folder, const char *path, const char *suffix, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_strconcat (base, suffix, NULL);
  g_autofree char *out = g_build_filename (folder, name, NULL);

  if (!g_file_set_contents (out, text, -1, &error))
    g_printerr ("%s\n", error->message);
}

static void
write_layouts (const CrowLayoutGraph *graph, const CrowLayout *layout, const char *path)
{
  if (svg_folder != NULL)
    {
      g_autofree char *svg = crow_test_layout_to_svg (graph, layout);

      write_layout (svg_folder, path, ".svg", svg);
    }
  if (json_folder != NULL)
    {
      g_autofree char *json = crow_test_layout_to_json (graph, layout);

      write_layout (json_folder, path, ".layout.json", json);
    }
}

static void
print_faults (const CrowLayoutGraph *graph, const CrowLayout *layout)
{
  g_auto (CrowFaults) faults = { 0 };
  guint n = 0;

  crow_layout_find_faults (graph, layout, CROW_CHECK_ALL, &faults);
  for (guint i = 0; i < CROW_N_FAULTS; i++)
    n += faults.counts[i];
  g_print ("  %u faults%s%s\n", n, n > 0 ? ", first: " : "", n > 0 ? faults.first : "");
}

/* Drags boxes about, as a pointer would: small steps. */
static void
time_moves (const CrowLayoutGraph *graph, CrowLayout *layout)
{
  g_autoptr (CrowLayout) now = crow_layout_ref (layout);
  double worst = 0, sum = 0;
  guint n = 0;

  for (guint i = 0; i < graph->n_boxes && n < 200; i += MAX (1, graph->n_boxes / 20))
    {
      for (guint step = 1; step <= 10; step++, n++)
        {
          CrowPoint at = { layout->boxes[i].x + 23 * step, layout->boxes[i].y + 17 * step };
          double start = crow_test_cpu_seconds ();
          CrowLayout *moved = crow_layout_move_box (now, graph, i, at);
          double took = crow_test_cpu_seconds () - start;

          worst = MAX (worst, took);
          sum += took;
          crow_layout_unref (now);
          now = moved;
        }
    }
  if (n > 0)
    g_print ("  %u moves: mean %.1f ms, worst %.1f ms\n", n, sum / n * 1000, worst * 1000);
}

/* All boxes where they are, but a little farther apart: nothing of the old routes can be kept. */
static void
time_pins (CrowLayoutGraph *graph, const CrowLayout *layout)
{
  g_autoptr (CrowLayout) pinned = NULL;
  double start;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      graph->boxes[i].is_pinned = TRUE;
      graph->boxes[i].position = (CrowPoint){ layout->boxes[i].x * 1.05,
                                              layout->boxes[i].y * 1.05 };
    }
  start = crow_test_cpu_seconds ();
  pinned = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  g_print ("  all pinned elsewhere: %.3f CPU s\n", crow_test_cpu_seconds () - start);
}

/* @parser: keeps the boxes' keys */
static CrowLayoutGraph *
read_graph (const char *path, JsonParser *parser, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_str_has_suffix (path, ".json"))
    return g_file_get_contents (path, &text, NULL, error) ? crow_layout_graph_new_from_text (text)
                                                          : NULL;
  if (!json_parser_load_from_file (parser, path, error))
    return NULL;
  return read_json (json_node_get_object (json_parser_get_root (parser)));
}

static void
run_graph (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowLayoutGraph) graph = read_graph (path, parser, &error);
  g_autoptr (CrowLayout) layout = NULL;
  g_autofree double *seconds = g_new0 (double, MAX (n_runs, 1));

  if (graph == NULL)
    {
      g_printerr ("%s\n", error->message);
      return;
    }
  for (int i = 0; i < MAX (n_runs, 1); i++)
    {
      double start = crow_test_cpu_seconds ();

      g_clear_pointer (&layout, crow_layout_unref);
      layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
      seconds[i] = crow_test_cpu_seconds () - start;
    }
  qsort (seconds, (size_t) MAX (n_runs, 1), sizeof (double), compare_doubles);
  g_print ("%s: %u boxes, %u edges: %.4f CPU s\n", path, graph->n_boxes, graph->n_edges,
           seconds[MAX (n_runs, 1) / 2]);
  if (is_checking)
    print_faults (graph, layout);
  if (moves)
    time_moves (graph, layout);
  if (pins)
    time_pins (graph, layout);
  write_layouts (graph, layout, path);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("GRAPH...");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    run_graph (files[i]);
  return 0;
}
