#include "crow-diagram-private.h"

#include "crow-diagram-index.h"
#include "crow-edge-path-private.h"
#include "crow-label-private.h"
#include "crow-table-private.h"

#include <string.h>

/* What a relation's end at the parent looks like. */
static guint
get_end_kind (const CrowRelation *relation)
{
  guint action = relation->clauses[CROW_EVENT_DELETE].action;
  gboolean is_many = relation->kind == CROW_RELATION_MANY_TO_MANY;

  return action * 4 + (is_many ? 2 : 0) + (relation->is_optional ? 1 : 0);
}

static void
find_shared_ends (CrowDiagram *self)
{
  guint n = self->schema->relations->len;
  g_autofree guint *actions = g_new0 (guint, n + 1);
  g_autofree guint *kinds = g_new0 (guint, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->schema, i);

      actions[i] = relation->clauses[CROW_EVENT_DELETE].action;
      kinds[i] = get_end_kind (relation);
    }
  self->neutral_lengths = crow_edge_path_measure_mixed (self->layout, self->graph, actions, FALSE);
  self->mark_offsets = crow_edge_path_measure_mixed (self->layout, self->graph, kinds, TRUE);
}

/* Numbers the namespaces as the schema lists them, then as models name others; returns how many
 * models are in. */
static guint
number_namespaces (const CrowSchema *schema, GHashTable *numbers)
{
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < schema->namespaces->len; i++)
    g_hash_table_insert (numbers, g_ptr_array_index (schema->namespaces, i), GUINT_TO_POINTER (i));
  for (guint i = 0; i < schema->models->len; i++)
    {
      const char *name = crow_schema_get_model (schema, i)->namespace_;

      if (name == NULL)
        name = "";
      if (!g_hash_table_contains (numbers, name))
        g_hash_table_insert (numbers, (gpointer) name,
                             GUINT_TO_POINTER (g_hash_table_size (numbers)));
      g_hash_table_add (used, (gpointer) name);
    }
  return g_hash_table_size (used);
}

/* @whole: what the schema is a part of, or itself. */
static void
find_groups (CrowDiagram *self, const CrowSchema *whole)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);

  g_free (self->groups);
  self->groups = g_new0 (guint, self->schema->models->len + 1);
  self->n_groups = number_namespaces (whole, numbers);
  for (guint i = 0; i < self->schema->models->len; i++)
    {
      const char *name = crow_schema_get_model (self->schema, i)->namespace_;

      self->groups[i] = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, name != NULL ? name : ""));
    }
}

static void
find_model_ids (CrowDiagram *self)
{
  const CrowSchema *schema = self->schema;
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);

  self->model_ids = g_new0 (const char *, schema->models->len + 1);
  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);
      gpointer other;

      self->model_ids[i] = model->name;
      if (g_hash_table_lookup_extended (first, model->name, NULL, &other))
        {
          guint index = GPOINTER_TO_UINT (other);

          self->model_ids[index] = crow_schema_get_model (schema, index)->key;
          self->model_ids[i] = model->key;
        }
      else
        g_hash_table_insert (first, model->name, GUINT_TO_POINTER (i));
    }
}

/* Beside the row that the route leaves, behind the crow's foot. */
static CrowRect
place_label (const CrowLayout *layout, guint edge, double width)
{
  const CrowPoint *points;
  guint n_points = crow_layout_get_route (layout, edge, &points);
  CrowRect label = { 0, 0, width, CROW_LABEL_HEIGHT };
  gboolean to_left;

  if (n_points == 0)
    return label;
  to_left = n_points > 1 && points[1].x < points[0].x;
  label.x = to_left ? points[0].x - CROW_TABLE_END_LENGTH - width
                    : points[0].x + CROW_TABLE_END_LENGTH;
  label.y = points[0].y - CROW_LABEL_HEIGHT / 2;
  return label;
}

/* @label with another width: its end at the child's side stays. */
static CrowRect
resize_label (const CrowLayout *layout, guint edge, CrowRect label, double width)
{
  const CrowPoint *points;
  guint n_points = crow_layout_get_route (layout, edge, &points);

  if (n_points > 0 && points[0].x > label.x + label.width / 2)
    label.x += label.width - width;
  label.width = width;
  return label;
}

/* The layout's rectangles have room for a mark beside the pill. */
static void
place_labels (CrowDiagram *self)
{
  const CrowLayout *layout = self->layout;

  self->labels = g_new0 (CrowRect, layout->n_edges + 1);
  for (guint i = 0; i < layout->n_edges; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->schema, i);
      double width = crow_label_measure (relation, self->problems[i]);

      self->labels[i] = layout->labels[i].width > 0
                            ? resize_label (layout, i, layout->labels[i], width)
                            : place_label (layout, i, width);
    }
}

static void
find_row_problems (CrowDiagram *self, const CrowSchema *schema)
{
  guint n = 0;

  self->row_starts = g_new0 (guint, schema->models->len + 1);
  for (guint i = 0; i < schema->models->len; i++)
    {
      self->row_starts[i] = n;
      n += 1 + crow_schema_get_model (schema, i)->n_rows;
    }
  self->row_starts[schema->models->len] = n;
  self->row_problems = g_new0 (guint8, n + 1);
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);
      int row = crow_schema_find_row_of_problem (schema, diagnostic);

      if (row >= -1)
        self->row_problems[self->row_starts[diagnostic->model] + 1 + row] = TRUE;
    }
}

/* All three: (transfer full). */
static CrowDiagram *
create_diagram (CrowSchema *schema, CrowLayoutGraph *graph, CrowLayout *layout, CrowLabels labels)
{
  CrowDiagram *self = g_atomic_rc_box_new0 (CrowDiagram);

  self->schema = schema;
  self->graph = graph;
  self->layout = layout;
  self->density = labels;
  self->problems = crow_schema_find_problems (schema);
  find_row_problems (self, schema);
  find_groups (self, schema);
  find_model_ids (self);
  find_shared_ends (self);
  place_labels (self);
  return self;
}

static void
clear_diagram (gpointer data)
{
  CrowDiagram *self = data;

  crow_schema_unref (self->schema);
  crow_layout_graph_free (self->graph);
  crow_layout_unref (self->layout);
  g_free (self->groups);
  g_free (self->colors);
  g_free (self->model_ids);
  g_free (self->problems);
  g_free (self->row_starts);
  g_free (self->row_problems);
  g_free (self->neutral_lengths);
  g_free (self->mark_offsets);
  g_free (self->labels);
  g_free (self->faded_models);
  g_free (self->faded_relations);
  g_clear_pointer (&self->index, crow_diagram_index_free);
}

static CrowLayoutGraph *
copy_graph (const CrowLayoutGraph *graph)
{
  CrowLayoutGraph *copy = crow_layout_graph_new (graph->n_boxes, graph->n_edges);

  memcpy (copy->boxes, graph->boxes, sizeof (CrowLayoutBox) * graph->n_boxes);
  memcpy (copy->edges, graph->edges, sizeof (CrowLayoutEdge) * graph->n_edges);
  copy->end_length = graph->end_length;
  return copy;
}

static void
take_colors (CrowDiagram *self, GHashTable *colors)
{
  g_clear_pointer (&self->colors, g_free);
  if (colors == NULL || g_hash_table_size (colors) == 0)
    return;
  self->colors = g_new0 (guint, self->schema->models->len + 1);
  for (guint i = 0; i < self->schema->models->len; i++)
    self->colors[i] = GPOINTER_TO_UINT (g_hash_table_lookup (colors,
                                                             crow_schema_get_model (self->schema, i)
                                                                 ->key));
}

/* What does not depend on places, from a diagram with the same models and relations. */
static void
take_looks (CrowDiagram *self, const CrowDiagram *from)
{
  memcpy (self->groups, from->groups, sizeof (guint) * from->graph->n_boxes);
  self->n_groups = from->n_groups;
  self->colors = g_memdup2 (from->colors, sizeof (guint) * from->graph->n_boxes);
  self->faded_models = g_memdup2 (from->faded_models, from->graph->n_boxes);
  self->faded_relations = g_memdup2 (from->faded_relations, from->graph->n_edges);
}

/* Nothing is measured anew. */
static CrowDiagram *
copy_diagram (const CrowDiagram *self)
{
  CrowDiagram *copy = g_atomic_rc_box_new0 (CrowDiagram);
  gsize n_models = self->schema->models->len + 1;
  gsize n_relations = self->schema->relations->len + 1;

  copy->schema = crow_schema_ref (self->schema);
  copy->graph = copy_graph (self->graph);
  copy->layout = crow_layout_ref (self->layout);
  copy->groups = g_memdup2 (self->groups, n_models * sizeof *self->groups);
  copy->n_groups = self->n_groups;
  copy->model_ids = g_memdup2 (self->model_ids, n_models * sizeof *self->model_ids);
  copy->problems = g_memdup2 (self->problems, n_relations);
  copy->row_starts = g_memdup2 (self->row_starts, n_models * sizeof *self->row_starts);
  copy->row_problems = g_memdup2 (self->row_problems, self->row_starts[n_models - 1] + 1);
  copy->neutral_lengths = g_memdup2 (self->neutral_lengths,
                                     self->layout->n_edges * sizeof *self->neutral_lengths);
  copy->mark_offsets = g_memdup2 (self->mark_offsets,
                                  self->layout->n_edges * sizeof *self->mark_offsets);
  copy->density = self->density;
  copy->labels = g_memdup2 (self->labels, n_relations * sizeof *self->labels);
  take_looks (copy, self);
  return copy;
}

static gboolean
have_same_edges (const CrowLayoutGraph *a, const CrowLayoutGraph *b)
{
  for (guint i = 0; i < a->n_edges; i++)
    {
      const CrowLayoutEdge *one = &a->edges[i];
      const CrowLayoutEdge *other = &b->edges[i];

      if (one->source != other->source || one->target != other->target ||
          one->source_row != other->source_row || one->target_row != other->target_row)
        return FALSE;
    }
  return TRUE;
}

static gboolean
have_same_shape (const CrowLayoutGraph *a, const CrowLayoutGraph *b)
{
  if (a->n_boxes != b->n_boxes || a->n_edges != b->n_edges)
    return FALSE;

  for (guint i = 0; i < a->n_boxes; i++)
    {
      const CrowLayoutBox *one = &a->boxes[i];
      const CrowLayoutBox *other = &b->boxes[i];

      if (strcmp (one->key, other->key) != 0 || one->width != other->width ||
          one->n_rows != other->n_rows || one->group != other->group)
        return FALSE;
    }
  return have_same_edges (a, b);
}

/* @layout with labels as wide as @after says. */
static CrowLayout *
adapt_labels (CrowLayout *layout, const CrowLayoutGraph *before, const CrowLayoutGraph *after)
{
  g_autofree CrowRect *labels = g_memdup2 (layout->labels,
                                           sizeof (CrowRect) * (gsize) layout->n_edges);

  for (guint i = 0; i < layout->n_edges; i++)
    {
      double width = after->edges[i].label_width;

      if (width == before->edges[i].label_width)
        continue;
      if (width <= 0)
        labels[i].width = 0;
      else if (labels[i].width <= 0)
        labels[i] = place_label (layout, i, width);
      else
        labels[i] = resize_label (layout, i, labels[i], width);
    }
  return crow_layout_with_labels (layout, labels);
}

/**
 * crow_diagram_get_label:
 * @self: a diagram
 * @relation: index of a relation
 *
 * Where the painter puts the relation's label: in the layout's place, or beside the key's row where
 * the layout left no room for it. Any thread.
 *
 * Returns: in diagram px
 */
CrowRect
crow_diagram_get_label (const CrowDiagram *self, guint relation)
{
  return self->labels[relation];
}

/**
 * crow_diagram_new:
 * @schema: a sealed schema
 * @options: (nullable): places, colours, labels; %NULL: laid out afresh, every label
 * @cancellable: (nullable): ends the layout early
 * @progress: (nullable): called from this thread, 0 to 1
 * @user_data: for @progress
 * @error: return location for an error, or %NULL
 *
 * Measures the texts and lays out the diagram. Blocks: call it in a worker thread for anything big.
 * Fails only with %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the diagram
 */
CrowDiagram *
crow_diagram_new (CrowSchema *schema,
                  const CrowDiagramOptions *options,
                  GCancellable *cancellable,
                  CrowLayoutProgress progress,
                  gpointer user_data,
                  GError **error)
{
  static const CrowDiagramOptions plain = { 0 };
  g_autoptr (CrowTextSizes) sizes = NULL;
  g_autoptr (CrowLayoutGraph) graph = NULL;
  CrowLayout *layout;
  CrowDiagram *self;

  g_return_val_if_fail (schema != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (options == NULL)
    options = &plain;
  sizes = crow_text_sizes_new (schema, options->labels);
  graph = crow_layout_graph_new_for_schema (schema, sizes, options->positions);
  if (options->previous != NULL)
    layout = crow_layout_update (options->previous->layout, options->previous->graph, graph,
                                 cancellable, progress, user_data, error);
  else
    layout = crow_layout_run (graph, cancellable, progress, user_data, error);
  if (layout == NULL)
    return NULL;
  self = create_diagram (crow_schema_ref (schema), g_steal_pointer (&graph), layout,
                         options->labels);
  if (options->whole != NULL)
    find_groups (self, options->whole);
  take_colors (self, options->colors);
  return self;
}

/**
 * crow_diagram_with_fading:
 * @self: a diagram
 * @models: (nullable) (array): a byte by model: %TRUE: outside the focus; copied
 * @relations: (nullable) (array): likewise, by relation
 *
 * The same picture with those parts faded: nothing is laid out or measured. Any thread.
 *
 * Returns: (transfer full): the diagram
 */
CrowDiagram *
crow_diagram_with_fading (CrowDiagram *self, const guint8 *models, const guint8 *relations)
{
  CrowDiagram *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = copy_diagram (self);
  g_clear_pointer (&copy->faded_models, g_free);
  g_clear_pointer (&copy->faded_relations, g_free);
  copy->faded_models = g_memdup2 (models, self->graph->n_boxes);
  copy->faded_relations = g_memdup2 (relations, self->graph->n_edges);
  return copy;
}

/**
 * crow_diagram_with_colors:
 * @self: a diagram
 * @colors: (nullable) (element-type utf8 guint): by model key: 1 + index into the palette
 *
 * The same picture with those bands by hand, and the others as their namespaces have them. Any
 * thread.
 *
 * Returns: (transfer full): the diagram
 */
CrowDiagram *
crow_diagram_with_colors (CrowDiagram *self, GHashTable *colors)
{
  CrowDiagram *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = copy_diagram (self);
  take_colors (copy, colors);
  return copy;
}

/**
 * crow_diagram_get_band:
 * @self: a diagram
 * @model: index of a model
 * @color: (out): index into the palette of crow_theme_get_group_color()
 *
 * The band on a model's head: chosen by hand, or its namespace's where there are several. Any
 * thread.
 *
 * Returns: whether it has one
 */
gboolean
crow_diagram_get_band (const CrowDiagram *self, guint model, guint *color)
{
  if (self->colors != NULL && self->colors[model] > 0)
    *color = self->colors[model] - 1;
  else
    *color = self->groups[model];
  return self->n_groups > 1 || (self->colors != NULL && self->colors[model] > 0);
}

/* crow_diagram_is_model_faded: by the diagram; what is selected or pointed at is not drawn so. */
gboolean
crow_diagram_is_model_faded (const CrowDiagram *self, guint model)
{
  return self->faded_models != NULL && self->faded_models[model];
}

/* crow_diagram_is_relation_faded: likewise. */
gboolean
crow_diagram_is_relation_faded (const CrowDiagram *self, guint relation)
{
  return self->faded_relations != NULL && self->faded_relations[relation];
}

/**
 * crow_diagram_with_schema:
 * @self: a diagram
 * @schema: a sealed schema with the same models, rows and relations, such as an edited action gives
 *
 * The same places for another schema. Labels are measured anew; nothing else moves. Any thread.
 *
 * Returns: (transfer full) (nullable): the diagram; %NULL where the shape differs and must be laid
 *   out afresh
 */
CrowDiagram *
crow_diagram_with_schema (CrowDiagram *self, CrowSchema *schema)
{
  g_autoptr (CrowTextSizes) sizes = NULL;
  g_autoptr (CrowLayoutGraph) graph = NULL;
  CrowLayout *layout;
  CrowDiagram *copy;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (schema != NULL, NULL);

  if (schema->models->len != self->schema->models->len ||
      schema->relations->len != self->schema->relations->len)
    return NULL;
  sizes = crow_text_sizes_new (schema, self->density);
  graph = crow_layout_graph_new_for_schema (schema, sizes, NULL);
  if (!have_same_shape (self->graph, graph))
    return NULL;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      graph->boxes[i].is_pinned = self->graph->boxes[i].is_pinned;
      graph->boxes[i].position = self->graph->boxes[i].position;
    }
  layout = adapt_labels (self->layout, self->graph, graph);
  copy = create_diagram (crow_schema_ref (schema), g_steal_pointer (&graph), layout, self->density);
  take_looks (copy, self);
  return copy;
}

/* What depends on the routes, after some of them have changed. */
static void
follow_routes (CrowDiagram *self)
{
  g_clear_pointer (&self->neutral_lengths, g_free);
  g_clear_pointer (&self->mark_offsets, g_free);
  find_shared_ends (self);
  for (guint i = 0; i < self->layout->n_edges; i++)
    {
      double width = self->labels[i].width;

      self->labels[i] = self->layout->labels[i].width > 0
                            ? resize_label (self->layout, i, self->layout->labels[i], width)
                            : place_label (self->layout, i, width);
    }
}

/**
 * crow_diagram_with_boxes_at:
 * @self: a diagram
 * @n: number of boxes
 * @boxes: (array length=n): indices of models, each once
 * @positions: (array length=n): their new top left corners, in px
 * @are_pinned: whether it was the user who put them there
 *
 * The diagram after tables were dragged: only they and the routes near them differ. Fast enough for
 * every frame. Any thread.
 *
 * Returns: (transfer full): the diagram
 */
CrowDiagram *
crow_diagram_with_boxes_at (CrowDiagram *self,
                            guint n,
                            const guint *boxes,
                            const CrowPoint *positions,
                            gboolean are_pinned)
{
  CrowDiagram *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = copy_diagram (self);
  for (guint i = 0; i < n; i++)
    {
      copy->graph->boxes[boxes[i]].is_pinned = are_pinned;
      copy->graph->boxes[boxes[i]].position = positions[i];
    }
  crow_layout_unref (copy->layout);
  copy->layout = crow_layout_move_boxes (self->layout, self->graph, n, boxes, positions);
  follow_routes (copy);
  return copy;
}

/**
 * crow_diagram_ref:
 * @self: a diagram
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
CrowDiagram *
crow_diagram_ref (CrowDiagram *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_diagram_unref:
 * @self: (transfer full): a diagram
 *
 * Any thread.
 */
void
crow_diagram_unref (CrowDiagram *self)
{
  g_atomic_rc_box_release_full (self, clear_diagram);
}
