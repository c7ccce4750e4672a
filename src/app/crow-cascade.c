#include "crow-explain-private.h"

#include "crow-words.h"

/* Relations by the model that they refer to: list of model m is relations[starts[m], starts[m+1]).
 */
typedef struct
{
  guint *starts;
  guint *relations;
} Incoming;

static void
init_incoming (Incoming *self, const CrowSchema *schema)
{
  g_autofree guint *at = NULL;

  self->starts = g_new0 (guint, schema->models->len + 1);
  self->relations = g_new (guint, schema->relations->len);
  for (guint i = 0; i < schema->relations->len; i++)
    self->starts[crow_schema_get_relation (schema, i)->parent + 1]++;
  for (guint i = 0; i < schema->models->len; i++)
    self->starts[i + 1] += self->starts[i];
  at = g_memdup2 (self->starts, schema->models->len * sizeof (guint));
  for (guint i = 0; i < schema->relations->len; i++)
    self->relations[at[crow_schema_get_relation (schema, i)->parent]++] = i;
}

static void
clear_incoming (Incoming *self)
{
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->relations, g_free);
}

/* The models whose rows go, nearest first; @is_reached by model. */
static GArray *
list_reached (const CrowSchema *schema, guint first, const Incoming *incoming, gboolean *is_reached)
{
  GArray *reached = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (reached, first);
  is_reached[first] = TRUE;
  for (guint i = 0; i < reached->len; i++)
    {
      guint model = g_array_index (reached, guint, i);

      for (guint j = incoming->starts[model]; j < incoming->starts[model + 1]; j++)
        {
          const CrowRelation *next = crow_schema_get_relation (schema, incoming->relations[j]);

          if (next->kind != CROW_RELATION_FOREIGN_KEY || is_reached[next->child] ||
              next->clauses[CROW_EVENT_DELETE].action != CROW_ACTION_CASCADE)
            continue;
          is_reached[next->child] = TRUE;
          g_array_append_val (reached, next->child);
        }
    }
  return reached;
}

/* A RESTRICT looks at once, so that rows which the same delete would remove hold it back too; NO
 * ACTION looks when the statement ends. */
static gboolean
holds_back (const CrowSchema *schema, guint index, const gboolean *is_reached)
{
  CrowSubject subject = crow_subject_init (schema, index);

  if (!crow_subject_is_refused (&subject, CROW_EVENT_DELETE))
    return FALSE;
  return !is_reached[subject.relation->child] ||
         subject.relation->child == subject.relation->parent ||
         subject.relation->clauses[CROW_EVENT_DELETE].action == CROW_ACTION_RESTRICT;
}

static void
sort_effects (CrowCascade *self,
              const CrowSchema *schema,
              guint model,
              guint skipped,
              const Incoming *incoming,
              const gboolean *is_reached)
{
  for (guint j = incoming->starts[model]; j < incoming->starts[model + 1]; j++)
    {
      guint index = incoming->relations[j];
      const CrowRelation *relation = crow_schema_get_relation (schema, index);

      if (index == skipped || relation->kind != CROW_RELATION_FOREIGN_KEY)
        continue;
      if (holds_back (schema, index, is_reached))
        g_ptr_array_add (self->refused, g_strdup (relation->id));
      else if (relation->clauses[CROW_EVENT_DELETE].action == CROW_ACTION_SET_NULL &&
               !is_reached[relation->child])
        g_ptr_array_add (self->nulled, g_strdup (relation->id));
    }
}

/**
 * crow_cascade_follow:
 * @schema: a schema
 * @relation: index of one of its relations whose delete action is Cascade
 *
 * Returns: (transfer full): what else goes, and what holds it back, when children along @relation
 *   are deleted. Linear in the schema.
 */
CrowCascade *
crow_cascade_follow (const CrowSchema *schema, guint relation)
{
  CrowCascade *self = g_new0 (CrowCascade, 1);
  guint first = crow_schema_get_relation (schema, relation)->child;
  g_autofree gboolean *is_reached = g_new0 (gboolean, schema->models->len);
  g_autoptr (GArray) reached = NULL;
  Incoming incoming = { NULL, NULL };

  self->deleted = g_ptr_array_new_with_free_func (g_free);
  self->refused = g_ptr_array_new_with_free_func (g_free);
  self->nulled = g_ptr_array_new_with_free_func (g_free);
  init_incoming (&incoming, schema);
  reached = list_reached (schema, first, &incoming, is_reached);
  for (guint i = 0; i < reached->len; i++)
    {
      guint model = g_array_index (reached, guint, i);

      if (i > 0)
        g_ptr_array_add (self->deleted,
                         crow_words_plural (crow_schema_get_model (schema, model)->name));
      sort_effects (self, schema, model, relation, &incoming, is_reached);
    }
  clear_incoming (&incoming);
  return self;
}

/**
 * crow_cascade_free:
 * @self: (transfer full): what a delete reaches
 *
 * Frees @self.
 */
void
crow_cascade_free (CrowCascade *self)
{
  g_ptr_array_unref (self->deleted);
  g_ptr_array_unref (self->refused);
  g_ptr_array_unref (self->nulled);
  g_free (self);
}
