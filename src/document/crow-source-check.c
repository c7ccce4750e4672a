#include "crow-source-private.h"

#include <string.h>

#include "crow-error.h"

#define LENGTH_OF_BEGINNING 512 /* bytes that tell UTF-16 without a byte order mark from others */

typedef struct
{
  const char *bytes;
  gsize length;
  const char *what;
} Signature;

static const Signature signatures[] = {
  { "\x7f"
    "ELF",
    4, "a program (ELF)" },
  { "MZ", 2, "a Windows program" },
  { "\x89PNG\r\n\x1a\n", 8, "a PNG image" },
  { "\xff\xd8\xff", 3, "a JPEG image" },
  { "GIF8", 4, "a GIF image" },
  { "%PDF-", 5, "a PDF document" },
  { "PK\x03\x04", 4, "a ZIP archive" },
  { "\x1f\x8b", 2, "a gzip archive" },
  { "\xfd"
    "7zXZ",
    5, "an xz archive" },
  { "\x28\xb5\x2f\xfd", 4, "a zstd archive" },
  { "BZh", 3, "a bzip2 archive" },
  { "SQLite format 3", 16, "an SQLite database" },
  { "PGDMP", 5, "a PostgreSQL dump in custom format" },
};

/* @data holds a byte that no text has; what else do its first bytes say? */
static const char *
guess_kind (const char *data, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (length >= signatures[i].length &&
        memcmp (data, signatures[i].bytes, signatures[i].length) == 0)
      return signatures[i].what;
  return NULL;
}

/* The name iconv knows the encoding by, where @data is text in two or four bytes a character. */
static const char *
guess_wide_encoding (const char *data, gsize length)
{
  gsize n = MIN (length, LENGTH_OF_BEGINNING) & ~(gsize) 1;
  gsize zeros[2] = { 0, 0 };

  if (length >= 4 && memcmp (data, "\xff\xfe\0\0", 4) == 0)
    return "UTF-32";
  if (length >= 4 && memcmp (data, "\0\0\xfe\xff", 4) == 0)
    return "UTF-32";
  if (length >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    return "UTF-16";

  for (gsize i = 0; i < n; i++)
    zeros[i % 2] += data[i] == '\0';
  if (n >= 4 && zeros[1] * 10 >= n * 4 && zeros[0] == 0)
    return "UTF-16LE";
  if (n >= 4 && zeros[0] * 10 >= n * 4 && zeros[1] == 0)
    return "UTF-16BE";
  return NULL;
}

/* 1-based; the column counts characters. @data is valid up to @at. */
static void
locate (const char *data, gsize at, guint *line, guint *column)
{
  gsize start = 0;

  *line = 1;
  for (gsize i = 0; i < at; i++)
    if (data[i] == '\n')
      {
        start = i + 1;
        (*line)++;
      }
  *column = (guint) g_utf8_strlen (data + start, (gssize) (at - start)) + 1;
}

static void
set_wide_error (GError **error, const char *name, const char *encoding)
{
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: the file is %s text, and a schema is UTF-8; convert it: iconv -f %s -t UTF-8 "
               "OLD > NEW",
               name, encoding, encoding);
}

static void
set_binary_error (GError **error, const char *name, const char *data, gsize length, gsize at)
{
  const char *kind = guess_kind (data, length);
  guint line;
  guint column;

  if (kind != NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                   "%s: this is %s and not a Prisma schema (binary, byte %" G_GSIZE_FORMAT
                   "); choose a .prisma file",
                   name, kind, at);
      return;
    }
  locate (data, at, &line, &column);
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s:%u:%u: a NUL byte (byte %" G_GSIZE_FORMAT
               "): the file is binary and not a Prisma schema, or damaged; choose a .prisma file "
               "or restore it",
               name, line, column, at);
}

static void
set_encoding_error (GError **error, const char *name, const char *data, gsize length, gsize at)
{
  const char *kind = guess_kind (data, length);
  guint line;
  guint column;

  if (kind != NULL)
    {
      set_binary_error (error, name, data, length, at);
      return;
    }
  locate (data, at, &line, &column);
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s:%u:%u: the byte 0x%02X (byte %" G_GSIZE_FORMAT
               ") is not valid UTF-8; save the file as UTF-8 in your editor, or convert it if it "
               "is Latin-1: iconv -f ISO-8859-1 -t UTF-8 OLD > NEW",
               name, line, column, (guchar) data[at], at);
}

/* How much of it, from its beginning, is ASCII without a NUL: all of most schemas. */
static gsize
count_plain (const char *data, gsize length)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  gsize at = 0;
  guint64 eight;

  for (; length - at >= sizeof eight; at += sizeof eight)
    {
      memcpy (&eight, data + at, sizeof eight);
      /* The highest bit of a byte is set in it, or by borrowing from a zero. */
      if (((eight | (eight - ones)) & (ones << 7)) != 0)
        break;
    }
  return at;
}

/**
 * crow_source_check_text:
 * @name: the file, as the user knows it: the message starts with it
 * @content: what was read
 * @error: %CROW_ERROR_SOURCE
 *
 * Linear. An empty file is text; so is one with a byte order mark of UTF-8.
 *
 * Returns: whether @content is UTF-8 text
 */
gboolean
crow_source_check_text (const char *name, GBytes *content, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (content, &length);
  gsize plain = length > 0 ? count_plain (data, length) : 0;
  const char *end = data;
  gsize at;

  /* Fails at a NUL, too. */
  if (length == plain || g_utf8_validate_len (data + plain, length - plain, &end))
    return TRUE;

  at = (gsize) (end - data);
  if (guess_wide_encoding (data, length) != NULL)
    set_wide_error (error, name, guess_wide_encoding (data, length));
  else if (data[at] == '\0')
    set_binary_error (error, name, data, length, at);
  else
    set_encoding_error (error, name, data, length, at);
  return FALSE;
}
