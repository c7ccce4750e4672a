#include "crow-painter-private.h"

#include "crow-table-private.h"

#define RADIUS 8.0
#define BAND_HEIGHT 5.0
#define MARK_WIDTH 1.4
#define SHELL_INSET 1.0

typedef struct
{
  CrowPen *pen;
  const CrowDiagram *diagram;
  const CrowModel *model;
  guint index;
  CrowRect box;
  CrowStateFlags state;
  const CrowPaintStyle *style;
  const CrowTheme *theme;
} TablePainter;

/* Three layers under the paper: a soft edge without a blur per frame. */
static void
paint_shadow (const TablePainter *self)
{
  static const double layers[][3] = { { 3.2, 2.4, 0.22 }, { 2, 1.6, 0.3 }, { 0.8, 0.8, 0.42 } };

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      CrowRect rect = crow_rect_inset (&self->box, -layers[i][0]);
      CrowColor color = self->theme->shadow;

      color.alpha *= layers[i][2];
      rect.y += layers[i][1];
      crow_pen_rim (self->pen, &rect, RADIUS + layers[i][0], RADIUS + 2, &color);
    }
}

static void
paint_head (const TablePainter *self)
{
  const CrowRect *box = &self->box;
  CrowInk ink = { .fill = &self->theme->head };
  double right = box->x + box->width;
  double bottom = box->y + CROW_TABLE_HEAD_HEIGHT;

  crow_pen_move_to (self->pen, box->x, bottom);
  crow_pen_line_to (self->pen, box->x, box->y + RADIUS);
  crow_pen_curve_to (self->pen, (CrowPoint){ box->x, box->y }, box->x + RADIUS, box->y);
  crow_pen_line_to (self->pen, right - RADIUS, box->y);
  crow_pen_curve_to (self->pen, (CrowPoint){ right, box->y }, right, box->y + RADIUS);
  crow_pen_line_to (self->pen, right, bottom);
  crow_pen_close (self->pen);
  crow_pen_draw_path (self->pen, &ink);
}

/* The band is cut out of the head's round corners: where the quarter circle is BAND_HEIGHT low it
 * is 0.58 px from the side, and its tangent there meets the top 2.61 px from it. */
static void
paint_band (const TablePainter *self)
{
  const CrowRect *box = &self->box;
  guint group;
  CrowColor color;
  CrowInk ink = { .fill = &color };
  double right = box->x + box->width;
  double bottom = box->y + BAND_HEIGHT;

  if (!crow_diagram_get_band (self->diagram, self->index, &group))
    return;
  color = crow_theme_get_group_color (self->theme, group);
  crow_pen_move_to (self->pen, box->x + 0.58, bottom);
  crow_pen_curve_to (self->pen, (CrowPoint){ box->x + 2.61, box->y }, box->x + RADIUS, box->y);
  crow_pen_line_to (self->pen, right - RADIUS, box->y);
  crow_pen_curve_to (self->pen, (CrowPoint){ right - 2.61, box->y }, right - 0.58, bottom);
  crow_pen_close (self->pen);
  crow_pen_draw_path (self->pen, &ink);
}

static void
show_fitted (const TablePainter *self,
             CrowPoint at,
             CrowAnchor anchor,
             CrowFont font,
             const CrowColor *color,
             const char *text,
             double width)
{
  g_autofree char *cut = crow_text_fit (font, text, width);

  crow_pen_text (self->pen, at, anchor, font, color, cut != NULL ? cut : text);
}

static void
paint_names (const TablePainter *self)
{
  const CrowRect *box = &self->box;
  g_autofree char *note = crow_table_get_note (self->model);
  CrowPoint at = { box->x + CROW_TABLE_PADDING, box->y + 24 };
  double name = crow_text_get_width (CROW_FONT_NAME, self->model->name);
  double room = box->width - 2 * CROW_TABLE_PADDING;
  double right;

  if (note == NULL || !crow_paint_style_shows_font (self->style, CROW_FONT_DATABASE_NAME))
    {
      show_fitted (self, at, CROW_ANCHOR_START, CROW_FONT_NAME, &self->theme->text,
                   self->model->name, room);
      return;
    }

  right = crow_text_get_width (CROW_FONT_DATABASE_NAME, note);
  crow_table_share_line (room - CROW_TABLE_NAME_GAP, &name, &right);
  show_fitted (self, at, CROW_ANCHOR_START, CROW_FONT_NAME, &self->theme->text, self->model->name,
               name);
  at = (CrowPoint){ box->x + box->width - CROW_TABLE_PADDING, box->y + 23 };
  show_fitted (self, at, CROW_ANCHOR_END, CROW_FONT_DATABASE_NAME,
               self->model->mark != CROW_MARK_NONE
                   ? crow_mark_get_color (self->model->mark, self->theme)
                   : &self->theme->dim,
               note, right);
}

static void
paint_rules (const TablePainter *self)
{
  CrowInk ink = { .stroke = &self->theme->rule, .width = 1 };

  for (guint i = 1; i < self->model->n_rows; i++)
    {
      double y = self->box.y + CROW_TABLE_HEAD_HEIGHT + i * CROW_TABLE_ROW_HEIGHT + 0.5;

      crow_pen_move_to (self->pen, self->box.x + 1, y);
      crow_pen_line_to (self->pen, self->box.x + self->box.width - 1, y);
    }
  crow_pen_draw_path (self->pen, &ink);
}

static void
add_key_mark (CrowPen *pen, CrowPoint at)
{
  crow_pen_move_to (pen, at.x, at.y);
  crow_pen_line_to (pen, at.x + 7, at.y);
  crow_pen_move_to (pen, at.x + 5, at.y);
  crow_pen_line_to (pen, at.x + 5, at.y + 3.5);
}

static void
add_arrow_mark (CrowPen *pen, CrowPoint at)
{
  crow_pen_move_to (pen, at.x - 4, at.y);
  crow_pen_line_to (pen, at.x + 5, at.y);
  crow_pen_move_to (pen, at.x + 2, at.y - 3);
  crow_pen_line_to (pen, at.x + 5, at.y);
  crow_pen_line_to (pen, at.x + 2, at.y + 3);
}

static void
add_diamond_mark (CrowPen *pen, CrowPoint at)
{
  crow_pen_move_to (pen, at.x, at.y - 4);
  crow_pen_line_to (pen, at.x + 4, at.y);
  crow_pen_line_to (pen, at.x, at.y + 4);
  crow_pen_line_to (pen, at.x - 4, at.y);
  crow_pen_close (pen);
}

/* @row: -1: the head */
static gboolean
has_problem (const TablePainter *self, int row)
{
  guint start = self->diagram->row_starts[self->index];

  return self->diagram->row_problems[start + 1 + (guint) row] != FALSE;
}

/* A problem is told beside what the field is for, which moves a little for it, as for the sign of a
 * change. Where there are both, the problem takes the place of what the field is for. */
static void
paint_mark (const TablePainter *self, const CrowField *field, double middle)
{
  CrowPoint at = { self->box.x + 17, middle };
  CrowInk ink = { .stroke = &self->theme->dim, .width = MARK_WIDTH };
  gboolean is_marked = field->mark != CROW_MARK_NONE;

  if (has_problem (self, field->row))
    crow_paint_warning (self->pen, (CrowPoint){ self->box.x + (is_marked ? 16 : 3), at.y - 5.5 },
                        self->style);
  if (has_problem (self, field->row) && is_marked)
    return;
  if (has_problem (self, field->row) || is_marked)
    at.x += 4.5;
  if (field->is_primary_key)
    {
      ink.stroke = &self->theme->text;
      crow_pen_circle (self->pen, (CrowPoint){ at.x - 3, at.y }, 3, &ink);
      add_key_mark (self->pen, at);
    }
  else if (field->is_foreign_key)
    add_arrow_mark (self->pen, at);
  else if (field->is_unique)
    add_diamond_mark (self->pen, at);
  else
    return;
  crow_pen_draw_path (self->pen, &ink);
}

static void
paint_row_texts (const TablePainter *self, const CrowField *field, double base_line)
{
  g_autofree char *type = crow_table_get_type (field);
  CrowFont font = crow_table_get_field_font (field);
  CrowPoint left = { self->box.x + CROW_TABLE_TEXT_START, base_line };
  CrowPoint right = { self->box.x + self->box.width - CROW_TABLE_PADDING, base_line };
  double field_width = crow_text_get_width (font, field->name);
  double type_width = crow_text_get_width (CROW_FONT_TYPE, type);
  double room = right.x - left.x - CROW_TABLE_FIELD_GAP;
  gboolean is_cut = field_width + type_width > room;

  crow_table_share_line (room, &field_width, &type_width);
  if (is_cut && crow_pen_has_markup (self->pen))
    {
      g_autofree char *whole = g_strconcat (field->name, " ", type, NULL);

      crow_pen_title (self->pen, whole);
    }
  show_fitted (self, left, CROW_ANCHOR_START, font,
               field->is_ignored ? &self->theme->dim : &self->theme->text, field->name,
               field_width);
  if (crow_paint_style_shows_font (self->style, CROW_FONT_TYPE))
    /* on a tint the light colour could not be read */
    show_fitted (self, right, CROW_ANCHOR_END, CROW_FONT_TYPE,
                 field->mark == CROW_MARK_NONE ? &self->theme->dim : &self->theme->text, type,
                 type_width);
}

/* A tint, and a sign at the left: +, −, ~. What is removed is struck out. */
static void
paint_row_change (const TablePainter *self, const CrowField *field, const CrowRect *row)
{
  const CrowColor *color = crow_mark_get_color (field->mark, self->theme);
  const char *sign = field->mark == CROW_MARK_ADDED     ? "+"
                     : field->mark == CROW_MARK_REMOVED ? "−"
                                                        : "~";
  CrowColor tint = *color;
  CrowInk ink = { .fill = &tint, .part = "change" };
  CrowInk strike = { .stroke = color, .width = 1 };
  CrowRect rect = { row->x + 1, row->y + 1, row->width - 2, row->height - 2 };
  double width = crow_text_get_width (crow_table_get_field_font (field), field->name);

  if (field->mark == CROW_MARK_NONE)
    return;
  tint.alpha = 0.14;
  crow_pen_rect (self->pen, &rect, 0, &ink);
  crow_pen_text (self->pen, (CrowPoint){ row->x + 4.5, row->y + 16 }, CROW_ANCHOR_START,
                 CROW_FONT_KEY_FIELD, color, sign);
  if (field->mark != CROW_MARK_REMOVED)
    return;
  width = MIN (width, row->width - CROW_TABLE_TEXT_START - CROW_TABLE_PADDING);
  crow_pen_move_to (self->pen, row->x + CROW_TABLE_TEXT_START, row->y + 12);
  crow_pen_line_to (self->pen, row->x + CROW_TABLE_TEXT_START + width, row->y + 12);
  crow_pen_draw_path (self->pen, &strike);
}

static void
paint_row (const TablePainter *self, const CrowField *field)
{
  const char *const attributes[] = { "data-field", field->name, NULL };
  CrowRect row = { self->box.x,
                   self->box.y + CROW_TABLE_HEAD_HEIGHT + field->row * CROW_TABLE_ROW_HEIGHT,
                   self->box.width, CROW_TABLE_ROW_HEIGHT };
  CrowInk ink = { .part = "row" };

  crow_pen_begin (self->pen, attributes);
  crow_pen_rect (self->pen, &row, 0, &ink);
  paint_row_change (self, field, &row);
  paint_mark (self, field, row.y + CROW_TABLE_ROW_HEIGHT / 2);
  paint_row_texts (self, field, row.y + 16);
  crow_pen_end (self->pen);
}

static void
paint_rows (const TablePainter *self)
{
  paint_rules (self);
  for (guint i = 0; i < self->model->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (self->model, i);

      if (field->row >= 0)
        paint_row (self, field);
    }
}

static void
paint_border (const TablePainter *self, double radius)
{
  static const double dashes[] = { 5, 3 };
  double width = MAX (self->theme->line_scale, 1 / self->style->zoom);
  gboolean is_marked = (self->state & (CROW_STATE_SELECTED | CROW_STATE_HOVERED)) != 0;
  CrowInk ink = { .stroke = is_marked ? &self->theme->selection : &self->theme->border };
  CrowRect rect;

  if (self->model->mark != CROW_MARK_NONE && !is_marked)
    {
      ink.stroke = crow_mark_get_color (self->model->mark, self->theme);
      ink.dashes = crow_mark_get_dashes (self->model->mark, &ink.n_dashes);
      width *= 2;
    }
  else if (self->model->kind == CROW_MODEL_VIEW && !is_marked)
    {
      ink.dashes = dashes;
      ink.n_dashes = G_N_ELEMENTS (dashes);
    }
  if ((self->state & CROW_STATE_SELECTED) != 0)
    width *= 2;
  ink.width = width;
  rect = crow_rect_inset (&self->box, is_marked ? 0 : width / 2);
  crow_pen_rect (self->pen, &rect, radius, &ink);
}

/* A table of which only the name can be read looks as it does from afar: all head. */
static const CrowColor *
get_paper (const CrowPaintStyle *style)
{
  return crow_paint_style_shows_font (style, CROW_FONT_FIELD) ? &style->theme->box
                                                              : &style->theme->head;
}

static void
paint_table (const TablePainter *self)
{
  gboolean has_detail = crow_paint_style_shows_detail (self->style);
  gboolean has_rows = crow_paint_style_shows_font (self->style, CROW_FONT_FIELD);
  gboolean has_names = has_rows || crow_paint_style_shows_font (self->style, CROW_FONT_NAME);
  double radius = has_detail ? RADIUS : 0;
  CrowInk paper = { .fill = get_paper (self->style), .part = "box" };

  if (has_detail)
    paint_shadow (self);
  crow_pen_rect (self->pen, &self->box, radius, &paper);
  if (has_names)
    paint_head (self);
  if (has_detail)
    paint_band (self);
  if (has_names)
    paint_names (self);
  else
    crow_paint_large_name (self->pen, self->diagram, self->index, self->style);
  if (has_names && has_problem (self, -1))
    crow_paint_warning (self->pen,
                        (CrowPoint){ self->box.x + self->box.width - 15, self->box.y + 4 },
                        self->style);
  if (has_rows)
    paint_rows (self);
  paint_border (self, radius);
}

static void
write_model_title (const TablePainter *self)
{
  g_autofree char *note = crow_table_get_note (self->model);
  g_autofree char *title = note != NULL ? g_strdup_printf ("%s (%s)", self->model->name, note)
                                        : g_strdup (self->model->name);

  crow_pen_title (self->pen, title);
}

/**
 * crow_paint_model:
 * @pen: where to draw
 * @diagram: the diagram
 * @model: index of a model
 * @state: selected, hovered, faded
 * @style: theme and zoom
 *
 * Draws a table; faintly where the diagram has it faded, unless it is selected or hovered. Any
 * thread, one pen at a time.
 */
void
crow_paint_model (CrowPen *pen,
                  const CrowDiagram *diagram,
                  guint model,
                  CrowStateFlags state,
                  const CrowPaintStyle *style)
{
  TablePainter self = { pen,
                        diagram,
                        crow_schema_get_model (diagram->schema, model),
                        model,
                        diagram->layout->boxes[model],
                        state,
                        style,
                        style->theme };
  gboolean is_faded = crow_diagram_is_model_faded (diagram, model);
  const char *const attributes[] = { "data-model", diagram->model_ids[model],
                                     is_faded ? "data-faded" : NULL, "true", NULL };

  if (crow_state_is_faint (state, is_faded))
    crow_pen_fade (pen, style->theme->fade, &style->theme->canvas);
  crow_pen_begin (pen, attributes);
  if (crow_pen_has_markup (pen))
    write_model_title (&self);
  paint_table (&self);
  crow_pen_end (pen);
  crow_pen_fade (pen, 1, &style->theme->canvas);
}

/**
 * crow_paint_model_shell:
 * @pen: where to draw
 * @diagram: the diagram
 * @model: index of a model
 * @style: theme and zoom
 *
 * Draws a table's paper and head without texts and border, within the border's inner edge, so that
 * crow_paint_model() covers it. Any thread, one pen at a time.
 */
void
crow_paint_model_shell (CrowPen *pen,
                        const CrowDiagram *diagram,
                        guint model,
                        const CrowPaintStyle *style)
{
  CrowRect shell = crow_rect_inset (&diagram->layout->boxes[model], SHELL_INSET);
  CrowRect head = { shell.x, shell.y + RADIUS, shell.width,
                    CROW_TABLE_HEAD_HEIGHT - SHELL_INSET - RADIUS };
  CrowInk paper = { .fill = get_paper (style) };
  CrowInk tint = { .fill = &style->theme->head };

  if (crow_diagram_is_model_faded (diagram, model))
    crow_pen_fade (pen, style->theme->fade, &style->theme->canvas);
  crow_pen_rect (pen, &shell, RADIUS - SHELL_INSET, &paper);
  if (crow_paint_style_shows_font (style, CROW_FONT_FIELD))
    crow_pen_rect (pen, &head, 0, &tint);
  crow_pen_fade (pen, 1, &style->theme->canvas);
}
