#include "crow-introspection-private.h"

static gboolean
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

/* At most what 32 bits hold; a sign or other letters end it. */
static guint32
read_number (const char **at)
{
  guint64 number = 0;

  for (; is_digit (**at); (*at)++)
    number = MIN (number * 10 + (guint) (**at - '0'), G_MAXUINT32);
  return (guint32) number;
}

/**
 * crow_cell_oid:
 * @result: rows
 * @row: below their number
 * @column: below the number of columns
 *
 * Returns: the number there; 0 where there is none
 */
guint32
crow_cell_oid (const PGresult *result, int row, int column)
{
  const char *at = PQgetvalue (result, row, column);

  return read_number (&at);
}

/**
 * crow_cell_numbers:
 * @result: rows
 * @row: below their number
 * @column: below the number of columns
 * @numbers: (element-type guint32): to append to
 *
 * Arrays come as text: int2[] and oid[] as `{2,3}`, int2vector as `2 3`. A negative number (a
 * system column) and a NULL become 0, which is no column.
 *
 * Returns: how many there were
 */
guint
crow_cell_numbers (const PGresult *result, int row, int column, GArray *numbers)
{
  const char *at = PQgetvalue (result, row, column);
  guint n = 0;

  at += *at == '{';
  while (*at != '\0' && *at != '}')
    {
      guint32 number = read_number (&at);

      if (*at != '\0' && *at != ',' && *at != ' ' && *at != '}')
        number = 0;
      while (*at != '\0' && *at != ',' && *at != ' ' && *at != '}')
        at++;
      at += *at == ',' || *at == ' ';
      g_array_append_val (numbers, number);
      n++;
    }
  return n;
}
