#include "crow-validate-private.h"

static void
insert_field_place (CrowCheckTable *places, const CrowModel *model, int field, guint relation)
{
  if (field >= 0)
    crow_check_table_set (places, model->location.file,
                          crow_model_get_field (model, (guint) field)->location.span.start,
                          relation + 1);
}

/* File and line of relation fields to the schema's relation + 1. */
static CrowCheckTable *
index_relations (const CrowSchema *schema)
{
  CrowCheckTable *places = crow_check_table_new ();

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      insert_field_place (places, crow_schema_get_model (schema, relation->child),
                          relation->child_field, i);
      insert_field_place (places, crow_schema_get_model (schema, relation->parent),
                          relation->parent_field, i);
    }
  return places;
}

/* File and block to the schema's model + 1. */
static CrowCheckTable *
index_models (const CrowPrisma *prisma)
{
  CrowCheckTable *places = crow_check_table_new ();

  for (guint i = 0; i < prisma->model_places->len; i++)
    {
      CrowAstPlace place = g_array_index (prisma->model_places, CrowAstPlace, i);

      crow_check_table_set (places, place.file, place.block, i + 1);
    }
  return places;
}

/**
 * crow_prisma_add_problems:
 * @self: a schema that is resolved and sealed
 * @problems: (transfer full) (element-type CrowCheckProblem): from crow_prisma_validate()
 *
 * Appends the diagnostics to the schema's, with the model and the relation that they are about.
 */
void
crow_prisma_add_problems (CrowPrisma *self, GArray *problems)
{
  g_autoptr (CrowCheckTable) models = problems->len > 0 ? index_models (self) : NULL;
  g_autoptr (CrowCheckTable) relations = problems->len > 0 ? index_relations (self->schema) : NULL;

  for (guint i = 0; i < problems->len; i++)
    {
      const CrowCheckProblem *problem = &g_array_index (problems, CrowCheckProblem, i);
      CrowDiagnostic *diagnostic = problem->diagnostic;

      if (problem->block != CROW_AST_NONE)
        diagnostic->model = (int) crow_check_table_get (models, problem->block_file,
                                                        problem->block) -
                            1;
      if (problem->line != CROW_AST_NONE)
        diagnostic->relation = (int) crow_check_table_get (relations, diagnostic->location.file,
                                                           problem->line) -
                               1;
      g_ptr_array_add (self->schema->diagnostics, diagnostic);
    }
  g_array_unref (problems);
}
