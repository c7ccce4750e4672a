#include "crow-rule-change.h"

/**
 * crow_schema_list_rule_changes:
 * @self: a schema, read by rules of its own
 * @rules: others
 *
 * What an upgrade changes without a byte of the schema: clauses that are left out and mean
 * something else. A database's actions are what they are, so there is nothing to list. Linear; any
 * thread.
 *
 * Returns: (transfer full) (element-type CrowRuleChange): in schema order
 */
GArray *
crow_schema_list_rule_changes (const CrowSchema *self, CrowRules rules)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (CrowRuleChange));

  for (guint i = 0; i < self->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self, i);
      CrowRuleChange change = { i, { 0 } };
      gboolean is_other = FALSE;

      for (guint event = 0; event < CROW_N_EVENTS; event++)
        {
          const CrowClause *clause = &relation->clauses[event];

          change.actions[event] = clause->action;
          if (clause->reason != CROW_REASON_DEFAULT || relation->child_fields->len == 0)
            continue;
          change.actions[event] = crow_schema_get_default_action_by (self, relation, event, rules);
          is_other |= change.actions[event] != clause->action;
        }
      if (is_other)
        g_array_append_val (changes, change);
    }
  return changes;
}
