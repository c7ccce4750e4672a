#include "crow-changes-private.h"

#include <string.h>

#include "crow-schema-diff-private.h"
#include "crow-schema-private.h"

static char *
make_place_id (gconstpointer item, gpointer provider)
{
  return crow_foreign_key_make_place (item, GPOINTER_TO_INT (provider));
}

static char *
make_relation_id (gconstpointer item, gpointer user_data)
{
  return g_strdup (((const CrowForeignKey *) item)->relation_id);
}

static char *
make_edge_id (gconstpointer item, gpointer user_data)
{
  return g_strdup (((const CrowRelation *) item)->id);
}

static void
pair_relations (CrowComparison *self, guint first, guint second)
{
  if (self->second_of_first[first] >= 0 || self->first_of_second[second] >= 0)
    return;
  self->second_of_first[first] = (int) second;
  self->first_of_second[second] = (int) first;
}

/* Those that have no foreign key of their own: of views. */
static void
match_edges (CrowComparison *self)
{
  g_auto (CrowMatching) matching = { NULL, NULL };

  crow_matching_init (&matching, self->first->relations->len, self->second->relations->len);
  crow_matching_pair (&matching, self->first->relations, self->second->relations, make_edge_id,
                      NULL);
  for (guint i = 0; i < self->first->relations->len; i++)
    if (matching.of_before[i] >= 0)
      pair_relations (self, i, (guint) matching.of_before[i]);
}

/* crow_comparison_match_relations: by their foreign keys, as SQL does; then by place where Prisma
 * only emulates one of them, and by name where the key itself is another. */
void
crow_comparison_match_relations (CrowComparison *self)
{
  g_autoptr (GPtrArray) first = crow_schema_list_foreign_keys (self->first);
  g_autoptr (GPtrArray) second = crow_schema_list_foreign_keys (self->second);
  g_auto (CrowMatching) matching = { NULL, NULL };
  gpointer provider = GINT_TO_POINTER (self->picture.provider);

  self->second_of_first = g_new (int, self->first->relations->len + 1);
  self->first_of_second = g_new (int, self->second->relations->len + 1);
  memset (self->second_of_first, 0xff, self->first->relations->len * sizeof (int));
  memset (self->first_of_second, 0xff, self->second->relations->len * sizeof (int));
  if (self->is_mixed)
    crow_schema_keep_keys (self->first, self->second, second);
  crow_matching_init (&matching, first->len, second->len);
  crow_foreign_keys_match (&matching, first, second, self->picture.provider);
  crow_matching_pair (&matching, first, second, make_place_id, provider);
  if (!self->is_mixed)
    crow_matching_pair (&matching, first, second, make_relation_id, NULL);
  for (guint i = 0; i < first->len; i++)
    if (matching.of_before[i] >= 0)
      {
        const CrowForeignKey *one = g_ptr_array_index (first, i);
        const CrowForeignKey *two = g_ptr_array_index (second, (guint) matching.of_before[i]);

        pair_relations (self, one->relation, two->relation);
      }
  if (!self->is_mixed)
    match_edges (self);
}

static const char *
get_kind (const CrowRelation *relation)
{
  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    return "many to many";
  return relation->is_one_to_one ? "one to one" : "many to one";
}

static const char *
get_enforcement (const CrowSchema *schema, const CrowRelation *relation)
{
  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    return schema->relation_mode == CROW_RELATION_MODE_PRISMA ? "emulated" : "a foreign key";
  return relation->constraint != NULL ? "a foreign key" : "emulated";
}

/* What else than the actions. */
static char *
compare_relations (const CrowSchema *before_schema,
                   const CrowRelation *before,
                   const CrowSchema *after_schema,
                   const CrowRelation *after)
{
  const CrowModel *child_before = crow_schema_get_model (before_schema, before->child);
  const CrowModel *child_after = crow_schema_get_model (after_schema, after->child);
  const CrowModel *parent_before = crow_schema_get_model (before_schema, before->parent);
  const CrowModel *parent_after = crow_schema_get_model (after_schema, after->parent);
  g_autofree char *columns_before = crow_changes_join_columns (child_before, before->child_fields);
  g_autofree char *columns_after = crow_changes_join_columns (child_after, after->child_fields);
  g_autofree char *references_before = crow_changes_join_columns (parent_before,
                                                                  before->parent_fields);
  g_autofree char *references_after = crow_changes_join_columns (parent_after,
                                                                 after->parent_fields);
  GString *words = g_string_new (NULL);

  crow_changes_add_words (words, "is", get_kind (before), get_kind (after));
  crow_changes_add_words (words, "key is", before->is_optional ? "optional" : "required",
                          after->is_optional ? "optional" : "required");
  crow_changes_add_words (words, "columns", columns_before, columns_after);
  crow_changes_add_words (words, "from", child_before->table, child_after->table);
  crow_changes_add_words (words, "to", parent_before->table, parent_after->table);
  crow_changes_add_words (words, "references", references_before, references_after);
  crow_changes_add_words (words, "is", get_enforcement (before_schema, before),
                          get_enforcement (after_schema, after));
  if (before->constraint != NULL && after->constraint != NULL)
    crow_changes_add_words (words, "constraint", before->constraint, after->constraint);
  crow_changes_add_words (words, "deferrable", before->is_deferrable ? "yes" : "no",
                          after->is_deferrable ? "yes" : "no");
  return g_string_free (words, FALSE);
}

/* The relation that the picture shows has what AFTER says. */
static void
mark_relation (const CrowComparison *self, guint index)
{
  CrowRelation *shown = crow_schema_get_relation (self->picture.schema, index);
  const CrowRelation *other;
  g_autofree char *words = NULL;
  gboolean is_changed;

  if (self->second_of_first[index] < 0)
    {
      shown->mark = self->is_first_after ? CROW_MARK_ADDED : CROW_MARK_REMOVED;
      return;
    }
  other = crow_schema_get_relation (self->second, (guint) self->second_of_first[index]);
  if (self->is_mixed)
    words = g_strdup ("");
  else
    words = compare_relations (self->second, other, self->first,
                               crow_schema_get_relation (self->first, index));
  is_changed = *words != '\0';
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      CrowAction mine = shown->clauses[event].action;

      is_changed |= mine != other->clauses[event].action;
      shown->before[event] = self->is_first_after ? other->clauses[event].action : mine;
      if (!self->is_first_after)
        shown->clauses[event] = other->clauses[event];
    }
  if (is_changed)
    shown->mark = CROW_MARK_CHANGED;
  if (*words != '\0')
    shown->change = g_steal_pointer (&words);
}

/* crow_comparison_mark_relations: those of the first; the picture has them all. */
void
crow_comparison_mark_relations (const CrowComparison *self)
{
  for (guint i = 0; i < self->first->relations->len; i++)
    mark_relation (self, i);
}

/* crow_comparison_add_relations: what only the second has, between models of the picture. */
void
crow_comparison_add_relations (CrowComparison *self)
{
  const CrowPicture *picture = &self->picture;

  for (guint i = 0; i < self->second->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->second, i);

      if (self->first_of_second[i] < 0 && picture->model_of_second[relation->child] >= 0 &&
          picture->model_of_second[relation->parent] >= 0)
        crow_picture_add_relation (&self->picture, relation,
                                   self->is_first_after ? CROW_MARK_REMOVED : CROW_MARK_ADDED);
    }
}
