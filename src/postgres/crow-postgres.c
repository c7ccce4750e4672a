#include "crow-postgres.h"

#include "crow-connection-private.h"

#include <string.h>

/* Does @source begin as `KEYWORD =` does, with a keyword of libpq's? */
static gboolean
begins_with_keyword (const char *source)
{
  g_autoptr (CrowOptions) options = PQconninfoParse ("", NULL);
  const char *word = source + strspn (source, " \t\n\r");
  gsize length = strcspn (word, " \t\n\r=");
  const char *after = word + length + strspn (word + length, " \t\n\r");

  if (*after != '=')
    return FALSE;
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (strlen (option->keyword) == length && strncmp (option->keyword, word, length) == 0)
      return TRUE;
  return FALSE;
}

/**
 * crow_postgres_is_connection:
 * @source: a SOURCE of the command line
 *
 * A URI is one by its scheme; a key=value string if libpq can read it and it names at least one
 * parameter (PostgreSQL manual, 34.1.1 "Connection Strings"), or if it at least begins as one: what
 * is wrong with it is then told without its password, where a file of that name would be repeated.
 *
 * Returns: whether @source means a server and not a file
 */
gboolean
crow_postgres_is_connection (const char *source)
{
  g_autoptr (CrowOptions) options = NULL;

  if (g_str_has_prefix (source, "postgresql://") || g_str_has_prefix (source, "postgres://"))
    return TRUE;
  if (strchr (source, '=') == NULL)
    return FALSE;

  options = PQconninfoParse (source, NULL);
  return options != NULL || begins_with_keyword (source);
}
