#include "crow-edit-private.h"

#include <string.h>

static gboolean
is_prisma_error (const CrowDiagnostic *diagnostic)
{
  return diagnostic->severity == CROW_SEVERITY_ERROR &&
         g_str_equal (diagnostic->rule, CROW_RULE_PRISMA);
}

/* How often each message stands among Prisma's errors. (element-type utf8 guint) */
static GHashTable *
count_errors (const CrowSchema *schema, guint *total)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  *total = 0;
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);
      guint count;

      if (!is_prisma_error (diagnostic))
        continue;
      count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, diagnostic->message)) + 1;
      g_hash_table_insert (counts, diagnostic->message, GUINT_TO_POINTER (count));
      (*total)++;
    }
  return counts;
}

/* The first of Prisma's errors in @after that @before does not have. */
static const char *
find_new_error (const CrowSchema *after, GHashTable *before)
{
  for (guint i = 0; i < after->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (after->diagnostics, i);
      guint count;

      if (!is_prisma_error (diagnostic))
        continue;
      count = GPOINTER_TO_UINT (g_hash_table_lookup (before, diagnostic->message));
      if (count == 0)
        return diagnostic->message;
      g_hash_table_insert (before, diagnostic->message, GUINT_TO_POINTER (count - 1));
    }
  return "the schema would have more errors than it has";
}

/* Applies @text_edits and counts. See the header. */
CrowPrisma *
crow_edit_try (CrowPrisma *self, GPtrArray *text_edits, GError **error)
{
  g_autoptr (CrowPrisma) after = crow_prisma_apply (self, text_edits);
  guint n_before, n_after;
  g_autoptr (GHashTable) before_counts = count_errors (self->schema, &n_before);
  g_autoptr (GHashTable) after_counts = count_errors (after->schema, &n_after);

  if (n_after <= n_before)
    return g_steal_pointer (&after);
  g_set_error_literal (error, CROW_ERROR, CROW_ERROR_INVALID,
                       find_new_error (after->schema, before_counts));
  return NULL;
}

/* @id may name the side that does not hold the key: say which does. */
static void
set_unknown_relation (CrowPrisma *self, const char *id, GError **error)
{
  const CrowSchema *schema = self->schema;

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);
      const CrowModel *parent = crow_schema_get_model (schema, relation->parent);
      g_autofree char *back = NULL;

      if (relation->parent_field < 0)
        continue;
      back = g_strdup_printf ("%s.%s", parent->name,
                              crow_model_get_field (parent, (guint) relation->parent_field)->name);
      if (g_str_equal (back, id))
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN,
                       "%s does not hold the key; its actions stand on %s", id, relation->id);
          return;
        }
    }
  g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "There is no relation %s", id);
}

/* One edit a relation, in the order of @edits, with all that is asked of it. The keys belong to the
 * schema. NULL: an edit names no relation, or two contradict each other. */
static GPtrArray *
merge_edits (CrowPrisma *self, GPtrArray *edits, GError **error)
{
  g_autoptr (GPtrArray)
      merged = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GHashTable) by_relation = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (edits, i);
      int index = crow_schema_find_relation (self->schema, edit->relation);
      CrowActionEdit *own;

      if (index < 0)
        {
          set_unknown_relation (self, edit->relation, error);
          return NULL;
        }
      own = g_hash_table_lookup (by_relation, GINT_TO_POINTER (index));
      if (own == NULL)
        {
          own = crow_action_edit_new (edit->relation);
          g_ptr_array_add (merged, own);
          g_hash_table_insert (by_relation, GINT_TO_POINTER (index), own);
        }
      for (guint event = 0; event < CROW_N_EVENTS; event++)
        {
          if (edit->edits[event] == CROW_CLAUSE_KEEP)
            continue;
          if (own->edits[event] != CROW_CLAUSE_KEEP)
            {
              g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "%s: %s is given twice",
                           edit->relation, crow_event_get_argument (event));
              return NULL;
            }
          own->edits[event] = edit->edits[event];
          own->actions[event] = edit->actions[event];
        }
    }
  return g_steal_pointer (&merged);
}

/* What provider and key forbid, before anything is written. */
static gboolean
check_edit (CrowPrisma *self,
            const CrowRelation *relation,
            const CrowActionEdit *edit,
            GError **error)
{
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      g_autofree char *reason = NULL;

      if (edit->edits[event] == CROW_CLAUSE_KEEP)
        continue;
      if (edit->edits[event] == CROW_CLAUSE_SET || relation->kind == CROW_RELATION_MANY_TO_MANY)
        reason = crow_edit_explain (self, relation, event, edit->actions[event]);
      if (reason == NULL)
        continue;
      g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID, "%s: %s", edit->relation, reason);
      return FALSE;
    }
  return TRUE;
}

/* Prisma rejects the line and we did not find its attribute: there may be one that we would write a
 * second one beside. */
static gboolean
is_unreadable (CrowPrisma *self, int relation)
{
  CrowAstPlace place = g_array_index (self->relation_places, CrowAstPlace, relation);
  const CrowAst *ast = g_ptr_array_index (self->asts, place.file);
  const CrowAstField *field = &g_array_index (ast->fields, CrowAstField, place.field);

  return field->is_recovered && crow_ast_find_attribute (ast, field->first_attribute,
                                                         field->n_attributes, "relation") == NULL;
}

static gboolean
check_edits (CrowPrisma *self, GPtrArray *edits, GError **error)
{
  for (guint i = 0; i < edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (edits, i);
      int index = crow_schema_find_relation (self->schema, edit->relation);

      if (!check_edit (self, crow_schema_get_relation (self->schema, (guint) index), edit, error))
        return FALSE;
      if (!is_unreadable (self, index))
        continue;
      g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID,
                   "%s: its line cannot be read; put it right first", edit->relation);
      return FALSE;
    }
  return TRUE;
}

static int
compare_text_edits (gconstpointer a, gconstpointer b)
{
  const CrowTextEdit *left = *(const CrowTextEdit *const *) a;
  const CrowTextEdit *right = *(const CrowTextEdit *const *) b;

  if (left->location.file != right->location.file)
    return left->location.file < right->location.file ? -1 : 1;
  if (left->location.span.start != right->location.span.start)
    return left->location.span.start < right->location.span.start ? -1 : 1;
  return 0;
}

/* Puts @text_edits (element-type CrowTextEdit) into the order of the text. */
void
crow_edit_sort (GPtrArray *text_edits)
{
  g_ptr_array_sort (text_edits, compare_text_edits);
}

/* (transfer full) (element-type CrowTextEdit): what @edits (merged, checked) change. */
static GPtrArray *
write_edits (CrowPrisma *self, GPtrArray *edits)
{
  GPtrArray *text_edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_text_edit_free);

  for (guint i = 0; i < edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (edits, i);
      int index = crow_schema_find_relation (self->schema, edit->relation);
      CrowAstPlace place = g_array_index (self->relation_places, CrowAstPlace, index);

      crow_edit_write_clauses (self, place, edit, text_edits);
    }
  crow_edit_sort (text_edits);
  return text_edits;
}

/* The clause that @edits set, if it is only one: (edit, event). */
static CrowActionEdit *
find_only_clause (GPtrArray *edits, CrowEvent *event)
{
  CrowActionEdit *found = NULL;

  for (guint i = 0; i < edits->len; i++)
    for (guint clause = 0; clause < CROW_N_EVENTS; clause++)
      {
        CrowActionEdit *edit = g_ptr_array_index (edits, i);

        if (edit->edits[clause] != CROW_CLAUSE_SET)
          continue;
        if (found != NULL)
          return NULL;
        found = edit;
        *event = clause;
      }
  return found;
}

/* @error says what is wrong with @edits; adds whose fault it is and, where one clause alone is set,
 * which actions that clause could have without a new error. */
static void
add_allowed_actions (CrowPrisma *self, GPtrArray *edits, GError **error)
{
  CrowEvent event = CROW_EVENT_DELETE;
  CrowActionEdit *edit = find_only_clause (edits, &event);
  g_autoptr (GString) allowed = g_string_new (NULL);
  g_autofree char *reason = NULL;

  if (edit == NULL)
    return;
  for (guint action = 0; action < CROW_N_ACTIONS; action++)
    {
      int index = crow_schema_find_relation (self->schema, edit->relation);
      g_autoptr (GPtrArray) text_edits = NULL;
      g_autoptr (CrowPrisma) after = NULL;

      if (!crow_edit_allows (self, crow_schema_get_relation (self->schema, index), action))
        continue;
      edit->actions[event] = action;
      text_edits = write_edits (self, edits);
      after = crow_edit_try (self, text_edits, NULL);
      if (after != NULL)
        g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "",
                                crow_action_get_name (action));
    }
  reason = g_strdup ((*error)->message);
  g_clear_error (error);
  g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID, "%s: %s\nAllowed for %s: %s", edit->relation,
               reason, crow_event_get_argument (event),
               allowed->len > 0 ? allowed->str : "none, both clauses must change together");
}

/**
 * crow_prisma_edit:
 * @self: a schema
 * @edits: (element-type CrowActionEdit): what to change
 * @text_edits: (out) (optional) (transfer full) (element-type CrowTextEdit): the bytes that change,
 *   sorted by place, not overlapping; empty where nothing changes
 * @error: as crow_prisma_edit_actions()
 *
 * crow_prisma_edit_actions() and crow_prisma_apply() in one, for the price of one reading.
 *
 * Returns: (transfer full) (nullable): the schema as edited; @self where nothing changes
 */
CrowPrisma *
crow_prisma_edit (CrowPrisma *self, GPtrArray *edits, GPtrArray **text_edits, GError **error)
{
  g_autoptr (GPtrArray) merged = merge_edits (self, edits, error);
  g_autoptr (GPtrArray) written = NULL;
  CrowPrisma *after;
  GError *local = NULL;

  if (merged == NULL || !check_edits (self, merged, error))
    return NULL;
  written = write_edits (self, merged);
  after = written->len == 0 ? crow_prisma_ref (self) : crow_edit_try (self, written, &local);
  if (after == NULL)
    {
      add_allowed_actions (self, merged, &local);
      g_propagate_error (error, local);
      return NULL;
    }
  if (text_edits != NULL)
    *text_edits = g_steal_pointer (&written);
  return after;
}

/**
 * crow_prisma_edit_actions:
 * @self: a schema
 * @edits: (element-type CrowActionEdit): what to change
 * @error: %CROW_ERROR_UNKNOWN, an edit names no relation or two contradict each other;
 *   %CROW_ERROR_INVALID, the relation's actions are fixed, the provider refuses the action, or all
 *   edits together give the schema more of Prisma's errors than it has; the message names the
 *   reason and the allowed actions
 *
 * Works out the bytes that change. A clause that stands already keeps its place; a new one goes
 * after `references`, onDelete before onUpdate. Reads the edited text again to judge it. Safe in
 * any thread.
 *
 * Returns: (transfer full) (nullable) (element-type CrowTextEdit): sorted by place, not
 *   overlapping; empty where nothing changes
 */
GPtrArray *
crow_prisma_edit_actions (CrowPrisma *self, GPtrArray *edits, GError **error)
{
  GPtrArray *text_edits = NULL;
  g_autoptr (CrowPrisma) after = crow_prisma_edit (self, edits, &text_edits, error);

  return text_edits;
}
