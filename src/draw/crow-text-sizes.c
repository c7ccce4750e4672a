#include "crow-table-private.h"
#include "crow-diagram-private.h"
#include "crow-label-private.h"

#include <math.h>

/* Beside a pill there must be room on the line for the mark of the parent's end, which stands on
 * the relation's own branch where several share a trunk; px. */
#define MARK_ROOM 16.0
/* What the same room takes where there is no pill. */
#define BARE_END_ROOM 6.0

/* crow_label_measure: width of a relation's pill, a whole number of px. */
double
crow_label_measure (const CrowRelation *relation, gboolean has_problem)
{
  CrowLabelContent content;

  crow_label_content_init (&content, relation, has_problem, FALSE, NULL);
  return ceil (content.width);
}

/**
 * crow_text_sizes_new:
 * @schema: a sealed schema
 * @labels: which relations get room for a label
 *
 * Measures every text that a layout must find room for, with the fonts that draw it, at 96 dpi,
 * whatever the user's settings are. Any thread.
 *
 * Returns: (transfer full): sizes in px
 */
CrowTextSizes *
crow_text_sizes_new (CrowSchema *schema, CrowLabels labels)
{
  CrowTextSizes *sizes = g_new0 (CrowTextSizes, 1);
  g_autofree guint8 *problems = crow_schema_find_problems (schema);

  sizes->head_height = CROW_TABLE_HEAD_HEIGHT;
  sizes->row_height = CROW_TABLE_ROW_HEIGHT;
  sizes->label_height = CROW_LABEL_HEIGHT;
  sizes->end_length = CROW_TABLE_END_LENGTH + (labels == CROW_LABELS_ALL ? 0 : BARE_END_ROOM);
  sizes->box_widths = g_new0 (double, schema->models->len + 1);
  sizes->label_widths = g_new0 (double, schema->relations->len + 1);

  for (guint i = 0; i < schema->models->len; i++)
    sizes->box_widths[i] = crow_table_measure_width (crow_schema_get_model (schema, i));
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (crow_labels_include (labels, relation))
        sizes->label_widths[i] = crow_label_measure (relation, problems[i]) + MARK_ROOM;
    }
  return sizes;
}

/**
 * crow_text_sizes_free:
 * @self: (transfer full) (nullable): sizes
 */
void
crow_text_sizes_free (CrowTextSizes *self)
{
  if (self == NULL)
    return;
  g_free (self->box_widths);
  g_free (self->label_widths);
  g_free (self);
}
