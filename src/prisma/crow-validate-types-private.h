#pragma once

#include "crow-prisma-private.h"

G_BEGIN_DECLS

/* Facts about Prisma's types and databases: tables, which know of no schema. */

/* In the order in which a message about a native type names the types that it may have. */
typedef enum {
  CROW_SCALAR_BOOLEAN,
  CROW_SCALAR_STRING,
  CROW_SCALAR_INT,
  CROW_SCALAR_BIG_INT,
  CROW_SCALAR_FLOAT,
  CROW_SCALAR_DECIMAL,
  CROW_SCALAR_DATE_TIME,
  CROW_SCALAR_JSON,
  CROW_SCALAR_BYTES,
  CROW_N_SCALARS,
  CROW_SCALAR_NONE, /* not a built-in type */
} CrowScalar;

const char *crow_scalar_get_name (CrowScalar scalar);
CrowScalar crow_scalar_find (const char *text, gsize length);

/* What a database can do, of what a schema may ask of it. */
typedef enum {
  CROW_CAN_JSON = 1 << 0,
  CROW_CAN_JSON_LISTS = 1 << 1,
  CROW_CAN_DECIMAL = 1 << 2,
  CROW_CAN_LISTS = 1 << 3,
  CROW_CAN_AUTOINCREMENT = 1 << 4,
  CROW_CAN_AUTOINCREMENT_OFF_ID = 1 << 5,
  CROW_CAN_AUTOINCREMENT_OFTEN = 1 << 6,
  CROW_CAN_AUTOINCREMENT_OFF_INDEX = 1 << 7,
  CROW_CAN_PREFIX_LENGTH = 1 << 8,
  CROW_CAN_ID_SORT = 1 << 9,
  CROW_CAN_CLUSTER = 1 << 10,
  CROW_CAN_FULLTEXT = 1 << 11,
  CROW_CAN_FULLTEXT_OFTEN = 1 << 12,
  CROW_CAN_FULLTEXT_SORT = 1 << 13,
  CROW_CAN_NAME_DEFAULTS = 1 << 14,
  CROW_CAN_AUTO = 1 << 15,
  CROW_CAN_PARTIAL_INDEX = 1 << 16,
} CrowCapability;

gboolean crow_provider_can (CrowProvider provider, CrowCapability capability);

/* The arguments of a native type. */
typedef enum {
  CROW_NATIVE_PLAIN,         /* none */
  CROW_NATIVE_NUMBER,        /* (3) */
  CROW_NATIVE_MAYBE_NUMBER,  /* or none */
  CROW_NATIVE_MAYBE_NUMBERS, /* (10, 2) or none */
  CROW_NATIVE_MAYBE_SIZE,    /* (3), (Max) or none */
} CrowNativeForm;

typedef enum {
  CROW_NATIVE_OTHER,
  CROW_NATIVE_BIT, /* its length cannot be 0 */
  CROW_NATIVE_CHAR,
  CROW_NATIVE_VAR_CHAR,
  CROW_NATIVE_N_CHAR,
  CROW_NATIVE_N_VAR_CHAR,
  CROW_NATIVE_BINARY,
  CROW_NATIVE_VAR_BINARY,
  CROW_NATIVE_DECIMAL,
  CROW_NATIVE_FLOAT,
  CROW_NATIVE_TIME, /* whose number is a precision */
  CROW_NATIVE_HEAP, /* stored aside: in no key or index */
  CROW_NATIVE_XML,
} CrowNativeClass;

typedef struct
{
  const char *name;
  CrowNativeForm form;
  guint scalars;    /* bits of CrowScalar: the fields that may have it */
  CrowScalar means; /* the field that a column of it becomes */
  CrowNativeClass class;
} CrowNativeType;

const CrowNativeType *crow_native_list (CrowProvider provider, guint *n_types);

/* A native type with its arguments. */
typedef struct
{
  const CrowNativeType *type; /* (nullable) NULL: PostgreSQL's unknown types */
  const char *name;
  guint n_arguments;
  guint32 arguments[2];
  gboolean is_max;
} CrowNative;

guint crow_native_count_required (CrowNativeForm form);
guint crow_native_count_optional (CrowNativeForm form);
const char *crow_native_describe_arguments (CrowNativeForm form);
gboolean crow_native_parse (CrowNative *self,
                            const CrowNativeType *type,
                            const char *const *arguments,
                            guint n_arguments);
char *crow_native_print (const CrowNative *self);

/* Values in strings. NULL: @text is one; else what is wrong with it, as Prisma says. */
char *crow_value_check_json (const char *text);
gboolean crow_value_is_base64 (const char *text);
const char *crow_value_check_date_time (const char *text);
const char *crow_value_check_integer (const char *text);
const char *crow_value_check_decimal (const char *text);

G_END_DECLS
