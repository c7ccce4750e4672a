#include "crow-edit-private.h"

/* Does the relation have a key whose clauses could be written? */
static gboolean
has_key (CrowPrisma *self, guint relation)
{
  CrowAstPlace place = g_array_index (self->relation_places, CrowAstPlace, relation);
  const CrowAst *ast = g_ptr_array_index (self->asts, place.file);
  const CrowAstField *field = &g_array_index (ast->fields, CrowAstField, place.field);
  const CrowAstAttribute *attribute = crow_ast_find_attribute (ast, field->first_attribute,
                                                               field->n_attributes, "relation");

  return !field->is_recovered && attribute != NULL &&
         crow_ast_find_argument (ast, attribute, "fields", FALSE) != NULL;
}

/**
 * crow_prisma_list_defaults:
 * @self: a schema
 *
 * What must be written so that no clause is left out and nothing means anything else. Any thread.
 *
 * Returns: (transfer full) (element-type CrowActionEdit): one for each relation that leaves a
 * clause out, in schema order
 */
GPtrArray *
crow_prisma_list_defaults (CrowPrisma *self)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);

  for (guint i = 0; i < self->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->schema, i);
      CrowActionEdit *edit = NULL;

      if (relation->kind == CROW_RELATION_MANY_TO_MANY || !has_key (self, i))
        continue;
      for (guint event = 0; event < CROW_N_EVENTS; event++)
        {
          if (relation->clauses[event].reason != CROW_REASON_DEFAULT)
            continue;
          if (edit == NULL)
            g_ptr_array_add (edits, edit = crow_action_edit_new (relation->id));
          edit->edits[event] = CROW_CLAUSE_SET;
          edit->actions[event] = relation->clauses[event].action;
        }
    }
  return edits;
}
