#include "crow-painter-private.h"

/* A large name is at least so high where it fits; screen px. */
#define EASY_HEIGHT 8.0
#define NAME_PADDING 6.0
#define BAND_HEIGHT 5.0
#define MAX_LINES 4
#define LINE_HEIGHT 1.08 /* of the letters' size */
/* Fewer letters of a line than this, and "…", tell nothing. */
#define MIN_LETTERS 3

/* Smallest first. */
static const CrowFont name_fonts[] = { CROW_FONT_NAME,    CROW_FONT_NAME_17, CROW_FONT_NAME_20,
                                       CROW_FONT_NAME_24, CROW_FONT_NAME_28, CROW_FONT_NAME_34,
                                       CROW_FONT_NAME_40, CROW_FONT_NAME_48, CROW_FONT_NAME_58,
                                       CROW_FONT_NAME_70 };

/* A name broken into lines. */
typedef struct
{
  CrowFont font;
  guint n_lines;
  char *lines[MAX_LINES]; /* (owned) */
  guint n_broken;         /* words that go on on the next line */
  gboolean is_cut;
} NameBlock;

static void
clear_block (NameBlock *self)
{
  for (guint i = 0; i < self->n_lines; i++)
    g_free (self->lines[i]);
  self->n_lines = 0;
}

/* Where the word that begins at @at ends: before a capital after a small letter or a digit, before
 * the last of several capitals (HTTPServer), after a `_`, `-` or blank. */
static const char *
find_word_end (const char *at)
{
  const char *next = g_utf8_next_char (at);
  gunichar before = g_utf8_get_char (at);

  for (; *next != '\0'; next = g_utf8_next_char (next))
    {
      gunichar letter = g_utf8_get_char (next);
      gunichar after = g_utf8_get_char (g_utf8_next_char (next));

      if (before == '_' || before == '-' || before == ' ' || before == '.')
        break;
      if (g_unichar_isupper (letter) &&
          (!g_unichar_isupper (before) || (after != 0 && g_unichar_islower (after))))
        break;
      before = letter;
    }
  return next;
}

static double
estimate_width (CrowFont font, const char *at, const char *end)
{
  g_autofree char *text = g_strndup (at, (gsize) (end - at));

  return crow_text_estimate_width (font, text);
}

/* The end of the letters of one word that fit, with a hyphen; at least one. Neither part of the
 * word is but a letter or two where the word is long enough. */
static const char *
find_syllable_end (CrowFont font, const char *at, const char *word_end, double room)
{
  double left = room - crow_text_estimate_width (font, "-");
  const char *end = g_utf8_next_char (at);

  while (end < word_end && estimate_width (font, at, g_utf8_next_char (end)) <= left)
    end = g_utf8_next_char (end);
  while (end < word_end && g_utf8_strlen (end, word_end - end) < MIN_LETTERS &&
         g_utf8_strlen (at, end - at) > MIN_LETTERS)
    end = g_utf8_prev_char (end);
  return end;
}

/* The end of what fits on one line from @at on: whole words, or a part of the first. */
static const char *
find_line_end (CrowFont font, const char *at, double room)
{
  const char *end = find_word_end (at);

  if (estimate_width (font, at, end) > room)
    return find_syllable_end (font, at, end, room);
  while (*end != '\0')
    {
      const char *further = find_word_end (end);

      if (estimate_width (font, at, further) > room)
        break;
      end = further;
    }
  return end;
}

/* The last line takes all that is left; FALSE where hardly a letter of it would be seen. */
static gboolean
add_last_line (NameBlock *self, const char *at, double room)
{
  char *cut = crow_text_estimate_width (self->font, at) > room
                  ? crow_text_fit (self->font, at, room)
                  : NULL;

  self->is_cut = cut != NULL;
  self->lines[self->n_lines++] = cut != NULL ? cut : g_strdup (at);
  return cut == NULL || g_utf8_strlen (cut, -1) > MIN_LETTERS;
}

static void
add_line (NameBlock *self, const char *at, const char *end)
{
  gboolean is_broken = *end != '\0' && end < find_word_end (at);

  self->lines[self->n_lines++] = g_strdup_printf ("%.*s%s", (int) (end - at), at,
                                                  is_broken ? "-" : "");
  self->n_broken += is_broken ? 1 : 0;
}

/* Breaks @name into lines no longer than @room and not higher than @height together. FALSE: what
 * would be left of it tells nothing. */
static gboolean
break_name (NameBlock *self, CrowFont font, const char *name, double room, double height)
{
  guint max_lines = (guint) CLAMP (height / (crow_font_get_size (font) * LINE_HEIGHT), 1,
                                   MAX_LINES);
  const char *at = name;

  self->font = font;
  while (*at != '\0')
    {
      const char *end = find_line_end (font, at, room);

      if (self->n_lines + 1 == max_lines)
        return add_last_line (self, at, room);
      if (end - at < MIN_LETTERS && end < find_word_end (at))
        return FALSE;
      add_line (self, at, end);
      at = end;
    }
  return self->n_lines > 0;
}

/* In letters that are easy to read, or the largest in which no word is cut or broken, or the
 * smallest that can be read. FALSE where none can. */
static gboolean
choose_block (NameBlock *chosen,
              const char *name,
              double room,
              double height,
              const CrowPaintStyle *style)
{
  gboolean has_some = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (name_fonts); i++)
    {
      double size = crow_font_get_size (name_fonts[i]) * style->zoom;
      NameBlock block = { 0 };

      if (size < CROW_LEGIBLE_HEIGHT)
        continue;
      if (!break_name (&block, name_fonts[i], name, room, height) ||
          (has_some && (block.is_cut || block.n_broken > 0)))
        {
          clear_block (&block);
          break;
        }
      clear_block (chosen);
      *chosen = block;
      has_some = TRUE;
      if (size >= EASY_HEIGHT || block.is_cut || block.n_broken > 0)
        break;
    }
  return has_some;
}

/* crow_paint_large_name: in the middle of the box, whose rows cannot be read anyway; on several
 * lines, broken between its words, where it is too long for one. */
void
crow_paint_large_name (CrowPen *pen,
                       const CrowDiagram *diagram,
                       guint model,
                       const CrowPaintStyle *style)
{
  const CrowRect *box = &diagram->layout->boxes[model];
  const char *name = crow_schema_get_model (diagram->schema, model)->name;
  double height = box->height - BAND_HEIGHT - NAME_PADDING;
  NameBlock block = { 0 };
  double size;
  double top;

  if (!choose_block (&block, name, box->width - 2 * NAME_PADDING, height, style))
    return;
  size = crow_font_get_size (block.font);
  top = box->y + (box->height + BAND_HEIGHT - block.n_lines * size * LINE_HEIGHT) / 2;
  for (guint i = 0; i < block.n_lines; i++)
    {
      double width = crow_text_get_width (block.font, block.lines[i]);
      CrowPoint at = { box->x + (box->width - width) / 2,
                       top + (i + 0.5) * size * LINE_HEIGHT + size * 0.35 };

      crow_pen_text (pen, at, CROW_ANCHOR_START, block.font, &style->theme->text, block.lines[i]);
    }
  clear_block (&block);
}
