#include "crow-painter-private.h"

#include "crow-diagram-index.h"
#include "crow-table-private.h"

#include <math.h>

/* From afar lines are whole screen pixels; below this zoom the heavy one is no heavier. */
#define HEAVY_ZOOM 0.2
#define BAND_HEIGHT 5.0

/* What is seen of the diagram, and of that either what is faded or what is not. */
typedef struct
{
  CrowPen *pen;
  const CrowDiagram *diagram;
  const guint *members; /* of its models or relations: those that are seen, in rising order */
  guint n_members;
  const CrowPaintStyle *style;
  gboolean is_faded;
} Pass;

static gboolean
has_edge (const Pass *self, guint relation)
{
  return crow_diagram_is_relation_faded (self->diagram, relation) == self->is_faded;
}

static gboolean
has_box (const Pass *self, guint model)
{
  return crow_diagram_is_model_faded (self->diagram, model) == self->is_faded;
}

static void
trace_edge (const Pass *self, guint relation)
{
  const CrowPoint *points;
  guint n_points = crow_layout_get_route (self->diagram->layout, relation, &points);

  /* From the parent on: dashes of relations that share a trunk fall on each other. */
  for (guint i = n_points; i > 0; i--)
    {
      if (i == n_points)
        crow_pen_move_to (self->pen, points[i - 1].x, points[i - 1].y);
      else
        crow_pen_line_to (self->pen, points[i - 1].x, points[i - 1].y);
    }
}

static void
paint_marks (const Pass *self, CrowMark mark)
{
  double dashes[CROW_MAX_DASHES];
  CrowInk ink = crow_mark_get_ink (mark, self->style, dashes);
  gboolean has_some = FALSE;

  for (guint i = 0; i < self->n_members; i++)
    {
      guint edge = self->members[i];

      if (crow_schema_get_relation (self->diagram->schema, edge)->mark != mark ||
          !has_edge (self, edge))
        continue;
      trace_edge (self, edge);
      has_some = TRUE;
    }
  if (has_some)
    crow_pen_draw_path (self->pen, &ink);
}

static void
paint_edges (const Pass *self, int action)
{
  double dashes[CROW_MAX_DASHES];
  CrowInk ink = crow_action_get_ink ((CrowAction) action, self->style, dashes);
  gboolean is_heavy = action == CROW_ACTION_CASCADE && self->style->zoom >= HEAVY_ZOOM;

  ink.width = (is_heavy ? 2 : 1) * ceil (self->style->theme->line_scale) / self->style->zoom;
  for (guint i = 0; i < self->n_members; i++)
    {
      guint edge = self->members[i];
      const CrowRelation *relation = crow_schema_get_relation (self->diagram->schema, edge);

      if ((int) relation->clauses[CROW_EVENT_DELETE].action == action && has_edge (self, edge))
        trace_edge (self, edge);
    }
  crow_pen_draw_path (self->pen, &ink);
}

/* Begins with what is faded, if anything is, so that the rest lies above it. */
static void
begin_pass (Pass *self, gboolean is_faded)
{
  self->is_faded = is_faded;
  crow_pen_fade (self->pen, is_faded ? self->style->theme->fade : 1, &self->style->theme->canvas);
}

/* crow_paint_edges_from_afar: O(actions × edges); no corners, no ends, no shared stretches. */
void
crow_paint_edges_from_afar (CrowPen *pen,
                            const CrowDiagram *diagram,
                            const CrowRect *clip,
                            const CrowPaintStyle *style)
{
  g_autoptr (GArray) seen = crow_diagram_list_relations (diagram, clip);
  Pass pass = { pen, diagram, (const guint *) (gpointer) seen->data, seen->len, style, FALSE };

  for (int faded = diagram->faded_relations != NULL ? 1 : 0; faded >= 0; faded--)
    {
      begin_pass (&pass, faded);
      for (int mark = CROW_MARK_DIFFERS; mark < CROW_N_MARKS; mark++)
        paint_marks (&pass, (CrowMark) mark);
      for (int action = CROW_N_ACTIONS; action >= 0; action--)
        paint_edges (&pass, action);
    }
}

/* Bands tell namespaces apart as long as names tell tables apart. */
static void
paint_bands (const Pass *self)
{
  if (!crow_paint_style_shows_font (self->style, CROW_FONT_NAME_70))
    return;
  for (guint i = 0; i < self->n_members; i++)
    {
      guint model = self->members[i];
      const CrowRect *box = &self->diagram->layout->boxes[model];
      CrowRect band = { box->x, box->y, box->width, MAX (BAND_HEIGHT, 2 / self->style->zoom) };
      guint group;

      if (has_box (self, model) && crow_diagram_get_band (self->diagram, model, &group))
        {
          CrowColor color = crow_theme_get_group_color (self->style->theme, group);
          CrowInk ink = { .fill = &color };

          crow_pen_rect (self->pen, &band, 0, &ink);
        }
    }
}

/* Paper and border in two strokes. */
static void
paint_boxes (const Pass *self)
{
  double width = MAX (self->style->theme->line_scale, 1 / self->style->zoom);
  CrowInk ink = { .fill = &self->style->theme->head,
                  .stroke = &self->style->theme->dim,
                  .stroke_opacity = 0.8,
                  .width = width };

  for (guint i = 0; i < self->n_members; i++)
    {
      const CrowRect *box = &self->diagram->layout->boxes[self->members[i]];

      if (!has_box (self, self->members[i]))
        continue;
      crow_pen_move_to (self->pen, box->x, box->y);
      crow_pen_line_to (self->pen, box->x + box->width, box->y);
      crow_pen_line_to (self->pen, box->x + box->width, box->y + box->height);
      crow_pen_line_to (self->pen, box->x, box->y + box->height);
      crow_pen_close (self->pen);
    }
  crow_pen_draw_path (self->pen, &ink);
}

/* crow_paint_models_from_afar: boxes, then bands and names. */
void
crow_paint_models_from_afar (CrowPen *pen,
                             const CrowDiagram *diagram,
                             const CrowRect *clip,
                             const CrowPaintStyle *style)
{
  g_autoptr (GArray) seen = crow_diagram_list_boxes (diagram, clip);
  Pass pass = { pen, diagram, (const guint *) (gpointer) seen->data, seen->len, style, FALSE };

  for (int faded = diagram->faded_models != NULL ? 1 : 0; faded >= 0; faded--)
    {
      begin_pass (&pass, faded);
      paint_boxes (&pass);
      paint_bands (&pass);
      for (guint i = 0; i < seen->len; i++)
        if (has_box (&pass, pass.members[i]))
          crow_paint_large_name (pen, diagram, pass.members[i], style);
    }
}
