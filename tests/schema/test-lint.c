#include "crow-lint.h"
#include "crow-test-schema.h"

#include <string.h>

static void
add_file (CrowSchema *schema)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);

  g_ptr_array_add (schema->files, crow_source_file_new ("schema.prisma", bytes));
}

/* Places relation i at bytes 100 i … 100 i + 50. */
static void
seal_and_lint (CrowSchema *schema)
{
  for (guint i = 0; i < schema->relations->len; i++)
    crow_schema_get_relation (schema, i)->location.span = (CrowSpan){ 100 * i, 100 * i + 50 };
  crow_schema_seal (schema);
  crow_lint_schema (schema);
}

static void
forget_who_wrote_updates (CrowSchema *schema)
{
  for (guint i = 0; i < schema->relations->len; i++)
    crow_schema_get_relation (schema, i)->clauses[CROW_EVENT_UPDATE].reason = CROW_REASON_DEFAULT;
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

static void
test_lint_missing_index (void)
{
  g_autoptr (CrowSchema) schema = crow_test_build_blog ();
  const CrowDiagnostic *diagnostic;

  add_file (schema);
  forget_who_wrote_updates (schema);
  seal_and_lint (schema);
  g_assert_cmpuint (schema->diagnostics->len, ==, 1); /* userId is unique, authorId indexed */
  diagnostic = g_ptr_array_index (schema->diagnostics, 0);
  g_assert_cmpstr (diagnostic->rule, ==, "RA006");
  g_assert_cmpstr (diagnostic->message, ==,
                   "`reviewerId` has no index: deleting or re-keying one User scans every Post. "
                   "Add @@index([reviewerId]).");
  g_assert_cmpint (diagnostic->severity, ==, CROW_SEVERITY_WARNING);
  g_assert_cmpint (diagnostic->fix, ==, CROW_FIX_ADD_INDEX);
  g_assert_cmpint (diagnostic->relation, ==, 2);
  g_assert_cmpint (diagnostic->model, ==, 2);
  g_assert_cmpuint (diagnostic->location.span.start, ==, 200);
}

/* A child of a two-column key with one index over @fields. */
static CrowSchema *
make_composite (CrowKeyKind kind, const char *fields, const char *detail)
{
  CrowSchema *schema = crow_schema_new ();
  CrowModel *parent = crow_test_add_model (schema, "P");
  CrowModel *child = crow_test_add_model (schema, "C");

  crow_test_add_field (parent, "x", "Int");
  crow_test_add_field (parent, "y", "Int");
  crow_test_add_key (parent, CROW_KEY_PRIMARY, "P_pkey", "x,y");
  crow_test_add_field (child, "a", "Int");
  crow_test_add_field (child, "b", "Int");
  crow_test_add_field (child, "c", "Int");
  if (fields != NULL)
    crow_test_add_key (child, kind, "k", fields)->detail = g_strdup (detail);
  crow_test_add_relation (schema, "C.p", "a,b", "P", "x,y", CROW_ACTION_CASCADE,
                          CROW_ACTION_CASCADE);
  schema->provider = CROW_PROVIDER_POSTGRESQL;
  add_file (schema);
  return schema;
}

static void
test_lint_usable_indexes (void)
{
  static const struct
  {
    CrowKeyKind kind;
    const char *fields;
    const char *detail;
    gboolean is_usable;
  } rows[] = {
    { CROW_KEY_INDEX, "a,b", NULL, TRUE },
    { CROW_KEY_INDEX, "b,a", NULL, TRUE },
    { CROW_KEY_UNIQUE, "b,a,c", NULL, TRUE },
    { CROW_KEY_PRIMARY, "a,b", NULL, TRUE },
    { CROW_KEY_INDEX, "a,c,b", NULL, FALSE },
    { CROW_KEY_INDEX, "c,a,b", NULL, FALSE },
    { CROW_KEY_INDEX, "a", NULL, FALSE },
    { CROW_KEY_FULLTEXT, "a,b", NULL, FALSE },
    { CROW_KEY_INDEX, "a,b", "type:Gin", FALSE },
    { CROW_KEY_INDEX, "a,b", "a(sort:Desc)", TRUE },
    { CROW_KEY_INDEX, "a,b", "type:Hash where:raw(\"x > 0\")", FALSE },
    { CROW_KEY_INDEX, "a,b", "type:GinX subtype:Gin a(ops:where:)", TRUE },
    { CROW_KEY_INDEX, NULL, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CrowSchema) schema = make_composite (rows[i].kind, rows[i].fields, rows[i].detail);

      seal_and_lint (schema);
      g_assert_cmpint (find_rule (schema, "RA006") == NULL, ==, rows[i].is_usable);
    }
}

static void
test_lint_index_of_other_sources (void)
{
  g_autoptr (CrowSchema) mysql = make_composite (CROW_KEY_INDEX, NULL, NULL);
  g_autoptr (CrowSchema) database = make_composite (CROW_KEY_INDEX, NULL, NULL);
  g_autoptr (CrowSchema) emulated = make_composite (CROW_KEY_INDEX, NULL, NULL);
  const CrowDiagnostic *diagnostic;
  CrowRelation *relation = crow_schema_get_relation (emulated, 0);

  mysql->provider = CROW_PROVIDER_MYSQL; /* makes the index itself */
  seal_and_lint (mysql);
  g_assert_null (find_rule (mysql, "RA006"));

  g_ptr_array_set_size (database->files, 0);
  seal_and_lint (database);
  diagnostic = find_rule (database, "RA006");
  g_assert_cmpstr (diagnostic->message, ==,
                   "`a`, `b` have no index: deleting or re-keying one P scans every C. Add an "
                   "index on (\"a\", \"b\").");
  g_assert_cmpint (diagnostic->fix, ==, CROW_FIX_NONE);

  g_clear_pointer (&relation->constraint, g_free);
  relation->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_NO_ACTION;
  relation->clauses[CROW_EVENT_UPDATE].action = CROW_ACTION_NO_ACTION;
  seal_and_lint (emulated);
  g_assert_null (find_rule (emulated, "RA006"));
}

static void
set_null (CrowSchema *schema)
{
  CrowRelation *relation = crow_schema_get_relation (schema, 1);

  relation->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_SET_NULL;
}

static void
test_lint_set_null_on_required (void)
{
  g_autoptr (CrowSchema) silent = crow_test_build_blog ();
  const CrowDiagnostic *diagnostic;

  set_null (silent);
  seal_and_lint (silent);
  diagnostic = find_rule (silent, "RA001");
  g_assert_nonnull (diagnostic);
  g_assert_cmpint (diagnostic->severity, ==, CROW_SEVERITY_ERROR);
  g_assert_cmpint (diagnostic->relation, ==, 1);
  g_assert_nonnull (strstr (diagnostic->message, "`authorId`"));
}

/* Prisma's own warning stands at the relation's field, without an index into our relations. */
static void
test_lint_does_not_repeat_prisma (void)
{
  g_autoptr (CrowSchema) told = crow_test_build_blog ();
  CrowSpan span = { 120, 130 };

  set_null (told);
  forget_who_wrote_updates (told);
  g_ptr_array_add (told->diagnostics,
                   crow_diagnostic_new (CROW_SEVERITY_WARNING, CROW_RULE_PRISMA, 0, span,
                                        g_strdup ("… should not be set to `SetNull` when …")));
  seal_and_lint (told);
  g_assert_null (find_rule (told, "RA001"));
  g_assert_cmpuint (told->diagnostics->len, ==, 2);
}

static void
test_lint_update_action_on_generated_key (void)
{
  g_autoptr (CrowSchema) written = crow_test_build_blog ();
  g_autoptr (CrowSchema) is_default = crow_test_build_blog ();
  g_autoptr (CrowSchema) natural = crow_test_build_blog ();
  guint n_hints = 0;

  seal_and_lint (written);
  n_hints = crow_schema_count_diagnostics (written, CROW_SEVERITY_HINT);
  g_assert_cmpuint (n_hints, ==, 3);
  g_assert_cmpstr (find_rule (written, "RA013")->message, ==,
                   "onUpdate: Cascade never does anything here: `id` of User is generated and is "
                   "not changed afterwards.");
  forget_who_wrote_updates (is_default);
  seal_and_lint (is_default);
  g_assert_null (find_rule (is_default, "RA013"));
  g_clear_pointer (&crow_model_get_field (crow_schema_get_model (natural, 0), 0)->default_value,
                   g_free);
  seal_and_lint (natural);
  g_assert_null (find_rule (natural, "RA013"));
}

static void
test_lint_sorts_by_place_then_rule (void)
{
  g_autoptr (CrowSchema) schema = crow_test_build_blog ();
  const CrowDiagnostic *last = NULL;

  set_null (schema);
  seal_and_lint (schema);
  g_assert_cmpuint (schema->diagnostics->len, ==, 5);
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (last != NULL && last->location.span.start == diagnostic->location.span.start)
        g_assert_cmpstr (last->rule, <, diagnostic->rule);
      else if (last != NULL)
        g_assert_cmpuint (last->location.span.start, <, diagnostic->location.span.start);
      last = diagnostic;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lint/missing-index", test_lint_missing_index);
  g_test_add_func ("/lint/usable-indexes", test_lint_usable_indexes);
  g_test_add_func ("/lint/index-of-other-sources", test_lint_index_of_other_sources);
  g_test_add_func ("/lint/set-null-on-required", test_lint_set_null_on_required);
  g_test_add_func ("/lint/does-not-repeat-prisma", test_lint_does_not_repeat_prisma);
  g_test_add_func ("/lint/update-action-on-generated-key",
                   test_lint_update_action_on_generated_key);
  g_test_add_func ("/lint/sorts-by-place-then-rule", test_lint_sorts_by_place_then_rule);
  return g_test_run ();
}
