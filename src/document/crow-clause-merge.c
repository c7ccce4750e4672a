#include "crow-clause-merge.h"

#include "crow-action-edit.h"

/* What is left out is so, whatever that means in the rest of the schema. */
static gboolean
is_same (const CrowClause *one, const CrowClause *other)
{
  return one->reason == other->reason &&
         (one->reason != CROW_REASON_WRITTEN || one->action == other->action);
}

static const CrowRelation *
find_relation (const CrowSchema *schema, const char *id)
{
  int index = crow_schema_find_relation (schema, id);

  return index >= 0 ? crow_schema_get_relation (schema, (guint) index) : NULL;
}

/* What takes @before to @after, two states of one relation; (transfer full) (nullable). */
static CrowActionEdit *
compare_relation (const CrowRelation *before, const CrowRelation *after)
{
  CrowActionEdit *edit = NULL;

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      const CrowClause *clause = &after->clauses[event];

      if (is_same (&before->clauses[event], clause))
        continue;
      if (edit == NULL)
        edit = crow_action_edit_new (after->id);
      edit->edits[event] = clause->reason == CROW_REASON_WRITTEN ? CROW_CLAUSE_SET
                                                                 : CROW_CLAUSE_DEFAULT;
      edit->actions[event] = clause->action;
    }
  return edit;
}

static GPtrArray *
list_edits (CrowPrisma *base, CrowPrisma *ours)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  const CrowSchema *schema = crow_prisma_get_schema (ours);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *after = crow_schema_get_relation (schema, i);
      const CrowRelation *before = find_relation (crow_prisma_get_schema (base), after->id);
      CrowActionEdit *edit = before != NULL ? compare_relation (before, after) : NULL;

      if (edit != NULL)
        g_ptr_array_add (edits, edit);
    }
  return edits;
}

/* Whether @edits are all that was done to @files of @base. */
static gboolean
is_all (CrowPrisma *base, CrowPrisma *ours, GPtrArray *edits, GArray *files)
{
  g_autoptr (CrowPrisma) made = crow_prisma_edit (base, edits, NULL, NULL);

  if (made == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    {
      guint file = g_array_index (files, guint, i);
      GBytes *one = crow_source_file_get_content (g_ptr_array_index (crow_prisma_get_files (made),
                                                                     file));
      GBytes *other = crow_source_file_get_content (g_ptr_array_index (crow_prisma_get_files (ours),
                                                                       file));

      if (!g_bytes_equal (one, other))
        return FALSE;
    }
  return TRUE;
}

/* Leaves of @edit what @theirs does not say already; FALSE: it says something else about a clause
 * of ours, or has no such relation. */
static gboolean
narrow_edit (CrowActionEdit *edit, CrowPrisma *base, CrowPrisma *ours, CrowPrisma *theirs)
{
  const CrowRelation *before = find_relation (crow_prisma_get_schema (base), edit->relation);
  const CrowRelation *after = find_relation (crow_prisma_get_schema (ours), edit->relation);
  const CrowRelation *now = find_relation (crow_prisma_get_schema (theirs), edit->relation);

  if (now == NULL)
    return FALSE;
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      if (edit->edits[event] == CROW_CLAUSE_KEEP)
        continue;
      if (is_same (&now->clauses[event], &after->clauses[event]))
        edit->edits[event] = CROW_CLAUSE_KEEP;
      else if (!is_same (&now->clauses[event], &before->clauses[event]))
        return FALSE;
    }
  return TRUE;
}

/**
 * crow_clause_merge:
 * @base: what both sides began with
 * @ours: what we made of it
 * @theirs: what is there now; it may have our edits of other files already
 * @files: (element-type guint): indices of files of @base and @ours
 *
 * Linear in the relations. Any thread.
 *
 * Returns: (transfer full) (nullable): @theirs with our edits of actions; %NULL: @files differ by
 *   more than that, a relation of ours is gone, both sides changed one clause, or @theirs allows an
 *   action no more
 */
CrowPrisma *
crow_clause_merge (CrowPrisma *base, CrowPrisma *ours, CrowPrisma *theirs, GArray *files)
{
  g_autoptr (GPtrArray) edits = list_edits (base, ours);

  if (edits->len == 0 || !is_all (base, ours, edits, files))
    return NULL;
  for (guint i = 0; i < edits->len; i++)
    if (!narrow_edit (g_ptr_array_index (edits, i), base, ours, theirs))
      return NULL;
  return crow_prisma_edit (theirs, edits, NULL, NULL);
}
