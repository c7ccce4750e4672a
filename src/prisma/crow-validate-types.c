#include "crow-validate-types-private.h"

#include <string.h>

static const char *const scalar_names[CROW_N_SCALARS] = {
  [CROW_SCALAR_BOOLEAN] = "Boolean",
  [CROW_SCALAR_STRING] = "String",
  [CROW_SCALAR_INT] = "Int",
  [CROW_SCALAR_BIG_INT] = "BigInt",
  [CROW_SCALAR_FLOAT] = "Float",
  [CROW_SCALAR_DECIMAL] = "Decimal",
  [CROW_SCALAR_DATE_TIME] = "DateTime",
  [CROW_SCALAR_JSON] = "Json",
  [CROW_SCALAR_BYTES] = "Bytes",
};

/* What databases can do. Without a datasource, little. */
static const guint provider_capabilities[] = {
  [CROW_PROVIDER_NONE] = CROW_CAN_JSON | CROW_CAN_AUTOINCREMENT,
  [CROW_PROVIDER_POSTGRESQL] = CROW_CAN_JSON | CROW_CAN_JSON_LISTS | CROW_CAN_DECIMAL |
                               CROW_CAN_LISTS | CROW_CAN_AUTOINCREMENT |
                               CROW_CAN_AUTOINCREMENT_OFF_ID | CROW_CAN_AUTOINCREMENT_OFTEN |
                               CROW_CAN_AUTOINCREMENT_OFF_INDEX | CROW_CAN_PARTIAL_INDEX,
  [CROW_PROVIDER_COCKROACHDB] = CROW_CAN_JSON | CROW_CAN_DECIMAL | CROW_CAN_LISTS |
                                CROW_CAN_AUTOINCREMENT | CROW_CAN_AUTOINCREMENT_OFF_ID |
                                CROW_CAN_AUTOINCREMENT_OFTEN | CROW_CAN_AUTOINCREMENT_OFF_INDEX |
                                CROW_CAN_PARTIAL_INDEX,
  [CROW_PROVIDER_MYSQL] = CROW_CAN_JSON | CROW_CAN_DECIMAL | CROW_CAN_AUTOINCREMENT |
                          CROW_CAN_AUTOINCREMENT_OFF_ID | CROW_CAN_PREFIX_LENGTH |
                          CROW_CAN_FULLTEXT | CROW_CAN_FULLTEXT_OFTEN,
  [CROW_PROVIDER_SQLITE] = CROW_CAN_JSON | CROW_CAN_DECIMAL | CROW_CAN_AUTOINCREMENT |
                           CROW_CAN_PARTIAL_INDEX,
  [CROW_PROVIDER_SQLSERVER] = CROW_CAN_DECIMAL | CROW_CAN_AUTOINCREMENT |
                              CROW_CAN_AUTOINCREMENT_OFF_ID | CROW_CAN_AUTOINCREMENT_OFTEN |
                              CROW_CAN_AUTOINCREMENT_OFF_INDEX | CROW_CAN_ID_SORT |
                              CROW_CAN_CLUSTER | CROW_CAN_NAME_DEFAULTS | CROW_CAN_PARTIAL_INDEX,
  [CROW_PROVIDER_MONGODB] = CROW_CAN_JSON | CROW_CAN_JSON_LISTS | CROW_CAN_LISTS |
                            CROW_CAN_FULLTEXT | CROW_CAN_FULLTEXT_SORT | CROW_CAN_AUTO,
};

/* As the messages name it. */
const char *
crow_scalar_get_name (CrowScalar scalar)
{
  return scalar_names[scalar];
}

/* CROW_SCALAR_NONE: no built-in type is called so. */
CrowScalar
crow_scalar_find (const char *text, gsize length)
{
  for (CrowScalar i = 0; i < CROW_N_SCALARS; i++)
    if (length > 0 && scalar_names[i][0] == *text && strlen (scalar_names[i]) == length &&
        memcmp (scalar_names[i], text, length) == 0)
      return i;
  return CROW_SCALAR_NONE;
}

gboolean
crow_provider_can (CrowProvider provider, CrowCapability capability)
{
  return (provider_capabilities[provider] & capability) != 0;
}
