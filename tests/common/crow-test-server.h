#pragma once

#include "crow-test.h"

#include <libpq-fe.h>

G_BEGIN_DECLS

/* A throw-away PostgreSQL server (pg-sandbox of the shared folder): dies with its owner and at the
 * latest with this process. */
typedef struct
{
  char *tool; /* (owned) */
  char *uri;  /* (owned) of its database `postgres`, as superuser */
  char *dir;  /* (owned) the sandbox's folder: `data`, `log`, `s` (the socket) */
} CrowTestServer;

/* @options: (nullable) (array zero-terminated=1) more of pg-sandbox's: "--tcp", "--conf",
 * "log_statement=all". NULL: there is no shared folder or no PostgreSQL here, and the running test
 * is marked as skipped. */
CrowTestServer *crow_test_server_start (const char *const *options);
void crow_test_server_stop (CrowTestServer *self);
/* The same server, another database. (transfer full) */
char *crow_test_server_make_uri (const CrowTestServer *self, const char *database);
/* CREATE DATABASE, then @sql (nullable) in it. Returns its URI. (transfer full) */
char *crow_test_server_add_database (const CrowTestServer *self, const char *name, const char *sql);

/* As superuser, plain libpq; any error ends the test. @database: (nullable) instead of the URI's.
 */
PGconn *crow_test_connect (const char *uri, const char *database);
void crow_test_execute (PGconn *connection, const char *sql);
/* All rows, cells joined by a blank, a line each. (element-type utf8) */
GPtrArray *crow_test_fetch_lines (PGconn *connection, const char *query);
/* The same as one text, lines sorted as bytes. */
char *crow_test_fetch_sorted (PGconn *connection, const char *query);
/* Runs psql -X -q -v ON_ERROR_STOP=1 with @file (a path). Returns its exit status. */
int crow_test_psql (const char *uri, const char *file, gboolean stop_on_error, char **error);

/* Everything that a script of ours could leave behind: constraints with all their attributes and
 * comments, columns, indexes, triggers' states; sorted text. */
char *crow_test_fetch_catalogue (PGconn *connection);

/* src/postgres has them too. */
#ifndef CROW_PQ_AUTOPTR
#define CROW_PQ_AUTOPTR
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)
#endif
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestServer, crow_test_server_stop)

G_END_DECLS
