#include "crow-painter-private.h"

#define PADDING 11.0
#define BASE_LINE 14.0 /* below the pill's top */
#define COMPACT_BASE_LINE 15.8

static void
paint_lock (CrowPen *pen, CrowPoint at, const CrowPaintStyle *style)
{
  CrowInk ink = { .stroke = &style->theme->dim, .width = 1.3 };
  CrowRect body = { at.x, at.y + 4, 8, 6 };

  crow_pen_rect (pen, &body, 1, &ink);
  crow_pen_move_to (pen, at.x + 1.8, at.y + 4);
  crow_pen_line_to (pen, at.x + 1.8, at.y + 2.6);
  crow_pen_curve_to (pen, (CrowPoint){ at.x + 1.8, at.y + 0.4 }, at.x + 4, at.y + 0.4);
  crow_pen_curve_to (pen, (CrowPoint){ at.x + 6.2, at.y + 0.4 }, at.x + 6.2, at.y + 2.6);
  crow_pen_line_to (pen, at.x + 6.2, at.y + 4);
  crow_pen_draw_path (pen, &ink);
}

/* A triangle with an exclamation mark, 11 px wide. */
void
crow_paint_warning (CrowPen *pen, CrowPoint at, const CrowPaintStyle *style)
{
  CrowInk ink = { .stroke = &style->theme->warning, .width = 1.3, .is_round = TRUE };
  CrowInk dot = { .fill = &style->theme->warning };

  crow_pen_move_to (pen, at.x + 5.5, at.y + 0.5);
  crow_pen_line_to (pen, at.x + 10.5, at.y + 9.5);
  crow_pen_line_to (pen, at.x + 0.5, at.y + 9.5);
  crow_pen_close (pen);
  crow_pen_move_to (pen, at.x + 5.5, at.y + 3.8);
  crow_pen_line_to (pen, at.x + 5.5, at.y + 6);
  crow_pen_draw_path (pen, &ink);
  crow_pen_circle (pen, (CrowPoint){ at.x + 5.5, at.y + 7.8 }, 0.8, &dot);
}

static void
paint_pill (CrowPen *pen,
            const CrowRect *rect,
            CrowAction action,
            CrowStateFlags state,
            const CrowPaintStyle *style)
{
  const CrowTheme *theme = style->theme;
  CrowInk ink = { .fill = &theme->pill,
                  .stroke = &theme->actions[action],
                  .width = theme->line_scale,
                  .stroke_opacity = theme->line_scale > 1 ? 1 : 0.55,
                  .part = "label" };

  if ((state & (CROW_STATE_SELECTED | CROW_STATE_HOVERED)) != 0)
    {
      ink.stroke = &theme->selection;
      ink.stroke_opacity = 1;
      ink.width *= (state & CROW_STATE_SELECTED) != 0 ? 2 : 1;
    }
  crow_pen_rect (pen, rect, CROW_LABEL_HEIGHT / 2, &ink);
}

/* Text and ground exchanged: seen on any paper. Returns where the rest begins. */
static double
paint_badge (CrowPen *pen,
             CrowPoint at,
             const CrowLabelContent *content,
             double base_line,
             const CrowPaintStyle *style)
{
  gboolean is_compact = content->font != CROW_FONT_LABEL;
  CrowFont font = is_compact ? CROW_FONT_COMPACT_STRONG : CROW_FONT_LABEL_STRONG;
  CrowRect pill = { at.x, at.y + CROW_BADGE_MARGIN, content->badge_width,
                    CROW_LABEL_HEIGHT - 2 * CROW_BADGE_MARGIN };
  CrowInk ink = { .fill = content->badge_color != NULL ? content->badge_color : &style->theme->text,
                  .part = "badge" };

  crow_pen_rect (pen, &pill, pill.height / 2, &ink);
  crow_pen_text (pen, (CrowPoint){ pill.x + CROW_BADGE_PADDING, at.y + base_line },
                 CROW_ANCHOR_START, font, &style->theme->canvas, content->badge);
  return pill.x + pill.width;
}

static void
paint_content (CrowPen *pen,
               const CrowRect *rect,
               const CrowLabelContent *content,
               const CrowPaintStyle *style)
{
  double x = rect->x + (rect->width - content->width) / 2 + PADDING;
  double base_line = content->font == CROW_FONT_LABEL ? BASE_LINE : COMPACT_BASE_LINE;

  if (content->badge != NULL)
    x = paint_badge (pen, (CrowPoint){ x - PADDING + CROW_BADGE_MARGIN, rect->y }, content,
                     base_line, style) +
        PADDING - 2 * CROW_BADGE_MARGIN;
  if (content->has_lock)
    {
      paint_lock (pen, (CrowPoint){ x, rect->y + 4.5 }, style);
      x += 14;
    }
  crow_pen_runs (pen, (CrowPoint){ x, rect->y + base_line }, content->runs, content->n_runs);
  if (content->has_warning)
    crow_paint_warning (pen, (CrowPoint){ x + content->text_width + 6, rect->y + 4.5 }, style);
}

/**
 * crow_paint_style_shows_label:
 * @style: density and zoom
 * @schema: a schema
 * @relation: index of a relation
 *
 * Whether a label that is neither selected nor hovered is drawn: by the density, and while its
 * shortest form can be read. Any thread.
 *
 * Returns: %TRUE if so
 */
gboolean
crow_paint_style_shows_label (const CrowPaintStyle *style, const CrowSchema *schema, guint relation)
{
  return crow_paint_style_shows_font (style, CROW_FONT_COMPACT) &&
         crow_labels_include (style->labels, crow_schema_get_relation (schema, relation));
}

/**
 * crow_paint_label:
 * @pen: where to draw
 * @diagram: the diagram
 * @relation: index of a relation
 * @state: selected, hovered, faded
 * @style: theme, density and zoom
 *
 * Draws a relation's label, where the style shows it or the state asks for it. From further away it
 * says only the two actions, in larger letters; too far to read, nothing. A label that the layout
 * left no room for (it is not of the diagram's density) lies beside the key's row. Any thread, one
 * pen at a time.
 */
void
crow_paint_label (CrowPen *pen,
                  const CrowDiagram *diagram,
                  guint relation,
                  CrowStateFlags state,
                  const CrowPaintStyle *style)
{
  const CrowRelation *info = crow_schema_get_relation (diagram->schema, relation);
  gboolean is_compact = !crow_paint_style_shows_font (style, CROW_FONT_LABEL);
  gboolean is_marked = (state & (CROW_STATE_SELECTED | CROW_STATE_HOVERED)) != 0;
  const CrowRect *rect = &diagram->labels[relation];
  CrowLabelContent content;

  if (!crow_paint_style_shows_label (style, diagram->schema, relation) &&
      (!is_marked || !crow_paint_style_shows_font (style, CROW_FONT_COMPACT)))
    return;

  crow_label_content_init (&content, info, diagram->problems[relation], is_compact, style->theme);
  if (crow_state_is_faint (state, crow_diagram_is_relation_faded (diagram, relation)))
    crow_pen_fade (pen, style->theme->fade, &style->theme->canvas);
  paint_pill (pen, rect, info->clauses[CROW_EVENT_DELETE].action, state, style);
  paint_content (pen, rect, &content, style);
  crow_pen_fade (pen, 1, &style->theme->canvas);
}
