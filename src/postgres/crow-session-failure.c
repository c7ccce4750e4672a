#include "crow-session-private.h"

#include <string.h>

#define MAX_WORDS 2000 /* bytes of a server's message that are shown */

/**
 * crow_failure_clear:
 * @self: a failure; blank afterwards
 */
void
crow_failure_clear (CrowFailure *self)
{
  g_clear_pointer (&self->words, g_free);
  self->sqlstate[0] = '\0';
  self->is_fatal = FALSE;
}

/**
 * crow_failure_set_words:
 * @self: a failure
 * @words: (transfer none): what it is called
 */
void
crow_failure_set_words (CrowFailure *self, const char *words)
{
  g_free (self->words);
  self->words = g_strdup (words);
}

/* A server may say anything, in any encoding, also escape sequences for a terminal. */
static char *
clean_words (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *result = g_string_new (NULL);

  for (const char *at = valid; *at != '\0' && result->len < MAX_WORDS; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (result, c == '\n' || c == '\t' || !g_unichar_iscntrl (c) ? c : ' ');
    }
  g_strchomp (result->str);
  return g_string_free (result, FALSE);
}

static gboolean
is_sqlstate (const char *text)
{
  for (guint i = 0; i < 5; i++)
    if (!g_ascii_isdigit (text[i]) && !g_ascii_isupper (text[i]))
      return FALSE;
  return TRUE;
}

static void
set_sqlstate (CrowFailure *self, const char *text)
{
  if (text != NULL && is_sqlstate (text))
    g_strlcpy (self->sqlstate, text, sizeof self->sqlstate);
}

/* `FATAL:  28P01: words`: takes the code out of @line and keeps it. */
static void
extract_sqlstate (CrowFailure *self, char *line)
{
  for (char *at = strstr (line, ":  "); at != NULL; at = strstr (at + 1, ":  "))
    if (is_sqlstate (at + 3) && at[8] == ':' && at[9] == ' ')
      {
        set_sqlstate (self, at + 3);
        memmove (at + 2, at + 10, strlen (at + 10) + 1);
        return;
      }
}

/* `LOCATION:  auth_failed, auth.c:338`, whose first word is translated. */
static gboolean
is_location (const char *line)
{
  const char *colon = strrchr (line, ':');
  const char *label = strstr (line, ":  ");

  return label != NULL && colon > label && g_ascii_isdigit (colon[1]) &&
         strspn (colon + 1, "0123456789") == strlen (colon + 1) && strstr (label, ".c:") != NULL;
}

/* `connection to server at … failed: `, with nothing behind it. */
static gboolean
is_unfinished (const char *line)
{
  return g_str_has_suffix (line, ": ") || g_str_has_suffix (line, ":");
}

/**
 * crow_failure_read_message:
 * @self: a failure to fill
 * @message: PQerrorMessage() of a connection that could not be made, at %PQERRORS_VERBOSE
 *
 * There is no result to ask before there is a session, so the SQLSTATE comes out of the text. A
 * last line that only says where it failed, and not why, is left out.
 */
void
crow_failure_read_message (CrowFailure *self, const char *message)
{
  g_autofree char *text = clean_words (message);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) words = g_string_new (NULL);

  crow_failure_clear (self);
  for (char **line = lines; *line != NULL; line++)
    {
      if (is_location (*line) || g_ascii_isspace (**line) || **line == '\0')
        continue; /* libpq indents its own hints, which ours replace */
      if (line[1] == NULL && is_unfinished (*line))
        continue;
      extract_sqlstate (self, *line);
      if (words->len > 0)
        g_string_append_c (words, '\n');
      g_string_append (words, *line);
    }
  self->words = g_strdup (words->str);
}

static void
append_field (GString *words, const PGresult *result, int field, const char *label)
{
  g_autofree char *text = clean_words (PQresultErrorField (result, field));

  if (*text != '\0')
    g_string_append_printf (words, "\n%s: %s", label, text);
}

static gboolean
is_failure (const PGresult *result)
{
  return PQresultStatus (result) == PGRES_FATAL_ERROR;
}

/**
 * crow_failure_read_result:
 * @self: a failure to fill
 * @result: what a server said
 */
void
crow_failure_read_result (CrowFailure *self, const PGresult *result)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *primary = clean_words (PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY));
  g_autofree char *whole = clean_words (PQresultErrorMessage (result));
  const char *severity = PQresultErrorField (result, PG_DIAG_SEVERITY_NONLOCALIZED);

  crow_failure_clear (self);
  set_sqlstate (self, PQresultErrorField (result, PG_DIAG_SQLSTATE));
  g_string_append (words, *primary != '\0' ? primary : whole);
  self->is_fatal = severity != NULL && !g_str_equal (severity, "ERROR") && is_failure (result);
  append_field (words, result, PG_DIAG_MESSAGE_DETAIL, "Detail");
  append_field (words, result, PG_DIAG_MESSAGE_HINT, "Hint");
  append_field (words, result, PG_DIAG_CONTEXT, "Context");
  self->words = g_strdup (words->str);
}

/**
 * crow_failure_format:
 * @self: a failure
 * @connection: whose secrets must not be seen
 * @conn: (nullable): the connection, for a password that libpq found elsewhere
 * @advice: (nullable): what to do
 *
 * Returns: (transfer full): the message for people: the words, with the SQLSTATE at the end of
 *   their first line, then @advice on a line of its own
 */
char *
crow_failure_format (const CrowFailure *self,
                     CrowConnection *connection,
                     PGconn *conn,
                     const char *advice)
{
  g_autoptr (GString) text = g_string_new (self->words);
  const char *newline = strchr (text->str, '\n');
  gssize at = newline != NULL ? newline - text->str : -1;
  g_autofree char *code = NULL;
  g_autofree char *redacted = NULL;
  const char *password = conn != NULL ? PQpass (conn) : NULL;

  if (self->sqlstate[0] != '\0')
    {
      code = g_strdup_printf (" (SQLSTATE %s)", self->sqlstate);
      g_string_insert (text, at, code);
    }
  if (advice != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", advice);

  redacted = crow_connection_redact (connection, text->str);
  return crow_redact_secret (redacted, password != NULL ? password : "");
}
