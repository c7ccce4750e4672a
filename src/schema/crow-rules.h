#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whose rules a Prisma schema is read by: the major version of Prisma. */
typedef enum {
  CROW_RULES_6 = 6,
  CROW_RULES_7 = 7,
  CROW_RULES_8 = 8, /* as its release candidates' documents say; not compared with an engine */
} CrowRules;

#define CROW_RULES_DEFAULT CROW_RULES_7 /* where nobody says which */

gboolean crow_rules_from_name (const char *name, CrowRules *rules); /* "6" "7" "8" */
const char *crow_rules_get_name (CrowRules rules);                  /* "7" */
/* Does a clause that is left out mean NO ACTION, and nothing else? */
gboolean crow_rules_omit_to_no_action (CrowRules rules);

G_END_DECLS
