#include "crow-explain-private.h"

#include "crow-words.h"

/**
 * crow_subject_init:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: the relation with its two models at hand; pointers into @schema
 */
CrowSubject
crow_subject_init (const CrowSchema *schema, guint relation)
{
  CrowSubject self = { schema, crow_schema_get_relation (schema, relation), NULL, NULL };

  self.child = crow_schema_get_model (schema, self.relation->child);
  self.parent = crow_schema_get_model (schema, self.relation->parent);
  return self;
}

static char *
list_names (const CrowModel *model, const GArray *fields)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++)
    g_ptr_array_add (names, crow_model_get_field (model, g_array_index (fields, guint, i))->name);
  return names->len > 0 ? crow_words_join (names, names->len) : g_strdup ("");
}

/**
 * crow_subject_list_fields:
 * @self: a relation
 * @of_parent: what the key refers to, else the key
 *
 * Returns: (transfer full): the fields' names as a list in a sentence
 */
char *
crow_subject_list_fields (const CrowSubject *self, gboolean of_parent)
{
  return of_parent ? list_names (self->parent, self->relation->parent_fields)
                   : list_names (self->child, self->relation->child_fields);
}

static const GArray *
get_set_fields (const CrowSubject *self)
{
  const GArray *set = self->relation->set_columns;

  return set != NULL && set->len > 0 ? set : self->relation->child_fields;
}

/**
 * crow_subject_list_set_fields:
 * @self: a relation
 *
 * Returns: (transfer full): what ON DELETE SET NULL sets, as a list in a sentence
 */
char *
crow_subject_list_set_fields (const CrowSubject *self)
{
  return list_names (self->child, get_set_fields (self));
}

/**
 * crow_subject_is_asleep:
 * @self: a relation
 *
 * Returns: whether it is a database's foreign key that nothing enforces now
 */
gboolean
crow_subject_is_asleep (const CrowSubject *self)
{
  const CrowKeyFacts *facts = self->relation->facts;

  return facts != NULL &&
         (!self->relation->is_enforced || facts->triggers == CROW_TRIGGERS_DISABLED ||
          facts->triggers == CROW_TRIGGERS_REPLICA);
}

/**
 * crow_subject_has_required_field:
 * @self: a relation
 *
 * Returns: whether some field that SetNull sets may not be NULL, so that it fails
 */
gboolean
crow_subject_has_required_field (const CrowSubject *self)
{
  const GArray *fields = get_set_fields (self);

  for (guint i = 0; i < fields->len; i++)
    if (crow_model_get_field (self->child, g_array_index (fields, guint, i))->arity ==
        CROW_ARITY_REQUIRED)
      return TRUE;
  return FALSE;
}

/**
 * crow_subject_is_refused:
 * @self: a relation
 * @event: delete of a parent, or change of what the key refers to
 *
 * Returns: whether @event always fails while a child refers to the parent
 */
gboolean
crow_subject_is_refused (const CrowSubject *self, CrowEvent event)
{
  if (self->relation->kind != CROW_RELATION_FOREIGN_KEY || crow_subject_is_asleep (self))
    return FALSE;
  switch (self->relation->clauses[event].action)
    {
    case CROW_ACTION_RESTRICT:
      return TRUE;
    case CROW_ACTION_NO_ACTION:
      return self->schema->relation_mode != CROW_RELATION_MODE_PRISMA;
    case CROW_ACTION_SET_NULL:
      return crow_subject_has_required_field (self);
    default:
      return FALSE;
    }
}
