#include "crow-database-diff-private.h"

#include <math.h>
#include <string.h>

/* The engine gives up on what lies deeper. */
enum { MAX_DEPTH = 127 };

/* An array or object that is being read. */
typedef struct
{
  GPtrArray *items; /* (owned) (element-type utf8) canonical texts; an object's: key, then value */
  gboolean is_object;
} Frame;

typedef struct
{
  const char *at;
  GArray *frames; /* (owned) (element-type Frame) */
} Reader;

static void
clear_frame (gpointer data)
{
  g_clear_pointer (&((Frame *) data)->items, g_ptr_array_unref);
}

static void
skip_blanks (Reader *reader)
{
  while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r')
    reader->at++;
}

static gboolean
read_hex (Reader *reader, gunichar *code)
{
  *code = 0;
  for (guint i = 0; i < 4; i++, reader->at++)
    {
      if (!g_ascii_isxdigit (*reader->at))
        return FALSE;
      *code = *code * 16 + (gunichar) g_ascii_xdigit_value (*reader->at);
    }
  return TRUE;
}

/* After `\u`. */
static gboolean
read_code (Reader *reader, GString *text)
{
  gunichar code, low;

  if (!read_hex (reader, &code))
    return FALSE;
  if (code >= 0xdc00 && code < 0xe000)
    return FALSE;
  if (code >= 0xd800 && code < 0xdc00)
    {
      if (reader->at[0] != '\\' || reader->at[1] != 'u')
        return FALSE;
      reader->at += 2;
      if (!read_hex (reader, &low) || low < 0xdc00 || low >= 0xe000)
        return FALSE;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
  /* NUL cannot stand in a text of ours: its overlong form is no other character. */
  if (code == 0)
    g_string_append (text, "\xc0\x80");
  else
    g_string_append_unichar (text, code);
  return TRUE;
}

static gboolean
read_escape (Reader *reader, GString *text)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  char letter = *reader->at++;
  const char *found = letter != '\0' ? strchr (letters, letter) : NULL;

  if (letter == 'u')
    return read_code (reader, text);
  if (found == NULL)
    return FALSE;
  g_string_append_c (text, meanings[found - letters]);
  return TRUE;
}

/* Canonical: `"`, the text with its escapes undone. (transfer full) (nullable) */
static char *
read_string (Reader *reader)
{
  g_autoptr (GString) text = g_string_new ("\"");

  reader->at++;
  while (*reader->at != '"')
    {
      if ((guchar) *reader->at < 0x20)
        return NULL;
      if (*reader->at != '\\')
        g_string_append_c (text, *reader->at++);
      else
        {
          reader->at++;
          if (!read_escape (reader, text))
            return NULL;
        }
    }
  reader->at++;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
skip_digits (Reader *reader)
{
  const char *start = reader->at;

  while (g_ascii_isdigit (*reader->at))
    reader->at++;
  return reader->at > start;
}

/* Whole numbers are told from others: 1 is not 1.0. (transfer full) (nullable) */
static char *
read_number (Reader *reader)
{
  const char *start = reader->at;
  gboolean is_whole = TRUE;
  g_autofree char *text = NULL;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double value;

  if (*reader->at == '-')
    reader->at++;
  if (*reader->at == '0')
    reader->at++;
  else if (!skip_digits (reader))
    return NULL;
  if (*reader->at == '.')
    {
      is_whole = FALSE;
      reader->at++;
      if (!skip_digits (reader))
        return NULL;
    }
  if (*reader->at == 'e' || *reader->at == 'E')
    {
      is_whole = FALSE;
      reader->at++;
      if (*reader->at == '+' || *reader->at == '-')
        reader->at++;
      if (!skip_digits (reader))
        return NULL;
    }
  text = g_strndup (start, (gsize) (reader->at - start));
  if (is_whole && strcmp (text, "-0") != 0 &&
      (*text == '-' ? g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, NULL, NULL)
                    : g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, NULL, NULL)))
    return g_steal_pointer (&text);
  value = g_ascii_strtod (text, NULL);
  if (!isfinite (value))
    return NULL;
  return g_strconcat ("~", g_ascii_dtostr (buffer, sizeof buffer, value == 0 ? 0 : value), NULL);
}

static char *
read_word (Reader *reader)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (reader->at, words[i]))
      {
        reader->at += strlen (words[i]);
        return g_strdup (words[i]);
      }
  return NULL;
}

static Frame *
get_frame (Reader *reader)
{
  return reader->frames->len > 0 ? &g_array_index (reader->frames, Frame, reader->frames->len - 1)
                                 : NULL;
}

/* Keys of an object with their values' places; of equal ones the last counts. */
typedef struct
{
  const char *key;
  guint value;
} Member;

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const Member *first = a, *second = b;
  int order = strcmp (first->key, second->key);

  return order != 0 ? order : first->value < second->value ? -1 : first->value > second->value;
}

static void
append_sized (GString *text, const char *part)
{
  g_string_append_printf (text, "%zu:%s", strlen (part), part);
}

static void
append_members (GString *text, const GPtrArray *items)
{
  guint n = items->len / 2;
  g_autofree Member *members = g_new (Member, n + 1);

  for (guint i = 0; i < n; i++)
    {
      members[i].key = g_ptr_array_index (items, 2 * i);
      members[i].value = 2 * i + 1;
    }
  qsort (members, n, sizeof *members, compare_members);
  for (guint i = 0; i < n; i++)
    {
      if (i + 1 < n && strcmp (members[i].key, members[i + 1].key) == 0)
        continue;
      append_sized (text, members[i].key);
      append_sized (text, g_ptr_array_index (items, members[i].value));
    }
}

/* Ends the innermost frame. (transfer full) */
static char *
close_frame (Reader *reader)
{
  const Frame *frame = get_frame (reader);
  GString *text = g_string_new (frame->is_object ? "{" : "[");

  if (frame->is_object)
    append_members (text, frame->items);
  else
    for (guint i = 0; i < frame->items->len; i++)
      append_sized (text, g_ptr_array_index (frame->items, i));
  g_array_set_size (reader->frames, reader->frames->len - 1);
  return g_string_free (text, FALSE);
}

static gboolean
open_frame (Reader *reader, gboolean is_object)
{
  Frame frame = { NULL, is_object };

  if (reader->frames->len >= MAX_DEPTH)
    return FALSE;
  frame.items = g_ptr_array_new_with_free_func (g_free);
  g_array_append_val (reader->frames, frame);
  reader->at++;
  return TRUE;
}

/* A key and its colon. */
static gboolean
read_key (Reader *reader)
{
  char *key;

  skip_blanks (reader);
  if (*reader->at != '"')
    return FALSE;
  key = read_string (reader);
  if (key == NULL)
    return FALSE;
  g_ptr_array_add (get_frame (reader)->items, key);
  skip_blanks (reader);
  return *reader->at++ == ':';
}

/* Puts a value that is complete where it belongs, and closes what ends with it. FALSE: an error;
 * @value is then the caller's. */
static gboolean
put_value (Reader *reader, char **value)
{
  while (reader->frames->len > 0)
    {
      Frame *frame = get_frame (reader);

      g_ptr_array_add (frame->items, g_steal_pointer (value));
      skip_blanks (reader);
      if (*reader->at == ',')
        {
          reader->at++;
          return !frame->is_object || read_key (reader);
        }
      if (*reader->at != (frame->is_object ? '}' : ']'))
        return FALSE;
      reader->at++;
      *value = close_frame (reader);
    }
  return TRUE;
}

/* Begins an array or object; an empty one is complete at once. */
static gboolean
read_opening (Reader *reader, char **value)
{
  gboolean is_object = *reader->at == '{';

  if (!open_frame (reader, is_object))
    return FALSE;
  skip_blanks (reader);
  if (*reader->at == (is_object ? '}' : ']'))
    {
      reader->at++;
      *value = close_frame (reader);
      return TRUE;
    }
  return !is_object || read_key (reader);
}

static gboolean
read_value (Reader *reader, char **value)
{
  skip_blanks (reader);
  switch (*reader->at)
    {
    case '{':
    case '[':
      return read_opening (reader, value);
    case '"':
      *value = read_string (reader);
      break;
    case 't':
    case 'f':
    case 'n':
      *value = read_word (reader);
      break;
    default:
      *value = read_number (reader);
    }
  return *value != NULL;
}

/* One text for all ways to write the same value. NULL: not JSON. (transfer full) (nullable) */
static char *
make_canonical (const char *text)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  Reader reader = { text, frames };
  g_autofree char *value = NULL;

  g_array_set_clear_func (frames, clear_frame);
  do
    {
      if (!read_value (&reader, &value))
        return NULL;
      if (value != NULL && !put_value (&reader, &value))
        return NULL;
    }
  while (frames->len > 0);
  skip_blanks (&reader);
  return *reader.at == '\0' ? g_steal_pointer (&value) : NULL;
}

/**
 * crow_json_texts_match:
 * @a: a JSON text
 * @b: another
 *
 * Returns: whether both say the same, or one of them is no JSON, which the engine does not compare
 */
gboolean
crow_json_texts_match (const char *a, const char *b)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (strcmp (a, b) == 0)
    return TRUE;
  first = make_canonical (a);
  second = make_canonical (b);
  return first == NULL || second == NULL || strcmp (first, second) == 0;
}
