#pragma once

#include "crow-diagnostic.h"

G_BEGIN_DECLS

/* What people who meet a rule for the first time want to know of it. */
typedef struct
{
  const char *id;
  const char *name;    /* for machines: `MissingIndex` */
  const char *summary; /* one line */
  const char *help;    /* what happens, and what to do */
  CrowSeverity severity;
} CrowCliRule;

/* Prisma's own problems are one rule. NULL: there is no such rule. */
const CrowCliRule *crow_cli_rule_find (const char *id);
/* All of them; ends with an id that is NULL. */
const CrowCliRule *crow_cli_rules_get (void);

G_END_DECLS
