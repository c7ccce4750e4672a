#include "crow-painter-private.h"

#include "crow-edge-path-private.h"
#include "crow-table-private.h"

#include <math.h>

/* Lengths of a crow's foot and of its marks along the line, half widths across it; px. */
#define FOOT_LENGTH 13.0
#define FOOT_SPREAD 7.0
#define BAR_SPREAD 6.0
#define FIRST_BAR 7.0
#define SECOND_BAR 13.0
#define RING_RADIUS 4.5
#define MARK_WIDTH 1.5
/* The heavy line stays heavier than the others when it is seen from afar; screen px. */
#define MIN_HEAVY 1.8
/* Bars and ring take the line from here to there. */
#define MARK_START 6.0
#define MARK_LENGTH 14.0
#define FOOT_AND_RING 23.0
#define HALO_WIDTH 8.0
/* The band under an edge on which two sources disagree. */
#define BAND_WIDTH 9.0
#define BAND_STRENGTH 0.42

static CrowPoint
place (CrowPoint at, CrowPoint way, double along, double across)
{
  return (CrowPoint){ at.x + way.x * along - way.y * across,
                      at.y + way.y * along + way.x * across };
}

static void
add_line (CrowPen *pen, CrowPoint from, CrowPoint to)
{
  crow_pen_move_to (pen, from.x, from.y);
  crow_pen_line_to (pen, to.x, to.y);
}

static void
add_bar (CrowPen *pen, CrowPoint at, CrowPoint way, double along)
{
  add_line (pen, place (at, way, along, -BAR_SPREAD), place (at, way, along, BAR_SPREAD));
}

static void
add_foot (CrowPen *pen, CrowPoint at, CrowPoint way)
{
  CrowPoint heel = place (at, way, FOOT_LENGTH, 0);
  CrowPoint toe = place (at, way, 0, -FOOT_SPREAD);

  crow_pen_move_to (pen, toe.x, toe.y);
  crow_pen_line_to (pen, heel.x, heel.y);
  toe = place (at, way, 0, FOOT_SPREAD);
  crow_pen_line_to (pen, toe.x, toe.y);
  add_line (pen, at, heel);
}

/* crow_paint_end: the marks of look.md, in the picture's own px. */
void
crow_paint_end (CrowPen *pen,
                CrowPoint at,
                CrowPoint way,
                CrowEnd end,
                const CrowColor *color,
                const CrowPaintStyle *style)
{
  const char *const attributes[] = { "data-part", "marker", NULL };
  CrowInk lines = { .stroke = color, .width = MARK_WIDTH * style->theme->line_scale };
  CrowInk ring = { .fill = &style->theme->canvas, .stroke = color, .width = lines.width };

  crow_pen_begin (pen, attributes);
  switch (end)
    {
    case CROW_END_MANY:
      add_foot (pen, at, way);
      crow_pen_draw_path (pen, &lines);
      crow_pen_circle (pen, place (at, way, FOOT_LENGTH + 5, 0), RING_RADIUS, &ring);
      break;
    case CROW_END_ONE:
      add_line (pen, at, place (at, way, SECOND_BAR, 0));
      add_bar (pen, at, way, FIRST_BAR);
      add_bar (pen, at, way, SECOND_BAR);
      crow_pen_draw_path (pen, &lines);
      break;
    case CROW_END_ZERO_OR_ONE:
      add_line (pen, at, place (at, way, SECOND_BAR, 0));
      add_bar (pen, at, way, FIRST_BAR);
      crow_pen_draw_path (pen, &lines);
      crow_pen_circle (pen, place (at, way, SECOND_BAR + 2, 0), RING_RADIUS, &ring);
      break;
    }
  crow_pen_end (pen);
}

/* crow_action_get_ink: @dashes must live as long as the ink. */
CrowInk
crow_action_get_ink (CrowAction action, const CrowPaintStyle *style, double dashes[CROW_MAX_DASHES])
{
  CrowInk ink = { .stroke = &style->theme->actions[action] };
  const double *pattern = crow_action_get_dashes (action, &ink.n_dashes);
  double stretch = MAX (1, 0.7 / style->zoom);

  ink.width = crow_action_get_line_width (action) * style->theme->line_scale;
  ink.width = MAX (ink.width, (action == CROW_ACTION_CASCADE ? MIN_HEAVY : 1) / style->zoom);
  for (int i = 0; i < ink.n_dashes; i++)
    dashes[i] = pattern[i] * stretch;
  ink.dashes = ink.n_dashes > 0 ? dashes : NULL;
  ink.is_round = crow_paint_style_shows_detail (style) && action == CROW_ACTION_NO_ACTION;
  return ink;
}

/* crow_mark_get_color: of bands, rows, borders and badges. */
const CrowColor *
crow_mark_get_color (CrowMark mark, const CrowTheme *theme)
{
  if (mark == CROW_MARK_ADDED)
    return &theme->added;
  return mark == CROW_MARK_REMOVED ? &theme->removed : &theme->warning;
}

/* crow_mark_get_dashes: solid where both have it or it is added, long where only the schema has it
 * or it is changed, dots where only the database or it is removed; px. */
const double *
crow_mark_get_dashes (CrowMark mark, int *n_dashes)
{
  static const double long_dashes[] = { 14, 9 };
  static const double dots[] = { 4, 7 };

  *n_dashes = 2;
  if (mark == CROW_MARK_ONLY_SCHEMA || mark == CROW_MARK_CHANGED)
    return long_dashes;
  if (mark == CROW_MARK_ONLY_DATABASE || mark == CROW_MARK_REMOVED)
    return dots;
  *n_dashes = 0;
  return NULL;
}

/* crow_mark_get_ink: a broad band, never thinner than it can be seen. @dashes must live as long. */
CrowInk
crow_mark_get_ink (CrowMark mark, const CrowPaintStyle *style, double dashes[CROW_MAX_DASHES])
{
  CrowInk ink = { .stroke = crow_mark_get_color (mark, style->theme),
                  .stroke_opacity = BAND_STRENGTH };
  const double *pattern = crow_mark_get_dashes (mark, &ink.n_dashes);
  double stretch = MAX (1, 0.5 / style->zoom);

  ink.width = BAND_WIDTH * stretch;
  for (int i = 0; i < ink.n_dashes; i++)
    dashes[i] = pattern[i] * stretch;
  ink.dashes = ink.n_dashes > 0 ? dashes : NULL;
  return ink;
}

/* Under the line's own branch: what it shares with others is marked by none of them. */
static void
paint_band (CrowPen *pen,
            const CrowPoint *points,
            guint n_points,
            double neutral,
            CrowMark mark,
            const CrowPaintStyle *style)
{
  g_autofree CrowPoint *part = g_new (CrowPoint, n_points + 1);
  double length = crow_edge_path_get_length (points, n_points);
  double dashes[CROW_MAX_DASHES];
  CrowInk ink = crow_mark_get_ink (mark, style, dashes);
  guint n_part = crow_edge_path_cut (points, n_points, neutral, length, part);

  ink.part = "band";
  crow_edge_path_trace (pen, part, n_part, CROW_CORNER_RADIUS);
  crow_pen_draw_path (pen, &ink);
}

static CrowEnd
get_child_end (const CrowRelation *relation)
{
  if (relation->kind == CROW_RELATION_MANY_TO_MANY || !relation->is_one_to_one)
    return CROW_END_MANY;
  return CROW_END_ZERO_OR_ONE;
}

static CrowEnd
get_parent_end (const CrowRelation *relation)
{
  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    return CROW_END_MANY;
  return relation->is_optional ? CROW_END_ZERO_OR_ONE : CROW_END_ONE;
}

static void
paint_ends (CrowPen *pen,
            const CrowDiagram *diagram,
            guint index,
            const CrowPoint *points,
            guint n_points,
            const CrowPaintStyle *style)
{
  const CrowRelation *relation = crow_schema_get_relation (diagram->schema, index);
  const CrowColor *color = &style->theme->actions[relation->clauses[CROW_EVENT_DELETE].action];
  double length = crow_edge_path_get_length (points, n_points);
  CrowEdgePlace start = crow_edge_path_get_place (points, n_points, length);
  CrowEdgePlace end = crow_edge_path_get_place (points, n_points, 0);
  double offset = diagram->mark_offsets[index];

  start.way = (CrowPoint){ -start.way.x, -start.way.y };
  crow_paint_end (pen, start.at, start.way, get_child_end (relation), color, style);
  if (offset > 0)
    {
      const CrowRect *label = crow_labels_include (style->labels, relation)
                                  ? &diagram->labels[index]
                                  : NULL;

      offset = crow_edge_path_find_room (points, n_points, offset + 2, MARK_LENGTH, FOOT_AND_RING,
                                         label);
      end = crow_edge_path_get_place (points, n_points, offset);
      end.at = place (end.at, end.way, -MARK_START, 0);
    }
  crow_paint_end (pen, end.at, end.way, get_parent_end (relation), color, style);
}

/* Dashes are counted from the parent, so that those of relations that share a stretch fall on each
 * other there. @skipped: px between the parent and the path. */
static void
align_dashes (CrowInk *ink, const CrowPoint *points, guint n_points, double skipped)
{
  double length = crow_edge_path_measure (points, n_points, CROW_CORNER_RADIUS) + skipped;
  double period = 0;

  for (int i = 0; i < ink->n_dashes; i++)
    period += ink->dashes[i];
  if (period > 0)
    ink->dash_start = period - fmod (length, period);
}

static void
paint_halo (CrowPen *pen,
            const CrowPoint *points,
            guint n_points,
            CrowStateFlags state,
            const CrowPaintStyle *style)
{
  CrowInk halo = { .stroke = &style->theme->selection,
                   .width = HALO_WIDTH / MIN (style->zoom, 1),
                   .stroke_opacity = (state & CROW_STATE_SELECTED) != 0 ? 0.28 : 0.16 };

  crow_edge_path_trace (pen, points, n_points, CROW_CORNER_RADIUS);
  crow_pen_draw_path (pen, &halo);
}

/* The line's own branch in the action's colour, then the stretch that it shares in a neutral one.
 * For tools there is one path over the whole length. */
static void
paint_branch_and_trunk (CrowPen *pen,
                        const CrowPoint *points,
                        guint n_points,
                        double neutral,
                        CrowInk ink,
                        const CrowPaintStyle *style)
{
  g_autofree CrowPoint *part = g_new (CrowPoint, n_points + 1);
  CrowInk trunk = { .stroke = &style->theme->dim, .width = 1.6 * style->theme->line_scale };
  double length = crow_edge_path_get_length (points, n_points);
  guint n_part;

  if (crow_pen_has_markup (pen))
    {
      CrowInk whole = ink;

      whole.part = "edge";
      whole.is_ghost = TRUE;
      crow_edge_path_trace (pen, points, n_points, CROW_CORNER_RADIUS);
      crow_pen_draw_path (pen, &whole);
    }

  /* A branch that turns into the trunk has its curve on the parent's side of the merge. */
  neutral -= MIN (CROW_CORNER_RADIUS, neutral / 2);
  n_part = crow_edge_path_cut (points, n_points, 0, neutral, part);
  trunk.part = "shared";
  trunk.width = MAX (trunk.width, 1 / style->zoom);
  crow_edge_path_trace (pen, part, n_part, CROW_CORNER_RADIUS);
  crow_pen_draw_path (pen, &trunk);
  n_part = crow_edge_path_cut (points, n_points, neutral, length, part);
  ink.part = "branch";
  align_dashes (&ink, part, n_part, neutral);
  crow_edge_path_trace (pen, part, n_part, CROW_CORNER_RADIUS);
  crow_pen_draw_path (pen, &ink);
}

/* crow_paint_edge: halo, band, line, ends. */
void
crow_paint_edge (CrowPen *pen,
                 const CrowDiagram *diagram,
                 guint relation,
                 CrowStateFlags state,
                 const CrowPaintStyle *style)
{
  const CrowRelation *info = crow_schema_get_relation (diagram->schema, relation);
  double dashes[CROW_MAX_DASHES];
  CrowInk ink = crow_action_get_ink (info->clauses[CROW_EVENT_DELETE].action, style, dashes);
  double neutral = diagram->neutral_lengths[relation];
  const CrowPoint *points;
  guint n_points = crow_layout_get_route (diagram->layout, relation, &points);

  if (n_points < 2)
    return;
  if ((state & (CROW_STATE_SELECTED | CROW_STATE_HOVERED)) != 0)
    paint_halo (pen, points, n_points, state, style);
  if (info->mark != CROW_MARK_NONE)
    paint_band (pen, points, n_points, neutral, info->mark, style);
  if (neutral > 0)
    paint_branch_and_trunk (pen, points, n_points, neutral, ink, style);
  else
    {
      ink.part = "edge";
      align_dashes (&ink, points, n_points, 0);
      crow_edge_path_trace (pen, points, n_points, CROW_CORNER_RADIUS);
      crow_pen_draw_path (pen, &ink);
    }
  if (crow_paint_style_shows_detail (style))
    paint_ends (pen, diagram, relation, points, n_points, style);
}
