#include "crow-token-private.h"

#include "crow-scan-private.h"

#include <string.h>

/* Without it, an error token would start in the middle of a code point's bytes again and again;
 * bytes that are no UTF-8 stand alone. */
static guint32
skip_character (const CrowScanner *scanner, guint32 at)
{
  const char *p = scanner->text + at;
  gunichar c = g_utf8_get_char_validated (p, scanner->end - at);

  if ((guchar) *p < 0x80 || c == (gunichar) -1 || c == (gunichar) -2)
    return at + 1;
  return at + (g_utf8_next_char (p) - p);
}

static CrowTokenKind
scan_comment (CrowScanner *scanner, guint32 at, guint32 *end)
{
  *end = crow_scan_comment (scanner, at);
  if (*end == at)
    {
      *end = at + 1;
      return CROW_TOKEN_ERROR;
    }
  if (scanner->text[at + 1] == '*')
    return CROW_TOKEN_BLOCK_COMMENT;
  return crow_scan_is (scanner, at + 2, '/') ? CROW_TOKEN_DOC_COMMENT : CROW_TOKEN_COMMENT;
}

/* A string without its closing quote reaches to the end of the line. */
static CrowTokenKind
scan_string (const CrowScanner *scanner, guint32 at, guint32 *end)
{
  *end = crow_scan_string (scanner, at);
  if (*end > at)
    return CROW_TOKEN_STRING;
  *end = crow_scan_line (scanner, at);
  return CROW_TOKEN_ERROR;
}

static CrowTokenKind
scan_word (const CrowScanner *scanner, guint32 at, guint32 *end)
{
  guint32 number = crow_scan_number (scanner, at);

  *end = crow_scan_identifier (scanner, at);
  if (number > at && number >= *end)
    {
      *end = number;
      return CROW_TOKEN_NUMBER;
    }
  if (*end > at)
    return CROW_TOKEN_IDENTIFIER;
  *end = skip_character (scanner, at);
  return CROW_TOKEN_ERROR;
}

static CrowTokenKind
scan (CrowScanner *scanner, guint32 at, guint32 *end)
{
  char c = scanner->text[at];

  if (at == 0 && scanner->end >= 3 && memcmp (scanner->text, "\357\273\277", 3) == 0)
    {
      *end = 3;
      return CROW_TOKEN_BOM;
    }
  if ((*end = crow_scan_blanks (scanner, at)) > at)
    return CROW_TOKEN_BLANK;
  if ((*end = crow_scan_newline (scanner, at)) > at)
    return CROW_TOKEN_NEWLINE;

  *end = at + 1;
  if (c == '@' && crow_scan_is (scanner, at + 1, '@'))
    {
      *end = at + 2;
      return CROW_TOKEN_AT_AT;
    }
  if (c == '@')
    return CROW_TOKEN_AT;
  if (c == '/')
    return scan_comment (scanner, at, end);
  if (c == '"')
    return scan_string (scanner, at, end);
  if (c != '\0' && strchr ("{}()[],:=?.!", c) != NULL)
    return CROW_TOKEN_PUNCTUATION;
  return scan_word (scanner, at, end);
}

/**
 * crow_lex:
 * @source: (array length=length): text, need neither be NUL-terminated nor be valid UTF-8
 * @length: length of @source, in bytes; at most %G_MAXUINT32
 *
 * Splits @source into tokens. Never fails: bytes it cannot name become %CROW_TOKEN_ERROR, and the
 * spans cover every byte exactly once, in order. Takes linear time. Any thread.
 *
 * Returns: (transfer full) (element-type CrowToken): the tokens, last one EOF
 */
GArray *
crow_lex (const char *source, gsize length)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (CrowToken));
  CrowToken eof = { CROW_TOKEN_EOF, { (guint32) length, (guint32) length } };
  CrowScanner scanner;
  guint32 at = 0;

  g_return_val_if_fail (length <= G_MAXUINT32, tokens);

  crow_scanner_init (&scanner, source, (guint32) length);
  while (at < scanner.end)
    {
      CrowToken token = { CROW_TOKEN_ERROR, { at, 0 } };

      token.kind = scan (&scanner, at, &token.span.end);
      at = token.span.end;
      g_array_append_val (tokens, token);
    }
  g_array_append_val (tokens, eof);
  return tokens;
}
