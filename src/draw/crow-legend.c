#include "crow-painter-private.h"

/* px */
#define GAP_ABOVE 30.0
#define LINE_HEIGHT 26.0
#define ITEM_GAP 30.0
#define SAMPLE_GAP 10.0
#define ACTION_SAMPLE 44.0
#define END_SAMPLE 26.0
#define MIN_LINE 760.0

#define COLOR_SAMPLE 26.0
#define COLOR_HEIGHT 5.0
/* More tables of a colour than these are counted. */
#define MOST_NAMES 3

typedef enum {
  SAMPLE_ACTION,
  SAMPLE_END,
  SAMPLE_MARK,
  SAMPLE_COLOR,
  SAMPLE_NONE, /* notes */
  SAMPLE_REST, /* what is not shown: on lines of its own */
} SampleKind;

typedef struct
{
  SampleKind kind;
  guint value;  /* CrowAction, CrowEnd, CrowMark or index into the palette */
  char *text;   /* (owned) */
  CrowPoint at; /* left end of its line's middle */
  double width;
} Item;

static void
clear_item (gpointer item)
{
  g_free (((Item *) item)->text);
}

static double
get_sample_width (SampleKind kind)
{
  switch (kind)
    {
    case SAMPLE_ACTION:
    case SAMPLE_MARK:
      return ACTION_SAMPLE + SAMPLE_GAP;
    case SAMPLE_END:
      return END_SAMPLE + SAMPLE_GAP;
    case SAMPLE_COLOR:
      return COLOR_SAMPLE + SAMPLE_GAP;
    case SAMPLE_NONE:
    case SAMPLE_REST:
    default:
      return 0;
    }
}

static void
add_item (GArray *items, SampleKind kind, guint value, const char *text)
{
  Item item = { .kind = kind, .value = value, .text = g_strdup (text) };

  item.width = get_sample_width (kind) + crow_text_get_width (CROW_FONT_LEGEND, text);
  g_array_append_val (items, item);
}

/* A text that may be of any length, cut to what a line holds. */
static void
add_long_item (GArray *items, SampleKind kind, guint value, const char *text)
{
  g_autofree char *cut = crow_text_fit (CROW_FONT_LEGEND, text, MIN_LINE - get_sample_width (kind));

  add_item (items, kind, value, cut != NULL ? cut : text);
}

/* Which tables have a colour that was chosen by hand. */
static void
add_colors (GArray *items, const CrowDiagram *diagram)
{
  for (guint color = 1; diagram->colors != NULL && color <= CROW_N_GROUP_COLORS; color++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      guint n = 0;

      for (guint i = 0; i < diagram->schema->models->len; i++)
        if (diagram->colors[i] == color && n++ < MOST_NAMES)
          g_string_append_printf (text, "%s%s", n > 1 ? ", " : "",
                                  crow_schema_get_model (diagram->schema, i)->name);
      if (n > MOST_NAMES)
        g_string_append_printf (text, " and %u more", n - MOST_NAMES);
      if (n > 0)
        add_long_item (items, SAMPLE_COLOR, color - 1, text->str);
    }
}

/* A sentence an item. */
static void
add_rest (GArray *items, const char *note)
{
  g_auto (GStrv) sentences = note != NULL ? g_strsplit (note, ". ", -1) : NULL;

  for (guint i = 0; sentences != NULL && sentences[i] != NULL; i++)
    {
      g_autofree char *text = g_strconcat (sentences[i], sentences[i + 1] != NULL ? "." : "", NULL);

      add_long_item (items, SAMPLE_REST, 0, text);
    }
}

/* Only of what labels show at that density. */
static void
add_notes (GArray *items, const CrowDiagram *diagram, CrowLabels labels)
{
  gboolean has_reason[CROW_REASON_DATABASE + 1] = { FALSE };
  gboolean has_problem = FALSE;
  gboolean has_trunk = FALSE;

  for (guint i = 0; i < diagram->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (diagram->schema, i);

      has_trunk |= diagram->neutral_lengths[i] > 0;
      if (!crow_labels_include (labels, relation))
        continue;
      has_reason[relation->clauses[CROW_EVENT_DELETE].reason] = TRUE;
      has_reason[relation->clauses[CROW_EVENT_UPDATE].reason] = TRUE;
      has_problem |= diagram->problems[i];
    }
  if (has_reason[CROW_REASON_WRITTEN] || has_reason[CROW_REASON_DEFAULT])
    add_item (items, SAMPLE_NONE, 0, "Bold: written in the schema. Light: the default.");
  if (has_reason[CROW_REASON_DATABASE])
    add_item (items, SAMPLE_NONE, 0, "Bold: differs from the database's default, NO ACTION.");
  if (has_reason[CROW_REASON_FIXED])
    add_item (items, SAMPLE_NONE, 0, "Padlock: fixed (implicit many-to-many).");
  if (has_problem)
    add_item (items, SAMPLE_NONE, 0, "Triangle: a problem.");
  if (has_trunk)
    add_item (items, SAMPLE_NONE, 0, "Grey: shared by different actions.");
}

/* Only of the marks that there are. */
static void
add_marks (GArray *items, const CrowDiagram *diagram)
{
  static const char *const texts[] = {
    [CROW_MARK_DIFFERS] = "schema and database differ",
    [CROW_MARK_ONLY_SCHEMA] = "only in the schema",
    [CROW_MARK_ONLY_DATABASE] = "only in the database",
    [CROW_MARK_ADDED] = "+ added",
    [CROW_MARK_REMOVED] = "− removed",
    [CROW_MARK_CHANGED] = "changed: before → after",
  };
  gboolean has_mark[G_N_ELEMENTS (texts)] = { FALSE };

  for (guint i = 0; i < diagram->schema->relations->len; i++)
    has_mark[crow_schema_get_relation (diagram->schema, i)->mark] = TRUE;
  for (guint i = 0; i < diagram->schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (diagram->schema, i);

      has_mark[model->mark] = TRUE;
      for (guint j = 0; j < model->fields->len; j++)
        has_mark[crow_model_get_field (model, j)->mark] = TRUE;
    }
  for (guint mark = CROW_MARK_DIFFERS; mark < G_N_ELEMENTS (texts); mark++)
    if (has_mark[mark])
      add_item (items, SAMPLE_MARK, mark, texts[mark]);
}

static GArray *
create_items (const CrowDiagram *diagram, CrowLabels labels, const char *note)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));

  g_array_set_clear_func (items, clear_item);
  for (guint i = 0; i < CROW_N_ACTIONS; i++)
    add_item (items, SAMPLE_ACTION, i, crow_action_get_name ((CrowAction) i));
  add_item (items, SAMPLE_END, CROW_END_MANY, "zero or more");
  add_item (items, SAMPLE_END, CROW_END_ZERO_OR_ONE, "zero or one");
  add_item (items, SAMPLE_END, CROW_END_ONE, "exactly one");
  add_marks (items, diagram);
  add_colors (items, diagram);
  add_notes (items, diagram, labels);
  add_rest (items, note);
  return items;
}

static double
measure_line (const GArray *items)
{
  double width = 0;

  for (guint i = 0; i < items->len; i++)
    width += g_array_index (items, Item, i).width + (i > 0 ? ITEM_GAP : 0);
  return width;
}

/* Lines of items below the diagram, as wide as it is. Where one line does not do, the notes
 * have their own. */
static CrowRect
place_items (const CrowDiagram *diagram, GArray *items)
{
  const CrowRect *bounds = &diagram->layout->bounds;
  double room = MAX (bounds->width, MIN_LINE);
  gboolean is_one_line = measure_line (items) <= room;
  CrowPoint at = { 0, 0 };
  CrowRect rect = { bounds->x, bounds->y + bounds->height + GAP_ABOVE, 0, LINE_HEIGHT };

  for (guint i = 0; i < items->len; i++)
    {
      Item *item = &g_array_index (items, Item, i);

      if (at.x > 0 &&
          (at.x + item->width > room ||
           (!is_one_line && item->kind == SAMPLE_NONE && item[-1].kind != SAMPLE_NONE) ||
           (item->kind == SAMPLE_REST && item[-1].kind != SAMPLE_REST)))
        at = (CrowPoint){ 0, at.y + LINE_HEIGHT };
      item->at = (CrowPoint){ rect.x + at.x, rect.y + at.y + LINE_HEIGHT / 2 };
      at.x += item->width;
      rect.width = MAX (rect.width, at.x);
      at.x += ITEM_GAP;
    }
  rect.height += at.y;
  return rect;
}

/* crow_legend_get_rect: what the legend takes, in diagram px. */
CrowRect
crow_legend_get_rect (const CrowDiagram *diagram, CrowLabels labels, const char *note)
{
  g_autoptr (GArray) items = create_items (diagram, labels, note);

  return place_items (diagram, items);
}

static double
paint_sample (CrowPen *pen, const Item *item, const CrowPaintStyle *style)
{
  double dashes[CROW_MAX_DASHES];
  CrowInk ink;

  if (item->kind == SAMPLE_NONE || item->kind == SAMPLE_REST)
    return 0;
  if (item->kind == SAMPLE_COLOR)
    {
      CrowColor color = crow_theme_get_group_color (style->theme, item->value);
      CrowRect band = { item->at.x, item->at.y - COLOR_HEIGHT / 2, COLOR_SAMPLE, COLOR_HEIGHT };

      crow_pen_rect (pen, &band, 2, &(CrowInk){ .fill = &color });
      return COLOR_SAMPLE + SAMPLE_GAP;
    }
  if (item->kind == SAMPLE_END)
    {
      CrowInk line = { .stroke = &style->theme->dim, .width = 1.4 * style->theme->line_scale };

      crow_pen_move_to (pen, item->at.x, item->at.y);
      crow_pen_line_to (pen, item->at.x + END_SAMPLE, item->at.y);
      crow_pen_draw_path (pen, &line);
      crow_paint_end (pen, item->at, (CrowPoint){ 1, 0 }, (CrowEnd) item->value, &style->theme->dim,
                      style);
      return END_SAMPLE + SAMPLE_GAP;
    }

  ink = item->kind == SAMPLE_MARK ? crow_mark_get_ink ((CrowMark) item->value, style, dashes)
                                  : crow_action_get_ink ((CrowAction) item->value, style, dashes);
  crow_pen_move_to (pen, item->at.x, item->at.y);
  crow_pen_line_to (pen, item->at.x + ACTION_SAMPLE, item->at.y);
  crow_pen_draw_path (pen, &ink);
  return ACTION_SAMPLE + SAMPLE_GAP;
}

/* crow_paint_legend: what the colours, dashes, ends and signs mean. */
void
crow_paint_legend (CrowPen *pen, const CrowDiagram *diagram, const CrowPaintStyle *style)
{
  const char *const attributes[] = { "data-part", "legend", NULL };
  g_autoptr (GArray) items = create_items (diagram, style->labels, style->note);

  place_items (diagram, items);
  crow_pen_begin (pen, attributes);
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);
      double x = item->at.x + paint_sample (pen, item, style);

      if (crow_paint_style_shows_font (style, CROW_FONT_LEGEND))
        crow_pen_text (pen, (CrowPoint){ x, item->at.y + 4 }, CROW_ANCHOR_START, CROW_FONT_LEGEND,
                       &style->theme->dim, item->text);
    }
  crow_pen_end (pen);
}
