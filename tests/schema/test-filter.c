#include "crow-filter.h"
#include "crow-test-schema.h"

#include <string.h>

#define N_MODELS 9
#define N_ROWS 5
#define N_RELATIONS 14

/* Names that would hurt whoever puts keys together or takes them apart. */
static const char *const hostile[N_MODELS] = {
  "User", "a.b", "a,b", "tab\there", "quote\"d", "émoji 🐦", "%s%n", " ", "User#2",
};
static const char *const spaces[] = { NULL, "auth", "shop.eu" };

static CrowDiagnostic *
make_problem (CrowSeverity severity, int relation, int model)
{
  CrowDiagnostic *problem = crow_diagnostic_new (severity, "RA001", 0, (CrowSpan){ 0, 0 },
                                                 g_strdup ("that is wrong"));

  problem->relation = relation;
  problem->model = model;
  return problem;
}

/* Nine tables in three namespaces; rows: id (key), up (foreign key), one half and other half (a
 * key together), note. Self and parallel relations among the others, reproducible by @seed. */
static CrowSchema *
make_shop (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  CrowSchema *schema = crow_schema_new ();

  for (guint i = 0; i < N_MODELS; i++)
    {
      CrowModel *model = crow_test_add_model (schema, hostile[i]);

      model->namespace_ = g_strdup (spaces[i % G_N_ELEMENTS (spaces)]);
      crow_test_add_field (model, "id", "Int");
      crow_test_add_field (model, "note", "String");
      crow_test_add_field (model, "up", "Int?");
      crow_test_add_field (model, "half", "Int");
      crow_test_add_field (model, "rest", "Int");
      crow_test_add_key (model, CROW_KEY_PRIMARY, NULL, "id");
      crow_test_add_key (model, CROW_KEY_UNIQUE, NULL, "half,rest");
      crow_test_add_key (model, CROW_KEY_INDEX, NULL, "note");
    }
  for (guint i = 0; i < N_RELATIONS; i++)
    {
      CrowRelation *relation = crow_relation_new (CROW_RELATION_FOREIGN_KEY);

      relation->id = g_strdup_printf ("r%u", i);
      relation->child = g_rand_int_range (random, 0, N_MODELS);
      relation->parent = g_rand_int_range (random, 0, N_MODELS);
      relation->child_field = relation->parent_field = -1;
      g_array_append_val (relation->child_fields, (guint){ 2 });
      g_array_append_val (relation->parent_fields, (guint){ 0 });
      for (guint event = 0; event < CROW_N_EVENTS; event++)
        relation->clauses[event].action = (CrowAction) g_rand_int_range (random, 0, 6);
      g_ptr_array_add (schema->relations, relation);
    }
  g_ptr_array_add (schema->diagnostics, make_problem (CROW_SEVERITY_HINT, 0, 1));
  g_ptr_array_add (schema->diagnostics, make_problem (CROW_SEVERITY_WARNING, 3, -1));
  g_ptr_array_add (schema->diagnostics, make_problem (CROW_SEVERITY_ERROR, 7, 2));
  g_ptr_array_add (schema->diagnostics, make_problem (CROW_SEVERITY_ERROR, -1, 4));
  g_ptr_array_add (schema->diagnostics, make_problem (CROW_SEVERITY_ERROR, -1, -1));
  crow_schema_seal (schema);
  return schema;
}

/* What the header says, in the plainest words: is this there, is it asked for? */
typedef struct
{
  gboolean open[N_MODELS];
  gboolean wanted_models[N_MODELS];
  gboolean wanted_relations[N_RELATIONS];
  gboolean there_models[N_MODELS];
  gboolean there_relations[N_RELATIONS];
} Expected;

static gboolean
is_relation_asked (const CrowFilter *filter,
                   const CrowSchema *schema,
                   guint index,
                   const gboolean *open)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  guint on_delete = filter->actions[CROW_EVENT_DELETE];
  guint on_update = filter->actions[CROW_EVENT_UPDATE];

  return open[relation->child] && open[relation->parent] &&
         (on_delete == 0 || (on_delete >> relation->clauses[CROW_EVENT_DELETE].action & 1) != 0) &&
         (on_update == 0 || (on_update >> relation->clauses[CROW_EVENT_UPDATE].action & 1) != 0) &&
         (!filter->only_problems || index == 3 || index == 7);
}

/* Everything within reach, hop by hop, over all relations each time. */
static void
spread (const CrowFilter *filter, const CrowSchema *schema, Expected *expected)
{
  for (guint hop = 0; hop < MIN (filter->hops, N_MODELS); hop++)
    {
      gboolean next[N_MODELS];

      memcpy (next, expected->wanted_models, sizeof next);
      for (guint i = 0; i < N_RELATIONS; i++)
        {
          const CrowRelation *relation = crow_schema_get_relation (schema, i);

          if (expected->wanted_relations[i] && (expected->wanted_models[relation->child] ||
                                                expected->wanted_models[relation->parent]))
            next[relation->child] = next[relation->parent] = TRUE;
        }
      memcpy (expected->wanted_models, next, sizeof next);
    }
}

static void
expect_models (const CrowFilter *filter, const CrowSchema *schema, Expected *expected)
{
  gboolean has_actions = filter->actions[0] != 0 || filter->actions[1] != 0;
  gboolean has_focus = FALSE;

  for (guint i = 0; i < N_MODELS; i++)
    if (expected->open[i] &&
        crow_filter_names_contain (filter->focus, crow_schema_get_model (schema, i)->key))
      has_focus = expected->wanted_models[i] = TRUE;
  if (has_focus)
    {
      spread (filter, schema, expected);
      return;
    }
  for (guint i = 0; i < N_MODELS; i++)
    expected->wanted_models[i] = expected->open[i] && !has_actions && !filter->only_problems;
  if (filter->only_problems && !has_actions)
    expected->wanted_models[4] = expected->open[4];
  for (guint i = 0; i < N_RELATIONS; i++)
    if (expected->wanted_relations[i])
      {
        expected->wanted_models[crow_schema_get_relation (schema, i)->child] = TRUE;
        expected->wanted_models[crow_schema_get_relation (schema, i)->parent] = TRUE;
      }
}

static void
expect (const CrowFilter *filter, const CrowSchema *schema, Expected *expected)
{
  memset (expected, 0, sizeof *expected);
  for (guint i = 0; i < N_MODELS; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);

      expected->open[i] = !crow_filter_names_contain (filter->hidden_models, model->key) &&
                          !crow_filter_names_contain (filter->hidden_namespaces,
                                                      model->namespace_ ? model->namespace_ : "");
    }
  for (guint i = 0; i < N_RELATIONS; i++)
    expected->wanted_relations[i] = is_relation_asked (filter, schema, i, expected->open);
  expect_models (filter, schema, expected);
  for (guint i = 0; i < N_RELATIONS; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      expected->wanted_relations[i] = expected->wanted_relations[i] &&
                                      expected->wanted_models[relation->child] &&
                                      expected->wanted_models[relation->parent];
      expected->there_relations[i] = filter->rest == CROW_REST_FADED
                                         ? expected->open[relation->child] &&
                                               expected->open[relation->parent]
                                         : expected->wanted_relations[i];
    }
  for (guint i = 0; i < N_MODELS; i++)
    expected->there_models[i] = filter->rest == CROW_REST_FADED ? expected->open[i]
                                                                : expected->wanted_models[i];
}

/* All, or id, half, rest and, where it is a key, up. */
static guint
count_rows (const CrowSchema *schema, guint model, CrowRows rows)
{
  if (rows == CROW_ROWS_ALL)
    return N_ROWS;
  if (rows == CROW_ROWS_NONE)
    return 0;
  for (guint i = 0; i < N_RELATIONS; i++)
    if (crow_schema_get_relation (schema, i)->child == model)
      return N_ROWS - 1;
  return N_ROWS - 2;
}

static void
check_models (const CrowShown *shown, CrowSchema *schema, const Expected *expected)
{
  guint at = 0;
  guint n_faded = 0;
  guint n_rows = 0;

  for (guint i = 0; i < N_MODELS; i++)
    {
      const CrowModel *model;
      gboolean is_faded;

      g_assert_cmpint (shown->has_model[i], ==, expected->there_models[i]);
      if (!expected->there_models[i])
        continue;
      model = crow_schema_get_model (shown->schema, at);
      is_faded = shown->faded_models != NULL && shown->faded_models[at];
      g_assert_cmpstr (model->key, ==, crow_schema_get_model (schema, i)->key);
      g_assert_cmpuint (model->n_rows, ==, count_rows (schema, i, shown->rows));
      n_rows += model->n_rows;
      g_assert_cmpint (is_faded, ==, !expected->wanted_models[i]);
      n_faded += is_faded;
      at++;
    }
  g_assert_cmpuint (shown->schema->models->len, ==, at);
  g_assert_cmpuint (shown->n_hidden_models, ==, N_MODELS - at);
  g_assert_cmpuint (shown->n_hidden_rows, ==, at * N_ROWS - n_rows);
  g_assert_cmpuint (shown->n_faded_models, ==, n_faded);
}

static void
check_relations (const CrowShown *shown, CrowSchema *schema, const Expected *expected)
{
  guint at = 0;

  for (guint i = 0; i < N_RELATIONS; i++)
    {
      const CrowRelation *whole = crow_schema_get_relation (schema, i);
      const CrowRelation *relation;
      int child_row;
      int parent_row;

      g_assert_cmpint (shown->has_relation[i], ==, expected->there_relations[i]);
      if (!expected->there_relations[i])
        continue;
      relation = crow_schema_get_relation (shown->schema, at);
      g_assert_cmpstr (relation->id, ==, whole->id);
      g_assert_cmpstr (crow_schema_get_model (shown->schema, relation->child)->key, ==,
                       crow_schema_get_model (schema, whole->child)->key);
      g_assert_cmpstr (crow_schema_get_model (shown->schema, relation->parent)->key, ==,
                       crow_schema_get_model (schema, whole->parent)->key);
      g_assert_true (relation->is_optional);
      crow_schema_get_relation_rows (shown->schema, at, &child_row, &parent_row);
      g_assert_cmpint (child_row, ==, shown->rows == CROW_ROWS_NONE ? -1 : 2 - (int) shown->rows);
      g_assert_cmpint (parent_row, ==, shown->rows == CROW_ROWS_NONE ? -1 : 0);
      g_assert_cmpint (shown->faded_relations != NULL && shown->faded_relations[at], ==,
                       !expected->wanted_relations[i]);
      at++;
    }
  g_assert_cmpuint (shown->schema->relations->len, ==, at);
  g_assert_cmpuint (shown->n_hidden_relations, ==, N_RELATIONS - at);
}

/* Problems of what is there, about the very same things. */
static void
check_problems (const CrowShown *shown, CrowSchema *schema)
{
  guint at = 0;

  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *whole = g_ptr_array_index (schema->diagnostics, i);
      const CrowDiagnostic *problem;

      if ((whole->relation >= 0 && !shown->has_relation[whole->relation]) ||
          (whole->model >= 0 && !shown->has_model[whole->model]))
        continue;
      g_assert_cmpuint (at, <, shown->schema->diagnostics->len);
      problem = g_ptr_array_index (shown->schema->diagnostics, at++);
      if (whole->relation >= 0)
        g_assert_cmpstr (crow_schema_get_relation (shown->schema, (guint) problem->relation)->id,
                         ==, crow_schema_get_relation (schema, (guint) whole->relation)->id);
      else
        g_assert_cmpint (problem->relation, ==, -1);
      if (whole->model >= 0)
        g_assert_cmpstr (crow_schema_get_model (shown->schema, (guint) problem->model)->key, ==,
                         crow_schema_get_model (schema, (guint) whole->model)->key);
      else
        g_assert_cmpint (problem->model, ==, -1);
    }
  g_assert_cmpuint (shown->schema->diagnostics->len, ==, at);
}

static void
check (const CrowFilter *filter, CrowSchema *schema)
{
  g_autoptr (CrowShown) shown = crow_filter_apply (filter, schema);
  g_autoptr (CrowShown) again = crow_shown_renew (shown, schema);
  g_autofree char *text = crow_filter_describe (filter, shown);
  Expected expected;
  gboolean is_whole;

  expect (filter, schema, &expected);
  check_models (shown, schema, &expected);
  check_relations (shown, schema, &expected);
  check_problems (shown, schema);
  check_models (again, schema, &expected);
  check_relations (again, schema, &expected);
  is_whole = shown->n_hidden_models + shown->n_hidden_relations + shown->n_hidden_rows == 0;
  g_assert_cmpint (shown->schema == schema, ==, is_whole);
  g_assert_cmpint (text == NULL, ==,
                   is_whole && shown->n_faded_models + shown->n_faded_relations == 0);
  if (crow_filter_is_plain (filter))
    g_assert_true (shown->schema == schema);
}

/* Lists of names, by number; NULL ends a list. */
static const char *const focuses[][3] = {
  { NULL }, { "User" }, { "auth.a.b", "shop.eu. " }, { "nobody", "" }, { "auth.quote\"d", "User" },
};
static const char *const hidden[][3] = { { NULL },
                                         { "auth.a.b", "nobody" },
                                         { "User", "tab\there" } };
static const char *const hidden_spaces[][3] = { { NULL }, { "" }, { "shop.eu", "nowhere" } };
static const guint hops[] = { 0, 1, 2, G_MAXUINT };
static const guint on_delete[] = { 0, 1u << CROW_ACTION_CASCADE,
                                   1u << CROW_ACTION_SET_NULL | 1u << CROW_ACTION_UNKNOWN };
static const guint on_update[] = { 0, 1u << CROW_ACTION_CASCADE | 1u << CROW_ACTION_NO_ACTION };

static void
add_names (GPtrArray *to, const char *const *names)
{
  for (guint i = 0; i < 3 && names[i] != NULL; i++)
    g_assert_true (crow_filter_names_add (to, names[i]));
}

/* One digit of a number in mixed base. */
static guint
take (guint *number, guint base)
{
  guint digit = *number % base;

  *number /= base;
  return digit;
}

static CrowFilter *
make_filter (guint number)
{
  CrowFilter *filter = crow_filter_new ();

  add_names (filter->focus, focuses[take (&number, G_N_ELEMENTS (focuses))]);
  filter->hops = hops[take (&number, G_N_ELEMENTS (hops))];
  filter->actions[CROW_EVENT_DELETE] = on_delete[take (&number, G_N_ELEMENTS (on_delete))];
  filter->actions[CROW_EVENT_UPDATE] = on_update[take (&number, G_N_ELEMENTS (on_update))];
  filter->only_problems = take (&number, 2) != 0;
  add_names (filter->hidden_models, hidden[take (&number, G_N_ELEMENTS (hidden))]);
  add_names (filter->hidden_namespaces,
             hidden_spaces[take (&number, G_N_ELEMENTS (hidden_spaces))]);
  filter->rows = (CrowRows) take (&number, 3);
  filter->rest = (CrowRest) take (&number, 2);
  return filter;
}

#define N_FILTERS (5 * 4 * 3 * 2 * 2 * 3 * 3 * 3 * 2)

static void
test_every_combination (void)
{
  for (guint32 seed = 0; seed < 3; seed++)
    {
      g_autoptr (CrowSchema) schema = make_shop (seed);

      for (guint i = 0; i < N_FILTERS; i++)
        {
          g_autoptr (CrowFilter) filter = make_filter (i);

          check (filter, schema);
        }
    }
}

static void
test_copies_are_equal_and_independent (void)
{
  for (guint i = 0; i < N_FILTERS; i++)
    {
      g_autoptr (CrowFilter) filter = make_filter (i);
      g_autoptr (CrowFilter) copy = crow_filter_copy (filter);
      g_autoptr (CrowFilter) other = make_filter ((i + 1) % N_FILTERS);

      g_assert_true (crow_filter_equal (filter, copy));
      g_assert_false (crow_filter_equal (filter, other));
      g_assert_true (crow_filter_names_add (copy->hidden_models, "one more"));
      g_assert_false (crow_filter_equal (filter, copy));
      g_assert_false (crow_filter_is_plain (copy));
    }
}

static void
test_names_are_sets (void)
{
  g_autoptr (CrowFilter) filter = crow_filter_new ();

  g_assert_true (crow_filter_is_plain (filter));
  g_assert_true (crow_filter_names_add (filter->focus, "a"));
  g_assert_false (crow_filter_names_add (filter->focus, "a"));
  g_assert_cmpuint (filter->focus->len, ==, 1);
  g_assert_false (crow_filter_names_remove (filter->focus, "b"));
  g_assert_true (crow_filter_names_remove (filter->focus, "a"));
  g_assert_true (crow_filter_is_plain (filter));
}

static void
test_renewed_keeps_what_falls_out (void)
{
  g_autoptr (CrowSchema) before = crow_test_make_blog ();
  g_autoptr (CrowSchema) after = crow_test_build_blog ();
  g_autoptr (CrowFilter) filter = crow_filter_new ();
  g_autoptr (CrowShown) shown = NULL;
  g_autoptr (CrowShown) renewed = NULL;
  guint n;

  filter->actions[CROW_EVENT_DELETE] = 1u << CROW_ACTION_CASCADE;
  for (guint i = 0; i < after->relations->len; i++)
    crow_schema_get_relation (after, i)->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_SET_NULL;
  crow_schema_seal (after);
  shown = crow_filter_apply (filter, before);
  n = shown->schema->relations->len;
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, before->relations->len);
  renewed = crow_shown_renew (shown, after);
  g_assert_cmpuint (renewed->schema->relations->len, ==, n);
  g_assert_cmpuint (renewed->n_hidden_relations, ==, shown->n_hidden_relations);
  for (guint i = 0; i < n; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (renewed->schema, i);

      g_assert_cmpstr (relation->id, ==, crow_schema_get_relation (shown->schema, i)->id);
      g_assert_cmpint (relation->clauses[CROW_EVENT_DELETE].action, ==, CROW_ACTION_SET_NULL);
    }
}

static void
test_an_empty_schema_is_fine (void)
{
  g_autoptr (CrowSchema) schema = crow_schema_new ();

  crow_schema_seal (schema);
  for (guint i = 0; i < N_FILTERS; i += 7)
    {
      g_autoptr (CrowFilter) filter = make_filter (i);
      g_autoptr (CrowShown) shown = crow_filter_apply (filter, schema);

      g_assert_true (shown->schema == schema);
      g_assert_null (shown->faded_models);
    }
}

static void
test_description_says_what_is_missing (void)
{
  g_autoptr (CrowSchema) schema = crow_test_make_blog ();
  g_autoptr (CrowFilter) filter = crow_filter_new ();
  g_autoptr (CrowShown) shown = NULL;
  g_autofree char *text = NULL;

  crow_filter_names_add (filter->focus, "Profile");
  filter->hops = 1;
  filter->rows = CROW_ROWS_NONE;
  filter->actions[CROW_EVENT_DELETE] = 1u << CROW_ACTION_CASCADE | 1u << CROW_ACTION_RESTRICT;
  shown = crow_filter_apply (filter, schema);
  text = crow_filter_describe (filter, shown);
  g_assert_true (g_str_has_prefix (text, "Not shown: "));
  g_assert_nonnull (strstr (text, " Focus: Profile, 1 relation away."));
  g_assert_nonnull (strstr (text, " Only on delete Cascade or Restrict."));
  g_assert_true (g_str_has_suffix (text, " No columns."));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter/every-combination", test_every_combination);
  g_test_add_func ("/filter/copies-are-equal-and-independent",
                   test_copies_are_equal_and_independent);
  g_test_add_func ("/filter/names-are-sets", test_names_are_sets);
  g_test_add_func ("/filter/renewed-keeps-what-falls-out", test_renewed_keeps_what_falls_out);
  g_test_add_func ("/filter/an-empty-schema-is-fine", test_an_empty_schema_is_fine);
  g_test_add_func ("/filter/description-says-what-is-missing",
                   test_description_says_what_is_missing);
  return g_test_run ();
}
