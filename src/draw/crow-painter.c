#include "crow-painter-private.h"

#include "crow-diagram-index.h"

#include <math.h>

#define GRID 24.0
/* Dots nearer than this on the screen are noise; screen px. */
#define MIN_DOT_DISTANCE 12.0
#define MAX_DOTS 40000.0
#define DETAIL_ZOOM 0.35
#define REACH 8.0 /* px */

/* crow_paint_style_shows_font: whether the font's letters are high enough on the screen. */
gboolean
crow_paint_style_shows_font (const CrowPaintStyle *style, CrowFont font)
{
  gboolean is_row = font == CROW_FONT_FIELD || font == CROW_FONT_KEY_FIELD ||
                    font == CROW_FONT_TYPE;

  return crow_font_get_size (font) * style->zoom >=
         (is_row ? CROW_LEGIBLE_ROW_HEIGHT : CROW_LEGIBLE_HEIGHT);
}

/* crow_paint_style_shows_detail: what would be less than about two screen pixels is left out. */
gboolean
crow_paint_style_shows_detail (const CrowPaintStyle *style)
{
  return style->zoom >= DETAIL_ZOOM;
}

/* crow_state_is_faint: what is selected or pointed at is never drawn faintly for its focus' sake.
 */
gboolean
crow_state_is_faint (CrowStateFlags state, gboolean is_faded)
{
  if ((state & CROW_STATE_FADED) != 0)
    return TRUE;
  return is_faded && (state & (CROW_STATE_SELECTED | CROW_STATE_HOVERED)) == 0;
}

/**
 * crow_paint_canvas:
 * @pen: where to draw
 * @area: what is to be covered, in diagram px
 * @style: theme and zoom
 *
 * Paints the ground with its grid of dots, which grows coarser as one looks from further away. Any
 * thread, one pen at a time.
 */
void
crow_paint_canvas (CrowPen *pen, const CrowRect *area, const CrowPaintStyle *style)
{
  CrowInk ground = { .fill = &style->theme->canvas };
  CrowInk dots = { .fill = &style->theme->dot };
  double step = GRID;
  double size;

  crow_pen_rect (pen, area, 0, &ground);
  while (step * style->zoom < MIN_DOT_DISTANCE)
    step *= 2;
  if (!(area->width / step * (area->height / step) < MAX_DOTS))
    return;

  size = MAX (1.8, 1 / style->zoom);
  crow_pen_set_crisp (pen, style->zoom < 1);
  for (double y = floor (area->y / step) * step; y < area->y + area->height; y += step)
    for (double x = floor (area->x / step) * step; x < area->x + area->width; x += step)
      {
        crow_pen_move_to (pen, x, y);
        crow_pen_line_to (pen, x + size, y);
        crow_pen_line_to (pen, x + size, y + size);
        crow_pen_line_to (pen, x, y + size);
        crow_pen_close (pen);
      }
  crow_pen_draw_path (pen, &dots);
  crow_pen_set_crisp (pen, FALSE);
}

static char *
join_fields (const CrowModel *model, const GArray *fields)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      if (i > 0)
        g_string_append_c (joined, ',');
      g_string_append (joined,
                       crow_model_get_field (model, g_array_index (fields, guint, i))->name);
    }
  return g_string_free (joined, FALSE);
}

static const char *
get_drift (CrowMark mark)
{
  switch (mark)
    {
    case CROW_MARK_DIFFERS:
      return "differs";
    case CROW_MARK_ONLY_SCHEMA:
      return "only-schema";
    case CROW_MARK_ONLY_DATABASE:
      return "only-database";
    case CROW_MARK_ADDED:
      return "added";
    case CROW_MARK_REMOVED:
      return "removed";
    case CROW_MARK_CHANGED:
      return "changed";
    case CROW_MARK_NONE:
    default:
      return NULL;
    }
}

static void
begin_relation (CrowPen *pen, const CrowDiagram *diagram, guint index)
{
  const CrowSchema *schema = diagram->schema;
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  const CrowClause *on_delete = &relation->clauses[CROW_EVENT_DELETE];
  const CrowClause *on_update = &relation->clauses[CROW_EVENT_UPDATE];
  g_autofree char *child_fields = join_fields (crow_schema_get_model (schema, relation->child),
                                               relation->child_fields);
  g_autofree char *parent_fields = join_fields (crow_schema_get_model (schema, relation->parent),
                                                relation->parent_fields);
  g_autofree char *title = crow_schema_describe_relation (schema, index);
  const char *drift = get_drift (relation->mark);
  gboolean is_faded = crow_diagram_is_relation_faded (diagram, index);
  const char *const attributes[] = {
    "data-relation",
    relation->id,
    "data-source",
    diagram->model_ids[relation->child],
    "data-target",
    diagram->model_ids[relation->parent],
    "data-source-field",
    child_fields,
    "data-target-field",
    parent_fields,
    "data-on-delete",
    crow_action_get_name (on_delete->action),
    "data-on-update",
    crow_action_get_name (on_update->action),
    "data-on-delete-why",
    crow_reason_get_name (on_delete->reason),
    "data-on-update-why",
    crow_reason_get_name (on_update->reason),
    is_faded        ? "data-faded"
    : drift != NULL ? "data-drift"
                    : NULL,
    is_faded ? "true" : drift,
    is_faded && drift != NULL ? "data-drift" : NULL,
    drift,
    NULL,
  };

  crow_pen_begin (pen, attributes);
  crow_pen_title (pen, title);
}

/**
 * crow_paint_relation:
 * @pen: where to draw
 * @diagram: the diagram
 * @relation: index of a relation
 * @state: selected, hovered, faded
 * @style: theme and zoom
 *
 * Draws an edge with its ends. On a pen that writes markup the label is part of the same group, so
 * it is drawn too. Any thread, one pen at a time.
 */
void
crow_paint_relation (CrowPen *pen,
                     const CrowDiagram *diagram,
                     guint relation,
                     CrowStateFlags state,
                     const CrowPaintStyle *style)
{
  gboolean has_markup = crow_pen_has_markup (pen);

  if (has_markup)
    begin_relation (pen, diagram, relation);
  if (crow_state_is_faint (state, crow_diagram_is_relation_faded (diagram, relation)))
    crow_pen_fade (pen, style->theme->fade, &style->theme->canvas);
  crow_paint_edge (pen, diagram, relation, state, style);
  crow_pen_fade (pen, 1, &style->theme->canvas);
  if (has_markup)
    {
      crow_paint_label (pen, diagram, relation, state, style);
      crow_pen_end (pen);
    }
}

static gboolean
is_cancelled (const CrowPaintStyle *style)
{
  return style->cancellable != NULL && g_cancellable_is_cancelled (style->cancellable);
}

/* Those in the focus lie above those that are not. */
static void
paint_relations (CrowPen *pen,
                 const CrowDiagram *diagram,
                 const CrowRect *clip,
                 const CrowPaintStyle *style)
{
  g_autoptr (GArray) seen = crow_diagram_list_relations (diagram, clip);

  for (int faded = diagram->faded_relations != NULL ? 1 : 0; faded >= 0; faded--)
    for (guint i = 0; i < seen->len && !is_cancelled (style); i++)
      {
        guint relation = g_array_index (seen, guint, i);

        if (crow_diagram_is_relation_faded (diagram, relation) == faded)
          crow_paint_relation (pen, diagram, relation, 0, style);
      }
}

static void
paint_models (CrowPen *pen,
              const CrowDiagram *diagram,
              const CrowRect *clip,
              const CrowPaintStyle *style)
{
  g_autoptr (GArray) seen = crow_diagram_list_boxes (diagram, clip);

  for (guint i = 0; i < seen->len && !is_cancelled (style); i++)
    crow_paint_model (pen, diagram, g_array_index (seen, guint, i), 0, style);
}

static void
paint_labels (CrowPen *pen,
              const CrowDiagram *diagram,
              const CrowRect *clip,
              const CrowPaintStyle *style)
{
  g_autoptr (GArray) seen = crow_diagram_list_relations (diagram, clip);

  for (guint i = 0; i < seen->len && !is_cancelled (style); i++)
    {
      guint relation = g_array_index (seen, guint, i);

      if (clip == NULL || crow_rect_intersects (&diagram->labels[relation], clip))
        crow_paint_label (pen, diagram, relation, 0, style);
    }
}

/**
 * crow_paint_diagram:
 * @pen: where to draw
 * @diagram: the diagram
 * @clip: (nullable): what is seen, in diagram px; %NULL: everything
 * @style: theme, density, zoom, legend
 *
 * Draws edges, then tables, then labels, then the legend, but not the ground. From afar all edges
 * of an action are one stroke. Any thread, one pen at a time.
 */
void
crow_paint_diagram (CrowPen *pen,
                    const CrowDiagram *diagram,
                    const CrowRect *clip,
                    const CrowPaintStyle *style)
{
  CrowRect reach;

  /* Shadows and outlines reach out of their boxes. */
  if (clip != NULL)
    {
      reach = crow_rect_inset (clip, -REACH);
      clip = &reach;
    }
  if (!crow_pen_has_markup (pen) && !crow_paint_style_shows_detail (style))
    {
      crow_pen_set_crisp (pen, TRUE);
      crow_paint_edges_from_afar (pen, diagram, clip, style);
      crow_paint_models_from_afar (pen, diagram, clip, style);
      crow_pen_set_crisp (pen, FALSE);
    }
  else
    {
      paint_relations (pen, diagram, clip, style);
      paint_models (pen, diagram, clip, style);
      if (!crow_pen_has_markup (pen) && crow_paint_style_shows_font (style, CROW_FONT_COMPACT))
        paint_labels (pen, diagram, clip, style);
    }
  if (style->legend)
    crow_paint_legend (pen, diagram, style);
}
