#include "crow-canvas-private.h"

/* Counting sort: twice over the relations. */
static void
find_ends (CrowCanvas *self)
{
  const CrowSchema *schema = self->diagram->schema;
  guint n = schema->models->len;
  g_autofree guint *next = g_new (guint, n + 1);

  self->end_starts = g_new0 (guint, n + 2);
  self->ends = g_new (guint, 2 * (gsize) schema->relations->len + 1);
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      self->end_starts[relation->child + 1]++;
      if (relation->parent != relation->child)
        self->end_starts[relation->parent + 1]++;
    }
  for (guint i = 0; i < n; i++)
    self->end_starts[i + 1] += self->end_starts[i];
  for (guint i = 0; i < n; i++)
    next[i] = self->end_starts[i];
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      self->ends[next[relation->child]++] = i;
      if (relation->parent != relation->child)
        self->ends[next[relation->parent]++] = i;
    }
}

/**
 * crow_canvas_get_relations:
 * @self: a canvas with a diagram
 * @model: index of a model
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): the relations that have an end at the model, in the
 *   schema's order, until the diagram changes
 */
const guint *
crow_canvas_get_relations (CrowCanvas *self, guint model, guint *n)
{
  if (self->ends == NULL)
    find_ends (self);
  *n = self->end_starts[model + 1] - self->end_starts[model];
  return self->ends + self->end_starts[model];
}

/**
 * crow_canvas_forget_ends:
 * @self: a canvas whose diagram is another
 */
void
crow_canvas_forget_ends (CrowCanvas *self)
{
  g_clear_pointer (&self->end_starts, g_free);
  g_clear_pointer (&self->ends, g_free);
}
