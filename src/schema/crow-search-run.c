#include "crow-search-private.h"

/* A relation that a filter asks for, or whose action a word names. */
#define RATE_FILTER 50.0
#define RATE_ACTION_WORD 18.0
/* A word that only the thing's model has is worth less than one of its own. */
#define CONTEXT 0.5
/* Scores are whole steps of this, so that they can be sorted in linear time. */
#define SCORE_STEP 0.1
#define N_SCORES 1201
/* A search in one schema. */
typedef struct
{
  const CrowSearch *search;
  const CrowSchema *schema;
  const CrowSearchIndex *index;
  double *models; /* (nullable) by model and term: how well its names have it; -1: not yet known */
} Run;

static const CrowThing *
get_thing (const Run *run, guint thing)
{
  return &g_array_index (run->index->things, CrowThing, thing);
}

static const CrowThing *
get_model_thing (const Run *run, guint model)
{
  return get_thing (run, run->index->model_things[model]);
}

/* @is_own: (nullable) set if a name that is the thing's own has it. */
static double
rate_names (const Run *run,
            const CrowThing *thing,
            const CrowNeedle *needle,
            guint places,
            gboolean *is_own)
{
  double best = 0;

  for (guint i = 0; i < thing->n_names; i++)
    {
      const CrowPlacedName *name = &g_array_index (run->index->names, CrowPlacedName,
                                                   thing->first + i);
      double rate;

      if ((name->place & places) == 0)
        continue;
      rate = name->weight * crow_needle_rate (needle, run->index->pool, &name->name,
                                              name->place != CROW_PLACE_CONSTRAINT);
      if (rate > 0 && is_own != NULL && name->place != CROW_PLACE_KEY_FIELD)
        *is_own = TRUE;
      best = MAX (best, rate);
    }
  return best;
}

static double
rate_model_names (const Run *run, guint model, guint t)
{
  const CrowTerm *term = &g_array_index (run->search->terms, CrowTerm, t);
  double *kept = run->models != NULL ? &run->models[model * run->search->terms->len + t] : NULL;
  double rate;

  if (kept != NULL && *kept >= 0)
    return *kept;
  rate = rate_names (run, get_model_thing (run, model), &term->needle, term->places, NULL);
  if (kept != NULL)
    *kept = rate;
  return rate;
}

/* `Post.title`, `auth.users`. */
static double
rate_dotted (const Run *run, const CrowThing *thing, const CrowTerm *term)
{
  const CrowThing *model = get_model_thing (run, thing->model);
  guint outer = thing == model ? CROW_PLACE_SCHEMA : CROW_PLACE_MODEL;
  guint inner = thing == model ? CROW_PLACE_MODEL : CROW_PLACE_ANY & ~CROW_PLACE_KEY_FIELD;
  double left;
  double right;

  if (!term->is_dotted)
    return 0;
  left = rate_names (run, model, &term->left, outer, NULL);
  right = left > 0 ? rate_names (run, thing, &term->right, inner, NULL) : 0;
  return right > 0 ? (left + right) / 2 : 0;
}

static gboolean
has_action (const CrowRelation *relation, guint events, guint actions)
{
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    if ((events & 1u << event) != 0 && (actions & 1u << relation->clauses[event].action) != 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_kind (const Run *run, guint index, CrowRelationSort sort)
{
  const CrowRelation *relation = crow_schema_get_relation (run->schema, index);
  CrowReason first = relation->clauses[CROW_EVENT_DELETE].reason;
  CrowReason second = relation->clauses[CROW_EVENT_UPDATE].reason;
  gboolean is_written = first == CROW_REASON_WRITTEN || second == CROW_REASON_WRITTEN;

  switch (sort)
    {
    case CROW_RELATION_SORT_WRITTEN:
      return is_written;
    case CROW_RELATION_SORT_DEFAULT:
      return !is_written && (first == CROW_REASON_DEFAULT || second == CROW_REASON_DEFAULT);
    case CROW_RELATION_SORT_PROBLEM:
      return run->index->has_problem[index];
    case CROW_RELATION_SORT_SELF:
      return relation->child == relation->parent;
    case CROW_RELATION_SORT_OPTIONAL:
      return relation->is_optional;
    case CROW_RELATION_SORT_NONE:
    default:
      return FALSE;
    }
}

static double
rate_relation (const Run *run, const CrowThing *thing, const CrowTerm *term, gboolean *is_own)
{
  const CrowRelation *relation = crow_schema_get_relation (run->schema, thing->index);
  gboolean is_so;

  if (term->type == CROW_TERM_NAME)
    {
      guint events = 1u << CROW_EVENT_DELETE | 1u << CROW_EVENT_UPDATE;

      is_so = has_action (relation, events, term->actions);
      *is_own = *is_own || is_so;
      return is_so ? RATE_ACTION_WORD : 0;
    }
  is_so = term->type == CROW_TERM_ACTION ? has_action (relation, term->events, term->actions)
                                         : is_kind (run, thing->index, term->sort);
  *is_own = *is_own || is_so;
  return is_so ? RATE_FILTER : 0;
}

/* What the thing's surroundings have of it: its model, and a relation's other end. */
static double
rate_context (const Run *run, const CrowThing *thing, guint t)
{
  double rate;

  if (thing->kind == CROW_THING_MODEL)
    return 0;
  rate = rate_model_names (run, thing->model, t);
  if (thing->kind == CROW_THING_RELATION)
    rate = MAX (rate,
                rate_model_names (run, crow_schema_get_relation (run->schema, thing->index)->parent,
                                  t));
  return CONTEXT * rate;
}

/* @is_own: set if some term is the thing's own. */
static double
rate_term (const Run *run, const CrowThing *thing, guint t, gboolean *is_own)
{
  const CrowTerm *term = &g_array_index (run->search->terms, CrowTerm, t);
  double rate = 0;

  if (term->type == CROW_TERM_NAME)
    {
      double dotted;

      if (thing->kind == CROW_THING_MODEL)
        {
          rate = rate_model_names (run, thing->model, t);
          *is_own = *is_own || rate > 0;
        }
      else
        rate = MAX (rate_names (run, thing, &term->needle, term->places, is_own),
                    rate_context (run, thing, t));
      dotted = rate_dotted (run, thing, term);
      *is_own = *is_own || dotted > 0;
      rate = MAX (rate, dotted);
    }
  if (thing->kind == CROW_THING_RELATION)
    rate = MAX (rate, rate_relation (run, thing, term, is_own));
  return rate;
}

/* 0: not found. @is_own: whether it is found for itself and not only for its model. */
static double
rate_thing (const Run *run, const CrowThing *thing, gboolean *is_own)
{
  const GArray *terms = run->search->terms;
  double sum = 0;

  *is_own = FALSE;
  if (run->search->wants_relations && thing->kind != CROW_THING_RELATION)
    return 0;
  for (guint t = 0; t < terms->len; t++)
    {
      double rate = rate_term (run, thing, t, is_own);

      if (rate <= 0)
        return 0;
      sum += rate;
    }
  return sum / terms->len;
}

/* What is found, in schema order. */
typedef struct
{
  guint thing;
  guint score; /* in steps */
} Found;

static GArray *
find_things (const Run *run)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Found));

  for (guint i = 0; i < run->index->things->len; i++)
    {
      gboolean is_own;
      double rate = rate_thing (run, get_thing (run, i), &is_own);
      Found one = { i, (guint) (rate / SCORE_STEP + 0.5) };

      one.score = CLAMP (one.score, 1, N_SCORES - 1);
      if (rate > 0 && is_own)
        g_array_append_val (found, one);
    }
  return found;
}

static CrowSearchMatch
make_match (const CrowThing *thing, guint score)
{
  CrowSearchMatch match = { .model = thing->model, .score = score * SCORE_STEP };

  if (thing->kind == CROW_THING_MODEL)
    match.kind = CROW_MATCH_MODEL;
  else if (thing->kind == CROW_THING_FIELD)
    {
      match.kind = CROW_MATCH_FIELD;
      match.field = thing->index;
    }
  else
    {
      match.kind = CROW_MATCH_RELATION;
      match.relation = thing->index;
    }
  return match;
}

/* By score, best first, those of one score as they come: a counting sort. */
static GArray *
sort_found (const Run *run, const GArray *found)
{
  g_autofree guint *starts = g_new0 (guint, N_SCORES + 1);
  GArray *matches = g_array_sized_new (FALSE, FALSE, sizeof (CrowSearchMatch), found->len);

  g_array_set_size (matches, found->len);
  for (guint i = 0; i < found->len; i++)
    starts[N_SCORES - g_array_index (found, Found, i).score]++;
  for (guint s = 1; s <= N_SCORES; s++)
    starts[s] += starts[s - 1];
  for (guint i = 0; i < found->len; i++)
    {
      const Found *one = &g_array_index (found, Found, i);
      guint at = starts[N_SCORES - one->score - 1]++;

      g_array_index (matches, CrowSearchMatch, at) = make_match (get_thing (run, one->thing),
                                                                 one->score);
    }
  return matches;
}

static Run
begin_run (const CrowSearch *search, const CrowSchema *schema)
{
  return (Run){ search, schema, crow_search_index_get (schema), NULL };
}

/**
 * crow_search_run:
 * @self: a query
 * @schema: a sealed schema
 * @limit: how many matches at most; 0: all
 *
 * Linear in the schema's names. A query that asks for nothing finds nothing. Any thread.
 *
 * Returns: (transfer full) (element-type CrowSearchMatch): the matches, best first, else in schema
 * order: a model, its fields, the relations whose child it is
 */
GArray *
crow_search_run (const CrowSearch *self, const CrowSchema *schema, guint limit)
{
  gsize n_rates = (gsize) schema->models->len * self->terms->len;
  g_autofree double *rates = NULL;
  Run run;
  g_autoptr (GArray) found = NULL;
  GArray *matches;

  if (crow_search_is_empty (self) || self->fault != CROW_SEARCH_FINE)
    return g_array_new (FALSE, FALSE, sizeof (CrowSearchMatch));
  run = begin_run (self, schema);
  rates = g_new (double, n_rates + 1);
  for (gsize i = 0; i < n_rates; i++)
    rates[i] = -1;
  run.models = rates;
  found = find_things (&run);
  matches = sort_found (&run, found);
  if (limit > 0 && matches->len > limit)
    g_array_set_size (matches, limit);
  return matches;
}

/* A field or a relation of the model, or a relation that refers to it. */
static gboolean
has_part (const Run *run, guint model)
{
  const CrowSearchIndex *index = run->index;
  gboolean is_own;

  for (guint i = index->model_things[model] + 1; i < index->model_things[model + 1]; i++)
    if (rate_thing (run, get_thing (run, i), &is_own) > 0 && is_own)
      return TRUE;
  for (guint i = index->parent_starts[model]; i < index->parent_starts[model + 1]; i++)
    if (rate_thing (run, get_thing (run, index->parent_things[i]), &is_own) > 0 && is_own)
      return TRUE;
  return FALSE;
}

/**
 * crow_search_has_model:
 * @self: a query; one that asks for nothing has every model
 * @schema: a sealed schema
 * @model: index
 *
 * Returns: whether the model's own names have the words; where a filter asks for relations, fields
 * or constraints, whether one that the model has is found
 */
gboolean
crow_search_has_model (const CrowSearch *self, const CrowSchema *schema, guint model)
{
  Run run = begin_run (self, schema);
  gboolean is_own;

  g_return_val_if_fail (model < schema->models->len, FALSE);

  if (crow_search_is_empty (self))
    return TRUE;
  if (self->fault != CROW_SEARCH_FINE)
    return FALSE;
  if (rate_thing (&run, get_model_thing (&run, model), &is_own) > 0)
    return TRUE;
  return (self->wants_relations || self->wants_parts) && has_part (&run, model);
}

/**
 * crow_search_has_relation:
 * @self: a query; one that asks for nothing has every relation
 * @schema: a sealed schema
 * @relation: index
 *
 * Returns: whether each word is in a name of the relation or of one of its two models
 */
gboolean
crow_search_has_relation (const CrowSearch *self, const CrowSchema *schema, guint relation)
{
  Run run = begin_run (self, schema);
  gboolean is_own;

  g_return_val_if_fail (relation < schema->relations->len, FALSE);

  if (crow_search_is_empty (self))
    return TRUE;
  if (self->fault != CROW_SEARCH_FINE)
    return FALSE;
  return rate_thing (&run, get_thing (&run, run.index->relation_things[relation]), &is_own) > 0;
}
