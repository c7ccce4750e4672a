#pragma once

#include "crow-action.h"

G_BEGIN_DECLS

typedef enum {
  CROW_PROVIDER_NONE, /* no datasource, or one that we do not know */
  CROW_PROVIDER_POSTGRESQL,
  CROW_PROVIDER_COCKROACHDB,
  CROW_PROVIDER_MYSQL,
  CROW_PROVIDER_SQLITE,
  CROW_PROVIDER_SQLSERVER,
  CROW_PROVIDER_MONGODB,
} CrowProvider;

typedef enum {
  CROW_RELATION_MODE_FOREIGN_KEYS,
  CROW_RELATION_MODE_PRISMA, /* Prisma emulates; the database has no foreign keys */
} CrowRelationMode;

gboolean crow_provider_from_name (const char *name, CrowProvider *provider); /* "postgres" too */
const char *crow_provider_get_name (CrowProvider provider);         /* "postgresql"; NONE: "" */
const char *crow_provider_get_display_name (CrowProvider provider); /* "PostgreSQL" */

/* Which actions may be written: reference of the product, table "allowed actions". */
gboolean
crow_provider_allows_action (CrowProvider provider, CrowRelationMode mode, CrowAction action);

/* The action in force when the clause is left out. @all_optional / @any_required speak of the
 * scalar fields of the key, not of the relation field. */
CrowAction crow_provider_get_default_action (CrowProvider provider,
                                             CrowRelationMode mode,
                                             CrowEvent event,
                                             gboolean all_optional);

/* Longest constraint name in bytes; 0 where there is no limit. */
guint crow_provider_get_name_limit (CrowProvider provider);

G_END_DECLS
