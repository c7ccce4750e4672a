#include <adwaita.h>
#include <math.h>
#include <time.h>

#include "crow-bench-tables.h"
#include "crow-canvas.h"
#include "crow-prisma.h"
#include "crow-test.h"

/* What a frame of the canvas costs, in a window of 1280 × 800 on a real display:
 *     GSK_RENDERER=cairo tests/common/own-screen bench-frames [--runs N] [--frames N] [FEW MANY]
 * FEW and MANY are Prisma files of some 1000 and 5000 tables; without them, bench/gen-graph.mjs of
 * the shared folder makes them. Prints figures and goals and never fails.
 *
 * "main" is CPU time of the main thread from one frame's end to the next one's, input included;
 * "process" is that of all threads; "wall" is from the input to the end of the frame without the
 * wait for the clock. */

#define WIDTH 1280
#define HEIGHT 800

static int n_frames = 90;
static int n_runs = 3;
static gboolean is_plain = FALSE;
static char **files = NULL;

static const GOptionEntry entries[] = {
  { "runs", 0, 0, G_OPTION_ARG_INT, &n_runs, "Runs of each gesture; the median counts", "N" },
  { "frames", 0, 0, G_OPTION_ARG_INT, &n_frames, "Frames of a gesture", "N" },
  { "no-anchor", 0, 0, G_OPTION_ARG_NONE, &is_plain, "Leave out what is compared with", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
  { NULL },
};

typedef struct
{
  double main, process, wall; /* ms */
} Cost;

typedef struct
{
  Cost mean, p95, worst;
} Figures;

typedef struct
{
  GtkWidget *window;
  CrowCanvas *canvas;
  CrowBenchTables *tables; /* the anchor */
  CrowDiagram *diagram;
  double fit;      /* zoom that shows all */
  CrowPoint fixed; /* of the zoom, in diagram pixels */
  guint n_painted;
  gint64 frame_start;
  double frame_wall; /* ms */
} Bench;

typedef void (*Step) (Bench *bench, int frame);

static double
get_ms (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
before_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->frame_start = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->frame_wall = (double) (g_get_monotonic_time () - bench->frame_start) / 1e3;
  bench->n_painted++;
}

static void
rest (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static Cost
run_frame (Bench *bench, Step step, int frame)
{
  double main_start = get_ms (CLOCK_THREAD_CPUTIME_ID);
  double process_start = get_ms (CLOCK_PROCESS_CPUTIME_ID);
  gint64 start = g_get_monotonic_time ();
  guint n = bench->n_painted;
  Cost cost;

  step (bench, frame);
  gtk_widget_queue_draw (gtk_window_get_child (GTK_WINDOW (bench->window)));
  cost.wall = (double) (g_get_monotonic_time () - start) / 1e3;
  while (bench->n_painted == n)
    g_main_context_iteration (NULL, TRUE);
  cost.wall += bench->frame_wall;
  cost.main = get_ms (CLOCK_THREAD_CPUTIME_ID) - main_start;
  cost.process = get_ms (CLOCK_PROCESS_CPUTIME_ID) - process_start;
  return cost;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* The middle one of what lies @offset bytes into each of @n costs. */
static double
sum_up (const Cost *costs, int n, gsize offset, double *p95, double *worst)
{
  g_autofree double *values = g_new (double, n);
  double sum = 0;

  for (int i = 0; i < n; i++)
    {
      values[i] = *(const double *) ((const char *) &costs[i] + offset);
      sum += values[i];
    }
  qsort (values, (size_t) n, sizeof (double), compare_doubles);
  *p95 = values[MIN (n - 1, n * 95 / 100)];
  *worst = values[n - 1];
  return sum / n;
}

static Figures
run_once (Bench *bench, Step step, int n)
{
  g_autofree Cost *costs = g_new (Cost, n);
  Figures figures;

  step (bench, 0);
  rest (700);
  for (int i = 0; i < n; i++)
    costs[i] = run_frame (bench, step, i + 1);
#define SUM_UP(member)                                                                             \
  figures.mean.member = sum_up (costs, n, G_STRUCT_OFFSET (Cost, member), &figures.p95.member,     \
                                &figures.worst.member)
  SUM_UP (main);
  SUM_UP (process);
  SUM_UP (wall);
#undef SUM_UP
  return figures;
}

static int
compare_figures (gconstpointer a, gconstpointer b)
{
  return compare_doubles (&((const Figures *) a)->worst.main, &((const Figures *) b)->worst.main);
}

static Figures
run_gesture (Bench *bench, const char *name, Step step, int n)
{
  g_autofree Figures *all = g_new (Figures, n_runs);
  Figures *middle = &all[n_runs / 2];

  for (int i = 0; i < n_runs; i++)
    all[i] = run_once (bench, step, n);
  qsort (all, (size_t) n_runs, sizeof (Figures), compare_figures);
  g_print ("%5u  %-26s %6.1f %6.1f %6.1f   %6.1f %6.1f %6.1f   %6.1f %6.1f %6.1f\n",
           bench->diagram->layout->n_boxes, name, middle->mean.main, middle->p95.main,
           middle->worst.main, middle->mean.process, middle->p95.process, middle->worst.process,
           middle->mean.wall, middle->p95.wall, middle->worst.wall);
  return *middle;
}

static gpointer
find_controller (Bench *bench, GType type, guint button)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (bench->canvas));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) one = g_list_model_get_item (all, i);

      if (G_OBJECT_TYPE (one) == type &&
          (button == 0 || gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (one)) == button))
        return one;
    }
  g_error ("the canvas has no %s", g_type_name (type));
}

static void
scroll (Bench *bench, double dx, double dy)
{
  gboolean is_handled;

  g_signal_emit_by_name (find_controller (bench, GTK_TYPE_EVENT_CONTROLLER_SCROLL, 0), "scroll",
                         dx / 60, dy / 60, &is_handled);
}

static void
point_at (Bench *bench, double x, double y)
{
  g_signal_emit_by_name (find_controller (bench, GTK_TYPE_EVENT_CONTROLLER_MOTION, 0), "motion", x,
                         y);
}

static void
look_at_all (Bench *bench)
{
  crow_canvas_zoom_to_fit (bench->canvas);
  bench->fit = crow_canvas_get_zoom (bench->canvas);
}

/* Back and forth, farther than any margin. */
static void
pan_all_step (Bench *bench, int frame)
{
  if (frame == 0)
    look_at_all (bench);
  scroll (bench, frame % 60 < 30 ? 14 : -14, frame % 40 < 20 ? 5 : -5);
}

static void
pan_anchor_step (Bench *bench, int frame)
{
  const CrowRect *bounds = &bench->diagram->layout->bounds;

  crow_bench_tables_look (bench->tables, bench->fit,
                          WIDTH / 2.0 - (bounds->x + bounds->width / 2) * bench->fit + frame * 14,
                          HEIGHT / 2.0 - (bounds->y + bounds->height / 2) * bench->fit + frame * 5);
}

static void
zoom_to (Bench *bench, double zoom)
{
  CrowPoint middle = { WIDTH / 2.0, HEIGHT / 2.0 };
  CrowPoint at;
  gboolean is_handled;
  CrowRect *box;

  crow_canvas_set_zoom (bench->canvas, zoom);
  if (zoom < 0.99)
    return;
  box = &bench->diagram->layout->boxes[bench->diagram->layout->n_boxes / 2];
  at = crow_canvas_to_widget (bench->canvas, (CrowPoint){ box->x, box->y });
  g_signal_emit_by_name (find_controller (bench, GTK_TYPE_EVENT_CONTROLLER_SCROLL, 0), "scroll",
                         (at.x - middle.x) / 60, (at.y - middle.y) / 60, &is_handled);
}

static void
pan_near_step (Bench *bench, int frame)
{
  if (frame == 0)
    zoom_to (bench, 1);
  scroll (bench, 23, 11);
}

static void
pan_at_threshold_step (Bench *bench, int frame)
{
  if (frame == 0)
    {
      zoom_to (bench, 1);
      crow_canvas_set_zoom (bench->canvas, 0.42);
    }
  scroll (bench, 23, 11);
}

/* From the whole to 100 %, by equal factors, as a pinch does. */
static void
zoom_step (Bench *bench, int frame)
{
  GtkGesture *pinch = find_controller (bench, GTK_TYPE_GESTURE_ZOOM, 0);

  if (frame == 0)
    {
      look_at_all (bench);
      point_at (bench, WIDTH * 0.4, HEIGHT * 0.4);
      g_signal_emit_by_name (pinch, "begin", NULL);
    }
  g_signal_emit_by_name (pinch, "scale-changed", pow (1 / bench->fit, frame / (double) n_frames));
}

static void
zoom_out_step (Bench *bench, int frame)
{
  GtkGesture *pinch = find_controller (bench, GTK_TYPE_GESTURE_ZOOM, 0);

  if (frame == 0)
    {
      zoom_to (bench, 1);
      point_at (bench, WIDTH * 0.4, HEIGHT * 0.4);
      g_signal_emit_by_name (pinch, "begin", NULL);
    }
  g_signal_emit_by_name (pinch, "scale-changed", pow (bench->fit, frame / (double) n_frames));
}

static void
hover_all_step (Bench *bench, int frame)
{
  if (frame == 0)
    look_at_all (bench);
  point_at (bench, 40 + frame % 90 * 13.0, 60 + frame % 90 * 7.5);
}

static void
hover_near_step (Bench *bench, int frame)
{
  if (frame == 0)
    zoom_to (bench, 1);
  point_at (bench, 40 + frame % 90 * 13.0, 60 + frame % 90 * 7.5);
}

static void
drag_step (Bench *bench, int frame)
{
  GtkGesture *drag = find_controller (bench, GTK_TYPE_GESTURE_DRAG, GDK_BUTTON_PRIMARY);

  if (frame == 0)
    {
      const CrowRect *box = &bench->diagram->layout->boxes[bench->diagram->layout->n_boxes / 2];
      CrowPoint at;

      zoom_to (bench, 1);
      at = crow_canvas_to_widget (bench->canvas, (CrowPoint){ box->x + 20, box->y + 15 });
      g_signal_emit_by_name (drag, "drag-begin", at.x, at.y);
    }
  g_signal_emit_by_name (drag, "drag-update", 4.0 + frame * 2, 4.0 + frame);
}

static void
end_drag (Bench *bench)
{
  g_signal_emit_by_name (find_controller (bench, GTK_TYPE_GESTURE_DRAG, GDK_BUTTON_PRIMARY),
                         "cancel", NULL);
  rest (300);
}

static CrowDiagram *
open_diagram (const char *path)
{
  gsize length;
  char *text = crow_test_read (path, &length);
  g_autoptr (GBytes) content = g_bytes_new_take (text, length);
  g_autoptr (CrowSourceFile) file = crow_source_file_new (path, content);
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  g_autoptr (CrowPrisma) prisma = NULL;

  g_ptr_array_add (sources, file);
  prisma = crow_prisma_new (sources);
  return crow_diagram_new (crow_prisma_get_schema (prisma), NULL, NULL, NULL, NULL, NULL);
}

static void
show (Bench *bench, GtkWidget *child)
{
  gtk_window_set_child (GTK_WINDOW (bench->window), child);
  rest (200);
}

static void
open_window (Bench *bench)
{
  GdkFrameClock *clock;

  bench->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (bench->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (bench->window));
  rest (200);
  clock = gtk_widget_get_frame_clock (bench->window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
}

/* MB. */
static double
get_memory (void)
{
  g_autofree char *status = NULL;
  const char *at;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  at = strstr (status, "VmRSS:");
  return at != NULL ? g_ascii_strtod (at + 6, NULL) / 1024 : 0;
}

/* What the goals ask about. */
typedef struct
{
  Figures pan_all, anchor, pan_near, zoom, hover, drag;
} Results;

static Results
run_diagram (const char *path)
{
  Bench bench = { .diagram = open_diagram (path) };
  Results results = { 0 };
  double before, after;

  open_window (&bench);
  before = get_memory ();
  bench.canvas = CROW_CANVAS (crow_canvas_new ());
  crow_canvas_set_diagram (bench.canvas, bench.diagram);
  show (&bench, GTK_WIDGET (bench.canvas));
  look_at_all (&bench);
  g_print ("%5u  %.0f × %.0f px, all of it at %.1f %%\n", bench.diagram->layout->n_boxes,
           bench.diagram->layout->bounds.width, bench.diagram->layout->bounds.height,
           bench.fit * 100);
  results.pan_all = run_gesture (&bench, "pan the whole view", pan_all_step, n_frames);
  results.pan_near = run_gesture (&bench, "pan at 100 %", pan_near_step, n_frames);
  run_gesture (&bench, "pan at 42 %", pan_at_threshold_step, n_frames);
  results.zoom = run_gesture (&bench, "zoom to 100 %", zoom_step, n_frames);
  run_gesture (&bench, "zoom out", zoom_out_step, n_frames);
  results.hover = run_gesture (&bench, "hover over the whole view", hover_all_step, n_frames);
  run_gesture (&bench, "hover at 100 %", hover_near_step, n_frames);
  results.drag = run_gesture (&bench, "drag a table at 100 %", drag_step, n_frames);
  end_drag (&bench);
  after = get_memory ();
  g_print ("%5u  the canvas's memory: %.0f MB (process %.0f MB)\n", bench.diagram->layout->n_boxes,
           after - before, after);
  if (!is_plain)
    {
      bench.tables = CROW_BENCH_TABLES (crow_bench_tables_new (bench.diagram));
      show (&bench, GTK_WIDGET (bench.tables));
      results.anchor = run_gesture (&bench, "draw every table (anchor)", pan_anchor_step, 6);
    }
  gtk_window_destroy (GTK_WINDOW (bench.window));
  rest (200);
  crow_diagram_unref (bench.diagram);
  return results;
}

static void
judge (const char *goal, double value, double limit, const char *unit)
{
  g_print ("%-70s %7.2f %-3s (at most %.2f): %s\n", goal, value, unit, limit,
           value <= limit ? "holds" : "DOES NOT HOLD");
}

static void
judge_all (const Results *few, const Results *many)
{
  g_print ("\n");
  if (!is_plain)
    judge ("pan of the whole, many, against drawing every table, process CPU",
           many->pan_all.mean.process / many->anchor.mean.process, 1 / 25.0, "");
  judge ("pan of the whole, many against few, process CPU",
         many->pan_all.mean.process / few->pan_all.mean.process, 1.2, "");
  judge ("pan of the whole, many, worst frame, main thread", many->pan_all.worst.main, 16.7, "ms");
  judge ("pan at 100 %, many, 95th percentile, main thread", many->pan_near.p95.main, 16.7, "ms");
  judge ("pan at 100 %, many, worst frame, main thread", many->pan_near.worst.main, 25, "ms");
  judge ("zoom from the whole to 100 %, many, worst frame, main thread", many->zoom.worst.main, 33,
         "ms");
  judge ("hover over the whole, many, worst frame, main thread", many->hover.worst.main, 16.7,
         "ms");
  judge ("drag of a table, many, worst frame, main thread", many->drag.worst.main, 25, "ms");
}

/* (nullable): NULL where there is no generator. */
static char *
generate (const char *folder, const char *n)
{
  g_autofree char *tool = g_build_filename (crow_test_get_shared (), "bench", "gen-graph.mjs",
                                            NULL);
  const char *argv[] = { "node", tool, "--n", n, "--format", "prisma", NULL };
  g_autofree char *name = g_strdup_printf ("erd-%s.prisma", n);
  g_autofree char *text = NULL;
  char *path;

  if (crow_test_run (argv, NULL, &text, NULL) != 0)
    return NULL;
  path = g_build_filename (folder, name, NULL);
  g_file_set_contents (path, text, -1, NULL);
  return path;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("[FEW.prisma MANY.prisma]");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("crow-frames-XXXXXX", NULL);
  g_autofree char *few = NULL;
  g_autofree char *many = NULL;
  Results of_few, of_many;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (files != NULL && g_strv_length (files) == 2)
    {
      few = g_strdup (files[0]);
      many = g_strdup (files[1]);
    }
  else if (crow_test_get_shared () != NULL)
    {
      few = generate (folder, "1000");
      many = generate (folder, "5000");
    }
  if (few == NULL || many == NULL)
    {
      g_print ("Nothing to draw: name two Prisma files.\n");
      return 0;
    }
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_print ("ms a frame: mean, 95th percentile, worst\n"
           "tables gesture                        main thread            process                "
           "wall\n");
  of_few = run_diagram (few);
  of_many = run_diagram (many);
  judge_all (&of_few, &of_many);
  return 0;
}
