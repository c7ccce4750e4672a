#include "crow-validate-types-private.h"

#include <string.h>

#define BIT(scalar) (1u << CROW_SCALAR_##scalar)
#define TYPE(name, form, scalar, class)                                                            \
  {                                                                                                \
    name, CROW_NATIVE_##form, BIT (scalar), CROW_SCALAR_##scalar, CROW_NATIVE_##class              \
  }
#define TYPE2(name, form, scalar, other, means, class)                                             \
  {                                                                                                \
    name, CROW_NATIVE_##form, BIT (scalar) | BIT (other), CROW_SCALAR_##means, CROW_NATIVE_##class \
  }

static const CrowNativeType postgresql_types[] = {
  TYPE ("SmallInt", PLAIN, INT, OTHER),
  TYPE ("Integer", PLAIN, INT, OTHER),
  TYPE ("BigInt", PLAIN, BIG_INT, OTHER),
  TYPE ("Decimal", MAYBE_NUMBERS, DECIMAL, DECIMAL),
  TYPE ("Money", PLAIN, DECIMAL, OTHER),
  TYPE ("Inet", PLAIN, STRING, OTHER),
  TYPE ("Oid", PLAIN, INT, OTHER),
  TYPE ("Citext", PLAIN, STRING, OTHER),
  TYPE ("Real", PLAIN, FLOAT, OTHER),
  TYPE ("DoublePrecision", PLAIN, FLOAT, OTHER),
  TYPE ("VarChar", MAYBE_NUMBER, STRING, OTHER),
  TYPE ("Char", MAYBE_NUMBER, STRING, OTHER),
  TYPE ("Text", PLAIN, STRING, OTHER),
  TYPE ("ByteA", PLAIN, BYTES, OTHER),
  TYPE ("Timestamp", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Timestamptz", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Date", PLAIN, DATE_TIME, OTHER),
  TYPE ("Time", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Timetz", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Boolean", PLAIN, BOOLEAN, OTHER),
  TYPE ("Bit", MAYBE_NUMBER, STRING, BIT),
  TYPE ("VarBit", MAYBE_NUMBER, STRING, BIT),
  TYPE ("Uuid", PLAIN, STRING, OTHER),
  TYPE ("Xml", PLAIN, STRING, XML),
  TYPE ("Json", PLAIN, JSON, OTHER),
  TYPE ("JsonB", PLAIN, JSON, OTHER),
};

static const CrowNativeType cockroachdb_types[] = {
  TYPE ("Bit", MAYBE_NUMBER, STRING, BIT),
  TYPE ("Bool", PLAIN, BOOLEAN, OTHER),
  TYPE ("Bytes", PLAIN, BYTES, OTHER),
  TYPE ("Char", MAYBE_NUMBER, STRING, OTHER),
  TYPE ("Date", PLAIN, DATE_TIME, OTHER),
  TYPE ("Decimal", MAYBE_NUMBERS, DECIMAL, DECIMAL),
  TYPE ("Float4", PLAIN, FLOAT, OTHER),
  TYPE ("Float8", PLAIN, FLOAT, OTHER),
  TYPE ("Inet", PLAIN, STRING, OTHER),
  TYPE ("Int2", PLAIN, INT, OTHER),
  TYPE ("Int4", PLAIN, INT, OTHER),
  TYPE ("Int8", PLAIN, BIG_INT, OTHER),
  TYPE ("JsonB", PLAIN, JSON, OTHER),
  TYPE ("Oid", PLAIN, INT, OTHER),
  TYPE ("CatalogSingleChar", PLAIN, STRING, OTHER),
  TYPE ("String", MAYBE_NUMBER, STRING, OTHER),
  TYPE ("Time", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Timestamp", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Timestamptz", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Timetz", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Uuid", PLAIN, STRING, OTHER),
  TYPE ("VarBit", MAYBE_NUMBER, STRING, BIT),
};

static const CrowNativeType mysql_types[] = {
  TYPE ("Int", PLAIN, INT, OTHER),
  TYPE ("UnsignedInt", PLAIN, INT, OTHER),
  TYPE ("SmallInt", PLAIN, INT, OTHER),
  TYPE ("UnsignedSmallInt", PLAIN, INT, OTHER),
  TYPE2 ("TinyInt", PLAIN, BOOLEAN, INT, INT, OTHER),
  TYPE2 ("UnsignedTinyInt", PLAIN, BOOLEAN, INT, INT, OTHER),
  TYPE ("MediumInt", PLAIN, INT, OTHER),
  TYPE ("UnsignedMediumInt", PLAIN, INT, OTHER),
  TYPE ("BigInt", PLAIN, BIG_INT, OTHER),
  TYPE ("Decimal", MAYBE_NUMBERS, DECIMAL, DECIMAL),
  TYPE ("UnsignedBigInt", PLAIN, BIG_INT, OTHER),
  TYPE ("Float", PLAIN, FLOAT, OTHER),
  TYPE ("Double", PLAIN, FLOAT, OTHER),
  TYPE2 ("Bit", NUMBER, BOOLEAN, BYTES, BYTES, BIT),
  TYPE ("Char", NUMBER, STRING, CHAR),
  TYPE ("VarChar", NUMBER, STRING, VAR_CHAR),
  TYPE ("Binary", NUMBER, BYTES, OTHER),
  TYPE ("VarBinary", NUMBER, BYTES, OTHER),
  TYPE ("TinyBlob", PLAIN, BYTES, HEAP),
  TYPE ("Blob", PLAIN, BYTES, HEAP),
  TYPE ("MediumBlob", PLAIN, BYTES, HEAP),
  TYPE ("LongBlob", PLAIN, BYTES, HEAP),
  TYPE ("TinyText", PLAIN, STRING, HEAP),
  TYPE ("Text", PLAIN, STRING, HEAP),
  TYPE ("MediumText", PLAIN, STRING, HEAP),
  TYPE ("LongText", PLAIN, STRING, HEAP),
  TYPE ("Date", PLAIN, DATE_TIME, OTHER),
  TYPE ("Time", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("DateTime", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Timestamp", MAYBE_NUMBER, DATE_TIME, TIME),
  TYPE ("Year", PLAIN, INT, OTHER),
  TYPE ("Json", PLAIN, JSON, OTHER),
};

static const CrowNativeType sqlserver_types[] = {
  TYPE ("TinyInt", PLAIN, INT, OTHER),
  TYPE ("SmallInt", PLAIN, INT, OTHER),
  TYPE ("Int", PLAIN, INT, OTHER),
  TYPE2 ("BigInt", PLAIN, BIG_INT, BIG_INT, INT, OTHER),
  TYPE ("Decimal", MAYBE_NUMBERS, DECIMAL, DECIMAL),
  TYPE ("Money", PLAIN, FLOAT, OTHER),
  TYPE ("SmallMoney", PLAIN, FLOAT, OTHER),
  TYPE2 ("Bit", PLAIN, BOOLEAN, INT, BYTES, OTHER),
  TYPE ("Float", MAYBE_NUMBER, FLOAT, FLOAT),
  TYPE ("Real", PLAIN, FLOAT, OTHER),
  TYPE ("Date", PLAIN, DATE_TIME, OTHER),
  TYPE ("Time", PLAIN, DATE_TIME, OTHER),
  TYPE ("DateTime", PLAIN, DATE_TIME, OTHER),
  TYPE ("DateTime2", PLAIN, DATE_TIME, OTHER),
  TYPE ("DateTimeOffset", PLAIN, DATE_TIME, OTHER),
  TYPE ("SmallDateTime", PLAIN, DATE_TIME, OTHER),
  TYPE ("Char", MAYBE_NUMBER, STRING, CHAR),
  TYPE ("NChar", MAYBE_NUMBER, STRING, N_CHAR),
  TYPE ("VarChar", MAYBE_SIZE, STRING, VAR_CHAR),
  TYPE ("Text", PLAIN, STRING, HEAP),
  TYPE ("NVarChar", MAYBE_SIZE, STRING, N_VAR_CHAR),
  TYPE ("NText", PLAIN, STRING, HEAP),
  TYPE ("Binary", MAYBE_NUMBER, BYTES, BINARY),
  TYPE ("VarBinary", MAYBE_SIZE, BYTES, VAR_BINARY),
  TYPE ("Image", PLAIN, BYTES, HEAP),
  TYPE ("Xml", PLAIN, STRING, HEAP),
  TYPE ("UniqueIdentifier", PLAIN, STRING, OTHER),
};

static const CrowNativeType mongodb_types[] = {
  TYPE ("String", PLAIN, STRING, OTHER),
  TYPE ("Double", PLAIN, FLOAT, OTHER),
  TYPE ("BinData", PLAIN, BYTES, OTHER),
  TYPE2 ("ObjectId", PLAIN, STRING, BYTES, STRING, OTHER),
  TYPE ("Bool", PLAIN, BOOLEAN, OTHER),
  TYPE ("Date", PLAIN, DATE_TIME, OTHER),
  TYPE ("Int", PLAIN, INT, OTHER),
  TYPE ("Timestamp", PLAIN, DATE_TIME, OTHER),
  TYPE2 ("Long", PLAIN, INT, BIG_INT, INT, OTHER),
  TYPE ("Json", PLAIN, JSON, OTHER),
};

/* The native types of a database, in Prisma's order; sqlite has none. */
const CrowNativeType *
crow_native_list (CrowProvider provider, guint *n_types)
{
  switch (provider)
    {
    case CROW_PROVIDER_POSTGRESQL:
      *n_types = G_N_ELEMENTS (postgresql_types);
      return postgresql_types;
    case CROW_PROVIDER_COCKROACHDB:
      *n_types = G_N_ELEMENTS (cockroachdb_types);
      return cockroachdb_types;
    case CROW_PROVIDER_MYSQL:
      *n_types = G_N_ELEMENTS (mysql_types);
      return mysql_types;
    case CROW_PROVIDER_SQLSERVER:
      *n_types = G_N_ELEMENTS (sqlserver_types);
      return sqlserver_types;
    case CROW_PROVIDER_MONGODB:
      *n_types = G_N_ELEMENTS (mongodb_types);
      return mongodb_types;
    default:
      *n_types = 0;
      return NULL;
    }
}

guint
crow_native_count_required (CrowNativeForm form)
{
  return form == CROW_NATIVE_NUMBER ? 1 : 0;
}

guint
crow_native_count_optional (CrowNativeForm form)
{
  switch (form)
    {
    case CROW_NATIVE_MAYBE_NUMBER:
    case CROW_NATIVE_MAYBE_SIZE:
      return 1;
    case CROW_NATIVE_MAYBE_NUMBERS:
      return 2;
    default:
      return 0;
    }
}

/* As in `Expected …, but found …`. */
const char *
crow_native_describe_arguments (CrowNativeForm form)
{
  if (form == CROW_NATIVE_MAYBE_NUMBERS)
    return "two nonnegative integers";
  return form == CROW_NATIVE_MAYBE_SIZE ? "an integer or `Max`" : "a nonnegative integer";
}

/* Digits, a `+` before them at most; no more than @limit. */
static gboolean
parse_number (const char *text, guint64 limit, guint32 *value)
{
  guint64 number = 0;

  if (*text == '+')
    text++;
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    {
      if (!g_ascii_isdigit (*text))
        return FALSE;
      number = number * 10 + (guint64) (*text - '0');
      if (number > limit)
        return FALSE;
    }
  *value = (guint32) number;
  return TRUE;
}

/* Sets @self to @type with these arguments, as the schema writes them. FALSE: they are none. */
gboolean
crow_native_parse (CrowNative *self,
                   const CrowNativeType *type,
                   const char *const *arguments,
                   guint n_arguments)
{
  guint n_wanted = MAX (crow_native_count_required (type->form),
                        crow_native_count_optional (type->form));
  gboolean is_size = type->form == CROW_NATIVE_MAYBE_SIZE;

  *self = (CrowNative){ .type = type, .name = type->name };
  if (type->form == CROW_NATIVE_PLAIN ||
      (n_arguments == 0 && crow_native_count_required (type->form) == 0))
    return TRUE;
  if (n_arguments != n_wanted)
    return FALSE;
  self->n_arguments = n_arguments;
  if (is_size && g_ascii_strcasecmp (arguments[0], "max") == 0)
    {
      self->is_max = TRUE;
      return TRUE;
    }
  for (guint i = 0; i < n_arguments; i++)
    if (!parse_number (arguments[i], is_size ? G_MAXUINT16 : G_MAXUINT32, &self->arguments[i]))
      return FALSE;
  return TRUE;
}

/* `Decimal(10,2)`. */
char *
crow_native_print (const CrowNative *self)
{
  if (self->is_max)
    return g_strdup_printf ("%s(Max)", self->name);
  if (self->n_arguments == 2)
    return g_strdup_printf ("%s(%u,%u)", self->name, self->arguments[0], self->arguments[1]);
  if (self->n_arguments == 1)
    return g_strdup_printf ("%s(%u)", self->name, self->arguments[0]);
  return g_strdup (self->name);
}
