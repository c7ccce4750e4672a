#include "crow-validate-private.h"

#include <string.h>

/* Foreign keys as edges from the model that holds the key. Only complete relations count. */
struct _CrowCheckGraph
{
  CrowCheck *check;
  GPtrArray *out;       /* (element-type GArray of guint) by model: relations, ordered as Prisma
                           walks them: by the other model, then as found */
  GPtrArray *incoming;  /* (element-type GArray of guint) by model: relations that modify */
  gboolean *modifies;   /* by relation: some action of it changes rows */
  gboolean *finds_self; /* by model: a self relation can be reached */
  guint *component;     /* by model: strongly connected component */
  /* Of one model after the other, see prepare_paths(): */
  guint start;        /* the model */
  gboolean *ends;     /* (nullable) by model: a path of cascades from it comes to an end */
  GHashTable *counts; /* (owned) (nullable) (element-type guint guint) by model: how many relations
                         of the start reach it */
};

static const CrowCheckRelation *
get_relation (const CrowCheckGraph *self, guint index)
{
  return &g_array_index (self->check->relations, CrowCheckRelation, index);
}

static GArray *
get_out (const CrowCheckGraph *self, guint model)
{
  return g_ptr_array_index (self->out, model);
}

static gboolean
is_complete (const CrowCheckRelation *relation)
{
  return (relation->kind == CROW_CHECK_ONE_TO_ONE || relation->kind == CROW_CHECK_ONE_TO_MANY) &&
         relation->field_a != CROW_AST_NONE && relation->field_b != CROW_AST_NONE;
}

static gboolean
changes_rows (CrowAction action)
{
  return action != CROW_ACTION_NO_ACTION && action != CROW_ACTION_RESTRICT;
}

static int
compare_targets (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrowCheckGraph *self = data;
  guint left = *(const guint *) a, right = *(const guint *) b;
  guint left_model = get_relation (self, left)->model_b;
  guint right_model = get_relation (self, right)->model_b;

  if (left_model != right_model)
    return left_model < right_model ? -1 : 1;
  return left < right ? -1 : left > right;
}

static void
add_edges (CrowCheckGraph *self)
{
  CrowCheck *check = self->check;

  for (guint i = 0; i < check->models->len; i++)
    g_ptr_array_add (self->out, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < check->relations->len; i++)
    {
      const CrowCheckRelation *relation = get_relation (self, i);

      if (!is_complete (relation))
        continue;
      self->modifies[i] = changes_rows (crow_check_get_action (check, relation,
                                                               CROW_EVENT_DELETE)) ||
                          changes_rows (crow_check_get_action (check, relation, CROW_EVENT_UPDATE));
      g_array_append_val (get_out (self, relation->model_a), i);
    }
  for (guint i = 0; i < check->models->len; i++)
    g_array_sort_with_data (get_out (self, i), compare_targets, self);
}

/* Reverse edges that modify, by model. (transfer full) */
static GPtrArray *
list_incoming (const CrowCheckGraph *self)
{
  GPtrArray *incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint i = 0; i < self->check->models->len; i++)
    g_ptr_array_add (incoming, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < self->check->relations->len; i++)
    if (self->modifies[i])
      g_array_append_val ((GArray *) g_ptr_array_index (incoming, get_relation (self, i)->model_b),
                          i);
  return incoming;
}

/* Marks in @marks all models but @without from which a marked one can be reached, not by way of
 * @without. */
static void
spread_back (const CrowCheckGraph *self, gboolean *marks, guint without)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->check->models->len; i++)
    if (marks[i])
      g_array_append_val (stack, i);
  while (stack->len > 0)
    {
      guint model = g_array_index (stack, guint, stack->len - 1);
      GArray *edges = g_ptr_array_index (self->incoming, model);

      g_array_set_size (stack, stack->len - 1);
      for (guint i = 0; i < edges->len; i++)
        {
          guint source = get_relation (self, g_array_index (edges, guint, i))->model_a;

          if (marks[source] || source == without)
            continue;
          marks[source] = TRUE;
          g_array_append_val (stack, source);
        }
    }
}

/* Which models lead to a self relation. */
static void
mark_models (CrowCheckGraph *self)
{
  for (guint i = 0; i < self->check->relations->len; i++)
    {
      const CrowCheckRelation *relation = get_relation (self, i);

      if (self->modifies[i] && relation->model_a == relation->model_b)
        self->finds_self[relation->model_a] = TRUE;
    }
  spread_back (self, self->finds_self, CROW_AST_NONE);
}

/* A model on the walk of find_components(), and which of its edges comes next. */
typedef struct
{
  guint model;
  guint next;
} Step;

/* State of find_components(). */
typedef struct
{
  guint *order, *low; /* by model; 0: not seen yet */
  gboolean *is_open;
  GArray *open;  /* (element-type guint) models not yet in a component */
  GArray *steps; /* (element-type Step) */
  guint n_seen, n_components;
} Walk;

/* The model that relation @edge cascades to, or CROW_AST_NONE where it does not, or only to
 * @without. */
static guint
follow (const CrowCheckGraph *self, guint edge, guint without)
{
  guint target = get_relation (self, edge)->model_b;

  return self->modifies[edge] && target != without ? target : CROW_AST_NONE;
}

/* All edges of @model are walked: it may be the root of a component. */
static void
leave_model (Walk *walk, guint model, guint *component)
{
  g_array_set_size (walk->steps, walk->steps->len - 1);
  if (walk->steps->len > 0)
    {
      guint parent = g_array_index (walk->steps, Step, walk->steps->len - 1).model;

      walk->low[parent] = MIN (walk->low[parent], walk->low[model]);
    }
  if (walk->low[model] != walk->order[model])
    return;
  for (guint member = CROW_AST_NONE; member != model;)
    {
      member = g_array_index (walk->open, guint, walk->open->len - 1);
      g_array_set_size (walk->open, walk->open->len - 1);
      walk->is_open[member] = FALSE;
      component[member] = walk->n_components;
    }
  walk->n_components++;
}

/* Goes one step on. */
static void
walk_on (CrowCheckGraph *self, Walk *walk, guint without, guint *component)
{
  Step *step = &g_array_index (walk->steps, Step, walk->steps->len - 1);
  guint model = step->model;
  Step next = { 0, 0 };

  if (walk->order[model] == 0)
    {
      walk->order[model] = walk->low[model] = ++walk->n_seen;
      walk->is_open[model] = TRUE;
      g_array_append_val (walk->open, model);
    }
  if (step->next == get_out (self, model)->len)
    {
      leave_model (walk, model, component);
      return;
    }
  next.model = follow (self, g_array_index (get_out (self, model), guint, step->next), without);
  step->next++;
  if (next.model == CROW_AST_NONE)
    return;
  if (walk->order[next.model] == 0)
    g_array_append_val (walk->steps, next);
  else if (walk->is_open[next.model])
    walk->low[model] = MIN (walk->low[model], walk->order[next.model]);
}

/* Tarjan's strongly connected components, without edges to the model @without and with a stack of
 * its own: numbered so that edges between components lead to lower numbers. */
static void
find_components (CrowCheckGraph *self, guint without, guint *component)
{
  guint n_models = self->check->models->len;
  g_autofree guint *order = g_new0 (guint, n_models), *low = g_new0 (guint, n_models);
  g_autofree gboolean *is_open = g_new0 (gboolean, n_models);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  Walk walk = { order, low, is_open, open, steps, 0, 0 };

  for (guint root = 0; root < n_models; root++)
    {
      Step first = { root, 0 };

      if (order[root] == 0)
        g_array_append_val (steps, first);
      while (steps->len > 0)
        walk_on (self, &walk, without, component);
    }
}

/* Cycles matter where the database forbids them (sqlserver, mongodb) or Prisma cascades itself. */
static gboolean
forbids_cycles (const CrowCheck *check)
{
  return check->provider == CROW_PROVIDER_SQLSERVER || check->provider == CROW_PROVIDER_MONGODB ||
         check->mode == CROW_RELATION_MODE_PRISMA;
}

CrowCheckGraph *
crow_check_graph_new (CrowCheck *check)
{
  CrowCheckGraph *self = g_new0 (CrowCheckGraph, 1);
  guint n_models = check->models->len;

  self->check = check;
  self->out = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->modifies = g_new0 (gboolean, check->relations->len);
  self->finds_self = g_new0 (gboolean, n_models);
  self->start = CROW_AST_NONE;
  self->component = g_new0 (guint, n_models);
  if (!forbids_cycles (check))
    return self;
  add_edges (self);
  self->incoming = list_incoming (self);
  mark_models (self);
  find_components (self, CROW_AST_NONE, self->component);
  return self;
}

void
crow_check_graph_free (CrowCheckGraph *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->out);
  g_clear_pointer (&self->incoming, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_free (self->modifies);
  g_free (self->finds_self);
  g_free (self->ends);
  g_free (self->component);
  g_free (self);
}

/* What was left out and does change rows, named behind @message. */
static void
tell (CrowCheckGraph *self, guint index, const char *message)
{
  CrowCheck *check = self->check;
  const CrowCheckRelation *relation = get_relation (self, index);
  const CrowCheckField *field = crow_check_field (check, relation->field_a);
  g_autoptr (GString) implicit = g_string_new (NULL);

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      CrowAction action = crow_check_get_action (check, relation, event);

      if (field->ends->actions[event].is_set || !changes_rows (action))
        continue;
      g_string_append_printf (implicit, "%s`%s`: `%s`",
                              implicit->len > 0 ? ", and " : " (Implicit default ",
                              crow_event_get_argument (event), crow_action_get_name (action));
    }
  if (implicit->len > 0)
    g_string_append_c (implicit, ')');
  crow_check_error (check, field->span,
                    "Error validating: %s%s Read more at "
                    "https://pris.ly/d/cyclic-referential-actions",
                    message, implicit->str);
}

/* A relation reached on a walk, and from which step. */
typedef struct
{
  guint relation;
  guint previous; /* into the walk's steps; CROW_AST_NONE: the start */
} Link;

/* "A.b → B.c". (transfer full) */
static char *
describe_path (const CrowCheckGraph *self, GArray *links, guint last)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint i = last; i != CROW_AST_NONE; i = g_array_index (links, Link, i).previous)
    {
      const CrowCheckRelation *relation = get_relation (self,
                                                        g_array_index (links, Link, i).relation);

      g_ptr_array_add (parts,
                       g_strdup_printf ("%s.%s",
                                        crow_check_model (self->check, relation->model_a)->name,
                                        crow_check_field (self->check, relation->field_a)->name));
    }
  for (guint i = parts->len; i > 0; i--)
    g_string_append_printf (path, "%s%s", path->len > 0 ? " → " : "",
                            (const char *) g_ptr_array_index (parts, i - 1));
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static void
tell_self (CrowCheckGraph *self, guint index)
{
  tell (self, index,
        "A self-relation must have `onDelete` and `onUpdate` referential actions set to `NoAction` "
        "in one of the @relation attributes.");
}

static void
tell_cycle (CrowCheckGraph *self, guint index, GArray *links, guint last)
{
  g_autofree char *path = describe_path (self, links, last);
  g_autofree char *message =
      g_strdup_printf ("Reference causes a cycle. One of the @relation attributes in this cycle "
                       "must have `onDelete` and `onUpdate` referential actions set to "
                       "`NoAction`. Cycle path: %s.",
                       path);

  tell (self, index, message);
}

/* Walks from relation @index, depth first and last edge first as Prisma does, to the first self
 * relation or the first edge that comes back. */
static void
walk_to_cycle (CrowCheckGraph *self, guint index)
{
  guint start = get_relation (self, index)->model_a;
  g_autofree gboolean *visited = g_new0 (gboolean, self->check->relations->len);
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (Link));
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  Link first = { index, CROW_AST_NONE };
  guint position = 0;

  g_array_append_val (links, first);
  g_array_append_val (stack, position);
  while (stack->len > 0)
    {
      guint at = g_array_index (stack, guint, stack->len - 1);
      guint current = g_array_index (links, Link, at).relation;
      const CrowCheckRelation *relation = get_relation (self, current);
      GArray *out = get_out (self, relation->model_b);

      g_array_set_size (stack, stack->len - 1);
      if (visited[current])
        continue;
      visited[current] = TRUE;
      if (!self->modifies[current])
        continue;
      if (relation->model_a == relation->model_b)
        {
          tell_self (self, index);
          return;
        }
      if (relation->model_b == start)
        {
          tell_cycle (self, index, links, at);
          return;
        }
      for (guint i = 0; i < out->len; i++)
        {
          Link link = { g_array_index (out, guint, i), at };

          if (visited[link.relation])
            continue;
          position = links->len;
          g_array_append_val (links, link);
          g_array_append_val (stack, position);
        }
    }
}

/* Tells if relation @index is on a cycle of cascades, or leads to a self relation. */
void
crow_check_cycles (CrowCheckGraph *self, guint index)
{
  const CrowCheckRelation *relation = get_relation (self, index);

  if (!forbids_cycles (self->check) || !self->modifies[index])
    return;
  if (relation->model_a == relation->model_b)
    tell_self (self, index);
  else if (self->finds_self[relation->model_b] ||
           self->component[relation->model_a] == self->component[relation->model_b])
    walk_to_cycle (self, index);
}

/* Marks the models from which a path of cascades comes to an end, as Prisma walks: a path uses no
 * relation twice and ends at a model that none leads on from; one that comes to a self relation, or
 * back to @start, is dropped. That is so where the walk can end up in a component that no cascade
 * leaves and of which some model has neither of the two. (transfer full) */
static gboolean *
mark_ends (CrowCheckGraph *self, guint start)
{
  guint n_models = self->check->models->len;
  g_autofree guint *component = g_new0 (guint, n_models);
  g_autofree gboolean *is_left = g_new0 (gboolean, n_models); /* by component */
  g_autofree gboolean *is_clean = g_new0 (gboolean, n_models);
  gboolean *ends = g_new0 (gboolean, n_models);

  find_components (self, start, component);
  for (guint i = 0; i < n_models; i++)
    is_clean[i] = TRUE;
  for (guint i = 0; i < self->check->relations->len; i++)
    {
      const CrowCheckRelation *relation = get_relation (self, i);

      if (!self->modifies[i])
        continue;
      if (relation->model_b == start || relation->model_a == relation->model_b)
        is_clean[relation->model_a] = FALSE;
      else if (component[relation->model_a] != component[relation->model_b])
        is_left[component[relation->model_a]] = TRUE;
    }
  for (guint i = 0; i < n_models; i++)
    ends[i] = is_clean[i] && !is_left[component[i]];
  ends[start] = FALSE;
  spread_back (self, ends, start);
  return ends;
}

/* The models that a cascade along relation @index reaches, as far as it goes on to an end.
 * (transfer full) (element-type guint) */
static GHashTable *
list_reached (CrowCheckGraph *self, guint index)
{
  guint first = follow (self, index, self->start);
  GHashTable *reached = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  if (first == CROW_AST_NONE || !self->ends[first])
    return reached;
  g_hash_table_add (reached, GUINT_TO_POINTER (first));
  g_array_append_val (stack, first);
  while (stack->len > 0)
    {
      GArray *out = get_out (self, g_array_index (stack, guint, stack->len - 1));

      g_array_set_size (stack, stack->len - 1);
      for (guint i = 0; i < out->len; i++)
        {
          guint next = follow (self, g_array_index (out, guint, i), self->start);

          if (next != CROW_AST_NONE && self->ends[next] &&
              g_hash_table_add (reached, GUINT_TO_POINTER (next)))
            g_array_append_val (stack, next);
        }
    }
  return reached;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Fills what depends on the model whose relations are asked about: they come one after the other.
 */
static void
prepare_paths (CrowCheckGraph *self, guint start)
{
  GArray *out = get_out (self, start);

  if (self->start == start)
    return;
  g_free (self->ends);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  self->start = start;
  self->ends = mark_ends (self, start);
  self->counts = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < out->len; i++)
    {
      g_autoptr (GHashTable) reached = list_reached (self, g_array_index (out, guint, i));
      GHashTableIter iter;
      gpointer key;

      g_hash_table_iter_init (&iter, reached);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        {
          guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key)) + 1;

          g_hash_table_insert (self->counts, key, GUINT_TO_POINTER (n));
        }
    }
}

/* Names of the models that both relation @index and some other one of its model reach, sorted.
 * (transfer full) (element-type utf8) */
static GPtrArray *
list_shared (CrowCheckGraph *self, guint index)
{
  g_autoptr (GHashTable) own = NULL;
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer model;

  prepare_paths (self, get_relation (self, index)->model_a);
  own = list_reached (self, index);
  g_hash_table_iter_init (&iter, own);
  while (g_hash_table_iter_next (&iter, &model, NULL))
    if (GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, model)) > 1)
      g_ptr_array_add (names,
                       (gpointer) crow_check_model (self->check, GPOINTER_TO_UINT (model))->name);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static char *
quote_names (GPtrArray *names)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s`%s`", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has_several (const CrowCheckGraph *self, guint model)
{
  GArray *out = get_out (self, model);
  guint n = 0;

  for (guint i = 0; i < out->len && n < 2; i++)
    n += self->modifies[g_array_index (out, guint, i)] ? 1 : 0;
  return n == 2;
}

/* SQL Server takes no two cascading paths between two tables. */
void
crow_check_paths (CrowCheckGraph *self, guint index)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *list = NULL, *message = NULL;

  if (self->check->provider != CROW_PROVIDER_SQLSERVER ||
      self->check->mode == CROW_RELATION_MODE_PRISMA || !self->modifies[index] ||
      !has_several (self, get_relation (self, index)->model_a))
    return;
  names = list_shared (self, index);
  if (names->len == 0)
    return;
  list = quote_names (names);
  message = g_strdup_printf (
      "When any of the records in model%s %s %s updated or deleted, the referential actions on the "
      "relations cascade to model `%s` through multiple paths. Please break one of these paths by "
      "setting the `onUpdate` and `onDelete` to `NoAction`.",
      names->len > 1 ? "s" : "", list, names->len > 1 ? "are" : "is",
      crow_check_model (self->check, get_relation (self, index)->model_a)->name);
  tell (self, index, message);
}
