#include "crow-constraint.h"

#include "crow-sql-text.h"

#include <string.h>

#define DEFAULT_NAMESPACE "public"

/**
 * crow_constraint_new:
 *
 * Returns: (transfer full): a foreign key without names and columns, validated, enforced, MATCH
 * SIMPLE
 */
CrowConstraint *
crow_constraint_new (void)
{
  CrowConstraint *self = g_new0 (CrowConstraint, 1);

  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->ref_columns = g_ptr_array_new_with_free_func (g_free);
  self->is_validated = TRUE;
  self->is_enforced = TRUE;
  return self;
}

static void
copy_names (GPtrArray *copy, const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (names, i)));
}

static gboolean
is_setting (CrowAction action)
{
  return action == CROW_ACTION_SET_NULL || action == CROW_ACTION_SET_DEFAULT;
}

static GPtrArray *
list_set_columns (const CrowSchema *schema, const CrowRelation *relation)
{
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < relation->set_columns->len; i++)
    {
      guint field = g_array_index (relation->set_columns, guint, i);

      g_ptr_array_add (names, g_strdup (crow_model_get_field (child, field)->column));
    }
  return names;
}

/* What a catalogue tells beside the actions. */
static void
take_promises (CrowConstraint *self, const CrowSchema *schema, const CrowRelation *relation)
{
  self->match = relation->match;
  self->is_deferrable = relation->is_deferrable;
  self->is_initially_deferred = relation->is_initially_deferred;
  self->is_validated = relation->is_validated;
  self->is_enforced = relation->is_enforced;
  self->is_temporal = relation->is_temporal;
  if (relation->set_columns != NULL && is_setting (self->actions[CROW_EVENT_DELETE]))
    self->set_columns = list_set_columns (schema, relation);
  if (relation->facts != NULL)
    self->comment = g_strdup (relation->facts->comment);
}

/**
 * crow_constraint_new_for_key:
 * @schema: a sealed schema
 * @key: one of its foreign keys, which has a name
 *
 * Its table is the one that has it: the partition, where only one has.
 *
 * Returns: (transfer full): the whole of @key, with what only a database knows of it
 */
CrowConstraint *
crow_constraint_new_for_key (const CrowSchema *schema, const CrowForeignKey *key)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, key->relation);
  CrowConstraint *self = crow_constraint_new ();

  self->namespace_ = g_strdup (key->namespace_ != NULL ? key->namespace_ : DEFAULT_NAMESPACE);
  self->table = g_strdup (key->table);
  self->name = g_strdup (key->constraint);
  copy_names (self->columns, key->columns);
  self->ref_namespace = g_strdup (key->ref_namespace != NULL ? key->ref_namespace
                                                             : DEFAULT_NAMESPACE);
  self->ref_table = g_strdup (key->ref_table);
  copy_names (self->ref_columns, key->ref_columns);
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    self->actions[i] = key->clauses[i].action;
  if (relation->kind == CROW_RELATION_FOREIGN_KEY)
    take_promises (self, schema, relation);
  return self;
}

/**
 * crow_constraint_copy:
 * @self: a foreign key
 *
 * Returns: (transfer full): another one like it
 */
CrowConstraint *
crow_constraint_copy (const CrowConstraint *self)
{
  CrowConstraint *copy = g_memdup2 (self, sizeof *self);

  copy->namespace_ = g_strdup (self->namespace_);
  copy->table = g_strdup (self->table);
  copy->name = g_strdup (self->name);
  copy->columns = g_ptr_array_new_with_free_func (g_free);
  copy_names (copy->columns, self->columns);
  copy->ref_namespace = g_strdup (self->ref_namespace);
  copy->ref_table = g_strdup (self->ref_table);
  copy->ref_columns = g_ptr_array_new_with_free_func (g_free);
  copy_names (copy->ref_columns, self->ref_columns);
  if (self->set_columns != NULL)
    {
      copy->set_columns = g_ptr_array_new_with_free_func (g_free);
      copy_names (copy->set_columns, self->set_columns);
    }
  copy->comment = g_strdup (self->comment);
  return copy;
}

/**
 * crow_constraint_free:
 * @self: (transfer full): a foreign key
 */
void
crow_constraint_free (CrowConstraint *self)
{
  g_free (self->namespace_);
  g_free (self->table);
  g_free (self->name);
  g_ptr_array_unref (self->columns);
  g_free (self->ref_namespace);
  g_free (self->ref_table);
  g_ptr_array_unref (self->ref_columns);
  g_clear_pointer (&self->set_columns, g_ptr_array_unref);
  g_free (self->comment);
  g_free (self);
}

/* A temporal key's last column is a range: `("id", PERIOD "valid")` (CREATE TABLE, PostgreSQL 18).
 */
static void
append_key_columns (GString *sql, const GPtrArray *columns, gboolean is_temporal)
{
  g_string_append_c (sql, '(');
  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append (sql, ", ");
      if (is_temporal && i + 1 == columns->len)
        g_string_append (sql, "PERIOD ");
      crow_sql_append_identifier (sql, g_ptr_array_index (columns, i));
    }
  g_string_append_c (sql, ')');
}

static void
append_actions (GString *sql, const CrowConstraint *self)
{
  CrowAction on_delete = self->actions[CROW_EVENT_DELETE];
  CrowAction on_update = self->actions[CROW_EVENT_UPDATE];

  if (on_update != CROW_ACTION_NO_ACTION)
    g_string_append_printf (sql, " ON UPDATE %s", crow_action_get_sql (on_update));
  if (on_delete != CROW_ACTION_NO_ACTION)
    g_string_append_printf (sql, " ON DELETE %s", crow_action_get_sql (on_delete));
  if (self->set_columns != NULL && is_setting (on_delete))
    {
      g_string_append_c (sql, ' ');
      crow_sql_append_columns (sql, self->set_columns);
    }
}

/**
 * crow_constraint_build_definition:
 * @self: a foreign key with columns and known actions
 *
 * What stands behind `CONSTRAINT name`, in the order of pg_get_constraintdef(), every name quoted.
 *
 * Returns: (transfer full): `FOREIGN KEY ("pid") REFERENCES "app"."parent" ("id") …`
 */
char *
crow_constraint_build_definition (const CrowConstraint *self)
{
  GString *sql = g_string_new ("FOREIGN KEY ");

  append_key_columns (sql, self->columns, self->is_temporal);
  g_string_append (sql, " REFERENCES ");
  crow_sql_append_table (sql, self->ref_namespace, self->ref_table);
  g_string_append_c (sql, ' ');
  append_key_columns (sql, self->ref_columns, self->is_temporal);
  if (self->match == CROW_MATCH_FULL)
    g_string_append (sql, " MATCH FULL");
  append_actions (sql, self);
  if (self->is_deferrable)
    g_string_append (sql, " DEFERRABLE");
  if (self->is_deferrable && self->is_initially_deferred)
    g_string_append (sql, " INITIALLY DEFERRED");
  if (!self->is_enforced)
    g_string_append (sql, " NOT ENFORCED");
  else if (!self->is_validated)
    g_string_append (sql, " NOT VALID");
  return g_string_free (sql, FALSE);
}

static gboolean
is_equal_list (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (strcmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0)
      return FALSE;
  return TRUE;
}

/**
 * crow_constraint_has_same_place:
 * @a: a foreign key
 * @b: another
 *
 * Returns: whether they go from the same columns of the same table to the same columns of the same
 * table, in the same order
 */
gboolean
crow_constraint_has_same_place (const CrowConstraint *a, const CrowConstraint *b)
{
  return strcmp (a->namespace_, b->namespace_) == 0 && strcmp (a->table, b->table) == 0 &&
         strcmp (a->ref_namespace, b->ref_namespace) == 0 &&
         strcmp (a->ref_table, b->ref_table) == 0 && is_equal_list (a->columns, b->columns) &&
         is_equal_list (a->ref_columns, b->ref_columns);
}

static void
add_difference (GString *text, const char *what, const char *expected, const char *found)
{
  if (strcmp (expected, found) == 0)
    return;
  g_string_append_printf (text, "%s%s is %s, not %s", text->len > 0 ? "; " : "", what, found,
                          expected);
}

static void
add_columns (GString *text, const char *what, const GPtrArray *expected, const GPtrArray *found)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);

  if (expected != NULL)
    crow_sql_append_columns (a, expected);
  if (found != NULL)
    crow_sql_append_columns (b, found);
  add_difference (text, what, expected != NULL ? a->str : "every column",
                  found != NULL ? b->str : "every column");
}

static void
add_table (GString *text, const CrowConstraint *expected, const CrowConstraint *found)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);

  crow_sql_append_table (a, expected->ref_namespace, expected->ref_table);
  crow_sql_append_table (b, found->ref_namespace, found->ref_table);
  add_difference (text, "the referenced table", a->str, b->str);
}

static void
add_comment (GString *text, const char *expected, const char *found)
{
  if (g_strcmp0 (expected, found) == 0)
    return;
  g_string_append_printf (text, "%sthe comment is %s", text->len > 0 ? "; " : "",
                          found == NULL      ? "missing"
                          : expected == NULL ? "new"
                                             : "another");
}

static const char *const matches[] = { "MATCH SIMPLE", "MATCH FULL", "MATCH PARTIAL" };

static const char *
get_deferral (const CrowConstraint *self)
{
  if (!self->is_deferrable)
    return "NOT DEFERRABLE";
  return self->is_initially_deferred ? "DEFERRABLE INITIALLY DEFERRED" : "DEFERRABLE";
}

static const char *
get_validity (const CrowConstraint *self)
{
  if (!self->is_enforced)
    return "NOT ENFORCED";
  return self->is_validated ? "validated" : "NOT VALID";
}

/**
 * crow_constraint_describe_difference:
 * @expected: a foreign key
 * @found: another
 *
 * Compares everything but the tables that the keys belong to.
 *
 * Returns: (transfer full) (nullable): %NULL where nothing differs; else a line for people
 */
char *
crow_constraint_describe_difference (const CrowConstraint *expected, const CrowConstraint *found)
{
  g_autoptr (GString) text = g_string_new (NULL);

  add_difference (text, "the name", expected->name, found->name);
  add_columns (text, "the key", expected->columns, found->columns);
  add_table (text, expected, found);
  add_columns (text, "what it refers to", expected->ref_columns, found->ref_columns);
  add_difference (text, "on delete", crow_action_get_sql (expected->actions[CROW_EVENT_DELETE]),
                  crow_action_get_sql (found->actions[CROW_EVENT_DELETE]));
  add_difference (text, "on update", crow_action_get_sql (expected->actions[CROW_EVENT_UPDATE]),
                  crow_action_get_sql (found->actions[CROW_EVENT_UPDATE]));
  add_columns (text, "what on delete sets", expected->set_columns, found->set_columns);
  add_difference (text, "the match", matches[expected->match], matches[found->match]);
  add_difference (text, "the deferral", get_deferral (expected), get_deferral (found));
  add_difference (text, "the state", get_validity (expected), get_validity (found));
  add_difference (text, "the kind", expected->is_temporal ? "temporal" : "plain",
                  found->is_temporal ? "temporal" : "plain");
  add_comment (text, expected->comment, found->comment);
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
add_change (GString *text, const char *what, const char *before, const char *after)
{
  if (strcmp (before, after) == 0)
    return;
  g_string_append_printf (text, "%s%s %s to %s", text->len > 0 ? ", " : "", what, before, after);
}

static char *
make_set_columns (const CrowConstraint *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->set_columns == NULL)
    return g_strdup ("every column");
  crow_sql_append_columns (text, self->set_columns);
  return g_strdup (text->str);
}

static const char *
get_comment_change (const char *before, const char *after)
{
  if (before == NULL)
    return "comment added";
  return after == NULL ? "comment removed" : "another comment";
}

/**
 * crow_constraint_describe_promises:
 * @before: a foreign key
 * @after: what it becomes
 *
 * Returns: (transfer full) (nullable): what changes of all that only a catalogue tells; %NULL:
 * nothing
 */
char *
crow_constraint_describe_promises (const CrowConstraint *before, const CrowConstraint *after)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *columns_before = make_set_columns (before);
  g_autofree char *columns_after = make_set_columns (after);

  /* An action that sets nothing has no columns to compare: the action is the change. */
  if (is_setting (before->actions[CROW_EVENT_DELETE]) &&
      is_setting (after->actions[CROW_EVENT_DELETE]))
    add_change (text, "what on delete sets", columns_before, columns_after);
  add_change (text, "match", matches[before->match], matches[after->match]);
  add_change (text, "deferral", get_deferral (before), get_deferral (after));
  add_change (text, "state", get_validity (before), get_validity (after));
  add_change (text, "kind", before->is_temporal ? "temporal" : "plain",
              after->is_temporal ? "temporal" : "plain");
  if (g_strcmp0 (before->comment, after->comment) != 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                            get_comment_change (before->comment, after->comment));
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
add_column_change (GString *text, const char *what, const GPtrArray *before, const GPtrArray *after)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);

  crow_sql_append_columns (a, before);
  crow_sql_append_columns (b, after);
  add_change (text, what, a->str, b->str);
}

/**
 * crow_constraint_describe_change:
 * @before: a foreign key
 * @after: what it becomes
 *
 * Returns: (transfer full) (nullable): all that changes, actions as Prisma names them; %NULL:
 * nothing
 */
char *
crow_constraint_describe_change (const CrowConstraint *before, const CrowConstraint *after)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *target_before = g_strdup_printf ("%s.%s", before->ref_namespace,
                                                    before->ref_table);
  g_autofree char *target_after = g_strdup_printf ("%s.%s", after->ref_namespace, after->ref_table);
  g_autofree char *promises = crow_constraint_describe_promises (before, after);

  add_change (text, "on delete", crow_action_get_name (before->actions[CROW_EVENT_DELETE]),
              crow_action_get_name (after->actions[CROW_EVENT_DELETE]));
  add_change (text, "on update", crow_action_get_name (before->actions[CROW_EVENT_UPDATE]),
              crow_action_get_name (after->actions[CROW_EVENT_UPDATE]));
  add_column_change (text, "columns", before->columns, after->columns);
  add_change (text, "refers to", target_before, target_after);
  add_column_change (text, "referenced columns", before->ref_columns, after->ref_columns);
  if (promises != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", promises);
  add_change (text, "name", before->name, after->name);
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static gboolean
has_all (GPtrArray *columns, const GPtrArray *wanted)
{
  for (guint i = 0; i < wanted->len; i++)
    if (!g_ptr_array_find_with_equal_func (columns, g_ptr_array_index (wanted, i), g_str_equal,
                                           NULL))
      return FALSE;
  return TRUE;
}

/**
 * crow_constraint_keep_promises:
 * @self: a foreign key as a schema file says it
 * @database: the same one as a catalogue has it
 *
 * What Prisma has no words for is no reason to lose it.
 */
void
crow_constraint_keep_promises (CrowConstraint *self, const CrowConstraint *database)
{
  self->match = database->match;
  self->is_deferrable = database->is_deferrable;
  self->is_initially_deferred = database->is_initially_deferred;
  self->is_validated = database->is_validated;
  self->is_enforced = database->is_enforced;
  self->is_temporal = database->is_temporal;
  g_free (self->comment);
  self->comment = g_strdup (database->comment);
  if (database->set_columns != NULL && self->set_columns == NULL &&
      is_setting (self->actions[CROW_EVENT_DELETE]) &&
      has_all (self->columns, database->set_columns))
    {
      self->set_columns = g_ptr_array_new_with_free_func (g_free);
      copy_names (self->set_columns, database->set_columns);
    }
}
