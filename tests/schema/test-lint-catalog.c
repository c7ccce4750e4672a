#include "crow-lint.h"
#include "crow-test-schema.h"

#include <string.h>

/* The rules that only a catalogue can break, on schemas built by hand. */

static void
make_database (CrowSchema *schema)
{
  schema->provider = CROW_PROVIDER_POSTGRESQL;
  schema->server = g_strdup ("PostgreSQL 15.3");
}

static guint
count_rule (CrowSchema *schema, const char *rule)
{
  guint n = 0;

  for (guint i = 0; i < schema->diagnostics->len; i++)
    n += strcmp (((const CrowDiagnostic *) g_ptr_array_index (schema->diagnostics, i))->rule,
                 rule) == 0;
  return n;
}

static const CrowDiagnostic *
find_rule (CrowSchema *schema, const char *rule)
{
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (strcmp (diagnostic->rule, rule) == 0)
        return diagnostic;
    }
  return NULL;
}

/* A child of a two-column key, with an index where @fields say so. */
static CrowSchema *
make_pair (const char *fields, const char *detail)
{
  CrowSchema *schema = crow_schema_new ();
  CrowModel *parent = crow_test_add_model (schema, "P");
  CrowModel *child = crow_test_add_model (schema, "C");

  crow_test_add_field (parent, "x", "Int");
  crow_test_add_field (parent, "y", "Int");
  crow_test_add_key (parent, CROW_KEY_PRIMARY, "P_pkey", "x,y");
  crow_test_add_field (child, "a", "Int");
  crow_test_add_field (child, "Q\"q", "Int?");
  crow_test_add_field (child, "c", "Int");
  if (fields != NULL)
    crow_test_add_key (child, CROW_KEY_INDEX, "k", fields)->detail = g_strdup (detail);
  crow_test_add_relation (schema, "C.p", "a,Q\"q", "P", "x,y", CROW_ACTION_CASCADE,
                          CROW_ACTION_NO_ACTION);
  make_database (schema);
  return schema;
}

static void
seal_and_lint (CrowSchema *schema)
{
  crow_schema_seal (schema);
  crow_lint_schema (schema);
}

static void
test_usable_indexes (void)
{
  static const struct
  {
    const char *detail;
    gboolean is_temporal;
    gboolean is_usable;
  } rows[] = {
    { NULL, FALSE, TRUE },
    { "type:Hash", FALSE, TRUE },
    { "type:Brin", FALSE, FALSE },
    { "type:Bloom", FALSE, FALSE },
    { "type:Gist", FALSE, FALSE },
    { "type:Gist", TRUE, TRUE },
    { "invalid:true", FALSE, FALSE },
    { "include:c", FALSE, TRUE },
    { "where:(a IS NOT NULL)", FALSE, TRUE },
    { "where:(\"Q\"\"q\" IS NOT NULL)", FALSE, TRUE },
    { "where:((a IS NOT NULL) AND (\"Q\"\"q\" IS NOT NULL))", FALSE, TRUE },
    { "include:c where:(a IS NOT NULL)", FALSE, TRUE },
    { "where:(c IS NOT NULL)", FALSE, FALSE },
    { "where:((a IS NOT NULL) AND (c > 0))", FALSE, FALSE },
    { "where:((a IS NOT NULL) OR (c > 0))", FALSE, FALSE },
    { "where:(a IS NULL)", FALSE, FALSE },
    { "where:(a IS NOT NULL", FALSE, TRUE },
    { "where:(\"Q", FALSE, FALSE },
    { "where:", FALSE, FALSE },
    { "where:(", FALSE, FALSE },
    { "where:((a IS NOT NULL) AND ", FALSE, FALSE },
    { "invalid:true where:(a IS NOT NULL)", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CrowSchema) schema = make_pair ("a,Q\"q", rows[i].detail);

      crow_schema_get_relation (schema, 0)->is_temporal = rows[i].is_temporal;
      seal_and_lint (schema);
      g_test_message ("%s", rows[i].detail);
      g_assert_cmpuint (count_rule (schema, "RA006"), ==, rows[i].is_usable ? 0 : 1);
    }
}

/* A scan of so many rows for each parent is an error; of how many nobody knows, a warning. */
static void
test_large_tables (void)
{
  static const struct
  {
    double rows;
    CrowSeverity severity;
  } rows[] = { { -1, CROW_SEVERITY_WARNING },
               { 100000, CROW_SEVERITY_WARNING },
               { 100001, CROW_SEVERITY_ERROR } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CrowSchema) schema = make_pair (NULL, NULL);
      CrowModel *child = crow_schema_get_model (schema, 1);

      child->facts = crow_table_facts_new ();
      child->facts->estimated_rows = rows[i].rows;
      seal_and_lint (schema);
      g_assert_cmpint (find_rule (schema, "RA006")->severity, ==, rows[i].severity);
    }
}

static void
test_says_nothing_of_what_is_unread (void)
{
  g_autoptr (CrowSchema) indexes = make_pair (NULL, NULL);
  g_autoptr (CrowSchema) defaults = make_pair (NULL, NULL);
  g_autoptr (CrowSchema) read = make_pair (NULL, NULL);

  indexes->unread = CROW_UNREAD_INDEXES;
  seal_and_lint (indexes);
  g_assert_cmpuint (count_rule (indexes, "RA006"), ==, 0);
  defaults->unread = CROW_UNREAD_DEFAULTS;
  crow_schema_get_relation (defaults, 0)
      ->clauses[CROW_EVENT_DELETE]
      .action = CROW_ACTION_SET_DEFAULT;
  seal_and_lint (defaults);
  g_assert_cmpuint (count_rule (defaults, "RA002"), ==, 0);
  crow_schema_get_relation (read, 0)->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_SET_DEFAULT;
  seal_and_lint (read);
  g_assert_cmpuint (count_rule (read, "RA002"), ==, 1);
}

/* ON DELETE SET NULL (column) writes that column only. */
static void
test_set_columns (void)
{
  for (guint column = 0; column < 2; column++)
    {
      g_autoptr (CrowSchema) schema = make_pair (NULL, NULL);
      CrowRelation *relation = crow_schema_get_relation (schema, 0);

      relation->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_SET_NULL;
      relation->set_columns = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (relation->set_columns, column);
      seal_and_lint (schema);
      g_assert_cmpuint (count_rule (schema, "RA001"), ==, column == 0 ? 1 : 0);
    }
}

/* Each table needs a row of the next; @n of them in a ring. */
static CrowSchema *
make_ring (guint n)
{
  CrowSchema *schema = crow_schema_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("T%u", i);
      CrowModel *model = crow_test_add_model (schema, name);

      crow_test_add_field (model, "id", "Int");
      crow_test_add_key (model, CROW_KEY_PRIMARY, "pkey", "id");
      crow_test_add_field (model, "next", "Int");
      crow_test_add_key (model, CROW_KEY_INDEX, "idx", "next");
    }
  for (guint i = 0; i < n; i++)
    {
      CrowRelation *relation = crow_relation_new (CROW_RELATION_FOREIGN_KEY);
      guint zero = 0;
      guint one = 1;

      relation->id = g_strdup_printf ("T%u.fk", i);
      relation->constraint = g_strdup ("fk");
      relation->child = i;
      relation->parent = (i + 1) % n;
      g_array_append_val (relation->child_fields, one);
      g_array_append_val (relation->parent_fields, zero);
      relation->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_NO_ACTION;
      relation->clauses[CROW_EVENT_UPDATE].action = CROW_ACTION_NO_ACTION;
      g_ptr_array_add (schema->relations, relation);
    }
  make_database (schema);
  return schema;
}

static void
test_cycles (void)
{
  g_autoptr (CrowSchema) pair = make_ring (2);
  g_autoptr (CrowSchema) self = make_ring (1);
  g_autoptr (CrowSchema) nullable = make_ring (3);
  g_autoptr (CrowSchema) deferrable = make_ring (3);
  g_autoptr (CrowSchema) large = make_ring (50000); /* nothing recurses */

  seal_and_lint (pair);
  g_assert_cmpuint (count_rule (pair, "RA009"), ==, 1);
  g_assert_nonnull (strstr (find_rule (pair, "RA009")->message, "T0, T1 need"));
  seal_and_lint (self);
  g_assert_cmpuint (count_rule (self, "RA009"), ==, 0);
  crow_model_get_field (crow_schema_get_model (nullable, 1), 1)->arity = CROW_ARITY_OPTIONAL;
  seal_and_lint (nullable);
  g_assert_cmpuint (count_rule (nullable, "RA009"), ==, 0);
  crow_schema_get_relation (deferrable, 2)->is_deferrable = TRUE;
  seal_and_lint (deferrable);
  g_assert_cmpuint (count_rule (deferrable, "RA009"), ==, 0);
  seal_and_lint (large);
  g_assert_cmpuint (count_rule (large, "RA009"), ==, 1);
  g_assert_nonnull (strstr (find_rule (large, "RA009")->message, "and 49994 more"));
}

/* A schema file has no catalogue: the same picture breaks none of these rules. */
static void
test_only_of_databases (void)
{
  g_autoptr (CrowSchema) schema = make_ring (2);
  CrowRelation *relation = crow_schema_get_relation (schema, 0);

  g_clear_pointer (&schema->server, g_free);
  relation->is_deferrable = TRUE;
  relation->is_validated = FALSE;
  relation->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_SET_DEFAULT;
  seal_and_lint (schema);
  g_assert_cmpuint (schema->diagnostics->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lint/catalog/usable-indexes", test_usable_indexes);
  g_test_add_func ("/lint/catalog/large-tables", test_large_tables);
  g_test_add_func ("/lint/catalog/says-nothing-of-what-is-unread",
                   test_says_nothing_of_what_is_unread);
  g_test_add_func ("/lint/catalog/set-columns", test_set_columns);
  g_test_add_func ("/lint/catalog/cycles", test_cycles);
  g_test_add_func ("/lint/catalog/only-of-databases", test_only_of_databases);
  return g_test_run ();
}
