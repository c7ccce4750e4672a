#include "crow-render-steps-private.h"

#include <string.h>

#define MAX_ZEROS 1000 /* that an exponent writes out; a column of DECIMAL holds fewer */

/**
 * crow_column_has_default:
 * @self: a column
 *
 * Returns: whether the engine knows of a default, told or not: Prisma's client's own are none
 */
gboolean
crow_column_has_default (const CrowColumn *self)
{
  return self->value != NULL && self->value->kind != CROW_DEFAULT_NONE &&
         self->value->kind != CROW_DEFAULT_CLIENT;
}

/**
 * crow_render_append_string:
 * @sql: to append to
 * @text: any text
 *
 * Appends `'it''s'`. Backslashes stay as they are: the engine's scripts need
 * standard_conforming_strings, which has been the default since PostgreSQL 9.1.
 */
void
crow_render_append_string (GString *sql, const char *text)
{
  g_string_append_c (sql, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '\'')
        g_string_append_c (sql, '\'');
      g_string_append_c (sql, *text);
    }
  g_string_append_c (sql, '\'');
}

static void
append_zeros (GString *sql, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    g_string_append_c (sql, '0');
}

/* Digits, of which the last @scale are a fraction; fewer than none: zeros follow. */
static void
append_decimal (GString *sql, const char *digits, gint64 scale)
{
  gint64 length = (gint64) strlen (digits);

  if (scale <= 0)
    {
      g_string_append (sql, digits);
      append_zeros (sql, -scale);
      return;
    }
  if (length <= scale)
    {
      g_string_append (sql, "0.");
      append_zeros (sql, scale - length);
      g_string_append (sql, digits);
      return;
    }
  g_string_append_len (sql, digits, (gssize) (length - scale));
  g_string_append_c (sql, '.');
  g_string_append (sql, digits + (length - scale));
}

/**
 * crow_render_append_number:
 * @sql: to append to
 * @text: a number as a schema writes it: `-007.50`, in a string also `+1_000`, `.5`, `1.5e3`
 *
 * Appends it as the engine does: without leading zeros, every digit of the fraction kept, no
 * exponent. What is no number stays what it is.
 */
void
crow_render_append_number (GString *sql, const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gboolean is_negative = *text == '-';
  gboolean in_fraction = FALSE;
  const char *at = text + (*text == '-' || *text == '+');
  gint64 scale = 0;

  for (; g_ascii_isdigit (*at) || *at == '.' || *at == '_'; at++)
    {
      if (*at == '.')
        in_fraction = TRUE;
      if (!g_ascii_isdigit (*at))
        continue;
      scale += in_fraction;
      if (*at != '0' || digits->len > 0)
        g_string_append_c (digits, *at);
    }
  if (*at == 'e' || *at == 'E')
    {
      char *end;

      scale -= g_ascii_strtoll (at + 1, &end, 10);
      at = end;
    }
  if (*at != '\0' || ABS (scale) > MAX_ZEROS)
    {
      g_string_append (sql, text);
      return;
    }
  if (digits->len == 0)
    g_string_append_c (digits, '0');
  else if (is_negative)
    g_string_append_c (sql, '-');
  append_decimal (sql, digits->str, scale);
}

/* `.5` and `.500000000` as `.500`: no, three, six or nine digits. Returns what follows them. */
static const char *
append_fraction (GString *sql, const char *at)
{
  char digits[9] = "000000000";
  guint n = 0;
  guint n_written = 0;

  if (*at != '.')
    return at;
  for (at++; g_ascii_isdigit (*at); at++)
    if (n < G_N_ELEMENTS (digits))
      {
        digits[n] = *at;
        n++;
      }
  for (guint i = 0; i < G_N_ELEMENTS (digits); i++)
    if (digits[i] != '0')
      n_written = (i / 3 + 1) * 3;
  if (n_written > 0)
    g_string_append_c (sql, '.');
  g_string_append_len (sql, digits, n_written);
  return at;
}

/**
 * crow_render_append_date_time:
 * @sql: to append to
 * @text: RFC 3339: `2020-01-01T00:00:00.5Z`
 *
 * Appends `'2020-01-01 00:00:00.500 +00:00'`. What is no time stays what it is.
 */
void
crow_render_append_date_time (GString *sql, const char *text)
{
  g_autoptr (GString) time = g_string_new (NULL);
  const char *at;

  if (strlen (text) < strlen ("2020-01-01T00:00:00Z"))
    {
      crow_render_append_string (sql, text);
      return;
    }
  g_string_append_len (time, text, 10);
  g_string_append_c (time, ' ');
  g_string_append_len (time, text + 11, 8);
  at = append_fraction (time, text + 19);
  g_string_append_c (time, ' ');
  if (strcmp (at, "Z") == 0 || strcmp (at, "z") == 0 || strcmp (at, "-00:00") == 0)
    g_string_append (time, "+00:00");
  else
    g_string_append (time, at);
  crow_render_append_string (sql, time->str);
}

static void
append_bytes (GString *sql, CrowProvider provider, const char *base64)
{
  gsize length = 0;
  g_autofree guchar *bytes = g_base64_decode (base64, &length);

  g_string_append (sql, provider == CROW_PROVIDER_SQLITE ? "'" : "'\\x");
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (sql, "%02x", bytes[i]);
  g_string_append_c (sql, '\'');
}

/**
 * crow_render_append_value:
 * @sql: to append to
 * @provider: postgresql, cockroachdb or sqlite
 * @type: of the column that has the value
 * @value: a constant
 *
 * Appends it as an SQL expression. SQLite's JSON comes without quotes, as the engine writes it.
 */
void
crow_render_append_value (GString *sql,
                          CrowProvider provider,
                          const CrowColumnType *type,
                          const CrowValue *value)
{
  switch (type->family)
    {
    case CROW_FAMILY_INT:
    case CROW_FAMILY_BIGINT:
    case CROW_FAMILY_FLOAT:
    case CROW_FAMILY_DECIMAL:
      crow_render_append_number (sql, value->text);
      break;
    case CROW_FAMILY_BOOLEAN:
      g_string_append (sql, value->text);
      break;
    case CROW_FAMILY_DATETIME:
      crow_render_append_date_time (sql, value->text);
      break;
    case CROW_FAMILY_BYTES:
      append_bytes (sql, provider, value->text);
      break;
    case CROW_FAMILY_JSON:
      if (provider == CROW_PROVIDER_SQLITE)
        g_string_append (sql, value->text);
      else
        crow_render_append_string (sql, value->text);
      break;
    case CROW_FAMILY_STRING:
    case CROW_FAMILY_ENUM:
    case CROW_FAMILY_UNSUPPORTED:
    default:
      crow_render_append_string (sql, value->text);
      break;
    }
}
