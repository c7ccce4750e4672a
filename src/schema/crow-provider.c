#include "crow-provider.h"

#include <string.h>

#define BIT(action) (1u << CROW_ACTION_##action)
#define ALL_FIVE                                                                                   \
  (BIT (CASCADE) | BIT (RESTRICT) | BIT (NO_ACTION) | BIT (SET_NULL) | BIT (SET_DEFAULT))
#define ALL_BUT_DEFAULT (BIT (CASCADE) | BIT (RESTRICT) | BIT (NO_ACTION) | BIT (SET_NULL))
#define NO_RESTRICT (BIT (CASCADE) | BIT (NO_ACTION) | BIT (SET_NULL) | BIT (SET_DEFAULT))
#define PLAIN_THREE (BIT (CASCADE) | BIT (RESTRICT) | BIT (SET_NULL))

typedef struct
{
  const char *name;
  const char *display_name;
  guint allowed[2]; /* bits of actions, by CrowRelationMode */
  guint name_limit; /* bytes; 0: none */
} ProviderFacts;

/* As Prisma's validator answers. mongodb has no foreign keys, so both of its modes are "prisma";
 * without a provider nothing is refused. */
static const ProviderFacts provider_facts[] = {
  [CROW_PROVIDER_NONE] = { "", "", { ALL_FIVE, ALL_FIVE }, 0 },
  [CROW_PROVIDER_POSTGRESQL] = { "postgresql", "PostgreSQL", { ALL_FIVE, PLAIN_THREE }, 63 },
  [CROW_PROVIDER_COCKROACHDB] = { "cockroachdb", "CockroachDB", { ALL_FIVE, ALL_BUT_DEFAULT }, 63 },
  [CROW_PROVIDER_MYSQL] = { "mysql", "MySQL", { ALL_FIVE, ALL_BUT_DEFAULT }, 64 },
  [CROW_PROVIDER_SQLITE] = { "sqlite", "SQLite", { ALL_FIVE, PLAIN_THREE }, 0 },
  [CROW_PROVIDER_SQLSERVER] = { "sqlserver", "SQL Server", { NO_RESTRICT, ALL_BUT_DEFAULT }, 128 },
  [CROW_PROVIDER_MONGODB] = { "mongodb", "MongoDB", { ALL_BUT_DEFAULT, ALL_BUT_DEFAULT }, 0 },
};

/**
 * crow_provider_from_name:
 * @name: a datasource's `provider`, compared exactly; "postgres" is "postgresql"
 * @provider: (out): the provider; untouched where there is none of that name
 *
 * Returns: whether we know @name
 */
gboolean
crow_provider_from_name (const char *name, CrowProvider *provider)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (provider != NULL, FALSE);

  if (strcmp (name, "postgres") == 0)
    name = "postgresql";
  for (guint i = CROW_PROVIDER_NONE + 1; i < G_N_ELEMENTS (provider_facts); i++)
    if (strcmp (provider_facts[i].name, name) == 0)
      {
        *provider = (CrowProvider) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * crow_provider_get_name:
 * @provider: a provider
 *
 * Returns: what a datasource writes; "" for %CROW_PROVIDER_NONE
 */
const char *
crow_provider_get_name (CrowProvider provider)
{
  g_return_val_if_fail ((guint) provider < G_N_ELEMENTS (provider_facts), "");

  return provider_facts[provider].name;
}

/**
 * crow_provider_get_display_name:
 * @provider: a provider
 *
 * Returns: its name for people; "" for %CROW_PROVIDER_NONE
 */
const char *
crow_provider_get_display_name (CrowProvider provider)
{
  g_return_val_if_fail ((guint) provider < G_N_ELEMENTS (provider_facts), "");

  return provider_facts[provider].display_name;
}

/**
 * crow_provider_allows_action:
 * @provider: a provider
 * @mode: who keeps the relations
 * @action: an action
 *
 * Whether Prisma accepts @action in a schema; the same for onDelete and onUpdate. That SetNull
 * needs nullable columns is no matter of the provider and not judged here.
 *
 * Returns: whether @action may be written
 */
gboolean
crow_provider_allows_action (CrowProvider provider, CrowRelationMode mode, CrowAction action)
{
  g_return_val_if_fail ((guint) provider < G_N_ELEMENTS (provider_facts), FALSE);
  g_return_val_if_fail ((guint) mode < G_N_ELEMENTS (provider_facts[0].allowed), FALSE);

  return (provider_facts[provider].allowed[mode] & (1u << action)) != 0;
}

/**
 * crow_provider_get_default_action:
 * @provider: a provider
 * @mode: who keeps the relations
 * @event: which clause was left out
 * @all_optional: whether every scalar field of the key is optional
 *
 * Prisma's rule: an update cascades; a delete nulls a key that is optional throughout, and is else
 * refused, by Restrict where the provider has it (SQL Server with foreign keys has not).
 *
 * Returns: the action in force
 */
CrowAction
crow_provider_get_default_action (CrowProvider provider,
                                  CrowRelationMode mode,
                                  CrowEvent event,
                                  gboolean all_optional)
{
  if (event == CROW_EVENT_UPDATE)
    return CROW_ACTION_CASCADE;
  if (all_optional)
    return CROW_ACTION_SET_NULL;
  if (crow_provider_allows_action (provider, mode, CROW_ACTION_RESTRICT))
    return CROW_ACTION_RESTRICT;
  return CROW_ACTION_NO_ACTION;
}

/**
 * crow_provider_get_name_limit:
 * @provider: a provider
 *
 * Returns: longest name of a constraint or index, in bytes; 0 where Prisma cuts none
 */
guint
crow_provider_get_name_limit (CrowProvider provider)
{
  g_return_val_if_fail ((guint) provider < G_N_ELEMENTS (provider_facts), 0);

  return provider_facts[provider].name_limit;
}
