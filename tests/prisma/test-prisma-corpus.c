#include "crow-foreign-key.h"
#include "crow-test-prisma.h"
#include "crow-test.h"

#include <string.h>

/* The corpus: OWNER__REPO/path/of/a/schema.prisma. What Prisma makes of the valid ones is in
 * expected-fks/OWNER__REPO--path_of_a_schema.tsv, or OWNER__REPO--all.tsv where all files of the
 * folder are one schema. */

static char *
make_case_name (const char *relative)
{
  g_autofree char *path = g_strndup (relative, strlen (relative) - strlen (".prisma"));
  char *slash = strchr (path, '/');

  *slash = '\0';
  g_strdelimit (slash + 1, "/", '_');
  return g_strconcat (path, "--", slash + 1, NULL);
}

/* (element-type utf8 GPtrArray): case name to its files. */
static GHashTable *
index_corpus (const char *folder)
{
  GHashTable *cases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) paths = crow_test_walk (folder, ".prisma");

  for (guint i = 0; i < paths->len; i++)
    {
      const char *relative = (const char *) paths->pdata[i] + strlen (folder) + 1;
      g_autofree char *owner = g_strndup (relative, strcspn (relative, "/"));
      char *names[] = { make_case_name (relative), g_strconcat (owner, "--all", NULL) };

      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        {
          GPtrArray *files = g_hash_table_lookup (cases, names[j]);

          if (files == NULL)
            {
              files = g_ptr_array_new_with_free_func (g_free);
              g_hash_table_insert (cases, g_strdup (names[j]), files);
            }
          g_ptr_array_add (files, g_strdup (paths->pdata[i]));
          g_free (names[j]);
        }
    }
  return cases;
}

static char *
join_names (const GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            (const char *) g_ptr_array_index (names, i));
  return g_string_free (text, FALSE);
}

/* The expected files fill in what is not written by the relation field's `?`. Prisma's engines go
 * by the scalar fields: where these are required, `a A?` is refused or left alone on delete, never
 * nulled. The files' rule, to compare the rest of the row with. */
static CrowAction
get_listed_action (CrowSchema *schema, const CrowForeignKey *key)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, key->relation);
  const CrowClause *clause = &key->clauses[CROW_EVENT_DELETE];
  const CrowModel *child = crow_schema_get_model (schema, relation->child);

  if (clause->reason == CROW_REASON_WRITTEN || relation->is_optional ||
      crow_model_get_field (child, (guint) relation->child_field)->arity != CROW_ARITY_OPTIONAL)
    return clause->action;
  g_assert_true (clause->action == CROW_ACTION_RESTRICT || clause->action == CROW_ACTION_NO_ACTION);
  return CROW_ACTION_SET_NULL;
}

/* As a row of the expected file. */
static char *
describe_foreign_key (CrowSchema *schema, const CrowForeignKey *key)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, key->relation);
  g_autofree char *columns = join_names (key->columns);
  g_autofree char *ref_columns = join_names (key->ref_columns);
  g_auto (GStrv) id = g_strsplit (relation->id, ".", 2);
  const CrowClause *clauses = key->clauses;
  gboolean on_delete = clauses[CROW_EVENT_DELETE].reason == CROW_REASON_WRITTEN;
  gboolean on_update = clauses[CROW_EVENT_UPDATE].reason == CROW_REASON_WRITTEN;

  return g_strdup_printf ("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s%s", id[0], id[1], key->table,
                          columns, crow_schema_get_model (schema, relation->parent)->name,
                          key->ref_table, ref_columns,
                          crow_action_get_name (get_listed_action (schema, key)),
                          crow_action_get_name (clauses[CROW_EVENT_UPDATE].action),
                          on_delete   ? "D"
                          : on_update ? ""
                                      : "-",
                          on_update ? "U" : "");
}

static char *
describe_foreign_keys (CrowSchema *schema)
{
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);
  GString *text = g_string_new ("model\tfield\ttable\tcolumns\tref_model\tref_table\tref_"
                                "columns\ton_delete\ton_update\t"
                                "written\n");

  for (guint i = 0; i < keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (keys, i);
      g_autofree char *row = describe_foreign_key (schema, key);

      if (key->clauses[CROW_EVENT_DELETE].reason != CROW_REASON_FIXED)
        g_string_append_printf (text, "%s\n", row);
    }
  return g_string_free (text, FALSE);
}

static void
assert_same_lines (const char *found, const char *expected)
{
  g_auto (GStrv) found_lines = g_strsplit (found, "\n", -1);
  g_auto (GStrv) expected_lines = g_strsplit (expected, "\n", -1);

  for (guint i = 0; found_lines[i] != NULL && expected_lines[i] != NULL; i++)
    g_assert_cmpstr (found_lines[i], ==, expected_lines[i]);
  g_assert_cmpuint (g_strv_length (found_lines), ==, g_strv_length (expected_lines));
}

static void
test_foreign_keys_equal_prisma (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autofree char *expected_folder = NULL;
  g_autoptr (GHashTable) cases = NULL;
  g_autoptr (GPtrArray) expected = NULL;

  if (folder == NULL)
    return;
  expected_folder = g_build_filename (folder, "expected-fks", NULL);
  cases = index_corpus (folder);
  expected = crow_test_walk (expected_folder, ".tsv");
  g_assert_cmpuint (expected->len, >, 40);
  for (guint i = 0; i < expected->len; i++)
    {
      g_autofree char *name = g_path_get_basename (expected->pdata[i]);
      g_autofree char *rows = crow_test_read (expected->pdata[i], NULL);
      g_autofree char *found = NULL;
      g_autoptr (CrowPrisma) prisma = NULL;
      GPtrArray *files;

      name[strlen (name) - strlen (".tsv")] = '\0';
      files = g_hash_table_lookup (cases, name);
      g_test_message ("%s", name);
      g_assert_nonnull (files);
      prisma = crow_test_open (files, folder);
      found = describe_foreign_keys (crow_prisma_get_schema (prisma));
      assert_same_lines (found, rows);
    }
}

/* Schemas damaged on purpose too: as long as a model's keyword and name stand at the start of a
 * line, the model is there. */
static void
test_damage_leaves_models (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GRegex)
          header = g_regex_new ("^model +[A-Za-z]\\w* *\\{", G_REGEX_MULTILINE, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      g_autoptr (CrowPrisma) prisma = NULL;
      g_autofree char *text = crow_test_read (paths->pdata[i], NULL);
      CrowSchema *schema;
      guint n_headers = 0;

      g_ptr_array_add (one, paths->pdata[i]);
      prisma = crow_test_open (one, folder);
      schema = crow_prisma_get_schema (prisma);
      g_test_message ("%s: %u models, %u relations, %u errors", (char *) paths->pdata[i],
                      schema->models->len, schema->relations->len,
                      crow_schema_count_diagnostics (schema, CROW_SEVERITY_ERROR));
      for (g_regex_match (header, text, 0, &match); g_match_info_matches (match);
           g_match_info_next (match, NULL))
        n_headers++;
      g_assert_cmpuint (schema->models->len, >=, n_headers);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corpus/foreign-keys-equal-prisma", test_foreign_keys_equal_prisma);
  g_test_add_func ("/corpus/damage-leaves-models", test_damage_leaves_models);
  return g_test_run ();
}
