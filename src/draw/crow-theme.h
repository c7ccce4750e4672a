#pragma once

#include "crow-action.h"

G_BEGIN_DECLS

typedef struct
{
  double red, green, blue, alpha; /* 0 to 1 */
} CrowColor;

typedef enum { CROW_THEME_LIGHT, CROW_THEME_DARK } CrowThemeKind;

/* Colours, weights and dashes: look.md. Static, never freed. */
typedef struct
{
  const char *name; /* "light" "dark" */
  CrowColor canvas, dot, box, border, head, text, dim, rule, selection, pill, shadow, warning,
      added, removed;
  CrowColor actions[CROW_N_ACTIONS + 1];
  double line_scale; /* 1; 1.5 in high contrast */
  double fade;       /* opacity of what a focus leaves aside */
} CrowTheme;

const CrowTheme *crow_theme_get (CrowThemeKind kind, gboolean high_contrast);
/* Dash pattern in px and line width of an action's edge. @n_dashes 0: solid. */
const double *crow_action_get_dashes (CrowAction action, int *n_dashes);
double crow_action_get_line_width (CrowAction action);
/* Band colour of a group (namespace): stable by index. */
CrowColor crow_theme_get_group_color (const CrowTheme *self, guint group);
/* The palette that bands take their colours from. */
#define CROW_N_GROUP_COLORS 10

G_END_DECLS
