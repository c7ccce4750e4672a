#include "crow-database-diff-private.h"

#include <string.h>

/* In how many characters PostgreSQL writes any value of a type. */
enum {
  LONGEST_SMALLINT = 4, /* as the engine has it */
  LONGEST_INTEGER = 11,
  LONGEST_BIGINT = 20,
  LONGEST_REAL = 47,
  LONGEST_DOUBLE = 317,
  LONGEST_DECIMAL = 131073,
};

typedef enum {
  TYPE_SMALLINT,
  TYPE_INTEGER,
  TYPE_BIGINT,
  TYPE_DECIMAL,
  TYPE_MONEY,
  TYPE_INET,
  TYPE_OID,
  TYPE_CITEXT,
  TYPE_REAL,
  TYPE_DOUBLE,
  TYPE_VARCHAR,
  TYPE_CHAR,
  TYPE_TEXT,
  TYPE_BYTEA,
  TYPE_TIMESTAMP,
  TYPE_TIMESTAMPTZ,
  TYPE_DATE,
  TYPE_TIME,
  TYPE_TIMETZ,
  TYPE_BOOLEAN,
  TYPE_BIT,
  TYPE_VARBIT,
  TYPE_UUID,
  TYPE_XML,
  TYPE_JSON,
  TYPE_JSONB,
  TYPE_UNKNOWN, /* named, but none of the above */
  TYPE_NONE,    /* Unsupported("…") */
} TypeKind;

typedef struct
{
  TypeKind kind;
  gboolean has_length; /* an argument at all */
  guint length;        /* or precision */
  guint scale;
} Type;

static TypeKind
find_type_kind (const char *name)
{
  static const char *const names[] = {
    "SmallInt", "Integer", "BigInt",    "Decimal",         "Money",   "Inet",
    "Oid",      "Citext",  "Real",      "DoublePrecision", "VarChar", "Char",
    "Text",     "ByteA",   "Timestamp", "Timestamptz",     "Date",    "Time",
    "Timetz",   "Boolean", "Bit",       "VarBit",          "Uuid",    "Xml",
    "Json",     "JsonB",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return (TypeKind) i;
  return TYPE_UNKNOWN;
}

static Type
read_type (const CrowColumnType *column)
{
  Type type = { TYPE_NONE, column->n_arguments > 0, 0, 0 };

  if (column->family != CROW_FAMILY_UNSUPPORTED && column->name != NULL)
    type.kind = find_type_kind (column->name);
  type.length = crow_column_type_get_number (column, 0, 0);
  type.scale = crow_column_type_get_number (column, 1, 0);
  return type;
}

static gboolean
is_string (const Type *type)
{
  return type->kind == TYPE_VARCHAR || type->kind == TYPE_CHAR;
}

/* Text, or a varchar of any length. */
static gboolean
is_unlimited (const Type *type)
{
  return type->kind == TYPE_TEXT || (type->kind == TYPE_VARCHAR && !type->has_length);
}

/* A string that may be too short: a char without a length is one long. */
static CrowCast
cast_to_string (const Type *next, guint longest)
{
  if (next->has_length)
    return next->length < longest ? CROW_CAST_RISKY : CROW_CAST_SAFE;
  return next->kind == TYPE_CHAR ? CROW_CAST_RISKY : CROW_CAST_SAFE;
}

static CrowCast
cast_integer (const Type *previous, const Type *next, guint digits, guint longest)
{
  switch (next->kind)
    {
    case TYPE_SMALLINT:
    case TYPE_INTEGER:
    case TYPE_BIGINT:
      return next->kind < previous->kind ? CROW_CAST_RISKY : CROW_CAST_SAFE;
    case TYPE_DECIMAL:
      return next->has_length && next->length < digits + next->scale ? CROW_CAST_RISKY
                                                                     : CROW_CAST_SAFE;
    case TYPE_VARCHAR:
    case TYPE_CHAR:
      return cast_to_string (next, longest);
    case TYPE_REAL:
    case TYPE_DOUBLE:
    case TYPE_TEXT:
      return CROW_CAST_SAFE;
    default:
      return CROW_CAST_IMPOSSIBLE;
    }
}

static CrowCast
cast_decimal_to_decimal (const Type *previous, const Type *next)
{
  if (!next->has_length)
    return CROW_CAST_SAFE;
  if (!previous->has_length)
    return next->length < 131072 || next->scale < 16383 ? CROW_CAST_RISKY : CROW_CAST_SAFE;
  if (previous->length + next->scale > next->length + previous->scale ||
      previous->scale > next->scale)
    return CROW_CAST_RISKY;
  return CROW_CAST_SAFE;
}

static CrowCast
cast_decimal_to_string (const Type *previous, const Type *next)
{
  if (!next->has_length)
    return next->kind == TYPE_CHAR ? CROW_CAST_RISKY : CROW_CAST_SAFE;
  if (!previous->has_length)
    return cast_to_string (next, LONGEST_DECIMAL);
  return cast_to_string (next, previous->length + (previous->scale > 0 ? 2 : 1));
}

static CrowCast
cast_decimal (const Type *previous, const Type *next)
{
  static const guint digits[] = { 2, 9, 18 };

  switch (next->kind)
    {
    case TYPE_SMALLINT:
    case TYPE_INTEGER:
    case TYPE_BIGINT:
      if (!previous->has_length || previous->scale > 0 || previous->length > digits[next->kind])
        return CROW_CAST_RISKY;
      return CROW_CAST_SAFE;
    case TYPE_DECIMAL:
      return cast_decimal_to_decimal (previous, next);
    case TYPE_REAL:
    case TYPE_DOUBLE:
      return CROW_CAST_RISKY;
    case TYPE_VARCHAR:
    case TYPE_CHAR:
      return cast_decimal_to_string (previous, next);
    case TYPE_TEXT:
      return CROW_CAST_SAFE;
    default:
      return CROW_CAST_IMPOSSIBLE;
    }
}

static CrowCast
cast_float (const Type *previous, const Type *next)
{
  switch (next->kind)
    {
    case TYPE_SMALLINT:
    case TYPE_INTEGER:
    case TYPE_BIGINT:
    case TYPE_DECIMAL:
    case TYPE_REAL:
      return CROW_CAST_RISKY;
    case TYPE_VARCHAR:
    case TYPE_CHAR:
      return cast_to_string (next, previous->kind == TYPE_REAL ? LONGEST_REAL : LONGEST_DOUBLE);
    case TYPE_DOUBLE:
    case TYPE_TEXT:
      return CROW_CAST_SAFE;
    default:
      return CROW_CAST_IMPOSSIBLE;
    }
}

static CrowCast
cast_string (const Type *previous, const Type *next)
{
  if (next->kind == TYPE_TEXT)
    return CROW_CAST_SAFE;
  if (!is_string (next))
    return CROW_CAST_IMPOSSIBLE;
  if (!previous->has_length && previous->kind == TYPE_CHAR)
    return CROW_CAST_SAFE;
  if (!previous->has_length)
    return next->has_length || next->kind == TYPE_CHAR ? CROW_CAST_RISKY : CROW_CAST_SAFE;
  if (!next->has_length && previous->length == 1)
    return CROW_CAST_SAFE;
  return cast_to_string (next, previous->length);
}

/* To text of a length that is known; anything else as the caller says. */
static CrowCast
cast_to_sized_string (const Type *next, guint longest, CrowCast too_short)
{
  if (is_unlimited (next))
    return CROW_CAST_SAFE;
  if (is_string (next))
    return next->has_length && next->length >= longest ? CROW_CAST_SAFE : too_short;
  return CROW_CAST_IMPOSSIBLE;
}

static gboolean
is_date_or_time (const Type *type)
{
  return type->kind >= TYPE_TIMESTAMP && type->kind <= TYPE_TIMETZ;
}

/* Of the same name: the same unless both precisions are told and differ. */
static gboolean
is_same_precision (const Type *previous, const Type *next)
{
  return !next->has_length || !previous->has_length || previous->length == next->length;
}

static CrowCast
cast_time (const Type *previous, const Type *next)
{
  static const guint longest[] = { 23, 28, 28, 14, 19 };

  if (!is_date_or_time (next))
    return cast_to_sized_string (next, longest[previous->kind - TYPE_TIMESTAMP],
                                 CROW_CAST_IMPOSSIBLE);
  if (previous->kind == next->kind && previous->kind != TYPE_DATE &&
      is_same_precision (previous, next))
    return CROW_CAST_NONE;
  switch (previous->kind)
    {
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
      return CROW_CAST_SAFE;
    case TYPE_DATE:
      return next->kind == TYPE_TIMESTAMP || next->kind == TYPE_TIMESTAMPTZ ? CROW_CAST_SAFE
                                                                            : CROW_CAST_IMPOSSIBLE;
    case TYPE_TIME:
      return next->kind == TYPE_TIMETZ ? CROW_CAST_SAFE : CROW_CAST_IMPOSSIBLE;
    default:
      return next->kind == TYPE_TIMETZ || next->kind == TYPE_TIME ? CROW_CAST_SAFE
                                                                  : CROW_CAST_IMPOSSIBLE;
    }
}

static CrowCast
cast_bit (const Type *previous, const Type *next)
{
  if (is_unlimited (next) || (next->kind == TYPE_VARBIT && !next->has_length))
    return CROW_CAST_SAFE;
  if (!is_string (next) && next->kind != TYPE_VARBIT)
    return CROW_CAST_IMPOSSIBLE;
  if (!previous->has_length)
    return CROW_CAST_SAFE;
  return next->has_length && next->length >= previous->length ? CROW_CAST_SAFE
                                                              : CROW_CAST_IMPOSSIBLE;
}

static CrowCast
cast_varbit (const Type *previous, const Type *next)
{
  if (is_unlimited (next))
    return CROW_CAST_SAFE;
  if (!previous->has_length)
    return is_string (next) || next->kind == TYPE_BIT ? CROW_CAST_RISKY : CROW_CAST_IMPOSSIBLE;
  switch (next->kind)
    {
    case TYPE_VARBIT:
      return !next->has_length || next->length > previous->length ? CROW_CAST_SAFE
                                                                  : CROW_CAST_IMPOSSIBLE;
    case TYPE_VARCHAR:
    case TYPE_CHAR:
      return next->has_length && next->length >= previous->length ? CROW_CAST_SAFE
                                                                  : CROW_CAST_RISKY;
    case TYPE_BIT:
      return !next->has_length || next->length <= previous->length ? CROW_CAST_RISKY
                                                                   : CROW_CAST_IMPOSSIBLE;
    default:
      return CROW_CAST_IMPOSSIBLE;
    }
}

static CrowCast
cast_boolean (const Type *next)
{
  if (next->kind == TYPE_TEXT || next->kind == TYPE_VARCHAR)
    return CROW_CAST_SAFE;
  if (next->kind != TYPE_CHAR || !next->has_length || next->length < 4)
    return CROW_CAST_IMPOSSIBLE;
  return next->length > 4 ? CROW_CAST_SAFE : CROW_CAST_RISKY;
}

static CrowCast
cast_bytes (const Type *next)
{
  if (is_unlimited (next))
    return CROW_CAST_SAFE;
  return is_string (next) && next->has_length && next->length > 2 ? CROW_CAST_RISKY
                                                                  : CROW_CAST_IMPOSSIBLE;
}

/* Text, xml, json: any length may be too short. */
static CrowCast
cast_document (const Type *previous, const Type *next)
{
  gboolean is_safe;

  switch (previous->kind)
    {
    case TYPE_TEXT:
      is_safe = next->kind == TYPE_CITEXT;
      break;
    case TYPE_JSON:
      is_safe = next->kind == TYPE_JSONB;
      break;
    case TYPE_JSONB:
      is_safe = next->kind == TYPE_JSON;
      break;
    default:
      is_safe = FALSE;
    }
  if (is_safe || is_unlimited (next))
    return CROW_CAST_SAFE;
  return is_string (next) ? CROW_CAST_RISKY : CROW_CAST_IMPOSSIBLE;
}

static CrowCast
cast_text_like (const Type *previous, const Type *next)
{
  gboolean is_text = next->kind == TYPE_TEXT || next->kind == TYPE_VARCHAR;

  switch (previous->kind)
    {
    case TYPE_INET:
      return is_text || next->kind == TYPE_CITEXT ? CROW_CAST_SAFE : CROW_CAST_IMPOSSIBLE;
    case TYPE_MONEY:
      return is_text || next->kind == TYPE_CITEXT ? CROW_CAST_SAFE : CROW_CAST_RISKY;
    case TYPE_CITEXT:
      return is_text ? CROW_CAST_SAFE : CROW_CAST_RISKY;
    default: /* oid */
      return is_text || next->kind == TYPE_BIGINT || next->kind == TYPE_INTEGER
                 ? CROW_CAST_SAFE
                 : CROW_CAST_IMPOSSIBLE;
    }
}

/* Of two different types that the engine knows. */
static CrowCast
cast_known_type (const Type *previous, const Type *next)
{
  switch (previous->kind)
    {
    case TYPE_SMALLINT:
      return cast_integer (previous, next, 3, LONGEST_SMALLINT);
    case TYPE_INTEGER:
      return cast_integer (previous, next, 10, LONGEST_INTEGER);
    case TYPE_BIGINT:
      return cast_integer (previous, next, 19, LONGEST_BIGINT);
    case TYPE_DECIMAL:
      return cast_decimal (previous, next);
    case TYPE_MONEY:
    case TYPE_INET:
    case TYPE_OID:
    case TYPE_CITEXT:
      return cast_text_like (previous, next);
    case TYPE_REAL:
    case TYPE_DOUBLE:
      return cast_float (previous, next);
    case TYPE_VARCHAR:
    case TYPE_CHAR:
      return cast_string (previous, next);
    case TYPE_BYTEA:
      return cast_bytes (next);
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMETZ:
      return cast_time (previous, next);
    case TYPE_BOOLEAN:
      return cast_boolean (next);
    case TYPE_BIT:
      return cast_bit (previous, next);
    case TYPE_VARBIT:
      return cast_varbit (previous, next);
    case TYPE_UUID:
      return cast_to_sized_string (next, 32, CROW_CAST_IMPOSSIBLE);
    default:
      return cast_document (previous, next);
    }
}

static CrowCast
cast_list_to_scalar (const Type *next)
{
  if (is_unlimited (next))
    return CROW_CAST_SAFE;
  return is_string (next) ? CROW_CAST_RISKY : CROW_CAST_IMPOSSIBLE;
}

/**
 * crow_postgres_cast:
 * @before: a column that is no enum
 * @after: the same column afterwards, no enum either
 *
 * How PostgreSQL brings values from one type to the other, in the judgement of Prisma's engine:
 * where it is %CROW_CAST_IMPOSSIBLE the column is dropped and created anew. The engine does not
 * look at the texts of two Unsupported types.
 *
 * Returns: %CROW_CAST_NONE: nothing is to be done
 */
CrowCast
crow_postgres_cast (const CrowColumn *before, const CrowColumn *after)
{
  gboolean was_list = before->arity == CROW_ARITY_LIST;
  gboolean is_list = after->arity == CROW_ARITY_LIST;
  Type previous = read_type (&before->type);
  Type next = read_type (&after->type);

  if (was_list && !is_list)
    return cast_list_to_scalar (&next);
  if (is_list && !was_list)
    return CROW_CAST_IMPOSSIBLE;
  if (previous.kind < TYPE_UNKNOWN && next.kind < TYPE_UNKNOWN)
    return crow_column_types_equal (&before->type, &after->type)
               ? CROW_CAST_NONE
               : cast_known_type (&previous, &next);
  if (previous.kind == TYPE_UNKNOWN && next.kind == TYPE_UNKNOWN)
    return crow_column_types_equal (&before->type, &after->type) ? CROW_CAST_NONE : CROW_CAST_RISKY;
  return previous.kind >= TYPE_UNKNOWN && next.kind >= TYPE_UNKNOWN ? CROW_CAST_NONE
                                                                    : CROW_CAST_RISKY;
}
