#include "crow-cli-secrets.h"

#include <string.h>

#include "crow-connection.h"
#include "crow-postgres.h"

#define HIDDEN "***"
#define KEYWORD "password"

/**
 * crow_cli_is_secret:
 * @word: of the command line
 *
 * A word that was meant as a connection may hold a password, also where libpq cannot read it.
 *
 * Returns: whether @word must not be repeated
 */
gboolean
crow_cli_is_secret (const char *word)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);

  return crow_postgres_is_connection (word) || strstr (word, "://") != NULL ||
         strstr (lower, KEYWORD) != NULL;
}

static void
overwrite (char *word, const char *shown)
{
  gsize length = strlen (word);

  explicit_bzero (word, length);
  memcpy (word, shown, MIN (length, strlen (shown)));
}

/**
 * crow_cli_hide_secrets:
 * @argv: the words of the command line, in the memory that the system shows to others
 *
 * A connection is overwritten by what it is without secrets, anything else that may hold one by
 * `***`. What follows is cut, never moved.
 */
void
crow_cli_hide_secrets (char **argv)
{
  for (; *argv != NULL; argv++)
    {
      g_autoptr (CrowConnection) connection = NULL;
      g_autofree char *uri = NULL;

      if (!crow_cli_is_secret (*argv))
        continue;
      connection = crow_connection_parse (*argv, NULL);
      if (connection != NULL)
        uri = crow_connection_build_uri (connection);
      overwrite (*argv, uri != NULL ? uri : HIDDEN);
    }
}
