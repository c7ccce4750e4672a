#include "crow-layout-check.h"
#include "crow-layout-random.h"
#include "crow-layout-shapes.h"
#include "crow-test.h"

#include <locale.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

/* The same graph gives the same bytes: in threads, beside other memory, in another locale, in
 * another process. Cancelled, a layout ends at once; its progress rises to 1.
 * CROW_LAYOUT_N: tables of the graph that is cancelled. */

#ifdef __SANITIZE_ADDRESS__
#define SLOWNESS 10
#define N_LARGE 500
#define N_GRAPHS 8
#else
#define SLOWNESS 1
#define N_LARGE 2000
#define N_GRAPHS 16
#endif

/* With some boxes pinned in every third graph. */
static CrowLayoutGraph *
new_graph (guint32 number)
{
  CrowRandomGraph what;
  CrowLayoutGraph *graph;

  crow_random_graph_init (&what, number * 41);
  graph = crow_layout_graph_new_random (&what);
  for (guint i = 0; i < graph->n_boxes && number % 3 == 0; i += 4)
    {
      graph->boxes[i].is_pinned = TRUE;
      graph->boxes[i].position = (CrowPoint){ i % 5 * 1100.0, i / 5 * 900.0 };
    }
  return graph;
}

static void
add_layout (GChecksum *sum, const CrowLayout *l)
{
  guint n_points = l->route_starts[l->n_edges];

  g_checksum_update (sum, (const guchar *) l->boxes, (gssize) (l->n_boxes * sizeof (CrowRect)));
  g_checksum_update (sum, (const guchar *) l->route_starts,
                     (gssize) ((l->n_edges + 1) * sizeof (guint)));
  g_checksum_update (sum, (const guchar *) l->points, (gssize) (n_points * sizeof (CrowPoint)));
  g_checksum_update (sum, (const guchar *) l->labels, (gssize) (l->n_edges * sizeof (CrowRect)));
  g_checksum_update (sum, (const guchar *) l->shared_lengths,
                     (gssize) (l->n_edges * sizeof (double)));
  g_checksum_update (sum, (const guchar *) &l->bounds, sizeof (CrowRect));
}

/* @graph without its last box and what refers to it. */
static CrowLayoutGraph *
new_less (const CrowLayoutGraph *graph)
{
  CrowLayoutGraph *less = crow_layout_graph_new (graph->n_boxes - 1, graph->n_edges);

  less->end_length = graph->end_length;
  less->n_edges = 0;
  memcpy (less->boxes, graph->boxes, less->n_boxes * sizeof (CrowLayoutBox));
  for (guint i = 0; i < graph->n_edges; i++)
    {
      if (graph->edges[i].source < less->n_boxes && graph->edges[i].target < less->n_boxes)
        less->edges[less->n_edges++] = graph->edges[i];
    }
  return less;
}

/* Of each graph's layout: run, with a box moved, updated with a box more. (transfer full) */
static char *
sum_graph (guint32 number)
{
  g_autoptr (CrowLayoutGraph) graph = new_graph (number);
  g_autoptr (CrowLayoutGraph) less = new_less (graph);
  g_autoptr (CrowLayout) layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  g_autoptr (CrowLayout) moved = crow_layout_move_box (layout, graph, 0, (CrowPoint){ 321, -123 });
  g_autoptr (CrowLayout) first = crow_layout_run (less, NULL, NULL, NULL, NULL);
  g_autoptr (CrowLayout) updated = crow_layout_update (first, less, graph, NULL, NULL, NULL, NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_layout (sum, layout);
  add_layout (sum, moved);
  add_layout (sum, updated);
  return g_strdup (g_checksum_get_string (sum));
}

/* (transfer full): a number as this locale prints it, then a line for each graph */
static char *
sum_all (void)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%.1f ", 0.5);
  for (guint32 i = 0; i < N_GRAPHS; i++)
    {
      g_autofree char *sum = sum_graph (i);

      g_string_append_printf (text, "%u %s\n", i, sum);
    }
  return g_string_free (text, FALSE);
}

static gpointer
run_thread (gpointer data)
{
  return sum_all ();
}

static void
test_steady_threads (void)
{
  g_autofree char *expected = sum_all ();
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("layout", run_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *sums = g_thread_join (threads[i]);

      g_assert_cmpstr (sums, ==, expected);
    }
}

static char *
sum_in_process (const char *first_setting, const char *second_setting)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  char *sums = NULL;

  g_assert_cmpint (crow_test_run ((const char *[]){ "/usr/bin/env", first_setting, second_setting,
                                                    self, "--sums", NULL },
                                  NULL, &sums, NULL),
                   ==, 0);
  return sums;
}

/* Other processes have other addresses; here freed and fresh memory have other contents too. */
static void
test_steady_processes (void)
{
  static const char *const settings[] = { "MALLOC_PERTURB_=0", "MALLOC_PERTURB_=85",
                                          "G_SLICE=debug-blocks", "MALLOC_ARENA_MAX=1" };
  g_autofree char *expected = sum_all ();

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *sums = sum_in_process (settings[i], "LC_ALL=C");

      g_assert_cmpstr (sums, ==, expected);
    }
}

/* Where numbers have a decimal comma. */
static void
test_steady_locale (void)
{
  g_autofree char *tool = g_find_program_in_path ("localedef");
  g_autofree char *folder = g_dir_make_tmp ("crow-locale-XXXXXX", NULL);
  g_autofree char *target = g_build_filename (folder, "de_DE.UTF-8", NULL);
  g_autofree char *setting = g_strconcat ("LOCPATH=", folder, NULL);
  g_autofree char *expected = sum_all ();
  g_autofree char *sums = NULL;

  if (tool != NULL)
    crow_test_run ((const char *[]){ tool, "--no-archive", "-i", "de_DE", "-f", "UTF-8", target,
                                     NULL },
                   NULL, NULL, NULL);
  if (!g_file_test (target, G_FILE_TEST_IS_DIR))
    g_test_skip ("no locale with a decimal comma can be made");
  else
    {
      sums = sum_in_process (setting, "LC_ALL=de_DE.UTF-8");
      g_assert_true (g_str_has_prefix (sums, "0,5 "));
      g_assert_cmpstr (strchr (sums, ' '), ==, strchr (expected, ' '));
    }
  crow_test_run ((const char *[]){ "/bin/rm", "-rf", folder, NULL }, NULL, NULL, NULL);
}

/* Rows of numbers drawn without return. (transfer full) */
static guint *
shuffle (guint n, guint32 *random)
{
  guint *order = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    {
      guint k = crow_test_random (random, i + 1);

      order[i] = order[k];
      order[k] = i;
    }
  return order;
}

static void
test_steady_order (void)
{
  guint32 random = 5;

  for (guint32 number = 0; number < 5 * N_GRAPHS; number++)
    {
      g_autoptr (CrowLayoutGraph) graph = new_graph (3 * number + 1);
      g_autoptr (CrowLayoutGraph) mixed = crow_layout_graph_new (graph->n_boxes, graph->n_edges);
      g_autoptr (CrowLayout) layout = NULL;
      g_autofree guint *boxes = shuffle (graph->n_boxes, &random);
      g_autofree guint *edges = shuffle (graph->n_edges, &random);
      g_autofree char *fault = NULL;

      mixed->end_length = MAX (graph->end_length, 8);
      for (guint i = 0; i < graph->n_boxes; i++)
        {
          mixed->boxes[boxes[i]] = graph->boxes[i];
          mixed->boxes[boxes[i]].width = (int) graph->boxes[i].width;
          mixed->boxes[boxes[i]].head_height = (int) graph->boxes[i].head_height;
          mixed->boxes[boxes[i]].row_height = 24;
        }
      for (guint i = 0; i < graph->n_edges; i++)
        {
          mixed->edges[edges[i]] = graph->edges[i];
          mixed->edges[edges[i]].source = boxes[graph->edges[i].source];
          mixed->edges[edges[i]].target = boxes[graph->edges[i].target];
        }
      layout = crow_layout_run (mixed, NULL, NULL, NULL, NULL);
      fault = crow_layout_check (mixed, layout, CROW_CHECK_ALL);
      g_assert_cmpstr (fault, ==, NULL);
    }
}

static double
get_process_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

/* Cancels @cancellable once the process has used CPU time until @when; *@when becomes the time at
 * which it did. */
typedef struct
{
  GCancellable *cancellable;
  double when;
  gint is_over;
} Stopper;

static gpointer
run_stopper (gpointer data)
{
  Stopper *self = data;

  while (get_process_seconds () < self->when && !g_atomic_int_get (&self->is_over))
    g_usleep (200);
  self->when = get_process_seconds ();
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

/* Runs a layout or an update and cancels it after so many CPU seconds: the CPU seconds it took to
 * end from then on, or -1 where it was ready before. */
static double
cancel_after (const CrowLayoutGraph *graph, const CrowLayout *previous, double seconds)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowLayout) layout = NULL;
  Stopper stopper = { cancellable, get_process_seconds () + seconds, FALSE };
  GThread *thread = g_thread_new ("stopper", run_stopper, &stopper);
  double end;

  layout = previous != NULL
               ? crow_layout_update (previous, graph, graph, cancellable, NULL, NULL, &error)
               : crow_layout_run (graph, cancellable, NULL, NULL, &error);
  end = get_process_seconds ();
  g_atomic_int_set (&stopper.is_over, TRUE);
  g_thread_join (thread);
  if (layout != NULL)
    {
      g_assert_no_error (error);
      return -1;
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return end - stopper.when;
}

static void
check_cancelling (const CrowLayoutGraph *graph, const CrowLayout *previous, guint n, double whole)
{
  guint32 random = 77;
  guint n_cancelled = 0;
  double worst = 0;

  for (guint i = 0; i < n; i++)
    {
      double took = cancel_after (graph, previous, whole * crow_test_random (&random, 900) / 1000);

      n_cancelled += took >= 0;
      worst = MAX (worst, took);
    }
  g_test_message ("%u tables, %.3f CPU s: %u of %u cancelled, within %.1f ms", graph->n_boxes,
                  whole, n_cancelled, n, worst * 1000);
  g_assert_cmpuint (n_cancelled, >=, n / 2);
  g_assert_cmpfloat (worst, <, 0.1 * SLOWNESS);
}

static CrowLayoutGraph *
new_large (void)
{
  const char *n = g_getenv ("CROW_LAYOUT_N");
  guint n_boxes = n != NULL ? (guint) g_ascii_strtoull (n, NULL, 10) : N_LARGE;
  CrowLayoutGraph *graph = crow_layout_graph_new_shape (CROW_SHAPE_MIXED, n_boxes, 3);

  for (guint i = 0; i < n_boxes; i++)
    {
      g_autofree char *key = g_strdup_printf ("table%u", i);

      graph->boxes[i].key = g_intern_string (key);
    }
  return graph;
}

static void
test_steady_cancel (void)
{
  g_autoptr (CrowLayoutGraph) graph = new_large ();
  g_autoptr (CrowLayout) layout = NULL;
  double start = get_process_seconds ();

  layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  check_cancelling (graph, NULL, 50, get_process_seconds () - start);
}

static void
note_progress (double fraction, gpointer last)
{
  g_assert_cmpfloat (fraction, >=, *(double *) last);
  g_assert_cmpfloat (fraction, <=, 1);
  *(double *) last = fraction;
}

static void
test_steady_progress (void)
{
  for (guint32 number = 0; number < N_GRAPHS; number++)
    {
      g_autoptr (CrowLayoutGraph) graph = new_graph (number);
      g_autoptr (CrowLayout) layout = NULL;
      g_autoptr (CrowLayout) updated = NULL;
      double last = 0;

      layout = crow_layout_run (graph, NULL, note_progress, &last, NULL);
      g_assert_cmpfloat (last, ==, 1);
      last = 0;
      updated = crow_layout_update (layout, graph, graph, NULL, note_progress, &last, NULL);
      g_assert_cmpfloat (last, ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  if (argc == 2 && strcmp (argv[1], "--sums") == 0)
    {
      g_autofree char *sums = sum_all ();

      g_print ("%s", sums);
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout-steady/same-bytes-in-eight-threads", test_steady_threads);
  g_test_add_func ("/layout-steady/same-bytes-in-other-processes", test_steady_processes);
  g_test_add_func ("/layout-steady/same-bytes-in-another-locale", test_steady_locale);
  g_test_add_func ("/layout-steady/tables-in-any-order", test_steady_order);
  g_test_add_func ("/layout-steady/cancelled-within-100-ms", test_steady_cancel);
  g_test_add_func ("/layout-steady/progress-never-falls", test_steady_progress);
  return g_test_run ();
}
