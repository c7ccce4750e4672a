#include "crow-migration.h"
#include "crow-test-prisma.h"
#include "fuzz-prisma.h"

/* Any bytes are read as a schema: every place that it names lies in the text, every index in its
 * array, and SQL is written for it or refused. */

static void
check_place (const CrowSchema *schema, CrowLocation location)
{
  gsize length;

  g_assert_cmpuint (location.file, <, schema->files->len);
  crow_source_file_get_text (schema->files->pdata[location.file], &length);
  g_assert_cmpuint (location.span.start, <=, location.span.end);
  g_assert_cmpuint (location.span.end, <=, length);
}

static void
check_indexes (const GArray *fields, const CrowModel *model)
{
  for (guint i = 0; i < fields->len; i++)
    g_assert_cmpuint (g_array_index (fields, guint, i), <, model->fields->len);
}

static void
check_model (const CrowSchema *schema, const CrowModel *model)
{
  check_place (schema, model->location);
  for (guint i = 0; i < model->fields->len; i++)
    check_place (schema, crow_model_get_field (model, i)->location);
  for (guint i = 0; i < model->keys->len; i++)
    check_indexes (((CrowKey *) g_ptr_array_index (model->keys, i))->fields, model);
}

static void
check_relation (const CrowSchema *schema, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  g_autofree char *text = crow_schema_describe_relation (schema, index);

  g_assert_cmpuint (relation->child, <, schema->models->len);
  g_assert_cmpuint (relation->parent, <, schema->models->len);
  check_indexes (relation->child_fields, crow_schema_get_model (schema, relation->child));
  check_indexes (relation->parent_fields, crow_schema_get_model (schema, relation->parent));
  check_place (schema, relation->location);
  g_assert_cmpint (crow_schema_find_relation (schema, relation->id), >=, 0);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
check_problems (const CrowSchema *schema)
{
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      check_place (schema, diagnostic->location);
      g_assert_true (g_utf8_validate (diagnostic->message, -1, NULL));
      g_assert_cmpint (diagnostic->model, <, (int) schema->models->len);
      g_assert_cmpint (diagnostic->relation, <, (int) schema->relations->len);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_autoptr (CrowPrisma) prisma = crow_test_open_text (text);
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;

  for (guint i = 0; i < schema->models->len; i++)
    check_model (schema, crow_schema_get_model (schema, i));
  for (guint i = 0; i < schema->relations->len; i++)
    check_relation (schema, i);
  check_problems (schema);
  sql = crow_migration_build_sql (NULL, schema, CROW_PLAN_PRISMA, &error);
  g_assert_true ((sql == NULL) == (error != NULL));
  return 0;
}
