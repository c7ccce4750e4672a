#include <time.h>

#include "crow-prisma.h"
#include "crow-search.h"

/* bench-search SCHEMA.prisma...: CPU time of folding each schema's names, and of every key that is
 * typed for a few queries. */

static const char *const queries[] = {
  "user", "id", "createdat", "uid", "onDelete:Cascade", "t.i", "field:status is:problem", "e x"
};

static double
get_ms (void)
{
  struct timespec at;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &at);
  return (double) at.tv_sec * 1000 + (double) at.tv_nsec / 1e6;
}

static double
run (const char *query, const CrowSchema *schema, guint *n_found)
{
  double start = get_ms ();
  g_autoptr (CrowSearch) search = crow_search_new (query);
  g_autoptr (GArray) found = crow_search_run (search, schema, 0);

  *n_found = found->len;
  return get_ms () - start;
}

static void
type (const char *query, const CrowSchema *schema)
{
  double worst = 0;
  guint n_found = 0;

  for (const char *at = query; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autofree char *part = g_strndup (query, (gsize) (g_utf8_next_char (at) - query));
      double best = G_MAXDOUBLE;

      for (guint i = 0; i < 5; i++)
        best = MIN (best, run (part, schema, &n_found));
      worst = MAX (worst, best);
    }
  g_print ("  %-26s %6u found, slowest key %7.2f ms\n", query, n_found, worst);
}

static void
bench (const char *path)
{
  char *text;
  gsize length;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (CrowSourceFile) file = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (CrowPrisma) prisma = NULL;
  CrowSchema *schema;
  guint n_fields = 0;
  guint n_found;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return;
  content = g_bytes_new_take (text, length);
  file = crow_source_file_new (path, content);
  g_ptr_array_add (files, file);
  prisma = crow_prisma_new (files);
  schema = crow_prisma_get_schema (prisma);
  for (guint i = 0; i < schema->models->len; i++)
    n_fields += crow_schema_get_model (schema, i)->fields->len;
  g_print ("%s: %u models, %u fields, %u relations\n", path, schema->models->len, n_fields,
           schema->relations->len);
  g_print ("  first search %32.2f ms\n", run ("qqq", schema, &n_found));
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    type (queries[i], schema);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    bench (argv[i]);
  return 0;
}
