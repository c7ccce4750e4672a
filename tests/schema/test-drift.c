#include "crow-drift.h"
#include "crow-error.h"
#include "crow-prisma.h"
#include "crow-schema-diff.h"
#include "crow-test.h"

#include <string.h>

/* Cases are in tests/schema/drift: the schema file, the database (as Prisma text, with `//! id: …`
 * lines for what that cannot say) and what is expected, parted by lines of `---`. */

static CrowSchema *
read_schema (const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (CrowPrisma) prisma = NULL;

  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", content));
  prisma = crow_prisma_new (files);
  g_assert_true (crow_prisma_is_valid (prisma));
  return crow_schema_ref (crow_prisma_get_schema (prisma));
}

static void
take_namespace (CrowSchema *schema, const char *namespace_)
{
  g_ptr_array_add (schema->namespaces, g_strdup (namespace_));
  for (guint i = 0; i < schema->models->len; i++)
    {
      CrowModel *model = crow_schema_get_model (schema, i);

      if (model->namespace_ == NULL)
        model->namespace_ = g_strdup (namespace_);
    }
}

static void
set_property (CrowRelation *relation, const char *property)
{
  CrowKeyFacts *facts = relation->facts != NULL ? relation->facts : crow_key_facts_new ();
  guint first = 0;

  relation->facts = facts;
  relation->is_deferrable |= g_str_has_prefix (property, "deferr");
  relation->is_initially_deferred |= strcmp (property, "deferred") == 0;
  if (strcmp (property, "match full") == 0)
    relation->match = CROW_MATCH_FULL;
  else if (strcmp (property, "not valid") == 0)
    relation->is_validated = FALSE;
  else if (strcmp (property, "not enforced") == 0)
    relation->is_enforced = FALSE;
  else if (strcmp (property, "temporal") == 0)
    relation->is_temporal = TRUE;
  else if (strcmp (property, "disabled") == 0)
    facts->triggers = CROW_TRIGGERS_DISABLED;
  else if (g_str_has_prefix (property, "codes "))
    facts->codes = g_strdup (property + strlen ("codes "));
  else if (g_str_has_prefix (property, "partition "))
    facts->partition = g_strdup (property + strlen ("partition "));
  else if (strcmp (property, "set first column") == 0)
    {
      relation->set_columns = g_array_new (FALSE, FALSE, sizeof (guint));
      first = g_array_index (relation->child_fields, guint, 0);
      g_array_append_val (relation->set_columns, first);
    }
  else
    g_assert_true (relation->is_deferrable);
}

/* `//! Post.author: not valid` */
static void
add_facts (CrowSchema *schema, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = NULL;
      int relation;

      if (!g_str_has_prefix (lines[i], "//! "))
        continue;
      parts = g_strsplit (lines[i] + strlen ("//! "), ": ", 2);
      if (strcmp (parts[0], "namespace") == 0)
        {
          take_namespace (schema, parts[1]);
          continue;
        }
      relation = crow_schema_find_relation (schema, parts[0]);
      g_assert_cmpint (relation, >=, 0);
      set_property (crow_schema_get_relation (schema, (guint) relation), parts[1]);
    }
}

static CrowSchema *
read_database (const char *text)
{
  CrowSchema *schema = read_schema (text);

  schema->server = g_strdup ("PostgreSQL 15.18");
  schema->server_version = 150018;
  g_ptr_array_set_size (schema->files, 0);
  add_facts (schema, text);
  if (schema->namespaces->len == 0)
    take_namespace (schema, "public");
  return schema;
}

static void
append_key (GString *text, const GPtrArray *keys, int index)
{
  const CrowForeignKey *key = index >= 0 ? g_ptr_array_index (keys, (guint) index) : NULL;

  if (key != NULL)
    g_string_append_printf (text, " %s(%s)", key->relation_id,
                            key->constraint != NULL ? key->constraint : "");
  else
    g_string_append (text, " -");
}

static void
describe_items (GString *text, const CrowDrift *drift)
{
  static const char *const kinds[] = { "equal", "differs", "only-schema", "only-database" };

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (drift->items, i);

      g_string_append (text, kinds[item->kind]);
      append_key (text, drift->schema_keys, item->schema_key);
      append_key (text, drift->database_keys, item->database_key);
      g_string_append_c (text, '\n');
      for (guint j = 0; j < item->differences->len; j++)
        {
          const CrowDriftDifference *difference = g_ptr_array_index (item->differences, j);

          g_string_append_printf (text, "  %s: %s | %s\n", difference->clause, difference->schema,
                                  difference->database);
        }
      for (guint j = 0; j < item->unsayable->len; j++)
        g_string_append_printf (text, "  unsayable: %s\n",
                                (const char *) g_ptr_array_index (item->unsayable, j));
    }
  for (guint i = 0; i < drift->notes->len; i++)
    g_string_append_printf (text, "note: %s\n", (const char *) g_ptr_array_index (drift->notes, i));
}

static void
append_columns (GString *text, const CrowModel *model, const GArray *fields)
{
  g_string_append_printf (text, " %s(", model->key);
  for (guint i = 0; i < fields->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            crow_model_get_field (model, g_array_index (fields, guint, i))->column);
  g_string_append_c (text, ')');
}

static void
describe_picture (GString *text, const CrowDrift *drift)
{
  static const char *const marks[] = { "none", "differs", "only-schema", "only-database" };
  g_autoptr (CrowSchema) picture = crow_drift_build_picture (drift);

  g_assert_cmpuint (picture->files->len, ==, drift->schema->files->len);
  g_assert_cmpuint (picture->diagnostics->len, ==, drift->schema->diagnostics->len);
  g_string_append (text, "picture:");
  for (guint i = 0; i < picture->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (picture, i);

      g_string_append_printf (text, " %s", model->key);
      if (i < drift->schema->models->len)
        g_assert_cmpstr (model->key, ==, crow_schema_get_model (drift->schema, i)->key);
    }
  g_string_append_c (text, '\n');
  for (guint i = 0; i < picture->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (picture, i);

      g_assert_cmpint (crow_schema_find_relation (picture, relation->id), ==, (int) i);
      if (i < drift->schema->relations->len)
        g_assert_cmpstr (relation->id, ==, crow_schema_get_relation (drift->schema, i)->id);
      g_string_append_printf (text, "  %s %s", relation->id, marks[relation->mark]);
      append_columns (text, crow_schema_get_model (picture, relation->child),
                      relation->child_fields);
      append_columns (text, crow_schema_get_model (picture, relation->parent),
                      relation->parent_fields);
      g_string_append_c (text, '\n');
    }
}

/* The SQL that ends a drift is made of a difference: the two must tell the same. */
static void
assert_same_difference (const CrowDrift *drift, CrowSchema *schema, CrowSchema *database)
{
  static const CrowDriftKind kinds[] = {
    [CROW_CHANGE_FOREIGN_KEY_ALTERED] = CROW_DRIFT_DIFFERS,
    [CROW_CHANGE_FOREIGN_KEY_RENAMED] = CROW_DRIFT_DIFFERS,
    [CROW_CHANGE_FOREIGN_KEY_ADDED] = CROW_DRIFT_ONLY_SCHEMA,
    [CROW_CHANGE_FOREIGN_KEY_REMOVED] = CROW_DRIFT_ONLY_DATABASE,
  };
  g_autoptr (CrowSchemaDiff) up = crow_schema_diff_new_for_keys (database, schema);
  g_autoptr (CrowSchemaDiff) down = crow_schema_diff_new_for_keys (schema, database);
  guint counts[CROW_DRIFT_ONLY_DATABASE + 1] = { 0 };

  for (guint i = 0; i < up->changes->len; i++)
    counts[kinds[((CrowChange *) g_ptr_array_index (up->changes, i))->kind]]++;
  for (CrowDriftKind kind = CROW_DRIFT_DIFFERS; kind <= CROW_DRIFT_ONLY_DATABASE; kind++)
    g_assert_cmpuint (counts[kind], ==, crow_drift_count (drift, kind));
  g_assert_cmpuint (down->changes->len, ==, up->changes->len);
}

static void
test_case (gconstpointer data)
{
  g_autofree char *content = crow_test_read (data, NULL);
  g_auto (GStrv) parts = g_strsplit (content, "---\n", 3);
  g_autoptr (CrowSchema) schema = read_schema (parts[0]);
  g_autoptr (CrowSchema) database = read_database (parts[1]);
  g_autoptr (CrowDrift) drift = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (crow_drift_check (schema, database, &error))
    {
      drift = crow_drift_new (schema, database);
      describe_items (text, drift);
      describe_picture (text, drift);
      assert_same_difference (drift, schema, database);
    }
  else
    {
      g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
      g_string_append_printf (text, "error: %s\n", error->message);
    }
  g_assert_cmpstr (text->str, ==, parts[2]);
}

/* Each item counts once; a schema beside itself has no drift. */
static void
test_counts (void)
{
  g_autofree char *path = crow_test_source ("tests/schema/drift/all-kinds.case");
  g_autofree char *content = crow_test_read (path, NULL);
  g_auto (GStrv) parts = g_strsplit (content, "---\n", 3);
  g_autoptr (CrowSchema) schema = read_schema (parts[0]);
  g_autoptr (CrowSchema) database = read_database (parts[1]);
  g_autoptr (CrowDrift) drift = crow_drift_new (schema, database);
  g_autoptr (CrowDrift) none = crow_drift_new (schema, schema);
  guint n = 0;

  for (CrowDriftKind kind = CROW_DRIFT_EQUAL; kind <= CROW_DRIFT_ONLY_DATABASE; kind++)
    {
      g_assert_cmpuint (crow_drift_count (drift, kind), >, 0);
      n += crow_drift_count (drift, kind);
    }
  g_assert_cmpuint (n, ==, drift->items->len);
  g_assert_cmpuint (crow_drift_count (none, CROW_DRIFT_EQUAL), ==, none->items->len);
  g_assert_true (crow_schema_is_database (drift->database));
  g_assert_false (crow_schema_is_database (drift->schema));
}

/* A namespace of its own is taken over with everything else as it was. */
static void
test_place (void)
{
  g_autoptr (CrowSchema) schema = read_schema ("datasource db {\n  provider = \"postgresql\"\n}\n"
                                               "enum Mood {\n  OK\n}\n"
                                               "model A {\n  id Int @id\n  mood Mood\n  bs B[]\n}\n"
                                               "model B {\n  id Int @id\n  as A[]\n}\n");
  g_autoptr (CrowSchema)
      database = read_database ("datasource db {\n  provider = \"postgresql\"\n}\n"
                                "//! namespace: app\nmodel A {\n  id Int @id\n}\n");
  g_autoptr (CrowSchema) placed = crow_schema_place (schema, database);
  g_autoptr (CrowSchema) homely = NULL;
  g_autoptr (CrowSchema) same = NULL;

  g_assert_true (placed != schema);
  g_assert_cmpstr (crow_schema_get_model (placed, 0)->namespace_, ==, "app");
  g_assert_cmpstr (crow_schema_get_model (placed, 0)->key, ==, "A");
  g_assert_cmpstr (crow_schema_get_relation (placed, 0)->join_namespace, ==, "app");
  g_assert_cmpstr (((CrowEnum *) g_ptr_array_index (placed->enums, 0))->namespace_, ==, "app");
  g_assert_cmpint (crow_schema_find_relation (placed, "A.bs"), ==, 0);
  g_assert_cmpuint (placed->files->len, ==, 1);
  g_ptr_array_add (database->namespaces, g_strdup ("public"));
  database->home = g_strdup ("app");
  homely = crow_schema_place (schema, database);
  g_assert_cmpstr (crow_schema_get_model (homely, 1)->namespace_, ==, "app");
  g_clear_pointer (&database->home, g_free);
  same = crow_schema_place (schema, database);
  g_assert_true (same == schema);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = crow_test_source ("tests/schema/drift");
  g_autoptr (GPtrArray) paths = crow_test_walk (folder, ".case");

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpuint (paths->len, >, 10);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *name = g_path_get_basename (g_ptr_array_index (paths, i));
      g_autofree char *test = g_strconcat ("/drift/", name, NULL);

      g_test_add_data_func (test, g_ptr_array_index (paths, i), test_case);
    }
  g_test_add_func ("/drift/counts", test_counts);
  g_test_add_func ("/drift/place", test_place);
  return g_test_run ();
}
