#include "crow-painter-private.h"

#include "crow-diagram-index.h"
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

  crow_edge_path_trace (self->pen, points, n_points, 0);
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
  crow_pen_fade (self->pen, is_faded ? CROW_FADED_STRENGTH : 1, &self->style->theme->canvas);
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
      for (int mark = CROW_MARK_DIFFERS; mark <= CROW_MARK_ONLY_DATABASE; mark++)
        paint_marks (&pass, (CrowMark) mark);
      for (int action = CROW_N_ACTIONS; action >= 0; action--)
        paint_edges (&pass, action);
    }
}

/* Bands tell namespaces apart as long as names tell tables apart. */
static void
paint_bands (const Pass *self)
{
  if (!crow_paint_style_shows_font (self->style, CROW_FONT_NAME_40))
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
                  .stroke_opacity = 0.6,
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
