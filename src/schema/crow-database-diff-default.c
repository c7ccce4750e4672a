#include "crow-database-diff-private.h"

#include <string.h>

/* What a default is to the engine. */
typedef enum {
  KIND_NONE,
  KIND_VALUE,
  KIND_LIST,
  KIND_NOW,
  KIND_SEQUENCE,
  KIND_ROW_ID, /* cockroachdb's unique_rowid() */
  KIND_UNTOLD, /* dbgenerated() */
  KIND_EXPRESSION,
} Kind;

static Kind
get_autoincrement_kind (CrowProvider provider)
{
  switch (provider)
    {
    case CROW_PROVIDER_POSTGRESQL:
      return KIND_SEQUENCE;
    case CROW_PROVIDER_COCKROACHDB:
      return KIND_ROW_ID;
    default:
      return KIND_NONE;
    }
}

static Kind
get_kind (CrowProvider provider, const CrowColumn *column)
{
  const CrowDefault *value = column->value;

  if (value == NULL)
    return column->is_auto_increment ? get_autoincrement_kind (provider) : KIND_NONE;
  switch (value->kind)
    {
    case CROW_DEFAULT_VALUE:
      return value->is_list ? KIND_LIST : KIND_VALUE;
    case CROW_DEFAULT_NOW:
      return KIND_NOW;
    case CROW_DEFAULT_AUTOINCREMENT:
      return get_autoincrement_kind (provider);
    case CROW_DEFAULT_SEQUENCE:
      return KIND_SEQUENCE;
    case CROW_DEFAULT_DBGENERATED:
      return value->expression != NULL && *value->expression != '\0' ? KIND_EXPRESSION
                                                                     : KIND_UNTOLD;
    default:
      return KIND_NONE;
    }
}

static const char *
get_text (const CrowColumn *column, guint i)
{
  return ((const CrowValue *) g_ptr_array_index (column->value->values, i))->text;
}

/* A decimal number, read: digits without zeros at either end, times ten to the exponent. */
typedef struct
{
  GString *digits; /* (owned) */
  gint64 exponent;
  gboolean is_negative;
} Number;

static Number
read_number (const char *text)
{
  Number number = { g_string_new (NULL), 0, FALSE };
  gboolean is_fraction = FALSE;

  if (*text == '-' || *text == '+')
    number.is_negative = *text++ == '-';
  for (; g_ascii_isdigit (*text) || *text == '.'; text++)
    {
      if (*text == '.')
        {
          is_fraction = TRUE;
          continue;
        }
      if (number.digits->len > 0 || *text != '0')
        g_string_append_c (number.digits, *text);
      number.exponent -= is_fraction;
    }
  if (*text == 'e' || *text == 'E')
    number.exponent += g_ascii_strtoll (text + 1, NULL, 10);
  while (number.digits->len > 0 && number.digits->str[number.digits->len - 1] == '0')
    {
      g_string_truncate (number.digits, number.digits->len - 1);
      number.exponent++;
    }
  return number;
}

/* 1.50 is 1.5. */
static gboolean
numbers_equal (const char *a, const char *b)
{
  Number first = read_number (a);
  Number second = read_number (b);
  gboolean is_equal = g_string_equal (first.digits, second.digits);

  if (is_equal && first.digits->len > 0)
    is_equal = first.exponent == second.exponent && first.is_negative == second.is_negative;
  g_string_free (first.digits, TRUE);
  g_string_free (second.digits, TRUE);
  return is_equal;
}

/* Base64 that decodes to the same. */
static gboolean
bytes_equal (const char *a, const char *b)
{
  gsize n_first, n_second;
  g_autofree guchar *first = g_base64_decode (a, &n_first);
  g_autofree guchar *second = g_base64_decode (b, &n_second);

  return n_first == n_second && (n_first == 0 || memcmp (first, second, n_first) == 0);
}

/* Families whose values are of one kind to the engine. */
static CrowTypeFamily
get_value_family (const CrowColumn *column)
{
  return column->type.family == CROW_FAMILY_DECIMAL ? CROW_FAMILY_FLOAT : column->type.family;
}

static gboolean
values_equal (CrowTypeFamily family, const char *a, const char *b)
{
  switch (family)
    {
    case CROW_FAMILY_INT:
    case CROW_FAMILY_BIGINT:
    case CROW_FAMILY_FLOAT:
      return numbers_equal (a, b);
    case CROW_FAMILY_BYTES:
      return bytes_equal (a, b);
    default:
      return strcmp (a, b) == 0;
    }
}

static gboolean
is_one_of (CrowTypeFamily a, CrowTypeFamily b, CrowTypeFamily first, CrowTypeFamily second)
{
  return (a == first && b == second) || (a == second && b == first);
}

static gboolean
lists_match (const CrowColumn *before, const CrowColumn *after)
{
  CrowTypeFamily previous = get_value_family (before);
  CrowTypeFamily next = get_value_family (after);
  guint n = before->value->values->len;

  if (n != after->value->values->len)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const char *a = get_text (before, i);
      const char *b = get_text (after, i);

      if (previous == CROW_FAMILY_DATETIME || next == CROW_FAMILY_DATETIME)
        continue;
      if (is_one_of (previous, next, CROW_FAMILY_STRING, CROW_FAMILY_JSON))
        {
          if (!crow_json_texts_match (a, b))
            return FALSE;
        }
      else if (previous != next || !values_equal (previous, a, b))
        return FALSE;
    }
  return TRUE;
}

static gboolean
values_match (const CrowColumn *before, const CrowColumn *after)
{
  CrowTypeFamily previous = get_value_family (before);
  CrowTypeFamily next = get_value_family (after);
  const char *a = get_text (before, 0);
  const char *b = get_text (after, 0);

  if ((previous == CROW_FAMILY_JSON && next == CROW_FAMILY_JSON) ||
      is_one_of (previous, next, CROW_FAMILY_STRING, CROW_FAMILY_JSON))
    return crow_json_texts_match (a, b);
  if (is_one_of (previous, next, CROW_FAMILY_INT, CROW_FAMILY_BIGINT))
    return numbers_equal (a, b);
  if (is_one_of (previous, next, CROW_FAMILY_STRING, CROW_FAMILY_ENUM))
    return strcmp (a, b) == 0;
  return previous == next && values_equal (previous, a, b);
}

static gboolean
is_date_value (const CrowColumn *column, Kind kind)
{
  return kind == KIND_VALUE && column->type.family == CROW_FAMILY_DATETIME;
}

/* Lists of dates are not compared with what the database generates. */
static gboolean
is_date_list (const CrowColumn *before, Kind previous, const CrowColumn *after, Kind next)
{
  gboolean was_generated = previous == KIND_UNTOLD || previous == KIND_EXPRESSION;
  gboolean is_generated = next == KIND_UNTOLD || next == KIND_EXPRESSION;

  return ((was_generated && next == KIND_LIST) || (previous == KIND_LIST && is_generated)) &&
         (before->type.family == CROW_FAMILY_DATETIME ||
          after->type.family == CROW_FAMILY_DATETIME);
}

/* SQL Server names the constraint that holds a default. */
static gboolean
names_match (CrowProvider provider, const CrowColumn *before, const CrowColumn *after)
{
  return provider != CROW_PROVIDER_SQLSERVER ||
         g_strcmp0 (before->value->constraint, after->value->constraint) == 0;
}

/* Neither is NONE, a date, or two lists or values. */
static gboolean
kinds_match (Kind previous, Kind next)
{
  if (previous == KIND_ROW_ID || next == KIND_ROW_ID)
    return previous == next || next == KIND_UNTOLD;
  if (next == KIND_SEQUENCE)
    return TRUE; /* sequences are altered by themselves */
  if (next == KIND_UNTOLD)
    return TRUE;
  return previous == KIND_NOW && next == KIND_NOW;
}

/**
 * crow_column_defaults_match:
 * @provider: of both
 * @before: a column
 * @after: the same column afterwards
 *
 * Whether Prisma's engine sees no difference in the default values. It does not compare dates, nor
 * anything with a dbgenerated() that tells nothing; JSON by what it says, numbers by value.
 */
gboolean
crow_column_defaults_match (CrowProvider provider,
                            const CrowColumn *before,
                            const CrowColumn *after)
{
  Kind previous = get_kind (provider, before);
  Kind next = get_kind (provider, after);

  if (provider == CROW_PROVIDER_MYSQL &&
      (before->type.family == CROW_FAMILY_JSON || after->type.family == CROW_FAMILY_JSON))
    return TRUE;
  if (is_date_list (before, previous, after, next))
    return TRUE;
  if (previous == KIND_LIST && next == KIND_LIST)
    return lists_match (before, after);
  if ((is_date_value (before, previous) && next != KIND_NONE) ||
      (is_date_value (after, next) && previous != KIND_NONE))
    return TRUE;
  if (previous == KIND_VALUE && next == KIND_VALUE)
    return values_match (before, after) && names_match (provider, before, after);
  if (previous == KIND_EXPRESSION && next == KIND_EXPRESSION)
    return g_ascii_strcasecmp (before->value->expression, after->value->expression) == 0 &&
           names_match (provider, before, after);
  if (next == KIND_NONE)
    return previous == KIND_NONE || previous == KIND_SEQUENCE;
  return kinds_match (previous, next);
}
