#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* A relation that means something else by the rules of another version of Prisma. */
typedef struct
{
  guint relation;                    /* into the schema's relations */
  CrowAction actions[CROW_N_EVENTS]; /* then; by CrowEvent; the same where nothing changes */
} CrowRuleChange;

/* Every relation of a Prisma schema whose effective actions @rules change, in schema order.
 * (transfer full) (element-type CrowRuleChange) */
GArray *crow_schema_list_rule_changes (const CrowSchema *self, CrowRules rules);

G_END_DECLS
