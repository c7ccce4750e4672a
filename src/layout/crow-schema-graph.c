#include "crow-schema-graph.h"

/* Number of the model's namespace, from 1; 0: it has none. */
static guint
get_group (const CrowModel *model, GHashTable *groups)
{
  gpointer group;

  if (model->namespace_ == NULL)
    return 0;
  group = g_hash_table_lookup (groups, model->namespace_);
  if (group == NULL)
    {
      group = GUINT_TO_POINTER (g_hash_table_size (groups) + 1);
      g_hash_table_insert (groups, model->namespace_, group);
    }
  return GPOINTER_TO_UINT (group);
}

static void
fill_boxes (CrowLayoutGraph *graph,
            const CrowSchema *schema,
            const CrowTextSizes *sizes,
            GHashTable *positions)
{
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);
      CrowPoint *position = positions ? g_hash_table_lookup (positions, model->key) : NULL;
      CrowLayoutBox *box = &graph->boxes[i];

      box->key = model->key;
      box->group = get_group (model, groups);
      box->width = sizes->box_widths[i];
      box->head_height = sizes->head_height;
      box->row_height = sizes->row_height;
      box->n_rows = model->n_rows;
      if (position != NULL)
        {
          box->is_pinned = TRUE;
          box->position = *position;
        }
    }
}

/**
 * crow_layout_graph_new_for_schema:
 * @schema: a sealed schema; must outlive the graph, which borrows the models' keys
 * @sizes: measures of its texts, px
 * @positions: (nullable) (element-type utf8 CrowPoint): kept places, by the model's key
 *
 * What there is to lay out: boxes are the schema's models, edges its relations, index by index.
 * A model with a kept place is pinned. Any thread.
 *
 * Returns: (transfer full): the graph
 */
CrowLayoutGraph *
crow_layout_graph_new_for_schema (const CrowSchema *schema,
                                  const CrowTextSizes *sizes,
                                  GHashTable *positions)
{
  CrowLayoutGraph *graph = crow_layout_graph_new (schema->models->len, schema->relations->len);

  graph->end_length = sizes->end_length;
  fill_boxes (graph, schema, sizes, positions);
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);
      CrowLayoutEdge *edge = &graph->edges[i];

      edge->source = relation->child;
      edge->target = relation->parent;
      crow_schema_get_relation_rows (schema, i, &edge->source_row, &edge->target_row);
      edge->label_width = sizes->label_widths[i];
      edge->label_height = sizes->label_height;
    }
  return graph;
}
