#pragma once

#include "crow-test.h"

G_BEGIN_DECLS

/* A SQLite database in memory. */
typedef struct _CrowTestSqlite CrowTestSqlite;

CrowTestSqlite *crow_test_sqlite_new (void);
void crow_test_sqlite_free (CrowTestSqlite *self);
/* Runs a script of any statements. NULL: done; else SQLite's message. (transfer full) (nullable) */
char *crow_test_sqlite_run (CrowTestSqlite *self, const char *sql);
/* The rows of @query, cells joined by a blank, a line each; an error ends the test. (transfer full)
 * (element-type utf8) */
GPtrArray *crow_test_sqlite_fetch (CrowTestSqlite *self, const char *query);
/* Tables, columns, keys and indexes as SQLite tells of them: sorted lines. Not the order of columns
 * and not how a statement was written. (transfer full) */
char *crow_test_sqlite_fetch_catalogue (CrowTestSqlite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestSqlite, crow_test_sqlite_free)

G_END_DECLS
