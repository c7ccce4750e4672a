#include "crow-error.h"
#include "crow-schema-private.h"

#include <string.h>

/* What becomes of the old indexes: the new one, or -1. */
typedef struct
{
  int *models;
  int *relations;
} Remap;

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

/**
 * crow_schema_mark_neighbours:
 * @self: a sealed schema
 * @queue: (element-type guint): models to start from, marked in @models; others are appended
 * @hops: how many relations away a model may be
 * @relations: (nullable): by relation: whether it leads anywhere; %NULL: all do
 * @models: by model: set where one is reached
 *
 * Breadth first, each model and relation once.
 */
void
crow_schema_mark_neighbours (const CrowSchema *self,
                             GArray *queue,
                             guint hops,
                             const guint8 *relations,
                             guint8 *models)
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

            if (models[other] || (relations != NULL && !relations[edges[i]]))
              continue;
            models[other] = TRUE;
            g_array_append_val (queue, other);
          }
      }
}

static gboolean
mark_named (const CrowSchema *self,
            const char *const *names,
            GArray *queue,
            guint8 *models,
            GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      int found = crow_schema_find_model (self, names[i]);
      guint index = (guint) found;

      if (found < 0)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "The schema has no model `%s`",
                       names[i]);
          return FALSE;
        }
      if (models[index])
        continue;
      models[index] = TRUE;
      g_array_append_val (queue, index);
    }
  return TRUE;
}

static CrowRelation *
copy_relation (const CrowRelation *relation, const Remap *remap)
{
  CrowRelation *copy = crow_relation_copy (relation);

  copy->child = (guint) remap->models[relation->child];
  copy->parent = (guint) remap->models[relation->parent];
  return copy;
}

static void
copy_models (const CrowSchema *self, const guint8 *models, CrowSchema *part, Remap *remap)
{
  for (guint i = 0; i < self->models->len; i++)
    {
      remap->models[i] = models[i] ? (int) part->models->len : -1;
      if (models[i])
        g_ptr_array_add (part->models, crow_model_copy (crow_schema_get_model (self, i)));
    }
}

static void
copy_relations (const CrowSchema *self, const guint8 *relations, CrowSchema *part, Remap *remap)
{
  for (guint i = 0; i < self->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self, i);

      remap->relations[i] = -1;
      if (remap->models[relation->child] < 0 || remap->models[relation->parent] < 0 ||
          (relations != NULL && !relations[i]))
        continue;
      remap->relations[i] = (int) part->relations->len;
      g_ptr_array_add (part->relations, copy_relation (relation, remap));
    }
}

/* Only the enums that a kept model uses. */
static void
copy_enums (const CrowSchema *self, CrowSchema *part)
{
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < part->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (part, i);

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
        g_ptr_array_add (part->enums, crow_enum_copy (enumeration));
    }
}

/* All but those about what was left out. */
static void
copy_diagnostics (const CrowSchema *self, CrowSchema *part, const Remap *remap)
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
      g_ptr_array_add (part->diagnostics, copy);
    }
}

/**
 * crow_schema_copy_part:
 * @self: a sealed schema
 * @models: by model: whether it stays
 * @relations: (nullable): by relation: whether it stays, if both its models do; %NULL: all
 *
 * What stays, in the same order, with the same keys and locations; files are shared. Problems
 * about what does not stay are left out.
 *
 * Returns: (transfer full): a sealed schema
 */
CrowSchema *
crow_schema_copy_part (const CrowSchema *self, const guint8 *models, const guint8 *relations)
{
  g_autofree int *model_map = g_new (int, self->models->len + 1);
  g_autofree int *relation_map = g_new (int, self->relations->len + 1);
  Remap remap = { model_map, relation_map };
  CrowSchema *part = crow_schema_copy_head (self);

  copy_models (self, models, part, &remap);
  copy_relations (self, relations, part, &remap);
  copy_enums (self, part);
  copy_diagnostics (self, part, &remap);
  crow_schema_seal (part);
  return part;
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
  g_autofree guint8 *is_kept = NULL;
  g_autoptr (GArray) queue = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (models == NULL)
    return crow_schema_ref (self);

  is_kept = g_new0 (guint8, self->models->len + 1);
  queue = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!mark_named (self, models, queue, is_kept, error))
    return NULL;
  crow_schema_mark_neighbours (self, queue, hops, NULL, is_kept);
  return crow_schema_copy_part (self, is_kept, NULL);
}
