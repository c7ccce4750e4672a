#include "crow-table-private.h"

#include <math.h>
#include <string.h>

/* Kerning may make a text this much wider than its estimate; px. */
#define ESTIMATE_SLACK 6.0

/* crow_table_get_note: the small light text at the right of the head. */
char *
crow_table_get_note (const CrowModel *model)
{
  gboolean differs = model->table != NULL && strcmp (model->table, model->name) != 0;

  switch (model->mark)
    {
    case CROW_MARK_ADDED:
      return g_strdup ("+ added");
    case CROW_MARK_REMOVED:
      return g_strdup ("− removed");
    case CROW_MARK_CHANGED:
      return model->change != NULL ? g_strconcat ("changed: ", model->change, NULL)
                                   : g_strdup ("changed");
    default:
      break;
    }
  if (model->kind == CROW_MODEL_VIEW)
    return differs ? g_strdup_printf ("view · %s", model->table) : g_strdup ("view");
  return differs ? g_strdup (model->table) : NULL;
}

/* crow_table_get_type: as Prisma writes it. */
char *
crow_table_get_type (const CrowField *field)
{
  const char *type = field->type != NULL ? field->type : "";

  if (field->change != NULL)
    return g_strdup (field->change);
  switch (field->arity)
    {
    case CROW_ARITY_OPTIONAL:
      return g_strconcat (type, "?", NULL);
    case CROW_ARITY_LIST:
      return g_strconcat (type, "[]", NULL);
    case CROW_ARITY_REQUIRED:
      break;
    }
  return g_strdup (type);
}

/* crow_table_get_field_font: bold for members of the primary key. */
CrowFont
crow_table_get_field_font (const CrowField *field)
{
  return field->is_primary_key ? CROW_FONT_KEY_FIELD : CROW_FONT_FIELD;
}

/* crow_table_share_line: unchanged where both fit. */
void
crow_table_share_line (double room, double *left, double *right)
{
  if (*left + *right <= room)
    return;
  *right = MIN (*right, MAX (room - *left, room / 3));
  *left = room - *right;
}

static double
measure_row (const CrowField *field)
{
  g_autofree char *type = crow_table_get_type (field);

  return CROW_TABLE_TEXT_START +
         crow_text_get_width (crow_table_get_field_font (field), field->name) +
         CROW_TABLE_FIELD_GAP + crow_text_get_width (CROW_FONT_TYPE, type) + CROW_TABLE_PADDING;
}

static double
estimate_row (const CrowField *field)
{
  return CROW_TABLE_TEXT_START +
         crow_text_estimate_width (crow_table_get_field_font (field), field->name) +
         CROW_TABLE_FIELD_GAP +
         crow_text_estimate_width (CROW_FONT_TYPE, field->change != NULL ? field->change
                                                   : field->type != NULL ? field->type
                                                                         : "") +
         crow_text_estimate_width (CROW_FONT_TYPE, "[]") + CROW_TABLE_PADDING;
}

static double
measure_head (const CrowModel *model)
{
  g_autofree char *note = crow_table_get_note (model);
  double width = 2 * CROW_TABLE_PADDING + crow_text_get_width (CROW_FONT_NAME, model->name);

  if (note != NULL)
    width += CROW_TABLE_NAME_GAP + crow_text_get_width (CROW_FONT_DATABASE_NAME, note);
  return width;
}

/**
 * crow_table_measure_width:
 * @model: a model of a sealed schema
 *
 * Width of a model's box: its widest line, an even number of px within the limits. Only lines that
 * may be the widest are shaped. Any thread.
 *
 * Returns: px
 */
double
crow_table_measure_width (const CrowModel *model)
{
  double width = MAX (measure_head (model), CROW_TABLE_MIN_WIDTH);

  for (guint i = 0; i < model->fields->len && width < CROW_TABLE_MAX_WIDTH; i++)
    {
      const CrowField *field = g_ptr_array_index (model->fields, i);

      if (field->row >= 0 && estimate_row (field) + ESTIMATE_SLACK > width)
        width = MAX (width, measure_row (field));
    }
  return MIN (ceil (width / 2) * 2, CROW_TABLE_MAX_WIDTH);
}
