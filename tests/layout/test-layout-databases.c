#include "crow-diagram-check.h"
#include "crow-test-read.h"
#include "crow-test-sql-corpus.h"

/* Every real database of the corpus, laid out as the program does. Dumps of Prisma schemas are left
 * out, whose schemas test-layout-corpus has. */

static CrowTestServer *server;

static void
test_file (gconstpointer data)
{
  const CrowTestSqlFile *file = data;
  g_autofree char *uri = crow_test_sql_corpus_load (server, file);
  g_autoptr (CrowSchema) schema = crow_test_read_database (uri);

  crow_test_check_diagrams (schema, file->name);
}

static void
test_nothing (void)
{
  if (server == NULL)
    g_test_skip ("there is no server or no corpus");
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) corpus = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  corpus = crow_test_sql_corpus_list ();
  if (corpus != NULL)
    server = crow_test_server_start (NULL);
  g_test_add_func ("/layout-databases/are-here", test_nothing);
  for (guint i = 0; server != NULL && i < corpus->len; i++)
    {
      const CrowTestSqlFile *file = g_ptr_array_index (corpus, i);
      g_autofree char *path = g_strconcat ("/layout-databases/", file->name, NULL);

      if (!g_str_has_prefix (file->name, "prisma-"))
        g_test_add_data_func (path, file, test_file);
    }
  status = g_test_run ();
  g_clear_pointer (&server, crow_test_server_stop);
  return status;
}
