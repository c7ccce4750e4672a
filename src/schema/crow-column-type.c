#include "crow-column-type-private.h"

#include <string.h>

#define N_PROVIDERS (CROW_PROVIDER_MONGODB + 1)

typedef struct
{
  const char *scalar;
  const char *native[N_PROVIDERS];
} DefaultType;

#define ROW(scalar, pg, crdb, mysql, sqlite, mssql)                                                \
  {                                                                                                \
    scalar,                                                                                        \
    {                                                                                              \
      [CROW_PROVIDER_POSTGRESQL] = pg, [CROW_PROVIDER_COCKROACHDB] = crdb,                         \
      [CROW_PROVIDER_MYSQL] = mysql, [CROW_PROVIDER_SQLITE] = sqlite,                              \
      [CROW_PROVIDER_SQLSERVER] = mssql                                                            \
    }                                                                                              \
  }

/* What Prisma makes of a scalar that has no `@db.` attribute. */
static const DefaultType default_types[] = {
  ROW ("String", "Text", "String", "VarChar(191)", "Text", "NVarChar(1000)"),
  ROW ("Boolean", "Boolean", "Bool", "TinyInt(1)", "Boolean", "Bit"),
  ROW ("Int", "Integer", "Int4", "Int", "Integer", "Int"),
  ROW ("BigInt", "BigInt", "Int8", "BigInt", "BigInt", "BigInt"),
  ROW ("Float", "DoublePrecision", "Float8", "Double", "Real", "Float(53)"),
  ROW ("Decimal",
       "Decimal(65,30)",
       "Decimal(65,30)",
       "Decimal(65,30)",
       "Decimal",
       "Decimal(32,16)"),
  ROW ("DateTime", "Timestamp(3)", "Timestamp(3)", "DateTime(3)", "DateTime", "DateTime2"),
  ROW ("Json", "JsonB", "JsonB", "Json", "Jsonb", "NVarChar(Max)"),
  ROW ("Bytes", "ByteA", "Bytes", "LongBlob", "Blob", "VarBinary(Max)"),
};

static char *
remove_blanks (const char *text)
{
  GString *result = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (result, *text);
  return g_string_free (result, FALSE);
}

static char *
make_scalar_type (CrowProvider provider, const CrowField *field)
{
  const char *scalar = field->type != NULL ? field->type : "";

  if (field->native_type != NULL)
    return remove_blanks (field->native_type);
  for (guint i = 0; i < G_N_ELEMENTS (default_types); i++)
    if (strcmp (default_types[i].scalar, scalar) == 0 && default_types[i].native[provider] != NULL)
      return g_strdup (default_types[i].native[provider]);
  return g_strdup (scalar);
}

/* PostgreSQL and CockroachDB have enum types; MySQL writes the values into the column's type; the
 * others store text. */
static char *
make_enum_type (CrowProvider provider, const CrowField *field, const CrowEnum *enumeration)
{
  GString *type;

  if (enumeration == NULL)
    return g_strdup_printf ("enum %s", field->type);
  if (provider == CROW_PROVIDER_SQLITE || provider == CROW_PROVIDER_MONGODB)
    return g_strdup ("Text");
  /* "public" goes without saying, as in crow_make_table_id(). */
  if (provider != CROW_PROVIDER_MYSQL && g_strcmp0 (enumeration->namespace_, "public") == 0)
    return g_strdup_printf ("enum %s", enumeration->database_name);
  if (provider != CROW_PROVIDER_MYSQL)
    return g_strdup_printf ("enum %s%s%s",
                            enumeration->namespace_ != NULL ? enumeration->namespace_ : "",
                            enumeration->namespace_ != NULL ? "." : "", enumeration->database_name);
  type = g_string_new ("enum(");
  for (guint i = 0; i < enumeration->values->len; i++)
    g_string_append_printf (type, "%s'%s'", i > 0 ? "," : "",
                            (const char *) g_ptr_array_index (enumeration->values, i));
  g_string_append_c (type, ')');
  return g_string_free (type, FALSE);
}

/**
 * crow_make_column_type:
 * @provider: whose types
 * @field: a field that has a column
 * @enumeration: (nullable): the enum of its type, where it is one and is known
 *
 * Returns: (transfer full): canonical text of the column's type, without its arity
 */
char *
crow_make_column_type (CrowProvider provider, const CrowField *field, const CrowEnum *enumeration)
{
  switch (field->kind)
    {
    case CROW_TYPE_SCALAR:
      return make_scalar_type (provider, field);
    case CROW_TYPE_ENUM:
      return make_enum_type (provider, field, enumeration);
    case CROW_TYPE_COMPOSITE:
    case CROW_TYPE_UNSUPPORTED:
    case CROW_TYPE_MODEL:
    case CROW_TYPE_UNKNOWN:
    default:
      return g_strdup (field->type != NULL ? field->type : "");
    }
}

/* A type of date or time with its precision left open. */
static gboolean
is_open_time (const char *type)
{
  static const char *const names[] = { "Timestamp", "Timestamptz", "Time", "Timetz", NULL };

  return g_strv_contains (names, type);
}

static gboolean
has_base (const char *type, const char *base)
{
  gsize length = strlen (base);

  return strncmp (type, base, length) == 0 && type[length] == '(';
}

/**
 * crow_column_types_match:
 * @provider: whose types
 * @before: canonical type
 * @after: canonical type
 *
 * Equal texts match. On PostgreSQL and CockroachDB a date or time whose precision is left open
 * also matches any precision: that is how Prisma's engine compares them (asked of it).
 *
 * Returns: whether nothing need be altered
 */
gboolean
crow_column_types_match (CrowProvider provider, const char *before, const char *after)
{
  if (strcmp (before, after) == 0)
    return TRUE;
  if (provider != CROW_PROVIDER_POSTGRESQL && provider != CROW_PROVIDER_COCKROACHDB)
    return FALSE;
  return (is_open_time (before) && has_base (after, before)) ||
         (is_open_time (after) && has_base (before, after));
}

/* Generators that run in Prisma's client, so that the column has no default; those of MongoDB are
 * the server's and no part of its schema. */
static gboolean
is_made_by_client (const char *text)
{
  static const char *const generators[] = { "uuid(", "cuid(", "nanoid(", "ulid(", "auto(" };

  for (guint i = 0; i < G_N_ELEMENTS (generators); i++)
    if (g_str_has_prefix (text, generators[i]))
      return TRUE;
  return FALSE;
}

/**
 * crow_field_has_database_default:
 * @self: a field
 *
 * Returns: whether its default value is one of the column's, and not made by the client
 */
gboolean
crow_field_has_database_default (const CrowField *self)
{
  return self->default_value != NULL && !is_made_by_client (self->default_value);
}

/* `1.0` and `1` are one number: without the zeros at its end. NULL where @text is none. */
static char *
make_number (const char *text)
{
  const char *at = text + (*text == '-' || *text == '+');
  gsize whole = strspn (at, "0123456789");
  gsize fraction = at[whole] == '.' ? strspn (at + whole + 1, "0123456789") : 0;
  gsize end = whole + (at[whole] == '.' ? 1 + fraction : 0);
  char *number;

  if (whole == 0 || at[end] != '\0')
    return NULL;
  while (fraction > 0 && at[whole + fraction] == '0')
    fraction--;
  number = g_strdup_printf ("%s%.*s", *text == '-' ? "-" : "", (int) whole, at);
  if (fraction > 0)
    {
      char *longer = g_strdup_printf ("%s.%.*s", number, (int) fraction, at + whole + 1);

      g_free (number);
      number = longer;
    }
  return number;
}

static const char *
find_database_value (const CrowEnum *enumeration, const char *name)
{
  for (guint i = 0; i < enumeration->names->len && i < enumeration->values->len; i++)
    if (strcmp (g_ptr_array_index (enumeration->names, i), name) == 0)
      return g_ptr_array_index (enumeration->values, i);
  return name;
}

/**
 * crow_make_column_default:
 * @field: a field that has a column
 * @enumeration: (nullable): the enum of its type
 * @is_open: (out): whether the database has a default that the schema does not tell
 *
 * Returns: (transfer full) (nullable): canonical text of the default that the database has
 */
char *
crow_make_column_default (const CrowField *field, const CrowEnum *enumeration, gboolean *is_open)
{
  const char *text = field->default_value;
  char *number;

  *is_open = FALSE;
  if (!crow_field_has_database_default (field))
    return NULL;
  if (strcmp (text, "dbgenerated()") == 0 || strcmp (text, "dbgenerated(\"\")") == 0)
    {
      *is_open = TRUE;
      return NULL;
    }
  number = make_number (text);
  if (number != NULL)
    return number;
  if (field->kind == CROW_TYPE_ENUM && enumeration != NULL)
    return g_strdup (find_database_value (enumeration, text));
  return g_strdup (text);
}
