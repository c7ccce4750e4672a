#include "crow-theme.h"

/* 0xrrggbb. */
typedef guint32 Hex;

#define COLOR(hex)                                                                                 \
  {                                                                                                \
    (((hex) >> 16) & 0xff) / 255.0, (((hex) >> 8) & 0xff) / 255.0, ((hex) &0xff) / 255.0, 1.0      \
  }

#define ACTIONS(cascade, restrict_, no_action, set_null, set_default, unknown)                     \
  {                                                                                                \
    COLOR (cascade), COLOR (restrict_), COLOR (no_action), COLOR (set_null), COLOR (set_default),  \
        COLOR (unknown)                                                                            \
  }

#define LIGHT                                                                                      \
  .name = "light", .canvas = COLOR (0xfafafa), .dot = COLOR (0xe4e4e8), .box = COLOR (0xffffff),   \
  .head = COLOR (0xf2f2f5), .text = COLOR (0x1e1e21), .rule = COLOR (0xececf0),                    \
  .pill = COLOR (0xffffff), .shadow = { 0, 0, 0, 0.13 }, .warning = COLOR (0x9c6000),              \
  .added = COLOR (0x1b7a38), .removed = COLOR (0xb3202c)

#define DARK                                                                                       \
  .name = "dark", .canvas = COLOR (0x1d1d20), .dot = COLOR (0x2a2a2f), .box = COLOR (0x2b2b30),    \
  .head = COLOR (0x35353b), .text = COLOR (0xf3f3f5), .rule = COLOR (0x37373d),                    \
  .pill = COLOR (0x232327), .shadow = { 0, 0, 0, 0.36 }, .warning = COLOR (0xf8d34a),              \
  .added = COLOR (0x6fd08c), .removed = COLOR (0xff8a8f)

static const CrowTheme themes[] = {
  {
      LIGHT,
      .selection = COLOR (0x3584e4),
      .fade = 0.25,
      .border = COLOR (0xcfcfd6),
      .dim = COLOR (0x6a6a73),
      .actions = ACTIONS (0xc01c28, 0x1a5fb4, 0x5e5c64, 0x9a5b00, 0x813d9c, 0x6a6a73),
      .line_scale = 1.0,
  },
  {
      DARK,
      .selection = COLOR (0x78aeed),
      .fade = 0.25,
      .border = COLOR (0x4a4a52),
      .dim = COLOR (0xa5a5ae),
      .actions = ACTIONS (0xff8a8f, 0x8fbcf5, 0xc0bfc7, 0xf0bd5b, 0xdc9df0, 0xa5a5ae),
      .line_scale = 1.0,
  },
};

/* High contrast: borders and edges take the text's colour, lines are half as heavy again,
 * and what a focus fades can still be read. */
static const CrowTheme high_contrast_themes[] = {
  {
      LIGHT,
      .selection = COLOR (0x1a5fb4),
      .fade = 0.75,
      .border = COLOR (0x1e1e21),
      .dim = COLOR (0x3d3d43),
      .actions = ACTIONS (0x1e1e21, 0x1e1e21, 0x1e1e21, 0x1e1e21, 0x1e1e21, 0x1e1e21),
      .line_scale = 1.5,
  },
  {
      DARK,
      .selection = COLOR (0x99c1f1),
      .fade = 0.75,
      .border = COLOR (0xf3f3f5),
      .dim = COLOR (0xd6d6dc),
      .actions = ACTIONS (0xf3f3f5, 0xf3f3f5, 0xf3f3f5, 0xf3f3f5, 0xf3f3f5, 0xf3f3f5),
      .line_scale = 1.5,
  },
};

/* Bands: apart in hue and near in weight, at least 3 : 1 on either theme's paper. */
static const Hex group_colors[CROW_N_GROUP_COLORS] = {
  0x3584e4, 0x2f9a56, 0xe06010, 0x9a59c4, 0x128f94,
  0xcf4f7f, 0xa47a12, 0x6683b5, 0x72891f, 0xa9714a,
};

/**
 * crow_theme_get:
 * @kind: light or dark
 * @high_contrast: whether the user's desktop asks for high contrast
 *
 * The colours and weights of a theme. Text keeps at least 4.5 : 1 to its ground, edges 3 : 1.
 * Any thread.
 *
 * Returns: (transfer none): static data
 */
const CrowTheme *
crow_theme_get (CrowThemeKind kind, gboolean high_contrast)
{
  guint index = kind == CROW_THEME_DARK ? 1 : 0;

  return high_contrast ? &high_contrast_themes[index] : &themes[index];
}

/**
 * crow_action_get_dashes:
 * @action: what a delete does
 * @n_dashes: (out): length of the pattern; 0 for a solid line
 *
 * The dash pattern that tells @action without colour, in px: on, off, on, off …
 * Any thread.
 *
 * Returns: (transfer none) (nullable) (array length=n_dashes): the pattern
 */
const double *
crow_action_get_dashes (CrowAction action, int *n_dashes)
{
  static const double dots[] = { 1.5, 4 };
  static const double dashes[] = { 8, 4 };
  static const double dash_dots[] = { 9, 3, 2, 3 };
  static const double unknown[] = { 3, 3 };

  g_return_val_if_fail (n_dashes != NULL, NULL);

  *n_dashes = 2;
  switch (action)
    {
    case CROW_ACTION_NO_ACTION:
      return dots;
    case CROW_ACTION_SET_NULL:
      return dashes;
    case CROW_ACTION_SET_DEFAULT:
      *n_dashes = 4;
      return dash_dots;
    case CROW_ACTION_UNKNOWN:
      return unknown;
    case CROW_ACTION_CASCADE:
    case CROW_ACTION_RESTRICT:
      break;
    }
  *n_dashes = 0;
  return NULL;
}

/**
 * crow_action_get_line_width:
 * @action: what a delete does
 *
 * Width of an edge in px, before the theme's line scale. Any thread.
 *
 * Returns: more than 0
 */
double
crow_action_get_line_width (CrowAction action)
{
  switch (action)
    {
    case CROW_ACTION_CASCADE:
      return 2.2;
    case CROW_ACTION_RESTRICT:
      return 1.4;
    case CROW_ACTION_NO_ACTION:
      return 1.8;
    case CROW_ACTION_SET_NULL:
    case CROW_ACTION_SET_DEFAULT:
    case CROW_ACTION_UNKNOWN:
      break;
    }
  return 1.6;
}

/**
 * crow_theme_get_group_color:
 * @self: a theme
 * @group: index of a namespace
 *
 * The colour of the band on the heads of a namespace's tables: always the same for the same index,
 * repeating after ten. Any thread.
 *
 * Returns: an opaque colour
 */
CrowColor
crow_theme_get_group_color (const CrowTheme *self, guint group)
{
  Hex hex = group_colors[group % G_N_ELEMENTS (group_colors)];

  return (CrowColor) COLOR (hex);
}
