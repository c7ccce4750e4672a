#pragma once

#include "crow-test.h"

G_BEGIN_DECLS

/* A throw-away MariaDB server, on a socket in a folder of its own: dies with this process. */
typedef struct _CrowTestMariadb CrowTestMariadb;

/* NULL: the server or its client is not installed, and the running test is marked as skipped. */
CrowTestMariadb *crow_test_mariadb_start (void);
void crow_test_mariadb_stop (CrowTestMariadb *self);
/* Runs @sql as a script, in @database (nullable). Returns the rows as text, cells between tabs;
 * NULL: refused, and @error says why. (transfer full) (nullable) */
char *crow_test_mariadb_run (const CrowTestMariadb *self,
                             const char *database,
                             const char *sql,
                             char **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestMariadb, crow_test_mariadb_stop)

G_END_DECLS
