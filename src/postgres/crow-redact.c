#include "crow-connection-private.h"

#include <string.h>

#define MASK "***"
#define MAX_URI 4096 /* bytes that are searched for the end of a password */

/* The length in @text of one byte of a secret, written raw, as %XX, or after a backslash; 0 where
 * it is another byte. */
static gsize
match_byte (const char *text, guchar byte)
{
  if (text[0] == '%' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]) &&
      g_ascii_xdigit_value (text[1]) * 16 + g_ascii_xdigit_value (text[2]) == byte)
    return 3;
  if (text[0] == '\\' && (guchar) text[1] == byte)
    return 2;
  return (guchar) text[0] == byte ? 1 : 0;
}

static gsize
match_secret (const char *text, const char *secret)
{
  gsize at = 0;

  for (; *secret != '\0'; secret++)
    {
      gsize length = match_byte (text + at, (guchar) *secret);

      if (length == 0)
        return 0;
      at += length;
    }
  return at;
}

/**
 * crow_redact_secret:
 * @text: any text
 * @secret: what must not be in it; "" for nothing
 *
 * A secret of up to three bytes is only taken for one where it stands alone: within words it would
 * spoil the text and say by that what it is.
 *
 * Returns: (transfer full): @text with `***` for each @secret
 */
char *
crow_redact_secret (const char *text, const char *secret)
{
  GString *result = g_string_new (NULL);
  gboolean alone = strlen (secret) <= 3;

  for (const char *at = text; *at != '\0';)
    {
      gsize length = *secret != '\0' ? match_secret (at, secret) : 0;

      if (length > 0 && alone &&
          ((at > text && g_ascii_isalnum (at[-1])) || g_ascii_isalnum (at[length])))
        length = 0;
      if (length == 0)
        {
          g_string_append_c (result, *at++);
          continue;
        }
      g_string_append (result, MASK);
      at += length;
    }
  return g_string_free (result, FALSE);
}

static gboolean
ends_word (char c)
{
  return c == '\0' || g_ascii_isspace (c) || c == '"' || c == '<' || c == '>';
}

/* Where at @text, just behind `//`, the password of `user:password@` begins and ends: at the last
 * `@` before the host's end, as a password may hold one; `/` ends nothing when an `@` follows it in
 * the same word before a `?`. */
static gboolean
find_password (const char *text, gsize *start, gsize *end)
{
  gsize colon = G_MAXSIZE, at_sign = 0; /* the user may be empty, the colon the first */

  for (gsize i = 0; i < MAX_URI && !ends_word (text[i]); i++)
    {
      if (text[i] == ':' && colon == G_MAXSIZE && at_sign == 0)
        colon = i;
      if (text[i] == '@' && colon == G_MAXSIZE)
        return FALSE; /* a user without a password */
      if (text[i] == '@')
        at_sign = i;
      if (text[i] == '?' && at_sign > 0)
        break;
    }
  if (colon == G_MAXSIZE || at_sign <= colon + 1)
    return FALSE;
  *start = colon + 1;
  *end = at_sign;
  return TRUE;
}

/* The length of `password = ` at @text, in any case; 0 where there is none. `PGPASSWORD=` and
 * `sslpassword=` end in it. */
static gsize
match_keyword (const char *text)
{
  static const char *const names[] = { "password", "passwd", "oauth_client_secret", "client_key",
                                       "server_key" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i]);

      if (g_ascii_strncasecmp (text, names[i], length) != 0)
        continue;
      while (text[length] == ' ')
        length++;
      if (text[length] != '=')
        continue;
      length++;
      while (text[length] == ' ')
        length++;
      return length;
    }
  return 0;
}

/* The length of the value at @text: quoted with backslashes, or up to a blank or `&`. */
static gsize
measure_value (const char *text)
{
  gsize at = 0;

  if (text[0] == '\'')
    {
      for (at = 1; text[at] != '\0' && text[at] != '\''; at++)
        if (text[at] == '\\' && text[at + 1] != '\0')
          at++;
      return text[at] == '\'' ? at + 1 : at;
    }
  for (; !ends_word (text[at]) && text[at] != '&'; at++)
    if (text[at] == '\\' && text[at + 1] != '\0')
      at++;
  return at;
}

/**
 * crow_redact_patterns:
 * @text: any text
 *
 * Takes out the password of every URI (`//user:…@`) and of every `password=…`, quoted or not.
 *
 * Returns: (transfer full): @text with `***` in their place
 */
char *
crow_redact_patterns (const char *text)
{
  GString *result = g_string_new (NULL);

  for (const char *at = text; *at != '\0';)
    {
      gsize start = 0, end = 0, length = 0;

      if (at[0] == '/' && at[1] == '/' && find_password (at + 2, &start, &end))
        {
          g_string_append_len (result, at, (gssize) (start + 2));
          g_string_append (result, MASK);
          at += end + 2;
        }
      else if ((length = match_keyword (at)) > 0)
        {
          g_string_append_len (result, at, (gssize) length);
          at += length;
          length = measure_value (at);
          if (length > 0)
            g_string_append (result, MASK);
          at += length;
        }
      else
        g_string_append_c (result, *at++);
    }
  return g_string_free (result, FALSE);
}
