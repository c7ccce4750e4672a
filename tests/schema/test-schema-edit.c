#include "crow-action-edit.h"
#include "crow-constraint.h"
#include "crow-error.h"
#include "crow-test-schema.h"

/* The blog as a server would tell it. */
static CrowSchema *
make_database (void)
{
  CrowSchema *schema = crow_test_build_blog ();

  schema->server = g_strdup ("PostgreSQL 15.18");
  schema->server_version = 150018;
  for (guint i = 0; i < schema->relations->len; i++)
    crow_schema_get_relation (schema, i)->facts = crow_key_facts_new ();
  return schema;
}

static CrowRelation *
find_relation (CrowSchema *schema, const char *id)
{
  return crow_schema_get_relation (schema, (guint) crow_schema_find_relation (schema, id));
}

static CrowSchema *
edit (CrowSchema *schema, const char *text, GError **error)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);

  g_ptr_array_add (edits, crow_action_edit_parse (text, NULL));
  return crow_schema_edit_actions (schema, edits, error);
}

static void
test_schema_edit_makes_a_new_schema (void)
{
  g_autoptr (CrowSchema) schema = make_database ();
  g_autoptr (CrowSchema) edited = NULL;
  g_autoptr (GError) error = NULL;

  crow_schema_seal (schema);
  edited = edit (schema, "Post.author:onDelete=SetDefault,onUpdate=default", &error);
  g_assert_no_error (error);
  g_assert_cmpint (find_relation (edited, "Post.author")->clauses[CROW_EVENT_DELETE].action, ==,
                   CROW_ACTION_SET_DEFAULT);
  g_assert_cmpint (find_relation (edited, "Post.author")->clauses[CROW_EVENT_UPDATE].action, ==,
                   CROW_ACTION_NO_ACTION);
  g_assert_cmpint (find_relation (schema, "Post.author")->clauses[CROW_EVENT_DELETE].action, !=,
                   CROW_ACTION_SET_DEFAULT);
  g_assert_true (crow_schema_get_model (edited, 0) == crow_schema_get_model (schema, 0));
}

static char *
build_definition (CrowSchema *schema, const char *id)
{
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);

  for (guint i = 0; i < keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (keys, i);
      g_autoptr (CrowConstraint) constraint = crow_constraint_new_for_key (schema, key);

      if (g_str_equal (key->relation_id, id))
        return crow_constraint_build_definition (constraint);
    }
  return NULL;
}

/* Whatever the edit cannot say: back and forth, nothing of it is lost. */
static void
test_schema_edit_keeps_what_it_does_not_touch (void)
{
  g_autoptr (CrowSchema) schema = make_database ();
  g_autoptr (CrowSchema) away = NULL;
  g_autoptr (CrowSchema) back = NULL;
  g_autofree char *before = NULL;
  g_autofree char *between = NULL;
  g_autofree char *after = NULL;
  CrowRelation *relation;

  crow_schema_seal (schema);
  relation = find_relation (schema, "Post.reviewer");
  relation->match = CROW_MATCH_FULL;
  relation->is_deferrable = TRUE;
  relation->is_initially_deferred = TRUE;
  relation->is_validated = FALSE;
  relation->clauses[CROW_EVENT_DELETE].action = CROW_ACTION_SET_NULL;
  relation->clauses[CROW_EVENT_UPDATE].action = CROW_ACTION_CASCADE;
  relation->set_columns = g_array_copy (relation->child_fields);
  relation->facts->comment = g_strdup ("who read it");
  before = build_definition (schema, "Post.reviewer");
  g_assert_cmpstr (before, ==,
                   "FOREIGN KEY (\"reviewerId\") REFERENCES \"public\".\"User\" (\"id\") MATCH "
                   "FULL "
                   "ON UPDATE CASCADE ON DELETE SET NULL (\"reviewerId\") DEFERRABLE INITIALLY "
                   "DEFERRED NOT VALID");
  away = edit (schema, "Post.reviewer:onDelete=Cascade", NULL);
  between = build_definition (away, "Post.reviewer");
  g_assert_cmpstr (between, ==,
                   "FOREIGN KEY (\"reviewerId\") REFERENCES \"public\".\"User\" (\"id\") MATCH "
                   "FULL "
                   "ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID");
  back = edit (away, "Post.reviewer:onDelete=SetNull", NULL);
  after = build_definition (back, "Post.reviewer");
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (find_relation (back, "Post.reviewer")->facts->comment, ==, "who read it");
}

static void
test_schema_edit_refuses_what_the_server_would (void)
{
  static const struct
  {
    const char *edit;
    gboolean is_allowed;
  } cases[] = {
    { "Post.author:onDelete=SetNull", FALSE },   { "Post.author:onDelete=SetDefault", FALSE },
    { "Post.author:onUpdate=Cascade", FALSE },   { "Post.author:onDelete=Cascade", TRUE },
    { "Post.author:onDelete=Restrict", TRUE },   { "Post.author:onUpdate=Restrict", TRUE },
    { "Post.reviewer:onDelete=Cascade", FALSE }, { "Post.reviewer:onDelete=NoAction", TRUE },
    { "Profile.user:onDelete=NoAction", FALSE }, { "Post.nobody:onDelete=NoAction", FALSE },
  };
  g_autoptr (CrowSchema) schema = make_database ();
  CrowRelation *author;

  crow_schema_seal (schema);
  author = find_relation (schema, "Post.author");
  crow_model_get_field (crow_schema_get_model (schema, author->child),
                        g_array_index (author->child_fields, guint, 0))
      ->generated = 's';
  find_relation (schema, "Post.reviewer")->is_temporal = TRUE;
  find_relation (schema, "Profile.user")->facts->codes = g_strdup ("on update x");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrowSchema) edited = edit (schema, cases[i].edit, &error);

      g_test_message ("%s: %s", cases[i].edit, error != NULL ? error->message : "allowed");
      g_assert_cmpint (edited != NULL, ==, cases[i].is_allowed);
      g_assert_cmpint (error == NULL, ==, cases[i].is_allowed);
    }
}

static void
test_schema_edit_refuses_relatives_of_postgresql (void)
{
  g_autoptr (CrowSchema) schema = make_database ();
  g_autoptr (CrowSchema) edited = NULL;
  g_autoptr (GError) error = NULL;

  schema->is_readonly = TRUE;
  crow_schema_seal (schema);
  edited = edit (schema, "Post.author:onDelete=Cascade", &error);
  g_assert_null (edited);
  g_assert_error (error, CROW_ERROR, CROW_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema-edit/makes-a-new-schema", test_schema_edit_makes_a_new_schema);
  g_test_add_func ("/schema-edit/keeps-what-it-does-not-touch",
                   test_schema_edit_keeps_what_it_does_not_touch);
  g_test_add_func ("/schema-edit/refuses-what-the-server-would",
                   test_schema_edit_refuses_what_the_server_would);
  g_test_add_func ("/schema-edit/refuses-relatives-of-postgresql",
                   test_schema_edit_refuses_relatives_of_postgresql);
  return g_test_run ();
}
