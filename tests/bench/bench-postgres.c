/* How long it takes to read a database, beside pg_dump --schema-only and the join over
 * information_schema that is usually written for it. Prints; never fails on time.
 *
 *   bench-postgres [TABLES…]      default: 1000 5000 10000
 *   bench-postgres --uri URI      reads that database twenty times, for a profiler
 */
#include <malloc.h>
#include <string.h>

#include "crow-test-read.h"

#define JOIN_SECONDS 40 /* the usual join is stopped after so long */
#define RUNS 5

/* The foreign keys as most tools ask for them. */
static const char usual_join[] =
    "SELECT tc.table_schema, tc.table_name, tc.constraint_name, kcu.column_name,"
    "       ccu.table_schema, ccu.table_name, ccu.column_name, rc.update_rule, rc.delete_rule"
    "  FROM information_schema.table_constraints tc"
    "  JOIN information_schema.key_column_usage kcu"
    "    ON kcu.constraint_name = tc.constraint_name AND kcu.table_schema = tc.table_schema"
    "  JOIN information_schema.constraint_column_usage ccu"
    "    ON ccu.constraint_name = tc.constraint_name AND ccu.constraint_schema = tc.table_schema"
    "  JOIN information_schema.referential_constraints rc"
    "    ON rc.constraint_name = tc.constraint_name AND rc.constraint_schema = tc.table_schema"
    " WHERE tc.constraint_type = 'FOREIGN KEY'";

static double
get_seconds (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

static void
load (const CrowTestServer *server, const char *uri, guint n_tables)
{
  g_autofree char *tool = crow_test_shared_or_skip ("tools/pg-generate");
  g_autofree char *number = g_strdup_printf ("%u", n_tables);
  const char *const argv[] = { tool, "--tables", number, NULL };
  g_autofree char *sql = NULL;
  g_autofree char *path = g_build_filename (server->dir, "bench.sql", NULL);
  g_autofree char *message = NULL;

  g_assert_cmpint (crow_test_run (argv, NULL, &sql, NULL), ==, 0);
  g_assert_true (g_file_set_contents (path, sql, -1, NULL));
  g_assert_cmpint (crow_test_psql (uri, path, TRUE, &message), ==, 0);
}

/* Connects, reads, closes: the best of some runs, as whatever else goes on here only adds. */
static double
measure_read (const char *uri, double *cpu, guint *n_relations)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < RUNS; i++)
    {
      double start = get_seconds ();
      double start_cpu = crow_test_cpu_seconds ();
      g_autoptr (CrowSchema) schema = crow_test_read_database (uri);
      double seconds = get_seconds () - start;

      *n_relations = schema->relations->len;
      if (seconds >= best)
        continue;
      best = seconds;
      *cpu = crow_test_cpu_seconds () - start_cpu;
    }
  return best;
}

static double
measure_dump (const char *uri)
{
  const char *const argv[] = { "pg_dump", "--schema-only", "-d", uri, "-f", "/dev/null", NULL };
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < 2; i++)
    {
      double start = get_seconds ();

      g_assert_cmpint (crow_test_run (argv, NULL, NULL, NULL), ==, 0);
      best = MIN (best, get_seconds () - start);
    }
  return best;
}

static double
measure_join (const char *uri, gboolean *is_stopped)
{
  g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);
  g_autofree char *limit = g_strdup_printf ("SET statement_timeout = '%ds'", JOIN_SECONDS);
  double start;

  crow_test_execute (connection, limit);
  start = get_seconds ();
  {
    g_autoptr (PGresult) result = PQexec (connection, usual_join);

    *is_stopped = PQresultStatus (result) != PGRES_TUPLES_OK;
  }
  return get_seconds () - start;
}

static void
bench (const CrowTestServer *server, guint n_tables)
{
  g_autofree char *name = g_strdup_printf ("bench_%u", n_tables);
  g_autofree char *uri = crow_test_server_add_database (server, name, NULL);
  double cpu = 0;
  guint n_relations = 0;
  double read;
  double dump;

  load (server, uri, n_tables);
  read = measure_read (uri, &cpu, &n_relations);
  dump = measure_dump (uri);
  g_print ("%6u tables %6u relations: connect and read %.3f s (%.3f s of it our CPU), pg_dump "
           "--schema-only %.3f s, ratio 1/%.1f\n",
           n_tables, n_relations, read, cpu, dump, dump / read);
  if (n_tables <= 1000)
    {
      gboolean is_stopped = FALSE;
      double join = measure_join (uri, &is_stopped);

      g_print ("       usual information_schema join: %s%.1f s, ratio 1/%.0f%s\n",
               is_stopped ? "stopped after " : "", join, join / read, is_stopped ? " or less" : "");
    }
}

static void
read_often (const char *uri)
{
  for (guint i = 0; i < 20; i++)
    {
      gsize before = mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
      double start = get_seconds ();
      double start_cpu = crow_test_cpu_seconds ();
      g_autoptr (CrowSchema) schema = crow_test_read_database (uri);

      g_print ("%u tables: %.3f s, %.3f s CPU, %.1f MB kept\n", schema->models->len,
               get_seconds () - start, crow_test_cpu_seconds () - start_cpu,
               (double) (mallinfo2 ().uordblks + mallinfo2 ().hblkhd - before) / 1e6);
    }
}

int
main (int argc, char **argv)
{
  static const char *const sizes[] = { "1000", "5000", "10000", NULL };
  const char *const *chosen = argc > 1 ? (const char *const *) argv + 1 : sizes;
  g_autoptr (CrowTestServer) server = NULL;

  if (argc == 3 && strcmp (argv[1], "--uri") == 0)
    {
      read_often (argv[2]);
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (NULL);
  if (server == NULL)
    {
      g_print ("no server here, nothing is measured\n");
      return 0;
    }
  for (; *chosen != NULL; chosen++)
    bench (server, (guint) g_ascii_strtoull (*chosen, NULL, 10));
  return 0;
}
