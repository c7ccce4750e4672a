#include "crow-postgres.h"

#include <libpq-fe.h>

/**
 * crow_postgres_is_connection:
 * @source: a SOURCE of the command line
 *
 * A URI is one by its scheme; a key=value string if libpq can read it and it names at least one
 * parameter (PostgreSQL manual, 34.1.1 "Connection Strings").
 *
 * Returns: whether @source means a server and not a file
 */
gboolean
crow_postgres_is_connection (const char *source)
{
  PQconninfoOption *options = NULL;

  if (g_str_has_prefix (source, "postgresql://") || g_str_has_prefix (source, "postgres://"))
    return TRUE;
  if (strchr (source, '=') == NULL)
    return FALSE;

  options = PQconninfoParse (source, NULL);
  if (options == NULL)
    return FALSE;
  PQconninfoFree (options);
  return TRUE;
}
