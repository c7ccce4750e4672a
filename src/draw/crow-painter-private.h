#pragma once

#include "crow-diagram-private.h"
#include "crow-label-private.h"
#include "crow-pen-private.h"

G_BEGIN_DECLS

/* Texts lower than this on the screen are left out; screen px. */
#define CROW_LEGIBLE_HEIGHT 7.0
/* The same for a table's rows: an empty box tells less than small letters. */
#define CROW_LEGIBLE_ROW_HEIGHT 5.4

/* What the zoom leaves of the picture. */
gboolean crow_paint_style_shows_font (const CrowPaintStyle *style, CrowFont font);
/* Shadows, round corners, crow's feet. */
gboolean crow_paint_style_shows_detail (const CrowPaintStyle *style);

/* Whether something in that state is drawn faintly; @is_faded: the diagram says so of it. */
gboolean crow_state_is_faint (CrowStateFlags state, gboolean is_faded);

/* Lines: never thinner than a screen pixel; dashes keep their look on the screen. @dashes: room for
 * the scaled pattern. */
#define CROW_MAX_DASHES 4
CrowInk crow_action_get_ink (CrowAction action,
                             const CrowPaintStyle *style,
                             double dashes[CROW_MAX_DASHES]);

/* The band under an edge on which a schema file and a database disagree. */
/* Amber, but green for what is added and red for what is removed. */
const CrowColor *crow_mark_get_color (CrowMark mark, const CrowTheme *theme);
const double *crow_mark_get_dashes (CrowMark mark, int *n_dashes);
CrowInk
crow_mark_get_ink (CrowMark mark, const CrowPaintStyle *style, double dashes[CROW_MAX_DASHES]);

typedef enum { CROW_END_MANY, CROW_END_ONE, CROW_END_ZERO_OR_ONE } CrowEnd;

/* A crow's foot with a ring, two bars, or a bar with a ring; @way leads away from the table. */
void crow_paint_end (CrowPen *pen,
                     CrowPoint at,
                     CrowPoint way,
                     CrowEnd end,
                     const CrowColor *color,
                     const CrowPaintStyle *style);

/* The edge and its ends, without group or label. */
void crow_paint_edge (CrowPen *pen,
                      const CrowDiagram *diagram,
                      guint relation,
                      CrowStateFlags state,
                      const CrowPaintStyle *style);
/* All edges that meet @clip (nullable), one stroke an action: for seeing the whole from afar. */
void crow_paint_edges_from_afar (CrowPen *pen,
                                 const CrowDiagram *diagram,
                                 const CrowRect *clip,
                                 const CrowPaintStyle *style);
void crow_paint_models_from_afar (CrowPen *pen,
                                  const CrowDiagram *diagram,
                                  const CrowRect *clip,
                                  const CrowPaintStyle *style);
/* The name in the middle of its box, in the letters that the zoom asks for; nothing where even the
 * largest could not be read. */
void crow_paint_large_name (CrowPen *pen,
                            const CrowDiagram *diagram,
                            guint model,
                            const CrowPaintStyle *style);
/* A triangle with an exclamation mark, 11 px wide, down and right of @at. */
void crow_paint_warning (CrowPen *pen, CrowPoint at, const CrowPaintStyle *style);
/* Below the diagram. */
CrowRect crow_legend_get_rect (const CrowDiagram *diagram, CrowLabels labels, const char *note);
void crow_paint_legend (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style);

G_END_DECLS
