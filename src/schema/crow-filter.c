#include "crow-filter.h"

#include "crow-schema-private.h"

#include <string.h>

/* A filter at work: a byte by model or relation of the whole. */
typedef struct
{
  const CrowFilter *filter;
  const CrowSchema *schema;
  guint8 *open_models; /* (owned) not hidden by hand */
  guint8 *models;      /* (owned) what the filter asks for */
  guint8 *relations;   /* (owned) likewise */
} Sieve;

static void
clear_sieve (Sieve *self)
{
  g_free (self->open_models);
  g_free (self->models);
  g_free (self->relations);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sieve, clear_sieve)

static gboolean
have_same_names (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (strcmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0)
      return FALSE;
  return TRUE;
}

static GHashTable *
make_set (const GPtrArray *names)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < names->len; i++)
    g_hash_table_add (set, g_ptr_array_index (names, i));
  return set;
}

static void
open_models (Sieve *self)
{
  g_autoptr (GHashTable) models = make_set (self->filter->hidden_models);
  g_autoptr (GHashTable) namespaces = make_set (self->filter->hidden_namespaces);

  for (guint i = 0; i < self->schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (self->schema, i);
      const char *space = model->namespace_ != NULL ? model->namespace_ : "";

      self->open_models[i] = !g_hash_table_contains (models, model->key) &&
                             !g_hash_table_contains (namespaces, space);
    }
}

static gboolean
has_asked_actions (const CrowFilter *filter, const CrowRelation *relation)
{
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    if (filter->actions[i] != 0 && (filter->actions[i] & (1u << relation->clauses[i].action)) == 0)
      return FALSE;
  return TRUE;
}

/* Does the filter ask for some relations and not for others? */
static gboolean
picks_relations (const CrowFilter *filter)
{
  return filter->actions[CROW_EVENT_DELETE] != 0 || filter->actions[CROW_EVENT_UPDATE] != 0 ||
         filter->only_problems;
}

static void
pick_relations (Sieve *self)
{
  g_autofree guint8 *problems = crow_schema_find_problems (self->schema);

  for (guint i = 0; i < self->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->schema, i);

      self->relations[i] = self->open_models[relation->child] &&
                           self->open_models[relation->parent] &&
                           has_asked_actions (self->filter, relation) &&
                           (!self->filter->only_problems || problems[i]);
    }
}

/* The models of the focus that there are, marked. */
static GArray *
find_focus (Sieve *self)
{
  GArray *queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) focus = make_set (self->filter->focus);

  for (guint i = 0; i < self->schema->models->len && g_hash_table_size (focus) > 0; i++)
    if (self->open_models[i] &&
        g_hash_table_contains (focus, crow_schema_get_model (self->schema, i)->key))
      {
        self->models[i] = TRUE;
        g_array_append_val (queue, i);
      }
  return queue;
}

static void
keep_ends (Sieve *self)
{
  for (guint i = 0; i < self->schema->relations->len; i++)
    if (self->relations[i])
      {
        const CrowRelation *relation = crow_schema_get_relation (self->schema, i);

        self->models[relation->child] = TRUE;
        self->models[relation->parent] = TRUE;
      }
}

/* A problem may be about a model alone. */
static void
keep_troubled_models (Sieve *self)
{
  for (guint i = 0; i < self->schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (self->schema->diagnostics, i);

      if (diagnostic->model >= 0 && (guint) diagnostic->model < self->schema->models->len &&
          diagnostic->relation < 0 && diagnostic->severity != CROW_SEVERITY_HINT &&
          self->open_models[diagnostic->model])
        self->models[diagnostic->model] = TRUE;
    }
}

static void
pick_models (Sieve *self)
{
  g_autoptr (GArray) focus = find_focus (self);
  const guint *actions = self->filter->actions;

  if (focus->len > 0)
    crow_schema_mark_neighbours (self->schema, focus, self->filter->hops, self->relations,
                                 self->models);
  else if (picks_relations (self->filter))
    {
      keep_ends (self);
      if (actions[CROW_EVENT_DELETE] == 0 && actions[CROW_EVENT_UPDATE] == 0)
        keep_troubled_models (self);
    }
  else
    memcpy (self->models, self->open_models, self->schema->models->len);
}

static void
drop_loose_relations (Sieve *self)
{
  for (guint i = 0; i < self->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->schema, i);

      self->relations[i] = self->relations[i] && self->models[relation->child] &&
                           self->models[relation->parent];
    }
}

static guint
count_missing (const guint8 *bytes, guint n)
{
  guint n_missing = 0;

  for (guint i = 0; i < n; i++)
    n_missing += bytes[i] ? 0 : 1;
  return n_missing;
}

static void
mark_fields (guint8 *is_key, const GArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    is_key[g_array_index (fields, guint, i)] = TRUE;
}

/* Members of keys of all models, one after the other: those of model i begin at starts[i]. What a
 * relation refers to counts too: in a damaged schema it need not be unique. */
static guint8 *
find_key_members (const CrowSchema *schema, gsize **starts)
{
  gsize n_fields = 0;
  guint8 *is_key;

  *starts = g_new0 (gsize, schema->models->len + 1);
  for (guint i = 0; i < schema->models->len; i++)
    {
      (*starts)[i] = n_fields;
      n_fields += crow_schema_get_model (schema, i)->fields->len;
    }
  is_key = g_new0 (guint8, n_fields + 1);
  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);

      for (guint j = 0; j < model->keys->len; j++)
        {
          const CrowKey *key = g_ptr_array_index (model->keys, j);

          if (key->kind == CROW_KEY_PRIMARY || key->kind == CROW_KEY_UNIQUE)
            mark_fields (is_key + (*starts)[i], key->fields);
        }
    }
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      mark_fields (is_key + (*starts)[relation->child], relation->child_fields);
      mark_fields (is_key + (*starts)[relation->parent], relation->parent_fields);
    }
  return is_key;
}

/* Of a model that only one side has, every row; else the marked ones. */
static void
keep_marked_rows (const CrowModel *model, guint8 *is_kept)
{
  gboolean is_one_sided = model->mark == CROW_MARK_ADDED || model->mark == CROW_MARK_REMOVED;

  for (guint i = 0; i < model->fields->len; i++)
    if (is_one_sided || crow_model_get_field (model, i)->mark != CROW_MARK_NONE)
      is_kept[i] = TRUE;
}

/* Which rows the models of @schema keep, as find_key_members() has it; NULL: all of them. */
static guint8 *
pick_rows (const CrowSchema *schema, CrowRows rows, gsize **starts)
{
  guint8 *is_kept;

  *starts = NULL;
  if (rows == CROW_ROWS_ALL)
    return NULL;
  is_kept = find_key_members (schema, starts);
  if (rows == CROW_ROWS_NONE)
    for (guint i = 0; i < schema->models->len; i++)
      memset (is_kept + (*starts)[i], 0, crow_schema_get_model (schema, i)->fields->len);
  for (guint i = 0; rows == CROW_ROWS_CHANGED && i < schema->models->len; i++)
    keep_marked_rows (crow_schema_get_model (schema, i), is_kept + (*starts)[i]);
  return is_kept;
}

/* How many rows of the models that are shown are not. */
static guint
count_hidden_rows (const CrowSchema *whole, const CrowShown *shown)
{
  g_autofree gsize *starts = NULL;
  g_autofree guint8 *is_kept = pick_rows (whole, shown->rows, &starts);
  guint n = 0;

  for (guint i = 0; is_kept != NULL && i < whole->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (whole, i);

      for (guint j = 0; shown->has_model[i] && j < model->fields->len; j++)
        n += crow_model_get_field (model, j)->row >= 0 && !is_kept[starts[i] + j] ? 1 : 0;
    }
  return n;
}

/* @part is ours alone: rows are numbered anew. Key rows are told before relations are left out. */
static void
reduce_rows (CrowSchema *part, const CrowSchema *whole, const CrowShown *shown)
{
  g_autofree gsize *starts = NULL;
  g_autofree guint8 *is_kept = pick_rows (whole, shown->rows, &starts);
  guint at = 0;

  for (guint i = 0; is_kept != NULL && i < whole->models->len; i++)
    {
      CrowModel *model;

      if (!shown->has_model[i])
        continue;
      model = crow_schema_get_model (part, at++);
      model->n_rows = 0;
      for (guint j = 0; j < model->fields->len; j++)
        {
          CrowField *field = crow_model_get_field (model, j);

          if (field->row >= 0)
            field->row = is_kept[starts[i] + j] ? (int) model->n_rows++ : -1;
        }
    }
}

static void
derive_schema (CrowShown *self, CrowSchema *whole)
{
  self->n_hidden_models = count_missing (self->has_model, whole->models->len);
  self->n_hidden_relations = count_missing (self->has_relation, whole->relations->len);
  self->n_hidden_rows = count_hidden_rows (whole, self);
  if (self->n_hidden_models == 0 && self->n_hidden_relations == 0 && self->n_hidden_rows == 0)
    {
      self->schema = crow_schema_ref (whole);
      return;
    }
  self->schema = crow_schema_copy_part (whole, self->has_model, self->has_relation);
  reduce_rows (self->schema, whole, self);
}

/* By the part's indexes: what is @there and not @wanted; NULL: nothing. */
static guint8 *
find_faded (const guint8 *there, const guint8 *wanted, guint n, guint *n_faded)
{
  g_autofree guint8 *faded = g_new0 (guint8, n + 1);
  guint at = 0;

  *n_faded = 0;
  for (guint i = 0; i < n; i++)
    if (there[i])
      {
        faded[at++] = !wanted[i];
        *n_faded += wanted[i] ? 0 : 1;
      }
  return *n_faded > 0 ? g_steal_pointer (&faded) : NULL;
}

/* The rest stays where it was: all that is not hidden by hand is there. */
static void
fade_rest (CrowShown *self, const Sieve *sieve)
{
  const CrowSchema *schema = sieve->schema;

  memcpy (self->has_model, sieve->open_models, schema->models->len);
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      self->has_relation[i] = self->has_model[relation->child] && self->has_model[relation->parent];
    }
  self->faded_models = find_faded (self->has_model, sieve->models, schema->models->len,
                                   &self->n_faded_models);
  self->faded_relations = find_faded (self->has_relation, sieve->relations, schema->relations->len,
                                      &self->n_faded_relations);
}

static CrowShown *
create_shown (const CrowSchema *schema, CrowRows rows)
{
  CrowShown *self = g_new0 (CrowShown, 1);

  self->rows = rows;
  self->has_model = g_new0 (guint8, schema->models->len + 1);
  self->has_relation = g_new0 (guint8, schema->relations->len + 1);
  return self;
}

/**
 * crow_filter_new:
 *
 * Returns: (transfer full): a filter that leaves everything
 */
CrowFilter *
crow_filter_new (void)
{
  CrowFilter *self = g_new0 (CrowFilter, 1);

  self->focus = g_ptr_array_new_with_free_func (g_free);
  self->hidden_models = g_ptr_array_new_with_free_func (g_free);
  self->hidden_namespaces = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * crow_filter_copy:
 * @self: a filter
 *
 * Returns: (transfer full): the same, independent of @self
 */
CrowFilter *
crow_filter_copy (const CrowFilter *self)
{
  CrowFilter *copy = g_memdup2 (self, sizeof *self);

  copy->focus = crow_strings_copy (self->focus);
  copy->hidden_models = crow_strings_copy (self->hidden_models);
  copy->hidden_namespaces = crow_strings_copy (self->hidden_namespaces);
  return copy;
}

/**
 * crow_filter_free:
 * @self: (transfer full) (nullable): a filter
 */
void
crow_filter_free (CrowFilter *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->focus);
  g_ptr_array_unref (self->hidden_models);
  g_ptr_array_unref (self->hidden_namespaces);
  g_free (self);
}

/**
 * crow_filter_equal:
 * @a: a filter
 * @b: another one
 *
 * Returns: whether both say the same, names in the same order
 */
gboolean
crow_filter_equal (const CrowFilter *a, const CrowFilter *b)
{
  return have_same_names (a->focus, b->focus) && a->hops == b->hops &&
         a->actions[CROW_EVENT_DELETE] == b->actions[CROW_EVENT_DELETE] &&
         a->actions[CROW_EVENT_UPDATE] == b->actions[CROW_EVENT_UPDATE] &&
         a->only_problems == b->only_problems &&
         have_same_names (a->hidden_models, b->hidden_models) &&
         have_same_names (a->hidden_namespaces, b->hidden_namespaces) && a->rows == b->rows &&
         a->rest == b->rest;
}

/**
 * crow_filter_is_plain:
 * @self: a filter
 *
 * Returns: whether it leaves nothing out, of any schema
 */
gboolean
crow_filter_is_plain (const CrowFilter *self)
{
  return self->focus->len == 0 && !picks_relations (self) && self->hidden_models->len == 0 &&
         self->hidden_namespaces->len == 0 && self->rows == CROW_ROWS_ALL;
}

/**
 * crow_filter_names_contain:
 * @names: (element-type utf8): names of a filter
 * @name: a name
 *
 * Returns: whether it is one of them
 */
gboolean
crow_filter_names_contain (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (strcmp (g_ptr_array_index (names, i), name) == 0)
      return TRUE;
  return FALSE;
}

/**
 * crow_filter_names_add:
 * @names: (element-type utf8): names of a filter
 * @name: a name
 *
 * Returns: whether it was not one of them yet
 */
gboolean
crow_filter_names_add (GPtrArray *names, const char *name)
{
  if (crow_filter_names_contain (names, name))
    return FALSE;
  g_ptr_array_add (names, g_strdup (name));
  return TRUE;
}

/**
 * crow_filter_names_remove:
 * @names: (element-type utf8): names of a filter
 * @name: a name
 *
 * Returns: whether it was one of them
 */
gboolean
crow_filter_names_remove (GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (strcmp (g_ptr_array_index (names, i), name) == 0)
      {
        g_ptr_array_remove_index (names, i);
        return TRUE;
      }
  return FALSE;
}

/**
 * crow_filter_apply:
 * @self: a filter
 * @schema: a sealed schema
 *
 * What the filter leaves of @schema: linear in its size. Names that the schema does not have are
 * passed over. A model hidden by hand is never there, not even as the focus. Any thread.
 *
 * Returns: (transfer full): what is shown; its schema is @schema itself where nothing is left out
 */
CrowShown *
crow_filter_apply (const CrowFilter *self, CrowSchema *schema)
{
  g_auto (Sieve) sieve = { self, schema, NULL, NULL, NULL };
  CrowShown *shown;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (schema != NULL, NULL);

  sieve.open_models = g_new0 (guint8, schema->models->len + 1);
  sieve.models = g_new0 (guint8, schema->models->len + 1);
  sieve.relations = g_new0 (guint8, schema->relations->len + 1);
  open_models (&sieve);
  pick_relations (&sieve);
  pick_models (&sieve);
  drop_loose_relations (&sieve);

  shown = create_shown (schema, self->rows);
  if (self->rest == CROW_REST_FADED)
    fade_rest (shown, &sieve);
  else
    {
      memcpy (shown->has_model, sieve.models, schema->models->len);
      memcpy (shown->has_relation, sieve.relations, schema->relations->len);
    }
  derive_schema (shown, schema);
  return shown;
}

/**
 * crow_shown_renew:
 * @self: what is shown of one schema
 * @schema: another one with the same models and relations, index by index, such as an edited action
 *   gives
 *
 * Shows the same parts of @schema, whatever a filter would say of it now. Any thread.
 *
 * Returns: (transfer full): what is shown of it
 */
CrowShown *
crow_shown_renew (const CrowShown *self, CrowSchema *schema)
{
  CrowShown *shown;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (schema != NULL, NULL);

  shown = create_shown (schema, self->rows);
  memcpy (shown->has_model, self->has_model, schema->models->len);
  memcpy (shown->has_relation, self->has_relation, schema->relations->len);
  derive_schema (shown, schema);
  shown->faded_models = g_memdup2 (self->faded_models, shown->schema->models->len + 1);
  shown->faded_relations = g_memdup2 (self->faded_relations, shown->schema->relations->len + 1);
  shown->n_faded_models = self->n_faded_models;
  shown->n_faded_relations = self->n_faded_relations;
  return shown;
}

/**
 * crow_shown_free:
 * @self: (transfer full) (nullable): what is shown
 */
void
crow_shown_free (CrowShown *self)
{
  if (self == NULL)
    return;
  crow_schema_unref (self->schema);
  g_free (self->faded_models);
  g_free (self->faded_relations);
  g_free (self->has_model);
  g_free (self->has_relation);
  g_free (self);
}
