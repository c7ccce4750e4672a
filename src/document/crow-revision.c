#include "crow-revision.h"

#include "crow-sql-text.h"

struct _CrowRevision
{
  CrowPrisma *prisma; /* (owned) (nullable) NULL: a database */
  CrowSchema *schema; /* (owned) */
};

static CrowRevision *
make (CrowPrisma *prisma, CrowSchema *schema)
{
  CrowRevision *self = g_atomic_rc_box_new0 (CrowRevision);

  self->prisma = prisma;
  self->schema = schema;
  return self;
}

/**
 * crow_revision_new_prisma:
 * @prisma: a Prisma schema
 *
 * Returns: (transfer full): @prisma as a revision
 */
CrowRevision *
crow_revision_new_prisma (CrowPrisma *prisma)
{
  return make (crow_prisma_ref (prisma), crow_schema_ref (crow_prisma_get_schema (prisma)));
}

/**
 * crow_revision_new_database:
 * @schema: a sealed schema of a database
 *
 * Returns: (transfer full): @schema as a revision
 */
CrowRevision *
crow_revision_new_database (CrowSchema *schema)
{
  return make (NULL, crow_schema_ref (schema));
}

/**
 * crow_revision_ref:
 * @self: a revision
 *
 * Returns: (transfer full): @self
 */
CrowRevision *
crow_revision_ref (CrowRevision *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
revision_clear (CrowRevision *self)
{
  g_clear_pointer (&self->prisma, crow_prisma_unref);
  crow_schema_unref (self->schema);
}

/**
 * crow_revision_unref:
 * @self: (transfer full): a revision
 */
void
crow_revision_unref (CrowRevision *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) revision_clear);
}

/**
 * crow_revision_get_schema:
 * @self: a revision
 *
 * Returns: (transfer none): what it means
 */
CrowSchema *
crow_revision_get_schema (CrowRevision *self)
{
  return self->schema;
}

/**
 * crow_revision_get_prisma:
 * @self: a revision
 *
 * Returns: (transfer none) (nullable): text and schema; %NULL: a database
 */
CrowPrisma *
crow_revision_get_prisma (CrowRevision *self)
{
  return self->prisma;
}

static CrowAction
get_wanted (const CrowActionEdit *edit, guint event, CrowAction now)
{
  if (edit->edits[event] == CROW_CLAUSE_KEEP)
    return now;
  return edit->edits[event] == CROW_CLAUSE_DEFAULT ? CROW_ACTION_NO_ACTION : edit->actions[event];
}

/* Whether @after, made of @before by edits of actions, says something else. */
static gboolean
is_other (const CrowSchema *before, const CrowSchema *after)
{
  for (guint i = 0; i < before->relations->len; i++)
    for (guint event = 0; event < CROW_N_EVENTS; event++)
      if (crow_schema_get_relation (before, i)->clauses[event].action !=
          crow_schema_get_relation (after, i)->clauses[event].action)
        return TRUE;
  return FALSE;
}

/**
 * crow_revision_is_edited:
 * @before: of a database
 * @after: made of @before by edits
 *
 * Returns: whether an action differs
 */
gboolean
crow_revision_is_edited (CrowRevision *before, CrowRevision *after)
{
  return before != after && is_other (before->schema, after->schema);
}

static CrowRevision *
edit_database (CrowRevision *self, GPtrArray *edits, GError **error)
{
  CrowSchema *after = crow_schema_edit_actions (self->schema, edits, error);

  if (after == NULL)
    return NULL;
  if (is_other (self->schema, after))
    return make (NULL, after);
  crow_schema_unref (after);
  return crow_revision_ref (self);
}

/**
 * crow_revision_edit_actions:
 * @self: a revision
 * @edits: (element-type CrowActionEdit): judged together
 * @error: as crow_prisma_edit_actions() and crow_schema_edit_actions()
 *
 * Returns: (transfer full) (nullable): what the edits make of it; @self itself where it is so
 *   already
 */
CrowRevision *
crow_revision_edit_actions (CrowRevision *self, GPtrArray *edits, GError **error)
{
  g_autoptr (CrowPrisma) after = NULL;

  if (self->prisma == NULL)
    return edit_database (self, edits, error);
  after = crow_prisma_edit (self->prisma, edits, NULL, error);
  if (after == NULL)
    return NULL;
  return after != self->prisma ? crow_revision_new_prisma (after) : crow_revision_ref (self);
}

/* `CREATE INDEX CONCURRENTLY ON "blog"."posts" ("author_id");` */
static char *
build_index_statement (const CrowSchema *schema, const CrowRelation *relation)
{
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  GString *sql = g_string_new ("CREATE INDEX CONCURRENTLY ON ");
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  for (guint i = 0; i < relation->child_fields->len; i++)
    {
      guint field = g_array_index (relation->child_fields, guint, i);

      g_ptr_array_add (columns, crow_model_get_field (child, field)->column);
    }
  crow_sql_append_table (sql, child->namespace_, child->table);
  g_string_append_c (sql, ' ');
  crow_sql_append_columns (sql, columns);
  g_string_append_c (sql, ';');
  return g_string_free (sql, FALSE);
}

static CrowRevision *
refuse_index (CrowRevision *self, const char *relation, GError **error)
{
  int index = crow_schema_find_relation (self->schema, relation);
  g_autofree char *sql = NULL;

  if (index < 0)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "The database has no relation `%s`",
                   relation);
      return NULL;
    }
  sql = build_index_statement (self->schema,
                               crow_schema_get_relation (self->schema, (guint) index));
  g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID,
               "only actions are changed in a database; run this statement yourself, outside a "
               "transaction: %s",
               sql);
  return NULL;
}

/**
 * crow_revision_add_index:
 * @self: a revision
 * @relation: id of a relation
 * @error: as crow_prisma_edit_add_index()
 *
 * Returns: (transfer full) (nullable): the schema with the line that %CROW_FIX_ADD_INDEX promises
 */
CrowRevision *
crow_revision_add_index (CrowRevision *self, const char *relation, GError **error)
{
  g_autoptr (GPtrArray) text_edits = NULL;
  g_autoptr (CrowPrisma) after = NULL;

  if (self->prisma == NULL)
    return refuse_index (self, relation, error);
  text_edits = crow_prisma_edit_add_index (self->prisma, relation, error);
  if (text_edits == NULL)
    return NULL;
  after = crow_prisma_apply (self->prisma, text_edits);
  return crow_revision_new_prisma (after);
}

/**
 * crow_revision_make_explicit:
 * @self: a revision
 * @relation: id of an implicit many-to-many relation
 * @model: what the model of its join table is to be called
 * @error: as crow_prisma_edit_explicit(); %CROW_ERROR_INVALID: a database
 *
 * Returns: (transfer full) (nullable): the schema with the join table as a model
 */
CrowRevision *
crow_revision_make_explicit (CrowRevision *self,
                             const char *relation,
                             const char *model,
                             GError **error)
{
  g_autoptr (CrowPrisma) after = NULL;

  if (self->prisma == NULL)
    {
      g_set_error_literal (error, CROW_ERROR, CROW_ERROR_INVALID,
                           "a database's tables are what they are");
      return NULL;
    }
  after = crow_prisma_edit_explicit (self->prisma, relation, model, NULL, error);
  return after != NULL ? crow_revision_new_prisma (after) : NULL;
}

/**
 * crow_revision_read_by:
 * @self: a revision
 * @rules: whose
 *
 * Returns: (transfer full): the same text read by @rules; @self itself where it is so already, or
 * of a database
 */
CrowRevision *
crow_revision_read_by (CrowRevision *self, CrowRules rules)
{
  g_autoptr (CrowPrisma) prisma = NULL;

  if (self->prisma == NULL || self->schema->rules == rules)
    return crow_revision_ref (self);
  prisma = crow_prisma_new_with_rules (crow_prisma_get_files (self->prisma), rules);
  return crow_revision_new_prisma (prisma);
}

/**
 * crow_revision_list_edits:
 * @before: of a database
 * @after: made of @before by edits
 *
 * Returns: (transfer full) (element-type CrowActionEdit): one for each relation that differs
 */
GPtrArray *
crow_revision_list_edits (CrowRevision *before, CrowRevision *after)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);

  for (guint i = 0; before != after && i < before->schema->relations->len; i++)
    {
      const CrowRelation *old = crow_schema_get_relation (before->schema, i);
      const CrowRelation *now = crow_schema_get_relation (after->schema, i);
      CrowActionEdit *edit = NULL;

      for (guint event = 0; event < CROW_N_EVENTS; event++)
        {
          if (old->clauses[event].action == now->clauses[event].action)
            continue;
          if (edit == NULL)
            g_ptr_array_add (edits, edit = crow_action_edit_new (now->id));
          edit->edits[event] = CROW_CLAUSE_SET;
          edit->actions[event] = now->clauses[event].action;
        }
    }
  return edits;
}

/* (transfer full) (nullable): why @edit makes no sense any more. */
static char *
explain_loss (const CrowSchema *schema, const CrowActionEdit *edit)
{
  int index = crow_schema_find_relation (schema, edit->relation);

  if (index < 0)
    return g_strdup ("the database has no such foreign key any more");
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, (guint) index);
      CrowAction now = relation->clauses[event].action;
      CrowAction wanted = get_wanted (edit, event, now);
      char *refusal = wanted != now ? crow_schema_explain_refusal (schema, relation,
                                                                   (CrowEvent) event, wanted)
                                    : NULL;

      if (refusal != NULL)
        return refusal;
    }
  return NULL;
}

/**
 * crow_revision_remake:
 * @self: of a database
 * @edits: (element-type CrowActionEdit): as crow_revision_list_edits() lists them, of another
 *   reading of the same database
 * @lost: (element-type utf8): a sentence is added for each edit that makes no sense here
 *
 * Returns: (transfer full): @self with the edits that do
 */
CrowRevision *
crow_revision_remake (CrowRevision *self, GPtrArray *edits, GPtrArray *lost)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  CrowRevision *after;

  for (guint i = 0; i < edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (edits, i);
      g_autofree char *reason = explain_loss (self->schema, edit);

      if (reason == NULL)
        g_ptr_array_add (kept, (gpointer) edit);
      else
        g_ptr_array_add (lost, g_strdup_printf ("%s: %s", edit->relation, reason));
    }
  after = crow_revision_edit_actions (self, kept, &error);
  if (after != NULL)
    return after;
  g_ptr_array_add (lost, g_strdup (error->message));
  return crow_revision_ref (self);
}
