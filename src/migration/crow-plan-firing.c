#include "crow-plan-private.h"

#include <string.h>

/* A recreated key has a new OID, so its triggers fire after those of all other keys to the same
 * parent (reference of the product, section 3.2; only siblings are reordered: deeper keys act on
 * rows in the order in which those were removed). That matters where a row is removed and checked
 * in the same round of one DELETE. */

#define MAX_VISITS 200000 /* edges looked at for one script */

typedef enum { EDGE_NONE, EDGE_REMOVES, EDGE_CHECKS } EdgeKind;

/* When a table's rows are first removed and first checked; round 0: never. */
typedef struct
{
  guint stamp; /* of the search that wrote it */
  guint removed;
  guint checked;
  guint checker; /* index of the relation that checks */
} Arrival;

typedef struct
{
  const CrowSchema *server;
  GHashTable *changes;  /* CrowKeyChange by the CrowRelation before */
  GHashTable *turns;    /* position by CrowKeyChange, from 1 */
  guint *first;         /* by parent: where its edges begin in `edges`; one more at the end */
  guint *edges;         /* indexes of relations, by parent */
  Arrival *arrivals[2]; /* by table: through the recreated key; through its siblings */
  GArray *queue;        /* (element-type guint) tables */
  guint stamp;
  guint n_visits;
} Search;

static const CrowKeyChange *
find_change (const Search *search, const CrowRelation *relation)
{
  return g_hash_table_lookup (search->changes, relation);
}

/* Would NULL, or what stands for a missing default, be refused? */
static gboolean
sets_required (const Search *search, const CrowRelation *relation, CrowAction action)
{
  const CrowModel *child = crow_schema_get_model (search->server, relation->child);
  const GArray *fields = relation->set_columns != NULL ? relation->set_columns
                                                       : relation->child_fields;

  for (guint i = 0; i < fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (child, g_array_index (fields, guint, i));

      if (field->arity == CROW_ARITY_REQUIRED &&
          (action == CROW_ACTION_SET_NULL || field->default_value == NULL))
        return TRUE;
    }
  return FALSE;
}

/* What the key does, once the script has run, with the children of a deleted row. */
static EdgeKind
get_kind (const Search *search, const CrowRelation *relation)
{
  const CrowKeyChange *change = find_change (search, relation);
  const CrowConstraint *after = change != NULL ? change->after : NULL;
  gboolean is_deferred = after != NULL ? after->is_deferrable && after->is_initially_deferred
                                       : relation->is_deferrable && relation->is_initially_deferred;
  CrowAction action = after != NULL ? after->actions[CROW_EVENT_DELETE]
                                    : relation->clauses[CROW_EVENT_DELETE].action;

  if (relation->kind != CROW_RELATION_FOREIGN_KEY || relation->constraint == NULL ||
      (change != NULL && after == NULL) ||
      !(after != NULL ? after->is_enforced : relation->is_enforced))
    return EDGE_NONE;
  switch (action)
    {
    case CROW_ACTION_CASCADE:
      return EDGE_REMOVES;
    case CROW_ACTION_RESTRICT:
      return EDGE_CHECKS;
    case CROW_ACTION_NO_ACTION:
      return is_deferred ? EDGE_NONE : EDGE_CHECKS;
    case CROW_ACTION_SET_NULL:
    case CROW_ACTION_SET_DEFAULT:
      return sets_required (search, relation, action) ? EDGE_CHECKS : EDGE_NONE;
    case CROW_ACTION_UNKNOWN:
    default:
      return EDGE_NONE;
    }
}

static Arrival *
get_arrival (Search *search, guint side, guint table)
{
  Arrival *arrival = &search->arrivals[side][table];

  if (arrival->stamp != search->stamp)
    {
      memset (arrival, 0, sizeof *arrival);
      arrival->stamp = search->stamp;
    }
  return arrival;
}

static void
follow (Search *search, guint side, guint relation, guint round)
{
  const CrowRelation *edge = crow_schema_get_relation (search->server, relation);
  Arrival *arrival = get_arrival (search, side, edge->child);
  EdgeKind kind = get_kind (search, edge);

  search->n_visits++;
  if (kind == EDGE_REMOVES && arrival->removed == 0)
    {
      arrival->removed = round;
      g_array_append_val (search->queue, edge->child);
    }
  else if (kind == EDGE_CHECKS && arrival->checked == 0)
    {
      arrival->checked = round;
      arrival->checker = relation;
    }
}

/* Breadth first, as the rounds go, from the edges that are in `queue`'s tables already. */
static void
spread (Search *search, guint side)
{
  for (guint i = 0; i < search->queue->len && search->n_visits < MAX_VISITS; i++)
    {
      guint table = g_array_index (search->queue, guint, i);
      guint round = get_arrival (search, side, table)->removed + 1;

      for (guint j = search->first[table]; j < search->first[table + 1]; j++)
        follow (search, side, search->edges[j], round);
    }
}

static const char *
get_trigger (const CrowRelation *relation)
{
  return relation->facts != NULL ? relation->facts->first_trigger : NULL;
}

/* Did @key fire before @sibling, and will it no more? */
static gboolean
is_overtaken (const Search *search, const CrowKeyChange *key, const CrowRelation *sibling)
{
  const CrowKeyChange *change = find_change (search, sibling);
  const char *trigger = get_trigger (key->relation);
  const char *other = get_trigger (sibling);

  if (sibling == key->relation || get_kind (search, sibling) == EDGE_NONE)
    return FALSE;
  if (trigger != NULL && other != NULL && strcmp (trigger, other) > 0)
    return FALSE;
  return change == NULL || !change->is_recreated ||
         GPOINTER_TO_UINT (g_hash_table_lookup (search->turns, change)) <
             GPOINTER_TO_UINT (g_hash_table_lookup (search->turns, key));
}

static char *
make_label (const Search *search, const CrowRelation *relation)
{
  return g_strconcat (crow_schema_get_model (search->server, relation->child)->key, ".",
                      relation->constraint, NULL);
}

static void
warn_of (const Search *search,
         CrowScript *script,
         const CrowRelation *key,
         guint table,
         guint checker,
         gboolean is_stopped)
{
  const CrowSchema *server = search->server;
  g_autofree char *label = make_label (search, key);
  g_autofree char *check = make_label (search, crow_schema_get_relation (server, checker));

  g_ptr_array_add (
      script->warnings,
      g_strdup_printf ("%s is made anew and so acts after the other foreign keys to %s. Where a "
                       "deleted row's children in %s are both removed by a cascade and checked by "
                       "%s, %s.",
                       label, crow_schema_get_model (server, key->parent)->key,
                       crow_schema_get_model (server, table)->key, check,
                       is_stopped ? "the check now comes first and stops the DELETE"
                                  : "they are now gone before the check, which no longer stops "
                                    "the DELETE"));
}

/* One warning a key and direction: the first table where it matters. */
static void
compare (Search *search, CrowScript *script, const CrowRelation *key)
{
  gboolean is_told[2] = { FALSE, FALSE };

  for (guint table = 0; table < search->server->models->len; table++)
    {
      const Arrival *own = get_arrival (search, 0, table);
      const Arrival *other = get_arrival (search, 1, table);

      if (own->removed > 0 && own->removed == other->checked && !is_told[0])
        {
          warn_of (search, script, key, table, other->checker, TRUE);
          is_told[0] = TRUE;
        }
      if (own->checked > 0 && own->checked == other->removed && !is_told[1])
        {
          warn_of (search, script, key, table, own->checker, FALSE);
          is_told[1] = TRUE;
        }
    }
}

static void
look_at (Search *search, CrowScript *script, const CrowKeyChange *key)
{
  guint parent = key->relation->parent;
  gboolean is_found = FALSE;

  search->stamp++;
  g_array_set_size (search->queue, 0);
  for (guint i = search->first[parent]; i < search->first[parent + 1]; i++)
    {
      guint index = search->edges[i];

      search->n_visits++;
      if (!is_overtaken (search, key, crow_schema_get_relation (search->server, index)))
        continue;
      is_found = TRUE;
      follow (search, 1, index, 1);
    }
  if (!is_found)
    return;
  spread (search, 1);
  g_array_set_size (search->queue, 0);
  for (guint i = search->first[parent]; i < search->first[parent + 1]; i++)
    if (crow_schema_get_relation (search->server, search->edges[i]) == key->relation)
      follow (search, 0, search->edges[i], 1);
  spread (search, 0);
  search->n_visits += search->server->models->len;
  compare (search, script, key->relation);
}

/* Relations by their parent, in one pass over them. */
static void
index_edges (Search *search)
{
  const CrowSchema *server = search->server;
  g_autofree guint *next = NULL;

  search->first = g_new0 (guint, server->models->len + 2);
  search->edges = g_new0 (guint, server->relations->len + 1);
  for (guint i = 0; i < server->relations->len; i++)
    search->first[crow_schema_get_relation (server, i)->parent + 1]++;
  for (guint i = 0; i < server->models->len; i++)
    search->first[i + 1] += search->first[i];
  next = g_memdup2 (search->first, (server->models->len + 1) * sizeof (guint));
  for (guint i = 0; i < server->relations->len; i++)
    search->edges[next[crow_schema_get_relation (server, i)->parent]++] = i;
}

static void
search_init (Search *search, const CrowPlanner *planner)
{
  guint n = planner->server->models->len + 1;

  search->server = planner->server;
  search->changes = g_hash_table_new (NULL, NULL);
  search->turns = g_hash_table_new (NULL, NULL);
  search->queue = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < G_N_ELEMENTS (search->arrivals); i++)
    search->arrivals[i] = g_new0 (Arrival, n);
  for (guint i = 0; i < planner->changes->len; i++)
    {
      CrowKeyChange *change = g_ptr_array_index (planner->changes, i);

      g_hash_table_insert (search->turns, change, GUINT_TO_POINTER (i + 1));
      if (change->relation != NULL)
        g_hash_table_insert (search->changes, (gpointer) change->relation, change);
    }
  index_edges (search);
}

static void
search_clear (Search *search)
{
  g_hash_table_unref (search->changes);
  g_hash_table_unref (search->turns);
  g_array_unref (search->queue);
  for (guint i = 0; i < G_N_ELEMENTS (search->arrivals); i++)
    g_free (search->arrivals[i]);
  g_free (search->first);
  g_free (search->edges);
}

/**
 * crow_planner_warn_of_firing:
 * @self: a plan whose side before is a database
 * @script: its script
 *
 * Warns where the place of a recreated key in the firing order decides whether a DELETE succeeds.
 * Shortest ways only; stops with a warning after %MAX_VISITS edges.
 */
void
crow_planner_warn_of_firing (const CrowPlanner *self, CrowScript *script)
{
  Search search = { NULL };
  guint n_left = 0;

  if (self->server == NULL || self->server != self->diff->before)
    return;
  search_init (&search, self);
  for (guint i = 0; i < self->changes->len; i++)
    {
      const CrowKeyChange *change = g_ptr_array_index (self->changes, i);

      if (!change->is_recreated || get_kind (&search, change->relation) == EDGE_NONE)
        continue;
      if (search.n_visits < MAX_VISITS)
        look_at (&search, script, change);
      else
        n_left++;
    }
  if (n_left > 0)
    g_ptr_array_add (script->warnings,
                     g_strdup_printf ("The schema is too large to tell for %u of the foreign keys "
                                      "whether their new place in the firing order matters.",
                                      n_left));
  search_clear (&search);
}
