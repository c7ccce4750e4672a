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

/* `user:secret@` behind `://`: to the last `@` of the word, for a password may hold one too. */
static const char *
append_authority (GString *redacted, const char *at)
{
  gsize length = strcspn (at, " \t\n\"'");
  const char *end = g_strrstr_len (at, (gssize) length, "@");
  const char *colon = end != NULL ? memchr (at, ':', (gsize) (end - at)) : NULL;

  if (colon == NULL)
    return at;
  g_string_append_len (redacted, at, colon + 1 - at);
  g_string_append (redacted, HIDDEN);
  return end;
}

/* The value behind `password=`, quoted or not. */
static const char *
append_value (GString *redacted, const char *at)
{
  gsize blanks = strspn (at, " ");

  if (at[blanks] != '=')
    return at;
  at += blanks + 1;
  at += strspn (at, " ");
  g_string_append (redacted, "=" HIDDEN);
  if (*at != '\'')
    return at + strcspn (at, " \t\n&\"");
  for (at++; *at != '\0' && *at != '\''; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '\'' ? at + 1 : at;
}

/**
 * crow_cli_redact:
 * @text: a message
 *
 * The last guard: no message should hold a password in the first place.
 *
 * Returns: (transfer full): @text without what looks like one
 */
char *
crow_cli_redact (const char *text)
{
  GString *redacted = g_string_new (NULL);

  while (*text != '\0')
    if (g_str_has_prefix (text, "://"))
      {
        g_string_append (redacted, "://");
        text = append_authority (redacted, text + 3);
      }
    else if (g_ascii_strncasecmp (text, KEYWORD, strlen (KEYWORD)) == 0)
      {
        g_string_append_len (redacted, text, (gssize) strlen (KEYWORD));
        text = append_value (redacted, text + strlen (KEYWORD));
      }
    else
      g_string_append_c (redacted, *text++);
  return g_string_free (redacted, FALSE);
}
