#include "crow-validate-private.h"

#include <string.h>

/* An operator class of PostgreSQL: in which indexes it may stand, and for which fields. */
typedef struct
{
  const char *name;
  guint algorithms;   /* bits of CrowCheckAlgorithm */
  const char *native; /* native types, a blank between them */
  CrowScalar scalar;  /* of a field without a native type; CROW_SCALAR_NONE: it needs one */
} OperatorClass;

#define BIT(algorithm) (1u << CROW_CHECK_##algorithm)

static const OperatorClass classes[] = {
  { "InetOps", BIT (GIST) | BIT (SP_GIST), "Inet", CROW_SCALAR_NONE },
  { "JsonbOps", BIT (GIN), "JsonB", CROW_SCALAR_JSON },
  { "JsonbPathOps", BIT (GIN), "JsonB", CROW_SCALAR_JSON },
  { "ArrayOps", BIT (GIN), "", CROW_SCALAR_NONE },
  { "TextOps", BIT (SP_GIST), "Text VarChar Char", CROW_SCALAR_STRING },
  { "BitMinMaxOps", BIT (BRIN), "Bit", CROW_SCALAR_NONE },
  { "VarBitMinMaxOps", BIT (BRIN), "VarBit", CROW_SCALAR_NONE },
  { "BpcharBloomOps", BIT (BRIN), "Char", CROW_SCALAR_NONE },
  { "BpcharMinMaxOps", BIT (BRIN), "Char", CROW_SCALAR_NONE },
  { "ByteaBloomOps", BIT (BRIN), "ByteA", CROW_SCALAR_BYTES },
  { "ByteaMinMaxOps", BIT (BRIN), "ByteA", CROW_SCALAR_BYTES },
  { "DateBloomOps", BIT (BRIN), "Date", CROW_SCALAR_NONE },
  { "DateMinMaxOps", BIT (BRIN), "Date", CROW_SCALAR_NONE },
  { "DateMinMaxMultiOps", BIT (BRIN), "Date", CROW_SCALAR_NONE },
  { "Float4BloomOps", BIT (BRIN), "Real", CROW_SCALAR_NONE },
  { "Float4MinMaxOps", BIT (BRIN), "Real", CROW_SCALAR_NONE },
  { "Float4MinMaxMultiOps", BIT (BRIN), "Real", CROW_SCALAR_NONE },
  { "Float8BloomOps", BIT (BRIN), "DoublePrecision", CROW_SCALAR_FLOAT },
  { "Float8MinMaxOps", BIT (BRIN), "DoublePrecision", CROW_SCALAR_FLOAT },
  { "Float8MinMaxMultiOps", BIT (BRIN), "DoublePrecision", CROW_SCALAR_FLOAT },
  { "InetInclusionOps", BIT (BRIN), "Inet", CROW_SCALAR_NONE },
  { "InetBloomOps", BIT (BRIN), "Inet", CROW_SCALAR_NONE },
  { "InetMinMaxOps", BIT (BRIN), "Inet", CROW_SCALAR_NONE },
  { "InetMinMaxMultiOps", BIT (BRIN), "Inet", CROW_SCALAR_NONE },
  { "Int2BloomOps", BIT (BRIN), "SmallInt", CROW_SCALAR_NONE },
  { "Int2MinMaxOps", BIT (BRIN), "SmallInt", CROW_SCALAR_NONE },
  { "Int2MinMaxMultiOps", BIT (BRIN), "SmallInt", CROW_SCALAR_NONE },
  { "Int4BloomOps", BIT (BRIN), "Integer", CROW_SCALAR_INT },
  { "Int4MinMaxOps", BIT (BRIN), "Integer", CROW_SCALAR_INT },
  { "Int4MinMaxMultiOps", BIT (BRIN), "Integer", CROW_SCALAR_INT },
  { "Int8BloomOps", BIT (BRIN), "BigInt", CROW_SCALAR_BIG_INT },
  { "Int8MinMaxOps", BIT (BRIN), "BigInt", CROW_SCALAR_BIG_INT },
  { "Int8MinMaxMultiOps", BIT (BRIN), "BigInt", CROW_SCALAR_BIG_INT },
  { "NumericBloomOps", BIT (BRIN), "Decimal", CROW_SCALAR_DECIMAL },
  { "NumericMinMaxOps", BIT (BRIN), "Decimal", CROW_SCALAR_DECIMAL },
  { "NumericMinMaxMultiOps", BIT (BRIN), "Decimal", CROW_SCALAR_DECIMAL },
  { "OidBloomOps", BIT (BRIN), "Oid", CROW_SCALAR_NONE },
  { "OidMinMaxOps", BIT (BRIN), "Oid", CROW_SCALAR_NONE },
  { "OidMinMaxMultiOps", BIT (BRIN), "Oid", CROW_SCALAR_NONE },
  { "TextBloomOps", BIT (BRIN), "Text VarChar", CROW_SCALAR_STRING },
  { "TextMinMaxOps", BIT (BRIN), "Text VarChar", CROW_SCALAR_STRING },
  { "TimestampBloomOps", BIT (BRIN), "Timestamp", CROW_SCALAR_DATE_TIME },
  { "TimestampMinMaxOps", BIT (BRIN), "Timestamp", CROW_SCALAR_DATE_TIME },
  { "TimestampMinMaxMultiOps", BIT (BRIN), "Timestamp", CROW_SCALAR_DATE_TIME },
  { "TimestampTzBloomOps", BIT (BRIN), "Timestamptz", CROW_SCALAR_NONE },
  { "TimestampTzMinMaxOps", BIT (BRIN), "Timestamptz", CROW_SCALAR_NONE },
  { "TimestampTzMinMaxMultiOps", BIT (BRIN), "Timestamptz", CROW_SCALAR_NONE },
  { "TimeBloomOps", BIT (BRIN), "Time", CROW_SCALAR_NONE },
  { "TimeMinMaxOps", BIT (BRIN), "Time", CROW_SCALAR_NONE },
  { "TimeMinMaxMultiOps", BIT (BRIN), "Time", CROW_SCALAR_NONE },
  { "TimeTzBloomOps", BIT (BRIN), "Timetz", CROW_SCALAR_NONE },
  { "TimeTzMinMaxOps", BIT (BRIN), "Timetz", CROW_SCALAR_NONE },
  { "TimeTzMinMaxMultiOps", BIT (BRIN), "Timetz", CROW_SCALAR_NONE },
  { "UuidBloomOps", BIT (BRIN), "Uuid", CROW_SCALAR_NONE },
  { "UuidMinMaxOps", BIT (BRIN), "Uuid", CROW_SCALAR_NONE },
  { "UuidMinMaxMultiOps", BIT (BRIN), "Uuid", CROW_SCALAR_NONE },
};

/* Whether the words of @list, a blank between them, have @word. */
static gboolean
has_word (const char *list, const char *word)
{
  gsize length = strlen (word);

  for (const char *at = list; (at = strstr (at, word)) != NULL; at += length)
    if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
      return length > 0;
  return FALSE;
}

static const OperatorClass *
find_class (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i].name, name))
      return &classes[i];
  return NULL;
}

gboolean
crow_check_is_operator_class (const char *name)
{
  return find_class (name) != NULL;
}

/* What stands in an index, and how. */
typedef struct
{
  CrowCheck *check;
  const CrowCheckKey *key;
  CrowCheckAlgorithm algorithm;
  const CrowCheckField *field;
  const char *native;         /* (nullable) */
  const char *native_name;    /* (nullable) the same, or a name that PostgreSQL may know */
  const OperatorClass *class; /* (nullable) */
} Column;

/* Prisma prints the name of one of them wrongly. */
static const char *
get_name (const OperatorClass *class)
{
  return g_str_equal (class->name, "UuidMinMaxMultiOps") ? "BitMinMaxOps" : class->name;
}

/* Whether a class of the index's algorithm is for that native type when none is written. */
static gboolean
has_default (const Column *self)
{
  if (self->algorithm == CROW_CHECK_GIST)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if ((classes[i].algorithms & 1u << self->algorithm) != 0 &&
        has_word (classes[i].native, self->native))
      return TRUE;
  return FALSE;
}

static void
check_without_class (const Column *self)
{
  const char *algorithm = crow_check_algorithm_name (self->algorithm);

  if (self->algorithm == CROW_CHECK_GIN && self->field->arity == CROW_AST_LIST)
    return;
  if (self->native != NULL ? has_default (self)
                           : self->algorithm != CROW_CHECK_GIST &&
                                 crow_check_algorithm_takes (self->algorithm, self->field))
    return;
  if (self->native_name != NULL)
    crow_check_key_error (self->check, self->key,
                          "The %s index field type `%s` has no default operator class.", algorithm,
                          self->native_name);
  else if (!crow_check_algorithm_takes (self->algorithm, self->field))
    crow_check_key_error (self->check, self->key,
                          "The %s index type does not support the type of the field `%s`.",
                          algorithm, self->field->name);
}

static void
check_class (const Column *self)
{
  const char *class = get_name (self->class), *name = self->field->name;

  if (g_str_equal (class, "ArrayOps"))
    {
      if (self->field->arity != CROW_AST_LIST)
        crow_check_key_error (self->check, self->key,
                              "The given operator class `ArrayOps` expects the type of field `%s` "
                              "to be an array.",
                              name);
    }
  else if (self->native != NULL && has_word (self->class->native, self->native))
    return;
  else if (self->native == NULL && self->class->scalar != CROW_SCALAR_NONE)
    {
      if (self->class->scalar != self->field->scalar)
        crow_check_key_error (self->check, self->key,
                              "The given operator class `%s` points to the field `%s` that is not "
                              "of %s type.",
                              class, name, crow_scalar_get_name (self->class->scalar));
    }
  else if (self->native_name != NULL)
    crow_check_key_error (self->check, self->key,
                          "The given operator class `%s` does not support native type `%s` of "
                          "field `%s`.",
                          class, self->native_name, name);
  else
    crow_check_key_error (self->check, self->key,
                          "The given operator class `%s` expects the field `%s` to define a valid "
                          "native type.",
                          class, name);
}

static void
check_column (CrowCheck *self, const CrowCheckKey *key, guint position)
{
  const char *class = crow_check_option (key, position)->class;
  guint index = g_array_index (key->fields, guint, position);
  Column column = { .check = self, .key = key, .field = crow_check_field (self, index) };
  CrowNative native;

  if (class != NULL && *class == '\0')
    return;
  column.algorithm = key->algorithm == CROW_CHECK_NO_ALGORITHM ? CROW_CHECK_BTREE : key->algorithm;
  column.class = class != NULL ? find_class (class) : NULL;
  if (crow_check_native (self, index, &native))
    {
      column.native_name = native.name;
      column.native = native.type != NULL ? native.name : NULL;
    }
  if (column.class != NULL && (column.class->algorithms & 1u << column.algorithm) == 0)
    crow_check_key_error (self, key,
                          "The given operator class `%s` is not supported with the `%s` index "
                          "type.",
                          get_name (column.class), crow_check_algorithm_name (column.algorithm));
  else if (column.class != NULL)
    check_class (&column);
  else if (column.algorithm != CROW_CHECK_BTREE && column.algorithm != CROW_CHECK_HASH)
    check_without_class (&column);
}

/* Whether PostgreSQL's indexes of that type can hold the key's fields. */
void
crow_check_operator_classes (CrowCheck *self, const CrowCheckKey *key)
{
  for (guint i = 0; i < key->fields->len; i++)
    check_column (self, key, i);
}
