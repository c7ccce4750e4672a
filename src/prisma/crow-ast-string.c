#include "crow-ast-string-private.h"

#include <string.h>

/* How a \u escape went: Prisma reads a string as JSON does, halves of surrogate pairs included. */
typedef struct
{
  guint n_read;   /* bytes that it takes away */
  guint n_wrong;  /* bytes that its problem spans; 0: none */
  gunichar value; /* 0 with a problem */
} UnicodeEscape;

/* Four hexadecimal digits after `\u`. Returns how many bytes were read: 6 if it is one, 0 if it
 * does not even start, else up to the digit that is none. */
static guint
read_code_unit (const char *text, guint32 at, guint32 end, guint *unit)
{
  *unit = 0;
  if (end - at < 4 || text[at] != '\\' || text[at + 1] != 'u')
    return 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = at + 2 + i < end ? g_ascii_xdigit_value (text[at + 2 + i]) : -1;

      if (digit < 0)
        return 2 + i;
      *unit = *unit << 4 | (guint) digit;
    }
  return 6;
}

static gboolean
is_surrogate (guint unit)
{
  return unit >= 0xd800 && unit < 0xe000;
}

static UnicodeEscape
read_unicode_escape (const char *text, guint32 at, guint32 end)
{
  guint first, second;
  guint n_read = read_code_unit (text, at, end, &first);

  if (n_read < 6)
    return (UnicodeEscape){ MAX (n_read, 2), MAX (n_read, 2), 0 };
  if (!is_surrogate (first))
    return (UnicodeEscape){ 6, 0, first };
  if (read_code_unit (text, at + 6, end, &second) < 6)
    return (UnicodeEscape){ 6, 6, 0 };
  if (first >= 0xdc00 || second < 0xdc00 || second >= 0xe000)
    return (UnicodeEscape){ 12, 12, 0 };
  return (UnicodeEscape){ 12, 0, 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00) };
}

static void
add_problem (GArray *problems, guint32 start, guint32 end, const char *message)
{
  CrowEscapeProblem problem = { { start, end }, message };

  if (problems != NULL)
    g_array_append_val (problems, problem);
}

/* The escape at @at, a backslash. Returns the offset after it. */
static guint32
unescape_one (const char *text, guint32 at, guint32 end, GString *value, GArray *problems)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter = text[at + 1] != '\0' ? strchr (letters, text[at + 1]) : NULL;
  guint32 next;

  if (letter != NULL)
    {
      if (value != NULL)
        g_string_append_c (value, meanings[letter - letters]);
      return at + 2;
    }
  if (text[at + 1] == 'u')
    {
      UnicodeEscape escape = read_unicode_escape (text, at, end);

      if (escape.n_wrong > 0)
        add_problem (problems, at, MIN (end, at + escape.n_wrong),
                     "Invalid unicode escape sequence.");
      else if (value != NULL)
        g_string_append_unichar (value, escape.value);
      return MIN (end, at + escape.n_read);
    }

  next = g_utf8_next_char (text + at + 1) - text;
  add_problem (problems, at, next,
               "Unknown escape sequence. If the value is a windows-style path, `\\` must be "
               "escaped as `\\\\`.");
  return MIN (end, next);
}

/**
 * crow_ast_unescape:
 * @text: the text that @span lies in
 * @span: a string with its quotes, as crow_scan_string() finds it
 * @value: (nullable): where its value is appended
 * @problems: (nullable) (element-type CrowEscapeProblem): where its problems are appended
 *
 * Reads the value of a string: JSON's escapes. What it cannot read it leaves out.
 */
void
crow_ast_unescape (const char *text, CrowSpan span, GString *value, GArray *problems)
{
  guint32 at = span.start + 1;
  guint32 end = span.end - 1;

  while (at < end)
    {
      const char *backslash = memchr (text + at, '\\', end - at);
      guint32 plain = backslash != NULL ? (guint32) (backslash - text) : end;

      if (value != NULL)
        g_string_append_len (value, text + at, plain - at);
      at = plain < end ? unescape_one (text, plain, end, value, problems) : end;
    }
}
