#include "crow-foreign-key.h"
#include "crow-prisma-private.h"
#include "crow-test.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* bench-prisma [--cli PROGRAM] FILE…: CPU milliseconds for each file, the best of five: reading
 * alone, all of it in this process, and `PROGRAM check FILE` with the memory that it took at most.
 * A line of JSON each. */

#define ROUNDS 5

static char *cli = NULL;

static const GOptionEntry entries[] = {
  { "cli", 0, 0, G_OPTION_ARG_FILENAME, &cli, "Also time PROGRAM check FILE", "PROGRAM" },
  { NULL },
};

typedef struct
{
  double seconds;
  glong peak; /* bytes */
} Cost;

static double
time_syntax (CrowSourceFile *file)
{
  double start = crow_test_cpu_seconds ();
  g_autoptr (CrowAst) ast = crow_ast_parse (file, 0);

  return crow_test_cpu_seconds () - start;
}

static double
time_all (CrowSourceFile *file, CrowPrisma **prisma)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  double start;

  g_ptr_array_add (files, file);
  start = crow_test_cpu_seconds ();
  *prisma = crow_prisma_new (files);
  return crow_test_cpu_seconds () - start;
}

static double
get_seconds (struct timeval time)
{
  return (double) time.tv_sec + (double) time.tv_usec * 1e-6;
}

static Cost
run_check (const char *path)
{
  pid_t child = fork ();
  struct rusage usage;
  int status;

  if (child == 0)
    {
      int nowhere = open ("/dev/null", O_WRONLY);

      dup2 (nowhere, STDOUT_FILENO);
      execl (cli, cli, "check", path, NULL);
      _exit (127);
    }
  if (child < 0 || wait4 (child, &status, 0, &usage) < 0 || WEXITSTATUS (status) == 127)
    g_error ("%s cannot be run", cli);
  return (Cost){ get_seconds (usage.ru_utime) + get_seconds (usage.ru_stime),
                 usage.ru_maxrss * 1024 };
}

/* To be called before anything large is read: a child's peak begins with its parent's size. */
static Cost
run_best_check (const char *path)
{
  Cost best = { G_MAXDOUBLE, 0 };

  for (guint i = 0; i < ROUNDS && cli != NULL; i++)
    {
      Cost cost = run_check (path);

      best.seconds = MIN (best.seconds, cost.seconds);
      best.peak = MAX (best.peak, cost.peak);
    }
  return best;
}

static void
measure (const char *path, Cost check)
{
  gsize length;
  char *text = crow_test_read (path, &length);
  g_autoptr (GBytes) content = g_bytes_new_take (text, length);
  g_autoptr (CrowSourceFile) file = crow_source_file_new (path, content);
  double syntax = G_MAXDOUBLE;
  double all = G_MAXDOUBLE;
  guint n_models = 0, n_relations = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (CrowPrisma) prisma = NULL;

      syntax = MIN (syntax, time_syntax (file));
      all = MIN (all, time_all (file, &prisma));
      n_models = prisma->schema->models->len;
      n_relations = prisma->schema->relations->len;
    }
  g_print ("{\"file\": \"%s\", \"bytes\": %" G_GSIZE_FORMAT ", \"models\": %u, \"relations\": %u, "
           "\"syntax_ms\": %.1f, \"all_ms\": %.1f",
           path, length, n_models, n_relations, syntax * 1e3, all * 1e3);
  if (cli != NULL)
    g_print (", \"check_ms\": %.1f, \"check_peak_bytes\": %ld", check.seconds * 1e3, check.peak);
  g_print ("}\n");
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE…");
  g_autoptr (GError) error = NULL;
  g_autofree Cost *checks = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  checks = g_new0 (Cost, argc);
  for (int i = 1; i < argc; i++)
    checks[i] = run_best_check (argv[i]);
  for (int i = 1; i < argc; i++)
    measure (argv[i], checks[i]);
  return 0;
}
