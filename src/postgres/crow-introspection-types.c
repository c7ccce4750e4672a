#include "crow-introspection-private.h"

static const struct
{
  guint32 oid;
  const char *name;
} types[] = {
  { 16, "boolean" },
  { 17, "bytea" },
  { 20, "bigint" },
  { 21, "smallint" },
  { 23, "integer" },
  { 25, "text" },
  { 114, "json" },
  { 700, "real" },
  { 701, "double precision" },
  { 1042, "bpchar" },
  { 1043, "character varying" },
  { 1082, "date" },
  { 1083, "time without time zone" },
  { 1114, "timestamp without time zone" },
  { 1184, "timestamp with time zone" },
  { 1186, "interval" },
  { 1700, "numeric" },
  { 2950, "uuid" },
  { 3802, "jsonb" },
};

/**
 * crow_type_name_find:
 * @oid: of a type
 *
 * What format_type (oid, -1) says, for the types of %CROW_KNOWN_TYPES.
 *
 * Returns: (nullable): its name in SQL
 */
const char *
crow_type_name_find (guint32 oid)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].oid == oid)
      return types[i].name;
  return NULL;
}
