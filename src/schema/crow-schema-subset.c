#include "crow-error.h"
#include "crow-schema-private.h"

#include <string.h>

/* What becomes of the old indexes: the new one, or -1. */
typedef struct
{
  int *models;
  int *relations;
} Remap;

static CrowRelation *
copy_relation (const CrowRelation *relation, const Remap *remap)
{
  CrowRelation *copy = crow_relation_copy (relation);

  copy->child = (guint) remap->models[relation->child];
  copy->parent = (guint) remap->models[relation->parent];
  return copy;
}

/* Lists, for each model, the relations that touch it: those of model i are
 * edges[starts[i]] … edges[starts[i + 1] - 1]. */
static void
list_edges (const CrowSchema *self, guint **starts, guint **edges)
{
  guint n_models = self->models->len;
  guint *ends = g_new0 (guint, n_models + 1);

  *starts = g_new0 (guint, n_models + 1);
  *edges = g_new0 (guint, 2 * self->relations->len + 1);
  for (guint i = 0; i < self->relations->len; i++)
    {
      (*starts)[crow_schema_get_relation (self, i)->child + 1]++;
      (*starts)[crow_schema_get_relation (self, i)->parent + 1]++;
    }
  for (guint i = 0; i < n_models; i++)
    (*starts)[i + 1] += (*starts)[i];
  memcpy (ends, *starts, (n_models + 1) * sizeof *ends);
  for (guint i = 0; i < self->relations->len; i++)
    {
      (*edges)[ends[crow_schema_get_relation (self, i)->child]++] = i;
      (*edges)[ends[crow_schema_get_relation (self, i)->parent]++] = i;
    }
  g_free (ends);
}

/* Breadth first from the models in @queue (already in @remap as 0) to @hops relations away. */
static void
mark_neighbours (const CrowSchema *self, GArray *queue, guint hops, Remap *remap)
{
  g_autofree guint *starts = NULL;
  g_autofree guint *edges = NULL;
  guint at = 0;

  list_edges (self, &starts, &edges);
  for (guint hop = 0; hop < hops && at < queue->len; hop++)
    for (guint end = queue->len; at < end; at++)
      {
        guint model = g_array_index (queue, guint, at);

        for (guint i = starts[model]; i < starts[model + 1]; i++)
          {
            const CrowRelation *relation = crow_schema_get_relation (self, edges[i]);
            guint other = relation->child == model ? relation->parent : relation->child;

            if (remap->models[other] >= 0)
              continue;
            remap->models[other] = 0;
            g_array_append_val (queue, other);
          }
      }
}

static gboolean
mark_named (const CrowSchema *self,
            const char *const *models,
            GArray *queue,
            Remap *remap,
            GError **error)
{
  for (guint i = 0; models[i] != NULL; i++)
    {
      int found = crow_schema_find_model (self, models[i]);
      guint index = (guint) found;

      if (found < 0)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "The schema has no model `%s`",
                       models[i]);
          return FALSE;
        }
      if (remap->models[index] >= 0)
        continue;
      remap->models[index] = 0;
      g_array_append_val (queue, index);
    }
  return TRUE;
}

static void
copy_models (const CrowSchema *self, CrowSchema *subset, Remap *remap)
{
  for (guint i = 0; i < self->models->len; i++)
    {
      if (remap->models[i] < 0)
        continue;
      remap->models[i] = (int) subset->models->len;
      g_ptr_array_add (subset->models, crow_model_copy (crow_schema_get_model (self, i)));
    }
}

static void
copy_relations (const CrowSchema *self, CrowSchema *subset, Remap *remap)
{
  for (guint i = 0; i < self->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self, i);

      remap->relations[i] = -1;
      if (remap->models[relation->child] < 0 || remap->models[relation->parent] < 0)
        continue;
      remap->relations[i] = (int) subset->relations->len;
      g_ptr_array_add (subset->relations, copy_relation (relation, remap));
    }
}

/* Only the enums that a kept model uses. */
static void
copy_enums (const CrowSchema *self, CrowSchema *subset)
{
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < subset->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (subset, i);

      for (guint j = 0; j < model->fields->len; j++)
        {
          const CrowField *field = crow_model_get_field (model, j);

          if (field->kind == CROW_TYPE_ENUM && field->type != NULL)
            g_hash_table_add (used, field->type);
        }
    }
  for (guint i = 0; i < self->enums->len; i++)
    {
      const CrowEnum *enumeration = g_ptr_array_index (self->enums, i);

      if (g_hash_table_contains (used, enumeration->name))
        g_ptr_array_add (subset->enums, crow_enum_copy (enumeration));
    }
}

/* All but those about what was left out. */
static void
copy_diagnostics (const CrowSchema *self, CrowSchema *subset, const Remap *remap)
{
  for (guint i = 0; i < self->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (self->diagnostics, i);
      int relation = diagnostic->relation >= 0 ? remap->relations[diagnostic->relation] : -1;
      int model = diagnostic->model >= 0 ? remap->models[diagnostic->model] : -1;
      CrowDiagnostic *copy;

      if ((diagnostic->relation >= 0 && relation < 0) || (diagnostic->model >= 0 && model < 0))
        continue;
      copy = crow_diagnostic_copy (diagnostic);
      copy->relation = relation;
      copy->model = model;
      g_ptr_array_add (subset->diagnostics, copy);
    }
}

static CrowSchema *
copy_marked (const CrowSchema *self, Remap *remap)
{
  CrowSchema *subset = crow_schema_copy_head (self);

  copy_models (self, subset, remap);
  copy_relations (self, subset, remap);
  copy_enums (self, subset);
  copy_diagnostics (self, subset, remap);
  crow_schema_seal (subset);
  return subset;
}

/**
 * crow_schema_subset:
 * @self: a sealed schema
 * @models: (nullable) (array zero-terminated=1): names (or keys) of models; %NULL: all
 * @hops: how many relations away a model may be and still be kept; 0: only @models
 * @error: %CROW_ERROR_UNKNOWN names a model that does not exist
 *
 * The models in reach and every relation between two of them, in the same order, with the same
 * keys and locations; files are shared. Problems about what was left out are left out.
 *
 * Returns: (transfer full) (nullable): a sealed schema, @self itself where nothing is left out by
 * a %NULL @models
 */
CrowSchema *
crow_schema_subset (CrowSchema *self, const char *const *models, guint hops, GError **error)
{
  g_autofree int *model_map = NULL;
  g_autofree int *relation_map = NULL;
  g_autoptr (GArray) queue = NULL;
  Remap remap;

  g_return_val_if_fail (self != NULL, NULL);

  if (models == NULL)
    return crow_schema_ref (self);

  model_map = g_new (int, self->models->len + 1);
  memset (model_map, -1, (self->models->len + 1) * sizeof *model_map);
  relation_map = g_new (int, self->relations->len + 1);
  remap = (Remap){ model_map, relation_map };
  queue = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!mark_named (self, models, queue, &remap, error))
    return NULL;
  mark_neighbours (self, queue, hops, &remap);
  return copy_marked (self, &remap);
}
