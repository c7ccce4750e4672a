#pragma once

#include "crow-cli.h"
#include "crow-connection.h"

G_BEGIN_DECLS

/* Reads a database, read-only; asks for a password at the terminal if the server wants one and none
 * was given. @namespaces: (nullable) (element-type utf8) of --schema. What could not be read goes
 * to standard error. Ctrl-C: G_IO_ERROR_CANCELLED. */
CrowSchema *
crow_cli_database_read (CrowConnection *connection, GPtrArray *namespaces, GError **error);

G_END_DECLS
