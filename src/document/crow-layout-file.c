#include "crow-layout-file.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "crow-error.h"
#include "crow-file-private.h"
#include "crow-file-util.h"
#include "crow-source.h"

#define HEADER "crowsfoot-layout"
#define VERSION 1
#define MAX_COORDINATE 1e7 /* px; beyond, a line is not ours */
#define MAX_TRIES 3        /* to bring our lines into a file that somebody else writes too */

/* Between a table's name and its colour, where a position has a number: so older versions take the
 * line for one that they do not know, and keep it. */
#define COLOR_WORD "color"

/* By colour, from 1. */
static const char *const color_words[CROW_N_COLORS] = {
  "blue", "green", "orange", "purple", "teal", "pink", "ochre", "slate", "olive", "brown",
};

/* The file in memory. */
typedef struct
{
  GPtrArray *unknown;    /* (element-type utf8) lines that are neither, in their order */
  GHashTable *positions; /* (element-type utf8 CrowPosition) */
  GHashTable *colors;    /* (element-type utf8 guint) */
  char *etag;            /* (nullable) NULL: there is no file */
} LayoutFile;

static void
layout_file_free (LayoutFile *self)
{
  g_clear_pointer (&self->unknown, g_ptr_array_unref);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_clear_pointer (&self->colors, g_hash_table_unref);
  g_free (self->etag);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LayoutFile, layout_file_free)

/**
 * crow_position_new:
 * @x: px
 * @y: px
 *
 * Rounded to a hundredth of a pixel, which is what the file keeps, so that a position is the same
 * before and after it was written.
 *
 * Returns: (transfer full): to be freed with g_free()
 */
CrowPosition *
crow_position_new (double x, double y)
{
  CrowPosition *self = g_new (CrowPosition, 1);

  /* + 0.0: no negative zero */
  self->x = round (CLAMP (x, -MAX_COORDINATE, MAX_COORDINATE) * 100) / 100 + 0.0;
  self->y = round (CLAMP (y, -MAX_COORDINATE, MAX_COORDINATE) * 100) / 100 + 0.0;
  return self;
}

/**
 * crow_positions_new:
 *
 * Returns: (transfer full) (element-type utf8 CrowPosition): no positions yet
 */
GHashTable *
crow_positions_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * crow_positions_copy:
 * @self: (element-type utf8 CrowPosition): positions
 *
 * Returns: (transfer full): the same, independent of @self
 */
GHashTable *
crow_positions_copy (GHashTable *self)
{
  GHashTable *copy = crow_positions_new ();
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_memdup2 (value, sizeof (CrowPosition)));
  return copy;
}

/**
 * crow_colors_new:
 *
 * Returns: (transfer full) (element-type utf8 guint): no colours yet
 */
GHashTable *
crow_colors_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * crow_colors_copy:
 * @self: (element-type utf8 guint): colours
 *
 * Returns: (transfer full): the same, independent of @self
 */
GHashTable *
crow_colors_copy (GHashTable *self)
{
  GHashTable *copy = crow_colors_new ();
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), value);
  return copy;
}

/**
 * crow_colors_carry:
 * @before: (element-type utf8 guint): colours
 * @after: (element-type utf8 guint): the same, with some tables painted
 * @to: (element-type utf8 guint): where these are to be painted as well
 *
 * Only what was painted: a table that somebody else painted in @to stays as they did.
 */
void
crow_colors_carry (GHashTable *before, GHashTable *after, GHashTable *to)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (after, key))
      g_hash_table_remove (to, key);

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_hash_table_lookup (before, key) != value)
      g_hash_table_insert (to, g_strdup (key), value);
}

/**
 * crow_color_from_word:
 * @word: as the file has it, such as `blue`
 *
 * Returns: 1 to %CROW_N_COLORS; 0: this version does not know it
 */
guint
crow_color_from_word (const char *word)
{
  for (guint i = 0; i < CROW_N_COLORS; i++)
    if (strcmp (color_words[i], word) == 0)
      return i + 1;
  return 0;
}

/**
 * crow_color_to_word:
 * @color: 1 to %CROW_N_COLORS
 *
 * Returns: (transfer none): as the file has it
 */
const char *
crow_color_to_word (guint color)
{
  g_return_val_if_fail (color >= 1 && color <= CROW_N_COLORS, NULL);

  return color_words[color - 1];
}

/* Tabs and newlines separate; a backslash hides them. */
static void
append_escaped (GString *line, const char *key)
{
  for (const char *at = key; *at != '\0'; at++)
    switch (*at)
      {
      case '\t':
        g_string_append (line, "\\t");
        break;
      case '\n':
        g_string_append (line, "\\n");
        break;
      case '\r':
        g_string_append (line, "\\r");
        break;
      case '\\':
        g_string_append (line, "\\\\");
        break;
      default:
        g_string_append_c (line, *at);
        break;
      }
}

/* NULL where an escape is none of ours. */
static char *
unescape (const char *text, gsize length)
{
  g_autoptr (GString) key = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      static const char escapes[] = "t\tn\nr\r\\\\";
      const char *escape;

      if (text[i] != '\\')
        {
          g_string_append_c (key, text[i]);
          continue;
        }
      i++;
      escape = i < length ? strchr (escapes, text[i]) : NULL;
      if (escape == NULL || (escape - escapes) % 2 != 0)
        return NULL;
      g_string_append_c (key, escape[1]);
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

static gboolean
parse_number (const char *text, char end, const char **rest, double *number)
{
  char *stop;

  if (*text != '-' && !g_ascii_isdigit (*text))
    return FALSE;
  *number = g_ascii_strtod (text, &stop);
  if (stop == text || *stop != end || !(fabs (*number) <= MAX_COORDINATE))
    return FALSE;
  *rest = stop + (end != '\0');
  return TRUE;
}

static gboolean
parse_position (LayoutFile *self, const char *line)
{
  const char *tab = strchr (line, '\t');
  g_autofree char *key = tab != NULL ? unescape (line, (gsize) (tab - line)) : NULL;
  const char *rest;
  double x;
  double y;

  if (key == NULL || *key == '\0' || !parse_number (tab + 1, '\t', &rest, &x) ||
      !parse_number (rest, '\0', &rest, &y))
    return FALSE;
  g_hash_table_insert (self->positions, g_steal_pointer (&key), crow_position_new (x, y));
  return TRUE;
}

/* "table<TAB>color<TAB>blue" */
static gboolean
parse_color (LayoutFile *self, const char *line)
{
  const char *tab = strchr (line, '\t');
  g_autofree char *key = tab != NULL ? unescape (line, (gsize) (tab - line)) : NULL;
  guint color;

  if (key == NULL || *key == '\0' || !g_str_has_prefix (tab + 1, COLOR_WORD "\t"))
    return FALSE;
  color = crow_color_from_word (tab + 1 + strlen (COLOR_WORD "\t"));
  if (color == 0)
    return FALSE;
  g_hash_table_insert (self->colors, g_steal_pointer (&key), GUINT_TO_POINTER (color));
  return TRUE;
}

/* Is @line a header; of which version? */
static gboolean
parse_header (const char *line, guint64 *version)
{
  return g_str_has_prefix (line, HEADER " ") &&
         g_ascii_string_to_unsigned (line + strlen (HEADER " "), 10, 0, G_MAXUINT32, version, NULL);
}

static gboolean
parse_lines (LayoutFile *self, const char *path, char *content, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (content, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = lines[i];
      gsize length = strlen (line);
      guint64 version;

      if (length > 0 && line[length - 1] == '\r')
        line[length - 1] = '\0';
      if (parse_header (line, &version))
        {
          if (version > VERSION)
            {
              g_autofree char *name = crow_file_dup_display_name (path);

              g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                           "%s: written by a later version of Crowsfoot (format %u, this one knows "
                           "%d): its positions are not used and the file is left alone",
                           name, (guint) version, VERSION);
              return FALSE;
            }
        }
      else if (*line != '\0' && !parse_position (self, line) && !parse_color (self, line))
        g_ptr_array_add (self->unknown, g_strdup (line));
    }
  return TRUE;
}

/* A file with a NUL in it is somebody else's, or damaged: writing it would lose what we cannot see.
 */
static gboolean
check_text (const char *path, const char *content, gsize length, GError **error)
{
  g_autofree char *name = NULL;

  if (memchr (content, '\0', length) == NULL)
    return TRUE;
  name = crow_file_dup_display_name (path);
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: this is a binary file and not a table of positions; it is left alone. Remove "
               "it "
               "to have positions kept",
               name);
  return FALSE;
}

static void
set_unreadable (GError **error, const char *path, int code)
{
  g_autofree char *name = crow_file_dup_display_name (path);

  if (code == 0 || code == EACCES)
    g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                 "%s: the positions cannot be read; allow it (chmod u+r) or remove the file", name);
  else
    g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                 "%s: the positions cannot be read: %s; %s (nothing was changed)", name,
                 crow_file_explain_errno (code), crow_file_advise_errno (code));
}

/* No file is an empty one. */
static LayoutFile *
load (const char *path, GError **error)
{
  g_autoptr (LayoutFile) self = g_new0 (LayoutFile, 1);
  g_autoptr (GError) failure = NULL;
  g_autofree char *content = NULL;
  gsize length;
  struct stat state;
  int code;

  self->unknown = g_ptr_array_new_with_free_func (g_free);
  self->positions = crow_positions_new ();
  self->colors = crow_colors_new ();
  code = stat (path, &state) == 0 ? 0 : errno;
  if (code == 0)
    self->etag = crow_file_make_etag (&state);
  if (!g_file_get_contents (path, &content, &length, &failure))
    {
      if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&self);
      if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_IO))
        code = EIO;
      set_unreadable (error, path, code);
      return NULL;
    }
  if (!check_text (path, content, length, error) || !parse_lines (self, path, content, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
append_number (GString *text, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, "%.2f", number);
  g_string_append (text, buffer);
  while (text->str[text->len - 1] == '0')
    g_string_truncate (text, text->len - 1);
  if (text->str[text->len - 1] == '.')
    g_string_truncate (text, text->len - 1);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_color_lines (LayoutFile *self, GPtrArray *lines)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->colors);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      GString *line = g_string_new (NULL);

      append_escaped (line, key);
      g_string_append_printf (line, "\t" COLOR_WORD "\t%s",
                              color_words[GPOINTER_TO_UINT (value) - 1]);
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
}

static void
add_position_lines (LayoutFile *self, GPtrArray *lines)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->positions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const CrowPosition *position = value;
      GString *line = g_string_new (NULL);

      append_escaped (line, key);
      g_string_append_c (line, '\t');
      append_number (line, position->x);
      g_string_append_c (line, '\t');
      append_number (line, position->y);
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
}

static GBytes *
serialize (LayoutFile *self)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  add_position_lines (self, lines);
  add_color_lines (self, lines);
  g_ptr_array_sort (lines, compare_lines);

  g_string_append_printf (text, "%s %d\n", HEADER, VERSION);
  for (guint i = 0; i < self->unknown->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (self->unknown, i));
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (lines, i));
  return g_string_free_to_bytes (text);
}

static gboolean
is_same_position (GHashTable *positions, const char *key, const CrowPosition *position)
{
  const CrowPosition *other = g_hash_table_lookup (positions, key);

  return other != NULL && other->x == position->x && other->y == position->y;
}

/**
 * crow_positions_carry:
 * @before: (element-type utf8 CrowPosition): positions
 * @after: (element-type utf8 CrowPosition): the same, with some tables moved
 * @to: (element-type utf8 CrowPosition): where these are to be moved as well
 *
 * Only what was moved: a table that somebody else placed in @to stays where they put it.
 */
void
crow_positions_carry (GHashTable *before, GHashTable *after, GHashTable *to)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (after, key))
      g_hash_table_remove (to, key);

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!is_same_position (before, key, value))
      g_hash_table_insert (to, g_strdup (key), g_memdup2 (value, sizeof (CrowPosition)));
}

/**
 * crow_layout_file_find:
 * @source: a source
 * @texts: (element-type CrowSourceText): what it holds
 *
 * Returns: (transfer full) (nullable): path of its `crowsfoot.layout`, which need not exist; %NULL:
 *   the source has no folder
 */
char *
crow_layout_file_find (const char *source, GPtrArray *texts)
{
  const CrowSourceText *text = g_ptr_array_index (texts, 0);
  g_autofree char *folder = NULL;

  if (text->path == NULL)
    return NULL;
  folder = g_file_test (source, G_FILE_TEST_IS_DIR) ? g_strdup (source)
                                                    : g_path_get_dirname (text->path);
  return g_build_filename (folder, CROW_LAYOUT_FILE_NAME, NULL);
}

/**
 * crow_layout_file_read:
 * @path: of a `crowsfoot.layout`
 * @colors: (out) (optional) (transfer full) (nullable) (element-type utf8 guint): bands chosen by
 *   hand, 1 to %CROW_N_COLORS, by the models' keys; %NULL where the file cannot be read
 * @error: %CROW_ERROR_SOURCE
 *
 * Lines that say neither position nor colour are passed over (and kept when the file is written);
 * the last line of a table counts. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 CrowPosition): by the models' keys
 */
GHashTable *
crow_layout_file_read (const char *path, GHashTable **colors, GError **error)
{
  g_autoptr (LayoutFile) self = load (path, error);

  if (colors != NULL)
    *colors = self != NULL ? g_steal_pointer (&self->colors) : NULL;
  return self != NULL ? g_steal_pointer (&self->positions) : NULL;
}

/**
 * crow_layout_file_write:
 * @path: of a `crowsfoot.layout`
 * @before: (element-type utf8 CrowPosition): what the file was known to hold
 * @after: (element-type utf8 CrowPosition): what it is to hold
 * @colors_before: (nullable) (element-type utf8 guint): the colours that it was known to hold
 * @colors_after: (nullable) (element-type utf8 guint): the colours that it is to hold
 * @error: %CROW_ERROR_SOURCE, %CROW_ERROR_CHANGED
 *
 * A header line with the format's version, then a line `table<TAB>x<TAB>y` for each table and
 * `table<TAB>color<TAB>blue` for each that was painted by hand, sorted as bytes: two people who
 * move different tables merge without a conflict. Written only if that changes it. Blocking; any
 * thread.
 *
 * Returns: whether the file holds the positions now
 */
gboolean
crow_layout_file_write (const char *path,
                        GHashTable *before,
                        GHashTable *after,
                        GHashTable *colors_before,
                        GHashTable *colors_after,
                        GError **error)
{
  for (guint i = 0;; i++)
    {
      g_autoptr (LayoutFile) self = load (path, error);
      g_autoptr (GBytes) old = NULL;
      g_autoptr (GBytes) content = NULL;
      g_autoptr (GError) failure = NULL;

      if (self == NULL)
        return FALSE;
      old = serialize (self);
      crow_positions_carry (before, after, self->positions);
      if (colors_before != NULL && colors_after != NULL)
        crow_colors_carry (colors_before, colors_after, self->colors);
      content = serialize (self);
      if (g_bytes_equal (old, content) ||
          crow_file_write (path, content, self->etag, NULL, &failure))
        return TRUE;
      if (i + 1 < MAX_TRIES && g_error_matches (failure, CROW_ERROR, CROW_ERROR_CHANGED))
        continue;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
}
