#include "crow-test-sql-corpus.h"

#include <string.h>

/* What the dumps were made from (SOURCES.md of both corpora: the same repository and commit). */
static const struct
{
  const char *name;
  const char *schema;
} prisma_schemas[] = {
  { "prisma-amplication",
    "amplication__amplication/packages/amplication-prisma-db/prisma/schema.prisma" },
  { "prisma-cal-main-com", "12mehul__cal-main.com/packages/prisma/schema.prisma" },
  { "prisma-ghostfolio", "ghostfolio__ghostfolio/prisma/schema.prisma" },
  { "prisma-hoppscotch",
    "hoppscotch__hoppscotch/packages/hoppscotch-backend/prisma/schema.prisma" },
  { "prisma-langfuse", "langfuse__langfuse/packages/shared/prisma/schema.prisma" },
  { "prisma-papermark", "mfts__papermark/prisma/schema" },
  { "prisma-sourcebot", "sourcebot-dev__sourcebot/packages/db/prisma/schema.prisma" },
};

static void
free_file (gpointer data)
{
  CrowTestSqlFile *file = data;

  g_free (file->name);
  g_free (file->path);
  g_free (file->expected);
  g_free (file);
}

static CrowTestSqlFile *
new_file (const char *folder, const char *path)
{
  CrowTestSqlFile *file = g_new0 (CrowTestSqlFile, 1);
  g_autofree char *list = NULL;

  file->path = g_strdup (path);
  file->name = g_path_get_basename (path);
  *strrchr (file->name, '.') = '\0';
  list = g_strconcat (file->name, ".tsv", NULL);
  file->expected = g_build_filename (folder, "expected-fks", list, NULL);
  return file;
}

/**
 * crow_test_sql_corpus_list:
 *
 * Returns: (transfer full) (nullable) (element-type CrowTestSqlFile): the corpus of databases;
 * %NULL: there is none, and the test skips
 */
GPtrArray *
crow_test_sql_corpus_list (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/sql");
  g_autoptr (GPtrArray) paths = NULL;
  GPtrArray *files;

  if (folder == NULL)
    return NULL;
  paths = crow_test_walk (folder, ".sql");
  files = g_ptr_array_new_with_free_func (free_file);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (files, new_file (folder, g_ptr_array_index (paths, i)));
  g_assert_cmpuint (files->len, >, 0);
  return files;
}

/**
 * crow_test_sql_corpus_find:
 * @corpus: (element-type CrowTestSqlFile): the corpus
 * @name: of a file
 *
 * Returns: (transfer none): that file
 */
const CrowTestSqlFile *
crow_test_sql_corpus_find (GPtrArray *corpus, const char *name)
{
  for (guint i = 0; i < corpus->len; i++)
    {
      const CrowTestSqlFile *file = g_ptr_array_index (corpus, i);

      if (strcmp (file->name, name) == 0)
        return file;
    }
  g_error ("no %s.sql in the corpus", name);
}

/* One dump sets owners, whom a fresh server does not have. */
static void
ensure_owners (const CrowTestServer *server)
{
  g_autoptr (PGconn) admin = crow_test_connect (server->uri, NULL);

  crow_test_execute (admin, "DO $$ BEGIN CREATE ROLE postgres; "
                            "EXCEPTION WHEN duplicate_object THEN NULL; END $$");
}

/**
 * crow_test_sql_corpus_load:
 * @server: a server
 * @file: one of the corpus
 *
 * Loads a file with psql, as superuser (some create extensions). One script makes its own database
 * and connects to it; the regression test of PostgreSQL itself intends its errors.
 *
 * Returns: (transfer full): the database's URI
 */
char *
crow_test_sql_corpus_load (const CrowTestServer *server, const CrowTestSqlFile *file)
{
  gboolean is_own_database = strcmp (file->name, "chinook") == 0;
  gboolean is_torture = strcmp (file->name, "pg-regress-foreign_key") == 0;
  g_autofree char *uri = NULL;
  g_autofree char *errors = NULL;

  ensure_owners (server);
  uri = is_own_database ? crow_test_server_make_uri (server, file->name)
                        : crow_test_server_add_database (server, file->name, NULL);
  if (crow_test_psql (is_own_database ? server->uri : uri, file->path, !is_torture, &errors) != 0)
    g_error ("%s: %s", file->path, errors);
  return g_steal_pointer (&uri);
}

/**
 * crow_test_sql_corpus_find_prisma:
 * @file: one of the corpus
 *
 * Returns: (transfer full) (nullable): path of the schema that the dump @file was made from
 */
char *
crow_test_sql_corpus_find_prisma (const CrowTestSqlFile *file)
{
  g_autofree char *folder = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (prisma_schemas); i++)
    if (strcmp (prisma_schemas[i].name, file->name) == 0)
      {
        folder = crow_test_shared_or_skip ("corpus/prisma");
        return folder != NULL ? g_build_filename (folder, prisma_schemas[i].schema, NULL) : NULL;
      }
  g_assert_false (g_str_has_prefix (file->name, "prisma-"));
  return NULL;
}
