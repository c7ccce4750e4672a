#include "crow-connection-input-private.h"

#include <string.h>

#include "crow-error.h"

/* Names in front of a URI that is not of libpq: JDBC's and SQLAlchemy's. */
#define SCHEME "(?<![a-z0-9+])(?:jdbc:)?postgres(?:ql)?(?:\\+[a-z0-9]+)?://"

/* The value of `NAME=value` somewhere in a .env file. */
static char *
find_variable (const char *input, const char *name)
{
  g_autofree char *quoted = g_regex_escape_string (name, -1);
  g_autofree char *pattern = g_strdup_printf ("^[ \\t]*(?:export[ \\t]+)?%s[ \\t]*=[ \\t]*"
                                              "(?:\"([^\"\\n]*)\"|'([^'\\n]*)'|([^\\s#]*))",
                                              quoted);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, input, 0, &match))
    return NULL;
  for (int i = 1; i <= 3; i++)
    {
      g_autofree char *value = g_match_info_fetch (match, i);

      if (value != NULL && *value != '\0')
        return g_steal_pointer (&value);
    }
  return NULL;
}

/* `${NAME}` in the URI takes its value from the other lines. */
static char *
expand_variables (const char *uri, const char *input, GError **error)
{
  GString *expanded = g_string_new (NULL);
  const char *at = uri;
  const char *start;

  while ((start = strstr (at, "${")) != NULL)
    {
      const char *end = strchr (start, '}');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (end == NULL)
        break;
      name = g_strndup (start + 2, (gsize) (end - start - 2));
      value = find_variable (input, name);
      if (value == NULL)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                       "“${%s}” stands for a value that is not in the text. Write the value itself "
                       "in its place.",
                       name);
          crow_connection_input_wipe_string (expanded);
          return NULL;
        }
      g_string_append_len (expanded, at, start - at);
      g_string_append (expanded, value);
      explicit_bzero (value, strlen (value));
      at = end + 1;
    }
  g_string_append (expanded, at);
  return g_string_free (expanded, FALSE);
}

/* Where a URI that begins at @start ends: at the quote that opened it, else at a blank. */
static const char *
find_end (const char *input, const char *start)
{
  char quote = start > input ? start[-1] : '\0';

  if (quote == '"' || quote == '\'' || quote == '`')
    {
      const char *end = strchr (start, quote);

      return end != NULL ? end : start + strlen (start);
    }
  return start + strcspn (start, " \t\r\n\"'`");
}

/* Is the URI at @start the value of a variable whose name begins so, and on no comment's line? */
static gboolean
has_name (const char *input, const char *start, const char *name)
{
  const char *line = start;
  const char *found;

  while (line > input && line[-1] != '\n')
    line--;
  found = strstr (line, name);
  return *crow_connection_input_skip_blanks (line) != '#' && found != NULL && found <= start;
}

/**
 * crow_connection_input_find_uri:
 * @input: a text that may have more than a URI in it: a line of a .env file, or all of it
 * @error: %CROW_ERROR_SOURCE: the URI needs a value that @input does not have
 *
 * Prisma's directUrl is the one that goes round the pooler, so it comes first.
 *
 * Returns: (transfer full) (nullable): the URI, for crow_connection_input_wipe(); %NULL without
 *   @error: there is none
 */
char *
crow_connection_input_find_uri (const char *input, GError **error)
{
  static const char *const names[] = { "DIRECT", "DATABASE_URL", "" };
  g_autoptr (GRegex) regex = g_regex_new (SCHEME, G_REGEX_CASELESS, 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GMatchInfo) match = NULL;

      for (g_regex_match (regex, input, 0, &match); g_match_info_matches (match);
           g_match_info_next (match, NULL))
        {
          int from;
          g_autofree char *uri = NULL;
          char *expanded;

          g_match_info_fetch_pos (match, 0, &from, NULL);
          if (!has_name (input, input + from, names[i]))
            continue;
          uri = g_strndup (input + from, (gsize) (find_end (input, input + from) - input - from));
          expanded = expand_variables (uri, input, error);
          explicit_bzero (uri, strlen (uri));
          return expanded;
        }
    }
  return NULL;
}
