#include "crow-fuzz-input.h"
#include "crow-layout-check.h"
#include "crow-layout-shapes.h"
#include "crow-layout-text.h"

#include <string.h>

/* Any bytes become a graph, which is laid out, changed and dragged about; what comes of it must
 * keep the rules. With clang and -fsanitize=fuzzer this is a fuzzer (fuzz-layout-clang, built where
 * that is to be had; .ci/run does); else it tries inputs of its own:
 *     fuzz-layout [--runs N] [--seed S] [FILE...]
 * and S + i, with --runs 1, makes input i again. */

#define ROOM 60 /* px; boxes nearer than this leave lines no way between them */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
is_crowded (const CrowLayoutGraph *graph, const CrowLayout *layout)
{
  double room = MAX (ROOM, 2 * graph->end_length + 8);

  for (guint i = 0; i < layout->n_boxes; i++)
    {
      CrowRect near = crow_rect_inset (&layout->boxes[i], -room);

      for (guint k = 0; k < i; k++)
        {
          if (crow_rect_intersects (&near, &layout->boxes[k]))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
has_pins (const CrowLayoutGraph *graph)
{
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      if (graph->boxes[i].is_pinned)
        return TRUE;
    }
  return FALSE;
}

/* Everything is asked of a layout that was free to choose; of others that lines keep off tables,
 * where there is room between these. */
static void
check (const CrowLayoutGraph *graph, const CrowLayout *layout, gboolean is_free, const char *what)
{
  g_autofree char *fault = NULL;
  g_autofree char *text = NULL;
  CrowCheckFlags flags = is_free ? CROW_CHECK_ALL : CROW_CHECK_LOOSE_LINES;

  if (!is_free && is_crowded (graph, layout))
    flags = CROW_CHECK_PINNED;
  fault = crow_layout_check (graph, layout, flags);
  if (fault == NULL)
    return;
  text = crow_test_layout_graph_to_text (graph);
  g_printerr ("%s", text);
  g_error ("%s: %s", what, fault);
}

static void
drag (CrowFuzzInput *input, CrowLayoutGraph *graph, CrowLayout **layout)
{
  guint box = crow_fuzz_pick (input, graph->n_boxes);
  guint n_steps = 1 + crow_fuzz_pick (input, 3);
  CrowPoint at = { (*layout)->boxes[box].x, (*layout)->boxes[box].y };
  CrowPoint step = { (double) crow_fuzz_pick (input, 2000) - 1000,
                     (double) crow_fuzz_pick (input, 2000) - 1000 };

  for (guint i = 1; i <= n_steps; i++)
    {
      CrowPoint to = { at.x + i * step.x, at.y + i * step.y };
      CrowLayout *moved = crow_layout_move_box (*layout, graph, box, to);

      graph->boxes[box].position = to; /* pinned or not */
      crow_layout_unref (*layout);
      *layout = moved;
      check (graph, moved, FALSE, "a move");
    }
}

static void
change (CrowFuzzInput *input, CrowLayoutGraph **graph, CrowLayout **layout)
{
  CrowLayoutGraph *changed = crow_fuzz_change_graph (input, *graph);
  CrowLayout *updated = crow_layout_update (*layout, *graph, changed, NULL, NULL, NULL, NULL);

  check (changed, updated, FALSE, "an update");
  crow_layout_unref (*layout);
  crow_layout_graph_free (*graph);
  *layout = updated;
  *graph = changed;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  CrowFuzzInput input = { data, size, 0 };
  CrowLayoutGraph *graph = crow_fuzz_new_graph (&input);
  CrowLayout *layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);

  check (graph, layout, !has_pins (graph), "a run");
  for (guint i = 0; i < 4 && input.at < input.size; i++)
    {
      if (crow_fuzz_pick (&input, 2) == 0)
        change (&input, &graph, &layout);
      else if (graph->n_boxes > 0)
        drag (&input, graph, &layout);
    }
  crow_layout_unref (layout);
  crow_layout_graph_free (graph);
  return 0;
}

#ifndef CROW_LIBFUZZER
static int n_runs = 400;
static int seed = 1;
static char **files = NULL;

static const GOptionEntry entries[] = {
  { "runs", 0, 0, G_OPTION_ARG_INT, &n_runs, "Inputs to try", "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "The first one's number", "S" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
  { NULL },
};

/* Half the inputs are short. */
static void
try_number (guint32 number)
{
  guint8 bytes[220];
  guint32 random = number * 2654435761u + 99;
  guint size = 1 + crow_test_random (&random, number % 2 == 0 ? 60 : sizeof bytes);

  for (guint i = 0; i < size; i++)
    bytes[i] = (guint8) crow_test_random (&random, 256);
  LLVMFuzzerTestOneInput (bytes, size);
}

static gboolean
try_file (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, error))
    return FALSE;
  LLVMFuzzerTestOneInput ((const guint8 *) data, length);
  return TRUE;
}

static int number_now;

static void
tell_number (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_printerr ("fuzz-layout --runs 1 --seed %d: %s\n", number_now, message);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE...");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL, tell_number, NULL);
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      if (!try_file (files[i], &error))
        g_error ("%s", error->message);
    }
  for (int i = 0; i < n_runs && files == NULL; i++)
    {
      number_now = seed + i;
      try_number ((guint32) number_now);
    }
  g_print ("1..1\nok 1 /layout-fuzz/%d-inputs-keep-the-rules\n", n_runs);
  return 0;
}
#endif
