#pragma once

#include "crow-source-file.h"

G_BEGIN_DECLS

/* The smallest pieces of Prisma's grammar, shared by the lexer and the parser. Every crow_scan_…()
 * returns the offset after the piece that starts at @at, or @at itself where there is none. */
typedef struct
{
  const char *text;         /* not owned */
  guint32 end;              /* where the text ends */
  guint32 unclosed_comment; /* no star-slash at or after this offset; keeps scanning linear */
} CrowScanner;

void crow_scanner_init (CrowScanner *self, const char *text, guint32 length);

guint32 crow_scan_wide_blanks (const CrowScanner *self, guint32 at);
guint32 crow_scan_newline (const CrowScanner *self, guint32 at);
guint32 crow_scan_line (const CrowScanner *self, guint32 at);
guint32 crow_scan_identifier (const CrowScanner *self, guint32 at);
guint32 crow_scan_path (const CrowScanner *self, guint32 at);
guint32 crow_scan_number (const CrowScanner *self, guint32 at);
guint32 crow_scan_string (const CrowScanner *self, guint32 at);
guint32 crow_scan_comment (CrowScanner *self, guint32 at);

/* Whether @c, ASCII, stands at @at. Here, as below, for what is done at every character. */
static inline gboolean
crow_scan_is (const CrowScanner *self, guint32 at, char c)
{
  return at < self->end && self->text[at] == c;
}

/* The offset after the tabs and Unicode's space separators at @at, never a newline. */
static inline guint32
crow_scan_blanks (const CrowScanner *self, guint32 at)
{
  while (at < self->end && (self->text[at] == ' ' || self->text[at] == '\t'))
    at++;
  return at < self->end && (guchar) self->text[at] >= 0x80 ? crow_scan_wide_blanks (self, at) : at;
}

G_END_DECLS
