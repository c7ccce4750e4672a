#include "crow-plan-private.h"

#include <string.h>

#define MAX_NAMED 3 /* differences that an error lists */

static void
free_change (gpointer data)
{
  CrowKeyChange *change = data;

  g_clear_pointer (&change->before, crow_constraint_free);
  g_clear_pointer (&change->after, crow_constraint_free);
  g_free (change->name);
  g_free (change);
}

/* As the server has it; without a server as the schema file before says it. */
static const CrowModel *
find_table (const CrowPlanner *self, const char *namespace_, const char *table)
{
  GHashTable *tables = self->server != NULL ? self->server_tables : self->before_tables;
  g_autofree char *id = crow_plan_make_table_id (namespace_, table);

  return g_hash_table_lookup (tables, id);
}

static gboolean
is_equal_columns (const GPtrArray *a, const GPtrArray *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (strcmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0)
      return FALSE;
  return TRUE;
}

/* Does nothing less than DROP and ADD do? Name, comment and deferral can be altered, and old rows
 * be checked later; that they are no more believed in cannot. */
static gboolean
must_recreate (const CrowConstraint *before, const CrowConstraint *after)
{
  return !crow_constraint_has_same_place (before, after) ||
         before->actions[CROW_EVENT_DELETE] != after->actions[CROW_EVENT_DELETE] ||
         before->actions[CROW_EVENT_UPDATE] != after->actions[CROW_EVENT_UPDATE] ||
         !is_equal_columns (before->set_columns, after->set_columns) ||
         before->match != after->match || before->is_enforced != after->is_enforced ||
         before->is_temporal != after->is_temporal ||
         (before->is_validated && !after->is_validated);
}

/* What a schema file cannot say is as the database has it, whichever of the two it is. */
static void
merge (const CrowSchemaDiff *diff, CrowConstraint *before, CrowConstraint *after)
{
  gboolean is_from = crow_schema_is_database (diff->before);
  gboolean is_to = crow_schema_is_database (diff->after);

  if (is_from && !is_to)
    crow_constraint_keep_promises (after, before);
  else if (is_to && !is_from)
    crow_constraint_keep_promises (before, after);
}

/* The tables as the server has them. Partitions are folded into their root, where a relation is
 * drawn. */
static void
find_tables (const CrowPlanner *self,
             CrowKeyChange *change,
             const CrowSchema *schema,
             const CrowForeignKey *key)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, key->relation);
  const CrowKeyFacts *facts = relation->facts;
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  const CrowModel *parent = crow_schema_get_model (schema, relation->parent);

  change->id = key->relation_id;
  change->is_of_partition = facts != NULL && facts->partition != NULL;
  change->is_to_partition = facts != NULL && facts->ref_partition != NULL;
  change->child = change->is_of_partition ? find_table (self, child->namespace_, child->table)
                                          : find_table (self, key->namespace_, key->table);
  change->parent = change->is_to_partition ? find_table (self, parent->namespace_, parent->table)
                                           : find_table (self, key->ref_namespace, key->ref_table);
}

static CrowKeyChange *
make_change (const CrowPlanner *self, const CrowChange *change)
{
  const CrowSchemaDiff *diff = self->diff;
  CrowKeyChange *result = g_new0 (CrowKeyChange, 1);
  const CrowForeignKey *key = NULL;

  if (change->before >= 0)
    {
      key = g_ptr_array_index (diff->before_keys, (guint) change->before);
      result->before = crow_constraint_new_for_key (diff->before, key);
      result->relation = crow_schema_get_relation (diff->before, key->relation);
      result->name = g_strdup (key->constraint);
    }
  if (change->after >= 0)
    {
      key = g_ptr_array_index (diff->after_keys, (guint) change->after);
      result->after = crow_constraint_new_for_key (diff->after, key);
    }
  if (result->before != NULL && result->after != NULL)
    {
      merge (diff, result->before, result->after);
      result->is_recreated = must_recreate (result->before, result->after);
    }
  find_tables (self, result, change->after >= 0 ? diff->after : diff->before, key);
  return result;
}

static gboolean
is_of_key (const CrowChange *change)
{
  return change->before >= 0 || change->after >= 0;
}

/* A sentence between brackets: without its full stop, and beginning small. */
static char *
make_aside (const char *sentence)
{
  static const char *const openings[] = { "The ", "A ", "Its " };
  gsize length = strlen (sentence);
  char *aside = g_strndup (sentence, length - g_str_has_suffix (sentence, "."));

  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    if (g_str_has_prefix (aside, openings[i]))
      aside[0] = g_ascii_tolower (aside[0]);
  return aside;
}

static void
add_reason (GString *reasons, guint *n, const char *name, const char *reason)
{
  if ((*n)++ >= MAX_NAMED)
    return;
  g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? "; " : "", name);
  if (reason != NULL)
    {
      g_autofree char *aside = make_aside (reason);

      g_string_append_printf (reasons, " (%s)", aside);
    }
}

static gboolean
collect_changes (CrowPlanner *self, GError **error)
{
  g_autoptr (GString) reasons = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->diff->changes->len; i++)
    {
      const CrowChange *change = g_ptr_array_index (self->diff->changes, i);
      g_autofree char *reason = NULL;
      CrowKeyChange *key;

      if (!is_of_key (change))
        {
          add_reason (reasons, &n, change->name, NULL);
          continue;
        }
      key = make_change (self, change);
      g_ptr_array_add (self->changes, key);
      reason = crow_planner_explain_refusal (self, key);
      if (reason != NULL)
        add_reason (reasons, &n, change->name, reason);
    }
  if (n == 0)
    return TRUE;
  if (n > MAX_NAMED)
    g_string_append_printf (reasons, "; and %u more", n - MAX_NAMED);
  g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED, "The plan %s has no SQL for: %s",
               crow_plan_get_name (self->plan), reasons->str);
  return FALSE;
}

/**
 * crow_planner_init:
 * @self: (out caller-allocates): free with crow_planner_clear()
 * @diff: what is to be changed; must outlive @self
 * @plan: online, simple or swap
 * @error: %CROW_ERROR_UNCOVERED
 *
 * Returns: whether the plan can make every change
 */
gboolean
crow_planner_init (CrowPlanner *self, const CrowSchemaDiff *diff, CrowPlan plan, GError **error)
{
  self->plan = plan;
  self->diff = diff;
  self->server = crow_schema_is_database (diff->before)  ? diff->before
                 : crow_schema_is_database (diff->after) ? diff->after
                                                         : NULL;
  self->server_tables = crow_plan_index_tables (self->server);
  self->before_tables = crow_plan_index_tables (diff->before);
  self->changes = g_ptr_array_new_with_free_func (free_change);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return collect_changes (self, error);
}

/**
 * crow_planner_clear:
 * @self: a plan in the making
 */
void
crow_planner_clear (CrowPlanner *self)
{
  g_clear_pointer (&self->server_tables, g_hash_table_unref);
  g_clear_pointer (&self->before_tables, g_hash_table_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
}
