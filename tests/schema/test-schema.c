#include "crow-error.h"
#include "crow-foreign-key.h"
#include "crow-test-schema.h"

#include <string.h>

static void
test_source_file_locates_lines_and_columns (void)
{
  static const char text[] = "a\xc3\xa9"
                             "b\r\nsecond\n\nlast";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (CrowSourceFile) file = crow_source_file_new ("x.prisma", bytes);
  static const guint expected[][3] = { { 0, 1, 1 },  { 3, 1, 3 },  { 6, 2, 1 },  { 12, 2, 7 },
                                       { 13, 3, 1 }, { 14, 4, 1 }, { 18, 4, 5 }, { 999, 4, 5 } };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      guint line = 0;
      guint column = 0;

      crow_source_file_locate (file, expected[i][0], &line, &column);
      g_assert_cmpuint (line, ==, expected[i][1]);
      g_assert_cmpuint (column, ==, expected[i][2]);
    }
}

static void
test_source_file_may_be_empty (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new (NULL, 0);
  g_autoptr (CrowSourceFile) file = crow_source_file_new ("", bytes);
  gsize length = 1;
  guint line = 0;
  guint column = 0;

  g_assert_nonnull (crow_source_file_get_text (file, &length));
  g_assert_cmpuint (length, ==, 0);
  crow_source_file_locate (file, 0, &line, &column);
  g_assert_cmpuint (line, ==, 1);
  g_assert_cmpuint (column, ==, 1);
}

static void
test_schema_seal_marks_fields_and_relations (void)
{
  g_autoptr (CrowSchema) schema = crow_test_make_blog ();
  CrowModel *post = crow_schema_get_model (schema, 2);

  g_assert_cmpstr (post->key, ==, "Post");
  g_assert_cmpuint (post->n_rows, ==, 3); /* relation fields have no row */
  g_assert_cmpint (crow_model_get_field (post, 1)->row, ==, -1);
  g_assert_true (crow_model_get_row_field (post, 1) == crow_model_get_field (post, 2));
  g_assert_null (crow_model_get_row_field (post, 3));
  g_assert_true (crow_model_get_field (post, 0)->is_primary_key);
  g_assert_true (crow_model_get_field (post, 2)->is_foreign_key);
  g_assert_false (crow_model_get_field (post, 0)->is_foreign_key);
  g_assert_true (crow_model_get_field (crow_schema_get_model (schema, 1), 1)->is_unique);
  g_assert_true (crow_schema_get_relation (schema, 0)->is_one_to_one);
  g_assert_false (crow_schema_get_relation (schema, 1)->is_one_to_one);
  g_assert_false (crow_schema_get_relation (schema, 1)->is_optional);
  g_assert_true (crow_schema_get_relation (schema, 2)->is_optional);
}

static void
test_schema_finds_by_name (void)
{
  g_autoptr (CrowSchema) schema = crow_test_make_blog ();

  g_assert_cmpint (crow_schema_find_model (schema, "Category"), ==, 3);
  g_assert_cmpint (crow_schema_find_model (schema, "category"), ==, -1);
  g_assert_cmpint (crow_schema_find_relation (schema, "Post.reviewer"), ==, 2);
  g_assert_cmpint (crow_schema_find_relation (schema, "Category.posts"), ==, 3);
  g_assert_cmpint (crow_schema_find_relation (schema, "Post.categories"), ==, 3);
  g_assert_cmpint (crow_schema_find_relation (schema, "Post.nothing"), ==, -1);
}

static void
test_schema_describes_a_relation (void)
{
  g_autoptr (CrowSchema) schema = crow_test_build_blog ();
  g_autofree char *written = NULL;
  g_autofree char *fixed = NULL;

  crow_schema_get_relation (schema, 1)->clauses[CROW_EVENT_UPDATE].reason = CROW_REASON_DEFAULT;
  crow_schema_seal (schema);
  written = crow_schema_describe_relation (schema, 1);
  fixed = crow_schema_describe_relation (schema, 3);
  g_assert_cmpstr (written, ==,
                   "Post.author to User: on delete Restrict, on update Cascade (default)");
  g_assert_cmpstr (fixed, ==,
                   "Category.posts to Post: on delete Cascade (fixed), on update Cascade (fixed)");
}

static void
test_schema_relation_rows (void)
{
  g_autoptr (CrowSchema) schema = crow_test_make_blog ();
  int child_row = -2;
  int parent_row = -2;

  crow_schema_get_relation_rows (schema, 2, &child_row, &parent_row);
  g_assert_cmpint (child_row, ==, 2); /* reviewerId */
  g_assert_cmpint (parent_row, ==, 0);
  crow_schema_get_relation_rows (schema, 3, &child_row, &parent_row);
  g_assert_cmpint (child_row, ==, 0);
  g_assert_cmpint (parent_row, ==, 0);
}

/* One model declared over and over, one that has nothing, relations without a key. */
static void
test_schema_survives_damage (void)
{
  g_autoptr (CrowSchema) schema = crow_schema_new ();
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) foreign_keys = NULL;
  int child_row;
  int parent_row;

  for (guint i = 0; i < 1000; i++)
    crow_test_add_model (schema, "Twice");
  crow_test_add_model (schema, "Twice#2");
  for (guint i = 0; i < 2; i++)
    {
      CrowRelation *relation = crow_relation_new (i == 0 ? CROW_RELATION_FOREIGN_KEY
                                                         : CROW_RELATION_MANY_TO_MANY);

      relation->id = g_strdup ("Twice.x");
      g_ptr_array_add (schema->relations, relation);
    }
  crow_schema_seal (schema);
  for (guint i = 0; i < schema->models->len; i++)
    g_assert_true (g_hash_table_add (keys, crow_schema_get_model (schema, i)->key));
  for (guint i = 0; i < 2; i++)
    {
      crow_schema_get_relation_rows (schema, i, &child_row, &parent_row);
      g_assert_cmpint (child_row, ==, -1);
      g_assert_cmpint (parent_row, ==, -1);
    }
  foreign_keys = crow_schema_list_foreign_keys (schema);
  g_assert_cmpuint (foreign_keys->len, ==, 0);
}

static void
test_schema_keys_carry_the_namespace (void)
{
  g_autoptr (CrowSchema) schema = crow_schema_new ();

  crow_test_add_model (schema, "user")->namespace_ = g_strdup ("auth");
  crow_test_add_model (schema, "user")->namespace_ = g_strdup ("blog");
  crow_schema_seal (schema);
  g_assert_cmpstr (crow_schema_get_model (schema, 0)->key, ==, "auth.user");
  g_assert_cmpstr (crow_schema_get_model (schema, 1)->key, ==, "blog.user");
  g_assert_cmpint (crow_schema_find_model (schema, "user"), ==, 0);
  g_assert_cmpint (crow_schema_find_model (schema, "blog.user"), ==, 1);
}

static void
test_foreign_keys_are_listed_in_schema_order (void)
{
  g_autoptr (CrowSchema) schema = crow_test_make_blog ();
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);
  static const char *const expected[] = { "Profile.user", "Post.author", "Post.reviewer",
                                          "Category.posts", "Post.categories" };
  CrowForeignKey *key;

  g_assert_cmpuint (keys->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < keys->len; i++)
    g_assert_cmpstr (((CrowForeignKey *) g_ptr_array_index (keys, i))->relation_id, ==,
                     expected[i]);
  key = g_ptr_array_index (keys, 4);
  g_assert_cmpstr (key->table, ==, "_CategoryToPost");
  g_assert_cmpstr (g_ptr_array_index (key->columns, 0), ==, "B");
  g_assert_cmpstr (key->ref_table, ==, "Post");
  g_assert_cmpstr (g_ptr_array_index (key->ref_columns, 0), ==, "id");
  g_assert_cmpstr (key->constraint, ==, "_CategoryToPost_B_fkey");
  g_assert_cmpint (key->clauses[CROW_EVENT_DELETE].reason, ==, CROW_REASON_FIXED);
}

static void
test_foreign_keys_leave_views_out (void)
{
  g_autoptr (CrowSchema) schema = crow_test_build_blog ();
  g_autoptr (GPtrArray) keys = NULL;

  crow_schema_get_model (schema, 1)->kind = CROW_MODEL_VIEW;
  crow_schema_seal (schema);
  keys = crow_schema_list_foreign_keys (schema);
  g_assert_cmpuint (keys->len, ==, 4);
}

static CrowSchema *
make_chain (guint n)
{
  CrowSchema *schema = crow_schema_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("M%u", i);
      CrowModel *model = crow_test_add_model (schema, name);

      crow_test_add_field (model, "id", "Int");
      crow_test_add_field (model, "up", "Int");
    }
  for (guint i = 1; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("M%u.to", i);
      g_autofree char *parent = g_strdup_printf ("M%u", i - 1);

      crow_test_add_relation (schema, id, "up", parent, "id", CROW_ACTION_CASCADE,
                              CROW_ACTION_CASCADE);
    }
  return schema;
}

static void
test_subset_remaps_indexes (void)
{
  g_autoptr (CrowSchema) schema = make_chain (9);
  static const char *const names[] = { "M5", NULL };
  CrowSpan span = { 3, 4 };
  CrowDiagnostic *kept = crow_diagnostic_new (CROW_SEVERITY_HINT, "RA013", 0, span, g_strdup ("a"));
  CrowDiagnostic *lost = crow_diagnostic_new (CROW_SEVERITY_HINT, "RA013", 0, span, g_strdup ("b"));
  CrowDiagnostic *free_ = crow_diagnostic_new (CROW_SEVERITY_ERROR, CROW_RULE_PRISMA, 0, span,
                                               g_strdup ("c"));
  g_autoptr (CrowSchema) subset = NULL;
  g_autoptr (GError) error = NULL;

  kept->relation = 4; /* M5 to M4 */
  kept->model = 5;
  lost->relation = 0;
  g_ptr_array_add (schema->diagnostics, kept);
  g_ptr_array_add (schema->diagnostics, lost);
  g_ptr_array_add (schema->diagnostics, free_);
  crow_schema_seal (schema);
  subset = crow_schema_subset (schema, names, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (subset->models->len, ==, 5); /* M3 … M7 */
  g_assert_cmpstr (crow_schema_get_model (subset, 0)->name, ==, "M3");
  g_assert_cmpuint (subset->relations->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      CrowRelation *relation = crow_schema_get_relation (subset, i);

      g_assert_cmpuint (relation->child, ==, i + 1);
      g_assert_cmpuint (relation->parent, ==, i);
      g_assert_cmpint (crow_schema_find_relation (subset, relation->id), ==, (int) i);
    }
  g_assert_cmpuint (subset->diagnostics->len, ==, 2);
  kept = g_ptr_array_index (subset->diagnostics, 0);
  g_assert_cmpstr (kept->message, ==, "a");
  g_assert_cmpint (kept->relation, ==, 1);
  g_assert_cmpint (kept->model, ==, 2);
  /* A key whose relation was left out is still one. */
  g_assert_true (crow_model_get_field (crow_schema_get_model (subset, 0), 1)->is_foreign_key);
}

static void
test_subset_keeps_keys (void)
{
  g_autoptr (CrowSchema) schema = crow_schema_new ();
  static const char *const names[] = { "B", NULL };
  g_autoptr (CrowSchema) subset = NULL;
  CrowModel *model;

  crow_test_add_model (schema, "A");
  model = crow_test_add_model (schema, "B");
  g_free (model->table);
  model->table = g_strdup ("A");
  crow_schema_seal (schema);
  subset = crow_schema_subset (schema, names, G_MAXUINT, NULL);
  g_assert_cmpuint (subset->models->len, ==, 1);
  g_assert_cmpstr (crow_schema_get_model (subset, 0)->key, ==, "A#2");
}

static void
test_subset_of_all_and_of_unknown (void)
{
  g_autoptr (CrowSchema) schema = crow_test_make_blog ();
  static const char *const names[] = { "User", "Usr", NULL };
  g_autoptr (CrowSchema) whole = crow_schema_subset (schema, NULL, 0, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (whole->models->len, ==, 4);
  g_assert_null (crow_schema_subset (schema, names, 0, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "Usr"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/source-file/locates-lines-and-columns",
                   test_source_file_locates_lines_and_columns);
  g_test_add_func ("/source-file/may-be-empty", test_source_file_may_be_empty);
  g_test_add_func ("/schema/seal-marks-fields-and-relations",
                   test_schema_seal_marks_fields_and_relations);
  g_test_add_func ("/schema/finds-by-name", test_schema_finds_by_name);
  g_test_add_func ("/schema/describes-a-relation", test_schema_describes_a_relation);
  g_test_add_func ("/schema/relation-rows", test_schema_relation_rows);
  g_test_add_func ("/schema/survives-damage", test_schema_survives_damage);
  g_test_add_func ("/schema/keys-carry-the-namespace", test_schema_keys_carry_the_namespace);
  g_test_add_func ("/foreign-keys/are-listed-in-schema-order",
                   test_foreign_keys_are_listed_in_schema_order);
  g_test_add_func ("/foreign-keys/leave-views-out", test_foreign_keys_leave_views_out);
  g_test_add_func ("/subset/remaps-indexes", test_subset_remaps_indexes);
  g_test_add_func ("/subset/keeps-keys", test_subset_keeps_keys);
  g_test_add_func ("/subset/of-all-and-of-unknown", test_subset_of_all_and_of_unknown);
  return g_test_run ();
}
