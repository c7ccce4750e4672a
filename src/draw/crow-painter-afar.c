#include "crow-painter-private.h"

#include "crow-edge-path-private.h"
#include "crow-table-private.h"

#include <math.h>

/* From afar lines are whole screen pixels; below this zoom the heavy one is no heavier. */
#define HEAVY_ZOOM 0.2
/* A large name is at least so high where it fits; screen px. */
#define EASY_HEIGHT 8.0
#define NAME_PADDING 8.0
#define BAND_HEIGHT 5.0

/* Smallest first. */
static const CrowFont name_fonts[] = { CROW_FONT_NAME,    CROW_FONT_NAME_17, CROW_FONT_NAME_20,
                                       CROW_FONT_NAME_24, CROW_FONT_NAME_28, CROW_FONT_NAME_34,
                                       CROW_FONT_NAME_40 };

/* The font that is easy to read, or the largest that fits; CROW_N_FONTS where none can be read. */
static CrowFont
choose_name_font (const char *name, double room, const CrowPaintStyle *style)
{
  CrowFont chosen = CROW_N_FONTS;

  for (guint i = 0; i < G_N_ELEMENTS (name_fonts); i++)
    {
      double height = crow_font_get_size (name_fonts[i]) * style->zoom;

      if (height < CROW_LEGIBLE_HEIGHT)
        continue;
      if (chosen != CROW_N_FONTS && crow_text_get_width (name_fonts[i], name) > room)
        break;
      chosen = name_fonts[i];
      if (height >= EASY_HEIGHT)
        break;
    }
  return chosen;
}

/* crow_paint_large_name: in the middle of the box, whose rows cannot be read anyway. */
void
crow_paint_large_name (CrowPen *pen,
                       const CrowDiagram *diagram,
                       guint model,
                       const CrowPaintStyle *style)
{
  const CrowRect *box = &diagram->layout->boxes[model];
  const char *name = crow_schema_get_model (diagram->schema, model)->name;
  double room = box->width - 2 * NAME_PADDING;
  CrowFont font = choose_name_font (name, room, style);
  g_autofree char *cut = NULL;
  CrowPoint at;

  if (font == CROW_N_FONTS)
    return;
  cut = crow_text_fit (font, name, room);
  if (cut != NULL)
    name = cut;
  at.x = box->x + (box->width - crow_text_get_width (font, name)) / 2;
  at.y = box->y + (box->height + BAND_HEIGHT) / 2 + crow_font_get_size (font) * 0.35;
  crow_pen_text (pen, at, CROW_ANCHOR_START, font, &style->theme->text, name);
}

static void
paint_bands_of_mark (CrowPen *pen,
                     const CrowDiagram *diagram,
                     const CrowRect *clip,
                     CrowMark mark,
                     const CrowPaintStyle *style)
{
  double dashes[CROW_MAX_DASHES];
  CrowInk ink = crow_mark_get_ink (mark, style, dashes);
  gboolean has_some = FALSE;

  for (guint i = 0; i < diagram->schema->relations->len; i++)
    {
      const CrowPoint *points;
      guint n_points;

      if (crow_schema_get_relation (diagram->schema, i)->mark != mark ||
          (clip != NULL && !crow_diagram_route_meets (diagram, i, clip)))
        continue;
      n_points = crow_layout_get_route (diagram->layout, i, &points);
      crow_edge_path_trace (pen, points, n_points, 0);
      has_some = TRUE;
    }
  if (has_some)
    crow_pen_draw_path (pen, &ink);
}

/* crow_paint_edges_from_afar: O(actions × edges); no corners, no ends, no shared stretches. */
void
crow_paint_edges_from_afar (CrowPen *pen,
                            const CrowDiagram *diagram,
                            const CrowRect *clip,
                            const CrowPaintStyle *style)
{
  for (int mark = CROW_MARK_DIFFERS; mark <= CROW_MARK_ONLY_DATABASE; mark++)
    paint_bands_of_mark (pen, diagram, clip, (CrowMark) mark, style);
  for (int action = CROW_N_ACTIONS; action >= 0; action--)
    {
      double dashes[CROW_MAX_DASHES];
      CrowInk ink = crow_action_get_ink ((CrowAction) action, style, dashes);
      gboolean is_heavy = action == CROW_ACTION_CASCADE && style->zoom >= HEAVY_ZOOM;

      ink.width = (is_heavy ? 2 : 1) * ceil (style->theme->line_scale) / style->zoom;
      for (guint i = 0; i < diagram->schema->relations->len; i++)
        {
          const CrowRelation *relation = crow_schema_get_relation (diagram->schema, i);
          const CrowPoint *points;
          guint n_points;

          if ((int) relation->clauses[CROW_EVENT_DELETE].action != action ||
              (clip != NULL && !crow_diagram_route_meets (diagram, i, clip)))
            continue;
          n_points = crow_layout_get_route (diagram->layout, i, &points);
          crow_edge_path_trace (pen, points, n_points, 0);
        }
      crow_pen_draw_path (pen, &ink);
    }
}

/* Bands tell namespaces apart as long as names tell tables apart. */
static void
paint_bands (CrowPen *pen,
             const CrowDiagram *diagram,
             const CrowRect *clip,
             const CrowPaintStyle *style)
{
  if (diagram->n_groups < 2 || !crow_paint_style_shows_font (style, CROW_FONT_NAME_40))
    return;
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    {
      const CrowRect *box = &diagram->layout->boxes[i];
      CrowRect band = { box->x, box->y, box->width, MAX (BAND_HEIGHT, 2 / style->zoom) };
      CrowColor color = crow_theme_get_group_color (style->theme, diagram->groups[i]);
      CrowInk ink = { .fill = &color };

      if (clip == NULL || crow_rect_intersects (box, clip))
        crow_pen_rect (pen, &band, 0, &ink);
    }
}

/* crow_paint_models_from_afar: paper and border in two strokes, then bands and names. */
void
crow_paint_models_from_afar (CrowPen *pen,
                             const CrowDiagram *diagram,
                             const CrowRect *clip,
                             const CrowPaintStyle *style)
{
  double width = MAX (style->theme->line_scale, 1 / style->zoom);
  CrowInk ink = {
    .fill = &style->theme->head, .stroke = &style->theme->dim, .stroke_opacity = 0.6, .width = width
  };

  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    {
      const CrowRect *box = &diagram->layout->boxes[i];

      if (clip != NULL && !crow_rect_intersects (box, clip))
        continue;
      crow_pen_move_to (pen, box->x, box->y);
      crow_pen_line_to (pen, box->x + box->width, box->y);
      crow_pen_line_to (pen, box->x + box->width, box->y + box->height);
      crow_pen_line_to (pen, box->x, box->y + box->height);
      crow_pen_close (pen);
    }
  crow_pen_draw_path (pen, &ink);
  paint_bands (pen, diagram, clip, style);
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    if (clip == NULL || crow_rect_intersects (&diagram->layout->boxes[i], clip))
      crow_paint_large_name (pen, diagram, i, style);
}
