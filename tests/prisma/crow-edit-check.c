#include "crow-edit-check.h"

#include "crow-error.h"
#include "crow-foreign-key.h"

#include <string.h>

/* What is changed in which relation. */
typedef struct
{
  CrowPrisma *before;
  CrowSchema *schema;
  guint relation;
  CrowEvent event;
  CrowClauseEdit edit;
  CrowAction action;
} Change;

static const char *
get_text (CrowPrisma *prisma, guint file, gsize *length)
{
  return crow_source_file_get_text (g_ptr_array_index (crow_prisma_get_files (prisma), file),
                                    length);
}

static GPtrArray *
make_edits (const char *relation, CrowEvent event, CrowClauseEdit edit, CrowAction action)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  CrowActionEdit *one = crow_action_edit_new (relation);

  one->edits[event] = edit;
  one->actions[event] = action;
  g_ptr_array_add (edits, one);
  return edits;
}

static void
assert_same_names (GPtrArray *left, GPtrArray *right)
{
  g_assert_cmpuint (left->len, ==, right->len);
  for (guint i = 0; i < left->len; i++)
    g_assert_cmpstr (g_ptr_array_index (left, i), ==, g_ptr_array_index (right, i));
}

static void
assert_same_key (const CrowForeignKey *left, const CrowForeignKey *right)
{
  g_assert_cmpstr (left->relation_id, ==, right->relation_id);
  g_assert_cmpstr (left->namespace_, ==, right->namespace_);
  g_assert_cmpstr (left->table, ==, right->table);
  g_assert_cmpstr (left->ref_namespace, ==, right->ref_namespace);
  g_assert_cmpstr (left->ref_table, ==, right->ref_table);
  g_assert_cmpstr (left->constraint, ==, right->constraint);
  assert_same_names (left->columns, right->columns);
  assert_same_names (left->ref_columns, right->ref_columns);
}

/* The action that the clause has after the change. */
static CrowAction
get_wanted_action (const Change *change)
{
  const CrowRelation *relation = crow_schema_get_relation (change->schema, change->relation);
  const CrowModel *child = crow_schema_get_model (change->schema, relation->child);
  gboolean all_optional = TRUE;

  if (change->edit == CROW_CLAUSE_SET)
    return change->action;
  for (guint i = 0; i < relation->child_fields->len; i++)
    {
      guint field = g_array_index (relation->child_fields, guint, i);

      all_optional &= crow_model_get_field (child, field)->arity != CROW_ARITY_REQUIRED;
    }
  return crow_provider_get_default_action (change->schema->provider, change->schema->relation_mode,
                                           change->event, all_optional);
}

/* All foreign keys are as they were, but for the one clause. @change NULL: all of them. */
static void
assert_only_change (GPtrArray *before, CrowSchema *schema, const Change *change)
{
  g_autoptr (GPtrArray) after = crow_schema_list_foreign_keys (schema);

  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    {
      const CrowForeignKey *old = g_ptr_array_index (before, i);
      const CrowForeignKey *new = g_ptr_array_index (after, i);

      assert_same_key (old, new);
      for (guint event = 0; event < CROW_N_EVENTS; event++)
        {
          CrowClause wanted = old->clauses[event];

          if (change != NULL && old->relation == change->relation && event == change->event)
            wanted = (CrowClause){ get_wanted_action (change), change->edit == CROW_CLAUSE_SET
                                                                   ? CROW_REASON_WRITTEN
                                                                   : CROW_REASON_DEFAULT };
          g_assert_cmpint (new->clauses[event].action, ==, wanted.action);
          g_assert_cmpint (new->clauses[event].reason, ==, wanted.reason);
        }
    }
}

static const CrowAstAttribute *
find_attribute (const Change *change, const CrowAst **ast)
{
  CrowAstPlace place = g_array_index (change->before->relation_places, CrowAstPlace,
                                      change->relation);
  const CrowAstField *field;

  *ast = g_ptr_array_index (change->before->asts, place.file);
  field = &g_array_index ((*ast)->fields, CrowAstField, place.field);
  return crow_ast_find_attribute (*ast, field->first_attribute, field->n_attributes, "relation");
}

/* Every changed byte lies in the relation's attribute; or the attribute is new and in its line. */
static void
assert_inside_attribute (const Change *change, GPtrArray *text_edits)
{
  const CrowAst *ast;
  const CrowAstAttribute *attribute = find_attribute (change, &ast);
  const CrowRelation *relation = crow_schema_get_relation (change->schema, change->relation);

  for (guint i = 0; i < text_edits->len; i++)
    {
      const CrowTextEdit *edit = g_ptr_array_index (text_edits, i);

      g_assert_cmpuint (edit->location.file, ==, relation->location.file);
      if (attribute != NULL && edit->replacement[0] == '\0' &&
          edit->location.span.end == attribute->span.end)
        continue; /* the attribute had nothing else to say and goes, with the blanks before it */
      g_assert_cmpuint (edit->location.span.start, >=,
                        attribute != NULL ? attribute->span.start : relation->location.span.start);
      g_assert_cmpuint (edit->location.span.end, <=,
                        attribute != NULL ? attribute->span.end : relation->location.span.end);
    }
}

/* Does the argument stand where a new one would go, written as we would write it? */
static gboolean
is_in_standard_place (const Change *change)
{
  const CrowAst *ast;
  const CrowAstAttribute *attribute = find_attribute (change, &ast);
  const CrowClause *clause = &crow_schema_get_relation (change->schema, change->relation)
                                  ->clauses[change->event];
  const char *name = crow_event_get_argument (change->event);
  g_autofree char *found = NULL;
  g_autofree char *wanted = g_strdup_printf (", %s: %s", name,
                                             crow_action_get_name (clause->action));
  const CrowAstArgument *argument, *references, *on_delete, *previous;

  argument = crow_ast_find_argument (ast, attribute, name, FALSE);
  references = crow_ast_find_argument (ast, attribute, "references", FALSE);
  on_delete = crow_ast_find_argument (ast, attribute, "onDelete", FALSE);
  previous = references;
  if (change->event == CROW_EVENT_UPDATE && on_delete != NULL &&
      (references == NULL || on_delete->span.start > references->span.start))
    previous = on_delete;
  if (previous == NULL || previous->span.end > argument->span.end)
    return FALSE;
  found = crow_ast_dup (ast, (CrowSpan){ previous->span.end, argument->span.end });
  return g_str_equal (found, wanted);
}

/* Sets the clause back and compares: the foreign keys always, the bytes where they can be. */
static void
check_way_back (const Change *change, CrowPrisma *after, GPtrArray *keys, CrowEditCounts *counts)
{
  const CrowRelation *relation = crow_schema_get_relation (change->schema, change->relation);
  const CrowClause *clause = &relation->clauses[change->event];
  gboolean was_written = clause->reason == CROW_REASON_WRITTEN;
  g_autoptr (GPtrArray)
      edits = make_edits (relation->id, change->event,
                          was_written ? CROW_CLAUSE_SET : CROW_CLAUSE_DEFAULT, clause->action);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowPrisma) back = crow_prisma_edit (after, edits, NULL, &error);
  gsize old_length, new_length;
  const char *old_text, *new_text;

  g_assert_no_error (error);
  assert_only_change (keys, crow_prisma_get_schema (back), NULL);
  if (was_written && change->edit == CROW_CLAUSE_DEFAULT && !is_in_standard_place (change))
    return;
  old_text = get_text (change->before, relation->location.file, &old_length);
  new_text = get_text (back, relation->location.file, &new_length);
  g_assert_cmpmem (old_text, old_length, new_text, new_length);
  counts->n_restored++;
}

/* Prisma forbids cycles of cascades there; the whole schema shows them, the action alone does not.
 */
static gboolean
may_refuse (const CrowSchema *schema)
{
  return schema->provider == CROW_PROVIDER_SQLSERVER || schema->provider == CROW_PROVIDER_MONGODB ||
         schema->relation_mode == CROW_RELATION_MODE_PRISMA;
}

static void
check_change (const Change *change, GPtrArray *keys, CrowEditCounts *counts)
{
  const CrowRelation *relation = crow_schema_get_relation (change->schema, change->relation);
  g_autoptr (GPtrArray)
      edits = make_edits (relation->id, change->event, change->edit, change->action);
  g_autoptr (GPtrArray) text_edits = NULL;
  g_autoptr (CrowPrisma) after = NULL;
  g_autoptr (GError) error = NULL;

  after = crow_prisma_edit (change->before, edits, &text_edits, &error);
  if (after == NULL && may_refuse (change->schema))
    {
      g_assert_error (error, CROW_ERROR, CROW_ERROR_INVALID);
      counts->n_refused++;
      return;
    }
  g_assert_no_error (error);
  counts->n_edits++;
  assert_inside_attribute (change, text_edits);
  assert_only_change (keys, crow_prisma_get_schema (after), change);
  check_way_back (change, after, keys, counts);
}

static void
check_refused (CrowPrisma *prisma, const CrowRelation *relation, CrowEvent event, CrowAction action)
{
  g_autoptr (GPtrArray) edits = make_edits (relation->id, event, CROW_CLAUSE_SET, action);
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_prisma_edit_actions (prisma, edits, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_INVALID);
}

/**
 * crow_edit_check_relation:
 * @prisma: a schema
 * @index: one of its relations
 * @keys: (element-type CrowForeignKey): all of its foreign keys
 * @counts: counts what was tried
 *
 * Makes every edit of the relation's clauses: it changes that clause and nothing else, within the
 * attribute, and the way back gives the same bytes; what is said to be refused is refused.
 */
void
crow_edit_check_relation (CrowPrisma *prisma, guint index, GPtrArray *keys, CrowEditCounts *counts)
{
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  const CrowRelation *relation = crow_schema_get_relation (schema, index);

  counts->n_relations++;
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      for (guint action = 0; action < CROW_N_ACTIONS; action++)
        {
          Change change = { prisma, schema, index, event, CROW_CLAUSE_SET, action };
          g_autofree char *reason = crow_prisma_explain_refusal (prisma, relation->id, event,
                                                                 action);

          if (reason == NULL)
            check_change (&change, keys, counts);
          else
            {
              check_refused (prisma, relation, event, action);
              counts->n_refused++;
            }
        }
      if (relation->kind == CROW_RELATION_FOREIGN_KEY)
        {
          Change change = { prisma, schema, index, event, CROW_CLAUSE_DEFAULT, 0 };

          check_change (&change, keys, counts);
        }
    }
}

/**
 * crow_edit_check_any:
 * @prisma: any schema, damaged ones too
 * @random: chooses relation, clause and action
 *
 * Whatever the text, an edit is made or refused; what is made lies in the text, in order.
 */
void
crow_edit_check_any (CrowPrisma *prisma, GRand *random)
{
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  const CrowRelation *relation;
  g_autoptr (GPtrArray) edits = NULL, text_edits = NULL, index_edits = NULL;
  g_autoptr (CrowPrisma) after = NULL;
  g_autoptr (GError) error = NULL, index_error = NULL;

  if (schema->relations->len == 0)
    return;
  relation = crow_schema_get_relation (schema,
                                       (guint) g_rand_int_range (random, 0,
                                                                 (gint32) schema->relations->len));
  edits = make_edits (relation->id, (CrowEvent) g_rand_int_range (random, 0, CROW_N_EVENTS),
                      g_rand_boolean (random) ? CROW_CLAUSE_SET : CROW_CLAUSE_DEFAULT,
                      (CrowAction) g_rand_int_range (random, 0, CROW_N_ACTIONS));
  after = crow_prisma_edit (prisma, edits, &text_edits, &error);
  g_assert_true ((after == NULL) == (error != NULL));
  for (guint i = 1; text_edits != NULL && i < text_edits->len; i++)
    {
      const CrowTextEdit *previous = g_ptr_array_index (text_edits, i - 1);
      const CrowTextEdit *next = g_ptr_array_index (text_edits, i);

      g_assert_cmpuint (previous->location.span.end, <=, next->location.span.start);
    }
  index_edits = crow_prisma_edit_add_index (prisma, relation->id, &index_error);
  g_assert_true ((index_edits == NULL) == (index_error != NULL));
}
