#include <string.h>

#include "crow-explain.h"
#include "crow-facts.h"
#include "crow-lock-words.h"
#include "crow-plans.h"
#include "crow-run-words.h"
#include "crow-test.h"

/* What the window says of a database, without a window. */

static CrowModel *
add_table (CrowSchema *schema, const char *name)
{
  CrowModel *model = crow_model_new ();
  CrowField *id = crow_field_new ();
  CrowField *parent_id = crow_field_new ();
  CrowKey *key = crow_key_new (CROW_KEY_PRIMARY);
  guint first = 0;

  model->name = g_strdup (name);
  model->table = g_strdup (name);
  model->namespace_ = g_strdup ("public");
  model->facts = crow_table_facts_new ();
  model->facts->owner = g_strdup ("app");
  model->facts->can_select = model->facts->is_owner = model->facts->can_reference = TRUE;
  id->name = g_strdup ("id");
  id->column = g_strdup ("id");
  id->type = g_strdup ("integer");
  parent_id->name = g_strdup ("parent_id");
  parent_id->column = g_strdup ("parent_id");
  parent_id->type = g_strdup ("integer");
  parent_id->arity = CROW_ARITY_OPTIONAL;
  g_ptr_array_add (model->fields, id);
  g_ptr_array_add (model->fields, parent_id);
  key->name = g_strconcat (name, "_pkey", NULL);
  g_array_append_val (key->fields, first);
  g_ptr_array_add (model->keys, key);
  g_ptr_array_add (schema->models, model);
  return model;
}

/* A server of @version with parents and children, one foreign key, not yet sealed. */
static CrowSchema *
create_database (int version)
{
  CrowSchema *schema = crow_schema_new ();
  CrowRelation *relation = crow_relation_new (CROW_RELATION_FOREIGN_KEY);
  guint fields[] = { 1, 0 };

  schema->provider = CROW_PROVIDER_POSTGRESQL;
  schema->server = g_strdup_printf ("PostgreSQL %d", version / 10000);
  schema->server_version = version;
  add_table (schema, "parents");
  add_table (schema, "children");
  relation->id = g_strdup ("children.fk");
  relation->constraint = g_strdup ("fk");
  relation->child = 1;
  relation->parent = 0;
  relation->child_field = relation->parent_field = -1;
  g_array_append_val (relation->child_fields, fields[0]);
  g_array_append_val (relation->parent_fields, fields[1]);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    relation->clauses[event] = (CrowClause){ CROW_ACTION_NO_ACTION, CROW_REASON_DATABASE };
  relation->is_validated = relation->is_enforced = TRUE;
  relation->facts = crow_key_facts_new ();
  g_ptr_array_add (schema->relations, relation);
  crow_schema_seal (schema);
  return schema;
}

static const CrowFact *
find_fact (GPtrArray *facts, const char *label)
{
  for (guint i = 0; i < facts->len; i++)
    {
      const CrowFact *fact = g_ptr_array_index (facts, i);

      if (g_str_equal (fact->label, label))
        return fact;
    }
  return NULL;
}

static void
test_usual_key_says_little (void)
{
  g_autoptr (CrowSchema) schema = create_database (150000);
  g_autoptr (GPtrArray) facts = crow_facts_list_relation (schema, 0);

  g_assert_cmpuint (facts->len, ==, 3);
  g_assert_cmpstr (find_fact (facts, "Refers to")->text, ==, "Primary key parents_pkey");
  g_assert_cmpstr (find_fact (facts, "Child table")->text, ==, "children, number of rows unknown");
  for (guint i = 0; i < facts->len; i++)
    g_assert_false (((CrowFact *) g_ptr_array_index (facts, i))->is_warning);
}

static void
test_unusual_key_says_all (void)
{
  g_autoptr (CrowSchema) schema = create_database (150000);
  CrowRelation *relation = crow_schema_get_relation (schema, 0);
  g_autoptr (GPtrArray) facts = NULL;
  guint column = 1;

  relation->is_validated = FALSE;
  relation->is_deferrable = relation->is_initially_deferred = TRUE;
  relation->match = CROW_MATCH_FULL;
  relation->set_columns = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (relation->set_columns, column);
  relation->facts->triggers = CROW_TRIGGERS_DISABLED;
  relation->facts->partition = g_strdup ("public.children_2026");
  relation->facts->codes = g_strdup ("on delete x");
  relation->facts->comment = g_strdup ("kept");
  facts = crow_facts_list_relation (schema, 0);
  g_assert_nonnull (strstr (find_fact (facts, "Old rows")->text, "NOT VALID"));
  g_assert_true (find_fact (facts, "Old rows")->is_warning);
  g_assert_nonnull (strstr (find_fact (facts, "Checked")->text, "INITIALLY DEFERRED"));
  g_assert_nonnull (strstr (find_fact (facts, "Match")->text, "MATCH FULL"));
  g_assert_cmpstr (find_fact (facts, "On delete sets")->text, ==,
                   "Only parent_id, not the whole key.");
  g_assert_true (find_fact (facts, "Triggers")->is_warning);
  g_assert_nonnull (strstr (find_fact (facts, "Partition")->text, "public.children_2026"));
  g_assert_nonnull (strstr (find_fact (facts, "Unknown")->text, "on delete x"));
  g_assert_cmpstr (find_fact (facts, "Comment")->text, ==, "kept");
}

/* Nothing enforces it: no sentence may promise a cascade or a refusal. */
static void
test_disabled_key_does_nothing (void)
{
  g_autoptr (CrowSchema) schema = create_database (180000);
  CrowRelation *relation = crow_schema_get_relation (schema, 0);
  g_autofree char *on_delete = NULL;
  g_autofree char *on_update = NULL;

  relation->is_enforced = FALSE;
  on_delete = crow_explain_delete (schema, 0);
  on_update = crow_explain_update (schema, 0);
  g_assert_nonnull (strstr (on_delete, "not enforced"));
  g_assert_nonnull (strstr (on_update, "not enforced"));
  g_assert_false (crow_explain_may_refuse (schema, 0, CROW_EVENT_DELETE));
}

static void
test_rights_and_rows (void)
{
  g_autoptr (CrowSchema) schema = create_database (150000);
  CrowModel *child = crow_schema_get_model (schema, 1);
  g_autofree char *none = crow_facts_explain_rights (schema, 0);
  g_autofree char *denied = NULL;
  g_autofree char *unknown = crow_facts_count_rows (child);
  g_autofree char *some = NULL;
  g_autofree char *index = crow_facts_build_index (schema, 0);

  g_assert_null (none);
  g_assert_cmpstr (unknown, ==, "number of rows unknown");
  child->facts->is_owner = FALSE;
  child->facts->estimated_rows = 1200;
  denied = crow_facts_explain_rights (schema, 0);
  g_assert_nonnull (strstr (denied, "42501"));
  g_assert_nonnull (strstr (denied, "app"));
  some = crow_facts_count_rows (child);
  g_assert_true (g_str_has_prefix (some, "about 1"));
  g_assert_cmpstr (index, ==,
                   "CREATE INDEX CONCURRENTLY ON \"public\".\"children\" (\"parent_id\");");
}

/* RESTRICT is 23001 from 18 on, NO ACTION 23503 everywhere. */
static void
test_refusal_follows_the_version (void)
{
  static const struct
  {
    int version;
    CrowAction action;
    const char *state;
  } cases[] = {
    { 150000, CROW_ACTION_RESTRICT, "23503" },
    { 180000, CROW_ACTION_RESTRICT, "23001" },
    { 180000, CROW_ACTION_NO_ACTION, "23503" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrowSchema) schema = create_database (cases[i].version);
      g_autofree char *text = NULL;

      crow_schema_get_relation (schema, 0)->clauses[CROW_EVENT_DELETE].action = cases[i].action;
      text = crow_explain_refusal (schema, 0);
      g_assert_nonnull (strstr (text, cases[i].state));
    }
}

static void
test_locks_in_words (void)
{
  CrowScript *script = crow_script_new ("online");
  CrowStatement *one = crow_script_add (script, CROW_STATEMENT_CHANGE, 1, g_strdup ("ALTER …;"));
  CrowStatement *other = crow_script_add (script, CROW_STATEMENT_CHANGE, 1, g_strdup ("ALTER …;"));
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *same = NULL;
  g_autofree char *more = NULL;

  crow_statement_add_lock (one, "public", "orders", CROW_LOCK_ACCESS_EXCLUSIVE);
  crow_statement_add_lock (one, "shop", "users\nx", CROW_LOCK_ACCESS_EXCLUSIVE);
  crow_statement_add_lock (one, "public", "log", CROW_LOCK_ROW_SHARE);
  lines = crow_lock_words_list (one->locks);
  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (lines, 0), ==,
                   "ACCESS EXCLUSIVE on orders and shop.users x: reads and writes wait");
  g_assert_cmpstr (g_ptr_array_index (lines, 1), ==, "ROW SHARE on log: reads and writes go on");
  same = crow_lock_words_compare (one->locks, one->locks);
  g_assert_null (same);
  crow_statement_add_lock (other, "public", "log", CROW_LOCK_SHARE);
  more = crow_lock_words_compare (one->locks, other->locks);
  g_assert_cmpstr (more, ==, "SHARE on log");
  crow_script_unref (script);
}

static void
test_runs_in_words (void)
{
  CrowRunReport report = { .outcome = CROW_RUN_OUTCOME_UNCHANGED };
  CrowRunEvent event = { CROW_RUN_STATEMENT, 1, 1, 0, NULL };
  g_autofree char *of = crow_run_words_describe_event (&event, 4);
  g_autofree char *wait = crow_run_words_count_down (3, 2);
  g_autofree char *stamped = crow_run_words_stamp ("a\nb");

  g_assert_cmpstr (of, ==, "Statement 2 of 4");
  g_assert_nonnull (strstr (wait, "Trying again in 3 s (try 2)"));
  g_assert_true (g_str_has_suffix (stamped, "  a\n          b\n"));
  g_assert_cmpstr (crow_run_words_get_class (&report, TRUE), ==, "warning");
  g_assert_cmpstr (crow_run_words_get_class (&report, FALSE), ==, "error");
  report.differences = g_ptr_array_new ();
  g_ptr_array_add (report.differences, (gpointer) "on delete is CASCADE");
  report.outcome = CROW_RUN_OUTCOME_APPLIED;
  g_assert_cmpstr (crow_run_words_get_class (&report, FALSE), ==, "warning");
  g_ptr_array_unref (report.differences);
}

/* Every plan comes with its way back, or says why it cannot. */
static void
test_plans_offer_or_say_why (void)
{
  g_autoptr (CrowSchema) before = create_database (150000);
  g_autoptr (CrowSchema) after = create_database (150000);
  g_autoptr (CrowPlans) plans = NULL;

  crow_schema_get_relation (after, 0)->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_CASCADE;
  plans = crow_plans_new (before, after);
  for (guint i = 0; i < CROW_N_PLANS; i++)
    for (guint j = 0; j < 2; j++)
      {
        const CrowPlanOffer *offer = &plans->offers[i];

        g_assert_true ((offer->scripts[j] != NULL) != (offer->refusals[j] != NULL));
        g_assert_true (crow_plans_get (plans, offer->plan) == offer);
        g_assert_cmpuint (offer->scripts[j]->promises->len, ==, 1);
      }
  g_assert_null (crow_plans_get (plans, CROW_PLAN_PRISMA));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts/usual-key-says-little", test_usual_key_says_little);
  g_test_add_func ("/facts/unusual-key-says-all", test_unusual_key_says_all);
  g_test_add_func ("/facts/disabled-key-does-nothing", test_disabled_key_does_nothing);
  g_test_add_func ("/facts/rights-and-rows", test_rights_and_rows);
  g_test_add_func ("/facts/refusal-follows-the-version", test_refusal_follows_the_version);
  g_test_add_func ("/facts/locks-in-words", test_locks_in_words);
  g_test_add_func ("/facts/runs-in-words", test_runs_in_words);
  g_test_add_func ("/facts/plans-offer-or-say-why", test_plans_offer_or_say_why);
  return g_test_run ();
}
