#include "crow-rules.h"

#include <string.h>

static const char *const names[] = { "6", "7", "8" };

/**
 * crow_rules_from_name:
 * @name: a major version of Prisma, as people write it
 * @rules: (out): the rules; untouched where there are none of that name
 *
 * Returns: whether we know @name
 */
gboolean
crow_rules_from_name (const char *name, CrowRules *rules)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (rules != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *rules = (CrowRules) (CROW_RULES_6 + i);
        return TRUE;
      }
  return FALSE;
}

/**
 * crow_rules_get_name:
 * @rules: rules
 *
 * Returns: the major version of Prisma: "7"
 */
const char *
crow_rules_get_name (CrowRules rules)
{
  g_return_val_if_fail (rules >= CROW_RULES_6 && rules <= CROW_RULES_8, "");

  return names[rules - CROW_RULES_6];
}

/**
 * crow_rules_omit_to_no_action:
 * @rules: rules
 *
 * Prisma 8 takes a clause that is left out for NO ACTION, on delete and on update, whatever the key
 * and the provider are. That stands in the documents of its release candidates; no engine of it
 * was asked.
 *
 * Returns: whether that is so; %FALSE: crow_provider_get_default_action() says what it means
 */
gboolean
crow_rules_omit_to_no_action (CrowRules rules)
{
  return rules >= CROW_RULES_8;
}
