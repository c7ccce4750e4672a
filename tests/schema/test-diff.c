#include "crow-schema-diff.h"
#include "crow-test-schema.h"
#include "crow-test.h"

#include <string.h>

typedef void (*EditFunc) (CrowSchema *schema);

static CrowModel *
get_post (CrowSchema *schema)
{
  return crow_schema_get_model (schema, 2);
}

static CrowField *
get_author_id (CrowSchema *schema)
{
  return crow_model_get_field (get_post (schema), 2);
}

static void
replace (char **text, const char *other)
{
  g_free (*text);
  *text = g_strdup (other);
}

static CrowSchema *
make_edited (EditFunc edit)
{
  CrowSchema *schema = crow_test_build_blog ();

  if (edit != NULL)
    edit (schema);
  crow_schema_seal (schema);
  return schema;
}

static void
keep (CrowSchema *schema)
{
}

static void
alter_action (CrowSchema *schema)
{
  crow_schema_get_relation (schema, 1)->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_CASCADE;
}

static void
alter_reason (CrowSchema *schema)
{
  crow_schema_get_relation (schema, 1)->clauses[CROW_EVENT_DELETE].reason = CROW_REASON_DEFAULT;
}

static void
rename_constraint (CrowSchema *schema)
{
  replace (&crow_schema_get_relation (schema, 1)->constraint, "fk");
}

static void
alter_and_rename (CrowSchema *schema)
{
  alter_action (schema);
  rename_constraint (schema);
}

static void
retarget (CrowSchema *schema)
{
  crow_schema_get_relation (schema, 1)->parent = 3; /* Category has an id, too */
}

static void
emulate (CrowSchema *schema)
{
  schema->relation_mode = CROW_RELATION_MODE_PRISMA;
  for (guint i = 0; i < schema->relations->len; i++)
    {
      CrowRelation *relation = crow_schema_get_relation (schema, i);

      g_clear_pointer (&relation->constraint, g_free);
      g_clear_pointer (&relation->join_constraints[0], g_free);
      g_clear_pointer (&relation->join_constraints[1], g_free);
    }
}

static void
make_optional (CrowSchema *schema)
{
  get_author_id (schema)->arity = CROW_ARITY_OPTIONAL;
}

static void
set_default (CrowSchema *schema)
{
  get_author_id (schema)->value = crow_default_new (CROW_DEFAULT_VALUE);
  crow_default_add_value (get_author_id (schema)->value, CROW_VALUE_NUMBER, "1");
}

static void
set_client_default (CrowSchema *schema)
{
  get_author_id (schema)->value = crow_default_new (CROW_DEFAULT_CLIENT);
}

static void
set_default_native_type (CrowSchema *schema)
{
  get_author_id (schema)->native_type = g_strdup ("Integer");
}

static void
set_native_type (CrowSchema *schema)
{
  get_author_id (schema)->native_type = g_strdup ("BigInt");
}

static void
retype (CrowSchema *schema)
{
  replace (&get_author_id (schema)->type, "String");
}

static void
make_list (CrowSchema *schema)
{
  get_author_id (schema)->arity = CROW_ARITY_LIST;
}

static void
add_column (CrowSchema *schema)
{
  crow_test_add_field (get_post (schema), "title", "String");
}

static void
add_table (CrowSchema *schema)
{
  crow_test_add_field (crow_test_add_model (schema, "Tag"), "id", "Int");
}

static void
add_view (CrowSchema *schema)
{
  crow_test_add_field (crow_test_add_model (schema, "Tag"), "id", "Int");
  crow_schema_get_model (schema, 4)->kind = CROW_MODEL_VIEW;
}

static void
add_index (CrowSchema *schema)
{
  crow_test_add_key (get_post (schema), CROW_KEY_INDEX, "i", "reviewerId");
}

static void
rename_index (CrowSchema *schema)
{
  replace (&((CrowKey *) g_ptr_array_index (get_post (schema)->keys, 1))->name, "i");
}

static void
detail_index (CrowSchema *schema)
{
  replace (&((CrowKey *) g_ptr_array_index (get_post (schema)->keys, 1))->algorithm, "Hash");
}

static void
drop_primary_key (CrowSchema *schema)
{
  g_ptr_array_remove_index (get_post (schema)->keys, 0);
}

static void
rename_join_table (CrowSchema *schema)
{
  replace (&crow_schema_get_relation (schema, 3)->join_table, "_x");
}

static void
move_to_namespace (CrowSchema *schema)
{
  get_post (schema)->namespace_ = g_strdup ("blog");
}

static void
move_to_public (CrowSchema *schema)
{
  for (guint i = 0; i < schema->models->len; i++)
    crow_schema_get_model (schema, i)->namespace_ = g_strdup ("public");
  crow_schema_get_relation (schema, 3)->join_namespace = g_strdup ("public");
}

static void
rename_model (CrowSchema *schema)
{
  replace (&get_post (schema)->name, "Article");
  replace (&crow_schema_get_relation (schema, 1)->id, "Article.author");
  replace (&get_author_id (schema)->name, "writerId");
}

static void
touch_what_is_prismas (CrowSchema *schema)
{
  get_author_id (schema)->is_updated_at = TRUE;
  get_author_id (schema)->is_ignored = TRUE;
  get_post (schema)->is_ignored = TRUE;
}

static void
add_enum (CrowSchema *schema)
{
  CrowEnum *role = crow_enum_new ();

  role->name = g_strdup ("Role");
  role->database_name = g_strdup ("Role");
  g_ptr_array_add (role->values, g_strdup ("A"));
  g_ptr_array_add (role->values, g_strdup ("b"));
  g_ptr_array_add (schema->enums, role);
}

static void
change_provider (CrowSchema *schema)
{
  schema->provider = CROW_PROVIDER_MYSQL;
}

static void
defer (CrowSchema *schema)
{
  crow_schema_get_relation (schema, 1)->is_deferrable = TRUE;
}

#define NONE G_MAXINT

/* What every edit of the blog must be called, and, read from the other side, be as well. */
static const struct
{
  const char *what;
  EditFunc edit;
  int kind; /* of the only change, NONE: no change; -1: several */
  const char *name;
} edits[] = {
  { "nothing", keep, NONE, NULL },
  { "reason", alter_reason, NONE, NULL },
  { "client default", set_client_default, NONE, NULL },
  { "default native type", set_default_native_type, NONE, NULL },
  { "view", add_view, NONE, NULL },
  { "public", move_to_public, NONE, NULL },
  { "model renamed", rename_model, NONE, NULL },
  { "ignored", touch_what_is_prismas, NONE, NULL },
  { "action", alter_action, CROW_CHANGE_FOREIGN_KEY_ALTERED,
    "Post.author: on delete Restrict to Cascade" },
  { "constraint", rename_constraint, CROW_CHANGE_FOREIGN_KEY_RENAMED,
    "Post.author: constraint Post_authorId_fkey to fk" },
  { "both", alter_and_rename, CROW_CHANGE_FOREIGN_KEY_ALTERED,
    "Post.author: on delete Restrict to Cascade, constraint Post_authorId_fkey to fk" },
  { "target", retarget, CROW_CHANGE_FOREIGN_KEY_ALTERED,
    "Post.author: refers to User to Category" },
  { "emulated", emulate, -1, "Profile.user: foreign key Profile_userId_fkey removed" },
  { "optional", make_optional, CROW_CHANGE_OTHER,
    "table Post: column authorId: required to optional" },
  { "default", set_default, CROW_CHANGE_OTHER, "table Post: column authorId: default (none) to 1" },
  { "native type", set_native_type, CROW_CHANGE_OTHER,
    "table Post: column authorId: type Integer to BigInt" },
  { "type", retype, CROW_CHANGE_OTHER, "table Post: column authorId: type Integer to Text" },
  { "list", make_list, CROW_CHANGE_OTHER,
    "table Post: column authorId: type Integer to Integer[], required to list" },
  { "column", add_column, CROW_CHANGE_OTHER, "table Post: column title added" },
  { "table", add_table, CROW_CHANGE_OTHER, "table Tag added" },
  { "index", add_index, CROW_CHANGE_OTHER, "table Post: index i added" },
  { "index name", rename_index, CROW_CHANGE_OTHER,
    "table Post: index Post_authorId_idx renamed to i" },
  { "index detail", detail_index, -1, "table Post: index Post_authorId_idx removed" },
  { "primary key", drop_primary_key, -1, "table Post: primary key removed" },
  { "join table", rename_join_table, -1, "table _x added" },
  { "namespace", move_to_namespace, -1, "table blog.Post added" },
  { "enum", add_enum, CROW_CHANGE_OTHER, "enum Role added" },
  { "provider", change_provider, CROW_CHANGE_OTHER, "provider: postgresql to mysql" },
  { "deferral", defer, CROW_CHANGE_FOREIGN_KEY_ALTERED,
    "Post.author: deferral NOT DEFERRABLE to DEFERRABLE" },
};

static gboolean
has_change (const CrowSchemaDiff *diff, const char *name)
{
  for (guint i = 0; i < diff->changes->len; i++)
    if (strcmp (((CrowChange *) g_ptr_array_index (diff->changes, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
check_edit (CrowSchema *before, CrowSchema *after, guint edit, gboolean is_back)
{
  g_autoptr (CrowSchemaDiff) diff = crow_schema_diff_new (before, after);

  if (g_test_verbose ())
    for (guint i = 0; i < diff->changes->len; i++)
      g_test_message ("%s: %s", edits[edit].what,
                      ((CrowChange *) g_ptr_array_index (diff->changes, i))->name);
  if (edits[edit].kind == NONE)
    {
      g_assert_cmpuint (diff->changes->len, ==, 0);
      return;
    }
  g_assert_cmpuint (diff->changes->len, >, 0);
  if (edits[edit].kind >= 0)
    {
      const CrowChange *change = g_ptr_array_index (diff->changes, 0);

      g_assert_cmpuint (diff->changes->len, ==, 1);
      g_assert_cmpint (change->kind, ==, edits[edit].kind);
    }
  if (!is_back)
    g_assert_true (has_change (diff, edits[edit].name));
}

static void
test_diff_names_every_change (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (CrowSchema) before = crow_test_make_blog ();
      g_autoptr (CrowSchema) after = make_edited (edits[i].edit);

      check_edit (before, after, i, FALSE);
      check_edit (after, before, i, TRUE);
    }
}

static void
reverse_order (GPtrArray *items)
{
  for (guint i = 0; i < items->len / 2; i++)
    {
      gpointer item = items->pdata[i];

      items->pdata[i] = items->pdata[items->len - 1 - i];
      items->pdata[items->len - 1 - i] = item;
    }
}

static void
test_diff_ignores_order (void)
{
  g_autoptr (CrowSchema) before = crow_test_make_blog ();
  g_autoptr (CrowSchema) after = crow_test_build_blog ();
  g_autoptr (CrowSchemaDiff) diff = NULL;

  reverse_order (after->models);
  reverse_order (after->relations);
  for (guint i = 0; i < after->relations->len; i++)
    {
      CrowRelation *relation = crow_schema_get_relation (after, i);

      relation->child = after->models->len - 1 - relation->child;
      relation->parent = after->models->len - 1 - relation->parent;
    }
  for (guint i = 0; i < after->models->len; i++)
    reverse_order (crow_schema_get_model (after, i)->keys);
  crow_schema_seal (after);
  diff = crow_schema_diff_new (before, after);
  g_assert_cmpuint (diff->changes->len, ==, 0);
}

/* Two keys over the same column, `one` and `two`; the one called @cascading cascades. */
static CrowSchema *
make_twins (const char *cascading)
{
  static const char *const names[] = { "one", "two" };
  CrowSchema *schema = crow_test_build_blog ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *id = g_strconcat ("Category.", names[i], NULL);
      CrowAction action = strcmp (names[i], cascading) == 0 ? CROW_ACTION_CASCADE
                                                            : CROW_ACTION_RESTRICT;

      replace (&crow_test_add_relation (schema, id, "id", "User", "id", action, CROW_ACTION_CASCADE)
                    ->constraint,
               names[i]);
    }
  crow_schema_seal (schema);
  return schema;
}

/* Each is compared with the one of its own name. */
static void
test_diff_pairs_twins_by_name (void)
{
  g_autoptr (CrowSchema) before = make_twins ("one");
  g_autoptr (CrowSchema) after = make_twins ("two");
  g_autoptr (CrowSchemaDiff) diff = crow_schema_diff_new (before, after);

  g_assert_cmpuint (diff->changes->len, ==, 2);
  g_assert_true (has_change (diff, "Category.one: on delete Cascade to Restrict"));
  g_assert_true (has_change (diff, "Category.two: on delete Restrict to Cascade"));
}

static void
test_diff_from_nothing (void)
{
  g_autoptr (CrowSchema) after = crow_test_make_blog ();
  g_autoptr (CrowSchema) empty = crow_schema_new ();
  g_autoptr (CrowSchemaDiff) diff = crow_schema_diff_new (NULL, after);
  g_autoptr (CrowSchemaDiff) nothing = NULL;

  g_assert_true (has_change (diff, "table _CategoryToPost added"));
  g_assert_true (has_change (diff, "Post.author: foreign key Post_authorId_fkey added"));
  crow_schema_seal (empty);
  nothing = crow_schema_diff_new (NULL, empty);
  g_assert_cmpuint (nothing->changes->len, ==, 0);
}

/* An enum whose value gets another name in Prisma only, and the default that speaks of it. */
static CrowSchema *
make_role (const char *name, const char *value)
{
  CrowSchema *schema = crow_test_build_blog ();
  CrowField *field = get_author_id (schema);
  CrowEnum *role;

  add_enum (schema);
  role = g_ptr_array_index (schema->enums, 0);
  replace (&role->name, name);
  g_ptr_array_add (role->names, g_strdup ("A"));
  g_ptr_array_add (role->names, g_strdup (value));
  replace (&field->type, name);
  field->kind = CROW_TYPE_ENUM;
  field->value = crow_default_new (CROW_DEFAULT_VALUE);
  crow_default_add_value (field->value, CROW_VALUE_CONSTANT, value);
  crow_schema_seal (schema);
  return schema;
}

static void
test_diff_enum_names_are_prismas (void)
{
  g_autoptr (CrowSchema) before = make_role ("Role", "b");
  g_autoptr (CrowSchema) after = make_role ("Part", "B");
  g_autoptr (CrowSchema) other = make_role ("Role", "A");
  g_autoptr (CrowSchemaDiff) same = crow_schema_diff_new (before, after);
  g_autoptr (CrowSchemaDiff) changed = crow_schema_diff_new (before, other);

  g_assert_cmpuint (same->changes->len, ==, 0);
  g_assert_cmpuint (changed->changes->len, ==, 1);
  g_assert_true (has_change (changed, "table Post: column authorId: default b to A"));
}

static CrowSchema *
make_wide (guint n)
{
  CrowSchema *schema = crow_schema_new ();
  CrowModel *hub = crow_test_add_model (schema, "Hub");

  schema->provider = CROW_PROVIDER_POSTGRESQL;
  crow_test_add_field (hub, "id", "Int");
  for (guint i = 0; i < n; i++)
    {
      CrowRelation *relation = crow_relation_new (CROW_RELATION_FOREIGN_KEY);
      guint zero = 0;

      relation->id = g_strdup_printf ("Hub.r%u", i);
      relation->constraint = g_strdup_printf ("fk%u", i);
      g_array_append_val (relation->child_fields, zero);
      g_array_append_val (relation->parent_fields, zero);
      g_ptr_array_add (schema->relations, relation);
    }
  crow_schema_seal (schema);
  return schema;
}

static double
time_wide (guint n)
{
  g_autoptr (CrowSchema) before = make_wide (n);
  g_autoptr (CrowSchema) after = make_wide (n);
  double start = crow_test_cpu_seconds ();
  g_autoptr (CrowSchemaDiff) diff = crow_schema_diff_new (before, after);

  g_assert_cmpuint (diff->changes->len, ==, 0);
  return crow_test_cpu_seconds () - start;
}

/* Ten times the keys cost about ten times the time, not a hundred times. */
static void
test_diff_is_linear (void)
{
  double small = MAX (time_wide (5000), 0.001);

  g_assert_cmpfloat (time_wide (50000), <, 60 * small);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diff/names-every-change", test_diff_names_every_change);
  g_test_add_func ("/diff/ignores-order", test_diff_ignores_order);
  g_test_add_func ("/diff/pairs-twins-by-name", test_diff_pairs_twins_by_name);
  g_test_add_func ("/diff/from-nothing", test_diff_from_nothing);
  g_test_add_func ("/diff/enum-names-are-prismas", test_diff_enum_names_are_prismas);
  g_test_add_func ("/diff/is-linear", test_diff_is_linear);
  return g_test_run ();
}
