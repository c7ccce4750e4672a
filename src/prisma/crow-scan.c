#include "crow-scan-private.h"

#include <string.h>

/* The code point at @at and its length in bytes; length 0 at the end, or where the bytes are no
 * UTF-8. */
static gunichar
peek (const CrowScanner *self, guint32 at, guint32 *length)
{
  const char *p = self->text + at;
  gunichar c;

  *length = 0;
  if (at >= self->end)
    return 0;
  if ((guchar) *p < 0x80)
    {
      *length = 1;
      return (guchar) *p;
    }
  c = g_utf8_get_char_validated (p, self->end - at);
  if (c == (gunichar) -1 || c == (gunichar) -2)
    return 0;
  *length = g_utf8_next_char (p) - p;
  return c;
}

/* Letters of any script and ASCII digits; no marks, no other digits. */
static gboolean
is_name_start (gunichar c)
{
  return c < 0x80 ? g_ascii_isalnum (c) : g_unichar_isalpha (c);
}

/* What a byte may be in a name or a string: bits. */
#define STARTS_NAME 1u /* a letter or digit */
#define IN_NAME 2u
#define PLAIN 4u /* in a string: ASCII that neither ends it nor escapes, and is no control */

#define LETTER (STARTS_NAME | IN_NAME | PLAIN)

static const guint8 classes[256] = {
  [' ' ... '!'] = PLAIN,  ['#' ... ','] = PLAIN,   ['-'] = IN_NAME | PLAIN, ['.' ... '/'] = PLAIN,
  ['0' ... '9'] = LETTER, [':' ... '@'] = PLAIN,   ['A' ... 'Z'] = LETTER,  ['['] = PLAIN,
  [']' ... '^'] = PLAIN,  ['_'] = IN_NAME | PLAIN, ['`'] = PLAIN,           ['a' ... 'z'] = LETTER,
  ['{' ... 127] = PLAIN,
};

/* The offset after the bytes at @at that are of @class. */
static guint32
skip_class (const CrowScanner *self, guint32 at, guint class)
{
  while (at < self->end && (classes[(guchar) self->text[at]] & class) != 0)
    at++;
  return at;
}

/**
 * crow_scanner_init:
 * @self: a scanner
 * @text: the text, which must outlive @self; need not be NUL-terminated
 * @length: length of @text, in bytes
 *
 * Sets @self to the start of @text.
 */
void
crow_scanner_init (CrowScanner *self, const char *text, guint32 length)
{
  self->text = text;
  self->end = length;
  self->unclosed_comment = G_MAXUINT32;
}

/**
 * crow_scan_wide_blanks:
 * @self: a scanner
 * @at: an offset
 *
 * The rest of crow_scan_blanks(), where a character beyond ASCII stands.
 *
 * Returns: the offset after tabs and Unicode's space separators
 */
guint32
crow_scan_wide_blanks (const CrowScanner *self, guint32 at)
{
  guint32 length;
  gunichar c;

  while ((c = peek (self, at, &length)), length > 0)
    {
      if (c != ' ' && c != '\t' && (c < 0x80 || g_unichar_type (c) != G_UNICODE_SPACE_SEPARATOR))
        break;
      at += length;
    }
  return at;
}

/**
 * crow_scan_newline:
 * @self: a scanner
 * @at: an offset
 *
 * Returns: the offset after one LF, CRLF or CR
 */
guint32
crow_scan_newline (const CrowScanner *self, guint32 at)
{
  if (crow_scan_is (self, at, '\n'))
    return at + 1;
  if (crow_scan_is (self, at, '\r'))
    return crow_scan_is (self, at + 1, '\n') ? at + 2 : at + 1;
  return at;
}

/**
 * crow_scan_line:
 * @self: a scanner
 * @at: an offset
 *
 * Returns: where the line ends, before its newline
 */
guint32
crow_scan_line (const CrowScanner *self, guint32 at)
{
  while (at < self->end && self->text[at] != '\n' && self->text[at] != '\r')
    at++;
  return at;
}

/**
 * crow_scan_identifier:
 * @self: a scanner
 * @at: an offset
 *
 * An identifier starts with a letter or a digit and goes on with these, `_` and `-`. (That a
 * name must not start with a digit is a rule of validation.)
 *
 * Returns: the offset after it
 */
guint32
crow_scan_identifier (const CrowScanner *self, guint32 at)
{
  guint32 start = at;
  guint32 length;
  gunichar c;

  if (at < self->end && (classes[(guchar) self->text[at]] & STARTS_NAME) != 0)
    {
      at = skip_class (self, at, IN_NAME);
      if (at >= self->end || (guchar) self->text[at] < 0x80)
        return at;
    }
  while ((c = peek (self, at, &length)), length > 0)
    {
      if (!is_name_start (c) && (at == start || (c != '_' && c != '-')))
        break;
      at += length;
    }
  return at;
}

/**
 * crow_scan_path:
 * @self: a scanner
 * @at: an offset
 *
 * Identifiers joined by dots; `a..b` and `a.` are paths to Prisma too.
 *
 * Returns: the offset after it
 */
guint32
crow_scan_path (const CrowScanner *self, guint32 at)
{
  guint32 start = at;

  at = crow_scan_identifier (self, at);
  if (at == start)
    return at;
  while (crow_scan_is (self, at, '.'))
    at = crow_scan_identifier (self, at + 1);
  return at;
}

static guint32
scan_digits (const CrowScanner *self, guint32 at)
{
  while (at < self->end && g_ascii_isdigit (self->text[at]))
    at++;
  return at;
}

/**
 * crow_scan_number:
 * @self: a scanner
 * @at: an offset
 *
 * Returns: the offset after `12`, `-1` or `1.5`
 */
guint32
crow_scan_number (const CrowScanner *self, guint32 at)
{
  guint32 digits = crow_scan_is (self, at, '-') ? at + 1 : at;
  guint32 dot = scan_digits (self, digits);
  guint32 end;

  if (dot == digits)
    return at;
  if (!crow_scan_is (self, dot, '.'))
    return dot;
  end = scan_digits (self, dot + 1);
  return end > dot + 1 ? end : dot;
}

/**
 * crow_scan_string:
 * @self: a scanner
 * @at: an offset
 *
 * A string is quoted by `"` and holds no control character, thus no newline, but after a
 * backslash; which escapes are known is a matter of reading its value.
 *
 * Returns: the offset after the closing quote; @at where there is none
 */
guint32
crow_scan_string (const CrowScanner *self, guint32 at)
{
  guint32 start = at;
  guint32 length;
  gunichar c;

  if (!crow_scan_is (self, at, '"'))
    return start;
  at++;
  while ((void) (at = skip_class (self, at, PLAIN)), (c = peek (self, at, &length)), length > 0)
    {
      if (c == '"')
        return at + 1;
      if (c == '\\')
        {
          at++;
          c = peek (self, at, &length);
          if (length == 0)
            return start;
        }
      else if (c < 0x20)
        return start;
      at += length;
    }
  return start;
}

/**
 * crow_scan_comment:
 * @self: a scanner
 * @at: an offset
 *
 * One comment: `//` or `///` to the end of the line, or a block comment, over any number of
 * lines. A block comment that is not closed is none.
 *
 * Returns: the offset after it
 */
guint32
crow_scan_comment (CrowScanner *self, guint32 at)
{
  const char *close;

  if (!crow_scan_is (self, at, '/'))
    return at;
  if (crow_scan_is (self, at + 1, '/'))
    return crow_scan_line (self, at);
  if (!crow_scan_is (self, at + 1, '*') || at + 2 >= self->unclosed_comment)
    return at;

  close = memmem (self->text + at + 2, self->end - at - 2, "*/", 2);
  if (close != NULL)
    return close - self->text + 2;
  self->unclosed_comment = at + 2;
  return at;
}
