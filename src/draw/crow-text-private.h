#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* The texts of a diagram: nothing is written in any other font. */
typedef enum {
  CROW_FONT_NAME,    /* a model's name */
  CROW_FONT_NAME_17, /* the same seen from further and further away */
  CROW_FONT_NAME_20,
  CROW_FONT_NAME_24,
  CROW_FONT_NAME_28,
  CROW_FONT_NAME_34,
  CROW_FONT_NAME_40,
  CROW_FONT_NAME_48,
  CROW_FONT_NAME_58,
  CROW_FONT_NAME_70,
  CROW_FONT_DATABASE_NAME, /* beside it */
  CROW_FONT_FIELD,
  CROW_FONT_KEY_FIELD, /* member of the primary key */
  CROW_FONT_TYPE,
  CROW_FONT_LABEL,
  CROW_FONT_LABEL_STRONG,
  CROW_FONT_COMPACT, /* a label seen from afar */
  CROW_FONT_COMPACT_STRONG,
  CROW_FONT_LEGEND,
  CROW_N_FONTS,
} CrowFont;

/* A comma-separated list, good for CSS too. */
#define CROW_FONT_FAMILIES "Cantarell, 'Adwaita Sans', 'DejaVu Sans', sans-serif"

double crow_font_get_size (CrowFont font); /* px */
gboolean crow_font_is_bold (CrowFont font);

/* Any thread, each with its own fonts. Control characters count as absent. */
double crow_text_get_width (CrowFont font, const char *text); /* px */
/* Not less than about the width, without shaping: for finding the widest of many. */
double crow_text_estimate_width (CrowFont font, const char *text);
/* NULL: fits as it is; otherwise (transfer full) the longest beginning that fits, with "…". */
char *crow_text_fit (CrowFont font, const char *text, double max_width);
/* Left end of the base line at the current point's origin: cairo's (0, 0) is (@x, @y). */
void crow_text_show (cairo_t *cr, CrowFont font, const char *text, double x, double y);
/* (transfer full): @text without control characters, valid UTF-8, cut where absurdly long. */
char *crow_text_clean (const char *text);

G_END_DECLS
