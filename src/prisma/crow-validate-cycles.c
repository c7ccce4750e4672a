#include "crow-validate-private.h"

#include <string.h>

/* Foreign keys as edges from the model that holds the key. Only complete relations count. */
struct _CrowCheckGraph
{
  CrowCheck *check;
  GPtrArray *out;       /* (element-type GArray of guint) by model: relations, ordered as Prisma
                           walks them: by the other model, then as found */
  gboolean *modifies;   /* by relation: some action of it changes rows */
  gboolean *finds_self; /* by model: a self relation can be reached */
  guint counted_model;  /* whose relations are in counts */
  GHashTable
      *counts; /* (owned) (nullable) (element-type guint guint) by model: see count_reached() */
  guint *component;  /* by model: strongly connected component */
  gboolean *goes_on; /* by model: some path from it ends where no key leads on */
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

/* Marks in @marks all models from which a marked one can be reached. */
static void
spread_back (const CrowCheckGraph *self, GPtrArray *incoming, gboolean *marks)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->check->models->len; i++)
    if (marks[i])
      g_array_append_val (stack, i);
  while (stack->len > 0)
    {
      guint model = g_array_index (stack, guint, stack->len - 1);
      GArray *edges = g_ptr_array_index (incoming, model);

      g_array_set_size (stack, stack->len - 1);
      for (guint i = 0; i < edges->len; i++)
        {
          guint source = get_relation (self, g_array_index (edges, guint, i))->model_a;

          if (marks[source])
            continue;
          marks[source] = TRUE;
          g_array_append_val (stack, source);
        }
    }
}

static void
mark_models (CrowCheckGraph *self)
{
  g_autoptr (GPtrArray) incoming = list_incoming (self);

  for (guint i = 0; i < self->check->models->len; i++)
    self->goes_on[i] = TRUE;
  for (guint i = 0; i < self->check->relations->len; i++)
    {
      const CrowCheckRelation *relation = get_relation (self, i);

      if (!self->modifies[i])
        continue;
      self->goes_on[relation->model_a] = FALSE;
      if (relation->model_a == relation->model_b)
        self->finds_self[relation->model_a] = TRUE;
    }
  spread_back (self, incoming, self->finds_self);
  spread_back (self, incoming, self->goes_on);
}

/* A model on the walk of find_components(), and which of its edges comes next. */
typedef struct
{
  guint model;
  guint next;
} Step;

/* Tarjan's walk, with a stack of its own. */
static void
find_components (CrowCheckGraph *self)
{
  guint n_models = self->check->models->len, n_seen = 0, n_components = 0;
  g_autofree guint *order = g_new0 (guint, n_models), *low = g_new0 (guint, n_models);
  g_autofree gboolean *is_open = g_new0 (gboolean, n_models);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));

  for (guint root = 0; root < n_models; root++)
    {
      Step first = { root, 0 };

      if (order[root] == 0)
        g_array_append_val (steps, first);
      while (steps->len > 0)
        {
          Step *step = &g_array_index (steps, Step, steps->len - 1);
          guint model = step->model;

          if (step->next == 0 && order[model] == 0)
            {
              order[model] = low[model] = ++n_seen;
              is_open[model] = TRUE;
              g_array_append_val (open, model);
            }
          if (step->next < get_out (self, model)->len)
            {
              guint relation = g_array_index (get_out (self, model), guint, step->next++);
              Step next = { get_relation (self, relation)->model_b, 0 };

              if (!self->modifies[relation])
                continue;
              if (order[next.model] == 0)
                g_array_append_val (steps, next);
              else if (is_open[next.model])
                low[model] = MIN (low[model], order[next.model]);
              continue;
            }
          g_array_set_size (steps, steps->len - 1);
          if (steps->len > 0)
            {
              guint parent = g_array_index (steps, Step, steps->len - 1).model;

              low[parent] = MIN (low[parent], low[model]);
            }
          if (low[model] != order[model])
            continue;
          for (guint member = CROW_AST_NONE; member != model;)
            {
              member = g_array_index (open, guint, open->len - 1);
              g_array_set_size (open, open->len - 1);
              is_open[member] = FALSE;
              self->component[member] = n_components;
            }
          n_components++;
        }
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
  self->goes_on = g_new0 (gboolean, n_models);
  self->component = g_new0 (guint, n_models);
  if (!forbids_cycles (check))
    return self;
  add_edges (self);
  mark_models (self);
  find_components (self);
  return self;
}

void
crow_check_graph_free (CrowCheckGraph *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->out);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_free (self->modifies);
  g_free (self->finds_self);
  g_free (self->goes_on);
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

      if (field->actions[event].is_set || !changes_rows (action))
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

/* The models that a cascade along relation @index reaches, as far as it goes on to an end.
 * (transfer full) (element-type guint) */
static GHashTable *
list_reached (CrowCheckGraph *self, guint index)
{
  guint start = get_relation (self, index)->model_a;
  guint first = get_relation (self, index)->model_b;
  GHashTable *reached = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  if (first == start || !self->goes_on[first])
    return reached;
  g_hash_table_add (reached, GUINT_TO_POINTER (first));
  g_array_append_val (stack, first);
  while (stack->len > 0)
    {
      GArray *out = get_out (self, g_array_index (stack, guint, stack->len - 1));

      g_array_set_size (stack, stack->len - 1);
      for (guint i = 0; i < out->len; i++)
        {
          guint edge = g_array_index (out, guint, i);
          guint next = get_relation (self, edge)->model_b;

          if (!self->modifies[edge] || next == start || !self->goes_on[next] ||
              next == get_relation (self, edge)->model_a)
            continue;
          if (g_hash_table_add (reached, GUINT_TO_POINTER (next)))
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

/* How many relations of @model reach each other model: asked for one model after the other. */
static void
count_reached (CrowCheckGraph *self, guint model)
{
  GArray *out = get_out (self, model);

  if (self->counts != NULL && self->counted_model == model)
    return;
  g_clear_pointer (&self->counts, g_hash_table_unref);
  self->counts = g_hash_table_new (NULL, NULL);
  self->counted_model = model;
  for (guint i = 0; i < out->len; i++)
    {
      guint relation = g_array_index (out, guint, i);
      g_autoptr (GHashTable) reached = NULL;
      GHashTableIter iter;
      gpointer key;

      if (!self->modifies[relation])
        continue;
      reached = list_reached (self, relation);
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
  g_autoptr (GHashTable) own = list_reached (self, index);
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer model;

  count_reached (self, get_relation (self, index)->model_a);
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

/* SQL Server takes no two cascading paths between two tables. */
void
crow_check_paths (CrowCheckGraph *self, guint index)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *list = NULL, *message = NULL;

  if (self->check->provider != CROW_PROVIDER_SQLSERVER ||
      self->check->mode == CROW_RELATION_MODE_PRISMA || !self->modifies[index])
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
