#include "crow-filter-edit.h"

#include <string.h>

static void
open_model (CrowFilter *self, const CrowSchema *schema, guint index)
{
  const CrowModel *model = crow_schema_get_model (schema, index);
  const char *space = model->namespace_ != NULL ? model->namespace_ : "";

  crow_filter_names_remove (self->hidden_models, model->key);
  crow_filter_names_remove (self->hidden_namespaces, space);
}

static gboolean
shows_model (const CrowFilter *self, CrowSchema *schema, guint model)
{
  g_autoptr (CrowShown) shown = crow_filter_apply (self, schema);

  return shown->has_model[model];
}

static gboolean
shows_relation (const CrowFilter *self, CrowSchema *schema, guint relation)
{
  g_autoptr (CrowShown) shown = crow_filter_apply (self, schema);

  return shown->has_relation[relation];
}

static void
add_action (CrowFilter *self, const CrowRelation *relation)
{
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    if (self->actions[event] != 0)
      self->actions[event] |= 1u << relation->clauses[event].action;
}

static void
add_focus (CrowFilter *self, const CrowSchema *schema, guint model)
{
  crow_filter_names_add (self->focus, crow_schema_get_model (schema, model)->key);
}

/**
 * crow_filter_with_model:
 * @self: a filter
 * @schema: what it is about
 * @model: index of a model
 *
 * Lifts what hides the model: by hand first; then the focus takes it in, or, without a focus, any
 * relation is shown.
 *
 * Returns: (transfer full): a filter that shows it
 */
CrowFilter *
crow_filter_with_model (const CrowFilter *self, CrowSchema *schema, guint model)
{
  CrowFilter *filter = crow_filter_copy (self);

  open_model (filter, schema, model);
  if (shows_model (filter, schema, model))
    return filter;
  if (filter->focus->len > 0)
    add_focus (filter, schema, model);
  else
    {
      memset (filter->actions, 0, sizeof filter->actions);
      filter->only_problems = FALSE;
    }
  return filter;
}

/**
 * crow_filter_with_relation:
 * @self: a filter
 * @schema: what it is about
 * @relation: index of a relation
 *
 * Lifts what hides the relation, as little as does: its ends hidden by hand, its actions, the
 * wish for problems, the focus, which takes in both its ends.
 *
 * Returns: (transfer full): a filter that shows it
 */
CrowFilter *
crow_filter_with_relation (const CrowFilter *self, CrowSchema *schema, guint relation)
{
  const CrowRelation *info = crow_schema_get_relation (schema, relation);
  CrowFilter *filter = crow_filter_copy (self);

  open_model (filter, schema, info->child);
  open_model (filter, schema, info->parent);
  if (shows_relation (filter, schema, relation))
    return filter;
  add_action (filter, info);
  if (shows_relation (filter, schema, relation))
    return filter;
  if (filter->only_problems)
    {
      guint8 *problems = crow_schema_find_problems (schema);

      filter->only_problems = problems[relation];
      g_free (problems);
    }
  if (shows_relation (filter, schema, relation))
    return filter;
  add_focus (filter, schema, info->child);
  add_focus (filter, schema, info->parent);
  return filter;
}

/**
 * crow_filter_with_focus:
 * @self: a filter
 * @schema: what it is about
 * @models: (element-type utf8): keys of models
 * @hops: how far the focus reaches, where @self has none
 *
 * Returns: (transfer full): a filter with that focus; what of it is hidden by hand is so no more
 */
CrowFilter *
crow_filter_with_focus (const CrowFilter *self,
                        const CrowSchema *schema,
                        const GPtrArray *models,
                        guint hops)
{
  CrowFilter *filter = crow_filter_copy (self);

  if (filter->focus->len == 0)
    filter->hops = hops;
  g_ptr_array_set_size (filter->focus, 0);
  for (guint i = 0; i < models->len; i++)
    {
      const char *key = g_ptr_array_index (models, i);
      int model = crow_schema_find_model_by_key (schema, key);

      if (model >= 0)
        open_model (filter, schema, (guint) model);
      crow_filter_names_add (filter->focus, key);
    }
  return filter;
}

/**
 * crow_filter_without:
 * @self: a filter
 * @models: (element-type utf8): keys of models
 *
 * Returns: (transfer full): a filter that hides them too, by hand; they are its focus no more
 */
CrowFilter *
crow_filter_without (const CrowFilter *self, const GPtrArray *models)
{
  CrowFilter *filter = crow_filter_copy (self);

  for (guint i = 0; i < models->len; i++)
    {
      crow_filter_names_remove (filter->focus, g_ptr_array_index (models, i));
      crow_filter_names_add (filter->hidden_models, g_ptr_array_index (models, i));
    }
  return filter;
}

/**
 * crow_filter_remove_part:
 * @self: a filter
 * @part: `focus`, `delete`, `update`, `problems`, `rows`, `namespaces` or `models`
 *
 * Takes back what one part of the filter says.
 *
 * Returns: %FALSE: there is no such part
 */
gboolean
crow_filter_remove_part (CrowFilter *self, const char *part)
{
  if (strcmp (part, "focus") == 0)
    {
      g_ptr_array_set_size (self->focus, 0);
      self->hops = 0;
    }
  else if (strcmp (part, "delete") == 0)
    self->actions[CROW_EVENT_DELETE] = 0;
  else if (strcmp (part, "update") == 0)
    self->actions[CROW_EVENT_UPDATE] = 0;
  else if (strcmp (part, "problems") == 0)
    self->only_problems = FALSE;
  else if (strcmp (part, "rows") == 0)
    self->rows = CROW_ROWS_ALL;
  else if (strcmp (part, "namespaces") == 0)
    g_ptr_array_set_size (self->hidden_namespaces, 0);
  else if (strcmp (part, "models") == 0)
    g_ptr_array_set_size (self->hidden_models, 0);
  else
    return FALSE;
  return TRUE;
}
