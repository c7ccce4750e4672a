#pragma once

#include "crow-test-server.h"

G_BEGIN_DECLS

/* A real database of the shared corpus. */
typedef struct
{
  char *name;     /* (owned) `pagila`: of the file, and of the database that it is loaded into */
  char *path;     /* (owned) of its SQL */
  char *expected; /* (owned) path of the list of its foreign keys, tab-separated */
} CrowTestSqlFile;

/* All of them, sorted (element-type CrowTestSqlFile). NULL, and the running test is marked as
 * skipped, where there is no corpus. (transfer full) (nullable) */
GPtrArray *crow_test_sql_corpus_list (void);
/* Loads one into @server as a database of its own; an error that the file does not intend ends the
 * test. Once for each server and file. Returns the database's URI. (transfer full) */
char *crow_test_sql_corpus_load (const CrowTestServer *server, const CrowTestSqlFile *file);
/* A file of the corpus by name; not a name in it: the test ends. */
const CrowTestSqlFile *crow_test_sql_corpus_find (GPtrArray *corpus, const char *name);

/* The schema that the `prisma-*` dump was made from: a .prisma file or a folder, in the corpus of
 * Prisma schemas; NULL: the file is no such dump. (transfer full) (nullable) */
char *crow_test_sql_corpus_find_prisma (const CrowTestSqlFile *file);

G_END_DECLS
