#include "crow-database-private.h"

#include "crow-sql-canonical-private.h"

#include <string.h>

static gboolean
has_name (const CrowColumnType *type, const char *const *names)
{
  return type->name != NULL && g_strv_contains (names, type->name);
}

/* `-7`: the server tells `'-7'::integer`. */
static gboolean
is_negative (const char *number)
{
  return *number == '-';
}

/* An integer that the server puts into quotes: a negative one, and one that only bigint holds. */
static gboolean
is_quoted_integer (const char *number)
{
  gint64 value;

  return g_ascii_string_to_signed (number, 10, G_MININT64, G_MAXINT64, &value, NULL) &&
         (value < 0 || value > G_MAXINT32);
}

/* Whether a number in an array comes back with a cast that Prisma's engine does not read:
 * `(5)::bigint`, `('-7'::integer)::numeric`. */
static gboolean
has_cast_number (const CrowColumnType *type, const char *number)
{
  static const char *const integers[] = { "Integer", NULL };
  gboolean is_quoted = is_quoted_integer (number);

  if (type->family == CROW_FAMILY_INT || type->family == CROW_FAMILY_BIGINT)
    return !has_name (type, integers);
  if (type->family == CROW_FAMILY_DECIMAL && g_strcmp0 (type->name, "Decimal") == 0)
    return is_quoted;
  return is_quoted || is_negative (number);
}

/* Whether a constant comes back as an expression that says the same. */
static gboolean
is_read_as_expression (const CrowColumn *column)
{
  static const char *const opaque[] = { "Uuid", NULL };
  const CrowColumnType *type = &column->type;

  if (has_name (type, opaque) || type->family == CROW_FAMILY_DATETIME ||
      type->family == CROW_FAMILY_UNSUPPORTED)
    return column->value->values->len > 0;
  if (!column->value->is_list)
    return FALSE;
  for (guint i = 0; i < column->value->values->len; i++)
    {
      const CrowValue *value = g_ptr_array_index (column->value->values, i);

      if (value->kind == CROW_VALUE_NUMBER && has_cast_number (type, value->text))
        return TRUE;
    }
  return FALSE;
}

static CrowDefault *
make_expression (const char *text)
{
  CrowDefault *self = crow_default_new (CROW_DEFAULT_DBGENERATED);

  self->expression = g_strdup (text);
  return self;
}

static CrowDefault *
make_value (CrowValueKind kind, const char *text)
{
  CrowDefault *self = crow_default_new (CROW_DEFAULT_VALUE);

  crow_default_add_value (self, kind, text);
  return self;
}

/* `now()` and `CURRENT_TIMESTAMP`. */
static gboolean
is_now (const char *text)
{
  return g_ascii_strcasecmp (text, "now()") == 0 ||
         g_ascii_strcasecmp (text, "current_timestamp") == 0;
}

/* The `a'b` of `'a''b'` and of `'a''b'::text`; NULL: @text is no such literal. */
static char *
dup_literal (const char *text)
{
  GString *value;

  if (*text != '\'')
    return NULL;
  value = g_string_new (NULL);
  for (text++; *text != '\0'; text++)
    {
      if (*text == '\'' && text[1] != '\'')
        break;
      if (*text == '\'')
        text++;
      g_string_append_c (value, *text);
    }
  if (*text != '\'' || (text[1] != '\0' && !g_str_has_prefix (text + 1, "::")))
    return g_string_free (value, TRUE);
  return g_string_free (value, FALSE);
}

static gboolean
is_number (const char *text)
{
  gsize sign = *text == '-';
  gsize length = strspn (text + sign, "0123456789.");

  return length > 0 && text[sign + length] == '\0';
}

/* A constant that the engine reads as such, or NULL. @literal: (nullable): what stands in quotes.
 */
static CrowDefault *
read_constant (const CrowColumnType *type, const char *text, const char *literal)
{
  switch (type->family)
    {
    case CROW_FAMILY_STRING:
    case CROW_FAMILY_JSON:
      return literal != NULL && g_strcmp0 (type->name, "Uuid") != 0
                 ? make_value (CROW_VALUE_STRING, literal)
                 : NULL;
    case CROW_FAMILY_ENUM:
      return literal != NULL ? make_value (CROW_VALUE_CONSTANT, literal) : NULL;
    case CROW_FAMILY_INT:
    case CROW_FAMILY_BIGINT:
    case CROW_FAMILY_FLOAT:
    case CROW_FAMILY_DECIMAL:
      text = literal != NULL ? literal : text;
      return is_number (text) ? make_value (CROW_VALUE_NUMBER, text) : NULL;
    case CROW_FAMILY_BOOLEAN:
      return g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "false") == 0
                 ? make_value (CROW_VALUE_CONSTANT, text)
                 : NULL;
    case CROW_FAMILY_DATETIME:
      return is_now (text) ? crow_default_new (CROW_DEFAULT_NOW) : NULL;
    case CROW_FAMILY_BYTES:
    case CROW_FAMILY_UNSUPPORTED:
    default:
      return NULL;
    }
}

/* `'{a,b}'` and `ARRAY['a', 'b']`: a list; what is in it matters to nobody who wrote it so. */
static CrowDefault *
read_list (const char *text)
{
  CrowDefault *self;

  if (!g_str_has_prefix (text, "'{") && g_ascii_strncasecmp (text, "ARRAY[", 6) != 0)
    return NULL;
  self = crow_default_new (CROW_DEFAULT_VALUE);
  self->is_list = TRUE;
  return self;
}

/* `(5)`: the 5, where the brackets hold all and no operator. */
static char *
dup_without_brackets (const char *text)
{
  gsize length = strlen (text);

  if (length < 2 || *text != '(' || text[length - 1] != ')' || strpbrk (text + 1, "( ") != NULL)
    return g_strdup (text);
  return g_strndup (text + 1, length - 2);
}

/* What a written expression comes back as: constants and now() as such, NULL as nothing. */
static CrowDefault *
read_expression_back (const CrowColumn *column)
{
  g_autofree char *stripped = g_strstrip (g_strdup (column->value->expression));
  g_autofree char *text = dup_without_brackets (stripped);
  g_autofree char *literal = dup_literal (text);
  gboolean is_reworded;
  CrowDefault *constant;

  if (g_ascii_strncasecmp (text, "NULL", strlen ("NULL")) == 0)
    return NULL;
  constant = column->arity == CROW_ARITY_LIST ? read_list (text)
                                              : read_constant (&column->type, text, literal);
  if (constant != NULL)
    return constant;
  is_reworded = literal != NULL && (column->type.family == CROW_FAMILY_DATETIME ||
                                    column->type.family == CROW_FAMILY_BYTES);
  return make_expression (!is_reworded && crow_sql_is_canonical (text) ? text : "told otherwise");
}

/* Only integer types can be SERIAL. */
static gboolean
can_be_serial (const CrowColumnType *type)
{
  static const char *const serials[] = { "SmallInt", "Integer", "BigInt", NULL };

  return has_name (type, serials);
}

/* The server tells it without quotes, and the engine reads no name that begins so. */
static gboolean
is_unreadable_name (const char *name)
{
  return name != NULL && *name == '_' &&
         strspn (name, "_abcdefghijklmnopqrstuvwxyz0123456789") == strlen (name);
}

/* A serial column is NOT NULL whatever the schema says. */
static CrowDefault *
read_auto_increment_back (const CrowTable *table, CrowColumn *column)
{
  column->is_auto_increment = can_be_serial (&column->type);
  if (!column->is_auto_increment)
    return NULL;
  if (column->arity == CROW_ARITY_OPTIONAL)
    column->arity = CROW_ARITY_REQUIRED;
  if (!is_unreadable_name (table->name) && !is_unreadable_name (table->namespace_))
    return crow_default_copy (column->value);
  column->is_auto_increment = FALSE;
  return make_expression ("nextval");
}

/* `'V'::e_kind`: the engine takes the name for the beginning of an E'…'. */
static gboolean
is_unreadable_enum_name (const char *name)
{
  return is_unreadable_name (name) ||
         (name != NULL && g_str_has_prefix (name, "e_") &&
          strspn (name, "_abcdefghijklmnopqrstuvwxyz0123456789") == strlen (name));
}

static gboolean
has_unreadable_enum (const CrowDatabase *database, const CrowColumn *column)
{
  const CrowDatabaseEnum *enumeration;

  if (column->type.family != CROW_FAMILY_ENUM || column->type.enumeration < 0)
    return FALSE;
  enumeration = crow_database_get_enum (database, (guint) column->type.enumeration);
  return column->value->values->len > 0 && (is_unreadable_enum_name (enumeration->name) ||
                                            is_unreadable_enum_name (enumeration->namespace_));
}

static CrowDefault *
read_default_back (const CrowDatabase *database, const CrowTable *table, CrowColumn *column)
{
  const CrowDefault *value = column->value;

  switch (value->kind)
    {
    case CROW_DEFAULT_VALUE:
      return is_read_as_expression (column) || has_unreadable_enum (database, column)
                 ? make_expression ("told otherwise")
                 : crow_default_copy (value);
    case CROW_DEFAULT_AUTOINCREMENT:
      return read_auto_increment_back (table, column);
    case CROW_DEFAULT_DBGENERATED:
      return value->expression != NULL && *value->expression != '\0' ? read_expression_back (column)
                                                                     : NULL;
    case CROW_DEFAULT_NOW:
    case CROW_DEFAULT_SEQUENCE:
      return crow_default_copy (value);
    case CROW_DEFAULT_NONE:
    case CROW_DEFAULT_CLIENT:
    default:
      return NULL;
    }
}

/**
 * crow_column_read_default_back:
 * @column: a column of a PostgreSQL database that nobody else knows yet
 * @table: its table
 * @database: the database
 *
 * Makes its default value what Prisma's engine reads of the server.
 */
void
crow_column_read_default_back (CrowColumn *column,
                               const CrowTable *table,
                               const CrowDatabase *database)
{
  CrowDefault *value = column->value != NULL ? read_default_back (database, table, column) : NULL;

  crow_default_free (column->value);
  column->value = value;
}
