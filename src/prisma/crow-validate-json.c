#include "crow-validate-types-private.h"

#include <math.h>
#include <string.h>

/* Prisma's JSON reader gives up at so many open lists and objects. */
#define MAX_DEPTH 128

/* The first problem ends the reading. */
typedef struct
{
  const char *text;
  gsize length;
  gsize at;
  const char *problem; /* (nullable) */
  gsize problem_at;    /* how many bytes lie before what is wrong, with it */
  guint depth;
  gboolean is_object[MAX_DEPTH]; /* what is open, outermost first */
} Json;

static void
fail_at (Json *self, const char *problem, gsize at)
{
  if (self->problem != NULL)
    return;
  self->problem = problem;
  self->problem_at = MIN (at, self->length);
}

/* What comes next is wrong. */
static gboolean
fail_next (Json *self, const char *problem)
{
  fail_at (self, problem, self->at + 1);
  return FALSE;
}

/* What was read last is wrong. */
static gboolean
fail_last (Json *self, const char *problem)
{
  fail_at (self, problem, self->at);
  return FALSE;
}

/* The next byte, or -1. */
static int
peek (const Json *self)
{
  return self->at < self->length ? (guchar) self->text[self->at] : -1;
}

/* The next byte that is no blank, or -1. */
static int
skip_blanks (Json *self)
{
  while (peek (self) == ' ' || peek (self) == '\t' || peek (self) == '\n' || peek (self) == '\r')
    self->at++;
  return peek (self);
}

static gboolean
is_digit (int byte)
{
  return byte >= '0' && byte <= '9';
}

static gboolean
read_word (Json *self, const char *word)
{
  for (; *word != '\0'; word++)
    {
      int byte = peek (self);

      if (byte < 0)
        return fail_last (self, "EOF while parsing a value");
      self->at++;
      if (byte != *word)
        return fail_last (self, "expected ident");
    }
  return TRUE;
}

/* From after the `e`. FALSE: told, or out of all range. */
static gboolean
read_exponent (Json *self, gboolean is_zero)
{
  gboolean is_negative = peek (self) == '-';
  gint64 exponent = 0;

  if (is_negative || peek (self) == '+')
    self->at++;
  if (peek (self) < 0)
    return fail_last (self, "EOF while parsing a value");
  if (!is_digit (self->text[self->at++]))
    return fail_last (self, "invalid number");
  exponent = self->text[self->at - 1] - '0';
  while (is_digit (peek (self)))
    {
      exponent = exponent * 10 + (self->text[self->at++] - '0');
      if (exponent > G_MAXINT32 && !is_zero && !is_negative)
        return fail_last (self, "number out of range");
      exponent = MIN (exponent, G_MAXUINT32);
    }
  return TRUE;
}

static gboolean
read_fraction (Json *self)
{
  gsize start = ++self->at;

  while (is_digit (peek (self)))
    self->at++;
  if (self->at > start)
    return TRUE;
  return fail_next (self, peek (self) < 0 ? "EOF while parsing a value" : "invalid number");
}

static gboolean
is_all_zero (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] >= '1' && text[i] <= '9')
      return FALSE;
  return TRUE;
}

/* From the first digit. */
static gboolean
read_number (Json *self)
{
  gsize start = self->at;
  g_autofree char *text = NULL;

  if (peek (self) < 0)
    return fail_last (self, "EOF while parsing a value");
  if (!is_digit (self->text[self->at++]))
    return fail_last (self, "invalid number");
  if (self->text[start] == '0' && is_digit (peek (self)))
    return fail_next (self, "invalid number");
  while (is_digit (peek (self)))
    self->at++;
  if (peek (self) == '.' && !read_fraction (self))
    return FALSE;
  if (peek (self) == 'e' || peek (self) == 'E')
    {
      gboolean is_zero = is_all_zero (self->text + start, self->at - start);

      self->at++;
      if (!read_exponent (self, is_zero))
        return FALSE;
    }
  text = g_strndup (self->text + start, self->at - start);
  return isinf (g_ascii_strtod (text, NULL)) ? fail_last (self, "number out of range") : TRUE;
}

/* Four hexadecimal digits. FALSE: told. */
static gboolean
read_hex (Json *self, guint *unit)
{
  *unit = 0;
  if (self->length - self->at < 4)
    {
      self->at = self->length;
      return fail_last (self, "EOF while parsing a string");
    }
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (self->text[self->at + i]);

      if (digit < 0)
        {
          self->at += i + 1;
          return fail_last (self, "invalid escape");
        }
      *unit = *unit << 4 | (guint) digit;
    }
  self->at += 4;
  return TRUE;
}

/* The `\u` of a surrogate pair's second half. */
static gboolean
read_pair (Json *self, char expected)
{
  int byte = peek (self);

  if (byte < 0)
    return fail_last (self, "EOF while parsing a string");
  self->at++;
  return byte == expected ? TRUE : fail_last (self, "unexpected end of hex escape");
}

static gboolean
read_unicode (Json *self)
{
  guint unit;

  if (!read_hex (self, &unit))
    return FALSE;
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail_last (self, "lone leading surrogate in hex escape");
  if (unit < 0xd800 || unit > 0xdbff)
    return TRUE;
  if (!read_pair (self, '\\') || !read_pair (self, 'u') || !read_hex (self, &unit))
    return FALSE;
  if (unit < 0xdc00 || unit > 0xdfff)
    return fail_last (self, "lone leading surrogate in hex escape");
  return TRUE;
}

/* From after the opening quote. */
static gboolean
read_string (Json *self)
{
  for (;;)
    {
      int byte = peek (self);

      if (byte < 0)
        return fail_last (self, "EOF while parsing a string");
      self->at++;
      if (byte == '"')
        return TRUE;
      if (byte < 0x20)
        return fail_last (self, "control character (\\u0000-\\u001F) found while parsing a string");
      if (byte != '\\')
        continue;
      byte = peek (self);
      if (byte < 0)
        return fail_last (self, "EOF while parsing a string");
      self->at++;
      if (byte == 'u' ? !read_unicode (self) : strchr ("\"\\/bfnrt", byte) == NULL)
        return fail_last (self, "invalid escape");
    }
}

static gboolean
open_nested (Json *self, gboolean is_object)
{
  if (self->depth + 1 == MAX_DEPTH)
    return fail_next (self, "recursion limit exceeded");
  self->at++;
  self->is_object[self->depth++] = is_object;
  return TRUE;
}

/* One value; of a list or object only its opening. */
static gboolean
read_value (Json *self)
{
  int byte = skip_blanks (self);

  if (byte == '[' || byte == '{')
    return open_nested (self, byte == '{');
  if (is_digit (byte))
    return read_number (self);
  if (byte < 0)
    return fail_next (self, "EOF while parsing a value");
  if (strchr ("ntf-\"", byte) == NULL || byte == 0)
    return fail_next (self, "expected value");
  self->at++;
  switch (byte)
    {
    case 'n':
      return read_word (self, "ull");
    case 't':
      return read_word (self, "rue");
    case 'f':
      return read_word (self, "alse");
    case '-':
      return read_number (self);
    default:
      return read_string (self);
    }
}

/* A member's name and its colon. */
static gboolean
read_key (Json *self)
{
  int byte;

  self->at++;
  if (!read_string (self))
    return FALSE;
  byte = skip_blanks (self);
  if (byte != ':')
    return fail_next (self, byte < 0 ? "EOF while parsing an object" : "expected `:`");
  self->at++;
  return TRUE;
}

/* What may follow a comma. */
static gboolean
read_comma (Json *self, gboolean is_object)
{
  int byte;

  self->at++;
  byte = skip_blanks (self);
  if (byte < 0)
    return fail_next (self, "EOF while parsing a value");
  if (byte == (is_object ? '}' : ']'))
    return fail_next (self, "trailing comma");
  if (is_object && byte != '"')
    return fail_next (self, "key must be a string");
  return TRUE;
}

/* Goes on in the list or object that is open, to its next value or behind its end. */
static gboolean
read_next (Json *self, gboolean is_first, gboolean *is_value)
{
  gboolean is_object = self->is_object[self->depth - 1];
  int byte = skip_blanks (self);

  *is_value = FALSE;
  if (byte < 0)
    return fail_next (self, is_object ? "EOF while parsing an object" : "EOF while parsing a list");
  if (byte == (is_object ? '}' : ']'))
    {
      self->at++;
      self->depth--;
      return TRUE;
    }
  *is_value = TRUE;
  if (is_first && is_object && byte != '"')
    return fail_next (self, "key must be a string");
  if (!is_first && byte != ',')
    return fail_next (self, is_object ? "expected `,` or `}`" : "expected `,` or `]`");
  if (!is_first && !read_comma (self, is_object))
    return FALSE;
  return is_object ? read_key (self) : TRUE;
}

static gboolean
read_all (Json *self)
{
  gboolean is_value = TRUE, is_first = FALSE;

  do
    {
      guint depth = self->depth;

      if (is_value && !read_value (self))
        return FALSE;
      is_first = is_value && self->depth > depth;
      is_value = FALSE;
      if (self->depth > 0 && !read_next (self, is_first, &is_value))
        return FALSE;
    }
  while (self->depth > 0 || is_value);
  return skip_blanks (self) < 0 ? TRUE : fail_next (self, "trailing characters");
}

/* NULL: @text is JSON; else what is wrong with it and where. (transfer full) (nullable) */
char *
crow_value_check_json (const char *text)
{
  Json json = { .text = text, .length = strlen (text) };
  gsize line = 1, column = 0;

  if (read_all (&json))
    return NULL;
  for (gsize i = 0; i < json.problem_at; i++)
    {
      column = text[i] == '\n' ? 0 : column + 1;
      line += text[i] == '\n';
    }
  return g_strdup_printf ("%s at line %" G_GSIZE_FORMAT " column %" G_GSIZE_FORMAT, json.problem,
                          line, column);
}
