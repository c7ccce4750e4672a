#include "crow-source-file.h"

#include <string.h>

/* Bytes between two checkpoints: what crow_source_file_locate() counts at most. */
#define STRETCH 256

struct _CrowSourceFile
{
  char *name;
  GBytes *content;
  GArray *line_starts; /* (element-type guint32) byte offset of every line's first byte */
  GArray *checkpoints; /* (element-type guint32) code points before every STRETCH bytes */
};

/* Eight bytes at a time: the lowest bit of each is set where the byte continues a character. */
static guint32
count_points (const char *text, guint32 start, guint32 end)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint32 n_points = end - start;
  guint64 eight;

  for (; end - start >= sizeof eight; start += sizeof eight)
    {
      memcpy (&eight, text + start, sizeof eight);
      n_points -= (guint32) (((eight >> 7 & ~(eight >> 6) & ones) * ones) >> 56);
    }
  for (; start < end; start++)
    n_points -= ((guchar) text[start] & 0xc0) == 0x80;
  return n_points;
}

/* Without them a line as long as the file would be counted through for every place in it. */
static GArray *
find_checkpoints (const char *text, gsize length)
{
  GArray *checkpoints = g_array_sized_new (FALSE, FALSE, sizeof (guint32),
                                           (guint) (length / STRETCH) + 1);
  guint32 n_points = 0;

  g_array_append_val (checkpoints, n_points);
  for (gsize at = STRETCH; at <= length; at += STRETCH)
    {
      n_points += count_points (text, (guint32) (at - STRETCH), (guint32) at);
      g_array_append_val (checkpoints, n_points);
    }
  return checkpoints;
}

static GArray *
find_line_starts (const char *text, gsize length)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  const char *end = text + length;
  const char *at = text;

  do
    {
      guint32 start = (guint32) (at - text);
      const char *newline = memchr (at, '\n', (gsize) (end - at));

      g_array_append_val (starts, start);
      at = newline != NULL ? newline + 1 : NULL;
    }
  while (at != NULL);
  return starts;
}

static void
clear_source_file (gpointer data)
{
  CrowSourceFile *self = data;

  g_free (self->name);
  g_bytes_unref (self->content);
  g_array_unref (self->line_starts);
  g_array_unref (self->checkpoints);
}

/**
 * crow_source_file_new:
 * @name: as the user knows the file
 * @content: its bytes, UTF-8; at most %G_MAXUINT32
 *
 * Returns: (transfer full): the file; immutable, so any thread may hold it
 */
CrowSourceFile *
crow_source_file_new (const char *name, GBytes *content)
{
  CrowSourceFile *self;
  const char *text;
  gsize length;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (content != NULL, NULL);
  g_return_val_if_fail (g_bytes_get_size (content) <= G_MAXUINT32, NULL);

  self = g_atomic_rc_box_new0 (CrowSourceFile);
  self->name = g_strdup (name);
  self->content = g_bytes_ref (content);
  text = crow_source_file_get_text (self, &length);
  self->line_starts = find_line_starts (text, length);
  self->checkpoints = find_checkpoints (text, length);
  return self;
}

/**
 * crow_source_file_ref:
 * @self: a file
 *
 * Returns: (transfer full): @self
 */
CrowSourceFile *
crow_source_file_ref (CrowSourceFile *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_source_file_unref:
 * @self: (transfer full): a file
 */
void
crow_source_file_unref (CrowSourceFile *self)
{
  g_atomic_rc_box_release_full (self, clear_source_file);
}

/**
 * crow_source_file_get_name:
 * @self: a file
 *
 * Returns: its name as the user knows it
 */
const char *
crow_source_file_get_name (const CrowSourceFile *self)
{
  return self->name;
}

/**
 * crow_source_file_get_content:
 * @self: a file
 *
 * Returns: (transfer none): its bytes as read, a byte order mark included
 */
GBytes *
crow_source_file_get_content (const CrowSourceFile *self)
{
  return self->content;
}

/**
 * crow_source_file_get_text:
 * @self: a file
 * @length: (out) (optional): length in bytes
 *
 * Returns: (transfer none): the text, never %NULL, not necessarily NUL-terminated
 */
const char *
crow_source_file_get_text (const CrowSourceFile *self, gsize *length)
{
  const char *text = g_bytes_get_data (self->content, length);

  return text != NULL ? text : "";
}

/* Index of the last line that starts at or before @offset. */
static guint
find_line (const GArray *starts, guint32 offset)
{
  guint low = 0;
  guint high = starts->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (starts, guint32, middle) <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Code points before @offset. */
static guint32
count_points_before (const CrowSourceFile *self, const char *text, guint32 offset)
{
  return g_array_index (self->checkpoints, guint32, offset / STRETCH) +
         count_points (text, offset / STRETCH * STRETCH, offset);
}

/**
 * crow_source_file_locate:
 * @self: a file
 * @offset: a byte offset; behind the end is the end
 * @line: (out) (optional): 1-based line; lines end at LF, so CRLF counts once
 * @column: (out) (optional): 1-based column in code points
 */
void
crow_source_file_locate (const CrowSourceFile *self, guint32 offset, guint *line, guint *column)
{
  gsize length;
  const char *text = crow_source_file_get_text (self, &length);
  guint32 end = (guint32) MIN ((gsize) offset, length);
  guint index = find_line (self->line_starts, end);
  guint32 start = g_array_index (self->line_starts, guint32, index);

  if (line != NULL)
    *line = index + 1;
  if (column != NULL)
    *column = count_points_before (self, text, end) - count_points_before (self, text, start) + 1;
}
