#include "crow-lint-private.h"

/* Tarjan's strongly connected components, with a stack of its own instead of recursion. Edges are
 * the foreign keys that a new row cannot do without. */
typedef struct
{
  guint *starts;   /* (owned) by model: first of its edges; one more for the end */
  guint *edges;    /* (owned) relations, by child */
  guint *order;    /* (owned) by model: when it was found, from 1; 0: not yet */
  guint *low;      /* (owned) by model */
  guint *next;     /* (owned) by model: the next edge to follow */
  int *component;  /* (owned) by model; -1: none yet */
  GArray *waiting; /* (owned) (element-type guint) models without a component */
  GArray *path;    /* (owned) (element-type guint) models from the root of the search */
  guint n_found;
  int n_components;
} Search;

static void
clear_search (Search *self)
{
  g_free (self->starts);
  g_free (self->edges);
  g_free (self->order);
  g_free (self->low);
  g_free (self->next);
  g_free (self->component);
  g_array_unref (self->waiting);
  g_array_unref (self->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, clear_search)

/* A row cannot be inserted before its parent. One that refers to its own table may refer to itself.
 */
static gboolean
is_needed_first (const CrowRelation *relation)
{
  return relation->kind == CROW_RELATION_FOREIGN_KEY && relation->child_fields->len > 0 &&
         relation->child != relation->parent && !relation->is_optional &&
         !relation->is_deferrable && relation->is_enforced && relation->constraint != NULL;
}

static void
list_edges (Search *self, const CrowSchema *schema)
{
  guint n_models = schema->models->len;

  self->starts = g_new0 (guint, n_models + 2);
  self->edges = g_new (guint, schema->relations->len + 1);
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (is_needed_first (relation))
        self->starts[relation->child + 2]++;
    }
  for (guint i = 2; i < n_models + 2; i++)
    self->starts[i] += self->starts[i - 1];
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (is_needed_first (relation))
        self->edges[self->starts[relation->child + 1]++] = i;
    }
}

static void
enter (Search *self, guint model)
{
  self->order[model] = self->low[model] = ++self->n_found;
  self->next[model] = self->starts[model];
  g_array_append_val (self->waiting, model);
  g_array_append_val (self->path, model);
}

static void
leave (Search *self, guint model)
{
  g_array_set_size (self->path, self->path->len - 1);
  if (self->path->len > 0)
    {
      guint before = g_array_index (self->path, guint, self->path->len - 1);

      self->low[before] = MIN (self->low[before], self->low[model]);
    }
  if (self->low[model] != self->order[model])
    return;
  for (guint last = model + 1; last != model;)
    {
      last = g_array_index (self->waiting, guint, self->waiting->len - 1);
      g_array_set_size (self->waiting, self->waiting->len - 1);
      self->component[last] = self->n_components;
    }
  self->n_components++;
}

static void
search_from (Search *self, const CrowSchema *schema, guint root)
{
  enter (self, root);
  while (self->path->len > 0)
    {
      guint model = g_array_index (self->path, guint, self->path->len - 1);
      guint parent;

      if (self->next[model] == self->starts[model + 1])
        {
          leave (self, model);
          continue;
        }
      parent = crow_schema_get_relation (schema, self->edges[self->next[model]++])->parent;
      if (self->order[parent] == 0)
        enter (self, parent);
      else if (self->component[parent] < 0)
        self->low[model] = MIN (self->low[model], self->order[parent]);
    }
}

static void
search (Search *self, const CrowSchema *schema)
{
  guint n_models = schema->models->len;

  list_edges (self, schema);
  self->order = g_new0 (guint, n_models + 1);
  self->low = g_new0 (guint, n_models + 1);
  self->next = g_new0 (guint, n_models + 1);
  self->component = g_new (int, n_models + 1);
  self->waiting = g_array_new (FALSE, FALSE, sizeof (guint));
  self->path = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i <= n_models; i++)
    self->component[i] = -1;
  for (guint i = 0; i < n_models; i++)
    if (self->order[i] == 0)
      search_from (self, schema, i);
}

/* Names of the tables in a component, at most so many. (transfer full) */
static char *
list_members (const Search *self, const CrowSchema *schema, int component)
{
  const guint most = 6;
  GString *names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < schema->models->len; i++)
    {
      if (self->component[i] != component)
        continue;
      if (n++ < most)
        g_string_append_printf (names, "%s%s", n > 1 ? ", " : "",
                                crow_schema_get_model (schema, i)->name);
    }
  if (n > most)
    g_string_append_printf (names, " and %u more", n - most);
  return g_string_free (names, FALSE);
}

/**
 * crow_linter_check_cycles:
 * @self: a run of the rules over a database
 *
 * RA009: tables that need each other's rows before their own. Told once for each such group, at the
 * first foreign key inside.
 */
void
crow_linter_check_cycles (CrowLinter *self)
{
  g_auto (Search) found = { 0 };
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);

  search (&found, self->schema);
  for (guint i = 0; i < self->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->schema, i);
      int component = found.component[relation->child];
      g_autofree char *names = NULL;

      if (!is_needed_first (relation) || component != found.component[relation->parent] ||
          !g_hash_table_add (told, GINT_TO_POINTER (component)))
        continue;
      names = list_members (&found, self->schema, component);
      crow_diagnostic_set_words (
          crow_linter_report (self, i, CROW_SEVERITY_ERROR, "RA009",
                              g_strdup_printf ("%s need each other's rows: no column of the cycle "
                                               "may "
                                               "be NULL and no key is DEFERRABLE, so the first row "
                                               "can hardly be inserted. Make one of the keys "
                                               "nullable or DEFERRABLE.",
                                               names)),
          NULL, names, NULL);
    }
}
