#include "crow-validate-types-private.h"

#include <string.h>

#define EMPTY "cannot parse integer from empty string"
#define NO_DIGIT "invalid digit found in string"
#define TOO_LARGE "number too large to fit in target type"
#define TOO_SMALL "number too small to fit in target type"
#define OUT_OF_RANGE "input is out of range"
#define INVALID "input contains invalid characters"
#define TOO_SHORT "premature end of input"

/* Whether @text is base64 with its padding, and with no bit beyond its bytes. */
gboolean
crow_value_is_base64 (const char *text)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  gsize length = strlen (text), n_padding = 0;
  gsize last;

  if (length % 4 != 0)
    return FALSE;
  while (n_padding < 2 && n_padding < length && text[length - n_padding - 1] == '=')
    n_padding++;
  length -= n_padding;
  if (length == 0)
    return n_padding == 0;
  for (gsize i = 0; i < length; i++)
    if (strchr (alphabet, text[i]) == NULL)
      return FALSE;
  last = (gsize) (strchr (alphabet, text[length - 1]) - alphabet);
  return n_padding == 0 || (last & (n_padding == 1 ? 3 : 15)) == 0;
}

/* The integer in @text, of 64 bits. NULL, or what is wrong. */
static const char *
read_integer (const char *text, gint64 *value)
{
  gboolean is_negative = *text == '-';
  guint64 limit = is_negative ? (guint64) G_MAXINT64 + 1 : G_MAXINT64, number = 0;
  gboolean is_over = FALSE;

  *value = 0;
  if (*text == '\0')
    return EMPTY;
  if (is_negative || *text == '+')
    text++;
  if (*text == '\0')
    return NO_DIGIT;
  for (; *text != '\0'; text++)
    {
      guint64 digit = (guint64) (*text - '0');

      if (!g_ascii_isdigit (*text))
        return NO_DIGIT;
      is_over |= number > (limit - digit) / 10;
      if (is_over)
        return is_negative ? TOO_SMALL : TOO_LARGE;
      number = number * 10 + digit;
    }
  *value = is_negative ? (gint64) (0 - number) : (gint64) number;
  return NULL;
}

const char *
crow_value_check_integer (const char *text)
{
  gint64 value;

  return read_integer (text, &value);
}

/* The digits of a number, the dot taken out, as a big integer's text. NULL, or what is wrong. */
static const char *
check_digits (const char *text)
{
  gboolean is_negative = *text == '-';

  if (is_negative && text[1] != '+')
    text++;
  if (*text == '+' && text[1] != '+')
    text++;
  if (*text == '\0')
    return EMPTY;
  if (*text == '_')
    return NO_DIGIT;
  for (; *text != '\0'; text++)
    if (!g_ascii_isdigit (*text) && *text != '_')
      return NO_DIGIT;
  return NULL;
}

/* NULL: @text is a decimal number; else what is wrong with it. */
const char *
crow_value_check_decimal (const char *text)
{
  gsize base_length = strcspn (text, "eE");
  g_autoptr (GString) digits = g_string_new_len (text, (gssize) base_length);
  const char *dot = memchr (digits->str, '.', digits->len);
  const char *exponent = text[base_length] != '\0' ? text + base_length + 1 : NULL;
  const char *problem = NULL;
  gint64 value;

  if (exponent != NULL)
    problem = read_integer (*exponent == '+' ? exponent + 1 : exponent, &value);
  if (problem != NULL)
    return problem;
  if (digits->len == 0)
    return "Failed to parse empty string";
  if (dot != NULL)
    g_string_erase (digits, dot - digits->str, 1);
  return check_digits (digits->str);
}

/* @n digits, a number of @low to @high. NULL, or what is wrong. */
static const char *
read_digits (const char **at, guint n, int low, int high, int *value)
{
  *value = 0;
  if (strlen (*at) < n)
    return TOO_SHORT;
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit ((*at)[i]))
        return INVALID;
      *value = *value * 10 + ((*at)[i] - '0');
    }
  *at += n;
  return *value < low || *value > high ? OUT_OF_RANGE : NULL;
}

static const char *
read_literal (const char **at, const char *allowed)
{
  if (**at == '\0')
    return TOO_SHORT;
  if (strchr (allowed, **at) == NULL)
    return INVALID;
  (*at)++;
  return NULL;
}

/* `2020-01-31T12:00:00`. NULL, or what is wrong. */
static const char *
read_date_and_time (const char **at, int values[6])
{
  static const struct
  {
    const char *before; /* (nullable) what must stand before it */
    guint n_digits;
    int low, high;
  } parts[] = { { NULL, 4, 0, 9999 }, { "-", 2, 1, 12 }, { "-", 2, 1, 31 },
                { "Tt ", 2, 0, 23 },  { ":", 2, 0, 59 }, { ":", 2, 0, 60 } };
  const char *problem = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts) && problem == NULL; i++)
    {
      if (parts[i].before != NULL)
        problem = read_literal (at, parts[i].before);
      if (problem == NULL)
        problem = read_digits (at, parts[i].n_digits, parts[i].low, parts[i].high, &values[i]);
    }
  return problem;
}

/* `.123`, of any length. */
static const char *
read_fraction (const char **at)
{
  if (**at != '.')
    return NULL;
  (*at)++;
  if (**at == '\0')
    return TOO_SHORT;
  if (!g_ascii_isdigit (**at))
    return INVALID;
  while (g_ascii_isdigit (**at))
    (*at)++;
  return NULL;
}

/* `Z`, `+01:00`. */
static const char *
read_offset (const char **at)
{
  const char *problem;
  int hours, minutes;

  if (**at == 'Z' || **at == 'z')
    {
      (*at)++;
      return NULL;
    }
  if (g_str_has_prefix (*at, "\342\210\222")) /* a typographic minus */
    *at += 3;
  else if ((problem = read_literal (at, "+-")) != NULL)
    return problem;
  if ((problem = read_digits (at, 2, 0, 99, &hours)) != NULL)
    return problem;
  if ((problem = read_literal (at, ":")) != NULL)
    return problem;
  problem = read_digits (at, 2, 0, 59, &minutes);
  return problem == NULL && hours > 23 ? OUT_OF_RANGE : problem;
}

/* NULL: @text is a date and time of RFC 3339; else what is wrong with it. */
const char *
crow_value_check_date_time (const char *text)
{
  const char *at = text, *problem;
  int values[6];

  problem = read_date_and_time (&at, values);
  if (problem == NULL)
    problem = read_fraction (&at);
  if (problem == NULL)
    problem = read_offset (&at);
  if (problem == NULL && *at != '\0')
    problem = "trailing input";
  /* GLib knows no year 0; it has as many days as 2000. */
  if (problem == NULL && !g_date_valid_dmy ((GDateDay) values[2], values[1],
                                            (GDateYear) (values[0] == 0 ? 2000 : values[0])))
    problem = OUT_OF_RANGE;
  return problem;
}
