#include "crow-foreign-key.h"
#include "crow-prisma-private.h"
#include "crow-test.h"

/* bench-prisma FILE…: CPU milliseconds for each file, the best of five. */

#define ROUNDS 5

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

static void
measure (const char *path)
{
  gsize length;
  char *text = crow_test_read (path, &length);
  g_autoptr (GBytes) content = g_bytes_new_take (text, length);
  g_autoptr (CrowSourceFile) file = crow_source_file_new (path, content);
  double syntax = G_MAXDOUBLE;
  double all = G_MAXDOUBLE;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (CrowPrisma) prisma = NULL;

      syntax = MIN (syntax, time_syntax (file));
      all = MIN (all, time_all (file, &prisma));
      if (i == 0)
        g_print ("%s: %" G_GSIZE_FORMAT " bytes, %u models, %u relations\n", path, length,
                 prisma->schema->models->len, prisma->schema->relations->len);
    }
  g_print ("  syntax %.1f ms, syntax and meaning and problems %.1f ms\n", syntax * 1e3, all * 1e3);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    measure (argv[i]);
  return 0;
}
