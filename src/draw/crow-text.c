#include "crow-text-private.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Longer texts are cut before they are shaped: no box is wide enough for so many bytes. */
#define MAX_BYTES 600
/* Shaped texts kept by a thread: more than a screen ever shows, some 20 MB. */
#define MAX_CACHED 8192

typedef struct
{
  double size; /* px */
  gboolean is_bold;
} FontInfo;

static const FontInfo fonts[CROW_N_FONTS] = {
  [CROW_FONT_NAME] = { 14, TRUE },           [CROW_FONT_DATABASE_NAME] = { 11, FALSE },
  [CROW_FONT_FIELD] = { 12.5, FALSE },       [CROW_FONT_KEY_FIELD] = { 12.5, TRUE },
  [CROW_FONT_TYPE] = { 11.5, FALSE },        [CROW_FONT_LABEL] = { 11, FALSE },
  [CROW_FONT_LABEL_STRONG] = { 11, TRUE },   [CROW_FONT_COMPACT] = { 16, FALSE },
  [CROW_FONT_COMPACT_STRONG] = { 16, TRUE }, [CROW_FONT_NAME_17] = { 17, TRUE },
  [CROW_FONT_NAME_20] = { 20, TRUE },        [CROW_FONT_NAME_24] = { 24, TRUE },
  [CROW_FONT_NAME_28] = { 28, TRUE },        [CROW_FONT_NAME_34] = { 34, TRUE },
  [CROW_FONT_NAME_40] = { 40, TRUE },        [CROW_FONT_NAME_48] = { 48, TRUE },
  [CROW_FONT_NAME_58] = { 58, TRUE },        [CROW_FONT_NAME_70] = { 70, TRUE },
  [CROW_FONT_LEGEND] = { 11.5, FALSE },
};

/* Letters may begin at this many places within a pixel. */
#define N_PHASES 4

/* A shaped text. It is its own key. */
typedef struct
{
  CrowFont font;
  char *text;                       /* (owned) as given */
  PangoLayout *layout;              /* (owned) of the cleaned text */
  double width;                     /* px */
  double fit_width;                 /* px: @fit belongs to this limit; negative: to none */
  char *fit;                        /* (owned) (nullable) the cut text */
  gboolean is_outline;              /* letters only, no pictures: its outlines are all there is */
  double mask_scale;                /* device pixels per px of @masks */
  cairo_surface_t *masks[N_PHASES]; /* (owned) (nullable) by place within the pixel */
} Entry;

/* Pango's fonts must not be shared by threads, so each thread has an engine of its own. */
typedef struct
{
  PangoContext *context;
  PangoFontDescription *descriptions[CROW_N_FONTS];
  GHashTable *entries; /* (element-type Entry Entry) */
  double advances[CROW_N_FONTS][128];
} Engine;

static void
clear_masks (Entry *entry)
{
  for (guint i = 0; i < N_PHASES; i++)
    g_clear_pointer (&entry->masks[i], cairo_surface_destroy);
}

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  clear_masks (entry);
  g_free (entry->text);
  g_free (entry->fit);
  g_object_unref (entry->layout);
  g_free (entry);
}

static guint
hash_entry (gconstpointer key)
{
  const Entry *entry = key;

  return g_str_hash (entry->text) * CROW_N_FONTS + entry->font;
}

static gboolean
equal_entries (gconstpointer a, gconstpointer b)
{
  const Entry *one = a;
  const Entry *other = b;

  return one->font == other->font && strcmp (one->text, other->text) == 0;
}

static void
free_engine (gpointer data)
{
  Engine *engine = data;

  g_hash_table_unref (engine->entries);
  for (guint i = 0; i < CROW_N_FONTS; i++)
    pango_font_description_free (engine->descriptions[i]);
  g_object_unref (engine->context);
  g_free (engine);
}

/* The same picture for everybody: neither the user's resolution, hinting, text scale nor language
 * may change a width. */
static PangoContext *
create_context (void)
{
  PangoFontMap *map = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 96);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("en"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  cairo_font_options_destroy (options);
  g_object_unref (map);
  return context;
}

static PangoLayout *
create_layout (Engine *engine, CrowFont font, const char *text, int length)
{
  PangoLayout *layout = pango_layout_new (engine->context);

  pango_layout_set_font_description (layout, engine->descriptions[font]);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, length);
  return layout;
}

static double
measure_layout (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_line_get_extents (pango_layout_get_line_readonly (layout, 0), NULL, &logical);
  return (double) logical.width / PANGO_SCALE;
}

static double
measure (Engine *engine, CrowFont font, const char *text, int length)
{
  PangoLayout *layout = create_layout (engine, font, text, length);
  double width = measure_layout (layout);

  g_object_unref (layout);
  return width;
}

static void
measure_advances (Engine *engine, CrowFont font)
{
  for (char c = 32; c < 127; c++)
    engine->advances[font][(guint) c] = measure (engine, font, &c, 1);
}

static Engine *
create_engine (void)
{
  Engine *engine = g_new0 (Engine, 1);

  engine->context = create_context ();
  engine->entries = g_hash_table_new_full (hash_entry, equal_entries, NULL, free_entry);
  for (guint i = 0; i < CROW_N_FONTS; i++)
    {
      PangoFontDescription *description =
          pango_font_description_from_string ("Cantarell,Adwaita Sans,DejaVu Sans,sans-serif");

      pango_font_description_set_weight (description, fonts[i].is_bold ? PANGO_WEIGHT_BOLD
                                                                       : PANGO_WEIGHT_NORMAL);
      pango_font_description_set_absolute_size (description, fonts[i].size * PANGO_SCALE);
      engine->descriptions[i] = description;
    }
  return engine;
}

static Engine *
get_engine (void)
{
  static GPrivate key = G_PRIVATE_INIT (free_engine);
  Engine *engine = g_private_get (&key);

  if (engine == NULL)
    {
      engine = create_engine ();
      g_private_set (&key, engine);
    }
  return engine;
}

/* Emoji and other symbols may be coloured pictures in their fonts. */
static gboolean
is_plain (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if ((c >= 0x203c && c < 0x2e80) || c >= 0xfe00)
        return FALSE;
    }
  return TRUE;
}

static Entry *
find_entry (Engine *engine, CrowFont font, const char *text)
{
  Entry key = { .font = font, .text = (char *) text };
  Entry *entry = g_hash_table_lookup (engine->entries, &key);
  g_autofree char *clean = NULL;

  if (entry != NULL)
    return entry;

  if (g_hash_table_size (engine->entries) >= MAX_CACHED)
    g_hash_table_remove_all (engine->entries);
  clean = crow_text_clean (text);
  entry = g_new0 (Entry, 1);
  entry->font = font;
  entry->text = g_strdup (text);
  entry->layout = create_layout (engine, font, clean, -1);
  entry->width = measure_layout (entry->layout);
  entry->fit_width = -1;
  entry->is_outline = is_plain (clean);
  g_hash_table_add (engine->entries, entry);
  return entry;
}

/* The longest beginning of @text that leaves room for the ellipsis, never ending before a mark that
 * belongs to the last letter. */
static char *
cut_text (Engine *engine, CrowFont font, const char *text, double max_width)
{
  glong low = 0;
  glong high = g_utf8_strlen (text, -1);
  const char *end;

  while (low < high)
    {
      glong middle = (low + high + 1) / 2;
      const char *stop = g_utf8_offset_to_pointer (text, middle);
      g_autofree char *candidate = g_strdup_printf ("%.*s…", (int) (stop - text), text);

      if (measure (engine, font, candidate, -1) <= max_width)
        low = middle;
      else
        high = middle - 1;
    }

  end = g_utf8_offset_to_pointer (text, low);
  while (end > text && g_unichar_ismark (g_utf8_get_char (end)))
    end = g_utf8_prev_char (end);
  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

/* crow_font_get_size: height of the font in px. */
double
crow_font_get_size (CrowFont font)
{
  return fonts[font].size;
}

/* crow_font_is_bold: whether the font is the bold one of its size. */
gboolean
crow_font_is_bold (CrowFont font)
{
  return fonts[font].is_bold;
}

/**
 * crow_text_clean:
 * @text: any bytes
 *
 * What may be written in a picture: valid UTF-8 without control characters (a file of XML may not
 * hold them), blanks for tabs and line ends, cut after some hundred bytes. Any thread.
 *
 * Returns: (transfer full): the text
 */
char *
crow_text_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_BYTES * 2));
  GString *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (clean->len > MAX_BYTES)
        {
          g_string_append (clean, "…");
          break;
        }
      if (c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
        g_string_append_c (clean, ' ');
      else if (c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xfffe && c != 0xffff)
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

/**
 * crow_text_get_width:
 * @font: one of the diagram's fonts
 * @text: any text
 *
 * Width of @text as crow_text_show() draws it, in px. Any thread.
 *
 * Returns: 0 or more
 */
double
crow_text_get_width (CrowFont font, const char *text)
{
  return find_entry (get_engine (), font, text)->width;
}

/**
 * crow_text_estimate_width:
 * @font: one of the diagram's fonts
 * @text: any text
 *
 * Sum of the letters' own widths, which kerning changes by a few px at most; a letter outside ASCII
 * counts as wide. A hundred times faster than shaping. Any thread.
 *
 * Returns: px, 0 or more
 */
double
crow_text_estimate_width (CrowFont font, const char *text)
{
  Engine *engine = get_engine ();
  double width = 0;

  if (engine->advances[font]['m'] <= 0)
    measure_advances (engine, font);
  for (const char *at = text; *at != '\0'; at++)
    width += (guchar) *at < 128 ? engine->advances[font][(guint) *at] : fonts[font].size;
  return width;
}

/**
 * crow_text_fit:
 * @font: one of the diagram's fonts
 * @text: any text
 * @max_width: px
 *
 * Cuts a text that is wider than @max_width. Any thread.
 *
 * Returns: (transfer full) (nullable): the cut text, which ends in an ellipsis; %NULL where @text
 *   fits
 */
char *
crow_text_fit (CrowFont font, const char *text, double max_width)
{
  Engine *engine = get_engine ();
  Entry *entry = find_entry (engine, font, text);

  if (entry->width <= max_width)
    return NULL;
  if (entry->fit_width != max_width)
    {
      g_free (entry->fit);
      entry->fit = cut_text (engine, font, pango_layout_get_text (entry->layout), max_width);
      entry->fit_width = max_width;
    }
  return g_strdup (entry->fit);
}

/* The ink of a text in device pixels, seen from the pixel that holds the start of its base line. */
static cairo_rectangle_int_t
get_mask_area (PangoLayoutLine *line, double scale)
{
  PangoRectangle ink;
  cairo_rectangle_int_t area;
  double unit = scale / PANGO_SCALE;

  pango_layout_line_get_extents (line, &ink, NULL);
  area.x = (int) floor (ink.x * unit) - 1;
  area.y = (int) floor (ink.y * unit) - 1;
  area.width = (int) ceil ((ink.x + ink.width) * unit) + 2 - area.x;
  area.height = (int) ceil ((ink.y + ink.height) * unit) + 1 - area.y;
  return area;
}

static cairo_surface_t *
create_mask (PangoLayoutLine *line, const cairo_rectangle_int_t *area, double scale, double shift)
{
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, area->width, area->height);
  cairo_t *cr = cairo_create (mask);

  cairo_translate (cr, shift - area->x, -area->y);
  cairo_scale (cr, scale, scale);
  pango_cairo_layout_line_path (cr, line);
  cairo_fill (cr);
  cairo_destroy (cr);
  return mask;
}

/* Cairo 1.16 puts every letter of an image on a whole pixel, which spaces small text unevenly. Here
 * the outlines of a whole text are filled once where they belong, to a quarter of a pixel, and kept
 * as a mask. */
static void
show_mask (cairo_t *cr, Entry *entry, double x, double y, double device_scale)
{
  PangoLayoutLine *line = pango_layout_get_line_readonly (entry->layout, 0);
  cairo_rectangle_int_t area;
  cairo_matrix_t matrix;
  double scale, left;
  int phase;

  cairo_get_matrix (cr, &matrix);
  scale = matrix.xx * device_scale;
  cairo_matrix_transform_point (&matrix, &x, &y);
  x *= device_scale;
  y = round (y * device_scale);
  left = floor (x);
  phase = MIN ((int) ((x - left) * N_PHASES), N_PHASES - 1);

  if (entry->mask_scale != scale)
    clear_masks (entry);
  entry->mask_scale = scale;
  area = get_mask_area (line, scale);
  if (entry->masks[phase] == NULL)
    entry->masks[phase] = create_mask (line, &area, scale, (phase + 0.5) / N_PHASES);

  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_scale (cr, 1 / device_scale, 1 / device_scale);
  cairo_mask_surface (cr, entry->masks[phase], left + area.x, y + area.y);
  cairo_restore (cr);
}

/* Only an image that nothing but scales and moves takes masks. */
static gboolean
takes_masks (cairo_t *cr, double *device_scale)
{
  cairo_surface_t *target = cairo_get_target (cr);
  cairo_matrix_t matrix;
  double x, y;

  if (cairo_surface_get_type (target) != CAIRO_SURFACE_TYPE_IMAGE ||
      cairo_get_group_target (cr) != target)
    return FALSE;
  cairo_surface_get_device_offset (target, &x, &y);
  if (x != 0 || y != 0)
    return FALSE;
  cairo_surface_get_device_scale (target, device_scale, &y);
  cairo_get_matrix (cr, &matrix);
  return *device_scale == y && matrix.xx == matrix.yy && matrix.xx > 0 && matrix.xy == 0 &&
         matrix.yx == 0;
}

/* A recording will be replayed as an image of a scale that nobody knows yet: outlines are right at
 * any. Elsewhere, in a PDF above all, text stays text. */
static gboolean
takes_outlines (cairo_t *cr)
{
  return cairo_surface_get_type (cairo_get_target (cr)) == CAIRO_SURFACE_TYPE_RECORDING;
}

/**
 * crow_text_show:
 * @cr: where to draw, with its colour set
 * @font: one of the diagram's fonts
 * @text: any text
 * @x: left end of the base line
 * @y: the base line
 *
 * Draws a text. What was shaped stays with the thread, so that the next frame is cheap. Any thread.
 */
void
crow_text_show (cairo_t *cr, CrowFont font, const char *text, double x, double y)
{
  Entry *entry = find_entry (get_engine (), font, text);
  PangoLayoutLine *line;
  double device_scale;

  if (entry->is_outline && takes_masks (cr, &device_scale))
    {
      show_mask (cr, entry, x, y, device_scale);
      return;
    }
  line = pango_layout_get_line_readonly (entry->layout, 0);
  cairo_move_to (cr, x, y);
  if (entry->is_outline && takes_outlines (cr))
    {
      pango_cairo_layout_line_path (cr, line);
      cairo_fill (cr);
    }
  else
    pango_cairo_show_layout_line (cr, line);
}
